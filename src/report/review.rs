//! The review of a Sprint: what it was for, what came of it, and what was heard. The Retrospective stays inside the
//! team and has no part in it.

use super::chart::Chart;
use super::document::{Document, Entry, Part};
use crate::domain::item::{Event, Fact};
use crate::domain::sprint::{
    Burn, Calendar, Card, Course, Detail, Figures, Heard, Measure, Part as Share, Phase, Set, Sum, Went, sets,
};
use crate::domain::{Estimate, ItemId, Points, State, text};
use chrono::NaiveDate;

/// What a review is made of. It tells all that it gets: whom it is for has been minded before (`domain::audience`).
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    /// The product's name.
    pub product: &'a str,
    /// The Sprint with all that happened in it.
    pub course: &'a Course,
    /// What was heard in its review.
    pub heard: &'a [Heard],
    /// How much more was heard that is not told.
    pub untold: usize,
    /// When people work.
    pub calendar: &'a Calendar,
    /// Today.
    pub today: NaiveDate,
}

/// What is said where a number can't be known.
const UNKNOWN: &str = "—";

impl Review<'_> {
    /// The whole document.
    pub fn document(&self) -> Document {
        let sprint = &self.course.sprint;
        let parts = sets(self.course);
        let kind = |item| self.course.card(item).map(|card| card.row.kind);
        let figures = Figures::with(sprint, &parts, kind);
        let mut all = vec![Part::Goal {
            name: "Sprint Goal",
            text: or(&sprint.plan.goal, "This Sprint has no Sprint Goal."),
            mark: self.met().into(),
        }];
        all.push(Part::Section("What came of it".into()));
        all.push(Part::Facts(facts(&figures)));
        if sprint.past.is_some() {
            all.push(Part::Text("This Sprint was held elsewhere: only what is told here is known of it.".into()));
        } else {
            self.items(&parts, &mut all);
        }
        self.feedback(&mut all);
        self.burndown(&mut all);
        Document { title: format!("{}: Sprint Review", sprint.title()), subtitle: self.subtitle(), parts: all }
    }

    fn met(&self) -> &'static str {
        let sprint = &self.course.sprint;
        match (sprint.plan.goal.is_empty(), sprint.is_goal_met, sprint.phase) {
            (true, ..) => "",
            (_, Some(true), _) => "met",
            (_, Some(false), _) => "not met",
            (_, None, Phase::Closed) => "nobody has said whether it was met",
            (_, None, Phase::Active) => "in progress",
            (_, None, Phase::Planned) => "planned",
        }
    }

    fn subtitle(&self) -> String {
        let sprint = &self.course.sprint;
        let from = sprint.plan.starts.or(sprint.started.map(|moment| moment.day));
        let to = sprint.plan.ends.or(sprint.closed.map(|moment| moment.day));
        let days = match (from, to) {
            (Some(from), Some(to)) => format!(", {from} to {to}"),
            (Some(from), None) => format!(", from {from}"),
            (None, Some(to)) => format!(", until {to}"),
            (None, None) => String::new(),
        };
        let state = match sprint.phase {
            Phase::Planned => ", not started yet".to_owned(),
            Phase::Active => format!(", as of {}", self.today),
            Phase::Closed => String::new(),
        };
        format!("{}{days}{state}", self.product)
    }

    fn items(&self, parts: &[Share], all: &mut Vec<Part>) {
        let of = |set: Set| parts.iter().filter(move |part| part.set == set);
        let done = self.entries(of(Set::Completed), |part, card| self.value(part, card));
        list(all, "Done", done, "Nothing was done.");
        let open = self.entries(of(Set::Open), |part, card| self.why_open(part, card));
        list(all, "Not done, and why", open, "Everything was done.");
        let added = self.entries(parts.iter().filter(|part| part.is_added), |part, _| self.scope(part.item, true));
        let removed = self.entries(of(Set::Removed), |part, _| self.scope(part.item, false));
        let sized = self.entries(parts.iter().filter(|part| part.is_re_estimated()), |part, _| vec![resized(part)]);
        for (name, entries) in
            [("Added after the start", added), ("Removed after the start", removed), ("Estimated anew", sized)]
        {
            if !entries.is_empty() {
                list(all, name, entries, "");
            }
        }
        let outside = self.entries(of(Set::Outside), |_, _| Vec::new());
        if !outside.is_empty() {
            list(all, "Done before the Sprint started", outside, "");
        }
    }

    /// The items, each with what is told of it; those that are not known any more are counted.
    fn entries<'p>(
        &self,
        parts: impl Iterator<Item = &'p Share>,
        said: impl Fn(&Share, &Card) -> Vec<String>,
    ) -> Vec<Entry> {
        let (mut entries, mut unknown) = (Vec::new(), 0);
        for part in parts {
            let Some(card) = self.course.card(part.item) else {
                unknown += 1;
                continue;
            };
            entries.push(Entry {
                key: Some(card.row.key.clone()),
                title: card.row.title.clone(),
                size: size(part.after.as_ref()),
                said: said(part, card).into_iter().filter(|said| !said.is_empty()).collect(),
                ..Entry::default()
            });
        }
        if unknown > 0 {
            let title = format!("{} more that the Product Backlog no longer has", text::thousands(unknown));
            entries.push(Entry { title, ..Entry::default() });
        }
        entries
    }

    fn facts(&self, item: ItemId, fact: Fact) -> impl DoubleEndedIterator<Item = &Event> {
        let is_meant = move |h: &&crate::domain::sprint::Happened| h.item == item && h.event.fact == fact;
        self.course.facts.iter().filter(is_meant).map(|happened| &happened.event)
    }

    /// What it is worth, and what was still open when it was accepted.
    fn value(&self, part: &Share, card: &Card) -> Vec<String> {
        let accepted = self.facts(part.item, Fact::Accepted).next_back();
        let open = accepted.and_then(|event| event.to.as_deref()).map(|open| open.replace('\n', "; "));
        let who = Some(&card.assignee).filter(|who| !who.is_empty());
        vec![
            card.value.clone(),
            open.map(|open| format!("Accepted with this still open: {open}")).unwrap_or_default(),
            who.map(|who| format!("By {who}")).unwrap_or_default(),
        ]
    }

    /// Why it is not done, and where it went.
    fn why_open(&self, part: &Share, card: &Card) -> Vec<String> {
        let mut why = Vec::new();
        if let Some(returned) = self.facts(part.item, Fact::Returned).next_back() {
            why.push(format!("Returned: {}", returned.reason.as_deref().unwrap_or_default()));
        }
        if let Some(reason) = card.blocked.as_ref().filter(|_| card.row.state != State::Done) {
            why.push(format!("Blocked: {reason}"));
        }
        let frozen = self.course.end.iter().find(|frozen| frozen.item == part.item);
        why.push(match frozen.map_or(card.row.state, |frozen| frozen.state) {
            State::InProgress => "It was begun.".into(),
            State::ToAccept => "It waits for acceptance.".into(),
            State::Inbox | State::Open | State::Ready | State::Done | State::Declined => "It was not begun.".into(),
        });
        why.push(match part.went {
            Some(Went::Next) => "Goes on in the next Sprint.".into(),
            Some(Went::Backlog) => "Back in the Product Backlog.".into(),
            Some(Went::Stayed) => "Back on top of the Product Backlog.".into(),
            None => String::new(),
        });
        why
    }

    /// Why it came in or was taken out, and who asked for it.
    fn scope(&self, item: ItemId, is_in: bool) -> Vec<String> {
        let number = self.course.sprint.number.to_string();
        let crosses = |event: &&Event| (event.to.as_ref() == Some(&number)) == is_in;
        let event = self.facts(item, Fact::Sprint).rev().find(crosses);
        let asked = event.and_then(|event| event.asked.as_ref());
        vec![
            event.map(|event| format!("{}", event.day)).unwrap_or_default()
                + &event.and_then(|event| event.reason.as_ref()).map(|why| format!(": {why}")).unwrap_or_default(),
            asked.map(|asked| format!("Asked by {asked}")).unwrap_or_default(),
        ]
    }

    fn feedback(&self, all: &mut Vec<Part>) {
        let notes = &self.course.sprint.notes;
        if notes.is_empty() && self.heard.is_empty() && self.untold == 0 {
            return;
        }
        all.push(Part::Section("Feedback".into()));
        if !notes.is_empty() {
            all.push(Part::Text(notes.clone()));
        }
        let mut entries = Vec::new();
        for heard in self.heard {
            let about = heard.about.as_ref().map(|(key, title)| format!("On {key} {title}"));
            let asked = Some(format!("From {}", heard.asked)).filter(|_| !heard.asked.is_empty());
            entries.push(Entry {
                key: Some(heard.key.clone()),
                title: heard.title.clone(),
                said: about.into_iter().chain(asked).collect(),
                ..Entry::default()
            });
        }
        if self.untold > 0 {
            entries.push(Entry { title: format!("{} more", text::thousands(self.untold)), ..Entry::default() });
        }
        if !entries.is_empty() {
            all.push(Part::Items(entries));
        }
    }

    fn burndown(&self, all: &mut Vec<Part>) {
        let Some(burn) = Burn::of(self.course, self.calendar, self.today) else { return };
        let measure = if burn.most(Measure::Points) == Points(0) { Measure::Items } else { Measure::Points };
        let label = format!("Burndown of {} in {}", self.course.sprint.title(), measure.name());
        all.push(Part::Section(format!("Burndown in {}", measure.name())));
        let head = ["Day", "Remaining", "Done", "Scope", "Ideal"].map(String::from).to_vec();
        let number = |points: Points| points.to_string();
        let row = |day: String, stand: Option<crate::domain::sprint::Stand>, ideal: Points| {
            let told = |of: fn(&crate::domain::sprint::Stand) -> crate::domain::sprint::Level| {
                stand.map_or_else(|| UNKNOWN.to_owned(), |stand| number(measure.level(of(&stand))))
            };
            vec![
                day,
                told(crate::domain::sprint::Stand::remaining),
                told(|s| s.done),
                told(|s| s.scope),
                rounded(ideal),
            ]
        };
        let mut rows = vec![row("Start".into(), Some(burn.start), measure.level(burn.start.remaining()))];
        for day in &burn.days {
            let ideal = if measure == Measure::Points { day.ideal.points } else { day.ideal_items };
            let free = if day.is_working { "" } else { " (day off)" };
            rows.push(row(format!("{} {}{free}", day.day.format("%a"), day.day), day.stand, ideal));
        }
        all.push(Part::Chart(Chart { label, burn, measure }));
        all.push(Part::Table { head, rows });
    }
}

/// With one digit behind the point.
fn rounded(points: Points) -> String {
    Points((points.0 + 50).div_euclid(100) * 100).to_string()
}

fn or(text: &str, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text.to_owned() }
}

fn list(all: &mut Vec<Part>, name: &str, entries: Vec<Entry>, nothing: &str) {
    all.push(Part::Section(name.to_owned()));
    all.push(if entries.is_empty() { Part::Text(nothing.to_owned()) } else { Part::Items(entries) });
}

/// "21 points in 6 items, 1 not estimated"; "21 points" where the items are not known.
fn sum(sum: &Sum) -> String {
    let points = match sum.known() {
        None => format!("{UNKNOWN} points"),
        Some(Points(1000)) => "1 point".to_owned(),
        Some(points) => format!("{points} points"),
    };
    let missing = if sum.unestimated == 0 { String::new() } else { format!(", {} not estimated", sum.unestimated) };
    match sum.count {
        0 if sum.points != Points(0) => points,
        0 => "nothing".into(),
        n => format!("{points} in {}{missing}", text::counted(n, "item")),
    }
}

fn facts(figures: &Figures) -> Vec<(String, String)> {
    let known = |value: Option<String>| value.unwrap_or_else(|| UNKNOWN.to_owned());
    let detail = figures.detail.as_deref();
    let of = |read: fn(&Detail) -> &Sum| known(detail.map(|detail| sum(read(detail))));
    let past = |value: &Option<Sum>| match (value, figures.sprint.past) {
        (Some(value), Some(_)) => format!("{} points", value.points),
        (Some(value), None) => sum(value),
        (None, _) => UNKNOWN.to_owned(),
    };
    let rise = detail.map(|detail| match detail.scope.re_estimated {
        0 => "nothing".to_owned(),
        n => format!("{}: +{}, −{} points", text::counted(n, "item"), detail.scope.raised, detail.scope.lowered),
    });
    let kept = figures.say_do().map(|(points, count)| format!("{points} of the points, {count} of the items"));
    [
        ("Planned at start", past(&figures.planned)),
        ("Completed", past(&figures.completed)),
        ("Added", of(|detail| &detail.scope.added)),
        ("Removed", of(|detail| &detail.scope.removed)),
        ("Estimated anew", known(rise)),
        ("Not completed", of(|detail| &detail.open)),
        ("Carried over", of(|detail| &detail.carried)),
        ("Done of what was planned", known(kept)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn resized(part: &Share) -> String {
    let shown = |size: Option<&Estimate>| size.map_or_else(|| "?".to_owned(), ToString::to_string);
    format!("{} → {}", shown(part.before.as_ref()), shown(part.after.as_ref()))
}

/// "5 points", "XL"; nothing where there is no estimate.
pub(super) fn size(estimate: Option<&Estimate>) -> String {
    match estimate {
        None => String::new(),
        Some(size) if size.points().is_none() => size.to_string(),
        Some(size) if size.as_str() == "1" => "1 point".into(),
        Some(size) => format!("{size} points"),
    }
}
