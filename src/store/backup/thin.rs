//! Which backups are no longer needed: a pure question about their times, kinds and sizes.

use super::{BackupFile, BackupKind};
use chrono::Datelike;
use std::collections::HashSet;
use std::path::Path;

/// So many of the newest are kept.
const RECENT: usize = 10;
/// Of so many days the newest.
const DAYS: usize = 7;
/// Of so many weeks the newest.
const WEEKS: usize = 4;
/// All together may take this, or ten times the file where that is more.
const ROOM: u64 = 2 * 1024 * 1024 * 1024;

/// Why a backup is kept, from the weakest reason to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Nothing,
    Day,
    Week,
    Recent,
    Migration,
    /// The newest of all, and the newest made before a migration.
    Always,
}

/// How many bytes the backups of a file of `size` bytes may take together.
pub(super) fn room(size: u64) -> u64 {
    ROOM.max(size.saturating_mul(10))
}

/// The backups to remove, from a list that is newest first.
pub(super) fn surplus(files: &[BackupFile], room: u64) -> Vec<&Path> {
    let mut reasons = reasons(files);
    let size = |reasons: &[Reason]| -> u64 {
        files.iter().zip(reasons).filter(|(_, r)| **r != Reason::Nothing).map(|(f, _)| f.size).sum()
    };
    while size(&reasons) > room {
        // The weakest reason; of those the oldest.
        let kept = reasons.iter().enumerate().filter(|(_, r)| !matches!(r, Reason::Nothing | Reason::Always));
        let Some((victim, _)) = kept.min_by_key(|(at, r)| (**r, std::cmp::Reverse(*at))) else { break };
        reasons[victim] = Reason::Nothing;
    }
    let gone = files.iter().zip(&reasons).filter(|(_, r)| **r == Reason::Nothing);
    gone.map(|(f, _)| f.path.as_path()).collect()
}

fn reasons(files: &[BackupFile]) -> Vec<Reason> {
    let (mut days, mut weeks) = (HashSet::new(), HashSet::new());
    let last_migration = files.iter().position(|f| f.kind == BackupKind::Migration);
    let reason = |(at, file): (usize, &BackupFile)| {
        let day = file.at.utc().date_naive();
        let week = day.iso_week();
        let is_of_day = days.insert(day) && days.len() <= DAYS;
        let is_of_week = weeks.insert((week.year(), week.week())) && weeks.len() <= WEEKS;
        match () {
            () if at == 0 || last_migration == Some(at) => Reason::Always,
            () if file.kind == BackupKind::Migration => Reason::Migration,
            () if at < RECENT => Reason::Recent,
            () if is_of_week => Reason::Week,
            () if is_of_day => Reason::Day,
            () => Reason::Nothing,
        }
    };
    files.iter().enumerate().map(reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Instant;

    const HOUR: i64 = 3_600_000;
    /// A Wednesday, noon.
    const NOON: i64 = 1_772_625_600_000;

    /// A backup made `hours` before noon.
    fn file(hours: i64, kind: BackupKind, size: u64) -> BackupFile {
        BackupFile { path: format!("{hours}").into(), at: Instant(NOON - hours * HOUR), kind, size }
    }

    fn hourly(hours: std::ops::Range<i64>) -> Vec<BackupFile> {
        hours.map(|h| file(h, BackupKind::Routine, 1)).collect()
    }

    fn kept(files: &[BackupFile], room: u64) -> Vec<String> {
        let gone = surplus(files, room);
        files.iter().filter(|f| !gone.contains(&f.path.as_path())).map(|f| f.path.display().to_string()).collect()
    }

    #[test]
    fn the_last_ten_seven_days_and_four_weeks_stay() {
        let all = hourly(0..24 * 60);
        let kept = kept(&all, 1000);
        let recent: Vec<String> = (0..10).map(|h| h.to_string()).collect();
        assert_eq!(kept[..10], recent);
        // The newest of the six days before today are those of 23:00: 13 h, 37 h, … before noon. The newest of the
        // two weeks before that: Sundays at 23:00 (61 h is one of the days as well).
        assert_eq!(kept[10..], ["13", "37", "61", "85", "109", "133", "229", "397"]);
    }

    #[test]
    fn few_backups_all_stay() {
        assert!(surplus(&hourly(0..10), 1000).is_empty());
        assert!(surplus(&[], 0).is_empty());
    }

    #[test]
    fn those_before_a_migration_stay() {
        let mut all = hourly(0..24);
        all[20].kind = BackupKind::Migration;
        all[22].kind = BackupKind::Migration;
        let kept = kept(&all, 1000);
        assert_eq!(kept[10..], ["13", "20", "22"]);
    }

    #[test]
    fn without_room_the_oldest_daily_goes_first_and_the_newest_never() {
        let mut all = hourly(0..24 * 10);
        all[100].kind = BackupKind::Migration;
        all[150].kind = BackupKind::Migration;
        let whole = kept(&all, 1000);
        assert_eq!(whole[10..], ["13", "37", "61", "85", "100", "109", "133", "150", "229"]);
        let less = |room| kept(&all, room);
        assert!(!less(18).contains(&"133".to_owned()) && less(18).contains(&"109".to_owned()));
        assert_eq!(less(14)[10..], ["61", "100", "150", "229"], "days before weeks");
        assert_eq!(less(12)[10..], ["100", "150"]);
        assert_eq!(less(3), ["0", "100", "150"]);
        assert_eq!(less(2), ["0", "100"]);
        assert_eq!(less(0), ["0", "100"], "the newest, and the last before a migration");
    }

    #[test]
    fn a_big_file_gets_more_room() {
        assert_eq!(room(5), ROOM);
        assert_eq!(room(ROOM), 10 * ROOM);
    }
}
