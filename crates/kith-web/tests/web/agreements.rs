//! The scope agreement with a practice: written by the service, agreed by both sides, shown where a request crosses it.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::letters::letters;
use super::thread::refer;
use super::world::{World, story};

const IS_NOT: &str = "CANARY-FLU ringing round for clinics";

async fn signed_in(world: &World, role: Role) -> Client {
    Client::signed_in(&world.router, &world.one.email(role)).await
}

/// The identifier of a practice, by its name.
pub(super) async fn practice(lead: &mut Client, name: &str) -> String {
    let (all, ends) = (lead.get("/practices").await, format!(">{name}"));
    let named = |rest: &&str| rest.split("</a>").next().unwrap().ends_with(&ends);
    let one = all.body.split("href=\"/practices/").skip(1).find(named).unwrap();
    one.split('"').next().unwrap().to_owned()
}

/// The address of the agreement with the practice.
async fn at(lead: &mut Client) -> String {
    format!("/practices/{}/agreement", practice(lead, "CANARY-ALDER surgery").await)
}

/// The address of the newest link that left.
async fn newest_link(world: &World) -> String {
    let all = letters(world).await;
    let letter = all.iter().find(|letter| letter.kind == "agreement").unwrap();
    let secret = letter.body.split("/agreement/").nth(1).unwrap().split_whitespace().next().unwrap();
    format!("/agreement/{secret}")
}

pub(super) async fn write(lead: &mut Client, here: &str, is_not: &str) -> Answer {
    let fields = [
        ("is", "Listening\nGoing with people"),
        ("is_not", is_not),
        ("who", "Dr Sol"),
        ("phone", "01632 960201"),
        ("deputy", "Pat Moss, 01632 960202"),
        ("access", "read"),
        ("access_since", "2 March 2026"),
    ];
    lead.fill(&format!("{here}/write"), &format!("{here}/write"), &fields).await
}

async fn agree(client: &mut Client, page: &str, here: &str) -> Answer {
    client.fill(page, &format!("{here}/agree"), &[("do", "agree")]).await
}

#[test]
fn both_sides_agree_to_a_version_and_the_one_in_force_stays_until_they_do() {
    story(async |world| {
        let mut lead = signed_in(world, Role::TeamLead).await;
        let mut practice = signed_in(world, Role::Practice).await;
        let here = at(&mut lead).await;
        assert!(lead.get(&here).await.text().contains("Nothing is agreed with this practice yet."));
        let first = lead.get(&format!("{here}/write")).await;
        assert!(first.text().contains("These lines are only to begin with"), "sensible lines are offered");
        assert!(first.body.contains("Holding a clinical risk"), "{}", first.body);
        let fields = [("is", ""), ("is_not", ""), ("access_since", "sometime"), ("who", "Dr Kept")];
        let wrong = lead.fill(&format!("{here}/write"), &format!("{here}/write"), &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Dr Kept"), "what was typed is kept");
        let written = write(&mut lead, &here, IS_NOT).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text());
        assert_eq!(agree(&mut lead, &here, &here).await.status, StatusCode::SEE_OTHER);
        let mine = practice.get("/my-practice").await;
        assert!(mine.body.contains("CANARY-FLU") && mine.text().contains("Not agreed by both yet"), "{}", mine.text());
        let wish = practice
            .fill("/my-practice", &format!("{here}/agree"), &[("do", "wish"), ("words", "Tell us who stops coming")])
            .await;
        assert_eq!(wish.status, StatusCode::SEE_OTHER, "{}", wish.text());
        assert!(lead.get(&here).await.text().contains("Tell us who stops coming"));
        let agreed = agree(&mut practice, "/my-practice", &here).await;
        assert_eq!(agreed.location(), "/my-practice?said=agreement-agreed", "{}", agreed.text());
        let page = lead.get(&here).await.text();
        assert!(page.contains("Version 1, in force since"), "{page}");
        // A new version: the old one stays in force until both have agreed anew.
        assert_eq!(write(&mut lead, &here, "CANARY-RECEPTION").await.status, StatusCode::SEE_OTHER);
        let page = lead.get(&here).await.text();
        assert!(page.contains("Version 1, in force since") && page.contains("Version 2, written by"), "{page}");
        agree(&mut practice, "/my-practice", &here).await;
        assert!(lead.get(&here).await.text().contains("Version 1, in force since"), "one side is not both");
        agree(&mut lead, &here, &here).await;
        let page = lead.get(&here).await.text();
        assert!(page.contains("Version 2, in force since") && page.contains("Version 1, of"), "{page}");
        let pdf = lead.get(&format!("{here}/pdf")).await;
        assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(practice.get("/my-practice/pdf").await.status, StatusCode::OK);
        // A link worker reads it and changes nothing.
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let read = worker.get(&here).await;
        assert!(read.body.contains("CANARY-RECEPTION") && !read.text().contains("We agree"), "{}", read.text());
        assert_eq!(worker.get(&format!("{here}/write")).await.status, StatusCode::FORBIDDEN);
        // Whoever is of another practice, of another service, or runs the machine finds nothing.
        let mut second = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let mut administrator = signed_in(world, Role::Administrator).await;
        for client in [&mut second, &mut foreign, &mut administrator] {
            assert_eq!(client.get(&here).await.status, StatusCode::NOT_FOUND);
        }
        assert!(!second.get("/my-practice").await.body.contains("CANARY-RECEPTION"));
    });
}

#[test]
fn a_practice_agrees_by_a_link_without_a_password_and_a_replaced_version_is_agreed_to_by_nobody() {
    story(async |world| {
        let mut lead = signed_in(world, Role::TeamLead).await;
        let here = at(&mut lead).await;
        write(&mut lead, &here, IS_NOT).await;
        agree(&mut lead, &here, &here).await;
        let sent = lead.fill(&here, &format!("{here}/send"), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let link = newest_link(world).await;
        let mut nobody = Client::new(&world.router);
        let page = nobody.get(&link).await;
        assert!(page.body.contains("CANARY-FLU") && page.text().contains("It names no patient."), "{}", page.text());
        let unnamed = nobody.fill(&link, &link, &[("do", "agree"), ("name", "")]).await;
        assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unnamed.text().contains("Enter your name"), "{}", unnamed.text());
        let agreed = nobody.fill(&link, &link, &[("do", "agree"), ("name", "Pat Moss, practice manager")]).await;
        assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text());
        assert!(nobody.get(&link).await.text().contains("Your practice agreed to this version"));
        let page = lead.get(&here).await.text();
        assert!(page.contains("Version 1, in force since") && page.contains("Pat Moss, practice manager"), "{page}");
        // The next version, its link, and a version after that: the link shows that it is over and agrees to nothing.
        write(&mut lead, &here, "two").await;
        lead.fill(&here, &format!("{here}/send"), &[]).await;
        let old = newest_link(world).await;
        assert_ne!(old, link);
        let form = nobody.get(&old).await.hidden(&old);
        write(&mut lead, &here, "three").await;
        assert!(nobody.get(&old).await.text().contains("A later version has been written since."));
        let mut fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("do", "agree"), ("name", "Pat Moss")]);
        let refused = nobody.post(&old, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        // A link that was stopped, or never was, is an address that is not there.
        lead.fill(&here, &format!("{here}/send"), &[]).await;
        let stopped = newest_link(world).await;
        let done = lead.fill(&here, &format!("{here}/stop-links"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let never = format!("/agreement/{}", "0".repeat(64));
        let (gone, absent) = (nobody.get(&stopped).await, nobody.get(&never).await);
        assert_eq!((gone.status, &gone.body), (StatusCode::NOT_FOUND, &absent.body));
    });
}

#[test]
fn what_is_agreed_is_shown_where_a_request_crosses_it() {
    story(async |world| {
        let mut lead = signed_in(world, Role::TeamLead).await;
        let mut practice = signed_in(world, Role::Practice).await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let here = at(&mut lead).await;
        write(&mut lead, &here, IS_NOT).await;
        let referral = refer(world, &mut practice, "Okonjo", "Lonely").await;
        let triage = format!("/referrals/{}/triage", referral.rsplit('/').next().unwrap());
        assert!(!lead.get(&triage).await.body.contains("CANARY-FLU"), "not before both have agreed");
        assert!(!worker.get("/boundaries/new").await.body.contains("CANARY-FLU"));
        agree(&mut lead, &here, &here).await;
        agree(&mut practice, "/my-practice", &here).await;
        for page in [lead.get(&triage).await, worker.get("/boundaries/new").await] {
            let text = page.text();
            assert!(text.contains("Your agreement with") && text.contains("CANARY-FLU"), "{text}");
        }
        let id = here.split('/').nth(2).unwrap();
        assert!(lead.get(&format!("/practices/{id}")).await.text().contains("Version 1 is in force."));
        let fields = [("kind", "out-of-role"), ("answer", "declined"), ("practice", id)];
        worker.fill("/boundaries/new", "/boundaries/new", &fields).await;
        let entry = worker.get("/boundaries").await.link("/boundaries/0", "");
        assert!(worker.get(&entry).await.text().contains("CANARY-FLU"));
        // Whom to ring on the same day is as agreed, with who answers otherwise.
        super::thread::allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let ask = worker.get(&format!("{person}/same-day")).await;
        for part in ["Dr Sol", "tel:01632960201", "Pat Moss, 01632 960202"] {
            assert!(ask.body.contains(part), "{part}: {}", ask.text());
        }
        assert!(worker.get(&person).await.text().contains("Dr Sol, 01632 960201"));
    });
}
