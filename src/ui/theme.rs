//! Colours by role, from TOML. A view names a role, never a colour.

pub mod color;
mod depth;
mod role;

use crate::domain::State;
use ratatui::style::Style;

pub use depth::Depth;
pub use role::{Role, Roles};

/// The themes that the program carries, by name.
const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// The least contrast of text to its background, where a theme asks for no more (WCAG 2.2, 1.4.3).
pub const TEXT: f64 = 4.5;
/// The least contrast of the selection's background to everything's.
pub const SELECTION: f64 = 3.0;
/// The least contrast of a border (WCAG 2.2, 1.4.11).
pub const LINE: f64 = 3.0;

/// Which signs the program draws itself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// Lines, circles, arrows.
    #[default]
    Unicode,
    /// What every terminal and font has.
    Ascii,
}

/// The styles of all roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Text on the background of everything.
    pub text: Style,
    /// What matters less.
    pub dim: Style,
    /// An item that stays in sight although it does not match any more.
    pub dimmed: Style,
    /// What could be typed or pressed next.
    pub hint: Style,
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
    /// The letters that were looked for; the role `match`.
    pub matched: Style,
    /// Keys in hints and help.
    pub key: Style,
    /// What went well, what is met.
    pub good: Style,
    /// What deserves a look.
    pub warning: Style,
    /// What failed.
    pub error: Style,
    states: [Style; 7],
    /// The signs it is drawn with.
    pub signs: Signs,
    /// The contrast that its texts keep.
    contrast: f64,
}

impl Theme {
    /// A theme by name; `None` where there is none of that name.
    pub fn named(name: &str) -> Option<Self> {
        Roles::built_in(name).map(|roles| roles.theme())
    }

    /// The names of the themes that the program carries.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The same with these signs.
    #[must_use]
    pub fn with_signs(self, signs: Signs) -> Self {
        Self { signs, ..self }
    }

    /// The style of a state's sign and word.
    pub fn state(&self, state: State) -> Style {
        self.states[state as usize]
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.clone().slot(role).to_owned()
    }

    fn slot(&mut self, role: Role) -> &mut Style {
        match role {
            Role::Base => &mut self.text,
            Role::Dim => &mut self.dim,
            Role::Dimmed => &mut self.dimmed,
            Role::Hint => &mut self.hint,
            Role::Accent => &mut self.accent,
            Role::Border => &mut self.border,
            Role::Focus => &mut self.focus,
            Role::Title => &mut self.title,
            Role::Selection => &mut self.selection,
            Role::Mark => &mut self.mark,
            Role::Match => &mut self.matched,
            Role::Key => &mut self.key,
            Role::Good => &mut self.good,
            Role::Warning => &mut self.warning,
            Role::Error => &mut self.error,
            Role::State(state) => &mut self.states[state as usize],
        }
    }

    /// The contrast that a role needs to its own background.
    fn need(&self, role: Role) -> f64 {
        let is_line = matches!(role, Role::Border | Role::Focus);
        if is_line && self.contrast <= TEXT { LINE } else { self.contrast }
    }

    /// The roles that are hard to read, each with its contrast and the one it needs. Colours that the terminal
    /// chooses are not judged.
    pub fn faint(&self) -> Vec<(String, f64, f64)> {
        let ratio =
            |a: Option<_>, b: Option<_>| Some(color::contrast(a.and_then(color::rgb)?, b.and_then(color::rgb)?));
        let mut faint = Vec::new();
        for role in Role::ALL {
            let (style, need) = (self.style(role), self.need(role));
            if let Some(has) = ratio(style.fg, style.bg).filter(|has| *has < need) {
                faint.push((role.name(), has, need));
            }
        }
        if let Some(has) = ratio(self.selection.bg, self.text.bg).filter(|has| *has < SELECTION) {
            faint.push(("the background of selection".into(), has, SELECTION));
        }
        faint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEPTHS: [Depth; 3] = [Depth::True, Depth::Indexed, Depth::Sixteen];

    #[test]
    fn every_role_can_be_read_in_every_depth() {
        for name in Theme::names() {
            for depth in DEPTHS {
                let theme = Theme::named(name).unwrap().at_depth(depth);
                assert_eq!(theme.faint(), [], "{name} in {depth:?}");
            }
        }
    }

    #[test]
    fn every_role_has_a_background_to_be_measured_on() {
        for name in ["dark", "light", "high-contrast"] {
            let theme = Theme::named(name).unwrap();
            for role in Role::ALL {
                let style = theme.style(role);
                assert!(style.fg.and_then(color::rgb).is_some(), "{name}: {}", role.name());
                assert!(style.bg.and_then(color::rgb).is_some(), "{name}: {}", role.name());
            }
        }
        assert!(Theme::named("high-contrast").unwrap().contrast >= 7.0);
    }

    #[test]
    fn sixteen_colours_are_the_named_ones() {
        for name in ["dark", "light", "high-contrast"] {
            let theme = Theme::named(name).unwrap().at_depth(Depth::Sixteen);
            for role in Role::ALL {
                let style = theme.style(role);
                for color in [style.fg, style.bg].into_iter().flatten() {
                    assert!(color::NAMED.contains(&color), "{name}: {}: {color}", role.name());
                }
                assert!(color::NAMED[..8].contains(&style.bg.unwrap()), "{name}: {}", role.name());
            }
        }
    }

    #[test]
    fn states_stay_apart_from_plain_text_in_256_colours() {
        for name in ["dark", "light"] {
            let theme = Theme::named(name).unwrap().at_depth(Depth::Indexed);
            for state in [State::Ready, State::InProgress, State::ToAccept] {
                assert_ne!(theme.state(state).fg, theme.text.fg, "{name}: {}", state.name());
            }
        }
    }

    #[test]
    fn without_colour_no_cell_has_one() {
        for name in Theme::names() {
            let theme = Theme::named(name).unwrap().at_depth(Depth::None);
            for role in Role::ALL {
                let style = theme.style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{name}: {}", role.name());
            }
        }
        let mono = Theme::named("mono").unwrap();
        assert_eq!(mono.clone().at_depth(Depth::True), mono.clone().at_depth(Depth::None));
        assert_ne!(mono.selection, mono.text);
    }

    #[test]
    fn sixteen_colours_keep_the_hue_where_it_can_be_read() {
        use ratatui::style::Color;
        let dark = Theme::named("dark").unwrap().at_depth(Depth::Sixteen);
        assert_eq!(dark.accent.fg, Some(Color::LightCyan));
        assert_eq!(dark.good.fg, Some(Color::Green));
        assert_eq!(dark.warning.fg, Some(Color::LightYellow));
        assert_eq!(dark.error.fg, Some(Color::LightRed));
        assert_eq!((dark.selection.fg, dark.selection.bg), (Some(Color::Black), Some(Color::Cyan)));
        let light = Theme::named("light").unwrap().at_depth(Depth::Sixteen);
        assert_eq!((light.accent.fg, light.error.fg), (Some(Color::Blue), Some(Color::Red)));
        assert_eq!(light.good.fg, Some(Color::Black), "no green can be read on light grey");
    }
}
