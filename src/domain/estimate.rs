//! Estimates: what the Developers said about an item's size, on the product's scale.
//!
//! Scales are plain lists. A value off the scale is refused when typed and kept (and marked) when imported: real
//! scales are messier than any list (`domain.md` §7).

use serde::{Deserialize, Serialize};
use std::fmt;
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// Points in thousandths, so that ½ and sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub i64);

impl fmt::Display for Points {
    /// `5`, `0.5`, `2.25`: no trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.fold(0, |sum, p| sum.saturating_add(p.0)))
    }
}

/// A product's estimation scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, EnumIter, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// 0, ½, 1, 2, 3, 5, 8, 13, 20, 21, 34, 40, 55, 89, 100.
    #[default]
    Fibonacci,
    /// 0, 1, 2, 4, 8, 16, 32, 64.
    Powers,
    /// XS, S, M, L, XL, XXL: an order without a sum.
    TShirt,
    /// Any number from 0 up.
    Free,
}

impl Scale {
    /// The word shown, stored and typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Reads a scale by its word.
    pub fn parse(text: &str) -> Option<Self> {
        let word = super::text::fold(text);
        Self::iter().find(|s| s.name() == word)
    }

    /// All words, for messages and completion.
    pub fn names() -> String {
        Self::iter().map(Self::name).collect::<Vec<_>>().join(", ")
    }

    /// The values on the scale in ascending order; none for [`Scale::Free`].
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Self::Fibonacci => &["0", "0.5", "1", "2", "3", "5", "8", "13", "20", "21", "34", "40", "55", "89", "100"],
            Self::Powers => &["0", "1", "2", "4", "8", "16", "32", "64"],
            Self::TShirt => &["XS", "S", "M", "L", "XL", "XXL"],
            Self::Free => &[],
        }
    }

    /// True where the estimate is on the scale.
    pub fn has(self, estimate: &Estimate) -> bool {
        match self {
            Self::Free => estimate.points().is_some(),
            _ => self.values().contains(&estimate.as_str()),
        }
    }

    /// Reads what a person typed. Nothing, `?` and `-` mean "no estimate".
    pub fn read(self, typed: &str) -> Result<Option<Estimate>, EstimateError> {
        let Some(estimate) = Estimate::parse(typed)? else { return Ok(None) };
        if self.has(&estimate) {
            return Ok(Some(estimate));
        }
        Err(match self {
            Self::Free => EstimateError::NotANumber(super::text::visible(typed.trim()).into_owned()),
            _ => EstimateError::OffScale {
                value: super::text::visible(typed.trim()).into_owned(),
                scale: self.name(),
                values: self.values().join(", "),
            },
        })
    }

    /// True where `typed` is a value that begins no other value, so that it can be taken without Enter.
    pub fn is_settled(self, typed: &str) -> bool {
        let typed = typed.trim().to_uppercase();
        let mut begun = self.values().iter().filter(|v| v.starts_with(&typed));
        typed == "?" || (begun.next() == Some(&typed.as_str()) && begun.next().is_none())
    }
}

/// A size as it is shown: `5`, `0.5`, `XL`, or any short word an import brought.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Estimate(String);

/// Why an estimate was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EstimateError {
    /// A number is needed.
    #[error("\"{0}\" is not a number: type a number from 0 up, or ? for no estimate")]
    NotANumber(String),
    /// A negative or enormous number, or a very long word.
    #[error("\"{0}\" can't be an estimate: type a number from 0 to 1,000,000, a size such as M, or ? for none")]
    OutOfRange(String),
    /// Not one of the scale's values.
    #[error("{value} is not on the scale {scale} ({values}): type one of these, or ? for no estimate")]
    OffScale {
        /// What was typed.
        value: String,
        /// The scale's name.
        scale: &'static str,
        /// Its values.
        values: String,
    },
}

impl Estimate {
    /// Reads any estimate, on or off a scale: a number from 0 to 1,000,000 with at most three decimals (`5`, `5.0`,
    /// `1,5`, `½`), or a word of at most 8 characters. Nothing, `?` and `-` are no estimate.
    pub fn parse(text: &str) -> Result<Option<Self>, EstimateError> {
        let text = text.trim();
        if matches!(text, "" | "?" | "-" | "—") {
            return Ok(None);
        }
        if text == "½" {
            return Ok(Some(Self("0.5".into())));
        }
        let dotted = text.replace(',', ".");
        if let Ok(number) = dotted.parse::<f64>() {
            if !(0.0..=1_000_000.0).contains(&number) {
                return Err(EstimateError::OutOfRange(text.into()));
            }
            #[expect(clippy::cast_possible_truncation, reason = "at most 10^9")]
            return Ok(Some(Self(Points((number * 1000.0).round() as i64).to_string())));
        }
        let word = text.to_uppercase();
        if word.chars().count() > 8 || !word.chars().all(char::is_alphanumeric) {
            return Err(EstimateError::OutOfRange(super::text::visible(text).chars().take(40).collect()));
        }
        Ok(Some(Self(word)))
    }

    /// The value as shown and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as points; `None` for a word.
    pub fn points(&self) -> Option<Points> {
        let number: f64 = self.0.parse().ok().filter(|n: &f64| n.is_finite())?;
        #[expect(clippy::cast_possible_truncation, reason = "parse() admits at most 10^9")]
        Some(Points((number * 1000.0).round() as i64))
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        match Estimate::parse(text) {
            Ok(Some(e)) => e.to_string(),
            Ok(None) => "none".into(),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn an_estimate_has_one_spelling() {
        for (text, shown) in
            [("5.0", "5"), ("5", "5"), ("½", "0.5"), ("1,5", "1.5"), ("xl", "XL"), ("?", "none"), ("", "none")]
        {
            assert_eq!(parsed(text), shown);
        }
        assert!(parsed("-3").contains("can't be an estimate"));
        assert!(parsed("inf").contains("can't be") || parsed("inf") == "INF");
        assert!(parsed("a lot of work").contains("can't be"));
    }

    #[test]
    fn a_typed_value_must_be_on_the_scale() {
        assert!(Scale::Fibonacci.read("4").is_err());
        assert!(Scale::Fibonacci.read("5.0").is_ok());
        assert!(Scale::Free.read("4").is_ok());
        assert!(Scale::Free.read("XL").is_err());
        assert!(Scale::TShirt.read("xl").is_ok());
    }

    #[test]
    fn a_value_that_begins_no_other_is_settled() {
        assert!(Scale::Fibonacci.is_settled("13"));
        assert!(!Scale::Fibonacci.is_settled("1"));
        assert!(!Scale::Fibonacci.is_settled("0"));
        assert!(!Scale::Fibonacci.is_settled("2"));
        assert!(!Scale::TShirt.is_settled("x"));
        assert!(Scale::TShirt.is_settled("m"));
    }

    #[test]
    fn points_sum_exactly() {
        let sum: Points = ["0.5", "0.5", "2.25"].iter().filter_map(|t| Estimate::parse(t).ok()??.points()).sum();
        assert_eq!(sum.to_string(), "3.25");
    }
}
