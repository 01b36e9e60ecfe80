//! From a verb that writes to the change it asks for.

use super::{arrange, attend, check, pull};
use crate::domain::item::NewItem;
use crate::domain::{Change, ItemId, Key, List, ProductId, Spot, State, lines, text};
use crate::ui::action::Write;
use crate::ui::effect::{Effect, Then};
use crate::ui::model::Model;
use crate::ui::screen::backlog;
use crate::ui::wording::keyed;

/// The effects of a verb on the targets, `count` times where that means something; a reason where it can't act.
pub(super) fn effects(model: &Model, write: &Write, count: Option<usize>) -> Result<Vec<Effect>, String> {
    let items = model.backlog.targets();
    match write {
        Write::Add(title) => return add(model, title, State::Open),
        Write::Idea(title) => return add(model, title, State::Inbox),
        Write::Editor => {
            let id = model.backlog.selected().ok_or("no item is selected")?;
            return Ok(vec![Effect::Edit(id, None)]);
        }
        Write::Mend => return Ok(vec![Effect::commit(check::mend(model, count.unwrap_or(1))?.0)]),
        Write::Epic(Some(key)) => {
            let key = backlog::whole(key.clone(), model.product.as_ref())?;
            return Ok(vec![Effect::Find(key, Then::SetEpic)]);
        }
        Write::Depends { add, remove } => return depend(model, items, (add, remove)),
        Write::Tick(n) => return Ok(vec![Effect::commit(attend::tick(model, *n)?)]),
        Write::Sprint { to, cause } => return pull::effects(model, *to, cause.as_ref()),
        Write::Criterion(text) => return Ok(vec![Effect::commit(attend::criterion(model, text)?)]),
        Write::Ask(text) => return Ok(vec![Effect::commit(attend::ask(model, text)?)]),
        Write::Answer(text) => return Ok(vec![Effect::commit(attend::answer(model, Some(text))?)]),
        Write::Reopen => return Ok(vec![Effect::commit(attend::answer(model, None)?)]),
        Write::DropQuestion => return Ok(vec![Effect::commit(attend::drop_question(model)?)]),
        Write::Clone
        | Write::Title(_)
        | Write::State(_)
        | Write::StateOn
        | Write::StateBack
        | Write::Estimate(_)
        | Write::Block(_)
        | Write::Unblock
        | Write::Kind(_)
        | Write::Tag { .. }
        | Write::Epic(None)
        | Write::Asked(_)
        | Write::Due(_)
        | Write::Assignee(_)
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
        | Write::Serves
        | Write::Inputs(_)
        | Write::Value(_)
        | Write::Fix(_)
        | Write::Unfix => {}
    }
    if items.is_empty() {
        return Err(keyed(&model.keymap, backlog::MARKED_ELSEWHERE));
    }
    Ok(vec![Effect::commit(change(model, write, items, count.unwrap_or(1))?)])
}

/// What items depend on from now on, and on what no more.
fn depend(model: &Model, items: Vec<ItemId>, (add, remove): (&[Key], &[Key])) -> Result<Vec<Effect>, String> {
    let whole = |keys: &[Key]| -> Result<Vec<Key>, String> {
        keys.iter().map(|key| backlog::whole(key.clone(), model.product.as_ref())).collect()
    };
    if items.is_empty() {
        return Err(keyed(&model.keymap, backlog::MARKED_ELSEWHERE));
    }
    Ok(vec![Effect::Depend { items, add: whole(add)?, remove: whole(remove)?, typed: None }])
}

fn product(model: &Model) -> Result<ProductId, String> {
    model.product.as_ref().map(|p| p.id).ok_or_else(|| "there is no product yet: type its name first".into())
}

/// A title that is a whole story sentence is taken apart into its fields.
fn add(model: &Model, title: &str, state: State) -> Result<Vec<Effect>, String> {
    let product = product(model)?;
    let title = text::title("the title", title).map_err(|e| e.to_string())?;
    let item = NewItem { text: lines::story(title), state, ..NewItem::default() };
    let below = model.backlog.selected().filter(|_| model.backlog.list == List::Backlog && state == State::Open);
    let spot = below.map_or(Spot::Bottom, Spot::Below);
    Ok(vec![Effect::commit(Change::AddItem { product, item: Box::new(item), spot })])
}

fn change(model: &Model, write: &Write, items: Vec<ItemId>, times: usize) -> Result<Change, String> {
    let one = model.backlog.selected().ok_or("no item is selected")?;
    let line = |what, raw: &str| text::line(what, raw).map_err(|e| e.to_string());
    let needed = |what, raw: &str| text::title(what, raw).map_err(|e| e.to_string());
    Ok(match write {
        Write::Clone => Change::CloneItem { item: one },
        Write::Title(title) => Change::SetTitle { item: one, title: needed("the title", title)? },
        Write::State(state) => Change::SetState { items, state: *state },
        Write::StateOn => Change::SetState { items, state: step(model, true, times)? },
        Write::StateBack => Change::SetState { items, state: step(model, false, times)? },
        Write::Estimate(estimate) => {
            let scale = model.product.as_ref().map(|p| p.scale).unwrap_or_default();
            let typed = estimate.as_ref().map_or("", |e| e.as_str());
            Change::SetEstimate { items, estimate: scale.read(typed).map_err(|e| e.to_string())? }
        }
        Write::Block(reason) => Change::SetBlocked { items, reason: Some(needed("the reason", reason)?) },
        Write::Unblock => Change::SetBlocked { items, reason: None },
        Write::Kind(kind) => Change::SetKind { items, kind: *kind },
        Write::Tag { add, remove } => Change::SetTags { items, add: add.clone(), remove: remove.clone() },
        Write::Epic(_) => Change::SetEpic { items, epic: None },
        Write::Asked(name) => Change::SetAsked { items, asked: line("the name", name)? },
        Write::Due(due) => Change::SetDue { items, due: due.map(|d| d.on(model.now.day)) },
        Write::Assignee(name) => Change::SetAssignee { items, assignee: line("the name", name)? },
        Write::Link(address) => Change::SetLinks { items, add: vec![address.clone()], remove: Vec::new() },
        Write::Unlink(part) => attend::unlink(model, items, part)?,
        Write::Snooze(until) => attend::snooze(model, items, *until)?,
        Write::Keep(why) => Change::Keep { items, why: line("the reason", why)? },
        Write::Decline(no) => attend::decline(model, items, no)?,
        Write::Accept(made) => Change::Accept { items, open: made.open.clone(), value: made.value.clone() },
        Write::Return(back) => Change::Return { items, reason: back.reason.clone(), criterion: back.criterion },
        Write::Reconsider => attend::reconsider(model, items)?,
        Write::Serves => Change::SetServes { items, serves: !serves(model, one) },
        Write::Value(value) => Change::SetValue { item: one, value: line("the value", value)? },
        Write::Fix(reason) => arrange::pin(items, Some(reason))?,
        Write::Unfix => arrange::pin(items, None)?,
        Write::Inputs(inputs) => Change::SetInputs { items, inputs: inputs.clone() },
        Write::Trash => Change::Trash { items },
        Write::Untrash => Change::Restore { items },
        Write::Add(_)
        | Write::Idea(_)
        | Write::Editor
        | Write::Mend
        | Write::Depends { .. }
        | Write::Tick(_)
        | Write::Criterion(_)
        | Write::Ask(_)
        | Write::Answer(_)
        | Write::Reopen
        | Write::DropQuestion
        | Write::Sprint { .. } => return Err("this needs no item".into()),
    })
}

/// Whether the selected item serves the Sprint Goal; all targets get the other.
fn serves(model: &Model, selected: ItemId) -> bool {
    let row = model.backlog.selected_row().map(|row| row.serves_goal);
    let item = model.backlog.item.as_ref().filter(|item| item.id == selected).map(|item| item.serves_goal);
    item.or(row).unwrap_or(false)
}

/// The state so many steps before or after that of the selected item, as far as there are any; all targets get it.
pub(super) fn step(model: &Model, is_on: bool, times: usize) -> Result<State, String> {
    let state = model.backlog.item.as_ref().map(|i| i.state).ok_or("no item is selected")?;
    let to = |state: &State| if is_on { state.next() } else { state.back() };
    if state == State::Open && !is_on {
        let said = "open is the first state in the order: <state> sends it back to the inbox";
        return Err(keyed(&model.keymap, said));
    }
    // Out of the order only on purpose, not by one key too many.
    let states = std::iter::successors(to(&state), to).take_while(|state| is_on || *state != State::Inbox);
    states
        .take(times)
        .last()
        .ok_or_else(|| format!("{} is the {} state", state.name(), if is_on { "last" } else { "first" }))
}
