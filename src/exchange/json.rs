//! upnext's own JSON: everything an item has, out and in again without a loss.
//!
//! ```json
//! {"format":"upnext","version":1,"products":[
//! {"product":{"uid":"…","name":"Webshop","prefix":"WEB","scale":"fibonacci"},"sprints":[
//! {"uid":"…","number":14,"goal":"…","phase":"planned"}],"items":[
//! {"uid":"…","key":"WEB-1","number":1,"kind":"story","title":"…","state":"open"}
//! ]}
//! ]}
//! ```
//!
//! Items stand in their order; Sprints, pairs and sources are left out where there is none. Moments are RFC 3339 with
//! milliseconds; those of events are milliseconds since 1970.

mod clean;
mod feed;
mod moment;
mod score;
mod sprint;

use super::{ExchangeError, cell};
use crate::domain::criterion::Line;
use crate::domain::import::{Beside, DuelRecord, Exported, Fields, Origin, Parsed, Record, Report, UPNEXT};
use crate::domain::item::{Asked, Comment, Event, Extra, Kept, NewItem, Refusal};
use crate::domain::product::{NewProduct, Product, Sheet};
use crate::domain::score::{Inputs, Scoring};
use crate::domain::{Estimate, Instant, Kind, Scale, State, key, text};
use chrono::NaiveDate;
use clean::Cleaner;
use score::ProductLine;
use serde::{Deserialize, Serialize};
use sprint::SprintLine;
use std::io::{self, Write};
use std::sync::Arc;
use uuid::Uuid;

/// The version written, and the newest one read.
pub const VERSION: u64 = 1;

/// Writes products and their items, one at a time.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    products: usize,
    items: usize,
    /// True once the product's items have begun.
    is_open: bool,
}

impl<W: Write> Writer<W> {
    /// Writes the beginning.
    pub fn new(mut out: W) -> io::Result<Self> {
        write!(out, "{{\"format\":\"{UPNEXT}\",\"version\":{VERSION},\"products\":[")?;
        Ok(Self { out, products: 0, items: 0, is_open: false })
    }

    /// Begins a product; the items that follow are its.
    pub fn product(&mut self, product: &Product) -> io::Result<()> {
        let (uid, name, prefix) = (Some(product.uid), product.name.clone(), product.prefix.clone());
        let new = NewProduct { uid, name, prefix, scale: product.scale, sheet: product.sheet.clone() };
        let scoring = Some(&*product.scoring).filter(|scoring| **scoring != Scoring::default());
        self.open()?;
        self.out.write_all(if self.products > 0 { b"\n]},\n" } else { b"\n" })?;
        self.out.write_all(b"{\"product\":")?;
        self.value(&ProductLine { product: &new, scoring })?;
        (self.products, self.items) = (self.products + 1, 0);
        self.is_open = false;
        Ok(())
    }

    /// Writes what the product begun last has beside its items; it goes before these.
    pub fn beside(&mut self, beside: &Beside) -> io::Result<()> {
        let sprints: Vec<SprintLine> = beside.sprints.iter().map(SprintLine::of).collect();
        self.array("sprints", &sprints)?;
        self.array("pairs", &beside.duels)?;
        self.array("sources", &beside.feeds)
    }

    /// Writes an array of the product, one entry a line; nothing where there is none.
    fn array<T: Serialize>(&mut self, name: &str, all: &[T]) -> io::Result<()> {
        for (at, one) in all.iter().enumerate() {
            if at == 0 {
                write!(self.out, ",\"{name}\":[")?;
            }
            self.out.write_all(if at > 0 { b",\n" } else { b"\n" })?;
            self.value(one)?;
        }
        if all.is_empty() { Ok(()) } else { self.out.write_all(b"]") }
    }

    /// Writes a value; what a terminal would act on as its number.
    fn value(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.out.write_all(text::json(&serde_json::to_string(value)?).as_bytes())
    }

    /// Begins the items of a product.
    fn open(&mut self) -> io::Result<()> {
        if !self.is_open && self.products > 0 {
            self.is_open = true;
            self.out.write_all(b",\"items\":[")?;
        }
        Ok(())
    }

    /// Writes an item of the product begun last.
    pub fn item(&mut self, item: &Exported) -> io::Result<()> {
        self.open()?;
        self.out.write_all(if self.items > 0 { b",\n" } else { b"\n" })?;
        self.items += 1;
        self.value(&Out::of(item))
    }

    /// Writes the end.
    pub fn finish(mut self) -> io::Result<()> {
        self.open()?;
        self.out.write_all(if self.products > 0 { b"\n]}\n]}\n" } else { b"]}\n" })?;
        self.out.flush()
    }
}

/// An item as it is written.
#[derive(Debug, Serialize)]
struct Out<'a> {
    uid: Option<Uuid>,
    key: String,
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    kind: Kind,
    title: &'a str,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: &'a Option<Estimate>,
    #[serde(skip_serializing_if = "str::is_empty")]
    persona: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    want: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    benefit: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    criteria: &'a [Line],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    subtasks: &'a [Line],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    epic: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epic_key: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<Uuid>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on_keys: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sprint: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    serves_goal: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heard_in: Option<i64>,
    #[serde(skip_serializing_if = "Inputs::is_empty")]
    scores: &'a Inputs,
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    asked: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    assignee: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<NaiveDate>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    links: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    questions: &'a [Asked],
    #[serde(skip_serializing_if = "Option::is_none")]
    snoozed_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: &'a Option<Kept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decline: &'a Option<Refusal>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    trashed: bool,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment::write")]
    created_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment::write")]
    updated_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment::write")]
    done_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment::write")]
    declined_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "moment::write")]
    trashed_at: Option<Instant>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    events: &'a [Event],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    extra: &'a [Extra],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    comments: &'a [Comment],
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: &'a Option<Origin>,
}

impl<'a> Out<'a> {
    fn of(exported: &'a Exported) -> Self {
        let (item, story) = (&exported.item, &exported.item.text);
        Self {
            uid: item.uid,
            key: exported.key.to_string(),
            number: item.number,
            place: exported.place,
            kind: story.kind,
            title: &story.title,
            state: item.state,
            estimate: &story.estimate,
            persona: &story.persona,
            want: &story.want,
            benefit: &story.benefit,
            description: &story.description,
            criteria: &item.criteria,
            subtasks: &item.subtasks,
            tags: &story.tags,
            epic: exported.epic.as_ref().map(|e| e.0),
            epic_key: exported.epic.as_ref().map(|e| e.1.to_string()),
            depends_on: exported.needs.iter().map(|needed| needed.0).collect(),
            depends_on_keys: exported.needs.iter().map(|needed| needed.1.to_string()).collect(),
            merged_into: exported.merged_into.as_ref().map(|into| into.0),
            merged_into_key: exported.merged_into.as_ref().map(|into| into.1.to_string()),
            sprint: item.sprint,
            serves_goal: item.serves_goal,
            value: &item.value,
            about: exported.about.as_ref().map(|about| about.0),
            about_key: exported.about.as_ref().map(|about| about.1.to_string()),
            heard_in: item.heard_in,
            scores: &item.inputs,
            pinned: item.pinned.as_deref(),
            asked: &story.asked,
            assignee: &story.assignee,
            due: story.due,
            links: &story.links,
            note: &story.note,
            questions: &item.questions,
            snoozed_until: item.snoozed_until,
            kept: &item.kept,
            blocked: &item.blocked,
            decline: &item.decline,
            trashed: item.is_trashed,
            created_at: item.created_at,
            updated_at: item.updated_at,
            done_at: item.done_at,
            declined_at: item.declined_at,
            trashed_at: item.trashed_at,
            events: &item.events,
            extra: &exported.extra,
            comments: &item.comments,
            origin: &exported.origin,
        }
    }
}

/// What is read first, whatever the rest looks like.
#[derive(Debug, Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct File {
    products: Vec<Backlog>,
}

#[derive(Debug, Deserialize)]
struct Backlog {
    product: ProductIn,
    #[serde(default)]
    sprints: Vec<SprintLine>,
    #[serde(default)]
    pairs: Vec<DuelRecord>,
    #[serde(default)]
    sources: Vec<serde_json::Value>,
    items: Vec<In>,
}

#[derive(Debug, Deserialize)]
struct ProductIn {
    uid: Option<Uuid>,
    name: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    scale: Scale,
    #[serde(default)]
    sheet: Box<Sheet>,
    scoring: Option<serde_json::Value>,
}

/// An item as it is read: only the title must be there.
#[derive(Debug, Deserialize)]
struct In {
    uid: Option<Uuid>,
    key: Option<String>,
    number: Option<i64>,
    #[serde(default)]
    kind: Kind,
    title: String,
    #[serde(default)]
    state: State,
    estimate: Option<String>,
    #[serde(default)]
    persona: String,
    #[serde(default)]
    want: String,
    #[serde(default)]
    benefit: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    criteria: Vec<Line>,
    #[serde(default)]
    subtasks: Vec<Line>,
    #[serde(default)]
    tags: Vec<String>,
    epic: Option<Uuid>,
    #[serde(default)]
    depends_on: Vec<Uuid>,
    merged_into: Option<Uuid>,
    sprint: Option<i64>,
    #[serde(default)]
    serves_goal: bool,
    #[serde(default)]
    value: String,
    about: Option<Uuid>,
    #[serde(default)]
    scores: Inputs,
    pinned: Option<String>,
    #[serde(rename = "heard_in")]
    heard: Option<i64>,
    #[serde(default)]
    asked: String,
    #[serde(default)]
    assignee: String,
    due: Option<NaiveDate>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    questions: Vec<Asked>,
    snoozed_until: Option<NaiveDate>,
    kept: Option<Kept>,
    blocked: Option<String>,
    decline: Option<Refusal>,
    #[serde(default)]
    trashed: bool,
    #[serde(default, deserialize_with = "moment::read")]
    created_at: Option<Instant>,
    #[serde(default, deserialize_with = "moment::read")]
    updated_at: Option<Instant>,
    #[serde(default, deserialize_with = "moment::read")]
    done_at: Option<Instant>,
    #[serde(default, deserialize_with = "moment::read")]
    declined_at: Option<Instant>,
    #[serde(default, deserialize_with = "moment::read")]
    trashed_at: Option<Instant>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    extra: Vec<Extra>,
    #[serde(default)]
    comments: Vec<Comment>,
    origin: Option<Origin>,
}

/// Reads a file; one [`Parsed`] for each product in it. `report` is what was met before.
pub(super) fn read(name: &str, text: &str, report: &Report) -> Result<Vec<Parsed>, ExchangeError> {
    let broken = |error: &serde_json::Error| ExchangeError::Json {
        name: name.to_owned(),
        line: error.line().max(1),
        why: error.to_string(),
    };
    let foreign =
        || ExchangeError::Json { name: name.to_owned(), line: 1, why: "this is not upnext's JSON".to_owned() };
    let head: Head = serde_json::from_str(text).map_err(|e| if e.is_data() { foreign() } else { broken(&e) })?;
    if head.format.as_deref() != Some(UPNEXT) {
        return Err(foreign());
    }
    match head.version {
        Some(found) if found > VERSION => {
            return Err(ExchangeError::Newer { name: name.to_owned(), found, known: VERSION });
        }
        Some(_) => {}
        None => return Err(foreign()),
    }
    let file: File = serde_json::from_str(text).map_err(|e| broken(&e))?;
    if file.products.is_empty() {
        return Err(ExchangeError::NoRows { name: name.to_owned() });
    }
    let parsed = |backlog| parsed(name, backlog, report.clone());
    Ok(file.products.into_iter().map(parsed).collect())
}

fn parsed(name: &str, backlog: Backlog, mut report: Report) -> Parsed {
    let ProductIn { uid, name: product, prefix, scale, sheet, scoring } = backlog.product;
    let mut none = Vec::new();
    let mut product = cell::line("name", &product, &mut none, &mut report);
    if product.is_empty() {
        product = "Unnamed".into();
    }
    let sheet = Box::new(Cleaner { report: &mut report, beside: Vec::new() }.sheet(*sheet));
    let sprints = Cleaner { report: &mut report, beside: Vec::new() }.sprints(backlog.sprints);
    let prefix = key::parse_prefix(&prefix).unwrap_or_else(|_| key::propose_prefix(&product));
    let records = backlog.items.into_iter().map(|item| record(item, &mut report)).collect();
    let product = Some(NewProduct { uid, name: product, prefix, scale, sheet });
    let scoring = score::read(scoring, &mut report);
    let feeds = feed::read(backlog.sources, &mut report);
    Parsed {
        name: name.to_owned(),
        product,
        records,
        sprints,
        duels: backlog.pairs,
        scoring,
        feeds,
        report,
        ..Parsed::default()
    }
}

fn record(from: In, report: &mut Report) -> Record {
    let mut clean = Cleaner { report, beside: Vec::new() };
    let text = clean.story(&from);
    let blocked = from.blocked.map(|b| clean.block("blocked", &b)).filter(|b| !b.is_empty());
    let at = from.key.as_deref().unwrap_or(&from.title);
    let (inputs, unread) = score::inputs(&from.scores, at, &mut clean);
    let item = NewItem {
        text,
        state: from.state,
        criteria: clean.lines("criterion", from.criteria),
        subtasks: clean.lines("sub-task", from.subtasks),
        blocked,
        decline: clean.decline(from.state, from.decline),
        uid: from.uid,
        number: from.number.filter(|n| *n > 0),
        is_trashed: from.trashed,
        created_at: from.created_at,
        updated_at: from.updated_at,
        done_at: from.done_at,
        declined_at: from.declined_at,
        trashed_at: from.trashed_at,
        events: from.events,
        questions: clean.questions(from.questions),
        snoozed_until: from.snoozed_until,
        kept: from.kept.map(|kept| Kept { why: clean.line("why it was kept", &kept.why), ..kept }),
        sprint: from.sprint,
        serves_goal: from.serves_goal,
        value: clean.line("value", &from.value),
        about: None,
        heard_in: from.heard,
        inputs,
        pinned: from.pinned.map(|why| clean.line("pinned", &why)).filter(|why| !why.is_empty()),
        comments: clean.comments(from.comments),
    };
    Record {
        source: UPNEXT.into(),
        key: from.uid.map(|u| u.to_string()).or(from.key).unwrap_or_else(|| item.text.title.clone()),
        parent: from.epic.map(|u| u.to_string()),
        needs: from.depends_on.iter().map(Uuid::to_string).collect(),
        merged_into: from.merged_into.map(|u| u.to_string()),
        about: from.about.map(|u| u.to_string()),
        item,
        extra: clean.extra(from.extra),
        origin: from.origin,
        tells: Fields::ALL,
        columns: Arc::default(),
        judges: Arc::default(),
        unread,
        id: None,
        sprints: Vec::new(),
        is_shifted: false,
        under: None,
        lines: Vec::new(),
    }
}
