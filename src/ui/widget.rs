//! Small pieces that several views draw with.

pub mod field;
pub mod frame;
pub mod glyph;
pub mod offer;
pub mod sign;
pub mod spark;
