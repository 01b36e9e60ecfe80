//! Changes in words, as the journal tells them: what was done, why, and about which Sprint.

use super::super::import::Counts;
use super::super::score::{Amount, Input};
use super::super::{ItemId, SprintId, text};
use super::{Change, Spot};

/// What people call what a change is about.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// An item's key.
    pub key: &'a dyn Fn(ItemId) -> String,
    /// A Sprint.
    pub sprint: &'a dyn Fn(SprintId) -> String,
    /// An input by its name in the file, with its scale; `None` where nobody knows it.
    pub input: &'a dyn Fn(&str) -> Option<Input>,
}

impl Change {
    /// One line a person understands: "move WEB-12 to place 2".
    pub fn label(&self, names: &Names) -> String {
        let what = match self.items() {
            [one] => (names.key)(*one),
            many => text::counted(many.len(), "item"),
        };
        self.words(&what, names)
    }

    fn words(&self, what: &str, names @ &Names { key, sprint, .. }: &Names) -> String {
        match self {
            Self::AddProduct(new) => format!("new product {}", new.name),
            Self::EditProduct { name, .. } => format!("edit product {name}"),
            Self::AddItem { item, .. } => format!("add \"{}\"", short(&item.text.title)),
            Self::AddItems { items, .. } => match items.as_slice() {
                [one] => format!("add \"{}\"", short(&one.text.title)),
                many => format!("add {}", text::counted(many.len(), "item")),
            },
            Self::CloneItem { .. } => format!("clone {what}"),
            Self::Move { to, .. } => format!("move {what} {}", spot_words(*to, key)),
            Self::SetTitle { title, .. } => format!("title of {what}: \"{}\"", short(title)),
            Self::SetState { items, state } => format!("{what} {} {}", is_or_are(items), state.name()),
            Self::SetEstimate { estimate: Some(e), .. } => format!("estimate {what}: {e}"),
            Self::SetEstimate { estimate: None, .. } => format!("no estimate for {what}"),
            Self::SetBlocked { items, reason: Some(r) } => format!("{what} {} blocked: {}", is_or_are(items), short(r)),
            Self::SetBlocked { items, reason: None } => format!("{what} {} not blocked any more", is_or_are(items)),
            Self::SetKind { kind, .. } => format!("{what} is a {}", kind.name()).replace("is a epic", "is an epic"),
            Self::SetTags { add, remove, .. } => format!("tags of {what}: {}", tag_words(add, remove)),
            Self::SetEpic { epic: Some(epic), .. } => format!("{what} belongs to {}", key(*epic)),
            Self::SetEpic { epic: None, .. } => format!("{what} belongs to no epic"),
            Self::SetAsked { asked, .. } if asked.is_empty() => format!("nobody asked for {what}"),
            Self::SetAsked { asked, .. } => format!("{} asked for {what}", short(asked)),
            Self::SetAssignee { assignee, .. } if assignee.is_empty() => format!("nobody works on {what}"),
            Self::SetAssignee { assignee, .. } => format!("{} works on {what}", short(assignee)),
            Self::SetLinks { add, remove, .. } => format!("links of {what}: {}", short(&tag_words(add, remove))),
            Self::SetDue { due: Some(day), .. } => format!("{what} is due on {day}"),
            Self::SetDue { due: None, .. } => format!("{what} has no due date"),
            Self::Rewrite { .. } => format!("edit {what}"),
            Self::SetNeeds { add, remove, .. } => format!("{what}: {}", need_words(add, remove, key)),
            Self::Tick { is_met, .. } => format!("a criterion of {what} is {}met", if *is_met { "" } else { "not " }),
            Self::Snooze { until: Some(day), .. } => format!("snooze {what} until {day}"),
            Self::Snooze { until: None, .. } => format!("{what} {} not snoozed any more", is_or_are(self.items())),
            Self::Keep { .. } => format!("keep {what}"),
            Self::Ask { text, .. } => format!("question about {what}: {}", short(text)),
            Self::Answer { answer: Some(answer), .. } => format!("answer about {what}: {}", short(answer)),
            Self::Answer { answer: None, .. } => format!("a question about {what} is open again"),
            Self::DropQuestion { .. } => format!("take a question off {what}"),
            Self::Split { new, .. } => format!("split {what}: \"{}\"", short(&new.text.title)),
            Self::Merge { from, .. } => format!("merge {} into {what}", key(*from)),
            Self::Decline { refusal, .. } => format!("decline {what}: {}", short(&refusal.reason)),
            Self::AddSprint { .. }
            | Self::PlanSprint { .. }
            | Self::EditSprint { .. }
            | Self::DropSprint { .. }
            | Self::SetSprint { .. }
            | Self::StartSprint { .. }
            | Self::CloseSprint { .. }
            | Self::ReviewSprint { .. }
            | Self::AddPastSprints { .. }
            | Self::Improve { .. }
            | Self::EditImprovement { .. }
            | Self::DropImprovement { .. } => self.sprint_label(what, sprint),
            Self::Accept { open, .. } if open.is_empty() => format!("accept {what}"),
            Self::Accept { open, .. } => format!("accept {what} with {}", text::counted(open.len(), "open point")),
            Self::Return { reason, .. } => format!("return {what}: {}", short(reason)),
            Self::SetServes { items, serves: true } => format!("{what} {} the Sprint Goal", serve_or_serves(items)),
            Self::SetServes { serves: false, .. } => format!("{what}: not for the Sprint Goal"),
            Self::SetValue { value, .. } => format!("value of {what}: \"{}\"", short(value)),
            Self::SetInputs { .. }
            | Self::SetScoring { .. }
            | Self::Compare { .. }
            | Self::Arrange { .. }
            | Self::SetPinned { .. }
            | Self::Explain { .. } => self.score_label(what, names),
            Self::Reconsider { .. } => format!("take {what} back from the declined"),
            Self::Trash { .. } => format!("trash {what}"),
            Self::Restore { .. } => format!("restore {what}"),
            Self::Import { parsed, expect, .. } => import_words(&parsed.name, *expect),
        }
    }

    /// The reason given with it, where it carries one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::SetBlocked { reason, .. } | Self::SetPinned { reason, .. } => reason.as_deref(),
            Self::Decline { refusal, .. } => Some(&refusal.reason),
            Self::Return { reason, .. } => Some(reason),
            Self::SetSprint { cause, .. } | Self::PlanSprint { cause, .. } => {
                Some(cause.reason.as_str()).filter(|why| !why.is_empty())
            }
            Self::Keep { why, .. } => Some(why.as_str()).filter(|why| !why.is_empty()),
            _ => None,
        }
    }

    /// The one Sprint it is about.
    pub fn sprint(&self) -> Option<SprintId> {
        match self {
            Self::EditSprint { sprint, .. }
            | Self::DropSprint { sprint }
            | Self::StartSprint { sprint }
            | Self::CloseSprint { sprint, .. }
            | Self::ReviewSprint { sprint, .. }
            | Self::Improve { sprint, .. } => Some(*sprint),
            Self::SetSprint { sprint, .. } => *sprint,
            _ => None,
        }
    }

    fn score_label(&self, what: &str, names: &Names) -> String {
        let key = names.key;
        match self {
            Self::SetInputs { inputs, .. } => format!("{what}: {}", input_words(inputs, names)),
            Self::SetScoring { scoring, .. } => format!("score by {}", scoring.framework.rules().title()),
            Self::Compare { other, is_won: Some(true), .. } => format!("{what} is better than {}", key(*other)),
            Self::Compare { other, is_won: Some(false), .. } => format!("{what} is as good as {}", key(*other)),
            Self::Compare { other, is_won: None, .. } => format!("{what} and {} are not compared", key(*other)),
            Self::Arrange { by, .. } => format!("order {what} by {}", short(by)),
            Self::SetPinned { items, reason: Some(why) } => {
                format!("{what} {} fixed: {}", is_or_are(items), short(why))
            }
            Self::SetPinned { items, reason: None } => format!("{what} {} not fixed any more", is_or_are(items)),
            Self::Explain { reason, .. } if reason.is_empty() => "no reason for a step any more".into(),
            Self::Explain { reason, .. } => format!("reason: {}", short(reason)),
            _ => String::new(),
        }
    }

    fn sprint_label(&self, what: &str, sprint: &dyn Fn(SprintId) -> String) -> String {
        match self {
            Self::AddSprint { plan, .. } if plan.name.is_empty() => "new Sprint".into(),
            Self::AddSprint { plan, .. } => format!("new Sprint \"{}\"", short(&plan.name)),
            Self::PlanSprint { .. } => format!("{what} into a new Sprint"),
            Self::EditSprint { sprint: id, .. } => format!("edit {}", sprint(*id)),
            Self::DropSprint { sprint: id } => format!("give up {}", sprint(*id)),
            Self::SetSprint { sprint: Some(id), .. } => format!("{what} into {}", sprint(*id)),
            Self::SetSprint { sprint: None, .. } => format!("{what} out of the Sprint"),
            Self::StartSprint { sprint: id } => format!("start {}", sprint(*id)),
            Self::CloseSprint { sprint: id, .. } => format!("close {}", sprint(*id)),
            Self::ReviewSprint { sprint: id, .. } => format!("review of {}", sprint(*id)),
            Self::AddPastSprints { sprints, .. } => format!("import {}", text::counted(sprints.len(), "Sprint")),
            Self::Improve { said, .. } | Self::EditImprovement { said, .. } => {
                format!("retrospective action: {}", short(&said.text))
            }
            Self::DropImprovement { .. } => "drop a retrospective action".into(),
            _ => String::new(),
        }
    }
}

fn import_words(name: &str, expect: Counts) -> String {
    let (created, updated) = (text::thousands(expect.created), text::thousands(expect.updated));
    format!("import {} ({created} new, {updated} updated)", short(name))
}

/// "reach 2,000, impact 2"; what is taken off as "no reach".
fn input_words(inputs: &[(String, Option<Amount>)], names: &Names) -> String {
    let words = |(input, amount): &(String, Option<Amount>)| match (names.input)(input) {
        Some(known) if amount.is_some() => format!("{} {}", known.name, known.shown(*amount)),
        Some(known) => format!("no {}", known.name),
        None => amount.map_or_else(|| format!("no {input}"), |amount| format!("{input} {amount}")),
    };
    inputs.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// "WEB-12 is", "3 items are".
fn is_or_are(items: &[ItemId]) -> &'static str {
    if items.len() == 1 { "is" } else { "are" }
}

fn serve_or_serves(items: &[ItemId]) -> &'static str {
    if items.len() == 1 { "serves" } else { "serve" }
}

fn short(text: &str) -> String {
    const MOST: usize = 60;
    let shown = text::visible(text);
    if shown.chars().count() <= MOST {
        shown.into_owned()
    } else {
        shown.chars().take(MOST - 1).chain(['…']).collect()
    }
}

fn spot_words(to: Spot, key: &dyn Fn(ItemId) -> String) -> String {
    match to {
        Spot::Top => "to the top".into(),
        Spot::Bottom => "to the bottom".into(),
        Spot::Above(id) => format!("above {}", key(id)),
        Spot::Below(id) => format!("below {}", key(id)),
        Spot::Place(n) => format!("to place {}", text::thousands(n)),
    }
}

fn need_words(add: &[ItemId], remove: &[ItemId], key: &dyn Fn(ItemId) -> String) -> String {
    let keys = |items: &[ItemId]| items.iter().map(|i| key(*i)).collect::<Vec<_>>().join(", ");
    match (add, remove) {
        (add, []) => format!("needs {}", keys(add)),
        ([], remove) => format!("does not need {} any more", keys(remove)),
        (add, remove) => format!("needs {}, and {} no more", keys(add), keys(remove)),
    }
}

fn tag_words(add: &[String], remove: &[String]) -> String {
    let signed = |sign: char, tags: &[String]| tags.iter().map(|t| format!("{sign}{t}")).collect::<Vec<_>>();
    [signed('+', add), signed('-', remove)].concat().join(" ")
}
