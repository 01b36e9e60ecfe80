//! Why items stand where they stand, as the file tells it: what people did to their places, and what comes before them.

use super::error::StoreError;
use super::{Store, history, list, read, row, sprint, step};
use crate::domain::step::{Said, Told};
use crate::domain::why::{Comes, Ground};
use crate::domain::{Estimate, Item, ItemId, List, Points, ProductId, Step, StepId};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

impl Store {
    /// What the file says of why an item stands where it stands; `None` where it is gone.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn ground(&self, item: ItemId) -> Result<Option<Ground>, StoreError> {
        self.reading(|conn| Ok(grounds(conn, self, &[item])?.pop()))
    }

    /// The last change of a product that nobody took back, of this window where it has made one; a reason for one is
    /// none.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub fn last_change(&self, product: ProductId) -> Result<Option<Step>, StoreError> {
        self.reading(|conn| {
            let last = |own: &str| {
                let sql = format!(
                    "SELECT id FROM step WHERE product = ?1 {own} AND live = 1 AND turn <> 1 AND verb <> 'explain'
                     AND (SELECT first.verb FROM step first WHERE first.id = step.root) IS NOT 'explain'
                     ORDER BY id DESC LIMIT 1"
                );
                let window = (!own.is_empty()).then_some(&self.writer.window);
                let found = conn
                    .prepare_cached(&sql)?
                    .query_row(params_from_iter([product.0.to_string()].iter().chain(window)), |r| r.get::<_, i64>(0));
                found.optional()
            };
            let id = last("AND window = ?2")?.map_or_else(|| last(""), |id| Ok(Some(id)))?;
            Ok(id.map(|id| step::find(conn, &self.writer, StepId(id))).transpose()?.flatten())
        })
    }
}

/// For each item that is there.
pub(super) fn grounds(conn: &Connection, store: &Store, items: &[ItemId]) -> Result<Vec<Ground>, StoreError> {
    let mut found = Vec::new();
    for id in items {
        let Some(item) = read::item(conn, *id)? else { continue };
        let Moves { moved: moves, ordered, fixed } = moves(conn, *id)?;
        // The newest is what holds it.
        let fixed = fixed.into_iter().next().filter(|_| item.pinned.is_some());
        let comes = (item.list() == List::Backlog).then(|| comes(conn, store, &item)).transpose()?;
        found.push(Ground { item, moves, ordered, fixed, comes });
    }
    Ok(found)
}

/// What people did to an item's place, the newest first.
#[derive(Default)]
struct Moves {
    moved: Vec<Told>,
    ordered: Vec<Told>,
    fixed: Vec<Told>,
}

/// What a step did to an item's place.
enum Act {
    Moved,
    Ordered,
    Fixed,
}

/// What people did to an item's place and nobody took back, the newest first: moves, Sprints, what fixed it; and apart
/// from it, by what it was ordered. A renumbering is nobody's act.
fn moves(conn: &Connection, item: ItemId) -> Result<Moves, StoreError> {
    // In a text of a person a quotation mark stands behind a backslash: these are names of columns alone. What was
    // brought back is told as it was done at first.
    let sql = r#"SELECT step.id, step.at, step.day, step.author,
          coalesce((SELECT text FROM remark WHERE remark.step = step.id), step.reason,
            (SELECT text FROM remark WHERE remark.step = first.id), first.reason), first.label, first.verb, delta
        FROM journal JOIN step ON step.id = journal.step JOIN step first ON first.id = step.root
        WHERE journal.item = ?1 AND tab = 'item' AND op = 'update' AND step.live = 1 AND step.turn <> 1
          AND (delta LIKE '%["rank",%' OR delta LIKE '%["sprint",%' OR delta LIKE '%["pinned",%')
        ORDER BY journal.seq"#;
    let people = history::people(conn, item)?;
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([item.0])?;
    let mut told: Vec<(Told, Act, Vec<Said>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let step = StepId(row.get(0)?);
        if told.last().is_none_or(|(told, ..)| told.step != step) {
            let (told_of, act) = opening(row, step, &people)?;
            told.push((told_of, act, Vec::new()));
        }
        let Some((head, _, sentences)) = told.last_mut() else { continue };
        let delta = row.get::<_, Option<String>>(7)?.and_then(|delta| serde_json::from_str(&delta).ok());
        for said in history::placed(conn, delta.as_ref(), head, &people) {
            // A refusal is no move: only what Sprint it left is told.
            if !said.text.is_empty() && !sentences.contains(&said) {
                sentences.push(said);
            }
        }
    }
    let mut sorted = Moves::default();
    for (mut told, act, what) in told.into_iter().rev().filter(|(.., what)| !what.is_empty()) {
        told.what = what;
        match act {
            Act::Moved => sorted.moved.push(told),
            Act::Ordered => sorted.ordered.push(told),
            Act::Fixed => sorted.fixed.push(told),
        }
    }
    Ok(sorted)
}

/// The entry of a step with what is said of its place: its label, "by RICE" of an order by score, nothing of a refusal
/// and of what took one back.
fn opening(row: &rusqlite::Row, step: StepId, people: &[String]) -> rusqlite::Result<(Told, Act)> {
    let (label, verb): (String, String) = (row.get(5)?, row.get(6)?);
    let act = match verb.as_str() {
        "arrange" => Act::Ordered,
        "set-pinned" => Act::Fixed,
        _ => Act::Moved,
    };
    let text = match verb.as_str() {
        "decline" | "reconsider" => String::new(),
        "arrange" => label.find(" by ").map_or(label.clone(), |at| label[at + 1..].to_owned()),
        _ => label,
    };
    Ok((history::opening(row, (step, text), step::audience(row, 6)?, people)?, act))
}

/// Where more items stand before one, it is too far away to say when it comes.
const MOST: usize = 5000;

/// When it comes, going by what stands before it and by the last three velocities.
fn comes(conn: &Connection, store: &Store, item: &Item) -> Result<Comes, StoreError> {
    let (table, listed) = (list::table(List::Backlog), list::condition(List::Backlog));
    let mine = "(SELECT mine.rank FROM item mine WHERE mine.id = ?2)";
    // Counted in the index alone.
    let sql = format!("SELECT count(*) FROM {table} WHERE product = ?1 AND {listed} AND rank < {mine}");
    let before = conn.prepare_cached(&sql)?.query_row(params![item.product.0, item.id.0], |r| r.get::<_, i64>(0))?;
    let before = usize::try_from(before).unwrap_or(0);
    if before > MOST {
        return Ok(Comes::beyond(before));
    }
    let sql = format!(
        "SELECT estimate, count(*) FROM {table} WHERE product = ?1 AND {listed} AND rank <= {mine}
           AND (sprint IS NULL OR sprint NOT IN (SELECT id FROM sprint WHERE product = ?1 AND phase <> 'closed'))
         GROUP BY estimate"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![item.product.0, item.id.0])?;
    let (mut points, mut unestimated) = (0_i64, 0);
    while let Some(r) = rows.next()? {
        let count: i64 = r.get(1)?;
        match row::estimate(r, 0)?.as_ref().and_then(Estimate::points) {
            Some(each) => points = points.saturating_add(each.0.saturating_mul(count)),
            None => unestimated += usize::try_from(count).unwrap_or(0),
        }
    }
    let velocity = store.past.borrow_mut().usual(conn, item.product)?;
    let last = velocity.newest().iter().map(|behind| behind.completed).collect();
    let blocks = sprint::blocks(conn, item.product)?;
    Ok(Comes::of((Points(points), unestimated), last, sprint::newest(conn, item.product)?.saturating_add(1), &blocks))
}
