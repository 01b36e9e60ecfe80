//! Types, rules and arithmetic of a Product Backlog. No I/O, no clock, no SQL, no screen.
//!
//! Everything else imports this room; it imports nothing of ours. Time, identities and sizes come in as data, so
//! that every test is exact.

pub mod audience;
pub mod change;
pub mod criterion;
pub mod estimate;
pub mod familiar;
pub mod filter;
pub mod health;
pub mod id;
pub mod import;
pub mod item;
pub mod key;
pub mod kind;
pub mod lines;
pub mod list;
pub mod markdown;
pub mod merge;
pub mod note;
pub mod order;
pub mod pattern;
pub mod present;
pub mod product;
pub mod quality;
pub mod query;
pub mod rank;
pub mod ready;
pub mod score;
pub mod similar;
pub mod sort;
pub mod spelling;
pub mod split;
pub mod sprint;
pub mod standup;
pub mod state;
pub mod step;
pub mod story;
pub mod text;
pub mod time;
pub mod why;
pub mod word;

pub use audience::Audience;
pub use change::{Change, Spot};
pub use criterion::{Criterion, Subtask};
pub use estimate::{Estimate, Points, Scale};
pub use filter::{Filter, FilterError, Scene};
pub use id::{CriterionId, ImprovementId, ItemId, ProductId, QuestionId, Seq, SprintId, StepId};
pub use item::{Children, Item, NewItem, Row};
pub use key::Key;
pub use kind::Kind;
pub use list::List;
pub use note::Note;
pub use order::Order;
pub use product::Product;
pub use query::{Answer, Wanted};
pub use rank::Rank;
pub use sort::{Column, Sort};
pub use sprint::Sprint;
pub use standup::Standup;
pub use state::State;
pub use step::Step;
pub use text::TextError;
pub use time::{Instant, Now};
