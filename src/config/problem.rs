//! What a file of the person's own says that can't be taken: where, what is wrong, what to do.

use std::fmt;

/// Something in a config, keymap or theme file that was not taken, or that deserves a look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// The file, as it was named to its reader.
    pub file: String,
    /// The line in it, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// The option, key or role it is about; empty where the line could not be read at all.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
    /// True where it is taken all the same: told by `upnext config check` and `:reload`, never at the start.
    pub is_warning: bool,
}

impl Problem {
    /// A problem of the whole file.
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), message: message.into(), ..Self::default() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        f.write_str(": ")?;
        if self.is_warning {
            f.write_str("warning: ")?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// What the program shows at its start: the first problem, and where the others are told. `None` where all is well.
pub fn banner(problems: &[Problem]) -> Option<String> {
    let mut wrong = problems.iter().filter(|problem| !problem.is_warning);
    let first = wrong.next()?;
    Some(match wrong.count() {
        0 => first.to_string(),
        more => format!("{first} (and {more} more: `upnext config check` lists them)"),
    })
}
