//! The place of the file: its path, its folder, the disk below it. Everything that must hold before SQLite sees it.

use super::error::StoreError;
use crate::domain::Now;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of fewer bytes is empty to SQLite, which then takes away the log beside it.
pub(super) const LEAST: u64 = 2;

/// So many bytes of a file's name are in the name that it has before its birth: with what is added, 255 at most.
const LONGEST: usize = 200;

/// The absolute path of the real file: links resolved, so that SQLite's log stands beside the data.
///
/// # Errors
/// The file is missing, is no regular file, is empty, or has several names.
pub(super) fn existing(path: &Path) -> Result<PathBuf, StoreError> {
    let real = path.canonicalize().map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => match fs::read_link(path) {
            Ok(to) => StoreError::LostLink { path: path.to_owned(), to },
            Err(_) => StoreError::Missing(path.to_owned()),
        },
        _ => StoreError::Io { path: path.to_owned(), source },
    })?;
    let meta = fs::metadata(&real).map_err(|source| StoreError::Io { path: real.clone(), source })?;
    if !meta.is_file() {
        return Err(StoreError::NotAFile(real));
    }
    if meta.len() < LEAST {
        return Err(StoreError::Empty(real));
    }
    check_beside(&real)?;
    match names(&real, &meta)? {
        0 | 1 => Ok(real),
        links => Err(StoreError::Linked { path: real, links }),
    }
}

/// SQLite would wait for ever at a pipe under the name of its journal.
fn check_beside(real: &Path) -> Result<(), StoreError> {
    for end in ["-wal", "-shm", "-journal"] {
        let log = beside(real, end);
        if fs::symlink_metadata(&log).is_ok() && !fs::metadata(&log).is_ok_and(|m| m.is_file()) {
            let detail = format!("{} is not a file", log.display());
            return Err(StoreError::BadLog { path: real.to_owned(), detail });
        }
    }
    Ok(())
}

/// The absolute path where a new file shall stand.
///
/// # Errors
/// Something stands there already, or its folder is missing.
pub(super) fn new(path: &Path) -> Result<PathBuf, StoreError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let absolute = std::path::absolute(path).map_err(io)?;
    let name = absolute.file_name().ok_or_else(|| StoreError::NotAFile(path.to_owned()))?;
    let folder = absolute.parent().unwrap_or(Path::new("/"));
    let folder = folder.canonicalize().map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
    Ok(folder.join(name))
}

/// Makes the folder of a file where it is missing, for its owner only.
pub(super) fn make_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) else { return Ok(()) };
    if folder.exists() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| StoreError::Io { path: folder.to_owned(), source })
}

/// The name under which a new file is made before it gets its own.
pub(super) fn unborn(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}{}", unborn_prefix(path), uuid::Uuid::now_v7().simple()))
}

fn unborn_prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A long name leaves no room for more.
    let end = (0..=name.len().min(LONGEST)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    format!(".{}.new-", &name[..end])
}

/// Makes an empty file that only its owner can read.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|source| StoreError::Io { path: path.to_owned(), source })
}

/// Gives a finished file its final name, never over another one, and makes both durable.
pub(super) fn give_name(unborn: &Path, path: &Path) -> Result<(), StoreError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
        _ => StoreError::Io { path: path.to_owned(), source },
    };
    fs::File::open(unborn).and_then(|f| f.sync_all()).map_err(io)?;
    if fs::symlink_metadata(path).is_err() {
        set_logs_aside(path).map_err(io)?;
    }
    match fs::hard_link(unborn, path) {
        // Best effort: a first name that stays for once goes when the file is opened.
        Ok(()) => drop(fs::remove_file(unborn)),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Err(io(e)),
        // Some file systems know no links; there the name is only looked at first.
        Err(_) if path.exists() => return Err(StoreError::Exists(path.to_owned())),
        Err(_) => fs::rename(unborn, path).map_err(io)?,
    }
    let done = sync_folder(path);
    if done.is_err() {
        // Best effort: what is told as not made is not there. Until now nobody knew of it.
        let _ = fs::remove_file(path);
    }
    done
}

/// What lies under the names of the logs of a file that is not there belongs to one that went away. SQLite would write it
/// into whatever gets the name next; it is kept under a name that is nobody's.
fn set_logs_aside(path: &Path) -> std::io::Result<()> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!("{stem}-left-{}.db", uuid::Uuid::now_v7().simple()));
    for end in ["-wal", "-journal", "-shm"] {
        if let Err(e) = fs::rename(beside(path, end), beside(&aside, end))
            && e.kind() != std::io::ErrorKind::NotFound
        {
            return Err(e);
        }
    }
    Ok(())
}

/// The name of a private file beside another one. It is removed in the end whatever happens, with what SQLite put
/// beside it.
pub(super) struct Rest(pub(super) PathBuf);

impl Rest {
    /// For what is to stand at `path` one day.
    pub(super) fn beside(path: &Path) -> Self {
        Self(unborn(path))
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            // Best effort: after a birth it is gone already.
            let _ = fs::remove_file(beside(&self.0, end));
        }
    }
}

/// Makes the names in a file's folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(|source| StoreError::Io { path: folder.to_owned(), source })
}

/// How many names a file has. A second one left behind by a kill between its two births is removed; one given to it
/// when it was to be put aside does not count.
#[cfg(unix)]
fn names(path: &Path, meta: &fs::Metadata) -> Result<u64, StoreError> {
    use std::os::unix::fs::MetadataExt;
    if meta.nlink() < 2 {
        return Ok(meta.nlink());
    }
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let prefix = unborn_prefix(path);
    let mut asides = 0;
    for entry in fs::read_dir(path.parent().unwrap_or(Path::new("/"))).map_err(io)?.flatten() {
        if !entry.metadata().is_ok_and(|m| (m.ino(), m.dev()) == (meta.ino(), meta.dev())) {
            continue;
        }
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(&prefix) {
            fs::remove_file(entry.path()).map_err(io)?;
        } else if is_aside(path, &name.to_string_lossy()) {
            asides += 1;
        }
    }
    Ok(fs::metadata(path).map_err(io)?.nlink().saturating_sub(asides))
}

/// What the name of something damaged has behind that of the file and the time.
const DAMAGED: &str = "-damaged";

/// A free name for something damaged.
pub(super) fn aside(folder: &Path, path: &Path, now: Now) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let time = now.at.utc().format("%Y%m%dT%H%M%SZ");
    let mut path = folder.join(format!("{stem}-{time}{DAMAGED}.db"));
    let mut twin = 2;
    while fs::symlink_metadata(&path).is_ok() {
        path = folder.join(format!("{stem}-{time}{DAMAGED}-{twin}.db"));
        twin += 1;
    }
    path
}

/// True for such a name: a restore that was cut short began to put the file aside under it.
#[cfg(unix)]
fn is_aside(path: &Path, name: &str) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let end = name.strip_prefix(&*stem).and_then(|rest| rest.strip_suffix(".db"));
    end.is_some_and(|end| end.starts_with('-') && end.contains(DAMAGED))
}

#[cfg(not(unix))]
fn names(_: &Path, _: &fs::Metadata) -> Result<u64, StoreError> {
    Ok(1)
}

/// The log that SQLite keeps beside a file.
pub(super) fn log_of(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

/// True where there is something in the log beside a file.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(log_of(path)).is_ok_and(|meta| meta.len() > 0)
}

/// A file and the logs that belong to it, whether they are there or not.
pub(super) fn whole(path: &Path) -> [PathBuf; 3] {
    [path.to_owned(), log_of(path), beside(path, "-journal")]
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// What a kill may have left of new files made under this name.
pub(super) fn rests(path: &Path) -> Vec<PathBuf> {
    let prefix = unborn_prefix(path);
    let Ok(entries) = fs::read_dir(path.parent().unwrap_or(Path::new("/"))) else { return Vec::new() };
    let entries = entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(&prefix));
    entries.map(|e| e.path()).collect()
}

/// True where the system lets this person make files in the folder of this one.
pub(super) fn has_open_folder(path: &Path) -> bool {
    #[cfg(unix)]
    {
        path.parent().is_none_or(|folder| rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok())
    }
    #[cfg(not(unix))]
    {
        path.parent().is_none_or(Path::exists)
    }
}

/// True where the system lets this person read it. It is not opened: closing it would end SQLite's locks.
pub(super) fn is_readable(path: &Path) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        path.exists()
    }
}

/// How many bytes of a file's disk this person can still write, where the system tells.
pub(super) fn free_bytes(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(path).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The kind of network file system a path lies on, where the system tells.
pub(super) fn network(path: &Path) -> Option<String> {
    network_in(&fs::read_to_string("/proc/mounts").ok()?, path)
}

/// As [`network`], from the text of `/proc/mounts`.
fn network_in(mounts: &str, path: &Path) -> Option<String> {
    const REMOTE: &[&str] = &[
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "davfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs2",
        "fuse.glusterfs",
        "drvfs",
        "vboxsf",
        "virtiofs",
    ];
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(at), Some(kind)) = (fields.next(), fields.next()) else { continue };
        let at = at.replace("\\040", " ");
        // Of several mounts on one place the last is on top.
        if path.starts_with(&at) && best.is_none_or(|b| at.len() >= b.0) {
            best = Some((at.len(), kind));
        }
    }
    best.map(|b| b.1).filter(|kind| REMOTE.contains(kind)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_tells_the_network() {
        let mounts = "/dev/vda / ext4 rw 0 0\nserver:/x /home nfs4 rw 0 0\n/dev/b /home/me\\040too ext4 rw 0 0\n";
        assert_eq!(network_in(mounts, Path::new("/srv/a.db")), None);
        assert_eq!(network_in(mounts, Path::new("/home/a.db")), Some("nfs4".into()));
        assert_eq!(network_in(mounts, Path::new("/home/me too/a.db")), None);
        assert_eq!(network_in(mounts, Path::new("/homework/a.db")), None);
    }

    #[test]
    fn the_second_name_of_a_birth_cut_short_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        fs::write(&path, "some text").unwrap();
        fs::hard_link(&path, unborn(&path)).unwrap();
        assert!(existing(&path).is_ok());
        fs::hard_link(&path, dir.path().join("b.db")).unwrap();
        assert!(matches!(existing(&path), Err(StoreError::Linked { links: 2, .. })));
    }
}
