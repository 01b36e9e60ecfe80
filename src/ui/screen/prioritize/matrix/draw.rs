//! The matrix on the screen: fields with the keys of their items, or how many there are, the cut between them, what has
//! no place, and the item under the cursor.

use super::super::super::super::model::Model;
use super::super::row;
use super::grid::{Grid, Place, Plan, Spot};
use super::held::Held;
use super::{axes, both, here, quadrant, ranked};
use crate::domain::score::{Amount, Quadrant, Scoring};
use crate::domain::text::thousands;
use crate::domain::{ItemId, Key};
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{self, cut, fit, fit_right, width};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::collections::HashMap;

/// No field names more items than this.
const MOST: usize = 6;
/// Columns for the words before what has no place.
const WORDS: usize = 20;

/// What is drawn.
pub(super) struct Sheet<'a> {
    /// Where everything stands.
    pub plan: &'a Plan,
    /// The items in their fields.
    pub grid: &'a Grid,
    /// How they came to be there.
    pub scoring: &'a Scoring,
}

/// The colour of a field's name. The name itself says which it is.
pub(super) fn ink(quadrant: Quadrant, theme: &Theme) -> Style {
    match quadrant {
        Quadrant::QuickWins => theme.good,
        Quadrant::BigBets => theme.accent,
        Quadrant::FillIns => theme.dim,
        Quadrant::MoneyPits => theme.warning,
    }
}

/// The items of a field that are named, and how many are not. The one under the cursor is among the former where
/// there is room for more than a number.
fn parted(plan: &Plan, items: &[ItemId], cursor: Option<ItemId>) -> (Vec<ItemId>, usize) {
    let room = (plan.across() * usize::from(plan.size.1)).clamp(1, MOST);
    if items.len() <= room {
        return (items.to_vec(), 0);
    }
    let mut named = items[..room - 1].to_vec();
    if let (Some(cursor), Some(last)) =
        (cursor.filter(|id| !named.contains(id) && items.contains(id)), named.last_mut())
    {
        *last = cursor;
    }
    let rest = items.len() - named.len();
    (named, rest)
}

/// Those without a place that are named: the page with the one under the cursor, else the first.
fn page<'a>(plan: &Plan, grid: &'a Grid, cursor: Option<ItemId>) -> &'a [ItemId] {
    let each = usize::from(plan.label) + 2;
    let room = (usize::from(plan.tray.width).saturating_sub(WORDS) / each).max(1);
    let at = cursor.and_then(|id| grid.tray.iter().position(|known| *known == id)).unwrap_or(0);
    grid.tray.chunks(room).nth(at / room).unwrap_or_default()
}

/// The items of the cursor's field that are listed: the page with the one under the cursor.
fn listed<'a>(plan: &Plan, grid: &'a Grid, cursor: Option<ItemId>) -> &'a [ItemId] {
    let Some(Place::Field(spot, at)) = cursor.and_then(|id| grid.find(id)) else { return &[] };
    let (items, room) = (grid.field(spot), usize::from(plan.list.height));
    if items.len() < 2 || room == 0 {
        return &[];
    }
    items.chunks(room).nth(at / room).unwrap_or_default()
}

/// All items whose keys are shown.
pub(super) fn named(plan: &Plan, grid: &Grid, cursor: Option<ItemId>) -> Vec<ItemId> {
    let fields = plan.fields().flat_map(|spot| parted(plan, grid.field(spot), cursor).0);
    let aside = page(plan, grid, cursor).iter().chain(listed(plan, grid, cursor));
    let mut named: Vec<ItemId> = fields.chain(aside.copied()).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Where the so manieth key of a field stands.
fn slot(plan: &Plan, field: Rect, at: usize) -> Rect {
    let wide = field.width / u16::try_from(plan.across()).unwrap_or(1);
    let (line, column) = (at / plan.across(), at % plan.across());
    let down = |by: usize| u16::try_from(by).unwrap_or(u16::MAX);
    let slot = Rect { x: field.x + down(column) * wide, y: field.y.saturating_add(down(line)), width: wide, height: 1 };
    slot.intersection(field)
}

/// What has no place, each with where its key stands.
fn tray<'a>(sheet: &Sheet<'a>, cursor: Option<ItemId>) -> impl Iterator<Item = (Rect, ItemId)> + use<'a> {
    let area = sheet.plan.tray;
    let each = sheet.plan.label + 2;
    let from = area.x + u16::try_from(words(sheet.grid).len()).unwrap_or(0);
    let stands = move |at: u16| Rect { x: from + at * each, width: each, ..area }.intersection(area);
    (0..).map(stands).zip(page(sheet.plan, sheet.grid, cursor).iter().copied())
}

fn words(grid: &Grid) -> String {
    match grid.tray.len() {
        0 => String::new(),
        n => format!("{} not placed:", thousands(n)),
    }
}

/// The item at a place of the screen.
pub(super) fn item_at(model: &Model, plan: &Plan, grid: &Grid, at: Position) -> Option<ItemId> {
    let cursor = model.backlog.cursor;
    if let Some(spot) = plan.at(at) {
        let (items, field) = (grid.field(spot), plan.field(spot));
        let (named, _) = parted(plan, items, cursor);
        let found = (0..named.len()).find(|n| slot(plan, field, *n).contains(at));
        return found.map(|n| named[n]).or(items.first().copied());
    }
    if plan.list.contains(at) {
        return listed(plan, grid, cursor).get(usize::from(at.y - plan.list.y)).copied();
    }
    let scoring = super::scoring(model)?;
    let sheet = Sheet { plan, grid, scoring: &scoring };
    tray(&sheet, cursor).find(|(area, _)| area.contains(at)).map(|(_, item)| item)
}

/// Draws it.
pub(super) fn view(model: &Model, sheet: &Sheet, target: &mut Frame) {
    view_lines(model, sheet, target);
    view_names(model, sheet, target);
    let told = told_of(model);
    for spot in sheet.plan.fields() {
        view_field(model, sheet, &told, spot, target);
    }
    view_list(model, sheet, &told, target);
    view_tray(model, sheet, &told, target);
    view_detail(model, sheet, target);
    if sheet.grid.placed() == 0 {
        view_empty(model, sheet.plan, target);
    }
}

/// Key and title of all items that are drawn.
type Told<'a> = HashMap<ItemId, (&'a Key, &'a str)>;

fn told_of(model: &Model) -> Told<'_> {
    let backlog = &model.backlog;
    let rows = model.sprint.beside.iter().chain(&backlog.window.rows);
    let rows = rows.map(|row| (row.id, (&row.key, row.title.as_str())));
    rows.chain(backlog.item.iter().map(|item| (item.id, (&item.key, item.text.title.as_str())))).collect()
}

fn put(target: &mut Frame, x: u16, y: u16, columns: usize, text: &str, style: Style) {
    let columns = columns.min(usize::from(target.area().right().saturating_sub(x)));
    if y < target.area().bottom() {
        target.buffer_mut().set_stringn(x, y, text, columns, style);
    }
}

/// The lines of the cut, and the points of both scales.
fn view_lines(model: &Model, sheet: &Sheet, target: &mut Frame) {
    let (plan, theme) = (sheet.plan, &model.theme);
    let (plot, left) = (plan.plot, plan.plot.x.saturating_sub(plan.gutter));
    let gutter = usize::from(plan.gutter).saturating_sub(1);
    let (cut_x, cut_y) = (plan.cut_x(), plan.cut_y());
    for (x, y) in cut_x.into_iter().flat_map(|x| (plot.y..plot.bottom()).map(move |y| (x, y))) {
        put(target, x, y, 1, "│", theme.border);
    }
    for (x, y) in cut_y.into_iter().flat_map(|y| (plot.x..plot.right()).map(move |x| (x, y))) {
        put(target, x, y, 1, if Some(x) == cut_x { "┼" } else { "─" }, theme.border);
    }
    for y in 0..plan.y.len() {
        put(target, left, plan.field((0, y)).y, gutter, &fit_right(&plan.y.label(y), gutter), theme.dim);
    }
    for x in 0..plan.x.len() {
        put(target, plan.field((x, 0)).x + 1, plan.points.y, usize::from(plan.size.0), &plan.x.label(x), theme.dim);
    }
    if let Some(y) = cut_y {
        put(target, left, y, gutter, &fit_right(&sheet.scoring.cut.value.to_string(), gutter), theme.accent);
    }
    if let Some(x) = cut_x {
        let at = sheet.scoring.cut.cost.to_string();
        let wide = u16::try_from(at.len()).unwrap_or(0);
        put(target, (x + 1).saturating_sub(wide), plan.points.y, at.len(), &at, theme.accent);
    }
}

/// The names of the four fields with how many they have, and of the two scales.
fn view_names(model: &Model, sheet: &Sheet, target: &mut Frame) {
    let (plan, theme) = (sheet.plan, &model.theme);
    let [value, cost] = axes(sheet.scoring).map(|axis| axis.name);
    let (value, cost) = (format!("{value} ↑"), format!("{cost} →"));
    let wide = |text: &str| u16::try_from(width(text)).unwrap_or(0);
    let right = plan.below.right().saturating_sub(wide(&cost));
    put(target, plan.above.x, plan.above.y, width(&value), &value, theme.dim);
    put(target, right, plan.below.y, width(&cost), &cost, theme.dim);
    let middle = plan.cut_x().unwrap_or(if plan.x.low == 0 { plan.plot.x } else { plan.plot.right() });
    let halves = [(plan.plot.x, middle), ((middle + 1).min(plan.plot.right()), plan.plot.right())];
    let lines = [
        (plan.above, plan.y.high, [Quadrant::QuickWins, Quadrant::BigBets], plan.above.x + wide(&value) + 1),
        (plan.below, plan.y.low, [Quadrant::FillIns, Quadrant::MoneyPits], plan.below.x),
    ];
    for (line, bands, quadrants, mut free) in lines {
        let has_side = [plan.x.low > 0, plan.x.high > 0].map(|is| is && bands > 0);
        let sides = quadrants.into_iter().zip(halves).zip(has_side).filter(|side| side.1);
        for ((quadrant, (from, to)), _) in sides {
            let text = format!("{} {}", quadrant.name(), thousands(lying(sheet, quadrant)));
            let x = (from + to.saturating_sub(from + wide(&text)) / 2).max(free);
            let end = if line == plan.below { right } else { line.right() };
            put(target, x, line.y, usize::from(end.saturating_sub(x + 1)), &text, ink(quadrant, theme));
            free = x + wide(&text) + 2;
        }
    }
}

/// How many items lie in one of the four.
fn lying(sheet: &Sheet, quadrant: Quadrant) -> usize {
    let (is_high, is_dear) = match quadrant {
        Quadrant::QuickWins => (true, false),
        Quadrant::BigBets => (true, true),
        Quadrant::FillIns => (false, false),
        Quadrant::MoneyPits => (false, true),
    };
    let plan = sheet.plan;
    let lies = |(x, y): &Spot| (*y >= plan.y.low) == is_high && (*x >= plan.x.low) == is_dear;
    plan.fields().filter(lies).map(|spot| sheet.grid.field(spot).len()).sum()
}

/// The sign before a key, and how the key is drawn.
fn look(model: &Model, item: ItemId) -> (&'static str, Style) {
    let (backlog, theme) = (&model.backlog, &model.theme);
    let is_marked = backlog.marks.has(item);
    match (backlog.cursor == Some(item), is_marked) {
        (true, _) => ("▌", theme.selection),
        (false, true) => ("•", theme.mark),
        (false, false) if backlog.narrow.is_kept(item) => (" ", theme.dimmed),
        (false, false) => (" ", theme.text),
    }
}

/// A key in so many columns: whole, or its number alone.
fn short(told: Option<&(&Key, &str)>, columns: usize) -> String {
    let Some((key, _)) = told else { return "…".into() };
    let whole = key.to_string();
    if width(&whole) <= columns { whole } else { cut(&format!("#{}", key.number), columns) }
}

fn view_field(model: &Model, sheet: &Sheet, told: &Told, spot: Spot, target: &mut Frame) {
    let (plan, theme) = (sheet.plan, &model.theme);
    let (items, field) = (sheet.grid.field(spot), plan.field(spot));
    let (named, rest) = parted(plan, items, model.backlog.cursor);
    for (at, item) in named.iter().enumerate() {
        let (sign, style) = look(model, *item);
        view_key(target, slot(plan, field, at), sign, &short(told.get(item), columns(plan, field)), style);
    }
    if rest == 0 {
        return;
    }
    let is_here = named.is_empty() && model.backlog.cursor.is_some_and(|id| items.contains(&id));
    let count = crowd(rest, if named.is_empty() { "" } else { "+" }, columns(plan, field));
    let (sign, style) = if is_here { ("▌", theme.selection) } else { (" ", theme.title) };
    view_key(target, slot(plan, field, named.len()), sign, &count, style);
}

/// Columns of a key in a field.
fn columns(plan: &Plan, field: Rect) -> usize {
    (usize::from(field.width) / plan.across()).saturating_sub(1)
}

/// How many, in so many columns: "1,024", "12k".
fn crowd(count: usize, sign: &str, columns: usize) -> String {
    let all = [format!("{sign}{}", thousands(count)), format!("{sign}{count}"), format!("{sign}{}k", count / 1000)];
    all.into_iter().find(|text| text.len() <= columns).unwrap_or_else(|| "…".into())
}

fn view_key(target: &mut Frame, area: Rect, sign: &str, text: &str, style: Style) {
    if area.is_empty() {
        return;
    }
    put(target, area.x, area.y, 1, sign, style);
    put(target, area.x + 1, area.y, usize::from(area.width) - 1, text, style);
}

/// The items of the cursor's field, each with its title.
fn view_list(model: &Model, sheet: &Sheet, told: &Told, target: &mut Frame) {
    let area = sheet.plan.list;
    for (item, y) in listed(sheet.plan, sheet.grid, model.backlog.cursor).iter().zip(area.y..area.bottom()) {
        let (sign, style) = look(model, *item);
        let Some((key, title)) = told.get(item) else { continue };
        let key = fit(&key.to_string(), usize::from(sheet.plan.label));
        let line = fit(&format!("{key}  {title}"), usize::from(area.width).saturating_sub(1));
        view_key(target, Rect { y, height: 1, ..area }, sign, &line, style);
    }
}

fn view_tray(model: &Model, sheet: &Sheet, told: &Told, target: &mut Frame) {
    let (area, theme) = (sheet.plan.tray, &model.theme);
    put(target, area.x, area.y, usize::from(area.width), &words(sheet.grid), theme.dim);
    let mut end = area.x;
    for (slot, item) in tray(sheet, model.backlog.cursor) {
        let (sign, style) = look(model, item);
        let key = short(told.get(&item), usize::from(sheet.plan.label));
        view_key(target, slot, sign, &key, style);
        end = slot.right();
    }
    let last = page(sheet.plan, sheet.grid, model.backlog.cursor).last();
    if last != sheet.grid.tray.last() && end < area.right() {
        put(target, end, area.y, 2, " …", theme.dim);
    }
}

/// The item under the cursor: what it is, what it is worth, what it costs, and where that puts it.
fn view_detail(model: &Model, sheet: &Sheet, target: &mut Frame) {
    let (area, theme) = (sheet.plan.detail, &model.theme);
    let item = model.backlog.item.as_ref().filter(|item| Some(item.id) == model.backlog.cursor);
    let Some(item) = item else { return };
    let columns = usize::from(area.width);
    let among = among(sheet.grid, item.id);
    let room = columns.saturating_sub(width(&among) + 2);
    let title = cut(&format!("{}  {}", item.key, item.text.title), room);
    let line = Line::from(vec![
        Span::styled(fit(&title, columns.saturating_sub(width(&among))), theme.title),
        Span::styled(among, theme.dim),
    ]);
    target.render_widget(line, Rect { height: area.height.min(1), ..area });
    if area.height < 2 {
        return;
    }
    let held = model.prioritize.matrix.held.as_ref().filter(|held| held.item == item.id);
    let amounts = here(model, item.id).unwrap_or_default();
    let text = match held {
        Some(held) => told_held(model, held, sheet.scoring),
        None => told(model, item.id, amounts, sheet.scoring),
    };
    let field = quadrant(amounts, sheet.scoring);
    let name = field.map_or("not placed", Quadrant::name);
    let line = Line::from(vec![
        Span::styled(name, field.map_or(theme.dim, |field| ink(field, theme))),
        Span::styled(cut(&format!(" · {text}"), columns.saturating_sub(width(name))), theme.text),
    ]);
    target.render_widget(line, Rect { y: area.y + 1, height: 1, ..area });
}

/// "2 of 7 here".
fn among(grid: &Grid, item: ItemId) -> String {
    match grid.find(item) {
        Some(Place::Field(spot, at)) if grid.field(spot).len() > 1 => {
            format!("{} of {} here", thousands(at + 1), thousands(grid.field(spot).len()))
        }
        Some(Place::Field(..) | Place::Tray(_)) | None => String::new(),
    }
}

/// The formula with the item's numbers, and its places.
fn told(model: &Model, item: ItemId, amounts: [Option<Amount>; 2], scoring: &Scoring) -> String {
    let rules = scoring.framework.rules();
    let worked = format!("{} = {}", rules.formula(scoring), rules.worked(&amounts, scoring));
    let Some(score) = both(amounts).and_then(|amounts| rules.score(&amounts, scoring)) else {
        return format!("{worked} · {}", keyed(&model.keymap, "<pick-up> picks it up, to give it a place"));
    };
    let worked = format!("{worked} = {}", rules.show(score));
    let Some(ranked) = ranked(model) else { return worked };
    let Some((now, by_score)) = ranked.ranking.places(item) else { return worked };
    let place = thousands(model.backlog.place_of(item).unwrap_or(now));
    if let Some(why) = ranked.ranking.standing(item).and_then(row::held) {
        return format!("{worked} · place {place}: {why}");
    }
    let is_old = Some(ranked.seq) != model.seq;
    let by_score = if is_old { "…".into() } else { thousands(by_score) };
    format!("{worked} · place {place}, by this {by_score}")
}

/// What it was and what it would be.
fn told_held(model: &Model, held: &Held, scoring: &Scoring) -> String {
    let part = |(axis, (was, at)): (crate::domain::score::Input, (Option<Amount>, Amount))| {
        if was == Some(at) {
            format!("{} {at}", axis.name)
        } else {
            format!("{} {} → {at}", axis.name, axis.shown(was))
        }
    };
    let all: Vec<String> = axes(scoring).into_iter().zip(held.was.into_iter().zip(held.at)).map(part).collect();
    format!("{} · {}", all.join(" · "), keyed(&model.keymap, "<open> keeps it, <leave> puts it back"))
}

/// What an empty matrix says, and what to do next.
fn view_empty(model: &Model, plan: &Plan, target: &mut Frame) {
    let text = keyed(
        &model.keymap,
        "Nothing has a place yet.\n\n<pick-up> picks the item up, <left> <down> <up> <right> shift it and so say what it is \
         worth and what it costs, <open> keeps that as one step.",
    );
    let plot = plan.plot;
    let columns = usize::from(plot.width.saturating_sub(6)).clamp(1, 56);
    let lines = glyph::wrap(&text, columns, usize::from(plot.height));
    let top = plot.y + (plot.height - u16::try_from(lines.len()).unwrap_or(0).min(plot.height)) / 2;
    let left = plot.x + (plot.width.saturating_sub(u16::try_from(columns).unwrap_or(0) + 2)) / 2;
    for (line, y) in lines.iter().zip(top..plot.bottom()) {
        let line = format!(" {} ", fit(line, columns));
        put(target, left, y, columns + 2, &line, model.theme.dim);
    }
}
