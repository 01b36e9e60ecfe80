//! What a screen needs, and what the store answers.
//!
//! `ui::wanted` names anchors; `Store::read` answers list → cursor → window → item in one read transaction and
//! leaves out the parts whose question and file version are unchanged. No part asks once per row.

mod paired;

pub use paired::{Begun, Contradiction, Pair, Paired, Pairing};

use super::filter::Test;
use super::health::{Deeds, Report, Thresholds, Trail};
use super::item::Question as ItemQuestion;
use super::note::SavedFilter;
use super::present::Presentation;
use super::score::Scoring;
use super::sprint::ahead::Pace;
use super::sprint::{Agreed, Block, Figures, Heard};
use super::step::Told;
use super::why::Ground;
use super::{
    Column, Criterion, Filter, Item, ItemId, Key, List, Now, Points, Product, ProductId, Row, Seq, Sort, SprintId, Step,
};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::rc::Rc;
use strum::EnumCount;

/// What the screen needs now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of its own")]
pub struct Wanted {
    /// The product shown; `None` asks for the one last used, else the first.
    pub product: Option<ProductId>,
    /// The list shown.
    pub list: List,
    /// Which rows of it.
    pub rows: Rows,
    /// The column they are shown by; its values stand in the rows.
    pub column: Option<Column>,
    /// What an item of the list passes that is ready; `None` where the rows don't show it.
    pub ready: Option<Test>,
    /// Rows that stand beside the list: the list itself, where the cursor goes through something else.
    pub beside: Vec<ItemId>,
    /// The item of the story pane; `None` while no order is known: then the first answer picks it.
    pub item: Option<ItemId>,
    /// True where the Sprints that are not over are shown, as blocks of the order.
    pub blocks: bool,
    /// How many next Sprints are shown by the place where they would end; 0 for none.
    pub ahead: usize,
    /// The Sprint shown with its whole course.
    pub course: Option<SprintId>,
    /// True where the figures of all Sprints that are over are shown, and what was agreed in Retrospectives.
    pub past: bool,
    /// True where the header's counts are shown. The first frame goes without.
    pub counts: bool,
    /// True where the rows show what frameworks were told of their items.
    pub inputs: bool,
    /// How all items are ranked. The ranking comes by itself, from a job.
    pub scoring: Option<Box<Scoring>>,
    /// How the items are put into the matrix; `None` where it is not shown, or where the ranking serves it too.
    pub matrix: Option<Box<Scoring>>,
    /// What an open panel shows.
    pub panel: Option<Panel>,
}

/// Which rows of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// Before the order is known: a page of `height` rows around the item, else from the top.
    Around {
        /// The item to show.
        cursor: Option<ItemId>,
        /// How many rows.
        height: usize,
    },
    /// Exactly these, in this order; those that are gone are left out.
    These(Vec<ItemId>),
}

/// What a panel over the view shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Panel {
    /// The newest steps of the product.
    Journal {
        /// At most so many.
        limit: usize,
    },
    /// An item's history, newest first.
    History(ItemId),
    /// Why items stand where they stand; those that are gone are left out.
    Why(Vec<ItemId>),
    /// All products of the file.
    Products,
    /// The product's epics by rank, to choose from.
    Epics,
    /// The values in use, to complete what is typed.
    Values(Values),
    /// The product's saved filters by name.
    Filters,
    /// These items, in their order.
    Items(Vec<ItemId>),
    /// The questions about an item, the open ones first; `None` for all open ones of the product, the oldest first.
    Questions(Option<ItemId>),
    /// Items that a key or a few letters may mean, to complete what is typed.
    Near(String),
    /// The presentation, with its pages and where it is.
    Presentation,
    /// These items with all they say; those that are gone are left out.
    Whole(Vec<ItemId>),
    /// What a Sprint Review looks at beside the course of the Sprint.
    Review(SprintId),
    /// The comparison of pairs.
    Pairs(Box<Pairing>),
    /// The health of the backlog.
    Health(Look),
    /// What was done to the items of a refinement.
    Refined {
        /// The walk.
        trail: Box<Trail>,
        /// The day on which its items are looked at.
        look: Look,
        /// True where the score is asked for.
        is_scored: bool,
    },
}

/// A look at a whole backlog: the day it is meant for, and from where on something is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The writer's local day.
    pub day: NaiveDate,
    /// How far the writer's clock is ahead of UTC, in seconds.
    pub ahead: i32,
    /// From where on something is found.
    pub thresholds: Thresholds,
}

impl Look {
    /// A look at this moment; all looks of a day are the same.
    pub fn new(now: Now, thresholds: Thresholds) -> Self {
        Self { day: now.day, ahead: now.ahead, thresholds }
    }

    /// The day as a moment of it.
    pub fn now(&self) -> Now {
        Now { ahead: self.ahead, ..Now::noon(self.day) }
    }
}

/// What was done in a refinement, and what became of the backlog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refined {
    /// What was done to its items.
    pub deeds: Deeds,
    /// The score now, where it was asked for and is known.
    pub score: Option<u8>,
    /// True where it was asked for and all items must be looked at first.
    pub is_unmeasured: bool,
}

/// Values that a product's items have, offered while one is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Values {
    /// Tags.
    Tags,
    /// Names of those who asked.
    Asked,
    /// Names of those who work on something.
    Assignees,
    /// Roles that stories are told of.
    Personas,
    /// Keys of epics, with their titles.
    Epics,
    /// Names of the sources of imports.
    Sources,
    /// Columns of the sources that have no home here.
    Columns,
    /// Reasons for declining.
    Reasons,
}

/// A value in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// As it is typed.
    pub text: String,
    /// What is worth knowing of it: "12 items", an epic's title.
    pub doc: String,
}

/// What a list shows where it does not show all of itself in its own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Of which product.
    pub product: ProductId,
    /// Which list.
    pub list: List,
    /// Those that pass; all of them, where it lets everything pass.
    pub filter: Filter,
    /// By which column; `None` for the list's own order.
    pub sort: Option<Sort>,
}

/// What a [`Question`] is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The items that pass, in the order shown.
    pub ids: Vec<ItemId>,
    /// Where none passes: how many do in other lists.
    pub elsewhere: Vec<(List, usize)>,
    /// Where none passes: what the filter names that the product doesn't have, each in words.
    pub unknown: Vec<String>,
}

/// A part of a product's items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Of one list; `None` for all that is not in the trash.
    pub list: Option<List>,
    /// Those that pass.
    pub filter: Filter,
    /// When it is asked.
    pub now: Now,
}

/// What the store answers. `None` means: as before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The file's version this answer shows.
    pub seq: Option<Seq>,
    /// The product shown; `Some(None)` where the file has none.
    pub product: Option<Option<Product>>,
    /// The rows asked for.
    pub rows: Option<Window>,
    /// The rows beside the list; those that are gone are left out.
    pub beside: Option<Vec<Row>>,
    /// The item asked for; `Some(None)` where it is gone.
    pub item: Option<Option<Box<Item>>>,
    /// The Sprints that are not over, as their blocks stand: the running one, then the planned ones by number.
    pub blocks: Option<Vec<Block>>,
    /// What tells where the next Sprints would end.
    pub rest: Option<Rest>,
    /// The Sprint asked for; `Some(None)` where it is gone.
    pub course: Option<Option<Box<super::sprint::Course>>>,
    /// The Sprints that are over.
    pub past: Option<Rc<Past>>,
    /// How many items each list has but the one asked for, which the screen holds itself.
    pub counts: Option<ListCounts>,
    /// How much differs from its source, and how much came in; asked for with the counts.
    pub news: Option<News>,
    /// What the panel shows.
    pub panel: Option<PanelRows>,
}

/// What of a product is not as its sources have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct News {
    /// Items changed here since they and their source said the same.
    pub changed: usize,
    /// Items that came with the last import and were not looked at since.
    pub incoming: usize,
}

impl News {
    /// Counted no further than this: 999 and more read the same.
    pub const MOST: usize = 1000;

    /// A count as it is shown: `12`, `999+`.
    pub fn words(count: usize) -> String {
        if count < Self::MOST { count.to_string() } else { format!("{}+", Self::MOST - 1) }
    }
}

/// The top of what is in no Sprint, and how much of it the Developers usually complete in one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rest {
    /// The number that the next new Sprint gets.
    pub next: i64,
    /// What was completed in the last three Sprints; `None` where none is over, or nothing was.
    pub pace: Option<Pace>,
    /// As many items as the Sprints asked for hold, in their order, each with its points.
    pub items: Vec<(ItemId, Key, Option<Points>)>,
}

/// The Sprints of a product that are over, and what was learned in them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// The figures of each, as they ended.
    pub figures: Vec<Figures>,
    /// What the Sprint Retrospectives agreed on, the oldest first.
    pub agreed: Vec<Agreed>,
}

/// Rows of a list that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The index of the first row in its list, counted from 0.
    pub from: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

/// How many items each list of a product has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCounts([usize; List::COUNT]);

impl ListCounts {
    /// The count of one list.
    pub fn of(&self, list: List) -> usize {
        self.0[list as usize]
    }

    /// Sets the count of one list.
    pub fn set(&mut self, list: List, count: usize) {
        self.0[list as usize] = count;
    }

    /// All items that are not in the trash.
    pub fn total(&self) -> usize {
        self.0.iter().sum::<usize>() - self.of(List::Trash)
    }
}

/// What a panel shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PanelRows {
    /// For [`Panel::Journal`].
    Journal(Vec<Step>),
    /// For [`Panel::History`].
    History(Vec<Told>),
    /// For [`Panel::Why`].
    Why(Vec<Ground>),
    /// For [`Panel::Products`].
    Products(Vec<Product>),
    /// For [`Panel::Epics`].
    Epics(Vec<Row>),
    /// For [`Panel::Values`], the most used first.
    Values(Vec<Value>),
    /// For [`Panel::Filters`].
    Filters(Vec<SavedFilter>),
    /// For [`Panel::Items`]; those that are gone are left out.
    Items(Vec<Row>),
    /// For [`Panel::Questions`].
    Questions(Vec<Posed>),
    /// For [`Panel::Near`].
    Near(Vec<Row>),
    /// For [`Panel::Presentation`]; `None` where there is no Sprint.
    Presentation(Option<Box<Presentation>>),
    /// For [`Panel::Whole`].
    Whole(Vec<Item>),
    /// For [`Panel::Pairs`]; `None` where there is no product.
    Pairs(Option<Box<Paired>>),
    /// For [`Panel::Health`]; `None` where all items must be looked at first.
    Health(Option<Box<Report>>),
    /// For [`Panel::Refined`].
    Refined(Box<Refined>),
    /// For [`Panel::Review`].
    Review(Box<Reviewed>),
}

/// What a Sprint Review looks at beside the course of the Sprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reviewed {
    /// Of which Sprint; `None` before anything was read.
    pub sprint: Option<SprintId>,
    /// The acceptance criteria of its items, in their order.
    pub criteria: HashMap<ItemId, Vec<Criterion>>,
    /// The open questions about its items, the oldest first.
    pub questions: HashMap<ItemId, Vec<String>>,
    /// What was heard.
    pub heard: Vec<Heard>,
    /// The Sprint that comes next, where one is planned or runs.
    pub next: Option<SprintId>,
    /// The first items of what comes next.
    pub rows: Vec<Row>,
}

/// A question with the item it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posed {
    /// The item.
    pub item: ItemId,
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// The question.
    pub question: ItemQuestion,
}
