//! What a person says of the Sprints that cells name: `--sprint 'Sprint 3=closed 2025-11-01..2025-11-14'`.

use super::super::exit::ShellError;
use crate::domain::import::{Parsed, ToldSprint};
use crate::domain::sprint::Phase;
use crate::domain::text;
use chrono::NaiveDate;
use strum::IntoEnumIterator;

/// The word for a Sprint of which nothing is wanted.
const OUT: &str = "out";

/// Takes over what was said, and makes the Sprints anew of it.
pub(super) fn correct<'t>(
    parsed: &mut Parsed,
    said: impl Iterator<Item = &'t String>,
    has_none: bool,
) -> Result<(), ShellError> {
    let mut is_new = has_none;
    for line in said {
        let (name, words) = line.rsplit_once('=').ok_or_else(|| usage(line))?;
        let wanted = text::fold(name.trim());
        let known: Vec<String> = parsed.told.iter().map(|sprint| sprint.name.clone()).collect();
        let told = parsed.told.iter_mut().find(|sprint| text::fold(&sprint.name) == wanted);
        let told = told.ok_or_else(|| unknown(name.trim(), &known))?;
        one(told, words).ok_or_else(|| usage(line))?;
        is_new = true;
    }
    if has_none {
        parsed.told.iter_mut().for_each(|sprint| (sprint.is_left_out, sprint.is_corrected) = (true, true));
    }
    if is_new {
        parsed.apply_told();
    }
    Ok(())
}

fn usage(line: &str) -> ShellError {
    ShellError::Usage(format!(
        "\"{line}\" is no correction of a Sprint: write 'NAME=closed 2025-11-01..2025-11-14', with active, planned or \
         {OUT} instead of closed; phase or days may be left out"
    ))
}

fn unknown(name: &str, known: &[String]) -> ShellError {
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    ShellError::Usage(format!("the files name no Sprint \"{name}\"; they name {known}"))
}

/// Corrects one Sprint; `None` where the words say nothing of one.
fn one(told: &mut ToldSprint, words: &str) -> Option<()> {
    let mut words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() || words.len() > 2 {
        return None;
    }
    let first = text::fold(words[0]);
    if first == OUT && words.len() == 1 {
        (told.is_left_out, told.is_corrected) = (true, true);
        return Some(());
    }
    if let Some(phase) = Phase::iter().find(|phase| phase.name() == first) {
        (told.phase, told.is_phase_told) = (phase, true);
        (told.is_left_out, told.is_corrected) = (false, true);
        words.remove(0);
    }
    let days = match words.as_slice() {
        [] => return Some(()),
        [days] => days,
        _ => return None,
    };
    let (from, to) = days.split_once("..")?;
    let (from, to): (NaiveDate, NaiveDate) = (from.parse().ok()?, to.parse().ok()?);
    if to < from {
        return None;
    }
    (told.starts, told.ends, told.are_days_told) = (Some(from), Some(to), true);
    told.are_days_corrected = true;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed() -> Parsed {
        let told = ToldSprint {
            source: "jira".into(),
            key: "3".into(),
            name: "Web = 3".into(),
            items: 1,
            ..ToldSprint::default()
        };
        Parsed { told: vec![told], ..Parsed::default() }
    }

    #[test]
    fn a_sprint_is_corrected_by_its_name() {
        let said = |line: &str| {
            let mut parsed = parsed();
            correct(&mut parsed, [line.to_owned()].iter(), false).map(|()| {
                let told = &parsed.told[0];
                let days = told.starts.zip(told.ends).map(|(from, to)| format!("{from}..{to}"));
                format!("{} {} {}", told.phase.name(), days.unwrap_or_default(), told.is_left_out)
            })
        };
        assert_eq!(said("web = 3=closed 2025-11-01..2025-11-14").unwrap(), "closed 2025-11-01..2025-11-14 false");
        assert_eq!(said("Web = 3 = active").unwrap(), "active  false");
        assert_eq!(said("Web = 3=2025-11-01..2025-11-14").unwrap(), "planned 2025-11-01..2025-11-14 false");
        assert_eq!(said("Web = 3=out").unwrap(), "planned  true");
        for odd in ["Web = 3=", "Web = 3=over", "Web = 3=closed soon", "Web = 3=2025-11-14..2025-11-01", "x"] {
            assert!(said(odd).is_err(), "{odd}");
        }
        assert!(said("Web 4=closed").unwrap_err().to_string().contains("they name Web = 3"));
    }
}
