//! What every document in Markdown is made of.

use crate::domain::text;

/// A text of one line as Markdown shows it: no sign of it is read as a mark.
pub(super) fn plain(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let shown = text::visible(raw);
    for (at, c) in shown.char_indices() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|');
        let begins = at == 0 && matches!(c, '#' | '-' | '+' | '=' | '~');
        if is_mark || begins {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text of several lines as one paragraph that keeps its lines.
pub(super) fn paragraph(raw: &str) -> String {
    raw.lines().map(plain).collect::<Vec<_>>().join("  \n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_becomes_a_mark() {
        assert_eq!(plain("# *a* <b> [c] d_e"), r"\# \*a\* \<b\> \[c\] d\_e");
        assert_eq!(plain("WEB-12 is fine"), "WEB-12 is fine");
        assert_eq!(plain("a\u{202e}b\n"), r"a\<U+202E\>b ");
    }
}
