//! How a product is scored, in upnext's JSON, and what was said of pairs of its items.

use super::cell;
use super::clean::Cleaner;
use crate::domain::import::Report;
use crate::domain::item::Extra;
use crate::domain::product::NewProduct;
use crate::domain::score::{Framework, Inputs, Scoring, named};
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

/// The inputs of an item, as a file says them, and those of which it says nothing that can be: these are kept beside
/// the item.
pub(super) fn inputs(told: &Inputs, at: &str, clean: &mut Cleaner) -> (Inputs, Vec<String>) {
    let (mut inputs, mut unread) = (Inputs::default(), Vec::new());
    let usual = Scoring::default();
    let criteria = Framework::Weighted.rules().inputs(&usual);
    for (id, amount) in told.iter() {
        let is_weighed = id.strip_prefix("weighted.").is_some_and(|number| number.parse::<u32>().is_ok());
        let known = named(id, &usual).or_else(|| criteria.first().filter(|_| is_weighed).cloned());
        let line = match known {
            Some(input) if input.has(amount) => {
                inputs.set(id, Some(amount));
                continue;
            }
            Some(input) => format!("{id} is {}: other values left out, kept beside the item", input.wanted()),
            None => "inputs that no framework has: left out, kept beside the item".to_owned(),
        };
        let column = clean.line("input", id);
        clean.report.note_first(&line, &format!("{column} {amount}"), at);
        clean.beside.push(Extra { column, value: amount.to_string() });
        unread.push(id.to_owned());
    }
    (inputs, unread)
}
