//! The letter templates of a service: changed by its manager, checked, kept with what they said before.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::people::with_person;
use super::world::story;

const HERE: &str = "/service/letter-templates";

#[test]
fn a_manager_changes_a_template_and_adds_one_and_letters_that_were_written_stay() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Templated").await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let new = format!("{person}/letters/new");
        let written = [("together", "with"), ("to", "Them"), ("subject", "A flat"), ("text", "As it was.")];
        let page = format!("{new}?template=housing");
        let letter = worker.fill(&page, &new, &written).await;
        assert_eq!(letter.status, StatusCode::SEE_OTHER, "{}", letter.text());
        let letter = letter.location().split('?').next().unwrap().to_owned();

        // What is wrong is said at its question, and what was typed stays.
        let one = format!("{HERE}/housing");
        let long = "x".repeat(200_000);
        let cases: [(&str, &str, &str, &str); 8] = [
            ("Housing", "S", "Dear {{name}},", "“{{name}}” is nothing that Kith can fill in"),
            ("Housing", "About {{nmae}}", "T", "It knows {name}, {called}"),
            (" to the PERSON ", "S", "T", "Another template is called this already"),
            ("", "S", "T", "Say what the template is called."),
            ("Housing", "", "T", "Write in one line what the letter is about."),
            ("Housing", "S", "Dear {nmae},", "“{nmae}” is nothing that Kith can fill in. It knows {name}"),
            ("Housing", "{x-kith}", "T", "“{x-kith}” is nothing"),
            ("\"'><x-kith-7>", "S", &long, "Shorten it"),
        ];
        for (title, subject, text, says) in cases {
            let fields = [("title", title), ("to", ""), ("subject", subject), ("text", text), ("offered", "yes")];
            let refused = manager.fill(&one, &one, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
            assert!(refused.text().contains(says), "{says}: {}", refused.text());
            assert!(!refused.body.contains("<x-kith-7"));
        }

        let stale = manager.get(&one).await.hidden(&one);
        let fields = [
            ("title", "For a home"),
            ("to", "The council"),
            ("subject", "A home for {name}"),
            ("text", "Dear council,\n\n{called} needs [how it affects them] from {service}. {writer}"),
            ("offered", "yes"),
        ];
        assert_eq!(manager.fill(&one, &one, &fields).await.status, StatusCode::SEE_OTHER);
        let begun = worker.get(&page).await;
        assert!(begun.body.contains("The council") && begun.body.contains("A home for"), "{}", begun.text());
        assert!(!begun.body.contains("{called}") && !begun.body.contains("{name}"), "{}", begun.text());
        assert!(worker.get(&new).await.text().contains("For a home"));
        assert!(worker.get(&letter).await.text().contains("As it was."), "the letter stays");
        // Somebody who opened it before is told; a repeat has one effect.
        let mut late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.extend([("title", "Late"), ("subject", "Late"), ("text", "Late"), ("offered", "yes")]);
        assert_eq!(manager.post(&one, &late).await.status, StatusCode::CONFLICT);
        // What was changed is there for everybody who reads what the service says of itself.
        let changes = manager.get("/service/history").await.text();
        assert!(changes.contains("letter template “For a home”"), "{changes}");
        assert!(changes.contains("Name: Support for a housing application") && changes.contains("Name: For a home"));
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(lead.get("/service/history").await.text().contains("letter template “For a home”"));
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        assert!(!elsewhere.get("/service/history").await.text().contains("For a home"));
        let history = manager.get(&one).await.text();
        assert!(history.contains("How it has read here"), "{history}");

        // Another one; not offered any more, a letter from it stays, and nobody begins with it.
        let another = format!("{HERE}/new");
        let fields = [
            ("title", "To a school"),
            ("to", ""),
            ("subject", "About {called}"),
            ("text", "Dear head,"),
            ("offered", "yes"),
        ];
        assert_eq!(manager.fill(&another, &another, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(worker.get(&new).await.body.contains("template=T01"));
        let page = format!("{new}?template=T01");
        let from_it = worker.fill(&page, &new, &written).await.location().split('?').next().unwrap().to_owned();
        let own = format!("{HERE}/T01");
        let fields = [("title", "To a school"), ("to", ""), ("subject", "About {called}"), ("text", "Dear head,")];
        assert_eq!(manager.fill(&own, &own, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(!worker.get(&new).await.body.contains("template=T01"));
        assert_eq!(worker.get(&page).await.status, StatusCode::BAD_REQUEST);
        assert!(worker.get(&from_it).await.text().contains("As it was."));
        let correct = format!("{from_it}/correct");
        let corrected = worker
            .fill(
                &correct,
                &correct,
                &[("text", "As it is."), ("to", "Them"), ("subject", "A flat"), ("together", "with")],
            )
            .await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        assert!(worker.get(&from_it).await.text().contains("As it was."), "the original stays");

        // A lead reads the list; a worker and another service do not, and a code that is not there is not there.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(lead.get(HERE).await.text().contains("To a school"));
        assert_eq!(lead.get(&own).await.status, StatusCode::FORBIDDEN);
        assert_eq!(worker.get(HERE).await.status, StatusCode::FORBIDDEN);
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        assert!(!foreign.get(HERE).await.text().contains("To a school"));
        for code in ["T01", "T99", "..", "\u{1F980}"] {
            assert_eq!(foreign.get(&format!("{HERE}/{code}")).await.status, StatusCode::NOT_FOUND, "{code}");
        }
    });
}
