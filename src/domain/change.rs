//! The closed list of everything a Product Owner would call data, in the imperative.
//!
//! Every write of data is one `Change`, committed as one step that one `u` takes back. The store and this list name
//! each other: a new kind of change does not compile until it can be written.

use super::audience::{self, Audience};
use super::criterion::Line;
use super::import::{Counts, Parsed, Target};
use super::item::{NewItem, Refusal, Story, Ties};
use super::product::{NewProduct, Sheet};
use super::{CriterionId, Estimate, ItemId, Kind, ProductId, QuestionId, Scale, State, text};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::sync::Arc;
use strum::{IntoStaticStr, VariantNames};

/// Where an item goes in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Above all others.
    Top,
    /// Below all others.
    Bottom,
    /// Directly above this item.
    Above(ItemId),
    /// Directly below this item.
    Below(ItemId),
    /// To this place, counted from 1 in the unfiltered order; beyond the end it is the bottom.
    Place(usize),
}

/// A change of data.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Change {
    /// A new product.
    AddProduct(NewProduct),
    /// Another name, prefix or scale for a product. Keys follow the prefix.
    EditProduct {
        /// Which.
        product: ProductId,
        /// Its name from now on.
        name: String,
        /// Its prefix from now on.
        prefix: String,
        /// Its scale from now on.
        scale: Scale,
        /// Its own texts from now on; `None` leaves them as they are.
        sheet: Option<Box<Sheet>>,
    },
    /// A new item.
    AddItem {
        /// Its product.
        product: ProductId,
        /// What it is.
        item: Box<NewItem>,
        /// Where it goes.
        spot: Spot,
    },
    /// Several new items, together and in this order.
    AddItems {
        /// Their product.
        product: ProductId,
        /// What they are; not empty.
        items: Vec<NewItem>,
        /// Where they go.
        spot: Spot,
    },
    /// A copy of an item directly below it: open, nothing ticked, no source.
    CloneItem {
        /// The original.
        item: ItemId,
    },
    /// Another place in the order. Several items keep their order and stand together afterwards.
    Move {
        /// In any sequence; their present order is kept.
        items: Vec<ItemId>,
        /// Where to; never one of `items`.
        to: Spot,
        /// True while the same key runs on the same items: then it joins the step before.
        is_run: bool,
    },
    /// Another title.
    SetTitle {
        /// Which item.
        item: ItemId,
        /// Cleaned, not empty.
        title: String,
    },
    /// Another state. Declining needs [`Change::Decline`].
    SetState {
        /// Which items.
        items: Vec<ItemId>,
        /// Any but declined.
        state: State,
    },
    /// Another estimate, or none.
    SetEstimate {
        /// Which items.
        items: Vec<ItemId>,
        /// The size.
        estimate: Option<Estimate>,
    },
    /// Blocked for a reason, or not any more.
    SetBlocked {
        /// Which items.
        items: Vec<ItemId>,
        /// Why; `None` frees them.
        reason: Option<String>,
    },
    /// Another kind.
    SetKind {
        /// Which items.
        items: Vec<ItemId>,
        /// What they are.
        kind: Kind,
    },
    /// Tags put on and taken off.
    SetTags {
        /// Which items.
        items: Vec<ItemId>,
        /// Put on where missing.
        add: Vec<String>,
        /// Taken off where present, compared folded.
        remove: Vec<String>,
    },
    /// Another epic, or none.
    SetEpic {
        /// Which items; none of them an epic.
        items: Vec<ItemId>,
        /// An item of kind epic.
        epic: Option<ItemId>,
    },
    /// Who asked.
    SetAsked {
        /// Which items.
        items: Vec<ItemId>,
        /// A name; empty for nobody.
        asked: String,
    },
    /// Who works on it.
    SetAssignee {
        /// Which items.
        items: Vec<ItemId>,
        /// A name as text; empty for nobody.
        assignee: String,
    },
    /// Addresses put on and taken off.
    SetLinks {
        /// Which items.
        items: Vec<ItemId>,
        /// Put behind the others where missing; each one line.
        add: Vec<String>,
        /// Taken off where present.
        remove: Vec<String>,
    },
    /// The day it is due, or none.
    SetDue {
        /// Which items.
        items: Vec<ItemId>,
        /// The day.
        due: Option<NaiveDate>,
    },
    /// Everything an item says, as read back from an editor.
    Rewrite {
        /// Which item.
        item: ItemId,
        /// What it says from now on.
        text: Box<Story>,
        /// Its criteria from now on; those with equal text keep their row.
        criteria: Vec<Line>,
        /// Its state and what it is tied to from now on; `None` leaves them as they are.
        ties: Option<Box<Ties>>,
    },
    /// What must be done before these items.
    SetNeeds {
        /// Which items.
        items: Vec<ItemId>,
        /// What they need from now on.
        add: Vec<ItemId>,
        /// What they don't need any more.
        remove: Vec<ItemId>,
    },
    /// A criterion is met, or not.
    Tick {
        /// Which item.
        item: ItemId,
        /// Which of its criteria.
        criterion: CriterionId,
        /// Met from now on.
        is_met: bool,
    },
    /// Not to be looked at in refinement before a day; `None` ends that.
    Snooze {
        /// Which items.
        items: Vec<ItemId>,
        /// The day.
        until: Option<NaiveDate>,
    },
    /// Looked at and kept as it is.
    Keep {
        /// Which items.
        items: Vec<ItemId>,
        /// Why; may be empty.
        why: String,
    },
    /// A question of the Developers.
    Ask {
        /// About which item.
        item: ItemId,
        /// What is asked; not empty.
        text: String,
    },
    /// A question is answered.
    Answer {
        /// The item it is about.
        item: ItemId,
        /// Which question.
        question: QuestionId,
        /// What is answered; `None` opens it again.
        answer: Option<String>,
    },
    /// A question is taken off.
    DropQuestion {
        /// The item it is about.
        item: ItemId,
        /// Which question.
        question: QuestionId,
    },
    /// One item becomes two. The new one stands directly below and is tied to what the original is tied to.
    Split {
        /// The original.
        item: ItemId,
        /// What the original says from now on.
        text: Box<Story>,
        /// Its criteria from now on.
        criteria: Vec<Line>,
        /// The other half.
        new: Box<NewItem>,
    },
    /// Two items become one; the other is declined as merged, and keeps everything it has.
    Merge {
        /// The item that goes on.
        into: ItemId,
        /// The item that lives on in it.
        from: ItemId,
        /// What the one that goes on says from now on.
        text: Box<Story>,
        /// Its criteria from now on.
        criteria: Vec<Line>,
    },
    /// Refused, with a reason.
    Decline {
        /// Which items.
        items: Vec<ItemId>,
        /// Why; its reason is not empty.
        refusal: Refusal,
    },
    /// Declined no more: back in the state they had before, at their rank. Those never seen in another state are open.
    Reconsider {
        /// Which items; all of them declined.
        items: Vec<ItemId>,
    },
    /// Thrown away; can be restored until it is purged.
    Trash {
        /// Which items.
        items: Vec<ItemId>,
    },
    /// Back from the trash, in the state it had.
    Restore {
        /// Which items.
        items: Vec<ItemId>,
    },
    /// What a file of another program says. Planned again inside the transaction.
    Import {
        /// The file's contents.
        parsed: Arc<Parsed>,
        /// The product it goes to.
        target: Target,
        /// The counts the person agreed to; other counts are asked again.
        expect: Counts,
    },
}

impl Change {
    /// The name of the change in kebab-case, as kept with its step.
    pub fn verb(&self) -> &'static str {
        self.into()
    }

    /// Who may read its label.
    pub fn audience(&self) -> Audience {
        audience::of_verb(self.verb())
    }

    /// The items it names; empty for new items, a product or an import.
    pub fn items(&self) -> &[ItemId] {
        match self {
            Self::AddProduct(_)
            | Self::EditProduct { .. }
            | Self::AddItem { .. }
            | Self::AddItems { .. }
            | Self::Import { .. } => &[],
            Self::CloneItem { item }
            | Self::SetTitle { item, .. }
            | Self::Rewrite { item, .. }
            | Self::Tick { item, .. }
            | Self::Ask { item, .. }
            | Self::Answer { item, .. }
            | Self::DropQuestion { item, .. }
            | Self::Split { item, .. }
            | Self::Merge { into: item, .. } => std::slice::from_ref(item),
            Self::Move { items, .. }
            | Self::SetState { items, .. }
            | Self::SetEstimate { items, .. }
            | Self::SetBlocked { items, .. }
            | Self::SetKind { items, .. }
            | Self::SetTags { items, .. }
            | Self::SetEpic { items, .. }
            | Self::SetAsked { items, .. }
            | Self::SetAssignee { items, .. }
            | Self::SetLinks { items, .. }
            | Self::SetDue { items, .. }
            | Self::SetNeeds { items, .. }
            | Self::Snooze { items, .. }
            | Self::Keep { items, .. }
            | Self::Decline { items, .. }
            | Self::Reconsider { items }
            | Self::Trash { items }
            | Self::Restore { items } => items,
        }
    }

    /// The reason given with it, where it carries one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::SetBlocked { reason, .. } => reason.as_deref(),
            Self::Decline { refusal, .. } => Some(&refusal.reason),
            Self::Keep { why, .. } => Some(why.as_str()).filter(|why| !why.is_empty()),
            _ => None,
        }
    }

    /// One line a person understands: "move WEB-12 to place 2". `key` tells an item's key.
    pub fn label(&self, key: &dyn Fn(ItemId) -> String) -> String {
        let what = match self.items() {
            [one] => key(*one),
            many => text::counted(many.len(), "item"),
        };
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
            Self::Reconsider { .. } => format!("take {what} back from the declined"),
            Self::Trash { .. } => format!("trash {what}"),
            Self::Restore { .. } => format!("restore {what}"),
            Self::Import { parsed, expect, .. } => {
                format!(
                    "import {} ({} new, {} updated)",
                    short(&parsed.name),
                    text::thousands(expect.created),
                    text::thousands(expect.updated)
                )
            }
        }
    }

    /// What is kept with the step: the verb, what it was about and why. Long texts and whole imports stay out; they
    /// are in the journal's rows.
    pub fn record(&self) -> Value {
        const NAMED: usize = 50;
        let items = self.items();
        let mut record = json!({ "verb": self.verb() });
        if !items.is_empty() {
            record["items"] = json!(items.iter().take(NAMED).collect::<Vec<_>>());
            record["count"] = json!(items.len());
        }
        if let Self::AddItems { items, .. } = self {
            record["count"] = json!(items.len());
        }
        if let Some(reason) = self.reason() {
            record["reason"] = json!(reason);
        }
        record
    }
}

/// "WEB-12 is", "3 items are".
fn is_or_are(items: &[ItemId]) -> &'static str {
    if items.len() == 1 { "is" } else { "are" }
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
