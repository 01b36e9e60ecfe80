//! Small pieces that several views draw with.

pub mod area;
pub mod cells;
pub mod field;
pub mod frame;
pub mod glyph;
pub mod offer;
pub mod parts;
mod readline;
pub mod sheet;
pub mod sign;
pub mod spark;
pub mod steps;
