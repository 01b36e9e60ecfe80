//! The sample product of `upnext demo`: read from `assets/demo.toml`, dated relative to today.
//!
//! It takes the way of every other file with items: text → [`Parsed`] → the store. So the sample can't be anything
//! that an import could not be, and opening it proves that way each time.

mod sprint;

use crate::domain::import::{self, Chosen, Known, Parsed, Record, Target};
use crate::domain::item::{Answered, Asked, Event, Fact, NewItem, Refusal, Story};
use crate::domain::product::{NewProduct, Sheet};
use crate::domain::score::{Framework, Inputs, Scoring};
use crate::domain::{Change, Estimate, Instant, Kind, Now, Scale, State, criterion::Line, key, text};
use crate::store::{Store, Writer};
use anyhow::Context;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use uuid::{Builder, Uuid};

const SAMPLE: &str = include_str!("../../assets/demo.toml");

/// The records are told as items of another file of upnext: known by their identity, imported from nowhere.
const SOURCE: &str = "upnext";

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    product: Product,
    #[serde(default)]
    sprint: Vec<sprint::Entry>,
    item: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    name: String,
    prefix: String,
    scale: Scale,
    #[serde(default)]
    sheet: Sheet,
    #[serde(default)]
    scoring: Scoring,
}

/// An item as it is written: dates as distances from today, its epic by title, ticked criteria with `[x]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    kind: Kind,
    title: String,
    #[serde(default)]
    persona: String,
    #[serde(default)]
    want: String,
    #[serde(default)]
    benefit: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    estimate: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    asked: String,
    #[serde(default)]
    assignee: String,
    due: Option<i64>,
    #[serde(default)]
    note: String,
    state: State,
    epic: Option<String>,
    #[serde(default)]
    criteria: Vec<String>,
    blocked: Option<String>,
    decline: Option<No>,
    #[serde(default)]
    questions: Vec<Wondered>,
    #[serde(default)]
    links: Vec<String>,
    snoozed: Option<i64>,
    #[serde(default)]
    trashed: bool,
    /// What it is worth to users.
    #[serde(default)]
    value: String,
    /// What frameworks were told of it: each its inputs in their order, as a person types them; `?` for what is missing.
    #[serde(default)]
    scores: BTreeMap<Framework, Vec<String>>,
    /// Why it is fixed at its place.
    pinned: Option<String>,
    /// Feedback: the title of the item it is about, and the Sprint in whose review it was heard.
    about: Option<String>,
    heard: Option<i64>,
    /// The number of its key, where that does not follow from when it was written down.
    number: Option<i64>,
    created: i64,
    updated: Option<i64>,
    done: Option<i64>,
}

/// A refusal, to be looked at again so many days from today.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct No {
    reason: String,
    alternative: Option<String>,
    requester: Option<String>,
    again: Option<i64>,
}

/// A question, asked and perhaps answered so many days ago.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wondered {
    text: String,
    asked: i64,
    answer: Option<String>,
    #[serde(default)]
    answered: i64,
}

/// Makes the sample as a backlog's file.
///
/// # Errors
/// Something stands at the path already, or the file can't be made.
pub fn create(path: &Path, writer: Writer, now: Now) -> anyhow::Result<Store> {
    let parsed = parsed(now)?;
    let product = parsed.product.clone().context("the sample has no product")?;
    let mut store = Store::create(path, writer)?;
    let expect = import::plan(&parsed, &Known::default()).counts();
    store.commit(
        &Change::Import { parsed: Arc::new(parsed), target: Target::New(product), expect, chosen: Chosen::default() },
        now,
    )?;
    store.seal();
    Ok(store)
}

/// The sample product with its items in order, epics first, as of `now`. The same `now` gives the same sample.
///
/// Fails only where the sample itself is wrong, which a test rules out.
pub fn parsed(now: Now) -> anyhow::Result<Parsed> {
    read(SAMPLE, now).context("the sample product can't be read; this is a mistake in upnext, please report it")
}

fn read(sample: &str, now: Now) -> anyhow::Result<Parsed> {
    let Sample { product, sprint, item: entries } = toml::from_str(sample)?;
    let scoring = product.scoring;
    let product = NewProduct {
        scale: product.scale,
        sheet: Box::new(product.sheet),
        ..NewProduct::named(text::title("name", &product.name)?, key::parse_prefix(&product.prefix)?)
    };
    let numbers = numbers(&entries, now);
    let epics: HashMap<String, Uuid> = (entries.iter().enumerate())
        .filter(|(_, entry)| entry.kind == Kind::Epic)
        .map(|(at, entry)| (entry.title.clone(), identity(entry, at, now)))
        .collect();
    let mut known = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let estimate = Estimate::parse(&entry.estimate)?;
        known.insert(entry.title.clone(), sprint::Known { uid: identity(entry, at, now), estimate });
    }
    let mut told = sprint::tell(sprint, &known, now)?;
    let mut records = Vec::with_capacity(entries.len());
    for (at, (entry, number)) in entries.into_iter().zip(numbers).enumerate() {
        let record = record(&entry, at, number, &epics, now).and_then(|mut record| {
            if let Some(story) = told.stories.remove(&entry.title) {
                lived(&mut record.item, story)?;
            }
            record.item.inputs = inputs(&entry.scores, &scoring)?;
            let about = entry.about.as_ref().map(|title| known.get(title).context("it is about no item"));
            record.about = about.transpose()?.map(|about| about.uid.to_string());
            Ok(record)
        });
        records.push(record.with_context(|| format!("item \"{}\"", entry.title))?);
    }
    Ok(Parsed {
        name: "demo".into(),
        product: Some(product),
        records,
        sprints: told.records,
        scoring: Some(Box::new(scoring)),
        ..Parsed::default()
    })
}

/// What the Sprints say of an item.
fn lived(item: &mut NewItem, story: sprint::Story) -> anyhow::Result<()> {
    let told = story.state.unwrap_or_default();
    let is_begun = !matches!(item.state, State::Open | State::Ready);
    anyhow::ensure!(item.state == told || !is_begun, "the Sprints leave it {}", told.name());
    let created = item.created_at.unwrap_or(Instant(0));
    let born = |to: State, from: Option<State>, at: Instant| {
        let from = from.map(|state| state.name().to_owned());
        Event::plain(Fact::State, from, Some(to.name().to_owned()), at, at.utc().date_naive())
    };
    let first = story.events.first().map_or(created, |event| event.at);
    item.events = vec![born(State::Open, None, created)];
    if item.state != State::Open {
        item.events.push(born(State::Ready, Some(State::Open), Instant(created.0.max(first.0 - 3 * DAY))));
    }
    item.events.extend(story.events);
    (item.sprint, item.serves_goal) = (story.sprint, story.serves);
    if item.state == State::Done {
        item.done_at = story.done_at.or(item.done_at);
    }
    item.updated_at = item.updated_at.max(story.updated_at).max(item.done_at);
    Ok(())
}

/// What frameworks were told, each value read as if it were typed.
fn inputs(told: &BTreeMap<Framework, Vec<String>>, scoring: &Scoring) -> anyhow::Result<Inputs> {
    let mut inputs = Inputs::default();
    for (framework, typed) in told {
        let asked = framework.rules().inputs(scoring);
        anyhow::ensure!(asked.len() == typed.len(), "{} asks for {} values", framework.name(), asked.len());
        for (input, typed) in asked.iter().zip(typed) {
            inputs.set(&input.id, input.read(typed)?);
        }
    }
    Ok(inputs)
}

/// Each entry's number: the oldest is 1, as if they had been written down one after the other.
fn numbers(entries: &[Entry], now: Now) -> Vec<i64> {
    let mut oldest_first: Vec<usize> = (0..entries.len()).filter(|&at| entries[at].number.is_none()).collect();
    oldest_first.sort_by_key(|&at| moment(entries[at].created, at, now));
    let mut numbers: Vec<i64> = entries.iter().map(|entry| entry.number.unwrap_or_default()).collect();
    for (number, at) in (1..).zip(oldest_first) {
        numbers[at] = number;
    }
    numbers
}

fn record(entry: &Entry, at: usize, number: i64, epics: &HashMap<String, Uuid>, now: Now) -> anyhow::Result<Record> {
    let uid = identity(entry, at, now);
    let parent = match &entry.epic {
        None => None,
        Some(title) => Some(epics.get(title).with_context(|| format!("there is no epic \"{title}\""))?.to_string()),
    };
    let item = NewItem {
        state: entry.state,
        criteria: entry.criteria.iter().map(|raw| criterion(raw)).collect::<Result<_, _>>()?,
        subtasks: Vec::new(),
        blocked: entry.blocked.as_deref().map(|raw| text::title("blocked", raw)).transpose()?,
        decline: entry.decline.as_ref().map(|no| refusal(no, now.day)).transpose()?,
        questions: entry.questions.iter().map(|told| question(told, now.day)).collect::<Result<_, _>>()?,
        snoozed_until: entry.snoozed.map(|days| day_after(now.day, days)).transpose()?,
        uid: Some(uid),
        number: Some(number),
        is_trashed: entry.trashed,
        created_at: Some(moment(entry.created, at, now)),
        updated_at: entry.updated.or(entry.done).map(|days| moment(days, at, now)),
        done_at: entry.done.map(|days| moment(days, at, now)),
        value: text::line("value", &entry.value)?,
        heard_in: entry.heard,
        pinned: entry.pinned.as_deref().map(|raw| text::title("pinned", raw)).transpose()?,
        text: story(entry, now.day)?,
        ..NewItem::default()
    };
    Ok(Record { source: SOURCE.into(), key: uid.to_string(), parent, item, ..Record::default() })
}

fn story(entry: &Entry, today: NaiveDate) -> anyhow::Result<Story> {
    Ok(Story {
        kind: entry.kind,
        title: text::title("title", &entry.title)?,
        persona: text::line("persona", &entry.persona)?,
        want: text::line("want", &entry.want)?,
        benefit: text::line("benefit", &entry.benefit)?,
        description: text::block("description", &entry.description)?,
        estimate: Estimate::parse(&entry.estimate)?,
        tags: entry.tags.iter().map(|tag| text::title("tag", tag)).collect::<Result<_, _>>()?,
        asked: text::line("asked", &entry.asked)?,
        assignee: text::line("assignee", &entry.assignee)?,
        due: entry.due.map(|days| day_after(today, days)).transpose()?,
        links: entry.links.iter().map(|link| text::line("link", link)).collect::<Result<_, _>>()?,
        note: text::block("note", &entry.note)?,
    })
}

fn criterion(raw: &str) -> anyhow::Result<Line> {
    let (is_done, rest) = match (raw.strip_prefix("[x] "), raw.strip_prefix("[ ] ")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => anyhow::bail!("the criterion \"{raw}\" begins with neither \"[x] \" nor \"[ ] \""),
    };
    Ok(Line { text: text::block("criterion", rest)?, is_done })
}

fn question(raw: &Wondered, today: NaiveDate) -> anyhow::Result<Asked> {
    let answer = match &raw.answer {
        Some(answer) => Some(Answered { text: text::block("answer", answer)?, on: day_after(today, -raw.answered)? }),
        None => None,
    };
    Ok(Asked { text: text::block("question", &raw.text)?, asked_on: day_after(today, -raw.asked)?, answer })
}

fn refusal(raw: &No, today: NaiveDate) -> anyhow::Result<Refusal> {
    let optional = |what, raw: &Option<String>| raw.as_deref().map(|raw| text::title(what, raw)).transpose();
    Ok(Refusal {
        reason: text::title("reason", &raw.reason)?,
        alternative: optional("alternative", &raw.alternative)?,
        requester: optional("requester", &raw.requester)?,
        again: raw.again.map(|days| day_after(today, days)).transpose()?,
    })
}

/// An identity made from the moment of writing and the entry's place, so that the same `now` gives the same one.
fn identity(entry: &Entry, at: usize, now: Now) -> Uuid {
    let mut rest = [0; 10];
    rest[2..].copy_from_slice(&(at as u64).to_be_bytes());
    let millis = u64::try_from(moment(entry.created, at, now).0).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

/// `days` ago, and some minutes earlier by the entry's place: a backlog is not written down in one second.
fn moment(days: i64, at: usize, now: Now) -> Instant {
    let minutes = i64::try_from(at * 37 % 300).unwrap_or_default();
    Instant(now.at.0 - days * DAY - minutes * MINUTE)
}

fn day_after(today: NaiveDate, days: i64) -> anyhow::Result<NaiveDate> {
    let count = Days::new(days.unsigned_abs());
    let day = if days < 0 { today.checked_sub_days(count) } else { today.checked_add_days(count) };
    day.with_context(|| format!("{days} days from {today} is no day of the calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Filter, List};
    use std::collections::HashSet;
    use strum::IntoEnumIterator;

    fn now() -> Now {
        Now::noon(NaiveDate::from_ymd_opt(2026, 3, 17).unwrap())
    }

    fn records() -> Vec<Record> {
        parsed(now()).unwrap().records
    }

    fn standing_in(list: List) -> Vec<Record> {
        let stands = |r: &Record| List::of(r.item.text.kind, r.item.state, r.item.is_trashed) == list;
        records().into_iter().filter(stands).collect()
    }

    #[test]
    fn the_same_now_gives_the_same_sample() {
        assert_eq!(parsed(now()).unwrap(), parsed(now()).unwrap());
        let product = parsed(now()).unwrap().product.unwrap();
        assert_eq!((product.name.as_str(), product.prefix.as_str()), ("Webshop", "WEB"));
        assert_eq!(product.scale, Scale::Fibonacci);
    }

    #[test]
    fn every_list_has_what_a_newcomer_should_see() {
        let count = |list| standing_in(list).len();
        assert_eq!(records().len(), 73);
        assert_eq!(count(List::Epics), 5);
        assert_eq!(count(List::Backlog), 36);
        assert_eq!(count(List::Inbox), 7);
        assert_eq!(count(List::Done), 19);
        assert_eq!(count(List::Declined), 4);
        assert_eq!(count(List::Trash), 2);
    }

    #[test]
    fn every_state_and_kind_is_there() {
        let records = records();
        for state in State::iter() {
            assert!(records.iter().any(|r| r.item.state == state), "{}", state.name());
        }
        for kind in Kind::iter() {
            assert!(records.iter().any(|r| r.item.text.kind == kind), "{}", kind.name());
        }
    }

    #[test]
    fn every_text_is_already_clean() {
        for entry in toml::from_str::<Sample>(SAMPLE).unwrap().item {
            let lines = [&entry.title, &entry.persona, &entry.want, &entry.benefit, &entry.asked, &entry.assignee];
            for raw in lines.into_iter().chain(&entry.tags).chain(&entry.blocked) {
                assert_eq!(text::line("text", raw).as_ref(), Ok(raw));
            }
            for raw in [&entry.description, &entry.note].into_iter().chain(&entry.criteria) {
                assert_eq!(text::block("text", raw).as_ref(), Ok(raw));
            }
            if let Some(no) = entry.decline {
                for raw in [Some(no.reason), no.alternative, no.requester].iter().flatten() {
                    assert_eq!(text::line("text", raw).as_ref(), Ok(raw));
                }
            }
            for raw in entry.links.iter().chain(entry.questions.iter().map(|told| &told.text)) {
                assert_eq!(text::line("text", raw).as_ref(), Ok(raw));
            }
            assert_eq!(text::visible(&entry.title), entry.title);
        }
    }

    #[test]
    fn every_rule_of_the_definition_of_ready_is_a_filter() {
        for rule in toml::from_str::<Sample>(SAMPLE).unwrap().product.sheet.ready {
            let filter = rule.split(" # ").next().unwrap();
            assert!(Filter::parse(filter).is_ok(), "{rule}");
        }
    }

    #[test]
    fn keys_and_identities_are_unique_and_epics_come_before_their_items() {
        let mut seen = HashMap::new();
        let mut numbers = HashSet::new();
        for record in records() {
            if let Some(parent) = &record.parent {
                assert_eq!(seen.get(parent), Some(&Kind::Epic), "{}", record.item.text.title);
                assert_ne!(record.item.text.kind, Kind::Epic);
            }
            assert_eq!(record.item.uid.map(|uid| uid.to_string()).as_ref(), Some(&record.key));
            assert!(numbers.insert(record.item.number.unwrap()));
            assert_eq!(seen.insert(record.key, record.item.text.kind), None);
        }
        assert_eq!(numbers.into_iter().max(), Some(73));
    }

    #[test]
    fn dates_follow_each_other_and_none_is_to_come() {
        for NewItem { text, state, created_at, updated_at, done_at, .. } in records().into_iter().map(|r| r.item) {
            let (created, title) = (created_at.unwrap(), &text.title);
            let updated = updated_at.unwrap_or(created);
            assert!(created <= updated && updated <= now().at, "{title}");
            assert_eq!(done_at.is_some(), state == State::Done, "{title}");
            assert!(done_at.is_none_or(|done| created < done && done <= updated), "{title}");
        }
    }

    #[test]
    fn exactly_the_declined_say_why_and_what_is_refused_is_never_blocked() {
        for record in records() {
            assert_eq!(record.item.decline.is_some(), record.item.state == State::Declined);
            assert!(record.item.blocked.is_none() || record.item.state.is_in_order());
        }
    }

    #[test]
    fn the_order_has_its_two_flaws_and_its_two_blocked_items() {
        let order = standing_in(List::Backlog);
        let place = |part: &str| order.iter().position(|r| r.item.text.title.contains(part)).unwrap() + 1;
        assert_eq!(place("whole catalogue"), 8, "the README's tour goes there");
        assert_eq!(order[8 - 1].item.text.estimate, None);
        assert_eq!(place("paid twice"), 32, "the README's tour goes there");
        assert_eq!(order.iter().filter(|r| r.item.blocked.is_some()).count(), 2);
    }

    #[test]
    fn estimates_are_mostly_on_the_scale_and_sometimes_missing() {
        let order = standing_in(List::Backlog);
        let estimates: Vec<_> = order.iter().filter_map(|r| r.item.text.estimate.as_ref()).collect();
        assert_eq!(order.len() - estimates.len(), 5);
        assert_eq!(estimates.iter().filter(|e| !Scale::Fibonacci.has(e)).count(), 1);
    }

    #[test]
    fn a_mistake_in_the_sample_is_named_with_its_item() {
        let sample = |line: &str| {
            format!(
                "[product]\nname = \"A\"\nprefix = \"A\"\nscale = \"free\"\n[[item]]\ntitle = \"B\"\n\
                 state = \"open\"\ncreated = 1\n{line}\n"
            )
        };
        assert!(read(&sample(""), now()).is_ok());
        let message = |line: &str| format!("{:#}", read(&sample(line), now()).unwrap_err());
        assert_eq!(message("epic = \"C\""), "item \"B\": there is no epic \"C\"");
        assert!(message("criteria = [\"C\"]").contains("begins with neither"));
        assert!(message("due = 999999999999").contains("no day of the calendar"));
        assert!(message("colour = \"red\"").contains("colour"));
    }
}
