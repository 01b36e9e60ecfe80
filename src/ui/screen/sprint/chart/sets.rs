//! The sets of the Sprint shown, with their items: what the cursor goes through beside a chart.

use crate::domain::ItemId;
use crate::domain::sprint::{Card, Course, Part, Set, Sum, Went, sets};
use crate::domain::text::counted;
use crate::domain::{Estimate, State};
use crate::ui::model::Model;
use crate::ui::overlay::rows::Cursor;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::fmt::Write;
use strum::IntoEnumIterator;

/// A set with what is in it, in the order shown.
struct Group<'a> {
    title: String,
    items: Vec<(Option<Part>, &'a Card)>,
}

/// The items of all sets, one after the other.
pub(super) fn sequence(course: &Course) -> Vec<ItemId> {
    groups(course).iter().flat_map(|group| &group.items).map(|(_, card)| card.row.id).collect()
}

fn groups(course: &Course) -> Vec<Group<'_>> {
    if course.sprint.started.is_none() {
        let items: Vec<_> = course.present().map(|card| (None, card)).collect();
        let title = heading("in it now", items.iter().map(|(_, card)| card.row.estimate.as_ref()), 0);
        return if items.is_empty() { Vec::new() } else { vec![Group { title, items }] };
    }
    let parts = sets(course);
    let group = |set: Set| {
        let inside: Vec<&Part> = parts.iter().filter(|part| part.set == set).collect();
        let items: Vec<_> =
            inside.iter().filter_map(|part| Some((Some((*part).clone()), course.card(part.item)?))).collect();
        let gone = inside.len() - items.len();
        let title = heading(set.name(), inside.iter().map(|part| part.after.as_ref()), gone);
        (!inside.is_empty()).then_some(Group { title, items })
    };
    Set::iter().filter_map(group).collect()
}

/// "not completed · 3 items, 13 points".
fn heading<'a>(name: &str, estimates: impl Iterator<Item = Option<&'a Estimate>>, gone: usize) -> String {
    let mut sum = Sum::default();
    estimates.for_each(|estimate| sum.add(estimate));
    let points = sum.known().map_or_else(|| "—".to_owned(), |points| points.to_string());
    let mut title = format!("{name} · {}, {points} points", counted(sum.count, "item"));
    if sum.unestimated > 0 {
        _ = write!(title, ", {} without", sum.unestimated);
    }
    if gone > 0 {
        _ = write!(title, " · {gone} not listed");
    }
    title
}

/// Draws them, the cursor in sight.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let Some(course) = &model.sprint.course else { return };
    let columns = usize::from(area.width);
    let (mut lines, mut at) = (Vec::new(), 0);
    for group in groups(course) {
        lines.push(Line::styled(glyph::cut(&group.title, columns), theme.title));
        for (part, card) in &group.items {
            let is_at = model.backlog.cursor == Some(card.row.id);
            if is_at {
                at = lines.len();
            }
            let state = state(course, part.as_ref(), card);
            lines.push(row(part.as_ref(), (card, state), is_at, columns, theme));
        }
    }
    if lines.is_empty() {
        let text = match (&course.sprint.past, course.sprint.started) {
            (Some(_), _) => "It was held elsewhere: its items are not known here.".into(),
            (None, None) => keyed(&model.keymap, "Nothing is in it yet: the plan takes items in (<previous-part>)."),
            (None, Some(_)) => "Nothing was in it.".into(),
        };
        lines = glyph::wrap(&text, columns, 3).into_iter().map(|line| Line::styled(line, theme.dim)).collect();
    }
    let top = Cursor { at, page: 0 }.top(lines.len(), usize::from(area.height));
    for (line, y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
}

/// The state by which an item counts: as it is now, in a Sprint that is over as it ended.
fn state(course: &Course, part: Option<&Part>, card: &Card) -> State {
    let end = course.end.iter().find(|frozen| frozen.item == card.row.id);
    match (end, part) {
        (Some(frozen), _) => frozen.state,
        (None, Some(Part { set: Set::Outside, .. })) => State::Done,
        (None, _) => card.row.state,
    }
}

fn row(
    part: Option<&Part>,
    (card, state): (&Card, State),
    is_at: bool,
    columns: usize,
    theme: &Theme,
) -> Line<'static> {
    let ink = |style| if is_at { theme.selection } else { style };
    let star = if part.is_some_and(|part| part.is_added) { "*" } else { "" };
    let key = glyph::fit(&format!("{}{star}", card.row.key), 10);
    let right = part.map_or_else(|| size(card.row.estimate.as_ref()), sizes);
    let went = match part.and_then(|part| part.went) {
        Some(Went::Next) => " → next Sprint",
        Some(Went::Backlog) => " → backlog",
        Some(Went::Stayed) | None => "",
    };
    let right = format!("{right}{went}");
    let title = glyph::fit(&card.row.title, columns.saturating_sub(16 + glyph::width(&right)));
    let is_done = state == State::Done;
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{} ", state.sign()), ink(theme.state(state))),
        Span::styled(format!("{key} "), ink(theme.dim)),
        Span::styled(title, ink(if is_done { theme.dim } else { theme.text })),
        Span::styled(format!(" {right}"), ink(theme.text)),
    ])
}

/// "3", or "3→5" where it was estimated anew in the Sprint.
fn sizes(part: &Part) -> String {
    if part.is_re_estimated() {
        format!("{}→{}", size(part.before.as_ref()), size(part.after.as_ref()))
    } else {
        size(part.after.as_ref())
    }
}

fn size(estimate: Option<&Estimate>) -> String {
    estimate.map_or_else(|| "?".into(), ToString::to_string)
}
