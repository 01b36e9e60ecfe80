//! A source text without what is no code: comments, the insides of strings, tests.

use std::iter::Peekable;
use std::str::Chars;

/// The code of `text`: comments and the insides of strings are blanks, line breaks stay where they are.
pub(super) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('/', Some('/')) => line_comment(&mut chars, &mut out),
            ('/', Some('*')) => block_comment(&mut chars, &mut out),
            ('"', _) => string(&mut chars, &mut out),
            ('r', Some('"' | '#')) if !is_word(before) => raw_string(&mut chars, &mut out),
            // `b"…"`, `br"…"` and `c"…"` come here with their quote; the letter stays.
            ('\'', _) => character(&mut chars, &mut out),
            _ => out.push(c),
        }
        before = if c == 'b' && !is_word(before) { ' ' } else { c };
    }
    out
}

/// True for what may stand inside a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn blank(c: char, out: &mut String) {
    out.push(if c == '\n' { '\n' } else { ' ' });
}

fn line_comment(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    while chars.next_if(|c| *c != '\n').is_some() {}
    out.push(' ');
}

fn block_comment(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    let mut depth = 0;
    let mut before = '/';
    for c in chars.by_ref() {
        blank(c, out);
        match (before, c) {
            ('/', '*') => (depth, before) = (depth + 1, ' '),
            ('*', '/') => (depth, before) = (depth - 1, ' '),
            _ => before = c,
        }
        if depth == 0 {
            return;
        }
    }
}

fn string(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('"');
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => {
                out.push(' ');
                chars.next().into_iter().for_each(|c| blank(c, out));
            }
            c => blank(c, out),
        }
    }
    out.push('"');
}

/// After the `r`: `"…"`, `#"…"#`, or a raw name such as `r#type`.
fn raw_string(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    let mut hashes = 0;
    while chars.next_if_eq(&'#').is_some() {
        hashes += 1;
    }
    if chars.next_if_eq(&'"').is_none() {
        return;
    }
    out.push('"');
    let mut seen = None;
    for c in chars.by_ref() {
        seen = match (c, seen) {
            ('"', _) => Some(0),
            ('#', Some(n)) => Some(n + 1),
            _ => None,
        };
        if seen == Some(hashes) {
            break;
        }
        blank(c, out);
    }
    out.push('"');
}

/// After a `'`: a character, or a lifetime.
fn character(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('\'');
    let mut ahead = chars.clone();
    match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => {
            chars.next();
            chars.next();
            while chars.next_if(|c| *c != '\'').is_some() {}
            chars.next();
        }
        (Some(_), Some('\'')) => drop((chars.next(), chars.next())),
        _ => {}
    }
}

/// The code without `#[cfg(test)]` modules and functions.
pub(super) fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut out = String::new();
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let tests = &rest[at..];
        let open = tests.find(['{', ';']).unwrap_or(tests.len().saturating_sub(1));
        rest = &tests[block_end(tests, open)..];
    }
    out + rest
}

/// The place after the block that opens at `open`; after the `;` when there is none.
pub(super) fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

/// A function: its name, its line, and its text from `fn` to the closing brace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    pub(super) text: &'a str,
    pub(super) body: &'a str,
}

/// Every function with a body.
pub(super) fn functions(code: &str) -> Vec<Function<'_>> {
    let starts = words(code, "fn").into_iter();
    starts.filter_map(|at| function(code, at)).collect()
}

fn function(code: &str, at: usize) -> Option<Function<'_>> {
    let after = code[at + 2..].trim_start();
    let name = after.split(|c| !is_word(c)).next().filter(|name| !name.is_empty())?;
    let open = at + body_open(&code[at..])?;
    let end = block_end(code, open);
    let line = code[..at].matches('\n').count() + 1;
    Some(Function { name, line, text: &code[at..end], body: &code[open + 1..end - 1] })
}

/// The brace that opens the body; `None` when a `;` comes first, as in a trait.
fn body_open(code: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Every `match`: its line, and the patterns of its arms with their guards cut off.
pub(super) fn matches(code: &str) -> Vec<(usize, Vec<String>)> {
    let starts = words(code, "match").into_iter();
    let found = starts.filter_map(|at| {
        let open = at + body_open(&code[at..])?;
        let inside = &code[open + 1..block_end(code, open).checked_sub(1)?];
        Some((code[..at].matches('\n').count() + 1, patterns(inside)))
    });
    found.collect()
}

/// The patterns of arms: what stands before each `=>` that lies in no bracket.
fn patterns(arms: &str) -> Vec<String> {
    let (mut found, mut depth, mut start, mut is_pattern) = (Vec::new(), 0, 0, true);
    let mut before = ' ';
    for (at, c) in arms.char_indices() {
        let was_block = depth == 1 && c == '}' && !is_pattern;
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => (is_pattern, start) = (true, at + 1),
            '>' if depth == 0 && before == '=' && is_pattern => {
                let pattern = &arms[start..at - 1];
                let guard = words(pattern, "if").first().copied().unwrap_or(pattern.len());
                found.push(pattern[..guard].trim().to_owned());
                (is_pattern, start) = (false, at + 1);
            }
            _ => {}
        }
        // A block ends an arm without a comma, where it is the arm's whole value.
        if was_block && arms[start..].trim_start().starts_with('{') {
            (is_pattern, start) = (true, at + 1);
        }
        before = c;
    }
    found
}

/// Where `word` stands as a whole word.
pub(super) fn words(code: &str, word: &str) -> Vec<usize> {
    let whole = |at: &usize| !code[..*at].ends_with(is_word) && !code[at + word.len()..].starts_with(is_word);
    code.match_indices(word).map(|(at, _)| at).filter(whole).collect()
}

#[test]
fn comments_and_strings_are_no_code() {
    assert_eq!(code("a // std::fs\nb").trim_end(), "a  \nb");
    assert_eq!(code("a /* x /* y */ \n z */ b").split_whitespace().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(code(r#"f("std::fs \" {")"#), r#"f("            ")"#);
    assert_eq!(code("r#\"{ \" }\"# x"), "\"      \" x");
    assert_eq!(code("b\"{\" br\"{\" x"), "b\" \" b\" \" x");
    assert_eq!(code("let c: &'a str = '{'; '\\'' '\\u{7d}' x"), "let c: &'a str = '; ' ' x");
    assert_eq!(code("r#type for"), "type for");
}

#[test]
fn tests_are_left_out() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { {} }\n}\nfn c() {}";
    assert_eq!(without_tests(text).split_whitespace().collect::<String>(), "fna(){}fnc(){}");
    assert_eq!(without_tests("#[cfg(test)]\nmod tests;\nfn c() {}").trim(), "fn c() {}");
}

#[test]
fn functions_are_found_with_their_lines() {
    let text =
        "x\nfn a<const N: usize>(f: impl Fn() -> [u8; 3]) -> T {\n    { b }\n}\ntrait T { fn c(); }\nlet f: fn(u8);";
    let found = functions(text);
    let names: Vec<_> = found.iter().map(|f| (f.name, f.line, f.text.lines().count())).collect();
    assert_eq!(names, [("a", 2, 3)]);
}
