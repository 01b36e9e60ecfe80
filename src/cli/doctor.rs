//! `doctor`: what a person or a bug report needs to know. Looks only; makes and repairs nothing but, where it is asked
//! to, the search, or a new file with what can be read of a damaged one.

use super::session::Session;
use super::{Shell, backup, exit, folder, out};
use crate::domain::text;
use crate::runtime::settings;
use crate::store::{Salvage, Store, typed};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Map, Value, json};
use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) const DOCTOR: Shell = Shell { name: "doctor", grammar, run };

fn grammar(command: Command) -> Command {
    let flag = |name| Arg::new(name).long(name).action(ArgAction::SetTrue);
    command
        .arg(flag("json").help("As JSON: one object"))
        .arg(
            Arg::new("salvage")
                .long("salvage")
                .value_name("NEW-FILE")
                .value_parser(value_parser!(PathBuf))
                .conflicts_with_all(["json", "mend-search"])
                .help("Only take what can still be read of a damaged file into a new one; the damaged file stays as it is"),
        )
        .arg(flag("mend-search").help("First make the search anew from the items; no item is changed"))
}

/// What was found: sections of names and values, and what is wrong.
#[derive(Default)]
struct Report {
    sections: Vec<(&'static str, Vec<(String, Value)>)>,
    problems: Vec<String>,
}

impl Report {
    fn add(&mut self, section: &'static str, facts: Vec<(&str, Value)>) {
        self.sections.push((section, facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    }
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    if let Some(into) = matches.get_one::<PathBuf>("salvage") {
        return salvage(session.path()?, into);
    }
    let mut report = Report::default();
    if matches.get_flag("mend-search") {
        session.open_quietly()?.mend_search()?;
        out::say("the search was made anew from the items");
    }
    let opened = session.path().and_then(|path| is_there(path).then(|| session.open_quietly()).transpose());
    report.add("versions", versions());
    report.add("paths", paths(session));
    let failed = match opened {
        Ok(None) => None,
        Ok(Some(store)) => look(&store, &mut report).err(),
        Err(error) => Some(error),
    };
    if let Some(error) = &failed {
        report.problems.push(exit::one_line(error));
    }
    let own = settings::check(&session.places).into_iter().filter(|problem| !problem.is_warning);
    report.problems.extend(own.map(|problem| problem.to_string()));
    report.add("terminal", terminal());
    write(&report, matches.get_flag("json"))?;
    Ok(match failed {
        Some(error) => ExitCode::from(exit::code(&error)),
        None => ExitCode::from(u8::from(!report.problems.is_empty())),
    })
}

/// True unless nothing has this name: what can't be looked at is something that is wrong.
fn is_there(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Takes what can be read into a new file; says what that is.
fn salvage(damaged: &Path, into: &Path) -> anyhow::Result<ExitCode> {
    let found = Store::salvage(damaged, into)?;
    let mut out = out::stdout();
    for table in found.tables.iter().filter(|t| t.rows + t.gaps + t.mended + t.refused > 0) {
        let rows = text::counted(table.rows + table.mended, "row");
        let losses = [
            (table.gaps, "that can't be read", "gap"),
            (table.mended, "kept without a value that can't be true", "row"),
            (table.refused, "left out because they can't be true", "row"),
        ];
        let told = losses
            .iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, what, noun)| format!(", {} {what}", text::counted(*n, noun)));
        out.line(format_args!("{:<20}  {rows}{}", table.table, told.collect::<String>()))?;
    }
    for line in losses(&found) {
        out.line(line)?;
    }
    out.finish()?;
    out::say(format_args!(
        "what could be read is in {}; look at it with --db, then `upnext restore {} --db {}` puts it in its place",
        into.display(),
        typed(into),
        typed(damaged)
    ));
    Ok(ExitCode::SUCCESS)
}

/// What did not arrive, in sentences.
fn losses(found: &Salvage) -> Vec<String> {
    if found.is_whole() {
        return vec!["nothing was lost; the history came along".into()];
    }
    let mut lines = Vec::new();
    if !found.lost_items.is_empty() {
        lines.push(format!("lost items: {}", found.lost_items.join(", ")));
    }
    if found.orphans > 0 {
        lines.push(format!("{} left out: what they belonged to is lost", text::counted(found.orphans, "row")));
    }
    if found.repaired > 0 {
        lines.push(format!("{} cut: an epic, a Sprint or a product is lost", text::counted(found.repaired, "tie")));
    }
    if found.unreadable_blocks > 0 {
        lines.push(format!("{} of the disk gave an error", text::counted(found.unreadable_blocks, "block")));
    }
    lines.push("the history stayed behind: half of it could not be taken back".into());
    lines
}

fn versions() -> Vec<(&'static str, Value)> {
    vec![
        ("upnext", json!(env!("CARGO_PKG_VERSION"))),
        ("system", json!(format!("{} {}", env::consts::OS, env::consts::ARCH))),
    ]
}

fn paths(session: &Session) -> Vec<(&'static str, Value)> {
    let told = |path: Option<&Path>| match path {
        Some(path) if path.exists() => json!(path.display().to_string()),
        Some(path) => json!(format!("{} (not there)", path.display())),
        None => Value::Null,
    };
    let data = session.path().ok();
    let newest = data.and_then(|path| Store::backups_of(path, session.options.config.backup_folder.as_deref()).ok());
    let newest = newest.as_ref().and_then(|all| all.first());
    vec![
        ("data", told(data)),
        ("config", told(session.places.config.as_deref())),
        ("keymap", told(session.places.keymap().as_deref())),
        ("log", told(folder::log().as_deref())),
        ("newest backup", newest.map_or(Value::Null, |b| json!(b.path.display().to_string()))),
        ("newest backup of", newest.map_or(Value::Null, |b| json!(backup::moment(b.at)))),
    ]
}

/// The file, seen from all sides.
fn look(store: &Store, report: &mut Report) -> anyhow::Result<()> {
    let facts = store.facts()?;
    if let Some((_, versions)) = report.sections.first_mut() {
        versions.push(("SQLite".into(), json!(facts.sqlite)));
    }
    let newest = facts.newest.as_ref().map(|step| format!("{} by {}", backup::moment(step.at), step.author));
    let mut told = vec![
        ("format", json!(format!("{} (this upnext knows up to {})", facts.format.0, facts.format.1))),
        ("size", json!(backup::bytes(facts.bytes.0))),
        ("log of SQLite", json!(backup::bytes(facts.bytes.1))),
        ("free on the disk", facts.free_bytes.map_or(Value::Null, |free| json!(backup::bytes(free)))),
        ("written as", json!(facts.mode)),
        ("permissions", facts.permissions.map_or(Value::Null, |(file, dir)| json!(format!("{file:o} in {dir:o}")))),
        ("last change", newest.map_or(Value::Null, Value::String)),
        ("closed properly", json!(!facts.is_unclean)),
        ("read only", facts.read_only.map_or(Value::Null, Value::String)),
        ("history begins", facts.purged_before.map_or(Value::Null, Value::String)),
    ];
    let products = store.products()?;
    let names: Vec<String> = products.iter().map(|p| format!("{} ({})", text::visible(&p.name), p.prefix)).collect();
    told.push(("products", json!(names)));
    report.add("file", told);
    let rows = facts.tables.into_iter().map(|(table, count)| (table, json!(count))).collect();
    report.sections.push(("rows", rows));
    report.problems.extend(facts.warning);
    report.problems.extend(store.check()?);
    Ok(())
}

fn terminal() -> Vec<(&'static str, Value)> {
    let var = |name: &str| env::var_os(name).map_or(Value::Null, |v| json!(text::visible(&v.to_string_lossy())));
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
    vec![
        ("TERM", var("TERM")),
        ("COLORTERM", var("COLORTERM")),
        ("NO_COLOR", var("NO_COLOR")),
        ("COLORFGBG", var("COLORFGBG")),
        ("STY", var("STY")),
        ("size", size.map_or(Value::Null, |s| json!(format!("{} columns, {} rows", s.ws_col, s.ws_row)))),
        ("stdin is a terminal", json!(io::stdin().is_terminal())),
        ("stdout is a terminal", json!(io::stdout().is_terminal())),
        (
            "locale",
            json!(["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()))),
        ),
    ]
}

fn write(report: &Report, is_json: bool) -> anyhow::Result<()> {
    let mut out = out::stdout();
    if is_json {
        let mut all = Map::new();
        for (section, facts) in &report.sections {
            all.insert((*section).to_owned(), Value::Object(facts.iter().cloned().collect()));
        }
        all.insert("problems".into(), json!(report.problems));
        out.json(&all)?;
        return Ok(out.finish()?);
    }
    for (section, facts) in &report.sections {
        out.line(section)?;
        for (name, value) in facts {
            out.line(format_args!("  {name:<20}  {}", plain(value)))?;
        }
    }
    out.line("checks")?;
    for problem in &report.problems {
        out.line(format_args!("  ! {problem}"))?;
    }
    if report.problems.is_empty() {
        out.line("  all is well")?;
    }
    Ok(out.finish()?)
}

/// A value in words.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
