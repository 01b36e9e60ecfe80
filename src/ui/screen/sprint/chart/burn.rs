//! Burndown and burnup, drawn.

use super::Kind;
use crate::domain::Points;
use crate::domain::sprint::{Burn, Figures, Left, Level, Measure, Stand};
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::wording::keyed;
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Chart, Dataset, GraphType};

/// Where each line is known without its colour.
const REMAINING: char = '●';
const DONE: char = '■';
const SCOPE: char = '━';
const IDEAL: char = '·';
const TODAY: char = '│';

/// The Sprint shown day by day; else why there is no such thing.
pub(super) fn of(model: &Model) -> Result<Burn, String> {
    let Some(course) = &model.sprint.course else {
        return Err(keyed(
            &model.keymap,
            "There is no Sprint yet. A burndown begins when one starts: the plan is where one is made (<previous-part>).",
        ));
    };
    let sprint = &course.sprint;
    let title = sprint.title();
    if sprint.past.is_some() {
        return Err(format!("{title} was held elsewhere: what happened on each of its days is not known here."));
    }
    Burn::of(course, &model.calendar, model.now.day).ok_or_else(|| {
        format!("{title} has not started yet. Its burndown begins with its start, from what is planned then.")
    })
}

/// One line of a chart.
struct Curve {
    name: String,
    sign: char,
    style: Style,
    data: Vec<(f64, f64)>,
}

/// Draws it, with a legend below.
pub(super) fn view(model: &Model, burn: &Burn, kind: Kind, figures: Option<&Figures>, target: &mut Frame, area: Rect) {
    let (theme, measure) = (&model.theme, model.sprint.chart.measure);
    let [top, legend] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let curves = curves(burn, kind, measure, theme);
    view_legend(model, &curves, burn, figures, target, legend);
    let most = ceiling(number(burn.most(measure)));
    let last = number(Points(i64::try_from(burn.days.len()).unwrap_or(1) * 1000));
    let today = burn.today.map(|at| number(Points(i64::try_from(at + 1).unwrap_or(1) * 1000)));
    let line = today.map(|x| [(x, 0.0), (x, most)]);
    let mut sets = Vec::new();
    if let Some(line) = &line {
        sets.push(dataset(line, TODAY, theme.border));
    }
    sets.extend(curves.iter().map(|curve| dataset(&curve.data, curve.sign, curve.style)));
    let chart = Chart::new(sets)
        .style(theme.text)
        .legend_position(None)
        .x_axis(
            Axis::default()
                .style(theme.border)
                .bounds([0.0, last])
                .labels(days(burn).into_iter().map(|day| Line::styled(day, theme.dim)))
                .labels_alignment(Alignment::Center),
        )
        .y_axis(
            Axis::default()
                .style(theme.border)
                .bounds([0.0, most])
                .labels(heights(most).into_iter().map(|height| Line::styled(height, theme.dim))),
        );
    target.render_widget(chart, top);
}

fn dataset(data: &[(f64, f64)], sign: char, style: Style) -> Dataset<'_> {
    Dataset::default().marker(Marker::Custom(sign)).graph_type(GraphType::Line).style(style).data(data)
}

/// The lines of a chart, the most important one last: it is drawn over the others.
fn curves(burn: &Burn, kind: Kind, measure: Measure, theme: &Theme) -> Vec<Curve> {
    let curve = |name: &str, sign, style, data| Curve { name: name.into(), sign, style, data };
    let of = |level: fn(&Stand) -> Level| known(burn, |stand| measure.level(level(stand)));
    let scope = curve("scope", SCOPE, theme.warning, of(|stand| stand.scope));
    match kind {
        Kind::Burnup => vec![scope, curve("done", DONE, theme.good, of(|stand| stand.done))],
        Kind::Burndown | Kind::Velocity => vec![
            curve("ideal", IDEAL, theme.dim, ideal(burn, measure)),
            scope,
            curve("remaining", REMAINING, theme.accent, of(Stand::remaining)),
        ],
    }
}

fn known(burn: &Burn, value: impl Fn(&Stand) -> Points) -> Vec<(f64, f64)> {
    let days = burn.days.iter().map_while(|day| day.stand);
    std::iter::once(burn.start)
        .chain(days)
        .zip(0_u32..)
        .map(|(stand, x)| (f64::from(x), number(value(&stand))))
        .collect()
}

fn ideal(burn: &Burn, measure: Measure) -> Vec<(f64, f64)> {
    let start = measure.level(burn.start.remaining());
    let days = burn.days.iter().map(|day| match measure {
        Measure::Points => day.ideal.points,
        Measure::Items => day.ideal_items,
    });
    std::iter::once(start).chain(days).zip(0_u32..).map(|(left, x)| (f64::from(x), number(left))).collect()
}

/// Thousandths as a number to draw.
#[expect(clippy::cast_precision_loss, reason = "a chart has a few hundred places")]
fn number(points: Points) -> f64 {
    points.0 as f64 / 1000.0
}

/// The next round number, whose half is one too: where an axis ends well.
fn ceiling(most: f64) -> f64 {
    let step = 10_f64.powf(most.max(1.0).log10().floor());
    [1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 3.2, 3.6, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
        .map(|n| n * step)
        .into_iter()
        .find(|n| *n >= most)
        .unwrap_or(most)
}

fn heights(most: f64) -> Vec<String> {
    let shown = |height: f64| {
        let text = format!("{height:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    vec!["0".into(), shown(most / 2.0), shown(most)]
}

/// The first day, one in the middle, the last.
fn days(burn: &Burn) -> Vec<String> {
    let shown = |day: NaiveDate| day.format("%-d %b").to_string();
    let at = |n: usize| burn.days.get(n).map(|day| shown(day.day));
    match burn.days.len() {
        0 => Vec::new(),
        // Labels stand evenly: two are the least that an axis draws.
        1..=2 => [at(0), at(burn.days.len() - 1)].into_iter().flatten().collect(),
        count => [at(0), at(count / 2), at(count - 1)].into_iter().flatten().collect(),
    }
}

fn view_legend(
    model: &Model,
    curves: &[Curve],
    burn: &Burn,
    figures: Option<&Figures>,
    target: &mut Frame,
    area: Rect,
) {
    let theme = &model.theme;
    let mut spans = Vec::new();
    for curve in curves.iter().rev() {
        spans.push(Span::styled(format!("{0}{0} ", curve.sign), curve.style));
        spans.push(Span::styled(format!("{}  ", curve.name), theme.text));
    }
    if burn.today.is_some() {
        spans.push(Span::styled(format!("{TODAY} "), theme.border));
        spans.push(Span::styled("today  ", theme.text));
    }
    let unestimated = figures.and_then(|figures| figures.planned).map_or(0, |planned| planned.unestimated);
    if unestimated > 0 {
        spans.push(Span::styled(format!("{unestimated} unestimated  "), theme.warning));
    }
    // What happens after its last day is drawn on that.
    let sprint = model.sprint.course.as_ref().map(|course| &course.sprint);
    if let Some(left @ Left::Over(_)) = sprint.and_then(|sprint| sprint.left(model.now.day, &model.calendar)) {
        spans.push(Span::styled(left.words(), theme.warning));
    }
    target.render_widget(Line::from(spans), area);
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_axis_ends_at_a_round_number() {
        for (most, end) in [(0.0, 1.0), (0.5, 1.0), (8.0, 8.0), (9.0, 9.0), (21.0, 24.0), (1234.0, 1600.0)] {
            assert!((super::ceiling(most) - end).abs() < 1e-9, "{most}");
        }
        assert_eq!(super::heights(15.0), ["0", "7.5", "15"]);
    }
}
