//! Live checks of what an item says: the criteria of the Quality User Story framework that rules can decide
//! (Lucassen, Dalpiaz, van der Werf, Brinkkemper 2016; `domain.md` §2.5), and checks of acceptance criteria (§2.3).
//!
//! A check informs. It never stands in the way of a state, an estimate or a sprint. It looks at the form, and says
//! nothing of what only people can decide: whether a story is independent, problem-oriented or free of conflicts,
//! whether "Mike" in "As a Mike" is a role or a name.
//!
//! A bug, a debt, a spike, a task and an epic are no user stories: nothing here asks a sentence of them.

mod aside;
mod atomic;
mod gherkin;
mod mend;
mod report;
mod scan;
mod sentence;
mod set;
mod template;
mod token;
mod vague;
mod verb;

pub use mend::Mend;
pub use report::{Found, Gathering, Group, Report};
pub use set::{SetFinding, check_set, same_as, wish};

use super::criterion::Line;
use super::item::Story;
use super::product::Sheet;
use super::word::{self, Needle};
use super::{Kind, Points, story, text};
use std::ops::Range;
use strum::{EnumIter, IntoStaticStr};

/// The largest estimate, in points, that is not too big (`domain.md` §2.2: 13 is the usual trigger of a split).
pub const BIGGEST: Points = Points(13_000);
/// So many criteria are looked at.
const CRITERIA: usize = 200;
/// So many bytes of a long text are looked at, so that a check never delays a key.
const BYTES: usize = 16 * 1024;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Severity {
    /// The text can't be understood as it stands.
    Error,
    /// It will be misunderstood, or costs questions later.
    Warning,
    /// Worth a thought; many good stories have it.
    Hint,
}

impl Severity {
    /// The word shown.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The sign shown before a finding.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Error => "✗",
            Self::Warning => "!",
            Self::Hint => "·",
        }
    }
}

/// What a text is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Rule {
    /// A sentence has a role and a means. Whether the role is a person's name can't be decided.
    WellFormed,
    /// Nothing is left to be filled in: TBD, TODO, ???, a heading of a template with nothing under it.
    Unfinished,
    /// A story has a sentence at all.
    Sentence,
    /// The sentence says why. 42 % of real stories don't (`domain.md` §2.1), so it is a hint.
    Benefit,
    /// One feature: no conjunction with a verb on both sides.
    Atomic,
    /// Nothing after the sentence's end, and no remark between dashes.
    Minimal,
    /// Nothing in brackets.
    Brackets,
    /// No indicator phrase twice.
    Repetition,
    /// No words in the means that everybody measures differently.
    Vague,
    /// Has acceptance criteria.
    Criteria,
    /// A scenario says what comes out.
    NoThen,
    /// What comes out stands behind what is done.
    ThenFirst,
    /// A scenario does one thing.
    TwoWhens,
    /// Examples have a placeholder that they fill.
    Examples,
    /// No words in a criterion that can't be tested.
    VagueCriterion,
    /// At most [`BIGGEST`] points.
    TooBig,
    /// No word that the product avoids.
    Jargon,
    /// The same template as most stories of the backlog.
    Uniform,
    /// No other story with the same role and the same means.
    Unique,
}

impl Rule {
    /// The name shown: `two-whens`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it asks for, in a few words.
    pub fn asks(self) -> &'static str {
        match self {
            Self::WellFormed => "a sentence has a role and says what it wants",
            Self::Unfinished => "nothing is left to be filled in",
            Self::Sentence => "a story has a sentence",
            Self::Benefit => "the sentence says why",
            Self::Atomic => "one feature, not two",
            Self::Minimal => "nothing stands behind the sentence's end",
            Self::Brackets => "nothing stands in brackets",
            Self::Repetition => "no phrase stands there twice",
            Self::Vague => "what is wanted has a measure",
            Self::Criteria => "there are acceptance criteria",
            Self::NoThen => "a scenario says what comes out",
            Self::ThenFirst => "Then stands behind When",
            Self::TwoWhens => "a scenario does one thing",
            Self::Examples => "examples fill a placeholder",
            Self::VagueCriterion => "a criterion can be tested",
            Self::TooBig => "at most 13 points",
            Self::Jargon => "no word that the product avoids",
            Self::Uniform => "the same template as most stories",
            Self::Unique => "no two stories with the same role and means",
        }
    }

    /// How much a finding of this rule weighs.
    pub fn severity(self) -> Severity {
        match self {
            Self::WellFormed | Self::Unfinished => Severity::Error,
            Self::Minimal
            | Self::Brackets
            | Self::NoThen
            | Self::ThenFirst
            | Self::TwoWhens
            | Self::Examples
            | Self::VagueCriterion
            | Self::TooBig
            | Self::Jargon
            | Self::Unique => Severity::Warning,
            Self::Sentence
            | Self::Benefit
            | Self::Atomic
            | Self::Repetition
            | Self::Vague
            | Self::Criteria
            | Self::Uniform => Severity::Hint,
        }
    }
}

/// Where a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The title.
    Title,
    /// "As a …".
    Persona,
    /// "I want …".
    Want,
    /// "so that …".
    Benefit,
    /// The description.
    Description,
    /// A criterion, counted from 0.
    Criterion(usize),
    /// The list of criteria, where there is none yet.
    Criteria,
    /// The estimate.
    Estimate,
}

impl Place {
    /// As people say it: `criterion 2`.
    pub fn words(self) -> String {
        match self {
            Self::Title => "title".into(),
            Self::Persona => "role".into(),
            Self::Want => "want".into(),
            Self::Benefit => "benefit".into(),
            Self::Description => "description".into(),
            Self::Criteria => "criteria".into(),
            Self::Criterion(n) => format!("criterion {}", n + 1),
            Self::Estimate => "estimate".into(),
        }
    }

    /// The text of a place; `None` for the estimate, for a list and for a criterion that isn't there.
    pub fn text<'a>(self, story: &'a Story, criteria: &'a [Line]) -> Option<&'a str> {
        match self {
            Self::Title => Some(&story.title),
            Self::Persona => Some(&story.persona),
            Self::Want => Some(&story.want),
            Self::Benefit => Some(&story.benefit),
            Self::Description => Some(&story.description),
            Self::Criterion(n) => criteria.get(n).map(|line| line.text.as_str()),
            Self::Criteria | Self::Estimate => None,
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// In which text.
    pub place: Place,
    /// Which bytes of it; `None` for something that is missing.
    pub at: Option<Range<usize>>,
    /// Why, in one sentence.
    pub why: String,
    /// What takes it away, where that is safe.
    pub mend: Option<Mend>,
}

impl Finding {
    fn new(rule: Rule, place: Place, at: Option<Range<usize>>, why: impl Into<String>) -> Self {
        Self { rule, place, at, why: why.into(), mend: None }
    }

    fn with(self, mend: Option<Mend>) -> Self {
        Self { mend, ..self }
    }
}

/// Everything that the rules find in one item, errors first. Of long texts only the beginning is looked at: 16 KiB of
/// the description and of all criteria together, 200 criteria. The product's `sheet` has the words that it avoids and
/// its templates.
pub fn check(story: &Story, criteria: &[Line], sheet: &Sheet) -> Vec<Finding> {
    let mut found = Vec::new();
    vague::unfinished(&mut found, &[(Place::Title, &story.title)]);
    if story.kind == Kind::Story {
        sentence::check(story, &mut found);
        aside::check(story, &mut found);
        found.extend(atomic::check(Place::Persona, &story.persona));
        found.extend(atomic::check(Place::Want, &story.want));
        vague::sentence(story, &mut found);
        if criteria.is_empty() {
            let why = "No acceptance criterion says when this is Done.";
            found.push(Finding::new(Rule::Criteria, Place::Criteria, None, why));
        }
    }
    let seen = seen(criteria);
    for (n, text) in seen.iter().enumerate() {
        gherkin::check(n, text, seen.get(n + 1).copied(), &mut found);
        vague::criterion(n, text, &mut found);
    }
    template::check(story.kind, &story.description, &seen, sheet, &mut found);
    found.extend(too_big(story));
    check_jargon(story, &seen, &sheet.jargon, &mut found);
    found.sort_by_key(|f| f.rule.severity());
    found
}

/// True where the title or the sentence has an error: for a filter that asks it of many items.
pub fn has_errors(kind: Kind, title: &str, persona: &str, want: &str, benefit: &str) -> bool {
    let texts = [title, persona, want, benefit];
    let asked = if kind == Kind::Story { &texts[..] } else { &texts[..1] };
    asked.iter().any(|text| vague::is_unfinished(text))
        || (kind == Kind::Story && sentence::malformed(title, persona, want, benefit).is_some())
}

/// The criteria that are looked at. One that goes beyond the limit is left out whole: a scenario of which half is
/// seen would be found wanting.
fn seen(criteria: &[Line]) -> Vec<&str> {
    let mut left = BYTES;
    let mut seen = Vec::with_capacity(criteria.len().min(CRITERIA));
    for line in criteria.iter().take(CRITERIA) {
        let Some(less) = left.checked_sub(line.text.len()) else { break };
        left = less;
        seen.push(line.text.as_str());
    }
    seen
}

/// The beginning of a long text.
fn beginning(text: &str) -> &str {
    let end = (0..=BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

fn too_big(story: &Story) -> Option<Finding> {
    if story.kind == Kind::Epic {
        return None;
    }
    let points = story.estimate.as_ref()?.points().filter(|points| *points > BIGGEST)?;
    let why = format!("{points} points are more than {BIGGEST}: split it, or what is unknown hides in it.");
    Some(Finding::new(Rule::TooBig, Place::Estimate, None, why))
}

fn check_jargon(story: &Story, criteria: &[&str], jargon: &[String], found: &mut Vec<Finding>) {
    if jargon.iter().all(|word| word.trim().is_empty()) {
        return;
    }
    let needles: Vec<Needle> = jargon.iter().filter_map(|word| Needle::new(word, true)).collect();
    // A title that is the means over again is not named twice.
    let is_said = text::fold(&story.title) == text::fold(&story::title(&story.want));
    let texts = [
        (Place::Title, if is_said { "" } else { story.title.as_str() }),
        (Place::Persona, &story.persona),
        (Place::Want, &story.want),
        (Place::Benefit, &story.benefit),
        (Place::Description, beginning(&story.description)),
    ];
    let criteria = criteria.iter().enumerate().map(|(n, text)| (Place::Criterion(n), *text));
    for (place, text) in texts.into_iter().chain(criteria) {
        // One of a text is enough: they are mended together.
        if !may_have(text, &needles) {
            continue;
        }
        if let Some(at) = word::found(text, &needles).into_iter().next() {
            let why = format!("\"{}\" is a word that this product avoids.", &text[at.clone()]);
            found.push(Finding::new(Rule::Jargon, place, Some(at), why));
        }
    }
}

/// False where none of the needles can be in a text, told by the first words alone. Only of plain text that is
/// known at once.
fn may_have(text: &str, needles: &[Needle]) -> bool {
    let firsts: Vec<&str> = needles.iter().filter_map(|n| n.pattern().split_whitespace().next()).collect();
    let is_first = |at: Range<usize>| firsts.iter().any(|first| text[at.clone()].eq_ignore_ascii_case(first));
    !text.is_ascii() || scan::words(text).any(is_first)
}
