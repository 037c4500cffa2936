//! What was found open and is closed: hosts that take a password, forms used twice, impossible days.

use axum::Router;
use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::thread::{allocate, refer};
use super::world::{PASSWORD, World, story};

fn at_public(world: &World, url: &str) -> Router {
    let settings = kith_web::Settings {
        listen: "127.0.0.1:8080".parse().unwrap(),
        public_url: Some(url.to_owned()),
        demo: false,
        has_post: true,
        trusted_proxies: Vec::new(),
        second_factor: kith_app::accounts::Rule::Optional,
    };
    kith_web::router(world.app.clone(), settings)
}

/// Sends a form that was opened earlier.
async fn send_from(
    client: &mut Client,
    opened: &Answer,
    action: &str,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Answer {
    let hidden = opened.hidden(action);
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(fields);
    client.send(Method::POST, action, &all, headers).await
}

/// A link worker, and the address of the form for a contact with their one person.
async fn with_person(world: &World, family: &str) -> (Client, String) {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, family, "Would like company.").await;
    allocate(&mut lead, &referral, &format!("{} link_worker", world.one.canary)).await;
    let today = worker.get("/today").await;
    let person = today.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    (worker, format!("{person}/contacts/new"))
}

#[test]
fn with_a_public_address_a_password_is_taken_there_and_on_this_machine_only() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", "")];
        let set_up = format!("/set-up/{}", "0".repeat(64));
        let hosts: [(&str, &str, bool); 10] = [
            ("https://kith.example.org", "kith.example.org", true),
            ("https://kith.example.org", "KITH.example.org:443", true),
            ("https://kith.example.org", "localhost:8080", true),
            ("https://kith.example.org", "kith.example.org:8443", false),
            ("https://kith.example.org", "10.0.0.1:8080", false),
            ("https://kith.example.org", "kith.example.org.evil.test", false),
            ("https://kith.example.org", "", false),
            ("https://kith.example.org:8443", "kith.example.org:8443", true),
            ("https://kith.example.org:8443", "kith.example.org", false),
            ("http://kith.example.org", "kith.example.org", false),
        ];
        for (url, host, taken) in hosts {
            let mut client = Client::new(&at_public(world, url));
            let host = [("host", host)];
            let shown = client.send(Method::GET, "/sign-in", &[], &host).await;
            let signed_in = client.send(Method::POST, "/sign-in", &fields, &host).await;
            let set_up_shown = client.send(Method::GET, &set_up, &[], &host).await;
            let set_up_sent = client.send(Method::POST, &set_up, &fields, &host).await;
            let all = [shown.status, signed_in.status, set_up_shown.status, set_up_sent.status];
            // The link of a store that is set up leads nowhere; that is what it says where it may speak.
            let expected = if taken {
                [StatusCode::OK, StatusCode::SEE_OTHER, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND]
            } else {
                [StatusCode::FORBIDDEN; 4]
            };
            assert_eq!(all, expected, "{url} asked for as {host:?}");
            if !taken {
                for answer in [shown, signed_in, set_up_shown, set_up_sent] {
                    assert!(answer.text().contains("plain http"), "{}", answer.text());
                    assert!(answer.headers.get("set-cookie").is_none());
                }
            }
        }
    });
}

#[test]
fn setting_up_over_plain_http_from_elsewhere_is_refused() {
    story(async |world| {
        let set_up = format!("/set-up/{}", "0".repeat(64));
        for method in [Method::GET, Method::POST] {
            let host = [("host", "kith.example.org")];
            let answer = Client::new(&world.router).send(method, &set_up, &[], &host).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
            assert!(answer.text().contains("plain http"), "{}", answer.text());
        }
    });
}

#[test]
fn a_used_form_sent_with_other_words_is_refused_and_the_words_are_shown() {
    story(async |world| {
        let (mut worker, form) = with_person(world, "Edited").await;
        let person = form.trim_end_matches("/contacts/new").to_owned();
        let opened = worker.get(&form).await;
        let first = [("mode", "phone"), ("reached", "yes"), ("note", "The first words.")];
        let done = send_from(&mut worker, &opened, &form, &first, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let again = send_from(&mut worker, &opened, &form, &first, &[]).await;
        assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, done.location()));
        let second = [("mode", "phone"), ("reached", "yes"), ("note", "<b>Other words</b>\nand a second line")];
        let edited = send_from(&mut worker, &opened, &form, &second, &[]).await;
        assert_eq!(edited.status, StatusCode::CONFLICT, "{}", edited.text());
        assert!(edited.text().contains("What is saved") && edited.text().contains("The first words."));
        assert!(edited.text().contains("What you wrote now"), "{}", edited.text());
        assert!(edited.body.contains("&#60;b&#62;Other words&#60;/b&#62;\nand a second line"), "{}", edited.body);
        let (_, nonce) = opened.hidden(&form).into_iter().find(|(name, _)| name == "nonce").unwrap();
        assert!(!edited.body.contains(&nonce), "a nonce that was used is of no use");
        let page = worker.get(&person).await.text();
        assert_eq!((page.matches("The first words.").count(), page.contains("Other words")), (1, false), "{page}");
    });
}

#[test]
fn a_day_that_cannot_be_is_a_field_to_mend_never_a_fault() {
    story(async |world| {
        let (mut worker, form) = with_person(world, "Neverday").await;
        for (day, time) in [
            ("0000-01-01", ""),
            ("0000-01-01", "12:00"),
            ("-9999-01-01", "00:00"),
            ("-009999-01-01", "00:00"),
            ("-009999-01-01", ""),
            ("1899-12-31", "12:00"),
            ("9999-12-31", "23:59"),
            ("2026-11-25", "00:00"),
            ("2025-03-30", "01:30"),
        ] {
            let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Kept words."), ("day", day), ("time", time)];
            let answer = worker.fill(&form, &form, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {time}: {}", answer.text());
            assert!(answer.body.contains("Kept words."), "{day} {time}");
        }
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "x"), ("day", "1951-03-27"), ("time", "12:00")];
        let fields = [&fields[..], &[("long_ago", "yes")]].concat();
        assert_eq!(worker.fill(&form, &form, &fields).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn an_origin_that_is_not_ours_is_refused_whatever_else_the_browser_says() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", "")];
        let send = async |origin: &str, site: &str| {
            let headers = [("origin", origin), ("sec-fetch-site", site), ("host", "127.0.0.1:8080")];
            let mut client = Client::new(&at_public(world, "https://kith.example.org"));
            client.send(Method::POST, "/sign-in", &fields, &headers).await
        };
        for site in ["none", "same-origin"] {
            for origin in ["https://evil.example.org", "null", "http://127.0.0.1:9999", "kith.example.org"] {
                let answer = send(origin, site).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin} {site}");
                assert!(answer.text().contains("another site"), "{}", answer.text());
            }
            for origin in ["https://kith.example.org", "http://127.0.0.1:8080"] {
                assert_eq!(send(origin, site).await.status, StatusCode::SEE_OTHER, "{origin} {site}");
            }
        }
    });
}

#[test]
fn a_password_longer_than_any_is_a_bad_request() {
    story(async |world| {
        let email = world.one.email(Role::LinkWorker);
        for (length, status) in [(1_024, StatusCode::UNPROCESSABLE_ENTITY), (1_025, StatusCode::BAD_REQUEST)] {
            let password = "p".repeat(length);
            let fields = [("email", email.as_str()), ("password", password.as_str()), ("next", "")];
            assert_eq!(Client::new(&world.router).post("/sign-in", &fields).await.status, status, "{length}");
        }
    });
}
