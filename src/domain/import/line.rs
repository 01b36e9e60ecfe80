//! Lists of lines, merged: the list of texts as one value, the ticks line by line. A tick made here stays where its
//! text stays; a line that is new there comes with its tick.

use crate::domain::criterion::Line;
use std::collections::{HashMap, VecDeque};

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
        let lines = if is_theirs { self.there } else { self.here };
        let (mut there, mut here, mut last) = (Ticks::of(self.there), Ticks::of(self.here), Ticks::of(self.last));
        let filled = lines.iter().filter(|line| !line.text.is_empty());
        let merged = filled.map(|line| {
            let (t, h, b) = (there.next(&line.text), here.next(&line.text), last.next(&line.text));
            let is_done = match (t, h, b) {
                (Some(t), Some(h), Some(b)) => {
                    if t == b {
                        h
                    } else {
                        t
                    }
                }
                (Some(t), None, _) => t,
                (_, Some(h), _) => h,
                (None, None, _) => line.is_done,
            };
            Line { text: line.text.clone(), is_done }
        });
        merged.collect()
    }
}

/// The texts of a list; empty lines are none.
fn texts(lines: &[Line]) -> impl Iterator<Item = &str> {
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
