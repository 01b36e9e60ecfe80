//! The second page: two whole stories side by side.

use super::{begun, contradiction};
use crate::domain::query::Pair;
use crate::domain::text::{counted, thousands};
use crate::domain::{Item, ItemId};
use crate::ui::model::Model;
use crate::ui::screen::backlog;
use crate::ui::widget::frame;
use crate::ui::widget::glyph::{cut, width};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};

/// The line above, the two sides, and the line below.
fn parts(area: Rect) -> [Rect; 4] {
    let [top, sides, bottom] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(sides);
    [top, left, right, bottom]
}

pub(super) fn item_at(pair: &Pair, area: Rect, at: Position) -> Option<ItemId> {
    let [_, left, right, _] = parts(area);
    let sides = [(left, pair.left.id), (right, pair.right.id)];
    sides.into_iter().find(|(side, _)| side.contains(at)).map(|(_, item)| item)
}

pub(super) fn view(model: &Model, target: &mut Frame, area: Rect, pair: &Pair) {
    let theme = &model.theme;
    let [top, left, right, bottom] = parts(area);
    let columns = usize::from(top.width);
    let (text, is_odd) = question(model, pair);
    target.render_widget(Line::styled(cut(&text, columns), if is_odd { theme.warning } else { theme.dim }), top);
    side(model, target, left, &pair.left);
    side(model, target, right, &pair.right);
    view_keys(model, target, bottom, pair);
}

/// The keys, each below what it is about.
fn view_keys(model: &Model, target: &mut Frame, area: Rect, pair: &Pair) {
    let theme = &model.theme;
    let keys = ["<left-better>", "<as-good>", "<right-better>"].map(|key| keyed(&model.keymap, key));
    let better = |item: &Item| format!(" {} is better", item.key);
    let words = [better(&pair.left), " as good".into(), better(&pair.right)];
    let areas = Layout::horizontal([Constraint::Fill(2), Constraint::Fill(1), Constraint::Fill(2)]).areas::<3>(area);
    for ((key, word), area) in keys.into_iter().zip(words).zip(areas) {
        let word = cut(&word, usize::from(area.width).saturating_sub(width(&key)));
        let line = Line::from(vec![Span::styled(key, theme.key), Span::styled(word, theme.text)]);
        target.render_widget(line.centered(), area);
    }
}

/// A story in its frame; that of the side that verbs act on has the focus.
fn side(model: &Model, target: &mut Frame, area: Rect, item: &Item) {
    let is_selected = model.backlog.cursor == Some(item.id);
    let sign = if is_selected { "▸ " } else { "" };
    let title = format!("{sign}{} · {}", item.key, item.text.kind.name());
    let inner = frame::pane(target, area, &title, is_selected, &model.theme);
    let scroll = if is_selected { model.backlog.scroll } else { 0 };
    let goes_on = backlog::view_story(
        item,
        &model.backlog,
        scroll,
        target,
        inner,
        model.product.as_ref(),
        &model.keymap,
        &model.theme,
    );
    frame::more(target, area, (scroll > 0, goes_on), &model.theme);
}

/// What is asked, and how far it is; true where it is asked because answers contradict each other.
fn question(model: &Model, pair: &Pair) -> (String, bool) {
    let left = model.prioritize.pairs.again.len();
    if left > 0 {
        let said = pair.said.map_or(String::new(), |said| {
            let key = if said.item == pair.left.id { &pair.left.key } else { &pair.right.key };
            if said.is_won { format!(" · you said: {key} is better") } else { " · you said: as good".into() }
        });
        let words = contradiction(model).map(|found| format!(" · {}", found.words)).unwrap_or_default();
        return (format!("Once more, {} left{said}{words}", counted(left, "pair")), true);
    }
    let Some(begun) = begun(model) else { return (String::new(), false) };
    let (done, left) = (begun.progress.answered, begun.progress.left);
    let skipped = match begun.kept.skipped.len() {
        0 => String::new(),
        n => format!(" · {} passed over", thousands(n)),
    };
    let of = thousands(done + left);
    (format!("Question {} of about {of} · {}{skipped}", done + 1, counted(begun.contest.items.len(), "item")), false)
}
