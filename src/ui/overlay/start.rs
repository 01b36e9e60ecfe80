//! What the start of a Sprint freezes, shown before it does.

use super::{Reply, close};
use crate::domain::query::Panel;
use crate::domain::sprint::warning::Warning;
use crate::domain::sprint::{Course, Kinds, Phase};
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

/// The question: what it shows is that of the Sprint as it is now.
#[derive(Debug, Clone)]
pub struct State {
    /// The Sprint.
    pub sprint: SprintId,
    /// What people call it.
    pub title: String,
    /// Why there is nothing to start any more, where another window was faster.
    pub gone: Option<&'static str>,
}

impl State {
    /// Takes over what became of the Sprint; `None` where it is over, or gone.
    pub fn meet(&mut self, phase: Option<Phase>) {
        self.gone = match phase {
            Some(Phase::Planned) => None,
            Some(Phase::Active) => Some("it was started in another window"),
            Some(Phase::Closed) | None => Some("it was closed or given up in another window"),
        };
    }
}

/// What a key means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Start it.
    Agree,
}

/// What is frozen: labels and words.
fn facts(model: &Model, course: &Course, desk: &Desk) -> [(&'static str, String); 4] {
    let sprint = &course.sprint;
    let kinds = Kinds::present(course);
    let sums = kinds.sums.iter().map(|(kind, sum)| format!("{} {} ({})", sum.count, kind.name(), sum.points));
    let goal = sprint.plan.goal.split_whitespace().collect::<Vec<_>>().join(" ");
    let capacity = sprint.plan.capacity.map_or("—".to_owned(), |points| format!("{points} points"));
    [
        ("Sprint Goal", if goal.is_empty() { "—".to_owned() } else { goal }),
        ("Frozen", format!("{} · {}", desk.told(), sums.collect::<Vec<_>>().join(", "))),
        ("Capacity", capacity),
        ("Days", days(model, course)),
    ]
}

/// What is odd, each in words.
fn warnings(model: &Model, course: &Course, desk: &Desk) -> Vec<String> {
    let whole = desk.lacks.iter().map(|lack| lack.words());
    let items = desk.cards.iter().zip(&desk.warnings).filter(|(_, found)| !found.is_empty()).map(|(card, found)| {
        let words: Vec<String> = found.iter().map(Warning::words).collect();
        format!("{} {}", card.row.key, words.join(" · "))
    });
    let late = course.sprint.plan.ends.filter(|ends| *ends < model.now.day);
    let late = late.map(|ends| format!("its last day, {ends}, is over already"));
    late.into_iter().chain(whole).chain(items).collect()
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
        Action::Agree if state.gone.is_some() => Reply::Close,
        Action::Agree => Reply::CloseWith(vec![Effect::commit(Change::StartSprint { sprint: state.sprint })]),
    }
}

/// It is all known.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Its lines, at this width and height.
fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(course) = &model.sprint.course else { return Vec::new() };
    let desk = Desk::new(model, course);
    let mut lines = Vec::new();
    for (label, said) in facts(model, course, &desk) {
        for (n, line) in glyph::wrap(&said, columns.saturating_sub(LABEL).max(1), 2).into_iter().enumerate() {
            let label = glyph::fit(if n == 0 { label } else { "" }, LABEL);
            lines.push(Line::from(vec![Span::styled(label, theme.dim), Span::styled(line, theme.text)]));
        }
    }
    lines.push(Line::default());
    lines.extend(warned(model, &warnings(model, course, &desk), columns, rows.saturating_sub(lines.len() + 3)));
    lines.push(Line::default());
    let keys = keyed(&model.keymap, "<take> starts it · <leave> leaves it planned");
    lines.push(Line::styled(glyph::cut(&keys, columns), theme.dim));
    lines
}

/// The warnings, as many as have room.
fn warned(model: &Model, warnings: &[String], columns: usize, room: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let n = warnings.len();
    if n == 0 {
        return vec![Line::styled("✓ nothing to warn of", theme.good)];
    }
    let head = format!("! {}; none of them keeps it from starting", counted(n, "warning"));
    let mut lines = vec![Line::styled(glyph::cut(&head, columns), theme.warning)];
    let shown = if n > room { room.saturating_sub(1) } else { n };
    let said = warnings.iter().take(shown).map(|warning| glyph::cut(&format!("  {warning}"), columns));
    lines.extend(said.map(|line| Line::styled(line, theme.warning)));
    if shown < n {
        let more = keyed(&model.keymap, "<sprint-warnings> lists them in the plan");
        lines.push(Line::styled(glyph::cut(&format!("  and {} more: {more}", n - shown), columns), theme.dim));
    }
    lines
}

/// Where it stands: over the whole view, as far down as it needs.
pub fn area(body: Rect) -> Rect {
    layout::bottom(body, body.height.saturating_sub(1))
}

/// Draws it.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let area = area(body);
    let inside = layout::inside(area);
    let columns = usize::from(inside.width.saturating_sub(2));
    let lines = match state.gone {
        Some(why) => close::gone(&state.title, why, "start", model, columns),
        None => lines(model, columns, usize::from(inside.height)),
    };
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let area = Rect { y: area.bottom() - height, height, ..area };
    let inner = frame::popup(target, area, &format!("Start {}", state.title), &model.theme);
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
