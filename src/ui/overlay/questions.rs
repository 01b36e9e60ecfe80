//! Questions of the Developers: those about one item, or all open ones of the product. Asked and answered in place.

use super::Reply;
use super::rows::Cursor;
use crate::domain::ItemId;
use crate::domain::query::{Panel, Posed};
use crate::domain::text::counted;
use crate::domain::time::age;
use crate::ui::action::{Action as Deed, Go};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb::{self, Command};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Lines that one question and one answer have at most.
const MOST: usize = 6;

/// The questions and the cursor.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// About which item; `None` for all open ones of the product.
    pub item: Option<ItemId>,
    /// The questions, once read: the open ones first.
    pub posed: Vec<Posed>,
    /// The cursor.
    pub cursor: Cursor,
    /// True once they have been read.
    pub is_read: bool,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another question.
    Go(Go, Option<usize>),
    /// Answer it; in the list of all go to its item.
    Take,
}

impl State {
    /// Those about an item, or all open ones.
    pub fn of(item: Option<ItemId>) -> Self {
        Self { item, ..Self::default() }
    }

    /// The question under the cursor.
    pub fn at(&self) -> Option<&Posed> {
        self.posed.get(self.cursor.at)
    }

    /// Takes over what was read.
    pub fn take(&mut self, posed: &[Posed]) {
        self.posed = posed.to_vec();
        self.cursor.at = self.cursor.at.min(posed.len().saturating_sub(1));
        self.is_read = true;
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.posed.len(), count);
            Reply::Stay
        }
        Action::Take => match (state.at(), state.item) {
            (None, _) => Reply::Refuse("there is no question here".into()),
            (Some(_), Some(_)) => match verb::find("answer") {
                Some(verb) => Reply::Over(Box::new(Command { verb, action: Deed::Ask(verb.name), count: None })),
                None => Reply::Stay,
            },
            (Some(posed), None) => match verb::parse_line(&format!("go {}", posed.key)) {
                Ok(command) => Reply::Run(Box::new(command)),
                Err(error) => Reply::Refuse(error.to_string()),
            },
        },
    }
}

/// The questions.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Questions(state.item))
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    let wide = layout::centered(body, 96, 3).width;
    let lines: usize = state.posed.iter().map(|posed| lines(posed, state, wide).len()).take(100).sum();
    let height = u16::try_from(lines.max(1) + 2).unwrap_or(u16::MAX).max(3);
    layout::centered(body, 96, height.min(body.height.saturating_sub(2)).max(3))
}

/// A part of a question's lines: the text, and whether it is the question, its head or its answer.
enum Part {
    Head(String),
    Asked(String),
    Answer(String),
}

/// The lines of one question, for a pop-up of this width. The head stands before the first.
fn lines(posed: &Posed, state: &State, wide: u16) -> Vec<Part> {
    let columns = usize::from(wide.saturating_sub(4)).saturating_sub(8).max(8);
    let mut lines = Vec::new();
    if state.item.is_none() {
        lines.push(Part::Head(glyph::cut(&format!("{} {}", posed.key, posed.title), columns)));
    }
    lines.extend(glyph::wrap(&posed.question.said.text, columns, MOST).into_iter().map(Part::Asked));
    if let Some(answer) = &posed.question.said.answer {
        let said = format!("{} ({})", answer.text, answer.on);
        lines.extend(glyph::wrap(&said, columns.saturating_sub(2), MOST).into_iter().map(Part::Answer));
    }
    lines
}

fn title(state: &State, model: &Model) -> String {
    let open = state.posed.iter().filter(|p| p.question.said.answer.is_none()).count();
    let count = counted(open, "open question");
    if state.item.is_none() {
        return format!("{count} · {}", keyed(&model.keymap, "<take> goes there · <answer> answers"));
    }
    let keys =
        keyed(&model.keymap, "<answer> answers · <ask> asks · <reopen-question> opens · <drop-question> takes off");
    let key = state.posed.first().map_or(String::new(), |posed| format!("{}: ", posed.key));
    format!("{key}{count} · {keys}")
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let area = area(state, body);
    let inner = frame::popup(target, area, &title(state, model), theme);
    if state.posed.is_empty() {
        let said = match (state.is_read, state.item) {
            (false, _) => String::new(),
            (true, None) => keyed(&model.keymap, "No question is open. <question> notes one about the item."),
            (true, Some(_)) => keyed(&model.keymap, "No question about this item. <ask> notes one."),
        };
        target.render_widget(Line::styled(glyph::cut(&said, usize::from(inner.width)), theme.dim), inner);
        return;
    }
    let rows = usize::from(inner.height);
    let mut y = inner.y;
    for (at, posed) in state.posed.iter().enumerate().skip(first(state, area.width, rows)) {
        for (n, part) in lines(posed, state, area.width).into_iter().enumerate() {
            if y >= inner.bottom() {
                return;
            }
            let is_at = at == state.cursor.at;
            target.render_widget(line(posed, part, n == 0, is_at, model), Rect { y, height: 1, ..inner });
            y += 1;
        }
    }
}

/// The first question shown, so that the one under the cursor is whole.
fn first(state: &State, wide: u16, rows: usize) -> usize {
    let (mut at, mut used) = (state.cursor.at, 0);
    loop {
        used += state.posed.get(at).map_or(0, |posed| lines(posed, state, wide).len());
        if used > rows {
            return (at + 1).min(state.cursor.at);
        }
        match at.checked_sub(1) {
            Some(before) => at = before,
            None => return 0,
        }
    }
}

fn line(posed: &Posed, part: Part, is_first: bool, is_at: bool, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    let is_open = posed.question.said.answer.is_none();
    let sign =
        if is_open { format!("?{}", age(posed.question.said.asked_on, model.now.day)) } else { "✓".to_owned() };
    let sign = if is_first { sign } else { String::new() };
    let style = if is_open { theme.warning } else { theme.good };
    let (text, of) = match part {
        Part::Head(text) => (text, theme.dim),
        Part::Asked(text) => (text, theme.text),
        Part::Answer(text) => (format!("→ {text}"), theme.good),
    };
    let columns = usize::from(model.width);
    Line::from(vec![
        Span::styled(if is_at && is_first { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(glyph::fit(&sign, 6), ink(style)),
        Span::styled(glyph::fit(&text, columns), ink(of)),
    ])
}
