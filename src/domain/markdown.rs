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

/// A text in which people write Markdown: lists, emphasis, code and links to pages stay. Headings, HTML, pictures,
/// links to anything but pages, and code that is never closed are shown as they were typed.
pub fn prose(raw: &str) -> String {
    let lines: Vec<&str> = raw.lines().collect();
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut code: Option<(usize, &str)> = None;
    for (at, line) in lines.iter().enumerate() {
        let shown = visible_line(line);
        if let Some((end, _)) = code {
            // Between its fences everything is shown as it is.
            out.push(shown);
            code = code.filter(|_| at < end);
        } else if let Some(end) = fence(line).and_then(|mark| closing(&lines, at, mark)) {
            code = Some((end, line));
            out.push(shown);
        } else {
            out.push(line_of_prose(&shown));
        }
    }
    out.join("\n")
}

/// Tabs stay; everything else as [`visible`] has it.
fn visible_line(line: &str) -> String {
    line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

/// The sign and the length of a fence that begins with this line.
fn fence(line: &str) -> Option<(char, usize)> {
    let text = line.trim_start_matches(' ');
    let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == sign).count();
    let is_near = line.len() - text.len() < 4;
    let is_whole = sign == '~' || !text[length..].contains('`');
    (is_near && length >= 3 && is_whole).then_some((sign, length))
}

/// The line that closes a fence.
fn closing(lines: &[&str], from: usize, (sign, length): (char, usize)) -> Option<usize> {
    let closes = |line: &&str| {
        fence(line).is_some_and(|(other, long)| other == sign && long >= length)
            && line.trim().chars().all(|c| c == sign)
    };
    let end = lines[from + 1..].iter().position(closes).map(|at| from + 1 + at)?;
    // In a list, a line further out ends the entry, and the code with it.
    let is_in = |line: &&str| line.trim().is_empty() || indent(line) >= indent(lines[from]);
    lines[from..=end].iter().all(is_in).then_some(end)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn line_of_prose(line: &str) -> String {
    let start = line.len() - line.trim_start().len();
    let text = &line[start..];
    let is_rule = text.starts_with(['=', '-']) && text.trim_end().chars().all(|c| matches!(c, '=' | '-' | ' '));
    let is_defined = text.starts_with('[') && text.contains("]:");
    let begins = text.starts_with('#') || is_rule || is_defined || fence(text).is_some();
    let mut out = String::with_capacity(line.len() + 8);
    for (at, c) in line.char_indices() {
        let rest = &line[at + c.len_utf8()..];
        let is_bad = match c {
            '<' => !is_page(rest),
            '!' => rest.starts_with('['),
            ']' => rest.strip_prefix('(').is_some_and(|to| !is_page(to)),
            _ => false,
        };
        // A backslash before it would take ours away.
        let is_escaped = line[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
        if (is_bad && !is_escaped) || (at == start && begins) {
            out.push('\\');
        }
        out.push(c);
    }
    out
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
            ("[x]: javascript:alert(1)", "\\[x]: javascript:alert(1)"),
            ("```\n<b>", "\\```\n\\<b>"),
            ("- a\n  ```\n# b\n  ```", "- a\n  \\```\n\\# b\n  \\```"),
            ("a\u{1b}[31m\u{202e}", "a[31m\\<U+202E>"),
        ] {
            assert_eq!(prose(raw), shown);
        }
    }
}
