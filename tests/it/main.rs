//! The integration tests, one binary: journeys with keys, the store, files in and out, the real program in a
//! pseudo-terminal, and the house rules.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod command;
mod config;
mod config_program;
mod copy;
mod corpus;
mod exchange;
mod filter;
mod filter_shell;
mod filter_speed;
mod filter_store;
mod finder;
mod health_store;
mod import;
mod import_speed;
mod journey;
mod look;
mod mortal;
mod mouse;
mod mouse_rows;
mod paste;
mod probe;
mod pty;
mod pty_input;
mod pty_lifecycle;
mod pty_terminal;
mod readme;
mod refine_store;
mod replay;
mod screens;
mod shell;
mod shell_file;
mod stage;
mod store;
mod store_backup;
mod store_bad;
mod store_file;
mod store_fixture;
mod store_history;
mod store_proof;
mod tidy;
mod walk;
mod wording;
