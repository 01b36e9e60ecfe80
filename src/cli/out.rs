//! The two ways out: data to stdout, words to stderr.

use super::exit::ShellError;
use crate::domain::text::{self, Safe};
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::process::ExitCode;

/// Stdout with a buffer, and with errors that say what could not be written.
pub(super) struct Out(BufWriter<StdoutLock<'static>>);

/// Stdout for data.
pub(super) fn stdout() -> Out {
    Out(BufWriter::new(io::stdout().lock()))
}

impl Out {
    /// Writes a line; control characters are left out, so that nothing in a title runs in the terminal.
    pub(super) fn line(&mut self, text: impl Display) -> Result<(), ShellError> {
        writeln!(self.0, "{}", Safe(&text.to_string())).map_err(ShellError::Output)
    }

    /// Writes a value as JSON and ends the line. What a terminal would act on is written as its number.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), ShellError> {
        let written = serde_json::to_string_pretty(value).map_err(|error| ShellError::Output(error.into()))?;
        self.raw(&text::json(&written))?;
        self.raw("\n")
    }

    /// Writes a text as it is.
    pub(super) fn raw(&mut self, text: &str) -> Result<(), ShellError> {
        self.0.write_all(text.as_bytes()).map_err(ShellError::Output)
    }

    /// The writer itself.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.0
    }

    /// Writes what is still in the buffer. Without it the end of the data may get lost unnoticed.
    pub(super) fn finish(mut self) -> Result<(), ShellError> {
        self.0.flush().map_err(ShellError::Output)
    }
}

/// Writes lines to stdout, and nothing more: what a dry run tells.
pub(super) fn lines(lines: &[String]) -> Result<ExitCode, ShellError> {
    let mut out = stdout();
    for line in lines {
        out.line(line)?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Says a line on stderr. Where nobody listens there, nobody misses it.
pub(super) fn say(words: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{}", Safe(&words.to_string()));
}

/// The columns of the terminal that stdout is; `None` where it is a file or a pipe.
pub(super) fn columns() -> Option<usize> {
    let stdout = io::stdout();
    let size = rustix::termios::tcgetwinsize(&stdout).ok().filter(|_| stdout.is_terminal())?;
    Some(if size.ws_col == 0 { 80 } else { usize::from(size.ws_col) })
}
