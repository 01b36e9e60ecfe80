//! All integration tests in one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod corpus;
mod exchange;
