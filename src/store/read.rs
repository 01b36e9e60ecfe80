//! What the screen asked for: list, cursor, window, item, in one read transaction.
//!
//! Every part remembers its last question and the file's version of its last answer, and is left out where both are
//! the same.

use super::error::StoreError;
use super::row;
use super::{
    Store, ahead, aside, children, deeds, history, incoming, list, near, note, pairs, present, remark, review, score,
    sheet, shown, sprint, step, ties, twin, values, why,
};
use crate::domain::filter::Test;
use crate::domain::health::Trail;
use crate::domain::item::{Comment, Extra, Kept, Refusal, Story};
use crate::domain::query::{Look, Panel, PanelRows, Refined, Rows, Window};
use crate::domain::score::Inputs;
use crate::domain::{
    Answer, Column, Criterion, CriterionId, Instant, Item, ItemId, Key, Kind, List, Product, ProductId, Seq, SprintId,
    Subtask, Wanted,
};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

/// The last question of each part, and the version its answer showed.
#[derive(Debug, Default)]
pub(super) struct Memory {
    product: Option<(Option<ProductId>, Seq)>,
    rows: Option<(Listed, Seq)>,
    beside: Option<(Beside, Seq)>,
    item: Option<(Option<ItemId>, Seq)>,
    counts: Option<((ProductId, List), Seq)>,
    news: Option<(ProductId, Seq)>,
    panel: Option<((Option<ProductId>, Panel), Seq)>,
    blocks: Option<(ProductId, Seq)>,
    rest: Option<((ProductId, usize), Seq)>,
    course: Option<((SprintId, Option<Test>), Seq)>,
    past: Option<(ProductId, Seq)>,
    /// How many items of the order are in Sprints, and the place of the last row that was answered.
    inside: usize,
    bottom: usize,
}

impl Memory {
    /// After an own write that moved nothing from list to list the counts are as they were.
    pub(super) fn keep_counts(&mut self, before: Seq, after: Seq) {
        if let Some((_, seq)) = self.counts.as_mut().filter(|(_, seq)| *seq == before) {
            *seq = after;
        }
    }

    /// After an own write that touched no Sprint what is in them is as it was.
    pub(super) fn keep_blocks(&mut self, before: Seq, after: Seq) {
        if let Some((_, seq)) = self.blocks.as_mut().filter(|(_, seq)| *seq == before) {
            *seq = after;
        }
    }

    /// True where the first page ends among what is in Sprints: what comes after them is not on it, and the question for
    /// the whole list tells that.
    fn are_sprints_all(&mut self, wanted: &Wanted, answer: &Answer) -> bool {
        if let Some(page) = &answer.rows {
            self.bottom = page.from + page.rows.len();
        }
        if let Some(blocks) = &answer.blocks {
            self.inside = blocks.iter().map(|block| block.open.count).sum();
        }
        let is_first = matches!(wanted.rows, Rows::Around { .. }) && wanted.list == List::Backlog;
        is_first && self.bottom > 0 && self.bottom <= self.inside
    }
}

/// Which rows were asked for.
type Listed = (Option<ProductId>, List, Rows, Option<Column>, Option<Test>, bool);

/// Which rows were asked for beside the list.
type Beside = (Vec<ItemId>, Option<Test>);

/// True where a part must be answered; notes the question.
fn is_new<Q: PartialEq>(last: &mut Option<(Q, Seq)>, question: Q, seq: Seq) -> bool {
    let asked = Some((question, seq));
    let is_new = *last != asked;
    *last = asked;
    is_new
}

impl Store {
    /// Answers what the screen wants, leaving out what is as before.
    pub fn read(&mut self, wanted: &Wanted) -> Result<Answer, StoreError> {
        let mut memory = std::mem::take(&mut self.memory);
        // Taken out: where the answer fails, the next one is whole.
        let answer = self.reading(|conn| answer(conn, self, &mut memory, wanted))?;
        self.memory = memory;
        Ok(answer)
    }

    /// Makes the next [`read`](Self::read) answer the panel, of which something that is no data changed.
    pub(super) fn forget_panel(&mut self) {
        self.memory.panel = None;
    }

    /// Makes the next [`read`](Self::read) answer what shows that an item came in: no version of the file tells that it
    /// was looked at.
    pub(super) fn forget_news(&mut self) {
        let Memory { rows, beside, item, news, .. } = &mut self.memory;
        (*rows, *beside, *news) = (None, None, None);
        // Which one it is stays known; it is only asked for again.
        if let Some((_, seq)) = item {
            *seq = Seq(-1);
        }
    }

    /// Makes the next [`read`](Self::read) answer the Sprints that are over, of which more is known.
    pub(super) fn forget_past(&mut self) {
        self.memory.past = None;
    }

    /// Makes the next [`read`](Self::read) answer everything.
    pub fn forget_answers(&mut self) {
        self.memory = Memory::default();
    }
}

fn answer(conn: &Connection, store: &Store, memory: &mut Memory, wanted: &Wanted) -> Result<Answer, StoreError> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
    let seq = Seq(step::head(&tx)?.seq);
    let mut answer = Answer { seq: Some(seq), ..Answer::default() };
    let known = product_shown(&tx, wanted.product)?;
    let product = known.as_ref().map(|p| p.id);
    if is_new(&mut memory.product, product, seq) {
        answer.product = Some(known);
    }
    let mut first = None;
    let listed = (product, wanted.list, wanted.rows.clone(), wanted.column, wanted.ready.clone(), wanted.inputs);
    if is_new(&mut memory.rows, listed, seq) {
        let mut window = window(&tx, product, wanted)?;
        if let (Some(product), Some(test)) = (product, &wanted.ready) {
            shown::fill(&tx, &store.orders, product, test, &mut window.rows)?;
        }
        first = pick(wanted, &window);
        answer.rows = Some(window);
    }
    if wanted.beside.is_empty() {
        memory.beside = None;
    } else if is_new(&mut memory.beside, (wanted.beside.clone(), wanted.ready.clone()), seq) {
        let mut rows = list::these(&tx, &wanted.beside)?;
        remark::fill(&tx, &mut rows)?;
        if let (Some(product), Some(test)) = (product, &wanted.ready) {
            shown::fill(&tx, &store.orders, product, test, &mut rows)?;
        }
        answer.beside = Some(rows);
    }
    // Without an item, and with rows as before, the item picked before stays.
    let item_asked = wanted.item.or(first).or(memory.item.as_ref().and_then(|i| i.0));
    if is_new(&mut memory.item, item_asked, seq) {
        answer.item = Some(match item_asked {
            Some(id) => shown_item(&tx, id)?.map(Box::new),
            None => None,
        });
    }
    if let Some(product) = product.filter(|_| wanted.counts)
        && is_new(&mut memory.counts, (product, wanted.list), seq)
    {
        answer.counts = Some(list::counts(&tx, product, wanted.list)?);
    }
    if let Some(product) = product.filter(|_| wanted.counts)
        && is_new(&mut memory.news, product, seq)
    {
        answer.news = Some(incoming::news(&tx, product)?);
    }
    sprints(&tx, store, memory, (product, seq), wanted, &mut answer)?;
    match &wanted.panel {
        Some(panel) if is_new(&mut memory.panel, (product, panel.clone()), seq) => {
            answer.panel = Some(panel_rows(&tx, store, product, panel)?);
        }
        Some(_) => {}
        None => memory.panel = None,
    }
    Ok(answer)
}

/// What the screen shows of Sprints.
fn sprints(
    conn: &Connection,
    store: &Store,
    memory: &mut Memory,
    (product, seq): (Option<ProductId>, Seq),
    wanted: &Wanted,
    answer: &mut Answer,
) -> Result<(), StoreError> {
    if let Some(sprint) = wanted.course
        && is_new(&mut memory.course, (sprint, wanted.ready.clone()), seq)
    {
        let mut course = sprint::course(conn, sprint)?.map(Box::new);
        if let (Some(course), Some(product), Some(test)) = (&mut course, product, &wanted.ready) {
            sprint::fill_ready(conn, store, product, test, course)?;
        }
        answer.course = Some(course);
    }
    let Some(product) = product else { return Ok(()) };
    if (wanted.blocks || wanted.ahead > 0) && is_new(&mut memory.blocks, product, seq) {
        answer.blocks = Some(sprint::blocks(conn, product)?);
    }
    let is_due = wanted.ahead > 0 && !memory.are_sprints_all(wanted, answer);
    if is_due && is_new(&mut memory.rest, (product, wanted.ahead), seq) {
        answer.rest = Some(ahead::read(conn, &mut store.past.borrow_mut(), product, (wanted.ahead, memory.inside))?);
    }
    if wanted.past && is_new(&mut memory.past, product, seq) {
        answer.past = Some(store.past.borrow_mut().read(conn, product)?);
    }
    Ok(())
}

/// An item with what only the story pane says of it.
fn shown_item(conn: &Connection, id: ItemId) -> Result<Option<Item>, StoreError> {
    let Some(mut item) = item(conn, id)? else { return Ok(None) };
    item.twin = twin::of(conn, &item)?;
    Ok(Some(item))
}

/// The item of the story pane while the screen has none: the cursor where it is shown, else the first row.
fn pick(wanted: &Wanted, window: &Window) -> Option<ItemId> {
    let Rows::Around { cursor, .. } = wanted.rows else { return None };
    let at_cursor = window.rows.iter().find(|r| Some(r.id) == cursor);
    at_cursor.or(window.rows.first()).map(|r| r.id)
}

/// The product asked for, else the one last used, else the first.
fn product_shown(conn: &Connection, asked: Option<ProductId>) -> Result<Option<Product>, StoreError> {
    if let Some(product) = asked.map(|id| sheet::product(conn, id)).transpose()?.flatten() {
        return Ok(Some(product));
    }
    if let Some(last) = note::view(conn)?.and_then(|v| v.product)
        && let Some(product) = sheet::product(conn, last)?
    {
        return Ok(Some(product));
    }
    Ok(sheet::products(conn)?.into_iter().next())
}

fn window(conn: &Connection, product: Option<ProductId>, wanted: &Wanted) -> Result<Window, StoreError> {
    let mut window = match (&wanted.rows, product) {
        (Rows::These(items), _) => Window { from: 0, rows: list::these(conn, items)? },
        (Rows::Around { cursor, height }, Some(product)) => list::around(conn, product, wanted.list, *cursor, *height)?,
        (Rows::Around { .. }, None) => Window::default(),
    };
    children::fill(conn, &mut window.rows)?;
    remark::fill(conn, &mut window.rows)?;
    if let Some(column) = wanted.column {
        aside::fill(conn, &mut window.rows, column)?;
    }
    if wanted.inputs {
        score::fill(conn, &mut window.rows)?;
    }
    Ok(window)
}

fn panel_rows(
    conn: &Connection,
    store: &Store,
    product: Option<ProductId>,
    panel: &Panel,
) -> Result<PanelRows, StoreError> {
    Ok(match panel {
        Panel::Journal { limit } => PanelRows::Journal(step::newest(conn, &store.writer, product, *limit)?),
        Panel::History(item) => PanelRows::History(history::tell(conn, *item)?),
        Panel::Why(items) => PanelRows::Why(why::grounds(conn, store, items)?),
        Panel::Products => PanelRows::Products(sheet::products(conn)?),
        Panel::Epics => PanelRows::Epics(match product {
            Some(product) => {
                let mut rows = list::all(conn, product, List::Epics)?;
                children::fill(conn, &mut rows)?;
                rows
            }
            None => Vec::new(),
        }),
        Panel::Values(values) => PanelRows::Values(match product {
            Some(product) => values::read(conn, product, *values)?,
            None => Vec::new(),
        }),
        Panel::Filters => PanelRows::Filters(match product {
            Some(product) => note::filters(conn, product)?,
            None => Vec::new(),
        }),
        Panel::Items(items) => PanelRows::Items(list::these(conn, items)?),
        Panel::Questions(item) => PanelRows::Questions(match (item, product) {
            (Some(item), _) => ties::questions_of(conn, *item)?,
            (None, Some(product)) => ties::open_questions(conn, product)?,
            (None, None) => Vec::new(),
        }),
        Panel::Near(typed) => PanelRows::Near(match product {
            Some(product) => near::read(conn, product, typed)?,
            None => Vec::new(),
        }),
        Panel::Presentation => present::read(conn, product)?,
        Panel::Whole(items) => PanelRows::Whole(items_whole(conn, items)?),
        Panel::Pairs(asked) => {
            let found = product.map(|product| pairs::paired(conn, product, asked)).transpose()?;
            PanelRows::Pairs(found.map(Box::new))
        }
        Panel::Review(sprint) => PanelRows::Review(Box::new(review::reviewed(conn, *sprint)?)),
        Panel::Health(look) => {
            let found = product.map(|product| shown::health::health(conn, store, product, look)).transpose()?;
            PanelRows::Health(found.flatten().map(Box::new))
        }
        Panel::Refined { trail, look, is_scored } => refined(conn, store, product.filter(|_| *is_scored), trail, look)?,
    })
}

/// Items whole; those that are gone are left out.
fn items_whole(conn: &Connection, items: &[ItemId]) -> Result<Vec<Item>, StoreError> {
    let found: Result<Vec<_>, _> = items.iter().map(|id| item(conn, *id)).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// What was done in a refinement; with the score, where a product is given.
fn refined(
    conn: &Connection,
    store: &Store,
    product: Option<ProductId>,
    trail: &Trail,
    look: &Look,
) -> Result<PanelRows, StoreError> {
    let deeds = deeds::read(conn, trail, look)?;
    let Some(product) = product else {
        return Ok(PanelRows::Refined(Box::new(Refined { deeds, ..Refined::default() })));
    };
    let found = shown::health::health(conn, store, product, look)?;
    Ok(PanelRows::Refined(Box::new(Refined {
        deeds,
        score: found.as_ref().and_then(|found| found.score(&look.thresholds)),
        is_unmeasured: found.is_none(),
    })))
}

/// An item whole, in the trash or not.
pub(super) fn item(conn: &Connection, id: ItemId) -> Result<Option<Item>, StoreError> {
    let (changed, here) = (incoming::CHANGED, incoming::is_here());
    let sql = format!(
        "SELECT item.uid, item.product, p.prefix, item.number, item.kind, item.title, item.persona, item.want, item.benefit,
          item.description, item.estimate, item.asked, item.assignee, item.due, item.note, item.state, item.trashed_at IS NOT NULL, item.parent,
          e.number, e.title, item.blocked, item.decline_reason, item.decline_alternative, item.decline_requester, item.source,
          item.foreign_key, item.created_at, item.updated_at, item.done_at, item.links, item.snoozed_until, item.kept_on, item.kept_why,
          item.decline_again, item.merged_into, item.declined_at, item.serves_goal, item.worth, item.pinned, {changed}, {here}, coalesce(e.state = 'declined', 0)
        FROM item JOIN product p ON p.id = item.product LEFT JOIN item e ON e.id = item.parent WHERE item.id = ?1"
    );
    let found = conn.prepare_cached(&sql)?.query_row([id.0], |r| item_row(r, id)).optional()?;
    let Some(mut item) = found else { return Ok(None) };
    lines(conn, &mut item)?;
    Ok(Some(item))
}

fn item_row(r: &rusqlite::Row, id: ItemId) -> rusqlite::Result<Item> {
    let prefix: String = r.get(2)?;
    let epic = match r.get::<_, Option<i64>>(17)? {
        Some(parent) => Some((ItemId(parent), Key { prefix: prefix.clone(), number: r.get(18)? }, r.get(19)?)),
        None => None,
    };
    let decline = match r.get::<_, Option<String>>(21)? {
        Some(reason) => {
            Some(Refusal { reason, alternative: r.get(22)?, requester: r.get(23)?, again: row::day(r, 33)? })
        }
        None => None,
    };
    let kept = match row::day(r, 31)? {
        Some(on) => Some(Kept { on, why: r.get(32)? }),
        None => None,
    };
    Ok(Item {
        id,
        uid: row::uid(r, 0)?,
        product: ProductId(r.get(1)?),
        key: Key { prefix: prefix.clone(), number: r.get(3)? },
        text: story(r)?,
        state: row::state(r, 15)?,
        is_trashed: r.get(16)?,
        epic,
        is_epic_declined: r.get(41)?,
        criteria: Vec::new(),
        subtasks: Vec::new(),
        children: None,
        blocked: r.get(20)?,
        decline,
        // Its key and title come with the other ties.
        merged_into: r
            .get::<_, Option<i64>>(34)?
            .map(|id| (ItemId(id), Key { prefix: prefix.clone(), number: 0 }, String::new())),
        twin: None,
        questions: Vec::new(),
        needs: Vec::new(),
        needed_by: Vec::new(),
        alike: Vec::new(),
        snoozed_until: row::day(r, 30)?,
        kept,
        source: r.get::<_, Option<String>>(24)?.zip(r.get(25)?),
        is_changed: r.get(39)?,
        is_incoming: r.get(40)?,
        comments: Vec::new(),
        extra: Vec::new(),
        created_at: row::instant(r, 26)?,
        updated_at: row::instant(r, 27)?,
        done_at: r.get::<_, Option<i64>>(28)?.map(Instant),
        declined_at: r.get::<_, Option<i64>>(35)?.map(Instant),
        sprint: None,
        serves_goal: r.get(36)?,
        value: r.get(37)?,
        inputs: Inputs::default(),
        pinned: r.get(38)?,
        hops: 0,
        about: None,
    })
}

fn story(r: &rusqlite::Row) -> rusqlite::Result<Story> {
    Ok(Story {
        kind: row::kind(r, 4)?,
        title: r.get(5)?,
        persona: r.get(6)?,
        want: r.get(7)?,
        benefit: r.get(8)?,
        description: r.get(9)?,
        estimate: row::estimate(r, 10)?,
        tags: Vec::new(),
        asked: r.get(11)?,
        assignee: r.get(12)?,
        due: row::day(r, 13)?,
        links: row::lines(r, 29)?,
        note: r.get(14)?,
    })
}

/// What stands under an item.
fn lines(conn: &Connection, item: &mut Item) -> Result<(), StoreError> {
    let id = item.id.0;
    let sql = "SELECT tag FROM item_tag WHERE item = ?1 ORDER BY id";
    item.text.tags = conn.prepare_cached(sql)?.query_map([id], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let sql = "SELECT id, text, is_met FROM criterion WHERE item = ?1 ORDER BY n, id";
    let criterion =
        |r: &rusqlite::Row| Ok(Criterion { id: CriterionId(r.get(0)?), text: r.get(1)?, is_met: r.get(2)? });
    item.criteria = conn.prepare_cached(sql)?.query_map([id], criterion)?.collect::<Result<_, _>>()?;
    let sql = "SELECT text, is_done FROM subtask WHERE item = ?1 ORDER BY n, id";
    let subtask = |r: &rusqlite::Row| Ok(Subtask { text: r.get(0)?, is_done: r.get(1)? });
    item.subtasks = conn.prepare_cached(sql)?.query_map([id], subtask)?.collect::<Result<_, _>>()?;
    let sql = "SELECT column, value FROM item_extra WHERE item = ?1 ORDER BY n, id";
    let extra = |r: &rusqlite::Row| Ok(Extra { column: r.get(0)?, value: r.get(1)? });
    item.extra = conn.prepare_cached(sql)?.query_map([id], extra)?.collect::<Result<_, _>>()?;
    item.comments = comments(conn, item.id)?;
    item.inputs = score::inputs(conn, item.id)?;
    ties::fill(conn, item)?;
    sprint::fill(conn, item)?;
    if item.text.kind == Kind::Epic {
        item.children = Some(children::of(conn, &[item.id])?.remove(&item.id).unwrap_or_default());
    }
    Ok(())
}

/// What people said about an item at its source, in the order in which that tells it.
pub(super) fn comments(conn: &Connection, item: ItemId) -> rusqlite::Result<Vec<Comment>> {
    let sql = "SELECT at, author, text FROM comment WHERE item = ?1 ORDER BY n, id";
    let comment = |r: &rusqlite::Row| {
        Ok(Comment { at: r.get::<_, Option<i64>>(0)?.map(Instant), author: r.get(1)?, text: r.get(2)? })
    };
    conn.prepare_cached(sql)?.query_map([item.0], comment)?.collect()
}
