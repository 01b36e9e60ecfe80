//! Steps: one row for each act of a person, and what the journal says the act touched.

use super::error::StoreError;
use super::{Writer, row};
use crate::domain::audience::{of_reason, of_verb};
use crate::domain::step::Committed;
use crate::domain::{Audience, Change, ItemId, Kind, List, Now, ProductId, Seq, State, Step, StepId};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use std::collections::HashSet;

/// More touched items than this are not named; lists are loaded anew instead.
const NAMED: usize = 500;

/// How far the file has come: its newest step and journal row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) step: i64,
    pub(super) seq: i64,
    pub(super) row: i64,
    /// When the newest step was made: after a restore another history may have come to the same sequence.
    pub(super) at: i64,
}

/// Looks at the newest step and journal row; all 0 in a new file.
pub(super) fn head(conn: &Connection) -> rusqlite::Result<Head> {
    let sql = "SELECT coalesce((SELECT max(id) FROM step), 0), coalesce((SELECT max(seq) FROM step), 0),
        coalesce((SELECT max(seq) FROM journal), 0), coalesce((SELECT at FROM step ORDER BY id DESC LIMIT 1), 0)";
    let head = |r: &rusqlite::Row| Ok(Head { step: r.get(0)?, seq: r.get(1)?, row: r.get(2)?, at: r.get(3)? });
    conn.prepare_cached(sql)?.query_row([], head)
}

/// A step about to be written.
#[derive(Debug)]
pub(super) struct NewStep<'a> {
    pub(super) id: i64,
    pub(super) seq: i64,
    pub(super) product: ProductId,
    pub(super) verb: &'a str,
    pub(super) label: &'a str,
    pub(super) record: Value,
    pub(super) reason: Option<&'a str>,
    /// The step it takes back or brings back, and which of the two.
    pub(super) undoes: Option<(i64, Turn)>,
    /// The ordinary step at the beginning of its chain; its own id where it is one.
    pub(super) root: i64,
}

/// Whether a step was done, takes another back, or brings it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Done = 0,
    TakenBack = 1,
    BroughtBack = 2,
}

impl Turn {
    /// The turn that undoes this one.
    pub(super) fn reverse(self) -> Self {
        match self {
            Self::TakenBack => Self::BroughtBack,
            Self::Done | Self::BroughtBack => Self::TakenBack,
        }
    }

    /// As stored.
    pub(super) fn read(number: i64) -> Self {
        match number {
            1 => Self::TakenBack,
            2 => Self::BroughtBack,
            _ => Self::Done,
        }
    }
}

/// Writes a step's row.
pub(super) fn record(conn: &Connection, writer: &Writer, now: Now, step: &NewStep) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO step (id, seq, product, at, day, author, window, verb, label, change, reason, turn, undoes, root)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    conn.prepare_cached(sql)?.execute(params![
        step.id,
        step.seq,
        step.product.0,
        now.at.0,
        now.day.to_string(),
        writer.author,
        writer.window,
        step.verb,
        step.label,
        step.record.to_string(),
        step.reason,
        step.undoes.map_or(0, |u| u.1 as i64),
        step.undoes.map(|u| u.0),
        step.root,
    ])?;
    Ok(())
}

/// The newest step, where a running move goes on with it: same window, same items, nothing between.
pub(super) fn running(conn: &Connection, writer: &Writer, change: &Change) -> Result<Option<i64>, StoreError> {
    if !matches!(change, Change::Move { is_run: true, .. }) {
        return Ok(None);
    }
    let sql = "SELECT id, window = ?1 AND live = 1 AND turn = 0, change FROM step ORDER BY id DESC LIMIT 1";
    let newest = conn
        .prepare_cached(sql)?
        .query_row([&writer.window], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, bool>(1)?, r.get::<_, String>(2)?)));
    let Some((id, is_ours, record)) = newest.optional()? else { return Ok(None) };
    let is_same = is_ours && serde_json::from_str::<Value>(&record).is_ok_and(|r| r == change.record());
    Ok(is_same.then_some(id))
}

/// Goes on with a running step.
pub(super) fn extend(conn: &Connection, id: i64, seq: i64, label: &str, now: Now) -> Result<(), StoreError> {
    let sql = "UPDATE step SET seq = ?2, label = ?3, at = ?4, day = ?5 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, seq, label, now.at.0, now.day.to_string()])?;
    Ok(())
}

/// The rows of the journal since one of them.
const SINCE: &str = "SELECT item, tab = 'item', op, delta FROM journal WHERE seq > ?1 ORDER BY seq";

/// What was written since a journal row, as the caller sees it.
///
/// # Errors
/// [`StoreError::Unchanged`] where nothing was.
pub(super) fn summary(
    conn: &Connection,
    since: i64,
    step: StepId,
    seq: Seq,
    (label, audience): (String, Audience),
) -> Result<Committed, StoreError> {
    let mut done = Committed {
        step,
        seq,
        label,
        touched: Vec::new(),
        added: Vec::new(),
        is_large: false,
        has_moved_lists: false,
        are_sprints_kept: true,
        audience,
        named: Audience::Everyone,
    };
    let mut statement = conn.prepare_cached(SINCE)?;
    let mut rows = statement.query([since])?;
    let mut known = HashSet::new();
    let mut is_empty = true;
    while let Some(row) = rows.next()? {
        is_empty = false;
        let Some(item) = row.get::<_, Option<i64>>(0)?.map(ItemId) else {
            (done.has_moved_lists, done.are_sprints_kept) = (true, false);
            continue;
        };
        if row.get::<_, bool>(1)? {
            let op: String = row.get(2)?;
            if op == "insert" {
                done.added.push(item);
            }
            let delta = Delta::read(row)?;
            done.has_moved_lists |= op != "update" || delta.changes_list();
            done.are_sprints_kept = done.are_sprints_kept && keeps_sprints(conn, item, &delta)?;
        }
        if known.insert(item) {
            done.touched.push(item);
        }
        if known.len() > NAMED {
            (done.is_large, done.has_moved_lists, done.are_sprints_kept) = (true, true, false);
            (done.touched, done.added) = (Vec::new(), Vec::new());
            break;
        }
    }
    if is_empty { Err(StoreError::Unchanged) } else { Ok(done) }
}

/// True where an update of an item leaves what is in the Sprints as it was: it moved, or it is in none.
fn keeps_sprints(conn: &Connection, item: ItemId, delta: &Delta) -> rusqlite::Result<bool> {
    if delta.is_order_alone() {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM item WHERE id = ?1 AND sprint IS NULL";
    Ok(!delta.has("sprint") && conn.prepare_cached(sql)?.exists([item.0])?)
}

/// True where what was written since a journal row may leave an item outside of the block of its Sprint.
pub(super) fn may_displace(conn: &Connection, since: i64) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(SINCE)?;
    let mut rows = statement.query([since])?;
    while let Some(row) = rows.next()? {
        if row.get::<_, Option<i64>>(0)?.is_none() {
            return Ok(true);
        }
        if row.get::<_, bool>(1)? {
            let delta = Delta::read(row)?;
            if delta.changes_list() || delta.has("rank") || delta.has("sprint") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What an update of an item changed: each column, what it held and what it holds; `None` where the item came or went.
struct Delta(Option<Vec<(String, Value, Value)>>);

impl Delta {
    /// Reads it from [`SINCE`]. What can't be read is taken for a whole row.
    fn read(row: &rusqlite::Row) -> rusqlite::Result<Self> {
        let delta: Option<String> = row.get(3)?;
        Ok(Self(delta.and_then(|delta| serde_json::from_str(&delta).ok())))
    }

    /// True where it may put the item into another list.
    fn changes_list(&self) -> bool {
        let list = |state: &Value| {
            let state = state.as_str().and_then(State::parse);
            state.map(|state| List::of(Kind::Story, state, false))
        };
        self.any(|(column, old, new)| match column.as_str() {
            "kind" | "trashed_at" => true,
            "state" => list(old) != list(new),
            _ => false,
        })
    }

    /// True where it changed a column.
    fn has(&self, column: &str) -> bool {
        self.any(|change| change.0 == column)
    }

    /// True where a change is so; what came or went is all of them.
    fn any(&self, is_so: impl Fn(&(String, Value, Value)) -> bool) -> bool {
        self.0.as_ref().is_none_or(|changes| changes.iter().any(is_so))
    }

    /// True where only its place changed.
    fn is_order_alone(&self) -> bool {
        !self.any(|(column, ..)| !["rank", "updated_at"].contains(&column.as_str()))
    }
}

/// The columns of [`read`]; `?1` is the own window.
pub(super) const COLUMNS: &str = "id, seq, at, day, author, window = ?1, label,
    coalesce((SELECT text FROM remark WHERE remark.step = step.id), reason), undoes, live,
    (SELECT first.verb FROM step first WHERE first.id = step.root),
    (SELECT first.reason FROM step first WHERE first.id = step.root),
    CASE WHEN coalesce((SELECT text FROM remark WHERE remark.step = step.id),
        (SELECT first.reason FROM step first WHERE first.id = step.root)) IS NOT NULL THEN
      (SELECT group_concat(DISTINCT char(10) || item.asked || char(10) || item.assignee || char(10)) FROM item
       WHERE item.id IN (SELECT journal.item FROM journal WHERE journal.step = step.id)) END";

/// Reads [`COLUMNS`].
pub(super) fn read(row: &rusqlite::Row) -> rusqlite::Result<Step> {
    Ok(Step {
        id: StepId(row.get(0)?),
        seq: Seq(row.get(1)?),
        at: row::instant(row, 2)?,
        day: row::word(row, 3, |w| w.parse().ok())?,
        author: row.get(4)?,
        is_own: row.get(5)?,
        label: row.get(6)?,
        reason: row.get(7)?,
        undoes: row.get::<_, Option<i64>>(8)?.map(StepId),
        is_live: row.get(9)?,
        audience: audience(row, 10)?,
        named: named(row)?,
    })
}

/// Who may read the reasons of a step: they may name who asked for what it touched, or who works on it.
fn named(row: &rusqlite::Row) -> rusqlite::Result<Audience> {
    let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?.unwrap_or_default());
    let people: Vec<&str> = text(12)?.lines().collect();
    let is_named = [text(7)?, text(11)?].iter().any(|reason| of_reason(reason, &people).is_owner());
    Ok(if is_named { Audience::Owner } else { Audience::Everyone })
}

/// Who may read a step's label: what it takes back or brings back decides; where that was erased, the owner alone.
pub(super) fn audience(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Audience> {
    let verb = row.get_ref(at)?.as_str_or_null()?;
    Ok(verb.map_or(Audience::Owner, of_verb))
}

/// A step by its row.
pub(super) fn find(conn: &Connection, writer: &Writer, id: StepId) -> Result<Option<Step>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM step WHERE id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![writer.window, id.0], read).optional()?)
}

/// Who may read the reasons of a step; the owner alone, where it is gone.
pub(super) fn judged(conn: &Connection, writer: &Writer, id: i64) -> Result<Audience, StoreError> {
    Ok(find(conn, writer, StepId(id))?.map_or(Audience::Owner, |step| step.named))
}

/// The newest steps of a product, or of the file.
pub(super) fn newest(
    conn: &Connection,
    writer: &Writer,
    product: Option<ProductId>,
    limit: usize,
) -> rusqlite::Result<Vec<Step>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    if let Some(product) = product {
        let sql = format!("SELECT {COLUMNS} FROM step WHERE product = ?2 ORDER BY id DESC LIMIT ?3");
        conn.prepare_cached(&sql)?.query_map(params![writer.window, product.0, limit], read)?.collect()
    } else {
        let sql = format!("SELECT {COLUMNS} FROM step ORDER BY id DESC LIMIT ?2");
        conn.prepare_cached(&sql)?.query_map(params![writer.window, limit], read)?.collect()
    }
}
