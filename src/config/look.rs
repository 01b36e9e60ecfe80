//! Which theme and how many colours: by choice, else by what the terminal and the environment tell.

use crate::domain::{spelling, text};
use crate::ui::theme::color::{self, Rgb};
use crate::ui::theme::{Depth, Theme as Built};

/// The choice of colours.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// As the terminal is: dark or light, and mono where it has no colours.
    #[default]
    Auto,
    /// The theme of this name: one that the program carries, or a file of the person's own.
    Named(String),
}

/// The choice of how many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Colors {
    /// As the environment says.
    #[default]
    Auto,
    /// So many.
    Of(Depth),
}

/// What the environment says of the terminal; a variable that isn't set is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `COLORFGBG`.
    pub colorfgbg: String,
    /// `NO_COLOR`.
    pub no_color: String,
    /// True inside GNU screen, whatever it calls itself.
    pub is_in_screen: bool,
    /// True where the terminal is on another machine: an answer may come when nobody listens any more.
    pub is_far: bool,
}

/// The name of the theme that a choice means. `background` is what the terminal answered, where it did; it counts
/// before what the environment says.
pub fn choose<'a>(choice: &'a Theme, depth: Depth, background: Option<Rgb>, around: &Surroundings) -> &'a str {
    let is_light = background.map(color::is_light).or_else(|| is_light(&around.colorfgbg)).unwrap_or(false);
    match choice {
        _ if depth == Depth::None => "mono",
        Theme::Named(name) => name,
        Theme::Auto if is_light => "light",
        Theme::Auto => "dark",
    }
}

/// True where the terminal's background would decide, the environment doesn't tell it, and an answer is likely to
/// come soon.
pub fn is_background_wanted(choice: &Theme, depth: Depth, around: &Surroundings) -> bool {
    let term = around.term.as_str();
    let is_mute = matches!(term, "" | "linux" | "dumb") || term.starts_with("screen");
    let is_told = is_light(&around.colorfgbg).is_some();
    *choice == Theme::Auto && depth != Depth::None && !is_told && !is_mute && !around.is_far
}

/// The terminals that erase in the background that is set (terminfo's `bce`), by the beginning of `TERM`.
const PAINTERS: &[&str] = &[
    "xterm",
    "tmux",
    "alacritty",
    "foot",
    "ghostty",
    "kitty",
    "wezterm",
    "contour",
    "konsole",
    "vte",
    "rxvt-unicode",
    "putty",
    "linux",
    "st-",
];

/// True where erased cells get the background that is set; others, as GNU screen, give them their own.
pub fn erases_in_color(around: &Surroundings) -> bool {
    !around.is_in_screen && PAINTERS.iter().any(|name| around.term.starts_with(name))
}

/// `0;15`: the last number is the background, one of sixteen colours; 7 and those from 9 on are light. `None` where
/// nothing is said.
fn is_light(colorfgbg: &str) -> Option<bool> {
    match colorfgbg.rsplit(';').next()?.trim().parse::<u8>().ok()? {
        7 | 9..=15 => Some(true),
        0..=6 | 8 => Some(false),
        _ => None,
    }
}

/// How many colours there are: as chosen, else none where `NO_COLOR` says so, else as `COLORTERM` and `TERM` say.
pub fn depth(choice: Colors, around: &Surroundings) -> Depth {
    let term = around.term.as_str();
    let knows_all = matches!(around.colorterm.as_str(), "truecolor" | "24bit");
    // GNU screen hands the variable on and then garbles the colours.
    let is_screen = term.starts_with("screen");
    let is_rich =
        ["kitty", "ghostty", "alacritty", "foot", "wezterm", "contour"].iter().any(|name| term.contains(name));
    match choice {
        Colors::Of(depth) => depth,
        Colors::Auto if !around.no_color.is_empty() => Depth::None,
        Colors::Auto if term.ends_with("-mono") || term.ends_with("-m") => Depth::None,
        Colors::Auto if (knows_all && !is_screen) || term.ends_with("-direct") || is_rich => Depth::True,
        Colors::Auto if knows_all || term.contains("256color") => Depth::Indexed,
        Colors::Auto => Depth::Sixteen,
    }
}

/// Reads the option `theme`. Whether a theme of that name is there is judged when it is read.
pub(super) fn theme(value: &str) -> Result<Theme, String> {
    let word = value.trim();
    let known = text::fold(word);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match word {
        _ if known == "auto" => Ok(Theme::Auto),
        _ if Built::names().any(|name| name == known) => Ok(Theme::Named(known)),
        name if !name.is_empty() && !name.starts_with('.') && name.chars().all(is_name) => {
            Ok(Theme::Named(name.into()))
        }
        _ => Err(format!(
            "\"{}\" is no name of a theme: write auto, dark, light, high-contrast, mono, or NAME for themes/NAME.toml",
            text::visible(value)
        )),
    }
}

/// Reads the option `colors`.
pub(super) fn colors(value: &str) -> Result<Colors, String> {
    let words = [
        ("auto", Colors::Auto),
        ("truecolor", Colors::Of(Depth::True)),
        ("256", Colors::Of(Depth::Indexed)),
        ("16", Colors::Of(Depth::Sixteen)),
        ("none", Colors::Of(Depth::None)),
    ];
    choice("colors", value, &words)
}

/// One of several words.
pub(super) fn choice<T: Copy>(option: &str, value: &str, words: &[(&str, T)]) -> Result<T, String> {
    let word = text::fold(value);
    words.iter().find(|(name, _)| *name == word).map(|(_, meant)| *meant).ok_or_else(|| {
        let near = spelling::nearest(&word, words.iter().map(|(name, _)| *name));
        let near = near.map_or(String::new(), |near| format!(" did you mean {near}?"));
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        format!("{option} can't be \"{}\":{near} use one of {}", text::visible(value), names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(term: &str, colorterm: &str) -> Surroundings {
        Surroundings { term: term.into(), colorterm: colorterm.into(), ..Surroundings::default() }
    }

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        for (term, colorterm, expected) in [
            ("xterm-256color", "", Depth::Indexed),
            ("xterm-256color", "truecolor", Depth::True),
            ("tmux-256color", "24bit", Depth::True),
            ("screen.xterm-256color", "truecolor", Depth::Indexed),
            ("screen", "", Depth::Sixteen),
            ("xterm-kitty", "", Depth::True),
            ("xterm-direct", "", Depth::True),
            ("linux", "", Depth::Sixteen),
            ("xterm", "", Depth::Sixteen),
            ("", "", Depth::Sixteen),
            ("xterm-mono", "", Depth::None),
        ] {
            assert_eq!(depth(Colors::Auto, &around(term, colorterm)), expected, "{term} {colorterm}");
        }
    }

    #[test]
    fn no_color_counts_before_the_terminal_and_a_choice_before_both() {
        let around = Surroundings { no_color: "1".into(), ..around("xterm-256color", "truecolor") };
        assert_eq!(depth(Colors::Auto, &around), Depth::None);
        assert_eq!(depth(Colors::Of(Depth::Indexed), &around), Depth::Indexed);
        assert_eq!(choose(&Theme::Named("dark".into()), Depth::None, None, &around), "mono");
    }

    #[test]
    fn the_terminals_answer_counts_before_the_environment() {
        let light = Surroundings { colorfgbg: "0;default;15".into(), ..around("xterm", "") };
        let auto = |background, around: &Surroundings| choose(&Theme::Auto, Depth::True, background, around).to_owned();
        assert_eq!(auto(None, &light), "light");
        assert_eq!(auto(Some((0, 43, 54)), &light), "dark");
        assert_eq!(auto(Some((253, 246, 227)), &Surroundings::default()), "light");
        assert_eq!(auto(None, &Surroundings { colorfgbg: "15;0".into(), ..Surroundings::default() }), "dark");
        assert_eq!(choose(&Theme::Named("sea".into()), Depth::True, Some((255, 255, 255)), &light), "sea");
    }

    #[test]
    fn only_a_terminal_that_will_answer_is_asked() {
        let asks = |around: &Surroundings| is_background_wanted(&Theme::Auto, Depth::True, around);
        let tells = |colorfgbg: &str| Surroundings { colorfgbg: colorfgbg.into(), ..around("xterm", "") };
        assert!(asks(&around("xterm-256color", "")) && asks(&tells("default;default")) && asks(&tells("1;99")));
        assert!(!asks(&tells("0;15")) && !asks(&tells("0;default;7")) && !asks(&tells("15;0")));
        for mute in ["linux", "dumb", "screen", "screen-256color", ""] {
            assert!(!asks(&around(mute, "")), "{mute}");
        }
        assert!(!asks(&Surroundings { is_far: true, ..around("xterm", "") }));
        assert!(!is_background_wanted(&Theme::Auto, Depth::None, &around("xterm", "")));
        assert!(!is_background_wanted(&Theme::Named("dark".into()), Depth::True, &around("xterm", "")));
    }

    #[test]
    fn only_a_terminal_that_paints_what_it_erases_is_told_to_erase() {
        for painter in
            ["xterm-256color", "xterm-ghostty", "tmux-256color", "linux", "st-256color", "rxvt-unicode-256color"]
        {
            assert!(erases_in_color(&around(painter, "")), "{painter}");
        }
        for other in ["", "screen", "screen-256color", "screen.xterm-256color", "vt100", "eterm-color", "sun", "rxvt"] {
            assert!(!erases_in_color(&around(other, "")), "{other}");
        }
        assert!(!erases_in_color(&Surroundings { is_in_screen: true, ..around("xterm-256color", "") }));
    }

    #[test]
    fn a_theme_is_a_name_and_no_path() {
        assert_eq!(theme("Auto"), Ok(Theme::Auto));
        assert_eq!(theme("My-sea_2"), Ok(Theme::Named("My-sea_2".into())));
        assert_eq!(theme("High-Contrast"), Ok(Theme::Named("high-contrast".into())));
        for bad in ["", "../dark", "a/b", "a\\b", ".hidden", "a\u{1b}b"] {
            assert!(theme(bad).is_err(), "{bad}");
        }
    }
}
