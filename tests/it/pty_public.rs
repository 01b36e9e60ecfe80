//! Public view in a pseudo-terminal: of all that the program writes not one byte tells what is private.

use crate::pty::{Home, Session};
use crate::public::{CANARY, lines, plant};
use std::path::PathBuf;
use std::time::Duration;

/// How long the program must be silent before the next line.
const QUIET: Duration = Duration::from_millis(15);

/// A planted file in a folder that has a canary in its name.
pub(crate) fn planted(home: &Home) -> PathBuf {
    let folder = home.path("qzxfolder");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("backlog.db");
    plant(&path);
    path
}

fn start(home: &Home, more: &[&str]) -> Session {
    let path = planted(home);
    let args = [&["--db", path.to_str().unwrap()], more].concat();
    let session = Session::start(home.upnext(&args, &[]), (110, 30));
    session.wait_for("Webshop");
    session
}

/// What was written, with what was sent to the clipboard in plain, in small letters.
pub(crate) fn written(session: &Session) -> String {
    let text = String::from_utf8_lossy(&session.bytes()).into_owned();
    let copied =
        text.split("\x1b]52;c;").skip(1).map(|rest| decoded(rest.split(['\x07', '\x1b']).next().unwrap_or_default()));
    let copied: Vec<String> = copied.collect();
    format!("{text}\n{}", copied.join("\n")).to_lowercase()
}

/// Base64 in plain.
pub(crate) fn decoded(text: &str) -> String {
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let bits: Vec<u8> = text.bytes().filter_map(value).collect();
    let of = |four: &[u8]| {
        let all = four.iter().fold(0_u32, |all, bits| all << 6 | u32::from(*bits)) << (6 * (4 - four.len()));
        all.to_be_bytes()[1..four.len()].to_vec()
    };
    String::from_utf8_lossy(&bits.chunks(4).flat_map(of).collect::<Vec<u8>>()).into_owned()
}

#[test]
fn the_clipboard_is_read() {
    assert_eq!(decoded("UGFyY2Vscw=="), "Parcels");
    assert_eq!(decoded("cXp4"), CANARY);
}

/// Types a line, takes it, and waits until the program has nothing more to say. Pasted, it is looked at once.
#[test]
fn not_one_byte_of_all_verbs_is_private() {
    let home = Home::new();
    let mut session = start(&home, &["--public"]);
    session.wait_for("PUBLIC");
    for line in lines() {
        session.run(&line);
        session.settle(QUIET);
        let written = written(&session);
        if let Some(at) = written.find(CANARY) {
            let from = written[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
            panic!("{line}: …{:?}; the screen:\n{}", &written[from..at + 10], session.screen());
        }
        session.press("Ctrl-c Ctrl-c Ctrl-c");
    }
    session.run("copy-story");
    session.settle(QUIET);
    session.wait_until("something copied", |_, bytes| bytes.windows(5).any(|five| five == b"\x1b]52;"));
    session.press("q");
    session.settle(QUIET);
    session.press("q");
    assert!(session.exit_status().success());
    assert!(!written(&session).contains(CANARY));
}

#[test]
fn the_owner_is_shown_what_the_walk_looks_for() {
    let home = Home::new();
    let session = start(&home, &[]);
    session.wait_for("qzxreason");
    assert!(written(&session).contains(CANARY));
}
