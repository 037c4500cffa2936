//! The figures of a month: what a lead and a manager read, and what stays hidden.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::thread::{allocate, refer};
use super::world::story;

/// The number in the heading of a figure.
fn figure(page: &Answer, title: &str) -> usize {
    let text = page.text();
    let begin = text.find(&format!("{title}: ")).unwrap_or_else(|| panic!("no {title}: {text}")) + title.len() + 2;
    text[begin..].split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn figures_are_what_was_done_and_add_up() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut second = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let empty = manager.get("/reports/this-month").await;
        for title in ["Referrals received", "Contacts", "Waiting at the end of the month", "Gaps recorded"] {
            assert_eq!(figure(&empty, title), 0, "{title}");
        }
        let kept = refer(world, &mut practice, "Kept", "One.").await;
        refer(world, &mut practice, "Waiting", "Two.").await;
        let back = refer(world, &mut second, "Back", "Three.").await;
        allocate(&mut lead, &kept, "link_worker").await;
        let triage = back.replace("/my-referrals/", "/referrals/").split('?').next().unwrap().to_owned();
        let triage = format!("{}/triage", triage.trim_end_matches("/triage"));
        let action = triage.replace("/triage", "/return");
        let given = lead.fill(&triage, &action, &[("return_reason", "Not for us.")]).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        for reached in ["yes", "no-answer", "did-not-attend"] {
            let form = format!("{person}/contacts/new");
            worker.fill(&form, &form, &[("mode", "phone"), ("reached", reached), ("note", "n")]).await;
        }
        let needs = format!("{person}/needs/new");
        worker.fill(&needs, &needs, &[("stated", "A home"), ("domain", "housing"), ("known", "later")]).await;
        let gap = worker.get(&person).await.link("/needs/", "/gap");
        worker.fill(&gap, &gap, &[("reason", "none-exists")]).await;
        let close = format!("{person}/close");
        worker.fill(&close, &close, &[("reason", "unknown"), ("door_open", "yes")]).await;
        for client in [&mut lead, &mut manager] {
            let page = client.get("/reports/this-month").await;
            for (title, number) in [
                ("Referrals received", 3),
                ("Referrals accepted", 1),
                ("Referrals given back", 1),
                ("Waiting at the end of the month", 1),
                ("Contacts", 3),
                ("Cases that ended", 1),
                ("Gaps recorded", 1),
            ] {
                assert_eq!(figure(&page, title), number, "{title}: {}", page.text());
            }
            let text = page.text();
            assert!(text.contains("No answer 1 Did not attend 1 Together 3"), "{text}");
            assert!(text.contains("second surgery 1"), "{text}");
        }
        let rows = lead.get("/reports/this-month/rows?figure=received").await.text();
        for name in ["KEPT", "WAITING", "BACK"] {
            assert!(rows.contains(name), "{name}: {rows}");
        }
        for (figure, name) in
            [("returned", "BACK"), ("contacts", "KEPT"), ("ended", "KEPT"), ("gaps", "KEPT"), ("accepted", "KEPT")]
        {
            let rows = lead.get(&format!("/reports/this-month/rows?figure={figure}")).await.text();
            assert!(rows.contains(name), "{figure}: {rows}");
        }
        let before = lead.get("/reports/this-month?month=2020-01").await;
        assert_eq!(figure(&before, "Referrals received"), 0);
    });
}

#[test]
fn a_manager_sees_counts_and_nobody_and_a_stranger_nothing() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        refer(world, &mut practice, &world.one.canary, "One.").await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = manager.get("/reports/this-month").await;
        assert_eq!(figure(&page, "Referrals received"), 1);
        assert!(!page.body.contains("/people/") && !page.body.contains("/rows?"), "no way to anybody");
        assert_eq!(manager.get("/reports/this-month/rows").await.status, StatusCode::FORBIDDEN);
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        for path in ["/reports/this-month", "/reports/this-month/rows", "/reports/this-month/file"] {
            let answer = other.get(path).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!answer.body.contains(&world.one.canary), "{path}");
        }
        assert_eq!(figure(&other.get("/reports/this-month").await, "Referrals received"), 0);
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert_eq!(worker.get("/reports/this-month").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn the_file_holds_the_figures_with_their_definitions() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        refer(world, &mut practice, "Filed", "One.").await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = manager.get("/reports/this-month").await;
        let file = manager.get(&page.link("/reports/this-month/file", "")).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"month-20"));
        assert!(file.body.contains("Referrals received,All,1,\"Referrals whose day of arrival"), "{}", file.body);
        assert!(!file.body.contains("Filed") && !file.body.contains("FILED"), "counts only");
        for wrong in ["month=2026-13", "month=x", "month=2099-01", "month=2026-01&month=2026-02", "figure=1"] {
            let answer = manager.get(&format!("/reports/this-month/file?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for wrong in ["figure=cheese", "after=x", "month=0000-00", "figure=waiting&sort=name"] {
            let answer = lead.get(&format!("/reports/this-month/rows?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        assert_eq!(lead.get("/reports/this-month/rows?figure=waiting").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn people_turned_away_are_counted_by_rule_and_need_and_open_their_rows() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        for (family, rule, domain) in [
            ("First", "Lives outside the area", "housing"),
            ("Second", "lives outside the AREA", ""),
            ("Third", "", ""),
        ] {
            let sent = refer(world, &mut practice, family, "A place to stay.").await;
            let id = sent.rsplit('/').next().unwrap().to_owned();
            let (page, action) = (format!("/referrals/{id}/triage"), format!("/referrals/{id}/return"));
            let fields = [("return_reason", "Not for us."), ("rule", rule), ("need", ""), ("domain", domain)];
            let given = lead.fill(&page, &action, &fields).await;
            assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
        }
        for client in [&mut lead, &mut manager] {
            let page = client.get("/reports/this-month").await;
            assert_eq!(figure(&page, "People turned away by a rule"), 2, "{}", page.text());
            assert_eq!((figure(&page, "Referrals received"), figure(&page, "Referrals given back")), (3, 3));
            let text = page.text();
            assert!(text.contains("Lives outside the area 2 Together 2"), "{text}");
            assert!(text.contains("Not said 1 Together 2"), "{text}");
            let file = client.get("/reports/this-month/file").await.body;
            assert!(file.contains("People turned away by a rule,By rule: Lives outside the area,2,"), "{file}");
        }
        let rows = lead.get("/reports/this-month/rows?figure=turned-away").await.text();
        assert!(rows.contains("FIRST") && rows.contains("SECOND") && !rows.contains("THIRD"), "{rows}");
        assert!(rows.contains("Lives outside the area. Needed: A place to stay."), "{rows}");
        assert_eq!(manager.get("/reports/this-month/rows?figure=turned-away").await.status, StatusCode::FORBIDDEN);
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(figure(&other.get("/reports/this-month").await, "People turned away by a rule"), 0);
    });
}
