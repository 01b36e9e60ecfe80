//! The filter's language: what is read, how it is said, where an error points.

use crate::replay::Dice;
use proptest::prelude::*;
use upnext::domain::filter::{complete, quoted};
use upnext::domain::query::Values;
use upnext::domain::{Filter, FilterError};

/// A filter made at random from everything that the language has.
pub(crate) fn random(dice: &mut Dice, depth: usize) -> String {
    let inner = |dice: &mut Dice| random(dice, depth - 1);
    match if depth == 0 { 9 } else { dice.below(10) } {
        0 => format!("({})", inner(dice)),
        1 | 2 => format!("!{}", one(dice, depth)),
        3 => format!("{} or {}", inner(dice), inner(dice)),
        4..=6 => format!("{} {}", one(dice, depth), inner(dice)),
        _ => term(dice),
    }
}

fn one(dice: &mut Dice, depth: usize) -> String {
    if dice.once_in(4) { format!("({})", random(dice, depth - 1)) } else { term(dice) }
}

fn pick<'a>(dice: &mut Dice, from: &[&'a str]) -> &'a str {
    from[dice.below(from.len())]
}

/// Words that items made at random have too.
pub(crate) const WORDS: [&str; 14] = [
    "pay",
    "payment",
    "cart",
    "café",
    "Straße",
    "請求書",
    "invoice",
    "save",
    "s",
    "API",
    "2026",
    "Łódź",
    "don't",
    "WEB-3",
];

/// What health finds.
const HEALTH: [&str; 12] = [
    "changed",
    "incoming",
    "stale",
    "old",
    "unclear",
    "unestimated",
    "big",
    "nocriteria",
    "stuck",
    "orphan",
    "faulty,snoozed",
    "similar",
];

fn term(dice: &mut Dice) -> String {
    let sign = pick(dice, &["<", "<=", ">", ">=", ":", "="]);
    let compared = pick(dice, &["<", "<=", ">", ">="]);
    let span = || ["0d", "3d", "2w", "1m", "90d", "1y", "today", "2026-02-20", "2026-03-02"];
    match dice.below(20) {
        0..=2 => pick(dice, &WORDS).to_owned(),
        3 if dice.once_in(2) => pick(
            dice,
            &[
                "sprint:1",
                "sprint:2,3",
                "sprint:none",
                "moscow:must",
                "moscow:wont,could",
                "moscow:none",
                "has:class",
                "has:score",
                "is:pinned",
                "sprint:current",
                "sprint:next",
                "is:goal",
                "is:carried",
                "has:sprint",
            ],
        )
        .into(),
        3 => format!("\"{} {}\"", pick(dice, &WORDS), pick(dice, &WORDS)),
        4 => format!("state:{}", pick(dice, &["open", "ready,open", "in-progress", "done", "inbox,declined"])),
        5 => format!("kind:{}", pick(dice, &["bug", "story,task", "epic"])),
        6 => format!("tag:{}", pick(dice, &["api", "API,ui", "none", "\"two words\"", "ünïcode"])),
        7 => format!("epic:{}", pick(dice, &["none", "WEB-1", "2", "XX-1", "check", "1,2", "\"check out\""])),
        8 => format!("asked:{}", pick(dice, &["sales", "none", "an", "\"ann b\"", "s,o"])),
        9 => format!("assignee:{}", pick(dice, &["ada", "none", "łu"])),
        10 => format!("src:{}", pick(dice, &["jira", "PROJ-7", "none", "proj-1"])),
        11 => format!("key:{}", pick(dice, &["WEB-3", "7", "web-5,9", "XX-3"])),
        12 if dice.once_in(4) => "points:none".into(),
        12 => format!("points{sign}{}", pick(dice, &["0", "0.5", "3", "5", "8"])),
        13 => format!("estimate:{}", pick(dice, &["XL", "5", "none", "s"])),
        14 => format!("place{sign}{}", pick(dice, &["1", "2", "5", "20", "1000"])),
        15 if dice.once_in(4) => "due:none".into(),
        15 => format!("due{compared}{}", pick(dice, &span())),
        16 => format!("{}{compared}{}", pick(dice, &["updated", "created", "done"]), pick(dice, &span())),
        17 => format!(
            "has:{}",
            pick(
                dice,
                &[
                    "criteria",
                    "estimate",
                    "description",
                    "benefit",
                    "epic",
                    "tags",
                    "due",
                    "note",
                    "asked",
                    "assignee",
                    "story",
                    "subtasks",
                    "fields",
                    "points",
                    "place",
                    "done",
                    "source",
                    "criteria,tags",
                ]
            )
        ),
        18 if dice.once_in(2) => format!("is:{}", pick(dice, &HEALTH)),
        18 => format!("is:{}", pick(dice, &["blocked", "overdue", "stale", "imported", "open", "bug", "stale,bug"])),
        _ => format!("field:{}", pick(dice, &["sev", "high", "none", "fix"])),
    }
}

fn error(text: &str) -> (String, String) {
    let FilterError { at, message } = Filter::parse(text).expect_err(text);
    (text[at].to_owned(), message)
}

fn said(text: &str) -> String {
    Filter::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")).to_string()
}

#[test]
fn a_filter_has_one_spelling() {
    for (typed, spelled) in [
        ("", ""),
        ("  pay   Invoice ", "pay Invoice"),
        ("a and b", "a b"),
        ("a OR b", "a or b"),
        ("(a b) c", "a b c"),
        ("a (b or c)", "a (b or c)"),
        ("((a or b)) or c", "a or b or c"),
        ("!(a b)", "!(a b)"),
        ("!(a)", "!a"),
        ("!!a", "!!a"),
        ("status = ready", "status ready"),
        ("status=ready", "state:ready"),
        ("state!=done", "!state:done"),
        ("State:\"in progress\",Done", "state:in-progress,done"),
        ("is:open", "state:open"),
        ("points > 5", "points>5"),
        ("sp:>=½", "points>=0.5"),
        ("story-points:5,8", "points:5,8"),
        ("label:\"two words\"", "tag:\"two words\""),
        ("deadline<2026-12-24", "due<2026-12-24"),
        ("changed>3M", "updated>3m"),
        ("epic:\"WEB-3\"", "epic:\"WEB-3\""),
        ("epic:web-3", "epic:WEB-3"),
        ("asked:\"none\"", "asked:\"none\""),
        ("asked:nobody", "asked:none"),
        ("Cart - Save", "Cart Save"),
        ("10:30 C++ a/b", "10:30 C++ a/b"),
        ("is:blocked,bug", "is:blocked or kind:bug"),
        ("\"or\" x", "\"or\" x"),
        ("foo\"bar\"", "foo \"bar\""),
    ] {
        assert_eq!(said(typed), spelled, "{typed}");
        assert_eq!(said(spelled), spelled);
    }
}

#[test]
fn an_error_says_where_and_what_to_type() {
    for (typed, at, says) in [
        ("a stat:open", "stat", "there is no field \"stat\": did you mean state?"),
        ("qqq:1", "qqq", "type one of state, kind, tag"),
        ("https://x.org", "https", "put quotes around words"),
        ("state:redy", "redy", "did you mean ready? type one of inbox, open, ready, in-progress"),
        ("kind:storey", "storey", "did you mean story? type one of epic, story, bug, debt, spike, task"),
        ("state:", "state:", "there is nothing behind \"state:\": type one of inbox"),
        ("state:open,", "state:open,", "there is nothing behind"),
        ("a (b", "(", "is not closed: type )"),
        ("a) b", ")", "closes nothing"),
        ("x \"a b", "\"a b", "this quote is not closed"),
        ("a or", "or", "or stands between two terms"),
        ("or a", "or", "or stands between two terms"),
        ("a or or b", "or", "or stands between two terms"),
        ("(a or ) b", "or", "or stands between two terms"),
        ("a and", "and", "and stands between two terms"),
        ("()", "()", "nothing between the brackets"),
        ("a !", "!", "there is nothing behind !"),
        ("! or a", "!", "there is nothing behind !"),
        ("\"--\"", "\"--\"", "no word between the quotes"),
        ("points>99999999", "99999999", "is too large: an item has at most 1,000,000 points"),
        ("points>many", "many", "is no number of points"),
        ("points>-1", "-1", "is no number of points"),
        ("points>1,2", ",", "compares with one value"),
        ("place<0", "0", "places begin at 1"),
        ("place:0", "0", "places begin at 1"),
        ("place<99999999999999999999", "99999999999999999999", "is too large for a place"),
        ("updated>99999999d", "99999999d", "is too far away"),
        ("due:30d", "30d", "write due<30d or due>30d"),
        ("due<soon", "soon", "is no day and no stretch of time"),
        ("due<2026-02-30", "2026-02-30", "is no day"),
        ("state<open", "open", "state can't be more or less: write state:ready,open"),
        ("has:criterias", "criterias", "did you mean has:criteria?"),
        ("is:late-ish", "late-ish", "type one of blocked, overdue, stale, imported, question"),
        ("key:abc", "abc", "is no key: type one such as WEB-12"),
        ("asked:--", "--", "has no letter or digit"),
        ("a =or", "or", "put this in quotes"),
    ] {
        let (found, message) = error(typed);
        assert_eq!(found, at, "{typed}: {message}");
        assert!(message.contains(says), "{typed}: {message}");
    }
    let deep = format!("{}a{}", "(".repeat(51), ")".repeat(51));
    assert!(error(&deep).1.contains("at most 50 deep"));
    assert!(error(&"!".repeat(4000)).1.contains("at most 50 deep"));
    assert!(error(&"é".repeat(3000)).1.contains("at most 4096 bytes"));
    assert!(error(&"a ".repeat(300)).1.contains("at most 200 terms"));
    assert!(Filter::parse(&format!("{}a{}", "(".repeat(50), ")".repeat(50))).is_ok());
}

#[test]
fn two_filters_are_one() {
    let both = |a: &str, b: &str| Filter::parse(a).unwrap().and(Filter::parse(b).unwrap()).to_string();
    assert_eq!(both("a or b", "c d"), "(a or b) c d");
    assert_eq!((both("", "a").as_str(), both("a", "").as_str()), ("a", "a"));
    assert!(Filter::parse(" \t").unwrap().is_all() && Filter::default().is_all());
}

/// Offers at the mark `|`: from and to as text, and the first few.
fn offers(marked: &str) -> (String, Vec<String>, Option<Values>) {
    let cursor = marked.find('|').unwrap();
    let text = marked.replace('|', "");
    let found = complete(&text, cursor);
    let all = found.options.into_iter().map(|o| o.text).collect();
    (text[found.from..found.to].to_owned(), all, found.values)
}

#[test]
fn the_place_of_the_cursor_says_what_fits() {
    let first = |marked: &str| {
        let (replaced, all, values) = offers(marked);
        (replaced, all.into_iter().take(3).collect::<Vec<_>>().join(" "), values)
    };
    assert_eq!(first("|").1, "state: kind: tag:");
    assert_eq!(first("pay st|").0, "st");
    assert_eq!(first("pay st|").1.split(' ').next(), Some("state:"));
    assert!(offers("old|").1.iter().any(|o| o == "is:stale"));
    assert!(offers("stale|").1.iter().any(|o| o == "updated>90d"));
    assert_eq!(first("!(label|").1, "tag:");
    assert_eq!(first("state:re|"), ("re".into(), "ready in-progress".into(), None));
    assert_eq!(first("state:open,|done"), ("done".into(), "inbox open ready".into(), None));
    assert_eq!(first("a tag:x,ap|"), ("ap".into(), String::new(), Some(Values::Tags)));
    assert_eq!(first("epic:|x y"), ("x".into(), "none".into(), Some(Values::Epics)));
    assert_eq!(first("asked:\"an|n b\""), ("\"ann b\"".into(), String::new(), Some(Values::Asked)));
    assert_eq!(first("\"sta|").1, "");
    assert_eq!(first("\"a\"|").1, "");
    assert_eq!(first("!!is:bl|").1, "blocked");
    assert_eq!(first("due<|").1, "7d 30d today");
    assert_eq!(quoted("two words"), "\"two words\"");
}

#[test]
fn every_offer_can_be_read() {
    for field in offers("|").1 {
        for value in offers(&format!("{field}|")).1 {
            let typed = format!("{field}{value}");
            let typed = if value == "none" { typed.replace(['<', '>'], ":") } else { typed };
            assert!(Filter::parse(&typed).is_ok(), "{typed}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_said_is_read_as_the_same(seed in any::<u64>()) {
        let typed = random(&mut Dice(seed), 4);
        let read = Filter::parse(&typed).map_err(|e| TestCaseError::fail(format!("{typed}: {e}")))?;
        let said = read.to_string();
        let again = Filter::parse(&said);
        prop_assert_eq!(again.as_ref(), Ok(&read), "{} became {}", typed, said);
    }

    #[test]
    fn any_text_is_read_or_refused_in_its_place(
        text in r#"([a-z]{1,3}|state|points|due|or|and|none|[ !()":=<>,\-]|é|請|[0-9]{1,3}|\PC){0,14}"#,
        cursor in 0_usize..60,
    ) {
        match Filter::parse(&text) {
            Ok(read) => {
                let said = read.to_string();
                let again = Filter::parse(&said);
        prop_assert_eq!(again.as_ref(), Ok(&read), "{} became {}", text, said);
            }
            Err(error) => {
                prop_assert!(text.get(error.at.clone()).is_some(), "{:?} of {}", error.at, text);
                prop_assert!(!error.message.is_empty());
            }
        }
        let found = complete(&text, cursor);
        prop_assert!(text.get(found.from..found.to).is_some());
    }
}
