//! The scored table that upnext itself writes (`export --by`): its columns are named as people call the inputs, and the
//! column with the formula tells which framework asks.

use crate::domain::score::{Amount, Direction, Framework, Input, Scoring, Weighed};
use crate::exchange::cell::unguard;
use strum::IntoEnumIterator;

/// The columns before the inputs.
pub(in crate::exchange) const HEAD: [&str; 7] =
    ["place by score", "place", "key", "title", "kind", "state", "estimate"];

/// What the header of a scored table tells.
#[derive(Debug)]
pub(super) struct Own {
    /// The inputs by their columns.
    pub(super) inputs: Vec<(usize, Input)>,
    /// How it was scored, where that is more than a framework's name: the criteria with their weights.
    pub(super) scoring: Option<Scoring>,
}

/// True for a scored table of upnext.
pub(in crate::exchange) fn is_own(header: &[String]) -> bool {
    header.len() > HEAD.len() && HEAD.iter().zip(header).all(|(known, name)| known == name)
}

/// Reads the header of a scored table.
pub(super) fn read(header: &[String]) -> Option<Own> {
    if !is_own(header) {
        return None;
    }
    let formula = |name: &String| {
        Framework::iter().find_map(|framework| {
            let formula = name.strip_prefix(framework.rules().title())?.strip_prefix(" = ")?;
            Some((framework, formula.to_owned()))
        })
    };
    let rest = &header[HEAD.len()..];
    let (at, (framework, formula)) = rest.iter().enumerate().find_map(|(at, name)| Some((at, formula(name)?)))?;
    let names: Vec<&str> = rest[..at].iter().map(|name| unguard(name, true)).collect();
    let scoring = match framework {
        Framework::Weighted => Some(weighted(&names, &formula)?),
        _ => None,
    };
    let inputs = framework.rules().inputs(scoring.as_ref().unwrap_or(&Scoring::default()));
    let is_right = inputs.len() == names.len() && inputs.iter().zip(&names).all(|(input, name)| input.name == **name);
    let inputs = (HEAD.len()..).zip(inputs).collect();
    is_right.then_some(Own { inputs, scoring })
}

/// The criteria with their weights: "40 % user value + 60 % (11 − effort)".
fn weighted(names: &[&str], formula: &str) -> Option<Scoring> {
    let (mut rest, mut criteria) = (formula, Vec::new());
    for (number, name) in (1..).zip(names) {
        let (share, behind) = rest.split_once(" % ")?;
        let turned = format!("(11 − {name})");
        let (direction, behind) = match behind.strip_prefix(turned.as_str()) {
            Some(behind) => (Direction::Less, behind),
            None => (Direction::More, behind.strip_prefix(name)?),
        };
        rest = behind.strip_prefix(" + ").unwrap_or(behind);
        criteria.push(Weighed { number, name: (*name).to_owned(), weight: Amount::parse(share)?, direction });
    }
    let scoring = Scoring { framework: Framework::Weighted, criteria, ..Scoring::default() };
    (rest.is_empty() && scoring.check().is_ok()).then_some(scoring)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_are_read_from_the_formula_by_their_columns() {
        let scoring = weighted(&["fit + joy", "effort"], "62.5 % fit + joy + 37.5 % (11 − effort)").unwrap();
        let told: Vec<_> = scoring.criteria.iter().map(|c| (c.name.as_str(), c.weight.0, c.direction)).collect();
        assert_eq!(told, [("fit + joy", 62_500, Direction::More), ("effort", 37_500, Direction::Less)]);
        assert!(weighted(&["joy"], "62.5 % fit + 37.5 % joy").is_none());
    }
}
