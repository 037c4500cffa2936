//! Accounts of a real store: invited, joined, confirmed, moved and gone; and every link that must not work.

use std::time::Duration;

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::letters::letters;
use super::thread::{allocate, refer};
use super::world::{Home, PASSWORD, World, story};

const OWN_PASSWORD: &str = "copper kettle on the hob";

/// The path of the link in the newest letter to somebody.
pub(super) async fn link(world: &World, to: &str, begins: &str) -> String {
    let letters = letters(world).await;
    let body = &letters.iter().find(|letter| letter.recipient == to).unwrap().body;
    let line = body.lines().find(|line| line.contains(begins)).unwrap();
    line.trim_start_matches("http://127.0.0.1:8080").to_owned()
}

async fn manager(world: &World, home: &Home) -> Client {
    Client::signed_in(&world.router, &home.email(Role::ServiceManager)).await
}

async fn invite(client: &mut Client, email: &str, role: &str, practice: &str) -> Answer {
    let page = "/people-and-roles/invite";
    let fields =
        [("email", email), ("name", "Rowan Ash"), ("role", role), ("practice", practice), ("practice_name", "")];
    client.fill(page, page, &fields).await
}

async fn join(world: &World, path: &str, password: &str) -> Answer {
    Client::new(&world.router).post(path, &[("name", "Rowan Ash"), ("password", password)]).await
}

async fn sign_in(world: &World, email: &str, password: &str) -> (Client, Answer) {
    let mut client = Client::new(&world.router);
    let answer = client.post("/sign-in", &[("email", email), ("password", password), ("next", "")]).await;
    (client, answer)
}

/// The address of somebody's role on the manager's list.
async fn role_of(client: &mut Client, words: &str) -> String {
    let list = client.get(&format!("/people-and-roles?q={words}&who=all")).await;
    let at = list.body.split("href=\"/people-and-roles/0").nth(1).unwrap_or_else(|| panic!("{}", list.text()));
    format!("/people-and-roles/0{}", at.split('"').next().unwrap())
}

#[test]
fn a_manager_invites_somebody_who_joins_works_changes_role_and_leaves() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let email = "rowan@example.org";
        let sent = invite(&mut manager, email, "link_worker", "").await;
        assert_eq!(sent.location(), "/people-and-roles?said=invited", "{}", sent.text());
        assert!(manager.get("/people-and-roles").await.text().contains("Rowan Ash, link worker"));
        let path = link(world, email, "/join/").await;
        let offer = Client::new(&world.router).get(&path).await;
        assert!(
            offer.text().contains("You are invited as link worker at CANARY-ALDER link workers"),
            "{}",
            offer.text()
        );
        // What is wrong is said, and what was typed is kept, but never the password.
        for (password, says) in
            [("", "12 to 256"), ("rowan ash kith", "easy to guess"), (&*"x".repeat(300), "12 to 256")]
        {
            let answer = join(world, &path, password).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text().contains(says), "{}", answer.text());
            assert!(password.is_empty() || !answer.body.contains(password));
        }
        assert_eq!(join(world, &path, &"x".repeat(1025)).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(join(world, &path, OWN_PASSWORD).await.location(), "/sign-in?said=joined");
        assert_eq!(join(world, &path, OWN_PASSWORD).await.status, StatusCode::NOT_FOUND, "it works once");
        let (mut rowan, answer) = sign_in(world, "Rowan@Example.org", OWN_PASSWORD).await;
        assert_eq!(answer.location(), "/today");

        // A case is allocated, so that leaving has something to say.
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let referral = refer(world, &mut practice, "Okonjo", "Would like company.").await;
        allocate(&mut lead, &referral, "Rowan Ash").await;
        assert!(rowan.get("/today").await.text().contains("OKONJO"));

        // The manager sees a count and never the person.
        let role = role_of(&mut manager, "rowan").await;
        let page = manager.get(&format!("{role}/leave")).await;
        assert!(page.text().contains("1 person still has them as link worker"), "{}", page.text());
        assert!(page.body.contains("href=\"/team\""));
        assert!(!page.text().to_lowercase().contains("okonjo"));

        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let page = administrator.get(&format!("{role}/leave")).await;
        assert!(page.text().contains("1 person still has them as link worker"), "{}", page.text());
        assert!(!page.text().to_lowercase().contains("okonjo"));

        // A change of role signs them out of the one before, and the history keeps it.
        let change = format!("{role}/change");
        let done = manager.fill(&change, &change, &[("role", "team_lead")]).await;
        assert!(done.location().ends_with("?said=role-changed"), "{}", done.text());
        assert_eq!(rowan.get("/today").await.status, StatusCode::SEE_OTHER);
        let old = manager.get(&role).await.text();
        assert!(old.contains("Ended on") && old.contains("Role begun on"), "{old}");
        let (mut rowan, answer) = sign_in(world, email, OWN_PASSWORD).await;
        assert_eq!(answer.location(), "/queue");

        // Leaving is immediate: the open page, the session, the link to a new password.
        let forgotten = Client::new(&world.router).post("/forgotten", &[("email", email)]).await;
        assert_eq!(forgotten.status, StatusCode::OK);
        let reset = link(world, email, "/reset/").await;
        assert_eq!(Client::new(&world.router).get(&reset).await.status, StatusCode::OK);
        let role = done.location().split('?').next().unwrap().to_owned();
        let leave = format!("{role}/leave");
        let done = manager.fill(&leave, &leave, &[]).await;
        assert!(done.location().ends_with("?said=left"), "{}", done.text());
        assert_eq!(rowan.get("/queue").await.status, StatusCode::SEE_OTHER);
        assert_eq!(Client::new(&world.router).get(&reset).await.status, StatusCode::NOT_FOUND);
        let (_, answer) = sign_in(world, email, OWN_PASSWORD).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Nobody is allocated to somebody who has left.
        let second = refer(world, &mut practice, "Ngata", "Would like company.").await;
        let triage = lead.get(&format!("/referrals/{}/triage", second.rsplit('/').next().unwrap())).await;
        assert!(!triage.text().contains("Rowan Ash"), "{}", triage.text());

        // Whom they leave behind is the lead's task until moved; the manager and the administrator see a count.
        let says = "Rowan Ash is no link worker here any more, and 1 person is still with them.";
        let queue = lead.get("/queue").await;
        assert!(queue.text().contains(says), "{}", queue.text());
        assert!(manager.get("/team").await.text().contains(says));
        let moving = queue.link("/team/", "/move");
        let drawn = lead.get(&moving).await;
        let to = drawn.choice("worker", "link_worker");
        let case = drawn.body.split("type=\"checkbox\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("worker", to.as_str()), ("people", case.as_str()), ("note-all", "Rowan has left.")];
        let moved = lead.fill(&moving, &moving, &fields).await;
        assert!(moved.location().starts_with("/team?moved="), "{}", moved.text());
        assert!(!lead.get("/queue").await.text().contains("Rowan Ash is no link worker"));
        assert_eq!(lead.get(&moving).await.status, StatusCode::NOT_FOUND, "nobody is with them");
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert!(worker.get("/today").await.text().contains("Rowan has left."));

        // Coming back: the same account, and a new password.
        invite(&mut manager, "ROWAN@example.org", "team_lead", "").await;
        let path = link(world, "ROWAN@example.org", "/join/").await;
        assert_eq!(join(world, &path, "another kettle on the hob").await.location(), "/sign-in?said=joined");
        assert_eq!(sign_in(world, email, OWN_PASSWORD).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(world, email, "another kettle on the hob").await.1.location(), "/queue");
    });
}

#[test]
fn a_link_that_must_not_work_looks_like_one_that_never_was() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let absent = Client::new(&world.router).get(&format!("/join/{}", "0".repeat(64))).await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND);
        let mut gone = Vec::new();
        // Sent again: the link before it is dead, and the new one works.
        invite(&mut manager, "one@example.org", "evaluator", "").await;
        let first = link(world, "one@example.org", "/join/").await;
        let list = manager.get("/people-and-roles").await;
        let again = list.body.split("action=\"").map(|rest| rest.split('"').next().unwrap());
        let again = again.filter(|to| to.ends_with("/send-again")).last().unwrap().to_owned();
        let sent = manager.fill("/people-and-roles", &again, &[]).await;
        assert_eq!(sent.location(), "/people-and-roles?said=invited-again", "{}", sent.text());
        gone.push(first);
        let second = link(world, "one@example.org", "/join/").await;
        assert_eq!(Client::new(&world.router).get(&second).await.status, StatusCode::OK);
        // Withdrawn, also in the eyes of somebody who has the form open.
        let withdraw = again.replace("send-again", "withdraw");
        manager.fill("/people-and-roles", &withdraw, &[]).await;
        gone.push(second);
        // For another service's manager the invitation does not exist.
        invite(&mut manager, "two@example.org", "evaluator", "").await;
        let list = manager.get("/people-and-roles").await;
        let mine = list.body.split("action=\"").map(|rest| rest.split('"').next().unwrap());
        let mine = mine.filter(|to| to.ends_with("/withdraw")).last().unwrap().to_owned();
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        let id = mine.split('/').nth(2).unwrap();
        let fields = [
            ("nonce", "00000000000000000000000000000099"),
            ("for-service", &*world.two.service.to_string()),
            ("for-record", id),
        ];
        assert_eq!(foreign.post(&mine, &fields).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            Client::new(&world.router).get(&link(world, "two@example.org", "/join/").await).await.status,
            StatusCode::OK
        );
        for path in &gone {
            let answer = Client::new(&world.router).get(path).await;
            assert_eq!((answer.status, &answer.body), (absent.status, &absent.body), "{path}");
            assert_eq!(join(world, path, OWN_PASSWORD).await.status, StatusCode::NOT_FOUND);
        }
        // Neither upper case, nor a space, nor a prefix is the same link.
        let good = link(world, "two@example.org", "/join/").await;
        for bad in
            [good.to_uppercase().replace("/JOIN/", "/join/"), format!("{good}%20"), good[..good.len() - 1].to_owned()]
        {
            assert_eq!(Client::new(&world.router).get(&bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        }
    });
}

#[test]
fn nobody_gives_themselves_a_role_and_nobody_else_may_give_any() {
    story(async |world| {
        for role in [Role::ServiceManager, Role::Administrator] {
            let own = world.one.email(role);
            let mut client = Client::signed_in(&world.router, &own).await;
            let answer = invite(&mut client, &own.to_uppercase(), "link_worker", "").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text().contains("Nobody gives themselves a role"), "{}", answer.text());
            let words = format!("{}@alder", role.code());
            let mine = role_of(&mut client, &words).await;
            for page in ["change", "leave"] {
                assert_eq!(client.get(&format!("{mine}/{page}")).await.status, StatusCode::FORBIDDEN, "{page}");
            }
            assert!(client.get(&mine).await.text().contains("Nobody changes a role of their own"));
            // What a form was given beside its own fields changes nothing.
            let page = "/people-and-roles/invite";
            let fields = [
                ("email", "mass@example.org"),
                ("name", "Mass"),
                ("role", "organisation"),
                ("account_id", "1"),
                ("is_admin", "true"),
            ];
            assert_eq!(client.fill(page, page, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    });
}

#[test]
fn a_list_of_people_is_searched_sorted_and_never_another_services() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        for page in ["/people-and-roles", "/people-and-roles?sort=role", "/people-and-roles?sort=place&who=all"] {
            let list = manager.get(page).await;
            assert_eq!(list.status, StatusCode::OK);
            assert!(list.text().contains("CANARY-ALDER link_worker"), "{}", list.text());
            assert!(list.text().contains("Practice: CANARY-ALDER surgery"), "{}", list.text());
            assert!(!list.body.contains(&world.two.canary), "{page}");
        }
        let found = manager.get("/people-and-roles?q=SECOND%20alder").await;
        assert!(found.text().contains("second@alder.example.org") && !found.text().contains("colleague@"));
        for wrong in ["sort=name;--", "sort=role&sort=name", "who=nobody", "after=x", "page=2", "q=%ff"] {
            let answer = manager.get(&format!("/people-and-roles?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        for harmless in ["q=%25", "q=%22%3E%3Cx-kith-7%3E", "q=%00", &*format!("q={}", "a".repeat(3000))] {
            let answer = manager.get(&format!("/people-and-roles?{harmless}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{harmless}");
            assert!(!answer.body.contains("<x-kith-7"));
        }
    });
}

#[test]
fn an_address_that_no_store_can_hold_is_an_address_that_nobody_has() {
    story(async |world| {
        let odd = "a\0b@example.org";
        let (_, answer) = sign_in(world, odd, "correct horse battery").await;
        let (_, unknown) = sign_in(world, "nobody@example.org", "correct horse battery").await;
        assert_eq!(answer.status, unknown.status);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        let forgotten = Client::new(&world.router).post("/forgotten", &[("email", odd)]).await;
        assert!(!forgotten.status.is_server_error(), "{}", forgotten.text());
    });
}

#[test]
fn hostile_text_in_an_invitation_is_refused_or_inert() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let page = "/people-and-roles/invite";
        let long = "a".repeat(10_000);
        for (name, email) in [
            ("", ""),
            ("Nul\0", "nul@example.org"),
            (long.as_str(), "long@example.org"),
            ("Rowan", "x\r\nBcc: y@z"),
            ("Rowan", "not an address"),
            ("Rowan", &*format!("{long}@example.org")),
        ] {
            let fields = [("email", email), ("name", name), ("role", "evaluator")];
            let answer = manager.fill(page, page, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.20} {email:.20}");
        }
        assert_eq!(letters(world).await.len(), 0);
        let canary = "\"'><x-kith-7>";
        let fields = [
            ("email", "canary@example.org"),
            ("name", canary),
            ("role", "practice"),
            ("practice", "x"),
            ("practice_name", canary),
        ];
        let answer = manager.fill(page, page, &fields).await;
        assert!(answer.text().contains("ODS code: 3 to 10 letters"), "{}", answer.text());
        let fields = [
            ("email", "canary@example.org"),
            ("name", canary),
            ("role", "practice"),
            ("practice", "z99999"),
            ("practice_name", canary),
        ];
        assert_eq!(manager.fill(page, page, &fields).await.status, StatusCode::SEE_OTHER);
        let list = manager.get("/people-and-roles").await;
        assert!(list.text().contains("<x-kith-7>") || list.body.contains("&#60;x-kith-7&#62;"));
        assert!(!list.body.contains("<x-kith-7"));
        let path = link(world, "canary@example.org", "/join/").await;
        assert!(!Client::new(&world.router).get(&path).await.body.contains("<x-kith-7"));
        assert_eq!(join(world, &path, OWN_PASSWORD).await.status, StatusCode::SEE_OTHER);
        // A practice that was new can refer at once.
        assert_eq!(sign_in(world, "canary@example.org", OWN_PASSWORD).await.1.location(), "/refer");
    });
}

#[test]
fn a_dangerous_act_asks_once_more_and_keeps_what_was_typed() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let role = role_of(&mut manager, "colleague").await;
        let change = format!("{role}/change");
        let opened = manager.get(&change).await;
        assert_eq!(opened.status, StatusCode::OK, "just signed in");
        world.clock.forward(Duration::from_secs(5 * 60));
        // The page asks before it opens; the form asks before it is taken.
        let asked = manager.get(&change).await;
        assert!(asked.location().starts_with("/confirm?next="), "{}", asked.text());
        let hidden = opened.hidden(&change);
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.push(("role", "team_lead"));
        let asked = manager.post(&change, &fields).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        assert!(asked.text().contains("Confirm that it is you"), "{}", asked.text());
        assert!(asked.body.contains("name=\"role\" value=\"team_lead\""), "what was typed is kept");
        let mut kept = fields.clone();
        kept.push(("password-confirm", "not it at all, sorry"));
        let wrong = manager.post(&change, &kept).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("This is not your password"), "{}", wrong.text());
        assert!(!wrong.body.contains("not it at all"));
        let before = manager.clone();
        let mut kept = fields.clone();
        kept.push(("password-confirm", PASSWORD));
        let done = manager.post(&change, &kept).await;
        assert!(done.location().ends_with("?said=role-changed"), "{}", done.text());
        // The session goes on under another token, and the one before is dead.
        assert_eq!(manager.get("/people-and-roles").await.status, StatusCode::OK);
        assert_eq!(before.clone().get("/people-and-roles").await.status, StatusCode::SEE_OTHER);
        // A real store knows no proof without a password.
        world.clock.forward(Duration::from_secs(5 * 60));
        let answer = manager.post("/confirm", &[("next", "/account"), ("confirm-demo", "yes")]).await;
        assert_ne!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let answer = manager.post("/confirm", &[("next", "//evil.test"), ("password-confirm", PASSWORD)]).await;
        assert_eq!(answer.location(), "/account?said=confirmed");
    });
}

#[test]
fn a_forgotten_password_is_chosen_anew_once_and_tells_nobody_who_has_an_account() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        let (mut open, _) = sign_in(world, &email, PASSWORD).await;
        let ask = async |email: &str, headers: &[(&str, &str)]| {
            Client::new(&world.router).send(Method::POST, "/forgotten", &[("email", email)], headers).await
        };
        let known = ask(&email, &[]).await;
        let unknown = ask("nobody@example.org", &[]).await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(letters(world).await.len(), 1);
        // A poisoned host changes nothing about where the link leads.
        let first = link(world, &email, "/reset/").await;
        assert!(first.starts_with("/reset/"), "{first}");
        assert_eq!(ask(&email, &[]).await.status, StatusCode::OK);
        let second = link(world, &email, "/reset/").await;
        assert_eq!(
            Client::new(&world.router).get(&first).await.status,
            StatusCode::NOT_FOUND,
            "the newest alone works"
        );
        // Three an hour, for an address that has an account and for one that has none.
        ask("nobody@example.org", &[]).await;
        assert_eq!(ask(&email, &[]).await.status, StatusCode::OK);
        ask("nobody@example.org", &[]).await;
        for email in [email.as_str(), "nobody@example.org"] {
            let refused = ask(email, &[]).await;
            assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
            assert!((3000..=3600).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
        }
        let third = link(world, &email, "/reset/").await;
        assert_eq!(Client::new(&world.router).get(&second).await.status, StatusCode::NOT_FOUND);
        let weak = Client::new(&world.router).post(&third, &[("password", "kith kith kith")]).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = Client::new(&world.router).post(&third, &[("password", OWN_PASSWORD)]).await;
        assert_eq!(done.location(), "/sign-in?said=password-reset", "{}", done.text());
        assert_eq!(open.get("/today").await.status, StatusCode::SEE_OTHER, "signed out everywhere");
        let again = Client::new(&world.router).post(&third, &[("password", OWN_PASSWORD)]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert_eq!(sign_in(world, &email, PASSWORD).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(world, &email, OWN_PASSWORD).await.1.location(), "/today");
        assert!(letters(world).await.iter().any(|letter| letter.subject == "Your password was changed"));
        // An hour later a link is too old.
        world.clock.forward(Duration::from_secs(3600));
        ask(&email, &[]).await;
        let late = link(world, &email, "/reset/").await;
        assert_eq!(Client::new(&world.router).get(&late).await.status, StatusCode::OK);
        world.clock.forward(Duration::from_secs(3600));
        assert_eq!(Client::new(&world.router).get(&late).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn ones_own_account_shows_where_one_is_signed_in_and_ends_it() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        let (mut here, _) = sign_in(world, &email, PASSWORD).await;
        let mut phone = Client::new(&world.router);
        let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604";
        let fields = [("email", &*email), ("password", PASSWORD), ("next", "")];
        phone.send(Method::POST, "/sign-in", &fields, &[("user-agent", agent)]).await;
        let page = here.get("/account").await;
        assert!(page.text().contains("Safari on iPhone") && page.text().contains("(this one)"), "{}", page.text());
        let end = page.body.split("action=\"/account/sessions/").nth(1).unwrap().split('"').next().unwrap();
        let end = format!("/account/sessions/{end}");
        // Nobody else can end it, and it does not exist for them.
        let (mut lead, _) = sign_in(world, &world.one.email(Role::TeamLead), PASSWORD).await;
        let id = end.split('/').nth(3).unwrap().to_owned();
        let service = world.one.service.to_string();
        let forged = [("nonce", "00000000000000000000000000000098"), ("for-service", &*service), ("for-record", &*id)];
        assert_eq!(lead.post(&end, &forged).await.status, StatusCode::NOT_FOUND);
        assert_eq!(phone.get("/today").await.status, StatusCode::OK);
        assert_eq!(here.fill("/account", &end, &[]).await.location(), "/account?said=session-ended");
        assert_eq!(phone.get("/today").await.status, StatusCode::SEE_OTHER);

        // A new password needs the old one, ends every other session, and sent twice is one change.
        let (mut other, _) = sign_in(world, &email, PASSWORD).await;
        let to = "/account/password";
        let wrong = here.fill(to, to, &[("password-now", "not it at all"), ("password", OWN_PASSWORD)]).await;
        assert!(wrong.text().contains("This is not your password"), "{}", wrong.text());
        let hidden = here.get(to).await.hidden(to);
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.extend([("password-now", PASSWORD), ("password", OWN_PASSWORD)]);
        for _ in 0..2 {
            assert_eq!(here.post(to, &fields).await.location(), "/account?said=password-changed");
        }
        assert_eq!(other.get("/today").await.status, StatusCode::SEE_OTHER);
        let renamed = here.fill("/account", "/account/name", &[("name", "Amina Ny-Navn")]).await;
        assert_eq!(renamed.location(), "/account?said=renamed", "{}", renamed.text());
        assert!(here.get("/today").await.text().contains("Amina Ny-Navn, link worker"));
        for bad in ["", "\0", &*"n".repeat(10_000)] {
            let answer = here.fill("/account", "/account/name", &[("name", bad)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let (mut other, _) = sign_in(world, &email, OWN_PASSWORD).await;
        here.fill("/account", "/account/sessions/end-others", &[]).await;
        assert_eq!(other.get("/today").await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/account").await.status, StatusCode::OK);
    });
}

#[test]
fn twenty_invitations_an_hour_and_no_more() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        for n in 0..20 {
            let sent = invite(&mut manager, &format!("n{n}@example.org"), "evaluator", "").await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{n}");
        }
        let refused = invite(&mut manager, "n20@example.org", "evaluator", "").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(!refused.header("retry-after").is_empty());
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        assert_eq!(invite(&mut other, "n20@example.org", "evaluator", "").await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn a_session_is_never_the_one_a_browser_brought_along() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        let mut client = Client::new(&world.router);
        let brought = format!("__Host-kith={}", "A".repeat(43));
        let fields = [("email", &*email), ("password", PASSWORD), ("next", "")];
        let answer = client.send(Method::POST, "/sign-in", &fields, &[("cookie", &brought)]).await;
        let set = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(set.starts_with("__Host-kith=") && set != brought, "{set}");
        let mut thief = Client::new(&world.router);
        let stolen = thief.send(Method::GET, "/today", &[], &[("cookie", &brought)]).await;
        assert_eq!(stolen.status, StatusCode::SEE_OTHER);
    });
}
