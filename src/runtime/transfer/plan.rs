//! What an import would do: the files' items beside those of the product they go to.

use super::TransferError;
use crate::domain::import::{
    self, Alarm, Chosen, Counts, ImportPlan, Known, Parsed, Proposal, Target, ToldSprint, plan_watched as compare,
};
use crate::domain::product::{NewProduct, Product};
use crate::domain::{Change, ProductId, key, text};
use crate::exchange::ExchangeError;
use crate::store::{Store, StoreError};
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Asked how many of how many records are compared; `Break` gives it up.
pub type Watch<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// An import that waits for a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the files say.
    pub parsed: Arc<Parsed>,
    /// The product it would go to.
    pub target: Target,
    /// What it would do, in numbers.
    pub counts: Counts,
    /// The plan in lines: the counts, the product, then what else a person should know.
    pub lines: Vec<String>,
    /// What was known when it was planned.
    pub known: Arc<Known>,
    /// What it would do.
    pub plan: Arc<ImportPlan>,
    /// The product it would go to, in words.
    pub into: String,
    /// What was chosen.
    pub chosen: Chosen,
}

impl Plan {
    /// The import as it was agreed to.
    pub fn change(&self) -> Change {
        let over = Some(self.plan.print(&self.parsed, &self.known));
        Change::Import {
            parsed: Arc::clone(&self.parsed),
            target: self.target.clone(),
            expect: self.counts,
            chosen: Chosen { over, ..self.chosen.clone() },
        }
    }

    /// What a person sees of it.
    pub fn proposal(&self) -> Proposal {
        Proposal {
            parsed: Arc::clone(&self.parsed),
            known: Arc::clone(&self.known),
            plan: Arc::clone(&self.plan),
            into: self.into.clone(),
            is_here: matches!(self.target, Target::Existing(_)),
            lines: self.lines.clone(),
            report: import::met(&self.parsed, &self.plan),
            chosen: self.chosen.clone(),
        }
    }

    /// The same import with other Sprints, compared again with what was known when it was shown. What a person chose of
    /// the rest is no part of it: that is told when it is done.
    pub fn again(mut self, told: Vec<ToldSprint>, watch: Watch) -> Result<Self, StoreError> {
        let chosen = Chosen { has_order: self.chosen.has_order, ..Chosen::default() };
        self.agree(chosen, Some(told), watch)?;
        Ok(self)
    }

    /// Takes over what a person chose and corrected. It is compared again with what was known when it was shown, so
    /// that the numbers are those of what was agreed to.
    pub fn agree(&mut self, chosen: Chosen, told: Option<Vec<ToldSprint>>, watch: Watch) -> Result<(), StoreError> {
        if chosen == self.chosen && told.is_none() {
            return Ok(());
        }
        if let Some(told) = told {
            Arc::make_mut(&mut self.parsed).correct_told(told, &self.known);
        }
        let plan = compared(&self.parsed, &self.known, &chosen, watch)?;
        self.lines = lines(&self.parsed, &self.known, &plan, &self.into);
        (self.counts, self.plan, self.chosen) = (plan.counts(), Arc::new(plan), chosen);
        Ok(())
    }
}

/// The plan in lines; where it goes stands behind the counts.
fn lines(parsed: &Parsed, known: &Known, plan: &ImportPlan, into: &str) -> Vec<String> {
    let mut lines = import::summary(parsed, plan);
    lines.extend(import::told_lines(parsed, known));
    lines.insert(lines.len().min(plan.alarms.len() + 1), into.to_owned());
    lines
}

/// What an import would do. Nothing is open for writing.
///
/// It goes to the product given; else to the one the file's identity names; else, where the file names none by
/// identity, to the only product there is, or the one that was fed from there before; else to a new one, called as the file calls it or as the file is
/// called.
pub fn plan(store: &Store, parsed: Parsed, product: Option<ProductId>) -> Result<Plan, TransferError> {
    plan_watched(store, parsed, product, Chosen::default(), &mut |_, _| ControlFlow::Continue(()))
}

/// As [`plan`], with what is chosen already, telling how many records are compared.
pub fn plan_watched(
    store: &Store,
    parsed: Parsed,
    product: Option<ProductId>,
    chosen: Chosen,
    watch: Watch,
) -> Result<Plan, TransferError> {
    let products = store.products()?;
    let target = target(store, &products, &parsed, product)?;
    planned(store, (parsed, target), &products, chosen, watch)
}

/// The same files in a product of their own: the one that their project was imported into before, else a new one.
pub fn plan_apart(
    store: &Store,
    plan: Plan,
    told: Option<Vec<ToldSprint>>,
    watch: Watch,
) -> Result<Plan, TransferError> {
    let products = store.products()?;
    let mut parsed = Arc::unwrap_or_clone(plan.parsed);
    if let Some(told) = told {
        parsed.correct_told(told, &Known::default());
    }
    let target = match own(store, &products, &plan.plan, &plan.target)? {
        Some(product) => Target::Existing(product),
        None => Target::New(new_product(&parsed)),
    };
    planned(store, (parsed, target), &products, Chosen::default(), watch)
}

/// The other product that one of the files' projects was imported into before.
fn own(
    store: &Store,
    products: &[Product],
    plan: &ImportPlan,
    not: &Target,
) -> Result<Option<ProductId>, TransferError> {
    let there = plan.alarms.iter().find_map(|alarm| match alarm {
        Alarm::OtherProject { there, .. } => Some(there),
        Alarm::Older { .. }
        | Alarm::CutOff { .. }
        | Alarm::Shifted { .. }
        | Alarm::Elsewhere { .. }
        | Alarm::MostGone { .. } => None,
    });
    let Some(there) = there else { return Ok(None) };
    for product in products.iter().filter(|product| *not != Target::Existing(product.id)) {
        let feeds = store.feeds(product.id)?;
        if feeds.iter().flat_map(|feed| &feed.projects).any(|project| there.contains(project)) {
            return Ok(Some(product.id));
        }
    }
    Ok(None)
}

fn planned(
    store: &Store,
    (mut parsed, target): (Parsed, Target),
    products: &[Product],
    chosen: Chosen,
    watch: Watch,
) -> Result<Plan, TransferError> {
    if let Target::Existing(id) = &target
        && let Some(product) = products.iter().find(|product| product.id == *id)
    {
        import::align(&mut parsed, &product.scoring);
    }
    let known = match &target {
        Target::Existing(product) => store.known_watched(Some(*product), &parsed, watch).map_err(given_up)?,
        Target::New(_) => Known::default(),
    };
    parsed.recall_told(&known);
    let plan = compared(&parsed, &known, &chosen, watch).map_err(given_up)?;
    let into = goes_to(products, &target);
    let lines = lines(&parsed, &known, &plan, &into);
    let (counts, parsed) = (plan.counts(), Arc::new(parsed));
    Ok(Plan { counts, parsed, target, lines, known: Arc::new(known), plan: Arc::new(plan), into, chosen })
}

fn given_up(error: StoreError) -> TransferError {
    match error {
        StoreError::Cancelled => TransferError::Data(ExchangeError::Cancelled),
        error => TransferError::Store(error),
    }
}

fn compared(parsed: &Parsed, known: &Known, chosen: &Chosen, watch: Watch) -> Result<ImportPlan, StoreError> {
    // It asks every so many records.
    const EVERY: usize = 256;
    let (mut plan, mut done, all) = (ImportPlan::default(), 0, parsed.records.len());
    let mut tell = || {
        let told = watch(done, all);
        done = (done + EVERY).min(all);
        told
    };
    if compare(parsed, known, chosen, &mut plan, &mut tell).is_break() {
        return Err(StoreError::Cancelled);
    }
    Ok(plan)
}

fn target(
    store: &Store,
    products: &[Product],
    parsed: &Parsed,
    given: Option<ProductId>,
) -> Result<Target, TransferError> {
    if let Some(given) = given {
        let is_there = products.iter().any(|p| p.id == given);
        return if is_there { Ok(Target::Existing(given)) } else { Err(StoreError::NoProduct.into()) };
    }
    let uid = parsed.product.as_ref().and_then(|p| p.uid);
    let same = products.iter().find(|p| Some(p.uid) == uid);
    let only = || products.first().filter(|_| products.len() == 1 && uid.is_none());
    let here = match same.or_else(only) {
        Some(product) => Some(product.id),
        None if uid.is_none() => fed(store, products, parsed)?,
        None => None,
    };
    Ok(here.map_or_else(|| Target::New(new_product(parsed)), Target::Existing))
}

/// The product that the files' projects were imported into before; where their keys name no project, the one that
/// knows most of their items.
fn fed(store: &Store, products: &[Product], parsed: &Parsed) -> Result<Option<ProductId>, TransferError> {
    let foreign = || parsed.records.iter().filter(|record| record.source != import::UPNEXT);
    let projects: HashSet<&str> = foreign().filter_map(|record| import::project(&record.key)).collect();
    let mut best: Option<(usize, ProductId)> = None;
    for product in products {
        let feeds = store.feeds(product.id)?;
        let feeds = feeds.iter().filter(|feed| foreign().any(|record| record.source == feed.source));
        let feeds: Vec<_> = feeds.filter(|feed| !feed.source.is_empty()).collect();
        if feeds.is_empty() {
            continue;
        }
        let is_project = |name: &String| projects.contains(name.as_str());
        let count = if projects.is_empty() {
            let known = store.known(Some(product.id), parsed)?;
            foreign().filter(|record| known.get(&record.source, &record.key).is_some()).count()
        } else {
            feeds.iter().flat_map(|feed| &feed.projects).filter(|name| is_project(name)).count()
        };
        if count > best.map_or(0, |best| best.0) {
            best = Some((count, product.id));
        }
    }
    Ok(best.map(|best| best.1))
}

/// A product called as the files call it, else as they are called.
fn new_product(parsed: &Parsed) -> NewProduct {
    parsed.product.clone().unwrap_or_else(|| {
        let mut product = named_after(&parsed.name);
        // Keys that all speak of one project: its items are called alike here.
        let mut projects = parsed.feeds.iter().flat_map(|feed| &feed.projects);
        if let (Some(project), None) = (projects.next(), projects.next())
            && let Ok(prefix) = key::parse_prefix(project)
        {
            product.prefix = prefix;
        }
        product
    })
}

/// A product called as the file is.
fn named_after(file: &str) -> NewProduct {
    let stem = Path::new(file).file_stem().map_or_else(String::new, |s| s.to_string_lossy().replace(['_', '.'], " "));
    let name = text::title("name", &stem).unwrap_or_else(|_| "Backlog".into());
    let prefix = key::parse_prefix(&key::propose_prefix(&name)).unwrap_or_else(|_| "UP".into());
    NewProduct::named(name, prefix)
}

fn goes_to(products: &[Product], target: &Target) -> String {
    match target {
        Target::New(new) => format!("into a new product: {} ({})", text::visible(&new.name), new.prefix),
        Target::Existing(id) => match products.iter().find(|p| p.id == *id) {
            Some(product) => format!("into the product {} ({})", text::visible(&product.name), product.prefix),
            None => "into a product that is gone".into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_called_as_its_file() {
        let told = |file: &str| {
            let new = named_after(file);
            format!("{} {}", new.name, new.prefix)
        };
        assert_eq!(told("course_registration.csv"), "course registration CR");
        assert_eq!(told("3 files"), "3 files FIL");
        assert_eq!(told("standard input"), "standard input SI");
        assert_eq!(told(""), "Backlog BAC");
    }
}
