//! "And also": a connection and something to do from one save with the contact; days as people write them; hints.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::sharing::with_person;
use super::world::story;

#[test]
fn a_contact_brings_a_connection_and_something_to_do_and_all_of_it_is_saved_or_nothing() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Besides").await;
        let new = format!("{person}/contacts/new");
        let name = {
            let entry = worker.get(&format!("/directory/{}", world.community_service)).await;
            entry.body.split("nhsuk-heading-l\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
        };
        let base = [("mode", "phone"), ("reached", "yes"), ("note", "She wants to get out.")];
        let counts = async |client: &mut Client| {
            let page = client.get(&person).await.body;
            (page.matches("/connections/").count(), page.matches("Take the bus map along").count())
        };
        let before = counts(&mut worker).await;

        // Each part is refused at its own question, and then nothing of it is saved.
        let refused: [(&[(&str, &str)], &str); 6] = [
            (&[("action_what", "Take the bus map along")], "Choose whose it is."),
            (&[("action_owner", "person")], "Write what is to be done."),
            (
                &[("action_what", "Take the bus map along"), ("action_owner", "both"), ("action_due", "31 February")],
                "There is no such day.",
            ),
            (&[("connect_agreed", "Her first name.")], "Write what they are connected to"),
            (&[("connect_name", "Nothing is called so")], "Nothing in the directory is called so."),
            (&[("connect_name", "\"'><x-kith-7>\0")], "Nothing in the directory is called so."),
        ];
        for (also, says) in refused {
            let fields = [&base[..], also].concat();
            let answer = worker.fill(&new, &new, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}: {}", answer.text());
            assert!(answer.text().contains(says), "{says}: {}", answer.text());
            assert!(answer.text().contains("She wants to get out."), "what was typed stays");
            assert!(!answer.body.contains("<x-kith-7"));
        }
        // A part of a name is asked about: what may be meant is offered, and one of them is taken.
        let part = name.split(' ').next().unwrap();
        let asked = worker.fill(&new, &new, &[&base[..], &[("connect_name", part)]].concat()).await;
        assert!(asked.text().contains("Choose which of these is meant"), "{}", asked.text());
        assert!(asked.body.contains(&format!("value=\"{}\"", world.community_service)), "{}", asked.text());
        assert_eq!(counts(&mut worker).await, before, "nothing was saved");

        let to = world.community_service.to_string();
        let all = [
            ("need_stated", "Somewhere to go on Wednesdays"),
            ("need_domain", ""),
            ("need_known", "later"),
            ("connect_name", part),
            ("connect_to", &*to),
            ("connect_agreed", "Her first name."),
            ("action_what", "Take the bus map along"),
            ("action_owner", "worker"),
            ("action_due", "Friday"),
            ("next_date", "3 Dec"),
        ];
        let saved = worker.fill(&new, &new, &[&base[..], &all].concat()).await;
        assert_eq!(saved.location(), format!("{person}?said=contact-logged-and-booked"), "{}", saved.text());
        let page = worker.get(&person).await.text();
        for says in ["Somewhere to go on Wednesdays", &*name, "Take the bus map along", "Thursday 3 December"] {
            assert!(page.contains(says), "{says}: {page}");
        }
        let connection = worker.get(&person).await.link("/connections/", "");
        let opened = worker.get(&connection).await.text();
        assert!(opened.contains("Somewhere to go on Wednesdays") && opened.contains("Her first name."), "{opened}");
        assert!(worker.get(&format!("{person}/plan")).await.text().contains("27 November"), "the next Friday");

        // The whole name says which is meant; a second connection to the same thing gets a hint, and is made.
        let once_more = [("connect_name", &*name), ("once_more", "yes")];
        let again = worker.fill(&new, &new, &[&base[..], &once_more].concat()).await;
        assert_eq!(again.location(), format!("{person}?said=contact-logged-connected-again"), "{}", again.text());
        let connect = format!("{person}/connect/{to}");
        let third = worker.fill(&connect, &connect, &[("need", ""), ("agreed", "")]).await;
        assert!(third.location().ends_with("?said=connected-again"), "{}", third.location());
        // "None of these" saves the contact alone.
        let before = counts(&mut worker).await;
        let none = worker
            .fill(
                &new,
                &new,
                &[&base[..], &[("connect_name", part), ("connect_to", "none"), ("once_more", "yes")]].concat(),
            )
            .await;
        assert_eq!(none.location(), format!("{person}?said=contact-logged"), "{}", none.text());
        assert_eq!(counts(&mut worker).await, before);

        // A lead logs no contact, and the form is not there for anybody else.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&new).await.status, StatusCode::FORBIDDEN);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&new).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn days_are_taken_as_people_write_them_and_a_likely_slip_is_asked_about() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Daywise").await;
        let book = format!("{person}/appointments/new");
        // It is Tuesday 24 November 2026 in this world.
        for (typed, says) in [
            ("3 December", "3 December"),
            ("3 Dec 2026", "3 December"),
            ("27/11/2026", "27 November"),
            ("2026-12-04", "4 December"),
            ("Thursday", "Thursday"),
        ] {
            let fields = [("day", typed), ("time", "9:15"), ("mode", "phone"), ("why", typed)];
            let booked = worker.fill(&book, &book, &fields).await;
            assert_eq!(booked.status, StatusCode::SEE_OTHER, "{typed}: {}", booked.text());
            assert!(worker.get(&person).await.text().contains(says), "{typed}");
        }
        for (typed, says) in [
            ("soon", "Enter the day, like 3 December"),
            ("31/2", "There is no such day"),
            ("Monday 3 December 2026", "The weekday does not fit"),
            ("\"'><x-kith-7>", "Enter the day"),
        ] {
            let refused = worker.fill(&book, &book, &[("day", typed), ("mode", "phone")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(refused.text().contains(says), "{typed}: {}", refused.text());
            assert!(!refused.body.contains("<x-kith-7"));
        }
        // The same time again, and a day on which nobody works: hints, and both are booked.
        let fields = [("day", "3 December"), ("time", "9:15"), ("mode", "phone"), ("why", "again")];
        let twice = worker.fill(&book, &book, &fields).await;
        assert_eq!(twice.location(), format!("{person}?said=booked-twice"), "{}", twice.text());
        assert!(worker.get(twice.location()).await.text().contains("Something else is booked"));
        let closed = worker.fill(&book, &book, &[("day", "Sunday"), ("mode", "phone")]).await;
        assert_eq!(closed.location(), format!("{person}?said=booked-closed"), "{}", closed.text());

        // A contact: the last such day; before birth and long ago are asked about.
        let new = format!("{person}/contacts/new");
        let contact = |day: &'static str| [("mode", "phone"), ("reached", "yes"), ("note", "Rang."), ("day", day)];
        let saved = worker.fill(&new, &new, &contact("1 November")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert!(worker.get(&person).await.text().contains("1 November 2026"));
        for (day, says) in [
            ("1900-01-01", "before they were born"),
            ("3 May 2014", "is long ago"),
            ("tomorrow", "This is in the future"),
            ("3 December 2026", "This is in the future"),
        ] {
            let refused = worker.fill(&new, &new, &contact(day)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
            assert!(refused.text().contains(says), "{day}: {}", refused.text());
        }
        let meant = [&contact("3 May 2014")[..], &[("long_ago", "yes")]].concat();
        let saved = worker.fill(&new, &new, &meant).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        // Three boxes take the whole of it too.
        let action = format!("{person}/actions/new");
        let fields = [("what", "Ring the warden"), ("owner", "worker"), ("due-day", "5"), ("due-month", "Jan")];
        assert_eq!(worker.fill(&action, &action, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(worker.get(&format!("{person}/plan")).await.text().contains("5 January 2027"));
    });
}
