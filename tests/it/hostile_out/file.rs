//! Files for others: a spreadsheet runs nothing, a page runs nothing, Markdown keeps its shape, JSON says the same.

use super::home;
use super::page;
use crate::dose::dose;
use crate::hostile::corpus::MARK;
use crate::hostile::told;
use crate::pty::Home;
use crate::shell::{command, run};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::Value;

fn written(home: &Home, line: &str) -> Vec<u8> {
    let args: Vec<&str> = line.split(' ').collect();
    let output = command(home, &args).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(home: &Home, line: &str) -> String {
    String::from_utf8(written(home, line)).unwrap()
}

#[test]
fn a_page_runs_nothing_from_any_field() {
    let (mut pages, files) = (0, dose("HOSTILE_FILES", 1));
    for seed in 0..files {
        let home = home(300 + seed);
        for line in ["export --format html", "sprint report 13 --html", "sprint report 12 --html --private"] {
            let page = text(&home, line);
            let said = page::read(&page).unwrap_or_else(|wrong| panic!("seed {}, {line}: {wrong}", 300 + seed));
            assert!(said.contains(MARK), "{line} has what was planted");
            pages += 1;
        }
    }
    told(&format!("hostile pages: {pages}"));
}

/// What is wrong with a text in Markdown: raw HTML, an address that is no page, the name of an address, a picture, a
/// heading that is none of ours, code that is never closed or that begins elsewhere than a line.
fn active(text: &str, is_heading: impl Fn(&str) -> bool) -> Option<String> {
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let begin = behind(line);
        // A fence is of one sign: "~`~~`~" is none.
        let sign = begin.chars().next().filter(|c| matches!(c, '`' | '~'));
        let mark: String = begin.chars().take_while(|c| Some(*c) == sign).collect();
        if let Some(open) = &fence {
            let is_end = mark.len() >= open.len() && mark.starts_with(open.as_str()) && line.trim() == mark;
            fence = fence.filter(|_| !is_end);
            continue;
        }
        if mark.len() >= 3 && !(mark.starts_with('`') && begin[mark.len()..].contains('`')) {
            if !line.starts_with("```") {
                return Some(format!("a fence that is none of ours: {line:?}"));
            }
            fence = Some(mark);
            continue;
        }
        if begin.starts_with('#') && !is_heading(line) {
            return Some(format!("a heading: {line:?}"));
        }
        if begin.len() > 1 && begin.chars().all(|c| c == '=') {
            return Some(format!("a line below a heading: {line:?}"));
        }
        if let Some(wrong) = marks(line) {
            return Some(format!("{wrong}: {line:?}"));
        }
    }
    fence.map(|open| format!("code that is never closed: {open}"))
}

/// What a line says behind the marks of lists and quotes.
fn behind(line: &str) -> &str {
    let begin = line.trim_start();
    let (first, rest) = begin.split_once([' ', '\t']).unwrap_or((begin, ""));
    let number = first.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match begin.strip_prefix('>') {
        Some(quoted) => behind(quoted),
        None if is_number || ["-", "+", "*"].contains(&first) => behind(rest),
        None => begin,
    }
}

/// What is wrong within a line. Code in it counts where no cell of a table can end it.
fn marks(line: &str) -> Option<&'static str> {
    let is_page = |to: &str| ["http://", "https://", "mailto:"].iter().any(|scheme| to.starts_with(scheme));
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = &line[at + c.len_utf8()..];
        match c {
            '\\' => _ = chars.next(),
            '`' if !line.contains('|') => {
                let sign = rest.len() - rest.trim_start_matches('`').len() + 1;
                let is_end = |(end, _): &(usize, &str)| {
                    let run = line[*end..].bytes().take_while(|b| *b == b'`').count();
                    run == sign && !line[..*end].ends_with('`')
                };
                let found = line.match_indices('`').filter(|(end, _)| *end >= at + sign).find(is_end);
                let Some((end, _)) = found else { return Some("code without an end") };
                if line[at..end].contains("]:") && !line[at..end].contains("\\]:") {
                    return Some("the name of an address in code");
                }
                return marks(&line[end + sign..]);
            }
            '<' if rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) && !is_page(rest) => {
                return Some("HTML");
            }
            ']' if rest.starts_with('(') && !is_page(&rest[1..]) => return Some("an address"),
            ']' if rest.starts_with(':') => return Some("the name of an address"),
            '!' if rest.starts_with('[') => return Some("a picture"),
            _ => {}
        }
    }
    None
}

#[test]
fn markdown_keeps_its_shape() {
    let (mut texts, files) = (0, dose("HOSTILE_FILES", 1));
    for seed in 0..files {
        let home = home(400 + seed);
        let items = text(&home, "list --all --json");
        let items = serde_json::from_str::<Value>(&items).unwrap().as_array().unwrap().len();
        for line in [
            "export --format md --private",
            "export --format md",
            "export --format md --by rice",
            "export --format md --changed",
            "sprint report 13",
            "sprint list --md",
            "standup --private",
            "why WEB-24 --md --private",
            "why WEB-24 WEB-25 --md",
        ] {
            let said = text(&home, line);
            let own = |line: &str| line.starts_with("# ") || line.starts_with("## ") || line.starts_with("### ");
            let wrong = active(&said, own);
            assert!(wrong.is_none(), "seed {}, {line}: {}", 400 + seed, wrong.unwrap());
            if line == "export --format md --private" {
                let headings = said.lines().filter(|line| line.starts_with("### ")).count();
                assert_eq!(headings, items, "a heading an item");
            }
            let rows: Vec<usize> = said.lines().filter(|line| line.starts_with("| ")).map(cells).collect();
            assert!(line != "export --format md --by rice" || rows.iter().all(|n| *n == rows[0]), "{line}: {rows:?}");
            texts += 1;
        }
    }
    told(&format!("hostile Markdown: {texts} texts"));
}

/// How many borders a row of a table has.
fn cells(row: &str) -> usize {
    row.replace("\\\\", "").replace("\\|", "").matches('|').count()
}

#[test]
fn json_says_the_same() {
    for seed in 0..dose("HOSTILE_FILES", 1) {
        let home = home(500 + seed);
        let conn = Connection::open(home.path("data/upnext/backlog.db")).unwrap();
        let mut titles = conn.prepare("SELECT title FROM item ORDER BY id").unwrap();
        let mut titles: Vec<String> = titles.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let all: Value = serde_json::from_slice(&written(&home, "export --format json")).unwrap();
        let told = |value: &Value| value["title"].as_str().unwrap().to_owned();
        let mut said: Vec<String> = all["products"][0]["items"].as_array().unwrap().iter().map(told).collect();
        titles.sort();
        said.sort();
        assert_eq!(said, titles);
        for line in ["list --all --json", "sprint list --json", "health --json", "standup --json", "show WEB-24 --json"]
        {
            serde_json::from_slice::<Value>(&written(&home, line)).unwrap();
        }
    }
}

/// True for a cell that no spreadsheet runs, however it trims it.
fn is_calm(cell: &str) -> bool {
    let is_hidden = |c: char| c.is_whitespace() || "\u{feff}\u{200b}\u{200e}\u{200f}\u{2060}\u{ad}\u{202e}".contains(c);
    let first = cell.trim_start_matches(is_hidden).chars().next();
    !first.is_some_and(|c| "=+-@＝＋－＠".contains(c)) && !cell.starts_with(['\t', '\r'])
}

fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_spreadsheet_runs_no_cell() {
    let mut cells = 0;
    for seed in 0..dose("HOSTILE_FILES", 1) {
        let home = home(600 + seed);
        for line in ["export --format csv --private", "export --format csv --by rice"] {
            for row in rows(&written(&home, line)) {
                for cell in row {
                    let is_number = cell.parse::<f64>().is_ok();
                    assert!(is_number || is_calm(&cell), "seed {}, {line}: {cell:?}", 600 + seed);
                    assert!(!cell.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{line}: {cell:?}");
                    cells += 1;
                }
            }
        }
    }
    told(&format!("hostile CSV: {cells} cells"));
}

/// What a spreadsheet might run, and what only looks so.
const FORMULAS: &[&str] = &[
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1+1",
    "''",
    "'",
    "＝1+1",
    "－1",
    "\u{feff}=1+1",
    "\u{200b}\u{200e}=1+1",
    "\u{3000}=1",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"https://example.org\",\"a\")",
    "a\"b,c;d",
    "-",
    "=\"a\",\"b\"",
];

/// What came back must be what went out, but for what the other file gives anew.
#[test]
fn the_guard_is_taken_off_again() {
    let home = Home::new();
    home.shell(&["add", "Pay"]);
    for (n, formula) in FORMULAS.iter().enumerate() {
        let described = format!("--description={formula}\nand more");
        run(&home, &["add", &format!("--asked={formula}"), &described, "--", &format!("{formula} {n}")]).good();
    }
    let out = written(&home, "export --format csv --private");
    std::fs::write(home.path("out.csv"), &out).unwrap();
    let there = Home::new();
    there.shell(&["import", "-y", home.path("out.csv").to_str().unwrap()]);
    let back = rows(&written(&there, "export --format csv --private"));
    let kept =
        |rows: Vec<Vec<String>>| -> Vec<Vec<String>> { rows.into_iter().map(|row| row[2..19].to_vec()).collect() };
    assert_eq!(kept(back), kept(rows(&out)));
    let titles = |home: &Home| run(home, &["list", "--json"]).json();
    let titles = |home: &Home| -> Vec<Value> {
        titles(home).as_array().unwrap().iter().map(|item| item["title"].clone()).collect()
    };
    assert_eq!(titles(&there), titles(&home));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..Default::default() })]

    #[test]
    fn any_title_stays_in_its_line_of_markdown(title in "\\PC{0,40}", mark in "[-#=+~`<>|*_!\\[\\]()&;.0-9 \\\\a]{0,12}") {
        let said = upnext::domain::markdown::plain(&format!("{mark}{title}{mark}"));
        prop_assert!(!said.contains('\n'));
        prop_assert_eq!(active(&said, |_| false), None);
        let prose = upnext::domain::markdown::prose(&format!("{mark}\n{title}{mark}\n{mark}{mark}"));
        prop_assert_eq!(active(&prose, |_| false), None);
    }

    #[test]
    fn any_prose_stays_calm_behind_any_mark(
        lines in prop::collection::vec(("(- |\\* |1\\. |> |  |\t){0,3}", "(```|~~~|`|# |---|<b>|\\[a|\\]: |\\]\\(|\\||a| |\\\\){0,5}"), 0..8)
    ) {
        let raw: Vec<String> = lines.iter().map(|(mark, text)| format!("{mark}{text}")).collect();
        let prose = upnext::domain::markdown::prose(&raw.join("\n"));
        prop_assert_eq!(active(&prose, |_| false), None, "{:?}", prose);
    }
}
