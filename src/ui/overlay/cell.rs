//! A cell of the table while its value is typed, in place. Enter goes down, Tab to the right; what is no answer stays,
//! with the reason below the rows, and the old value is kept.

use super::Reply;
use super::words::{Asked, Keys};
use crate::domain::ItemId;
use crate::domain::note::About;
use crate::domain::query::Panel;
use crate::domain::score::{Amount, Input};
use crate::ui::action::{Action as Deed, Write};
use crate::ui::effect::Typed;
use crate::ui::model::Model;
use crate::ui::press::{Code, Press};
use crate::ui::screen::prioritize::table::{self, Step};
use crate::ui::verb::{self, Command};
use crate::ui::widget::field::Field;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What is typed, and into what.
#[derive(Debug, Clone)]
pub struct State {
    /// The items it was opened for.
    pub targets: Vec<ItemId>,
    /// What the cell asks.
    pub input: Input,
    /// The value before; `None` where there is none, or where several items have their own.
    old: Option<Amount>,
    /// The text.
    field: Field,
    /// True where the value is typed anew: then the arrows leave the cell.
    is_new: bool,
    /// Where the cursor goes once the value is taken.
    pub step: Step,
    /// Why it was not taken.
    pub error: Option<String>,
}

/// A key or pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A key.
    Press(Press),
    /// Pasted text.
    Paste(String),
    /// Take the value as it is: something else is pointed at.
    Take,
}

impl State {
    /// Typed anew, from its first characters; `None` begins with the value there is.
    pub fn new(targets: Vec<ItemId>, input: Input, old: Option<Amount>, typed: Option<&str>) -> Self {
        let old = old.filter(|_| targets.len() == 1);
        let present = old.map_or_else(String::new, |old| input.typed(old));
        let field = Field::new(typed.unwrap_or(&present));
        Self { targets, input, old, field, is_new: typed.is_some(), step: Step::Down, error: None }
    }

    /// The value before, in words.
    pub fn before(&self) -> String {
        match (self.old, self.targets.len()) {
            (Some(_), _) => self.input.shown(self.old),
            (None, 0 | 1) => "it empty".into(),
            (None, _) => "each as it is".into(),
        }
    }

    /// True where what is typed is the value there is already.
    pub fn is_as_it_was(&self) -> bool {
        self.targets.len() == 1 && self.input.read(self.field.text()) == Ok(self.old)
    }

    fn take(&mut self, step: Step) -> Reply {
        self.step = step;
        let inputs = match self.input.read(self.field.text()) {
            Ok(amount) => vec![(self.input.id.clone().into_owned(), amount)],
            Err(error) => {
                self.error = Some(error.to_string());
                return Reply::Stay;
            }
        };
        match verb::find("edit-cell") {
            Some(verb) => {
                Reply::Run(Box::new(Command { verb, action: Deed::Write(Write::Inputs(inputs)), count: None }))
            }
            None => Reply::Stay,
        }
    }
}

impl Asked for State {
    fn targets(&self) -> Option<&[ItemId]> {
        Some(&self.targets)
    }

    fn typed(&self) -> Typed {
        Typed { asked: "cell", text: self.field.text().to_owned() }
    }

    fn about(&self) -> About {
        About::Line("cell".to_owned())
    }

    /// A number is typed again more quickly than it is looked for.
    fn own(&self) -> Option<String> {
        None
    }

    fn blame(&mut self, reason: String) {
        self.error = Some(reason);
    }

    fn keys(&self) -> Keys {
        &[("Enter", "down"), ("Tab", "right"), ("Esc", "leaves the old value")]
    }

    fn left(&self) -> &'static str {
        "not changed"
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Take => return state.take(Step::Stay),
        Action::Paste(text) => state.field.paste(text.trim()),
        Action::Press(press) => match press {
            Press { code: Code::Esc, .. } => return Reply::Close,
            press if press == Press::ctrl('c') => return Reply::Close,
            Press { code: Code::Enter | Code::Down, .. } => return state.take(Step::Down),
            Press { code: Code::Up, .. } => return state.take(Step::Up),
            Press { code: Code::Tab, .. } => return state.take(Step::Next),
            Press { code: Code::BackTab, .. } => return state.take(Step::Back),
            Press { code: Code::Left, ctrl: false } if state.is_new => return state.take(Step::Left),
            Press { code: Code::Right, ctrl: false } if state.is_new => return state.take(Step::Right),
            press => {
                state.field.press(press);
            }
        },
    }
    state.error = None;
    Reply::Stay
}

/// It needs nothing.
pub fn wanted(_: &State) -> Option<Panel> {
    None
}

/// It stands in the table, which alone knows where: nothing lies over the view.
pub fn area(_: &State, body: Rect) -> Rect {
    Rect { y: body.bottom(), height: 0, width: 0, ..body }
}

/// Draws it in its cell.
pub fn view(state: &State, model: &Model, target: &mut Frame, _: Rect) {
    let Some(cell) = table::cell_area(model) else { return };
    target.render_widget(ratatui::widgets::Clear, cell);
    let wrong = state.error.as_ref().map(|_| 0..state.field.text().len());
    // The cursor stands behind what is typed, also where that fills the cell.
    let cell = Rect { width: cell.width.max(2), ..cell };
    let frame = target.area();
    let cell = cell.intersection(frame);
    state.field.view(target, cell, wrong.as_ref(), &model.theme);
    if cell.width > 2 && state.field.is_rolled(cell.width) {
        target.render_widget(Line::styled("…", model.theme.dim), Rect { width: 1, ..cell });
    }
}
