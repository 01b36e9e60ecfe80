//! The first door: a [`Change`] becomes rows. Which rows, the compiler asks here; that nothing escapes the journal, the
//! triggers see to.

mod agreed;
pub(super) mod block;
pub(super) mod fact;
pub(super) mod halve;
mod import;
pub(super) mod improvement;
pub(super) mod item;
pub(super) mod order;
pub(super) mod product;
pub(super) mod score;
mod sprint;
pub(super) mod story;
pub(super) mod tie;

use super::Store;
use super::error::StoreError;
use super::journal::Gate;
use super::row::{self, Seen};
use super::step::{self, Head, NewStep};
use super::{incoming, sheet, words};
use crate::domain::change::Names;
use crate::domain::item::Asked;
use crate::domain::sprint::Cause;
use crate::domain::step::Committed;
use crate::domain::{Change, ItemId, Kind, List, Now, ProductId, Seq, Spot, State, StepId, text};
use item::Column;
use order::{Movers, Ranked};
use rusqlite::Connection;
use std::ops::ControlFlow;

/// Told how much of a long write is done; `Break` takes all of it back.
pub(super) type Watch<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// What every write has at hand, inside its transaction and its step.
pub(super) struct Pen<'a> {
    pub(super) conn: &'a Connection,
    pub(super) gate: &'a Gate,
    pub(super) now: Now,
}

/// Tells a watch how far a long write is; fails where the person has had enough.
pub(super) fn tell(watch: Watch, done: usize, total: usize) -> Result<(), StoreError> {
    const EVERY: usize = 256;
    if (done.is_multiple_of(EVERY) || done == total) && watch(done, total).is_break() {
        return Err(StoreError::Cancelled);
    }
    Ok(())
}

/// Writes a change as one step, or as more of the step that runs.
pub(super) fn commit(
    store: &Store,
    head: Head,
    change: &Change,
    now: Now,
    watch: Watch,
) -> Result<Committed, StoreError> {
    let conn = &store.conn;
    let running = step::running(conn, &store.writer, change)?;
    let (id, seq) = (running.unwrap_or(head.step.saturating_add(1)), head.seq.saturating_add(1));
    let opened = store.gate.open(id);
    let is_large = matches!(change, Change::Import { .. });
    if is_large {
        store.gate.bulk();
    }
    let pen = Pen { conn, gate: &store.gate, now };
    // One that is given up has no name afterwards.
    let title = change.sprint().and_then(|id| row::known(conn, id).ok()).map(|sprint| sprint.title());
    let dropped = match change {
        Change::DropImprovement { improvement } => improvement::improvement_words(conn, *improvement)?,
        _ => None,
    };
    let product = apply(&pen, change, watch)?;
    if step::may_displace(conn, head.row)? {
        block::settle(&pen, product)?;
    }
    if is_large {
        words::follow(conn, head.row, watch)?;
    }
    drop(opened);
    let sprint = |_| title.clone().unwrap_or_else(|| "a Sprint".into());
    let input = |id: &str| crate::domain::score::named(id, &super::score::scoring(conn, product).ok()?);
    let names = Names { key: &|item| row::key_words(conn, item), sprint: &sprint, input: &input };
    let mut label = change.label(&names);
    label.extend(dropped);
    let mut done = step::summary(conn, head.row, StepId(id), Seq(seq), (label, change.audience()))?;
    if running.is_some() {
        step::extend(conn, id, seq, &done.label, now)?;
    } else {
        let (verb, record, reason) = (change.verb(), change.record(), change.reason());
        let new = NewStep { id, seq, product, verb, label: &done.label, record, reason, undoes: None, root: id };
        step::record(conn, &store.writer, now, &new)?;
        done.named = step::judged(conn, &store.writer, id)?;
    }
    if !is_sweep(change) {
        incoming::changed(conn, head.row)?;
    }
    Ok(done)
}

/// True for what goes through many items without a look at each.
fn is_sweep(change: &Change) -> bool {
    matches!(
        change,
        Change::Import { .. } | Change::Arrange { .. } | Change::StartSprint { .. } | Change::CloseSprint { .. }
    )
}

/// Writes a change; answers the product it belongs to.
fn apply(pen: &Pen, change: &Change, watch: Watch) -> Result<ProductId, StoreError> {
    match change {
        Change::AddProduct(new) => product::add(pen, new),
        Change::EditProduct { product, name, prefix, scale, sheet } => {
            product::edit(pen, *product, name, prefix, *scale)?;
            sheet.iter().try_for_each(|sheet| sheet::write(pen, *product, sheet))?;
            Ok(*product)
        }
        Change::AddItem { product, item, spot } => item::add_at(pen, *product, item, None, *spot).map(|_| *product),
        Change::AddItems { product, items, spot } => item::add_all_at(pen, *product, items, *spot, watch),
        Change::CloneItem { item } => story::clone(pen, &one(pen, *item)?),
        Change::Move { items, to, .. } => shift(pen, items, *to, watch),
        Change::SetTitle { item, title } => alone(pen, *item, |seen| item::set_title(pen, seen, title)),
        Change::Rewrite { item, text, criteria, ties } => alone(pen, *item, |seen| {
            story::rewrite(pen, seen, text, criteria)?;
            ties.iter().try_for_each(|ties| tie::put(pen, &row::see(pen.conn, *item)?, ties))
        }),
        Change::Tick { item, criterion, is_met } => {
            alone(pen, *item, |seen| tie::tick(pen, seen.id, *criterion, *is_met))
        }
        Change::Ask { item, text } => alone(pen, *item, |seen| {
            tie::ask(pen, seen.id, &Asked { text: text.clone(), asked_on: pen.now.day, answer: None })?;
            item::touch_aside(pen, seen.id)
        }),
        Change::Answer { item, question, answer } => {
            alone(pen, *item, |seen| tie::answer(pen, seen.id, *question, answer.as_deref()))
        }
        Change::DropQuestion { item, question } => {
            alone(pen, *item, |seen| tie::drop_question(pen, seen.id, *question))
        }
        Change::Split { item, text, criteria, new } => halve::split(pen, &one(pen, *item)?, (text, criteria), new),
        Change::Merge { into, from, text, criteria } => {
            halve::merge(pen, &one(pen, *into)?, &one(pen, *from)?, (text, criteria))
        }
        Change::SetSprint { items, sprint, end, cause } => {
            let (product, items) = several(pen, items, false)?;
            sprint::pull(pen, product, &items, *sprint, *end, cause, watch)
        }
        Change::PlanSprint { product, plan, items, cause } => sprint::begin(pen, *product, plan, items, cause, watch),
        Change::AddSprint { product, plan } => sprint::add(pen, *product, plan).map(|_| *product),
        Change::EditSprint { sprint, plan } => sprint::edit(pen, *sprint, plan),
        Change::DropSprint { sprint } => sprint::give_up(pen, *sprint),
        Change::StartSprint { sprint } => sprint::start(pen, *sprint),
        Change::CloseSprint { sprint, is_goal_met, next, fates } => {
            sprint::close(pen, *sprint, *is_goal_met, next, fates, watch)
        }
        Change::ReviewSprint { sprint, is_goal_met, notes } => sprint::review(pen, *sprint, *is_goal_met, notes),
        Change::AddPastSprints { product, sprints } => sprint::add_past(pen, *product, sprints),
        Change::Improve { sprint, said } => improvement::improve(pen, *sprint, said),
        Change::EditImprovement { improvement, said } => improvement::edit_improvement(pen, *improvement, said),
        Change::DropImprovement { improvement } => improvement::drop_improvement(pen, *improvement),
        Change::SetValue { item, value } => alone(pen, *item, |seen| item::set_value(pen, seen.id, value)),
        Change::Trash { items } => bin(pen, items, true, watch),
        Change::Restore { items } => bin(pen, items, false, watch),
        Change::Import { parsed, target, expect, chosen } => {
            import::import(pen, parsed, target, (*expect, chosen), watch)
        }
        _ => judge(pen, change, watch),
    }
}

/// Changes of what the order is judged by, and an order made from it.
fn judge(pen: &Pen, change: &Change, watch: Watch) -> Result<ProductId, StoreError> {
    match change {
        Change::SetScoring { product, scoring } => score::set_scoring(pen, *product, scoring),
        Change::Compare { item, other, is_won } => score::compare(pen, &one(pen, *item)?, &one(pen, *other)?, *is_won),
        Change::Arrange { items, .. } => {
            let (product, items) = several(pen, items, false)?;
            score::arrange(pen, product, &items, watch)
        }
        Change::Explain { step, reason } => score::explain(pen, *step, reason),
        _ => each(pen, change, watch),
    }
}

/// Changes that do the same to each of several items.
fn each(pen: &Pen, change: &Change, watch: Watch) -> Result<ProductId, StoreError> {
    let (product, items) = several(pen, change.items(), false)?;
    let epic = match change {
        Change::SetEpic { epic: Some(epic), .. } => Some(item::epic(pen, product, *epic)?),
        _ => None,
    };
    for (done, item) in items.iter().enumerate() {
        tell(watch, done, items.len())?;
        one_of(pen, change, item, epic)?;
    }
    Ok(product)
}

/// What such a change does to one of its items.
fn one_of(pen: &Pen, change: &Change, item: &Seen, epic: Option<ItemId>) -> Result<(), StoreError> {
    match change {
        Change::SetState { state, .. } => fact::set_state(pen, item, *state, None, pen.now),
        Change::SetEstimate { estimate, .. } => fact::set_estimate(pen, item, estimate.as_ref(), pen.now),
        Change::SetBlocked { reason, .. } => item::set(pen, item.id, Column::Blocked, said(reason.as_deref())),
        Change::SetKind { kind, .. } => item::set_kind(pen, item, *kind),
        Change::SetTags { add, remove, .. } => story::set_tags(pen, item.id, add, remove),
        Change::SetEpic { .. } => item::set_epic(pen, item, epic),
        Change::SetAsked { asked, .. } => item::set(pen, item.id, Column::Asked, Some(asked.as_str())),
        Change::SetDue { due, .. } => item::set(pen, item.id, Column::Due, due.map(|d| d.to_string()).as_deref()),
        Change::SetAssignee { assignee, .. } => {
            item::set(pen, item.id, Column::Assignee, Some(&text::line("assignee", assignee)?))
        }
        Change::SetLinks { add, remove, .. } => story::set_links(pen, item.id, add, remove),
        Change::Reconsider { .. } => fact::reconsider(pen, item),
        Change::Accept { open, value, .. } => sprint::accept(pen, item, open, value),
        Change::Return { reason, criterion, .. } => sprint::send_back(pen, item, reason, *criterion),
        Change::SetServes { serves, .. } => item::set_serves(pen, item.id, *serves),
        Change::Decline { refusal, .. } => fact::set_state(pen, item, State::Declined, Some(refusal), pen.now),
        Change::SetNeeds { add, remove, .. } => tie::set_needs(pen, item, add, remove),
        Change::Snooze { until, .. } => tie::snooze(pen, item.id, *until),
        Change::Keep { why, .. } => tie::keep(pen, item.id, why),
        Change::SetPinned { reason, .. } => score::pin(pen, item, reason.as_deref()),
        Change::SetInputs { inputs, .. } => score::set_inputs(pen, item.id, inputs),
        Change::AddProduct(_)
        | Change::EditProduct { .. }
        | Change::AddItem { .. }
        | Change::AddItems { .. }
        | Change::CloneItem { .. }
        | Change::Move { .. }
        | Change::SetTitle { .. }
        | Change::Rewrite { .. }
        | Change::Tick { .. }
        | Change::Ask { .. }
        | Change::Answer { .. }
        | Change::DropQuestion { .. }
        | Change::Split { .. }
        | Change::Merge { .. }
        | Change::SetSprint { .. }
        | Change::PlanSprint { .. }
        | Change::AddSprint { .. }
        | Change::EditSprint { .. }
        | Change::DropSprint { .. }
        | Change::StartSprint { .. }
        | Change::CloseSprint { .. }
        | Change::ReviewSprint { .. }
        | Change::AddPastSprints { .. }
        | Change::Improve { .. }
        | Change::EditImprovement { .. }
        | Change::DropImprovement { .. }
        | Change::SetValue { .. }
        | Change::SetScoring { .. }
        | Change::Compare { .. }
        | Change::Arrange { .. }
        | Change::Explain { .. }
        | Change::Trash { .. }
        | Change::Restore { .. }
        | Change::Import { .. } => Ok(()),
    }
}

/// Text with something in it.
fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Writes about one item; answers the product it belongs to.
fn alone(
    pen: &Pen,
    item: ItemId,
    write: impl FnOnce(&Seen) -> Result<(), StoreError>,
) -> Result<ProductId, StoreError> {
    let seen = one(pen, item)?;
    write(&seen)?;
    Ok(seen.product)
}

/// Moves items, in their present order, to a spot. Ideas are taken in.
fn shift(pen: &Pen, items: &[ItemId], to: Spot, watch: Watch) -> Result<ProductId, StoreError> {
    tell(watch, 0, items.len())?;
    let (product, mut seen) = several(pen, items, false)?;
    seen.sort_by_key(|s| s.rank);
    for item in &seen {
        if item.state == State::Inbox {
            fact::set_state(pen, item, State::Open, None, pen.now)?;
        } else if !item.list().is_by_rank() {
            return Err(StoreError::NoPlace { key: item.key.to_string(), state: item.state.name() });
        }
    }
    let list = if seen.iter().all(|s| s.kind == Kind::Epic) { List::Epics } else { List::Backlog };
    let to = if list == List::Backlog { block::cross(pen, product, &seen, to)? } else { to };
    let ranked: Vec<Ranked> = seen.iter().map(|s| (s.id, s.rank)).collect();
    order::place(pen, &Movers { product, list, items: &ranked, count: ranked.len() }, to, watch)?;
    Ok(product)
}

fn bin(pen: &Pen, items: &[ItemId], is_in: bool, watch: Watch) -> Result<ProductId, StoreError> {
    let (product, items) = several(pen, items, true)?;
    for (done, item) in items.iter().enumerate() {
        tell(watch, done, items.len())?;
        item::set_trashed(pen, item.id, is_in)?;
        if is_in && item.state != State::Done {
            let reason = "thrown away".into();
            fact::set_sprint(pen, item, None, &Cause { reason, ..Cause::default() })?;
        }
    }
    Ok(product)
}

/// An item that can be changed.
fn one(pen: &Pen, id: ItemId) -> Result<Seen, StoreError> {
    let seen = row::see(pen.conn, id)?;
    if seen.is_trashed { Err(StoreError::Trashed(seen.key.to_string())) } else { Ok(seen) }
}

/// Items of one product, each once.
fn several(pen: &Pen, ids: &[ItemId], with_trash: bool) -> Result<(ProductId, Vec<Seen>), StoreError> {
    let mut known = std::collections::HashSet::new();
    let mut items = Vec::with_capacity(ids.len());
    for id in ids.iter().filter(|id| known.insert(**id)) {
        items.push(if with_trash { row::see(pen.conn, *id)? } else { one(pen, *id)? });
    }
    let product = items.first().ok_or(StoreError::NoItem)?.product;
    match items.iter().find(|i| i.product != product) {
        Some(other) => Err(StoreError::OtherProduct(other.key.to_string())),
        None => Ok((product, items)),
    }
}
