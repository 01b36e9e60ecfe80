//! The figures of one Sprint, worked out from its course (`domain.md` §4.1 and §4.4).

use super::super::Points;
use super::super::State;
use super::{Course, Sprint, Sum};

/// The figures of a Sprint. What is not known of one that was held elsewhere is `None`: shown as "—".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The Sprint.
    pub sprint: Sprint,
    /// Planned at start: what was in it at the moment it started.
    pub planned: Option<Sum>,
    /// Completed: what was done when it closed, by the estimates of then; what was done before its start left out.
    pub completed: Option<Sum>,
}

impl Figures {
    /// The figures of a Sprint; those of one that runs are as of now.
    pub fn of(course: &Course) -> Self {
        if let Some(past) = &course.sprint.past {
            let sum = |points: Option<Points>| points.map(|points| Sum { points, ..Sum::default() });
            return Self { sprint: course.sprint.clone(), planned: sum(past.planned), completed: sum(past.completed) };
        }
        let (mut planned, mut completed) = (Sum::default(), Sum::default());
        for frozen in &course.start {
            planned.add(frozen.estimate.as_ref());
        }
        for frozen in course.end.iter().filter(|frozen| frozen.state == State::Done) {
            completed.add(frozen.estimate.as_ref());
        }
        Self { sprint: course.sprint.clone(), planned: Some(planned), completed: Some(completed) }
    }
}
