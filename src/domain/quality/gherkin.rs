//! Acceptance criteria as scenarios: Given, When, Then (`domain.md` §2.3).
//!
//! Most criteria are plain sentences, and "When I pay, a receipt is sent" is one of them. A criterion is a scenario
//! where several of its lines begin with a step's word, where it has the words with capital letters in a row, or where
//! it begins with "Given".

use super::mend::Mend;
use super::{Finding, Place, Rule};
use std::ops::Range;

/// What a step says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Given,
    When,
    Then,
    /// And, But: as the step before.
    On,
}

/// What a line of a scenario begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Step(Word),
    /// A scenario of its own; true for an outline, which has examples.
    Scenario(bool),
    /// What all scenarios begin with.
    Background,
    Examples,
    /// A row of a table.
    Row,
}

const STEPS: &[(&str, Word)] =
    &[("given", Word::Given), ("when", Word::When), ("then", Word::Then), ("and", Word::On), ("but", Word::On)];
const HEADS: &[(&str, Part)] = &[
    ("scenario outline:", Part::Scenario(true)),
    ("scenario template:", Part::Scenario(true)),
    ("scenario:", Part::Scenario(false)),
    ("example:", Part::Scenario(false)),
    ("background:", Part::Background),
    ("examples:", Part::Examples),
    ("scenarios:", Part::Examples),
];

/// A part and the bytes of the words that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    part: Part,
    at: Range<usize>,
}

/// Checks one criterion; `next` is the one behind it, for in some lists each step is a criterion.
pub(super) fn check(n: usize, text: &str, next: Option<&str>, found: &mut Vec<Finding>) {
    let pieces = pieces(text);
    if !is_scenario(&pieces) {
        return;
    }
    let mut scenarios: Vec<Scenario> = Vec::new();
    for piece in pieces {
        match piece.part {
            Part::Scenario(_) | Part::Background => scenarios.push(Scenario::new(piece.part)),
            Part::Step(_) | Part::Examples | Part::Row => {
                if scenarios.is_empty() {
                    scenarios.push(Scenario::new(Part::Scenario(false)));
                }
                scenarios.last_mut().into_iter().for_each(|scenario| scenario.pieces.push(piece.clone()));
            }
        }
    }
    // A Given begins a scenario of its own.
    let goes_on = next.and_then(|text| step(&text[lead(text)..])).is_some_and(|(word, _)| word != Word::Given);
    let is_alone = scenarios.len() == 1;
    for scenario in scenarios.iter().filter(|s| s.head != Part::Background) {
        scenario.check(n, text, goes_on, is_alone, found);
    }
}

fn is_scenario(pieces: &[Piece]) -> bool {
    let mut steps = pieces.iter().filter_map(|p| if let Part::Step(word) = p.part { Some(word) } else { None });
    match steps.next() {
        Some(Word::Given) => true,
        Some(Word::When | Word::Then) => steps.next().is_some(),
        Some(Word::On) | None => false,
    }
}

/// One scenario of a criterion.
struct Scenario {
    head: Part,
    pieces: Vec<Piece>,
}

impl Scenario {
    fn new(head: Part) -> Self {
        Self { head, pieces: Vec::new() }
    }

    fn steps(&self, word: Word) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |p| p.part == Part::Step(word))
    }

    fn check(&self, n: usize, text: &str, goes_on: bool, is_alone: bool, found: &mut Vec<Finding>) {
        let place = Place::Criterion(n);
        if let Some(at) = self.unwritten(text) {
            let why = "The step is still to be written.";
            found.push(Finding::new(Rule::Unfinished, place, Some(at), why));
            return;
        }
        let (when, then) = (self.steps(Word::When).next(), self.steps(Word::Then).next());
        let Some(last) = self.pieces.iter().rfind(|p| matches!(p.part, Part::Step(_))) else { return };
        match (when, then) {
            (_, None) if goes_on => {}
            (_, None) => {
                let why = "The scenario doesn't say what comes out: it has no Then.";
                found.push(Finding::new(Rule::NoThen, place, Some(last.at.clone()), why));
            }
            (Some(when), Some(then)) if then.at.start < when.at.start => {
                let why = "Then stands before When: what comes out is said before what is done.";
                found.push(Finding::new(Rule::ThenFirst, place, Some(then.at.clone()), why));
            }
            (_, Some(_)) => {}
        }
        for (i, second) in self.steps(Word::When).skip(1).enumerate() {
            let mend = if i == 0 && is_alone { self.apart(n, text, second) } else { None };
            let why = "A second When: two things are done, and each deserves a scenario of its own.";
            found.push(Finding::new(Rule::TwoWhens, place, Some(second.at.clone()), why).with(mend));
        }
        self.check_examples(place, text, found);
    }

    /// A step of which there is nothing but its word, as a template has it: "Given …".
    fn unwritten(&self, text: &str) -> Option<Range<usize>> {
        let steps: Vec<&Piece> = self.pieces.iter().filter(|p| matches!(p.part, Part::Step(_))).collect();
        let ends = steps.iter().skip(1).map(|p| p.at.start).chain([text.len()]);
        let is_empty = |(piece, end): &(&&Piece, usize)| {
            let said = text.get(piece.at.end..*end).unwrap_or_default().lines().next().unwrap_or_default();
            said.contains(['…', '.']) && !said.contains(char::is_alphanumeric)
        };
        steps.iter().zip(ends).find(is_empty).map(|(piece, _)| piece.at.clone())
    }

    /// What makes one When of two: a second criterion with the same Given. Where nothing came out of the first, only
    /// its author knows what should.
    fn apart(&self, n: usize, text: &str, second: &Piece) -> Option<Mend> {
        let at = self.pieces.iter().position(|p| p == second)?;
        let is_bare = self.head == Part::Scenario(false) && self.pieces.iter().all(|p| matches!(p.part, Part::Step(_)));
        let first = self.pieces.iter().position(|p| p.part == Part::Step(Word::When))?;
        let has_result = self.pieces[first..at].iter().any(|p| p.part == Part::Step(Word::Then));
        let is_first_first = self.steps(Word::Then).next().is_none_or(|t| t.at.start > self.pieces[first].at.start);
        if !has_result || !is_bare || !is_first_first {
            return None;
        }
        let given = text[..self.pieces[first].at.start].trim_end_matches([' ', '\t', '-', '*', '_']);
        let less = text[..second.at.start].trim_end_matches([' ', '\t', '\n', '-', '*', '_', ',', ';']);
        let more = format!("{given}{}{}", gap(given), &text[second.at.start..]);
        Some(Mend::Split { criterion: n, parts: [less.to_owned(), more] })
    }

    fn check_examples(&self, place: Place, text: &str, found: &mut Vec<Finding>) {
        let table = self.pieces.iter().position(|p| p.part == Part::Examples);
        let has_rows = table.is_some_and(|at| self.pieces[at..].iter().any(|p| p.part == Part::Row));
        if !has_rows && self.head != Part::Scenario(true) {
            return;
        }
        let from = self.pieces.first().map_or(0, |p| p.at.start);
        let until = table.map_or(text.len(), |at| self.pieces[at].at.start);
        if !text.get(from..until).is_some_and(has_placeholder) {
            let at = table.or(Some(0)).and_then(|at| self.pieces.get(at)).map(|p| p.at.clone());
            let why = "The examples fill nothing: no step has a placeholder such as <amount>.";
            found.push(Finding::new(Rule::Examples, place, at, why));
        }
    }
}

/// What stands between the Given and a When that was elsewhere.
fn gap(given: &str) -> &'static str {
    match given {
        "" => "",
        given if given.ends_with('\n') => "",
        given if given.contains('\n') => "\n",
        _ => " ",
    }
}

/// `<amount>`.
fn has_placeholder(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let inner = text[at + 1..].split(['>', '\n', '<']).next().unwrap_or_default();
        let is_closed = text[at + 1 + inner.len()..].starts_with('>');
        is_closed && !inner.trim().is_empty() && inner.chars().count() <= 40
    })
}

fn pieces(text: &str) -> Vec<Piece> {
    let (mut pieces, mut at, mut is_quoted) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with("\"\"\"") || bare.starts_with("```") {
            is_quoted = !is_quoted;
        } else if !is_quoted {
            pieces.extend(pieces_of_line(line, at));
        }
        at += line.len();
    }
    pieces
}

/// What a line begins with, and the steps that go on in it; `from` is where it stands.
fn pieces_of_line(line: &str, from: usize) -> Vec<Piece> {
    let lead = lead(line);
    let bare = &line[lead..];
    if bare.starts_with('|') {
        return vec![Piece { part: Part::Row, at: from + lead..from + lead + 1 }];
    }
    let is_head = bare.starts_with(['S', 's', 'E', 'e', 'B', 'b']);
    let begins = |word: &&(&str, Part)| bare.get(..word.0.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.0));
    if let Some((word, part)) = HEADS.iter().filter(|_| is_head).find(begins) {
        return vec![Piece { part: *part, at: from + lead..from + lead + word.len() }];
    }
    let Some((word, len)) = step(bare) else { return Vec::new() };
    let mut pieces = vec![Piece { part: Part::Step(word), at: from + lead..from + lead + len }];
    pieces.extend(inner(bare, len, word).into_iter().map(|(word, at)| {
        let at = from + lead + at.start..from + lead + at.end;
        Piece { part: Part::Step(word), at }
    }));
    pieces
}

/// How far list marks and emphasis reach before what a line says.
fn lead(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '*', '-', '_', '•']).len()
}

/// The step that a text begins with, and the length of its word.
fn step(text: &str) -> Option<(Word, usize)> {
    // Most words are none; their first letter tells.
    if !text.starts_with(['G', 'g', 'W', 'w', 'T', 't', 'A', 'a', 'B', 'b']) {
        return None;
    }
    STEPS.iter().find_map(|(word, step)| {
        let head = text.get(..word.len())?;
        let ends = text[word.len()..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | ':'));
        (head.eq_ignore_ascii_case(word) && ends).then_some((*step, word.len()))
    })
}

/// Steps that go on in a line: those with capital letters; where there is none, behind "given" the first "when" and
/// the first "then" behind that.
fn inner(line: &str, from: usize, first: Word) -> Vec<(Word, Range<usize>)> {
    let mut capital = Vec::new();
    let (mut when, mut then) = (None, None);
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | ',');
    for (at, _) in line.match_indices(is_gap).map(|(at, gap)| (at + gap.len(), gap)).filter(|(at, _)| *at > from) {
        let Some((word, len)) = step(&line[at..]) else { continue };
        if line[at..].starts_with(char::is_uppercase) {
            capital.push((word, at..at + len));
        } else if word == Word::When && when.is_none() && then.is_none() {
            when = Some((word, at..at + len));
        } else if word == Word::Then && then.is_none() {
            then = Some((word, at..at + len));
        }
    }
    let is_plain = capital.iter().all(|(word, _)| *word == Word::On);
    match (is_plain, first) {
        (false, _) => capital,
        (true, Word::Given) if when.is_some() => when.into_iter().chain(then).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::criterion::Line;
    use crate::domain::item::Story;

    fn found(text: &str) -> Vec<Rule> {
        let mut found = Vec::new();
        check(0, text, None, &mut found);
        found.into_iter().map(|f| f.rule).collect()
    }

    #[test]
    fn a_whole_scenario_has_nothing_to_be_found() {
        for text in [
            "Given a cart\nWhen I pay\nThen it is empty\nAnd I get a receipt",
            "Given a cart When I pay Then it is empty",
            "given a cart, when I pay, then it is empty",
            "*Given* a cart\n*When* I pay\n*Then* it is empty",
            "Scenario Outline: pay\nGiven <n> items\nWhen I pay\nThen I owe <sum>\nExamples:\n| n | sum |\n| 1 | 2 |",
            "Scenario: one\nWhen a\nThen b\nScenario: two\nWhen c\nThen d",
            "Background:\nGiven a user\nScenario: one\nWhen a\nThen b",
            "Given a text\n\"\"\"\nWhen this is quoted\n\"\"\"\nWhen I save\nThen it is kept",
            "given a user, when she logs in, then she sees when she was here last",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_plain_sentence_is_no_scenario() {
        for text in [
            "When I pay, a receipt is sent",
            "when the list is empty then a hint is shown",
            "Then and now are both shown",
            "And this too",
            "The receipt is sent\nWhen it can't be sent, I am told",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_scenario_has_a_name() {
        assert_eq!(found("Given a cart\nWhen I pay"), [Rule::NoThen]);
        assert_eq!(found("Given a cart"), [Rule::NoThen]);
        assert_eq!(found("Given … When … Then …"), [Rule::Unfinished]);
        assert_eq!(found("Then it is empty\nWhen I pay"), [Rule::ThenFirst]);
        assert_eq!(found("When a\nThen b\nWhen c\nThen d"), [Rule::TwoWhens]);
        assert_eq!(found("Given a When b When c Then d"), [Rule::TwoWhens]);
        assert_eq!(found("Given a\nWhen b\nThen c\nExamples:\n| n |\n| 1 |"), [Rule::Examples]);
        assert_eq!(found("Scenario Outline: x\nGiven a\nWhen b\nThen c"), [Rule::Examples]);
    }

    #[test]
    fn a_list_with_a_step_in_each_criterion_is_one_scenario() {
        let mut all = Vec::new();
        check(0, "Given a cart", Some("When I pay"), &mut all);
        assert_eq!(all, []);
    }

    #[test]
    fn a_given_in_the_next_criterion_begins_another_scenario() {
        let rules = |text: &str, next: &str| -> Vec<Rule> {
            let mut found = Vec::new();
            check(0, text, Some(next), &mut found);
            found.into_iter().map(|f| f.rule).collect()
        };
        assert_eq!(rules("Given a cart When I pay", "Given a card When I leave"), [Rule::NoThen]);
        assert_eq!(rules("Given a cart When I pay", "- Given a user When he pays Then it is paid"), [Rule::NoThen]);
        assert_eq!(rules("Given a cart When I pay", "Scenario: leave"), [Rule::NoThen]);
        assert_eq!(rules("Given a cart When I pay", "Then it is paid"), []);
        assert_eq!(rules("Given a cart When I pay", "And I leave"), []);
    }

    #[test]
    fn a_second_when_becomes_a_criterion_of_its_own() {
        let split = |text: &str| -> Vec<String> {
            let mut found = Vec::new();
            check(0, text, None, &mut found);
            let lines = [Line { text: text.into(), is_done: true }];
            let (_, lines) = found[0].mend.as_ref().unwrap().apply(&Story::default(), &lines).unwrap();
            assert!(lines.iter().all(|line| line.is_done));
            lines.into_iter().map(|line| line.text).collect()
        };
        assert_eq!(
            split("Given a\nWhen b\nThen c\nWhen d\nThen e"),
            ["Given a\nWhen b\nThen c", "Given a\nWhen d\nThen e"]
        );
        assert_eq!(split("Given a When b Then c When d Then e"), ["Given a When b Then c", "Given a When d Then e"]);
        assert_eq!(split("When b\nThen c\nWhen d\nThen e"), ["When b\nThen c", "When d\nThen e"]);
    }

    #[test]
    fn where_nothing_came_out_of_the_first_when_nobody_but_its_author_can_mend_it() {
        for text in ["When I pay When I click it is fast", "Given a\nWhen b\nWhen c\nThen d"] {
            let mut found = Vec::new();
            check(0, text, None, &mut found);
            assert!(found.iter().any(|f| f.rule == Rule::TwoWhens), "{text}");
            assert!(found.iter().all(|f| f.mend.is_none()), "{text}");
        }
        assert_eq!(found("When I pay When I click it is fast"), [Rule::NoThen, Rule::TwoWhens]);
    }
}
