//! Which items of a list are shown, and in what order.
//!
//! What has an index is answered from it as a set ([`sets`]), everything else by one look at each item of the list. The
//! list's own order is kept in memory while the file stays as it is, so that an answer is put in order without reading
//! ranks.

mod bits;
mod column;
mod compile;
pub(super) mod health;
pub(super) mod needing;
mod places;
mod sets;

pub(super) use compile::phrase;

use super::error::StoreError;
use super::{Store, list, open, step};
use crate::domain::filter::Test;
use crate::domain::query::{Part, Question};
use crate::domain::{Filter, ItemId, List, Now, ProductId, Row, Seq, Sort, ready};
use compile::{Compiled, Words};
use places::Places;
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
    known: Vec<Rc<Places>>,
    pub(super) is_stopped: Arc<AtomicBool>,
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

    /// What an error is after a stop, whatever words SQLite has for it: a virtual table that was being set up then is
    /// said to have failed. Once only, for the next error is one.
    pub(super) fn stopped(&self) -> Option<StoreError> {
        self.is_stopped.swap(false, Ordering::Relaxed).then_some(StoreError::Cancelled)
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

/// What is similar is found beside everything else, and kept in the file.
const COMPARING: &str = "What is similar is not known yet: all items are being compared.";
const UNCOMPARED: &str = "What is similar is not known, and is not kept in a file that is only read.";

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
        let found = self.reading(|conn| {
            let tx = begin(conn)?;
            let search = Search { conn: &tx, orders: &self.orders, product: question.product };
            let places = search.places(question.list)?;
            let found = match question.filter.test(now) {
                Test::All(none) if none.is_empty() => places.ids(),
                test => places.among(&search.set(Among::List(&places), &test)?),
            };
            drop(places);
            search.check_stopped()?;
            match question.sort {
                Some(sort) => search.by_column(found, sort),
                None => Ok(found),
            }
        });
        // Another question reads other pages; between two of them none need stay in memory. Best effort.
        let _ = self.conn.execute_batch("PRAGMA shrink_memory");
        found
    }

    /// What a filter names that the product doesn't have or that is not known yet, each in words: a tag, the key of an
    /// epic, what is similar.
    pub fn unknown(&self, question: &Question, now: Now) -> Result<Vec<String>, StoreError> {
        let (mut named, test) = (Vec::new(), question.filter.test(now));
        leaves(&test, &mut named);
        let is_compared = !test.asks_similar() || self.compared(question.product)?.is_some();
        self.reading(|conn| {
            let mut unknown = Vec::new();
            for (sql, value, said) in named {
                if !conn.prepare_cached(sql)?.exists(params![question.product.0, value])? {
                    unknown.push(said);
                }
            }
            if !is_compared {
                unknown.push(if self.is_read_only() { UNCOMPARED } else { COMPARING }.into());
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
            let tx = begin(conn)?;
            let search = Search { conn: &tx, orders: &self.orders, product };
            let mut found = HashSet::new();
            search.passing(Among::These, Some(items), &filter.test(now), &mut |id| {
                found.insert(id);
            })?;
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
    if let Some(list) = part.list {
        let places = search.places(list)?;
        return Ok(places.among(&search.set(Among::List(&places), &test)?).into_iter().collect());
    }
    let mut found = HashSet::new();
    let passing = search.set(Among::All, &test)?;
    search.passing(Among::All, None, &Test::All(Vec::new()), &mut |id| {
        if passing.has(id) {
            found.insert(id);
        }
    })?;
    Ok(found)
}

/// Says of rows on their way to being selected whether they pass: one query for all of them.
pub(super) fn fill(
    conn: &Connection,
    orders: &RefCell<Orders>,
    product: ProductId,
    test: &Test,
    rows: &mut [Row],
) -> Result<(), StoreError> {
    let is_asked = |row: &Row| ready::is_asked(row.kind, row.state);
    let asked: Vec<ItemId> = rows.iter().filter(|row| is_asked(row)).map(|row| row.id).collect();
    let mut passing = HashSet::new();
    if !asked.is_empty() {
        Search { conn, orders, product }.passing(Among::These, Some(&asked), test, &mut |id| {
            passing.insert(id);
        })?;
    }
    for row in rows.iter_mut().filter(|row| is_asked(row)) {
        row.passes = Some(passing.contains(&row.id));
    }
    Ok(())
}

/// Begins to read. A stop may have come upon the end of the search before and left its transaction open.
fn begin(conn: &Connection) -> rusqlite::Result<Transaction<'_>> {
    if !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    Transaction::new_unchecked(conn, TransactionBehavior::Deferred)
}

/// Among which items is searched.
#[derive(Clone, Copy)]
enum Among<'a> {
    List(&'a Places),
    All,
    /// Those that are given, wherever they stand.
    These,
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
    fn places(&self, list: List) -> Result<Rc<Places>, StoreError> {
        const MOST: usize = 2;
        let head = step::head(self.conn)?;
        let version = Some((open::data_version(self.conn)?, Seq(head.seq).0, head.at));
        {
            let mut orders = self.orders.borrow_mut();
            if orders.version != version {
                (orders.version, orders.known) = (version, Vec::new());
            }
            let known = orders.known.iter().find(|o| (o.product, o.list) == (self.product, list));
            if let Some(known) = known {
                return Ok(Rc::clone(known));
            }
        }
        let places = Rc::new(Places::read(self.conn, self.product, list, self.last()?)?);
        let mut orders = self.orders.borrow_mut();
        if orders.known.len() == MOST {
            orders.known.remove(0);
        }
        orders.known.push(Rc::clone(&places));
        Ok(places)
    }

    /// The number of the last item's row.
    fn last(&self) -> Result<usize, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) FROM item";
        let last: i64 = self.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
        Ok(usize::try_from(last).unwrap_or(0))
    }

    /// The prefix of the product's keys; empty for one that an undo took away, of which no item can pass.
    fn prefix(&self) -> Result<String, StoreError> {
        let sql = "SELECT prefix FROM product WHERE id = ?1";
        let prefix = self.conn.prepare_cached(sql)?.query_row([self.product.0], |r| r.get(0)).optional()?;
        Ok(prefix.unwrap_or_default())
    }

    /// Tells the items that pass, in no order: of those given, else of all where is searched.
    fn passing(
        &self,
        among: Among,
        given: Option<&[ItemId]>,
        test: &Test,
        tell: &mut dyn FnMut(ItemId),
    ) -> Result<(), StoreError> {
        let mut compiled = Compiled::new(if matches!(among, Among::These) { Words::Read } else { Words::Indexed });
        compiled.bind(self.product.0);
        let from = match (given, among) {
            (Some(items), _) => {
                let given = compiled.bind(list::json(items));
                format!("json_each({given}) j CROSS JOIN item ON item.id = j.value WHERE item.product = ?1")
            }
            (None, Among::List(places)) if self.is_sparse(places)? => {
                format!("{} WHERE item.product = ?1", list::table(places.list))
            }
            (None, _) => "item INDEXED BY item_facts WHERE item.product = ?1".to_owned(),
        };
        let belongs = match among {
            Among::List(places) => list::condition(places.list),
            Among::All => "item.trashed_at IS NULL",
            Among::These => "true",
        };
        let places = if compile::asks_place(test) { self.places(List::Backlog)?.ids() } else { Vec::new() };
        compiled.write(test, &self.prefix()?, &places);
        let sql = format!("SELECT item.id FROM {from} AND {belongs} AND {}", compiled.sql());
        // What is asked of each window is asked again; what a person types is not.
        let (mut kept, mut made);
        let statement = if matches!(among, Among::These) {
            kept = self.conn.prepare_cached(&sql)?;
            &mut *kept
        } else {
            made = self.conn.prepare(&sql)?;
            &mut made
        };
        let mut rows = statement.query(params_from_iter(compiled.values()))?;
        while let Some(row) = rows.next()? {
            tell(ItemId(row.get(0)?));
        }
        Ok(())
    }

    /// True where a list is so small a part of the file that its own index is the quicker way.
    fn is_sparse(&self, places: &Places) -> Result<bool, StoreError> {
        Ok(places.len().saturating_mul(SPARSE) < self.last()?)
    }

    /// Items by a column instead of by the list's order.
    fn by_column(&self, items: Vec<ItemId>, sort: Sort) -> Result<Vec<ItemId>, StoreError> {
        let sorted = column::sort(self.conn, self.product, items, sort)?;
        self.check_stopped()?;
        Ok(sorted)
    }
}
