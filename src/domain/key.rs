//! The short key people see and say: `WEB-12`.

use super::text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A product's prefix and an item's number in it. Never reused, also not after trash and purge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Upper-case letters and digits, beginning with a letter: `WEB`.
    pub prefix: String,
    /// Counts from 1.
    pub number: i64,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.prefix, self.number)
    }
}

/// Why a prefix was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" can't be a prefix: use 1 to 10 letters and digits, beginning with a letter, such as WEB")]
pub struct PrefixError(pub String);

impl Key {
    /// Reads `WEB-12`, `web-12`, `web12`; or `12` alone, which takes `prefix`.
    pub fn parse(text: &str, prefix: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (head, number) = text.split_at(text.len() - digits);
        let number: i64 = number.parse().ok()?;
        let prefix = match head.strip_suffix('-').unwrap_or(head) {
            "" if head.is_empty() => prefix.to_owned(),
            head => parse_prefix(head).ok()?,
        };
        (number > 0).then_some(Self { prefix, number })
    }
}

/// Checks a prefix and returns it in upper case.
pub fn parse_prefix(text: &str) -> Result<String, PrefixError> {
    let upper = text.trim().to_ascii_uppercase();
    let fits = (1..=10).contains(&upper.len())
        && upper.starts_with(|c: char| c.is_ascii_uppercase())
        && upper.chars().all(|c| c.is_ascii_alphanumeric());
    if fits { Ok(upper) } else { Err(PrefixError(text::visible(text.trim()).into_owned())) }
}

/// A prefix proposed for a product's name: initials of several words, else the first three letters; `UP` where
/// the name has no Latin letter.
pub fn propose_prefix(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| w.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect();
    let raw: String = match words.as_slice() {
        [] => "UP".to_owned(),
        [one] => one.chars().take(3).collect(),
        many => many.iter().filter_map(|w| w.chars().next()).take(4).collect(),
    };
    raw.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_people_type_it() {
        let key = Some(Key { prefix: "WEB".into(), number: 12 });
        for text in ["WEB-12", "web-12", "web12", " 12 "] {
            assert_eq!(Key::parse(text, "WEB"), key, "{text}");
        }
        for text in ["", "WEB", "WEB-", "WEB-0", "-12", "1-2", "9999999999999999999999"] {
            assert_eq!(Key::parse(text, "WEB"), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_is_proposed_from_the_name() {
        assert_eq!(propose_prefix("Webshop"), "WEB");
        assert_eq!(propose_prefix("Course Registration System"), "CRS");
        assert_eq!(propose_prefix("日本語"), "UP");
        assert!(parse_prefix(&propose_prefix("a")).is_ok());
    }
}
