//! The sources that a product is imported from, as a file of upnext tells them.

use crate::domain::import::{Feed, Report};

/// The sources of a product; one that a newer upnext tells in another way is left out.
pub(super) fn read(told: Vec<serde_json::Value>, report: &mut Report) -> Vec<Feed> {
    let mut feeds: Vec<Feed> = Vec::new();
    for value in told {
        match serde_json::from_value::<Feed>(value) {
            Ok(feed) if !feed.source.is_empty() && feeds.iter().all(|known| known.source != feed.source) => {
                feeds.push(feed);
            }
            _ => report.note("sources that are told twice or not understood, left out"),
        }
    }
    feeds
}
