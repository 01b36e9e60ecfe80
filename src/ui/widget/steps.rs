//! A criterion in Given/When/Then, its keywords in a column of their own.

use super::glyph::{cut, wrap};
use crate::domain::criterion;

/// Columns of the keywords.
const WORD: usize = 6;

/// A scenario with its keywords in a column of their own, `…` where something is missing; `None` for plain text.
pub fn steps(text: &str, columns: usize, most: usize) -> Option<Vec<String>> {
    let parts = criterion::parts(text);
    if parts.is_empty() {
        return None;
    }
    let mut lines = Vec::new();
    for part in parts {
        let room = if part.keyword.is_empty() { columns } else { columns.saturating_sub(WORD) };
        for (n, line) in wrap(part.text, room.max(1), most + 1).into_iter().enumerate() {
            let lead = match (part.keyword, n) {
                ("", _) => String::new(),
                (word, 0) => format!("{word:>5} "),
                (_, _) => " ".repeat(WORD),
            };
            lines.push(format!("{lead}{line}"));
        }
    }
    if lines.len() > most.max(1) {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            *last = format!("{} …", cut(last, columns.saturating_sub(2)).trim_end_matches('…'));
        }
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_stand_in_a_column() {
        let said = steps("Given a cart When I leave it for long Then it is kept", 18, 9).unwrap();
        assert_eq!(said, ["Given a cart", " When I leave it", "      for long", " Then it is kept"]);
        assert_eq!(steps("it is kept", 18, 9), None);
        assert_eq!(steps("Given a When b Then c", 0, 2).unwrap().len(), 2);
        assert_eq!(steps("Given a cart When I go Then it stays", 18, 2).unwrap(), ["Given a cart", " When I go …"]);
    }
}
