//! The review: what was met, what is done and what is not, what was heard, and what comes next.
//!
//! It is one page that goes with the cursor, and the cursor goes from item to item. Each line is known by what it tells
//! (`page`) before it is made into words, so that only what is in sight costs anything.

mod page;
mod words;

use super::super::super::model::Model;
use crate::domain::item::NewItem;
use crate::domain::query::{Panel, Reviewed};
use crate::domain::sprint::Phase;
use crate::domain::{Change, ItemId, Spot, State as Domain, lines, text};
use crate::ui::action::sprint::{Answer, Hand, Review as Action};
use crate::ui::effect::Effect;
use crate::ui::overlay::{Overlay, notes};
use crate::ui::widget::{area, frame};
use page::Entry;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// What was read for it.
    pub known: Reviewed,
    /// The first line shown.
    top: usize,
}

/// What it needs beside the course of the Sprint.
pub fn wanted(model: &Model) -> Option<Panel> {
    super::shown(model).map(Panel::Review)
}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: &Action, _count: Option<usize>) -> Result<Vec<Effect>, String> {
    let course = model.sprint.course.as_ref().ok_or("there is no Sprint yet")?;
    let sprint = &course.sprint;
    if sprint.phase == Phase::Planned {
        return Err(format!("{} has not started: there is nothing to review yet", sprint.title()));
    }
    match action {
        Action::Met(answer) => {
            let is_goal_met = match answer {
                Some(Answer::Met) => Some(true),
                Some(Answer::NotMet) => Some(false),
                Some(Answer::Unsaid) => None,
                None => turn(sprint.is_goal_met),
            };
            let change = Change::ReviewSprint { sprint: sprint.id, is_goal_met, notes: sprint.notes.clone() };
            Ok(vec![Effect::commit(change)])
        }
        Action::Notes(hand) => {
            let is_long = area::is_too_long(&sprint.notes);
            let (id, text) = (sprint.id, sprint.notes.clone());
            if is_long && *hand == Hand::InPlace {
                return Err("these notes are too long to be typed here: write them in your editor".into());
            }
            let state = notes::State::new(id, sprint.title(), sprint.is_goal_met, &text, &text);
            model.overlays.push(Overlay::Notes(Box::new(state)));
            Ok(match hand {
                Hand::InPlace => Vec::new(),
                Hand::Editor => vec![Effect::EditText("review-notes.md".into(), text)],
            })
        }
        Action::Feedback(said) => {
            let title = text::title("the feedback", said).map_err(|error| error.to_string())?;
            let item = NewItem {
                text: lines::story(title),
                state: Domain::Inbox,
                about: model.backlog.selected(),
                heard_in: Some(sprint.number),
                ..NewItem::default()
            };
            let change = Change::AddItem { product: sprint.product, item: Box::new(item), spot: Spot::Bottom };
            Ok(vec![Effect::commit(change)])
        }
    }
}

/// Not said, met, not met, not said.
fn turn(is_met: Option<bool>) -> Option<bool> {
    match is_met {
        None => Some(true),
        Some(true) => Some(false),
        Some(false) => None,
    }
}

/// The items shown, in the sequence in which the cursor goes through them.
pub(super) fn sequence(model: &Model) -> Vec<ItemId> {
    page::entries(model).iter().filter_map(Entry::stop).collect()
}

fn area(model: &Model) -> Rect {
    super::rest(model).unwrap_or_default()
}

/// Keeps the item under the cursor in sight, with what is told of it.
pub fn settle(model: &mut Model) {
    let rows = usize::from(area(model).height);
    let entries = page::entries(model);
    let is_of = |entry: &Entry| model.backlog.cursor.is_some() && entry.item() == model.backlog.cursor;
    let first = entries.iter().position(|entry| entry.stop().is_some() && is_of(entry));
    let last = entries.len().saturating_sub(rows);
    let top = match first {
        None => model.sprint.review.top,
        // With the first item what stands above it is in sight again.
        Some(_) if model.backlog.index == 0 => 0,
        Some(_) if model.backlog.index + 1 == model.backlog.len() => last,
        Some(first) => {
            let own = entries[first..].iter().take_while(|entry| is_of(entry)).count();
            let lowest = (first + own + 1).saturating_sub(rows).min(first);
            model.sprint.review.top.clamp(lowest, first.saturating_sub(1).max(lowest))
        }
    };
    model.sprint.review.top = top.min(last);
}

/// The item that is drawn at this place of the screen.
pub fn item_at(model: &Model, at: Position) -> Option<ItemId> {
    let area = area(model);
    if !area.contains(at) {
        return None;
    }
    page::entries(model).get(model.sprint.review.top + usize::from(at.y - area.y)).and_then(Entry::item)
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let entries = page::entries(model);
    let top = model.sprint.review.top.min(entries.len().saturating_sub(1));
    for (entry, y) in entries.iter().skip(top).zip(area.y..area.bottom()) {
        let is_here = entry.item().is_some() && entry.item() == model.backlog.cursor;
        let line = words::line(entry, is_here, usize::from(area.width), model);
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
    let more = (top > 0, top + usize::from(area.height) < entries.len());
    // The signs stand in the column that the pane leaves free at its right, beside the points.
    if area.height > 0 {
        frame::more(target, Rect { width: area.width + 3, ..area }, more, &model.theme);
    }
}
