//! Two items become one: what the one that goes on will say, and what it takes from the other. Nothing is written
//! before Enter.

use super::Reply;
use super::rows::scroll;
use crate::domain::merge::{self, MergeError, Merged};
use crate::domain::query::{Panel, PanelRows};
use crate::domain::{Change, Item, ItemId, State as ItemState, criterion};
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::sheet::{self, Before, Sheet};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

/// The two items, and which one goes on.
#[derive(Debug, Clone)]
pub struct State {
    ids: [ItemId; 2],
    /// Both, once read; the one that goes on first.
    items: Option<Box<[Item; 2]>>,
    /// True once it is settled which one goes on.
    is_chosen: bool,
    merged: Option<Result<Merged, MergeError>>,
    /// True where one of them is not there any more.
    is_gone: bool,
    /// The first line shown.
    top: usize,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
    /// Let the other one go on.
    Swap,
    /// Do it.
    Agree,
}

impl State {
    /// For two items; where `is_chosen`, the first one goes on, else the further one on its way.
    pub fn new(into: ItemId, from: ItemId, is_chosen: bool) -> Self {
        Self { ids: [into, from], items: None, is_chosen, merged: None, is_gone: false, top: 0 }
    }

    /// Takes over the two items, also after another window has changed them.
    pub fn take(&mut self, rows: &PanelRows) {
        let PanelRows::Whole(found) = rows else { return };
        let one = |id: ItemId| found.iter().find(|item| item.id == id).cloned();
        let (Some(first), Some(second)) = (one(self.ids[0]), one(self.ids[1])) else {
            (self.items, self.is_gone) = (None, true);
            return;
        };
        self.items = Some(Box::new([first, second]));
        self.is_gone = false;
        if !std::mem::replace(&mut self.is_chosen, true) {
            self.choose();
        }
        self.work_out();
    }

    /// The one that goes on where nobody has said so: the further one on its way.
    fn choose(&mut self) {
        let Some(items) = &mut self.items else { return };
        if !merge::stays_first(&items[0], &items[1]) {
            items.swap(0, 1);
            self.ids.swap(0, 1);
        }
    }

    fn work_out(&mut self) {
        self.merged = self.items.as_ref().map(|items| merge::merged(&items[0], &items[1]));
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            scroll(&mut state.top, &go, state.items.as_ref().map_or(0, |items| reach(items)), count);
            Reply::Stay
        }
        Action::Swap => {
            state.ids.swap(0, 1);
            if let Some(items) = &mut state.items {
                items.swap(0, 1);
            }
            (state.is_chosen, state.top) = (true, 0);
            state.work_out();
            Reply::Stay
        }
        Action::Agree => match (&state.merged, state.ids) {
            (Some(Ok(merged)), [into, from]) => {
                let Merged { text, criteria, .. } = merged.clone();
                let change = Change::Merge { into, from, text: Box::new(text), criteria };
                Reply::CloseWith(vec![Effect::commit(change)])
            }
            (Some(Err(error)), _) => Reply::Refuse(error.to_string()),
            (None, _) if state.is_gone => Reply::Refuse(GONE.into()),
            (None, _) => Reply::Stay,
        },
    }
}

const GONE: &str = "one of the two items is gone: another window erased it";

/// More lines than these can't come of the two items.
fn reach(items: &[Item; 2]) -> usize {
    let lines = |text: &str| text.len() / 24 + text.matches('\n').count() + 2;
    let of = |item: &Item| {
        let criteria: usize = item.criteria.iter().map(|c| lines(&c.text)).sum();
        let text = &item.text;
        let short = [&text.title, &text.persona, &text.want, &text.benefit, &text.asked].map(|t| lines(t));
        criteria + lines(&text.description) + short.iter().sum::<usize>() + text.links.len() + 8
    };
    of(&items[0]) + of(&items[1])
}

/// The two items.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Whole(state.ids.to_vec()))
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 170, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let Some(items) = state.items.as_deref() else {
        let inner = frame::popup(target, area(body), "Merge", theme);
        target.render_widget(Line::styled(if state.is_gone { GONE } else { "…" }, theme.dim), inner);
        return;
    };
    let title = format!("Merge {} into {}", items[1].key, items[0].key);
    let inner = frame::popup(target, area(body), &title, theme);
    let (said, style) = if let Some(Err(error)) = &state.merged {
        (error.to_string(), theme.error)
    } else {
        let keys = "<take> merges them, as one step · <swap> lets the other one go on · <leave> leaves both";
        (keyed(&model.keymap, keys), theme.key)
    };
    let columns = usize::from(inner.width).max(1);
    let styled =
        |text: &str, style| glyph::wrap(text, columns, 3).into_iter().map(move |line| Line::styled(line, style));
    let mut asked: Vec<Line> = styled(&said, style).collect();
    asked.extend(warning(state, items).iter().flat_map(|text| styled(text, theme.warning)));
    let used = u16::try_from(asked.len() + 1).unwrap_or(4).min(inner.height);
    for (line, y) in asked.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
    let room = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let most = state.top + usize::from(room.height) * 2;
    if model.width < layout::WIDE {
        let mut both = Sheet::new(usize::from(room.width), most + reach(items).min(400), theme);
        after(&mut both, items, state, model);
        both.gap();
        other(&mut both, items, state, theme);
        let room = foot(both.lines.len(), state.top, model, target, room);
        sheet::view(both.lines, state.top, target, room);
        return;
    }
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).spacing(3).areas(room);
    let mut sheets = [left, right].map(|area| Sheet::new(usize::from(area.width), most, theme));
    after(&mut sheets[0], items, state, model);
    other(&mut sheets[1], items, state, theme);
    // Both go together, so the shorter one does not stop the longer one.
    let longest = sheets.iter().map(|s| s.lines.len()).max().unwrap_or(0);
    let height = foot(longest, state.top, model, target, room).height;
    let top = state.top.min(longest.saturating_sub(usize::from(height)));
    for (sheet, area) in sheets.into_iter().zip([left, right].map(|area| Rect { height, ..area })) {
        let lines = sheet.lines.into_iter().skip(top).collect();
        sheet::view(lines, 0, target, area);
    }
}

/// What is easily overlooked: work that is done takes a wish along that is not.
fn warning(state: &State, items: &[Item; 2]) -> Option<String> {
    let [into, from] = items;
    let is_lost = into.state == ItemState::Done && matches!(state.merged, Some(Ok(_)));
    is_lost.then(|| format!("{} is done: {} is declined, and nobody will work on it any more", into.key, from.key))
}

/// Where not all is in sight, the last row says so and how to come to it; answers the rows that are left.
fn foot(lines: usize, top: usize, model: &Model, target: &mut Frame, room: Rect) -> Rect {
    let rows = usize::from(room.height);
    if lines <= rows || rows < 2 {
        return room;
    }
    let below = lines.saturating_sub(top + rows - 1);
    let sign = if below == 0 { "▲" } else { "▼" };
    let text = format!("{sign} {}", keyed(&model.keymap, "<down> and <up> scroll, <half-down> by half a page"));
    let last = Rect { y: room.bottom() - 1, height: 1, ..room };
    target.render_widget(Line::styled(glyph::cut(&text, usize::from(room.width)), model.theme.key), last);
    Rect { height: room.height - 1, ..room }
}

/// What does not come along.
fn left(state: &State) -> Option<String> {
    let merged = state.merged.as_ref()?.as_ref().ok()?;
    (!merged.left.is_empty()).then(|| merged.left.join(" · "))
}

/// What the one that goes on says afterwards.
fn after(sheet: &mut Sheet, items: &[Item; 2], state: &State, model: &Model) {
    let theme = &model.theme;
    let [into, from] = items;
    sheet.heading(&format!("{} goes on · {} {}", into.key, into.state.sign(), into.state.name()));
    if let Some(left) = left(state).filter(|_| model.width < layout::WIDE) {
        sheet.text(&format!("stays with {}: {left}", from.key), theme.warning, "");
        sheet.gap();
    }
    let before = Before { text: &into.text, criteria: into.criteria.len() };
    match &state.merged {
        Some(Ok(merged)) => {
            sheet.story(&merged.text, &merged.criteria, Some(before));
            let rows = rows_taken(from);
            if !rows.is_empty() {
                sheet.text(&rows, theme.good, "+ ");
            }
        }
        Some(Err(_)) | None => sheet.story(&into.text, &lines(into), None),
    }
}

/// What lies under the other item and goes along as it is.
fn rows_taken(from: &Item) -> String {
    let counted = |n: usize, noun: &str| (n > 0).then(|| crate::domain::text::counted(n, noun));
    let parts = [
        counted(from.questions.len(), "question"),
        counted(from.subtasks.len(), "sub-task"),
        counted(from.needs.len() + from.needed_by.len(), "dependency")
            .map(|t| t.replace("dependencys", "dependencies")),
        counted(from.children.map_or(0, |c| c.count), "item"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The other one, as it is and stays.
fn other(sheet: &mut Sheet, items: &[Item; 2], state: &State, theme: &Theme) {
    let [into, from] = items;
    sheet.heading(&format!("{} is declined: merged into {}", from.key, into.key));
    if let Some(left) = left(state) {
        sheet.text(&format!("stays here: {left}"), theme.warning, "");
        sheet.gap();
    }
    sheet.story(&from.text, &lines(from), None);
    if let Some((source, key)) = &from.source {
        sheet.gap();
        sheet.dim(&format!("from {source} {key}"));
    }
}

fn lines(item: &Item) -> Vec<criterion::Line> {
    item.criteria.iter().map(|c| criterion::Line { text: c.text.clone(), is_done: c.is_met }).collect()
}
