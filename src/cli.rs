//! The shell's commands: one file a command family, a few lines each over the other rooms.

pub mod demo;
