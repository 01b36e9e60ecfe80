//! What the mouse did, as the terminal tells it: the left button without modifiers, and the wheel.
//!
//! Everything else belongs to the terminal: with Shift or Control it selects text or opens links.

use crate::domain::{Instant, ItemId};

/// One report of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// The column it is over, counted from 0.
    pub column: u16,
    /// The row it is over, counted from 0.
    pub row: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The button went down.
    Down,
    /// It moved while the button was down.
    Drag,
    /// The button was let go.
    Up,
    /// The wheel was turned away from the person.
    WheelUp,
    /// The wheel was turned towards the person.
    WheelDown,
}

/// What the mouse has begun.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pointer {
    /// The item on which the button went down.
    pub pressed: Option<ItemId>,
    /// The last click on an item, and when that was: a second one soon after opens it.
    pub clicked: Option<(Instant, ItemId)>,
    /// The last click on a row of a pop-up: when, and on which column and row. A second one soon after runs it, also
    /// where the rows have moved on meanwhile.
    pub row: Option<(Instant, (u16, u16))>,
    /// When a click last closed a pop-up: a second one soon after is not meant for what lies below.
    pub closed: Option<Instant>,
    /// Items that are being dragged.
    pub drag: Option<Drag>,
}

/// Items on their way to another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drag {
    /// The item under the pointer when it began.
    pub from: ItemId,
    /// All of them, in the list's order.
    pub items: Vec<ItemId>,
    /// What they are called: "WEB-12", "3 items".
    pub name: String,
    /// Where the mouse is.
    pub at: Mouse,
}
