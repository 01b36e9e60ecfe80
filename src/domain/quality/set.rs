//! Checks over the stories of one backlog: the same template everywhere, and no story twice.

use super::mend::Mend;
use super::sentence::is_blank;
use super::{Finding, Place, Rule};
use crate::domain::item::Story;
use crate::domain::word::push_words;
use crate::domain::{ItemId, Kind, spelling, story};
use std::collections::HashMap;

/// Indicator phrases that are at most so many letters apart count as the same: "I want", "I want to".
const NEAR: usize = 3;
/// Another way to say "I want", so that it can be put right by leaving it out.
const WISHES: &[&str] = &["i would like", "i'd like", "i wish", "i would love", "i'd love"];

/// A finding that needs the other stories to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetFinding {
    /// The story that has it.
    pub item: ItemId,
    /// What it is.
    pub finding: Finding,
    /// For [`Rule::Unique`]: the story above it that says the same.
    pub other: Option<ItemId>,
}

/// What the rules find among stories, in their order. Items of other kinds, and stories without a sentence, don't
/// count.
pub fn check_set(stories: &[(ItemId, &Story)]) -> Vec<SetFinding> {
    let stories: Vec<&(ItemId, &Story)> =
        stories.iter().filter(|(_, s)| s.kind == Kind::Story && !is_blank(&s.persona) && !is_blank(&s.want)).collect();
    let means = commonest(stories.iter().map(|(_, s)| story::means(&s.want).0));
    let ends = commonest(stories.iter().filter(|(_, s)| !is_blank(&s.benefit)).map(|(_, s)| story::ends(&s.benefit).0));
    let mut first: HashMap<[String; 2], ItemId> = HashMap::new();
    let mut found = Vec::new();
    for (item, story) in stories {
        let other = *first.entry(says(story)).or_insert(*item);
        if other != *item {
            found.push(SetFinding { item: *item, finding: same_as(story, "another story"), other: Some(other) });
        }
        let other_way = differs(story, means.as_deref(), ends.as_deref());
        found.extend(other_way.map(|finding| SetFinding { item: *item, finding, other: None }));
    }
    found
}

/// That a story has the same role and the same means as another one, which is named: `WEB-7`.
pub fn same_as(story: &Story, other: &str) -> Finding {
    let why = format!("The same role and the same means as {other}.");
    Finding::new(Rule::Unique, Place::Want, Some(0..story.want.len()), why)
}

/// Role and means in plain words, each word with a space before it, so that case, accents and "to be able to" don't
/// count; `None` for what is no story with a sentence. Two stories with equal ones are the same wish.
pub fn wish(story: &Story) -> Option<[String; 2]> {
    let is_told = story.kind == Kind::Story && !is_blank(&story.persona) && !is_blank(&story.want);
    is_told.then(|| says(story))
}

fn says(story: &Story) -> [String; 2] {
    let (mut role, mut means) = (String::new(), String::new());
    push_words(story::role(&story.persona).1, &mut role);
    push_words(&story::title(&story.want), &mut means);
    [role, means]
}

/// The phrase that most of them use; of two as common ones the first.
fn commonest<'a>(phrases: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut written: Vec<(&str, usize)> = Vec::new();
    for phrase in phrases {
        match written.iter_mut().find(|(known, _)| *known == phrase) {
            Some((_, count)) => *count += 1,
            None => written.push((phrase, 1)),
        }
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (phrase, times) in written {
        let plain = plain(phrase);
        match counts.iter_mut().find(|(known, _)| *known == plain) {
            Some((_, count)) => *count += times,
            None => counts.push((plain, times)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(phrase, _)| phrase)
}

/// In lower case; who doesn't want something, or only wants it, uses the same template.
fn plain(phrase: &str) -> String {
    let phrase = phrase.to_ascii_lowercase().replace('\u{2019}', "'").replace("do not", "don't");
    let is_said = |word: &&str| !["don't", "only", "also", "just", "really"].contains(word);
    phrase.split_whitespace().filter(is_said).collect::<Vec<_>>().join(" ")
}

/// The indicator phrase that isn't the one of most stories.
fn differs(story: &Story, means: Option<&str>, ends: Option<&str>) -> Option<Finding> {
    let is_far = |own: &str, most: Option<&str>| {
        most.is_some_and(|most| !own.eq_ignore_ascii_case(most) && spelling::distance(&plain(own), most) > NEAR)
    };
    let (own, rest) = story::means(&story.want);
    if is_far(own, means) {
        let at = 0..story.want.len() - rest.len();
        let why = format!("\"{own}\", where most stories say \"{}\".", spoken(means.unwrap_or_default()));
        let is_wish = WISHES.contains(&plain(own).as_str()) && means == Some("i want");
        let mend = is_wish.then(|| Mend::Cut { place: Place::Want, at: at.clone() });
        return Some(Finding::new(Rule::Uniform, Place::Want, Some(at), why).with(mend));
    }
    let (own, rest) = story::ends(&story.benefit);
    if !is_blank(&story.benefit) && is_far(own, ends) {
        let at = 0..story.benefit.len() - rest.len();
        let why = format!("\"{own}\", where most stories say \"{}\".", ends.unwrap_or_default());
        return Some(Finding::new(Rule::Uniform, Place::Benefit, Some(at), why));
    }
    None
}

/// "i want" as one writes it.
fn spoken(means: &str) -> String {
    story::capital(means)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(sentences: &[&str]) -> Vec<(usize, Rule)> {
        let read = |text: &&str| {
            let said = story::parse(text).unwrap();
            Story { persona: said.persona, want: said.want, benefit: said.benefit, ..Story::default() }
        };
        let stories: Vec<Story> = sentences.iter().map(read).collect();
        let stories: Vec<(ItemId, &Story)> = (0..).map(ItemId).zip(&stories).collect();
        let found = check_set(&stories);
        found.iter().map(|f| (usize::try_from(f.item.0).unwrap(), f.finding.rule)).collect()
    }

    #[test]
    fn the_same_role_and_means_is_a_twin_whatever_the_benefit() {
        let twins = [
            "As a Publisher, I want to publish a dataset, so that few people see it.",
            "As a publisher, I want to publish a dataset, so that everyone sees it.",
            "As an Owner, I want to publish a dataset, so that everyone sees it.",
            "As a Publisher, I don't want to publish a dataset.",
        ];
        assert_eq!(all(&twins), [(1, Rule::Unique)]);
    }

    #[test]
    fn another_template_than_most_is_not_uniform() {
        let stories = [
            "As a buyer, I want to pay, so that I can go.",
            "As a buyer, I want my cart, so that I can go on.",
            "As a buyer, I would like to leave, so that I can rest.",
            "As a buyer, I want to look, in order to find.",
            "As a buyer, I want to see.",
        ];
        assert_eq!(all(&stories), [(2, Rule::Uniform), (3, Rule::Uniform)]);
        assert_eq!(all(&[]), []);
    }
}
