//! Copying: what the items say as text, made in a job, then given to the terminal or to a command.

use super::{Answered, World, why};
use crate::domain::criterion::Line;
use crate::domain::text::{counted, fold};
use crate::domain::{Item, ItemId};
use crate::exchange::{answer, document};
use crate::runtime::job::Progress;
use crate::runtime::{clip, out};
use crate::store::Store;
use crate::ui::Event;
use crate::ui::action::Clip;

/// The slot of what is copied: the latest wins.
const COPY: &str = "copy";
/// The source of plain stories: its keys are numbers of lines, which nobody knows.
const STORIES: &str = "stories";

/// A text for the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The text.
    pub text: String,
    /// What it is: "WEB-12", "3 links".
    pub name: String,
    /// What is worth knowing of it, after the sentence.
    pub note: String,
}

impl World {
    /// Makes the text and gives it to the configured command; where there is none the answer goes to the terminal.
    pub(super) fn copy(&mut self, what: Clip, items: &[ItemId]) -> Vec<Event> {
        let open = self.opener();
        let (link, command) = (self.config.link.clone(), self.config.copy_command.clone());
        let items = items.to_vec();
        self.jobs.start(COPY, move |progress| {
            let store = open(progress).map_err(|e| e.to_string());
            let made = store.and_then(|store| make(&store, what, &items, link.as_deref(), progress));
            match (made, command) {
                (Err(reason), _) => Answered::Told(Err(reason)),
                (Ok(copied), None) => Answered::Copied(copied),
                (Ok(copied), Some(command)) => {
                    let done = clip::run(&command, &copied.text).map_err(|e| e.to_string());
                    Answered::Told(done.map(|program| format!("copied {} with {program}{}", copied.name, copied.note)))
                }
            }
        });
        Vec::new()
    }

    /// Gives a text to the configured command, or to the terminal.
    pub(super) fn copy_text(&mut self, name: &str, text: &str) -> Vec<Event> {
        let copied = Copied { text: plain(text), name: name.to_owned(), note: String::new() };
        let command = self.config.copy_command.clone();
        self.jobs.start(COPY, move |_| match command {
            None => Answered::Copied(copied),
            Some(command) => {
                let done = clip::run(&command, &copied.text).map_err(|e| e.to_string());
                Answered::Told(done.map(|program| format!("copied {} with {program}", copied.name)))
            }
        });
        Vec::new()
    }

    /// True while a text is on its way to the clipboard.
    pub fn is_copying(&self) -> bool {
        self.jobs.progress(COPY).is_some()
    }

    /// Sends a text to the terminal.
    pub(super) fn send(copied: &Copied) -> Event {
        let sent = clip::sequence(&copied.text)
            .map_err(|e| e.to_string())
            .and_then(|bytes| out::lock().frame(&bytes).map_err(|e| format!("the terminal does not take it: {e}")));
        match sent {
            Ok(()) => Event::Noted(format!(
                "sent {} to the terminal (OSC 52); whether it reached the clipboard only the terminal knows{}",
                copied.name, copied.note
            )),
            Err(reason) => Event::Refused(reason),
        }
    }
}

fn make(
    store: &Store,
    what: Clip,
    items: &[ItemId],
    link: Option<&str>,
    progress: &Progress,
) -> Result<Copied, String> {
    let rows = || store.rows_of(items).map_err(|e| e.to_string());
    let whole = |id: &ItemId| {
        // Another copy has been asked for meanwhile.
        if progress.is_cancelled() { Ok(None) } else { store.item(*id).map_err(|e| e.to_string()) }
    };
    let whole = || items.iter().filter_map(|id| whole(id).transpose());
    let copied = |text: Vec<String>, between: &str, name: String| {
        let text = plain(&text.join(between));
        Copied { text, name, note: String::new() }
    };
    match what {
        Clip::Key => {
            let keys: Vec<String> = rows()?.iter().map(|row| row.key.to_string()).collect();
            let name = if let [key] = keys.as_slice() { key.clone() } else { counted(keys.len(), "key") };
            Ok(copied(keys, "\n", name))
        }
        Clip::List => {
            let lines: Vec<String> = rows()?.iter().map(|row| format!("{}  {}", row.key, row.title)).collect();
            let name = counted(lines.len(), "line");
            Ok(copied(lines, "\n", name))
        }
        Clip::Story => {
            let items = whole().collect::<Result<Vec<Item>, String>>()?;
            let name = match items.as_slice() {
                [item] => format!("the story of {}", item.key),
                many => format!("the stories of {}", counted(many.len(), "item")),
            };
            Ok(copied(items.iter().map(shared).collect(), "\n", name))
        }
        Clip::Why => why::told(store, items),
        Clip::Answer => answers(&whole().collect::<Result<Vec<Item>, String>>()?),
        Clip::Link => links(&whole().collect::<Result<Vec<Item>, String>>()?, link),
    }
}

/// What to tell whoever asked for those that are declined.
fn answers(items: &[Item]) -> Result<Copied, String> {
    let texts: Vec<String> = items.iter().filter_map(answer::write).collect();
    let name = match items {
        [item] if texts.is_empty() => return Err(format!("{} is not declined: there is nothing to tell", item.key)),
        _ if texts.is_empty() => return Err("none of them is declined: there is nothing to tell".into()),
        [item] => format!("the answer about {}", item.key),
        _ => counted(texts.len(), "answer"),
    };
    let note = match items.len() - texts.len() {
        0 => String::new(),
        n => format!(" · {} not declined and left out", counted(n, "item")),
    };
    Ok(Copied { text: plain(&texts.join("\n\n----\n\n")), name, note })
}

fn shared(item: &Item) -> String {
    let line = |text: &str, is_done| Line { text: text.to_owned(), is_done };
    let criteria: Vec<Line> = item.criteria.iter().map(|c| line(&c.text, c.is_met)).collect();
    document::share(&item.text, &criteria)
}

/// The addresses of those items that have one.
fn links(items: &[Item], template: Option<&str>) -> Result<Copied, String> {
    let found: Vec<String> = items.iter().filter_map(|item| address(item, template)).collect();
    let name = match items {
        [item] => item.key.to_string(),
        many => counted(many.len(), "item"),
    };
    if found.is_empty() {
        return Err(format!(
            "no address is known for {name}: set link in the config, such as link = \"https://jira.example.org/browse/{{key}}\"; {{source-key}} is the key at the source of an import"
        ));
    }
    let note = match items.len() - found.len() {
        0 => String::new(),
        n => format!(" · {} without an address", counted(n, "item")),
    };
    let name = if items.len() == 1 { format!("the link of {name}") } else { counted(found.len(), "link") };
    Ok(Copied { text: plain(&found.join("\n")), name, note })
}

/// Where an item is on the web: by the template, else as a column of its source says.
fn address(item: &Item, template: Option<&str>) -> Option<String> {
    const SOURCE: &str = "{source-key}";
    let source = item.source.as_ref().filter(|(name, _)| name != STORIES).map(|(_, key)| key.as_str());
    let filled = template.and_then(|template| match source {
        None if template.contains(SOURCE) => None,
        source => {
            let template = template.replace("{key}", &encoded(&item.key.to_string()));
            Some(template.replace(SOURCE, &encoded(source.unwrap_or_default())))
        }
    });
    let is_address = |value: &str| {
        (value.starts_with("https://") || value.starts_with("http://")) && !value.contains(char::is_whitespace)
    };
    let is_named = |column: &str| ["url", "link", "web"].iter().any(|word| fold(column).contains(word));
    filled.or_else(|| {
        let mut found = item.extra.iter().filter(|extra| is_address(extra.value.trim())).collect::<Vec<_>>();
        found.sort_by_key(|extra| !is_named(&extra.column));
        found.first().map(|extra| extra.value.trim().to_owned())
    })
}

/// A key as a part of an address: what could end or change it is written in hexadecimal digits.
fn encoded(key: &str) -> String {
    let is_kept = |b: u8| b.is_ascii_alphanumeric() || b"-._~/:@!$'()*,;+".contains(&b);
    let part = |b: u8| if is_kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    key.bytes().map(part).collect()
}

/// Where it is put in nothing may run: control characters are left out.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_one_part_of_an_address() {
        assert_eq!(encoded("WEB-12"), "WEB-12");
        assert_eq!(encoded("a b#c?d&é"), "a%20b%23c%3Fd%26%C3%A9");
    }

    #[test]
    fn nothing_that_could_run_is_copied() {
        assert_eq!(plain("a\u{1b}[2J\tb\n\u{7}c\u{9b}\r"), "a[2J\tb\nc");
    }
}
