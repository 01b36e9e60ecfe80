//! Why an item stands where it stands; of two items, what separates them, and what would have to change.

use super::Reply;
use super::rows::scroll;
use crate::domain::query::Panel;
use crate::domain::step::Told;
use crate::domain::why::{Cell, Ground, Versus, Why};
use crate::domain::{ItemId, List};
use crate::ui::action::{Clip, Go};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::sheet::{self, Sheet};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels.
const LABEL: usize = 11;
/// What can be done here.
const COPIED: &str = "<copy-report> copies it for others · <leave> closes · <history> then: history";
/// As [`COPIED`], where there is nothing to copy.
const CLOSED: &str = "<leave> closes · <history> then: history";
/// More lines than these are not drawn.
const MOST: usize = 2000;

/// What is asked about, and what is known of it.
#[derive(Debug, Clone)]
pub struct State {
    /// One item, or two.
    items: Vec<ItemId>,
    /// What the file says of them, once read.
    grounds: Option<Vec<Ground>>,
    /// The first line shown.
    pub top: usize,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
    /// Copy it, for others.
    Copy,
}

impl State {
    /// Asks about these.
    pub fn new(items: Vec<ItemId>) -> Self {
        Self { items, grounds: None, top: 0 }
    }

    /// Takes over what the file says.
    pub fn take(&mut self, grounds: &[Ground]) {
        if grounds.iter().all(|ground| self.items.contains(&ground.item.id)) {
            self.grounds = Some(grounds.to_vec());
        }
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            scroll(&mut state.top, &go, MOST, count);
            Reply::Stay
        }
        Action::Copy => Reply::Do(vec![Effect::Copy(Clip::Why, state.items.clone())]),
    }
}

/// What the file says of the items.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Why(state.items.clone()))
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 100, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let (title, lines) = match state.grounds.as_deref() {
        None => ("Why here?".to_owned(), vec![Line::styled("It is being looked up …", theme.dim)]),
        Some([one]) => (format!("Why is {} here?", one.item.key), alone(one, model, columns(body))),
        Some([a, b]) => (format!("{} or {}", a.item.key, b.item.key), beside([a, b], model, columns(body))),
        Some(_) => ("Why here?".to_owned(), vec![Line::styled("The item is gone.", theme.dim)]),
    };
    let title = match model.tried() {
        Some(scoring) => format!("{title} · tried out: {}", scoring.framework.rules().title()),
        None => title,
    };
    let area = fitted(area(body), lines.len());
    let inner = frame::popup(target, area, &title, theme);
    let [text, foot] = split(inner);
    let keys = keyed(&model.keymap, if can_copy(state, model) { COPIED } else { CLOSED });
    target.render_widget(Line::styled(glyph::cut(&keys, usize::from(foot.width)), theme.key), foot);
    let rows = usize::from(text.height);
    let top = state.top.min(lines.len().saturating_sub(rows));
    frame::more(target, area, (top > 0, top + rows < lines.len()), theme);
    sheet::view(lines, top, target, text);
}

/// True where it can be told to others: it is there, none of it is declined, and it is how it is.
fn can_copy(state: &State, model: &Model) -> bool {
    let is_open = |ground: &Ground| ground.item.list() != List::Declined;
    model.tried().is_none() && state.grounds.as_ref().is_some_and(|all| !all.is_empty() && all.iter().all(is_open))
}

/// Columns of its text.
fn columns(body: Rect) -> usize {
    usize::from(area(body).width.saturating_sub(4)).max(1)
}

/// As high as the lines need, in the middle.
fn fitted(area: Rect, lines: usize) -> Rect {
    let height = u16::try_from(lines + 4).unwrap_or(u16::MAX);
    layout::centered(area, area.width, height)
}

/// The text, and the line below it after a free one.
fn split(inner: Rect) -> [Rect; 2] {
    let foot = inner.height.min(1);
    let text = Rect { height: inner.height.saturating_sub(2), ..inner };
    [text, Rect { y: inner.bottom() - foot, height: foot, ..inner }]
}

/// The item with what the scores say.
fn why<'a>(ground: &'a Ground, model: &Model) -> Option<Why<'a>> {
    let scoring = model.scoring()?;
    Some(Why::new(ground, place(ground, model), model.ranking(), scoring))
}

/// Its place as the list has it; where another list is shown the ranking may know it.
fn place(ground: &Ground, model: &Model) -> Option<(usize, usize)> {
    let backlog = &model.backlog;
    let of = backlog.order.as_ref().filter(|order| order.list() == List::Backlog)?.len();
    Some((backlog.place_of(ground.item.id)?, of))
}

/// Label and words below each other.
fn labelled(label: &str, said: &[String], columns: usize, style: Style, theme: &Theme) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(LABEL).max(1);
    let lines = said.iter().flat_map(|said| glyph::wrap(said, room, MOST));
    let lead = |n: usize| glyph::fit(if n == 0 { label } else { "" }, LABEL);
    let line = |(n, line)| Line::from(vec![Span::styled(lead(n), theme.dim), Span::styled(line, style)]);
    lines.enumerate().map(line).collect()
}

/// One item.
fn alone(ground: &Ground, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut sheet = Sheet::new(columns, MOST, theme);
    sheet.text(&ground.item.text.title, theme.title, "");
    sheet.gap();
    let mut lines = sheet.lines;
    let Some(why) = why(ground, model) else { return lines };
    for fact in why.facts() {
        let style = if fact.is_odd { theme.warning } else { theme.text };
        lines.extend(labelled(fact.label, &fact.said, columns, style, theme));
    }
    if model.is_ranking_old() {
        lines.extend(labelled("", &["places by score are being worked out anew …".into()], columns, theme.dim, theme));
    }
    // What stands in no order was not left where it is.
    if why.place.is_none() && ground.moves.is_empty() {
        return lines;
    }
    lines.push(Line::default());
    lines.push(Line::styled("Moved by hand", theme.accent));
    if ground.moves.is_empty() {
        let stands = if ground.ordered.is_empty() { "it stands where it was put down" } else { "a score did" };
        lines.push(Line::styled(format!("Nobody moved it: {stands}."), theme.dim));
    }
    lines.extend(ground.moves.iter().flat_map(|told| moved(told, model, columns)));
    lines
}

/// When, what, who, and why.
fn moved(told: &Told, model: &Model, columns: usize) -> Vec<Line<'static>> {
    const WHEN: usize = 18;
    let theme = &model.theme;
    let by = if told.author.is_empty() { String::new() } else { format!(" ({})", told.author) };
    let mut said = vec![(format!("{}{by}", told.sentence()), theme.text)];
    said.extend(told.reason.iter().map(|reason| (format!("why: {reason}"), theme.good)));
    let room = columns.saturating_sub(WHEN).max(1);
    let lines = said.iter().flat_map(|(said, style)| glyph::wrap(said, room, 8).into_iter().map(move |l| (l, *style)));
    let lead = |n: usize| if n == 0 { glyph::fit(&model.now.shown(told.at), WHEN) } else { " ".repeat(WHEN) };
    lines
        .enumerate()
        .map(|(n, (line, style))| Line::from(vec![Span::styled(lead(n), theme.dim), Span::styled(line, style)]))
        .collect()
}

/// Two items.
fn beside(grounds: [&Ground; 2], model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let [Some(a), Some(b)] = grounds.map(|ground| why(ground, model)) else { return Vec::new() };
    let Some(scoring) = model.scoring() else { return Vec::new() };
    let versus = Versus::of([&a, &b], scoring);
    let mut lines = Vec::new();
    // Long names have room where there is some.
    let wide = versus.cells.iter().map(|cell| glyph::width(&cell.label) + 1).max().unwrap_or(0);
    let wide = wide.clamp(LABEL, (columns / 4).max(LABEL));
    let row = |label: &str, said: &[String; 2], styles: [Style; 2]| pair((label, wide), said, columns, styles, theme);
    lines.extend(row("", &versus.keys, [theme.accent; 2]));
    lines.extend(row("", &versus.titles, [theme.title; 2]));
    // What both share separates nothing: it stands in one line.
    let (same, other): (Vec<&Cell>, Vec<&Cell>) = versus.cells.iter().partition(|cell| cell.said[0] == cell.said[1]);
    for cell in other {
        lines.extend(row(&cell.label, &cell.said, [theme.text; 2]));
    }
    let same: Vec<String> = same.iter().map(|cell| format!("{} {}", cell.label, cell.said[0])).collect();
    if !same.is_empty() {
        lines.extend(labelled("Both", &[same.join(" · ")], columns, theme.dim, theme));
    }
    let mut sheet = Sheet::new(columns, MOST, theme);
    sheet.gap();
    for said in &versus.verdict {
        sheet.text(said, theme.text, "");
    }
    for (heading, said) in [("What separates them", &versus.apart), ("What would have to change", &versus.turns)] {
        if !said.is_empty() {
            sheet.heading(heading);
            for said in said {
                sheet.text(said, theme.text, "· ");
            }
        }
    }
    lines.extend(sheet.lines);
    lines
}

/// A label and two texts beside each other, as high as the longer one.
fn pair(
    label: (&str, usize),
    said: &[String; 2],
    columns: usize,
    styles: [Style; 2],
    theme: &Theme,
) -> Vec<Line<'static>> {
    let (label, wide) = label;
    let room = (columns.saturating_sub(wide + 2) / 2).max(1);
    let wrapped = [0, 1].map(|side: usize| glyph::wrap(&said[side], room, 6));
    let high = wrapped[0].len().max(wrapped[1].len());
    let cell = |side: usize, n: usize| {
        let text = wrapped[side].get(n).map_or("", String::as_str);
        Span::styled(glyph::fit(text, room), styles[side])
    };
    (0..high)
        .map(|n| {
            let label = glyph::fit(&glyph::cut(if n == 0 { label } else { "" }, wide - 1), wide);
            Line::from(vec![Span::styled(label, theme.dim), cell(0, n), Span::raw("  "), cell(1, n)])
        })
        .collect()
}
