//! `list`: the order, or everything, for people and for programs. Streamed, so that a reader may leave early.

mod by;

use super::exit::ShellError;
use super::out::{self, Out};
use super::session::{self, Session};
use super::{Shell, field, filter};
use crate::domain::score::{Framework, MOSCOW, Scoring};
use crate::domain::text::visible;
use crate::domain::{Children, Estimate, Kind, List, Points, Product, State, text};
use crate::runtime::now;
use crate::store::{Listed, RowQuery};
use crate::ui::action::{Action, Write};
use crate::ui::verb;
use by::Ranked;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde::Serialize;
use serde_json::{Number, Value, json};
use std::ops::ControlFlow;
use std::process::ExitCode;
use strum::IntoEnumIterator;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(super) const LIST: Shell = Shell { name: "list", grammar, run };

/// As many rows are looked at before the first is written, so that the columns stand below each other.
const AHEAD: usize = 500;
/// The longest state's word.
const STATE: usize = 11;

fn grammar(command: Command) -> Command {
    let flag = |name| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let words = |name| field::option(name).action(ArgAction::Append).value_delimiter(',');
    let lists: Vec<&str> = List::iter().map(List::name).collect();
    command
        .arg(flag("all").help("Everything but the trash").conflicts_with("list"))
        .arg(Arg::new("list").long("list").value_name("LIST").value_parser(lists).help("Another list than the order"))
        .arg(words("state").value_name("STATE,…").help("Only these states"))
        .arg(words("kind").value_name("KIND,…").help("Only these kinds"))
        .args(filter::args())
        .arg(field::option("limit").value_name("N").value_parser(value_parser!(usize)).help("At most so many"))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name("FRAMEWORK")
                .value_parser(frameworks())
                .conflicts_with_all(["all", "list"])
                .help("Put by this score: the place it gives, the place now, the score and its numbers"),
        )
        .arg(flag("json").help("As JSON: an array of objects"))
        .after_help(
            "A state or kind that can't stand in the order is looked for everywhere.\n\nExamples:\n  \
             upnext list --state ready,open --limit 10\n  upnext list --list inbox --json\n  \
             upnext list --by rice --limit 10\n  \
             upnext list --filter 'invoice (tag:api or points>5) !is:blocked'",
        )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let states = words(matches, "state", |action| match action {
        Action::Write(Write::State(state)) => Some(state),
        // The verb asks for a reason here.
        _ => Some(State::Declined),
    })?;
    let kinds = words(matches, "kind", |action| match action {
        Action::Write(Write::Kind(kind)) => Some(kind),
        _ => None,
    })?;
    let mut store = session.open()?;
    let mut sink = Sink::new(matches.get_flag("json"));
    let Some(product) = session.product(&store)? else {
        out::say(session::no_product(&store));
        sink.finish()?;
        return Ok(ExitCode::SUCCESS);
    };
    let scoring = by(matches, &product);
    let list = if scoring.is_some() { Some(List::Backlog) } else { list(matches, &states, &kinds) };
    let filter = filter::read(matches, &mut store, product.id, session.options.config.thresholds)?;
    let limit = matches.get_one("limit").copied();
    let mut ranked = scoring.map(|scoring| Ranked::new(&store, &product, scoring)).transpose()?;
    let first = if ranked.is_some() { None } else { limit };
    let query = RowQuery { product: product.id, list, states, kinds, filter, now: now(), limit: first };
    let (mut failed, mut count) = (None, 0);
    let read = store.rows(&query, &mut |listed| {
        count += 1;
        if let Some(ranked) = &mut ranked {
            ranked.take(listed);
            return ControlFlow::Continue(());
        }
        match sink.take(listed) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    failed.map_or(Ok(()), Err)?;
    if let Some(ranked) = ranked {
        ranked.show(&store, &mut sink, limit)?;
    }
    sink.finish()?;
    // What can be read was written, and is whole as JSON; then it is told what can't.
    read?;
    if count == 0 {
        out::say(nothing(&query, &product.name));
    }
    Ok(ExitCode::SUCCESS)
}

/// The frameworks, as an option takes them.
pub(super) fn frameworks() -> Vec<&'static str> {
    Framework::iter().map(Framework::name).collect()
}

/// How the product is scored where `--by` names a framework.
pub(super) fn by(matches: &ArgMatches, product: &Product) -> Option<Scoring> {
    Some(Scoring { framework: framework(matches)?, ..(*product.scoring).clone() })
}

/// The framework that `--by` names.
pub(super) fn framework(matches: &ArgMatches) -> Option<Framework> {
    Framework::parse(matches.get_one::<String>("by")?)
}

/// The words of an option, each read as its verb reads it.
fn words<T>(matches: &ArgMatches, name: &'static str, of: fn(Action) -> Option<T>) -> Result<Vec<T>, ShellError> {
    let Some(verb) = verb::find(name) else { return Ok(Vec::new()) };
    let typed = matches.get_many::<String>(name).unwrap_or_default();
    typed.map(|word| field::make(verb, word)).filter_map(|action| action.map(of).transpose()).collect()
}

/// The list meant: the one named, else the order, else everything where the order can't have what is asked for.
fn list(matches: &ArgMatches, states: &[State], kinds: &[Kind]) -> Option<List> {
    if let Some(name) = matches.get_one::<String>("list") {
        return List::iter().find(|list| list.name() == name);
    }
    let is_in_order = states.iter().all(|s| s.is_in_order()) && !kinds.contains(&Kind::Epic);
    (is_in_order && !matches.get_flag("all")).then_some(List::Backlog)
}

/// What to say where there is nothing: it must not look like lost data.
fn nothing(query: &RowQuery, product: &str) -> String {
    let place = query.list.map_or("anywhere", List::name);
    let place = if query.list == Some(List::Backlog) { "in the order" } else { place };
    let narrowed = !query.states.is_empty() || !query.kinds.is_empty() || !query.filter.is_all();
    match (narrowed, query.limit) {
        (_, Some(0)) => "--limit 0 lists nothing".into(),
        (true, _) => format!("nothing of {product} is like this ({place}); `upnext list --all` lists everything"),
        (false, _) => format!("{product} has nothing here ({place}); `upnext list --all` lists everything"),
    }
}

/// An item as a listing's JSON has it; what is missing is null.
#[derive(Serialize)]
struct Entry<'a> {
    key: String,
    place: Option<usize>,
    kind: Kind,
    title: &'a str,
    state: State,
    estimate: Option<&'a str>,
    points: Option<Number>,
    tags: &'a [String],
    epic: Option<String>,
    blocked: bool,
    sprint: Option<i64>,
    serves_goal: bool,
    value: Option<&'a str>,
    carried_over: usize,
    moscow: Option<String>,
    pinned: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    children: Option<Value>,
}

impl<'a> Entry<'a> {
    fn of(listed: &'a Listed) -> Self {
        let row = &listed.row;
        Self {
            key: row.key.to_string(),
            place: listed.place,
            kind: row.kind,
            title: &row.title,
            state: row.state,
            estimate: row.estimate.as_ref().map(Estimate::as_str),
            points: row.estimate.as_ref().and_then(Estimate::points).and_then(number),
            tags: &listed.tags,
            epic: listed.epic.as_ref().map(ToString::to_string),
            blocked: row.is_blocked,
            sprint: listed.sprint,
            serves_goal: row.serves_goal,
            value: Some(listed.value.as_str()).filter(|value| !value.is_empty()),
            carried_over: listed.hops,
            moscow: listed.class.map(|class| MOSCOW.shown(Some(class))),
            pinned: listed.pinned.as_deref(),
            children: row.children.map(children),
        }
    }
}

/// What belongs to an epic, as JSON has it.
pub(super) fn children(children: Children) -> Value {
    json!({
        "all": children.count,
        "done": children.done,
        "points": number(children.points),
        "done_points": number(children.done_points),
        "unestimated": children.unestimated,
    })
}

/// Points as a JSON number: 5, 0.5.
pub(super) fn number(points: Points) -> Option<Number> {
    if points.0 % 1000 == 0 {
        return Some(Number::from(points.0 / 1000));
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 10^9")]
    Number::from_f64(points.0 as f64 / 1000.0)
}

/// Where rows go.
struct Sink {
    out: Out,
    is_json: bool,
    count: usize,
    ahead: Vec<Listed>,
    columns: Option<usize>,
    widths: Option<Widths>,
}

/// Columns of place, key and estimate.
struct Widths {
    place: usize,
    key: usize,
    estimate: usize,
}

impl Sink {
    fn new(is_json: bool) -> Self {
        let columns = out::columns();
        Self { out: out::stdout(), is_json, count: 0, ahead: Vec::new(), columns, widths: None }
    }

    fn take(&mut self, listed: Listed) -> anyhow::Result<()> {
        if self.is_json {
            return self.object(&listed);
        }
        if let Some(widths) = &self.widths {
            return Ok(self.out.line(line(&listed, widths, self.columns))?);
        }
        self.ahead.push(listed);
        if self.ahead.len() >= AHEAD { self.show_ahead() } else { Ok(()) }
    }

    fn object(&mut self, listed: &Listed) -> anyhow::Result<()> {
        self.value(&Entry::of(listed))
    }

    /// Writes an object of the array.
    fn value(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        self.count += 1;
        self.out.raw(if self.count == 1 { "[\n" } else { ",\n" })?;
        Ok(self.out.raw(&text::json(&serde_json::to_string(value)?))?)
    }

    /// Writes a line, cut to the terminal where it goes to one.
    fn text(&mut self, line: &str) -> anyhow::Result<()> {
        let line = self.columns.map_or_else(|| line.to_owned(), |columns| cut(line, columns));
        Ok(self.out.line(line)?)
    }

    fn show_ahead(&mut self) -> anyhow::Result<()> {
        let widest = |of: fn(&Listed) -> usize| self.ahead.iter().map(of).max().unwrap_or(0);
        let widths = Widths {
            place: widest(|l| place(l).width()),
            key: widest(|l| l.row.key.to_string().width()),
            estimate: widest(|l| estimate(l).width()),
        };
        for listed in self.ahead.drain(..) {
            self.out.line(line(&listed, &widths, self.columns))?;
        }
        self.widths = Some(widths);
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<()> {
        if self.is_json {
            self.out.raw(if self.count == 0 { "[]\n" } else { "\n]\n" })?;
        }
        self.show_ahead()?;
        Ok(self.out.finish()?)
    }
}

fn place(listed: &Listed) -> String {
    listed.place.map_or_else(|| "–".into(), text::thousands)
}

fn estimate(listed: &Listed) -> String {
    match &listed.row.children {
        Some(children) => children.points_text(),
        None => listed.row.estimate.as_ref().map_or("?", Estimate::as_str).to_owned(),
    }
}

/// The state; of an epic with items, how many of them are done.
fn state(listed: &Listed) -> String {
    match &listed.row.children {
        Some(children) if children.count > 0 => format!("{}/{} done", children.done, children.count),
        _ => listed.row.state.name().to_owned(),
    }
}

/// A row's line, cut to the terminal where it goes to one.
fn line(listed: &Listed, widths: &Widths, columns: Option<usize>) -> String {
    let row = &listed.row;
    let (place, estimate) = (place(listed), estimate(listed));
    let blocked = if row.is_blocked { "! " } else { "" };
    let line = format!(
        "{place:>0$}  {key:<1$}  {sign} {name:<STATE$}  {estimate:>2$}  {blocked}{title}",
        widths.place,
        widths.key,
        widths.estimate,
        key = row.key.to_string(),
        sign = row.state.sign(),
        name = state(listed),
        title = visible(&row.title),
    );
    match columns {
        Some(columns) => cut(&line, columns),
        None => line,
    }
}

/// The part of a line that fits, with `…` where it was cut.
fn cut(line: &str, columns: usize) -> String {
    if line.width() <= columns {
        return line.to_owned();
    }
    let (mut cut, mut used) = (String::new(), 1);
    for grapheme in line.graphemes(true) {
        used += grapheme.width();
        if used > columns {
            break;
        }
        cut.push_str(grapheme);
    }
    cut + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_between_graphemes() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("a日本語", 4), "a日…");
        assert_eq!(cut("ae\u{301}e\u{301}", 2), "a…");
    }

    #[test]
    fn points_are_plain_numbers() {
        assert_eq!(number(Points(5000)).unwrap().to_string(), "5");
        assert_eq!(number(Points(500)).unwrap().to_string(), "0.5");
    }
}
