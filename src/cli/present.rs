//! `present`: the Sprint Review on a shared screen, in a window of its own.

use super::session::Session;
use super::{Shell, program};
use clap::{ArgMatches, Command};
use std::process::ExitCode;

pub(super) const PRESENT: Shell = Shell { name: "present", grammar, run };

fn grammar(command: Command) -> Command {
    command.after_help(
        "Share this window, and work in another one: what is accepted, ticked or written there is seen here at once, and\n\
         a page turned in either window is turned in both (present-next, present-back after : there). In this window PgUp,\n\
         PgDn, the arrows and Space turn pages; Esc twice or q leaves. Nothing private is shown.",
    )
}

fn run(session: &Session, _: &ArgMatches) -> anyhow::Result<ExitCode> {
    program::present(session)
}
