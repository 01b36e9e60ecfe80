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
    /// True where it was old when this was opened: what the newer one changes is no news.
    is_first: bool,
    /// The marked items.
    marked: Vec<ItemId>,
    /// What the filter leaves, where one is set.
    filtered: Option<Filtered>,
    among: Among,
    within: Within,
    proposal: Proposal,
    /// How many Won't items would stand above how many without a class.
    wont: Option<(usize, usize)>,
    /// What moves, the farthest first.
    shifts: Vec<Shift>,
    /// How many of these the filter hides.
    hidden: usize,
    /// How many moved before another window changed that; `None` once it was seen.
    before: Option<usize>,
    /// The rows of those around the cursor, once read.
    rows: Vec<Row>,
    /// The cursor.
    pub cursor: Cursor,
}

/// What a filter leaves of the list.
#[derive(Debug, Clone)]
pub struct Filtered {
    /// The filter, as it is spelled.
    pub filter: String,
    /// The items that it leaves, by id.
    pub shown: Vec<ItemId>,
}

/// What is put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    All,
    Marked,
    Shown,
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
    pub fn new(ranked: Rc<Ranked>, is_old: bool, marked: Vec<ItemId>, filtered: Option<Filtered>) -> Self {
        let among = if marked.is_empty() { Among::All } else { Among::Marked };
        let mut state = Self {
            ranked,
            is_old,
            is_first: is_old,
            marked,
            filtered,
            among,
            within: Within::All,
            proposal: Proposal::default(),
            wont: None,
            shifts: Vec::new(),
            hidden: 0,
            before: None,
            rows: Vec::new(),
            cursor: Cursor::default(),
        };
        state.propose();
        state
    }

    /// Works out what would move.
    fn propose(&mut self) {
        let chosen = match self.among {
            Among::All => None,
            Among::Marked => Some(self.marked.as_slice()),
            Among::Shown => self.filtered.as_ref().map(|filtered| filtered.shown.as_slice()),
        };
        self.proposal = arrange(&self.ranked.ranking, chosen, self.within);
        // Within their classes they keep the places that they have.
        let is_within_class = matches!(self.within, Within::Class | Within::ClassAndSprint);
        self.wont = wont_above(&self.ranked.ranking, &self.proposal).filter(|_| !is_within_class);
        self.shifts.clone_from(&self.proposal.shifts);
        self.shifts.sort_by_key(|shift| std::cmp::Reverse(shift.from.abs_diff(shift.to)));
        self.hidden = self.filtered.as_ref().map_or(0, |filtered| {
            self.shifts.iter().filter(|shift| filtered.shown.binary_search(&shift.item).is_err()).count()
        });
        self.cursor.at = self.cursor.at.min(self.shifts.len().saturating_sub(1));
    }

    /// Takes over a newer ranking: the order changed, here or in another window.
    pub fn meet(&mut self, ranked: Option<&Rc<Ranked>>, is_old: bool) {
        self.is_old = is_old || ranked.is_none();
        if let Some(ranked) = ranked.filter(|ranked| !Rc::ptr_eq(ranked, &self.ranked)) {
            self.ranked = Rc::clone(ranked);
            let before = self.proposal.shifts.clone();
            self.propose();
            if !std::mem::take(&mut self.is_first) && before != self.proposal.shifts {
                self.before = self.before.or(Some(before.len()));
            }
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

    /// "24 → 17 move", where that changed while it was shown.
    fn changed(&self) -> Option<String> {
        let (before, now) = (self.before?, self.shifts.len());
        let (was, is) = (thousands(before), thousands(now));
        Some(if before == now { format!("{is} move, not as before") } else { format!("{was} → {is} move") })
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
        Action::Choose(Order::Shown) if state.filtered.is_none() => {
            Reply::Refuse("no filter is set: all items are shown".into())
        }
        Action::Choose(order) => {
            choose(state, order);
            state.propose();
            Reply::Stay
        }
        Action::Agree if state.is_old => {
            Reply::Refuse("the backlog has changed: the preview is worked out anew in a moment".into())
        }
        Action::Agree => agree(state),
    }
}

/// Does it; where something else moves than what was shown at first, that is said before.
fn agree(state: &mut State) -> Reply {
    let changed = state.changed();
    state.before = None;
    match changed {
        Some(changed) => Reply::Refuse(format!("changed meanwhile: {changed} · the same key again does it")),
        None if state.shifts.is_empty() => Reply::Close,
        None => {
            let change = Change::Arrange { items: state.proposal.items(), by: state.title().to_owned() };
            Reply::CloseWith(vec![Effect::commit(change)])
        }
    }
}

fn choose(state: &mut State, order: Order) {
    state.before = None;
    match order {
        Order::Preview => {}
        Order::All => state.among = Among::All,
        Order::Marked => state.among = Among::Marked,
        Order::Shown => state.among = Among::Shown,
        Order::Class => state.within = Within::new(!state.within.is_class(), state.within.is_sprint()),
        Order::Sprints => state.within = Within::new(state.within.is_class(), !state.within.is_sprint()),
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
    let beside = BESIDE + 2 * usize::from(state.filtered.is_some()) + usize::from(state.before.is_some());
    let height = u16::try_from(state.shifts.len().saturating_add(beside)).unwrap_or(u16::MAX);
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
    if let Some(filtered) = &state.filtered {
        let (text, is_odd) = said_of_filter(state, filtered, model);
        lines.extend(wrapped(&text, if is_odd { theme.warning } else { theme.dim }));
    }
    if let Some(changed) = state.changed() {
        lines.extend(wrapped(&format!("! Changed meanwhile: {changed}"), theme.warning));
    }
    if state.is_old {
        lines.extend(wrapped("The backlog has changed: it is being worked out anew …", theme.dim));
    }
    lines.extend(choices(state, model, columns));
    lines.push(Line::default());
    lines
}

/// What the filter has to do with it; true where items move that it hides.
fn said_of_filter(state: &State, filtered: &Filtered, model: &Model) -> (String, bool) {
    let hides = state.ranked.ranking.total.saturating_sub(filtered.shown.len());
    let text = format!("Filter {}: {} hidden", filtered.filter, counted(hides, "item"));
    match state.hidden {
        0 => (format!("{text}, none of them moves"), false),
        moving => {
            let move_too = if moving == 1 { "moves" } else { "move" };
            let alone = keyed(&model.keymap, "<arrange-shown> orders those shown alone");
            (format!("! {text}, {} of them {move_too} too · {alone}", thousands(moving)), true)
        }
    }
}

/// What is said where nothing moves: of what was chosen, and of nothing else.
fn still(state: &State) -> String {
    let among = match state.among {
        Among::All => String::new(),
        Among::Marked => format!(" among the {} marked", thousands(state.marked.len())),
        Among::Shown => " among those shown".into(),
    };
    let within = match (state.within.is_class(), state.within.is_sprint()) {
        (false, false) => "",
        (true, false) => " within the class",
        (false, true) => " within a Sprint's lines",
        (true, true) => " within the class and a Sprint's lines",
    };
    let is_held = state.proposal.pinned + state.proposal.running > 0;
    match (among.is_empty() && within.is_empty(), is_held) {
        (true, false) => "Nothing moves: the items stand as their scores say".to_owned(),
        (true, true) => "Nothing moves: all that is not held stands as its score says".to_owned(),
        (false, _) => format!("Nothing moves{among}{within}"),
    }
}

/// "12 of 42 items change places · 7 without a score last · held: 2 by decision, 6 in the running Sprint".
fn said(state: &State) -> String {
    let Proposal { among, unscored, pinned, running, .. } = state.proposal;
    let what = match (state.shifts.len(), among) {
        (0, _) => still(state),
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
    let key = |key: &'static str| keyed(keymap, key);
    let among = |name: String, among: Among| {
        let is_on = state.among == among;
        (if is_on { format!("[{name}]") } else { name }, is_on)
    };
    let toggle = |name: &str, is_on: bool| (format!("[{}] {name}", if is_on { "x" } else { " " }), is_on);
    let mut all = vec![(key("<arrange-all>"), among("all".into(), Among::All))];
    if !state.marked.is_empty() {
        let name = format!("the {} marked", thousands(state.marked.len()));
        all.push((key("<arrange-marked>"), among(name, Among::Marked)));
    }
    if let Some(filtered) = &state.filtered {
        let name = format!("the {} shown", thousands(filtered.shown.len()));
        all.push((key("<arrange-shown>"), among(name, Among::Shown)));
    }
    all.push((key("<arrange-class>"), toggle("within the class", state.within.is_class())));
    all.push((key("<arrange-sprints>"), toggle("hold Sprints", state.within.is_sprint())));
    let mut lines: Vec<Line> = vec![Line::default()];
    for (key, (name, is_on)) in all {
        let (name, style) = (format!(" {name}  "), if is_on { theme.accent } else { theme.dim });
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
