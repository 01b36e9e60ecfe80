//! One SQLite file: the backlog, its journal and its way back. The only room that speaks SQL.
//!
//! Data enters by two doors. [`Store::commit`] writes a [`Change`] as one step: one transaction,
//! every row of it noted by triggers in the journal, so that it can be taken back. [`Store::keep`] writes what is not
//! data. [`Store::read`] answers what a screen declares it needs.
//!
//! Invariants: a row of a journaled table never changes outside of a step · a journal row never changes · state, Sprint
//! and estimate are written in `write/fact.rs` only · ranks are unique in a product · a write begins with `BEGIN
//! IMMEDIATE`, after the file was seen to be still in its place and of the format this program knows · what is named
//! as a backup was opened, checked and counted before.

mod ahead;
mod aside;
mod backup;
mod children;
mod compared;
mod damage;
mod deeds;
mod defects;
mod document;
mod error;
mod export;
mod facts;
mod feed;
mod history;
mod incoming;
mod journal;
mod known;
mod list;
mod listing;
mod near;
mod note;
mod open;
mod pairs;
mod past;
mod place;
mod present;
mod purge;
mod quality;
mod read;
mod remark;
mod replay;
mod restore;
mod review;
mod row;
mod salvage;
mod schema;
mod score;
mod sense;
mod sheet;
mod shown;
mod similar;
mod sprint;
mod step;
mod ties;
mod told;
mod trouble;
mod twin;
mod undo;
mod until;
mod upgrade;
mod values;
mod whole;
mod why;
mod words;
mod write;

pub use backup::{BackupFile, BackupKind};
pub use error::{StoreError, salvage_of, typed};
pub use facts::Facts;
pub use listing::{Listed, RowQuery};
pub use open::Tell;
pub use past::WorkedOut;
pub use purge::Purged;
pub use restore::Restored;
pub use salvage::{Salvage, Salvaged};
pub use shown::Stopper;
pub use shown::health::Sets;
pub use trouble::{NoRoom, Trouble, why as disk_words};
pub use undo::Undone;

use crate::domain::step::{Committed, Told};
use crate::domain::{Change, Item, ItemId, Key, List, Now, Order, Product, ProductId, Row, Seq, Step};
use journal::Gate;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Who writes, and through which window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// A name from the config, else the system user. Shown in the journal, never in public view.
    pub author: String,
    /// Unique to this process and window.
    pub window: String,
}

/// What a connection does while somebody else writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Say so at once: the program's own connection, which must never stand still.
    None,
    /// Wait this long: the shell and jobs.
    Wait(Duration),
}

impl Patience {
    fn time(self) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Wait(time) => time,
        }
    }
}

/// An open backlog.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    writer: Writer,
    gate: Gate,
    /// Why it can only be read, where that is so.
    bar: Option<open::Bar>,
    /// Why nothing is written any more: what a check found, or what could not be read.
    stopped: std::cell::RefCell<Option<String>>,
    /// The file's length in bytes, and its pages, when all of it was there.
    seen: std::cell::Cell<(u64, i64)>,
    is_unclean: bool,
    warning: Option<String>,
    memory: read::Memory,
    /// Says whether the job it is read for is over.
    until: until::Until,
    /// Whole lists, while the file stays as it is.
    orders: std::cell::RefCell<shown::Orders>,
    /// What the health of a backlog is worked out from, once it was looked at.
    sets: std::cell::RefCell<Option<Sets>>,
    /// The figures of what is over.
    past: std::cell::RefCell<past::Pasts>,
    /// SQLite's sign that another connection wrote.
    data_version: i64,
    /// The file's version when it was opened here.
    begun: Seq,
    /// What was there up to this version is not taken back by the key of undo.
    sealed: Seq,
    /// The newest version of the file that the caller was told of.
    known: Seq,
    /// The moment of its newest step.
    known_at: i64,
    /// True where others wrote before an own write, and [`poll`](Store::poll) has not said so yet.
    has_missed: bool,
    /// Where presentations were when this was looked at last.
    presented: present::Watch,
    /// The drafts that were given to this window.
    given: Vec<i64>,
}

impl Store {
    /// Writes a change as one step: all of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::Unchanged`] where everything is already so; the reason why it can't be, else.
    pub fn commit(&mut self, change: &Change, now: Now) -> Result<Committed, StoreError> {
        self.commit_watched(change, now, &mut |_, _| ControlFlow::Continue(()))
    }

    /// As [`commit`](Self::commit), telling how much is done; `Break` takes all of it back.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] after a `Break`.
    pub fn commit_watched(
        &mut self,
        change: &Change,
        now: Now,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Committed, StoreError> {
        let mut before = 0;
        let done = self.transact(|store| {
            let head = step::head(&store.conn)?;
            before = head.seq;
            write::commit(store, head, change, now, watch)
        })?;
        self.wrote(before, &done);
        Ok(done)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Ends the writing back of the log where the file was cut off. Whoever closes it hears of nothing any more.
        let _ = self.check_length();
    }
}

impl Store {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True where there is something in the log beside the file's name.
    pub fn has_log(&self) -> bool {
        place::has_log(&self.path)
    }

    /// True where the file or its folder can only be read, has no room, or was found damaged.
    pub fn is_read_only(&self) -> bool {
        self.bar.is_some() || self.stopped.borrow().is_some()
    }

    /// True where whoever had the file last did not close it: a reason to check it behind the first frame.
    pub fn is_unclean(&self) -> bool {
        self.is_unclean
    }

    /// What a person should know about where the file lies.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// The newest version of the file that was told.
    pub fn seq(&self) -> Seq {
        self.known
    }

    /// What is there now is a beginning and no step of the person's: undo stops here, as long as this store is open.
    pub fn seal(&mut self) {
        self.sealed = self.known;
    }

    /// From now on waits so long while somebody else writes.
    pub fn be_patient(&self, patience: Patience) {
        // Only a closed connection refuses this.
        let _ = self.conn.busy_timeout(patience.time());
    }

    /// Writes the log back into the file as far as nobody is in the way. For idle moments.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Ok(());
        }
        self.check_length()?;
        self.reading(|conn| Ok(conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?))
    }

    /// The new version of the file, where somebody else wrote data since the last look.
    pub fn poll(&mut self) -> Result<Option<Seq>, StoreError> {
        let now = self.reading(|conn| Ok(open::data_version(conn)?))?;
        if now == self.data_version && !self.has_missed {
            return Ok(None);
        }
        let head = self.reading(|conn| Ok(step::head(conn)?))?;
        let seq = Seq(head.seq);
        self.data_version = now;
        self.watch_pages()?;
        let is_new = (seq, head.at) != (self.known, self.known_at) || self.has_missed;
        if seq < self.known || (seq == self.known && head.at != self.known_at) {
            // Another history has come: a backup was restored.
            self.memory = read::Memory::default();
        }
        (self.known, self.known_at, self.has_missed) = (seq, head.at, false);
        Ok(is_new.then_some(seq))
    }

    /// The whole order of a list.
    pub fn order(&self, product: ProductId, list: List) -> Result<Order, StoreError> {
        self.reading(|conn| Ok(list::order(conn, product, list)?))
    }

    /// Where items stand in a list, for [`Order::splice`]: `None` for those that don't.
    pub fn sort_keys(
        &self,
        product: ProductId,
        list: List,
        items: &[ItemId],
    ) -> Result<Vec<(ItemId, Option<i64>)>, StoreError> {
        self.reading(|conn| Ok(list::sort_keys(conn, product, list, items)?))
    }

    /// All products of the file.
    pub fn products(&self) -> Result<Vec<Product>, StoreError> {
        self.reading(sheet::products)
    }

    /// The rows of exactly these items, in this order; those that are gone are left out.
    pub fn rows_of(&self, items: &[ItemId]) -> Result<Vec<Row>, StoreError> {
        self.reading(|conn| Ok(list::these(conn, items)?))
    }

    /// An item whole, in the trash or not; `None` where it is gone.
    pub fn item(&self, item: ItemId) -> Result<Option<Item>, StoreError> {
        self.reading(|conn| read::item(conn, item))
    }

    /// The item with a key, in the trash or not.
    pub fn find(&self, key: &Key) -> Result<Option<ItemId>, StoreError> {
        self.reading(|conn| {
            let sql = "SELECT item.id FROM product JOIN item ON item.product = product.id
                WHERE prefix = ?1 AND number = ?2";
            let found = conn.prepare_cached(sql)?.query_row(params![key.prefix, key.number], |r| r.get(0));
            Ok(found.optional()?.map(ItemId))
        })
    }

    /// The newest steps of a product, or of the file, newest first.
    pub fn newest_steps(&self, product: Option<ProductId>, limit: usize) -> Result<Vec<Step>, StoreError> {
        self.reading(|conn| Ok(step::newest(conn, &self.writer, product, limit)?))
    }

    /// An item's history in sentences, newest first.
    pub fn tell_history(&self, item: ItemId) -> Result<Vec<Told>, StoreError> {
        self.reading(|conn| history::tell(conn, item))
    }

    /// Reads; errors get the file's name.
    fn reading<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        Trouble::forget();
        ask(&self.conn).map_err(|e| self.orders.borrow().stopped().unwrap_or_else(|| self.told(e)))
    }

    /// Writes in one transaction: all of `act` or nothing.
    fn transact<T>(&mut self, act: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let this = &*self;
        Trouble::forget();
        let done = (|| {
            this.check_writable()?;
            let tx = Transaction::new_unchecked(&this.conn, open::WRITE)?;
            if schema::version(&tx)? != schema::LATEST {
                return Err(StoreError::Upgraded(this.path.clone()));
            }
            let done = act(this)?;
            tx.commit()?;
            Ok(done)
        })();
        done.map_err(|e| this.told(e))
    }

    /// Why nothing can be written now, where that is so: a job writes on a connection of its own, and must not write to
    /// what took the file's place.
    pub fn refusal(&self) -> Option<StoreError> {
        self.check_writable().err()
    }

    /// Refuses where nothing may be written now.
    fn check_writable(&self) -> Result<(), StoreError> {
        let path = || self.path.clone();
        if let Some(bar) = self.bar {
            return Err(bar.refusal(&self.path));
        }
        if self.has_moved()? {
            return Err(StoreError::Moved(path()));
        }
        self.check_length()?;
        match &*self.stopped.borrow() {
            Some(detail) => Err(StoreError::Damaged { path: path(), detail: detail.clone() }),
            None => Ok(()),
        }
    }

    #[cfg(unix)]
    fn has_moved(&self) -> Result<bool, StoreError> {
        let mut moved = 0;
        self.conn.file_control(None::<&str>, rusqlite::FileControl::HasMoved(&mut moved))?;
        Ok(moved != 0)
    }

    #[cfg(not(unix))]
    fn has_moved(&self) -> Result<bool, StoreError> {
        Ok(!self.path.exists())
    }

    /// Notes an own write: whether others wrote before it, and what the file's version is now.
    fn wrote(&mut self, before: i64, done: &Committed) {
        if !done.has_moved_lists {
            self.memory.keep_counts(Seq(before), done.seq);
        }
        if done.are_sprints_kept {
            self.memory.keep_blocks(Seq(before), done.seq);
        }
        self.wrote_up_to(before, done.seq);
    }

    fn wrote_up_to(&mut self, before: i64, after: Seq) {
        self.has_missed |= Seq(before) != self.known;
        self.known = after;
        // Where another wrote already, its sequence is another one too.
        self.known_at = step::head(&self.conn).map_or(self.known_at, |h| h.at);
    }

    /// Puts the file's name, and who holds it, into an error. Damage ends all writing.
    fn told(&self, error: StoreError) -> StoreError {
        let told = error.at(&self.path, || {
            let sql = "SELECT author || ' (window ' || window || ')' FROM step ORDER BY id DESC LIMIT 1";
            let last = self.conn.query_row(sql, [], |r| r.get::<_, String>(0));
            match last {
                Ok(last) => format!("another window or command; the last to write was {last}"),
                Err(_) => "another window or command".into(),
            }
        });
        match &told {
            StoreError::Damaged { path, detail } if *path == self.path => self.stop(detail),
            _ => {}
        }
        told
    }
}
