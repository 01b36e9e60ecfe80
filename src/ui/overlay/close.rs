//! The close of a Sprint, shown before it is done: what is done, and where each open item goes.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::Panel;
use crate::domain::sprint::{Card, Course, Fate, Next, Phase, Plan, Sum};
use crate::domain::text::counted;
use crate::domain::{Change, Estimate, ItemId, List, Points, Spot, SprintId, State as Domain};
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
    /// The Sprints that may take what is carried over.
    pub takers: Vec<Host>,
    /// Which of them does.
    pub taker: usize,
    /// The cursor among the open items.
    pub cursor: Cursor,
    /// Working days left after today, where it is closed early.
    pub early: usize,
    /// How many items will be in no Sprint, once it is closed; `None` while that is not known.
    pub rest: Option<usize>,
    /// Why there is nothing to close any more, where another window was faster.
    pub gone: Option<&'static str>,
}

/// A Sprint that may take what is carried over, with what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// The Sprint.
    pub taker: Taker,
    /// What it is called.
    pub title: String,
    /// The points that are in it already.
    pub holds: Points,
    /// What fits into it.
    pub capacity: Option<Points>,
}

/// Which Sprint it is.
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
        let mut takers: Vec<Host> = planned
            .map(|block| Host {
                taker: Taker::Planned(block.sprint.id),
                title: block.sprint.title(),
                holds: block.all.points,
                capacity: block.sprint.plan.capacity,
            })
            .collect();
        let (starts, ends) = next_days(model);
        let days = counted(calendar(model).working_days(starts, ends), "working day");
        let plan = Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() };
        let title = format!("a new Sprint, {starts} – {ends}, {days}");
        takers.push(Host { taker: Taker::New(plan), title, holds: Points(0), capacity: None });
        let after = model.now.day.succ_opt().unwrap_or(model.now.day);
        let early = course.sprint.plan.ends.map_or(0, |ends| calendar(model).working_days(after, ends));
        let inside: usize = model.blocks.iter().map(|block| block.open.count).sum();
        let rest = model.counts.as_ref().map(|counts| counts.of(List::Backlog).saturating_sub(inside));
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
            early,
            rest,
            gone: None,
        };
        state.take(course);
        state
    }

    /// Takes over what is in the Sprint by now; what was chosen for an item stays.
    pub fn take(&mut self, course: &Course) {
        if course.sprint.id != self.sprint || course.sprint.phase != Phase::Active {
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

    /// Takes over what became of the Sprint; `None` where it is over, or gone.
    pub fn meet(&mut self, phase: Option<Phase>) {
        self.gone = match phase {
            Some(Phase::Active) => None,
            Some(Phase::Planned) => Some("its start was taken back in another window"),
            Some(Phase::Closed) | None => Some("it was closed in another window"),
        };
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
            Some(Host { taker: Taker::Planned(id), .. }) => Next::Planned(*id),
            Some(Host { taker: Taker::New(plan), .. }) => Next::New(Box::new(plan.clone())),
        };
        Change::CloseSprint {
            sprint: self.sprint,
            is_goal_met: self.is_met,
            next,
            fates: self.open.iter().map(|open| (open.item, fate(open.way))).collect(),
        }
    }

    fn taker_title(&self) -> &str {
        self.takers.get(self.taker).map_or("the next Sprint", |host| &host.title)
    }

    /// "then 47 of 26 points": what the next one holds with what is carried over.
    fn then(&self) -> Option<String> {
        let host = self.takers.get(self.taker).filter(|host| matches!(host.taker, Taker::Planned(_)))?;
        let carried: i64 = self.open.iter().filter(|open| open.way == Way::Next).map(|open| open.points.0).sum();
        let then = Points(host.holds.0 + carried);
        Some(
            host.capacity.map_or_else(|| format!("then {then} points"), |most| format!("then {then} of {most} points")),
        )
    }

    /// A place in what is in no Sprint: the last one where it has no more.
    fn place(&self, place: usize) -> usize {
        let leaving = self.open.iter().filter(|open| open.way != Way::Next).count();
        self.rest.map_or(place, |rest| place.min(rest + leaving)).max(1)
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
    if state.gone.is_some() {
        return if action == Action::Agree { Reply::Close } else { Reply::Stay };
    }
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
    let height = u16::try_from(state.open.len().max(1) + 10).unwrap_or(u16::MAX);
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
        let (verb, them, stay) = if waiting == 1 { ("waits", "it", "it stays") } else { ("wait", "them", "they stay") };
        let said = format!(
            "! {waiting} {verb} for acceptance: accept or return {them} before the close, else {stay} \"to accept\""
        );
        lines.extend(glyph::wrap(&said, columns.max(1), 2).into_iter().map(|line| Line::styled(line, theme.warning)));
    }
    let goal = if state.goal.is_empty() { "no Sprint Goal was written down" } else { &state.goal };
    let met = match state.is_met {
        None => ("not said", theme.dim),
        Some(true) => ("✓ met", theme.good),
        Some(false) => ("✗ not met", theme.warning),
    };
    let key = keyed(&model.keymap, " · <close-met> changes it");
    let room = columns.saturating_sub(glyph::width(met.0) + glyph::width(&key) + 9);
    lines.push(Line::from(vec![
        Span::styled(format!("Goal: {} · ", glyph::cut(goal, room)), theme.text),
        Span::styled(met.0, met.1),
        Span::styled(key, theme.dim),
    ]));
    if !state.open.is_empty() {
        let key = if state.takers.len() > 1 { keyed(&model.keymap, " · <taker> another") } else { String::new() };
        let then = state.then().map_or_else(String::new, |then| format!(" · {then}"));
        let text = format!("Carried over into {}{then}{key}", state.taker_title());
        lines.push(Line::styled(glyph::cut(&text, columns), theme.text));
    }
    lines.push(Line::default());
    lines
}

/// Draws it.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let early = match state.early {
        0 => String::new(),
        days => format!(" · {} before its end", counted(days, "working day")),
    };
    let place = area(state, body);
    let inner = frame::popup(target, place, &format!("Close {}{early}", state.title), theme);
    let columns = usize::from(inner.width);
    if let Some(why) = state.gone {
        let lines = gone(&state.title, why, "close", model, columns);
        return inner.rows().zip(lines).for_each(|(row, line)| target.render_widget(line, row));
    }
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
    frame::more(target, place, (top > 0, top + rows < state.open.len()), theme);
    let room = state.open.iter().map(|open| glyph::width(&way(state, open))).max().unwrap_or(0).clamp(12, columns / 2);
    for (n, open) in state.open.iter().enumerate().skip(top).take(rows) {
        target.render_widget(row(state, open, n == state.cursor.at, model, (columns, room)), at(y));
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

/// What is said where another window was faster.
pub(super) fn gone(title: &str, why: &str, verb: &str, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let said = format!("! {title}: {why}. There is nothing to {verb} here any more.");
    let mut lines: Vec<Line> =
        glyph::wrap(&said, columns.max(1), 3).into_iter().map(|line| Line::styled(line, model.theme.warning)).collect();
    lines.push(Line::default());
    lines.push(Line::styled(keyed(&model.keymap, "<take> or <leave> leaves"), model.theme.dim));
    lines
}

/// Where an item goes, in words.
fn way(state: &State, open: &Open) -> String {
    let is_new = matches!(state.takers.get(state.taker), Some(Host { taker: Taker::New(_), .. }));
    match open.way {
        Way::Next if is_new => "→ a new Sprint".to_owned(),
        Way::Next => format!("→ {}", state.taker_title()),
        Way::Top => "↑ top of the backlog".to_owned(),
        Way::Bottom => "↓ bottom of the backlog".to_owned(),
        Way::Place(place) => format!("→ place {} below the Sprints", state.place(place)),
        Way::Stay => "· stays at its place".to_owned(),
    }
}

fn row(state: &State, open: &Open, is_at: bool, model: &Model, (columns, room): (usize, usize)) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    let hops = if open.hops == 0 { String::new() } else { format!(" carried over {}×", open.hops) };
    let title = columns.saturating_sub(2 + 9 + 2 + 4 + 2 + room + glyph::width(&hops));
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{} ", glyph::fit(&open.key, 8)), ink(theme.dim)),
        Span::styled(format!("{} ", open.state.sign()), ink(theme.state(open.state))),
        Span::styled(glyph::fit(&open.title, title), ink(theme.text)),
        Span::styled(hops, ink(theme.warning)),
        Span::styled(format!("{}  ", glyph::fit_right(&open.size, 4)), ink(theme.text)),
        Span::styled(glyph::fit(&way(state, open), room), ink(theme.accent)),
    ])
}
