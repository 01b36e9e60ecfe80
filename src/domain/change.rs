//! The closed list of everything a Product Owner would call data, in the imperative.
//!
//! Every write of data is one `Change`, committed as one step that one `u` takes back. The store and this list name
//! each other: a new kind of change does not compile until it can be written.

mod about;
mod label;

pub use label::Names;
mod open;

pub use open::OpenPoint;

use super::criterion::Line;
use super::import::{Chosen, Counts, Parsed, Target};
use super::item::{NewItem, Refusal, Story, Ties};
use super::product::{NewProduct, Sheet};
use super::score::{Amount, Scoring};
use super::sprint::{Cause, End, Fate, Improvement, Next, PastSprint, Plan};
use super::{
    CriterionId, Estimate, ImprovementId, ItemId, Kind, ProductId, QuestionId, Scale, SprintId, State, StepId,
};
use chrono::NaiveDate;
use std::sync::Arc;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr, VariantNames};

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
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames, EnumDiscriminants)]
#[strum(serialize_all = "kebab-case")]
#[strum_discriminants(name(ChangeKind), derive(EnumIter, PartialOrd, Ord))]
#[strum_discriminants(doc = "A kind of change, without what it says.")]
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
    /// A new Sprint, planned, behind all others.
    AddSprint {
        /// Its product.
        product: ProductId,
        /// What is written down of it.
        plan: Box<Plan>,
    },
    /// A new Sprint, planned, behind all others, with these items in it.
    PlanSprint {
        /// Its product.
        product: ProductId,
        /// What is written down of it.
        plan: Box<Plan>,
        /// Which items; none of them an epic.
        items: Vec<ItemId>,
        /// Why and for whom; kept where the scope of a running Sprint changes.
        cause: Cause,
    },
    /// Another name, goal, dates or capacity for a Sprint.
    EditSprint {
        /// Which; not a closed one.
        sprint: SprintId,
        /// What is written down of it from now on.
        plan: Box<Plan>,
    },
    /// A planned Sprint is given up; its items stay in the Product Backlog, on top of what is in no Sprint.
    DropSprint {
        /// Which.
        sprint: SprintId,
    },
    /// Into a Sprint or out of one. Into or out of the running one it is a change of scope.
    SetSprint {
        /// Which items; none of them an epic.
        items: Vec<ItemId>,
        /// The Sprint, planned or running; `None` for none.
        sprint: Option<SprintId>,
        /// Where in its block they stand from now on, together and in their order.
        end: End,
        /// Why and for whom; kept where the scope of a running Sprint changes.
        cause: Cause,
    },
    /// A Sprint starts: its items and their estimates are its plan from now on.
    StartSprint {
        /// Which; a planned one that is not empty, while no other one runs.
        sprint: SprintId,
    },
    /// The running Sprint ends: what it ends with is kept, and its open items go where they are sent.
    CloseSprint {
        /// Which.
        sprint: SprintId,
        /// Whether the Sprint Goal was met; `None` where nobody says.
        is_goal_met: Option<bool>,
        /// What takes the items that are carried over.
        next: Next,
        /// Where each open item goes. Those not named stay at their place.
        fates: Vec<(ItemId, Fate)>,
    },
    /// What a Sprint Review found.
    ReviewSprint {
        /// Which Sprint.
        sprint: SprintId,
        /// Whether the Sprint Goal was met; `None` where nobody says.
        is_goal_met: Option<bool>,
        /// What was said.
        notes: String,
    },
    /// Accepted by the Product Owner: done.
    Accept {
        /// Which items.
        items: Vec<ItemId>,
        /// Points of the Definition of Done and criteria that were still open, each in words.
        open: Vec<OpenPoint>,
        /// The one line that tells users what it is worth; empty leaves what it says now.
        value: String,
    },
    /// Not accepted: back in progress.
    Return {
        /// Which items.
        items: Vec<ItemId>,
        /// Why; not empty.
        reason: String,
        /// The criterion that is not met: it is unticked.
        criterion: Option<CriterionId>,
    },
    /// Whether items serve the Sprint Goal.
    SetServes {
        /// Which items.
        items: Vec<ItemId>,
        /// True where they do.
        serves: bool,
    },
    /// The one line that tells users what an item is worth.
    SetValue {
        /// Which item.
        item: ItemId,
        /// The line; empty for none.
        value: String,
    },
    /// Sprints that were held elsewhere, for their velocity.
    AddPastSprints {
        /// Their product.
        product: ProductId,
        /// The Sprints. One known by name and first day is told anew where it was held elsewhere, else left out.
        sprints: Vec<PastSprint>,
    },
    /// Something that a Sprint Retrospective agreed on.
    Improve {
        /// The Sprint.
        sprint: SprintId,
        /// What was agreed.
        said: Improvement,
    },
    /// What was agreed says something else, or was done.
    EditImprovement {
        /// Which.
        improvement: ImprovementId,
        /// What it says from now on.
        said: Improvement,
    },
    /// Not agreed any more.
    DropImprovement {
        /// Which.
        improvement: ImprovementId,
    },
    /// What a framework asks of items. All of them get the same.
    SetInputs {
        /// Which items.
        items: Vec<ItemId>,
        /// Each input by its name in the file, with its value from now on; `None` takes it off.
        inputs: Vec<(String, Option<Amount>)>,
    },
    /// How a product is scored from now on.
    SetScoring {
        /// Which product.
        product: ProductId,
        /// By which framework, with which weights and cuts.
        scoring: Box<Scoring>,
    },
    /// Two items side by side. What was said of them before is forgotten.
    Compare {
        /// One of them.
        item: ItemId,
        /// The other.
        other: ItemId,
        /// True where the first is the better, false where neither is; `None` where nothing is said any more.
        is_won: Option<bool>,
    },
    /// Another order among these items: they take each other's places, and the Sprints that belong to these.
    Arrange {
        /// In their order from now on; none of them pinned, none in the running Sprint.
        items: Vec<ItemId>,
        /// By what: "RICE".
        by: String,
    },
    /// Fixed where they stand by decision, or not any more.
    SetPinned {
        /// Which items.
        items: Vec<ItemId>,
        /// Why; `None` frees them.
        reason: Option<String>,
    },
    /// Why a step was made, told afterwards.
    Explain {
        /// Which step.
        step: StepId,
        /// Why; empty takes back what was told.
        reason: String,
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
        /// What the person chose.
        chosen: Chosen,
    },
}
