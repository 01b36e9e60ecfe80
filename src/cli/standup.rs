//! `standup`: the stand-up sheet of the Sprint that runs.

use super::session::Session;
use super::{Shell, out};
use crate::domain::Standup;
use crate::domain::audience::Audience;
use crate::domain::sprint::Phase;
use crate::report::standup;
use crate::runtime::now;
use anyhow::bail;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;
use std::process::ExitCode;

pub(super) const STANDUP: Shell = Shell { name: "standup", grammar, run };

fn grammar(command: Command) -> Command {
    let flag = |name, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .about("Tell what a stand-up looks at: done, moved, blocked, waiting, next; as Markdown")
        .arg(flag("json", "As JSON: one object"))
        .arg(flag("md", "As Markdown; so it is anyway").conflicts_with("json"))
        .arg(flag("private", "With names of people"))
        .after_help("It looks back to the last working day.")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = session.open()?;
    let product = session.needed_product(&store)?;
    let sprints = store.sprints(product.id)?;
    let running = sprints.iter().find(|sprint| sprint.phase == Phase::Active);
    let course = running.map(|sprint| store.course(sprint.id)).transpose()?.flatten();
    let Some(mut course) = course else {
        bail!("no Sprint of {} runs: `upnext sprint start` starts one", product.name)
    };
    let day = now().day;
    Audience::asked(matches.get_flag("private")).course(&mut course);
    let posed = store.open_questions(product.id)?;
    let sheet = Standup::of(&course, &posed, session.calendar().working_before(day), day);
    let mut out = out::stdout();
    if matches.get_flag("json") {
        let note = |note: &crate::domain::standup::Note| {
            json!({ "key": note.key.to_string(), "title": note.title, "said": note.said,
                "who": if note.who.is_empty() { None } else { Some(&note.who) } })
        };
        let mut told = json!({ "sprint": sheet.title, "goal": sheet.goal, "since": sheet.since, "day": sheet.day });
        for part in &sheet.parts {
            told[part.topic.name()] = json!(part.notes.iter().map(note).collect::<Vec<_>>());
        }
        out.json(&told)?;
    } else {
        out.raw(&standup::markdown(&sheet))?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
