//! The integration tests, one binary: the real program in a pseudo-terminal, and the house rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by a panic")]

mod journey;
mod probe;
mod pty;
mod pty_lifecycle;
mod pty_terminal;
mod stage;
mod store;
mod store_file;
mod store_history;
mod tidy;
