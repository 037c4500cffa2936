//! What is held of postcodes, areas and districts as a whole.

use kith_domain::directory::record::Position;
use kith_store::places::{self, Area, Postcode};
use kith_store::places_held as held;

use crate::rooms_world::{World, on_each, read, write};

fn postcode(code: &str, at: Option<(i32, i32)>, ended: Option<&str>) -> Postcode {
    Postcode {
        code: code.to_owned(),
        position: at.map(|(latitude, longitude)| Position { latitude, longitude }),
        area: Some(("E01000001".to_owned(), 2021)),
        district: Some("E08000099".to_owned()),
        ended: ended.map(str::to_owned),
    }
}

#[test]
fn what_is_held_is_counted_and_its_middle_is_that_of_the_postcodes_in_use() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        assert!(!read(store, &world.reach(), held::is_any));
        assert_eq!(read(store, &world.reach(), held::held), held::Held::default());
        assert_eq!(read(store, &world.reach(), |tx| held::middle_of_outward(tx, "ZZ1")), None);
        let all = [
            postcode("ZZ11AA", Some((54_000_000, -1_000_000)), None),
            postcode("ZZ19ZZ", Some((54_000_002, -1_000_004)), None),
            // Another outward code that begins alike, one that was ended, one without a position, one further on.
            postcode("ZZ101AA", Some((50_000_000, 0)), None),
            postcode("ZZ12AB", Some((50_000_000, 0)), Some("2019-06")),
            postcode("ZZ12AC", None, None),
            postcode("ZZ1A1AA", Some((50_000_000, 0)), None),
        ];
        let area = Area {
            code: "E01000001".to_owned(),
            edition: 2021,
            name: Some("Northtown 001A".to_owned()),
            district: Some("E08000099".to_owned()),
            rank: Some(7),
            tenth: Some(1),
        };
        let (rows, one) = (all.clone(), area.clone());
        write(store, &world.reach(), move |tx| {
            for it in &rows {
                places::put_postcode(tx, it)?;
            }
            places::put_area(tx, &one)?;
            places::put_area(tx, &Area { edition: 2011, tenth: None, rank: None, ..one.clone() })?;
            Ok(places::put_district(tx, "E08000099", "Northtown")?)
        });
        assert!(read(store, &world.reach(), held::is_any));
        let counted = read(store, &world.reach(), held::held);
        assert_eq!(counted, held::Held { postcodes: 6, areas: vec![(2011, 1, 0), (2021, 1, 1)], districts: 1 });
        let middle = read(store, &world.reach(), |tx| held::middle_of_outward(tx, "ZZ1"));
        assert_eq!(middle, Some(Position { latitude: 54_000_001, longitude: -1_000_002 }));
        let middle = read(store, &world.reach(), |tx| held::middle_of_district(tx, "E08000099"));
        assert!(middle.is_some());
        assert_eq!(read(store, &world.reach(), |tx| held::middle_of_district(tx, "E08000098")), None);
        let some = read(store, &world.reach(), |tx| held::postcodes(tx, ["ZZ12AC", "ZZ12AB", "ZZ99"].into_iter()));
        assert_eq!(some.values().collect::<Vec<_>>(), [&all[3], &all[4]]);
        let areas = read(store, &world.reach(), |tx| held::areas(tx, ["E01000001", "E01"].into_iter(), 2021));
        assert_eq!(areas.into_values().collect::<Vec<_>>(), [area]);
        let names = read(store, &world.reach(), held::districts);
        assert_eq!(names, [("E08000099".to_owned(), "Northtown".to_owned())]);
    });
}

#[test]
fn a_place_of_an_entry_is_where_its_postcode_is_and_is_found_within_a_distance() {
    use kith_domain::directory::record::{Address, Location, LocationKind, Record};
    use kith_domain::directory::{CommunityService, Entry};
    use kith_store::published::{Cut, Filter};
    use kith_store::published_near::{self, Near};
    use kith_store::table::NO_SERVICE;

    use crate::rooms_world::{add, community_service, line, list_entry, organisation};

    on_each(|_, store| {
        let public = kith_store::Reach { services: vec![NO_SERVICE], purpose: "care" };
        let of = organisation("Lantern");
        add(store, &public, &of);
        let entry = |name: &str, location: Location| {
            let it = community_service(&of, name);
            let record = Record { locations: vec![location], ..Record::default() };
            CommunityService { entry: Entry { record, ..it.entry.clone() }, ..it }
        };
        let at = Position { latitude: 54_978_000, longitude: -1_610_000 };
        let own = Location { position: Some(at), ..Location::of(LocationKind::Physical) };
        let address = Address { postcode: Some(line("ZZ1 1AB")), ..Address::default() };
        let by_postcode = Location { addresses: vec![address], ..Location::of(LocationKind::Physical) };
        list_entry(store, &of, &entry("Own", own));
        list_entry(store, &of, &entry("Before", by_postcode.clone()));
        // What is kept in is not published by any way: neither named nor counted.
        for is_open in [Some(false), None] {
            let own = Location { position: Some(at), ..Location::of(LocationKind::Physical) };
            let here = kith_domain::directory::Here { is_open, ..kith_domain::directory::Here::published() };
            list_entry(store, &of, &CommunityService { here, ..entry("Kept in", own) });
        }
        let near = |metres| Near { at, metres };
        let names = |metres, filter: Filter| {
            let part = read(store, &public, move |tx| {
                published_near::places(tx, &filter, near(metres), Cut { skip: 0, most: 10 })
            });
            assert_eq!(usize::try_from(part.total), Ok(part.lines.len()));
            part.lines.iter().map(|((it, _), _)| it.entry.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(1_000, Filter::default()), ["Own"]);
        let there = postcode("ZZ11AB", Some((54_979_000, -1_609_600)), None);
        write(store, &public, move |tx| {
            places::put_postcode(tx, &there)?;
            assert_eq!(published_near::locate(tx)?, 1);
            Ok(())
        });
        // One that is listed after the postcodes came is found at once.
        list_entry(store, &of, &entry("After", by_postcode));
        assert_eq!(names(1_000, Filter::default()).len(), 3);
        assert_eq!(names(50, Filter::default()), ["Own"]);
        let of_word = Filter { words: kith_domain::directory::search::Sought::all("kept"), ..Filter::default() };
        assert_eq!(names(1_000, of_word), Vec::<String>::new());
        assert_eq!(names(1_000, Filter { minimum_age: Some(3), ..Filter::default() }), Vec::<String>::new());
        let page = read(store, &public, move |tx| {
            published_near::places(tx, &Filter::default(), near(1_000), Cut { skip: 2, most: 2 })
        });
        assert_eq!((page.total, page.lines.len()), (3, 1));
    });
}

#[test]
fn what_somebody_keeps_is_theirs_and_is_let_go() {
    use kith_domain::directory::favourite::Favourite;
    use kith_domain::id::Id;
    use kith_store::table::NO_SERVICE;
    use kith_store::{favourites, save};

    use crate::rooms_world::{add, community_service, list_entry, organisation, writ};

    on_each(|_, store| {
        let (north, south) = (World::set_up(store, "north"), World::set_up(store, "south"));
        let public = kith_store::Reach { services: vec![NO_SERVICE], purpose: "care" };
        let of = organisation("Lantern");
        add(store, &public, &of);
        let entry = community_service(&of, "Lantern walks");
        list_entry(store, &of, &entry);
        let (service, account) = (north.service.id, north.worker.id);
        let (it, event) =
            Favourite::keep(Id::from_parts(9, [9; 10]), service, account, entry.id, jiff::Timestamp::UNIX_EPOCH);
        let (first, by) = (it.clone(), writ(81));
        write(store, &north.reach(), move |tx| save::new(tx, &by, &first, &event));
        let kept = |world: &World, account| {
            let service = world.service.id;
            read(store, &world.reach(), move |tx| favourites::kept(tx, service, account)).len()
        };
        assert_eq!(
            (kept(&north, account), kept(&north, crate::rooms_world::id()), kept(&south, south.worker.id)),
            (1, 0, 0)
        );
        let one = read(store, &north.reach(), |tx| favourites::one(tx, service, account, entry.id)).expect("kept");
        assert_eq!((one.version, &one.it), (1, &it));
        let (gone, event) = one.it.let_go(jiff::Timestamp::UNIX_EPOCH).expect("it was kept");
        let by = writ(82);
        write(store, &north.reach(), move |tx| save::change(tx, &by, 1, &gone, &event).map(drop));
        assert_eq!(kept(&north, account), 0);
    });
}
