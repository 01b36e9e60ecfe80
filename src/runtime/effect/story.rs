//! `E`: an item as Markdown in the person's editor, and back as one change.

use super::World;
use crate::domain::criterion::Line;
use crate::domain::item::Story;
use crate::domain::note::{About, Draft};
use crate::domain::{Change, Item, ItemId, Note};
use crate::exchange::document;
use crate::runtime::editor::{self, Edited};
use crate::store::{Patience, StoreError};
use crate::ui::{Event, Model};
use std::time::Duration;

/// How long an edited text waits for another window's write.
const PATIENCE: Duration = Duration::from_secs(3);

impl World {
    /// Opens the editor and writes what came back. The terminal has been left before.
    ///
    /// What can't be written is kept as a draft and in its file, and the answer says where.
    pub fn edit(&mut self, item: ItemId, draft: Option<String>, model: &Model) -> Vec<Event> {
        let before = match self.item(item) {
            Ok(before) => before,
            Err(reason) => return vec![Event::Refused(reason)],
        };
        let is_draft = draft.is_some();
        let shown = draft.unwrap_or_else(|| document::write(&before.text, &lines(&before)));
        let name = format!("{}.md", before.key);
        let edited = match editor::edit(&shown, &name, self.config.editor.as_deref()) {
            Ok(Edited::Changed(edited)) => edited,
            Ok(Edited::Unchanged) if is_draft => {
                return vec![Event::Refused("the draft was left as it is · :draft opens it again".into())];
            }
            Ok(Edited::Unchanged) => return vec![Event::Told("nothing was changed in the editor".into())],
            Err(error) => return vec![Event::Refused(error.to_string())],
        };
        match self.rewrite(&before, &edited.text, model) {
            Ok(events) => {
                self.keep_quietly(&Note::DropDraft(About::Story(item)));
                edited.used();
                events
            }
            Err(reason) => {
                let draft = Draft { product: Some(before.product), about: About::Story(item), text: edited.text };
                self.keep_quietly(&Note::Draft(draft));
                let path = edited.path.display();
                vec![Event::Refused(format!(
                    "{reason} · nothing was changed; :draft opens your text, it is also in {path}"
                ))]
            }
        }
    }

    fn item(&self, item: ItemId) -> Result<Item, String> {
        let found = self.store.item(item).map_err(|e| e.to_string())?;
        found.ok_or_else(|| "this item is gone: another window erased it".into())
    }

    /// Writes the edited text, unless the item was changed elsewhere meanwhile.
    fn rewrite(&mut self, before: &Item, text: &str, model: &Model) -> Result<Vec<Event>, String> {
        let (story, criteria): (Story, Vec<Line>) = document::read(text).map_err(|e| e.to_string())?;
        let now = self.item(before.id)?;
        if now.text != before.text || lines(&now) != lines(before) {
            return Err(format!("{} was changed in another window while you wrote", before.key));
        }
        let change = Change::Rewrite { item: before.id, text: Box::new(story), criteria, ties: None };
        // The person has been away for minutes: another window's moment of writing is waited for.
        self.store.be_patient(Patience::Wait(PATIENCE));
        let done = self.commit(&change, None, model);
        self.store.be_patient(Patience::None);
        match done {
            Ok(events) => Ok(events),
            Err(StoreError::Unchanged) => Ok(vec![Event::Told("nothing was changed in the editor".into())]),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn lines(item: &Item) -> Vec<Line> {
    item.criteria.iter().map(|c| Line { text: c.text.clone(), is_done: c.is_met }).collect()
}
