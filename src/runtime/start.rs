//! From an open file to the running program: keys, colours, the model, the loop.

use super::core::Core;
use super::effect::World;
use super::run::{self, Ending};
use super::settings::{self, Looks, Options, Places};
use super::{clock, log, panic};
use crate::config::banner;
use crate::domain::text::Safe;
use crate::store::{Store, Writer};
use crate::ui::keymap::Keymap;
use crate::ui::model::File;
use crate::ui::screen::present;
use crate::ui::update::Settled;
use crate::ui::{Event, Model, Toast};
use std::rc::Rc;

/// What the program starts with.
#[derive(Debug)]
pub struct Setup {
    /// The open file.
    pub store: Store,
    /// Who writes.
    pub writer: Writer,
    /// The options, and what was wrong with them; shown, never in the way.
    pub options: Options,
    /// Where the person's own files lie.
    pub places: Places,
    /// True for the sample in a temporary file.
    pub is_demo: bool,
    /// True where it is started to present, and ends with that.
    pub is_presenting: bool,
}

/// Runs the program in the terminal until it is left.
pub fn start(setup: Setup) -> anyhow::Result<Ending> {
    panic::install(log::open());
    let Setup { store, writer, options, places, is_demo, is_presenting } = setup;
    let looks = Looks::read(&places, &options, None);
    let keymap = looks.keymap.map_or_else(Keymap::built_in, Ok)?;
    let theme = looks.theme.unwrap_or_else(|| settings::fallback(&options.config, None));
    let problems: Vec<_> = options.problems.into_iter().chain(looks.problems).collect();
    let path = Safe(&store.path().display().to_string()).to_string();
    let read_only = store.is_read_only().then(|| format!("{path} can only be read: nothing can be changed"));
    let file = File { path, is_demo, read_only };
    let mut model = Model::new((80, 24), clock::now(), file, Rc::new(keymap), Rc::new(theme));
    model.is_mouse_on = options.config.mouse;
    model.is_public = options.config.public || is_presenting;
    model.present = is_presenting.then(|| present::State { way: present::Way::Waiting, ..present::State::default() });
    model.which_key = options.config.which_key();
    model.thresholds = options.config.thresholds;
    model.calendar = Rc::new(options.config.calendar.clone());
    let mut world = World::new(store, writer, options.config, is_demo);
    world.places = places;
    let mut core = Core::new(model, world);
    if let Some(problem) = banner(&problems) {
        core.take(Event::Settled(Box::new(Settled { toast: Some(Toast::misset(problem)), ..Settled::default() })));
    }
    run::run(core)
}
