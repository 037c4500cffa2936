//! What waits on *Today* is what the policy allows: news and silence of exactly the people whom the viewer may open.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use kith_app::{asking, permit};
use kith_domain::directory::{Capacity, CommunityService, Entry, Organisation, Status};
use kith_domain::id::Id;
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::policy::{Action, Actor, Decision, Resource, act, decide};
use kith_domain::staff::{Account, Role};
use kith_domain::text::Line;
use kith_store::{Reach, people, save};

use crate::world::{Kith, Team, ask_about, form, on_each};

/// An entry of the directory that can be asked by e-mail.
pub(crate) fn entry(kith: &Kith) -> Id<CommunityService> {
    let line = |text: &str| Line::new(text).unwrap();
    let organisation = Organisation {
        id: kith.id(),
        source: None,
        name: line("Elm Café"),
        description: None,
        email: Some(line("hello@elm.example.org")),
        url: None,
    };
    kith.add(&organisation);
    let service = CommunityService {
        id: kith.id(),
        organisation: organisation.id,
        source: None,
        entry: Entry {
            name: line("Tea and talk"),
            description: None,
            status: Status::Active,
            audience: None,
            times: None,
            place: None,
            cost: None,
            access: None,
            languages: None,
            phone: None,
            email: None,
            url: None,
            record: kith_domain::directory::Record::default(),
        },
        capacity: Capacity::NotSaid,
        checked: None,
        vanished: None,
        here: kith_domain::directory::Here::published(),
    };
    kith.add(&service);
    service.id
}

/// Connects a person and asks; the organisation writes back when `answers`.
fn ask(kith: &Kith, worker: &Actor, person: Id<Person>, to: Id<CommunityService>, answers: Option<Kind>) {
    let asked = kith.act(worker, move |work, ctx| {
        let kept = ask_about(work, ctx, person, to)?;
        let connection = kept.it.id;
        if let Some(kind) = answers {
            let whose = (kept.it.service, person);
            let (news, event) = News::came(ctx.id(), whose, About::Connection(connection), kind, ctx.now());
            save::new(work.tx(), &ctx.writ::<act::AskByLink>(), &news, &event)?;
        }
        Ok(())
    });
    asked.unwrap();
}

/// The people whose record an actor may open, by the policy alone.
fn allowed(kith: &Kith, actor: &Actor, among: &BTreeSet<Id<Person>>) -> BTreeSet<Id<Person>> {
    let may = |id: &Id<Person>| {
        let facts = kith.app.store().read(&Reach::maintenance(), |tx| people::facts(tx, *id)).unwrap().unwrap();
        decide(actor, Action::SeePerson, &Resource::Person(facts)) == Decision::Allow
    };
    among.iter().copied().filter(may).collect()
}

#[test]
fn what_waits_is_of_exactly_the_people_whom_the_worker_may_open() {
    on_each(|kith| {
        let (north, south) = (Team::of(kith), Team::of(kith));
        let to = entry(kith);
        let colleague = kith.staff(Role::LinkWorker, Some(north.service), None);
        let theirs = kith.actor(colleague);
        let mut workers: Vec<(&Team, Actor)> = vec![(&north, north.worker.clone()), (&south, south.worker.clone())];
        workers.push((&north, theirs));
        let (mut with_news, mut silent) = (BTreeSet::new(), BTreeSet::new());
        for (n, (team, worker)) in workers.iter().cycle().take(12).enumerate() {
            let referral = kith.refer(&team.referrer, team.service, &form(kith.number())).unwrap();
            let account: Id<Account> = worker.account().unwrap();
            kith.allocate(&team.lead, referral, account).unwrap();
            let person = kith.person_of(referral);
            if n % 2 == 0 {
                ask(kith, worker, person, to, Some(if n % 4 == 0 { Kind::Answered } else { Kind::Asked }));
                with_news.insert(person);
            } else {
                ask(kith, worker, person, to, None);
            }
            silent.insert(person);
        }
        kith.clock.forward(SignedDuration::from_hours(24 * 10));
        let mut seen = 0;
        for (team, worker) in &workers {
            // The session of before has ended meanwhile; the actor is who it was.
            let waiting = kith.app.read(&kith.seed(worker), |look, ctx| {
                let permit = permit::service::<act::SeeToday>(ctx, team.service)?;
                asking::waiting(look, ctx, &permit)
            });
            let waiting = waiting.unwrap();
            let news: BTreeSet<_> = waiting.news.iter().map(|line| line.person).collect();
            let unanswered: BTreeSet<_> = waiting.unanswered.iter().map(|line| line.person).collect();
            assert_eq!(news, allowed(kith, worker, &with_news));
            assert_eq!(unanswered, allowed(kith, worker, &silent));
            seen += news.len() + unanswered.len();
        }
        assert_eq!(seen, with_news.len() + silent.len(), "everything waits for somebody, and for nobody else");
    });
}
