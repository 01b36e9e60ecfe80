//! What Sprint Retrospectives agreed on.

use super::super::error::StoreError;
use super::super::row::known;
use super::Pen;
use crate::domain::sprint::Improvement;
use crate::domain::{ImprovementId, ProductId, SprintId, text};
use rusqlite::{Connection, OptionalExtension, params};

/// Notes what a Sprint Retrospective agreed on.
pub(super) fn improve(pen: &Pen, sprint: SprintId, said: &Improvement) -> Result<ProductId, StoreError> {
    let known = known(pen.conn, sprint)?;
    let sql = "INSERT INTO improvement (sprint, text, owner, due, done_on) VALUES (?1, ?2, ?3, ?4, ?5)";
    pen.conn.prepare_cached(sql)?.execute(params![
        sprint.0,
        text::title("retrospective action", &said.text)?,
        text::line("owner", &said.owner)?,
        said.due.map(|day| day.to_string()),
        said.done_on.map(|day| day.to_string()),
    ])?;
    Ok(known.product)
}

/// Writes what was agreed anew.
pub(super) fn edit_improvement(
    pen: &Pen,
    improvement: ImprovementId,
    said: &Improvement,
) -> Result<ProductId, StoreError> {
    let product = product_of(pen, improvement)?;
    let sql = "UPDATE improvement SET text = ?2, owner = ?3, due = ?4, done_on = ?5 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![
        improvement.0,
        text::title("retrospective action", &said.text)?,
        text::line("owner", &said.owner)?,
        said.due.map(|day| day.to_string()),
        said.done_on.map(|day| day.to_string()),
    ])?;
    Ok(product)
}

/// Takes it off.
pub(super) fn drop_improvement(pen: &Pen, improvement: ImprovementId) -> Result<ProductId, StoreError> {
    let product = product_of(pen, improvement)?;
    pen.conn.prepare_cached("DELETE FROM improvement WHERE id = ?1")?.execute([improvement.0])?;
    Ok(product)
}

/// ": Pair on reviews": what a retrospective action says, behind what is done to it.
pub(super) fn improvement_words(conn: &Connection, improvement: ImprovementId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT text FROM improvement WHERE id = ?1";
    let text: Option<String> = conn.prepare_cached(sql)?.query_row([improvement.0], |r| r.get(0)).optional()?;
    Ok(text.map(|text| format!(": {text}")))
}

fn product_of(pen: &Pen, improvement: ImprovementId) -> Result<ProductId, StoreError> {
    let sql = "SELECT product FROM improvement JOIN sprint ON sprint.id = improvement.sprint WHERE improvement.id = ?1";
    let found: Option<i64> = pen.conn.prepare_cached(sql)?.query_row([improvement.0], |r| r.get(0)).optional()?;
    found.map(ProductId).ok_or(StoreError::NoImprovement)
}
