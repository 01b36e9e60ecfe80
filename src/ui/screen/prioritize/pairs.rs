//! Pairs: two items at a time, the better one first.
//!
//! It has three pages: what would be compared and how long that takes, two stories side by side, and the order that
//! comes of it. Which two are next follows from the answers that the file has: it can be left and taken up at any time.

mod ask;
mod elsewhere;
mod result;
mod start;

use elsewhere::{Seen, still_seen};
pub use elsewhere::{elsewhere, take};

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
use crate::ui::toast::Toast;
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
    /// What this window compares, as it was kept: where another window compares something else, it stops here.
    of: Option<(ProductId, Vec<ItemId>)>,
    /// What was shown when another window wrote: the next key may be meant for that.
    seen: Option<Seen>,
    /// The marked items of which it was said that others are being compared.
    agreed: Vec<ItemId>,
    /// Pairs that are to be compared again, the next one last.
    again: Vec<(ItemId, ItemId)>,
    /// What the store has told.
    known: Option<Box<Paired>>,
}

impl State {
    /// Something was written here, by whoever sees what is shown.
    pub fn forget_seen(&mut self) {
        self.seen = None;
    }

    /// Goes on with what is kept, or begins.
    fn go(&mut self, of: Option<(ProductId, Vec<ItemId>)>) {
        (self.is_going, self.of) = (true, of);
        (self.again, self.agreed) = (Vec::new(), Vec::new());
    }

    fn stop(&mut self) {
        (self.is_going, self.of, self.seen) = (false, None, None);
        self.again.clear();
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
    let is_this = |begun: &&Begun| state.of.as_ref().is_some_and(|(_, items)| *items == begun.kept.items);
    let Some(begun) = begun(model).filter(is_this) else { return Page::Start };
    match &begun.next {
        Next::Done(order) => Page::Result(begun, order),
        Next::Ask(a, b) => known.pair.as_deref().filter(|pair| is_of(pair, (*a, *b))).map_or(Page::Start, Page::Ask),
    }
}

/// The marked items that the filter leaves, an open range with them, in the order of the Product Backlog.
fn marked(model: &Model) -> Vec<ItemId> {
    let backlog = &model.backlog;
    let Some(passing) = super::passing(model) else { return Vec::new() };
    let range = backlog::in_range(backlog).into_iter().filter(|item| !backlog.marks.has(*item));
    let mut found: Vec<(usize, ItemId)> = backlog
        .marks
        .ids()
        .chain(range)
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
        Page::Result(..) => take_over(model, product),
        Page::Start => begin(model, product),
    }
}

/// Takes the order over that is shown; where nothing is left of it to take over, ends it and says so.
fn take_over(model: &mut Model, product: ProductId) -> Done {
    still_seen(model)?;
    let Page::Result(begun, order) = page(model) else { return Ok(Vec::new()) };
    let items = result::moved(model, begun, order);
    if !items.is_empty() {
        return Ok(vec![Effect::commit(Change::Arrange { items, by: "pairs".into() })]);
    }
    let was = Some(Box::new(begun.kept.clone()));
    let ended = format!("the comparison of {} is ended: its answers stay", counted(begun.contest.items.len(), "item"));
    model.prioritize.pairs.stop();
    model.toast = Some(Toast::done(ended));
    Ok(vec![Effect::Keep(Note::Contest { product, was, now: None })])
}

fn begin(model: &mut Model, product: ProductId) -> Done {
    let marked = marked(model);
    let has_begun = begun(model).is_some();
    model.prioritize.pairs.seen = None;
    match marked.len() {
        0 if has_begun => {
            go_on_with_kept(model, product);
            Ok(Vec::new())
        }
        0 => Err(keyed(&model.keymap, "nothing is marked: <mark> marks what is to be compared, two items or more")),
        1 => Err(keyed(&model.keymap, "one item can't be compared: <mark> marks a second one")),
        many if many > MOST => {
            let questions = thousands(about(many));
            Err(format!("{} would be about {questions} questions: mark {MOST} at most", counted(many, "item")))
        }
        _ if is_begun_with(model, &marked) => {
            unmark(model);
            go_on_with_kept(model, product);
            Ok(Vec::new())
        }
        _ => {
            others_are_compared(model, &marked)?;
            let was = kept(model).map(|kept| Box::new(kept.clone()));
            unmark(model);
            model.prioritize.pairs.go(Some((product, marked.clone())));
            Ok(vec![Effect::Keep(Note::Contest { product, was, now: Some(Box::new(Contest::new(marked))) })])
        }
    }
}

/// What is being compared, as it was kept.
fn kept(model: &Model) -> Option<&Contest> {
    Some(&known(model)?.begun.as_ref()?.kept)
}

fn go_on_with_kept(model: &mut Model, product: ProductId) {
    let of = kept(model).map(|kept| (product, kept.items.clone()));
    model.prioritize.pairs.go(of);
}

/// The marks have done their work.
fn unmark(model: &mut Model) {
    backlog::close_range(&mut model.backlog);
    model.backlog.marks.clear();
}

/// True where just these items are being compared.
fn is_begun_with(model: &Model, marked: &[ItemId]) -> bool {
    let is_same = |begun: &Begun| {
        let items = &begun.contest.items;
        items.len() == marked.len() && marked.iter().all(|item| items.contains(item))
    };
    begun(model).is_some_and(is_same)
}

/// Where others are being compared, here or in another window, that is said before these take their place.
fn others_are_compared(model: &mut Model, marked: &[ItemId]) -> Result<(), String> {
    let Some(begun) = begun(model) else { return Ok(()) };
    let is_through = matches!(begun.next, Next::Done(_));
    if is_through || model.prioritize.pairs.agreed == marked {
        return Ok(());
    }
    let (items, left) = (counted(begun.contest.items.len(), "item"), counted(begun.progress.left, "question"));
    let again = keyed(&model.keymap, "<compare> again takes its place");
    let told = format!("a comparison of {items} runs, here or in another window, about {left} left: {again}");
    model.prioritize.pairs.agreed = marked.to_vec();
    Err(told)
}

/// The two that are shown, the left one first; else why there are none.
fn shown(model: &Model) -> Result<(ItemId, ItemId), String> {
    match page(model) {
        Page::Ask(pair) => Ok((pair.left.id, pair.right.id)),
        Page::Result(..) => Err("all are compared".into()),
        Page::Start => Err(not_begun(model)),
    }
}

/// What a key of an answer says where nothing is shown to be answered.
fn not_begun(model: &Model) -> String {
    let is_ready = marked(model).len() > 1 || begun(model).is_some();
    if is_ready {
        return keyed(&model.keymap, "no two items are shown: <compare> begins the comparison");
    }
    keyed(&model.keymap, "no two items are shown: <mark> marks two items or more, <compare> begins the comparison")
}

fn judge(model: &mut Model, verdict: Verdict) -> Done {
    still_seen(model)?;
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
    still_seen(model)?;
    let (item, other) = shown(model)?;
    let product = product(model)?;
    if model.prioritize.pairs.again.pop().is_some() {
        return Ok(Vec::new());
    }
    let Some(begun) = begun(model) else { return Ok(Vec::new()) };
    let mut contest = begun.kept.clone();
    contest.skipped.push(Skip { item, other, after: begun.progress.answered });
    Ok(vec![replaced(product, begun, contest)])
}

/// The same comparison with other pairs passed over.
fn replaced(product: ProductId, begun: &Begun, contest: Contest) -> Effect {
    let was = Some(Box::new(begun.kept.clone()));
    Effect::Keep(Note::Contest { product, was, now: Some(Box::new(contest)) })
}

/// Takes back what was done last, so many times as far as it goes.
fn back(model: &mut Model, times: usize) -> Done {
    let product = product(model)?;
    if matches!(page(model), Page::Start) {
        return Err(not_begun(model));
    }
    still_seen(model)?;
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
            Ok(vec![replaced(product, begun, contest)])
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
    let product = product(model)?;
    go_on_with_kept(model, product);
    model.prioritize.pairs.again = pairs;
    Ok(Vec::new())
}

/// The items shown, in the sequence of the cursor; `None` for the list of the Product Backlog. What is compared is
/// shown whether the filter leaves it or not: all of it moves.
pub(super) fn sequence(model: &Model) -> Option<Vec<ItemId>> {
    model.backlog.order.as_ref()?;
    let mut items = match page(model) {
        Page::Start => return None,
        Page::Ask(pair) => vec![pair.left.id, pair.right.id],
        Page::Result(begun, order) => result::lines(model, begun, order).iter().map(|line| line.item).collect(),
    };
    items.retain(|item| model.backlog.place_of(*item).is_some());
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
    state.stop();
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

/// The sections of the keymap that count, the first first. The keys of an answer do nothing else before the first
/// question: whoever presses one too early would change the marked items by it.
pub(super) fn scopes(_model: &Model) -> &'static [Scope] {
    &[Scope::Duel, Scope::Pairs, Scope::Prioritize, Scope::Backlog, Scope::App]
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
