//! Draws the model. Read-only: nothing here changes what the next key means.

mod continuations;
pub(super) mod header;
mod status;

use super::layout::{self, Areas};
use super::model::Model;
use super::overlay::Overlay;
use super::press::Press;
use super::screen::{View, backlog, present, prioritize, sprint};
use super::theme::Signs;
use super::toast::{Toast, Tone};
use super::update;
use super::widget::{cells, frame as pane, glyph, sign};
use super::wording::keyed;
use crate::domain::{List, text};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Block;
use std::fmt::Write;

/// Draws one frame.
pub fn view(model: &Model, frame: &mut Frame) {
    view_all(model, frame);
    cells::settle(frame.buffer_mut());
    if model.theme.signs == Signs::Ascii {
        sign::replace(frame.buffer_mut());
    }
}

fn view_all(model: &Model, frame: &mut Frame) {
    let all = frame.area();
    frame.render_widget(Block::new().style(model.theme.text), all);
    if !layout::is_usable(all.width, all.height) {
        view_too_small(model, frame, all);
        return;
    }
    if let Some(state) = &model.present {
        view_presented(state, model, frame, all);
        return;
    }
    let areas = model.areas(all);
    header::view(model, frame, areas.header);
    if !model.overlays.iter().any(Overlay::is_whole) {
        view_body(model, frame, &areas);
    }
    status::view(model, frame, areas.status);
    for overlay in &model.overlays {
        overlay.view(model, frame, areas.body);
    }
    continuations::view(model, frame, areas.body);
    view_long_message(model, frame, &areas);
}

/// A presentation: one page, and what was opened over it.
fn view_presented(state: &present::State, model: &Model, frame: &mut Frame, all: Rect) {
    present::view(state, model, frame);
    for overlay in &model.overlays {
        overlay.view(model, frame, all);
    }
    if state.is_unlocked {
        continuations::view(model, frame, all);
    }
    present::view_word(state, model, frame);
}

/// The message that the bottom line would cut off.
fn framed<'a>(model: &'a Model, areas: &Areas) -> Option<&'a Toast> {
    let toast = model.toast.as_ref().filter(|t| t.tone != Tone::Done)?;
    (glyph::width(&toast.text) > status::room(model, areas.status)).then_some(toast)
}

/// True where a message stands in a frame over the view.
pub(super) fn has_note(model: &Model) -> bool {
    let areas = model.areas(Rect::new(0, 0, model.width, model.height));
    layout::is_usable(model.width, model.height) && model.present.is_none() && framed(model, &areas).is_some()
}

/// A message that the bottom line would cut off is shown whole above it, until the next key.
fn view_long_message(model: &Model, frame: &mut Frame, areas: &Areas) {
    let Some(toast) = framed(model, areas) else { return };
    let (title, style) = match toast.tone {
        Tone::Failed => ("Not done", model.theme.error),
        Tone::Misset => ("Your settings", model.theme.warning),
        Tone::Hint | Tone::Done => ("Note", model.theme.warning),
    };
    let columns = usize::from(layout::bottom(areas.body, 3).width.saturating_sub(4)).max(1);
    let lines = glyph::wrap(&toast.text, columns, 8);
    let height = u16::try_from(lines.len() + 2).unwrap_or(10);
    // What is being typed stays in sight.
    let above = model.overlays.last().map_or(areas.body.bottom(), |overlay| overlay.area(areas.body).y);
    let room = Rect { height: above.saturating_sub(areas.body.y), ..areas.body };
    let room = if room.height < height { areas.body } else { room };
    let inner = pane::popup(frame, layout::bottom(room, height), title, &model.theme);
    for (line, y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        frame.render_widget(Line::styled(line, style), Rect { y, height: 1, ..inner });
    }
}

fn view_body(model: &Model, frame: &mut Frame, areas: &Areas) {
    if let (true, Some(area)) = (model.shows(View::Sprint), areas.list) {
        sprint::view(model, frame, area);
        return;
    }
    let product = model.product.as_ref();
    if let (true, Some(area)) = (model.shows(View::Prioritize), areas.list) {
        prioritize::view(model, frame, area, &empty(model));
        let story = Areas { list: None, ..*areas };
        backlog::view(&model.backlog, frame, &story, product, "", &model.keymap, &model.theme);
        return;
    }
    backlog::view(&model.backlog, frame, areas, product, &empty(model), &model.keymap, &model.theme);
    if let (Some(drag), Some(pane)) = (&model.pointer.drag, areas.list) {
        backlog::view_landing(&model.backlog, drag, frame, pane, &model.theme);
    }
}

/// What an empty list says: what happened and what to do next.
fn empty(model: &Model) -> String {
    if !model.is_answered {
        return String::new();
    }
    if model.product.is_none() && model.is_typing() {
        // What can be done instead of typing a name is told once the prompt is left.
        return format!("{} has no product yet.", model.file_name());
    }
    if model.product.is_none() {
        return format!(
            "{} has no product yet.\n\n{}",
            model.file_name(),
            keyed(
                &model.keymap,
                "<add>  types its name\n:import FILE  reads a Jira export, stories or a CSV\n<quit>  quits; `upnext demo` shows a sample"
            )
        );
    }
    if model.backlog.narrow.is_on() {
        return nothing_passes(model);
    }
    let elsewhere = model.counts.map_or(0, |c| c.total());
    let total = match elsewhere {
        0 => "This product has no item yet.".to_owned(),
        n => format!("No item stands here; the product has {}.", text::counted(n, "item")),
    };
    let next = match model.backlog.list {
        List::Backlog => {
            "<add>  writes the first one\n<idea>  notes an idea in the inbox (<go inbox>)\n:import FILE  reads a Jira export, stories or a CSV"
        }
        List::Inbox => "<idea>  notes an idea; it stays here until a move or a state takes it into the backlog",
        List::Epics => "<add>  adds an item in the backlog (<go backlog>); <kind> makes it an epic",
        List::Done => "<state-on>  brings an item one state on, at last to done",
        List::Declined => "<decline>  says no to an item, with a reason; it is kept here",
        List::Trash => "<trash>  throws an item away; it stays here until upnext purge erases it",
    };
    format!("{total}\n\n{}", keyed(&model.keymap, next))
}

/// What a list says of which nothing is shown: why, and the way back.
fn nothing_passes(model: &Model) -> String {
    let narrow = &model.backlog.narrow;
    if narrow.is_waiting() {
        return "…".into();
    }
    let here = model.backlog.total().map_or(String::new(), |n| format!(" {}", text::counted(n, "item")));
    let filter = narrow.filter().to_string();
    let mut said = format!("Nothing of the{here} here passes {}\n", text::visible(&filter));
    for unknown in narrow.unknown() {
        _ = writeln!(said, "{}", text::visible(unknown));
    }
    if !narrow.elsewhere().is_empty() {
        _ = writeln!(said, "It passes in: {}", update::lists(narrow.elsewhere(), &model.keymap));
    }
    if model.is_typing() {
        return said;
    }
    format!("{said}\n{}", keyed(&model.keymap, "<filter>  changes the filter\n<leave>  shows all again"))
}

fn view_too_small(model: &Model, frame: &mut Frame, area: Rect) {
    let (width, height) = layout::SMALLEST;
    let way_out = if model.is_typing() {
        format!("Enlarge it, or {} quits.", Press::ctrl('c'))
    } else {
        keyed(&model.keymap, "Enlarge it, or <quit> quits.")
    };
    let text = [format!("upnext needs {width}×{height};"), format!("this is {}×{}.", area.width, area.height), way_out];
    for (line, y) in text.into_iter().zip(area.y..area.bottom()) {
        frame.render_widget(Line::styled(line, model.theme.text), Rect { y, height: 1, ..area });
    }
}
