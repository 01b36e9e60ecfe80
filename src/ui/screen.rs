//! The views. Each has five public items: `State`, `Action`, `update`, `wanted`, `view`.

pub mod backlog;
pub mod present;
pub mod sprint;
