//! Cells to bytes: ratatui's backend, with as few bytes as a frame can do with.
//!
//! Three things differ from ratatui's own crossterm backend, which took 2.4 kB for a `j` that takes 1.3 kB here. A frame that changes nothing makes no byte. The cursor's
//! place is known here and never asked of the terminal (`Terminal::clear` would). Neighbouring cells are reached by
//! short relative moves, or over the blanks between words by writing them again, as long as all that was printed since
//! the last absolute move has a certain width; after anything else an absolute move follows, so that a terminal that
//! measures an emoji differently gets right again.
//!
//! Colours are written as they stand in the cells: with `NO_COLOR` the theme's cells carry none, and the modifiers
//! that then mark the selection stay.

use crate::ui::theme::color;
use crate::ui::widget::sign;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::fmt::Write;
use std::io;

/// The bytes of the frame being made, and what the terminal shows besides cells.
#[derive(Debug)]
pub struct Screen {
    bytes: String,
    size: Size,
    /// The cursor's place when it is shown.
    shown_at: Option<Position>,
    /// Where the terminal's cursor stands, by our count.
    at: Option<Position>,
    /// True while every terminal counts as we do.
    certain: bool,
    /// Row by row, the backgrounds of the cells that are known to show nothing else.
    blanks: Vec<Option<Color>>,
    wants: Wants,
}

/// The cursor as the frame wants it; written with the flush, once it is whole.
#[derive(Debug, Clone, Copy, Default)]
struct Wants {
    visible: bool,
    place: Position,
}

/// The look of the last cell printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    /// The look that a cell needs after this one: a blank shows its background only, so it keeps the rest.
    fn of(self, cell: &Cell) -> Self {
        if cell.symbol() == " " && !(self.modifier | cell.modifier).intersects(SEEN) {
            return Self { bg: cell.bg, ..self };
        }
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

/// What can be seen of a blank besides its background.
const SEEN: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// A move over so many cells takes as many bytes as writing them, or more.
const SHORT: u16 = 3;

const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Screen {
    /// A screen of `size` with the cursor hidden.
    pub fn new(size: Size) -> Self {
        let (bytes, blanks, wants) = (String::new(), Vec::new(), Wants::default());
        Self { bytes, size, shown_at: None, at: None, certain: false, blanks, wants }
    }

    /// The size that the next frame is made for; never empty.
    pub fn set_size(&mut self, columns: u16, rows: u16) {
        let size = Size::new(columns.max(1), rows.max(1));
        if self.size != size {
            self.size = size;
            self.blanks.clear();
        }
    }

    /// The cursor is hidden and its place unknown, as after entering the terminal anew.
    pub fn forget(&mut self) {
        self.bytes.clear();
        self.blanks.clear();
        (self.shown_at, self.at) = (None, None);
    }

    /// The bytes since the last call.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.bytes)
    }

    /// Where a cell is noted in `blanks`.
    fn index(&self, at: Position) -> usize {
        usize::from(at.y) * usize::from(self.size.width) + usize::from(at.x)
    }

    /// Notes what a cell shows now.
    fn note(&mut self, at: Position, cell: &Cell) {
        let all = self.index(Position { x: 0, y: self.size.height });
        self.blanks.resize(all, None);
        let is_blank = cell.symbol() == " " && !cell.modifier.intersects(SEEN);
        let index = self.index(at);
        if let Some(shown) = self.blanks.get_mut(index) {
            *shown = is_blank.then_some(cell.bg);
        }
    }

    /// True where all from one cell to the other is as a blank of this look.
    fn are_blank(&self, from: Position, to: Position, look: Look) -> bool {
        let between = self.blanks.get(self.index(from)..self.index(to)).unwrap_or_default();
        !look.modifier.intersects(SEEN) && !between.is_empty() && between.iter().all(|bg| *bg == Some(look.bg))
    }

    /// Moves the terminal's cursor to `to`, by the shortest way that is certain; `look` is that of the last cell.
    fn go(&mut self, to: Position, look: Look) {
        match self.at {
            Some(at) if at == to && self.certain => {}
            Some(at)
                if self.certain
                    && at.y == to.y
                    && (1..=SHORT).contains(&to.x.saturating_sub(at.x))
                    && self.are_blank(at, to, look) =>
            {
                self.bytes.extend((at.x..to.x).map(|_| ' '));
            }
            Some(at) if self.certain && at.y == to.y && to.x > at.x => match to.x - at.x {
                1 => self.bytes.push_str("\x1b[C"),
                n => self.put(format_args!("\x1b[{n}C")),
            },
            _ => {
                self.put(format_args!("\x1b[{};{}H", to.y + 1, to.x + 1));
                self.certain = true;
            }
        }
        self.at = Some(to);
    }

    /// Writes to the buffer; a `String` takes everything.
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        let _ = self.bytes.write_fmt(text);
    }

    /// Writes the codes that lead from one look to the other.
    fn dress(&mut self, from: Look, to: Look) {
        if from == to {
            return;
        }
        if to == PLAIN {
            self.bytes.push_str("\x1b[m");
            return;
        }
        self.bytes.push_str("\x1b[");
        let mut from = from;
        let start = self.bytes.len();
        let left = from.modifier.difference(to.modifier);
        if left == Modifier::BOLD && !from.modifier.contains(Modifier::DIM) {
            self.code(start, format_args!("22"));
            from.modifier.remove(left);
        } else if !left.is_empty() {
            // Leaving other modifiers by their own codes is ambiguous; starting afresh is not.
            self.code(start, format_args!("0"));
            from = PLAIN;
        }
        for (modifier, code) in MODIFIERS {
            if to.modifier.contains(*modifier) && !from.modifier.contains(*modifier) {
                self.code(start, format_args!("{code}"));
            }
        }
        if from.fg != to.fg {
            self.color(start, to.fg, 30);
        }
        if from.bg != to.bg {
            self.color(start, to.bg, 40);
        }
        self.bytes.push('m');
    }

    fn code(&mut self, start: usize, code: std::fmt::Arguments<'_>) {
        if self.bytes.len() > start {
            self.bytes.push(';');
        }
        self.put(code);
    }

    /// `base` is 30 for the foreground and 40 for the background.
    fn color(&mut self, start: usize, color: Color, base: u8) {
        match color {
            Color::Reset => self.code(start, format_args!("{}", base + 9)),
            Color::Rgb(r, g, b) => self.code(start, format_args!("{};2;{r};{g};{b}", base + 8)),
            Color::Indexed(n) => self.code(start, format_args!("{};5;{n}", base + 8)),
            named => match named_code(named) {
                n @ 0..8 => self.code(start, format_args!("{}", base + n)),
                n => self.code(start, format_args!("{}", base + 60 + n - 8)),
            },
        }
    }
}

const MODIFIERS: &[(Modifier, u8)] = &[
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The place of a named colour among the sixteen.
fn named_code(color: Color) -> u8 {
    color::NAMED.iter().zip(0..).find_map(|(named, n)| (*named == color).then_some(n)).unwrap_or(7)
}

/// True for a symbol that every terminal gives one column: a letter of Latin, Greek or Cyrillic, or one of the signs
/// that the program draws with.
fn is_certain(symbol: &str) -> bool {
    if let [byte] = symbol.as_bytes() {
        return matches!(byte, b' '..=b'~');
    }
    let mut chars = symbol.chars();
    let (first, rest) = (chars.next(), chars.next());
    let is_known = |c: char| {
        matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{377}' | '\u{37a}'..='\u{37f}' |
            '\u{384}'..='\u{38a}' | '\u{38c}'..='\u{3a1}' | '\u{3a3}'..='\u{482}' | '\u{48a}'..='\u{52f}')
            || sign::stand_in(c).is_some()
    };
    first.is_some_and(is_known) && rest.is_none()
}

impl Backend for Screen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut look = PLAIN;
        for (x, y, cell) in content {
            let next = look.of(cell);
            self.go(Position { x, y }, look);
            self.note(Position { x, y }, cell);
            self.dress(look, next);
            look = next;
            let symbol = cell.symbol();
            self.bytes.push_str(symbol);
            // Past the last column a terminal may or may not have wrapped.
            let inside = x + 1 < self.size.width;
            self.at = inside.then_some(Position { x: x + 1, y });
            self.certain &= is_certain(symbol);
        }
        self.dress(look, PLAIN);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wants.visible = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wants.visible = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wants.place)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wants.place = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// The view fills the screen, so every kind of clearing is a clearing of all of it.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.bytes.push_str("\x1b[m\x1b[2J");
        self.blanks = vec![Some(Color::Reset); self.index(Position { x: 0, y: self.size.height })];
        self.at = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    /// Puts the cursor where the frame wants it, if it is not there.
    fn flush(&mut self) -> io::Result<()> {
        let wanted = self.wants.visible.then_some(self.wants.place);
        if let Some(place) = wanted {
            if self.shown_at != wanted || self.at != wanted || !self.certain {
                self.at = None;
                self.go(place, PLAIN);
            }
            if self.shown_at.is_none() {
                self.bytes.push_str("\x1b[?25h");
            }
        } else if self.shown_at.is_some() {
            self.bytes.push_str("\x1b[?25l");
        }
        self.shown_at = wanted;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::style::Style;
    use std::num::NonZeroU16;

    /// A terminal over [`Screen`], and a model of what it shows.
    struct Pair {
        ours: Terminal<Screen>,
        model: vt100::Parser,
    }

    impl Pair {
        fn new(columns: u16, rows: u16) -> Self {
            let size = |n| NonZeroU16::new(n).unwrap();
            Self {
                ours: Terminal::new(Screen::new(Size::new(columns, rows))).unwrap(),
                model: vt100::Parser::new(size(rows), size(columns), 0),
            }
        }

        /// Draws `lines` at the given places and returns the bytes it took.
        fn draw(&mut self, lines: &[(u16, u16, &str, Style)], cursor: Option<(u16, u16)>) -> String {
            self.ours
                .draw(|frame| {
                    for (x, y, text, style) in lines {
                        frame.buffer_mut().set_string(*x, *y, text, *style);
                    }
                    if let Some(cursor) = cursor {
                        frame.set_cursor_position(cursor);
                    }
                })
                .unwrap();
            let bytes = self.ours.backend_mut().take();
            self.model.process(bytes.as_bytes());
            bytes
        }
    }

    impl Pair {
        /// A cell as it looks: a blank and nothing are one.
        fn cell(&self, y: u16, x: u16) -> (String, vt100::Color, vt100::Color, bool, bool) {
            let cell = self.model.screen().cell(y, x).unwrap();
            let fg = if cell.has_contents() && cell.contents() != " " { cell.fgcolor() } else { vt100::Color::Default };
            let visible = cell.has_contents() && cell.contents() != " ";
            (cell.contents().trim().to_owned(), fg, cell.bgcolor(), visible && cell.bold(), visible && cell.underline())
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_makes_no_byte() {
        let mut pair = Pair::new(20, 4);
        let line = [(2, 1, "Backlog", Style::new().fg(Color::Blue))];
        assert!(!pair.draw(&line, None).is_empty());
        assert_eq!(pair.draw(&line, None), "");
        assert!(!pair.draw(&line, Some((3, 1))).is_empty());
        assert_eq!(pair.draw(&line, Some((3, 1))), "");
        assert_eq!(pair.draw(&line, None), "\x1b[?25l");
    }

    #[test]
    fn a_move_in_a_list_is_small() {
        let mut pair = Pair::new(120, 40);
        let (on, off) = (Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(9, 8, 7)), Style::new());
        let rows = |at: u16| {
            (0..38u16)
                .map(|y| (1, y + 1, "    1  WEB-7   Pay with a saved card at home", if y == at { on } else { off }))
                .collect::<Vec<_>>()
        };
        pair.draw(&rows(3), None);
        let bytes = pair.draw(&rows(4), None);
        assert!(bytes.len() < 200, "{} bytes: {bytes:?}", bytes.len());
    }

    #[test]
    fn blanks_between_words_are_written_again() {
        let mut pair = Pair::new(40, 2);
        pair.ours.clear().unwrap();
        let (calm, lined) = (Style::new(), Style::new().add_modifier(Modifier::UNDERLINED));
        pair.draw(&[(0, 0, "the old text", calm), (0, 1, "the old text", lined)], None);
        let bytes = pair.draw(&[(0, 0, "his wax jugs", calm), (0, 1, "his wax jugs", lined)], None);
        assert!(bytes.contains("his wax jugs"), "{bytes:?}");
        assert_eq!(bytes.matches("\x1b[C").count(), 2, "a line under a blank can be seen: {bytes:?}");
        // Those of another background are passed.
        let blue = Style::new().bg(Color::Blue);
        pair.draw(&[(3, 0, " ", blue)], None);
        let bytes = pair.draw(&[(0, 0, "bed", calm), (3, 0, " ", blue), (4, 0, "fog", calm)], None);
        assert!(bytes.contains("bed\x1b[Cfog"), "{bytes:?}");
    }

    #[test]
    fn looks_arrive_as_they_were_set() {
        let mut pair = Pair::new(20, 2);
        let bold = Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED);
        pair.draw(
            &[(0, 0, "a", bold), (1, 0, "b", Style::new().add_modifier(Modifier::DIM)), (2, 0, "c", Style::new())],
            None,
        );
        pair.draw(&[(0, 1, "d", Style::new().fg(Color::LightRed).bg(Color::Indexed(200)))], None);
        let cell = |y, x| pair.model.screen().cell(y, x).unwrap().clone();
        assert!(!cell(0, 0).bold(), "the second frame took it away");
        assert_eq!(cell(1, 0).fgcolor(), vt100::Color::Idx(9));
        assert_eq!(cell(1, 0).bgcolor(), vt100::Color::Idx(200));
    }

    #[test]
    fn the_cursor_is_known_and_never_asked_for() {
        let mut pair = Pair::new(20, 2);
        pair.draw(&[(0, 0, "title", Style::new())], Some((5, 0)));
        pair.ours.clear().unwrap();
        let bytes = pair.draw(&[(0, 0, "title", Style::new())], Some((5, 0)));
        assert!(!bytes.contains("\x1b[6n"));
        assert_eq!(pair.model.screen().cursor_position(), (0, 5));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn the_terminal_shows_the_buffer(
            frames in prop::collection::vec(
                prop::collection::vec((0u16..30, 0u16..6, "[a-c ─漢é]{1,8}", 0u8..8), 0..6),
                1..6,
            )
        ) {
            let mut pair = Pair::new(30, 6);
            for frame in &frames {
                let lines: Vec<_> = frame
                    .iter()
                    .map(|(x, y, text, look)| (*x, *y, text.as_str(), style(*look)))
                    .collect();
                pair.draw(&lines, None);
                let mut whole = Pair::new(30, 6);
                whole.draw(&lines, None);
                for (y, x) in (0..6).flat_map(|y| (0..30).map(move |x| (y, x))) {
                    prop_assert_eq!(pair.cell(y, x), whole.cell(y, x), "{}:{}", y, x);
                }
            }
        }
    }

    /// No backgrounds: what the freed half of a wide character looks like differs from terminal to terminal.
    fn style(n: u8) -> Style {
        let style = if n & 1 == 0 { Style::new() } else { Style::new().fg(Color::Rgb(n, 2, 3)) };
        let style = if n & 2 == 0 { style } else { style.add_modifier(Modifier::ITALIC) };
        if n & 4 == 0 { style } else { style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) }
    }
}
