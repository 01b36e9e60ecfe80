//! Paths as people type them: several words, quotes, `~/`.

use super::{Form, Paper, TransferError};
use crate::domain::score::Framework;
use crate::runtime::editor::words;
use std::path::{Path, PathBuf};

/// Asks for what is private too.
const PRIVATE: &str = "--private";
/// Asks for the scored table.
const BY: &str = "--by";

/// The paths in a line, split as a shell does; `~/` is the home folder. Nothing else is expanded.
pub fn paths(line: &str) -> Result<Vec<PathBuf>, TransferError> {
    if line.trim().is_empty() {
        return Err(TransferError::NoPath);
    }
    let words = words::split(line).ok_or_else(|| TransferError::Quotes(line.trim().to_owned()))?;
    Ok(words.iter().map(|word| home_path(word)).collect())
}

/// A path with `~/` at its beginning made the home folder; as it is, where that is not known.
pub fn home_path(path: &str) -> PathBuf {
    at_home(path, directories::BaseDirs::new().as_ref().map(directories::BaseDirs::home_dir))
}

fn at_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (home, path.strip_prefix("~/")) {
        (Some(home), Some(rest)) => home.join(rest),
        (Some(home), None) if path == "~" => home.to_owned(),
        _ => PathBuf::from(path),
    }
}

/// An export as a person asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// As what.
    pub form: Form,
    /// True where what is private comes along.
    pub is_private: bool,
    /// The framework, where the scored table is meant.
    pub by: Option<Framework>,
    /// The new file.
    pub path: PathBuf,
}

/// A format and a path: `md ~/backlog.md`, or a path alone whose ending tells the format. `--private`, and `--by rice`
/// for the scored table, stand before or behind them.
pub fn target_file(line: &str) -> Result<Wish, TransferError> {
    let mut paths = paths(line)?;
    let named = paths.len();
    paths.retain(|word| word.as_os_str() != PRIVATE);
    let is_private = paths.len() < named;
    let by = framework(&mut paths)?;
    let (form, path) = format_and_path(line, paths)?;
    if by.is_some() && form == Form::Page {
        return Err(TransferError::NoScoredPage);
    }
    Ok(Wish { form, is_private, by, path })
}

/// Takes `--by` and the word behind it out.
fn framework(words: &mut Vec<PathBuf>) -> Result<Option<Framework>, TransferError> {
    let Some(at) = words.iter().position(|word| word.as_os_str() == BY) else { return Ok(None) };
    words.remove(at);
    let word = if at < words.len() { words.remove(at).to_string_lossy().into_owned() } else { String::new() };
    Framework::parse(&word).map(Some).ok_or(TransferError::Framework(word))
}

fn format_and_path(line: &str, mut paths: Vec<PathBuf>) -> Result<(Form, PathBuf), TransferError> {
    if paths.is_empty() {
        return Err(TransferError::NoPath);
    }
    let word = paths[0].to_string_lossy().into_owned();
    match (Form::parse(&word), paths.len()) {
        (Some(format), 2) => Ok((format, paths.remove(1))),
        (Some(_), 1) => Err(TransferError::NoPath),
        (None, 1) => {
            let ending = paths[0].extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
            let format = Form::parse(&ending).ok_or(TransferError::Format(word))?;
            Ok((format, paths.remove(0)))
        }
        (None, _) => Err(TransferError::Format(word)),
        (Some(_), _) => Err(TransferError::Several(line.trim().to_owned())),
    }
}

/// How a document is written, and where: `html ~/review.html`, or a path alone whose ending tells it.
pub fn paper_file(line: &str) -> Result<(Paper, PathBuf), TransferError> {
    let mut paths = paths(line)?;
    let word = paths[0].to_string_lossy().into_owned();
    match (Paper::parse(&word), paths.len()) {
        (Some(paper), 2) => Ok((paper, paths.remove(1))),
        (Some(_), 1) => Err(TransferError::NoPath),
        (None, 1) => Ok((Paper::of(&paths[0]).ok_or(TransferError::Paper(word))?, paths.remove(0))),
        (None, _) => Err(TransferError::Paper(word)),
        (Some(_), _) => Err(TransferError::Several(line.trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Export;

    #[test]
    fn a_line_is_read_as_a_shell_reads_it() {
        let words = paths("a.csv 'my backlog.csv' b\\ c.csv \"d e\"").unwrap();
        assert_eq!(words, ["a.csv", "my backlog.csv", "b c.csv", "d e"].map(PathBuf::from));
        assert!(matches!(paths(" "), Err(TransferError::NoPath)));
        assert!(matches!(paths("'a b"), Err(TransferError::Quotes(_))));
    }

    #[test]
    fn a_document_names_its_paper_or_ends_in_it() {
        assert_eq!(paper_file("html a.txt").unwrap(), (Paper::Html, "a.txt".into()));
        assert_eq!(paper_file("'my review.MD'").unwrap(), (Paper::Markdown, "my review.MD".into()));
        assert!(matches!(paper_file("md"), Err(TransferError::NoPath)));
        assert!(matches!(paper_file("html a b"), Err(TransferError::Several(_))));
        assert!(paper_file("csv a.csv").unwrap_err().to_string().contains("begin with html or md"));
    }

    #[test]
    fn the_tilde_is_the_home_folder() {
        let home = Some(Path::new("/home/ada"));
        assert_eq!(at_home("~/a.csv", home), Path::new("/home/ada/a.csv"));
        assert_eq!(at_home("~", home), Path::new("/home/ada"));
        assert_eq!(at_home("~bob/a", home), Path::new("~bob/a"));
        assert_eq!(at_home("a/~/b", home), Path::new("a/~/b"));
        assert_eq!(at_home("~/a", None), Path::new("~/a"));
    }

    #[test]
    fn an_export_names_its_format_or_ends_in_it() {
        let named =
            |line: &str| target_file(line).map(|wish| (wish.form, wish.is_private, wish.path.display().to_string()));
        assert_eq!(named("md /tmp/b.txt").unwrap(), (Form::Data(Export::Markdown), false, "/tmp/b.txt".into()));
        assert_eq!(named("'/tmp/my b.json'").unwrap(), (Form::Data(Export::Json), false, "/tmp/my b.json".into()));
        assert_eq!(named("--private csv b.csv").unwrap(), (Form::Data(Export::Csv), true, "b.csv".into()));
        assert_eq!(named("b.md --private").unwrap(), (Form::Data(Export::Markdown), true, "b.md".into()));
        assert_eq!(named("~b.htm").unwrap(), (Form::Page, false, "~b.htm".into()));
        assert!(matches!(target_file("md"), Err(TransferError::NoPath)));
        assert!(matches!(target_file("--private"), Err(TransferError::NoPath)));
        assert!(matches!(target_file("csv a b"), Err(TransferError::Several(_))));
        let by = |line: &str| target_file(line).map(|wish| (wish.by, wish.path.display().to_string()));
        assert_eq!(by("--by rice csv b.csv").unwrap(), (Some(Framework::Rice), "b.csv".into()));
        assert_eq!(by("b.md --by value/effort").unwrap(), (Some(Framework::ValueEffort), "b.md".into()));
        assert!(by("csv b.csv --by").unwrap_err().to_string().contains("type one of moscow, value-effort"));
        assert!(matches!(by("--by rice b.html"), Err(TransferError::NoScoredPage)));
        let odd = target_file("xml b.xml").unwrap_err();
        assert!(odd.to_string().contains("\"xml\" is no format that can be written: begin with one of json, csv, md"));
        assert_eq!(odd.exit_code(), 2);
    }
}
