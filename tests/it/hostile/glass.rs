//! A terminal's glass: what the program draws goes through its own backend into a model of a terminal, and both must
//! show the same, with every border where it belongs.

use super::corpus::is_harmless;
use super::strict;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use std::num::NonZeroU16;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use upnext::runtime::screen::Screen;
use upnext::ui::{Model, view};

/// More marks than this on one letter reach into the lines above and below it.
const MARKS: usize = 8;
/// The lines of a border from its upper left corner down, also where something is joined to it or stands in it.
const LEFT: &[&str] = &["│", "├", "┼", "╭", "╰", "┤", "▌", "▲", "▼"];

/// The model of a terminal leaves U+FFFD out, which terminals show: this stands for it there.
const STAND_IN: &str = "¿";

/// The screen as the program counts, and as a terminal does.
pub(crate) struct Glass {
    ours: Terminal<Screen>,
    theirs: vt100::Parser,
}

impl Glass {
    /// An empty screen.
    pub(crate) fn new(columns: u16, rows: u16) -> Self {
        let size = |n| NonZeroU16::new(n).unwrap();
        Self {
            ours: Terminal::new(Screen::new(Size::new(columns, rows), true)).unwrap(),
            theirs: vt100::Parser::new(size(rows), size(columns), 0),
        }
    }

    /// Draws a frame over the last one; answers what is wrong with it.
    pub(crate) fn draw(&mut self, model: &Model) -> Result<(), String> {
        let drawn = self.ours.draw(|frame| view::view(model, frame)).unwrap().buffer.clone();
        let bytes = self.ours.backend_mut().take();
        strict::read(bytes.as_bytes())?;
        strict::shifted(bytes.as_bytes()).map_or(Ok(()), |bad| Err(format!("a letter of no sure width: {bad}")))?;
        self.theirs.process(bytes.replace(char::REPLACEMENT_CHARACTER, STAND_IN).as_bytes());
        cells(&drawn)?;
        // A long message stands in a frame over the view.
        let has_note = model.toast.as_ref().is_some_and(|toast| toast.text.chars().count() > 40);
        borders(&drawn, model.overlays.is_empty() && model.present.is_none() && !has_note)?;
        self.same(&drawn)
    }

    /// What the terminal shows, for those who look for a fault.
    pub(crate) fn picture(&self) -> String {
        self.theirs.screen().contents()
    }

    /// Both show the same letter in each cell.
    fn same(&self, drawn: &Buffer) -> Result<(), String> {
        for (y, x) in (0..drawn.area.height).flat_map(|y| (0..drawn.area.width).map(move |x| (y, x))) {
            let ours = drawn[(x, y)].symbol();
            let theirs = self.theirs.screen().cell(y, x).unwrap();
            // A cluster of two letters stands in two cells there.
            if theirs.is_wide_continuation() || (x > 0 && drawn[(x - 1, y)].symbol().width() == 2) {
                continue;
            }
            let ours = ours.replace(char::REPLACEMENT_CHARACTER, STAND_IN);
            let (a, b) = (ours.chars().next().unwrap_or(' '), theirs.contents().chars().next().unwrap_or(' '));
            if a != b {
                let ours: Vec<&str> = (0..=x).map(|x| drawn[(x, y)].symbol()).collect();
                return Err(format!("at {x},{y} the terminal shows {:?} behind {ours:?}", theirs.contents()));
            }
        }
        Ok(())
    }
}

/// Each cell holds what fits it: one letter that is seen, as wide as its cell or as two of them, the second one empty.
pub(crate) fn cells(drawn: &Buffer) -> Result<(), String> {
    for (y, x) in (0..drawn.area.height).flat_map(|y| (0..drawn.area.width).map(move |x| (y, x))) {
        let symbol = drawn[(x, y)].symbol();
        let told = |what: &str| Err(format!("{what} at {x},{y}: {symbol:?}"));
        if let Some(bad) = symbol.chars().find(|c| !is_harmless(*c)) {
            return told(&format!("{bad:?}"));
        }
        let wide: usize = symbol.chars().map(|c| c.width().unwrap_or(0)).sum();
        if symbol.width() != wide || !(1..=2).contains(&wide) {
            return told(&format!("{wide} columns, or {}", symbol.width()));
        }
        if symbol.chars().next().and_then(UnicodeWidthChar::width).unwrap_or(0) == 0 {
            return told("a mark without its letter");
        }
        if symbol.chars().count() > 1 + MARKS {
            return told("a heap");
        }
        let next = (wide == 2).then(|| drawn.cell((x + 1, y)));
        if next.is_some_and(|next| next.is_none_or(|next| !matches!(next.symbol(), " " | ""))) {
            return told("a wide letter whose second half is taken");
        }
    }
    Ok(())
}

/// Each left border runs from its upper corner down to its lower one. What stands over a view may hide the view's.
pub(crate) fn borders(drawn: &Buffer, is_bare: bool) -> Result<(), String> {
    let at = |x: u16, y: u16| drawn[(x, y)].symbol();
    let corners = (0..drawn.area.height).flat_map(|y| (0..drawn.area.width).map(move |x| (x, y)));
    let mut whole = 0;
    // Such a sign may stand in a text, too. A title may begin with a mark: it stands on the blank.
    let is_corner =
        |x: u16, y: u16| at(x, y) == "╭" && x + 1 < drawn.area.width && at(x + 1, y).starts_with([' ', '─']);
    for (x, y) in corners.filter(|(x, y)| is_corner(*x, *y)) {
        let end = (y + 1..drawn.area.height).find(|y| !LEFT[..3].contains(&at(x, *y)));
        let is_whole = end.is_some_and(|end| at(x, end) == "╰");
        whole += usize::from(is_whole);
        if is_bare && !is_whole {
            let row: String = (x..drawn.area.width).map(|x| at(x, end.unwrap_or(y))).collect();
            return Err(format!("the border from {x},{y} down ends at {end:?}: {row:?}"));
        }
        let right = (x + 1..drawn.area.width).find(|x| at(*x, y) == "╮");
        let (Some(right), Some(end), true) = (right, end, is_whole && is_bare) else { continue };
        if let Some(y) = (y + 1..end).find(|y| !["│", "┤", "┼", "█", "▐", "▲", "▼"].contains(&at(right, *y)))
        {
            return Err(format!("{:?} in the right border at {right},{y}", at(right, y)));
        }
    }
    if !is_bare && whole == 0 && corners_of(drawn) > 0 {
        return Err("no border is whole".into());
    }
    Ok(())
}

fn corners_of(drawn: &Buffer) -> usize {
    drawn.content.iter().filter(|cell| cell.symbol() == "╭").count()
}
