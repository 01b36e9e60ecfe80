//! A backlog as Markdown to read and to send: the order as headings, stories, criteria as boxes.
//!
//! It is made for others: private notes and the trash are left out.

use super::csv::checklist;
use crate::domain::import::Exported;
use crate::domain::product::Product;
use crate::domain::{List, story};
use std::io::{self, Write};

/// Writes products and their items, one at a time.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    list: Option<List>,
}

impl<W: Write> Writer<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, list: None }
    }

    /// Begins a product; the items that follow are its.
    pub fn product(&mut self, product: &Product) -> io::Result<()> {
        self.list = None;
        writeln!(self.out, "# {}", product.name)
    }

    /// Writes one item, with a heading where another list begins.
    pub fn item(&mut self, exported: &Exported) -> io::Result<()> {
        let (item, text) = (&exported.item, &exported.item.text);
        let list = List::of(text.kind, item.state, item.is_trashed);
        if list == List::Trash {
            return Ok(());
        }
        if self.list != Some(list) {
            self.list = Some(list);
            writeln!(self.out, "\n## {}", heading(list))?;
        }
        let place = exported.place.map(|p| format!("{p}. ")).unwrap_or_default();
        writeln!(self.out, "\n### {place}{} {}\n\n{}", exported.key, text.title, facts(exported))?;
        let refusal = item.decline.as_ref().map(|d| format!("Declined: {}", d.reason)).unwrap_or_default();
        let blocked = item.blocked.as_ref().map(|b| format!("Blocked: {b}")).unwrap_or_default();
        for part in [story::sentence(text), refusal, blocked, text.description.clone()] {
            if !part.is_empty() {
                writeln!(self.out, "\n{part}")?;
            }
        }
        for (name, lines) in [("Acceptance criteria", &item.criteria), ("Sub-tasks", &item.subtasks)] {
            if !lines.is_empty() {
                writeln!(self.out, "\n{name}:\n\n{}", checklist(lines))?;
            }
        }
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn heading(list: List) -> &'static str {
    match list {
        List::Backlog => "Product Backlog",
        List::Inbox => "Inbox",
        List::Epics => "Epics",
        List::Done => "Done",
        List::Declined => "Declined",
        List::Trash => "Trash",
    }
}

/// Kind, state, estimate and whatever else is set, in one line.
fn facts(exported: &Exported) -> String {
    let (item, text) = (&exported.item, &exported.item.text);
    let mut facts = vec![text.kind.name().to_owned(), item.state.name().to_owned()];
    facts.extend(text.estimate.as_ref().map(|e| format!("estimate {e}")));
    facts.extend(exported.epic.as_ref().map(|e| format!("epic {}", e.1)));
    for (name, value) in
        [("tags", text.tags.join(", ")), ("asked by", text.asked.clone()), ("with", text.assignee.clone())]
    {
        if !value.is_empty() {
            facts.push(format!("{name} {value}"));
        }
    }
    facts.extend(text.due.map(|d| format!("due {d}")));
    format!("*{}*", facts.join(" · "))
}
