//! How a product is scored, in upnext's JSON, and what was said of pairs of its items.

use super::cell;
use crate::domain::import::Report;
use crate::domain::product::NewProduct;
use crate::domain::score::Scoring;
use serde::Serialize;
use serde_json::Value;

/// A product as it is written.
#[derive(Debug, Serialize)]
pub(super) struct ProductLine<'a> {
    #[serde(flatten)]
    pub(super) product: &'a NewProduct,
    /// How it is scored; `None` where nothing was said of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scoring: Option<&'a Scoring>,
}

/// How the product is scored, as a file says it. What is not understood here is left out, with a word about it: the
/// items are worth more.
pub(super) fn read(told: Option<Value>, report: &mut Report) -> Option<Box<Scoring>> {
    let mut scoring: Scoring = match serde_json::from_value(told?) {
        Ok(scoring) => scoring,
        Err(error) => {
            report.note(&format!("how the product is scored is left out: {error}"));
            return None;
        }
    };
    let mut beside = Vec::new();
    for weighed in &mut scoring.criteria {
        weighed.name = cell::line("criterion", &weighed.name, &mut beside, report);
    }
    scoring.period = cell::line("period", &scoring.period, &mut beside, report);
    if let Err(error) = scoring.check() {
        report.note(&format!("how the product is scored is left out: {error}"));
        return None;
    }
    Some(Box::new(scoring))
}
