//! Presentations: where one is and how its pages are arranged, beside the data, and what its pages show.

use super::error::StoreError;
use super::note::{keep_value, value};
use super::{Store, list, sheet, sprint};
use crate::domain::present::{self, Entry, Page, Presentation, Shown, Turn, Turned};
use crate::domain::query::PanelRows;
use crate::domain::sprint::Phase;
use crate::domain::{ItemId, List, ProductId, SprintId};
use rusqlite::{Connection, params};

/// So many items are shown of what comes next.
const NEXT: i64 = 12;

impl Store {
    /// Does something with the presentation of a product. It is no step: nothing takes it back, and it changes no data.
    ///
    /// # Errors
    /// [`StoreError::NothingToPresent`] where there is no Sprint to be looked at.
    pub fn present(&mut self, product: ProductId, turn: Turn) -> Result<Presentation, StoreError> {
        let done = self.transact(|store| {
            let conn = &store.conn;
            let before = presentation(conn, product, if let Turn::Begin(sprint) = turn { sprint } else { None })?;
            let before = before.ok_or(StoreError::NothingToPresent)?;
            let Turned { shown, entries } = before.turned(turn);
            keep_value(conn, &shown_name(product), &serde_json::to_string(&shown).unwrap_or_default())?;
            if let Some(entries) = &entries {
                keep_value(conn, &pages_name(shown.sprint), &serde_json::to_string(entries).unwrap_or_default())?;
            }
            Ok(Presentation { shown, entries: entries.unwrap_or_else(|| before.entries.clone()), ..before })
        });
        // Whatever another window makes of it is news.
        self.presented.known = None;
        self.forget_panel();
        done
    }

    /// True once after another window has turned a page, or changed what is compared in pairs.
    pub fn take_turned(&mut self) -> bool {
        std::mem::take(&mut self.presented.is_turned)
    }

    /// Looks whether another window has turned a page, or changed what is compared in pairs: no version of the file
    /// tells of either. Called where something was written.
    pub(super) fn watch_pages(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT coalesce(group_concat(name || value), '') FROM note
            WHERE name GLOB 'presented/*' OR name GLOB 'pages/*' OR name GLOB 'pairs/*'";
        let now: String = self.reading(|conn| Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?))?;
        if self.presented.known.as_ref() != Some(&now) {
            self.presented = Watch { known: Some(now), is_turned: true };
            self.forget_panel();
        }
        Ok(())
    }
}

/// Where presentations and comparisons were when this was looked at last.
#[derive(Debug, Default)]
pub(super) struct Watch {
    known: Option<String>,
    /// True where that was another place than before.
    is_turned: bool,
}

fn shown_name(product: ProductId) -> String {
    format!("presented/{}", product.0)
}

fn pages_name(sprint: SprintId) -> String {
    format!("pages/{}", sprint.0)
}

/// What a window that presents shows.
pub(super) fn read(conn: &Connection, product: Option<ProductId>) -> Result<PanelRows, StoreError> {
    let found = product.map(|product| presentation(conn, product, None)).transpose()?.flatten();
    Ok(PanelRows::Presentation(found.map(Box::new)))
}

/// The presentation as it was left; `asked` is the Sprint it is to be of.
fn presentation(
    conn: &Connection,
    product: ProductId,
    asked: Option<SprintId>,
) -> Result<Option<Presentation>, StoreError> {
    let sprints = sprint::all(conn, product)?;
    let kept: Option<Shown> = value(conn, &shown_name(product))?.and_then(|kept| serde_json::from_str(&kept).ok());
    let is_known = |id: &SprintId| sprints.iter().any(|sprint| sprint.id == *id);
    let newest = present::looked_at(&sprints);
    let of = asked.or(kept.map(|kept| kept.sprint)).filter(is_known).or(newest);
    let Some(course) = of.map(|id| sprint::course(conn, id)).transpose()?.flatten() else { return Ok(None) };
    let sprint = course.sprint.id;
    let arranged: Option<Vec<Entry>> =
        value(conn, &pages_name(sprint))?.and_then(|kept| serde_json::from_str(&kept).ok());
    let sheet = sheet::product(conn, product)?.map(|product| product.sheet).unwrap_or_default();
    let has_vision = !sheet.vision.is_empty() || !sheet.goal.is_empty();
    let entries = present::entries(&course, has_vision, &arranged.unwrap_or_default());
    let pages: Vec<Page> = entries.iter().filter(|entry| entry.is_on).map(|entry| entry.page).collect();
    let kept = kept.filter(|kept| kept.sprint == sprint);
    let at = kept.map_or(0, |kept| kept.at).min(pages.len().saturating_sub(1));
    let kept_page = kept.map(|kept| kept.page).filter(|page| pages.contains(page));
    let page = kept_page.or_else(|| pages.get(at).copied()).unwrap_or(Page::Goal);
    let shown = Shown { sprint, page, is_blank: kept.is_some_and(|kept| kept.is_blank), at };
    let is_next = |other: &&crate::domain::sprint::Sprint| other.phase == Phase::Planned && other.id != sprint;
    let next_sprint = sprints.iter().find(is_next).cloned();
    let feedback = "SELECT id FROM item WHERE heard_in = ?1 AND trashed_at IS NULL ORDER BY id";
    let feedback = rows(conn, feedback, params![sprint.0])?;
    let next = format!(
        "SELECT id FROM {} WHERE product = ?1 AND {} AND sprint IS NOT ?2 ORDER BY rank LIMIT ?3",
        list::table(List::Backlog),
        list::condition(List::Backlog)
    );
    let next = rows(conn, &next, params![product.0, sprint.0, NEXT])?;
    Ok(Some(Presentation { shown, entries, feedback, next_sprint, next }))
}

fn rows(conn: &Connection, sql: &str, of: &[&dyn rusqlite::ToSql]) -> Result<Vec<crate::domain::Row>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let ids = statement.query_map(of, |r| r.get(0).map(ItemId))?.collect::<Result<Vec<_>, _>>()?;
    Ok(list::these(conn, &ids)?)
}
