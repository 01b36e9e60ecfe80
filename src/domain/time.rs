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

    /// Whole days from `self` to `later`, by the clock; negative when `later` is earlier.
    pub fn days_until(self, later: Instant) -> i64 {
        (later.0 - self.0).div_euclid(86_400_000)
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
}

impl Now {
    /// A fixed moment at noon UTC of `day`, for tests and samples.
    pub fn noon(day: NaiveDate) -> Self {
        Self { at: Instant(Instant::from_day(day).0 + 43_200_000), day }
    }
}
