//! Why an item stands where it stands, as a text for a stakeholder; of two items, what separates them.

use super::document::{Document, Part};
use crate::domain::score::Scoring;
use crate::domain::why::{Fact, Versus, Why};

/// Why one item stands where it stands.
pub fn alone(why: &Why) -> Document {
    let item = &why.ground.item;
    let fact = |Fact { label, said, .. }: Fact| (label.to_owned(), said.join("; "));
    let mut parts = vec![Part::Facts(why.facts().into_iter().map(fact).collect())];
    if !why.ground.moves.is_empty() {
        parts.push(Part::Section("Moved by hand".into()));
        let moves = why.ground.moves.iter().map(|told| {
            let because = told.reason.as_ref().map_or(String::new(), |reason| format!(", because: {reason}"));
            (told.day.to_string(), format!("{}{because}", told.sentence()))
        });
        parts.push(Part::Facts(moves.collect()));
    }
    Document { title: format!("Why {} is where it is", item.key), subtitle: item.text.title.clone(), parts }
}

/// What separates two items, and what would have to change.
pub fn beside(both: [&Why; 2], scoring: &Scoring) -> Document {
    let Versus { keys, titles, cells, verdict, apart, turns } = Versus::of(both, scoring);
    let head = vec![String::new(), keys[0].clone(), keys[1].clone()];
    let row = |label: &str, said: &[String; 2]| vec![label.to_owned(), said[0].clone(), said[1].clone()];
    let rows = cells.iter().map(|cell| row(&cell.label, &cell.said)).collect();
    let mut parts = vec![Part::Text(verdict.join("\n")), Part::Table { head, rows }];
    for (heading, said) in [("What separates them", apart), ("What would have to change", turns)] {
        if !said.is_empty() {
            parts.push(Part::Section(heading.into()));
            parts.push(Part::Text(said.join("\n")));
        }
    }
    Document {
        title: format!("{} or {}", keys[0], keys[1]), subtitle: format!("{} · {}", titles[0], titles[1]), parts
    }
}
