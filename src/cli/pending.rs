//! Stands in for what other branches bring.

use crate::config::{Config, Problem};
use crate::domain::import::{Counts, Parsed, Target};
use crate::domain::product::Product;
use crate::domain::ProductId;
use crate::exchange::{Export, Options};
use crate::store::{Store, Writer};
use anyhow::bail;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) struct Plan {
    pub(super) parsed: Parsed,
    pub(super) target: Target,
    pub(super) counts: Counts,
    pub(super) lines: Vec<String>,
}

pub(super) fn read(files: &[PathBuf], options: &Options) -> anyhow::Result<Parsed> {
    let mut sources = Vec::new();
    for file in files {
        let bytes = std::fs::read(file)?;
        sources.push(crate::exchange::Source { name: file.display().to_string(), bytes });
    }
    Ok(crate::exchange::read(&sources, options)?)
}

pub(super) fn plan(_: &Store, _: Parsed, _: Option<ProductId>) -> anyhow::Result<Plan> {
    bail!("waits for the branch import")
}

pub(super) fn export(_: &Store, _: &Product, _: Export, _: &mut dyn Write) -> anyhow::Result<usize> {
    bail!("waits for the branch import")
}

pub(super) fn create_demo(_: &Path, _: Writer) -> anyhow::Result<Store> {
    bail!("waits for the branch import")
}

pub(super) struct Setup {
    pub(super) store: Store,
    pub(super) writer: Writer,
    pub(super) config: Config,
    pub(super) config_problems: Vec<Problem>,
    pub(super) is_demo: bool,
}

pub(super) fn start(_: Setup) -> anyhow::Result<()> {
    bail!("waits for the program")
}
