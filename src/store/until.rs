//! Jobs that end when they are told to: SQLite asks every now and then whether what reads goes on.

use super::{Store, StoreError};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// After about so many steps of SQLite's machine a job is asked whether it goes on: less than a millisecond.
const STEPS: i32 = 1_000;

/// Says whether a job is over; by default none ever is.
#[derive(Clone, Default)]
pub(super) struct Until(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Until {
    /// What is read on a connection ends, too.
    pub(super) fn watch(&self, conn: &mut Connection) -> rusqlite::Result<()> {
        let Some(is_over) = self.0.clone() else { return Ok(()) };
        conn.progress_handler(STEPS, Some(move || is_over()))
    }
}

impl std::fmt::Debug for Until {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Until").field(&self.0.is_some()).finish()
    }
}

impl Store {
    /// For a job: what it reads ends with [`StoreError::Cancelled`] once `is_over` says so.
    ///
    /// # Errors
    /// Where the connection is broken.
    pub fn until(mut self, is_over: impl Fn() -> bool + Send + Sync + 'static) -> Result<Self, StoreError> {
        let is_stopped = Arc::clone(&self.orders.borrow().is_stopped);
        self.until = Until(Some(Arc::new(move || {
            let is_over = is_over();
            is_stopped.fetch_or(is_over, Ordering::Relaxed);
            is_over
        })));
        self.until.watch(&mut self.conn)?;
        Ok(self)
    }
}
