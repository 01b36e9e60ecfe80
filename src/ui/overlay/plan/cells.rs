//! A row of the plan in its columns.

use super::State;
use super::draw::WIDE;
use super::group::Row;
use super::row::{is_trashed, key_here, key_there, title, twice_values};
use super::sprint::{Column, day_of};
use super::value::{Values, record, values};
use crate::domain::import::{Proposal, ToldSprint};
use crate::domain::text::{counted, thousands};
use crate::ui::model::Model;
use crate::ui::widget::glyph;
use ratatui::style::Style;

/// Columns of a key.
const KEY: usize = 9;
/// Columns of a field's name.
const FIELD: usize = 12;

/// Before the values of what is in the trash here.
const TRASH: &str = "in the trash here: ";

/// Texts side by side.
pub(super) type Cells = Vec<(String, Style)>;

/// A row in its columns.
pub(super) fn cells(state: &State, row: Row, room: usize, model: &Model) -> Cells {
    let (theme, proposal) = (&model.theme, &state.proposal);
    match row {
        Row::Taken(..) | Row::Conflict(_) | Row::Kept(_) => match values(proposal, row) {
            Some(values) => of_field(state, row, &values, room, model),
            None => Vec::new(),
        },
        Row::Sprint(n) => state.told.get(n).map_or_else(Vec::new, |told| of_sprint(state, n, told, room, model)),
        Row::Line(n) => vec![(glyph::fit(proposal.report.get(n).map_or("", |line| line), room), theme.text)],
        Row::Gone(n) => proposal.known.gone.get(n).map_or_else(Vec::new, |gone| {
            let rest = room.saturating_sub(2 * KEY + 2);
            vec![
                (glyph::fit(&gone.key.to_string(), KEY), theme.dim),
                (glyph::fit(&gone.foreign, KEY), theme.dim),
                (format!("{} ", gone.state.sign()), theme.state(gone.state)),
                (glyph::fit(&gone.title, rest), theme.text),
            ]
        }),
        Row::Renamed(n) => {
            let before = proposal.plan.renamed.get(n).map_or("", |renamed| &renamed.1);
            let now = record(proposal, row).map_or("", |record| &record.key);
            let keys = format!("{before} → {now}  ");
            let rest = room.saturating_sub(KEY + glyph::width(&keys));
            vec![
                (glyph::fit(&key_here(proposal, row).unwrap_or_default(), KEY), theme.dim),
                (keys, theme.accent),
                (glyph::fit(&title(proposal, row), rest), theme.text),
            ]
        }
        Row::Twice(n) => {
            let said = twice_said(proposal, n);
            let said = glyph::cut(&said, if room < WIDE { room.saturating_sub(KEY) } else { room * 2 / 3 });
            let rest = room.saturating_sub(KEY + glyph::width(&said) + 2);
            let key = record(proposal, row).map_or("", key_there);
            vec![
                (glyph::fit(key, KEY), theme.dim),
                (format!("{said}  "), theme.warning),
                (glyph::fit(&title(proposal, row), rest), theme.text),
            ]
        }
        Row::New(_) => of_new(state, row, room, model),
    }
}

/// A new item: its key there, its state, title and size.
fn of_new(state: &State, row: Row, room: usize, model: &Model) -> Cells {
    let theme = &model.theme;
    let Some(record) = record(&state.proposal, row) else { return Vec::new() };
    let text = &record.item.text;
    let estimate = text.estimate.as_ref().map_or_else(String::new, ToString::to_string);
    let kind = if room < WIDE { "" } else { text.kind.name() };
    let tail = format!(" {}{}", glyph::fit(kind, if room < WIDE { 0 } else { 8 }), glyph::fit_right(&estimate, 4));
    let rest = room.saturating_sub(KEY + 4 + glyph::width(&tail));
    vec![
        (glyph::fit(key_there(record), KEY + 1) + " ", theme.dim),
        (format!("{} ", record.item.state.sign()), theme.state(record.item.state)),
        (glyph::fit(&text.title, rest), theme.text),
        (tail, theme.dim),
    ]
}

/// A changed field: where it goes from and to.
fn of_field(state: &State, row: Row, values: &Values, room: usize, model: &Model) -> Cells {
    let (theme, proposal) = (&model.theme, &state.proposal);
    let key = key_here(proposal, row).unwrap_or_default();
    let mut cells = vec![
        (glyph::fit(&key, KEY - 1) + " ", theme.dim),
        (glyph::fit(&values.name(proposal), FIELD - 1) + " ", theme.accent),
    ];
    let [before, now, here, after] = values.apart(proposal);
    let is_wide = room >= WIDE;
    let (label, title_room) = match row {
        Row::Conflict(_) => (8, 0),
        _ if is_wide => (0, 26),
        _ => (0, 0),
    };
    let space = room.saturating_sub(KEY + FIELD + label + title_room);
    let is_theirs = is_theirs(state, row);
    let (left, right) = if is_theirs { (theme.dim, theme.good) } else { (theme.good, theme.dim) };
    let parts: Vec<(&str, String, Style)> = match row {
        Row::Conflict(_) if is_wide => vec![("", before, theme.dim), (" → ", now, right), (" | ", here, left)],
        Row::Conflict(_) => vec![("", now, right), (" | ", here, left)],
        Row::Kept(_) => vec![("", now, theme.dim), (" | ", here, theme.text)],
        _ => vec![("", here, theme.dim), (" → ", after, theme.text)],
    };
    let trash = is_trashed(proposal, row).then(|| (TRASH, String::new(), theme.warning));
    let parts: Vec<_> = trash.into_iter().chain(parts).collect();
    let widths =
        shares(&parts.iter().map(|part| glyph::width(part.0) + glyph::width(&part.1)).collect::<Vec<_>>(), space);
    let mut used = 0;
    for ((sign, text, style), width) in parts.into_iter().zip(widths) {
        let text = glyph::cut(&text, width.saturating_sub(glyph::width(sign)));
        used += glyph::width(sign) + glyph::width(&text);
        cells.push((sign.to_owned(), theme.dim));
        cells.push((text, style));
    }
    cells.push((" ".repeat(space.saturating_sub(used)), theme.text));
    if label > 0 {
        cells.push((glyph::fit_right(if is_theirs { "theirs" } else { "ours" }, label), theme.key));
    }
    if title_room > 0 {
        cells.push((format!("  {}", glyph::fit(&title(proposal, row), title_room - 2)), theme.dim));
    }
    cells
}

/// "estimate 5 | 8, title …": what the row taken says, and the one left out.
pub(super) fn twice_said(proposal: &Proposal, n: usize) -> String {
    let all = twice_values(proposal, n);
    let one = |values: &Values| {
        let [_, taken, left, _] = values.apart(proposal);
        format!("{} {taken} | {left}", values.name(proposal))
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn is_theirs(state: &State, row: Row) -> bool {
    let Row::Conflict(n) = row else { return false };
    state.proposal.plan.conflicts.get(n).is_some_and(|conflict| state.theirs.contains(&conflict.chosen()))
}

/// Divides room among texts: what the short ones leave, the long ones have.
fn shares(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut given = vec![0; wanted.len()];
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|n| wanted[*n]);
    let mut left = room;
    for (done, n) in order.iter().enumerate() {
        given[*n] = wanted[*n].min(left / (wanted.len() - done));
        left -= given[*n];
    }
    given
}

/// A Sprint: a guess ends in a question mark, the cell under the cursor stands in brackets.
fn of_sprint(state: &State, n: usize, told: &ToldSprint, room: usize, model: &Model) -> Cells {
    let theme = &model.theme;
    let is_at = state.sprint() == Some(n);
    let day = |column| {
        let day = day_of(told, column).map_or_else(|| "—".to_owned(), |day| day.to_string());
        if told.are_days_told || day == "—" { day } else { day + "?" }
    };
    let phase = match (told.is_left_out, told.is_phase_told) {
        (true, _) => "left out".to_owned(),
        (false, true) => told.phase.said().to_owned(),
        (false, false) => format!("{}?", told.phase.said()),
    };
    let boxed = |text: String, column: Column| {
        if is_at && state.column == column { format!("[{text}]") } else { format!(" {text} ") }
    };
    let style = if told.is_left_out { theme.dim } else { theme.text };
    let days = |column| if day_of(told, column).is_none() && !told.is_left_out { theme.warning } else { style };
    let points = format!("{} points", told.completed);
    let (tail, width) = if room < WIDE {
        (told.completed.to_string(), 5)
    } else {
        (format!("{points} · {}, {} done", counted(told.items, "item"), thousands(told.done)), 36)
    };
    let name = room.saturating_sub(11 + 2 * 13 + width);
    vec![
        (glyph::fit(&told.name, name), style),
        (glyph::fit(&boxed(phase, Column::Phase), 11), style),
        (glyph::fit(&boxed(day(Column::From), Column::From), 13), days(Column::From)),
        (glyph::fit(&boxed(day(Column::To), Column::To), 13), days(Column::To)),
        (glyph::fit_right(&tail, width), theme.dim),
    ]
}
