//! The product's own texts, as rows: lists hold one entry a line.

use super::error::StoreError;
use super::write::Pen;
use super::{row, score};
use crate::domain::product::{Sheet, Template};
use crate::domain::{Product, ProductId, text};
use rusqlite::{Connection, OptionalExtension, params};

/// A product with its own texts.
pub(super) fn product(conn: &Connection, id: ProductId) -> Result<Option<Product>, StoreError> {
    let sql = format!("SELECT {} FROM product WHERE id = ?1", row::PRODUCT_COLUMNS);
    let found = conn.prepare_cached(&sql)?.query_row([id.0], row::product).optional()?;
    found.map(|product| with_rest(conn, product)).transpose()
}

/// All products of the file, oldest first.
pub(super) fn products(conn: &Connection) -> Result<Vec<Product>, StoreError> {
    let sql = format!("SELECT {} FROM product ORDER BY id", row::PRODUCT_COLUMNS);
    let found: Vec<Product> = conn.prepare_cached(&sql)?.query_map([], row::product)?.collect::<Result<_, _>>()?;
    found.into_iter().map(|product| with_rest(conn, product)).collect()
}

fn with_rest(conn: &Connection, mut product: Product) -> Result<Product, StoreError> {
    let sql = "SELECT kind, title, persona, want, benefit, description, criteria FROM template
        WHERE product = ?1 ORDER BY id";
    let template = |r: &rusqlite::Row| {
        Ok(Template {
            kind: row::kind(r, 0)?,
            title: r.get(1)?,
            persona: r.get(2)?,
            want: r.get(3)?,
            benefit: r.get(4)?,
            description: r.get(5)?,
            criteria: row::lines(r, 6)?,
        })
    };
    product.sheet.templates =
        conn.prepare_cached(sql)?.query_map([product.id.0], template)?.collect::<Result<_, _>>()?;
    product.scoring = Box::new(score::scoring(conn, product.id)?);
    Ok(product)
}

/// Makes a product's own texts exactly these.
pub(super) fn write(pen: &Pen, product: ProductId, sheet: &Sheet) -> Result<(), StoreError> {
    let sql = "UPDATE product SET vision = ?2, vision_by = ?3, goal = ?4, personas = ?5, jargon = ?6, reasons = ?7,
          ready_rules = ?8, done_list = ?9 WHERE id = ?1";
    pen.conn.prepare_cached(sql)?.execute(params![
        product.0,
        text::block("vision", &sheet.vision)?,
        text::line("who set the vision", &sheet.vision_by)?,
        text::block("Product Goal", &sheet.goal)?,
        joined("persona", &sheet.personas)?,
        joined("jargon", &sheet.jargon)?,
        joined("reason", &sheet.reasons)?,
        joined("rule", &sheet.ready)?,
        joined("Definition of Done", &sheet.done)?,
    ])?;
    put_templates(pen, product, &sheet.templates)
}

/// Those of a kind that had one keep their row.
fn put_templates(pen: &Pen, product: ProductId, templates: &[Template]) -> Result<(), StoreError> {
    let kinds: Vec<&str> = templates.iter().map(|t| t.kind.name()).collect();
    let sql = "DELETE FROM template WHERE product = ?1 AND kind NOT IN (SELECT value FROM json_each(?2))";
    pen.conn.prepare_cached(sql)?.execute(params![product.0, serde_json::json!(kinds).to_string()])?;
    for template in templates {
        put_template(pen, product, template)?;
    }
    Ok(())
}

fn put_template(pen: &Pen, product: ProductId, template: &Template) -> Result<(), StoreError> {
    let values = params![
        product.0,
        template.kind.name(),
        text::title("title of the template", &template.title)?,
        text::block("persona", &template.persona)?,
        text::block("want", &template.want)?,
        text::block("benefit", &template.benefit)?,
        text::block("description", &template.description)?,
        joined("criterion", &template.criteria)?,
    ];
    let sql = "UPDATE template SET title = ?3, persona = ?4, want = ?5, benefit = ?6, description = ?7, criteria = ?8
        WHERE product = ?1 AND kind = ?2";
    if pen.conn.prepare_cached(sql)?.execute(values)? == 0 {
        let sql = "INSERT INTO template (product, kind, title, persona, want, benefit, description, criteria)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        pen.conn.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}

/// A list as one text; entries that are empty are left out.
pub(super) fn joined(what: &'static str, entries: &[String]) -> Result<String, StoreError> {
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        lines.push(text::line(what, entry)?);
    }
    lines.retain(|line| !line.is_empty());
    Ok(lines.join("\n"))
}
