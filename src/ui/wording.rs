//! Texts that name keys: each key as the map in force has it.
//!
//! A text names a line of the keymap between `<` and `>`: `<undo> takes it back`, `<move top> moves it up`. Where no
//! key is bound to the line, it stands there as it is typed after `:`. Only texts of the program itself are read so,
//! never what a person has typed.

use super::keymap::{Keymap, Scope};
use super::press::Press;

/// The sections in which a key is looked for, the first first.
const SCOPES: [Scope; 29] = [
    Scope::Backlog,
    Scope::App,
    Scope::Journal,
    Scope::Questions,
    Scope::Panel,
    Scope::Merge,
    Scope::Split,
    Scope::Similar,
    Scope::Form,
    Scope::Queue,
    Scope::Report,
    Scope::Accept,
    Scope::Sprint,
    Scope::Inside,
    Scope::Plan,
    Scope::Board,
    Scope::Burndown,
    Scope::Review,
    Scope::Prioritize,
    Scope::Table,
    Scope::Cell,
    Scope::Matrix,
    Scope::Pairs,
    Scope::Order,
    Scope::Duel,
    Scope::Close,
    Scope::Actions,
    Scope::Import,
    Scope::Present,
];

/// The text with its keys.
pub fn keyed(keymap: &Keymap, text: &'static str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let (line, behind) = after.split_once('>').unwrap_or((after, ""));
        out.push_str(&keys(keymap, line));
        rest = behind;
    }
    out + rest
}

/// The keys of a line, as one presses them; `:line` where it has none.
pub fn keys(keymap: &Keymap, line: &str) -> String {
    let bound = SCOPES.iter().find_map(|scope| keymap.keys_of(&[*scope], line));
    bound.unwrap_or_else(|| format!(":{line}"))
}

/// A letter for each name, to take it with one key: the first one of its last word, else of another word, else any
/// in it, that no name before took and that means nothing in a pop-up. A name for which none is left has none.
pub fn letters(keymap: &Keymap, words: &[&str]) -> Vec<Option<char>> {
    let is_key = |c: char| keymap.bindings(Scope::Panel).iter().any(|b| b.keys[0] == Press::char(c));
    let mut taken: Vec<char> = Vec::new();
    words
        .iter()
        .map(|word| {
            let begins = word.rsplit(' ').filter_map(|w| w.chars().next());
            let letter = begins
                .chain(word.chars())
                .map(|c| c.to_ascii_lowercase())
                .find(|c| c.is_alphabetic() && !taken.contains(c) && !is_key(*c));
            taken.extend(letter);
            letter
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, Scale, State};
    use strum::IntoEnumIterator;

    #[test]
    fn a_text_takes_its_keys_from_the_map() {
        let map = Keymap::built_in().unwrap();
        assert_eq!(keyed(&map, "<undo> takes it back · <leave> closes"), "u takes it back · Esc closes");
        assert_eq!(keyed(&map, "<move top> or <backup>"), "m t or :backup");
        let other = Keymap::read("[app]\nx = \"undo\"").unwrap();
        assert_eq!(
            keyed(&other, "<undo> takes it back, <redo> brings it again"),
            "x takes it back, :redo brings it again"
        );
    }

    #[test]
    fn letters_are_the_first_free_ones_and_no_keys_of_a_pop_up() {
        let map = Keymap::built_in().unwrap();
        let of = |words: &[&str]| letters(&map, words).into_iter().map(|l| l.unwrap_or('-')).collect::<String>();
        assert_eq!(of(&State::iter().map(State::name).collect::<Vec<_>>()), "iorpade");
        assert_eq!(of(&Kind::iter().map(Kind::name).collect::<Vec<_>>()), "esbdpt");
        assert_eq!(of(&Scale::iter().map(Scale::name).collect::<Vec<_>>()), "fptr");
        assert_eq!(of(&["q", "k", "a", "a"]), "--a-");
    }
}
