//! Told Sprints beside those that are here: a guess changes none of them, and what a person said of one is remembered.

use super::super::{Known, KnownSprint, Parsed};
use super::{ToldSprint, numbered};
use crate::domain::sprint::Phase;
use chrono::{Days, NaiveDate};
use std::collections::HashMap;

impl ToldSprint {
    /// True where it is known by this origin.
    pub(super) fn is(&self, here: &KnownSprint) -> bool {
        self.source == here.source && self.key == here.key
    }

    /// What the files let guess of its phase, where that is further on than what is taken.
    pub fn seems(&self) -> Option<Phase> {
        let is_on = |guess: &Phase| {
            matches!(
                (self.phase, guess),
                (Phase::Planned, Phase::Active | Phase::Closed) | (Phase::Active, Phase::Closed)
            )
        };
        self.guess.filter(is_on).filter(|_| !self.is_corrected && !self.is_left_out)
    }

    /// The phase that it gets: what runs here was planned, and what is over here has run; neither comes back.
    fn reachable(&self, phase: Phase) -> Phase {
        match (self.here, phase) {
            (Some(Phase::Closed), _) => Phase::Closed,
            (Some(Phase::Active), Phase::Planned) => Phase::Active,
            _ => phase,
        }
    }
}

impl Parsed {
    /// Brings what is told in line with what is known here. A Sprint that is here stays as it is, in its phase and its
    /// days, unless a cell tells the phase or a person corrected it. A guess starts a new one only where none runs.
    /// What was left out before is left out again.
    pub fn recall_told(&mut self, known: &Known) {
        let before = self.told.clone();
        for at in 0..self.told.len() {
            self.recall_wanted(at, known);
            let sprint = &mut self.told[at];
            if !sprint.is_phase_told && sprint.guess.is_none() {
                sprint.guess = Some(sprint.phase);
            }
            let Some(here) = known.sprints.iter().find(|here| sprint.is(here)) else {
                sprint.here = None;
                sprint.is_phase_told &= sprint.guess.is_none() || sprint.is_corrected;
                continue;
            };
            sprint.here = Some(here.phase);
            let is_guess = sprint.guess.is_some() && !sprint.is_corrected;
            sprint.phase = if is_guess { here.phase } else { sprint.reachable(sprint.phase) };
            // What is so here is agreed on: it is no guess.
            sprint.is_phase_told = true;
            if !sprint.are_days_corrected && (here.starts.is_some() || here.ends.is_some()) {
                (sprint.starts, sprint.ends, sprint.are_days_told) = (here.starts, here.ends, true);
            }
        }
        self.start_by_guess(known);
        self.part_days();
        let learned: Vec<_> = self.feeds.iter().map(|feed| (feed.left_out.clone(), feed.has_no_sprints)).collect();
        self.recall_feeds(known);
        let is_other = before != self.told
            || learned.iter().zip(&self.feeds).any(|(was, feed)| *was != (feed.left_out.clone(), feed.has_no_sprints));
        if is_other {
            self.apply_told();
        }
    }

    /// Whether anything is wanted of one, as it was said the last time.
    fn recall_wanted(&mut self, at: usize, known: &Known) {
        let sprint = &mut self.told[at];
        let Some(feed) = known.feed(&sprint.source).filter(|_| !sprint.is_corrected) else { return };
        let is_here = known.sprints.iter().any(|here| sprint.is(here));
        sprint.is_left_out |= feed.left_out.contains(&sprint.key) || (feed.has_no_sprints && !is_here);
    }

    /// A guess makes a new Sprint run where none does.
    fn start_by_guess(&mut self, known: &Known) {
        let stays = |here: &&KnownSprint| {
            here.phase == Phase::Active
                && !self.told.iter().any(|told| told.is(here) && !told.is_left_out && told.phase == Phase::Closed)
        };
        let runs = known.sprints.iter().any(|here| stays(&here));
        let runs =
            runs || self.told.iter().any(|told| told.phase == Phase::Active && told.is_corrected && !told.is_left_out);
        for sprint in self.told.iter_mut().filter(|told| told.here.is_none() && !told.is_corrected) {
            if let Some(guess) = sprint.guess {
                sprint.phase = if runs && guess == Phase::Active { Phase::Planned } else { guess };
            }
        }
    }

    /// Days that are a guess begin after the Sprint before them, of those whose names differ in their number only.
    fn part_days(&mut self) {
        let mut last: HashMap<(String, String), NaiveDate> = HashMap::new();
        for sprint in &mut self.told {
            let series = (sprint.source.clone(), numbered(&sprint.name).0);
            let (Some(starts), Some(ends)) = sprint.days() else { continue };
            let before = last.get(&series).filter(|before| starts <= **before && !sprint.are_days_told);
            let by = before.map_or(0, |before| (*before - starts).num_days() + 1);
            let later = |day: NaiveDate| day.checked_add_days(Days::new(by.unsigned_abs())).unwrap_or(day);
            if by > 0 {
                (sprint.starts, sprint.ends) = (Some(later(starts)), Some(later(ends)));
            }
            let ends = later(ends);
            last.entry(series).and_modify(|day| *day = ends.max(*day)).or_insert(ends);
        }
    }

    /// What was left out, and is not named this time, stays left out.
    fn recall_feeds(&mut self, known: &Known) {
        for feed in &mut self.feeds {
            let Some(before) = known.feed(&feed.source) else { continue };
            feed.has_no_sprints |= before.has_no_sprints;
            for key in &before.left_out {
                if !feed.left_out.contains(key) {
                    feed.left_out.push(key.clone());
                }
            }
        }
    }

    /// Notes which Sprints are left out, for the next import.
    pub(super) fn remember_left_out(&mut self) {
        for feed in &mut self.feeds {
            let told = || self.told.iter().filter(|told| told.source == feed.source);
            let is_said = |told: &ToldSprint| told.is_corrected || told.is_left_out;
            // One alone may be left out for what it is.
            if told().any(is_said) {
                feed.has_no_sprints = told().count() > 1 && told().all(|told| told.is_left_out);
            }
            feed.left_out.retain(|key| told().all(|told| told.key != *key));
            feed.left_out.extend(told().filter(|told| told.is_left_out).map(|told| told.key.clone()));
        }
    }
}
