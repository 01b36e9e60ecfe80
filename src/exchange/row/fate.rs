//! Type, status and resolution of a row → kind, state and reason.

use super::{Cells, Rows, full};
use crate::domain::item::Refusal;
use crate::domain::{Kind, State};
use crate::exchange::column::Role;
use crate::exchange::date;
use crate::exchange::kind::{self, Sort};
use crate::exchange::link::Draft;

impl Rows<'_> {
    pub(super) fn kind(&mut self, cells: &Cells, draft: &mut Draft) {
        let name = cells.get(Role::Kind);
        if name.is_empty() {
            return;
        }
        draft.record.item.text.kind = match kind::read(name) {
            Sort::Item(kind) => {
                self.learned.kind(name, kind, true);
                kind
            }
            Sort::Subtask => {
                draft.is_subtask = true;
                Kind::Task
            }
            Sort::Unknown => {
                self.report.note_word("type", name, "is not known: imported as task");
                self.keep_cell(cells, Role::Kind, draft);
                self.learned.kind(name, Kind::Task, false);
                Kind::Task
            }
        };
    }

    pub(super) fn state(&mut self, cells: &Cells, draft: &mut Draft) {
        let (status, category, resolution) =
            (cells.get(Role::Status), cells.get(Role::StatusCategory), cells.get(Role::Resolution));
        let mut judged = self.judge.judge(status, category, resolution);
        if !self.layout.has(Role::Status) && !cells.get(Role::Done).is_empty() && judged.state == State::Open {
            judged.state = State::Done;
        }
        if self.layout.has(Role::Status) {
            self.report.status(status, judged.state);
            self.learned.state(status, judged.state);
        }
        if !judged.is_known {
            let is = format!("is not known: {} by its category", judged.state.name());
            self.report.note_word("status", status, &is);
            self.keep_cell(cells, Role::Status, draft);
        }
        self.keep_cell(cells, Role::StatusCategory, draft);
        self.keep_cell(cells, Role::Resolution, draft);
        let told = self.line(cells, Role::Declined, draft);
        let blocked = self.line(cells, Role::Blocked, draft);
        let blocked = match crate::domain::text::fold(&blocked).as_str() {
            "" | "no" | "false" | "0" | "n" | "nein" | "non" | "nee" if !judged.is_blocked => String::new(),
            "" | "no" | "false" | "0" | "n" | "nein" | "non" | "nee" => status.to_owned(),
            _ => blocked,
        };
        let item = &mut draft.record.item;
        item.state = judged.state;
        item.blocked = (!blocked.is_empty()).then_some(blocked);
        if item.state == State::Declined {
            let reason = [told, judged.reason.unwrap_or_default()].into_iter().find(|r| !r.is_empty());
            let reason = reason.unwrap_or_else(|| "declined at the source".into());
            item.decline = Some(Refusal { reason, ..Refusal::default() });
            self.refusal(cells, draft);
        } else {
            for role in [Role::Alternative, Role::Requester, Role::LookAgain] {
                self.keep_cell(cells, role, draft);
            }
        }
    }

    /// What goes with the reason for declining.
    fn refusal(&mut self, cells: &Cells, draft: &mut Draft) {
        let alternative = self.line(cells, Role::Alternative, draft);
        let requester = self.line(cells, Role::Requester, draft);
        let again = cells.get(Role::LookAgain);
        let day = date::day(again, self.turn);
        if !again.is_empty() && day.is_none() {
            self.unread_date(cells, Role::LookAgain, draft);
        }
        if let Some(no) = &mut draft.record.item.decline {
            (no.alternative, no.requester) = (full(alternative), full(requester));
            no.again = day;
        }
    }
}
