//! The finished frame: every cell holds what fits it, whatever a text brought there.
//!
//! Views measure their texts by [`glyph`]. What still went another way (a field being typed, the half of
//! a wide letter below a pop-up) is put right here, in one place, so that no terminal counts differently than we do.

use super::glyph;
use crate::domain::text::is_invisible;
use ratatui::buffer::{Buffer, Cell};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Puts every cell right.
pub fn settle(frame: &mut Buffer) {
    let width = usize::from(frame.area.width);
    for row in frame.content.chunks_mut(width.max(1)) {
        for at in 0..row.len() {
            let symbol = row[at].symbol();
            if matches!(symbol.as_bytes(), [b' '..=b'~']) {
                continue;
            }
            let is_free = row.get(at + 1).is_some_and(|next| matches!(next.symbol(), " " | ""));
            if !glyph::is_steady(symbol) {
                let shown = shown(symbol);
                let columns = if is_free { symbol.width().clamp(1, 2) } else { 1 };
                place(row, at, &shown, columns);
            }
            if row[at].symbol().width() == 2 && !is_free {
                row[at].set_symbol(" ");
            }
        }
    }
}

/// What stands for a symbol that is not shown as it is.
fn shown(symbol: &str) -> String {
    let seen: String = symbol.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    if seen.is_empty() { "·".into() } else { glyph::steady(&seen).into_owned() }
}

/// Writes the beginning of a text into so many cells, and blanks into the rest of them.
fn place(row: &mut [Cell], at: usize, text: &str, columns: usize) {
    for cell in &mut row[at..at + columns] {
        cell.set_symbol(" ");
    }
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let wide = cluster.width();
        if used + wide > columns {
            break;
        }
        // What has no column of its own and no letter to stand on is not shown.
        if wide == 0 {
            continue;
        }
        row[at + used].set_symbol(cluster);
        used += wide;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use unicode_width::UnicodeWidthChar;

    fn settled(frame: &mut Buffer) -> Vec<&str> {
        settle(frame);
        frame.content.iter().map(Cell::symbol).collect()
    }

    #[test]
    fn what_fits_stays() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 8, 1));
        frame.set_string(0, 0, "│日é▌x", Style::new());
        assert_eq!(settled(&mut frame), ["│", "日", " ", "é", "▌", "x", " ", " "]);
    }

    #[test]
    fn nothing_leaves_its_cell() {
        // What has no width of its own, behind a letter and before it, in the last cell of a row.
        let narrow = ('\u{80}'..=char::MAX).filter(|c| UnicodeWidthChar::width(*c).unwrap_or(0) == 0);
        for symbol in
            narrow.flat_map(|c| [format!("x{c}"), format!("x{c}y"), format!("{c}x"), format!("日{c}\u{301}{c}")])
        {
            let mut frame = Buffer::empty(Rect::new(0, 0, 2, 2));
            for at in [(1, 0), (1, 1)] {
                frame[at].set_symbol(&symbol);
            }
            let symbols = settled(&mut frame);
            assert_eq!((symbols[0], symbols[2]), (" ", " "), "{symbol:?}");
            assert!(symbols.iter().all(|symbol| symbol.width() == 1), "{symbol:?}: {symbols:?}");
        }
    }

    #[test]
    fn half_a_wide_letter_is_none() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 4, 1));
        frame.set_string(0, 0, "日本", Style::new());
        frame[(1, 0)].set_symbol("│");
        frame[(3, 0)].set_symbol("日");
        assert_eq!(settled(&mut frame), [" ", "│", " ", " "]);
    }

    #[test]
    fn what_terminals_measure_each_in_its_way_goes() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 6, 1));
        frame[(0, 0)].set_symbol("👩\u{200d}💻");
        frame[(2, 0)].set_symbol("🇩🇪");
        frame[(4, 0)].set_symbol("\u{301}");
        frame[(5, 0)].set_symbol("\u{202e}");
        assert_eq!(settled(&mut frame), ["👩", " ", "D", "E", "◌\u{301}", "·"]);
        frame[(0, 0)].set_symbol("[\u{202a}\u{202d}");
        assert_eq!(settled(&mut frame)[0], "[", "what was put behind a letter goes, too");
    }
}
