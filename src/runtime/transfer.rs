//! Files in and out, as the program and the shell do it: paths → bytes → plan, and a product → a new file.
//!
//! What a file means is `exchange`'s business and what it changes is the domain's; this is the I/O around both.

mod changes;
mod folder;
mod paper;
mod path;
mod plan;
mod request;
mod scored;
pub mod why;
mod write;

pub use crate::report::document::Paper;
pub use changes::{Changes, changes_file};
pub use folder::names;
pub use paper::{Form, backlog, review, reviewed, write_document, write_new};
pub use path::{Wish, home_path, paper_file, paths, target_file};
pub use plan::{Plan, Watch, plan, plan_apart, plan_watched};
pub use request::Request;
pub use scored::Table;
pub use write::{export, export_to};

use crate::domain::import::Parsed;
use crate::domain::score::Framework;
use crate::exchange::{self, ExchangeError, Format, MapError, Source};
use crate::store::{self, StoreError};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator;

/// Why a file was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// Nothing was named.
    #[error("there is no file named: type its path, such as ~/backlog.csv")]
    NoPath,
    /// A quote that is not closed.
    #[error("the quotes in {0} are not closed: close them, or put a backslash before a quote that is part of a name")]
    Quotes(String),
    /// No format that can be written.
    #[error("\"{0}\" is no format that can be written: begin with one of {names}, such as md ~/backlog.md", names = Form::names())]
    Format(String),
    /// No format that can be read.
    #[error("\"{0}\" is no format that can be read: type one of {names} behind --from", names = readable())]
    ImportFormat(String),
    /// A flag without its value.
    #[error("nothing follows {0}: type its value behind it")]
    NoValue(String),
    /// No such flag of an import.
    #[error("{0} is unknown here: an import takes --map, --from and --order; put a path that begins so into ./")]
    Flag(String),
    /// A rule that can't be read.
    #[error(transparent)]
    Map(#[from] MapError),
    /// A page of a part.
    #[error("a page of HTML has the whole backlog: leave the filter and the list out, or write md, csv or json")]
    WholePage,
    /// No such framework.
    #[error("\"{0}\" is no framework: type one of {names} behind --by", names = Framework::names())]
    Framework(String),
    /// The scored table has a list of its own.
    #[error("the scored table has the items of the order: leave the list out, a filter narrows it")]
    OrderOnly,
    /// No page of the scored table.
    #[error("the scored table is written as csv, md or json: a page of HTML has the backlog alone")]
    NoScoredPage,
    /// No Sprint to tell of.
    #[error("no Sprint has been started yet: there is nothing to review")]
    NoSprint,
    /// No way to write a document.
    #[error("\"{0}\" is no way to write a review: begin with html or md, such as html ~/review.html")]
    Paper(String),
    /// More files than one export makes.
    #[error("{0} names several files: an export makes one; put a path with blanks into quotes")]
    Several(String),
    /// The product was never imported.
    #[error("this product was imported from nowhere: there is nothing to carry back; export it as csv, md or json")]
    NoSource,
    /// Nobody knows where the changes should go.
    #[error("the files of the last import are not known: name a file, such as changes ~/changes.csv")]
    NoChangesPath,
    /// There is no such file.
    #[error("there is no file {}: check the path", .0.display())]
    Missing(PathBuf),
    /// A folder where a file is needed.
    #[error("{} is a folder: name the file in it", .0.display())]
    Folder(PathBuf),
    /// More than is read at once.
    #[error("{name} has more than {most} MB, which is more than is read at once: split it, and import the parts one after the other", most = MOST_BYTES >> 20)]
    TooBig {
        /// The file, or where else the input comes from.
        name: String,
    },
    /// The system did not let it be read.
    #[error("{} can't be read ({source}): check who may read it", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something stands where the new file should.
    #[error("{} is there already and is left as it is: choose another name", .0.display())]
    Exists(PathBuf),
    /// The new file could not be made.
    #[error("{} can't be made ({source}): check the folder and who may write to it", .path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Writing broke off.
    #[error(
        "writing to {name} failed ({}): what was written is not complete; make room and try again",
        store::disk_words(source)
    )]
    Write {
        /// The file, or where else the output goes.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// The file's contents can't be imported.
    #[error(transparent)]
    Data(#[from] ExchangeError),
    /// The backlog could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TransferError {
    /// The shell's exit code: 2 for what was typed, 65 for bad data, 73 for what can't be made, 74 for reading and
    /// writing, 75 for a busy backlog, 1 for its other troubles.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoPath
            | Self::NoChangesPath
            | Self::Quotes(_)
            | Self::Format(_)
            | Self::WholePage
            | Self::Framework(_)
            | Self::OrderOnly
            | Self::NoScoredPage
            | Self::Paper(_)
            | Self::Several(_)
            | Self::ImportFormat(_)
            | Self::NoValue(_)
            | Self::Flag(_)
            | Self::Map(_)
            | Self::Data(ExchangeError::NoFile) => 2,
            Self::Data(_) | Self::TooBig { .. } => 65,
            Self::Exists(_) | Self::Create { .. } => 73,
            Self::Missing(_) | Self::Folder(_) | Self::Unreadable { .. } | Self::Write { .. } => 74,
            Self::Store(error) if error.is_busy() => 75,
            Self::Store(_) | Self::NoSprint | Self::NoSource => 1,
        }
    }
}

/// The formats that can be read.
fn readable() -> String {
    Format::iter().map(Format::name).collect::<Vec<_>>().join(", ")
}

/// Reads files as one import; `-` is the standard input. No file is touched.
pub fn read(paths: &[PathBuf], options: &exchange::Options) -> Result<Parsed, TransferError> {
    read_watched(paths, options, &mut |_, _| ControlFlow::Continue(()))
}

/// As [`read`], for big files: `watch` is told how many bytes of how many are read; `Break` gives it up.
pub fn read_watched(
    paths: &[PathBuf],
    options: &exchange::Options,
    watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Parsed, TransferError> {
    let sources: Vec<Source> = paths.iter().map(|path| source(path)).collect::<Result<_, _>>()?;
    let total = sources.iter().map(|source| source.bytes.len()).sum();
    Ok(exchange::read_watched(&sources, options, &mut |done| watch(done, total).is_continue())?)
}

/// So much is read of one file at most: about a gigabyte of memory.
const MOST_BYTES: u64 = 256 << 20;

/// A file's contents; `-` is the standard input.
pub fn load(path: &Path) -> Result<Source, TransferError> {
    source(path)
}

fn source(path: &Path) -> Result<Source, TransferError> {
    let unreadable = |source| TransferError::Unreadable { path: path.to_owned(), source };
    if path == Path::new("-") {
        return whole(io::stdin().lock(), "standard input".into(), 0, unreadable);
    }
    let meta = std::fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => TransferError::Missing(path.to_owned()),
        _ => unreadable(source),
    })?;
    if meta.is_dir() {
        return Err(TransferError::Folder(path.to_owned()));
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    whole(std::fs::File::open(path).map_err(unreadable)?, name, meta.len(), unreadable)
}

/// All that there is to read, `size` of it as far as one knows; a pipe and a file that grows tell too little.
fn whole(
    from: impl Read,
    name: String,
    size: u64,
    unreadable: impl FnOnce(io::Error) -> TransferError,
) -> Result<Source, TransferError> {
    if size > MOST_BYTES {
        return Err(TransferError::TooBig { name });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    let done = from.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > MOST_BYTES {
        return Err(TransferError::TooBig { name });
    }
    done.map(|_| Source { name, bytes }).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_readable_file_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let empty = dir.path().join("empty.csv");
        std::fs::write(&empty, "").unwrap();
        let read = |path: PathBuf| read(&[path], &exchange::Options::default()).unwrap_err();
        let missing = read(dir.path().join("no.csv"));
        assert!(missing.to_string().contains("no.csv: check the path"), "{missing}");
        assert_eq!(missing.exit_code(), 74);
        let folder = read(dir.path().to_owned());
        assert!(folder.to_string().contains("is a folder"), "{folder}");
        let empty = read(empty);
        assert!(empty.to_string().contains("empty.csv is empty"), "{empty}");
        assert_eq!(empty.exit_code(), 65);
        // A hole of 300 MB takes no room and no time.
        let huge = dir.path().join("huge.csv");
        std::fs::File::create(&huge).unwrap().set_len(300 << 20).unwrap();
        let huge = read(huge);
        assert!(huge.to_string().contains("huge.csv has more than 256 MB"), "{huge}");
        let endless =
            whole(io::repeat(b'a').take(300 << 20), "standard input".into(), 0, |error| panic!("{error}")).unwrap_err();
        assert_eq!(endless.exit_code(), 65);
        let none = super::read(&[], &exchange::Options::default()).unwrap_err();
        assert_eq!(none.exit_code(), 2);
    }
}
