//! What the order is judged by, on its way through files: the sample, tables of other programs, upnext's own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::store::{now, writer};
use upnext::cli::demo;
use upnext::domain::score::Framework;

#[test]
fn the_sample_is_scored_so_that_something_stands_wrong_at_the_top() {
    let dir = tempfile::tempdir().unwrap();
    let store = demo::create(&dir.path().join("demo.db"), writer("ada"), now()).unwrap();
    let product = &store.products().unwrap()[0];
    assert_eq!(product.scoring.framework, Framework::Rice);
    let ranking = store.ranking(product.id, &product.scoring).unwrap();
    assert_eq!((ranking.scored, ranking.entries().len(), ranking.total), (15, 16, 36));
    let title = |item| store.item(item).unwrap().unwrap().text.title;
    let worst = ranking.disagreements(product.scoring.gap);
    assert!(title(worst[0].0).starts_with("Refund is paid twice") && worst[0].1 > 20, "{worst:?}");
    let catalogue = worst.iter().find(|(item, _)| title(*item).starts_with("Move the whole catalogue")).unwrap();
    assert_eq!(ranking.places(catalogue.0).unwrap().0, 8);
    assert!(catalogue.1 < -10, "it stands too high by {}", -catalogue.1);
    assert!(ranking.standing.iter().any(|standing| standing.is_pinned), "somebody decided one place");
}
