//! The first page: what would be compared, and how long that takes; below it the list, to mark in.

use super::{begun, contradiction, is_begun_with, known, marked};
use crate::domain::query::Begun;
use crate::domain::score::pairs::{MANY, MOST, Next, about};
use crate::domain::text::{counted, thousands};
use crate::ui::model::Model;
use crate::ui::screen::prioritize::row;
use crate::ui::widget::glyph::wrap;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// Lines that the text takes at most.
const MOST_LINES: usize = 6;

/// The area of the list below the text.
pub(super) fn list(model: &Model, area: Rect) -> Rect {
    let text = u16::try_from(text(model, area).len() + 1).unwrap_or(u16::MAX);
    // A few rows stay in sight where there is little room.
    let above = text.min(area.height.saturating_sub(4));
    Rect { y: area.y + above, height: area.height - above, ..area }
}

pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    let list = list(model, area);
    for ((line, style), y) in text(model, area).into_iter().zip(area.y..list.y) {
        target.render_widget(Line::styled(line, style), Rect { y, height: 1, ..area });
    }
    row::view(model, target, list);
}

/// The text in lines, each with its style.
fn text(model: &Model, area: Rect) -> Vec<(String, Style)> {
    let columns = usize::from(area.width).max(1);
    let said = said(model).into_iter();
    let wrapped = said.flat_map(|(text, style)| {
        wrap(&text, columns, MOST_LINES).into_iter().map(move |line| (line, style)).collect::<Vec<_>>()
    });
    wrapped.take(MOST_LINES).collect()
}

fn said(model: &Model) -> Vec<(String, Style)> {
    let (theme, keymap) = (&model.theme, &model.keymap);
    let marked = marked(model);
    let mut out = match marked.len() {
        0 => match begun(model) {
            Some(begun) => resumed(model, begun),
            None => vec![
                (keyed(keymap, "Mark the items to compare (<mark> one, <mark-range> a range, <mark-all> all): <compare> begins."), theme.text),
                ("Two of them stand side by side, and you say which one is better. The order that comes of it is proposed; nothing moves by itself.".into(), theme.dim),
            ],
        },
        1 => vec![(keyed(keymap, "One item can't be compared: <mark> marks a second one."), theme.warning)],
        many if many > MOST => {
            let questions = thousands(about(many));
            vec![(format!("{} would be about {questions} questions: mark {MOST} at most.", counted(many, "item")), theme.warning)]
        }
        many => offered(model, many),
    };
    if let Some(found) = contradiction(model) {
        let way = keyed(keymap, " · <compare-again> compares them again");
        out.push((format!("Answers contradict each other: {}{way}", found.words), theme.warning));
    }
    out
}

/// What the marked items would cost.
fn offered(model: &Model, many: usize) -> Vec<(String, Style)> {
    let theme = &model.theme;
    let progress = known(model).and_then(|known| known.marked).unwrap_or_default();
    let items = counted(many, "item");
    let begins = keyed(&model.keymap, " · <compare> begins");
    let first = match (progress.answered, progress.left) {
        (_, 0) => format!("{items}, all compared before{}", keyed(&model.keymap, " · <compare> shows the order")),
        (0, left) => format!("{items}, about {}{begins}", counted(left, "question")),
        (known, left) => {
            let (known, left) = (counted(known, "answer"), counted(left, "question"));
            format!("{items}, {known} known from before, about {left} more{begins}")
        }
    };
    let mut out = vec![(first, theme.text)];
    match known(model).map_or(0, |known| known.held) {
        0 => {}
        held => {
            let which = if held == many { "All of them".into() } else { format!("{held} of them") };
            let (keep, place) = if held == 1 { ("keeps", "its place") } else { ("keep", "their places") };
            let text = format!("{which} {keep} {place} whatever is said: fixed, or in the running Sprint.");
            out.push((text, theme.warning));
        }
    }
    if many > MANY {
        let text = format!(
            "That is a long sitting: {MANY} items or fewer are compared in one go. It can be left and taken up at any time."
        );
        out.push((text, theme.warning));
    }
    if let Some(begun) = begun(model).filter(|_| !is_begun_with(model, &super::marked(model))) {
        let was = counted(begun.contest.items.len(), "item");
        out.push((
            format!("It takes the place of the comparison of {was} that was begun; its answers stay."),
            theme.dim,
        ));
    }
    out
}

/// How far what was begun is.
fn resumed(model: &Model, begun: &Begun) -> Vec<(String, Style)> {
    let (theme, keymap) = (&model.theme, &model.keymap);
    let items = counted(begun.contest.items.len(), "item");
    let first = match &begun.next {
        Next::Done(_) => format!("{items} are compared{}", keyed(keymap, " · <compare> shows the order")),
        Next::Ask(..) => {
            let (done, left) = (begun.progress.answered, begun.progress.left);
            let on = keyed(keymap, " · <compare> goes on");
            format!("Begun: {items}, {} and about {} left{on}", counted(done, "answer"), thousands(left))
        }
    };
    let mut out = vec![(first, theme.text)];
    let gone = begun.kept.items.len() - begun.contest.items.len();
    if gone > 0 {
        out.push((
            format!(
                "{} of it {} not in the order any more.",
                counted(gone, "item"),
                if gone == 1 { "is" } else { "are" }
            ),
            theme.dim,
        ));
    }
    out.push((keyed(keymap, "Other items: <mark> marks them."), theme.dim));
    out
}
