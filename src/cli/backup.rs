//! `backup` and `restore`: verified copies of the whole file, and the way back from one.

use super::exit::ShellError;
use super::session::Session;
use super::{Shell, ask, out};
use crate::domain::{Instant, text};
use crate::runtime::now;
use crate::store::{BackupFile, Store, salvage_of};
use anyhow::{Context, anyhow, bail};
use chrono::Local;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) const BACKUP: Shell = Shell { name: "backup", grammar: backup_grammar, run: run_backup };
pub(super) const RESTORE: Shell = Shell { name: "restore", grammar: restore_grammar, run: run_restore };

fn backup_grammar(command: Command) -> Command {
    let folder = Arg::new("folder").value_name("FOLDER").value_parser(value_parser!(PathBuf));
    command
        .about("Write a verified copy of the file, and print its path")
        .arg(folder.help("Where to, instead of the folder that the config or the data file's place says"))
}

fn run_backup(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let folder = match matches.get_one::<PathBuf>("folder") {
        Some(folder) => Some(folder.clone()),
        None => session.backup_folder()?,
    };
    let made = session.open()?.backup(folder.as_deref(), now())?;
    let mut out = out::stdout();
    out.line(made.display())?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn restore_grammar(command: Command) -> Command {
    let flag = |name| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let file = Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf));
    command
        .about("Bring a backup back; what is there now is backed up first")
        .arg(file.help("The backup; left out, it is the newest one").conflicts_with("list"))
        .arg(flag("list").help("Only list the backups, newest first"))
        .arg(flag("json").help("With --list: as JSON").requires("list"))
        .arg(flag("yes").short('y').help("Do not ask"))
        .after_help("Examples:\n  upnext restore --list\n  upnext restore backlog-20261122T093000Z-manual.db")
}

fn run_restore(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let path = session.path()?;
    let folder = session.backup_folder()?;
    let backups = Store::backups_of(path, folder.as_deref())?;
    if matches.get_flag("list") {
        return list(&backups, matches.get_flag("json"));
    }
    let from = source(matches.get_one::<PathBuf>("file"), &backups, path)?;
    let known = backups.iter().find(|b| b.path == from).map(|b| format!(" of {}", moment(b.at)));
    let question = format!(
        "{} will be as it was in the backup{}: {}\nWhat is there now is kept beside the backups.",
        path.display(),
        known.unwrap_or_default(),
        from.display()
    );
    if !matches.get_flag("yes") && !ask::types(question, "restore")? {
        bail!("not restored: nothing was changed (--yes does it without asking)");
    }
    session.warn();
    let kept = session.restore(&from, folder.as_deref())?;
    out::say(format_args!("{} is restored from {}", path.display(), from.display()));
    if let Some(kept) = kept {
        out::say(format_args!("what was there before is in {}", kept.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The backup meant: a path, the name of one in the folder, or the newest.
fn source(typed: Option<&PathBuf>, backups: &[BackupFile], path: &Path) -> anyhow::Result<PathBuf> {
    let Some(typed) = typed else {
        let newest = backups.first().map(|b| b.path.clone());
        return newest.with_context(|| {
            let salvage = format!(", or take out of it what can be read: {}", salvage_of(path));
            let or_salvage = if path.exists() { salvage } else { String::new() };
            format!("there is no backup of {}: name the file that shall be restored{or_salvage}", path.display())
        });
    };
    let named = backups.iter().find(|b| b.path.file_name() == Some(typed.as_os_str()));
    match named {
        _ if typed.exists() => Ok(typed.clone()),
        Some(backup) => Ok(backup.path.clone()),
        None => Err(anyhow!("there is no backup {}: `upnext restore --list` lists them", typed.display())),
    }
}

fn list(backups: &[BackupFile], is_json: bool) -> anyhow::Result<ExitCode> {
    let mut out = out::stdout();
    if is_json {
        let all: Vec<_> = backups
            .iter()
            .map(|b| json!({ "path": b.path.display().to_string(), "at": b.at.rfc3339(), "kind": b.kind.name(), "bytes": b.size }))
            .collect();
        out.json(&all)?;
    }
    for b in backups.iter().filter(|_| !is_json) {
        out.line(format_args!("{}  {:<9}  {:>14}  {}", moment(b.at), b.kind.name(), bytes(b.size), b.path.display()))?;
    }
    out.finish()?;
    if backups.is_empty() {
        out::say("there is no backup yet: `upnext backup` makes one");
    }
    Ok(ExitCode::SUCCESS)
}

/// A moment on the local clock.
pub(super) fn moment(at: Instant) -> String {
    at.utc().with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `12,345 bytes`.
pub(super) fn bytes(size: u64) -> String {
    text::counted(usize::try_from(size).unwrap_or(usize::MAX), "byte")
}

impl Session {
    /// The folder of the backups that the config names.
    ///
    /// # Errors
    /// The config's word on it could not be taken: a backup somewhere else would not be found when it is needed.
    pub(super) fn backup_folder(&self) -> anyhow::Result<Option<PathBuf>> {
        match self.options.problems.iter().find(|p| p.key == "backup_folder" || p.key.is_empty()) {
            Some(problem) => Err(ShellError::Config(problem.to_string()).into()),
            None => Ok(self.options.config.backup_folder.clone()),
        }
    }

    /// After a change: a backup where the newest one is old. A change is not undone by a backup that fails.
    pub(super) fn back_up(&self, store: &Store) {
        // What is wrong with the config's folder was said when the file was opened.
        let Ok(folder) = self.backup_folder() else { return };
        if let Err(error) = store.backup_if_due(folder.as_deref(), now()) {
            out::say(format_args!("upnext: warning: {error}"));
        }
    }
}
