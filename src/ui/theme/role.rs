//! What a theme's file says: a style a role, over the styles of a theme that the program carries.

use super::{BUILT_IN, Signs, TEXT, Theme};
use crate::domain::{State, spelling, text};
use ratatui::style::{Color, Modifier, Style};

/// What a style is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of a theme say what each is for")]
pub enum Role {
    Base,
    Dim,
    Dimmed,
    Hint,
    Accent,
    Border,
    Focus,
    Title,
    Selection,
    Mark,
    Match,
    Key,
    Good,
    Warning,
    Error,
    State(State),
}

impl Role {
    /// Every role, the background of everything first.
    pub const ALL: [Self; 22] = [
        Self::Base,
        Self::Dim,
        Self::Dimmed,
        Self::Hint,
        Self::Accent,
        Self::Border,
        Self::Focus,
        Self::Title,
        Self::Selection,
        Self::Mark,
        Self::Match,
        Self::Key,
        Self::Good,
        Self::Warning,
        Self::Error,
        Self::State(State::Inbox),
        Self::State(State::Open),
        Self::State(State::Ready),
        Self::State(State::InProgress),
        Self::State(State::ToAccept),
        Self::State(State::Done),
        Self::State(State::Declined),
    ];

    /// Its name in a file; that of a state stands in the section `state`: `state.in-progress`.
    pub fn name(self) -> String {
        match self {
            Self::State(state) => format!("state.{}", state.name().replace(' ', "-")),
            role => format!("{role:?}").to_lowercase(),
        }
    }
}

/// The styles of a file, and those of its parent where it has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Roles {
    styles: [Style; Role::ALL.len()],
    contrast: f64,
}

impl Roles {
    /// Nothing but the terminal's own colours.
    pub fn plain() -> Self {
        Self { styles: [Style::new(); Role::ALL.len()], contrast: TEXT }
    }

    /// Those of a theme that the program carries; `None` where it carries none of that name.
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let mut roles = Self::plain();
        for (key, value) in text.parse::<toml::Table>().ok()? {
            match value {
                toml::Value::Table(states) => {
                    for (state, style) in states {
                        roles.set(&format!("{key}.{state}"), style.as_str()?).ok()?;
                    }
                }
                toml::Value::Integer(contrast) => roles.set_contrast(contrast).ok()?,
                value => roles.set(&key, value.as_str()?).ok()?,
            }
        }
        Some(roles)
    }

    /// Gives a role a style.
    ///
    /// # Errors
    /// Says what is wrong with the name or the style, and what to write.
    pub fn set(&mut self, name: &str, style: &str) -> Result<(), String> {
        let Some(at) = Role::ALL.iter().position(|role| role.name() == name) else {
            let names: Vec<String> = Role::ALL.iter().map(|role| role.name()).collect();
            let near = spelling::nearest(name, names.iter().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!(" did you mean {near}?"));
            let names: Vec<&str> = names.iter().filter(|n| !n.starts_with("state.")).map(String::as_str).collect();
            return Err(format!(
                "there is no such role:{near} use one of {}, or in [state] the name of a state",
                names.join(", ")
            ));
        };
        self.styles[at] = read(style)?;
        Ok(())
    }

    /// The contrast that the texts keep where there are fewer colours, in whole steps from 1 to 21.
    ///
    /// # Errors
    /// Says what is possible.
    pub fn set_contrast(&mut self, contrast: i64) -> Result<(), String> {
        let ratio = i32::try_from(contrast).ok().filter(|ratio| (1..=21).contains(ratio));
        self.contrast =
            f64::from(ratio.ok_or("a contrast is a number from 1 to 21: write 5, or 7 for much")?).max(TEXT);
        Ok(())
    }

    /// The theme they make: every role stands on the background of `base` where it has none of its own.
    pub fn theme(&self) -> Theme {
        let base = self.styles[0];
        let plain = Theme {
            text: base,
            dim: base,
            dimmed: base,
            hint: base,
            accent: base,
            border: base,
            focus: base,
            title: base,
            selection: base,
            mark: base,
            matched: base,
            key: base,
            good: base,
            warning: base,
            error: base,
            states: [base; 7],
            signs: Signs::Unicode,
            contrast: self.contrast,
        };
        let mut theme = plain;
        for (role, style) in Role::ALL.into_iter().zip(self.styles) {
            *theme.slot(role) = base.patch(style);
        }
        theme
    }
}

/// Reads `117 on #rrggbb bold`; `default` leaves the colour of `base`, and there the terminal's own.
fn read(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "italic" => style.add_modifier(Modifier::ITALIC),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            "default" => style,
            "on" => style.bg(color(words.next().unwrap_or_default())?),
            fg => style.fg(color(fg)?),
        };
    }
    Ok(style)
}

fn color(word: &str) -> Result<Color, String> {
    if word == "default" {
        return Ok(Color::Reset);
    }
    word.parse().map_err(|_| {
        format!(
            "\"{}\" is no colour: write a number from 0 to 255, #rrggbb, a name such as blue, or default; after it \
             on and a background, and any of bold, italic, underlined, reversed",
            text::visible(word)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_reads_and_names_every_role() {
        for (name, text) in BUILT_IN {
            assert!(Roles::built_in(name).is_some(), "{name}");
            for role in Role::ALL {
                let key = role.name().replace("state.", "");
                assert!(text.lines().any(|l| l.starts_with(&format!("{key} = "))), "{name} lacks {key}");
            }
        }
    }

    #[test]
    fn a_style_is_read_word_by_word() {
        let style = read("117 on #010203 bold").unwrap();
        assert_eq!((style.fg, style.bg), (Some(Color::Indexed(117)), Some(Color::Rgb(1, 2, 3))));
        assert!(style.add_modifier.contains(Modifier::BOLD));
        assert!(read("#nope").unwrap_err().contains("\"#nope\" is no colour"));
        assert!(read("blue on").is_err() && read("256").is_err());
    }

    #[test]
    fn an_unknown_role_is_told_with_the_nearest() {
        let mut roles = Roles::built_in("dark").unwrap();
        assert!(roles.set("acent", "1").unwrap_err().contains("did you mean accent?"));
        assert!(roles.set("state.redy", "1").unwrap_err().contains("did you mean state.ready?"));
        assert!(roles.set_contrast(0).is_err() && roles.set_contrast(99).is_err());
    }

    #[test]
    fn a_changed_background_is_everybodys() {
        let mut roles = Roles::built_in("dark").unwrap();
        roles.set("base", "white on black").unwrap();
        let theme = roles.theme();
        assert_eq!(theme.dim.bg, Some(Color::Black));
        assert_ne!(theme.selection.bg, Some(Color::Black));
    }
}
