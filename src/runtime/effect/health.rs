//! Looking at all items of a backlog, in a job: for the figures of its health, and for what refinement walks through.

use super::{Answered, World};
use crate::domain::health::{Day, Deeds, History, Queue, Report};
use crate::domain::query::{Look, Panel, PanelRows};
use crate::domain::{Answer, ItemId, Note, ProductId, StepId, Wanted};
use crate::runtime::log::{self, Level};
use crate::store::{Sets, Store, StoreError};
use crate::ui::{Event, Model};
use serde_json::{Map, json};

/// The slot of the looks that nobody asked for by a key.
const HEALTH: &str = "health";
/// What the look for refinement is called.
const REFINING: &str = "looking for what needs attention";

/// What a look at all items found.
#[derive(Debug)]
pub struct Measured {
    product: ProductId,
    look: Look,
    found: Result<Sets, String>,
    /// Where refinement asked for it.
    needing: Option<Needing>,
}

/// What refinement must know to begin.
#[derive(Debug)]
struct Needing {
    items: Vec<ItemId>,
    /// The walk that was left, and what became of its items.
    kept: Option<(Queue, Deeds)>,
    since: StepId,
}

impl World {
    /// Looks at all items where a frame asked for figures that are not known.
    pub(super) fn measure_for(&mut self, wanted: &Wanted, answer: &Answer) {
        let is_missing = match &answer.panel {
            Some(PanelRows::Health(found)) => found.is_none(),
            Some(PanelRows::Refined(refined)) => refined.is_unmeasured,
            _ => false,
        };
        let is_old = match &answer.panel {
            Some(PanelRows::Health(Some(found))) => found.compared.is_none_or(|found| found.is_older),
            _ => false,
        };
        if let (true, Some(Panel::Health(look)), Some(product)) = (is_old, &wanted.panel, wanted.product) {
            self.compare_again(product, look.day);
        }
        let look = match wanted.panel {
            Some(Panel::Health(look) | Panel::Refined { look, is_scored: true, .. }) => Some(look),
            _ => None,
        };
        if let (true, Some(look), Some(product)) = (is_missing, look, wanted.product) {
            self.measure(product, look);
        }
    }

    /// The health of this day, where nobody has looked yet.
    pub fn measure_today(&mut self, model: &Model) {
        let Some(product) = model.product.as_ref().map(|p| p.id) else { return };
        if model.job.is_some() || self.measured.replace((product, model.now.day)) == Some((product, model.now.day)) {
            return;
        }
        let is_of_today = |days: History| days.last().is_some_and(|last| last.day >= model.now.day);
        let is_known = self.store.health_history(product).is_ok_and(is_of_today);
        if !is_known && model.file.read_only.is_none() {
            self.measure(product, model.look());
        }
    }

    fn measure(&mut self, product: ProductId, look: Look) {
        let open = self.opener();
        self.jobs.start(HEALTH, move |progress| {
            let found = open(progress).and_then(|store| store.measure(product, &look)).map_err(|e| e.to_string());
            Answered::Measured(Box::new(Measured { product, look, found, needing: None }))
        });
    }

    /// Looks what needs attention; the answer begins the walk.
    pub(super) fn refine(&mut self, product: Option<ProductId>, look: &Look) -> Vec<Event> {
        let (Some(product), look) = (product, *look) else { return Vec::new() };
        self.read_job(REFINING, move |store, _| {
            let (found, needing) = match needing(store, product, &look) {
                Ok((sets, needing)) => (Ok(sets), Some(needing)),
                Err(StoreError::Cancelled) => return Answered::Told(Ok("stopped: refinement was not begun".into())),
                Err(error) => (Err(error.to_string()), None),
            };
            Answered::Measured(Box::new(Measured { product, look, found, needing }))
        })
    }

    /// True while the walk of refinement is to come.
    pub fn is_refining(&self) -> bool {
        self.is_reading(REFINING)
    }

    /// Takes over what a look found; the day's figures are kept.
    pub(super) fn take_measured(&mut self, measured: Measured, model: &Model) -> Vec<Event> {
        let Measured { product, look, found, needing } = measured;
        let sets = match found {
            Ok(sets) => sets,
            Err(reason) => return vec![Event::Refused(reason)],
        };
        self.store.keep_sets(sets);
        let report = self.store.health(product, &look).unwrap_or_else(|error| {
            log::log(Level::Warn, &format!("no health: {error}"));
            None
        });
        let score = report.as_ref().and_then(|report| report.score(&look.thresholds));
        if let (Some(report), Some(score), false) = (&report, score, self.store.is_read_only()) {
            let day = Day { day: look.day, score, top: report.top.clone() };
            self.keep_quietly(&Note::Health { product, day, parts: parts(report) });
        }
        let Some(Needing { items, kept, since }) = needing else {
            // Where nobody looks, nothing is drawn.
            return if model.overlays.is_empty() { Vec::new() } else { vec![Event::Measured] };
        };
        let most = usize::from(look.thresholds.queue_items.max(1));
        let of = items.len();
        let resumed = kept.and_then(|(kept, deeds)| kept.resumed(&items, &deeds, most));
        let is_resumed = resumed.is_some();
        let mut queue = resumed.unwrap_or_else(|| Queue::new(items.into_iter().take(most).collect(), look.day, score));
        queue.sit(&self.writer.window, since);
        let queue = Box::new(queue);
        vec![Event::Walk { queue, of, is_resumed }]
    }
}

fn needing(store: &Store, product: ProductId, look: &Look) -> Result<(Sets, Needing), StoreError> {
    let sets = store.measure(product, look)?;
    let items = store.needing(&sets, look)?;
    let kept = match store.queue(product)? {
        Some(queue) => {
            let deeds = store.deeds(&queue.trail(), look)?;
            Some((queue, deeds))
        }
        None => None,
    };
    let since = store.newest_steps(None, 1)?.first().map_or(StepId(0), |step| step.id);
    Ok((sets, Needing { items, kept, since }))
}

/// What each check found, as it is kept with the day: count and sample.
fn parts(report: &Report) -> String {
    let pairs = report.findings.iter().map(|found| (found.check.name().to_owned(), json!([found.count, found.of])));
    serde_json::Value::Object(pairs.collect::<Map<_, _>>()).to_string()
}
