//! The facts the figures are made of: state, estimate and Sprint.
//!
//! Five functions write these columns, each with its event: [`born`], [`set_state`], [`set_estimate`],
//! [`set_sprint`] and, for a past that is brought along, [`join`]. A test holds that no other SQL touches them.

use super::super::error::StoreError;
use super::super::row::{Known, Seen};
use super::super::sheet;
use super::{Pen, agreed, score};
use crate::domain::import::{Field, Origin};
use crate::domain::item::{Event, Fact, NewItem, Refusal};
use crate::domain::sprint::{Cause, Phase};
use crate::domain::{Estimate, Instant, ItemId, Now, ProductId, State};
use rusqlite::{OptionalExtension, params};

/// Where a new item stands and what it belongs to.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Birth<'a> {
    pub(in super::super) product: ProductId,
    pub(in super::super) number: i64,
    pub(in super::super) rank: i64,
    pub(in super::super) parent: Option<ItemId>,
    pub(in super::super) origin: Option<&'a Origin>,
}

/// Writes the row of a new item with its past, or with the one fact that it is there.
pub(in super::super) fn born(pen: &Pen, item: &NewItem, birth: Birth) -> Result<ItemId, StoreError> {
    let sql = "INSERT INTO item (uid, product, number, rank, kind, state, title, persona, want, benefit, description,
          estimate, points, parent, asked, assignee, due, note, blocked, decline_reason, decline_alternative,
          decline_requester, source, foreign_key, imported, created_at, updated_at, done_at, declined_at, trashed_at,
          links, snoozed_until, kept_on, kept_why, decline_again, sprint, serves_goal, worth, about, heard_in, pinned,
          foreign_id, agreed_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
          ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35,
          (SELECT id FROM sprint WHERE product = ?2 AND number = ?36), ?37, ?38, ?39,
          (SELECT id FROM sprint WHERE product = ?2 AND number = ?40), ?41, ?42, ?43)";
    let (dates, text, refusal, origin) = (Dates::of(item, pen.now), &item.text, item.decline.as_ref(), birth.origin);
    check_reason(item.state, refusal)?;
    pen.conn.prepare_cached(sql)?.execute(params![
        item.uid.unwrap_or_else(uuid::Uuid::now_v7).hyphenated().to_string(),
        birth.product.0,
        birth.number,
        birth.rank,
        text.kind.name(),
        item.state.name(),
        text.title,
        text.persona,
        text.want,
        text.benefit,
        text.description,
        text.estimate.as_ref().map(Estimate::as_str),
        points(text.estimate.as_ref()),
        birth.parent.map(|p| p.0),
        text.asked,
        text.assignee,
        text.due.map(|d| d.to_string()),
        text.note,
        item.blocked.as_deref().filter(|b| !b.is_empty()),
        refusal.map(|r| &r.reason),
        refusal.and_then(|r| r.alternative.as_ref()),
        refusal.and_then(|r| r.requester.as_ref()),
        origin.map(|o| &o.source),
        origin.map(|o| &o.key),
        origin.and_then(|o| serde_json::to_string(&o.imported).ok()),
        dates.created.0,
        dates.updated.0,
        (item.state == State::Done).then_some(dates.done.0),
        (item.state == State::Declined).then_some(dates.declined.0),
        item.is_trashed.then_some(dates.trashed.0),
        sheet::joined("link", &text.links)?,
        item.snoozed_until.map(|day| day.to_string()),
        item.kept.as_ref().map(|kept| kept.on.to_string()),
        item.kept.as_ref().map_or("", |kept| kept.why.as_str()),
        refusal.and_then(|r| r.again).map(|day| day.to_string()),
        item.sprint,
        item.serves_goal,
        item.value,
        item.about.map(|about| about.0),
        item.heard_in,
        item.pinned.as_deref().map(str::trim).filter(|why| !why.is_empty()),
        origin.and_then(|o| o.id.as_deref()).filter(|id| !id.is_empty()),
        origin.filter(|o| o.is_agreed).map(|_| dates.updated.0),
    ])?;
    first_rows(pen, ItemId(pen.conn.last_insert_rowid()), item, &dates)
}

/// An item is declined exactly where it has a reason for it.
fn check_reason(state: State, refusal: Option<&Refusal>) -> Result<(), StoreError> {
    let has_reason = refusal.is_some_and(|refusal| !refusal.reason.trim().is_empty());
    if (state == State::Declined) == has_reason { Ok(()) } else { Err(StoreError::NeedsReason) }
}

/// When a new item was made, last changed, done, refused and thrown away.
struct Dates {
    created: Instant,
    updated: Instant,
    done: Instant,
    declined: Instant,
    trashed: Instant,
}

impl Dates {
    fn of(item: &NewItem, now: Now) -> Self {
        let created = item.created_at.unwrap_or(now.at);
        let updated = item.updated_at.unwrap_or(created);
        let or_updated = |at: Option<Instant>| at.unwrap_or(updated);
        Self {
            created,
            updated,
            done: or_updated(item.done_at),
            declined: or_updated(item.declined_at),
            trashed: or_updated(item.trashed_at),
        }
    }
}

/// What stands under a new item from the start: its facts, and what frameworks were told of it. Answers the item.
fn first_rows(pen: &Pen, id: ItemId, item: &NewItem, dates: &Dates) -> Result<ItemId, StoreError> {
    score::first_inputs(pen, id, &item.inputs)?;
    for event in &item.events {
        note(pen, id, event)?;
    }
    if item.events.is_empty() {
        let (at, is_told) = match item.state {
            State::Done => (dates.done, item.done_at.or(item.updated_at).or(item.created_at).is_some()),
            _ => (dates.created, item.created_at.is_some()),
        };
        let day = if is_told { at.utc().date_naive() } else { pen.now.day };
        let to = Some(item.state.name().to_owned());
        note(pen, id, &Event::plain(Fact::State, None, to, at, day))?;
    }
    Ok(id)
}

/// Gives an item another state. `refusal` goes with declined and with no other state.
///
/// `when` is now, or what the source of an import says.
pub(in super::super) fn set_state(
    pen: &Pen,
    item: &Seen,
    to: State,
    refusal: Option<&Refusal>,
    when: Now,
) -> Result<(), StoreError> {
    check_reason(to, refusal)?;
    let sql = "UPDATE item SET state = ?2, updated_at = ?3,
          agreed_at = CASE WHEN ?8 THEN ?3 ELSE nullif(agreed_at, ?3) END,
          done_at = CASE WHEN ?2 <> 'done' THEN NULL WHEN state = 'done' THEN done_at ELSE ?3 END,
          declined_at = CASE WHEN ?2 <> 'declined' THEN NULL WHEN state = 'declined' THEN declined_at ELSE ?3 END,
          decline_reason = ?4, decline_alternative = ?5, decline_requester = ?6, decline_again = ?7,
          merged_into = CASE WHEN ?2 = 'declined' THEN merged_into END
        WHERE id = ?1 AND (state <> ?2 OR decline_reason IS NOT ?4 OR decline_alternative IS NOT ?5
          OR decline_requester IS NOT ?6 OR decline_again IS NOT ?7)";
    pen.conn.prepare_cached(sql)?.execute(params![
        item.id.0,
        to.name(),
        when.at.0,
        refusal.map(|r| &r.reason),
        refusal.and_then(|r| r.alternative.as_ref()),
        refusal.and_then(|r| r.requester.as_ref()),
        refusal.and_then(|r| r.again).map(|day| day.to_string()),
        agreed::goes_on(pen, item.id, Field::State, to.name())?,
    ])?;
    if item.state == to {
        return Ok(());
    }
    let words = (Some(item.state.name().to_owned()), Some(to.name().to_owned()));
    happen(pen, item, Fact::State, words, when)?;
    leave(pen, item, to, refusal)
}

/// An item leaves its Sprint with the order, unless it is done; and when it comes back from done after that is over.
fn leave(pen: &Pen, item: &Seen, to: State, refusal: Option<&Refusal>) -> Result<(), StoreError> {
    let is_over = item.sprint.as_ref().is_some_and(|sprint| sprint.phase == Phase::Closed);
    if to == State::Done || (to.is_in_order() && !is_over) {
        return Ok(());
    }
    let reason = refusal.map_or_else(String::new, |refusal| format!("declined: {}", refusal.reason));
    set_sprint(pen, item, None, &Cause { reason, ..Cause::default() })
}

/// Puts an item into a Sprint, or out of the one it is in. Into or out of the running one it is a change of scope.
pub(in super::super) fn set_sprint(
    pen: &Pen,
    item: &Seen,
    to: Option<&Known>,
    cause: &Cause,
) -> Result<(), StoreError> {
    let from = item.sprint.as_ref();
    if from.map(|sprint| sprint.id) == to.map(|sprint| sprint.id) {
        return Ok(());
    }
    // Where the item's source tells Sprints, too, it is changed here.
    let sql = "UPDATE item SET sprint = ?2, agreed_at = CASE
          WHEN EXISTS (SELECT 1 FROM feed WHERE feed.product = item.product AND feed.source = item.source
            AND json_extract(setup, '$.columns.sprint') IS NOT NULL) THEN NULL ELSE agreed_at END
        WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![item.id.0, to.map(|sprint| sprint.id.0)])?;
    let number = |sprint: Option<&Known>| sprint.map(|sprint| sprint.number.to_string());
    let running = from.into_iter().chain(to).find(|sprint| sprint.is_running());
    let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let event = Event {
        sprint: running.map(|sprint| sprint.number),
        reason: said(&cause.reason),
        asked: said(&cause.asked),
        ..Event::plain(Fact::Sprint, number(from), number(to), pen.now.at, pen.now.day)
    };
    note(pen, item.id, &not_before_start(event, running))
}

/// Notes a fact about an item, for the Sprint that runs where the item is in it.
pub(in super::super) fn happen(
    pen: &Pen,
    item: &Seen,
    fact: Fact,
    (from, to): (Option<String>, Option<String>),
    when: Now,
) -> Result<(), StoreError> {
    let running = item.sprint.as_ref().filter(|sprint| sprint.is_running());
    let event = Event { sprint: running.map(|s| s.number), ..Event::plain(fact, from, to, when.at, when.day) };
    note(pen, item.id, &not_before_start(event, running))
}

/// A clock that jumped back, or the date of a source, puts no fact before the start of the Sprint it belongs to.
fn not_before_start(event: Event, running: Option<&Known>) -> Event {
    match running.and_then(|sprint| sprint.started) {
        Some(start) => Event { at: event.at.max(start.at), day: event.day.max(start.day), ..event },
        None => event,
    }
}

/// The Product Owner's word on an item: accepted, with what was still open; or returned, for a reason.
pub(in super::super) fn judged(
    pen: &Pen,
    item: &Seen,
    fact: Fact,
    said: Option<String>,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    let running = item.sprint.as_ref().filter(|sprint| sprint.is_running());
    let event = Event {
        sprint: running.map(|sprint| sprint.number),
        reason: reason.map(str::to_owned),
        ..Event::plain(fact, None, said.filter(|said| !said.is_empty()), pen.now.at, pen.now.day)
    };
    note(pen, item.id, &not_before_start(event, running))
}

/// Takes an item back from the declined: in the state it had before, else open.
pub(in super::super) fn reconsider(pen: &Pen, item: &Seen) -> Result<(), StoreError> {
    if item.state != State::Declined {
        return Err(StoreError::NotDeclined(item.key.to_string()));
    }
    let sql = "SELECT was FROM event WHERE item = ?1 AND fact = 'state' AND became = 'declined'
        ORDER BY id DESC LIMIT 1";
    let was: Option<Option<String>> = pen.conn.prepare_cached(sql)?.query_row([item.id.0], |r| r.get(0)).optional()?;
    let was = was.flatten().and_then(|word| State::parse(&word));
    let to = was.filter(|state| !matches!(state, State::Declined | State::Done)).unwrap_or(State::Open);
    set_state(pen, item, to, None, pen.now)
}

/// Gives an item another estimate, or none.
pub(in super::super) fn set_estimate(
    pen: &Pen,
    item: &Seen,
    to: Option<&Estimate>,
    when: Now,
) -> Result<(), StoreError> {
    if item.estimate.as_ref() == to {
        return Ok(());
    }
    let sql = "UPDATE item SET estimate = ?2, points = ?3, updated_at = ?4, agreed_at = nullif(agreed_at, ?4)
        WHERE id = ?1";
    let word = to.map(Estimate::as_str);
    pen.conn.prepare_cached(sql)?.execute(params![item.id.0, word, points(to), when.at.0])?;
    let from = item.estimate.as_ref().map(ToString::to_string);
    let to = to.map(ToString::to_string);
    happen(pen, item, Fact::Estimate, (from, to), when)
}

/// Puts an item that is known into a Sprint that an import has brought, with all of its past: that tells the rest.
pub(in super::super) fn join(pen: &Pen, item: &Seen, number: i64) -> Result<(), StoreError> {
    let sql = "UPDATE item SET sprint = (SELECT id FROM sprint WHERE product = ?2 AND number = ?3) WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![item.id.0, item.product.0, number])?;
    Ok(())
}

/// Notes a fact of such a past. About an item that was known, it takes the place of one without its Sprint.
pub(in super::super) fn told(pen: &Pen, item: ItemId, event: &Event, is_known: bool) -> Result<(), StoreError> {
    if !is_known {
        return note(pen, item, event);
    }
    let sql = "DELETE FROM event WHERE item = ?1 AND fact = ?2 AND was IS ?3 AND became IS ?4 AND at = ?5
        AND sprint IS NULL";
    pen.conn.prepare_cached(sql)?.execute(params![item.0, event.fact.name(), event.from, event.to, event.at.0])?;
    note(pen, item, event)
}

fn points(estimate: Option<&Estimate>) -> Option<i64> {
    estimate.and_then(Estimate::points).map(|p| p.0)
}

fn note(pen: &Pen, item: ItemId, event: &Event) -> Result<(), StoreError> {
    let sql = "INSERT INTO event (item, fact, was, became, at, day, sprint, reason, asked)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT sprint.id FROM sprint JOIN item ON item.product = sprint.product
          WHERE item.id = ?1 AND sprint.number = ?7), ?8, ?9)";
    pen.conn.prepare_cached(sql)?.execute(params![
        item.0,
        event.fact.name(),
        event.from,
        event.to,
        event.at.0,
        event.day.to_string(),
        event.sprint,
        event.reason,
        event.asked,
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                into.push(path);
            }
        }
    }

    #[test]
    fn no_other_sql_writes_state_estimate_or_sprint() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = Vec::new();
        sources(&root, &mut paths);
        let mut writers = Vec::new();
        for path in paths {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            for (at, _) in code.match_indices("UPDATE item SET") {
                let set = code[at..].split(" WHERE ").next().unwrap();
                let facts = ["state", "estimate", "points", "done_at", "declined_at", "decline_reason", "sprint"];
                writers.extend(facts.iter().any(|f| set.contains(&format!("{f} ="))).then(|| path.clone()));
            }
            writers.extend(code.match_indices("INSERT INTO item (").map(|_| path.clone()));
        }
        let own = root.join("store/write/fact.rs");
        assert_eq!(
            writers,
            [own.clone(), own.clone(), own.clone(), own.clone(), own],
            "state, Sprint and estimate are written in fact.rs only"
        );
    }
}
