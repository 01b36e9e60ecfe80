//! The README's "Sixty seconds": each of its keys pressed in the sample, and what it promises looked for on the screen.

use crate::pty::{Home, Session};
use std::fs;

const README: &str = include_str!("../../README.md");

/// What the README says, keys, and what the screen then shows. An empty sign waits for the bottom line alone to lead
/// back to the list.
type Step = (&'static str, &'static str, &'static str);

const STEPS: &[Step] = &[
    ("`j` and `k` walk through the list", "j", "WEB-55 · bug"),
    ("", "k", "WEB-24 · story"),
    ("`Enter` shows it in full width, `Esc` leads back", "Enter", "Esc back"),
    ("", "Esc", "J K move"),
    ("`32G` goes to place 32: a bug that pays refunds twice", "32G", "WEB-41 · bug"),
    ("`m 7 Enter` moves it to place 7", "m 7 Enter", "move WEB-41 to place 7"),
    ("`9G` goes to a big item without an estimate", "9G", "WEB-40 · "),
    ("`J` moves it one place down", "J", "move WEB-40 below WEB-32"),
    ("`3J` three more", "3J", "WEB-40 leaves Sprint 15"),
    ("`m b` moves it to the bottom", "m b", "move WEB-40 to the bottom"),
    ("`u` takes the last step back, again and again", "u", "undo: move WEB-40 to the bottom"),
    ("", "u", "undo: WEB-40 out of the Sprint"),
    ("`U` brings it back", "U", "redo: WEB-40 out of the Sprint"),
    ("`g u` shows every step", "g u", "Enter undoes back to here"),
    ("", "Esc", "J K move"),
    ("`f` filters while you type", "f", "╭ Filter"),
    ("`is:stale`", "i s : s t a l e", "is:stale · inbox"),
    ("`Enter` keeps it", "Enter", "f filter"),
    ("`Esc` shows all again", "Esc", "backlog 36 ·"),
    ("`Space` marks an item and goes down", "Space", "1 marked"),
    ("`v` opens a range", "v", "MARK A RANGE"),
    ("", "Esc", "1 marked"),
    ("`*` marks all that is shown", "*", "36 marked"),
    ("`m b`, `s`, `p` and `c t` then move them", "p", "Estimate of 36 marked items"),
    ("", "Esc", "36 marked"),
    ("", "s", "State of 36 marked items"),
    ("", "Esc", "36 marked"),
    ("", "c t", "Tags of 36 marked items"),
    ("", "Esc", "36 marked"),
    ("`y l` copies them as a list", "y l", "sent 36 lines"),
    ("", "Esc", "J K move"),
    ("`/` finds in the whole list", "/", "╭ Find"),
    ("", "cart Enter", "3 of 4"),
    ("`n` and `N` go on", "n", "4 of 4"),
    ("", "N", "3 of 4"),
    ("`o` shows the list by another column", "o", "╭ Show by"),
    ("", "Esc", "J K move"),
    ("`a` writes a new item below the cursor", "a", "╭ New item"),
    ("", "Kiosk Enter", "add \"Kiosk\""),
    ("`A` an idea for the inbox", "A", "╭ New idea for the inbox"),
    ("", "Gift Enter", "inbox 8"),
    ("`i` changes the title", "i", "TYPE"),
    ("", "s Enter", "title of WEB-74: \"Kiosks\""),
    ("`e` opens the story as a form", "e", "╭ WEB-74 · story"),
    ("`j k` walk\n   through its fields", "j", "▌ As a"),
    ("`i` goes into one", "i", "Esc leaves the field"),
    ("", "buyer", "buyer"),
    ("`Esc` leaves it", "Esc", "Esc saves"),
    ("and once more saves", "Esc", "edit WEB-74"),
    ("`E` opens the whole story in your editor", "E", "Signs at the door."),
    ("`g` and a moment's patience show where `g` can lead", "g", "╭ g …"),
    ("", "Esc", "J K move"),
    ("`R` walks through the inbox and what needs attention", "R", "Refinement · 1 of "),
    ("`p` estimate", "p", "Estimate of"),
    ("", "Esc", "REFINE"),
    ("`n` on", "n", "REFINE 2 of"),
    ("`Esc` stops with a summary", "Esc", "Refinement stopped"),
    ("", "Esc", "J K move"),
    ("`d` declines an item and asks for the reason", "d", "╭ Why not WEB-"),
    ("", "Esc", "J K move"),
    ("`D` throws it into the trash", "D", "trash WEB-"),
    ("`?` finds keys and verbs by any word", "?", "╭ Keys and verbs"),
    ("\"won't do\"", "won't", "decline REASON"),
    ("", "Esc", "Find   a key, a name"),
    ("", "Esc", "J K move"),
    ("`:` takes any verb by its name and completes it", ":", "╭ :"),
    ("", "esti", "estimate SIZE"),
    ("", "Esc", "J K move"),
    ("When you leave the demo it offers to keep the sample", "q", "Keep this sample?"),
];

#[test]
fn what_the_readme_lets_press_does_what_it_says() {
    let home = Home::new();
    let editor = home.path("editor");
    let script = "awk '{print} /^## Description/{print \"\\nSigns at the door.\"}' \"$1\" > \"$1.new\" && cat \"$1.new\" > \"$1\"\n";
    fs::write(&editor, script).unwrap();
    let editor = format!("sh {}", editor.display());
    let mut session = Session::start(home.upnext(&["demo"], &[("EDITOR", &editor)]), (120, 40));
    session.wait_for("WEB-24 · story");
    for (said, keys, shown) in STEPS {
        assert!(README.contains(said), "the README no longer says {said:?}");
        eprintln!("{said}: {keys}");
        session.press(keys);
        session.wait_for(shown);
    }
    let kept = home.path("sample.db");
    session.type_text(kept.to_str().unwrap());
    session.press("Enter");
    assert_eq!(session.exit_status().exit_code(), 0);
    let listed = home.shell(&["--db", kept.to_str().unwrap(), "list"]);
    assert!(listed.contains("WEB-41") && listed.lines().count() >= 30, "{listed}");
    println!("{} steps of the README pressed", STEPS.len());
}
