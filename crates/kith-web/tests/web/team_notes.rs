//! What the team knows of an entry stands beside it for the team, and leaves it in no way.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::people::with_person;
use super::world::story;

const SECRET: &str = "Ask for the tall one, zebra crossing";

#[test]
fn what_the_team_knows_stands_beside_the_entry_and_never_leaves() {
    story(async |world| {
        let entry = format!("/directory/{}", world.community_service);
        let notes = format!("{entry}/team-notes");
        let (mut worker, person) = with_person(world, "Noted").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(worker.get(&entry).await.body.contains(&format!("href=\"{notes}\"")));

        // What cannot be kept is said at its question, and nothing typed is lost.
        let long = "x".repeat(5_000);
        for (matter, words) in
            [("", SECRET), ("moon", SECRET), ("ask-for", ""), ("ask-for", &long), ("ask-for", "a\0b")]
        {
            let again = worker.fill(&notes, &notes, &[("matter", matter), ("words", words)]).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{matter}: {}", again.text());
        }
        let canary = "\"'><x-kith-7> the side door";
        for words in [SECRET, canary] {
            let saved = worker.fill(&notes, &notes, &[("matter", "ask-for"), ("words", words)]).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        }

        // The whole team reads it, where the entry is looked at and where somebody is connected to it.
        let connect = format!("{person}/connect/{}", world.community_service);
        for page in [&entry, &connect] {
            let page = worker.get(page).await;
            assert!(page.text().contains(SECRET) && page.text().contains("the side door"), "{}", page.text());
            assert!(!page.body.contains("<x-kith-7"), "{}", page.body);
        }
        let list = lead.get(&notes).await;
        let change = list.body.split("href=\"").find(|it| it.contains("?change=") && it.starts_with(&notes)).unwrap();
        let change = change.split(['"', '#']).next().unwrap().replace("&amp;", "&");

        // A colleague changes it, takes it away and puts it back; a form that is too old is told so.
        let opened = worker.get(&change).await;
        let note = change.split("change=").nth(1).unwrap().to_owned();
        let changed = lead.fill(&change, &notes, &[("matter", "take-care"), ("words", "Ring first. zebra")]).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let mut late = opened.hidden(&notes);
        late.retain(|(name, _)| name != "matter" && name != "words");
        let typed = [("matter".to_owned(), "other".to_owned()), ("words".to_owned(), "Mine".to_owned())];
        late.extend(typed);
        let fields: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let late = worker.post(&notes, &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.text().contains("Ring first. zebra") && late.body.contains("Mine"), "{}", late.text());

        // Another service sees nothing of it, not even by its identifier.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        for page in [&entry, &notes] {
            let text = other.get(page).await.text();
            assert!(!text.contains("zebra"), "{page}: {text}");
        }
        assert_eq!(other.get(&format!("{notes}?change={note}")).await.status, StatusCode::BAD_REQUEST);
        // Nor does a practice, the public directory, or whoever has no account.
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert_eq!(practice.get(&notes).await.status, StatusCode::FORBIDDEN);
        assert!(!practice.get(&entry).await.text().contains("zebra"));
        let mut nobody = Client::new(&world.router);
        for page in ["/oruk/services", &format!("/oruk/services/{}", world.community_service)] {
            assert!(!nobody.get(page).await.body.contains("zebra"), "{page}");
        }
    });
}
