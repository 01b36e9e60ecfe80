//! What a person says of told Sprints.

use super::super::{Known, Parsed};
use super::ToldSprint;
use crate::domain::sprint::Phase;

impl ToldSprint {
    /// Why a person can't put it into a phase; `None` where that can be done.
    pub fn refuses(&self, phase: Phase) -> Option<&'static str> {
        match (self.here, phase) {
            (Some(Phase::Closed), Phase::Active | Phase::Planned) => {
                Some("is over here: a Sprint that is over never runs again")
            }
            (Some(Phase::Active), Phase::Planned) => Some("runs here: it can be over, but not planned again"),
            _ => None,
        }
    }

    /// Puts one of several into a phase. Only one Sprint runs at a time: where another one runs, that is over with it
    /// where it was begun, else planned again; answers which.
    ///
    /// # Errors
    /// Why it can't be put there, in words.
    pub fn put(all: &mut [Self], at: usize, phase: Phase) -> Result<Option<usize>, String> {
        let Some(sprint) = all.get_mut(at) else { return Ok(None) };
        if let Some(reason) = sprint.refuses(phase) {
            return Err(format!("{} {reason}", sprint.name));
        }
        (sprint.phase, sprint.is_phase_told, sprint.is_corrected) = (phase, true, true);
        if phase != Phase::Active {
            return Ok(None);
        }
        let runs = |(n, told): &(usize, &mut Self)| *n != at && told.phase == Phase::Active && !told.is_left_out;
        let Some((other, told)) = all.iter_mut().enumerate().find(runs) else { return Ok(None) };
        told.phase = if told.here == Some(Phase::Active) || other < at { Phase::Closed } else { Phase::Planned };
        (told.is_phase_told, told.is_corrected) = (true, true);
        Ok(Some(other))
    }
}

impl Parsed {
    /// Takes over what a person corrected: what is other than it was proposed is what they said. Makes the Sprints anew.
    pub fn correct_told(&mut self, told: Vec<ToldSprint>, known: &Known) {
        let proposed = std::mem::replace(&mut self.told, told);
        for sprint in &mut self.told {
            let before = proposed.iter().find(|other| (&other.source, &other.key) == (&sprint.source, &sprint.key));
            let Some(before) = before else { continue };
            let word = |told: &ToldSprint| (told.phase, told.is_phase_told, told.is_left_out);
            let days = |told: &ToldSprint| (told.starts, told.ends, told.are_days_told);
            sprint.is_corrected |= before.is_corrected || word(sprint) != word(before);
            sprint.are_days_corrected |= before.are_days_corrected || days(sprint) != days(before);
            sprint.are_days_told |= sprint.are_days_corrected;
        }
        self.recall_told(known);
        self.apply_told();
    }
}
