//! The whole program while its disk fails for a time: strace is put on it, and taken off again.

use super::strace;
use crate::dose::skipped;
use crate::pty::{Home, Session};
use crate::replay::assert_whole;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A disk that fails as long as this lives.
struct Failing(Child);

impl Failing {
    /// Every such call of a running program fails from now on. `None`, and a word, where nobody may look into it.
    fn on(session: &Session, calls: &str, error: &str) -> Option<Self> {
        let pid = session.pid().as_raw_nonzero().to_string();
        let mut command = Command::new("strace");
        command.args(["-f", "-o", "/dev/null", "-p", &pid]);
        command.args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error={error}")]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        // Nobody else reads what it says.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        if line.contains("attached") {
            return Some(Self(child));
        }
        skipped("strace", &format!("a running program can't be traced here: {line}"));
        let _ = child.wait();
        None
    }

    /// The disk works again.
    fn off(mut self) {
        let pid = Pid::from_raw(self.0.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::INT).unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn what_is_typed_while_the_disk_fails_is_saved_when_it_works() {
    if !strace::is_there() {
        return;
    }
    for (error, word) in [("EIO", "failed"), ("EDQUOT", "quota")] {
        let home = Home::new();
        home.shell(&["--db", &home.db(), "add", "Pay by card"]);
        let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (120, 40));
        session.wait_for("Pay by card");
        session.press("e j i");
        session.type_text("returning");
        session.wait_for("returning");
        let Some(failing) = Failing::on(&session, "pwrite64,fsync,fdatasync", error) else { return };
        session.type_text(" visitor");
        session.wait_for(word);
        session.press("Esc Esc");
        session.wait_for("returning visitor");
        failing.off();
        session.press("Esc");
        session.wait_until("the story saved", |screen, _| {
            let shown = screen.contents();
            shown.contains(" BACKLOG ") && shown.contains("As a    returning visitor")
        });
        // And a key that writes at once: refused, then done.
        let failing = Failing::on(&session, "pwrite64,fsync,fdatasync", error).unwrap();
        session.press("s r");
        session.wait_for(word);
        failing.off();
        session.press("s r");
        session.wait_for("ready");
        session.press("q");
        assert_eq!(session.exit_status().exit_code(), 0);
        let shown = home.shell(&["--db", &home.db(), "show", "MP-1"]);
        assert!(shown.contains("returning visitor") && shown.contains("ready"), "{shown}");
        assert_whole(&PathBuf::from(home.db()));
    }
}
