//! The values that an argument can have.

use super::{Known, MOST, Offer, Row, Wants, file, filter};
use crate::domain::query::{Panel, Values};
use crate::domain::score::{CLASSES, Framework};
use crate::domain::sprint::{Block, Phase};
use crate::domain::text::fold;
use crate::domain::{Column, Kind, List, Scale, State};
use crate::ui::action::Due;
use crate::ui::model::Model;
use crate::ui::verb::{Arg, VERBS};
use chrono::Weekday;
use strum::IntoEnumIterator;

/// The formats of an export; those of a document first.
const FORMATS: [(&str, &str); 5] = [
    ("md", "for reading, in Markdown"),
    ("html", "a page to be sent"),
    ("csv", "for a spreadsheet"),
    ("json", "everything, loss-free"),
    ("changes", "what changed here since the last import, to carry it back"),
];

/// What can stand at the byte `cursor` of an argument.
pub(super) fn offer(arg: Arg, text: &str, cursor: usize, model: &Model, known: &Known) -> Offer {
    match arg {
        Arg::None | Arg::Text(_) => Offer::default(),
        Arg::Criterion => among(criteria(model), text),
        Arg::Reason => reasons(text, model),
        Arg::Keys => keys(text, cursor, model, known),
        Arg::Link => links(text, model),
        Arg::Assignee => from_store(Panel::Values(Values::Assignees), &[("none", "nobody")], text, known),
        Arg::State => among(State::iter().map(|s| Row::value(s.name(), s.sign())), text),
        Arg::Kind => among(Kind::iter().map(|k| Row::value(k.name(), "")), text),
        Arg::Class => among(CLASSES.iter().map(|(_, name)| *name).chain(["none"]).map(|n| Row::value(n, "")), text),
        Arg::Scale => among(Scale::iter().map(scale), text),
        Arg::Estimate => estimate(text, model),
        Arg::Epic => from_store(Panel::Epics, &[("none", "no epic")], text, known),
        Arg::Other => other(text, model, known),
        Arg::Date => Offer { hint: Some("2026-12-24, 2w, +14, friday or none".into()), ..among(days(model), text) },
        Arg::Tags => tags(text, cursor, model, known),
        Arg::Asked => from_store(Panel::Values(Values::Asked), &[("none", "nobody")], text, known),
        Arg::Product => from_store(Panel::Products, &[], text, known),
        Arg::Spot => Offer {
            hint: Some("a place from 1, top, bottom, above KEY, below KEY or here".into()),
            ..among(spots(), text)
        },
        Arg::Where => {
            let lists = List::iter().map(|l| Row::value(l.name(), ""));
            Offer { hint: Some("a list, a place or a key".into()), ..among(lists, text) }
        }
        Arg::Sprint => sprints(text, model),
        Arg::File => file::offer(text, cursor, known),
        Arg::Target => target(&FORMATS, "md, html, csv or json, and the file: md ~/backlog.md", text, cursor, known),
        Arg::Paper => target(&FORMATS[..2], "html or md, and the file: html ~/review.html", text, cursor, known),
        Arg::Filter => filter::offer(text, cursor, known),
        Arg::Saved => from_store(Panel::Filters, &[], text, known),
        Arg::Column => column(text, cursor),
        Arg::Framework => {
            among(Framework::iter().map(|framework| Row::value(framework.name(), framework.rules().doc())), text)
        }
        Arg::Side => {
            among([("theirs", "what the files say"), ("ours", "what stands here")].map(|(w, d)| Row::value(w, d)), text)
        }
        Arg::Met => among(["yes", "no", "unsaid"].map(|word| Row::value(word, "")), text),
        Arg::Word => among(VERBS.iter().filter(|v| v.door.is_program()).map(|v| Row::value(v.name, v.doc)), text),
    }
}

/// Those values that the text can become: the ones that begin so first, then the ones of which a word does.
pub(super) fn among(rows: impl IntoIterator<Item = Row>, text: &str) -> Offer {
    matching(rows, text, |row| fold(&row.label))
}

/// As [`among`], by the words of `said` too.
pub(super) fn matching(rows: impl IntoIterator<Item = Row>, text: &str, said: impl Fn(&Row) -> String) -> Offer {
    let typed = fold(text.trim());
    let (mut begun, mut inside) = (Vec::new(), Vec::new());
    for row in rows {
        let words = said(&row);
        if fold(&row.label).starts_with(&typed) {
            begun.push(row);
        } else if words.split([' ', '-']).any(|w| w.starts_with(&typed)) {
            inside.push(row);
        }
    }
    begun.append(&mut inside);
    begun.truncate(MOST);
    Offer { from: 0, to: text.len(), rows: begun, ..Offer::default() }
}

fn from_store(panel: Panel, more: &[(&str, &str)], text: &str, known: &Known) -> Offer {
    let more = more.iter().map(|(text, doc)| Row::value(*text, *doc));
    let rows = known.rows(&panel).iter().cloned().chain(more);
    let said = |row: &Row| fold(&format!("{} {}", row.label, row.doc));
    Offer { wants: Some(Wants::Panel(panel)), ..matching(rows, text, said) }
}

/// What is similar first, then what stands on the screen.
fn other(text: &str, model: &Model, known: &Known) -> Offer {
    let here = model.backlog.selected();
    let row = |row: &crate::domain::Row| Row::value(row.key.to_string(), &row.title);
    let shown = model.backlog.window.rows.iter().filter(|row| Some(row.id) != here).map(row);
    let more = shown.filter(|row| known.alike.iter().all(|known| known.text != row.text));
    let rows = known.alike.iter().cloned().chain(more);
    matching(rows, text, |row| fold(&format!("{} {}", row.label, row.doc)))
}

/// One of the values in use, in place of the whole text.
pub(super) fn value(values: Values, text: &str, known: &Known) -> Offer {
    from_store(Panel::Values(values), &[], text, known)
}

/// The value in use at the cursor, among others with a comma between; none that is there already.
pub(super) fn values(values: Values, text: &str, cursor: usize, known: &Known) -> Offer {
    let from = behind_comma(text, cursor);
    // A tag is not found by how often it is used.
    let said = |row: &Row| fold(&row.label);
    let found = matching(known.values(values).iter().filter(absent(text)).cloned(), &text[from..cursor], said);
    Offer { from, to: cursor, wants: Some(Wants::Panel(Panel::Values(values))), ..found }
}

/// The key at the cursor, among others with a comma between: of what the typed letters may mean.
pub(super) fn listed(text: &str, cursor: usize, known: &Known) -> Offer {
    let from = behind_comma(text, cursor);
    let panel = Panel::Near(text[from..cursor].trim_end().to_owned());
    let rows = known.rows(&panel).iter().filter(absent(text)).cloned().collect();
    Offer { from, to: cursor, rows, wants: Some(Wants::Panel(panel)), ..Offer::default() }
}

/// Where the value at the cursor begins.
fn behind_comma(text: &str, cursor: usize) -> usize {
    let comma = text[..cursor].rfind(',').map_or(0, |at| at + 1);
    cursor - text[comma..cursor].trim_start().len()
}

/// True for what does not stand between the commas already.
fn absent(text: &str) -> impl Fn(&&Row) -> bool {
    let present: Vec<String> = text.split(',').map(fold).collect();
    move |row| !present.contains(&fold(&row.text))
}

fn scale(scale: Scale) -> Row {
    let values = if scale.values().is_empty() { "any number".to_owned() } else { scale.values().join(" ") };
    Row::value(scale.name(), values)
}

fn estimate(text: &str, model: &Model) -> Offer {
    let scale = model.product.as_ref().map_or(Scale::default(), |p| p.scale);
    let values = scale.values().iter().map(|v| Row::value(*v, ""));
    let hint = if scale.values().is_empty() { "any number from 0".into() } else { scale.values().join(" ") };
    let rows = among(values.chain([Row::value("none", "no estimate")]), text);
    Offer { hint: Some(format!("{hint} · none")), ..rows }
}

fn spots() -> [Row; 5] {
    [
        Row::value("top", "before all others"),
        Row::value("bottom", "behind all others"),
        Row::value("above ", "an item: type its key"),
        Row::value("below ", "an item: type its key"),
        Row::value("here", "the marked items below the cursor"),
    ]
}

/// The list's own order or a column, and behind a column the way.
fn column(text: &str, cursor: usize) -> Offer {
    let is_column = |at: &usize| cursor >= *at && Column::parse(&text[..*at]).is_some();
    if let Some(at) = behind_word(text).filter(is_column) {
        let ways =
            [Row::value("down", "highest, latest or last first"), Row::value("up", "lowest, earliest or first first")];
        let inner = among(ways, &text[at..]);
        return Offer { from: inner.from + at, to: inner.to + at, ..inner };
    }
    let order = Row::value("order", "the list's own order again");
    let scored = [Row::value("score", "in Prioritize"), Row::value("difference", "in Prioritize: from rank to score")];
    let columns = Column::iter().map(|c| Row::value(c.name(), ""));
    among(std::iter::once(order).chain(columns).chain(scored), text)
}

/// Days as people say them, each with its date.
fn days(model: &Model) -> Vec<Row> {
    const WEEK: [(&str, Weekday); 5] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
    ];
    let near = [
        ("today", Due::In(0)),
        ("tomorrow", Due::In(1)),
        ("+7", Due::In(7)),
        ("+14", Due::In(14)),
        ("+30", Due::In(30)),
    ];
    let week = WEEK.map(|(word, day)| (word, Due::Next(day)));
    let day = |(word, due): (&str, Due)| Row::value(word, due.on(model.now.day).to_string());
    near.into_iter().chain(week).map(day).chain([Row::value("none", "not due")]).collect()
}

/// The tag at the cursor: with `-` those that the item has, else those in use.
fn tags(text: &str, cursor: usize, model: &Model, known: &Known) -> Offer {
    let from = text[..cursor].rfind([' ', ',']).map_or(0, |at| at + 1);
    let word = &text[from..cursor];
    let (sign, begun) = match word.strip_prefix('-') {
        Some(tag) => ("-", tag),
        None => ("+", word.strip_prefix('+').unwrap_or(word)),
    };
    let present = model.backlog.item.as_ref().map_or(&[][..], |item| &item.text.tags);
    let rows: Vec<Row> = if sign == "-" {
        present.iter().map(|tag| Row::value(tag, "take it off")).collect()
    } else {
        known.values(Values::Tags).iter().filter(|row| !present.contains(&row.text)).cloned().collect()
    };
    let found = among(rows, begun);
    let signed = |row: Row| Row { text: format!("{sign}{} ", row.text), label: format!("{sign}{}", row.label), ..row };
    Offer {
        from,
        to: cursor,
        rows: found.rows.into_iter().map(signed).collect(),
        wants: Some(Wants::Panel(Panel::Values(Values::Tags))),
        hint: Some("+api puts on, -old takes off".into()),
        is_choice: false,
    }
}

/// The selected item's criteria by number.
fn criteria(model: &Model) -> Vec<Row> {
    let criteria = model.backlog.item.as_ref().map_or(&[][..], |item| &item.criteria);
    let row = |(n, c): (usize, &crate::domain::Criterion)| Row::value(n.to_string(), c.text.replace('\n', " "));
    (1..).zip(criteria).map(row).collect()
}

/// The Sprints that are not over, by number, and what stands for one.
fn sprints(text: &str, model: &Model) -> Offer {
    let title = |block: &Block| match block.sprint.phase {
        Phase::Active => format!("{}, running", block.sprint.title()),
        Phase::Planned | Phase::Closed => block.sprint.title(),
    };
    let open = model.blocks.iter().map(|block| Row::value(block.sprint.number.to_string(), title(block)));
    let words = [
        ("current", "the one that runs"),
        ("next", "the one being planned"),
        ("new", "a new one, planned behind all others"),
        ("none", "out of its Sprint"),
    ];
    let rows = open.chain(words.map(|(word, doc)| Row::value(word, doc)));
    let hint = Some("the number of a Sprint, current, next, new or none".into());
    Offer { hint, ..matching(rows, text, |row| fold(&format!("{} {}", row.label, row.doc))) }
}

/// The product's reasons for declining.
fn reasons(text: &str, model: &Model) -> Offer {
    let reasons = model.product.as_ref().map_or_else(Vec::new, |product| product.sheet.usual_reasons());
    among(reasons.into_iter().map(|reason| Row::value(reason, "")), text)
}

/// The links of the selected item, to take one off.
fn links(text: &str, model: &Model) -> Offer {
    let links = model.backlog.item.as_ref().map_or(&[][..], |item| &item.text.links);
    let Some(part) = text.strip_prefix('-') else {
        return Offer { hint: Some("https://… puts it on, -part of it takes it off".into()), ..Offer::default() };
    };
    let row = |link: &String| Row { text: format!("-{link}"), ..Row::value(link, "take it off") };
    let folded = fold(part);
    let rows: Vec<Row> = links.iter().filter(|link| fold(link).contains(&folded)).map(row).collect();
    Offer { from: 0, to: text.len(), rows, ..Offer::default() }
}

/// The key at the cursor: with `-` of what the item depends on, else of what the typed letters may mean.
fn keys(text: &str, cursor: usize, model: &Model, known: &Known) -> Offer {
    // Words of a title are several: what has no digit yet belongs together with what follows.
    let from = text[..cursor].rfind(',').map_or(0, |at| at + 1);
    let part = &text[from..cursor];
    let settled =
        part.rfind(' ').filter(|at| part[..*at].trim().chars().next_back().is_some_and(|c| c.is_ascii_digit()));
    let from = from + settled.map_or(0, |at| at + 1);
    let word = text[from..cursor].trim_start();
    let from = cursor - word.len();
    let item = model.backlog.item.as_ref();
    if let Some(typed) = word.strip_prefix('-') {
        let needs = item.map_or(&[][..], |item| &item.needs);
        let row = |tie: &crate::domain::item::Tie| Row::value(tie.key.to_string(), &tie.title);
        let said = |row: &Row| fold(&format!("{} {}", row.label, row.doc));
        let found = matching(needs.iter().map(row), typed, said);
        let signed = |row: Row| Row { text: format!("-{} ", row.text), label: format!("-{}", row.label), ..row };
        let rows = found.rows.into_iter().map(signed).collect();
        return Offer { from, to: cursor, rows, ..Offer::default() };
    }
    let typed = word.strip_prefix('+').unwrap_or(word).trim_end().to_owned();
    let panel = Panel::Near(typed);
    let own = item.map(|item| item.key.to_string());
    let rows = known.rows(&panel).iter().filter(|row| Some(&row.text) != own.as_ref()).cloned();
    let rows = rows.map(|row| Row { text: format!("{} ", row.text), ..row }).collect();
    let hint = Some("WEB-12 or 12 depends on it, -12 no more".into());
    Offer { from, to: cursor, rows, wants: Some(Wants::Panel(panel)), hint, is_choice: false }
}

/// The byte behind the first word and the blank that ends it.
fn behind_word(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start().len();
    let end = lead + text[lead..].find(char::is_whitespace)?;
    Some(end + text[end..].chars().next().map_or(0, char::len_utf8))
}

/// A format, and behind it a file.
fn target(formats: &[(&str, &str)], hint: &str, text: &str, cursor: usize, known: &Known) -> Offer {
    let is_format = |at: &usize| cursor >= *at && formats.iter().any(|(f, _)| *f == text[..*at].trim());
    if let Some(at) = behind_word(text).filter(is_format) {
        let inner = file::offer(&text[at..], cursor - at, known);
        return Offer { from: inner.from + at, to: inner.to + at, ..inner };
    }
    let formats = formats.iter().map(|&(word, doc)| Row { text: format!("{word} "), ..Row::value(word, doc) });
    Offer { hint: Some(hint.into()), ..among(formats, text) }
}
