//! What can be done with a presentation.

/// With a presentation, in the window that shows it or in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verb records say what each does")]
pub enum Present {
    Begin,
    Next,
    Back,
    Blank,
    /// The list of the pages.
    Pages,
    /// To a page by its name, or to the item of a key.
    Page(String),
    Drop,
    Later,
    Earlier,
    /// Let every verb act, or only those of a review.
    Unlock,
    Down,
    Up,
}
