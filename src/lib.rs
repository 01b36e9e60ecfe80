//! **upnext**: a Product Owner's backlog at the speed of a keyboard. One program, one SQLite file, no network.
//!
//! This page is the architecture. It is written once, here.
//!
//! # The rooms
//!
//! ```text
//!                runtime ──── the loop, the terminal, signals, effects, $EDITOR, jobs, clock
//!               ╱   │   ╲
//!         cli  ╱    │    ╲              cli and runtime are the only rooms that do I/O beside SQL
//!          ╲  ╱     │     ╲
//!   exchange   report   ui   store      rooms that do not know each other
//!        ╲       │      │     ╱
//!         ╲──────┴──────┴────╱
//!                domain                 types, rules, arithmetic; no I/O, no clock, no SQL, no screen
//! ```
//!
//! - [`domain`] imports nothing of ours; [`store`], [`ui`], [`exchange`] and [`report`] import [`domain`] alone.
//! - [`store`] is a concrete type over SQLite, the only room that knows rusqlite.
//! - [`runtime`] is the only room that knows crossterm.
//! - [`config`] turns text into options, keys and colours and reads no file; `runtime::settings` reads them.
//! - Time, identities and sizes enter [`domain`] and [`ui`] as data, so that every test is exact.
//!
//! `tests/it/tidy.rs` holds these rules, and the size caps, by reading the source.
//!
//! # What is absent
//!
//! - No write outside two doors: [`store::Store::commit`] for data ([`domain::Change`]), [`store::Store::keep`] for
//!   what is not data ([`domain::Note`]).
//! - No inverse written by hand: triggers made from the schema fill a journal, undo replays it backwards.
//! - No rank of its own meaning: a move writes one row; a place is computed, never stored.
//! - No query per row, and no list longer than the screen is built to draw it.
//! - No async runtime, no frame rate: an idle program writes not one byte.
//! - No key compared in code but in text fields, for counts, for taking back a sequence and for the letters of a
//!   choice: keys are rows of `assets/keymap.toml`, bound to [`ui::verb`]s. No text spells a key either:
//!   [`ui::wording`] fills it in.
//!
//! # The way of one key (`K`: move the item one place up)
//!
//! 1. `runtime::input` turns the terminal's event into a [`ui::Press`].
//! 2. [`ui::keymap`] finds the verb in the scopes in force (pop-up → view → app); an unfinished sequence waits.
//! 3. [`ui::update`] routes the verb's [`ui::Action`] to its owner, which answers with effects; here
//!    [`ui::Effect::Commit`] of [`domain::Change::Move`]. It does no I/O.
//! 4. `runtime::effect` performs it: one `BEGIN IMMEDIATE` transaction, one step in the journal. What came of it
//!    goes back into `update` as an [`ui::Event`]; the list in memory ([`domain::Order`]) is spliced, not read again.
//! 5. [`ui::wanted`] says what the screen now needs; [`store::Store::read`] answers the parts that changed;
//!    [`ui::view`] draws them.
//!
//! Data runs one way, down one side and up the other. One thread owns the state; what may take longer than 50 ms is
//! a job on a thread with its own connection, with progress and cancel; its answer wakes the main thread.
//!
//! # How to add …
//!
//! | what | where |
//! |---|---|
//! | a key for a verb | a row of `assets/keymap.toml` |
//! | a verb | a record in `ui/verb/table.rs`, an [`ui::Action`] and its arm in the group's `update` |
//! | a kind of write | a variant of [`domain::Change`] and its arm in `store/write`, and its maker in `tests/it/any_change.rs`: the compiler names all three |
//! | a field of the filter | a record in `domain/filter/field.rs`, a [`domain::filter::Test`], its SQL in `store/shown/compile.rs` |
//! | a check of what an item says | a [`domain::quality::Rule`] and its file in `domain/quality/`; a [`domain::quality::Mend`] where it is safe |
//! | a check of the backlog's health | a variant of `domain/health/check.rs`, its count in `store/shown/health.rs`, where it has one its filter |
//! | a view | a variant of `ui::screen::View`; `ui/screen.rs` and `ui/update/view.rs` ask it what each view must answer |
//! | a column | a migration, the row mapping, the domain type, one view |
//! | a line between the rows of the order | `ui/screen/backlog/line.rs`: scrolling, drawing and the mouse ask there |
//! | a pop-up | its file in `ui/overlay/` with the five public items and its `area`; the compiler names the arms of `Overlay` |
//! | a pop-up that asks for words | as a pop-up; its `State` is an `Asked` of `ui/overlay/words.rs`, so its text is kept and comes back |
//! | a private field | where [`domain::audience`] takes its type apart, and a canary in `tests/it/public.rs` |
//! | a page of the presentation | a variant of [`domain::present::Page`], drawn in `ui/screen/present/page.rs` |
//! | a field of a form | a `Slot` in `ui/overlay/form/slot.rs`; `item.rs` or `sheet.rs` beside it read and write it |
//! | completion of an argument | its [`ui::verb::Arg`] and an arm in `ui/completion/argument.rs` |
//! | a document for people | one file in `report/`, its way out in `runtime/transfer` |
//! | a framework to judge by | its file in `domain/score/` with its [`domain::score::Rules`], a variant of [`domain::score::Framework`]; names of its columns in `exchange/column/score.rs` |
//! | an importer | one file in `exchange/`, one line where the formats are listed |
//! | a field that a source tells | a `Role` with its names in `exchange/column`, a [`domain::import::Field`]; its [`domain::import::Part`] and its cell in `exchange/jira_out.rs` for the way back |
//! | what a person must know before an import | a [`domain::import::Alarm`], found in `domain/import/alarm.rs` |
//! | a theme | one TOML in `assets/themes/`, one line in `ui/theme.rs` |
//! | an option | a field and a record in `config/setting.rs`; the example file is printed by its test |
//! | a sign that is drawn | its ASCII stand-in in `ui/widget/sign.rs` |

pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod report;
pub mod runtime;
pub mod store;
pub mod ui;
