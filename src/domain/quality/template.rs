//! What a template left to be filled in: headings with nothing under them, and criteria that are still its own.

use super::{Finding, Place, Rule, beginning};
use crate::domain::product::{Sheet, Template};
use crate::domain::{Kind, text};
use std::ops::Range;
use strum::IntoEnumIterator;

/// A heading as it is compared: folded, without the marks of a list or of Markdown.
fn plain(line: &str) -> String {
    text::fold(line.trim().trim_start_matches(['#', '*', '_', ' ']).trim_end_matches(['*', '_', ' ']))
}

/// True for a line to write under: "Steps:", "## Steps".
fn is_heading(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || line.trim_end_matches(['*', '_', ' ']).ends_with(':')
}

/// True for a line that says something: not for "1." and "-".
fn says(line: &str) -> bool {
    let line = line.trim();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let less = if rest.len() < line.len() { rest.strip_prefix(['.', ')']).unwrap_or(line) } else { line };
    less.contains(char::is_alphanumeric)
}

/// The headings of the product's templates and of the usual ones.
fn headings(sheet: &Sheet) -> Vec<String> {
    let usual: Vec<Template> = Kind::iter().filter_map(Template::usual).collect();
    let all = sheet.templates.iter().chain(&usual);
    all.flat_map(|t| t.description.lines()).filter(|line| is_heading(line)).map(plain).collect()
}

/// The headings of templates in a description that have nothing under them. A text may have been cut at its end.
fn empty(description: &str, sheet: &Sheet) -> Vec<Range<usize>> {
    let whole = beginning(description);
    if !whole.lines().any(is_heading) {
        return Vec::new();
    }
    let (known, mut open, mut found, mut at) = (headings(sheet), None, Vec::new(), 0);
    for line in whole.split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let bare = plain(line);
        if is_heading(line) && known.contains(&bare) {
            found.extend(open.replace(at + lead..at + line.trim_end().len()));
        } else if known.iter().any(|heading| heading.ends_with(':') && bare.starts_with(heading.as_str())) {
            // "Time box: 2 days" says it on the line of the heading.
            found.extend(open.take());
        } else if says(line) {
            open = None;
        }
        at += line.len();
    }
    found.extend(open.filter(|_| whole.len() == description.len()));
    found
}

/// What the template of an item's kind, or another one, left to be filled in.
pub(super) fn check(kind: Kind, description: &str, criteria: &[&str], sheet: &Sheet, found: &mut Vec<Finding>) {
    let empty = empty(description, sheet);
    if let Some(first) = empty.first() {
        let names: Vec<String> = empty
            .iter()
            .map(|at| format!("\"{}\"", description[at.clone()].trim_matches(['#', '*', '_', ':', ' '])))
            .collect();
        let why = match names.split_last() {
            Some((last, [])) => format!("Nothing stands under {last}."),
            Some((last, names)) => format!("Nothing stands under {} and {last}.", names.join(", ")),
            None => return,
        };
        found.push(Finding::new(Rule::Unfinished, Place::Description, Some(first.clone()), why));
    }
    let Some(template) = sheet.template(kind) else { return };
    // "The steps lead to what is expected" is a criterion once there are steps.
    let is_own = |text: &str| template.criteria.iter().any(|own| own.trim() == text.trim());
    let is_left = |text: &str| !empty.is_empty() || text.contains('…') || text.contains("...");
    for (n, text) in criteria.iter().enumerate().filter(|(_, text)| is_own(text) && is_left(text)) {
        let place = Place::Criterion(n);
        let is_known = found.iter().any(|f| f.place == place && f.rule == Rule::Unfinished);
        if !is_known {
            let why = "It is still as the template has it.";
            found.push(Finding::new(Rule::Unfinished, place, Some(0..text.len()), why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(description: &str, sheet: &Sheet) -> Vec<String> {
        empty(description, sheet).into_iter().map(|at| description[at].to_owned()).collect()
    }

    #[test]
    fn a_heading_with_nothing_under_it_is_found() {
        let sheet = Sheet::default();
        assert_eq!(names("Steps:\n1. \n\nExpected:\n\nActual:\n", &sheet), ["Steps:", "Expected:", "Actual:"]);
        assert_eq!(names("Steps:\n1. log in\n\nExpected:\n- \nActual:\nan error", &sheet), ["Expected:"]);
        assert_eq!(names("**steps:**\n\nTime box: 2 days", &sheet), ["**steps:**"].map(str::to_owned)[..]);
        assert_eq!(names("Time box:\n2 days", &sheet), [""; 0]);
        assert_eq!(names("It fails as follows:\n\nSee also:", &sheet), [""; 0], "no template says so");
    }

    #[test]
    fn headings_of_the_products_own_templates_count() {
        let template =
            Template { kind: Kind::Task, description: "## Context\n\n## Impact\n".into(), ..Template::default() };
        let sheet = Sheet { templates: vec![template], ..Sheet::default() };
        assert_eq!(names("## Context\nwe sell abroad\n\n## Impact\n", &sheet), ["## Impact"]);
    }

    #[test]
    fn what_is_cut_off_is_not_missed() {
        let long = format!("{}\nSteps:\n{}", "a".repeat(super::super::BYTES - 20), "b ".repeat(40));
        assert_eq!(names(&long, &Sheet::default()), [""; 0]);
    }

    #[test]
    fn a_criterion_of_the_template_is_left_while_its_headings_are() {
        let why = |kind, description: &str, criterion: &str| -> Vec<Place> {
            let mut found = Vec::new();
            check(kind, description, &[criterion], &Sheet::default(), &mut found);
            found.into_iter().map(|f| f.place).collect()
        };
        let own = "the steps lead to what is expected";
        assert_eq!(why(Kind::Bug, "Steps:\n", own), [Place::Description, Place::Criterion(0)]);
        assert_eq!(why(Kind::Bug, "Steps:\n1. pay", own), []);
        assert_eq!(why(Kind::Bug, "Steps:\n", "I am logged in"), [Place::Description]);
        assert_eq!(why(Kind::Story, "", "Given … When … Then …"), [Place::Criterion(0)]);
    }
}
