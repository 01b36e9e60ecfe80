//! The Definition of Ready as rules. The Scrum Guide doesn't know it: it is the team's own checklist, so it informs
//! and never locks (`domain.md` §2.4).
//!
//! A rule is a filter, with `# words` behind it where they say it better: `points<=13 or !has:points # small enough`.

use super::filter::Test;
use super::{Filter, FilterError, Item, Kind, Now, Scene, State};

/// What holds where a product has no rules of its own.
pub const USUAL: [&str; 6] = [
    "!kind:story or has:benefit # says why",
    "has:criteria # has acceptance criteria",
    "has:estimate # is estimated",
    "points<=13 or !has:points # is small enough: at most 13 points",
    "!is:question # has no open question",
    "!is:waiting # waits for no other item",
];

/// When an item is ready to be selected for a sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    filter: Filter,
    words: String,
}

/// How an item does by one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The rule in words; as a filter where it has none.
    pub words: &'a str,
    /// True where the item passes.
    pub is_met: bool,
}

impl Default for Definition {
    /// The usual rules.
    fn default() -> Self {
        let (usual, wrong) = Self::parse_what_can_be(USUAL);
        debug_assert!(wrong.is_empty(), "{wrong:?}");
        usual
    }
}

impl Definition {
    /// Reads rules, one a line; empty lines and those that are nothing but `# words` say nothing.
    ///
    /// # Errors
    /// The first line that is no filter, counted from 0, and why.
    pub fn parse<S: AsRef<str>>(lines: &[S]) -> Result<Self, (usize, FilterError)> {
        let (read, mut wrong) = Self::parse_what_can_be(lines);
        if wrong.is_empty() { Ok(read) } else { Err(wrong.swap_remove(0)) }
    }

    /// As [`parse`](Self::parse), leaving out the lines that are no filter; tells them, counted from 0.
    pub fn parse_what_can_be<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> (Self, Vec<(usize, FilterError)>) {
        let (mut rules, mut wrong) = (Vec::new(), Vec::new());
        for (n, line) in lines.into_iter().enumerate() {
            let (typed, words) = parts(line.as_ref());
            match Filter::parse(typed) {
                Ok(filter) if filter.is_all() => {}
                Ok(filter) => {
                    let words = if words.is_empty() { filter.to_string() } else { words.to_owned() };
                    rules.push(Rule { filter, words });
                }
                Err(why) => wrong.push((n, why)),
            }
        }
        (Self { rules }, wrong)
    }

    /// The rules of a product: its own ones that can be read, else the usual ones.
    pub fn of(lines: &[String]) -> Self {
        let (own, _) = Self::parse_what_can_be(lines);
        if own.rules.is_empty() { Self::default() } else { own }
    }

    /// True where it has no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// How an item does by each rule, in their order. A rule doesn't ask for the item's state.
    pub fn verdict(&self, item: &Item, scene: &Scene) -> Vec<Verdict<'_>> {
        let verdict = |rule: &'_ Rule| rule.filter.matches(item, scene);
        self.rules.iter().map(|rule| Verdict { words: &rule.words, is_met: verdict(rule) }).collect()
    }

    /// The question whether an item passes all rules, as it is to be asked on a day.
    pub fn test(&self, now: Now) -> Test {
        self.rules.iter().fold(Filter::default(), |all, rule| all.and(rule.filter.clone())).test(now)
    }
}

/// True for an item that is on its way to being selected: only there the rules say anything.
pub fn is_asked(kind: Kind, state: State) -> bool {
    kind != Kind::Epic && matches!(state, State::Inbox | State::Open | State::Ready)
}

/// The filter and the words of a line. A `#` inside a word, as in `tag:c#`, is part of the filter.
fn parts(line: &str) -> (&str, &str) {
    let begins = |(at, _): &(usize, &str)| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let is_quoted = |at: usize| line[..at].matches('"').count() % 2 == 1;
    match line.match_indices('#').find(|hash| begins(hash) && !is_quoted(hash.0)) {
        Some((at, _)) => (line[..at].trim(), line[at + 1..].trim()),
        None => (line.trim(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_a_filter_with_words() {
        let read =
            Definition::parse(&["has:criteria # can be tested", "", "# nothing", "tag:c#", "\"a # b\"", "kind:bug #"]);
        let words: Vec<String> = read.unwrap().rules.into_iter().map(|r| r.words).collect();
        assert_eq!(words, ["can be tested", "tag:c#", "\"a # b\"", "kind:bug"]);
    }

    #[test]
    fn a_line_that_is_no_filter_is_named() {
        let lines = ["has:criteria", "has:criterai # typo", "points<<3"].map(str::to_owned);
        let (line, why) = Definition::parse(&lines).unwrap_err();
        assert_eq!(line, 1);
        assert!(why.message.contains("criteria"), "{why}");
        let (read, wrong) = Definition::parse_what_can_be(&lines);
        assert_eq!((read.rules.len(), wrong.len()), (1, 2));
        assert_eq!(Definition::of(&lines[2..]), Definition::default());
        assert_eq!(Definition::of(&[]).rules.len(), USUAL.len());
    }
}
