//! Who looks: the Product Owner, who sees everything, or everyone, on a shared screen and in what is made for others.
//!
//! Private are: the private note, who asked (for an item, a refusal, the vision, a change of scope), who works on it or on
//! what a Retrospective agreed on, columns of a
//! source that have no home here, what people said there, what differs from it or came with its last import, the log of no's (what is declined, why, how many), other products, names of files,
//! lines typed before, saved filters, and labels, authors and reasons of steps that name any of these. The reason of
//! what is fixed at its place, or of what was done to the order, is the Product Owner's word for stakeholders: it is
//! shown, but where it names who asked for the item or who works on it ([`of_reason`]).
//!
//! This is the one place that says so. Data is made public as it enters the screen ([`Audience::answer`] and what
//! stands beside it), so what draws it can't show what it does not have; what is written from a public screen gets its
//! private parts back ([`Audience::put_back`]). Each type is taken apart field by field: a new field does not compile
//! before somebody has said here who may see it.
//!
//! A filter asks nothing of what is private ([`Filter::is_private`](super::Filter::is_private)); what it can reveal is
//! what every row shows anyway.

mod answer;
mod change;
mod message;
mod reason;
mod sprint;

pub use change::of_verb;
pub use message::UNSAID;
pub use reason::of_reason;

use super::import::{Exported, Origin};
use super::item::{Item, NewItem, Row, Story, Tie};
use super::product::{Product, Sheet};
use super::query::{ListCounts, Shown};
use super::similar::{Alike, Like};
use super::step::{Committed, Step, Told};
use super::why::Ground;
use super::{ItemId, Key, List, State};

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Audience {
    /// The Product Owner, alone with the screen.
    #[default]
    Owner,
    /// Whoever sees a shared screen or gets a file.
    Everyone,
}

/// What stands for the label of a step that names something private.
pub const PRIVATE_STEP: &str = "a private change";

impl Audience {
    /// Whom something is made for: the Product Owner, where what is private was asked for.
    pub fn asked(with_private: bool) -> Self {
        if with_private { Self::Owner } else { Self::Everyone }
    }

    /// True for the Product Owner, who sees everything.
    pub fn is_owner(self) -> bool {
        self == Self::Owner
    }

    /// True where this audience may see what is meant for `whom`.
    pub fn may_see(self, whom: Self) -> bool {
        self == Self::Owner || whom == Self::Everyone
    }

    /// True where this audience knows of a list at all.
    pub fn has_list(self, list: List) -> bool {
        self == Self::Owner || list != List::Declined
    }

    /// What an item says.
    pub fn story(self, story: &mut Story) {
        if self.is_owner() {
            return;
        }
        let Story {
            kind: _,
            title: _,
            persona: _,
            want: _,
            benefit: _,
            description: _,
            estimate: _,
            tags: _,
            asked,
            assignee,
            due: _,
            links: _,
            note,
        } = story;
        for private in [asked, assignee, note] {
            private.clear();
        }
    }

    /// A reason that is told of an item; what it is told of stays known, with nothing for a reason.
    fn reason(self, reason: &mut Option<String>, text: &Story) {
        if let Some(reason) = reason
            && !self.may_see(of_reason(reason, &[&text.asked, &text.assignee]))
        {
            reason.clear();
        }
    }

    /// An item; `None` where this audience does not know of it.
    pub fn item(self, mut item: Item) -> Option<Item> {
        if self.is_owner() {
            return Some(item);
        }
        let Item {
            id: _,
            uid: _,
            product: _,
            key: _,
            text,
            state,
            is_trashed: _,
            epic,
            is_epic_declined,
            criteria: _,
            subtasks: _,
            children: _,
            blocked: _,
            decline,
            merged_into,
            twin: _,
            questions: _,
            needs,
            needed_by,
            alike,
            snoozed_until: _,
            kept: _,
            source: _,
            is_changed,
            is_incoming,
            comments,
            extra,
            sprint: _,
            serves_goal: _,
            value: _,
            inputs: _,
            pinned,
            hops: _,
            about: _,
            created_at: _,
            updated_at: _,
            done_at: _,
            declined_at,
        } = &mut item;
        if *state == State::Declined {
            return None;
        }
        unname_declined(epic, is_epic_declined);
        self.reason(pinned, text);
        self.story(text);
        (*decline, *declined_at, *merged_into) = (None, None, None);
        (*is_changed, *is_incoming) = (false, false);
        comments.clear();
        extra.clear();
        for ties in [needs, needed_by, alike] {
            ties.retain(is_open_to_all);
        }
        Some(item)
    }

    /// A row of a list.
    pub fn row(self, row: &mut Row) {
        if self.is_owner() {
            return;
        }
        let Row {
            id: _,
            key: _,
            kind: _,
            title: _,
            state: _,
            estimate: _,
            is_blocked: _,
            children: _,
            aside: _,
            passes: _,
            asked_on: _,
            snoozed_until: _,
            refused,
            sprint: _,
            serves_goal: _,
            is_pinned: _,
            inputs: _,
            is_changed,
            is_incoming,
        } = row;
        *refused = None;
        (*is_changed, *is_incoming) = (false, false);
    }

    /// Rows from several lists: those that this audience knows of.
    pub fn rows(self, rows: &mut Vec<Row>) {
        rows.retain(|row| self.is_owner() || row.state != State::Declined);
        for row in rows {
            self.row(row);
        }
    }

    /// A product's own texts.
    pub fn sheet(self, sheet: &mut Sheet) {
        if self.is_owner() {
            return;
        }
        let Sheet { vision: _, vision_by, goal: _, personas: _, jargon: _, reasons, ready: _, done: _, templates: _ } =
            sheet;
        vision_by.clear();
        reasons.clear();
    }

    /// The product that is shown.
    pub fn product(self, product: &mut Product) {
        let Product { id: _, uid: _, name: _, prefix: _, scale: _, sheet, scoring: _ } = product;
        self.sheet(sheet);
    }

    /// How many items each list has.
    pub fn counts(self, counts: &mut ListCounts) {
        if !self.is_owner() {
            counts.set(List::Declined, 0);
        }
    }

    /// What a filter found.
    pub fn shown(self, shown: &mut Shown) {
        let Shown { ids: _, elsewhere, unknown: _ } = shown;
        elsewhere.retain(|(list, _)| self.has_list(*list));
    }

    /// A step, as the journal shows it.
    pub fn step(self, step: &mut Step) {
        if self.is_owner() {
            return;
        }
        let Step {
            id: _,
            seq: _,
            at: _,
            day: _,
            author,
            is_own: _,
            label,
            reason,
            undoes: _,
            is_live: _,
            audience,
            named,
        } = step;
        author.clear();
        if !self.may_see(*audience) {
            (*label, *reason) = (PRIVATE_STEP.to_owned(), None);
        }
        if !self.may_see(*named) {
            *reason = None;
            reason::without_reason(label);
        }
    }

    /// What a commit did.
    pub fn committed(self, committed: &mut Committed) {
        let Committed {
            step: _,
            seq: _,
            label,
            touched: _,
            added: _,
            is_large: _,
            has_moved_lists: _,
            are_sprints_kept: _,
            audience,
            named,
        } = committed;
        if !self.may_see(*named) {
            reason::without_reason(label);
        }
        if !self.may_see(*audience) {
            // Taken back, or brought back: that much is for everyone.
            let turn = ["undo: ", "redo: "].into_iter().find(|turn| label.starts_with(turn)).unwrap_or_default();
            *label = format!("{turn}{PRIVATE_STEP}");
        }
    }

    /// An item's history.
    pub fn history(self, told: &mut Vec<Told>) {
        if self.is_owner() {
            return;
        }
        for told in told.iter_mut() {
            let Told { step: _, at: _, day: _, author, what, reason, audience } = told;
            author.clear();
            what.retain(|said| self.may_see(said.audience));
            if !self.may_see(*audience) {
                *reason = None;
            }
        }
        told.retain(|told| !told.what.is_empty());
    }

    /// What the file says of why items stand where they stand.
    pub fn grounds(self, grounds: &mut Vec<Ground>) {
        let seen = |ground: Ground| {
            let Ground { mut item, mut moves, mut ordered, fixed, comes } = ground;
            let mut fixed: Vec<Told> = fixed.into_iter().collect();
            for told in [&mut moves, &mut ordered, &mut fixed] {
                self.history(told);
            }
            self.reason(&mut item.blocked, &item.text);
            Some(Ground { item: self.item(item)?, moves, ordered, fixed: fixed.pop(), comes })
        };
        *grounds = std::mem::take(grounds).into_iter().filter_map(seen).collect();
    }

    /// An item that is like a text; `None` where this audience does not know of it.
    pub fn like(self, like: Like) -> Option<Like> {
        let Like { row, score: _, declined } = &like;
        let is_no = declined.is_some() || row.state == State::Declined;
        (self.is_owner() || !is_no).then_some(like)
    }

    /// Pairs that say nearly the same.
    pub fn alike(self, pairs: &mut Vec<Alike>) {
        pairs.retain(|pair| self.is_owner() || [&pair.a, &pair.b].iter().all(|row| row.state != State::Declined));
        for Alike { a, b, score: _, said: _, is_apart: _ } in pairs {
            self.row(a);
            self.row(b);
        }
    }

    /// An item on its way into a file; `None` where this audience does not know of it.
    pub fn exported(self, mut exported: Exported) -> Option<Exported> {
        if self.is_owner() {
            return Some(exported);
        }
        let Exported { id: _, key: _, place: _, item, epic, needs, merged_into, origin, extra, about, refused } =
            &mut exported;
        let NewItem {
            text,
            state,
            criteria: _,
            subtasks: _,
            blocked: _,
            decline,
            uid: _,
            number: _,
            is_trashed: _,
            created_at: _,
            updated_at: _,
            done_at: _,
            declined_at,
            trashed_at: _,
            events,
            questions: _,
            snoozed_until: _,
            kept: _,
            sprint: _,
            serves_goal: _,
            value: _,
            about: _,
            heard_in: _,
            inputs: _,
            pinned,
            comments,
        } = item;
        if *state == State::Declined {
            return None;
        }
        self.reason(pinned, text);
        self.story(text);
        (*decline, *declined_at, *merged_into) = (None, None, None);
        needs.retain(|(uid, _)| !refused.contains(uid));
        let is_known = |(uid, _): &(_, _)| !refused.contains(uid);
        (*epic, *about) = (epic.take().filter(is_known), about.take().filter(is_known));
        refused.clear();
        // What its source said has the names and notes in it, too.
        if let Some(Origin { source: _, key: _, imported, id: _, is_agreed: _ }) = origin {
            imported.clear();
        }
        extra.clear();
        comments.clear();
        events.clear();
        Some(exported)
    }
}

/// The title of an epic that was declined. Its key stays: a form would lose it.
fn unname_declined(epic: &mut Option<(ItemId, Key, String)>, is_declined: &mut bool) {
    if std::mem::take(is_declined)
        && let Some((_, _, title)) = epic
    {
        title.clear();
    }
}

/// True for a tie to what everyone may know of.
fn is_open_to_all(tie: &Tie) -> bool {
    tie.state != State::Declined
}
