//! Steps that name something private, and what is written from a screen that everyone sees.

use super::{Audience, is_open_to_all};
use crate::domain::item::{Story, Tie, Ties};
use crate::domain::sprint::Improvement;
use crate::domain::{Change, ImprovementId, Item, ItemId, Product, ProductId, merge};

/// Verbs of steps whose labels name nothing private; all others are the owner's.
const PUBLIC: &[&str] = &[
    "edit-product",
    "add-item",
    "add-items",
    "clone-item",
    "move",
    "set-title",
    "set-state",
    "set-estimate",
    "set-blocked",
    "set-kind",
    "set-tags",
    "set-epic",
    "set-links",
    "set-due",
    "rewrite",
    "set-needs",
    "tick",
    "snooze",
    "keep",
    "ask",
    "answer",
    "drop-question",
    "split",
    "merge",
    "trash",
    "restore",
    "add-sprint",
    "plan-sprint",
    "edit-sprint",
    "drop-sprint",
    "set-sprint",
    "start-sprint",
    "close-sprint",
    "review-sprint",
    "accept",
    "return",
    "set-serves",
    "set-value",
    "add-past-sprints",
    "improve",
    "edit-improvement",
    "drop-improvement",
    "set-inputs",
    "set-scoring",
    "compare",
    "arrange",
    "set-pinned",
];

/// Who may read the label of a step with this verb. A verb of another upnext is the owner's.
pub fn of_verb(verb: &str) -> Audience {
    if PUBLIC.contains(&verb) { Audience::Everyone } else { Audience::Owner }
}

impl Change {
    /// Who may read its label.
    pub fn audience(&self) -> Audience {
        of_verb(self.verb())
    }
}

impl Audience {
    /// Gives a change that was made on a screen without what is private its private parts back, as the store has them:
    /// the functions tell what that is. What is gone there is left to the store to refuse.
    ///
    /// # Errors
    /// Where the store could not be asked: then the change must not be written.
    pub fn put_back<E>(
        self,
        change: &mut Change,
        item: impl Fn(ItemId) -> Result<Option<Item>, E>,
        product: impl Fn(ProductId) -> Result<Option<Product>, E>,
        agreed: impl Fn(ImprovementId) -> Result<Option<Improvement>, E>,
    ) -> Result<(), E> {
        if self.is_owner() {
            return Ok(());
        }
        match change {
            Change::Rewrite { item: id, text, ties, .. } => {
                let Some(known) = item(*id)? else { return Ok(()) };
                put_back_story(text, &known.text);
                if let Some(ties) = ties {
                    put_back_ties(ties, &known);
                }
            }
            Change::Split { item: id, text, new, .. } => {
                let Some(known) = item(*id)? else { return Ok(()) };
                put_back_story(text, &known.text);
                new.text.asked = known.text.asked;
            }
            Change::Merge { into, from, text, .. } => {
                let (Some(into), Some(from)) = (item(*into)?, item(*from)?) else { return Ok(()) };
                put_back_story(text, &merge::merged(&into, &from).map_or(into.text, |merged| merged.text));
            }
            Change::EditProduct { product: id, sheet: Some(sheet), .. } => {
                let Some(known) = product(*id)? else { return Ok(()) };
                sheet.vision_by = known.sheet.vision_by;
                sheet.reasons = known.sheet.reasons;
            }
            Change::EditImprovement { improvement, said } => {
                said.owner = agreed(*improvement)?.map(|known| known.owner).unwrap_or_default();
            }
            _ => {}
        }
        Ok(())
    }
}

fn put_back_story(text: &mut Story, known: &Story) {
    text.asked.clone_from(&known.asked);
    text.assignee.clone_from(&known.assignee);
    text.note.clone_from(&known.note);
}

/// What an item is tied to and everyone does not know of stays tied to it.
fn put_back_ties(ties: &mut Ties, item: &Item) {
    let unknown =
        |all: &[Tie]| -> Vec<ItemId> { all.iter().filter(|tie| !is_open_to_all(tie)).map(|tie| tie.id).collect() };
    ties.needs.extend(unknown(&item.needs));
    ties.needed_by.extend(unknown(&item.needed_by));
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantNames;

    /// Verbs of steps that name who asked, who works on it, what is declined, other products or files, or that may tell
    /// why one of these was done.
    const PRIVATE: &[&str] =
        &["add-product", "set-asked", "set-assignee", "decline", "reconsider", "import", "explain"];

    #[test]
    fn somebody_has_said_of_each_change_who_may_read_its_label() {
        for verb in Change::VARIANTS {
            assert!(PUBLIC.contains(verb) != PRIVATE.contains(verb), "{verb}: put it into one of the two lists");
        }
        assert_eq!(PUBLIC.len() + PRIVATE.len(), Change::VARIANTS.len());
    }
}
