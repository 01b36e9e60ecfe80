//! Who may read what upnext writes: each file that a working day makes, under the most open and the narrowest umask.

use crate::pty::{Home, Session};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a person asks for as a file to pass on: the umask decides.
const EXPORTS: [&str; 6] = ["out.json", "out.csv", "out.md", "out.html", "scores.md", "from-program.md"];

fn bits(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Everything below a folder with its permissions, files and folders.
fn below(dir: &Path, found: &mut BTreeMap<String, (bool, u32)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        found.insert(path.to_str().unwrap().to_owned(), (path.is_dir(), bits(&path)));
        if path.is_dir() {
            below(&path, found);
        }
    }
}

/// Fails where another than the owner may read; the names of exports are the umask's.
fn assert_private(home: &Home, umask: u32) -> BTreeMap<String, (bool, u32)> {
    let mut found = BTreeMap::new();
    below(&home.path(""), &mut found);
    for (path, (is_dir, bits)) in &found {
        let name = Path::new(path).file_name().unwrap().to_str().unwrap();
        let wanted = match () {
            () if EXPORTS.contains(&name) => 0o666 & !umask,
            () if *is_dir => 0o700,
            () => 0o600,
        };
        assert_eq!(*bits, wanted, "umask {umask:03o}: {path} is {bits:o}");
    }
    found
}

/// `upnext` below a umask; `words` as a shell takes them.
fn shell(home: &Home, umask: u32, words: &str) -> Command {
    let line = format!("umask {umask:03o}; exec '{}' --db '{}' {words}", env!("CARGO_BIN_EXE_upnext"), home.db());
    let mut command = Command::new("sh");
    command.args(["-c", &line]).env_clear().envs(home.env()).current_dir(home.path("")).stdin(Stdio::null());
    command
}

fn run(home: &Home, umask: u32, words: &str) {
    let output = shell(home, umask, words).output().unwrap();
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The program itself below a umask.
fn open(home: &Home, umask: u32, words: &str, env: &[(&str, &str)]) -> Session {
    let line = format!("umask {umask:03o}; exec '{}' {words}", env!("CARGO_BIN_EXE_upnext"));
    let mut command = home.command("sh");
    command.args(["-c", &line]);
    for (name, value) in env {
        command.env(name, value);
    }
    Session::start(command, (120, 40))
}

fn assert_made(found: &BTreeMap<String, (bool, u32)>, part: &str) {
    assert!(found.keys().any(|path| path.contains(part)), "no {part} was made, so nothing was looked at: {found:#?}");
}

#[test]
fn only_the_owner_reads_what_the_shell_writes() {
    for umask in [0o000, 0o077] {
        let home = Home::new();
        run(&home, umask, "add 'Pay with a saved card'");
        run(&home, umask, "add 'Refund without a receipt'");
        for name in ["out.json", "out.csv", "out.md", "out.html"] {
            run(&home, umask, &format!("export {name}"));
        }
        run(&home, umask, "export --by rice --format md scores.md");
        run(&home, umask, "import out.json");
        run(&home, umask, "backup");
        run(&home, umask, "restore --yes");
        let found = assert_private(&home, umask);
        for part in ["backlog.db", "routine.db", "manual.db", "restore.db", "out.json", "scores.md"] {
            assert_made(&found, part);
        }
        // What can't be opened is kept aside before a backup takes its place.
        fs::write(home.db(), "").unwrap();
        run(&home, umask, "restore --yes");
        let after = assert_private(&home, umask);
        assert!(after.len() > found.len(), "the empty file was kept: {after:#?}");
    }
}

#[test]
fn only_the_owner_reads_what_the_program_writes() {
    for umask in [0o000, 0o077] {
        let home = Home::new();
        run(&home, umask, "add 'Pay with a saved card'");
        // The text that an editor gets, looked at from inside it.
        let seen = home.path("../").join(format!("{}.seen", home.path("").file_name().unwrap().to_str().unwrap()));
        let editor = format!("sh -c 'ls -ld \"$1\" \"$(dirname \"$1\")\" > {}; exit 1' editor", seen.display());
        let mut session = open(&home, umask, &format!("--db '{}'", home.db()), &[("EDITOR", &editor)]);
        session.wait_for("Pay with a saved card");
        session.press("E");
        session.wait_until("the editor's end", |_, _| {
            fs::read_to_string(&seen).is_ok_and(|text| text.lines().count() == 2)
        });
        let lines = fs::read_to_string(&seen).unwrap();
        fs::remove_file(&seen).unwrap();
        assert!(lines.contains("-rw------- ") && lines.contains("drwx------ "), "{lines}");
        session.wait_for("the editor `sh`");
        session.press("Esc");
        session.press("s");
        session.wait_for("State of");
        session.press("Esc");
        session.wait_gone("State of");
        session.press(":");
        session.type_text("export md from-program.md");
        session.press("Enter");
        session.wait_for("exported");
        let found = assert_private(&home, umask);
        for part in ["backlog.db-wal", "backlog.db-shm", "from-program.md"] {
            assert_made(&found, part);
        }
        // Another file comes under its name: what is open here is rescued beside it.
        fs::rename(home.db(), home.path("elsewhere.db")).unwrap();
        session.press("i");
        session.type_text(" now");
        session.press("Enter");
        session.wait_for("rescued");
        assert_made(&assert_private(&home, umask), "rescued.db");
    }
}

#[test]
fn only_the_owner_reads_the_sample_and_the_log() {
    for umask in [0o000, 0o077] {
        let home = Home::new();
        let mut session = open(&home, umask, "demo", &[]);
        session.wait_for("Start a return");
        assert_made(&assert_private(&home, umask), "upnext-demo-");
        session.press("q");
        session.wait_for("Keep this sample?");
        session.press("Enter");
        assert_eq!(session.exit_status().exit_code(), 0);
        let mut left = BTreeMap::new();
        below(&home.path(""), &mut left);
        assert!(!left.keys().any(|path| path.contains("upnext-demo-")), "{left:#?}");

        let mut session = open(&home, umask, "demo", &[("UPNEXT_TEST_PANIC", "draw")]);
        assert_eq!(session.exit_status().exit_code(), 101);
        assert_made(&assert_private(&home, umask), "upnext.log");
    }
}
