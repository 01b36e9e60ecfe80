//! The loop and what it stands on: the terminal, signals, `$EDITOR`, jobs, the clock, the log.
//!
//! This room and `cli` are the only ones that do I/O beside SQL. What holds here:
//!
//! - All output to the terminal goes through one mutex ([`out`]), and one guard ([`terminal`]) undoes every mode.
//! - Input is read by the main thread only ([`input`]), so that `$EDITOR` gets every key of its own.
//! - One thing is asked of the terminal: its background, where nothing else tells it. The reader is our own and takes
//!   the answer whenever and however it comes, never as keys; so it may be asked after the start and holds up no frame
//!   (with crossterm's reader it would have to be asked before). No mode and no cursor query is ever sent.
//! - The main thread sleeps until the next deadline ([`deadline`]); a signal ([`signal`]) or a job's answer ([`job`])
//!   wakes it early ([`wake`]).

pub mod clip;
pub mod clock;
pub mod core;
pub mod deadline;
pub mod editor;
pub mod effect;
pub mod input;
pub mod job;
pub mod log;
pub mod out;
pub mod panic;
pub mod run;
pub mod screen;
pub mod seek;
pub mod settings;
mod shell;
pub mod signal;
pub mod start;
pub mod terminal;
pub mod transfer;
pub mod wake;

pub use clock::now;
pub use core::Core;
pub use deadline::{Deadline, Deadlines};
pub use editor::{Edited, EditorError};
pub use input::{Input, Keyboard};
pub use job::{Jobs, Progress};
pub use panic::fault;
pub use run::Ending;
pub use settings::{Looks, Options, Places};
pub use signal::Signals;
pub use start::{Setup, start};
pub use terminal::{Suspended, Terminal, TerminalError};
pub use wake::{Bell, Waker};
