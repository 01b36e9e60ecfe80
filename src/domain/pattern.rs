//! Ways to split a story, as questions: the patterns of Lawrence in his order, with the names of Cohn's SPIDR where
//! both mean the same (`domain.md` §2.2).

use super::item::Story;
use super::story;

/// A way to split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Pattern {
    /// The steps of a workflow, or the paths through it.
    Steps,
    /// Create, read, update, delete.
    Operations,
    /// Variations of a business rule.
    Rules,
    /// Kinds of data.
    Data,
    /// Ways to enter or to show it.
    Interfaces,
    /// What costs the most, once.
    Effort,
    /// The simple core, and what makes it complex.
    Simple,
    /// Make it work, then make it fast.
    Defer,
    /// Find out first.
    Spike,
}

impl Pattern {
    /// Its name, as books have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Steps => "Workflow steps (paths)",
            Self::Operations => "Operations",
            Self::Rules => "Business rules",
            Self::Data => "Data",
            Self::Interfaces => "Data entry (interfaces)",
            Self::Effort => "Major effort",
            Self::Simple => "Simple / complex",
            Self::Defer => "Defer performance",
            Self::Spike => "Break out a spike",
        }
    }

    /// Words that make it the likely one, in plain spelling.
    fn clues(self) -> &'static [&'static str] {
        match self {
            Self::Operations => {
                &["manage", "maintain", "administer", "handle", "crud", "configure", "organize", "organise"]
            }
            Self::Steps => {
                &["then", "after", "approve", "approval", "publish", "checkout", "process", "workflow", "step"]
            }
            Self::Rules => {
                &["if", "unless", "except", "rule", "rules", "policy", "discount", "limit", "allowed", "valid"]
            }
            Self::Data => {
                &["types", "formats", "kinds", "languages", "currencies", "countries", "import", "export", "all"]
            }
            Self::Interfaces => &["upload", "enter", "browser", "mobile", "screen", "form", "app", "device", "api"],
            Self::Effort => &["payment", "pay", "provider", "providers", "cards"],
            Self::Simple => &["search", "flexible", "any", "advanced", "filter", "complex"],
            Self::Defer => {
                &["fast", "quickly", "seconds", "performance", "real", "live", "realtime", "large", "million"]
            }
            Self::Spike => &["investigate", "research", "evaluate", "unknown", "feasible", "find"],
        }
    }

    /// The question for a story.
    pub fn question(self, text: &Story) -> String {
        let what = subject(text);
        match self {
            Self::Steps => {
                format!("{what}: does it have steps? Could the first and the last come first, the ones between later?")
            }
            Self::Operations => {
                format!("{what}: which of create, read, change and delete are in it? Could one of them come first?")
            }
            Self::Rules => format!("{what}: which rules and exceptions apply? Could one rule come first?"),
            Self::Data => format!("{what}: for which kinds of data? Could one kind come first?"),
            Self::Interfaces => {
                format!("{what}: through which screens, devices or ways of entry? Could a plain one come first?")
            }
            Self::Effort => {
                format!("{what}: does the first of several cost most, and the others little? Which one comes first?")
            }
            Self::Simple => format!("{what}: what is the simplest that would already help? What may come later?"),
            Self::Defer => format!("{what}: could it work first and be fast, safe or pretty later?"),
            Self::Spike => {
                format!("{what}: what is not known? As a last resort, a spike in its time box answers that first.")
            }
        }
    }
}

/// The patterns for a story: the one that its words suggest first, the others in their order.
pub fn for_story(text: &Story) -> Vec<Pattern> {
    use strum::IntoEnumIterator;
    let mut said = String::new();
    for part in [&text.want, &text.title] {
        super::word::push_words(part, &mut said);
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    let is_likely = |pattern: &Pattern| pattern.clues().iter().any(|clue| words.contains(clue));
    // "Manage" hides several operations, whatever else is said.
    let likely = [Pattern::Operations].into_iter().chain(Pattern::iter()).find(is_likely);
    likely.into_iter().chain(Pattern::iter().filter(|pattern| Some(*pattern) != likely)).collect()
}

/// What a story is about, in quotes.
fn subject(text: &Story) -> String {
    let said = if text.want.is_empty() { text.title.clone() } else { story::title(&text.want) };
    let short: String = said.chars().take(60).collect();
    let more = if short.len() < said.len() { "…" } else { "" };
    format!("“{}{more}”", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(title: &str, want: &str) -> Pattern {
        let text = Story { title: title.into(), want: want.into(), ..Story::default() };
        let all = for_story(&text);
        assert_eq!(all.len(), 9);
        all[0]
    }

    #[test]
    fn the_words_of_a_story_suggest_a_pattern() {
        assert_eq!(first("Users", "to manage users and search them"), Pattern::Operations);
        assert_eq!(first("Search flexibly in any field", ""), Pattern::Simple);
        assert_eq!(first("Export in all formats", ""), Pattern::Data);
        assert_eq!(first("Blue button", ""), Pattern::Steps, "in the order of the books");
    }

    #[test]
    fn a_question_is_about_the_story() {
        let text = Story { title: "Users".into(), want: "to manage users".into(), ..Story::default() };
        assert!(Pattern::Operations.question(&text).starts_with("“Manage users”: which of create, read"));
        let long = Story { title: "é".repeat(100), ..Story::default() };
        assert!(Pattern::Data.question(&long).contains("é…”"));
    }
}
