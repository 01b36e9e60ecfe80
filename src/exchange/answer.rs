//! What to tell whoever asked for something that was declined: plain text, ready to be sent.
//!
//! It is made for others: the private note has no part in it.

use crate::domain::{Item, State};

/// The answer; `None` for what is not declined.
pub fn write(item: &Item) -> Option<String> {
    let no = item.decline.as_ref().filter(|_| item.state == State::Declined)?;
    let asked = Some(item.text.asked.as_str()).filter(|name| !name.is_empty());
    let who = no.requester.as_deref().filter(|name| !name.is_empty()).or(asked);
    let mut parts = vec![match who {
        Some(who) => format!("Hello {who},"),
        None => "Hello,".to_owned(),
    }];
    parts.push(format!("thank you for your idea \"{}\" ({}).", item.text.title, item.key));
    let day = item.declined_at.map(|at| format!(" on {}", at.utc().date_naive())).unwrap_or_default();
    parts.push(match &item.merged_into {
        Some((_, key, title)) => format!("It lives on in {key} \"{title}\": we decided so{day}."),
        None => format!("We decided{day} not to do it. The reason: {}", ended(&no.reason)),
    });
    if let Some(instead) = no.alternative.as_deref().filter(|text| !text.is_empty()) {
        parts.push(format!("What we offer instead: {}", ended(instead)));
    }
    if let Some(again) = no.again {
        parts.push(format!("We look at it again on {again}."));
    }
    Some(parts.join("\n\n") + "\n")
}

/// With a full stop, where there is no sign yet.
fn ended(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
