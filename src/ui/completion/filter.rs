//! Terms of a filter, and the values in use; where nothing is typed yet, the saved filters too.

use super::argument::matching;
use super::{Known, MOST, Offer, Row, Wants};
use crate::domain::filter;
use crate::domain::query::Panel;
use crate::domain::text::fold;

pub(super) fn offer(text: &str, cursor: usize, known: &Known) -> Offer {
    let found = filter::complete(text, cursor);
    let fixed = found.options.into_iter().map(|offer| Row::value(offer.text, offer.doc));
    let mut rows: Vec<Row> = fixed.collect();
    let wants = match found.values {
        Some(values) => {
            let typed = text.get(found.from..cursor).unwrap_or_default().trim_start_matches('"');
            let said = |row: &Row| fold(&format!("{} {}", row.text, row.doc));
            let in_use = matching(known.values(values).iter().cloned(), typed, said);
            rows.extend(in_use.rows.into_iter().map(|row| Row { text: filter::quoted(&row.text), ..row }));
            Some(Wants::Panel(Panel::Values(values)))
        }
        None if text.trim().is_empty() => {
            let saved = known.rows(&Panel::Filters).iter();
            rows.extend(saved.map(|row| Row { text: row.doc.clone(), ..row.clone() }));
            Some(Wants::Panel(Panel::Filters))
        }
        None => None,
    };
    rows.truncate(MOST);
    Offer { from: found.from, to: found.to, rows, wants, ..Offer::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::note::SavedFilter;
    use crate::domain::query::{PanelRows, Value, Values};

    fn lines(text: &str, known: &Known) -> Vec<String> {
        let offer = offer(text, text.len(), known);
        offer.rows.iter().map(|row| format!("{}{}", &text[..offer.from], row.text)).collect()
    }

    #[test]
    fn values_in_use_are_written_as_a_filter_reads_them() {
        let mut known = Known::default();
        let value = |text: &str| Value { text: text.into(), doc: "2 items".into() };
        let values = PanelRows::Values(vec![value("api"), value("check out"), value("web")]);
        known.answer(Panel::Values(Values::Tags), &values);
        assert_eq!(lines("kind:bug tag:a", &known), ["kind:bug tag:api"]);
        assert_eq!(lines("tag:\"che", &known), ["tag:\"check out\""]);
        assert_eq!(offer("tag:a", 5, &Known::default()).wants, Some(Wants::Panel(Panel::Values(Values::Tags))));
    }

    #[test]
    fn saved_filters_are_offered_before_anything_is_typed() {
        let mut known = Known::default();
        let saved = SavedFilter { name: "Fresh ones".into(), text: "state:open".into() };
        known.answer(Panel::Filters, &PanelRows::Filters(vec![saved]));
        assert!(lines("", &known).contains(&"state:open".to_owned()));
        assert!(!lines("kind:", &known).contains(&"kind:state:open".to_owned()));
    }
}
