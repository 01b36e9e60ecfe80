//! How far two words are apart, for "did you mean".

/// So many letters of a word are looked at.
const LOOKED_AT: usize = 40;

/// How many letters to put in, take out, replace or swap with their neighbour (optimal string alignment). Of long
/// words only the beginning is looked at.
pub fn distance(a: &str, b: &str) -> usize {
    let letters = |word: &str| word.chars().take(LOOKED_AT).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let mut before = vec![0; b.len() + 1];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1; b.len() + 1];
        for j in 0..b.len() {
            let is_swap = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            let swapped = if is_swap { before[j - 1] + 1 } else { usize::MAX };
            next[j + 1] = (row[j] + usize::from(a[i] != b[j])).min(row[j + 1] + 1).min(next[j] + 1).min(swapped);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

/// The known word that somebody most likely meant; `None` where none is near. Case, `-` and `_` don't count.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(typed, known).into_iter().next()
}

/// The known words that somebody may have meant, the nearest first.
pub fn near<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = squeeze(typed);
    let most = most(&typed);
    let letters = |word: &str| word.chars().take(LOOKED_AT).count();
    let typed_letters = letters(&typed);
    // So many letters more or fewer are so many apart, at least: most words need no table, and need not be squeezed.
    let may_be_near = |word: &&str| !word.is_ascii() || plain_letters(word).abs_diff(typed_letters) <= most;
    let squeezed = known.into_iter().filter(may_be_near).map(|word| (squeeze(word), word));
    let alike = squeezed.filter(|(word, _)| letters(word).abs_diff(typed_letters) <= most);
    let far = alike.map(|(squeezed, word)| (distance(&typed, &squeezed), word));
    let mut near: Vec<(usize, &str)> = far.filter(|(far, _)| *far <= most).collect();
    near.sort_by_key(|(far, _)| *far);
    near.into_iter().map(|(_, word)| word).collect()
}

/// How many letters may be wrong: a third of them. "theem" is theme, "drak" is dark, "x" is nothing.
fn most(typed: &str) -> usize {
    let letters = typed.chars().count();
    (letters / 3).clamp(usize::from(letters > 1), 3)
}

/// The letters of a word of plain ones, as it is squeezed.
fn plain_letters(word: &str) -> usize {
    word.trim().bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b' ')).take(LOOKED_AT).count()
}

fn squeeze(word: &str) -> String {
    super::text::fold(word).replace(['-', '_', ' '], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_the_one_that_was_meant() {
        let known = ["theme", "colors", "which_key_ms", "border"];
        assert_eq!(nearest("theem", known), Some("theme"));
        assert_eq!(nearest("drak", ["auto", "dark"]), Some("dark"));
        assert_eq!(nearest("Colours", known), Some("colors"));
        assert_eq!(nearest("which-key-ms", known), Some("which_key_ms"));
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("keybindings", known), None);
        assert_eq!(near("form", ["from", "farm", "theme", "form"]), ["form", "from", "farm"]);
        assert!(near("q!", ["up", "go", "quit"]).is_empty());
    }

    #[test]
    fn long_words_cost_no_more_than_short_ones() {
        assert_eq!(distance(&"a".repeat(100_000), &"b".repeat(100_000)), 40);
    }
}
