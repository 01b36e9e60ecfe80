//! ratatui's crossterm backend, writing a frame into memory: the guard sends it out as one write.
//!
//! Two things are added. A frame that changes nothing makes no byte, so that an idle program is silent. And the
//! cursor's place is known here, never asked of the terminal, whose answer would arrive as keys.

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// The bytes of the frame being made, and what the terminal shows besides cells.
#[derive(Debug)]
pub struct Screen {
    inner: CrosstermBackend<Sink>,
    sink: Sink,
    size: Size,
    /// Where the cursor is shown; `None` while it is hidden.
    shown_at: Option<Position>,
    /// True where cells were drawn since the cursor was placed: they took the terminal's cursor along.
    has_drawn: bool,
    /// Where the frame wants the cursor.
    wanted: Position,
}

/// A buffer that two owners write to and take from.
#[derive(Debug, Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    /// A screen of `size` with the cursor hidden.
    pub fn new(size: Size) -> Self {
        let sink = Sink::default();
        let inner = CrosstermBackend::new(sink.clone());
        Self { inner, sink, size, shown_at: None, has_drawn: false, wanted: Position::ORIGIN }
    }

    /// The size that the next frame is made for; never empty.
    pub fn set_size(&mut self, columns: u16, rows: u16) {
        self.size = Size::new(columns.max(1), rows.max(1));
    }

    /// The cursor is hidden and the screen empty, as after entering the terminal anew.
    pub fn forget(&mut self) {
        self.sink.0.borrow_mut().clear();
        self.shown_at = None;
    }

    /// The bytes since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.sink.0.borrow_mut())
    }
}

impl Backend for Screen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.has_drawn = true;
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.shown_at.take().is_some() { self.inner.hide_cursor() } else { Ok(()) }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.shown_at.is_none() {
            self.inner.show_cursor()?;
            self.has_drawn = true;
        }
        self.shown_at = Some(self.wanted);
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted = position.into();
        let has_drawn = std::mem::take(&mut self.has_drawn);
        if self.shown_at == Some(self.wanted) && !has_drawn {
            return Ok(());
        }
        self.shown_at = self.shown_at.map(|_| self.wanted);
        self.inner.set_cursor_position(self.wanted)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::widgets::Paragraph;

    #[test]
    fn a_frame_that_changes_nothing_makes_no_byte() {
        let mut terminal = Terminal::new(Screen::new(Size::new(20, 3))).unwrap();
        let mut draw = |text: &str, cursor: Option<(u16, u16)>| {
            terminal
                .draw(|frame| {
                    frame.render_widget(Paragraph::new(text), frame.area());
                    if let Some(at) = cursor {
                        frame.set_cursor_position(at);
                    }
                })
                .unwrap();
            String::from_utf8(terminal.backend_mut().take()).unwrap()
        };
        assert!(draw("hello", None).contains("hello"));
        assert_eq!(draw("hello", None), "");
        assert!(draw("hello", Some((2, 0))).contains("\x1b[?25h"));
        assert_eq!(draw("hello", Some((2, 0))), "");
        assert!(draw("help!", Some((2, 0))).ends_with("\x1b[1;3H"), "the cursor goes back to its place");
        assert!(draw("help!", None).contains("\x1b[?25l"));
    }

    #[test]
    fn the_terminal_is_never_asked() {
        let mut terminal = Terminal::new(Screen::new(Size::new(20, 3))).unwrap();
        terminal.clear().unwrap();
        let bytes = String::from_utf8(terminal.backend_mut().take()).unwrap();
        assert!(!bytes.contains("\x1b[6n"), "{bytes:?}");
    }
}
