//! The health of the backlog: the score, how it went, and what each check finds. The formula opens on one key.

use super::Reply;
use super::rows::Cursor;
use crate::domain::health::{Check, Finding, Report, Sign, Thresholds};
use crate::domain::query::{Look, Panel};
use crate::domain::similar::AsOf;
use crate::domain::text::{counted, thousands};
use crate::ui::action::{Action as Act, Go, Look as Show};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::model::Model;
use crate::ui::theme::Theme;
use crate::ui::verb::{self, Command};
use crate::ui::widget::{frame, glyph, spark};
use crate::ui::wording::keyed;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::fmt::Write;
use strum::IntoEnumIterator;

/// What the score is made of, in words.
const FORMULA: &str = "score = 100 × (1 − mean of the signs), rounded down. A sign is the mean of its checks; a check \
    is the part of its sample that it finds (of one that allows some, the part above that). What is not known is left \
    out and shown as —. Mending something never lowers the score.";

/// The report and the cursor among its checks.
#[derive(Debug, Clone)]
pub struct State {
    /// What was found, once that is known.
    pub report: Option<Box<Report>>,
    /// The cursor.
    pub cursor: Cursor,
    look: Look,
    product: String,
    /// True where the formula and its parts are shown.
    is_formula: bool,
}

/// What a key means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// To another check.
    Go(Go, Option<usize>),
    /// Show what the check finds.
    Take,
    /// Show the formula, or the checks again.
    Formula,
    /// Copy it as Markdown.
    Copy,
}

impl State {
    /// A pop-up that asks for its figures.
    pub fn new(look: Look, product: String) -> Self {
        Self { report: None, cursor: Cursor::default(), look, product, is_formula: false }
    }

    fn thresholds(&self) -> &Thresholds {
        &self.look.thresholds
    }

    /// The checks in the order of the signs.
    fn checks(&self) -> Vec<&Finding> {
        let findings = || self.report.iter().flat_map(|report| &report.findings);
        Sign::iter().flat_map(|sign| findings().filter(move |finding| finding.check.sign() == sign)).collect()
    }

    fn score(&self) -> Option<u8> {
        self.report.as_ref().and_then(|report| report.score(self.thresholds()))
    }

    /// " Compared on 2026-11-22; …": of what is known as of an earlier look.
    fn as_of(&self, finding: &Finding) -> String {
        let found = self.report.as_ref().and_then(|report| report.compared);
        match found.filter(|_| finding.check == Check::Similar && finding.count.is_some()) {
            Some(AsOf { day, is_older: true }) => format!(" Compared on {day}; what was written since is not in it."),
            Some(AsOf { day, is_older: false }) => format!(" Compared on {day}, and nothing was written since."),
            None => String::new(),
        }
    }

    /// All of it as Markdown.
    fn markdown(&self) -> String {
        let mut out =
            format!("# Backlog health of {}, {}: {}\n", self.product, self.look.day, score_text(self.score()));
        for sign in Sign::iter() {
            let _ = write!(out, "\n## {}\n\n", sign.name());
            for finding in self.checks().into_iter().filter(|finding| finding.check.sign() == sign) {
                let _ = writeln!(out, "- {}: {}", finding.check.title(), count_text(finding));
            }
        }
        out
    }
}

/// Takes a key.
pub fn update(state: &mut State, action: Action) -> Reply {
    match action {
        Action::Go(go, count) => {
            state.cursor.go(&go, state.checks().len(), count);
            Reply::Stay
        }
        Action::Formula => {
            state.is_formula = !state.is_formula;
            Reply::Stay
        }
        Action::Copy if state.report.is_none() => Reply::Refuse("there are no figures yet".into()),
        Action::Copy => Reply::Do(vec![Effect::CopyText { name: "the health".into(), text: state.markdown() }]),
        Action::Take => take(state),
    }
}

fn take(state: &State) -> Reply {
    let checks = state.checks();
    let Some(finding) = checks.get(state.cursor.at) else { return Reply::Close };
    match (&finding.filter, finding.count, verb::find("filter")) {
        (_, None, _) => Reply::Refuse(format!("{}: {}", finding.check.title(), unknown(finding.check))),
        (_, Some(0), _) => Reply::Refuse(format!("{}: nothing is found", finding.check.title())),
        (Some(filter), _, Some(verb)) => {
            let action = Act::Look(Show::Found(finding.check.list(), filter.clone()));
            Reply::Run(Box::new(Command { verb, action, count: None }))
        }
        _ => Reply::Refuse(format!("{}: no filter shows these", finding.check.title())),
    }
}

/// The figures of the product.
pub fn wanted(state: &State) -> Option<Panel> {
    Some(Panel::Health(state.look))
}

/// Where it stands.
pub fn area(body: Rect) -> Rect {
    layout::centered(body, 84, 30)
}

/// Draws it over everything.
pub fn view(state: &State, model: &Model, target: &mut Frame, body: Rect) {
    let theme = &model.theme;
    let title = keyed(&model.keymap, "Backlog health · <take> shows the items · <formula> the formula");
    let inner = frame::popup(target, area(body), &title, theme);
    let columns = usize::from(inner.width).max(1);
    let mut put = |y: u16, line: Line<'static>| {
        if y < inner.bottom() {
            target.render_widget(line, Rect { y, height: 1, ..inner });
        }
    };
    let Some(report) = state.report.as_deref() else {
        put(inner.y, Line::styled("All items are being looked at …", theme.dim));
        return;
    };
    let foot = foot(state, columns, theme);
    let foot_rows = u16::try_from(foot.len()).unwrap_or(0);
    for (line, y) in head(state, report, columns, theme).into_iter().zip(inner.y..) {
        put(y, line);
    }
    let (lines, at) = body_lines(state, report, columns, theme);
    let rows = inner.height.saturating_sub(3 + foot_rows);
    let top = Cursor { at, page: 0 }.top(lines.len(), usize::from(rows));
    let is_cut = (top > 0, top + usize::from(rows) < lines.len());
    for (line, y) in lines.into_iter().skip(top).take(usize::from(rows)).zip(inner.y + 3..) {
        put(y, line);
    }
    for (line, y) in foot.into_iter().zip(inner.bottom().saturating_sub(foot_rows)..) {
        put(y, line);
    }
    frame::more(target, area(body), is_cut, theme);
}

/// The score, how it went, and of how many items it is.
fn head(state: &State, report: &Report, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let score = state.score();
    let style = match score {
        Some(80..) => theme.good,
        Some(50..) => theme.warning,
        Some(_) => theme.error,
        None => theme.dim,
    };
    let past: Vec<u8> = report.history.iter().filter(|day| day.day < state.look.day).map(|day| day.score).collect();
    let scores: Vec<u8> = past.iter().copied().chain(score).collect();
    let trend = match report.history.first().filter(|day| day.day < state.look.day) {
        Some(first) => format!("  {} on {}", first.score, first.day),
        None => "  no earlier day yet".into(),
    };
    let room = columns.saturating_sub(16 + glyph::width(&trend)).min(40);
    let of = format!("{} in the order, {} in the inbox", thousands(report.in_order), counted(report.in_inbox, "idea"));
    let items = if report.in_order + report.in_inbox == 0 {
        "There is nothing to judge yet: no item stands in the order or in the inbox.".to_owned()
    } else {
        of
    };
    vec![
        Line::from(vec![
            Span::styled(format!("{:<14}", score_text(score)), style),
            Span::styled(spark::line(&scores, room), theme.accent),
            Span::styled(trend, theme.dim),
        ]),
        Line::styled(glyph::cut(&items, columns), theme.dim),
    ]
}

/// The signs with their checks, and the line of the cursor.
fn body_lines(state: &State, report: &Report, columns: usize, theme: &Theme) -> (Vec<Line<'static>>, usize) {
    let (mut lines, mut at, mut n) = (Vec::new(), 0, 0);
    for sign in Sign::iter() {
        let share = report.share(sign, state.thresholds()).map_or("—".to_owned(), percent);
        let name = glyph::fit(sign.name(), columns.saturating_sub(9));
        let right = if state.is_formula { share } else { String::new() };
        lines.push(Line::from(vec![Span::styled(name, theme.title), Span::styled(format!("{right:>8}"), theme.text)]));
        for finding in report.findings.iter().filter(|finding| finding.check.sign() == sign) {
            let is_at = n == state.cursor.at;
            if is_at {
                at = lines.len();
            }
            lines.push(row(state, finding, is_at, columns, theme));
            n += 1;
        }
    }
    (lines, at)
}

fn row(state: &State, finding: &Finding, is_at: bool, columns: usize, theme: &Theme) -> Line<'static> {
    let ink = |style| if is_at { theme.selection } else { style };
    let count = count_text(finding);
    let share = match finding.share(state.thresholds()) {
        _ if !finding.check.is_scored() => "not scored".into(),
        Some(share) => percent(share),
        None => "—".into(),
    };
    let right = if state.is_formula { format!("{count}  {share:>10}") } else { count };
    let wide = glyph::width(&right);
    let title = glyph::fit(finding.check.title(), columns.saturating_sub(wide + 5));
    let style = if finding.count.is_some_and(|n| n > 0) { theme.text } else { theme.dim };
    Line::from(vec![
        Span::styled(if is_at { "▌ " } else { "  " }, ink(theme.accent)),
        Span::styled(format!("{title}  "), ink(style)),
        Span::styled(right, ink(style)),
    ])
}

/// What the check under the cursor looks for and why; or the formula.
fn foot(state: &State, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let text = match state.checks().get(state.cursor.at) {
        _ if state.is_formula => FORMULA.to_owned(),
        Some(finding) => {
            let unknown =
                if finding.count.is_none() { format!(" — {}", unknown(finding.check)) } else { String::new() };
            let as_of = state.as_of(finding);
            format!("{} Found: {}.{unknown}{as_of}", finding.check.why(), finding.check.rule(state.thresholds()))
        }
        None => String::new(),
    };
    let most = if state.is_formula { 7 } else { 6 };
    glyph::wrap(&text, columns, most).into_iter().map(|line| Line::styled(line, theme.hint)).collect()
}

/// Why a count is not known.
fn unknown(check: Check) -> &'static str {
    match check {
        Check::Churn => "not known: it takes a look at the backlog so many days ago",
        Check::Unordered => "not known: no item has a MoSCoW class or came with a priority",
        Check::Orphan => "not known: no item has an epic",
        Check::Similar => "not known yet: the items must be compared first",
        _ => "not known yet",
    }
}

fn score_text(score: Option<u8>) -> String {
    score.map_or_else(|| "— of 100".to_owned(), |score| format!("{score} of 100"))
}

/// "12 of 42"; `—` where it is not known.
fn count_text(finding: &Finding) -> String {
    match finding.count {
        Some(_) if finding.of == 0 => "—".into(),
        Some(count) => format!("{} of {}", thousands(count), thousands(finding.of)),
        None => "—".into(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
