//! Velocity, drawn: planned at start and completed as bars, Sprint by Sprint, with the means as lines.

use super::over;
use crate::domain::Points;
use crate::domain::sprint::{Figures, Measure, Velocity, tenths};
use crate::domain::text::thousands;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What stands here before the first Sprint is over.
pub(super) const NONE: &str = "No Sprint is over yet. Velocity is what was completed in each: it begins when the first \
    one closes, or with history taken in from elsewhere (`upnext sprint import`).";

/// The columns of a Sprint: at least these, at most those.
const NARROW: u16 = 5;
const BROAD: u16 = 12;
/// Parts of a column from low to high.
const EIGHTHS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const PLANNED: &str = "░";
const COMPLETED: &str = "█";
const OF_THREE: &str = "━";
const OF_ALL: &str = "┄";

/// What is drawn, and to which scale.
struct Scale {
    /// The area of the bars.
    bars: Rect,
    /// Columns of a Sprint.
    group: u16,
    /// The highest value, in thousandths; above 0.
    most: i64,
    /// True where the columns are too narrow for all that is told below them: a number cut short would be another.
    is_brief: bool,
}

impl Scale {
    /// How many eighths of a row a value is high; what is above 0 is to be seen.
    fn eighths(&self, value: Points) -> u16 {
        let full = i64::from(self.bars.height) * 8;
        let high = i128::from(value.0.max(0)) * i128::from(full) / i128::from(self.most);
        u16::try_from(high).unwrap_or(0).max(u16::from(value.0 > 0))
    }

    /// The row of a value, counted from the top of the frame.
    fn row(&self, value: Points) -> u16 {
        let up = self.eighths(value).div_ceil(8).clamp(1, self.bars.height.max(1));
        self.bars.bottom().saturating_sub(up)
    }
}

/// Draws it, with a legend below.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let (theme, measure) = (&model.theme, model.sprint.chart.measure);
    let all = over(model);
    if all.is_empty() {
        super::view_text(model, target, area, NONE);
        return;
    }
    let [top, legend] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let room = usize::from(top.width.saturating_sub(7) / NARROW).max(1);
    let shown = &all[first(&all, model, room)..];
    let shown = &shown[..shown.len().min(room)];
    let labels = if top.height >= 9 { 3 } else { 2 };
    let velocity = Velocity::of(&model.sprint.past.figures, measure);
    let most = most(shown, measure).max(velocity.mean_of_all().map_or(0, |mean| mean.0)).max(1000);
    let group = (top.width.saturating_sub(7) / u16::try_from(shown.len()).unwrap_or(1).max(1)).clamp(NARROW, BROAD);
    let height = top.height.saturating_sub(labels);
    let bars = Rect { x: top.x + 7, width: top.width.saturating_sub(7), height, ..top };
    let is_brief = is_brief(shown, measure, usize::from(group - 1));
    let scale = Scale { bars, group, most, is_brief };
    view_axis(&scale, top, theme, target);
    let lines = [(velocity.mean_of_all(), OF_ALL, theme.dim), (velocity.mean_of_three(), OF_THREE, theme.warning)];
    for (mean, sign, style) in lines {
        if let Some(mean) = mean.filter(|_| height > 0) {
            let wide = usize::from(scale.bars.width);
            let line = Rect { y: scale.row(mean), height: 1, ..scale.bars };
            target.render_widget(Span::styled(sign.repeat(wide), style), line);
        }
    }
    let at = model.sprint.course.as_ref().map(|course| course.sprint.id);
    for (n, figures) in (0_u16..).zip(shown) {
        view_sprint(&scale, n, figures, measure, (at == Some(figures.sprint.id), labels), theme, target);
    }
    view_legend((shown.len(), all.len()), theme, target, legend);
}

/// Which Sprint is the first drawn: the newest are in sight, and so is the one shown.
fn first(all: &[&Figures], model: &Model, room: usize) -> usize {
    let newest = all.len().saturating_sub(room);
    let at = model.sprint.course.as_ref().map(|course| course.sprint.id);
    all.iter().position(|figures| Some(figures.sprint.id) == at).map_or(newest, |at| at.min(newest))
}

fn most(shown: &[&Figures], measure: Measure) -> i64 {
    let both = |f: &&Figures| [f.planned_in(measure), f.completed_in(measure)];
    shown.iter().flat_map(both).flatten().map(|points| points.0).max().unwrap_or(0)
}

fn is_brief(shown: &[&Figures], measure: Measure, room: usize) -> bool {
    let is_wide = |figures: &&Figures| {
        let (sums, change) = labels_of(figures, measure, false);
        glyph::width(&sums).max(glyph::width(&change)) > room
    };
    shown.iter().any(is_wide)
}

fn view_axis(scale: &Scale, top: Rect, theme: &Theme, target: &mut Frame) {
    let Rect { y, height, .. } = scale.bars;
    if height == 0 {
        return;
    }
    for row in y..y + height {
        target.render_widget(Span::styled("│", theme.border), Rect::new(top.x + 6, row, 1, 1).intersection(top));
    }
    let label = |value: i64, y: u16, target: &mut Frame| {
        let text = glyph::fit_right(&tenths(Points(value)).to_string(), 5);
        target.render_widget(Span::styled(text, theme.dim), Rect::new(top.x, y, 5, 1).intersection(top));
    };
    label(scale.most, y, target);
    if height >= 5 {
        label(scale.most / 2, y + height / 2, target);
    }
    label(0, y + height - 1, target);
}

fn view_sprint(
    scale: &Scale,
    n: u16,
    figures: &Figures,
    measure: Measure,
    (is_shown, labels): (bool, u16),
    theme: &Theme,
    target: &mut Frame,
) {
    let x = scale.bars.x + n * scale.group;
    let wide = ((scale.group - 1) / 2).clamp(1, 4);
    let (planned, completed) = (figures.planned_in(measure), figures.completed_in(measure));
    if let Some(planned) = planned {
        view_bar(scale, (x, wide), planned, (PLANNED, theme.text), target);
    }
    if let Some(completed) = completed {
        view_bar(scale, (x + wide, wide), completed, (COMPLETED, theme.accent), target);
    }
    let style = if is_shown { theme.selection } else { theme.dim };
    let (sums, change) = labels_of(figures, measure, scale.is_brief);
    let rows = [(figures.sprint.short(), style), (sums, theme.text), (change, theme.warning)];
    let room = usize::from(scale.group - 1);
    for ((text, style), y) in rows.into_iter().take(usize::from(labels)).zip(scale.bars.bottom()..) {
        let area = Rect::new(x, y, scale.group - 1, 1).intersection(target.area());
        target.render_widget(Span::styled(glyph::cut(&text, room), style), area);
    }
}

/// What stands below the bars of a Sprint: "21/18", and "+5−3" for its scope; in brief what was completed alone.
fn labels_of(figures: &Figures, measure: Measure, is_brief: bool) -> (String, String) {
    let text = |points: Option<Points>| points.map_or_else(|| figures.unknown().into(), |points| points.to_string());
    if is_brief {
        return (text(figures.completed_in(measure)), String::new());
    }
    let change = figures.detail.as_ref().map_or_else(String::new, |detail| match (detail.scope, measure) {
        (scope, _) if scope.is_none() => String::new(),
        (scope, Measure::Points) => format!("+{}−{}", scope.up(), scope.down()),
        (scope, Measure::Items) => format!("+{}−{}", scope.added.count, scope.removed.count),
    });
    (format!("{}/{}", text(figures.planned_in(measure)), text(figures.completed_in(measure))), change)
}

fn view_bar(scale: &Scale, (x, wide): (u16, u16), value: Points, (sign, style): (&str, Style), target: &mut Frame) {
    let eighths = scale.eighths(value);
    // A sign without parts is drawn in whole rows.
    let (full, part) = if sign == COMPLETED { (eighths / 8, eighths % 8) } else { (eighths.div_ceil(8), 0) };
    let bottom = scale.bars.bottom();
    let mut put = |row: u16, sign: &str| {
        let area = Rect::new(x, bottom.saturating_sub(row + 1), wide, 1).intersection(scale.bars);
        target.render_widget(Span::styled(sign.repeat(usize::from(wide)), style), area);
    };
    (0..full.min(scale.bars.height)).for_each(|row| put(row, sign));
    if let Some(sign) = part.checked_sub(1).and_then(|n| EIGHTHS.get(usize::from(n))) {
        put(full, sign);
    }
}

fn view_legend((drawn, all): (usize, usize), theme: &Theme, target: &mut Frame, area: Rect) {
    let mut spans = Vec::new();
    if drawn < all {
        spans.push(Span::styled(format!("{drawn} of {} Sprints  ", thousands(all)), theme.warning));
    }
    for (sign, name, style) in [
        (PLANNED, "planned", theme.text),
        (COMPLETED, "completed", theme.accent),
        (OF_THREE, "mean of three", theme.warning),
        (OF_ALL, "of all", theme.dim),
    ] {
        spans.push(Span::styled(format!("{sign}{sign} "), style));
        spans.push(Span::styled(format!("{name}  "), theme.text));
    }
    target.render_widget(Line::from(spans), area);
}
