//! What-if: another way of scoring is tried out, the rows stand by it beside today's places, and nothing is written.

use super::super::super::Hints;
use super::super::Done;
use crate::domain::score::{Framework, Scoring};
use crate::domain::{Change, ProductId};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::choice::{self, Choice};
use crate::ui::overlay::rows::Cursor;
use crate::ui::overlay::scoring;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// The hints while something is tried out.
pub(super) const HINTS: Hints = &[
    (&["help"], "help"),
    (&["scoring"], "weights"),
    (&["framework"], "framework"),
    (&["what-if"], "keep or drop"),
    (&["leave"], "drops it"),
    (&["left", "right"], "cell"),
    (&["disagreements"], "disagreements"),
];

/// A way of scoring that is tried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The product.
    pub product: ProductId,
    /// How it is scored meanwhile.
    pub scoring: Box<Scoring>,
}

/// True where what is tried out is another way than today's.
pub fn is_other(model: &Model) -> bool {
    let trial = model.prioritize.table.trial.as_ref();
    trial.is_some_and(|trial| model.product.as_ref().is_some_and(|product| product.scoring != trial.scoring))
}

/// Begins to try out, as it is today.
///
/// # Errors
/// Where there is no product.
fn begin(model: &mut Model) -> Done {
    let product = model.product.as_ref().ok_or("there is no product yet: type its name first")?;
    let trial = Trial { product: product.id, scoring: product.scoring.clone() };
    model.prioritize.table.trial = Some(trial);
    model.prioritize.part = super::super::Part::Table;
    model.toast = Some(Toast::hint("nothing is written until you keep it"));
    Ok(Vec::new())
}

/// Begins to try out; where something is tried out, it is kept or dropped.
///
/// # Errors
/// Where there is no product.
pub fn what_if(model: &mut Model) -> Done {
    match (model.prioritize.table.trial.is_some(), is_other(model)) {
        (false, _) => begin(model),
        (true, false) => {
            drop(model);
            Ok(Vec::new())
        }
        (true, true) => {
            model.overlays.push(Overlay::Choice(question()));
            Ok(Vec::new())
        }
    }
}

/// Whether it is kept.
fn question() -> choice::State {
    let option =
        |letter, label: &str, line: &str| Choice { letter: Some(letter), label: label.into(), line: line.into() };
    choice::State {
        targets: None,
        title: "What was tried out".into(),
        options: vec![
            option('s', "score so from now on", "what-if-keep"),
            option('d', "drop it: as before", "what-if-drop"),
        ],
        cursor: Cursor::default(),
        source: None,
        empty: String::new(),
        typed: String::new(),
    }
}

/// Keeps what was tried out, or drops it.
///
/// # Errors
/// Where nothing is tried out.
pub fn end(model: &mut Model, is_kept: bool) -> Done {
    if is_kept && is_other(model) {
        return keep(model);
    }
    if model.prioritize.table.trial.is_none() {
        return Err(nothing(model));
    }
    drop(model);
    Ok(Vec::new())
}

/// Keeps what was tried out, as one step.
///
/// # Errors
/// Where nothing is tried out.
fn keep(model: &mut Model) -> Done {
    let trial = model.prioritize.table.trial.take().ok_or_else(|| nothing(model))?;
    model.prioritize.table.shown = None;
    let change = Change::SetScoring { product: trial.product, scoring: trial.scoring };
    Ok(vec![Effect::commit(change)])
}

/// Drops what was tried out.
pub(super) fn drop(model: &mut Model) {
    let was_other = is_other(model);
    (model.prioritize.table.trial, model.prioritize.table.shown) = (None, None);
    let said = if was_other { "what was tried out is dropped; nothing was written" } else { "nothing was tried out" };
    model.toast = Some(Toast::hint(said));
}

/// Why there is nothing to keep or to drop.
fn nothing(model: &Model) -> String {
    keyed(&model.keymap, "nothing is tried out: <what-if> begins")
}

/// Scores in another way: what is tried out, else the product, as one step.
///
/// # Errors
/// Where there is no product, or where the way can't be.
fn set(model: &mut Model, scoring: Scoring) -> Done {
    scoring.check().map_err(|error| error.to_string())?;
    let product = model.product.as_ref().ok_or("there is no product yet: type its name first")?;
    let (id, is_same) = (product.id, *product.scoring == scoring);
    if let Some(trial) = &mut model.prioritize.table.trial {
        *trial = Trial { product: id, scoring: Box::new(scoring) };
        return Ok(Vec::new());
    }
    let change = Change::SetScoring { product: id, scoring: Box::new(scoring) };
    Ok(if is_same { Vec::new() } else { vec![Effect::commit(change)] })
}

/// How is scored, in a form.
///
/// # Errors
/// Where there is no product.
pub fn ask(model: &mut Model) -> Done {
    let scoring = model.scoring().ok_or("there is no product yet: type its name first")?;
    let state = scoring::State::new(scoring, model.prioritize.table.trial.is_some());
    model.overlays.push(Overlay::Scoring(Box::new(state)));
    Ok(Vec::new())
}

/// Scores as the form says; weights that don't sum to 100 are told.
///
/// # Errors
/// As `set`.
pub fn score(model: &mut Model, scoring: &Scoring) -> Done {
    let odd = scoring.odd_sum().filter(|_| scoring.framework == Framework::Weighted);
    let done = set(model, scoring.clone())?;
    if let Some(sum) = odd.filter(|_| done.is_empty()) {
        model.toast = Some(Toast::hint(format!("the weights sum to {sum}: each counts as its part of that")));
    }
    Ok(done)
}

/// While something is tried out, the rows follow the form that is open; what is left of it without being taken is as
/// it was before.
pub fn follow(model: &mut Model) {
    let Some(Overlay::Scoring(state)) = model.overlays.last() else { return };
    let tried = state.tried();
    if let (Some(scoring), Some(trial)) = (tried, &mut model.prioritize.table.trial) {
        *trial.scoring = scoring;
    }
}

/// Scores by another framework.
///
/// # Errors
/// As `set`.
pub fn choose(model: &mut Model, framework: Framework) -> Done {
    let scoring = model.scoring().cloned().unwrap_or_default();
    set(model, Scoring { framework, ..scoring })
}
