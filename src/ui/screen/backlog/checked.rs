//! What the checks and the Definition of Ready say of the selected item: worked out once for each of its versions.

use crate::domain::criterion::Line;
use crate::domain::filter::Test;
use crate::domain::product::Sheet;
use crate::domain::quality::{self, Finding};
use crate::domain::ready::{self, Definition};
use crate::domain::{Item, ItemId, List, Now, Product, Scene, Seq, State};
use chrono::NaiveDate;

/// What was found, and what it was found by.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What the rules of quality find, errors first.
    pub findings: Vec<Finding>,
    /// Each rule of the Definition of Ready in words, and whether it is met; empty where they aren't asked.
    pub rules: Vec<(String, bool)>,
    /// For which version of which item.
    about: Option<About>,
    /// The product's rules as they are written, and as they are read.
    definition: Option<(Vec<String>, Definition)>,
}

/// What an answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct About {
    item: ItemId,
    seq: Option<Seq>,
    day: NaiveDate,
    place: Option<usize>,
}

impl Checked {
    /// Checks an item, unless nothing has changed since it was checked last.
    pub fn settle(&mut self, item: Option<&Item>, product: Option<&Product>, seq: Option<Seq>, scene: Scene) {
        let Some(product) = product else { return };
        if self.definition.as_ref().is_none_or(|(lines, _)| *lines != product.sheet.ready) {
            self.definition = Some((product.sheet.ready.clone(), Definition::of(&product.sheet.ready)));
            self.about = None;
        }
        let Some(item) = item else { return };
        let about = Some(About { item: item.id, seq, day: scene.now.day, place: scene.place });
        if self.about == about {
            return;
        }
        self.about = about;
        self.findings = if is_checked(item) { findings(item, &product.sheet) } else { Vec::new() };
        let asked =
            self.definition.as_ref().filter(|_| !item.is_trashed && ready::is_asked(item.text.kind, item.state));
        let verdict = asked.map_or_else(Vec::new, |(_, definition)| definition.verdict(item, &scene));
        self.rules = verdict.into_iter().map(|rule| (rule.words.to_owned(), rule.is_met)).collect();
    }

    /// What an item of the list passes that is ready; `None` where the list doesn't say so of its rows.
    pub fn test(&self, list: List, now: Now) -> Option<Test> {
        let (_, definition) = self.definition.as_ref().filter(|_| list == List::Backlog)?;
        Some(definition.test(now))
    }
}

/// The item's criteria as lines.
pub fn lines(item: &Item) -> Vec<Line> {
    item.criteria.iter().map(|c| Line { text: c.text.clone(), is_done: c.is_met }).collect()
}

/// What the rules find in an item, and in it among the others.
fn findings(item: &Item, sheet: &Sheet) -> Vec<Finding> {
    let mut found = quality::check(&item.text, &lines(item), sheet);
    found.extend(item.twin.as_ref().map(|(_, key)| quality::same_as(&item.text, &key.to_string())));
    found.sort_by_key(|finding| finding.rule.severity());
    found
}

/// True while the text still matters: what is accepted or refused is not found fault with.
fn is_checked(item: &Item) -> bool {
    !item.is_trashed && matches!(item.state, State::Inbox | State::Open | State::Ready | State::InProgress)
}
