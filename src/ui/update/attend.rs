//! From the verbs of refinement to the changes they ask for: saying no, questions, criteria, links, snoozing.

use crate::domain::criterion::Line;
use crate::domain::item::{Item, Refusal};
use crate::domain::query::Posed;
use crate::domain::{Change, ItemId, QuestionId, State, text};
use crate::ui::action::{Due, No};
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::screen::backlog;
use crate::ui::wording::keyed;

/// What came of it: a change, or the reason why there is none.
type Done = Result<Change, String>;

fn selected(model: &Model) -> Result<&Item, String> {
    let item = model.backlog.item.as_deref().filter(|item| Some(item.id) == model.backlog.selected());
    item.ok_or_else(|| "no item is selected".into())
}

/// The question under the cursor of the questions, where these are open.
fn posed(model: &Model) -> Option<&Posed> {
    model.overlays.last().and_then(Overlay::posed)
}

/// Declines. Who asked is taken from the item, where nobody says otherwise and it is one alone.
pub(super) fn decline(model: &Model, items: Vec<ItemId>, no: &No) -> Done {
    let line = |what, raw: &str| text::line(what, raw).map_err(|e| e.to_string());
    let full = |text: String| Some(text).filter(|text| !text.is_empty());
    let asked = || selected(model).ok().filter(|item| items == [item.id]).map(|item| item.text.asked.clone());
    let requester = no.requester.clone().or_else(asked).unwrap_or_default();
    let refusal = Refusal {
        reason: text::title("the reason", &no.reason).map_err(|e| e.to_string())?,
        alternative: full(line("the alternative", &no.alternative)?),
        requester: full(line("the name", &requester)?),
        again: later(model, no.again, "the day to look again")?,
    };
    Ok(Change::Decline { items, refusal })
}

/// A day to come.
fn later(model: &Model, day: Option<Due>, what: &str) -> Result<Option<chrono::NaiveDate>, String> {
    let today = model.now.day;
    match day.map(|day| day.on(today)) {
        Some(day) if day <= today => {
            Err(format!("{what} is {day}, which is not to come: type a later one, such as 2w"))
        }
        day => Ok(day),
    }
}

/// Takes declined items back.
pub(super) fn reconsider(model: &Model, items: Vec<ItemId>) -> Done {
    let other = model.backlog.window.rows.iter().find(|row| items.contains(&row.id) && row.state != State::Declined);
    match other {
        Some(row) => Err(keyed(&model.keymap, "this takes declined items back (<go declined>)")
            + &format!(": {} is {}", row.key, row.state.name())),
        None => Ok(Change::Reconsider { items }),
    }
}

/// Passes items over until a day to come.
pub(super) fn snooze(model: &Model, items: Vec<ItemId>, until: Option<Due>) -> Done {
    let until = later(model, until, "the day")?;
    Ok(Change::Snooze { items, until })
}

/// Takes off the links that have a text in them.
pub(super) fn unlink(model: &Model, items: Vec<ItemId>, part: &str) -> Done {
    let item = selected(model)?;
    if items != [item.id] {
        return Err("links are taken off one item at a time: mark nothing, or type the link to put on".into());
    }
    let wanted = text::fold(part);
    let remove: Vec<String> =
        item.text.links.iter().filter(|link| text::fold(link).contains(&wanted)).cloned().collect();
    if remove.is_empty() {
        let has = if item.text.links.is_empty() { "it has none".into() } else { item.text.links.join(", ") };
        return Err(format!("no link of {} has \"{}\" in it: {has}", item.key, text::visible(part)));
    }
    Ok(Change::SetLinks { items, add: Vec::new(), remove })
}

/// Ticks a criterion, or unticks it.
pub(super) fn tick(model: &Model, n: Option<usize>) -> Done {
    let item = selected(model)?;
    let all = &item.criteria;
    let at = match n {
        _ if all.is_empty() => {
            return Err(keyed(&model.keymap, "this item has no acceptance criteria yet: <editor> writes them"));
        }
        Some(n) => n - 1,
        None => 0,
    };
    let criterion = all.get(at).ok_or_else(|| format!("{} has {}", item.key, text::counted(all.len(), "criterion")))?;
    Ok(Change::Tick { item: item.id, criterion: criterion.id, is_met: !criterion.is_met })
}

/// Notes a question about the item, or about that of the question under the cursor.
pub(super) fn ask(model: &Model, typed: &str) -> Done {
    let text = text::title("the question", typed).map_err(|e| e.to_string())?;
    let item = match posed(model) {
        Some(posed) => posed.item,
        None => selected(model)?.id,
    };
    Ok(Change::Ask { item, text })
}

/// Adds a criterion to the selected item.
pub(super) fn criterion(model: &Model, typed: &str) -> Done {
    let item = selected(model)?;
    let mut criteria = backlog::lines(item);
    let text = text::block("the criterion", typed).map_err(|e| e.to_string())?;
    if text.trim().is_empty() {
        return Err("the criterion is empty: say what must be true".into());
    }
    criteria.push(Line { text, is_done: false });
    Ok(Change::Rewrite { item: item.id, text: Box::new(item.text.clone()), criteria, ties: None })
}

/// Answers the question under the cursor, else the first open one; without an answer it is open again.
pub(super) fn answer(model: &Model, typed: Option<&str>) -> Done {
    let (item, question) = match posed(model) {
        Some(posed) => (posed.item, posed.question.id),
        None => first_open(model)?,
    };
    let answer = typed.map(|typed| text::title("the answer", typed).map_err(|e| e.to_string())).transpose()?;
    Ok(Change::Answer { item, question, answer })
}

fn first_open(model: &Model) -> Result<(ItemId, QuestionId), String> {
    let item = selected(model)?;
    let open = item.questions.iter().find(|question| question.said.answer.is_none());
    let none = || format!("{} has no open question", item.key) + &keyed(&model.keymap, ": <question> notes one");
    open.map(|question| (item.id, question.id)).ok_or_else(none)
}

/// Takes off the question under the cursor.
pub(super) fn drop_question(model: &Model) -> Done {
    let posed = posed(model).ok_or("there is no question here")?;
    Ok(Change::DropQuestion { item: posed.item, question: posed.question.id })
}
