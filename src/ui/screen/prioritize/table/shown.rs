//! By what the rows stand. Rows keep their place while they are edited: they stand anew when that is asked for, or
//! when the way of scoring is another one.

use super::super::{Done, passing};
use crate::domain::score::{Ranking, Scoring, Standing};
use crate::domain::{ItemId, Order, ProductId};
use crate::ui::model::Model;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;
use std::cmp::Reverse;
use std::collections::HashSet;
use strum::IntoStaticStr;

/// By what the rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum By {
    /// As the Product Backlog has them.
    #[default]
    Order,
    /// The highest score first.
    Score,
    /// Where rank and score differ most first.
    Difference,
    /// As [`Difference`](Self::Difference), those alone that differ by more than is set.
    Worst,
}

impl By {
    /// The word that is typed.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What is said of it; `None` for the order.
    pub(super) fn told(self) -> Option<&'static str> {
        match self {
            Self::Order => None,
            Self::Score => Some("by score"),
            Self::Difference => Some("by difference"),
            Self::Worst => Some("the worst first"),
        }
    }
}

/// Rows that stand by something.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The product they are of.
    product: ProductId,
    /// The items, as they stand.
    pub(super) ids: Vec<ItemId>,
    /// The way of scoring they stand by.
    scoring: Box<Scoring>,
    /// What the list was like that they were chosen from.
    print: (usize, i64),
}

/// Lets the rows stand by something, anew where they do already.
pub(super) fn show(model: &mut Model, by: By) -> Done {
    if by == By::Order {
        super::in_order(model);
        return Ok(Vec::new());
    }
    if model.ranking().is_none_or(|ranking| ranking.scored == 0) {
        let text = "nothing is scored yet: <right> goes to a cell, then type its value";
        return Err(keyed(&model.keymap, text));
    }
    (model.prioritize.table.by, model.prioritize.table.shown) = (by, None);
    model.backlog.narrow.set_sort(None);
    prepare(model);
    model.toast = Some(Toast::hint(match by {
        By::Order | By::Score => "shown by score; the order itself stays as it is".to_owned(),
        By::Difference => keyed(&model.keymap, "the worst first · <leave> shows the order again"),
        By::Worst => keyed(&model.keymap, "the worst first · <disagreements> shows all items again"),
    }));
    Ok(Vec::new())
}

/// Where rank and score disagree most, or all items again.
pub(super) fn worst(model: &mut Model) -> Done {
    if model.prioritize.table.by == By::Worst {
        super::in_order(model);
        return Ok(Vec::new());
    }
    let gap = model.scoring().map_or(0, |scoring| scoring.gap);
    let Some(ranking) = model.ranking().filter(|ranking| ranking.scored > 0) else {
        return show(model, By::Worst);
    };
    let is_here = |item: ItemId| passing(model).is_none_or(|list| list.key(item).is_some());
    if !ranking.disagreeing(gap).any(is_here) {
        let places = crate::domain::text::counted(gap, "place");
        let text = keyed(&model.keymap, "<scoring> sets how far is too far, <sort> shows all by difference");
        return Err(format!("no rank and score differ by more than {places} here · {text}"));
    }
    let done = show(model, By::Worst)?;
    let first = model.prioritize.table.shown.as_ref().and_then(|shown| shown.ids.first().copied());
    model.backlog.remember();
    model.backlog.cursor = first.or(model.backlog.cursor);
    Ok(done)
}

/// Keeps the rows as they should stand now.
pub(super) fn prepare(model: &mut Model) {
    let is_tried = model.prioritize.table.trial.is_some();
    let by = match model.prioritize.table.by {
        By::Order if is_tried => By::Score,
        by => by,
    };
    if by == By::Order {
        model.prioritize.table.shown = None;
        return;
    }
    let Some(list) = passing(model) else { return };
    let (print, product) = (print(list), list.product());
    if model.prioritize.table.shown.as_ref().is_some_and(|shown| shown.product != product) {
        (model.prioritize.table.by, model.prioritize.table.shown) = (By::Order, None);
        return;
    }
    let Some(list) = passing(model) else { return };
    let made = match &model.prioritize.table.shown {
        Some(shown) if shown.print == print && Some(&*shown.scoring) == model.scoring() => return,
        Some(shown) if Some(&*shown.scoring) == model.scoring() => Some(kept(shown, list, by, print)),
        _ => anew(model, list, by, print),
    };
    // While another way of scoring is worked out, the rows stay as they stand.
    if made.is_some() {
        model.prioritize.table.shown = made;
    }
}

/// The number and the sum of the items: another list has another one.
fn print(list: &Order) -> (usize, i64) {
    (list.len(), list.ids().fold(0, |sum: i64, item| sum.wrapping_add(item.0.wrapping_mul(item.0))))
}

/// The same rows without those that have left the list; new ones stand behind.
fn kept(shown: &Shown, list: &Order, by: By, print: (usize, i64)) -> Shown {
    let mut ids: Vec<ItemId> = shown.ids.iter().copied().filter(|item| list.key(*item).is_some()).collect();
    if by != By::Worst {
        let known: HashSet<ItemId> = ids.iter().copied().collect();
        ids.extend(list.ids().filter(|item| !known.contains(item)));
    }
    Shown { ids, print, ..shown.clone() }
}

/// The rows as they stand by the ranking; `None` while there is none.
fn anew(model: &Model, list: &Order, by: By, print: (usize, i64)) -> Option<Shown> {
    let (ranking, scoring) = (model.ranking()?, model.scoring()?);
    let sorted = match by {
        By::Order | By::Score => ranking.by_score(),
        By::Difference => by_difference(ranking),
        By::Worst => ranking.disagreements(scoring.gap).into_iter().map(|(item, _)| item).collect(),
    };
    let mut ids: Vec<ItemId> = sorted.into_iter().filter(|item| list.key(*item).is_some()).collect();
    if ids.is_empty() && by != By::Worst {
        ids = list.ids().collect();
    }
    Some(Shown { product: list.product(), ids, print, scoring: Box::new(scoring.clone()) })
}

/// All items, those first whose rank and score differ most; those without a score after all others.
fn by_difference(ranking: &Ranking) -> Vec<ItemId> {
    // Somebody decided where it stands what is held: that is no difference.
    let far = |standing: &Standing| match ranking.gap(standing.item) {
        Some(gap) if !standing.is_held() => gap.abs(),
        Some(_) => 0,
        None => -1,
    };
    let mut items: Vec<(isize, ItemId)> = ranking.standings().map(|standing| (far(&standing), standing.item)).collect();
    items.sort_by_key(|(far, _)| Reverse(*far));
    items.into_iter().map(|(_, item)| item).collect()
}
