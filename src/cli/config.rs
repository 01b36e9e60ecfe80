//! `config`: where the person's own files lie, and what is wrong with them. Looks only; makes and repairs nothing.

use super::exit::{self, ShellError};
use super::session::Session;
use super::{Shell, folder, out};
use crate::runtime::{Places, settings};
use crate::store::Store;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

pub(super) const CONFIG: Shell = Shell { name: "config", grammar, run };

fn grammar(command: Command) -> Command {
    let file = Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf));
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue);
    command
        .subcommand(
            Command::new("path")
                .about("Print where config, keymap, themes, data, log and backups lie")
                .arg(json.clone().help("As JSON: an array of objects")),
        )
        .subcommand(
            Command::new("check")
                .about("Check config, keymap and theme; the exit code is 78 where something is wrong")
                .arg(file.help("The config file; keymap.toml and themes/ lie beside it [default: your own]"))
                .arg(json.help("As JSON: an array of objects")),
        )
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .after_help("upnext never writes these files. `:reload` in the program reads them again.")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    match matches.subcommand() {
        Some(("check", own)) => check(session, own),
        Some((_, own)) => path(session, own.get_flag("json")),
        None => path(session, false),
    }
}

fn path(session: &Session, is_json: bool) -> anyhow::Result<ExitCode> {
    let places = &session.places;
    let data = session.path().ok();
    let backups = data.map(|data| Store::backup_folder(data, session.options.config.backup_folder.as_deref()));
    let paths = [
        ("config", places.config.clone()),
        ("keymap", places.keymap()),
        ("themes", places.themes()),
        ("data", data.map(PathBuf::from)),
        ("backups", backups),
        ("log", folder::log()),
    ];
    let mut out = out::stdout();
    if is_json {
        let rows = paths.iter().map(|(name, path)| {
            let shown = path.as_ref().map(|path| path.display().to_string());
            json!({ "name": name, "path": shown, "exists": path.as_ref().is_some_and(|path| path.exists()) })
        });
        out.json(&rows.collect::<Vec<_>>())?;
    } else {
        for (name, path) in &paths {
            let told = match path {
                Some(path) if path.exists() => path.display().to_string(),
                Some(path) => format!("{} (not there)", path.display()),
                None => "– (HOME is not set)".to_owned(),
            };
            out.line(format_args!("{name:<8}  {told}"))?;
        }
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn check(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let typed = matches.get_one::<PathBuf>("file").cloned();
    if let Some(file) = typed.as_ref().filter(|file| !file.exists()) {
        let message = format!("there is no file {}: `upnext config path` names yours", file.display());
        return Err(ShellError::Usage(message).into());
    }
    let places = match typed {
        Some(file) => Places { config: Some(file), ..session.places.clone() },
        None => session.places.clone(),
    };
    let problems = settings::check(&places);
    let wrong = problems.iter().filter(|problem| !problem.is_warning).count();
    let mut out = out::stdout();
    if matches.get_flag("json") {
        let rows = problems.iter().map(|p| {
            let line = (p.line > 0).then_some(p.line);
            json!({ "file": p.file, "line": line, "key": p.key, "message": p.message, "warning": p.is_warning })
        });
        out.json(&rows.collect::<Vec<_>>())?;
    } else {
        for problem in &problems {
            out.line(problem)?;
        }
    }
    out.finish()?;
    if wrong > 0 {
        return Ok(ExitCode::from(exit::CONFIG));
    }
    let mine = [places.config.clone(), places.keymap()].into_iter().flatten().filter(|path| path.exists());
    let names: Vec<String> = mine.map(|path| path.display().to_string()).collect();
    match names.as_slice() {
        [] => out::say(
            "there is no config of your own, so nothing can be wrong with it: `upnext config path` says where it would lie",
        ),
        names => out::say(format_args!("{}: all is well", names.join(", "))),
    }
    Ok(ExitCode::SUCCESS)
}
