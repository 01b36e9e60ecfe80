//! The figures below a chart in words, and how each is worked out.

use super::Kind;
use crate::domain::Points;
use crate::domain::sprint::{Behind, Defects, Figures, Measure, Phase, Share, Velocity, tenths};
use crate::domain::text::counted;
use crate::ui::model::Model;
use crate::ui::widget::glyph;
use std::fmt::Write;

/// The figures of the Sprint shown, for velocity those of all; at most so many lines.
pub(super) fn lines(model: &Model, figures: Option<&Figures>, columns: usize, most: usize) -> Vec<String> {
    let state = &model.sprint.chart;
    let mut text = String::new();
    if state.kind == Kind::Velocity {
        text = of_all(model, state.measure);
    }
    if let Some(figures) = figures {
        let own = [of_one(figures, state.measure), shares(figures)].into_iter().filter(|line| !line.is_empty());
        for line in own {
            text = if text.is_empty() { line } else { format!("{text}\n{line}") };
        }
    }
    if text.is_empty() { Vec::new() } else { glyph::wrap(&text, columns, most) }
}

/// "mean of the last 3: 20.7 (24 in Sprint 6, 18 in Sprint 7, 20 in Sprint 8) · mean of all 8: 21 · …".
fn of_all(model: &Model, measure: Measure) -> String {
    let velocity = Velocity::of(&model.sprint.past.figures, measure);
    let Some(three) = velocity.mean_of_three() else { return String::new() };
    let behind = |b: &Behind| format!("{} in {}", b.completed, glyph::steady(&b.title));
    let newest: Vec<String> = velocity.newest().iter().map(behind).collect();
    let (count, newest) = (newest.len(), newest.join(", "));
    let of_newest = format!("mean of the last {count}: {} ({newest})", tenths(three));
    let known = velocity.behind.len();
    match (velocity.mean_of_all(), velocity.range()) {
        (Some(_), _) if count == 1 => format!("the only Sprint that is over: {newest}"),
        (Some(all), Some((least, most))) => {
            let mean = tenths(all);
            format!("{of_newest} · mean of all {known}: {mean} · last {}: {least} to {most}", known.min(6))
        }
        _ => format!("{of_newest} · mean of all: …"),
    }
}

/// "Sprint 8: planned at start 21, completed 13 points · not completed 8 · scope +10 −3 (2 added, …)".
fn of_one(figures: &Figures, measure: Measure) -> String {
    let title = figures.sprint.title();
    let title = glyph::steady(&title);
    if figures.sprint.phase == Phase::Planned {
        return String::new();
    }
    let told = |points: Option<Points>| points.map_or_else(|| figures.unknown().into(), |points| points.to_string());
    let so_far = if figures.sprint.phase == Phase::Active { " so far" } else { "" };
    let mut text = format!(
        "{title}: planned at start {}, completed{so_far} {} {}",
        told(figures.planned_in(measure)),
        told(figures.completed_in(measure)),
        measure.name()
    );
    if let Some(detail) = &figures.detail {
        let scope = &detail.scope;
        let open = detail.open.known().filter(|_| measure == Measure::Points);
        let open = open.or_else(|| (measure == Measure::Items).then(|| measure.sum(&detail.open)));
        _ = write!(text, " · not completed {}", told(open));
        if !scope.is_none() {
            _ = match measure {
                Measure::Points => write!(
                    text,
                    " · scope +{} −{} ({} added, {} removed, {} re-estimated)",
                    scope.up(),
                    scope.down(),
                    scope.added.count,
                    scope.removed.count,
                    scope.re_estimated
                ),
                Measure::Items => write!(text, " · scope +{} −{}", scope.added.count, scope.removed.count),
            };
        }
    }
    text
}

/// "say/do 90.6 % of points, 83.3 % of items · carry-over … · defect rate …".
fn shares(figures: &Figures) -> String {
    let both = |(points, items): (Share, Share)| format!("{points} of points, {items} of items");
    let mut said = Vec::new();
    if let Some(share) = figures.say_do() {
        said.push(format!("say/do {}", both(share)));
    }
    if let Some(share) = figures.carry_over().filter(|_| figures.sprint.phase == Phase::Closed) {
        said.push(format!("carry-over {}", both(share)));
    }
    if let Some(defects) = figures.detail.as_ref().and_then(|detail| detail.defects) {
        said.push(format!(
            "defect rate {} ({} ÷ {} done), {} of what was done are bugs",
            defects.rate(),
            counted(defects.created, "new bug"),
            defects.done,
            defects.bug_share()
        ));
    }
    said.join(" · ")
}

/// How the figures of a chart are worked out.
pub(super) fn formulas(kind: Kind) -> String {
    let days = "Planned at start: the estimates of what was in the Sprint when it started and not done; without estimate 0.\n\
        Scope: all that is in it. Done: what of it is done, also what was done before the start. Remaining: scope − done.\n\
        Ideal: from what was open at the start to 0, falling on working days alone.\n\
        Scope change: added and re-estimated upwards, removed and re-estimated downwards, apart.\n\
        What happened outside of its dates stands on its first or last day.";
    let sprints = "Velocity: what was completed in each Sprint, by the estimates at its end; never one number alone.\n\
        Mean of three: of the last three. Range: least and most of the last six.\n\
        Say/do: planned and completed ÷ planned, by the estimates at the start.\n\
        Carry-over: moved to the next Sprint at the close ÷ what was in it then. Above 20 % deserves a talk.\n\
        Added and removed count after the start, with what was re-estimated. Above 25 % of planned deserves a talk.";
    match kind {
        Kind::Burndown | Kind::Burnup => days.into(),
        Kind::Velocity => format!("{sprints}\n{}; there is no standard.", Defects::FORMULA),
    }
}
