//! A backlog as Markdown to read and to send: the order as headings, stories, criteria as boxes.
//!
//! It is made for others: private notes and the trash are left out, and no text in it runs, loads or ends anything.

use crate::domain::criterion::Line;
use crate::domain::import::Exported;
use crate::domain::markdown::{is_page, paragraph, plain, prose};
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
        writeln!(self.out, "# {}", plain(&product.name))
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
        writeln!(self.out, "\n### {place}{} {}\n\n{}", exported.key, plain(&text.title), facts(exported))?;
        let refusal = refusal(exported);
        let blocked = item.blocked.as_ref().map(|b| format!("Blocked: {}", plain(b))).unwrap_or_default();
        for part in [paragraph(&story::sentence(text)), refusal, blocked, prose(&text.description)] {
            if !part.is_empty() {
                writeln!(self.out, "\n{part}")?;
            }
        }
        for part in [questions(exported), links(exported)] {
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

/// Why it was declined, since when, and what goes along.
fn refusal(exported: &Exported) -> String {
    let item = &exported.item;
    let Some(no) = &item.decline else { return String::new() };
    let day = item.declined_at.map(|at| format!(" on {}", at.utc().date_naive())).unwrap_or_default();
    let mut lines = vec![format!("Declined{day}: {}", plain(&no.reason))];
    lines.extend(no.alternative.as_ref().map(|instead| format!("Instead: {}", plain(instead))));
    lines.extend(no.requester.as_ref().map(|who| format!("Asked by: {}", plain(who))));
    lines.extend(no.again.map(|again| format!("To be looked at again on {again}")));
    lines.extend(exported.merged_into.as_ref().map(|into| format!("Lives on in {}", into.1)));
    lines.join("  \n")
}

/// Open questions with their day.
fn questions(exported: &Exported) -> String {
    let open = exported.item.questions.iter().filter(|question| question.answer.is_none());
    let lines: Vec<String> = open.map(|q| format!("- {}: {}", q.asked_on, inside(&q.text))).collect();
    if lines.is_empty() { String::new() } else { format!("Open questions:\n\n{}", lines.join("\n")) }
}

/// A text of several lines as one entry of a list.
fn inside(text: &str) -> String {
    paragraph(text).replace('\n', "\n  ")
}

/// Lines as boxes.
fn checklist(lines: &[Line]) -> String {
    let of = |line: &Line| format!("- [{}] {}", if line.is_done { 'x' } else { ' ' }, inside(&line.text));
    lines.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// Addresses as Markdown has them; what is no page is told and not linked.
fn links(exported: &Exported) -> String {
    let is_link =
        |address: &str| is_page(address) && address.bytes().all(|b| b > b' ' && !matches!(b, b'<' | b'>' | b'\\'));
    let of = |address: &String| {
        if is_link(address) { format!("- <{address}>") } else { format!("- {}", plain(address)) }
    };
    let all: Vec<String> = exported.item.text.links.iter().map(of).collect();
    if all.is_empty() { String::new() } else { format!("Links:\n\n{}", all.join("\n")) }
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
    facts.extend(text.estimate.as_ref().map(|e| format!("estimate {}", plain(&e.to_string()))));
    facts.extend(exported.epic.as_ref().map(|e| format!("epic {}", e.1)));
    for (name, value) in
        [("tags", text.tags.join(", ")), ("asked by", text.asked.clone()), ("with", text.assignee.clone())]
    {
        if !value.is_empty() {
            facts.push(format!("{name} {}", plain(&value)));
        }
    }
    let needs: Vec<String> = exported.needs.iter().map(|needed| needed.1.to_string()).collect();
    facts.extend((!needs.is_empty()).then(|| format!("depends on {}", needs.join(", "))));
    facts.extend(text.due.map(|d| format!("due {d}")));
    format!("*{}*", facts.join(" · "))
}
