//! Texts on their way into Markdown that others open: nothing in them runs, loads or ends the part they stand in.

use super::text::visible;

/// The schemes of addresses that may stand behind a link.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// A text of one line as Markdown shows it: no sign of it is read as a mark.
pub fn plain(raw: &str) -> String {
    let shown = visible(raw);
    let mut out = String::with_capacity(shown.len());
    let start = shown.len() - shown.trim_start().len();
    let number = start + shown[start..].bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in shown.char_indices() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|');
        let begins = at == start && matches!(c, '#' | '-' | '+' | '=' | '~');
        let is_number = at == number && at > start && matches!(c, '.' | ')') && is_blank(&shown[at + 1..]);
        if is_mark || begins || is_number || (c == '&' && is_entity(&shown[at + 1..])) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text of several lines as one paragraph that keeps its lines.
pub fn paragraph(raw: &str) -> String {
    raw.lines().map(plain).collect::<Vec<_>>().join("  \n")
}

/// A text in which people write Markdown: lists, emphasis, code and links to pages stay. Headings, rules, HTML,
/// pictures, links to anything but pages, and code that is never closed are shown as they were typed.
///
/// No fence of the text is trusted: a block of code gets a fence of ours at the line's begin, which nothing in it can
/// close, and every other line is judged behind the marks of the lists and quotes it stands in.
pub fn prose(raw: &str) -> String {
    let lines: Vec<String> = raw.lines().map(visible_line).collect();
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    // What nothing closes is looked for once.
    let mut never: Vec<Fence<'_>> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let fence = Fence::of(line).filter(|fence| !never.iter().any(|other| fence.is_open_like(other)));
        let end = fence.as_ref().and_then(|fence| after.iter().position(|line| fence.is_closed_by(line)));
        rest = &after[end.map_or(0, |end| end + 1)..];
        match (fence, end) {
            (Some(fence), Some(end)) if fence.is_bare => fence.write(&after[..end], &mut out),
            // Behind the mark of a list or a quote it may be none: its lines are lines.
            (fence, end) => {
                let code = &after[..end.map_or(0, |end| end + 1)];
                out.extend([line].into_iter().chain(code).map(|line| line_of_prose(line)));
                never.extend(fence.filter(|_| end.is_none()));
            }
        }
    }
    out.join("\n")
}

/// Tabs stay; everything else as [`visible`] has it.
fn visible_line(line: &str) -> String {
    line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

/// A line with which code begins.
#[derive(Debug)]
struct Fence<'a> {
    sign: char,
    length: usize,
    /// Blanks before it.
    indent: usize,
    /// True where only blanks stand before it.
    is_bare: bool,
    /// The language.
    name: &'a str,
}

impl<'a> Fence<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let indent = begin(line);
        let text = &line[indent..];
        let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = text.bytes().take_while(|b| char::from(*b) == sign).count();
        let said = &text[length..];
        let is_whole = sign == '~' || !said.contains('`');
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '.' | '_');
        let name = said.split_whitespace().next().filter(|name| name.chars().all(is_plain)).unwrap_or_default();
        let is_bare = line[..indent].trim_start().is_empty();
        (length >= 3 && is_whole).then_some(Self { sign, length, indent, is_bare, name })
    }

    /// True for what stays open if the other does.
    fn is_open_like(&self, other: &Self) -> bool {
        (self.sign, self.is_bare) == (other.sign, other.is_bare) && self.length >= other.length
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let text = if self.is_bare { line.trim() } else { line[begin(line)..].trim() };
        text.len() >= self.length && text.chars().all(|c| c == self.sign)
    }

    /// The code between fences of ours.
    fn write(&self, code: &[String], out: &mut Vec<String>) {
        let longest = code.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        out.push(format!("{fence}{}", self.name));
        for line in code {
            let blanks = line.bytes().take(self.indent).take_while(|b| matches!(b, b' ' | b'\t')).count();
            out.push(line[blanks..].to_owned());
        }
        out.push(fence);
    }
}

/// Where the text of a line begins: behind blanks and the marks of quotes and lists.
fn begin(line: &str) -> usize {
    let mut at = 0;
    loop {
        let text = line[at..].trim_start();
        at = line.len() - text.len();
        match mark(text) {
            Some(length) if !is_rule(text) => at += length,
            _ => return at,
        }
    }
}

/// The length of the mark of a quote or of a list.
fn mark(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let signs: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '+', '*'] };
    let is_list = rest.starts_with(signs) && is_blank(&rest[1..]);
    (is_list || text.starts_with('>')).then_some(digits + 1)
}

/// True for a line across the page, or below a heading.
fn is_rule(text: &str) -> bool {
    let ends_with = |set: &[char]| text.trim_end_matches(|c: char| c.is_whitespace() || set.contains(&c)).is_empty();
    match text.chars().next() {
        Some('-' | '=') => ends_with(&['-', '=']),
        Some(sign @ ('*' | '_')) => ends_with(&[sign]) && text.matches(sign).count() >= 3,
        _ => false,
    }
}

fn line_of_prose(line: &str) -> String {
    let (before, text) = line.split_at(begin(line));
    let is_mark = text.starts_with('#') || text.starts_with("~~~") || is_rule(text);
    let mut out = String::with_capacity(line.len() + 8);
    out.push_str(before);
    if is_mark {
        out.push('\\');
    }
    // A table takes its cells apart before it looks for code.
    within(text, if line.contains('|') { Ticks::Cells } else { Ticks::Code }, &mut out);
    out
}

/// What backticks stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ticks {
    /// For code, in which nothing is a mark.
    Code,
    /// For code if this is no row of a table.
    Cells,
    /// For themselves, as all that stands in code.
    Inside,
}

/// A text of one line, without the marks that it must not have.
fn within(text: &str, ticks: Ticks, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let mut taken = c.len_utf8();
        let is_bad = match c {
            '`' if ticks != Ticks::Inside => {
                rest = code(rest, ticks, out);
                continue;
            }
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                taken = 2;
                false
            }
            '<' => match page(after) {
                Some(length) => {
                    taken += length;
                    false
                }
                None => !after.is_empty() && !after.starts_with([' ', '\t', '=']),
            },
            '!' => after.starts_with('['),
            // What an address is called may be told over several lines, so any end of a name counts.
            ']' => after.starts_with(':') || after.strip_prefix('(').is_some_and(|to| !is_page(to)),
            _ => false,
        };
        if is_bad {
            out.push('\\');
        }
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
}

/// Code in a line; what follows it. A sign of code that nothing in the line closes is shown.
fn code<'a>(text: &'a str, ticks: Ticks, out: &mut String) -> &'a str {
    let length = text.bytes().take_while(|b| *b == b'`').count();
    let (sign, rest) = text.split_at(length);
    let Some(end) = run(rest, length) else {
        out.push_str(&"\\`".repeat(length));
        return rest;
    };
    let inside = &rest[..end];
    out.push_str(sign);
    // The name of an address is read before code is.
    if ticks == Ticks::Code && !inside.contains("]:") {
        out.push_str(inside);
    } else {
        within(inside, Ticks::Inside, out);
    }
    out.push_str(sign);
    &rest[end + length..]
}

/// Where so many backticks stand, no more and no fewer.
fn run(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = text[at..].find('`') {
        at += next;
        let long = text[at..].bytes().take_while(|b| *b == b'`').count();
        if long == length {
            return Some(at);
        }
        at += long;
    }
    None
}

/// How much of what follows a `<` is the address of a page and its `>`.
fn page(after: &str) -> Option<usize> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '[' | ']' | '|' | '\\' | '"' | '\'');
    let end = is_page(after).then(|| after.find(ends))??;
    after[end..].starts_with('>').then_some(end + 1)
}

/// True for the address of a page or of a person, which may be opened.
pub fn is_page(to: &str) -> bool {
    SCHEMES.iter().any(|scheme| to.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

fn is_blank(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

/// True for what follows the `&` of an entity.
fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_becomes_a_mark() {
        assert_eq!(plain("# *a* <b> [c] d_e"), r"\# \*a\* \<b\> \[c\] d\_e");
        assert_eq!(plain("WEB-12 is fine"), "WEB-12 is fine");
        assert_eq!(plain("a\u{202e}b\n"), r"a\<U+202E\>b ");
        assert_eq!(plain("  # a"), r"  \# a");
        assert_eq!(plain("1. a, 2.5 & R&D &lt; &#x3c;"), r"1\. a, 2.5 & R&D \&lt; \&#x3c;");
        assert_eq!(plain("2.5 points"), "2.5 points");
    }

    #[test]
    fn prose_keeps_what_people_write() {
        for kept in [
            "- one\n- **two**",
            "see [the page](https://example.org/a_b) or <https://example.org>",
            "```\nif a < b { }\n# no heading\n```\n- after",
            "| a | b |",
            "1. first\n2. second",
            "`if a < b` and `<b>`, a <= b, `x![0]`, ``a ` b``",
            "- a\n> b\n  - `c`",
            "**bold** and _slanted_",
        ] {
            assert_eq!(prose(kept), kept);
        }
    }

    #[test]
    fn prose_runs_nothing_and_ends_nothing() {
        for (raw, shown) in [
            ("# a\n  ## b", "\\# a\n  \\## b"),
            ("a\n---\nb\n===", "a\n\\---\nb\n\\==="),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("\\<b>", "\\<b>"),
            ("\\\\<b>", "\\\\\\<b>"),
            ("[x](javascript:alert(1))", "[x\\](javascript:alert(1))"),
            ("[x]( &#106;avascript:a)", "[x\\]( &#106;avascript:a)"),
            ("<javascript:alert(1)>", "\\<javascript:alert(1)>"),
            ("![p](https://example.org/p.png)", "\\![p](https://example.org/p.png)"),
            ("[x]: javascript:alert(1)", "[x\\]: javascript:alert(1)"),
            ("```\n<b>", "\\`\\`\\`\n\\<b>"),
            ("- a\n  ```rust\n  # b\n  ```", "- a\n```rust\n# b\n```"),
            ("a\u{1b}[31m\u{202e}", "a[31m\\<U+202E>"),
        ] {
            assert_eq!(prose(raw), shown);
        }
    }

    #[test]
    fn behind_the_mark_of_a_list_or_quote_it_is_the_same() {
        for (raw, shown) in [
            ("- # a", "- \\# a"),
            ("> # a", "> \\# a"),
            ("1) > - ## a", "1) > - \\## a"),
            ("> a\n> ---", "> a\n> \\---"),
            ("* * *", "\\* * *"),
            ("- [q]: javascript:a", "- [q\\]: javascript:a"),
            ("[a\nb]: javascript:a", "[a\nb\\]: javascript:a"),
            ("[a\\\\]: javascript:a", "[a\\\\\\]: javascript:a"),
            ("- ```\n  ```\n  <b>\n  ```", "- \\`\\`\\`\n  \\`\\`\\`\n  \\<b>\n  \\`\\`\\`"),
            ("> ~~~\n> <b>\n> ~~~", "> \\~~~\n> \\<b>\n> \\~~~"),
        ] {
            assert_eq!(prose(raw), shown);
        }
    }

    #[test]
    fn code_has_a_fence_of_ours() {
        for (raw, shown) in [
            ("~~~sh\n```\n<b>\n~~~", "````sh\n```\n<b>\n````"),
            ("  ```a \"b\"\n    x\n y\n```` ", "```a\n  x\ny\n```"),
            ("```<b>\n```\u{a0}\n<i>", "```\n```\n\\<i>"),
            // A character that is not shown would make a fence of what looked like none.
            ("```\n``\u{1}`\n<b>\n```\n<i>", "```\n```\n\\<b>\n\\`\\`\\`\n\\<i>"),
        ] {
            assert_eq!(prose(raw), shown);
        }
    }

    #[test]
    fn code_in_a_line_ends_in_it_and_in_its_cell() {
        for (raw, shown) in [
            ("a `\n`<b>", "a \\`\n\\`\\<b>"),
            ("| a ` | <b>` |", "| a ` | \\<b>` |"),
            ("[a `]: javascript:a`", "[a `\\]: javascript:a`"),
            ("`a\\`<b>", "`a\\`\\<b>"),
            ("\\``<b>`", "\\``<b>`"),
            ("<https://a`b>`<b>`", "\\<https://a`b>`\\<b>\\`"),
        ] {
            assert_eq!(prose(raw), shown);
        }
    }

    #[test]
    fn a_long_text_takes_no_time() {
        for part in ["```a\n", "- ```\n", "- ", "<", "<http://", "`a``|", "]:", "~~~\n```\n"] {
            // With a look over the whole for each part this would take minutes.
            prose(&part.repeat(200_000 / part.len()));
        }
        let ticks = (1..400).chain((1..400).rev()).map(|n| "`".repeat(n)).collect::<Vec<_>>().join("|");
        assert_eq!(prose(&ticks), ticks);
    }
}
