//! Questions that an index of their own answers: words, tags, criteria, imported columns, keys, places. Their answers
//! are sets, put together here; only what is asked of the items themselves looks at each of them.

use super::super::error::StoreError;
use super::super::{compared, incoming};
use super::Search;
use super::bits::Bits;
use super::compile;
use crate::domain::filter::{Has, KeyRef, Test};
use crate::domain::{ItemId, List};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// Sets of at most so many are looked at one by one, where more is asked of them than the set says.
const FEW: usize = 2000;

/// The query of a set and what it is compared with, behind the product; `None` for what is asked of the items.
fn query(test: &Test) -> Option<(String, Vec<Value>)> {
    let with = |sql: &str, value: &str| Some((sql.to_owned(), vec![Value::Text(value.to_owned())]));
    let plain = |sql: &str| Some((sql.to_owned(), Vec::new()));
    match test {
        Test::Tag(tag) => with("SELECT item FROM item_tag WHERE folded = ?2", tag),
        Test::EpicTitle(needle) => with(
            "SELECT item.id FROM item INDEXED BY item_parent WHERE parent IN (SELECT epic.id FROM item epic
               WHERE epic.id IN (SELECT id FROM item INDEXED BY item_facts WHERE product = ?1 AND kind = 'epic')
                 AND upnext_has(?2, epic.title))",
            needle.pattern(),
        ),
        Test::Source(name) => with(
            "SELECT id FROM item INDEXED BY item_foreign
             WHERE product = ?1 AND source IS NOT NULL AND upnext_is(?2, source, foreign_key)",
            name,
        ),
        Test::Extra(needle) => {
            with("SELECT item FROM item_extra WHERE upnext_has_either(?2, column, value)", needle.pattern())
        }
        Test::Comment(needle) => {
            with("SELECT item FROM comment WHERE upnext_has_either(?2, author, text)", needle.pattern())
        }
        Test::Changed => plain(&incoming::changed_sql()),
        Test::Incoming => plain(&incoming::items_sql()),
        Test::Reason(needle) => with(
            "SELECT id FROM item INDEXED BY item_refused
             WHERE product = ?1 AND decline_reason IS NOT NULL AND upnext_has(?2, decline_reason)",
            needle.pattern(),
        ),
        Test::Has(Has::Criteria) => plain("SELECT DISTINCT item FROM criterion"),
        Test::Has(Has::Subtasks) => plain("SELECT DISTINCT item FROM subtask"),
        Test::Has(Has::Tags) => plain("SELECT DISTINCT item FROM item_tag"),
        Test::Has(Has::Fields) => plain("SELECT DISTINCT item FROM item_extra"),
        Test::Has(Has::Comments) => plain("SELECT DISTINCT item FROM comment"),
        Test::Has(has @ (Has::Description | Has::Note | Has::Benefit | Has::Story | Has::Links)) => plain(&format!(
            "SELECT id FROM item INDEXED BY item_has_{} WHERE product = ?1 AND {} = 1",
            has.name(),
            compile::presence(*has).replace("item.", "")
        )),
        Test::Has(Has::Questions) => plain("SELECT DISTINCT item FROM question"),
        Test::Has(Has::Dependencies) => plain("SELECT DISTINCT item FROM dependency"),
        Test::Questioned => plain("SELECT DISTINCT item FROM question WHERE answer IS NULL"),
        Test::Waiting => plain(
            "SELECT DISTINCT dependency.item FROM dependency CROSS JOIN item other ON other.id = dependency.needs
             WHERE other.state NOT IN ('done', 'declined')",
        ),
        Test::Similar => plain(&compared::items_sql()),
        Test::Has(Has::Source) => {
            plain("SELECT id FROM item INDEXED BY item_foreign WHERE product = ?1 AND source IS NOT NULL")
        }
        Test::Has(Has::Sprint) => plain("SELECT id FROM item INDEXED BY item_sprint WHERE sprint IS NOT NULL"),
        Test::Sprint(which) => {
            plain(&format!("SELECT id FROM item INDEXED BY item_sprint WHERE sprint IN ({})", compile::sprint(*which)))
        }
        Test::Serves => plain("SELECT id FROM item INDEXED BY item_serves WHERE product = ?1 AND serves_goal = 1"),
        Test::Carried => plain("SELECT DISTINCT card FROM frozen INDEXED BY frozen_carried WHERE went = 'next'"),
        Test::Has(Has::Epic) => plain("SELECT id FROM item INDEXED BY item_parent WHERE parent IS NOT NULL"),
        _ => None,
    }
}

/// True where a part of the test has a set of its own.
fn has_set(test: &Test) -> bool {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().any(has_set),
        Test::Not(inner) => has_set(inner),
        Test::Words(_) | Test::Key(_) | Test::EpicKey(_) | Test::Place(..) => true,
        leaf => query(leaf).is_some(),
    }
}

/// A test that the index of words answers at once. What is declined is also found by its reason, which stands elsewhere.
fn indexed(among: super::Among<'_>, test: &Test) -> Option<String> {
    let has_declined = match among {
        super::Among::List(places) => matches!(places.list, List::Declined | List::Trash),
        super::Among::All | super::Among::These => true,
    };
    if has_declined { None } else { compile::indexed(test) }
}

/// Splits the parts of a test into those that the index of words answers at once, other sets, and what is left.
fn split<'a>(among: super::Among<'_>, parts: &'a [Test]) -> (Vec<String>, Vec<&'a Test>, Vec<Test>) {
    let (mut words, mut sets, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        match indexed(among, part) {
            Some(phrase) => words.push(phrase),
            None if has_set(part) => sets.push(part),
            None => rest.push(part.clone()),
        }
    }
    (words, sets, rest)
}

impl Search<'_> {
    /// The items that pass, and others that don't belong where is searched.
    pub(super) fn set(&self, among: super::Among, test: &Test) -> Result<Bits, StoreError> {
        self.check_stopped()?;
        if let Some(phrase) = indexed(among, test) {
            return self.words(&phrase);
        }
        match test {
            Test::All(parts) if has_set(test) => self.all(among, parts),
            Test::Any(parts) if has_set(test) => self.any(among, parts),
            Test::Not(inner) if has_set(inner) => {
                let mut bits = self.set(among, inner)?;
                bits.turn();
                Ok(bits)
            }
            Test::Words(needle) => {
                let mut bits = self.words(&compile::phrase(needle))?;
                bits.join(&self.found(&compile::refused("?2"), vec![Value::Text(needle.pattern().to_owned())])?);
                Ok(bits)
            }
            Test::Key(key) => self.key(key, "SELECT id FROM item WHERE product = ?1 AND number = ?2"),
            Test::EpicKey(key) => self.key(
                key,
                "SELECT id FROM item INDEXED BY item_parent
                 WHERE parent IN (SELECT epic.id FROM item epic WHERE epic.product = ?1 AND epic.number = ?2)",
            ),
            Test::Place(from, to) => {
                let mut bits = self.none()?;
                self.places(List::Backlog)?.between(*from, *to, &mut bits);
                Ok(bits)
            }
            test => match query(test) {
                Some((sql, values)) => self.found(&sql, values),
                None => self.looked_at(among, None, test),
            },
        }
    }

    fn all(&self, among: super::Among, parts: &[Test]) -> Result<Bits, StoreError> {
        let (words, sets, rest) = split(among, parts);
        let mut found: Option<Bits> = None;
        let mut keep = |bits: Bits| match &mut found {
            Some(found) => found.keep(&bits),
            None => found = Some(bits),
        };
        if !words.is_empty() {
            keep(self.words(&words.join(" AND "))?);
        }
        for part in sets {
            keep(self.set(among, part)?);
        }
        let Some(mut found) = found else { return self.looked_at(among, None, &Test::All(rest)) };
        if !rest.is_empty() {
            let few = Some(found.ids().collect::<Vec<_>>()).filter(|_| found.count() <= FEW);
            found.keep(&self.looked_at(among, few.as_deref(), &Test::All(rest))?);
        }
        Ok(found)
    }

    fn any(&self, among: super::Among, parts: &[Test]) -> Result<Bits, StoreError> {
        let (words, sets, rest) = split(among, parts);
        let mut found = self.none()?;
        if !words.is_empty() {
            found.join(&self.words(&words.join(" OR "))?);
        }
        for part in sets {
            found.join(&self.set(among, part)?);
        }
        if !rest.is_empty() {
            found.join(&self.looked_at(among, None, &Test::Any(rest))?);
        }
        Ok(found)
    }

    fn none(&self) -> Result<Bits, StoreError> {
        Ok(Bits::none(self.last()?))
    }

    fn words(&self, phrase: &str) -> Result<Bits, StoreError> {
        // The product has nothing to do with it; naming it keeps one set of parameters.
        let sql = "SELECT rowid FROM item_words WHERE item_words MATCH ?2 AND ?1 IS NOT NULL";
        self.found(sql, vec![Value::Text(phrase.to_owned())])
    }

    fn key(&self, key: &KeyRef, sql: &str) -> Result<Bits, StoreError> {
        let is_ours = match &key.prefix {
            Some(prefix) => *prefix == self.prefix()?,
            None => true,
        };
        if is_ours { self.found(sql, vec![Value::Integer(key.number)]) } else { self.none() }
    }

    fn found(&self, sql: &str, values: Vec<Value>) -> Result<Bits, StoreError> {
        let mut bits = self.none()?;
        let mut statement = self.conn.prepare_cached(sql)?;
        let all = std::iter::once(Value::Integer(self.product.0)).chain(values).take(statement.parameter_count());
        let mut rows = statement.query(params_from_iter(all))?;
        while let Some(row) = rows.next()? {
            bits.add(ItemId(row.get(0)?));
        }
        Ok(bits)
    }

    fn looked_at(&self, among: super::Among, few: Option<&[ItemId]>, test: &Test) -> Result<Bits, StoreError> {
        let mut bits = self.none()?;
        self.passing(among, few, test, &mut |id| bits.add(id))?;
        Ok(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{journal::Gate, schema};
    use strum::IntoEnumIterator;

    #[test]
    fn what_is_filled_in_is_read_from_an_index_alone() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        Gate::default().register(&conn).unwrap();
        schema::create(&conn).unwrap();
        for has in Has::iter() {
            let of_items = || {
                let mut compiled = compile::Compiled::new(compile::Words::Indexed);
                compiled.bind(1);
                compiled.write(&Test::Has(has), "WEB", &[]);
                let test = compiled.sql();
                format!("SELECT item.id FROM item INDEXED BY item_facts WHERE item.product = ?1 AND {test}")
            };
            let sql = query(&Test::Has(has)).map_or_else(of_items, |query| query.0);
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let with = vec![1; statement.parameter_count()];
            let plan: String = statement.query_row(params_from_iter(with), |r| r.get(3)).unwrap();
            assert!(plan.contains("COVERING INDEX"), "{has:?}: {plan}");
        }
    }
}
