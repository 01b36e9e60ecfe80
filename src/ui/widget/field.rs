//! A one-line text field with the keys of a shell's line.

use super::{glyph, readline};
use crate::ui::press::Press;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui_textarea::{CursorMove, TextArea};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The text being typed, with its cursor.
#[derive(Debug, Clone)]
pub struct Field {
    area: TextArea<'static>,
}

impl Field {
    /// With text already in it, the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![text.replace(['\n', '\t'], " ")]);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// The byte before which the cursor stands.
    pub fn cursor(&self) -> usize {
        let text = self.text();
        text.char_indices().nth(self.area.cursor().1).map_or(text.len(), |(at, _)| at)
    }

    /// Puts another text in its place, the cursor before the byte `at`.
    pub fn set(&mut self, text: &str, at: usize) {
        *self = Self::new(text);
        let column = text.get(..at).map_or(usize::MAX, |before| before.chars().count());
        self.area.move_cursor(CursorMove::Jump(0, u16::try_from(column).unwrap_or(u16::MAX)));
    }

    /// Takes a key; false where it means nothing here.
    pub fn press(&mut self, press: Press) -> bool {
        readline::press(&mut self.area, press)
    }

    /// Puts pasted text in; line breaks become spaces.
    pub fn paste(&mut self, text: &str) {
        let line = text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " ");
        self.area.insert_str(line.replace(char::is_control, ""));
    }

    /// True where so many columns show the text without its beginning.
    pub fn is_rolled(&self, columns: u16) -> bool {
        let before: String = self.text().chars().take(self.area.cursor().1).collect();
        glyph::width(&glyph::steady(&before)) > usize::from(columns).saturating_sub(1)
    }

    /// Draws the part around the cursor and places the terminal's cursor. `wrong` are the bytes that are no good.
    pub fn view(&self, frame: &mut Frame, area: Rect, wrong: Option<&Range<usize>>, theme: &Theme) {
        if area.width < 2 || area.height == 0 {
            return;
        }
        let text = self.text();
        let before: String = text.chars().take(self.area.cursor().1).collect();
        let room = usize::from(area.width) - 1;
        let at = glyph::width(&glyph::steady(&before));
        let skip = at.saturating_sub(room);
        let shown = skip_columns(&glyph::steady(text), skip);
        frame.render_widget(Line::styled(glyph::cut(&shown, room + 1), theme.text), area);
        if let Some(wrong) = wrong {
            let column = |byte: usize| glyph::width(&glyph::steady(text.get(..byte).unwrap_or(text)));
            let from = column(wrong.start).saturating_sub(skip).min(room);
            // An error behind the last letter is shown there.
            let to = column(wrong.end).saturating_sub(skip).clamp(from + 1, room + 1);
            let at = |n: usize| u16::try_from(n).unwrap_or(area.width);
            let place = Rect { x: area.x + at(from), width: at(to - from), height: 1, ..area };
            frame.buffer_mut().set_style(place.intersection(area), theme.error.add_modifier(Modifier::UNDERLINED));
        }
        let column = u16::try_from(at - skip).unwrap_or(area.width - 1).min(area.width - 1);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
    }
}

/// The text without its first `columns`.
fn skip_columns(text: &str, columns: usize) -> String {
    let mut passed = 0;
    text.graphemes(true)
        .skip_while(|cluster| {
            let is_before = passed < columns;
            passed += glyph::width(cluster);
            is_before
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::press::Code;

    #[test]
    fn the_keys_of_a_shells_line_work() {
        let mut field = Field::new("pay with a card");
        for press in [Press::ctrl('w'), Press::char('b'), Press::char('y'), Press::ctrl('a'), Press::char('>')] {
            assert!(field.press(press));
        }
        assert_eq!(field.text(), ">pay with a by");
        field.press(Press::ctrl('k'));
        assert_eq!(field.text(), ">");
        field.paste("a\r\nb\tc");
        assert_eq!(field.text(), ">a b c");
        field.press(Press::ctrl('u'));
        assert_eq!(field.text(), "");
        assert!(!field.press(Press::plain(Code::F(1))));
    }
}
