//! Keeps what is said of the selected item in step with it, and mends what the checks find.

use crate::domain::quality::{self, Report};
use crate::domain::text::counted;
use crate::domain::{Change, Scene};
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, checks};
use crate::ui::screen::backlog;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// Checks the item that the story pane shows, where it is another one or says something else.
pub(super) fn settle(model: &mut Model) {
    let place = model.backlog.item.as_ref().and_then(|item| model.backlog.place_of(item.id));
    let scene = Scene { now: model.now, place };
    let mut checked = std::mem::take(&mut model.backlog.checked);
    checked.settle(model.backlog.item.as_deref(), model.product.as_ref(), model.seq, scene);
    model.backlog.checked = checked;
}

/// What the checks find in the whole backlog, as a pop-up; below what is open, so that no key goes astray.
pub(super) fn listed(model: &mut Model, report: Box<Report>) {
    if report.groups.is_empty() {
        model.toast = Some(Toast::hint(format!("the checks find nothing in {}", counted(report.looked, "item"))));
        return;
    }
    let is_covered = !model.overlays.is_empty();
    model.overlays.insert(0, Overlay::Checks(checks::State::new(report)));
    if is_covered {
        model.toast = Some(Toast::hint(keyed(&model.keymap, "what the checks find is listed: <leave> leads to it")));
    }
}

/// Takes away what the checks find in the selected item, so many findings of it, as one step.
pub(super) fn mend(model: &Model, times: usize) -> Result<Change, String> {
    let selected = model.backlog.selected();
    let item = model.backlog.item.as_ref().filter(|item| Some(item.id) == selected).ok_or("no item is selected")?;
    let mut said = (item.text.clone(), backlog::lines(item));
    let mut mended = 0;
    while mended < times {
        let found = quality::check(&said.0, &said.1, model.sheet());
        let Some(next) = found.iter().filter_map(|f| f.mend.as_ref()).find_map(|mend| mend.apply(&said.0, &said.1))
        else {
            break;
        };
        said = next;
        mended += 1;
    }
    if mended == 0 {
        let text = if model.backlog.checked.findings.is_empty() {
            "the checks find nothing here that could be mended"
        } else {
            "nothing of what the checks find can be mended by a key: <editor> opens the item in your editor"
        };
        return Err(keyed(&model.keymap, text));
    }
    Ok(Change::Rewrite { item: item.id, text: Box::new(said.0), criteria: said.1, ties: None })
}
