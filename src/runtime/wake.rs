//! Waking the main thread from another one: a bell beside standard input.
//!
//! The main thread waits in `poll` for keys, and for this bell. Whoever has an answer puts it where the main thread
//! finds it and rings. Rings that are not heard yet are one: the main thread looks at everything once it is awake.

use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

/// Rings the bell from any thread. The default one wakes nobody, for a program without a terminal.
#[derive(Debug, Clone, Default)]
pub struct Waker(Option<Arc<PipeWriter>>);

/// The bell, as the main thread hears it.
#[derive(Debug)]
pub struct Bell(PipeReader);

/// A bell and who rings it.
///
/// # Errors
/// When the system has no more files to give.
pub fn bell() -> io::Result<(Waker, Bell)> {
    let (reader, writer) = io::pipe()?;
    // A bell that rings already takes no more; a bell that is looked at in vain must not hold up the keys.
    rustix::io::ioctl_fionbio(&reader, true)?;
    rustix::io::ioctl_fionbio(&writer, true)?;
    Ok((Waker(Some(Arc::new(writer))), Bell(reader)))
}

impl Waker {
    /// Ends the main thread's wait. What it is to find must be there before.
    pub fn wake(&self) {
        if let Some(writer) = &self.0 {
            // Full: it rings already. Closed: the program is ending.
            let _ = writer.as_ref().write(&[1]);
        }
    }
}

impl Bell {
    /// Silences it; true where it has rung.
    pub fn take(&self) -> bool {
        let mut buffer = [0; 64];
        let mut has_rung = false;
        loop {
            match rustix::io::read(&self.0, &mut buffer) {
                Ok(1..) => has_rung = true,
                Err(Errno::INTR) => {}
                Ok(0) | Err(_) => return has_rung,
            }
        }
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use std::thread;

    /// True where it rings within ten seconds.
    fn rings(bell: &Bell) -> bool {
        let limit = Timespec { tv_sec: 10, tv_nsec: 0 };
        loop {
            let mut fds = [PollFd::new(bell, PollFlags::IN)];
            match poll(&mut fds, Some(&limit)) {
                Err(Errno::INTR) => {}
                said => return said == Ok(1),
            }
        }
    }

    #[test]
    fn a_ring_is_heard_once_however_often_it_came() {
        let (waker, bell) = bell().unwrap();
        assert!(!bell.take());
        let far = waker.clone();
        thread::spawn(move || (0..100_000).for_each(|_| far.wake())).join().unwrap();
        assert!(rings(&bell) && bell.take());
        assert!(!bell.take());
    }

    #[test]
    fn nobody_is_woken_where_nobody_listens() {
        Waker::default().wake();
        let (waker, bell) = bell().unwrap();
        drop(bell);
        waker.wake();
    }

    #[test]
    fn a_job_rings_when_its_answer_is_there() {
        let (waker, bell) = bell().unwrap();
        let mut jobs = crate::runtime::Jobs::new();
        jobs.wake_with(waker);
        jobs.start("export", |_| 7);
        assert!(rings(&bell));
        assert_eq!(jobs.try_next().map(|done| done.result), Some(Ok(7)));
    }

    #[test]
    fn a_signal_rings_from_whichever_thread_it_reached() {
        let (waker, bell) = bell().unwrap();
        let signals = crate::runtime::Signals::install(waker).unwrap();
        thread::spawn(|| signal_hook::low_level::raise(signal_hook::consts::SIGWINCH)).join().unwrap().unwrap();
        assert!(rings(&bell) && signals.resized());
    }
}
