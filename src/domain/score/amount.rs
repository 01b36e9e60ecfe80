//! A number that somebody judged: exact, in thousandths.

use super::super::text::thousands;
use super::number::{self, Mark, Told};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A value of an input, in thousandths, so that 0.25 and sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

/// The highest amount there can be: one that is still exact when it is multiplied.
pub(super) const MOST: Amount = Amount(1_000_000_000_000_000);

impl Amount {
    /// So many.
    pub const fn whole(n: i64) -> Self {
        Self(n * 1000)
    }

    /// For arithmetic.
    #[expect(clippy::cast_precision_loss, reason = "at most 10^15")]
    pub fn get(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// The nearest amount to a number; `None` where it is too large, or no number.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked to be at most 10^15")]
    pub fn near(number: f64) -> Option<Self> {
        let thousandths = (number * 1000.0).round();
        (thousandths.abs() <= MOST.0 as f64).then_some(Self(thousandths as i64))
    }

    /// Reads a number: `2000`, `2,000`, `2k`, `1.5m`, `0.25`, `0,25`, `1.500,00`, `80 %`. A lone point is the decimal
    /// sign.
    pub fn parse(typed: &str) -> Option<Self> {
        Self::read(typed).ok()
    }

    /// As [`parse`](Self::parse), with what is wrong.
    pub(super) fn read(typed: &str) -> Result<Self, NoAmount> {
        let (digits, sign, times) = Self::parts(typed).ok_or(NoAmount::Nothing)?;
        let digits = number::plain(&digits, Mark::Point).ok_or(NoAmount::Nothing)?;
        let amount = thousandths(&digits)?.checked_mul(times).filter(|amount| *amount <= MOST.0);
        Ok(Self(sign * amount.ok_or(NoAmount::Large)?))
    }

    /// Reads a number as a program writes it: `mark` is the decimal sign where its own digits don't tell. What is finer
    /// than a thousandth is rounded: then the answer's second part is true.
    pub fn rounded(written: &str, mark: Mark) -> Option<(Self, bool)> {
        let (digits, sign, times) = Self::parts(written)?;
        let digits = number::plain(&digits, mark)?;
        match thousandths(&digits) {
            Ok(amount) => {
                let amount = amount.checked_mul(times).filter(|amount| *amount <= MOST.0)?;
                Some((Self(sign * amount), false))
            }
            Err(NoAmount::Fine) => {
                let times = if times == 1 { 1.0 } else { Self(times * 1000).get() };
                let amount = Self::near(digits.parse::<f64>().ok()? * times)?;
                Some((Self(sign * amount.0), true))
            }
            Err(NoAmount::Nothing | NoAmount::Large) => None,
        }
    }

    /// The digits with their signs, whether it is below 0, and how many thousands or millions are meant.
    fn parts(typed: &str) -> Option<(String, i64, i64)> {
        let text = typed.trim().trim_end_matches('%').trim_end();
        let (digits, times) = match text.chars().next_back()? {
            'k' | 'K' => (&text[..text.len() - 1], 1000),
            'm' | 'M' => (&text[..text.len() - 1], 1_000_000),
            _ => (text, 1),
        };
        let (sign, digits) = digits.strip_prefix(['-', '−']).map_or((1, digits), |rest| (-1, rest));
        let digits = digits.chars().filter(|c| !APART.contains(c)).collect();
        Some((digits, sign, times))
    }

    /// What the signs in a number tell of its decimal sign.
    pub fn told(written: &str) -> Told {
        Self::parts(written).map_or(Told::Nothing, |(digits, ..)| {
            let is_number = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
            if is_number { number::told(&digits) } else { Told::Nothing }
        })
    }
}

/// What can stand between thousands, whatever the decimal sign is.
const APART: &[char] = &[' ', '_', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];

/// Why something is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAmount {
    /// It is no number.
    Nothing,
    /// It has more decimals than are kept.
    Fine,
    /// It is above all that can be.
    Large,
}

fn thousandths(digits: &str) -> Result<i64, NoAmount> {
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(rest) || (whole.is_empty() && rest.is_empty()) {
        return Err(NoAmount::Nothing);
    }
    let rest = rest.trim_end_matches('0');
    if rest.len() > 3 {
        return Err(NoAmount::Fine);
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| NoAmount::Large)? };
    let rest: i64 = format!("{rest:0<3}").parse().map_err(|_| NoAmount::Nothing)?;
    whole.checked_mul(1000).and_then(|whole| whole.checked_add(rest)).ok_or(NoAmount::Large)
}

impl fmt::Display for Amount {
    /// `2,000`, `0.25`, `-3`: no trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        let whole = thousands(usize::try_from(whole).unwrap_or(usize::MAX));
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
    }
}

/// In files it is the number itself.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 { serializer.serialize_i64(self.0 / 1000) } else { serializer.serialize_f64(self.get()) }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::near(number).ok_or_else(|| serde::de::Error::custom("a number that is too large"))
    }
}

/// A number with at most so many decimals, without trailing zeros, thousands set apart.
pub(super) fn rounded(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    let is_zero = rest.is_empty() && whole.bytes().all(|b| b == b'0');
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let read = |typed| Amount::parse(typed).map(|amount| amount.0);
        for (typed, thousandths) in [
            ("2000", 2_000_000),
            ("2,000", 2_000_000),
            ("2 000", 2_000_000),
            ("53,250", 53_250_000),
            ("1,234,567.5", 1_234_567_500),
            ("2k", 2_000_000),
            ("1.5m", 1_500_000_000),
            ("0.25", 250),
            (".5", 500),
            ("0,25", 250),
            ("80 %", 80_000),
            ("80%", 80_000),
            ("0,375", 375),
            ("1.500,00", 1_500_000),
            ("1.500.000", 1_500_000_000),
            ("2.000", 2_000),
            ("1’500", 1_500_000),
            ("0.2500", 250),
            ("-1", -1000),
            ("−1", -1000),
        ] {
            assert_eq!(read(typed), Some(thousandths), "{typed}");
        }
        for typed in [
            "",
            "%",
            "k",
            "eight",
            "1.2345",
            "1,2,3",
            "1.2.3",
            "1,50,000",
            "1.50,00.0",
            "0x10",
            "1e3",
            "9999999999999",
            "--1",
            "NaN",
            "inf",
            ".",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_a_program_writes_is_rounded_and_its_decimal_sign_given() {
        let read = |written, mark| Amount::rounded(written, mark).map(|(amount, is_rounded)| (amount.0, is_rounded));
        assert_eq!(read("0.3333", Mark::Point), Some((333, true)));
        assert_eq!(read("1,3333333333", Mark::Point), Some((1333, true)));
        assert_eq!(read("-2.0005", Mark::Comma), Some((-2001, true)));
        assert_eq!(read("1.23456k", Mark::Point), Some((1_234_560, true)));
        assert_eq!(
            (read("2.000", Mark::Point), read("2.000", Mark::Comma)),
            (Some((2000, false)), Some((2_000_000, false)))
        );
        assert_eq!(
            (read("2,000", Mark::Point), read("2,000", Mark::Comma)),
            (Some((2_000_000, false)), Some((2000, false)))
        );
        assert_eq!((Amount::read("1.2345"), Amount::read("1e3")), (Err(NoAmount::Fine), Err(NoAmount::Nothing)));
        assert_eq!(Amount::read("99999999999999999999"), Err(NoAmount::Large));
    }

    #[test]
    fn a_number_is_shown_without_what_it_does_not_need() {
        assert_eq!(Amount(53_250_000).to_string(), "53,250");
        assert_eq!(Amount(250).to_string(), "0.25");
        assert_eq!(Amount(-500).to_string(), "-0.5");
        assert_eq!(rounded(1500.004, 2), "1,500");
        assert_eq!(rounded(-0.001, 2), "0");
        assert_eq!(rounded(3.6, 2), "3.6");
    }
}
