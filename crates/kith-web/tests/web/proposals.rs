//! What an organisation proposes for its entry that came from a feed: the lead corrects it here in one press, and what
//! only the feed can say is said.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::scene;
use super::client::Client;
use super::our_side::{another, everything};
use super::world::{imported, story};

#[test]
fn what_is_proposed_for_an_entry_of_a_feed_is_corrected_here_in_one_press() {
    story(async |world| {
        let mut scene = scene(world).await;
        let of = imported(world).to_string();
        another(world, &mut scene, "Adeyemi", &of, "His first name is Tunde").await;
        let request = super::asked::newest_link(world).await;
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        let (entry, own) = (format!("/directory/{of}"), format!("{list}/services/{of}"));
        let page = organisation.get(&own).await.text();
        assert!(page.contains("Days, opening times, postcode, price and ages are only changed in that list"), "{page}");
        let fields = [
            ("description", "Grow vegetables with others, tea included."),
            ("audience", "Adults"),
            ("times", "Every Wednesday \"'><x-kith-7>"),
            ("place", "Lantern Field, ZZ1 1ZZ"),
            ("postcode", "ZZ1 1ZZ"),
            ("cost", ""),
            ("email", "new@lantern.example.org"),
            ("words", "Joan has the key"),
        ];
        let sent = organisation.fill(&own, &format!("{own}/change"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());

        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let waiting = lead.get("/entries-to-see-to").await;
        for part in [
            "Correct it here",
            "Now: Every Tuesday, 10am to 12pm",
            "only the feed can say it: Postcode.",
            "Not corrected here: the e-mail address. Other services use this Kith",
            "Joan has the key",
        ] {
            assert!(waiting.text().contains(part), "{part}: {}", waiting.text());
        }
        assert!(!waiting.body.contains("<x-kith-7") && !waiting.text().contains("Change the entry as they said"));
        assert!(organisation.get(&own).await.text().contains("It waits to be looked at"));
        // What staff say of the entry is not the organisation's to read.
        let wrong = format!("{entry}/wrong");
        let told = scene.worker.fill(&wrong, &wrong, &[("words", "Nobody answers the telephone")]).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
        assert!(!organisation.get(&own).await.text().contains("Nobody answers"));
        let action = waiting.body.split("action=\"/entries-to-see-to/").nth(1).unwrap().split('"').next().unwrap();
        let action = format!("/entries-to-see-to/{action}");
        assert_eq!(scene.worker.get("/entries-to-see-to").await.status, StatusCode::FORBIDDEN);
        // Sent twice, it has one effect.
        let mut hidden = waiting.hidden(&action);
        hidden.push(("deal".to_owned(), "take".to_owned()));
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for _ in 0..2 {
            let taken = lead.post(&action, &hidden).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        }

        let page = scene.worker.get(&entry).await;
        for part in [
            "Every Wednesday",
            "Proposed by the organisation itself on",
            "the feed says: Every Tuesday, 10am to 12pm",
            "the feed says: Free",
        ] {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
        assert!(
            !page.body.contains("<x-kith-7") && !page.text().contains("new@lantern.example.org"),
            "{}",
            page.text()
        );
        let history = lead.get(&format!("{entry}/correct")).await.text();
        assert!(history.contains("The organisation itself had proposed it on"), "{history}");
        let published = Client::new(&world.router).get("/oruk/services?search=gardening").await;
        assert!(!published.body.contains("Wednesday"), "under the feed's name stands what the feed says");
        // The organisation reads what came of it on its own page, and not who dealt with it; so does another employer, who
        // took nothing over.
        let came = organisation.get(&own).await;
        for part in ["Every Wednesday", "What you sent, and what came of it", "What can be corrected here was changed"]
        {
            assert!(came.text().contains(part), "{part}: {}", came.text());
        }
        assert!(!came.body.contains(&world.one.canary), "{}", came.text());
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let waits = other.get("/entries-to-see-to").await.text();
        assert!(!waits.contains("Correct it here") && waits.contains("Nobody answers the telephone"), "{waits}");
        let read = other.get(&entry).await;
        assert!(read.text().contains("corrected here by somebody of another service"), "{}", read.text());
        assert!(!read.body.contains(&world.one.canary), "who works for another service is nobody's to know");
    });
}

#[test]
fn what_is_declined_changes_nothing_and_what_cannot_be_corrected_has_no_button() {
    story(async |world| {
        let mut scene = scene(world).await;
        let of = imported(world).to_string();
        another(world, &mut scene, "Adeyemi", &of, "His first name is Tunde").await;
        let list = everything(world, &super::asked::newest_link(world).await).await;
        let mut organisation = Client::new(&world.router);
        let own = format!("{list}/services/{of}");
        let fields = [
            ("description", "Grow vegetables with others, tea included."),
            ("audience", "Adults"),
            ("times", "Every Tuesday, 10am to 12pm"),
            ("place", "Lantern Field, ZZ1 1ZZ"),
            ("cost", "Free"),
            ("email", "hello@lantern.example.org"),
            ("price", "2.50"),
        ];
        let sent = organisation.fill(&own, &format!("{own}/change"), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let waiting = lead.get("/entries-to-see-to").await;
        assert!(waiting.text().contains("only the feed can say it: Price in pounds."), "{}", waiting.text());
        assert!(!waiting.text().contains("Correct it here"), "{}", waiting.text());
        let action = waiting.body.split("action=\"/entries-to-see-to/").nth(1).unwrap().split('"').next().unwrap();
        let action = format!("/entries-to-see-to/{action}");
        let forced = lead.fill("/entries-to-see-to", &action, &[("deal", "take")]).await;
        assert_eq!(forced.status, StatusCode::CONFLICT, "{}", forced.text());
        assert!(lead.get("/entries-to-see-to").await.text().contains("Price in pounds"), "it still waits");
        let done = lead.fill("/entries-to-see-to", &action, &[("deal", "done")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(!lead.get(&format!("/directory/{of}")).await.text().contains("Corrected here"));
    });
}
