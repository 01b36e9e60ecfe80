//! From words to an action.

mod judge;

pub(super) use judge::class;

use super::super::action::import::{Import, Side};
use super::super::action::prioritize::{Prioritize, Table};
use super::super::action::sprint::{Answer, Life, Review, Sprint, Way};
use super::super::action::{Action, Aim, App, Due, Go, Look, Move, No, Write};
use super::{Arg, Command, Count, VERBS, Verb};
use crate::domain::score::Framework;
use crate::domain::{Column, Estimate, Key, Kind, List, Scale, Sort, State, spelling, text};
use crate::ui::screen::prioritize::table::By;
use chrono::{NaiveDate, Weekday};
use strum::IntoEnumIterator;

/// Why a line is no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerbError {
    /// No verb of that name.
    #[error("there is no verb \"{0}\"{1}; :help lists them all")]
    Unknown(String, String),
    /// A command of the shell.
    #[error("this is a command of the shell: quit and type `upnext` and its name there")]
    ShellOnly,
    /// An argument of the wrong shape.
    #[error("{0}")]
    Argument(String),
    /// An argument where none belongs.
    #[error("{0} takes no argument, but \"{1}\" follows it")]
    Surplus(&'static str, String),
    /// Something else than a number where only a number belongs.
    #[error("{0} takes a number from 1, or nothing, but \"{1}\" follows it")]
    Number(&'static str, String),
}

/// What the fingers of vim's users type, and the verb for it; a `!` behind it means no more here.
const VIM: &[(&str, &str)] = &[
    ("q", "quit"),
    ("quit", "quit"),
    ("qa", "quit"),
    ("qall", "quit"),
    ("wq", "quit"),
    ("wqa", "quit"),
    ("x", "quit"),
    ("xa", "quit"),
    ("exit", "quit"),
    ("w", "save"),
    ("wa", "save"),
    ("write", "save"),
    ("u", "undo"),
    ("h", "help"),
];

/// A larger number before a verb means no more than this one.
const MOST: usize = 9_999_999;

/// Reads a verb with its argument, as typed after `:` or written in the keymap.
pub fn parse_line(line: &str) -> Result<Command, VerbError> {
    let line = line.trim();
    if let (Some(place), Some(verb)) = (bare_place(line), super::find("go")) {
        // As editors have it: a number alone is a place.
        return Ok(Command { verb, action: Action::Go(Go::Place(place?)), count: None });
    }
    let (name, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(n, r)| (n, r.trim()));
    let verb = by_name(name)?;
    if !verb.door.is_program() {
        return Err(VerbError::ShellOnly);
    }
    if rest.is_empty() && verb.arg.is_needed() {
        return Ok(Command { verb, action: Action::Ask(verb.name), count: None });
    }
    if verb.arg == Arg::None && !rest.is_empty() {
        let count = Some(count(verb, rest)?);
        return Ok(Command { verb, action: (verb.make)("")?, count });
    }
    Ok(Command { verb, action: (verb.make)(rest)?, count: None })
}

/// The number behind a verb for which a number before its key means something.
fn count(verb: &'static Verb, rest: &str) -> Result<usize, VerbError> {
    let shown = || text::visible(rest).into_owned();
    match verb.count {
        Count::Nothing => Err(VerbError::Surplus(verb.name, shown())),
        Count::Times | Count::Place => {
            parse_place(rest).map(|n| n.min(MOST)).ok_or_else(|| VerbError::Number(verb.name, shown()))
        }
    }
}

/// The verb of a line behind whose name something may be typed, and the byte at which that begins.
pub fn behind_name(line: &str) -> Option<(&'static Verb, usize)> {
    let start = line.len() - line.trim_start().len();
    let end = start + line[start..].find(char::is_whitespace)?;
    let verb = by_name(&line[start..end]).ok()?;
    let at = line.len() - line[end..].trim_start().len();
    let is_counted = verb.count != Count::Nothing && line[at..].chars().all(|c| c.is_ascii_digit());
    (verb.arg != Arg::None || is_counted).then_some((verb, at))
}

/// A verb by its name, by the only one that begins so, or as vim calls it: `back` for `backup`, `wq!` for `quit`.
///
/// # Errors
/// [`VerbError::Unknown`] where there is none, or more than one; it names those that are near.
pub fn by_name(name: &str) -> Result<&'static Verb, VerbError> {
    let program = || VERBS.iter().filter(|v| v.door.is_program());
    let in_vim = VIM.iter().find(|(word, _)| *word == name.strip_suffix('!').unwrap_or(name));
    let exact = in_vim.map_or(name, |(_, verb)| verb);
    if let Some(verb) = super::find(exact) {
        return Ok(verb);
    }
    let mut begun = program().filter(|v| !name.is_empty() && v.name.starts_with(name));
    match (begun.next(), begun.next()) {
        (Some(verb), None) => Ok(verb),
        _ => Err(VerbError::Unknown(text::visible(name).into_owned(), meant(name))),
    }
}

/// "; did you mean …" for a synonym, or for a misspelt verb.
fn meant(name: &str) -> String {
    let lower = name.to_lowercase();
    let program = || VERBS.iter().filter(|v| v.door.is_program());
    let called = program().filter(|v| v.synonyms.contains(&lower.as_str())).map(|v| v.name);
    let mut found: Vec<&str> = called.collect();
    found.extend(
        spelling::near(name, program().map(|v| v.name)).into_iter().filter(|v| !found.contains(v)).collect::<Vec<_>>(),
    );
    found.truncate(3);
    if found.is_empty() { String::new() } else { format!("; did you mean {}?", found.join(", ")) }
}

fn wrong(message: impl Into<String>) -> VerbError {
    VerbError::Argument(message.into())
}

pub(super) fn met(rest: &str) -> Result<Action, VerbError> {
    let answer = match text::fold(rest).as_str() {
        "" => None,
        "yes" | "met" => Some(Answer::Met),
        "no" | "not met" => Some(Answer::NotMet),
        "unsaid" | "none" | "-" => Some(Answer::Unsaid),
        _ => return Err(wrong(format!("\"{}\" is no answer: type yes, no or unsaid", text::visible(rest)))),
    };
    Ok(Action::Sprint(Sprint::Review(Review::Met(answer))))
}

/// A format and a file. What a format alone or one of an export lacks is told while it can still be typed.
pub(super) fn review_page(rest: &str) -> Result<Action, VerbError> {
    let mut words = rest.split_whitespace();
    let first = text::fold(words.next().unwrap_or_default());
    match (first.as_str(), words.next()) {
        ("md" | "markdown", None) => Err(wrong("there is no file named: type its path too, md ~/review.md")),
        ("html" | "htm", None) => Err(wrong("there is no file named: type its path too, html ~/review.html")),
        ("csv" | "json", _) => {
            Err(wrong(format!("a review is not written as {first}: begin with html or md, html ~/review.html")))
        }
        _ => Ok(Action::App(App::ReviewPage(rest.into()))),
    }
}

pub(super) fn spot(rest: &str) -> Result<Action, VerbError> {
    let (word, key) = rest.split_once(' ').unwrap_or((rest, ""));
    let to = match word {
        "up" => Move::Up,
        "down" => Move::Down,
        "top" => Move::Top,
        "bottom" => Move::Bottom,
        "here" => Move::Here,
        "above" => Move::Above(item_key(key)?),
        "below" => Move::Below(item_key(key)?),
        _ if is_zero(word) => return Err(wrong(FROM_ONE)),
        place => Move::Place(parse_place(place).ok_or_else(|| {
            wrong(format!(
                "\"{}\" is no place: type a number from 1, top, bottom, above KEY, below KEY or here",
                text::visible(rest)
            ))
        })?),
    };
    Ok(Action::Move(to))
}

const FROM_ONE: &str = "0 is no place: places begin at 1";

/// A line that is a number and nothing else, as a place; an error where no place has it.
pub fn bare_place(line: &str) -> Option<Result<usize, VerbError>> {
    let is_number = line.starts_with(|c: char| c.is_ascii_digit()) && !line.contains(|c| !is_of_number(c));
    is_number.then(|| match parse_place(line) {
        Some(place) => Ok(place),
        None if is_zero(line) => Err(wrong(FROM_ONE)),
        None => Err(wrong(format!("\"{line}\" is no place: type one number, such as 7 or 1,310"))),
    })
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == ','
}

fn is_zero(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c == '0')
}

/// A number from 1, as typed or as it is shown: `1310`, `1,310`.
fn parse_place(word: &str) -> Option<usize> {
    let mut groups = word.split(',');
    let first = groups.next()?.len();
    let is_grouped = word.contains(',');
    if word.contains(|c| !is_of_number(c)) || (is_grouped && first > 3) || groups.any(|group| group.len() != 3) {
        return None;
    }
    word.replace(',', "").parse().ok().filter(|n| *n > 0)
}

/// A key as typed; a bare number gets its prefix from the product when the action is done.
fn item_key(typed: &str) -> Result<Key, VerbError> {
    Key::parse(typed, "")
        .ok_or_else(|| wrong(format!("\"{}\" is no key: type one such as WEB-12, or its number", text::visible(typed))))
}

pub(super) fn place_to_go(rest: &str) -> Result<Action, VerbError> {
    if text::fold(rest) == "sprint" {
        return Ok(Action::Sprint(Sprint::Show));
    }
    if text::fold(rest) == "prioritize" {
        return Ok(Action::Prioritize(Prioritize::Show(None)));
    }
    if let Some(list) = List::iter().find(|l| l.name() == text::fold(rest)) {
        return Ok(Action::Go(Go::List(list)));
    }
    if let Some(place) = parse_place(rest) {
        return Ok(Action::Go(Go::Place(place)));
    }
    if is_zero(rest) {
        return Err(wrong(FROM_ONE));
    }
    let lists: Vec<&str> = List::iter().map(List::name).collect();
    let key = Key::parse(rest, "").ok_or_else(|| {
        wrong(format!("\"{}\" is neither a list ({}), nor a place, nor a key", text::visible(rest), lists.join(", ")))
    })?;
    Ok(Action::Go(Go::Item(key)))
}

pub(super) fn state(rest: &str) -> Result<Action, VerbError> {
    match State::parse(rest) {
        Some(State::Declined) => Ok(Action::Ask("decline")),
        Some(state) => Ok(Action::Write(Write::State(state))),
        None => Err(wrong(format!("\"{}\" is no state: type one of {}", text::visible(rest), State::names()))),
    }
}

pub(super) fn sprint(rest: &str) -> Result<Action, VerbError> {
    let to = Aim::parse(rest).ok_or_else(|| {
        let shown = text::visible(rest);
        wrong(format!("\"{shown}\" is no Sprint: type its number, current, next, new, or none"))
    })?;
    Ok(Action::Write(Write::Sprint { to, cause: None }))
}

pub(super) fn kind(rest: &str) -> Result<Action, VerbError> {
    let kind = Kind::parse(rest)
        .ok_or_else(|| wrong(format!("\"{}\" is no kind: type one of {}", text::visible(rest), Kind::names())))?;
    Ok(Action::Write(Write::Kind(kind)))
}

pub(super) fn scale(rest: &str) -> Result<Action, VerbError> {
    let scale = Scale::parse(rest)
        .ok_or_else(|| wrong(format!("\"{}\" is no scale: type one of {}", text::visible(rest), Scale::names())))?;
    Ok(Action::App(App::Scale(scale)))
}

pub(super) fn framework(rest: &str) -> Result<Action, VerbError> {
    let framework = Framework::parse(rest).ok_or_else(|| {
        wrong(format!("\"{}\" is no framework: type one of {}", text::visible(rest), Framework::names()))
    })?;
    Ok(Action::Prioritize(Prioritize::Framework(framework)))
}

/// Reads any estimate; whether it is on the product's scale is judged when the action is done.
pub(super) fn estimate(rest: &str) -> Result<Action, VerbError> {
    let estimate = if rest == "none" { None } else { Estimate::parse(rest).map_err(|e| wrong(e.to_string()))? };
    Ok(Action::Write(Write::Estimate(estimate)))
}

pub(super) fn epic(rest: &str) -> Result<Action, VerbError> {
    let key = if matches!(rest, "none" | "-") { None } else { Some(item_key(rest)?) };
    Ok(Action::Write(Write::Epic(key)))
}

/// Without a key the marked items are meant, or one is asked for.
pub(super) fn merge(rest: &str) -> Result<Action, VerbError> {
    let key = if rest.is_empty() { None } else { Some(item_key(rest)?) };
    Ok(Action::App(App::Merge(key)))
}

pub(super) fn tags(rest: &str) -> Result<Action, VerbError> {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    let mut rest = rest.trim_start_matches([' ', ',']);
    while !rest.is_empty() {
        let (is_taken_off, bare) = match rest.strip_prefix('-') {
            Some(bare) => (true, bare),
            None => (false, rest.strip_prefix('+').unwrap_or(rest)),
        };
        let (tag, behind) = quoted(bare).unwrap_or_else(|| bare.split_once([' ', ',']).unwrap_or((bare, "")));
        let tag = clean_tag(tag)?;
        if is_taken_off {
            remove.push(tag);
        } else {
            add.push(tag);
        }
        rest = behind.trim_start_matches([' ', ',']);
    }
    Ok(Action::Write(Write::Tag { add, remove }))
}

/// What stands in quotation marks at the beginning, with blanks in it, and what is behind it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (tag, behind) = text.strip_prefix('"')?.split_once('"')?;
    (behind.is_empty() || behind.starts_with([' ', ','])).then_some((tag, behind))
}

fn clean_tag(tag: &str) -> Result<String, VerbError> {
    text::title("a tag", tag.trim_start_matches('#')).map_err(|e| wrong(e.to_string()))
}

/// "none" and "-" mean nobody.
pub(super) fn none_is_empty(rest: &str) -> String {
    if matches!(rest, "none" | "-") { String::new() } else { rest.to_owned() }
}

/// The day something is due.
pub(super) fn date(rest: &str) -> Result<Action, VerbError> {
    Ok(Action::Write(Write::Due(day(rest)?)))
}

/// The day until which something is passed over; nothing ends that.
pub(super) fn snooze(rest: &str) -> Result<Action, VerbError> {
    Ok(Action::Write(Write::Snooze(day(rest)?)))
}

/// A day: a date, `+14`, `2w`, `3m`, a week day, `today`, `tomorrow`; `None` for `none` and for nothing.
///
/// # Errors
/// [`VerbError::Argument`] where it is none of these.
pub fn day(typed: &str) -> Result<Option<Due>, VerbError> {
    let word = text::fold(typed.trim());
    let due = match word.as_str() {
        "" | "none" | "-" => return Ok(None),
        "today" => Some(Due::In(0)),
        "tomorrow" => Some(Due::In(1)),
        _ => None,
    };
    let due = due
        .or_else(|| word.strip_prefix('+').and_then(|n| n.parse().ok()).map(Due::In))
        .or_else(|| stretch(&word))
        .or_else(|| word.parse::<Weekday>().ok().map(Due::Next))
        .or_else(|| NaiveDate::parse_from_str(&word, "%Y-%m-%d").ok().map(Due::Day));
    due.map(Some).ok_or_else(|| {
        let shown = text::visible(typed).into_owned();
        wrong(format!("\"{shown}\" is no day: type 2026-12-24, +14 or 2w for in two weeks, 3m, friday, or none"))
    })
}

/// So many days, weeks, months or years from today: `10d`, `2w`, `+3m`, `1y`.
fn stretch(word: &str) -> Option<Due> {
    let word = word.strip_prefix('+').unwrap_or(word);
    let number = |n: &str| n.parse::<u16>().ok();
    let times = |n: &str, of: u16| number(n)?.checked_mul(of);
    match word.char_indices().next_back()? {
        (at, 'd') => number(&word[..at]).map(Due::In),
        (at, 'w') => times(&word[..at], 7).map(Due::In),
        (at, 'm') => number(&word[..at]).map(Due::Months),
        (at, 'y') => times(&word[..at], 12).map(Due::Months),
        _ => None,
    }
}

/// Keys with a sign, as tags have it.
pub(super) fn depends(rest: &str) -> Result<Action, VerbError> {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for word in rest.split([' ', ',']).filter(|w| !w.is_empty()) {
        match word.strip_prefix('-') {
            Some(key) => remove.push(item_key(key)?),
            None => add.push(item_key(word.strip_prefix('+').unwrap_or(word))?),
        }
    }
    if add.is_empty() && remove.is_empty() {
        return Err(wrong("type the key of what it depends on, such as WEB-12 or +12, or -12 to take one off"));
    }
    Ok(Action::Write(Write::Depends { add, remove }))
}

/// One link, or `-` and a part of those to take off.
pub(super) fn link(rest: &str) -> Result<Action, VerbError> {
    if rest == "none" {
        return Ok(Action::Write(Write::Unlink(String::new())));
    }
    if let Some(part) = rest.strip_prefix('-').map(str::trim).filter(|part| !part.is_empty()) {
        return Ok(Action::Write(Write::Unlink(part.to_owned())));
    }
    let link = rest.strip_prefix('+').unwrap_or(rest).trim();
    let link = text::title("a link", link).map_err(|e| wrong(e.to_string()))?;
    Ok(Action::Write(Write::Link(link)))
}

pub(super) fn tick(rest: &str) -> Result<Action, VerbError> {
    if rest.is_empty() {
        return Ok(Action::Write(Write::Tick(None)));
    }
    let n = parse_place(rest).ok_or_else(|| {
        wrong(format!("\"{}\" is no criterion: type its number, the first is 1", text::visible(rest)))
    })?;
    Ok(Action::Write(Write::Tick(Some(n))))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
pub(super) fn decline(rest: &str) -> Result<Action, VerbError> {
    Ok(Action::Write(Write::Decline(Box::new(No { reason: rest.to_owned(), ..No::default() }))))
}

/// Where an open item goes when its Sprint closes: `next`, `top`, `bottom`, `stay`, or a place.
pub(super) fn way(rest: &str, is_all: bool) -> Result<Action, VerbError> {
    let way = match text::fold(rest).as_str() {
        "next" => Way::Next,
        "top" => Way::Top,
        "bottom" => Way::Bottom,
        "stay" => Way::Stay,
        word => Way::Place(parse_place(word).ok_or_else(|| {
            wrong(format!(
                "\"{}\" leads nowhere: type next, top, bottom, stay, or a place such as 7",
                text::visible(rest)
            ))
        })?),
    };
    Ok(Action::Sprint(Sprint::Life(Life::Send(way, is_all))))
}

/// Which side of an import goes on.
pub(super) fn resolve(rest: &str, is_all: bool) -> Result<Action, VerbError> {
    let side = match text::fold(rest).as_str() {
        "theirs" | "there" => Side::Theirs,
        "ours" | "here" | "mine" => Side::Ours,
        "" => return Err(wrong("type which side goes on: theirs or ours")),
        _ => return Err(wrong(format!("\"{}\" is no side: type theirs or ours", text::visible(rest)))),
    };
    Ok(Action::App(App::Plan(Import::Resolve { side, is_all })))
}

/// A column, `order` for the list's own, `down` behind it for the highest first.
pub(super) fn sort(rest: &str) -> Result<Action, VerbError> {
    let (word, way) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_down = match text::fold(way).as_str() {
        "" | "up" => false,
        "down" => true,
        _ => return Err(wrong(format!("\"{}\" is no direction: type up or down", text::visible(way)))),
    };
    if matches!(text::fold(word).as_str(), "order" | "none" | "rank") {
        return Ok(Action::Look(Look::Sort(None)));
    }
    let scored = [By::Score, By::Difference].into_iter().find(|by| by.name() == text::fold(word));
    if let Some(by) = scored.filter(|_| !is_down) {
        return Ok(Action::Prioritize(Prioritize::Table(Table::By(by))));
    }
    let by = Column::parse(word).ok_or_else(|| {
        let names: Vec<&str> = Column::iter().map(Column::name).collect();
        let names = names.join(", ");
        wrong(format!("\"{}\" is no column: type order, score, difference, {names}", text::visible(word)))
    })?;
    Ok(Action::Look(Look::Sort(Some(Sort { by, is_down }))))
}

#[expect(clippy::unnecessary_wraps, reason = "every record's function has this shape")]
pub(super) fn product(rest: &str) -> Result<Action, VerbError> {
    Ok(Action::App(if rest.is_empty() { App::Products } else { App::Product(rest.into()) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        parse_line(line).unwrap_err().to_string()
    }

    #[test]
    fn a_line_becomes_an_action() {
        let action = |line: &str| parse_line(line).map(|c| c.action);
        assert_eq!(action("move top"), Ok(Action::Move(Move::Top)));
        assert_eq!(action(" move  1,310 "), Ok(Action::Move(Move::Place(1310))));
        assert_eq!(action("state in progress"), Ok(Action::Write(Write::State(State::InProgress))));
        assert_eq!(action("state"), Ok(Action::Ask("state")));
        assert_eq!(action("state declined"), Ok(Action::Ask("decline")));
        assert_eq!(action("q"), Ok(Action::App(App::Quit)));
        assert_eq!(action("42"), Ok(Action::Go(Go::Place(42))));
        assert_eq!(action("go inbox"), Ok(Action::Go(Go::List(List::Inbox))));
        let tagged = |add: &[&str], remove: &[&str]| {
            let all = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
            Ok(Action::Write(Write::Tag { add: all(add), remove: all(remove) }))
        };
        assert_eq!(action("tag +api -old, new"), tagged(&["api", "new"], &["old"]));
        assert_eq!(action("tag -\"two words\", \"a, b\" 5\""), tagged(&["a, b", "5\""], &["two words"]));
    }

    #[test]
    fn a_number_behind_a_verb_is_its_count() {
        let command = |line: &str| parse_line(line).map(|c| (c.action, c.count));
        assert_eq!(command("undo 3"), Ok((Action::App(App::Undo), Some(3))));
        assert_eq!(command("move-down 5"), Ok((Action::Move(Move::Down), Some(5))));
        assert_eq!(command("last 1,310"), Ok((Action::Go(Go::Last), Some(1310))));
        assert_eq!(command("undo"), Ok((Action::App(App::Undo), None)));
    }

    #[test]
    fn vims_words_mean_what_they_mean_there() {
        for line in ["q", "q!", "x", "x!", "wq", "wq!", "qa", "qa!", "wqa", "quit!"] {
            assert_eq!(parse_line(line).map(|c| c.verb.name), Ok("quit"), "{line}");
        }
        for (line, verb) in [("w", "save"), ("w!", "save"), ("u", "undo"), ("h", "help"), ("h filter", "help")] {
            assert_eq!(parse_line(line).map(|c| c.verb.name), Ok(verb), "{line}");
        }
        assert!(VIM.iter().all(|(_, verb)| super::super::find(verb).is_some()));
    }

    #[test]
    fn a_bad_line_says_what_would_be_right() {
        assert!(error("state e").contains("\"e\" is no state"));
        assert!(error("esitmate 3").contains("did you mean estimate?"));
        assert!(error("status done").contains("did you mean state?"));
        assert!(error("undo twice").contains("undo takes a number from 1, or nothing"));
        assert!(error("undo 0").contains("undo takes a number from 1, or nothing"));
        assert!(error("backup 2").contains("takes no argument"));
        assert!(error("3,5").contains("\"3,5\" is no place"));
        assert!(error("99999999999999999999999").contains("is no place"));
        assert!(error("0").contains("places begin at 1"));
        assert!(error("go 0").contains("places begin at 1"));
        assert!(error("move 00").contains("places begin at 1"));
        assert!(error("move 3,5").contains("is no place"));
        assert!(!error("e!").contains("did you mean"));
        assert!(error("move sideways").contains("is no place"));
        assert!(error("due tomorow").contains("is no day"));
        assert!(error("doctor").contains("command of the shell"));
        assert!(error("").contains("there is no verb"));
    }
}
