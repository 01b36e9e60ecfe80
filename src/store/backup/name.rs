//! A backup's name tells what it is: `backlog-20260302T120000Z-manual.db`.

use super::BackupKind;
use crate::domain::Instant;
use chrono::NaiveDateTime;
use strum::IntoEnumIterator;

const TIME: &str = "%Y%m%dT%H%M%SZ";

/// The name of a backup; `twin` counts those of one second and kind from 1.
pub(super) fn write(stem: &str, at: Instant, kind: BackupKind, twin: u32) -> String {
    let (time, kind) = (at.utc().format(TIME), kind.name());
    if twin == 1 { format!("{stem}-{time}-{kind}.db") } else { format!("{stem}-{time}-{kind}-{twin}.db") }
}

/// Reads what [`write`] wrote; nothing else.
pub(super) fn read(stem: &str, name: &str) -> Option<(Instant, BackupKind, u32)> {
    let rest = name.strip_prefix(stem)?.strip_prefix('-')?.strip_suffix(".db")?;
    let mut parts = rest.splitn(3, '-');
    let at = NaiveDateTime::parse_from_str(parts.next()?, TIME).ok()?;
    let word = parts.next()?;
    let kind = BackupKind::iter().find(|k| k.name() == word)?;
    let twin = parts.next().map_or(Ok(1), str::parse).ok()?;
    let at = Instant(at.and_utc().timestamp_millis());
    (write(stem, at, kind, twin) == name).then_some((at, kind, twin))
}

/// True for the nameless rest of a backup that was cut short.
pub(super) fn is_rest(stem: &str, name: &str) -> bool {
    let Some((target, _)) = name.strip_prefix('.').and_then(|n| n.split_once(".new-")) else { return false };
    read(stem, target).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_time_and_kind_and_come_back() {
        let at = Instant(1_772_452_800_000);
        for kind in BackupKind::iter() {
            for twin in [1, 2, 30] {
                let name = write("my-backlog", at, kind, twin);
                assert_eq!(read("my-backlog", &name), Some((at, kind, twin)), "{name}");
                assert!(is_rest("my-backlog", &format!(".{name}.new-0123")));
            }
        }
        assert_eq!(write("b", at, BackupKind::Manual, 1), "b-20260302T120000Z-manual.db");
    }

    #[test]
    fn other_names_are_no_backups() {
        for name in [
            "b.db",
            "b-20260302T120000Z-manual",
            "b-20260302T120000Z-manual-1.db",
            "b-20260302T120000Z-manual-x.db",
            "b-20260302T120000Z-other.db",
            "b-20261302T120000Z-manual.db",
            "bb-20260302T120000Z-manual.db",
            "b-20260302T120000Z-manual.db-wal",
        ] {
            assert_eq!(read("b", name), None, "{name}");
            assert!(!is_rest("b", name));
        }
    }
}
