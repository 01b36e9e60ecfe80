//! The person's own files in the program: own keys, other layouts, own colours, plain signs, reading them again.

use crate::config::home_with;
use crate::pty::Session;
use crate::stage::{Stage, today};
use ratatui::style::Color;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use unicode_width::UnicodeWidthChar;
use upnext::cli::demo;
use upnext::domain::Now;
use upnext::runtime::Places;
use upnext::store::Writer;
use upnext::ui::keymap::{Keymap, Language};
use upnext::ui::theme::{Depth, Role, Signs, Theme};
use upnext::ui::widget::sign;

/// A stage that has its own files in its folder.
fn with_files(files: &[(&str, &str)]) -> Stage {
    let mut stage = Stage::with(&["A", "B", "C"]);
    stage.core.world.places = Places { config: Some(stage.folder().join("config.toml")), home: None };
    write(&stage, files);
    stage
}

fn write(stage: &Stage, files: &[(&str, &str)]) {
    fs::create_dir_all(stage.folder().join("themes")).unwrap();
    for (name, text) in files {
        fs::write(stage.folder().join(name), text).unwrap();
    }
}

/// Runs a line typed after `:`.
fn run<'a>(stage: &'a mut Stage, line: &str) -> &'a mut Stage {
    stage.press(":").type_text(line).press("Enter")
}

#[test]
fn reload_puts_keys_and_colours_in_force_and_says_so() {
    let mut stage = with_files(&[
        ("config.toml", "theme = \"sea\"\nmouse = false\n"),
        ("keymap.toml", "[backlog]\nX = \"last\"\nj = \"\"\n"),
        ("themes/sea.toml", "parent = \"light\"\naccent = \"20\"\n"),
    ]);
    run(&mut stage, "reload");
    assert_eq!(stage.toast(), "reloaded: config.toml, keymap.toml, themes/sea.toml");
    assert_eq!(stage.press("X").cursor(), "C");
    assert_eq!(stage.press("g g j").cursor(), "A", "j was taken away");
    assert!(!stage.core.world.config.mouse);
    let theme = Rc::clone(&stage.core.model.theme);
    assert_eq!(theme.text.bg, Theme::named("light").unwrap().at_depth(depth()).text.bg);
    // What is written nowhere any more is as it was before.
    write(&stage, &[("config.toml", ""), ("keymap.toml", "")]);
    run(&mut stage, "reload");
    assert_eq!(stage.press("g g j").cursor(), "B");
    assert!(stage.core.world.config.mouse);
}

/// The depth that the environment of the tests means.
fn depth() -> Depth {
    upnext::config::look::depth(upnext::config::Colors::Auto, &upnext::runtime::settings::surroundings())
}

#[test]
fn reload_tells_what_is_wrong_and_keeps_what_was_in_force() {
    let mut stage = with_files(&[("keymap.toml", "[backlog]\nX = \"last\"\n")]);
    run(&mut stage, "reload");
    fs::write(stage.folder().join("keymap.toml"), b"\xff\xfe").unwrap();
    write(&stage, &[("config.toml", "theme = \"nobodys\"\n")]);
    let before = Rc::clone(&stage.core.model.theme);
    run(&mut stage, "reload");
    let said = stage.toast().to_owned();
    assert!(said.contains("there is no theme \"nobodys\"") || said.contains("not UTF-8"), "{said}");
    assert!(said.contains("(and 1 more: `upnext config check` lists them)"), "{said}");
    assert_eq!(stage.core.model.theme, before);
    assert_eq!(stage.press("X").cursor(), "C", "the keys are those of before");
    let mut nothing = with_files(&[]);
    run(&mut nothing, "reload");
    assert!(nothing.toast().starts_with("there is no config, keymap or theme of your own in "), "{}", nothing.toast());
}

#[test]
fn other_layouts_reach_the_keys_and_never_the_text() {
    let mut stage = Stage::with(&["A", "B", "C"]);
    let language = Language::parse("russian").unwrap();
    stage.core.model.keymap = Rc::new(Keymap::built_in().unwrap().with_language(language));
    assert_eq!(stage.press("о").cursor(), "B");
    assert_eq!(stage.press("2 л").cursor(), "A");
    assert_eq!(stage.press("Щ П").cursor(), "C");
    assert_eq!(stage.press("п п").cursor(), "A");
    assert_eq!(stage.press("О").titles(), "B A C");
    // A choice is taken with its letter, as that stands on the keyboard.
    stage.press("ы к");
    assert_eq!(stage.state().name(), "ready");
    stage.press("ф").type_text("Цена о товаре").press("Enter");
    assert!(stage.titles().contains("Цена о товаре"), "{}", stage.titles());
}

#[test]
fn the_terminals_background_chooses_where_nobody_did() {
    let mut stage = with_files(&[("config.toml", "colors = \"256\"\n")]);
    stage.core.world.background = Some((255, 255, 255));
    run(&mut stage, "reload");
    assert_eq!(stage.core.model.theme.text, Theme::named("light").unwrap().text);
    stage.core.world.background = Some((0, 0, 0));
    run(&mut stage, "reload");
    assert_eq!(stage.core.model.theme.text, Theme::named("dark").unwrap().text);
    // The same when the answer comes late.
    assert!(stage.core.world.take_background((10, 10, 10), &stage.core.model).is_none(), "it is dark already");
    let event = stage.core.world.take_background((250, 250, 250), &stage.core.model).unwrap();
    stage.core.take(event);
    assert_eq!(stage.core.model.theme.text, Theme::named("light").unwrap().text);
    write(&stage, &[("config.toml", "colors = \"256\"\ntheme = \"dark\"\n")]);
    run(&mut stage, "reload");
    assert!(stage.core.world.take_background((250, 250, 250), &stage.core.model).is_none(), "dark was chosen");
}

/// The sample product with plain signs.
fn plain_stage() -> Stage {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let writer = Writer { author: "ada".into(), window: "demo".into() };
    let now: Now = today();
    drop(demo::create(&folder.path().join("backlog.db"), writer, now).unwrap());
    let mut stage = Stage::of(&folder, 1, "dark");
    stage.core.model.theme = Rc::new(Theme::named("dark").unwrap().with_signs(Signs::Ascii));
    stage
}

#[test]
fn no_sign_of_a_plain_screen_is_outside_ascii() {
    let keys = [
        "j j",
        "j j Enter",
        "g n Enter",
        "g e Enter",
        "g i j j",
        "g d",
        "g t",
        "a",
        "s",
        "c e j",
        "p 4 Enter",
        ": x y Enter",
        "?",
        "g u",
        "W",
        "Space Space m t",
        "Space j Space v j j",
        "g",
        "d",
        "c k",
        "c t",
        "g w",
        "u",
    ];
    for keys in keys {
        let mut stage = plain_stage();
        stage.press(keys);
        for (width, height) in [(120, 40), (80, 24), (60, 18), (40, 10)] {
            stage.resize(width, height);
            let screen = stage.screen();
            // Letters and emoji of the sample's own texts stay.
            let is_sign = |c: &char| !c.is_ascii() && !c.is_alphanumeric() && c.width() == Some(1);
            let strange: String = screen.chars().filter(is_sign).collect();
            assert_eq!(strange, "", "{keys} at {width}x{height}:\n{screen}");
        }
    }
    let mut empty = Stage::empty();
    empty.core.model.theme = Rc::new(Theme::named("mono").unwrap().with_signs(Signs::Ascii));
    assert!(empty.resize(80, 24).screen().is_ascii());
}

#[test]
fn a_plain_screen_looks_like_this() {
    let mut stage = plain_stage();
    stage.resize(80, 24).press("j j Space");
    stage.core.model.backlog.today = crate::stage::today().day;
    insta::assert_snapshot!("backlog_ascii_80x24", stage.screen());
    let mut stage = plain_stage();
    stage.resize(80, 24).press("?");
    insta::assert_snapshot!("help_ascii_80x24", stage.screen());
}

/// Every sign in the text of a program's file, outside its tests and comments.
fn signs(path: &Path, found: &mut Vec<(String, char)>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            signs(&entry.unwrap().path(), found);
        }
        return;
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let line = line.split(" // ").next().unwrap_or_default();
        let strange = line.chars().filter(|c| !c.is_ascii() && !c.is_alphanumeric());
        found.extend(strange.map(|c| (path.display().to_string(), c)));
    }
}

#[test]
fn every_sign_in_the_source_has_a_stand_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for room in ["src/ui", "src/domain", "src/runtime", "src/store", "src/config", "src/exchange"] {
        signs(&root.join(room), &mut found);
    }
    assert!(found.len() > 50);
    // Other layouts' keys and the bullets of pasted lists are read, never drawn.
    found.retain(|(path, _)| {
        !path.ends_with("tests.rs") && !path.ends_with("keymap/language.rs") && !path.ends_with("lines.rs")
    });
    found.retain(|(_, c)| sign::stand_in(*c).is_none());
    assert_eq!(found, [], "add a stand-in to src/ui/widget/sign.rs");
}

#[test]
fn each_depth_draws_with_its_own_colours() {
    let colors = |depth| {
        let mut stage = Stage::with(&["A", "B"]);
        stage.core.model.theme = Rc::new(Theme::named("dark").unwrap().at_depth(depth));
        stage.resize(80, 24).press("j Space");
        let cells = stage.buffer().content;
        cells.iter().flat_map(|cell| [cell.fg, cell.bg]).collect::<Vec<_>>()
    };
    assert!(colors(Depth::None).iter().all(|color| *color == Color::Reset));
    assert!(colors(Depth::Sixteen).iter().all(|c| !matches!(c, Color::Indexed(_) | Color::Rgb(..))));
    assert!(colors(Depth::Indexed).iter().all(|c| matches!(c, Color::Indexed(16..) | Color::Reset)));
    let mono = Theme::named("mono").unwrap();
    assert!(mono.style(Role::Selection) != mono.style(Role::Base));
}

/// The text of a screen without borders and line breaks.
fn flowing(screen: &str) -> String {
    let words = screen.replace('│', " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn three_bad_files_do_not_stop_the_start() {
    let home = home_with(&[
        ("config.toml", b"theme = \"sea\"\nmouse = 3\n"),
        ("keymap.toml", b"[backlog]\nX = \"explode\"\nY = \"last\"\n"),
        ("themes/sea.toml", b"base = \"no colour\"\n"),
    ]);
    home.shell(&["--db", &home.db(), "add", "One"]);
    home.shell(&["--db", &home.db(), "add", "Two"]);
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (100, 30));
    session.wait_for("Your settings");
    let said = flowing(&session.screen());
    assert!(said.contains("config/upnext/config.toml:2: mouse: the value is a number"), "{said}");
    assert!(said.contains("(and 2 more: `upnext config check` lists them)"), "{said}");
    session.press("Y");
    session.wait_gone("Your settings");
    session.press("q");
    assert!(session.exit_status().success());
}

#[test]
fn files_that_can_not_be_read_do_not_stop_the_start() {
    let home = home_with(&[("config.toml", b"\xff"), ("themes/x.toml", b"")]);
    fs::create_dir(home.path("config/upnext/keymap.toml")).unwrap();
    home.shell(&["--db", &home.db(), "add", "One"]);
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (100, 30));
    session.wait_for("Your settings");
    assert!(flowing(&session.screen()).contains("not UTF-8 text"), "{}", session.screen());
    assert!(flowing(&session.screen()).contains("(and 1 more:"), "{}", session.screen());
    session.press("q");
    assert!(session.exit_status().success());
}

#[test]
fn without_colour_no_colour_code_is_written() {
    let home = home_with(&[("config.toml", b"colors = \"none\"\nborders = \"ascii\"\n")]);
    home.shell(&["--db", &home.db(), "add", "One"]);
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (80, 24));
    session.wait_for("+ Backlog");
    let bytes = session.bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(!text.contains("38;5") && !text.contains("48;5") && !text.contains("38;2"), "{text:?}");
    assert!(text.is_ascii(), "{text:?}");
    session.press("q");
    assert!(session.exit_status().success());
}
