//! Whether the terminal's background is light: told by the environment, else by the terminal itself.
//!
//! It is asked only where nobody has chosen colours and where an answer is likely to come soon: not over SSH, where it
//! may come when the program has ended, and not where the terminal is known to have none.

/// Variables of a shell that runs on another machine than the terminal.
const FAR: [&str; 3] = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"];

/// What the environment says; `None` where it says nothing. `var` reads a variable.
pub(super) fn told(var: impl Fn(&str) -> Option<String>) -> Option<bool> {
    is_light(&var("COLORFGBG")?)
}

/// True where the terminal may be asked.
pub(super) fn is_worth_asking(var: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name: &&str| var(name).is_some_and(|value| !value.is_empty());
    let term = var("TERM").unwrap_or_default();
    let is_mute = matches!(term.as_str(), "" | "linux" | "dumb") || term.starts_with("screen");
    told(&var).is_none() && !is_set(&"NO_COLOR") && !is_mute && !FAR.iter().any(is_set)
}

/// `0;15`: the last number is the background, one of sixteen colours; 7 and those from 9 on are light.
fn is_light(colorfgbg: &str) -> Option<bool> {
    match colorfgbg.rsplit(';').next()?.trim().parse::<u8>().ok()? {
        7 | 9..=15 => Some(true),
        0..=6 | 8 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(set: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_environment_tells_first() {
        assert_eq!(told(env(&[("COLORFGBG", "0;15")])), Some(true));
        assert_eq!(told(env(&[("COLORFGBG", "0;default;7")])), Some(true));
        assert_eq!(told(env(&[("COLORFGBG", "15;0")])), Some(false));
        for nothing in ["", "default;default", "1;99", "x"] {
            assert_eq!(is_light(nothing), None, "{nothing}");
        }
        assert_eq!(told(env(&[])), None);
    }

    #[test]
    fn only_a_terminal_that_will_answer_is_asked() {
        assert!(is_worth_asking(env(&[("TERM", "xterm-256color")])));
        assert!(is_worth_asking(env(&[("TERM", "tmux-256color"), ("COLORFGBG", "default;default"), ("NO_COLOR", "")])));
        for mute in ["linux", "dumb", "screen", "screen-256color", ""] {
            assert!(!is_worth_asking(|name| (name == "TERM").then(|| mute.to_owned())), "{mute}");
        }
        assert!(!is_worth_asking(env(&[("TERM", "xterm"), ("SSH_TTY", "/dev/pts/1")])));
        assert!(!is_worth_asking(env(&[("TERM", "xterm"), ("SSH_CONNECTION", "a 1 b 2")])));
        assert!(!is_worth_asking(env(&[("TERM", "xterm"), ("COLORFGBG", "15;0")])));
        assert!(!is_worth_asking(env(&[("TERM", "xterm"), ("NO_COLOR", "1")])));
    }
}
