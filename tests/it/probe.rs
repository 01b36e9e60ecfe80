use upnext::domain::import::{self, Known};
use upnext::exchange::{self, Options, Source};
#[test]
#[ignore = "probe"]
fn probe() {
    let root = std::env::var("UPNEXT_CORPUS").unwrap();
    for f in std::env::var("FILES").unwrap().split(' ') {
        let bytes = std::fs::read(format!("{root}/{f}")).unwrap();
        let parsed = match exchange::read(&[Source { name: f.into(), bytes }], &Options::default()) {
            Ok(p) => p,
            Err(e) => {
                println!("== {f}: {e}");
                continue;
            }
        };
        println!("== {f} {:?}", parsed.records.len());
        if std::env::var("SUM").is_ok() {
            for l in import::summary(&parsed, &import::plan(&parsed, &Known::default())) {
                println!("   {l}");
            }
        }
        for r in &parsed.records {
            if std::env::var("ALL").is_ok() || !r.item.text.persona.is_empty() || !r.item.criteria.is_empty() {
                println!(
                    "{} | P {:?} W {:?} B {:?} T {:?} crit {:?}",
                    r.key,
                    r.item.text.persona,
                    r.item.text.want.chars().take(100).collect::<String>(),
                    r.item.text.benefit.chars().take(80).collect::<String>(),
                    r.item.text.title,
                    r.item.criteria.len()
                );
            }
        }
    }
}
