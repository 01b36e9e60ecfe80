//! What the screen needs from the store, by anchor.

use super::layout;
use super::model::Model;
use super::overlay::Overlay;
use super::screen::backlog;
use crate::domain::Wanted;

/// Says what must be read for the next frame.
pub fn wanted(model: &Model) -> Wanted {
    let rows = layout::list_rows(model.height);
    Wanted {
        product: model.product.as_ref().map(|p| p.id),
        list: model.backlog.list,
        rows: backlog::wanted(&model.backlog, rows),
        column: model.backlog.narrow.sort().map(|sort| sort.by),
        ready: model.backlog.checked.test(model.backlog.list, model.now),
        item: model.backlog.selected(),
        counts: model.backlog.order.is_some(),
        panel: model.overlays.iter().rev().find_map(Overlay::wanted),
    }
}
