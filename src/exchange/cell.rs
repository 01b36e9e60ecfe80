//! Cells → values: cleaned text, tags, lines, and the guard against formulas.

use crate::domain::criterion::Line;
use crate::domain::import::Report;
use crate::domain::item::Extra;
use crate::domain::text::{self, BLOCK_LIMIT, LINE_LIMIT, TAG_LIMIT};
use std::borrow::Cow;
use std::collections::HashSet;

/// Told where characters were left out.
const CONTROLS: &str = "cells with NUL or control characters, which are left out";
/// Told where a one-line text was cut.
const LONG: &str = "texts too long for one line, cut; the whole text is kept beside the item";
/// Told where a long text was split.
const HUGE: &str = "texts over 1 MiB, split; the rest is kept beside the item";

/// True for a sign that makes a spreadsheet read a cell as a formula.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r')
}

/// True for a cell that some spreadsheet may run: also by a full-width sign, as in Japanese, and behind what is not
/// seen, which one trims and another does not. A `'` counts, so that [`unguard`] is exact.
fn is_risky(cell: &str) -> bool {
    let seen = cell.trim_start_matches(|c: char| (c.is_whitespace() || text::is_invisible(c)) && !is_formula(c));
    seen.starts_with(|c| is_formula(c) || matches!(c, '\u{FF1D}' | '\u{FF0B}' | '\u{FF0D}' | '\u{FF20}'))
        || cell.starts_with('\'')
}

/// A cell that no spreadsheet runs: `'` before what is risky.
pub(super) fn guard(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Takes the guard off: the own one, or the one of Linear, which guards the first sign alone and no `'`.
pub(super) fn unguard(cell: &str, is_own: bool) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_formula) || (is_own && is_risky(rest)) => rest,
        _ => cell,
    }
}

/// A text's rest that didn't fit, as columns beside the item.
fn spill(column: &str, mut rest: &str, extra: &mut Vec<Extra>) {
    let mut part = 1;
    while !rest.is_empty() {
        let cut = (0..=rest.len().min(BLOCK_LIMIT)).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        part += 1;
        extra.push(Extra { column: format!("{column} ({part})"), value: rest[..cut].to_owned() });
        rest = &rest[cut..];
    }
}

/// Cleans long text; what is over the limit goes beside the item.
pub(super) fn block(column: &str, raw: &str, extra: &mut Vec<Extra>, report: &mut Report) -> String {
    let bare = without_nul(raw, report);
    if bare.len() < BLOCK_LIMIT / 2
        && let Ok(clean) = text::block("text", &bare)
    {
        return clean;
    }
    let bare = bare.replace("\r\n", "\n");
    let mut pieces = Vec::new();
    let mut rest = bare.as_str();
    while !rest.is_empty() {
        // A piece ends before an ASCII character, so that nothing is composed across its border.
        let is_border = |at: &usize| rest.as_bytes().get(*at).is_none_or(u8::is_ascii);
        let cut = (1..=rest.len().min(BLOCK_LIMIT / 4)).rev().find(is_border);
        let cut = cut.or_else(|| (1..=rest.len()).find(|at| rest.is_char_boundary(*at))).unwrap_or(rest.len());
        pieces.push(text::block("text", &format!("{}.", &rest[..cut])).unwrap_or_default());
        rest = &rest[cut..];
    }
    let mut all: String = pieces.iter().map(|piece| piece.strip_suffix('.').unwrap_or(piece)).collect();
    all.truncate(all.trim_end().len());
    if all.len() <= BLOCK_LIMIT {
        return all;
    }
    report.note(HUGE);
    let cut = (0..=BLOCK_LIMIT).rev().find(|at| all.is_char_boundary(*at)).unwrap_or(0);
    spill(column, &all[cut..], extra);
    all.truncate(all[..cut].trim_end().len());
    all
}

/// Cleans a one-line text; one that is too long is cut and kept whole beside the item.
pub(super) fn line(column: &str, raw: &str, extra: &mut Vec<Extra>, report: &mut Report) -> String {
    let bare = without_nul(raw, report);
    if bare.len() < LINE_LIMIT / 2
        && let Ok(clean) = text::line("text", &bare)
    {
        return clean;
    }
    let whole = block(column, &bare, extra, report);
    if whole.len() <= LINE_LIMIT
        && let Ok(clean) = text::line("text", &whole)
    {
        return clean;
    }
    report.note(LONG);
    let cut = (0..=LINE_LIMIT / 8).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
    let clean = text::line("text", &whole[..cut]).unwrap_or_default();
    extra.push(Extra { column: column.to_owned(), value: whole });
    format!("{clean}…")
}

/// Without NUL; counts a cell that has control characters.
fn without_nul<'a>(raw: &'a str, report: &mut Report) -> Cow<'a, str> {
    let is_odd = |b: u8| matches!(b, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f);
    // Without a way out in the middle the compiler looks at many bytes at once.
    if !raw.bytes().fold(false, |met, b| met | is_odd(b)) {
        return Cow::Borrowed(raw);
    }
    report.note(CONTROLS);
    if raw.contains('\0') { Cow::Owned(raw.replace('\0', "")) } else { Cow::Borrowed(raw) }
}

/// Adds the tags of a cell: separated by commas or semicolons, `[in brackets]` too; none twice.
pub(super) fn tags(raw: &str, tags: &mut Vec<String>, report: &mut Report) {
    let bare = raw.trim().strip_prefix('[').and_then(|r| r.strip_suffix(']')).unwrap_or(raw);
    let mut rest = bare;
    while !rest.is_empty() {
        let (part, behind) = quoted(rest).unwrap_or_else(|| {
            let (part, behind) = rest.split_once(SEPARATORS).unwrap_or((rest, ""));
            (Cow::Borrowed(part), behind)
        });
        tag(&part, tags, report);
        rest = behind;
    }
}

/// What stands between tags.
const SEPARATORS: [char; 3] = [',', ';', '\n'];

/// A tag in quotation marks, which may have separators in it, and what is behind it.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let inner = text.trim_start_matches(' ').strip_prefix('"')?;
    let mut end = 0;
    loop {
        end += inner[end..].find('"')?;
        // Two of them stand for one.
        if !inner[end + 1..].starts_with('"') {
            break;
        }
        end += 2;
    }
    let behind = inner[end + 1..].trim_start_matches(' ');
    let rest = if behind.is_empty() { behind } else { behind.strip_prefix(SEPARATORS)? };
    let part = &inner[..end];
    Some((if part.contains('"') { part.replace("\"\"", "\"").into() } else { part.into() }, rest))
}

/// Tags as a cell: those with a separator in them stand in quotation marks.
pub(super) fn told_tags(tags: &[String]) -> String {
    let told = |tag: &String| {
        if tag.contains(SEPARATORS) || tag.starts_with(['"', '[']) {
            format!("\"{}\"", tag.replace('"', "\"\""))
        } else {
            tag.clone()
        }
    };
    tags.iter().map(told).collect::<Vec<_>>().join(";")
}

/// Adds one tag, where it is not there yet.
pub(super) fn tag(raw: &str, tags: &mut Vec<String>, report: &mut Report) {
    let mut too_long = Vec::new();
    let bare = raw.trim();
    let bare = bare.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(bare);
    let tag = line("tag", bare, &mut too_long, report);
    let folded = text::fold(&tag);
    let is_new = !tag.is_empty() && !tags.iter().any(|t| text::fold(t) == folded);
    if is_new && tags.len() < TAG_LIMIT {
        tags.push(tag);
    } else if is_new {
        report.note("tags over 200 of one item, left out");
    }
}

/// Leaves out what came before, however much there is.
pub(super) fn once(all: &mut Vec<String>) {
    if all.len() > 1 {
        let mut met = HashSet::with_capacity(all.len());
        all.retain(|one| met.insert(one.clone()));
    }
}

/// Lines of a checklist, as in a criteria column: bullets and numbers are taken off, `[x]` is ticked, deeper lines
/// belong to the one above.
pub(super) fn lines(raw: &str, report: &mut Report) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut none = Vec::new();
    let text = block("criteria", raw, &mut none, report);
    for row in text.lines().filter(|row| !row.trim().is_empty()) {
        let is_deeper = row.starts_with([' ', '\t']);
        let (bare, is_done) = super::markup::unmarked(row.trim());
        match lines.last_mut() {
            Some(last) if is_deeper => {
                last.text.push('\n');
                last.text.push_str(row.strip_prefix("  ").unwrap_or(row.trim_start()));
            }
            _ if bare.is_empty() => {}
            _ => lines.push(Line { text: bare.to_owned(), is_done: is_done.unwrap_or(false) }),
        }
    }
    lines
}

/// A hash that stays the same in every version and on every machine (FNV-1a, 64 bits).
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_guarded() {
        assert_eq!(guard("=1+1"), "'=1+1");
        assert_eq!(guard("a=1"), "a=1");
        assert_eq!(unguard("'=1+1", false), "=1+1");
        assert_eq!(unguard("'quoted'", false), "'quoted'");
    }

    #[test]
    fn long_texts_are_kept_whole() {
        let (mut extra, mut report) = (Vec::new(), Report::default());
        let title = line("Summary", &"x".repeat(1_000_000), &mut extra, &mut report);
        assert!(title.len() < 1000 && title.ends_with('…'));
        assert_eq!(extra[0].value.len(), 1_000_000);
        extra.clear();
        let long = block("Description", &"y ".repeat(1_500_000), &mut extra, &mut report);
        assert!(long.len() <= BLOCK_LIMIT);
        assert_eq!(long.len() + extra.iter().map(|e| e.value.len()).sum::<usize>() + 2, 3_000_000);
        assert_eq!(report.lines.len(), 2);
    }

    #[test]
    fn tags_and_lines_are_split() {
        let (mut all, mut report) = (Vec::new(), Report::default());
        tags("backend;urgent, Backend", &mut all, &mut report);
        tags("[Ada, Grace]", &mut all, &mut report);
        let odd = ["a; b, c", "say \"x\"", "[y]", "5\" pipe"].map(String::from);
        let mut again = Vec::new();
        tags(&told_tags(&odd), &mut again, &mut report);
        assert_eq!(again, odd);
        assert_eq!(all, ["backend", "urgent", "Ada", "Grace"]);
        let criteria = lines("- [x] one\n  more\n* two\n3. three\nfour", &mut report);
        let shown: Vec<_> = criteria.iter().map(|l| (l.text.as_str(), l.is_done)).collect();
        assert_eq!(shown, [("one\nmore", true), ("two", false), ("three", false), ("four", false)]);
    }

    proptest! {
        #[test]
        fn the_guard_is_undone_exactly(cell in "['=+@\t-]{0,3}.{0,5}") {
            let guarded = guard(&cell).into_owned();
            prop_assert_eq!(unguard(&guarded, true), cell.as_str());
        }
    }
}
