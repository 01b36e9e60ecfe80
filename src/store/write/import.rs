//! An import: what a file says becomes new items and changed fields, as one step.
//!
//! It is planned anew inside the transaction; where the counts are not those a person agreed to, nothing is written.
//! New items go to the bottom in the file's order. Rows get the numbers that SQLite gives next, so an item can point
//! to an epic that comes later in the file, and no row is written twice.

mod adopt;
mod circle;
mod merge;
mod number;
mod score;
mod sprint;

use super::super::error::StoreError;
use super::super::{feed, incoming, known, open};
use super::item::Column;
use super::{Pen, Watch, fact, order, product, story, tell};
use crate::domain::import::{
    Chosen, Counts, Field, ImportPlan, Known, KnownItem, Origin, Parsed, Record, Target, UPNEXT, Values, plan_watched,
};
use crate::domain::item::{Comment, Extra, NewItem};
use crate::domain::product::NewProduct;
use crate::domain::rank::GAP;
use crate::domain::{ItemId, Kind, ProductId, text};
use circle::Circles;
use rusqlite::{OptionalExtension, params};
use sprint::Sprints;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How often a watch is told of what comes after the items, in items.
const EVERY: usize = 256;

/// Writes an import; answers the product it went to.
pub(super) fn import(
    pen: &Pen,
    parsed: &Parsed,
    target: &Target,
    (expect, chosen): (Counts, &Chosen),
    watch: Watch,
) -> Result<ProductId, StoreError> {
    let (product, existing) = match target {
        Target::Existing(product) => {
            product::must_exist(pen, *product)?;
            (*product, Some(*product))
        }
        Target::New(new) => (product::add(pen, &with_free_prefix(pen, new)?)?, None),
    };
    open::widen(pen.conn, parsed.records.len())?;
    let known = known::look(pen.conn, existing, parsed, &mut |_, _| watch(0, parsed.records.len()))?;
    tell(watch, 0, parsed.records.len())?;
    let mut plan = ImportPlan::default();
    if plan_watched(parsed, &known, chosen, &mut plan, &mut || watch(0, parsed.records.len())).is_break() {
        return Err(StoreError::Cancelled);
    }
    let found = plan.counts();
    let is_over = |over| over == plan.print(parsed, &known);
    if found != expect || !chosen.over.is_none_or(is_over) {
        return Err(StoreError::PlanChanged { expected: expect, found });
    }
    let total = plan.creates.len() + plan.updates.len();
    tell(watch, 0, total)?;
    let sprints = Sprints::make(pen, product, parsed)?;
    let work = Work::new(pen, product, parsed, &known, &plan)?;
    tell(watch, 0, total)?;
    work.create(&sprints, watch, total)?;
    adopt::write(&work)?;
    merge::write(&work, watch, total)?;
    work.tie(watch, total)?;
    sprints.fill(&work)?;
    score::bring(&work)?;
    feed::learn(pen, product, &parsed.feeds, parsed.is_own())?;
    work.put_in_order(watch)?;
    merge::agree(&work)?;
    work.agree_new()?;
    incoming::note(pen, product, &work.arrived())?;
    Ok(product)
}

/// The product to make, with a prefix that no other has: WEB, else WEB2, WEB3, …
fn with_free_prefix(pen: &Pen, new: &NewProduct) -> Result<NewProduct, StoreError> {
    let mut statement = pen.conn.prepare_cached("SELECT prefix FROM product")?;
    let taken: HashSet<String> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let variant = |n: usize| {
        let tail = if n == 1 { String::new() } else { n.to_string() };
        let most = 10_usize.saturating_sub(tail.len());
        new.prefix.chars().take(most).chain(tail.chars()).collect::<String>()
    };
    let free = (1..=taken.len() + 1).map(variant).find(|p| !taken.contains(&p.to_ascii_uppercase()));
    Ok(NewProduct { prefix: free.unwrap_or_else(|| new.prefix.clone()), ..new.clone() })
}

/// An import under way: what was compared, and what everything is called.
struct Work<'a> {
    pen: &'a Pen<'a>,
    product: ProductId,
    parsed: &'a Parsed,
    known: &'a Known,
    plan: &'a ImportPlan,
    /// The row of the first new item; the others follow it one by one.
    first: i64,
    /// The rows of all new items, by source and foreign key.
    new: HashMap<(&'a str, &'a str), (ItemId, Kind)>,
    /// The keys before, of items that have another one at their source now, by that.
    renamed: HashMap<(&'a str, &'a str), &'a str>,
    /// The kinds of items that change theirs.
    turned: HashMap<ItemId, Kind>,
    /// What may not need what.
    circles: OnceCell<RefCell<Circles>>,
}

impl<'a> Work<'a> {
    fn new(
        pen: &'a Pen,
        product: ProductId,
        parsed: &'a Parsed,
        known: &'a Known,
        plan: &'a ImportPlan,
    ) -> Result<Self, StoreError> {
        let sql = "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'item'), 0),
            coalesce((SELECT max(id) FROM item), 0)) + 1";
        let first: i64 = pen.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
        let record = |at: &usize| &parsed.records[*at];
        let new = (first..).zip(plan.creates.iter().map(record));
        let new = new.map(|(id, r)| ((r.source.as_str(), r.key.as_str()), (ItemId(id), r.item.text.kind))).collect();
        let turned = plan.updates.iter().filter(|u| u.take.contains(&Field::Kind));
        let turned = turned.map(|u| (u.item, record(&u.record).item.text.kind)).collect();
        let renamed = plan.renamed.iter().map(|(at, before)| (record(at), before.as_str()));
        let renamed = renamed.map(|(r, before)| ((r.source.as_str(), r.key.as_str()), before)).collect();
        Ok(Self { pen, product, parsed, known, plan, first, new, renamed, turned, circles: OnceCell::new() })
    }

    /// What came in: the new items, and those that took something over.
    fn arrived(&self) -> Vec<ItemId> {
        let new = (self.first..).zip(&self.plan.creates).map(|(id, _)| ItemId(id));
        let updates = self.plan.updates.iter().filter(|update| !update.take.is_empty()).map(|update| update.item);
        new.chain(updates).collect()
    }

    /// The item of a foreign key in the source of a record: new in this import, or known before.
    fn find(&self, record: &Record, key: &str) -> Option<ItemId> {
        let new = self.new.get(&(record.source.as_str(), key)).map(|new| new.0);
        new.or_else(|| self.known_of(record, key).map(|known| known.item))
    }

    /// What was known before of a foreign key in the source of a record, as it is called now.
    fn known_of(&self, record: &Record, key: &str) -> Option<&'a KnownItem> {
        let before = self.renamed.get(&(record.source.as_str(), key)).copied();
        self.known.get(&record.source, before.unwrap_or(key))
    }

    /// The epic of a record: new in this import, or known before. What is no epic is none.
    fn epic(&self, record: &Record) -> Option<ItemId> {
        let parent = record.parent.as_deref()?;
        let new = self.new.get(&(record.source.as_str(), parent)).copied();
        let (id, kind) = new.or_else(|| {
            let known = self.known_of(record, parent)?;
            let was = known.here.get(&Field::Kind).and_then(|kind| Kind::parse(kind))?;
            Some((known.item, self.turned.get(&known.item).copied().unwrap_or(was)))
        })?;
        (kind == Kind::Epic).then_some(id)
    }

    fn create(&self, sprints: &Sprints, watch: Watch, total: usize) -> Result<(), StoreError> {
        let creates = &self.plan.creates;
        if creates.is_empty() {
            return Ok(());
        }
        // An item may come before its epic.
        self.pen.conn.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        let records: Vec<&Record> = creates.iter().map(|at| &self.parsed.records[*at]).collect();
        let numbers = number::take(self.pen, self.product, &records)?;
        tell(watch, 0, total)?;
        let mut taken = Taken::look(self.pen, self.product, &records)?;
        tell(watch, 0, total)?;
        let floor = self.highest_rank()?;
        let places = sprints.places(&records);
        for (n, (record, number)) in records.into_iter().zip(numbers).enumerate() {
            tell(watch, n, total)?;
            let rank = i64::try_from(places[n]).ok().and_then(|n| GAP.checked_mul(n)?.checked_add(floor));
            let parent = self.epic(record).filter(|_| record.item.text.kind != Kind::Epic);
            let (origin, keeps_uid) = taken.origin(record, || self.told(record, parent));
            let birth = fact::Birth {
                product: self.product,
                number,
                rank: rank.ok_or(StoreError::NoRoom)?,
                parent,
                origin: origin.as_ref(),
            };
            let id = self.add(record, sprints, &birth, keeps_uid)?;
            if id.0 - self.first != i64::try_from(n).unwrap_or(i64::MAX) {
                let detail = "new rows do not get the numbers that follow the last one".into();
                return Err(StoreError::Damaged { path: std::path::PathBuf::new(), detail });
            }
        }
        Ok(())
    }

    /// What a new item's source says of it, as far as that is there: what is no epic is none.
    fn told(&self, record: &Record, parent: Option<ItemId>) -> Values {
        let mut told = record.values(&|key| self.find(record, key).is_some());
        if parent.is_none() {
            told.remove(&Field::Epic);
        }
        told
    }

    /// Makes one item with everything under it.
    fn add(
        &self,
        record: &Record,
        sprints: &Sprints,
        birth: &fact::Birth,
        keeps_uid: bool,
    ) -> Result<ItemId, StoreError> {
        let (pen, item) = (self.pen, &record.item);
        let title = text::title("title", &item.text.title)?;
        let is_other = title != item.text.title || item.uid.is_some() != keeps_uid || Sprints::concern(item);
        let id = if is_other {
            let (born, later) = sprints.born(item);
            let mut other = NewItem { uid: item.uid.filter(|_| keeps_uid), ..born };
            other.text.title = title;
            let id = fact::born(pen, &other, *birth)?;
            sprints.later(id, later, false);
            id
        } else {
            fact::born(pen, item, *birth)?
        };
        story::add_tags_to(pen, id, HashSet::new(), &item.text.tags)?;
        story::add_criteria(pen, id, &item.criteria)?;
        story::add_subtasks(pen, id, &item.subtasks)?;
        item.questions.iter().try_for_each(|asked| super::tie::ask(pen, id, asked))?;
        add_comments(pen, id, &item.comments)?;
        add_extra(pen, id, birth.origin.map_or(&record.source, |o| &o.source), &record.extra)?;
        Ok(id)
    }

    /// What new items depend on and were merged into, at the end: only now all of them are there.
    fn tie(&self, watch: Watch, total: usize) -> Result<(), StoreError> {
        for (n, record) in self.plan.creates.iter().map(|at| &self.parsed.records[*at]).enumerate() {
            // Everything is made by now, and progress never goes back.
            if n.is_multiple_of(EVERY) {
                tell(watch, total, total)?;
            }
            let Some(id) = self.find(record, &record.key) else { continue };
            for needed in record.needs.iter().filter_map(|key| self.find(record, key)) {
                self.need(id, needed)?;
            }
            self.set_merged(record, id)?;
            self.set_about(record, id)?;
        }
        Ok(())
    }

    /// Makes an item depend on another one, as its source tells it; what would be a circle is left out.
    fn need(&self, id: ItemId, needed: ItemId) -> Result<(), StoreError> {
        if !self.circles()?.borrow_mut().take(id, needed) {
            return Ok(());
        }
        let sql = "INSERT OR IGNORE INTO dependency (item, needs) VALUES (?1, ?2)";
        self.pen.conn.prepare_cached(sql)?.execute([id.0, needed.0])?;
        Ok(())
    }

    /// An item does not depend on another one any more.
    fn need_not(&self, id: ItemId, needed: ItemId) -> Result<(), StoreError> {
        self.circles()?.borrow_mut().drop(id, needed);
        let sql = "DELETE FROM dependency WHERE item = ?1 AND needs = ?2";
        self.pen.conn.prepare_cached(sql)?.execute([id.0, needed.0])?;
        Ok(())
    }

    /// Found the first time that it is asked for: most files tell of no dependency.
    fn circles(&self) -> Result<&RefCell<Circles>, StoreError> {
        if let Some(found) = self.circles.get() {
            return Ok(found);
        }
        let taking = self.plan.updates.iter().filter(|update| update.take.contains(&Field::Needs));
        let known = taking.map(|update| (Some(update.item), &self.parsed.records[update.record]));
        let new = self.plan.creates.iter().map(|at| &self.parsed.records[*at]);
        let new = new.map(|record| (self.find(record, &record.key), record));
        let asked = known
            .chain(new)
            .filter_map(|(id, record)| Some((id?, record)))
            .flat_map(|(id, record)| record.needs.iter().filter_map(move |key| Some((id, self.find(record, key)?))));
        let found = Circles::of(self.pen.conn, asked)?;
        Ok(self.circles.get_or_init(|| RefCell::new(found)))
    }

    /// Feedback names the item it is about.
    fn set_about(&self, record: &Record, id: ItemId) -> Result<(), StoreError> {
        let about = record.about.as_ref().and_then(|key| self.find(record, key)).filter(|about| *about != id);
        if let Some(about) = about {
            let sql = "UPDATE item SET about = ?2 WHERE id = ?1";
            self.pen.conn.prepare_cached(sql)?.execute([id.0, about.0])?;
        }
        Ok(())
    }

    /// A declined item names the one it lives on in.
    fn set_merged(&self, record: &Record, id: ItemId) -> Result<(), StoreError> {
        let into = record.merged_into.as_ref().and_then(|key| self.find(record, key)).filter(|into| *into != id);
        if let Some(into) = into {
            let sql = "UPDATE item SET merged_into = ?2 WHERE id = ?1 AND state = 'declined'";
            self.pen.conn.prepare_cached(sql)?.execute([id.0, into.0])?;
        }
        Ok(())
    }

    /// Lets known items take each other's places, where a person takes the order of the files.
    fn put_in_order(&self, watch: Watch) -> Result<(), StoreError> {
        if self.plan.moves.is_empty() {
            return Ok(());
        }
        let shifts: Vec<_> = self.plan.moves.iter().map(|placed| ((placed.item, placed.from), placed.to)).collect();
        let total = self.parsed.records.len();
        order::exchange(self.pen, self.product, &shifts, &mut |_, _| watch(total, total))
    }

    /// New items say what their source says, whatever became of them since they were made. Those of another file of
    /// upnext tell themselves whether they do.
    fn agree_new(&self) -> Result<(), StoreError> {
        if self.parsed.records.iter().any(|record| record.source == UPNEXT) {
            return Ok(());
        }
        let sql = "UPDATE item SET agreed_at = updated_at
            WHERE id >= ?1 AND id < ?2 AND source IS NOT NULL AND agreed_at IS NOT updated_at";
        let count = i64::try_from(self.plan.creates.len()).unwrap_or(0);
        self.pen.conn.prepare_cached(sql)?.execute([self.first, self.first + count])?;
        Ok(())
    }

    fn highest_rank(&self) -> Result<i64, StoreError> {
        let sql = "SELECT max(rank) FROM item WHERE product = ?1";
        let highest: Option<Option<i64>> =
            self.pen.conn.prepare_cached(sql)?.query_row([self.product.0], |r| r.get(0)).optional()?;
        Ok(highest.flatten().unwrap_or(0))
    }
}

/// Identities and foreign keys that new items can't have because others have them.
struct Taken {
    uids: HashSet<String>,
    origins: HashSet<(String, String)>,
}

impl Taken {
    /// Looks for those that items of other files of upnext bring along.
    fn look(pen: &Pen, product: ProductId, records: &[&Record]) -> Result<Self, StoreError> {
        let mut taken = Self { uids: HashSet::new(), origins: HashSet::new() };
        let own = || records.iter().filter(|r| r.source == UPNEXT);
        let uids: Vec<String> = own().filter_map(|r| r.item.uid).map(|uid| uid.to_string()).collect();
        if !uids.is_empty() {
            let found = known::by_identity(pen.conn, None, uids.iter().map(String::as_str))?;
            taken.uids.extend(found.into_iter().map(|f| f.0));
        }
        let mut keys: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for origin in own().filter_map(|r| r.origin.as_ref()) {
            keys.entry(&origin.source).or_default().push(&origin.key);
        }
        for (source, keys) in keys {
            let found = known::by_foreign_key(pen.conn, product, source, keys.into_iter())?;
            taken.origins.extend(found.into_iter().map(|f| (source.to_owned(), f.0)));
        }
        Ok(taken)
    }

    /// Where a new item comes from, and whether it keeps its identity.
    ///
    /// An item of another file of upnext keeps both, and is known by its identity. Where that is another's, or where it
    /// has none, it is known by its key in that file.
    fn origin(&mut self, record: &Record, told: impl FnOnce() -> Values) -> (Option<Origin>, bool) {
        let here = |imported| Origin {
            source: record.source.clone(),
            key: record.key.clone(),
            imported,
            id: record.id.clone(),
            is_agreed: record.source != UPNEXT,
        };
        if record.source != UPNEXT {
            return (Some(here(told())), false);
        }
        let keeps_uid = record.item.uid.is_some_and(|uid| self.uids.insert(uid.to_string()));
        let mut free = |o: &&Origin| self.origins.insert((o.source.clone(), o.key.clone()));
        if !keeps_uid {
            let own = Some(here(Values::new())).filter(|o| free(&o));
            return (own, false);
        }
        (record.origin.as_ref().filter(free).cloned(), true)
    }
}

/// What people said at the source, in order.
fn add_comments(pen: &Pen, id: ItemId, comments: &[Comment]) -> Result<(), StoreError> {
    let sql = "INSERT INTO comment (item, n, at, author, text) VALUES (?1, ?2, ?3, ?4, ?5)";
    for (n, said) in (1_i64..).zip(comments) {
        let at = said.at.map(|at| at.0);
        pen.conn.prepare_cached(sql)?.execute(params![id.0, n, at, said.author, said.text])?;
    }
    Ok(())
}

/// Columns of a source without a home, in order.
fn add_extra(pen: &Pen, id: ItemId, source: &str, extra: &[Extra]) -> Result<(), StoreError> {
    let sql = "INSERT INTO item_extra (item, source, column, n, value) VALUES (?1, ?2, ?3, ?4, ?5)";
    for (n, extra) in (1_i64..).zip(extra) {
        pen.conn.prepare_cached(sql)?.execute(params![id.0, source, extra.column, n, extra.value])?;
    }
    Ok(())
}
