//! What a person chooses on the command line where both sides changed a field: `--theirs`, `--take WEB-12.title`.

use super::super::exit::ShellError;
use crate::domain::import::{Chosen, ChosenField, Conflict, Parsed};
use crate::domain::text;
use clap::ArgMatches;

/// No more conflicts are named in a message.
const NAMED: usize = 10;

/// What was chosen, as the command line says it.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    has_order: bool,
    takes_all: bool,
    /// Each a key, or a key and a field with a point between them.
    takes: Vec<String>,
}

impl Choice {
    pub(super) fn read(matches: &ArgMatches) -> Self {
        let takes = matches.get_many::<String>("take").unwrap_or_default();
        let takes = takes.flat_map(|all| all.split(',')).map(|one| one.trim().to_owned());
        Self { has_order: matches.get_flag("order"), takes_all: matches.get_flag("theirs"), takes: takes.collect() }
    }

    /// The choice among the fields that changed on both sides.
    pub(super) fn among(&self, parsed: &Parsed, conflicts: &[Conflict]) -> Result<Chosen, ShellError> {
        let mut chosen = Chosen { has_order: self.has_order, ..Chosen::default() };
        if self.takes_all {
            chosen.theirs.extend(conflicts.iter().map(Conflict::chosen));
        }
        for take in &self.takes {
            if take.is_empty() {
                return Err(ShellError::Usage(
                    "--take names nothing: give it a key or KEY.field, as in WEB-12.title".into(),
                ));
            }
            let named = |conflict: &&Conflict| is_named(take, &parsed.records[conflict.record].key, conflict);
            let found: Vec<ChosenField> = conflicts.iter().filter(named).map(Conflict::chosen).collect();
            if found.is_empty() {
                return Err(nothing(take, parsed, conflicts));
            }
            chosen.theirs.extend(found);
        }
        Ok(chosen)
    }
}

/// True where `WEB-12` or `WEB-12.title` means a conflict; of the scores, the input has the name.
fn is_named(take: &str, key: &str, conflict: &Conflict) -> bool {
    let take = text::fold(take);
    let key = text::fold(key);
    let field = || text::fold(&name(conflict));
    take == key || take.strip_prefix(&key).and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| rest == field())
}

fn name(conflict: &Conflict) -> String {
    conflict.input.clone().unwrap_or_else(|| conflict.field.name().to_owned())
}

fn nothing(take: &str, parsed: &Parsed, conflicts: &[Conflict]) -> ShellError {
    let mut named: Vec<String> =
        conflicts.iter().take(NAMED).map(|c| format!("{}.{}", parsed.records[c.record].key, name(c))).collect();
    if conflicts.len() > NAMED {
        named.push(format!("{} more", conflicts.len() - NAMED));
    }
    let there = if named.is_empty() {
        "nothing changed on both sides".to_owned()
    } else {
        format!("changed on both sides are {}", named.join(", "))
    };
    ShellError::Usage(format!("--take {take} names nothing to choose: {there}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ItemId;
    use crate::domain::import::{Field, Record};

    #[test]
    fn fields_are_taken_by_key_and_name() {
        let record = Record { key: "WEB-1".into(), ..Record::default() };
        let parsed = Parsed { records: vec![record], ..Parsed::default() };
        let conflict = |field, input: Option<&str>| Conflict {
            item: ItemId(1),
            record: 0,
            field,
            input: input.map(str::to_owned),
            here: String::new(),
        };
        let all = [conflict(Field::Title, None), conflict(Field::Scores, Some("reach"))];
        let chosen = |choice: Choice| choice.among(&parsed, &all).map(|chosen| chosen.theirs.len());
        let take = |what: &str| Choice { takes: vec![what.into()], ..Choice::default() };
        assert_eq!(chosen(Choice { takes_all: true, ..Choice::default() }).unwrap(), 2);
        assert_eq!(chosen(take("web-1.Title")).unwrap(), 1);
        assert_eq!(chosen(take("WEB-1.reach")).unwrap(), 1);
        assert_eq!(chosen(take("WEB-1")).unwrap(), 2);
        assert_eq!(chosen(Choice::default()).unwrap(), 0);
        let error = chosen(take("WEB-12.title")).unwrap_err().to_string();
        assert!(error.contains("WEB-1.title, WEB-1.reach"), "{error}");
    }
}
