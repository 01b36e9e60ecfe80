//! Asking for the argument of a verb: a choice where the values are known, a prompt where they are typed.

use super::{act, input, judge, paste, pull, sprint, why};
use crate::domain::query::Panel;
use crate::domain::score::{CLASSES, Framework, MOSCOW};
use crate::domain::{Audience, Column, Item, Kind, List, Scale, State};
use crate::ui::completion::Source;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::assist::Assist;
use crate::ui::overlay::choice::{self, Choice};
use crate::ui::overlay::{Overlay, accepting, cause, lines, notes, prompt, refusal, returning};
use crate::ui::screen::View;
use crate::ui::screen::prioritize::table::By;
use crate::ui::verb;
use crate::ui::wording::{keyed, letters};
use strum::IntoEnumIterator;

/// How an export is typed.
const EXPORT: &str = "json, csv, md or html, and the file: md ~/backlog.md · changes alone writes what goes back to Jira · --private adds names and what was declined · --by rice writes the scores";

/// The pop-up that asks for what an [`Action::Ask`](crate::ui::Action::Ask) names; `text` is put in already.
pub(super) fn overlay(model: &Model, asked: &'static str, text: Option<&str>) -> Option<Overlay> {
    let mut overlay = aimless(model, asked, text)?;
    let name = asked.split(' ').next().unwrap_or_default();
    let targets = verb::find(name).filter(|verb| verb.needs.is_item()).map(|_| model.backlog.targets());
    // The others know from the start what they are about.
    if let Overlay::Prompt(state) = &mut overlay {
        state.targets = targets;
    } else if let Overlay::Choice(state) = &mut overlay {
        state.targets = targets;
    }
    Some(overlay)
}

fn aimless(model: &Model, asked: &'static str, text: Option<&str>) -> Option<Overlay> {
    let item = model.backlog.item.as_ref();
    let scale = model.product.as_ref().map(|p| p.scale.name());
    match asked {
        refusal::ASKED => Some(refusal(model, text)),
        accepting::ASKED => Some(judge::accepting(model, text)),
        returning::ASKED => Some(judge::returning(model, text)),
        notes::ASKED => sprint::notes(model, text),
        cause::ASKED => pull::ask_again(model, text.unwrap_or_default()),
        "tick" => criteria(model),
        "sprint" => Some(pull::choice(model, of("Sprint", model))),
        "state" => {
            Some(choice_of(model, &of("State", model), item.map(|i| i.state.name()), State::iter().map(state_word)))
        }
        "kind" => Some(choice_of(
            model,
            &of("Kind", model),
            item.map(|i| i.text.kind.name()),
            Kind::iter().map(|k| word("kind", k.name())),
        )),
        "moscow" => {
            let class = item.and_then(|item| item.inputs.get(&MOSCOW.id)).map(|class| MOSCOW.shown(Some(class)));
            let words = CLASSES.iter().map(|(_, name)| word("moscow", name)).chain([word("moscow", "none")]);
            Some(choice_of(model, &of("Class", model), class.as_deref(), words))
        }
        "scale" => Some(choice_of(model, "Estimation scale", scale, Scale::iter().map(scale_word))),
        "sort" => Some(sort(model)),
        "framework" => Some(framework(model)),
        "filters" => {
            let empty = "No filter is saved yet: <filter> types one, :save-filter NAME keeps it";
            Some(from_store("Saved filters", Panel::Filters, keyed(&model.keymap, empty)))
        }
        "epic" => {
            let empty = keyed(&model.keymap, "There is no epic yet: <kind> makes an item one");
            Some(from_store(&of("Epic", model), Panel::Epics, empty))
        }
        "product" => Some(from_store("Product", Panel::Products, "There is no product yet".into())),
        lines::ASKED => {
            let state = if model.backlog.list == List::Inbox { State::Inbox } else { State::Open };
            paste::overlay(model, text.unwrap_or_default(), state).ok()
        }
        asked => prompt_of(model, asked, text).map(|state| Overlay::Prompt(Box::new(state))),
    }
}

/// "State of WEB-12", "State of 3 marked items, 2 hidden stay".
fn of(what: &str, model: &Model) -> String {
    format!("{what} of {}{}", subject(model), hidden(model))
}

/// What of the marks is left as it is.
pub(super) fn hidden(model: &Model) -> String {
    match model.backlog.hidden_marks() {
        n if n > 0 && model.backlog.targets().len() > 1 => {
            format!(", {n} hidden {} as before", if n == 1 { "stays" } else { "stay" })
        }
        _ => String::new(),
    }
}

/// As [`hidden`], for a prompt that acts on items.
fn hidden_of(model: &Model, asked: &str) -> String {
    let name = asked.split(' ').next().unwrap_or_default();
    let acts = verb::find(name).is_some_and(|verb| verb.needs.is_item() && verb.needs.writes());
    if acts && !matches!(name, "title" | "ask" | "answer" | "criterion" | "value") {
        hidden(model)
    } else {
        String::new()
    }
}

/// Saying no: with what is said already, where it is declined.
fn refusal(model: &Model, text: Option<&str>) -> Overlay {
    let reasons = model.product.as_ref().map_or_else(Vec::new, |p| p.sheet.usual_reasons());
    let targets = model.backlog.targets();
    let one = model.backlog.item.as_ref().filter(|item| targets == [item.id]);
    let present = one.map_or_else(String::new, |item| {
        let no = item.decline.clone().filter(|_| item.state == State::Declined).unwrap_or_default();
        let asked = no.requester.unwrap_or_else(|| item.text.asked.clone());
        let again = no.again.map_or_else(String::new, |day| day.to_string());
        format!("{}\n{}\n{asked}\n{again}", no.reason, no.alternative.unwrap_or_default())
    });
    let title = format!("Why not {}?{}", subject(model), hidden(model));
    let is_theirs = |item: &Item| {
        let no = item.decline.as_ref().and_then(|no| no.requester.as_ref());
        item.state != State::Declined || no.is_none_or(|who| *who == item.text.asked)
    };
    let asks_each = text.is_none() && one.is_none_or(|item| is_theirs(item));
    let mut state = refusal::State::new(targets, title, reasons, text.unwrap_or(&present));
    state.asks_each = asks_each;
    Overlay::Refusal(Box::new(state))
}

/// The criteria of the selected item, each by its digit.
fn criteria(model: &Model) -> Option<Overlay> {
    let item = model.backlog.item.as_ref()?;
    let option = |(n, criterion): (usize, &crate::domain::Criterion)| Choice {
        letter: char::from_digit(u32::try_from(n).unwrap_or(10), 10).filter(|_| n < 10),
        label: format!("{} {}", if criterion.is_met { "✓" } else { "□" }, criterion.text.replace('\n', " ")),
        line: format!("tick {n}"),
    };
    let options: Vec<Choice> = (1..).zip(&item.criteria).map(option).collect();
    let at = item.criteria.iter().position(|c| !c.is_met).unwrap_or(0);
    Some(Overlay::Choice(choice::State {
        targets: None,
        title: format!("Tick a criterion of {}", item.key),
        options,
        cursor: crate::ui::overlay::rows::Cursor { at, ..Default::default() },
        source: None,
        empty: String::new(),
        typed: String::new(),
    }))
}

/// A value under its name; its letter comes with the others.
fn word(verb: &str, name: &'static str) -> (&'static str, Choice) {
    (name, Choice { letter: None, label: name.to_owned(), line: format!("{verb} {name}") })
}

fn state_word(state: State) -> (&'static str, Choice) {
    let (name, choice) = word("state", state.name());
    (name, Choice { label: format!("{} {name}", state.sign()), ..choice })
}

fn scale_word(scale: Scale) -> (&'static str, Choice) {
    let values = if scale.values().is_empty() { "any number".to_owned() } else { scale.values().join(" ") };
    let (name, choice) = word("scale", scale.name());
    (name, Choice { label: format!("{name}: {values}"), ..choice })
}

/// The frameworks, each with what it is good for.
fn framework(model: &Model) -> Overlay {
    let present = model.scoring().map(|scoring| scoring.framework.name());
    let frameworks = Framework::iter().map(|framework| {
        let (name, choice) = word("framework", framework.name());
        let rules = framework.rules();
        (name, Choice { label: format!("{}: {}", rules.title(), rules.doc()), ..choice })
    });
    choice_of(model, "Score by", present, frameworks)
}

/// The columns; the one in force offers its other direction.
fn sort(model: &Model) -> Overlay {
    let present = model.backlog.narrow.sort();
    let column = |column: Column| {
        let is_down = present.is_some_and(|sort| sort.by == column && !sort.is_down);
        let way = if is_down { " down" } else { "" };
        let line = format!("{}{way}", column.name());
        (column.name(), Choice { letter: None, label: line.clone(), line: format!("sort {line}") })
    };
    let order = word("sort", "order");
    let scored = [By::Score, By::Difference].map(|by| word("sort", by.name()));
    let scored = scored.into_iter().filter(|_| model.shows(View::Prioritize));
    let before = 1 + scored.clone().count();
    let columns = std::iter::once(order).chain(scored).chain(Column::iter().map(column));
    let mut overlay = choice_of(model, "Show by", None, columns);
    if let (Overlay::Choice(state), Some(sort)) = (&mut overlay, present) {
        state.cursor.at = Column::iter().position(|c| c == sort.by).map_or(0, |at| at + before);
    }
    overlay
}

/// A choice among known values; the cursor begins on the `present` one.
fn choice_of(
    model: &Model,
    title: &str,
    present: Option<&str>,
    options: impl Iterator<Item = (&'static str, Choice)>,
) -> Overlay {
    let (names, mut options): (Vec<&str>, Vec<Choice>) = options.unzip();
    let at = names.iter().position(|name| present == Some(*name)).unwrap_or(0);
    for (option, letter) in options.iter_mut().zip(letters(&model.keymap, &names)) {
        option.letter = letter;
    }
    Overlay::Choice(choice::State {
        targets: None,
        title: title.to_owned(),
        options,
        cursor: crate::ui::overlay::rows::Cursor { at, ..Default::default() },
        source: None,
        empty: String::new(),
        typed: String::new(),
    })
}

fn from_store(title: &str, source: Panel, empty: String) -> Overlay {
    Overlay::Choice(choice::State {
        targets: None,
        title: title.to_owned(),
        options: Vec::new(),
        cursor: crate::ui::overlay::rows::Cursor::default(),
        source: Some(source),
        empty,
        typed: String::new(),
    })
}

fn prompt_of(model: &Model, asked: &'static str, text: Option<&str>) -> Option<prompt::State> {
    let (title, hint) = question(model, asked)?;
    let present = text.map_or_else(|| present(model, asked), str::to_owned);
    let mut state = prompt::State::new(asked, format!("{title}{}", hidden_of(model, asked)), hint, &present);
    state.assist = Assist::new(source(asked), prompt::remembers(asked).then_some(asked));
    // Where it is asked once more what changes, a digit alone is not the end.
    if asked == "estimate" && !model.backlog.is_off_marks() {
        state.settles = model.product.as_ref().map(|p| p.scale).filter(|s| *s != Scale::Free);
    }
    Some(state)
}

/// What completes what is typed; an estimate is so short that its values stand in the hint.
fn source(asked: &str) -> Source {
    match asked {
        "command" => Source::Line,
        "estimate" => Source::Nothing,
        asked => verb::find(asked).map_or(Source::Nothing, |verb| Source::Argument(verb.arg)),
    }
}

/// What the prompt's border and its lower line say.
fn question(model: &Model, asked: &str) -> Option<(String, String)> {
    let (what, keymap) = (subject(model), &*model.keymap);
    let (title, hint): (String, String) = match asked {
        "add" => {
            ("New item".into(), "Its title · Enter adds it below the cursor · Esc keeps the text as a draft".into())
        }
        "idea" => ("New idea for the inbox".into(), "Its title · Enter adds it · Esc keeps the text as a draft".into()),
        "title" => (format!("Title of {what}"), "Enter saves · Esc leaves it as it was".into()),
        "estimate" => (format!("Estimate of {what}"), String::new()),
        "block" => (format!("Why is {what} blocked?"), keyed(keymap, "Enter saves · <unblock> frees it again")),
        "tag" => (format!("Tags of {what}"), "several with a space between · Tab chooses".into()),
        "asked" => (format!("Who asked for {what}?"), "A name; - for nobody".into()),
        "due" => (format!("When is {what} due?"), "Tab chooses".into()),
        "merge" => {
            (format!("Merge {what} with"), "A key such as WEB-12, or its number · Tab chooses what is similar".into())
        }
        "move" => (format!("Move {what} to place"), "Enter moves".into()),
        "move above" => (format!("Move {what} above"), "A key such as WEB-12, or its number".into()),
        "move below" => (format!("Move {what} below"), "A key such as WEB-12, or its number".into()),
        "go" => ("Go to".into(), "Tab chooses".into()),
        "command" => (":".into(), "Any verb with its argument · Tab chooses · Up recalls".into()),
        "new-product" => (
            "Name of your product".into(),
            "For instance Webshop · Enter creates it · Esc shows other ways to begin".into(),
        ),
        "rename" => ("Name of the product".into(), "Enter saves".into()),
        "prefix" => ("Prefix of the keys".into(), "1 to 10 letters and digits, such as WEB; all keys follow it".into()),
        "import" => (
            "Import files".into(),
            "Paths with a space between, \"in quotes\" where they have one · nothing is written before you agree"
                .into(),
        ),
        "export-shown" => ("Export what is shown as".into(), EXPORT.into()),
        "export" => ("Export as".into(), EXPORT.into()),
        "review-page" => ("Write the review as".into(), "html or md, and the file: html ~/review.html".into()),
        "filter" => (
            "Filter".into(),
            "Words and terms such as state:ready or updated>90d · Enter keeps it · Esc shows what was there".into(),
        ),
        "find" => {
            let hint =
                keyed(keymap, "Words, or terms as in a filter · Enter stays there · <find-next> and <find-back> go on");
            ("Find".into(), hint)
        }
        "save-filter" => ("Name of the filter".into(), "Enter saves it for this product".into()),
        "forget-filter" => ("Forget the filter".into(), "The name of a saved filter".into()),
        "keep-demo" => ("Keep this sample?".into(), "A file name keeps it · empty lets it go · Esc goes on".into()),
        asked => return of_item(model, asked, &what),
    };
    let scale = model.product.as_ref().map_or(Scale::default(), |p| p.scale);
    let hint = match (asked, scale.values().is_empty()) {
        ("estimate", true) => "Any number from 0, or ? for none".to_owned(),
        ("estimate", false) => format!("{} · ? for none", scale.values().join(" ")),
        _ => hint,
    };
    Some((title, hint))
}

/// As [`question`], for the rest of what an item is given.
fn of_item(model: &Model, asked: &str, what: &str) -> Option<(String, String)> {
    Some(match asked {
        "carry" | "carry-all" => (
            if asked == "carry" { "Send the item to" } else { "Send all open items to" }.into(),
            "A place in the order such as 7, or next, top, bottom, stay".into(),
        ),
        "fix" => (
            format!("Why is {what} fixed at its place?"),
            keyed(&model.keymap, "others see it in public view and in copies · <unfix> frees it"),
        ),
        "explain" => explained(model),
        "assignee" => (format!("Who works on {what}?"), "A name; - for nobody".into()),
        "depends" => (
            format!("What does {what} depend on?"),
            "Letters of a title find its key, Tab puts it in · Enter saves".into(),
        ),
        "link" => (format!("Link of {what}"), "Enter puts it on".into()),
        "criterion" => (
            format!("Acceptance criterion of {}", about(model)),
            "Plain, or Given … When … Then … · Enter adds it".into(),
        ),
        "ask" => (format!("Question about {}", about(model)), "Enter notes it with the day".into()),
        "answer" => (answering(model), "Enter answers".into()),
        "feedback" => {
            (format!("Feedback on {}", sprint::subject(model)), "What was said · Enter puts it into the inbox".into())
        }
        "keep" => (
            format!("Keep {what} as {}: why?", if model.backlog.targets().len() == 1 { "it is" } else { "they are" }),
            "A reason, or nothing · Enter keeps it".into(),
        ),
        "value" => (
            format!("What is {} worth to users?", about(model)),
            "One line, for the review and the release notes · Enter saves".into(),
        ),
        "snooze" => (format!("Snooze {what} until"), "Tab chooses · empty ends it".into()),
        _ => return None,
    })
}

/// The step that gets a reason, and who reads it.
fn explained(model: &Model) -> (String, String) {
    let hint = "Enter saves it with the step · empty takes it off";
    let Some(step) = &model.session.explained else { return ("Why was it done?".into(), hint.into()) };
    let elsewhere = if step.is_own { "" } else { " (made elsewhere)" };
    let hint = match step.audience {
        Audience::Everyone => "others see it in public view and in copies · empty takes it off",
        Audience::Owner => hint,
    };
    (format!("Why: {}?{elsewhere}", step.label), hint.into())
}

/// The item that a question is asked about: where the questions are open, that of the one under the cursor.
fn about(model: &Model) -> String {
    let posed = model.overlays.last().and_then(Overlay::posed).map(|posed| posed.key.to_string());
    posed.or_else(|| model.backlog.item.as_ref().map(|item| item.key.to_string())).unwrap_or_default()
}

/// The question that is answered.
fn answering(model: &Model) -> String {
    let posed = model.overlays.last().and_then(Overlay::posed).map(|posed| posed.question.said.text.clone());
    let first = || {
        let item = model.backlog.item.as_ref()?;
        item.questions.iter().find(|q| q.said.answer.is_none()).map(|q| q.said.text.clone())
    };
    posed.or_else(first).unwrap_or_else(|| "Answer".into()).replace('\n', " ")
}

/// "WEB-12", "5 items" or "5 marked items".
pub(super) fn subject(model: &Model) -> String {
    let targets = model.backlog.targets();
    match (targets.len(), &model.backlog.item) {
        (1, Some(item)) if targets.first() == Some(&item.id) => item.key.to_string(),
        (1, _) if model.backlog.marks.is_empty() => {
            // The item itself is read a moment later.
            let row = model.backlog.selected_row().filter(|row| targets.first() == Some(&row.id));
            row.map_or("this item".into(), |row| row.key.to_string())
        }
        (n, _) if model.backlog.marks.is_empty() => crate::domain::text::counted(n, "item"),
        (n, _) => crate::domain::text::counted(n, "marked item"),
    }
}

/// The value that is there already, to be changed rather than typed again.
fn present(model: &Model, asked: &str) -> String {
    let item = |f: fn(&Item) -> String| match &model.backlog.item {
        Some(item) if model.backlog.targets() == [item.id] => f(item),
        _ => String::new(),
    };
    match asked {
        "title" => item(|i| i.text.title.clone()),
        "asked" => item(|i| i.text.asked.clone()),
        "fix" => item(|i| i.pinned.clone().unwrap_or_default()),
        "explain" => model.session.explained.as_ref().map_or(String::new(), |step| step.reason.clone()),
        "block" => item(|i| i.blocked.clone().unwrap_or_default()),
        "assignee" => item(|i| i.text.assignee.clone()),
        "answer" => present_answer(model),
        "value" => item(|i| i.value.clone()),
        "snooze" => item(|i| i.snoozed_until.map_or(String::new(), |d| d.to_string())),
        "due" => item(|i| i.text.due.map_or(String::new(), |d| d.to_string())),
        "filter" => model.backlog.narrow.filter().to_string(),
        "rename" => model.product.as_ref().map_or(String::new(), |p| p.name.clone()),
        "prefix" => model.product.as_ref().map_or(String::new(), |p| p.prefix.clone()),
        _ => String::new(),
    }
}

/// An answer that is there already is changed rather than typed again.
fn present_answer(model: &Model) -> String {
    let answer = model.overlays.last().and_then(Overlay::posed).and_then(|posed| posed.question.said.answer.as_ref());
    answer.map_or_else(String::new, |answer| answer.text.clone())
}

/// Runs what a prompt was opened for with the text typed in it.
pub(super) fn answered(model: &mut Model, asked: &'static str, text: &str) -> Result<Vec<Effect>, String> {
    let trimmed = text.trim();
    match asked {
        "command" if trimmed.is_empty() => return Ok(Vec::new()),
        "command" => return input::run_line(model, trimmed),
        "merge" if trimmed.is_empty() => return Err("type the key of the item to merge with".into()),
        "explain" => return Ok(why::answered(model, trimmed)),
        "keep-demo" if trimmed.is_empty() => return Ok(vec![Effect::Quit]),
        "keep-demo" => return Ok(vec![Effect::KeepDemo(trimmed.to_owned())]),
        _ => {}
    }
    let (name, lead) = asked.split_once(' ').unwrap_or((asked, ""));
    let verb = verb::find(name).ok_or("there is no such verb")?;
    let rest = format!("{lead} {trimmed}");
    let action = (verb.make)(rest.trim()).map_err(|e| e.to_string())?;
    act::perform(model, &verb::Command { verb, action, count: None }, None)
}
