//! Why an item needs attention, in words.

use super::super::filter::Filter;
use super::super::text::{counted, thousands};
use super::super::{Item, Now, State};
use super::{COMING_UP, Check, Thresholds};
use chrono::NaiveDate;

/// Why somebody should look at an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// An idea that nobody has taken in or refused; with its age in days.
    Inbox(i64),
    /// It was refused, and is to be looked at again since a day.
    Again(NaiveDate),
    /// So many questions of the Developers are open, the oldest since a day.
    Questions(usize, NaiveDate),
    /// It comes up at a place of the order, and lacks what it needs to be ready.
    ComingUp(usize, &'static str),
    /// A check finds it.
    Found(Check, String),
}

impl Reason {
    /// In words.
    pub fn text(&self) -> String {
        match self {
            Self::Inbox(0) => "an idea, in the inbox since today".into(),
            Self::Inbox(days) => format!("an idea, {} in the inbox", age(*days)),
            Self::Again(day) => format!("declined, to be looked at again since {day}"),
            Self::Questions(1, day) => format!("a question is open since {day}"),
            Self::Questions(n, day) => format!("{} are open, the oldest since {day}", counted(*n, "question")),
            Self::ComingUp(place, lacks) => format!("comes up at place {}, without {lacks}", thousands(*place)),
            Self::Found(_, text) => text.clone(),
        }
    }
}

/// The checks that an item can be asked one by one.
const ASKED: [Check; 8] = [
    Check::Stuck,
    Check::Unclear,
    Check::NoCriteria,
    Check::Unestimated,
    Check::Big,
    Check::Stale,
    Check::Old,
    Check::OldIdea,
];

/// Why an item needs attention, the most pressing first. `place` is its place in the order, counted from 1.
pub fn reasons(item: &Item, place: Option<usize>, now: Now, thresholds: Thresholds) -> Vec<Reason> {
    let mut found = Vec::new();
    match item.state {
        State::Inbox => found.push(Reason::Inbox(days(item.created_at, now))),
        State::Declined => {
            let again = item.decline.as_ref().and_then(|refusal| refusal.again).filter(|day| *day <= now.day);
            return again.map(Reason::Again).into_iter().collect();
        }
        State::Done => return found,
        State::Open | State::Ready | State::InProgress | State::ToAccept => {}
    }
    let open = item.questions.iter().filter(|question| question.said.answer.is_none());
    let asked: Vec<NaiveDate> = open.map(|question| question.said.asked_on).collect();
    found.extend(asked.iter().min().map(|oldest| Reason::Questions(asked.len(), *oldest)));
    for check in ASKED.into_iter().filter(|check| check.list() == item.list()) {
        // An idea's age is said already.
        if check != Check::OldIdea && finds(check, item, place, now, thresholds) {
            found.push(Reason::Found(check, told(check, item, now)));
        }
    }
    found.extend(coming_up(item, place, thresholds));
    found
}

/// What an open item of the next places lacks; near the top the checks say so.
fn coming_up(item: &Item, place: Option<usize>, thresholds: Thresholds) -> Option<Reason> {
    let near = usize::from(thresholds.near_top);
    let place = place.filter(|place| (near + 1..=near * usize::from(COMING_UP)).contains(place))?;
    let lacks = match (item.text.estimate.is_none(), item.criteria.is_empty()) {
        _ if item.state != State::Open => return None,
        (true, true) => "estimate and acceptance criteria",
        (true, false) => "an estimate",
        (false, true) => "acceptance criteria",
        (false, false) => return None,
    };
    Some(Reason::ComingUp(place, lacks))
}

fn finds(check: Check, item: &Item, place: Option<usize>, now: Now, thresholds: Thresholds) -> bool {
    let filter = check.filter().and_then(|text| Filter::parse(text).ok());
    filter.is_some_and(|filter| filter.with(thresholds).test(now).passes(item, place))
}

fn told(check: Check, item: &Item, now: Now) -> String {
    match check {
        Check::Stale => format!("not changed for {}", age(days(item.updated_at, now))),
        Check::Old | Check::OldIdea => format!("{} old and never begun", age(days(item.created_at, now))),
        Check::Unclear if item.text.description.is_empty() && item.criteria.is_empty() => {
            "no description and no acceptance criteria".into()
        }
        Check::Unclear => "the story has an error in it".into(),
        Check::Unestimated => "no estimate, and near the top".into(),
        Check::Big => match &item.text.estimate {
            Some(estimate) => format!("{estimate} points are too big near the top"),
            None => "too big near the top".into(),
        },
        Check::NoCriteria => "no acceptance criteria, and near the top".into(),
        Check::Stuck => match item.needs.iter().find(|tie| tie.is_open() && tie.is_below) {
            Some(tie) => format!("needs {}, which stands below it", tie.key),
            None => "blocked near the top".into(),
        },
        Check::Similar | Check::Unordered | Check::Orphan | Check::Churn => check.title().into(),
    }
}

/// Whole days from a moment until now, on the writer's calendar; 0 for one to come.
fn days(at: super::super::Instant, now: Now) -> i64 {
    let local = super::super::Instant(at.0 + i64::from(now.ahead) * 1000).utc().date_naive();
    (now.day - local).num_days().max(0)
}

/// "1 day", "95 days", "14 months", "3 years".
fn age(days: i64) -> String {
    let n = usize::try_from(days).unwrap_or(0);
    match n {
        0..=120 => counted(n, "day"),
        121..=729 => counted(n / 30, "month"),
        _ => counted(n / 365, "year"),
    }
}
