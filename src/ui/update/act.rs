//! Doing what a verb says.

use super::{
    arrange, ask, check, form, input, judge, look, present, preview, prioritize, public, pull, refine, sprint, view,
    walk, why, write,
};
use crate::domain::product::NewProduct;
use crate::domain::query::Part;
use crate::domain::{Change, Scale, SprintId, key, text};
use crate::ui::action::import::Import;
use crate::ui::action::{Action, Aim, App, Clip, Go, Write};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::overlay::Reply;
use crate::ui::overlay::why as overlay_why;
use crate::ui::overlay::{Overlay, health, help, history, journal, plan, questions, standup, summary};
use crate::ui::screen::backlog::{self, Scene};
use crate::ui::screen::{self, View};
use crate::ui::verb::{self, Command, Count};
use crate::ui::wording::keyed;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Runs a verb; asks first where it would change marked items while the cursor is on another one.
pub(super) fn perform(model: &mut Model, command: &Command, count: Option<usize>) -> Done {
    let count = count.or(command.count);
    // A first item needs a product first; the same key then leads to both.
    if command.verb.name == "add" && model.product.is_none() && model.file.read_only.is_none() {
        return ask_for(model, "new-product");
    }
    if let Some(effects) = present::woken(model, command) {
        return Ok(effects);
    }
    if let Some(reason) = present::closed(model, command, count) {
        return Err(reason);
    }
    if let Some(other) = sprint::instead(model, command) {
        return perform(model, &other, None);
    }
    if let Some(other) = arrange::instead(model, command) {
        return perform(model, &other, None);
    }
    if let Some(reason) = model.disabled(command.verb) {
        return Err(reason);
    }
    if let Action::Ask(asked) = &command.action
        && let Some(reason) = crate::ui::public::closed(model, asked.split(' ').next().unwrap_or_default())
    {
        return Err(reason);
    }
    if count.is_some() && command.verb.count == Count::Nothing {
        return Err(format!("a number means nothing to {}", command.verb.name));
    }
    if uses_marks(command) {
        backlog::close_range(&mut model.backlog);
    }
    if let Some(question) = preview::of(model, command, count) {
        model.overlays.push(Overlay::Confirm(question));
        return Ok(Vec::new());
    }
    perform_agreed(model, command, count)
}

/// Runs a verb without asking.
pub(super) fn perform_agreed(model: &mut Model, command: &Command, count: Option<usize>) -> Done {
    let run = std::mem::take(&mut model.session.run);
    present::go_on(model, command);
    if !matches!(command.action, Action::App(App::Undo | App::Redo)) {
        model.session.agreed = None;
    }
    walk::make_way(model, &command.action);
    view::make_way(model, &command.action)?;
    let done = match &command.action {
        Action::Ask("explain") => why::ask(model),
        Action::Ask(asked) => {
            judge::may_ask(model, asked)?;
            let overlay = ask::overlay(model, asked, None).ok_or("there is nothing to ask")?;
            model.overlays.push(overlay);
            Ok(judge::seek(model))
        }
        Action::Go(Go::List(list)) if !model.audience().has_list(*list) => {
            Err(keyed(&model.keymap, "what was declined is not shown in public view: <public> leaves it first"))
        }
        Action::Go(go) if !model.overlays.is_empty() => Ok(go_in_overlay(model, go, count)),
        Action::Go(go) => match view::go(model, go, count) {
            Some(done) => done,
            None => on_backlog(model, backlog::Action::Go(go.clone()), count, &run),
        },
        Action::Mark(mark) if view::marks(model, *mark, count) => Ok(Vec::new()),
        Action::Mark(mark) => on_backlog(model, backlog::Action::Mark(*mark), count, &run),
        Action::Move(to) => match view::shift(model, to, count, &run) {
            Some(done) => done,
            None => on_backlog(model, backlog::Action::Move(to.clone()), count, &run),
        },
        Action::Look(to) => look::update(model, to, count),
        Action::Write(Write::Tick(None)) if is_choice(model) => ask_for(model, "tick"),
        Action::Write(Write::Sprint { to, cause: None }) => into_sprint(model, *to),
        Action::Write(Write::Mend) => check::mend_and_tell(model, count.unwrap_or(1)),
        Action::Write(write) => match judge::instead(model, write, count) {
            Some(overlay) => open(model, overlay),
            None => write::effects(model, write, count),
        },
        Action::Form(form) => form::act(model, *form, count),
        Action::Present(present) => present::act(model, present, count),
        Action::Sprint(to) => sprint::update(model, to, count),
        Action::Prioritize(to) => prioritize::update(model, to, count),
        Action::App(app) => act(model, app, count),
    }?;
    if matches!(command.action, Action::Move(_) | Action::Write(_)) && !done.is_empty() {
        model.session.last = Some((judge::repeated(command), count));
        if matches!(command.verb.name, "move-up" | "move-down") {
            model.session.run = model.backlog.targets();
        }
    }
    let is_move = matches!(command.action, Action::Move(_));
    model.backlog.next = if is_move { None } else { pull::following(model, &done) };
    sprint::pulled(model, &done);
    preview::tell_one(model, command);
    Ok(done)
}

/// Where the scope of the running Sprint changes, it is asked why before.
fn into_sprint(model: &mut Model, to: Aim) -> Done {
    match pull::ask(model, to, "")? {
        Some(overlay) => open(model, overlay),
        None => pull::effects(model, to, None),
    }
}

fn on_backlog(model: &mut Model, action: backlog::Action, count: Option<usize>, run: &[crate::domain::ItemId]) -> Done {
    let keymap = std::rc::Rc::clone(&model.keymap);
    let (rows, audience) = (model.list_rows(), model.audience());
    let scene = Scene { product: model.product.as_ref(), rows, count, run, audience, keymap: &keymap };
    backlog::update(&mut model.backlog, action, &scene)
}

/// True for what acts on marked items: before that an open range is closed and marked.
fn uses_marks(command: &Command) -> bool {
    match &command.action {
        Action::Move(_) | Action::Write(_) | Action::App(App::Copy(_) | App::Merge(_)) => true,
        Action::Ask(_) => command.verb.needs.is_item(),
        Action::Go(_)
        | Action::Look(_)
        | Action::Mark(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_) => false,
    }
}

/// Goes through the rows of the topmost pop-up.
pub(super) fn go_in_overlay(model: &mut Model, go: &crate::ui::action::Go, count: Option<usize>) -> Vec<Effect> {
    let rows = layout::list_rows(model.height);
    let reply = model.overlays.last_mut().map_or(Reply::Stay, |o| o.go(go.clone(), count, rows, &model.keymap));
    input::take_reply(model, reply)
}

/// Opens pop-ups, ends in effects, or is refused.
fn act(model: &mut Model, app: &App, count: Option<usize>) -> Done {
    match app {
        App::Journal => open(model, Overlay::Journal(journal::State::default())),
        App::Health => open_health(model),
        App::Formula => in_report(model, true),
        App::CopyReport => in_report(model, false),
        App::Walk(to) => walk::update(model, *to),
        App::Help(word) => open(model, Overlay::Help(Box::new(help::State::over(word, model.scopes())))),
        App::WhereIs => where_is(model),
        App::Saved => say(model, "everything is saved already"),
        App::Undo | App::Redo if form::is_open(model) => form::undo(model, *app == App::Undo),
        App::Undo => {
            present::turning(model, true, count.unwrap_or(1));
            Ok(vec![Effect::Undo { agreed: model.session.agreed.take(), times: count.unwrap_or(1) }])
        }
        App::Redo => {
            present::turning(model, false, count.unwrap_or(1));
            Ok(vec![Effect::Redo(count.unwrap_or(1))])
        }
        App::Repeat => repeat(model, count),
        App::History => history_of(model),
        App::Why => why::open(model),
        App::Explain(reason) => Ok(vec![Effect::LastChange(Some(reason.clone()))]),
        App::Order(order) => arrange::update(model, *order),
        App::Plan(deed) => in_plan(model, *deed),
        App::Questions => questions_of(model),
        App::OpenQuestions => open(model, Overlay::Questions(questions::State::of(None))),
        App::UndoToHere => in_journal(model, &journal::Action::UndoToHere),
        App::UndoThis => in_journal(model, &journal::Action::UndoThis),
        App::Command | App::Products => ask_for(model, if *app == App::Command { "command" } else { "product" }),
        App::Product(name) => Ok(vec![Effect::Product(name.clone())]),
        App::NewProduct(name) => new_product(name),
        App::Rename(name) => edit_product(model, Some(name), None, None),
        App::Prefix(prefix) => edit_product(model, None, Some(prefix), None),
        App::Scale(scale) => edit_product(model, None, None, Some(*scale)),
        App::Import(files) => Ok(vec![Effect::PlanImport(files.clone())]),
        App::Export(what) => Ok(vec![Effect::Export(what.clone(), None)]),
        App::ReviewPage(what) => Ok(vec![Effect::ReviewPage(what.clone(), reviewed(model))]),
        App::ExportShown(what) => Ok(vec![Effect::Export(what.clone(), Some(shown(model)))]),
        App::Backup => Ok(vec![Effect::Backup]),
        App::Reload => Ok(vec![Effect::Reload]),
        App::Draft => Ok(vec![Effect::OfferDraft]),
        App::Merge(key) => refine::merge(model, key.as_ref()),
        App::Split => refine::split(model),
        App::Similar => Ok(vec![Effect::ListAlike(None)]),
        App::Checks => Ok(vec![Effect::CheckAll]),
        App::SimilarHere => refine::similar_here(model),
        App::Refine(what) => refine::update(model, *what),
        App::Check(what) => judge::check(model, *what),
        App::Edit => form::edit(model),
        App::Sheet => form::sheet(model),
        App::Take => Ok(input::take(model)),
        App::Leave => Ok(leave(model)),
        App::Suspend => Ok(vec![Effect::Suspend]),
        App::Mouse => Ok(switch_mouse(model)),
        App::Public => public::switch(model),
        App::Copy(what) => copy(model, *what),
        App::Quit => quit(model),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "each of the table answers so")]
fn open(model: &mut Model, overlay: Overlay) -> Done {
    model.overlays.push(overlay);
    Ok(Vec::new())
}

fn where_is(model: &mut Model) -> Done {
    let path = model.file.path.clone();
    say(model, path)
}

#[expect(clippy::unnecessary_wraps, reason = "each of the table answers so")]
fn say(model: &mut Model, text: impl Into<String>) -> Done {
    model.toast = Some(crate::ui::Toast::hint(text));
    Ok(Vec::new())
}

/// What of the backlog the list shows.
fn shown(model: &Model) -> Part {
    Part { list: Some(model.backlog.list), filter: model.backlog.narrow.filter().clone(), now: model.now }
}

fn ask_for(model: &mut Model, asked: &'static str) -> Done {
    let overlay = ask::overlay(model, asked, None).ok_or("there is nothing to ask")?;
    model.overlays.push(overlay);
    Ok(Vec::new())
}

fn repeat(model: &mut Model, count: Option<usize>) -> Done {
    let (command, before) = model.session.last.clone().ok_or("nothing has been changed yet that could be repeated")?;
    perform(model, &command, count.or(before))
}

fn history_of(model: &mut Model) -> Done {
    let item = model.backlog.item.as_ref().ok_or("no item is selected")?;
    let state = history::State { item: item.id, title: format!("History of {}", item.key), told: Vec::new(), top: 0 };
    model.overlays.push(Overlay::History(state));
    Ok(Vec::new())
}

/// The questions about the item; where it has none, the first is asked for.
fn questions_of(model: &mut Model) -> Done {
    let item = model.backlog.item.as_ref().ok_or("no item is selected")?;
    if item.questions.is_empty() {
        let reason = verb::find("ask").and_then(|verb| model.disabled(verb));
        return reason.map_or_else(|| ask_for(model, "ask"), Err);
    }
    let state = questions::State::of(Some(item.id));
    open(model, Overlay::Questions(state))
}

/// Of several criteria one is chosen; a single one needs no choice.
fn is_choice(model: &Model) -> bool {
    model.backlog.item.as_ref().is_some_and(|item| item.criteria.len() > 1)
}

fn in_journal(model: &mut Model, action: &journal::Action) -> Done {
    let Some(Overlay::Journal(state)) = model.overlays.last_mut() else {
        return Err(keyed(&model.keymap, "this acts in the journal: open it first (<journal>)"));
    };
    match journal::update(state, action.clone()) {
        Reply::Refuse(reason) => Err(reason),
        reply => Ok(input::take_reply(model, reply)),
    }
}

/// In the plan of an import.
fn in_plan(model: &mut Model, deed: Import) -> Done {
    let Some(Overlay::Plan(state)) = model.overlays.last_mut() else {
        return Err(keyed(&model.keymap, "this acts in the plan of an import: open one first (<import>)"));
    };
    match plan::update(state, plan::Action::Do(deed)) {
        Reply::Refuse(reason) => Err(reason),
        reply => Ok(input::take_reply(model, reply)),
    }
}

fn open_health(model: &mut Model) -> Done {
    let product = model.product.as_ref().ok_or("there is no product yet, so nothing to judge")?;
    let state = health::State::new(model.look(), product.name.clone());
    open(model, Overlay::Health(Box::new(state)))
}

/// In the health or the summary: the formula, or a copy.
fn in_report(model: &mut Model, is_formula: bool) -> Done {
    if let (Some(Overlay::Why(_)), Some(reason)) = (model.overlays.last(), why::not_copied(model)) {
        return Err(reason);
    }
    let reply = match (model.overlays.last_mut(), is_formula) {
        (Some(Overlay::Health(state)), true) => health::update(state, health::Action::Formula),
        (Some(Overlay::Health(state)), false) => health::update(state, health::Action::Copy),
        (Some(Overlay::Summary(state)), false) => summary::update(state, &summary::Action::Copy),
        (Some(Overlay::Why(state)), false) => overlay_why::update(state, overlay_why::Action::Copy),
        (Some(Overlay::Standup(state)), false) => standup::update(state, standup::Action::Copy),
        _ => return Err(keyed(&model.keymap, "this acts in the health of the backlog: open it first (<health>)")),
    };
    match reply {
        Reply::Refuse(reason) => Err(reason),
        reply => Ok(input::take_reply(model, reply)),
    }
}

fn new_product(name: &str) -> Done {
    let name = text::title("the product's name", name).map_err(|e| e.to_string())?;
    let prefix = key::propose_prefix(&name);
    let new = NewProduct::named(name, prefix);
    Ok(vec![Effect::commit(Change::AddProduct(new))])
}

fn edit_product(model: &Model, name: Option<&str>, prefix: Option<&str>, scale: Option<Scale>) -> Done {
    let product = model.product.as_ref().ok_or("there is no product yet: type its name first")?;
    let name = text::title("the product's name", name.unwrap_or(&product.name)).map_err(|e| e.to_string())?;
    let prefix = key::parse_prefix(prefix.unwrap_or(&product.prefix)).map_err(|e| e.to_string())?;
    let scale = scale.unwrap_or(product.scale);
    let change = Change::EditProduct { product: product.id, name, prefix, scale, sheet: None };
    Ok(vec![Effect::commit(change)])
}

/// Takes the mouse, or leaves it to the terminal.
fn switch_mouse(model: &mut Model) -> Vec<Effect> {
    model.is_mouse_on = !model.is_mouse_on;
    let keys = model.keymap.keys_of(model.scopes(), "mouse").unwrap_or_else(|| ":mouse".into());
    model.toast = Some(crate::ui::Toast::hint(if model.is_mouse_on {
        format!("mouse on: click, wheel and drag act here · {keys} leaves it to the terminal")
    } else {
        format!("mouse off: the terminal selects text now · {keys} brings it back")
    }));
    vec![Effect::Mouse(model.is_mouse_on)]
}

/// What is copied: the marks in the list, else the item under the cursor, or for the list all of it.
fn copy(model: &Model, what: Clip) -> Done {
    let backlog = &model.backlog;
    let items: Vec<_> = match what {
        Clip::List if backlog.marks.is_empty() => (0..backlog.len()).filter_map(|i| backlog.at(i)).collect(),
        Clip::Key | Clip::Story | Clip::List | Clip::Link | Clip::Answer => backlog.targets(),
        Clip::Why => why::not_copied(model).map_or_else(|| Ok(why::items(model)), Err)?,
    };
    if items.is_empty() && !backlog.marks.is_empty() {
        return Err(keyed(&model.keymap, backlog::MARKED_ELSEWHERE));
    }
    if items.is_empty() { Err("there is nothing to copy here".into()) } else { Ok(vec![Effect::Copy(what, items)]) }
}

/// One level up: pop-up, what is in the hand, job, story, filter, marks.
fn leave(model: &mut Model) -> Vec<Effect> {
    if form::is_open(model) {
        return form::leave(model);
    }
    if let Some(overlay) = model.overlays.last_mut() {
        let reply = overlay.leave(&model.keymap);
        return input::take_reply(model, reply);
    }
    if model.present.is_some() {
        return present::leave(model);
    }
    if model.stops_job() {
        return vec![Effect::CancelJob];
    }
    let is_walk_shown = model.backlog.walk.is_some() && model.backlog.marks.is_empty();
    if is_walk_shown && model.backlog.marks.range.is_none() {
        return walk::leave(model);
    }
    if prioritize::leave(model) {
        return Vec::new();
    }
    let backlog = &mut model.backlog;
    if backlog.marks.range.take().is_some() {
        return Vec::new();
    }
    if backlog.walk.is_some() {
        backlog.marks.clear();
    } else if backlog.is_open {
        backlog.is_open = false;
    } else if model.view == View::Sprint && backlog.marks.is_empty() {
        if !sprint::leave_text(model) {
            view::leave(model);
        }
    } else if backlog.narrow.is_on() {
        let was_filtered = !backlog.narrow.filter().is_all();
        look::show_all(model);
        let text = if was_filtered {
            "shown whole again · <filter> has this one among its earlier lines"
        } else {
            "shown in its order again"
        };
        model.toast = Some(crate::ui::Toast::hint(keyed(&model.keymap, text)));
    } else if !backlog.marks.is_empty() {
        backlog.marks.clear();
    } else if !backlog.find.dim() {
        model.toast = Some(crate::ui::Toast::hint(keyed(&model.keymap, "<quit> quits · everything is saved")));
    }
    Vec::new()
}

fn quit(model: &mut Model) -> Done {
    if form::is_open(model) {
        return Ok(form::leave(model));
    }
    if !model.overlays.is_empty() {
        return Ok(input::close(model));
    }
    if model.present.is_some() {
        return Ok(present::end(model));
    }
    if model.backlog.walk.is_some() {
        return Ok(walk::leave(model));
    }
    if let Some(job) = &model.job {
        return Err(format!(
            "{}: {}",
            job.label,
            keyed(&model.keymap, "<leave> stops it; else wait until it has ended")
        ));
    }
    if model.file.is_demo && !model.session.is_bye_asked {
        model.session.is_bye_asked = true;
        if model.is_public {
            // The name of the file it would be kept in is not for everyone.
            return Err(keyed(
                &model.keymap,
                "the sample goes with the next <quit> · to keep it, leave public view first: <public>",
            ));
        }
        return ask_for(model, "keep-demo");
    }
    Ok(vec![Effect::Quit])
}

/// The Sprint whose review is meant: the one shown; elsewhere the one that runs, else the last.
fn reviewed(model: &Model) -> Option<SprintId> {
    if model.shows(View::Sprint) { screen::sprint::shown(model) } else { None }
}
