//! What was done to items in a refinement, from the journal's live steps.

use super::Store;
use super::error::StoreError;
use super::list;
use crate::domain::health::{Deed, Deeds, Trail};
use crate::domain::query::Look;
use crate::domain::{ItemId, State, StepId};
use rusqlite::{Connection, params};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// The columns of an item that its texts are in.
const TEXTS: [&str; 5] = ["title", "persona", "want", "benefit", "description"];

impl Store {
    /// What was done in a refinement, and about which of its items nothing is left to decide.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn deeds(&self, trail: &Trail, look: &Look) -> Result<Deeds, StoreError> {
        self.reading(|conn| read(conn, trail, look))
    }
}

/// Reads what was done to the items of a walk and not taken back.
pub(super) fn read(conn: &Connection, trail: &Trail, look: &Look) -> Result<Deeds, StoreError> {
    let noted = journal(conn, trail)?;
    let dropped: HashSet<i64> =
        noted.iter().filter(|n| n.tab == "question" && n.op == "delete").map(|n| n.row).collect();
    let (mut deeds, mut told) = (Deeds::default(), HashSet::new());
    // The newest of what an item was called for by, and of what set its state.
    let (mut asked, mut stated) = (HashMap::new(), HashMap::new());
    for (n, noted) in noted.into_iter().enumerate() {
        match noted.verb.as_str() {
            // One of a step, however many rows it wrote.
            "merge" if told.insert((noted.item, noted.step)) => deeds.add(noted.item, Deed::Merged, noted.is_of_walk),
            "split" | "merge" => {}
            _ => {
                if noted.tab == "question" && noted.op == "insert" {
                    asked.insert(noted.row, (noted.item, n));
                }
                if noted.tell(&dropped, &mut deeds) {
                    stated.insert(noted.item, n);
                }
            }
        }
    }
    steps(conn, trail, &mut deeds)?;
    let open = open_questions(conn, trail)?;
    let is_called = |item: ItemId| {
        let newest = asked.iter().filter(|(row, of)| of.0 == item && open.contains(*row)).map(|(_, of)| of.1).max();
        newest > stated.get(&item).copied()
    };
    for (item, rests) in rests(conn, trail, look)? {
        let is_ready = || rests.is_none() && deeds.is_stated(item) && !is_called(item);
        if rests == Some(true) || is_ready() {
            deeds.finish(item);
        }
    }
    Ok(deeds)
}

/// What the journal has of the items since the walk began.
fn journal(conn: &Connection, trail: &Trail) -> Result<Vec<Noted>, StoreError> {
    let sql = "SELECT journal.item, journal.step, root.verb, tab, row, op, delta, root.id, root.window
        FROM json_each(?1) j CROSS JOIN journal ON journal.item = j.value
          CROSS JOIN step ON step.id = journal.step CROSS JOIN step root ON root.id = step.root
        WHERE journal.step > ?2 AND step.live = 1 AND step.turn <> 1 AND step.root > ?2 AND journal.op <> 'renumber'
        ORDER BY journal.seq";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![list::json(&trail.items), trail.since().0], |r| {
        Ok(Noted {
            item: ItemId(r.get(0)?),
            step: r.get(1)?,
            verb: r.get(2)?,
            tab: r.get(3)?,
            row: r.get(4)?,
            op: r.get(5)?,
            delta: r.get(6)?,
            is_of_walk: trail.has(StepId(r.get(7)?), r.get_ref(8)?.as_str()?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the splits and merges: a split need not write a row of the item that it is of.
fn steps(conn: &Connection, trail: &Trail, deeds: &mut Deeds) -> Result<(), StoreError> {
    let sql = "SELECT root.id, root.window, root.verb, root.change ->> '$.items[0]'
        FROM step CROSS JOIN step root ON root.id = step.root
        WHERE step.live = 1 AND step.turn <> 1 AND step.id > ?2 AND step.root > ?2
          AND root.verb IN ('split', 'merge')
          AND step.product = (SELECT item.product FROM json_each(?1) j CROSS JOIN item ON item.id = j.value LIMIT 1)
        ORDER BY step.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![list::json(&trail.items), trail.since().0])?;
    while let Some(row) = rows.next()? {
        let is_of_walk = trail.has(StepId(row.get(0)?), row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
        if !is_of_walk {
            continue;
        }
        if row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)? == "split" {
            deeds.add_split();
            if let Some(item) = row.get::<_, Option<i64>>(3)? {
                deeds.add(ItemId(item), Deed::Split, true);
            }
        } else {
            deeds.add_merge();
        }
    }
    Ok(())
}

/// The questions about the items that have no answer.
fn open_questions(conn: &Connection, trail: &Trail) -> Result<HashSet<i64>, StoreError> {
    let sql = "SELECT question.id FROM json_each(?1) j CROSS JOIN question ON question.item = j.value
        WHERE answer IS NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([list::json(&trail.items)], |r| r.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether nothing is to be decided about an item as it is now; `None` where that takes a state that was set in the
/// meantime: it is ready, or further.
fn rests(conn: &Connection, trail: &Trail, look: &Look) -> Result<Vec<(ItemId, Option<bool>)>, StoreError> {
    let days = chrono::Days::new(look.thresholds.kept_days.max(1).into());
    let since = look.day.checked_sub_days(days).unwrap_or(look.day).to_string();
    // What is gone for good is through.
    let sql = "SELECT j.value, CASE
          WHEN item.id IS NULL OR trashed_at IS NOT NULL OR snoozed_until > ?2 OR kept_on > ?3 THEN 1
          WHEN state = 'declined' THEN coalesce(decline_again > ?2, 1)
          WHEN state = 'done' THEN 1
          WHEN state IN ('inbox', 'open') THEN 0
        END
        FROM json_each(?1) j LEFT JOIN item ON item.id = j.value";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![list::json(&trail.items), look.day.to_string(), since], |r| {
        Ok((ItemId(r.get(0)?), r.get(1)?))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// A row of the journal.
struct Noted {
    item: ItemId,
    step: i64,
    verb: String,
    tab: String,
    row: i64,
    op: String,
    delta: Option<String>,
    is_of_walk: bool,
}

impl Noted {
    /// Adds what it tells; true where that is a state.
    fn tell(&self, dropped: &HashSet<i64>, deeds: &mut Deeds) -> bool {
        let mut is_state = false;
        match (self.tab.as_str(), self.op.as_str()) {
            ("question", "insert") if !dropped.contains(&self.row) => {
                deeds.add(self.item, Deed::Asked, self.is_of_walk);
            }
            ("criterion", _) => deeds.add(self.item, Deed::Edited, self.is_of_walk),
            ("item", "update") => {
                let delta = self.delta.as_deref().and_then(|delta| serde_json::from_str::<Vec<Value>>(delta).ok());
                for change in delta.iter().flatten() {
                    let pair = change[0].as_str().zip(change.get(2));
                    if let Some(deed) = pair.and_then(|(column, new)| deed(column, new)) {
                        is_state |= matches!(deed, Deed::State(_));
                        deeds.add(self.item, deed, self.is_of_walk);
                    }
                }
            }
            _ => {}
        }
        is_state
    }
}

/// What another value of a column means; `None` for what refinement does not count.
fn deed(column: &str, new: &Value) -> Option<Deed> {
    match column {
        "state" => new.as_str().and_then(State::parse).map(Deed::State),
        "estimate" => Some(Deed::Estimated),
        "kept_on" if !new.is_null() => Some(Deed::Kept),
        "snoozed_until" => Some(Deed::Snoozed(!new.is_null())),
        "trashed_at" => Some(Deed::Trashed(!new.is_null())),
        column if TEXTS.contains(&column) => Some(Deed::Edited),
        _ => None,
    }
}
