//! Accepting: the acceptance criteria, ticked here, and the Definition of Done beside them. What is still open is no
//! bar; it is noted with the acceptance. One line may say what it is worth to users.

use super::Reply;
use super::rows::Cursor;
use super::words::{Asked, Keys};
use crate::domain::change::OpenPoint;
use crate::domain::note::About;
use crate::domain::query::Panel;
use crate::domain::{Change, Criterion, Item, ItemId, text};
use crate::ui::action::{Acceptance, Action as Deed, Go, Write};
use crate::ui::effect::{Effect, Typed};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{self, Command};
use crate::ui::widget::{field::Field, frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The name under which it is asked for, rejected and kept.
pub const ASKED: &str = "accept";
/// Lines that one point has at most.
const MOST: usize = 3;
/// The label of the field.
const LABEL: &str = "Value for users  ";
/// Rows below the points: an empty one, the field, and two that tell the keys or what is wrong.
const BELOW: u16 = 4;

/// What is looked at, ticked and typed.
#[derive(Debug, Clone)]
pub struct State {
    /// The items it was opened for.
    pub targets: Vec<ItemId>,
    /// What the border says.
    pub title: String,
    /// The items, once read.
    items: Vec<Item>,
    /// The points of the Definition of Done, each with its tick. The ticks are of this acceptance alone.
    done: Vec<(String, bool)>,
    /// What it is worth to users, where one item is accepted.
    pub value: Field,
    /// What the item said of that before.
    before: String,
    /// True while keys are typed into the field.
    is_inside: bool,
    /// The point under the cursor.
    pub cursor: Cursor,
    /// Why it was not taken.
    pub error: Option<String>,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another point.
    Go(Go, Option<usize>),
    /// Tick the point under the cursor, or untick it.
    Tick,
    /// Tick all points of the Definition of Done, or none.
    TickAll,
    /// Into the field, or out of it.
    Field,
    /// Accept.
    Take,
    /// A key in the field.
    Press(Press),
    /// Pasted text.
    Paste(String),
}

/// A row that the cursor goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// A criterion of the only item.
    Criterion(usize),
    /// One of several items, its criteria counted.
    Item(usize),
    /// A point of the Definition of Done.
    Done(usize),
}

impl State {
    /// For these items; `value` is what is typed already.
    pub fn new(targets: Vec<ItemId>, title: String, done: &[String], value: &str) -> Self {
        Self {
            targets,
            title,
            items: Vec::new(),
            done: done.iter().map(|point| (point.clone(), false)).collect(),
            value: Field::new(value),
            before: value.to_owned(),
            is_inside: false,
            cursor: Cursor::default(),
            error: None,
        }
    }

    /// With the item that is known already, so that nothing has to be waited for.
    #[must_use]
    pub fn with(mut self, item: &Item) -> Self {
        if self.targets == [item.id] {
            self.items = vec![item.clone()];
            self.before.clone_from(&item.value);
        }
        self
    }

    /// Takes over the items as they are now.
    pub fn take(&mut self, items: &[Item]) {
        self.items = items.to_vec();
        if let [item] = items {
            self.before.clone_from(&item.value);
        }
        self.cursor.at = self.cursor.at.min(self.points().len().saturating_sub(1));
    }

    /// True where several items are accepted at once.
    fn is_several(&self) -> bool {
        self.targets.len() > 1
    }

    fn points(&self) -> Vec<Point> {
        let mut points: Vec<Point> = match self.items.as_slice() {
            _ if self.is_several() => (0..self.items.len()).map(Point::Item).collect(),
            [item] => (0..item.criteria.len()).map(Point::Criterion).collect(),
            _ => Vec::new(),
        };
        points.extend((0..self.done.len()).map(Point::Done));
        points
    }

    fn criterion(&self, n: usize) -> Option<(&Item, &Criterion)> {
        let item = self.items.first()?;
        Some((item, item.criteria.get(n)?))
    }

    /// What is still open, each in words.
    pub fn open(&self) -> Vec<OpenPoint> {
        let one = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let criteria = self.items.iter().flat_map(|item| {
            let open = item.criteria.iter().filter(|criterion| !criterion.is_met);
            open.map(|criterion| OpenPoint { item: Some(item.id), text: one(&criterion.text) })
        });
        let done = self.done.iter().filter(|(_, is_met)| !is_met);
        criteria.chain(done.map(|(point, _)| OpenPoint::from(one(point)))).collect()
    }
}

impl Asked for State {
    fn targets(&self) -> Option<&[ItemId]> {
        Some(&self.targets)
    }

    fn typed(&self) -> Typed {
        Typed { asked: ASKED, text: self.value.text().to_owned() }
    }

    /// Each item has its own.
    fn about(&self) -> About {
        About::line(ASKED, if let [item] = *self.targets { Some(item) } else { None })
    }

    fn own(&self) -> Option<String> {
        Some(self.value.text().trim().to_owned()).filter(|text| !text.is_empty() && *text != self.before)
    }

    fn take_up(&mut self, text: &str) {
        if self.value.text().trim() == self.before.trim() {
            self.value = Field::new(text);
        }
    }

    fn blame(&mut self, reason: String) {
        self.error = Some(reason);
    }

    fn is_typing(&self) -> bool {
        self.is_inside
    }

    fn keys(&self) -> Keys {
        &[("Enter", "accepts"), ("Esc", "leaves the field")]
    }

    fn left(&self) -> &'static str {
        "not accepted"
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            let len = state.points().len();
            state.cursor.go(&go, len, count);
        }
        Action::Tick => return tick(state),
        Action::TickAll if state.done.is_empty() => return Reply::Refuse(NO_DONE.into()),
        Action::TickAll => {
            let is_met = state.done.iter().any(|(_, is_met)| !is_met);
            state.done.iter_mut().for_each(|(_, met)| *met = is_met);
        }
        Action::Field if state.is_several() => {
            return Reply::Refuse("the value for users is told of one item at a time".into());
        }
        Action::Field => state.is_inside = !state.is_inside,
        Action::Paste(text) => {
            if !state.is_several() {
                state.is_inside = true;
                state.value.paste(&text);
            }
        }
        Action::Press(press) => match press {
            Press { code: Code::Enter, .. } => return take(state),
            Press { code: Code::Esc | Code::Tab | Code::BackTab, .. } => state.is_inside = false,
            press if press == Press::ctrl('c') => return Reply::Close,
            press => {
                state.value.press(press);
            }
        },
        Action::Take => return take(state),
    }
    state.error = None;
    Reply::Stay
}

const NO_DONE: &str = "no Definition of Done is written down yet: the product sheet has a place for it";

/// Ticks the point under the cursor and goes on to the next.
fn tick(state: &mut State) -> Reply {
    let point = state.points().get(state.cursor.at).copied();
    let reply = match point {
        None => {
            Reply::Refuse("there is nothing to tick: it has no criteria, and no Definition of Done is written".into())
        }
        Some(Point::Item(_)) => Reply::Refuse("criteria are ticked one item at a time".into()),
        Some(Point::Done(n)) => {
            state.done[n].1 = !state.done[n].1;
            Reply::Stay
        }
        Some(Point::Criterion(n)) => match state.criterion(n) {
            Some((item, criterion)) => Reply::Do(vec![Effect::commit(Change::Tick {
                item: item.id,
                criterion: criterion.id,
                is_met: !criterion.is_met,
            })]),
            None => Reply::Stay,
        },
    };
    if !matches!(reply, Reply::Refuse(_)) {
        state.cursor.at = (state.cursor.at + 1).min(state.points().len().saturating_sub(1));
    }
    reply
}

/// Accepts, or says what is wrong with the line.
fn take(state: &mut State) -> Reply {
    if state.items.is_empty() {
        return Reply::Refuse("the item is still being read: try again".into());
    }
    if let Err(error) = text::line("the value for users", state.value.text()) {
        (state.is_inside, state.error) = (true, Some(error.to_string()));
        return Reply::Stay;
    }
    let value = if state.is_several() { String::new() } else { state.value.text().trim().to_owned() };
    let acceptance = Box::new(Acceptance { open: state.open(), value });
    match verb::find(ASKED) {
        Some(verb) => {
            Reply::Run(Box::new(Command { verb, action: Deed::Write(Write::Accept(acceptance)), count: None }))
        }
        None => Reply::Stay,
    }
}

/// The items with all they say.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Whole(state.targets.clone()))
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let wide = layout::centered(body, 96, 3).width;
    let lines = u16::try_from(lines(state, wide).len()).unwrap_or(u16::MAX);
    layout::centered(body, 96, lines.saturating_add(2 + BELOW).min(body.height).max(3))
}

/// A line of the list: of which point, and how it looks.
struct Row {
    point: Option<usize>,
    text: String,
    look: Look,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Title,
    Head,
    Met,
    Open,
    Plain,
}

/// All lines for a pop-up of this width.
fn lines(state: &State, wide: u16) -> Vec<Row> {
    let columns = usize::from(wide.saturating_sub(4)).max(8);
    let mut rows = Vec::new();
    let mut say = |text: &str, look: Look| {
        rows.push(Row { point: None, text: glyph::cut(text, columns), look });
    };
    match state.items.as_slice() {
        [item] if !state.is_several() => {
            say(&item.text.title, Look::Title);
            let met = item.criteria.iter().filter(|criterion| criterion.is_met).count();
            say(&format!("Acceptance criteria  {met}/{}", item.criteria.len()), Look::Head);
            if item.criteria.is_empty() {
                say("  none is written down", Look::Plain);
            }
        }
        [] => say("…", Look::Plain),
        _ => say("Acceptance criteria", Look::Head),
    }
    let points = state.points();
    let is_done = |point: &Point| matches!(point, Point::Done(_));
    let (of_items, of_done): (Vec<_>, Vec<_>) = points.iter().copied().enumerate().partition(|(_, p)| !is_done(p));
    rows.extend(of_items.into_iter().flat_map(|(at, point)| point_lines(state, at, point, columns)));
    let ticked = state.done.iter().filter(|(_, is_met)| *is_met).count();
    let head = format!("Definition of Done  {ticked}/{}", state.done.len());
    rows.push(Row { point: None, text: head, look: Look::Head });
    if state.done.is_empty() {
        rows.push(Row { point: None, text: glyph::cut("  none is written down", columns), look: Look::Plain });
    }
    rows.extend(of_done.into_iter().flat_map(|(at, point)| point_lines(state, at, point, columns)));
    rows
}

/// The lines of one point.
fn point_lines(state: &State, at: usize, point: Point, columns: usize) -> Vec<Row> {
    let (text, is_met) = match point {
        Point::Criterion(n) => match state.criterion(n) {
            Some((_, criterion)) => (criterion.text.clone(), criterion.is_met),
            None => return Vec::new(),
        },
        Point::Item(n) => {
            let Some(item) = state.items.get(n) else { return Vec::new() };
            let met = item.criteria.iter().filter(|criterion| criterion.is_met).count();
            let all = item.criteria.len();
            (format!("{met}/{all}  {} {}", item.key, item.text.title), met == all)
        }
        Point::Done(n) => state.done[n].clone(),
    };
    let most = if matches!(point, Point::Item(_)) { 1 } else { MOST };
    let sign = if is_met { "✓" } else { "□" };
    let look = if is_met { Look::Met } else { Look::Open };
    let lines = glyph::wrap(&text, columns.saturating_sub(4).max(4), most);
    let row = |(n, line): (usize, String)| {
        let lead = if n == 0 { sign } else { " " };
        Row { point: Some(at), text: format!("{lead} {line}"), look }
    };
    lines.into_iter().enumerate().map(row).collect()
}

/// The first line shown, so that the point under the cursor is whole.
fn first(rows: &[Row], state: &State, shown: usize) -> usize {
    let last = rows.iter().rposition(|row| row.point == Some(state.cursor.at)).unwrap_or(0);
    (last + 1).saturating_sub(shown)
}

/// What is in sight: the first line, how many, and the heading of the Definition of Done where that is further below.
/// It stands under them, so that it is seen what else is looked at.
fn sight(rows: &[Row], state: &State, shown: usize) -> (usize, usize, Option<usize>) {
    let (top, head) = (first(rows, state, shown), rows.iter().rposition(|row| row.look == Look::Head));
    match head.filter(|head| shown > 2 && *head >= top + shown) {
        Some(head) => (first(rows, state, shown - 1), shown - 1, Some(head)),
        None => (top, shown, None),
    }
}

/// The point that stands in this row of the pop-up, counted from 0 below the border.
pub fn point_at(state: &State, body: Rect, row: usize) -> Option<usize> {
    let area = area(state, body);
    let shown = usize::from(layout::inside(area).height.saturating_sub(BELOW));
    let rows = lines(state, area.width);
    let (top, shown, _) = sight(&rows, state, shown);
    if row >= shown { None } else { rows.get(top + row)?.point }
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let area = area(state, body);
    let inner = frame::popup(target, area, &state.title, theme);
    let shown = usize::from(inner.height.saturating_sub(BELOW));
    let rows = lines(state, area.width);
    let (top, seen, head) = sight(&rows, state, shown);
    frame::more(target, area, (top > 0, top + seen < rows.len()), theme);
    let drawn = rows.iter().skip(top).take(seen).chain(head.and_then(|head| rows.get(head)));
    for (row, y) in drawn.zip(inner.y..) {
        let is_at = row.point == Some(state.cursor.at) && !state.is_inside;
        let style = match row.look {
            Look::Title => theme.title,
            Look::Head => theme.accent,
            Look::Met => theme.good,
            Look::Open => theme.text,
            Look::Plain => theme.dim,
        };
        let ink = |style: Style| if is_at { theme.selection } else { style };
        let bar = if is_at { "▌ " } else { "  " };
        let lead = if row.point.is_some() { bar } else { "" };
        let columns = usize::from(inner.width).saturating_sub(glyph::width(lead));
        let line = Line::from(vec![
            Span::styled(lead, ink(theme.accent)),
            Span::styled(glyph::fit(&row.text, columns), ink(style)),
        ]);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
    let below = inner.y + u16::try_from(shown).unwrap_or(0);
    view_value(state, model, target, Rect { y: below + 1, height: 1, ..inner }.intersection(inner));
    view_said(state, model, target, Rect { y: below + 2, height: 2, ..inner }.intersection(inner));
}

/// The field for the value.
fn view_value(state: &State, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    if state.is_several() || area.height == 0 {
        return;
    }
    let label = u16::try_from(glyph::width(LABEL)).unwrap_or(0).min(area.width);
    let style = if state.is_inside { theme.key } else { theme.dim };
    target.render_widget(Line::styled(LABEL, style), area);
    let field = Rect { x: area.x + label, width: area.width - label, ..area };
    if state.is_inside {
        state.value.view(target, field, None, theme);
        return;
    }
    let (text, style) = match state.value.text() {
        "" => (keyed(&model.keymap, "<value-field> types one line, for release notes"), theme.dim),
        text => (text.to_owned(), theme.text),
    };
    target.render_widget(Line::styled(glyph::cut(&text, usize::from(field.width)), style), field);
}

/// What Enter will do, else what is wrong.
fn view_said(state: &State, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let open = state.open().len();
    let (text, style) = match (&state.error, open) {
        (Some(error), _) => (error.clone(), theme.error),
        (None, 0) => (keyed(&model.keymap, "<take> accepts"), theme.good),
        (None, n) => {
            let noted =
                format!(" with {}, which {} noted", text::counted(n, "open point"), if n == 1 { "is" } else { "are" });
            (keyed(&model.keymap, "<take> accepts") + &noted, theme.warning)
        }
    };
    let columns = usize::from(area.width).max(1);
    for (line, y) in glyph::wrap(&text, columns, 2).into_iter().zip(area.y..area.bottom()) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..area });
    }
}
