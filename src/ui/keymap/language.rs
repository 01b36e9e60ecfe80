//! Keys of layouts without Latin letters: what stands on the same key of the English layout.
//!
//! A key that the map itself doesn't know is looked up here. Only the keymap asks; text fields never do.

use crate::domain::spelling;
use crate::ui::press::{Code, Press};

/// From a character of the person's layout to the Latin one of the same key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Language(Vec<(char, char)>);

/// A layout by its name: its characters and the Latin ones, key by key, unshifted; then the shifted keys that are no
/// capitals of these.
struct Layout {
    name: &'static str,
    own: &'static str,
    latin: &'static str,
    own_shifted: &'static str,
    latin_shifted: &'static str,
}

const LAYOUTS: &[Layout] = &[
    Layout {
        name: "russian",
        own: "ёйцукенгшщзхъфывапролджэячсмитьбю",
        latin: "`qwertyuiop[]asdfghjkl;'zxcvbnm,.",
        own_shifted: "ЁХЪЖЭБЮ№",
        latin_shifted: "~{}:\"<>#",
    },
    Layout {
        name: "ukrainian",
        own: "йцукенгшщзхїґфівапролджєячсмитьбю",
        latin: "qwertyuiop[]\\asdfghjkl;'zxcvbnm,.",
        own_shifted: "ХЇҐЖЄБЮ№",
        latin_shifted: "{}|:\"<>#",
    },
    Layout {
        name: "belarusian",
        own: "ёйцукенгшўзхфывапролджэячсмітьбю",
        latin: "`qwertyuiop[asdfghjkl;'zxcvbnm,.",
        own_shifted: "ЁХЖЭБЮ№",
        latin_shifted: "~{:\"<>#",
    },
    Layout {
        name: "greek",
        own: ";ςερτυθιοπασδφγηξκλζχψωβνμ",
        latin: "qwertyuiopasdfghjklzxcvbnm",
        own_shifted: "",
        latin_shifted: "",
    },
    // Shift gives Latin capitals there.
    Layout {
        name: "hebrew",
        own: "/'קראטוןםפשדגכעיחלךףזסבהנמצתץ",
        latin: "qwertyuiopasdfghjkl;zxcvbnm,.",
        own_shifted: "",
        latin_shifted: "",
    },
];

/// How pairs are written, for messages.
const HOW: &str = "or write your keys and the Latin ones of the same places, such as \"йцукен=qwerty\"";

impl Language {
    /// Reads words, each a layout's name or pairs such as `йцукен=qwerty`. Capitals come with their letters.
    ///
    /// # Errors
    /// Says what is wrong with a word and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut language = Self::default();
        for word in text.split_whitespace() {
            match word.split_once('=') {
                None => language.add_layout(word)?,
                Some((own, latin)) => language.add_pairs(own, latin)?,
            }
        }
        Ok(language)
    }

    /// The names of the layouts.
    pub fn names() -> Vec<&'static str> {
        LAYOUTS.iter().map(|layout| layout.name).collect()
    }

    fn add_layout(&mut self, word: &str) -> Result<(), String> {
        let shown = crate::domain::text::visible(word);
        let Some(layout) = LAYOUTS.iter().find(|layout| layout.name == crate::domain::text::fold(word)) else {
            let near = spelling::nearest(word, Self::names()).map_or(String::new(), |n| format!(" did you mean {n}?"));
            let names = Self::names().join(", ");
            return Err(format!("there is no layout \"{shown}\":{near} use one of {names}, {HOW}"));
        };
        self.add_pairs(layout.own, layout.latin)?;
        self.add_pairs(layout.own_shifted, layout.latin_shifted)
    }

    fn add_pairs(&mut self, own: &str, latin: &str) -> Result<(), String> {
        let (theirs, ours) = (own.chars().count(), latin.chars().count());
        if theirs != ours {
            return Err(format!(
                "\"{}={}\" pairs {theirs} with {ours} keys: write as many after the = as before it",
                crate::domain::text::visible(own),
                crate::domain::text::visible(latin),
            ));
        }
        let pairs: Vec<(char, char)> = own.chars().zip(latin.chars()).collect();
        if let Some((_, to)) = pairs.iter().find(|(_, to)| !to.is_ascii_graphic() || to.is_ascii_digit()) {
            let shown = crate::domain::text::visible(&to.to_string()).into_owned();
            return Err(format!("\"{shown}\" is no key of the keymap: after the = write Latin letters or signs"));
        }
        for (from, to) in pairs {
            self.add(from, to);
            if let (Some(from), Some(to)) = (capital(from), capital(to)) {
                self.add(from, to);
            }
        }
        Ok(())
    }

    /// The first meaning of a key counts.
    fn add(&mut self, from: char, to: char) {
        if from != to && !self.0.iter().any(|(known, _)| *known == from) {
            self.0.push((from, to));
        }
    }

    /// True where no layout was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same key of the English layout; `None` where it isn't known.
    pub fn latin(&self, press: Press) -> Option<Press> {
        let Code::Char(c) = press.code else { return None };
        let (_, latin) = self.0.iter().find(|(own, _)| *own == c)?;
        Some(Press { code: Code::Char(*latin), ..press })
    }
}

/// The one capital letter of a small one.
fn capital(c: char) -> Option<char> {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(u), None) if u != c => Some(u),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(name: &str, text: &str) -> String {
        let language = Language::parse(name).unwrap();
        let latin = |c| match language.latin(Press::char(c)) {
            Some(Press { code: Code::Char(c), .. }) => c,
            _ => c,
        };
        text.chars().map(latin).collect()
    }

    #[test]
    fn the_rows_of_real_keyboards_are_the_english_ones() {
        let rows = "qwertyuiop asdfghjkl zxcvbnm";
        assert_eq!(through("russian", "йцукенгшщз фывапролд ячсмить"), rows);
        assert_eq!(through("ukrainian", "йцукенгшщз фівапролд ячсмить"), rows);
        assert_eq!(through("belarusian", "йцукенгшўз фывапролд ячсміть"), rows);
        assert_eq!(through("greek", ";ςερτυθιοπ ασδφγηξκλ ζχψωβνμ"), rows);
        assert_eq!(through("hebrew", "/'קראטוןםפ שדגכעיחלך זסבהנמצ"), rows);
        assert_eq!(through("russian", "ОЛП ЖЭ Ё №"), "JKG :\" ~ #");
        assert_eq!(through("greek", "ΞΚΗΛ Ν"), "JKHL N");
        assert_eq!(through("Russian greek", "о ξ"), "j j");
    }

    #[test]
    fn no_layout_maps_to_a_digit_and_none_is_lopsided() {
        for name in Language::names() {
            let language = Language::parse(name).unwrap();
            assert!(language.0.len() >= 26, "{name}");
            assert!(language.0.iter().all(|(_, to)| !to.is_ascii_digit()), "{name}");
        }
    }

    #[test]
    fn pairs_bring_their_capitals() {
        assert_eq!(through("йцукен=qwerty", "йЙнН"), "qQyY");
        assert!(Language::parse("").unwrap().is_empty());
    }

    #[test]
    fn a_bad_map_says_what_to_write() {
        let error = |text: &str| Language::parse(text).unwrap_err();
        assert!(error("rusian").contains("did you mean russian?"));
        assert!(error("klingon").contains("use one of russian"));
        assert!(error("abc=de").contains("pairs 3 with 2 keys"));
        assert!(error("а=1").contains("\"1\" is no key"));
        assert!(error("а=б").contains("Latin"));
    }

    #[test]
    fn control_keeps_with_the_key() {
        let language = Language::parse("russian").unwrap();
        assert_eq!(language.latin(Press::ctrl('в')), Some(Press::ctrl('d')));
        assert_eq!(language.latin(Press::plain(Code::Enter)), None);
    }
}
