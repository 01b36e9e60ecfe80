//! The section of the story pane that says how the item was judged.

use super::Page;
use crate::domain::Item;
use crate::domain::score::{Amount, Framework};
use crate::ui::widget::glyph::{fit, width};
use strum::IntoEnumIterator;

impl Page<'_> {
    /// What frameworks were told of it, a line a framework, with what comes of it.
    pub(super) fn scores(&mut self, item: &Item) {
        let Some(product) = self.product.filter(|_| !item.inputs.is_empty()) else { return };
        let scoring = &product.scoring;
        let mut told = Vec::new();
        for framework in Framework::iter() {
            let rules = framework.rules();
            let amounts = item.inputs.of(&rules.inputs(scoring));
            if amounts.iter().all(Option::is_none) {
                continue;
            }
            let all: Option<Vec<Amount>> = amounts.iter().copied().collect();
            let score = all.and_then(|all| rules.score(&all, scoring)).map(|score| rules.show(score));
            told.push((rules.title(), rules.worked(&amounts, scoring), score));
        }
        self.heading("Scores");
        let columns = told.iter().map(|(title, _, _)| width(title)).max().unwrap_or(0) + 1;
        for (title, worked, score) in told {
            let score = score.unwrap_or_else(|| "—".into());
            let text = if worked == score { worked } else { format!("{worked} = {score}") };
            self.labelled(&fit(title, columns), &text);
        }
    }
}
