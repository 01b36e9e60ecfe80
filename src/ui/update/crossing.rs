//! What a move does to the lines of Sprints, told once it is made: which Sprint an item leaves, which it comes into and
//! what that holds from then on, and what falls behind a line further down: the cost of a yes.

use super::pull;
use crate::domain::query::Rest;
use crate::domain::sprint::ahead;
use crate::domain::step::Committed;
use crate::domain::text::counted;
use crate::domain::{Change, ItemId, Key, List, Spot, SprintId};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::screen::View;
use crate::ui::screen::backlog::{self, sum};
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// Of more items than these it is not told one by one which Sprint they leave.
const MOST: usize = 1000;

/// What stood where before a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crossing {
    /// The items, and the Sprint each was in.
    items: Vec<(ItemId, Option<SprintId>)>,
    /// What they are called.
    what: String,
    /// True where the change says no more than where they go.
    is_pull: bool,
    /// The running Sprint, where something is added beside an item of it: that joins it on purpose only.
    beside: Option<String>,
    /// Above how many lines ahead each of the first items of the rest stood.
    ahead: Vec<(ItemId, usize)>,
    /// The running Sprint within which the items go to the end.
    within: Option<String>,
    /// What the change is told as, and what stands behind that; once it is made.
    said: Option<(String, String)>,
}

/// Remembers what stands where, before a change that may move something over a line.
pub(super) fn note(model: &mut Model, effects: &[Effect]) {
    let change =
        effects.iter().find_map(|effect| if let Effect::Commit { change, .. } = effect { Some(change) } else { None });
    let Some(change) = change else { return };
    let is_pull = matches!(change, Change::SetSprint { .. } | Change::PlanSprint { .. });
    let is_move = matches!(change, Change::Move { .. } | Change::AddItem { .. } | Change::AddItems { .. });
    let items = change.items();
    if (!is_pull && !is_move) || items.len() > MOST || (model.blocks.is_empty() && model.rest.pace.is_none()) {
        model.session.crossing = None;
        return;
    }
    let sprint = |id: &ItemId| model.backlog.fence_of(*id).map(|fence| fence.sprint);
    model.session.crossing = Some(Crossing {
        items: items.iter().map(|id| (*id, sprint(id))).collect(),
        what: pull::name(model, items),
        is_pull,
        beside: beside(model, change),
        within: within(model, change),
        ahead: above(model).into_iter().map(|(id, _, line)| (id, line)).collect(),
        said: None,
    });
}

/// The running Sprint beside an item of which something is added.
fn beside(model: &Model, change: &Change) -> Option<String> {
    let (Change::AddItem { spot, .. } | Change::AddItems { spot, .. }) = change else { return None };
    let (Spot::Above(anchor) | Spot::Below(anchor)) = spot else { return None };
    model.backlog.fence_of(*anchor).filter(|fence| fence.is_running).map(|fence| fence.title.clone())
}

/// The running Sprint, where the bottom that items of it go to is that of its block.
fn within(model: &Model, change: &Change) -> Option<String> {
    let Change::Move { items, to: Spot::Bottom, .. } = change else { return None };
    let mut fences = items.iter().map(|id| model.backlog.fence_of(*id).filter(|fence| fence.is_running));
    let first = fences.next()??;
    fences.all(|fence| fence.is_some()).then(|| first.title.clone())
}

/// The change is made: what it is told as, until it is known where everything stands.
pub(super) fn made(model: &mut Model, committed: &Committed, label: &str, tail: &str) {
    let Some(crossing) = model.session.crossing.as_mut().filter(|_| !committed.is_large) else {
        model.session.crossing = None;
        return;
    };
    crossing.items.extend(committed.added.iter().take(MOST).map(|id| (*id, None)));
    let label = match &crossing.within {
        Some(title) => label.replace("to the bottom", &format!("to the end of {title}")),
        None => label.to_owned(),
    };
    crossing.said = Some((label, tail.to_owned()));
}

/// Tells it, once the Sprints are known as they are now.
pub(super) fn tell(model: &mut Model) {
    let Some(crossing) = model.session.crossing.take() else { return };
    let Some((label, tail)) = &crossing.said else {
        model.session.crossing = Some(crossing);
        return;
    };
    let beside = crossing.beside.as_ref().map(|title| format!("not in {title}, which is running"));
    let parts = [Some(over(model, &crossing, label)), beside, behind(model, &crossing)];
    let text: String = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    model.toast = Some(Toast::done(format!("{text}{tail}")));
}

/// Which Sprints' lines the items crossed.
fn over(model: &Model, crossing: &Crossing, label: &str) -> String {
    let is_known = model.backlog.list == List::Backlog;
    let now = |id: ItemId| model.backlog.fence_of(id).map(|fence| fence.sprint);
    let moved = || crossing.items.iter().filter(|(id, was)| now(*id) != *was);
    let Some((first, was)) = moved().next().filter(|_| is_known) else { return label.to_owned() };
    let (to, count) = (now(*first), moved().count());
    let is_one = moved().all(|(id, _)| now(*id) == to);
    let block = to.and_then(|to| model.blocks.iter().find(|block| block.sprint.id == to)).filter(|_| is_one);
    let into = block.map(|block| format!("into {} · {}", block.sprint.title(), sum(block)));
    let left = was.filter(|was| moved().all(|(_, other)| *other == Some(*was))).map(|was| model.sprint_title(was));
    let crossed = match (into, left) {
        (Some(into), _) => into,
        (None, Some(left)) => format!("{} {left}", if count == 1 { "leaves" } else { "leave" }),
        (None, None) => return label.to_owned(),
    };
    let is_all = count == crossing.items.len();
    match (crossing.is_pull, is_all) {
        (true, true) => format!("{} {crossed}", crossing.what),
        (true, false) => format!("{} {crossed}", counted(count, "item")),
        (false, true) => format!("{label} · {crossed}"),
        (false, false) => format!("{label} · {count} of them {crossed}"),
    }
}

/// What was not moved and falls behind a line further down.
fn behind(model: &Model, crossing: &Crossing) -> Option<String> {
    let is_own = |id: ItemId| crossing.items.iter().any(|(own, _)| *own == id);
    let was = |id: ItemId| crossing.ahead.iter().find(|(other, _)| *other == id).map(|(_, line)| *line);
    let fell: Vec<(Key, usize)> = above(model)
        .into_iter()
        .filter(|(id, _, line)| was(*id).is_some_and(|was| was < *line) && !is_own(*id))
        .map(|(_, key, line)| (key, line))
        .collect();
    let (key, line) = fell.first()?;
    let title = |line: usize| ahead::title(model.rest.next, &model.blocks, line);
    // Each behind a line of its own: the first two by name.
    let mut said = vec![format!("{key} falls behind {}", title(*line))];
    said.extend(fell.get(1).map(|(key, line)| format!("{key} behind {}", title(*line))));
    if fell.len() > said.len() {
        said.push(format!("{} more behind theirs", fell.len() - said.len()));
    }
    Some(said.join(", "))
}

/// The lines ahead that are drawn: behind the planned Sprints that are empty, which have lines of their own.
fn drawn(model: &Model) -> impl DoubleEndedIterator<Item = &ahead::Line> {
    let empty = backlog::empty_ahead(&model.blocks);
    model.ahead.lines.iter().filter(move |line| line.sprint > empty)
}

/// The first items of what is in no Sprint, each with the last line that stands above it, 0 for none.
fn above(model: &Model) -> Vec<(ItemId, Key, usize)> {
    let line = |at: usize| drawn(model).rev().find(|line| line.above <= at).map_or(0, |line| line.sprint);
    (0..).zip(&model.rest.items).map(|(at, (id, key, _))| (*id, key.clone(), line(at))).collect()
}

/// Takes over what tells where the next Sprints would end.
pub(super) fn take(model: &mut Model, rest: Rest) {
    let points = rest.items.iter().map(|(_, _, points)| *points);
    model.ahead = ahead::lines(points, rest.pace.unwrap_or_default(), backlog::AHEAD);
    model.rest = rest;
}

/// Draws the lines between the rows anew.
pub fn rule(model: &mut Model) {
    let lines: Vec<&ahead::Line> = if model.backlog.hides_ahead { Vec::new() } else { drawn(model).collect() };
    let line = |(n, line)| backlog::ahead(&model.rest, &model.blocks, line, n == 0);
    let drawn: Vec<backlog::Ahead> = lines.into_iter().enumerate().map(line).collect();
    model.backlog.rule(&model.blocks, model.shows(View::Lists).then_some(&drawn), &model.calendar);
}

/// Shows or hides where the next Sprints would end.
pub(super) fn switch(model: &mut Model) -> Result<Vec<Effect>, String> {
    if model.backlog.list != List::Backlog {
        return Err(keyed(&model.keymap, "this acts in the order: go there first (<go backlog>)"));
    }
    model.backlog.hides_ahead = !model.backlog.hides_ahead;
    let text = match (model.backlog.hides_ahead, model.rest.pace.is_some()) {
        (true, _) => keyed(&model.keymap, "the next Sprints are hidden · <ahead> shows them"),
        (false, true) => "shown: where the next Sprints would end".into(),
        (false, false) => "no Sprint is over yet, so nothing tells where the next ones would end".into(),
    };
    model.toast = Some(Toast::hint(text));
    Ok(Vec::new())
}
