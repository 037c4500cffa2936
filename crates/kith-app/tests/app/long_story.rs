//! A story of 1,200 contacts is told whole: the page, the draft to the practice, and the counts.

use jiff::SignedDuration;
use kith_app::{messages, people, permit, support};
use kith_domain::policy::act;
use kith_domain::staff::Role;

use crate::world::{Kith, form, note, on_each};

const CONTACTS: usize = 1_200;

#[test]
fn a_person_with_1200_contacts_is_told_whole_and_counted_right() {
    on_each(|kith: &Kith| {
        let service = kith.service("long");
        let (practice, _) = kith.practice(&[service]);
        let referrer = kith.actor(kith.staff(Role::Practice, None, Some(practice)));
        let lead = kith.actor(kith.staff(Role::TeamLead, Some(service), None));
        let worker = kith.staff(Role::LinkWorker, Some(service), None);
        let referral = kith.refer(&referrer, service, &form(1)).unwrap();
        kith.allocate(&lead, referral, worker).unwrap();
        let person = kith.person_of(referral);
        let worker = kith.actor(worker);
        let first = kith_domain::time::day_of(kith.app.now());
        // Several in a unit of work, some at one moment, so that a page of the store is cut between equals.
        for batch in 0..CONTACTS / 100 {
            kith.act(&worker, move |work, ctx| {
                for n in 0..100 {
                    let permit = permit::person::<act::LogContact>(work.tx(), ctx, person)?;
                    let input = note(&format!("Note {}. More.", batch * 100 + n));
                    // They are alike, and all are meant.
                    let input = support::ContactInput { once_more: "yes".to_owned(), ..input };
                    support::log_contact(work, ctx, &permit, &input)?;
                }
                Ok(())
            })
            .unwrap();
            kith.clock.forward(SignedDuration::from_hours(24));
        }
        let last = first.checked_add(jiff::Span::new().days(i64::try_from(CONTACTS / 100 - 1).unwrap())).unwrap();
        let (story, draft) = kith
            .app
            .read(&kith.seed(&worker), |look, ctx| {
                let permit = permit::person::<act::SeePerson>(look.tx(), ctx, person)?;
                let story = people::story(look, &permit)?;
                let draft = messages::draft::of(look, &story)?;
                Ok((story, draft))
            })
            .unwrap();
        assert_eq!(story.contacts.len(), CONTACTS);
        let ids: std::collections::BTreeSet<_> = story.contacts.iter().map(|kept| kept.it.id).collect();
        assert_eq!(ids.len(), CONTACTS, "each once");
        assert!(story.happened.len() > CONTACTS, "every event: {}", story.happened.len());
        let says = format!(
            "We have been in contact {CONTACTS} times, from {} to {}.",
            kith_domain::time::date_in_words(first),
            kith_domain::time::date_in_words(last)
        );
        assert!(draft.input.happened.contains(&says), "{}", draft.input.happened);
        // Today says the last note, of one query for everybody.
        kith.clock.forward(SignedDuration::from_hours(24 * 20));
        let today = kith.app.read(&kith.seed(&worker), |look, ctx| {
            people::today(look, ctx, &permit::own_service::<act::SeeToday>(ctx)?)
        });
        let quiet = today.unwrap().quiet;
        assert_eq!(quiet.len(), 1);
        // Of those at the last moment, one.
        let last = quiet[0].1.as_deref().unwrap();
        assert!(last.starts_with("Note 11") && last.ends_with('.'), "{last}");
    });
}
