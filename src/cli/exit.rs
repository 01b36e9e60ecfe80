//! From an error to a line on stderr and an exit code: one mapping for all commands.

use super::{filter, out};
use crate::domain::estimate::EstimateError;
use crate::domain::key::PrefixError;
use crate::domain::text::Safe;
use crate::domain::{FilterError, TextError, text};
use crate::exchange::{ExchangeError, MapError};
use crate::runtime::transfer::TransferError;
use crate::store::StoreError;
use std::error::Error;
use std::io;
use std::process::ExitCode;

/// What goes wrong in the shell itself.
#[derive(Debug, thiserror::Error)]
pub(super) enum ShellError {
    /// The command line makes no sense, whatever the file says.
    #[error("{0}")]
    Usage(String),
    /// A filter makes no sense.
    #[error("{error}")]
    Filter {
        /// As it was typed.
        typed: String,
        /// What is wrong, and where.
        error: FilterError,
    },
    /// What was handed in can't be taken.
    #[error("{0}")]
    Data(String),
    /// A file can't be made.
    #[error("{0}")]
    CantCreate(String),
    /// A command depends on an option of the config that is wrong.
    #[error("{0}")]
    Config(String),
    /// Stdout took no more.
    #[error("standard output could not be written ({0}): nothing of the backlog was lost; make room and try again")]
    Output(#[source] io::Error),
    /// Stdin gave no more.
    #[error("standard input could not be read ({0}): nothing was changed")]
    Input(#[source] io::Error),
}

/// Failed, for no reason that has a code of its own.
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const BAD_DATA: u8 = 65;
const CANT_CREATE: u8 = 73;
const IO: u8 = 74;
const BUSY: u8 = 75;
const NEWER: u8 = 76;
pub(super) const CONFIG: u8 = 78;

/// What each code means.
pub(super) const CODES: [(&str, &str); 11] = [
    ("0", "Good; also where the reader closed the pipe, or everything was so already."),
    ("1", "Failed: no such item, nothing to undo, no terminal."),
    ("2", "The command was not understood, or names no such state, kind or key."),
    ("65", "The data can't be taken: an import, a title, an estimate, a file of another program."),
    ("73", "A file can't be created."),
    ("74", "Reading or writing failed, or there is no such file."),
    ("75", "The file is busy; try again."),
    ("76", "The file is from a newer upnext."),
    ("78", "The config is wrong, where a command depends on it."),
    ("128 + n", "Ended by signal n."),
    ("", "Data goes to stdout, words to stderr."),
];

/// Says an error in one line and answers with its code. A reader that has closed the pipe is told nothing: it has
/// what it wanted.
pub(super) fn tell(error: &anyhow::Error) -> ExitCode {
    let code = code(error);
    if code != 0 {
        out::say(format_args!("upnext: {}", one_line(error)));
        if let Some(ShellError::Filter { typed, error }) = error.downcast_ref() {
            out::say(format_args!("  {}\n  {}", text::visible(typed), filter::caret(typed, &error.at)));
        }
    }
    ExitCode::from(code)
}

/// What clap has to say: help and version on stdout, anything else on stderr.
pub(super) fn tell_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let text = error.render().to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        out::say(format_args!("upnext: {}", text.trim_end()));
        return ExitCode::from(USAGE);
    }
    // A closed pipe takes no help.
    let _ = error.print();
    ExitCode::SUCCESS
}

/// The error and what it came from, each said once.
pub(super) fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let said = Safe(&cause.to_string()).to_string().replace(['\n', '\t'], " ");
        if line.contains(&said) {
            continue;
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&said);
    }
    line
}

/// The exit code: that of the first cause that has one.
pub(super) fn code(error: &anyhow::Error) -> u8 {
    let is_closed = |e: &(dyn Error + 'static)| {
        e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(is_closed) {
        return 0;
    }
    error.chain().find_map(code_of).unwrap_or(FAILED)
}

fn code_of(cause: &(dyn Error + 'static)) -> Option<u8> {
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(store_code(error));
    }
    if let Some(error) = cause.downcast_ref::<ShellError>() {
        return Some(match error {
            ShellError::Usage(_) | ShellError::Filter { .. } => USAGE,
            ShellError::Data(_) => BAD_DATA,
            ShellError::CantCreate(_) => CANT_CREATE,
            ShellError::Config(_) => CONFIG,
            ShellError::Output(_) | ShellError::Input(_) => IO,
        });
    }
    if let Some(error) = cause.downcast_ref::<TransferError>() {
        return Some(match error {
            TransferError::Store(error) => store_code(error),
            TransferError::Data(ExchangeError::Newer { .. }) => NEWER,
            error => error.exit_code(),
        });
    }
    let is_data = cause.is::<TextError>() || cause.is::<EstimateError>() || cause.is::<PrefixError>();
    if is_data {
        return Some(BAD_DATA);
    }
    if cause.is::<MapError>() {
        return Some(USAGE);
    }
    cause.is::<io::Error>().then_some(IO)
}

fn store_code(error: &StoreError) -> u8 {
    match error {
        StoreError::NotAFile(_) | StoreError::Empty(_) | StoreError::Foreign(_) | StoreError::Damaged { .. } => {
            BAD_DATA
        }
        StoreError::Text(_) | StoreError::Prefix(_) | StoreError::BadBackup { .. } => BAD_DATA,
        StoreError::Exists(_) | StoreError::NoBackup { .. } => CANT_CREATE,
        StoreError::Newer { .. } | StoreError::Upgraded(_) => NEWER,
        StoreError::Busy { .. } | StoreError::PlanChanged { .. } => BUSY,
        StoreError::Missing(_)
        | StoreError::Moved(_)
        | StoreError::LostLink { .. }
        | StoreError::NoAccess(_)
        | StoreError::BadLog { .. }
        | StoreError::ReadOnly(_)
        | StoreError::NeedsUpgrade(_)
        | StoreError::Full(_)
        | StoreError::Disk { .. }
        | StoreError::Uncopied { .. }
        | StoreError::Io { .. } => IO,
        _ => FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context, anyhow};
    use std::path::PathBuf;

    #[test]
    fn every_error_has_its_code() {
        let path = || PathBuf::from("/b.db");
        let io = |kind| io::Error::from(kind);
        let busy = StoreError::Busy { path: path(), holder: "x".into() };
        let newer = StoreError::Newer { path: path(), theirs: 9, ours: 1 };
        let newer_file = ExchangeError::Newer { name: "f".into(), found: 2, known: 1 };
        for (error, expected) in [
            (anyhow!("odd"), 1),
            (StoreError::Missing(path()).into(), 74),
            (StoreError::Unchanged.into(), 1),
            (ShellError::Usage("x".into()).into(), 2),
            (StoreError::Foreign(path()).into(), 65),
            (StoreError::Text(TextError::Empty("title")).into(), 65),
            (TransferError::Data(ExchangeError::Empty { name: "f".into() }).into(), 65),
            (TransferError::Store(StoreError::Full(path().into())).into(), 74),
            (ShellError::CantCreate("x".into()).into(), 73),
            (StoreError::Full(path().into()).into(), 74),
            (ShellError::Output(io(io::ErrorKind::StorageFull)).into(), 74),
            (busy.into(), 75),
            (newer.into(), 76),
            (TransferError::Data(newer_file).into(), 76),
            (ShellError::Config("x".into()).into(), 78),
            (ShellError::Output(io(io::ErrorKind::BrokenPipe)).into(), 0),
        ] {
            assert_eq!(code(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn context_keeps_the_code_and_says_each_thing_once() {
        let error = anyhow::Error::from(StoreError::ReadOnly(PathBuf::from("/a\u{1b}[31m"))).context("add");
        assert_eq!(code(&error), 74);
        let line = one_line(&error);
        assert!(line.starts_with("add: /a[31m can't be written") && !line.contains('\u{1b}'), "{line}");
        let twice = Err::<(), _>(ShellError::Output(io::Error::other("full"))).context("x").unwrap_err();
        assert_eq!(one_line(&twice).matches("full").count(), 1);
    }
}
