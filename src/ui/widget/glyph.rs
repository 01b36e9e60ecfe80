//! Text in columns: measured by grapheme, cut and wrapped so that borders stay straight in every terminal.
//!
//! Terminals disagree about the width of emoji that are joined or varied by invisible characters. Such clusters are
//! shown by their first sign; the data keeps them whole.

use crate::domain::text::{is_invisible, visible};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most marks that are shown on one letter.
const MARKS: usize = 4;
/// What marks without a letter are shown on.
const BARE: char = '◌';

/// Columns a text takes once it is [`steady`].
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(cluster_width).sum() }
}

fn cluster_width(cluster: &str) -> usize {
    cluster.width()
}

/// The text as it is safe to draw: invisible characters as marks, unstable emoji by their first sign.
pub fn steady(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.is_ascii() || text.graphemes(true).all(is_steady) {
        return text;
    }
    Cow::Owned(text.graphemes(true).map(steady_cluster).collect())
}

/// True for a cluster that is shown as it is.
pub fn is_steady(cluster: &str) -> bool {
    matches!(cluster.as_bytes(), [b' '..=b'~']) || (!cluster.chars().any(is_unstable) && is_sure(cluster))
}

/// True for a letter with few marks that is measured alike as a whole and character by character, as terminals do it,
/// and that one or two columns hold. A heap of marks would reach into the lines above.
fn is_sure(cluster: &str) -> bool {
    let (mut wide, mut count, mut is_seen) = (0, 0, true);
    for c in cluster.chars() {
        let columns = c.width().unwrap_or(0);
        is_seen &= (count > 0 || columns > 0) && !c.is_control() && !is_invisible(c);
        (wide, count) = (wide + columns, count + 1);
    }
    is_seen && count <= 1 + MARKS && (1..=2).contains(&wide) && cluster_width(cluster) == wide
}

fn is_unstable(c: char) -> bool {
    is_sound_mark(c)
        || matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{1f1e6}'..='\u{1f1ff}')
}

/// The halfwidth marks of Katakana: they stand in a column of their own and belong to the letter before them, and are
/// counted once, twice or not at all.
fn is_sound_mark(c: char) -> bool {
    matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

fn steady_cluster(cluster: &str) -> String {
    if cluster.chars().any(is_sound_mark) {
        // The letter that both make, as wide as the two.
        let one: String = cluster.nfkc().collect();
        return if is_sure(&one) { one } else { BARE.to_string() };
    }
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return String::new() };
    if let Some(letter) = flag_letter(first) {
        return std::iter::once(letter).chain(chars.filter_map(flag_letter)).collect();
    }
    let is_emoji = !first.is_alphabetic() && cluster.chars().any(is_unstable);
    let kept: String = cluster.chars().filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}')).collect();
    if !is_emoji && is_sure(&kept) {
        return kept;
    }
    let marks = chars.filter(|c| c.width() == Some(0) && !is_unstable(*c)).take(MARKS - 1);
    let few: String = match first.width() {
        // Marks without their letter would go to the one before them, which may be a border.
        None | Some(0) => [BARE, first].into_iter().chain(marks).collect(),
        Some(_) if is_emoji => first.to_string(),
        Some(_) => std::iter::once(first).chain(marks).collect(),
    };
    [few, first.to_string()].into_iter().find(|shown| is_sure(shown)).unwrap_or_else(|| BARE.to_string())
}

fn flag_letter(c: char) -> Option<char> {
    let offset = (c as u32).checked_sub(0x1f1e6).filter(|o| *o < 26)?;
    char::from_u32('A' as u32 + offset)
}

/// The beginning of a text in at most `columns`, with `…` where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    let text = steady(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let wide = cluster_width(cluster);
        if used + wide + 1 > columns {
            break;
        }
        out.push_str(cluster);
        used += wide;
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// As [`cut`], filled up with spaces to exactly `columns`.
pub fn fit(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    let used = width(&out);
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    out
}

/// As [`fit`], with the spaces before the text.
pub fn fit_right(text: &str, columns: usize) -> String {
    let cut = cut(text, columns);
    let spaces = columns.saturating_sub(width(&cut));
    format!("{}{cut}", " ".repeat(spaces))
}

/// Breaks a text into lines of at most `columns`, between words where it can, at most `most` lines.
///
/// Only as much of the text is looked at as is needed, so a megabyte costs no more than a page.
pub fn wrap(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for raw in text.split('\n') {
        if lines.len() >= most {
            break;
        }
        let enough = floor_boundary(raw, (most - lines.len()).saturating_mul(columns.max(1) * 8));
        wrap_line(&raw[..enough].replace('\t', "    "), columns.max(1), most, &mut lines);
    }
    lines
}

/// The largest index up to `at` that is a border between characters.
fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() { text.len() } else { (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0) }
}

fn wrap_line(raw: &str, columns: usize, most: usize, lines: &mut Vec<String>) {
    let text = steady(raw);
    let indent: String = text.chars().take_while(|c| *c == ' ').take(columns / 2).collect();
    let mut line = String::new();
    let mut used = 0;
    for word in words(&text) {
        let wide = width(word);
        if used + wide > columns && used > 0 && !(word.trim().is_empty()) {
            lines.push(std::mem::replace(&mut line, indent.clone()).trim_end().to_owned());
            used = indent.len();
        }
        if lines.len() >= most {
            return;
        }
        if used + wide <= columns {
            line.push_str(word);
            used += wide;
        } else if !word.trim().is_empty() {
            break_word(word, columns, &mut line, &mut used, lines);
        }
    }
    lines.push(line.trim_end().to_owned());
}

/// Runs of spaces and runs of anything else, in turn.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_space = rest.chars().next()? == ' ';
        let end = rest.find(|c: char| (c == ' ') != is_space).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// A word that is longer than a line.
fn break_word(word: &str, columns: usize, line: &mut String, used: &mut usize, lines: &mut Vec<String>) {
    for cluster in word.graphemes(true) {
        let wide = cluster_width(cluster);
        if *used + wide > columns {
            lines.push(std::mem::take(line));
            *used = 0;
        }
        line.push_str(cluster);
        *used += wide;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::CellWidth;

    #[test]
    fn joined_emoji_are_shown_by_their_first_sign() {
        assert_eq!(steady("a 👩\u{200d}💻 b"), "a 👩 b");
        assert_eq!(steady("❤\u{fe0f} 👍🏽 🇩🇪 1\u{fe0f}\u{20e3}"), "❤ 👍 DE 1");
        assert_eq!(steady("क्\u{200d}ष"), "क्\u{200d}ष");
        assert_eq!(width("日本"), 4);
    }

    #[test]
    fn the_frame_measures_as_we_do() {
        assert_eq!((steady("ｶﾞﾊﾟｰ"), steady("ﾞ")), ("ガパｰ".into(), "◌".into()));
        for shown in ('\u{80}'..=char::MAX).map(|c| steady(&format!("x{c}")).into_owned()) {
            for cluster in shown.graphemes(true) {
                assert_eq!(usize::from(cluster.cell_width()), cluster_width(cluster), "{cluster:?} of {shown:?}");
            }
        }
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(cut("backlog", 5), "back…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("ab", 4), "ab  ");
        assert_eq!(fit_right("7", 3), "  7");
        assert_eq!(cut("x", 0), "");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("so that I can finish", 10, 9), ["so that I", "can finish"]);
        assert_eq!(wrap("without grace. Then", 13, 9), ["without", "grace. Then"]);
        assert_eq!(wrap("  - a list item", 8, 9), ["  - a", "  list", "  item"]);
        assert_eq!(wrap("aaaaaaaaaaaa", 5, 9), ["aaaaa", "aaaaa", "aa"]);
        assert_eq!(wrap("a\n\nb", 5, 9), ["a", "", "b"]);
        assert_eq!(wrap("\u{1aff5}\u{abe}", 2, 9), ["\u{1aff5}"]);
        assert_eq!(wrap("one two three", 3, 2).len(), 2);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_column(text in "\\PC{0,60}", columns in 0_usize..40) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert_eq!(width(&fit(&text, columns)), columns);
            for line in wrap(&text, columns.max(2), 20) {
                prop_assert!(width(&line) <= columns.max(2), "{:?}", line);
            }
        }
    }
}
