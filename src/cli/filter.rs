//! A filter as an argument: typed, or saved under a name.

use super::exit::ShellError;
use super::field;
use crate::domain::health::Thresholds;
use crate::domain::text::{fold, visible};
use crate::domain::{Filter, ProductId};
use crate::runtime::now;
use crate::store::Store;
use clap::{Arg, ArgMatches};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// The two arguments.
pub(super) fn args() -> [Arg; 2] {
    [
        field::option("filter")
            .value_name("TEXT")
            .help("Only what passes: words and terms such as state:ready points>5"),
        field::option("saved").value_name("NAME").help("Only what passes this saved filter"),
    ]
}

/// What was asked for; both, where both were. What says nearly the same is found before it is asked for.
pub(super) fn read(
    matches: &ArgMatches,
    store: &mut Store,
    product: ProductId,
    thresholds: Thresholds,
) -> anyhow::Result<Filter> {
    let parse =
        |typed: &str| Filter::parse(typed).map_err(|error| ShellError::Filter { typed: typed.to_owned(), error });
    let parse = |typed: &str| parse(typed).map(|filter| filter.with(thresholds));
    let typed = matches.get_one::<String>("filter").map_or(Ok(Filter::default()), |typed| parse(typed))?;
    let filter = with_saved(matches, store, product, typed, parse)?;
    if filter.test(now()).asks_similar() {
        store.compare_again(product, now())?;
    }
    Ok(filter)
}

fn with_saved(
    matches: &ArgMatches,
    store: &Store,
    product: ProductId,
    typed: Filter,
    parse: impl Fn(&str) -> Result<Filter, ShellError>,
) -> anyhow::Result<Filter> {
    let Some(name) = matches.get_one::<String>("saved") else { return Ok(typed) };
    let saved = store.filters(product)?;
    let Some(found) = saved.iter().find(|filter| fold(&filter.name) == fold(name)) else {
        let names: Vec<_> = saved.iter().map(|filter| visible(&filter.name)).collect();
        let has = if names.is_empty() { "none is saved yet".into() } else { format!("there are {}", names.join(", ")) };
        return Err(ShellError::Usage(format!("there is no saved filter \"{}\": {has}", visible(name))).into());
    };
    Ok(typed.and(parse(&found.text)?))
}

/// Marks below a text what is meant of it.
pub(super) fn caret(typed: &str, at: &Range<usize>) -> String {
    let part = |range: Range<usize>| visible(typed.get(range).unwrap_or_default()).width();
    format!("{}{}", " ".repeat(part(0..at.start)), "^".repeat(part(at.clone()).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_what_is_meant() {
        assert_eq!(caret("a stat:b", &(2..6)), "  ^^^^");
        assert_eq!(caret("日本 x:", &(7..8)), "     ^");
        assert_eq!(caret("a", &(1..1)), " ^");
    }
}
