//! From rows to domain values: words, days, identities, and the few facts a write must know of an item.

use super::error::StoreError;
use crate::domain::product::Sheet;
use crate::domain::sprint::{self, Moment, Phase};
use crate::domain::{Estimate, Instant, ItemId, Key, Kind, List, Product, ProductId, Row, Scale, SprintId, State};
use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension};
use strum::IntoEnumIterator;
use uuid::Uuid;

/// The columns of [`list_row`], for a table `item`.
pub(super) const LIST_COLUMNS: &str = "item.id, (SELECT prefix FROM product WHERE product.id = item.product), \
     item.number, item.kind, item.title, item.state, item.estimate, item.blocked IS NOT NULL, \
     item.sprint, item.serves_goal, item.pinned IS NOT NULL";

/// How many columns [`LIST_COLUMNS`] has.
pub(super) const LIST_WIDTH: usize = 11;

/// Reads [`LIST_COLUMNS`]. The figures of epics are asked for at once, for all rows of a window; so are remarks.
pub(super) fn list_row(row: &rusqlite::Row) -> rusqlite::Result<Row> {
    Ok(Row {
        id: ItemId(row.get(0)?),
        key: Key { prefix: row.get(1)?, number: row.get(2)? },
        kind: kind(row, 3)?,
        title: row.get(4)?,
        state: state(row, 5)?,
        estimate: estimate(row, 6)?,
        is_blocked: row.get(7)?,
        children: None,
        aside: None,
        passes: None,
        asked_on: None,
        snoozed_until: None,
        refused: None,
        sprint: row.get::<_, Option<i64>>(8)?.map(SprintId),
        serves_goal: row.get(9)?,
        is_pinned: row.get(10)?,
        inputs: None,
        is_changed: false,
        is_incoming: false,
    })
}

/// The columns of [`product`].
pub(super) const PRODUCT_COLUMNS: &str = "id, uid, name, prefix, scale, vision, vision_by, goal, personas, jargon, \
     reasons, ready_rules, done_list";

/// Reads [`PRODUCT_COLUMNS`]; the templates and the way of scoring have rows of their own.
pub(super) fn product(row: &rusqlite::Row) -> rusqlite::Result<Product> {
    Ok(Product {
        id: ProductId(row.get(0)?),
        uid: uid(row, 1)?,
        name: row.get(2)?,
        prefix: row.get(3)?,
        scale: word(row, 4, |w| Scale::iter().find(|s| s.name() == w))?,
        sheet: Box::new(Sheet {
            vision: row.get(5)?,
            vision_by: row.get(6)?,
            goal: row.get(7)?,
            personas: lines(row, 8)?,
            jargon: lines(row, 9)?,
            reasons: lines(row, 10)?,
            ready: lines(row, 11)?,
            done: lines(row, 12)?,
            templates: Vec::new(),
        }),
        scoring: Box::default(),
    })
}

/// A list that is kept as one text, an entry a line.
pub(super) fn lines(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Vec<String>> {
    Ok(row.get_ref(at)?.as_str()?.lines().map(str::to_owned).collect())
}

/// A kind by its stored word.
pub(super) fn kind(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Kind> {
    word(row, at, |w| Kind::iter().find(|k| k.name() == w))
}

/// A state by its stored word.
pub(super) fn state(row: &rusqlite::Row, at: usize) -> rusqlite::Result<State> {
    word(row, at, |w| State::iter().find(|s| s.name() == w))
}

/// An estimate, where there is one.
pub(super) fn estimate(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Option<Estimate>> {
    match row.get_ref(at)?.as_str_or_null()? {
        None => Ok(None),
        Some(_) => word(row, at, |w| Estimate::parse(w).ok()),
    }
}

/// A day, where there is one.
pub(super) fn day(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Option<NaiveDate>> {
    match row.get_ref(at)?.as_str_or_null()? {
        None => Ok(None),
        Some(_) => word(row, at, |w| w.parse().ok()).map(Some),
    }
}

/// An identity.
pub(super) fn uid(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Uuid> {
    word(row, at, |w| Uuid::parse_str(w).ok())
}

/// How many.
pub(super) fn count(row: &rusqlite::Row, at: usize) -> rusqlite::Result<usize> {
    Ok(usize::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
}

/// A moment.
pub(super) fn instant(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Instant> {
    row.get(at).map(Instant)
}

/// A stored word, read by `read`; a word it doesn't know is an error, never a guess.
pub(super) fn word<T>(row: &rusqlite::Row, at: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text = row.get_ref(at)?.as_str()?;
    read(text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(at, Type::Text, format!("unknown word \"{text}\"").into())
    })
}

/// What a write must know of an item.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) id: ItemId,
    pub(super) product: ProductId,
    pub(super) key: Key,
    pub(super) rank: i64,
    pub(super) kind: Kind,
    pub(super) state: State,
    pub(super) estimate: Option<Estimate>,
    pub(super) is_trashed: bool,
    pub(super) sprint: Option<Known>,
    pub(super) is_pinned: bool,
}

/// What a write must know of a Sprint.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: SprintId,
    pub(super) product: ProductId,
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) phase: Phase,
    pub(super) started: Option<Moment>,
    /// True for one that was held elsewhere.
    pub(super) is_past: bool,
}

impl Known {
    /// As people name it.
    pub(super) fn title(&self) -> String {
        sprint::title(self.number, &self.name)
    }

    /// True until it is over.
    pub(super) fn is_open(&self) -> bool {
        self.phase != Phase::Closed
    }

    /// True while it runs.
    pub(super) fn is_running(&self) -> bool {
        self.phase == Phase::Active
    }
}

/// Looks at a Sprint.
pub(super) fn known(conn: &Connection, id: SprintId) -> Result<Known, StoreError> {
    let sql = "SELECT product, number, name, phase, started_at, started_on, is_past FROM sprint WHERE id = ?1";
    let known = conn.prepare_cached(sql)?.query_row([id.0], |r| {
        Ok(Known {
            id,
            product: ProductId(r.get(0)?),
            number: r.get(1)?,
            name: r.get(2)?,
            phase: word(r, 3, Phase::parse)?,
            started: moment(r, 4)?,
            is_past: r.get(6)?,
        })
    });
    known.optional()?.ok_or(StoreError::NoSprint)
}

/// A moment and its local day, in two columns.
pub(super) fn moment(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Option<Moment>> {
    let moment = row.get::<_, Option<i64>>(at)?.map(Instant).zip(day(row, at + 1)?);
    Ok(moment.map(|(at, day)| Moment { at, day }))
}

impl Seen {
    /// The list it stands in.
    pub(super) fn list(&self) -> List {
        List::of(self.kind, self.state, self.is_trashed)
    }
}

/// Looks at an item, in the trash or not.
pub(super) fn see(conn: &Connection, id: ItemId) -> Result<Seen, StoreError> {
    let sql = "SELECT item.product, prefix, number, rank, kind, state, estimate, trashed_at IS NOT NULL,
          item.sprint, pinned IS NOT NULL
        FROM item JOIN product ON product.id = item.product WHERE item.id = ?1";
    let mut sprint = None;
    let seen = conn.prepare_cached(sql)?.query_row([id.0], |row| {
        sprint = row.get::<_, Option<i64>>(8)?.map(SprintId);
        Ok(Seen {
            id,
            product: ProductId(row.get(0)?),
            key: Key { prefix: row.get(1)?, number: row.get(2)? },
            rank: row.get(3)?,
            kind: kind(row, 4)?,
            state: state(row, 5)?,
            estimate: estimate(row, 6)?,
            is_trashed: row.get(7)?,
            sprint: None,
            is_pinned: row.get(9)?,
        })
    });
    let mut seen = seen.optional()?.ok_or(StoreError::Gone)?;
    seen.sprint = sprint.map(|sprint| known(conn, sprint)).transpose()?;
    Ok(seen)
}

/// The key of an item as shown; "an item" where it is gone.
pub(super) fn key_words(conn: &Connection, id: ItemId) -> String {
    see(conn, id).map_or_else(|_| "an item".into(), |s| s.key.to_string())
}
