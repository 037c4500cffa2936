//! Drafts end: with what they became, by hand, and by age.

use jiff::SignedDuration;
use kith_app::{Refusal, drafts, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Actor, act};
use kith_store::drafts::Draft;

use crate::world::{Kith, Team, note, on_each};

fn keep(kith: &Kith, actor: &Actor, person: Id<Person>, text: &str) -> Result<(), Refusal> {
    let fields = vec![("note".to_owned(), text.to_owned())];
    kith.act(actor, move |work, ctx| {
        let permit = permit::person::<act::LogContact>(work.tx(), ctx, person)?;
        drafts::keep(work, ctx, &permit, drafts::CONTACT, "0123456789abcdef", &fields)
    })
}

fn mine(kith: &Kith, actor: &Actor, person: Id<Person>) -> Option<Draft> {
    let read = kith.app.read(&kith.seed(actor), |look, ctx| {
        let permit = permit::person::<act::LogContact>(look.tx(), ctx, person)?;
        drafts::mine(look, ctx, &permit, drafts::CONTACT)
    });
    read.unwrap()
}

#[test]
fn a_draft_lasts_fourteen_days_from_its_last_change() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        keep(kith, &team.worker, person, "half a thought").unwrap();
        kith.clock.forward(SignedDuration::from_hours(13 * 24));
        keep(kith, &team.worker, person, "more of it").unwrap();
        kith.clock.forward(SignedDuration::from_hours(13 * 24));
        assert_eq!(drafts::expire(&kith.app).unwrap(), 0);
        assert!(mine(kith, &team.worker, person).is_some());
        kith.clock.forward(SignedDuration::from_hours(25));
        assert_eq!(drafts::expire(&kith.app).unwrap(), 1);
        assert_eq!(mine(kith, &team.worker, person), None);
    });
}

#[test]
fn a_draft_makes_no_event_and_ends_when_the_contact_is_saved() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        let changes = kith.changes();
        keep(kith, &team.worker, person, "half a thought").unwrap();
        assert_eq!(kith.changes(), changes, "a draft is no change of any record");
        assert!(matches!(keep(kith, &team.lead, person, "mine"), Err(Refusal::Denied)));
        assert!(matches!(keep(kith, &team.referrer, person, "mine"), Err(Refusal::Hidden)));
        kith.log_contact(&team.worker, person, &note("A whole thought.")).unwrap();
        assert_eq!(mine(kith, &team.worker, person), None);
        // Emptied, it is thrown away.
        keep(kith, &team.worker, person, "again").unwrap();
        keep(kith, &team.worker, person, "").unwrap();
        assert_eq!(mine(kith, &team.worker, person), None);
    });
}
