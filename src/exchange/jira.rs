//! Jira's CSV export: repeated and translated headers, parents by key or number, `LexoRank`, wiki markup.

use super::column::{Layout, Role};
use super::learned;
use super::link::{Gathered, stopped};
use super::map::Rules;
use super::row::{Dialect, Rows, Shared, style};
use super::table::Table;
use super::{ExchangeError, Source, column};
use crate::domain::product::NewProduct;
use crate::domain::{key, text};
use std::collections::BTreeSet;

const DIALECT: Dialect = Dialect { source: "jira", by_priority: true, is_guarded: false, is_own: false };
/// How the column with the project's name is called.
const PROJECT_NAMES: &[&str] = &[
    "projectname",
    "projektname",
    "nomduprojet",
    "nombredelproyecto",
    "nomedoprojeto",
    "projectnaam",
    "nomedelprogetto",
];
/// How the column with the project's key is called.
const PROJECT_KEYS: &[&str] = &[
    "projectkey",
    "projektschlussel",
    "cleduprojet",
    "clavedelproyecto",
    "chavedoprojeto",
    "projectsleutel",
    "chiavedelprogetto",
];

/// Reads the rows of a file, and its project where it speaks of few.
pub(super) fn read(file: &Source, text: &str, rules: &Rules, gathered: &mut Gathered<'_>) -> Result<(), ExchangeError> {
    let Gathered { drafts, keys, people, report, feeds, products, before, watch, .. } = gathered;
    let mut stop = None;
    let table = Table::new(text);
    let layout = Layout::new(file, &table, rules, true)?;
    if !layout.has(Role::Title) && table.is_headless() {
        return Err(ExchangeError::NoHeader { name: file.name.clone() });
    }
    if !layout.has(Role::Title) {
        return Err(ExchangeError::NoTitle { name: file.name.clone(), columns: table.columns() });
    }
    layout.tell(report);
    let style = style(&table, &layout, report);
    let find = |names: &[&str]| table.header.iter().position(|h| names.contains(&column::plain(h).as_str()));
    let (name_at, key_at) = (find(PROJECT_NAMES), find(PROJECT_KEYS));
    let mut projects = BTreeSet::new();
    let shared = Shared { keys, people, report };
    let mut rows = Rows::new(DIALECT, &layout, rules, style, &table, shared);
    let pass = table.each_while(|row, at| {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().trim();
        if projects.len() < 2 && !cell(name_at).is_empty() {
            projects.insert((cell(name_at).to_owned(), cell(key_at).to_owned()));
        }
        drafts.push(rows.read(row));
        stop = stopped(watch, file, drafts.len(), *before + at);
        stop.is_none()
    });
    if let Some(stop) = stop {
        return Err(stop);
    }
    learned::add(feeds, rows.finish());
    table.end(file, pass, report)?;
    for (name, key) in projects {
        products.extend(product(&name, &key).filter(|new| !products.contains(new)));
    }
    Ok(())
}

fn product(name: &str, key: &str) -> Option<NewProduct> {
    let name = text::title("name", name).ok()?;
    let prefix = key::parse_prefix(key).unwrap_or_else(|_| key::propose_prefix(&name));
    Some(NewProduct::named(name, prefix))
}
