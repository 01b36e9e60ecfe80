//! The views. Each has five public items: `State`, `Action`, `update`, `wanted`, `view`.

pub mod backlog;
pub mod sprint;
