//! How an unfinished sequence of keys can go on, shown to a person who waits in the middle of it.

use crate::ui::keymap::Binding;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::press::Code;
use crate::ui::verb::{self, VERBS, Verb};
use crate::ui::widget::{frame, glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A column is at least so wide.
const COLUMN: u16 = 26;
/// So many continuations stand below each other before a second column is begun.
const TALL: usize = 6;

/// One way to go on.
struct Continuation {
    /// The keys that are missing.
    keys: String,
    /// What they do.
    what: String,
    /// The same in a word or two, before the reason why not.
    short: String,
    /// Why they can't now.
    reason: Option<String>,
}

/// Draws them over the lower edge, where they are to be shown.
pub(super) fn view(model: &Model, target: &mut Frame, body: Rect) {
    if !model.pending.is_shown {
        return;
    }
    let found = continuations(model);
    let theme = &model.theme;
    let width = layout::bottom(body, 3).width.saturating_sub(4);
    let columns = usize::from((width / COLUMN).max(1)).min(found.len().div_ceil(TALL)).max(1);
    let rows = found.len().div_ceil(columns);
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(body.height).max(3);
    let inner = frame::popup(target, layout::bottom(body, height), &title(model), theme);
    let wide = inner.width / u16::try_from(columns).unwrap_or(1);
    let keys = found.iter().map(|c| glyph::width(&c.keys)).max().unwrap_or(0).min(9);
    for (n, next) in found.iter().enumerate() {
        let (column, row) = (u16::try_from(n / rows).unwrap_or(0), u16::try_from(n % rows).unwrap_or(u16::MAX));
        if row >= inner.height {
            continue;
        }
        let at = Rect { x: inner.x + column * wide, y: inner.y + row, width: wide, height: 1 };
        target.render_widget(cell(next, keys, usize::from(wide), model), at);
    }
}

fn cell(next: &Continuation, keys: usize, columns: usize, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let room = columns.saturating_sub(keys + 3);
    let (key, text, style) = match &next.reason {
        None => (theme.key, clause(&next.what, room).to_owned(), theme.text),
        Some(reason) => (theme.dim, format!("{} — {reason}", next.short), theme.dim),
    };
    Line::from(vec![
        Span::styled(glyph::fit_right(&next.keys, keys), key),
        Span::styled("  ", theme.text),
        Span::styled(glyph::cut(&text, room), style),
    ])
}

/// All of a sentence, or what stands before its first comma, colon, semicolon or bracket: that says something of its own.
fn clause(sentence: &str, room: usize) -> &str {
    let ends = [", ", ": ", "; ", " ("].into_iter().filter_map(|end| sentence.find(end));
    let first = &sentence[..ends.min().unwrap_or(sentence.len())];
    if glyph::width(sentence) > room && glyph::width(first) <= room { first } else { sentence }
}

/// `5 g …`.
fn title(model: &Model) -> String {
    let count = model.pending.count.map(|n| n.to_string());
    let keys = model.pending.presses.iter().map(ToString::to_string);
    format!("{} …", count.into_iter().chain(keys).collect::<Vec<_>>().join(" "))
}

fn continuations(model: &Model) -> Vec<Continuation> {
    if model.pending.presses.is_empty() { counted(model) } else { begun(model) }
}

/// After a number alone: every verb to which one means something, with its shortest key.
fn counted(model: &Model) -> Vec<Continuation> {
    let number = model.pending.count.unwrap_or(1);
    let next = |verb: &'static Verb| {
        let told = verb.count.told(number)?;
        let keys = model.keymap.keys_of(model.scopes(), verb.name)?;
        let what = format!("{} {told}", verb.name);
        Some(Continuation { keys, what, short: verb.name.to_owned(), reason: model.disabled(verb) })
    };
    VERBS.iter().filter_map(next).collect()
}

/// The bindings that begin as the keys so far.
fn begun(model: &Model) -> Vec<Continuation> {
    let presses = &model.pending.presses;
    let mut found: Vec<Continuation> = Vec::new();
    for binding in model.scopes().iter().flat_map(|scope| model.keymap.bindings(*scope)) {
        let is_longer = binding.keys.len() > presses.len() && binding.keys.starts_with(presses);
        let next = is_longer.then(|| continuation(binding, model));
        if let Some(next) = next.filter(|next| found.iter().all(|known| known.keys != next.keys)) {
            found.push(next);
        }
    }
    found
}

fn continuation(binding: &Binding, model: &Model) -> Continuation {
    let (rest, verb) = (&binding.keys[model.pending.presses.len()..], binding.command.verb);
    let is_plain = binding.line == binding.verb();
    let is_digit = is_plain && matches!(rest, [press] if matches!(press.code, Code::Char('0'..='9')));
    // `m 1` to `m 9` are one: the digit begins the place.
    let (keys, what) = if is_digit {
        ("1…9".to_owned(), format!("{} {}", verb.name, verb.arg.word()))
    } else {
        let keys = rest.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        (keys, verb::sentence(&binding.line).to_owned())
    };
    let (what, short, deaf) = match model.pending.count {
        None => (what, binding.line.clone(), None),
        Some(n) => match verb.count.told(n) {
            Some(told) => (format!("{} {told}", binding.line), binding.line.clone(), None),
            None => (what, binding.line.clone(), Some("a number means nothing to it".to_owned())),
        },
    };
    Continuation { keys, what, short, reason: model.disabled(verb).or(deaf) }
}
