//! The second factor of a real store, and several roles in one account.

use std::time::Duration;

use axum::Router;
use hmac::{Hmac, Mac};
use http::{Method, StatusCode};
use kith_app::accounts::Rule;
use kith_domain::staff::Role;
use kith_store::Reach;
use kith_store::house;
use sha1::Sha1;

use super::client::{Answer, Client};
use super::world::{PASSWORD, World, story};

/// The same service as a real store runs it.
fn real(world: &World) -> Router {
    let settings = kith_web::Settings {
        listen: "127.0.0.1:8080".parse().unwrap(),
        public_url: None,
        demo: false,
        has_post: true,
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        second_factor: Rule::Compulsory,
    };
    kith_web::router(world.app.clone(), settings)
}

/// A code as somebody's app works it out, some steps from now.
fn code(world: &World, secret: &str, steps: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret.chars().map(|c| format!("{:05b}", letters.find(c).unwrap())).collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|eight| u8::from_str_radix(std::str::from_utf8(eight).unwrap(), 2).unwrap())
        .collect();
    let step = u64::try_from(world.app.now().as_second() / 30 + steps).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The key on the page, as it is typed into an app.
fn secret_of(page: &Answer) -> String {
    page.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().replace(' ', "")
}

fn recovery_codes(page: &Answer) -> Vec<String> {
    page.body.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

async fn password(router: &Router, email: &str) -> (Client, Answer) {
    let mut client = Client::new(router);
    let answer = client.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", "")]).await;
    (client, answer)
}

/// Goes through a first sign-in. Gives the client, the secret and the recovery codes.
async fn enrolled(world: &World, router: &Router, email: &str) -> (Client, String, Vec<String>) {
    let (mut client, answer) = password(router, email).await;
    assert_eq!(answer.location(), "/sign-in/second-factor", "{}", answer.text());
    let page = client.get("/sign-in/second-factor").await;
    let secret = secret_of(&page);
    let done = client.post("/sign-in/second-factor", &[("code", &code(world, &secret, 0))]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let codes = recovery_codes(&done);
    assert_eq!(codes.len(), 10);
    (client, secret, codes)
}

async fn give(client: &mut Client, code: &str) -> Answer {
    client.post("/sign-in/code", &[("code", code), ("next", "")]).await
}

#[test]
fn everybody_in_a_real_store_is_led_through_enrolment_and_opens_nothing_before() {
    story(async |world| {
        let router = real(world);
        for role in Role::ALL {
            let email = world.one.email(role);
            let (mut half, answer) = password(&router, &email).await;
            assert_eq!(answer.location(), "/sign-in/second-factor", "{role:?}");
            // The password alone opens no page, posts no form, and chooses no role.
            for route in kith_web::routes().iter().filter(|route| !route.public) {
                let path = route.path.replace("{id}", &world.one.service.to_string()).replace("{to}", "x");
                let answer = half
                    .send(
                        Method::from_bytes(route.method.as_bytes()).unwrap(),
                        &path,
                        &[("nonce", "0123456789abcdef")],
                        &[],
                    )
                    .await;
                let shut = answer.status == StatusCode::UNAUTHORIZED || answer.location().starts_with("/sign-in?next=");
                assert!(shut, "{role:?} {} {}: {}", route.method, route.path, answer.status);
            }
            let page = half.get("/sign-in/second-factor").await;
            assert!(
                page.body.contains("<svg class=\"kith-qr\"") && page.body.contains("otpauth://totp/Kith:"),
                "{}",
                page.text()
            );
            let secret = secret_of(&page);
            assert_eq!(secret.len(), 32, "160 bits");
            assert_eq!(
                secret_of(&half.get("/sign-in/second-factor").await),
                secret,
                "the same when it is looked at again"
            );
            for wrong in
                ["", "000000x", "12345", &code(world, &secret, 2), &code(world, &secret, -2), "\"'><x-kith-7>", "\0"]
            {
                let answer = half.post("/sign-in/second-factor", &[("code", wrong)]).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
                assert!(!answer.body.contains("<x-kith-7"));
            }
            let before = half.clone();
            let done = half.post("/sign-in/second-factor", &[("code", &code(world, &secret, 0))]).await;
            assert!(done.text().contains("Your recovery codes"), "{}", done.text());
            assert_eq!(half.get("/account").await.status, StatusCode::OK);
            // The token that stood for the password alone is dead, and the secret is shown no more.
            assert_eq!(before.clone().get("/account").await.status, StatusCode::SEE_OTHER);
            assert_eq!(before.clone().get("/sign-in/second-factor").await.location(), "/sign-in");
            assert!(!half.get("/account/second-factor").await.body.contains(&secret));
        }
    });
}

#[test]
fn a_code_counts_once_within_a_step_and_guessing_is_stopped_wherever_it_comes_from() {
    story(async |world| {
        let router = real(world);
        let email = world.one.email(Role::LinkWorker);
        let (_, secret, _) = enrolled(world, &router, &email).await;
        // The code that enrolled is used up; the next one is good once.
        let (mut client, answer) = password(&router, &email).await;
        assert_eq!(answer.location(), "/sign-in/code");
        assert_eq!(
            give(&mut client, &code(world, &secret, 0)).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "replayed"
        );
        assert_eq!(
            give(&mut client, &code(world, &secret, 2)).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "too early"
        );
        let next = code(world, &secret, 1);
        let (mut other, _) = password(&router, &email).await;
        assert_eq!(give(&mut client, &next).await.location(), "/today");
        assert_eq!(give(&mut other, &next).await.status, StatusCode::UNPROCESSABLE_ENTITY, "used by somebody else");
        world.clock.forward(Duration::from_secs(90));
        // A thousand guesses from a thousand places: ten are compared. Typing the password again in between
        // gives no new ones.
        let mut refused = 0;
        for n in 0..60 {
            let (mut guesser, _) = password(&router, &email).await;
            let from = format!("198.51.{}.{}", n / 250, n % 250 + 1);
            let fields = [("code", "000000"), ("next", "")];
            let answer = guesser.send(Method::POST, "/sign-in/code", &fields, &[("x-forwarded-for", &from)]).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                assert!((1..=900).contains(&answer.header("retry-after").parse::<u64>().unwrap()));
                refused += 1;
            } else {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}: {}", answer.text());
            }
        }
        // Two failed before the success, which forgave them, and one after it.
        assert_eq!(refused, 60 - 9, "ten failures were counted");
        let (mut owner, _) = password(&router, &email).await;
        assert_eq!(give(&mut owner, &code(world, &secret, 0)).await.status, StatusCode::TOO_MANY_REQUESTS);
        world.clock.forward(Duration::from_secs(15 * 60));
        let (mut owner, _) = password(&router, &email).await;
        assert_eq!(give(&mut owner, &code(world, &secret, 0)).await.location(), "/today", "never for good");
    });
}

#[test]
fn a_recovery_code_works_once_and_new_ones_end_those_before() {
    story(async |world| {
        let router = real(world);
        let email = world.one.email(Role::LinkWorker);
        let (mut client, secret, codes) = enrolled(world, &router, &email).await;
        assert!(codes.iter().all(|code| code.len() == 19 && code.matches('-').count() == 3), "{codes:?}");
        let (mut one, _) = password(&router, &email).await;
        assert_eq!(give(&mut one, &codes[3].to_uppercase().replace('-', " ")).await.location(), "/today");
        let (mut two, _) = password(&router, &email).await;
        assert_eq!(give(&mut two, &codes[3]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "used");
        assert!(one.get("/account/second-factor").await.text().contains("9 recovery codes are left"));
        // Somebody else's recovery codes open nothing.
        let (_, _, foreign) = enrolled(world, &router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(give(&mut two, &foreign[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        // New ones ask for a confirmation when the last is old, and a code of the app is one.
        world.clock.forward(Duration::from_secs(6 * 60));
        let page = client.get("/account/second-factor").await;
        let hidden = page.hidden("/account/recovery-codes");
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(client.post("/account/recovery-codes", &fields).await.status, StatusCode::UNAUTHORIZED);
        let typed = code(world, &secret, 0);
        fields.push(("password-confirm", &typed));
        let fresh = client.post("/account/recovery-codes", &fields).await;
        let fresh = recovery_codes(&fresh);
        assert_eq!(fresh.len(), 10);
        assert_eq!(give(&mut two, &codes[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(give(&mut two, &fresh[0]).await.location(), "/today");
    });
}

#[test]
fn a_new_password_by_e_mail_does_not_get_round_the_second_factor() {
    story(async |world| {
        let router = real(world);
        let email = world.one.email(Role::LinkWorker);
        let (_, secret, _) = enrolled(world, &router, &email).await;
        let mut client = Client::new(&router);
        client.post("/forgotten", &[("email", &email)]).await;
        let letters = super::letters::letters(world).await;
        let link = letters[0]
            .body
            .lines()
            .find(|line| line.contains("/reset/"))
            .unwrap()
            .trim_start_matches("http://127.0.0.1:8080")
            .to_owned();
        client.post(&link, &[("password", "copper kettle on the hob")]).await;
        let answer = client
            .post("/sign-in", &[("email", &email), ("password", "copper kettle on the hob"), ("next", "/people")])
            .await;
        assert_eq!(answer.location(), "/sign-in/code?next=%2Fpeople");
        world.clock.forward(Duration::from_secs(30));
        let typed = code(world, &secret, 0);
        let done = client.post("/sign-in/code", &[("code", &typed), ("next", "/people")]).await;
        assert_eq!(done.location(), "/people", "{}", done.text());
    });
}

#[test]
fn a_lost_second_factor_is_reset_by_the_manager_alone_and_its_owner_is_told() {
    story(async |world| {
        let router = real(world);
        let email = world.one.colleague();
        let (mut worker, secret, codes) = enrolled(world, &router, &email).await;
        let (mut manager, _, _) = enrolled(world, &router, &world.one.email(Role::ServiceManager)).await;
        let (mut admin, _, _) = enrolled(world, &router, &world.one.email(Role::Administrator)).await;
        let list = manager.get("/people-and-roles?q=colleague").await;
        let role = list.body.split("href=\"/people-and-roles/0").nth(1).unwrap().split('"').next().unwrap();
        let role = format!("/people-and-roles/0{role}");
        let reset = format!("{role}/reset-factor");
        assert!(manager.get(&role).await.body.contains(&reset));
        assert!(!admin.get(&role).await.body.contains(&reset));
        assert_eq!(admin.get(&reset).await.status, StatusCode::FORBIDDEN);
        world.clock.forward(Duration::from_secs(5 * 60));
        assert!(manager.get(&reset).await.location().starts_with("/confirm?next="), "it is confirmed first");
        let page = manager.get(&format!("/confirm?next={}", reset.replace('/', "%2F"))).await;
        assert_eq!(page.status, StatusCode::OK);
        let confirmed = manager.post("/confirm", &[("next", &reset), ("password-confirm", PASSWORD)]).await;
        assert_eq!(confirmed.location(), reset, "{}", confirmed.text());
        let done = manager.fill(&reset, &reset, &[]).await;
        assert!(done.location().ends_with("?said=factor-reset"), "{}", done.text());
        assert_eq!(worker.get("/today").await.status, StatusCode::SEE_OTHER, "signed out at once");
        let app = world.app.clone();
        let letters = tokio::task::spawn_blocking(move || {
            app.store().read(&Reach::maintenance(), house::latest_letters).unwrap()
        })
        .await
        .unwrap();
        assert!(letters.iter().any(|it| it.recipient == email && it.subject == "Your second factor was changed"));
        let (mut again, answer) = password(&router, &email).await;
        assert_eq!(answer.location(), "/sign-in/second-factor", "set up anew");
        assert_ne!(secret_of(&again.get("/sign-in/second-factor").await), secret);
        assert_eq!(give(&mut again, &codes[0]).await.location(), "/sign-in/second-factor");
    });
}

/// Presses the button of one role, whichever the page drew it for.
async fn choose(client: &mut Client, standing: &str, next: &str) -> Answer {
    let hidden = client.get("/account/role").await.hidden("/account/role");
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
    fields.retain(|(name, _)| !["standing", "next"].contains(name));
    fields.extend([("standing", standing), ("next", next)]);
    client.post("/account/role", &fields).await
}

#[test]
fn somebody_with_two_roles_acts_in_one_and_a_form_of_the_other_is_kept_and_refused() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = "/people-and-roles/invite";
        let fields =
            [("email", &*email), ("name", "Amina"), ("role", "team_lead"), ("practice", ""), ("practice_name", "")];
        assert_eq!(manager.fill(page, page, &fields).await.status, StatusCode::SEE_OTHER);
        let letters = super::letters::letters(world).await;
        let link = letters[0]
            .body
            .lines()
            .find(|line| line.contains("/join/"))
            .unwrap()
            .trim_start_matches("http://127.0.0.1:8080")
            .to_owned();
        let mut client = Client::new(&world.router);
        assert!(client.get(&link).await.text().contains("You have an account already"));
        assert_eq!(
            client.post(&link, &[("password", "not hers at all")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(client.post(&link, &[("password", PASSWORD)]).await.location(), "/sign-in?said=joined");

        let answer = client.post("/sign-in", &[("email", &email), ("password", PASSWORD), ("next", "")]).await;
        assert_eq!(answer.location(), "/account/role", "asked in which role");
        let page = client.get("/account/role").await;
        assert!(page.text().contains("Link worker (now)") && page.text().contains("Team lead"), "{}", page.text());
        let standings: Vec<String> = page
            .body
            .split("name=\"standing\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(standings.len(), 2);
        // Which of them stands first is chance here.
        let of = |role: &str| {
            let line = page.body.split("<li>").find(|line| line.contains(&format!("<strong>{role}</strong>")));
            let value = line.unwrap().split("name=\"standing\" value=\"").nth(1).unwrap();
            value.split('"').next().unwrap().to_owned()
        };
        let (worker, lead) = (of("Link worker"), of("Team lead"));
        // A form opened as link worker …
        let opened = client.get("/account").await;
        assert!(opened.text().contains("link worker Change role"), "{}", opened.text());
        let hidden = opened.hidden("/account/name");
        let before = client.clone();
        let chosen = choose(&mut client, &lead, "").await;
        assert_eq!(chosen.location(), "/queue", "{}", chosen.text());
        assert_eq!(before.clone().get("/today").await.status, StatusCode::SEE_OTHER, "under a new token");
        assert!(client.get("/queue").await.text().contains("team lead Change role"));
        assert_eq!(client.get("/team").await.status, StatusCode::OK);
        // … is refused as team lead, and shows what was typed.
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.push(("name", "Typed in another role"));
        let refused = client.post("/account/name", &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("Typed in another role"), "{}", refused.text());
        // Nobody's role but one's own can be chosen.
        let foreign = manager
            .get("/account/role")
            .await
            .body
            .split("name=\"standing\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        for wrong in [foreign.as_str(), "", "x", "01900000-0000-7000-8000-000000000000"] {
            let answer = choose(&mut client, wrong, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let next = choose(&mut client, &worker, "//evil.test").await;
        assert_eq!(next.location(), "/today");
    });
}
