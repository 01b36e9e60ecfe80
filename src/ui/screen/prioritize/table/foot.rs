//! What stands below the rows: how much is scored and what is odd about it, then what the cell under the cursor asks,
//! or the selected item's numbers in the formula.

use super::super::row;
use super::column;
use crate::domain::ItemId;
use crate::domain::score::{CLASSES, Input, Range, Ranking, Scoring, Shares};
use crate::domain::text::{counted, thousands};
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::widget::glyph;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws it.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let columns = usize::from(area.width);
    if area.is_empty() || columns == 0 {
        return;
    }
    let theme = &model.theme;
    let (first, left) = counted_line(model, columns);
    let mut lines = vec![first];
    if !left.is_empty() {
        lines.push(Line::styled(glyph::cut(&left.join(" · "), columns), theme.warning));
    }
    let (text, style) = about(model);
    let rest = usize::from(area.height).saturating_sub(lines.len());
    lines.extend(told(&text, columns, rest).into_iter().map(|line| Line::styled(line, style)));
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..area });
    }
}

/// A text in at most so many lines, with "…" where it has more.
fn told(text: &str, columns: usize, most: usize) -> Vec<String> {
    // Of two lines for which there is room for one, the second one says what is not seen elsewhere.
    let text = if most == 1 { text.rsplit('\n').next().unwrap_or(text) } else { text };
    let mut lines = glyph::wrap(text, columns, most + 1);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", glyph::cut(last, columns.saturating_sub(1)).trim_end_matches('…'));
        }
    }
    lines
}

/// "RICE · 7 of 42 scored · no 1 in size · 3 off by more than 10 places": as much of it as fits, whole parts only; and
/// the warnings for which there is no room in it.
fn counted_line(model: &Model, columns: usize) -> (Line<'static>, Vec<String>) {
    let theme = &model.theme;
    let (mut spans, mut left, mut used): (Vec<Span>, _, _) = (Vec::new(), Vec::new(), 0);
    for Part { text, short, style } in parts(model) {
        let gap = if spans.is_empty() { "" } else { " · " };
        let has_room = used + glyph::width(&text) + glyph::width(gap) <= columns;
        let text = short.filter(|_| !has_room).unwrap_or(text);
        let wide = glyph::width(&text) + glyph::width(gap);
        if used + wide <= columns || spans.is_empty() {
            used += wide;
            spans.push(Span::styled(gap, theme.dim));
            spans.push(Span::styled(glyph::cut(&text, columns), style));
        } else if style == theme.warning {
            left.push(text);
        }
    }
    (Line::from(spans), left)
}

/// A part of the first line.
struct Part {
    text: String,
    /// The same where there is no room for it.
    short: Option<String>,
    style: Style,
}

fn parts(model: &Model) -> Vec<Part> {
    let theme = &model.theme;
    let Some(scoring) = model.scoring() else { return Vec::new() };
    let title = scoring.framework.rules().title();
    let ranking = model.ranking();
    let total = ranking.map(|ranking| ranking.total).or(model.backlog.total()).unwrap_or(0);
    let scored = ranking.map_or(0, |ranking| ranking.scored);
    let old = if model.is_ranking_old() { " …" } else { "" };
    let said = match model.prioritize.table.trial {
        Some(_) => format!("what if by {title}"),
        None => title.to_owned(),
    };
    let part = |text: String, style| Part { text, short: None, style };
    let mut parts = vec![part(said, theme.accent)];
    parts.push(part(format!("{} of {} scored{old}", thousands(scored), thousands(total)), theme.text));
    // What is worth a look comes before what the rows stand by: that can be seen.
    if let Some(ranking) = ranking.filter(|ranking| ranking.apart > 0) {
        let (n, key) = (thousands(ranking.apart), keyed(&model.keymap, "<disagreements>"));
        let text = format!("{n} off by more than {} ({key})", counted(scoring.gap, "place"));
        parts.push(Part { text, short: Some(format!("{n} off by >{} ({key})", scoring.gap)), style: theme.text });
    }
    if let Some(by) = model.prioritize.table.by.told() {
        parts.push(part(by.to_owned(), theme.accent));
    }
    parts.extend(warnings(scoring, ranking).into_iter().map(|text| part(text, theme.warning)));
    parts
}

/// What is odd about the values or the weights.
fn warnings(scoring: &Scoring, ranking: Option<&Ranking>) -> Vec<String> {
    let mut found = Vec::new();
    let is_weighted = scoring.framework == crate::domain::score::Framework::Weighted;
    if let Some(sum) = scoring.odd_sum().filter(|_| is_weighted) {
        found.push(format!("weights sum to {sum}, taken as parts of it"));
    }
    let Some(ranking) = ranking else { return found };
    found.extend(ranking.shares.as_ref().and_then(must));
    found.extend(ranking.remarks.iter().cloned());
    found
}

/// That Must takes too much.
fn must(shares: &Shares) -> Option<String> {
    shares.is_breach().then(|| format!("Must is {:.1} % of the effort, above 60 %", shares.percent(0).unwrap_or(0.0)))
}

/// "Must 53.8 % · Should 30.8 % · Could 15.4 % of 12 estimated items; 3 without estimate".
fn shared(shares: &Shares) -> String {
    let part = |at: usize| shares.percent(at).map(|percent| format!("{} {percent:.1} %", CLASSES[at].1));
    let parts: Vec<String> = (0..3).filter_map(part).collect();
    let all: usize = shares.items.iter().take(3).sum();
    let estimated = counted(all - shares.unestimated.min(all), "estimated item");
    let lacking = match shares.unestimated {
        0 => String::new(),
        n => format!("; {} without estimate", thousands(n)),
    };
    let wont = match shares.items[3] {
        0 => String::new(),
        n => format!(" · Won't {}", thousands(n)),
    };
    if parts.is_empty() {
        return format!("no share of the effort: {} without estimate", counted(shares.unestimated, "classed item"));
    }
    format!("{} of {estimated}{lacking}{wont} · Must at most 60 %, Could about 20 %", parts.join(" · "))
}

/// What is wrong with the value typed, else what the cell asks, else the formula.
fn about(model: &Model) -> (String, Style) {
    let theme = &model.theme;
    let typed = if let Some(Overlay::Cell(state)) = model.overlays.last() { Some(state) } else { None };
    if let Some((state, error)) = typed.and_then(|state| Some((state, state.error.as_ref()?))) {
        let leaves = keyed(&model.keymap, "<leave> leaves");
        return (format!("{error} · {leaves} {}", state.before()), theme.error);
    }
    if let Some(input) = super::cell(model) {
        let several = match model.backlog.marks.len() {
            0 | 1 => String::new(),
            n => format!(" · for {} marked items", thousands(n)),
        };
        let shares = model.ranking().and_then(|ranking| ranking.shares.as_ref()).map(shared);
        let shares = shares.filter(|_| matches!(input.range, Range::Classes(_)));
        let asked = format!("{}{several}", asked(&input));
        return (shares.map_or(asked.clone(), |shares| format!("{asked}\n{shares}")), theme.dim);
    }
    (formula(model), theme.dim)
}

/// "reach: How many people it reaches in a quarter · type 0 or more".
fn asked(input: &Input) -> String {
    let wanted = input.wanted();
    let lead = if input.doc.starts_with(&*input.name) { String::new() } else { format!("{}: ", input.name) };
    if matches!(input.range, Range::Classes(_)) {
        format!("Type the first letter of {wanted}")
    } else if input.doc.contains(&wanted) {
        format!("{lead}{}: type it", input.doc)
    } else {
        format!("{lead}{} · type {wanted}", input.doc)
    }
}

/// The selected item's numbers in the formula; where none is judged, what to do; else the formula itself.
fn formula(model: &Model) -> String {
    let Some(scoring) = model.scoring() else { return String::new() };
    let rules = scoring.framework.rules();
    let inputs = super::inputs(model);
    if model.ranking().is_none_or(Ranking::is_empty) {
        let how = if inputs.is_empty() {
            keyed(&model.keymap, "<pairs> compares items, <framework> chooses another framework")
        } else {
            keyed(&model.keymap, "<right> goes to a cell: type its value · <framework> chooses another framework")
        };
        return format!("{}\n{how}", rules.formula(scoring));
    }
    let shares = model.ranking().and_then(|ranking| ranking.shares.as_ref());
    let Some(row) = model.backlog.selected_row() else { return rules.formula(scoring) };
    let Some(known) = row.inputs.as_ref().filter(|_| !inputs.is_empty()) else { return rules.formula(scoring) };
    if let Some(shares) = shares {
        return shared(shares);
    }
    let worked = rules.worked(&known.of(&inputs), scoring);
    let score = column::score(model, row, &inputs, scoring).map_or_else(|| "—".into(), |score| rules.show(score));
    format!("{} = {worked} = {score}{}", rules.formula(scoring), placed(model, row.id))
}

/// " · place 12, by score 3"; of what no score moves, why.
fn placed(model: &Model, item: ItemId) -> String {
    let Some(ranking) = model.ranking().filter(|_| !model.is_ranking_old()) else { return String::new() };
    let Some(standing) = ranking.standing(item).filter(|_| ranking.score(item).is_some()) else { return String::new() };
    let (now, then) = ranking.places(item).unwrap_or_default();
    match row::held(standing) {
        Some(why) => format!(" · place {}: {why}; its score alone: {}", thousands(now), thousands(then)),
        None => format!(" · place {}, by score {}", thousands(now), thousands(then)),
    }
}
