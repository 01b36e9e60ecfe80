//! Rows shorter or wider than the header: cells that are not there say nothing, and of a row whose cells stand under
//! the wrong names only its key can be believed.

use super::Rows;
use crate::domain::import::{Field, Fields, Report};
use crate::exchange::link::Draft;
use std::cmp::Ordering;
use std::sync::Arc;

/// How many keys are named before "…".
const NAMED: usize = 5;

/// The rows of another width: how many, and what the first ones are called.
#[derive(Debug, Default)]
pub(super) struct Uneven {
    short: (usize, Vec<String>),
    wide: (usize, Vec<String>),
}

impl Uneven {
    /// Says how many there were, and which.
    pub(super) fn tell(self, report: &mut Report) {
        let mut line = |text: &str, (count, names): (usize, Vec<String>)| {
            let tail = if count > names.len() { ", …" } else { "" };
            report.count(&format!("{text} ({}{tail})", names.join(", ")), count);
        };
        line("rows shorter than the header: what is beyond their end is not told", self.short);
        line("rows wider than the header: of known items they change nothing, of new ones all is kept", self.wide);
    }
}

impl Rows<'_> {
    /// Takes back what a row can't tell, as its cells are fewer or more than the columns.
    pub(super) fn fit(&mut self, width: usize, draft: &mut Draft) {
        let columns = self.layout.names.len();
        let odd = match width.cmp(&columns) {
            Ordering::Less => {
                let record = &mut draft.record;
                record.tells = self.layout.untold(width).fold(record.tells, Fields::without);
                record.judges = self.layout.inputs_within(width).into();
                if self.columns_within.len() != width {
                    self.columns_within = self.layout.names[..width].into();
                }
                record.columns = Arc::clone(&self.columns_within);
                // The newest one may be cut away.
                if !record.tells.has(Field::Sprint) {
                    record.sprints.clear();
                }
                &mut self.uneven.short
            }
            Ordering::Greater if width > self.width => {
                draft.record.is_shifted = true;
                draft.record.id = None;
                if self.dialect.source == "jira" {
                    draft.disown();
                }
                &mut self.uneven.wide
            }
            Ordering::Greater | Ordering::Equal => return,
        };
        odd.0 += 1;
        if odd.1.len() < NAMED {
            odd.1.push(draft.record.key.chars().take(40).collect());
        }
    }
}
