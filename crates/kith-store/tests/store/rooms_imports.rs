//! Files that are brought in, and what the figures of a month count, as the store keeps them.

use kith_domain::import::{Brought, Counts, Import, Kind, State};
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::policy::Scope;
use kith_store::imports::{self, Took};
use kith_store::measures::{self, Opens};
use kith_store::save::{self, SaveError};
use kith_store::{DbError, Isolation, Store};
use serde_json::json;

use crate::rooms_world::{World, at, event, id, line, on_each, read, writ, write};

pub fn brought(world: &World, by: Option<kith_domain::id::Id<kith_domain::staff::Account>>, minutes: i64) -> Import {
    let brought = Brought {
        service: world.service.id,
        kind: Kind::Caseload,
        name: line("Ó people's {id} $1.csv"),
        rows: 5_000,
        digest: "00".repeat(32),
    };
    Import::bring_in(id(), brought, by, at(minutes)).0
}

pub fn keep(store: &Store, world: &World, import: &Import) {
    let (it, by) = (import.clone(), writ(1));
    write(store, &world.reach(), move |tx| {
        save::new(tx, &by, &it, &event())?;
        Ok(imports::keep(tx, &it, b"\0\xFF;bytes", &json!({"order": "day-first"}))?)
    });
}

#[test]
fn a_file_comes_back_in_every_state_and_its_bytes_go_when_told() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = north.reach();
        let it = brought(&north, Some(north.worker.id), 1);
        keep(store, &north, &it);
        let counts = Counts { taken: 1, known: 2, changed: 3, refused: 4 };
        let states = [
            State::Taking { since: at(2) },
            State::Taken { at: at(3), counts },
            State::ThrownAway { at: at(4) },
            State::Looking,
        ];
        for (version, state) in (1_i64..).zip(states) {
            let (next, by) = (Import { state, ..it.clone() }, writ(version));
            let saved = next.clone();
            write(store, &reach, move |tx| save::change(tx, &by, version, &saved, &event()).map(drop));
            let kept = read(store, &reach, |tx| kith_store::table::find::<Import>(tx, next.id.uuid())).unwrap();
            assert_eq!((kept.version, kept.it), (version + 1, next));
        }
        let file = read(store, &reach, |tx| imports::file(tx, it.id)).unwrap();
        assert_eq!((file.content.as_slice(), file.done, file.touched), (&b"\0\xFF;bytes"[..], 0, at(1)));
        let id = it.id;
        write(store, &reach, move |tx| {
            imports::choose(tx, id, &json!({"order": "month-first"}))?;
            Ok(imports::note_progress(tx, id, 50, at(5))?)
        });
        assert_eq!(read(store, &reach, |tx| imports::progress(tx, id)), Some((50, at(5))));
        assert_eq!(read(store, &reach, |tx| imports::file(tx, id)).unwrap().choices["order"], "month-first");
        let service = north.service.id;
        write(store, &reach, move |tx| Ok(imports::forget_old(tx, service, at(1))?));
        assert!(read(store, &reach, |tx| imports::file(tx, id)).is_some(), "as old as the moment is not older");
        write(store, &reach, move |tx| Ok(imports::forget_old(tx, service, at(2))?));
        assert!(read(store, &reach, |tx| imports::file(tx, id)).is_none());
        let of =
            |world: &World| read(store, &world.reach(), |tx| imports::remembered(tx, world.service.id, Kind::Caseload));
        write(store, &reach, move |tx| {
            imports::remember(tx, service, Kind::Caseload, &json!({"a": 1}))?;
            Ok(imports::remember(tx, service, Kind::Caseload, &json!({"a": 2}))?)
        });
        assert_eq!((of(&north), of(&south)), (Some(json!({"a": 2})), None));
    });
}

#[test]
fn files_are_listed_within_a_scope_and_a_key_is_taken_once() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let reach = north.reach();
        let other = id();
        let files: Vec<Import> = [(Some(north.worker.id), 1), (Some(other), 2), (None, 3), (Some(north.worker.id), 3)]
            .map(|(by, minutes)| brought(&north, by, minutes))
            .to_vec();
        files.iter().for_each(|it| keep(store, &north, it));
        keep(store, &south, &brought(&south, Some(north.worker.id), 9));
        let listed = |scope: Scope| -> Vec<i64> {
            let mut all = Vec::new();
            let mut before = None;
            loop {
                let page = read(store, &reach, |tx| imports::within(tx, &scope, before, 1));
                all.extend(page.lines.iter().map(|kept| (kept.it.at.as_second() - at(0).as_second()) / 60));
                match page.next {
                    Some(next) => before = Some(next),
                    None => return all,
                }
            }
        };
        assert_eq!(listed(Scope::Service { service: north.service.id, viewer: id() }), [3, 3, 2, 1]);
        assert_eq!(
            listed(Scope::Worker { service: north.service.id, worker: north.worker.id, covers: vec![] }),
            [3, 1]
        );
        assert_eq!(listed(Scope::Public), Vec::<i64>::new());
        let (person, _) = north.referred(store, 11, "Shah", 1);
        let it = files[0].clone();
        let took = move |tx: &mut kith_store::Tx<'_>, key: &str| {
            imports::took(tx, &Took { import: &it, key, content: "c", person: person.id, at: at(1) })
        };
        let again = took.clone();
        write(store, &reach, move |tx| Ok(took(tx, "one")?));
        let twice = store.write(&reach, Isolation::Ordinary, move |tx| again(tx, "one").map_err(SaveError::from));
        assert!(matches!(twice, Err(SaveError::Db(DbError::Unique { .. }))), "{twice:?}");
        let known = |world: &World, keys: &[&str]| {
            let found = read(store, &world.reach(), |tx| imports::known(tx, world.service.id, Kind::Caseload, keys));
            found.into_iter().map(|row| (row.key, row.import)).collect::<Vec<_>>()
        };
        assert_eq!(known(&north, &["one", "two", "'; DROP"]), [("one".to_owned(), files[0].id)]);
        assert!(known(&south, &["one"]).is_empty() && known(&north, &[]).is_empty());
    });
}

#[test]
fn figures_count_the_facts_of_their_service_and_span_only() {
    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let (person, _, case) = north.supported(store, 11, "Shah", north.worker.id);
        north.referred(store, 12, "Ng", 10);
        south.referred(store, 13, "Obi", 10);
        let contact = north.contact(&case, 5);
        crate::rooms_world::add(store, &north.reach(), &contact);
        let need = north.need(&person, 6);
        crate::rooms_world::add(store, &north.reach(), &need);
        let viewer = id();
        let seen = |tx: &mut kith_store::ReadTx<'_>| -> Result<measures::Seen, DbError> {
            let scope = Scope::Service { service: north.service.id, viewer };
            Ok(measures::seen(tx, &scope)?.expect("a service"))
        };
        let of = |from, to| {
            read(store, &north.reach(), |tx| {
                let span = (at(from), at(to));
                let seen = seen(tx)?;
                Ok((
                    measures::received(tx, &seen, span)?.len(),
                    measures::opened(tx, &seen, span)?,
                    measures::contacts(tx, &seen, span)?,
                    measures::gaps(tx, &seen, span)?.len(),
                    measures::ended(tx, &seen, span)?.len(),
                ))
            })
        };
        assert_eq!(of(0, 100), (2, 1, vec!["yes".to_owned()], 0, 0));
        assert_eq!(of(1, 10), (0, 1, vec!["yes".to_owned()], 0, 0), "up to, and without, the end");
        let waiting = |minutes| {
            read(store, &north.reach(), |tx| {
                let seen = seen(tx)?;
                measures::waiting_at(tx, &seen, at(minutes))
            })
        };
        // The first arrived at once and was allocated after two minutes; the second still waits.
        assert_eq!(waiting(1), [at(0)]);
        assert_eq!(waiting(5), []);
        assert_eq!(waiting(11), [at(10)]);
        let rows = |opens| {
            let scope = Scope::Service { service: north.service.id, viewer: id() };
            let page = read(store, &north.reach(), |tx| measures::rows(tx, &scope, (at(0), at(100)), opens, None, 10));
            page.lines.into_iter().map(|line| (line.name.family, line.what)).collect::<Vec<_>>()
        };
        let said = |name: &str, what: &str| (name.to_owned(), what.to_owned());
        assert_eq!(rows(Opens::Received), [said("Shah", "allocated"), said("Ng", "received")]);
        assert_eq!(rows(Opens::Opened), [said("Shah", "new")]);
        assert_eq!(rows(Opens::Contacts), [said("Shah", "yes")]);
        assert_eq!(rows(Opens::Decided("allocated")), [said("Shah", "allocated")]);
        assert_eq!(rows(Opens::Decided("returned")), []);
        assert_eq!((rows(Opens::Ended), rows(Opens::Gaps)), (vec![], vec![]));
        // Whoever is not named on a restricted record counts nothing of it, and whoever is named everything.
        let terms = Terms {
            named: [north.worker.id, id()].into(),
            not_online: false,
            reason: Some(crate::rooms_world::words("x")),
        };
        let (kept, _) =
            Protection::begin(id(), &person, terms, &[north.worker.id].into(), (north.worker.id, at(6))).unwrap();
        crate::rooms_world::add(store, &north.reach(), &kept);
        assert_eq!(of(0, 100), (1, 0, vec![], 0, 0));
        assert_eq!(waiting(1), [], "nor when it waited");
        assert_eq!(rows(Opens::Received), [said("Ng", "received")]);
        let named = read(store, &north.reach(), |tx| {
            let scope = Scope::Service { service: north.service.id, viewer: north.worker.id };
            let seen = measures::seen(tx, &scope)?.expect("a service");
            Ok(measures::received(tx, &seen, (at(0), at(100)))?.len())
        });
        assert_eq!(named, 2);
        let none = read(store, &north.reach(), |tx| measures::seen(tx, &Scope::Public));
        assert!(none.is_none(), "no other scope counts anything");
    });
}
