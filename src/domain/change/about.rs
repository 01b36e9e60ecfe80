//! What a change is about: its name, its items, and what is kept with its step.

use super::Change;
use crate::domain::ItemId;
use serde_json::{Value, json};

impl Change {
    /// The name of the change in kebab-case, as kept with its step.
    pub fn verb(&self) -> &'static str {
        self.into()
    }

    /// The items it names; empty for new items, a product or an import.
    pub fn items(&self) -> &[ItemId] {
        match self {
            Self::AddProduct(_)
            | Self::EditProduct { .. }
            | Self::AddItem { .. }
            | Self::AddItems { .. }
            | Self::AddSprint { .. }
            | Self::EditSprint { .. }
            | Self::DropSprint { .. }
            | Self::StartSprint { .. }
            | Self::CloseSprint { .. }
            | Self::ReviewSprint { .. }
            | Self::AddPastSprints { .. }
            | Self::Improve { .. }
            | Self::EditImprovement { .. }
            | Self::DropImprovement { .. }
            | Self::SetScoring { .. }
            | Self::Explain { .. }
            | Self::Import { .. } => &[],
            Self::CloneItem { item }
            | Self::SetTitle { item, .. }
            | Self::Rewrite { item, .. }
            | Self::Tick { item, .. }
            | Self::Ask { item, .. }
            | Self::Answer { item, .. }
            | Self::DropQuestion { item, .. }
            | Self::SetValue { item, .. }
            | Self::Compare { item, .. }
            | Self::Split { item, .. }
            | Self::Merge { into: item, .. } => std::slice::from_ref(item),
            Self::Move { items, .. }
            | Self::SetState { items, .. }
            | Self::SetEstimate { items, .. }
            | Self::SetBlocked { items, .. }
            | Self::SetKind { items, .. }
            | Self::SetTags { items, .. }
            | Self::SetEpic { items, .. }
            | Self::SetAsked { items, .. }
            | Self::SetAssignee { items, .. }
            | Self::SetLinks { items, .. }
            | Self::SetDue { items, .. }
            | Self::SetNeeds { items, .. }
            | Self::Snooze { items, .. }
            | Self::Keep { items, .. }
            | Self::SetSprint { items, .. }
            | Self::PlanSprint { items, .. }
            | Self::Accept { items, .. }
            | Self::Return { items, .. }
            | Self::SetServes { items, .. }
            | Self::Decline { items, .. }
            | Self::SetInputs { items, .. }
            | Self::Arrange { items, .. }
            | Self::SetPinned { items, .. }
            | Self::Reconsider { items }
            | Self::Trash { items }
            | Self::Restore { items } => items,
        }
    }

    /// What is kept with the step: the verb, what it was about and why. Long texts and whole imports stay out; they
    /// are in the journal's rows.
    pub fn record(&self) -> Value {
        const NAMED: usize = 50;
        let items = self.items();
        let mut record = json!({ "verb": self.verb() });
        if !items.is_empty() {
            record["items"] = json!(items.iter().take(NAMED).collect::<Vec<_>>());
            record["count"] = json!(items.len());
        }
        if let Self::AddItems { items, .. } = self {
            record["count"] = json!(items.len());
        }
        if let Some(sprint) = self.sprint() {
            record["sprint"] = json!(sprint);
        }
        if let Some(reason) = self.reason() {
            record["reason"] = json!(reason);
        }
        record
    }
}
