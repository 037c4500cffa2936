//! Not everybody gives a date of birth: the year alone or the reason why there is none is taken wherever it is asked.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::story;

#[test]
fn whoever_gives_no_date_of_birth_is_referred_found_and_compared_all_the_same() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let base = [("family_name", "Sanctuary"), ("given_names", "Amal"), ("reason", "New here."), ("told", "agreed")];
        let number = [("number_missing", "overseas")];
        let refused: [(&[(&str, &str)], &str); 6] = [
            (&[], "Enter the date of birth, or say below why it is not known."),
            (&[("born-year", "1990")], "Enter the day and the month too, or say below why they are not known."),
            (&[("born-year", "2090"), ("born_missing", "not-known")], "The date of birth is in the future."),
            (&[("born-day", "1"), ("born-year", "1990"), ("born_missing", "not-known")], "Enter day, month and year"),
            (&[("born_missing", "\"'><x-kith-7>")], "Choose why the date of birth is not known."),
            (&[("born-year", "x\0"), ("born_missing", "not-known")], "Enter the year with four digits"),
        ];
        for (born, says) in refused {
            let fields = [&base[..], &number, born].concat();
            let answer = practice.fill("/refer", "/refer", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}: {}", answer.text());
            assert!(answer.text().contains(says), "{says}: {}", answer.text());
            assert!(answer.body.contains("Sanctuary") && !answer.body.contains("<x-kith-7"), "{says}");
        }
        // The year alone, and no date at all: both arrive, and say what is known.
        let mut sent = Vec::new();
        let year: &[(&str, &str)] = &[("born-year", "1990"), ("born_missing", "not-known")];
        let nothing: &[(&str, &str)] = &[("born_missing", "person-declined")];
        for (born, says) in [(year, "1990, day not known"), (nothing, "not known (does not want to give it)")] {
            let fields = [&base[..], &number, born, &[("not_a_duplicate", "yes")]].concat();
            let answer = practice.fill("/refer", "/refer", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{says}: {}", answer.text());
            let receipt = answer.location().split('?').next().unwrap().to_owned();
            assert!(practice.get(&receipt).await.text().contains(says), "{says}");
            assert!(lead.get("/queue").await.text().contains(says), "{says}");
            sent.push(format!("/referrals/{}/triage", receipt.rsplit('/').next().unwrap()));
        }
        // Each stands beside the other in triage: nothing known of one speaks against the other.
        for triage in &sent {
            let page = lead.get(triage).await.text();
            assert!(page.contains("same name, and no date of birth speaks against it"), "{page}");
        }
        // And beside somebody with a whole date in that year.
        let whole: &[(&str, &str)] = &[("born-day", "2"), ("born-month", "May"), ("born-year", "1990")];
        let fields = [&base[..], &number, whole, &[("not_a_duplicate", "yes")]].concat();
        assert_eq!(practice.fill("/refer", "/refer", &fields).await.status, StatusCode::SEE_OTHER);
        assert!(lead.get(&sent[0]).await.text().contains("2 May 1990"));
        // A search for a date of that year finds whoever is known by the year.
        let choose = lead.get(&sent[0]).await.choice("worker", "link_worker");
        let to = sent[0].replace("/triage", "/allocate");
        assert_eq!(lead.fill(&sent[0], &to, &[("worker", &*choose)]).await.status, StatusCode::SEE_OTHER);
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        for (typed, finds) in [("2/5/1990", true), ("3 March 1990", true), ("2/5/1991", false), ("sanctuary", true)] {
            let found = worker.fill("/people", "/people/search", &[("q", typed)]).await.location().to_owned();
            let page = worker.get(&found).await.text();
            assert_eq!(page.contains("SANCTUARY, Amal"), finds, "{typed}: {page}");
        }
        let person = worker.get("/people").await.link("/people/0", "");
        let page = worker.get(&person).await.text();
        assert!(page.contains("Born 1990, day not known (35 or 36)") || page.contains("1990, day not known"), "{page}");
        // A letter says the year that is known, and the message back says it plainly.
        let letter = worker.get(&format!("{person}/letters/new?template=housing")).await;
        assert!(letter.text().contains("born 1990,") && !letter.body.contains("[date of birth]"), "{}", letter.text());
        let back = format!("{person}/message-back");
        let message = [("mattered", "Her garden."), ("happened", ""), ("missing", "")];
        assert_eq!(worker.fill(&back, &back, &message).await.status, StatusCode::SEE_OTHER);
        let sent_message = worker.get(&person).await.link("/messages/", "");
        let plain = worker.get(&format!("{sent_message}/text")).await;
        if plain.status == StatusCode::OK {
            assert!(plain.body.contains("Born in 1990, day not known"), "{}", plain.body);
        }
        // Corrected to the whole date, it is the whole date; and back to a reason.
        let identity = format!("{person}/identity");
        let whole = [
            ("family_name", "Sanctuary"),
            ("given_names", "Amal"),
            ("number_missing", "overseas"),
            ("born-day", "2"),
            ("born-month", "5"),
            ("born-year", "1990"),
            ("born_missing", ""),
            ("why", "She found it."),
        ];
        assert_eq!(worker.fill(&identity, &identity, &whole).await.status, StatusCode::SEE_OTHER);
        assert!(worker.get(&person).await.text().contains("2 May 1990"));
        assert!(worker.get(&format!("{person}/identity-history")).await.text().contains("1990, day not known"));
    });
}

#[test]
fn whoever_asks_for_themselves_need_not_give_a_date_of_birth() {
    story(async |world| {
        let mut anybody = Client::new(&world.router);
        let form = "/ask-for-support/alder/me".to_owned();
        let fields = [
            ("family_name", "Doorway"),
            ("born_missing", "person-declined"),
            ("phone", "07700 900123"),
            ("reason", "I would like some company."),
        ];
        let answer = anybody.fill(&form, &form, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(lead.get("/queue").await.text().contains("not known (does not want to give it)"));
    });
}
