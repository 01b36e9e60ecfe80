//! The whole program on a disk that is really full: a small one in a world of its own, where such can be made.

use crate::dose::skipped;
use crate::pty::{Home, Session};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Mounts a small disk on `$1`, puts the file `$2` there, says so, and goes on with the rest; in the end what is on
/// the disk is copied to `$3`.
const SCRIPT: &str = "mount -t tmpfs -o size=3m tmpfs \"$1\" && cp \"$2\" \"$1/backlog.db\" && echo mounted || exit 9; \
    disk=$1; out=$3; shift 3; \"$@\"; code=$?; cp \"$disk\"/backlog* \"$out\" 2>/dev/null; echo \"back $code\"";
/// Fills the disk to the brim, then empties it again with `make_room`.
const FILL: &str = "fill() { cat /dev/zero >\"$D/ballast\" 2>/dev/null; while printf x >>\"$D/ballast\" 2>/dev/null; \
    do :; done; }; room() { rm \"$D/ballast\"; }; ";

/// A home with a file to begin with, a place for the disk, one for what was on it.
struct Small {
    home: Home,
}

impl Small {
    /// `None`, and a word, where no disk can be made.
    fn new() -> Option<Self> {
        let home = Home::new();
        home.shell(&["--db", &home.db(), "add", "Pay by card"]);
        for name in ["disk", "out"] {
            fs::create_dir(home.path(name)).unwrap();
        }
        let small = Self { home };
        let tried = small.unshare("sh", &["-c", "exit 7"]).output();
        match tried {
            Ok(output) if String::from_utf8_lossy(&output.stdout).contains("back 7") => Some(small),
            Ok(output) => {
                skipped(
                    "unshare",
                    &format!("no small disk can be made here: {}", String::from_utf8_lossy(&output.stderr)),
                );
                None
            }
            Err(_) => {
                skipped("unshare", "there is no `unshare` to make a small disk with");
                None
            }
        }
    }

    fn words(&self, program: &str, args: &[&str]) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        let mut words: Vec<String> =
            ["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"].map(str::to_owned).into();
        words.extend([text(self.home.path("disk")), self.home.db(), text(self.home.path("out"))]);
        words.push(program.to_owned());
        words.extend(args.iter().map(|arg| (*arg).to_owned()));
        words
    }

    fn unshare(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(self.words(program, args)).env_clear().envs(self.home.env()).env("UPNEXT_TEST_BIN", BIN);
        command.env("D", self.home.path("disk")).current_dir(self.home.path("."));
        command
    }

    /// The program on the small disk, in a terminal.
    fn session(&self) -> Session {
        let db = self.home.path("disk/backlog.db");
        let mut command = self.home.command("unshare");
        command.args(self.words(BIN, &["--db", db.to_str().unwrap()]));
        Session::start(command, (120, 40))
    }

    /// What is on the disk as the program sees it.
    fn seen(session: &Session, path: &Path) -> PathBuf {
        let root = format!("/proc/{}/root", session.pid().as_raw_nonzero());
        Path::new(&root).join(path.strip_prefix("/").unwrap())
    }

    /// Fills the disk to its last byte; answers what does.
    fn fill(&self, session: &Session) -> PathBuf {
        let ballast = Self::seen(session, &self.home.path("disk/ballast"));
        let mut file = fs::File::create(&ballast).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        ballast
    }

    /// What was on the disk in the end, as the shell tells it.
    fn told(&self, args: &[&str]) -> String {
        let db = self.home.path("out/backlog.db");
        self.home.shell(&[&["--db", db.to_str().unwrap()], args].concat())
    }
}

const BIN: &str = env!("CARGO_BIN_EXE_upnext");

#[test]
fn a_story_typed_on_a_full_disk_is_saved_once_there_is_room() {
    let Some(small) = Small::new() else { return };
    let mut session = small.session();
    session.wait_for("Pay by card");
    session.press("e jjjjj i");
    session.type_text("returning");
    session.wait_for("returning");
    let ballast = small.fill(&session);
    // More than what there is of the log by now can take.
    session.paste(&" many words".repeat(5_000));
    session.type_text(" the end");
    session.wait_for("is full");
    session.wait_for("the end");
    // The field is left, the form is to be saved: it can't, and stays.
    session.press("Esc Esc");
    session.wait_for("the change was not saved");
    session.wait_for("the end");
    fs::remove_file(ballast).unwrap();
    session.press("Esc");
    session.wait_for(" BACKLOG ");
    session.press("q");
    session.wait_for("back 0");
    assert!(small.told(&["show", "MP-1"]).contains("many words the end"));
}

#[test]
fn what_is_given_up_on_a_full_disk_comes_back() {
    let Some(small) = Small::new() else { return };
    let mut session = small.session();
    session.wait_for("Pay by card");
    let ballast = small.fill(&session);
    session.press("e j i");
    session.type_text("a hurried buyer");
    session.wait_for("is full");
    session.press("Esc X");
    session.wait_gone("a hurried buyer");
    session.press(":");
    session.type_text("draft");
    session.press("Enter");
    session.wait_for("a hurried buyer");
    fs::remove_file(&ballast).unwrap();
    // As soon as there is room it is in the file, though nobody does anything.
    let db = Small::seen(&session, &small.home.path("disk/backlog.db-wal"));
    session.wait_until("the draft in the file", |_, _| {
        let log = fs::read(&db).unwrap();
        log.windows(15).any(|bytes| bytes == b"a hurried buyer")
    });
    session.press("Esc");
    session.wait_for("edit MP-1");
    session.press("q");
    session.wait_for("back 0");
    assert!(small.told(&["show", "MP-1"]).contains("a hurried buyer"));
}

#[test]
fn the_shell_says_that_the_disk_is_full_and_leaves_nothing_half() {
    let Some(small) = Small::new() else { return };
    let source = small.home.path("in.csv");
    let mut rows = "Title,Description\n".to_owned();
    for n in 0..200 {
        writeln!(rows, "Item {n},{}", "words ".repeat(40)).unwrap();
    }
    fs::write(&source, rows).unwrap();
    let script = format!(
        "{FILL} u() {{ \"$UPNEXT_TEST_BIN\" --db \"$D/backlog.db\" \"$@\" 2>&1 </dev/null; echo \"code $?\"; }}; \
         u list >/dev/null; fill; \
         for n in 1 2; do \
           echo \"== edit\"; u edit MP-1 --title 'A longer title'; \
           echo \"== backup\"; u backup; \
           echo \"== export\"; u export \"$D/out.csv\"; \
           echo \"== html\"; u export \"$D/out.html\"; \
           echo \"== import\"; u import in.csv --yes; \
           echo \"== add\"; u add 'One more'; \
           echo \"== names\"; ls -A \"$D\"; ls -A \"$D\"/backlog-backups 2>/dev/null; \
           [ $n = 1 ] && room; \
         done; echo == end"
    );
    let output = small.unshare("sh", &["-c", &script]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let parts: Vec<(&str, &str)> = said.split("== ").filter_map(|part| part.split_once('\n')).collect();
    let of = |name: &str, time: usize| parts.iter().filter(|part| part.0 == name).nth(time).unwrap().1;
    for name in ["edit", "backup", "export", "html", "import", "add"] {
        let first = of(name, 0);
        // What finds no room for its first byte can't be created.
        assert!(first.contains("code 74") || first.contains("code 73"), "{name}: {first}");
        assert!(first.contains("full") && first.contains("make room"), "{name}: {first}");
        assert!(of(name, 1).ends_with("code 0\n"), "{name} once there is room: {}", of(name, 1));
    }
    let left: Vec<&str> = of("names", 0).lines().collect();
    let is_known = |name: &&str| name.starts_with("backlog.db") || ["ballast", "backlog-backups"].contains(name);
    assert!(left.iter().all(is_known), "left behind: {left:?}");
    assert!(small.told(&["list"]).contains("Item 199"));
    assert!(small.told(&["show", "MP-1"]).contains("A longer title"));
}

#[test]
fn what_is_on_a_full_disk_can_be_read() {
    let Some(small) = Small::new() else { return };
    let script = format!(
        "{FILL} u() {{ \"$UPNEXT_TEST_BIN\" --db \"$D/backlog.db\" \"$@\" 2>&1 </dev/null; echo \"code $?\"; }}; \
         fill; \
         echo \"== list\"; u list; echo \"== show\"; u show MP-1; echo \"== export\"; u export --format json; \
         echo \"== edit\"; u edit MP-1 --title 'A longer title'; echo \"== end\"",
    );
    let output = small.unshare("sh", &["-c", &script]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let of =
        |name: &str| said.split("== ").filter_map(|part| part.split_once('\n')).find(|part| part.0 == name).unwrap().1;
    for name in ["list", "show", "export"] {
        assert!(of(name).ends_with("code 0\n") && of(name).contains("Pay by card"), "{name}: {}", of(name));
    }
    assert!(of("edit").contains("is full") && of("edit").contains("make room"), "{}", of("edit"));
    assert!(of("edit").ends_with("code 74\n"), "{}", of("edit"));
}
