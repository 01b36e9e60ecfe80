//! The argument parser's caller and the exit code.

fn main() {}
