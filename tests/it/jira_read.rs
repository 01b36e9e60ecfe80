//! Jira's exports as teams have them: comments, links, versions, sub-tasks, six languages, dates in all shapes, files
//! that are cut off, and what is learned of the source for the way back.

use upnext::domain::criterion::Line;
use upnext::domain::import::{Alarm, DateShape, Field, Parsed, Part, Record};
use upnext::domain::item::Extra;
use upnext::domain::{Estimate, Instant, Kind, State};
use upnext::exchange::{self, ExchangeError, Format, MapRule, Options, Source};

fn file(name: &str, text: &str) -> Source {
    Source { name: name.into(), bytes: text.as_bytes().to_vec() }
}

fn read_all(files: &[Source]) -> Result<Parsed, ExchangeError> {
    exchange::read(files, &Options::default())
}

fn read(text: &str) -> Parsed {
    read_all(&[file("jira.csv", text)]).unwrap_or_else(|e| panic!("{e}"))
}

fn by<'p>(parsed: &'p Parsed, key: &str) -> &'p Record {
    parsed.records.iter().find(|r| r.key == key).unwrap_or_else(|| panic!("{key} is not there"))
}

fn beside<'r>(record: &'r Record, column: &str) -> Vec<&'r str> {
    record.extra.iter().filter(|e| e.column == column).map(|e| e.value.as_str()).collect()
}

fn told(parsed: &Parsed, part: &str) -> usize {
    parsed.report.lines.iter().filter(|l| l.0.contains(part)).map(|l| l.1).sum()
}

const FULL: &str = "Summary,Issue key,Issue id,Issue Type,Status,Priority,Resolution,Assignee,Assignee Id,Created,Updated,\
Resolved,Due date,Labels,Labels,Components,Components,Fix versions,Fix versions,Affects versions,Description,\
Inward issue link (Blocks),Inward issue link (Blocks),Outward issue link (Blocks),Outward issue link (Duplicate),\
Outward issue link (Relates),Custom field (Story point estimate),Custom field (Story Points),Comment,Comment,Parent,Parent key
Shop,WEB-1,100,Epic,To Do,High,,,,1/2/2025 9:00,1/3/2025 9:00,,,,,,,,,,,,,,,,,,,,,
Pay,WEB-2,101,Story,UAT,Highest,,Ann,712020:00000000-0000-4000-8000-000000000001,1/2/2025 9:00,6/21/2025 16:14,,6/30/2025 0:00,\
web;pay,urgent,\"Search, Filter\",Cart,1.0,2.0,0.9,text,WEB-3,OUT-9,WEB-4,,WEB-1,5,,\
\"6/21/2025 16:14;712020:00000000-0000-4000-8000-000000000001;second; still, second\",\"6/2/2025 8:00;bo;first\nline\",100,WEB-1
Ship,WEB-3,102,Task,Done,Low,Done,Bo,,1/2/2025 9:00,1/3/2025 9:00,6/1/2025 8:00,,,,,,,,,,,,WEB-2,,,8,,no date; only text,,,
Wait,WEB-4,103,Bug,Closed,Low,Duplicate,,,1/2/2025 9:00,1/3/2025 9:00,6/1/2025 8:00,,,,,,,,,,,,,WEB-2,,,,,,,
Lost,WEB-5,104,Bug,Done,Low,Cannot Reproduce,,,1/2/2025 9:00,1/3/2025 9:00,6/1/2025 8:00,,,,,,,,,,,,OUT-1,,,3,,,,,
Form,WEB-6,105,Sub-task,In Progress,High,,Cy,,1/2/2025 9:00,1/3/2025 9:00,,,a,b,,,2.0,,,how,,,,,,,,\"6/3/2025 8:00;bo;hm\",,101,WEB-2
";

#[test]
fn every_cell_of_a_row_has_a_home_or_is_kept() {
    let parsed = read(FULL);
    let pay = by(&parsed, "WEB-2");
    assert_eq!(pay.id.as_deref(), Some("101"));
    assert_eq!(beside(pay, "Issue id"), ["101"], "as older imports have it");
    assert_eq!(pay.item.text.tags, ["web", "pay", "urgent", "Search, Filter", "Cart"]);
    assert_eq!((beside(pay, "Fix versions"), beside(pay, "Affects versions")), (vec!["1.0", "2.0"], vec!["0.9"]));
    assert_eq!(beside(pay, "Priority"), ["Highest"]);
    assert_eq!(pay.item.text.assignee, "Ann");
    assert_eq!(pay.item.text.due.map(|day| day.to_string()).as_deref(), Some("2025-06-30"));
    assert_eq!(pay.parent.as_deref(), Some("WEB-1"));
    let comments: Vec<_> = pay.item.comments.iter().map(|c| (c.author.as_str(), c.text.as_str())).collect();
    assert_eq!(comments, [("bo", "first\nline"), ("Ann", "second; still, second")]);
    let written = pay.item.comments[1].at.map(Instant::rfc3339);
    assert_eq!(written.as_deref(), Some("2025-06-21T16:14:00.000Z"));
    assert!(pay.tells.has(Field::Comments) && pay.tells.has(Field::Needs) && beside(pay, "Comment").is_empty());
    let ship = by(&parsed, "WEB-3");
    assert_eq!((ship.item.comments[0].at, ship.item.comments[0].text.as_str()), (None, "no date; only text"));
    assert_eq!((told(&parsed, "comments read"), told(&parsed, "comments whose date is not understood")), (4, 1));
}

#[test]
fn links_say_what_an_item_needs_and_where_a_duplicate_lives_on() {
    let parsed = read(FULL);
    let needs = |key: &str| by(&parsed, key).needs.clone();
    assert_eq!(needs("WEB-2"), ["WEB-3", "OUT-9"], "both of the inward ones, and the outward one of WEB-3 not twice");
    assert_eq!(needs("WEB-4"), ["WEB-2"], "told by the other end");
    let wait = by(&parsed, "WEB-4");
    assert_eq!((wait.item.state, wait.merged_into.as_deref()), (State::Declined, Some("WEB-2")));
    assert_eq!(wait.item.decline.as_ref().map(|no| no.reason.as_str()), Some("Duplicate"));
    let lost = by(&parsed, "WEB-5").item.decline.as_ref().map(|no| no.reason.clone());
    assert_eq!(lost.as_deref(), Some("Cannot Reproduce"));
    assert_eq!(beside(by(&parsed, "WEB-2"), "Outward issue link (Relates)"), ["WEB-1"]);
    assert_eq!(beside(by(&parsed, "WEB-2"), "Inward issue link (Blocks)"), ["WEB-3", "OUT-9"]);
    assert_eq!(told(&parsed, "outside these files"), 1);
}

#[test]
fn links_and_parents_are_found_across_files() {
    let one = file("one.csv", "Summary,Issue key,Issue id,Issue Type,Outward issue link (Blocks)\nA,W-1,1,Story,W-2\n");
    let two = file(
        "two.csv",
        "Summary,Issue key,Issue id,Issue Type,Parent\nB,W-2,2,Story,3\nE,W-3,3,Epic,\nS,W-4,4,Sub-task,1\n",
    );
    let parsed = read_all(&[one, two]).unwrap();
    assert_eq!(
        (by(&parsed, "W-2").needs.as_slice(), by(&parsed, "W-2").parent.as_deref()),
        (["W-1".to_owned()].as_slice(), Some("W-3"))
    );
    assert!(by(&parsed, "W-2").tells.has(Field::Needs) && !by(&parsed, "W-3").tells.has(Field::Needs));
    assert_eq!(by(&parsed, "W-1").item.subtasks, [Line { text: "W-4 S".into(), is_done: false }]);
    assert_eq!(parsed.feeds.len(), 1, "one source");
}

#[test]
fn a_sub_task_is_a_line_and_what_else_it_says_stays_beside_its_item() {
    let parsed = read(FULL);
    let pay = by(&parsed, "WEB-2");
    assert_eq!(pay.item.subtasks, [Line { text: "WEB-6 Form".into(), is_done: false }]);
    for (column, value) in [
        ("WEB-6 description", "how"),
        ("WEB-6 assignee", "Cy"),
        ("WEB-6 state", "in progress"),
        ("WEB-6 tags", "a; b"),
        ("WEB-6 comment", "2025-06-03 bo: hm"),
        ("WEB-6 Priority", "High"),
    ] {
        assert!(pay.extra.contains(&Extra { column: column.into(), value: value.into() }), "{column}: {:?}", pay.extra);
    }
    assert!(beside(pay, "WEB-6 Fix versions").is_empty(), "as its item says it");
}

#[test]
fn what_is_learned_of_the_source_is_there_for_the_way_back() {
    let options = Options {
        from: Some(Format::Jira),
        map: MapRule::parse_all("status.UAT=\"to accept\",due=\"Due date\"").unwrap(),
    };
    let parsed = exchange::read(&[file("jira.csv", FULL)], &options).unwrap();
    let [feed] = parsed.feeds.as_slice() else { panic!("{:?}", parsed.feeds) };
    assert_eq!((feed.source.as_str(), feed.from.as_deref()), ("jira", Some("jira")));
    assert_eq!(MapRule::parse_all(&feed.map.join(",")), Ok(options.map));
    let column = |part: Part| feed.columns.get(&part).cloned().unwrap_or_default();
    assert_eq!(column(Part::Labels), ["Labels", "Labels"]);
    assert_eq!(column(Part::Components), ["Components", "Components"]);
    assert_eq!(column(Part::Estimate)[0], "Custom field (Story point estimate)", "the one in use");
    assert_eq!((column(Part::ParentId), column(Part::ParentKey)), (vec!["Parent".into()], vec!["Parent key".into()]));
    assert_eq!((column(Part::Key), column(Part::Due)), (vec!["Issue key".into()], vec!["Due date".into()]));
    assert_eq!(feed.components, ["Search, Filter", "Cart"]);
    assert_eq!((feed.dates, feed.projects.as_slice()), (DateShape::MonthFirst, ["WEB".to_owned()].as_slice()));
    assert_eq!(feed.newest.map(Instant::rfc3339).as_deref(), Some("2025-06-21T16:14:00.000Z"));
    assert_eq!((feed.status(State::ToAccept), feed.status(State::Open)), (Some("UAT"), Some("To Do")));
    assert_eq!((feed.kind(Kind::Task), feed.kind(Kind::Bug)), (Some("Task"), Some("Bug")), "no sub-task");
    assert!(feed.files.is_empty());

    let table = read("id,title,state,due\nT-1,Pay,doing,2025-11-01\n");
    assert_eq!((table.feeds[0].source.as_str(), table.feeds[0].dates), ("csv", DateShape::Iso));
    assert_eq!(table.feeds[0].status(State::InProgress), Some("doing"));
    assert_eq!(read("As a buyer, I want to pay, so that I own it\n").feeds[0].source, "stories");
}

/// A language: its header, in the order title, key, number, type, status, priority, assignee, created, updated, resolved,
/// due, label, component, version, inward link, comment, points; then type, status, and a date with `21 December 2022`.
const LANGUAGES: [(&str, &str, &str); 7] = [
    (
        "Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Created,Updated,Resolved,Due date,Labels,Component/s,Fix Version/s,Inward issue link (Blocks),Comment,Custom field (Story Points)",
        "Story,In Progress",
        "21/Dec/22 3:31 PM",
    ),
    (
        "Zusammenfassung,Vorgangsschlüssel,Vorgangs-ID,Vorgangstyp,Status,Priorität,Zugewiesene Person,Erstellt,Aktualisiert,Erledigt,Fälligkeitsdatum,Stichwörter,Komponenten,Lösungsversionen,Eingehende Vorgangsverknüpfung (Blocks),Kommentar,Benutzerdefinierte Felder (Story Points)",
        "Story,In Arbeit",
        "21/Dez/22 3:31 PM",
    ),
    (
        "Résumé,Clé de ticket,ID de ticket,Type de ticket,État,Priorité,Responsable,Création,Mise à jour,Résolu,Date d'échéance,Étiquettes,Composants,Versions corrigées,Lien du ticket entrant (Blocks),Commentaire,Champs personnalisés (Story Points)",
        "Récit,En cours",
        "21/déc./22 3:31 PM",
    ),
    (
        "Resumen,Clave de incidencia,ID de la incidencia,Tipo de Incidencia,Estado,Prioridad,Persona asignada,Creada,Actualizada,Resuelta,Fecha de vencimiento,Etiquetas,Componentes,Versiones corregidas,Enlace de incidencia entrante (Blocks),Comentario,Campo personalizado (Story Points)",
        "Historia,En curso",
        "21/dic./22 3:31 p. m.",
    ),
    (
        "Resumo,Chave da item,ID da item,Tipo de item,Status,Prioridade,Responsável,Criado,Atualizado(a),Resolvido(a),Data limite,Categorias,Componentes,Versões corrigidas,Vínculo de entrada do item (Blocks),Comentário,Campo personalizado (Story Points)",
        "História,Em andamento",
        "21/dez/22 3:31 PM",
    ),
    (
        "Samenvatting,Issuesleutel,Issue-id,Issuetype,Status,Prioriteit,Toegewezen persoon,Aangemaakt,Bijgewerkt,Opgelost,Vervaldatum,Labels,Componenten,Oplossingsversies,Inkomende issuekoppeling (Blocks),Opmerking,Aangepast veld (Story Points)",
        "Verhaal,In uitvoering",
        "21/dec/22 3:31 p.m.",
    ),
    (
        "Riepilogo,Chiave segnalazione,ID segnalazione,Tipo di segnalazione,Stato,Priorità,Assegnatario,Creato,Aggiornato,Risolto,Data di scadenza,Etichette,Componenti,Versioni corrette,Collegamento segnalazione in entrata (Blocks),Commento,Campo personalizzato (Story Points)",
        "Storia,In corso",
        "21/dic/22 15:31",
    ),
];

#[test]
fn an_export_is_read_in_every_language() {
    for (header, words, date) in LANGUAGES {
        let text = format!(
            "{header}\nPay,A-1,10,{words},High,Ann,{date},{date},,{date},web,Shop,1.0,A-2,{date};bo;yes; no,5\n"
        );
        let parsed = read(&text);
        let pay = by(&parsed, "A-1");
        let item = &pay.item;
        assert_eq!((item.text.kind, item.state), (Kind::Story, State::InProgress), "{header}");
        assert_eq!(
            (item.text.assignee.as_str(), item.text.tags.as_slice()),
            ("Ann", ["web".to_owned(), "Shop".to_owned()].as_slice()),
            "{header}"
        );
        let moment = |at: Option<Instant>| at.map(Instant::rfc3339).unwrap_or_default();
        let when = "2022-12-21T15:31:00.000Z";
        assert_eq!((moment(item.created_at), moment(item.updated_at)), (when.into(), when.into()), "{header}");
        assert_eq!(item.text.due.map(|day| day.to_string()).as_deref(), Some("2022-12-21"), "{header}");
        assert_eq!((moment(item.comments[0].at), item.comments[0].text.as_str()), (when.into(), "yes; no"), "{header}");
        assert_eq!((pay.needs.as_slice(), pay.id.as_deref()), (["A-2".to_owned()].as_slice(), Some("10")), "{header}");
        assert_eq!(item.text.estimate.as_ref().map(Estimate::as_str), Some("5"), "{header}");
        assert!(pay.extra.iter().any(|e| e.value == "1.0"), "{header}: versions are kept");
        let feed = &parsed.feeds[0];
        // Months are written in English or not at all.
        let shape = if date.to_lowercase().contains("/dec/") { DateShape::Jira } else { DateShape::Iso };
        assert_eq!((feed.components.as_slice(), feed.dates), (["Shop".to_owned()].as_slice(), shape), "{header}");
        assert_eq!(feed.columns.get(&Part::Due).map(Vec::len), Some(1), "{header}");
    }
}

#[test]
fn an_ambiguous_date_is_decided_from_the_whole_column_and_told() {
    let dates = |cells: &[&str]| {
        let rows: Vec<String> = (1..).zip(cells).map(|(n, cell)| format!("t,A-{n},Story,{cell}\n")).collect();
        let parsed = read(&format!("Summary,Issue key,Issue Type,Created\n{}", rows.concat()));
        let days = parsed
            .records
            .iter()
            .map(|r| r.item.created_at.map(Instant::rfc3339).unwrap_or_default().chars().take(10).collect());
        (days.collect::<Vec<String>>(), parsed)
    };
    let (days, parsed) = dates(&["6/5/2025 16:14", "6/21/2025 16:14"]);
    assert_eq!((days, told(&parsed, "month/day")), (vec!["2025-06-05".into(), "2025-06-21".into()], 1));
    let (days, parsed) = dates(&["05/06/2025 16:14", "21/06/2025 16:14"]);
    assert_eq!((days, told(&parsed, "day/month")), (vec!["2025-06-05".into(), "2025-06-21".into()], 1));
    let (days, parsed) = dates(&["05/06/2025 16:14", "04/06/2025 16:14"]);
    assert_eq!((days[0].as_str(), told(&parsed, "a guess")), ("2025-06-05", 1));
    let (days, parsed) = dates(&["2025-06-05 16:14", "soon"]);
    assert_eq!((days[0].as_str(), told(&parsed, "dates not understood")), ("2025-06-05", 1));
    // Comments decide where the dates beside them do not.
    let parsed =
        read("Summary,Issue key,Issue Type,Created,Comment\nt,A-1,Story,06/05/2025 16:14,06/21/2025 8:00;bo;x\n");
    assert_eq!(parsed.records[0].item.created_at.map(Instant::rfc3339).as_deref(), Some("2025-06-05T16:14:00.000Z"));
}

#[test]
fn a_file_that_is_cut_off_says_so_and_leaves_the_broken_row_out() {
    let cut = |text: &str| read_all(&[file("cut.csv", text)]);
    let at = FULL.find("second; still").unwrap();
    let parsed = cut(&FULL[..at]).unwrap();
    assert_eq!(parsed.report.alarms, [Alarm::CutOff { name: "cut.csv".into(), line: 3 }]);
    assert_eq!(parsed.records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["WEB-1"]);
    assert_eq!(told(&parsed, "the row in line 3 is not whole"), 1);

    let at = FULL.find("Cannot Reproduce").unwrap();
    let parsed = cut(&FULL[..at]).unwrap();
    assert_eq!(parsed.report.alarms, [Alarm::CutOff { name: "cut.csv".into(), line: 7 }]);
    assert!(parsed.records.iter().all(|r| r.key != "WEB-5"));

    assert!(read(FULL).report.alarms.is_empty() && read(FULL.trim_end()).report.alarms.is_empty());
    let header = FULL.split('\n').next().unwrap();
    let first = cut(&format!("{header}\nPay,\"WEB")).unwrap_err().to_string();
    assert!(first.contains("line 2") && first.contains("export it again"), "{first}");
    assert!(
        matches!(cut(header), Err(ExchangeError::NoRows { .. }))
            && matches!(cut(&format!("{header}\n")), Err(ExchangeError::NoRows { .. }))
    );
}

#[test]
fn a_wide_export_is_read_whole() {
    const COMMENTS: usize = 80;
    let header = ["Summary", "Issue key", "Issue Type"].into_iter().chain([("Comment"); COMMENTS]);
    let custom: Vec<String> = (0..2178).map(|n| format!("Custom field (Field {n})")).collect();
    let header: Vec<&str> = header.chain(custom.iter().map(String::as_str)).collect();
    assert_eq!(header.len(), 2261);
    let row = |n: usize| {
        let comments = (0..COMMENTS)
            .map(|c| if c < n { format!("{:02}/Jan/26 1:00 PM;bo;c{c}", c % 28 + 1) } else { String::new() });
        let rest = (0..custom.len()).map(|c| if c % 700 == n { format!("v{c}") } else { String::new() });
        let cells: Vec<String> =
            ["t".into(), format!("A-{n}"), "Story".into()].into_iter().chain(comments).chain(rest).collect();
        cells.join(",")
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    let parsed = read(&format!("{}\n{}\n", header.join(","), rows.join("\n")));
    assert_eq!(parsed.records.len(), 60);
    assert_eq!(parsed.records[50].item.comments.len(), 50);
    assert_eq!(beside(&parsed.records[3], "Custom field (Field 703)"), ["v703"]);
    assert_eq!(told(&parsed, "comments read"), (0..60).sum::<usize>());
    let longest = parsed.report.lines.iter().map(|line| line.0.len()).max();
    assert!(longest < Some(600), "the report names no 2,261 columns: {longest:?}");
}

#[test]
fn a_header_again_and_rows_wider_than_it_are_met_in_real_files() {
    let parsed = read(
        "Summary,Issue key,Issue Type,Labels\nPay,A-1,Story,web,shop\nSummary,Issue key,Issue Type,Labels\nShip,A-2,Story,x\n",
    );
    assert_eq!(parsed.records.len(), 2);
    assert_eq!((told(&parsed, "wider than the header"), told(&parsed, "header again")), (1, 1));
    assert_eq!(beside(&parsed.records[0], "column 5"), ["shop"]);
}

#[test]
fn another_programs_comments_and_blockers_are_read_too() {
    let parsed = read("id,title,comments,blocked by\n1,Pay,3,2\n2,Ship,looks good; mostly,\n");
    assert_eq!(
        (beside(&parsed.records[0], "comments"), parsed.records[0].needs.as_slice()),
        (vec!["3"], ["2".to_owned()].as_slice())
    );
    assert!(parsed.records[0].item.comments.is_empty());
    assert_eq!(parsed.records[1].item.comments[0].text, "looks good; mostly");
}
