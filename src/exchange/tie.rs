//! Links between items: columns such as `Inward issue link (Blocks)`, in the languages of Jira, and what they come to.
//!
//! Every link is kept beside its item as it is, too: the item at its other end may not be here yet.

use super::cell;
use super::column::{Role, plain};
use super::link::Draft;
use crate::domain::State;
use crate::domain::import::{Field, Report};
use std::collections::HashMap;

/// Words of which one stands in the name of every column of links.
const LINK: &str = "link lien verknupfung vorgangslink enlace vinculo vinculacion vinculacao koppeling collegamento";
/// Words for a link that comes from the other item: "is blocked by".
const INWARD: &str = "inward entrant entrada eingehend nachinnen inkomend inwaarts ingaand entrata ingresso";
/// Words for a link that goes to the other item: "blocks".
const OUTWARD: &str = "outward sortant salient salida saida ausgehend nachaussen nachaußen uitgaand uitwaarts uscita";
/// The kind of link in which one item holds another.
const BLOCKS: &str = "blocks block blocker blockiert blockieren bloque bloquea bloquean bloqueia bloqueio bloqueos \
            blokkeert blokkeren blokkade blocca blocco";
/// The kind in which one item says the same as another.
const DUPLICATE: &str = "duplicate duplicates duplikat dupliziert doublon duplique duplicado duplicada duplica duplicar \
            duplicata duplicaat dupliceert duplicato";

/// What a column of links tells; `None` for kinds of links that nothing here stands for.
pub(super) fn role(name: &str) -> Option<Role> {
    let (head, kind) = name.rsplit_once('(')?;
    let (head, kind) = (plain(head), plain(kind));
    let says = |words: &str| words.split(' ').any(|word| head.contains(word));
    let is = |words: &str| words.split(' ').any(|word| kind == word);
    if !says(LINK) {
        return None;
    }
    match (says(INWARD), says(OUTWARD)) {
        (true, false) if is(BLOCKS) => Some(Role::BlockedBy),
        (false, true) if is(BLOCKS) => Some(Role::Blocks),
        (false, true) if is(DUPLICATE) => Some(Role::Duplicates),
        _ => None,
    }
}

/// The keys in a cell of links.
pub(super) fn keys(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split([';', ',', '\n']).map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned)
}

/// Puts links at their other end: who blocks an item is needed by it, over all files, and a declined duplicate lives on
/// in the one it names.
pub(super) fn tie(drafts: &mut [Draft], report: &mut Report) {
    for draft in drafts.iter_mut().filter(|draft| draft.record.item.state == State::Declined) {
        let own = &draft.record.key;
        draft.record.merged_into = draft.duplicates.iter().find(|key| *key != own).cloned();
        report.count(
            "declined duplicates tied to the item they live on in",
            usize::from(draft.record.merged_into.is_some()),
        );
    }
    if drafts.iter().all(|draft| draft.blocks.is_empty()) {
        return;
    }
    let mut places: HashMap<(&str, &str), usize> = HashMap::with_capacity(drafts.len());
    for (at, draft) in drafts.iter().enumerate() {
        places.entry((&draft.record.source, &draft.record.key)).or_insert(at);
    }
    let (mut found, mut lost) = (Vec::new(), 0);
    for draft in drafts.iter() {
        for key in draft.blocks.iter().filter(|key| **key != draft.record.key) {
            match places.get(&(draft.record.source.as_str(), key.as_str())) {
                Some(at) => found.push((*at, draft.record.key.clone())),
                None => lost += 1,
            }
        }
    }
    let mut blocked: Vec<usize> = found.iter().map(|found| found.0).collect();
    for (at, key) in found {
        drafts[at].record.needs.push(key);
    }
    blocked.sort_unstable();
    blocked.dedup();
    for at in blocked {
        let record = &mut drafts[at].record;
        record.tells = record.tells.with(Field::Needs);
        cell::once(&mut record.needs);
    }
    report.count("links that block an item outside these files, kept beside the item", lost);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_links_are_known_in_several_languages() {
        for (inward, outward) in [
            ("Inward issue link (Blocks)", "Outward issue link (Blocks)"),
            ("Inward work item link (Blocks)", "Outward work item link (Blocks)"),
            ("Eingehende Vorgangsverknüpfung (Blocks)", "Ausgehende Vorgangsverknüpfung (Blockiert)"),
            ("Lien du ticket entrant (Blocks)", "Lien de ticket sortant (Blocks)"),
            ("Enlace de incidencia entrante (Bloquea)", "Enlace de incidencia saliente (Blocks)"),
            ("Vínculo de entrada do item (Blocks)", "Vínculo de saída do item (Bloqueia)"),
            ("Inkomende issuekoppeling (Blocks)", "Uitgaande issuekoppeling (Blokkeert)"),
            ("Collegamento in entrata (Blocks)", "Collegamento in uscita (Blocks)"),
        ] {
            assert_eq!((role(inward), role(outward)), (Some(Role::BlockedBy), Some(Role::Blocks)), "{inward}");
        }
        assert_eq!(role("Outward issue link (Duplicate)"), Some(Role::Duplicates));
        for none in ["Outward issue link (Relates)", "Inward issue link (Duplicate)", "Custom field (Blocks)", "Blocks"]
        {
            assert_eq!(role(none), None, "{none}");
        }
    }

    #[test]
    fn who_blocks_an_item_is_needed_by_it() {
        let draft = |key: &str, blocks: &[&str]| {
            let mut draft = Draft::default();
            draft.record.key = key.into();
            draft.blocks = blocks.iter().map(|key| (*key).to_owned()).collect();
            draft
        };
        let (mut drafts, mut report) =
            ([draft("A-1", &["A-2", "A-2", "A-1", "B-9"]), draft("A-2", &[])], Report::default());
        tie(&mut drafts, &mut report);
        assert_eq!(drafts[1].record.needs, ["A-1"]);
        assert!(drafts[0].record.needs.is_empty());
        assert_eq!(report.lines[0].1, 1);
    }
}
