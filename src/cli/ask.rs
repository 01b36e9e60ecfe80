//! Questions on the terminal: asked on stderr, answered on stdin.

use super::exit::ShellError;
use crate::domain::text::Safe;
use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Read, Write};

/// The longest answer that is read.
const ANSWER: u64 = 1000;

/// True where somebody sits before the terminal who can be asked.
pub(super) fn is_anybody_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that Enter alone answers with no.
pub(super) fn agrees(question: impl Display) -> Result<bool, ShellError> {
    let answer = answer(format_args!("{question} [y/N] "))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// Asks for a word that nobody types by accident. The word may also come through a pipe.
pub(super) fn types(question: impl Display, word: &str) -> Result<bool, ShellError> {
    Ok(answer(format_args!("{question}\nType {word} to do it: "))? == word)
}

fn answer(question: impl Display) -> Result<String, ShellError> {
    let mut words = io::stderr().lock();
    // A question that nobody can read gets no answer below.
    let _ = write!(words, "{}", Safe(&question.to_string())).and_then(|()| words.flush());
    drop(words);
    let mut line = String::new();
    io::stdin().lock().take(ANSWER).read_line(&mut line).map_err(ShellError::Input)?;
    if !io::stdin().is_terminal() {
        // Nobody's Enter has ended the question's line.
        let _ = writeln!(io::stderr());
    }
    Ok(line.trim().to_owned())
}
