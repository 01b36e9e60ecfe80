//! Where an item is on its way from an idea to Done.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// inbox → open → ready → in progress → to accept → done, or declined with a reason.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, EnumIter, IntoStaticStr, Serialize, Deserialize,
)]
#[strum(serialize_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// An idea, not triaged yet.
    Inbox,
    /// In the order.
    #[default]
    Open,
    /// Refined enough to be selected for a sprint.
    Ready,
    /// The Developers work on it.
    #[strum(serialize = "in progress")]
    #[serde(rename = "in progress")]
    InProgress,
    /// Waits for the Product Owner.
    #[strum(serialize = "to accept")]
    #[serde(rename = "to accept")]
    ToAccept,
    /// Accepted.
    Done,
    /// Refused, with a reason.
    Declined,
}

impl State {
    /// The word shown, stored and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a state by its word; spaces may be hyphens, underscores or missing (`in-progress`, `toaccept`).
    pub fn parse(text: &str) -> Option<Self> {
        let squeeze = |s: &str| super::text::fold(s).replace([' ', '-', '_'], "");
        let word = squeeze(text);
        Self::iter().find(|s| squeeze(s.name()) == word)
    }

    /// The sign shown before the word, so that meaning is never in the colour alone.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Inbox => "·",
            Self::Open => "○",
            Self::Ready => "●",
            Self::InProgress => "◐",
            Self::ToAccept => "◇",
            Self::Done => "✓",
            Self::Declined => "×",
        }
    }

    /// One state on; declined and done have none.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Inbox => Some(Self::Open),
            Self::Open => Some(Self::Ready),
            Self::Ready => Some(Self::InProgress),
            Self::InProgress => Some(Self::ToAccept),
            Self::ToAccept => Some(Self::Done),
            Self::Done | Self::Declined => None,
        }
    }

    /// One state back; the inbox has none, a declined item comes back as open.
    pub fn back(self) -> Option<Self> {
        match self {
            Self::Inbox => None,
            Self::Open => Some(Self::Inbox),
            Self::Ready | Self::Declined => Some(Self::Open),
            Self::InProgress => Some(Self::Ready),
            Self::ToAccept => Some(Self::InProgress),
            Self::Done => Some(Self::ToAccept),
        }
    }

    /// True for the states that stand in the order: open, ready, in progress, to accept.
    pub fn is_in_order(self) -> bool {
        matches!(self, Self::Open | Self::Ready | Self::InProgress | Self::ToAccept)
    }

    /// All words, for messages and completion.
    pub fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_people_type_it() {
        for text in ["in progress", "In-Progress", "in_progress", "inprogress"] {
            assert_eq!(State::parse(text), Some(State::InProgress), "{text}");
        }
        assert_eq!(State::parse("doing"), None);
    }

    #[test]
    fn on_and_back_are_inverse_in_the_order() {
        for state in State::iter().filter(|s| s.is_in_order()) {
            assert_eq!(state.next().and_then(State::back), Some(state));
        }
    }
}
