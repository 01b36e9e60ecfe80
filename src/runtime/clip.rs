//! Text for the clipboard: through the terminal by OSC 52, or through a command of the person's.
//!
//! The terminal never says whether it took the text, so nothing here claims that it did. A command says so by its exit
//! status; it runs on a job's thread, without a shell, and has a limit.

use super::editor::words;
use crate::domain::text::{Safe, thousands};
use std::io::{self, PipeReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Most bytes of base64 that terminals take: xterm's limit, which others copied.
pub const MOST: usize = 74_994;
/// How long a command may take.
pub const LIMIT: Duration = Duration::from_secs(2);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(4);
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Why a text was not copied.
#[derive(Debug, thiserror::Error)]
pub enum ClipError {
    /// More than terminals take.
    #[error(
        "{} bytes are more than terminals take by OSC 52 (at most {}): :export them to a file, mark fewer, or set `copy_command` in the config",
        thousands(*.0),
        thousands(MOST / 4 * 3)
    )]
    TooLong(usize),
    /// The configured command cannot be split into words.
    #[error("the copy command `{0}` has an open quote or is empty: correct `copy_command` in the config")]
    Command(String),
    /// It did not start.
    #[error(
        "nothing was copied: `{command}` did not start ({source}); set `copy_command` in the config to a program you have, or leave it out to copy through the terminal"
    )]
    Start {
        /// The program's name.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// It said that it failed.
    #[error(
        "nothing was copied: `{command}` ended with {status}{said}; correct `copy_command` in the config, or leave it out to copy through the terminal"
    )]
    Failed {
        /// The program's name.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// The first line of what it said, in brackets, or nothing.
        said: String,
    },
    /// It went on too long and was stopped.
    #[error(
        "whether it was copied is not known: `{command}` had not ended after {} s and was stopped; set `copy_command` in the config to a program that reads its input and ends",
        LIMIT.as_secs()
    )]
    Slow {
        /// The program's name.
        command: String,
    },
}

/// The sequence that asks the terminal to take a text into its clipboard.
pub fn sequence(text: &str) -> Result<Vec<u8>, ClipError> {
    if text.len().div_ceil(3) * 4 > MOST {
        return Err(ClipError::TooLong(text.len()));
    }
    Ok([b"\x1b]52;c;", base64(text.as_bytes()).as_bytes(), b"\x1b\\"].concat())
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n)) as usize & 63];
            out.push(if n > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

/// Gives a text to a command; answers the program's name once it has ended well.
pub fn run(command: &str, text: &str) -> Result<String, ClipError> {
    run_within(command, text, LIMIT)
}

fn run_within(command: &str, text: &str, limit: Duration) -> Result<String, ClipError> {
    let words = words::split(command).ok_or_else(|| ClipError::Command(Safe(command).to_string()))?;
    let name = Path::new(&words[0]).file_name().map_or(words[0].clone(), |name| name.to_string_lossy().into_owned());
    let name = Safe(&name).to_string();
    let start = || -> io::Result<(Child, PipeReader)> {
        let (errors, told) = io::pipe()?;
        // What a command that failed has said is read without waiting: one that went on in the background holds it.
        rustix::io::ioctl_fionbio(&errors, true)?;
        let child = Command::new(&words[0])
            .args(&words[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(told)
            // A program that goes on holding the clipboard is not stopped together with this one.
            .process_group(0)
            .spawn()?;
        Ok((child, errors))
    };
    let (mut child, errors) = start().map_err(|source| ClipError::Start { command: name.clone(), source })?;
    give(&mut child, text);
    match wait(&mut child, limit) {
        Some(status) if status.success() => Ok(name),
        Some(status) => Err(ClipError::Failed { command: name, status, said: said(errors) }),
        None => Err(ClipError::Slow { command: name }),
    }
}

/// Writes the text on a thread of its own: a command that reads nothing must not hold anybody up.
fn give(child: &mut Child, text: &str) {
    if let Some(mut stdin) = child.stdin.take() {
        let text = text.to_owned();
        // It ends when all is read or the command has ended. Without a thread the command reads nothing and says so.
        let _ = thread::Builder::new().name("job copy text".into()).spawn(move || stdin.write_all(text.as_bytes()));
    }
}

/// How it ended; `None` where it had to be stopped.
fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let until = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => thread::sleep(LOOK),
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// " (cannot open display)", or nothing.
fn said(mut errors: PipeReader) -> String {
    let mut buffer = [0; 512];
    let read = errors.read(&mut buffer).unwrap_or(0);
    let text = String::from_utf8_lossy(&buffer[..read]);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if first.is_empty() { String::new() } else { format!(" ({})", Safe(first)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_base64_between_its_ends() {
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("é\n~", "w6kKfg==")] {
            assert_eq!(sequence(text).unwrap(), format!("\x1b]52;c;{code}\x1b\\").into_bytes(), "{text:?}");
        }
        let most = "x".repeat(MOST / 4 * 3);
        assert!(sequence(&most).is_ok());
        let error = sequence(&format!("{most}x")).unwrap_err().to_string();
        assert!(error.contains(":export") && error.contains("copy_command"), "{error}");
    }

    #[test]
    fn a_command_gets_the_text_and_says_whether_it_went_well() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a file");
        let text = "WEB-12\n".repeat(100_000);
        let name = run(&format!("/bin/sh -c 'cat > \"$1\"' sh '{}'", file.display()), &text).unwrap();
        assert_eq!((name.as_str(), std::fs::read_to_string(&file).unwrap()), ("sh", text));
    }

    #[test]
    fn a_command_that_fails_says_its_name_the_reason_and_what_to_set() {
        let error = |command: &str| run(command, "text").unwrap_err().to_string();
        let failed = error("sh -c 'echo no display >&2; exit 3'");
        for part in ["`sh`", "exit status: 3", "(no display)", "copy_command"] {
            assert!(failed.contains(part), "{failed}");
        }
        let missing = error("/nowhere/wl-copy");
        assert!(missing.contains("`wl-copy` did not start") && missing.contains("copy_command"), "{missing}");
        assert!(error("'open").contains("open quote"));
    }

    #[test]
    fn a_command_that_does_not_end_is_stopped() {
        let begun = Instant::now();
        let text = "x".repeat(1_000_000);
        let slow = run_within("sleep 60", &text, Duration::from_millis(50));
        assert!(matches!(slow, Err(ClipError::Slow { .. })), "{slow:?}");
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_command_that_goes_on_in_the_background_is_done() {
        assert!(run("sh -c 'cat >/dev/null; sleep 3 &'", "text").is_ok());
    }
}
