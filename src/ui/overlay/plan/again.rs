//! The plan once its Sprints were corrected: it is compared again, and what was chosen in it stays.

use super::super::Reply;
use super::State;
use super::group::Groups;
use crate::domain::import::{ChosenField, Conflict, KnownSprint, Proposal, ToldSprint};
use crate::ui::effect::Effect;
use std::collections::BTreeSet;
use std::sync::Arc;

impl State {
    /// Takes over the same files as they were compared again. Folds, words, choices and the row stay.
    pub fn again(&mut self, proposal: Arc<Proposal>) {
        let row = self.row();
        self.counts = proposal.plan.counts();
        self.told.clone_from(&proposal.parsed.told);
        let before = std::mem::replace(&mut self.groups, Groups::of(&proposal));
        self.groups.take_folds(&before);
        self.proposal = proposal;
        self.groups.narrow(self.words.text(), &self.proposal, &self.told);
        if let Some(line) = row.and_then(|row| self.groups.line_of_row(row)) {
            self.cursor.at = line;
        }
        self.stay_inside();
    }

    /// Has it compared again, where a Sprint is another one than it was compared with.
    pub(super) fn compare(&self) -> Reply {
        if self.is_stale() { Reply::Do(vec![Effect::PlanAgain(self.told.clone())]) } else { Reply::Stay }
    }

    /// True while what is shown was compared with other Sprints.
    pub(super) fn is_stale(&self) -> bool {
        self.told != self.proposal.parsed.told
    }

    /// True where a person says of a Sprint something else than was proposed.
    pub(super) fn is_corrected(&self) -> bool {
        let said = |told: &ToldSprint| (told.phase, told.starts, told.ends, told.is_left_out);
        self.told.iter().map(said).ne(self.first.iter().map(said))
    }

    /// True where leaving would throw something away.
    pub(super) fn is_touched(&self) -> bool {
        let chosen = &self.proposal.chosen;
        self.theirs != chosen.theirs || self.has_order != chosen.has_order || self.is_corrected()
    }

    /// Of the fields that changed on both sides those taken from the files.
    pub(super) fn taken(&self) -> BTreeSet<ChosenField> {
        if self.theirs.is_empty() {
            return BTreeSet::new();
        }
        let conflicts = self.proposal.plan.conflicts.iter();
        conflicts.map(Conflict::chosen).filter(|chosen| self.theirs.contains(chosen)).collect()
    }

    /// The Sprint here that a told one is.
    pub(super) fn here(&self, told: &ToldSprint) -> Option<&KnownSprint> {
        let mut known = self.proposal.known.sprints.iter();
        known.find(|known| known.source == told.source && known.key == told.key)
    }

    /// True where it would change nothing.
    pub fn is_nothing(&self) -> bool {
        let (parsed, plan) = (&self.proposal.parsed, &self.proposal.plan);
        let is_order = self.has_order && plan.displaced > 0;
        let is_data = !plan.creates.is_empty() || !plan.updates.is_empty() || !plan.renamed.is_empty();
        // Sprints of a file of upnext come along; those that cells name only where they are news.
        let is_beside = parsed.sprints.iter().any(|sprint| !sprint.uid.is_nil());
        let is_sprint = self.is_corrected() || parsed.has_sprint_news(&self.proposal.known);
        !is_data && !is_beside && !is_order && !is_sprint && self.taken().is_empty()
    }
}
