//! The integration tests, one binary: the real program in a pseudo-terminal, and the house rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by a panic")]

mod mortal;
mod probe;
mod pty;
mod pty_lifecycle;
mod pty_terminal;
mod replay;
mod store;
mod store_backup;
mod store_broken;
mod store_file;
mod store_fixture;
mod store_history;
mod store_proof;
mod tidy;
