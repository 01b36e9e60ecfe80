//! The second door: what is kept but is no data. Drafts, saved filters, the place where a person left off; never
//! journaled.

use super::error::StoreError;
use super::shown::health;
use super::{Store, compared, incoming, pairs, step};
use crate::domain::health::Queue;
use crate::domain::note::{About, Draft, SavedFilter, ViewState};
use crate::domain::text::{self, fold};
use crate::domain::{ItemId, Note, ProductId, StepId};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;

/// The name under which the view is kept.
const VIEW: &str = "view";
/// So many lines are kept of each prompt.
const LINES: usize = 200;
const KEEP: &str = "INSERT INTO note (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";

impl Store {
    /// Keeps a note, or drops a draft.
    pub fn keep(&mut self, note: &Note) -> Result<(), StoreError> {
        let done = self.transact(|store| match note {
            Note::Draft(draft) => keep_draft(store, draft),
            Note::DropDraft(about) => drop_draft(store, about),
            Note::View(view) => keep_view(&store.conn, view),
            Note::Typed { prompt, line } => keep_line(&store.conn, prompt, line),
            Note::SaveFilter(product, saved) => keep_filter(&store.conn, *product, saved),
            Note::DropFilter(product, name) => drop_filter(&store.conn, *product, name),
            Note::Apart { product, a, b, is_apart } => keep_apart(&store.conn, *product, (*a, *b), *is_apart),
            Note::Seen { product, items } => incoming::seen(&store.conn, *product, items.as_deref()),
            Note::Compared(found) => Ok(compared::keep(&store.conn, found)?),
            Note::Queue(product, queue) => keep_queue(&store.conn, *product, queue.as_deref()),
            Note::QueueLeft(product, queue) => leave_queue(&store.conn, *product, queue),
            Note::Contest { product, was, now } => pairs::keep(&store.conn, *product, was.as_deref(), now.as_deref()),
            Note::Health { product, day, parts } => Ok(health::keep(&store.conn, *product, day, parts)?),
        });
        match note {
            // No version of the file tells of it.
            Note::SaveFilter(..)
            | Note::DropFilter(..)
            | Note::Compared(_)
            | Note::Apart { .. }
            | Note::Contest { .. } => self.forget_panel(),
            Note::Seen { .. } => self.forget_news(),
            Note::Draft(_)
            | Note::DropDraft(_)
            | Note::View(_)
            | Note::Typed { .. }
            | Note::Queue(..)
            | Note::QueueLeft(..)
            | Note::Health { .. } => {}
        }
        done
    }

    /// The saved filters of a product, by name.
    pub fn filters(&self, product: ProductId) -> Result<Vec<SavedFilter>, StoreError> {
        self.reading(|conn| filters(conn, product))
    }

    /// The refinement queue of a product, where one was left.
    pub fn queue(&self, product: ProductId) -> Result<Option<Queue>, StoreError> {
        let kept = self.reading(|conn| value(conn, &queue_name(product)))?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }

    /// All drafts, of this window and of others (also of those that are gone), newest first.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        self.reading(|conn| Ok(drafts(conn)?.into_iter().map(|(_, draft)| draft).collect()))
    }

    /// The newest draft, given to this window: once its text is written or given up here, it goes.
    pub fn offer_draft(&mut self) -> Result<Option<Draft>, StoreError> {
        self.give_draft(|_| true)
    }

    /// The newest draft of which this is true, given to this window as by [`Store::offer_draft`].
    pub fn give_draft(&mut self, is_wanted: impl Fn(&Draft) -> bool) -> Result<Option<Draft>, StoreError> {
        let newest = self.reading(|conn| Ok(drafts(conn)?.into_iter().find(|(_, draft)| is_wanted(draft))))?;
        Ok(newest.map(|(id, draft)| {
            self.given.push(id);
            draft
        }))
    }

    /// Where the file was left last.
    pub fn view_state(&self) -> Result<Option<ViewState>, StoreError> {
        self.reading(view)
    }

    /// The lines typed in a prompt, the newest last.
    pub fn typed(&self, prompt: &str) -> Result<Vec<String>, StoreError> {
        self.reading(|conn| lines(conn, prompt))
    }
}

/// Where the file was left; `None` too where a newer upnext wrote something unknown.
pub(super) fn view(conn: &Connection) -> Result<Option<ViewState>, StoreError> {
    Ok(value(conn, VIEW)?.and_then(|v| serde_json::from_str(&v).ok()))
}

pub(super) fn value(conn: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM note WHERE name = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([name], |r| r.get(0)).optional()?)
}

pub(super) fn keep_value(conn: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    conn.prepare_cached(KEEP)?.execute(params![name, value])?;
    Ok(())
}

/// What can't be read as lines any more counts as none.
fn lines(conn: &Connection, prompt: &str) -> Result<Vec<String>, StoreError> {
    let lines = value(conn, &format!("typed {prompt}"))?.and_then(|v| serde_json::from_str(&v).ok());
    Ok(lines.unwrap_or_default())
}

/// Read and written in one transaction, so that two windows lose none of their lines.
fn keep_line(conn: &Connection, prompt: &str, line: &str) -> Result<(), StoreError> {
    let mut lines = lines(conn, prompt)?;
    if lines.last().is_some_and(|last| last == line) {
        return Ok(());
    }
    lines.push(line.to_owned());
    let old = lines.len().saturating_sub(LINES);
    let kept = serde_json::to_string(&lines[old..]).unwrap_or_default();
    keep_value(conn, &format!("typed {prompt}"), &kept)
}

fn drafts(conn: &Connection) -> rusqlite::Result<Vec<(i64, Draft)>> {
    let mut statement = conn.prepare_cached("SELECT id, product, about, text FROM draft ORDER BY id DESC")?;
    let drafts = statement.query_map([], |r| {
        let product = r.get::<_, Option<i64>>(1)?.map(ProductId);
        let about: String = r.get(2)?;
        Ok((r.get(0)?, product, about, r.get(3)?))
    })?;
    // One of which nobody knows what it is about can't be offered.
    let known = |(id, product, about, text): (i64, _, String, _)| {
        Some((id, Draft { product, about: serde_json::from_str(&about).ok()?, text }))
    };
    drafts.filter_map(|draft| draft.map(known).transpose()).collect()
}

fn keep_draft(store: &Store, draft: &Draft) -> Result<(), StoreError> {
    // A new row each time, so that the newest draft has the highest id.
    let (window, about) = (&store.writer.window, words(&draft.about));
    if draft.about.is_form() {
        // A form has the text that was given to it, or keeps it as one from before.
        drop_draft(store, &draft.about)?;
    }
    store.conn.prepare_cached("DELETE FROM draft WHERE window = ?1 AND about = ?2")?.execute(params![window, about])?;
    let sql = "INSERT INTO draft (window, about, product, text) VALUES (?1, ?2, ?3, ?4)";
    let product = draft.product.map(|p| p.0);
    store.conn.prepare_cached(sql)?.execute(params![window, about, product, draft.text])?;
    Ok(())
}

/// Drops the own draft, and that of another window that was given to this one: its text has been taken up.
fn drop_draft(store: &Store, about: &About) -> Result<(), StoreError> {
    let sql = "DELETE FROM draft WHERE about = ?1 AND (window = ?2 OR id = ?3)";
    let mut statement = store.conn.prepare_cached(sql)?;
    let about = words(about);
    for given in store.given.iter().chain(&[0]) {
        statement.execute(params![about, store.writer.window, given])?;
    }
    Ok(())
}

fn keep_view(conn: &Connection, view: &ViewState) -> Result<(), StoreError> {
    keep_value(conn, VIEW, &serde_json::to_string(view).unwrap_or_default())
}

/// The name under which a filter is kept: one a product and folded name.
fn filter_name(product: ProductId, name: &str) -> String {
    format!("filter/{}/{}", product.0, fold(name))
}

fn keep_filter(conn: &Connection, product: ProductId, saved: &SavedFilter) -> Result<(), StoreError> {
    let name = text::title("name", &saved.name)?;
    let clean = SavedFilter { name, text: text::line("filter", &saved.text)? };
    let value = serde_json::to_string(&clean).unwrap_or_default();
    conn.prepare_cached(KEEP)?.execute(params![filter_name(product, &clean.name), value])?;
    Ok(())
}

fn queue_name(product: ProductId) -> String {
    format!("queue/{}", product.0)
}

fn keep_queue(conn: &Connection, product: ProductId, queue: Option<&Queue>) -> Result<(), StoreError> {
    let name = queue_name(product);
    if let Some(queue) = queue {
        return keep_value(conn, &name, &serde_json::to_string(queue).unwrap_or_default());
    }
    conn.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute([name])?;
    Ok(())
}

fn leave_queue(conn: &Connection, product: ProductId, queue: &Queue) -> Result<(), StoreError> {
    let mut queue = queue.clone();
    queue.leave(StepId(step::head(conn)?.step));
    keep_queue(conn, product, Some(&queue))
}

fn drop_filter(conn: &Connection, product: ProductId, name: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute([filter_name(product, name)])?;
    Ok(())
}

/// The saved filters of a product, by name. What a newer upnext wrote and this one can't read is left out.
pub(super) fn filters(conn: &Connection, product: ProductId) -> Result<Vec<SavedFilter>, StoreError> {
    let sql = "SELECT value FROM note WHERE name GLOB ?1 ORDER BY name";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([format!("filter/{}/*", product.0)], |r| r.get::<_, String>(0))?;
    let values: Vec<String> = rows.collect::<Result<_, _>>()?;
    Ok(values.iter().filter_map(|value| serde_json::from_str(value).ok()).collect())
}

/// The name under which two items are told apart; the older one comes first.
fn apart_name(product: ProductId, (a, b): (ItemId, ItemId)) -> String {
    format!("apart/{}/{}/{}", product.0, a.min(b).0, a.max(b).0)
}

fn keep_apart(conn: &Connection, product: ProductId, pair: (ItemId, ItemId), is_apart: bool) -> Result<(), StoreError> {
    let name = apart_name(product, pair);
    if is_apart {
        return keep_value(conn, &name, "1");
    }
    conn.prepare_cached("DELETE FROM note WHERE name = ?1")?.execute([name])?;
    Ok(())
}

/// The items of a product that somebody has told apart, in pairs, the older one first.
pub(super) fn apart(conn: &Connection, product: ProductId) -> Result<HashSet<(ItemId, ItemId)>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT name FROM note WHERE name GLOB ?1")?;
    let names = statement.query_map([format!("apart/{}/*", product.0)], |r| r.get::<_, String>(0))?;
    let pair = |name: &str| {
        let mut ids = name.rsplit('/').filter_map(|id| id.parse().ok().map(ItemId));
        let (b, a) = (ids.next()?, ids.next()?);
        Some((a, b))
    };
    Ok(names.collect::<Result<Vec<_>, _>>()?.iter().filter_map(|name| pair(name)).collect())
}

fn words(about: &About) -> String {
    serde_json::to_string(about).unwrap_or_default()
}
