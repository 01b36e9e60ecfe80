//! What the order is judged by, and an order made from it.

use super::super::error::StoreError;
use super::super::row::{self, Seen};
use super::{Pen, Watch, fact, order, tell};
use crate::domain::score::{Amount, Inputs, Scoring};
use crate::domain::sprint::Cause;
use crate::domain::{ItemId, List, ProductId, SprintId, StepId, text};
use rusqlite::{OptionalExtension, params};

/// What frameworks were told of an item that has no inputs yet.
pub(super) fn first_inputs(pen: &Pen, item: ItemId, inputs: &Inputs) -> Result<(), StoreError> {
    let mut statement = pen.conn.prepare_cached("INSERT INTO score_input (item, input, value) VALUES (?1, ?2, ?3)")?;
    for (input, amount) in inputs.iter() {
        statement.execute(params![item.0, input, amount.0])?;
    }
    Ok(())
}

/// Sets inputs of an item, or takes them off.
pub(super) fn set_inputs(pen: &Pen, item: ItemId, inputs: &[(String, Option<Amount>)]) -> Result<(), StoreError> {
    inputs.iter().try_for_each(|(input, amount)| set_input(pen, item, input, *amount))
}

/// Sets an input of an item, or takes it off.
pub(super) fn set_input(pen: &Pen, item: ItemId, input: &str, amount: Option<Amount>) -> Result<(), StoreError> {
    let Some(amount) = amount else {
        let sql = "DELETE FROM score_input WHERE item = ?1 AND input = ?2";
        pen.conn.prepare_cached(sql)?.execute(params![item.0, input])?;
        return Ok(());
    };
    // `REPLACE` would not fire the journal's triggers.
    let sql = "UPDATE score_input SET value = ?3 WHERE item = ?1 AND input = ?2 AND value <> ?3";
    let changed = pen.conn.prepare_cached(sql)?.execute(params![item.0, input, amount.0])?;
    if changed == 0 {
        let sql = "INSERT INTO score_input (item, input, value) SELECT ?1, ?2, ?3
            WHERE NOT EXISTS (SELECT 1 FROM score_input WHERE item = ?1 AND input = ?2)";
        pen.conn.prepare_cached(sql)?.execute(params![item.0, input, amount.0])?;
    }
    Ok(())
}

/// Another way of scoring a product.
pub(super) fn set_scoring(pen: &Pen, product: ProductId, scoring: &Scoring) -> Result<ProductId, StoreError> {
    scoring.check()?;
    let mut scoring = scoring.clone();
    for weighed in &mut scoring.criteria {
        weighed.name = text::title("criterion", &weighed.name)?;
    }
    scoring.given = scoring.next_number() - 1;
    let setup = serde_json::json!(scoring).to_string();
    let sql = "UPDATE scoring SET setup = ?2 WHERE product = ?1 AND setup <> ?2";
    let changed = pen.conn.prepare_cached(sql)?.execute(params![product.0, setup])?;
    if changed == 0 {
        let sql = "INSERT INTO scoring (product, setup) SELECT ?1, ?2
            WHERE NOT EXISTS (SELECT 1 FROM scoring WHERE product = ?1)";
        pen.conn.prepare_cached(sql)?.execute(params![product.0, setup])?;
    }
    Ok(product)
}

/// Notes what was said of two items.
pub(super) fn compare(pen: &Pen, seen: &Seen, other: &Seen, is_won: Option<bool>) -> Result<ProductId, StoreError> {
    if seen.id == other.id {
        return Err(StoreError::NextToItself(seen.key.to_string()));
    }
    if seen.product != other.product {
        return Err(StoreError::OtherProduct(other.key.to_string()));
    }
    let sql = "DELETE FROM duel WHERE (item = ?1 AND other = ?2) OR (item = ?2 AND other = ?1)";
    pen.conn.prepare_cached(sql)?.execute([seen.id.0, other.id.0])?;
    if let Some(is_won) = is_won {
        let sql = "INSERT INTO duel (item, other, is_won) VALUES (?1, ?2, ?3)";
        pen.conn.prepare_cached(sql)?.execute(params![seen.id.0, other.id.0, is_won])?;
    }
    Ok(seen.product)
}

/// Lets items take each other's places, and the Sprints that belong to these.
pub(super) fn arrange(pen: &Pen, product: ProductId, items: &[Seen], watch: Watch) -> Result<ProductId, StoreError> {
    for item in items {
        if item.list() != List::Backlog {
            return Err(StoreError::NoPlace { key: item.key.to_string(), state: item.state.name() });
        }
        if item.is_pinned {
            return Err(StoreError::Pinned(item.key.to_string()));
        }
        if let Some(sprint) = item.sprint.as_ref().filter(|sprint| sprint.is_running()) {
            return Err(StoreError::SprintRuns { key: item.key.to_string(), title: sprint.title() });
        }
    }
    let open = |item: &Seen| item.sprint.as_ref().filter(|sprint| sprint.is_open()).map(|sprint| sprint.id);
    let mut places: Vec<(i64, Option<SprintId>)> = items.iter().map(|item| (item.rank, open(item))).collect();
    places.sort_unstable();
    for (item, (_, sprint)) in items.iter().zip(&places) {
        if open(item) != *sprint {
            let sprint = sprint.map(|id| row::known(pen.conn, id)).transpose()?;
            fact::set_sprint(pen, item, sprint.as_ref(), &Cause::default())?;
        }
    }
    let ranked: Vec<(order::Ranked, i64)> =
        items.iter().zip(&places).map(|(item, (rank, _))| ((item.id, item.rank), *rank)).collect();
    tell(watch, 0, ranked.len())?;
    order::exchange(pen, product, &ranked, watch)?;
    Ok(product)
}

/// Fixes an item where it stands, or frees it.
pub(super) fn pin(pen: &Pen, item: &Seen, reason: Option<&str>) -> Result<(), StoreError> {
    let reason = reason.map(|reason| text::line("reason", reason)).transpose()?;
    if reason.as_ref().is_some_and(String::is_empty) {
        return Err(StoreError::NeedsReason);
    }
    let sql = "UPDATE item SET pinned = ?2 WHERE id = ?1 AND pinned IS NOT ?2";
    pen.conn.prepare_cached(sql)?.execute(params![item.id.0, reason])?;
    Ok(())
}

/// Tells why a step was made.
pub(super) fn explain(pen: &Pen, step: StepId, reason: &str) -> Result<ProductId, StoreError> {
    let sql = "SELECT product FROM step WHERE id = ?1";
    let product: Option<Option<i64>> = pen.conn.prepare_cached(sql)?.query_row([step.0], |r| r.get(0)).optional()?;
    let product = product.flatten().ok_or(StoreError::NoStep)?;
    let reason = text::line("reason", reason)?;
    let sql = "DELETE FROM remark WHERE step = ?1 AND text <> ?2";
    pen.conn.prepare_cached(sql)?.execute(params![step.0, reason])?;
    if !reason.is_empty() {
        let sql =
            "INSERT INTO remark (step, text) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM remark WHERE step = ?1)";
        pen.conn.prepare_cached(sql)?.execute(params![step.0, reason])?;
    }
    Ok(ProductId(product))
}
