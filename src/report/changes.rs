//! What was changed here since the last import, as Markdown to carry it back by hand: item by item, field by field,
//! what was declined and why, what is new, and the order.
//!
//! It is a sheet for whoever does that, and has the names and the reasons.

use crate::domain::import::{Carried, Changed, Field, Moved, Standing, texts};
use crate::domain::markdown::plain;
use crate::domain::{State, story, text};
use std::collections::HashMap;

/// What is said of an item whose description comes back in other fields.
const BLURRED: &str = "- the next import reads this description in other fields: give the story its role and its \
    want, and take headings over criteria out of the text";

/// What is known of the way back.
#[derive(Debug, Clone, Copy)]
pub struct Changes<'a> {
    /// The product's name.
    pub product: &'a str,
    /// What is called the source: Jira.
    pub source: &'a str,
    /// The items that changed here.
    pub changed: &'a [Carried],
    /// The items that are new here.
    pub new: &'a [Carried],
    /// The open items in their order.
    pub order: &'a [Standing],
    /// Who stands elsewhere than at the source, as far as its order is known.
    pub moved: Option<&'a [Moved]>,
    /// What lies in the trash here while it is open there: key there and title.
    pub thrown: &'a [(String, String)],
    /// How many ideas and how many done items were made here; nothing more is told of them.
    pub beside: (usize, usize),
    /// The names of Sprints, by their keys at the source.
    pub sprints: &'a HashMap<String, String>,
}

impl Changes<'_> {
    /// Writes the sheet.
    pub fn markdown(&self) -> String {
        let (refused, rest): (Vec<&Carried>, Vec<&Carried>) = self.changed.iter().partition(|one| is_refused(one));
        let mut parts = vec![format!("# Changes for {}: {}", plain(self.source), plain(self.product)), self.counts()];
        parts.extend(section("Declined", refused.iter().map(|one| self.item(one))));
        parts.extend(section("Changed", rest.iter().map(|one| self.item(one))));
        parts.extend(section("New", self.new.iter().map(|one| self.item(one))));
        if !self.thrown.is_empty() {
            let line = |(key, title): &(String, String)| {
                format!("- {} {}: in the trash here: close it there", plain(key), plain(title))
            };
            let lines: Vec<String> = self.thrown.iter().map(line).collect();
            parts.push(format!("## In the trash here ({})\n\n{}", text::thousands(lines.len()), lines.join("\n")));
        }
        parts.extend(self.order());
        parts.join("\n\n") + "\n"
    }

    fn counts(&self) -> String {
        let moved = self.moved.iter().flat_map(|all| all.iter()).filter(|one| one.from.is_some()).count();
        let mut said = if self.changed.is_empty() && self.new.is_empty() {
            let what = if moved + self.thrown.len() == 0 { "Nothing" } else { "No item" };
            format!("{what} was changed here since the last import from {}.", plain(self.source))
        } else {
            let fields = self.changed.iter().map(|one| one.changes.len()).sum();
            format!(
                "{} changed here since the last import, in {}; {} new.",
                text::counted(self.changed.len(), "item"),
                text::counted(fields, "field"),
                text::thousands(self.new.len())
            )
        };
        if moved > 0 {
            let verb = if moved == 1 { "stands" } else { "stand" };
            said = format!("{said} {} {verb} elsewhere.", text::counted(moved, "item"));
        }
        let (ideas, done) = self.beside;
        let beside = [(ideas, "idea"), (done, "done item")].into_iter().filter(|(count, _)| *count > 0);
        let beside: Vec<String> = beside.map(|(count, name)| text::counted(count, name)).collect();
        if !beside.is_empty() {
            said = format!("{said} Made here and not carried: {}.", beside.join(", "));
        }
        said
    }

    /// An item with everything to be done for it.
    fn item(&self, one: &Carried) -> String {
        let (item, foreign) = (&one.out.item, one.foreign());
        let (first, second) = match foreign {
            "" => (item.key.to_string(), String::new()),
            key => (key.to_owned(), format!(" ({})", item.key)),
        };
        let mut lines = vec![format!("### {} {}{second}", plain(&first), plain(&item.item.text.title)), String::new()];
        if foreign.is_empty() {
            lines.extend(self.all(one));
        } else {
            for change in &one.changes {
                lines.extend(self.change(one, change));
            }
        }
        if one.is_blurred {
            lines.push(BLURRED.into());
        }
        lines.join("\n")
    }

    /// What changed in a field, a line or several.
    fn change(&self, one: &Carried, change: &Changed) -> Vec<String> {
        let why = one.untold.iter().find(|untold| untold.field == change.field);
        let why = why.map(|untold| format!(" (by hand: {})", untold.why)).unwrap_or_default();
        let name = change.field.name();
        match change.field {
            Field::Description => {
                let block = |text: &str, nothing: &str| {
                    if text.is_empty() { vec![format!("  {nothing}")] } else { quoted(text) }
                };
                let (before, after) = (block(&change.before, "—"), block(&change.after, "— (taken away)"));
                let head = |word: &str| vec![format!("- {name}, {word}:")];
                if change.before.is_empty() {
                    return [vec![format!("- {name}{why}:")], after].concat();
                }
                [head("before"), before, head(&format!("now{why}")), after].concat()
            }
            Field::Criteria | Field::Subtasks => {
                let (before, after) = (texts(&change.before), texts(&change.after));
                [vec![format!("- {name}{why}:")], between(&before, &after)].concat()
            }
            Field::Tags | Field::Needs => {
                let words = |all: &str| -> Vec<String> { all.lines().map(|word| needed(one, word)).collect() };
                [vec![format!("- {name}{why}:")], between(&words(&change.before), &words(&change.after))].concat()
            }
            Field::State if one.out.item.item.state == State::Declined => {
                [vec![format!("- {name}: {} → declined{why}", shown(&change.before))], refusal(one)].concat()
            }
            Field::Sprint => {
                vec![format!("- {name}: {} → {}{why}", self.sprint(&change.before), self.sprint(&change.after))]
            }
            _ => vec![format!("- {name}: {} → {}{why}", shown(&change.before), shown(&change.after))],
        }
    }

    /// What a new item says.
    fn all(&self, one: &Carried) -> Vec<String> {
        let (item, story) = (&one.out.item.item, &one.out.item.item.text);
        let fact = |name: &str, value: &str| (!value.is_empty()).then(|| format!("- {name}: {}", plain(value)));
        let mut lines = vec![format!("- kind: {}", story.kind.name()), format!("- state: {}", item.state.name())];
        let epic = match (&one.out.epic, one.out.epic_title.as_str()) {
            (Some(epic), title) => format!("{} {title}", epic.key),
            (None, title) => title.to_owned(),
        };
        let estimate = story.estimate.as_ref().map(ToString::to_string).unwrap_or_default();
        let due = story.due.map(|day| day.to_string()).unwrap_or_default();
        let sprint = one.out.here.get(&Field::Sprint).map(|key| self.sprint(key)).unwrap_or_default();
        let needs = one.out.here.get(&Field::Needs).map(String::as_str).unwrap_or_default();
        let needs: Vec<String> = needs.lines().map(|name| needed(one, name)).collect();
        let subtasks: Vec<&str> = item.subtasks.iter().map(|line| line.text.as_str()).collect();
        for (name, value) in [
            ("estimate", estimate.as_str()),
            ("tags", &story.tags.join(", ")),
            ("epic", &epic),
            ("asked", &story.asked),
            ("assignee", &story.assignee),
            ("due", &due),
            ("sprint", &sprint),
            ("blocked", item.blocked.as_deref().unwrap_or_default()),
            ("needs", &needs.join(", ")),
            ("links", &story.links.join(" ")),
            ("sub-tasks", &subtasks.join("; ")),
        ] {
            lines.extend(fact(name, value));
        }
        lines.extend(one.untold.iter().map(|untold| format!("- by hand, {}: {}", untold.field.name(), untold.why)));
        let sentence = story::sentence(story);
        if !sentence.is_empty() || !story.description.is_empty() {
            lines.push("- description:".into());
            let parts = [sentence.as_str(), &story.description];
            let whole: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            lines.extend(quoted(&whole.join("\n\n")));
        }
        if !item.criteria.is_empty() {
            lines.push("- criteria:".into());
            lines.extend(item.criteria.iter().map(|line| format!("  - {}", on_one(&line.text))));
        }
        lines
    }

    fn sprint(&self, key: &str) -> String {
        match key {
            "" => "—".into(),
            key => match (self.sprints.get(key), key.strip_prefix('#')) {
                (Some(name), _) => plain(name),
                (None, Some(number)) => format!("Sprint {} here", plain(number)),
                (None, None) => plain(key),
            },
        }
    }

    /// What moved; the whole order where that of the source is not known.
    fn order(&self) -> Option<String> {
        if let Some(moved) = self.moved {
            let lines: Vec<String> = moved.iter().map(|one| self.moved(one)).collect();
            let about = "Places count the open items of the same Sprint, or of none.";
            return (!lines.is_empty()).then(|| format!("## What moved\n\n{about}\n\n{}", lines.join("\n")));
        }
        let line = |(at, one): (usize, &Standing)| format!("{}. {} {}", at + 1, label(one), plain(&one.title));
        let lines: Vec<String> = self.order.iter().enumerate().map(line).collect();
        (!lines.is_empty()).then(|| format!("## The order of the open items\n\n{}", lines.join("\n")))
    }

    fn moved(&self, one: &Moved) -> String {
        let Some(item) = self.order.get(one.at) else { return String::new() };
        let place = match one.from {
            Some(from) => format!("place {} → {}", text::thousands(from), text::thousands(one.to)),
            None => format!("place {}", text::thousands(one.to)),
        };
        let below = one.above.and_then(|at| self.order.get(at));
        let beside = below.map_or_else(|| "the last".to_owned(), |below| format!("above {}", label(below)));
        format!("- {} {}: {place}, {beside}", label(item), plain(&item.title))
    }
}

/// How an item in the order is called: by its key at the source, else by its own with a word about it.
fn label(one: &Standing) -> String {
    match (&one.foreign, &one.elsewhere) {
        (Some(foreign), _) => plain(foreign),
        (None, Some(source)) => format!("{} (from {})", one.key, plain(source)),
        (None, None) => format!("{} (new)", one.key),
    }
}

/// True for an item that was declined here since.
fn is_refused(one: &Carried) -> bool {
    one.out.item.item.state == State::Declined && one.changes.iter().any(|change| change.field == Field::State)
}

/// How an item that is needed is called: one that is new goes by its key here.
fn needed(one: &Carried, name: &str) -> String {
    let own = one.out.item.needs.iter().find(|(uid, _)| uid.to_string() == name);
    own.map_or_else(|| name.to_owned(), |(_, key)| format!("{key} (new)"))
}

fn section(title: &str, items: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let count = items.len();
    if count == 0 {
        return Vec::new();
    }
    std::iter::once(format!("## {title} ({})", text::thousands(count))).chain(items).collect()
}

/// Why it was declined, what to do instead, and who had asked.
fn refusal(one: &Carried) -> Vec<String> {
    let Some(no) = &one.out.item.item.decline else { return Vec::new() };
    let again = no.again.map(|day| day.to_string());
    let told = [
        ("reason", Some(&no.reason)),
        ("instead", no.alternative.as_ref()),
        ("asked by", no.requester.as_ref()),
        ("look again", again.as_ref()),
    ];
    told.into_iter().filter_map(|(name, value)| Some(format!("  - {name}: {}", on_one(value?)))).collect()
}

/// Which lines went and which came; where it is only their order, all of them.
fn between(before: &[String], after: &[String]) -> Vec<String> {
    let folded = |all: &[String]| all.iter().map(|line| text::fold(line)).collect::<Vec<_>>();
    let (then, now) = (folded(before), folded(after));
    let gone = before.iter().zip(&then).filter(|(_, line)| !now.contains(line)).map(|(line, _)| ("gone", line));
    let came = after.iter().zip(&now).filter(|(_, line)| !then.contains(line)).map(|(line, _)| ("new", line));
    let all: Vec<_> = gone.chain(came).collect();
    if all.is_empty() {
        let order = after.iter().map(|line| format!("  - {}", on_one(line)));
        return std::iter::once("  - in another order now:".to_owned()).chain(order).collect();
    }
    all.into_iter().map(|(what, line)| format!("  - {what}: {}", on_one(line))).collect()
}

/// A value of a field; "—" for none.
fn shown(value: &str) -> String {
    if value.is_empty() { "—".into() } else { on_one(value) }
}

/// A text of several lines as one.
fn on_one(raw: &str) -> String {
    plain(&raw.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text as a block under its field.
fn quoted(raw: &str) -> Vec<String> {
    raw.lines().map(|line| format!("  > {}", plain(line)).trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::Feed;
    use crate::domain::import::carried_samples::{carried, titled};
    use crate::domain::item::Refusal;
    use crate::domain::{Estimate, Key};

    fn feed() -> Feed {
        let states = vec![("To Do".into(), State::Open, 1), ("Done".into(), State::Done, 1)];
        Feed { source: "jira".into(), states, ..Feed::default() }
    }

    #[test]
    fn a_sheet_is_followed_line_by_line() {
        let line = |text: &str| crate::domain::criterion::Line { text: text.into(), is_done: false };
        let mut then = titled("Pay");
        then.criteria = vec![line("one"), line("two")];
        then.text.tags = vec!["old".into()];
        let mut now = titled("Pay *now*");
        now.criteria = vec![line("one"), line("three\nlines")];
        now.text.tags = vec!["API".into()];
        now.text.estimate = Estimate::parse("XL").unwrap();
        now.text.description = "First.\n\nSecond.".into();
        let mut no = titled("Fax");
        no.state = State::Declined;
        no.decline = Some(Refusal { reason: "nobody asked".into(), ..Refusal::default() });
        let changed = [carried(&then, now, "WEB-1", &feed()), carried(&titled("Fax"), no, "WEB-2", &feed())];
        let new = [carried(&titled(""), titled("Share"), "", &feed())];
        let placed = |foreign: Option<&str>, title: &str| Standing {
            key: Key { prefix: "UP".into(), number: 9 },
            foreign: foreign.map(str::to_owned),
            title: title.into(),
            sprint: None,
            elsewhere: None,
        };
        let order = [placed(None, "Share"), placed(Some("WEB-1"), "Pay *now*")];
        let sprints = HashMap::new();
        let thrown = [("WEB-3".to_owned(), "Fax".to_owned())];
        let sheet = Changes {
            product: "Shop",
            source: "Jira",
            changed: &changed,
            new: &new,
            order: &order,
            moved: None,
            thrown: &thrown,
            beside: (1, 2),
            sprints: &sprints,
        };
        assert_eq!(
            sheet.markdown(),
            "# Changes for Jira: Shop\n\n2 items changed here since the last import, in 6 fields; 1 new. Made here and not carried: \
             1 idea, 2 done items.\n\n\
             ## Declined (1)\n\n### WEB-2 Fax (UP-7)\n\n- state: open → declined\n  - reason: nobody asked\n\n\
             ## Changed (1)\n\n### WEB-1 Pay \\*now\\* (UP-7)\n\n- title: Pay → Pay \\*now\\*\n\
             - estimate: — → XL (by hand: no number)\n- description:\n  > First.\n  >\n  > Second.\n\
             - criteria:\n  - gone: two\n  - new: three lines\n- tags:\n  - gone: old\n  - new: API\n\n\
             ## New (1)\n\n### UP-7 Share\n\n- kind: story\n- state: open\n\n\
             ## In the trash here (1)\n\n- WEB-3 Fax: in the trash here: close it there\n\n\
             ## The order of the open items\n\n1. UP-9 (new) Share\n2. WEB-1 Pay \\*now\\*\n"
        );
        let moved = [Moved { at: 1, from: Some(3), to: 2, above: None }];
        let sheet = Changes { changed: &[], new: &[], thrown: &[], beside: (0, 0), moved: Some(&moved), ..sheet };
        assert_eq!(
            sheet.markdown(),
            "# Changes for Jira: Shop\n\nNo item was changed here since the last import from Jira. 1 item stands \
             elsewhere.\n\n## What moved\n\nPlaces count the open items of the same Sprint, or of none.\n\n\
             - WEB-1 Pay \\*now\\*: place 3 → 2, the last\n"
        );
    }
}
