//! What each page says.

use crate::domain::item::Fact;
use crate::domain::present::{Page, Presentation};
use crate::domain::sprint::{Card, Course, Figures, Measure, Phase};
use crate::domain::text::counted;
use crate::domain::{Item, Row, State, story as sentence};
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{cut, width, wrap};
use crate::ui::widget::steps::steps;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// No page is longer.
const MOST: usize = 200;
/// So many Sprints stand in the velocity.
const SPRINTS: usize = 8;
/// Columns of a bar.
const BAR: usize = 24;

/// The lines of the page that is shown.
pub(super) fn lines(shown: &Presentation, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let mut sheet = Sheet { lines: Vec::new(), columns, theme: &model.theme };
    let course = model.sprint.course.as_deref().filter(|course| course.sprint.id == shown.shown.sprint);
    match (shown.shown.page, course) {
        (Page::Vision, _) => vision(&mut sheet, model),
        (Page::Feedback, _) => feedback(&mut sheet, &shown.feedback),
        (Page::Next, _) => next(&mut sheet, shown),
        (Page::Velocity, _) => velocity(&mut sheet, &model.sprint.past.figures),
        (_, None) => {}
        (Page::Goal, Some(course)) => goal(&mut sheet, course),
        (Page::Item(id), Some(course)) => {
            if let Some(item) = model.backlog.item.as_ref().filter(|item| item.id == id) {
                story(&mut sheet, item, course);
            }
        }
        (Page::NotDone, Some(course)) => not_done(&mut sheet, course),
        (Page::Burndown, Some(course)) => burndown(&mut sheet, course),
    }
    sheet.lines
}

/// A page in the making.
struct Sheet<'a> {
    lines: Vec<Line<'static>>,
    columns: usize,
    theme: &'a Theme,
}

impl Sheet<'_> {
    fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    /// What the page is about: small capitals with room between them.
    fn label(&mut self, text: &str) {
        let wide: String = text.to_uppercase().chars().flat_map(|c| [c, ' ']).collect();
        let text = cut(wide.trim_end(), self.columns);
        self.lines.push(Line::styled(text, self.theme.dim));
        self.lines.push(Line::default());
    }

    /// The name of what the page is about.
    fn name(&mut self, text: &str) {
        self.lines.push(Line::styled(cut(text, self.columns), self.theme.dim));
        self.lines.push(Line::default());
    }

    /// What is to be read from the last row of the room.
    fn large(&mut self, text: &str) {
        let style = self.theme.title.add_modifier(Modifier::BOLD);
        let lines = wrap(text, self.columns.min(60), MOST);
        // Few lines stand apart, many together.
        let is_airy = lines.len() <= 3;
        for (n, line) in lines.into_iter().enumerate() {
            if n > 0 && is_airy {
                self.lines.push(Line::default());
            }
            self.lines.push(Line::styled(line, style));
        }
    }

    fn text(&mut self, text: &str, style: Style, first: &str) {
        let indent = width(first);
        for (n, line) in wrap(text, self.columns.saturating_sub(indent).max(1), MOST).into_iter().enumerate() {
            let lead = if n == 0 { first.to_owned() } else { " ".repeat(indent) };
            self.lines.push(Line::from(vec![Span::styled(lead, style), Span::styled(line, style)]));
        }
    }
}

fn vision(sheet: &mut Sheet<'_>, model: &Model) {
    let texts = model.sheet();
    if !texts.vision.is_empty() {
        sheet.label("Vision");
        sheet.large(&texts.vision);
    }
    if !texts.goal.is_empty() {
        sheet.gap();
        sheet.gap();
        sheet.label("Product Goal");
        sheet.large(&texts.goal);
    }
    if sheet.lines.is_empty() {
        let name = model.product.as_ref().map_or("", |product| &product.name);
        sheet.large(name);
    }
}

fn goal(sheet: &mut Sheet<'_>, course: &Course) {
    let theme = sheet.theme;
    let sprint = &course.sprint;
    let days = match (sprint.plan.starts, sprint.plan.ends) {
        (Some(starts), Some(ends)) => format!(" · {starts} – {ends}"),
        _ => String::new(),
    };
    sheet.name(&format!("{}{days}", sprint.title()));
    sheet.large(if sprint.plan.goal.is_empty() { "This Sprint has no Sprint Goal." } else { &sprint.plan.goal });
    sheet.gap();
    match sprint.is_goal_met {
        Some(true) => sheet.text("met", theme.good, "✓ "),
        Some(false) => sheet.text("not met", theme.warning, "✗ "),
        None => {}
    }
    let cards: Vec<&Card> = course.present().collect();
    let done = cards.iter().filter(|card| card.row.state == State::Done).count();
    if sprint.phase == Phase::Active && !cards.is_empty() {
        sheet.text(&format!("{done} of {} accepted", counted(cards.len(), "item")), theme.dim, "");
    }
}

/// A story with its criteria, which tick as it is looked at, and what it is worth once it is accepted.
fn story(sheet: &mut Sheet<'_>, item: &Item, course: &Course) {
    let theme = sheet.theme;
    let goal = if item.serves_goal { " · for the Sprint Goal" } else { "" };
    sheet.name(&format!("{} · {}{goal}", item.key, item.text.kind.name()));
    sheet.large(&item.text.title);
    acceptance(sheet, item, course);
    let text = &item.text;
    let parts = [sentence::role(&text.persona), sentence::means(&text.want), sentence::ends(&text.benefit)];
    if parts.iter().any(|(_, text)| !text.is_empty()) {
        sheet.gap();
        for (label, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
            sheet.text(text, theme.text, &format!("{label} "));
        }
    }
    if !item.criteria.is_empty() {
        sheet.gap();
        for criterion in &item.criteria {
            let (sign, style) = if criterion.is_met { ("✓ ", theme.good) } else { ("□ ", theme.text) };
            match steps(&criterion.text, sheet.columns.saturating_sub(2), MOST) {
                Some(steps) => {
                    for (n, step) in steps.iter().enumerate() {
                        sheet.text(step, style, if n == 0 { sign } else { "  " });
                    }
                }
                None => sheet.text(&criterion.text, style, sign),
            }
        }
    }
    if item.state == State::Done && !item.value.is_empty() {
        sheet.gap();
        sheet.text(&item.value, theme.accent, "");
    }
}

/// Where the acceptance of a story stands: below its title, so that it is in sight on every page.
fn acceptance(sheet: &mut Sheet<'_>, item: &Item, course: &Course) {
    let theme = sheet.theme;
    sheet.gap();
    let returned = course.facts.iter().rev().find(|fact| fact.item == item.id && fact.event.fact == Fact::Returned);
    match item.state {
        State::Done => sheet.text("accepted", theme.good, "✓ "),
        State::ToAccept => sheet.text("is looked at now", theme.dim, ""),
        State::Inbox | State::Open | State::Ready | State::InProgress | State::Declined => {
            let why = returned.and_then(|fact| fact.event.reason.as_deref()).unwrap_or("goes on");
            sheet.text(why, theme.warning, if returned.is_some() { "returned: " } else { "" });
        }
    }
}

/// What is still open, or was when the Sprint closed, and why as far as known.
fn not_done(sheet: &mut Sheet<'_>, course: &Course) {
    let theme = sheet.theme;
    let is_closed = course.sprint.phase == Phase::Closed;
    let open_then = |card: &&Card| course.end.iter().any(|end| end.item == card.row.id && end.state != State::Done);
    let mut open: Vec<&Card> = if is_closed {
        course.cards.iter().filter(open_then).collect()
    } else {
        course.present().filter(|card| card.row.state != State::Done).collect()
    };
    open.sort_by_key(|card| card.rank);
    sheet.label("Not done");
    let is_empty = if is_closed { course.end.is_empty() } else { course.present().next().is_none() };
    match open.is_empty() {
        true if is_empty && is_closed => sheet.large("Nothing was in this Sprint."),
        true if is_empty => sheet.large("Nothing is in this Sprint yet."),
        true => sheet.large("Everything in this Sprint is done."),
        false => {}
    }
    for (n, card) in open.into_iter().enumerate() {
        if n > 0 {
            sheet.gap();
        }
        sheet.text(&card.row.title, theme.text, &format!("{}  ", card.row.key));
        sheet.text(&why(card, course), theme.dim, "    ");
    }
    let removed = Figures::of(course).detail.map_or(0, |detail| detail.scope.removed.count);
    if removed > 0 {
        sheet.gap();
        sheet.text(&format!("{} taken out of the Sprint", counted(removed, "item")), theme.dim, "");
    }
}

/// Why an item is not done.
fn why(card: &Card, course: &Course) -> String {
    if let Some(blocked) = &card.blocked {
        return format!("blocked: {blocked}");
    }
    let returned = course.facts.iter().rev().find(|f| f.item == card.row.id && f.event.fact == Fact::Returned);
    if let Some(reason) = returned.and_then(|fact| fact.event.reason.as_ref()) {
        return format!("returned: {reason}");
    }
    if !card.waits.is_empty() {
        let keys: Vec<String> = card.waits.iter().map(ToString::to_string).collect();
        return format!("waits for {}", keys.join(", "));
    }
    card.row.state.name().to_owned()
}

fn feedback(sheet: &mut Sheet<'_>, heard: &[Row]) {
    sheet.label("Feedback");
    if heard.is_empty() {
        sheet.large("What do you think?");
    }
    for row in heard {
        sheet.text(&row.title, sheet.theme.text, "• ");
        sheet.gap();
    }
}

fn next(sheet: &mut Sheet<'_>, shown: &Presentation) {
    let theme = sheet.theme;
    sheet.label("What comes next");
    let of_next = |row: &&Row| shown.next_sprint.as_ref().is_some_and(|sprint| row.sprint == Some(sprint.id));
    if let Some(sprint) = &shown.next_sprint {
        sheet.large(if sprint.plan.goal.is_empty() { "" } else { &sprint.plan.goal });
        sheet.text(&sprint.title(), theme.dim, "");
        sheet.gap();
    }
    let mut was_next = true;
    for row in &shown.next {
        if was_next && !of_next(&row) && shown.next.iter().any(|row| of_next(&row)) {
            sheet.gap();
        }
        was_next = of_next(&row);
        sheet.text(&row.title, if was_next { theme.text } else { theme.dim }, &format!("{}  ", row.key));
    }
    if shown.next.is_empty() {
        sheet.text("Nothing else stands in the Product Backlog.", theme.dim, "");
    }
}

fn points_of(card: &Card) -> Option<crate::domain::Points> {
    card.row.estimate.as_ref()?.points()
}

/// How far the Sprint is, in points.
fn burndown(sheet: &mut Sheet<'_>, course: &Course) {
    let theme = sheet.theme;
    let figures = Figures::of(course);
    sheet.label(if course.sprint.phase == Phase::Closed { "As it closed" } else { "So far" });
    let cards: Vec<&Card> = course.present().collect();
    let points = |is: fn(State) -> bool| -> i64 {
        let of = |card: &&&Card| is(card.row.state);
        cards.iter().filter(of).filter_map(|card| points_of(card)).map(|points| points.0).sum()
    };
    let (done, all) = (points(|state| state == State::Done), points(|_| true));
    sheet.text(&bar(done, all), theme.accent, "");
    sheet.gap();
    let is_known = cards.is_empty() || cards.iter().any(|card| points_of(card).is_some());
    let told = |n: i64| if is_known { crate::domain::Points(n).to_string() } else { "—".to_owned() };
    sheet.text(&format!("{} of {} points done", told(done), told(all)), theme.text, "");
    if let Some(planned) = figures.planned.filter(|planned| planned.count > 0) {
        let points = planned.known().map_or_else(|| "—".to_owned(), |points| points.to_string());
        sheet.text(&format!("{points} points planned at start"), theme.dim, "");
    }
    let scope = figures.detail.map(|detail| detail.scope).unwrap_or_default();
    if (scope.up().0, scope.down().0) != (0, 0) {
        let text = format!("scope since then: +{} −{} points", scope.up(), scope.down());
        sheet.text(&text, theme.dim, "");
    }
}

/// The Sprints that are over, the last of them below.
fn velocity(sheet: &mut Sheet<'_>, figures: &[Figures]) {
    let theme = sheet.theme;
    sheet.label("Velocity");
    let last = &figures[figures.len().saturating_sub(SPRINTS)..];
    if last.is_empty() {
        sheet.large("No Sprint is over yet.");
        return;
    }
    let completed = |of: &Figures| of.completed_in(Measure::Points);
    let most = last.iter().filter_map(completed).map(|points| points.0).max().unwrap_or(0);
    for of in last {
        let title = cut(&of.sprint.title(), sheet.columns.saturating_sub(BAR + 10).max(8));
        let Some(completed) = completed(of) else {
            sheet.text(of.unknown(), theme.dim, &format!("{title}  "));
            continue;
        };
        sheet.text(&format!("{}  {completed}", bar(completed.0, most)), theme.text, &format!("{title}  "));
    }
}

/// A part of a whole as a bar.
fn bar(part: i64, whole: i64) -> String {
    let bar = i64::try_from(BAR).unwrap_or(24);
    let full = if whole <= 0 { 0 } else { usize::try_from((part * bar / whole).clamp(0, bar)).unwrap_or(0) };
    format!("{}{}", "▰".repeat(full), "▱".repeat(BAR - full))
}
