//! Marks of what came in: they go as items are looked at, or all at once.

use crate::domain::Note;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use ratatui::layout::Rect;

/// Follows which item that came in is before a person's eyes. On a shared screen nobody looks at what came in, and a
/// file that can't be written keeps no such thing.
pub(super) fn settle(model: &mut Model) {
    let frame = Rect::new(0, 0, model.width, model.height);
    let is_clear = model.overlays.is_empty() && model.present.is_none();
    let here = model.backlog.item.as_ref().filter(|item| Some(item.id) == model.backlog.cursor);
    let here = here.map(|item| (item.id, item.is_incoming));
    let is_shown = here.is_some_and(|here| here.1) && is_clear && model.areas(frame).story.is_some();
    let (is_closed, now) = (model.is_public || model.file.read_only.is_some(), model.now.at);
    let looked = &mut model.backlog.looked;
    match here {
        _ if is_closed => looked.look_away(),
        Some((item, _)) if is_shown => looked.settle(Some(item), now),
        // It was changed, and came in no more.
        Some((item, false)) if looked.is_at(item) => looked.look_away(),
        // Something stands before it for a while.
        Some((item, true)) if looked.is_at(item) => {}
        Some(_) | None => looked.settle(None, now),
    }
}

/// Everything that came in counts as looked at: the marked items, else what the filter shows, else all of it.
pub(super) fn all(model: &Model) -> Result<Vec<Effect>, String> {
    let product = model.product.as_ref().map(|p| p.id).ok_or("there is no product yet: type its name first")?;
    if model.news.incoming <= model.backlog.looked.len() {
        return Err("nothing came in that was not looked at".into());
    }
    let backlog = &model.backlog;
    let items = if !backlog.marks.is_empty() {
        Some(backlog.marks.sorted())
    } else if backlog.narrow.is_on() && !backlog.narrow.filter().is_all() {
        Some(backlog.visible().map(|order| order.ids().collect()).unwrap_or_default())
    } else {
        None
    };
    Ok(vec![Effect::Keep(Note::Seen { product, items })])
}
