//! A Sprint's life: made, edited, given up, started, closed; and what was learned in it.

use super::super::form;
use super::Done;
use crate::domain::Change;
use crate::domain::sprint::{Course, Phase};
use crate::domain::text::counted;
use crate::ui::action::sprint::Life;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::choice::{self, Choice};
use crate::ui::overlay::form::slot::Slot;
use crate::ui::overlay::rows::Cursor;
use crate::ui::overlay::{Overlay, actions, close, start};
use crate::ui::screen::sprint::plan;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

pub(super) fn update(model: &mut Model, life: &Life) -> Done {
    match life {
        Life::New => form::new_sprint(model),
        Life::Edit => edit(model, None),
        Life::Drop => give_up(model),
        Life::Start => start(model),
        Life::Close => close(model),
        Life::Retrospective => retrospective(model),
        Life::Send(way, is_all) => in_close(model, close::Action::Send(*way, *is_all)),
        Life::Met => in_close(model, close::Action::Met),
        Life::Taker => in_close(model, close::Action::Taker),
        Life::Agree => agree(model),
        Life::Reword => reword(model),
        Life::Check => check(model),
        Life::Unagree => unagree(model),
    }
}

/// The course of the Sprint shown.
fn course(model: &Model) -> Result<&Course, String> {
    let none = || keyed(&model.keymap, "there is no Sprint yet: <new-sprint> makes one");
    model.sprint.course.as_deref().ok_or_else(none)
}

/// Opens the form of the Sprint shown, on a field of it where one is named.
fn edit(model: &mut Model, slot: Option<Slot>) -> Done {
    let sprint = course(model)?.sprint.clone();
    if sprint.phase == Phase::Closed {
        let hint = keyed(&model.keymap, "<later-sprint> shows the one after it");
        return Err(format!("{} is over: what was planned stays as it was · {hint}", sprint.title()));
    }
    form::edit_sprint(model, &sprint, slot)
}

fn give_up(model: &Model) -> Done {
    let sprint = &course(model)?.sprint;
    if sprint.phase != Phase::Planned && sprint.past.is_none() {
        return Err(format!("{} is {}: only a planned Sprint can be given up", sprint.title(), sprint.phase.said()));
    }
    Ok(vec![Effect::commit(Change::DropSprint { sprint: sprint.id })])
}

/// Shows what a start freezes; asks for what is missing first.
fn start(model: &mut Model) -> Done {
    let course = course(model)?;
    let sprint = course.sprint.clone();
    if sprint.phase != Phase::Planned {
        return Err(format!("{} is {}: only a planned Sprint can be started", sprint.title(), sprint.phase.said()));
    }
    if let Some(running) = model.blocks.iter().find(|block| block.sprint.phase == Phase::Active) {
        let hint = keyed(&model.keymap, "<earlier-sprint> shows it, <close-sprint> closes it");
        let title = running.sprint.title();
        return Err(format!(
            "{title} is running, and one Scrum Team works at one Sprint Goal: close it first · {hint}"
        ));
    }
    if course.present().next().is_none() {
        let hint = keyed(&model.keymap, "<pull> pulls items into it");
        return Err(format!("{} is empty: nothing would be planned · {hint}", sprint.title()));
    }
    if sprint.plan.ends.is_none() {
        let effects = edit(model, Some(Slot::Ends))?;
        let keys = keyed(&model.keymap, "then <start-sprint> again");
        model.toast = Some(Toast::hint(format!("{} has no last day yet: type it, {keys}", sprint.title())));
        return Ok(effects);
    }
    let state = start::State { sprint: sprint.id, title: sprint.title(), gone: None };
    model.overlays.push(Overlay::Start(state));
    Ok(Vec::new())
}

/// Shows where the open items of the running Sprint go.
fn close(model: &mut Model) -> Done {
    let course = course(model)?;
    if course.sprint.phase != Phase::Active {
        let title = course.sprint.title();
        let running = model.blocks.iter().find(|block| block.sprint.phase == Phase::Active);
        let Some(running) = running else {
            let hint = keyed(&model.keymap, "<start-sprint> starts one");
            return Err(format!("{title} is {}, and no Sprint is running: {hint}", course.sprint.phase.said()));
        };
        let hint = keyed(&model.keymap, "<earlier-sprint> and <later-sprint> lead there");
        return Err(format!("{} is running, not {title}: go there to close it · {hint}", running.sprint.title()));
    }
    let state = close::State::new(model, course);
    model.overlays.push(Overlay::Close(Box::new(state)));
    Ok(Vec::new())
}

fn in_close(model: &mut Model, action: close::Action) -> Done {
    let Some(Overlay::Close(state)) = model.overlays.last_mut() else {
        return Err(keyed(&model.keymap, "this acts in the preview of a close: <close-sprint> opens it"));
    };
    close::update(state, action);
    Ok(Vec::new())
}

/// What a pop-up shows is as it is now.
pub(super) fn settle(model: &mut Model) {
    let Model { overlays, sprint, blocks, .. } = model;
    let phase = |id| blocks.iter().find(|block| block.sprint.id == id).map(|block| block.sprint.phase);
    for overlay in overlays {
        if let Overlay::Close(state) = &mut *overlay {
            state.meet(phase(state.sprint));
            sprint.course.iter().for_each(|course| state.take(course));
        }
        if let Overlay::Start(state) = &mut *overlay {
            state.meet(phase(state.sprint));
        }
        if let Overlay::Actions(state) = overlay {
            state.take(&sprint.past.agreed);
        }
    }
}

/// All that is odd about the Sprint shown, to go there.
pub(super) fn warnings(model: &mut Model) -> Done {
    let title = course(model)?.sprint.title();
    let found = plan::warnings(model);
    if found.is_empty() {
        return Err(format!("nothing of {title} is worth a warning"));
    }
    let choice = |(label, line): (String, String)| Choice { letter: None, label, line };
    model.overlays.push(Overlay::Choice(choice::State {
        targets: None,
        title: format!("{} of {title}", counted(found.len(), "warning")),
        options: found.into_iter().map(choice).collect(),
        cursor: Cursor::default(),
        source: None,
        empty: String::new(),
        typed: String::new(),
    }));
    Ok(Vec::new())
}

#[expect(clippy::unnecessary_wraps, reason = "each of the table answers so")]
fn retrospective(model: &mut Model) -> Done {
    let mut state = actions::State::default();
    state.take(&model.sprint.past.agreed);
    model.overlays.push(Overlay::Actions(state));
    Ok(Vec::new())
}

/// One more action, of the Sprint shown where it was begun, else of the newest that was.
fn agree(model: &mut Model) -> Done {
    let shown = model.sprint.course.as_ref().map(|course| &course.sprint);
    let running = model.blocks.iter().map(|block| &block.sprint);
    let past = model.sprint.past.figures.iter().rev().map(|figures| &figures.sprint);
    let mut begun = shown.into_iter().chain(running).chain(past).filter(|sprint| sprint.phase != Phase::Planned);
    match begun.next().map(|sprint| (sprint.id, sprint.title())) {
        Some((sprint, title)) => {
            if let Some(Overlay::Actions(state)) = model.overlays.last_mut() {
                state.awaits = true;
            }
            form::new_action(model, sprint, &title)
        }
        None => Err("no Sprint has been started yet: a retrospective action belongs to one that was".into()),
    }
}

fn agreed(model: &Model) -> Result<crate::domain::sprint::Agreed, String> {
    let Some(Overlay::Actions(state)) = model.overlays.last() else {
        return Err(keyed(&model.keymap, "this acts in the retrospective actions: <retrospective> lists them"));
    };
    state.at().cloned().ok_or_else(|| "there is no action here".into())
}

fn reword(model: &mut Model) -> Done {
    let agreed = agreed(model)?;
    form::edit_action(model, &agreed)
}

/// Done today, or not done after all.
fn check(model: &Model) -> Done {
    let mut agreed = agreed(model)?;
    agreed.said.done_on = if agreed.said.done_on.is_some() { None } else { Some(model.now.day) };
    Ok(vec![Effect::commit(Change::EditImprovement { improvement: agreed.id, said: agreed.said })])
}

fn unagree(model: &Model) -> Done {
    let agreed = agreed(model)?;
    Ok(vec![Effect::commit(Change::DropImprovement { improvement: agreed.id })])
}
