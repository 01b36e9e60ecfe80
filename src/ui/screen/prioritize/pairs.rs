//! Pairs: two items at a time, the better one first.
//!
//! It has three pages: what would be compared and how long that takes, two stories side by side, and the order that
//! comes of it. Which two are next follows from the answers that the file has: it can be left and taken up at any time.

mod ask;
mod result;
mod start;

use super::super::super::model::Model;
use super::super::{Hints, backlog};
use super::Done;
use crate::domain::query::{Begun, Contradiction, Pair, Paired, Pairing, Panel};
use crate::domain::score::pairs::{Contest, Last, MOST, Next, Skip, about};
use crate::domain::text::{counted, thousands};
use crate::domain::{Change, ItemId, Note, ProductId};
use crate::ui::action::Go;
use crate::ui::action::prioritize::{Pairs as Action, Verdict};
use crate::ui::effect::Effect;
use crate::ui::keymap::Scope;
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Before anything is compared: verbs with a short word for the hint bar, the most needed first.
const START: Hints = &[
    (&["help"], "help"),
    (&["compare"], "begin"),
    (&["mark"], "mark"),
    (&["filter"], "filter"),
    (&["previous-part", "next-part"], "part"),
    (&["undo"], "undo"),
    (&["command"], "all verbs"),
];

/// While two are compared.
const ASK: Hints = &[
    (&["help"], "help"),
    (&["left-better", "right-better"], "better"),
    (&["as-good"], "as good"),
    (&["skip-pair"], "skip"),
    (&["pair-back"], "back"),
    (&["leave"], "later"),
    (&["down", "up"], "side"),
    (&["scroll-down", "scroll-up"], "scroll"),
];

/// Once all are compared.
const RESULT: Hints = &[
    (&["help"], "help"),
    (&["compare"], "take over"),
    (&["pair-back"], "back"),
    (&["leave"], "later"),
    (&["down", "up"], "go"),
    (&["undo"], "undo"),
];

/// Once nothing is left to be taken over.
const ENDED: Hints = &[
    (&["help"], "help"),
    (&["compare"], "end"),
    (&["pair-back"], "back"),
    (&["leave"], "later"),
    (&["down", "up"], "go"),
    (&["undo"], "undo"),
];

/// What the part remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// True while items are compared; what is known of that is in `known`.
    is_going: bool,
    /// Pairs that are to be compared again, the next one last.
    again: Vec<(ItemId, ItemId)>,
    /// What the store has told.
    known: Option<Box<Paired>>,
}

impl State {
    /// Takes what the store has told.
    pub fn take(&mut self, known: Option<&Paired>) {
        self.known = known.map(|known| Box::new(known.clone()));
    }
}

/// The page shown.
enum Page<'a> {
    /// What would be compared.
    Start,
    /// Two side by side.
    Ask(&'a Pair),
    /// The order that comes of it.
    Result(&'a Begun, &'a [ItemId]),
}

/// What is known of the product shown.
fn known(model: &Model) -> Option<&Paired> {
    let product = model.product.as_ref()?.id;
    model.prioritize.pairs.known.as_deref().filter(|known| known.product == product)
}

fn contradiction(model: &Model) -> Option<&Contradiction> {
    known(model)?.contradiction.as_ref()
}

/// What was begun, where two or more of its items are in the order.
fn begun(model: &Model) -> Option<&Begun> {
    known(model)?.begun.as_deref().filter(|begun| begun.contest.items.len() > 1)
}

fn page(model: &Model) -> Page<'_> {
    let state = &model.prioritize.pairs;
    let Some(known) = known(model).filter(|_| state.is_going) else { return Page::Start };
    let is_of = |pair: &Pair, (a, b): (ItemId, ItemId)| (pair.left.id, pair.right.id) == (a, b);
    if let Some(two) = state.again.last() {
        return known.pair.as_deref().filter(|pair| is_of(pair, *two)).map_or(Page::Start, Page::Ask);
    }
    let Some(begun) = begun(model) else { return Page::Start };
    match &begun.next {
        Next::Done(order) => Page::Result(begun, order),
        Next::Ask(a, b) => known.pair.as_deref().filter(|pair| is_of(pair, (*a, *b))).map_or(Page::Start, Page::Ask),
    }
}

/// The marked items that the filter leaves, in the order of the Product Backlog.
fn marked(model: &Model) -> Vec<ItemId> {
    let backlog = &model.backlog;
    let Some(passing) = super::passing(model) else { return Vec::new() };
    let mut found: Vec<(usize, ItemId)> = backlog
        .marks
        .ids()
        .filter(|item| passing.index_of(*item).is_some())
        .filter_map(|item| Some((backlog.place_of(item)?, item)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, item)| item).collect()
}

/// Does an action.
///
/// # Errors
/// The reason why nothing was done.
pub fn update(model: &mut Model, action: &Action, count: Option<usize>) -> Done {
    match action {
        Action::Go => go_on(model),
        Action::Judge(verdict) => judge(model, *verdict),
        Action::Skip => skip(model),
        Action::Back => back(model, count.unwrap_or(1)),
        Action::Again => again(model),
    }
}

fn product(model: &Model) -> Result<ProductId, String> {
    model.product.as_ref().map(|product| product.id).ok_or_else(|| "there is no product yet".into())
}

/// Begins, goes on, or takes the order over.
fn go_on(model: &mut Model) -> Done {
    let product = product(model)?;
    match page(model) {
        Page::Ask(_) => Err(keyed(
            &model.keymap,
            "which one is better: <left-better> the left one, <right-better> the right one, <as-good> neither · <skip-pair> passes them over, <leave> goes on later",
        )),
        Page::Result(begun, order) => {
            let items = result::moved(model, begun, order);
            if items.is_empty() {
                model.prioritize.pairs.is_going = false;
                return Ok(vec![Effect::Keep(Note::Contest(product, None))]);
            }
            Ok(vec![Effect::commit(Change::Arrange { items, by: "pairs".into() })])
        }
        Page::Start => begin(model, product),
    }
}

fn begin(model: &mut Model, product: ProductId) -> Done {
    let marked = marked(model);
    let has_begun = begun(model).is_some();
    match marked.len() {
        0 if has_begun => {
            model.prioritize.pairs.is_going = true;
            Ok(Vec::new())
        }
        0 => Err(keyed(&model.keymap, "nothing is marked: <mark> marks what is to be compared, two items or more")),
        1 => Err(keyed(&model.keymap, "one item can't be compared: <mark> marks a second one")),
        many if many > MOST => {
            let questions = thousands(about(many));
            Err(format!("{} would be about {questions} questions: mark {MOST} at most", counted(many, "item")))
        }
        _ => {
            model.backlog.marks.clear();
            let state = &mut model.prioritize.pairs;
            (state.is_going, state.again) = (true, Vec::new());
            Ok(vec![Effect::Keep(Note::Contest(product, Some(Box::new(Contest::new(marked)))))])
        }
    }
}

/// The two that are shown, the left one first; else why there are none.
fn shown(model: &Model) -> Result<(ItemId, ItemId), String> {
    match page(model) {
        Page::Ask(pair) => Ok((pair.left.id, pair.right.id)),
        Page::Result(..) => Err("all are compared".into()),
        Page::Start => Err(keyed(&model.keymap, "no two items are shown: <compare> begins")),
    }
}

fn judge(model: &mut Model, verdict: Verdict) -> Done {
    let (left, right) = shown(model)?;
    let (item, other, is_won) = match verdict {
        Verdict::Left => (left, right, true),
        Verdict::Right => (right, left, true),
        Verdict::Equal => (left, right, false),
    };
    let was_asked_again = model.prioritize.pairs.again.pop().is_some();
    if was_asked_again && is_said(model, item, other, is_won) {
        return Ok(Vec::new());
    }
    Ok(vec![Effect::commit(Change::Compare { item, other, is_won: Some(is_won) })])
}

/// True where the same was said of the two that are shown before.
fn is_said(model: &Model, item: ItemId, other: ItemId, is_won: bool) -> bool {
    let said = known(model).and_then(|known| known.pair.as_ref()?.said);
    said.is_some_and(|said| said.is_of(item, other) && said.is_won == is_won && (!is_won || said.item == item))
}

/// Passes over the two that are shown: nothing is said of them, and they stay as they stand.
fn skip(model: &mut Model) -> Done {
    let (item, other) = shown(model)?;
    let product = product(model)?;
    if model.prioritize.pairs.again.pop().is_some() {
        return Ok(Vec::new());
    }
    let Some(begun) = begun(model) else { return Ok(Vec::new()) };
    let mut contest = begun.kept.clone();
    contest.skipped.push(Skip { item, other, after: begun.progress.answered });
    Ok(vec![Effect::Keep(Note::Contest(product, Some(Box::new(contest))))])
}

/// Takes back what was done last, so many times as far as it goes.
fn back(model: &mut Model, times: usize) -> Done {
    let product = product(model)?;
    if matches!(page(model), Page::Start) {
        return Err(keyed(&model.keymap, "no two items are shown: <compare> begins"));
    }
    let state = &mut model.prioritize.pairs;
    if !state.again.is_empty() {
        state.again.clear();
        return Ok(Vec::new());
    }
    let Some(begun) = begun(model) else { return Ok(Vec::new()) };
    match begun.last {
        None => Err("nothing was answered yet".into()),
        Some(Last::Skip) => {
            let mut contest = begun.kept.clone();
            contest.skipped.pop();
            Ok(vec![Effect::Keep(Note::Contest(product, Some(Box::new(contest))))])
        }
        Some(Last::Answer(..)) => {
            let taken = begun.answers.iter().rev().take(times.max(1));
            let change = |two: &(ItemId, ItemId)| Change::Compare { item: two.0, other: two.1, is_won: None };
            Ok(taken.map(|two| Effect::commit(change(two))).collect())
        }
    }
}

/// Shows the pairs again whose answers contradict each other.
fn again(model: &mut Model) -> Done {
    let Some(found) = contradiction(model) else { return Err("no answers contradict each other".into()) };
    let place = |item: &ItemId| model.backlog.place_of(*item);
    // The upper one at the left, as it was asked first.
    let two = |two: &(ItemId, ItemId)| if place(&two.0) <= place(&two.1) { *two } else { (two.1, two.0) };
    let pairs: Vec<(ItemId, ItemId)> = found.pairs.iter().rev().map(two).collect();
    let state = &mut model.prioritize.pairs;
    (state.is_going, state.again) = (true, pairs);
    Ok(Vec::new())
}

/// The items shown, in the sequence of the cursor; `None` for the list of the Product Backlog.
pub(super) fn sequence(model: &Model) -> Option<Vec<ItemId>> {
    let passing = super::passing(model)?;
    let mut items = match page(model) {
        Page::Start => return None,
        Page::Ask(pair) => vec![pair.left.id, pair.right.id],
        Page::Result(begun, order) => result::lines(model, begun, order).iter().map(|line| line.item).collect(),
    };
    items.retain(|item| passing.index_of(*item).is_some());
    Some(items)
}

/// Where the cursor goes when its item has left: to the first of what is shown.
pub(super) fn neighbour(model: &Model) -> Option<ItemId> {
    sequence(model)?.first().copied()
}

/// A step as the part means it; `None` where it means the same as in the lists.
pub(super) fn go(_model: &mut Model, _go: &Go, _count: Option<usize>) -> Option<Done> {
    None
}

/// True where something in the part was left, one level up.
pub(super) fn leave(model: &mut Model) -> bool {
    let is_going = !matches!(page(model), Page::Start);
    let has_begun = begun(model).is_some();
    let state = &mut model.prioritize.pairs;
    if is_going && !state.again.is_empty() {
        state.again.clear();
        state.is_going = has_begun;
        return true;
    }
    state.is_going = false;
    is_going
}

/// What the keys mean now, in a word; `None` for the name of the part.
pub(super) fn mode(model: &Model) -> Option<String> {
    match page(model) {
        Page::Start => None,
        Page::Ask(_) => Some("COMPARE".into()),
        Page::Result(..) => Some("PROPOSAL".into()),
    }
}

/// The hints for the page shown.
pub(super) fn hints(model: &Model) -> Hints {
    match page(model) {
        Page::Start => START,
        Page::Ask(_) => ASK,
        Page::Result(begun, order) if result::moved(model, begun, order).is_empty() => ENDED,
        Page::Result(..) => RESULT,
    }
}

/// The sections of the keymap that count, the first first.
pub(super) fn scopes(model: &Model) -> &'static [Scope] {
    match page(model) {
        Page::Start => &[Scope::Pairs, Scope::Prioritize, Scope::Backlog, Scope::App],
        Page::Ask(_) | Page::Result(..) => &[Scope::Duel, Scope::Pairs, Scope::Prioritize, Scope::Backlog, Scope::App],
    }
}

/// True while two stories stand side by side: they need all of the width.
pub(super) fn is_whole(model: &Model) -> bool {
    matches!(page(model), Page::Ask(_))
}

/// What it needs of the store besides the rows of the list.
pub(super) fn wanted(model: &Model) -> Panel {
    let state = &model.prioritize.pairs;
    let marked = marked(model);
    Panel::Pairs(Box::new(Pairing {
        marked: if (2..=MOST).contains(&marked.len()) { marked } else { Vec::new() },
        again: state.again.last().copied().filter(|_| state.is_going),
        is_going: state.is_going,
    }))
}

/// Keeps what is shown around the cursor, once that has its place.
pub(super) fn settle(_model: &mut Model) {}

/// Rows on the screen.
pub(super) fn rows(model: &Model, area: Rect) -> usize {
    let list = match page(model) {
        Page::Start => start::list(model, area),
        Page::Ask(_) => area,
        Page::Result(begun, order) => result::list(model, area, begun, order),
    };
    usize::from(list.height).max(1)
}

/// The item at a place of the screen.
pub(super) fn item_at(model: &Model, area: Rect, at: Position) -> Option<ItemId> {
    match page(model) {
        Page::Start => super::row::item_at(model, start::list(model, area), at),
        Page::Ask(pair) => ask::item_at(pair, area, at),
        Page::Result(begun, order) => super::row::item_at(model, result::list(model, area, begun, order), at),
    }
}

/// Rolls what is shown: the story of the side that is selected, or the list.
pub(super) fn roll(model: &mut Model, _at: Position, by: usize, is_up: bool) {
    if let Page::Ask(_) = page(model) {
        let scroll = &mut model.backlog.scroll;
        *scroll = if is_up { scroll.saturating_sub(by) } else { scroll.saturating_add(by) };
        return;
    }
    let rows = model.list_rows();
    backlog::roll(&mut model.backlog, by, is_up, rows, false);
}

/// Draws the part.
pub(super) fn view(model: &Model, target: &mut Frame, area: Rect) {
    match page(model) {
        Page::Start => start::view(model, target, area),
        Page::Ask(pair) => ask::view(model, target, area, pair),
        Page::Result(begun, order) => result::view(model, target, area, begun, order),
    }
}
