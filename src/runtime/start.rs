//! From an open file to the running program: keys, colours, the model, the loop.

use super::core::Core;
use super::effect::World;
use super::run::{self, Ending};
use super::{background, clock, log, panic};
use crate::config::{Config, Problem, Theme as Wish};
use crate::domain::text::Safe;
use crate::store::{Store, Writer};
use crate::ui::keymap::Keymap;
use crate::ui::model::File;
use crate::ui::theme::Theme;
use crate::ui::{Event, Model};
use std::env;
use std::rc::Rc;

/// What the program starts with.
#[derive(Debug)]
pub struct Setup {
    /// The open file.
    pub store: Store,
    /// Who writes.
    pub writer: Writer,
    /// The settings.
    pub config: Config,
    /// What was wrong with them; shown, never in the way.
    pub problems: Vec<Problem>,
    /// True for the sample in a temporary file.
    pub is_demo: bool,
}

/// Runs the program in the terminal until it is left.
pub fn start(setup: Setup) -> anyhow::Result<Ending> {
    panic::install(log::open());
    let Setup { store, writer, config, problems, is_demo } = setup;
    let keymap = Keymap::built_in()?;
    let theme = theme(config.theme, None).ok_or_else(|| anyhow::anyhow!("a built-in theme is missing"))?;
    let path = Safe(&store.path().display().to_string()).to_string();
    let read_only = store.is_read_only().then(|| format!("{path} can only be read: nothing can be changed"));
    let file = File { path, is_demo, read_only };
    let model = Model::new((80, 24), clock::now(), file, Rc::new(keymap), Rc::new(theme));
    let mut core = Core::new(model, World::new(store, writer, config, is_demo));
    if let Some(problem) = problems.first() {
        let more = if problems.len() > 1 { format!(" (and {} more)", problems.len() - 1) } else { String::new() };
        core.take(Event::Refused(format!("{problem}{more}")));
    }
    run::run(core)
}

/// The theme for a wish. `answered` is whether the terminal has said that its background is light.
pub(super) fn theme(wish: Wish, answered: Option<bool>) -> Option<Theme> {
    Theme::named(theme_name(wish, answered))
}

/// True where the terminal is to be asked for its background.
pub(super) fn asks_background(wish: Wish) -> bool {
    wish == Wish::Auto && background::is_worth_asking(|name| env::var(name).ok())
}

/// The theme's name: as wished, else without colour where `NO_COLOR` says so, else by what the terminal has answered,
/// else by what the environment tells of its background (`COLORFGBG`), else dark.
fn theme_name(wish: Wish, answered: Option<bool>) -> &'static str {
    match wish {
        Wish::Light => "light",
        Wish::Mono => "mono",
        Wish::Auto if env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) => "mono",
        Wish::Auto if answered.or_else(|| background::told(|name| env::var(name).ok())) == Some(true) => "light",
        Wish::Auto | Wish::Dark => "dark",
    }
}
