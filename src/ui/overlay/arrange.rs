//! An order by score before it is made: what changes its place, what moves most, and what would cross a Sprint's line.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::Panel;
use crate::domain::score::{Proposal, Ranked, Shift, Within, arrange, wont_above};
use crate::domain::text::{counted, thousands};
use crate::domain::{Change, ItemId, Row, SprintId};
use crate::ui::action::Go;
use crate::ui::action::prioritize::Order;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::rc::Rc;

/// So many rows above and below the cursor are read: more than any screen shows.
const AROUND: usize = 80;

/// What would move, and what is chosen.
#[derive(Debug, Clone)]
pub struct State {
    ranked: Rc<Ranked>,
    /// True while a newer ranking is worked out.
    is_old: bool,
    /// The marked items.
    marked: Vec<ItemId>,
    /// True where these alone are put in order.
    is_marked: bool,
    within: Within,
    proposal: Proposal,
    /// How many Won't items would stand above how many without a class.
    wont: Option<(usize, usize)>,
    /// What moves, the farthest first.
    shifts: Vec<Shift>,
    /// The rows of those around the cursor, once read.
    rows: Vec<Row>,
    /// The cursor.
    pub cursor: Cursor,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another item.
    Go(Go, Option<usize>),
    /// Put others in order, or others than before.
    Choose(Order),
    /// Do it.
    Agree,
}

impl State {
    /// Of all items, or of the marked ones, where some are.
    pub fn new(ranked: Rc<Ranked>, is_old: bool, marked: Vec<ItemId>) -> Self {
        let is_marked = !marked.is_empty();
        let mut state = Self {
            ranked,
            is_old,
            marked,
            is_marked,
            within: Within::All,
            proposal: Proposal::default(),
            wont: None,
            shifts: Vec::new(),
            rows: Vec::new(),
            cursor: Cursor::default(),
        };
        state.propose();
        state
    }

    /// Works out what would move.
    fn propose(&mut self) {
        let chosen = self.is_marked.then_some(self.marked.as_slice());
        self.proposal = arrange(&self.ranked.ranking, chosen, self.within);
        // Within their classes they keep the places that they have.
        self.wont = wont_above(&self.ranked.ranking, &self.proposal).filter(|_| self.within != Within::Class);
        self.shifts.clone_from(&self.proposal.shifts);
        self.shifts.sort_by_key(|shift| std::cmp::Reverse(shift.from.abs_diff(shift.to)));
        self.cursor.at = self.cursor.at.min(self.shifts.len().saturating_sub(1));
    }

    /// Takes over a newer ranking: the order changed, here or in another window.
    pub fn meet(&mut self, ranked: Option<&Rc<Ranked>>, is_old: bool) {
        self.is_old = is_old || ranked.is_none();
        if let Some(ranked) = ranked.filter(|ranked| !Rc::ptr_eq(ranked, &self.ranked)) {
            self.ranked = Rc::clone(ranked);
            self.propose();
        }
    }

    /// Takes over the rows around the cursor.
    pub fn take(&mut self, rows: &[Row]) {
        self.rows = rows.to_vec();
    }

    /// True where items are marked, so that these alone can be chosen.
    pub fn has_marked(&self) -> bool {
        !self.marked.is_empty()
    }

    fn title(&self) -> &'static str {
        self.ranked.ranking.framework.rules().title()
    }

    /// How many would cross a Sprint's line.
    fn crossing(&self) -> usize {
        self.shifts.iter().filter(|shift| shift.crosses.is_some()).count()
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.shifts.len(), count);
            Reply::Stay
        }
        Action::Choose(Order::Marked) if state.marked.is_empty() => {
            Reply::Refuse("no item is marked: mark some in the list first".into())
        }
        Action::Choose(order) => {
            choose(state, order);
            state.propose();
            Reply::Stay
        }
        Action::Agree if state.is_old => {
            Reply::Refuse("the backlog has changed: the preview is worked out anew in a moment".into())
        }
        Action::Agree if state.shifts.is_empty() => Reply::Close,
        Action::Agree => {
            let change = Change::Arrange { items: state.proposal.items(), by: state.title().to_owned() };
            Reply::CloseWith(vec![Effect::commit(change)])
        }
    }
}

fn choose(state: &mut State, order: Order) {
    let other = |within| if state.within == within { Within::All } else { within };
    match order {
        Order::Preview => {}
        Order::All => (state.is_marked, state.within) = (false, Within::All),
        Order::Marked => state.is_marked = !state.is_marked,
        Order::Class => state.within = other(Within::Class),
        Order::Sprints => state.within = other(Within::Sprint),
    }
}

/// The rows around the cursor.
pub fn wanted(state: &State) -> Option<Panel> {
    // In steps, so that not every key asks anew.
    let from = (state.cursor.at / AROUND * AROUND).saturating_sub(AROUND);
    Some(Panel::Items(state.shifts.iter().skip(from).take(3 * AROUND).map(|shift| shift.item).collect()))
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    // What is said above the rows and below them has at most so many lines on a wide screen.
    const BESIDE: usize = 10;
    let height = u16::try_from(state.shifts.len().saturating_add(BESIDE)).unwrap_or(u16::MAX);
    layout::centered(body, 100, height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let area = area(state, body);
    let inner = frame::popup(target, area, &format!("Order by {}", state.title()), theme);
    let columns = usize::from(inner.width).max(1);
    let head = head(state, model, columns);
    let keys = if state.shifts.is_empty() {
        keyed(&model.keymap, "<leave> closes this")
    } else {
        keyed(&model.keymap, "<take> does it, as one step · <leave> leaves the order as it is")
    };
    let foot = Line::styled(glyph::cut(&keys, columns), theme.key);
    let above = u16::try_from(head.len()).unwrap_or(u16::MAX);
    for (line, y) in head.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
    let rows = usize::from(inner.height.saturating_sub(above + 2));
    let top = state.cursor.top(state.shifts.len(), rows);
    let table = Table::new(state, columns);
    for (n, shift) in state.shifts.iter().enumerate().skip(top).take(rows) {
        let y = inner.y + above + u16::try_from(n - top).unwrap_or(0);
        target.render_widget(table.row(shift, n == state.cursor.at, model), Rect { y, height: 1, ..inner });
    }
    if inner.height > above {
        target.render_widget(foot, Rect { y: inner.bottom() - 1, height: 1, ..inner });
    }
    frame::more(target, area, (top > 0, top + rows < state.shifts.len()), theme);
}

/// What would change, what is chosen, and the names of the columns.
fn head(state: &State, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let wrapped = |text: &str, style: Style| {
        let lines = glyph::wrap(text, columns, 3).into_iter().map(|line| Line::styled(line, style));
        lines.collect::<Vec<_>>()
    };
    let mut lines = wrapped(&said(state), theme.text);
    let crossing = state.crossing();
    if crossing > 0 {
        let hold = keyed(&model.keymap, "<arrange-sprints> holds the lines");
        let cross = if crossing == 1 { "crosses" } else { "cross" };
        let text = format!("! {} {cross} the line of a Sprint · {hold}", counted(crossing, "item"));
        lines.extend(wrapped(&text, theme.warning));
    }
    if let Some((wont, unclassed)) = state.wont.filter(|_| !state.shifts.is_empty()) {
        let wont = counted(wont, "Won't item");
        lines.extend(wrapped(
            &format!("! {wont} would stand above {} without a class", thousands(unclassed)),
            theme.warning,
        ));
    }
    if state.is_old {
        lines.extend(wrapped("The backlog has changed: it is being worked out anew …", theme.dim));
    }
    lines.extend(choices(state, model, columns));
    lines.push(Line::default());
    lines
}

/// "12 of 42 items change places · 7 without a score last · held: 2 by decision, 6 in the running Sprint".
fn said(state: &State) -> String {
    let Proposal { among, unscored, pinned, running, .. } = state.proposal;
    let what = match (state.shifts.len(), among) {
        (0, _) => "Nothing moves: the items stand as their scores say".to_owned(),
        (1, _) => format!("1 of {} changes its place", counted(among, "item")),
        (moved, _) => format!("{} of {} change places", thousands(moved), counted(among, "item")),
    };
    let part = |n: usize, words: &str| (n > 0).then(|| format!("{} {words}", thousands(n)));
    let held = [part(pinned, "by decision"), part(running, "in the running Sprint")];
    let held: Vec<String> = held.into_iter().flatten().collect();
    let more =
        [part(unscored, "without a score last"), (!held.is_empty()).then(|| format!("held: {}", held.join(", ")))];
    let parts: Vec<String> = std::iter::once(what).chain(more.into_iter().flatten()).collect();
    parts.join(" · ")
}

/// What can be chosen, with the keys.
fn choices(state: &State, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let (theme, keymap) = (&model.theme, &model.keymap);
    let marked = format!("the {} marked", thousands(state.marked.len()));
    let all = [
        (keyed(keymap, "<arrange-all>"), "all".to_owned(), !state.is_marked),
        (keyed(keymap, "<arrange-marked>"), marked, state.is_marked),
        (keyed(keymap, "<arrange-class>"), "within the class".to_owned(), state.within == Within::Class),
        (keyed(keymap, "<arrange-sprints>"), "hold Sprints".to_owned(), state.within == Within::Sprint),
    ];
    let mut lines: Vec<Line> = vec![Line::default()];
    for (n, (key, name, is_on)) in all.into_iter().enumerate() {
        if n == 1 && state.marked.is_empty() {
            continue;
        }
        let (name, style) =
            if is_on { (format!(" [{name}]  "), theme.accent) } else { (format!(" {name}  "), theme.dim) };
        let (key, name) = (Span::styled(key, theme.key), Span::styled(name, style));
        if lines.last().is_some_and(|line| line.width() + key.width() + name.width() > columns) {
            lines.push(Line::default());
        }
        lines.iter_mut().last().into_iter().for_each(|line| line.spans.extend([key.clone(), name.clone()]));
    }
    lines
}

/// Widths of the columns.
struct Table<'a> {
    state: &'a State,
    columns: usize,
    place: usize,
    key: usize,
}

impl<'a> Table<'a> {
    fn new(state: &'a State, columns: usize) -> Self {
        let place = thousands(state.ranked.ranking.total).len().max(2);
        let key = state.rows.iter().map(|row| glyph::width(&row.key.to_string())).max().unwrap_or(0).clamp(5, 12);
        Self { state, columns, place, key }
    }

    /// Old place, new place, by how much, which item, and the line it crosses.
    fn row(&self, shift: &Shift, is_at: bool, model: &Model) -> Line<'static> {
        let theme = &model.theme;
        let ink = |style: Style| if is_at { theme.selection } else { style };
        let row = self.state.rows.iter().find(|row| row.id == shift.item);
        let (sign, by, style) = if shift.to < shift.from {
            ("↑", shift.from - shift.to, theme.good)
        } else {
            ("↓", shift.to - shift.from, theme.warning)
        };
        let places = format!("{} → {}", fit(shift.from, self.place), fit(shift.to, self.place));
        let by = glyph::fit_right(&format!("{sign}{}", thousands(by)), self.place + 1);
        let key = row.map_or(String::new(), |row| row.key.to_string());
        let crosses = shift.crosses.map_or(String::new(), |(from, to)| format!("  {}", crossed(from, to, model)));
        let used = 2 + glyph::width(&places) + 2 + self.place + 1 + 2 + self.key + 2;
        let crosses = glyph::cut(&crosses, self.columns.saturating_sub(used + 10));
        let room = self.columns.saturating_sub(used + glyph::width(&crosses));
        let title = row.map_or(String::new(), |row| row.title.clone());
        Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(format!("{places}  "), ink(theme.text)),
            Span::styled(format!("{by}  "), ink(style)),
            Span::styled(format!("{}  ", glyph::fit(&key, self.key)), ink(theme.dim)),
            Span::styled(glyph::fit(&title, room), ink(theme.text)),
            Span::styled(crosses, ink(theme.warning)),
        ])
    }
}

fn fit(place: usize, columns: usize) -> String {
    glyph::fit_right(&thousands(place), columns)
}

/// "into Sprint 15", "out of Sprint 15", "Sprint 15 → Sprint 16".
fn crossed(from: Option<SprintId>, to: Option<SprintId>, model: &Model) -> String {
    match (from, to) {
        (None, Some(to)) => format!("into {}", model.sprint_title(to)),
        (Some(from), None) => format!("out of {}", model.sprint_title(from)),
        (Some(from), Some(to)) => format!("{} → {}", model.sprint_title(from), model.sprint_title(to)),
        (None, None) => String::new(),
    }
}
