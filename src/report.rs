//! Documents for people: what is known of a backlog or a Sprint in, Markdown or a page of HTML out.
//!
//! A document is made once, as parts ([`document::Document`]); both formats draw the same ones. They are made for
//! others: names of people, private notes and what was declined are left out, unless they are asked for. The same
//! values give the same bytes: no document tells when it was made.

pub mod backlog;
pub mod changes;
mod chart;
pub mod document;
mod html;
mod markdown;
pub mod review;
pub mod standup;
pub mod why;
