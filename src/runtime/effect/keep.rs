//! What is kept but is no data: drafts, lines of a history, saved filters, where a person left off.

use super::{World, found};
use crate::domain::note::{Draft, SavedFilter};
use crate::domain::present::{Page, Turn};
use crate::domain::query::News;
use crate::domain::{ItemId, Note, ProductId, text};
use crate::runtime::log::{self, Level};
use crate::store::{Store, StoreError};
use crate::ui::{Event, Model};
use std::time::{Duration, Instant};

/// How often is tried whether the disk takes what is owed to it.
const AGAIN: Duration = Duration::from_secs(1);

/// Unfinished text that the disk did not take: it waits in memory, the newest last, and is kept as soon as there is
/// room.
#[derive(Debug, Default)]
pub(super) struct Owed {
    drafts: Vec<Draft>,
    tried: Option<Instant>,
}

impl Owed {
    /// True where something waits.
    pub(super) fn is_any(&self) -> bool {
        !self.drafts.is_empty()
    }

    /// Keeps all of it in this backlog, or as much as its disk takes.
    pub(super) fn pay(&mut self, store: &mut Store) -> Result<(), StoreError> {
        self.tried = Some(Instant::now());
        while let Some(draft) = self.drafts.first().cloned() {
            store.keep(&Note::Draft(draft))?;
            self.drafts.remove(0);
        }
        Ok(())
    }
}

impl World {
    pub(super) fn keep(&mut self, note: &Note) -> Result<Vec<Event>, StoreError> {
        let told = match note {
            Note::SaveFilter(product, saved) => Some(told_saved(self.saved(*product, &saved.name)?, saved)),
            Note::DropFilter(product, name) => match self.saved(*product, name)? {
                Some(dropped) => Some(Event::Told(format!("forgotten: {} ({})", dropped.name, dropped.text))),
                None => return Ok(vec![Event::Refused(self.no_saved(*product, name)?)]),
            },
            Note::Seen { product, items } => return self.seen(*product, items.clone()),
            Note::Draft(_)
            | Note::DropDraft(_)
            | Note::View(_)
            | Note::Typed { .. }
            | Note::Apart { .. }
            | Note::Queue(..)
            | Note::Compared(_)
            | Note::QueueLeft(..)
            | Note::Contest { .. }
            | Note::Health { .. } => None,
        };
        self.keep_or_owe(note)?;
        Ok(told.into_iter().collect())
    }

    /// Keeps a note; unfinished text that the disk does not take is owed. Whoever holds the file is waited for elsewhere.
    fn keep_or_owe(&mut self, note: &Note) -> Result<(), StoreError> {
        let done = self.store.keep(note);
        if let Note::Draft(Draft { about, .. }) | Note::DropDraft(about) = note {
            self.owed.drafts.retain(|owed| owed.about != *about);
        }
        if let (Note::Draft(draft), Err(error)) = (note, &done)
            && !error.is_busy()
        {
            self.owed.drafts.push(draft.clone());
            self.owed.tried = Some(Instant::now());
        }
        done
    }

    /// Now and then: keeps what is owed, as far as the disk takes it.
    pub(super) fn pay(&mut self) {
        let is_due = self.owed.tried.is_none_or(|at| at.elapsed() >= AGAIN);
        if self.owed.is_any() && is_due {
            // It was told when the text was typed.
            let _ = self.owed.pay(&mut self.store);
        }
    }

    /// The program ends: what is owed is kept now; answers what could not be.
    pub(super) fn pay_at_last(&mut self) -> Option<String> {
        let done = self.owed.pay(&mut self.store);
        done.err().map(|error| format!("the text that was not saved could not be kept either: {error}"))
    }

    /// The newest text that was left unfinished.
    pub(super) fn offer_draft(&mut self) -> Result<Vec<Event>, StoreError> {
        let owed = self.owed.drafts.last().cloned();
        let Some(draft) = owed.map_or_else(|| self.store.offer_draft(), |draft| Ok(Some(draft)))? else {
            return Ok(vec![Event::Refused("no text was left unfinished".into())]);
        };
        let item = draft.about.item().map(|item| self.store.item(item)).transpose()?.flatten();
        let found = item.map(|item| found(&item));
        Ok(vec![Event::Draft(draft, found)])
    }

    /// What was marked as come in counts as looked at; told with what is left.
    fn seen(&mut self, product: ProductId, items: Option<Vec<ItemId>>) -> Result<Vec<Event>, StoreError> {
        let before = self.store.news(product)?.incoming;
        self.store.keep(&Note::Seen { product, items })?;
        let left = self.store.news(product)?.incoming;
        Ok(vec![if before == 0 || before == left && before < News::MOST {
            Event::Refused("nothing of these came in that was not looked at".into())
        } else if left == 0 {
            Event::Told("looked at: nothing is marked as come in any more".into())
        } else {
            Event::Told(format!("looked at: {} still marked as come in", News::words(left)))
        }])
    }

    /// Turns the pages of a presentation; a window that shows something else says where it is.
    pub(super) fn turn(
        &mut self,
        product: Option<ProductId>,
        turn: Turn,
        model: &Model,
    ) -> Result<Vec<Event>, StoreError> {
        let Some(product) = product else { return Ok(vec![Event::Refused("there is no product yet".into())]) };
        let found = self.store.present(product, turn)?;
        let mut events = vec![Event::Turned];
        if model.present.is_none() {
            let name = match found.shown.page {
                Page::Item(id) => self.store.item(id)?.map(|item| format!("{} {}", item.key, item.text.title)),
                page => page.name().map(str::to_owned),
            };
            let (at, of) = found.progress();
            events.push(Event::Told(format!("page {at} of {of}: {}", name.unwrap_or_default())));
        }
        Ok(events)
    }

    /// Keeps what may be lost without harm: nothing waits for it.
    pub fn keep_quietly(&mut self, note: &Note) {
        if let Err(error) = self.store.keep(note) {
            log::log(Level::Warn, &format!("not kept: {error}"));
        }
    }

    /// Keeps what may be lost without harm, unless another window holds the file: then false.
    pub fn keep_unless_busy(&mut self, note: &Note) -> bool {
        match self.store.keep(note) {
            Err(error) if error.is_busy() => return false,
            Err(error) => log::log(Level::Warn, &format!("not kept: {error}")),
            Ok(()) => {}
        }
        true
    }

    /// The saved filter of this name, compared folded.
    fn saved(&self, product: ProductId, name: &str) -> Result<Option<SavedFilter>, StoreError> {
        let name = text::fold(name);
        Ok(self.store.filters(product)?.into_iter().find(|saved| text::fold(&saved.name) == name))
    }

    fn no_saved(&self, product: ProductId, name: &str) -> Result<String, StoreError> {
        let names: Vec<String> = self.store.filters(product)?.into_iter().map(|saved| saved.name).collect();
        let there =
            if names.is_empty() { "none is saved yet".into() } else { format!("there are {}", names.join(", ")) };
        Ok(format!("there is no saved filter \"{}\": {there}", text::visible(name)))
    }
}

fn told_saved(before: Option<SavedFilter>, saved: &SavedFilter) -> Event {
    Event::Told(match before {
        Some(before) if before.text != saved.text => {
            format!("{} was {} and is {} now", before.name, before.text, saved.text)
        }
        Some(_) | None => format!("saved as {}: {}", saved.name, saved.text),
    })
}
