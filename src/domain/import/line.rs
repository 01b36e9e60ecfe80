//! Lists of lines, merged line by line: what is new on either side stays, what is gone on either side goes. Only where
//! the same line was changed on both sides, or changed on one and gone on the other, a person decides.
//!
//! A tick made here stays where its text stays; a line that is new there comes with its tick.

use crate::domain::criterion::Line;
use std::collections::{HashMap, HashSet, VecDeque};

/// What becomes of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// Both sides say the same.
    Same,
    /// Changed only there.
    Theirs,
    /// Changed only here.
    Ours,
    /// Changed on both sides.
    Both,
}

/// A list, compared.
pub(super) struct Compared<'l> {
    pub(super) texts: Texts,
    there: &'l [Line],
    here: &'l [Line],
    last: &'l [Line],
}

impl<'l> Compared<'l> {
    /// Compares what the source says now with what is here and what it said last.
    pub(super) fn new(there: &'l [Line], here: &'l [Line], last: &'l [Line]) -> Self {
        let same = |a: &[Line], b: &[Line]| texts(a).eq(texts(b));
        let texts = match () {
            () if same(there, here) => Texts::Same,
            () if same(there, last) => Texts::Ours,
            () if same(here, last) => Texts::Theirs,
            () => Texts::Both,
        };
        Self { texts, there, here, last }
    }

    /// The list from now on: the texts of one side with the ticks of both.
    pub(super) fn merged(&self, is_theirs: bool) -> Vec<Line> {
        self.ticked(texts(if is_theirs { self.there } else { self.here }))
    }

    /// The list from now on where both sides changed it: the texts and ticks of both. True where a line was changed on
    /// both sides; of such lines that of one side is taken.
    pub(super) fn both(&self, is_theirs: bool) -> (Vec<Line>, bool) {
        let both = Both { there: named(self.there), here: named(self.here), last: named(self.last) };
        let (names, has_clash) = both.merged(is_theirs);
        (self.ticked(names.into_iter().map(|name| name.0)), has_clash)
    }

    fn ticked<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<Line> {
        let (mut there, mut here, mut last) = (Ticks::of(self.there), Ticks::of(self.here), Ticks::of(self.last));
        let ticked = texts.map(|text| {
            let is_done = match (there.next(text), here.next(text), last.next(text)) {
                (Some(t), Some(h), Some(b)) => {
                    if t == b {
                        h
                    } else {
                        t
                    }
                }
                (Some(t), None, _) => t,
                (_, Some(h), _) => h,
                (None, None, _) => false,
            };
            Line { text: text.to_owned(), is_done }
        });
        ticked.collect()
    }
}

/// A line by its text, and which of those with this text it is.
type Name<'l> = (&'l str, usize);

fn named(lines: &[Line]) -> Vec<Name<'_>> {
    let mut met: HashMap<&str, usize> = HashMap::new();
    let name = |text| {
        let count = met.entry(text).or_default();
        *count += 1;
        (text, *count)
    };
    texts(lines).map(name).collect()
}

/// The lines of both sides, and those that the source said last.
struct Both<'l> {
    there: Vec<Name<'l>>,
    here: Vec<Name<'l>>,
    last: Vec<Name<'l>>,
}

impl<'l> Both<'l> {
    /// Lines of there in their order, own ones behind the line that they follow here.
    fn merged(&self, is_theirs: bool) -> (Vec<Name<'l>>, bool) {
        let set = |names: &[Name<'l>]| -> HashSet<Name<'l>> { names.iter().copied().collect() };
        let (there, here, last) = (set(&self.there), set(&self.here), set(&self.last));
        let (theirs_now, ours_now) = (changed(&self.last, &self.there), changed(&self.last, &self.here));
        let (mut has_clash, mut dropped) = (false, HashSet::new());
        for (name, theirs) in &theirs_now {
            let Some(ours) = ours_now.get(name).filter(|ours| *ours != theirs) else { continue };
            has_clash = true;
            let (loser, winners) = if is_theirs { (ours, &there) } else { (theirs, &here) };
            dropped.extend(loser.filter(|name| !winners.contains(name)));
        }
        let stays = |name: &Name| !dropped.contains(name) && (!last.contains(name) || here.contains(name));
        let mut merged: Vec<Name> = self.there.iter().copied().filter(stays).collect();
        for (at, name) in self.here.iter().enumerate() {
            if last.contains(name) || there.contains(name) || dropped.contains(name) {
                continue;
            }
            let place = |before: &Name| merged.iter().position(|other| other == before);
            let after = self.here[..at].iter().rev().find_map(place);
            merged.insert(after.map_or(0, |after| after + 1), *name);
        }
        (merged, has_clash)
    }
}

/// The lines that are gone, each with the new one that stands in its place, if one does.
fn changed<'l>(last: &[Name<'l>], now: &[Name<'l>]) -> HashMap<Name<'l>, Option<Name<'l>>> {
    let places: HashMap<Name, usize> = now.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let known: HashSet<Name> = last.iter().copied().collect();
    // The place in which the line that is looked at would stand; none behind the new ones there.
    let mut next = Some(0);
    let mut changed = HashMap::new();
    for name in last {
        if let Some(at) = places.get(name) {
            next = Some(at + 1);
            continue;
        }
        let new = next.and_then(|at| now.get(at)).copied().filter(|name| !known.contains(name));
        next = next.filter(|_| new.is_some()).map(|at| at + 1);
        changed.insert(*name, new);
    }
    changed
}

/// The texts of a list; empty lines are none.
pub(super) fn texts(lines: &[Line]) -> impl Iterator<Item = &str> {
    lines.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty())
}

/// The ticks of a list by text; equal texts one after the other.
struct Ticks<'l>(HashMap<&'l str, VecDeque<bool>>);

impl<'l> Ticks<'l> {
    fn of(lines: &'l [Line]) -> Self {
        let mut ticks: HashMap<&str, VecDeque<bool>> = HashMap::with_capacity(lines.len());
        for line in lines {
            ticks.entry(&line.text).or_default().push_back(line.is_done);
        }
        Self(ticks)
    }

    fn next(&mut self, text: &str) -> Option<bool> {
        self.0.get_mut(text)?.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(spelled: &str) -> Vec<Line> {
        let line = |word: &str| Line { text: word.trim_start_matches('+').into(), is_done: word.starts_with('+') };
        spelled.split_whitespace().map(line).collect()
    }

    fn merged(there: &str, here: &str, last: &str, is_theirs: bool) -> (Texts, Vec<Line>) {
        let (there, here, last) = (list(there), list(here), list(last));
        let compared = Compared::new(&there, &here, &last);
        (compared.texts, compared.merged(is_theirs))
    }

    fn both(there: &str, here: &str, last: &str, is_theirs: bool) -> (Vec<Line>, bool) {
        let (there, here, last) = (list(there), list(here), list(last));
        Compared::new(&there, &here, &last).both(is_theirs)
    }

    #[test]
    fn lines_of_both_sides_stay() {
        assert_eq!(both("a +b t", "+a b o", "a b", false), (list("+a +b o t"), false), "added on both sides");
        assert_eq!(both("t", "o", "", false), (list("o t"), false));
        assert_eq!(both("b a t", "a o b", "a b", false), (list("b a o t"), false), "in the order of there");
        assert_eq!(both("a t", "b o", "a b", false), (list("o t"), false), "gone on either side");
        assert_eq!(both("a b2 c", "a1 b c", "a b c", false), (list("a1 b2 c"), false), "each another line");
        assert_eq!(both("a x t", "a x o", "a b", true), (list("a x o t"), false), "changed alike");
        assert_eq!(both("a a t", "a o", "a a", false), (list("a o t"), false), "equal texts, each by itself");
    }

    #[test]
    fn a_line_changed_on_both_sides_is_decided() {
        assert_eq!(both("a b2 t", "+a b1 o", "a b", false), (list("+a b1 o t"), true));
        assert_eq!(both("a b2 t", "a b1 o", "a b", true), (list("a o b2 t"), true));
        assert_eq!(both("a c t", "a b1 c", "a b c", false), (list("a b1 c t"), true), "changed here, gone there");
        assert_eq!(both("a c t", "a b1 c", "a b c", true), (list("a c t"), true));
        assert_eq!(both("a b2 c", "a c o", "a b c", false), (list("a c o"), true), "changed there, gone here");
    }

    #[test]
    fn a_tick_stays_where_its_text_stays() {
        assert_eq!(merged("a b +c", "+a b", "a b", true), (Texts::Theirs, list("+a b +c")), "new there, ticked there");
        assert_eq!(merged("a +b", "+a b", "a b", false), (Texts::Same, list("+a +b")), "ticked on either side");
        assert_eq!(merged("a b", "+a +b", "a +b", false), (Texts::Same, list("+a b")), "unticked there");
        assert_eq!(merged("+a b", "a c", "a b", false), (Texts::Ours, list("+a c")), "texts of here, a tick of there");
        assert_eq!(merged("a d", "+a c", "a b", true), (Texts::Both, list("+a d")));
        assert_eq!(merged("a +a", "+a a", "a a", false), (Texts::Same, list("+a +a")), "equal texts, each by itself");
        assert_eq!(merged("", "+a", "a", true), (Texts::Theirs, Vec::new()));
    }
}
