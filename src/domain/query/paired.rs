//! What the comparison of pairs shows.

use super::super::score::Duel;
use super::super::score::pairs::{Contest, Last, Next, Progress};
use super::super::{Item, ItemId, ProductId, Row};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// The items that could be compared, in their order; none where too many are marked.
    pub marked: Vec<ItemId>,
    /// Two that are to be compared again; else those that come next.
    pub again: Option<(ItemId, ItemId)>,
    /// True where items are being compared: then the two are shown whole.
    pub is_going: bool,
}

/// What is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paired {
    /// Of which product.
    pub product: ProductId,
    /// How far the marked items are; `None` where none were asked for.
    pub marked: Option<Progress>,
    /// How many of them stay where they are whatever is said: fixed by decision, or in the running Sprint.
    pub held: usize,
    /// What was begun.
    pub begun: Option<Box<Begun>>,
    /// The two that are compared, the upper one first; both whole.
    pub pair: Option<Box<Pair>>,
    /// Answers that contradict each other.
    pub contradiction: Option<Contradiction>,
}

/// Items that are being compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// As it was kept.
    pub kept: Contest,
    /// Without the items that are not in the order any more.
    pub contest: Contest,
    /// How far it is.
    pub progress: Progress,
    /// What comes next.
    pub next: Next,
    /// What was done last.
    pub last: Option<Last>,
    /// The pairs that have an answer, the oldest first.
    pub answers: Vec<(ItemId, ItemId)>,
    /// The rows of its items, once all are compared.
    pub rows: Vec<Row>,
}

/// Two items side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The upper one.
    pub left: Item,
    /// The other.
    pub right: Item,
    /// What was said of them before.
    pub said: Option<Duel>,
}

/// Answers that lead around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// As people read it: "WEB-1 > WEB-2 > WEB-3 > WEB-1".
    pub words: String,
    /// The pairs that were compared.
    pub pairs: Vec<(ItemId, ItemId)>,
}
