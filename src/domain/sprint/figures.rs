//! The figures of one Sprint, worked out from its course (`domain.md` §4.1 and §4.4).

use super::super::{Estimate, ItemId, Kind, Points};
use super::burn::Measure;
use super::set::{Part, Set, sets};
use super::share::{Kinds, Share};
use super::{Course, Sprint, Sum, Went};

/// The figures of a Sprint. What is not known of one that was held elsewhere is `None`: shown as "—".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The Sprint.
    pub sprint: Sprint,
    /// Planned at start: what was in it at the moment it started, by the estimates of then. What was done before is
    /// left out. `None` before it starts.
    pub planned: Option<Sum>,
    /// Completed: what was done when it closed, by the estimates of then; what was done before its start left out.
    /// For one that runs, as of now.
    pub completed: Option<Sum>,
    /// What is known of one that was held here; `None` before it starts, and for one held elsewhere.
    pub detail: Option<Box<Detail>>,
    /// True while something of it is still being worked out: what is `None` is shown as "…".
    pub is_pending: bool,
}

/// What is known of a Sprint that was held here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// What changed of its scope after the start.
    pub scope: ScopeChange,
    /// What was planned and is completed, by the estimates at the start: the part of say/do.
    pub kept: Sum,
    /// Not completed: in it when it closed, and not done.
    pub open: Sum,
    /// Carried over: not completed, and moved to the next Sprint.
    pub carried: Sum,
    /// What was done before it started.
    pub outside: Sum,
    /// What was planned at start, by kind.
    pub planned_kinds: Kinds,
    /// What was completed, by kind.
    pub completed_kinds: Kinds,
    /// Bugs that came up while it ran; filled in by the store.
    pub defects: Option<Defects>,
}

/// What changed of a Sprint's scope after its start. Additions and removals stand apart; what came and went is in both;
/// what was removed and added again is in neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScopeChange {
    /// What came in, by the estimates of when it came.
    pub added: Sum,
    /// What was taken out, by the estimates of when it left.
    pub removed: Sum,
    /// How many items were estimated anew.
    pub re_estimated: usize,
    /// By how many points estimates rose.
    pub raised: Points,
    /// By how many points estimates fell; a positive number.
    pub lowered: Points,
}

impl ScopeChange {
    /// All that was added to the scope, in points.
    pub fn up(&self) -> Points {
        Points(self.added.points.0.saturating_add(self.raised.0))
    }

    /// All that was taken from the scope, in points; a positive number.
    pub fn down(&self) -> Points {
        Points(self.removed.points.0.saturating_add(self.lowered.0))
    }

    /// By how many points the scope grew in all; below 0 where it shrank.
    pub fn net(&self) -> Points {
        Points(self.up().0.saturating_sub(self.down().0))
    }

    /// True where nothing changed.
    pub fn is_none(&self) -> bool {
        self.added.count + self.removed.count + self.re_estimated == 0
    }

    fn take(&mut self, part: &Part) {
        if part.is_added {
            self.added.add(part.before.as_ref());
        }
        if part.set == Set::Removed {
            self.removed.add(part.after.as_ref());
        }
        if part.is_re_estimated() {
            self.re_estimated += 1;
            let rise = part.rise().0;
            self.raised.0 = self.raised.0.saturating_add(rise.max(0));
            self.lowered.0 = self.lowered.0.saturating_add((-rise).max(0));
        }
    }
}

/// Bugs in the period of a Sprint, in the whole product. There is no standard: the formula is shown with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Defects {
    /// Bugs written down in the period.
    pub created: usize,
    /// Items done in the period.
    pub done: usize,
    /// How many of these are bugs.
    pub bugs_done: usize,
}

impl Defects {
    /// How the rate is worked out.
    pub const FORMULA: &str = "defect rate = bugs created in the period ÷ items Done in the period";

    /// Bugs created in the period ÷ items done in the period. It can be above 100 %.
    pub fn rate(&self) -> Share {
        Share::count(self.created, self.done)
    }

    /// The share of bugs in what was done in the period.
    pub fn bug_share(&self) -> Share {
        Share::count(self.bugs_done, self.done)
    }
}

impl Figures {
    /// The figures of a Sprint; those of one that runs are as of now.
    pub fn of(course: &Course) -> Self {
        Self::with(&course.sprint, &sets(course), |item| course.card(item).map(|card| card.row.kind))
    }

    /// As [`of`](Self::of), where the sets are worked out already and kinds are known from elsewhere.
    pub fn with(sprint: &Sprint, parts: &[Part], kind_of: impl Fn(ItemId) -> Option<Kind>) -> Self {
        let sprint = sprint.clone();
        if let Some(past) = &sprint.past {
            let sum = |points: Option<Points>| points.map(|points| Sum { points, ..Sum::default() });
            let (planned, completed) = (sum(past.planned), sum(past.completed));
            return Self { planned, completed, detail: None, is_pending: false, sprint };
        }
        if sprint.started.is_none() {
            return Self { sprint, planned: None, completed: None, detail: None, is_pending: false };
        }
        let (mut planned, mut completed, mut detail) = (Sum::default(), Sum::default(), Detail::default());
        for part in parts {
            let kind = kind_of(part.item);
            if part.is_planned {
                planned.add(part.before.as_ref());
                detail.planned_kinds.add(kind, part.before.as_ref());
            }
            if part.set == Set::Completed {
                completed.add(part.after.as_ref());
            }
            detail.take(part, kind);
        }
        let detail = Some(Box::new(detail));
        Self { sprint, planned: Some(planned), completed: Some(completed), detail, is_pending: false }
    }

    /// Those of a Sprint that is over, before anything of them is worked out.
    pub fn pending(sprint: Sprint) -> Self {
        Self { sprint, planned: None, completed: None, detail: None, is_pending: true }
    }

    /// What is shown where something is not known: "…" while it is worked out, else "—".
    pub fn unknown(&self) -> &'static str {
        if self.is_pending { "…" } else { "—" }
    }

    /// What was planned at start, so counted, in thousandths; `None` where that is not known.
    pub fn planned_in(&self, measure: Measure) -> Option<Points> {
        self.counted(self.planned?, measure)
    }

    /// What was completed, so counted, in thousandths; `None` where that is not known.
    pub fn completed_in(&self, measure: Measure) -> Option<Points> {
        self.counted(self.completed?, measure)
    }

    /// Of one held elsewhere only points are known. Where nothing in a Sprint was estimated, nothing of it is 0 points.
    fn counted(&self, sum: Sum, measure: Measure) -> Option<Points> {
        let Some(detail) = &self.detail else { return sum.known().filter(|_| measure == Measure::Points) };
        let all = [self.planned.unwrap_or_default(), self.completed.unwrap_or_default(), detail.open];
        let all = all.into_iter().fold(detail.scope.removed, Sum::plus);
        match measure {
            Measure::Items => Some(measure.sum(&sum)),
            Measure::Points => sum.known().filter(|_| all.known().is_some()),
        }
    }

    /// Say/do: what was planned and is completed ÷ what was planned, by the estimates at the start; in points, and in
    /// items. `None` where it can't be known.
    pub fn say_do(&self) -> Option<(Share, Share)> {
        let (planned, kept) = (self.planned?, self.detail.as_ref()?.kept);
        Some((Share::points(kept.points, planned.points), Share::count(kept.count, planned.count)))
    }

    /// Carry-over: what was carried over ÷ what was in the Sprint when it closed, without what was done before it
    /// started; in points, and in items.
    pub fn carry_over(&self) -> Option<(Share, Share)> {
        let detail = self.detail.as_ref()?;
        let (carried, whole) = (detail.carried, self.completed?.plus(detail.open));
        Some((Share::points(carried.points, whole.points), Share::count(carried.count, whole.count)))
    }

    /// Completed less planned, in points: how far what was done is off the plan.
    pub fn difference(&self) -> Option<Points> {
        Some(Points(self.completed?.points.0 - self.planned?.points.0))
    }
}

impl Detail {
    fn take(&mut self, part: &Part, kind: Option<Kind>) {
        self.scope.take(part);
        let after: Option<&Estimate> = part.after.as_ref();
        match part.set {
            Set::Completed => {
                self.completed_kinds.add(kind, after);
                if part.is_planned {
                    self.kept.add(part.before.as_ref());
                }
            }
            Set::Open => self.open.add(after),
            Set::Outside => self.outside.add(after),
            Set::Removed => {}
        }
        if part.went == Some(Went::Next) {
            self.carried.add(after);
        }
    }
}
