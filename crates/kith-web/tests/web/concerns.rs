//! A safeguarding concern: for whoever is named, for its author, and for nobody else at all.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::people::{send_from, with_person};
use super::world::{World, story};

const WORDS: &str = "CONCERN-CANARY a bruise on her arm, and he answered for her";

/// The manager names somebody safeguarding lead, by a part of their name.
pub(super) async fn name_lead(manager: &mut Client, who: &str) {
    let page = manager.get("/team/safeguarding").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let account = page.choice("account", who);
    let named = manager.fill("/team/safeguarding", "/team/safeguarding", &[("account", &account)]).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text());
}

async fn everybody_else(world: &World) -> Vec<(&'static str, Client)> {
    let mut all = Vec::new();
    for role in
        [Role::TeamLead, Role::ServiceManager, Role::Practice, Role::Commissioner, Role::Evaluator, Role::Administrator]
    {
        all.push((role.code(), Client::signed_in(&world.router, &world.one.email(role)).await));
    }
    for role in Role::ALL {
        all.push(("another service", Client::signed_in(&world.router, &world.two.email(role)).await));
    }
    all
}

#[test]
fn a_concern_reaches_whoever_is_named_and_its_author_and_exists_for_nobody_else() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Watched").await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let form = format!("{person}/concern");
        // Nobody is named: the form says so first, and what was typed stays.
        let page = worker.get(&form).await;
        let first = page.body.find("Nobody would read this").unwrap();
        assert!(first < page.body.find("<textarea").unwrap() && page.text().contains("999"), "{}", page.text());
        let refused = worker.fill(&form, &form, &[("words", WORDS), ("done", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Telephone now") && refused.body.contains("CONCERN-CANARY"));

        name_lead(&mut manager, "colleague").await;
        let empty = worker.fill(&form, &form, &[("words", " "), ("done", "Rang the practice.")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("href=\"#words\"") && empty.body.contains("Rang the practice."));
        let sent = [("words", WORDS), ("done", "Rang the practice.")];
        let written = send_from(&mut worker, &empty, &form, &sent).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text());
        let again = send_from(&mut worker, &empty, &form, &sent).await;
        assert_eq!(again.location(), written.location(), "sent twice, it is one");
        let concern = written.location().split('?').next().unwrap().to_owned();

        // Its author reads it and sees that nobody has it yet, and cannot acknowledge it.
        let own = worker.get(&concern).await;
        assert!(own.text().contains("Nobody has acknowledged it yet."), "{}", own.text());
        assert!(!own.body.contains("/acknowledge"), "{}", own.text());
        assert!(worker.get("/concerns").await.text().contains("Not acknowledged yet"));
        let hidden = own.body.clone();
        assert!(!hidden.contains("<textarea"));

        // Whoever is named finds it on the first page of the day, though the person is not hers.
        let mut named = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert!(named.get("/today").await.text().contains("A safeguarding concern waits for you"));
        assert_eq!(named.get(&person).await.status, StatusCode::NOT_FOUND, "the record stays closed to her");
        let opened = named.get(&concern).await;
        assert!(opened.text().contains("CONCERN-CANARY") && opened.text().contains("Rang the practice."));

        // For everybody else it is not there, and looks like what is not there.
        let absent = "/concerns/01900000-0000-7000-8000-000000000000";
        for (who, mut client) in everybody_else(world).await {
            let (there, none) = (client.get(&concern).await, client.get(absent).await);
            assert_eq!((there.status, &there.body), (StatusCode::NOT_FOUND, &none.body), "{who}");
            for page in [
                "/today",
                "/queue",
                "/team",
                "/people",
                "/concerns",
                "/my-referrals",
                &person,
                &format!("{person}/who-looked"),
            ] {
                let body = client.get(page).await.body;
                assert!(!body.contains("CONCERN-CANARY"), "{who} reads it on {page}");
                assert!(!body.contains("concern waits") && !body.contains(&concern), "{who} hears of it on {page}");
            }
        }
        // Not even its author finds it in the story, among those who looked, or in the count of anything.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for client in [&mut worker, &mut lead] {
            for page in [person.clone(), format!("{person}/who-looked"), format!("{person}?show=contacts")] {
                let text = client.get(&page).await.text();
                assert!(!text.contains("CONCERN-CANARY"), "{page}: {text}");
            }
            let looked = client.get(&format!("{person}/who-looked")).await.text();
            assert!(!looked.contains("colleague") && !looked.to_lowercase().contains("concern"), "{looked}");
        }

        // Acknowledged, with what happens next; and once only.
        let to = format!("{concern}/acknowledge");
        let other_tab = named.get(&concern).await;
        let long = "é".repeat(4_001);
        let wrong = named.fill(&concern, &to, &[("words", &long)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        let had = named.fill(&concern, &to, &[("words", "I ring the adult team today.")]).await;
        assert_eq!(had.status, StatusCode::SEE_OTHER, "{}", had.text());
        let late = send_from(&mut named, &other_tab, &to, &[("words", "again")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text());
        assert!(late.text().contains("acknowledged it already"), "{}", late.text());
        let own = worker.get(&concern).await;
        assert!(own.text().contains("I ring the adult team today.") && own.text().contains("Acknowledged by"));
        assert!(!named.get("/today").await.text().contains("concern waits"));

        // When the grant ends, the next request opens nothing.
        let leads = manager.get("/team/safeguarding").await;
        let end = leads.body.split("action=\"/team/safeguarding/").nth(1).unwrap().split('"').next().unwrap();
        let end = format!("/team/safeguarding/{end}");
        // While they are the last, it is not ended: concerns would wait for nobody.
        let refused = manager.fill("/team/safeguarding", &end, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("They are the last safeguarding lead"), "{}", refused.text());
        assert_eq!(named.get(&concern).await.status, StatusCode::OK);
        name_lead(&mut manager, "team_lead").await;
        let ended = manager.fill("/team/safeguarding", &end, &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        assert_eq!(named.get(&concern).await.status, StatusCode::NOT_FOUND);
        assert_eq!(worker.get(&concern).await.status, StatusCode::OK, "its author still reads it");
    });
}

#[test]
fn only_the_manager_names_and_only_who_works_here_is_named() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        let page = "/team/safeguarding";
        assert!(manager.get(page).await.text().contains("Nobody is named"));
        let theirs = other.get(page).await.choice("account", "colleague");
        let mine = manager.get(page).await;
        for wrong in ["", "x", "\0", "\"'><x-kith-7>", theirs.as_str(), "01900000-0000-7000-8000-000000000000"] {
            let answer = send_from(&mut manager, &mine, page, &[("account", wrong)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", answer.text());
            assert!(!answer.body.contains("<x-kith-7>"));
        }
        let labels: Vec<&str> = mine.body.split("<label").skip(1).collect();
        assert!(!labels.iter().any(|label| label.contains("administrator")), "an administrator can be named");
        name_lead(&mut manager, "link_worker").await;
        name_lead(&mut manager, "team_lead").await;
        let leads = manager.get(page).await;
        assert_eq!(leads.body.matches("/end\"").count(), 2, "{}", leads.text());
        // Somebody else's grant cannot be ended, and looks like none.
        let end = leads.body.split("action=\"/team/safeguarding/").nth(1).unwrap().split('"').next().unwrap();
        let end = format!("{page}/{end}");
        let id = end.split('/').nth(3).unwrap().to_owned();
        let nonce = "0".repeat(32);
        let service = world.two.service.to_string();
        let foreign = other.post(&end, &[("nonce", &nonce), ("for-service", &service), ("for-record", &id)]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.text());
        for role in [Role::LinkWorker, Role::TeamLead, Role::Administrator] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(client.get(page).await.status, StatusCode::FORBIDDEN, "{role:?}");
        }
    });
}

#[test]
fn a_persons_page_always_says_whom_to_telephone_and_what_nobody_has_set() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Urgent").await;
        let page = worker.get(&person).await;
        assert!(page.text().contains("When it cannot wait") && page.text().contains("In an emergency 999"));
        assert_eq!(page.body.matches("No number is set").count(), 4, "{}", page.text());
        assert!(page.text().contains("the service manager can set it under Service"), "{}", page.text());
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let urgent = "/service/urgent-help";
        let fields = [
            ("phone", ""),
            ("crisis", "111, option 2"),
            ("adults", "01632 960222"),
            ("children", "01632 960333"),
            ("words", ""),
        ];
        let set = manager.fill(urgent, urgent, &fields).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
        let same_day = "/service/same-day";
        let form = manager.get(same_day).await;
        let fields: Vec<(String, String)> = form
            .body
            .split("<input")
            .filter(|input| input.contains("type=\"text\""))
            .map(|input| (super::client::attribute(input, "name"), "01632 960111".to_owned()))
            .collect();
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let set = send_from(&mut manager, &form, same_day, &sent).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
        let page = worker.get(&person).await;
        for number in ["01632 960111", "111, option 2", "01632 960222", "01632 960333"] {
            assert!(page.text().contains(number), "{number}: {}", page.text());
        }
        assert!(!page.text().contains("No number is set"), "{}", page.text());
    });
}

#[test]
fn a_concern_is_not_closed_while_something_is_still_to_be_done_and_its_author_reads_what_came_of_it() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        name_lead(&mut manager, "team_lead").await;
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let referral = super::thread::refer(world, &mut practice, "Okonjo", "Lonely").await;
        super::thread::allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let form = format!("{person}/concern");
        let written = worker.fill(&form, &form, &[("words", "A bruise")]).await;
        let concern = written.location().split('?').next().unwrap().to_owned();
        let doing = format!("{concern}/doing");
        lead.fill(&concern, &format!("{concern}/acknowledge"), &[("words", "")]).await;
        let empty = lead.fill(&concern, &doing, &[("do", "add"), ("what", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("Write what is to be done"), "{}", empty.text());
        let added = lead.fill(&concern, &doing, &[("do", "add"), ("what", "CANARY-YEW ring the adult team")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let refused = lead.fill(&concern, &doing, &[("do", "close"), ("closing", "Seen to")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Something is still to be done"), "{}", refused.text());
        // What is done about it is for whoever is named; its author reads what came of it.
        assert!(!worker.get(&concern).await.body.contains("CANARY-YEW"));
        let page = lead.get(&concern).await;
        let action = page.body.split("name=\"action\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        let action = action.split('"').next().unwrap().to_owned();
        let done = lead.fill(&concern, &doing, &[("do", "done"), ("action", &action)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let closed = lead.fill(&concern, &doing, &[("do", "close"), ("closing", "CANARY-ASPEN they have it")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let read = worker.get(&concern).await;
        assert!(read.text().contains("Closed by") && read.body.contains("CANARY-ASPEN"), "{}", read.text());
        let again = lead.fill(&concern, &doing, &[("do", "reopen")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        assert!(lead.get(&concern).await.text().contains("Acknowledged by"));
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        for client in [&mut colleague, &mut manager] {
            assert_eq!(client.get(&concern).await.status, StatusCode::NOT_FOUND);
        }
    });
}
