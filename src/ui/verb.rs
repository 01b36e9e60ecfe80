//! One record a verb: the key table, the `:` line, the help, the README and the shell's commands are made from it.
//!
//! A verb takes at most one argument, the rest of its line. Where a needed argument is missing, the program asks
//! for it: with a choice where the values are known, with a prompt where they are typed.

mod parse;
mod search;
mod table;

use super::action::Action;
pub use parse::{VerbError, bare_place, behind_name, by_name, day, parse_line};
pub use search::{CERTAIN, NAMED, Search};
pub use table::{SENTENCES, VERBS};

/// A verb with what it does this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The verb.
    pub verb: &'static Verb,
    /// The action made from its argument.
    pub action: Action,
    /// The number typed behind the verb, where that means something to it: `undo 3`.
    pub count: Option<usize>,
}

/// A thing that can be done, under its one name.
#[derive(Debug)]
pub struct Verb {
    /// Its name: on keys, after `:`, and as the shell's command.
    pub name: &'static str,
    /// What it does, in one sentence without a full stop.
    pub doc: &'static str,
    /// Other words that people look for, Jira's among them.
    pub synonyms: &'static [&'static str],
    /// What it takes.
    pub arg: Arg,
    /// The section of the help it stands in.
    pub group: Group,
    /// What must be there for it to act.
    pub needs: Needs,
    /// Where it can be used.
    pub door: Door,
    /// What a number before its key means.
    pub count: Count,
    /// Turns the argument (empty where there is none) into the action.
    pub make: fn(&str) -> Result<Action, VerbError>,
}

/// What a verb takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    /// Nothing.
    None,
    /// A state's word.
    State,
    /// A kind's word.
    Kind,
    /// A scale's word.
    Scale,
    /// An estimate on the product's scale.
    Estimate,
    /// An epic's key, or `none`.
    Epic,
    /// Another item's key; where it is missing, the marked items are meant, or one is asked for.
    Other,
    /// A day: `2026-12-24`, `+14`, `friday`, or `none`.
    Date,
    /// Tags with a sign: `+api -old`.
    Tags,
    /// One line of text; the name tells of what.
    Text(&'static str),
    /// The name of a person who asked for something.
    Asked,
    /// The name of a person who works on something.
    Assignee,
    /// Why something is declined.
    Reason,
    /// Keys with a sign: `+WEB-3 -WEB-4`.
    Keys,
    /// An address, or `-` and a part of one to take it off.
    Link,
    /// The number of a criterion; where it is missing, there is a choice.
    Criterion,
    /// A product's name or prefix; where it is missing, the verb shows what there is to choose from.
    Product,
    /// `top`, `bottom`, a place, `above KEY`, `below KEY`, `here`.
    Spot,
    /// A list's word, a place or a key.
    Where,
    /// The number of a Sprint, `current`, `next`, `new`, or `none`.
    Sprint,
    /// Files; where they are missing, those of the last import.
    File,
    /// A format and the file to write.
    Target,
    /// A format of a document and the file to write.
    Paper,
    /// A filter.
    Filter,
    /// A column, and `down` where the highest comes first.
    Column,
    /// The name of a saved filter.
    Saved,
    /// What to look for in the help; where it is missing, all of it is shown.
    Word,
    /// A `MoSCoW` class by its word, or `none`.
    Class,
    /// Whether the Sprint Goal was met; where it is missing, the answers take turns.
    Met,
    /// The word of a framework.
    Framework,
    /// Which side of an import goes on.
    Side,
}

/// What a number typed before a verb's key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Nothing: the verb says so.
    Nothing,
    /// So many times, so many places, so many items.
    Times,
    /// To that place of the list.
    Place,
}

impl Count {
    /// What this number means, in a few words: `5 times`, `n times`; `None` where it means nothing.
    pub fn told(self, number: impl std::fmt::Display) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Times => Some(format!("{number} times")),
            Self::Place => Some(format!("to place {number}")),
        }
    }

    /// The same as it follows a verb's sentence in help and tables.
    pub fn suffix(self) -> String {
        self.told("n").map_or(String::new(), |told| format!(" · {told}"))
    }
}

impl PartialEq for Verb {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Verb {}

impl Arg {
    /// The word that stands for it in help and usage.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::State => "STATE",
            Self::Kind => "KIND",
            Self::Scale => "SCALE",
            Self::Estimate => "SIZE",
            Self::Epic => "EPIC",
            Self::Other => "KEY",
            Self::Date => "DAY",
            Self::Tags => "TAGS",
            Self::Text(what) => what,
            Self::Keys => "KEYS",
            Self::Link => "LINK",
            Self::Criterion => "NUMBER",
            Self::Reason => "REASON",
            Self::Asked | Self::Assignee | Self::Product | Self::Saved => "NAME",
            Self::Target | Self::Paper => "FORMAT FILE",
            Self::Spot => "PLACE",
            Self::Where => "WHERE",
            Self::Sprint => "SPRINT",
            Self::File => "FILE",
            Self::Filter => "FILTER",
            Self::Column => "COLUMN",
            Self::Word => "WORD",
            Self::Class => "CLASS",
            Self::Met => "ANSWER",
            Self::Framework => "FRAMEWORK",
            Self::Side => "SIDE",
        }
    }

    /// True where the verb can't act without it.
    pub fn is_needed(self) -> bool {
        !matches!(
            self,
            Self::None
                | Self::Product
                | Self::Word
                | Self::Criterion
                | Self::Other
                | Self::Met
                | Self::File
                | Self::Side
        )
    }
}

/// A section of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[expect(missing_docs, reason = "the names are the sections' titles")]
pub enum Group {
    Order,
    Item,
    Form,
    Mark,
    Go,
    Sprint,
    Prioritize,
    Present,
    Look,
    History,
    Product,
    File,
    Program,
}

impl Group {
    /// Its title.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What must be there for a verb to act; where it is not, the verb says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A file that can be written.
    Writable,
    /// A product, and a file that can be written.
    Product,
    /// An item.
    Item,
    /// An item, and a file that can be written.
    WritableItem,
    /// An item in a list that stands by rank, and a file that can be written.
    Ranked,
    /// An item in the trash, and a file that can be written.
    Trashed,
    /// The journal, open, and a file that can be written.
    Journal,
    /// A form.
    Form,
    /// The questions, open, and a file that can be written.
    Questions,
    /// A pop-up with rows.
    Popup,
    /// The pop-up of a merge.
    Merge,
    /// The pop-up of a split.
    Split,
    /// The list of similar items.
    Alike,
    /// The pop-up that accepts.
    Accept,
    /// The preview of a Sprint's close.
    Close,
    /// The retrospective actions, open, and a file that can be written.
    Actions,
    /// The preview of an order by score.
    Order,
    /// The plan of an import.
    Import,
}

impl Needs {
    /// True where the verb acts on items.
    pub fn is_item(self) -> bool {
        matches!(self, Self::Item | Self::WritableItem | Self::Ranked | Self::Trashed)
    }

    /// True where the verb writes data.
    pub fn writes(self) -> bool {
        !matches!(
            self,
            Self::Nothing
                | Self::Item
                | Self::Popup
                | Self::Form
                | Self::Merge
                | Self::Split
                | Self::Alike
                | Self::Accept
                | Self::Close
                | Self::Order
                | Self::Import
        )
    }
}

/// Where a verb can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// On keys and after `:`.
    Program,
    /// In the shell.
    Shell,
    /// Both.
    Both,
}

impl Door {
    /// True for verbs with keys and the `:` line.
    pub fn is_program(self) -> bool {
        self != Self::Shell
    }

    /// True for the shell's commands.
    pub fn is_shell(self) -> bool {
        self != Self::Program
    }
}

/// The sentence of a line of the keymap: of the verb with its argument, else of the verb.
pub fn sentence(line: &str) -> &'static str {
    let own = SENTENCES.iter().find(|(known, _)| *known == line).map(|(_, sentence)| *sentence);
    own.or_else(|| find(line.split(' ').next()?).map(|verb| verb.doc)).unwrap_or_default()
}

/// Finds a verb by name.
pub fn find(name: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|v| v.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_kebab_case_words() {
        let mut seen = HashSet::new();
        for verb in VERBS {
            assert!(seen.insert(verb.name), "{} twice", verb.name);
            assert!(verb.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", verb.name);
        }
    }

    #[test]
    fn every_doc_is_one_sentence_without_a_full_stop() {
        for verb in VERBS {
            assert!(
                verb.doc.starts_with(char::is_uppercase) && !verb.doc.ends_with('.'),
                "{}: {}",
                verb.name,
                verb.doc
            );
            assert!(verb.doc.len() < 100, "{}", verb.name);
        }
    }

    #[test]
    fn every_sentence_is_about_a_line_that_keys_may_have() {
        for (line, sentence) in SENTENCES {
            assert!(find(line.split(' ').next().unwrap()).is_some() && !sentence.ends_with('.'), "{line}");
        }
        assert_eq!(sentence("move here"), "Bring the marked items below the cursor");
        assert_eq!(sentence("state ready"), find("state").unwrap().doc);
    }

    #[test]
    fn jiras_words_find_a_verb() {
        for word in
            ["priority", "rank", "story points", "won't do", "archive", "issue type", "labels", "reporter", "status"]
        {
            assert!(VERBS.iter().any(|v| v.synonyms.contains(&word)), "{word}");
        }
    }
}
