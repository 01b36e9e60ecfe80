//! The Backlog view: a list with its cursor, marks and order, and the story of the selected item beside it.
//!
//! Selection and marks are held by id. A place is always the place in the whole list.

mod badge;
mod checked;
mod cross;
mod drag;
mod find;
mod go;
mod line;
mod looked;
mod mark;
mod narrow;
mod shift;
mod state;
mod story;
mod table;
mod view;
mod walk;

pub use badge::Badges;
pub use checked::{Checked, lines};
pub use cross::Goal;
pub use drag::{check_drag, check_nudge, drop, is_at_edge, landing, reach, roll, unfolded, view_landing};
pub use find::{Find, Jump, Landing};
pub use line::{AHEAD, Ahead, Fence, Line, Lines, Stands, ahead, empty_ahead, shows_ahead, sum};
pub use looked::Looked;
pub use mark::{close_range, in_range};
pub use narrow::Narrow;
pub use state::{Age, Before, Marks, State};
pub use view::{title, view, view_empty, view_story};
pub use walk::Walk;

use super::super::action::{Go, Mark, Move};
use super::super::effect::Effect;
use super::super::keymap::Keymap;
use crate::domain::query::Rows;
use crate::domain::{Audience, ItemId, Key, Product};

/// What the view can do by itself; changes of items come from `ui::update`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Go somewhere.
    Go(Go),
    /// Mark something.
    Mark(Mark),
    /// Move the targets.
    Move(Move),
}

/// What the view must know to act.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The product shown.
    pub product: Option<&'a Product>,
    /// Rows of the list on the screen.
    pub rows: usize,
    /// The digits typed before the key.
    pub count: Option<usize>,
    /// The items that the same key moved just before.
    pub run: &'a [ItemId],
    /// Who looks.
    pub audience: Audience,
    /// The keys, for what is said of them.
    pub keymap: &'a Keymap,
}

/// What came of it: effects, or the reason why nothing did.
pub type Reply = Result<Vec<Effect>, String>;

/// A key typed as a bare number gets the product's prefix.
pub fn whole(key: Key, product: Option<&Product>) -> Result<Key, String> {
    match product {
        _ if !key.prefix.is_empty() => Ok(key),
        Some(product) => Ok(Key { prefix: product.prefix.clone(), ..key }),
        None => Err("there is no product yet: type its name first".into()),
    }
}

/// Why marked items can't be acted on from a list that has none of them.
pub const MARKED_ELSEWHERE: &str = "the marked items are not in this list: go to them, or <leave> drops the marks";

/// Does an action; data changes come back as effects.
pub fn update(state: &mut State, action: Action, scene: &Scene<'_>) -> Reply {
    match action {
        Action::Go(go) => go::update(state, go, scene),
        Action::Mark(mark) => mark::update(state, mark, scene.count.unwrap_or(1)),
        Action::Move(to) => shift::update(state, &to, scene),
    }
}

/// The rows that must be on the screen.
pub fn wanted(state: &State, rows: usize) -> Rows {
    match state.visible() {
        // Where lines stand among them, a few more than are seen.
        Some(order) => Rows::These(order.window(state.lines.rows_above(state.top), rows).collect()),
        None if state.narrow.is_on() => Rows::These(Vec::new()),
        None => Rows::Around { cursor: state.cursor, height: rows },
    }
}
