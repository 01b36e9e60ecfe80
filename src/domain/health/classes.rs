//! Priorities as other programs call them.

use super::super::text::fold;

/// The words of each class, the highest first. Jira, Azure DevOps, Linear, Bugzilla, `MoSCoW` and plain numbers.
const CLASSES: [&[&str]; 5] = [
    &["blocker", "highest", "immediate", "must", "must have", "p0", "1", "1 - critical"],
    &["critical", "urgent", "very high", "p1", "2", "2 - high"],
    &["high", "major", "should", "should have", "p2", "3", "3 - medium"],
    &["medium", "normal", "moderate", "could", "could have", "p3", "4", "4 - low"],
    &["low", "lowest", "minor", "trivial", "won't", "won't have", "p4", "p5", "5"],
];

/// How high a priority is, 0 for the highest; `None` for a word that nobody knows.
pub fn class(value: &str) -> Option<usize> {
    let value = fold(value.trim());
    CLASSES.iter().position(|words| words.contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_are_compared_by_their_words() {
        assert!(class(" Highest ") < class("High") && class("high") < class("Low"));
        assert!(class("Must have") < class("Should"));
        assert_eq!(class("purple"), None);
    }
}
