//! What a person must know before an import: another project's files, files older than the last ones, broken rows,
//! keys known from another source, and files that lack most of what is open here.

use super::{Alarm, Feed, Field, Known, KnownItem, Parsed, Record, UPNEXT, project};
use crate::domain::{Instant, ItemId, State};
use std::collections::BTreeSet;

/// How many keys an alarm names.
const NAMED: usize = 5;

/// The alarms of the files themselves, then those that come of what was imported before. `has_moved` is true for a
/// source whose items were found again under other keys: they moved to another project.
pub(super) fn all(parsed: &Parsed, known: &Known, has_moved: &dyn Fn(&str) -> bool) -> Vec<Alarm> {
    let mut alarms = parsed.report.alarms.clone();
    let sources: BTreeSet<&str> = parsed.records.iter().map(|r| r.source.as_str()).filter(|s| *s != UPNEXT).collect();
    for source in sources {
        let there = parsed.feeds.iter().find(|feed| feed.source == source);
        if !has_moved(source) {
            alarms.extend(other_project(parsed, known, source, there));
        }
        alarms.extend(older(parsed, known, source, there));
        alarms.extend(most_gone(known, source));
    }
    alarms.extend(shifted(parsed, known));
    alarms.extend(known.elsewhere.iter().map(|found| Alarm::Elsewhere {
        there: found.there.clone(),
        here: found.here.clone(),
        keys: found.keys.iter().take(NAMED).cloned().collect(),
        items: found.keys.len(),
    }));
    alarms
}

/// Of a source that was never read before, rows that people wrote are taken as they are.
fn shifted(parsed: &Parsed, known: &Known) -> Option<Alarm> {
    let is_broken = |record: &&Record| {
        let is_read = record.source == "jira" || known.feed(&record.source).is_some();
        record.is_shifted && (is_read || known.get(&record.source, &record.key).is_some())
    };
    let broken: Vec<&Record> = parsed.records.iter().filter(is_broken).collect();
    let keys = broken.iter().take(NAMED).map(|record| record.key.clone()).collect();
    (!broken.is_empty()).then_some(Alarm::Shifted { keys, rows: broken.len() })
}

/// A few items that are gone are nothing.
fn most_gone(known: &Known, source: &str) -> Option<Alarm> {
    const FEW: usize = 3;
    let is_open = |item: &KnownItem| {
        let is_over = |state: &String| *state == State::Done.name() || *state == State::Declined.name();
        !item.is_trashed && !item.here.get(&Field::State).is_some_and(is_over)
    };
    let gone: BTreeSet<ItemId> = known
        .gone
        .iter()
        .filter(|gone| gone.source == source && !matches!(gone.state, State::Done | State::Declined))
        .map(|gone| gone.item)
        .collect();
    let named = known.items.iter().filter(|(name, item)| name.0 == source && is_open(item)).map(|(_, item)| item.item);
    let open: BTreeSet<ItemId> = named.chain(gone.iter().copied()).collect();
    (gone.len() >= FEW && gone.len() * 2 > open.len()).then_some(Alarm::MostGone { gone: gone.len(), open: open.len() })
}

fn other_project(parsed: &Parsed, known: &Known, source: &str, told: Option<&Feed>) -> Option<Alarm> {
    let said = |feed: Option<&Feed>| -> Option<BTreeSet<String>> {
        feed.map(|feed| feed.projects.iter().cloned().collect()).filter(|all: &BTreeSet<_>| !all.is_empty())
    };
    let of = |keys: &mut dyn Iterator<Item = &str>| keys.filter_map(project).map(str::to_owned).collect();
    let there: BTreeSet<String> = said(told)
        .unwrap_or_else(|| of(&mut parsed.records.iter().filter(|r| r.source == source).map(|r| r.key.as_str())));
    let here: BTreeSet<String> = said(known.feed(source)).unwrap_or_else(|| {
        let gone = known.gone.iter().filter(|gone| gone.source == source).map(|gone| gone.foreign.as_str());
        of(&mut gone.chain(known.items.keys().filter(|name| name.0 == source).map(|name| name.1.as_str())))
    });
    let is_other = !there.is_empty() && !here.is_empty() && there.is_disjoint(&here);
    is_other.then(|| Alarm::OtherProject { there: there.into_iter().collect(), here: here.into_iter().collect() })
}

fn older(parsed: &Parsed, known: &Known, source: &str, told: Option<&Feed>) -> Option<Alarm> {
    let here = known.feed(source)?.newest?;
    let newest = || {
        let own = parsed.records.iter().filter(|r| r.source == source).map(|r| &r.item);
        own.flat_map(|item| [item.updated_at, item.created_at, item.done_at, item.declined_at]).flatten().max()
    };
    let there: Instant = told.and_then(|feed| feed.newest).or_else(newest)?;
    (there < here).then_some(Alarm::Older { there, here })
}
