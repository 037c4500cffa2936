//! Holding and its reviews, readiness, trying and its policy, guides: what a link worker writes down in a press, and what
//! no clock does.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::scene;
use super::client::Client;
use super::moves::supported;
use super::world::{World, story};

async fn signed_in(world: &World, role: Role) -> Client {
    Client::signed_in(&world.router, &world.one.email(role)).await
}

/// Sends a form, and expects that it is taken.
async fn send(client: &mut Client, page: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let answer = client.fill(page, action, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}: {}", answer.text());
    answer.location().to_owned()
}

async fn spoke(client: &mut Client, person: &str, reached: &str, note: &str) {
    let log = format!("{person}/contacts/new");
    let fields = [("mode", "phone"), ("reached", reached), ("note", note), ("once_more", "yes")];
    send(client, &log, &log, &fields).await;
}

/// The jobs have a turn, beside the runtime.
fn turn(world: &World) {
    tokio::task::block_in_place(|| {
        kith_app::jobs::turn(&world.app);
        kith_app::jobs::slow_turn(&world.app);
    });
}

#[test]
fn holding_is_begun_looked_at_in_one_press_changed_and_ended_by_a_person_alone() {
    story(async |world| {
        let person = supported(world, "Heldfast").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let begin = format!("{person}/holding/new");
        let soon = worker.get(&begin).await.text();
        assert!(soon.contains("Holding begins with a contact"), "{soon}");
        spoke(&mut worker, &person, "yes", "She is worn out. The clinic has no date.").await;
        // Bad input is said at its field, and what was typed is kept.
        let wrong = worker.fill(&begin, &begin, &[("awaited", "A date"), ("began", "3 May 2031")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("Choose what you hold them for.") && wrong.body.contains("A date"));
        let fields = [("function", "waiting"), ("awaited", "The memory clinic"), ("began", ""), ("review_on", "")];
        send(&mut worker, &begin, &begin, &fields).await;
        let page = worker.get(&person).await;
        assert!(page.text().contains("They wait for another service. Awaited: The memory clinic."), "{}", page.text());
        let holding = page.link("/holdings/", "");
        let again = worker.get(&begin).await;
        assert!(again.text().contains("It is written down already that you hold"), "{}", again.text());
        assert!(worker.get("/people?state=holding").await.text().contains("HELDFAST"));
        assert!(!worker.get("/today").await.body.contains(&format!("{holding}/review")), "not due yet");

        // A year goes by: it is due, and nothing else has happened.
        world.clock.forward_days(365);
        turn(world);
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let today = worker.get("/today").await;
        assert!(today.text().contains("She is worn out."), "the last sentence stands beside it: {}", today.text());
        let review = format!("{holding}/review");
        assert!(today.body.contains(&review) && worker.get("/people?state=holding").await.text().contains("HELDFAST"));
        // Another window stays open meanwhile.
        let old = worker.get(&holding).await.hidden(&review);
        // One press.
        assert_eq!(send(&mut worker, "/today", &review, &[]).await, "/today?said=holding-reviewed");
        assert!(!worker.get("/today").await.body.contains(&review), "it is not due any more");
        let mut old: Vec<(&str, &str)> = old.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        old.push(("outcome", "still"));
        let stale = worker.post(&review, &old).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
        // Something changed, and what is said of it is corrected with its history.
        let led =
            send(&mut worker, &holding, &review, &[("outcome", "changed"), ("note", "No clinic any more.")]).await;
        let correct = format!("{holding}/correct");
        assert!(led.starts_with(&correct), "{led}");
        send(&mut worker, &correct, &correct, &[("function", "witnessing"), ("awaited", "")]).await;
        // It ends when somebody says so, and where it went.
        let wrong = worker.fill(&holding, &review, &[("outcome", "ended")]).await;
        assert!(wrong.text().contains("Choose where it went."), "{}", wrong.text());
        send(&mut worker, &holding, &review, &[("outcome", "ended"), ("went", "another-way")]).await;
        send(&mut worker, &correct, &correct, &[("went", "ready"), ("words", "After all.")]).await;
        let told = worker.get(&format!("{person}?show=holding")).await.text();
        for sentence in [
            "wrote down that",
            "still holding.",
            "something changed.",
            "No clinic any more.",
            "changed what is written down of holding",
            "Where it went: something else helped.",
            "Where it went: they are ready, and we go on from here.",
        ] {
            assert!(told.contains(sentence), "{sentence}: {told}");
        }
        assert!(worker.get("/people?state=active").await.text().contains("HELDFAST"), "the case goes on");
    });
}

#[test]
fn whoever_may_not_support_them_neither_reads_nor_changes_their_holding() {
    story(async |world| {
        let person = supported(world, "Heldfast").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        spoke(&mut worker, &person, "yes", "Talked.").await;
        let begin = format!("{person}/holding/new");
        send(&mut worker, &begin, &begin, &[("function", "relieving")]).await;
        let holding = worker.get(&person).await.link("/holdings/", "");
        let mut lead = signed_in(world, Role::TeamLead).await;
        assert!(lead.get(&person).await.text().contains("We carry with the practice"), "the lead reads it");
        assert_eq!(lead.get(&holding).await.status, StatusCode::FORBIDDEN);
        for mut other in [
            Client::signed_in(&world.router, &world.one.colleague()).await,
            Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await,
            signed_in(world, Role::Practice).await,
            signed_in(world, Role::Commissioner).await,
        ] {
            assert_eq!(other.get(&holding).await.status, StatusCode::NOT_FOUND);
            assert_eq!(other.get(&begin).await.status, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn when_support_ends_what_was_held_has_ended_with_it() {
    story(async |world| {
        let person = supported(world, "Heldfast").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        spoke(&mut worker, &person, "yes", "Talked.").await;
        let begin = format!("{person}/holding/new");
        send(&mut worker, &begin, &begin, &[("function", "preparing")]).await;
        let close = format!("{person}/close");
        send(&mut worker, &close, &close, &[("reason", "not-ready"), ("door_open", "yes")]).await;
        let page = worker.get(&person).await.text();
        assert!(page.contains("Where it went: support ended."), "{page}");
        send(&mut worker, &person, &format!("{person}/reopen"), &[]).await;
        assert!(worker.get("/people?state=new").await.text().contains("HELDFAST"), "opened again, held by nobody yet");
    });
}

/// The five, with the reason of an ending, the step of a connection and the word of a need that stands for each.
const FIVE: [(&str, &str, &str); 5] = [
    ("not-ready", "Not ready, with all that is going on.", "They are not ready, with all that is going on"),
    ("not-now", "Not now, they say.", "They said it is not the right time"),
    ("said-no", "They said no.", "They said they do not want to go on"),
    ("not-available", "They would, and it is not available.", "Nothing was available that would help"),
    ("no-answer", "No answer, so that it is not known.", "No answer after trying"),
];

#[test]
fn the_five_are_one_press_each_and_stay_apart_in_story_and_report() {
    story(async |world| {
        let codes = ["not-ready", "not-now", "person-declined", "nothing-available", "no-answer"];
        for (at, ((stands, sentence, _), reason)) in FIVE.iter().zip(codes).enumerate() {
            let person = supported(world, ["Northcote", "Vasquez", "Ibragim", "Tollemache", "Quirke"][at]).await;
            let mut worker = signed_in(world, Role::LinkWorker).await;
            let readiness = format!("{person}/readiness");
            send(&mut worker, &readiness, &readiness, &[("stands", stands)]).await;
            let page = worker.get(&person).await.text();
            for (other, said, _) in FIVE {
                assert_eq!(page.contains(said), other == *stands, "{stands}: {said}: {page}");
            }
            assert!(page.contains(sentence));
            let close = format!("{person}/close");
            send(&mut worker, &close, &close, &[("reason", reason), ("words", "")]).await;
        }
        // What is counted of endings tells all five, one each.
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let month = manager.get("/reports/this-month").await.text();
        for (_, _, reason) in FIVE {
            assert!(month.contains(&format!("{reason} 1")), "{reason}: {month}");
        }
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let person = supported(world, "Words").await;
        let readiness = format!("{person}/readiness");
        let fields = [("words", "Her mother comes first."), ("demands", "caring"), ("demands", "money")];
        send(&mut worker, &readiness, &readiness, &fields).await;
        let page = worker.get(&person).await.text();
        assert!(page.contains("What else asks for their strength: caring for somebody, money."), "{page}");
        let empty = worker.fill(&readiness, &readiness, &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("One is enough."), "{}", empty.text());
    });
}

#[test]
fn a_connection_keeps_not_now_apart_and_a_wait_that_is_held_can_be_counted_as_a_gap() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.connection.clone();
        for fields in [vec![("step", "ask")], vec![("step", "wait-list"), ("weeks", "18")]] {
            send(&mut scene.worker, &to, &to, &fields).await;
        }
        let person = scene.person.clone();
        spoke(&mut scene.worker, &person, "yes", "Talked.").await;
        let begin = format!("{person}/holding/new");
        let cause = format!("connection-{}", to.rsplit('/').next().unwrap());
        let page = scene.worker.get(&begin).await;
        assert!(page.body.contains(&cause) && page.text().contains("18 weeks quoted"), "{}", page.text());
        let other = scene.worker.fill(&begin, &begin, &[("function", "waiting"), ("cause", "gap-moon")]).await;
        assert!(other.text().contains("Choose a wait or gap from the list"), "{}", other.text());
        send(&mut scene.worker, &begin, &begin, &[("function", "waiting"), ("cause", &cause)]).await;
        let held = scene.worker.get(&person).await.text();
        assert!(held.contains("Because of") && held.contains("on the waiting list"), "{held}");
        send(&mut scene.worker, &to, &to, &[("step", "person-not-now")]).await;
        let held = scene.worker.get(&person).await.text();
        assert!(held.contains("the person says not now") && held.contains("says not now to"), "{held}");
        assert!(!held.contains("said no to") && !held.contains("is not ready for"), "{held}");
    });
}

#[test]
fn trying_shows_as_work_and_a_closing_policy_offers_and_never_ends_anything() {
    story(async |world| {
        let person = supported(world, "Silent").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let policy = "/service/closing-policy";
        let wrong = manager.fill(policy, policy, &[("is", "rule"), ("attempts", "0"), ("words", "Agreed.")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("a number from 1 to 50") && wrong.body.contains("Agreed."), "{}", wrong.text());
        let rule = [("is", "rule"), ("attempts", "3"), ("weeks", ""), ("since", ""), ("words", "Agreed.")];
        send(&mut manager, policy, policy, &rule).await;
        for note in ["Rang.", "Rang again."] {
            spoke(&mut worker, &person, "no-answer", note).await;
        }
        let page = worker.get(&person).await;
        assert!(page.text().contains("Tried twice without an answer"), "{}", page.text());
        assert!(page.text().contains("Attempt 2 without an answer since"), "{}", page.text());
        assert!(!page.text().contains("closing policy"), "two attempts do not meet the rule");
        let close = format!("{person}/close");
        let early = [("reason", "no-answer"), ("policy", "yes"), ("door_open", "yes")];
        let early = worker.fill(&close, &close, &early).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text());
        assert!(early.text().contains("does not fit this case any more"), "{}", early.text());
        spoke(&mut worker, &person, "no-answer", "A third time.").await;
        assert!(worker.get("/people").await.text().contains("Tried three times without an answer"));
        // However long: nothing ends, and the offer stands.
        world.clock.forward_days(400);
        turn(world);
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let page = worker.get(&person).await.text();
        assert!(page.contains("Nothing ends by itself") && page.contains("End by the policy"), "{page}");
        // One press, which names the policy.
        assert!(send(&mut worker, &person, &close, &[]).await.contains("said=door-open"));
        let page = worker.get(&person).await.text();
        assert!(page.contains("By the closing policy of") && page.contains("No answer after trying"), "{page}");
        // Its versions and its effect, with small numbers hidden; the lead reads it and does not change it.
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let shown = manager.get(policy).await;
        assert!(
            shown.text().contains("after 3 attempts without an answer")
                && shown.text().contains("As many whole months before the rule as since")
        );
        send(&mut manager, policy, policy, &[("is", "none")]).await;
        let versions = manager.get(policy).await.text();
        assert!(versions.contains("Now: no rule") && versions.contains("Before: after 3 attempts"), "{versions}");
        let history = manager.get("/service/history").await.text();
        assert!(history.contains("closing policy"), "a settings event that other rooms read: {history}");
        let mut lead = signed_in(world, Role::TeamLead).await;
        let read = lead.get(policy).await;
        assert!(read.status == StatusCode::OK && !read.body.contains("name=\"attempts\""), "{}", read.text());
        assert_eq!(signed_in(world, Role::LinkWorker).await.get(policy).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_guide_is_shown_and_going_beyond_it_takes_one_press_of_reason_and_blocks_nothing() {
    story(async |world| {
        let person = supported(world, "Longer").await;
        let mut worker = signed_in(world, Role::LinkWorker).await;
        let mut manager = signed_in(world, Role::ServiceManager).await;
        let guides = "/service/guides";
        let wrong = manager.fill(guides, guides, &[("contacts", "many"), ("months", ""), ("caseload", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        let usual = [("contacts", "1"), ("months", "6"), ("caseload", "40")];
        send(&mut manager, guides, guides, &usual).await;
        spoke(&mut worker, &person, "yes", "First.").await;
        let page = worker.get(&person).await;
        assert!(page.text().contains("1 contact; your guide is 1.") && !page.body.contains("beyond-guide"));
        // Saving is never held up.
        spoke(&mut worker, &person, "yes", "Second, and more than the guide.").await;
        spoke(&mut worker, &person, "yes", "Third, with no word of why.").await;
        let page = worker.get(&person).await;
        assert!(page.text().contains("3 contacts; your guide is 1."), "{}", page.text());
        let why = page.link(&format!("{person}/beyond-guide"), "");
        let action = format!("{person}/beyond-guide");
        let wrong = worker.fill(&why, &action, &[("reason", "moon"), ("words", "x")]).await;
        assert!(wrong.text().contains("Press why it goes on."), "{}", wrong.text());
        send(&mut worker, &why, &action, &[("reason", "waiting"), ("words", "The clinic.")]).await;
        let page = worker.get(&person).await;
        assert!(
            page.text().contains("Beyond the guide of contacts: they wait for another service."),
            "{}",
            page.text()
        );
        assert!(page.text().contains("said why this goes beyond the guide of contacts"), "{}", page.text());
        assert!(!page.body.contains("beyond-guide?guide=contacts"), "one reason is enough");
        let list = worker.get("/people").await.text();
        assert!(list.contains("3 contacts; your guide is 1.") && list.contains("your guide is 40."), "{list}");
        // No colour, and no ranking of anybody by it.
        let mut lead = signed_in(world, Role::TeamLead).await;
        let team = lead.get("/team").await;
        assert!(team.text().contains("a guide, and no limit"), "{}", team.text());
        assert!(lead.get("/service").await.text().contains("1 contacts; 6 months; 40 people with a link worker"));
    });
}
