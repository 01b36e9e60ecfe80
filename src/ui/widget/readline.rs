//! The keys of a shell's line, for every text that is typed.

use crate::ui::press::{Code, Press};
use ratatui_textarea::{CursorMove, TextArea};

/// Takes a key; false where it means nothing in a line.
pub(super) fn press(area: &mut TextArea<'static>, press: Press) -> bool {
    if press.ctrl { control(area, press.code) } else { plain(area, press.code) }
}

fn plain(area: &mut TextArea<'static>, code: Code) -> bool {
    match code {
        Code::Char(c) => area.insert_char(c),
        Code::Backspace => _ = area.delete_char(),
        Code::Delete => _ = area.delete_next_char(),
        Code::Left => area.move_cursor(CursorMove::Back),
        Code::Right => area.move_cursor(CursorMove::Forward),
        Code::Home => area.move_cursor(CursorMove::Head),
        Code::End => area.move_cursor(CursorMove::End),
        _ => return false,
    }
    true
}

fn control(area: &mut TextArea<'static>, code: Code) -> bool {
    match code {
        Code::Char('a') => area.move_cursor(CursorMove::Head),
        Code::Char('e') => area.move_cursor(CursorMove::End),
        Code::Char('b') => area.move_cursor(CursorMove::Back),
        Code::Char('f') => area.move_cursor(CursorMove::Forward),
        Code::Char('h') => _ = area.delete_char(),
        Code::Char('d') => _ = area.delete_next_char(),
        Code::Char('w') => _ = area.delete_word(),
        Code::Char('u') => _ = area.delete_line_by_head(),
        Code::Char('k') => _ = area.delete_line_by_end(),
        Code::Left => area.move_cursor(CursorMove::WordBack),
        Code::Right => area.move_cursor(CursorMove::WordForward),
        _ => return false,
    }
    true
}
