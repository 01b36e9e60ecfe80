//! `purge`: the one act that can't be taken back. In the shell only, after a backup and a typed word.

use super::session::Session;
use super::{Shell, ask, out};
use crate::domain::text;
use crate::runtime::now;
use crate::store::Purged;
use anyhow::bail;
use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use std::process::ExitCode;

pub(super) const PURGE: Shell = Shell { name: "purge", grammar, run };

fn grammar(command: Command) -> Command {
    let day = Arg::new("before").long("before").value_name("DATE").required(true);
    command
        .arg(
            day.value_parser(|day: &str| {
                NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| "write it as 2026-12-24")
            })
            .help("What was thrown away or done before this day"),
        )
        .after_help(
            "A backup is made first. You are asked to type a word; it may come through a pipe.\n\nExample:\n  \
             upnext purge --before 2026-01-01",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let folder = session.backup_folder()?;
    let before: NaiveDate = *matches.get_one("before").unwrap_or(&NaiveDate::MIN);
    let mut store = session.open()?;
    let preview = store.purge_preview(before)?;
    if (preview.items, preview.steps) == (0, 0) {
        out::say(format_args!("nothing is older than {before}: nothing to erase"));
        return Ok(ExitCode::SUCCESS);
    }
    let question = format!(
        "This erases {} for good from {}, after a backup. No undo brings it back.",
        counted(&preview),
        store.path().display()
    );
    if !ask::types(question, "erase")? {
        bail!("not erased: nothing was changed");
    }
    let purged = store.purge(before, folder.as_deref(), now())?;
    out::say(format_args!("erased {}", counted(&purged)));
    if let Some(backup) = purged.backup {
        out::say(format_args!("the backup made before still holds it: {}", backup.display()));
    }
    if !purged.is_compact {
        out::say("another window had the file open, so the file is not smaller yet");
    }
    Ok(ExitCode::SUCCESS)
}

fn counted(purged: &Purged) -> String {
    let (items, steps) = (text::counted(purged.items, "item"), text::counted(purged.steps, "step"));
    let kept = match purged.kept_epics {
        0 => String::new(),
        some => format!(" ({} of the trash stays, because items belong to it)", text::counted(some, "epic")),
    };
    format!("{items} of the trash and {steps} of the history{kept}")
}
