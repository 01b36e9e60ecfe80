//! Which items a verb acts on, said where that could be a surprise: the marks while the cursor is on another item, or the
//! item under the cursor while others are marked.

use super::write;
use crate::domain::change::Names;
use crate::domain::score::named;
use crate::domain::text::counted;
use crate::domain::{Change, Key};
use crate::ui::action::{Action, App, Move, Write};
use crate::ui::effect::{Effect, Then};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::overlay::confirm;
use crate::ui::screen::backlog::{self, Scene};
use crate::ui::toast::Toast;
use crate::ui::verb::Command;

/// What a verb would do to the marks that the cursor is not among; `None` where it acts on something else, where it can't
/// act, and where a run of moves goes on that was agreed to.
pub(super) fn of(model: &Model, command: &Command, count: Option<usize>) -> Option<confirm::State> {
    if !acts_on_marks(&command.action) || !model.backlog.is_off_marks() {
        return None;
    }
    let targets = model.backlog.targets();
    let is_nudge = matches!(command.action, Action::Move(Move::Up | Move::Down));
    if is_nudge && model.session.run == targets {
        return None;
    }
    let effects = effects(model, &command.action, count)?;
    let rows = &model.backlog.window.rows;
    let key = |id| rows.iter().find(|row| row.id == id).map_or_else(|| "an item".to_owned(), |row| row.key.to_string());
    let sprint = |id| model.sprint_title(id);
    let input = |id: &str| named(id, model.scoring()?);
    let names = Names { key: &key, sprint: &sprint, input: &input };
    let heads: Vec<String> = effects.iter().filter_map(|effect| head(effect, targets.len(), &names)).collect();
    let change = effects
        .into_iter()
        .find_map(|effect| if let Effect::Commit { change, .. } = effect { Some(change) } else { None });
    Some(confirm::State {
        head: heads.join("\n"),
        targets,
        hidden: model.backlog.hidden_marks(),
        change,
        rows: Vec::new(),
        command: command.clone(),
        count,
        typed: None,
    })
}

/// True for what changes the marked items; what brings them to the cursor is meant for another item than these.
fn acts_on_marks(action: &Action) -> bool {
    match action {
        Action::Move(to) => !matches!(to, Move::Here),
        Action::Write(write) => !is_of_one(write),
        Action::Go(_)
        | Action::Look(_)
        | Action::Mark(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_)
        | Action::Ask(_) => false,
    }
}

/// True for what is written about the item under the cursor alone, or about none.
fn is_of_one(write: &Write) -> bool {
    match write {
        Write::Add(_)
        | Write::Idea(_)
        | Write::Clone
        | Write::Title(_)
        | Write::Editor
        | Write::Mend
        | Write::Criterion(_)
        | Write::Tick(_)
        | Write::Ask(_)
        | Write::Answer(_)
        | Write::Reopen
        | Write::DropQuestion
        | Write::Value(_) => true,
        Write::State(_)
        | Write::StateOn
        | Write::StateBack
        | Write::Estimate(_)
        | Write::Block(_)
        | Write::Unblock
        | Write::Kind(_)
        | Write::Tag { .. }
        | Write::Epic(_)
        | Write::Asked(_)
        | Write::Assignee(_)
        | Write::Due(_)
        | Write::Depends { .. }
        | Write::Link(_)
        | Write::Unlink(_)
        | Write::Snooze(_)
        | Write::Keep(_)
        | Write::Decline(_)
        | Write::Accept(_)
        | Write::Return(_)
        | Write::Reconsider
        | Write::Trash
        | Write::Untrash
        | Write::Sprint { .. }
        | Write::Fix(_)
        | Write::Unfix
        | Write::Inputs(_)
        | Write::Serves => false,
    }
}

/// What the verb answers; `None` where it is refused.
fn effects(model: &Model, action: &Action, count: Option<usize>) -> Option<Vec<Effect>> {
    match action {
        Action::Write(write) => write::effects(model, write, count).ok(),
        Action::Move(to) => {
            let scene = Scene {
                product: model.product.as_ref(),
                rows: layout::list_rows(model.height),
                count,
                run: &model.session.run,
                audience: model.audience(),
                keymap: &model.keymap,
            };
            // Tried out on a copy: nothing is moved before it is agreed to.
            backlog::update(&mut model.backlog.clone(), backlog::Action::Move(to.clone()), &scene).ok()
        }
        Action::Go(_)
        | Action::Look(_)
        | Action::Mark(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_)
        | Action::Ask(_) => None,
    }
}

/// What will be done, as the journal will say it; `None` for what writes nothing.
fn head(effect: &Effect, count: usize, names: &Names) -> Option<String> {
    let what = counted(count, "item");
    let keys = |keys: &[Key]| keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if let Effect::Commit { change, .. } = effect {
        return Some(Change::label(change, names));
    }
    if let Effect::Find(key, then) = effect {
        return Some(match then {
            Then::MoveAbove => format!("move {what} above {key}"),
            Then::MoveBelow => format!("move {what} below {key}"),
            Then::SetEpic => format!("put {what} into {key}"),
            Then::Go | Then::Merge => return None,
        });
    }
    let Effect::Depend { add, remove, .. } = effect else { return None };
    let needs = [("needed", add), ("needed no more", remove)].into_iter().filter(|(_, list)| !list.is_empty());
    let needs: Vec<String> = needs.map(|(word, list)| format!("{word}: {}", keys(list))).collect();
    Some(format!("dependencies of {what} · {}", needs.join(" · ")))
}

/// Says of a verb for one item that it leaves the marked ones alone.
pub(super) fn tell_one(model: &mut Model, command: &Command) {
    let is_of_one = match &command.action {
        Action::App(App::Split | App::Questions) => true,
        Action::Ask(asked) => matches!(*asked, "ask" | "title"),
        Action::App(_)
        | Action::Write(_)
        | Action::Go(_)
        | Action::Look(_)
        | Action::Move(_)
        | Action::Mark(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_) => false,
    };
    let backlog = &model.backlog;
    let others = backlog.marks.ids().filter(|id| Some(*id) != backlog.selected()).count();
    let Some(item) = backlog.item.as_ref().filter(|_| is_of_one && others > 0 && model.toast.is_none()) else { return };
    let stay = if others == 1 { "the marked item stays" } else { "the marked ones stay" };
    model.toast = Some(Toast::hint(format!("this is about {} alone; {stay} as before", item.key)));
}
