//! Postcodes, small areas and districts, on both engines.

use kith_domain::directory::record::Position;
use kith_store::places::{self, Area, Known, Postcode};
use kith_store::{Isolation, NO_SERVICE, Reach};

use crate::rooms_world::on_each;

#[test]
fn a_postcode_is_found_however_it_is_written_and_the_last_file_counts() {
    on_each(|_, store| {
        let reach = Reach { services: vec![NO_SERVICE], purpose: "care" };
        let at = Position { latitude: 53_123_456, longitude: -1_654_321 };
        let first = Postcode {
            code: "ZZ991AA".to_owned(),
            position: None,
            area: None,
            district: None,
            ended: Some("2019-05".to_owned()),
        };
        let whole = Postcode {
            position: Some(at),
            area: Some(("E01000001".to_owned(), 2021)),
            district: Some("E07000001".to_owned()),
            ended: None,
            ..first.clone()
        };
        let area = |edition, tenth| Area {
            code: "E01000001".to_owned(),
            edition,
            name: None,
            district: None,
            rank: Some(3_000),
            tenth: Some(tenth),
        };
        store
            .write(&reach, Isolation::Ordinary, move |tx| {
                for it in [&first, &whole] {
                    places::put_postcode(tx, it)?;
                }
                for (edition, tenth) in [(2011, 9), (2021, 7), (2021, 1)] {
                    places::put_area(tx, &area(edition, tenth))?;
                }
                places::put_district(tx, "E07000001", "Elsewhere")?;
                places::put_district(tx, "E07000001", "Quayside")
            })
            .unwrap();
        let find = |typed: &str| store.read(&reach, |tx| places::find(tx, typed)).unwrap();
        let known = Known {
            code: "ZZ991AA".to_owned(),
            position: Some(at),
            area: Some("E01000001".to_owned()),
            edition: Some(2021),
            district: Some("E07000001".to_owned()),
            district_name: Some("Quayside".to_owned()),
            tenth: Some(1),
            ended: None,
        };
        assert_eq!(find("zz99 1aa"), Some(known));
        assert_eq!(find("ZZ99 1AB"), None);
        assert_eq!(find("' OR 1=1 --"), None);
    });
}
