//! An organisation with more entries than a page of them is renamed for all, in one act.

use kith_app::entries::{by_hand, renamed};
use kith_app::{Refusal, permit};
use kith_domain::directory::CommunityService;
use kith_domain::directory::search::Sought;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_store::{Kept, Reach, directory, intakes, table};

use crate::world::{Kith, Team, on_each};

const MANY: usize = 450;

fn read<T: Send + 'static>(
    kith: &Kith,
    f: impl Fn(&mut kith_store::ReadTx<'_>) -> Result<T, kith_store::DbError> + Send + 'static,
) -> T {
    kith.app.store().read(&Reach::maintenance(), f).unwrap()
}

#[test]
fn an_organisation_with_hundreds_of_entries_is_renamed_for_all_of_them() {
    on_each(|kith| {
        let team = Team::of(kith);
        let made = kith.act(&team.lead, |work, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            let mut made = Vec::new();
            for number in 0..MANY {
                // Many are called the same, across the end of a page.
                let name = if number % 3 == 0 { "Tea".to_owned() } else { format!("Group {number}") };
                let organisation = "Friends of the mill".to_owned();
                let input = by_hand::Input { name, organisation, ..by_hand::Input::default() };
                made.push(by_hand::add(work, ctx, &permit, &input)?);
            }
            Ok(made)
        });
        let made: Vec<Id<CommunityService>> = made.unwrap();
        let first = made[0];
        let opened = kith.app.read(&kith.seed(&team.lead), |look, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            renamed::open(look, &permit, first)
        });
        let opened = opened.unwrap();
        assert_eq!(opened.entries.len(), MANY);
        let (of, version) = (opened.kept.it.id, opened.kept.version);
        let rename = |version: i64, name: &'static str| {
            kith.act(&team.lead, move |work, ctx| {
                let permit = permit::own_service::<act::KeepEntry>(ctx)?;
                renamed::rename(work, ctx, &permit, (first, version), name)
            })
        };
        assert_eq!(rename(version, "Windmill people").unwrap(), MANY);
        assert!(matches!(rename(version, "Late"), Err(Refusal::Stale)));
        let ids = read(kith, move |tx| intakes::entries_of(tx, of));
        assert_eq!(ids.len(), MANY);
        let found = |word: &'static str| {
            let sought = Sought::all(word);
            read(kith, move |tx| directory::search(tx, &sought, 1000)).len()
        };
        assert_eq!((found("windmill"), found("friends")), (MANY, 0));
        for id in made {
            let kept: Kept<CommunityService> = read(kith, move |tx| table::find(tx, id.uuid())).unwrap();
            assert_eq!(kept.version, 2, "each was written in its own history, once");
        }
    });
}
