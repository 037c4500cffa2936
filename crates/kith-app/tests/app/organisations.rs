//! The list of an organisation's requests holds what the policy allows and nothing else: by an account and by a link,
//! over several services, organisations and addresses, with links that were stopped.

use std::collections::BTreeSet;

use kith_app::asking::requests::{self, Part};
use kith_app::{asking, permit};
use kith_domain::directory::{Capacity, CommunityService, Connection, Entry, Organisation, Status};
use kith_domain::id::Id;
use kith_domain::list_link::ListLink;
use kith_domain::policy::actor::{ListHolder, Post, Staff};
use kith_domain::policy::{Action, Actor, Decision, Resource, act, decide};
use kith_domain::staff::Service;
use kith_domain::text::Line;
use kith_store::{Reach, links};

use crate::world::{Kith, Team, ask_about, on_each};

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

pub(crate) fn organisation(kith: &Kith, name: &str) -> Id<Organisation> {
    let it = Organisation { id: kith.id(), source: None, name: line(name), description: None, email: None, url: None };
    kith.add(&it);
    it.id
}

/// An entry that nobody on the staff wrote, at an address.
fn entry(kith: &Kith, of: Id<Organisation>, email: &str) -> Id<CommunityService> {
    let it = made_up(kith, of, email);
    kith.add(&it);
    it.id
}

/// An entry that nobody has saved.
pub(crate) fn made_up(kith: &Kith, of: Id<Organisation>, email: &str) -> CommunityService {
    CommunityService {
        id: kith.id(),
        organisation: of,
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
            email: Some(line(email)),
            url: None,
            record: kith_domain::directory::Record::default(),
        },
        capacity: Capacity::NotSaid,
        checked: None,
        vanished: None,
        here: kith_domain::directory::Here::default(),
    }
}

/// Somebody is connected to an entry, and its organisation is asked.
pub(crate) fn ask(kith: &Kith, team: &Team, to: Id<CommunityService>) -> Id<Connection> {
    let (person, _) = team.supported(kith);
    let asked = kith.act(&team.worker, move |work, ctx| Ok(ask_about(work, ctx, person, to)?.it.id));
    asked.unwrap()
}

fn stop(kith: &Kith, team: &Team, connection: Id<Connection>) {
    let stopped = kith.act(&team.worker, move |work, ctx| {
        let (permit, _) = permit::connection::<act::StopLinks>(work.tx(), ctx, connection)?;
        asking::stop(work, ctx, &permit)
    });
    assert_eq!(stopped.unwrap(), 1);
}

/// An account of an organisation that reaches some services.
fn account(kith: &Kith, of: Id<Organisation>, services: &[Id<Service>]) -> Actor {
    let services = services.to_vec();
    let post = Post::Organisation(of);
    Actor::Staff(Staff { account: kith.id(), standing: kith.id(), post, services, covers: Vec::new() })
}

/// Whoever holds a link to what a service asks an organisation at an address.
pub(crate) fn holder(kith: &Kith, team: &Team, of: Id<Organisation>, address: &str, from: Id<Connection>) -> Actor {
    let read = |tx: &mut kith_store::ReadTx<'_>| links::of_subject(tx, from.uuid());
    let link = kith.app.store().read(&Reach::maintenance(), read).unwrap().remove(0).it;
    let digest = kith.number().to_string().repeat(8);
    let (list, _) = ListLink::send(kith.id(), &link, (of, line(address)), digest, link.sent);
    kith.add(&list);
    Actor::ListHolder(ListHolder { service: team.service, link: list.id, organisation: of, address: line(address) })
}

#[test]
fn an_organisation_lists_exactly_the_requests_that_the_policy_lets_it_open() {
    on_each(|kith| {
        let (north, south) = (Team::of(kith), Team::of(kith));
        let (elm, ash) = (organisation(kith, "Elm Café"), organisation(kith, "Ash House"));
        let entries = [
            (elm, "tea@example.org", entry(kith, elm, "tea@example.org")),
            (elm, "kitchen@example.org", entry(kith, elm, "kitchen@example.org")),
            (ash, "tea@example.org", entry(kith, ash, "tea@example.org")),
        ];
        let mut all: Vec<Id<Connection>> = Vec::new();
        let mut actors = vec![
            account(kith, elm, &[north.service]),
            account(kith, elm, &[north.service, south.service]),
            account(kith, ash, &[south.service]),
            account(kith, kith.id(), &[north.service, south.service]),
        ];
        for team in [&north, &south] {
            for (of, address, to) in entries {
                let made = [(); 3].map(|()| ask(kith, team, to));
                stop(kith, team, made[1]);
                actors.push(holder(kith, team, of, address, made[0]));
                all.extend(made);
            }
        }
        let mut seen = 0;
        for actor in &actors {
            let may = |id: &Id<Connection>| {
                let facts = kith.app.store().read(&Reach::maintenance(), |tx| kith_store::requests::facts(tx, *id));
                let (_, facts) = facts.unwrap().unwrap();
                decide(actor, Action::OpenRequest, &Resource::Request(facts)) == Decision::Allow
            };
            let allowed: BTreeSet<_> = all.iter().copied().filter(may).collect();
            let listed = kith.app.read(&kith.seed(actor), |look, ctx| {
                let permit = permit::own_organisation::<act::SeeRequests>(look.tx(), ctx)?;
                requests::see(look, ctx, &permit, Part::default())
            });
            let listed: Vec<_> = match listed {
                Ok(listed) => listed.by.into_iter().flat_map(|it| it.waiting.lines).map(|line| line.id).collect(),
                // An organisation that there is not.
                Err(_) => Vec::new(),
            };
            assert_eq!(listed.len(), allowed.len(), "each once: {actor:?}");
            assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), allowed, "{actor:?}");
            seen += allowed.len();
        }
        assert!(seen > 15, "{seen}");
    });
}
