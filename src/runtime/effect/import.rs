//! Importing from the program: files are read and compared in a job, and written once a person has agreed.

use super::job::watch;
use super::write::{About, Written};
use super::{Answered, World};
use crate::domain::ProductId;
use crate::domain::import::{Target, ToldSprint};
use crate::runtime::clock;
use crate::runtime::job::{Progress, give_back};
use crate::runtime::transfer::{self, Plan, Request, TransferError};
use crate::store::Store;
use crate::ui::Event;
use crate::ui::effect::Agreed;

/// What the job is called that compares an import that is shown.
const COMPARING: &str = "comparing";

impl World {
    /// Reads files and says what importing them would do; those of the last import where none are named.
    pub(super) fn plan_import(&mut self, line: &str, product: Option<ProductId>) -> Vec<Event> {
        let request = match Request::parse(line) {
            Ok(request) => request,
            Err(error) => return vec![Event::Refused(error.to_string())],
        };
        self.plan = None;
        self.read_job("reading", move |store, progress| {
            let feeds = match product.map(|product| store.feeds(product)).transpose() {
                Ok(feeds) => feeds.unwrap_or_default(),
                Err(error) => return Answered::Planned(Err(error.to_string())),
            };
            let request = request.recall(&feeds);
            if request.files.is_empty() {
                return Answered::NoFiles(String::new(), None);
            }
            match read(store, &request, product, progress) {
                // The files of the last time may be elsewhere by now: the path is there to be corrected.
                Err(
                    error @ (TransferError::Missing(_) | TransferError::Folder(_) | TransferError::Unreadable { .. }),
                ) if request.is_again => Answered::NoFiles(request.line(), Some(error.to_string())),
                planned => Answered::Planned(planned.map(Box::new).map_err(|e| e.to_string())),
            }
        })
    }

    /// Says what the import that was shown would do in a product of its own.
    pub(super) fn plan_apart(&mut self, told: Option<Vec<ToldSprint>>) -> Vec<Event> {
        let Some(plan) = self.plan.take() else { return vec![Event::Refused(GONE.into())] };
        self.read_job(COMPARING, move |store, progress| {
            let planned = transfer::plan_apart(store, plan, told, &mut |done, all| watch(progress, done, all));
            Answered::Planned(planned.map(Box::new).map_err(|e| e.to_string()))
        })
    }

    /// Compares the import that is shown again, as its Sprints were corrected. It stays as it was until that is done.
    pub(super) fn plan_again(&mut self, told: Vec<ToldSprint>) -> Vec<Event> {
        let Some(plan) = self.plan.clone() else { return vec![Event::Refused(GONE.into())] };
        self.read_job(COMPARING, move |_, progress| {
            let planned = plan.again(told, &mut |done, all| watch(progress, done, all));
            Answered::Replanned(planned.map(Box::new).map_err(|e| e.to_string()))
        })
    }

    /// The import is not agreed to. One that is still compared is not shown again.
    pub(super) fn drop_plan(&mut self) -> Vec<Event> {
        self.plan = None;
        if self.is_reading(COMPARING) {
            self.forget_reading();
        }
        vec![Event::Job(self.running())]
    }

    /// Does what was shown, as a person agreed to it.
    pub(super) fn import(&mut self, agreed: Agreed) -> Vec<Event> {
        let Some(mut plan) = self.plan.take() else { return vec![Event::Refused(GONE.into())] };
        let about = About {
            label: format!("importing {}", plan.parsed.name),
            makes_product: matches!(plan.target, Target::New(_)),
            ..About::default()
        };
        self.write_job(about, move |store, watch| {
            plan.agree(agreed.chosen, agreed.told, watch)?;
            let change = plan.change();
            let done = store.commit_watched(&change, clock::now(), watch);
            give_back((plan, change));
            done.map(|done| Written::Steps(vec![done]))
        })
    }
}

const GONE: &str = "there is no import to do any more: type :import again";

/// Reads files and compares them with what is here.
fn read(
    store: &Store,
    request: &Request,
    product: Option<ProductId>,
    progress: &Progress,
) -> Result<Plan, TransferError> {
    let mut watched = |done, total| watch(progress, done, total);
    let parsed = request.read_watched(&mut watched)?;
    transfer::plan_watched(store, parsed, product, request.chosen(), &mut watched)
}
