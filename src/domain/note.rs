//! What is kept but is not data: drafts, and where a person left off. Not journaled, never undone.

use super::health::{Day, Queue};
use super::score::pairs::Contest;
use super::similar::Compared;
use super::{ImprovementId, ItemId, List, ProductId, Sort, SprintId};
use serde::{Deserialize, Serialize};

/// Something to keep through the second door, `Store::keep`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Text being typed by this window; replaces this window's draft of the same thing.
    Draft(Draft),
    /// The draft became data or was given up.
    DropDraft(About),
    /// Where this file was left.
    View(ViewState),
    /// A line that was typed in a prompt, to come back to.
    Typed {
        /// The prompt: `command`, `filter`, `find`.
        prompt: String,
        /// The line.
        line: String,
    },
    /// A filter under a name; replaces the one of that name, compared folded.
    SaveFilter(ProductId, SavedFilter),
    /// A name is free again.
    DropFilter(ProductId, String),
    /// What came with the last import was looked at.
    Seen {
        /// Of which product.
        product: ProductId,
        /// These items; `None` for all of them.
        items: Option<Vec<ItemId>>,
    },
    /// Two items that read alike are not the same thing, or may be after all.
    Apart {
        /// Their product.
        product: ProductId,
        /// One of them.
        a: ItemId,
        /// The other.
        b: ItemId,
        /// False takes it back.
        is_apart: bool,
    },
    /// What all items of a product were found to be alike; replaces what was found before.
    Compared(Box<Compared>),
    /// How far the refinement queue of a product is; `None` where it is through.
    Queue(ProductId, Option<Box<Queue>>),
    /// Nobody sits at the refinement queue of a product any more: what is done from here on is not of it.
    QueueLeft(ProductId, Box<Queue>),
    /// The items of a product that are being compared in pairs. Refused where another window has changed that since.
    Contest {
        /// Their product.
        product: ProductId,
        /// What is kept by now, as far as known; `None` where nothing is being compared.
        was: Option<Box<Contest>>,
        /// What takes its place; `None` where that came to its end.
        now: Option<Box<Contest>>,
    },
    /// The health of a product on a day; replaces that of the same day.
    Health {
        /// Of which product.
        product: ProductId,
        /// The day, its score and the very top of its order.
        day: Day,
        /// What each check found, as JSON.
        parts: String,
    },
}

/// A filter with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    /// Its name; never empty.
    pub name: String,
    /// The filter as it was typed.
    pub text: String,
}

/// What a draft's text is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The title of a new item in the order.
    NewItem,
    /// The title of a new idea in the inbox.
    NewIdea,
    /// An item's title.
    Title(ItemId),
    /// A whole item as Markdown that could not be read back.
    Story(ItemId),
    /// An item in its form: the fields as typed and what they began from.
    Form(ItemId),
    /// The product's own texts in their form.
    Sheet(ProductId),
    /// What is written down of a Sprint, in its form.
    Sprint(SprintId),
    /// The same of one that is not made yet.
    NewSprint(ProductId),
    /// A retrospective action in its form.
    Improvement(ImprovementId),
    /// One that is not noted yet, of this Sprint.
    NewImprovement(SprintId),
    /// Any other line, by the name of its prompt: alone, or before "/" and the id of the item that it is of.
    Line(String),
}

impl About {
    /// A line of a prompt; `item` is whose it is, where each item has its own.
    pub fn line(prompt: &str, item: Option<ItemId>) -> Self {
        Self::Line(item.map_or_else(|| prompt.to_owned(), |item| format!("{prompt}/{}", item.0)))
    }

    /// The item that the text is of, where it is of one.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Self::Title(item) | Self::Form(item) => Some(*item),
            Self::Line(name) => name.split_once('/').and_then(|(_, id)| id.parse().ok()).map(ItemId),
            Self::NewItem
            | Self::NewIdea
            | Self::Story(_)
            | Self::Sheet(_)
            | Self::Sprint(_)
            | Self::NewSprint(_)
            | Self::Improvement(_)
            | Self::NewImprovement(_) => None,
        }
    }

    /// True for what is typed in a form: its fields and what they began from.
    pub fn is_form(&self) -> bool {
        match self {
            Self::Form(_)
            | Self::Sheet(_)
            | Self::Sprint(_)
            | Self::NewSprint(_)
            | Self::Improvement(_)
            | Self::NewImprovement(_) => true,
            Self::NewItem | Self::NewIdea | Self::Title(_) | Self::Story(_) | Self::Line(_) => false,
        }
    }
}

/// Text that is not data yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The product it is for.
    pub product: Option<ProductId>,
    /// What it is for.
    pub about: About,
    /// The text so far.
    pub text: String,
}

/// Where a person left a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewState {
    /// The product shown.
    pub product: Option<ProductId>,
    /// The list shown.
    pub list: List,
    /// The selected item.
    pub cursor: Option<ItemId>,
    /// The marked items.
    pub marks: Vec<ItemId>,
    /// The filter, as it was typed; empty for none.
    pub filter: String,
    /// The column the list is shown by; `None` for its own order.
    pub sort: Option<Sort>,
    /// True where it was left in public view: whoever starts again after a sudden end may still share the screen.
    pub is_public: bool,
    /// The part that is shown of the Sprint view or of Prioritize, by a word that no other view has; `None` where the
    /// lists are.
    pub part: Option<String>,
}
