//! The plan on screen: alarms and counts above, the groups, what the row under the cursor says below.

use super::alarm::{alarms, asked, is_other, said};
use super::cells::{cells, twice_said};
use super::group::{Group, Line as At, Part, Row};
use super::row::{named, whole};
use super::sprint::Column;
use super::value::values;
use super::{Asked, State, area};
use crate::domain::import::{Field, Proposal};
use crate::domain::sprint::Phase;
use crate::domain::text::{counted, thousands};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::widget::{frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// From so many columns on a row has more than it needs.
pub(super) const WIDE: usize = 84;
/// Below so many lines nothing is said twice.
const LOW: usize = 16;

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let place = area(body);
    let is_low = layout::inside(place).height < u16::try_from(LOW).unwrap_or(0);
    let inner = frame::popup(target, place, &title(state, is_low), theme);
    let columns = usize::from(inner.width).max(1);
    if let Some(top) = state.whole {
        return view_whole(state, model, target, (place, inner, top));
    }
    let parts = Parts::of(state, model, inner);
    let at = |y: u16| Rect { y, height: 1, ..inner }.intersection(inner);
    for (line, y) in parts.head.iter().zip(inner.y..) {
        target.render_widget(line, at(y));
    }
    if state.is_narrowing {
        let y = inner.y + u16::try_from(parts.head.len()).unwrap_or(0).saturating_sub(1);
        let label = u16::try_from(glyph::width(SHOWN)).unwrap_or(0).min(inner.width);
        let field = Rect { x: inner.x + label, width: inner.width - label, ..at(y) };
        state.words.view(target, field, None, theme);
    }
    let len = state.groups.len();
    let top = state.cursor.top(len, parts.rows);
    for n in top..len.min(top + parts.rows) {
        let Some(line) = state.groups.at(n) else { break };
        let y = parts.first + u16::try_from(n - top).unwrap_or(0);
        target.render_widget(drawn(state, line, n == state.cursor.at, model, columns), at(y));
    }
    if len == 0 {
        target.render_widget(Line::styled("  nothing has these words", theme.dim), at(parts.first));
    }
    frame::more(target, place, (top > 0, top + parts.rows < len), theme);
    let below = inner.bottom().saturating_sub(u16::try_from(parts.below.len()).unwrap_or(0));
    for (line, y) in parts.below.iter().zip(below..) {
        target.render_widget(line, at(y));
    }
    view_entry(state, model, target, at(below));
}

/// What it imports; where lines are few, also where it goes.
fn title(state: &State, is_low: bool) -> String {
    let Proposal { parsed, into, .. } = &*state.proposal;
    if is_low { format!("Import {} {into}", parsed.name) } else { format!("Import {}", parsed.name) }
}

/// What stands where.
struct Parts {
    head: Vec<Line<'static>>,
    below: Vec<Line<'static>>,
    /// The first line of the rows, and how many there are.
    first: u16,
    rows: usize,
}

impl Parts {
    fn of(state: &State, model: &Model, inner: Rect) -> Self {
        let (columns, height) = (usize::from(inner.width).max(1), usize::from(inner.height));
        let head = head(state, model, columns, height);
        // What is said of one row takes the more room the more there is.
        let most = match height {
            0..LOW if !alarms(&state.proposal).is_empty() => 1,
            0..LOW => 2,
            LOW..=22 => 3,
            _ => 5,
        };
        let mut below = detail(state, model, columns, most);
        below.extend(keys(state, model, columns, height));
        let first = inner.y + u16::try_from(head.len()).unwrap_or(0);
        let rows = height.saturating_sub(head.len() + below.len());
        Self { head, below, first, rows }
    }
}

/// The line of the groups in this row of the pop-up, counted from 0 below the border.
pub fn line_at(state: &State, model: &Model, body: Rect, row: usize) -> Option<usize> {
    let inside = layout::inside(area(body));
    let inner = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let parts = Parts::of(state, model, inner);
    let len = state.groups.len();
    let n = row.checked_sub(parts.head.len()).filter(|n| *n < parts.rows)?;
    Some(state.cursor.top(len, parts.rows) + n).filter(|n| *n < len && state.whole.is_none())
}

/// Before the words that are looked for.
const SHOWN: &str = "Shown: ";

fn wrapped(text: &str, columns: usize, most: usize, style: Style) -> impl Iterator<Item = Line<'static>> {
    glyph::wrap(text, columns, most).into_iter().map(move |line| Line::styled(line, style))
}

/// Alarms, counts, what is chosen of the order, what is looked for.
fn head(state: &State, model: &Model, columns: usize, height: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    let is_low = height < LOW;
    let alarms = alarms(&state.proposal);
    let most = if is_low && alarms.len() > 1 { 1 } else { 2 };
    for alarm in &alarms {
        let text = format!("! {}", said(alarm, model.now));
        let text = if most == 1 { glyph::cut(&text, columns) } else { text };
        lines.extend(wrapped(&text, columns, most, theme.warning));
    }
    // The heads of the groups say the rest, too.
    let most = match (is_low, alarms.is_empty()) {
        (true, false) => 1,
        (true, true) => 2,
        (false, _) => 3,
    };
    let totals = filled(&totals(state), columns).into_iter().take(most);
    lines.extend(totals.map(|line| Line::styled(line, theme.text)));
    // Where lines are few, the title says it.
    if !is_low {
        lines.extend(wrapped(&state.proposal.into, columns, 1, theme.dim));
    }
    let displaced = state.proposal.plan.displaced;
    if displaced > 0 {
        let items = counted(displaced, "item");
        let (moves, stands) = if displaced == 1 { ("moves", "stands") } else { ("move", "stand") };
        let text = if state.has_order {
            format!("{} ({items} {moves})", keyed(&model.keymap, "Order: theirs · <their-order> keeps ours"))
        } else {
            let text = keyed(&model.keymap, "Order: as here · <their-order> takes theirs");
            format!("{text} ({items} {stands} elsewhere)")
        };
        let style = if state.has_order { theme.accent } else { theme.dim };
        lines.push(Line::styled(glyph::cut(&text, columns), style));
    }
    if !is_low {
        lines.push(Line::default());
    }
    if state.is_narrowing {
        lines.push(Line::styled(SHOWN, theme.key));
    } else if state.groups.is_narrow() {
        let text = keyed(&model.keymap, " · <narrow-plan> changes that · <leave> shows all");
        lines.push(Line::styled(glyph::cut(&format!("{SHOWN}{}{text}", state.words.text()), columns), theme.key));
    }
    lines
}

/// "12 new · 300 changed there · 2 changed on both sides, 1 of them taken · …"
fn totals(state: &State) -> Vec<String> {
    let (plan, counts) = (&state.proposal.plan, &state.counts);
    let mut all = Vec::new();
    let mut say = |count: usize, what: &str| {
        if count > 0 {
            all.push(format!("{} {what}", thousands(count)));
        }
    };
    say(counts.created, "new");
    say(counts.updated, if counts.updated == 1 { "item changed there" } else { "items changed there" });
    let reopened = state.groups.all.iter().find(|group| group.part == Part::Reopened);
    let reopened = reopened.map_or(0, |group| group.rows.iter().filter(|row| is_of_state(**row)).count());
    say(reopened, "of them declined here, open again");
    say(plan.conflicts.len(), if plan.conflicts.len() == 1 { "field on both sides" } else { "fields on both sides" });
    say(plan.kept.len(), if plan.kept.len() == 1 { "field kept as here" } else { "fields kept as here" });
    say(plan.renamed.len(), "with another key");
    say(state.proposal.known.gone.len(), "not in the files");
    say(plan.twice.len(), if plan.twice.len() == 1 { "key twice" } else { "keys twice" });
    let sprints = state.told.iter().filter(|told| !told.is_left_out).count();
    say(sprints, if sprints == 1 { "Sprint" } else { "Sprints" });
    say(counts.unchanged, "unchanged");
    if all.is_empty() { vec!["nothing in it".into()] } else { all }
}

fn is_of_state(row: Row) -> bool {
    matches!(row, Row::Taken(_, Field::State))
}

/// Texts side by side, none of them broken, on as many lines as they need.
fn filled(texts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        match lines.last_mut() {
            Some(line) if glyph::width(line) + glyph::width(text) + 3 <= columns => line.extend([" · ", text]),
            _ => lines.push(glyph::cut(text, columns)),
        }
    }
    lines
}

/// A line of the groups.
fn drawn(state: &State, line: At, is_at: bool, model: &Model, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_at { theme.selection } else { style };
    let bar = Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent));
    let room = columns.saturating_sub(2);
    let mut spans = vec![bar];
    match line {
        At::Head(n) => spans.extend(head_of(state, &state.groups.all[n], room, &ink, model)),
        At::Row(row) => spans.extend(cells(state, row, room.saturating_sub(2), model).into_iter().fold(
            vec![Span::styled("  ", ink(theme.text))],
            |mut all, (text, style)| {
                all.push(Span::styled(text, ink(style)));
                all
            },
        )),
    }
    Line::from(spans)
}

/// "▾ Changed on both sides  2 · 1 theirs   there at the last import → there | here"
fn head_of(
    state: &State,
    group: &Group,
    room: usize,
    ink: &dyn Fn(Style) -> Style,
    model: &Model,
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let sign = if group.is_folded { "▸ " } else { "▾ " };
    let (shown, all) = (group.shown().len(), group.rows.len());
    let count = if shown == all { thousands(all) } else { format!("{} of {}", thousands(shown), thousands(all)) };
    let beside = match group.part {
        Part::There | Part::Reopened => "here → there".to_owned(),
        Part::Both => {
            let theirs = state.taken().len();
            let ours = state.proposal.plan.conflicts.len().saturating_sub(theirs);
            let sides = if room < WIDE { "there | here" } else { "last → there | here" };
            format!("{} theirs, {} ours · {sides}", thousands(theirs), thousands(ours))
        }
        Part::Here => "there | here".to_owned(),
        Part::Sprints => "phase, first day, last day, completed".to_owned(),
        Part::Twice => "taken | left out".to_owned(),
        Part::New | Part::Renamed | Part::Gone | Part::Report => String::new(),
    };
    let unit = match group.part.unit() {
        Some(unit) if all == 1 => format!(" {unit}"),
        Some(unit) => format!(" {unit}s"),
        None => String::new(),
    };
    let title = format!("{sign}{}  {count}{unit}", group.part.title());
    let rest = room.saturating_sub(glyph::width(&title) + 3);
    let beside = if rest < 12 { String::new() } else { format!("   {}", glyph::cut(&beside, rest)) };
    let style = if group.part == Part::Both { theme.warning } else { theme.accent };
    let fill = room.saturating_sub(glyph::width(&title) + glyph::width(&beside));
    vec![Span::styled(glyph::cut(&title, room), ink(style)), Span::styled(beside + &" ".repeat(fill), ink(theme.dim))]
}

/// What the row under the cursor says, in a few lines below a line.
fn detail(state: &State, model: &Model, columns: usize, most: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = vec![Line::styled("─".repeat(columns), theme.border)];
    if let Some(entry) = &state.entry {
        lines.clear();
        lines.push(Line::styled(label(state), theme.key));
        let hint = match state.column {
            Column::To => "such as 2026-03-15, or how long the Sprint is: 2w",
            Column::Phase | Column::From => "such as 2026-03-02",
        };
        let (text, style) = match &entry.error {
            Some(error) => (error.clone(), theme.error),
            None => (hint.to_owned(), theme.dim),
        };
        lines.extend(wrapped(&text, columns, most, style));
        lines.resize(most + 1, Line::default());
        return lines;
    }
    match state.line() {
        Some(At::Row(row)) => {
            let Told { head, parts, keys } = told(state, row, model);
            lines.extend((!head.is_empty()).then(|| Line::styled(glyph::cut(&head, columns), theme.text)));
            let room = (most + 1).saturating_sub(lines.len());
            let rest = in_room(&parts, &keys, columns, room);
            lines.extend(rest.into_iter().map(|line| Line::styled(line, theme.dim)));
        }
        Some(At::Head(_)) => {
            let text = keyed(&model.keymap, "<fold-group> folds and unfolds, <fold-groups> all · <narrow-plan> finds");
            lines.extend(wrapped(&text, columns, 1, theme.dim));
        }
        None => {}
    }
    // So that the rows do not jump.
    lines.resize(most + 1, Line::default());
    lines
}

/// Before the day that is typed.
fn label(state: &State) -> String {
    let name = state.entry.as_ref().and_then(|entry| state.told.get(entry.sprint)).map_or("", |told| &told.name);
    let which = if state.column == Column::To { "last day" } else { "first day" };
    format!("{}, {which}: ", glyph::cut(name, 24))
}

fn view_entry(state: &State, model: &Model, target: &mut Frame, line: Rect) {
    let Some(entry) = &state.entry else { return };
    let label = u16::try_from(glyph::width(&label(state))).unwrap_or(0).min(line.width);
    let field = Rect { x: line.x + label, width: line.width - label, ..line };
    entry.field.view(target, field, None, &model.theme);
}

/// What is said of a row.
#[derive(Default)]
struct Told {
    /// What it is.
    head: String,
    /// What it says, the more important first.
    parts: Vec<String>,
    /// What can be done.
    keys: String,
}

/// Parts in so many lines: all of them with the keys where there is room; else each cut, two of them on one line where
/// there is no more.
fn in_room(parts: &[String], keys: &str, columns: usize, room: usize) -> Vec<String> {
    let all = parts.join(" · ");
    for text in [format!("{all}\n{keys}"), all] {
        let lines = glyph::wrap(text.trim(), columns, room + 1);
        if lines.len() <= room {
            return lines;
        }
    }
    if room == 1 && parts.len() > 1 {
        let half = columns.saturating_sub(3) / 2;
        return vec![format!("{} · {}", glyph::cut(&parts[0], half), glyph::cut(&parts[1], half))];
    }
    parts.iter().take(room).map(|part| glyph::cut(part, columns)).collect()
}

fn told(state: &State, row: Row, model: &Model) -> Told {
    let proposal = &state.proposal;
    let keyed = |keys: &'static str| keyed(&model.keymap, keys);
    match row {
        Row::Taken(..) | Row::Conflict(_) | Row::Kept(_) => told_of_field(state, row, model),
        Row::New(_) | Row::Renamed(_) => {
            Told { head: named(proposal, row), parts: Vec::new(), keys: keyed("<whole> reads it whole") }
        }
        Row::Twice(n) => Told {
            head: named(proposal, row),
            parts: vec![format!("{}: the first row is taken, the later one left out", twice_said(proposal, n))],
            keys: keyed("<whole> reads it whole"),
        },
        Row::Sprint(n) => state.told.get(n).map_or_else(Told::default, |told| {
            let items = counted(told.items, "item");
            let is_over = state.here(told).is_some_and(|here| here.phase == Phase::Closed);
            let over = is_over.then(|| "it is over here, and stays so".to_owned());
            let keys = "<edit-told> changes the cell, <left> and <right> go to another · <skip-told> leaves the \
                        Sprint out";
            let head = format!("{}: {items}, {} done in it, {} points", told.name, told.done, told.completed);
            Told { head, parts: over.into_iter().collect(), keys: keyed(keys) }
        }),
        Row::Gone(n) => proposal.known.gone.get(n).map_or_else(Told::default, |gone| Told {
            head: format!("{} · {}  {}", gone.key, gone.foreign, gone.title),
            parts: vec!["It stays here as it is.".into()],
            keys: String::new(),
        }),
        Row::Line(n) => Told { parts: proposal.report.get(n).cloned().into_iter().collect(), ..Told::default() },
    }
}

/// A field: what it is here, there and was at the last import.
fn told_of_field(state: &State, row: Row, model: &Model) -> Told {
    let proposal = &state.proposal;
    let Some(values) = values(proposal, row) else { return Told::default() };
    let [last, there, here, after] = values.apart(proposal);
    let name = values.name(proposal);
    let mut parts = vec![format!("{name} here: {here}"), format!("there: {there}"), format!("before: {last}")];
    if values.after.is_some() {
        parts.insert(0, format!("from now on: {after}"));
    }
    let keys = match row {
        Row::Conflict(_) => "<resolve theirs> takes theirs, <resolve ours> keeps ours · <whole> reads it whole",
        _ => "<whole> reads it whole",
    };
    Told { head: named(proposal, row), parts, keys: keyed(&model.keymap, keys) }
}

/// What Enter does; where something alarming was said, once more.
fn keys(state: &State, model: &Model, columns: usize, height: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    if state.asked == Some(Asked::Leave) {
        let text = keyed(&model.keymap, "! Sure? <leave> again throws away what you chose here");
        return wrapped(&text, columns, 2, theme.warning).collect();
    }
    if state.asked == Some(Asked::Agree) {
        let why: Vec<&str> = alarms(&state.proposal).into_iter().map(asked).collect();
        let apart = if is_other(&state.proposal) && state.proposal.is_here {
            keyed(&model.keymap, " · <other-product> makes a product of its own")
        } else {
            String::new()
        };
        let again = keyed(&model.keymap, "<take> again imports it");
        let text = format!("! Sure? {again}{apart}: {}", why.join(", "));
        return wrapped(&text, columns, 2, theme.warning).collect();
    }
    if let Some(said) = &state.said {
        return wrapped(said, columns, 2, theme.warning).collect();
    }
    let text = if state.is_stale() {
        keyed(&model.keymap, "Compared again, as a Sprint was corrected · <leave> changes nothing")
    } else if state.is_nothing() {
        keyed(&model.keymap, "Nothing to do: <leave> closes this")
    } else if is_other(&state.proposal) && state.proposal.is_here {
        keyed(
            &model.keymap,
            "<take> imports it here · <other-product> into a product of its own · <leave> changes nothing",
        )
    } else if height < LOW {
        // There is no room for them in the last line of the screen.
        keyed(&model.keymap, "<take> imports · <whole> whole · <fold-group> folds · <leave> leaves")
    } else {
        keyed(&model.keymap, "<take> imports it, as one step · <leave> changes nothing")
    };
    vec![Line::styled(glyph::cut(&text, columns), theme.key)]
}

/// The lines of the text that is read whole.
pub(super) fn whole_lines(state: &State, columns: usize) -> Vec<(String, bool)> {
    const MOST: usize = 2000;
    let Some(row) = state.row() else { return Vec::new() };
    let mut lines = Vec::new();
    for (head, text) in whole(&state.proposal, &state.told, row) {
        lines.extend(glyph::wrap(&head, columns, 3).into_iter().map(|line| (line, true)));
        if !text.is_empty() {
            let text = glyph::wrap(&text, columns.saturating_sub(2).max(1), MOST);
            lines.extend(text.into_iter().map(|line| (format!("  {line}"), false)));
        }
    }
    lines
}

fn view_whole(state: &State, model: &Model, target: &mut Frame, (place, inner, top): (Rect, Rect, usize)) {
    let theme = &model.theme;
    let lines = whole_lines(state, usize::from(inner.width).max(1));
    let rows = usize::from(inner.height.saturating_sub(2));
    let top = top.min(lines.len().saturating_sub(rows));
    for ((line, is_head), y) in lines.iter().skip(top).take(rows).zip(inner.y..) {
        let style = if *is_head { theme.accent } else { theme.text };
        target.render_widget(Line::styled(line.clone(), style), Rect { y, height: 1, ..inner });
    }
    frame::more(target, place, (top > 0, top + rows < lines.len()), theme);
    let keys = keyed(&model.keymap, "<leave> goes back to the plan · <down> and <up> scroll");
    let foot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
    target.render_widget(Line::styled(glyph::cut(&keys, usize::from(inner.width)), theme.key), foot);
}
