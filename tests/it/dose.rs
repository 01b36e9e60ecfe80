//! How much is done of a test that could go on for ever: little in `cargo test`, more in `.ci/run`, most in the long
//! run. The commands of the long run stand in `main.rs` above the modules.

/// What the environment's `UPNEXT_<NAME>` says, else `usual`.
///
/// A value that is no number fails the test: a dose that was meant must not become the usual one unseen.
pub(crate) fn dose(name: &str, usual: u64) -> u64 {
    let name = format!("UPNEXT_{name}");
    match std::env::var(&name) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{name}={value} is no number")),
        Err(_) => usual,
    }
}
