//! Too much at once, answers that take long, and stopping in the middle of work.

use std::time::Duration;

use http::StatusCode;
use kith_domain::staff::Role;
use kith_web::Limits;

use super::client::{Answer, Client};
use super::wire::{Busy, Referral, begin, connect, fetch, rest, status};
use super::world::{World, story};

const SHORT: Duration = Duration::from_millis(150);

/// How often a family name stands in the practice's own list.
async fn referred(world: &World, family: &str) -> usize {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    practice.get("/my-referrals").await.text().to_uppercase().matches(&family.to_uppercase()).count()
}

/// The page of a raw answer.
fn page(answer: &str) -> Answer {
    let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    Answer { status: StatusCode::from_u16(status(answer)).unwrap(), headers: http::HeaderMap::new(), body }
}

#[test]
fn overload_is_said_at_once_health_answers_and_everything_recovers() {
    story(async |world| {
        let Some(busy) = Busy::begin(world).await else { return };
        busy.end().await;
        let (serving, at, stop) = begin(world, Limits { room: 2, ..Limits::USUAL }).await;
        let forms = [Referral::filled(world, "Overload").await, Referral::filled(world, "Overflow").await];
        let busy = Busy::begin(world).await.unwrap();
        let sent: Vec<_> = forms.into_iter().map(|form| tokio::task::spawn_blocking(move || form.send(at))).collect();
        // Both are being worked on once the writer has them in its queue.
        while world.app.store().waiting() < 2 {
            tokio::task::yield_now().await;
        }
        let refused = tokio::task::spawn_blocking(move || fetch(at, "/about")).await.unwrap();
        assert_eq!(status(&refused), 503, "{refused}");
        assert!(refused.contains("\r\nretry-after: 2\r\n"), "{refused}");
        assert!(refused.contains("Too busy just now"));
        let healthy = tokio::task::spawn_blocking(move || {
            (status(&fetch(at, "/health/live")), status(&fetch(at, "/health/ready")))
        });
        assert_eq!(healthy.await.unwrap(), (200, 200));
        busy.end().await;
        for sent in sent {
            assert_eq!(status(&sent.await.unwrap()), 303);
        }
        let after = tokio::task::spawn_blocking(move || status(&fetch(at, "/about")));
        assert_eq!(after.await.unwrap(), 200);
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        assert!(referred(world, "Overload").await > 0 && referred(world, "Overflow").await > 0);
    });
}

#[test]
fn a_form_without_room_waits_on_its_page_and_is_saved_when_it_is_sent_again() {
    story(async |world| {
        let form = Referral::filled(world, "Waiting").await;
        let (serving, at, stop) = begin(world, Limits { room: 0, ..Limits::USUAL }).await;
        let (form, answer) = tokio::task::spawn_blocking(move || {
            let answer = form.send(at);
            (form, answer)
        })
        .await
        .unwrap();
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        let page = page(&answer);
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        let kept = page.hidden("/refer");
        assert!(kept.contains(&("family_name".to_owned(), "Waiting".to_owned())), "{kept:?}");
        assert_eq!(referred(world, "Waiting").await, 0);
        let (serving, at, stop) = begin(world, Limits::USUAL).await;
        let again = Referral { cookie: form.cookie, body: super::client::written_all(&kept) };
        let answer = tokio::task::spawn_blocking(move || again.send(at)).await.unwrap();
        assert_eq!(status(&answer), 303, "{answer}");
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        assert!(referred(world, "Waiting").await > 0);
    });
}

#[test]
fn an_answer_that_takes_long_is_never_said_to_have_failed_and_can_be_asked_for_again() {
    story(async |world| {
        let form = Referral::filled(world, "Tarry").await;
        let (serving, at, stop) = begin(world, Limits { handler: SHORT, ..Limits::USUAL }).await;
        let Some(busy) = Busy::begin(world).await else {
            stop.send(()).unwrap();
            serving.await.unwrap().unwrap();
            return;
        };
        let (form, answer) = tokio::task::spawn_blocking(move || {
            let answer = form.send(at);
            (form, answer)
        })
        .await
        .unwrap();
        let said = page(&answer);
        assert_eq!(said.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(said.text().contains("We do not know yet whether this was saved"), "{}", said.text());
        assert!(!said.text().contains("othing was saved"), "{}", said.text());
        assert!(answer.contains("\r\nretry-after: 2\r\n"));
        let kept = said.hidden("/refer");
        // Meanwhile it is saved after all; and the same form, sent again, leads to the same receipt.
        busy.end().await;
        let again = Referral { cookie: form.cookie.clone(), body: super::client::written_all(&kept) };
        let receipts = tokio::task::spawn_blocking(move || {
            // On a slow machine the short limit may be met again, and the answer is again that it is not known.
            let patient = |form: &Referral| {
                let tries = (0..100).map(|_| form.send(at));
                tries.into_iter().find(|answer| status(answer) != 503).expect("an answer in the end")
            };
            (patient(&again), patient(&form))
        })
        .await
        .unwrap();
        let place = |answer: &str| {
            assert_eq!(status(answer), 303, "{answer}");
            answer.lines().find_map(|line| line.strip_prefix("location: ").map(str::to_owned)).unwrap()
        };
        assert_eq!(place(&receipts.0), place(&receipts.1));
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
        assert_eq!(referred(world, "Tarry").await, 1);
    });
}

#[test]
fn a_page_that_takes_long_says_so() {
    story(async |world| {
        // The page of a person is shown only after the look at it was logged, so it waits for the writer as well.
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(worker.get("/queue").await.status, StatusCode::OK);
        let form = Referral::filled(world, "Longpage").await;
        let (serving, at, stop) = begin(world, Limits { handler: SHORT, ..Limits::USUAL }).await;
        let answer = tokio::task::spawn_blocking(move || form.send(at)).await.unwrap();
        assert_eq!(status(&answer), 303, "{answer}");
        let link = worker.get("/queue").await.link("/referrals/", "/triage");
        if let Some(busy) = Busy::begin(world).await {
            let cookie = worker.cookie().to_owned();
            let answer = tokio::task::spawn_blocking(move || {
                let head =
                    format!("GET {link} HTTP/1.1\r\nHost: {at}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
                super::wire::exchange(at, head.as_bytes())
            })
            .await
            .unwrap();
            let said = page(&answer);
            assert_eq!(said.status, StatusCode::SERVICE_UNAVAILABLE, "{}", said.text());
            assert!(said.text().contains("This page takes too long"), "{}", said.text());
            busy.end().await;
        }
        stop.send(()).unwrap();
        serving.await.unwrap().unwrap();
    });
}

#[test]
fn a_stop_finishes_what_has_begun_and_ends_the_rest() {
    story(async |world| {
        let form = Referral::filled(world, "Stopping").await;
        let (serving, at, stop) = begin(world, Limits::USUAL).await;
        let Some(busy) = Busy::begin(world).await else {
            stop.send(()).unwrap();
            serving.await.unwrap().unwrap();
            return;
        };
        let (mut silent, mut kept) = (connect(at), connect(at));
        let asked = format!("GET /health/live HTTP/1.1\r\nHost: {at}\r\n\r\n");
        let mut kept = tokio::task::spawn_blocking(move || {
            std::io::Write::write_all(&mut kept, asked.as_bytes()).unwrap();
            let mut first = [0; 12];
            std::io::Read::read_exact(&mut kept, &mut first).unwrap();
            assert_eq!(&first, b"HTTP/1.1 200");
            kept
        })
        .await
        .unwrap();
        // The referral is being worked on once the writer has it in its queue.
        let sent = tokio::task::spawn_blocking(move || form.send(at));
        while world.app.store().waiting() == 0 {
            tokio::task::yield_now().await;
        }
        stop.send(()).unwrap();
        // Those who wait for nothing are let go although the referral is not done.
        tokio::task::spawn_blocking(move || {
            assert_eq!(rest(&mut silent), "");
            rest(&mut kept);
            assert!(std::net::TcpStream::connect(at).is_err(), "nobody new is taken");
        })
        .await
        .unwrap();
        assert!(!serving.is_finished());
        busy.end().await;
        assert_eq!(status(&sent.await.unwrap()), 303);
        serving.await.unwrap().unwrap();
        assert_eq!(referred(world, "Stopping").await, 1);
    });
}
