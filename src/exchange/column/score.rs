//! Columns that tell what frameworks ask: reach, impact, job size, a class. One name can be asked by several frameworks;
//! which one is meant, the columns beside it tell.

use super::Role;
use crate::domain::score::{Framework, Input, MOSCOW, Scoring};
use crate::exchange::map::Rules;
use strum::IntoEnumIterator;

/// The names of an input's columns, as `plain` has them.
type Names = (&'static str, &'static str);

/// Frameworks by the columns that only they have: any of the first names tells that the framework is meant.
const SETS: &[(&str, &[Names])] = &[
    (
        "reach reachscore reichweite ricereach reachperquarter reachpermonth reachusers portee alcance",
        &[
            (
                "rice.reach",
                "reach reachscore reichweite ricereach reachperquarter reachpermonth reachusers portee alcance",
            ),
            ("rice.impact", "impact impactscore riceimpact auswirkung wirkung impacto"),
            (
                "rice.confidence",
                "confidence confidencelevel confidencescore riceconfidence konfidenz sicherheit confiance confianza \
                 confianca",
            ),
            (
                "rice.effort",
                "effort effortscore riceeffort effortpersonmonths effortmonths effortweeks personmonths aufwand \
                 esfuerzo esforco",
            ),
        ],
    ),
    (
        "ease easescore easeofimplementation iceease",
        &[
            ("ice.impact", "impact impactscore iceimpact"),
            ("ice.confidence", "confidence confidencescore iceconfidence"),
            ("ice.ease", "ease easescore easeofimplementation iceease"),
        ],
    ),
    (
        "timecriticality riskreduction riskreductionopportunityenablement rroe rroevalue ubv jobsize jobduration",
        &[
            ("wsjf.value", "userbusinessvalue businessvalue userandbusinessvalue uservalue ubv value"),
            ("wsjf.time", "timecriticality timecriticalityvalue tc"),
            (
                "wsjf.risk",
                "riskreduction riskreductionopportunityenablement riskreductionandoropportunityenablement \
                 opportunityenablement rroe rroevalue",
            ),
            ("wsjf.size", "jobsize jobduration size"),
        ],
    ),
];

/// Value against what it costs: only where both are told.
const MATRIX: &[Names] = &[
    ("value", "value valuescore businessvalue wert valeur valor valore waarde"),
    ("effort", "effort effortscore aufwand esfuerzo esforco"),
    ("complexity", "complexity komplexitat complexite complejidad complexidade"),
];

/// Names that are never anything else.
const CLASS: &str = "moscow moscowpriority moscowclass moscowcategory moscowrating moscowprioritization moscowprioritisation \
     prioritymoscow";

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

/// The columns' names.
pub(super) struct Header {
    /// As they are compared.
    pub(super) plain: Vec<String>,
    /// Without what stands in brackets behind them.
    pub(super) short: Vec<String>,
    /// True for those that a person gave a meaning.
    pub(super) is_told: Vec<bool>,
}

impl Header {
    /// The columns of a name, those that have exactly this one first.
    fn named(&self, known: &str) -> impl Iterator<Item = usize> {
        let find = |names: &[String]| -> Vec<usize> { (0..names.len()).filter(|at| names[*at] == known).collect() };
        find(&self.plain).into_iter().chain(find(&self.short))
    }
}

/// Gives columns the input that their name, and those beside them, tell. What could be an estimate elsewhere, as "Size"
/// and "Aufwand", is the framework's beside its other columns, but where a person said otherwise.
pub(super) fn guess(header: &Header, told: &Rules, roles: &mut [Role], judges: &mut [Option<Input>]) {
    let all = all();
    let has = |names: &str| names.split_whitespace().any(|known| header.named(known).next().is_some());
    let mut take = |id: &str, names: &str| {
        let is_taken = |judge: &Option<Input>| judge.as_ref().is_some_and(|input| input.id == id);
        if told.inputs().any(|(input, _)| input.id == id) || judges.iter().any(is_taken) {
            return;
        }
        let Some(input) = all.iter().find(|input| input.id == id) else { return };
        let own = super::plain(id);
        let mut names = std::iter::once(own.as_str()).chain(names.split_whitespace());
        let is_free = |at: &usize| roles[*at] == Role::Extra || (roles[*at] == Role::Estimate && !header.is_told[*at]);
        let found = names.find_map(|known| header.named(known).find(is_free));
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

#[cfg(test)]
mod tests {
    use super::*;

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
