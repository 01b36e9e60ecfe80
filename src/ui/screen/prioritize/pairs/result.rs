//! The third page: the order that comes of the answers, from old place to new.

use super::contradiction;
use crate::domain::query::Begun;
use crate::domain::score::{Standing, arrange_as};
use crate::domain::sprint::Phase;
use crate::domain::text::{counted, thousands};
use crate::domain::{ItemId, Row, SprintId};
use crate::ui::model::Model;
use crate::ui::screen::prioritize::row;
use crate::ui::widget::glyph::{fit_right, wrap};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Lines above the list at most, its heads with them.
const MOST_LINES: usize = 6;
/// Columns of the new place, and of the difference.
const COLUMNS: (usize, usize) = (6, 5);

/// An item of the proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proposed {
    /// The item.
    pub(super) item: ItemId,
    /// Its place in the order, from 1.
    from: usize,
    /// The place that the answers give it.
    to: usize,
    /// Why it stays where it is, in a word; empty where it does not have to.
    held: &'static str,
    /// The Sprint it is in and the one it would be in, where these are not the same.
    crosses: Option<(Option<SprintId>, Option<SprintId>)>,
}

/// All items as they would stand, the first first.
pub(super) fn lines(model: &Model, begun: &Begun, order: &[ItemId]) -> Vec<Proposed> {
    let mut stand: Vec<(usize, Standing)> =
        begun.rows.iter().filter_map(|row| Some((model.backlog.place_of(row.id)?, standing(model, row)))).collect();
    stand.sort_unstable_by_key(|(place, _)| *place);
    let standing: Vec<Standing> = stand.iter().map(|(_, standing)| *standing).collect();
    let shifts = arrange_as(&standing, order).shifts;
    let mut lines: Vec<Proposed> = stand
        .iter()
        .map(|(from, standing)| {
            let shift = shifts.iter().find(|shift| shift.item == standing.item);
            let to = shift.and_then(|shift| stand.get(shift.to - 1)).map_or(*from, |there| there.0);
            let held = match standing {
                Standing { is_running: true, .. } => "runs",
                Standing { is_pinned: true, .. } => "fixed",
                Standing { .. } => "",
            };
            Proposed { item: standing.item, from: *from, to, held, crosses: shift.and_then(|shift| shift.crosses) }
        })
        .collect();
    lines.sort_unstable_by_key(|line| line.to);
    lines
}

fn standing(model: &Model, row: &Row) -> Standing {
    let block = model.blocks.iter().find(|block| Some(block.sprint.id) == row.sprint);
    Standing {
        item: row.id,
        sprint: block.map(|block| block.sprint.id),
        is_running: block.is_some_and(|block| block.sprint.phase == Phase::Active),
        is_pinned: row.is_pinned,
        class: None,
    }
}

/// The items that move, as they stand afterwards: they take each other's places.
pub(super) fn moved(model: &Model, begun: &Begun, order: &[ItemId]) -> Vec<ItemId> {
    let lines = lines(model, begun, order);
    lines.iter().filter(|line| line.from != line.to).map(|line| line.item).collect()
}

/// The area of the list below the text and its heads.
pub(super) fn list(model: &Model, area: Rect, begun: &Begun, order: &[ItemId]) -> Rect {
    let above = u16::try_from(text(model, area, begun, order).len() + 2).unwrap_or(u16::MAX);
    let above = above.min(area.height.saturating_sub(3));
    Rect { y: area.y + above, height: area.height - above, ..area }
}

pub(super) fn view(model: &Model, target: &mut Frame, area: Rect, begun: &Begun, order: &[ItemId]) {
    let theme = &model.theme;
    let list = list(model, area, begun, order);
    let text = text(model, area, begun, order);
    for ((line, style), y) in text.into_iter().zip(area.y..list.y.saturating_sub(1)) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..area });
    }
    let lines = lines(model, begun, order);
    let (columns, wide) = (row::Lead::new(model), row::widened(list));
    if list.y > area.y {
        let head = format!("{}{}{}  title", columns.head(), fit_right("to", COLUMNS.0), fit_right("by", COLUMNS.1));
        let y = list.y - 1;
        target.render_widget(Line::styled(head, theme.dim), Rect { y, height: 1, ..wide });
    }
    let room = usize::from(wide.width).saturating_sub(columns.width() + COLUMNS.0 + COLUMNS.1 + 2);
    for (at, row) in row::seen(model, usize::from(list.height)) {
        let Some(line) = lines.iter().find(|line| line.item == row.id) else { continue };
        let ink = |style| row::ink(model, row, style);
        let mut spans = row::lead(model, row, &columns);
        let (by, style) = shift(line, model);
        let to = if line.from == line.to { String::new() } else { format!("→ {}", thousands(line.to)) };
        spans.push(Span::styled(fit_right(&to, COLUMNS.0), ink(theme.text)));
        spans.push(Span::styled(fit_right(&by, COLUMNS.1), ink(style)));
        spans.push(Span::raw("  "));
        let note = note(line, model);
        let wanted = if note.is_empty() { 0 } else { note.chars().count() + 2 };
        let side = if room > 2 * wanted { wanted } else { 0 };
        spans.push(row::title(model, row, room - side));
        if side > 0 {
            spans.push(Span::styled(fit_right(&note, side), ink(theme.warning)));
        }
        let is_selected = model.backlog.cursor == Some(row.id);
        let style = if is_selected { theme.selection } else { theme.text };
        let y = wide.y + u16::try_from(at).unwrap_or(u16::MAX - wide.y);
        target.render_widget(Line::from(spans).style(style), Rect { y, height: 1, ..wide });
    }
}

/// By how many places it moves, up or down; or what holds it.
fn shift(line: &Proposed, model: &Model) -> (String, Style) {
    let theme = &model.theme;
    match line.from.cmp(&line.to) {
        std::cmp::Ordering::Greater => (format!("▲{}", thousands(line.from - line.to)), theme.good),
        std::cmp::Ordering::Less => (format!("▼{}", thousands(line.to - line.from)), theme.warning),
        std::cmp::Ordering::Equal if !line.held.is_empty() => (line.held.into(), theme.dim),
        std::cmp::Ordering::Equal => ("=".into(), theme.dim),
    }
}

/// The Sprint's line that it would cross.
fn note(line: &Proposed, model: &Model) -> String {
    match line.crosses {
        None => String::new(),
        Some((_, Some(sprint))) => format!("into {}", model.sprint_title(sprint)),
        Some((_, None)) => "out of its Sprint".into(),
    }
}

/// The text in lines, each with its style.
fn text(model: &Model, area: Rect, begun: &Begun, order: &[ItemId]) -> Vec<(String, Style)> {
    let (theme, keymap) = (&model.theme, &model.keymap);
    let lines = lines(model, begun, order);
    let count = |is: &dyn Fn(&Proposed) -> bool| lines.iter().filter(|line| is(line)).count();
    let (moves, held) = (count(&|line| line.from != line.to), count(&|line| !line.held.is_empty()));
    let crossing = count(&|line| line.crosses.is_some());
    let mut facts = vec![format!("{} compared", counted(lines.len(), "item"))];
    facts.push(match moves {
        0 if held == 0 => "the order is as you answered".into(),
        0 => "nothing would move".into(),
        _ => format!("{moves} would move"),
    });
    if crossing > 0 {
        facts.push(format!("{crossing} over a Sprint's line"));
    }
    let hidden = match super::super::passing(model) {
        Some(passing) => count(&|line| line.from != line.to && passing.index_of(line.item).is_none()),
        None => 0,
    };
    if hidden > 0 {
        facts.push(format!("{hidden} hidden by the filter {} too", if hidden == 1 { "moves" } else { "move" }));
    }
    if held > 0 {
        facts.push(format!("{held} held at {} place", if held == 1 { "its" } else { "their" }));
    }
    if !begun.kept.skipped.is_empty() {
        facts.push(format!("{} passed over, as they stood", begun.kept.skipped.len()));
    }
    let way = if moves == 0 {
        "<compare> ends it · <pair-back> takes the last answer back"
    } else {
        "<compare> takes it over, one step · <pair-back> takes the last answer back · <leave> leaves all as it is"
    };
    let mut said = vec![(facts.join(" · "), theme.text), (keyed(keymap, way), theme.dim)];
    if let Some(found) = contradiction(model) {
        let again = keyed(keymap, " · <compare-again> compares them again");
        said.push((format!("Answers contradict each other: {}{again}", found.words), theme.warning));
    }
    let columns = usize::from(area.width).max(1);
    let wrapped = said.into_iter().flat_map(|(text, style)| {
        wrap(&text, columns, MOST_LINES).into_iter().map(move |line| (line, style)).collect::<Vec<_>>()
    });
    wrapped.take(MOST_LINES).collect()
}
