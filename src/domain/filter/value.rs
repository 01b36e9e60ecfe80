//! What is written behind a field, read as the field takes it.

use super::super::score::{CLASSES, class_word};
use super::super::spelling::nearest;
use super::super::word::Needle;
use super::super::{Estimate, Kind, Points, State, text};
use super::FilterError;
use super::field::{Field, Takes};
use super::parse::{self, Typed, error};
use super::tree::{Has, Is, Op, Span, SprintRef, Unit, Value};
use chrono::{Datelike, NaiveDate};
use strum::IntoEnumIterator;

/// The most points that an estimate has.
const POINTS: f64 = 1_000_000.0;
/// The farthest place.
const PLACE: i64 = 1_000_000_000;
/// The longest stretch of time, in days.
const FAR: u32 = 100_000;

/// A value, or one that belongs to another field: `is:open` is `state:open`.
pub(super) enum Read {
    Value(Value),
    Other(Field, Value),
}

/// True for fields that can be more or less.
pub(super) fn is_compared(field: Field) -> bool {
    matches!(field.record().takes, Takes::Points | Takes::Place | Takes::Ahead | Takes::Ago)
}

/// Reads a value that is not empty.
pub(super) fn read(field: Field, op: Op, typed: &Typed) -> Result<Read, FilterError> {
    if op != Op::Is && !is_compared(field) {
        let record = field.record();
        let message = format!("{} can't be more or less: write {}", record.name, record.example);
        return Err(error(typed.at.clone(), message));
    }
    let is_none = !typed.is_quoted && matches!(text::fold(typed.text).as_str(), "none" | "nobody" | "empty");
    if is_none && op == Op::Is && field.record().has_none {
        return Ok(Read::Value(Value::None));
    }
    let value = match field.record().takes {
        Takes::State => state(typed.text).map(Value::State).ok_or_else(|| unknown_state(typed)),
        Takes::Kind => kind(typed.text).map(Value::Kind).ok_or_else(|| unknown_kind(typed)),
        Takes::Tag | Takes::Origin => Ok(Value::Text(typed.text.to_owned())),
        Takes::Words => words(typed),
        Takes::Epic if typed.is_quoted => words(typed),
        Takes::Epic => parse::key(typed.text).map_or_else(|| words(typed), |key| Ok(Value::Key(key))),
        Takes::Key => parse::key(typed.text)
            .map(Value::Key)
            .ok_or_else(|| bad(typed, "is no key: type one such as WEB-12, or its number")),
        Takes::Points => points(typed),
        Takes::Estimate => estimate(typed),
        Takes::Place => place(op, typed),
        Takes::Ahead | Takes::Ago => day(field, op, typed),
        Takes::Has => has(typed),
        Takes::Sprint => sprint(typed),
        Takes::Class => class(typed),
        Takes::Is => return is(typed),
    };
    value.map(Read::Value)
}

/// Says what could stand behind a field where nothing does.
pub(super) fn missing(field: Field, op: Op, at: std::ops::Range<usize>) -> FilterError {
    let record = field.record();
    let hint = match record.takes {
        Takes::State => format!("type one of {}", states()),
        Takes::Kind => format!("type one of {}", Kind::names()),
        Takes::Has => format!("type one of {}", all_has()),
        Takes::Is => format!("type one of {}", all_is()),
        _ => format!("type for example {}", record.example),
    };
    error(at, format!("there is nothing behind \"{}{}\": {hint}", record.name, op.sign()))
}

fn bad(typed: &Typed, what: &str) -> FilterError {
    let shown: String = text::visible(typed.text).chars().take(40).collect();
    error(typed.at.clone(), format!("\"{shown}\" {what}"))
}

/// A state by its word, or by the word that other programs have for it.
pub(super) fn state(typed: &str) -> Option<State> {
    State::parse(typed).or_else(|| {
        Some(match text::fold(typed).replace([' ', '-', '_'], "").as_str() {
            "new" | "idea" | "ideas" | "triage" => State::Inbox,
            "todo" => State::Open,
            "refined" | "groomed" => State::Ready,
            "doing" | "wip" | "started" | "inprogres" => State::InProgress,
            "review" | "inreview" | "testing" | "acceptance" | "toaccpet" => State::ToAccept,
            "closed" | "resolved" | "accepted" | "finished" => State::Done,
            "refused" | "rejected" | "wontdo" | "wontfix" => State::Declined,
            _ => return None,
        })
    })
}

/// A kind by its word, or by the word that other programs have for it.
pub(super) fn kind(typed: &str) -> Option<Kind> {
    Kind::parse(typed).or_else(|| {
        Some(match text::fold(typed).replace([' ', '-', '_'], "").as_str() {
            "userstory" | "feature" | "stories" | "pbi" => Kind::Story,
            "defect" | "bugs" => Kind::Bug,
            "techdebt" | "technicaldebt" | "refactoring" => Kind::Debt,
            "research" | "spikes" => Kind::Spike,
            "chore" | "tasks" => Kind::Task,
            "epics" => Kind::Epic,
            _ => return None,
        })
    })
}

fn states() -> String {
    State::iter().map(|s| s.name().replace(' ', "-")).collect::<Vec<_>>().join(", ")
}

fn all_has() -> String {
    Has::iter().map(Has::name).collect::<Vec<_>>().join(", ")
}

fn all_is() -> String {
    Is::iter().map(Is::name).collect::<Vec<_>>().join(", ")
}

fn unknown_state(typed: &Typed) -> FilterError {
    unknown(typed, "state", &states(), State::iter().map(State::name))
}

fn unknown_kind(typed: &Typed) -> FilterError {
    unknown(typed, "kind", &Kind::names(), Kind::iter().map(Kind::name))
}

/// "x" is no state: did you mean …? All of them.
fn unknown<'a>(typed: &Typed, what: &str, all: &str, names: impl Iterator<Item = &'a str>) -> FilterError {
    let guess = nearest(typed.text, names).map(|name| format!("did you mean {}? ", name.replace(' ', "-")));
    bad(typed, &format!("is no {what}: {}type one of {all}", guess.unwrap_or_default()))
}

/// Text in which there is a word to look for.
fn words(typed: &Typed) -> Result<Value, FilterError> {
    match Needle::new(typed.text, false) {
        Some(_) => Ok(Value::Text(typed.text.to_owned())),
        None => Err(bad(typed, "has no letter or digit in it: type the beginning of a word")),
    }
}

fn points(typed: &Typed) -> Result<Value, FilterError> {
    let dotted = typed.text.replace('½', ".5");
    let plain = !dotted.is_empty() && dotted.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number = dotted.parse::<f64>().ok().filter(|_| plain);
    match number {
        None => Err(bad(typed, "is no number of points: type one such as 5 or 0.5, or none")),
        Some(n) if n > POINTS => Err(bad(typed, "is too large: an item has at most 1,000,000 points")),
        #[expect(clippy::cast_possible_truncation, reason = "at most 10^9")]
        Some(n) => Ok(Value::Points(Points((n * 1000.0).round() as i64))),
    }
}

fn estimate(typed: &Typed) -> Result<Value, FilterError> {
    match Estimate::parse(typed.text) {
        Ok(Some(estimate)) => Ok(Value::Estimate(estimate)),
        Ok(None) => Ok(Value::None),
        Err(_) => Err(bad(typed, "can't be an estimate: type a number, a size such as XL, or none")),
    }
}

fn place(op: Op, typed: &Typed) -> Result<Value, FilterError> {
    let plain = typed.text.bytes().all(|b| b.is_ascii_digit());
    match typed.text.parse::<i64>() {
        Ok(0) if op.range(0).1 <= 0 => Err(bad(typed, "is before the first place: places begin at 1")),
        Ok(n) if plain && n <= PLACE => Ok(Value::Place(n)),
        _ if plain => Err(bad(typed, "is too large for a place: type one such as 20")),
        _ => Err(bad(typed, "is no place: type a number such as 20")),
    }
}

/// A class by its word, with or without its apostrophe.
fn class(typed: &Typed) -> Result<Value, FilterError> {
    let word = text::fold(typed.text).replace(['\'', '’', '-', ' '], "");
    let word = word.strip_suffix("have").unwrap_or(&word);
    let found = CLASSES.iter().find(|(class, _)| class_word(*class) == word);
    found
        .map(|(class, _)| Value::Class(*class))
        .ok_or_else(|| bad(typed, "is no MoSCoW class: type must, should, could, wont, or none"))
}

/// A Sprint by its number, or by where it is in its life.
fn sprint(typed: &Typed) -> Result<Value, FilterError> {
    let word = text::fold(typed.text);
    let number = word.strip_prefix("sprint").map_or(word.as_str(), str::trim_start);
    let plain = !number.is_empty() && number.len() < 10 && number.bytes().all(|b| b.is_ascii_digit());
    match (word.as_str(), number.parse()) {
        (_, Ok(number)) if plain && number > 0 => Ok(Value::Sprint(SprintRef::Number(number))),
        ("current" | "running" | "active" | "this", _) => Ok(Value::Sprint(SprintRef::Current)),
        ("next" | "planned", _) => Ok(Value::Sprint(SprintRef::Next)),
        _ => Err(bad(typed, "is no Sprint: type its number such as 14, current, next, or none")),
    }
}

/// A day, or how far away it is.
fn day(field: Field, op: Op, typed: &Typed) -> Result<Value, FilterError> {
    let name = field.name();
    if typed.text.eq_ignore_ascii_case("today") || typed.text.eq_ignore_ascii_case("now") {
        return Ok(Value::Today);
    }
    if let Some(date) = date(typed.text) {
        return Ok(Value::Date(date));
    }
    let digits = typed.text.len() - typed.text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, letter) = typed.text.split_at(digits);
    let unit = Unit::iter().find(|u| letter.eq_ignore_ascii_case(u.letter()));
    let Some(unit) = unit.filter(|_| digits > 0) else {
        let hint = "is no day and no stretch of time: type one such as 2026-12-24, today, 30d, 6w, 3m or 1y";
        return Err(bad(typed, hint));
    };
    let most = match unit {
        Unit::Days => FAR,
        Unit::Weeks => FAR / 7,
        Unit::Months => FAR / 31,
        Unit::Years => FAR / 366,
    };
    let Some(n) = number.parse().ok().filter(|n| *n <= most) else {
        let letter = unit.letter();
        return Err(bad(typed, &format!("is too far away: type at most {most}{letter}")));
    };
    if op == Op::Is {
        let hint = format!("needs a sign here: write {name}<{number}{letter} or {name}>{number}{letter}");
        return Err(bad(typed, &hint));
    }
    Ok(Value::Span(Span { n, unit }))
}

/// A date as `2026-12-24`.
fn date(typed: &str) -> Option<NaiveDate> {
    let is_shaped = typed.len() == 10
        && typed.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok().filter(|d| is_shaped && d.year() > 0)
}

fn has(typed: &Typed) -> Result<Value, FilterError> {
    let word = text::fold(typed.text).replace(['-', '_'], "");
    let meant = match word.as_str() {
        "ac" | "acceptancecriteria" | "criterion" => "criteria",
        "tag" | "label" | "labels" => "tags",
        "reporter" | "requester" => "asked",
        "parent" => "epic",
        "deadline" | "duedate" => "due",
        "subtask" | "tasks" => "subtasks",
        "field" | "extra" => "fields",
        "src" => "source",
        "notes" => "note",
        "storypoints" | "sp" => "points",
        "link" | "url" | "urls" => "links",
        "question" => "questions",
        "dependency" | "needs" => "dependencies",
        "iteration" => "sprint",
        other => other,
    };
    let found = Has::iter().find(|h| h.name() == meant);
    found.map(Value::Has).ok_or_else(|| {
        let guess = nearest(typed.text, Has::iter().map(Has::name));
        let guess = guess.map(|name| format!("did you mean has:{name}? ")).unwrap_or_default();
        bad(typed, &format!("is nothing an item can have: {guess}type one of {}", all_has()))
    })
}

fn is(typed: &Typed) -> Result<Read, FilterError> {
    let word = text::fold(typed.text);
    let own = match word.as_str() {
        "late" | "past-due" => Some(Is::Overdue),
        "title-only" | "vague" => Some(Is::Unclear),
        "unsized" => Some(Is::Unestimated),
        "toobig" | "too-big" | "large" => Some(Is::Big),
        "no-criteria" | "untestable" => Some(Is::NoCriteria),
        "questioned" | "questions" => Some(Is::Question),
        "alike" | "duplicate" | "duplicates" | "twin" | "twins" => Some(Is::Similar),
        "sleeping" | "later" => Some(Is::Snoozed),
        "reconsider" | "look-again" => Some(Is::Again),
        "sprint-goal" | "serves-goal" => Some(Is::Goal),
        "new" | "came-in" | "unseen" | "unread" => Some(Is::Incoming),
        "differs" | "changed-here" => Some(Is::Changed),
        "carried-over" | "carryover" | "spillover" => Some(Is::Carried),
        word => Is::iter().find(|is| is.name() == word),
    };
    if let Some(own) = own {
        return Ok(Read::Value(Value::Is(own)));
    }
    if let Some(state) = state(typed.text) {
        return Ok(Read::Other(Field::State, Value::State(state)));
    }
    if let Some(kind) = kind(typed.text) {
        return Ok(Read::Other(Field::Kind, Value::Kind(kind)));
    }
    let guess = nearest(typed.text, Is::iter().map(Is::name));
    let guess = guess.map(|name| format!("did you mean is:{name}? ")).unwrap_or_default();
    Err(bad(typed, &format!("is nothing an item can be: {guess}type one of {}, a state or a kind", all_is())))
}
