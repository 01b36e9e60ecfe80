//! Every screen and pop-up at four sizes, with a map of the styles: a lost highlight fails like a lost letter.

use crate::stage::{Stage, drawn, text, today};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Style;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::OnceLock;
use upnext::cli::demo;
use upnext::domain::Now;
use upnext::store::Writer;
use upnext::ui::Model;

pub(crate) const SIZES: [(u16, u16); 4] = [(200, 50), (120, 40), (80, 24), (60, 18)];

/// The sample's file, made once.
static SAMPLE: OnceLock<Vec<u8>> = OnceLock::new();

/// The sample product, as of a fixed day.
pub(crate) fn demo_stage(theme: &str) -> Stage {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let path = folder.path().join("backlog.db");
    let bytes = SAMPLE.get_or_init(|| {
        let writer = Writer { author: "ada".into(), window: "demo".into() };
        drop(demo::create(&path, writer, today()).unwrap());
        std::fs::read(&path).unwrap()
    });
    std::fs::write(&path, bytes).unwrap();
    Stage::of(&folder, 1, theme)
}

/// The text, and below it a letter for each cell's style with a legend.
pub(crate) fn picture(stage: &Stage) -> String {
    picture_on(stage, today())
}

/// As [`picture`], on another day: ages are told by it.
pub(crate) fn picture_on(stage: &Stage, now: Now) -> String {
    let mut model = stage.core.model.clone();
    (model.now, model.backlog.today) = (now, now.day);
    // The lines of the Sprints say how much time is left.
    upnext::ui::update::rule(&mut model);
    picture_of(&model)
}

/// A model as it is drawn, with its styles.
pub(crate) fn picture_of(model: &Model) -> String {
    let buffer = drawn(model);
    let mut legend: BTreeMap<String, char> = BTreeMap::new();
    let map = style_map(&buffer, &mut legend);
    let mut out = text(&buffer);
    out.push_str("\n\n");
    out.push_str(&map);
    for (style, letter) in legend {
        _ = write!(out, "\n{letter} {style}");
    }
    out
}

fn style_map(buffer: &Buffer, legend: &mut BTreeMap<String, char>) -> String {
    let width = usize::from(buffer.area.width).max(1);
    let rows = buffer.content.chunks(width).map(|row| {
        let letters = row.iter().map(|cell| {
            let next = char::from(b'a' + u8::try_from(legend.len().min(25)).unwrap());
            *legend.entry(look(cell)).or_insert(next)
        });
        runs(&letters.collect::<Vec<_>>())
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn look(cell: &Cell) -> String {
    let Style { fg, bg, add_modifier, .. } = cell.style();
    format!("{fg:?} on {bg:?} {add_modifier:?}")
}

/// `aaab` as `a3b`.
fn runs(letters: &[char]) -> String {
    letters.chunk_by(|a, b| a == b).fold(String::new(), |mut out, run| {
        out.push(run[0]);
        if run.len() > 1 {
            _ = write!(out, "{}", run.len());
        }
        out
    })
}

fn check(name: &str, theme: &str, keys: &str, typed: &str) {
    for (width, height) in SIZES {
        let mut stage = demo_stage(theme);
        stage.resize(width, height);
        if !keys.is_empty() {
            stage.press(keys);
        }
        stage.type_text(typed).wait();
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn the_backlog() {
    check("backlog", "dark", "j j", "");
    check("backlog_light", "light", "j j", "");
    check("backlog_mono", "mono", "j j Space", "");
    check("backlog_high_contrast", "high-contrast", "j j Space", "");
}

#[test]
fn the_story() {
    check("story", "dark", "j j Enter", "");
    check("story_declined", "dark", "g n Enter", "");
    check("story_epic", "dark", "g e Enter", "");
}

#[test]
fn the_other_lists() {
    check("inbox", "dark", "g i j j", "");
    check("done", "dark", "g d", "");
    check("epics", "dark", "g e", "");
    check("trash", "dark", "g t", "");
}

#[test]
fn prompts_and_choices() {
    check("add", "dark", "a", "Print the label in the shop");
    check("state", "dark", "s", "");
    check("epic", "dark", "c e j", "");
    check("estimate", "dark", "p", "4");
    check("command", "dark", ":", "esimate 3");
}

#[test]
fn an_error_stands_in_its_prompt() {
    check("estimate_error", "dark", "p 4 Enter", "");
    check("command_error", "dark", ": x y z Enter", "");
}

#[test]
fn panels() {
    check("help", "dark", "?", "");
    check("journal", "dark", "g u", "");
    check("history", "dark", "g H", "");
    check("confirm", "dark", "Space Space : s o r t Space k e y Enter G m b", "");
}

/// Types a line after `:`.
fn line(text: &str) -> String {
    let keys: Vec<String> = text.chars().map(|c| if c == ' ' { "Space".into() } else { c.to_string() }).collect();
    format!(": {} Enter", keys.join(" "))
}

#[test]
fn a_filter_while_it_is_typed_and_kept() {
    check("filter", "dark", "f", "state:ready e");
    check("filter_error", "dark", "f", "stat:open points>3");
    check("filter_nothing", "dark", &line("filter state:done tag:nosuch"), "");
    // What is changed under it stays in sight, dimmed.
    check("filter_kept", "dark", &format!("{} L j", line("filter state:ready")), "");
    check("filter_kept_light", "light", &format!("{} L j", line("filter state:ready")), "");
    check("filter_kept_mono", "mono", &format!("{} L j", line("filter state:ready")), "");
    check("filters", "dark", "F", "");
    check("filters_saved", "dark", &format!("{} {} F", line("filter state:ready"), line("save-filter next up")), "");
}

#[test]
fn what_was_found_and_another_column() {
    check("find", "dark", "/", "ref");
    check("find_light", "light", &line("find ref"), "");
    check("sort", "dark", "o", "");
    check("sorted", "dark", &line("sort due"), "");
    check("hidden_marks", "dark", &format!("Space Space {} g V", line("filter state:ready")), "");
    check("declined", "dark", "g n", "");
}

#[test]
fn an_import_and_the_columns_that_have_no_home() {
    for (width, height) in SIZES {
        let mut stage = Stage::with(&["Pay with a card"]);
        let file = stage.folder().join("items.csv");
        std::fs::write(
            &file,
            "Summary,Status,Created,Updated,Environment,Votes\nShip to Norway,Done,2026-02-01,2026-02-03,Firefox on a phone,12\nGift wrapping,To Do,2026-02-02,2026-02-04,,3\n",
        )
        .unwrap();
        stage.resize(width, height).press(&line(&format!("import {}", file.display())));
        insta::assert_snapshot!(format!("plan_{width}x{height}"), picture(&stage));
        stage.press("Enter").press("G Enter g x");
        insta::assert_snapshot!(format!("unfolded_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn marks_and_a_range() {
    check("marks", "dark", "Space j Space v j j", "");
}

#[test]
fn an_empty_file_and_an_empty_product() {
    for (width, height) in SIZES {
        let mut stage = Stage::empty();
        stage.resize(width, height).type_text("Webshop");
        insta::assert_snapshot!(format!("first_run_{width}x{height}"), picture(&stage));
        let mut stage = Stage::with(&[]);
        stage.resize(width, height);
        insta::assert_snapshot!(format!("empty_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn a_terminal_too_small_says_what_it_needs() {
    let mut stage = demo_stage("dark");
    stage.resize(59, 17);
    assert!(stage.screen().contains("upnext needs 60×18"));
    for (width, height) in [(0, 0), (1, 1), (3, 200), (200, 2)] {
        stage.resize(width, height).screen();
    }
    assert!(stage.resize(80, 24).screen().contains("Backlog"));
}
