//! The one place that reads the clock.

use crate::domain::{Instant, Now};
use chrono::{Local, Offset, Utc};

/// The moment in UTC and the day on the local calendar.
pub fn now() -> Now {
    let at = Utc::now();
    let local = at.with_timezone(&Local);
    Now { at: Instant(at.timestamp_millis()), day: local.date_naive(), ahead: local.offset().fix().local_minus_utc() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_at_most_one_from_utc() {
        let now = now();
        assert!((now.at.utc().date_naive() - now.day).num_days().abs() <= 1);
    }
}
