//! The program itself: `upnext` without a command, and `upnext demo`.

use super::exit::ShellError;
use super::session::Session;
use super::Shell;
use super::pending::{Setup, create_demo};
use crate::runtime::{self, TerminalError, now, out};
use crate::store::{Patience, Store};
use clap::{ArgMatches, Command};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;

pub(super) const DEMO: Shell = Shell { name: "demo", grammar, run: open_demo };

/// The door's name in a window's name, which others read while they wait.
const DOOR: &str = "program";

fn grammar(command: Command) -> Command {
    command.after_help("Your own data is not touched. When you quit, upnext offers to keep the sample as a file.")
}

/// Opens the program on the person's own file, which is made where there is none.
pub(super) fn open(session: &Session) -> anyhow::Result<ExitCode> {
    has_terminal()?;
    session.path()?;
    start_log();
    let store = session.create_for(DOOR, Patience::None)?;
    start(session, store, false)
}

/// Opens the program on a fresh sample in a temporary folder, which goes again afterwards.
fn open_demo(session: &Session, _: &ArgMatches) -> anyhow::Result<ExitCode> {
    if session.is_db_typed {
        let hint = "the demo opens a temporary file of its own: leave out --db; you can keep the sample when you quit";
        return Err(ShellError::Usage(hint.into()).into());
    }
    has_terminal()?;
    start_log();
    let folder = Temporary::new()?;
    let store = create_demo(&folder.0.join("demo.db"), session.writer(DOOR))?;
    start(session, store, true)
}

/// Looks before anything is made: where there is no terminal, nothing was meant to be made.
fn has_terminal() -> Result<(), TerminalError> {
    if let Some(stream) = out::missing_terminal() {
        return Err(TerminalError::NoTerminal(stream));
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(TerminalError::Dumb);
    }
    Ok(())
}

/// The program logs; the shell's commands do not.
fn start_log() {
    runtime::panic::install(runtime::log::open());
}

fn start(session: &Session, store: Store, is_demo: bool) -> anyhow::Result<ExitCode> {
    super::pending::start(Setup {
        writer: session.writer(DOOR),
        store,
        config: session.config.clone(),
        config_problems: session.problems.clone(),
        is_demo,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A folder of its own below the system's temporary one, gone when dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> anyhow::Result<Self> {
        let moment = now().at.0;
        let path = std::env::temp_dir().join(format!("upnext-demo-{}-{moment}", std::process::id()));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|e| ShellError::CantCreate(format!("{}: {e}; set TMPDIR to a folder that can be written", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Best effort: what stays lies in the temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
