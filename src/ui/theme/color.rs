//! Colours in numbers: what they look like in the usual terminal, how bright they are, how far apart.

use ratatui::style::Color;

/// Red, green, blue, 0 to 255.
pub type Rgb = (u8, u8, u8);

/// The sixteen colours as xterm shows them.
const SIXTEEN: [Rgb; 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The sixteen by their names, in the terminal's order.
pub const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// What a colour looks like in the usual terminal; `None` for the terminal's own.
pub fn rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(n) => Some(indexed(n)),
        named => NAMED.iter().position(|c| *c == named).map(|n| SIXTEEN[n]),
    }
}

/// The 256 colours as xterm shows them: the sixteen, a cube of six steps, 24 greys.
pub fn indexed(n: u8) -> Rgb {
    let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match n {
        0..=15 => SIXTEEN[usize::from(n)],
        16..=231 => (step((n - 16) / 36), step((n - 16) / 6 % 6), step((n - 16) % 6)),
        232.. => (8 + 10 * (n - 232), 8 + 10 * (n - 232), 8 + 10 * (n - 232)),
    }
}

/// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
pub fn luminance((r, g, b): Rgb) -> f64 {
    let part = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

/// Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio").
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// True for a background on which black is read better than white.
pub fn is_light(background: Rgb) -> bool {
    contrast(background, (0, 0, 0)) > contrast(background, (255, 255, 255))
}

/// How different two colours look, without a unit: red weighs by the mean red, as the "redmean" formula has it.
pub fn difference(a: Rgb, b: Rgb) -> u32 {
    let part = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    let red = u32::midpoint(u32::from(a.0), u32::from(b.0));
    ((512 + red) * part(a.0, b.0)) / 256 + 4 * part(a.1, b.1) + ((767 - red) * part(a.2, b.2)) / 256
}

/// The hue in degrees, 0 for red, 120 for green; `None` for what looks grey.
pub fn hue((r, g, b): Rgb) -> Option<i32> {
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    let most = r.max(g).max(b);
    let chroma = most - r.min(g).min(b);
    if chroma < 40 {
        return None;
    }
    let turned = |difference: i32| 60 * difference / chroma;
    Some(if most == r {
        (turned(g - b) + 360) % 360
    } else if most == g {
        turned(b - r) + 120
    } else {
        turned(r - g) + 240
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 0.001);
        assert!((contrast((119, 119, 119), (255, 255, 255)) - 4.48).abs() < 0.01);
        assert!(is_light((255, 255, 255)) && is_light((253, 246, 227)) && !is_light((0, 43, 54)));
    }

    #[test]
    fn the_palette_is_xterms() {
        assert_eq!(indexed(234), (28, 28, 28));
        assert_eq!(indexed(117), (135, 215, 255));
        assert_eq!(rgb(Color::LightBlue), Some((92, 92, 255)));
        assert_eq!(rgb(Color::Reset), None);
    }

    #[test]
    fn a_hue_is_that_of_the_wheel() {
        let all = [(255, 0, 0), (255, 255, 0), (0, 200, 0), (0, 255, 255), (0, 0, 90), (255, 0, 255)];
        assert_eq!(all.map(|rgb| hue(rgb).unwrap()), [0, 60, 120, 180, 240, 300]);
        assert_eq!(hue((138, 138, 150)), None);
    }
}
