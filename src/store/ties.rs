//! What an item is tied to: dependencies, questions, what says nearly the same, and the item it was merged into.

use super::compared::TOGETHER;
use super::error::StoreError;
use super::{row, whole};
use crate::domain::item::{Question, Tie};
use crate::domain::query::Posed;
use crate::domain::{Item, ItemId, Key, ProductId, QuestionId};
use rusqlite::{Connection, OptionalExtension};

/// The columns of [`tie`], of an item of the same product as the one that `?1` names.
const TIE: &str = "other.id, other.number, other.title, other.state,
    other.state = 'inbox' OR other.rank > (SELECT mine.rank FROM item mine WHERE mine.id = ?1)";

/// So many items that say nearly the same are named.
const ALIKE: usize = 20;

/// Fills them in.
pub(super) fn fill(conn: &Connection, item: &mut Item) -> Result<(), StoreError> {
    let sql = "SELECT id, text, asked_on, answer, answered_on FROM question WHERE item = ?1 ORDER BY id";
    let question = |r: &rusqlite::Row| Ok(Question { id: QuestionId(r.get(0)?), said: whole::asked(r, 1)? });
    item.questions = conn.prepare_cached(sql)?.query_map([item.id.0], question)?.collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT {TIE} FROM dependency CROSS JOIN item other ON other.id = dependency.needs
         WHERE dependency.item = ?1 ORDER BY other.number"
    );
    item.needs = ties(conn, &sql, item)?;
    let sql = format!(
        "SELECT {TIE} FROM dependency CROSS JOIN item other ON other.id = dependency.item
         WHERE dependency.needs = ?1 ORDER BY other.number"
    );
    item.needed_by = ties(conn, &sql, item)?;
    let sql = format!(
        "SELECT {TIE} FROM (SELECT b AS id FROM alike WHERE a = ?1 AND {TOGETHER}
           UNION SELECT a FROM alike WHERE b = ?1 AND {TOGETHER}) near
         CROSS JOIN item other ON other.id = near.id
         WHERE other.trashed_at IS NULL AND other.state NOT IN ('done', 'declined') ORDER BY other.number LIMIT {ALIKE}"
    );
    item.alike = ties(conn, &sql, item)?;
    if let Some((id, key, title)) = &mut item.merged_into {
        let sql = format!("SELECT {TIE} FROM item other WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id.0], |r| tie(r, &item.key.prefix)).optional()?;
        if let Some(found) = found {
            (*key, *title) = (found.key, found.title);
        }
    }
    Ok(())
}

/// The questions about an item: the open ones first, oldest first.
pub(super) fn questions_of(conn: &Connection, item: ItemId) -> rusqlite::Result<Vec<Posed>> {
    let sql = format!("{POSED} WHERE question.item = ?1 ORDER BY question.answer IS NOT NULL, question.id");
    conn.prepare_cached(&sql)?.query_map([item.0], posed)?.collect()
}

/// All open questions of a product, the oldest first.
pub(super) fn open_questions(conn: &Connection, product: ProductId) -> rusqlite::Result<Vec<Posed>> {
    let sql = format!(
        "{POSED} WHERE item.product = ?1 AND question.answer IS NULL AND item.trashed_at IS NULL
           AND item.state NOT IN ('done', 'declined')
         ORDER BY question.asked_on, question.id LIMIT {MOST}"
    );
    conn.prepare_cached(&sql)?.query_map([product.0], posed)?.collect()
}

/// The columns of [`posed`].
const POSED: &str = "SELECT question.id, question.text, asked_on, answer, answered_on, item.id,
      (SELECT prefix FROM product WHERE product.id = item.product), item.number, item.title
    FROM question CROSS JOIN item ON item.id = question.item";
/// No more open questions than these are listed.
const MOST: usize = 1000;

fn posed(r: &rusqlite::Row) -> rusqlite::Result<Posed> {
    Ok(Posed {
        item: ItemId(r.get(5)?),
        key: Key { prefix: r.get(6)?, number: r.get(7)? },
        title: r.get(8)?,
        question: Question { id: QuestionId(r.get(0)?), said: whole::asked(r, 1)? },
    })
}

fn ties(conn: &Connection, sql: &str, item: &Item) -> rusqlite::Result<Vec<Tie>> {
    conn.prepare_cached(sql)?.query_map([item.id.0], |r| tie(r, &item.key.prefix))?.collect()
}

fn tie(r: &rusqlite::Row, prefix: &str) -> rusqlite::Result<Tie> {
    Ok(Tie {
        id: ItemId(r.get(0)?),
        key: Key { prefix: prefix.to_owned(), number: r.get(1)? },
        title: r.get(2)?,
        state: row::state(r, 3)?,
        is_below: r.get(4)?,
    })
}
