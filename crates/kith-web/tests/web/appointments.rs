//! What is booked: from the person's page and from a contact, onto Today, and to its end.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::people::with_person;
use super::world::{World, story};

/// The world's clock stands on Tuesday 24 November 2026, at noon.
const TODAY: &str = "2026-11-24";

async fn book(worker: &mut Client, person: &str, fields: &[(&str, &str)]) -> String {
    let form = format!("{person}/appointments/new");
    let booked = worker.fill(&form, &form, fields).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    let page = worker.get(person).await;
    page.link("/appointments/", "")
}

#[test]
fn amina_books_a_visit_finds_it_on_today_and_writes_it_down() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Booked").await;
        let booking = [
            ("day", TODAY),
            ("time", "14:30"),
            ("mode", "face-to-face"),
            ("place", "community"),
            ("place_words", "The café by the station"),
            ("why", "Fill in the housing form"),
        ];
        let appointment = book(&mut worker, &person, &booking).await;
        let today = worker.get("/today").await;
        for words in ["Booked today", "2.30pm", "BOOKED, Rosa", "Fill in the housing form", "The café by the station"]
        {
            assert!(today.text().contains(words), "{words}: {}", today.text());
        }
        // On paper she is Rosa B., and nothing that would tell a stranger who that is.
        let sheet = worker.get("/today/sheet").await;
        assert!(sheet.text().contains("Rosa B.") && sheet.text().contains("2.30pm"), "{}", sheet.text());
        assert!(!sheet.body.contains("BOOKED") && !sheet.body.contains("Booked,"), "{}", sheet.text());
        // The contact begins from it, filled in, and says what became of it.
        let log = today.link(&format!("{person}/contacts/new?appointment="), "");
        let form = worker.get(&log).await;
        assert!(form.text().contains("This tells of what is booked for Tuesday 24 November 2026, 2.30pm."));
        assert!(form.body.contains("value=\"face-to-face\" checked"), "{}", form.text());
        let action = format!("{person}/contacts/new");
        let hidden = form.hidden(&action);
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend([("mode", "face-to-face"), ("reached", "yes"), ("note", "We filled it in.")]);
        let saved = worker.post(&action, &all).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = worker.get(&appointment).await;
        assert!(page.text().contains("It took place."), "{}", page.text());
        assert!(!page.body.contains("/cancel\""), "what took place is not called off");
        assert!(worker.get("/today").await.text().contains("It took place."));
    });
}

#[test]
fn will_try_thursday_is_booked_when_a_day_is_given_and_all_of_it_is_saved_together() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Thursday").await;
        let form = format!("{person}/contacts/new");
        let opened = worker.get(&form).await;
        assert!(
            opened.body.contains("<option value=\"2026-11-26\">Thursday 26 November</option>"),
            "{}",
            opened.text()
        );
        let unanswered = [
            ("mode", "phone"),
            ("reached", "no-answer"),
            ("next_day", "2026-11-26"),
            ("next", "Will try again"),
            ("need_stated", "Somebody to talk to on Sundays"),
            ("need_known", "later"),
            ("gap_need", "new"),
            ("gap_reason", "none-exists"),
        ];
        // One part is wrong: nothing of it is saved, and everything typed comes back with what is open.
        let mut wrong = unanswered.to_vec();
        wrong.extend([("gap_weeks", "many"), ("next_time", "25:61"), ("minutes", "a while")]);
        let refused = worker.fill(&form, &form, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        for at in ["href=\"#gap_weeks\"", "href=\"#next_time\"", "href=\"#minutes\""] {
            assert!(refused.body.contains(at), "{at}: {}", refused.text());
        }
        assert!(refused.body.contains(">Somebody to talk to on Sundays</textarea>"));
        assert!(refused.body.contains("<option value=\"2026-11-26\" selected>"));
        let page = worker.get(&person).await;
        assert!(!page.text().contains("Sundays") && !page.text().contains("phoned"), "{}", page.text());
        let saved = worker.fill(&form, &form, &unanswered).await;
        assert_eq!(saved.location(), format!("{person}?said=contact-logged-and-booked"), "{}", saved.text());
        let page = worker.get(saved.location()).await;
        for words in
            ["phoned; no answer", "Somebody to talk to on Sundays", "recorded a gap", "Thursday 26 November 2026"]
        {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        assert_eq!(page.text().matches("Agreed next").count(), 1, "the story says it, and what is booked says itself");
        assert!(worker.get("/today").await.text().contains("In the week after"));
    });
}

#[test]
fn going_on_to_the_directory_keeps_the_need_that_came_up() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Going").await;
        let form = format!("{person}/contacts/new");
        let fields = [
            ("mode", "phone"),
            ("note", "x"),
            ("need_stated", "A garden"),
            ("need_known", "later"),
            ("then", "connect"),
        ];
        let saved = worker.fill(&form, &form, &fields).await;
        assert!(saved.location().starts_with(&format!("{person}/connect?need=")), "{}", saved.location());
        let connect = worker.get(saved.location()).await;
        assert!(connect.text().contains("A garden") && connect.text().contains("Contact saved."), "{}", connect.text());
    });
}

#[test]
fn somebody_who_did_not_attend_is_not_somebody_who_cancelled() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Missed").await;
        let appointment = book(&mut worker, &person, &[("day", TODAY), ("mode", "phone")]).await;
        let page = worker.get(&appointment).await;
        let missed =
            page.link(&format!("{person}/contacts/new?appointment="), "reached=did-not-attend").replace("&#38;", "&");
        let form = worker.get(&missed).await;
        assert!(form.body.contains("value=\"did-not-attend\" checked"), "{}", form.text());
        let id = appointment.rsplit('/').next().unwrap();
        let action = format!("{person}/contacts/new");
        let hidden = form.hidden(&action);
        assert!(hidden.contains(&("appointment".to_owned(), id.to_owned())), "{hidden:?}");
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend([("mode", "phone"), ("reached", "did-not-attend")]);
        assert_eq!(worker.post(&action, &all).await.status, StatusCode::SEE_OTHER);
        assert!(worker.get(&appointment).await.text().contains("They did not attend."));
        // The note is corrected: they had come after all, and what was booked follows.
        let correct = worker.get(&person).await.link("/contacts/", "/correct");
        let corrected =
            worker.fill(&correct, &correct, &[("mode", "phone"), ("reached", "yes"), ("note", "Late.")]).await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        assert!(worker.get(&appointment).await.text().contains("It took place."));
    });
}

#[test]
fn moving_and_cancelling_say_who_and_why_and_tell_whoever_was_overtaken() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Moved").await;
        let appointment =
            book(&mut worker, &person, &[("day", "2026-11-26"), ("time", "09:00"), ("mode", "phone")]).await;
        let (moving, cancelling) = (format!("{appointment}/move"), format!("{appointment}/cancel"));
        let other_tab = worker.get(&moving).await;
        assert!(other_tab.body.contains("value=\"26 November 2026\"") && other_tab.body.contains("value=\"09:00\""));
        let moved = worker.fill(&moving, &moving, &[("day", "2026-11-27"), ("time", ""), ("mode", "phone")]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        let hidden = other_tab.hidden(&moving);
        let mut late: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.extend([("day", "2026-11-30"), ("mode", "video"), ("why", "Mine")]);
        let late = worker.post(&moving, &late).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.text().contains("Friday 27 November 2026") && late.body.contains("value=\"Mine\""));
        let nobody = worker.fill(&cancelling, &cancelling, &[("reason", "Snow")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nobody.body.contains("href=\"#by\"") && nobody.body.contains("value=\"Snow\""));
        let off = worker.fill(&cancelling, &cancelling, &[("by", "person"), ("reason", "Snow")]).await;
        assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.text());
        let page = worker.get(&appointment).await;
        assert!(page.text().contains("Cancelled by the person: Snow"), "{}", page.text());
        assert!(worker.get(&person).await.text().contains("was cancelled by Rosa"));
        let back = worker.fill(&appointment, &format!("{appointment}/put-back"), &[]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        assert!(worker.get(&appointment).await.text().contains("Booked."));
    });
}

#[test]
fn the_clocks_are_respected_and_what_cannot_be_is_refused_with_everything_kept() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Clocks").await;
        let form = format!("{person}/appointments/new");
        for (day, time, at) in [
            ("2027-03-28", "01:30", "time"),
            ("2026-02-30", "", "day"),
            ("0000-00-00", "", "day"),
            ("9999-12-31", "10:00", "day"),
            ("2026-11-23", "", "day"),
            ("2026-11-25", "25:00", "time"),
            ("2026-11-25", "+1:00", "time"),
            ("", "10:00", "day"),
        ] {
            let refused =
                worker.fill(&form, &form, &[("day", day), ("time", time), ("mode", "phone"), ("why", "Kept")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {time}: {}", refused.text());
            assert!(refused.body.contains(&format!("href=\"#{at}\"")), "{day} {time}: {}", refused.text());
            assert!(refused.body.contains("value=\"Kept\""), "{day} {time}");
        }
        // The hour that the autumn shows twice is taken as its first, and the page says which it is.
        let appointment =
            book(&mut worker, &person, &[("day", "2027-10-31"), ("time", "01:30"), ("mode", "phone")]).await;
        assert!(worker.get(&appointment).await.text().contains("1.30am (the first, before the clocks go back)"));
        for field in ["why", "place_words"] {
            for typed in ["a\0b", &"x".repeat(201)] {
                let refused = worker.fill(&form, &form, &[("day", TODAY), ("mode", "phone"), (field, typed)]).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
                assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{}", refused.text());
            }
        }
        let canary = "\"'><x-kith-7>";
        book(&mut worker, &person, &[("day", TODAY), ("mode", "phone"), ("why", canary), ("place_words", canary)])
            .await;
        for page in ["/today", "/today/sheet", &person] {
            let answer = worker.get(page).await;
            assert!(answer.body.contains("&#60;x-kith-7") && !answer.body.contains("<x-kith-7"), "{page}");
        }
    });
}

/// An appointment of another person, or of another service, settles nothing and is not said to exist.
#[test]
fn a_contact_tells_only_of_what_is_booked_with_this_person() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Mine").await;
        let (mut other, stranger) = foreign(world).await;
        let theirs = book(&mut other, &stranger, &[("day", TODAY), ("mode", "phone")]).await;
        let id = theirs.rsplit('/').next().unwrap().to_owned();
        let opened = worker.get(&format!("{person}/contacts/new?appointment={id}")).await;
        assert_eq!(opened.status, StatusCode::NOT_FOUND);
        let form = format!("{person}/contacts/new");
        let refused = worker.fill(&form, &form, &[("mode", "phone"), ("note", "Kept"), ("appointment", &id)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.body.contains(">Kept</textarea>") && !refused.body.contains(&world.two.canary));
        assert!(other.get(&theirs).await.text().contains("Booked."));
    });
}

async fn foreign(world: &World) -> (Client, String) {
    let mut practice = Client::signed_in(&world.router, &world.two.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
    let referral = super::thread::refer(world, &mut practice, &world.two.canary, "Company.").await;
    super::thread::allocate(&mut lead, &referral, &format!("{} link_worker", world.two.canary)).await;
    let today = worker.get("/today").await;
    let person = today.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    (worker, person)
}

#[test]
fn the_lead_sees_a_workers_day_and_a_colleague_and_another_service_do_not() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Seen").await;
        book(&mut worker, &person, &[("day", TODAY), ("time", "15:00"), ("mode", "phone"), ("why", "The form")]).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let team = lead.get("/team").await;
        let days: Vec<String> = team
            .body
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .filter(|href| href.starts_with("/team/") && href.ends_with("/day"))
            .collect();
        assert_eq!(days.len(), 2, "both link workers: {days:?}");
        let mut found = 0;
        for day in &days {
            let answer = lead.get(day).await;
            assert_eq!(answer.status, StatusCode::OK);
            found += usize::from(answer.text().contains("SEEN, Rosa") && answer.text().contains("The form"));
            assert!(!answer.body.contains("contacts/new"), "the lead logs no contact here");
        }
        assert_eq!(found, 1, "it stands in one day only");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert!(!colleague.get("/today").await.body.contains("SEEN"));
        assert_eq!(colleague.get(&days[0]).await.status, StatusCode::FORBIDDEN);
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        for day in &days {
            let foreign = elsewhere.get(day).await;
            let absent = elsewhere.get("/team/01900000-0000-7000-8000-000000000000/day").await;
            assert_eq!((foreign.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(foreign.body.len(), absent.body.len(), "as if it did not exist");
        }
        for wrong in
            ["/today/sheet?day=x", "/today/sheet?day=9999-12-31", "/today/sheet?week=1", &format!("{}?day=", days[0])]
        {
            assert_eq!(lead.get(wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    });
}

#[test]
fn a_calendar_reads_times_without_names_until_the_link_is_revoked() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Feed").await;
        let booking = [
            ("day", "2026-12-03"),
            ("time", "14:30"),
            ("mode", "phone"),
            ("why", "Depression"),
            ("place_words", "Clinic"),
        ];
        let appointment = book(&mut worker, &person, &booking).await;
        let page = "/today/calendar";
        let opened = worker.get(page).await;
        let hidden = opened.hidden(page);
        let fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let made = worker.post(page, &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let link = made.body.split("http://127.0.0.1:8080").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(link.starts_with("/calendar/") && link.ends_with(".ics"), "{link}");
        // The same form again makes nothing and shows nothing; nor does the page.
        assert_eq!(worker.post(page, &fields).await.status, StatusCode::SEE_OTHER);
        let secret = link.trim_start_matches("/calendar/").trim_end_matches(".ics").to_owned();
        assert!(!worker.get(page).await.body.contains(&secret));
        let mut nobody = Client::new(&world.router);
        let feed = nobody.get(&link).await;
        assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, "text/calendar; charset=utf-8"));
        assert!(feed.body.contains("DTSTART:20261203T143000Z\r\n"), "{}", feed.body);
        assert!(feed.body.replace("\r\n ", "").contains(&format!("URL:http://127.0.0.1:8080{appointment}\r\n")));
        for kept_back in ["Feed", "FEED", "Rosa", "Depression", "Clinic", &world.one.canary, &person] {
            assert!(!feed.body.contains(kept_back), "{kept_back}: {}", feed.body);
        }
        let unknown = nobody.get(&format!("/calendar/{}.ics", "0".repeat(64))).await;
        for near in [
            format!("/calendar/{secret}"),
            format!("{link}?x=1"),
            "/calendar/x.ics".to_owned(),
            "/calendar/.ics".to_owned(),
        ] {
            assert_eq!(nobody.get(&near).await.status, StatusCode::NOT_FOUND, "{near}");
        }
        let revoked = worker.fill(page, "/today/calendar/revoke", &[]).await;
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.text());
        let gone = nobody.get(&link).await;
        assert_eq!((gone.status, unknown.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(gone.body, unknown.body, "a revoked link looks like one that never was");
    });
}

/// Whoever opens the form reads that nothing can be saved before they type anything, and where to open the case again.
#[test]
fn the_forms_of_an_ended_case_say_so_before_anything_is_typed() {
    story(async |world| {
        let (mut worker, person) = super::sharing::with_person(world, "Known").await;
        let forms = [format!("{person}/contacts/new"), format!("{person}/appointments/new")];
        for form in &forms {
            assert!(!worker.get(form).await.text().contains("Nothing can be saved here now"), "{form}");
        }
        let close = format!("{person}/close");
        let closed = worker.fill(&close, &close, &[("reason", "moved-away"), ("words", "")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        for form in &forms {
            let page = worker.get(form).await;
            assert!(page.text().contains("Nothing can be saved here now"), "{form}: {}", page.text());
            assert!(page.body.contains(&format!("href=\"{person}\"")), "{form}");
        }
    });
}
