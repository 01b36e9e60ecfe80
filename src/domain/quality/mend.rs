//! Edits that take a finding away: pure, and safe to make with one key, for nothing that was typed is lost.

use super::Place;
use super::sentence::is_blank;
use crate::domain::criterion::Line;
use crate::domain::item::Story;
use crate::domain::{story, text};
use std::ops::Range;

/// An edit that takes a finding away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// Leaves out a word that stands there twice, or a sign.
    Cut {
        /// In which text.
        place: Place,
        /// Which bytes.
        at: Range<usize>,
    },
    /// Takes a remark out of the sentence and puts it at the end of the description.
    Describe {
        /// In which text.
        place: Place,
        /// The bytes that go.
        at: Range<usize>,
        /// Those of them that arrive.
        inner: Range<usize>,
    },
    /// Puts another word there.
    Put {
        /// In which text.
        place: Place,
        /// Instead of which bytes.
        at: Range<usize>,
        /// The word.
        with: String,
    },
    /// Makes two criteria of one.
    Split {
        /// Which, counted from 0.
        criterion: usize,
        /// What each says.
        parts: [String; 2],
    },
    /// Puts the parts of a sentence in the title into their fields.
    TakeApart,
    /// Puts the end of the means into the benefit.
    Benefit {
        /// Where "so that" stands in the means.
        at: Range<usize>,
    },
}

impl Mend {
    /// What it does, as a wish: "leave it out".
    pub fn words(&self) -> &'static str {
        match self {
            Self::Cut { .. } => "leave it out",
            Self::Describe { .. } => "move it to the description",
            Self::Put { .. } => "put it right",
            Self::Split { .. } => "split the criterion",
            Self::TakeApart => "fill the three fields",
            Self::Benefit { .. } => "make it the benefit",
        }
    }

    /// The item with the edit made; `None` where its text isn't the one that was checked, or would grow too long.
    ///
    /// A title that says the same as the means goes with it.
    pub fn apply(&self, story: &Story, criteria: &[Line]) -> Option<(Story, Vec<Line>)> {
        let (mut new, mut lines) = (story.clone(), criteria.to_vec());
        match self {
            Self::Cut { place, at } => {
                let less = without(place.text(story, criteria)?, at)?;
                set(&mut new, &mut lines, *place, less)?;
            }
            Self::Put { place, at, with } => {
                let old = place.text(story, criteria)?;
                old.get(at.clone())?;
                set(&mut new, &mut lines, *place, format!("{}{with}{}", &old[..at.start], &old[at.end..]))?;
            }
            Self::Describe { place, at, inner } => {
                let old = place.text(story, criteria)?;
                let remark = old.get(inner.clone())?.trim().to_owned();
                set(&mut new, &mut lines, *place, without(old, at)?)?;
                describe(&mut new, &remark)?;
            }
            Self::Split { criterion, parts } => {
                let old = lines.get(*criterion)?.clone();
                let parts = parts.iter().map(|text| Line { text: text.clone(), ..old.clone() });
                lines.splice(criterion..=criterion, parts);
            }
            Self::TakeApart => {
                let said = story::parse(&story.title)?;
                new.title = story::title(&said.want);
                (new.persona, new.want, new.benefit) = (said.persona, said.want, said.benefit);
            }
            Self::Benefit { at } => {
                let end = story.want.get(at.end..)?;
                end.trim_matches([' ', ',', '.']).clone_into(&mut new.benefit);
                story.want[..at.start].trim_matches([' ', ',']).clone_into(&mut new.want);
            }
        }
        if new.want != story.want && says_the_same(&story.title, &story.want) {
            new.title = story::title(&new.want);
        }
        Some((new, lines))
    }
}

/// The text without some bytes, and without the spaces and commas that they leave.
fn without(text: &str, at: &Range<usize>) -> Option<String> {
    text.get(at.clone())?;
    let (before, after) = (text[..at.start].trim_end(), text[at.end..].trim_start());
    let is_joined = before.is_empty() || after.is_empty() || after.starts_with(['.', ',', ';', ':', '?', '!', ')']);
    let gap = if is_joined { "" } else { " " };
    let less = format!("{before}{gap}{after}");
    let less = less.trim_matches([' ', ',', '\t']);
    (!is_blank(less)).then(|| less.to_owned())
}

fn set(story: &mut Story, criteria: &mut [Line], place: Place, text: String) -> Option<()> {
    match place {
        Place::Title => story.title = text,
        Place::Persona => story.persona = text,
        Place::Want => story.want = text,
        Place::Benefit => story.benefit = text,
        Place::Description => story.description = text,
        Place::Criterion(n) => criteria.get_mut(n)?.text = text,
        Place::Criteria | Place::Estimate => return None,
    }
    Some(())
}

/// Appends a paragraph.
fn describe(story: &mut Story, remark: &str) -> Option<()> {
    let remark = story::capital(remark.trim_matches([',', ' ']));
    let gap = if story.description.is_empty() { "" } else { "\n\n" };
    story.description = format!("{}{gap}{remark}", story.description);
    (story.description.len() <= text::BLOCK_LIMIT).then_some(())
}

fn says_the_same(title: &str, want: &str) -> bool {
    text::fold(&story::title(want)) == text::fold(title)
}

#[cfg(test)]
mod tests {
    use super::super::{Rule, check};
    use super::*;
    use crate::domain::product::Sheet;

    fn mended(story: &Story, rule: Rule) -> Story {
        let found = check(story, &[], Sheet::blank());
        let mend = found.iter().find(|f| f.rule == rule).unwrap().mend.clone().unwrap();
        mend.apply(story, &[]).unwrap().0
    }

    fn story(want: &str, benefit: &str) -> Story {
        let title = crate::domain::story::title(want);
        Story { title, persona: "user".into(), want: want.into(), benefit: benefit.into(), ..Story::default() }
    }

    #[test]
    fn a_remark_goes_to_the_description_and_the_title_follows() {
        let new = mended(&story("to pay (by card, too), at once", ""), Rule::Brackets);
        assert_eq!((new.title.as_str(), new.want.as_str()), ("Pay, at once", "to pay, at once"));
        assert_eq!(new.description, "By card, too");
        let old =
            Story { title: "Payment".into(), description: "Old.".into(), ..story("to pay. see the mock-up", "x y") };
        let new = mended(&old, Rule::Minimal);
        assert_eq!((new.title.as_str(), new.want.as_str()), ("Payment", "to pay"));
        assert_eq!(new.description, "Old.\n\nSee the mock-up");
    }

    #[test]
    fn a_phrase_that_stands_twice_is_left_out() {
        assert_eq!(mended(&story("I want to pay", ""), Rule::Repetition).want, "to pay");
        assert_eq!(mended(&story("to pay", "so that I can go"), Rule::Repetition).benefit, "I can go");
        let new = mended(&story("to pay", "I can go, so that I am home"), Rule::Repetition);
        assert_eq!((new.benefit.as_str(), new.description.as_str()), ("I can go", "So that I am home"));
    }

    #[test]
    fn a_sentence_is_put_into_its_fields() {
        let title = "As a buyer, I want to pay, so that I can go".to_owned();
        let new = mended(&Story { title, ..Story::default() }, Rule::Sentence);
        assert_eq!([new.title, new.persona, new.want, new.benefit], ["Pay", "buyer", "to pay", "I can go"]);
        let new = mended(&story("to pay, so that I can go.", ""), Rule::Benefit);
        assert_eq!([new.want, new.benefit], ["to pay", "I can go"]);
    }

    #[test]
    fn another_text_is_left_alone() {
        let mend = Mend::Cut { place: Place::Want, at: 100..200 };
        assert_eq!(mend.apply(&story("to pay", ""), &[]), None);
        let mend = Mend::Split { criterion: 3, parts: ["a".into(), "b".into()] };
        assert_eq!(mend.apply(&story("to pay", ""), &[]), None);
    }
}
