//! One item, field by field: what of it is taken, kept, or changed on both sides; and whether both say the same
//! afterwards.

use super::line::{Compared, Texts, texts};
use super::{
    Chosen, Feed, Field, Fields, Known, KnownItem, Merged, Parsed, Part, Record, Setting, Spoken, UPNEXT, Values,
    project, score, value,
};
use crate::domain::State;
use crate::domain::criterion::Line;
use crate::domain::sprint::Phase;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// What every item is compared in the light of.
pub(super) struct Context<'p> {
    pub(super) known: &'p Known,
    pub(super) chosen: &'p Chosen,
    spoken: BTreeMap<&'p str, Spoken>,
    /// Told Sprints that are over, by source and key.
    over: HashSet<(&'p str, &'p str)>,
    /// The columns of the file that was asked for last.
    columns: RefCell<(usize, HashSet<&'p str>)>,
}

impl<'p> Context<'p> {
    pub(super) fn of(parsed: &'p Parsed, known: &'p Known, chosen: &'p Chosen) -> Self {
        let mut spoken = BTreeMap::new();
        for record in parsed.records.iter().filter(|record| record.source != UPNEXT) {
            let source = record.source.as_str();
            spoken.entry(source).or_insert_with(|| Spoken::of(parsed, known.feed(source), source));
        }
        let over = parsed.told.iter().filter(|told| told.phase == Phase::Closed && !told.is_left_out);
        let over = over.map(|told| (told.source.as_str(), told.key.as_str())).collect();
        Self { known, chosen, spoken, over, columns: RefCell::default() }
    }

    /// An item that a source has in no Sprint was in one that is over: whether here or when it was last imported, that
    /// is none by now. In one that this import ends it is until then, and leaves it; unless it was moved on here.
    pub(super) fn leave_over(&self, source: &str, there: &Values, values: &mut Values, known: &KnownItem) {
        let is_moved = known.here.get(&Field::Sprint) != known.imported.get(&Field::Sprint);
        let was_over = |key: &str| {
            let here = self.known.sprints.iter().find(|sprint| sprint.source == source && sprint.key == key);
            here.is_none_or(|sprint| sprint.phase == Phase::Closed)
        };
        let is_over = |key: &String| self.over.contains(&(source, key.as_str())) && (is_moved || was_over(key));
        if !there.contains_key(&Field::Sprint) && values.get(&Field::Sprint).is_some_and(is_over) {
            values.remove(&Field::Sprint);
        }
    }

    /// The fields that a record tells. A shorter export tells nothing of the columns that it lacks.
    pub(super) fn tells(&self, record: &'p Record, there: &Values, known: &KnownItem) -> Fields {
        if record.is_shifted {
            return Fields::NONE;
        }
        let here = known.here.get(&Field::Extra).filter(|_| !record.columns.is_empty());
        let is_shorter = here.is_some_and(|here| {
            there.get(&Field::Extra) != Some(here)
                && value::extra_columns(here).any(|column| !self.is_column(record, &column))
        });
        let mut tells = record.tells;
        if is_shorter {
            tells = tells.without(Field::Extra);
        }
        if self.lacks_lines(record, known) {
            tells = tells.without(Field::Subtasks);
        }
        tells
    }

    /// True where sub-tasks that are here are not in files that leave out other items, too: they may be there still.
    fn lacks_lines(&self, record: &Record, known: &KnownItem) -> bool {
        if !record.tells.has(Field::Subtasks) || !self.known.gone.iter().any(|gone| gone.source == record.source) {
            return false;
        }
        let here = value::read_lines(known.imported.get(&Field::Subtasks).map(String::as_str));
        let keys = here.iter().filter_map(|line| line.text.split(' ').next());
        keys.filter(|key| project(key).is_some()).any(|key| !record.lines.iter().any(|line| line == key))
    }

    /// True where the source has a column this time. One set serves all rows of a file: they share their columns.
    fn is_column(&self, record: &'p Record, column: &str) -> bool {
        let place = Arc::as_ptr(&record.columns).addr();
        let mut columns = self.columns.borrow_mut();
        if columns.0 != place {
            *columns = (place, record.columns.iter().map(String::as_str).collect());
        }
        // What is kept of a sub-task stands under its key: "WEB-7 state".
        let is_of_line = || record.tells.has(Field::Subtasks) && column.split(' ').next().and_then(project).is_some();
        columns.1.contains(column) || record.extra.iter().any(|extra| extra.column == column) || is_of_line()
    }
}

/// What an item says there, here, and what was said when it was last imported, other items by the keys of now.
pub(super) struct Sides<'a> {
    pub(super) there: &'a Values,
    pub(super) here: Cow<'a, Values>,
    pub(super) last: Cow<'a, Values>,
}

impl<'a> Sides<'a> {
    pub(super) fn of(there: &'a Values, known: &'a KnownItem, bring_up: &dyn Fn(&mut Values)) -> Self {
        let brought = |values: &'a Values| {
            let names = |field| values.contains_key(&field);
            if !names(Field::Epic) && !names(Field::Needs) && !names(Field::Sprint) {
                return Cow::Borrowed(values);
            }
            let mut now = values.clone();
            bring_up(&mut now);
            if now == *values { Cow::Borrowed(values) } else { Cow::Owned(now) }
        };
        Self { there, here: brought(&known.here), last: brought(&known.imported) }
    }

    fn of_field(&self, field: Field) -> [Option<&str>; 3] {
        [self.there, &*self.here, &*self.last].map(|values| values.get(&field).map(String::as_str))
    }
}

/// What becomes of one item.
#[derive(Default)]
pub(super) struct ThreeWay {
    /// Fields changed only there, or chosen.
    pub(super) take: Vec<Field>,
    /// Fields changed on both sides.
    pub(super) clashes: Vec<Field>,
    /// Fields changed only here.
    pub(super) kept: Vec<Field>,
    /// Inputs taken.
    pub(super) inputs: Setting,
    /// Inputs changed on both sides.
    pub(super) clashing: Vec<String>,
    /// Lists in which both sides have a part.
    pub(super) lines: Merged,
    /// What the source says of scores, with what it said before.
    scores: String,
}

/// What becomes of one field.
enum Fate {
    Same,
    Take,
    Keep,
    Clash,
}

impl ThreeWay {
    /// `was_agreed` where nothing was changed here since both said the same.
    pub(super) fn merge(
        context: &Context,
        (index, record): (usize, &Record),
        sides: &Sides,
        (tells, was_agreed): (Fields, bool),
    ) -> Self {
        let mut merged = Self::default();
        let spoken = &context.spoken[record.source.as_str()];
        for field in tells.iter().filter(|field| *field != Field::Scores) {
            let is_chosen = context.chosen.has(index, field, None);
            let fate = match field {
                Field::Criteria => {
                    let (fate, lines) = list(field, &record.item.criteria, sides, is_chosen);
                    merged.lines.criteria = lines;
                    fate
                }
                Field::Subtasks => {
                    let (fate, lines) = list(field, &record.item.subtasks, sides, is_chosen);
                    merged.lines.subtasks = lines;
                    fate
                }
                _ => fate(field, sides, spoken, is_chosen),
            };
            let fate = if was_agreed { unmoved(field, fate, sides) } else { fate };
            // Ticks are taken where the texts are kept, too.
            let has_lines = match field {
                Field::Criteria => merged.lines.criteria.is_some(),
                Field::Subtasks => merged.lines.subtasks.is_some(),
                _ => false,
            };
            match fate {
                Fate::Same => {}
                Fate::Take => merged.take.push(field),
                Fate::Keep => merged.kept.extend(field.is_carried().then_some(field)),
                Fate::Clash => merged.clashes.push(field),
            }
            if has_lines && !matches!(fate, Fate::Take) {
                merged.take.push(field);
            }
        }
        merged.scores(context, (index, record), sides, tells);
        merged.keep_together(sides, spoken);
        merged
    }

    /// The scores are told input by input.
    fn scores(&mut self, context: &Context, (index, record): (usize, &Record), sides: &Sides, tells: Fields) {
        if !tells.has(Field::Scores) {
            return;
        }
        let merged = score::merge(record, sides.here.get(&Field::Scores), sides.last.get(&Field::Scores));
        (self.inputs, self.scores) = (merged.take, merged.imported);
        for input in merged.clashes {
            if context.chosen.has(index, Field::Scores, Some(&input)) {
                let amount = record.item.inputs.get(&input);
                self.inputs.push((input, amount));
            } else {
                self.clashing.push(input);
            }
        }
        if !self.inputs.is_empty() {
            self.take.push(Field::Scores);
        }
    }

    /// A state and the reason for declining go together: an item is declined exactly where it has one. Declined on
    /// both sides agrees: a reason given here stays.
    fn keep_together(&mut self, sides: &Sides, spoken: &Spoken) {
        let [there, ..] = sides.of_field(Field::State);
        let is_other = there != spoken.beside(Field::State, &sides.here, there).as_deref();
        let drop = |fields: &mut Vec<Field>| fields.retain(|field| *field != Field::Decline);
        drop(&mut self.clashes);
        drop(&mut self.kept);
        if !is_other {
            return;
        }
        drop(&mut self.take);
        let [there, here, _] = sides.of_field(Field::Decline);
        if self.take.contains(&Field::State) && there != here {
            self.take.push(Field::Decline);
        }
        self.take.sort_unstable();
    }

    /// What the source says now, where that is anything else than before.
    pub(super) fn imported(&self, there: &Values, last: &Values, tells: Fields) -> Option<Values> {
        let told = |field: &Field| match field {
            Field::Scores => Some(&self.scores).filter(|scores| !scores.is_empty()),
            field => there.get(field),
        };
        if tells.iter().all(|field| told(&field) == last.get(&field)) {
            return None;
        }
        let mut imported = last.clone();
        for field in tells.iter() {
            match told(&field) {
                Some(value) => imported.insert(field, value.clone()),
                None => imported.remove(&field),
            };
        }
        Some(imported)
    }

    /// True where both sides say the same afterwards, of all that can be carried from here to there. What the source
    /// does not tell this time was told before, or nothing there can hold it.
    pub(super) fn is_agreed(
        &self,
        context: &Context,
        source: &str,
        known: &KnownItem,
        sides: &Sides,
        tells: Fields,
    ) -> bool {
        if !self.kept.is_empty() || self.clashes.iter().any(|field| field.is_carried()) {
            return false;
        }
        if known.is_agreed {
            return true;
        }
        let (spoken, feed) = (&context.spoken[source], context.known.feed(source));
        let untold = Fields::ALL.iter().filter(|field| !tells.has(*field) && field.is_carried());
        untold.filter(|field| sides.last.contains_key(field) || feed.is_some_and(|feed| can_say(feed, *field))).all(
            |field| {
                let [_, here, last] = sides.of_field(field);
                spoken.agrees(field, last, here)
            },
        )
    }
}

/// What becomes of a field that has one value.
fn fate(field: Field, sides: &Sides, spoken: &Spoken, is_chosen: bool) -> Fate {
    let [there, here, last] = sides.of_field(field);
    if there == here && there == last {
        return Fate::Same;
    }
    let is_as = |said: Option<&str>| spoken.beside(field, &sides.here, said).as_deref() == said;
    match () {
        () if is_as(there) => Fate::Same,
        // Nobody writes them here.
        () if field == Field::Comments => Fate::Take,
        // Blocked on both sides agrees: a reason given here stays.
        () if field == Field::Blocked && there.is_some() && here.is_some() && here != last && !is_chosen => Fate::Same,
        () if is_chosen => Fate::Take,
        () if there == last => Fate::Keep,
        () if is_as(last) && !is_finer(field, sides) => Fate::Take,
        () => Fate::Clash,
    }
}

/// True where something was decided here that the source has no word for, and that what it says now would undo. A state
/// that goes on from here to there undoes nothing: what is ready here is in progress there.
fn is_finer(field: Field, sides: &Sides) -> bool {
    let [there, here, last] = sides.of_field(field);
    let is_other = here != last;
    match field {
        Field::Kind => is_other,
        Field::State => {
            let step = |name: Option<&str>| name.and_then(State::parse).and_then(step);
            let (Some(there), Some(here), Some(last)) = (step(there), step(here), step(last)) else { return is_other };
            is_other && !(last < here && here < there)
        }
        _ => false,
    }
}

/// How far an item is on its way; what is declined has left it.
fn step(state: State) -> Option<u8> {
    match state {
        State::Inbox => Some(0),
        State::Open => Some(1),
        State::Ready => Some(2),
        State::InProgress => Some(3),
        State::ToAccept => Some(4),
        State::Done => Some(5),
        State::Declined => None,
    }
}

/// What becomes of a relation of an item that nobody changed here: where an import could not make it (a circle, a Sprint
/// that takes no such item), that is no change.
fn unmoved(field: Field, fate: Fate, sides: &Sides) -> Fate {
    let is_relation = matches!(field, Field::Epic | Field::Needs | Field::Sprint);
    match fate {
        Fate::Keep if is_relation => Fate::Same,
        Fate::Clash if is_relation && !sides.here.contains_key(&field) => Fate::Take,
        fate => fate,
    }
}

/// What becomes of a list of lines, and what it says from now on where that is not what the record says.
fn list(field: Field, there: &[Line], sides: &Sides, is_chosen: bool) -> (Fate, Option<Vec<Line>>) {
    let [spelled, here, last] = sides.of_field(field);
    if spelled == here && spelled == last {
        return (Fate::Same, None);
    }
    let (here, last) = (value::read_lines(here), value::read_lines(last));
    let compared = Compared::new(there, &here, &last);
    if compared.texts == Texts::Both {
        return lines_of_both(&compared, there, &here, is_chosen);
    }
    let is_theirs = match compared.texts {
        Texts::Theirs => true,
        Texts::Ours | Texts::Both => is_chosen,
        Texts::Same => false,
    };
    let lines = compared.merged(is_theirs);
    let is_other = lines != here;
    let merged = (is_other && lines != there).then(|| lines.clone());
    match compared.texts {
        _ if is_theirs => (Fate::Take, merged),
        // A tick made there comes in where the texts are kept.
        Texts::Ours | Texts::Both => (Fate::Keep, is_other.then_some(lines)),
        Texts::Same | Texts::Theirs if is_other => (Fate::Take, merged),
        Texts::Same | Texts::Theirs => (Fate::Same, None),
    }
}

/// What becomes of a list that both sides changed: what is new there comes in beside what is kept here.
fn lines_of_both(compared: &Compared, there: &[Line], here: &[Line], is_chosen: bool) -> (Fate, Option<Vec<Line>>) {
    let (lines, has_clash) = compared.both(is_chosen);
    let is_theirs = texts(&lines).eq(texts(there));
    let merged = (lines != here).then_some(lines);
    match () {
        () if has_clash && !is_chosen => (Fate::Clash, merged),
        () if is_theirs => (Fate::Take, merged),
        () => (Fate::Keep, merged),
    }
}

/// True where the last files had a column for a field.
fn can_say(feed: &Feed, field: Field) -> bool {
    let parts: &[Part] = match field {
        Field::Title => &[Part::Title],
        Field::Kind => &[Part::Kind],
        Field::State => &[Part::Status, Part::Resolution],
        Field::Estimate => &[Part::Estimate],
        Field::Persona | Field::Want | Field::Benefit | Field::Description => &[Part::Description],
        Field::Criteria => &[Part::Criteria, Part::Description],
        Field::Tags => &[Part::Labels, Part::Components],
        Field::Epic => &[Part::Epic, Part::ParentKey, Part::ParentId],
        Field::Asked => &[Part::Asked],
        Field::Assignee => &[Part::Assignee],
        Field::Due => &[Part::Due],
        Field::Blocked => &[Part::Blocked],
        Field::Decline => &[Part::Resolution],
        Field::Sprint => &[Part::Sprint],
        Field::Subtasks
        | Field::Note
        | Field::Extra
        | Field::Links
        | Field::Questions
        | Field::Needs
        | Field::Value
        | Field::Serves
        | Field::Scores
        | Field::Pinned
        | Field::Comments => &[],
    };
    // Jira leaves out the columns that nobody filled: the first label has none yet.
    let is_usual = |part: &Part| feed.source == "jira" && !matches!(part, Part::Criteria | Part::Sprint);
    parts.iter().any(|part| feed.columns.contains_key(part) || is_usual(part))
}

impl Field {
    /// True for what belongs to the item at its source as well, so that a change of it here is to be carried there.
    /// What only upnext knows of an item is not: scores, notes, questions, ticks.
    pub fn is_carried(self) -> bool {
        match self {
            Self::Title
            | Self::Kind
            | Self::State
            | Self::Estimate
            | Self::Persona
            | Self::Want
            | Self::Benefit
            | Self::Description
            | Self::Criteria
            | Self::Subtasks
            | Self::Tags
            | Self::Epic
            | Self::Asked
            | Self::Assignee
            | Self::Due
            | Self::Blocked
            | Self::Decline
            | Self::Needs
            | Self::Sprint => true,
            Self::Note
            | Self::Extra
            | Self::Links
            | Self::Questions
            | Self::Value
            | Self::Serves
            | Self::Scores
            | Self::Pinned
            | Self::Comments => false,
        }
    }
}

impl Spoken {
    /// True where a source that says `there` means what is here: of lists of lines the texts; whatever the reason, for
    /// what is declined or blocked.
    pub fn agrees(&self, field: Field, there: Option<&str>, here: Option<&str>) -> bool {
        let texts = |spelled| value::read_lines(spelled).into_iter().map(|line| line.text);
        match field {
            Field::Criteria | Field::Subtasks => there == here || texts(there).eq(texts(here)),
            Field::Decline | Field::Blocked => there.is_some() == here.is_some(),
            _ if there == here => true,
            _ => {
                let values: Values = here.map(|here| (field, here.to_owned())).into_iter().collect();
                self.beside(field, &values, there).as_deref() == there
            }
        }
    }
}
