//! The phrases of a product's items in one piece of memory: read once, compared many times.

use super::{Probe, Score, phrases};
use crate::domain::{ItemId, ProductId, Seq};
use std::ops::ControlFlow;

/// How often a watch is told, in phrases.
const EVERY: usize = 1024;

/// What the items of a product are known by, at one version of the file.
#[derive(Debug)]
pub struct Texts {
    /// Whose items.
    pub product: ProductId,
    /// The version.
    pub seq: Seq,
    words: String,
    /// Whose phrase, and where it ends.
    entries: Vec<(ItemId, usize)>,
}

impl Texts {
    /// Nothing yet.
    pub fn new(product: ProductId, seq: Seq) -> Self {
        Self { product, seq, words: String::new(), entries: Vec::new() }
    }

    /// Adds an item.
    pub fn add(&mut self, item: ItemId, title: &str, want: &str) {
        let (first, second) = phrases(title, want);
        for phrase in std::iter::once(first).chain(second).filter(|phrase| !phrase.is_empty()) {
            self.words.push_str(&phrase);
            self.entries.push((item, self.words.len()));
        }
    }

    /// All phrases, in the order in which they were added.
    pub fn each(&self) -> impl Iterator<Item = (ItemId, &str)> {
        let mut from = 0;
        self.entries.iter().map(move |(item, end)| (*item, &self.words[std::mem::replace(&mut from, *end)..*end]))
    }

    /// The items that come nearest to a text, the nearest first, of equally near ones the newest; at most `most`. No
    /// answer where the watch breaks off.
    pub fn near(
        &self,
        probe: &Probe,
        except: Option<ItemId>,
        most: usize,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Option<Vec<(ItemId, Score)>> {
        let mut near: Vec<(ItemId, Score)> = Vec::new();
        for (n, (item, phrase)) in self.each().enumerate() {
            if n.is_multiple_of(EVERY) && watch(n, self.entries.len()).is_break() {
                return None;
            }
            let Some(score) = probe.score(phrase).filter(|_| Some(item) != except) else { continue };
            match near.last_mut() {
                // The other phrase of the same item.
                Some(last) if last.0 == item => last.1 = last.1.max(score),
                _ => near.push((item, score)),
            }
        }
        near.sort_by(|x, y| y.1.cmp(&x.1).then(y.0.cmp(&x.0)));
        near.truncate(most);
        Some(near)
    }
}
