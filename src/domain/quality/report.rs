//! What all rules find in a whole backlog.

use super::{Finding, Place, Rule, same_as, set};
use crate::domain::item::Story;
use crate::domain::{ItemId, Key};
use std::collections::HashMap;
use strum::IntoEnumIterator;

/// What the rules find, by rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// So many items were looked at.
    pub looked: usize,
    /// The rules that find anything: errors first, of equal weight the one that finds most.
    pub groups: Vec<Group>,
}

/// What one rule finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The rule.
    pub rule: Rule,
    /// In so many items.
    pub count: usize,
    /// The first of them in the order, each once.
    pub found: Vec<Found>,
}

/// An item that a rule finds something in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The item.
    pub item: ItemId,
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// In which text.
    pub place: Place,
    /// Why, in one sentence.
    pub why: String,
}

/// Gathers what is found, item by item in their order.
#[derive(Debug, Default)]
pub struct Gathering {
    prefix: String,
    most: usize,
    groups: HashMap<Rule, Group>,
    stories: Vec<(ItemId, Story)>,
    numbers: HashMap<ItemId, i64>,
    looked: usize,
}

impl Gathering {
    /// For items of a product with this prefix; of each rule the first `most` items are named.
    pub fn new(prefix: &str, most: usize) -> Self {
        Self { prefix: prefix.to_owned(), most, ..Self::default() }
    }

    /// So many items were added.
    pub fn looked(&self) -> usize {
        self.looked
    }

    /// The next item, and what was found in it.
    pub fn add(&mut self, item: ItemId, number: i64, story: Story, findings: Vec<Finding>) {
        self.looked += 1;
        let mut last: Vec<Rule> = Vec::new();
        for finding in findings {
            if !last.contains(&finding.rule) {
                last.push(finding.rule);
                self.put(item, number, &story.title, finding);
            }
        }
        if set::wish(&story).is_some() {
            self.numbers.insert(item, number);
            // The description is the longest of it, and says nothing here.
            self.stories.push((item, Story { description: String::new(), note: String::new(), ..story }));
        }
    }

    fn put(&mut self, item: ItemId, number: i64, title: &str, finding: Finding) {
        let rule = finding.rule;
        let group = self.groups.entry(rule).or_insert_with(|| Group { rule, count: 0, found: Vec::new() });
        group.count += 1;
        if group.found.len() < self.most {
            let key = Key { prefix: self.prefix.clone(), number };
            let (title, place, why) = (title.to_owned(), finding.place, finding.why);
            group.found.push(Found { item, key, title, place, why });
        }
    }

    /// All of it, once every item was added.
    pub fn done(mut self) -> Report {
        let stories = std::mem::take(&mut self.stories);
        let told: Vec<(ItemId, &Story)> = stories.iter().map(|(item, story)| (*item, story)).collect();
        let by_item: HashMap<ItemId, &Story> = told.iter().copied().collect();
        for found in set::check_set(&told) {
            let (Some(story), Some(number)) = (by_item.get(&found.item), self.numbers.get(&found.item).copied()) else {
                continue;
            };
            let other = found.other.and_then(|other| self.numbers.get(&other));
            let finding = match other {
                Some(other) => same_as(story, &Key { prefix: self.prefix.clone(), number: *other }.to_string()),
                None => found.finding,
            };
            self.put(found.item, number, &story.title, finding);
        }
        let mut groups: Vec<Group> = Rule::iter().filter_map(|rule| self.groups.remove(&rule)).collect();
        groups.sort_by_key(|group| (group.rule.severity(), std::cmp::Reverse(group.count)));
        Report { looked: self.looked, groups }
    }
}
