//! `health`: what the checks find, and the score. Changes no data; what it finds to be similar is kept.

use super::session::{self, Session};
use super::{Shell, out};
use crate::domain::health::{Finding, Report, Sign, Thresholds};
use crate::domain::query::Look;
use crate::domain::text::thousands;
use crate::runtime::now;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};
use std::process::ExitCode;
use strum::IntoEnumIterator;

pub(super) const HEALTH: Shell = Shell { name: "health", grammar, run };

fn grammar(command: Command) -> Command {
    command.arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("As JSON: one object")).after_help(
        "The thresholds are options of config.toml. A filter lists what a check finds:\n  \
             upnext list --filter is:stale",
    )
}

fn run(session: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut store = session.open()?;
    let Some(product) = session.product(&store)? else {
        out::say(session::no_product(&store));
        return Ok(ExitCode::SUCCESS);
    };
    let thresholds = session.options.config.thresholds;
    let look = Look::new(now(), thresholds);
    store.compare_again(product.id, now())?;
    let sets = store.measure(product.id, &look)?;
    store.keep_sets(sets);
    let report = store.health(product.id, &look)?.unwrap_or_default();
    let mut out = out::stdout();
    if matches.get_flag("json") {
        out.json(&json(&report, &thresholds, &product.name))?;
        out.finish()?;
        return Ok(ExitCode::SUCCESS);
    }
    let mark = report.score(&thresholds).map_or_else(|| "—".to_owned(), |score| score.to_string());
    out.line(format_args!("{}: {mark} of 100", product.name))?;
    let (order, inbox) = (thousands(report.in_order), thousands(report.in_inbox));
    out.line(format_args!("{order} in the order, {inbox} in the inbox"))?;
    for sign in Sign::iter() {
        out.line("")?;
        out.line(sign.name())?;
        for finding in report.findings.iter().filter(|finding| finding.check.sign() == sign) {
            let filter = finding.filter.as_deref().filter(|_| finding.count.is_some_and(|n| n > 0)).unwrap_or_default();
            let line = format!("  {:<26}{:<18}{filter}", finding.check.title(), count(finding));
            out.line(line.trim_end())?;
        }
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn count(finding: &Finding) -> String {
    match finding.count.filter(|_| finding.of > 0) {
        Some(count) => format!("{} of {}", thousands(count), thousands(finding.of)),
        None => "—".into(),
    }
}

/// The report with what each number is made of; what is not known is null.
fn json(report: &Report, thresholds: &Thresholds, product: &str) -> Value {
    let check = |finding: &Finding| {
        json!({
            "name": finding.check.name(),
            "sign": finding.check.sign().name(),
            "count": finding.count,
            "of": finding.of,
            "share": finding.share(thresholds),
            "scored": finding.check.is_scored(),
            "list": finding.check.list().name(),
            "filter": finding.filter,
            "rule": finding.check.rule(thresholds),
            "why": finding.check.why(),
        })
    };
    let day = |day: &crate::domain::health::Day| json!({ "day": day.day, "score": day.score });
    json!({
        "product": product,
        "score": report.score(thresholds),
        "in_order": report.in_order,
        "in_inbox": report.in_inbox,
        "checks": report.findings.iter().map(check).collect::<Vec<_>>(),
        "compared": report.compared.map(|found| json!({ "day": found.day, "older": found.is_older })),
        "history": report.history.iter().map(day).collect::<Vec<_>>(),
    })
}
