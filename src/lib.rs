//! upnext
pub mod domain;
pub mod runtime;
pub mod ui;
