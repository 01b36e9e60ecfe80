//! `keymap.toml`: the person's own keys, laid over those that the program carries.

use super::source::{Source, Value};
use super::{Problem, named};
use crate::ui::keymap::{Keymap, Row, unknown_section};

/// Reads a keymap's `text` over `base`. A row that can't be taken is left out; the others stay in force. `file` is
/// only named in the problems.
pub fn read(base: &Keymap, text: &str, file: &str) -> (Keymap, Vec<Problem>) {
    let source = Source::read(text);
    let mut problems = source.broken;
    let mut wrong = |line, key: &str, message| {
        problems.push(Problem { line, key: key.to_owned(), message, ..Problem::default() });
    };
    let is_known = |name: &str| Keymap::sections().any(|known| known == name);
    for (section, line) in source.sections.iter().filter(|(name, _)| !is_known(name)) {
        wrong(*line, section, unknown_section(section));
    }
    let mut rows = Vec::new();
    for entry in source.entries {
        match entry.value {
            _ if entry.section.is_empty() => {
                let message = "the row stands in no section: put it below [app], [backlog], [panel] or [journal]";
                wrong(entry.line, &entry.key, message.into());
            }
            Value::Text(text) if is_known(&entry.section) => {
                rows.push(Row { line: entry.line, section: entry.section, keys: entry.key, text });
            }
            Value::Text(_) => {}
            value => {
                let message = format!(
                    "the value is {} and must be a verb in quotes, such as \"move top\", or \"\" to take the keys away",
                    value.kind()
                );
                wrong(entry.line, &entry.key, message);
            }
        }
    }
    let (map, faults) = base.patched(&rows);
    problems.extend(faults.into_iter().map(|fault| Problem {
        line: fault.line,
        key: format!("\"{}\"", fault.key),
        message: fault.message,
        is_warning: fault.is_warning,
        ..Problem::default()
    }));
    (map, named(problems, file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Press;
    use crate::ui::keymap::{Meaning, Scope, Source as From};
    use proptest::prelude::*;

    const LISTS: &[Scope] = &[Scope::Backlog, Scope::App];

    fn over(text: &str) -> (Keymap, Vec<String>) {
        let (map, problems) = read(&Keymap::built_in().unwrap(), text, "keymap.toml");
        (map, problems.iter().map(Problem::to_string).collect())
    }

    fn good(text: &str) -> Keymap {
        let (map, problems) = over(text);
        assert_eq!(problems, Vec::<String>::new());
        map
    }

    fn line(map: &Keymap, keys: &str) -> String {
        match map.meaning(LISTS, &Press::parse_sequence(keys).unwrap()) {
            Meaning::Bound(binding) => binding.line.clone(),
            Meaning::Begun => "…".into(),
            Meaning::Unbound => String::new(),
        }
    }

    /// The one problem of a text, which must leave the map as it was.
    #[track_caller]
    fn refused(text: &str) -> String {
        let (map, problems) = over(text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(map, Keymap::built_in().unwrap());
        problems.into_iter().next().unwrap()
    }

    #[test]
    fn a_row_binds_rebinds_or_takes_away() {
        let map = good("[backlog]\nX = \"state done\"\nJ = \"move bottom\"\nb = \"\"\n\"Y Y\" = \"undo\"\n");
        assert_eq!(line(&map, "X"), "state done");
        assert_eq!(line(&map, "J"), "move bottom");
        assert_eq!(line(&map, "b"), "");
        assert_eq!(line(&map, "Y"), "…");
        assert_eq!(line(&map, "Y Y"), "undo");
        assert_eq!(line(&map, "k"), "up");
        assert_eq!(map.keys_of(LISTS, "block"), None);
        assert_eq!(map.keys_of(LISTS, "undo").as_deref(), Some("Y Y"), "the person's own key is shown");
        let bound = map.bindings(Scope::Backlog).iter().find(|b| b.spelling() == "X").unwrap();
        assert_eq!(bound.source, From::Line(2));
        assert_eq!(good(""), Keymap::built_in().unwrap());
    }

    #[test]
    fn a_bad_row_is_told_and_the_others_count() {
        let text =
            "[backlog]\nX = \"explode\"\nY = \"undo\"\n[nowhere]\nZ = \"undo\"\n[app]\nO = 3\nbroken\nT = \"redo\"\n";
        let (map, problems) = over(text);
        assert!(problems[0].starts_with("keymap.toml:2: \"X\": there is no verb \"explode\""), "{problems:?}");
        assert!(problems[1].starts_with("keymap.toml:4: nowhere: there is no section [nowhere]: use one of [app], "));
        assert!(problems[2].starts_with("keymap.toml:7: O: the value is a number and must be a verb"), "{problems:?}");
        assert!(problems[3].starts_with("keymap.toml:8: this line can't be read"), "{problems:?}");
        assert_eq!(problems.len(), 4);
        assert_eq!((line(&map, "Y").as_str(), line(&map, "T").as_str()), ("undo", "redo"));
    }

    #[test]
    fn what_was_meant_is_said() {
        assert!(refused("[backlog]\nPageUp = \"undo\"").contains("\"PageUp\" is no key: did you mean PgUp?"));
        assert!(refused("[backlog]\n\"<C-x>\" = \"undo\"").contains("did you mean Ctrl-x?"));
        assert!(refused("[backlog]\nAlt-x = \"undo\"").contains("Alt is not used"));
        assert!(refused("[backlog]\nX = \"esitmate 3\"").contains("did you mean estimate?"));
        assert!(refused("[backlog]\nX = \"state dome\"").contains("is no state: type one of"));
        assert!(refused("[backlog]\nX = \"doctor\"").contains("command of the shell"));
        assert!(refused("[baklog]\n").contains("did you mean [backlog]?"));
        assert!(refused("X = \"undo\"").contains("stands in no section"));
        assert!(refused("[backlog]\n\"\" = \"undo\"").contains("no key stands before the ="));
        assert!(refused("[backlog]\nY = \"\"").contains("nothing is bound to it in [backlog]: remove the row"));
        assert!(refused("[backlog]\nu = \"\"").contains("put the row into [app]"));
    }

    #[test]
    fn a_digit_is_a_count() {
        assert!(refused("[backlog]\n7 = \"undo\"").contains("digits are counts"));
        assert_eq!(line(&good("[backlog]\n\"Y 7\" = \"undo\""), "Y 7"), "undo");
    }

    #[test]
    fn the_same_keys_twice_are_seen_however_they_are_spelled() {
        let (map, problems) =
            over("[backlog]\n\"Y Y\" = \"undo\"\n\"Y  Y\" = \"redo\"\n\"Ctrl-T\" = \"undo\"\n\"Ctrl-t\" = \"redo\"");
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].ends_with("stand in line 2 already: remove one of the two"), "{problems:?}");
        assert!(problems[0].starts_with("keymap.toml:3: \"Y  Y\": "), "{problems:?}");
        assert_eq!(line(&map, "Y Y"), "undo");
        assert_eq!(over("[backlog]\nX = \"undo\"\nX = \"redo\"").1.len(), 1);
    }

    #[test]
    fn a_beginning_of_other_keys_is_refused_with_the_way_out() {
        let said = refused("[backlog]\ng = \"first\"");
        assert!(said.starts_with("keymap.toml:2: \"g\": \"g\" is the beginning of \"g h\" (built in), "), "{said}");
        assert!(
            said.contains(" more, which could never be typed: write \"g h\" = \"\" in [app], and so for each"),
            "{said}"
        );
        let said = refused("[backlog]\n\"u x\" = \"first\"");
        assert!(said.ends_with("begins with \"u\" (built in), which acts at once: write \"u\" = \"\" in [app] to free the keys, or choose others"), "{said}");
        let (map, problems) = over("[backlog]\n\"Y Y\" = \"undo\"\nY = \"redo\"");
        assert!(problems[0].contains("is the beginning of \"Y Y\" (line 2)") && problems[0].contains("remove one of"));
        assert_eq!(line(&map, "Y Y"), "undo");
    }

    #[test]
    fn freed_keys_can_be_bound_in_the_same_file() {
        let map = good("[app]\n\"u x\" = \"redo\"\nu = \"\"\n\"u u\" = \"undo\"\n");
        assert_eq!((line(&map, "u"), line(&map, "u u")), ("…".to_owned(), "undo".to_owned()));
    }

    #[test]
    fn the_last_way_out_can_not_be_taken_away() {
        // There are two keys for it, and the person's own row goes first.
        for rows in ["q = \"\"\n\"Z Z\" = \"\"", "q = \"undo\"\n\"Z Z\" = \"redo\""] {
            let (_, problems) = over(&format!("[app]\n{rows}"));
            assert_eq!(problems.len(), 1);
            assert!(problems[0].contains("the last key of quit, which must have one: bind another key to it in [app]"));
        }
        assert!(refused("[app]\n\":\" = \"\"").contains("last key of command"));
        assert!(refused("[backlog]\n\"?\" = \"down\"").contains("last key of help"));
        assert!(refused("[panel]\nEnter = \"\"").contains("last key of take in pop-ups"));
        let map = good("[app]\nq = \"undo\"\nY = \"quit\"\n");
        assert_eq!((line(&map, "q"), line(&map, "Y")), ("undo".to_owned(), "quit".to_owned()));
        // One of the two rows that together take both ways away stays.
        let (map, problems) = over("[app]\nEsc = \"\"\nCtrl-c = \"\"\n");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("keymap.toml:3"), "{problems:?}");
        assert_eq!((line(&map, "Esc"), line(&map, "Ctrl-c")), (String::new(), "leave".to_owned()));
    }

    #[test]
    fn keys_that_others_take_are_bound_with_a_warning() {
        let (map, problems) =
            read(&Keymap::built_in().unwrap(), "[backlog]\nCtrl-b = \"undo\"\nCtrl-i = \"redo\"", "k");
        assert_eq!(line(&map, "Ctrl-b"), "undo");
        assert!(problems.iter().all(|p| p.is_warning) && problems.len() == 2);
        assert!(problems[0].to_string().contains("k:2: warning: \"Ctrl-b\": Ctrl-b may never arrive: tmux"));
        assert!(problems[1].to_string().contains("bind Tab instead"));
    }

    #[test]
    fn no_text_stops_it() {
        for text in [
            "\0",
            "[",
            "[backlog",
            "[backlog]\n= \"\"",
            "[backlog]\n\"\u{1b}[2J\" = \"undo\"",
            "[[app]]",
            "[app.x]\na = \"quit\"",
        ] {
            let (map, problems) = over(text);
            assert!(!problems.is_empty(), "{text:?}");
            assert_eq!(map, Keymap::built_in().unwrap(), "{text:?}");
            assert!(problems.iter().all(|p| !p.contains(char::is_control)), "{problems:?}");
        }
    }

    const PANELS: &[Scope] = &[Scope::Panel];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_written_there_is_a_way_out_and_every_key_can_be_typed(
            rows in prop::collection::vec(
                (
                    prop::sample::select(vec!["app", "backlog", "panel", "journal", "nowhere"]),
                    prop::collection::vec(
                        prop::sample::select(vec!["q", "Esc", "Ctrl-c", ":", "?", "g", "u", "m", "Enter", "j", "x"]),
                        1..3,
                    ),
                    prop::sample::select(vec!["", "quit", "leave", "help", "command", "take", "undo", "move top", "no"]),
                ),
                0..30,
            )
        ) {
            let section = |section: &str| {
                let own = rows.iter().filter(|(s, ..)| *s == section);
                let lines: Vec<String> =
                    own.map(|(_, keys, verb)| format!("\"{}\" = \"{verb}\"", keys.join(" "))).collect();
                format!("[{section}]\n{}\n", lines.join("\n"))
            };
            let text = Keymap::sections().chain(["nowhere"]).map(section).collect::<Vec<_>>().concat();
            let (map, problems) = over(&text);
            for (scopes, verbs) in [(LISTS, &["quit", "leave", "help", "command"][..]), (PANELS, &["leave", "take"][..])] {
                for verb in verbs {
                    let bound = scopes.iter().flat_map(|s| map.bindings(*s));
                    let is_reached = bound.filter(|b| b.verb() == *verb).any(|b| {
                        matches!(map.meaning(scopes, &b.keys), Meaning::Bound(found) if found.verb() == *verb)
                    });
                    prop_assert!(is_reached, "{verb}: {text}");
                }
            }
            let own = |scope| vec![scope, Scope::Panel];
            let panels = [Scope::Journal, Scope::Questions, Scope::Merge, Scope::Split, Scope::Similar].map(own);
            for scopes in [LISTS, PANELS].into_iter().chain(panels.iter().map(Vec::as_slice)) {
                let all: Vec<_> = scopes.iter().flat_map(|s| map.bindings(*s)).collect();
                for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
                    prop_assert!(a.keys == b.keys || !b.keys.starts_with(&a.keys), "{} {}", a.spelling(), b.spelling());
                }
            }
            prop_assert!(problems.iter().all(|p| p.starts_with("keymap.toml:")));
        }
    }
}
