//! A product: one Product Backlog, one order; and the product's own texts.

use super::score::Scoring;
use super::{Kind, ProductId, Scale};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use uuid::Uuid;

/// A product of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its row.
    pub id: ProductId,
    /// Its identity beyond this file.
    pub uid: Uuid,
    /// Its name.
    pub name: String,
    /// The prefix of its items' keys: `WEB`.
    pub prefix: String,
    /// The scale on which its items are estimated.
    pub scale: Scale,
    /// Its own texts.
    pub sheet: Box<Sheet>,
    /// How it is scored.
    pub scoring: Box<Scoring>,
}

/// What a product is made from, by hand or by an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProduct {
    /// Its identity where it comes from another file; else a fresh one is given.
    pub uid: Option<Uuid>,
    /// Its name, cleaned.
    pub name: String,
    /// Its prefix, checked.
    pub prefix: String,
    /// Its scale.
    pub scale: Scale,
    /// Its own texts.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub sheet: Box<Sheet>,
}

impl NewProduct {
    /// One that has nothing but a name yet, on the usual scale.
    pub fn named(name: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self { uid: None, name: name.into(), prefix: prefix.into(), scale: Scale::default(), sheet: Box::default() }
    }
}

#[expect(clippy::borrowed_box, reason = "the shape that serde asks for")]
fn is_blank(sheet: &Box<Sheet>) -> bool {
    **sheet == Sheet::default()
}

/// The product's own texts: what it is for, and what its people agreed on. Cleaned text; each entry of a list is one
/// line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// What the product shall be one day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub vision: String,
    /// Who set the vision, where it was received; empty where it is the Product Owner's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub vision_by: String,
    /// The Product Goal: the long-term objective, one at a time.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// The roles that stories are told of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub personas: Vec<String>,
    /// Words that a story should do without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jargon: Vec<String>,
    /// Reasons for declining, to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The Definition of Ready: a filter a line, with `# words` behind it where they say it better.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ready: Vec<String>,
    /// The Definition of Done, a point a line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<String>,
    /// What new items begin with, at most one a kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<Template>,
}

/// Reasons for declining, where a product has none of its own.
const REASONS: [&str; 6] = [
    "does not serve the Product Goal",
    "too costly for its value",
    "not now",
    "already there",
    "duplicate",
    "cannot be done",
];

impl Sheet {
    /// That of a product which has said nothing yet.
    pub fn blank() -> &'static Self {
        static BLANK: LazyLock<Sheet> = LazyLock::new(Sheet::default);
        &BLANK
    }

    /// Reasons for declining, to choose from: the product's own, else the usual ones.
    pub fn usual_reasons(&self) -> Vec<String> {
        if self.reasons.is_empty() { REASONS.iter().map(|&r| r.to_owned()).collect() } else { self.reasons.clone() }
    }

    /// What a new item of this kind begins with: the product's own, else the usual one, where there is one.
    pub fn template(&self, kind: Kind) -> Option<Template> {
        let own = self.templates.iter().find(|t| t.kind == kind).cloned();
        own.or_else(|| Template::usual(kind))
    }
}

/// What a new item of a kind begins with. Empty means that nothing is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Template {
    /// Of which kind.
    pub kind: Kind,
    /// Its title, to be gone on with; never empty.
    pub title: String,
    /// "As a …".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub persona: String,
    /// "I want …".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub want: String,
    /// "so that …".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub benefit: String,
    /// Anything else, with headings to write under.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Acceptance criteria, each one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
}

impl Template {
    /// What is usual for a kind; `None` where nothing is.
    pub fn usual(kind: Kind) -> Option<Self> {
        let (title, description, criteria): (&str, &str, &[&str]) = match kind {
            Kind::Story => ("New story", "", &["Given … When … Then …"]),
            Kind::Bug => ("Bug:", "Steps:\n1. \n\nExpected:\n\nActual:\n", &["the steps lead to what is expected"]),
            Kind::Spike => ("Spike:", "Question:\n\nTime box:\n", &["the question is answered in writing"]),
            Kind::Epic | Kind::Debt | Kind::Task => return None,
        };
        Some(Self {
            kind,
            title: title.to_owned(),
            description: description.to_owned(),
            criteria: criteria.iter().map(|&c| c.to_owned()).collect(),
            ..Self::default()
        })
    }
}
