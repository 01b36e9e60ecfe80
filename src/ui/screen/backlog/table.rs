//! The list: a row an item, columns that give way from 200 down to 60.

use super::State;
use super::line::{self, Line as Ruled, Stands};
use crate::domain::item::Aside;
use crate::domain::text::thousands;
use crate::domain::time::age;
use crate::domain::word::{self, Needle};
use crate::domain::{Children, List, Row, Scale, State as Domain};
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{cut, fit, fit_right, width};
use crate::ui::widget::sign::{CHANGED, FIXED, GOES_BACK, GOES_ON, INCOMING, SERVES};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Widths of the columns for one page; 0 leaves a column out.
struct Columns {
    place: usize,
    key: usize,
    kind: usize,
    title: usize,
    aside: usize,
    state: usize,
    estimate: usize,
    /// The score, and a sign where rank and score disagree.
    badge: usize,
    /// Why and when it was declined, in the list of these.
    refused: usize,
}

/// Columns of cursor and mark before each row.
const GUTTER: usize = 2;
/// `in progress` with its sign.
const STATE: usize = 13;
/// `2026-12-24`.
const ASIDE: usize = 10;

impl Columns {
    fn new(state: &State, columns: usize) -> Self {
        let rows = &state.window.rows;
        let last = state.total().unwrap_or(state.window.from + rows.len());
        let place = thousands(last).len().max(3);
        let key = rows.iter().map(|r| width(&r.key.to_string())).max().unwrap_or(0).clamp(5, 12);
        let estimate = rows
            .iter()
            .map(|r| match &r.children {
                Some(children) => width(&children.points_text()),
                None => r.estimate.as_ref().map_or(1, |e| width(e.as_str()) + 1),
            })
            .max()
            .unwrap_or(1)
            .clamp(3, 6);
        let kind = if columns >= 90 { 5 } else { 0 };
        let is_refused = state.list == List::Declined && columns >= 50;
        // Where room is short, why it was declined is worth more than its size, and these have no place.
        let (place, estimate) = if is_refused && columns < 62 { (0, 0) } else { (place, estimate) };
        let refused = if is_refused { columns * 2 / 5 } else { 0 };
        let badge = state.badges.columns(state.list, rows, columns < 62);
        let state = if columns >= 62 && !is_refused { STATE } else { 1 };
        let aside = if rows.iter().any(|row| row.aside.is_some()) { ASIDE } else { 0 };
        let gaps = 2
            + 3
            + usize::from(kind > 0) * 2
            + usize::from(aside > 0)
            + usize::from(refused > 0)
            + usize::from(badge > 0);
        let fixed = GUTTER + place + key + kind + aside + refused + state + estimate + badge + gaps;
        let title = columns.saturating_sub(fixed);
        Self { place, key, kind, title, aside, state, estimate, badge, refused }
    }
}

/// The rows as they are drawn this time.
struct Table<'a> {
    state: &'a State,
    columns: Columns,
    scale: Scale,
    theme: &'a Theme,
    /// What is looked for, shown in the titles.
    needles: Vec<Needle>,
}

pub(super) fn view(state: &State, frame: &mut Frame, area: Rect, scale: Scale, theme: &Theme) {
    let needles = [state.narrow.needles(), state.find.needles()].concat();
    let table = Table { state, columns: Columns::new(state, usize::from(area.width)), scale, theme, needles };
    let first = match state.visible() {
        // The window begins with the first row on the screen: that is what was asked for.
        Some(_) => state.lines.rows_above(state.top),
        None => state.window.from,
    };
    for y in area.y..area.bottom() {
        let at = Rect { y, height: 1, ..area };
        match state.lines.stands(state.top + usize::from(y - area.y)) {
            Stands::Row(index) => {
                let Some(row) = index.checked_sub(first).and_then(|n| state.window.rows.get(n)) else { continue };
                let is_selected = state.cursor == Some(row.id);
                let text = table.row(row, table.place(row, index), is_selected);
                frame.render_widget(text.style(if is_selected { theme.selection } else { theme.text }), at);
            }
            Stands::Line(n) => frame.render_widget(table.line(&state.lines.drawn()[n], usize::from(area.width)), at),
        }
    }
}

impl Table<'_> {
    /// Its place in the whole list, counted from 1, as far as known.
    fn place(&self, row: &Row, index: usize) -> Option<usize> {
        let is_part = self.state.narrow.is_on() || self.state.walk.is_some();
        self.state.place_of(row.id).or_else(|| (!is_part).then_some(index + 1))
    }

    /// The line below a Sprint's block. Lines step back behind the rows; what is wrong with a Sprint does not.
    fn line(&self, line: &Ruled, columns: usize) -> Line<'static> {
        let (theme, dashes) = (self.theme, if line.fence.is_some() { self.theme.border } else { self.theme.dim });
        let words = if line.is_over { theme.warning } else { theme.dim };
        let [before, said, behind] = line::fill(line, columns.saturating_sub(GUTTER));
        Line::from(vec![
            Span::raw(" ".repeat(GUTTER)),
            Span::styled(before, dashes),
            Span::styled(said, words),
            Span::styled(behind, dashes),
        ])
    }

    fn row(&self, row: &Row, place: Option<usize>, is_selected: bool) -> Line<'static> {
        let Self { state, columns, theme, .. } = self;
        // On the selected row every text takes the selection's colours, so that it can be read on them; what does not
        // pass any more steps back.
        let is_kept = state.narrow.is_kept(row.id);
        let ink = |style: Style| match (is_selected, is_kept) {
            (true, _) => theme.selection,
            (false, true) => theme.dimmed,
            (false, false) => style,
        };
        let mut spans = vec![
            Span::styled(if is_selected { "▌" } else { " " }, ink(theme.accent)),
            Span::styled(self.mark(row), ink(theme.mark)),
            Span::styled(fit_right(&place_text(state.list, place), columns.place), ink(theme.dim)),
            Span::raw("  "),
            Span::styled(fit(&row.key.to_string(), columns.key), ink(theme.dim)),
        ];
        if columns.kind > 0 {
            spans.push(Span::raw("  "));
            spans.push(Span::styled(fit(row.kind.name(), columns.kind), ink(theme.dim)));
        }
        spans.push(Span::raw(" "));
        spans.extend(self.title(row, &ink));
        spans.push(Span::raw(" "));
        if columns.refused > 0 {
            spans.extend(self.refused(row, &ink));
            spans.push(Span::raw(" "));
        }
        if columns.aside > 0 {
            spans.push(Span::styled(fit(&aside_text(row), columns.aside), ink(theme.accent)));
            spans.push(Span::raw(" "));
        }
        spans.extend(self.state(row, &ink));
        spans.push(Span::styled(fit_right(&estimate_text(row, self.scale), columns.estimate), ink(theme.text)));
        if columns.badge > 0 {
            spans.push(Span::raw(" "));
            spans.extend(state.badges.spans(row, columns.badge, theme, &ink));
        }
        Line::from(spans)
    }

    /// The state and, where the Definition of Ready says something else, a sign behind it; then a space, which is the
    /// sign's own place where there is no room for words.
    fn state(&self, row: &Row, ink: &dyn Fn(Style) -> Style) -> [Span<'static>; 3] {
        let (columns, theme) = (self.columns.state, self.theme);
        let (mark, style) = match (row.state, row.passes) {
            (Domain::Open, Some(true)) => (GOES_ON, theme.good),
            (Domain::Ready, Some(false)) => (GOES_BACK, theme.warning),
            _ => (" ", theme.text),
        };
        let word = if columns > 1 { state_text(row) } else { row.state.sign().into() };
        // Behind `● ready`, so that all signs stand below each other.
        let lead = if mark == " " { columns } else { columns.min(8) };
        [
            Span::styled(fit(&word, lead), ink(theme.state(row.state))),
            Span::styled(mark, ink(style)),
            Span::raw(" ".repeat(columns - lead)),
        ]
    }

    fn mark(&self, row: &Row) -> &'static str {
        let marks = &self.state.marks;
        match (marks.has(row.id), marks.range == Some(row.id)) {
            (true, _) => "•",
            (false, true) => "┄",
            (false, false) => self.state.walk.as_ref().map_or(" ", |walk| walk.sign(row.id)),
        }
    }

    /// Why it was declined and when; where the day to look again has come, that first.
    fn refused(&self, row: &Row, ink: &dyn Fn(Style) -> Style) -> Vec<Span<'static>> {
        let room = self.columns.refused;
        let Some(no) = &row.refused else { return vec![Span::raw(" ".repeat(room))] };
        let is_due = no.again.is_some_and(|again| again <= self.state.today);
        let day = if room >= 28 { format!("{} ", no.at.utc().format("%Y-%m-%d")) } else { String::new() };
        let lead = if is_due { "look again · ".to_owned() } else { day };
        let style = if is_due { self.theme.warning } else { self.theme.dim };
        let rest = room.saturating_sub(width(&lead));
        vec![Span::styled(cut(&lead, room), ink(style)), Span::styled(fit(&no.reason, rest), ink(self.theme.text))]
    }

    /// Its oldest open question with its age, and whether it is snoozed.
    fn remark(&self, row: &Row) -> String {
        let today = self.state.today;
        let asked = row.asked_on.map_or_else(String::new, |day| format!("?{} ", age(day, today)));
        let is_snoozed = row.snoozed_until.is_some_and(|until| until > today);
        format!("{asked}{}", if is_snoozed { "z " } else { "" })
    }

    /// The title with what was found in it.
    fn title(&self, row: &Row, ink: &dyn Fn(Style) -> Style) -> Vec<Span<'static>> {
        let style = ink(title_style(row, self.state.marks.has(row.id), self.theme));
        let title = if row.is_blocked { format!("! {}", row.title) } else { row.title.clone() };
        let is_incoming = self.state.is_incoming(row);
        let signs =
            [(is_incoming, INCOMING), (row.is_changed, CHANGED), (row.is_pinned, FIXED), (row.serves_goal, SERVES)];
        let signs = signs.into_iter().filter(|(is, _)| *is);
        let signs = signs.flat_map(|(_, sign)| [sign, " "]).collect::<String>();
        let goal = cut(&signs, self.columns.title);
        let remark = cut(&self.remark(row), self.columns.title.saturating_sub(width(&goal)));
        let title = fit(&title, self.columns.title.saturating_sub(width(&goal) + width(&remark)));
        let goal = Span::styled(goal, ink(self.theme.accent));
        let (mut spans, mut from) = (vec![goal, Span::styled(remark, ink(self.theme.warning))], 0);
        let hit = ink(self.theme.matched).add_modifier(Modifier::UNDERLINED);
        for range in word::found(&title, &self.needles) {
            spans.push(Span::styled(title[from..range.start].to_owned(), style));
            spans.push(Span::styled(title[range.clone()].to_owned(), hit));
            from = range.end;
        }
        spans.push(Span::styled(title[from..].to_owned(), style));
        spans
    }
}

/// The value of the column that the list is shown by; `—` where there is none.
fn aside_text(row: &Row) -> String {
    match &row.aside {
        Some(Aside::Day(day)) => day.to_string(),
        Some(Aside::Key(key)) => key.to_string(),
        None => "—".into(),
    }
}

fn title_style(row: &Row, is_marked: bool, theme: &Theme) -> Style {
    if is_marked {
        theme.mark
    } else if row.is_blocked {
        theme.warning
    } else {
        theme.text
    }
}

/// Lists by date have no places to speak of.
fn place_text(list: List, place: Option<usize>) -> String {
    place.filter(|_| list.is_by_rank()).map_or(String::new(), thousands)
}

/// The state; of an epic with items, how many of them are done.
fn state_text(row: &Row) -> String {
    let sign = row.state.sign();
    match &row.children {
        Some(children) if children.count > 0 => {
            let Children { done, count, .. } = *children;
            let long = format!("{sign} {done}/{count} done");
            if width(&long) > STATE { format!("{sign} {done}/{count}") } else { long }
        }
        _ => format!("{sign} {}", row.state.name()),
    }
}

/// The estimate, or the points of what belongs to an epic; `*` where it is off the product's scale, `—` where there is none.
fn estimate_text(row: &Row, scale: Scale) -> String {
    if let Some(children) = &row.children {
        return children.points_text();
    }
    match &row.estimate {
        None => "—".into(),
        Some(e) if scale.has(e) => e.to_string(),
        Some(e) => format!("{}*", cut(e.as_str(), 5)),
    }
}
