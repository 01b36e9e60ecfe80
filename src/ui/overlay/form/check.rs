//! What is wrong with a field, told at the field; the text stays as it was typed.

use super::slot::{Nature, Slot};
use super::sprint;
use super::value::{self, Value};
use crate::domain::criterion::Line;
use crate::domain::ready::Definition;
use crate::domain::{Estimate, Key, Kind, Scale, State, key, text};
use crate::ui::action::{Action, Due, Write};
use crate::ui::verb;
use chrono::NaiveDate;

/// What texts are read by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The scale of estimates.
    pub scale: Scale,
    /// The prefix of a bare number.
    pub prefix: String,
    /// The key of the item itself, where it is one.
    pub own: Option<Key>,
    /// From which "friday" is counted.
    pub today: NaiveDate,
}

/// Looks at a field. What stood there before and was not changed is never wrong.
///
/// # Errors
/// What is wrong, and what to do.
pub fn check(slot: Slot, value: &Value, base: &Value, rules: &Rules) -> Result<(), String> {
    if slot == Slot::State && value != base && State::parse(value.as_text()) == Some(State::Declined) {
        return Err("a no needs its reason: leave the form and decline the item there".into());
    }
    if value == base && !(slot.is_needed() && value.is_empty()) {
        return Ok(());
    }
    match value {
        Value::Text(typed) => one(slot, typed, rules),
        Value::List(lines) => {
            for (n, line) in lines.iter().enumerate() {
                let told = |error: String| format!("line {}: {error}", n + 1);
                let is_criterion = slot.nature() == Nature::List { has_ticks: true };
                let checked = if is_criterion {
                    text::block(slot.what(), &line.text)
                } else {
                    text::line(slot.what(), &line.text)
                };
                checked.map_err(|error| told(error.to_string()))?;
                if slot == Slot::Ready {
                    rule(&line.text).map_err(told)?;
                }
            }
            Ok(())
        }
        Value::Parts(_) => Ok(()),
    }
}

/// What is worth knowing of a field and is no fault.
pub fn remark(slot: Slot, value: &Value) -> Option<String> {
    let lines = value.as_lines();
    let is_again = |(n, line): (usize, &Line)| lines[..n].iter().any(|l| text::fold(&l.text) == text::fold(&line.text));
    if matches!(slot, Slot::Personas | Slot::Jargon | Slot::Reasons | Slot::Links)
        && lines.iter().enumerate().any(is_again)
    {
        return Some("what stands here twice is kept once".into());
    }
    let is_address = |text: &str| {
        let (scheme, rest) = text.split_once(':').unwrap_or_default();
        let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        (is_scheme && !scheme.is_empty() && !rest.is_empty() && !rest.starts_with(' ')) || text.starts_with("www.")
    };
    let odd = lines.iter().find(|line| !line.text.trim().is_empty() && !is_address(line.text.trim()));
    let odd = odd.filter(|_| slot == Slot::Links)?;
    let said: String = text::visible(odd.text.trim()).chars().take(40).collect();
    Some(format!("\"{said}\" is no address such as https://example.org/page; it is kept as it is"))
}

fn one(slot: Slot, typed: &str, rules: &Rules) -> Result<(), String> {
    if let Some(c) = typed.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        let what = slot.what();
        return Err(format!("{what} has the control character U+{:04X} in it: take it out", u32::from(c)));
    }
    let plain = |done: Result<String, text::TextError>| done.map(drop).map_err(|error| error.to_string());
    match slot {
        Slot::Title | Slot::Name | Slot::Action => plain(text::title(slot.what(), typed)),
        Slot::Prefix => key::parse_prefix(typed).map(drop).map_err(|error| error.to_string()),
        Slot::Asked | Slot::Assignee | Slot::VisionBy | Slot::SprintName | Slot::Owner => {
            plain(text::line(slot.what(), typed))
        }
        Slot::Kind => word(Kind::parse(typed).is_some(), typed, "kind", &Kind::names()),
        Slot::State => word(State::parse(typed).is_some(), typed, "state", &State::names()),
        Slot::Scale => word(Scale::parse(typed).is_some(), typed, "scale", &Scale::names()),
        Slot::Estimate => rules.scale.read(typed).map(drop).map_err(|error| error.to_string()),
        Slot::Due | Slot::Starts | Slot::Ends => due(typed, rules.today).map(drop),
        Slot::Capacity => sprint::capacity(typed).map(drop),
        Slot::Tags => tags(typed).map(drop),
        Slot::Epic => keys(typed, rules).and_then(|keys| match keys.len() {
            0 | 1 => Ok(()),
            n => Err(format!("{n} keys are too many: an item belongs to one epic, or to none")),
        }),
        Slot::Needs | Slot::NeededBy => keys(typed, rules).map(drop),
        Slot::Persona
        | Slot::Want
        | Slot::Benefit
        | Slot::Description
        | Slot::Note
        | Slot::Vision
        | Slot::Goal
        | Slot::SprintGoal
        | Slot::Criteria
        | Slot::Links
        | Slot::Personas
        | Slot::Jargon
        | Slot::Reasons
        | Slot::Ready
        | Slot::Done
        | Slot::Templates => plain(text::block(slot.what(), typed)),
    }
}

fn word(is_known: bool, typed: &str, what: &str, known: &str) -> Result<(), String> {
    if is_known { Ok(()) } else { Err(format!("\"{}\" is no {what}, one of {known}", text::visible(typed))) }
}

/// A rule of the Definition of Ready: a filter, and behind `#` its words.
fn rule(line: &str) -> Result<(), String> {
    let rules = Definition::parse(&[line]).map_err(|(_, error)| error.to_string())?;
    if rules.is_empty() && !line.trim().is_empty() {
        return Err("a rule needs a filter before its words, such as has:criteria # it can be accepted".into());
    }
    Ok(())
}

/// The day that was typed; none where nothing was.
///
/// # Errors
/// Where it is no day.
pub fn due(typed: &str, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
    let typed = typed.trim();
    if matches!(typed, "" | "-") {
        return Ok(None);
    }
    let verb = verb::find("due").ok_or("there is no such verb")?;
    match (verb.make)(typed).map_err(|error| error.to_string())? {
        Action::Write(Write::Due(due)) => Ok(due.map(|due: Due| due.on(today))),
        Action::Write(_)
        | Action::Go(_)
        | Action::Look(_)
        | Action::Move(_)
        | Action::Mark(_)
        | Action::Form(_)
        | Action::Sprint(_)
        | Action::Prioritize(_)
        | Action::Present(_)
        | Action::App(_)
        | Action::Ask(_) => Ok(None),
    }
}

/// The tags that were typed.
///
/// # Errors
/// Where one is too long, or there are too many.
pub fn tags(typed: &str) -> Result<Vec<String>, String> {
    let tags = value::split(typed).iter().map(|tag| text::line("a tag", tag)).collect::<Result<Vec<_>, _>>();
    let tags = tags.map_err(|error| error.to_string())?;
    let count = tags.len();
    if count > text::TAG_LIMIT { Err(text::TextError::TooManyTags(count).to_string()) } else { Ok(tags) }
}

/// The keys that were typed, with commas or spaces between; none twice.
///
/// # Errors
/// Where one is no key, or the item's own.
pub fn keys(typed: &str, rules: &Rules) -> Result<Vec<Key>, String> {
    let mut keys: Vec<Key> = Vec::new();
    for word in typed.split([',', ' ', '\n', ';']).map(str::trim).filter(|word| !matches!(*word, "" | "-" | "none")) {
        let key = Key::parse(word, &rules.prefix).ok_or_else(|| {
            format!("\"{}\" is no key: type one such as {}-12, or its number", text::visible(word), rules.prefix)
        })?;
        if rules.own.as_ref() == Some(&key) {
            return Err(format!("{key} is this item itself: type the key of another"));
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// The estimate that was typed, on the scale or not; none where it can't be read.
pub fn estimate(typed: &str) -> Option<Estimate> {
    Estimate::parse(typed).ok().flatten()
}
