//! The fields of a form: what each is called, how it is typed, what completes it.

use crate::domain::query::Values;
use crate::ui::completion::Source;
use crate::ui::verb::Arg;
use serde::{Deserialize, Serialize};

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the labels say what each is")]
pub enum Slot {
    Title,
    Persona,
    Want,
    Benefit,
    Criteria,
    Description,
    Kind,
    State,
    Estimate,
    Epic,
    Tags,
    Needs,
    NeededBy,
    Asked,
    Assignee,
    Due,
    Links,
    Note,
    Name,
    Prefix,
    Scale,
    Vision,
    VisionBy,
    Goal,
    Personas,
    Jargon,
    Reasons,
    Ready,
    Done,
    Templates,
    SprintName,
    SprintGoal,
    Starts,
    Ends,
    Capacity,
    Action,
    Owner,
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// One line with what completes it.
    Line(Source),
    /// One line that is often long: it is wrapped.
    Prose,
    /// Many lines.
    Long,
    /// One of a few words.
    Choice,
    /// Lines, one below the other; criteria are ticked.
    List {
        /// True where a line can be ticked.
        has_ticks: bool,
    },
    /// Forms of their own.
    Parts,
}

impl Slot {
    /// What stands before its value.
    pub fn label(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Persona => "As a",
            Self::Want => "I want",
            Self::Benefit => "so that",
            Self::Criteria => "Criteria",
            Self::Description => "Description",
            Self::Kind => "Kind",
            Self::State => "State",
            Self::Estimate => "Estimate",
            Self::Epic => "Epic",
            Self::Tags => "Tags",
            Self::Needs => "Depends on",
            Self::NeededBy => "Blocks",
            Self::Asked => "Asked by",
            Self::Assignee => "Assignee",
            Self::Due => "Due",
            Self::Links => "Links",
            Self::Note => "Private note",
            Self::Name | Self::SprintName => "Name",
            Self::Prefix => "Prefix",
            Self::Scale => "Scale",
            Self::Vision => "Vision",
            Self::VisionBy => "Vision by",
            Self::Goal => "Product Goal",
            Self::Personas => "Personas",
            Self::Jargon => "Jargon",
            Self::Reasons => "Reasons",
            Self::Ready => "Ready when",
            Self::Done => "Done when",
            Self::Templates => "Templates",
            Self::SprintGoal => "Sprint Goal",
            Self::Starts => "First day",
            Self::Ends => "Last day",
            Self::Capacity => "Capacity",
            Self::Action => "Action",
            Self::Owner => "Owner",
        }
    }

    /// What it is called in a message.
    pub fn what(self) -> &'static str {
        match self {
            Self::Title => "the title",
            Self::Persona => "the persona",
            Self::Want => "I want",
            Self::Benefit => "so that",
            Self::Criteria => "a criterion",
            Self::Description => "the description",
            Self::Kind => "the kind",
            Self::State => "the state",
            Self::Estimate => "the estimate",
            Self::Epic => "the epic",
            Self::Tags => "a tag",
            Self::Needs | Self::NeededBy => "a key",
            Self::Asked | Self::Assignee => "the name",
            Self::Due => "the day",
            Self::Links => "a link",
            Self::Note => "the private note",
            Self::Name => "the product's name",
            Self::Prefix => "the prefix",
            Self::Scale => "the scale",
            Self::Vision => "the vision",
            Self::VisionBy => "who set the vision",
            Self::Goal => "the Product Goal",
            Self::Personas => "a persona",
            Self::Jargon => "a word",
            Self::Reasons => "a reason",
            Self::Ready => "a rule",
            Self::Done => "a line of the Definition of Done",
            Self::Templates => "a template",
            Self::SprintName => "the name of the Sprint",
            Self::SprintGoal => "the Sprint Goal",
            Self::Starts => "the first day",
            Self::Ends => "the last day",
            Self::Capacity => "the capacity",
            Self::Action => "the action",
            Self::Owner => "the owner",
        }
    }

    /// How it is typed.
    pub fn nature(self) -> Nature {
        match self {
            Self::Title | Self::Want | Self::Benefit | Self::Name | Self::Action => Nature::Prose,
            Self::Persona => Nature::Line(Source::Value(Values::Personas)),
            Self::Asked => Nature::Line(Source::Value(Values::Asked)),
            Self::Assignee | Self::Owner => Nature::Line(Source::Value(Values::Assignees)),
            Self::Epic => Nature::Line(Source::Value(Values::Epics)),
            Self::Tags => Nature::Line(Source::Values(Values::Tags)),
            Self::Estimate => Nature::Line(Source::Argument(Arg::Estimate)),
            Self::Due | Self::Starts | Self::Ends => Nature::Line(Source::Argument(Arg::Date)),
            Self::Needs | Self::NeededBy => Nature::Line(Source::Keys),
            Self::Prefix | Self::VisionBy | Self::SprintName | Self::Capacity => Nature::Line(Source::Nothing),
            Self::Description | Self::Note | Self::Vision | Self::Goal | Self::SprintGoal => Nature::Long,
            Self::Kind | Self::State | Self::Scale => Nature::Choice,
            Self::Criteria => Nature::List { has_ticks: true },
            Self::Links | Self::Personas | Self::Jargon | Self::Reasons | Self::Ready | Self::Done => {
                Nature::List { has_ticks: false }
            }
            Self::Templates => Nature::Parts,
        }
    }

    /// What may be typed, in a few words.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Title => "one line; a whole sentence \"As a …, I want …, so that …\" fills the three fields",
            Self::Persona => "who wants it: a role, not a name",
            Self::Want => "what they want, one thing",
            Self::Benefit => "what it is good for; may be left empty",
            Self::Criteria => "one a line, plain or \"Given … When … Then …\"; a pasted list gives several",
            Self::Description => "anything else that is worth knowing",
            Self::Estimate => "a size on the product's scale; nothing for none",
            Self::Epic => "the key of an epic; nothing for none",
            Self::Tags => "with a comma between",
            Self::Needs => "keys of items that must be done first, such as WEB-12, or their numbers",
            Self::NeededBy => "keys of items that wait for this one",
            Self::Asked => "the name of who asked for it",
            Self::Assignee => "the name of who works on it",
            Self::Due => "2026-12-24, +14, friday or nothing",
            Self::Links => "an address on the web, one a line",
            Self::Note => "for you alone: left out of all that is made for others",
            Self::Prefix => "1 to 10 letters and digits, such as WEB; all keys follow it",
            Self::Kind | Self::State | Self::Name | Self::Scale => "",
            Self::Vision => "what the product is to become",
            Self::VisionBy => "from whom you received the vision; nothing where it is your own",
            Self::Goal => "the future state of the product that the Scrum Team plans against; one at a time",
            Self::Personas => "one a line; offered in As a …",
            Self::Jargon => "words to avoid in stories, one a line",
            Self::Reasons => "reasons for declining, one a line",
            Self::Ready => "the Definition of Ready: rules, one a line, such as has:criteria # it can be accepted",
            Self::Done => "the Definition of Done, one a line",
            Self::Templates => "what a new item of a kind begins with",
            Self::SprintName => "nothing where its number is enough: \"Sprint 1\" and so on",
            Self::SprintGoal => "why this Sprint is worth doing, in a sentence or two",
            Self::Starts | Self::Ends => "2026-12-24, +14, friday; nothing where it is not known yet",
            Self::Capacity => "how many points fit; nothing where it is not known",
            Self::Action => "what the Scrum Team wants to do another way",
            Self::Owner => "the name of who takes care of it",
        }
    }

    /// True where everyone sees it.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Asked | Self::Assignee | Self::Note | Self::VisionBy | Self::Reasons | Self::Owner)
    }

    /// True where the field must not be empty.
    pub fn is_needed(self) -> bool {
        matches!(self, Self::Title | Self::Name | Self::Prefix | Self::Action)
    }
}
