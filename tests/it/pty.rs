//! A program in a pseudo-terminal: keys go in as a keymap spells them, a model of the screen comes out.
//!
//! Nothing here sleeps and hopes: every wait is for something, with a limit at which the test fails and shows the
//! screen.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use upnext::ui::{Code, Press};

/// How long a test waits for what should come.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// A home of its own for the program: folders, an empty configuration, a place for the file.
pub(crate) struct Home {
    dir: TempDir,
}

impl Home {
    /// A fresh, empty home.
    pub(crate) fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The backlog's file.
    pub(crate) fn db(&self) -> String {
        self.path("backlog.db").to_str().unwrap().to_owned()
    }

    /// `program` with nothing of the machine's environment but the path.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> CommandBuilder {
        let mut command = CommandBuilder::new(program.into());
        command.env_clear();
        for (name, value) in self.env() {
            command.env(name, value);
        }
        command.cwd(self.dir.path());
        command
    }

    /// The environment that keeps a program inside this home.
    pub(crate) fn env(&self) -> Vec<(&'static str, OsString)> {
        let own = |name: &str| self.path(name).into_os_string();
        vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("HOME", self.dir.path().into()),
            ("XDG_DATA_HOME", own("data")),
            ("XDG_CONFIG_HOME", own("config")),
            ("XDG_STATE_HOME", own("state")),
            ("XDG_CACHE_HOME", own("cache")),
            ("TMPDIR", self.dir.path().into()),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
        ]
    }

    /// `upnext` with arguments and further environment.
    pub(crate) fn upnext(&self, args: &[&str], env: &[(&str, &str)]) -> CommandBuilder {
        let mut command = self.command(env!("CARGO_BIN_EXE_upnext"));
        command.args(args);
        for (name, value) in env {
            command.env(name, value);
        }
        command
    }

    /// `upnext` run to its end outside any terminal; it must succeed.
    pub(crate) fn shell(&self, args: &[&str]) -> String {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_upnext"));
        command.args(args).env_clear().envs(self.env()).current_dir(self.dir.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "upnext {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// What the terminal has received.
struct Shown {
    model: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

/// What the reading thread and the test share.
struct Shared {
    shown: Mutex<Shown>,
    changed: Condvar,
    closing: AtomicBool,
}

/// A running program and its terminal.
pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    shared: Arc<Shared>,
    reader: Option<JoinHandle<()>>,
    /// How the terminal was set before the program had it.
    before: String,
}

/// What came of a wait that may end otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// It holds.
    Yes,
    /// The program has ended before.
    Ended,
    /// It did not hold in time.
    Late,
}

fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a size")
}

impl Session {
    /// Starts `command` in a terminal of `(columns, rows)`.
    pub(crate) fn start(command: CommandBuilder, size: (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let before = settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let shared = Arc::new(Shared {
            shown: Mutex::new(Shown {
                model: vt100::Parser::new(nonzero(size.1), nonzero(size.0), 0),
                bytes: Vec::new(),
                ended: false,
            }),
            changed: Condvar::new(),
            closing: AtomicBool::new(false),
        });
        let (source, sink) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&shared));
        let reader = thread::spawn(move || receive(source, &sink));
        let writer = pair.master.take_writer().unwrap();
        Self { child, master: Some(pair.master), writer: Some(writer), shared, reader: Some(reader), before }
    }

    /// Types keys: `jjK u`, `g g`, `Ctrl-d Enter`. A word that names a key is that key, any other word its letters.
    pub(crate) fn press(&mut self, keys: &str) {
        self.send(&typed(keys));
    }

    /// Types text as it stands, blanks included.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Pastes text as a terminal does.
    pub(crate) fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Types a line behind `:` and runs it.
    pub(crate) fn run(&mut self, line: &str) {
        self.type_text(":");
        self.wait_for("TYPE");
        self.paste(line);
        self.press("Enter");
    }

    /// Sends bytes to the program.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// Sends bytes to a program that may have ended; false where it takes none.
    ///
    /// A write that meets the program's end may never come back, so it has a thread of its own.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) -> bool {
        let Some(mut writer) = self.writer.take() else { return false };
        let (bytes, (done, is_done)) = (bytes.to_vec(), mpsc::channel());
        thread::spawn(move || {
            let sent = writer.write_all(&bytes).and_then(|()| writer.flush()).is_ok();
            let _ = done.send((writer, sent));
        });
        let mut looks = 0;
        while looks < 10 {
            if let Ok((writer, sent)) = is_done.recv_timeout(Duration::from_millis(100)) {
                self.writer = Some(writer);
                return sent;
            }
            looks += usize::from(self.ended().is_some());
        }
        false
    }

    /// Waits until `holds` for the screen and all bytes so far, for at most `limit`, or until the program has ended.
    pub(crate) fn comes(&self, limit: Duration, holds: impl Fn(&vt100::Screen, &[u8]) -> bool) -> Came {
        let until = Instant::now() + limit;
        let mut shown = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match () {
                () if holds(shown.model.screen(), &shown.bytes) => return Came::Yes,
                () if shown.ended => return Came::Ended,
                () if left.is_zero() => return Came::Late,
                () => shown = self.shared.changed.wait_timeout(shown, left).unwrap().0,
            }
        }
    }

    /// How the program has ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// The terminal's settings before the program and now: raw mode, echo, and all else that the kernel keeps.
    pub(crate) fn settings(&self) -> (String, String) {
        (self.before.clone(), self.master.as_deref().map(settings).unwrap_or_default())
    }

    /// Waits until `text` is on the screen.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(&format!("{text:?} on the screen"), |screen, _| text_of(screen).contains(text));
    }

    /// Waits until `text` is no longer on the screen.
    pub(crate) fn wait_gone(&self, text: &str) {
        self.wait_until(&format!("{text:?} gone"), |screen, _| !text_of(screen).contains(text));
    }

    /// Waits until `holds` for the screen and all bytes so far; fails with the screen after [`LIMIT`].
    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&vt100::Screen, &[u8]) -> bool) {
        let until = Instant::now() + LIMIT;
        let mut shown = self.lock();
        while !holds(shown.model.screen(), &shown.bytes) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !shown.ended,
                "waited for {what}; the screen:\n{}",
                shown.model.screen().contents()
            );
            shown = self.shared.changed.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until the program has written anything, or has ended.
    pub(crate) fn wait_some(&self) {
        let until = Instant::now() + LIMIT;
        let mut shown = self.lock();
        while shown.bytes.is_empty() && !shown.ended {
            assert!(Instant::now() < until, "the program shows nothing and does not end");
            shown = self.shared.changed.wait_timeout(shown, LIMIT).unwrap().0;
        }
    }

    /// True once the program has closed its terminal.
    pub(crate) fn has_ended(&self) -> bool {
        self.lock().ended
    }

    /// Types keys, for a program that may have ended by itself.
    pub(crate) fn press_if_open(&mut self, keys: &str) {
        let bytes: Vec<u8> = keys.split_whitespace().flat_map(word).flat_map(encode).collect();
        if let Some(writer) = self.writer.as_mut() {
            // Nobody reads it any more: that is for the caller to notice.
            let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
        }
    }

    /// The text on the screen.
    pub(crate) fn screen(&self) -> String {
        text_of(self.lock().model.screen())
    }

    /// Looks at the model of the screen: modes, cells, cursor.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.lock().model.screen())
    }

    /// Every byte that the program has written.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    /// Waits until the program has written nothing for `quiet`.
    pub(crate) fn settle(&self, quiet: Duration) {
        let until = Instant::now() + LIMIT;
        let mut shown = self.lock();
        loop {
            let before = shown.bytes.len();
            let (after, timeout) = self.shared.changed.wait_timeout(shown, quiet).unwrap();
            shown = after;
            if timeout.timed_out() && shown.bytes.len() == before {
                return;
            }
            assert!(Instant::now() < until, "the program does not come to rest");
        }
    }

    /// Gives the terminal another size.
    ///
    /// The model of the screen has one cell at least; the kernel may be told less.
    pub(crate) fn resize(&self, (columns, rows): (u16, u16)) {
        self.lock().model.set_size(nonzero(rows.max(1)), nonzero(columns.max(1)));
        self.master.as_ref().expect("the terminal is open").resize(pty_size((columns, rows))).unwrap();
    }

    /// The terminal says that it has another size; the model stays as it is, which may be far smaller.
    pub(crate) fn claim(&self, size: (u16, u16)) {
        self.master.as_ref().expect("the terminal is open").resize(pty_size(size)).unwrap();
    }

    /// The most memory that the program had, in KiB; `None` where nobody tells.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid().as_raw_nonzero())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    }

    /// The program's process.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.process_id().unwrap().try_into().unwrap()).unwrap()
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits for the program's end and tells how it ended and how long that took.
    pub(crate) fn exit(&mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, start.elapsed());
            }
            assert!(start.elapsed() < LIMIT, "the program does not end; the screen:\n{}", self.screen());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for the end as [`exit`](Self::exit) does, and until all that was written has been received.
    pub(crate) fn exit_status(&mut self) -> ExitStatus {
        let (status, _) = self.exit();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        status
    }

    /// Lets the terminal take no more bytes, as one that hangs.
    ///
    /// The reading thread ends when it has read something; a new size makes the program draw.
    pub(crate) fn stop_reading(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        self.resize((101, 31));
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }

    /// Closes the terminal's window while the program runs.
    pub(crate) fn close_master(&mut self) {
        self.stop_reading();
        (self.writer, self.master) = (None, None);
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shared.shown.lock().unwrap()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The rows without the blanks at their ends.
fn text_of(screen: &vt100::Screen) -> String {
    screen.contents().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Takes in what the program writes until it ends or the terminal is to be closed.
fn receive(mut source: Box<dyn Read + Send>, shared: &Shared) {
    let mut buffer = [0; 8192];
    while let Ok(n @ 1..) = source.read(&mut buffer) {
        // Poisoned: the test has failed and shows the screen.
        let Ok(mut shown) = shared.shown.lock() else { break };
        shown.bytes.extend_from_slice(&buffer[..n]);
        shown.model.process(&buffer[..n]);
        drop(shown);
        shared.changed.notify_all();
        if shared.closing.load(Ordering::SeqCst) {
            break;
        }
    }
    if let Ok(mut shown) = shared.shown.lock() {
        shown.ended = true;
    }
    shared.changed.notify_all();
}

/// What the kernel keeps of a terminal.
fn settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

/// What a terminal sends for keys as a keymap spells them.
pub(crate) fn typed(keys: &str) -> Vec<u8> {
    keys.split_whitespace().flat_map(word).flat_map(encode).collect()
}

/// One key if the word names one, else its letters.
fn word(word: &str) -> Vec<Press> {
    match Press::parse(word) {
        Ok(press) => vec![press],
        Err(_) => word.chars().map(Press::char).collect(),
    }
}

/// What a terminal sends for a key.
fn encode(press: Press) -> Vec<u8> {
    let text = match press.code {
        Code::Char(c) if press.ctrl => return vec![(c.to_ascii_uppercase() as u8) & 0x1f],
        Code::Char(c) => return c.to_string().into_bytes(),
        Code::Enter => "\r",
        Code::Esc => "\x1b",
        Code::Tab => "\t",
        Code::BackTab => "\x1b[Z",
        Code::Backspace => "\x7f",
        Code::Delete => "\x1b[3~",
        Code::Up => "\x1b[A",
        Code::Down => "\x1b[B",
        Code::Right => "\x1b[C",
        Code::Left => "\x1b[D",
        Code::Home => "\x1b[H",
        Code::End => "\x1b[F",
        Code::PageUp => "\x1b[5~",
        Code::PageDown => "\x1b[6~",
        Code::F(n) => return format!("\x1b[{}~", 10 + n + u8::from(n > 5)).into_bytes(),
    };
    text.as_bytes().to_vec()
}

#[test]
fn keys_are_typed_as_the_keymap_spells_them() {
    assert_eq!(typed("jjK u"), b"jjKu");
    assert_eq!(typed("Ctrl-d Enter g g Space"), b"\x04\rgg ");
    assert_eq!(typed("Up Esc"), b"\x1b[A\x1b");
}
