//! The whole program but its terminal: a store in a temporary folder, keys in, the screen or the data out.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::rc::Rc;
use tempfile::TempDir;
use upnext::config::Config;
use upnext::domain::item::{NewItem, Story};
use upnext::domain::product::NewProduct;
use upnext::domain::{Change, List, Now, ProductId, Scale, Spot, State};
use upnext::runtime::Core;
use upnext::runtime::effect::World;
use upnext::store::{Patience, Store, Writer};
use upnext::ui::keymap::Keymap;
use upnext::ui::model::File;
use upnext::ui::overlay::{Overlay, help, prompt};
use upnext::ui::theme::Theme;
use upnext::ui::{Event, Model, Press, view};

/// A program on a stage.
pub(crate) struct Stage {
    pub(crate) core: Core,
    folder: Rc<TempDir>,
    window: usize,
}

/// A day on which nothing depends.
pub(crate) fn today() -> Now {
    Now::noon(chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap())
}

fn writer(window: usize) -> Writer {
    Writer { author: "ada".into(), window: format!("test window {window}") }
}

fn core(store: Store, window: usize, theme: &str) -> Core {
    let keymap = Rc::new(Keymap::built_in().unwrap());
    let theme = Rc::new(Theme::named(theme).unwrap());
    let file = File { path: "/home/ada/backlog.db".into(), ..File::default() };
    let model = Model::new((120, 40), today(), file, keymap, theme);
    let mut core = Core::new(model, World::new(store, writer(window), Config::default(), true));
    settle(&mut core);
    core
}

fn settle(core: &mut Core) {
    core.settle();
    if core.order() {
        core.settle();
    }
}

impl Stage {
    /// An empty file.
    pub(crate) fn empty() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let store = Store::create(&folder.path().join("backlog.db"), writer(1)).unwrap();
        Self { core: core(store, 1, "dark"), folder, window: 1 }
    }

    /// A product WEB with these items in the order.
    pub(crate) fn with(titles: &[&str]) -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        let mut store = Store::create(&folder.path().join("backlog.db"), writer(0)).unwrap();
        let new = NewProduct { scale: Scale::Fibonacci, ..NewProduct::named("Webshop", "WEB") };
        store.commit(&Change::AddProduct(new), today()).unwrap();
        for title in titles {
            store.commit(&added(title), today()).unwrap();
        }
        drop(store);
        Self::of(&folder, 1, "dark")
    }

    /// A file that something else made.
    pub(crate) fn of(folder: &Rc<TempDir>, window: usize, theme: &str) -> Self {
        let store = Store::open(&folder.path().join("backlog.db"), writer(window), Patience::None).unwrap();
        Self { core: core(store, window, theme), folder: Rc::clone(folder), window }
    }

    /// The same file, opened again after this program has ended.
    pub(crate) fn again(mut self) -> Self {
        self.core.keep_view();
        let (folder, window) = (Rc::clone(&self.folder), self.window + 100);
        drop(self);
        Self::of(&folder, window, "dark")
    }

    /// Another window on the same file.
    pub(crate) fn beside(&self) -> Self {
        Self::of(&self.folder, self.window + 1, "dark")
    }

    /// Reads what the last event asks for.
    pub(crate) fn settle(&mut self) -> &mut Self {
        settle(&mut self.core);
        self
    }

    /// Presses keys, spelled as the keymap does: `j j K`, `m t`, `Ctrl-d`.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for press in Press::parse_sequence(keys).unwrap() {
            self.core.press(press);
            settle(&mut self.core);
        }
        self.wait();
        self
    }

    /// Types text.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.core.press(Press::char(c));
        }
        settle(&mut self.core);
        self
    }

    /// Looks whether another window has written.
    pub(crate) fn poll(&mut self) -> &mut Self {
        self.core.poll();
        settle(&mut self.core);
        self.wait()
    }

    /// Waits until jobs have ended.
    pub(crate) fn wait(&mut self) -> &mut Self {
        // What is drawn may want to know more.
        loop {
            while self.core.world.is_busy() {
                self.core.jobs();
                std::thread::yield_now();
            }
            settle(&mut self.core);
            if !self.core.world.is_busy() {
                return self;
            }
        }
    }

    /// Changes the size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.core.take(Event::Resize(width, height));
        settle(&mut self.core);
        self
    }

    /// The titles of the list shown, one letter or more each, as one line.
    pub(crate) fn titles(&self) -> String {
        self.core.model.backlog.window.rows.iter().map(|r| r.title.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The title under the cursor.
    pub(crate) fn cursor(&self) -> &str {
        self.core.model.backlog.selected_row().map_or("", |r| r.title.as_str())
    }

    /// The message of the bottom line.
    pub(crate) fn toast(&self) -> &str {
        self.core.model.toast.as_ref().map_or("", |t| t.text.as_str())
    }

    /// How many items a list has.
    pub(crate) fn count(&self, list: List) -> usize {
        self.core.model.counts.unwrap().of(list)
    }

    /// The state of the item under the cursor.
    pub(crate) fn state(&self) -> State {
        self.core.model.backlog.selected_row().unwrap().state
    }

    /// The file beside the program, to write what no key writes.
    pub(crate) fn store(&self) -> Store {
        Store::open(&self.folder.path().join("backlog.db"), writer(self.window + 50), Patience::None).unwrap()
    }

    /// The folder of the file.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What is on the screen.
    pub(crate) fn buffer(&self) -> Buffer {
        drawn(&self.core.model)
    }

    /// The screen's text, line by line.
    pub(crate) fn screen(&self) -> String {
        text(&self.buffer())
    }
}

/// What a model looks like.
pub(crate) fn drawn(model: &Model) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(model.width, model.height)).unwrap();
    terminal.draw(|frame| view::view(model, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// The text of a screen, line by line.
pub(crate) fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let lines = buffer.content.chunks(width.max(1)).map(|row| {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).saturating_sub(1);
            line.push_str(cell.symbol());
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A new item at the bottom of the first product.
pub(crate) fn added(title: &str) -> Change {
    let text = Story { title: title.into(), ..Story::default() };
    let item = Box::new(NewItem { text, state: State::Open, ..NewItem::default() });
    Change::AddItem { product: ProductId(1), item, spot: Spot::Bottom }
}

/// The column and the row where a text begins on the screen.
pub(crate) fn place(stage: &Stage, text: &str) -> (u16, u16) {
    let screen = stage.screen();
    let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).expect(text);
    let column = line[..line.find(text).unwrap()].chars().count();
    (column.try_into().unwrap(), row.try_into().unwrap())
}

/// The prompt that is open.
pub(crate) fn prompt(stage: &Stage) -> &prompt::State {
    match stage.core.model.overlays.last() {
        Some(Overlay::Prompt(open)) => open,
        other => panic!("no prompt, but {other:?}"),
    }
}

/// The help that is open.
pub(crate) fn help(stage: &Stage) -> &help::State {
    match stage.core.model.overlays.last() {
        Some(Overlay::Help(open)) => open,
        other => panic!("no help, but {other:?}"),
    }
}
