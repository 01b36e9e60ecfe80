//! A product on its way into a file, which is there whole or not at all and never replaces another.

use super::TransferError;
use crate::domain::import::Beside;
use crate::domain::query::Part;
use crate::domain::{Product, ProductId, text};
use crate::exchange::Writer;
use crate::exchange::export::Edition;
use crate::store::{Store, StoreError};
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Writes a product, or a part of it, to `out`; answers how many items that are. A pipe that is closed is the reader's
/// way to say that it has seen enough.
pub fn export(
    store: &Store,
    product: ProductId,
    part: Option<&Part>,
    edition: impl Into<Edition>,
    out: &mut dyn Write,
) -> Result<usize, TransferError> {
    let mut items = 0;
    match written(store, (product, part), edition.into(), out, &mut items)? {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(TransferError::Write { name: "the output".into(), source })
        }
        _ => Ok(items),
    }
}

/// As [`export`], with what became of the writing beside what became of the reading.
fn written(
    store: &Store,
    (product, part): (ProductId, Option<&Part>),
    edition: Edition,
    out: &mut dyn Write,
    items: &mut usize,
) -> Result<io::Result<()>, StoreError> {
    let head = product_of(store, product)?;
    let mut writer = match Writer::new(edition, BufWriter::with_capacity(1 << 16, out)) {
        Ok(writer) => writer,
        Err(error) => return Ok(Err(error)),
    };
    let mut done = writer.product(&head);
    if done.is_ok() {
        // Both write, one after the other.
        let shared = RefCell::new((&mut writer, &mut done));
        let mut beside = |told: Beside| {
            let (writer, done) = &mut *shared.borrow_mut();
            **done = writer.beside(&told);
            if done.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        store.export_whole(product, part, &mut beside, &mut |item| {
            let (writer, done) = &mut *shared.borrow_mut();
            **done = writer.item(&item);
            *items = writer.count();
            if done.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
    }
    Ok(done.and_then(|()| writer.finish()))
}

fn product_of(store: &Store, product: ProductId) -> Result<Product, StoreError> {
    store.products()?.into_iter().find(|p| p.id == product).ok_or(StoreError::NoProduct)
}

/// Writes a product, or a part of it, to a new file; answers a sentence about it. The file gets its name when it is
/// complete.
pub fn export_to(
    store: &Store,
    product: ProductId,
    part: Option<&Part>,
    edition: impl Into<Edition>,
    path: &Path,
) -> Result<String, TransferError> {
    let edition = edition.into();
    if fs::symlink_metadata(path).is_ok() {
        return Err(TransferError::Exists(path.to_owned()));
    }
    let create = |source| TransferError::Create { path: path.to_owned(), source };
    let name = path.file_name().ok_or_else(|| create(io::ErrorKind::InvalidInput.into()))?;
    let unborn = path.with_file_name(format!(".{}.{}", name.to_string_lossy(), uuid::Uuid::now_v7().simple()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&unborn).map_err(create)?;
    let done = fill(store, (product, part), edition, &mut file, path).and_then(|items| {
        give_name(&unborn, path)?;
        Ok(items)
    });
    if done.is_err() {
        // Best effort: the error to tell is the first one.
        let _ = fs::remove_file(&unborn);
    }
    let what = edition.format.title();
    let left = if edition.audience.is_owner() { "" } else { ", without what is private" };
    Ok(format!("exported {} as {what}{left} to {}", text::counted(done?, "item"), path.display()))
}

fn fill(
    store: &Store,
    what: (ProductId, Option<&Part>),
    edition: Edition,
    file: &mut File,
    path: &Path,
) -> Result<usize, TransferError> {
    let mut items = 0;
    let failed = |source| TransferError::Write { name: path.display().to_string(), source };
    written(store, what, edition, file, &mut items)?.map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(items)
}

/// Gives a finished file its name, never over another one.
pub(super) fn give_name(unborn: &PathBuf, path: &Path) -> Result<(), TransferError> {
    let create = |source| TransferError::Create { path: path.to_owned(), source };
    match fs::hard_link(unborn, path) {
        Ok(()) => fs::remove_file(unborn).map_err(create),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(TransferError::Exists(path.to_owned())),
        // Some file systems know no links; there the name is only looked at first.
        Err(_) if path.exists() => Err(TransferError::Exists(path.to_owned())),
        Err(_) => fs::rename(unborn, path).map_err(create),
    }
}
