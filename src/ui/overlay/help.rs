//! All keys and verbs, made from the verb records and the keymap; what is typed looks through them.

use super::Reply;
use super::rows::Cursor;
use crate::domain::filter::{READY, Ready};
use crate::domain::query::Panel;
use crate::ui::action::Go;
use crate::ui::keymap::{Binding, Keymap, Scope};
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::verb::{self, Command, Group, Search, VERBS, Verb};
use crate::ui::widget::{field::Field, frame, glyph};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::fmt::Write;
use strum::IntoEnumIterator;

/// Rows above the verbs: the field and an empty one.
const HEAD: u16 = 2;
/// The title above the verbs of the pop-up that it was opened from.
const OWN: &str = "In the pop-up below";

/// What is looked for, and the cursor over the verbs found.
#[derive(Debug, Clone)]
pub struct State {
    /// What is looked for.
    pub field: Field,
    /// The cursor, over the verbs alone.
    pub cursor: Cursor,
    /// The section of the keymap of the pop-up that it was opened from: its verbs come first.
    pub scope: Option<Scope>,
}

impl Default for State {
    fn default() -> Self {
        Self { field: Field::new(""), cursor: Cursor::default(), scope: None }
    }
}

impl State {
    /// With this looked for already.
    pub fn of(word: &str) -> Self {
        Self { field: Field::new(word), ..Self::default() }
    }

    /// As [`of`](Self::of), opened while these sections of the keymap count.
    pub fn over(word: &str, scopes: &[Scope]) -> Self {
        let scope = scopes.first().copied().filter(|scope| scope.is_of_pop_up());
        Self { scope, ..Self::of(word) }
    }
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key of the text that is looked for.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// To another verb.
    Go(Go, Option<usize>),
    /// Run the verb under the cursor.
    Take,
    /// Forget what is looked for, else close.
    Leave,
}

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A section's title.
    Section(&'static str),
    /// A verb with its keys.
    Verb(Row),
}

/// A verb with one of its arguments, and the keys for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The verb.
    pub verb: &'static Verb,
    /// The argument that the keys give it; empty where they give none.
    pub argument: String,
    /// The keys, the shortest first.
    pub keys: Vec<Key>,
    /// What the keys do.
    pub command: Option<Command>,
    /// What that is, in a sentence.
    pub doc: &'static str,
}

/// A key and where it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// As people read it.
    pub spelling: String,
    /// In which pop-ups alone; `None` for the lists and everywhere.
    pub only: Option<&'static str>,
}

impl Row {
    /// The verb with its argument, or with the word for it.
    pub fn usage(&self) -> String {
        let word = if self.argument.is_empty() { self.verb.arg.word() } else { &self.argument };
        format!("{} {word}", self.verb.name).trim_end().to_owned()
    }

    /// The keys in one line: `q (pop-up), Esc`.
    pub fn spelling(&self) -> String {
        let key = |key: &Key| match key.only {
            Some(only) => format!("{} ({only})", key.spelling),
            None => key.spelling.clone(),
        };
        self.keys.iter().map(key).collect::<Vec<_>>().join(", ")
    }

    /// How well it fits what is looked for: a key as it is spelled first, then as [`Search`] says. Keys typed without
    /// a space between them come behind a verb of that very name.
    fn score(&self, query: &str, search: &mut Search) -> Option<u32> {
        let is_key = |like: fn(&str, &str) -> bool| self.keys.iter().any(|k| like(&k.spelling, query));
        if is_key(|key, query| key == query) {
            return Some(20_000);
        }
        if is_key(|key, query| key.strip_prefix(query).is_some_and(|rest| rest.starts_with(' '))) {
            return Some(19_000);
        }
        if query.len() > 1 && is_key(str::eq_ignore_ascii_case) {
            return Some(18_000);
        }
        let is_named = !self.argument.is_empty() && self.usage().contains(&query.to_lowercase());
        let named = is_named.then_some(8_500);
        let pressed = is_key(is_pressed).then_some(8_900);
        search.score(self.verb).max(named).max(pressed)
    }
}

/// True for the keys of a sequence as they are pressed: `gg` for `g g`, `m3` for `m 7`, which stands for any place.
fn is_pressed(key: &str, query: &str) -> bool {
    let mut typed = query.chars().filter(|c| *c != ' ');
    let mut keys = key.split(' ');
    let is_same = |key: &str, c: char| key.chars().eq([c]) || (key == "7" && c.is_ascii_digit() && c != '0');
    keys.by_ref().all(|key| typed.next().is_some_and(|c| is_same(key, c))) && typed.next().is_none()
}

/// All lines: sections with their verbs, as this keymap has them. A verb that keys run with several arguments has a
/// line for each.
pub fn entries(keymap: &Keymap) -> Vec<Entry> {
    let mut entries = Vec::new();
    for group in Group::iter() {
        entries.push(Entry::Section(group.name()));
        for verb in VERBS.iter().filter(|v| v.group == group && v.door.is_program()) {
            entries.extend(rows_of(keymap, verb).into_iter().map(Entry::Verb));
        }
    }
    entries
}

/// What is left of all lines where something is looked for, the best first.
pub fn found(keymap: &Keymap, query: &str) -> Vec<Entry> {
    let all = entries(keymap);
    let query = query.trim();
    if query.is_empty() {
        return all;
    }
    let mut search = Search::new(query);
    let scored = all.into_iter().filter_map(|entry| match &entry {
        Entry::Verb(row) => Some((row.score(query, &mut search)?, entry)),
        Entry::Section(_) => None,
    });
    let mut scored: Vec<(u32, Entry)> = scored.collect();
    let terms = READY.iter().filter_map(|term| Some((search.score_term(term)?, Entry::Verb(row_of(term)?))));
    scored.extend(terms);
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, entry)| entry).collect()
}

/// The lines shown: what is found; where nothing is looked for, the verbs of the pop-up below before all others.
fn listed(keymap: &Keymap, state: &State) -> Vec<Entry> {
    let mut all = found(keymap, state.field.text());
    if let Some(scope) = state.scope.filter(|_| state.field.text().trim().is_empty()) {
        let is_own = |verb: &&Verb| keymap.bindings(scope).iter().any(|b| b.verb() == verb.name);
        let own = VERBS.iter().filter(is_own).flat_map(|verb| rows_of(keymap, verb)).map(Entry::Verb);
        let own: Vec<Entry> = std::iter::once(Entry::Section(OWN)).chain(own).collect();
        all.splice(0..0, own);
    }
    all
}

/// A filter by what people call it.
fn row_of(term: &Ready) -> Option<Row> {
    let verb = verb::find("filter")?;
    let command = verb::parse_line(&format!("{} {}", verb.name, term.text)).ok();
    Some(Row { verb, argument: term.text.to_owned(), keys: Vec::new(), command, doc: term.doc })
}

/// The rows of one verb, one for each argument that keys give it; at least one.
pub fn rows_of(keymap: &Keymap, verb: &'static Verb) -> Vec<Row> {
    let mut bound: Vec<(Scope, &Binding)> =
        Scope::iter().flat_map(|s| keymap.bindings(s).iter().map(move |b| (s, b))).collect();
    bound.retain(|(_, b)| b.verb() == verb.name);
    bound
        .sort_by_key(|(_, b)| (b.line.clone(), b.keys[0].ctrl, !matches!(b.keys[0].code, Code::Char(_)), b.keys.len()));
    let mut rows: Vec<Row> = Vec::new();
    for (scope, binding) in bound {
        let argument = binding.line.split_once(' ').map_or("", |l| l.1).to_owned();
        let key = Key { spelling: spelling(binding), only: only(scope) };
        if let Some(row) = rows.iter_mut().find(|r| r.argument == argument) {
            add(&mut row.keys, key);
        } else {
            let command = Some(binding.command.clone());
            let doc = verb::sentence(format!("{} {argument}", verb.name).trim_end());
            rows.push(Row { verb, argument, keys: vec![key], command, doc });
        }
    }
    if rows.is_empty() {
        let command = verb::parse_line(verb.name).ok();
        rows.push(Row { verb, argument: String::new(), keys: Vec::new(), command, doc: verb.doc });
    }
    rows
}

/// A key that holds in the lists too is not told again for a pop-up.
fn add(keys: &mut Vec<Key>, key: Key) {
    match keys.iter_mut().find(|k| k.spelling == key.spelling) {
        Some(known) if key.only.is_none() => known.only = None,
        Some(_) => {}
        None => keys.push(key),
    }
}

fn only(scope: Scope) -> Option<&'static str> {
    match scope {
        Scope::App | Scope::Backlog => None,
        Scope::Panel => Some("pop-up"),
        Scope::Journal => Some("journal"),
        Scope::Questions => Some("questions"),
        Scope::Merge => Some("merge"),
        Scope::Split => Some("split"),
        Scope::Similar => Some("similar"),
        Scope::Form => Some("form"),
        Scope::Queue => Some("refinement"),
        Scope::Report => Some("report"),
        Scope::Accept => Some("accept"),
        Scope::Sprint => Some("Sprint"),
        Scope::Inside => Some("Sprint's own side"),
        Scope::Plan => Some("plan"),
        Scope::Board => Some("board"),
        Scope::Burndown => Some("burndown"),
        Scope::Review => Some("review"),
        Scope::Prioritize => Some("Prioritize"),
        Scope::Table => Some("table"),
        Scope::Cell => Some("table's cells"),
        Scope::Matrix => Some("matrix"),
        Scope::Pairs => Some("pairs"),
        Scope::Order => Some("order by score"),
        Scope::Duel => Some("two compared"),
        Scope::Close => Some("close"),
        Scope::Actions => Some("actions"),
        Scope::Import => Some("import"),
        Scope::Present => Some("presentation"),
    }
}

/// `m 1` to `m 9` are one: the digit begins the place.
fn spelling(binding: &Binding) -> String {
    let keys = binding.spelling();
    match keys.strip_suffix(|c: char| c.is_ascii_digit()) {
        Some(start) if binding.line == binding.verb() => format!("{start}7"),
        _ => keys,
    }
}

/// The same as tables in Markdown, for the README: a row a verb, its arguments behind their keys.
pub fn markdown(keymap: &Keymap) -> String {
    let mut text = String::new();
    for group in Group::iter() {
        let gap = if text.is_empty() { "" } else { "\n" };
        _ = write!(text, "{gap}**{}**\n\n| keys | verb | what it does |\n|---|---|---|\n", group.name());
        for verb in VERBS.iter().filter(|v| v.group == group && v.door.is_program()) {
            let keys: Vec<String> = rows_of(keymap, verb).iter().flat_map(markdown_keys).collect();
            let usage = format!("{} {}", verb.name, verb.arg.word());
            let count = verb.count.suffix();
            _ = writeln!(text, "| {} | `{}` | {}{count} |", keys.join(" "), usage.trim_end(), verb.doc);
        }
    }
    text
}

fn markdown_keys(row: &Row) -> Vec<String> {
    let last = row.keys.len().saturating_sub(1);
    let key = |(at, key): (usize, &Key)| {
        let only = key.only.map_or(String::new(), |only| format!(" ({only})"));
        let argument =
            if at == last && !row.argument.is_empty() { format!(" {}", row.argument) } else { String::new() };
        format!("`{}`{only}{argument}", key.spelling)
    };
    row.keys.iter().enumerate().map(key).collect()
}

/// Takes a key.
pub fn update(state: &mut State, action: Action, keymap: &Keymap) -> Reply {
    match action {
        Action::Go(go, count) => {
            let verbs = rows(keymap, state).count();
            state.cursor.go(&go, verbs, count);
        }
        Action::Press(press) => {
            state.field.press(press);
            state.cursor.at = 0;
        }
        Action::Paste(text) => {
            state.field.paste(&text);
            state.cursor.at = 0;
        }
        Action::Take => {
            let command = rows(keymap, state).nth(state.cursor.at).and_then(|row| row.command);
            return command.map_or(Reply::Stay, |command| Reply::Run(Box::new(command)));
        }
        Action::Leave if state.field.text().is_empty() => return Reply::Close,
        Action::Leave => {
            *state = State { cursor: Cursor { at: 0, ..state.cursor }, scope: state.scope, ..State::default() };
        }
    }
    Reply::Stay
}

fn rows(keymap: &Keymap, state: &State) -> impl Iterator<Item = Row> {
    listed(keymap, state).into_iter().filter_map(|entry| match entry {
        Entry::Verb(row) => Some(row),
        Entry::Section(_) => None,
    })
}

/// The verb that stands in a row of the pop-up, counted among the verbs; rows are counted from 0 below the border.
pub fn verb_at(state: &State, keymap: &Keymap, area: Rect, row: usize) -> Option<usize> {
    let height = usize::from(layout::inside(area).height).checked_sub(usize::from(HEAD))?;
    let entries = listed(keymap, state);
    let line = top(state, &entries, height) + row.checked_sub(usize::from(HEAD))?;
    let is_verb = |entry: &Entry| matches!(entry, Entry::Verb(_));
    entries.get(line).is_some_and(is_verb).then(|| entries[..line].iter().filter(|e| is_verb(e)).count())
}

/// The line that the cursor is on.
fn line_at(state: &State, entries: &[Entry]) -> usize {
    let verbs = entries.iter().enumerate().filter(|(_, entry)| matches!(entry, Entry::Verb(_)));
    verbs.map(|(line, _)| line).nth(state.cursor.at).unwrap_or(0)
}

/// The first line that `rows` of them show.
fn top(state: &State, entries: &[Entry], rows: usize) -> usize {
    Cursor { at: line_at(state, entries), page: rows }.top(entries.len(), rows)
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 112, body.height)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let inner = frame::popup(target, area(body), "Keys and verbs", theme);
    if inner.height < 3 {
        return;
    }
    let label = "Find  ";
    target.render_widget(Line::styled(label, theme.dim), Rect { height: 1, ..inner });
    let shift = u16::try_from(label.len()).unwrap_or(0).min(inner.width);
    state.field.view(target, Rect { x: inner.x + shift, width: inner.width - shift, height: 1, ..inner }, None, theme);
    if state.field.text().is_empty() {
        let hint = keyed(&model.keymap, "a key, a name or a word of it · <take> runs the verb");
        let at = Rect { x: inner.x + shift + 1, width: inner.width.saturating_sub(shift + 1), height: 1, ..inner };
        target.render_widget(Line::styled(glyph::cut(&hint, usize::from(at.width)), theme.dim), at);
    }
    view_rows(state, model, target, Rect { y: inner.y + HEAD, height: inner.height - HEAD, ..inner });
}

fn view_rows(state: &State, model: &Model, target: &mut Frame, area: Rect) {
    let entries = listed(&model.keymap, state);
    if entries.is_empty() {
        let text = "Nothing is called so. Try another word (Jira's words work too), or a key as it is spelled here: \
                    <move-down>, <half-down>. <leave> shows all again.";
        let text = keyed(&model.keymap, text);
        let lines = glyph::wrap(&text, usize::from(area.width).max(1), usize::from(area.height));
        for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
            target.render_widget(Line::styled(line, model.theme.dim), Rect { y, height: 1, ..area });
        }
        return;
    }
    let (at, top) = (line_at(state, &entries), top(state, &entries, usize::from(area.height)));
    for ((line, entry), y) in entries.iter().enumerate().skip(top).zip(area.y..area.bottom()) {
        let text = match entry {
            Entry::Section(name) => Line::styled((*name).to_owned(), model.theme.accent),
            Entry::Verb(row) => row_line(row, model, usize::from(area.width), line == at),
        };
        target.render_widget(text, Rect { y, height: 1, ..area });
    }
}

fn row_line(row: &Row, model: &Model, columns: usize, is_at: bool) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style| if is_at { theme.selection } else { style };
    let (keys_wide, verb_wide) = if columns >= 74 { (16, 22) } else { (14, 0) };
    let rest = columns.saturating_sub(keys_wide + verb_wide + 3);
    let count = row.verb.count.suffix();
    let mut spans = vec![
        Span::styled(if is_at { "▌" } else { " " }, ink(theme.accent)),
        Span::styled(glyph::fit(&row.spelling(), keys_wide), ink(theme.key)),
        Span::styled("  ", ink(theme.text)),
    ];
    if verb_wide > 0 {
        spans.push(Span::styled(glyph::fit(&row.usage(), verb_wide), ink(theme.text)));
    }
    spans.push(Span::styled(glyph::fit(&format!("{}{count}", row.doc), rest), ink(theme.dim)));
    Line::from(spans)
}
