//! An organisation that a team wrote down itself is renamed for all of its entries in one act.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::{imported, story};

#[test]
fn an_organisation_is_renamed_on_all_of_its_entries_and_each_says_what_it_was_called() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let new = "/directory/new";
        let mut entries = Vec::new();
        for name in ["Knit and natter", "Bread on Thursdays"] {
            let fields = [("name", name), ("organisation", "Friends of the mill"), ("publish", "yes")];
            let added = lead.fill(new, new, &fields).await;
            assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
            entries.push(added.location().split('?').next().unwrap().to_owned());
        }
        let other = [("name", "Chess"), ("organisation", "The old library"), ("publish", "yes")];
        assert_eq!(lead.fill(new, new, &other).await.status, StatusCode::SEE_OTHER);
        let rename = format!("{}/organisation", entries[0]);
        assert!(lead.get(&entries[0]).await.body.contains(&format!("href=\"{rename}\"")));
        assert!(!worker.get(&entries[0]).await.body.contains("/organisation"));
        assert_eq!(worker.get(&rename).await.status, StatusCode::FORBIDDEN);
        let page = lead.get(&rename).await.text();
        assert!(page.contains("These 2 entries") && page.contains("Bread on Thursdays"), "{page}");
        let long = "x".repeat(100_000);
        for (typed, why) in [
            ("", "Enter who runs it."),
            ("Friends of the mill", "This is what it is called already."),
            ("The old library", "is called so"),
            ("nul \0", ""),
            (long.as_str(), ""),
        ] {
            let refused = lead.fill(&rename, &rename, &[("organisation", typed)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:.20}: {}", refused.text());
            assert!(refused.text().contains(why), "{why}: {}", refused.text());
        }
        let stale = lead.get(&rename).await;
        let renamed = lead.fill(&rename, &rename, &[("organisation", "Mill \"'><x-kith-7> people")]).await;
        assert_eq!(renamed.location(), format!("{}?said=organisation-renamed", entries[0]), "{}", renamed.text());
        for entry in &entries {
            let page = worker.get(entry).await;
            assert!(page.text().contains("Mill ") && !page.text().contains("Friends of the mill"), "{}", page.text());
            assert!(!page.body.contains("<x-kith-7"));
            let history = lead.get(&format!("{entry}/change")).await.text();
            assert!(history.contains("Run by was: Friends of the mill"), "{history}");
        }
        assert!(worker.get("/directory?q=mill").await.text().contains("Bread on Thursdays"), "found by its new name");
        let told = lead.get(&rename).await.text();
        assert!(told.contains("renamed it from “Friends of the mill” to “Mill"), "{told}");
        // Whoever was slower is shown what it is called now, and keeps what they typed.
        let mut late = stale.hidden(&rename);
        late.push(("organisation".to_owned(), "Late name".to_owned()));
        let late: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let overtaken = lead.post(&rename, &late).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT, "{}", overtaken.text());
        assert!(overtaken.body.contains("value=\"Late name\""), "{}", overtaken.text());

        // Another employer reads the new name and renames nothing; nor is anything of a feed renamed.
        let mut theirs = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(theirs.get(&entries[0]).await.text().contains("Mill "));
        assert_eq!(theirs.get(&rename).await.status, StatusCode::NOT_FOUND);
        let feed = format!("/directory/{}/organisation", imported(world));
        assert_eq!(lead.get(&feed).await.status, StatusCode::NOT_FOUND);
        // Where another employer keeps an entry of it too, nobody renames it for both.
        let second = [("name", "Theirs"), ("organisation", "The old library"), ("publish", "yes")];
        let added = theirs.fill(new, new, &second).await;
        let shared = format!("{}/organisation", added.location().split('?').next().unwrap());
        let page = theirs.get(&shared).await;
        assert!(page.text().contains("is kept by another service") && !page.body.contains("Rename it<"));
        assert!(!page.body.contains(&world.one.canary), "{}", page.text());
    });
}
