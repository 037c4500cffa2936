//! Finding people: across spellings, by date and number, and never beyond what one may see.

use http::{Method, StatusCode};
use kith_domain::nhs_number::NhsNumber;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::sharing::with_person;
use super::thread::{allocate, refer};
use super::world::{World, referral_fields, story};

/// Searches as somebody does who types into the box in the header and presses Enter.
async fn search(client: &mut Client, typed: &str) -> Answer {
    let sent = client.post("/people/search", &[("q", typed)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{typed}: {}", sent.text());
    let address = sent.location().to_owned();
    for word in typed.split(' ').filter(|word| word.len() > 3) {
        assert!(!address.contains(word), "{address} holds what was typed");
    }
    let found = client.get(&address).await;
    assert_eq!(found.status, StatusCode::OK, "{typed}: {}", found.text());
    found
}

/// What a page says below its heading, so that two answers can be compared.
fn said(answer: &Answer) -> String {
    let text = answer.text();
    text.split("Search").last().unwrap_or_default().to_owned()
}

#[test]
fn a_person_is_found_by_any_spelling_a_date_or_a_number() {
    story(async |world| {
        let number = NhsNumber::synthetic(123_457).unwrap().to_string();
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut fields = referral_fields("Ó Súilleabháin", "Lonely.");
        for (name, value) in &mut fields {
            match *name {
                "nhs_number" => *value = &number,
                "number_missing" => *value = "",
                "given_names" => *value = "Siobhán Catherine",
                "preferred_name" => *value = "Shiv",
                _ => {}
            }
        }
        let sent = practice.fill("/refer", "/refer", &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        refer(world, &mut practice, "Stephenson", "Rent.").await;
        for typed in [
            "Ó Súilleabháin",
            "o suilleabhain",
            "O'SUILLEABHAIN",
            "suilleabhain",
            "osuilleabhan",
            "Shivaun",
            "kathryn siobhan",
            "shiv",
            "suil",
            "27 3 1951 siobhan",
            "27/03/1951 shiv",
            &number,
            &number.replace(' ', ""),
        ] {
            let found = search(&mut lead, typed).await;
            assert!(found.text().contains("Ó SÚILLEABHÁIN, Siobhán Catherine (Shiv)"), "{typed}: {}", found.text());
            assert!(!found.text().contains("STEPHENSON"), "{typed}: {}", found.text());
        }
        let both = search(&mut lead, "27 march 1951").await.text();
        assert!(both.contains("STEPHENSON") && both.contains("SÚILLEABHÁIN") && both.contains("2 people"), "{both}");
        for typed in ["1951", "3 1951", "March 1951"] {
            let both = search(&mut lead, typed).await.text();
            assert!(both.contains("STEPHENSON") && both.contains("SÚILLEABHÁIN"), "{typed}: {both}");
        }
        assert!(!search(&mut lead, "stephenson 1951").await.text().contains("SÚILLEABHÁIN"));
        for typed in ["1952", "4 1951", "shiv 1952"] {
            assert!(search(&mut lead, typed).await.text().contains("Nobody was found"), "{typed}");
        }
        assert!(search(&mut lead, "steven").await.text().contains("Nobody was found"));
        assert!(search(&mut lead, "stevenson").await.text().contains("Sounds like it"));
        assert!(search(&mut lead, "28 3 1951").await.text().contains("Nobody was found"));
        // Another account cannot open what somebody searched for.
        let kept = lead.post("/people/search", &[("q", "shiv")]).await.location().to_owned();
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert_eq!(worker.get(&kept).await.status, StatusCode::NOT_FOUND);
        assert_eq!(lead.get(&kept).await.status, StatusCode::OK, "and its own account can go back to it");
    });
}

#[test]
fn what_cannot_be_looked_for_comes_back_with_the_way_out() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let long = "x".repeat(201);
        for typed in ["", "   ", "%", "_", "12345", "999 000 0000", "31/2/1951", &long, "\0", "\"'><1", "(1=1)"] {
            let answer = lead.post("/people/search", &[("q", typed)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}: {}", answer.text());
            assert!(answer.text().contains("There is a problem"), "{typed:?}");
        }
        for typed in ["\"'><x-kith-7>", "' OR 1=1--x", "a* NEAR(b", "x\u{202E}y", &"é".repeat(200), &"a b ".repeat(50)]
        {
            let answer = lead.post("/people/search", &[("q", typed)]).await;
            assert!(
                matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY),
                "{typed:?}: {}",
                answer.status
            );
            if answer.status == StatusCode::SEE_OTHER {
                let found = lead.get(answer.location()).await;
                assert!(found.text().contains("Nobody was found"), "{typed:?}: {}", found.text());
                assert!(!found.body.contains("<x-kith-7"), "{typed:?}");
            }
        }
        let get = lead.get("/people/search?q=Okafor").await;
        assert_ne!(get.status, StatusCode::OK, "nothing is searched for by an address");
    });
}

/// Everything that a viewer is told about who there is. A hidden record must change nothing of it.
async fn told(client: &mut Client, role: Role) -> Vec<String> {
    let mut all = Vec::new();
    for typed in ["hidden", "hiden", "hidd", "27 3 1951", "27 3 1951 hidden", "rosa hidden"] {
        all.push(format!("{typed}: {}", said(&search(client, typed).await)));
    }
    let pages: &[&str] = match role {
        Role::TeamLead => &["/people", "/people?order=latest", "/people?state=new", "/queue", "/team"],
        _ => &["/people", "/people?order=latest", "/people?state=new", "/today"],
    };
    for page in pages {
        all.push(format!("{page}: {}", client.get(page).await.text()));
    }
    all
}

/// The twin test: the same questions before and after there is a record that matches all of them and that the viewer
/// may not know of.
#[test]
fn a_record_that_is_hidden_changes_nothing_in_the_answers() {
    story(async |world| {
        // A colleague has somebody of her own with the same name and day, so that there is something to count.
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let own = refer(world, &mut practice, "Hidden", "Her own.").await;
        allocate(&mut lead, &own, &format!("{} colleague", world.one.canary)).await;
        let before = told(&mut colleague, Role::LinkWorker).await;
        assert!(before[0].contains("One person was found"), "{}", before[0]);

        // The worker is given somebody who matches everything; the colleague is told nothing of it.
        let second = refer(world, &mut practice, "Hiddens", "Not hers.").await;
        let before_lead = {
            // What the lead is told while the second is still in triage is not what is compared: only the record is.
            allocate(&mut lead, &second, &format!("{} link_worker", world.one.canary)).await;
            told(&mut lead, Role::TeamLead).await
        };
        assert_eq!(told(&mut colleague, Role::LinkWorker).await, before);
        assert!(
            before_lead[0].contains("HIDDENS") && before_lead[0].contains("2 people were found"),
            "{before_lead:?}"
        );

        // Restricted to the worker and the manager, it is as if it never was for the lead and for the colleague.
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let person = worker.get("/people").await.link("/people/", "");
        let person = if person.starts_with("/people/search") { panic!("{person}") } else { person };
        let page = format!("{person}/protection");
        let form = worker.get(&page).await;
        let one = form.choice("named", &format!("{} link_worker", world.one.canary));
        let colleagues = form.choice("named", &format!("{} colleague", world.one.canary));
        let two = form.choice("named", &format!("{} service_manager", world.one.canary));
        let fields =
            [("restricted", "yes"), ("named", one.as_str()), ("named", &*colleagues), ("reason", "Her sister.")];
        let refused = worker.fill(&page, &page, &fields).await;
        assert!(refused.text().contains("Name a team lead or a service manager too"), "{}", refused.text());
        let fields =
            [("restricted", "yes"), ("named", one.as_str()), ("named", two.as_str()), ("reason", "Her sister.")];
        let saved = worker.fill(&page, &page, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert_eq!(told(&mut colleague, Role::LinkWorker).await, before);
        let after = told(&mut lead, Role::TeamLead).await;
        for line in &after {
            assert!(!line.contains("HIDDENS") && !line.contains("2 people"), "{line}");
        }
        assert!(worker.get(&person).await.text().contains("Restricted"), "the banner says so");
        assert_eq!(lead.get(&person).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            lead.get(&format!("/referrals/{}/triage", second.rsplit('/').next().unwrap())).await.status,
            StatusCode::NOT_FOUND
        );
        // A new referral of somebody with the same name and day hints at a restricted record, and says nothing of whose it
        // is: the lead asks, so that one person does not get two link workers.
        let third = refer(world, &mut two_practice(world).await, "Hiddens", "Again.").await;
        let queue = lead.get("/queue").await;
        assert!(queue.text().contains("May be somebody we know already"), "{}", queue.text());
        let triage = lead.get(&format!("/referrals/{}/triage", third.rsplit('/').next().unwrap())).await;
        let says = "A restricted record may be the same person. Ask the service manager before you allocate.";
        assert!(triage.text().contains(says), "{}", triage.text());
        for secret in [person.trim_start_matches("/people/"), "Not hers.", "Her sister.", &*two] {
            assert!(!triage.body.contains(secret), "{secret}");
        }
        // The practice keeps what it sent.
        assert_eq!(practice.get(&second).await.status, StatusCode::OK);

        // Lifted, everything is as it was.
        let saved = worker.fill(&page, &page, &[("restricted", "no"), ("reason", "")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert_eq!(lead.get(&person).await.status, StatusCode::OK);
    });
}

async fn two_practice(world: &World) -> Client {
    Client::signed_in(&world.router, &world.one.second_practice()).await
}

#[test]
fn who_may_see_a_record_is_said_by_those_who_may_and_needs_two_names_and_a_reason() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Guarded").await;
        let page = format!("{person}/protection");
        let form = worker.get(&page).await;
        let own = form.choice("named", &format!("{} link_worker", world.one.canary));
        let lead_name = form.choice("named", &format!("{} team_lead", world.one.canary));
        let foreign = world.two.service.to_string();
        let colleague = form.choice("named", &format!("{} colleague", world.one.canary));
        let cases: [&[(&str, &str)]; 7] = [
            &[("restricted", "yes"), ("named", &own), ("named", &colleague), ("reason", "Why.")],
            &[("restricted", "yes"), ("reason", "Why.")],
            &[("restricted", "yes"), ("named", &own), ("reason", "Why.")],
            &[("restricted", "yes"), ("named", &lead_name), ("reason", "Why.")],
            &[("restricted", "yes"), ("named", &own), ("named", &lead_name), ("reason", "")],
            &[("restricted", "yes"), ("named", &own), ("named", &foreign), ("reason", "Why.")],
            &[("restricted", "yes"), ("named", "\"'><x-kith-7>"), ("named", &own), ("reason", "\"'><x-kith-7>")],
        ];
        for case in cases {
            let answer = worker.fill(&page, &page, case).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{case:?}: {}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"), "{case:?}");
        }
        // Two people change it at once: the second is told, and sees both.
        let stale = worker.get(&page).await.hidden(&page);
        let fields =
            [("restricted", "yes"), ("named", own.as_str()), ("named", lead_name.as_str()), ("reason", "Why.")];
        assert_eq!(worker.fill(&page, &page, &fields).await.status, StatusCode::SEE_OTHER);
        let mut late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.extend([("restricted", "no"), ("reason", "Late.")]);
        let answer = worker.post(&page, &late).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(answer.text().contains("What the record says now") && answer.text().contains("Late."));
        // The lead who is named still opens it; nobody at a practice or in management ever could.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&person).await.status, StatusCode::OK);
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        assert_eq!(manager.get(&person).await.status, StatusCode::NOT_FOUND);
        let counts = manager.get("/team").await.text();
        let answer = manager.send(Method::GET, &page, &[], &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(!counts.contains("Guarded"));
    });
}

#[test]
fn the_directory_forgives_endings_everyday_words_and_a_wrong_letter() {
    story(async |world| {
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        for typed in ["gardens", "gardening", "allotments", "grow vegetable"] {
            let page = worker.get(&format!("/directory?q={}", typed.replace(' ', "%20"))).await.text();
            assert!(page.contains("1 found for") && page.contains("Gardening together"), "{typed}: {page}");
        }
        for (typed, meant) in [("gardn", "garden"), ("hardening", "gardening"), ("vegtables", "vegetables")] {
            let page = worker.get(&format!("/directory?q={typed}")).await.text();
            assert!(page.contains(&format!("Did you mean “{meant}")) && page.contains("Gardening together"), "{page}");
        }
        let nothing = worker.get("/directory?q=%22%27%3E%3Cx-kith-7%3E%20zzzzz").await;
        assert!(nothing.text().contains("Nothing found for") && !nothing.body.contains("<x-kith-7"));
        assert!(!worker.get("/directory?q=%00%ff").await.status.is_server_error());
    });
}
