//! Entries that an older program saved are found by the words of this one, without anybody saving them again.

use kith_app::entries::by_hand;
use kith_app::{jobs, permit, searching};
use kith_domain::directory::CommunityService;
use kith_domain::directory::search::Sought;
use kith_domain::policy::act;
use kith_store::{Reach, directory, house, table};

use crate::world::{FORGET_HOW_PLACED, FORGET_JOINED, JOINED, Kith, Team, on_each};

const MANY: usize = 205;

/// How many entries hold the joined word.
fn found(kith: &Kith) -> usize {
    let read = |row: &kith_store::Row<'_>| row.get::<uuid::Uuid>("community_service_id");
    kith.app.store().read(&Reach::maintenance(), |tx| tx.fetch_all(&JOINED, &[], read)).unwrap().len()
}

#[test]
fn what_was_saved_before_is_found_by_its_joined_words_after_some_turns_of_the_jobs() {
    on_each(|kith| {
        let team = Team::of(kith);
        // A store without any entry is done at once.
        assert!(!searching::lay_out(&kith.app).unwrap());
        kith.act(&team.lead, |work, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            for number in 0..MANY {
                let (name, organisation) = (format!("Food bank {number}"), "Elm Trust".to_owned());
                let place = "1 Quay, ZZ1 1AB".to_owned();
                by_hand::add(work, ctx, &permit, &by_hand::Input { name, organisation, place, ..Default::default() })?;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(found(kith), MANY);
        assert!(!searching::lay_out(&kith.app).unwrap(), "what this program saves needs nothing more");
        let version =
            |kith: &Kith| kith.app.store().read(&Reach::maintenance(), kith_store::directory_follow::version).unwrap();

        // As an older program would have left it.
        kith.below(|tx| {
            tx.execute(&FORGET_JOINED, &[])?;
            tx.execute(&FORGET_HOW_PLACED, &[])?;
            Ok(house::set(tx, "directory:laid-out", "1")?)
        });
        assert_eq!(found(kith), 0);
        jobs::turn(&kith.app);
        let half = found(kith);
        assert!(half > 0 && half < MANY, "some at each turn: {half}");
        jobs::turn(&kith.app);
        jobs::turn(&kith.app);
        assert_eq!(found(kith), MANY);
        let done = version(kith);
        jobs::turn(&kith.app);
        assert_eq!(version(kith), done, "and then nothing more");
        let entries =
            kith.app.store().read(&Reach::maintenance(), |tx| directory::search(tx, &Sought::all("foodbank"), 1));
        let id = entries.unwrap()[0].id;
        let kept =
            kith.app.store().read(&Reach::maintenance(), move |tx| table::find::<CommunityService>(tx, id.uuid()));
        assert_eq!(kept.unwrap().unwrap().version, 1, "no entry was changed");
    });
}
