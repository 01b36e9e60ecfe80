//! The integration tests, one binary: journeys with keys, the store, files in and out, the real program in a
//! pseudo-terminal, and the house rules.
//!
//! # The long run
//!
//! Some tests could go on for ever. `cargo test` does a little of each, `.ci/run` more, and these commands most; each
//! prints what it did. The number is the dose: rounds or seconds, as each test says.
//!
//! ```text
//! UPNEXT_FAULTS=100000 cargo test --test it -- --ignored --nocapture fault::every
//! UPNEXT_HOSTILE=2000 UPNEXT_HOSTILE_TYPED=2000 UPNEXT_HOSTILE_PTY=1000 UPNEXT_HOSTILE_FILES=50 UPNEXT_HOSTILE_WORDS=50 UPNEXT_HOSTILE_CONFIG=100 cargo test --test it hostile -- --nocapture
//! UPNEXT_KILLS=500 cargo test --test it -- --ignored --nocapture store_proof::many_kills
//! UPNEXT_MUTANTS=4600 UPNEXT_MUTANT_PROGRAMS=230 cargo test --test it -- --nocapture mutant::
//! UPNEXT_WINDOWS=8000 cargo test --test it -- --nocapture two_windows::
//! UPNEXT_HOSTILE_EVERY=1 cargo test --test it -- --nocapture odd_file::
//! UPNEXT_CHAOS=3600 cargo test --test it -- --ignored --nocapture chaos::an_hour_of_each
//! UPNEXT_ENDS=100 cargo test --test it -- --ignored --nocapture mortal_terminal::a_hundred_of_each_signal
//! UPNEXT_HISTORIES=300 cargo test --test it -- --ignored --nocapture store_history::long_histories_of_every_kind
//! UPNEXT_TRIPS=200 cargo test --test it -- --nocapture round_trip
//! UPNEXT_GREED=8 cargo test --release --test it -- --ignored --nocapture greedy_file
//! ```
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod any_change;
mod arrange;
mod asking;
mod board;
mod broken;
mod bulk;
mod carry_shell;
mod chaos;
mod checks;
mod classes;
mod command;
mod compared;
mod config;
mod config_program;
mod copy;
mod corpus;
mod corpus_quality;
mod dose;
mod erased;
mod exchange;
mod fault;
mod filter;
mod filter_shell;
mod filter_speed;
mod filter_store;
mod finder;
mod form;
mod form_draft;
mod form_field;
mod form_random;
mod greedy_file;
mod half_row;
mod health_store;
mod hostile;
mod hostile_out;
mod import;
mod import_speed;
mod incoming;
mod jira_read;
mod jira_sprints;
mod jira_sprints_here;
mod journey;
mod left;
mod look;
mod matrix;
mod modes;
mod monday;
mod mortal;
mod mortal_terminal;
mod mouse;
mod mouse_rows;
mod mutant;
mod odd_file;
mod odd_surroundings;
mod offline;
mod orphan;
mod pairs;
mod paste;
mod pictures;
mod plan;
mod planning;
mod planning_more;
mod present;
mod prioritize;
mod probe;
mod pty;
mod pty_form;
mod pty_input;
mod pty_lifecycle;
mod pty_present;
mod pty_public;
mod pty_size;
mod pty_terminal;
mod public;
mod quality;
mod readme;
mod readme_keys;
mod readme_lines;
mod reasons;
mod refine;
mod refine_store;
mod refusing;
mod reimport;
mod replay;
mod report;
mod review;
mod round_trip;
mod sample;
mod score_file;
mod score_import;
mod score_shell;
mod score_store;
mod score_table;
mod screens;
mod shell;
mod shell_file;
mod similar;
mod sprint_charts;
mod sprint_figures;
mod sprint_file;
mod sprint_lines;
mod sprint_over;
mod sprint_past;
mod sprint_shell;
mod sprint_store;
mod stage;
mod store;
mod store_backup;
mod store_bad;
mod store_file;
mod store_fixture;
mod store_history;
mod store_proof;
mod supply;
mod tidy;
mod tied;
mod told_to_stop;
mod two_windows;
mod walk;
mod walk_truth;
mod why;
mod wording;
mod wrong_number;
