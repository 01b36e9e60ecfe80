//! The product sheet and its templates as the fields of a form, and back.

use super::slot::Slot;
use super::value::{self, Part, Value, Values};
use crate::domain::criterion::Line;
use crate::domain::product::{Sheet, Template};
use crate::domain::{Kind, Product, Scale, text};

/// The kinds that have a template, in the order of the sheet.
const KINDS: [Kind; 6] = [Kind::Story, Kind::Bug, Kind::Spike, Kind::Debt, Kind::Task, Kind::Epic];

/// What the form of a product begins with.
pub fn values(product: &Product) -> Values {
    let sheet = &product.sheet;
    let text = |text: &String| Value::Text(text.clone());
    let part = |kind: Kind| Part { name: kind.name().to_owned(), values: template_values(sheet.template(kind)) };
    vec![
        (Slot::Name, text(&product.name)),
        (Slot::Prefix, text(&product.prefix)),
        (Slot::Scale, Value::text(product.scale.name())),
        (Slot::Vision, text(&sheet.vision)),
        (Slot::VisionBy, text(&sheet.vision_by)),
        (Slot::Goal, text(&sheet.goal)),
        (Slot::Personas, Value::lines(&sheet.personas)),
        (Slot::Jargon, Value::lines(&sheet.jargon)),
        (Slot::Reasons, Value::lines(&sheet.reasons)),
        (Slot::Ready, Value::lines(&sheet.ready)),
        (Slot::Done, Value::lines(&sheet.done)),
        (Slot::Templates, Value::Parts(KINDS.map(part).to_vec())),
    ]
}

/// What the form of a template begins with.
fn template_values(template: Option<Template>) -> Values {
    let template = template.unwrap_or_default();
    vec![
        (Slot::Title, Value::Text(template.title)),
        (Slot::Persona, Value::Text(template.persona)),
        (Slot::Want, Value::Text(template.want)),
        (Slot::Benefit, Value::Text(template.benefit)),
        (Slot::Criteria, Value::lines(&template.criteria)),
        (Slot::Description, Value::Text(template.description)),
    ]
}

/// The name, the prefix, the scale and the texts that the form says; it has been checked.
pub fn read(values: &Values) -> (String, String, Scale, Sheet) {
    let typed = |slot| value::of(values, slot).as_text();
    let block = |slot: Slot| text::block(slot.what(), typed(slot)).unwrap_or_default();
    let lines = |slot: Slot| texts(value::of(values, slot).as_lines());
    let once = |slot: Slot| value::once(lines(slot).into_iter());
    let sheet = Sheet {
        vision: block(Slot::Vision),
        vision_by: text::line(Slot::VisionBy.what(), typed(Slot::VisionBy)).unwrap_or_default(),
        goal: block(Slot::Goal),
        personas: once(Slot::Personas),
        jargon: once(Slot::Jargon),
        reasons: once(Slot::Reasons),
        ready: lines(Slot::Ready),
        done: lines(Slot::Done),
        templates: match value::of(values, Slot::Templates) {
            Value::Parts(parts) => parts.iter().filter_map(template).collect(),
            Value::Text(_) | Value::List(_) => Vec::new(),
        },
    };
    let scale = Scale::parse(typed(Slot::Scale)).unwrap_or_default();
    (typed(Slot::Name).to_owned(), typed(Slot::Prefix).to_owned(), scale, sheet)
}

/// The product's own template; `None` for the usual one, and for an empty one.
fn template(part: &Part) -> Option<Template> {
    let kind = Kind::parse(&part.name)?;
    let typed = |slot| value::of(&part.values, slot).as_text();
    let block = |slot: Slot| text::block(slot.what(), typed(slot)).unwrap_or_default();
    let criteria = value::of(&part.values, Slot::Criteria).as_lines();
    if part.values == template_values(Template::usual(kind)) {
        return None;
    }
    let template = Template {
        kind,
        title: text::line("the title", typed(Slot::Title)).unwrap_or_default(),
        persona: block(Slot::Persona),
        want: block(Slot::Want),
        benefit: block(Slot::Benefit),
        description: block(Slot::Description),
        criteria: texts(criteria),
    };
    (!template.title.is_empty()).then_some(template)
}

/// Each line as one line, none empty.
fn texts(lines: &[Line]) -> Vec<String> {
    let clean = |line: &Line| text::line("a line", &line.text).unwrap_or_default();
    lines.iter().map(clean).filter(|line| !line.is_empty()).collect()
}

/// What of a template goes into the empty ones of these fields. A title is kept where there is one.
pub fn fill(values: &Values, template: Template) -> Values {
    let with = template_values(Some(template)).into_iter();
    with.filter(|(slot, new)| !new.is_empty() && value::of(values, *slot).is_empty()).collect()
}
