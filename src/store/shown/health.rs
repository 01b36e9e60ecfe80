//! Backlog health: what the checks find.
//!
//! What can hold of any item is looked up in all of them once ([`Sets`], in a job); after that only the items that the
//! journal names are looked at again, so that the figures follow an edit in a millisecond or two. What is asked of the
//! items near the top is asked of these few each time.

use super::super::error::StoreError;
use super::super::{Store, compared, list, row, step};
use super::bits::Bits;
use super::{Among, Search, begin};
use crate::domain::filter::{Test, quoted};
use crate::domain::health::{Check, Day, Finding, History, Report, VERY_TOP, churn, class};
use crate::domain::query::Look;
use crate::domain::score::{self, Amount};
use crate::domain::similar::AsOf;
use crate::domain::{Filter, ItemId, Key, List, ProductId, State};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, HashSet};
use strum::IntoEnumIterator;

/// More items than these are not looked at one by one: all of them are.
const MOST: i64 = 2000;
/// A year of days and a little more is enough to draw.
const DAYS: i64 = 400;
/// A column of the source with at most so many values is one of priorities.
const CLASSES: usize = 24;
/// What stands before a `MoSCoW` class, so that it is no priority of a source.
const MOSCOW: &str = "moscow ";
/// Each item's priority of its source, and its class.
const PRIORITIES: &str = "SELECT item, value FROM item_extra WHERE column = 'priority' COLLATE NOCASE
    UNION ALL SELECT item, 'moscow ' || value FROM score_input WHERE input = 'moscow'";

/// What is known of all items of a product; made by [`Store::measure`], kept with [`Store::keep_sets`].
#[derive(Debug, Clone)]
pub struct Sets {
    product: ProductId,
    look: Look,
    head: step::Head,
    bits: [Bits; Set::COUNT],
    /// By the value of the source's priority, and by the `MoSCoW` class with [`MOSCOW`] before it.
    classes: BTreeMap<String, Bits>,
}

/// What can hold of any item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumCount)]
pub(super) enum Set {
    /// It stands in the order.
    Order,
    /// It waits in the inbox.
    Inbox,
    Stale,
    Old,
    /// It has neither a description nor acceptance criteria.
    Bare,
    Orphan,
}

impl Set {
    const COUNT: usize = <Self as strum::EnumCount>::COUNT;

    fn test(self, look: &Look) -> Test {
        let filter = |text: &str| Filter::parse(text).unwrap_or_default().with(look.thresholds).test(look.now());
        match self {
            Self::Order => filter("has:place"),
            Self::Inbox => Test::State(vec![State::Inbox]),
            Self::Stale => filter("is:stale"),
            Self::Old => filter("is:old"),
            Self::Bare => filter("has:place !has:description !has:criteria"),
            Self::Orphan => filter("is:orphan"),
        }
    }
}

/// Makes known what the queries ask of a story.
pub(in crate::store) fn register(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("upnext_faulty", 5, flags, |context| {
        let text = |at: usize| context.get_raw(at).as_str();
        let kind = crate::domain::Kind::parse(text(0)?).unwrap_or_default();
        Ok(crate::domain::quality::has_errors(kind, text(1)?, text(2)?, text(3)?, text(4)?))
    })
}

impl Store {
    /// Looks at all items of a product; takes as long as that takes.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn measure(&self, product: ProductId, look: &Look) -> Result<Sets, StoreError> {
        self.reading(|conn| {
            let tx = begin(conn)?;
            let search = Search { conn: &tx, orders: &self.orders, product };
            let mut bits = [(); Set::COUNT].map(|()| Bits::none(0));
            for (set, slot) in Set::iter().zip(&mut bits) {
                *slot = search.set(Among::All, &set.test(look))?;
            }
            let mut sets = Sets { product, look: *look, head: step::head(&tx)?, bits, classes: BTreeMap::new() };
            sets.trim(search.last()?);
            search.classify(&mut sets, None)?;
            Ok(sets)
        })
    }

    /// Keeps what a measure found, for [`health`](Self::health) here.
    pub fn keep_sets(&mut self, sets: Sets) {
        *self.sets.borrow_mut() = Some(sets);
        self.forget_panel();
    }

    /// The health of a product from what is known of all items, brought to what the file has now; `None` where that
    /// takes another [`measure`](Self::measure).
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn health(&self, product: ProductId, look: &Look) -> Result<Option<Report>, StoreError> {
        self.reading(|conn| {
            let tx = begin(conn)?;
            health(&tx, self, product, look)
        })
    }

    /// The earlier days of a product, the oldest first.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn health_history(&self, product: ProductId) -> Result<History, StoreError> {
        self.reading(|conn| Ok(history(conn, product)?))
    }
}

/// As [`Store::health`], within a transaction.
pub(in crate::store) fn health(
    conn: &Connection,
    store: &Store,
    product: ProductId,
    look: &Look,
) -> Result<Option<Report>, StoreError> {
    let mut kept = store.sets.borrow_mut();
    let search = Search { conn, orders: &store.orders, product };
    let Some(sets) = kept.as_mut().filter(|sets| sets.product == product && sets.look == *look) else {
        return Ok(None);
    };
    if !search.follow(sets)? {
        *kept = None;
        return Ok(None);
    }
    Ok(Some(search.report(sets)?))
}

/// The kept days, the oldest first.
fn history(conn: &Connection, product: ProductId) -> rusqlite::Result<History> {
    let sql = "SELECT day, score, top FROM health WHERE product = ?1 ORDER BY day DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let day = |r: &rusqlite::Row| {
        let top: Vec<i64> = serde_json::from_str(&r.get::<_, String>(2)?).unwrap_or_default();
        let top = top.into_iter().map(ItemId).collect();
        Ok(Day { day: row::word(r, 0, |w| w.parse().ok())?, score: r.get(1)?, top })
    };
    let mut days: History = statement.query_map(params![product.0, DAYS], day)?.collect::<Result<_, _>>()?;
    days.reverse();
    Ok(days)
}

impl Sets {
    /// The product it is about.
    pub(super) fn product(&self) -> ProductId {
        self.product
    }

    fn of(&self, set: Set) -> &Bits {
        &self.bits[set as usize]
    }

    /// True where an item is in a set.
    pub(super) fn has(&self, set: Set, item: ItemId) -> bool {
        self.of(set).has(item)
    }

    /// All items of a set, by number.
    pub(super) fn ids(&self, set: Set) -> impl Iterator<Item = ItemId> + '_ {
        self.of(set).ids()
    }

    /// How many of a set are in a list as well.
    fn among(&self, set: Set, list: Set) -> usize {
        let mut both = self.of(set).clone();
        both.keep(self.of(list));
        both.count()
    }

    /// A set may name numbers of no item: what it was turned round from.
    fn trim(&mut self, last: usize) {
        let (order, inbox) = (self.of(Set::Order).clone(), self.of(Set::Inbox).clone());
        let mut listed = order;
        listed.join(&inbox);
        listed.grow(last);
        self.bits.iter_mut().for_each(|bits| bits.keep(&listed));
    }
}

impl Search<'_> {
    /// Brings the sets to what the file has now; false where they are of no use any more.
    fn follow(&self, sets: &mut Sets) -> Result<bool, StoreError> {
        let head = step::head(self.conn)?;
        if head == sets.head {
            return Ok(true);
        }
        let sql = "SELECT at FROM step WHERE id = ?1";
        let at: Option<i64> = self.conn.prepare_cached(sql)?.query_row([sets.head.step], |r| r.get(0)).optional()?;
        // After a restore another history stands here.
        if head.row < sets.head.row || at.unwrap_or(0) != sets.head.at {
            return Ok(false);
        }
        let touched = self.touched(sets.head.row)?;
        if i64::try_from(touched.len()).is_ok_and(|n| n > MOST) {
            return Ok(false);
        }
        let last = self.last()?;
        for set in Set::iter() {
            let test = set.test(&sets.look);
            let bits = &mut sets.bits[set as usize];
            bits.grow(last);
            for id in &touched {
                bits.remove(*id);
            }
            self.passing(Among::All, Some(&touched), &test, &mut |id| bits.add(id))?;
        }
        self.classify(sets, Some(&touched))?;
        sets.head = head;
        Ok(true)
    }

    /// What the journal names behind a row, at most one more than is looked at one by one.
    fn touched(&self, row: i64) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT DISTINCT item FROM journal WHERE seq > ?1 AND item IS NOT NULL AND op <> 'renumber' LIMIT ?2";
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement.query_map(params![row, MOST + 1], |r| r.get(0).map(ItemId))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Notes the priorities that the source gave, and the classes.
    fn classify(&self, sets: &mut Sets, items: Option<&[ItemId]>) -> Result<(), StoreError> {
        let last = self.last()?;
        for bits in sets.classes.values_mut() {
            bits.grow(last);
            for id in items.unwrap_or_default() {
                bits.remove(*id);
            }
        }
        let these = if items.is_some() { "item IN (SELECT value FROM json_each(?1))" } else { "?1 IS NOT NULL" };
        let sql = format!("SELECT item, value FROM ({PRIORITIES}) WHERE {these}");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([list::json(items.unwrap_or_default())])?;
        while let Some(row) = rows.next()? {
            let (item, value): (ItemId, &str) =
                (ItemId(row.get(0)?), row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            if !sets.classes.contains_key(value) {
                if sets.classes.len() >= CLASSES {
                    continue;
                }
                sets.classes.insert(value.to_owned(), Bits::none(last));
            }
            if let Some(bits) = sets.classes.get_mut(value) {
                bits.add(item);
            }
        }
        Ok(())
    }

    /// The first items of the order.
    pub(super) fn top(&self, count: i64) -> Result<Vec<ItemId>, StoreError> {
        let sql = format!("{} LIMIT ?2", list::ids_sql(List::Backlog));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let found = statement.query_map(params![self.product.0, count], |r| r.get(0).map(ItemId))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Those of the first items that a check finds there.
    pub(super) fn near_top(&self, top: &[ItemId], filter: &str, look: &Look) -> Result<HashSet<ItemId>, StoreError> {
        let test = Filter::parse(filter).unwrap_or_default().with(look.thresholds).test(look.now()).at_place();
        let mut found = HashSet::new();
        if !top.is_empty() {
            self.passing(Among::These, Some(top), &test, &mut |id| {
                found.insert(id);
            })?;
        }
        Ok(found)
    }

    fn report(&self, sets: &Sets) -> Result<Report, StoreError> {
        let history = history(self.conn, self.product)?;
        let near = self.top(sets.look.thresholds.near_top.into())?;
        let top = self.top(i64::try_from(VERY_TOP).unwrap_or(0))?;
        let (in_order, in_inbox) = (sets.of(Set::Order).count(), sets.of(Set::Inbox).count());
        let compared = compared::as_of(self.conn, self.product)?;
        let mut findings = Vec::new();
        for check in Check::iter() {
            let in_near = |filter: &str| Ok::<_, StoreError>(self.near_top(&near, filter, &sets.look)?.len());
            let (count, of, filter) = match check {
                Check::Stale => (Some(sets.among(Set::Stale, Set::Order)), in_order, None),
                Check::Old => (Some(sets.among(Set::Old, Set::Order)), in_order, None),
                Check::OldIdea => (Some(sets.among(Set::Old, Set::Inbox)), in_inbox, None),
                Check::Similar => (self.similar(sets, compared)?, in_order, None),
                Check::Unclear => {
                    let faulty = self.near_top(&near, "is:faulty", &sets.look)?;
                    let more = faulty.into_iter().filter(|id| !sets.has(Set::Bare, *id)).count();
                    (Some(sets.of(Set::Bare).count() + more), in_order, None)
                }
                Check::Unestimated | Check::Big | Check::NoCriteria | Check::Stuck => {
                    (Some(in_near(check.filter().unwrap_or_default())?), near.len(), None)
                }
                Check::Unordered => Self::unordered(sets),
                Check::Orphan => {
                    let orphans = sets.of(Set::Orphan).count();
                    (Some(orphans).filter(|n| *n < in_order), in_order, None)
                }
                Check::Churn => self.churned(&history, &top, &sets.look)?,
            };
            let filter = filter.or_else(|| check.filter().map(str::to_owned));
            findings.push(Finding { check, count, of, filter });
        }
        Ok(Report { findings, in_order, in_inbox, top, history, compared })
    }

    /// How many of the order say nearly the same as another item; not known while nothing was ever compared.
    fn similar(&self, sets: &Sets, compared: Option<AsOf>) -> Result<Option<usize>, StoreError> {
        if compared.is_none() {
            return Ok(None);
        }
        let mut statement = self.conn.prepare_cached(&compared::items_sql())?;
        let found = statement.query_map([self.product.0], |r| r.get(0).map(ItemId))?;
        let found: Vec<ItemId> = found.collect::<Result<_, _>>()?;
        Ok(Some(found.into_iter().filter(|id| sets.has(Set::Order, *id)).count()))
    }

    /// How many of the order have the highest class or, where nobody has given classes, the highest priority in use;
    /// among how many with one.
    fn unordered(sets: &Sets) -> (Option<usize>, usize, Option<String>) {
        let in_order = |bits: &Bits| {
            let mut bits = bits.clone();
            bits.keep(sets.of(Set::Order));
            bits.count()
        };
        let used: Vec<(&String, usize)> =
            sets.classes.iter().map(|(value, bits)| (value, in_order(bits))).filter(|used| used.1 > 0).collect();
        let of_class = |class: &(Amount, &str)| {
            let key = format!("{MOSCOW}{}", class.0.0);
            used.iter().find(|used| *used.0 == key).map_or(0, |used| used.1)
        };
        let counts: Vec<usize> = score::CLASSES.iter().map(of_class).collect();
        if counts.iter().sum::<usize>() > 0 {
            // What won't be this time is in no order of importance.
            return (Some(counts[0]), counts.iter().take(3).sum(), Some("moscow:must".into()));
        }
        let Some(highest) = used.iter().filter_map(|(value, _)| class(value)).min() else { return (None, 0, None) };
        let of = used.iter().map(|used| used.1).sum();
        let at_top: Vec<&(&String, usize)> = used.iter().filter(|used| class(used.0) == Some(highest)).collect();
        let values: Vec<String> = at_top.iter().map(|used| quoted(used.0)).collect();
        (Some(at_top.iter().map(|used| used.1).sum()), of, Some(format!("field:{}", values.join(","))))
    }

    /// What of the very top is new there, since the last day that lies far enough back.
    fn churned(
        &self,
        history: &History,
        top: &[ItemId],
        look: &Look,
    ) -> Result<(Option<usize>, usize, Option<String>), StoreError> {
        let days = chrono::Days::new(u64::from(look.thresholds.churn_days));
        let until = look.day.checked_sub_days(days).unwrap_or(look.day);
        let far = until.checked_sub_days(days).unwrap_or(until);
        let then = history.iter().rev().find(|then| then.day <= until && then.day >= far);
        let Some(then) = then else { return Ok((None, top.len(), None)) };
        let finished = self.finished(&then.top)?;
        let new: Vec<ItemId> = top.iter().filter(|id| !then.top.contains(id)).copied().collect();
        let filter = if new.is_empty() { None } else { Some(self.keys(&new)?) };
        Ok((Some(churn(&then.top, top, &finished)), top.len(), filter))
    }

    fn finished(&self, items: &[ItemId]) -> Result<Vec<ItemId>, StoreError> {
        let sql = "SELECT item.id FROM json_each(?1) j CROSS JOIN item ON item.id = j.value WHERE state = 'done'";
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_map([list::json(items)], |r| r.get(0).map(ItemId))?.collect::<Result<_, _>>()?)
    }

    /// The filter of these items: `key:WEB-1,WEB-2`.
    fn keys(&self, items: &[ItemId]) -> Result<String, StoreError> {
        let prefix = self.prefix()?;
        let sql = "SELECT number FROM json_each(?1) j CROSS JOIN item ON item.id = j.value ORDER BY j.key";
        let mut statement = self.conn.prepare_cached(sql)?;
        let key = |r: &rusqlite::Row| Ok(Key { prefix: prefix.clone(), number: r.get(0)? }.to_string());
        let keys: Vec<String> = statement.query_map([list::json(items)], key)?.collect::<Result<_, _>>()?;
        Ok(format!("key:{}", keys.join(",")))
    }
}

/// Keeps the health of a day; the last look of a day counts.
pub(in crate::store) fn keep(conn: &Connection, product: ProductId, day: &Day, parts: &str) -> rusqlite::Result<()> {
    let top: Vec<i64> = day.top.iter().map(|id| id.0).collect();
    let sql = "INSERT INTO health (product, day, score, parts, top) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (product, day) DO UPDATE SET score = ?3, parts = ?4, top = ?5";
    let top = serde_json::to_string(&top).unwrap_or_default();
    conn.prepare_cached(sql)?.execute(params![product.0, day.day.to_string(), day.score, parts, top])?;
    Ok(())
}
