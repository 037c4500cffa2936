//! Who looked: told at once, once, and refusals as well.

use jiff::SignedDuration;
use kith_app::{Refusal, jobs, people, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Actor, act};
use kith_domain::staff::Role;
use kith_store::Reach;

use crate::world::{Kith, REFUSALS, Team, note, on_each};

fn open(kith: &Kith, actor: &Actor, person: Id<Person>) -> Result<(), Refusal> {
    kith.app.read(&kith.seed(actor), |look, ctx| {
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, person)?;
        people::story(look, &permit).map(drop)
    })
}

/// Who looked and what for, newest first, as the page tells it. Asking is a look as well, and is told
/// from the next time on.
fn who_looked(kith: &Kith, actor: &Actor, person: Id<Person>) -> Vec<(Actor, String)> {
    let told = kith.app.read(&kith.seed(actor), |look, ctx| {
        let permit = permit::person::<act::SeeWhoLooked>(look.tx(), ctx, person)?;
        people::who_looked(look, &permit, None)
    });
    let looks = told.unwrap().looks;
    assert!(looks.is_sorted_by(|newer, older| newer.at >= older.at));
    looks.into_iter().map(|look| (kith.actor(look.account), look.action)).collect()
}

fn actions(looks: &[(Actor, String)]) -> Vec<&str> {
    looks.iter().map(|(_, action)| action.as_str()).collect()
}

#[test]
fn a_look_is_told_at_once_and_after_expansion_exactly_once() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        assert_eq!(who_looked(kith, &team.lead, person), []);
        kith.clock.forward(SignedDuration::from_mins(1));
        open(kith, &team.worker, person).unwrap();
        let expected = ["see-person", "see-who-looked"];
        let looks = who_looked(kith, &team.lead, person);
        assert_eq!(actions(&looks), expected);
        assert_eq!(looks[0].0.account(), team.worker.account());
        assert_eq!(looks[1].0.account(), team.lead.account());
        assert_eq!(jobs::expand_access(&kith.app).unwrap(), 3);
        assert_eq!(jobs::expand_access(&kith.app).unwrap(), 0);
        let looks = who_looked(kith, &team.lead, person);
        assert_eq!(actions(&looks).iter().filter(|action| **action == "see-person").count(), 1);
        assert_eq!(looks.len(), 3, "the two times that somebody asked are looks too");
    });
}

#[test]
fn a_list_is_a_look_at_everybody_on_it_and_at_nobody_else() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (mine, _) = team.supported(kith);
        let colleague = kith.staff(Role::LinkWorker, Some(team.service), None);
        let referral = kith.refer(&team.referrer, team.service, &crate::world::form(kith.number())).unwrap();
        kith.allocate(&team.lead, referral, colleague).unwrap();
        let theirs = kith.person_of(referral);
        kith.app
            .read(&kith.seed(&team.worker), |look, ctx| {
                let permit = permit::own_service::<act::ListPeople>(ctx)?;
                people::list(look, &permit, &kith_app::store::Narrowed::default(), None)
            })
            .unwrap();
        assert_eq!(actions(&who_looked(kith, &team.lead, mine)), ["list-people"]);
        assert_eq!(who_looked(kith, &team.lead, theirs), []);
    });
}

#[test]
fn a_refusal_is_logged_though_its_unit_of_work_was_rolled_back() {
    on_each(|kith| {
        let (team, other) = (Team::of(kith), Team::of(kith));
        let (person, _) = team.supported(kith);
        let refusals = || {
            let read = kith.app.store().read(&Reach::maintenance(), |tx| {
                tx.fetch_all(&REFUSALS, &[], |row| {
                    Ok((row.get::<uuid::Uuid>("account_id")?, row.get::<String>("action")?))
                })
            });
            read.map_err(|error: kith_store::DbError| error).unwrap()
        };
        assert_eq!(refusals(), []);
        let changes = kith.changes();
        assert!(matches!(open(kith, &other.worker, person), Err(Refusal::Hidden)));
        assert!(matches!(kith.log_contact(&team.lead, person, &note("x")), Err(Refusal::Denied)));
        // What the rules refuse is no attempt to see something.
        assert!(matches!(kith.log_contact(&team.worker, person, &note("")), Err(Refusal::Rejected(_))));
        // Nobody has no account to note.
        assert!(matches!(open(kith, &Actor::Nobody, person), Err(Refusal::Hidden)));
        let who = |actor: &Actor| (actor.account().unwrap().uuid(), "refused".to_owned());
        let mut expected = vec![who(&other.worker), who(&team.lead)];
        let mut found = refusals();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        assert_eq!(kith.changes(), changes);
        assert_eq!(who_looked(kith, &team.lead, person), [], "who was refused did not look");
    });
}

#[test]
fn when_the_log_cannot_be_written_nothing_is_shown() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        // The same seed makes the same identifier, which the log has already.
        let seed = kith.seed(&team.worker);
        let look = || {
            kith.app.read(&seed, |look, ctx| {
                let permit = permit::person::<act::SeePerson>(look.tx(), ctx, person)?;
                people::story(look, &permit)
            })
        };
        assert!(look().is_ok());
        assert!(matches!(look(), Err(Refusal::Fault(_))));
    });
}
