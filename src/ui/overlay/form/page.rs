//! How a form is drawn: each field a label and its text, the one under the cursor in sight, what is wrong below it.
//!
//! Lines are made around the cursor until the page is full, so a form with a thousand lines costs no more than a page.

use super::inside::{Inside, Typing};
use super::slot::{Nature, Slot};
use super::value::Value;
use super::{Entry, Spot, State, Subject, checks, sprint};
use crate::domain::text::counted;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{cut, fit, wrap};
use crate::ui::widget::steps::steps;
use crate::ui::widget::{area as long, frame as pane, offer};
use crate::ui::wording::{keyed, letters};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels.
const LABEL: usize = 13;
/// Columns before them, for the cursor's bar.
const BAR: usize = 2;
/// Rows of a text that is not under the cursor.
const FEW: usize = 4;
/// Rows that complete a line.
const OFFERED: u16 = 5;

/// A row of the page.
struct Row {
    spot: Spot,
    line: Line<'static>,
}

/// The rows of a field or line, and where in them something is typed.
#[derive(Default)]
struct Block {
    lines: Vec<Line<'static>>,
    /// The first row of what is typed, and how many there are.
    typed: Option<(usize, usize)>,
    /// The columns before it.
    indent: usize,
    /// How many rows below it complete it.
    offered: usize,
}

/// What a page is made of.
struct Page<'a> {
    state: &'a State,
    model: &'a Model,
    theme: &'a Theme,
    columns: usize,
    rows: usize,
}

/// The rows in sight, and where among them something is typed.
struct Sight {
    rows: Vec<Row>,
    typed: Option<(usize, usize)>,
    indent: usize,
    offered: usize,
}

/// The form, what stands beside it, and the line below.
fn areas(state: &State, area: Rect) -> (Rect, Option<Rect>) {
    let is_alone = matches!(state.subject, Subject::Sheet(_) | Subject::Action(..) | Subject::NewAction(_));
    if area.width < layout::WIDE || is_alone {
        return (area, None);
    }
    let [form, beside] = Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(area);
    (form, Some(beside))
}

/// Most rows of what is said below the fields.
const FOOT: usize = 3;

pub(super) fn view(state: &State, model: &Model, target: &mut Frame, area: Rect) {
    let theme = &model.theme;
    let (form, beside) = areas(state, area);
    let inner = pane::popup(target, form, &state.name, theme);
    if let Some(beside) = beside {
        let inside = pane::popup(
            target,
            beside,
            if state.subject.is_of_sprint() { "What it means" } else { "How it reads" },
            theme,
        );
        for (line, y) in
            checks::checks(state, model, usize::from(inside.width)).into_iter().zip(inside.y..inside.bottom())
        {
            target.render_widget(line, Rect { y, height: 1, ..inside });
        }
    }
    let mut page = Page { state, model, theme, columns: usize::from(inner.width), rows: usize::from(inner.height) };
    let said = page.foot(beside.is_some());
    let height = u16::try_from(said.len()).unwrap_or(0);
    let foot = Rect { y: inner.bottom() - height, height, ..inner };
    let body = Rect { height: inner.height - height, ..inner };
    page.rows = usize::from(body.height);
    let sight = page.sight();
    for (row, y) in sight.rows.iter().zip(body.y..body.bottom()) {
        target.render_widget(row.line.clone(), Rect { y, height: 1, ..body });
    }
    page.view_more(&sight, target, form);
    page.view_typed(&sight, target, body);
    for (line, y) in said.into_iter().zip(foot.y..foot.bottom()) {
        target.render_widget(line, Rect { y, height: 1, ..foot });
    }
}

pub(super) fn spot_at(state: &State, model: &Model, area: Rect, row: usize) -> Option<Spot> {
    let (form, beside) = areas(state, area);
    let inner = layout::inside(form);
    let columns = usize::from(inner.width.saturating_sub(2));
    let mut page = Page { state, model, theme: &model.theme, columns, rows: usize::from(inner.height) };
    page.rows -= page.foot(beside.is_some()).len();
    page.sight().rows.get(row).map(|row| row.spot)
}

impl Page<'_> {
    /// The rows around the cursor that fill the page.
    fn sight(&self) -> Sight {
        let spots = self.state.spots();
        let at = spots.iter().position(|spot| *spot == self.state.at).unwrap_or(0);
        let own = self.block(self.state.at);
        let room = self.rows.saturating_sub(own.lines.len());
        let (mut above, mut below): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
        // From the cursor upwards, and turned round at the end.
        above.extend(self.gap(self.state.at));
        for spot in spots[..at].iter().rev() {
            if above.len() >= room {
                break;
            }
            above.extend(self.rows_of(*spot).into_iter().rev());
            above.extend(self.gap(*spot));
        }
        for spot in spots.iter().skip(at + 1) {
            if below.len() >= room {
                break;
            }
            below.extend(self.gap(*spot));
            below.extend(self.rows_of(*spot));
        }
        let (a, b) = (above.len(), below.len());
        let up = if a + b <= room { a } else { a.min((room / 2).max(room.saturating_sub(b))) };
        above.truncate(up);
        above.reverse();
        let start = above.len();
        let spot = self.state.at;
        let typed = own.typed.map(|(first, rows)| (start + first, rows));
        above.extend(own.lines.into_iter().map(|line| Row { spot, line }));
        above.extend(below);
        above.truncate(self.rows);
        Sight { rows: above, typed, indent: own.indent, offered: own.offered }
    }

    fn rows_of(&self, spot: Spot) -> Vec<Row> {
        self.block(spot).lines.into_iter().map(|line| Row { spot, line }).collect()
    }

    /// A blank row before a group of fields, where there is room for it.
    fn gap(&self, spot: Spot) -> Option<Row> {
        let entry = self.state.entries.get(spot.entry)?;
        let is_group = matches!(
            entry.slot,
            Slot::Persona
                | Slot::Criteria
                | Slot::Description
                | Slot::Kind
                | Slot::Starts
                | Slot::Note
                | Slot::Vision
                | Slot::Personas
                | Slot::Ready
        );
        let is_first = spot.row.is_none() && spot.entry > 0;
        (is_group && is_first && self.rows >= 24).then(|| Row { spot, line: Line::default() })
    }

    fn block(&self, spot: Spot) -> Block {
        let Some(entry) = self.state.entries.get(spot.entry) else { return Block::default() };
        let is_here = spot == self.state.at;
        let mut block = match (&self.state.inside, spot.row) {
            (Some(inside), _) if is_here => self.typed(entry, spot, inside),
            (_, None) => self.field(entry, is_here),
            (_, Some(row)) => self.line(entry, row, is_here),
        };
        if spot.row.is_none() {
            self.remarks(entry, &mut block);
        }
        if is_here && entry.slot == Slot::Title && self.state.offer.is_some() {
            let said = keyed(&self.model.keymap, "a whole story: <fill> fills As a, I want and so that");
            self.below(&said, self.theme.key, &mut block);
        }
        block
    }

    /// A field as it is read: its label and its text, or how many lines it has.
    fn field(&self, entry: &Entry, is_here: bool) -> Block {
        let (dim, text) = (self.theme.dim, self.theme.text);
        let most = if is_here { (self.rows / 2).max(FEW) } else { FEW };
        let (shown, style) = match &entry.value {
            Value::Text(said) if said.trim().is_empty() => (vec!["—".to_owned()], dim),
            Value::Text(said) => {
                let said = self.titled(entry.slot, said);
                (self.short(&said, self.columns.saturating_sub(BAR + LABEL), most), text)
            }
            Value::List(lines) if lines.is_empty() => (vec!["—".to_owned()], dim),
            Value::List(lines) => {
                let met = lines.iter().filter(|line| line.is_done).count();
                let has_ticks = entry.slot.nature() == Nature::List { has_ticks: true };
                let count = counted(lines.len(), "line");
                (vec![if has_ticks { format!("{met}/{}", lines.len()) } else { count }], dim)
            }
            Value::Parts(parts) => (vec![counted(parts.len(), "template")], dim),
        };
        let lines = shown.into_iter().enumerate().map(|(n, said)| {
            let label = if n == 0 { entry.slot.label() } else { "" };
            self.row(is_here, label, &said, style, LABEL)
        });
        Block { lines: lines.collect(), ..Block::default() }
    }

    /// A line below a label.
    fn line(&self, entry: &Entry, row: usize, is_here: bool) -> Block {
        let (sign, indent, style) = self.sign(entry, row);
        let most = if is_here { (self.rows / 2).max(FEW) } else { FEW };
        let columns = self.columns.saturating_sub(BAR + indent);
        let said: Vec<String> = match &entry.value {
            Value::List(lines) => {
                let text = lines.get(row).map_or("", |line| &line.text);
                steps(text, columns, most).unwrap_or_else(|| self.short(text, columns, most))
            }
            Value::Parts(parts) => {
                let part = parts.get(row);
                let title = part.map_or("", |part| super::value::of(&part.values, Slot::Title).as_text());
                let title = if title.is_empty() { "—" } else { title };
                vec![cut(&format!("{:8}{title}", part.map_or("", |part| &part.name)), columns)]
            }
            Value::Text(_) => Vec::new(),
        };
        let lines = said.into_iter().enumerate().map(|(n, said)| {
            let label = if n == 0 { sign.as_str() } else { "" };
            self.row(is_here, label, &said, style, indent)
        });
        Block { lines: lines.collect(), ..Block::default() }
    }

    /// What stands before a line, the columns it takes, and how the line is drawn.
    fn sign(&self, entry: &Entry, row: usize) -> (String, usize, Style) {
        let is_done = entry.value.as_lines().get(row).is_some_and(|line| line.is_done);
        match entry.slot.nature() {
            Nature::List { has_ticks: true } if is_done => ("  ✓ ".into(), 4, self.theme.good),
            Nature::List { has_ticks: true } => ("  □ ".into(), 4, self.theme.text),
            _ => ("  • ".into(), 4, self.theme.text),
        }
    }

    /// A field that is being typed: the rows are left free, the text is drawn over them.
    fn typed(&self, entry: &Entry, spot: Spot, inside: &Inside) -> Block {
        let (label, indent) = match spot.row {
            None => (entry.slot.label().to_owned(), LABEL),
            Some(row) => {
                let (sign, indent, _) = self.sign(entry, row);
                (sign, indent)
            }
        };
        let indent = BAR + indent;
        let room = self.columns.saturating_sub(indent);
        let most = (self.rows * 2 / 3).max(2);
        let (rows, offered) = match &inside.typing {
            Typing::Line { assist, .. } => {
                (1, assist.offer.rows.len().min(usize::from(OFFERED)).min(self.rows.saturating_sub(2)))
            }
            Typing::Area(area) => {
                let least = if spot.row.is_none() && entry.slot.nature() == Nature::Long { 3 } else { 1 };
                (area.rows(room.saturating_sub(1), most).max(least).min(most), 0)
            }
            Typing::Pick { options, .. } => (options.len().min(most), 0),
        };
        let first = Line::from(vec![
            Span::styled("▌ ", self.theme.accent),
            Span::styled(fit(&label, indent - BAR), self.theme.accent),
        ]);
        let bar = || Line::from(Span::styled("▌ ", self.theme.accent));
        let blank = std::iter::repeat_with(bar).take((rows + offered).saturating_sub(1));
        let lines = std::iter::once(first).chain(blank).collect();
        Block { lines, typed: Some((0, rows)), indent, offered }
    }

    /// What is wrong with a field, and what another window wrote there.
    fn remarks(&self, entry: &Entry, block: &mut Block) {
        if let Some(error) = &entry.error {
            self.below(error, self.theme.error, block);
        }
        if let Some(remark) = &entry.remark {
            self.below(remark, self.theme.warning, block);
        }
        if let Some(theirs) = &entry.theirs {
            let said = format!("the other window wrote: {}", told(theirs));
            self.below(&cut(&said, self.columns * 3), self.theme.warning, block);
            let ask = "<mine> keeps yours · <theirs> takes theirs · <both> takes both";
            self.below(&keyed(&self.model.keymap, ask), self.theme.key, block);
        }
    }

    fn below(&self, text: &str, style: Style, block: &mut Block) {
        let indent = BAR + LABEL.min(self.columns / 4);
        let lines = wrap(text, self.columns.saturating_sub(indent).max(1), 6).into_iter();
        block.lines.extend(lines.map(|line| {
            Line::from(vec![Span::styled(" ".repeat(indent), self.theme.text), Span::styled(line, style)])
        }));
    }

    /// A row with its label; the one under the cursor is selected from end to end.
    fn row(&self, is_here: bool, label: &str, said: &str, style: Style, indent: usize) -> Line<'static> {
        let ink = |style| if is_here { self.theme.selection } else { style };
        let room = self.columns.saturating_sub(BAR + indent);
        let said = if is_here { fit(said, room) } else { cut(said, room) };
        Line::from(vec![
            Span::styled(if is_here { "▌ " } else { "  " }, ink(self.theme.accent)),
            Span::styled(fit(label, indent), ink(self.theme.dim)),
            Span::styled(said, ink(style)),
        ])
    }

    /// Keys with the titles of their items, each on a line of its own.
    fn titled(&self, slot: Slot, said: &str) -> String {
        if !matches!(slot, Slot::Epic | Slot::Needs | Slot::NeededBy) {
            return said.to_owned();
        }
        let title = |key: &str| {
            let known = self.state.titles.iter().find(|(known, _)| known.to_string() == key);
            known.map_or(key.to_owned(), |(_, title)| format!("{key} {title}"))
        };
        said.split(", ").map(title).collect::<Vec<_>>().join("\n")
    }

    /// The beginning of a text.
    #[expect(clippy::unused_self, reason = "it is what a page does")]
    fn short(&self, text: &str, columns: usize, most: usize) -> Vec<String> {
        let mut lines = wrap(text, columns.max(1), most + 1);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = format!("{} …", cut(last, columns.saturating_sub(2)).trim_end_matches('…'));
            }
        }
        lines
    }

    /// Signs in the border where there is more above or below.
    fn view_more(&self, sight: &Sight, target: &mut Frame, form: Rect) {
        let spots = self.state.spots();
        let is_hidden = |spot: Option<&Spot>, row: Option<&Row>| spot.is_some() && spot != row.map(|row| &row.spot);
        let above = is_hidden(spots.first(), sight.rows.first());
        let below = is_hidden(spots.last(), sight.rows.last());
        pane::more(target, form, (above, below), self.theme);
    }

    /// Draws what is being typed over the rows that were left free for it.
    fn view_typed(&self, sight: &Sight, target: &mut Frame, body: Rect) {
        let (Some((first, rows)), Some(inside)) = (sight.typed, &self.state.inside) else { return };
        let down = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let indent = down(sight.indent).min(body.width);
        let at = Rect {
            x: body.x + indent,
            y: body.y.saturating_add(down(first)),
            width: body.width - indent,
            height: down(rows),
        };
        let place = at.intersection(body);
        match &inside.typing {
            Typing::Area(area) => area.view(target, place, self.theme),
            Typing::Line { field, assist } => {
                field.view(target, Rect { height: 1.min(place.height), ..place }, None, self.theme);
                let below = Rect { y: place.y.saturating_add(1), height: down(sight.offered), ..place };
                offer::view(&assist.offer.rows, assist.at, target, below.intersection(body), self.theme);
            }
            Typing::Pick { options, at } => {
                let keys = letters(&self.model.keymap, options);
                let top = at.saturating_sub(usize::from(place.height).saturating_sub(1));
                let shown = options.iter().zip(keys).enumerate().skip(top);
                for ((n, (word, letter)), y) in shown.zip(place.y..place.bottom()) {
                    let ink = |style| if n == *at { self.theme.selection } else { style };
                    let letter = letter.map_or(' ', |letter| letter);
                    let line = Line::from(vec![
                        Span::styled(format!("{letter} "), ink(self.theme.key)),
                        Span::styled(fit(word, 14), ink(self.theme.text)),
                    ]);
                    target.render_widget(line, Rect { y, height: 1, ..place });
                }
            }
        }
    }

    /// What is wrong with the whole, else what the checks say of the field, else what may be typed there.
    fn foot(&self, is_wide: bool) -> Vec<Line<'static>> {
        let finding = if is_wide { None } else { checks::summary(self.state, self.model) };
        let means = if is_wide { None } else { sprint::summary(self.state, self.model) };
        let is_offered = !self.state.kept.is_empty() && !self.state.is_changed();
        // Of a low page the fields have at least two thirds.
        let most = FOOT.min(self.rows / 3);
        let least = if self.rows >= 20 { 2 } else { 1 }.min(self.rows);
        let (said, style) = match (&self.state.trouble, finding) {
            (Some(trouble), _) => (trouble.clone(), self.theme.error),
            (None, _) if is_offered => (keyed(&self.model.keymap, super::KEPT), self.theme.warning),
            (None, Some(finding)) => (finding, self.theme.warning),
            (None, None) => means.unwrap_or_else(|| (self.hint(), self.theme.dim)),
        };
        let columns = self.columns.max(1);
        let mut lines = self.short(&said, columns, most.max(least));
        lines.resize(lines.len().max(least), String::new());
        lines.truncate(self.rows);
        lines.into_iter().map(|line| Line::styled(line, style)).collect()
    }

    fn hint(&self) -> String {
        let Some(entry) = self.state.entry() else { return String::new() };
        let keymap = &self.model.keymap;
        if let Some((offer, _)) = self.state.inside.as_ref().and_then(Inside::offer)
            && let Some(hint) = &offer.hint
        {
            return hint.clone();
        }
        if !self.state.is_inside() && long::is_too_long(entry.value.as_text()) {
            return keyed(keymap, "too long for a field: <field-editor> opens it in your editor");
        }
        if !self.state.is_inside() && checks::is_bare(self.state) {
            let kind = self.state.of(Slot::Kind).as_text();
            return format!(
                "nothing but a title yet · {} {kind}",
                keyed(keymap, "<template> fills in the template of a")
            );
        }
        entry.slot.hint().to_owned()
    }
}

/// A value in one line.
fn told(value: &Value) -> String {
    match value {
        Value::Text(text) if text.trim().is_empty() => "nothing".into(),
        Value::Text(text) => text.replace('\n', " "),
        Value::List(lines) if lines.is_empty() => "no lines".into(),
        Value::List(lines) => {
            let said: Vec<String> = lines.iter().map(|line| line.text.replace('\n', " ")).collect();
            format!("{}: {}", counted(lines.len(), "line"), said.join(" · "))
        }
        Value::Parts(parts) => counted(parts.len(), "template"),
    }
}
