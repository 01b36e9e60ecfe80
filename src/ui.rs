//! The screens: a model, what changes it, what it needs, how it looks. No I/O, no clock, no SQL.
//!
//! [`update`](update::update) takes an event and answers with effects; [`wanted`](wanted::wanted) says what must be
//! read; [`view`](view::view) draws. A screen in `screen/` and an overlay in `overlay/` have the same five public
//! items: `State`, `Action`, `update`, `wanted`, `view`.

pub mod action;
pub mod completion;
pub mod effect;
pub mod keymap;
pub mod layout;
pub mod model;
pub mod mouse;
pub mod overlay;
pub mod press;
pub mod public;
pub mod screen;
pub mod theme;
pub mod toast;
pub mod update;
pub mod verb;
pub mod view;
pub mod wanted;
pub mod widget;
pub mod wording;

pub use action::Action;
pub use effect::Effect;
pub use model::Model;
pub use mouse::{Mouse, MouseKind};
pub use press::{Code, Press};
pub use toast::Toast;
pub use update::Event;
