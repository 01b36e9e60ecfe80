//! Colours by role, from TOML. A view names a role, never a colour.

use crate::domain::State;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

/// The themes that the program carries, by name.
const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// The styles of all roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Text on the background of everything.
    pub text: Style,
    /// What matters less.
    pub dim: Style,
    /// The one accent.
    pub accent: Style,
    /// Borders.
    pub border: Style,
    /// The border of the pane that has the keys.
    pub focus: Style,
    /// A story's title, a pane's name.
    pub title: Style,
    /// The row under the cursor; keeps a text's own colour out.
    pub selection: Style,
    /// Marked rows, the number of marks.
    pub mark: Style,
    /// Keys in hints and help.
    pub key: Style,
    /// What went well, what is met.
    pub good: Style,
    /// What deserves a look.
    pub warning: Style,
    /// What failed.
    pub error: Style,
    states: [Style; 7],
}

impl Theme {
    /// A theme by name; `None` where there is none of that name.
    pub fn named(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(n, _)| *n == name)?;
        Self::read(text).ok()
    }

    /// Reads a theme from TOML.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        let raw: Raw = toml::from_str(text)?;
        let base = raw.base.0;
        let on_base = |role: Role| base.patch(role.0);
        let s = raw.state;
        Ok(Self {
            text: base,
            dim: on_base(raw.dim),
            accent: on_base(raw.accent),
            border: on_base(raw.border),
            focus: on_base(raw.focus),
            title: on_base(raw.title),
            selection: on_base(raw.selection),
            mark: on_base(raw.mark),
            key: on_base(raw.key),
            good: on_base(raw.good),
            warning: on_base(raw.warning),
            error: on_base(raw.error),
            states: [s.inbox, s.open, s.ready, s.in_progress, s.to_accept, s.done, s.declined].map(on_base),
        })
    }

    /// The style of a state's sign and word.
    pub fn state(&self, state: State) -> Style {
        self.states[state as usize]
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    base: Role,
    dim: Role,
    accent: Role,
    border: Role,
    focus: Role,
    title: Role,
    selection: Role,
    mark: Role,
    key: Role,
    good: Role,
    warning: Role,
    error: Role,
    state: RawStates,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawStates {
    inbox: Role,
    open: Role,
    ready: Role,
    in_progress: Role,
    to_accept: Role,
    done: Role,
    declined: Role,
}

/// `117 on #rrggbb bold`; `default` leaves the terminal's own colour.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Role(Style);

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
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
        Ok(Self(style))
    }
}

fn color(word: &str) -> Result<Color, String> {
    word.parse().map_err(|_| {
        format!("\"{word}\" is no colour: write a number from 0 to 255, #rrggbb, a name such as blue, or default")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2 relative luminance.
    fn luminance(color: Color) -> f64 {
        let (r, g, b) = rgb(color);
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    /// The 256 colours as xterm shows them: a cube of six steps, then 24 greys.
    fn rgb(color: Color) -> (u8, u8, u8) {
        let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
        match color {
            Color::Rgb(r, g, b) => (r, g, b),
            Color::Indexed(n @ 16..=231) => (step((n - 16) / 36), step((n - 16) / 6 % 6), step((n - 16) % 6)),
            Color::Indexed(n @ 232..) => (8 + 10 * (n - 232), 8 + 10 * (n - 232), 8 + 10 * (n - 232)),
            other => panic!("{other} looks different in every terminal"),
        }
    }

    fn contrast(style: Style) -> f64 {
        let (a, b) = (luminance(style.fg.unwrap()), luminance(style.bg.unwrap()));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_is_readable_on_its_background() {
        for name in ["dark", "light"] {
            let t = Theme::named(name).unwrap();
            let roles =
                [t.text, t.dim, t.accent, t.focus, t.title, t.selection, t.mark, t.key, t.good, t.warning, t.error];
            for style in roles.into_iter().chain(t.states) {
                assert!(contrast(style) >= 4.5, "{name}: {style:?} has {:.1}", contrast(style));
            }
            let (plain, chosen) = (t.text.bg.unwrap(), t.selection.bg.unwrap());
            assert_ne!(plain, chosen, "{name}: the selection can't be seen");
        }
    }

    #[test]
    fn without_colour_no_cell_has_one() {
        let t = Theme::named("mono").unwrap();
        for style in [t.text, t.dim, t.accent, t.selection, t.error].into_iter().chain(t.states) {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }

    #[test]
    fn a_bad_colour_is_named() {
        let text = BUILT_IN[0].1.replace("\"247\"", "\"#nope\"");
        assert!(Theme::read(&text).unwrap_err().to_string().contains("is no colour"));
    }
}
