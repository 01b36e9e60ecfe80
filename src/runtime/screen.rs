//! Cells to bytes: ratatui's backend, with as few bytes as a frame can do with.
//!
//! Three things differ from ratatui's own crossterm backend, which takes twice the bytes. A frame that changes nothing
//! makes no byte. The cursor's place is known here and never asked of the terminal (`Terminal::clear` would).
//! Neighbouring cells and rows are reached by short relative moves, or over what stands between by writing it again, as
//! long as all that was printed since the last absolute move has a certain width; after anything else an absolute move
//! follows, so that a terminal that measures an emoji differently gets right again.
//!
//! Many blanks are erased at once, where the terminal is known to erase in the background that is set.
//!
//! Colours are written as they stand in the cells: with `NO_COLOR` the theme's cells carry none, and the modifiers
//! that then mark the selection stay.

mod shown;

use crate::ui::theme::color;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use shown::{Shown, certain};
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
    shown: Shown,
    /// True where the terminal erases in the background that is set.
    erases: bool,
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
        let next = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        self.after(cell.symbol() == " ", next)
    }

    /// The look that a cell of look `next` needs after this one.
    fn after(self, is_blank: bool, next: Self) -> Self {
        let keeps = is_blank && !(self.modifier | next.modifier).intersects(SEEN);
        if keeps { Self { bg: next.bg, ..self } } else { next }
    }
}

/// What can be seen of a blank besides its background.
const SEEN: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// So many blanks take as many bytes as erasing them and going on behind them.
const SOME: u16 = 9;

const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Screen {
    /// A screen of `size` with the cursor hidden, on a terminal that `erases` in the background that is set or in its
    /// own.
    pub fn new(size: Size, erases: bool) -> Self {
        let (bytes, wants) = (String::new(), Wants::default());
        let mut shown = Shown::default();
        shown.forget(size);
        Self { bytes, size, shown_at: None, at: None, certain: false, shown, erases, wants }
    }

    /// The size that the next frame is made for; never empty.
    pub fn set_size(&mut self, columns: u16, rows: u16) {
        let size = Size::new(columns.max(1), rows.max(1));
        if self.size != size {
            self.size = size;
            self.shown.forget(size);
        }
    }

    /// The cursor is hidden and its place unknown, as after entering the terminal anew.
    pub fn forget(&mut self) {
        self.bytes.clear();
        self.shown.forget(self.size);
        (self.shown_at, self.at) = (None, None);
    }

    /// The bytes since the last call.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.bytes)
    }

    /// Moves the terminal's cursor to `to`, by the shortest way that is certain; `look` is that of the last cell.
    fn go(&mut self, to: Position, look: Look) {
        match self.at.filter(|_| self.certain) {
            Some(at) if at == to => {}
            Some(at) if at.y == to.y && to.x > at.x => self.pass(at, to.x, look),
            Some(at) if at.y + 1 == to.y => self.put(format_args!("\n\x1b[{}G", to.x + 1)),
            _ => {
                self.put(format_args!("\x1b[{};{}H", to.y + 1, to.x + 1));
                self.certain = true;
            }
        }
        self.at = Some(to);
    }

    /// Moves to the right, over what it shows where that is as short.
    fn pass(&mut self, at: Position, to: u16, look: Look) {
        let way = match to - at.x {
            1 => "\x1b[C".to_owned(),
            n => format!("\x1b[{n}C"),
        };
        let text = self.shown.text(at, to, look);
        match text.filter(|text| text.clone().map(char::len_utf8).sum::<usize>() <= way.len()) {
            Some(text) => self.bytes.extend(text),
            None => self.bytes.push_str(&way),
        }
    }

    /// Erases the blanks that the next cells are, from the cursor on, where that is shorter than to write them; says how
    /// many cells are done with. A row's last cell is written: what reads the screen off tmux takes a row to end with
    /// what was written last.
    fn erase(&mut self, cells: &[(Position, &Cell)]) -> usize {
        let Some((at, cell)) = cells.first().filter(|_| self.erases) else { return 0 };
        let end = (at.x + self.shown.blanks(*at, cell.bg)).min(self.size.width - 1);
        let is_blank = |(other, _): &&(Position, &Cell)| other.y == at.y && other.x < end;
        let (count, last) =
            cells.iter().take_while(is_blank).fold((0, at.x), |(count, _), (other, _)| (count + 1, other.x));
        let width = last - at.x + 1;
        if width <= SOME {
            return 0;
        }
        self.put(format_args!("\x1b[{width}X"));
        count
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

    /// Prints a symbol where the cursor stands.
    fn print(&mut self, at: Position, symbol: &str) {
        self.bytes.push_str(symbol);
        // Past the last column a terminal may or may not have wrapped.
        self.at = (at.x + 1 < self.size.width).then_some(Position { x: at.x + 1, y: at.y });
        self.certain &= certain(symbol).is_some();
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

impl Backend for Screen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<_> = content.map(|(x, y, cell)| (Position { x, y }, cell)).collect();
        for (at, cell) in &cells {
            self.shown.note(*at, cell);
        }
        let (mut look, mut rest) = (PLAIN, cells.as_slice());
        while let Some(((at, cell), behind)) = rest.split_first() {
            let next = look.of(cell);
            self.go(*at, look);
            self.dress(look, next);
            look = next;
            let erased = self.erase(rest);
            if erased > 0 {
                rest = &rest[erased..];
                continue;
            }
            self.print(*at, cell.symbol());
            rest = behind;
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
        self.shown.clear(self.size);
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
        /// On a terminal that paints what it erases.
        fn new(columns: u16, rows: u16) -> Self {
            Self::of(columns, rows, true)
        }

        fn of(columns: u16, rows: u16, erases: bool) -> Self {
            let size = |n| NonZeroU16::new(n).unwrap();
            Self {
                ours: Terminal::new(Screen::new(Size::new(columns, rows), erases)).unwrap(),
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
    fn what_stands_between_is_written_again_where_that_is_as_short() {
        let mut pair = Pair::new(40, 2);
        pair.ours.clear().unwrap();
        let (calm, lined) = (Style::new(), Style::new().add_modifier(Modifier::UNDERLINED));
        pair.draw(&[(0, 0, "the old text", calm), (0, 1, "the old text", lined)], None);
        let bytes = pair.draw(&[(0, 0, "his old jugs", calm), (0, 1, "his old jugs", lined)], None);
        assert_eq!(bytes.matches("his\x1b[5Cjugs").count(), 2, "{bytes:?}");
        let bytes = pair.draw(&[(0, 0, "has odd jogs", calm), (0, 1, "has odd jogs", lined)], None);
        assert_eq!(bytes, "\x1b[1;2Has odd jo\n\x1b[2G\x1b[4mas odd jo\x1b[m");
        // What looks otherwise is passed.
        let blue = Style::new().bg(Color::Blue);
        pair.draw(&[(3, 0, " ", blue)], None);
        let bytes = pair.draw(&[(0, 0, "bed", calm), (3, 0, " ", blue), (4, 0, "fog", calm)], None);
        assert!(bytes.contains("bed\x1b[Cfog"), "{bytes:?}");
    }

    #[test]
    fn many_blanks_are_erased_where_the_terminal_paints_what_it_erases() {
        let (calm, blue) = (Style::new(), Style::new().bg(Color::Blue));
        let long = "it is a text that goes to the end of a row";
        let (blank, some) = (" ".repeat(42), format!("a{}d", " ".repeat(40)));
        let drawn = |erases: bool| {
            let mut pair = Pair::of(42, 3, erases);
            pair.ours.clear().unwrap();
            pair.draw(&[(0, 0, long, calm), (0, 1, long, blue), (0, 2, long, blue)], None);
            let bytes = pair.draw(&[(0, 0, &blank, calm), (0, 1, &blank, blue), (0, 2, &some, blue)], None);
            let cells: Vec<_> =
                (0..3).flat_map(|y| (0..42).map(move |x| (y, x))).map(|(y, x)| pair.cell(y, x)).collect();
            (bytes, cells)
        };
        let ((bytes, erased), (_, written)) = (drawn(true), drawn(false));
        assert_eq!(erased, written);
        assert_eq!(
            bytes,
            "\x1b[1;1H\x1b[41X\x1b[41C \x1b[2;1H\x1b[44m\x1b[41X\x1b[41C \x1b[3;1Ha\x1b[40X\x1b[40Cd\x1b[m"
        );
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
                prop::collection::vec((0u16..30, 0u16..6, "([a-c ─漢é]| {4,20}){1,8}", 0u8..8), 0..6),
                1..6,
            ),
            erases: bool,
        ) {
            let mut pair = Pair::of(30, 6, erases);
            for frame in &frames {
                let lines: Vec<_> = frame
                    .iter()
                    .map(|(x, y, text, look)| (*x, *y, text.as_str(), style(*look)))
                    .collect();
                pair.draw(&lines, None);
                let mut whole = Pair::of(30, 6, false);
                whole.draw(&lines, None);
                for (y, x) in (0..6).flat_map(|y| (0..30).map(move |x| (y, x))) {
                    prop_assert_eq!(pair.cell(y, x), whole.cell(y, x), "{}:{}", y, x);
                }
            }
        }

        #[test]
        fn so_it_does_with_backgrounds(
            frames in prop::collection::vec(
                prop::collection::vec((0u16..30, 0u16..6, "([a-c ─é]| {4,20}){1,8}", 0u8..24), 0..6),
                1..6,
            ),
        ) {
            let (mut pair, ground) = (Pair::new(30, 6), Style::new().bg(Color::Indexed(17)));
            let blank = " ".repeat(30);
            for frame in &frames {
                let rows = (0..6).map(|y| (0, y, blank.as_str(), ground));
                let texts = frame.iter().map(|(x, y, text, look)| {
                    let bg = if look / 8 == 0 { 17 } else { look / 8 };
                    (*x, *y, text.as_str(), style(*look).bg(Color::Indexed(bg)))
                });
                let lines: Vec<_> = rows.chain(texts).collect();
                pair.draw(&lines, None);
                let mut whole = Pair::of(30, 6, false);
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
