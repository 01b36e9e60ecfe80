//! The program itself: `upnext` without a command, and `upnext demo`.

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, demo};
use crate::domain::Note;
use crate::domain::note::ViewState;
use crate::domain::present;
use crate::runtime::{self, Ending, Setup, TerminalError, now, out};
use crate::store::{Patience, Store, StoreError, Writer};
use clap::{ArgMatches, Command};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

pub(super) const DEMO: Shell = Shell { name: "demo", grammar, run: open_demo };

/// How long a start waits for another window.
const START: Duration = Duration::from_secs(1);

/// The door's name in a window's name, which others read while they wait.
const DOOR: &str = "program";

fn grammar(command: Command) -> Command {
    command.after_help("Your own data is not touched. When you quit, upnext offers to keep the sample as a file.")
}

/// Opens the program on the person's own file, which is made where there is none.
pub(super) fn open(session: &Session) -> anyhow::Result<ExitCode> {
    has_terminal()?;
    let writer = session.writer(DOOR);
    // Another window may be writing in this moment; a start waits for it, a key never does.
    let mut store = session.create_for(writer.clone(), Patience::Wait(START))?;
    store.be_patient(Patience::None);
    show_product(session, &mut store)?;
    start(session, store, writer, Use::Work)
}

/// Opens the program to present a Sprint Review; it follows the other windows of the file and ends with the presentation.
pub(super) fn present(session: &Session) -> anyhow::Result<ExitCode> {
    has_terminal()?;
    let mut store = session.open_for(session.writer(DOOR), Patience::Wait(START))?;
    let product = session.needed_product(&store)?.id;
    if present::looked_at(&store.sprints(product)?).is_none() {
        return Err(StoreError::NothingToPresent.into());
    }
    store.be_patient(Patience::None);
    show_product(session, &mut store)?;
    start(session, store, session.writer(DOOR), Use::Present)
}

/// `--product` names what is shown first.
fn show_product(session: &Session, store: &mut Store) -> anyhow::Result<()> {
    if session.product.is_some() {
        let product = session.product(store)?.map(|p| p.id);
        let view = store.view_state()?.unwrap_or_default();
        if view.product != product {
            let is_public = view.is_public;
            store.keep(&Note::View(ViewState { product, is_public, ..ViewState::default() }))?;
        }
    }
    Ok(())
}

/// Opens the program on a fresh sample in a temporary folder, which goes again afterwards.
fn open_demo(session: &Session, _: &ArgMatches) -> anyhow::Result<ExitCode> {
    if session.is_db_typed {
        let hint = "the demo opens a temporary file of its own: leave out --db; you can keep the sample when you quit";
        return Err(ShellError::Usage(hint.into()).into());
    }
    has_terminal()?;
    let folder = Temporary::new()?;
    let writer = session.writer(DOOR);
    let store = demo::create(&folder.0.join("demo.db"), writer.clone(), now())?;
    start(session, store, writer, Use::Demo)
}

/// What the program is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Work,
    Demo,
    Present,
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

fn start(session: &Session, store: Store, writer: Writer, what: Use) -> anyhow::Result<ExitCode> {
    let (mut options, places) = (session.options.clone(), session.places.clone());
    options.config.public |= session.is_public;
    let (is_demo, is_presenting) = (what == Use::Demo, what == Use::Present);
    Ok(match runtime::start(Setup { store, writer, options, places, is_demo, is_presenting })? {
        Ending::Quit => ExitCode::SUCCESS,
        Ending::Signal(number) => ExitCode::from(u8::try_from(128 + number).unwrap_or(u8::MAX)),
    })
}

/// A folder of its own below the system's temporary one, gone when dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> anyhow::Result<Self> {
        let moment = now().at.0;
        let path = std::env::temp_dir().join(format!("upnext-demo-{}-{moment}", std::process::id()));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|e| {
            ShellError::CantCreate(format!("{}: {e}; set TMPDIR to a folder that can be written", path.display()))
        })?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Best effort: what stays lies in the temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
