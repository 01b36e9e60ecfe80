//! Moments as a file of upnext writes them: RFC 3339 with milliseconds.

use crate::domain::Instant;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[expect(clippy::ref_option, reason = "the shape that serde asks for")]
pub(super) fn write<S: Serializer>(at: &Option<Instant>, out: S) -> Result<S::Ok, S::Error> {
    at.map(Instant::rfc3339).serialize(out)
}

pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Instant>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let moment = Instant::parse_rfc3339(&text);
    moment.map(Some).ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is no RFC 3339 moment")))
}
