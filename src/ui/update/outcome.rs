//! What came of effects: answers, committed changes, refusals.

use super::{
    Done, Event, Found, Settled, ask, check, crossing, form, judge, look, present, public, refine, sprint, typing,
    walk, why,
};
use crate::domain::import::Proposal;
use crate::domain::note::{About, Draft, ViewState};
use crate::domain::query::{News, PanelRows};
use crate::domain::step::Committed;
use crate::domain::{Answer, Change, ItemId, Note, Order, Spot, Step, text};
use crate::ui::effect::{Effect, Then, Typed};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::overlay::{self, Overlay, accepting, cause, lines, notes, plan, refusal, returning};
use crate::ui::screen::backlog::{Age, Marks};
use crate::ui::screen::prioritize::{matrix, pairs};
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;
use std::sync::Arc;

pub(super) fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Resize(width, height) => resize(model, width, height),
        Event::Opened { view, has_draft, warning } => opened(model, &view, has_draft, warning),
        Event::Answered(answer) => return answered(model, *answer),
        Event::Walk { queue, of, is_resumed } => walk::begin(model, *queue, of, is_resumed),
        Event::Ordered(order) => ordered(model, order),
        Event::Sought(sought) => look::sought(model, *sought),
        Event::Committed(done) => return committed(model, *done),
        Event::Exhausted(what) => model.toast = Some(Toast::hint(format!("there is nothing to {what}"))),
        Event::Foreign(step) => foreign(model, &step),
        Event::LastChange(step, reason) => return why::known(model, step.as_deref(), reason),
        Event::Found(then, found) => return found_item(model, then, found),
        Event::Rejected { reason, typed } => rejected(model, reason, typed),
        Event::Unchanged if form::is_saving(model) => return form::unchanged(model),
        Event::Unchanged => {
            (model.session.crossing, model.backlog.next) = (None, None);
            model.toast = Some(Toast::hint("nothing to change: it is so already"));
        }
        Event::Damaged(reason) => damaged(model, reason),
        Event::Refused(reason) => model.toast = Some(Toast::failed(reason)),
        Event::Told(text) => model.toast = Some(Toast::done(text)),
        Event::Noted(text) => model.toast = Some(Toast::hint(text)),
        Event::Planned(proposal) => planned(model, proposal),
        Event::Replanned(proposal) => replanned(model, proposal),
        Event::AskFiles { line, reason } => ask_files(model, &line, reason),
        Event::Settled(settled) => return settle(model, *settled),
        Event::Liked(wish, like) => refine::liked(model, &wish, like.as_deref()),
        Event::Alike(of, pairs) => refine::alike(model, of, pairs),
        Event::Ranked(ranked) => matrix::take(model, *ranked),
        Event::CheckedAll(report) => check::listed(model, report),
        Event::Job(job) => model.job = job,
        Event::Product(product) => shown_product(model, product),
        Event::Unfinished(draft) => unfinished(model, &draft),
        Event::Draft(draft, found) => return take_draft(model, draft, found),
        Event::Met(met) => return form::met(model, &met),
        Event::Edited(text) if sprint::is_noting(model) => return sprint::edited(model, text),
        Event::Edited(text) => return form::edited(model, text),
        Event::NotKept(reason) => not_kept(model, reason),
        Event::ToastOver => model.toast = None,
        Event::Lingered => model.pending.is_shown = model.pending.is_begun(),
        Event::Listed { folder, entries } => typing::listed(model, folder, entries),
        Event::Recalled { prompt, lines } => typing::recalled(model, prompt, lines),
        Event::Changed => {
            pairs::elsewhere(model);
            model.session.run.clear();
            forget_lists(model);
        }
        Event::Turned => pairs::elsewhere(model),
        Event::Measured
        | Event::Press(_)
        | Event::Paste(_)
        | Event::Overflow(_)
        | Event::Mouse(_)
        | Event::DraftDue => {}
    }
    Vec::new()
}

/// What could not be kept keeps the program from ending.
fn not_kept(model: &mut Model, reason: String) {
    model.session.is_bye_asked = false;
    model.toast = Some(Toast::failed(reason));
}

/// Nothing is written any more to a file that does not hold together.
fn damaged(model: &mut Model, reason: String) {
    model.toast = Some(Toast::failed(reason.clone()));
    model.file.read_only = Some(reason);
}

/// What an import would do is shown before it is done.
fn planned(model: &mut Model, proposal: Arc<Proposal>) {
    let next = Overlay::Plan(Box::new(plan::State::new(proposal, model.now.day)));
    // The same files planned another way.
    match model.overlays.last_mut() {
        Some(plan @ Overlay::Plan(_)) => *plan = next,
        Some(_) | None => model.overlays.push(next),
    }
}

/// The plan that is open, compared again: what was chosen in it stays.
fn replanned(model: &mut Model, proposal: Arc<Proposal>) {
    let open = model
        .overlays
        .iter_mut()
        .rev()
        .find_map(|overlay| if let Overlay::Plan(state) = overlay { Some(state) } else { None });
    if let Some(state) = open {
        state.again(proposal);
    }
}

/// Text that was left unfinished: of words that are asked for, else of a form.
fn unfinished(model: &mut Model, draft: &Draft) {
    if !judge::found(model, draft) {
        form::found(model, draft);
    }
}

/// Which files to import is asked for: with those of the last time, and why they can't be read.
fn ask_files(model: &mut Model, line: &str, reason: Option<String>) {
    let prompt = if model.overlays.is_empty() { ask::overlay(model, "import", Some(line)) } else { None };
    match prompt {
        Some(mut prompt) => {
            if let Some(reason) = reason {
                prompt.blame(&reason);
            }
            model.overlays.push(prompt);
        }
        None => model.toast = reason.map(Toast::failed).or(model.toast.take()),
    }
}

/// The newest step was made elsewhere: it is named before it is taken back.
fn foreign(model: &mut Model, step: &Step) {
    let by = if step.author.is_empty() { String::new() } else { format!(", by {}", step.author) };
    let text = format!("the last step was made elsewhere{by}: {} · the same key again takes it", step.label);
    model.session.agreed = Some(step.id);
    model.toast = Some(Toast::hint(text));
}

fn resize(model: &mut Model, width: u16, height: u16) {
    (model.width, model.height) = (width, height);
    // The item that is refined stays in sight.
    model.backlog.is_open |= model.backlog.walk.is_some() && width < layout::WIDE;
}

/// From here on these keys and colours count; an unfinished sequence of the old keys is dropped.
fn settle(model: &mut Model, settled: Settled) -> Vec<Effect> {
    if let Some(keymap) = settled.keymap {
        model.keymap = keymap;
        model.pending = crate::ui::model::Pending::default();
    }
    if let Some(theme) = settled.theme {
        model.theme = theme;
    }
    model.which_key = settled.which_key.unwrap_or(model.which_key);
    model.calendar = settled.calendar.unwrap_or_else(|| model.calendar.clone());
    if let Some(thresholds) = settled.thresholds.filter(|thresholds| *thresholds != model.thresholds) {
        model.thresholds = thresholds;
        let filter = model.backlog.narrow.filter().clone().with(thresholds);
        model.backlog.set_filter(filter);
    }
    if settled.toast.is_some() {
        model.toast = settled.toast;
    }
    let Some(is_on) = settled.is_mouse_on.filter(|is_on| *is_on != model.is_mouse_on) else { return Vec::new() };
    model.is_mouse_on = is_on;
    vec![Effect::Mouse(is_on)]
}

fn opened(model: &mut Model, view: &ViewState, has_draft: bool, warning: Option<String>) {
    model.backlog.list = view.list;
    model.backlog.cursor = view.cursor;
    model.backlog.marks = Marks::of(&view.marks);
    look::opened(model, &view.filter, view.sort);
    if let Some(word) = view.part.as_deref() {
        super::view::opened(model, word);
    }
    if model.is_public || view.is_public {
        public::enter(model);
    }
    if model.present.is_some() {
        model.toast = None;
    }
    if has_draft && !model.is_public {
        model.toast = Some(Toast::hint("text was left unfinished here · :draft brings it back"));
    }
    if let Some(warning) = warning {
        model.toast = Some(Toast::failed(warning));
    }
}

fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    if let Some(product) = answer.product {
        let is_first = !model.is_answered;
        let was = model.product.as_ref().map(|p| p.id);
        model.is_answered = true;
        model.product = product;
        if !is_first && model.product.as_ref().map(|p| p.id) != was {
            // An undo took the product away, or a redo brought it: nothing that is known of lists is about it.
            model.backlog.forget_lists();
        }
        if is_first && model.product.is_none() && model.file.read_only.is_none() {
            let prompt = ask::overlay(model, "new-product", None);
            model.overlays.extend(prompt);
        }
    }
    model.seq = answer.seq.or(model.seq);
    if let Some(window) = answer.rows {
        model.backlog.take_window(window);
    }
    let is_gone = matches!(answer.item, Some(None));
    if let Some(item) = answer.item {
        model.backlog.item = item;
    }
    let left = if is_gone { walk::leave_out(model) } else { Vec::new() };
    model.sprint.beside = answer.beside.unwrap_or(std::mem::take(&mut model.sprint.beside));
    model.blocks = answer.blocks.unwrap_or(std::mem::take(&mut model.blocks));
    if let Some(rest) = answer.rest {
        crossing::take(model, rest);
    }
    if let Some(course) = answer.course {
        sprint::met(model, course);
    }
    if let Some(past) = answer.past {
        model.sprint.past = past;
    }
    model.counts = answer.counts.or(model.counts);
    model.news = answer.news.unwrap_or(model.news);
    if let (Some(counts), Some(order)) = (&mut model.counts, &model.backlog.order) {
        counts.set(order.list(), order.len());
    }
    let left = left.into_iter().chain(present::answered(model));
    match answer.panel {
        Some(rows) => left.chain(take_panel(model, &rows)).collect(),
        None => left.collect(),
    }
}

fn take_panel(model: &mut Model, rows: &PanelRows) -> Vec<Effect> {
    if let PanelRows::Review(known) = rows {
        model.sprint.review.known = (**known).clone();
    }
    if let PanelRows::Pairs(known) = rows {
        pairs::take(model, known.as_deref());
    }
    for overlay in model.overlays.iter_mut().rev() {
        overlay.answer(rows);
    }
    if let Some(state) = &mut model.present {
        state.take(rows);
    }
    walk::answered(model, rows)
}

fn ordered(model: &mut Model, order: Order) {
    let is_shown =
        model.product.as_ref().is_some_and(|p| p.id == order.product()) && order.list() == model.backlog.list;
    // An answer that comes after another list was shown and left again may be older than what is known by now.
    let is_wanted = model.backlog.order.is_none() || model.backlog.age == Age::Asked;
    if is_shown && is_wanted {
        model.backlog.take_order(order);
    }
}

fn committed(model: &mut Model, done: Done) -> Vec<Effect> {
    let Done { committed, places, passing, go_to, is_replay, typed } = done;
    model.session.agreed = None;
    model.prioritize.pairs.forget_seen();
    if let Some(state) = &mut model.present {
        state.wrote.committed(is_replay);
    }
    let mut effects = Vec::new();
    let is_form = typed.as_ref().is_some_and(|typed| typed.asked == overlay::form::ASKED);
    if let Some(typed) = &typed {
        effects.extend(judge::written(typed, &committed.touched));
    }
    if let Some(about) = typed.and_then(|typed| about(&typed, &committed.touched)) {
        effects.push(Effect::Keep(Note::DropDraft(about)));
    }
    if committed.is_large {
        forget_lists(model);
    } else if let Some(order) = &mut model.backlog.order {
        order.splice(&places);
    }
    if model.backlog.age == Age::Asked {
        // The list that is being read may not have this change yet.
        model.backlog.age = Age::Old;
    }
    if model.backlog.narrow.is_waiting() {
        model.backlog.narrow.ask_again();
    }
    model.backlog.narrow.splice(&places, &passing, &committed.added);
    model.backlog.find.forget();
    for (id, key) in &places {
        if key.is_none() && committed.has_moved_lists {
            model.backlog.marks.forget(*id);
        }
    }
    let next = model.backlog.next.take().filter(|_| !is_replay);
    if let Some(id) = go_to.or(next).filter(|id| model.backlog.index_of(*id).is_some()) {
        model.backlog.cursor = Some(id);
    } else if is_replay && let Some(id) = first_shown(model, &committed) {
        model.backlog.cursor = Some(id);
    }
    let undo = if is_replay { String::new() } else { keyed(&model.keymap, " · <undo> undo") };
    let passed = match std::mem::take(&mut model.backlog.passed) {
        0 => String::new(),
        n => format!(" · past {}", text::counted(n, "hidden item")),
    };
    let taken = if is_form { form::saved(model, &mut effects) } else { String::new() };
    let label = model.backlog.mended.take().filter(|_| !is_replay).unwrap_or_else(|| committed.label.clone());
    let tail = format!("{passed}{taken}{undo}");
    if is_replay {
        model.session.crossing = None;
    } else {
        crossing::made(model, &committed, &label, &tail);
    }
    model.toast = Some(Toast::done(format!("{label}{tail}")));
    effects
}

/// What the lists are must be read again; until then they stay on the screen as they were.
fn forget_lists(model: &mut Model) {
    model.backlog.age = Age::Old;
    model.backlog.narrow.ask_again();
    model.backlog.find.forget();
}

/// The draft that a written text makes unneeded.
fn about(typed: &Typed, touched: &[ItemId]) -> Option<About> {
    match typed.asked {
        "add" => Some(About::NewItem),
        "idea" => Some(About::NewIdea),
        "title" => touched.first().map(|id| About::Title(*id)),
        overlay::form::ASKED => overlay::form::draft::dropped(&typed.text),
        "decline"
        | "block"
        | "fix"
        | "ask"
        | "answer"
        | "criterion"
        | "accept"
        | "return"
        | "feedback"
        | "review-notes"
        | lines::ASKED
        | cause::ASKED => Some(About::Line(typed.asked.to_owned())),
        _ => None,
    }
}

/// After an undo the cursor goes to what came back, where it stands in this list. Where many only changed their places or
/// what is said of them, and some are in sight, it stays.
fn first_shown(model: &Model, committed: &Committed) -> Option<ItemId> {
    let touched = &committed.touched;
    if model.backlog.cursor.is_some_and(|c| touched.contains(&c)) {
        return None;
    }
    let is_in_sight = || model.backlog.window.rows.iter().any(|row| touched.contains(&row.id));
    if touched.len() > 1 && !committed.has_moved_lists && is_in_sight() {
        return None;
    }
    // What goes back into a Sprint that stands beside the list is not gone to.
    let is_here = |at: usize| model.backlog.floor.is_none_or(|floor| at > floor);
    touched.iter().copied().find(|id| model.backlog.index_of(*id).is_some_and(is_here))
}

fn found_item(model: &mut Model, then: Then, found: Option<Found>) -> Vec<Effect> {
    let Some(found) = found else {
        model.toast = Some(Toast::hint("there is no item with that key"));
        return Vec::new();
    };
    if then == Then::Merge {
        refine::merge_with(model, found.item);
        return Vec::new();
    }
    if then == Then::Go {
        go_to(model, found);
        look::unhide(model, found.item);
        return Vec::new();
    }
    let items = model.backlog.targets();
    let change = match then {
        Then::SetEpic => Change::SetEpic { items, epic: Some(found.item) },
        Then::MoveAbove | Then::MoveBelow if items.contains(&found.item) => {
            model.toast = Some(Toast::hint("an item can't be moved beside itself"));
            return Vec::new();
        }
        Then::MoveAbove => Change::Move { items, to: Spot::Above(found.item), is_run: false },
        Then::MoveBelow | Then::Go | Then::Merge => Change::Move { items, to: Spot::Below(found.item), is_run: false },
    };
    vec![Effect::commit(change)]
}

fn go_to(model: &mut Model, found: Found) {
    model.backlog.remember();
    if model.product.as_ref().is_some_and(|p| p.id != found.product) {
        shown_product(model, found.product);
        model.backlog.show(found.list, Some(found.item));
    } else if found.list == model.backlog.list {
        model.backlog.cursor = Some(found.item);
    } else {
        model.backlog.show(found.list, Some(found.item));
    }
}

/// Shows another product as it was left, else from its top; the answer to the next question names it.
fn shown_product(model: &mut Model, product: crate::domain::ProductId) {
    if model.product.as_ref().is_some_and(|shown| shown.id == product) {
        return;
    }
    let mut next = model.parked.remove(&product).unwrap_or_default();
    next.forget_lists();
    let left = std::mem::replace(&mut model.backlog, next);
    if let Some(left_product) = &model.product {
        model.parked.insert(left_product.id, left);
    }
    (model.counts, model.news) = (None, News::default());
    (model.sprint.chosen, model.sprint.course) = (None, None);
    model.sprint.past = std::rc::Rc::default();
    model.blocks.clear();
    let placeholder = |p: &crate::domain::Product| crate::domain::Product { id: product, ..p.clone() };
    model.product = model.product.as_ref().map(placeholder);
}

/// What was typed comes back into its prompt, with the reason.
fn rejected(model: &mut Model, reason: String, typed: Option<Typed>) {
    (model.backlog.mended, model.backlog.next, model.session.crossing) = (None, None, None);
    if typed.as_ref().is_some_and(|typed| typed.asked == overlay::form::ASKED) && form::is_saving(model) {
        form::rejected(model, reason);
        return;
    }
    let mut prompt = typed.and_then(|typed| ask::overlay(model, typed.asked, Some(&typed.text)));
    if let Some(lines @ Overlay::Lines(_)) = prompt {
        model.overlays.push(lines);
        model.session.is_draft_stale = true;
        model.toast = Some(Toast::failed(reason));
        return;
    }
    if let Some(overlay) = prompt.take_if(|overlay| overlay.blame(&reason)) {
        model.overlays.push(overlay);
        model.session.is_draft_stale = true;
        return;
    }
    model.toast = Some(Toast::failed(reason));
}

/// What is asked again with the text that was left of it.
const KEPT: &[&str] = &[
    refusal::ASKED,
    accepting::ASKED,
    returning::ASKED,
    cause::ASKED,
    notes::ASKED,
    lines::ASKED,
    "feedback",
    "block",
    "fix",
    "ask",
    "criterion",
];

fn take_draft(model: &mut Model, draft: Draft, found: Option<Found>) -> Vec<Effect> {
    if let Some(product) = draft.product.filter(|p| model.product.as_ref().is_some_and(|shown| shown.id != *p)) {
        shown_product(model, product);
    }
    if let Some(found) = found {
        go_to(model, found);
    }
    let is_gone = found.is_none() && draft.about.item().is_some();
    let asked = match &draft.about {
        About::NewIdea => "idea",
        About::Line(name) if name.contains('/') && !is_gone => judge::asked_of(name).unwrap_or("add"),
        About::Line(name) if name == "answer" => "ask",
        About::Line(name) => KEPT.iter().copied().find(|kept| kept == name).unwrap_or("add"),
        About::NewItem => "add",
        About::Title(_) if found.is_none() => "add",
        About::Title(_) => "title",
        About::Form(_)
        | About::Sheet(_)
        | About::Sprint(_)
        | About::NewSprint(_)
        | About::Improvement(_)
        | About::NewImprovement(_) => return form::restore(model, &draft, found),
        About::Story(item) => return vec![Effect::Edit(*item, Some(draft.text))],
    };
    let prompt = ask::overlay(model, asked, Some(&draft.text));
    model.overlays.extend(prompt);
    Vec::new()
}
