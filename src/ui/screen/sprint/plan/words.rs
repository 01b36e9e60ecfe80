//! What a plan says in words: the goals above it, what it is measured by below it.

use super::Desk;
use crate::domain::sprint::{Kinds, Share, Suggested, tenths};
use crate::domain::text::counted;
use crate::ui::model::Model;
use crate::ui::screen::sprint::plan::velocity;
use crate::ui::widget::glyph;
use crate::ui::wording::keyed;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels.
const LABEL: usize = 14;
/// From this height on the vision and the Product Goal have room.
const TALL: u16 = 26;
/// From this height on the Product Goal has.
const MIDDLE: u16 = 17;

/// Vision, Product Goal and Sprint Goal, as much of them as there is room for: the Sprint Goal always.
pub(super) fn goals(model: &Model, area: Rect) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let sheet = model.sheet();
    let columns = usize::from(area.width).saturating_sub(LABEL).max(1);
    let few = |height: u16, most: usize| if area.height >= height { most } else { 0 };
    let sprint = model.sprint.course.as_ref().map(|course| course.sprint.plan.goal.clone());
    let missing = if super::is_over(model) {
        ("none was written down".to_owned(), false)
    } else {
        (keyed(&model.keymap, "none yet: why is this Sprint worth doing? <edit-sprint> writes it"), true)
    };
    let goal = sprint.map(|goal| if goal.trim().is_empty() { missing } else { (goal, false) });
    let parts = [
        ("Vision", Some((sheet.vision.clone(), false)), few(TALL, 2)),
        ("Product Goal", Some((sheet.goal.clone(), false)), few(TALL, 2).max(few(MIDDLE, 1))),
        ("Sprint Goal", goal, few(TALL, 3).max(few(MIDDLE, 2)).max(1)),
    ];
    let mut lines = Vec::new();
    for (label, said, most) in parts {
        let Some((said, is_missing)) = said.filter(|(said, _)| !said.trim().is_empty()) else { continue };
        let style = if is_missing { theme.warning } else { theme.text };
        for (n, line) in short(&said, columns, most).into_iter().enumerate() {
            let label = if n == 0 { label } else { "" };
            let label = Span::styled(glyph::fit(label, LABEL), theme.dim);
            lines.push(Line::from(vec![label, Span::styled(line, style)]));
        }
    }
    lines
}

/// The beginning of a text in at most so many lines.
fn short(text: &str, columns: usize, most: usize) -> Vec<String> {
    if most == 0 {
        return Vec::new();
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = glyph::wrap(&text, columns, most + 1);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", glyph::cut(last, columns.saturating_sub(1)).trim_end_matches('…'));
        }
    }
    lines
}

/// A text and its look.
pub(super) type Said = (String, Style);

/// What stands below the Sprint's side, the most needed first.
pub(super) fn foot(model: &Model, desk: &Desk) -> Vec<Said> {
    let theme = &model.theme;
    let mut lines = vec![warned(model, desk)];
    lines.extend(of_card(model, desk));
    lines.push((usual(model, desk), theme.dim));
    lines.extend(agreed(model).map(|said| (said, theme.accent)));
    lines.extend(kinds(model).map(|said| (said, theme.dim)));
    lines
}

/// "3 warnings, w lists them · no item of it serves the Sprint Goal".
fn warned(model: &Model, desk: &Desk) -> Said {
    let theme = &model.theme;
    match desk.count() {
        0 => ("✓ nothing to warn of".into(), theme.good),
        n => {
            let first = desk.lacks.first().map_or(String::new(), |lack| format!(" · {}", lack.words()));
            let keys = keyed(&model.keymap, "<sprint-warnings> lists them");
            (format!("! {}, {keys}{first}", counted(n, "warning")), theme.warning)
        }
    }
}

/// What is odd about the item under the cursor.
fn of_card(model: &Model, desk: &Desk) -> Option<Said> {
    let at = desk.cards.iter().position(|card| Some(card.row.id) == model.backlog.cursor)?;
    let (card, found) = (desk.cards[at], &desk.warnings[at]);
    let mut words: Vec<String> = found.iter().map(crate::domain::sprint::warning::Warning::words).collect();
    if card.hops > 0 {
        words.push(format!("carried over {}×", card.hops));
    }
    let said = format!("{}: {}", card.row.key, words.join(" · "));
    (!words.is_empty()).then(|| (said, model.theme.warning))
}

/// "capacity 24 · velocity 21.3 (18–24), Sprints 11, 12, 13".
fn usual(model: &Model, desk: &Desk) -> String {
    let capacity = match desk.room.filter(|_| desk.has_capacity) {
        Some(capacity) => format!("capacity {capacity}"),
        None => keyed(&model.keymap, "no capacity yet: <edit-sprint> sets it"),
    };
    match desk.usual {
        Some(usual) => format!("{capacity} · velocity {}", range(model, usual)),
        None => match velocity(model).unestimated {
            0 => format!("{capacity} · no velocity yet: no Sprint was closed"),
            n => format!("{capacity} · no velocity yet: {} without points", counted(n, "Sprint")),
        },
    }
}

/// "21.3 (18–24), Sprints 11, 12, 13".
pub(super) fn range(model: &Model, usual: Suggested) -> String {
    let velocity = velocity(model);
    let behind: Vec<&str> = velocity.newest().iter().map(|behind| behind.short.as_str()).collect();
    let noun = if behind.len() == 1 { "Sprint" } else { "Sprints" };
    let out = velocity.left_out();
    format!("{} ({}–{}), {noun} {}{out}", tenths(usual.mean), usual.least, usual.most, behind.join(", "))
}

/// "story 13 · bug 5 · debt and bugs 27.8 %; Sprints 12: 20 %, 13: 25 %".
fn kinds(model: &Model) -> Option<String> {
    let course = model.sprint.course.as_ref()?;
    let now = Kinds::present(course);
    let sums = now.sums.iter().filter(|(_, sum)| sum.points.0 > 0);
    let sums: Vec<String> = sums.map(|(kind, sum)| format!("{} {}", kind.name(), sum.points)).collect();
    if sums.is_empty() {
        return None;
    }
    let share = |kinds: &Kinds| -> Share { kinds.upkeep().0 };
    let before = model.sprint.past.figures.iter().rev().filter_map(|figures| {
        let detail = figures.detail.as_ref()?;
        Some(format!("{}: {}", figures.sprint.short(), share(&detail.planned_kinds)))
    });
    let mut before: Vec<String> = before.take(3).collect();
    before.reverse();
    let before = match before.len() {
        0 => String::new(),
        count => format!("; {} {}", if count == 1 { "Sprint" } else { "Sprints" }, before.join(", ")),
    };
    Some(format!("{} · debt and bugs {}{before}", sums.join(" · "), share(&now)))
}

/// What the Sprint Retrospectives agreed on and nobody has done yet.
fn agreed(model: &Model) -> Option<String> {
    let open: Vec<_> = model.sprint.past.agreed.iter().filter(|agreed| agreed.said.done_on.is_none()).collect();
    let first = open.first()?;
    let keys = keyed(&model.keymap, "<retrospective> lists them");
    let count = counted(open.len(), "retrospective action");
    Some(format!("{count} open · {keys} · {}", first.said.text.replace('\n', " ")))
}
