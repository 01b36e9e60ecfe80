//! What an import would do: counts first, then every row in its group, with what a person may choose. Nothing is
//! written before Enter.

mod again;
mod alarm;
mod cells;
mod draw;
mod group;
mod row;
mod sprint;
mod value;

pub use sprint::{Column, Entry};

use super::Reply;
use super::rows::{Cursor, scroll};
use crate::domain::import::{Chosen, ChosenField, Counts, Proposal, ToldSprint};
use crate::domain::query::Panel;
use crate::ui::action::Go;
use crate::ui::action::import::{Import, Side};
use crate::ui::effect::{Agreed, Effect};
use crate::ui::layout;
use crate::ui::press::{Code, Press};
use crate::ui::widget::field::Field;
use chrono::NaiveDate;
pub use draw::{line_at, view};
use group::{Groups, Line, Part, Row};
use ratatui::layout::Rect;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The plan, and what is chosen in it.
#[derive(Debug, Clone)]
pub struct State {
    /// What is proposed.
    pub proposal: Arc<Proposal>,
    /// Its numbers.
    counts: Counts,
    groups: Groups,
    /// Over the lines of the groups.
    pub cursor: Cursor,
    /// Of what changed on both sides what is taken from the files.
    theirs: BTreeSet<ChosenField>,
    /// True where known items shall stand in the order of the files.
    has_order: bool,
    /// The Sprints as they are corrected.
    told: Vec<ToldSprint>,
    /// The Sprints as they were proposed first.
    first: Vec<ToldSprint>,
    /// The day on which it is shown.
    today: NaiveDate,
    column: Column,
    /// The day that is being typed.
    entry: Option<Entry>,
    /// The words that rows must have.
    words: Field,
    /// True while they are typed.
    is_narrowing: bool,
    /// The first line of the text that is read whole; `None` where none is.
    whole: Option<usize>,
    /// What is asked once more.
    asked: Option<Asked>,
    /// What the last key brought along that it was not pressed for.
    said: Option<String>,
}

/// What is asked once more before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// To import what alarms.
    Agree,
    /// To throw away what was chosen.
    Leave,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another row, or to another cell of a Sprint.
    Go(Go, Option<usize>),
    /// What its verbs ask for.
    Do(Import),
    /// A key of the text that is typed.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// Do it.
    Agree,
    /// One level up.
    Leave,
    /// A line was clicked.
    Point(usize),
}

impl State {
    /// For what is proposed, as of a day. The cursor begins where something is to be decided.
    pub fn new(proposal: Arc<Proposal>, today: NaiveDate) -> Self {
        let groups = Groups::of(&proposal);
        let at = groups.first_of(Part::Both).map_or(0, |line| line + 1);
        Self {
            counts: proposal.plan.counts(),
            groups,
            cursor: Cursor { at, ..Cursor::default() },
            theirs: proposal.chosen.theirs.clone(),
            has_order: proposal.chosen.has_order,
            told: proposal.parsed.told.clone(),
            first: proposal.parsed.told.clone(),
            today,
            column: Column::default(),
            entry: None,
            words: Field::new(""),
            is_narrowing: false,
            whole: None,
            asked: None,
            said: None,
            proposal,
        }
    }

    /// True while keys are text.
    pub fn is_typing(&self) -> bool {
        self.is_narrowing || self.entry.is_some()
    }

    /// True where something changed on both sides.
    fn has_conflicts(&self) -> bool {
        !self.proposal.plan.conflicts.is_empty()
    }

    /// True where the cursor is on something that changed on both sides.
    pub fn is_at_conflict(&self) -> bool {
        match self.line() {
            Some(Line::Head(n)) => self.groups.all[n].part == Part::Both,
            Some(Line::Row(row)) => matches!(row, Row::Conflict(_)),
            None => false,
        }
    }

    /// True while a row is read whole.
    pub fn is_reading(&self) -> bool {
        self.whole.is_some()
    }

    /// True where the cursor is on a Sprint.
    pub fn is_at_sprint(&self) -> bool {
        self.sprint().is_some()
    }

    fn line(&self) -> Option<Line> {
        self.groups.at(self.cursor.at)
    }

    fn row(&self) -> Option<Row> {
        match self.line() {
            Some(Line::Row(row)) => Some(row),
            Some(Line::Head(_)) | None => None,
        }
    }

    /// The Sprint under the cursor.
    fn sprint(&self) -> Option<usize> {
        match self.row() {
            Some(Row::Sprint(n)) => Some(n),
            _ => None,
        }
    }

    fn stay_inside(&mut self) {
        self.cursor.at = self.cursor.at.min(self.groups.len().saturating_sub(1));
    }

    fn agreed(&self) -> Agreed {
        let chosen = Chosen { has_order: self.has_order, theirs: self.taken(), over: None };
        Agreed { counts: self.counts, chosen, told: None }
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    let was_asked = std::mem::take(&mut state.asked);
    state.said = None;
    match action {
        Action::Go(go, count) => go_to(state, &go, count),
        Action::Do(_) if state.whole.is_some() => state.whole = None,
        Action::Do(deed) => return act(state, deed),
        Action::Press(press) => return typed(state, press),
        Action::Paste(text) => {
            if let Some(entry) = &mut state.entry {
                entry.field.paste(&text);
            } else {
                state.is_narrowing = true;
                state.words.paste(&text);
                narrow(state);
            }
        }
        Action::Leave => return leave(state, was_asked),
        Action::Point(line) => point(state, line),
        Action::Agree => return agree(state, was_asked),
    }
    Reply::Stay
}

fn go_to(state: &mut State, go: &Go, count: Option<usize>) {
    if let Some(mut top) = state.whole {
        let lines = draw::whole_lines(state, 70).len();
        scroll(&mut top, go, lines, count);
        state.whole = Some(top);
        return;
    }
    let is_right = *go == Go::Right;
    if !is_right && *go != Go::Left {
        state.cursor.go(go, state.groups.len(), count);
    } else if state.is_at_sprint() {
        state.column = state.column.beside(is_right);
    } else {
        fold(state, Some(!is_right));
    }
}

/// The cursor goes to a line; a second time it folds the group of a head.
fn point(state: &mut State, line: usize) {
    let is_second = state.cursor.at == line;
    state.cursor.at = line;
    if is_second && matches!(state.line(), Some(Line::Head(_))) {
        fold(state, None);
    }
}

/// Folds the group under the cursor, unfolds it, or whichever it is not.
fn fold(state: &mut State, is_folded: Option<bool>) {
    let Some(n) = state.groups.group_at(state.cursor.at) else { return };
    let group = &mut state.groups.all[n];
    group.is_folded = is_folded.unwrap_or(!group.is_folded);
    if group.is_folded {
        state.cursor.at = state.groups.line_of(n);
    }
}

/// Folds all groups; unfolds them where all are folded.
fn fold_all(state: &mut State) {
    let n = state.groups.group_at(state.cursor.at);
    let is_open = state.groups.all.iter().any(|group| !group.is_folded);
    state.groups.all.iter_mut().for_each(|group| group.is_folded = is_open);
    state.cursor.at = n.map_or(0, |n| state.groups.line_of(n));
}

fn act(state: &mut State, deed: Import) -> Reply {
    match deed {
        Import::Fold | Import::Whole if deed == Import::Fold || state.row().is_none() => fold(state, None),
        Import::FoldAll => fold_all(state),
        Import::Narrow => state.is_narrowing = true,
        Import::Fold | Import::Whole => state.whole = Some(0),
        Import::Order => {
            if state.proposal.plan.displaced == 0 {
                return Reply::Refuse("the items that are here already stand in the order of the files".into());
            }
            state.has_order = !state.has_order;
        }
        Import::Resolve { side, is_all } => return resolve(state, side, is_all),
        Import::Apart if !state.proposal.is_here => {
            return Reply::Refuse("it makes a product of its own already".into());
        }
        Import::Apart => return Reply::Do(vec![Effect::PlanApart(state.is_corrected().then(|| state.told.clone()))]),
        Import::Cell => return cell(state),
        Import::LeaveOut => {
            let Some(told) = state.sprint().and_then(|n| state.told.get_mut(n)) else {
                return Reply::Refuse(NO_SPRINT.into());
            };
            (told.is_left_out, told.is_corrected) = (!told.is_left_out, true);
            return state.compare();
        }
    }
    Reply::Stay
}

const NO_SPRINT: &str = "this is about a Sprint: go to one of the plan's Sprints first";
const NO_CONFLICT: &str = "this is about what changed on both sides: go to such a field first";

/// Chooses a side for the field under the cursor, for those of a group, or for all that are shown.
fn resolve(state: &mut State, side: Side, is_all: bool) -> Reply {
    let group = state.groups.all.iter().find(|group| group.part == Part::Both);
    let rows: Vec<Row> = match state.line() {
        _ if is_all => group.map_or_else(Vec::new, |group| group.shown().to_vec()),
        Some(Line::Head(n)) if state.groups.all[n].part == Part::Both => state.groups.all[n].shown().to_vec(),
        Some(Line::Row(row @ Row::Conflict(_))) => vec![row],
        Some(_) | None => Vec::new(),
    };
    if rows.is_empty() {
        return Reply::Refuse(if state.has_conflicts() { NO_CONFLICT } else { "nothing changed on both sides" }.into());
    }
    for row in &rows {
        let Row::Conflict(n) = row else { continue };
        let Some(conflict) = state.proposal.plan.conflicts.get(*n) else { continue };
        match side {
            Side::Theirs => state.theirs.insert(conflict.chosen()),
            Side::Ours => state.theirs.remove(&conflict.chosen()),
        };
    }
    // On to the next one that is to be decided.
    if rows.len() == 1 && matches!(state.groups.at(state.cursor.at + 1), Some(Line::Row(Row::Conflict(_)))) {
        state.cursor.at += 1;
    }
    Reply::Stay
}

/// Changes the cell under the cursor: the phase at once, a day by typing it.
fn cell(state: &mut State) -> Reply {
    let Some(n) = state.sprint() else { return Reply::Refuse(NO_SPRINT.into()) };
    if state.column == Column::Phase {
        let here: Vec<_> = state.told.iter().map(|told| state.here(told).map(|here| here.phase)).collect();
        match sprint::turn(&mut state.told, &here, n) {
            Ok(said) => state.said = said.or_else(|| sprint::early(&state.told[n], state.today)),
            Err(reason) => return Reply::Refuse(reason),
        }
        return state.compare();
    }
    state.entry = Some(Entry::new(n, sprint::day_of(&state.told[n], state.column)));
    Reply::Stay
}

fn typed(state: &mut State, press: Press) -> Reply {
    if state.entry.is_some() {
        return typed_day(state, press);
    }
    match press {
        Press { code: Code::Enter, .. } => state.is_narrowing = false,
        Press { code: Code::Esc, .. } => {
            state.is_narrowing = false;
            state.words = Field::new("");
            narrow(state);
        }
        Press { code: Code::Down, .. } => go_to(state, &Go::Down, None),
        Press { code: Code::Up, .. } => go_to(state, &Go::Up, None),
        press if press == Press::ctrl('c') => state.is_narrowing = false,
        press => {
            state.words.press(press);
            narrow(state);
        }
    }
    Reply::Stay
}

/// Enter takes a day and goes on to the next: from the first day to the last, from there to the next Sprint.
fn typed_day(state: &mut State, press: Press) -> Reply {
    let Some(entry) = &mut state.entry else { return Reply::Stay };
    let is_on = matches!(press.code, Code::Enter | Code::Tab);
    match press {
        Press { code: Code::Esc, .. } => state.entry = None,
        press if press == Press::ctrl('c') => state.entry = None,
        _ if is_on => {
            let Some(told) = state.told.get_mut(entry.sprint) else { return Reply::Stay };
            if let Err(reason) = sprint::set(told, state.column, entry.field.text()) {
                entry.error = Some(reason);
                return Reply::Stay;
            }
            state.entry = None;
            state.said = sprint::early(told, state.today);
            let is_next = matches!(state.groups.at(state.cursor.at + 1), Some(Line::Row(Row::Sprint(_))));
            match state.column {
                Column::From => state.column = Column::To,
                Column::To if is_next => {
                    (state.column, state.cursor.at) = (Column::From, state.cursor.at + 1);
                }
                Column::To | Column::Phase => return state.compare(),
            }
            cell(state);
            return state.compare();
        }
        press => {
            entry.error = None;
            entry.field.press(press);
        }
    }
    Reply::Stay
}

fn narrow(state: &mut State) {
    state.groups.narrow(state.words.text(), &state.proposal, &state.told);
    state.stay_inside();
    // Rather on a row than on the head above it.
    if state.groups.is_narrow() && matches!(state.line(), Some(Line::Head(_))) {
        state.cursor.at += 1;
        state.stay_inside();
    }
}

/// One level up. What was chosen is not thrown away at the first key.
fn leave(state: &mut State, was_asked: Option<Asked>) -> Reply {
    if state.whole.take().is_some() {
        return Reply::Stay;
    }
    if state.groups.is_narrow() {
        state.words = Field::new("");
        narrow(state);
        return Reply::Stay;
    }
    if state.is_touched() && was_asked != Some(Asked::Leave) {
        state.asked = Some(Asked::Leave);
        return Reply::Stay;
    }
    Reply::Close
}

/// Does it. Where something alarming was said it is asked once more.
fn agree(state: &mut State, was_asked: Option<Asked>) -> Reply {
    if state.whole.take().is_some() {
        return Reply::Stay;
    }
    if state.is_stale() {
        return state.compare();
    }
    if state.is_nothing() {
        return Reply::CloseWith(vec![Effect::DropImport]);
    }
    if was_asked != Some(Asked::Agree) && !alarm::alarms(&state.proposal).is_empty() {
        state.asked = Some(Asked::Agree);
        return Reply::Stay;
    }
    Reply::CloseWith(vec![Effect::Import(Box::new(state.agreed()))])
}

/// It is all known.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 200, body.height)
}
