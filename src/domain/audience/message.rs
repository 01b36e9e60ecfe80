//! Messages: what is said of a file is cut off before its name.

use super::Audience;

/// What stands for the part of a message that is not for everyone.
pub const UNSAID: &str = "… (the rest is not shown in public view)";

impl Audience {
    /// A message of the program, of the store or of the system. Names of files may have blanks in them and stand before
    /// names of people and windows, so nothing behind the first one is said.
    pub fn message(self, text: String) -> String {
        if self.is_owner() {
            return text;
        }
        match path_at(&text) {
            Some(at) => format!("{}{UNSAID}", &text[..at]),
            None => text,
        }
    }
}

/// Where the first thing begins that looks like a path.
fn path_at(text: &str) -> Option<usize> {
    let is_begun = |at: usize| {
        let lead = text[..at].chars().next_back();
        lead.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ':' | '=' | '“'))
    };
    // `https://…`: its slashes stand in the middle of a word.
    let is_address = |at: usize| text[..at].ends_with(':') && text[at..].starts_with("//");
    let is_path = |at: usize| {
        let mut chars = text[at..].chars();
        match (chars.next(), chars.next(), chars.next()) {
            (Some('/'), Some(next), _) => !next.is_whitespace() && !is_address(at),
            (Some('~' | '.'), Some('/'), _) | (Some('.'), Some('.'), Some('/')) | (Some('\\'), Some('\\'), _) => true,
            (Some(drive), Some(':'), Some('\\' | '/')) => drive.is_ascii_alphabetic(),
            _ => false,
        }
    };
    text.char_indices().map(|(at, _)| at).find(|at| is_begun(*at) && is_path(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_from_the_name_of_a_file_on() {
        let said = |text: &str| Audience::Everyone.message(text.to_owned());
        assert_eq!(said("backup written: /home/ann lee/b.db"), format!("backup written: {UNSAID}"));
        assert_eq!(said("/home/ann lee/b.db is being written by ann"), UNSAID);
        assert_eq!(said("\"~/x.csv\" can't be read"), format!("\"{UNSAID}"));
        assert_eq!(said("at C:\\data\\b.db"), format!("at {UNSAID}"));
        assert_eq!(said("keep ../b.db"), format!("keep {UNSAID}"));
        for plain in ["moved WEB-1 and/or 2/3", "https://example.org/a", "1 / 2", "5 of 7 · u undo", "/ finds"] {
            assert_eq!(said(plain), plain);
        }
        assert_eq!(Audience::Owner.message("/b.db".into()), "/b.db");
    }
}
