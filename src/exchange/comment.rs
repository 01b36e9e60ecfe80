//! Comments: cells of `date;author;text`, in which the text may have semicolons of its own; and who the authors are.

use super::date::{self, Turn};
use super::table::Table;
use crate::domain::Instant;
use crate::domain::item::Comment;
use ::csv::StringRecord;
use std::collections::HashMap;

/// The parts of a comment's cell: when, who, and what.
pub(super) struct Parts<'c> {
    pub(super) at: Option<Instant>,
    pub(super) author: &'c str,
    pub(super) text: &'c str,
}

/// Takes a cell apart. Only what begins with a date is taken apart; anything else is text from its first letter.
pub(super) fn parts(cell: &str, turn: Turn) -> Parts<'_> {
    let whole = Parts { at: None, author: "", text: cell.trim() };
    let Some((first, rest)) = cell.split_once(';') else { return whole };
    let Some(at) = date::instant(first, turn) else { return whole };
    let (author, text) = rest.split_once(';').unwrap_or(("", rest));
    Parts { at: Some(at), author: author.trim(), text: text.trim() }
}

/// Puts comments in the order in which they were written, where all of them tell it.
pub(super) fn sort(comments: &mut [Comment]) {
    if comments.iter().all(|comment| comment.at.is_some()) {
        comments.sort_by_key(|comment| comment.at);
    }
}

/// Names of people by their accounts, as the columns beside each other tell them: `Assignee`, `Assignee Id`. Comments
/// name accounts only.
#[derive(Debug, Default)]
pub(super) struct People(HashMap<String, String>);

/// Which columns hold accounts, and where the name of each stands.
#[derive(Debug, Default)]
pub(super) struct Accounts(Vec<(usize, usize)>);

impl Accounts {
    /// Finds the columns by their names: `Watchers Id` comes as often as `Watchers` and stands right behind.
    pub(super) fn of(table: &Table) -> Self {
        let plain: Vec<String> = table.header.iter().map(|name| super::column::plain(name)).collect();
        let is_account = |name: &str| name.len() > 3 && (name.ends_with("id") || name.starts_with("id"));
        let mut pairs = Vec::new();
        let mut at = 0;
        while at < plain.len() {
            let run = plain[at..].iter().take_while(|name| **name == plain[at]).count();
            if is_account(&plain[at]) && at >= run && plain[at - run] == plain[at - 1] {
                pairs.extend((at..at + run).map(|id| (id - run, id)));
            }
            at += run;
        }
        Self(pairs)
    }
}

impl People {
    /// Learns the names that a row tells.
    pub(super) fn see(&mut self, accounts: &Accounts, row: &StringRecord) {
        for (name, id) in &accounts.0 {
            let (name, id) = (row.get(*name).unwrap_or_default().trim(), row.get(*id).unwrap_or_default().trim());
            if is_account(id) && !name.is_empty() && !is_account(name) && !self.0.contains_key(id) {
                self.0.insert(id.to_owned(), name.to_owned());
            }
        }
    }

    /// Writes names for the accounts that are known.
    pub(super) fn name(&self, comments: &mut [Comment]) {
        for comment in comments {
            if let Some(name) = self.0.get(&comment.author) {
                comment.author.clone_from(name);
            }
        }
    }
}

/// An account of Jira's: `712020:…` with a UUID, or 24 hexadecimal digits.
fn is_account(id: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    match id.split_once(':') {
        Some((site, rest)) => is_hex(site) && rest.len() >= 24 && is_hex(rest),
        None => id.len() == 24 && is_hex(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_split_only_twice_and_only_behind_a_date() {
        let read = |cell: &'static str| {
            let Parts { at, author, text } = parts(cell, Turn::DayFirst);
            (at.map(Instant::rfc3339).unwrap_or_default(), author, text)
        };
        let at = "2022-12-21T15:31:00.000Z".to_owned();
        assert_eq!(read("21/Dec/22 3:31 PM;ann;first; then; last"), (at.clone(), "ann", "first; then; last"));
        assert_eq!(read("21/Dec/22 3:31 PM;712020:ab;\nline\n"), (at.clone(), "712020:ab", "line"));
        assert_eq!(read("21/Dec/22 3:31 PM;text alone"), (at, "", "text alone"));
        assert_eq!(read("do this; then that; done"), (String::new(), "", "do this; then that; done"));
    }

    #[test]
    fn accounts_are_named_by_the_columns_beside() {
        let id = "712020:00000000-0000-4000-8000-000000000001";
        let other = "5b10a2844c20165700ede21a";
        let text = format!(
            "Issue id,Assignee,ID des Autors,Watchers,Watchers,Watchers Id,Watchers Id\n1,Ann,{id},Bo,Cy,x,{other}\n"
        );
        let table = Table::new(&text);
        let (accounts, mut people) = (Accounts::of(&table), People::default());
        table.each(|row| people.see(&accounts, row));
        let comment = |author: &str| Comment { at: None, author: author.into(), text: "t".into() };
        let mut comments = [comment(id), comment(other), comment("x"), comment("dora")];
        people.name(&mut comments);
        assert_eq!(comments.map(|c| c.author), ["Ann", "Cy", "x", "dora"]);
    }
}
