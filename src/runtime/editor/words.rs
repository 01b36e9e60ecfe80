//! Splitting a command into words as a shell does: blanks, quotes, backslashes. Nothing is expanded.

/// The words of `command`; `None` when a quote is not closed or no word is there.
pub(in crate::runtime) fn split(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' => quoted(&mut chars, word.get_or_insert_default())?,
            '"' => double_quoted(&mut chars, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!words.is_empty()).then_some(words)
}

/// Up to the closing `'`; every character stands for itself.
fn quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match chars.next()? {
            '\'' => return Some(()),
            c => word.push(c),
        }
    }
}

/// Up to the closing `"`; a backslash counts before `"`, `\`, `$` and a back-tick only.
fn double_quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match chars.next()? {
            '"' => return Some(()),
            '\\' => match chars.next()? {
                c @ ('"' | '\\' | '$' | '`') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &str, expected: &[&str]) {
        assert_eq!(split(command).unwrap_or_default(), expected, "{command}");
    }

    #[test]
    fn words_are_split_as_a_shell_does() {
        check("vi", &["vi"]);
        check("  code   --wait ", &["code", "--wait"]);
        check("'/opt/my editor/bin/ed' -x", &["/opt/my editor/bin/ed", "-x"]);
        check(r#"emacs --eval "(setq a \"b\")" ''"#, &["emacs", "--eval", "(setq a \"b\")", ""]);
        check(r"/opt/my\ editor a'b'c", &["/opt/my editor", "abc"]);
        check(r#""a\nb""#, &["a\\nb"]);
    }

    #[test]
    fn an_open_quote_or_nothing_is_no_command() {
        for command in ["", "  ", "vi 'a", "vi \"a", "vi \\"] {
            assert_eq!(split(command), None, "{command}");
        }
    }
}
