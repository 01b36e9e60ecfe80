//! A sentence as words, signs and breaks, each with the bytes it stands in.

use std::ops::Range;

/// What a piece of a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Letters and digits, with what joins them inside: `don't`, `re-order`, `v1.1`, an address.
    Word,
    /// A sign that can stand for "and" or "or".
    Sign,
    /// A comma.
    Comma,
    /// Anything else between words: a full stop, a bracket, a dash.
    Break,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) sort: Sort,
    /// In ASCII lower case, U+2019 as an apostrophe.
    pub(super) text: String,
    pub(super) at: Range<usize>,
    /// True where it begins with a capital letter.
    pub(super) is_capital: bool,
}

impl Token {
    pub(super) fn is(&self, word: &str) -> bool {
        self.sort == Sort::Word && self.text == word
    }

    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        self.sort == Sort::Word && words.contains(&self.text.as_str())
    }
}

/// Cuts a text into its pieces.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    for chunk in text.split_inclusive(char::is_whitespace) {
        let word = chunk.trim_end();
        if is_address(word) {
            tokens.push(token(Sort::Word, text, at..at + word.len()));
        } else {
            cut(text, at..at + word.len(), &mut tokens);
        }
        at += chunk.len();
    }
    tokens
}

/// `https://…`, `www.…`, `a@b`: their signs join no words.
fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
}

fn cut(text: &str, range: Range<usize>, tokens: &mut Vec<Token>) {
    let mut rest = text[range.clone()].char_indices().peekable();
    while let Some((from, c)) = rest.next() {
        let from = range.start + from;
        let sort = match c {
            c if c.is_alphanumeric() => Sort::Word,
            '&' | '+' | '/' | '\\' | '<' | '>' => Sort::Sign,
            ',' => Sort::Comma,
            _ => Sort::Break,
        };
        let mut end = from + c.len_utf8();
        if sort == Sort::Word {
            while let Some((at, c)) = rest.peek().copied() {
                let next = text[range.start + at + c.len_utf8()..range.end].chars().next();
                let joins = matches!(c, '\'' | '\u{2019}' | '-' | '.' | '_') && next.is_some_and(char::is_alphanumeric);
                if !c.is_alphanumeric() && !joins {
                    break;
                }
                end = range.start + at + c.len_utf8();
                rest.next();
            }
        }
        tokens.push(token(sort, text, from..end));
    }
}

fn token(sort: Sort, text: &str, at: Range<usize>) -> Token {
    let piece = &text[at.clone()];
    let is_capital = piece.starts_with(char::is_uppercase);
    let mut plain = piece.to_ascii_lowercase();
    if plain.contains('\u{2019}') {
        plain = plain.replace('\u{2019}', "'");
    }
    Token { sort, text: plain, at, is_capital }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sentence_is_cut_into_words_and_signs() {
        let cut = |text: &str| tokens(text).iter().map(|t| t.text.clone()).collect::<Vec<_>>().join("|");
        assert_eq!(
            cut("I don\u{2019}t import/export v1.1, at https://a.b/c."),
            "i|don't|import|/|export|v1.1|,|at|https://a.b/c."
        );
        assert_eq!(cut("C++ & re-order (x)"), "c|+|+|&|re-order|(|x|)");
    }

    proptest! {
        #[test]
        fn every_piece_stands_where_it_says(text in ".{0,80}") {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.at.start >= last && text.get(token.at.clone()).is_some());
                last = token.at.end;
            }
        }
    }
}
