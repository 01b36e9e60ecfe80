//! What the store has of the items that a file tells: found by source and foreign key, items of another file of
//! upnext by their identity. A handful of queries, however many items there are.

mod adopt;
mod elsewhere;
mod gone;

use super::Store;
use super::error::StoreError;
use super::told::{self, Held};
use super::whole::{self, Epic, Span, Whole};
use super::write::Watch;
use super::{feed, score};
use crate::domain::import::{Field, Judged, Known, KnownItem, Parsed, UPNEXT, needs_of, values_of};
use crate::domain::{ItemId, Key, List, ProductId};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

/// Rows further apart than this are read by two queries.
const APART: i64 = 64;
/// Keys looked for by one query.
const AT_ONCE: usize = 4096;
/// How often a watch is told, in items.
const EVERY: usize = 256;

/// A name an item is known by: source and foreign key.
type Name = (String, String);

impl Store {
    /// What the store has, by (source, foreign key), of the items of a file and of their epics; of a new product
    /// nothing. Items that are declined or in the trash are known too: their key is taken.
    pub fn known(&self, product: Option<ProductId>, parsed: &Parsed) -> Result<Known, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            look(&tx, product, parsed, &mut |_, _| ControlFlow::Continue(()))
        })
    }

    /// As [`known`](Self::known), for big files: `watch` is told how many items of how many are read; `Break` gives it
    /// up.
    pub fn known_watched(
        &self,
        product: Option<ProductId>,
        parsed: &Parsed,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Known, StoreError> {
        self.reading(|conn| {
            let tx = Transaction::new_unchecked(conn, TransactionBehavior::Deferred)?;
            look(&tx, product, parsed, watch)
        })
    }
}

/// As [`Store::known`], inside a transaction; the watch is told how many of how many items are read.
pub(super) fn look(
    conn: &Connection,
    product: Option<ProductId>,
    parsed: &Parsed,
    watch: Watch,
) -> Result<Known, StoreError> {
    let Some(product) = product else { return Ok(Known::default()) };
    let has_scoring = conn.prepare_cached("SELECT 1 FROM scoring WHERE product = ?1")?.exists([product.0])?;
    let judged = Judged {
        scoring: if has_scoring { Some(Box::new(score::scoring(conn, product)?)) } else { None },
        duels: if parsed.duels.is_empty() { Vec::new() } else { score::duel_records(conn, product)? },
    };
    let names = names(conn, product, parsed, watch)?;
    let sql = "SELECT prefix FROM product WHERE id = ?1";
    let prefix: String = conn.prepare_cached(sql)?.query_row([product.0], |r| r.get(0))?;
    let sources = parsed.records.iter().map(|r| r.source.as_str()).collect();
    let (feeds, (sprints, held)) = (feed::all(conn, product)?, told::sprints(conn, product, &sources)?);
    let epics = if names.is_empty() { HashMap::new() } else { whole::epics(conn)? };
    let mut known = Known { items: HashMap::with_capacity(names.len()), judged, feeds, sprints, ..Known::default() };
    let mut seen = 0_usize;
    let about = About { prefix: &prefix, epics: &epics, names: &names, held: &held };
    go_on(watch, names.len())?;
    for (first, last) in runs(&names) {
        let done = whole::each(conn, &Span::between(first, last), &mut |whole| {
            for name in names.get(&whole.id).into_iter().flatten() {
                if let Some(origin) = whole.origin.as_ref().filter(|origin| origin.source == name.0)
                    && let Some(id) = &origin.id
                {
                    known.numbers.insert((name.0.clone(), id.clone()), name.1.clone());
                }
                known.items.insert(name.clone(), about.item(&whole, name));
            }
            seen += 1;
            if seen.is_multiple_of(EVERY) { watch(seen, names.len()) } else { ControlFlow::Continue(()) }
        })?;
        if done.is_break() {
            return Err(StoreError::Cancelled);
        }
    }
    if watch(seen, names.len()).is_break() {
        return Err(StoreError::Cancelled);
    }
    known.gone = gone::all(conn, (product, &prefix), parsed, &known)?;
    known.elsewhere = elsewhere::all(conn, product, parsed, &known)?;
    Ok(known)
}

/// Tells that nothing is read yet.
fn go_on(watch: Watch, total: usize) -> Result<(), StoreError> {
    if watch(0, total).is_break() { Err(StoreError::Cancelled) } else { Ok(()) }
}

/// What every item is told in the light of.
struct About<'a> {
    prefix: &'a str,
    epics: &'a HashMap<ItemId, Epic>,
    names: &'a BTreeMap<ItemId, Vec<Name>>,
    held: &'a Held,
}

impl About<'_> {
    /// What is known of one item by one of its names.
    fn item(&self, whole: &Whole, (source, _): &Name) -> KnownItem {
        let spoken = |id: &ItemId| {
            let asked = self.names.get(id).into_iter().flatten().find(|n| n.0 == *source);
            let epic = self.epics.get(id)?;
            let own = epic.origin.as_ref().filter(|o| o.0 == *source);
            Some(asked.or(own).map_or_else(|| epic.uid.to_string(), |n| n.1.clone()))
        };
        let item = &whole.item;
        let epic = whole.parent.as_ref().and_then(spoken);
        let needs: Vec<String> = whole.needs.iter().filter_map(spoken).collect();
        let mut here = values_of(item, epic.as_deref(), &whole.extra);
        here.extend(needs_of(needs.iter().map(String::as_str)).map(|needs| (Field::Needs, needs)));
        here.extend(self.held.value(whole, source));
        let imported = whole.origin.as_ref().filter(|_| source != UPNEXT).map(|o| o.imported.clone());
        let is_free = List::of(item.text.kind, item.state, item.is_trashed) == List::Backlog && item.pinned.is_none();
        KnownItem {
            item: whole.id,
            key: Key { prefix: self.prefix.to_owned(), number: item.number.unwrap_or_default() },
            here,
            imported: imported.unwrap_or_default(),
            created_at: item.created_at,
            updated_at: item.updated_at,
            is_agreed: whole.origin.as_ref().is_some_and(|origin| origin.is_agreed),
            is_trashed: item.is_trashed,
            rank: is_free.then_some(whole.rank),
        }
    }
}

/// The items that a file names, and by which names.
fn names(
    conn: &Connection,
    product: ProductId,
    parsed: &Parsed,
    watch: Watch,
) -> Result<BTreeMap<ItemId, Vec<Name>>, StoreError> {
    let mut names: BTreeMap<ItemId, Vec<Name>> = BTreeMap::new();
    let is_empty = !conn.prepare_cached("SELECT 1 FROM item WHERE product = ?1")?.exists([product.0])?;
    if is_empty {
        return Ok(names);
    }
    let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for record in &parsed.records {
        let keys = wanted.entry(&record.source).or_default();
        keys.extend([record.key.as_str()].into_iter().chain(record.parent.as_deref()));
        keys.extend(record.lines.iter().chain(&record.under).map(String::as_str));
        keys.extend(record.needs.iter().chain(&record.merged_into).chain(&record.about).map(String::as_str));
    }
    for (source, mut keys) in wanted {
        go_on(watch, parsed.records.len())?;
        let mut found = Vec::new();
        keys.sort_unstable();
        keys.dedup();
        for some in keys.chunks(AT_ONCE) {
            go_on(watch, parsed.records.len())?;
            found.extend(by_foreign_key(conn, product, source, some.iter().copied())?);
            if source == UPNEXT {
                found.extend(by_identity(conn, Some(product), some.iter().copied())?);
            }
        }
        if source == UPNEXT {
            let known: HashSet<String> = found.iter().map(|f| f.0.clone()).collect();
            let taken: HashSet<ItemId> = found.iter().map(|f| f.1).collect();
            found.extend(by_origin(conn, product, parsed, &known)?.into_iter().filter(|f| !taken.contains(&f.1)));
        } else {
            let known: HashSet<&str> = found.iter().map(|f| f.0.as_str()).collect();
            let moved = by_number(conn, product, parsed, source, &known)?;
            found.extend(moved);
        }
        for (key, item) in found {
            names.entry(item).or_default().push((source.to_owned(), key));
        }
    }
    adopt::add(conn, product, parsed, &mut names)?;
    Ok(names)
}

/// Items of a product with one of these foreign keys of a source.
pub(super) fn by_foreign_key<'a>(
    conn: &Connection,
    product: ProductId,
    source: &str,
    keys: impl Iterator<Item = &'a str>,
) -> Result<Vec<(String, ItemId)>, StoreError> {
    let sql = "SELECT j.value, item.id FROM json_each(?3) j CROSS JOIN item INDEXED BY item_foreign
        ON item.product = ?1 AND item.source = ?2 AND item.foreign_key = j.value";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![product.0, source, array(keys)], |r| Ok((r.get(0)?, ItemId(r.get(1)?))))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Items with one of these identities, of a product or of the file.
pub(super) fn by_identity<'a>(
    conn: &Connection,
    product: Option<ProductId>,
    uids: impl Iterator<Item = &'a str>,
) -> Result<Vec<(String, ItemId)>, StoreError> {
    let sql = "SELECT j.value, item.id FROM json_each(?2) j CROSS JOIN item
        ON item.uid = j.value AND (?1 IS NULL OR item.product = ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    let found =
        statement.query_map(params![product.map(|p| p.0), array(uids)], |r| Ok((r.get(0)?, ItemId(r.get(1)?))))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Items of another file of upnext that are not known by identity but were imported here from the same place.
fn by_origin(
    conn: &Connection,
    product: ProductId,
    parsed: &Parsed,
    known: &HashSet<String>,
) -> Result<Vec<(String, ItemId)>, StoreError> {
    let mut wanted: BTreeMap<&str, HashMap<&str, &str>> = BTreeMap::new();
    for record in parsed.records.iter().filter(|r| r.source == UPNEXT && !known.contains(&r.key)) {
        if let Some(origin) = &record.origin {
            wanted.entry(&origin.source).or_default().entry(&origin.key).or_insert(&record.key);
        }
    }
    let mut found = Vec::new();
    for (source, keys) in wanted {
        let here = by_foreign_key(conn, product, source, keys.keys().copied())?;
        found.extend(here.into_iter().filter_map(|(key, item)| Some(((*keys.get(key.as_str())?).to_owned(), item))));
    }
    Ok(found)
}

/// Items whose key is not known but whose number at the source is, by the key that they had: they were moved there.
fn by_number(
    conn: &Connection,
    product: ProductId,
    parsed: &Parsed,
    source: &str,
    known: &HashSet<&str>,
) -> Result<Vec<(String, ItemId)>, StoreError> {
    let unknown = parsed.records.iter().filter(|r| r.source == source && !known.contains(r.key.as_str()));
    let ids: Vec<&str> = unknown.filter_map(|record| record.id.as_deref()).collect();
    let sql = "SELECT item.foreign_key, item.id FROM json_each(?3) j CROSS JOIN item INDEXED BY item_foreign_id
        ON item.product = ?1 AND item.source = ?2 AND item.foreign_id = j.value WHERE item.foreign_id IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found: Vec<(String, ItemId)> = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let rows = statement.query_map(params![product.0, source, array(some.iter().copied())], |r| {
            Ok((r.get(0)?, ItemId(r.get(1)?)))
        })?;
        for row in rows {
            let row: (String, ItemId) = row?;
            found.extend((!known.contains(row.0.as_str())).then_some(row));
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Texts as a JSON array, the one parameter of a query over many.
pub(super) fn array<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    serde_json::to_string(&texts.collect::<Vec<_>>()).unwrap_or_else(|_| "[]".into())
}

/// The rows from the first to the last of items that lie close together.
fn runs(names: &BTreeMap<ItemId, Vec<Name>>) -> Vec<(ItemId, ItemId)> {
    let mut runs: Vec<(ItemId, ItemId)> = Vec::new();
    for id in names.keys() {
        match runs.last_mut() {
            Some((_, last)) if id.0 - last.0 <= APART => *last = *id,
            _ => runs.push((*id, *id)),
        }
    }
    runs
}
