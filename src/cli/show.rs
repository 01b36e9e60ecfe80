//! `show`: one item, whole.

mod judged;

use super::list::number;
use super::session::Session;
use super::{Shell, out};
use crate::domain::familiar::Familiar;
use crate::domain::item::{Comment, Tie};
use crate::domain::text::{Safe, visible};
use crate::domain::{Estimate, Instant, Item, List, story, text};
use crate::store::Store;
use clap::{Arg, ArgAction, ArgMatches, Command};
use judged::Judged;
use serde_json::{Value, json};
use std::fmt::Write;
use std::process::ExitCode;

pub(super) const SHOW: Shell = Shell { name: "show", grammar, run };

fn grammar(command: Command) -> Command {
    command
        .arg(Arg::new("key").value_name("KEY").required(true).help("The item's key, or its number"))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("As JSON: one object"))
        .after_help("Examples:\n  upnext show WEB-12\n  upnext show 12 --json")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = session.open()?;
    let item = session.item(&store, matches.get_one::<String>("key").map_or("", String::as_str))?;
    let place = place(&store, &item)?;
    let judged = Judged::read(&store, &item)?;
    let mut out = out::stdout();
    if matches.get_flag("json") {
        out.json(&object(&item, place, &judged))?;
    } else {
        out.raw(&Safe(&words(&item, place, &judged)).to_string())?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The item's place in the order, and how many places there are.
fn place(store: &Store, item: &Item) -> anyhow::Result<Option<(usize, usize)>> {
    if item.list() != List::Backlog {
        return Ok(None);
    }
    let order = store.order(item.product, List::Backlog)?;
    Ok(order.index_of(item.id).map(|index| (index + 1, order.len())))
}

/// Everything about it under the domain's names; what is missing is null.
fn object(item: &Item, place: Option<(usize, usize)>, judged: &Judged) -> Value {
    let said = &item.text;
    let full = |text: &String| (!text.is_empty()).then(|| text.clone());
    let mut object = json!({
        "key": item.key.to_string(),
        "place": place.map(|p| p.0),
        "kind": said.kind,
        "title": said.title,
        "state": item.state,
        "list": item.list(),
        "estimate": said.estimate,
        "points": said.estimate.as_ref().and_then(Estimate::points).and_then(number),
        "tags": said.tags,
        "epic": item.epic.as_ref().map(|(_, key, _)| key.to_string()),
        "persona": full(&said.persona),
        "want": full(&said.want),
        "benefit": full(&said.benefit),
        "description": full(&said.description),
        "criteria": item.criteria.iter().map(|c| json!({ "text": c.text, "met": c.is_met })).collect::<Vec<_>>(),
        "subtasks": item.subtasks.iter().map(|s| json!({ "text": s.text, "done": s.is_done })).collect::<Vec<_>>(),
        "asked": full(&said.asked),
        "assignee": full(&said.assignee),
        "due": said.due,
        "links": said.links,
        "depends_on": item.needs.iter().map(tie).collect::<Vec<_>>(),
        "needed_by": item.needed_by.iter().map(tie).collect::<Vec<_>>(),
        "questions": item.questions.iter().map(|question| &question.said).collect::<Vec<_>>(),
        "snoozed_until": item.snoozed_until,
        "kept": item.kept,
        "note": full(&said.note),
        "blocked": item.blocked,
        "declined": item.decline,
        "declined_at": item.declined_at.map(Instant::rfc3339),
        "merged_into": item.merged_into.as_ref().map(|(_, key, _)| key.to_string()),
        "trashed": item.is_trashed,
        "children": item.children.map(super::list::children),
        "source": item.source.as_ref().map(|(source, key)| json!({ "source": source, "key": key })),
        "changed_here": item.is_changed,
        "came_in": item.is_incoming,
        "comments": item.comments.iter().map(comment).collect::<Vec<_>>(),
        "extra": item.extra,
        "created": item.created_at.rfc3339(),
        "updated": item.updated_at.rfc3339(),
        "done": item.done_at.map(Instant::rfc3339),
        "uid": item.uid,
    });
    object["sprint"] =
        json!(item.sprint.as_ref().map(|sprint| json!({ "title": sprint.title, "phase": sprint.phase })));
    object["serves_goal"] = json!(item.serves_goal);
    object["value"] = json!(full(&item.value));
    object["carried_over"] = json!(item.hops);
    object["about"] = json!(item.about.as_ref().map(|(_, key, _)| key.to_string()));
    object["pinned"] = json!(item.pinned);
    judged.add(item, &mut object);
    object
}

/// What somebody said at the source, oldest first as there.
fn comment(said: &Comment) -> Value {
    json!({ "at": said.at.map(Instant::rfc3339), "author": said.author, "text": said.text })
}

fn tie(tie: &Tie) -> Value {
    json!({ "key": tie.key.to_string(), "title": tie.title, "state": tie.state })
}

/// The item as a person reads it.
fn words(item: &Item, place: Option<(usize, usize)>, judged: &Judged) -> String {
    let said = &item.text;
    let mut head = vec![item.key.to_string(), said.kind.name().to_owned(), item.state.name().to_owned()];
    head.extend(said.estimate.as_ref().map(|e| format!("estimate {e}")));
    head.extend(place.map(|(at, of)| format!("place {} of {}", text::thousands(at), text::thousands(of))));
    head.extend(item.is_trashed.then(|| "in the trash".to_owned()));
    let mut parts = vec![format!("{}\n{}", head.join(" · "), visible(&said.title))];
    parts.push(facts(item, judged));
    parts.push(story::sentence(said));
    parts.push(said.description.clone());
    let lines = |title: &str, lines: Vec<(&str, bool)>| {
        let done = lines.iter().filter(|l| l.1).count();
        let head = format!("{title} {done}/{}", lines.len());
        let tick = |(text, is_done): &(&str, bool)| format!("\n [{}] {text}", if *is_done { "x" } else { " " });
        if lines.is_empty() { String::new() } else { head + &lines.iter().map(tick).collect::<String>() }
    };
    parts.push(lines("Acceptance criteria", item.criteria.iter().map(|c| (c.text.as_str(), c.is_met)).collect()));
    parts.push(lines("Sub-tasks", item.subtasks.iter().map(|s| (s.text.as_str(), s.is_done)).collect()));
    parts.push(questions(item));
    parts.push(ties("Depends on", &item.needs));
    parts.push(ties("Needed by", &item.needed_by));
    let note = &said.note;
    parts.push(if note.is_empty() { String::new() } else { format!("Private note\n{note}") });
    parts.push(comments(item));
    let other = || item.extra.iter().filter(|e| Familiar::of(&e.column).is_none());
    let more = other().map(|e| format!(" {}: {}", visible(&e.column), visible(&e.value)));
    let more: Vec<String> = other().next().map(|_| "Other columns".into()).into_iter().chain(more).collect();
    parts.push(more.join("\n"));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn ties(title: &str, ties: &[Tie]) -> String {
    let line = |tie: &Tie| format!("\n {} {}  {}", tie.key, visible(&tie.title), tie.state.name());
    if ties.is_empty() { String::new() } else { title.to_owned() + &ties.iter().map(line).collect::<String>() }
}

/// What people said at the source, with the day; as there, the oldest first.
fn comments(item: &Item) -> String {
    let mut out = String::new();
    for said in &item.comments {
        let on = said.at.map_or_else(String::new, |at| format!("{} ", at.utc().format("%Y-%m-%d")));
        let text = said.text.replace('\n', "\n   ");
        let _ = write!(out, "\n {on}{}\n   {}", visible(&said.author), text);
    }
    if out.is_empty() { out } else { format!("Comments  {}{out}", item.comments.len()) }
}

/// Each question with its day, and what was answered.
fn questions(item: &Item) -> String {
    let mut out = String::new();
    for question in &item.questions {
        let said = &question.said;
        let _ = write!(out, "\n {} {}", said.asked_on, said.text);
        if let Some(answer) = &said.answer {
            let _ = write!(out, "\n   {} {}", answer.on, answer.text);
        }
    }
    if out.is_empty() { out } else { format!("Questions{out}") }
}

/// The short facts, each on a line.
fn facts(item: &Item, judged: &Judged) -> String {
    let said = &item.text;
    let day = |at: Instant| at.utc().format("%Y-%m-%d").to_string();
    let no = item.decline.as_ref();
    let kept = item.kept.as_ref().map(|kept| format!("{} {}", kept.on, kept.why).trim_end().to_owned());
    let merged = item.merged_into.as_ref().map(|(_, key, title)| format!("{key} {title}"));
    let epic = item.epic.as_ref().map(|(_, key, title)| format!("{key} {title}"));
    let children = item.children.map(|c| {
        let points = format!("{} of {} points", c.done_points, c.points);
        format!("{}, {} done; {points}; {} without points", text::counted(c.count, "item"), c.done, c.unestimated)
    });
    let source = item.source.as_ref().map(|(source, key)| format!("{source} {key}"));
    let facts = [
        ("blocked", item.blocked.clone()),
        ("declined", no.map(|no| no.reason.clone())),
        ("instead", no.and_then(|no| no.alternative.clone())),
        ("asked by", no.and_then(|no| no.requester.clone())),
        ("on", item.declined_at.map(day)),
        ("again", no.and_then(|no| no.again).map(|day| day.to_string())),
        ("lives on", merged),
        ("epic", epic),
        ("items", children),
        ("tags", Some(said.tags.join(", "))),
        ("asked", Some(said.asked.clone())),
        ("sprint", sprint(item)),
        ("value", Some(item.value.clone())),
        ("class", Judged::class(item)),
        ("score", judged.words()),
        ("inputs", judged.inputs(item)),
        ("fixed", item.pinned.clone()),
        ("about", item.about.as_ref().map(|(_, key, title)| format!("{key} {title}"))),
        ("assignee", Some(said.assignee.clone())),
        ("due", said.due.map(|day| day.to_string())),
        ("links", Some(said.links.join(" "))),
        ("snoozed", item.snoozed_until.map(|day| day.to_string())),
        ("kept", kept),
        ("priority", Some(Familiar::Priority.told(&item.extra))),
        ("fix for", Some(Familiar::FixVersion.told(&item.extra))),
        ("affects", Some(Familiar::AffectsVersion.told(&item.extra))),
        ("source", source),
        ("marks", Some(marks(item))),
        ("created", Some(day(item.created_at))),
        ("updated", Some(day(item.updated_at))),
        ("done", item.done_at.map(day)),
    ];
    let mut out = String::new();
    for (name, value) in facts {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            // Writing to a String can't fail.
            let _ = write!(out, "{}{name:<9} {}", if out.is_empty() { "" } else { "\n" }, visible(&value));
        }
    }
    out
}

/// Whether it is as its source has it.
fn marks(item: &Item) -> String {
    let marks = [(item.is_incoming, "came with the last import"), (item.is_changed, "changed here since")];
    marks.iter().filter(|mark| mark.0).map(|mark| mark.1).collect::<Vec<_>>().join(", ")
}

/// The Sprint it is in, whether it serves its goal, and how often it was carried over.
fn sprint(item: &Item) -> Option<String> {
    let sprint = item.sprint.as_ref().map(|sprint| format!("{} ({})", sprint.title, sprint.phase.said()));
    let serves = item.serves_goal.then(|| "serves the Sprint Goal".to_owned());
    let hops = (item.hops > 0).then(|| format!("carried over {}×", item.hops));
    let parts: Vec<String> = sprint.into_iter().chain(serves).chain(hops).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
