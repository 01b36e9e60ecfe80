//! The charts as tables: a Sprint day by day, and Sprint by Sprint.

use super::{Kind, over};
use crate::domain::item::Fact;
use crate::domain::sprint::{
    Burn, BurnDay, Course, Figures, Happened, Level, Measure, Phase, ScopeChange, Share, Stand, tenths,
};
use crate::domain::{Points, State};
use crate::ui::model::Model;
use crate::ui::overlay::rows::Cursor;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of a number.
const NUMBER: usize = 9;
/// Columns of a day, up to what happened on it.
const DAY: usize = 12 + 3 * (NUMBER + 1) + 2;
/// The most lines that what happened on a day takes.
const MOST_TOLD: usize = 6;

/// A Sprint day by day: the same numbers as its burndown and burnup, and what happened on each day.
pub(super) fn view_days(model: &Model, burn: &Burn, target: &mut Frame, area: Rect) {
    let (theme, state) = (&model.theme, &model.sprint.chart);
    let Some(course) = &model.sprint.course else { return };
    let columns = usize::from(area.width);
    let heads = match state.kind {
        Kind::Burnup => ["done", "scope", "remaining"],
        Kind::Burndown | Kind::Velocity => ["remaining", "ideal", "scope"],
    };
    let numbers: String = heads.iter().map(|head| glyph::fit_right(head, NUMBER + 1)).collect();
    let head = format!("{}{numbers}  what happened", glyph::fit("day", 12));
    target.render_widget(
        Line::styled(glyph::cut(&head, columns), theme.title),
        Rect { height: 1.min(area.height), ..area },
    );
    let start = BurnDay { stand: Some(burn.start), ..blank(burn) };
    let mut lines = vec![day_line("at start", &start, state.kind, state.measure, theme)];
    let now = burn.today.or_else(|| burn.days.iter().rposition(|day| day.stand.is_some())).unwrap_or(0);
    let (mut at, room) = (0, columns.saturating_sub(DAY).max(1));
    for (n, day) in burn.days.iter().enumerate() {
        if n == now {
            at = lines.len();
        }
        let today = if burn.today == Some(n) { "▸" } else { " " };
        let name = format!("{today}{}", day.day.format("%a %-d %b"));
        let mut told = glyph::wrap(&told(course, day), room, MOST_TOLD).into_iter();
        let mut first = day_line(&name, day, state.kind, state.measure, theme);
        first.push_span(Span::styled(told.next().unwrap_or_default(), theme.text));
        lines.push(first);
        lines.extend(told.map(|more| Line::styled(format!("{}{more}", " ".repeat(DAY)), theme.text)));
    }
    view_rows(lines, at, target, area);
}

/// The moment before the first day: the ideal line begins with what is open.
fn blank(burn: &Burn) -> BurnDay {
    let ideal = burn.start.remaining();
    BurnDay {
        day: burn.days.first().map(|day| day.day).unwrap_or_default(),
        is_working: true,
        ideal,
        ideal_items: Points(ideal.count * 1000),
        stand: None,
        facts: Vec::new(),
    }
}

/// Rows below a heading, the one at `at` in sight.
fn view_rows(lines: Vec<Line<'static>>, at: usize, target: &mut Frame, area: Rect) {
    let rows = usize::from(area.height.saturating_sub(1));
    let top = Cursor { at, page: 0 }.top(lines.len(), rows);
    for (line, y) in lines.into_iter().skip(top).zip(area.y + 1..area.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
}

fn day_line(name: &str, day: &BurnDay, kind: Kind, measure: Measure, theme: &Theme) -> Line<'static> {
    let of = |value: fn(&Stand) -> Level| {
        day.stand.map_or_else(|| "—".to_owned(), |stand| measure.level(value(&stand)).to_string())
    };
    let ideal = match measure {
        Measure::Points => day.ideal.points,
        Measure::Items => day.ideal_items,
    };
    let (done, scope, remaining) = (of(|stand| stand.done), of(|stand| stand.scope), of(Stand::remaining));
    let numbers = match kind {
        Kind::Burnup => [done, scope, remaining],
        Kind::Burndown | Kind::Velocity => [remaining, tenths(ideal).to_string(), scope],
    };
    let numbers: String = numbers.iter().map(|number| glyph::fit_right(number, NUMBER + 1)).collect();
    let style = if day.is_working { theme.text } else { theme.dim };
    Line::from(vec![
        Span::styled(glyph::fit(name, 12), style),
        Span::styled(format!("{numbers}  "), if day.stand.is_some() { style } else { theme.dim }),
    ])
}

/// "done WEB-1 WEB-2 · added WEB-9": the facts of a day that move a line, in their order.
fn told(course: &Course, day: &BurnDay) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for happened in day.facts.iter().filter_map(|at| course.facts.get(*at)) {
        let Some(what) = what(happened, course.sprint.number) else { continue };
        let key = course.card(happened.item).map_or_else(|| "?".into(), |card| card.row.key.to_string());
        match said.iter_mut().find(|(known, _)| *known == what) {
            Some((_, keys)) => keys.push(key),
            None => said.push((what, vec![key])),
        }
    }
    said.into_iter().map(|(what, keys)| format!("{what} {}", keys.join(" "))).collect::<Vec<_>>().join(" · ")
}

fn what(happened: &Happened, number: i64) -> Option<String> {
    let event = &happened.event;
    let is = |value: &Option<String>, word: &str| value.as_deref() == Some(word);
    match event.fact {
        Fact::State if is(&event.to, State::Done.name()) => Some("done".into()),
        Fact::State if is(&event.from, State::Done.name()) => Some("not done any more".into()),
        Fact::Sprint if is(&event.to, &number.to_string()) => Some("added".into()),
        Fact::Sprint => Some("removed".into()),
        Fact::Estimate => {
            let size = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".into());
            Some(format!("{}→{}", size(&event.from), size(&event.to)))
        }
        Fact::State | Fact::Accepted | Fact::Returned => None,
    }
}

/// Sprint by Sprint, the one shown marked; below those that are over the one that runs, as of now.
pub(super) fn view_sprints(model: &Model, target: &mut Frame, area: Rect) {
    let (theme, measure) = (&model.theme, model.sprint.chart.measure);
    let columns = usize::from(area.width);
    let running = super::shown(model).filter(|figures| figures.sprint.phase == Phase::Active);
    let mut all: Vec<&Figures> = over(model);
    all.extend(&running);
    if all.is_empty() {
        super::view_text(model, target, area, super::velocity::NONE);
        return;
    }
    let shown = model.sprint.course.as_ref().map(|course| course.sprint.id);
    let heads = ["planned", "completed", "added", "removed", "say/do", "carried", "defects"];
    let fit = columns.saturating_sub(2 + 9) / (NUMBER + 1);
    let name = columns.saturating_sub(2 + fit.min(heads.len()) * (NUMBER + 1)).min(24);
    let numbers: String = heads.iter().take(fit).map(|head| glyph::fit_right(head, NUMBER + 1)).collect();
    let head = format!("  {}{numbers}", glyph::fit("Sprint", name));
    target.render_widget(
        Line::styled(glyph::cut(&head, columns), theme.title),
        Rect { height: 1.min(area.height), ..area },
    );
    let at = all.iter().position(|figures| Some(figures.sprint.id) == shown).unwrap_or(all.len() - 1);
    let line = |figures: &Figures| {
        let is_at = Some(figures.sprint.id) == shown;
        let ink = |style| if is_at { theme.selection } else { style };
        let numbers: String =
            cells(figures, measure).iter().take(fit).map(|cell| glyph::fit_right(cell, NUMBER + 1)).collect();
        let so_far = if figures.sprint.phase == Phase::Active { " so far" } else { "" };
        let title = format!("{}{so_far}", figures.sprint.title());
        Line::from(vec![
            Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
            Span::styled(glyph::fit(&title, name), ink(theme.text)),
            Span::styled(numbers, ink(theme.text)),
        ])
    };
    view_rows(all.iter().map(|figures| line(figures)).collect(), at, target, area);
}

/// The numbers of a Sprint; "—" for what is not known, "…" for what is still worked out.
fn cells(figures: &Figures, measure: Measure) -> [String; 7] {
    let none = || figures.unknown().to_owned();
    let points = |points: Option<Points>| points.map_or_else(none, |points| points.to_string());
    let detail = figures.detail.as_ref();
    let scope = |points: fn(&ScopeChange) -> (Points, usize), sign: &str| {
        detail.map_or_else(none, |detail| match (points(&detail.scope), measure) {
            ((Points(0), _), Measure::Points) | ((_, 0), Measure::Items) => "0".into(),
            ((points, _), Measure::Points) => format!("{sign}{points}"),
            ((_, count), Measure::Items) => format!("{sign}{count}"),
        })
    };
    let share = |both: Option<(Share, Share)>| {
        both.map_or_else(none, |(points, items)| match measure {
            Measure::Points => points.to_string(),
            Measure::Items => items.to_string(),
        })
    };
    let defects = detail.and_then(|detail| detail.defects).map_or_else(none, |defects| defects.rate().to_string());
    [
        points(figures.planned_in(measure)),
        points(figures.completed_in(measure)),
        scope(|scope| (scope.up(), scope.added.count), "+"),
        scope(|scope| (scope.down(), scope.removed.count), "−"),
        share(figures.say_do()),
        share(figures.carry_over()),
        defects,
    ]
}
