//! The forms of a Sprint and of a retrospective action.

use super::{check_free, push, rules, seek, shown};
use crate::domain::sprint::{Agreed, Improvement, Plan};
use crate::domain::{Change, Sprint, SprintId};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::form::check::Rules;
use crate::ui::overlay::form::slot::Slot;
use crate::ui::overlay::form::value::Values;
use crate::ui::overlay::form::{self, Subject, sprint as of_sprint};
use crate::ui::screen::sprint;
use crate::ui::update::Met;

/// What came of it: effects, or the reason why nothing did.
type Done = Result<Vec<Effect>, String>;

/// Opens the form of a Sprint that is not made yet: two weeks after the last one. Where nothing is typed, none is made.
pub(in crate::ui::update) fn new_sprint(model: &mut Model) -> Done {
    let product = model.product.as_ref().ok_or("there is no product yet: type its name first")?.id;
    let (starts, ends) = sprint::next_days(model);
    let plan = Plan { starts: Some(starts), ends: Some(ends), ..Plan::default() };
    open(model, Subject::NewSprint(product), "New Sprint".into(), of_sprint::values(&plan), Slot::SprintGoal)
}

/// Opens the form of a Sprint, on a field of it.
pub(in crate::ui::update) fn edit_sprint(model: &mut Model, sprint: &Sprint, slot: Option<Slot>) -> Done {
    let subject = Subject::Sprint(sprint.product, sprint.id);
    let values = of_sprint::values(&sprint.plan);
    open(model, subject, sprint.title(), values, slot.unwrap_or(Slot::SprintGoal))
}

/// Opens the form of an action that is not noted yet.
pub(in crate::ui::update) fn new_action(model: &mut Model, sprint: SprintId, title: &str) -> Done {
    let values = of_sprint::action_values(&Improvement::default());
    let name = format!("New retrospective action of {title}");
    open(model, Subject::NewAction(sprint), name, values, Slot::Action)
}

/// Opens the form of an action.
pub(in crate::ui::update) fn edit_action(model: &mut Model, agreed: &Agreed) -> Done {
    let product = model.product.as_ref().ok_or("there is no product yet: type its name first")?.id;
    let name = format!("Retrospective action of {}", agreed.title);
    let values = of_sprint::action_values(&agreed.said);
    open(model, Subject::Action(product, agreed.id), name, values, Slot::Action)
}

fn open(model: &mut Model, subject: Subject, name: String, values: Values, slot: Slot) -> Done {
    check_free(model)?;
    let rules = rules(model, None);
    let mut state = form::State::new(subject, name, shown(model, values), rules);
    state.go_to(slot);
    let sought = seek(&state.subject);
    push(model, state);
    Ok(sought)
}

/// The change that the form asks for; `None` for a form of something else.
pub(super) fn change(subject: &Subject, values: &Values, rules: &Rules, met: &Met) -> Option<Change> {
    let plan = || Box::new(of_sprint::read(values, rules));
    let said = |done_on| of_sprint::read_action(values, rules, done_on);
    Some(match subject {
        Subject::Sprint(_, sprint) => Change::EditSprint { sprint: *sprint, plan: plan() },
        Subject::NewSprint(product) => Change::AddSprint { product: *product, plan: plan() },
        Subject::Action(_, improvement) => {
            let done_on = met.agreed.as_ref().and_then(|agreed| agreed.said.done_on);
            Change::EditImprovement { improvement: *improvement, said: said(done_on) }
        }
        Subject::NewAction(sprint) => Change::Improve { sprint: *sprint, said: said(None) },
        Subject::Item(_) | Subject::Sheet(_) | Subject::Part(_) => return None,
    })
}
