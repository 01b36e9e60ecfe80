//! Which items of a list are shown, and in what order.
//!
//! Words are answered from the index of words, everything else by one look at each item of the list. The list's own
//! order is kept in memory while the file stays as it is, so that an answer is put in order without reading ranks.

mod column;
mod compile;

use super::error::StoreError;
use super::{Store, list, open, step};
use crate::domain::filter::Test;
use crate::domain::query::{Part, Question};
use crate::domain::{Filter, ItemId, List, Now, Order, ProductId, Seq, Sort};
use compile::{Compiled, Words};
use rusqlite::types::Value;
use rusqlite::{
    Connection, InterruptHandle, OptionalExtension, Transaction, TransactionBehavior, params, params_from_iter,
};
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A list of which more than one in so many items of the file are part is read by looking at all of them.
const SPARSE: usize = 8;

/// The orders that were read last, and the version of the file that they show.
#[derive(Default)]
pub(super) struct Orders {
    version: Option<Version>,
    known: Vec<Rc<Order>>,
    is_stopped: Arc<AtomicBool>,
}

impl std::fmt::Debug for Orders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Orders({})", self.known.len())
    }
}

impl Orders {
    /// Forgets all of them: another history has come.
    pub(super) fn forget(&mut self) {
        (self.version, self.known) = (None, Vec::new());
    }
}

/// What changes with every write: SQLite's sign for those of others, the newest step for the own ones.
type Version = (i64, i64, i64);

/// Stops what a store is looking for, from any thread.
#[derive(Clone)]
pub struct Stopper {
    handle: Arc<InterruptHandle>,
    is_stopped: Arc<AtomicBool>,
}

impl std::fmt::Debug for Stopper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stopper")
    }
}

impl Stopper {
    /// Makes a running [`Store::shown`] end with [`StoreError::Cancelled`]; does nothing where none runs.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.handle.interrupt();
    }
}

impl Store {
    /// What stops a running [`shown`](Self::shown) of this store from another thread.
    pub fn stopper(&self) -> Stopper {
        let is_stopped = Arc::clone(&self.orders.borrow().is_stopped);
        Stopper { handle: Arc::new(self.conn.get_interrupt_handle()), is_stopped }
    }

    /// The items that a question asks for, in the order in which they are shown.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] where it was stopped meanwhile.
    pub fn shown(&self, question: &Question, now: Now) -> Result<Vec<ItemId>, StoreError> {
        self.orders.borrow().is_stopped.store(false, Ordering::Relaxed);
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let search = Search { conn: &tx, orders: &self.orders, product: question.product };
            let order = search.order(question.list)?;
            let test = question.filter.test(now);
            let found = match &test {
                Test::All(none) if none.is_empty() => order.ids().collect(),
                test => order.sorted(search.passing(Among::List(&order), test)?),
            };
            search.check_stopped()?;
            match question.sort {
                Some(sort) => search.by_column(found, sort),
                None => Ok(found),
            }
        })
    }

    /// What a filter names that the product doesn't have, each in words: a tag, the key of an epic.
    pub fn unknown(&self, question: &Question, now: Now) -> Result<Vec<String>, StoreError> {
        let mut named = Vec::new();
        leaves(&question.filter.test(now), &mut named);
        self.reading(|conn| {
            let mut unknown = Vec::new();
            for (sql, value, said) in named {
                if !conn.prepare_cached(sql)?.exists(params![question.product.0, value])? {
                    unknown.push(said);
                }
            }
            Ok(unknown)
        })
    }

    /// Those of `items` that pass a filter, in the order given.
    pub fn passing(
        &self,
        product: ProductId,
        filter: &Filter,
        now: Now,
        items: &[ItemId],
    ) -> Result<Vec<ItemId>, StoreError> {
        if filter.is_all() {
            return Ok(items.to_vec());
        }
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let search = Search { conn: &tx, orders: &self.orders, product };
            let found: HashSet<ItemId> = search.passing(Among::These(items), &filter.test(now))?.into_iter().collect();
            Ok(items.iter().copied().filter(|id| found.contains(id)).collect())
        })
    }
}

/// How to look for something that a filter names, and what to say where it isn't there.
type Named = (&'static str, Value, String);

/// What a filter names and asks for; what stands behind a `!` may well not be there.
fn leaves(test: &Test, named: &mut Vec<Named>) {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| leaves(part, named)),
        Test::Tag(tag) => named.push((
            "SELECT 1 FROM item_tag JOIN item ON item.id = item_tag.item
             WHERE item.product = ?1 AND item_tag.folded = ?2 LIMIT 1",
            Value::from(tag.clone()),
            format!("No item has the tag {tag}."),
        )),
        Test::EpicKey(key) => {
            let prefix = key.prefix.as_ref().map_or(String::new(), |prefix| format!("{prefix}-"));
            named.push((
                "SELECT 1 FROM item WHERE product = ?1 AND number = ?2 AND kind = 'epic' LIMIT 1",
                Value::from(key.number),
                format!("There is no epic {prefix}{}.", key.number),
            ));
        }
        _ => {}
    }
}

/// The items of a part of a product.
pub(super) fn part(
    store: &Store,
    conn: &Connection,
    product: ProductId,
    part: &Part,
) -> Result<HashSet<ItemId>, StoreError> {
    let search = Search { conn, orders: &store.orders, product };
    let test = part.filter.test(part.now);
    let found = match part.list {
        Some(list) => search.passing(Among::List(&*search.order(list)?), &test)?,
        None => search.passing(Among::All, &test)?,
    };
    Ok(found.into_iter().collect())
}

/// Among which items is searched.
#[derive(Clone, Copy)]
enum Among<'a> {
    List(&'a Order),
    All,
    These(&'a [ItemId]),
}

/// A search in one product.
struct Search<'a> {
    conn: &'a Connection,
    orders: &'a RefCell<Orders>,
    product: ProductId,
}

impl Search<'_> {
    fn check_stopped(&self) -> Result<(), StoreError> {
        let is_stopped = self.orders.borrow().is_stopped.load(Ordering::Relaxed);
        if is_stopped { Err(StoreError::Cancelled) } else { Ok(()) }
    }

    /// The order of a list, from memory where the file is as it was.
    fn order(&self, list: List) -> Result<Rc<Order>, StoreError> {
        const MOST: usize = 3;
        let head = step::head(self.conn)?;
        let version = Some((open::data_version(self.conn)?, Seq(head.seq).0, head.at));
        {
            let mut orders = self.orders.borrow_mut();
            if orders.version != version {
                (orders.version, orders.known) = (version, Vec::new());
            }
            let known = orders.known.iter().find(|o| (o.product(), o.list()) == (self.product, list));
            if let Some(known) = known {
                return Ok(Rc::clone(known));
            }
        }
        let order = Rc::new(list::order(self.conn, self.product, list)?);
        let mut orders = self.orders.borrow_mut();
        if orders.known.len() == MOST {
            orders.known.remove(0);
        }
        orders.known.push(Rc::clone(&order));
        Ok(order)
    }

    /// The items that pass, in no order.
    fn passing(&self, among: Among, test: &Test) -> Result<Vec<ItemId>, StoreError> {
        let words = if matches!(among, Among::These(_)) { Words::Read } else { Words::Indexed };
        let mut compiled = Compiled::new(words);
        compiled.bind(self.product.0);
        let (driver, rest) = match (among, words) {
            (Among::These(_), _) | (_, Words::Read) => (None, test.clone()),
            _ => compile::split(test),
        };
        if let (Some(driver), Among::List(_)) = (&driver, among)
            && matches!(&rest, Test::All(none) if none.is_empty())
        {
            // The index alone; the order knows which of them stand in the list.
            let mut statement = self.conn.prepare_cached("SELECT rowid FROM item_words WHERE item_words MATCH ?1")?;
            let found = statement.query_map([driver], |r| r.get(0).map(ItemId))?;
            return Ok(found.collect::<Result<_, _>>()?);
        }
        let from = match (among, driver) {
            (Among::These(items), _) => {
                let given = compiled.bind(list::json(items));
                format!("json_each({given}) j CROSS JOIN item ON item.id = j.value WHERE item.product = ?1")
            }
            (_, Some(driver)) => {
                let driver = compiled.bind(driver);
                format!(
                    "item_words CROSS JOIN item ON item.id = item_words.rowid
                     WHERE item_words MATCH {driver} AND item.product = ?1"
                )
            }
            (Among::List(order), None) if self.is_sparse(order)? => {
                format!("{} WHERE item.product = ?1", list::table(order.list()))
            }
            (Among::All | Among::List(_), None) if compile::is_covered(&rest) => {
                "item INDEXED BY item_facts WHERE item.product = ?1".to_owned()
            }
            (Among::All | Among::List(_), None) => "item NOT INDEXED WHERE item.product = ?1".to_owned(),
        };
        let belongs = match among {
            Among::List(order) => list::condition(order.list()),
            Among::All => "item.trashed_at IS NULL",
            Among::These(_) => "true",
        };
        self.write(&mut compiled, &rest)?;
        let sql = format!("SELECT item.id FROM {from} AND {belongs} AND {}", compiled.sql());
        let mut statement = self.conn.prepare(&sql)?;
        let found = statement.query_map(params_from_iter(compiled.values()), |r| r.get(0).map(ItemId))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// True where a list is so small a part of the file that its own index is the quicker way.
    fn is_sparse(&self, order: &Order) -> Result<bool, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) FROM item";
        let all: i64 = self.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
        Ok(order.len().saturating_mul(SPARSE) < usize::try_from(all).unwrap_or(0))
    }

    /// Writes a test as SQL, with what it must know of the product.
    fn write(&self, compiled: &mut Compiled, test: &Test) -> Result<(), StoreError> {
        let sql = "SELECT prefix FROM product WHERE id = ?1";
        let prefix: Option<String> =
            self.conn.prepare_cached(sql)?.query_row([self.product.0], |r| r.get(0)).optional()?;
        // A product that an undo took away has no items that could pass.
        let prefix = prefix.unwrap_or_default();
        let places = if compile::asks_place(test) { Some(self.order(List::Backlog)?) } else { None };
        compiled.write(test, &prefix, places.as_deref());
        Ok(())
    }

    /// Items by a column instead of by the list's order.
    fn by_column(&self, items: Vec<ItemId>, sort: Sort) -> Result<Vec<ItemId>, StoreError> {
        let sorted = column::sort(self.conn, self.product, items, sort)?;
        self.check_stopped()?;
        Ok(sorted)
    }
}
