//! upnext
pub mod domain;
pub mod exchange;
pub mod ui;
