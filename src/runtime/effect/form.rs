//! What a form is about, as the store has it now: looked at before the form is written.

use super::World;
use crate::domain::Key;
use crate::domain::note::{About, Draft};
use crate::store::StoreError;
use crate::ui::Event;
use crate::ui::overlay::form::Subject;
use crate::ui::overlay::form::draft::Kept;
use crate::ui::update::Met;

impl World {
    pub(super) fn meet(&self, subject: &Subject, keys: &[Key]) -> Result<Vec<Event>, StoreError> {
        let mut met = Met::default();
        match subject {
            Subject::Item(item) => met.item = self.store.item(*item)?.map(Box::new),
            Subject::Sheet(product) => met.product = self.store.products()?.into_iter().find(|p| p.id == *product),
            Subject::Sprint(product, sprint) => {
                met.sprint = self.store.sprints(*product)?.into_iter().find(|s| s.id == *sprint);
            }
            Subject::Action(product, action) => {
                met.agreed = self.store.improvements(*product)?.into_iter().find(|agreed| agreed.id == *action);
            }
            Subject::Part(_) | Subject::NewSprint(_) | Subject::NewAction(_) => {}
        }
        for key in keys {
            met.keys.push((key.clone(), self.store.find(key)?));
        }
        Ok(vec![Event::Met(Box::new(met))])
    }

    /// Text that was left unfinished of what a pop-up is about. A form that another upnext wrote in another way is left
    /// alone.
    pub(super) fn seek_draft(&mut self, about: &About) -> Result<Vec<Event>, StoreError> {
        let is_read = |draft: &Draft| !draft.about.is_form() || Kept::read(&draft.text).is_some();
        let found = self.store.give_draft(|draft| draft.about == *about && is_read(draft))?;
        Ok(found.map(Event::Unfinished).into_iter().collect())
    }
}
