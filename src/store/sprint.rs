//! Sprints read: as blocks of the order, and one with its whole course.

use super::error::StoreError;
use super::row::{self, LIST_COLUMNS, LIST_WIDTH};
use super::{Store, list, shown};
use crate::domain::filter::Test;
use crate::domain::item::{Event, Fact, InSprint};
use crate::domain::sprint::{
    self, Agreed, Block, Card, Course, Figures, Frozen, Happened, Improvement, Phase, Plan, Sum, Went, title,
};
use crate::domain::{ImprovementId, Item, ItemId, Key, Kind, List, Points, ProductId, Row, Sprint, SprintId};
use rusqlite::{Connection, params};
use std::collections::HashMap;
use strum::IntoEnumIterator;

/// The columns of [`read`].
const COLUMNS: &str = "id, uid, product, number, name, goal, starts, ends, capacity, phase, started_at, started_on, \
     closed_at, closed_on, goal_met, notes, is_past, past_planned, past_completed";

impl Store {
    /// All Sprints of a product, each at its [place](Sprint::place): those over as they ended, the one that runs, those
    /// planned.
    pub fn sprints(&self, product: ProductId) -> Result<Vec<Sprint>, StoreError> {
        self.reading(|conn| all(conn, product))
    }

    /// The Sprints that are not over with what is in them, as their blocks stand.
    pub fn blocks(&self, product: ProductId) -> Result<Vec<Block>, StoreError> {
        self.reading(|conn| blocks(conn, product))
    }

    /// A Sprint with its whole course; `None` where it is gone.
    pub fn course(&self, sprint: SprintId) -> Result<Option<Course>, StoreError> {
        self.reading(|conn| course(conn, sprint))
    }

    /// What the Sprint Retrospectives of a product agreed on, the oldest first.
    pub fn improvements(&self, product: ProductId) -> Result<Vec<Agreed>, StoreError> {
        self.reading(|conn| improvements(conn, product))
    }
}

/// The facts that figures of a Sprint that is over are made from: what came in and went, and all of what was not in it
/// in the end. Of what was, the end says the rest.
const OF_SCOPE: &str = "(fact = 'sprint' OR NOT EXISTS (SELECT 1 FROM frozen
    WHERE frozen.sprint = event.sprint AND moment = 'end' AND card = event.item))";

/// The figures of Sprints that are over: of their items, the kinds alone are read. Of one held elsewhere all that is
/// known stands in it, and nothing is read.
pub(super) fn figures(conn: &Connection, over: Vec<Sprint>) -> Result<Vec<Figures>, StoreError> {
    let ids = json(over.iter().filter(|sprint| sprint.past.is_none()));
    let mut starts = frozen(conn, &ids, "start")?;
    let mut ends = frozen(conn, &ids, "end")?;
    let mut facts = facts(conn, &ids, OF_SCOPE)?;
    let kinds = kinds(conn, &ids)?;
    let figures = |sprint: Sprint| {
        let start = starts.remove(&sprint.id).unwrap_or_default();
        let end = ends.remove(&sprint.id).unwrap_or_default();
        let facts = facts.remove(&sprint.id).unwrap_or_default();
        let course = Course { sprint, start, end, facts, cards: Vec::new() };
        Figures::with(&course.sprint, &sprint::sets(&course), |item| kinds.get(&item).copied())
    };
    Ok(over.into_iter().map(figures).collect())
}

/// The kinds of all items that these Sprints froze.
fn kinds(conn: &Connection, ids: &str) -> Result<HashMap<ItemId, Kind>, StoreError> {
    let sql = "SELECT DISTINCT item.id, kind FROM json_each(?1) j CROSS JOIN frozen ON frozen.sprint = j.value
        JOIN item ON item.id = card";
    let mut statement = conn.prepare_cached(sql)?;
    let kinds = statement.query_map([ids], |r| Ok((ItemId(r.get(0)?), row::kind(r, 1)?)))?;
    Ok(kinds.collect::<Result<_, _>>()?)
}

fn json<'a>(sprints: impl IntoIterator<Item = &'a Sprint>) -> String {
    format!("[{}]", sprints.into_iter().map(|s| s.id.0.to_string()).collect::<Vec<_>>().join(","))
}

fn read(r: &rusqlite::Row) -> rusqlite::Result<Sprint> {
    let points = |at: usize| r.get::<_, Option<i64>>(at).map(|points| points.map(Points));
    let past = sprint::Past { planned: points(17)?, completed: points(18)? };
    Ok(Sprint {
        id: SprintId(r.get(0)?),
        uid: row::uid(r, 1)?,
        product: ProductId(r.get(2)?),
        number: r.get(3)?,
        plan: Plan {
            name: r.get(4)?,
            goal: r.get(5)?,
            starts: row::day(r, 6)?,
            ends: row::day(r, 7)?,
            capacity: points(8)?,
        },
        phase: row::word(r, 9, Phase::parse)?,
        started: row::moment(r, 10)?,
        closed: row::moment(r, 12)?,
        is_goal_met: r.get(14)?,
        notes: r.get(15)?,
        past: r.get::<_, bool>(16)?.then_some(past),
    })
}

/// All Sprints of a product, each at its [place](Sprint::place).
pub(super) fn all(conn: &Connection, product: ProductId) -> Result<Vec<Sprint>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM sprint WHERE product = ?1");
    let mut all: Vec<Sprint> = conn.prepare_cached(&sql)?.query_map([product.0], read)?.collect::<Result<_, _>>()?;
    all.sort_by_key(Sprint::place);
    Ok(all)
}

/// The greatest number that a Sprint has, or that a fact names: one that was taken back, or given up before anything
/// was in it, leaves its number free. The next new Sprint gets the one after it.
pub(super) fn newest(conn: &Connection, product: ProductId) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce((SELECT sprint FROM counter WHERE product = ?1), 0),
        coalesce((SELECT max(number) FROM sprint WHERE product = ?1), 0)";
    let (given, there): (i64, i64) =
        conn.prepare_cached(sql)?.query_row([product.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
    if given <= there {
        return Ok(there);
    }
    // The Sprint in which a fact happened is there.
    let sql = "SELECT max(max(coalesce(CAST(was AS INTEGER), 0), coalesce(CAST(became AS INTEGER), 0)))
        FROM event CROSS JOIN item ON item.id = event.item WHERE fact = 'sprint' AND item.product = ?1";
    let named: Option<i64> = conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0))?;
    Ok(named.unwrap_or(0).max(there))
}

fn one(conn: &Connection, sprint: SprintId) -> Result<Option<Sprint>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM sprint WHERE id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query_map([sprint.0], read)?;
    Ok(found.next().transpose()?)
}

/// The Sprints that are not over with what is in them, as their blocks stand.
pub(super) fn blocks(conn: &Connection, product: ProductId) -> Result<Vec<Block>, StoreError> {
    let open = all(conn, product)?.into_iter().filter(|s| s.phase != Phase::Closed);
    open.map(|sprint| block(conn, sprint)).collect()
}

pub(super) fn block_sql() -> String {
    format!(
        "SELECT estimate, {}, count(*) FROM item WHERE sprint = ?1 AND trashed_at IS NULL GROUP BY 1, 2",
        list::condition(List::Backlog)
    )
}

fn block(conn: &Connection, sprint: Sprint) -> Result<Block, StoreError> {
    let mut statement = conn.prepare_cached(&block_sql())?;
    let mut rows = statement.query([sprint.id.0])?;
    let (mut open, mut all) = (Sum::default(), Sum::default());
    while let Some(r) = rows.next()? {
        let (estimate, count) = (row::estimate(r, 0)?, row::count(r, 2)?);
        all.add_all(estimate.as_ref(), count);
        if r.get::<_, bool>(1)? {
            open.add_all(estimate.as_ref(), count);
        }
    }
    Ok(Block { sprint, open, all })
}

/// A Sprint with its whole course.
pub(super) fn course(conn: &Connection, sprint: SprintId) -> Result<Option<Course>, StoreError> {
    let Some(sprint) = one(conn, sprint)? else { return Ok(None) };
    Ok(courses(conn, vec![sprint])?.pop())
}

/// Says of what is in a Sprint now whether it passes the Definition of Ready.
pub(super) fn fill_ready(
    conn: &Connection,
    store: &Store,
    product: ProductId,
    test: &Test,
    course: &mut Course,
) -> Result<(), StoreError> {
    let mut inside: Vec<&mut Card> = course.cards.iter_mut().filter(|card| card.is_inside).collect();
    let mut rows: Vec<Row> = inside.iter().map(|card| card.row.clone()).collect();
    shown::fill(conn, &store.orders, product, test, &mut rows)?;
    for (card, row) in inside.iter_mut().zip(rows) {
        card.row.passes = row.passes;
    }
    Ok(())
}

/// Several Sprints with their whole courses, in a handful of questions.
fn courses(conn: &Connection, sprints: Vec<Sprint>) -> Result<Vec<Course>, StoreError> {
    let ids = json(&sprints);
    let mut starts = frozen(conn, &ids, "start")?;
    let mut ends = frozen(conn, &ids, "end")?;
    let mut facts = facts(conn, &ids, "1")?;
    let mut cards = cards(conn, &ids)?;
    let course = |sprint: Sprint| {
        let id = sprint.id;
        let mut cards = cards.remove(&id).unwrap_or_default();
        cards.sort_by_key(|card| card.row.id);
        Course {
            sprint,
            start: starts.remove(&id).unwrap_or_default(),
            end: ends.remove(&id).unwrap_or_default(),
            facts: facts.remove(&id).unwrap_or_default(),
            cards,
        }
    };
    Ok(sprints.into_iter().map(course).collect())
}

/// What was frozen of these Sprints at a moment, in the order of then.
pub(super) fn frozen_of(
    conn: &Connection,
    ids: &[SprintId],
    moment: &str,
) -> Result<HashMap<SprintId, Vec<Frozen>>, StoreError> {
    let ids = format!("[{}]", ids.iter().map(|id| id.0.to_string()).collect::<Vec<_>>().join(","));
    frozen(conn, &ids, moment)
}

fn frozen(conn: &Connection, ids: &str, moment: &str) -> Result<HashMap<SprintId, Vec<Frozen>>, StoreError> {
    let sql = "SELECT sprint, card, state, estimate, serves_goal, went
        FROM json_each(?1) j CROSS JOIN frozen ON frozen.sprint = j.value AND moment = ?2 ORDER BY frozen.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![ids, moment])?;
    let mut found: HashMap<SprintId, Vec<Frozen>> = HashMap::new();
    while let Some(r) = rows.next()? {
        let went = match r.get_ref(5)?.as_str_or_null().map_err(rusqlite::Error::from)? {
            None => None,
            Some(_) => Some(row::word(r, 5, Went::parse)?),
        };
        found.entry(SprintId(r.get(0)?)).or_default().push(Frozen {
            item: ItemId(r.get(1)?),
            state: row::state(r, 2)?,
            estimate: row::estimate(r, 3)?,
            serves_goal: r.get(4)?,
            went,
        });
    }
    Ok(found)
}

fn facts(conn: &Connection, ids: &str, which: &str) -> Result<HashMap<SprintId, Vec<Happened>>, StoreError> {
    // An estimate is the newest fact of it from before; else what the next fact says that it was; else it never changed.
    let sql = format!(
        "SELECT event.sprint, event.item, fact, was, became, at, day, sprint.number, reason, asked,
          CASE WHEN fact <> 'sprint' THEN NULL
            WHEN EXISTS (SELECT 1 FROM event e WHERE e.item = event.item AND e.fact = 'estimate' AND e.id < event.id)
            THEN (SELECT became FROM event e WHERE e.item = event.item AND e.fact = 'estimate' AND e.id < event.id
              ORDER BY e.id DESC LIMIT 1)
            WHEN EXISTS (SELECT 1 FROM event e WHERE e.item = event.item AND e.fact = 'estimate')
            THEN (SELECT was FROM event e WHERE e.item = event.item AND e.fact = 'estimate' ORDER BY e.id LIMIT 1)
            ELSE (SELECT estimate FROM item WHERE item.id = event.item) END
        FROM json_each(?1) j CROSS JOIN event ON event.sprint = j.value CROSS JOIN sprint ON sprint.id = event.sprint
        WHERE {which} ORDER BY event.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([ids])?;
    let mut found: HashMap<SprintId, Vec<Happened>> = HashMap::new();
    while let Some(r) = rows.next()? {
        let event = Event {
            fact: row::word(r, 2, |w| Fact::iter().find(|f| f.name() == w))?,
            from: r.get(3)?,
            to: r.get(4)?,
            at: row::instant(r, 5)?,
            day: row::word(r, 6, |w| w.parse().ok())?,
            sprint: r.get(7)?,
            reason: r.get(8)?,
            asked: r.get(9)?,
        };
        let happened = Happened { item: ItemId(r.get(1)?), event, estimate: row::estimate(r, 10)? };
        found.entry(SprintId(r.get(0)?)).or_default().push(happened);
    }
    Ok(found)
}

/// Every item that a Sprint has or had, as it is now.
fn cards(conn: &Connection, ids: &str) -> Result<HashMap<SprintId, Vec<Card>>, StoreError> {
    let sql = format!(
        "WITH named (sprint, item) AS (
           SELECT j.value, item.id FROM json_each(?1) j CROSS JOIN item ON item.sprint = j.value AND trashed_at IS NULL
           UNION SELECT j.value, card FROM json_each(?1) j CROSS JOIN frozen ON frozen.sprint = j.value
           UNION SELECT j.value, event.item FROM json_each(?1) j CROSS JOIN event ON event.sprint = j.value)
         SELECT {LIST_COLUMNS}, named.sprint, item.rank, item.sprint IS named.sprint AND item.trashed_at IS NULL,
           item.blocked, item.decline_reason, item.worth, item.assignee,
           (SELECT count(*) FROM criterion WHERE criterion.item = item.id AND is_met),
           (SELECT count(*) FROM criterion WHERE criterion.item = item.id),
           (SELECT count(*) FROM question WHERE question.item = item.id AND answer IS NULL),
           (SELECT count(*) FROM frozen WHERE card = item.id AND moment = 'end' AND went = 'next')
         FROM named CROSS JOIN item ON item.id = named.item"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([ids])?;
    let mut found: HashMap<SprintId, Vec<Card>> = HashMap::new();
    while let Some(r) = rows.next()? {
        let card = Card {
            row: row::list_row(r)?,
            rank: r.get(LIST_WIDTH + 1)?,
            is_inside: r.get(LIST_WIDTH + 2)?,
            blocked: r.get(LIST_WIDTH + 3)?,
            blocked_on: None,
            declined: r.get(LIST_WIDTH + 4)?,
            value: r.get(LIST_WIDTH + 5)?,
            assignee: r.get(LIST_WIDTH + 6)?,
            criteria: (row::count(r, LIST_WIDTH + 7)?, row::count(r, LIST_WIDTH + 8)?),
            questions: row::count(r, LIST_WIDTH + 9)?,
            hops: row::count(r, LIST_WIDTH + 10)?,
            waits: Vec::new(),
        };
        found.entry(SprintId(r.get(LIST_WIDTH)?)).or_default().push(card);
    }
    drop(rows);
    for (sprint, cards) in &mut found {
        fill_waits(conn, *sprint, cards)?;
        fill_blocked(conn, cards)?;
    }
    Ok(found)
}

/// What each depends on that is neither done nor in the Sprint.
fn fill_waits(conn: &Connection, sprint: SprintId, cards: &mut [Card]) -> Result<(), StoreError> {
    let sql =
        "SELECT dependency.item, prefix, other.number FROM item CROSS JOIN dependency ON dependency.item = item.id
        JOIN item other ON other.id = dependency.needs JOIN product ON product.id = other.product
        WHERE item.sprint = ?1 AND other.state NOT IN ('done', 'declined') AND other.trashed_at IS NULL
          AND other.sprint IS NOT ?1 ORDER BY other.number";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([sprint.0])?;
    while let Some(r) = rows.next()? {
        let item = ItemId(r.get(0)?);
        let key = Key { prefix: r.get(1)?, number: r.get(2)? };
        if let Some(card) = cards.iter_mut().find(|card| card.row.id == item) {
            card.waits.push(key);
        }
    }
    Ok(())
}

/// Since when those that are blocked are so: the day of the newest step that said it.
fn fill_blocked(conn: &Connection, cards: &mut [Card]) -> Result<(), StoreError> {
    let sql = "SELECT step.day FROM journal JOIN step ON step.id = journal.step
        WHERE journal.item = ?1 AND tab = 'item' AND op = 'update' AND delta LIKE '%[\"blocked\",%'
        ORDER BY journal.seq DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    for card in cards.iter_mut().filter(|card| card.blocked.is_some() && card.is_inside) {
        let mut rows = statement.query([card.row.id.0])?;
        card.blocked_on = rows.next()?.map(|r| row::day(r, 0)).transpose()?.flatten();
    }
    Ok(())
}

/// What the Sprint Retrospectives of a product agreed on, the oldest first.
pub(super) fn improvements(conn: &Connection, product: ProductId) -> Result<Vec<Agreed>, StoreError> {
    let sql = "SELECT improvement.id, sprint, number, text, owner, due, done_on, name
        FROM sprint JOIN improvement ON improvement.sprint = sprint.id WHERE product = ?1 ORDER BY number, improvement.id";
    let mut statement = conn.prepare_cached(sql)?;
    let agreed = statement.query_map([product.0], |r| {
        Ok(Agreed {
            id: ImprovementId(r.get(0)?),
            sprint: SprintId(r.get(1)?),
            number: r.get(2)?,
            title: title(r.get(2)?, &r.get::<_, String>(7)?),
            said: Improvement { text: r.get(3)?, owner: r.get(4)?, due: row::day(r, 5)?, done_on: row::day(r, 6)? },
        })
    })?;
    Ok(agreed.collect::<Result<_, _>>()?)
}

/// What Sprints say of an item.
pub(super) fn fill(conn: &Connection, item: &mut Item) -> Result<(), StoreError> {
    let sql = "SELECT sprint.id, sprint.number, sprint.name, sprint.phase, other.id, other.number, other.title,
          (SELECT count(*) FROM frozen WHERE card = item.id AND moment = 'end' AND went = 'next'),
          sprint.phase = 'planned' AND NOT EXISTS (SELECT 1 FROM sprint before WHERE before.product = sprint.product
            AND before.phase = 'planned' AND before.number < sprint.number)
        FROM item LEFT JOIN sprint ON sprint.id = item.sprint LEFT JOIN item other ON other.id = item.about
        WHERE item.id = ?1";
    let prefix = item.key.prefix.clone();
    let found = conn.prepare_cached(sql)?.query_row([item.id.0], |r| {
        let sprint = match r.get::<_, Option<i64>>(0)? {
            Some(id) => {
                let name: String = r.get(2)?;
                Some(InSprint {
                    id: SprintId(id),
                    number: r.get(1)?,
                    is_next: r.get(8)?,
                    title: title(r.get(1)?, &name),
                    phase: row::word(r, 3, Phase::parse)?,
                })
            }
            None => None,
        };
        let about = match r.get::<_, Option<i64>>(4)? {
            Some(id) => Some((ItemId(id), Key { prefix, number: r.get(5)? }, r.get(6)?)),
            None => None,
        };
        Ok((sprint, about, row::count(r, 7)?))
    })?;
    (item.sprint, item.about, item.hops) = found;
    Ok(())
}
