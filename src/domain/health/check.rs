//! The checks: what each looks for, why that matters, and which sign it serves.

use super::super::List;
use super::Thresholds;
use strum::{EnumIter, IntoStaticStr};

/// A sign of a badly managed backlog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum Sign {
    /// Many old ideas.
    Old,
    /// Unclear items.
    Unclear,
    /// Wrong order.
    Order,
    /// Nobody knows what is most important.
    Importance,
    /// The important items keep changing.
    Change,
}

impl Sign {
    /// The sign in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Old => "Many old ideas",
            Self::Unclear => "Unclear items",
            Self::Order => "Wrong order",
            Self::Importance => "Nobody knows what is most important",
            Self::Change => "The important items keep changing",
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Check {
    /// In the order and not changed for long.
    Stale,
    /// In the order for long and never begun.
    Old,
    /// In the inbox for long.
    OldIdea,
    /// Several items say nearly the same.
    Similar,
    /// Neither a description nor acceptance criteria, or near the top a story with an error in it.
    Unclear,
    /// Near the top without an estimate.
    Unestimated,
    /// Near the top and too big.
    Big,
    /// Near the top without acceptance criteria.
    NoCriteria,
    /// Near the top and not to be begun.
    Stuck,
    /// Too many items share the highest priority.
    Unordered,
    /// In no epic.
    Orphan,
    /// The very top is another one than it was.
    Churn,
}

impl Check {
    /// Its name: in JSON, in the history, behind `is:` where it has a filter of this name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The sign it serves.
    pub fn sign(self) -> Sign {
        match self {
            Self::Stale | Self::Old | Self::OldIdea | Self::Similar => Sign::Old,
            Self::Unclear | Self::Unestimated | Self::Big | Self::NoCriteria => Sign::Unclear,
            Self::Stuck => Sign::Order,
            Self::Unordered | Self::Orphan => Sign::Importance,
            Self::Churn => Sign::Change,
        }
    }

    /// What it finds, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Old => "old",
            Self::OldIdea => "old in the inbox",
            Self::Similar => "similar",
            Self::Unclear => "unclear",
            Self::Unestimated => "unestimated near the top",
            Self::Big => "too big near the top",
            Self::NoCriteria => "no criteria near the top",
            Self::Stuck => "blocked at the top",
            Self::Unordered => "share one priority",
            Self::Orphan => "in no epic",
            Self::Churn => "new among the top ten",
        }
    }

    /// Why it matters, in one sentence.
    pub fn why(self) -> &'static str {
        match self {
            Self::Stale => "What nobody has touched for long, nobody is waiting for.",
            Self::Old => "An item that was never begun in all that time will hardly ever be.",
            Self::OldIdea => "An idea without an answer is a promise to whoever asked.",
            Self::Similar => "The same wish twice is estimated twice and ordered twice.",
            Self::Unclear => "Nobody can estimate or refuse what doesn't say what it is or when it is done.",
            Self::Unestimated => "What comes next must be small enough for a Sprint, and only an estimate tells.",
            Self::Big => "An item as big as half a Sprint hides what it needs; split it.",
            Self::NoCriteria => "Without criteria nobody knows when it is done.",
            Self::Stuck => "What can't be begun takes the place of what can.",
            Self::Unordered => "Where everything is most important, nothing is.",
            Self::Orphan => "An item without an epic serves no goal that anybody has named.",
            Self::Churn => "Developers can't finish what is replaced before they begin.",
        }
    }

    /// The rule with its thresholds, in words.
    pub fn rule(self, thresholds: &Thresholds) -> String {
        let Thresholds {
            stale_days,
            old_days,
            near_top,
            big_points,
            one_class_percent: one,
            churn_percent,
            churn_days,
            ..
        } = thresholds;
        match self {
            Self::Stale => format!("in the order, and neither changed nor kept for {stale_days} days"),
            Self::Old => format!("written down {old_days} days ago or more, not kept since, and never begun"),
            Self::OldIdea => format!("in the inbox, written down {old_days} days ago or more, and not kept since"),
            Self::Similar => "in the order, and says nearly the same as another open item; not in the score".into(),
            Self::Unclear => {
                format!(
                    "no description and no acceptance criteria; or a story with an error in it among the first \
                     {near_top}"
                )
            }
            Self::Unestimated => format!("no estimate among the first {near_top}"),
            Self::Big => format!("more than {big_points} points among the first {near_top}"),
            Self::NoCriteria => format!("no acceptance criterion among the first {near_top}"),
            Self::Stuck => format!(
                "blocked among the first {near_top}, or in need of an open item that stands below it or in the inbox"
            ),
            Self::Unordered => format!(
                "more than {one} % of the items with a MoSCoW class are Must; where none has a class, share the highest imported priority"
            ),
            Self::Orphan => "in no epic while others are in one; not in the score".into(),
            Self::Churn => format!(
                "more than {churn_percent} % of the first ten were not there {churn_days} days ago, those not counted \
                 that took the place of a finished one; one such stretch is enough, it need not be two Sprints running"
            ),
        }
    }

    /// The list its items stand in.
    pub fn list(self) -> List {
        match self {
            Self::OldIdea => List::Inbox,
            Self::Stale
            | Self::Old
            | Self::Similar
            | Self::Unclear
            | Self::Unestimated
            | Self::Big
            | Self::NoCriteria
            | Self::Stuck
            | Self::Unordered
            | Self::Orphan
            | Self::Churn => List::Backlog,
        }
    }

    /// The filter that shows its items, where it is always the same.
    pub fn filter(self) -> Option<&'static str> {
        Some(match self {
            Self::Stale => "is:stale",
            Self::Old | Self::OldIdea => "is:old",
            Self::Unclear => "is:unclear",
            Self::Unestimated => "is:unestimated",
            Self::Big => "is:big",
            Self::NoCriteria => "is:nocriteria",
            Self::Stuck => "is:stuck",
            Self::Orphan => "is:orphan",
            Self::Similar => "is:similar",
            Self::Unordered | Self::Churn => return None,
        })
    }

    /// True where it is part of the score. An orphan is none while no item has an epic, so that the first epic would
    /// lower the score; what is similar is known only as of the last comparison of all items.
    pub fn is_scored(self) -> bool {
        !matches!(self, Self::Orphan | Self::Similar)
    }
}
