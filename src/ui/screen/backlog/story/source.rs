//! What the story pane says of an item's source: whether they differ, what people said there, and its other columns.
//!
//! Both are folded: their headings say how much there is. What a filter or something to find asks of them is shown
//! even so, and where.

use super::{Page, Shown, day};
use crate::domain::familiar::{Familiar, short};
use crate::domain::item::{Comment, Extra};
use crate::domain::text::counted;
use crate::domain::word::Needle;
use crate::domain::{Filter, Item};
use crate::ui::widget::glyph::{cut, width};
use crate::ui::widget::sign::{CHANGED, INCOMING};
use crate::ui::wording::keyed;
use strum::IntoEnumIterator;

/// The words that are looked for in comments and columns of a source.
#[derive(Debug, Clone, Default)]
pub(super) struct Sought {
    comments: Vec<Needle>,
    columns: Vec<Needle>,
}

impl Sought {
    pub(super) fn of(state: &Shown) -> Self {
        let find = state.find.filter().filter(|_| state.find.is_lit());
        let filters = || std::iter::once(state.narrow.filter()).chain(find);
        Self {
            comments: filters().flat_map(Filter::comment_needles).collect(),
            columns: filters().flat_map(Filter::column_needles).collect(),
        }
    }
}

impl Page<'_> {
    /// Whether it is as its source has it, with the signs that stand for that in the rows.
    pub(super) fn marks(&mut self, item: &Item, is_looked_at: bool) {
        if item.is_incoming && !is_looked_at {
            self.text("came with the last import, not looked at yet", self.theme.accent, &sign(INCOMING), "  ");
        }
        if item.is_changed {
            self.text("changed here since the last import", self.theme.dim, &sign(CHANGED), "  ");
        }
    }

    /// What people said at the source, the newest first.
    pub(super) fn comments(&mut self, item: &Item) {
        if item.comments.is_empty() {
            return;
        }
        let comments = newest_first(&item.comments);
        self.fold(&counted(comments.len(), "comment"));
        if !self.is_unfolded {
            let needles = std::mem::take(&mut self.sought.comments);
            let is_hit = |said: &&Comment| needles.iter().any(|n| n.is_in(&[&said.author]) || n.is_in(&[&said.text]));
            let hits: Vec<&Comment> = comments.iter().copied().filter(|said| is_hit(said)).collect();
            if hits.is_empty() {
                let said = comments[0];
                let line = format!("{}: {}", head(said), said.text.split_whitespace().collect::<Vec<_>>().join(" "));
                self.text(&cut(&line, self.columns), self.theme.dim, "", "");
            }
            for said in hits {
                self.comment(said);
            }
            return;
        }
        for said in comments {
            if self.is_full() {
                return;
            }
            self.comment(said);
        }
    }

    fn comment(&mut self, said: &Comment) {
        self.text(&head(said), self.theme.dim, "", "");
        self.text(&said.text, self.theme.text, "  ", "  ");
    }

    /// The columns of the source that have no home here and that are not told among the facts.
    pub(super) fn extra(&mut self, item: &Item) {
        if self.is_full() {
            return;
        }
        let other: Vec<&Extra> = item.extra.iter().filter(|extra| Familiar::of(&extra.column).is_none()).collect();
        if other.is_empty() {
            return;
        }
        self.fold(&format!("{} of the source", counted(other.len(), "other column")));
        if self.is_unfolded {
            for extra in other {
                if self.is_full() {
                    return;
                }
                self.column(extra);
            }
            return;
        }
        let needles = std::mem::take(&mut self.sought.columns);
        let is_hit = |extra: &&&Extra| needles.iter().any(|n| n.is_in(&[&extra.column]) || n.is_in(&[&extra.value]));
        let hits: Vec<&Extra> = other.iter().filter(is_hit).copied().collect();
        if hits.is_empty() {
            let mut names: Vec<&str> = other.iter().map(|extra| short(&extra.column)).collect();
            // A column that comes more than once has its rows beside each other.
            names.dedup();
            self.text(&cut(&names.join(", "), self.columns), self.theme.dim, "", "");
        }
        for extra in hits {
            self.column(extra);
        }
    }

    fn column(&mut self, extra: &Extra) {
        let label = format!("{}: ", short(&extra.column));
        if width(&label) <= self.columns / 2 {
            return self.labelled(&label, &extra.value);
        }
        self.text(&label, self.theme.dim, "", "");
        self.text(&extra.value, self.theme.text, "  ", "  ");
    }

    /// The heading of what is folded, with the key that unfolds it.
    fn fold(&mut self, what: &str) {
        self.source_at = self.source_at.or(Some(self.lines.len()));
        let hint = keyed(self.keymap, "<unfold>");
        self.heading(&format!("{} {what} · {hint}", if self.is_unfolded { "▾" } else { "▸" }));
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= self.most
    }
}

/// The columns that everyone knows by name, each with what it tells.
pub(super) fn familiar(item: &Item) -> impl Iterator<Item = (&'static str, String)> {
    let told = Familiar::iter().map(|familiar| (familiar.name(), familiar.told(&item.extra)));
    told.filter(|(_, told)| !told.is_empty())
}

fn sign(sign: &str) -> String {
    format!("{sign} ")
}

/// A source tells the oldest first; where each says when, that decides.
fn newest_first(comments: &[Comment]) -> Vec<&Comment> {
    let mut all: Vec<&Comment> = comments.iter().collect();
    if all.iter().all(|said| said.at.is_some()) {
        all.sort_by_key(|said| said.at);
    }
    all.reverse();
    all
}

/// "2025-11-02 Ada": as much as is known.
fn head(said: &Comment) -> String {
    let author = if said.author.is_empty() { "somebody" } else { &said.author };
    said.at.map_or_else(|| author.to_owned(), |at| format!("{} {author}", day(at)))
}
