//! The scored table: the items of an order by a framework's score, with the formula named, as CSV, Markdown or JSON.
//! It is made for others: nothing in it is private.

use super::Export;
use super::cell::guard;
use super::column::own::HEAD;
use crate::domain::item::Row;
use crate::domain::markdown::plain;
use crate::domain::score::{Amount, Ranking, Scoring};
use crate::domain::{Estimate, text};
use ::csv::{Terminator, WriterBuilder};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// A product's items by score.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// The product's name.
    pub product: &'a str,
    /// How it is scored.
    pub scoring: &'a Scoring,
    /// All items of the order, ranked.
    pub ranking: &'a Ranking,
    /// Those that are written, in the order in which they are written.
    pub rows: &'a [Line],
}

/// An item of the table.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its place now.
    pub place: usize,
    /// The item, with its inputs.
    pub row: Row,
    /// Why it stands there by decision, where it does.
    pub pinned: Option<String>,
}

impl Scored<'_> {
    /// Writes the table.
    ///
    /// # Errors
    /// Where `out` takes no more.
    pub fn write(&self, format: Export, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Export::Csv => self.csv(out),
            Export::Markdown => self.markdown(out),
            Export::Json => self.json(out),
        }
    }

    /// "RICE = reach × impact × confidence ÷ effort".
    fn formula(&self) -> String {
        formula(self.scoring)
    }

    fn names(&self) -> Vec<String> {
        self.scoring
            .framework
            .rules()
            .inputs(self.scoring)
            .iter()
            .map(|input| input.name.clone().into_owned())
            .collect()
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        let head = HEAD.map(str::to_owned);
        let head: Vec<String> = head.into_iter().chain(self.names()).chain([self.formula(), "fixed".into()]).collect();
        table.write_record(head.iter().map(|name| guard(name).into_owned()))?;
        for Line { place, row, .. } in self.rows {
            let inputs = self.ranking.inputs.iter().zip(amounts(self.ranking, row));
            let inputs = inputs.map(|(input, amount)| amount.map(|amount| input.typed(amount)).unwrap_or_default());
            let score = self.ranking.score(row.id).map(|score| rounded(score).to_string()).unwrap_or_default();
            let cells = [
                self.place(row).map(|place| place.to_string()).unwrap_or_default(),
                place.to_string(),
                row.key.to_string(),
                guard(&text::bare(&row.title)).into_owned(),
                row.kind.name().to_owned(),
                row.state.name().to_owned(),
                row.estimate.as_ref().map(|e| guard(&e.to_string()).into_owned()).unwrap_or_default(),
            ];
            let fixed = if row.is_pinned { "yes".to_owned() } else { String::new() };
            table.write_record(cells.into_iter().chain(inputs).chain([score, fixed]))?;
        }
        table.flush()
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let (rules, ranking) = (self.scoring.framework.rules(), self.ranking);
        writeln!(out, "# {} by {}\n", plain(self.product), rules.title())?;
        writeln!(out, "{}\n\n{} of {} items are scored.", plain(&self.formula()), ranking.scored, ranking.total)?;
        for remark in &ranking.remarks {
            writeln!(out, "\nNote: {}.", plain(remark))?;
        }
        let names: Vec<String> = self.names().iter().map(|name| plain(name)).collect();
        let head = ["by score", "place", "key", "title"].map(str::to_owned).into_iter();
        let head: Vec<String> = head.chain(names).chain(["score".into()]).collect();
        let rule: Vec<&str> = (0..head.len()).map(|at| if matches!(at, 2 | 3) { "---" } else { "--:" }).collect();
        writeln!(out, "\n| {} |\n| {} |", head.join(" | "), rule.join(" | "))?;
        for Line { place, row, .. } in self.rows {
            let inputs = ranking.inputs.iter().zip(amounts(ranking, row)).map(|(input, amount)| input.shown(amount));
            let score = ranking.score(row.id).map_or_else(|| "—".into(), |score| rules.show(score));
            let then = self.place(row).map_or_else(|| "—".into(), |place| place.to_string());
            let fixed = if row.is_pinned { " (fixed)" } else { "" };
            let cells = [then, format!("{place}{fixed}"), row.key.to_string(), plain(&row.title)];
            let cells: Vec<String> = cells.into_iter().chain(inputs).chain([score]).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let (rules, ranking) = (self.scoring.framework.rules(), self.ranking);
        let head = json!({
            "product": self.product,
            "framework": self.scoring.framework.name(),
            "title": rules.title(),
            "formula": rules.formula(self.scoring),
            "scored": ranking.scored,
            "total": ranking.total,
            "remarks": ranking.remarks,
        });
        // The items come last, one a line.
        let head = text::json(&head.to_string()).into_owned();
        write!(out, "{},\"items\":[", head.strip_suffix('}').unwrap_or(&head))?;
        for (at, Line { place, row, pinned }) in self.rows.iter().enumerate() {
            let mut item = Map::new();
            item.insert("key".into(), json!(row.key.to_string()));
            item.insert("title".into(), json!(row.title));
            item.insert("kind".into(), json!(row.kind));
            item.insert("state".into(), json!(row.state));
            item.insert("estimate".into(), json!(row.estimate.as_ref().map(Estimate::as_str)));
            item.insert("place".into(), json!(place));
            item.insert("pinned".into(), json!(pinned));
            item.extend(judged(ranking, self.scoring, row));
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            out.write_all(text::json(&serde_json::to_string(&item)?).as_bytes())?;
        }
        out.write_all(b"\n]}\n")
    }

    fn place(&self, row: &Row) -> Option<usize> {
        place(self.ranking, row)
    }
}

/// A framework with its formula: "RICE = reach × impact × confidence ÷ effort".
pub fn formula(scoring: &Scoring) -> String {
    let rules = scoring.framework.rules();
    format!("{} = {}", rules.title(), rules.formula(scoring))
}

/// What a ranking says of an item, as JSON has it; what is missing is null.
pub fn judged(ranking: &Ranking, scoring: &Scoring, row: &Row) -> Map<String, Value> {
    let amounts = amounts(ranking, row);
    let inputs = ranking.inputs.iter().zip(&amounts).map(|(input, amount)| (input.name.to_string(), json!(amount)));
    let mut all = Map::new();
    all.insert("framework".into(), json!(scoring.framework.name()));
    all.insert("inputs".into(), inputs.collect());
    all.insert("score".into(), json!(ranking.score(row.id).map(rounded)));
    all.insert("worked".into(), json!(scoring.framework.rules().worked(&amounts, scoring)));
    all.insert("place_by_score".into(), json!(place(ranking, row)));
    all.insert("too_low_by".into(), json!(ranking.gap(row.id)));
    all
}

/// The place that its score gives an item; `None` where nothing is scored.
fn place(ranking: &Ranking, row: &Row) -> Option<usize> {
    ranking.places(row.id).map(|places| places.1).filter(|_| ranking.scored > 0)
}

/// The inputs of a row that was filled with them, in the framework's order.
pub fn amounts(ranking: &Ranking, row: &Row) -> Vec<Option<Amount>> {
    row.inputs.as_ref().map_or_else(|| vec![None; ranking.inputs.len()], |inputs| inputs.of(&ranking.inputs))
}

/// A score without the noise behind the sixth decimal.
pub fn rounded(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}
