//! Items on their way back to their source: those that were changed here, those that are new there, and the order.

use super::super::Store;
use super::super::error::StoreError;
use super::super::list;
use super::super::whole::{self, Epic, Span, Whole};
use crate::domain::import::{Abroad, Exported, Field, Outgoing, Standing, needs_of, values_of};
use crate::domain::{ItemId, Key, List, ProductId, State};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::HashMap;
use std::ops::ControlFlow;
use uuid::Uuid;

/// Where items that are new to a source are looked for: ideas are not triaged yet, and what is done or declined here
/// never went there.
const NEW: [List; 2] = [List::Epics, List::Backlog];

impl Store {
    /// Hands out the items of a source that were changed here since both said the same, until `each` breaks off. What
    /// lies in the trash is left out.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn changed_here(
        &self,
        product: ProductId,
        source: &str,
        each: &mut dyn FnMut(Outgoing) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.going_out(product, source, &[Span::changed(product)], &mut |around, whole| {
            let is_theirs = whole.origin.as_ref().is_some_and(|origin| origin.source == source);
            let is_out = is_theirs && !whole.item.is_trashed;
            if is_out { each(around.outgoing(whole)) } else { ControlFlow::Continue(()) }
        })
    }

    /// Hands out the open items that came from nowhere: epics first, then the order.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn new_here(
        &self,
        product: ProductId,
        source: &str,
        each: &mut dyn FnMut(Outgoing) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let spans = NEW.map(|list| Span::own(product, list));
        self.going_out(product, source, &spans, &mut |around, whole| each(around.outgoing(whole)))
    }

    /// Hands out items one span after the other, all as they were at one moment.
    fn going_out(
        &self,
        product: ProductId,
        source: &str,
        spans: &[Span],
        each: &mut dyn FnMut(&Around, Whole) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let around = Around::read(&tx, product, source)?;
            for span in spans {
                if whole::each(&tx, span, &mut |whole| each(&around, whole))?.is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The order of the open items, as a source names them.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn placed(&self, product: ProductId, source: &str) -> Result<Vec<Standing>, StoreError> {
        self.reading(|conn| {
            let prefix = prefix(conn, product)?;
            let (table, condition) = (list::table(List::Backlog), list::condition(List::Backlog));
            let sql = format!(
                "SELECT number, title, CASE WHEN source = ?2 THEN foreign_key END, sprint,
                   CASE WHEN source <> ?2 THEN source END
                 FROM {table}
                 WHERE product = ?1 AND {condition} ORDER BY rank"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map((product.0, source), |r| {
                let key = Key { prefix: prefix.clone(), number: r.get(0)? };
                Ok(Standing { key, title: r.get(1)?, foreign: r.get(2)?, sprint: r.get(3)?, elsewhere: r.get(4)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The items of a source that lie in the trash here, while they are open there: their keys there and titles.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn thrown_away(&self, product: ProductId, source: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.reading(|conn| {
            let mut all = Vec::new();
            let _ = whole::each(conn, &Span::list(product, List::Trash), &mut |whole| {
                if let Some(origin) = whole.origin.filter(|origin| origin.source == source) {
                    let state = origin.imported.get(&Field::State).and_then(|state| State::parse(state));
                    if state.is_none_or(|state| !matches!(state, State::Done | State::Declined)) {
                        all.push((origin.key, whole.item.text.title));
                    }
                }
                ControlFlow::Continue(())
            })?;
            Ok(all)
        })
    }

    /// How many items came from nowhere and are not carried anywhere: ideas in the inbox, and what is done.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn own_beside(&self, product: ProductId) -> Result<(usize, usize), StoreError> {
        self.reading(|conn| {
            let count = |list: List| -> Result<usize, StoreError> {
                let (table, condition) = (list::table(list), list::condition(list));
                let sql = format!("SELECT count(*) FROM {table} WHERE product = ?1 AND {condition} AND source IS NULL");
                let count: i64 = conn.prepare_cached(&sql)?.query_row([product.0], |r| r.get(0))?;
                Ok(usize::try_from(count).unwrap_or_default())
            };
            Ok((count(List::Inbox)?, count(List::Done)?))
        })
    }

    /// The names of the Sprints that came from a source, by their keys there.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn sprint_names(&self, product: ProductId, source: &str) -> Result<HashMap<String, String>, StoreError> {
        self.reading(|conn| {
            let sql = "SELECT foreign_key, name FROM sprint
                WHERE product = ?1 AND source = ?2 AND foreign_key IS NOT NULL AND name <> ''";
            let mut statement = conn.prepare_cached(sql)?;
            let names = statement.query_map((product.0, source), |r| Ok((r.get(0)?, r.get(1)?)))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
    }
}

fn prefix(conn: &Connection, product: ProductId) -> Result<String, StoreError> {
    let sql = "SELECT prefix FROM product WHERE id = ?1";
    let prefix: Option<String> = conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0)).optional()?;
    prefix.ok_or(StoreError::NoProduct)
}

/// What items speak of: their epics, what they depend on, their Sprints.
struct Around<'s> {
    source: &'s str,
    prefix: String,
    tied: HashMap<ItemId, Epic>,
    epics: HashMap<ItemId, (Option<Abroad>, String)>,
    /// Keys at the source by number here.
    sprints: HashMap<i64, String>,
}

impl<'s> Around<'s> {
    fn read(conn: &Connection, product: ProductId, source: &'s str) -> Result<Self, StoreError> {
        let tied = whole::epics(conn)?;
        let sql = "SELECT id, foreign_key, foreign_id, title, coalesce(source = ?2, 0) FROM item
            WHERE id IN (SELECT parent FROM item WHERE parent IS NOT NULL) AND product = ?1";
        let mut statement = conn.prepare_cached(sql)?;
        let epics = statement.query_map((product.0, source), |r| {
            let key: Option<String> = if r.get(4)? { r.get(1)? } else { None };
            let id = r.get(2)?;
            Ok((ItemId(r.get(0)?), (key.map(|key| Abroad { key, id }), r.get(3)?)))
        })?;
        let epics = epics.collect::<Result<_, _>>()?;
        let sql =
            "SELECT number, foreign_key FROM sprint WHERE product = ?1 AND source = ?2 AND foreign_key IS NOT NULL";
        let mut statement = conn.prepare_cached(sql)?;
        let sprints = statement.query_map((product.0, source), |r| Ok((r.get(0)?, r.get(1)?)))?;
        let sprints = sprints.collect::<Result<_, _>>()?;
        Ok(Self { source, prefix: prefix(conn, product)?, tied, epics, sprints })
    }

    fn key(&self, number: i64) -> Key {
        Key { prefix: self.prefix.clone(), number }
    }

    /// How the source names an item; one that is not from there goes by its identity.
    fn name(&self, id: ItemId) -> Option<String> {
        let tied = self.tied.get(&id)?;
        let own = tied.origin.as_ref().filter(|origin| origin.0 == self.source);
        Some(own.map_or_else(|| tied.uid.to_string(), |origin| origin.1.clone()))
    }

    fn outgoing(&self, whole: Whole) -> Outgoing {
        let told = |id: ItemId| -> Option<(Uuid, Key)> { self.tied.get(&id).map(|e| (e.uid, self.key(e.number))) };
        let epic = whole.parent.and_then(|id| self.name(id));
        let mut here = values_of(&whole.item, epic.as_deref(), &whole.extra);
        let needs: Vec<String> = whole.needs.iter().filter_map(|id| self.name(*id)).collect();
        here.extend(needs_of(needs.iter().map(String::as_str)).map(|needs| (Field::Needs, needs)));
        let sprint = whole.item.sprint.map(|number| match self.sprints.get(&number) {
            Some(key) => key.clone(),
            None => format!("#{number}"),
        });
        here.extend(sprint.map(|sprint| (Field::Sprint, sprint)));
        let (abroad, epic_title) = whole.parent.and_then(|id| self.epics.get(&id)).cloned().unwrap_or_default();
        let item = Exported {
            id: whole.id,
            key: self.key(whole.item.number.unwrap_or_default()),
            place: None,
            epic: whole.parent.and_then(told),
            needs: whole.needs.iter().copied().filter_map(told).collect(),
            merged_into: whole.merged_into.and_then(told),
            about: whole.about.and_then(told),
            refused: Vec::new(),
            item: whole.item,
            origin: whole.origin,
            extra: whole.extra,
        };
        Outgoing { item, here, epic: abroad, epic_title }
    }
}
