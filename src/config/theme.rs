//! A theme file of the person's own: some roles over a parent that the program carries.

use super::source::{Source, Value};
use super::{Problem, named};
use crate::domain::{spelling, text};
use crate::ui::theme::{Roles, Theme};

/// The parent of a theme that names none.
const PARENT: &str = "dark";

/// Reads a theme's `text`. A role that can't be taken keeps the parent's style; texts that are hard to read are only
/// warned about. `file` is only named in the problems.
pub fn read(text: &str, file: &str) -> (Theme, Vec<Problem>) {
    let source = Source::read(text);
    let mut problems = source.broken;
    let mut wrong = |line, key: &str, message| {
        problems.push(Problem { line, key: key.to_owned(), message, ..Problem::default() });
    };
    let parent = source.entries.iter().find(|entry| entry.section.is_empty() && entry.key == "parent");
    let mut roles = match parent.map(|entry| (entry, built_in(&entry.value))) {
        None => Roles::built_in(PARENT),
        Some((_, Ok(roles))) => Some(roles),
        Some((entry, Err(message))) => {
            wrong(entry.line, "parent", message);
            Roles::built_in(PARENT)
        }
    }
    .unwrap_or_else(Roles::plain);
    for (section, line) in source.sections.iter().filter(|(name, _)| name != "state") {
        wrong(*line, section, "there is no such section: the only one is [state]".into());
    }
    for entry in &source.entries {
        let is_known = entry.section.is_empty() || entry.section == "state";
        if !is_known || (entry.section.is_empty() && entry.key == "parent") {
            continue;
        }
        let role =
            if entry.section.is_empty() { entry.key.clone() } else { format!("{}.{}", entry.section, entry.key) };
        if let Err(message) = set(&mut roles, &role, &entry.value) {
            wrong(entry.line, &role, message);
        }
    }
    let theme = roles.theme();
    problems.extend(faint(&theme, &source.entries));
    (theme, named(problems, file))
}

fn built_in(value: &Value) -> Result<Roles, String> {
    let Value::Text(name) = value else {
        return Err(format!("the value is {} and must be text: write parent = \"{PARENT}\"", value.kind()));
    };
    Roles::built_in(&text::fold(name)).ok_or_else(|| {
        let near = spelling::nearest(name, Theme::names());
        let near = near.map_or(String::new(), |near| format!(" did you mean {near}?"));
        let names: Vec<&str> = Theme::names().collect();
        format!("there is no built-in theme \"{}\":{near} use one of {}", text::visible(name), names.join(", "))
    })
}

fn set(roles: &mut Roles, role: &str, value: &Value) -> Result<(), String> {
    match (role, value) {
        ("contrast", Value::Number(contrast)) => roles.set_contrast(*contrast),
        ("contrast", _) => Err(format!("the value is {} and must be a number: write 5, or 7 for much", value.kind())),
        (_, Value::Text(style)) => roles.set(role, style),
        _ => Err(format!("the value is {} and must be text in quotes, such as \"117 on 234 bold\"", value.kind())),
    }
}

/// What is hard to read, with the line that says so where the file has one.
fn faint(theme: &Theme, entries: &[super::source::Entry]) -> Vec<Problem> {
    let line = |role: &str| {
        let is_it = |e: &&super::source::Entry| role == e.key || role.strip_prefix("state.") == Some(e.key.as_str());
        entries.iter().find(is_it).map_or(0, |entry| entry.line)
    };
    let told = theme.faint().into_iter().map(|(role, has, needs)| Problem {
        line: line(&role),
        message: format!("the contrast is {has:.1} and should be at least {needs}: take colours farther apart"),
        key: role,
        is_warning: true,
        ..Problem::default()
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::State;
    use ratatui::style::Color;

    fn problems(text: &str) -> Vec<String> {
        read(text, "sea.toml").1.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn a_few_roles_stand_over_the_parent() {
        let text = "parent = \"light\"\naccent = \"#004080 bold\"\n[state]\nready = \"22 bold\"\n";
        let (theme, problems) = read(text, "sea.toml");
        assert_eq!(problems, []);
        assert_eq!(theme.accent.fg, Some(Color::Rgb(0, 64, 128)));
        assert_eq!(theme.text, Theme::named("light").unwrap().text);
        assert_ne!(theme.state(State::Ready), Theme::named("light").unwrap().state(State::Ready));
        assert_eq!(read("", "x"), (Theme::named("dark").unwrap(), vec![]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_rest_counts() {
        let text = "parent = \"drak\"\nacent = \"1\"\ndim = \"no\"\nkey = 3\n\n[state]\nredy = \"2\"\n[keys]\na = \"b\"\ntitle = \"15\"";
        let all = problems(text);
        assert!(
            all[0].starts_with("sea.toml:1: parent: there is no built-in theme \"drak\": did you mean dark?"),
            "{all:?}"
        );
        assert!(all[1].starts_with("sea.toml:2: acent: there is no such role: did you mean accent?"), "{all:?}");
        assert!(all[2].starts_with("sea.toml:3: dim: \"no\" is no colour"), "{all:?}");
        assert!(all[3].starts_with("sea.toml:4: key: the value is a number"), "{all:?}");
        assert!(
            all[4].starts_with("sea.toml:7: state.redy: there is no such role: did you mean state.ready?"),
            "{all:?}"
        );
        assert!(all[5].starts_with("sea.toml:8: keys: there is no such section"), "{all:?}");
        assert_eq!(all.len(), 6, "{all:?}");
        assert_eq!(read(text, "x").0.dim, Theme::named("dark").unwrap().dim);
    }

    #[test]
    fn low_contrast_is_a_warning_and_is_taken() {
        let (theme, problems) = read("dim = \"236\"\n", "sea.toml");
        assert_eq!(theme.dim.fg, Some(Color::Indexed(236)));
        assert!(problems[0].is_warning && problems[0].line == 1, "{problems:?}");
        assert!(problems[0].to_string().starts_with("sea.toml:1: warning: dim: the contrast is 1."), "{problems:?}");
    }

    #[test]
    fn no_text_stops_it() {
        for text in ["\0", "[[", "base = [", "base = \"on\"", "= 1"] {
            assert!(!problems(text).is_empty(), "{text:?}");
        }
    }
}
