//! How files are read, and how the same source was read the last time: its files, its format, its rules.

use super::{TransferError, read_watched};
use crate::domain::import::{Feed, Parsed, UPNEXT};
use crate::exchange::{ExchangeError, Format, MapError, MapRule, Options};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Files, and how they are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The files; `-` is the standard input.
    pub files: Vec<PathBuf>,
    /// The format, where a person named it.
    pub from: Option<Format>,
    /// The rules for columns and statuses, as a person typed them.
    pub map: Vec<String>,
}

impl Reading {
    /// As a source was read the last time; `None` where its files are not known.
    pub fn again(feed: &Feed) -> Option<Self> {
        let files: Vec<PathBuf> = feed.files.iter().map(PathBuf::from).collect();
        let from = feed.from.as_deref().and_then(Format::parse);
        (!files.is_empty()).then(|| Self { files, from, map: feed.map.clone() })
    }

    /// These files, as a source was read the last time.
    #[must_use]
    pub fn mapped_as(mut self, feed: &Feed) -> Self {
        self.map.clone_from(&feed.map);
        self
    }

    /// The rules, understood.
    ///
    /// # Errors
    /// Where one makes no sense.
    pub fn rules(&self) -> Result<Vec<MapRule>, MapError> {
        let rules: Result<Vec<_>, _> = self.map.iter().map(|rules| MapRule::parse_all(rules)).collect();
        Ok(rules?.into_iter().flatten().collect())
    }

    /// Reads the files with these rules, and notes in what was read how to read them again. `watch` is told how many
    /// bytes of how many are read.
    ///
    /// # Errors
    /// Where a file can't be read, or makes no sense.
    pub fn read_watched(
        &self,
        map: Vec<MapRule>,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Parsed, TransferError> {
        let mut parsed = read_watched(&self.files, &Options { from: self.from, map }, watch)?;
        self.note(&mut parsed);
        Ok(parsed)
    }

    /// As [`read_watched`](Self::read_watched) to the end.
    ///
    /// # Errors
    /// Likewise.
    pub fn read(&self, map: Vec<MapRule>) -> Result<Parsed, TransferError> {
        self.read_watched(map, &mut |_, _| ControlFlow::Continue(()))
    }

    /// Reads new files by the rules of the time before, where these fit them: week after week a source gives files of
    /// other names, but of the same columns. Answers whether they did.
    ///
    /// # Errors
    /// Where a file can't be read, or makes no sense.
    pub fn read_as(self, feed: Option<&Feed>) -> Result<(Parsed, bool), TransferError> {
        let Some(feed) = feed.filter(|feed| !feed.map.is_empty() && !self.is_input()) else {
            return Ok((self.read(Vec::new())?, false));
        };
        let as_before = self.clone().mapped_as(feed);
        // Rules that were understood once are understood again, but in a file of a newer upnext.
        match as_before.read(as_before.rules().unwrap_or_default()) {
            Ok(parsed) if parsed.records.iter().all(|record| record.source == feed.source) => Ok((parsed, true)),
            Ok(_) | Err(TransferError::Data(ExchangeError::NoColumn { .. })) => Ok((self.read(Vec::new())?, false)),
            Err(error) => Err(error),
        }
    }

    /// The standard input can be read once only.
    fn is_input(&self) -> bool {
        self.files.iter().any(|file| file == Path::new("-"))
    }

    fn note(&self, parsed: &mut Parsed) {
        let source = parsed.records.first().map(|record| record.source.clone()).filter(|source| source != UPNEXT);
        let Some(source) = source else { return };
        if parsed.feeds.is_empty() {
            parsed.feeds.push(Feed { source, ..Feed::default() });
        }
        let whole = |file: &PathBuf| std::path::absolute(file).ok().map(|path| path.to_string_lossy().into_owned());
        let files: Vec<String> =
            if self.is_input() { Vec::new() } else { self.files.iter().filter_map(whole).collect() };
        for feed in &mut parsed.feeds {
            feed.files.clone_from(&files);
            feed.from = self.from.map(|from| from.name().to_owned());
            feed.map.clone_from(&self.map);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(folder: &Path, text: &str) -> Reading {
        let file = folder.join("jira.csv");
        std::fs::write(&file, text).unwrap();
        Reading { files: vec![file], ..Reading::default() }
    }

    const TEXT: &str = "Summary,Issue key,Issue Type,Status,Size\nPay,WEB-1,Story,UAT 2,5\n";

    #[test]
    fn what_is_read_knows_how_to_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut reading = reading(folder.path(), TEXT);
        reading.map = vec!["estimate=Size,status.\"UAT 2\"=to accept".into()];
        let parsed = reading.read(reading.rules().unwrap()).unwrap();
        let again = Reading::again(&parsed.feeds[0]).unwrap();
        assert_eq!(again, reading);
        assert_eq!(Reading::again(&Feed::default()), None);
    }

    #[test]
    fn next_weeks_file_is_read_by_this_weeks_rules_where_they_fit() {
        let folder = tempfile::tempdir().unwrap();
        let feed = Feed { source: "jira".into(), map: vec!["estimate=Size".into()], ..Feed::default() };
        let (parsed, is_mapped) = reading(folder.path(), TEXT).read_as(Some(&feed)).unwrap();
        assert!(is_mapped && parsed.records[0].item.text.estimate.is_some());
        assert_eq!(parsed.feeds[0].map, feed.map);
        let other = "Summary,Issue key,Issue Type,Status\nPay,WEB-1,Story,Done\n";
        let (parsed, is_mapped) = reading(folder.path(), other).read_as(Some(&feed)).unwrap();
        assert!(!is_mapped && parsed.feeds[0].map.is_empty());
    }
}
