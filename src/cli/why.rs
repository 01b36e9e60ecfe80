//! `why`: why an item stands where it stands; of two items, what separates them.

use super::session::Session;
use super::{Shell, out};
use crate::domain::audience::Audience;
use crate::domain::item::Tie;
use crate::domain::step::Told;
use crate::domain::text::{Safe, visible};
use crate::domain::why::{Versus, Why};
use crate::exchange::scored::rounded;
use crate::runtime::transfer::why::Grounds;
use anyhow::bail;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::process::ExitCode;

pub(super) const WHY: Shell = Shell { name: "why", grammar, run };

/// Columns of the labels.
const LABEL: usize = 12;

fn grammar(command: Command) -> Command {
    let flag = |name, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .about("Tell why an item is where it is: score, decisions, what holds it, when it comes")
        .arg(Arg::new("key").value_name("KEY").required(true).help("The item's key, or its number"))
        .arg(Arg::new("other").value_name("OTHER").help("Another item: what separates the two"))
        .arg(
            super::field::option("by")
                .value_name("FRAMEWORK")
                .value_parser(super::list::frameworks())
                .help("By which framework [default: the product's]"),
        )
        .arg(flag("json", "As JSON: one object"))
        .arg(flag("md", "As Markdown, to be sent").conflicts_with("json"))
        .arg(flag("private", "With who moved it, and with what was declined"))
        .after_help("Examples:\n  upnext why WEB-12\n  upnext why WEB-12 WEB-7 --md\n  upnext why WEB-12 --by wsjf")
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = session.open()?;
    let mut items = Vec::new();
    for key in ["key", "other"].into_iter().filter_map(|name| matches.get_one::<String>(name)) {
        items.push(session.item(&store, key)?);
    }
    if let [a, b] = items.as_slice() {
        if a.id == b.id {
            bail!("{} is named twice: name another item beside it, or none", a.key);
        }
        if a.product != b.product {
            bail!("{} and {} belong to different products: two of one product are compared", a.key, b.key);
        }
    }
    if session.is_public && matches.get_flag("private") {
        bail!("--public leaves out what --private tells: name one of them");
    }
    let ids: Vec<_> = items.iter().map(|item| item.id).collect();
    let audience = Audience::asked(matches.get_flag("private"));
    let grounds = Grounds::read(&store, &ids, super::list::framework(matches), audience)?;
    let Some(grounds) = grounds.filter(|grounds| grounds.whys().len() == ids.len()) else {
        bail!("what is declined is not told to everyone: --private tells it")
    };
    let mut out = out::stdout();
    if matches.get_flag("json") {
        out.json(&object(&grounds))?;
    } else if matches.get_flag("md") {
        out.raw(&grounds.document().markdown())?;
    } else {
        out.raw(&Safe(&words(&grounds)).to_string())?;
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// One item, or two with what separates them.
fn object(grounds: &Grounds) -> Value {
    match grounds.whys().as_slice() {
        [a, b] => {
            let Versus { keys: _, titles: _, cells: _, verdict, apart, turns } = Versus::of([a, b], &grounds.scoring);
            json!({ "items": [alone(a), alone(b)], "verdict": verdict, "separates": apart, "would_change": turns })
        }
        [one, ..] => alone(one),
        [] => Value::Null,
    }
}

/// What is not known is null.
fn alone(why: &Why) -> Value {
    let (item, scored) = (&why.ground.item, &why.scored);
    let named = scored.inputs.iter().zip(&scored.amounts);
    let inputs: Map<String, Value> = named.map(|(input, amount)| (input.name.to_string(), json!(amount))).collect();
    let keys = |ties: &[Tie]| -> Vec<String> {
        ties.iter().filter(|tie| tie.is_open()).map(|tie| tie.key.to_string()).collect()
    };
    let points = |points: crate::domain::Points| super::list::number(points);
    let comes = why.ground.comes.as_ref().map(|comes| {
        let (earliest, latest) = comes.when(item);
        json!({ "earliest": earliest, "latest": latest, "points": points(comes.points),
            "without_points": comes.unestimated,
            "velocities": comes.velocities.iter().copied().map(points).collect::<Vec<_>>() })
    });
    json!({
        "key": item.key.to_string(),
        "title": item.text.title,
        "place": why.place.map(|place| place.0),
        "of": why.place.map(|place| place.1),
        "framework": scored.framework.name(),
        "formula": scored.formula,
        "worked": scored.worked,
        "remarks": scored.remarks,
        "score": scored.score.map(rounded),
        "place_by_score": scored.place,
        "too_low_by": why.gap(),
        "inputs": inputs,
        "pinned": item.pinned,
        "blocked": item.blocked,
        "sprint": item.sprint.as_ref().map(|sprint| &sprint.title),
        "waits_for": keys(&item.needs),
        "needed_by": keys(&item.needed_by),
        "comes": comes,
        "ordered": why.ground.ordered.iter().map(moved).collect::<Vec<_>>(),
        "moves": why.ground.moves.iter().map(moved).collect::<Vec<_>>(),
    })
}

fn moved(told: &Told) -> Value {
    let author = Some(&told.author).filter(|author| !author.is_empty());
    json!({ "at": told.at.rfc3339(), "day": told.day, "what": told.sentence(), "reason": told.reason, "author": author })
}

/// As a person reads it.
fn words(grounds: &Grounds) -> String {
    let whys = grounds.whys();
    let mut text = String::new();
    if let [a, b] = whys.as_slice() {
        beside(&mut text, &Versus::of([a, b], &grounds.scoring));
        return text;
    }
    for why in &whys {
        let item = &why.ground.item;
        // Writing to a String can't fail.
        let _ = writeln!(text, "{} {}\n", item.key, visible(&item.text.title));
        for fact in why.facts() {
            lines(&mut text, fact.label, &fact.said);
        }
        let because = |told: &Told| {
            let by = if told.author.is_empty() { String::new() } else { format!(" ({})", told.author) };
            let why = told.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
            format!("{} {}{by}{why}", told.day, told.sentence())
        };
        lines(&mut text, "Moved", &why.ground.moves.iter().map(because).collect::<Vec<_>>());
    }
    text
}

/// A label and what stands under it.
fn lines(text: &mut String, label: &str, said: &[String]) {
    for (n, line) in said.iter().enumerate() {
        let label = if n == 0 { label } else { "" };
        let _ = writeln!(text, "{label:<LABEL$}{}", visible(line));
    }
}

fn beside(text: &mut String, versus: &Versus) {
    let Versus { keys, titles, cells, verdict, apart, turns } = versus;
    for (key, title) in keys.iter().zip(titles) {
        let _ = writeln!(text, "{key} {}", visible(title));
    }
    let wide = cells.iter().map(|cell| cell.said[0].chars().count()).chain([keys[0].chars().count()]).max();
    let wide = wide.unwrap_or(0).min(60);
    let label_wide = cells.iter().map(|cell| cell.label.chars().count() + 2).max().unwrap_or(0).max(LABEL);
    let mut row = |label: &str, said: &[String; 2]| {
        let line = format!("{label:<label_wide$}{:<wide$}  {}", visible(&said[0]), visible(&said[1]));
        let _ = writeln!(text, "{}", line.trim_end());
    };
    row("", keys);
    for cell in cells {
        row(&cell.label, &cell.said);
    }
    let _ = writeln!(text, "\n{}", verdict.join("\n"));
    for (heading, said) in [("What separates them:", apart), ("What would have to change:", turns)] {
        if !said.is_empty() {
            let _ = writeln!(text, "\n{heading}\n  {}", said.join("\n  "));
        }
    }
}
