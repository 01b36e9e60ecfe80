//! Columns that tell what frameworks ask: reach, impact, job size, a class. One name can be asked by several frameworks;
//! which one is meant, the columns beside it tell.

use super::Role;
use crate::domain::score::{Amount, CLASSES, Framework, Input, MOSCOW, Scoring};
use crate::domain::text::fold;
use crate::exchange::map::Rules;
use crate::exchange::table::Table;
use strum::IntoEnumIterator;

/// The names of an input's columns, as `plain` has them.
type Names = (&'static str, &'static str);

/// Frameworks by the columns that only they have: any of the first names tells that the framework is meant.
const SETS: &[(&str, &[Names])] = &[
    (
        "reach reichweite ricereach reachperquarter reachpermonth reachusers portee alcance",
        &[
            ("rice.reach", "reach reichweite ricereach reachperquarter reachpermonth reachusers portee alcance"),
            ("rice.impact", "impact auswirkung wirkung impacto"),
            ("rice.confidence", "confidence confidencelevel konfidenz sicherheit confiance confianza confianca"),
            ("rice.effort", "effort effortpersonmonths personmonths aufwand esfuerzo esforco"),
        ],
    ),
    (
        "ease easeofimplementation iceease",
        &[("ice.impact", "impact"), ("ice.confidence", "confidence"), ("ice.ease", "ease easeofimplementation")],
    ),
    (
        "timecriticality riskreduction riskreductionopportunityenablement rroe jobsize jobduration",
        &[
            ("wsjf.value", "userbusinessvalue businessvalue userandbusinessvalue uservalue ubv value"),
            ("wsjf.time", "timecriticality tc"),
            (
                "wsjf.risk",
                "riskreduction riskreductionopportunityenablement riskreductionandoropportunityenablement \
                 opportunityenablement rroe",
            ),
            ("wsjf.size", "jobsize jobduration"),
        ],
    ),
];

/// Value against what it costs: only where both are told.
const MATRIX: &[Names] = &[
    ("value", "value businessvalue wert valeur valor valore waarde"),
    ("effort", "effort aufwand esfuerzo esforco"),
    ("complexity", "complexity komplexitat complexite complejidad complexidade"),
];

/// Names that are never anything else.
const CLASS: &str =
    "moscow moscowpriority moscowclass moscowcategory moscowrating moscowprioritization moscowprioritisation";

/// An input that a column tells, and how its cells are read.
#[derive(Debug, Clone)]
pub(in crate::exchange) struct Judge {
    pub(in crate::exchange) input: Input,
    /// True where percent are told as parts of 1.
    is_fraction: bool,
}

/// All inputs that have a name of their own in every product, each once.
pub(super) fn all() -> Vec<Input> {
    let usual = Scoring::default();
    let frameworks = Framework::iter().filter(|framework| *framework != Framework::Weighted);
    let mut all: Vec<Input> = Vec::new();
    for input in frameworks.flat_map(|framework| framework.rules().inputs(&usual)) {
        if !all.iter().any(|known| known.id == input.id) {
            all.push(input);
        }
    }
    all
}

/// An input by the name that a person types: its name in the file, else its own, where that means no other.
pub(in crate::exchange) fn named(name: &str) -> Option<Input> {
    let word = super::plain(name);
    let all = all();
    let by_id = all.iter().find(|input| super::plain(&input.id) == word || (input.id == MOSCOW.id && word == "class"));
    let mut by_name = all.iter().filter(|input| super::plain(&input.name) == word);
    by_id.or_else(|| by_name.next().filter(|_| by_name.next().is_none())).cloned()
}

/// Gives columns without a meaning the input that their name, and those beside them, tell.
pub(super) fn guess(header: &[String], told: &Rules, roles: &mut [Role], judges: &mut [Option<Input>]) {
    let all = all();
    let has = |names: &str| header.iter().any(|name| names.split(' ').any(|known| known == name));
    let mut take = |id: &str, names: &str| {
        let is_taken = |judge: &Option<Input>| judge.as_ref().is_some_and(|input| input.id == id);
        if told.inputs().any(|(input, _)| input.id == id) || judges.iter().any(is_taken) {
            return;
        }
        let Some(input) = all.iter().find(|input| input.id == id) else { return };
        let own = super::plain(id);
        let mut names = std::iter::once(own.as_str()).chain(names.split_whitespace());
        let found =
            names.find_map(|known| (0..header.len()).find(|at| header[*at] == known && roles[*at] == Role::Extra));
        if let Some(at) = found {
            (roles[at], judges[at]) = (Role::Score, Some(input.clone()));
        }
    };
    take(&MOSCOW.id, CLASS);
    for input in &all {
        // "rice.impact" is never anything else.
        if input.id.contains('.') {
            take(&input.id, "");
        }
    }
    for (sign, inputs) in SETS {
        if has(sign) {
            for (id, names) in *inputs {
                take(id, names);
            }
        }
    }
    let is_told = |at: usize| MATRIX.get(at).is_some_and(|(_, names)| has(names));
    if is_told(0) && (is_told(1) || is_told(2)) {
        for (id, names) in MATRIX {
            take(id, names);
        }
    }
}

/// Looks at the columns of percent: 0.8 can mean 80 %.
pub(super) fn judges(table: &Table, inputs: Vec<Option<Input>>) -> Vec<Option<Judge>> {
    let mut most: Vec<f64> = vec![0.0; inputs.len()];
    if inputs.iter().flatten().any(|input| input.is_percent) {
        table.each(|row| {
            for (most, cell) in most.iter_mut().zip(row) {
                let number = if cell.contains('%') { 100.0 } else { Amount::parse(cell).map_or(0.0, Amount::get) };
                *most = most.max(number);
            }
        });
    }
    let judge = |(input, most): (Option<Input>, f64)| {
        input.map(|input| Judge { is_fraction: input.is_percent && most > 0.0 && most <= 1.0, input })
    };
    inputs.into_iter().zip(most).map(judge).collect()
}

impl Judge {
    /// Reads a cell; `None` where it is no answer on the input's scale.
    pub(in crate::exchange) fn read(&self, cell: &str) -> Option<Amount> {
        if self.input.id == MOSCOW.id {
            return class(cell).or_else(|| self.input.read(cell).ok().flatten());
        }
        let word = fold(cell);
        if self.input.is_percent {
            let words = [("high", 100), ("medium", 80), ("low", 50)];
            if let Some((_, percent)) = words.iter().find(|(known, _)| *known == word) {
                return Some(Amount::whole(*percent));
            }
        }
        // "2m" are two months and not two millions, but for people who are reached.
        let is_unit = word.ends_with(['k', 'm']) && word.starts_with(|c: char| c.is_ascii_digit());
        if is_unit && self.input.id != "rice.reach" {
            return None;
        }
        let amount =
            if self.is_fraction { Amount(Amount::parse(cell)?.0.checked_mul(100)?) } else { return self.plain(cell) };
        Some(amount).filter(|amount| self.input.has(*amount))
    }

    fn plain(&self, cell: &str) -> Option<Amount> {
        self.input.read(cell).ok().flatten()
    }
}

/// The class that a label, a priority or the name of an epic says: "Must", "must-have", "moscow:should".
pub(in crate::exchange) fn class(name: &str) -> Option<Amount> {
    let word = fold(name).replace(['\'', '\u{2019}'], "");
    let word = word.replace(['-', '_', ':', '/', '.'], " ");
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    let word = word.strip_prefix("moscow ").unwrap_or(&word);
    let ends = [" have this time", " haves", " have"];
    let word = ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let word = word.strip_suffix("have").filter(|word| !word.is_empty()).unwrap_or(word);
    let class = |(_, known): &&(Amount, &str)| fold(known).replace('\'', "") == word;
    CLASSES.iter().find(class).map(|(amount, _)| *amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_known_in_the_ways_it_is_written() {
        let shown = |name: &str| class(name).map(|class| MOSCOW.shown(Some(class)));
        for name in ["Must", "MUST-HAVE", "must_have", "MustHave", "moscow:must", "MoSCoW / Must have"] {
            assert_eq!(shown(name).as_deref(), Some("Must"), "{name}");
        }
        for name in ["Won't", "wont", "won’t have", "Won't have this time", "moscow-wont"] {
            assert_eq!(shown(name).as_deref(), Some("Won't"), "{name}");
        }
        for name in ["", "m", "mustard", "must see", "have", "moscow", "shoulder"] {
            assert_eq!(shown(name), None, "{name}");
        }
    }

    #[test]
    fn an_input_is_named_by_its_id_or_where_it_is_the_only_one() {
        let id = |name: &str| named(name).map(|input| input.id.into_owned());
        assert_eq!(id("reach").as_deref(), Some("rice.reach"));
        assert_eq!(id("WSJF.size").as_deref(), Some("wsjf.size"));
        assert_eq!(id("moscow").as_deref(), Some("moscow"));
        assert_eq!(id("value").as_deref(), Some("value"));
        assert_eq!((id("impact"), id("colour")), (None, None));
    }
}
