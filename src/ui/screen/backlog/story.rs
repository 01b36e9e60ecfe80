//! The story pane: everything an item says, in the order in which people talk about it.
//!
//! Lines are made until the pane is full, so a description of a megabyte costs no more than a page.

mod checks;
mod scores;
mod source;

use super::State as Shown;
use super::checked::Checked;
use crate::domain::item::{Question, Tie};
use crate::domain::sprint::Phase;
use crate::domain::text::counted;
use crate::domain::time::age;
use crate::domain::{Children, Instant, Item, Kind, Product, Scale, State, story as sentence};
use crate::ui::keymap::Keymap;
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{cut, fit, width, wrap};
use crate::ui::widget::sign::SERVES;
use crate::ui::widget::steps::steps;
use crate::ui::wording::keyed;
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use source::Sought;

/// Draws the item from the line on to which it is scrolled.
pub(super) fn view(
    item: &Item,
    state: &Shown,
    frame: &mut Frame,
    area: Rect,
    product: Option<&Product>,
    keymap: &Keymap,
    theme: &Theme,
) {
    let (rows, scroll) = (usize::from(area.height), state.scroll);
    let mut page = Page::new(state, product, scroll, area, keymap, theme);
    page.item(item, &state.checked);
    let last = page.lines.len().saturating_sub(rows.min(3));
    for (line, text) in page.lines.into_iter().skip(scroll.min(last)).take(rows).enumerate() {
        let y = area.y + u16::try_from(line).unwrap_or(u16::MAX);
        frame.render_widget(text, Rect { y, height: 1, ..area });
    }
}

/// The furthest line that a pane of this size can be scrolled to, or `scroll` where that is less.
pub(super) fn reach(
    item: &Item,
    state: &Shown,
    scroll: usize,
    area: Rect,
    product: Option<&Product>,
    keymap: &Keymap,
    theme: &Theme,
) -> usize {
    let rows = usize::from(area.height);
    let mut page = Page::new(state, product, scroll, area, keymap, theme);
    page.item(item, &state.checked);
    scroll.min(page.lines.len().saturating_sub(rows.min(3)))
}

/// The line at which comments or columns of the source begin, and how many lines there are; `None` where there are none.
pub(super) fn source_at(
    item: &Item,
    state: &Shown,
    area: Rect,
    product: Option<&Product>,
    keymap: &Keymap,
    theme: &Theme,
) -> Option<(usize, usize)> {
    let mut page = Page { most: usize::MAX, ..Page::new(state, product, 0, area, keymap, theme) };
    page.item(item, &state.checked);
    page.source_at.map(|at| (at, page.lines.len()))
}

struct Page<'a> {
    lines: Vec<Line<'static>>,
    /// Where comments or columns of the source begin.
    source_at: Option<usize>,
    product: Option<&'a Product>,
    columns: usize,
    /// No more lines than these are needed.
    most: usize,
    /// True where comments and columns of the source are shown whole.
    is_unfolded: bool,
    /// What is looked for in them.
    sought: Sought,
    /// True where an item that came in was looked at just now.
    is_looked_at: bool,
    today: NaiveDate,
    /// Why the item is here, in refinement.
    why: &'a [String],
    /// What was done to it there.
    done: String,
    keymap: &'a Keymap,
    theme: &'a Theme,
}

impl<'a> Page<'a> {
    fn new(
        state: &'a Shown,
        product: Option<&'a Product>,
        scroll: usize,
        area: Rect,
        keymap: &'a Keymap,
        theme: &'a Theme,
    ) -> Self {
        let (columns, most) = (usize::from(area.width).max(1), scroll + usize::from(area.height));
        let walk = state.walk.as_ref();
        let why = walk.map_or(&[][..], |walk| &walk.why);
        let done = walk.zip(state.cursor).map_or(String::new(), |(walk, id)| walk.deeds.of(id).words());
        let is_looked_at = state.cursor.is_some_and(|id| state.looked.has(id));
        Self {
            lines: Vec::new(),
            source_at: None,
            product,
            columns,
            most,
            is_unfolded: state.is_unfolded,
            sought: Sought::of(state),
            is_looked_at,
            today: state.today,
            why,
            done,
            keymap,
            theme,
        }
    }
}

impl Page<'_> {
    fn item(&mut self, item: &Item, checked: &Checked) {
        let theme = self.theme;
        self.reasons();
        self.text(&item.text.title, theme.title, "", "");
        self.facts(item);
        self.sentence(item);
        self.refusal(item);
        self.questions(item);
        self.criteria(item);
        self.subtasks(item);
        self.ready(item, checked);
        self.checks(checked);
        self.scores(item);
        self.ties("Depends on", &item.needs);
        self.ties("Needed by", &item.needed_by);
        if !item.text.description.is_empty() {
            self.heading("Description");
            self.text(&item.text.description, theme.text, "", "");
        }
        if !item.text.note.is_empty() {
            self.heading("Private note");
            self.text(&item.text.note, theme.text, "", "");
        }
        self.details(item);
        self.comments(item);
        self.extra(item);
    }

    /// Why refinement shows it, and what was done to it there.
    fn reasons(&mut self) {
        for why in self.why {
            self.text(why, self.theme.warning, "▸ ", "  ");
        }
        if !self.done.is_empty() {
            let done = std::mem::take(&mut self.done);
            self.text(&done, self.theme.good, "✓ ", "  ");
        }
        if !self.lines.is_empty() {
            self.gap();
        }
    }

    fn facts(&mut self, item: &Item) {
        let theme = self.theme;
        let scale = self.product.map_or(Scale::default(), |product| product.scale);
        let size = match &item.text.estimate {
            // The line below says what its items come to.
            None if item.children.is_some() => String::new(),
            None => "no estimate".to_owned(),
            Some(e) if scale.has(e) => format!("estimate {e}"),
            Some(e) => format!("estimate {e}* (not on the scale {})", scale.name()),
        };
        let gap = if size.is_empty() { "" } else { " · " };
        self.lines.push(Line::from(vec![
            Span::styled(format!("{} {}", item.state.sign(), item.state.name()), theme.state(item.state)),
            Span::styled(format!("{gap}{size}"), theme.dim),
        ]));
        if let Some(children) = item.children {
            self.text(&children_text(&children), theme.dim, "", "");
        }
        self.sprint(item);
        self.marks(item, self.is_looked_at);
        if let Some(reason) = &item.blocked {
            self.text(&format!("! blocked: {reason}"), theme.warning, "", "  ");
        }
        if let Some(until) = item.snoozed_until.filter(|until| *until > self.today) {
            self.text(&format!("snoozed until {until}"), theme.dim, "", "  ");
        }
        let open = item.needs.iter().filter(|tie| tie.is_open()).count();
        if open > 0 && item.state.is_in_order() {
            self.text(&format!("→ waits for {}", counted(open, "item")), theme.warning, "", "  ");
        }
    }

    /// The Sprint it is in and what that makes of it, and how often one ended without it.
    fn sprint(&mut self, item: &Item) {
        let sprint = item.sprint.as_ref().map(|sprint| match sprint.phase {
            Phase::Active => format!("in {}, which is running", sprint.title),
            Phase::Planned => format!("planned for {}", sprint.title),
            Phase::Closed => format!("was in {}", sprint.title),
        });
        let hops = (item.hops > 0).then(|| format!("carried over {}×", item.hops));
        let said: Vec<String> = sprint.into_iter().chain(hops).collect();
        if !said.is_empty() {
            self.text(&said.join(" · "), self.theme.dim, "", "  ");
        }
        if let Some(why) = &item.pinned {
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            self.text(&format!("fixed at its place{why}"), self.theme.text, "", "  ");
        }
        if item.serves_goal {
            self.text("serves the Sprint Goal", self.theme.accent, &format!("{SERVES} "), "  ");
        }
    }

    fn sentence(&mut self, item: &Item) {
        let story = &item.text;
        let parts = [sentence::role(&story.persona), sentence::means(&story.want), sentence::ends(&story.benefit)];
        if parts.iter().all(|(_, text)| text.is_empty()) {
            let is_open = item.state.is_in_order() || item.state == State::Inbox;
            if is_open && item.text.kind == Kind::Story && story.description.is_empty() && item.criteria.is_empty() {
                self.gap();
                let hint = keyed(self.keymap, "Nothing but a title yet: <edit> writes the story.");
                self.text(&hint, self.theme.dim, "", "");
            }
            return;
        }
        self.gap();
        for (label, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
            self.labelled(&fit(label, width(label).max(7) + 1), text);
        }
    }

    fn refusal(&mut self, item: &Item) {
        // As wide as the longest, with a gap.
        const LABEL: usize = 12;
        let Some(refusal) = item.decline.as_ref().filter(|_| item.state == State::Declined) else { return };
        self.heading("Declined");
        self.text(&refusal.reason, self.theme.text, "", "");
        let mut facts: Vec<(&str, String)> = Vec::new();
        facts.extend(item.merged_into.as_ref().map(|(_, key, title)| ("lives on", format!("{key} {title}"))));
        facts.extend(refusal.alternative.clone().map(|instead| ("instead", instead)));
        facts.extend(refusal.requester.clone().map(|who| ("asked by", who)));
        facts.extend(item.declined_at.map(|at| ("on", day(at))));
        for (label, text) in facts {
            self.labelled(&fit(label, LABEL), &text);
        }
        if let Some(again) = refusal.again {
            let is_due = again <= self.today;
            let style = if is_due { self.theme.warning } else { self.theme.text };
            let text = format!("{again}{}", if is_due { ": that day has come" } else { "" });
            self.labelled_as(&fit("look again", LABEL), &text, style);
        }
        self.text(
            &keyed(self.keymap, "<reconsider> takes it back · <copy-answer> copies an answer"),
            self.theme.dim,
            "",
            "",
        );
    }

    /// The open questions with their age, then what was answered.
    fn questions(&mut self, item: &Item) {
        if item.questions.is_empty() {
            return;
        }
        let (open, answered): (Vec<&Question>, Vec<&Question>) =
            item.questions.iter().partition(|question| question.said.answer.is_none());
        self.heading(&format!("Questions  {}/{} answered", answered.len(), item.questions.len()));
        for question in open {
            let sign = format!("?{} ", age(question.said.asked_on, self.today));
            self.text(&question.said.text, self.theme.warning, &sign, "  ");
        }
        for question in answered {
            self.text(&question.said.text, self.theme.text, "✓ ", "  ");
            if let Some(answer) = &question.said.answer {
                self.text(&answer.text, self.theme.dim, "  → ", "    ");
            }
        }
    }

    fn ties(&mut self, title: &str, ties: &[Tie]) {
        if ties.is_empty() {
            return;
        }
        self.heading(title);
        for tie in ties {
            let style = if tie.is_open() { self.theme.text } else { self.theme.dim };
            self.text(&format!("{} {}", tie.key, tie.title), style, &format!("{} ", tie.state.sign()), "  ");
        }
    }

    fn criteria(&mut self, item: &Item) {
        if item.criteria.is_empty() {
            return;
        }
        let met = item.criteria.iter().filter(|c| c.is_met).count();
        self.heading(&format!("Acceptance criteria  {met}/{}", item.criteria.len()));
        for criterion in &item.criteria {
            self.tick(criterion.is_met, &criterion.text);
        }
    }

    fn subtasks(&mut self, item: &Item) {
        if item.subtasks.is_empty() {
            return;
        }
        let done = item.subtasks.iter().filter(|t| t.is_done).count();
        self.heading(&format!("Sub-tasks  {done}/{}", item.subtasks.len()));
        for task in &item.subtasks {
            self.tick(task.is_done, &task.text);
        }
    }

    fn details(&mut self, item: &Item) {
        let mut facts: Vec<(&str, String)> = Vec::new();
        if let Some((_, key, title)) = &item.epic {
            facts.push(("epic", format!("{key} {title}")));
        }
        if !item.value.is_empty() {
            facts.push(("value", item.value.clone()));
        }
        if let Some((_, key, title)) = &item.about {
            facts.push(("feedback", format!("on {key} {title}")));
        }
        if !item.text.tags.is_empty() {
            facts.push(("tags", item.text.tags.join(", ")));
        }
        let texts = [("asked by", &item.text.asked), ("assignee", &item.text.assignee)];
        facts.extend(texts.into_iter().filter(|(_, t)| !t.is_empty()).map(|(l, t)| (l, t.clone())));
        if let Some(due) = item.text.due {
            facts.push(("due", due.to_string()));
        }
        facts.extend(source::familiar(item));
        facts.extend(item.text.links.iter().map(|link| ("link", link.clone())));
        if let Some(kept) = &item.kept {
            let gap = if kept.why.is_empty() { "" } else { ": " };
            facts.push(("kept", format!("{}{gap}{}", kept.on, kept.why)));
        }
        facts.push(("created", day(item.created_at)));
        facts.push(("changed", day(item.updated_at)));
        facts.extend(item.done_at.map(|at| ("done", day(at))));
        if let Some((source, key)) = &item.source {
            // A line of a story file has no key that people know.
            let key = if source == "stories" { "" } else { key };
            facts.push(("from", format!("{source} {key}").trim_end().to_owned()));
        }
        self.gap();
        for (label, text) in facts {
            self.labelled(&fit(label, 10), &text);
        }
    }

    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.text(text, self.theme.accent, "", "");
    }

    fn tick(&mut self, is_done: bool, text: &str) {
        let (sign, style) = if is_done { ("✓ ", self.theme.good) } else { ("□ ", self.theme.text) };
        let room = self.most.saturating_sub(self.lines.len());
        if let Some(steps) = steps(text, self.columns.saturating_sub(2), room) {
            for (n, step) in steps.into_iter().take(room).enumerate() {
                self.text(&step, style, if n == 0 { sign } else { "  " }, "  ");
            }
            return;
        }
        self.text(text, style, sign, "  ");
    }

    /// A dim label and its text; further lines stand below the text where the label is short.
    fn labelled(&mut self, label: &str, text: &str) {
        self.labelled_as(label, text, self.theme.text);
    }

    /// As [`labelled`](Self::labelled), in another style.
    fn labelled_as(&mut self, label: &str, text: &str, style: Style) {
        let hang = width(label).min(self.columns / 2);
        let at = self.lines.len();
        self.text(text, style, label, &" ".repeat(hang));
        if let Some(first) = self.lines.get_mut(at).and_then(|l| l.spans.first_mut()) {
            first.style = self.theme.dim;
        }
    }

    /// Wrapped text: `first` before the first line, `rest` before the others.
    fn text(&mut self, text: &str, style: Style, first: &str, rest: &str) {
        let room = self.most.saturating_sub(self.lines.len());
        if room == 0 {
            return;
        }
        let indent = width(first).max(width(rest));
        let first = cut(first, self.columns / 2);
        let columns = self.columns.saturating_sub(indent.min(self.columns / 2)).max(1);
        for (i, line) in wrap(text, columns, room).into_iter().enumerate() {
            let lead = if i == 0 { first.clone() } else { rest.to_owned() };
            self.lines.push(Line::from(vec![Span::styled(lead, style), Span::styled(line, style)]));
        }
    }
}

fn day(at: Instant) -> String {
    at.utc().format("%Y-%m-%d").to_string()
}

/// What belongs to an epic: "3 of 5 items done · 8 of 21 points done · 1 without points".
fn children_text(children: &Children) -> String {
    let Children { count, done, points, done_points, unestimated } = *children;
    if count == 0 {
        return "no items yet".into();
    }
    let mut parts = vec![format!("{done} of {} done", counted(count, "item"))];
    if unestimated < count {
        parts.push(format!("{done_points} of {points} points done"));
    }
    if unestimated > 0 {
        parts.push(format!("{unestimated} without points"));
    }
    parts.join(" · ")
}
