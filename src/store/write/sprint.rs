//! Sprints: planned, started, closed; and the Product Owner's word on what is in them.

use super::super::error::StoreError;
use super::super::row::{self, Known, Seen, known};
use super::super::sprint::newest;
use super::order::{self, Movers, Ranked};
use super::{Pen, Watch, block, fact, item, product, tell};
use crate::domain::change::OpenPoint;
use crate::domain::item::Fact;
use crate::domain::sprint::{Cause, End, Fate, Next, PastSprint, Phase, Plan, Went};
use crate::domain::{CriterionId, Estimate, ItemId, Kind, List, Points, ProductId, Spot, SprintId, State, text};
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;

/// The most a number of a Sprint can be.
const MOST: i64 = 1_000_000;

/// Makes a planned Sprint.
pub(super) fn add(pen: &Pen, product: ProductId, plan: &Plan) -> Result<SprintId, StoreError> {
    product::must_exist(pen, product)?;
    let plan = checked(plan)?;
    let sql = "INSERT INTO sprint (uid, product, number, name, goal, starts, ends, capacity)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    pen.conn.prepare_cached(sql)?.execute(params![
        uuid::Uuid::now_v7().hyphenated().to_string(),
        product.0,
        number(pen, product, None)?,
        plan.name,
        plan.goal,
        plan.starts.map(|day| day.to_string()),
        plan.ends.map(|day| day.to_string()),
        plan.capacity.map(|points| points.0),
    ])?;
    Ok(SprintId(pen.conn.last_insert_rowid()))
}

/// Makes a planned Sprint with these items in it.
pub(super) fn begin(
    pen: &Pen,
    product: ProductId,
    plan: &Plan,
    items: &[ItemId],
    cause: &Cause,
    watch: Watch,
) -> Result<ProductId, StoreError> {
    let sprint = add(pen, product, plan)?;
    let (product, items) = super::several(pen, items, false)?;
    pull(pen, product, &items, Some(sprint), End::Tail, cause, watch)
}

/// The number of a new Sprint: the wished one where it is free, else the next.
pub(in super::super) fn number(pen: &Pen, product: ProductId, wish: Option<i64>) -> Result<i64, StoreError> {
    let taken = "SELECT 1 FROM sprint WHERE product = ?1 AND number = ?2";
    let wish = wish.filter(|number| (1..MOST).contains(number));
    let newest = newest(pen.conn, product)?;
    let number = match wish {
        Some(wish) if !pen.conn.prepare_cached(taken)?.exists([product.0, wish])? => wish,
        _ => newest + 1,
    };
    let sql = "INSERT INTO counter (product, number, sprint) VALUES (?1, 0, ?2)
        ON CONFLICT (product) DO UPDATE SET sprint = max(?2, ?3)";
    pen.conn.prepare_cached(sql)?.execute([product.0, number, newest])?;
    Ok(number)
}

/// Cleaned texts and possible figures.
pub(in super::super) fn checked(plan: &Plan) -> Result<Plan, StoreError> {
    if let (Some(starts), Some(ends)) = (plan.starts, plan.ends)
        && ends < starts
    {
        return Err(StoreError::EndsBeforeStart { starts, ends });
    }
    if plan.capacity.is_some_and(|points| points.0 <= 0) {
        return Err(StoreError::NoCapacity);
    }
    Ok(Plan {
        name: text::line("name of the Sprint", &plan.name)?,
        goal: text::block("Sprint Goal", &plan.goal)?,
        ..*plan
    })
}

/// Writes what is written down of a Sprint that is not over.
pub(super) fn edit(pen: &Pen, sprint: SprintId, plan: &Plan) -> Result<ProductId, StoreError> {
    let known = known(pen.conn, sprint)?;
    if known.phase == Phase::Closed {
        return Err(StoreError::SprintClosed(known.title()));
    }
    let plan = checked(plan)?;
    let was = "SELECT starts FROM sprint WHERE id = ?1";
    let was: Option<String> = pen.conn.prepare_cached(was)?.query_row([sprint.0], |r| r.get(0))?;
    let is_moved = plan.starts.is_some_and(|starts| was != Some(starts.to_string()));
    if let (Some(starts), Some(started)) = (plan.starts, known.started)
        && is_moved
        && starts > started.day
    {
        return Err(StoreError::FirstDayAfterStart { title: known.title(), starts, started: started.day });
    }
    let sql = "UPDATE sprint SET name = ?2, goal = ?3, starts = ?4, ends = ?5, capacity = ?6 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![
        sprint.0,
        plan.name,
        plan.goal,
        plan.starts.map(|day| day.to_string()),
        plan.ends.map(|day| day.to_string()),
        plan.capacity.map(|points| points.0),
    ])?;
    Ok(known.product)
}

fn must_be_planned(known: &Known, what: &'static str) -> Result<(), StoreError> {
    if known.phase == Phase::Planned {
        return Ok(());
    }
    Err(StoreError::NotPlanned { title: known.title(), phase: known.phase.said(), what })
}

/// Every item of a Sprint that is not in the trash, in the order.
fn items(pen: &Pen, sprint: SprintId) -> Result<Vec<Seen>, StoreError> {
    let sql = "SELECT id FROM item WHERE sprint = ?1 AND trashed_at IS NULL ORDER BY rank";
    let mut statement = pen.conn.prepare_cached(sql)?;
    let ids: Vec<i64> = statement.query_map([sprint.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
    ids.into_iter().map(|id| row::see(pen.conn, ItemId(id))).collect()
}

/// Gives a planned Sprint up; its items stay where they are, in no Sprint. One held elsewhere, which never had any, is
/// forgotten.
pub(super) fn give_up(pen: &Pen, sprint: SprintId) -> Result<ProductId, StoreError> {
    let known = known(pen.conn, sprint)?;
    if !known.is_past {
        must_be_planned(&known, "given up")?;
    }
    for item in items(pen, sprint)? {
        fact::set_sprint(pen, &item, None, &Cause::default())?;
    }
    // Items in the trash may still name it.
    let sql = "SELECT id FROM item WHERE sprint = ?1";
    let left: Vec<i64> =
        pen.conn.prepare_cached(sql)?.query_map([sprint.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for id in left {
        fact::set_sprint(pen, &row::see(pen.conn, ItemId(id))?, None, &Cause::default())?;
    }
    // What was agreed before it was held, or put back into plan, goes with it; what was done meanwhile stays a fact.
    for sql in [
        "DELETE FROM improvement WHERE sprint = ?1",
        "UPDATE item SET heard_in = NULL WHERE heard_in = ?1",
        "UPDATE event SET sprint = NULL WHERE sprint = ?1",
        "DELETE FROM frozen WHERE sprint = ?1",
        "DELETE FROM sprint WHERE id = ?1",
    ] {
        pen.conn.prepare_cached(sql)?.execute([sprint.0])?;
    }
    Ok(known.product)
}

/// Pulls items into a Sprint, or out of theirs, to an end of its block.
pub(super) fn pull(
    pen: &Pen,
    product: ProductId,
    items: &[Seen],
    sprint: Option<SprintId>,
    end: End,
    cause: &Cause,
    watch: Watch,
) -> Result<ProductId, StoreError> {
    let target = sprint.map(|id| known(pen.conn, id)).transpose()?;
    if let Some(target) = &target {
        if target.phase == Phase::Closed {
            return Err(StoreError::SprintClosed(target.title()));
        }
        if target.product != product {
            return Err(StoreError::OtherProduct(target.title()));
        }
    }
    let mut items: Vec<&Seen> = items.iter().collect();
    items.sort_by_key(|item| item.rank);
    for (done, item) in items.iter().enumerate() {
        tell(watch, done, items.len())?;
        pull_one(pen, item, target.as_ref(), cause)?;
    }
    let moved: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let spot = block::edge(pen, product, sprint, end, &moved)?;
    let ranked: Vec<Ranked> = items.iter().map(|item| (item.id, item.rank)).collect();
    order::place(pen, &Movers { product, list: List::Backlog, items: &ranked, count: ranked.len() }, spot, watch)?;
    Ok(product)
}

fn pull_one(pen: &Pen, item: &Seen, target: Option<&Known>, cause: &Cause) -> Result<(), StoreError> {
    let key = || item.key.to_string();
    match item.state {
        _ if item.kind == Kind::Epic => return Err(StoreError::EpicInSprint(key())),
        State::Done => return Err(StoreError::DoneItem(key())),
        State::Declined => return Err(StoreError::NoPlace { key: key(), state: item.state.name() }),
        State::Inbox => fact::set_state(pen, item, State::Open, None, pen.now)?,
        State::Open | State::Ready | State::InProgress | State::ToAccept => {}
    }
    fact::set_sprint(pen, item, target, cause)
}

/// Starts a Sprint: what is in it, and how it is estimated, is its plan from now on.
pub(super) fn start(pen: &Pen, sprint: SprintId) -> Result<ProductId, StoreError> {
    let known = known(pen.conn, sprint)?;
    must_be_planned(&known, "started")?;
    let sql = "SELECT id FROM sprint WHERE product = ?1 AND phase = 'active'";
    let running: Option<i64> = pen.conn.prepare_cached(sql)?.query_row([known.product.0], |r| r.get(0)).optional()?;
    if let Some(running) = running {
        return Err(StoreError::OtherRuns(row::known(pen.conn, SprintId(running))?.title()));
    }
    let items = items(pen, sprint)?;
    if items.is_empty() {
        return Err(StoreError::EmptySprint(known.title()));
    }
    let sql = "UPDATE sprint SET phase = 'active', started_at = ?2, started_on = ?3,
          starts = coalesce(starts, min(?3, coalesce(ends, ?3))) WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![sprint.0, pen.now.at.0, pen.now.day.to_string()])?;
    for item in &items {
        freeze(pen, sprint, item, "start", None)?;
    }
    Ok(known.product)
}

fn freeze(
    pen: &Pen,
    sprint: SprintId,
    item: &Seen,
    moment: &'static str,
    went: Option<Went>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO frozen (sprint, card, moment, state, estimate, serves_goal, went)
        SELECT ?1, ?2, ?3, ?4, ?5, serves_goal, ?6 FROM item WHERE id = ?2";
    pen.conn.prepare_cached(sql)?.execute(params![
        sprint.0,
        item.id.0,
        moment,
        item.state.name(),
        item.estimate.as_ref().map(Estimate::as_str),
        went.map(Went::name),
    ])?;
    Ok(())
}

/// Closes the running Sprint: keeps what it ends with, then sends its open items where they go.
pub(super) fn close(
    pen: &Pen,
    sprint: SprintId,
    is_goal_met: Option<bool>,
    next: &Next,
    fates: &[(ItemId, Fate)],
    watch: Watch,
) -> Result<ProductId, StoreError> {
    let known = known(pen.conn, sprint)?;
    if !known.is_running() {
        return Err(StoreError::NotRunning { title: known.title(), phase: known.phase.said() });
    }
    let fates: HashMap<ItemId, Fate> = fates.iter().copied().collect();
    let fate = |item: &Seen| fates.get(&item.id).copied().unwrap_or(Fate::Stay);
    for item in items(pen, sprint)? {
        let went = (item.state != State::Done).then(|| match fate(&item) {
            Fate::Next => Went::Next,
            Fate::Backlog(_) => Went::Backlog,
            Fate::Stay => Went::Stayed,
        });
        freeze(pen, sprint, &item, "end", went)?;
    }
    let sql = "UPDATE sprint SET phase = 'closed', closed_at = max(?2, started_at), closed_on = max(?3, started_on),
          goal_met = ?4 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![sprint.0, pen.now.at.0, pen.now.day.to_string(), is_goal_met])?;
    // Read again: what happens from here on is no fact of the Sprint any more.
    let open: Vec<Seen> = items(pen, sprint)?.into_iter().filter(|item| item.state != State::Done).collect();
    let next = next_of(pen, known.product, next)?;
    if next.is_none() && open.iter().any(|item| fate(item) == Fate::Next) {
        return Err(StoreError::NoNextSprint);
    }
    for (done, item) in open.iter().enumerate() {
        tell(watch, done, open.len())?;
        let to = next.as_ref().filter(|_| fate(item) == Fate::Next);
        fact::set_sprint(pen, item, to, &Cause::default())?;
    }
    send(pen, known.product, &open, next.map(|next| next.id), fate, watch)?;
    Ok(known.product)
}

fn next_of(pen: &Pen, product: ProductId, next: &Next) -> Result<Option<Known>, StoreError> {
    let id = match next {
        Next::Nothing => return Ok(None),
        Next::Planned(id) => *id,
        Next::New(plan) => add(pen, product, plan)?,
    };
    let next = known(pen.conn, id)?;
    must_be_planned(&next, "the next one")?;
    if next.product != product {
        return Err(StoreError::OtherProduct(next.title()));
    }
    Ok(Some(next))
}

/// Puts what was open to its places: those that go to the same one stand together, in their order.
fn send(
    pen: &Pen,
    product: ProductId,
    open: &[Seen],
    next: Option<SprintId>,
    fate: impl Fn(&Seen) -> Fate,
    watch: Watch,
) -> Result<(), StoreError> {
    let mut spots: Vec<Fate> = Vec::new();
    for item in open {
        let to = fate(item);
        if !spots.contains(&to) {
            spots.push(to);
        }
    }
    // A place is that in what is in no Sprint, once all else has gone: those that go to one wait at the bottom until
    // then, and go there from the top down.
    spots.retain(|to| *to != Fate::Stay);
    spots.sort_by_key(place_of);
    let is_placed = |item: &&Seen| place_of(&fate(item)).is_some();
    let waiting: Vec<ItemId> = open.iter().filter(is_placed).map(|item| item.id).collect();
    to_spot(pen, product, waiting, Spot::Bottom, watch)?;
    // What stays is put to its place by `settle`, in the end.
    let mut is_settled = false;
    for to in spots {
        let group: Vec<ItemId> = open.iter().filter(|item| fate(item) == to).map(|item| item.id).collect();
        let spot = match to {
            Fate::Backlog(Spot::Place(n)) => {
                if !std::mem::replace(&mut is_settled, true) {
                    block::settle(pen, product)?;
                }
                Spot::Place(block::above(pen, product)? + n.max(1))
            }
            Fate::Backlog(Spot::Top) | Fate::Stay => block::edge(pen, product, None, End::Head, &group)?,
            Fate::Backlog(spot) => spot,
            Fate::Next => block::edge(pen, product, next, End::Head, &group)?,
        };
        to_spot(pen, product, group, spot, watch)?;
    }
    Ok(())
}

fn place_of(to: &Fate) -> Option<usize> {
    if let Fate::Backlog(Spot::Place(place)) = to { Some(*place) } else { None }
}

fn to_spot(pen: &Pen, product: ProductId, group: Vec<ItemId>, spot: Spot, watch: Watch) -> Result<(), StoreError> {
    let mut ranked: Vec<Ranked> = Vec::with_capacity(group.len());
    for id in group {
        ranked.push((id, row::see(pen.conn, id)?.rank));
    }
    if ranked.is_empty() {
        return Ok(());
    }
    order::place(pen, &Movers { product, list: List::Backlog, items: &ranked, count: ranked.len() }, spot, watch)
}

/// What the Sprint Review found.
pub(super) fn review(
    pen: &Pen,
    sprint: SprintId,
    is_goal_met: Option<bool>,
    notes: &str,
) -> Result<ProductId, StoreError> {
    let known = known(pen.conn, sprint)?;
    let sql = "UPDATE sprint SET goal_met = ?2, notes = ?3 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![sprint.0, is_goal_met, text::block("review notes", notes)?])?;
    Ok(known.product)
}

/// Notes Sprints that were held elsewhere. One that is known by name and first day is told anew: what was planned and
/// completed, and its last day. One that was held here is left as it is.
pub(super) fn add_past(pen: &Pen, product: ProductId, sprints: &[PastSprint]) -> Result<ProductId, StoreError> {
    product::must_exist(pen, product)?;
    let known = "SELECT id, is_past FROM sprint WHERE product = ?1 AND starts = ?3
        AND (name = ?2 OR (name = '' AND 'Sprint ' || number = ?2))";
    let sql = "INSERT INTO sprint (uid, product, number, name, starts, ends, phase, is_past, past_planned,
          past_completed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'closed', 1, ?7, ?8)";
    for sprint in sprints {
        let name = text::title("name of the Sprint", &sprint.name)?;
        let (starts, ends) = (sprint.starts, sprint.ends);
        if ends < starts {
            return Err(StoreError::EndsBeforeStart { starts, ends });
        }
        let mut statement = pen.conn.prepare_cached(known)?;
        let found =
            statement.query_map(params![product.0, name, starts.to_string()], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let found: Vec<(i64, bool)> = found.collect::<Result<_, _>>()?;
        if !found.is_empty() {
            found.iter().filter(|(_, is_past)| *is_past).try_for_each(|(id, _)| tell_anew(pen, *id, sprint))?;
            continue;
        }
        let wish = name.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
        let number = number(pen, product, wish)?;
        let name = if name == format!("Sprint {number}") { "" } else { &name };
        pen.conn.prepare_cached(sql)?.execute(params![
            uuid::Uuid::now_v7().hyphenated().to_string(),
            product.0,
            number,
            name,
            starts.to_string(),
            ends.to_string(),
            sprint.past.planned.map(|points| points.0),
            sprint.past.completed.map(|points| points.0),
        ])?;
    }
    Ok(product)
}

/// What a file says now of a Sprint that was held elsewhere; what it leaves open stays as it was known.
fn tell_anew(pen: &Pen, sprint: i64, told: &PastSprint) -> Result<(), StoreError> {
    let sql = "UPDATE sprint SET ends = ?2, past_planned = coalesce(?3, past_planned),
          past_completed = coalesce(?4, past_completed) WHERE id = ?1
        AND (ends IS NOT ?2 OR past_planned IS NOT coalesce(?3, past_planned)
          OR past_completed IS NOT coalesce(?4, past_completed))";
    let points = |points: Option<Points>| points.map(|points| points.0);
    let (planned, completed) = (points(told.past.planned), points(told.past.completed));
    pen.conn.prepare_cached(sql)?.execute(params![sprint, told.ends.to_string(), planned, completed])?;
    Ok(())
}

/// Accepts an item: done, with what was still open noted.
pub(super) fn accept(pen: &Pen, item: &Seen, open: &[OpenPoint], value: &str) -> Result<(), StoreError> {
    if !item.state.is_in_order() || item.kind == Kind::Epic {
        return Err(StoreError::NotToAccept { key: item.key.to_string(), state: item.state.name() });
    }
    let open: Vec<&str> = open.iter().filter(|point| point.is_of(item.id)).map(|point| point.text.as_str()).collect();
    fact::judged(pen, item, Fact::Accepted, Some(open.join("\n")), None)?;
    if !value.trim().is_empty() {
        item::set_value(pen, item.id, value)?;
    }
    fact::set_state(pen, item, State::Done, None, pen.now)
}

/// Sends an item back: in progress, with the reason noted; the criterion that failed is not met.
pub(super) fn send_back(
    pen: &Pen,
    item: &Seen,
    reason: &str,
    criterion: Option<CriterionId>,
) -> Result<(), StoreError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(StoreError::NeedsReason);
    }
    if !matches!(item.state, State::ToAccept | State::Done) {
        return Err(StoreError::NotReturnable { key: item.key.to_string(), state: item.state.name() });
    }
    let said = match criterion {
        Some(id) => {
            let sql = "SELECT text FROM criterion WHERE id = ?1 AND item = ?2";
            pen.conn.prepare_cached(sql)?.query_row([id.0, item.id.0], |r| r.get::<_, String>(0)).optional()?
        }
        None => None,
    };
    fact::judged(pen, item, Fact::Returned, said, Some(reason))?;
    if let Some(criterion) = criterion {
        let sql = "UPDATE criterion SET is_met = 0 WHERE id = ?1 AND item = ?2 AND is_met <> 0";
        pen.conn.prepare_cached(sql)?.execute([criterion.0, item.id.0])?;
    }
    fact::set_state(pen, item, State::InProgress, None, pen.now)
}
