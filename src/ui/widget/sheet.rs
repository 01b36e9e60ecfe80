//! What an item says, as lines of a pop-up: for two items beside each other. What it did not say before has a `+`.

use crate::domain::criterion::Line as Criterion;
use crate::domain::item::Story;
use crate::domain::story as sentence;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// What an item said before.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Its text.
    pub text: &'a Story,
    /// How many criteria it had.
    pub criteria: usize,
}

/// Lines, as many as are needed and no more.
pub struct Sheet<'a> {
    /// The lines so far.
    pub lines: Vec<Line<'static>>,
    columns: usize,
    most: usize,
    theme: &'a Theme,
}

impl<'a> Sheet<'a> {
    /// No lines yet; of so many columns, and at most so many.
    pub fn new(columns: usize, most: usize, theme: &'a Theme) -> Self {
        Self { lines: Vec::new(), columns: columns.max(1), most, theme }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// A line that says what follows, after an empty one.
    pub fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.gap();
        }
        self.text(text, self.theme.accent, "");
    }

    /// Wrapped text behind a lead; further lines stand below the text.
    pub fn text(&mut self, text: &str, style: Style, lead: &str) {
        let room = self.most.saturating_sub(self.lines.len());
        let indent = glyph::width(lead).min(self.columns / 2);
        let columns = self.columns.saturating_sub(indent).max(1);
        for (n, line) in glyph::wrap(text, columns, room).into_iter().enumerate() {
            let lead = if n == 0 { glyph::fit(lead, indent) } else { " ".repeat(indent) };
            self.lines.push(Line::from(vec![Span::styled(lead, style), Span::styled(line, style)]));
        }
    }

    /// What matters less.
    pub fn dim(&mut self, text: &str) {
        self.text(text, self.theme.dim, "");
    }

    /// Everything that an item says to others.
    pub fn story(&mut self, text: &Story, criteria: &[Criterion], before: Option<Before>) {
        self.marked(&text.title, self.theme.title, "", before.is_some_and(|b| b.text.title != text.title));
        self.sentence(text, before);
        if !criteria.is_empty() {
            self.heading(&format!("Acceptance criteria  {}", criteria.len()));
        }
        for (n, criterion) in criteria.iter().enumerate() {
            let sign = if criterion.is_done { "✓ " } else { "□ " };
            self.marked(&criterion.text, self.theme.text, sign, before.is_some_and(|b| n >= b.criteria));
        }
        self.description(&text.description, before.map(|b| b.text.description.as_str()));
        self.facts(text, before);
    }

    fn sentence(&mut self, text: &Story, before: Option<Before>) {
        let parts = |text: &Story| {
            let parts = [sentence::role(&text.persona), sentence::means(&text.want), sentence::ends(&text.benefit)];
            parts.map(|(label, said)| (label.to_owned(), said.to_owned()))
        };
        let old = before.map(|before| parts(before.text));
        for (n, (label, said)) in parts(text).into_iter().enumerate().filter(|(_, (_, said))| !said.is_empty()) {
            let is_new = old.as_ref().is_some_and(|old| old[n].1 != said);
            let lead = glyph::fit(&label, glyph::width(&label).max(7) + 1);
            self.marked(&said, self.theme.text, &lead, is_new);
        }
    }

    /// The part that was there, then what was put behind it.
    fn description(&mut self, text: &str, before: Option<&str>) {
        if text.is_empty() {
            return;
        }
        self.heading("Description");
        let old = before.map_or(text, |old| if text.starts_with(old) { old } else { "" });
        let new = text[old.len()..].trim_start_matches('\n');
        if !old.is_empty() {
            self.marked(old, self.theme.text, "", false);
        }
        if !new.is_empty() {
            self.marked(new, self.theme.text, "", before.is_some());
        }
    }

    fn facts(&mut self, text: &Story, before: Option<Before>) {
        let facts = facts(text);
        let old = before.map(|before| self::facts(before.text));
        if facts.iter().any(|(_, said)| !said.is_empty()) {
            self.gap();
        }
        for (n, (label, said)) in facts.into_iter().enumerate().filter(|(_, (_, said))| !said.is_empty()) {
            let is_new = old.as_ref().is_some_and(|old| old[n].1 != said);
            self.marked(&said, self.theme.dim, &glyph::fit(label, 10), is_new);
        }
    }

    fn marked(&mut self, text: &str, style: Style, lead: &str, is_new: bool) {
        if is_new {
            self.text(text, self.theme.good, &format!("+ {lead}"));
        } else {
            self.text(text, style, lead);
        }
    }
}

fn facts(text: &Story) -> [(&'static str, String); 7] {
    [
        ("estimate", text.estimate.as_ref().map_or(String::new(), ToString::to_string)),
        ("tags", text.tags.join(", ")),
        ("asked by", text.asked.clone()),
        ("assignee", text.assignee.clone()),
        ("due", text.due.map_or(String::new(), |due| due.to_string())),
        ("links", text.links.join("\n")),
        ("private", if text.note.is_empty() { String::new() } else { "a note that only you see".into() }),
    ]
}

/// Draws the lines from one on, the last page full.
pub fn view(lines: Vec<Line<'static>>, top: usize, frame: &mut Frame, area: Rect) {
    let rows = usize::from(area.height);
    let top = top.min(lines.len().saturating_sub(rows));
    for (line, y) in lines.into_iter().skip(top).take(rows).zip(area.y..area.bottom()) {
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
}
