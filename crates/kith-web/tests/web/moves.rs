//! A link worker leaves or is away: people move with a note, or a colleague covers for some days.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::{World, story};

async fn signed_in(world: &World, role: Role) -> Client {
    Client::signed_in(&world.router, &world.one.email(role)).await
}

/// A person whom the link worker has, as the link worker's address of it.
pub(super) async fn supported(world: &World, family: &str) -> String {
    let mut practice = signed_in(world, Role::Practice).await;
    let mut lead = signed_in(world, Role::TeamLead).await;
    let referral = refer(world, &mut practice, family, "Lonely.").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let mut worker = signed_in(world, Role::LinkWorker).await;
    let people = worker.get("/people").await;
    let marker = family.to_uppercase();
    let at = people.body.find(&marker).unwrap();
    let before = &people.body[..at];
    let from = before.rfind("href=\"").unwrap() + 6;
    before[from..].split('"').next().unwrap().to_owned()
}

/// The addresses for the link worker's caseload: to move people and to arrange cover.
pub(super) async fn team_of(lead: &mut Client, world: &World) -> (String, String) {
    let team = lead.get("/team").await;
    let mut found = Vec::new();
    for part in team.body.split("href=\"/team/").skip(1) {
        let id = part.split('/').next().unwrap().to_owned();
        if !found.contains(&id) {
            found.push(id);
        }
    }
    for id in found {
        if lead
            .get(&format!("/team/{id}/cover"))
            .await
            .text()
            .contains(&format!("Cover for {} link_worker", world.one.canary))
        {
            return (format!("/team/{id}/move"), format!("/team/{id}/cover"));
        }
    }
    panic!("the link worker is not on the team page: {}", team.text());
}

fn some(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect()
}

#[test]
fn a_case_moves_with_a_note_and_of_two_leads_one_wins() {
    story(async |world| {
        let person = supported(world, "Moving").await;
        let (mut one, mut two) = (signed_in(world, Role::TeamLead).await, signed_in(world, Role::TeamLead).await);
        let page = format!("{person}/move");
        let (seen_by_one, seen_by_two) = (one.get(&page).await, two.get(&page).await);
        let colleague = seen_by_one.choice("worker", "colleague");
        // The worker begins to write while the lead moves the case.
        let mut writing = signed_in(world, Role::LinkWorker).await;
        let contact = format!("{person}/contacts/new");
        let begun = writing.get(&contact).await;
        assert_eq!(begun.status, StatusCode::OK);
        let mut fields = seen_by_one.hidden(&page);
        fields.push(("worker".to_owned(), colleague.clone()));
        let silent = one.post(&page, &some(&fields)).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "a note is asked: {}", silent.text());
        fields.push(("note".to_owned(), "Ring after ten; the dog is called Bess.".to_owned()));
        let moved = one.post(&page, &some(&fields)).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        let mut written = begun.hidden(&contact);
        let note = "She goes to hospital on Monday.";
        for (name, value) in [("mode", "phone"), ("reached", "yes"), ("note", note)] {
            written.push((name.to_owned(), value.to_owned()));
        }
        let over = writing.post(&contact, &some(&written)).await;
        assert_eq!(over.status, StatusCode::NOT_FOUND);
        let text = over.text();
        assert!(text.contains("moved to somebody else") && text.contains(note), "{text}");
        let mut late = seen_by_two.hidden(&page);
        late.extend([("worker".to_owned(), colleague), ("note".to_owned(), "The same".to_owned())]);
        let second = two.post(&page, &some(&late)).await;
        assert!(matches!(second.status, StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY), "{}", second.text());

        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let today = colleague.get("/today").await.text();
        assert!(today.contains("Handed over to you") && today.contains("the dog is called Bess"), "{today}");
        let record = colleague.get(&person).await.text();
        assert!(record.contains("moved the case from") && record.contains("Before: "), "{record}");
        // Whoever had the person before finds nothing any more.
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert_eq!(worker.get(&person).await.status, StatusCode::NOT_FOUND);
        assert!(!worker.get("/people").await.text().contains("MOVING"));
        assert_eq!(worker.get(&page).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn whose_case_is_open_stands_before_whoever_can_only_come_back() {
    story(async |world| {
        let (back, open) = (supported(world, "Aaronson").await, supported(world, "Zachary").await);
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let close = format!("{back}/close");
        let fields = [("reason", "not-now"), ("door_open", "yes")];
        assert_eq!(worker.fill(&close, &close, &fields).await.status, StatusCode::SEE_OTHER);
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (page, _) = team_of(&mut lead, world).await;
        let text = lead.get(&page).await.text();
        let place = |name: &str| text.find(name).unwrap_or_else(|| panic!("{name}: {text}"));
        assert!(place("ZACHARY") < place("AARONSON"), "{open}: {text}");
    });
}

#[test]
fn a_caseload_moves_together_or_not_at_all() {
    story(async |world| {
        let people = [supported(world, "Alpha").await, supported(world, "Bravo").await];
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (page, _) = team_of(&mut lead, world).await;
        let drawn = lead.get(&page).await;
        let colleague = drawn.choice("worker", "colleague");
        let cases: Vec<String> = drawn
            .body
            .split("name=\"people\" type=\"checkbox\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(cases.len(), 2, "{}", drawn.text());
        let mut fields = drawn.hidden(&page);
        fields.push(("worker".to_owned(), colleague));
        for case in &cases {
            fields.push(("people".to_owned(), case.clone()));
        }
        fields.push((format!("note-{}", cases[0]), "Likes the garden.".to_owned()));
        let partly = lead.post(&page, &some(&fields)).await;
        assert_eq!(partly.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", partly.text());
        assert!(partly.text().contains("Likes the garden."), "nothing typed is lost");
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert_eq!(worker.get(&people[0]).await.status, StatusCode::OK, "nobody was moved");
        fields.push((format!("note-{}", cases[1]), "Rings back on Fridays.".to_owned()));
        let other_lead = lead.clone();
        let moved = lead.post(&page, &some(&fields)).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        assert!(moved.location().starts_with("/team?moved="), "nobody is left there: {}", moved.location());
        let said = lead.get(moved.location()).await.text();
        let names = format!("from {0} link_worker to {0} colleague", world.one.canary);
        assert!(said.contains(&format!("2 people have moved {names}")), "{said}");
        // Whoever did not move them is told nothing by the address, and what is no handover is refused.
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        for other in [&mut manager, &mut foreign] {
            assert!(!other.get(moved.location()).await.text().contains("have moved"));
        }
        assert_eq!(lead.get("/team?moved=%3Cx-kith-7%3E").await.status, StatusCode::BAD_REQUEST);
        for person in &people {
            assert_eq!(worker.get(person).await.status, StatusCode::NOT_FOUND);
        }
        // A second lead with the old page moves nobody.
        let mut second = other_lead;
        let mut late = fields.clone();
        late.iter_mut()
            .filter(|(name, _)| name == "nonce")
            .for_each(|(_, nonce)| *nonce = "fedcba9876543210aa".to_owned());
        let refused = second.post(&page, &some(&late)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert!(refused.text().contains("already moved"), "{}", refused.text());
        // A lead of another service finds no such caseload, and the manager may not.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
        let mut manager = signed_in(world, Role::ServiceManager).await;
        assert_eq!(manager.get(&page).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_caseload_is_looked_at_by_what_people_count_as_and_ticked_by_a_link() {
    story(async |world| {
        let (spoken, _) = (supported(world, "Alpha").await, supported(world, "Bravo").await);
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let contact = format!("{spoken}/contacts/new");
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Spoke.")];
        assert_eq!(worker.fill(&contact, &contact, &fields).await.status, StatusCode::SEE_OTHER);
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (page, _) = team_of(&mut lead, world).await;
        let all = lead.get(&page).await;
        let text = all.text();
        assert!(text.contains("Everybody (2)") && text.contains("New (1)") && text.contains("Active (1)"), "{text}");
        let ticked = |answer: &super::client::Answer| answer.body.matches("\" checked>").count();
        assert_eq!(ticked(&all), 2);
        assert!(text.contains("2 of the 2 people here stood ticked"), "{text}");
        let untick = all.link(&page, "tick=none");
        assert_eq!(ticked(&lead.get(&untick).await), 0);
        let new = lead.get(&all.link(&page, "counted=new")).await;
        assert!(new.text().contains("BRAVO") && !new.text().contains("ALPHA"), "{}", new.text());
        assert_eq!(ticked(&lead.get(&new.link(&page, "tick=none").replace("&#38;", "&")).await), 0);
        let past = lead.get(&format!("{page}?page=9")).await;
        assert!(past.text().contains("past the end") && !past.text().contains("ALPHA"), "{}", past.text());
        for wrong in ["counted=lazy", "page=0", "page=-1", "page=99999999999", "tick=some", "sort=name"] {
            assert_eq!(lead.get(&format!("{page}?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        // Those who are new move; the other stays, and the lead goes on with them. What was refused keeps the choice.
        let colleague = new.choice("worker", "colleague");
        let case = new.body.split("type=\"checkbox\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut fields = new.hidden(&page);
        fields.extend([("worker".to_owned(), colleague), ("people".to_owned(), case)]);
        let refused = lead.post(&page, &some(&fields)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("BRAVO") && !refused.text().contains("ALPHA"), "{}", refused.text());
        fields.push(("note-all".to_owned(), "Amina leaves.".to_owned()));
        let moved = lead.post(&page, &some(&fields)).await;
        assert!(moved.location().starts_with(&format!("{page}?moved=")), "{}", moved.text());
        let left = lead.get(moved.location()).await.text();
        assert!(
            left.contains("1 person has moved") && left.contains("ALPHA") && left.contains("Everybody (1)"),
            "{left}"
        );
    });
}

#[test]
fn whoever_covers_reads_a_note_and_whose_people_they_are() {
    story(async |world| {
        let person = supported(world, "Covered").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let form = format!("{person}/appointments/new");
        let booking =
            [("day", "24 November 2026"), ("time", "14:30"), ("mode", "phone"), ("why", "Ring about the bus")];
        let booked = worker.fill(&form, &form, &booking).await;
        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (_, page) = team_of(&mut lead, world).await;
        let by = lead.get(&page).await.choice("by", "colleague");
        let cover = |note: &str| {
            let all = [
                ("by", by.as_str()),
                ("from-day", "24"),
                ("from-month", "11"),
                ("from-year", "2026"),
                ("until-day", "27"),
                ("until-month", "11"),
                ("until-year", "2026"),
                ("note", note),
            ];
            all.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
        };
        for bad in ["x".repeat(20_001), "a\u{0}b".to_owned()] {
            let refused = lead.fill(&page, &page, &some(&cover(&bad))).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        }
        let note = "The Tuesday group \"'><x-kith-7> comes first.";
        let arranged = lead.fill(&page, &page, &some(&cover(note))).await;
        assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.text());
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let today = colleague.get("/today").await;
        assert!(today.text().contains("comes first.") && !today.body.contains("<x-kith-7"), "{}", today.text());
        let whose = format!("For {} link_worker, whom you cover", world.one.canary);
        assert!(today.text().contains(&whose), "{}", today.text());
        assert!(colleague.get("/today/sheet").await.text().contains(&whose));
        assert!(lead.get(&page).await.text().contains("comes first."));
        // Whose people they are is said to whoever covers, not to the one they belong to; and nobody else reads the note.
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(!worker.get("/today").await.text().contains("whom you cover"));
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert!(!other.get("/today").await.text().contains("comes first."));
    });
}

#[test]
fn a_colleague_covers_for_some_days_and_no_longer() {
    story(async |world| {
        let person = supported(world, "Covered").await;
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (_, page) = team_of(&mut lead, world).await;
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);
        let by = lead.get(&page).await.choice("by", "colleague");
        let days = |from: [&'static str; 3], until: [&'static str; 3]| {
            [
                ("from-day", from[0]),
                ("from-month", from[1]),
                ("from-year", from[2]),
                ("until-day", until[0]),
                ("until-month", until[1]),
                ("until-year", until[2]),
            ]
        };
        // The clock of this world stands at 24 November 2026.
        let mut wrong = vec![("by", by.as_str())];
        wrong.extend(days(["30", "11", "2026"], ["31", "11", "2026"]));
        let refused = lead.fill(&page, &page, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        // Cover that begins later opens nothing today.
        let mut later = vec![("by", by.as_str())];
        later.extend(days(["1", "12", "2026"], ["4", "12", "2026"]));
        assert_eq!(lead.fill(&page, &page, &later).await.status, StatusCode::SEE_OTHER);
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);
        let mut now = vec![("by", by.as_str())];
        now.extend(days(["23", "11", "2026"], ["27", "11", "2026"]));
        let arranged = lead.fill(&page, &page, &now).await;
        assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.text());

        let today = colleague.get("/today").await.text();
        assert!(today.contains("You cover for") && today.contains("COVERED, Rosa"), "{today}");
        assert!(colleague.get("/people").await.text().contains("COVERED, Rosa"));
        let contact = format!("{person}/contacts/new");
        let logged = colleague
            .fill(&contact, &contact, &[("mode", "phone"), ("reached", "yes"), ("note", "Spoke while she is away.")])
            .await;
        assert_eq!(logged.status, StatusCode::SEE_OTHER, "{}", logged.text());
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(worker.get("/today").await.text().contains("covers for you until Friday 27 November 2026"));
        let looked = worker.get(&format!("{person}/who-looked")).await.text();
        assert!(looked.contains("colleague, covering for"), "{looked}");
        let team = lead.get("/team").await.text();
        assert!(team.contains("Away from Monday 23 November 2026 to Friday 27 November 2026"), "{team}");
        // The lead ends it early; the next request finds nothing.
        let ended = lead.fill(&page, &format!("{page}/end"), &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);
        assert!(!colleague.get("/people").await.text().contains("COVERED"));
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn cover_opens_nothing_the_day_before_it_and_nothing_the_day_after() {
    story(async |world| {
        let person = supported(world, "Dated").await;
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (_, page) = team_of(&mut lead, world).await;
        let by = lead.get(&page).await.choice("by", "colleague");
        // The clock of this world stands at noon of 24 November 2026.
        let arranged = lead
            .fill(
                &page,
                &page,
                &[
                    ("by", by.as_str()),
                    ("from-day", "26"),
                    ("from-month", "11"),
                    ("from-year", "2026"),
                    ("until-day", "27"),
                    ("until-month", "11"),
                    ("until-year", "2026"),
                ],
            )
            .await;
        assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.text());
        let day = std::time::Duration::from_secs(24 * 3600);
        for (date, opens) in [(24, false), (25, false), (26, true), (27, true), (28, false)] {
            let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
            let status = colleague.get(&person).await.status;
            assert_eq!(status, if opens { StatusCode::OK } else { StatusCode::NOT_FOUND }, "on {date} November");
            let listed = colleague.get("/people").await.text().contains("DATED, Rosa");
            let found = colleague.get("/today").await.text().contains("DATED, Rosa");
            assert_eq!((listed, found), (opens, opens), "on {date} November");
            world.clock.forward(day);
        }
    });
}

#[test]
fn cover_opens_no_restricted_record_and_whoever_takes_one_over_is_named_first() {
    story(async |world| {
        let person = supported(world, "Sealed").await;
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (moving, cover) = team_of(&mut lead, world).await;
        let protection = format!("{person}/protection");
        let naming = lead.get(&protection).await;
        let named =
            ["team_lead", "link_worker"].map(|role| naming.choice("named", &format!("{} {role}", world.one.canary)));
        let fields = [
            ("restricted", "yes"),
            ("named", named[0].as_str()),
            ("named", named[1].as_str()),
            ("reason", "A neighbour."),
        ];
        let closed = lead.fill(&protection, &protection, &fields).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let by = lead.get(&cover).await.choice("by", "colleague");
        let days = [("from-day", "24"), ("from-month", "11"), ("from-year", "2026")];
        let until = [("until-day", "27"), ("until-month", "11"), ("until-year", "2026")];
        let fields: Vec<(&str, &str)> = [("by", by.as_str())].into_iter().chain(days).chain(until).collect();
        assert_eq!(lead.fill(&cover, &cover, &fields).await.status, StatusCode::SEE_OTHER);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);
        for list in ["/today", "/people"] {
            assert!(!colleague.get(list).await.text().contains("SEALED"), "{list}");
        }
        // Moved to somebody who is not named, nobody would see the person any more.
        let page = format!("{person}/move");
        let to = lead.get(&page).await.choice("worker", "colleague");
        let refused = lead.fill(&page, &page, &[("worker", to.as_str()), ("note", "Garden.")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Tick that they are named too"), "{}", refused.text());
        let drawn = lead.get(&moving).await;
        let case = drawn.body.split("type=\"checkbox\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("worker", to.as_str()), ("people", case.as_str()), ("note-all", "Leaves on Friday.")];
        let refused = lead.fill(&moving, &moving, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Leaves on Friday."), "what was typed is kept");
        // A lead who is not named finds nobody to move.
        let other = naming.choice("named", &format!("{} colleague", world.one.canary));
        let manager = naming.choice("named", &format!("{} service_manager", world.one.canary));
        let fields = [
            ("restricted", "yes"),
            ("named", named[1].as_str()),
            ("named", &other),
            ("named", &manager),
            ("reason", "Her sister."),
        ];
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let closed = worker.fill(&protection, &protection, &fields).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        assert_eq!(lead.get(&page).await.status, StatusCode::NOT_FOUND);
        assert!(!lead.get(&moving).await.text().contains("SEALED"));
        let mut hidden = drawn.hidden(&moving);
        hidden.iter_mut().filter(|(name, _)| name == "nonce").for_each(|(_, it)| *it = "0123456789abcdef77".to_owned());
        hidden.extend([("worker", &to), ("people", &case)].map(|(name, value)| (name.to_owned(), value.clone())));
        hidden.push(("note-all".to_owned(), "Taken along.".to_owned()));
        let refused = lead.post(&moving, &some(&hidden)).await;
        assert!(refused.status.is_client_error(), "{}", refused.status);
        assert_eq!(worker.get(&person).await.status, StatusCode::OK, "nobody was moved");
    });
}

#[test]
fn a_calendar_holds_the_appointments_of_a_covered_colleague_on_the_covered_days_only() {
    story(async |world| {
        let person = supported(world, "Feedcover").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let book = format!("{person}/appointments/new");
        for day in ["2026-11-26", "2026-11-27", "2026-11-30"] {
            let fields = [("day", day), ("time", "14:30"), ("mode", "phone")];
            assert_eq!(worker.fill(&book, &book, &fields).await.status, StatusCode::SEE_OTHER);
        }
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (_, page) = team_of(&mut lead, world).await;
        let by = lead.get(&page).await.choice("by", "colleague");
        let days = [("from-day", "27 November"), ("until-day", "28"), ("until-month", "Nov")];
        let arranged = lead.fill(&page, &page, &[&[("by", by.as_str())][..], &days].concat()).await;
        assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.text());
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let made = colleague.fill("/today/calendar", "/today/calendar", &[]).await;
        let link = made.body.split("http://127.0.0.1:8080").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let feed = Client::new(&world.router).get(&link).await.body;
        assert!(feed.contains("DTSTART:20261127T143000Z"), "{feed}");
        assert!(!feed.contains("20261126") && !feed.contains("DTSTART:20261130"), "{feed}");
        assert!(!feed.contains("Feedcover") && !feed.contains("FEEDCOVER"), "{feed}");
        // On a covered day the person's page says who covers, and until when.
        world.clock.forward(std::time::Duration::from_secs(3 * 24 * 3600));
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let page = worker.get(&person).await.text();
        assert!(page.contains("is away.") && page.contains("covers until Saturday 28 November 2026"), "{page}");
    });
}

#[test]
fn whoever_leaves_covers_nobody_any_more() {
    story(async |world| {
        let person = supported(world, "Uncovered").await;
        let mut lead = signed_in(world, Role::TeamLead).await;
        let (_, cover) = team_of(&mut lead, world).await;
        let by = lead.get(&cover).await.choice("by", "colleague");
        let fields = [
            ("by", by.as_str()),
            ("from-day", "24"),
            ("from-month", "11"),
            ("from-year", "2026"),
            ("until-day", "28"),
            ("until-month", "11"),
            ("until-year", "2026"),
        ];
        assert_eq!(lead.fill(&cover, &cover, &fields).await.status, StatusCode::SEE_OTHER);
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(worker.get(&person).await.text().contains("covers until Saturday 28 November 2026"));
        let mut manager = signed_in(world, Role::ServiceManager).await;
        super::lost::leave(&mut manager, "colleague").await;
        let page = worker.get(&person).await.text();
        assert!(!page.contains("is away.") && !page.contains("covers until"), "{page}");
    });
}

/// The lead, who has arranged that the colleague covers the link worker from 24 November to 4 December.
async fn lead_with_cover(world: &World) -> Client {
    let mut lead = signed_in(world, Role::TeamLead).await;
    let (_, cover) = team_of(&mut lead, world).await;
    let colleague = lead.get(&cover).await.choice("by", "colleague");
    let today = ["from-day", "from-month", "from-year", "until-day", "until-month", "until-year"];
    let days = ["24", "11", "2026", "4", "12", "2026"];
    let mut fields: Vec<(&str, &str)> = today.into_iter().zip(days).collect();
    fields.push(("by", &colleague));
    let arranged = lead.fill(&cover, &cover, &fields).await;
    assert_eq!(arranged.status, StatusCode::SEE_OTHER, "{}", arranged.text());
    lead
}

#[test]
fn whoever_covers_and_gets_another_role_covers_nobody_and_the_lead_is_told() {
    story(async |world| {
        supported(world, "Covered").await;
        let mut lead = lead_with_cover(world).await;
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let role = manager.get("/people-and-roles?q=colleague").await.link("/people-and-roles/0", "");
        let change = format!("{role}/change");
        let changed = manager.fill(&change, &change, &[("role", "evaluator")]).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        assert!(lead.get("/team").await.text().contains("and nobody covers"));
    });
}

#[test]
fn whoever_was_to_cover_leaves_and_the_lead_is_told_that_nobody_covers() {
    story(async |world| {
        supported(world, "Covered").await;
        let mut lead = lead_with_cover(world).await;
        assert!(!lead.get("/team").await.text().contains("nobody covers"));
        // The page on which somebody leaves says what they cover.
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let roles = manager.get("/people-and-roles?q=colleague").await;
        let role = roles.link("/people-and-roles/0", "");
        let leave = format!("{role}/leave");
        let page = manager.get(&leave).await.text();
        assert!(page.contains("They cover for") && page.contains("and then nobody covers"), "{page}");
        let gone = manager.fill(&leave, &leave, &[]).await;
        assert!(gone.location().ends_with("?said=left"), "{}", gone.text());
        for page in ["/queue", "/team", "/today"] {
            let text = lead.get(page).await.text();
            assert!(text.contains("and nobody covers") && text.contains("works here no longer"), "{page}: {text}");
        }
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(!worker.get("/today").await.text().contains("nobody covers"), "a task of the lead's");
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(!elsewhere.get("/team").await.text().contains("nobody covers"));
    });
}
