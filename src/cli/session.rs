//! What every command stands on: the file, the product, the config, who writes.

use super::exit::ShellError;
use super::{folder, out};
use crate::config::Config;
use crate::domain::sprint::Calendar;
use crate::domain::{Item, Key, Product, text};
use crate::runtime::{Options, Places, now};
use crate::store::{Patience, Store, StoreError, Writer};
use anyhow::{Context, anyhow};
use clap::ArgMatches;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a command waits while somebody else writes.
const PATIENCE: Patience = Patience::Wait(Duration::from_secs(5));
/// How many products a message names.
const NAMED: usize = 10;

/// The command line's and the environment's answers.
pub(super) struct Session {
    db: Option<PathBuf>,
    /// True where `--db` was typed, and not only `UPNEXT_DB` set.
    pub(super) is_db_typed: bool,
    /// The product as it was typed.
    pub(super) product: Option<String>,
    /// True where `--public` was typed.
    pub(super) is_public: bool,
    /// The choices in force, and what could not be taken of the config.
    pub(super) options: Options,
    /// Where the person's own files lie.
    pub(super) places: Places,
}

impl Session {
    /// Reads the environment and the config.
    pub(super) fn new(matches: &ArgMatches) -> Self {
        let typed: Option<&PathBuf> = matches.get_one("db");
        let named = std::env::var_os("UPNEXT_DB").filter(|path| !path.is_empty()).map(PathBuf::from);
        let places = folder::places();
        Self {
            db: typed.cloned().or(named).or_else(folder::data),
            is_db_typed: typed.is_some(),
            product: matches.get_one::<String>("product").cloned(),
            is_public: matches.get_flag("public"),
            options: Options::read(&places, &Config::default()),
            places,
        }
    }

    /// When people work.
    pub(super) fn calendar(&self) -> Calendar {
        self.options.config.calendar.clone()
    }

    /// The backlog's file, whether it is there or not.
    pub(super) fn path(&self) -> anyhow::Result<&Path> {
        let hint = "there is no home folder (HOME is not set) to find your backlog in: name the file with --db FILE";
        self.db.as_deref().ok_or_else(|| anyhow!(hint))
    }

    /// Says what could not be taken of the config.
    pub(super) fn warn(&self) {
        for problem in &self.options.problems {
            out::say(format_args!("upnext: warning: {problem}"));
        }
    }

    /// The backlog, which must be there.
    pub(super) fn open(&self) -> anyhow::Result<Store> {
        self.path()?;
        self.warn();
        let store = self.open_quietly()?;
        warn_of_place(&store);
        Ok(store)
    }

    /// As [`open`](Self::open), without a word about what is odd.
    pub(super) fn open_quietly(&self) -> anyhow::Result<Store> {
        Ok(Store::open_telling(self.path()?, self.writer("shell"), PATIENCE, &mut say_upgrade)?)
    }

    /// Brings a backup back, whatever stands in its place now; answers where that is kept.
    pub(super) fn restore(&self, from: &Path, folder: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
        Ok(Store::restore_over(self.path()?, from, folder, self.writer("shell"), PATIENCE, now())?)
    }

    /// The backlog; made where there is none.
    pub(super) fn open_or_create(&self) -> anyhow::Result<Store> {
        self.warn();
        let store = self.create_for(self.writer("shell"), PATIENCE)?;
        warn_of_place(&store);
        Ok(store)
    }

    /// The backlog, made where there is none, for this writer.
    pub(super) fn create_for(&self, writer: Writer, patience: Patience) -> anyhow::Result<Store> {
        let path = self.path()?;
        let was_there = path.symlink_metadata().is_ok();
        match Store::open_or_create(path, writer, patience, &mut say_upgrade) {
            Err(error @ StoreError::Io { .. }) if !was_there => Err(ShellError::CantCreate(format!(
                "{error}: the backlog can't be made there; name another file with --db FILE"
            ))
            .into()),
            other => Ok(other?),
        }
    }

    /// The backlog, which must be there, for this writer.
    pub(super) fn open_for(&self, writer: Writer, patience: Patience) -> anyhow::Result<Store> {
        Ok(Store::open_telling(self.path()?, writer, patience, &mut say_upgrade)?)
    }

    /// Who writes.
    pub(super) fn writer(&self, door: &str) -> Writer {
        folder::writer(door, folder::author(self.options.config.author.as_deref()), now())
    }

    /// The product that was named, else the one shown last, else the first; `None` where the file has none.
    pub(super) fn product(&self, store: &Store) -> anyhow::Result<Option<Product>> {
        let products = store.products()?;
        let Some(typed) = &self.product else {
            let last = store.view_state()?.and_then(|view| view.product);
            let shown = products.iter().position(|p| Some(p.id) == last).unwrap_or(0);
            return Ok(products.into_iter().nth(shown));
        };
        let word = text::fold(typed);
        let found = products.iter().find(|p| text::fold(&p.prefix) == word || text::fold(&p.name) == word);
        if let Some(found) = found {
            return Ok(Some(found.clone()));
        }
        let names: Vec<String> = products.iter().take(NAMED).map(|p| format!("{} ({})", p.name, p.prefix)).collect();
        let has = if names.is_empty() { "it has none yet".into() } else { format!("it has {}", names.join(", ")) };
        Err(anyhow!("there is no product \"{}\" in {}: {has}", text::visible(typed), store.path().display()))
    }

    /// As [`product`](Self::product), where the command needs one.
    pub(super) fn needed_product(&self, store: &Store) -> anyhow::Result<Product> {
        self.product(store)?.ok_or_else(|| anyhow!(no_product(store)))
    }

    /// The item with a key as it was typed; a bare number is the product's.
    pub(super) fn item(&self, store: &Store, typed: &str) -> anyhow::Result<Item> {
        let prefix = self.needed_product(store)?.prefix;
        let key = Key::parse(typed, &prefix).ok_or_else(|| {
            let shown = text::visible(typed);
            ShellError::Usage(format!("\"{shown}\" is no key: type one such as WEB-12, or its number"))
        })?;
        let found = store.find(&key)?.with_context(|| {
            format!("there is no item {key} in {}: `upnext list --all` shows every key", store.path().display())
        })?;
        Ok(store.item(found)?.ok_or(StoreError::Gone)?)
    }
}

/// Says why an older file lets a person wait, this once.
fn say_upgrade(path: &Path, format: i64) {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = text::visible(&name);
    out::say(format_args!("upnext: bringing {name} to format {format} after a backup; this is done once …"));
}

/// Says what a person should know about where the file lies.
fn warn_of_place(store: &Store) {
    if let Some(warning) = store.warning() {
        out::say(format_args!("upnext: warning: {warning}"));
    }
}

/// What to say of a file without a product.
pub(super) fn no_product(store: &Store) -> String {
    format!(
        "{} has no product yet: start upnext to name one, or `upnext add TITLE`, or `upnext import FILE`",
        store.path().display()
    )
}
