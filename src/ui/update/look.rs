//! What of a list is shown: filter, find, column. Typed letter by letter, given back with Esc.

use super::{Sought, ask, crossing, looked, walk};
use crate::domain::note::SavedFilter;
use crate::domain::query::Question;
use crate::domain::{Filter, FilterError, ItemId, List, Note, ProductId, Sort, text};
use crate::ui::action::Look;
use crate::ui::effect::{Aim, Effect};
use crate::ui::keymap::Keymap;
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, marks};
use crate::ui::screen::backlog::{self, Age, Before, Jump, Landing, Narrow};
use crate::ui::screen::prioritize::table;
use crate::ui::toast::Toast;
use crate::ui::wording::{keyed, keys};
use ratatui::layout::Rect;
use std::ops::Range;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Shows the list another way.
pub(super) fn update(model: &mut Model, look: &Look, count: Option<usize>) -> Done {
    match look {
        Look::Filter(typed) => return filter(model, typed),
        Look::All if !model.backlog.narrow.is_on() => return Err("the whole list is shown already".into()),
        Look::All => show_all(model),
        Look::Find(typed) => find(model, typed)?,
        Look::FindOn => find_on(model, false, count)?,
        Look::FindBack => find_on(model, true, count)?,
        Look::Sort(sort) => show_by(model, *sort),
        Look::Save(name) => return save(model, name),
        Look::Forget(name) => return forget(model, name),
        Look::Saved => {
            let choice = ask::overlay(model, "filters", None).ok_or("there is nothing to ask")?;
            model.overlays.push(choice);
        }
        Look::Marks if model.backlog.marks.is_empty() => return Err("nothing is marked".into()),
        Look::Marks => model.overlays.push(Overlay::Marks(marks::State::new(model))),
        Look::Unfold => unfold(model)?,
        Look::Seen => return looked::all(model),
        Look::Ahead => return crossing::switch(model),
        Look::Found(list, filter) => return walk::found(model, *list, filter),
    }
    Ok(Vec::new())
}

/// The line is kept among those of the prompt, wherever it was typed or chosen.
fn filter(model: &mut Model, typed: &str) -> Done {
    let filter = model.filter(typed).map_err(|e| e.to_string())?;
    let line = filter.to_string();
    model.backlog.before = None;
    model.backlog.set_filter(filter);
    let note = Note::Typed { prompt: "filter".into(), line };
    Ok(if model.backlog.narrow.filter().is_all() { Vec::new() } else { vec![Effect::Keep(note)] })
}

/// The whole list in its own order again.
pub(super) fn show_all(model: &mut Model) {
    model.backlog.narrow.set_sort(None);
    model.backlog.set_filter(Filter::default());
}

fn find(model: &mut Model, typed: &str) -> Result<(), String> {
    let filter = model.filter(typed).map_err(|e| e.to_string())?;
    if filter.is_all() {
        // As people know it: nothing typed looks for the same again.
        if let Some(before) = model.backlog.before.take() {
            model.backlog.find.set(before.find);
            model.backlog.cursor = before.cursor;
        }
        return find_on(model, false, None);
    }
    if let Some(before) = model.backlog.before.take() {
        // The jump was made while the words were typed; one can come back from it.
        let list = model.backlog.list;
        model.backlog.back.push((list, before.cursor));
        if model.backlog.find.filter() == Some(&filter) {
            // The filter may have been put aside for a letter before the last.
            let is_unhidden = model.backlog.narrow.filter() != &before.filter;
            if model.backlog.find.is_waiting() {
                // The answer to the last letter is still to come, and says where the jump ends.
                model.backlog.find.jump(Jump { times: 1, is_unhidden, from: before.cursor, is_back: false });
                return Ok(());
            }
            let mut landing = model.backlog.find.last().or(model.backlog.hit_here()).unwrap_or_default();
            landing.is_unhidden |= is_unhidden;
            model.toast = Some(told(landing, model.backlog.find.elsewhere(), &model.keymap));
            return Ok(());
        }
    }
    model.backlog.find.set(Some(filter));
    model.backlog.find.jump(Jump { times: 1, from: model.backlog.cursor, ..Jump::default() });
    Ok(())
}

fn find_on(model: &mut Model, is_back: bool, count: Option<usize>) -> Result<(), String> {
    if model.backlog.find.filter().is_none() {
        return Err(keyed(&model.keymap, "nothing was looked for yet: <find> finds"));
    }
    model.backlog.remember();
    model.backlog.find.jump(Jump { is_back, times: count.unwrap_or(1), from: model.backlog.cursor, ..Jump::default() });
    land(model);
    Ok(())
}

fn show_by(model: &mut Model, sort: Option<Sort>) {
    table::in_order(model);
    model.backlog.narrow.set_sort(sort);
    model.toast = Some(Toast::hint(match sort {
        Some(sort) => format!("shown by {}; the order itself stays as it is", words(sort)),
        None => "shown in its order".into(),
    }));
}

/// "estimate down".
fn words(sort: Sort) -> String {
    format!("{}{}", sort.by.name(), if sort.is_down { " down" } else { "" })
}

fn save(model: &mut Model, name: &str) -> Done {
    let product = model.product.as_ref().map(|p| p.id).ok_or("there is no product yet: type its name first")?;
    let name = text::title("the name", name).map_err(|e| e.to_string())?;
    let filter = model.backlog.narrow.filter();
    if filter.is_all() {
        return Err(keyed(&model.keymap, "there is no filter to save: <filter> types one"));
    }
    let saved = SavedFilter { name, text: filter.to_string() };
    Ok(vec![Effect::Keep(Note::SaveFilter(product, saved))])
}

fn forget(model: &mut Model, name: &str) -> Done {
    let product = model.product.as_ref().map(|p| p.id).ok_or("there is no product yet: type its name first")?;
    let name = text::title("the name", name).map_err(|e| e.to_string())?;
    Ok(vec![Effect::Keep(Note::DropFilter(product, name))])
}

fn unfold(model: &mut Model) -> Result<(), String> {
    if model.backlog.item.as_ref().is_none_or(|item| item.extra.is_empty() && item.comments.is_empty()) {
        return Err("this item has no comments and no columns of a source".into());
    }
    model.backlog.is_unfolded = !model.backlog.is_unfolded;
    let frame = Rect::new(0, 0, model.width, model.height);
    if model.backlog.is_unfolded && model.areas(frame).story.is_none() {
        // Where there is room for one of both, what is unfolded is what one wants to see.
        model.backlog.is_open = true;
    }
    if let Some(pane) = model.areas(frame).story.filter(|_| model.backlog.is_unfolded) {
        let product = model.product.as_ref();
        model.backlog.scroll = backlog::unfolded(&model.backlog, pane, product, &model.keymap, &model.theme);
    }
    Ok(())
}

/// As the file was left. A filter that an older or newer upnext wrote and this one can't read is told and left out.
pub(super) fn opened(model: &mut Model, typed: &str, sort: Option<Sort>) {
    let filter = model.filter(typed).unwrap_or_else(|error| {
        model.toast = Some(Toast::hint(format!("the filter you left here can't be read any more: {error}")));
        Filter::default()
    });
    model.backlog.narrow = Narrow::new(filter, sort);
}

/// Takes over what is typed in the prompt of filter or find, as far as it can be read.
pub(super) fn typed(model: &mut Model) {
    let Some(Overlay::Prompt(state)) = model.overlays.last_mut() else { return };
    let (asked, text) = (state.asked, state.field.text().to_owned());
    if !matches!(asked, "filter" | "find") {
        return;
    }
    match model.filter(&text) {
        Ok(filter) => live(model, asked, filter),
        Err(error) => unfinished(model, asked, &text, error),
    }
}

/// The list stays as the last good text made it: as the terms before the one that is being typed say, else as it was
/// before anything was typed. What may only be unfinished is no error yet.
fn unfinished(model: &mut Model, asked: &str, text: &str, error: FilterError) {
    let is_shown = |filter: &Filter| !filter.is_all() && (!model.is_public || !filter.is_private());
    let finished = finished(text, &error).map(|filter| filter.with(model.thresholds)).filter(is_shown);
    let is_value = text.get(..error.at.start).is_some_and(|lead| lead.ends_with([':', '<', '>', '=', ',']));
    let is_bare = text.ends_with([':', '<', '>', '=', ',']);
    if let Some(Overlay::Prompt(state)) = model.overlays.last_mut()
        && !(error.at.end >= text.len() && (is_value || is_bare))
    {
        (state.error, state.at) = (Some(error.message), Some(error.at));
    }
    let before = model.backlog.before.as_ref();
    // Nothing that can be looked for leaves the cursor where it was; a filter that can't be read the one there was.
    let fallback = before.map(|b| if asked == "find" { Filter::default() } else { b.filter.clone() });
    if let Some(filter) = finished.or(fallback) {
        live(model, asked, filter);
    }
}

/// The filter before the last term, where that one is no good yet.
fn finished(text: &str, error: &FilterError) -> Option<Filter> {
    let mut error = error.clone();
    let mut rest = text.trim_end();
    // What is wrong stands in the last term: there is no space behind its beginning.
    while rest.get(error.at.start..).is_some_and(|term| !term.is_empty() && !term.trim_end().contains(' ')) {
        rest = rest.get(..error.at.start)?.trim_end();
        match Filter::parse(rest) {
            Ok(filter) => return Some(filter),
            Err(before) => error = before,
        }
    }
    None
}

fn live(model: &mut Model, asked: &str, filter: Filter) {
    let backlog = &mut model.backlog;
    if backlog.before.is_none() {
        let (filter, find) = (backlog.narrow.filter().clone(), backlog.find.filter().cloned());
        backlog.before = Some(Before { filter, cursor: backlog.cursor, find });
    }
    if asked == "filter" {
        backlog.set_filter(filter);
    } else if filter.is_all() {
        backlog.cursor = backlog.before.as_ref().and_then(|b| b.cursor).or(backlog.cursor);
    } else {
        backlog.find.set(Some(filter));
        let from = backlog.before.as_ref().and_then(|before| before.cursor).or(backlog.cursor);
        backlog.find.jump(Jump { times: 1, from, ..Jump::default() });
        land(model);
    }
}

/// A prompt was left with Esc: what it changed letter by letter is as before.
pub(super) fn left(model: &mut Model, asked: &str) {
    if !matches!(asked, "filter" | "find") {
        return;
    }
    let backlog = &mut model.backlog;
    if let Some(before) = backlog.before.take() {
        backlog.set_filter(before.filter);
        backlog.find.set(before.find);
        backlog.find.stay();
        backlog.cursor = before.cursor;
    }
}

/// The part of a typed filter that can't be read.
pub(super) fn wrong(asked: &str, typed: &str) -> Option<Range<usize>> {
    let is_filter = matches!(asked, "filter" | "find");
    is_filter.then(|| Filter::parse(typed).err()).flatten().map(|FilterError { at, .. }| at)
}

/// What must be asked of the lists now.
pub(super) fn questions(model: &mut Model) -> Vec<Effect> {
    let Some(product) = model.product.as_ref().map(|p| p.id) else { return Vec::new() };
    let list = model.backlog.list;
    let show = model.backlog.narrow.ask(product, list).map(|q| Effect::Seek(Aim::Show, q));
    let find = model.backlog.find.ask(product, list).map(|q| Effect::Seek(Aim::Find, q));
    let whole = whole(model, product).map(|q| Effect::Seek(Aim::Whole, q));
    show.into_iter().chain(find).chain(whole).collect()
}

/// A list that is known but old is read again.
fn whole(model: &mut Model, product: ProductId) -> Option<Question> {
    let backlog = &mut model.backlog;
    if backlog.age != Age::Old || backlog.order.is_none() {
        return None;
    }
    backlog.age = Age::Asked;
    Some(Question { product, list: backlog.list, filter: Filter::default(), sort: None })
}

/// Takes an answer.
pub(super) fn sought(model: &mut Model, sought: Sought) {
    let Sought { aim, question, found } = sought;
    let backlog = &mut model.backlog;
    match (aim, found) {
        (Aim::Show, Ok(shown)) => backlog.take_shown(&question, shown),
        (Aim::Find, Ok(shown)) => backlog.find.take(&question, shown),
        (Aim::Whole, Ok(_)) => {}
        (aim, Err(reason)) => {
            match aim {
                Aim::Show => backlog.narrow.give_up(&question),
                Aim::Find => backlog.find.give_up(&question),
                // The old list stays until the next change; asking at once would only fail again.
                Aim::Whole => backlog.age = Age::Fresh,
            }
            model.toast = Some(Toast::failed(reason));
        }
    }
    land(model);
}

/// Does the jump that waits, and says where it led.
fn land(model: &mut Model) {
    let Some(landing) = model.backlog.land() else { return };
    if landing.of == 0
        && let Some(before) = &model.backlog.before
    {
        model.backlog.cursor = before.cursor;
    }
    let elsewhere = model.backlog.find.elsewhere();
    model.toast = Some(told(landing, elsewhere, &model.keymap));
}

/// "2 of 5 · round the end".
fn told(landing: Landing, elsewhere: &[(List, usize)], keymap: &Keymap) -> Toast {
    let Landing { number, of, is_round, is_unhidden } = landing;
    if of == 0 {
        let there = lists(elsewhere, keymap);
        let gap = if there.is_empty() { "" } else { " · " };
        return Toast::hint(format!("nothing in this list has that{gap}{there}"));
    }
    let round = if is_round { " · round the end" } else { "" };
    let unhidden = if is_unhidden { " · the filter hid it and is off" } else { "" };
    Toast::done(format!("{} of {}{round}{unhidden}", text::thousands(number), text::thousands(of)))
}

/// "inbox 1 (g i), done 2 (g d)".
pub(in crate::ui) fn lists(elsewhere: &[(List, usize)], keymap: &Keymap) -> String {
    let part = |(list, count): &(List, usize)| {
        format!("{} {} ({})", list.name(), text::thousands(*count), keys(keymap, &format!("go {}", list.name())))
    };
    elsewhere.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// Shows an item that one has gone to, also where a filter hid it.
pub(super) fn unhide(model: &mut Model, item: ItemId) {
    let backlog = &mut model.backlog;
    let is_hidden = backlog.narrow.is_on() && !backlog.narrow.is_waiting() && backlog.index_of(item).is_none();
    if is_hidden {
        show_all(model);
        model.backlog.cursor = Some(item);
        model.toast = Some(Toast::hint("the filter hid this item and is off"));
    }
}
