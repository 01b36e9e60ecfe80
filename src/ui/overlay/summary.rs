//! What came of a refinement: how many items were seen, what was done to them, and the health before and after.

use super::Reply;
use crate::domain::health::{Deeds, Queue, change, markdown};
use crate::domain::query::{Look, Panel, Refined};
use crate::domain::text::counted;
use crate::ui::action::Go;
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::frame;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What was walked through and what came of it.
#[derive(Debug, Clone)]
pub struct State {
    queue: Queue,
    deeds: Deeds,
    product: String,
    look: Look,
    /// The score now, once it is known.
    score: Option<u8>,
    is_through: bool,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// There is nothing to go through.
    Go(Go, Option<usize>),
    /// Copy it as Markdown.
    Copy,
}

impl State {
    /// A summary of a walk; `is_through` where its last item was reached.
    pub fn new(queue: Queue, deeds: Deeds, product: String, look: Look, is_through: bool) -> Self {
        Self { queue, deeds, product, look, score: None, is_through }
    }

    /// Takes over what the journal tells, and the score.
    pub fn take(&mut self, refined: &Refined) {
        self.deeds = refined.deeds.clone();
        self.score = refined.score.or(self.score);
    }

    /// The lines: a word and a number each.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![("seen", self.queue.progress(&self.deeds))];
        lines.extend(self.deeds.sums().into_iter().map(|(word, count)| (word, count.to_string())));
        lines.push(("health", change(self.queue.score, self.score)));
        lines
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: &Action) -> Reply {
    match action {
        Action::Go(..) => Reply::Stay,
        Action::Copy => {
            let text = markdown(&state.queue, &state.deeds, &state.product, state.score);
            Reply::Do(vec![Effect::CopyText { name: "the summary".into(), text }])
        }
    }
}

/// What was done, as the journal has it now, and the score.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Refined { trail: Box::new(state.queue.trail()), look: state.look, is_scored: true })
}

/// Where it stands.
pub fn area(state: &State, body: Rect) -> Rect {
    layout::centered(body, 58, u16::try_from(state.lines().len() + 6).unwrap_or(u16::MAX))
}

/// Draws it over the view.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = if state.is_through { "Refined" } else { "Refinement stopped" };
    let inner = frame::popup(target, area(state, body), title, theme);
    let row = |word: &'static str, text: String| {
        Line::from(vec![Span::styled(format!("{word:<12}"), theme.dim), Span::styled(text, theme.text)])
    };
    let mut lines: Vec<Line> = state.lines().into_iter().map(|(word, text)| row(word, text)).collect();
    lines.insert(0, Line::styled(format!("{}, begun on {}", state.product, state.queue.day), theme.title));
    lines.push(Line::default());
    lines.push(Line::styled("counted without what was taken back", theme.hint));
    let left = state.queue.due(&state.deeds);
    let keys = if state.is_through || left == 0 {
        keyed(&model.keymap, "<copy-report> copies it · <leave>, then <undo> takes steps back")
    } else {
        let go_on = keyed(&model.keymap, "<leave>, then <refine> goes on · <copy-report> copies this");
        format!("{} left · {go_on}", counted(left, "item"))
    };
    lines.push(Line::styled(keys, theme.hint));
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
