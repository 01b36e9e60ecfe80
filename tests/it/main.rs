//! The integration tests, one binary: journeys with keys, the store, files in and out, the real program in a
//! pseudo-terminal, and the house rules.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod corpus;
mod exchange;
mod import;
mod journey;
mod probe;
mod pty;
mod pty_lifecycle;
mod pty_terminal;
mod shell;
mod stage;
mod store;
mod store_file;
mod store_history;
mod tidy;
