//! Items into a Sprint and out of it. Into the running one or out of it that is a change of scope: why and who asked
//! can be said.

use crate::domain::sprint::{Block, Cause, End, Phase, Plan, Sprint};
use crate::domain::text::counted;
use crate::domain::{Change, ItemId, List, SprintId, State};
use crate::ui::action::Aim;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::choice::{self, Choice};
use crate::ui::overlay::rows::Cursor;
use crate::ui::overlay::{Overlay, cause};
use crate::ui::screen::View;
use crate::ui::screen::backlog::{self, sum};
use crate::ui::screen::sprint;
use crate::ui::wording::{keyed, letters};

/// What goes where.
struct Pull {
    /// The items that are not there already.
    items: Vec<ItemId>,
    /// `None` for none.
    sprint: Option<SprintId>,
    /// The running Sprint, where its scope changes.
    scope: Option<String>,
}

/// The Sprint that is being planned, else the running one: where items go that are pulled without naming one.
pub(in crate::ui) fn next(model: &Model) -> Option<&Block> {
    model.blocks.iter().find(|block| block.sprint.phase == Phase::Planned).or(model.blocks.first())
}

/// The Sprint whose view is open: there items are pulled into what is looked at.
fn shown(model: &Model) -> Result<&Block, String> {
    let shown = sprint::shown(model);
    let over = "this Sprint is over, and what was in it stays as it was: <later-sprint> shows the one after it";
    let found = model.blocks.iter().find(|block| Some(block.sprint.id) == shown);
    found.ok_or_else(|| keyed(&model.keymap, over))
}

/// The Sprint that is meant; `None` for none.
fn aim(model: &Model, to: Aim) -> Result<Option<&Block>, String> {
    let keyed = |text| keyed(&model.keymap, text);
    let of = |phase: Phase| model.blocks.iter().find(|block| block.sprint.phase == phase);
    let found = match to {
        Aim::Out | Aim::New => return Ok(None),
        Aim::Pull if model.shows(View::Sprint) && sprint::shown(model).is_some() => shown(model),
        Aim::Pull => next(model).ok_or_else(|| keyed("there is no Sprint to pull into: <sprint new> plans one")),
        Aim::Running => of(Phase::Active).ok_or_else(|| keyed("no Sprint runs: <sprint> shows those that are planned")),
        Aim::Next => of(Phase::Planned).ok_or_else(|| keyed("no Sprint is planned: <sprint new> plans one")),
        Aim::Number(number) => model.blocks.iter().find(|block| block.sprint.number == number).ok_or_else(|| {
            let open: Vec<String> = model.blocks.iter().map(|block| block.sprint.number.to_string()).collect();
            if open.is_empty() {
                return keyed("there is no Sprint to pull into: <sprint new> plans one");
            }
            format!("Sprint {number} is over, or there is none yet: type one of {}", open.join(", "))
        }),
    };
    found.map(Some)
}

fn pull(model: &Model, to: Aim) -> Result<Pull, String> {
    let target = aim(model, to)?.map(|block| &block.sprint);
    let targets = model.backlog.targets();
    if targets.is_empty() {
        return Err(keyed(&model.keymap, backlog::MARKED_ELSEWHERE));
    }
    let sprint = target.map(|sprint| sprint.id);
    let fence = |id: &ItemId| model.backlog.fence_of(*id);
    let is_elsewhere = |id: &ItemId| fence(id).map(|fence| fence.sprint) != sprint;
    let items: Vec<ItemId> = targets.iter().copied().filter(is_elsewhere).collect();
    if let Some(key) = done(model, &targets) {
        let hint = keyed(&model.keymap, "<state-back> takes it back first");
        return Err(format!("{key} is done: it counts in the Sprint it was done in · {hint}"));
    }
    // What stands in another list is in no Sprint, or the file says why it can't be pulled.
    if items.is_empty() && (sprint.is_some() || model.backlog.list == List::Backlog) {
        let what = name(model, &targets);
        let (is, they) = if targets.len() == 1 { ("is", "it") } else { ("are", "they") };
        return Err(target.map_or_else(
            || format!("{what} {is} in no Sprint, so {they} can't be taken out"),
            |sprint| format!("{what} {is} in {} already", sprint.title()),
        ));
    }
    let running = target.filter(|sprint| sprint.phase == Phase::Active).map(Sprint::title);
    let left = items.iter().filter_map(fence).find(|fence| fence.is_running).map(|fence| fence.title.clone());
    Ok(Pull { items, sprint, scope: running.or(left) })
}

/// The first of these that is done in the Sprint whose view is open.
fn done(model: &Model, items: &[ItemId]) -> Option<String> {
    let course = model.sprint.course.as_ref().filter(|_| model.shows(View::Sprint));
    let cards = course.iter().flat_map(|course| course.present()).map(|card| &card.row);
    let mut known = cards.chain(&model.backlog.window.rows);
    known.find(|row| row.state == State::Done && items.contains(&row.id)).map(|row| row.key.to_string())
}

/// The change that a verb asks for.
pub(super) fn effects(model: &Model, to: Aim, cause: Option<&Cause>) -> Result<Vec<Effect>, String> {
    let cause = cause.cloned().unwrap_or_default();
    if to == Aim::New {
        let product = model.product.as_ref().map(|product| product.id).ok_or("there is no product yet")?;
        let items = model.backlog.targets();
        let (starts, ends) = sprint::next_days(model);
        let plan = Box::new(Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() });
        return Ok(vec![Effect::commit(Change::PlanSprint { product, plan, items, cause })]);
    }
    let Pull { items, sprint, .. } = pull(model, to)?;
    let end = if sprint.is_some() { End::Tail } else { End::Head };
    Ok(vec![Effect::commit(Change::SetSprint { items, sprint, end, cause })])
}

/// Asks why the scope of the running Sprint changes, where it does; `typed` is put in already.
pub(super) fn ask(model: &Model, to: Aim, typed: &str) -> Result<Option<Overlay>, String> {
    let (title, scope) = if to == Aim::New {
        let items = model.backlog.targets();
        let left = items.iter().filter_map(|id| model.backlog.fence_of(*id)).find(|fence| fence.is_running);
        (format!("{} into a new Sprint", name(model, &items)), left.map(|fence| fence.title.clone()))
    } else {
        let Pull { items, sprint, scope } = pull(model, to)?;
        let what = name(model, &items);
        let title = sprint.map_or_else(
            || format!("{what} out of {}", scope.clone().unwrap_or_default()),
            |id| format!("{what} into {}", model.sprint_title(id)),
        );
        (title, scope)
    };
    let Some(scope) = scope else { return Ok(None) };
    // Exactly what is asked about is done.
    let to = match aim(model, to)? {
        Some(block) => Aim::Number(block.sprint.number),
        None => to,
    };
    let who = if model.is_public { "" } else { " and who asked" };
    let said = format!("{scope} is running: this changes its scope, and the Sprint keeps why{who}.");
    let state = cause::State::new(model.backlog.targets(), title, said, to, typed);
    Ok(Some(Overlay::Cause(Box::new(cause::State { audience: model.audience(), ..state }))))
}

/// As [`ask`], from a text that was kept.
pub(super) fn ask_again(model: &Model, text: &str) -> Option<Overlay> {
    let (to, typed) = text.split_once('\n').unwrap_or((text, ""));
    ask(model, Aim::parse(to)?, typed).ok().flatten()
}

/// "WEB-9", "3 items".
pub(super) fn name(model: &Model, items: &[ItemId]) -> String {
    let [one] = items else { return counted(items.len(), "item") };
    let row = model.backlog.window.rows.iter().find(|row| row.id == *one).map(|row| row.key.to_string());
    let item = model.backlog.item.as_ref().filter(|item| item.id == *one).map(|item| item.key.to_string());
    row.or(item).unwrap_or_else(|| "this item".into())
}

/// The Sprints that are not over, to choose from.
pub(super) fn choice(model: &Model, title: String) -> Overlay {
    let planned = model.blocks.iter().position(|block| block.sprint.phase == Phase::Planned);
    let words: Vec<&str> = (0..model.blocks.len()).map(|n| word(&model.blocks[n], planned == Some(n))).collect();
    let words: Vec<&str> = words.into_iter().chain(["new", "none"]).collect();
    let mut options: Vec<Choice> = model.blocks.iter().map(option).collect();
    options.push(Choice { letter: None, label: "a new Sprint".into(), line: "sprint new".into() });
    options.push(Choice { letter: None, label: "no Sprint".into(), line: "sprint none".into() });
    for (option, letter) in options.iter_mut().zip(letters(&model.keymap, &words)) {
        option.letter = letter;
    }
    let fence = model.backlog.selected().and_then(|id| model.backlog.fence_of(id));
    let own = fence.and_then(|fence| model.blocks.iter().position(|block| block.sprint.id == fence.sprint));
    let cursor = Cursor { at: own.or(planned).unwrap_or(0), ..Cursor::default() };
    Overlay::Choice(choice::State {
        targets: None,
        title,
        options,
        cursor,
        source: None,
        empty: String::new(),
        typed: String::new(),
    })
}

/// The word that its letter is taken from: of Sprints there may be many, two have one.
fn word(block: &Block, is_next: bool) -> &'static str {
    match block.sprint.phase {
        Phase::Active => "current",
        Phase::Planned if is_next => "planned",
        Phase::Planned | Phase::Closed => "",
    }
}

fn option(block: &Block) -> Choice {
    let running = if block.sprint.phase == Phase::Active { " · running" } else { "" };
    let label = format!("{}{running} · {}", block.sprint.title(), sum(block));
    Choice { letter: None, label, line: format!("sprint {}", block.sprint.number) }
}

/// Where the cursor goes when these items leave for another block: to the row that follows it and stays, so that one
/// after the other can be pulled.
pub(super) fn following(model: &Model, effects: &[Effect]) -> Option<ItemId> {
    let [Effect::Commit { change: Change::SetSprint { items, .. } | Change::PlanSprint { items, .. }, .. }] = effects
    else {
        return None;
    };
    let backlog = &model.backlog;
    let stays = |at: &usize| backlog.at(*at).is_some_and(|id| !items.contains(&id));
    let cursor = backlog.selected().filter(|id| items.contains(id))?;
    let at = backlog.index_of(cursor)?;
    // Past as many as leave, there is one that stays.
    let below = (at + 1..backlog.len()).take(items.len() + 1).find(stays);
    below.or_else(|| (0..at).rev().take(items.len() + 1).find(stays)).and_then(|at| backlog.at(at))
}
