//! Public view: which verbs wait until it is left.
//!
//! What is private does not come into the model at all while everyone looks (`update/public.rs`); these verbs are
//! about nothing else, or show it in a program of its own.

use super::model::Model;
use super::wording::keyed;

/// Verbs that are closed while everyone looks, each with what it is about.
pub const CLOSED: &[(&str, &str)] = &[
    ("asked", "who asked"),
    ("assignee", "who works on it"),
    ("decline", "what is declined and why"),
    ("reconsider", "what is declined and why"),
    ("copy-answer", "what is declined and why"),
    ("editor", "the private note"),
    ("field-editor", "where a file lies"),
    ("import", "names of files"),
    ("export", "names of files"),
    ("export-shown", "names of files"),
    ("review-page", "names of files"),
    ("review-editor", "where a file lies"),
    ("where", "where the file lies"),
    ("draft", "text that may be private"),
    ("product", "other products"),
    ("new-product", "other products"),
    ("seen", "what came in"),
    ("unfold", "comments and columns of the source"),
    ("filters", "saved filters"),
    ("save-filter", "saved filters"),
    ("forget-filter", "saved filters"),
];

/// Why a verb can't act in public view; `None` where it can.
pub fn closed(model: &Model, verb: &str) -> Option<String> {
    let (_, what) = CLOSED.iter().find(|(name, _)| model.is_public && *name == verb)?;
    let leave = keyed(&model.keymap, "<public> leaves it first");
    Some(format!("{what}: not shown in public view · {leave}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::verb;

    #[test]
    fn what_is_closed_are_verbs() {
        for (name, _) in CLOSED {
            assert!(verb::find(name).is_some(), "{name}");
        }
    }
}
