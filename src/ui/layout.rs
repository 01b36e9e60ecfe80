//! Geometry: where everything stands for a size. Pure, so that `update` and `view` agree.

use ratatui::layout::{Constraint, Layout, Position, Rect};

/// Below this width or height nothing but the size that is needed is shown.
pub const SMALLEST: (u16, u16) = (60, 18);
/// From this width on the list and the story stand side by side.
pub const WIDE: u16 = 110;

/// The areas of the program's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// Product, views, counts.
    pub header: Rect,
    /// The list, where it is shown.
    pub list: Option<Rect>,
    /// The story, where it is shown.
    pub story: Option<Rect>,
    /// Mode, message, hints.
    pub status: Rect,
    /// List and story together.
    pub body: Rect,
}

/// Divides a frame. `is_open` means that the story has the whole width.
pub fn areas(frame: Rect, is_open: bool) -> Areas {
    let [header, body, status] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)]).areas(frame);
    let (list, story) = match (is_open, frame.width >= WIDE) {
        (true, _) => (None, Some(body)),
        (false, true) => {
            let [list, story] = Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(body);
            (Some(list), Some(story))
        }
        (false, false) => (Some(body), None),
    };
    Areas { header, list, story, status, body }
}

/// Divides a frame for a view that needs all of its width: the story has it, or the view.
pub fn whole(frame: Rect, is_open: bool) -> Areas {
    let areas = areas(frame, true);
    if is_open { areas } else { Areas { list: areas.story, story: None, ..areas } }
}

/// True where the program can be used at this size.
pub fn is_usable(width: u16, height: u16) -> bool {
    width >= SMALLEST.0 && height >= SMALLEST.1
}

/// Rows of the list at this height of the frame, borders taken off.
pub fn list_rows(frame_height: u16) -> usize {
    usize::from(frame_height.saturating_sub(4))
}

/// A pane without its border.
pub fn inside(pane: Rect) -> Rect {
    let (x, y) = (pane.x.saturating_add(1).min(pane.right()), pane.y.saturating_add(1).min(pane.bottom()));
    Rect { x, y, width: pane.width.saturating_sub(2), height: pane.height.saturating_sub(2) }
}

/// The row inside a pane that a place is over, counted from 0.
pub fn row_at(pane: Rect, column: u16, row: u16) -> Option<usize> {
    let inside = inside(pane);
    inside.contains(Position::new(column, row)).then(|| usize::from(row - inside.y))
}

/// A box of at most this size in the middle of `area`, never larger than it.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// A box of this height over the lower edge of `area`, with a margin at its sides where there is room.
pub fn bottom(area: Rect, height: u16) -> Rect {
    let height = height.min(area.height);
    let margin = if area.width > 70 { 2 } else { 1 }.min(area.width / 2);
    // The pane's own border stays in sight below it.
    let below = u16::from(area.height > height);
    Rect { x: area.x + margin, y: area.y + area.height - height - below, width: area.width - 2 * margin, height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_area_lies_in_the_frame(w in 0_u16..200, h in 0_u16..60, is_open: bool, bw in 0_u16..300, bh in 0_u16..100) {
            let frame = Rect::new(0, 0, w, h);
            let a = areas(frame, is_open);
            let all = [Some(a.header), a.list, a.story, Some(a.status), Some(centered(frame, bw, bh)), Some(bottom(frame, bh))];
            for area in all.into_iter().flatten() {
                prop_assert_eq!(area.intersection(frame), area);
            }
        }
    }
}
