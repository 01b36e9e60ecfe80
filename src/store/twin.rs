//! The story that says the same as another one: found by its words in the index, compared as the rule does.

use super::error::StoreError;
use crate::domain::item::Story;
use crate::domain::{Item, ItemId, Key, Kind, State, quality};
use rusqlite::{Connection, params};

/// So many words of the means are looked for: fewer stories have them all, and a long one may have been cut.
const WORDS: usize = 8;
/// So many that the words find are compared.
const SEEN: i64 = 200;
/// In a file with more items than these the question would hold up the next key (6 ms at 100,000, where common words
/// stand in thousands of stories): there the list of what all rules find names the twins.
const FEW: i64 = 5_000;

/// The first story by rank with the same role and the same means, of those that are still to do. One question to the
/// index of words; none in a large file.
pub(super) fn of(conn: &Connection, item: &Item) -> Result<Option<(ItemId, Key)>, StoreError> {
    let is_asked = !item.is_trashed && !matches!(item.state, State::Done | State::Declined);
    let Some(wish) = quality::wish(&item.text).filter(|_| is_asked) else { return Ok(None) };
    let newest: i64 = conn.prepare_cached("SELECT coalesce(max(id), 0) FROM item")?.query_row([], |r| r.get(0))?;
    if newest > FEW {
        return Ok(None);
    }
    let phrase = |words: &str| words.split_whitespace().take(WORDS).collect::<Vec<_>>().join(" ");
    let [role, means] = [&wish[0], &wish[1]].map(|words| phrase(words));
    let sql = "SELECT item.id, number, persona, want
        FROM (SELECT rowid AS id FROM item_words WHERE item_words MATCH ?1 LIMIT ?2) found
        CROSS JOIN item ON item.id = found.id
        WHERE product = ?3 AND item.id <> ?4 AND kind = 'story' AND trashed_at IS NULL
          AND state NOT IN ('done', 'declined')
        ORDER BY rank";
    let mut statement = conn.prepare_cached(sql)?;
    let asked = format!("story : \"{role}\" AND story : \"{means}\"");
    let mut rows = statement.query(params![asked, SEEN, item.product.0, item.id.0])?;
    while let Some(row) = rows.next()? {
        let story = Story { kind: Kind::Story, persona: row.get(2)?, want: row.get(3)?, ..Story::default() };
        if quality::wish(&story).as_ref() == Some(&wish) {
            let key = Key { prefix: item.key.prefix.clone(), number: row.get(1)? };
            return Ok(Some((ItemId(row.get(0)?), key)));
        }
    }
    Ok(None)
}
