//! Items with everything under them, streamed: one cursor a table, all in the same order, merged. No query per item.

use super::error::StoreError;
use super::{list, row};
use crate::domain::criterion::Line;
use crate::domain::import::{Origin, Values};
use crate::domain::item::{Answered, Asked, Comment, Event, Extra, Fact, Kept, NewItem, Refusal, Story};
use crate::domain::score::Amount;
use crate::domain::{Instant, ItemId, List, ProductId, State};
use rusqlite::{Connection, params_from_iter};
use std::collections::HashMap;
use std::ops::ControlFlow;
use strum::IntoEnumIterator;
use uuid::Uuid;

/// An item whole.
pub(super) struct Whole {
    pub(super) id: ItemId,
    /// With identity, number, dates, and events where these were asked for.
    pub(super) item: NewItem,
    pub(super) parent: Option<ItemId>,
    pub(super) needs: Vec<ItemId>,
    pub(super) merged_into: Option<ItemId>,
    pub(super) about: Option<ItemId>,
    pub(super) origin: Option<Origin>,
    pub(super) extra: Vec<Extra>,
    pub(super) rank: i64,
}

/// An epic or another item that is needed or lives on, as others speak of it.
pub(super) struct Epic {
    pub(super) uid: Uuid,
    pub(super) number: i64,
    /// Source and foreign key.
    pub(super) origin: Option<(String, String)>,
    pub(super) is_declined: bool,
}

/// Which items, and in which order.
pub(super) struct Span {
    from: String,
    order: String,
    with: Vec<i64>,
    has_events: bool,
}

impl Span {
    /// A list of a product, in its order, with events.
    pub(super) fn list(product: ProductId, list: List) -> Self {
        let (table, condition) = (list::table(list), list::condition(list));
        let order = match list {
            List::Backlog | List::Inbox | List::Epics => "rank",
            List::Done => "done_at DESC, item.id",
            List::Declined => "declined_at DESC, item.id",
            List::Trash => "trashed_at DESC, item.id",
        };
        let from = format!("{table} {{}} WHERE product = ?1 AND {condition}");
        Self { from, order: order.into(), with: vec![product.0], has_events: true }
    }

    /// All items with events, by row.
    pub(super) fn all() -> Self {
        Self { has_events: true, ..Self::between(ItemId(i64::MIN), ItemId(i64::MAX)) }
    }

    /// The items from one row to another, by row.
    pub(super) fn between(first: ItemId, last: ItemId) -> Self {
        let from = "item {} WHERE item.id BETWEEN ?1 AND ?2".into();
        Self { from, order: "item.id".into(), with: vec![first.0, last.0], has_events: false }
    }

    /// The items of a product that were changed here since they and their source said the same, by row.
    pub(super) fn changed(product: ProductId) -> Self {
        let from = "item INDEXED BY item_changed {} WHERE product = ?1
            AND (item.source IS NOT NULL AND agreed_at IS NOT updated_at) = 1"
            .into();
        Self { from, order: "item.id".into(), with: vec![product.0], has_events: false }
    }

    /// The items of a list of a product that came from nowhere, in its order.
    pub(super) fn own(product: ProductId, list: List) -> Self {
        let mut span = Self::list(product, list);
        span.from.push_str(" AND item.source IS NULL");
        span.has_events = false;
        span
    }

    fn sql(&self, columns: &str, join: &str, order: &str) -> String {
        format!("SELECT item.id, {columns} FROM {} ORDER BY {}{order}", self.from.replace("{}", join), self.order)
    }

    /// The rows of a table under the items.
    fn under(&self, table: &str, columns: &str, order: &str) -> String {
        let join = format!("CROSS JOIN {table} t ON t.item = item.id");
        self.sql(columns, &join, &format!(", {order}"))
    }
}

const COLUMNS: &str = "uid, number, kind, title, persona, want, benefit, description, estimate, asked, assignee, due,
    note, state, blocked, decline_reason, decline_alternative, decline_requester, created_at, updated_at, done_at,
    declined_at, trashed_at, parent, source, foreign_key, imported, links, snoozed_until, kept_on, kept_why,
    decline_again, merged_into, about, (SELECT number FROM sprint WHERE sprint.id = item.sprint), serves_goal, worth,
    (SELECT number FROM sprint WHERE sprint.id = item.heard_in), pinned, foreign_id, agreed_at IS updated_at,
    rank";

/// Hands out the items one by one, until `each` breaks off; answers whether it did.
pub(super) fn each(
    conn: &Connection,
    span: &Span,
    each: &mut dyn FnMut(Whole) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    let mut items = conn.prepare_cached(&span.sql(COLUMNS, "", ""))?;
    let mut tags = conn.prepare_cached(&span.under("item_tag", "t.tag", "t.id"))?;
    let mut criteria = conn.prepare_cached(&span.under("criterion", "t.text, t.is_met", "t.n, t.id"))?;
    let mut subtasks = conn.prepare_cached(&span.under("subtask", "t.text, t.is_done", "t.n, t.id"))?;
    let mut extra = conn.prepare_cached(&span.under("item_extra", "t.column, t.value", "t.n, t.id"))?;
    let mut events = conn.prepare_cached(&span.under(
        "event",
        "t.fact, t.was, t.became, t.at, t.day,
        (SELECT number FROM sprint WHERE sprint.id = t.sprint), t.reason, t.asked",
        "t.id",
    ))?;
    let mut questions = conn.prepare_cached(&span.under("question", QUESTION, "t.id"))?;
    let mut needs = conn.prepare_cached(&span.under("dependency", "t.needs", "t.id"))?;
    let mut inputs = conn.prepare_cached(&span.under("score_input", "t.input, t.value", "t.id"))?;
    let mut comments = conn.prepare_cached(&span.under("comment", "t.at, t.author, t.text", "t.n, t.id"))?;
    let with = || params_from_iter(&span.with);
    let mut tags = Under::new(tags.query(with())?, |r| r.get(1))?;
    let mut criteria = Under::new(criteria.query(with())?, line)?;
    let mut subtasks = Under::new(subtasks.query(with())?, line)?;
    let mut extra = Under::new(extra.query(with())?, |r| Ok(Extra { column: r.get(1)?, value: r.get(2)? }))?;
    let mut events = if span.has_events { Some(Under::new(events.query(with())?, event)?) } else { None };
    let mut questions = Under::new(questions.query(with())?, |r| asked(r, 1))?;
    let mut needs = Under::new(needs.query(with())?, |r| r.get(1).map(ItemId))?;
    let mut inputs = Under::new(inputs.query(with())?, |r| Ok((r.get::<_, String>(1)?, Amount(r.get(2)?))))?;
    let mut comments = Under::new(comments.query(with())?, comment)?;
    let mut rows = items.query(with())?;
    while let Some(row) = rows.next()? {
        let mut whole = whole(row)?;
        let id = whole.id.0;
        whole.item.text.tags = tags.of(id)?;
        whole.item.criteria = criteria.of(id)?;
        whole.item.subtasks = subtasks.of(id)?;
        whole.extra = extra.of(id)?;
        whole.item.questions = questions.of(id)?;
        whole.needs = needs.of(id)?;
        for (input, amount) in inputs.of(id)? {
            whole.item.inputs.set(&input, Some(amount));
        }
        whole.item.comments = comments.of(id)?;
        if let Some(events) = &mut events {
            whole.item.events = events.of(id)?;
        }
        if each(whole).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// All items that others are tied to: epics with items, what is needed, what others were merged into.
pub(super) fn epics(conn: &Connection) -> Result<HashMap<ItemId, Epic>, StoreError> {
    let sql = "SELECT id, uid, number, source, foreign_key, state FROM item
        WHERE id IN (SELECT parent FROM item WHERE parent IS NOT NULL
          UNION SELECT needs FROM dependency
          UNION SELECT merged_into FROM item WHERE merged_into IS NOT NULL
          UNION SELECT about FROM item WHERE about IS NOT NULL)";
    let mut statement = conn.prepare_cached(sql)?;
    let epics = statement.query_map([], |r| {
        let origin = r.get::<_, Option<String>>(3)?.zip(r.get(4)?);
        let is_declined = row::state(r, 5)? == State::Declined;
        Ok((ItemId(r.get(0)?), Epic { uid: row::uid(r, 1)?, number: r.get(2)?, origin, is_declined }))
    })?;
    Ok(epics.collect::<Result<_, _>>()?)
}

/// The rows of a table under the items, as far as they were read.
struct Under<'s, T> {
    rows: rusqlite::Rows<'s>,
    read: fn(&rusqlite::Row) -> rusqlite::Result<T>,
    /// The next row, and whose it is.
    next: Option<(i64, T)>,
}

impl<'s, T> Under<'s, T> {
    fn new(rows: rusqlite::Rows<'s>, read: fn(&rusqlite::Row) -> rusqlite::Result<T>) -> rusqlite::Result<Self> {
        let mut under = Self { rows, read, next: None };
        under.advance()?;
        Ok(under)
    }

    fn advance(&mut self) -> rusqlite::Result<Option<(i64, T)>> {
        let next = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, (self.read)(row)?)),
            None => None,
        };
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// Those of the next item. Items must come in the order of the span, none left out.
    fn of(&mut self, item: i64) -> rusqlite::Result<Vec<T>> {
        let mut found = Vec::new();
        while self.next.as_ref().is_some_and(|n| n.0 == item) {
            found.extend(self.advance()?.map(|n| n.1));
        }
        Ok(found)
    }
}

/// The columns of [`asked`].
const QUESTION: &str = "t.text, t.asked_on, t.answer, t.answered_on";

/// Reads the columns of a question from `at` on.
pub(super) fn asked(r: &rusqlite::Row, at: usize) -> rusqlite::Result<Asked> {
    let answer = match r.get::<_, Option<String>>(at + 2)? {
        Some(text) => Some(Answered { text, on: row::word(r, at + 3, |w| w.parse().ok())? }),
        None => None,
    };
    Ok(Asked { text: r.get(at)?, asked_on: row::word(r, at + 1, |w| w.parse().ok())?, answer })
}

fn line(r: &rusqlite::Row) -> rusqlite::Result<Line> {
    Ok(Line { text: r.get(1)?, is_done: r.get(2)? })
}

fn event(r: &rusqlite::Row) -> rusqlite::Result<Event> {
    Ok(Event {
        fact: row::word(r, 1, |w| Fact::iter().find(|f| f.name() == w))?,
        from: r.get(2)?,
        to: r.get(3)?,
        at: row::instant(r, 4)?,
        day: row::word(r, 5, |w| w.parse().ok())?,
        sprint: r.get(6)?,
        reason: r.get(7)?,
        asked: r.get(8)?,
    })
}

/// Reads [`COLUMNS`] after the row's id.
fn whole(r: &rusqlite::Row) -> rusqlite::Result<Whole> {
    let moment = |at: usize| r.get::<_, Option<i64>>(at).map(|at| at.map(Instant));
    let decline = match r.get::<_, Option<String>>(16)? {
        Some(reason) => {
            Some(Refusal { reason, alternative: r.get(17)?, requester: r.get(18)?, again: row::day(r, 32)? })
        }
        None => None,
    };
    let kept = match row::day(r, 30)? {
        Some(on) => Some(Kept { on, why: r.get(31)? }),
        None => None,
    };
    let trashed_at = moment(23)?;
    let item = NewItem {
        text: story(r)?,
        state: row::state(r, 14)?,
        blocked: r.get(15)?,
        decline,
        uid: Some(row::uid(r, 1)?),
        number: Some(r.get(2)?),
        is_trashed: trashed_at.is_some(),
        created_at: moment(19)?,
        updated_at: moment(20)?,
        done_at: moment(21)?,
        declined_at: moment(22)?,
        trashed_at,
        snoozed_until: row::day(r, 29)?,
        kept,
        sprint: r.get(35)?,
        serves_goal: r.get(36)?,
        value: r.get(37)?,
        heard_in: r.get(38)?,
        pinned: r.get(39)?,
        ..NewItem::default()
    };
    let origin = r.get::<_, Option<String>>(25)?.zip(r.get::<_, Option<String>>(26)?);
    let imported = r.get_ref(27)?.as_str_or_null()?.and_then(|v| serde_json::from_str::<Values>(v).ok());
    Ok(Whole {
        id: ItemId(r.get(0)?),
        item,
        parent: r.get::<_, Option<i64>>(24)?.map(ItemId),
        needs: Vec::new(),
        merged_into: r.get::<_, Option<i64>>(33)?.map(ItemId),
        about: r.get::<_, Option<i64>>(34)?.map(ItemId),
        origin: match origin {
            Some((source, key)) => {
                let imported = imported.unwrap_or_default();
                Some(Origin { source, key, imported, id: r.get(40)?, is_agreed: r.get(41)? })
            }
            None => None,
        },
        extra: Vec::new(),
        rank: r.get(42)?,
    })
}

fn comment(r: &rusqlite::Row) -> rusqlite::Result<Comment> {
    Ok(Comment { at: r.get::<_, Option<i64>>(1)?.map(Instant), author: r.get(2)?, text: r.get(3)? })
}

fn story(r: &rusqlite::Row) -> rusqlite::Result<Story> {
    Ok(Story {
        kind: row::kind(r, 3)?,
        title: r.get(4)?,
        persona: r.get(5)?,
        want: r.get(6)?,
        benefit: r.get(7)?,
        description: r.get(8)?,
        estimate: row::estimate(r, 9)?,
        tags: Vec::new(),
        asked: r.get(10)?,
        assignee: r.get(11)?,
        due: row::day(r, 12)?,
        links: row::lines(r, 28)?,
        note: r.get(13)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::journal::Gate;
    use crate::store::schema;

    #[test]
    fn every_table_is_read_in_the_order_of_the_items() {
        let conn = Connection::open_in_memory().unwrap();
        Gate::default().register(&conn).unwrap();
        schema::create(&conn).unwrap();
        let spans = List::iter().map(|list| Span::list(ProductId(1), list));
        let more = [Span::changed(ProductId(1)), Span::own(ProductId(1), List::Backlog)];
        for span in spans.chain([Span::between(ItemId(1), ItemId(2))]).chain(more) {
            for sql in [
                span.sql(COLUMNS, "", ""),
                span.under("item_tag", "t.tag", "t.id"),
                span.under("criterion", "t.text", "t.n, t.id"),
                span.under("event", "t.fact", "t.id"),
                span.under("question", QUESTION, "t.id"),
                span.under("dependency", "t.needs", "t.id"),
                span.under("score_input", "t.input, t.value", "t.id"),
                span.under("comment", "t.text", "t.n, t.id"),
                span.under("item_extra", "t.column", "t.n, t.id"),
            ] {
                let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let lines = statement.query_map(params_from_iter(&span.with), |r| r.get::<_, String>(3)).unwrap();
                let plan = lines.collect::<Result<Vec<_>, _>>().unwrap().join("\n");
                // A sort of the last term sorts the rows of one item.
                let sorts = plan.contains("TEMP B-TREE") && !plan.contains("FOR LAST");
                assert!(!sorts, "{sql}: {plan}");
            }
        }
    }
}
