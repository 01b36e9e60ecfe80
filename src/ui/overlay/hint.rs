//! What is like a title while it is typed: asked after each letter, told when the answer is there. Typing waits for
//! nothing, and what was said last stays until there is something newer.

use crate::domain::similar::{Like, Wish};
use crate::domain::{ItemId, Key, Now, ProductId, State};
use crate::ui::effect::Effect;
use chrono::Datelike;

/// The question and the answer of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// `None` before the first question: that one is asked of an empty text too, so that what it needs is read by then.
    asked: Option<String>,
    key: Option<Key>,
    said: Option<String>,
}

impl Hint {
    /// The question for a text; `None` where it was asked already. `except` is the item whose title it is.
    pub fn ask(&mut self, product: Option<ProductId>, text: &str, except: Option<ItemId>) -> Option<Effect> {
        let (product, text) = (product?, text.trim());
        if self.asked.as_deref() == Some(text) {
            return None;
        }
        self.asked = Some(text.to_owned());
        Some(Effect::SeekLike(Wish { product, text: text.to_owned(), except }))
    }

    /// Takes over an answer, where it is that to the newest question.
    pub fn take(&mut self, wish: &Wish, like: Option<&Like>, now: Now) {
        if self.asked.as_ref() == Some(&wish.text) {
            self.key = like.map(|like| like.row.key.clone());
            self.said = like.map(|like| said(like, now));
        }
    }

    /// The key of what is like it.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// "like WEB-31 “Export as PDF”, declined in March: nobody prints".
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }
}

fn said(Like { row, score, declined }: &Like, now: Now) -> String {
    let like = if score.is_equal { "the same words as" } else { "like" };
    let what = match (declined, row.state) {
        (Some((at, reason)), _) => {
            let at = at.utc();
            let is_near = (now.day - at.date_naive()).num_days() < 330;
            let when = at.format(if is_near { "%B" } else { "%B %Y" });
            let when = if at.date_naive().num_days_from_ce() == now.day.num_days_from_ce() {
                "declined today".to_owned()
            } else {
                format!("declined in {when}")
            };
            format!("{when}: {reason}")
        }
        (None, State::Open) => return format!("{like} {} “{}”", row.key, row.title),
        (None, state) => state.name().to_owned(),
    };
    format!("{like} {} “{}”, {what}", row.key, row.title)
}
