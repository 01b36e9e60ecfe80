//! Copying: what is copied, through which way, and what is said about it.

use crate::stage::{Stage, today};
use std::rc::Rc;
use tempfile::TempDir;
use upnext::domain::item::{NewItem, Story};
use upnext::domain::{Change, ProductId, Spot, State};
use upnext::store::{Store, Writer};

/// A stage whose copies go into a file; answers what is in it.
fn to_file(stage: &mut Stage, folder: &TempDir) -> impl Fn() -> String + use<> {
    let path = folder.path().join("clipboard");
    stage.core.world.config.copy_command = Some(format!("sh -c 'cat > \"$1\"' sh '{}'", path.display()));
    move || std::fs::read_to_string(&path).unwrap()
}

#[test]
fn keys_stories_and_lists_are_copied_with_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::with(&["a", "b", "c"]);
    let copied = to_file(&mut stage, &folder);
    stage.press("j y y");
    assert_eq!((copied().as_str(), stage.toast()), ("WEB-2", "copied WEB-2 with sh"));
    stage.press("y l");
    assert_eq!((copied().as_str(), stage.toast()), ("WEB-1  a\nWEB-2  b\nWEB-3  c", "copied 3 lines with sh"));
    stage.press("y s");
    assert_eq!(copied(), "---\ntitle: b\nkind: story\n---\n");
    assert_eq!(stage.toast(), "copied the story of WEB-2 with sh");
    stage.press("Space Space y k");
    assert_eq!((copied().as_str(), stage.toast()), ("WEB-2\nWEB-3", "copied 2 keys with sh"));
    stage.press("y l");
    assert_eq!(copied(), "WEB-2  b\nWEB-3  c", "of the marked ones alone");
    stage.press("g i y k");
    assert!(stage.toast().contains("not in this list"), "{}", stage.toast());
}

#[test]
fn without_a_command_the_terminal_gets_it_and_nothing_is_promised() {
    let mut stage = Stage::with(&["a"]);
    stage.press("y y");
    assert_eq!(
        stage.toast(),
        "sent WEB-1 to the terminal (OSC 52); whether it reached the clipboard only the terminal knows"
    );
}

#[test]
fn a_command_that_is_missing_or_fails_is_named() {
    let mut stage = Stage::with(&["a"]);
    stage.core.world.config.copy_command = Some("wl-copy-of-nobody --trim".into());
    stage.press("y y");
    assert!(stage.toast().contains("`wl-copy-of-nobody` did not start"), "{}", stage.toast());
    stage.core.world.config.copy_command = Some("sh -c 'echo no display; echo no display >&2; exit 1'".into());
    stage.press("y y");
    assert!(stage.toast().contains("(no display)") && stage.toast().contains("copy_command"), "{}", stage.toast());
}

#[test]
fn what_is_too_long_for_the_terminal_is_refused_with_a_way_out() {
    let title = "t".repeat(4000);
    let titles: Vec<&str> = (0..20).map(|_| title.as_str()).collect();
    let mut stage = Stage::with(&titles);
    stage.press("y l");
    assert!(stage.toast().contains("80,170 bytes") && stage.toast().contains(":export"), "{}", stage.toast());
}

#[test]
fn a_private_note_stays_private() {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let mut store = Store::create(&folder.path().join("backlog.db"), writer()).unwrap();
    let new = upnext::domain::product::NewProduct {
        scale: upnext::domain::Scale::Fibonacci,
        ..upnext::domain::product::NewProduct::named("Webshop", "WEB")
    };
    store.commit(&Change::AddProduct(new), today()).unwrap();
    let text = Story { title: "a".into(), want: "to pay".into(), note: "she will be angry".into(), ..Story::default() };
    let item = Box::new(NewItem { text, state: State::Open, ..NewItem::default() });
    store.commit(&Change::AddItem { product: ProductId(1), item, spot: Spot::Bottom }, today()).unwrap();
    drop(store);
    let mut stage = Stage::of(&folder, 1, "dark");
    let copied = to_file(&mut stage, &folder);
    stage.press("y s");
    assert_eq!(copied(), "---\ntitle: a\nkind: story\n---\n\n## I want\n\nto pay\n");
    let (back, _) = upnext::exchange::document::read(&copied()).unwrap();
    assert_eq!(back.want, "to pay", "and it reads back");
}

fn writer() -> Writer {
    Writer { author: "ada".into(), window: "copy".into() }
}

#[test]
fn a_link_comes_from_the_config_or_from_the_source() {
    let folder = Rc::new(tempfile::tempdir().unwrap());
    let csv = folder.path().join("issues.csv");
    std::fs::write(&csv, "Issue key,Summary,Issue Type,Status,Extra page\nOLD-7,a,Story,To Do,https://x.example/7\n")
        .unwrap();
    drop(Store::create(&folder.path().join("backlog.db"), writer()).unwrap());
    let mut stage = Stage::of(&folder, 1, "dark");
    stage.press("Esc :").type_text(&format!("import {}", csv.display())).press("Enter").press("Enter");
    let copied = to_file(&mut stage, &folder);
    assert_eq!(stage.titles(), "a", "{}", stage.screen());
    stage.press("y u");
    assert_eq!(copied(), "https://x.example/7", "{}", stage.toast());
    assert!(stage.toast().starts_with("copied the link of "), "{}", stage.toast());
    stage.core.world.config.link = Some("https://jira.example/browse/{source-key}".into());
    stage.press("y u");
    assert_eq!(copied(), "https://jira.example/browse/OLD-7");
    stage.core.world.config.link = Some("https://here.example/{key}".into());
    stage.press("y u");
    assert!(copied().starts_with("https://here.example/"), "{}", copied());
    drop(stage);
    let mut stage = Stage::with(&["a"]);
    stage.press("y u");
    assert!(stage.toast().contains("set link in the config"), "{}", stage.toast());
    stage.core.world.config.link = Some("https://jira.example/browse/{source-key}".into());
    stage.press("y u");
    assert!(stage.toast().contains("no address is known for WEB-1"), "{}", stage.toast());
}
