//! What a framework asks of an item, and how it is typed.

use super::Amount;
use super::amount::{MOST, NoAmount};
use crate::domain::text::{fold, visible};
use std::borrow::Cow;

/// One thing that a framework asks of an item: a column of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name in the file: "rice.reach". Never changed.
    pub id: Cow<'static, str>,
    /// What people call it: "reach".
    pub name: Cow<'static, str>,
    /// What is asked, in one sentence without a full stop.
    pub doc: Cow<'static, str>,
    /// What can be answered.
    pub range: Range,
    /// True where it is shown in percent.
    pub is_percent: bool,
}

/// What can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// One of these classes, each by its word or the first letters of it; shown by the word.
    Classes(&'static [(Amount, &'static str)]),
    /// One of these numbers, each with a word that means the same; shown by the number. The highest first.
    Levels(&'static [(Amount, &'static str)]),
    /// One of these whole numbers, the lowest first.
    Steps(&'static [i64]),
    /// Any number from one to another.
    Between(Amount, Amount),
    /// This number or more.
    AtLeast(Amount),
    /// More than this number.
    Above(Amount),
}

/// What was typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// It is not on the scale.
    #[error("{name} is {wanted}, not {typed}")]
    Off {
        /// The input.
        name: String,
        /// What can be answered.
        wanted: String,
        /// What was typed.
        typed: String,
    },
    /// It is finer than what is kept.
    #[error("{name} has at most 3 decimals, not {typed}")]
    Fine {
        /// The input.
        name: String,
        /// What was typed.
        typed: String,
    },
    /// It is above all that can be kept.
    #[error("{name} is at most {MOST}: {typed} is too large")]
    Large {
        /// The input.
        name: String,
        /// What was typed.
        typed: String,
    },
}

impl Input {
    /// One with a name and a scale.
    pub(super) const fn new(id: &'static str, name: &'static str, doc: &'static str, range: Range) -> Self {
        Self { id: Cow::Borrowed(id), name: Cow::Borrowed(name), doc: Cow::Borrowed(doc), range, is_percent: false }
    }

    /// Reads what a person typed. Nothing, `?`, `-` and `—` take the value off.
    ///
    /// # Errors
    /// Where it is no answer, with what would be one.
    pub fn read(&self, typed: &str) -> Result<Option<Amount>, InputError> {
        let text = typed.trim();
        if matches!(text, "" | "?" | "-" | "—") {
            return Ok(None);
        }
        // Won't is typed in three ways.
        let bare = |text: &str| fold(text).replace(['\'', '’'], "");
        let word = bare(text);
        let by_word = |all: &[(Amount, &str)]| {
            let mut meant = all.iter().filter(|(_, known)| bare(known).starts_with(&word));
            meant.next().filter(|_| meant.next().is_none()).map(|(amount, _)| *amount)
        };
        let read = match self.range {
            Range::Classes(all) => by_word(all).ok_or(NoAmount::Nothing),
            Range::Levels(all) => self.number(text).or_else(|why| by_word(all).ok_or(why)),
            Range::Steps(_) | Range::Between(..) | Range::AtLeast(_) | Range::Above(_) => self.number(text),
        };
        let (name, typed) = (self.name.clone().into_owned(), visible(text).into_owned());
        let is_open = matches!(self.range, Range::AtLeast(_) | Range::Above(_));
        match read {
            Ok(amount) if self.has(amount) => Ok(Some(amount)),
            Err(NoAmount::Fine) if is_open || matches!(self.range, Range::Between(..)) => {
                Err(InputError::Fine { name, typed })
            }
            Err(NoAmount::Large) if is_open && !text.starts_with(['-', '−']) => {
                Err(InputError::Large { name, typed })
            }
            Ok(_) | Err(NoAmount::Nothing | NoAmount::Fine | NoAmount::Large) => {
                Err(InputError::Off { name, wanted: self.wanted(), typed })
            }
        }
    }

    /// Reads a number. Percent only where it is in percent.
    fn number(&self, text: &str) -> Result<Amount, NoAmount> {
        let is_unit = self.is_unit(text) || (text.ends_with('%') && !self.is_percent);
        if is_unit { Err(NoAmount::Nothing) } else { Amount::read(text) }
    }

    /// True for "2m" and "3k" where they are no thousands and millions: two months are not two million.
    pub fn is_unit(&self, text: &str) -> bool {
        let has_suffix = text.ends_with(['k', 'K', 'm', 'M']);
        has_suffix && !matches!(self.range, Range::AtLeast(_)) && text.contains(|c: char| c.is_ascii_digit())
    }

    /// True for a value on its scale.
    pub fn has(&self, amount: Amount) -> bool {
        match self.range {
            Range::Classes(all) | Range::Levels(all) => all.iter().any(|(known, _)| *known == amount),
            Range::Steps(all) => all.iter().any(|step| Amount::whole(*step) == amount),
            Range::Between(least, most) => (least..=most).contains(&amount),
            Range::AtLeast(least) => amount >= least,
            Range::Above(least) => amount > least,
        }
    }

    /// What can be answered, in words: "1, 2, 3, 5, 8, 13 or 20".
    pub fn wanted(&self) -> String {
        let percent = if self.is_percent { " %" } else { "" };
        match self.range {
            Range::Classes(all) => either(all.iter().map(|(_, word)| (*word).to_owned())),
            Range::Levels(all) => either(all.iter().map(|(amount, word)| format!("{amount} ({word})"))),
            Range::Steps(all) => either(all.iter().map(ToString::to_string)),
            Range::Between(least, most) => format!("{least} to {most}{percent}"),
            Range::AtLeast(least) => format!("{least} or more"),
            Range::Above(least) => format!("more than {least}"),
        }
    }

    /// A value as it is shown; "—" where there is none.
    pub fn shown(&self, amount: Option<Amount>) -> String {
        let Some(amount) = amount else { return "—".into() };
        match self.range {
            Range::Classes(all) => {
                let known = all.iter().find(|(known, _)| *known == amount);
                known.map_or_else(|| amount.to_string(), |(_, word)| (*word).to_owned())
            }
            _ if self.is_percent => format!("{amount} %"),
            _ => amount.to_string(),
        }
    }

    /// A value as it would be typed: what a cell begins with when it is edited.
    pub fn typed(&self, amount: Amount) -> String {
        match self.range {
            Range::Classes(_) => self.shown(Some(amount)),
            _ => amount.to_string().replace(',', ""),
        }
    }
}

/// "1, 2 or 3".
fn either(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
