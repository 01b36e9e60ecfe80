//! What the mouse did, as the terminal tells it: the left button without modifiers, and the wheel.
//!
//! Everything else belongs to the terminal: with Shift or Control it selects text or opens links.

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
