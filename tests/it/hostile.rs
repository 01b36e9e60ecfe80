//! Hostile text on the screen: whatever a file has in it, the terminal gets nothing but what the program says, and every
//! letter stays in its pane.
//!
//! The walk is made from the table of verbs, as the one of public view.

pub(crate) mod corpus;
mod glass;
pub(crate) mod plant;
mod program;
pub(crate) mod strict;

use crate::dose::dose;
use crate::public::lines;
use crate::replay::Dice;
use crate::screens::SIZES;
use crate::stage::Stage;
use glass::Glass;
use std::rc::Rc;
use upnext::ui::Event;

/// Prints what a run did.
#[expect(clippy::print_stdout, reason = "figures for those who run it at length")]
pub(crate) fn told(what: &str) {
    println!("{what}");
}

/// A program on a planted file, and its glass.
struct Walk {
    stage: Stage,
    glass: Glass,
    frames: u64,
}

impl Walk {
    fn new(file: &[u8], (columns, rows): (u16, u16)) -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        std::fs::write(folder.path().join("backlog.db"), file).unwrap();
        let mut stage = Stage::of(&folder, 1, "dark");
        stage.core.model.file.path = "/home/\u{1b}[31m\u{202e}hq\n/backlog.db".into();
        stage.resize(columns, rows).wait();
        Self { stage, glass: Glass::new(columns, rows), frames: 0 }
    }

    fn look(&mut self, what: &str) {
        self.frames += 1;
        if let Err(wrong) = self.glass.draw(&self.stage.core.model) {
            panic!("{what}: {wrong}\n{}", self.glass.picture());
        }
    }

    fn press(&mut self, keys: &str, what: &str) {
        self.stage.press(keys);
        self.look(&format!("{what}, then {keys}"));
    }
}

fn planted(seed: u64) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("backlog.db");
    plant::plant(&path, seed);
    std::fs::read(&path).unwrap()
}

/// The line with its files in the folder of the stage.
fn inside(line: &str, stage: &Stage) -> String {
    line.replace(" no.", &format!(" {}/no.", stage.folder().display()))
}

/// One line of the program: typed, taken, and a few keys through what it opens.
fn walk(line: &str, file: &[u8], size: (u16, u16), what: &str) -> u64 {
    let mut walk = Walk::new(file, size);
    walk.look(what);
    walk.stage.press(":");
    let line = inside(line, &walk.stage);
    walk.stage.core.take(Event::Paste(line));
    walk.stage.wait();
    walk.look(what);
    walk.press("Enter", what);
    for key in ["Tab", "Down", "Enter", "]", "Esc", "j", "Enter", "Esc"] {
        walk.press(key, what);
    }
    walk.frames
}

/// Walks so many of the lines, each with a file of its own seed in turn.
fn walks(name: &str, from: u64, rounds: u64) {
    let lines = lines();
    let mut frames = 0;
    let mut dice = Dice(from);
    let mut file = planted(from);
    for round in 0..rounds {
        if round % 40 == 39 {
            file = planted(from + round);
        }
        let line = &lines[dice.below(lines.len())];
        let size = SIZES[dice.below(SIZES.len())];
        let what = format!("seed {from}, round {round}, {line:?} at {size:?}");
        frames += walk(line, &file, size, &what);
    }
    told(&format!("{name}: {rounds} walks, {frames} frames of hostile text"));
}

#[test]
fn every_letter_stays_in_its_pane_1() {
    walks("hostile", dose("HOSTILE_SEED", 1), dose("HOSTILE", 8));
}

#[test]
fn every_letter_stays_in_its_pane_2() {
    walks("hostile", dose("HOSTILE_SEED", 1) + 1_000_000, dose("HOSTILE", 8));
}

/// Types each line of the program, puts hostile text into whatever it opens, and takes that.
#[test]
fn nothing_enters_by_a_pop_up_that_no_text_may_keep() {
    let mut dice = Dice(dose("HOSTILE_SEED", 1) + 7);
    let (lines, mut taken) = (lines(), 0);
    let rounds = dose("HOSTILE_TYPED", 8);
    let mut stage = crate::screens::demo_stage("dark");
    let mut glass = Glass::new(120, 40);
    for round in 0..rounds {
        let line = inside(&lines[dice.below(lines.len())], &stage);
        stage.press("Esc Esc Esc :");
        stage.core.take(Event::Paste(line.clone()));
        stage.press("Enter");
        for key in ["i", "Enter", "Esc", "Esc"] {
            if stage.core.model.overlays.is_empty() {
                break;
            }
            taken += 1;
            stage.press(key);
            stage.core.take(Event::Paste(corpus::text(&mut dice, 4)));
            stage.wait();
            let drawn = glass.draw(&stage.core.model);
            assert!(drawn.is_ok(), "round {round}, {line:?}, {key}: {drawn:?}");
        }
        stage.press("Enter");
    }
    stage.press("Esc Esc Esc");
    let unclean = plant::unclean(&stage.folder().join("backlog.db"));
    assert!(unclean.is_empty(), "{unclean:#?}");
    told(&format!("hostile typing: {rounds} lines, {taken} texts pasted"));
}
