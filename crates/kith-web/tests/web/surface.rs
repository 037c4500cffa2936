//! What every answer has in common: headers, cookies, limits, cross-site, hostile input.

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::Client;
use super::world::{PASSWORD, story};

/// The exact values of reliability.md section 7, written out again so that a slip in either is seen.
const EXACT: [(&str, &str); 9] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; report-to csp; report-uri /csp-report",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
    ("x-robots-tag", "noindex, nofollow"),
];

#[test]
fn every_page_has_the_exact_headers_errors_too() {
    story(async |world| {
        let mut client = Client::new(&world.router);
        for path in ["/sign-in", "/about", "/nothing-here", "/people/not-an-id"] {
            let answer = client.get(path).await;
            for (name, value) in EXACT {
                assert_eq!(answer.header(name), value, "{name} of {path}");
            }
            assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
            assert!(answer.headers.get("server").is_none() && answer.headers.get("x-powered-by").is_none());
            // Not reached over https, so it must not promise it.
            assert!(answer.headers.get("strict-transport-security").is_none());
        }
        let health = client.get("/health/live").await;
        assert_eq!(health.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    });
}

#[test]
fn methods_that_an_address_does_not_take_are_405_and_trace_is_off() {
    story(async |world| {
        let mut client = Client::new(&world.router);
        for method in [Method::TRACE, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = client.send(method.clone(), "/sign-in", &[], &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
            assert!(answer.header("allow").contains("GET"), "{method}: {}", answer.header("allow"));
        }
    });
}

#[test]
fn a_form_from_another_site_is_refused_and_changes_nothing() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let page = practice.get("/refer").await;
        let hidden = page.hidden("/refer");
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend(super::world::referral_fields("Crosssite", "Sent by another site."));
        let cases: [&[(&str, &str)]; 4] = [
            &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example.org")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", ""), ("origin", "null")],
            &[("sec-fetch-site", ""), ("origin", "")],
        ];
        for headers in cases {
            let answer = practice.send(Method::POST, "/refer", &fields, headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}: {}", answer.text());
            assert!(answer.text().contains("another site"));
        }
        assert!(!practice.get("/my-referrals").await.text().contains("CROSSSITE"));
        let own = practice
            .send(Method::POST, "/refer", &fields, &[("sec-fetch-site", ""), ("origin", "http://127.0.0.1:8080")])
            .await;
        assert_eq!(own.status, StatusCode::SEE_OTHER, "our own origin passes: {}", own.text());
    });
}

#[test]
fn the_session_cookie_is_bound_to_the_host_and_ends_on_the_server() {
    story(async |world| {
        let mut client = Client::new(&world.router);
        let email = world.one.email(Role::LinkWorker);
        let answer =
            client.post("/sign-in", &[("email", &email), ("password", PASSWORD), ("next", "//evil.test")]).await;
        assert_eq!(answer.location(), "/today", "an address elsewhere is not followed");
        let cookie = answer.header("set-cookie");
        let (pair, rest) = cookie.split_once(';').unwrap();
        assert_eq!(rest, " Path=/; Secure; HttpOnly; SameSite=Lax");
        let (name, token) = pair.split_once('=').unwrap();
        assert_eq!((name, token.len()), ("__Host-kith", 43));
        let mut stolen = client.clone();
        assert_eq!(stolen.get("/today").await.status, StatusCode::OK);
        let left = client.post("/sign-out", &[]).await;
        assert_eq!(left.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
        assert_eq!(stolen.get("/today").await.status, StatusCode::SEE_OTHER, "the token opens nothing any more");
    });
}

#[test]
fn unknown_address_and_wrong_password_are_answered_alike_and_throttled() {
    story(async |world| {
        let mut client = Client::new(&world.router);
        let email = world.one.email(Role::LinkWorker);
        let wrong = client.post("/sign-in", &[("email", &email), ("password", "not the password"), ("next", "")]).await;
        let unknown = client
            .post("/sign-in", &[("email", "who@example.org"), ("password", "not the password"), ("next", "")])
            .await;
        assert_eq!(
            (wrong.status, unknown.status),
            (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
        );
        assert_eq!(wrong.body.replace(&email, ""), unknown.body.replace("who@example.org", ""));
        assert!(!wrong.body.contains("not the password"), "a password is never sent back");
        for _ in 0..9 {
            client.post("/sign-in", &[("email", &email), ("password", "not the password"), ("next", "")]).await;
        }
        let waits = client.post("/sign-in", &[("email", &email), ("password", PASSWORD), ("next", "")]).await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "even the right password waits now");
        assert_eq!(waits.header("retry-after"), "300");
    });
}

#[test]
fn a_real_store_takes_no_password_over_plain_http_from_elsewhere() {
    story(async |world| {
        let router = kith_web::router(world.app.clone(), super::world::settings());
        let mut client = Client::new(&router);
        let answer = client.send(Method::GET, "/sign-in", &[], &[("host", "kith.example.org")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().contains("plain http"), "{}", answer.text());
        let email = world.one.email(Role::LinkWorker);
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", "")];
        let answer = client.send(Method::POST, "/sign-in", &fields, &[("host", "kith.example.org")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.headers.get("set-cookie").is_none());
    });
}

#[test]
fn addresses_of_a_demo_do_not_exist_elsewhere() {
    story(async |world| {
        let mut client = Client::new(&world.router);
        assert_eq!(client.get("/demo/post").await.status, StatusCode::NOT_FOUND);
        let id = "01900000-0000-7000-8000-000000000000";
        assert_eq!(client.post("/demo/sign-in", &[("account", id)]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.get("/").await.location(), "/sign-in");
    });
}

#[test]
fn hostile_input_gets_a_clear_answer_and_stays_inert() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let nul = "a\0b";
        let huge = "x".repeat(5_000);
        let hostile: [&str; 12] = [
            "\"'><x-kith-7 onmouseover=1>",
            "</textarea><script>1</script>",
            "{{7*7}} ${7*7} <%=7*7%>",
            "\u{202E}exe.fdp",
            nul,
            "\u{200B}\u{FEFF}",
            "=HYPERLINK(\"http://x\",\"y\")",
            "a\r\nlevel=error forged",
            "' OR 1=1--",
            "Null",
            "O'Neill-Ó Súilleabháin",
            &huge,
        ];
        for text in hostile {
            let mut fields = super::world::referral_fields(text, text);
            fields.retain(|(name, _)| *name != "told_words");
            fields.push(("told_words", text));
            let answer = practice.fill("/refer", "/refer", &fields).await;
            assert!(
                [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status),
                "{text:?}: {} {}",
                answer.status,
                answer.text()
            );
            assert!(!answer.body.contains("<x-kith-7") && !answer.body.contains("<script>1"), "{text:?}");
        }
        let mine = practice.get("/my-referrals").await;
        assert_eq!(mine.status, StatusCode::OK);
        assert!(!mine.body.contains("<x-kith-7") && !mine.body.contains("<script>1"));
        for path in [
            "/my-referrals?before=x",
            "/my-referrals?sort=name",
            "/my-referrals?before=1.2&before=3.4",
            "/my-referrals?before=99999999999999999999.01900000-0000-7000-8000-000000000000",
        ] {
            assert_eq!(practice.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
        }
        for path in ["/my-referrals/..%2f..%2fetc%2fpasswd", "/my-referrals/0", "/my-referrals/-1", "/assets/%00.css"] {
            assert_eq!(practice.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let long = format!("/sign-in?next={}", "a".repeat(9_000));
        assert_eq!(practice.get(&long).await.status, StatusCode::BAD_REQUEST);
        let too_much = "x".repeat(1_100_000);
        let answer = practice.post("/refer", &[("reason", &too_much)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    });
}

#[test]
fn a_form_sent_after_signing_out_keeps_what_was_written() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let hidden = practice.get("/refer").await.hidden("/refer");
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend(super::world::referral_fields("Patient", "A long & careful <reason>."));
        practice.post("/sign-out", &[]).await;
        let kept = practice.post("/refer", &fields).await;
        assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
        let again = kept.hidden("/refer");
        assert_eq!(again.len(), fields.len());
        let reason = again.iter().find(|(name, _)| name == "reason").map(|(_, value)| value.as_str());
        assert_eq!(reason, Some("A long &#38; careful &#60;reason&#62;."), "kept, as text");
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let sent = practice.post("/refer", &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    });
}

#[test]
fn what_is_the_same_for_everybody_travels_compressed_and_pages_do_not() {
    story(async |world| {
        let mut client = Client::new(&world.router);
        let page = client.send(Method::GET, "/sign-in", &[], &[("accept-encoding", "gzip")]).await;
        assert_eq!(page.header("content-encoding"), "");
        let sheet = page.link("/assets/nhsuk", ".css");
        let plain = client.get(&sheet).await;
        let small = client.send(Method::GET, &sheet, &[], &[("accept-encoding", "gzip")]).await;
        assert_eq!((small.status, small.header("content-encoding")), (StatusCode::OK, "gzip"));
        assert!(plain.body.len() > 200_000, "{}", plain.body.len());
        assert_eq!(small.header("cache-control"), "public, max-age=31536000, immutable");
    });
}

#[test]
fn kith_is_not_ready_when_the_jobs_had_no_turn_for_five_minutes() {
    story(async |world| {
        let mut monitor = Client::new(&world.router);
        assert_eq!(monitor.get("/health/ready").await.status, StatusCode::OK, "where no jobs run nothing is late");
        let hour = std::time::Duration::from_secs(3_600);
        let runner = kith_app::jobs::Runner::begin_every(&world.app, None, hour).unwrap();
        assert_eq!(monitor.get("/health/ready").await.status, StatusCode::OK);
        world.clock.forward(std::time::Duration::from_secs(5 * 60));
        let late = monitor.get("/health/ready").await;
        assert_eq!((late.status, late.body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"));
        assert_eq!(monitor.get("/health/live").await.status, StatusCode::OK, "it lives all the same");
        let ended = tokio::task::spawn_blocking(move || runner.end(hour, std::time::Duration::ZERO));
        assert_eq!(ended.await.unwrap(), kith_app::jobs::Unfinished::default());
    });
}
