//! How much is done of a test that could go on for ever: little in `cargo test`, more in `.ci/run`, most in the long
//! run. The commands of the long run stand in `main.rs` above the modules.

/// Says that a test can't be made here, and why. Where `UPNEXT_NEEDS` names the tool it needs, the test fails instead:
/// whoever sets it knows that the tool is there and works, and nothing is passed over unseen.
#[expect(clippy::print_stdout, reason = "what is skipped is told")]
pub(crate) fn skipped(tool: &str, why: &str) {
    let needs = std::env::var("UPNEXT_NEEDS").unwrap_or_default();
    assert!(!needs.split_whitespace().any(|need| need == tool), "{tool} was to work here: {why}");
    println!("skipped: {why}");
}

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
