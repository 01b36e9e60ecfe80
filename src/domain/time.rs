//! Instants and days, handed in by the caller. Nothing in this room reads a clock.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The moment as a UTC date and time; the epoch where it lies outside chrono's range.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The start of `day` in UTC.
    pub fn from_day(day: NaiveDate) -> Self {
        Self(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
    }

    /// RFC 3339 with seconds and `Z`, as written in JSON.
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }

    /// Reads what [`rfc3339`](Self::rfc3339) wrote, or any RFC 3339 moment.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|d| Self(d.timestamp_millis()))
    }
}

/// How long a day is gone, in few letters: `3d`, `14w`, `2y`; `0d` for today and for days to come.
pub fn age(since: NaiveDate, today: NaiveDate) -> String {
    match (today - since).num_days().max(0) {
        days @ 0..=99 => format!("{days}d"),
        days @ 100..=699 => format!("{}w", days / 7),
        days => format!("{}y", days / 365),
    }
}

/// Now, as the writer sees it: the moment, and the day on the writer's own calendar.
///
/// Both are kept with a step, so that no chart converts a moment to a day a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The moment.
    pub at: Instant,
    /// The writer's local day.
    pub day: NaiveDate,
    /// How far the writer's clock is ahead of UTC, in seconds; for showing moments, never for counting days.
    pub ahead: i32,
}

impl Now {
    /// A moment as it is shown on the writer's clock: `2026-03-02 14:05`.
    pub fn shown(&self, at: Instant) -> String {
        Instant(at.0.saturating_add(i64::from(self.ahead) * 1000)).utc().format("%Y-%m-%d %H:%M").to_string()
    }

    /// A fixed moment at noon UTC of `day`, for tests and samples.
    pub fn noon(day: NaiveDate) -> Self {
        Self { at: Instant(Instant::from_day(day).0 + 43_200_000), day, ahead: 0 }
    }
}
