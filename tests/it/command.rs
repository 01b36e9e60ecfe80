//! The `:` line, the palette, the help, unfinished sequences, numbers before keys, and the last change again.

use crate::pty::{Home, Session};
use crate::screens::{demo_stage, picture};
use crate::stage::Stage;
use proptest::prelude::*;
use std::time::Duration;
use upnext::domain::{List, State};
use upnext::ui::overlay::Overlay;
use upnext::ui::overlay::prompt;
use upnext::ui::{Event, Press};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 18)];

fn prompt(stage: &Stage) -> &prompt::State {
    match stage.core.model.overlays.last() {
        Some(Overlay::Prompt(open)) => open,
        other => panic!("no prompt, but {other:?}"),
    }
}

fn typed(stage: &Stage) -> &str {
    prompt(stage).field.text()
}

/// What the rows would put into the line.
fn rows(stage: &Stage) -> Vec<&str> {
    prompt(stage).assist.offer.rows.iter().map(|row| row.text.trim_end()).collect()
}

fn tags(stage: &Stage) -> Vec<String> {
    stage.core.model.backlog.item.as_ref().unwrap().text.tags.clone()
}

#[test]
fn jiras_words_find_a_verb_and_enter_takes_it() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("story points");
    assert_eq!(rows(&stage)[0], "estimate");
    stage.press("Enter");
    assert!(stage.screen().contains("Estimate of WEB-1"), "{}", stage.screen());
    stage.press("3 Enter");
    assert!(stage.toast().contains("estimate WEB-1: 3"), "{}", stage.toast());
    stage.press(":").type_text("won't do").press("Enter");
    assert!(stage.screen().contains("Why not WEB-1?"), "{}", stage.screen());
}

#[test]
fn a_row_is_highlighted_where_enter_takes_it_and_nowhere_else() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":");
    assert_eq!(prompt(&stage).assist.at, None, "Enter on an empty line runs nothing");
    assert!(stage.press("Enter").core.model.overlays.is_empty());
    stage.press(":").type_text("rank");
    assert_eq!(prompt(&stage).assist.at, Some(0));
    stage.type_text(" xyzzy");
    assert_eq!(prompt(&stage).assist.at, None);
    assert!(stage.press("Enter").screen().contains("there is no verb"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("state re");
    assert_eq!(prompt(&stage).assist.at, None, "an argument is run as it stands");
}

#[test]
fn tab_fills_the_line_and_its_argument() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("stat").press("Tab");
    assert_eq!(typed(&stage), "state ");
    stage.press("Tab Tab Shift-Tab");
    stage.press("Ctrl-u").type_text("state ");
    assert_eq!(rows(&stage)[..3], ["inbox", "open", "ready"]);
    stage.type_text("rea").press("Tab");
    assert_eq!(typed(&stage), "state ready");
    stage.press("Enter");
    assert_eq!(stage.state(), State::Ready);
}

#[test]
fn the_arguments_values_are_offered() {
    let mut stage = Stage::with(&["a"]);
    let mut offered = |line: &str| {
        stage.press(":").type_text(line);
        let found = rows(&stage).join(" ");
        stage.press("Esc");
        found
    };
    assert_eq!(offered("kind s"), "story spike");
    assert_eq!(offered("scale "), "fibonacci powers t-shirt free");
    assert_eq!(offered("estimate 5"), "5 55");
    assert_eq!(offered("due to"), "today tomorrow");
    assert_eq!(offered("move b"), "bottom below");
    assert_eq!(offered("go d"), "done declined");
    assert_eq!(offered("epic n"), "none");
    assert_eq!(offered("product w"), "WEB");
    assert_eq!(offered("export "), "md html csv json changes");
    assert_eq!(offered("title anything"), "");
}

#[test]
fn an_epic_is_offered_by_its_title() {
    let mut stage = Stage::with(&["Checkout", "b"]);
    stage.press("c k e");
    stage.press(":").type_text("epic check").press("Tab");
    assert_eq!(typed(&stage), "epic WEB-1");
}

#[test]
fn a_tag_is_taken_off_by_its_name() {
    let mut stage = Stage::with(&["a"]);
    stage.press("c t").type_text("+api +web").press("Enter");
    stage.press(":").type_text("tag +new -w").press("Tab");
    assert_eq!(typed(&stage), "tag +new -web ");
    stage.press("Enter");
    assert_eq!(tags(&stage), ["api", "new"]);
    stage.press("c t").type_text("-a").press("Tab Enter");
    assert_eq!(tags(&stage), ["new"], "the prompt of the key completes as well");
}

#[test]
fn a_path_is_completed() {
    let mut stage = Stage::with(&["a"]);
    let folder = stage.folder().join("my lists");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("wishes one.txt"), "First wish\n").unwrap();
    std::fs::write(folder.join(".hidden"), "").unwrap();
    let line = format!("import {}/my", stage.folder().display());
    stage.press(":").type_text(&line).wait();
    stage.press("Tab");
    assert!(typed(&stage).ends_with("/my lists/"), "{}", typed(&stage));
    stage.type_text("w").wait();
    stage.press("Tab");
    assert!(typed(&stage).ends_with("wishes one.txt\""), "{}", typed(&stage));
    stage.press("Enter");
    assert!(stage.screen().contains("Import wishes one.txt") && stage.screen().contains("1 new"), "{}", stage.screen());
}

#[test]
fn a_folder_that_is_not_there_offers_nothing() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("import /nowhere/at/all/").wait();
    assert!(rows(&stage).is_empty());
}

#[test]
fn what_cannot_act_says_why_in_its_row() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":").type_text("untrash");
    assert!(stage.screen().contains("this takes items out of the trash"), "{}", stage.screen());
    stage.press("Enter");
    assert!(prompt(&stage).error.as_ref().unwrap().contains("go there first (g t)"));
}

fn run<'a>(stage: &'a mut Stage, line: &str) -> &'a mut Stage {
    stage.press(":").type_text(line).press("Enter")
}

#[test]
fn lines_come_back_after_a_restart() {
    let mut stage = Stage::with(&["a", "b"]);
    run(&mut stage, "go inbox");
    run(&mut stage, "go backlog");
    run(&mut stage, "go backlog");
    run(&mut stage, "estimate 3");
    run(&mut stage, "esimate 9");
    stage.press("Esc");
    let mut stage = stage.again();
    stage.press(": Up");
    assert_eq!(typed(&stage), "estimate 3", "what was refused is not kept");
    assert_eq!(typed(stage.press("Up")), "go backlog");
    assert_eq!(typed(stage.press("Up")), "go inbox", "the same line twice is one");
    assert_eq!(typed(stage.press("Up")), "go inbox");
    assert_eq!(typed(stage.press("Down Down Down")), "");
    assert_eq!(typed(stage.press("g o Ctrl-p Ctrl-p")), "go inbox");
    stage.press("Enter");
    assert_eq!(stage.core.model.backlog.list, List::Inbox);
}

#[test]
fn only_the_last_two_hundred_lines_are_kept() {
    let mut stage = Stage::with(&["a"]);
    for n in 1..=205 {
        run(&mut stage, &format!("go {n}"));
    }
    stage.press(":");
    stage.press(&"Up ".repeat(210));
    assert_eq!(typed(&stage), "go 6");
}

#[test]
fn a_line_of_any_kind_is_taken_without_harm() {
    let mut stage = Stage::with(&["a"]);
    stage.press(":");
    stage.core.take(Event::Paste("go\u{7}\u{1b}[31m\n inbox\u{9b}".into()));
    assert_eq!(typed(&stage), "go[31m", "the first of several lines");
    stage.press("Ctrl-u");
    stage.core.take(Event::Paste("x".repeat(3_000)));
    stage.core.take(Event::Paste("x".repeat(3_000)));
    stage.press("Enter");
    assert!(stage.screen().contains("longer than 4096 bytes"), "{}", stage.screen());
    stage.press("Ctrl-u").type_text("estimate \"").press("Enter");
    assert!(prompt(&stage).error.is_some());
    stage.press("Ctrl-u").type_text("go 99999999999999999999999").press("Enter");
    assert!(prompt(&stage).error.is_some());
    stage.press("Ctrl-u").type_text("日本語 🙂").press("Tab Left Left Up Home Tab Enter Esc");
    assert!(stage.core.model.overlays.is_empty());
}

#[test]
fn a_bare_number_is_a_place() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    assert_eq!(run(&mut stage, "2").cursor(), "b");
    assert_eq!(run(&mut stage, "3").cursor(), "c");
}

#[test]
fn a_sequence_shows_its_continuations_to_those_who_wait() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("m");
    assert!(!stage.screen().contains("Move to the top"));
    stage.core.take(Event::Lingered);
    assert!(stage.screen().contains("Move to the top"), "{}", stage.screen());
    stage.press("Backspace");
    assert!(!stage.screen().contains("Move to the top"));
    stage.press("g");
    stage.core.take(Event::Lingered);
    assert!(stage.screen().contains("To the inbox"), "{}", stage.screen());
    stage.press("Esc");
    assert!(!stage.core.model.pending.is_begun() && !stage.core.model.pending.is_shown);
    stage.core.take(Event::Lingered);
    assert!(!stage.core.model.pending.is_shown, "nothing is begun");
    stage.press("j m t");
    assert_eq!(stage.titles(), "b a");
}

#[test]
fn backspace_takes_back_the_last_key_and_the_last_digit() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e"]);
    stage.press("4 2 Backspace j");
    assert_eq!(stage.cursor(), "e");
    stage.press("g m Backspace");
    assert_eq!(stage.press("g g").cursor(), "a");
    stage.press("2 g Backspace j");
    assert_eq!(stage.cursor(), "c");
}

#[test]
fn a_number_shows_what_it_can_be_for() {
    let mut stage = Stage::with(&["a"]);
    stage.press("5");
    stage.core.take(Event::Lingered);
    let screen = stage.screen();
    assert!(screen.contains("move-up 5 times") && screen.contains("last to place 5"), "{screen}");
    stage.press("m");
    stage.core.take(Event::Lingered);
    assert!(stage.screen().contains("a number means nothing"), "{}", stage.screen());
}

#[test]
fn help_finds_by_key_name_word_and_synonym() {
    let mut stage = Stage::with(&["a", "b"]);
    let mut first = |text: &str| {
        stage.press("?").type_text(text);
        let screen = stage.resize(80, 24).screen();
        stage.press("Esc Esc");
        screen.lines().find(|l| l.contains('▌')).unwrap_or_default().to_owned()
    };
    assert!(first("m t").contains("move top"));
    assert!(first("J").contains("move-down"));
    assert!(first("ctrl-d").contains("half-down"));
    assert!(first("story points").contains("estimate SIZE"));
    assert!(first("impediment").contains("block REASON"));
    assert!(first("go inbox").contains("g i"));
    assert!(first("q").contains("quit") || first("q").contains("leave"));
}

#[test]
fn enter_in_the_help_runs_the_verb() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("?").type_text("move bottom").press("Enter");
    assert_eq!(stage.titles(), "b a");
    stage.press("?").type_text("labels").press("Enter");
    assert!(stage.screen().contains("Tags of WEB-1"), "{}", stage.screen());
    stage.press("Esc ?").type_text("below").press("Down Up Enter");
    assert!(stage.screen().contains("below"), "{}", stage.screen());
}

#[test]
fn esc_in_the_help_clears_the_search_first() {
    let mut stage = Stage::with(&["a"]);
    stage.press("?").type_text("xyzzy");
    assert!(stage.screen().contains("Nothing is called so"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.core.model.overlays.len(), 1, "there is nothing to run");
    assert!(stage.press("Esc").screen().contains("move-up"));
    assert!(stage.press("Esc").core.model.overlays.is_empty());
    stage.press("g u ?").type_text("undo-this");
    assert!(stage.screen().contains("x (journal)"), "{}", stage.screen());
    stage.press("Enter");
    assert_eq!(stage.press("Esc").titles(), "", "the help over the journal acts in it");
}

#[test]
fn the_help_scrolls_with_the_keys_of_a_pop_up() {
    let mut stage = Stage::with(&["a"]);
    stage.resize(60, 18).press("?");
    let top = stage.screen();
    stage.press("Ctrl-d PgDn");
    assert_ne!(stage.screen(), top);
    stage.press("End");
    assert!(stage.screen().contains("Leave the program"), "{}", stage.screen());
    assert_eq!(stage.press("Home").screen(), top);
}

#[test]
fn a_number_is_obeyed_or_refused_aloud() {
    let mut stage = Stage::with(&["a", "b", "c", "d", "e", "f"]);
    assert_eq!(stage.press("2 L").state(), State::InProgress);
    stage.press("9 H");
    assert_eq!(stage.state(), State::Open, "as far as there is in the order");
    assert!(stage.press("H").toast().contains("sends it back to the inbox"), "{}", stage.toast());
    stage.press("u u");
    stage.press("g g 3 Space");
    assert_eq!((stage.core.model.backlog.marks.len(), stage.cursor()), (3, "d"));
    stage.press("Esc g g 2 J");
    assert_eq!(stage.titles(), "b c a d e f");
    stage.press("p 3 Enter 3 s");
    assert!(stage.toast().contains("a number means nothing to state"), "{}", stage.toast());
    assert!(stage.core.model.overlays.is_empty());
    stage.press("4 Tab");
    assert_eq!(stage.core.model.backlog.list, List::Declined);
    stage.press("2 Shift-Tab");
    assert_eq!(stage.core.model.backlog.list, List::Epics);
    stage.press("2 g o");
    assert_eq!(stage.core.model.backlog.list, List::Backlog);
    assert_eq!(stage.press("4 g g").cursor(), "d");
    stage.press("9 Ctrl-e");
    assert_eq!(stage.core.model.backlog.scroll, 9);
}

#[test]
fn several_steps_are_taken_back_and_brought_back_as_one_message() {
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("p 1 Enter p 2 Enter p 3 Enter");
    stage.press("2 u");
    assert!(stage.toast().starts_with("2 steps taken back"), "{}", stage.toast());
    let size =
        |stage: &Stage| stage.core.model.backlog.item.as_ref().unwrap().text.estimate.clone().unwrap().to_string();
    assert_eq!(size(&stage), "1");
    stage.press("9 U");
    assert!(stage.toast().starts_with("2 steps brought back"), "{}", stage.toast());
    assert_eq!(size(&stage), "3");
    assert!(stage.press("U").toast().contains("nothing to redo"));
}

#[test]
fn very_many_steps_are_taken_back_in_a_job() {
    let mut stage = Stage::with(&["a", "b"]);
    for n in 0..60 {
        run(&mut stage, if n % 2 == 0 { "estimate 1" } else { "estimate 2" });
    }
    stage.press("6 0 u");
    assert!(stage.toast().starts_with("60 steps taken back"), "{}", stage.toast());
    assert!(stage.core.model.backlog.item.as_ref().unwrap().text.estimate.is_none());
    stage.press("1 0 0 U");
    assert!(stage.toast().starts_with("60 steps brought back"), "{}", stage.toast());
}

/// Does something on `a`, and again with the key on `c`; answers whether the two look alike now.
fn repeats(keys: &str, text: &str, look: fn(&Stage) -> String) {
    let mut stage = Stage::with(&["a", "b", "c", "d"]);
    stage.press(keys);
    if !text.is_empty() {
        stage.type_text(text).press("Enter");
    }
    let after = |stage: &mut Stage, key: &str| {
        run(stage, &format!("go {key}"));
        look(stage)
    };
    let first = after(&mut stage, "WEB-1");
    after(&mut stage, "WEB-3");
    stage.press(".");
    assert_eq!(after(&mut stage, "WEB-3"), first, "{keys} {text}: {}", stage.toast());
}

fn item(look: fn(&upnext::domain::Item) -> String) -> impl Fn(&Stage) -> String {
    move |stage| look(stage.core.model.backlog.item.as_ref().unwrap())
}

#[test]
fn every_change_is_repeated_with_its_argument() {
    let facts = |s: &Stage| {
        item(|i| {
            let t = &i.text;
            format!(
                "{} {:?} {:?} {:?} {} {:?} {:?}",
                i.state.name(),
                t.kind,
                t.estimate,
                t.tags,
                t.asked,
                t.due,
                i.blocked
            )
        })(s)
    };
    for (keys, text) in [
        ("s r", ""),
        ("L", ""),
        ("2 L", ""),
        ("p 5 Enter", ""),
        ("c k b", ""),
        ("c t", "+api"),
        ("c w", "sales"),
        ("c d", "2026-12-24"),
        ("b", "waits"),
        (":", "tag +web"),
        (":", "state done"),
    ] {
        repeats(keys, text, facts);
    }
    repeats("d", "too dear", |s| item(|i| format!("{:?}", i.decline))(s));
    repeats("s e", "too dear", |s| item(|i| format!("{:?}", i.decline))(s));
    repeats("D", "", |s| item(|i| i.is_trashed.to_string())(s));
    repeats("i Ctrl-u", "other", |s| item(|i| i.text.title.clone())(s));
}

#[test]
fn moves_additions_and_the_rest_are_repeated_too() {
    let mut stage = Stage::with(&["a", "b", "c", "d"]);
    assert_eq!(stage.press("3 J g g .").titles(), "c d a b");
    assert_eq!(stage.press("g g 2 .").titles(), "d a c b", "a number of its own counts");
    assert_eq!(stage.press("G m t G .").titles(), "c b d a");
    assert_eq!(stage.press("m 3 Enter g g .").titles(), "d b c a".replace("d b c a", &stage.titles()));
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("a").type_text("x").press("Enter G .");
    assert_eq!(stage.titles(), "a x b x");
    stage.press("g g C G .");
    assert_eq!(stage.core.model.backlog.len(), 6);
    stage.press("A").type_text("wish").press("Enter .");
    assert_eq!(stage.count(List::Inbox), 2);
    let mut stage = Stage::with(&["epic", "b", "c", "d"]);
    stage.press("c k e");
    run(&mut stage, "epic WEB-1");
    stage.press("j .");
    assert!(item(|i| format!("{:?}", i.epic.is_some()))(&stage) == "true", "{}", stage.toast());
    stage.press("g g m j").type_text("4").press("Enter");
    assert_eq!(stage.titles(), "c d b");
    assert_eq!(stage.press("g g .").titles(), "d c b");
    stage.press("g g b").type_text("waits").press("Enter B j . ");
    assert!(stage.toast().contains("it is so already"), "{}", stage.toast());
    let mut stage = Stage::with(&["a", "b", "c"]);
    stage.press("D D g t g r .");
    assert_eq!(stage.press("g b").titles(), "a b c");
}

#[test]
fn nothing_is_repeated_before_the_first_change() {
    let mut stage = Stage::with(&["a"]);
    assert!(stage.press(".").toast().contains("nothing has been changed yet"));
    stage.press("p 3 Enter");
    assert!(stage.press("2 .").toast().contains("a number means nothing to estimate"), "{}", stage.toast());
}

fn check(name: &str, act: impl Fn(&mut Stage)) {
    for (width, height) in SIZES {
        let mut stage = demo_stage("dark");
        stage.resize(width, height);
        act(&mut stage);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&stage));
    }
}

#[test]
fn pictures_of_the_palette() {
    check("palette", |s| {
        s.press(":");
    });
    check("palette_rank", |s| {
        s.press(":").type_text("rank");
    });
    check("palette_none", |s| {
        s.press(":").type_text("xyzzy");
    });
}

#[test]
fn pictures_of_arguments() {
    check("argument_filter", |s| {
        s.press("f").type_text("state:").wait();
    });
    check("argument_state", |s| {
        s.press(":").type_text("state ").press("Tab Tab");
    });
    check("argument_tag", |s| {
        s.press("c t").type_text("-");
    });
    check("argument_epic", |s| {
        s.press(":").type_text("epic ");
    });
}

#[test]
fn pictures_of_unfinished_sequences() {
    for keys in ["g", "m", "c", "5"] {
        check(&format!("which_key_{keys}"), |s| {
            s.press(keys);
            s.core.take(Event::Lingered);
        });
    }
}

#[test]
fn pictures_of_the_searched_help() {
    check("help_found", |s| {
        s.press("?").type_text("move").press("Down");
    });
    check("help_none", |s| {
        s.press("?").type_text("xyzzy");
    });
}

#[test]
fn no_letter_of_a_choice_hides_a_key_of_the_pop_up() {
    let mut stage = Stage::with(&["a"]);
    stage.press("c k");
    let Some(Overlay::Choice(open)) = stage.core.model.overlays.last() else { panic!("no choice") };
    let letters: Vec<char> = open.options.iter().filter_map(|o| o.letter).collect();
    assert_eq!(letters.len(), open.options.len());
    assert!(letters.iter().all(|l| open.letter(Press::char(*l)).is_some() && !"jkqgG".contains(*l)));
}

#[test]
fn a_filter_is_completed_term_by_term() {
    let mut stage = Stage::with(&["a", "b"]);
    stage.press("s r f").type_text("sta");
    assert_eq!(rows(&stage)[0], "state:");
    stage.press("Tab").type_text("rea");
    assert_eq!(rows(&stage), ["ready"]);
    stage.press("Tab");
    assert_eq!(typed(&stage), "state:ready");
    assert_eq!(stage.titles(), "a", "the list follows what was chosen");
    stage.press("Enter Esc f Up");
    assert_eq!(typed(&stage), "state:ready");
    stage.press("Esc : Up");
    assert_eq!(typed(&stage), "", "the lines of each prompt are its own");
}

#[test]
fn the_continuations_come_after_a_pause_and_not_before() {
    let home = Home::new();
    home.shell(&["--db", &home.db(), "add", "Pay with a saved card"]);
    let mut session = Session::start(home.upnext(&["--db", &home.db()], &[]), (80, 24));
    session.wait_for("Pay with a saved card");
    session.settle(Duration::from_millis(100));
    session.press("g");
    session.wait_for("g …");
    session.wait_for("To the inbox");
    session.press("i");
    session.wait_for("INBOX");
    session.wait_gone("To the inbox");
    // Between words the cells are as before, and so not written again.
    let drawn = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("untrash").count();
    let before = session.bytes().len();
    assert_eq!(drawn(&session.bytes()), 1);
    session.press("g b");
    session.wait_for("BACKLOG");
    assert_eq!(drawn(&session.bytes()[before..]), 0, "keys that come fast draw nothing more");
    session.press(":");
    session.type_text("story poi");
    session.wait_for("estimate SIZE");
    session.press("Esc q");
    assert_eq!(session.exit_status().exit_code(), 0);
}

fn key() -> impl Strategy<Value = String> {
    let named = [
        "Space",
        "Esc",
        "Tab",
        "Shift-Tab",
        "Up",
        "Down",
        "Left",
        "Home",
        "Backspace",
        "Delete",
        "Ctrl-p",
        "Ctrl-n",
        "Ctrl-w",
        "Ctrl-d",
        "PgDn",
    ];
    prop_oneof![6 => "[a-zA-Z0-9:+\"~/.é-]".prop_map(|s| s), 4 => prop::sample::select(named.to_vec()).prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_keys_in_a_line_never_panic(
        start in prop::sample::select(vec![":", "?", "c t", "c d", "f", "/", "m 7", ": t a g Space", ": i m p o r t Space"]),
        keys in prop::collection::vec(key(), 0..60),
        width in 0_u16..150,
        height in 0_u16..50,
    ) {
        let mut stage = Stage::with(&["a", "日本語 🙂"]);
        stage.press(start).resize(width, height);
        for key in &keys {
            stage.press(key);
            stage.core.take(Event::Lingered);
            stage.screen();
        }
    }
}
