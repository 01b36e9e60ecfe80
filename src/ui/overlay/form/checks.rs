//! What stands beside a form: the sentence as it reads, and what the live checks find in what is typed so far.

use super::slot::Slot;
use super::value::{Value, Values};
use super::{State, Subject, item, sprint};
use crate::domain::criterion::Line as Criterion;
use crate::domain::item::Story;
use crate::domain::quality::{self, Finding, Place, Severity};
use crate::domain::story;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::wrap;
use crate::ui::wording::keys;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Most rows of the sentence.
const SENTENCE: usize = 8;
/// Most rows of a reason.
const WHY: usize = 4;

/// The field that a finding is about, and the line of it.
fn spot(place: Place) -> (Slot, Option<usize>) {
    match place {
        Place::Title => (Slot::Title, None),
        Place::Persona => (Slot::Persona, None),
        Place::Want => (Slot::Want, None),
        Place::Benefit => (Slot::Benefit, None),
        Place::Description => (Slot::Description, None),
        Place::Criteria => (Slot::Criteria, None),
        Place::Criterion(n) => (Slot::Criteria, Some(n)),
        Place::Estimate => (Slot::Estimate, None),
    }
}

/// What is typed so far, as an item says it.
fn said(state: &State) -> (Story, Vec<Criterion>) {
    item::read(&state.values(), &state.rules)
}

/// What the checks find; nothing for a product sheet and for a template, which is not filled in yet.
fn findings(state: &State, model: &Model, said: &(Story, Vec<Criterion>)) -> Vec<Finding> {
    if !matches!(state.subject, Subject::Item(_)) {
        return Vec::new();
    }
    quality::check(&said.0, &said.1, model.sheet())
}

/// True where a story has nothing but a title.
pub fn is_bare(state: &State) -> bool {
    let said = [Slot::Persona, Slot::Want, Slot::Benefit, Slot::Criteria, Slot::Description];
    matches!(state.subject, Subject::Item(_)) && said.iter().all(|slot| state.of(*slot).is_empty())
}

/// The lines beside the form, at this width.
pub fn checks(state: &State, model: &Model, columns: usize) -> Vec<Line<'static>> {
    if state.subject.is_of_sprint() {
        return sprint::beside(state, model, columns);
    }
    let theme = &model.theme;
    let said = said(state);
    let sentence = story::sentence(&said.0);
    let (shown, style) =
        if sentence.is_empty() { (said.0.title.as_str(), theme.dim) } else { (&*sentence, theme.text) };
    let mut lines: Vec<Line> =
        wrap(shown, columns.max(1), SENTENCE).into_iter().map(|line| Line::styled(line, style)).collect();
    let found = findings(state, model, &said);
    lines.push(Line::default());
    if found.is_empty() && matches!(state.subject, Subject::Item(_)) {
        lines.push(Line::styled("✓ nothing found", theme.good));
    }
    for finding in &found {
        tell(finding, state, model, columns, &mut lines);
    }
    lines
}

fn tell(finding: &Finding, state: &State, model: &Model, columns: usize, lines: &mut Vec<Line<'static>>) {
    let theme = &model.theme;
    let severity = finding.rule.severity();
    let is_here = is_at(finding, state, state.at.row);
    lines.push(Line::from(vec![
        Span::styled(format!("{} {}", severity.sign(), finding.rule.name()), ink(severity, theme)),
        Span::styled(format!(" · {}", finding.place.words()), if is_here { theme.accent } else { theme.dim }),
    ]));
    let below = |text: &str, style: Style, lines: &mut Vec<Line<'static>>| {
        let rows = wrap(text, columns.saturating_sub(2).max(1), WHY);
        lines.extend(rows.into_iter().map(|line| Line::styled(format!("  {line}"), style)));
    };
    below(&finding.why, theme.dim, lines);
    if let Some(mend) = &finding.mend {
        below(&format!("{} {}", key(state, model), mend.words()), theme.key, lines);
    }
}

/// What is pressed to mend: within a field letters are text, so that one leaves it first.
fn key(state: &State, model: &Model) -> String {
    let mend = keys(&model.keymap, "mend-field");
    if state.is_inside() { format!("{} {mend}", keys(&model.keymap, "leave")) } else { mend }
}

fn ink(severity: Severity, theme: &Theme) -> Style {
    match severity {
        Severity::Error => theme.error,
        Severity::Warning => theme.warning,
        Severity::Hint => theme.text,
    }
}

/// True where a finding is about the field under the cursor; on a list's own row about any of its lines.
fn is_at(finding: &Finding, state: &State, row: Option<usize>) -> bool {
    let (slot, line) = spot(finding.place);
    let is_field = state.entry().is_some_and(|entry| entry.slot == slot);
    let is_row = |line: usize| item::rows(&state.values()).get(line).copied() == row;
    is_field && (row.is_none() || line.is_none_or(is_row))
}

/// What the checks say of the field under the cursor, in one line.
pub fn summary(state: &State, model: &Model) -> Option<String> {
    let found = findings(state, model, &said(state));
    let mut own = found.iter().filter(|finding| is_at(finding, state, state.at.row));
    let first = own.next()?;
    let mend = first.mend.as_ref().map(|mend| format!(" · {} {}", key(state, model), mend.words()));
    let more = match own.count() {
        0 => String::new(),
        n => format!(" · {n} more"),
    };
    let (sign, name) = (first.rule.severity().sign(), first.rule.name());
    Some(format!("{sign} {name}: {}{}{more}", first.why, mend.unwrap_or_default()))
}

/// The fields as they are once the first finding that can be mended is, at the cursor before elsewhere.
pub fn mended(state: &State, model: &Model) -> Option<Values> {
    let said = said(state);
    let found = findings(state, model, &said);
    let can = |finding: &&Finding| finding.mend.is_some();
    let here = found.iter().filter(can).find(|finding| is_at(finding, state, state.at.row));
    let mend = here.or_else(|| found.iter().find(can))?.mend.as_ref()?;
    let (new, criteria) = mend.apply(&said.0, &said.1)?;
    let texts = [
        (Slot::Title, new.title),
        (Slot::Persona, new.persona),
        (Slot::Want, new.want),
        (Slot::Benefit, new.benefit),
        (Slot::Description, new.description),
    ];
    let mut values: Values = texts.into_iter().map(|(slot, text)| (slot, Value::Text(text))).collect();
    values.push((Slot::Criteria, Value::List(criteria)));
    values.retain(|(slot, value)| state.of(*slot) != value);
    (!values.is_empty()).then_some(values)
}
