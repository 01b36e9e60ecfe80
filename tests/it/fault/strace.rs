//! A script run under strace: every call of it counted, and one of them made to fail or to kill.

use super::script::{ARGS, FOLDER, PRELUDE, SCENE};
use crate::dose::skipped;
use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The calls by which a file or a folder changes, as strace names them; what this machine does not know is left out.
pub(super) const WRITING: &str = "?write,?pwrite64,?pwritev,?pwritev2,?fsync,?fdatasync,?rename,?renameat,?renameat2,\
    ?link,?linkat,?unlink,?unlinkat,?ftruncate,?truncate,?openat,?fallocate,?mkdir,?mkdirat,?rmdir,?chmod,?fchmod,\
    ?fchown,?copy_file_range,?sendfile,?symlink,?symlinkat,?sync_file_range";
/// And those by which it is read.
const READING: &str = "?pread64,?read";

/// A call of a script: the `nth` of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) call: String,
    pub(super) nth: usize,
    /// What strace shows of it.
    pub(super) shown: String,
}

impl Point {
    /// True for a call that changes nothing on the disk: there a kill is as good as one a call later.
    pub(super) fn is_reading(&self) -> bool {
        READING.contains(&format!("?{}", self.call)) || (self.call == "openat" && !self.shown.contains("O_CREAT"))
    }
}

/// What a script said.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Acknowledged steps: id and sequence.
    pub(super) acks: Vec<(i64, i64)>,
    /// What else was done.
    pub(super) did: Vec<String>,
    /// Refusals: what was tried, the kind of the error, its words.
    pub(super) refused: Vec<[String; 3]>,
    pub(super) has_begun: bool,
    pub(super) has_ended: bool,
    /// True where the call was reached.
    pub(super) is_hit: bool,
    /// Everything it said, for a test that fails.
    pub(super) all: String,
    /// The calls that were traced, one a line.
    trace: String,
}

/// True where processes can be traced here; else a word about it is printed.
pub(super) fn is_there() -> bool {
    static IS_THERE: OnceLock<bool> = OnceLock::new();
    *IS_THERE.get_or_init(|| {
        let mut command = Command::new("strace");
        command.args(["-f", "-o", "/dev/null", "-e", "inject=getppid:error=EIO:when=1..2", "true"]);
        let tried = command.stdout(Stdio::null()).stderr(Stdio::piped()).output();
        match tried {
            Ok(output) if output.status.success() => true,
            Ok(output) => {
                skipped("strace", &format!("strace can't be used here: {}", String::from_utf8_lossy(&output.stderr)));
                false
            }
            Err(_) => {
                skipped("strace", "there is no `strace` to make calls fail with");
                false
            }
        }
    })
}

/// Runs a scene; `inject` says which call fails and how, in strace's words.
pub(super) fn run(scene: &str, folder: &Path, inject: Option<&str>) -> Said {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-s", "4", "-o"]).arg(log.path());
    match inject {
        // The injected calls are the only ones traced: that is quick.
        Some(inject) => {
            let call = inject.split(':').next().unwrap();
            command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={inject}")])
        }
        None => command.args(["-e", &format!("trace={WRITING},{READING}")]),
    };
    command.arg(std::env::current_exe().unwrap()).args(ARGS).env(FOLDER, folder).env(SCENE, scene);
    command.env("RUST_BACKTRACE", "0");
    let output = command.output().unwrap();
    let trace = std::fs::read_to_string(log.path()).unwrap_or_default();
    let mut said = heard(&String::from_utf8_lossy(&output.stdout));
    said.is_hit = match inject {
        Some(inject) if inject.contains("signal=KILL") => trace.contains("killed by SIGKILL"),
        Some(_) => trace.contains("(INJECTED)"),
        None => false,
    };
    said.all = format!(
        "{scene} with {inject:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    said.trace = trace;
    said
}

fn heard(text: &str) -> Said {
    let mut said = Said::default();
    for line in text.lines() {
        let words: Vec<&str> = line.splitn(4, '|').collect();
        match words[..] {
            ["begin"] => said.has_begun = true,
            ["end"] => said.has_ended = true,
            ["did", what] => said.did.push(what.to_owned()),
            ["ack", _, step, seq] => said.acks.push((step.parse().unwrap(), seq.parse().unwrap())),
            ["no", what, kind, words] => said.refused.push([what, kind, words].map(str::to_owned)),
            _ => {}
        }
    }
    said
}

/// Every call of a scene that runs through undisturbed, without those before it.
pub(super) fn points(scene: &str, folder: &Path) -> Vec<Point> {
    let said = run(scene, folder, None);
    assert!(said.has_ended, "{scene} does not even run undisturbed:\n{}", said.all);
    // The busiest thread is the script's.
    let mut calls: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in said.trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        calls.entry(thread).or_default().push(call.trim_start());
    }
    let script = calls.into_values().max_by_key(Vec::len).unwrap();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut points = Vec::new();
    for shown in script {
        let Some((call, _)) = shown.split_once('(') else { continue };
        let nth = seen.entry(call).or_default();
        *nth += 1;
        let is_counted = matches!(call, "openat" | "write" | "read" | "pread64");
        let is_before = is_counted && *nth <= PRELUDE || shown.contains("/dev/null");
        if !is_before {
            points.push(Point { call: call.to_owned(), nth: *nth, shown: shown.to_owned() });
        }
    }
    points
}
