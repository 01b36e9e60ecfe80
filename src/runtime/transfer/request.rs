//! What is to be imported, and how: as a person typed it, or as it was done the last time.

use super::{TransferError, home_path, read_watched};
use crate::domain::import::{Chosen, Feed, Parsed};
use crate::exchange::{ExchangeError, Format, MapRule, Options};
use crate::runtime::editor::words;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Files, and how to read them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The files; none for those of the last import.
    pub files: Vec<PathBuf>,
    /// The format, where a person named it.
    pub from: Option<Format>,
    /// The rules for columns and statuses, as typed.
    pub map: Vec<String>,
    /// True where known items shall stand in the order of the files.
    pub has_order: bool,
    /// Rules of the last import, which go before those typed now.
    remembered: Vec<String>,
    /// True where the files are those of the last import.
    pub is_again: bool,
}

impl Request {
    /// Reads a line: paths, `--map RULES`, `--from FORMAT`, `--order`; a flag's value may follow a `=`.
    pub fn parse(line: &str) -> Result<Self, TransferError> {
        let mut request = Self::default();
        if line.trim().is_empty() {
            return Ok(request);
        }
        let all = words::split(line).ok_or_else(|| TransferError::Quotes(line.trim().to_owned()))?;
        let mut all = all.into_iter();
        while let Some(word) = all.next() {
            let (flag, value) = match word.split_once('=') {
                Some((flag, value)) if flag.starts_with("--") => (flag.to_owned(), Some(value.to_owned())),
                _ => (word.clone(), None),
            };
            match flag.as_str() {
                "--order" if value.is_none() => request.has_order = true,
                "--map" | "--from" => {
                    let value = value.or_else(|| all.next()).ok_or_else(|| TransferError::NoValue(flag.clone()))?;
                    request.take(&flag, value)?;
                }
                flag if flag.starts_with("--") => return Err(TransferError::Flag(flag.to_owned())),
                _ => request.files.push(home_path(&word)),
            }
        }
        MapRule::parse_all(&request.map.join(","))?;
        Ok(request)
    }

    fn take(&mut self, flag: &str, value: String) -> Result<(), TransferError> {
        if flag == "--map" {
            self.map.push(value);
        } else {
            self.from = Some(Format::parse(&value).ok_or(TransferError::ImportFormat(value))?);
        }
        Ok(())
    }

    /// These files and flags, as the shell has them.
    pub fn of(files: Vec<PathBuf>, from: Option<Format>, map: Vec<String>) -> Self {
        Self { files, from, map, ..Self::default() }
    }

    /// With what is remembered of a product, the source that was read last first: its files where none are named, and
    /// its rules.
    #[must_use]
    pub fn recall(mut self, feeds: &[Feed]) -> Self {
        let is_again = self.files.is_empty();
        let Some(feed) = feeds.iter().find(|feed| !is_again || !feed.files.is_empty()) else { return self };
        if is_again {
            self.files = feed.files.iter().map(PathBuf::from).collect();
            self.from = self.from.or_else(|| feed.from.as_deref().and_then(Format::parse));
            self.is_again = true;
        }
        self.remembered.clone_from(&feed.map);
        self
    }

    /// Reads the files, and notes in what was read how to read them again. Where rules of the last time name columns
    /// that new files do not have, they are for other files. `watch` is told how many bytes of how many are read.
    ///
    /// # Errors
    /// Where a rule or a file makes no sense, or a file can't be read.
    pub fn read_watched(
        &self,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Parsed, TransferError> {
        match read_watched(&self.files, &self.options()?, watch) {
            Err(TransferError::Data(ExchangeError::NoColumn { .. })) if self.can_forget() => {
                Self { remembered: Vec::new(), ..self.clone() }.read_watched(watch)
            }
            parsed => {
                let mut parsed = parsed?;
                self.remember(&mut parsed);
                Ok(parsed)
            }
        }
    }

    /// The standard input can be read once only.
    fn can_forget(&self) -> bool {
        !self.remembered.is_empty() && !self.is_again && !self.files.iter().any(|file| file == Path::new("-"))
    }

    /// How to read. What is typed now goes before what is remembered of the same column or status.
    fn options(&self) -> Result<Options, TransferError> {
        let mut map: Vec<MapRule> = Vec::new();
        for text in self.remembered.iter().chain(&self.map) {
            let newer = MapRule::parse_all(text)?;
            map.retain(|old| !newer.iter().any(|new| is_same(old, new)));
            map.extend(newer);
        }
        Ok(Options { from: self.from, map })
    }

    /// What was chosen with it.
    pub fn chosen(&self) -> Chosen {
        Chosen { has_order: self.has_order, ..Chosen::default() }
    }

    /// The files as they are typed.
    pub fn line(&self) -> String {
        self.files.iter().map(|path| quoted(&path.display().to_string())).collect::<Vec<_>>().join(" ")
    }

    /// Notes in what was read where it came from, for the next time, and says which rules of the last time were used.
    fn remember(&self, parsed: &mut Parsed) {
        if parsed.is_own() {
            return;
        }
        let sources: Vec<String> = parsed.records.first().map(|record| record.source.clone()).into_iter().collect();
        for source in sources {
            if !parsed.feeds.iter().any(|feed| feed.source == source) {
                parsed.feeds.push(Feed { source, ..Feed::default() });
            }
        }
        let is_file = |path: &&PathBuf| path.as_path() != Path::new("-");
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let files: Vec<String> =
            self.files.iter().filter(is_file).map(|path| absolute(path).display().to_string()).collect();
        let mut map = self.remembered.clone();
        map.extend(self.map.iter().filter(|text| !self.remembered.contains(text)).cloned());
        for feed in &mut parsed.feeds {
            feed.files.clone_from(&files);
            feed.from = self.from.map(|format| format.name().to_owned());
            feed.map.clone_from(&map);
        }
        if !self.remembered.is_empty() {
            parsed.report.note(&format!("mapped as the last time: {}", self.remembered.join(", ")));
        }
    }
}

/// True for rules about the same field or status.
fn is_same(a: &MapRule, b: &MapRule) -> bool {
    match (a, b) {
        (MapRule::Column { field: a, .. }, MapRule::Column { field: b, .. }) => a == b,
        (MapRule::Status { status: a, .. }, MapRule::Status { status: b, .. }) => a.eq_ignore_ascii_case(b),
        (MapRule::Column { .. }, MapRule::Status { .. }) | (MapRule::Status { .. }, MapRule::Column { .. }) => false,
    }
}

/// A word as a shell takes it back.
fn quoted(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '\'', '"', '\\']) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::State;

    #[test]
    fn a_line_has_files_and_flags_in_any_order() {
        let line = "--order a.csv --map 'points=Size' \"my b.csv\" --from=jira --map status.UAT=done";
        let request = Request::parse(line).unwrap();
        assert_eq!(request.files, ["a.csv", "my b.csv"].map(PathBuf::from));
        assert_eq!((request.from, request.has_order), (Some(Format::Jira), true));
        assert_eq!(request.options().unwrap().map.len(), 2);
        assert_eq!(request.line(), "a.csv 'my b.csv'");
        let wrong = |line: &str| Request::parse(line).unwrap_err().to_string();
        assert!(wrong("--rank a.csv").contains("--map, --from and --order"));
        assert!(wrong("a.csv --map").contains("nothing follows --map"));
        assert!(wrong("a.csv --from excel").contains("jira"));
        assert!(wrong("a.csv --map points").contains("no ="));
        assert!(wrong("'a.csv").contains("not closed"));
    }

    #[test]
    fn what_is_remembered_is_read_again_and_what_is_typed_goes_before_it() {
        let feed = Feed {
            source: "jira".into(),
            files: vec!["/a b.csv".into()],
            from: Some("jira".into()),
            map: vec!["points=Size,status.UAT=done".into()],
            ..Feed::default()
        };
        let again = Request::parse("--map status.uat=ready").unwrap().recall(std::slice::from_ref(&feed));
        assert!(again.is_again && again.line() == "'/a b.csv'" && again.from == Some(Format::Jira));
        let map = again.options().unwrap().map;
        assert_eq!(map.len(), 2);
        assert_eq!(map[1], MapRule::Status { status: "uat".into(), state: State::Ready });
        let named = Request::parse("c.csv").unwrap().recall(&[feed]);
        assert!(!named.is_again && named.from.is_none() && named.options().unwrap().map.len() == 2);
        assert!(named.can_forget() && !again.can_forget());
        assert!(Request::default().recall(&[]).files.is_empty());
    }

    const TEXT: &str = "Summary,Issue key,Issue Type,Status,Size\nPay,WEB-1,Story,UAT 2,5\n";

    fn read(request: &Request) -> Parsed {
        request.read_watched(&mut |_, _| ControlFlow::Continue(())).unwrap()
    }

    #[test]
    fn what_is_read_knows_how_to_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jira.csv");
        std::fs::write(&file, TEXT).unwrap();
        let map = vec!["estimate=Size,status.\"UAT 2\"=to accept".to_owned()];
        let parsed = read(&Request::of(vec![file.clone()], None, map.clone()));
        assert!(parsed.records[0].item.text.estimate.is_some());
        let again = Request::default().recall(&parsed.feeds);
        assert_eq!((again.files.clone(), again.remembered.clone()), (vec![file.clone()], map.clone()));
        assert_eq!(read(&again).feeds, parsed.feeds);
        std::fs::write(&file, "Summary,Issue key,Issue Type,Status\nPay,WEB-1,Story,Done\n").unwrap();
        let other = read(&Request::of(vec![file], None, Vec::new()).recall(&parsed.feeds));
        assert!(other.feeds[0].map.is_empty(), "rules for other columns");
    }
}
