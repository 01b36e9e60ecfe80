//! What the bottom line tells after something was done, or could not be done.

/// A short message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something is worth knowing, or a key can't act now.
    Hint,
    /// Something failed.
    Failed,
    /// Something in the person's own files is wrong; nothing failed.
    Misset,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: Tone::Done, text: text.into() }
    }

    /// Something is worth knowing.
    pub fn hint(text: impl Into<String>) -> Self {
        Self { tone: Tone::Hint, text: text.into() }
    }

    /// Something in the person's own files is wrong.
    pub fn misset(text: impl Into<String>) -> Self {
        Self { tone: Tone::Misset, text: text.into() }
    }

    /// True where it stays until the next key.
    pub fn stays(&self) -> bool {
        matches!(self.tone, Tone::Failed | Tone::Misset)
    }

    /// Something failed.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { tone: Tone::Failed, text: text.into() }
    }
}
