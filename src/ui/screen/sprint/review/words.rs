//! The lines of a review in words.

use super::page::{Entry, Head, Why};
use crate::domain::sprint::{Figures, Sum, Went};
use crate::domain::text::counted;
use crate::domain::time::age;
use crate::domain::{Estimate, State};
use crate::ui::model::Model;
use crate::ui::widget::glyph::{cut, fit, fit_right, width};
use crate::ui::widget::sign::SERVES;
use crate::ui::wording::keyed;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns before what is told of an item.
const DEEP: usize = 6;

/// A line of at most so many columns.
pub(super) fn line(entry: &Entry, is_here: bool, columns: usize, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let (text, style) = match entry {
        Entry::Gap => return Line::default(),
        Entry::Met => return met(model, columns),
        Entry::Empty(text) => ((*text).to_owned(), theme.dim),
        Entry::Goal(text, true) => (format!("Sprint Goal: {text}"), theme.title),
        Entry::Goal(text, false) => (format!("             {text}"), theme.title),
        Entry::Figures => (figures(model), theme.dim),
        Entry::Head(head, count) => (heading(*head, *count, model), theme.accent),
        Entry::Nothing(head) => (format!("  {}", nothing(*head, model)), theme.dim),
        Entry::NextGoal => (format!("  {}", next(model)), theme.text),
        Entry::Note(text) => (format!("  {text}"), theme.text),
        Entry::Done(_) | Entry::Undone(_) | Entry::Before(_) | Entry::Said(_) | Entry::Coming(..) => {
            return told(entry, is_here, columns, model);
        }
        Entry::Value(..) | Entry::Point(..) | Entry::Criterion(..) | Entry::Why(..) => {
            return deep(entry, is_here, columns, model);
        }
    };
    Line::styled(cut(&text, columns), style)
}

/// What is told of an item, below its line.
fn deep(entry: &Entry, is_here: bool, columns: usize, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let (text, style) = match entry {
        Entry::Value(_, text) => (format!("“{text}”"), theme.good),
        Entry::Point(_, text) => (format!("accepted with this open: {text}"), theme.warning),
        Entry::Criterion(_, criterion) => {
            let (sign, style) = if criterion.is_met { ("✓", theme.good) } else { ("□", theme.text) };
            (format!("{sign} {}", criterion.text.replace('\n', " ")), style)
        }
        Entry::Why(_, why) => reason(*why, model),
        _ => return Line::default(),
    };
    let style = if is_here { theme.selection } else { style };
    let lead = format!("{}{}", if is_here { "▌" } else { " " }, " ".repeat(DEEP - 1));
    Line::styled(fit(&format!("{lead}{}", cut(&text, columns.saturating_sub(DEEP))), columns), style)
}

/// The line of an item.
fn told(entry: &Entry, is_here: bool, columns: usize, model: &Model) -> Line<'static> {
    let (row, remark, size) = match entry {
        Entry::Done(ended) | Entry::Undone(ended) | Entry::Before(ended) => {
            let card = ended.card;
            let remark = match (entry, ended.went, card.criteria) {
                (Entry::Undone(_), Some(went), _) => gone(went).to_owned(),
                (Entry::Undone(_), None, _) => ended.state.name().to_owned(),
                (_, _, (_, 0)) => String::new(),
                (_, _, (met, all)) => format!("{met}/{all}"),
            };
            let title = title(&card.row.title, card.row.serves_goal);
            ((ended.state, card.row.key.to_string(), title), remark, ended.size)
        }
        Entry::Said(heard) => {
            let remark = heard.about.as_ref().map_or(String::new(), |(key, _)| format!("on {key}"));
            ((heard.state, heard.key.to_string(), heard.title.clone()), remark, None)
        }
        Entry::Coming(row, _) => {
            let title = title(&row.title, row.serves_goal);
            ((row.state, row.key.to_string(), title), String::new(), row.estimate.as_ref())
        }
        _ => return Line::default(),
    };
    item((row.0, &row.1), &row.2, (&remark, size), is_here, columns, model)
}

fn title(title: &str, serves_goal: bool) -> String {
    if serves_goal { format!("{SERVES} {title}") } else { title.to_owned() }
}

/// An item: its state, key and title, a remark and its size.
fn item(
    (state, key): (State, &str),
    title: &str,
    (remark, size): (&str, Option<&Estimate>),
    is_here: bool,
    columns: usize,
    model: &Model,
) -> Line<'static> {
    let theme = &model.theme;
    let ink = |style: Style| if is_here { theme.selection } else { style };
    let size = size.map_or_else(|| "—".to_owned(), ToString::to_string);
    let remark = cut(remark, columns / 3);
    let tail = width(&remark) + usize::from(!remark.is_empty()) * 2;
    let room = columns.saturating_sub(2 + 2 + 8 + 1 + tail + 1 + 4);
    Line::from(vec![
        Span::styled(if is_here { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{} ", state.sign()), ink(theme.state(state))),
        Span::styled(fit(key, 8), ink(theme.dim)),
        Span::styled(" ", ink(theme.text)),
        Span::styled(fit(title, room), ink(theme.text)),
        Span::styled(if remark.is_empty() { String::new() } else { format!("  {remark}") }, ink(theme.dim)),
        Span::styled(" ", ink(theme.text)),
        Span::styled(fit_right(&size, 4), ink(theme.text)),
    ])
}

/// Whether the Sprint Goal was met, and the key that says so.
fn met(model: &Model, columns: usize) -> Line<'static> {
    let theme = &model.theme;
    let Some(sprint) = model.sprint.course.as_ref().map(|course| &course.sprint) else { return Line::default() };
    let (text, style) = match (sprint.is_goal_met, sprint.plan.goal.is_empty()) {
        (Some(true), _) => ("✓ the Sprint Goal was met", theme.good),
        (Some(false), _) => ("✗ the Sprint Goal was not met", theme.warning),
        (None, true) => ("no Sprint Goal is written", theme.dim),
        (None, false) => ("□ nobody has said yet whether it was met", theme.text),
    };
    let keys = keyed(&model.keymap, " · <goal-met> says · <review-page> writes the page");
    let room = columns.saturating_sub(width(text));
    Line::from(vec![Span::styled(cut(text, columns), style), Span::styled(cut(&keys, room), theme.dim)])
}

/// "planned 21 · completed 18 · added 5 · removed 0 · open 3".
fn figures(model: &Model) -> String {
    let Some(course) = &model.sprint.course else { return String::new() };
    let figures = Figures::of(course);
    let sum = |sum: Option<&Sum>| sum.map_or_else(|| "—".to_owned(), points);
    let detail = figures.detail.as_deref();
    let mut said = vec![
        format!("planned at start {}", sum(figures.planned.as_ref())),
        format!("completed {}", sum(figures.completed.as_ref())),
        format!("added {}", sum(detail.map(|detail| &detail.scope.added))),
        format!("removed {}", sum(detail.map(|detail| &detail.scope.removed))),
    ];
    said.push(match course.sprint.closed {
        Some(_) => format!("carried over {}", sum(detail.map(|detail| &detail.carried))),
        None => format!("open {}", sum(detail.map(|detail| &detail.open))),
    });
    format!("{} points", said.join(" · "))
}

/// "18", "18+" where some items have no points, "—" where none has.
fn points(sum: &Sum) -> String {
    match (sum.known(), sum.unestimated) {
        (None, _) => "—".to_owned(),
        (Some(points), 0) => points.to_string(),
        (Some(points), _) => format!("{points}+"),
    }
}

fn heading(head: Head, count: usize, model: &Model) -> String {
    let keys = |text: &'static str| keyed(&model.keymap, text);
    match head {
        Head::Accepted => format!("Accepted {count}"),
        Head::Open => format!("Not done {count}"),
        Head::Before => format!("Done before the Sprint started {count}"),
        Head::Heard => format!("Feedback {count} · {}", keys("<feedback> takes it, on the item under the cursor")),
        Head::Next => "What comes next".into(),
        Head::Notes => format!("Notes · {}", keys("<review-notes> writes them, <review-editor> in your editor")),
    }
}

fn nothing(head: Head, model: &Model) -> String {
    match head {
        Head::Accepted => keyed(&model.keymap, "nothing yet: <accept> accepts an item"),
        Head::Open => "everything is done".into(),
        Head::Before => "nothing".into(),
        Head::Heard => "none was noted".into(),
        Head::Next => "nothing stands in the Product Backlog".into(),
        Head::Notes => "none were written".into(),
    }
}

fn gone(went: Went) -> &'static str {
    match went {
        Went::Next => "carried over",
        Went::Backlog => "back to the backlog",
        Went::Stayed => "left the Sprint",
    }
}

fn reason(why: Why, model: &Model) -> (String, Style) {
    let theme = &model.theme;
    match why {
        Why::Blocked(card, reason) => {
            let since = card.blocked_on.map_or(String::new(), |on| format!(" for {}", age(on, model.now.day)));
            (format!("! blocked{since}: {reason}"), theme.warning)
        }
        Why::Waits(card) => {
            let keys: Vec<String> = card.waits.iter().map(ToString::to_string).collect();
            (format!("waits for {}", keys.join(", ")), theme.warning)
        }
        Why::Returned(event) => {
            let reason = event.reason.as_deref().unwrap_or_default();
            let criterion = event.to.as_deref().map_or(String::new(), |text| format!(" ({})", text.replace('\n', " ")));
            (format!("returned on {}: {reason}{criterion}", event.day), theme.warning)
        }
        Why::Question(text) => (format!("open question: {}", text.replace('\n', " ")), theme.warning),
        Why::Criteria(met, all) => (format!("{met} of {all} criteria met"), theme.dim),
    }
}

/// The Sprint that comes next, else what stands on top of the rest.
fn next(model: &Model) -> String {
    let known = &model.sprint.review.known;
    let Some(block) = known.next.and_then(|id| model.blocks.iter().find(|block| block.sprint.id == id)) else {
        return "no Sprint is planned: what stands on top of the Product Backlog".into();
    };
    let goal = match block.sprint.plan.goal.as_str() {
        "" => "no Sprint Goal yet".to_owned(),
        goal => goal.replace('\n', " "),
    };
    format!("{} · {} · {goal}", block.sprint.title(), counted(block.open.count, "item"))
}
