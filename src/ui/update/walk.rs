//! Refinement: begin or go on, from item to item, and the summary at the end.

use super::{look, view};
use crate::domain::Note;
use crate::domain::health::Queue;
use crate::domain::query::PanelRows;
use crate::domain::text::counted;
use crate::ui::action::prioritize::Prioritize;
use crate::ui::action::{Action, Go, Look, Walk};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, summary};
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Does what a key of refinement says.
pub(super) fn update(model: &mut Model, to: Walk) -> Done {
    match to {
        Walk::Begin if model.backlog.walk.is_some() => {
            return Err(keyed(&model.keymap, "refinement goes on: <refine-next> skips, <leave> stops"));
        }
        Walk::Begin => return Ok(vec![Effect::Walk(model.look())]),
        _ if model.backlog.walk.is_none() => {
            return Err(keyed(&model.keymap, "this acts in refinement: begin it first (<refine>)"));
        }
        Walk::Next => return Ok(next(model)),
        Walk::Back => match model.backlog.walk.as_ref().and_then(|walk| walk.previous()) {
            Some(item) => model.backlog.walk_to(item),
            None => return Err("this is the first item".into()),
        },
        Walk::Stop => return Ok(stop(model, false)),
    }
    Ok(Vec::new())
}

/// A walk was made, or taken up again; `of` items need attention.
pub(super) fn begin(model: &mut Model, queue: Queue, of: usize, is_resumed: bool) {
    let Some(product) = model.product.as_ref().map(|p| p.id) else { return };
    if queue.items.is_empty() {
        model.toast =
            Some(Toast::done("nothing needs attention: no idea waits, and no check finds anything to refine"));
        return;
    }
    // It goes through the list, with the story beside it.
    view::leave(model);
    let (count, is_wide) = (queue.items.len(), model.width >= layout::WIDE);
    model.backlog.walk_through(queue, product, model.look(), is_wide);
    let more =
        if of > count { format!(" of {} that need it", crate::domain::text::thousands(of)) } else { String::new() };
    let how = if is_resumed { "refinement goes on: " } else { "" };
    // How many it goes through stands beside it, and so do its keys.
    let is_said = is_resumed || of > count;
    model.toast = is_said.then(|| Toast::hint(format!("{how}{}{more}", counted(count, "item"))));
}

/// The item under the cursor is not there any more: the walk goes on without it.
pub(super) fn leave_out(model: &mut Model) -> Vec<Effect> {
    match model.backlog.cursor.filter(|_| model.backlog.walk.is_some()) {
        Some(gone) if !model.backlog.leave_out_of_walk(gone) => stop(model, true),
        Some(_) | None => Vec::new(),
    }
}

/// On to the next item that nothing was decided about; at the end the summary.
fn next(model: &mut Model) -> Vec<Effect> {
    match model.backlog.walk.as_mut().and_then(|walk| walk.go_on()) {
        Some(item) => {
            model.backlog.walk_to(item);
            Vec::new()
        }
        None => stop(model, true),
    }
}

/// Ends the walk with its summary. What is not through can be taken up again.
fn stop(model: &mut Model, is_through: bool) -> Vec<Effect> {
    let look = model.look();
    let Some(walk) = model.backlog.end_walk() else { return Vec::new() };
    let Some(product) = &model.product else { return Vec::new() };
    let note = is_through.then_some(Note::Queue(product.id, None));
    if is_through {
        model.backlog.walked = None;
    }
    let state = summary::State::new(walk.queue, walk.deeds, product.name.clone(), look, is_through);
    model.overlays.push(Overlay::Summary(Box::new(state)));
    note.map(Effect::Keep).into_iter().collect()
}

/// The way out: the summary, also by the keys that leave everything.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    stop(model, false)
}

/// Takes over what was done; where that settles the item under the cursor, the walk goes on by itself.
pub(super) fn answered(model: &mut Model, rows: &PanelRows) -> Vec<Effect> {
    let PanelRows::Refined(refined) = rows else { return Vec::new() };
    let Some(walk) = model.backlog.walk.as_mut() else { return Vec::new() };
    let Some(cursor) = walk.queue.cursor else { return Vec::new() };
    let was_finished = walk.deeds.is_finished(cursor);
    walk.take(refined.deeds.clone());
    if was_finished || !walk.deeds.is_finished(cursor) {
        return Vec::new();
    }
    next(model)
}

/// What the screen says of the item under the cursor, and how far the walk is, kept for the next start.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    if let Some((product, queue)) = model.backlog.walked.take().filter(|_| model.file.read_only.is_none()) {
        return vec![Effect::Keep(Note::QueueLeft(product, queue))];
    }
    let has_gone_on = model.backlog.settle_walk(model.now, model.thresholds);
    let Some((walk, product)) = model.backlog.walk.as_ref().zip(model.product.as_ref()) else { return Vec::new() };
    if !has_gone_on || model.file.read_only.is_some() {
        return Vec::new();
    }
    vec![Effect::Keep(Note::Queue(product.id, Some(Box::new(walk.queue.clone()))))]
}

/// What leads away from the walk ends it first, without a word but how to go on.
pub(super) fn make_way(model: &mut Model, action: &Action) {
    let leads_away = match action {
        Action::Go(go) => match go {
            Go::List(_) | Go::Item(_) | Go::NextView | Go::PreviousView | Go::Back | Go::Place(_) => true,
            Go::Down
            | Go::Up
            | Go::First
            | Go::Last
            | Go::PageDown
            | Go::PageUp
            | Go::HalfDown
            | Go::HalfUp
            | Go::NextPart
            | Go::PreviousPart
            | Go::Left
            | Go::Right
            | Go::Open
            | Go::ScrollDown
            | Go::ScrollUp => false,
        },
        Action::Look(to) => !matches!(to, Look::Unfold | Look::Seen | Look::Marks | Look::Save(_) | Look::Forget(_)),
        Action::Ask(asked) => matches!(*asked, "filter" | "find" | "go" | "sort"),
        Action::Sprint(to) => *to == crate::ui::action::sprint::Sprint::Show,
        Action::Prioritize(to) => matches!(to, Prioritize::Show(_)),
        Action::Move(_)
        | Action::Mark(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Present(_)
        | Action::App(_) => false,
    };
    if !leads_away || !model.overlays.is_empty() {
        return;
    }
    if let Some(walk) = model.backlog.end_walk() {
        let (at, of) = walk.progress();
        let go_on = keyed(&model.keymap, "<refine> goes on");
        model.toast = Some(Toast::hint(format!("refinement stopped at {at} of {of} · {go_on}")));
    }
}

/// Shows what a check finds, in the list where that stands.
pub(super) fn found(model: &mut Model, list: crate::domain::List, filter: &str) -> Done {
    if model.backlog.list != list {
        model.backlog.remember();
        model.backlog.show(list, None);
    }
    look::update(model, &Look::Filter(filter.to_owned()), None)
}
