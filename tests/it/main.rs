#[test]
fn a() {}
mod store;
mod store_file;
mod store_history;
