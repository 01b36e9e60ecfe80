//! The signs that the program draws itself, and what stands for each where a font has ASCII only.
//!
//! Views name the sign; this is the one place that replaces it, on the finished frame. A sign of the list in a
//! person's own text is replaced with them, letters never are.

use ratatui::buffer::Buffer;

/// Behind the state of an item that could go on to ready: it passes every rule.
pub const GOES_ON: &str = "›";
/// Behind the state of an item that stands as ready and lacks something.
pub const GOES_BACK: &str = "‹";

/// Before the title of an item that serves the Sprint Goal.
pub const SERVES: &str = "◆";

/// Before the title of an item that stands at its place by decision.
pub const FIXED: &str = "■";

/// Before the title of an item that was changed here since it and its source said the same.
pub const CHANGED: &str = "±";

/// Before the title of an item that came with the last import and was not looked at since.
pub const INCOMING: &str = "«";

/// A sign of one column and its stand-in. What is not here must not be drawn: a test reads the source for it.
const STAND_INS: &[(char, char)] = &[
    // Lines.
    ('─', '-'),
    ('│', '|'),
    ('╭', '+'),
    ('╮', '+'),
    ('╰', '+'),
    ('╯', '+'),
    ('┌', '+'),
    ('┐', '+'),
    ('└', '+'),
    ('┘', '+'),
    ('├', '+'),
    ('┤', '+'),
    ('┬', '+'),
    ('┴', '+'),
    ('┼', '+'),
    ('┄', '-'),
    ('━', '='),
    // The cursor's bar, marks, boxes, bars of progress.
    ('▌', '>'),
    ('▏', '|'),
    ('▐', '|'),
    ('█', '#'),
    ('▰', '#'),
    ('▱', '.'),
    ('░', '.'),
    ('▁', '_'),
    ('▂', '.'),
    ('▃', ':'),
    ('▄', '-'),
    ('▅', '='),
    ('▆', '+'),
    ('▇', '*'),
    ('•', '*'),
    ('✓', '+'),
    ('✔', '+'),
    ('✗', 'x'),
    ('□', '-'),
    ('■', '#'),
    // States: idea, open, ready, in progress, to accept, refused.
    ('·', '-'),
    ('○', 'o'),
    ('●', '@'),
    ('◐', '%'),
    ('◇', '?'),
    // Serves the Sprint Goal.
    ('◆', '*'),
    // Changed here, came in.
    ('±', '+'),
    ('«', '<'),
    ('×', 'x'),
    // Arrows.
    ('→', '>'),
    ('←', '<'),
    ('↑', '^'),
    ('↓', 'v'),
    ('↵', '<'),
    ('↶', '<'),
    ('↷', '>'),
    ('▲', '^'),
    ('▼', 'v'),
    ('▶', '>'),
    ('▸', '>'),
    ('▾', 'v'),
    ('›', '>'),
    ('‹', '<'),
    // Signs of text.
    ('…', '~'),
    ('—', '-'),
    ('–', '-'),
    ('−', '-'),
    ('÷', '/'),
    ('≤', '<'),
    ('≥', '>'),
    ('≠', '#'),
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('⏎', '<'),
    ('␣', '_'),
    ('◌', 'o'),
    ('∞', '8'),
    ('÷', '/'),
    ('≈', '~'),
    ('◆', '*'),
];

/// What stands for a sign; `None` for a character that is no sign of the program's own.
pub fn stand_in(sign: char) -> Option<char> {
    STAND_INS.iter().find(|(known, _)| *known == sign).map(|(_, plain)| *plain)
}

/// Replaces every sign of a finished frame.
pub fn replace(frame: &mut Buffer) {
    for cell in &mut frame.content {
        let mut chars = cell.symbol().chars();
        if let (Some(sign), None) = (chars.next(), chars.next())
            && !sign.is_ascii()
            && let Some(plain) = stand_in(sign)
        {
            cell.set_char(plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::State;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use std::collections::HashSet;
    use strum::IntoEnumIterator;
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn a_stand_in_is_ascii_and_as_wide() {
        for (sign, plain) in STAND_INS {
            assert!(plain.is_ascii_graphic() && sign.width() == Some(1), "{sign}");
        }
    }

    #[test]
    fn states_that_follow_each_other_keep_apart() {
        let signs: HashSet<char> =
            State::iter().map(|state| stand_in(state.sign().chars().next().unwrap()).unwrap()).collect();
        assert_eq!(signs.len(), State::iter().count(), "{signs:?}");
    }

    #[test]
    fn letters_stay_what_they_are() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 12, 1));
        frame.set_string(0, 0, "▌é→日 Größe…", Style::new());
        replace(&mut frame);
        let text: String = frame.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text, ">é>日  Größe~");
    }
}
