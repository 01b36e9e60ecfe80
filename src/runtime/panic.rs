//! A panic: the screen first, then a few words, the details into the log.
//!
//! A job's panic becomes its error result ([`super::job`]) and leaves the screen alone. A panic of any other thread
//! beside the main one ends the program, because what it did for us is missing from then on.

use super::{job, log, out};
use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::Cell;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// How long a panicking thread waits for another's write to the terminal to end.
const PATIENCE: Duration = Duration::from_millis(50);

/// Puts the hook in place. `log` is where the details will lie, named in the message.
pub fn install(log: Option<PathBuf>) {
    panic::set_hook(Box::new(move |info| report(info, log.as_ref())));
}

fn report(info: &PanicHookInfo<'_>, path: Option<&PathBuf>) {
    let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let thread = thread::current();
    let name = thread.name().unwrap_or("unnamed");
    if !job::is_job_thread() && !IS_QUIET.get() {
        out::restore(PATIENCE);
        let _ = io::stderr().write_all(farewell(&place, path).as_bytes());
    }
    // The payload may quote an item's text, so it stays out of the log; the place and the trace say enough.
    log::log(log::Level::Error, &format!("panic in thread {name}{place}\n{}", Backtrace::force_capture()));
    if !job::is_job_thread() && name != "main" {
        signal_hook::low_level::exit(101);
    }
}

thread_local! {
    /// True while a panic of this thread is expected and told by whoever catches it.
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Tries what may panic after a panic has been told already: a second one goes into the log alone.
pub(super) fn quietly(attempt: impl FnOnce()) {
    IS_QUIET.set(true);
    attempt();
    IS_QUIET.set(false);
}

/// What the user reads.
fn farewell(place: &str, log: Option<&PathBuf>) -> String {
    let details = log.map_or_else(String::new, |path| format!("\nThe details are in {}", path.display()));
    format!(
        "upnext stopped because of a fault of its own{place}.\n\
         Every finished change is in your file. Start upnext again to go on; what you were typing comes back with \
         :draft.{details}\n"
    )
}

/// What a caught panic said, where it said a text.
pub fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".to_owned())
}

/// For tests; does nothing in a release.
///
/// # Panics
/// When `UPNEXT_TEST_PANIC` names `place`: `draw`, `input`, `store` or `job`; behind a colon how often it is passed
/// before: `input:5`.
#[cfg(debug_assertions)]
pub fn fault(place: &str) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Ok(wanted) = std::env::var("UPNEXT_TEST_PANIC") else { return };
    let (named, times) = wanted.split_once(':').unwrap_or((&wanted, "0"));
    if named == place {
        let times = times.parse().unwrap_or(0);
        assert!(PASSED.fetch_add(1, Ordering::Relaxed) < times, "a test asked for a fault in {place}");
    }
}

/// Does nothing in a release.
#[cfg(not(debug_assertions))]
pub fn fault(_place: &str) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farewell_names_the_log_and_the_way_on() {
        let text = farewell(" at src/ui/view.rs:12", Some(&PathBuf::from("/state/upnext.log")));
        assert!(text.contains("src/ui/view.rs:12") && text.contains("/state/upnext.log"), "{text}");
        assert!(!farewell("", None).contains("details"));
    }

    #[test]
    fn a_payload_is_read_as_text() {
        assert_eq!(message(&"short"), "short");
        assert_eq!(message(&"long".to_owned()), "long");
        assert_eq!(message(&7_u8), "unknown");
    }
}
