//! What upnext is built from: each crate with a reason, once, under a licence that lets it be passed on, and none that
//! speaks network.
//!
//! `assets/licences.md` is made here: `UPNEXT_UPDATE=1 cargo test licences`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Command;

const LOCK: &str = include_str!("../../Cargo.lock");
const MANIFEST: &str = include_str!("../../Cargo.toml");
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/licences.md");

/// Crates that stand in the tree twice, and why that is so.
const DOUBLES: &[(&str, &str)] = &[
    ("bitflags", "1 is named by the pseudo-terminal of the tests, for Windows"),
    ("cfg_aliases", "both while building only; the older one with the pseudo-terminal of the tests"),
    ("syn", "3 reached some derives already; both while building only"),
    ("thiserror", "1 comes with the pseudo-terminal of the tests"),
    ("thiserror-impl", "as thiserror"),
];

/// Crates whose work is to speak with other machines, or to encrypt what is said to them.
const NETWORK: &[&str] = &[
    "async-std",
    "attohttpc",
    "curl",
    "curl-sys",
    "h2",
    "hickory-resolver",
    "http",
    "hyper",
    "isahc",
    "libssh2-sys",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "tonic",
    "tungstenite",
    "ureq",
    "zbus",
];

/// Licences under which a program may be passed on when names and texts go with it.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates under another licence, and why they may stay.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("nucleo-matcher", "MPL-2.0", "used as published; its own files stay under that licence, ours don't come under it"),
    ("option-ext", "MPL-2.0", "used as published; comes with `directories`"),
];

/// Name, version and the rest of each crate in a lock file, upnext itself left out.
fn crates(lock: &str) -> Vec<(String, String, &str)> {
    let of = |block: &str, field: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(&format!("{field} = \"")))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let blocks = lock.split("[[package]]\n").skip(1);
    let all = blocks.map(|block| (of(block, "name").unwrap(), of(block, "version").unwrap(), block));
    all.filter(|(name, ..)| name != "upnext").collect()
}

/// Whether a licence expression can be met with permissive licences alone; what can't be read can't.
///
/// `OR` (an old spelling is `/`) binds less than `AND`.
fn is_permissive(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest) == Some(true) && rest.is_empty()
}

fn either(words: &mut &[&str]) -> Option<bool> {
    let mut holds = both(words)?;
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        holds |= both(words)?;
    }
    Some(holds)
}

fn both(words: &mut &[&str]) -> Option<bool> {
    let mut holds = one(words)?;
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        holds &= one(words)?;
    }
    Some(holds)
}

fn one(words: &mut &[&str]) -> Option<bool> {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let holds = either(words)?;
            let [")", rest @ ..] = *words else { return None };
            *words = rest;
            Some(holds)
        }
        [name, "WITH", exception, rest @ ..] => {
            *words = rest;
            Some(PERMISSIVE.contains(&format!("{name} WITH {exception}").as_str()))
        }
        [name, rest @ ..] => {
            *words = rest;
            Some(PERMISSIVE.contains(name))
        }
        [] => None,
    }
}

/// The dependencies of a manifest that no comment stands directly above.
fn without_reason(manifest: &str) -> Vec<&str> {
    let mut wrong = Vec::new();
    let (mut section, mut above) = ("", "");
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && let Some((name, _)) = line.split_once(" = ")
            && !name.starts_with('#')
            && !above.starts_with("# ")
        {
            wrong.push(name);
        }
        above = line;
    }
    wrong
}

/// What `cargo` answers, without a look at the network.
fn cargo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(args).args(["--offline", "--locked"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`cargo fetch` first, the list is made offline: {words}");
    String::from_utf8(output.stdout).unwrap()
}

/// The crates of a build on the systems upnext is for, by name and version.
fn tree(edges: &str) -> BTreeSet<(String, String)> {
    let platforms = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin"];
    let of = |platform| cargo(&["tree", "--prefix=none", "--format={p}", "-e", edges, "--target", platform]);
    let crates = platforms.map(of).join("\n");
    let pair = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.trim_start_matches('v').to_owned()))
    };
    crates.lines().filter_map(pair).collect()
}

/// The list, made anew.
fn list() -> String {
    let mut out = "# Licences of the crates that upnext is built from\n\n\
        Made by `UPNEXT_UPDATE=1 cargo test licences` and held against `Cargo.lock` by a test. upnext itself is under the\n\
        licence in [LICENSE](../LICENSE). SQLite, which `libsqlite3-sys` brings along, is in the public domain.\n\n\
        *program*: in the binary on Linux or macOS. *building*: only while it is built. *tests*: only for tests and\n\
        benches. *elsewhere*: named in `Cargo.lock` for other systems or features, in no build here.\n\n\
        | crate | version | licence | where |\n|---|---|---|---|\n"
        .to_owned();
    let places = [
        ("program", tree("normal,no-proc-macro")),
        ("building", tree("normal,build")),
        ("tests", tree("normal,build,dev")),
    ];
    let all: Value = serde_json::from_str(&cargo(&["metadata", "--format-version=1"])).unwrap();
    let text = |package: &Value, field: &str| package[field].as_str().unwrap_or("none told").to_owned();
    let mut rows = BTreeSet::new();
    for package in all["packages"].as_array().unwrap().iter().filter(|package| package["name"] != "upnext") {
        let licence = text(package, "license").replace(" / ", " OR ").replace('/', " OR ");
        rows.insert(((text(package, "name"), text(package, "version")), licence));
    }
    for (known, licence) in rows {
        let place = places.iter().find(|(_, of)| of.contains(&known)).map_or("elsewhere", |(name, _)| *name);
        writeln!(out, "| {} | {} | {licence} | {place} |", known.0, known.1).unwrap();
    }
    out
}

#[test]
fn each_dependency_has_its_reason() {
    assert_eq!(without_reason(MANIFEST), [""; 0], "a comment directly above says why it is there");
    assert_eq!(without_reason("[dependencies]\n# Why.\na = \"1\"\nb = \"1\"\n[lints]\nc = \"1\""), ["b"]);
}

#[test]
fn crates_in_two_versions_are_known_ones() {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (name, ..) in crates(LOCK) {
        *count.entry(name).or_default() += 1;
    }
    // Windows comes into no build here.
    let twice = count.iter().filter(|(name, n)| **n > 1 && !name.starts_with("windows")).map(|(name, _)| name.as_str());
    let known: Vec<&str> = DOUBLES.iter().map(|(name, _)| *name).collect();
    assert_eq!(twice.collect::<Vec<_>>(), known, "`cargo tree -d` tells who brings them");
}

#[test]
fn no_crate_speaks_network_or_comes_from_elsewhere() {
    let all = crates(LOCK);
    assert!(all.len() > 100, "{} crates", all.len());
    let wrong: Vec<&str> = all.iter().map(|(name, ..)| name.as_str()).filter(|name| NETWORK.contains(name)).collect();
    assert_eq!(wrong, [""; 0]);
    let strange = all
        .iter()
        .filter(|(.., block)| !block.contains("\nsource = \"registry+") || !block.contains("\nchecksum = \""));
    let strange: Vec<&str> = strange.map(|(name, ..)| name.as_str()).collect();
    assert_eq!(strange, [""; 0], "each crate comes from the registry, with its checksum");
}

#[test]
fn the_licences_are_listed_and_permissive() {
    let mut listed = std::fs::read_to_string(LIST).unwrap_or_default();
    let row = |line: &str| -> Option<[String; 4]> {
        let mut cells = line.strip_prefix("| ")?.trim_end_matches(" |").split(" | ").map(str::to_owned);
        Some([cells.next()?, cells.next()?, cells.next()?, cells.next()?])
    };
    let rows = |text: &str| text.lines().filter_map(row).filter(|row| row[0] != "crate").collect::<Vec<_>>();
    let names = |text: &str| rows(text).into_iter().map(|[name, version, ..]| (name, version)).collect::<BTreeSet<_>>();
    let locked: BTreeSet<_> = crates(LOCK).into_iter().map(|(name, version, _)| (name, version)).collect();
    if std::env::var_os("UPNEXT_UPDATE").is_some() {
        listed = list();
        std::fs::write(LIST, &listed).unwrap();
    }
    assert!(
        names(&listed) == locked,
        "assets/licences.md is not of this Cargo.lock: UPNEXT_UPDATE=1 cargo test licences"
    );
    let mut used = BTreeSet::new();
    let may_stay = |row: &[String; 4]| {
        is_permissive(&row[2]) || EXCEPTIONS.iter().any(|(name, licence, _)| row[0] == *name && row[2] == *licence)
    };
    let wrong: Vec<_> =
        rows(&listed).into_iter().inspect(|row| _ = used.insert(row[0].clone())).filter(|row| !may_stay(row)).collect();
    assert!(wrong.is_empty(), "a licence that has to be looked at: {wrong:?}");
    assert!(EXCEPTIONS.iter().all(|(name, ..)| used.contains(*name)), "an exception that is no longer needed");
}

#[test]
fn a_licence_expression_is_read_as_it_binds() {
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(is_permissive(good), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "MIT OR",
        "(MIT",
        "MIT GPL-3.0",
        "MPL-2.0",
        "none told",
        "GPL-2.0 AND GPL-3.0 OR GPL-1.0",
    ] {
        assert!(!is_permissive(bad), "{bad}");
    }
}
