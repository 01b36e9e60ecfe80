//! What a row says of people and of other items: comments, links, who asked and who works on it.

use super::{Cells, Rows};
use crate::domain::item::Comment;
use crate::exchange::column::Role;
use crate::exchange::link::Draft;
use crate::exchange::{cell, comment, tie};

impl Rows<'_> {
    pub(super) fn comment(&mut self, column: usize, value: &str, draft: &mut Draft) {
        // A column of this name may hold how many there are.
        if value.bytes().all(|b| b.is_ascii_digit()) {
            return self.keep(column, value, draft);
        }
        let comment::Parts { at, author, text } = comment::parts(value, self.turn);
        let (name, extra) = (self.layout.name(column), &mut draft.record.extra);
        let text = cell::block(&name, text, extra, self.report);
        if text.is_empty() {
            return;
        }
        let author = cell::line(&name, author, extra, self.report);
        self.counts.comments += 1;
        self.counts.undated += usize::from(at.is_none());
        draft.record.item.comments.push(Comment { at, author, text });
    }

    /// Keys of other items; the cell is kept beside the item, too.
    pub(super) fn link(&mut self, role: Role, column: usize, value: &str, draft: &mut Draft) {
        let keys = tie::keys(value);
        match role {
            Role::BlockedBy => draft.record.needs.extend(keys),
            Role::Blocks => draft.blocks.extend(keys),
            _ => draft.duplicates.extend(keys),
        }
        self.counts.needs += usize::from(role != Role::Duplicates);
        self.keep(column, value, draft);
    }

    /// Links, and the keys of what it depends on.
    pub(super) fn ties(&mut self, cells: &Cells, draft: &mut Draft) {
        let (links, column) = cells.0[Role::Links as usize];
        for link in links.lines().filter(|link| !link.trim().is_empty()) {
            let link = cell::line(&self.layout.name(column), link, &mut draft.record.extra, self.report);
            draft.record.item.text.links.push(link);
        }
        draft.record.needs.extend(tie::keys(cells.get(Role::Needs)));
        let Draft { record, blocks, duplicates, .. } = draft;
        [&mut record.item.text.links, &mut record.needs, blocks, duplicates].into_iter().for_each(cell::once);
    }

    pub(super) fn people(&mut self, cells: &Cells, draft: &mut Draft) {
        draft.record.item.text.asked = self.line(cells, Role::Asked, draft);
        draft.record.item.text.assignee = self.line(cells, Role::Assignee, draft);
    }
}
