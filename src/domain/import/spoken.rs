//! What a source can say: most programs know fewer states and kinds than upnext. An item that is finer here than its
//! source can tell agrees with it.

use super::{Feed, Field, Parsed, Values};
use crate::domain::{Kind, State, text};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The source whose labels have no blanks.
const JIRA: &str = "jira";

/// The states and kinds that a source has words for. One that says nothing of them has all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    states: Vec<State>,
    kinds: Vec<Kind>,
    /// Of a source whose labels have no blanks the tags that may have them: its components, folded.
    components: Option<BTreeSet<String>>,
}

impl Spoken {
    /// What a source says in the files being read and said in those before.
    pub fn of(parsed: &Parsed, known: Option<&Feed>, source: &str) -> Self {
        let feeds = parsed.feeds.iter().filter(|feed| feed.source == source).chain(known);
        let mut all = Self { components: (source == JIRA).then(BTreeSet::new), ..Self::default() };
        for feed in feeds {
            if let Some(components) = &mut all.components {
                components.extend(feed.components.iter().map(|name| text::fold(name)));
            }
            all.states.extend(feed.states.iter().map(|row| row.1));
            all.states.extend(feed.usual_states().iter().map(|usual| usual.0));
            all.kinds.extend(feed.kinds.iter().map(|row| row.1));
            all.kinds.extend(feed.usual_kinds().iter().map(|usual| usual.0));
        }
        all
    }

    /// What a source said so far.
    pub fn by(feed: &Feed) -> Self {
        Self::of(&Parsed::default(), Some(feed), &feed.source)
    }

    /// The state that the source has for one here: itself, else the nearest before it.
    pub fn state(&self, state: State) -> State {
        let nearest: &[State] = match state {
            State::Inbox | State::Ready => &[State::Open],
            State::InProgress => &[State::Ready, State::Open],
            State::ToAccept => &[State::InProgress, State::Ready, State::Open],
            State::Open => &[State::Ready],
            State::Done | State::Declined => &[],
        };
        nearest_of(&self.states, state, nearest)
    }

    /// The kind that the source has for one here: itself, else a story, else a task.
    pub fn kind(&self, kind: Kind) -> Kind {
        if kind == Kind::Epic { kind } else { nearest_of(&self.kinds, kind, &[Kind::Story, Kind::Task]) }
    }

    /// Tags in canonical spelling, as the source has them: labels of Jira have no blanks.
    fn tags<'v>(&self, tags: &'v str) -> Cow<'v, str> {
        let Some(components) = self.components.as_ref().filter(|_| tags.contains(' ')) else {
            return Cow::Borrowed(tags);
        };
        let label = |tag: &str| if components.contains(tag) { tag.to_owned() } else { unbroken(tag) };
        // Sorted anew: a hyphen is no blank.
        let all: BTreeSet<String> = tags.split('\n').map(label).collect();
        Cow::Owned(all.into_iter().collect::<Vec<_>>().join("\n"))
    }

    /// The kind that the source has for one here, beside what it says itself: what it has no word for is as well a task
    /// as a story there.
    fn kind_beside(&self, kind: Kind, said: Option<Kind>) -> Kind {
        let is_wordless = kind != Kind::Epic && !self.kinds.is_empty() && !self.kinds.contains(&kind);
        let said = said.filter(|said| is_wordless && matches!(said, Kind::Story | Kind::Task));
        said.unwrap_or_else(|| self.kind(kind))
    }

    /// A value of an item here, as the source would say it that says something of it itself.
    pub fn beside<'v>(&self, field: Field, here: &'v Values, said: Option<&str>) -> Option<Cow<'v, str>> {
        let kind = || Kind::parse(here.get(&field)?);
        match (field, said.and_then(Kind::parse)) {
            (Field::Kind, said) => kind().map(|kind| Cow::Borrowed(self.kind_beside(kind, said).name())),
            _ => self.value(field, here),
        }
    }

    /// A value of an item here, as the source would say it that says nothing of it.
    pub fn value<'v>(&self, field: Field, here: &'v Values) -> Option<Cow<'v, str>> {
        let value = here.get(&field)?;
        let said = match field {
            Field::State => State::parse(value).map(|state| self.state(state).name()),
            Field::Kind => Kind::parse(value).map(|kind| self.kind(kind).name()),
            Field::Tags => return Some(self.tags(value)),
            _ => None,
        };
        Some(said.map_or(Cow::Borrowed(value.as_str()), Cow::Borrowed))
    }
}

/// A label without blanks, and without what stands between labels in a cell.
pub(super) fn unbroken(tag: &str) -> String {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    tag.split(is_between).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn nearest_of<T: Copy + PartialEq>(spoken: &[T], wanted: T, others: &[T]) -> T {
    if spoken.is_empty() || spoken.contains(&wanted) {
        return wanted;
    }
    others.iter().copied().find(|other| spoken.contains(other)).unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_that_a_source_has_a_word_for() {
        let feed = Feed {
            states: [State::Open, State::InProgress, State::Done].map(|s| (s.name().to_owned(), s, 1)).into(),
            kinds: vec![("Story".into(), Kind::Story, 1)],
            ..Feed::default()
        };
        let spoken = Spoken::by(&feed);
        let states = [State::Inbox, State::Ready, State::InProgress, State::ToAccept, State::Declined];
        let said = [State::Open, State::Open, State::InProgress, State::InProgress, State::Declined];
        assert_eq!(states.map(|state| spoken.state(state)), said);
        assert_eq!(spoken.kind(Kind::Debt), Kind::Story);
        assert_eq!(Spoken::default().state(State::Ready), State::Ready);
    }

    #[test]
    fn a_kind_without_a_word_is_as_well_a_task_as_a_story() {
        let kinds = [Kind::Story, Kind::Task, Kind::Bug].map(|kind| (kind.name().to_owned(), kind, 1));
        let spoken = Spoken::by(&Feed { kinds: kinds.into(), ..Feed::default() });
        let agrees = |here: Kind, there: Kind| spoken.agrees(Field::Kind, Some(there.name()), Some(here.name()));
        assert!(agrees(Kind::Spike, Kind::Task) && agrees(Kind::Spike, Kind::Story) && agrees(Kind::Debt, Kind::Task));
        assert!(!agrees(Kind::Spike, Kind::Bug) && !agrees(Kind::Story, Kind::Task) && !agrees(Kind::Bug, Kind::Task));
    }

    #[test]
    fn labels_of_jira_have_no_blanks() {
        let said = |source: &str| {
            let feed = Feed { source: source.into(), components: vec!["Pay Desk".into()], ..Feed::default() };
            let here = [(Field::Tags, "a b\na-a\npay desk".to_owned())].into();
            Spoken::by(&feed).value(Field::Tags, &here).unwrap().into_owned()
        };
        assert_eq!(said("jira"), "a-a\na-b\npay desk");
        assert_eq!(said("csv"), "a b\na-a\npay desk");
        assert_eq!(unbroken("x; y, z"), "x-y-z");
    }
}
