//! The close of a Sprint, shown before it is done: what is done, and where each open item goes.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::Panel;
use crate::domain::sprint::{Card, Course, Fate, Next, Phase, Plan, Sum};
use crate::domain::text::counted;
use crate::domain::{Change, Estimate, ItemId, Points, Spot, SprintId, State as Domain};
use crate::ui::action::Go;
use crate::ui::action::sprint::Way;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::screen::sprint::{next_days, plan::calendar};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What is shown, and what was chosen.
#[derive(Debug, Clone)]
pub struct State {
    /// The Sprint.
    pub sprint: SprintId,
    /// What people call it.
    pub title: String,
    /// The Sprint Goal.
    pub goal: String,
    /// Whether it was met; `None` where nobody says.
    pub is_met: Option<bool>,
    /// What is done.
    pub done: Sum,
    /// What is open, in the order of the backlog.
    pub open: Vec<Open>,
    /// The Sprints that may take what is carried over, with what they are called.
    pub takers: Vec<(Taker, String)>,
    /// Which of them does.
    pub taker: usize,
    /// The cursor among the open items.
    pub cursor: Cursor,
}

/// A Sprint that may take what is carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taker {
    /// One that is planned.
    Planned(SprintId),
    /// One that is made for it.
    New(Plan),
}

/// An item that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The item.
    pub item: ItemId,
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: Domain,
    /// Its estimate as it is shown.
    pub size: String,
    /// Its points.
    pub points: Points,
    /// Out of how many Sprints it was carried already.
    pub hops: usize,
    /// Where it goes.
    pub way: Way,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another item.
    Go(Go, Option<usize>),
    /// The item under the cursor goes there, or all of them.
    Send(Way, bool),
    /// The Sprint Goal was met, was not, or nobody says.
    Met,
    /// Another Sprint takes what is carried over.
    Taker,
    /// Close it.
    Agree,
}

impl State {
    /// The close of this Sprint: what is open is carried over into the next one.
    pub fn new(model: &Model, course: &Course) -> Self {
        let planned = model.blocks.iter().filter(|block| block.sprint.phase == Phase::Planned);
        let mut takers: Vec<(Taker, String)> =
            planned.map(|block| (Taker::Planned(block.sprint.id), block.sprint.title())).collect();
        let (starts, ends) = next_days(model);
        let days = counted(calendar(model).working_days(starts, ends), "working day");
        let plan = Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() };
        takers.push((Taker::New(plan), format!("a new Sprint, {starts} – {ends}, {days}")));
        let mut state = Self {
            sprint: course.sprint.id,
            title: course.sprint.title(),
            goal: course.sprint.plan.goal.split_whitespace().collect::<Vec<_>>().join(" "),
            is_met: course.sprint.is_goal_met,
            done: Sum::default(),
            open: Vec::new(),
            takers,
            taker: 0,
            cursor: Cursor::default(),
        };
        state.take(course);
        state
    }

    /// Takes over what is in the Sprint by now; what was chosen for an item stays.
    pub fn take(&mut self, course: &Course) {
        if course.sprint.id != self.sprint {
            return;
        }
        self.done = Sum::default();
        let mut open = Vec::new();
        for card in course.present() {
            if card.row.state == Domain::Done {
                self.done.add(card.row.estimate.as_ref());
            } else {
                let known = self.open.iter().find(|known| known.item == card.row.id);
                open.push(opened(card, known.map_or(Way::Next, |known| known.way)));
            }
        }
        self.open = open;
        self.cursor.at = self.cursor.at.min(self.open.len().saturating_sub(1));
    }

    fn change(&self) -> Change {
        let fate = |way: Way| match way {
            Way::Next => Fate::Next,
            Way::Top => Fate::Backlog(Spot::Top),
            Way::Bottom => Fate::Backlog(Spot::Bottom),
            Way::Place(place) => Fate::Backlog(Spot::Place(place)),
            Way::Stay => Fate::Stay,
        };
        let is_carried = self.open.iter().any(|open| open.way == Way::Next);
        let next = match self.takers.get(self.taker).filter(|_| is_carried) {
            None => Next::Nothing,
            Some((Taker::Planned(id), _)) => Next::Planned(*id),
            Some((Taker::New(plan), _)) => Next::New(Box::new(plan.clone())),
        };
        Change::CloseSprint {
            sprint: self.sprint,
            is_goal_met: self.is_met,
            next,
            fates: self.open.iter().map(|open| (open.item, fate(open.way))).collect(),
        }
    }

    fn taker_title(&self) -> &str {
        self.takers.get(self.taker).map_or("the next Sprint", |(_, title)| title)
    }
}

fn opened(card: &Card, way: Way) -> Open {
    let estimate = card.row.estimate.as_ref();
    Open {
        item: card.row.id,
        key: card.row.key.to_string(),
        title: card.row.title.clone(),
        state: card.row.state,
        size: estimate.map_or("—".to_owned(), ToString::to_string),
        points: estimate.and_then(Estimate::points).unwrap_or_default(),
        hops: card.hops,
        way,
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.open.len(), count);
        }
        Action::Send(way, true) => state.open.iter_mut().for_each(|open| open.way = way),
        Action::Send(way, false) => {
            if let Some(open) = state.open.get_mut(state.cursor.at) {
                open.way = way;
                state.cursor.at = (state.cursor.at + 1).min(state.open.len().saturating_sub(1));
            }
        }
        Action::Met => {
            state.is_met = match state.is_met {
                None => Some(true),
                Some(true) => Some(false),
                Some(false) => None,
            }
        }
        Action::Taker => state.taker = (state.taker + 1) % state.takers.len().max(1),
        Action::Agree => return Reply::CloseWith(vec![Effect::commit(state.change())]),
    }
    Reply::Stay
}

/// It is all known: the Sprint's course stands below it.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let height = u16::try_from(state.open.len().max(1) + 9).unwrap_or(u16::MAX);
    layout::bottom(body, height.min(body.height.saturating_sub(1)))
}

/// What is above the items.
fn head(state: &State, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let open: Points = state.open.iter().map(|open| open.points).sum();
    let all = Points(open.0 + state.done.points.0);
    let count = state.open.len() + state.done.count;
    let done =
        format!("Done: {} of {}, {} of {all} points", state.done.count, counted(count, "item"), state.done.points);
    let mut lines = vec![Line::styled(done, theme.text)];
    let waiting = state.open.iter().filter(|open| open.state == Domain::ToAccept).count();
    if waiting > 0 {
        let verb = if waiting == 1 { "waits" } else { "wait" };
        let said =
            format!("! {waiting} {verb} for acceptance: accept or return before the close, or it goes on as open");
        lines.push(Line::styled(glyph::cut(&said, columns), theme.warning));
    }
    let goal = if state.goal.is_empty() { "no Sprint Goal was written down" } else { &state.goal };
    let met = match state.is_met {
        None => ("not said", theme.dim),
        Some(true) => ("✓ met", theme.good),
        Some(false) => ("✗ not met", theme.warning),
    };
    let key = keyed(&model.keymap, " · <close-met> changes it");
    let room = columns.saturating_sub(glyph::width(met.0) + glyph::width(&key) + 7);
    lines.push(Line::from(vec![
        Span::styled(format!("Goal: {} ", glyph::cut(goal, room)), theme.text),
        Span::styled(met.0, met.1),
        Span::styled(key, theme.dim),
    ]));
    if !state.open.is_empty() {
        let key = if state.takers.len() > 1 { keyed(&model.keymap, " · <taker> another") } else { String::new() };
        let text = format!("Carried over into: {}{key}", state.taker_title());
        lines.push(Line::styled(glyph::cut(&text, columns), theme.text));
    }
    lines.push(Line::default());
    lines
}

/// Draws it.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(state, body), &format!("Close {}", state.title), theme);
    let columns = usize::from(inner.width);
    let head = head(state, model, columns);
    let at = |y: u16| Rect { y, height: 1, ..inner };
    let mut y = inner.y;
    for line in head {
        if y < inner.bottom() {
            target.render_widget(line, at(y));
            y += 1;
        }
    }
    let rows = usize::from(inner.bottom().saturating_sub(y + 2));
    if state.open.is_empty() && rows > 0 {
        target.render_widget(Line::styled("✓ nothing is open: all of it is done", theme.good), at(y));
    }
    let top = state.cursor.top(state.open.len(), rows);
    for (n, open) in state.open.iter().enumerate().skip(top).take(rows) {
        target.render_widget(row(state, open, n == state.cursor.at, model, columns), at(y));
        y += 1;
    }
    let ways = keyed(
        &model.keymap,
        "<carry next> next · <carry top> top · <carry bottom> bottom · <carry stay> stay · <carry> place · \
         <carry-all next> <carry-all top> <carry-all bottom> <carry-all stay> all of them",
    );
    let keys = keyed(&model.keymap, "<take> closes it · <leave> leaves it running");
    let foot = if state.open.is_empty() { [String::new(), keys] } else { [ways, keys] };
    for (text, y) in foot.into_iter().zip(inner.bottom().saturating_sub(2)..inner.bottom()) {
        target.render_widget(Line::styled(glyph::cut(&text, columns), theme.dim), at(y));
    }
}

fn row(state: &State, open: &Open, is_at: bool, model: &Model, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    let room = (columns / 3).clamp(12, 30);
    let way = match open.way {
        Way::Next if matches!(state.takers.get(state.taker), Some((Taker::New(_), _))) => "→ a new Sprint".to_owned(),
        Way::Next => format!("→ {}", state.taker_title()),
        Way::Top => "↑ top of the backlog".to_owned(),
        Way::Bottom => "↓ bottom of the backlog".to_owned(),
        Way::Place(place) => format!("→ place {place}"),
        Way::Stay => "· stays at its place".to_owned(),
    };
    let hops = match (open.hops, open.way) {
        (0, _) => String::new(),
        (n, Way::Next) => format!(" carried over {}×", n + 1),
        (n, _) => format!(" carried over {n}×"),
    };
    let title = columns.saturating_sub(2 + 9 + 2 + 5 + 2 + room + glyph::width(&hops));
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{} ", glyph::fit(&open.key, 8)), ink(theme.dim)),
        Span::styled(format!("{} ", open.state.sign()), ink(theme.state(open.state))),
        Span::styled(glyph::fit(&open.title, title), ink(theme.text)),
        Span::styled(hops, ink(theme.warning)),
        Span::styled(format!("{}  ", glyph::fit_right(&open.size, 5)), ink(theme.text)),
        Span::styled(glyph::fit(&way, room), ink(theme.accent)),
    ])
}
