//! A contact with a note alone, and its correction.

use jiff::SignedDuration;
use kith_app::support::{self, ContactInput};
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::staff::Role;
use kith_domain::support::Contact;
use kith_store::{Kept, cases, story};

use crate::world::{Kith, Team, codes, note, on_each, reach};

fn correct(
    kith: &Kith,
    actor: &Actor,
    contact: Id<Contact>,
    version: i64,
    input: &ContactInput,
) -> Result<(), Refusal> {
    let input = input.clone();
    kith.act(actor, move |work, ctx| {
        let (permit, _) = permit::contact::<act::CorrectContact>(work.tx(), ctx, contact)?;
        support::correct_contact(work, ctx, &permit, version, &input).map(drop)
    })
}

fn contacts(kith: &Kith, team: &Team, person: Id<kith_domain::person::Person>) -> Vec<Kept<Contact>> {
    kith.app.store().read(&reach(team.service), |tx| kith_store::support::contacts(tx, person)).unwrap()
}

#[test]
fn a_note_alone_is_a_whole_contact_and_makes_the_case_active() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, referral) = team.supported(kith);
        kith.clock.forward(SignedDuration::from_mins(5));
        kith.log_contact(&team.worker, person, &note("Spoke about her garden.")).unwrap();
        let all = contacts(kith, &team, person);
        let [Kept { version: 1, it: contact }] = all.as_slice() else { panic!("{all:?}") };
        let details = &contact.details;
        assert_eq!(details.note.as_ref().map(|note| note.as_str()), Some("Spoke about her garden."));
        assert_eq!((details.at, contact.logged), (kith.app.now(), kith.app.now()));
        assert!(details.ways.is_empty() && details.next.is_none() && details.minutes.is_none());
        assert!(details.place.is_none() && details.others.is_none() && details.accompanied.is_none());
        let case = kith.app.store().read(&reach(team.service), |tx| cases::of_referral(tx, referral)).unwrap().unwrap();
        assert_eq!(case.it.state.name(), "active");
        // And nothing at all is no contact.
        let refused = kith.log_contact(&team.worker, person, &note(" \n\u{200B}"));
        assert_eq!(codes(&refused), ["contact.says_nothing"]);
    });
}

#[test]
fn a_correction_keeps_what_was_said_before_and_refuses_an_old_version() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        kith.log_contact(&team.worker, person, &note("Spoke about her garden.")).unwrap();
        let contact = contacts(kith, &team, person)[0].it.id;
        kith.clock.forward(SignedDuration::from_mins(5));
        correct(kith, &team.worker, contact, 1, &note("Spoke about her brother.")).unwrap();
        let changes = kith.changes();
        let stale = correct(kith, &team.worker, contact, 1, &note("Spoke about nothing."));
        assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");
        assert_eq!(kith.changes(), changes, "a refused correction leaves no trace");
        let kept = &contacts(kith, &team, person)[0];
        assert_eq!(kept.version, 2);
        assert_eq!(kept.it.details.note.as_ref().map(|note| note.as_str()), Some("Spoke about her brother."));
        let told = kith.app.store().read(&reach(team.service), |tx| story::of_subject(tx, contact.uuid())).unwrap();
        let said: Vec<_> = told.iter().map(|it| (it.kind.as_str(), it.text("note").unwrap())).collect();
        assert_eq!(
            said,
            [("contact.logged", "Spoke about her garden."), ("contact.corrected", "Spoke about her brother.")]
        );
    });
}

#[test]
fn nobody_else_corrects_it_and_a_lead_is_told_so() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        kith.log_contact(&team.worker, person, &note("Spoke about her garden.")).unwrap();
        let contact = contacts(kith, &team, person)[0].it.id;
        let colleague = kith.actor(kith.staff(Role::LinkWorker, Some(team.service), None));
        let by = |actor: &Actor| correct(kith, actor, contact, 1, &note("Spoke about nothing."));
        assert!(matches!(by(&team.lead), Err(Refusal::Denied)), "she may know of it");
        assert!(matches!(by(&colleague), Err(Refusal::Hidden)), "to a colleague it does not exist");
        assert!(matches!(by(&team.referrer), Err(Refusal::Hidden)));
        assert!(matches!(by(&Actor::Nobody), Err(Refusal::Hidden)));
        assert_eq!(contacts(kith, &team, person)[0].version, 1);
    });
}

#[test]
fn a_correction_that_moves_a_contact_back_moves_the_latest_contact_back() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, referral) = team.supported(kith);
        kith.clock.forward(SignedDuration::from_hours(48));
        kith.log_contact(&team.worker, person, &note("Spoke about her garden.")).unwrap();
        let contact = contacts(kith, &team, person)[0].it.id;
        let yesterday =
            ContactInput { day: "2026-11-22".to_owned(), time: "10:30".to_owned(), ..note("It was Sunday.") };
        correct(kith, &team.worker, contact, 1, &yesterday).unwrap();
        let last = kith.app.store().read(&reach(team.service), |tx| cases::last_contact(tx, referral)).unwrap();
        assert_eq!(last, Some("2026-11-22T10:30:00Z".parse().unwrap()));
    });
}
