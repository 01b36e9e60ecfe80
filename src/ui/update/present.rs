//! The presentation: begun, turned, arranged, left.

use super::super::screen::present::{Back, State, Way, is_open_to};
use super::public;
use crate::domain::present::{Page, Turn};
use crate::domain::{Key, State as ItemState};
use crate::ui::action::present::Present;
use crate::ui::action::{Action, App};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::choice::{self, Choice};
use crate::ui::overlay::rows::Cursor;
use crate::ui::screen::View;
use crate::ui::screen::sprint::{self, Part};
use crate::ui::toast::Toast;
use crate::ui::verb::Command;
use crate::ui::wording::keyed;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Does a verb of the presentation. Where this window shows something else, it acts on the window that presents.
pub(super) fn act(model: &mut Model, action: &Present, count: Option<usize>) -> Done {
    let times = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
    let turn = match action {
        Present::Begin => return begin(model),
        Present::Next => Turn::By(times),
        Present::Back => Turn::By(-times),
        Present::Blank => Turn::Blank,
        Present::Drop => Turn::Drop,
        Present::Later => Turn::Shift(times),
        Present::Earlier => Turn::Shift(-times),
        Present::Page(name) => Turn::To(page(model, name)?),
        Present::Pages => return pages(model),
        Present::Down | Present::Up => {
            let state = model.present.as_mut().ok_or("nothing is presented here")?;
            let by = if *action == Present::Down { times } else { -times };
            state.top = state.top.saturating_add_signed(by);
            return Ok(Vec::new());
        }
        Present::Unlock => {
            let state = model.present.as_mut().ok_or("nothing is presented here")?;
            state.is_unlocked = !state.is_unlocked;
            return Ok(Vec::new());
        }
    };
    Ok(vec![Effect::Turn(turn)])
}

/// Presents in this window, in public view.
fn begin(model: &mut Model) -> Done {
    if !model.overlays.is_empty() {
        return Err(keyed(&model.keymap, "close what is open first (<leave>)"));
    }
    if model.present.is_some() {
        return Err("the presentation goes on".into());
    }
    let sprint = sprint::shown(model).filter(|_| model.shows(View::Sprint) && model.sprint.chosen.is_some());
    let was_public = model.is_public;
    if !was_public {
        public::enter(model);
    }
    let back = Back {
        view: model.view,
        part: model.sprint.part,
        chosen: model.sprint.chosen,
        is_open: model.backlog.is_open,
        cursor: model.backlog.cursor,
        marks: model.backlog.marks.clone(),
    };
    model.present = Some(State { back: Some(Box::new(back)), ..State::default() });
    show(model);
    model.toast = None;
    let mut effects = vec![Effect::Turn(Turn::Begin(sprint))];
    if !was_public {
        effects.insert(0, Effect::Reread);
    }
    Ok(effects)
}

/// The Sprint view lies below it, with the Sprint that is presented.
fn show(model: &mut Model) {
    (model.view, model.sprint.part) = (View::Sprint, Part::Review);
    model.backlog.is_open = false;
    model.backlog.marks.clear();
}

/// Started for the presentation: it begins once the product is known.
pub(super) fn answered(model: &mut Model) -> Vec<Effect> {
    let Some(state) = model.present.as_mut().filter(|state| state.way == Way::Waiting) else { return Vec::new() };
    if model.product.is_none() {
        return Vec::new();
    }
    state.way = Way::Alone;
    show(model);
    vec![Effect::Turn(Turn::Begin(None))]
}

/// Lets the Sprint view and the cursor follow the page.
pub(super) fn settle(model: &mut Model) {
    let Some(shown) = model.present.as_ref().and_then(|state| state.shown.as_ref()).map(|shown| shown.shown) else {
        return;
    };
    model.sprint.chosen = Some(shown.sprint);
    model.backlog.cursor = shown.page.item();
}

/// Why a verb does not act on what is presented.
pub(super) fn closed(model: &Model, command: &Command, count: Option<usize>) -> Option<String> {
    let state = model.present.as_ref()?;
    if state.is_unlocked || !model.overlays.is_empty() {
        return None;
    }
    if is_open_to(command) {
        let times = count.unwrap_or(1);
        let (text, known) = if command.action == Action::App(App::Undo) {
            ("it is not of this presentation, so it stays", state.wrote.steps)
        } else if command.action == Action::App(App::Redo) {
            ("nothing was taken back in this presentation", state.wrote.undone)
        } else {
            return None;
        };
        let keys = keyed(&model.keymap, "<present-unlock> unlocks");
        return (times > known).then(|| format!("{text} · {keys}"));
    }
    Some(keyed(&model.keymap, "read-only while it is presented · <present-unlock> unlocks"))
}

/// While the screen is blank, a key shows the page again and does nothing else. `None` where it may act.
pub(super) fn woken(model: &Model, command: &Command) -> Option<Vec<Effect>> {
    let shown = model.present.as_ref()?.shown.as_ref()?;
    let acts = [Action::Present(Present::Blank), Action::App(App::Quit), Action::App(App::Suspend)];
    let is_asleep = shown.shown.is_blank && model.overlays.is_empty() && !acts.contains(&command.action);
    is_asleep.then(|| vec![Effect::Turn(Turn::By(0))])
}

/// Steps are taken back, or brought back.
pub(super) fn turning(model: &mut Model, is_undo: bool, times: usize) {
    if let Some(state) = &mut model.present {
        state.wrote.turning = Some((is_undo, times));
    }
}

/// A key in between is no part of leaving.
pub(super) fn go_on(model: &mut Model, command: &Command) {
    if let Some(state) = &mut model.present {
        state.is_leaving &= command.action == Action::App(App::Leave);
    }
}

/// Esc leaves the second time; any other key in between goes on.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(state) = model.present.as_mut() else { return Vec::new() };
    if std::mem::replace(&mut state.is_leaving, true) {
        return end(model);
    }
    model.toast = Some(Toast::hint(keyed(&model.keymap, "<leave> again leaves")));
    Vec::new()
}

/// Back to what was shown before, still in public view: the same people sit before the screen.
pub(super) fn end(model: &mut Model) -> Vec<Effect> {
    if model.present.as_ref().is_some_and(State::is_alone) {
        return vec![Effect::Quit];
    }
    let back = model.present.take().and_then(|state| state.back);
    if let Some(back) = back {
        let Back { view, part, chosen, is_open, cursor, marks } = *back;
        (model.sprint.part, model.sprint.chosen) = (part, chosen);
        super::view::show(model, view);
        (model.backlog.is_open, model.backlog.cursor, model.backlog.marks) = (is_open, cursor, marks);
    }
    let text = keyed(&model.keymap, "public view stays on · <public> shows everything");
    model.toast = Some(Toast::hint(text));
    Vec::new()
}

/// A page by its name, or the page of an item.
fn page(model: &Model, name: &str) -> Result<Page, String> {
    let named = [Page::Vision, Page::Goal, Page::NotDone, Page::Feedback, Page::Next, Page::Burndown, Page::Velocity];
    if let Some(page) = named.into_iter().find(|page| page.name() == Some(name.trim())) {
        return Ok(page);
    }
    let prefix = model.product.as_ref().map_or("", |product| &product.prefix);
    let key = Key::parse(name, prefix);
    let card = model
        .sprint
        .course
        .as_ref()
        .and_then(|course| course.cards.iter().find(|card| Some(&card.row.key) == key.as_ref()));
    let is_page = |id| {
        model
            .present
            .as_ref()
            .and_then(|state| state.shown.as_ref())
            .is_none_or(|shown| shown.entries.iter().any(|entry| entry.page == Page::Item(id)))
    };
    match card.map(|card| card.row.id).filter(|id| is_page(*id)) {
        Some(id) => Ok(Page::Item(id)),
        None => Err("there is no such page: vision, goal, not done, feedback, next, burndown, velocity, or the key of an item that is shown".into()),
    }
}

/// All pages, to go to one; those that are off are brought back so.
fn pages(model: &mut Model) -> Done {
    let shown = model.present.as_ref().and_then(|state| state.shown.as_ref());
    let shown = shown.ok_or_else(|| keyed(&model.keymap, "nothing is presented here: <present> begins"))?;
    let title = |page: Page| match page.item() {
        None => (page.name().unwrap_or_default().to_owned(), page.name().unwrap_or_default().to_owned()),
        Some(id) => {
            let card = model.sprint.course.as_ref().and_then(|course| course.card(id));
            let (key, title) =
                card.map_or_else(Default::default, |card| (card.row.key.to_string(), card.row.title.clone()));
            let done = card.is_some_and(|card| card.row.state == ItemState::Done);
            (key.clone(), format!("{key} {title}{}", if done { " ✓" } else { "" }))
        }
    };
    let option = |entry: &crate::domain::present::Entry| {
        let (name, label) = title(entry.page);
        let sign = if entry.is_on { "■" } else { "□" };
        Choice { letter: None, label: format!("{sign} {label}"), line: format!("present-page {name}") }
    };
    let options = shown.entries.iter().map(option).collect();
    let at = shown.entries.iter().position(|entry| entry.page == shown.shown.page).unwrap_or(0);
    model.overlays.push(Overlay::Choice(choice::State {
        targets: None,
        title: keyed(
            &model.keymap,
            "Pages · on the screen <present-drop> drops one, <present-earlier> and <present-later> move it",
        ),
        options,
        cursor: Cursor { at, ..Default::default() },
        source: None,
        empty: String::new(),
        typed: String::new(),
    }));
    Ok(Vec::new())
}
