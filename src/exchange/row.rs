//! A row → a draft, by what each column means. Jira and other tables share it.

mod fate;
mod others;
mod width;

use super::cell;
use super::column::{Layout, Role, judge};
use super::comment::{self, Accounts, People};
use super::date::{self, Clues, Style, Turn};
use super::learned::Learned;
use super::link::{Draft, Keys};
use super::map::Rules;
use super::markup;
use super::status::Judge;
use super::table::Table;
use crate::domain::import::{Feed, Fields, Report};
use crate::domain::item::Extra;
use crate::domain::score::MOSCOW;
use crate::domain::{Estimate, Instant, State, story};
use ::csv::StringRecord;
use std::sync::Arc;
use strum::EnumCount;

/// The priority of a row that names none.
pub(super) const NO_PRIORITY: u8 = 9;

/// How a kind of table differs from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The name of the source.
    pub(super) source: &'static str,
    /// Rows without a rank stand by priority.
    pub(super) by_priority: bool,
    /// Cells carry the guard against formulas; own ones guard `'` too.
    pub(super) is_guarded: bool,
    /// Written by upnext itself.
    pub(super) is_own: bool,
}

/// What all files of an import share while they are read.
pub(super) struct Shared<'a> {
    pub(super) keys: &'a mut Keys,
    pub(super) people: &'a mut People,
    pub(super) report: &'a mut Report,
}

/// Reads the rows of one table.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    dialect: Dialect,
    layout: &'a Layout,
    judge: Judge<'a>,
    keys: &'a mut Keys,
    turn: Turn,
    tells: Fields,
    columns: Arc<[String]>,
    judges: Arc<[String]>,
    report: &'a mut Report,
    /// What was odd in the row being read: the line of the report, and the cell.
    odd: Vec<(String, String)>,
    learned: Learned,
    people: &'a mut People,
    accounts: Accounts,
    counts: Counts,
    /// How wide a row may be before its cells stand under the wrong names.
    width: usize,
    uneven: width::Uneven,
    /// The columns of the last row that was shorter than the header.
    columns_within: Arc<[String]>,
}

/// What went where, for the report.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    comments: usize,
    undated: usize,
    needs: usize,
}

/// The cells of a row by what they mean: the first of each, with its column.
struct Cells<'r>([(&'r str, usize); Role::COUNT]);

impl<'r> Cells<'r> {
    fn get(&self, role: Role) -> &'r str {
        self.0[role as usize].0
    }
}

/// Looks at all date columns, so that day and month are told apart once.
pub(super) fn style(table: &Table, layout: &Layout, report: &mut Report) -> Style {
    let roles = [Role::Created, Role::Updated, Role::Done, Role::Due];
    let mut columns: Vec<usize> = roles.iter().filter_map(|r| layout.index_of(*r)).collect();
    let dates = columns.len();
    columns.extend((0..layout.names.len()).filter(|at| layout.role(*at) == Role::Comment));
    let due = layout.index_of(Role::Due);
    let (mut clues, mut days) = (Clues::default(), Clues::default());
    let mut see = |row: &StringRecord| {
        for (at, column) in columns.iter().enumerate() {
            let cell = row.get(*column).unwrap_or_default();
            // Of a comment only what stands in front of the author.
            match (at < dates, cell.split_once(';')) {
                (true, _) => clues.see(cell),
                (false, Some((date, _))) => clues.see(date),
                (false, None) => {}
            }
        }
        due.and_then(|due| row.get(due)).into_iter().for_each(|cell| days.see(cell));
    };
    if !columns.is_empty() {
        table.each(&mut see);
    }
    let (turn, told) = clues.decide();
    if let Some(line) = told {
        report.note(&line);
    }
    Style { turn, shape: days.shape(turn).or(clues.shape(turn)).unwrap_or_default() }
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        dialect: Dialect,
        layout: &'a Layout,
        rules: &'a Rules,
        style: Style,
        table: &Table,
        shared: Shared<'a>,
    ) -> Self {
        let Shared { keys, people, report } = shared;
        let accounts = if layout.has(Role::Comment) { Accounts::of(table) } else { Accounts::default() };
        Self {
            tells: layout.tells(),
            columns: layout.names.as_slice().into(),
            judges: layout.inputs().into(),
            judge: Judge::new(rules),
            turn: style.turn,
            learned: Learned::new(dialect.source, style),
            odd: Vec::new(),
            counts: Counts::default(),
            width: table.width(),
            uneven: width::Uneven::default(),
            columns_within: Arc::default(),
            accounts,
            dialect,
            layout,
            keys,
            people,
            report,
        }
    }

    /// What was learned of the source, at the end of the table; says what went where.
    pub(super) fn finish(self) -> Feed {
        let Counts { comments, undated, needs } = self.counts;
        self.report.count("comments read", comments);
        self.report.count("comments whose date is not understood", undated);
        self.report.count("links read as what an item needs", needs);
        self.uneven.tell(self.report);
        self.learned.feed(self.layout)
    }

    /// Reads one row.
    pub(super) fn read(&mut self, row: &StringRecord) -> Draft {
        self.people.see(&self.accounts, row);
        let mut draft = Draft::default();
        draft.record.source = self.dialect.source.into();
        draft.record.tells = self.tells;
        draft.record.columns = Arc::clone(&self.columns);
        draft.record.judges = Arc::clone(&self.judges);
        let cells = self.sort(row, &mut draft);
        self.texts(&cells, &mut draft);
        self.kind(&cells, &mut draft);
        self.state(&cells, &mut draft);
        self.people(&cells, &mut draft);
        self.ties(&cells, &mut draft);
        self.dates(&cells, &mut draft);
        comment::sort(&mut draft.record.item.comments);
        self.identity(&cells, &mut draft);
        self.class(&cells, &mut draft);
        self.fit(row.len(), &mut draft);
        draft.tighten();
        for (line, cell) in std::mem::take(&mut self.odd) {
            let name = if cells.get(Role::Key).is_empty() && cells.get(Role::Id).is_empty() {
                &draft.record.item.text.title
            } else {
                &draft.record.key
            };
            self.report.note_first(&line, &cell, name);
        }
        draft
    }

    /// Puts each cell with its meaning; what comes twice or has no home goes beside the item.
    fn sort<'r>(&mut self, row: &'r StringRecord, draft: &mut Draft) -> Cells<'r> {
        let mut cells = Cells([("", 0); Role::COUNT]);
        for (column, raw) in row.iter().enumerate() {
            // Most cells of a wide table are empty.
            if raw.is_empty() {
                continue;
            }
            let raw = if self.dialect.is_guarded { cell::unguard(raw, self.dialect.is_own) } else { raw };
            let value = raw.trim_matches([' ', '\t', '\n', '\r', '\u{a0}']);
            if value.is_empty() {
                continue;
            }
            match self.layout.role(column) {
                Role::Extra => self.keep(column, value, draft),
                Role::Tags => cell::tags(value, &mut draft.record.item.text.tags, self.report),
                Role::Components => self.components(value, draft),
                Role::Comment => self.comment(column, value, draft),
                role @ (Role::BlockedBy | Role::Blocks | Role::Duplicates) => self.link(role, column, value, draft),
                Role::Estimate => self.estimate(column, value, draft),
                Role::Score => self.judge(column, value, draft),
                // A cell each; all of them are read together in the end.
                Role::Sprint => draft.record.sprints.push(value.to_owned()),
                Role::Parent | Role::ParentKey | Role::Epic => self.parent(column, value, draft),
                role if cells.get(role).is_empty() => cells.0[role as usize] = (value, column),
                role if cells.get(role) == value => {}
                _ => self.keep(column, value, draft),
            }
        }
        cells
    }

    fn keep(&mut self, column: usize, raw: &str, draft: &mut Draft) {
        let name = self.layout.name(column);
        let value = cell::block(&name, raw, &mut draft.record.extra, self.report);
        if !value.is_empty() {
            draft.record.extra.push(Extra { column: name, value });
        }
    }

    fn keep_cell(&mut self, cells: &Cells, role: Role, draft: &mut Draft) {
        let (value, column) = cells.0[role as usize];
        if !value.is_empty() {
            self.keep(column, value, draft);
        }
    }

    /// In Jira a cell names one component, which may have a comma in it.
    fn components(&mut self, value: &str, draft: &mut Draft) {
        let tags = &mut draft.record.item.text.tags;
        let known = tags.len();
        if self.dialect.source == "jira" {
            value.split([';', '\n']).for_each(|name| cell::tag(name, tags, self.report));
        } else {
            cell::tags(value, tags, self.report);
        }
        self.learned.components(tags, known);
    }

    fn estimate(&mut self, column: usize, value: &str, draft: &mut Draft) {
        self.learned.estimate(column);
        let bare = value.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
        let is_number = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.parse::<f64>().is_ok();
        match (Estimate::parse(if is_number { bare } else { value }), &draft.record.item.text.estimate) {
            (Ok(None), _) => {}
            (Ok(new), None) => draft.record.item.text.estimate = new,
            (Ok(new), old) if new == *old => {}
            (Ok(_), _) => {
                self.report
                    .note("rows with two different estimates: the first is taken, the other kept beside the item");
                self.keep(column, value, draft);
            }
            (Err(_), _) => {
                self.report.note("estimates not understood, kept beside the item");
                self.keep(column, value, draft);
            }
        }
    }

    /// What a framework asks. A value that is no answer is left out of it and kept beside the item.
    fn judge(&mut self, column: usize, value: &str, draft: &mut Draft) {
        let layout = self.layout;
        let Some(judge) = layout.judge(column) else { return self.keep(column, value, draft) };
        if matches!(value, "-" | "?" | "—" | "null") {
            return;
        }
        let (input, inputs) = (&judge.input, &mut draft.record.item.inputs);
        let Some(answer) = judge.read(value) else {
            let line = format!("{} is {}: other values left out, kept beside the item", input.id, input.wanted());
            self.odd.push((line, value.to_owned()));
            draft.record.unread.push(input.id.to_string());
            return self.keep(column, value, draft);
        };
        match inputs.get(&input.id) {
            None => inputs.set(&input.id, Some(answer.amount)),
            Some(amount) if amount == answer.amount => {}
            Some(_) => {
                let line =
                    format!("two different values of {}: the first is taken, the other kept beside it", input.id);
                self.odd.push((line, value.to_owned()));
                return self.keep(column, value, draft);
            }
        }
        if let Some(done) = answer.done {
            self.report.note(&done.line(input));
        }
    }

    /// The class from labels, else from the priority, where no column has told it.
    fn class(&mut self, cells: &Cells, draft: &mut Draft) {
        let item = &mut draft.record.item;
        if item.inputs.get(&MOSCOW.id).is_some() {
            return;
        }
        let labelled = item.text.tags.iter().filter_map(|tag| judge::class(tag)).max();
        let told = judge::class(cells.get(Role::Priority));
        if let Some(class) = labelled.or(told) {
            item.inputs.set(&MOSCOW.id, Some(class));
            let from = if labelled.is_some() { "labels" } else { "priorities" };
            self.report.note(&format!("classes from {from} named Must, Should, Could or Won't"));
        }
    }

    fn parent(&mut self, column: usize, value: &str, draft: &mut Draft) {
        let parent = Extra { column: self.layout.name(column), value: value.to_owned() };
        if value.eq_ignore_ascii_case("null") {
            return;
        }
        match self.layout.role(column) {
            Role::ParentKey => draft.parents.insert(0, parent),
            Role::Parent => draft.parents.insert(draft.parents.len().min(1), parent),
            _ => draft.parents.push(parent),
        }
    }

    fn line(&mut self, cells: &Cells, role: Role, draft: &mut Draft) -> String {
        let (value, column) = cells.0[role as usize];
        if value.is_empty() {
            return String::new();
        }
        cell::line(&self.layout.name(column), value, &mut draft.record.extra, self.report)
    }

    fn block(&mut self, cells: &Cells, role: Role, draft: &mut Draft) -> String {
        let (value, column) = cells.0[role as usize];
        if value.is_empty() {
            return String::new();
        }
        cell::block(&self.layout.name(column), value, &mut draft.record.extra, self.report)
    }

    /// Title, the story's fields, description and criteria.
    fn texts(&mut self, cells: &Cells, draft: &mut Draft) {
        let title = self.line(cells, Role::Title, draft);
        let description = self.block(cells, Role::Description, draft);
        let told = self.block(cells, Role::Story, draft);
        let persona = self.block(cells, Role::Persona, draft);
        let want = self.block(cells, Role::Want, draft);
        let benefit = self.block(cells, Role::Benefit, draft);
        let has_fields = self.layout.has(Role::Want) || self.layout.has(Role::Persona);
        let unpacked = if self.dialect.is_own {
            markup::Unpacked { rest: description, ..markup::Unpacked::default() }
        } else {
            markup::unpack(description)
        };
        let text = &mut draft.record.item.text;
        (text.persona, text.want, text.benefit) = (persona, want, benefit);
        let (set, told) = story::split_set(&told);
        draft.record.extra.extend(set.map(|s| Extra { column: "set".into(), value: s.into() }));
        let from_title = || if self.dialect.is_own { None } else { story::parse(&title) };
        let sentence = story::parse(told).or(unpacked.sentence).or_else(from_title);
        if let Some(sentence) = sentence.filter(|_| !has_fields) {
            (text.persona, text.want, text.benefit) = (sentence.persona, sentence.want, sentence.benefit);
        }
        text.description = unpacked.rest;
        text.title = match () {
            () if !title.is_empty() => title,
            () if !text.want.is_empty() => story::title(&text.want),
            () => {
                let first = if told.is_empty() { text.description.lines().next().unwrap_or_default() } else { told };
                let mut none = Vec::new();
                cell::line("title", &first.chars().take(200).collect::<String>(), &mut none, self.report)
            }
        };
        if text.title.is_empty() {
            text.title = "Untitled".into();
            self.report.note("rows without a title, called Untitled");
        }
        let told = cell::lines(cells.get(Role::Criteria), self.report);
        draft.record.item.criteria = unpacked.criteria.into_iter().chain(told).collect();
        draft.record.item.subtasks = cell::lines(cells.get(Role::Subtasks), self.report);
    }

    fn dates(&mut self, cells: &Cells, draft: &mut Draft) {
        draft.record.item.created_at = self.instant(cells, Role::Created, draft);
        draft.record.item.updated_at = self.instant(cells, Role::Updated, draft);
        let done = self.instant(cells, Role::Done, draft);
        for at in [draft.record.item.created_at, draft.record.item.updated_at, done] {
            self.learned.moment(at);
        }
        match draft.record.item.state {
            State::Done => draft.record.item.done_at = done,
            State::Declined => {
                let told = self.instant(cells, Role::DeclinedOn, draft);
                draft.record.item.declined_at = told.or(done);
            }
            _ if done.is_some() => self.keep_cell(cells, Role::Done, draft),
            _ => {}
        }
        let due = cells.get(Role::Due);
        draft.record.item.text.due = date::day(due, self.turn);
        if !due.is_empty() && draft.record.item.text.due.is_none() {
            self.unread_date(cells, Role::Due, draft);
        }
    }

    fn instant(&mut self, cells: &Cells, role: Role, draft: &mut Draft) -> Option<Instant> {
        let cell = cells.get(role);
        let moment = if cell.is_empty() { None } else { date::instant(cell, self.turn) };
        if !cell.is_empty() && moment.is_none() {
            self.unread_date(cells, role, draft);
        }
        moment
    }

    fn unread_date(&mut self, cells: &Cells, role: Role, draft: &mut Draft) {
        self.report.note("dates not understood, kept beside the item");
        self.keep_cell(cells, role, draft);
    }

    /// Key, number, rank, priority.
    fn identity(&mut self, cells: &Cells, draft: &mut Draft) {
        let mut none = Vec::new();
        let key = cell::line("key", cells.get(Role::Key), &mut none, self.report);
        let id = cell::line("id", cells.get(Role::Id), &mut none, self.report);
        self.learned.key(&key);
        // "10074.0" is how a spreadsheet writes the number 10074.
        let number = id.strip_suffix(".0").unwrap_or(&id);
        draft.record.id = Some(number.to_owned()).filter(|number| !number.is_empty() && *number != key);
        draft.record.key = match () {
            () if !key.is_empty() => key,
            () if !id.is_empty() => id.clone(),
            () if draft.record.item.text.title == "Untitled" => {
                self.keys.key(self.dialect.source, &draft.record.item.text.description)
            }
            () => self.keys.key(self.dialect.source, &draft.record.item.text.title),
        };
        draft.id = id;
        self.keep_cell(cells, Role::Id, draft);
        self.keep_cell(cells, Role::Priority, draft);
        cells.get(Role::Rank).clone_into(&mut draft.rank);
        draft.priority = self.dialect.by_priority.then(|| priority(cells.get(Role::Priority)));
        if self.dialect.is_own {
            draft.record.item.number = draft.record.key.rsplit_once('-').and_then(|(_, n)| n.parse().ok());
        }
    }
}

fn full(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// A priority's place, 0 is the highest.
fn priority(name: &str) -> u8 {
    const NAMES: [&str; 5] = [
        "blocker, highest, critical, urgent, sehr hoch, höchste, kritisch, bloquante, critique, \
            la plus haute, le plus élevé, highest (migrated), crítica, muy alta, más alta, mais alta, \
            muito alta, hoogste, kritiek, must, must have",
        "high, major, hoch, haute, élevée, élevé, alta, mayor, hoog, should, should have",
        "medium, normal, mittel, moyenne, moyen, media, média, normale, gemiddeld, normaal, could, \
            could have",
        "low, minor, niedrig, basse, faible, baja, baixa, laag, bassa",
        "lowest, trivial, niedrigste, sehr niedrig, la plus basse, más baja, muy baja, mais baixa, \
            laagste, won't, wont",
    ];
    let name = crate::domain::text::fold(name);
    let digit = name.strip_prefix('p').unwrap_or(&name).bytes().next().filter(u8::is_ascii_digit);
    match (NAMES.iter().position(|all| all.split(", ").any(|n| n == name)), digit) {
        (Some(place), _) => u8::try_from(place).unwrap_or(NO_PRIORITY),
        (None, Some(digit)) => (digit - b'0').min(NO_PRIORITY - 1),
        (None, None) => NO_PRIORITY,
    }
}
