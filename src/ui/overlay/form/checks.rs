//! What stands beside a form: the sentence as it reads, and what the live checks find.

use super::slot::Slot;
use super::{State, Subject, item};
use crate::domain::story;
use crate::ui::model::Model;
use crate::ui::widget::glyph::wrap;
use ratatui::text::{Line, Span};

/// Most rows of the sentence.
const SENTENCE: usize = 8;

/// A finding of the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The field it is about; `None` for the whole.
    pub slot: Option<Slot>,
    /// What it is called.
    pub name: String,
    /// One sentence why.
    pub why: String,
}

/// What the checks find in what is typed so far.
pub fn remarks(_state: &State, _model: &Model) -> Vec<Remark> {
    Vec::new()
}

/// True where a story has nothing but a title.
pub fn is_bare(state: &State) -> bool {
    let said = [Slot::Persona, Slot::Want, Slot::Benefit, Slot::Criteria, Slot::Description];
    matches!(state.subject, Subject::Item(_)) && said.iter().all(|slot| state.of(*slot).is_empty())
}

/// The lines beside the form, at this width.
pub fn checks(state: &State, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    if state.of(Slot::Want) != state.of(Slot::Templates) || matches!(state.subject, Subject::Item(_)) {
        let (said, _) = item::read(&state.values(), &state.rules);
        let sentence = story::sentence(&said);
        let shown = if sentence.is_empty() { said.title.clone() } else { sentence };
        lines.extend(wrap(&shown, columns.max(1), SENTENCE).into_iter().map(|line| Line::styled(line, theme.text)));
    }
    for remark in remarks(state, model) {
        lines.push(Line::default());
        let place = remark.slot.map_or(String::new(), |slot| format!(" · {}", slot.label()));
        lines.push(Line::from(vec![
            Span::styled(format!("! {}", remark.name), theme.warning),
            Span::styled(place, theme.dim),
        ]));
        let why = wrap(&remark.why, columns.saturating_sub(2).max(1), 4);
        lines.extend(why.into_iter().map(|line| Line::styled(format!("  {line}"), theme.dim)));
    }
    lines
}

/// What the checks say of one field, in one line.
pub fn summary(state: &State, model: &Model, slot: Slot) -> Option<String> {
    let found = remarks(state, model);
    let mut own = found.iter().filter(|remark| remark.slot == Some(slot));
    let first = own.next()?;
    let more = match own.count() {
        0 => String::new(),
        n => format!(" · {n} more"),
    };
    Some(format!("{}: {}{more}", first.name, first.why))
}
