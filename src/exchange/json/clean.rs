//! What a file of JSON says, cleaned as if it had been typed here.

use super::super::cell;
use super::In;
use crate::domain::criterion::Line;
use crate::domain::import::Report;
use crate::domain::item::{Answered, Asked, Comment, Extra, Refusal, Story};
use crate::domain::product::{Sheet, Template};
use crate::domain::text::{self, TAG_LIMIT};
use crate::domain::{Estimate, State};
use std::collections::HashSet;

/// Cleans what a file says, as if it had been typed here.
pub(super) struct Cleaner<'a> {
    pub(super) report: &'a mut Report,
    /// What was too long for its field.
    pub(super) beside: Vec<Extra>,
}

impl Cleaner<'_> {
    pub(super) fn line(&mut self, what: &str, text: &str) -> String {
        cell::line(what, text, &mut self.beside, self.report)
    }

    pub(super) fn block(&mut self, what: &str, text: &str) -> String {
        cell::block(what, text, &mut self.beside, self.report)
    }

    pub(super) fn lines(&mut self, what: &str, all: Vec<Line>) -> Vec<Line> {
        let clean = all.into_iter().map(|line| Line { text: self.block(what, &line.text), is_done: line.is_done });
        clean.filter(|line| !line.text.is_empty()).collect()
    }

    pub(super) fn story(&mut self, from: &In) -> Story {
        let title = self.line("title", &from.title);
        Story {
            kind: from.kind,
            title: if title.is_empty() { "Untitled".into() } else { title },
            persona: self.block("persona", &from.persona),
            want: self.block("want", &from.want),
            benefit: self.block("benefit", &from.benefit),
            description: self.block("description", &from.description),
            estimate: from.estimate.as_deref().and_then(|e| Estimate::parse(e).ok().flatten()),
            tags: self.tags(&from.tags),
            asked: self.line("asked", &from.asked),
            assignee: self.line("assignee", &from.assignee),
            due: from.due,
            links: from.links.iter().map(|link| self.line("link", link)).filter(|link| !link.is_empty()).collect(),
            note: self.block("note", &from.note),
        }
    }

    /// Tags that are none and those that fold to one before are left out, and what is more than an item carries.
    pub(super) fn tags(&mut self, told: &[String]) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut tags: Vec<String> = told.iter().map(|tag| self.line("tag", tag)).collect();
        tags.retain(|tag| !tag.is_empty() && seen.insert(text::fold(tag)));
        self.report.count("tags over 200 of one item, left out", tags.len().saturating_sub(TAG_LIMIT));
        tags.truncate(TAG_LIMIT);
        tags
    }

    /// The reason for declining; there exactly where the item is declined.
    pub(super) fn decline(&mut self, state: State, told: Option<Refusal>) -> Option<Refusal> {
        if state != State::Declined {
            return None;
        }
        let told = told.unwrap_or_default();
        let reason = self.block("reason", &told.reason);
        Some(Refusal {
            reason: if reason.is_empty() { "declined at the source".into() } else { reason },
            alternative: told.alternative.map(|text| self.block("alternative", &text)),
            requester: told.requester.map(|text| self.block("requester", &text)),
            again: told.again,
        })
    }

    /// What people said; those without a text are left out.
    pub(super) fn comments(&mut self, comments: Vec<Comment>) -> Vec<Comment> {
        let clean = comments.into_iter().map(|said| Comment {
            at: said.at,
            author: self.line("author", &said.author),
            text: self.block("comment", &said.text),
        });
        clean.filter(|said| !said.text.is_empty()).collect()
    }

    /// Questions that say something; an answer that says nothing is none.
    pub(super) fn questions(&mut self, told: Vec<Asked>) -> Vec<Asked> {
        let clean = told.into_iter().map(|asked| {
            let text = self.block("question", &asked.text);
            let answer = asked.answer.map(|a| Answered { text: self.block("answer", &a.text), ..a });
            Asked { text, answer: answer.filter(|a| !a.text.trim().is_empty()), ..asked }
        });
        clean.filter(|asked| !asked.text.trim().is_empty()).collect()
    }

    /// The product's own texts; a template without a title is called by its kind.
    pub(super) fn sheet(&mut self, told: Sheet) -> Sheet {
        let mut lines = |what: &str, all: Vec<String>| -> Vec<String> {
            all.iter().map(|text| self.line(what, text)).filter(|text| !text.is_empty()).collect()
        };
        let (personas, jargon) = (lines("persona", told.personas), lines("jargon", told.jargon));
        let (reasons, ready) = (lines("reason", told.reasons), lines("rule", told.ready));
        let done = lines("Definition of Done", told.done);
        let mut templates: Vec<Template> = Vec::new();
        for template in told.templates {
            if !templates.iter().any(|known| known.kind == template.kind) {
                templates.push(self.template(&template));
            }
        }
        Sheet {
            vision: self.block("vision", &told.vision),
            vision_by: self.line("who set the vision", &told.vision_by),
            goal: self.block("Product Goal", &told.goal),
            personas,
            jargon,
            reasons,
            ready,
            done,
            templates,
        }
    }

    pub(super) fn template(&mut self, told: &Template) -> Template {
        let title = self.line("title", &told.title);
        let title = if title.is_empty() { told.kind.name().to_owned() } else { title };
        let criteria = told.criteria.iter().map(|text| self.line("criterion", text));
        let criteria = criteria.filter(|text| !text.is_empty()).collect();
        Template {
            title,
            criteria,
            persona: self.block("persona", &told.persona),
            want: self.block("want", &told.want),
            benefit: self.block("benefit", &told.benefit),
            description: self.block("description", &told.description),
            kind: told.kind,
        }
    }

    pub(super) fn extra(&mut self, told: Vec<Extra>) -> Vec<Extra> {
        let clean = |e: Extra| Extra { column: self.block("column", &e.column), value: self.block("extra", &e.value) };
        let mut all: Vec<Extra> = told.into_iter().map(clean).collect();
        all.append(&mut self.beside);
        all
    }
}
