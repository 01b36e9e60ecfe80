//! What a person must know before anything is written, in words.

use crate::domain::import::{Alarm, Proposal};
use crate::domain::{Now, text};

/// All alarms of a plan.
pub(super) fn alarms(proposal: &Proposal) -> Vec<&Alarm> {
    let of_plan = proposal.plan.alarms.iter();
    let of_files = proposal.parsed.report.alarms.iter().filter(|alarm| !proposal.plan.alarms.contains(alarm));
    of_plan.chain(of_files).collect()
}

/// What it means, in a sentence or two.
pub(super) fn said(alarm: &Alarm, now: Now) -> String {
    match alarm {
        Alarm::OtherProject { there, here } => {
            format!("Another project: {}, not {} as before", listed(there), listed(here))
        }
        Alarm::Older { there, here } => {
            format!("Older than the last import: changed {}, that one {}", now.shown(*there), now.shown(*here))
        }
        Alarm::CutOff { name, line } => format!("{name} is cut off in line {line}: that row is left out"),
        Alarm::Shifted { keys, rows } => {
            let rows = text::counted(*rows, "row");
            format!("{rows} wider than the header: nothing is taken of known items ({})", listed(keys))
        }
        Alarm::Elsewhere { there, here, items, .. } => {
            let keys = text::counted(*items, "key");
            format!("{keys} known from {here}, but read as {there}: all would come in once more")
        }
        Alarm::MostGone { gone, open } => {
            let open = text::counted(*open, "open item");
            format!("{} of {open} are not in the files: is the export whole?", text::thousands(*gone))
        }
    }
}

/// What is asked once more, in few words.
pub(super) fn asked(alarm: &Alarm) -> &'static str {
    match alarm {
        Alarm::OtherProject { .. } => "another project's items would come in here",
        Alarm::Older { .. } => "newer changes would go back to older ones",
        Alarm::CutOff { .. } => "a part of the file is missing",
        Alarm::Shifted { .. } => "rows are broken and tell nothing",
        Alarm::Elsewhere { .. } => "items that are here would come in once more",
        Alarm::MostGone { .. } => "most open items are not in the files",
    }
}

fn listed(projects: &[String]) -> String {
    const MOST: usize = 5;
    let shown = projects.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    match projects.len().checked_sub(MOST).filter(|more| *more > 0) {
        Some(more) => format!("{shown} and {more} more"),
        None => shown,
    }
}

/// True where the files are about another project.
pub(super) fn is_other(proposal: &Proposal) -> bool {
    alarms(proposal).iter().any(|alarm| matches!(alarm, Alarm::OtherProject { .. }))
}
