//! All keys and verbs, made from the verb records and the keymap.

use super::Reply;
use super::rows::Cursor;
use crate::domain::query::Panel;
use crate::ui::action::Go;
use crate::ui::keymap::Keymap;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::verb::{Group, VERBS, Verb};
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::fmt::Write;
use strum::IntoEnumIterator;

/// How far it is scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// The first line shown.
    pub top: usize,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Scroll.
    Go(Go, Option<usize>),
}

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A section's title.
    Section(&'static str),
    /// A verb with its keys.
    Verb {
        /// The keys, most used first.
        keys: String,
        /// The verb with the word for its argument.
        usage: String,
        /// What it does.
        doc: &'static str,
    },
}

/// All lines: sections with their verbs, as this keymap has them. A verb that keys run with several arguments has a
/// line for each.
pub fn entries(keymap: &Keymap) -> Vec<Entry> {
    let mut entries = Vec::new();
    for group in Group::iter() {
        entries.push(Entry::Section(group.name()));
        for verb in VERBS.iter().filter(|v| v.group == group && v.door.is_program()) {
            entries.extend(lines_of(keymap, verb));
        }
    }
    entries
}

fn lines_of(keymap: &Keymap, verb: &Verb) -> Vec<Entry> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (keys, argument) in keymap.keys_of_verb(verb.name) {
        // `m 1` to `m 9` are one: the digit begins the place.
        let (keys, argument) = match keys.strip_suffix(|c: char| c.is_ascii_digit()) {
            Some(start) if argument.is_empty() => (format!("{start}7"), argument),
            _ => (keys, argument),
        };
        match lines.iter_mut().find(|(a, _)| *a == argument) {
            Some((_, known)) if known.contains(&keys) => {}
            Some((_, known)) => known.push(keys),
            None => lines.push((argument, vec![keys])),
        }
    }
    if lines.is_empty() {
        lines.push((String::new(), Vec::new()));
    }
    let usage = |argument: &str| {
        let word = if argument.is_empty() { verb.arg.word() } else { argument };
        format!("{} {word}", verb.name).trim_end().to_owned()
    };
    lines.into_iter().map(|(a, keys)| Entry::Verb { keys: keys.join(", "), usage: usage(&a), doc: verb.doc }).collect()
}

/// The same as tables in Markdown, for the README.
pub fn markdown(keymap: &Keymap) -> String {
    let mut text = String::new();
    for entry in entries(keymap) {
        match entry {
            Entry::Section(name) => {
                let gap = if text.is_empty() { "" } else { "\n" };
                _ = write!(text, "{gap}**{name}**\n\n| keys | verb | what it does |\n|---|---|---|\n");
            }
            Entry::Verb { keys, usage, doc } => {
                let keys: Vec<String> = keys.split(", ").filter(|k| !k.is_empty()).map(|k| format!("`{k}`")).collect();
                _ = writeln!(text, "| {} | `{usage}` | {doc} |", keys.join(" "));
            }
        }
    }
    text
}

/// Scrolls.
pub fn update(state: &mut State, action: Action, model_rows: usize, len: usize) -> Reply {
    let Action::Go(go, count) = action;
    let mut cursor = Cursor { at: state.top, page: model_rows };
    cursor.go(&go, len.saturating_sub(model_rows) + 1, count);
    state.top = cursor.at;
    Reply::Stay
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 104, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(body), "Keys and verbs · type any verb after :", theme);
    let columns = usize::from(inner.width);
    let (keys_wide, verb_wide) = if columns >= 80 { (16, 22) } else { (14, 0) };
    for (entry, y) in entries(&model.keymap).into_iter().skip(state.top).zip(inner.y..inner.bottom()) {
        let line = match entry {
            Entry::Section(name) => Line::styled(name.to_owned(), theme.accent),
            Entry::Verb { keys, usage, doc } => Line::from(vec![
                Span::styled(glyph::fit(&keys, keys_wide), theme.key),
                Span::raw("  "),
                Span::styled(glyph::fit(&usage, verb_wide), theme.text),
                Span::styled(glyph::cut(doc, columns.saturating_sub(keys_wide + verb_wide + 2)), theme.dim),
            ]),
        };
        target.render_widget(line, Rect { y, height: 1, ..inner });
    }
}
