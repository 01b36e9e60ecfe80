//! What the store answers, as an audience sees it.

use super::Audience;
use crate::domain::Answer;
use crate::domain::present::Presentation;
use crate::domain::query::{Begun, News, Pair, Paired, PanelRows, Posed, Refined, Values, Window};
use std::rc::Rc;

impl Audience {
    /// An answer to what a screen wanted. `product` is the one shown: no other is known to everyone.
    pub fn answer(self, answer: &mut Answer, product: Option<crate::domain::ProductId>) {
        if self.is_owner() {
            return;
        }
        let Answer { seq: _, product: shown, rows, item, beside, blocks, course, past, counts, panel, rest: _, news } =
            answer;
        if let Some(Some(product)) = shown {
            self.product(product);
        }
        if let Some(Window { from: _, rows }) = rows {
            for row in rows {
                self.row(row);
            }
        }
        if let Some(rows) = beside {
            for row in rows {
                self.row(row);
            }
        }
        if let Some(whole) = item {
            *whole = whole.take().and_then(|item| self.item(*item)).map(Box::new);
        }
        if let Some(rows) = beside {
            self.rows(rows);
        }
        if let Some(blocks) = blocks {
            self.blocks(blocks);
        }
        if let Some(Some(course)) = course {
            self.course(course);
        }
        if let Some(past) = past {
            self.past(Rc::make_mut(past));
        }
        if let Some(counts) = counts {
            self.counts(counts);
        }
        if let Some(news) = news {
            *news = News::default();
        }
        let product = shown.as_ref().and_then(Option::as_ref).map(|product| product.id).or(product);
        if let Some(panel) = panel {
            self.panel(panel, product);
        }
    }

    /// What a panel shows.
    pub fn panel(self, panel: &mut PanelRows, shown: Option<crate::domain::ProductId>) {
        if self.is_owner() {
            return;
        }
        match panel {
            PanelRows::Journal(steps) => {
                for step in steps {
                    self.step(step);
                }
            }
            PanelRows::History(told) => self.history(told),
            PanelRows::Why(grounds) => self.grounds(grounds),
            PanelRows::Products(products) => {
                products.retain(|product| Some(product.id) == shown);
                for product in products {
                    self.product(product);
                }
            }
            PanelRows::Epics(rows) | PanelRows::Items(rows) | PanelRows::Near(rows) => self.rows(rows),
            // Which values these are, the question says: see `may_complete`.
            PanelRows::Values(_) | PanelRows::Health(_) | PanelRows::Presentation(None) | PanelRows::Pairs(None) => {}
            PanelRows::Pairs(Some(paired)) => self.paired(paired),
            PanelRows::Filters(filters) => filters.clear(),
            PanelRows::Questions(posed) => for Posed { item: _, key: _, title: _, question: _ } in posed {},
            PanelRows::Presentation(Some(presentation)) => {
                let Presentation { shown: _, entries: _, feedback, next_sprint: _, next } = &mut **presentation;
                self.rows(feedback);
                self.rows(next);
            }
            PanelRows::Review(reviewed) => self.reviewed(reviewed),
            PanelRows::Whole(items) => {
                *items = std::mem::take(items).into_iter().filter_map(|item| self.item(item)).collect();
            }
            PanelRows::Refined(refined) => {
                let Refined { deeds, score: _, is_unmeasured: _ } = &mut **refined;
                deeds.forget_refusals();
            }
        }
    }

    /// Two items side by side: where one of them is not for everyone, neither is shown.
    fn paired(self, paired: &mut Paired) {
        let Paired { product: _, marked: _, held: _, begun, pair, contradiction: _ } = paired;
        if let Some(begun) = begun {
            let Begun { kept: _, contest: _, progress: _, next: _, last: _, answers: _, rows } = &mut **begun;
            self.rows(rows);
        }
        *pair = pair.take().and_then(|pair| {
            let Pair { left, right, said } = *pair;
            let (left, right) = self.item(left).zip(self.item(right))?;
            Some(Box::new(Pair { left, right, said }))
        });
    }

    /// True where these values may complete what is typed.
    pub fn may_complete(self, values: Values) -> bool {
        match values {
            Values::Tags | Values::Personas | Values::Epics | Values::Sources => true,
            Values::Asked | Values::Assignees | Values::Columns | Values::Reasons => self.is_owner(),
        }
    }
}
