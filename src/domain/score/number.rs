//! How numbers are written. A point or a comma is the decimal sign or sets thousands apart; most often the digits tell.

/// The sign before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// `1,500.25`.
    #[default]
    Point,
    /// `1.500,25`.
    Comma,
}

impl Mark {
    fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// What the signs in a number tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// There is none.
    Nothing,
    /// This is the decimal sign.
    Sure(Mark),
    /// This one stands there once, with three digits behind it: it can be either.
    Open(Mark),
}

/// What the signs in a number tell of the decimal sign. `0,375` are no thousands.
pub(super) fn told(digits: &str) -> Told {
    let count = |mark: Mark| digits.matches(mark.sign()).count();
    let mark = match (count(Mark::Point), count(Mark::Comma)) {
        (0, 0) => return Told::Nothing,
        (1, 0) => Mark::Point,
        (0, 1) => Mark::Comma,
        (_, 0) => return Told::Sure(Mark::Comma),
        (0, _) => return Told::Sure(Mark::Point),
        _ if digits.rfind('.') > digits.rfind(',') => return Told::Sure(Mark::Point),
        _ => return Told::Sure(Mark::Comma),
    };
    let (whole, rest) = digits.split_once(mark.sign()).unwrap_or((digits, ""));
    let is_group = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if is_group { Told::Open(mark) } else { Told::Sure(mark) }
}

/// The digits with a point before the decimals and nothing between thousands; `mark` is the decimal sign where the
/// digits don't tell. `None` where what is set apart are no thousands.
pub(super) fn plain(digits: &str, mark: Mark) -> Option<String> {
    let mark = match told(digits) {
        Told::Sure(mark) => mark,
        Told::Nothing | Told::Open(_) => mark,
    };
    let (whole, rest) = digits.split_once(mark.sign()).unwrap_or((digits, ""));
    let groups: Vec<&str> = whole.split(mark.other().sign()).collect();
    let is_right = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    is_right.then(|| if digits.contains(mark.sign()) { format!("{}.{rest}", groups.concat()) } else { groups.concat() })
}
