//! The shell that could wake the program after a stop.

use rustix::process::{Pid, getpgid, getpgrp, getpid, getppid, getsid};
use std::fs;

/// True where a shell with job control waits: one of our ancestors is of our session and not of our job. Without it
/// the program is what the terminal window was opened for, alone or in a script, and nobody could wake it again.
pub(super) fn waits() -> bool {
    let (session, job) = (getsid(None), getpgrp());
    let begins = |pid| session == Ok(pid);
    if begins(getpid()) {
        return false;
    }
    let mut ancestor = getppid();
    while let Some(pid) = ancestor {
        if getsid(Some(pid)) != session {
            return false;
        }
        if getpgid(Some(pid)) != Ok(job) {
            return true;
        }
        // Whoever is above the beginning of our session is outside of it.
        if begins(pid) {
            return false;
        }
        ancestor = parent(pid);
    }
    // The system does not tell who stands above: it may be a shell.
    true
}

/// The parent of a process, where the system tells it.
fn parent(pid: Pid) -> Option<Pid> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // The name before may have blanks and brackets of its own.
    let (_, told) = stat.rsplit_once(") ")?;
    Pid::from_raw(told.split(' ').nth(1)?.parse().ok()?)
}
