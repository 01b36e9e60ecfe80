//! Rows of all files → records: the order, epics across files, sub-tasks under their items.

use super::cell;
use super::column::judge;
use super::comment::People;
use super::{ExchangeError, Source, tie};
use crate::domain::criterion::Line;
use crate::domain::import::{Feed, Field, Record, Report, project};
use crate::domain::item::Extra;
use crate::domain::product::NewProduct;
use crate::domain::score::{MOSCOW, Scoring};
use crate::domain::{Kind, State, text};
use std::collections::{BTreeMap, HashMap};

/// A row read, before it knows the others.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) record: Record,
    /// Its number at its source, where that is not its key.
    pub(super) id: String,
    /// What it names as parent or epic, the best first: column and value.
    pub(super) parents: Vec<Extra>,
    /// Keys of items that need it.
    pub(super) blocks: Vec<String>,
    /// Keys of items that say the same.
    pub(super) duplicates: Vec<String>,
    pub(super) is_subtask: bool,
    /// Its rank at the source; empty where it has none.
    pub(super) rank: String,
    /// Its priority, 0 is the highest; `None` for sources whose rows stand in their order already.
    pub(super) priority: Option<u8>,
}

impl Draft {
    /// Gives back the room in which its cells were cleaned and its lists grew: files have many rows.
    pub(super) fn tighten(&mut self) {
        let Record { item, extra, .. } = &mut self.record;
        let text = &mut item.text;
        let texts = [&mut text.title, &mut text.persona, &mut text.want, &mut text.benefit, &mut text.description];
        texts.into_iter().for_each(String::shrink_to_fit);
        text.tags.shrink_to_fit();
        item.criteria.shrink_to_fit();
        extra.shrink_to_fit();
    }

    /// Lets go of what it says of others, and of its place: its cells stand under the wrong names.
    pub(super) fn disown(&mut self) {
        self.parents.clear();
        self.blocks.clear();
        self.duplicates.clear();
        self.rank.clear();
        self.record.needs.clear();
        self.record.sprints.clear();
        self.is_subtask = false;
    }
}

/// What the files gave so far.
#[derive(Default)]
pub(super) struct Gathered<'w> {
    /// The rows, in the order of their files.
    pub(super) drafts: Vec<Draft>,
    /// Keys given to rows that have none, over all files.
    pub(super) keys: Keys,
    pub(super) report: Report,
    /// How the sources call things.
    pub(super) feeds: Vec<Feed>,
    /// Names of people by their accounts, over all files.
    pub(super) people: People,
    /// The products that the files speak of.
    pub(super) products: Vec<NewProduct>,
    /// How the product is scored, where a file tells it whole.
    pub(super) scoring: Option<Box<Scoring>>,
    /// Bytes of the files before this one.
    pub(super) before: usize,
    /// Told how many bytes are read; says whether to go on.
    pub(super) watch: Option<Watch<'w>>,
}

/// Told how many bytes are read; says whether to go on.
pub(super) type Watch<'w> = &'w mut dyn FnMut(usize) -> bool;

/// So many items are read at once: with 64 MB of text about half a gigabyte of memory.
pub(super) const MOST_ITEMS: usize = 200_000;

/// Asks the watch every so many rows; why no more are read, where it says stop or where there are too many.
pub(super) fn stopped(
    watch: &mut Option<Watch<'_>>,
    file: &Source,
    rows: usize,
    bytes: usize,
) -> Option<ExchangeError> {
    const EVERY: usize = 512;
    if rows > MOST_ITEMS {
        return Some(ExchangeError::TooMany { name: file.name.clone(), most: text::thousands(MOST_ITEMS) });
    }
    let is_stopped = rows.is_multiple_of(EVERY) && watch.as_mut().is_some_and(|watch| !watch(bytes));
    is_stopped.then_some(ExchangeError::Cancelled)
}

/// Makes records of drafts. The drafts stand in the order of their files.
pub(super) fn link(mut drafts: Vec<Draft>, people: &People, report: &mut Report) -> Vec<Record> {
    for draft in &mut drafts {
        people.name(&mut draft.record.item.comments);
    }
    tie::tie(&mut drafts, report);
    put_in_order(&mut drafts, report);
    if drafts.iter().any(|d| d.is_subtask || !d.parents.is_empty()) {
        drafts = with_parents(drafts, report);
    }
    drafts.into_iter().map(|d| d.record).collect()
}

fn put_in_order(drafts: &mut [Draft], report: &mut Report) {
    let ranked = drafts.iter().filter(|d| !d.rank.is_empty()).count();
    if ranked > 0 {
        if drafts.iter().all(|d| d.rank.is_empty() || d.rank.parse::<f64>().is_ok_and(f64::is_finite)) {
            drafts.sort_by_cached_key(|d| (d.rank.is_empty(), d.rank.parse().map_or(0, sortable)));
            report.note("order: by rank, as numbers");
        } else {
            drafts.sort_by_cached_key(|d| (d.rank.is_empty(), d.rank.clone()));
            report.note("order: by rank, as text (LexoRank)");
        }
        report.count("rows without a rank, below the others", drafts.len() - ranked);
    } else if drafts.iter().any(|d| d.priority.is_some_and(|p| p < super::row::NO_PRIORITY)) {
        drafts.sort_by_key(|d| d.priority.unwrap_or_default());
        report.note("no rank in the file: order by priority, then as in the file");
    } else if drafts.iter().any(|d| d.priority.is_some()) {
        report.note("no rank in the file: order as in the file");
    }
}

/// A number whose order is that of the float.
fn sortable(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn with_parents(mut drafts: Vec<Draft>, report: &mut Report) -> Vec<Draft> {
    let found = Index::of(&drafts);
    let mut under: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..drafts.len() {
        let parents = std::mem::take(&mut drafts[at].parents);
        let named = parents.iter().filter_map(|p| found.get(&drafts[at].record.source, &p.value));
        let targets: Vec<usize> = named.filter(|t| *t != at).collect();
        classify(&mut drafts, at, &parents, &targets, report);
        let is_epic = |t: usize| drafts[t].record.item.text.kind == Kind::Epic && !drafts[t].is_subtask;
        let epic = targets.iter().copied().find(|t| is_epic(*t) && !drafts[at].is_subtask);
        let target = epic.or(targets.first().copied());
        match target {
            Some(target) if drafts[at].is_subtask && !drafts[target].is_subtask => {
                under.entry(target).or_default().push(at);
            }
            Some(target) if !drafts[at].is_subtask && is_epic(target) && !is_epic(at) => {
                drafts[at].record.parent = Some(drafts[target].record.key.clone());
            }
            // Only what is known of it here tells whether it is an epic.
            Some(target) if !drafts[at].is_subtask && !drafts[target].record.tells.has(Field::Kind) => {
                drafts[at].record.parent = Some(drafts[target].record.key.clone());
            }
            target => keep_parents(&mut drafts[at], parents, target.is_some(), report),
        }
    }
    let mut is_line = vec![false; drafts.len()];
    for (target, children) in under {
        let own = drafts[target].record.extra.len();
        for child in children {
            is_line[child] = true;
            let taken = std::mem::take(&mut drafts[child]);
            put_under(&mut drafts[target].record, own, taken);
        }
    }
    tell_subtasks(&mut drafts, &is_line);
    let mut is_line = is_line.into_iter();
    drafts.retain(|_| is_line.next() == Some(false));
    drafts
}

/// Where the files have sub-tasks in rows of their own, they tell those of every item.
fn tell_subtasks(drafts: &mut [Draft], is_line: &[bool]) {
    if !is_line.contains(&true) {
        return;
    }
    for draft in drafts {
        let tells = &mut draft.record.tells;
        // A row that ends early may leave out what it is, but not what stands under it.
        *tells = tells.with(Field::Subtasks);
    }
}

/// An epic named Must, Should, Could or Won't is a class; it stays an epic, too.
fn classify(drafts: &mut [Draft], at: usize, parents: &[Extra], targets: &[usize], report: &mut Report) {
    let class_of = |name: &str| judge::class(name);
    if drafts[at].record.item.inputs.get(&MOSCOW.id).is_some() {
        return;
    }
    let titles = targets.iter().map(|target| drafts[*target].record.item.text.title.as_str());
    let class = titles.chain(parents.iter().map(|parent| parent.value.as_str())).find_map(class_of);
    if let Some(class) = class {
        drafts[at].record.item.inputs.set(&MOSCOW.id, Some(class));
        report.note("classes from epics named Must, Should, Could or Won't");
    }
}

/// The parent is not among the rows, or is no epic: a key is kept for later imports, anything else beside the item.
fn keep_parents(draft: &mut Draft, parents: Vec<Extra>, is_among: bool, report: &mut Report) {
    if draft.is_subtask {
        draft.is_subtask = false;
        draft.record.under = parents.iter().find(|p| project(&p.value).is_some()).map(|p| p.value.clone());
        report.note("sub-tasks whose parent is not in the files");
    } else if is_among {
        report.note("parents that are no epics, kept beside the item");
    }
    let key = parents.iter().find(|p| project(&p.value).is_some()).map(|p| p.value.clone());
    if let Some(key) = key.filter(|_| !is_among && draft.record.item.text.kind != Kind::Epic) {
        draft.record.parent = Some(key);
    }
    for parent in parents {
        if draft.record.parent.as_ref() != Some(&parent.value) && !draft.record.extra.contains(&parent) {
            draft.record.extra.push(parent);
        }
    }
}

/// A sub-task becomes a line; what else it says stays beside its parent, of which the first `own` columns are its own:
/// what a sub-task says as its parent does is not said again.
fn put_under(parent: &mut Record, own: usize, child: Draft) {
    let Record { key, item, extra, sprints, .. } = child.record;
    parent.lines.push(key.clone());
    let text = if key.is_empty() { item.text.title.clone() } else { format!("{key} {}", item.text.title) };
    parent.item.subtasks.push(Line { text, is_done: matches!(item.state, State::Done | State::Declined) });
    let sprints = if sprints == parent.sprints { String::new() } else { sprints.join("; ") };
    let mut beside = |name: &str, value: String| {
        if !value.is_empty() {
            parent.extra.push(Extra { column: format!("{key} {name}").trim().to_owned(), value });
        }
    };
    let is_line = matches!(item.state, State::Open | State::Done);
    beside("description", item.text.description);
    beside("estimate", item.text.estimate.map(|e| e.to_string()).unwrap_or_default());
    beside("assignee", item.text.assignee);
    beside("state", if is_line { String::new() } else { item.state.name().to_owned() });
    beside("declined", item.decline.map(|no| no.reason).unwrap_or_default());
    beside("blocked", item.blocked.unwrap_or_default());
    beside("tags", item.text.tags.join("; "));
    beside("due", item.text.due.map(|day| day.to_string()).unwrap_or_default());
    beside("sprints", sprints);
    beside("criteria", item.criteria.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n"));
    for comment in item.comments {
        let when = comment.at.map(|at| format!("{} ", at.utc().date_naive())).unwrap_or_default();
        let who = if comment.author.is_empty() { String::new() } else { format!("{}: ", comment.author) };
        beside("comment", format!("{when}{who}{}", comment.text));
    }
    for Extra { column, value } in extra {
        let is_said = parent.extra.iter().take(own).any(|own| own.column == column && own.value == value);
        if !is_said && value != child.id {
            parent.extra.push(Extra { column: format!("{key} {column}").trim().to_owned(), value });
        }
    }
}

/// Rows by what others call them: key, number, and an epic's name.
struct Index(HashMap<String, HashMap<String, usize>>);

impl Index {
    fn of(drafts: &[Draft]) -> Self {
        let mut all: HashMap<String, HashMap<String, usize>> = HashMap::new();
        for (at, draft) in drafts.iter().enumerate() {
            let names = all.entry(draft.record.source.clone()).or_default();
            names.entry(draft.record.key.clone()).or_insert(at);
            if !draft.id.is_empty() {
                names.entry(draft.id.clone()).or_insert(at);
            }
        }
        for (at, draft) in drafts.iter().enumerate().filter(|(_, d)| d.record.item.text.kind == Kind::Epic) {
            let names = all.entry(draft.record.source.clone()).or_default();
            names.entry(draft.record.item.text.title.clone()).or_insert(at);
        }
        Self(all)
    }

    fn get(&self, source: &str, name: &str) -> Option<usize> {
        let names = self.0.get(source)?;
        // "10074.0" is how a spreadsheet writes the number 10074.
        names.get(name).or_else(|| names.get(name.strip_suffix(".0")?)).copied()
    }
}

/// A key for a row that has none: what it says, hashed, and which of its equals it is.
#[derive(Debug, Default)]
pub(super) struct Keys(HashMap<u64, u32>);

impl Keys {
    pub(super) fn key(&mut self, source: &'static str, text: &str) -> String {
        let hash = cell::hash(&crate::domain::text::fold(text));
        let count = self.0.entry(hash ^ cell::hash(source)).or_default();
        *count += 1;
        format!("{hash:016x}-{count}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(key: &str, rank: &str, parent: &str) -> Draft {
        let mut record = Record { source: "jira".into(), key: key.into(), ..Record::default() };
        record.item.text.title = format!("T {key}");
        let parents =
            if parent.is_empty() { vec![] } else { vec![Extra { column: "Parent".into(), value: parent.into() }] };
        Draft { record, rank: rank.into(), parents, ..Draft::default() }
    }

    fn keys(drafts: Vec<Draft>) -> Vec<String> {
        link(drafts, &People::default(), &mut Report::default()).into_iter().map(|r| r.key).collect()
    }

    #[test]
    fn ranks_are_numbers_or_text() {
        assert_eq!(
            keys(vec![draft("a", "10", ""), draft("b", "9", ""), draft("c", "", ""), draft("d", "-1", "")]),
            ["d", "b", "a", "c"]
        );
        assert_eq!(
            keys(vec![draft("a", "0|i000bn:", ""), draft("b", "0|i000bm:v", ""), draft("c", "0|i000bm:", "")]),
            ["c", "b", "a"]
        );
    }

    #[test]
    fn parents_are_found_by_key_and_number_and_sub_tasks_become_lines() {
        let mut epic = draft("A-1", "", "");
        epic.record.item.text.kind = Kind::Epic;
        epic.id = "1000".into();
        let mut sub = draft("A-3", "", "A-2");
        sub.is_subtask = true;
        sub.record.item.state = State::Done;
        sub.record.item.text.description = "how".into();
        let records = link(
            vec![
                sub,
                draft("A-2", "", "1000.0"),
                epic,
                draft("A-4", "", "A-2"),
                draft("A-5", "", "B-9"),
                draft("A-6", "", "77"),
            ],
            &People::default(),
            &mut Report::default(),
        );
        assert_eq!(records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["A-2", "A-1", "A-4", "A-5", "A-6"]);
        assert_eq!(records[0].parent.as_deref(), Some("A-1"));
        assert_eq!(records[0].item.subtasks, [Line { text: "A-3 T A-3".into(), is_done: true }]);
        assert_eq!(records[0].extra[0].column, "A-3 description");
        assert_eq!((records[2].parent.as_ref(), records[2].extra.len()), (None, 1));
        assert_eq!(records[3].parent.as_deref(), Some("B-9"));
        assert_eq!((records[4].parent.as_ref(), records[4].extra[0].value.as_str()), (None, "77"));
    }

    #[test]
    fn more_items_than_memory_holds_are_refused_with_words() {
        let file = Source { name: "big.csv".into(), bytes: Vec::new() };
        assert!(stopped(&mut None, &file, MOST_ITEMS, 0).is_none());
        let told = stopped(&mut None, &file, MOST_ITEMS + 1, 0).unwrap().to_string();
        assert!(told.contains("big.csv holds more than 200,000 items") && told.contains("split it"), "{told}");
    }

    #[test]
    fn keys_of_equal_rows_differ() {
        let mut keys = Keys::default();
        let (a, b, c) = (keys.key("csv", "Same"), keys.key("csv", "same"), keys.key("csv", "other"));
        assert!(keys.key("stories", "same").ends_with("-1"));
        assert!(a.ends_with("-1") && b.ends_with("-2") && a[..16] == b[..16] && a[..16] != c[..16]);
    }

    proptest! {
        #[test]
        fn floats_sort_as_numbers(a in -1e12_f64..1e12, b in -1e12_f64..1e12) {
            prop_assert_eq!(sortable(a).cmp(&sortable(b)), a.total_cmp(&b));
        }
    }
}
