//! One maker of random changes, of every kind there is: histories, mortals and two windows take theirs from here. A new
//! kind of change does not compile until it can be made.

use crate::replay::Dice;
use crate::store::{Shop, now, product, size, titled};
use rusqlite::Connection;
use std::path::Path;
use strum::IntoEnumIterator;
use upnext::domain::change::ChangeKind;
use upnext::domain::criterion::Line;
use upnext::domain::item::{NewItem, Refusal, Story, Ties};
use upnext::domain::product::{NewProduct, Sheet, Template};
use upnext::domain::score::{Amount, Scoring};
use upnext::domain::sprint::{Cause, End, Fate, Improvement, Next, Past, PastSprint, Plan};
use upnext::domain::{
    Change, CriterionId, ImprovementId, ItemId, Kind, Points, ProductId, QuestionId, Scale, Spot, SprintId, State,
    StepId,
};
use upnext::exchange::{self, Options, Source};
use upnext::runtime::transfer;
use upnext::store::Store;

const STATES: [State; 6] = [State::Inbox, State::Open, State::Ready, State::InProgress, State::ToAccept, State::Done];
const KINDS: [Kind; 6] = [Kind::Epic, Kind::Story, Kind::Bug, Kind::Task, Kind::Debt, Kind::Spike];

/// Two products, a few items and a running Sprint: something for each change to be about.
pub(crate) fn shop() -> Shop {
    let mut shop = Shop::with(&["a", "b", "c", "d", "e"]);
    shop.commit(&Change::AddProduct(product("Kiosk", "KIO")));
    let items = vec![shop.id("a"), shop.id("b")];
    let plan = Box::new(Plan { goal: "ship".into(), ..Plan::default() });
    shop.commit(&Change::PlanSprint { product: shop.product, plan, items, cause: Cause::default() });
    shop.commit(&Change::StartSprint { sprint: SprintId(1) });
    shop
}

/// What there is to change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stock {
    pub(crate) products: Vec<ProductId>,
    pub(crate) items: Vec<ItemId>,
    sprints: Vec<i64>,
    improvements: Vec<i64>,
    steps: Vec<i64>,
    criteria: Vec<(i64, i64)>,
    questions: Vec<(i64, i64)>,
}

impl Stock {
    /// What a file has.
    pub(crate) fn of(path: &Path) -> Self {
        let conn = Connection::open(path).unwrap();
        let pairs = |sql: &str| -> Vec<(i64, i64)> {
            let mut statement = conn.prepare(sql).unwrap();
            statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
        };
        let ids = |table: &str| -> Vec<i64> {
            let sql = format!("SELECT id, 0 FROM {table} ORDER BY id");
            pairs(&sql).into_iter().map(|row| row.0).collect()
        };
        Self {
            products: ids("product").into_iter().map(ProductId).collect(),
            items: ids("item").into_iter().map(ItemId).collect(),
            sprints: ids("sprint"),
            improvements: ids("improvement"),
            steps: ids("step"),
            criteria: pairs("SELECT item, id FROM criterion ORDER BY id"),
            questions: pairs("SELECT item, id FROM question ORDER BY id"),
        }
    }

    /// What a file may have, as far as one knows who has not looked: what is not there is refused.
    pub(crate) fn guessed(product: ProductId, items: &[ItemId]) -> Self {
        let some: Vec<i64> = (1..9).collect();
        let under = items.iter().take(8).map(|item| item.0).zip(1..).collect::<Vec<_>>();
        Self {
            products: vec![product],
            items: items.to_vec(),
            sprints: some.clone(),
            improvements: some.clone(),
            steps: some,
            criteria: under.clone(),
            questions: under,
        }
    }
}

/// Dice over what there is.
struct Maker<'a> {
    dice: &'a mut Dice,
    stock: &'a Stock,
}

/// A random kind: what people do most comes more often.
pub(crate) fn kind(dice: &mut Dice) -> ChangeKind {
    const OFTEN: [ChangeKind; 5] =
        [ChangeKind::Move, ChangeKind::AddItem, ChangeKind::SetState, ChangeKind::SetSprint, ChangeKind::Rewrite];
    if dice.once_in(4) {
        return OFTEN[dice.below(OFTEN.len())];
    }
    let all: Vec<ChangeKind> = ChangeKind::iter().collect();
    all[dice.below(all.len())]
}

/// A random change of a kind; `None` for an import, which needs the store: [`import`] makes it.
pub(crate) fn change(kind: ChangeKind, dice: &mut Dice, stock: &Stock) -> Option<Change> {
    Maker { dice, stock }.make(kind)
}

impl Maker<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of change")]
    fn make(&mut self, kind: ChangeKind) -> Option<Change> {
        let (item, items) = (self.item(), self.items());
        let (product, sprint, word) = (self.product(), self.sprint(), self.word());
        Some(match kind {
            ChangeKind::AddProduct => Change::AddProduct(self.new_product()),
            ChangeKind::EditProduct => {
                let sheet = (!self.dice.once_in(3)).then(|| sheet(self.dice.below(40)));
                let prefix = format!("P{}", self.dice.below(7));
                Change::EditProduct { product, name: word, prefix, scale: Scale::Powers, sheet }
            }
            ChangeKind::AddItem => Change::AddItem { product, item: Box::new(self.new_item()), spot: self.spot() },
            ChangeKind::AddItems => {
                let items = (0..self.dice.below(5)).map(|_| self.new_item()).collect();
                Change::AddItems { product, items, spot: self.spot() }
            }
            ChangeKind::CloneItem => Change::CloneItem { item },
            ChangeKind::Move => Change::Move { items, to: self.spot(), is_run: self.dice.once_in(2) },
            ChangeKind::SetTitle => Change::SetTitle { item, title: word },
            ChangeKind::SetState => Change::SetState { items, state: self.state() },
            ChangeKind::SetEstimate => Change::SetEstimate { items, estimate: self.estimate() },
            ChangeKind::SetBlocked => Change::SetBlocked { items, reason: self.dice.once_in(2).then_some(word) },
            ChangeKind::SetKind => Change::SetKind { items, kind: self.kind() },
            ChangeKind::SetTags => Change::SetTags { items, add: vec![word], remove: vec![self.word()] },
            ChangeKind::SetEpic => Change::SetEpic { items, epic: (!self.dice.once_in(4)).then(|| self.item()) },
            ChangeKind::SetAsked => Change::SetAsked { items, asked: word },
            ChangeKind::SetAssignee => Change::SetAssignee { items, assignee: word },
            ChangeKind::SetLinks => Change::SetLinks { items, add: vec![word], remove: vec![self.word()] },
            ChangeKind::SetDue => Change::SetDue { items, due: self.day() },
            ChangeKind::Rewrite => {
                let ties = self.dice.once_in(2).then(|| Box::new(self.ties()));
                Change::Rewrite { item, text: Box::new(self.story()), criteria: self.lines(), ties }
            }
            ChangeKind::SetNeeds => {
                Change::SetNeeds { items, add: vec![self.item()], remove: vec![self.item(), self.item()] }
            }
            ChangeKind::Tick => {
                let (item, criterion) = self.under(|stock| &stock.criteria);
                Change::Tick { item, criterion: CriterionId(criterion), is_met: self.dice.once_in(2) }
            }
            ChangeKind::Snooze => Change::Snooze { items, until: self.day() },
            ChangeKind::Keep => Change::Keep { items, why: word },
            ChangeKind::Ask => Change::Ask { item, text: word },
            ChangeKind::Answer => {
                let (item, question) = self.under(|stock| &stock.questions);
                let answer = (!self.dice.once_in(3)).then_some(word);
                Change::Answer { item, question: QuestionId(question), answer }
            }
            ChangeKind::DropQuestion => {
                let (item, question) = self.under(|stock| &stock.questions);
                Change::DropQuestion { item, question: QuestionId(question) }
            }
            ChangeKind::Split => {
                let (text, new) = (Box::new(self.story()), Box::new(self.new_item()));
                Change::Split { item, text, criteria: self.lines(), new }
            }
            ChangeKind::Merge => {
                Change::Merge { into: item, from: self.item(), text: Box::new(self.story()), criteria: self.lines() }
            }
            ChangeKind::Decline => {
                let requester = self.dice.once_in(2).then(|| self.word());
                let again = self.day();
                Change::Decline { items, refusal: Refusal { reason: word, alternative: None, requester, again } }
            }
            ChangeKind::Reconsider => Change::Reconsider { items: vec![item] },
            ChangeKind::AddSprint => Change::AddSprint { product, plan: Box::new(self.plan()) },
            ChangeKind::PlanSprint => {
                Change::PlanSprint { product, plan: Box::new(self.plan()), items, cause: self.cause() }
            }
            ChangeKind::EditSprint => Change::EditSprint { sprint, plan: Box::new(self.plan()) },
            ChangeKind::DropSprint => Change::DropSprint { sprint },
            ChangeKind::SetSprint => {
                let end = if self.dice.once_in(2) { End::Head } else { End::Tail };
                let sprint = (!self.dice.once_in(5)).then_some(sprint);
                Change::SetSprint { items, sprint, end, cause: self.cause() }
            }
            ChangeKind::StartSprint => Change::StartSprint { sprint },
            ChangeKind::CloseSprint => {
                let fates = items.into_iter().map(|id| (id, self.fate())).collect();
                let next = match self.dice.below(3) {
                    0 => Next::Nothing,
                    1 => Next::Planned(self.sprint()),
                    _ => Next::New(Box::new(self.plan())),
                };
                Change::CloseSprint { sprint, is_goal_met: Some(self.dice.once_in(2)), next, fates }
            }
            ChangeKind::ReviewSprint => Change::ReviewSprint { sprint, is_goal_met: None, notes: word },
            ChangeKind::Accept => Change::Accept { items, open: vec![self.word().into()], value: word },
            ChangeKind::Return => {
                let (of, criterion) = self.under(|stock| &stock.criteria);
                let criterion = self.dice.once_in(2).then_some(CriterionId(criterion));
                let items = if criterion.is_some() { vec![of] } else { items };
                Change::Return { items, reason: word, criterion }
            }
            ChangeKind::SetServes => Change::SetServes { items, serves: self.dice.once_in(2) },
            ChangeKind::SetValue => Change::SetValue { item, value: word },
            ChangeKind::AddPastSprints => Change::AddPastSprints { product, sprints: vec![self.past()] },
            ChangeKind::Improve => Change::Improve { sprint, said: self.said() },
            ChangeKind::EditImprovement => {
                Change::EditImprovement { improvement: self.improvement(), said: self.said() }
            }
            ChangeKind::DropImprovement => Change::DropImprovement { improvement: self.improvement() },
            ChangeKind::SetInputs => {
                let input = ["moscow", "rice.reach", "rice.effort", "ice.ease", "weighted.1"][self.dice.below(5)];
                let amount = (!self.dice.once_in(4)).then(|| Amount::whole(self.number(4) + 1));
                Change::SetInputs { items, inputs: vec![(input.to_owned(), amount)] }
            }
            ChangeKind::SetScoring => {
                let gap = self.dice.below(6);
                Change::SetScoring { product, scoring: Box::new(Scoring { gap, ..Scoring::default() }) }
            }
            ChangeKind::Compare => {
                let is_won = [Some(true), Some(false), None][self.dice.below(3)];
                Change::Compare { item, other: self.item(), is_won }
            }
            ChangeKind::Arrange => Change::Arrange { items, by: "RICE".into() },
            ChangeKind::SetPinned => Change::SetPinned { items, reason: self.dice.once_in(2).then_some(word) },
            ChangeKind::Explain => {
                let step = StepId(self.one(|stock| &stock.steps));
                Change::Explain { step, reason: if self.dice.once_in(3) { String::new() } else { word } }
            }
            ChangeKind::Trash => Change::Trash { items },
            ChangeKind::Restore => Change::Restore { items },
            ChangeKind::Import => return None,
        })
    }

    fn one(&mut self, of: impl Fn(&Stock) -> &Vec<i64>) -> i64 {
        let all = of(self.stock);
        if all.is_empty() { 1 } else { all[self.dice.below(all.len())] }
    }

    fn under(&mut self, of: impl Fn(&Stock) -> &Vec<(i64, i64)>) -> (ItemId, i64) {
        let all = of(self.stock);
        let (item, row) = if all.is_empty() { (1, 1) } else { all[self.dice.below(all.len())] };
        (ItemId(item), row)
    }

    fn product(&mut self) -> ProductId {
        let all = &self.stock.products;
        if all.is_empty() { ProductId(1) } else { all[self.dice.below(all.len())] }
    }

    fn sprint(&mut self) -> SprintId {
        SprintId(self.one(|stock| &stock.sprints))
    }

    fn improvement(&mut self) -> ImprovementId {
        ImprovementId(self.one(|stock| &stock.improvements))
    }

    fn item(&mut self) -> ItemId {
        let all = &self.stock.items;
        if all.is_empty() { ItemId(1) } else { all[self.dice.below(all.len())] }
    }

    /// One to five items, mostly one.
    fn items(&mut self) -> Vec<ItemId> {
        let count = if self.dice.once_in(2) { 1 } else { 1 + self.dice.below(5) };
        let mut items: Vec<ItemId> = (0..count).map(|_| self.item()).collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    fn number(&mut self, below: usize) -> i64 {
        i64::try_from(self.dice.below(below)).unwrap()
    }

    fn word(&mut self) -> String {
        const WORDS: [&str; 8] = ["pay", "Ship it", "Größe", "日本語", "q\u{301}b", "x; y, z", "'=1+1", "🙂 smile"];
        let n = self.dice.below(30);
        WORDS.get(n).map_or_else(|| format!("w{}", n % 7), |word| (*word).to_owned())
    }

    fn state(&mut self) -> State {
        STATES[self.dice.below(STATES.len())]
    }

    fn kind(&mut self) -> Kind {
        // Few epics: they have no place in the order.
        if self.dice.once_in(2) { Kind::Story } else { KINDS[self.dice.below(KINDS.len())] }
    }

    fn estimate(&mut self) -> Option<upnext::domain::Estimate> {
        size(["?", "1", "5", "XL", "0.5"][self.dice.below(5)])
    }

    fn day(&mut self) -> Option<chrono::NaiveDate> {
        let days = u64::try_from(self.dice.below(60)).unwrap();
        (!self.dice.once_in(3)).then(|| now().day + chrono::Days::new(days))
    }

    fn spot(&mut self) -> Spot {
        match self.dice.below(5) {
            0 => Spot::Top,
            1 => Spot::Bottom,
            2 => Spot::Above(self.item()),
            3 => Spot::Below(self.item()),
            _ => Spot::Place(self.dice.below(20)),
        }
    }

    fn fate(&mut self) -> Fate {
        match self.dice.below(3) {
            0 => Fate::Next,
            1 => Fate::Stay,
            _ => Fate::Backlog(Spot::Bottom),
        }
    }

    fn lines(&mut self) -> Vec<Line> {
        let (count, from) = (self.dice.below(4), self.dice.below(5));
        (0..count).map(|n| Line { text: format!("c{}", (n + from) % 6), is_done: self.dice.once_in(2) }).collect()
    }

    fn story(&mut self) -> Story {
        let tags = vec![self.word()];
        Story {
            kind: self.kind(),
            title: self.word(),
            persona: self.word(),
            want: self.word(),
            benefit: if self.dice.once_in(2) { String::new() } else { self.word() },
            description: format!("{}\n\n{}", self.word(), self.word()),
            estimate: self.estimate(),
            tags,
            asked: if self.dice.once_in(2) { String::new() } else { self.word() },
            assignee: if self.dice.once_in(2) { String::new() } else { self.word() },
            due: self.day(),
            note: self.word(),
            ..Story::default()
        }
    }

    fn new_item(&mut self) -> NewItem {
        let text = self.story();
        let kind = text.kind;
        NewItem { text, state: self.state(), criteria: self.lines(), ..titled("new", kind) }
    }

    fn ties(&mut self) -> Ties {
        let epic = self.dice.once_in(4).then(|| self.item());
        let needs = if self.dice.once_in(2) { vec![self.item()] } else { vec![] };
        let needed_by = if self.dice.once_in(3) { vec![self.item()] } else { vec![] };
        Ties { state: self.state(), epic, needs, needed_by }
    }

    fn new_product(&mut self) -> NewProduct {
        let n = self.dice.below(1_000_000);
        product(&format!("product {n}"), &format!("Q{n}"))
    }

    fn plan(&mut self) -> Plan {
        let starts = self.day();
        let ends = starts.map(|day| day + chrono::Days::new(11));
        let capacity = self.dice.once_in(2).then(|| Points(20_000 + self.number(9) * 1000));
        let name = if self.dice.once_in(2) { String::new() } else { self.word() };
        Plan { name, goal: self.word(), starts, ends, capacity }
    }

    fn cause(&mut self) -> Cause {
        Cause { reason: self.word(), asked: self.word() }
    }

    fn said(&mut self) -> Improvement {
        Improvement { text: self.word(), owner: self.word(), due: self.day(), done_on: self.day() }
    }

    fn past(&mut self) -> PastSprint {
        let starts = now().day - chrono::Days::new(100 + u64::try_from(self.dice.below(50)).unwrap());
        let past = Past { planned: Some(Points(self.number(30) * 1000)), completed: None };
        PastSprint { name: self.word(), starts, ends: starts + chrono::Days::new(11), past }
    }
}

/// Some texts of a product, with a template or two.
pub(crate) fn sheet(n: usize) -> Box<Sheet> {
    const KINDS: [Kind; 3] = [Kind::Story, Kind::Bug, Kind::Spike];
    let lines = |of: &str| (0..n % 4).map(|i| format!("{of} {}", (n + i) % 6)).collect::<Vec<_>>();
    let template = |i: usize| Template {
        kind: KINDS[(n + i) % 3],
        title: format!("{} of {n}", KINDS[(n + i) % 3].name()),
        persona: String::new(),
        want: format!("want {n}"),
        benefit: String::new(),
        description: String::new(),
        criteria: lines("criterion"),
    };
    Box::new(Sheet {
        vision: format!("vision {}", n % 3),
        goal: format!("goal {}", n % 5),
        personas: lines("role"),
        reasons: lines("reason"),
        done: lines("done"),
        templates: (0..n % 3).map(template).collect(),
        ..Sheet::default()
    })
}

/// What a tool elsewhere exports now: some of its issues, in any state, with everything that its columns can tell.
pub(crate) fn jira(dice: &mut Dice) -> String {
    const HEADER: &str = "Summary,Issue key,Issue id,Issue Type,Status,Resolution,Labels,Component/s,Story Points,\
        Sprint,Parent,Inward issue link (Blocks),Comment,Description,Due date,Reporter,Reach,Team\n";
    const TYPES: [&str; 6] = ["Story", "Bug", "Task", "Sub-task", "Epic", "Incident"];
    const STATUSES: [&str; 5] = ["To Do", "In Progress", "UAT", "Done", "Won't Do"];
    let mut text = HEADER.to_owned();
    for _ in 0..=dice.below(9) {
        let n = dice.below(12);
        let kind = if n < 2 { "Epic" } else { TYPES[dice.below(TYPES.len())] };
        let key = if dice.once_in(9) { format!("K-{n}") } else { format!("J-{n}") };
        let mut some = |of: String| if dice.once_in(2) { of } else { String::new() };
        let sprint = some("Board Sprint 1".into());
        let (parent, needs) = (some("J-1".into()), some(format!("J-{}", (n * 7 + 3) % 12)));
        let comment = some(format!("01/Feb/26 10:0{};ann;said {n}", n % 9));
        let (due, reach) = (some("2026-04-01".into()), some("40".into()));
        let (labels, team) = (some("web".into()), some(format!("team {}", n % 3)));
        let cells = [
            format!("issue {n} v{}", dice.below(3)),
            key,
            n.to_string(),
            kind.to_owned(),
            STATUSES[dice.below(STATUSES.len())].to_owned(),
            String::new(),
            labels,
            "Shop".to_owned(),
            ["1", "5", "", "XL"][dice.below(4)].to_owned(),
            sprint,
            parent,
            needs,
            comment,
            format!("\"Text {}\n\nh3. Acceptance Criteria\n# card\n# cash {}\"", dice.below(3), dice.below(3)),
            due,
            "Ann".to_owned(),
            reach,
            team,
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// An import of such a file into a product, with some of what changed on both sides taken from there; `None` where it
/// can't be planned.
pub(crate) fn import(store: &Store, dice: &mut Dice, product: ProductId) -> Option<Change> {
    let source = Source { name: "jira.csv".into(), bytes: jira(dice).into_bytes() };
    let parsed = exchange::read(&[source], &Options::default()).unwrap();
    let mut plan = transfer::plan(store, parsed, Some(product)).ok()?;
    let mut chosen = plan.chosen.clone();
    chosen.has_order = dice.once_in(2);
    let conflicts = &plan.plan.conflicts;
    chosen.theirs =
        conflicts.iter().filter(|_| dice.once_in(2)).map(upnext::domain::import::Conflict::chosen).collect();
    plan.agree(chosen, None, &mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    Some(plan.change())
}

#[test]
fn every_kind_is_made_as_what_it_is_called() {
    let stock = Stock::guessed(ProductId(1), &[ItemId(1), ItemId(2)]);
    for kind in ChangeKind::iter() {
        for seed in 0..20 {
            let made = change(kind, &mut Dice(seed), &stock);
            assert!(
                made.as_ref().map_or(kind == ChangeKind::Import, |made| ChangeKind::from(made) == kind),
                "{made:?}"
            );
        }
    }
}
