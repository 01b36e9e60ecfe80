//! What an item was judged to be: its class, its inputs and its score.

use crate::domain::score::{Amount, Framework, Input, MOSCOW, Scoring};
use crate::domain::{Item, text};
use crate::exchange::scored;
use crate::store::Store;
use serde_json::{Map, Value, json};
use strum::IntoEnumIterator;

/// An item by its product's framework.
pub(super) struct Judged {
    scoring: Scoring,
    inputs: Vec<Input>,
    amounts: Vec<Option<Amount>>,
    score: Option<f64>,
    /// The place that its score alone gives, and how many places too low it stands.
    place: Option<(usize, isize)>,
}

impl Judged {
    /// Reads it.
    pub(super) fn read(store: &Store, item: &Item) -> anyhow::Result<Self> {
        let product = store.products()?.into_iter().find(|product| product.id == item.product);
        let scoring = product.map(|product| *product.scoring).unwrap_or_default();
        let ranking = store.ranking(item.product, &scoring)?;
        let rules = scoring.framework.rules();
        let inputs = rules.inputs(&scoring);
        let amounts = item.inputs.of(&inputs);
        let all: Option<Vec<Amount>> = amounts.iter().copied().collect();
        let own = all.filter(|all| !all.is_empty()).and_then(|all| rules.score(&all, &scoring));
        let result = ranking.score(item.id).or(own);
        let place = ranking.places(item.id).zip(ranking.gap(item.id)).map(|((_, then), gap)| (then, gap));
        Ok(Self { scoring, inputs, amounts, score: result, place })
    }

    /// The names that `score` and `list --by` have too; what is missing is null.
    pub(super) fn add(&self, item: &Item, object: &mut Value) {
        let named = self.inputs.iter().zip(&self.amounts);
        let inputs: Map<String, Value> = named.map(|(input, amount)| (input.name.to_string(), json!(amount))).collect();
        object["moscow"] = json!(Self::class(item));
        object["framework"] = json!(self.scoring.framework.name());
        object["inputs"] = json!(inputs);
        object["score"] = json!(self.score.map(scored::rounded));
        object["place_by_score"] = json!(self.place.map(|place| place.0));
        object["too_low_by"] = json!(self.place.map(|place| place.1));
    }

    /// "Must".
    pub(super) fn class(item: &Item) -> Option<String> {
        Some(MOSCOW.shown(Some(item.inputs.get(&MOSCOW.id)?)))
    }

    /// "RICE 800 = 2,000 × 2 × 80 % ÷ 4; place 12 by score". A class alone stands in its own line.
    pub(super) fn words(&self) -> Option<String> {
        let rules = self.scoring.framework.rules();
        let shown = rules.show(self.score.filter(|_| self.scoring.framework != Framework::Moscow)?);
        let worked = rules.worked(&self.amounts, &self.scoring);
        let worked = if worked.is_empty() { worked } else { format!(" = {worked}") };
        let place =
            self.place.map_or(String::new(), |(place, _)| format!("; place {} by score", text::thousands(place)));
        Some(format!("{} {shown}{worked}{place}", rules.title()))
    }

    /// What each framework was told: "RICE: reach 2,000, impact 2".
    pub(super) fn inputs(&self, item: &Item) -> Option<String> {
        let told = |framework: Framework| {
            let scoring = Scoring { framework, ..self.scoring.clone() };
            let inputs = framework.rules().inputs(&scoring);
            let known = inputs.iter().filter_map(|input| Some((input, item.inputs.get(&input.id)?)));
            let known: Vec<String> =
                known.map(|(input, amount)| format!("{} {}", input.name, input.shown(Some(amount)))).collect();
            (!known.is_empty()).then(|| format!("{}: {}", framework.rules().title(), known.join(", ")))
        };
        let all: Vec<String> =
            Framework::iter().filter(|framework| *framework != Framework::Moscow).filter_map(told).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }
}
