//! Reasons: of what is fixed at its place, and of what was done to the order. They are the Product Owner's words for
//! stakeholders and are shown to everyone, but where they name who asked for the item or who works on it.

use super::Audience;
use crate::domain::text::fold;

/// Words of names that name nobody.
const PLAIN: &[&str] = &["and", "the", "for", "und", "von", "van", "der", "die", "das", "des", "les", "com", "org"];
/// A word of a name with fewer letters names nobody by itself.
const FEWEST: usize = 3;
/// What stands before a reason that a step's label repeats.
const LEADS: &[&str] = &[" fixed: ", " blocked: "];

/// Who may read a reason; `people` are those who asked for the item and work on it. A first name or a last name alone
/// names them too.
pub fn of_reason<S: AsRef<str>>(reason: &str, people: &[S]) -> Audience {
    let said = words(reason);
    if people.iter().any(|who| names(&said, &words(who.as_ref()))) { Audience::Owner } else { Audience::Everyone }
}

/// True where the words name somebody: by a word of the name, or by all of it.
fn names(said: &[String], name: &[String]) -> bool {
    let tells = |word: &&String| word.chars().count() >= FEWEST && !PLAIN.contains(&word.as_str());
    let is_whole = !name.is_empty() && said.windows(name.len()).any(|part| part == name);
    is_whole || name.iter().filter(tells).any(|word| said.contains(word))
}

/// Words without regard to case.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A step's label without the reason that it repeats.
pub(super) fn without_reason(label: &mut String) {
    if let Some(at) = LEADS.iter().filter_map(|lead| Some(label.find(lead)? + lead.len() - 2)).min() {
        label.truncate(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_names_who_asked_is_the_owners() {
        let of = |reason: &str, who: &str| of_reason(reason, &[who, ""]);
        for (reason, who) in [
            ("Luc Berger insisted", "Luc Berger"),
            ("LUC changed his mind", "Luc Berger"),
            ("as Mrs. bergér said", "Ann Bergér"),
            ("for Al, who waits", "Al"),
            ("the sales, again", "Sales and Marketing"),
        ] {
            assert_eq!(of(reason, who), Audience::Owner, "{reason}");
        }
        for (reason, who) in [
            ("the fair is in May", "Luc Berger"),
            ("lucky timing", "Luc"),
            ("the law and the date", "Sales and Marketing"),
            ("nobody asked", ""),
        ] {
            assert_eq!(of(reason, who), Audience::Everyone, "{reason}");
        }
    }

    #[test]
    fn a_label_loses_the_reason_that_it_repeats() {
        let mut label = "undo: WEB-1 is fixed: Luc: he insisted".to_owned();
        without_reason(&mut label);
        assert_eq!(label, "undo: WEB-1 is fixed");
    }
}
