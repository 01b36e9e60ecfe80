//! A Sprint and a retrospective action as the fields of a form, and back; and what a Sprint's days and points mean.

use super::check::{self, Rules};
use super::slot::Slot;
use super::value::{self, Value, Values};
use super::{State, Subject};
use crate::domain::sprint::{Improvement, Plan};
use crate::domain::text::counted;
use crate::domain::{Estimate, Points, Sprint, SprintId, text};
use crate::ui::model::Model;
use crate::ui::screen::sprint::plan::{calendar, velocity};
use crate::ui::widget::glyph::wrap;
use chrono::NaiveDate;
use ratatui::style::Style;
use ratatui::text::Line;

/// The most a capacity can be, in points.
const MOST: i64 = 1_000_000;

/// What the form of a Sprint begins with.
pub fn values(plan: &Plan) -> Values {
    let day = |day: Option<NaiveDate>| Value::Text(day.map_or(String::new(), |day| day.to_string()));
    vec![
        (Slot::SprintName, Value::Text(plan.name.clone())),
        (Slot::SprintGoal, Value::Text(plan.goal.clone())),
        (Slot::Starts, day(plan.starts)),
        (Slot::Ends, day(plan.ends)),
        (Slot::Capacity, Value::Text(plan.capacity.map_or(String::new(), |points| points.to_string()))),
    ]
}

/// What the form of a retrospective action begins with.
pub fn action_values(said: &Improvement) -> Values {
    vec![
        (Slot::Action, Value::Text(said.text.clone())),
        (Slot::Owner, Value::Text(said.owner.clone())),
        (Slot::Due, Value::Text(said.due.map_or(String::new(), |day| day.to_string()))),
    ]
}

/// What the form says of a Sprint. What can't be read is left out: a form is checked before it is saved.
pub fn read(values: &Values, rules: &Rules) -> Plan {
    let typed = |slot| value::of(values, slot).as_text();
    let day = |slot| check::due(typed(slot), rules.today).ok().flatten();
    Plan {
        name: text::line(Slot::SprintName.what(), typed(Slot::SprintName)).unwrap_or_default(),
        goal: text::block(Slot::SprintGoal.what(), typed(Slot::SprintGoal)).unwrap_or_default().trim().to_owned(),
        starts: day(Slot::Starts),
        ends: day(Slot::Ends),
        capacity: capacity(typed(Slot::Capacity)).ok().flatten(),
    }
}

/// What the form says of a retrospective action; when it was done stays as it was.
pub fn read_action(values: &Values, rules: &Rules, done_on: Option<NaiveDate>) -> Improvement {
    let typed = |slot| value::of(values, slot).as_text();
    let line = |slot: Slot| text::line(slot.what(), typed(slot)).unwrap_or_default();
    let due = check::due(typed(Slot::Due), rules.today).ok().flatten();
    Improvement { text: line(Slot::Action), owner: line(Slot::Owner), due, done_on }
}

/// The capacity that was typed; none where nothing was.
///
/// # Errors
/// Where it is no number of points above 0.
pub fn capacity(typed: &str) -> Result<Option<Points>, String> {
    let word = typed.trim();
    if matches!(word, "" | "-" | "?") {
        return Ok(None);
    }
    let points = Estimate::parse(word).ok().flatten().and_then(|estimate| estimate.points());
    match points {
        Some(points) if points.0 > 0 && points.0 <= MOST * 1000 => Ok(Some(points)),
        Some(Points(0)) => Err("0 points hold nothing: type how many fit, or nothing where that is not known".into()),
        Some(points) if points.0 > MOST * 1000 => Err(format!(
            "{points} points are too many for a Sprint: type at most {}, or nothing",
            text::thousands(1_000_000)
        )),
        _ => {
            let shown: String = text::visible(word).chars().take(40).collect();
            Err(format!("\"{shown}\" is no capacity: type a number of points such as 24, or nothing"))
        }
    }
}

/// What two fields of a Sprint together say wrong.
pub fn fault(values: &Values, rules: &Rules) -> Option<(Slot, String)> {
    let plan = read(values, rules);
    let (starts, ends) = (plan.starts?, plan.ends?);
    let said = || format!("the last day, {ends}, lies before the first, {starts}: correct one of them");
    (ends < starts).then(|| (Slot::Ends, said()))
}

/// A line of what the days and points mean, and whether it is a warning.
type Told = (String, bool);

/// What the days and points mean that are typed so far.
fn told(state: &State, model: &Model) -> Vec<Told> {
    let own = match state.subject {
        Subject::Sprint(_, sprint) => Some(sprint),
        Subject::NewSprint(_) => None,
        Subject::Item(_) | Subject::Sheet(_) | Subject::Part(_) | Subject::Action(..) | Subject::NewAction(_) => {
            return Vec::new();
        }
    };
    let plan = read(&state.values(), &state.rules);
    let mut told = days(&plan, model);
    told.extend(own.and_then(|own| begun(&plan, own, model)));
    told.extend(overlaps(&plan, own, model));
    told.push((suggestion(&plan, model), false));
    told
}

/// "9 working days, one holiday or free day of the week left out".
fn days(plan: &Plan, model: &Model) -> Vec<Told> {
    let (Some(starts), Some(ends)) = (plan.starts, plan.ends) else {
        return vec![("without a first and a last day there is no burndown, and no start".into(), false)];
    };
    if ends < starts {
        return vec![(format!("the last day, {ends}, lies before the first, {starts}"), true)];
    }
    let calendar = calendar(model);
    let working = calendar.working_days(starts, ends);
    let free: Vec<String> = calendar.holidays.range(starts..=ends).take(3).map(ToString::to_string).collect();
    let free = if free.is_empty() { String::new() } else { format!(" · holidays: {}", free.join(", ")) };
    let mut told = vec![(format!("{}{free}", counted(working, "working day")), working == 0)];
    if ends < model.now.day {
        told.push((format!("it would be over already: today is {}", model.now.day), true));
    }
    told
}

/// A Sprint that runs does not begin after the day it was started on.
fn begun(plan: &Plan, own: SprintId, model: &Model) -> Option<Told> {
    let sprint = model.blocks.iter().map(|block| &block.sprint).find(|sprint| sprint.id == own)?;
    let (starts, started) = (plan.starts?, sprint.started?.day);
    let is_late = starts > started && plan.starts != sprint.plan.starts;
    is_late.then(|| (format!("it was started on {started}: its first day can't be after that"), true))
}

/// The other Sprints whose days it shares: one Scrum Team works at one of them at a time, but plans move.
fn overlaps(plan: &Plan, own: Option<SprintId>, model: &Model) -> Vec<Told> {
    let (Some(starts), Some(ends)) = (plan.starts, plan.ends) else { return Vec::new() };
    let open = model.blocks.iter().map(|block| &block.sprint);
    let past = model.sprint.past.figures.iter().map(|figures| &figures.sprint);
    let shares = |other: &&Sprint| {
        let days = other.plan.starts.zip(other.plan.ends);
        Some(other.id) != own && days.is_some_and(|(first, last)| first <= ends && last >= starts)
    };
    let told = |other: &Sprint| {
        let (first, last) = (other.plan.starts.unwrap_or(starts), other.plan.ends.unwrap_or(ends));
        (
            format!("shares days with {}, {first} – {last}: allowed, but one team works at one Sprint", other.title()),
            true,
        )
    };
    past.chain(open).filter(shares).take(3).map(told).collect()
}

/// "usually 21.3 points (18–24), by Sprints 11, 12, 13".
fn suggestion(plan: &Plan, model: &Model) -> String {
    let velocity = velocity(model);
    let Some(usual) = velocity.suggested() else {
        return match velocity.unestimated {
            0 => "no Sprint was closed yet: nothing to suggest".into(),
            n => format!("nothing to suggest: {} without points", counted(n, "Sprint")),
        };
    };
    let behind: Vec<String> = velocity.newest().iter().map(|b| format!("{} ({})", b.title, b.completed)).collect();
    let mean = Points((usual.mean.0 + 50).div_euclid(100) * 100);
    let verb = if plan.capacity.is_some() { "usually completed" } else { "suggested capacity" };
    format!("{verb}: {mean} points, {}–{}, by {}{}", usual.least, usual.most, behind.join(", "), velocity.left_out())
}

/// What stands beside the form.
pub fn beside(state: &State, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    for (said, is_warning) in told(state, model) {
        let (sign, style) = if is_warning { ("! ", theme.warning) } else { ("· ", theme.text) };
        for (n, line) in wrap(&said, columns.saturating_sub(2).max(1), 5).into_iter().enumerate() {
            lines.push(Line::styled(format!("{}{line}", if n == 0 { sign } else { "  " }), style));
        }
        lines.push(Line::default());
    }
    lines
}

/// What matters most of it, for the line below the form.
pub fn summary(state: &State, model: &Model) -> Option<(String, Style)> {
    let theme = &model.theme;
    let slot = state.entry()?.slot;
    let told = told(state, model);
    let at = match slot {
        Slot::Starts | Slot::Ends => told.iter().find(|told| told.1).or(told.first()),
        Slot::Capacity => told.last(),
        _ => None,
    }?;
    Some((at.0.clone(), if at.1 { theme.warning } else { theme.dim }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capacity_is_a_number_above_0_or_nothing() {
        assert_eq!(capacity(" 24 "), Ok(Some(Points(24_000))));
        assert_eq!(capacity("0.5"), Ok(Some(Points(500))));
        assert_eq!(capacity(""), Ok(None));
        for wrong in ["0", "0.0", "-3", "twenty", "XL", "1e9", "2000000", "12 points", "∞"] {
            assert!(capacity(wrong).is_err(), "{wrong}");
        }
        assert!(capacity("0").unwrap_err().contains("hold nothing"));
        assert!(capacity("many").unwrap_err().contains("\"many\" is no capacity"));
    }
}
