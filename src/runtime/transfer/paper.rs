//! Documents for people on their way into a file: the review of a Sprint, the page of a backlog.

use super::TransferError;
use super::write::give_name;
use crate::domain::audience::Audience;
use crate::domain::sprint::{Calendar, Measure, Phase, Velocity, ahead};
use crate::domain::{Estimate, List, ProductId, SprintId, State, text};
use crate::exchange::Export;
use crate::report::backlog::Page;
use crate::report::document::{Document, Paper};
use crate::report::review::Review;
use crate::store::{Store, StoreError};
use chrono::NaiveDate;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// So many Sprints are looked ahead.
const AHEAD: usize = 6;

/// What an export can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A format that holds items.
    Data(Export),
    /// A page of HTML, for people without a terminal.
    Page,
}

impl Form {
    /// Reads a format by its word.
    pub fn parse(word: &str) -> Option<Self> {
        let page = || matches!(text::fold(word).as_str(), "html" | "htm").then_some(Self::Page);
        Export::parse(word).map(Self::Data).or_else(page)
    }

    /// All words, for messages and completion.
    pub fn names() -> String {
        format!("{}, html", Export::names())
    }
}

/// The review of a Sprint, as an audience may read it.
pub fn review(
    store: &Store,
    sprint: SprintId,
    calendar: &Calendar,
    today: NaiveDate,
    audience: Audience,
) -> Result<Document, StoreError> {
    let mut course = store.course(sprint)?.ok_or(StoreError::NoSprint)?;
    audience.course(&mut course);
    let mut heard = store.heard(sprint)?;
    let all = heard.len();
    audience.heard(&mut heard);
    let untold = all - heard.len();
    let products = store.products()?;
    let product = products.iter().find(|product| product.id == course.sprint.product).ok_or(StoreError::NoProduct)?;
    let review = Review { product: &product.name, course: &course, heard: &heard, untold, calendar, today };
    Ok(review.document())
}

/// The Sprint whose review is meant where none is named: the one that runs, else the one that closed last.
pub fn reviewed(store: &Store, product: ProductId) -> Result<Option<SprintId>, StoreError> {
    let sprints = store.sprints(product)?;
    let runs = sprints.iter().find(|sprint| sprint.phase == Phase::Active);
    let closed =
        || sprints.iter().filter(|s| s.phase == Phase::Closed).max_by_key(|s| (s.closed.map(|m| m.day), s.number));
    Ok(runs.or_else(closed).map(|sprint| sprint.id))
}

/// The page of a backlog.
pub fn backlog(store: &Store, product: ProductId) -> Result<Document, StoreError> {
    let products = store.products()?;
    let product = products.iter().find(|known| known.id == product).ok_or(StoreError::NoProduct)?;
    let blocks = store.blocks(product.id)?;
    let ids: Vec<_> = store.order(product.id, List::Backlog)?.ids().collect();
    let order = store.rows_of(&ids)?;
    let running = blocks.iter().find(|block| block.sprint.phase == Phase::Active);
    let course = running.map(|block| store.course(block.sprint.id)).transpose()?.flatten();
    let done = course.iter().flat_map(|course| course.present().filter(|card| card.row.state == State::Done));
    let done: Vec<_> = done.map(|card| card.row.clone()).collect();
    let pace = Velocity::of(&store.past(product.id)?, Measure::Points).pace().unwrap_or_default();
    let rest = order.iter().filter(|row| !blocks.iter().any(|block| Some(block.sprint.id) == row.sprint));
    let ahead = ahead::lines(rest.map(|row| row.estimate.as_ref().and_then(Estimate::points)), pace, AHEAD);
    let next = store.next_sprint(product.id)?;
    Ok(Page { product, blocks: &blocks, done: &done, order: &order, ahead: &ahead, next }.document())
}

/// Writes a document into a new file; answers a sentence about it.
pub fn write_document(document: &Document, paper: Paper, path: &Path) -> Result<String, TransferError> {
    write_new(path, &document.write(paper))?;
    Ok(format!("wrote \"{}\" as {} to {}", document.title, paper.name(), path.display()))
}

/// Writes a text into a new file, which gets its name when it is complete and never replaces another.
pub fn write_new(path: &Path, text: &str) -> Result<(), TransferError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(TransferError::Exists(path.to_owned()));
    }
    let create = |source| TransferError::Create { path: path.to_owned(), source };
    let failed = |source| TransferError::Write { name: path.display().to_string(), source };
    let name = path.file_name().ok_or_else(|| create(std::io::ErrorKind::InvalidInput.into()))?;
    let unborn: PathBuf = path.with_file_name(format!(".{}.{}", name.to_string_lossy(), uuid::Uuid::now_v7().simple()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&unborn).map_err(create)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed);
    let done = written.and_then(|()| give_name(&unborn, path));
    if done.is_err() {
        // Best effort: the error to tell is the first one.
        let _ = fs::remove_file(&unborn);
    }
    done
}
