//! Told Sprints in lines that a person reads before agreeing to an import.

use super::super::{Known, Parsed, SprintRecord};
use super::{ToldSprint, phases};
use crate::domain::sprint::Phase;
use crate::domain::text::counted;

/// How many Sprints are listed before "and more".
const SHOWN: usize = 12;

/// What becomes of the Sprints that cells name: how many of each phase, then the newest ones with days and figures, and
/// what a person must know of them.
pub fn told_lines(parsed: &Parsed, known: &Known) -> Vec<String> {
    if parsed.told.is_empty() {
        return Vec::new();
    }
    let phases = phases(&parsed.told);
    let kept: Vec<(&ToldSprint, Phase)> =
        parsed.told.iter().zip(phases).filter(|(told, _)| !told.is_left_out).collect();
    let count = |phase: Phase| kept.iter().filter(|(_, of)| *of == phase).count();
    let parts = [Phase::Closed, Phase::Active, Phase::Planned].map(|phase| (count(phase), phase.said()));
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, said)| format!("{n} {said}")).collect();
    let left = parsed.told.len() - kept.len();
    let left = if left > 0 { format!(", {left} left out") } else { String::new() };
    let none = if parts.is_empty() { "none taken".to_owned() } else { parts.join(", ") };
    let mut lines = vec![format!("{}: {none}{left}", counted(parsed.told.len(), "Sprint"))];
    let hidden = kept.len().saturating_sub(SHOWN);
    if hidden > 0 {
        lines.push(format!("{} before those that follow", counted(hidden, "Sprint")));
    }
    lines.extend(kept.iter().skip(hidden).map(|(told, phase)| line(told, *phase, parsed)));
    let beside = kept.iter().filter(|(told, phase)| told.phase != *phase).count();
    if beside > 0 {
        let beside = counted(beside, "Sprint");
        lines.push(format!("running beside another: {beside}, taken as planned, as a product has one at a time"));
    }
    lines.extend(other(&kept, known));
    lines
}

impl Parsed {
    /// True where the told Sprints change something here even if no item does: one is new, starts, is over, or
    /// has other days.
    pub fn has_sprint_news(&self, known: &Known) -> bool {
        let is_news = |(told, phase): (&ToldSprint, Phase)| {
            let here = known.sprints.iter().find(|here| told.is(here));
            !told.is_left_out
                && here.is_none_or(|here| {
                    let is_other = told.days() != (here.starts, here.ends);
                    (told.are_days_corrected && is_other)
                        || matches!(
                            (here.phase, phase),
                            (Phase::Planned, Phase::Active | Phase::Closed) | (Phase::Active, Phase::Closed)
                        )
                })
        };
        self.told.iter().zip(phases(&self.told)).any(is_news)
    }
}

/// The Sprint that runs here beside the one that runs there, and stays.
fn other(kept: &[(&ToldSprint, Phase)], known: &Known) -> Option<String> {
    let there = kept.iter().find(|(_, phase)| *phase == Phase::Active)?.0;
    let here = known.sprints.iter().find(|here| here.phase == Phase::Active)?;
    let is = |told: &ToldSprint| told.source == here.source && told.key == here.key;
    let is_closing = kept.iter().any(|(told, phase)| is(told) && *phase == Phase::Closed);
    let line = format!("{} runs here: {} is taken as planned until that is closed", here.title, there.name);
    (!is_closing && !is(there)).then_some(line)
}

fn line(told: &ToldSprint, phase: Phase, parsed: &Parsed) -> String {
    let done = completed(told, phase, parsed);
    let days = match told.days() {
        (Some(starts), Some(ends)) => format!("{starts} – {ends}"),
        (Some(starts), None) => format!("from {starts}"),
        (None, Some(ends)) => format!("until {ends}"),
        (None, None) => "no days".to_owned(),
    };
    let guess = |is_told: bool| if is_told { "" } else { " (a guess)" };
    let (said, items) = (phase.said(), counted(told.items, "item"));
    let days = if told.starts.or(told.ends).is_some() { format!("{days}{}", guess(told.are_days_told)) } else { days };
    let seems = told.seems().map(|seems| format!(", looks {}: correct it where it is", seems.said()));
    let seems = seems.unwrap_or_default();
    format!("  {}: {said}{}, {days}, {items}{done}{seems}", told.name, guess(told.is_phase_told))
}

/// What is written down as completed in one that was held elsewhere; of one that was held here its own figures are.
fn completed(told: &ToldSprint, phase: Phase, parsed: &Parsed) -> String {
    if phase != Phase::Closed || matches!(told.here, Some(Phase::Active | Phase::Closed)) {
        return String::new();
    }
    let is = |sprint: &&SprintRecord| {
        sprint.origin.as_ref().is_some_and(|(source, key)| *source == told.source && *key == told.key)
    };
    let past = parsed.sprints.iter().find(is).and_then(|sprint| sprint.past?.completed);
    past.map_or_else(|| ", no points known".to_owned(), |points| format!(", {points} points completed"))
}
