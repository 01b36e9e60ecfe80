//! The lists an item can stand in. Every item stands in exactly one.

use super::{Kind, State};
use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumIter, IntoStaticStr};

/// One of the lists of a product.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, EnumCount, EnumIter, IntoStaticStr, Serialize, Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum List {
    /// The order: open items of every kind but epics, by rank.
    #[default]
    Backlog,
    /// Ideas not triaged yet, by rank.
    Inbox,
    /// Epics that are not done, declined or in the inbox, by rank.
    Epics,
    /// Accepted items, newest first.
    Done,
    /// Refused items, newest first.
    Declined,
    /// What was thrown away and can be restored, newest first.
    Trash,
}

impl List {
    /// The word shown and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The list an item stands in.
    pub fn of(kind: Kind, state: State, is_trashed: bool) -> Self {
        match (is_trashed, state, kind) {
            (true, _, _) => Self::Trash,
            (_, State::Inbox, _) => Self::Inbox,
            (_, State::Done, _) => Self::Done,
            (_, State::Declined, _) => Self::Declined,
            (_, _, Kind::Epic) => Self::Epics,
            _ => Self::Backlog,
        }
    }

    /// True where the rows stand by rank and so can be moved.
    pub fn is_by_rank(self) -> bool {
        matches!(self, Self::Backlog | Self::Inbox | Self::Epics)
    }
}
