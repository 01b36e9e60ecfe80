//! An export of Jira as a table in memory: what the team does to it, and what Jira's CSV import does with a table of
//! changes.

use std::collections::HashMap;
use upnext::exchange::jira_out::{CLEAR, Sheet};

/// The columns of an export with all fields, as a company's Jira writes them.
const HEADER: &str = "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,Project lead,\
    Project lead id,Project description,Priority,Resolution,Assignee,Assignee Id,Reporter,Reporter Id,Creator,Creator Id,\
    Created,Updated,Last Viewed,Resolved,Due date,Votes,Description,Environment,Watchers,Watchers Id,Original estimate,\
    Remaining Estimate,Time Spent,Work Ratio,Σ Original Estimate,Σ Remaining Estimate,Σ Time Spent,Security Level,\
    Custom field (Development),Custom field (Goals),Custom field (Issue color),Custom field (Rank),Sprint,\
    Custom field (Start date),Custom field (Story point estimate),Custom field (Team),Custom field (Vulnerability),\
    Parent,Parent key,Parent summary,Status Category,Status Category Changed";

/// A table of Jira's.
#[derive(Debug, Clone)]
pub(super) struct Export {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Export {
    /// A made-up project PL: two epics, stories in wiki markup, ranks, parents by number and key, Sprints.
    pub(super) fn sample() -> Self {
        let header: Vec<String> = HEADER.split(',').map(|name| name.trim().to_owned()).collect();
        assert_eq!(header.len(), 51);
        let mut all = Self { header, rows: Vec::new() };
        for (n, title) in [(1, "Epic 1: Planner"), (2, "Epic 2: Alerts")] {
            all.add(n, title, "Epic", "To Do", &[]);
        }
        for n in 10..24_usize {
            let (kind, status) = match n {
                22 => ("Story", "In Progress"),
                23 => ("Bug", "Done"),
                _ => ("Story", "To Do"),
            };
            let points = ["1.0", "2.0", "3.0", "5.0"][n % 4];
            let description = format!(
                "*User Story* \n\nAs a student, I want plan {n} so that term {n} works.\n\n*Notes*\n\nAsk the office \
                 about {n}.\n\n*Acceptance Criteria:*\n\n# first of {n}\n# second of {n}, *bold*\n# third of {n}"
            );
            let parent = if n % 2 == 0 { ("10001", "PL-1") } else { ("10002", "PL-2") };
            let rank = format!("0|i{n:05}:");
            let sprint = if n >= 22 { "PL Sprint 1" } else { "" };
            let more = [
                ("Description", description.as_str()),
                ("Custom field (Story point estimate)", points),
                ("Custom field (Rank)", &rank),
                ("Parent", parent.0),
                ("Parent key", parent.1),
                ("Sprint", sprint),
            ];
            all.add(n, &format!("Story {n} of the planner"), kind, status, &more);
        }
        // Jira writes the newest first.
        all.rows.reverse();
        all
    }

    /// A real one.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        let header = rows.next().unwrap();
        Self { header, rows: rows.collect() }
    }

    pub(super) fn add(&mut self, n: usize, title: &str, kind: &str, status: &str, more: &[(&str, &str)]) {
        let key = format!("PL-{n}");
        self.rows.push(vec![String::new(); self.header.len()]);
        let id = (10_000 + n).to_string();
        let day = format!("{}/Feb/26 2:54 PM", n % 27 + 1);
        let category = if status == "Done" { "Done" } else { "To Do" };
        let last = self.rows.len() - 1;
        for (column, value) in [
            ("Issue key", key.as_str()),
            ("Issue id", &id),
            ("Summary", title),
            ("Issue Type", kind),
            ("Status", status),
            ("Project key", "PL"),
            ("Project name", "Planner"),
            ("Priority", "Medium"),
            ("Reporter", "Bo Person"),
            ("Created", &day),
            ("Updated", &day),
            ("Status Category", category),
            ("Resolved", if status == "Done" { "27/Feb/26 9:00 AM" } else { "" }),
            ("Resolution", if status == "Done" { "Done" } else { "" }),
        ]
        .iter()
        .chain(more)
        {
            let at = self.column(column);
            (*value).clone_into(&mut self.rows[last][at]);
        }
    }

    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    fn row(&self, key: &str) -> usize {
        let at = self.column("Issue key");
        self.rows.iter().position(|row| row[at] == key).unwrap_or_else(|| panic!("no row {key}"))
    }

    /// Somebody of the team types into a cell.
    pub(super) fn set(&mut self, key: &str, column: &str, value: &str) {
        let (row, at) = (self.row(key), self.column(column));
        value.clone_into(&mut self.rows[row][at]);
    }

    /// Somebody drags the rows into an order, told by their titles.
    pub(super) fn rank(&mut self, titles: &[String]) {
        let (rank, title) = (self.column("Custom field (Rank)"), self.column("Summary"));
        for row in &mut self.rows {
            if let Some(at) = titles.iter().position(|one| *one == row[title].trim()) {
                row[rank] = format!("0|a{at:05}:");
            }
        }
    }

    pub(super) fn remove(&mut self, key: &str) {
        let row = self.row(key);
        self.rows.remove(row);
    }

    pub(super) fn keys(&self) -> Vec<&str> {
        let at = self.column("Issue key");
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    pub(super) fn text(&self) -> Vec<u8> {
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            out.write_record(row).unwrap();
        }
        out.into_inner().unwrap()
    }

    /// The columns that a name of a table of changes means; one that is missing is added, as Jira shows it from then on.
    fn meant(&mut self, name: &str, times: usize) -> Vec<usize> {
        let plain = |name: &str| -> String {
            let name = name.strip_prefix("Custom field (").and_then(|rest| rest.strip_suffix(')')).unwrap_or(name);
            name.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect()
        };
        let found =
            |header: &[String]| -> Vec<usize> { (0..header.len()).filter(|at| plain(&header[*at]) == name).collect() };
        while found(&self.header).len() < times {
            self.header.push(name.to_owned());
            self.rows.iter_mut().for_each(|row| row.push(String::new()));
        }
        found(&self.header)
    }

    /// What a row of a table says, by column; a column that comes several times has several values.
    fn cells<'s>(sheet: &'s Sheet, row: &'s [String]) -> HashMap<&'s str, Vec<&'s str>> {
        let mut cells: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, cell) in sheet.header.iter().zip(row) {
            cells.entry(name).or_default().push(cell);
        }
        cells
    }

    /// What Jira's CSV import does with a table of changes: an empty cell leaves the field, [`CLEAR`] empties it.
    pub(super) fn update(&mut self, sheet: &Sheet) {
        for row in &sheet.rows {
            let cells = Self::cells(sheet, row);
            let at = self.row(cells["Issue key"][0]);
            for (name, values) in cells {
                if values.iter().all(|value| value.is_empty()) {
                    continue;
                }
                let columns = self.meant(name, values.len());
                for (n, column) in columns.into_iter().enumerate() {
                    let value = values.get(n).copied().unwrap_or_default();
                    self.rows[at][column] = if value == CLEAR { String::new() } else { value.to_owned() };
                }
            }
        }
    }

    /// What Jira's CSV import does with a table of new items: they get keys, and stand at the end. Answers the keys.
    pub(super) fn create(&mut self, sheet: &Sheet) -> Vec<String> {
        let key_at = self.column("Issue key");
        let project = self.rows[0][key_at].rsplit_once('-').unwrap().0.to_owned();
        let mut made: HashMap<String, (String, String)> = HashMap::new();
        let mut keys = Vec::new();
        for (n, row) in sheet.rows.iter().enumerate() {
            let cells = Self::cells(sheet, row);
            let (key, id) = (format!("{project}-{}", 900 + n), (90_000 + n).to_string());
            made.insert(cells["Issue Id"][0].to_owned(), (key.clone(), id.clone()));
            self.rows.push(vec![String::new(); self.header.len()]);
            let at = self.rows.len() - 1;
            for (name, values) in &cells {
                if ["Issue Id", "Parent Id"].contains(name) || values.iter().all(|value| value.is_empty()) {
                    continue;
                }
                let columns = self.meant(name, values.len());
                for (value, column) in values.iter().zip(columns) {
                    (*value).clone_into(&mut self.rows[at][column]);
                }
            }
            let rank = format!("0|z{n:05}:");
            let parent = made.get(cells["Parent Id"][0]).cloned();
            self.rows[at][key_at].clone_from(&key);
            self.set(&key, "Issue id", &id);
            self.set(&key, "Project key", &project);
            self.set(&key, "Custom field (Rank)", &rank);
            if let Some((parent, id)) = parent {
                self.set(&key, "Parent key", &parent);
                self.set(&key, "Parent", &id);
            }
            keys.push(key);
        }
        keys
    }
}
