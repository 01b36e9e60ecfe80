//! `$EDITOR` on a text: a private file, the user's editor, the text read back.
//!
//! The file outlives everything that can go wrong: it is removed only when the text came back unchanged, or when the
//! caller says that the edited text has been saved ([`Draft::used`]).

pub(super) mod words;

use rustix::process::{Pid, Signal, kill_process};
use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicI32, Ordering};

/// What came back from the editor.
#[derive(Debug)]
pub enum Edited {
    /// The text is what it was.
    Unchanged,
    /// The text was changed; its file stays until [`Draft::used`].
    Changed(Draft),
}

/// An edited text and the file it lies in.
#[derive(Debug)]
#[must_use = "the file stays until the text is used"]
pub struct Draft {
    /// The text as saved in the editor.
    pub text: String,
    /// Its file, to be named to the user when the text cannot be used.
    pub path: PathBuf,
}

impl Draft {
    /// The text is safe elsewhere: removes the file.
    pub fn used(self) {
        remove(&self.path);
    }
}

/// Why no edited text came back. Where a file was written it is still there.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// The configured command cannot be split into words.
    #[error(
        "the editor command `{0}` has an open quote or is empty: correct `editor` in the config, $VISUAL or $EDITOR"
    )]
    Command(String),
    /// The text could not be laid down for the editor.
    #[error("no file for the editor in {dir}: {source}; free some space there, or set TMPDIR to another folder")]
    Prepare {
        /// The folder for temporary files.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The editor did not start.
    #[error("the editor `{command}` did not start: {source}; set $VISUAL or $EDITOR to an editor you have")]
    Start {
        /// The program's name.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// The editor said that it failed and left the text alone, as `:cq` does.
    #[error(
        "the editor `{command}` ended with {status} and changed nothing; if it did not open, set $VISUAL or $EDITOR to one you have"
    )]
    Nothing {
        /// The program's name.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The editor said that it failed.
    #[error("the editor `{command}` ended with {status}, so nothing was taken; your text is in {path}")]
    Failed {
        /// The program's name.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// Where the text lies.
        path: PathBuf,
    },
    /// The editor took the file away.
    #[error(
        "the editor `{command}` removed the file it was given, so nothing was taken: save the text there under its name"
    )]
    Gone {
        /// The program's name.
        command: String,
    },
    /// The file cannot be read back as text.
    #[error("the edited text cannot be read ({source}), so nothing was taken; the file is {path}")]
    Read {
        /// Where the text lies.
        path: PathBuf,
        /// What the system said, or that it is not UTF-8.
        source: io::Error,
    },
}

/// Opens `text` in the user's editor and waits for its end.
///
/// `name` becomes the file's name, such as `WEB-12.md`. The command is `configured`, else `$VISUAL`, else `$EDITOR`,
/// else `vi`. The caller leaves the terminal before and resumes it after, whatever comes back.
pub fn edit(text: &str, name: &str, configured: Option<&str>) -> Result<Edited, EditorError> {
    let command = command(configured, |name| env::var(name).ok());
    let words = words::split(&command).ok_or_else(|| EditorError::Command(command.clone()))?;
    let path = lay_down(text, name)?;
    let status = match run(Command::new(&words[0]).args(&words[1..]).arg(&path)) {
        Ok(status) => status,
        Err(source) => {
            // Nobody has seen the file, so nothing is lost with it.
            remove(&path);
            return Err(EditorError::Start { command: words[0].clone(), source });
        }
    };
    let read = fs::read_to_string(&path);
    match read {
        Ok(back) if back == text => {
            remove(&path);
            let command = words[0].clone();
            if status.success() { Ok(Edited::Unchanged) } else { Err(EditorError::Nothing { command, status }) }
        }
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            remove(&path);
            Err(EditorError::Gone { command: words[0].clone() })
        }
        _ if !status.success() => Err(EditorError::Failed { command: words[0].clone(), status, path }),
        Ok(back) => Ok(Edited::Changed(Draft { text: back, path })),
        Err(source) => Err(EditorError::Read { path, source }),
    }
}

/// The editor that runs; none is 0.
static RUNNING: AtomicI32 = AtomicI32::new(0);

/// Waits for the editor's end, while [`end`] can reach it.
fn run(command: &mut Command) -> io::Result<ExitStatus> {
    let mut child = command.spawn()?;
    RUNNING.store(i32::try_from(child.id()).unwrap_or(0), Ordering::SeqCst);
    let status = child.wait();
    RUNNING.store(0, Ordering::SeqCst);
    status
}

/// The program must end now: the editor, where one runs, gets the same signal, and can save what it has.
pub(super) fn end(signal: i32) {
    if let (Some(editor), Some(signal)) =
        (Pid::from_raw(RUNNING.load(Ordering::SeqCst)), Signal::from_named_raw(signal))
    {
        // It may have ended in this moment.
        let _ = kill_process(editor, signal);
    }
}

/// The first that is set and not blank.
fn command(configured: Option<&str>, var: impl Fn(&str) -> Option<String>) -> String {
    let set = |text: &String| !text.trim().is_empty();
    let configured = configured.map(str::to_owned).filter(set);
    configured
        .or_else(|| var("VISUAL").filter(set))
        .or_else(|| var("EDITOR").filter(set))
        .unwrap_or_else(|| "vi".to_owned())
}

/// Writes the text to a file 0600 in a fresh folder 0700 and returns its path.
fn lay_down(text: &str, name: &str) -> Result<PathBuf, EditorError> {
    let dir = env::temp_dir();
    let write = || -> io::Result<PathBuf> {
        let own = dir.join(format!("upnext-{}", uuid::Uuid::now_v7().simple()));
        DirBuilder::new().mode(0o700).create(&own)?;
        let path = own.join(file_name(name));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(text.as_bytes())?;
        Ok(path)
    };
    write().map_err(|source| EditorError::Prepare { dir: dir.clone(), source })
}

/// `name` without anything that could lead out of the folder or be read as an option.
fn file_name(name: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let clean: String = name.chars().filter(kept).take(80).collect();
    let clean = clean.trim_start_matches(['.', '-']);
    if clean.is_empty() { "text.md".to_owned() } else { clean.to_owned() }
}

/// Removes the file and its folder; an editor's own back-up files keep the folder alive.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    if let Some(dir) = path.parent() {
        let _ = fs::remove_dir(dir);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn changed(result: Result<Edited, EditorError>) -> Draft {
        match result.unwrap() {
            Edited::Changed(draft) => draft,
            Edited::Unchanged => panic!("the text should have changed"),
        }
    }

    #[test]
    fn a_changed_text_comes_back_and_its_file_stays_until_used() {
        let draft = changed(edit("a\n", "WEB-12.md", Some("sh -c 'printf b >> \"$1\"' sh")));
        assert_eq!(draft.text, "a\nb");
        assert!(draft.path.ends_with("WEB-12.md"));
        assert_eq!(fs::metadata(&draft.path).unwrap().permissions().mode() & 0o777, 0o600);
        let dir = draft.path.parent().unwrap().to_owned();
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
        draft.used();
        assert!(!dir.exists());
    }

    #[test]
    fn an_unchanged_text_leaves_no_file() {
        assert!(matches!(edit("a", "x.md", Some("true")), Ok(Edited::Unchanged)));
        assert!(matches!(edit("a", "x.md", Some("false")), Err(EditorError::Nothing { .. })));
    }

    #[test]
    fn an_editor_that_fails_keeps_the_text() {
        let Err(EditorError::Failed { path, .. }) = edit("a", "x.md", Some("sh -c 'printf b > \"$1\"; exit 3' sh"))
        else {
            panic!("the editor failed");
        };
        assert_eq!(fs::read_to_string(&path).unwrap(), "b");
        remove(&path);
    }

    #[test]
    fn what_is_no_text_is_kept_and_explained() {
        let Err(EditorError::Read { path, .. }) = edit("a", "x.md", Some(r#"sh -c 'printf "\377" > "$1"' sh"#)) else {
            panic!("the file is no text");
        };
        assert_eq!(fs::read(&path).unwrap(), [0xff]);
        remove(&path);
    }

    #[test]
    fn a_file_that_is_gone_is_not_named() {
        let error = edit("a", "x.md", Some("rm")).unwrap_err();
        assert!(matches!(error, EditorError::Gone { .. }) && !error.to_string().contains("x.md"), "{error}");
    }

    #[test]
    fn a_missing_editor_says_what_to_set() {
        let error = edit("a", "x.md", Some("/nowhere/ed")).unwrap_err().to_string();
        assert!(error.contains("/nowhere/ed") && error.contains("$EDITOR"), "{error}");
        assert!(matches!(edit("a", "x.md", Some("'vi")), Err(EditorError::Command(_))));
    }

    #[test]
    fn the_first_command_that_is_set_is_taken() {
        let var = |name: &str| Some(format!("{name} -w"));
        assert_eq!(command(Some("mine"), var), "mine");
        assert_eq!(command(Some(" "), var), "VISUAL -w");
        assert_eq!(command(None, |name| (name == "EDITOR").then(|| "ed".into())), "ed");
        assert_eq!(command(None, |_| None), "vi");
    }

    #[test]
    fn a_file_name_stays_in_its_folder() {
        assert_eq!(file_name("WEB-12.md"), "WEB-12.md");
        assert_eq!(file_name("../../etc/x"), "etcx");
        assert_eq!(file_name("-rf"), "rf");
        assert_eq!(file_name("//"), "text.md");
    }
}
