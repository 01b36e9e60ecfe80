//! Public view: everything that comes in is looked at by [`Audience`](crate::domain::Audience) first, and what is there
//! already is taken out when it begins.

use super::{Event, Found, Met, look};
use crate::domain::query::News;
use crate::domain::{Audience, Filter, List};
use crate::ui::effect::Effect;
use crate::ui::model::{Job, Model};
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;
use std::collections::HashMap;
use std::rc::Rc;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Into public view, or out of it. Either way everything on the screen is read anew.
pub(super) fn switch(model: &mut Model) -> Done {
    if !model.overlays.is_empty() {
        return Err(keyed(&model.keymap, "close what is open first (<leave>), then <public>"));
    }
    if model.present.is_some() {
        return Err(keyed(&model.keymap, "public view stays on while it is presented · <leave> twice leaves"));
    }
    if model.is_public {
        leave(model);
    } else {
        enter(model);
    }
    Ok(vec![Effect::Reread])
}

/// From here on everyone may look: what is private leaves the model.
pub(super) fn enter(model: &mut Model) {
    model.is_public = true;
    let audience = model.audience();
    if !audience.has_list(model.backlog.list) {
        model.backlog.show(List::Backlog, None);
    }
    let filter = model.backlog.narrow.filter().clone();
    if filter.is_private() {
        look::show_all(model);
        model.session.aside = Some(filter);
    }
    if let Some(product) = &mut model.product {
        audience.product(product);
    }
    if let Some(counts) = &mut model.counts {
        audience.counts(counts);
    }
    model.news = News::default();
    audience.blocks(&mut model.blocks);
    if let Some(course) = &mut model.sprint.course {
        audience.course(course);
    }
    audience.past(Rc::make_mut(&mut model.sprint.past));
    let backlog = &mut model.backlog;
    backlog.item = backlog.item.take().and_then(|item| audience.item(*item)).map(Box::new);
    for row in &mut backlog.window.rows {
        audience.row(row);
    }
    backlog.back.retain(|(list, _)| audience.has_list(*list));
    if backlog.find.filter().is_some_and(Filter::is_private) {
        backlog.find.set(None);
    }
    // Told letter by letter, or of another product.
    (backlog.before, backlog.mended) = (None, None);
    model.parked = HashMap::new();
    model.session.agreed = None;
    model.job = model.job.as_ref().map(told);
    let text = keyed(&model.keymap, "public view: what is private is left out · <public> shows it again");
    model.toast = Some(Toast::hint(text));
}

fn leave(model: &mut Model) {
    model.is_public = false;
    if let Some(filter) = model.session.aside.take().filter(|_| !model.backlog.narrow.is_on()) {
        model.backlog.set_filter(filter);
    }
    model.toast = Some(Toast::hint("public view is left: everything is shown"));
}

/// A job without the name of its file.
fn told(job: &Job) -> Job {
    Job { label: "working".into(), ..job.clone() }
}

/// An event as whoever looks may see it; `None` where it is nothing for them.
pub(super) fn seen(model: &Model, event: Event) -> Option<Event> {
    let audience = model.audience();
    if audience.is_owner() {
        return Some(event);
    }
    let product = model.product.as_ref().map(|p| p.id);
    let is_known = |found: &Found| Some(found.product) == product && audience.has_list(found.list);
    Some(match event {
        Event::Answered(answer) => Event::Answered(with(answer, |answer| audience.answer(answer, product))),
        Event::Committed(done) => Event::Committed(with(done, |done| audience.committed(&mut done.committed))),
        Event::LastChange(step, reason) => {
            Event::LastChange(step.map(|step| with(step, |step| audience.step(step))), reason)
        }
        Event::Foreign(step) => Event::Foreign(with(step, |step| audience.step(step))),
        Event::Found(then, found) => Event::Found(then, found.filter(is_known)),
        Event::Sought(sought) => Event::Sought(with(sought, |sought| match &mut sought.found {
            Ok(shown) => audience.shown(shown),
            Err(reason) => *reason = audience.message(std::mem::take(reason)),
        })),
        Event::Liked(wish, like) => Event::Liked(wish, like.and_then(|like| audience.like(*like)).map(Box::new)),
        Event::Alike(of, pairs) => Event::Alike(of, with(pairs, |pairs| audience.alike(pairs))),
        Event::Met(met) => Event::Met(with(met, |met| met_by(audience, met))),
        Event::Job(job) => Event::Job(job.as_ref().map(told)),
        Event::Opened { view, has_draft: _, warning } => {
            Event::Opened { view, has_draft: false, warning: warning.map(|text| audience.message(text)) }
        }
        Event::Listed { folder, entries: _ } => Event::Listed { folder, entries: Vec::new() },
        Event::Recalled { prompt, lines: _ } => Event::Recalled { prompt, lines: Vec::new() },
        // Begun before, and about files or unfinished text.
        Event::Planned(_) | Event::Replanned(_) | Event::AskFiles { .. } | Event::Draft(..) => return None,
        event @ (Event::Press(_)
        | Event::Paste(_)
        | Event::Overflow(_)
        | Event::Mouse(_)
        | Event::Resize(..)
        | Event::Ordered(_)
        | Event::Walk { .. }
        | Event::Measured
        | Event::Ranked(_)
        | Event::Exhausted(_)
        | Event::Unchanged
        | Event::CheckedAll(_)
        | Event::Product(_)
        | Event::Unfinished(_)
        | Event::ToastOver
        | Event::DraftDue
        | Event::Lingered
        | Event::Turned
        | Event::Changed) => event,
        words @ (Event::Rejected { .. }
        | Event::Damaged(_)
        | Event::Refused(_)
        | Event::Told(_)
        | Event::Noted(_)
        | Event::NotKept(_)
        | Event::Edited(_)
        | Event::Settled(_)) => said(audience, words),
    })
}

/// What the store says of what a form is about.
fn met_by(audience: Audience, met: &mut Met) {
    let Met { item, product, sprint: _, agreed, keys: _ } = met;
    if let Some(agreed) = agreed {
        audience.agreed(agreed);
    }
    *item = item.take().and_then(|item| audience.item(*item)).map(Box::new);
    if let Some(product) = product {
        audience.product(product);
    }
    if let Some(agreed) = agreed {
        audience.agreed(agreed);
    }
}

/// An event that is nothing but words.
fn said(audience: Audience, event: Event) -> Event {
    match event {
        Event::Rejected { reason, typed } => Event::Rejected { reason: audience.message(reason), typed },
        Event::Damaged(reason) => Event::Damaged(audience.message(reason)),
        Event::Refused(reason) => Event::Refused(audience.message(reason)),
        Event::Told(text) => Event::Told(audience.message(text)),
        Event::Noted(text) => Event::Noted(audience.message(text)),
        Event::NotKept(reason) => Event::NotKept(audience.message(reason)),
        Event::Edited(text) => Event::Edited(text.map_err(|reason| audience.message(reason))),
        Event::Settled(settled) => Event::Settled(with(settled, |settled| {
            if let Some(toast) = &mut settled.toast {
                toast.text = audience.message(std::mem::take(&mut toast.text));
            }
        })),
        other => other,
    }
}

/// A value after a change.
fn with<T>(mut value: T, change: impl FnOnce(&mut T)) -> T {
    change(&mut value);
    value
}
