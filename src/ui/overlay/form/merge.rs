//! Two changes of one thing: what this form says, what another window wrote meanwhile, and what both began from.

use super::slot::{Nature, Slot};
use super::value::{self, Value, Values};
use super::{Spot, State};
use crate::domain::criterion::Line;
use crate::domain::text::fold;
use crate::ui::action::Form;

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// Nobody else changed it.
    Mine,
    /// Only the other window changed it.
    Theirs,
    /// Both changed it, differently.
    Both,
}

/// Says whose value of a field counts.
pub fn merge(base: &Value, mine: &Value, theirs: &Value) -> Merged {
    match () {
        () if theirs == base || theirs == mine => Merged::Mine,
        () if mine == base => Merged::Theirs,
        () => Merged::Both,
    }
}

/// Both values as one; `None` where a field holds one of them alone.
pub fn both(slot: Slot, mine: &Value, theirs: &Value) -> Option<Value> {
    match (mine, theirs) {
        (Value::List(mine), Value::List(theirs)) => {
            let is_new = |line: &&Line| !mine.iter().any(|own| own.text == line.text);
            Some(Value::List(mine.iter().chain(theirs.iter().filter(is_new)).cloned().collect()))
        }
        (Value::Text(mine), Value::Text(theirs)) => match slot.nature() {
            Nature::Long => Some(Value::Text(united(mine, theirs))),
            Nature::Prose => Some(Value::Text(format!("{mine} / {theirs}"))),
            Nature::Line(_) if matches!(slot, Slot::Tags | Slot::Needs | Slot::NeededBy) => {
                let mut names = value::split(mine);
                for name in value::split(theirs) {
                    if !names.iter().any(|known| fold(known) == fold(&name)) {
                        names.push(name);
                    }
                }
                Some(Value::Text(value::join(&names)))
            }
            Nature::Line(_) | Nature::Choice | Nature::List { .. } | Nature::Parts => None,
        },
        _ => None,
    }
}

/// Two long texts as one: lines that both have stand there once, what is different of theirs comes behind it.
fn united(mine: &str, theirs: &str) -> String {
    let (own, other): (Vec<&str>, Vec<&str>) = (mine.lines().collect(), theirs.lines().collect());
    let same = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (own, other) = (&own[same..], &other[same..]);
    let end = own.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (own_middle, tail) = own.split_at(own.len() - end);
    let is_new = |line: &&&str| line.trim().is_empty() || !own_middle.contains(line);
    let other_middle: Vec<&str> = other[..other.len() - end].iter().filter(is_new).copied().collect();
    let is_apart = same + end == 0 && !own_middle.is_empty() && !other_middle.is_empty();
    let gap: &[&str] = if is_apart { &[""] } else { &[] };
    let head: Vec<&str> = mine.lines().take(same).collect();
    [&head, own_middle, gap, &other_middle, tail].concat().join("\n")
}

impl State {
    /// Takes over what the store says by now; true where a person must choose.
    pub fn meet(&mut self, theirs: &Values) -> bool {
        for (at, entry) in self.entries.iter_mut().enumerate() {
            let Some((_, now)) = theirs.iter().find(|(slot, _)| *slot == entry.slot) else { continue };
            match merge(&entry.base, &entry.value, now) {
                Merged::Mine => {}
                Merged::Theirs => {
                    entry.value = now.clone();
                    self.taken += 1;
                }
                Merged::Both => entry.theirs = Some(now.clone()),
            }
            self.past.meet(at, &entry.base, now, entry.theirs.as_ref());
            entry.base = now.clone();
        }
        let Some(at) = self.entries.iter().position(|entry| entry.theirs.is_some()) else { return false };
        self.at = Spot { entry: at, row: None };
        true
    }

    /// A person has chosen whose text of a field counts.
    pub(super) fn choose(&mut self, form: Form) -> Result<(), &'static str> {
        let at = self.at.entry;
        let Some(theirs) = self.entries.get(at).and_then(|entry| entry.theirs.clone()) else {
            return Err("nobody else changed this field");
        };
        let (slot, mine) = (self.entries[at].slot, &self.entries[at].value);
        let value = if form == Form::Both {
            both(slot, mine, &theirs).ok_or("this field holds one value: choose one of them")?
        } else if form == Form::Theirs {
            theirs
        } else {
            mine.clone()
        };
        self.note();
        let entry = &mut self.entries[at];
        (entry.value, entry.theirs, entry.error) = (value, None, None);
        if let Some(next) = self.entries.iter().position(|entry| entry.theirs.is_some()) {
            self.at = Spot { entry: next, row: None };
        }
        self.stay_in_rows();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Value {
        Value::lines(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_field_that_one_window_changed_is_no_conflict() {
        let (base, mine, theirs) = (Value::text("a"), Value::text("b"), Value::text("c"));
        assert_eq!(merge(&base, &mine, &base), Merged::Mine);
        assert_eq!(merge(&base, &base, &theirs), Merged::Theirs);
        assert_eq!(merge(&base, &mine, &mine), Merged::Mine);
        assert_eq!(merge(&base, &mine, &theirs), Merged::Both);
    }

    #[test]
    fn both_loses_nothing_where_a_field_can_hold_both() {
        let text = |slot, mine: &str, theirs: &str| both(slot, &Value::text(mine), &Value::text(theirs));
        assert_eq!(text(Slot::Description, "a", "b"), Some(Value::text("a\n\nb")));
        assert_eq!(text(Slot::Description, "a\nb\nc", "a\nx\nc"), Some(Value::text("a\nb\nx\nc")));
        assert_eq!(text(Slot::Description, "a\nb\nc", "x\nb\ny"), Some(Value::text("a\nb\nc\n\nx\ny")));
        assert_eq!(text(Slot::Description, "a\nb", "a"), Some(Value::text("a\nb")));
        assert_eq!(text(Slot::Title, "a", "b"), Some(Value::text("a / b")));
        assert_eq!(text(Slot::Tags, "a, b", "B, c"), Some(Value::text("a, b, c")));
        assert_eq!(text(Slot::Kind, "bug", "story"), None);
        assert_eq!(text(Slot::Estimate, "3", "5"), None);
        assert_eq!(both(Slot::Criteria, &lines(&["a", "b"]), &lines(&["b", "c"])), Some(lines(&["a", "b", "c"])));
    }
}
