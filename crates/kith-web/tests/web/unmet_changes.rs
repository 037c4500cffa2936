//! *What was missing* and its case follow the records at once: what is corrected, taken back or restricted is in no figure
//! and on no paper of the next reader, however often the report was read before.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::gaps::needing;
use super::thread::{allocate, refer};
use super::unmet::{Missed, people, write};
use super::world::{World, story};

const YEAR: &str = "period=2026-27";

/// Days from the first of April 2025 to a day of the quarter that goes on.
const NOW: i64 = 575;

async fn as_role(world: &World, role: Role) -> Client {
    Client::signed_in(&world.router, &world.one.email(role)).await
}

/// Somebody's gap with what they say would have helped; its address.
async fn with_words(worker: &mut Client, person: &str, need: &str, words: &str) -> String {
    let gap = format!("{need}/gap");
    let fields = [("reason", "none-exists"), ("own_words", words), ("own_agreement", "agreed")];
    let taken = worker.fill(&gap, &gap, &fields).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    worker.get(person).await.link("/gaps/", "/correct").trim_end_matches("/correct").to_owned()
}

#[test]
fn their_own_words_leave_the_case_and_its_files_when_they_take_them_back() {
    story(async |world| {
        write(world, &world.one, (0..12).map(|n| Missed::on(NOW + n)).collect());
        let (mut worker, person, need) = needing(world).await;
        let one = with_words(&mut worker, &person, &need, "A dry room with a door.").await;
        let mut lead = as_role(world, Role::TeamLead).await;
        let asked = format!("{YEAR}&need=domain-housing");
        let case = format!("/reports/unmet-need/case?{asked}");
        let text = format!("/reports/unmet-need/case/text?{asked}");
        let pdf = format!("/reports/unmet-need/case/pdf?{asked}");
        let with = lead.get(&case).await;
        assert!(with.text().contains("A dry room with a door."), "{}", with.text());
        assert!(lead.get(&text).await.body.contains("A dry room with a door."));
        let printed = lead.get(&pdf).await.body.len();
        let words = format!("{one}/words");
        for agreement in ["withdrawn", "refused", "not-asked"] {
            let fields = [("own_words", "A dry room with a door."), ("own_agreement", agreement)];
            let taken = worker.fill(&words, &words, &fields).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "{agreement}: {}", taken.text());
            for path in [&case, &text] {
                let answer = lead.get(path).await;
                assert_eq!(answer.status, StatusCode::OK);
                assert!(!answer.body.contains("A dry room"), "{agreement} {path}: {}", answer.text());
            }
            assert!(lead.get(&case).await.text().contains("Nobody is quoted."), "{agreement}");
            // The page of the PDF is another one too.
            assert_ne!(lead.get(&pdf).await.body.len(), printed, "{agreement}");
            for file in ["csv", "workbook"] {
                let answer = lead.get(&format!("/reports/unmet-need/{file}?{asked}")).await;
                assert!(!answer.body.contains("A dry room"), "{agreement} {file}");
            }
        }
    });
}

#[test]
fn what_is_corrected_or_restricted_is_in_no_figure_of_the_next_reader() {
    story(async |world| {
        // With the one of the page they are 13, which is shown as 15; without it 12, shown as 10.
        write(world, &world.one, (0..12).map(|n| Missed::on(NOW + n)).collect());
        let (mut worker, person, need) = needing(world).await;
        let one = with_words(&mut worker, &person, &need, "A dry room.").await;
        let report = format!("/reports/unmet-need?{YEAR}");
        let housing = format!("{report}&need=domain-housing");
        let mut readers = Vec::new();
        for role in [Role::LinkWorker, Role::TeamLead, Role::ServiceManager] {
            readers.push(as_role(world, role).await);
        }
        // Each page twice: the second time it is known what may be shown.
        for reader in &mut readers {
            for path in [&report, &housing, &report, &housing] {
                assert!(reader.get(path).await.text().contains(&people("15")), "{path}");
            }
        }
        // Corrected: it is a need of another kind now.
        let stands = format!("{need}/correct");
        let fields = [("stated", "Somewhere dry to live"), ("domain", "food"), ("known", "later")];
        let corrected = worker.fill(&stands, &stands, &fields).await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        for reader in &mut readers {
            assert!(reader.get(&report).await.text().contains(&people("15")));
            // 12 of these 13 are told no more: the one who is left would be told with them.
            assert!(reader.get(&housing).await.text().contains("too few people needed something"), "corrected");
        }
        // Restricted: it is counted for nobody, the two who are named among them.
        let protection = format!("{person}/protection");
        let form = worker.get(&protection).await;
        let name = |role: &str| form.choice("named", &format!("{} {role}", world.one.canary));
        let (own, manages) = (name("link_worker"), name("service_manager"));
        let fields = [("restricted", "yes"), ("named", &*own), ("named", &*manages), ("reason", "Her sister.")];
        assert_eq!(worker.fill(&protection, &protection, &fields).await.status, StatusCode::SEE_OTHER);
        let case = format!("/reports/unmet-need/case?{YEAR}&need=domain-food");
        for reader in &mut readers {
            assert!(reader.get(&report).await.text().contains(&people("10")), "restricted");
            assert!(reader.get(&housing).await.text().contains(&people("10")), "restricted");
            assert!(!reader.get(&case).await.text().contains("A dry room."));
        }
        // Those who are named find it in the register still, and nobody else does.
        assert!(worker.get("/gaps").await.body.contains(&one));
        assert!(!readers[1].get("/gaps").await.body.contains(&one));
        // Opened again, it counts again.
        let fields = [("restricted", "no"), ("reason", "It is over.")];
        let opened = worker.fill(&protection, &protection, &fields).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        for reader in &mut readers {
            assert!(reader.get(&report).await.text().contains(&people("15")), "opened again");
        }
    });
}

#[test]
fn no_file_of_the_report_names_anybody() {
    story(async |world| {
        write(world, &world.one, (0..30).map(|n| Missed { district: Some(1), ..Missed::on(NOW + n % 9) }).collect());
        let (mut worker, person, need) = needing(world).await;
        with_words(&mut worker, &person, &need, "A dry room.").await;
        let id = person.trim_start_matches("/people/").to_owned();
        for role in [Role::LinkWorker, Role::TeamLead, Role::ServiceManager] {
            let mut reader = as_role(world, role).await;
            for path in ["", "/csv", "/workbook", "/case", "/case/pdf", "/case/text"] {
                let answer = reader.get(&format!("/reports/unmet-need{path}?{YEAR}&need=domain-housing")).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                // Neither what is in it nor what it is called. The name of the service itself stands on its pages.
                let called = answer.header("content-disposition").to_owned();
                for canary in ["Okonjo", "OKONJO", id.as_str(), "Somewhere dry to live", "Harbour Lane"] {
                    assert!(!called.contains(canary), "{path} is called {called}");
                    assert!(!answer.body.contains(canary), "{canary} at {path}");
                }
                if !path.is_empty() && path != "/case" {
                    let name = called.split('"').nth(1).unwrap_or_default();
                    let stem = name.split('.').next().unwrap_or_default();
                    let known = ["what-was-missing-2026-27", "case-for-investment-2026-27"];
                    assert!(known.contains(&stem), "{called}");
                }
            }
        }
    });
}

#[test]
fn the_register_is_offered_to_those_who_may_read_it_and_to_nobody_else() {
    story(async |world| {
        write(world, &world.one, (0..30).map(|n| Missed { district: Some(1), ..Missed::on(NOW + n % 9) }).collect());
        for role in Role::ALL {
            let mut reader = as_role(world, role).await;
            let may = matches!(role, Role::LinkWorker | Role::TeamLead);
            let opened = reader.get("/gaps").await;
            assert_eq!(opened.status, if may { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{role:?}");
            let first = reader.get("/").await;
            let mut offered = first.body.contains("href=\"/gaps") || first.location().starts_with("/gaps");
            for page in [first.location(), "/reports/unmet-need?period=2026-27", "/reports/this-month", "/team"] {
                offered |= reader.get(page).await.body.contains("href=\"/gaps\"")
                    || reader.get(page).await.body.contains("href=\"/gaps?");
            }
            assert_eq!(offered, may, "{role:?}");
        }
    });
}

#[test]
fn those_outside_read_nothing_of_a_year_before_it_is_over() {
    story(async |world| {
        // Of the quarter that goes on at first: 9 people, and one more whose gap is recorded on the page.
        write(world, &world.one, (0..9).map(|n| Missed::on(575 + n)).collect());
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let sent = refer(world, &mut practice, "Kept", "One.").await;
        allocate(&mut lead, &sent, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let needs = format!("{person}/needs/new");
        worker.fill(&needs, &needs, &[("stated", "A home"), ("domain", "food"), ("known", "later")]).await;
        let gap = worker.get(&person).await.link("/needs/", "/gap");
        worker.fill(&gap, &gap, &[("reason", "none-exists")]).await;
        let quarter = "/reports/unmet-need?period=2026-27-q3";
        let now = lead.get(quarter).await.text();
        assert!(now.contains(&people("10")) && now.contains("So far."), "{now}");
        let mut commissioner = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        let early = commissioner.get(quarter).await;
        assert_eq!(early.status, StatusCode::BAD_REQUEST, "a quarter that goes on is not for others");
        assert!(!commissioner.get("/reports/unmet-need").await.body.contains("2026-27-q3"));
        // The quarter is over, and the year is not: taken off the year in April, it would tell of the other quarters.
        world.clock.forward_days(40);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let later = lead.get(quarter).await.text();
        assert!(later.contains("Commissioners and evaluators see this quarter when it is."), "{later}");
        for role in [Role::Commissioner, Role::Evaluator] {
            let mut outside = Client::signed_in(&world.router, &world.one.email(role)).await;
            for path in ["", "/csv", "/workbook", "/case", "/case/text", "/case/pdf"] {
                for period in ["2026-27-q1", "2026-27-q2", "2026-27-q3", "2026-27"] {
                    let answer = outside.get(&format!("/reports/unmet-need{path}?period={period}")).await;
                    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{role:?} {path} {period}");
                }
            }
            assert!(!outside.get("/reports/unmet-need").await.body.contains("2026-27"), "{role:?}");
        }
        world.clock.forward_days(100);
        let mut commissioner = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        let page = commissioner.get(quarter).await;
        assert!(page.text().contains(&people("10")), "{}", page.text());
        assert!(page.text().contains("Practice"), "{}", page.text());
        assert!(!page.text().contains("So far.") && !page.body.contains("KEPT"), "{}", page.text());
        assert!(commissioner.get("/reports/unmet-need?period=2026-27").await.text().contains(&people("10")));
    });
}
