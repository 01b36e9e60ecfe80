//! Files in and out, as a person meets them: every shape of a table, hostile bytes, and the round trips.

use chrono::NaiveDate;
use proptest::prelude::*;
use upnext::domain::criterion::Line;
use upnext::domain::import::{self, Exported, Field, Known, Origin, Parsed, Record};
use upnext::domain::item::{Event, Extra, Fact, NewItem, Refusal, Story};
use upnext::domain::product::Product;
use upnext::domain::{Estimate, Instant, ItemId, Key, Kind, ProductId, Scale, State, text};
use upnext::exchange::{self, ExchangeError, Export, Format, MapRule, Options, Source, Writer};

fn source(text: &str) -> Source {
    Source { name: "file".into(), bytes: text.as_bytes().to_vec() }
}

fn read_with(text: &str, options: &Options) -> Result<Parsed, ExchangeError> {
    exchange::read(&[source(text)], options)
}

fn read(text: &str) -> Parsed {
    read_with(text, &Options::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn told(parsed: &Parsed, part: &str) -> usize {
    parsed.report.lines.iter().filter(|l| l.0.contains(part)).map(|l| l.1).sum()
}

const JIRA: &str = "Summary;Issue key;Issue id;Issue Type;Status;Status Category;Resolution;Labels;Labels;Component/s;\
Custom field (Story Points);Custom field (Story point estimate);Sprint;Sprint;Parent;Custom field (Flagged);Reporter;Resolved;Description
Checkout;A-1;100;Epic;To Do;To Do;;;;;;;;;;;Ann;;
Pay;A-2;101;Story;UAT;In Progress;;web;pay;Shop;;5;S 1;S 2;100;Impediment;Ann;;\"*As a* buyer
*I want* to pay
*so that* I own it

Notes

h3. Acceptance Criteria
# card
# cash\"
Card form;A-3;102;Sub-task;Done;Done;;;;;;;;;101;;;;how
Old;A-4;103;Bug;Closed;Done;Won't Do;;;;3;8;;;;;;01/02/2025 10:00;
Odd;A-5;104;Incident;Limbo;Done;;;;;a lot of work;;;;999;;;13/02/2025 10:00;
";

#[test]
fn a_jira_export_is_read_whole() {
    let parsed = read(JIRA);
    let by = |key: &str| parsed.records.iter().find(|r| r.key == key).unwrap();
    assert_eq!(parsed.records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["A-1", "A-2", "A-4", "A-5"]);
    let pay = by("A-2");
    assert_eq!((pay.item.state, pay.item.blocked.as_deref()), (State::ToAccept, Some("Impediment")));
    assert_eq!(pay.item.text.tags, ["web", "pay", "Shop"]);
    assert_eq!(pay.item.text.estimate.as_ref().map(Estimate::as_str), Some("5"));
    assert_eq!(
        (pay.item.text.persona.as_str(), pay.item.text.want.as_str(), pay.item.text.benefit.as_str()),
        ("buyer", "to pay", "I own it")
    );
    assert_eq!(pay.item.text.description, "Notes");
    assert_eq!(pay.item.criteria.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["card", "cash"]);
    assert_eq!(pay.parent.as_deref(), Some("A-1"));
    assert_eq!(pay.item.subtasks, [Line { text: "A-3 Card form".into(), is_done: true }]);
    let sprints: Vec<_> = pay.extra.iter().filter(|e| e.column == "Sprint").map(|e| e.value.as_str()).collect();
    assert_eq!(sprints, ["S 1", "S 2"]);
    assert!(pay.extra.iter().any(|e| e.column == "A-3 description" && e.value == "how"));

    let old = by("A-4");
    assert_eq!(old.item.declined_at.map(Instant::rfc3339).as_deref(), Some("2025-02-01T10:00:00.000Z"));
    assert_eq!(old.item.decline.as_ref().map(|d| d.reason.as_str()), Some("Won't Do"));
    assert_eq!(old.item.text.estimate.as_ref().map(Estimate::as_str), Some("3"));
    assert!(old.extra.iter().any(|e| e.value == "8"));

    let odd = by("A-5");
    assert_eq!((odd.item.state, odd.item.text.kind), (State::Done, Kind::Task));
    assert_eq!(odd.item.done_at.map(Instant::rfc3339).as_deref(), Some("2025-02-13T10:00:00.000Z"));
    assert_eq!(told(&parsed, "\"Limbo\" is not known"), 1);
    assert_eq!(told(&parsed, "\"Incident\" is not known"), 1);
    assert_eq!(told(&parsed, "estimates not understood"), 1);
    assert_eq!(told(&parsed, "day/month"), 1);
    assert!(!pay.tells.has(Field::Assignee) && pay.tells.has(Field::State) && pay.tells.has(Field::Criteria));
}

#[test]
fn parents_are_found_across_files() {
    let epics = source("Summary,Issue key,Issue id,Issue Type\nShop,A-1,100,Epic\n");
    let stories = source("Summary,Issue key,Issue id,Issue Type,Parent\nPay,A-2,101,Story,100\nLeft,A-3,102,Story,7\n");
    let parsed = exchange::read(&[stories, epics], &Options::default()).unwrap();
    assert_eq!(parsed.name, "2 files");
    assert_eq!(parsed.records[0].parent.as_deref(), Some("A-1"));
    assert_eq!(parsed.records[1].parent, None);
    assert!(parsed.records[1].extra.contains(&Extra { column: "Parent".into(), value: "7".into() }));
}

#[test]
fn a_translated_export_is_read() {
    let parsed = read(
        "Zusammenfassung;Vorgangsschlüssel;Vorgangs-ID;Vorgangstyp;Status;Priorität;Benutzerdefiniertes Feld (Story Points);Erstellt\n\
         Später;B-1;1;Aufgabe;Zu erledigen;Niedrig;3;21.Dez.22 15:31\nZuerst;B-2;2;Fehler;In Arbeit;Höchste;1,5;02.03.2026 08:00\n",
    );
    let first = &parsed.records[0];
    assert_eq!((first.key.as_str(), first.item.text.kind, first.item.state), ("B-2", Kind::Bug, State::InProgress));
    assert_eq!(first.item.text.estimate.as_ref().map(Estimate::as_str), Some("1.5"));
    assert_eq!(first.item.created_at.map(Instant::rfc3339).as_deref(), Some("2026-03-02T08:00:00.000Z"));
    assert_eq!(parsed.records[1].item.created_at.map(Instant::rfc3339).as_deref(), Some("2022-12-21T15:31:00.000Z"));
}

#[test]
fn any_table_is_read_by_its_columns_or_by_rules() {
    let options = |map: &str| Options { from: None, map: MapRule::parse_all(map).unwrap() };
    let table = "what,how big,where\nPay,5,UAT\nShip,8,Limbo\n";
    let parsed = read_with(table, &options("title=what,points=\"how big\",status=where,status.Limbo=ready")).unwrap();
    assert_eq!(parsed.records[0].item.state, State::ToAccept);
    assert_eq!(parsed.records[1].item.state, State::Ready);
    assert_eq!(parsed.records[1].item.text.estimate.as_ref().map(Estimate::as_str), Some("8"));
    assert!(parsed.report.lines[0].0.contains("title = what"));
    let unknown = read_with(table, &options("title=whatever")).unwrap_err().to_string();
    assert!(unknown.contains("how big"), "{unknown}");
    let untitled = read_with(table, &Options { from: Some(Format::Csv), map: vec![] }).unwrap_err().to_string();
    assert!(untitled.contains("--map title="), "{untitled}");
    let unmapped = read_with("title,points\nPay,5\n", &options("points=")).unwrap();
    assert_eq!(unmapped.records[0].item.text.estimate, None);
}

#[test]
fn rows_are_known_again_by_key_or_by_title() {
    let keyed = read("id,title\n1,Pay\n2,Ship\n");
    assert_eq!(keyed.records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let repeated = read("id,title\n1,Pay\n1,Ship\n1,Pay\n");
    assert_eq!(repeated.records[0].key[..16], repeated.records[2].key[..16]);
    assert_ne!(repeated.records[0].key, repeated.records[2].key);
    assert_eq!(told(&repeated, "by their title"), 1);
}

#[test]
fn every_encoding_and_line_end_gives_the_same() {
    let plain = read("title,estimate\nPay,5\nShip,8\n").records;
    for text in [
        "title,estimate\r\nPay,5\r\nShip,8\r\n",
        "title,estimate\rPay,5\rShip,8",
        "title;estimate\nPay;5\nShip;8",
        "title\testimate\nPay\t5\nShip\t8\n",
        "\u{feff}title,estimate\nPay,5\n\u{feff}title,estimate\nShip,8\n",
    ] {
        assert_eq!(read(text).records, plain, "{text:?}");
    }
    let latin = exchange::read(
        &[Source { name: "f".into(), bytes: b"title,tags\nGr\xfc\xdfe,a\n".to_vec() }],
        &Options::default(),
    )
    .unwrap();
    assert_eq!(latin.records[0].item.text.title, "Grüße");
    assert_eq!(told(&latin, "Windows-1252"), 1);
}

#[test]
fn hostile_input_is_counted_or_refused_but_never_a_panic() {
    let refused = |bytes: &[u8]| {
        exchange::read(&[Source { name: "f".into(), bytes: bytes.to_vec() }], &Options::default())
            .unwrap_err()
            .to_string()
    };
    assert!(refused(b"").contains("empty"));
    assert!(refused(b"title,points\n").contains("no row"));
    assert!(refused(&[0x7f, b'E', b'L', b'F', 1, 0, 0, 0, 2]).contains("binary"));
    assert!(refused(b"PK\x03\x04").contains("save it as CSV"));
    assert!(refused(b"{\"format\":\"trello\"}").contains("not upnext's JSON"));
    assert!(refused(b"{\"format\":\"upnext\",\"version\":2,\"stuff\":1}").contains("update upnext"));
    assert!(refused(b"{\"format\":\"upnext\",\n\"version\":1,,}").contains("line 2"));
    assert!(exchange::read(&[], &Options::default()).is_err());

    let wide = (0..2500).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let parsed = read(&format!("title,{wide}\nPay{}\n", ",x".repeat(2500)));
    assert_eq!(parsed.records[0].extra.len(), 2500);

    let parsed = read("title,description\nPa\0y\u{1b}[31m,5\nLost,\"never closed\nShip,8\n");
    assert_eq!((parsed.records.len(), parsed.records[0].item.text.title.as_str()), (1, "Pay[31m"));
    assert_eq!((told(&parsed, "control characters"), told(&parsed, "quotation mark is never closed")), (1, 1));

    let parsed = read(&format!("title,description\n{},{}\n", "x".repeat(1_000_000), "y".repeat(1_500_000)));
    let record = &parsed.records[0];
    assert!(
        record.item.text.title.len() <= text::LINE_LIMIT && record.item.text.description.len() <= text::BLOCK_LIMIT
    );
    let kept: usize = record.extra.iter().map(|e| e.value.len()).sum();
    assert_eq!(kept + record.item.text.description.len(), 2_500_000);

    let parsed = read("title,points\nPay,5,too,many\nShip\n,\n,3\n");
    assert_eq!(parsed.records.len(), 3);
    assert_eq!((told(&parsed, "shorter"), told(&parsed, "wider"), told(&parsed, "without a title")), (1, 1, 1));
    assert_eq!(parsed.records[0].extra.iter().map(|e| e.value.as_str()).collect::<Vec<_>>(), ["too", "many"]);
}

fn product() -> Product {
    let uid = uuid::Uuid::from_u128(9);
    Product {
        id: ProductId(1),
        uid,
        name: "Webshop".into(),
        prefix: "WEB".into(),
        scale: Scale::Powers,
        scoring: Box::default(),
        sheet: Box::default(),
    }
}

fn exported(records: &[Record]) -> Vec<Exported> {
    let key = |r: &Record| Key { prefix: "WEB".into(), number: r.item.number.unwrap_or(1) };
    let epic = |uid: &String| {
        let parent = records.iter().find(|r| r.key == *uid).unwrap();
        (parent.item.uid.unwrap(), key(parent))
    };
    let of = |(n, r): (usize, &Record)| Exported {
        id: ItemId(1),
        key: key(r),
        place: Some(n + 1),
        item: r.item.clone(),
        epic: r.parent.as_ref().map(epic),
        needs: r.needs.iter().map(epic).collect(),
        merged_into: r.merged_into.as_ref().map(epic),
        about: r.about.as_ref().map(epic),
        refused: Vec::new(),
        origin: r.origin.clone(),
        extra: r.extra.clone(),
    };
    records.iter().enumerate().map(of).collect()
}

fn written(format: Export, records: &[Record]) -> String {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(format.private(), &mut bytes).unwrap();
    writer.product(&product()).unwrap();
    for item in &exported(records) {
        writer.item(item).unwrap();
    }
    writer.finish().unwrap();
    String::from_utf8(bytes).unwrap()
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof!["", "[a-zé=+@',;\"\n ]{0,20}", "(\\PC|\n){0,20}", "(As a |I want |so that |- \\[ \\] |# |\n|x){0,8}"]
        .prop_map(|raw| text::block("x", &raw).unwrap_or_default())
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof!["", "[a-zé=+@',;\"-]{0,12}", "\\PC{0,12}"].prop_map(|raw| text::line("x", &raw).unwrap_or_default())
}

fn instant() -> impl Strategy<Value = Option<Instant>> {
    prop::option::of((0_i64..4_000_000_000_000).prop_map(Instant))
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((block(), any::<bool>()), 0..3).prop_map(|all| {
        all.into_iter().filter(|l| !l.0.is_empty()).map(|(text, is_done)| Line { text, is_done }).collect()
    })
}

prop_compose! {
    fn story()(kind in 0..6_usize, title in line(), persona in block(), want in block(), benefit in block(), description in block(),
               points in "[0-9]{0,2}|XL", tags in prop::collection::vec(line(), 0..3), asked in line(), assignee in line(), note in block(),
               due in prop::option::of(0_i32..20_000), links in prop::collection::vec(line(), 0..3)) -> Story {
        let kinds = [Kind::Epic, Kind::Story, Kind::Bug, Kind::Debt, Kind::Spike, Kind::Task];
        Story {
            kind: kinds[kind],
            title: if title.is_empty() { "t".into() } else { title },
            persona, want, benefit, description, asked, assignee, note,
            estimate: Estimate::parse(&points).unwrap(),
            tags: tags.into_iter().filter(|t| !t.is_empty()).take(1).collect(),
            due: due.and_then(|d| NaiveDate::from_num_days_from_ce_opt(730_000 + d)),
            links: links.into_iter().filter(|link| !link.is_empty()).collect(),
        }
    }
}

/// A refusal's reason is never empty.
fn given(reason: String) -> String {
    if reason.is_empty() { "because".into() } else { reason }
}

prop_compose! {
    fn item()(text in story(), state in 0..7_usize, criteria in lines(), subtasks in lines(), blocked in block(), reason in block(), other in prop::option::of(block()),
              trashed: bool, number in 1_i64..99_999, created in instant(), updated in instant(), done in instant(), at in 0_i64..4_000_000_000_000) -> NewItem {
        let states = [State::Inbox, State::Open, State::Ready, State::InProgress, State::ToAccept, State::Done, State::Declined];
        let state = states[state];
        let event = Event::plain(Fact::State, None, Some("open".into()), Instant(at), Instant(at).utc().date_naive());
        NewItem {
            text, state, criteria, subtasks,
            blocked: (!blocked.is_empty()).then_some(blocked),
            decline: (state == State::Declined).then(|| Refusal { reason: given(reason), alternative: other.clone(), requester: other, again: None }),
            uid: None,
            number: Some(number), is_trashed: trashed, created_at: created, updated_at: updated, done_at: done,
            declined_at: updated.filter(|_| state == State::Declined),
            trashed_at: done.filter(|_| trashed),
            events: vec![event],
            ..NewItem::default()
        }
    }
}

prop_compose! {
    fn records()(items in prop::collection::vec((item(), block(), any::<bool>(), any::<bool>()), 0..6)) -> Vec<Record> {
        let uid = |n: usize| uuid::Uuid::from_u128(n as u128 + 1);
        items.into_iter().enumerate().map(|(n, (mut item, value, has_parent, has_origin))| {
            item.uid = Some(uid(n));
            let origin = Origin { source: "jira".into(), key: format!("A-{n}"), imported: [(Field::Title, value.clone())].into(), ..Origin::default() };
            Record {
                source: "upnext".into(),
                key: uid(n).to_string(),
                parent: (has_parent && n > 0).then(|| uid(0).to_string()),
                needs: (0..n).filter(|_| has_origin).map(|n| uid(n).to_string()).collect(),
                merged_into: (has_origin && n > 0).then(|| uid(0).to_string()),
                item,
                extra: if value.is_empty() { vec![] } else { vec![Extra { column: "c".into(), value: value.clone() }; 2] },
                origin: has_origin.then_some(origin),
                ..Record::default()
            }
        }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn json_out_and_in_is_the_same(records in records()) {
        let parsed = read(&written(Export::Json, &records));
        prop_assert_eq!(&parsed.records, &records);
        let back = parsed.product.unwrap();
        prop_assert_eq!((back.uid, back.name, back.prefix, back.scale), (Some(product().uid), product().name, product().prefix, product().scale));
        prop_assert!(parsed.report.lines.is_empty());
    }

    #[test]
    fn csv_out_and_in_keeps_key_order_estimate_state_and_text(records in records()) {
        let kept: Vec<&Record> = records.iter().filter(|r| !r.item.is_trashed).collect();
        let written = written(Export::Csv, &records);
        let unsafe_start = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let mut reader = csv::ReaderBuilder::new().from_reader(written.as_bytes());
        for row in reader.records() {
            prop_assert!(row.unwrap().iter().all(|cell| !unsafe_start(cell)));
        }
        if !kept.is_empty() {
            let parsed = read(&written);
            prop_assert_eq!(parsed.records.len(), kept.len());
            for (back, record) in parsed.records.iter().zip(kept) {
                let (a, b) = (&back.item, &record.item);
                prop_assert_eq!(a.number, b.number);
                prop_assert_eq!((&a.text.title, a.text.kind, a.state, &a.text.estimate), (&b.text.title, b.text.kind, b.state, &b.text.estimate));
                prop_assert_eq!(a.text.description.trim(), b.text.description.trim());
                prop_assert_eq!((a.text.due, a.created_at), (b.text.due, b.created_at));
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(title|points|,|;|\"|\n|\r|As a |I want |#G1#|- |\\[|\\{|=|\t|é|\u{feff}|\0| x){0,40}", format in 0..5_usize) {
        let from = [None, Some(Format::Jira), Some(Format::Stories), Some(Format::Csv), Some(Format::Upnext)][format];
        let options = Options { from, map: vec![] };
        for bytes in [bytes, text.into_bytes()] {
            if let Ok(parsed) = exchange::read(&[Source { name: "f".into(), bytes }], &options) {
                let plan = import::plan(&parsed, &Known::default());
                prop_assert_eq!(plan.creates.len() + plan.duplicates.len(), parsed.records.len());
                prop_assert!(parsed.records.iter().all(|r| !r.item.text.title.is_empty() && !r.key.is_empty()));
                prop_assert!(parsed.records.iter().all(|r| (r.item.state == State::Declined) == r.item.decline.is_some()));
                let _ = import::summary(&parsed, &plan);
            }
        }
    }
}

#[test]
fn a_big_file_can_be_watched_and_cancelled() {
    let text = format!("title\n{}", "Pay, later\n".repeat(5000));
    let files = [source(&text), source(&text)];
    let mut seen = Vec::new();
    let all = exchange::read_watched(&files, &Options::default(), &mut |bytes| {
        seen.push(bytes);
        true
    });
    assert_eq!(all.unwrap().records.len(), 10_000);
    assert!(seen.len() > 10 && seen.is_sorted() && seen.last().is_some_and(|last| *last <= 2 * text.len()));
    let stopped = exchange::read_watched(&files, &Options::default(), &mut |_| false);
    assert_eq!(stopped.unwrap_err(), ExchangeError::Cancelled);
}

#[test]
fn a_table_without_names_for_its_columns_is_guessed_or_refused() {
    let guessed = read("ID;Was\n1;Karten zahlen\n2;Bar zahlen\n");
    assert_eq!(guessed.records[0].item.text.title, "Karten zahlen");
    assert_eq!(told(&guessed, "taken for it"), 1);
    let refused = read_with("US-1;As a user, I want x;5\nUS-2;As a user, I want y;3\n", &Options::default());
    assert!(refused.unwrap_err().to_string().contains("first row"));
    let dated = read("Name,Completed At\nPay,2026-01-02\nShip,\n");
    assert_eq!(dated.records.iter().map(|r| r.item.state).collect::<Vec<_>>(), [State::Done, State::Open]);
}

#[test]
fn equal_rows_of_several_files_stay_apart() {
    let files = [source("- Pay\n- Pay"), source("- Pay")];
    let parsed = exchange::read(&files, &Options::default()).unwrap();
    assert_eq!(import::plan(&parsed, &Known::default()).creates.len(), 3);
}

#[test]
fn what_is_made_for_others_has_no_private_note_and_no_trash() {
    let mut shown = Record { source: "upnext".into(), key: "a".into(), ..Record::default() };
    shown.item.text = Story { title: "Shown".into(), note: "secret".into(), want: "to pay".into(), ..Story::default() };
    let mut thrown = shown.clone();
    (thrown.item.text.title, thrown.item.is_trashed) = ("Thrown away".into(), true);
    for format in [Export::Markdown, Export::Csv] {
        let text = written(format, &[shown.clone(), thrown.clone()]);
        assert!(text.contains("Shown") && !text.contains("secret") && !text.contains("Thrown"), "{text}");
    }
    assert!(
        written(Export::Markdown, &[shown.clone()])
            .contains("### 1. WEB-1 Shown\n\n*story · open*\n\nI want to pay.\n")
    );
    assert!(written(Export::Json, &[shown, thrown]).contains("secret"));
}

#[test]
fn several_products_are_read_one_by_one() {
    let json = "{\"format\":\"upnext\",\"version\":1,\"products\":[{\"product\":{\"name\":\"A\"},\"items\":[{\"title\":\"x\"}]},{\"product\":{\"name\":\"B\"},\"items\":[]}]}";
    assert!(read_with(json, &Options::default()).unwrap_err().to_string().contains("A, B"));
    let each = exchange::read_each(&[source(json)], &Options::default()).unwrap();
    assert_eq!(each.iter().map(|p| p.records.len()).collect::<Vec<_>>(), [1, 0]);
    assert!(exchange::read(&[source(json), source("title\nx")], &Options::default()).is_err());
}
