//! What was done to items since a step, from the journal's live steps.

use super::error::StoreError;
use super::list;
use crate::domain::health::{Deed, Deeds};
use crate::domain::{ItemId, State, StepId};
use rusqlite::{Connection, params};
use serde_json::Value;
use std::collections::HashSet;

/// The columns of an item that its texts are in.
const TEXTS: [&str; 5] = ["title", "persona", "want", "benefit", "description"];

/// Reads what was done to these items since a step and not taken back.
pub(super) fn read(conn: &Connection, since: StepId, items: &[ItemId]) -> Result<Deeds, StoreError> {
    let sql = "SELECT journal.item, journal.step, root.verb, tab, row, op, delta
        FROM json_each(?1) j CROSS JOIN journal ON journal.item = j.value
          CROSS JOIN step ON step.id = journal.step CROSS JOIN step root ON root.id = step.root
        WHERE journal.step > ?2 AND step.live = 1 AND step.turn <> 1 AND step.root > ?2 AND journal.op <> 'renumber'
        ORDER BY journal.seq";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![list::json(items), since.0], |r| {
        Ok(Noted {
            item: ItemId(r.get(0)?),
            step: r.get(1)?,
            verb: r.get(2)?,
            tab: r.get(3)?,
            row: r.get(4)?,
            op: r.get(5)?,
            delta: r.get(6)?,
        })
    })?;
    let noted: Vec<Noted> = rows.collect::<Result<_, _>>()?;
    let dropped: HashSet<i64> =
        noted.iter().filter(|n| n.tab == "question" && n.op == "delete").map(|n| n.row).collect();
    let (mut deeds, mut told) = (Deeds::default(), HashSet::new());
    for noted in noted {
        match noted.verb.as_str() {
            // One of a step, however many rows it wrote.
            "split" if told.insert((noted.item, noted.step)) => deeds.add(noted.item, Deed::Split),
            "merge" if told.insert((noted.item, noted.step)) => deeds.add(noted.item, Deed::Merged),
            "split" | "merge" => {}
            _ => noted.tell(&dropped, &mut deeds),
        }
    }
    Ok(deeds)
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
}

impl Noted {
    fn tell(&self, dropped: &HashSet<i64>, deeds: &mut Deeds) {
        match (self.tab.as_str(), self.op.as_str()) {
            ("question", "insert") if !dropped.contains(&self.row) => deeds.add(self.item, Deed::Asked),
            ("criterion", _) => deeds.add(self.item, Deed::Edited),
            ("item", "update") => {
                let delta = self.delta.as_deref().and_then(|delta| serde_json::from_str::<Vec<Value>>(delta).ok());
                for change in delta.iter().flatten() {
                    let pair = change[0].as_str().zip(change.get(2));
                    if let Some(deed) = pair.and_then(|(column, new)| deed(column, new)) {
                        deeds.add(self.item, deed);
                    }
                }
            }
            _ => {}
        }
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
