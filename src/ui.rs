//! The screens: a model, what changes it, what it needs, how it looks. No I/O, no clock, no SQL.

pub mod press;

pub use press::{Code, Press};
