//! One item becomes two: its parts, to which half each goes, and what both say then.

use super::criterion::Line;
use super::item::{Item, NewItem, Story};
use super::text::{self, TextError, fold};
use super::{Key, State};
use std::fmt::Write;

/// The longest title that is proposed, in characters.
const PROPOSED: usize = 80;

/// Why an item can't be split so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// No part was chosen for the new item.
    #[error("nothing goes to the new item yet: choose at least one part for it")]
    Nothing,
    /// There is no part that could go, and no title of its own.
    #[error("{0} has no criteria and no description to give over: type a title for the new item")]
    TitleOnly(Key),
    /// Two items of one name.
    #[error("both would be called \"{0}\": give the new item a title of its own")]
    SameTitle(String),
    /// In the trash, done or declined.
    #[error("{0} {1}: only what is still to do can be split")]
    Over(Key, &'static str),
    /// A title that can't be one.
    #[error("{0}")]
    Text(#[from] TextError),
}

/// Where a part goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Half {
    /// It stays with the item that there is.
    #[default]
    Stays,
    /// It goes to the new item.
    Goes,
    /// Both have it.
    Both,
}

impl Half {
    /// True for the half of this part.
    fn is_in(self, is_new: bool) -> bool {
        match self {
            Self::Stays => !is_new,
            Self::Goes => is_new,
            Self::Both => true,
        }
    }
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An acceptance criterion, met or not.
    Criterion {
        /// Met.
        is_met: bool,
    },
    /// A paragraph of the description, or an entry of a list in it.
    Paragraph {
        /// Line breaks before it.
        breaks: usize,
    },
}

/// A part of an item that can go to one half or the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub what: What,
    /// Its text.
    pub text: String,
    /// Where it goes.
    pub half: Half,
}

/// The lines that a person writes for the halves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Titles {
    /// Title and want of the item that there is.
    pub old: (String, String),
    /// Title and want of the new one.
    pub new: (String, String),
}

/// What both halves say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halves {
    /// What the item that there is says from then on.
    pub text: Story,
    /// Its criteria from then on.
    pub criteria: Vec<Line>,
    /// The new item.
    pub new: NewItem,
}

/// Fails for what can't be split at all.
///
/// # Errors
/// [`SplitError::Over`] for what is done, declined or in the trash.
pub fn check(item: &Item) -> Result<(), SplitError> {
    let over = |what| Err(SplitError::Over(item.key.clone(), what));
    match item.state {
        _ if item.is_trashed => over("lies in the trash"),
        State::Done => over("is done"),
        State::Declined => over("is declined"),
        State::Inbox | State::Open | State::Ready | State::InProgress | State::ToAccept => Ok(()),
    }
}

/// The parts of an item, all of which stay: criteria first, then the description's.
pub fn parts(item: &Item) -> Vec<Part> {
    let criterion = |c: &super::Criterion| Part {
        what: What::Criterion { is_met: c.is_met },
        text: c.text.clone(),
        half: Half::Stays,
    };
    let mut parts: Vec<Part> = item.criteria.iter().map(criterion).collect();
    let mut breaks = 0;
    let mut is_open = false;
    for line in item.text.description.split('\n') {
        if line.trim().is_empty() {
            (breaks, is_open) = (breaks + 1, false);
            continue;
        }
        match parts.last_mut() {
            Some(last) if is_open && !is_entry(line) => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            _ => parts.push(Part { what: What::Paragraph { breaks }, text: line.to_owned(), half: Half::Stays }),
        }
        (breaks, is_open) = (1, true);
    }
    parts
}

/// An entry of a list is a part of its own.
fn is_entry(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest =
        if digits > 0 { line[digits..].strip_prefix(['.', ')']) } else { line.strip_prefix(['-', '*', '+', '•']) };
    rest.is_some_and(|rest| rest.starts_with(' '))
}

/// The title proposed for the new item: the old one and the first part that goes.
pub fn title(old: &str, parts: &[Part]) -> String {
    let Some(part) = parts.iter().find(|part| part.half == Half::Goes) else { return old.to_owned() };
    let line = part.text.lines().next().unwrap_or_default().trim_start_matches(['-', '*', '+', '•', ' ']);
    let mut title = format!("{old}: {}", line.trim_end_matches(['.', ':', ' ']));
    if let Some((at, _)) = title.char_indices().nth(PROPOSED) {
        let word = title[..at].rfind(' ').filter(|at| *at > old.len() + 1).unwrap_or(at);
        title.truncate(word);
    }
    title
}

/// What both halves say.
///
/// The new one is for the same people and for the same end, has the same kind, tags, links, day and requester, and waits
/// in the inbox where the old one does, else it is open. It has no estimate: its Developers give it one.
///
/// # Errors
/// [`SplitError`], where nothing would go or a title can't be one.
pub fn halves(item: &Item, parts: &[Part], titles: &Titles) -> Result<Halves, SplitError> {
    check(item)?;
    let title = text::title("the title of the new item", &titles.new.0)?;
    let own = text::title("the title of the old item", &titles.old.0)?;
    let is_same = fold(&title) == fold(&own);
    if parts.is_empty() && is_same {
        return Err(SplitError::TitleOnly(item.key.clone()));
    }
    if !parts.is_empty() && parts.iter().all(|part| part.half == Half::Stays) {
        return Err(SplitError::Nothing);
    }
    if is_same {
        return Err(SplitError::SameTitle(title));
    }
    let half = |is_new: bool, title: String, want: &str| -> Result<Story, TextError> {
        let want = text::line("the want", want)?;
        Ok(Story { title, want, description: description(item, parts, is_new), ..item.text.clone() })
    };
    let old = half(false, own, &titles.old.1)?;
    let new =
        Story { estimate: None, assignee: String::new(), note: String::new(), ..half(true, title, &titles.new.1)? };
    let state = if item.state == State::Inbox { State::Inbox } else { State::Open };
    let new = NewItem { text: new, state, criteria: criteria(parts, true), ..NewItem::default() };
    Ok(Halves { text: old, criteria: criteria(parts, false), new })
}

fn criteria(parts: &[Part], is_new: bool) -> Vec<Line> {
    let line = |part: &Part| match part.what {
        // What was met was met for the whole: the new item is looked at anew.
        What::Criterion { is_met } => Some(Line { text: part.text.clone(), is_done: is_met && !is_new }),
        What::Paragraph { .. } => None,
    };
    parts.iter().filter(|part| part.half.is_in(is_new)).filter_map(line).collect()
}

/// The paragraphs of a half; those of the old item as they are, where all of them stay.
fn description(item: &Item, parts: &[Part], is_new: bool) -> String {
    let is_paragraph = |part: &&Part| matches!(part.what, What::Paragraph { .. });
    let mut all = parts.iter().filter(is_paragraph);
    if !is_new && all.all(|part| part.half != Half::Goes) {
        return item.text.description.clone();
    }
    let mut text = String::new();
    for part in parts.iter().filter(is_paragraph).filter(|part| part.half.is_in(is_new)) {
        let What::Paragraph { breaks } = part.what else { continue };
        let gap = if text.is_empty() { 0 } else { breaks.max(1) };
        _ = write!(text, "{}{}", "\n".repeat(gap), part.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, half: Half) -> Part {
        Part { what: What::Criterion { is_met: false }, text: text.into(), half }
    }

    #[test]
    fn a_title_is_proposed_from_the_first_part_that_goes() {
        assert_eq!(title("Pay", &[part("x", Half::Stays)]), "Pay");
        assert_eq!(title("Pay", &[part("x", Half::Both), part("- by card.", Half::Goes)]), "Pay: by card");
        assert_eq!(title("Pay", &[part("Given a card:\nWhen", Half::Goes)]), "Pay: Given a card");
        let long = title("Pay", &[part(&"many words ".repeat(20), Half::Goes)]);
        assert!(long.chars().count() <= 80 && long.ends_with("many"), "{long}");
        assert!(title("Pay", &[part(&"x".repeat(200), Half::Goes)]).chars().count() <= 80);
    }

    #[test]
    fn entries_of_lists_are_told_from_text() {
        for entry in ["- a", "  * b", "3. c", "12) d", "+ e"] {
            assert!(is_entry(entry), "{entry}");
        }
        for text in ["-5 degrees", "3.5", "a - b", "*bold* text", ""] {
            assert!(!is_entry(text), "{text}");
        }
    }
}
