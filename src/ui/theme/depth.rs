//! A theme in the colours that the terminal has: for each role the nearest that can still be read.

use super::color::{self, NAMED, Rgb, rgb};
use super::{Role, Theme};
use ratatui::style::{Color, Style};

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None: no colour code is written.
    None,
    /// The sixteen that have names.
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// All of them.
    True,
}

/// How far two hues of one name lie apart at most, in degrees.
const SAME_HUE: i32 = 35;

/// Dark grey: some palettes make it the background, so no text stands in it.
const UNCERTAIN: usize = 8;

impl Theme {
    /// The theme in these colours. Contrasts that a role needs are kept; the hue gives way.
    #[must_use]
    pub fn at_depth(mut self, depth: Depth) -> Self {
        if depth == Depth::True {
            return self;
        }
        let base = self.text;
        let plain = self.text.bg.map(|bg| background(bg, None, (None, super::TEXT), depth));
        for role in Role::ALL {
            let need = self.need(role);
            let style = self.slot(role);
            let ground = match style.bg {
                Some(bg) if Some(bg) != base.bg => Some(background(bg, plain, (style.fg, need), depth)),
                _ => plain,
            };
            style.fg = style.fg.map(|fg| foreground(fg, ground, need, depth));
            style.bg = ground;
            if depth == Depth::None {
                *style = Style { fg: None, bg: None, ..*style };
            }
        }
        self
    }
}

/// The nearest background. That of a role keeps its distance from the plain one and, where there are enough colours,
/// the contrast to the text on it.
fn background(color: Color, plain: Option<Color>, (text, need): (Option<Color>, f64), depth: Depth) -> Color {
    let Some(from) = rgb(color) else { return color };
    let keeps = |c: Rgb, other: Option<Color>, ratio| {
        other.and_then(rgb).is_none_or(|other| color::contrast(c, other) >= ratio)
    };
    let is_far = |c: Rgb| keeps(c, plain, super::SELECTION);
    match depth {
        Depth::True | Depth::None => color,
        Depth::Indexed => nearest_of_256(color, from, |c| is_far(c) && keeps(c, text, need)),
        // Light backgrounds are not known to every terminal of sixteen colours.
        Depth::Sixteen => nearest_of_16(from, 0..8, is_far),
    }
}

/// The nearest colour of text that has the contrast it needs, else the one that is read best.
fn foreground(color: Color, ground: Option<Color>, need: f64, depth: Depth) -> Color {
    let Some(from) = rgb(color) else { return color };
    let is_read = |c: Rgb| ground.and_then(rgb).is_none_or(|ground| color::contrast(c, ground) >= need);
    match depth {
        Depth::True | Depth::None => color,
        Depth::Indexed => nearest_of_256(color, from, is_read),
        Depth::Sixteen => {
            let is_text = need > super::LINE;
            nearest_of_16(from, (0..16).filter(|n| !is_text || *n != UNCERTAIN), is_read)
        }
    }
}

/// One of 256 colours stays what it is; the first sixteen differ from terminal to terminal and are not chosen.
fn nearest_of_256(color: Color, from: Rgb, suits: impl Fn(Rgb) -> bool) -> Color {
    if !matches!(color, Color::Rgb(..)) {
        return color;
    }
    let all = (16..=255_u8).map(|n| (color::difference(color::indexed(n), from), n));
    let mut by_distance: Vec<(u32, u8)> = all.collect();
    by_distance.sort_unstable();
    let best = by_distance.iter().find(|(_, n)| suits(color::indexed(*n))).or(by_distance.first());
    best.map_or(color, |(_, n)| Color::Indexed(*n))
}

/// One of the sixteen: of the same hue where one suits, else a grey, else any. Pastels would all be grey otherwise.
fn nearest_of_16(from: Rgb, among: impl Iterator<Item = usize>, suits: impl Fn(Rgb) -> bool) -> Color {
    let looks = |n: usize| rgb(NAMED[n]).unwrap_or_default();
    let rank = |n: usize| match (color::hue(from), color::hue(looks(n))) {
        (Some(a), Some(b)) if (a - b).abs().min(360 - (a - b).abs()) <= SAME_HUE => 0,
        (None, None) => 0,
        (Some(_), None) => 1,
        _ => 2,
    };
    let mut near: Vec<(u8, u32, usize)> = among.map(|n| (rank(n), color::difference(looks(n), from), n)).collect();
    near.sort_unstable();
    let best = near.iter().find(|(_, _, n)| suits(looks(*n))).or(near.first());
    best.map_or(Color::Reset, |(_, _, n)| NAMED[*n])
}
