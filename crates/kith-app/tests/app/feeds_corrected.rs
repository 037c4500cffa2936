//! Corrections of a feed's entries through its imports: they stay, learn of what is new, and end when the feed agrees.

use kith_app::entries::corrections;
use kith_app::permit;
use kith_domain::directory::CommunityService;
use kith_domain::directory::correction::{Correction, Field, How};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_store::{Kept, Reach};

use crate::feeds::{Shelf, id, run, service, wish};
use crate::feeds_in_part::entry;
use crate::world::{Kith, Team, on_each};

fn all(kith: &Kith, of: Id<CommunityService>) -> Vec<Kept<Correction>> {
    kith.app.store().read(&Reach::maintenance(), |tx| kith_store::corrections::of_entry(tx, of)).unwrap()
}

fn saying(name: &str, phone: &str) -> String {
    let phones = format!(r#""phones":[{{"number":"{phone}"}}],"status""#);
    format!("[{}]", service(4, name, true).replace(r#""status""#, &phones))
}

#[test]
fn what_is_corrected_survives_every_import_until_somebody_ends_it() {
    on_each(|kith| {
        let shelf = Shelf::default();
        shelf.put("?page=1", saying("Tea", "01632 960001"));
        run(kith, &shelf, &wish());
        let of = entry(kith, &id(4)).id;
        let lead = Team::of(kith).lead;
        let correct = |field: Field, words: &str| {
            let (words, version) = (words.to_owned(), version(kith, of));
            kith.act(&lead, move |work, ctx| {
                let permit = permit::own_service::<act::KeepEntry>(ctx)?;
                corrections::correct(work, ctx, &permit, (of, version, field), &words)
            })
        };
        correct(Field::Phone, "01632 960002").unwrap();
        correct(Field::Times, "Fridays").unwrap();
        let shown = |kith: &Kith| {
            let it = entry(kith, &id(4)).entry;
            (it.phone.unwrap().to_string(), it.times.unwrap().to_string())
        };
        let ours = ("01632 960002".to_owned(), "Fridays".to_owned());
        assert_eq!(shown(kith), ours);
        // The same feed changes nothing; another name comes through, and ours stays.
        assert_eq!(run(kith, &shelf, &wish()).report.unchanged, 1);
        shelf.put("?page=1", saying("Coffee", "01632 960001"));
        assert_eq!(run(kith, &shelf, &wish()).report.changed, 1);
        assert_eq!(shown(kith), ours);
        assert_eq!(entry(kith, &id(4)).entry.name.as_str(), "Coffee 4");
        assert!(all(kith, of).iter().all(|kept| !kept.it.is_overtaken));
        // The feed changes what we corrected: it is told, and ours stays until somebody says.
        shelf.put("?page=1", saying("Coffee", "01632 960003"));
        run(kith, &shelf, &wish());
        assert_eq!(shown(kith), ours);
        assert_eq!(entry(kith, &id(4)).theirs().phone.as_ref().unwrap().as_str(), "01632 960003");
        let overtaken = |kith: &Kith| {
            kith.app
                .read(&kith.seed(&lead), |look, ctx| {
                    corrections::to_see_to(look, &permit::own_service::<act::KeepEntry>(ctx)?)
                })
                .unwrap()
        };
        let told = overtaken(kith);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].now.as_ref().unwrap().as_str(), "01632 960003");
        let settle = |id: Id<Correction>, how: &'static str| {
            kith.act(&lead, move |work, ctx| {
                let permit = permit::own_service::<act::KeepEntry>(ctx)?;
                corrections::settle(work, ctx, &permit, id, how)
            })
        };
        let phone = told[0].kept.it.id;
        settle(phone, "keep").unwrap();
        assert!(overtaken(kith).is_empty());
        assert_eq!(run(kith, &shelf, &wish()).report.unchanged, 1);
        assert_eq!(shown(kith), ours);
        // The feed says the same as we do: the correction ends, and from then on the feed is believed.
        shelf.put("?page=1", saying("Coffee", "01632 960002"));
        run(kith, &shelf, &wish());
        let ended = all(kith, of).into_iter().find(|kept| kept.it.id == phone).unwrap().it.ended.unwrap();
        assert_eq!((ended.how, ended.by), (How::Agreed, None));
        assert!(settle(phone, "undo").is_err(), "it has ended");
        shelf.put("?page=1", saying("Coffee", "01632 960009"));
        run(kith, &shelf, &wish());
        assert_eq!(shown(kith), ("01632 960009".to_owned(), "Fridays".to_owned()));
        // The last one is taken back, and nothing is kept beside the feed's record any more.
        let times = all(kith, of).into_iter().find(|kept| kept.it.field == Field::Times).unwrap().it.id;
        settle(times, "undo").unwrap();
        let plain = entry(kith, &id(4));
        assert!(plain.here.theirs.is_none() && plain.entry.times.unwrap().as_str() != "Fridays");
        assert!(!plain.entry.record.schedules.is_empty(), "its structured times are back");
    });
}

fn version(kith: &Kith, of: Id<CommunityService>) -> i64 {
    kith.app
        .store()
        .read(&Reach::maintenance(), |tx| kith_store::table::find::<CommunityService>(tx, of.uuid()))
        .unwrap()
        .unwrap()
        .version
}
