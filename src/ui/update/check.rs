//! Keeps what is said of the selected item in step with it, and mends what the checks find.

use crate::domain::quality::{self, Finding, Report};
use crate::domain::text::counted;
use crate::domain::{Change, Scene};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, checks};
use crate::ui::screen::backlog;
use crate::ui::toast::Toast;
use crate::ui::wording::keyed;

/// So many findings that were mended are named.
const TOLD: usize = 3;

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

/// Takes away what the checks find in the selected item, so many findings of it, as one step; and says what.
pub(super) fn mend(model: &Model, times: usize) -> Result<(Change, String), String> {
    let selected = model.backlog.selected();
    let item = model.backlog.item.as_ref().filter(|item| Some(item.id) == selected).ok_or("no item is selected")?;
    let mut said = (item.text.clone(), backlog::lines(item));
    let mut mended: Vec<String> = Vec::new();
    while mended.len() < times {
        let found = quality::check(&said.0, &said.1, model.sheet());
        let made = |f: &Finding| Some((told(f), f.mend.as_ref()?.apply(&said.0, &said.1)?));
        let Some((what, next)) = found.iter().find_map(made) else { break };
        said = next;
        mended.push(what);
    }
    if mended.is_empty() {
        let text = if model.backlog.checked.findings.is_empty() {
            "the checks find nothing here that could be mended"
        } else {
            "nothing of what the checks find can be mended by a key: <editor> opens the item in your editor"
        };
        return Err(keyed(&model.keymap, text));
    }
    let more = mended.len().saturating_sub(TOLD);
    mended.truncate(TOLD);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let told = format!("mended {}: {}{more}", item.key, mended.join(", "));
    let change = Change::Rewrite { item: item.id, text: Box::new(said.0), criteria: said.1, ties: None };
    Ok((change, told))
}

/// As [`mend`]; once it is written, what was mended is told.
pub(super) fn mend_and_tell(model: &mut Model, times: usize) -> Result<Vec<Effect>, String> {
    let (change, told) = mend(model, times)?;
    model.backlog.mended = Some(told);
    Ok(vec![Effect::commit(change)])
}

/// "brackets in want".
fn told(finding: &Finding) -> String {
    format!("{} in {}", finding.rule.name(), finding.place.words())
}
