//! Concerns and who is named for them come back as they were; lists hold what they say.

use kith_domain::boundary::safeguarding::action::ConcernAction;
use kith_domain::boundary::safeguarding::concern::{Concern, State};
use kith_domain::boundary::safeguarding::lead::Lead;
use kith_domain::person::Person;
use kith_domain::staff::{Role, Standing};
use kith_domain::text::Words;
use kith_store::concerns::{self, Whose};
use kith_store::page::Mark;
use kith_store::{Reach, Store, story};

use crate::rooms_saved::{round_trip, worst};
use crate::rooms_world::{World, account, add, at, id, on_each, read, standing, words, write};

/// One row of each.
pub fn one_of_each(store: &Store, world: &World, person: &Person) {
    let (concern, _) = Concern::write(id(), person, words("a bruise"), None, world.worker.id, at(3));
    add(store, &world.reach(), &concern);
    let what = crate::rooms_world::line("Ring the adult team");
    add(store, &world.reach(), &ConcernAction::agree(id(), &concern, what, world.worker.id, at(4)).0);
    let (lead, _) = Lead::name(id(), world.service.id, std::slice::from_ref(&world.standing), at(3)).unwrap();
    add(store, &world.reach(), &lead);
    let (service, told) = (world.service.id, concern.id);
    write(store, &world.reach(), move |tx| Ok(concerns::tell(tx, told, service, at(4)).map(drop)?));
}

#[test]
fn a_concern_that_waits_is_told_on_once() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (person, ..) = north.supported(store, 11, "Shah", north.worker.id);
        let (first, _) = Concern::write(id(), &person, words("a bruise"), None, north.worker.id, at(3));
        let (second, _) = Concern::write(id(), &person, words("another"), None, north.worker.id, at(5));
        add(store, &north.reach(), &second);
        add(store, &north.reach(), &first);
        let (mine, theirs) = (north.service.id, south.service.id);
        let waits = || read(store, &Reach::maintenance(), |tx| concerns::not_told(tx, mine));
        assert_eq!(waits(), [(first.id, at(3)), (second.id, at(5))], "longest waiting first");
        assert!(read(store, &Reach::maintenance(), |tx| concerns::not_told(tx, theirs)).is_empty());
        let told = first.id;
        let tell = move |tx: &mut kith_store::Tx<'_>| Ok(concerns::tell(tx, told, mine, at(6))?);
        assert!(write(store, &Reach::maintenance(), tell));
        assert!(!write(store, &Reach::maintenance(), tell), "somebody else was faster");
        assert_eq!(waits(), [(second.id, at(5))]);
    });
}

#[test]
fn concerns_and_their_leads_come_back_in_every_state_and_stand_in_no_story() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let most = || words(&worst(Words::MOST));
        let (written, _) = Concern::write(id(), &person, most(), Some(most()), world.worker.id, at(3));
        let bare = Concern { done: None, ..written.clone() };
        let had = |words| State::Acknowledged { at: at(9), by: id(), words };
        let (one, two) = (had(None), had(Some(most())));
        round_trip(
            store,
            &world.reach(),
            &[
                written.clone(),
                Concern {
                    state: State::Closed { had: (at(9), id(), None), at: at(10), by: id(), words: most() },
                    ..written.clone()
                },
                bare,
                Concern { state: one, ..written.clone() },
                Concern { state: two, ..written.clone() },
                written,
            ],
        );
        let (lead, _) = Lead::name(id(), world.service.id, std::slice::from_ref(&world.standing), at(3)).unwrap();
        round_trip(store, &world.reach(), &[lead.clone(), Lead { ended: Some(at(8)), ..lead }]);
        let told = read(store, &world.reach(), |tx| story::of_person(tx, person.id));
        assert!(told.iter().all(|it| !it.kind.starts_with("concern")), "{told:?}");
    });
}

#[test]
fn whoever_no_longer_works_here_is_named_no_more_and_lists_are_whole() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let gone = account("gone@north.example.org");
        let identity = Reach { purpose: "identity", ..world.reach() };
        add(store, &identity, &gone);
        let left = standing(&gone, Role::LinkWorker, Some(world.service.id));
        let ended = Standing { ended: Some(at(4)), ..left.clone() };
        add(store, &identity, &ended);
        for named in [&world.standing, &left] {
            let (lead, _) = Lead::name(id(), world.service.id, std::slice::from_ref(named), at(3)).unwrap();
            add(store, &reach, &lead);
        }
        let leads = read(store, &reach, |tx| concerns::leads(tx, world.service.id));
        assert_eq!(leads.iter().map(|kept| kept.it.account).collect::<Vec<_>>(), [world.worker.id]);
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let mut all = Vec::new();
        for n in 0..7 {
            let author = if n % 2 == 0 { world.worker.id } else { gone.id };
            let (it, _) = Concern::write(id(), &person, words("a bruise"), None, author, at(10 + n / 2));
            let it = if n == 6 { it.acknowledge(world.worker.id, None, at(99)).unwrap().0 } else { it };
            add(store, &reach, &it);
            all.push(it);
        }
        all.sort_by_key(|it| std::cmp::Reverse((it.at, it.id.uuid())));
        let walk = |whose| {
            let (mut found, mut before): (Vec<_>, Option<Mark>) = (Vec::new(), None);
            loop {
                let page = read(store, &reach, |tx| concerns::page(tx, world.service.id, whose, before, 2));
                found.extend(page.lines.iter().map(|line| line.id));
                match page.next {
                    Some(next) => before = Some(next),
                    None => break found,
                }
            }
        };
        assert_eq!(walk(Whose::All(world.worker.id)), all.iter().map(|it| it.id).collect::<Vec<_>>());
        let hers = all.iter().filter(|it| it.author == gone.id).map(|it| it.id).collect::<Vec<_>>();
        assert_eq!(walk(Whose::By(gone.id)), hers);
        let waiting = read(store, &reach, |tx| concerns::waiting(tx, world.service.id, world.worker.id));
        assert_eq!(waiting.len(), 6);
        assert!(waiting.iter().all(|line| !line.is_acknowledged));
        assert_eq!(read(store, &reach, |tx| concerns::waiting_since(tx, world.service.id)).len(), 6);
        let facts = read(store, &reach, |tx| concerns::facts(tx, all[0].id)).unwrap();
        assert_eq!((facts.author, facts.leads), (all[0].author, vec![world.worker.id]));
    });
}
