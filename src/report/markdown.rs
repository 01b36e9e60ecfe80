//! Documents as Markdown, to be read as it is and on every page that shows it.

use super::document::{Document, Entry, Part};
use crate::domain::markdown::{paragraph, plain};

/// Writes a document.
pub(super) fn write(document: &Document) -> String {
    let mut parts = vec![format!("# {}", plain(&document.title))];
    if !document.subtitle.is_empty() {
        parts.push(plain(&document.subtitle));
    }
    parts.extend(document.parts.iter().map(part).filter(|part| !part.is_empty()));
    parts.join("\n\n") + "\n"
}

fn part(part: &Part) -> String {
    match part {
        Part::Section(title) => format!("## {}", plain(title)),
        Part::Text(text) => paragraph(text),
        Part::Goal { name, text, mark } => {
            let mark = if mark.is_empty() { String::new() } else { format!(" ({mark})") };
            format!("**{name}{mark}:** {}", paragraph(text))
        }
        Part::Facts(facts) => lines(facts.iter().map(|(name, value)| format!("- {}: {}", plain(name), plain(value)))),
        Part::Items(items) => lines(items.iter().map(entry)),
        Part::Folded { summary, items } => {
            format!("### {}\n\n{}", plain(summary), lines(items.iter().map(entry)))
        }
        Part::Table { head, rows } => table(head, rows),
        Part::Chart(_) => String::new(),
    }
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("\n")
}

fn entry(entry: &Entry) -> String {
    let key = entry.key.as_ref().map(|key| format!("**{key}** ")).unwrap_or_default();
    let mark = entry.place.map_or_else(|| "-".to_owned(), |place| format!("{place}."));
    let facts = [entry.state.map(|state| state.name().to_owned()).unwrap_or_default(), entry.size.clone()];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", plain(&facts.join(", "))) };
    let mut out = format!("{mark} {key}{}{facts}", plain(&entry.title));
    for said in &entry.said {
        out.push_str("  \n  ");
        out.push_str(&plain(said));
    }
    out
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let rule = head.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }.to_owned());
    let head = [line(head.iter().map(|cell| plain(cell)).collect()), line(rule.collect())];
    let rows = rows.iter().map(|row| line(row.iter().map(|cell| plain(cell)).collect()));
    lines(head.into_iter().chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_ends_its_table() {
        assert_eq!(table(&["a".into()], &[vec!["b|c".into()]]), "| a |\n| --- |\n| b\\|c |");
    }
}
