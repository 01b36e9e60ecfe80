//! Items by a column: its natural meaning, what is missing last either way, equals as they were.
//!
//! What is compared is one number an item; of a title it is where its text lies. So 100,000 titles take little more
//! room than their text.

use super::super::error::StoreError;
use super::super::{list, row};
use crate::domain::text::fold;
use crate::domain::{Column, Estimate, ItemId, ProductId, Scale, Sort};
use chrono::Datelike;
use rusqlite::{Connection, Row};
use std::cmp::Ordering;
use std::collections::HashMap;

/// More items than this are read by looking at all of them, not one by one.
const MANY: usize = 500;
/// What an item has of which the column says nothing.
const MISSING: i64 = i64::MIN;

/// Sorts; the items come in the list's own order.
pub(super) fn sort(
    conn: &Connection,
    product: ProductId,
    mut items: Vec<ItemId>,
    sort: Sort,
) -> Result<Vec<ItemId>, StoreError> {
    let keys = keys(conn, product, &items, sort.by)?;
    items.sort_by(|a, b| match (keys.of(*a), keys.of(*b)) {
        (MISSING, MISSING) => Ordering::Equal,
        (MISSING, _) => Ordering::Greater,
        (_, MISSING) => Ordering::Less,
        (a, b) if sort.is_down => keys.compare(b, a),
        (a, b) => keys.compare(a, b),
    });
    Ok(items)
}

/// What the column says, by row's number.
#[derive(Default)]
struct Keys {
    known: Vec<i64>,
    /// Where the keys stand for texts: these.
    texts: Option<Texts>,
}

impl Keys {
    fn of(&self, item: ItemId) -> i64 {
        usize::try_from(item.0).ok().and_then(|at| self.known.get(at).copied()).unwrap_or(MISSING)
    }

    fn set(&mut self, item: i64, key: i64) {
        let Ok(slot) = usize::try_from(item) else { return };
        if slot >= self.known.len() {
            self.known.resize(slot + 1, MISSING);
        }
        self.known[slot] = key;
    }

    fn compare(&self, a: i64, b: i64) -> Ordering {
        match &self.texts {
            Some(texts) => texts.get(a).cmp(texts.get(b)),
            None => a.cmp(&b),
        }
    }
}

/// Texts one behind the other, in pieces: a piece that is given back is given back to the system.
#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    /// Bytes of a piece, as a power of two.
    const PIECE: u32 = 16;
    /// Bits of a text's length.
    const LENGTH: u32 = 20;

    /// Keeps a text; answers its key.
    fn push(&mut self, text: &str) -> i64 {
        let size = 1 << Self::PIECE;
        if self.0.last().is_none_or(|piece| piece.len() + text.len() >= size) {
            self.0.push(String::with_capacity(size));
        }
        let at = self.0.len() - 1;
        let piece = &mut self.0[at];
        let from = piece.len();
        // Titles are far shorter; what is longer is compared by its beginning.
        let most = (1 << Self::LENGTH) - 1;
        let end = (0..=text.len().min(most)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        piece.push_str(&text[..end]);
        let key = (at << Self::PIECE | from) << Self::LENGTH | end;
        i64::try_from(key).unwrap_or(MISSING)
    }

    fn get(&self, key: i64) -> &str {
        let key = usize::try_from(key).unwrap_or(0);
        let (place, length) = (key >> Self::LENGTH, key & ((1 << Self::LENGTH) - 1));
        let (at, from) = (place >> Self::PIECE, place & ((1 << Self::PIECE) - 1));
        self.0.get(at).and_then(|piece| piece.get(from..from + length)).unwrap_or_default()
    }
}

/// Estimates as numbers, once all of them are known.
#[derive(Default)]
struct Sizes(HashMap<String, i64>);

impl Sizes {
    /// The number of an estimate as it is written, in the order of their coming.
    fn number(&mut self, estimate: &str) -> i64 {
        if let Some(known) = self.0.get(estimate) {
            return *known;
        }
        let next = i64::try_from(self.0.len()).unwrap_or(MISSING);
        self.0.insert(estimate.to_owned(), next);
        next
    }

    /// For each number the one by which it is sorted.
    fn ranks(self) -> Vec<i64> {
        let of = |estimate: &str| Estimate::parse(estimate).ok().flatten().as_ref().map(size);
        let mut all: Vec<(String, i64)> = self.0.into_iter().collect();
        all.sort_by_cached_key(|(estimate, _)| of(estimate));
        let mut ranks = vec![0; all.len()];
        let (mut last, mut rank) = (None, -1);
        for (estimate, number) in all {
            let size = Some(of(&estimate));
            rank += i64::from(size != last);
            last = size;
            if let Some(slot) = usize::try_from(number).ok().and_then(|n| ranks.get_mut(n)) {
                *slot = rank;
            }
        }
        ranks
    }
}

fn keys(conn: &Connection, product: ProductId, items: &[ItemId], by: Column) -> Result<Keys, StoreError> {
    let column = match by {
        Column::Key => "item.number",
        Column::Title => "item.title",
        Column::Kind => "item.kind",
        Column::State => "item.state",
        Column::Estimate => "item.estimate",
        Column::Epic => "(SELECT epic.number FROM item epic WHERE epic.id = item.parent)",
        Column::Created => "item.created_at",
        Column::Changed => "item.updated_at",
        Column::Due => "item.due",
    };
    let is_all = items.len() > MANY;
    let sql = match by {
        Column::Title if is_all => {
            "SELECT item.id, item.title FROM item NOT INDEXED WHERE item.product = ?1".to_owned()
        }
        _ if is_all => format!("SELECT item.id, {column} FROM item INDEXED BY item_facts WHERE item.product = ?1"),
        _ => format!(
            "SELECT item.id, {column} FROM json_each(?2) j CROSS JOIN item ON item.id = j.value WHERE ?1 IS NOT NULL"
        ),
    };
    let given = (!is_all).then(|| list::json(items));
    let mut statement = conn.prepare_cached(&sql)?;
    let with: Vec<rusqlite::types::Value> = std::iter::once(product.0.into()).chain(given.map(Into::into)).collect();
    let mut rows = statement.query(rusqlite::params_from_iter(with))?;
    let mut keys = Keys { texts: (by == Column::Title).then(Texts::default), ..Keys::default() };
    let mut sizes = Sizes::default();
    while let Some(row) = rows.next()? {
        let key = match &mut keys.texts {
            Some(texts) => Some(texts.push(&fold(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?))),
            None => key(row, by, &mut sizes)?,
        };
        keys.set(row.get(0)?, key.unwrap_or(MISSING));
    }
    if by == Column::Estimate {
        let ranks = sizes.ranks();
        let rank = |n: i64| usize::try_from(n).ok().and_then(|n| ranks.get(n).copied()).unwrap_or(MISSING);
        keys.known.iter_mut().for_each(|key| *key = rank(*key));
    }
    Ok(keys)
}

fn key(r: &Row, by: Column, sizes: &mut Sizes) -> rusqlite::Result<Option<i64>> {
    Ok(match by {
        Column::Key | Column::Epic | Column::Created | Column::Changed => r.get(1)?,
        Column::Title => None,
        Column::Kind => Some(row::kind(r, 1)? as i64),
        Column::State => Some(row::state(r, 1)? as i64),
        Column::Estimate => r.get_ref(1)?.as_str_or_null()?.map(|estimate| sizes.number(estimate)),
        Column::Due => row::day(r, 1)?.map(|day| day.num_days_from_ce().into()),
    })
}

/// A number of points, then a size of the scale, then any other word.
fn size(estimate: &Estimate) -> (u8, i64, String) {
    if let Some(points) = estimate.points() {
        return (0, points.0, String::new());
    }
    let sizes = Scale::TShirt.values();
    match sizes.iter().position(|s| *s == estimate.as_str()) {
        Some(at) => (1, i64::try_from(at).unwrap_or(i64::MAX), String::new()),
        None => (2, 0, estimate.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_however_many_there_are() {
        let mut texts = Texts::default();
        let text = |n: usize| format!("{n} {}", "ü".repeat(n % 700));
        let keys: Vec<i64> = (0..3000).map(|n| texts.push(&text(n))).collect();
        let long = texts.push(&"x".repeat(200_000));
        assert!(keys.iter().zip(0..).all(|(key, n)| texts.get(*key) == text(n)));
        assert_eq!(texts.get(long).len(), 200_000);
        assert!(texts.0.len() > 20);
    }

    #[test]
    fn equal_estimates_have_one_rank() {
        let mut sizes = Sizes::default();
        let numbers = ["XL", "5", "13", "5", "S", "1/2"].map(|estimate| sizes.number(estimate));
        let ranks = sizes.ranks();
        let rank = |n: usize| ranks[usize::try_from(numbers[n]).unwrap()];
        assert!(rank(1) == rank(3) && rank(1) < rank(2) && rank(2) < rank(4) && rank(4) < rank(0));
    }
}
