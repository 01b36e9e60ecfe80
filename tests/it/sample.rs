//! The sample's Sprints: a history that can be believed, whatever day it is.

use upnext::domain::sprint::Figures;
use upnext::domain::{List, Points, State};

#[test]
fn the_demo_has_a_believable_history() {
    use upnext::domain::sprint::{Measure, Velocity, sets};
    for today in ["2026-03-17", "2026-03-21", "2026-03-22", "2026-03-23", "2027-01-01"] {
        let now = upnext::domain::Now::noon(today.parse().unwrap());
        let dir = tempfile::tempdir().unwrap();
        let store = upnext::cli::demo::create(&dir.path().join("demo.db"), crate::store::writer("Ada"), now).unwrap();
        let product = store.products().unwrap()[0].id;
        let figures: Vec<Figures> = store.past(product).unwrap();
        let courses: Vec<_> = figures.iter().map(|f| store.course(f.sprint.id).unwrap().unwrap()).collect();
        let points =
            |figures: &Figures| (figures.planned.unwrap().points.0 / 1000, figures.completed.unwrap().points.0 / 1000);
        assert_eq!(figures.iter().map(points).collect::<Vec<_>>(), [(31, 23), (33, 28), (29, 22)], "{today}");
        assert_eq!(Velocity::of(&figures, Measure::Points).mean_of_three(), Some(Points(24_333)));
        assert_eq!(
            figures.iter().map(|f| f.sprint.is_goal_met).collect::<Vec<_>>(),
            [Some(true), Some(false), Some(true)]
        );
        let blocks = store.blocks(product).unwrap();
        let running = store.course(blocks[0].sprint.id).unwrap().unwrap();
        let days =
            upnext::domain::sprint::Burn::of(&running, &upnext::domain::sprint::Calendar::default(), now.day).unwrap();
        let worked = days.days.iter().filter(|day| day.is_working && day.day <= now.day).count();
        assert_eq!((worked, days.days.iter().filter(|day| day.is_working).count()), (6, 10), "{today}");
        assert_eq!((sets(&running).len(), running.present().count(), blocks[1].all.count), (9, 8, 5));
        assert_eq!(running.present().filter(|card| card.row.state == State::ToAccept).count(), 2);
        assert_eq!(running.present().find(|card| card.hops == 1).unwrap().row.title, "Pay with a saved card");
        for course in &courses {
            let days: Vec<_> = course.facts.iter().map(|h| (h.event.day, h.event.fact, h.event.at.0)).collect();
            assert!(course.facts.is_sorted_by_key(|h| h.event.day), "{today}: {days:?}");
            assert!(course.facts.iter().all(|h| h.event.day <= now.day && h.event.at <= now.at));
        }
        assert!(!store.improvements(product).unwrap().is_empty());
        assert_eq!(store.heard(courses[2].sprint.id).unwrap().len(), 2);
        assert_eq!(store.order(product, List::Backlog).unwrap().len(), 36);
    }
}
