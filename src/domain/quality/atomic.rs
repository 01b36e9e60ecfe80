//! One feature a story: a conjunction with a verb on both sides is the clue to two (`domain.md` §2.5).
//!
//! Humans agree on this criterion only in part, and a conjunction is often harmless: "terms and conditions", "search
//! and replace". So a verb must begin what stands behind it, and the finding is a hint.

use super::scan::Lexicon;
use super::token::{Sort, Token, tokens};
use super::verb::{self, Sure};
use super::{Finding, Place, Rule};
use crate::domain::story;
use std::ops::Range;
use std::sync::LazyLock;

/// Two verbs that name one thing.
const ONE_THING: &[(&str, &str)] = &[
    ("back", "forth"),
    ("copy", "paste"),
    ("cut", "paste"),
    ("drag", "drop"),
    ("find", "replace"),
    ("mix", "match"),
    ("pick", "choose"),
    ("plug", "play"),
    ("point", "click"),
    ("search", "replace"),
    ("track", "trace"),
    ("try", "find"),
    ("go", "see"),
];
/// What a verb's object begins with.
const DETERMINERS: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "my", "our", "your", "their", "his", "her", "its", "it",
    "them", "him", "me", "us", "all", "any", "each", "every", "some", "other", "others", "another", "one", "several",
    "new", "multiple", "only", "what", "which", "who", "whether", "how", "where", "up", "out", "with",
];
/// Subjects of a new clause.
const SUBJECTS: &[&str] = &["i", "we", "you", "he", "she", "it", "they"];
/// Words that begin a second question.
const QUESTIONS: &[&str] = &["what", "who", "whom", "whose", "whether", "how", "where", "when", "why", "which"];
/// Words between a conjunction and its verb.
const BETWEEN: &[&str] = &["to", "also", "then", "not", "even", "be", "able", "just", "again", "instead", "afterwards"];
/// Words behind which a verb stands in its base form.
const BEFORE_BASE: &[&str] = &["to", "can", "could", "will", "would", "should", "must", "may", "might", "help", "let"];
/// What makes a participle a verb.
const PASSIVE: &[&str] =
    &["be", "been", "being", "is", "are", "was", "were", "get", "gets", "got", "has", "have", "had"];
/// So many conjunctions of one text are looked at.
const MOST: usize = 32;
static JOINTS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::new(&[(&["and", "or"], ())]));
/// Roles whose ending doesn't tell that they are people.
const PEOPLE: &[&str] = &[
    "admin", "boss", "chef", "child", "client", "coach", "crew", "expert", "guest", "guide", "host", "lead", "member",
    "nurse", "owner", "parent", "patient", "people", "person", "po", "staff", "student", "team", "user",
];

/// The first conjunction that joins two features in a means, or two roles.
pub(super) fn check(place: Place, text: &str) -> Option<Finding> {
    if !text.contains(['&', '+', '/', '\\', '<', '>']) && JOINTS.find(text, |_, ()| true).is_none() {
        return None;
    }
    let label = if place == Place::Want { story::means(text) } else { ("", text) };
    let from = text.len() - label.1.len();
    let sentence = Sentence { words: tokens(label.1), is_modal: is_modal(label.0) };
    let found = sentence.conjunctions().into_iter().find_map(|joint| match place {
        Place::Persona => sentence.joins_people(&joint).then(|| (joint, "names two roles".to_owned())),
        _ => Some((joint.clone(), sentence.second_feature(&joint)?)),
    });
    let (joint, why) = found?;
    let at = sentence.words[joint.start].at.start + from..sentence.words[joint.end - 1].at.end + from;
    let sign = &text[at.clone()];
    let why = match place {
        Place::Persona => format!("\"{sign}\" {why}: do both want the same?"),
        _ => format!("\"{sign}\": two features? {why}"),
    };
    Some(Finding::new(Rule::Atomic, place, Some(at), why))
}

/// "I can", "I am able": a base form follows.
fn is_modal(label: &str) -> bool {
    let last = label.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    BEFORE_BASE.contains(&last.as_str()) || matches!(last.as_str(), "may" | "shall" | "can't" | "cannot")
}

struct Sentence {
    words: Vec<Token>,
    /// True where its first word is a verb by what stands before.
    is_modal: bool,
}

impl Sentence {
    /// Where "and", "or" and their signs stand; "and/or" is one.
    fn conjunctions(&self) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (i, token) in self.words.iter().enumerate() {
            let is_word =
                |at: Option<usize>| at.and_then(|at| self.words.get(at)).is_some_and(|t| t.sort == Sort::Word);
            let joins = token.is_any(&["and", "or"])
                || (token.sort == Sort::Sign && is_word(i.checked_sub(1)) && is_word(Some(i + 1)));
            if !joins || found.len() > MOST {
                continue;
            }
            match found.last_mut() {
                Some(last) if last.end == i => last.end = i + 1,
                _ => found.push(i..i + 1),
            }
        }
        found
    }

    fn before(&self, i: usize) -> Option<&Token> {
        self.words.get(i.checked_sub(1)?)
    }

    /// What begins behind a conjunction, where it is a feature of its own: why, in words.
    fn second_feature(&self, joint: &Range<usize>) -> Option<String> {
        let left =
            self.before(joint.start).filter(|t| t.sort != Sort::Break || [")", "]"].contains(&t.text.as_str()))?;
        let mut at = joint.end;
        while self.words.get(at).is_some_and(|t| t.is_any(BETWEEN) || (t.text.len() > 4 && t.text.ends_with("ly"))) {
            at += 1;
        }
        let right = self.words.get(at).filter(|t| t.sort == Sort::Word)?;
        let next = self.words.get(at + 1).filter(|t| t.sort == Sort::Word);
        if right.is_any(QUESTIONS) {
            let is_alone = left.is_any(QUESTIONS) || next.is_none_or(|t| t.is_any(&["and", "or", "not"]));
            return (!is_alone && self.has_verb(joint.start))
                .then(|| format!("\"{}\" asks a second question.", right.text));
        }
        if verb::is_finite(&right.text) || (right.is_any(SUBJECTS) && next.is_some_and(|t| !t.is_any(&["and", "or"]))) {
            return self.has_verb(joint.start).then(|| format!("\"{}\" goes on with a clause of its own.", right.text));
        }
        let is_verb =
            self.is_second_base(joint, at) || self.is_second_form(joint, at) || self.is_second_passive(joint, at);
        is_verb.then(|| match self.verb_before(joint, &right.text) {
            Some(first) => format!("\"{first}\" and \"{}\" are two acts.", right.text),
            None => format!("\"{}\" is an act of its own.", right.text),
        })
    }

    /// "…list all requirements and pin their versions".
    fn is_second_base(&self, joint: &Range<usize>, at: usize) -> bool {
        let right = &self.words[at];
        let Some(sure) = verb::base(&right.text) else { return false };
        let Some(left) = joint.start.checked_sub(1) else { return false };
        // A capital letter begins a name, but where the first verb has one too.
        let is_name = right.is_capital && !(0..=left).any(|at| self.words[at].is_capital && self.is_head(at));
        if is_name || !self.has_base_verb(joint.start) {
            return false;
        }
        let is_pair = verb::base(&self.words[left].text).is_some();
        if is_pair {
            let pair = (self.words[left].text.as_str(), right.text.as_str());
            let is_one = ONE_THING.contains(&pair) || (verb::is_looking(pair.0) && verb::is_looking(pair.1));
            // "read and write access": the first of them is no verb here.
            if is_one || self.is_head(left) {
                return !is_one;
            }
        }
        let has_object = self.words.get(at + 1).is_some_and(|t| t.is_any(DETERMINERS) || starts_digit(t));
        let is_for =
            self.words.get(at + 1).is_some_and(|t| t.is("for")) && matches!(right.text.as_str(), "search" | "look");
        let is_led = (joint.end..at).any(|i| self.words[i].is("to"));
        has_object || is_for || is_led || (sure == Sure::Yes && !is_pair)
    }

    /// "…that detects falls and sends a message", "…for viewing and editing my orders".
    fn is_second_form(&self, joint: &Range<usize>, at: usize) -> bool {
        let right = &self.words[at];
        let has_object = self.words.get(at + 1).is_some_and(|t| t.is_any(DETERMINERS));
        if !has_object {
            return false;
        }
        let is_relative = self.words[..joint.start].iter().any(|t| t.is_any(&["that", "which", "who"]));
        let is_third = is_relative && verb::of_third_person(&right.text).is_some();
        let is_gerund = self.has_verb(joint.start) && verb::of_gerund(&right.text) == Some(Sure::Yes);
        is_third || is_gerund
    }

    /// "…even if the data has been moved or removed".
    fn is_second_passive(&self, joint: &Range<usize>, at: usize) -> bool {
        let ends = self.words.get(at + 1).is_none_or(|t| t.sort != Sort::Word || !is_noun_like(t));
        let window = &self.words[joint.start.saturating_sub(6)..joint.start];
        verb::is_participle(&self.words[at].text)
            && ends
            && window.iter().rev().take(4).any(|t| verb::is_participle(&t.text))
            && window.iter().any(|t| t.is_any(PASSIVE))
    }

    /// True where the word is led by "to" or a modal verb, or follows such a one in a list.
    fn is_head(&self, at: usize) -> bool {
        if verb::base(&self.words[at].text).is_none() {
            return false;
        }
        match self.before(at) {
            None => self.is_modal,
            Some(t) if t.is_any(BEFORE_BASE) || t.text.ends_with("ly") => true,
            Some(t) if t.sort == Sort::Comma => at >= 2 && self.is_head(at - 2),
            Some(_) => false,
        }
    }

    /// True where a verb in its base form stands before.
    fn has_base_verb(&self, until: usize) -> bool {
        self.is_modal || self.words[..until].iter().any(|t| t.is_any(BEFORE_BASE))
    }

    fn has_verb(&self, until: usize) -> bool {
        self.has_base_verb(until) || self.words[..until].iter().any(|t| verb::is_finite(&t.text))
    }

    /// The verb before a conjunction that is of the same form as the one behind it.
    fn verb_before(&self, joint: &Range<usize>, right: &str) -> Option<&str> {
        let is_base = verb::base(right).is_some();
        let is_like = |at: &usize| {
            if is_base {
                return self.is_head(*at);
            }
            verb::is_participle(right) && verb::is_participle(&self.words[*at].text)
        };
        (0..joint.start).rev().find(is_like).map(|at| self.words[at].text.as_str())
    }

    /// "buyer or seller", but not "sales and marketing manager".
    fn joins_people(&self, joint: &Range<usize>) -> bool {
        let left = self.before(joint.start);
        left.is_some_and(is_person) && self.words.last().is_some_and(is_person) && self.words.len() > joint.end
    }
}

fn starts_digit(token: &Token) -> bool {
    token.text.starts_with(|c: char| c.is_ascii_digit())
}

/// Behind a participle: a word that it only describes.
fn is_noun_like(token: &Token) -> bool {
    const SMALL: &[&str] = &[
        "by",
        "in",
        "on",
        "at",
        "to",
        "from",
        "for",
        "with",
        "when",
        "if",
        "so",
        "and",
        "or",
        "as",
        "after",
        "before",
        "into",
        "via",
        "again",
        "within",
        "without",
        "during",
        "properly",
        "correctly",
    ];
    !token.is_any(SMALL)
}

fn is_person(token: &Token) -> bool {
    const ENDS: &[&str] = &["er", "or", "ist", "ant", "ent", "ian", "ee", "man", "woman", "person", "people", "user"];
    let singular = token.text.strip_suffix('s').unwrap_or(&token.text);
    token.sort == Sort::Word
        && (PEOPLE.contains(&singular) || (singular.len() > 3 && ENDS.iter().any(|end| singular.ends_with(end))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(want: &str) -> Option<String> {
        check(Place::Want, want).map(|f| want[f.at.unwrap()].to_owned())
    }

    #[test]
    fn a_verb_on_both_sides_may_be_two_features() {
        for want in [
            "to list all requirements of my project in the file and pin the exact versions",
            "to version my package and keep multiple versions around",
            "to invite someone to sign up and become a member",
            "to view all the people in my organization and what roles they have",
            "to know that the data is good and can be relied on",
            "to get the data even if the original has been moved or removed",
            "to create and maintain venues",
            "to import/export rules",
            "a clock that detects falls and sends a message",
            "I can see my orders and cancel them",
            "to filter, sort and aggregate data",
            "to search for courses and see the free seats",
            "to see my orders (all of them) and cancel them",
        ] {
            assert!(found(want).is_some(), "{want}");
        }
    }

    #[test]
    fn most_conjunctions_are_harmless() {
        for want in [
            "to accept the terms and conditions",
            "to search and replace a word",
            "to have a precise search and replace",
            "to browse and find publishers",
            "to sign up via github or google",
            "to have a pricing plan and billing system",
            "to have read and write access",
            "to view my orders and invoices",
            "to know when and by whom a rule was changed",
            "to decide whether to keep it or not",
            "a device that speaks slowly and clearly",
            "to open https://a.b/and/c",
            "to use C++ and C#",
            "to see deleted and archived items",
            "to print the import/export log",
            "to turn on/off the lights",
            "sales and marketing figures",
        ] {
            assert_eq!(found(want), None, "{want}");
        }
    }

    #[test]
    fn two_roles_are_two_people() {
        let found = |role: &str| check(Place::Persona, role).is_some();
        assert!(found("buyer or seller") && found("parent/guardian") && found("users & admins"));
        assert!(!found("sales and marketing manager") && !found("health and safety officer") && !found("R&D engineer"));
        assert!(!found("visitor"));
    }
}
