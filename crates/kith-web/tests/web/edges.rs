//! The edges of the role: what a worker writes for herself and shows to whom she chooses, whom was asked on the same
//! day, and going alone.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client, attribute};
use super::letters::letters;
use super::thread::{allocate, refer};
use super::world::{Home, World, story};

async fn signed_in(world: &World, role: Role) -> Client {
    Client::signed_in(&world.router, &world.one.email(role)).await
}

/// Everybody of the service but its link worker, and the link worker of another service.
async fn others(world: &World) -> Vec<(String, Client)> {
    let mut all = Vec::new();
    for role in
        [Role::TeamLead, Role::ServiceManager, Role::Administrator, Role::Practice, Role::Commissioner, Role::Evaluator]
    {
        all.push((role.code().to_owned(), signed_in(world, role).await));
    }
    all.push(("a colleague".to_owned(), Client::signed_in(&world.router, &world.one.colleague()).await));
    all.push((
        "another service".to_owned(),
        Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await,
    ));
    all
}

/// A person of the link worker.
async fn person(world: &World, home: &Home) -> (Client, String) {
    let mut practice = Client::signed_in(&world.router, &home.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &home.email(Role::TeamLead)).await;
    let referral = refer(world, &mut practice, "Okonjo", "Lonely").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let mut worker = Client::signed_in(&world.router, &home.email(Role::LinkWorker)).await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    (worker, person)
}

/// One turn of what runs beside the pages. The blocking client of PostgreSQL is used on a thread of its own.
async fn slow_turn(world: &World) {
    let app = world.app.clone();
    tokio::task::spawn_blocking(move || kith_app::jobs::slow_turn(&app)).await.unwrap();
}

async fn letters_of(world: &World, kind: &str) -> usize {
    letters(world).await.iter().filter(|letter| letter.kind == kind).count()
}

/// Everything that the events of one record say.
async fn happened(world: &World, path: &str) -> String {
    let (app, id) = (world.app.clone(), path.rsplit('/').next().unwrap().parse().unwrap());
    let read = move || {
        let reach = kith_store::Reach::maintenance();
        app.store().read(&reach, |tx| kith_store::story::of_subject(tx, id)).unwrap()
    };
    let all = tokio::task::spawn_blocking(read).await.unwrap();
    assert!(!all.is_empty(), "it has a history");
    format!("{all:?}")
}

/// The value of the choice of a list whose words hold a text.
pub(super) fn option(page: &Answer, label: &str) -> String {
    let option = page.body.split("<option").find(|rest| rest.split("</option>").next().unwrap().contains(label));
    attribute(option.unwrap_or_else(|| panic!("no choice {label}")).split('>').next().unwrap(), "value")
}

async fn entry(worker: &mut Client, words: &str) -> String {
    let fields = [("kind", "out-of-role"), ("answer", "declined"), ("words", words)];
    let saved = worker.fill("/boundaries/new", "/boundaries/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    worker.get("/boundaries").await.link("/boundaries/0", "")
}

async fn note(worker: &mut Client, words: &str) -> String {
    let fields = [("what", words), ("why", "she asked"), ("again", "yes")];
    let saved = worker.fill("/discretion/new", "/discretion/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    worker.get("/discretion").await.link("/discretion/0", "")
}

/// Shows something to the team lead.
async fn show(worker: &mut Client, item: &str) {
    let page = worker.get(item).await;
    let lead = page.choice("with", "team lead");
    let shown = worker.fill(item, &format!("{item}/share"), &[("with", &lead)]).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text());
}

#[test]
fn an_entry_and_a_note_are_shown_to_one_lead_by_name_and_taken_back_at_will() {
    story(async |world| {
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let mut lead = signed_in(world, Role::TeamLead).await;
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let entry = entry(&mut worker, "CANARY-MAPLE flu clinic").await;
        let note = note(&mut worker, "CANARY-LARCH stayed an hour").await;
        assert!(lead.get("/boundaries/shared").await.text().contains("Nobody shows you one now."));
        show(&mut worker, &entry).await;
        show(&mut worker, &note).await;
        assert!(worker.get("/boundaries").await.text().contains("You show this entry to somebody."));
        let seen = lead.get("/boundaries/shared").await;
        for part in ["CANARY-MAPLE", "CANARY-LARCH", "I would do it again", "belongs to whoever wrote it"] {
            assert!(seen.text().contains(part), "{part}: {}", seen.text());
        }
        // The lead reads what is shown, in one place; the items themselves stay the worker's.
        for item in [&entry, &note] {
            assert_eq!(lead.get(item).await.status, StatusCode::NOT_FOUND, "{item}");
        }
        assert!(
            !manager.get("/boundaries/shared").await.body.contains("CANARY-MAPLE"),
            "to the lead, not to everybody"
        );
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get("/boundaries/shared").await.status, StatusCode::NOT_FOUND);
        for item in [&entry, &note] {
            let back = worker.fill(item, &format!("{item}/share"), &[("with", "")]).await;
            assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        }
        assert!(!lead.get("/boundaries/shared").await.body.contains("CANARY-MAPLE"), "taken back is absent");
        // Nobody can be shown it who does not lead the service.
        let nobody =
            worker.fill(&entry, &format!("{entry}/share"), &[("with", "01900000-0000-7000-8000-000000000000")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nobody.text().contains("Choose a team lead or the manager"), "{}", nobody.text());
    });
}

#[test]
fn nobody_but_its_writer_knows_of_a_note_and_no_export_holds_it() {
    story(async |world| {
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let note = note(&mut worker, "CANARY-ROWAN lent my umbrella").await;
        for (who, client) in &mut others(world).await {
            let absent = client.get("/discretion/01900000-0000-7000-8000-000000000000").await;
            let there = client.get(&note).await;
            assert_eq!((there.status, &there.body), (StatusCode::NOT_FOUND, &absent.body), "{who}");
            for route in kith_web::routes() {
                if route.method != "GET" || route.path.contains('{') {
                    continue;
                }
                assert!(!client.get(route.path).await.body.contains("CANARY-ROWAN"), "{who} {}", route.path);
            }
        }
        assert!(worker.get("/discretion/file").await.body.contains("CANARY-ROWAN"), "it is hers to take");
        assert!(!happened(world, &note).await.contains("CANARY"), "what can be deleted stands in no event");
    });
}

#[test]
fn a_note_is_deleted_after_six_months_unless_it_is_kept_and_the_page_says_so_before() {
    story(async |world| {
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let kept = note(&mut worker, "CANARY-KEPT").await;
        let done = worker.fill(&kept, &format!("{kept}/stand"), &[("wish", "keep")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let other = note(&mut worker, "CANARY-GOES").await;
        assert_ne!(kept, other);
        assert!(worker.get("/discretion").await.text().contains("unless you keep it."));
        slow_turn(world).await;
        assert!(worker.get("/discretion").await.body.contains("CANARY-GOES"), "not before its time");
        world.clock.forward_days(160);
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(
            worker.get("/discretion").await.text().contains("if you wish to keep it"),
            "a month before, it is said"
        );
        world.clock.forward_days(40);
        slow_turn(world).await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let list = worker.get("/discretion").await;
        assert!(list.body.contains("CANARY-KEPT") && !list.body.contains("CANARY-GOES"), "{}", list.text());
        assert_eq!(worker.get(&other).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_note_that_its_owner_deletes_is_gone_at_once() {
    story(async |world| {
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let empty = worker.fill("/discretion/new", "/discretion/new", &[("why", "no reason")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("Write what you did beyond the script.") && empty.body.contains("no reason"));
        let note = note(&mut worker, "CANARY-SPRUCE").await;
        let fields = [("what", "CANARY-CEDAR"), ("why", ""), ("again", "")];
        let late = worker.get(&note).await.hidden(&note);
        let changed = worker.fill(&note, &note, &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let mut form: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend([("what", "from the other window")]);
        let overtaken = worker.post(&note, &form).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT);
        assert!(overtaken.body.contains("from the other window") && overtaken.body.contains("CANARY-CEDAR"));
        show(&mut worker, &note).await;
        let gone = worker.fill(&note, &format!("{note}/stand"), &[("wish", "delete")]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        let mut lead = signed_in(world, Role::TeamLead).await;
        assert!(!lead.get("/boundaries/shared").await.body.contains("CANARY-CEDAR"));
        assert!(worker.get("/discretion").await.text().contains("You have written none."));
    });
}

#[test]
fn quiet_hours_are_totalled_for_the_workers_own_eyes() {
    story(async |world| {
        let (mut worker, person) = person(world, &world.one).await;
        let contact = format!("{person}/contacts/new");
        for (time, minutes) in [("07:15", "20"), ("10:00", "35")] {
            let fields = [("mode", "phone"), ("reached", "yes"), ("time", time), ("minutes", minutes), ("note", "x")];
            let saved = worker.fill(&contact, &contact, &fields).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        }
        assert!(!worker.get("/my-own").await.text().contains("What fell into them"), "not before they are set");
        let wrong = worker.fill("/my-own", "/my-own/quiet-hours", &[("from", "late"), ("until", "8am")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("such as 6pm") && wrong.body.contains("late"), "{}", wrong.text());
        let fields = [("from", "6pm"), ("until", "8am"), ("weekends", "quiet")];
        let set = worker.fill("/my-own", "/my-own/quiet-hours", &fields).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
        let page = worker.get("/my-own").await.text();
        assert!(page.contains("November 2026 1 20 0 0"), "{page}");
        let mut lead = signed_in(world, Role::TeamLead).await;
        assert!(!lead.get("/my-own").await.text().contains("1 20 0 0"), "a lead has her own");
        for role in [Role::ServiceManager, Role::Administrator, Role::Practice, Role::Commissioner] {
            let mut client = signed_in(world, role).await;
            assert_eq!(client.get("/my-own").await.status, StatusCode::NOT_FOUND, "{role:?}");
        }
    });
}

#[test]
fn somebody_is_asked_on_the_same_day_and_the_answer_is_one_press() {
    story(async |world| {
        let (mut worker, person) = person(world, &world.one).await;
        let here = format!("{person}/same-day");
        assert!(worker.get(&person).await.text().contains("Ask somebody at the practice today"));
        let nobody = worker.fill(&here, &here, &[("whom", "")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nobody.text().contains("Write whom you ask"), "{}", nobody.text());
        let asked = worker.fill(&here, &here, &[("whom", "CANARY-OAK the duty doctor, 01632 960201")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        let today = worker.get("/today").await.text();
        assert!(today.contains("Asked today, no answer yet") && today.contains("You asked CANARY-OAK"), "{today}");
        let mut lead = signed_in(world, Role::TeamLead).await;
        assert!(lead.get("/today").await.text().contains("CANARY-OAK"), "it stands on the lead's too");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert!(!colleague.get("/today").await.body.contains("CANARY-OAK"));
        // No clock closes it.
        world.clock.forward_days(10);
        slow_turn(world).await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(
            worker.get("/today").await.text().contains("No answer for 8 working days"),
            "{}",
            worker.get("/today").await.text()
        );
        let page = worker.get(&here).await;
        let answered = page.body.split("action=\"/same-day/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let one = format!("/same-day/{}", answered.trim_end_matches("/answered"));
        let done = worker.fill(&here, &format!("/same-day/{answered}"), &[]).await;
        assert_eq!((done.status, done.location().split('?').next().unwrap()), (StatusCode::SEE_OTHER, &*one));
        assert!(!worker.get("/today").await.body.contains("CANARY-OAK"), "nobody waits any more");
        let form = worker.get(&one).await;
        assert!(form.text().contains("What was agreed?"));
        let day = "24 November 2026";
        let fields = [
            ("asked_on", day),
            ("asked", "2pm"),
            ("answered_on", day),
            ("answered", "1pm"),
            ("by", "Dr Sol"),
            ("agreed", "She rings today"),
        ];
        let wrong = worker.fill(&one, &one, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("before they were asked") && wrong.body.contains("She rings today"));
        let fields = [
            ("asked_on", day),
            ("asked", "12:00"),
            ("answered_on", day),
            ("answered", "12:45"),
            ("by", "Dr Sol"),
            ("agreed", "She rings today"),
        ];
        let put_right = worker.fill(&one, &one, &fields).await;
        assert_eq!(put_right.status, StatusCode::SEE_OTHER, "{}", put_right.text());
        let told = worker.get(&person).await.text();
        for part in ["asked CANARY-OAK", "12.45pm", "Answered by Dr Sol", "Agreed: She rings today", "Corrected"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let back = worker.fill(&one, &format!("{one}/back"), &[]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        assert!(!worker.get(&person).await.text().contains("Answered by Dr Sol"), "nobody had been asked");
    });
}

#[test]
fn a_colleague_is_told_of_a_visit_alone_and_reads_the_place_only_until_it_is_over() {
    story(async |world| {
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let mut lead = signed_in(world, Role::TeamLead).await;
        let page = worker.get("/visits").await;
        let whom = option(&page, "team_lead");
        let empty = worker.fill("/visits", "/visits", &[("whom", &*whom), ("due", "soon")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["Write where you go", "Enter the number", "Enter when you expect to be back"] {
            assert!(empty.text().contains(part), "{part}: {}", empty.text());
        }
        let fields = [("whom", &*whom), ("place", "CANARY-QUAY 12"), ("ring", "07700 900123"), ("due", "12:45")];
        let gone = worker.fill("/visits", "/visits", &fields).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        let today = lead.get("/today").await;
        assert!(today.text().contains("expects to be back at 12.45pm"), "{}", today.text());
        let visit = today.link("/visits/0", "");
        assert!(lead.get(&visit).await.text().contains("CANARY-QUAY 12"));
        for role in [Role::ServiceManager, Role::Administrator, Role::Practice] {
            let mut client = signed_in(world, role).await;
            assert_eq!(client.get(&visit).await.status, StatusCode::NOT_FOUND, "{role:?}");
        }
        slow_turn(world).await;
        assert_eq!(letters_of(world, "visit").await, 0, "not before its time");
        world.clock.forward(std::time::Duration::from_secs(50 * 60));
        slow_turn(world).await;
        slow_turn(world).await;
        assert_eq!(letters_of(world, "visit").await, 1, "one e-mail, once");
        // Nobody had a hand on the keyboard for so long: they sign in again.
        let (mut worker, mut lead) = (signed_in(world, Role::LinkWorker).await, signed_in(world, Role::TeamLead).await);
        let late = lead.get("/today").await.text();
        assert!(late.contains("is not back") && late.contains("Ring now") && late.contains("CANARY-QUAY 12"), "{late}");
        let back = worker.fill("/today", &format!("{visit}/back"), &[]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        assert_eq!(lead.get(&visit).await.status, StatusCode::NOT_FOUND, "over is absent");
        assert!(!lead.get("/today").await.body.contains("CANARY-QUAY"));
        assert!(worker.get("/visits").await.body.contains("CANARY-QUAY"), "hers for thirty days");
        assert!(!happened(world, &visit).await.contains("CANARY-QUAY"), "no event holds a place");
        world.clock.forward_days(31);
        slow_turn(world).await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        assert!(!worker.get("/visits").await.body.contains("CANARY-QUAY"));
    });
}
