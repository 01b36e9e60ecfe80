//! The stand-up sheet as Markdown, to be sent to those who were not there.

use crate::domain::Standup;
use crate::domain::markdown::{paragraph, plain};
use crate::domain::standup::{Note, Part};

/// Writes the sheet.
pub fn markdown(sheet: &Standup) -> String {
    let mut parts = vec![format!("# Stand-up: {}, {}", plain(&sheet.title), sheet.day)];
    if !sheet.goal.is_empty() {
        parts.push(format!("Sprint Goal: {}", paragraph(&sheet.goal)));
    }
    parts.push(format!("Since {}.", sheet.since));
    for part in &sheet.parts {
        parts.push(format!("## {}", part.topic.title()));
        parts.push(notes(part));
    }
    parts.join("\n\n") + "\n"
}

fn notes(part: &Part) -> String {
    if part.notes.is_empty() {
        return part.topic.nothing().to_owned();
    }
    part.notes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(note: &Note) -> String {
    let said = if note.said.is_empty() { String::new() } else { format!(": {}", plain(&note.said)) };
    let who = if note.who.is_empty() { String::new() } else { format!(" ({})", plain(&note.who)) };
    format!("- {} {}{said}{who}", note.key, plain(&note.title))
}
