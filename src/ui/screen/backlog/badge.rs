//! The badge of a row: its score or class, and a sign where rank and score disagree.

use crate::domain::score::{Ranked, Ranking};
use crate::domain::{ItemId, List, Row};
use crate::ui::theme::Theme;
use crate::ui::widget::glyph::{fit_right, width};
use ratatui::style::Style;
use ratatui::text::Span;
use std::rc::Rc;

/// By its score it would stand higher.
const TOO_LOW: &str = "↑";
/// By its score it would stand lower.
const TOO_HIGH: &str = "↓";
/// Its place by score is being worked out anew.
const WAITING: &str = "…";
/// No score is shown wider.
const WIDEST: usize = 7;

/// What the badges are made of; nothing where no item is scored.
#[derive(Debug, Clone, Default)]
pub struct Badges {
    /// All items by their score.
    pub ranked: Option<Rc<Ranked>>,
    /// True while a newer ranking is worked out.
    pub is_old: bool,
}

impl Badges {
    /// The ranking that the badges of a list show; `None` where it has none.
    fn ranking(&self, list: List) -> Option<&Ranking> {
        self.ranked.as_ref().map(|ranked| &ranked.ranking).filter(|ranking| ranking.scored > 0 && list == List::Backlog)
    }

    /// Columns of the badges beside these rows, the gap before them not counted; 0 where there are none. Where room is
    /// short, the sign alone is shown.
    pub(super) fn columns(&self, list: List, rows: &[Row], is_short: bool) -> usize {
        let Some(ranking) = self.ranking(list) else { return 0 };
        let score = |row: &Row| shown(ranking, row.id).map_or(1, |score| width(&score));
        if is_short { 1 } else { rows.iter().map(score).max().unwrap_or(1).min(WIDEST) + 1 }
    }

    /// The badge of a row in so many columns.
    pub(super) fn spans(
        &self,
        row: &Row,
        columns: usize,
        theme: &Theme,
        ink: &dyn Fn(Style) -> Style,
    ) -> [Span<'static>; 2] {
        let ranking = self.ranked.as_ref().map(|ranked| &ranked.ranking);
        let score = ranking.and_then(|ranking| shown(ranking, row.id)).unwrap_or_else(|| "—".into());
        let sign = if self.is_odd(row.id) { self.sign(row.id) } else { " " };
        let score = fit_right(&score, columns.saturating_sub(1));
        [Span::styled(score, ink(theme.dim)), Span::styled(sign, ink(theme.warning))]
    }

    /// True where rank and score disagree by more places than agreed, and nobody decided that.
    fn is_odd(&self, item: ItemId) -> bool {
        let Some(Ranked { ranking, scoring, .. }) = self.ranked.as_deref() else { return false };
        let is_held = ranking.standing(item).is_none_or(crate::domain::score::Standing::is_held);
        !is_held && ranking.gap(item).is_some_and(|gap| gap.unsigned_abs() > scoring.gap)
    }

    fn sign(&self, item: ItemId) -> &'static str {
        let gap = self.ranked.as_ref().and_then(|ranked| ranked.ranking.gap(item)).unwrap_or(0);
        match gap {
            _ if self.is_old => WAITING,
            0.. => TOO_LOW,
            ..0 => TOO_HIGH,
        }
    }
}

/// A score as it is shown.
fn shown(ranking: &Ranking, item: ItemId) -> Option<String> {
    Some(ranking.framework.rules().show(ranking.score(item)?))
}
