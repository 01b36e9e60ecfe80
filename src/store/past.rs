//! The figures of Sprints that are over: worked out once each, as nothing of them changes but by an undo.
//!
//! Those that a frame needs now are worked out at once, as far as that takes no longer than a key may; all others
//! wait for [`Store::work_out`], in a job. What is known is left out again where the journal names a fact of its Sprint.

use super::error::StoreError;
use super::{Store, defects, sprint, step};
use crate::domain::query::Past;
use crate::domain::sprint::{Figures, Measure, Phase, Sprint, Velocity};
use crate::domain::{ProductId, SprintId};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::rc::Rc;

/// So many Sprints tell the usual velocity: they are never waited for.
const NEWEST: usize = 3;
/// Looking for those ends after so many: where nobody estimates in points, none tells it.
const LOOKED: usize = 12;
/// So many rows are read at once beside these; what takes more is a job's.
const AT_ONCE: i64 = 1000;
/// A job works out so many Sprints before it looks whether it shall stop.
const CHUNK: usize = 8;
/// In a product of more items than these bugs are a job's: all items are looked through for them.
const ITEMS: i64 = 10_000;
/// More facts than these are not looked at one by one: all Sprints are worked out anew.
const FACTS: i64 = 5000;

/// The figures known, of all products.
#[derive(Debug, Default)]
pub(super) struct Pasts {
    known: HashMap<SprintId, Figures>,
    /// The row of the journal up to which they are right.
    row: i64,
    /// What was answered last.
    last: Rc<Past>,
}

/// The figures of all Sprints of a product that are over; made by [`Store::work_out`], kept with
/// [`Store::keep_worked_out`].
#[derive(Debug)]
pub struct WorkedOut {
    figures: Vec<Figures>,
    /// The row of the journal at which they were read.
    row: i64,
}

impl Store {
    /// The figures of the Sprints of a product that are over, in the order in which they ended; also what is known of
    /// those held elsewhere. Takes as long as that takes.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn past(&self, product: ProductId) -> Result<Vec<Figures>, StoreError> {
        Ok(self.work_out(product, None, &mut || ControlFlow::Continue(()))?.figures)
    }

    /// As [`past`](Self::past), of these Sprints alone where some are named, and for another connection.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] after a `Break`; where the file can't be read.
    pub fn work_out(
        &self,
        product: ProductId,
        named: Option<&[SprintId]>,
        go_on: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<WorkedOut, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            let row = step::head(&tx)?.row;
            let mut over = over(&tx, product)?;
            over.retain(|sprint| named.is_none_or(|named| named.contains(&sprint.id)));
            let mut figures = Vec::new();
            for some in over.chunks(CHUNK) {
                if go_on().is_break() {
                    return Err(StoreError::Cancelled);
                }
                figures.extend(sprint::figures(&tx, some.to_vec())?);
            }
            defects::fill(&tx, product, &mut figures)?;
            Ok(WorkedOut { figures, row })
        })
    }

    /// Keeps what was worked out on another connection, for the next [`read`](Self::read) here.
    pub fn keep_worked_out(&mut self, found: WorkedOut) {
        self.past.borrow_mut().keep(found);
        self.forget_past();
    }
}

impl Pasts {
    /// The Sprints of a product that are over, and what was agreed in them. What can't be told yet is
    /// [pending](Figures::is_pending).
    pub(super) fn read(&mut self, conn: &Connection, product: ProductId) -> Result<Rc<Past>, StoreError> {
        let agreed = sprint::improvements(conn, product)?;
        let over = over(conn, product)?;
        self.follow(conn)?;
        self.newest(conn, product, &over)?;
        self.fill(conn, product, &over)?;
        let told = |sprint: &Sprint| match self.get(sprint) {
            Some(figures) => Figures { sprint: sprint.clone(), ..figures.clone() },
            None => Figures::pending(sprint.clone()),
        };
        let figures: Vec<Figures> = over.iter().map(told).collect();
        if self.last.agreed != agreed || self.last.figures != figures {
            self.last = Rc::new(Past { figures, agreed });
        }
        Ok(Rc::clone(&self.last))
    }

    /// What was completed in the newest Sprints of which that is known: enough of them for the usual velocity.
    pub(super) fn usual(&mut self, conn: &Connection, product: ProductId) -> Result<Velocity, StoreError> {
        let over = over(conn, product)?;
        self.follow(conn)?;
        self.newest(conn, product, &over)
    }

    fn newest(&mut self, conn: &Connection, product: ProductId, over: &[Sprint]) -> Result<Velocity, StoreError> {
        let mut looked: Vec<Figures> = Vec::new();
        let mut velocity = Velocity::default();
        for some in over.rchunks(NEWEST).take(LOOKED / NEWEST) {
            let missing = some.iter().filter(|sprint| self.get(sprint).is_none()).cloned().collect();
            self.add(at_once(conn, product, missing)?);
            looked.extend(some.iter().filter_map(|sprint| self.get(sprint).cloned()));
            velocity = Velocity::of(&looked, Measure::Points);
            if velocity.behind.len() >= NEWEST {
                break;
            }
        }
        Ok(velocity)
    }

    /// Works out what is not known, the newest first, as long as that is little.
    fn fill(&mut self, conn: &Connection, product: ProductId, over: &[Sprint]) -> Result<(), StoreError> {
        let sql =
            "SELECT (SELECT count(*) FROM frozen WHERE sprint = ?1) + (SELECT count(*) FROM event WHERE sprint = ?1)";
        let mut statement = conn.prepare_cached(sql)?;
        let (mut few, mut rows) = (Vec::new(), 0_i64);
        for sprint in over.iter().rev().filter(|sprint| self.get(sprint).is_none()) {
            if sprint.past.is_none() {
                rows += statement.query_row([sprint.id.0], |r| r.get::<_, i64>(0))?;
            }
            if rows > AT_ONCE {
                break;
            }
            few.push(sprint.clone());
        }
        self.add(at_once(conn, product, few)?);
        Ok(())
    }

    /// Leaves out what was written about since the last look.
    fn follow(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let row = step::head(conn)?.row;
        let since = std::mem::replace(&mut self.row, row);
        if row < since {
            // Another history has come.
            self.known.clear();
        }
        if row <= since || self.known.is_empty() {
            return Ok(());
        }
        let sql = "SELECT CASE WHEN op = 'delete' THEN json_extract(delta, '$.sprint')
              WHEN tab = 'event' THEN (SELECT sprint FROM event WHERE id = row)
              ELSE (SELECT sprint FROM frozen WHERE id = row) END
            FROM journal WHERE seq > ?1 AND tab IN ('event', 'frozen') LIMIT ?2";
        let mut statement = conn.prepare_cached(sql)?;
        let named = statement.query_map(params![since, FACTS + 1], |r| r.get::<_, Option<i64>>(0))?;
        let named: Vec<Option<i64>> = named.collect::<Result<_, _>>()?;
        if i64::try_from(named.len()).is_ok_and(|count| count <= FACTS) {
            let named: HashSet<i64> = named.into_iter().flatten().collect();
            self.known.retain(|sprint, _| !named.contains(&sprint.0));
        } else {
            self.known.clear();
        }
        Ok(())
    }

    /// What is known of a Sprint, where it is still the one that was closed then.
    fn get(&self, sprint: &Sprint) -> Option<&Figures> {
        let is_same = |known: &&Figures| {
            let was = &known.sprint;
            (was.uid, was.started, was.closed, was.past) == (sprint.uid, sprint.started, sprint.closed, sprint.past)
        };
        self.known.get(&sprint.id).filter(is_same)
    }

    fn add(&mut self, figures: Vec<Figures>) {
        self.known.extend(figures.into_iter().map(|figures| (figures.sprint.id, figures)));
    }

    fn keep(&mut self, found: WorkedOut) {
        // What was written since either look is looked at again.
        self.row = if self.known.is_empty() { found.row } else { self.row.min(found.row) };
        self.add(found.figures);
    }
}

/// The Sprints of a product that are over, as they ended.
fn over(conn: &Connection, product: ProductId) -> Result<Vec<Sprint>, StoreError> {
    Ok(sprint::all(conn, product)?.into_iter().filter(|sprint| sprint.phase == Phase::Closed).collect())
}

/// The figures of a few Sprints; in a big product without the bugs of their periods. What is told of items themselves,
/// such as a kind, is that of the day it was worked out.
fn at_once(conn: &Connection, product: ProductId, few: Vec<Sprint>) -> Result<Vec<Figures>, StoreError> {
    if few.is_empty() {
        return Ok(Vec::new());
    }
    let mut figures = sprint::figures(conn, few)?;
    let sql = "SELECT coalesce(max(number), 0) FROM counter WHERE product = ?1";
    if conn.prepare_cached(sql)?.query_row([product.0], |r| r.get::<_, i64>(0))? <= ITEMS {
        defects::fill(conn, product, &mut figures)?;
    } else {
        for figures in &mut figures {
            figures.is_pending = figures.detail.is_some();
        }
    }
    Ok(figures)
}
