//! The stand-up sheet of the running Sprint: what has happened since the last working day, what holds it up, what is
//! next. One key copies it.

use super::Reply;
use super::rows::Cursor;
use crate::domain::Standup;
use crate::domain::audience::Audience;
use crate::domain::query::{Panel, Posed};
use crate::domain::sprint::Phase;
use crate::domain::standup::{Note, Topic};
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The open questions, once read, and the cursor.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The open questions of the product.
    posed: Vec<Posed>,
    /// The cursor.
    pub cursor: Cursor,
    /// The sheet, made anew whenever what it tells has changed.
    sheet: Option<Standup>,
    /// The same as it is copied for others: without names.
    shared: Option<Standup>,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another item.
    Go(Go, Option<usize>),
    /// Go to the item.
    Take,
    /// Copy it as Markdown.
    Copy,
}

impl State {
    /// Takes over what was read.
    pub fn take(&mut self, posed: &[Posed]) {
        self.posed = posed.to_vec();
    }

    /// Makes the sheet of what is known now.
    pub fn make(&mut self, sheet: Option<Standup>, shared: Option<Standup>) {
        (self.sheet, self.shared) = (sheet, shared);
        self.cursor.at = self.cursor.at.min(self.notes().count().saturating_sub(1));
    }

    fn notes(&self) -> impl Iterator<Item = &Note> {
        self.sheet.iter().flat_map(|sheet| sheet.parts.iter().flat_map(|part| &part.notes))
    }
}

/// The sheet of the running Sprint as of now, as an audience may read it; `None` before it is read, and where none
/// runs.
pub fn sheet(state: &State, model: &Model, audience: Audience) -> Option<Standup> {
    let mut course = model.sprint.course.clone().filter(|course| course.sprint.phase == Phase::Active)?;
    audience.course(&mut course);
    let day = model.now.day;
    Some(Standup::of(&course, &state.posed, model.calendar.working_before(day), day))
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            let len = state.notes().count();
            state.cursor.go(&go, len, count);
            Reply::Stay
        }
        Action::Take => match state.notes().nth(state.cursor.at) {
            None => Reply::Close,
            Some(note) => match verb::parse_line(&format!("go {}", note.key)) {
                Ok(command) => Reply::Run(Box::new(command)),
                Err(error) => Reply::Refuse(error.to_string()),
            },
        },
        Action::Copy => match &state.shared {
            Some(sheet) => Reply::Do(vec![Effect::CopyStandup(Box::new(sheet.clone()))]),
            None => Reply::Refuse("the sheet is still being made".into()),
        },
    }
}

/// The open questions.
pub fn wanted(_: &State) -> Option<Panel> {
    Some(Panel::Questions(None))
}

/// A line of the sheet.
enum Row<'a> {
    Head(Topic, usize),
    /// The how-manieth note, and what is drawn of it.
    First(usize, &'a Note),
    Said(usize, &'a Note),
    Nothing(Topic),
}

fn rows(state: &State, columns: usize) -> Vec<Row<'_>> {
    let (mut rows, mut n) = (Vec::new(), 0);
    for part in state.sheet.iter().flat_map(|sheet| &sheet.parts) {
        rows.push(Row::Head(part.topic, part.notes.len()));
        for note in &part.notes {
            rows.push(Row::First(n, note));
            if !fits(note, columns) {
                rows.push(Row::Said(n, note));
            }
            n += 1;
        }
        if part.notes.is_empty() {
            rows.push(Row::Nothing(part.topic));
        }
    }
    rows
}

/// True where all of it stands in one line.
fn fits(note: &Note, columns: usize) -> bool {
    let wide: usize = [&note.key.to_string(), &note.title, &said(note)].iter().map(|text| glyph::width(text)).sum();
    wide + 6 <= columns
}

fn said(note: &Note) -> String {
    match (note.said.as_str(), note.who.as_str()) {
        (said, "") => said.to_owned(),
        ("", who) => who.to_owned(),
        (said, who) => format!("{said} · {who}"),
    }
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let wide = layout::centered(body, 100, 3).width;
    let rows = rows(state, usize::from(wide.saturating_sub(4))).len();
    let height = u16::try_from(rows.max(1) + 3).unwrap_or(u16::MAX);
    layout::centered(body, 100, height.min(body.height).max(3))
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let area = area(state, body);
    let Some(sheet) = &state.sheet else {
        frame::popup(target, area, "Stand-up", theme);
        return;
    };
    let keys = keyed(&model.keymap, "<copy-report> copies it · <take> goes to an item");
    let title = format!("Stand-up · {} · since {} · {keys}", sheet.title, sheet.since);
    let inner = frame::popup(target, area, &title, theme);
    let columns = usize::from(inner.width);
    let goal = match sheet.goal.as_str() {
        "" => "no Sprint Goal is written".to_owned(),
        goal => format!("Sprint Goal: {}", goal.replace('\n', " ")),
    };
    target.render_widget(Line::styled(glyph::cut(&goal, columns), theme.dim), Rect { height: 1, ..inner });
    let rows = rows(state, columns);
    let shown = usize::from(inner.height).saturating_sub(1);
    let at = |row: &Row| match row {
        Row::First(n, _) | Row::Said(n, _) => *n == state.cursor.at,
        Row::Head(..) | Row::Nothing(_) => false,
    };
    let last = rows.iter().rposition(at).unwrap_or(0);
    // At the end all that is left is shown with it.
    let is_end = state.cursor.at + 1 >= state.notes().count();
    let first = if is_end { rows.len().saturating_sub(shown) } else { (last + 2).saturating_sub(shown) };
    for (row, y) in rows.iter().skip(first).zip(inner.y + 1..inner.bottom()) {
        let line = line(row, at(row), columns, model);
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
    let more = (first > 0, first + shown < rows.len());
    frame::more(target, area, more, theme);
}

fn line(row: &Row, is_at: bool, columns: usize, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    match row {
        Row::Head(topic, 0) => Line::styled(topic.title(), theme.accent),
        Row::Head(topic, count) => Line::styled(format!("{} {count}", topic.title()), theme.accent),
        Row::Nothing(topic) => Line::styled(format!("  {}", topic.nothing()), theme.dim),
        Row::First(_, note) => {
            let tail = if fits(note, columns) { format!("  {}", said(note)) } else { String::new() };
            let key = note.key.to_string();
            let room = columns.saturating_sub(2 + glyph::width(&key) + 1 + glyph::width(&tail));
            Line::from(vec![
                Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
                Span::styled(format!("{key} "), ink(theme.dim)),
                Span::styled(glyph::fit(&note.title, room), ink(theme.text)),
                Span::styled(tail, ink(theme.dim)),
            ])
        }
        Row::Said(_, note) => Line::from(vec![
            Span::styled(if is_at { "▌   " } else { "    " }, ink(theme.accent)),
            Span::styled(glyph::fit(&said(note), columns.saturating_sub(4)), ink(theme.dim)),
        ]),
    }
}
