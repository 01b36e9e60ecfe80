//! Names of files, as a shell completes them: the word at the cursor, quoted where it has a space.

use super::{Entry, Known, MOST, Offer, Row, Wants};

pub(super) fn offer(text: &str, cursor: usize, known: &Known) -> Offer {
    let (from, typed) = word(&text[..cursor]);
    let (folder, begun) = match typed.rfind('/') {
        Some(at) => typed.split_at(at + 1),
        None if typed == "~" => return home(from, cursor),
        None => ("", typed.as_str()),
    };
    let fits = |entry: &&Entry| {
        let is_hidden = entry.name.starts_with('.');
        entry.name.to_lowercase().starts_with(&begun.to_lowercase()) && (!is_hidden || begun.starts_with('.'))
    };
    let rows = known.entries(folder).iter().filter(fits).take(MOST).map(|entry| row(folder, entry)).collect();
    Offer { from, to: cursor, rows, wants: Some(Wants::Folder(folder.to_owned())), ..Offer::default() }
}

fn home(from: usize, to: usize) -> Offer {
    Offer { from, to, rows: vec![Row::value("~/", "your home folder")], ..Offer::default() }
}

fn row(folder: &str, entry: &Entry) -> Row {
    let (end, doc) = if entry.is_folder { ("/", "folder") } else { ("", "") };
    let path = format!("{folder}{}{end}", entry.name);
    Row {
        text: quoted(&path, entry.is_folder),
        label: format!("{}{end}", entry.name),
        doc: doc.into(),
        ..Row::default()
    }
}

/// The path as [`word`] and the shell read it. A folder's quotes stay open: its files go on in them.
fn quoted(path: &str, is_open: bool) -> String {
    if !path.contains([' ', '\'', '"', '\\']) {
        return path.to_owned();
    }
    let inside = path.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{inside}{}", if is_open { "" } else { "\"" })
}

/// Where the last word of a line begins, and what it says without its quotes.
fn word(text: &str) -> (usize, String) {
    let (mut from, mut said) = (0, String::new());
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (None, ' ') => (from, said) = (at + 1, String::new()),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None | Some('"'), '\\') => said.extend(chars.next().map(|(_, c)| c)),
            (_, c) => said.push(c),
        }
    }
    (from, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, names: &[&str]) -> Vec<String> {
        let (_, typed) = word(text);
        let folder = typed.rfind('/').map_or(String::new(), |at| typed[..=at].to_owned());
        let entry = |name: &&str| Entry { name: name.trim_end_matches('/').into(), is_folder: name.ends_with('/') };
        let mut known = Known::default();
        known.list(folder, names.iter().map(entry).collect());
        let offer = offer(text, text.len(), &known);
        offer.rows.iter().map(|row| format!("{}{}", &text[..offer.from], row.text)).collect()
    }

    #[test]
    fn the_last_word_is_completed() {
        assert_eq!(rows("~/ba", &["backlog.csv", "Bax/", "other"]), ["~/backlog.csv", "~/Bax/"]);
        assert_eq!(rows("a.csv b", &["b.csv"]), ["a.csv b.csv"]);
        assert_eq!(rows("~", &[]), ["~/"]);
    }

    #[test]
    fn a_space_is_quoted_and_a_folder_goes_on_inside() {
        assert_eq!(rows("my", &["my list.csv", "my dir/"]), ["\"my list.csv\"", "\"my dir/"]);
        assert_eq!(rows("\"my dir/", &["a b.csv", "c"]), ["\"my dir/a b.csv\"", "\"my dir/c\""]);
        assert_eq!(rows("my\\ d", &["my dir/"]), ["\"my dir/"]);
        assert_eq!(rows("", &["it's"]), ["\"it's\""]);
    }

    #[test]
    fn hidden_files_are_shown_where_they_are_asked_for() {
        assert_eq!(rows("", &[".git/", "a"]), ["a"]);
        assert_eq!(rows(".", &[".git/", "a"]), [".git/"]);
    }
}
