//! What the start of a Sprint freezes, shown before it does.

use super::Reply;
use crate::domain::query::Panel;
use crate::domain::sprint::warning::Warning;
use crate::domain::sprint::{Course, Kinds};
use crate::domain::text::counted;
use crate::domain::{Change, SprintId};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::screen::sprint::plan::{Desk, calendar};
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the labels.
const LABEL: usize = 13;

/// What is shown.
#[derive(Debug, Clone)]
pub struct State {
    /// The Sprint.
    pub sprint: SprintId,
    /// What people call it.
    pub title: String,
    /// What is frozen: labels and words.
    pub facts: Vec<(&'static str, String)>,
    /// What is odd, each in words.
    pub warnings: Vec<String>,
}

/// What a key means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Start it.
    Agree,
}

impl State {
    /// What the start of this Sprint freezes.
    pub fn new(model: &Model, course: &Course) -> Self {
        let desk = Desk::new(model, course);
        let sprint = &course.sprint;
        let kinds = Kinds::present(course);
        let sums = kinds.sums.iter().map(|(kind, sum)| format!("{} {} ({})", sum.count, kind.name(), sum.points));
        let goal = sprint.plan.goal.split_whitespace().collect::<Vec<_>>().join(" ");
        let capacity = sprint.plan.capacity.map_or("—".to_owned(), |points| format!("{points} points"));
        let facts = vec![
            ("Sprint Goal", if goal.is_empty() { "—".to_owned() } else { goal }),
            ("Frozen", format!("{} · {}", desk.told(), sums.collect::<Vec<_>>().join(", "))),
            ("Capacity", capacity),
            ("Days", days(model, course)),
        ];
        let whole = desk.lacks.iter().map(|lack| lack.words());
        let items = desk.cards.iter().zip(&desk.warnings).filter(|(_, found)| !found.is_empty()).map(|(card, found)| {
            let words: Vec<String> = found.iter().map(Warning::words).collect();
            format!("{} {}", card.row.key, words.join(" · "))
        });
        let late = sprint.plan.ends.filter(|ends| *ends < model.now.day);
        let late = late.map(|ends| format!("its last day, {ends}, is over already"));
        let warnings = late.into_iter().chain(whole).chain(items).collect();
        Self { sprint: sprint.id, title: sprint.title(), facts, warnings }
    }
}

/// "2026-03-16 – 2026-03-27, 10 working days · planned to begin on 2026-03-16, begins today".
fn days(model: &Model, course: &Course) -> String {
    let (today, plan) = (model.now.day, &course.sprint.plan);
    let starts = plan.starts.unwrap_or(today);
    let Some(ends) = plan.ends else { return format!("from {starts}") };
    let working = calendar(model).working_days(starts, ends);
    let span = format!("{starts} – {ends}, {}", counted(working, "working day"));
    if starts == today { span } else { format!("{span} · today is {today}") }
}

/// Takes a key.
pub fn update(state: &State, action: Action) -> Reply {
    match action {
        Action::Agree => Reply::CloseWith(vec![Effect::commit(Change::StartSprint { sprint: state.sprint })]),
    }
}

/// It is all known.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Its lines, at this width and height.
fn lines(state: &State, model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    for (label, said) in &state.facts {
        for (n, line) in glyph::wrap(said, columns.saturating_sub(LABEL).max(1), 2).into_iter().enumerate() {
            let label = glyph::fit(if n == 0 { label } else { "" }, LABEL);
            lines.push(Line::from(vec![Span::styled(label, theme.dim), Span::styled(line, theme.text)]));
        }
    }
    lines.push(Line::default());
    let keys = keyed(&model.keymap, "<take> starts it · <leave> leaves it planned");
    let room = rows.saturating_sub(lines.len() + 3);
    match state.warnings.len() {
        0 => lines.push(Line::styled("✓ nothing to warn of", theme.good)),
        n => {
            lines.push(Line::styled(format!("! {}; none of them keeps it from starting", counted(n, "warning")), theme.warning));
            let shown = if n > room { room.saturating_sub(1) } else { n };
            for warning in state.warnings.iter().take(shown) {
                lines.push(Line::styled(glyph::cut(&format!("  {warning}"), columns), theme.warning));
            }
            if shown < n {
                let more = keyed(&model.keymap, "<sprint-warnings> lists them in the plan");
                lines.push(Line::styled(format!("  and {} more: {more}", n - shown), theme.dim));
            }
        }
    }
    lines.push(Line::default());
    lines.push(Line::styled(glyph::cut(&keys, columns), theme.dim));
    lines
}

/// Where it stands: over the lower edge.
pub fn area(state: &State, body: Rect) -> Rect {
    let few = state.facts.len() * 2 + state.warnings.len() + 6;
    let height = u16::try_from(few).unwrap_or(u16::MAX).min(body.height.saturating_sub(1));
    layout::bottom(body, height)
}

/// Draws it.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let area = area(state, body);
    let inside = layout::inside(area);
    let columns = usize::from(inside.width.saturating_sub(2));
    let lines = lines(state, model, columns, usize::from(inside.height));
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let area = Rect { y: area.bottom() - height, height, ..area };
    let inner = frame::popup(target, area, &format!("Start {}", state.title), &model.theme);
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
