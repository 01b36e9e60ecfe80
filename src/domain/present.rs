//! A presentation: the pages of a Sprint Review on a shared screen, and which of them is shown.
//!
//! A page is known by what it shows and not by its number, so windows that follow each other stay together while items
//! come and go. Turning pages is no step: where the presentation is, and how its pages were arranged, is kept beside the
//! data.

use super::item::Fact;
use super::sprint::{Course, Phase, Sprint};
use super::{ItemId, Row, SprintId, State};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// The vision and the Product Goal.
    Vision,
    /// The Sprint Goal, and whether it was met.
    Goal,
    /// An item of the Sprint.
    Item(ItemId),
    /// What is not done, and why.
    NotDone,
    /// What was heard in this review.
    Feedback,
    /// What comes next.
    Next,
    /// How the Sprint went.
    Burndown,
    /// What was completed in the Sprints before.
    Velocity,
}

impl Page {
    /// What it is called; an item by its own name.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Vision => "vision",
            Self::Goal => "goal",
            Self::NotDone => "not done",
            Self::Feedback => "feedback",
            Self::Next => "next",
            Self::Burndown => "burndown",
            Self::Velocity => "velocity",
            Self::Item(_) => return None,
        })
    }

    /// True where it is shown without being asked for.
    fn is_usual(self) -> bool {
        !matches!(self, Self::Burndown | Self::Velocity)
    }

    /// The item it shows.
    pub fn item(self) -> Option<ItemId> {
        if let Self::Item(item) = self { Some(item) } else { None }
    }
}

/// A page in the list of a Sprint's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The page.
    pub page: Page,
    /// True where it is shown; one that was dropped can be brought back.
    pub is_on: bool,
}

/// Where a presentation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The Sprint that is looked at.
    pub sprint: SprintId,
    /// The page.
    pub page: Page,
    /// True while the screen is blank.
    #[serde(default)]
    pub is_blank: bool,
    /// Where the page stood among those that are shown, counted from 0: where it is gone, the one that followed stands
    /// there now.
    #[serde(default)]
    pub at: usize,
}

/// A presentation with its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// Where it is.
    pub shown: Shown,
    /// All pages, also those that are not shown.
    pub entries: Vec<Entry>,
    /// What was heard in this review, the oldest first.
    pub feedback: Vec<Row>,
    /// The Sprint that comes next.
    pub next_sprint: Option<Sprint>,
    /// What comes next, in the order.
    pub next: Vec<Row>,
}

/// What is done with a presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Begin, or go on where it was left; of this Sprint, else of the one that runs, else of the last one.
    Begin(Option<SprintId>),
    /// So many pages on, or back.
    By(isize),
    /// To a page; one that was dropped is brought back.
    To(Page),
    /// Blank the screen, or show the page again.
    Blank,
    /// Drop the page that is shown.
    Drop,
    /// Put the page that is shown so many places on in the list, or back.
    Shift(isize),
}

/// What a turn came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// Where the presentation is.
    pub shown: Shown,
    /// Its pages, where they are arranged anew.
    pub entries: Option<Vec<Entry>>,
}

/// The Sprint that a review is about: the one that runs, else the last that was closed here, else the first planned.
pub fn looked_at(sprints: &[Sprint]) -> Option<SprintId> {
    let running = sprints.iter().find(|sprint| sprint.phase == Phase::Active);
    let is_over = |sprint: &&Sprint| sprint.phase == Phase::Closed && sprint.past.is_none();
    let last = || sprints.iter().rev().find(is_over);
    let planned = || sprints.iter().find(|sprint| sprint.phase == Phase::Planned);
    running.or_else(last).or_else(planned).map(|sprint| sprint.id)
}

/// The pages of a Sprint as they were arranged, with those that came since where they usually stand. `has_vision` is
/// true where the product says what it is for.
pub fn entries(course: &Course, has_vision: bool, kept: &[Entry]) -> Vec<Entry> {
    let usual = usual(course);
    let known: HashSet<Page> = usual.iter().copied().collect();
    let mut entries: Vec<Entry> = kept.iter().filter(|entry| known.contains(&entry.page)).copied().collect();
    for (at, page) in usual.iter().enumerate() {
        if entries.iter().any(|entry| entry.page == *page) {
            continue;
        }
        let before = usual[..at].iter().rev().find_map(|page| entries.iter().position(|entry| entry.page == *page));
        let is_on = page.is_usual() && (has_vision || *page != Page::Vision);
        entries.insert(before.map_or(0, |before| before + 1), Entry { page: *page, is_on });
    }
    entries
}

/// All pages in their usual order.
fn usual(course: &Course) -> Vec<Page> {
    let items = items(course).into_iter().map(Page::Item);
    let rest = [Page::NotDone, Page::Feedback, Page::Next, Page::Burndown, Page::Velocity];
    [Page::Vision, Page::Goal].into_iter().chain(items).chain(rest).collect()
}

/// What is shown of a Sprint: what is done or waits to be accepted, and what was returned meanwhile. Of one that is over,
/// what was done when it closed.
fn items(course: &Course) -> Vec<ItemId> {
    let looked = |fact: Fact| matches!(fact, Fact::Accepted | Fact::Returned);
    let returned: HashSet<ItemId> =
        course.facts.iter().filter(|fact| looked(fact.event.fact)).map(|fact| fact.item).collect();
    if course.sprint.phase == Phase::Closed {
        let mut done: Vec<_> = course.end.iter().filter(|end| end.state == State::Done).map(|end| end.item).collect();
        done.sort_by_key(|item| course.card(*item).map(|card| card.rank));
        return done;
    }
    let is_shown = |state: State| matches!(state, State::Done | State::ToAccept);
    let cards = course.present().filter(|card| is_shown(card.row.state) || returned.contains(&card.row.id));
    cards.map(|card| card.row.id).collect()
}

/// Where a page stands among those that are shown.
fn place(entries: &[Entry], page: Page) -> usize {
    entries.iter().filter(|entry| entry.is_on).position(|entry| entry.page == page).unwrap_or(0)
}

impl Presentation {
    /// The pages that are shown.
    pub fn pages(&self) -> Vec<Page> {
        self.entries.iter().filter(|entry| entry.is_on).map(|entry| entry.page).collect()
    }

    /// The number of the page shown and how many there are, counted from 1.
    pub fn progress(&self) -> (usize, usize) {
        let pages = self.pages();
        (pages.iter().position(|page| *page == self.shown.page).map_or(1, |at| at + 1), pages.len())
    }

    /// What a turn comes to. At either end a page stays; a blank screen shows its page again before anything else.
    pub fn turned(&self, turn: Turn) -> Turned {
        let mut turned = Turned { shown: Shown { is_blank: false, ..self.shown }, entries: None };
        let pages = self.pages();
        let at = pages.iter().position(|page| *page == self.shown.page);
        match turn {
            Turn::Blank => turned.shown.is_blank = !self.shown.is_blank,
            Turn::By(by) if !self.shown.is_blank => {
                let to = at.unwrap_or(0).saturating_add_signed(by).min(pages.len().saturating_sub(1));
                turned.shown.page = pages.get(to).copied().unwrap_or(Page::Goal);
            }
            Turn::To(page) => {
                turned.shown.page = page;
                if !pages.contains(&page) {
                    let on = |entry: &Entry| Entry { is_on: entry.is_on || entry.page == page, ..*entry };
                    turned.entries = Some(self.entries.iter().map(on).collect());
                }
            }
            Turn::Drop if pages.len() > 1 => {
                let shown = self.shown.page;
                let off = |entry: &Entry| Entry { is_on: entry.is_on && entry.page != shown, ..*entry };
                turned.entries = Some(self.entries.iter().map(off).collect());
                let at = at.unwrap_or(0);
                turned.shown.page = pages.get(at + 1).or(pages.get(at.saturating_sub(1))).copied().unwrap_or(shown);
            }
            Turn::Begin(_) | Turn::By(_) | Turn::Drop => {}
            Turn::Shift(by) => turned.entries = self.shifted(by),
        }
        turned.shown.at = place(turned.entries.as_ref().unwrap_or(&self.entries), turned.shown.page);
        turned
    }

    /// The list with the page that is shown past so many others that are shown.
    fn shifted(&self, by: isize) -> Option<Vec<Entry>> {
        let pages = self.pages();
        let at = pages.iter().position(|page| *page == self.shown.page)?;
        let to = at.saturating_add_signed(by).min(pages.len() - 1);
        let beside = pages[to];
        if to == at {
            return None;
        }
        let mut entries: Vec<Entry> =
            self.entries.iter().filter(|entry| entry.page != self.shown.page).copied().collect();
        let there = entries.iter().position(|entry| entry.page == beside)? + usize::from(to > at);
        entries.insert(there, Entry { page: self.shown.page, is_on: true });
        Some(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presentation(page: Page) -> Presentation {
        let all = [Page::Vision, Page::Goal, Page::Item(ItemId(7)), Page::NotDone, Page::Velocity];
        let entries = all.map(|page| Entry { page, is_on: page.is_usual() }).to_vec();
        let shown = Shown { sprint: SprintId(1), page, is_blank: false, at: 0 };
        Presentation { shown, entries, feedback: Vec::new(), next_sprint: None, next: Vec::new() }
    }

    fn after(page: Page, turn: Turn) -> Page {
        presentation(page).turned(turn).shown.page
    }

    #[test]
    fn pages_turn_and_stop_at_the_ends() {
        assert_eq!(after(Page::Vision, Turn::By(1)), Page::Goal);
        assert_eq!(after(Page::Vision, Turn::By(-1)), Page::Vision);
        assert_eq!(after(Page::Goal, Turn::By(9)), Page::NotDone, "what is off is passed over");
        assert_eq!(presentation(Page::Goal).progress(), (2, 4));
    }

    #[test]
    fn a_blank_screen_first_comes_back() {
        let mut blank = presentation(Page::Goal);
        blank.shown = blank.turned(Turn::Blank).shown;
        assert!(blank.shown.is_blank);
        let next = blank.turned(Turn::By(1)).shown;
        assert_eq!((next.page, next.is_blank), (Page::Goal, false));
    }

    #[test]
    fn a_page_is_dropped_brought_back_and_moved() {
        let mut shown = presentation(Page::Goal);
        let turned = shown.turned(Turn::Drop);
        (shown.shown, shown.entries) = (turned.shown, turned.entries.unwrap());
        assert_eq!(shown.shown.page, Page::Item(ItemId(7)));
        assert_eq!(shown.pages(), [Page::Vision, Page::Item(ItemId(7)), Page::NotDone]);
        let turned = shown.turned(Turn::To(Page::Velocity));
        (shown.shown, shown.entries) = (turned.shown, turned.entries.unwrap());
        assert_eq!(shown.pages().last(), Some(&Page::Velocity));
        shown.entries = shown.turned(Turn::Shift(-2)).entries.unwrap();
        assert_eq!(shown.pages(), [Page::Vision, Page::Velocity, Page::Item(ItemId(7)), Page::NotDone]);
        assert_eq!(shown.turned(Turn::Shift(-9)).entries.unwrap()[0].page, Page::Velocity);
    }
}
