//! What a terminal tells beside keys: the mouse, and its background's colour.

use super::Input;
use crate::ui::mouse::{Mouse, MouseKind};

/// Shift, Alt or Control in a mouse report.
const MODIFIERS: u32 = 4 | 8 | 16;
const MOTION: u32 = 32;
const WHEEL: u32 = 64;
/// Buttons beyond the usual ones.
const EXTRA: u32 = 128;
/// The button's number where no button is down.
const NO_BUTTON: u32 = 3;

/// A report as mode 1006 sends it: `0;12;5`, ended by `M`, or by `m` where a button was let go.
pub(super) fn sgr_mouse(parameters: &[u8], last: u8) -> Option<Input> {
    let text = std::str::from_utf8(parameters).ok()?;
    let mut numbers = text.split(';').map(|n| n.parse().ok());
    let (code, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(())?;
    mouse(code, (column, row), last == b'm')
}

/// A report of a terminal that knows only the first protocol: three bytes, each with 32 added.
pub(super) fn old_mouse(code: u8, column: u8, row: u8) -> Option<Input> {
    let number = |byte: u8| u32::from(byte).checked_sub(32);
    let code = number(code)?;
    let is_release = code & (MOTION | WHEEL) == 0 && code & NO_BUTTON == NO_BUTTON;
    let code = if is_release { 0 } else { code };
    mouse(code, (number(column)?, number(row)?), is_release)
}

/// `code` is the button with bits for what else holds; `at` is counted from 1.
fn mouse(code: u32, at: (u32, u32), is_release: bool) -> Option<Input> {
    let button = code & NO_BUTTON;
    let is_plain = code & MODIFIERS == 0;
    let kind = match button {
        _ if code & EXTRA != 0 => return None,
        0 if code & WHEEL != 0 && is_plain => MouseKind::WheelUp,
        1 if code & WHEEL != 0 && is_plain => MouseKind::WheelDown,
        _ if code & WHEEL != 0 => return None,
        // A drag that has begun ends whatever is held by then.
        0 if is_release => MouseKind::Up,
        0 if code & MOTION != 0 => MouseKind::Drag,
        0 if is_plain => MouseKind::Down,
        _ => return None,
    };
    let place = |n: u32| u16::try_from(n.saturating_sub(1)).unwrap_or(u16::MAX);
    Some(Input::Mouse(Mouse { kind, column: place(at.0), row: place(at.1) }))
}

/// The answer to the question for the background: `11;rgb:1e1e/1e1e/1e1e`, or with `#1e1e1e`.
pub(super) fn background(body: &[u8]) -> Option<Input> {
    let colour = std::str::from_utf8(body).ok()?.strip_prefix("11;")?;
    let parts: Vec<&str> = match colour.split_once(':') {
        Some(("rgb" | "rgba", parts)) => parts.split('/').collect(),
        Some(_) => return None,
        None => hash_parts(colour)?,
    };
    let part = |n: usize| parts.get(n).and_then(|digits| share(digits));
    let (red, green, blue) = (part(0)?, part(1)?, part(2)?);
    // How bright people see it (ITU-R BT.601).
    Some(Input::Background { is_light: 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 })
}

fn hash_parts(colour: &str) -> Option<Vec<&str>> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.is_ascii())?;
    let wide = digits.len() / 3;
    (wide > 0 && wide * 3 == digits.len()).then(|| vec![&digits[..wide], &digits[wide..2 * wide], &digits[2 * wide..]])
}

/// One to four hexadecimal digits as a share of the most they can say.
fn share(digits: &str) -> Option<f64> {
    let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok().filter(|n| (1..=4).contains(n))?)? - 1;
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some(f64::from(value) / f64::from(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(body: &str) -> Option<bool> {
        match background(body.as_bytes()) {
            Some(Input::Background { is_light }) => Some(is_light),
            _ => None,
        }
    }

    #[test]
    fn a_background_is_light_or_dark() {
        assert_eq!(light("11;rgb:1e1e/1e1e/1e1e"), Some(false));
        assert_eq!(light("11;rgb:fdfd/f6f6/e3e3"), Some(true));
        assert_eq!(light("11;rgb:f/f/f"), Some(true));
        assert_eq!(light("11;rgba:0000/2b2b/3636/ffff"), Some(false));
        assert_eq!(light("11;#ffffff"), Some(true));
        for bad in ["10;rgb:0/0/0", "11;?", "11;rgb:0/0", "11;rgb:fffff/0/0", "11;rgb:x/y/z", "11;#ffff", "11;#é0"] {
            assert_eq!(light(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_the_left_button_and_the_wheel_are_ours() {
        let kind = |text: &str, last| match sgr_mouse(text.as_bytes(), last) {
            Some(Input::Mouse(Mouse { kind, column: 9, row: 4 })) => Some(kind),
            _ => None,
        };
        assert_eq!(kind("0;10;5", b'M'), Some(MouseKind::Down));
        assert_eq!(kind("0;10;5", b'm'), Some(MouseKind::Up));
        assert_eq!(kind("16;10;5", b'm'), Some(MouseKind::Up), "Control was pressed meanwhile");
        assert_eq!(kind("32;10;5", b'M'), Some(MouseKind::Drag));
        assert_eq!(kind("64;10;5", b'M'), Some(MouseKind::WheelUp));
        assert_eq!(kind("65;10;5", b'M'), Some(MouseKind::WheelDown));
        // Middle, right, Shift, Control, no button, sideways, further buttons, with Shift turned.
        for code in ["1", "2", "4", "16", "35", "66", "67", "128", "68"] {
            assert_eq!(kind(&format!("{code};10;5"), b'M'), None, "{code}");
        }
        for bad in ["", "0", "0;1", "a;1;1", "0;;1", "-1;1;1", "99999999999;1;1"] {
            assert_eq!(sgr_mouse(bad.as_bytes(), b'M'), None, "{bad}");
        }
    }
}
