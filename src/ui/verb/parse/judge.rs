//! Arguments of verbs that judge an item.

use super::{VerbError, wrong};
use crate::domain::score::MOSCOW;
use crate::ui::action::{Action, Write};

/// A class by its word or the first letters of it; `none` takes it off.
pub(in super::super) fn class(rest: &str) -> Result<Action, VerbError> {
    let typed = if rest.trim().eq_ignore_ascii_case("none") { "" } else { rest };
    let class = MOSCOW.read(typed).map_err(|error| wrong(format!("{error}; none takes it off")))?;
    Ok(Action::Write(Write::Inputs(vec![(MOSCOW.id.into_owned(), class)])))
}
