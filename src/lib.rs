//! upnext
pub mod domain;
