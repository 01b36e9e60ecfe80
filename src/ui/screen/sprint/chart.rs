//! The charts: burndown, burnup, velocity; each drawn or as a table, and beside it the sets of the Sprint.

mod burn;
mod figure;
mod sets;
mod table;
mod velocity;

use super::super::super::model::Model;
use super::Part;
use crate::domain::ItemId;
use crate::domain::sprint::{Figures, Measure, Phase};
use crate::ui::action::sprint::Chart as Action;
use crate::ui::effect::Effect;
use crate::ui::screen::Turns;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// From this width on the sets stand beside the chart, else below it.
const WIDE: u16 = 100;

/// Which chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// What remains, day by day.
    #[default]
    Burndown,
    /// What is done, and the scope.
    Burnup,
    /// Sprint by Sprint.
    Velocity,
}

impl Turns for Kind {}

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Drawn.
    #[default]
    Drawn,
    /// As a table.
    Table,
    /// How its figures are worked out.
    Formula,
}

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Which chart.
    pub kind: Kind,
    /// How it is shown.
    pub form: Form,
    /// What is counted.
    pub measure: Measure,
}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: &Action, count: Option<usize>) -> Result<Vec<Effect>, String> {
    model.sprint.part = Part::Burndown;
    let state = &mut model.sprint.chart;
    let other = |form: Form| if state.form == form { Form::Drawn } else { form };
    match action {
        Action::Next => state.kind = state.kind.step(count.unwrap_or(1)),
        Action::Table => state.form = other(Form::Table),
        Action::Formula => state.form = other(Form::Formula),
        Action::Measure => {
            state.measure = match state.measure {
                Measure::Points => Measure::Items,
                Measure::Items => Measure::Points,
            }
        }
    }
    Ok(Vec::new())
}

/// True where text stands in the place of a chart: how its figures are worked out.
pub fn is_text(model: &Model) -> bool {
    model.sprint_part() == Some(Part::Burndown) && model.sprint.chart.form == Form::Formula
}

/// The items shown, in the sequence in which the cursor goes through them.
pub(super) fn sequence(state: &super::State) -> Vec<ItemId> {
    state.course.as_ref().map_or_else(Vec::new, |course| sets::sequence(course))
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let state = &model.sprint.chart;
    if state.form == Form::Formula {
        let [head, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        view_kinds(model, target, head);
        view_text(model, target, rest, &figure::formulas(state.kind));
        return;
    }
    let [chart, sets] = if area.width >= WIDE {
        Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).spacing(2).areas(area)
    } else {
        let rows = (area.height / 4).clamp(3, 12).min(area.height);
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(area)
    };
    let [head, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(chart);
    view_kinds(model, target, head);
    let figures = shown(model);
    // A low terminal has room for the chart alone: its table tells the figures too.
    let most = usize::from(chart.height.saturating_sub(9)).min(8);
    let lines = figure::lines(model, figures.as_ref(), usize::from(chart.width), most);
    let rows = u16::try_from(lines.len()).unwrap_or(0).min(rest.height / 2);
    let [rest, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(rest);
    view_chart(model, figures.as_ref(), target, rest);
    for (line, y) in lines.into_iter().zip(foot.y..foot.bottom()) {
        target.render_widget(Line::styled(line, model.theme.text), Rect { y, height: 1, ..foot });
    }
    sets::view(model, target, sets);
}

fn view_chart(model: &Model, figures: Option<&Figures>, target: &mut Frame, area: Rect) {
    let state = &model.sprint.chart;
    match (state.form, state.kind) {
        (Form::Drawn | Form::Formula, Kind::Velocity) => velocity::view(model, target, area),
        (Form::Table, Kind::Velocity) => table::view_sprints(model, target, area),
        (form, kind) => match burn::of(model) {
            Err(why) => view_text(model, target, area, &why),
            Ok(burn) if form == Form::Table => table::view_days(model, &burn, target, area),
            Ok(burn) => burn::view(model, &burn, kind, figures, target, area),
        },
    }
}

/// Text where a chart would stand.
fn view_text(model: &Model, target: &mut Frame, area: Rect, text: &str) {
    let lines = glyph::wrap(text, usize::from(area.width), usize::from(area.height));
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        target.render_widget(Line::styled(line, model.theme.text), Rect { y, height: 1, ..area });
    }
}

/// The charts by name, the one shown marked, and what is counted.
fn view_kinds(model: &Model, target: &mut Frame, area: Rect) {
    let (state, theme) = (&model.sprint.chart, &model.theme);
    let mut spans = Vec::new();
    for kind in Kind::iter() {
        let is_shown = kind == state.kind;
        let word = if is_shown { format!("[{}]", kind.name()) } else { format!(" {} ", kind.name()) };
        spans.push(Span::styled(word, if is_shown { theme.accent } else { theme.dim }));
        spans.push(Span::styled(" ", theme.text));
    }
    spans.push(Span::styled(format!("in {}", state.measure.name()), theme.text));
    target.render_widget(Line::from(spans), area);
}

/// The figures of the Sprint shown: those of one that is over with what the store knows of its defects.
fn shown(model: &Model) -> Option<Figures> {
    let course = model.sprint.course.as_ref()?;
    let known = model.sprint.past.figures.iter().find(|figures| figures.sprint.id == course.sprint.id);
    match known {
        Some(figures) if course.sprint.phase == Phase::Closed && figures.completed.is_some() => Some(figures.clone()),
        _ => Some(Figures::of(course)),
    }
}

/// The Sprints that are over, by the day they ended: history taken in later stands where it belongs.
fn over(model: &Model) -> Vec<&Figures> {
    let mut over: Vec<&Figures> = model.sprint.past.figures.iter().collect();
    over.sort_by_key(|figures| figures.sprint.place());
    over
}
