//! What a source can say: most programs know fewer states and kinds than upnext. An item that is finer here than its
//! source can tell agrees with it.

use super::{Feed, Field, Parsed, Values};
use crate::domain::{Kind, State};
use std::borrow::Cow;

/// The states and kinds that a source has words for. One that says nothing of them has all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    states: Vec<State>,
    kinds: Vec<Kind>,
}

impl Spoken {
    /// What a source says in the files being read and said in those before.
    pub fn of(parsed: &Parsed, known: Option<&Feed>, source: &str) -> Self {
        let feeds = parsed.feeds.iter().filter(|feed| feed.source == source).chain(known);
        let mut all = Self::default();
        for feed in feeds {
            all.states.extend(feed.states.iter().map(|row| row.1));
            all.kinds.extend(feed.kinds.iter().map(|row| row.1));
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

    /// The kind that the source has for one here: itself, else a task, else a story.
    pub fn kind(&self, kind: Kind) -> Kind {
        if kind == Kind::Epic { kind } else { nearest_of(&self.kinds, kind, &[Kind::Task, Kind::Story]) }
    }

    /// A value of an item here, as the source would say it.
    pub fn value<'v>(&self, field: Field, here: &'v Values) -> Option<Cow<'v, str>> {
        let value = here.get(&field)?;
        let said = match field {
            Field::State => State::parse(value).map(|state| self.state(state).name()),
            Field::Kind => Kind::parse(value).map(|kind| self.kind(kind).name()),
            _ => None,
        };
        Some(said.map_or(Cow::Borrowed(value.as_str()), Cow::Borrowed))
    }
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
}
