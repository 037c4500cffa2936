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
