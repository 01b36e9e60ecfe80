//! A text field of several lines with the keys of a shell's line; long lines are wrapped, never cut.

use super::{glyph, readline};
use crate::domain::text::is_invisible;
use crate::ui::press::{Code, Press};
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{CursorMove, DataCursor, TextArea, WrapMode};

/// A text of more bytes is shown and written in the person's editor: each key wraps all of it again.
pub const BYTES: usize = 64 * 1024;
/// As [`BYTES`], in lines.
pub const LINES: usize = 2000;

/// True for a text that is too long to be typed in a field.
pub fn is_too_long(text: &str) -> bool {
    text.len() > BYTES || text.lines().count() > LINES
}

/// The text being typed, with its cursor.
#[derive(Debug, Clone)]
pub struct Area {
    area: TextArea<'static>,
    /// True where a line break means something.
    has_lines: bool,
}

impl Area {
    /// With text already in it, the cursor behind it. Without lines, breaks become spaces.
    pub fn new(text: &str, has_lines: bool) -> Self {
        let lines = if has_lines { text.split('\n').map(str::to_owned).collect() } else { vec![one_line(text)] };
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_cursor_style(Style::default());
        area.set_cursor_line_style(Style::default());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, has_lines }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The text before the cursor, and the text behind it.
    pub fn split(&self) -> (String, String) {
        let DataCursor(row, column) = self.area.cursor();
        let lines = self.area.lines();
        let at = byte(&lines[row], column);
        let before: Vec<&str> = lines[..row].iter().map(String::as_str).chain([&lines[row][..at]]).collect();
        let behind: Vec<&str> =
            std::iter::once(&lines[row][at..]).chain(lines[row + 1..].iter().map(String::as_str)).collect();
        (before.join("\n"), behind.join("\n"))
    }

    /// True where the cursor stands at the very beginning.
    pub fn is_at_start(&self) -> bool {
        self.area.cursor() == (0, 0)
    }

    /// The cursor to the very beginning.
    pub fn to_start(&mut self) {
        self.area.move_cursor(CursorMove::Jump(0, 0));
    }

    /// True where the cursor stands in the first line of the text, or with `is_last` in the last.
    pub fn is_at_edge(&self, is_last: bool) -> bool {
        let cursor = self.area.screen_cursor();
        let edge = if is_last { self.area.screen_to_data(usize::MAX, 0) } else { DataCursor(0, 0) };
        let DataCursor(row, column) = self.area.screen_to_data(cursor.row, 0);
        (row, column) == (edge.0, edge.1)
    }

    /// Takes a key; false where it means nothing here.
    pub fn press(&mut self, press: Press) -> bool {
        let is_own = if press.ctrl { self.control(press.code) } else { self.plain(press.code) };
        is_own || readline::press(&mut self.area, press)
    }

    fn plain(&mut self, code: Code) -> bool {
        match code {
            Code::Enter if self.has_lines => self.area.insert_newline(),
            Code::Up => self.area.move_cursor(CursorMove::Up),
            Code::Down => self.area.move_cursor(CursorMove::Down),
            Code::PageUp => (0..10).for_each(|_| self.area.move_cursor(CursorMove::Up)),
            Code::PageDown => (0..10).for_each(|_| self.area.move_cursor(CursorMove::Down)),
            _ => return false,
        }
        true
    }

    fn control(&mut self, code: Code) -> bool {
        match code {
            Code::Char('p') => self.area.move_cursor(CursorMove::Up),
            Code::Char('n') => self.area.move_cursor(CursorMove::Down),
            Code::Home => self.area.move_cursor(CursorMove::Jump(0, 0)),
            Code::End => {
                self.area.move_cursor(CursorMove::Bottom);
                self.area.move_cursor(CursorMove::End);
            }
            _ => return false,
        }
        true
    }

    /// Puts pasted text in; answers how many control characters were left out.
    pub fn paste(&mut self, text: &str) -> usize {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.has_lines { text } else { one_line(&text) };
        let is_bad = |c: char| c.is_control() && c != '\n' && c != '\t';
        let bad = text.chars().filter(|c| is_bad(*c)).count();
        self.area.insert_str(text.replace(is_bad, ""));
        bad
    }

    /// How many rows it takes at this width, `most` at most.
    pub fn rows(&self, columns: usize, most: usize) -> usize {
        let mut rows = 0;
        for line in self.area.lines() {
            // One column more: the cursor may stand behind a full line.
            rows += glyph::wrap(line, columns, most).len().max(1);
            if rows >= most {
                return most;
            }
        }
        rows.max(1)
    }

    /// Draws the part around the cursor and places the terminal's cursor.
    pub fn view(&self, frame: &mut Frame, area: Rect, theme: &Theme) {
        if area.width == 0 || area.height == 0 {
            return;
        }
        frame.render_widget(&self.area, area);
        let buffer = frame.buffer_mut();
        buffer.set_style(area, theme.text);
        for place in area.positions() {
            let cell = &mut buffer[place];
            if cell.symbol().chars().any(is_invisible) {
                // What would turn the line round or hide in it is seen, and does nothing.
                cell.set_symbol("·").set_style(theme.error.add_modifier(Modifier::UNDERLINED));
            }
        }
        let (top, _) = self.area.scroll_offset();
        let cursor = self.area.screen_cursor();
        let row = u16::try_from(cursor.row).unwrap_or(u16::MAX).saturating_sub(top).min(area.height - 1);
        let column = u16::try_from(self.column(cursor.row)).unwrap_or(u16::MAX).min(area.width - 1);
        frame.set_cursor_position(Position::new(area.x + column, area.y + row));
    }

    /// The column of the cursor in its row of the screen, as the row is drawn.
    fn column(&self, row: usize) -> usize {
        let DataCursor(line, column) = self.area.cursor();
        let DataCursor(_, from) = self.area.screen_to_data(row, 0);
        let before: String = self.area.lines()[line].chars().skip(from).take(column.saturating_sub(from)).collect();
        // A tab goes to the next stop.
        before.split('\t').enumerate().fold(0, |at, (n, part)| {
            let at = if n == 0 { at } else { at + 4 - at % 4 };
            at + glyph::width(part)
        })
    }
}

/// Runs of line breaks and tabs as one space.
fn one_line(text: &str) -> String {
    if !text.contains(['\n', '\t', '\r']) {
        return text.to_owned();
    }
    text.split(['\n', '\t', '\r']).map(str::trim_end).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn byte(line: &str, column: usize) -> usize {
    line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn drawn(area: &Area, width: u16, height: u16) -> (Vec<String>, Position) {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let theme = Theme::named("dark").unwrap();
        terminal.draw(|frame| area.view(frame, frame.area(), &theme)).unwrap();
        let lines = terminal.backend().buffer().content.chunks(usize::from(width));
        let lines = lines.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>());
        let lines = lines.map(|line| line.trim_end().to_owned()).collect();
        (lines, terminal.get_cursor_position().unwrap())
    }

    #[test]
    fn the_keys_of_a_shells_line_work_on_each_line() {
        let mut area = Area::new("one two\nthree four", true);
        for press in [Press::ctrl('w'), Press::char('5'), Press::plain(Code::Up), Press::ctrl('u'), Press::ctrl('a')] {
            assert!(area.press(press));
        }
        assert_eq!(area.text(), "\nthree 5");
        area.press(Press::plain(Code::Enter));
        assert_eq!(area.text(), "\n\nthree 5");
        assert!(!area.press(Press::plain(Code::F(1))));
        assert!(!Area::new("", false).press(Press::plain(Code::Enter)), "one line has no second");
    }

    #[test]
    fn pasted_text_is_text() {
        let mut area = Area::new("a", true);
        assert_eq!(area.paste("b\r\nc\u{1b}[31m\td\re"), 1);
        assert_eq!(area.text(), "ab\nc[31m\td\ne");
        let mut line = Area::new("a ", false);
        line.paste("b\r\nc\n\nd");
        assert_eq!(line.text(), "a b c d");
    }

    #[test]
    fn the_cursor_stands_where_the_text_is_drawn() {
        let area = Area::new("a long line that wraps\n日本", true);
        assert_eq!(drawn(&area, 10, 5), (lines(&["a long", "line that", "wraps", "日 本", ""]), Position::new(4, 3)));
        assert_eq!(drawn(&area, 10, 2), (lines(&["wraps", "日 本"]), Position::new(4, 1)), "it scrolls");
        assert_eq!(drawn(&Area::new("👩\u{200d}💻x", false), 10, 1).1, Position::new(3, 0));
        assert_eq!(drawn(&Area::new("a\tb", true), 10, 1).1, Position::new(5, 0));
        let (said, _) = drawn(&Area::new("a\u{202e}b", true), 10, 1);
        assert!(!said[0].contains('\u{202e}'), "{said:?}");
    }

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn it_is_split_at_the_cursor() {
        let mut area = Area::new("one\ntwo three", true);
        area.press(Press { code: Code::Left, ctrl: true });
        assert_eq!(area.split(), ("one\ntwo ".into(), "three".into()));
    }
}
