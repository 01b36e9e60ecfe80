//! Sprints, as an audience sees them.

use super::Audience;
use crate::domain::State;
use crate::domain::item::{Event, Fact};
use crate::domain::query::{Past, Reviewed};
use crate::domain::sprint::{Agreed, Block, Card, Course, Happened, Heard, Improvement, Sprint};
use std::collections::HashSet;

impl Audience {
    /// A Sprint's course. Who asked for a change of its scope and who works on what is left out; what was declined
    /// meanwhile has no card, and of it stays that it left.
    pub fn course(self, course: &mut Course) {
        if self.is_owner() {
            return;
        }
        let Course { sprint, start: _, end: _, facts, cards } = course;
        is_for_all(sprint);
        let is_refusal =
            |event: &Event| event.fact == Fact::State && event.to.as_deref() == Some(State::Declined.name());
        let refused: HashSet<_> = facts.iter().filter(|fact| is_refusal(&fact.event)).map(|fact| fact.item).collect();
        for Happened { item, event, estimate: _ } in facts {
            let Event { fact, from: _, to: _, at: _, day: _, sprint: _, reason, asked } = event;
            *asked = None;
            if *fact == Fact::Sprint && refused.contains(item) {
                *reason = None;
            }
        }
        // The figures are made from the facts; what they are about has no name any more, and is counted.
        cards.retain(|card| card.row.state != State::Declined);
        for card in cards {
            let Card {
                row,
                rank: _,
                is_inside: _,
                blocked: _,
                blocked_on: _,
                declined,
                criteria: _,
                questions: _,
                waits: _,
                value: _,
                assignee,
                hops: _,
            } = card;
            self.row(row);
            *declined = None;
            assignee.clear();
        }
    }

    /// The Sprints that are not over.
    pub fn blocks(self, blocks: &mut [Block]) {
        if self.is_owner() {
            return;
        }
        for Block { sprint, open: _, all: _ } in blocks {
            is_for_all(sprint);
        }
    }

    /// What a Sprint Review looks at. What was declined meanwhile is left out.
    pub fn reviewed(self, reviewed: &mut Reviewed) {
        if self.is_owner() {
            return;
        }
        let Reviewed { sprint: _, criteria: _, questions: _, heard, next: _, rows } = reviewed;
        self.heard(heard);
        self.rows(rows);
    }

    /// What was heard in a review. What was declined meanwhile is left out.
    pub fn heard(self, all: &mut Vec<Heard>) {
        if self.is_owner() {
            return;
        }
        all.retain(|heard| heard.state != State::Declined);
        for Heard { item: _, key: _, title: _, state: _, about: _, asked } in all {
            asked.clear();
        }
    }

    /// What a Sprint Retrospective agreed on.
    pub fn agreed(self, agreed: &mut Agreed) {
        if self.is_owner() {
            return;
        }
        let Agreed { id: _, sprint: _, number: _, title: _, said } = agreed;
        let Improvement { text: _, owner, due: _, done_on: _ } = said;
        owner.clear();
    }

    /// The Sprints that are over.
    pub fn past(self, past: &mut Past) {
        if self.is_owner() {
            return;
        }
        let Past { figures: _, agreed } = past;
        for agreed in agreed {
            self.agreed(agreed);
        }
    }
}

/// What a Sprint says is for everyone.
fn is_for_all(sprint: &Sprint) {
    let Sprint {
        id: _,
        uid: _,
        product: _,
        number: _,
        plan: _,
        phase: _,
        started: _,
        closed: _,
        is_goal_met: _,
        notes: _,
        past: _,
    } = sprint;
}
