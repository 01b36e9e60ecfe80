//! Plain stories: one a line, or a Markdown list with boxes, numbers and deeper lines as criteria.

use super::link::{Draft, Gathered, Keys, stopped};
use super::{ExchangeError, Source, cell, learned, markup};
use crate::domain::criterion::Line;
use crate::domain::import::{Feed, Field, Fields, Record, Report};
use crate::domain::item::Extra;
use crate::domain::{State, story};

/// Reads the lines of a file.
pub(super) fn read(file: &Source, text: &str, gathered: &mut Gathered<'_>) -> Result<(), ExchangeError> {
    let Gathered { drafts: before, keys, report, before: bytes, watch, .. } = gathered;
    let mut reader = Reader { report, keys, section: String::new(), drafts: Vec::new(), has_boxes: false };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = text.split('\n').peekable();
    let mut read = *bytes;
    while let Some(line) = lines.next() {
        read += line.len() + 1;
        if let Some(stop) = stopped(watch, file, before.len() + reader.drafts.len(), read) {
            return Err(stop);
        }
        let mut whole = line.to_owned();
        while lines.peek().is_some_and(|next| goes_on(&whole, next)) {
            whole.push(' ');
            whole.push_str(lines.next().unwrap_or_default().trim());
        }
        reader.line(&whole);
    }
    let Reader { mut drafts, has_boxes, .. } = reader;
    if drafts.is_empty() {
        return Err(ExchangeError::NoRows { name: file.name.clone() });
    }
    let has_criteria = drafts.iter().any(|d| !d.record.item.criteria.is_empty());
    let mut tells = Fields::of(&[Field::Title, Field::Persona, Field::Want, Field::Benefit, Field::Extra]);
    tells = if has_boxes { tells.with(Field::State) } else { tells };
    tells = if has_criteria { tells.with(Field::Criteria) } else { tells };
    for draft in &mut drafts {
        draft.record.tells = tells;
    }
    let read = drafts.iter().filter(|d| !d.record.item.text.want.is_empty()).count();
    report.count("lines read as user stories", read);
    report.count("other lines, taken as titles", drafts.len() - read);
    if gathered.drafts.is_empty() {
        // Many drafts are much memory: they are not there twice.
        gathered.drafts = drafts;
    } else {
        gathered.drafts.extend(drafts);
    }
    learned::add(&mut gathered.feeds, Feed { source: "stories".into(), ..Feed::default() });
    Ok(())
}

/// True where a story's sentence goes on in the next line.
fn goes_on(line: &str, next: &str) -> bool {
    let begins = |words: &[&str]| {
        let head = next.trim_start().to_lowercase();
        words.iter().any(|w| head.starts_with(w))
    };
    let (_, bare) = story::split_set(line);
    let bare = markup::unmarked(bare).0;
    if !bare.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("as ")) {
        return false;
    }
    match story::parse(bare) {
        None => begins(&["i ", "i'", "i\u{2019}"]),
        Some(sentence) => sentence.benefit.is_empty() && begins(&["so that", "so i ", "in order to"]),
    }
}

struct Reader<'a> {
    report: &'a mut Report,
    keys: &'a mut Keys,
    /// The last Markdown heading.
    section: String,
    drafts: Vec<Draft>,
    has_boxes: bool,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) {
        let bare = line.trim();
        if bare.is_empty() || (bare.len() > 2 && bare.chars().all(|c| matches!(c, '-' | '=' | '*' | '_'))) {
            return;
        }
        let (set, rest) = story::split_set(bare);
        if set.is_none() && bare.starts_with('#') && (markup::list_text(bare).is_some() || bare.starts_with("##")) {
            bare.trim_matches(['#', ' ']).clone_into(&mut self.section);
            self.report.note("headings, kept beside the items under them");
            return;
        }
        let is_list = markup::list_text(rest).is_some();
        let is_deeper = line.starts_with("  ") || line.starts_with('\t');
        let (words, is_done) = if is_list || rest.starts_with('[') { markup::unmarked(rest) } else { (rest, None) };
        if words.is_empty() {
            self.report.note("empty stories, left out");
            return;
        }
        match self.drafts.last_mut() {
            Some(last) if is_deeper && is_list => {
                let mut none = Vec::new();
                let text = cell::block("criterion", words, &mut none, self.report);
                last.record.item.criteria.push(Line { text, is_done: is_done.unwrap_or(false) });
            }
            _ => self.item(words, set, is_done),
        }
    }

    fn item(&mut self, words: &str, set: Option<&str>, is_done: Option<bool>) {
        let mut record = Record { source: "stories".into(), ..Record::default() };
        let plain = words.replace("**", "");
        let quoted = plain.strip_prefix(['"', '\u{201c}']).and_then(|p| p.strip_suffix(['"', '\u{201d}']));
        let plain = quoted.filter(|inner| !inner.contains('"')).unwrap_or(&plain);
        let mut beside = Vec::new();
        let whole = cell::block("story", plain, &mut beside, self.report);
        record.key = self.keys.key("stories", &whole);
        let text = &mut record.item.text;
        if let Some(sentence) = story::parse(&whole) {
            text.title = story::title(&sentence.want);
            (text.persona, text.want, text.benefit) = (sentence.persona, sentence.want, sentence.benefit);
        } else {
            text.title = cell::line("story", &whole, &mut beside, self.report);
        }
        if text.title.is_empty() {
            self.report.note("empty stories, left out");
            return;
        }
        self.has_boxes |= is_done.is_some();
        record.item.state = if is_done == Some(true) { State::Done } else { State::Open };
        let section =
            (!self.section.is_empty()).then(|| Extra { column: "section".into(), value: self.section.clone() });
        let set = set.map(|s| Extra { column: "set".into(), value: s.into() });
        record.extra = set.into_iter().chain(section).chain(beside).collect();
        let mut draft = Draft { record, ..Draft::default() };
        draft.tighten();
        self.drafts.push(draft);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> (Vec<Record>, Vec<(String, usize)>) {
        let file = Source { name: "f".into(), bytes: vec![] };
        let mut gathered = Gathered::default();
        read(&file, text, &mut gathered).unwrap();
        (gathered.drafts.into_iter().map(|d| d.record).collect(), gathered.report.lines)
    }

    #[test]
    fn each_line_is_a_story_or_a_title() {
        let (all, report) = records(
            "#G14# As a Publisher, I want to publish a dataset, so that I can share it.\t\t\n#G14#\n\nFix the login, now\r\nFix the login, now\n",
        );
        assert_eq!(
            all.iter().map(|r| r.item.text.title.as_str()).collect::<Vec<_>>(),
            ["Publish a dataset", "Fix the login, now", "Fix the login, now"]
        );
        assert_eq!(all[0].extra[0], Extra { column: "set".into(), value: "G14".into() });
        assert_ne!(all[1].key, all[2].key);
        assert!(report.contains(&("empty stories, left out".into(), 1)));
        assert!(!all[0].tells.has(Field::State));
    }

    #[test]
    fn a_markdown_list_has_boxes_headings_and_criteria() {
        let (all, _) = records(
            "# Shop\n\n- [ ] As a buyer, I want a cart\n  - [x] it is kept\n- [x] **Done** one\n1. Numbered\n\n---\n",
        );
        let shown: Vec<_> = all.iter().map(|r| (r.item.text.title.as_str(), r.item.state)).collect();
        assert_eq!(shown, [("A cart", State::Open), ("Done one", State::Done), ("Numbered", State::Open)]);
        assert_eq!(all[0].item.criteria, [Line { text: "it is kept".into(), is_done: true }]);
        assert_eq!(all[1].extra[0].value, "Shop");
    }

    #[test]
    fn a_story_over_several_lines_is_one() {
        let (all, _) = records("As a buyer,\nI want a cart,\nso that I can pay.\nAs a seller\nI want money");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].item.text.benefit, "I can pay");
    }
}
