//! Clients that are silent, slow or deaf are dropped, and keep nobody else waiting.
//!
//! The exact times are asserted where they are kept (`listen/limits.rs`, `listen/turn.rs`); here they are short, and
//! each test waits for the end of a connection that only a limit can bring about.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use kith_web::Limits;

use super::wire::{connect, exchange, fetch, rest, served, status};
use super::world::story;

/// So short that a test can wait for it.
const SHORT: Duration = Duration::from_millis(150);
/// So long that nothing in a test reaches it.
const NEVER: Duration = Duration::from_secs(3600);

/// Limits of which none is ever reached.
const PATIENT: Limits = Limits {
    first_byte: NEVER,
    head: NEVER,
    body: NEVER,
    body_grace: NEVER,
    unread: NEVER,
    idle: NEVER,
    handler: NEVER,
    report: NEVER,
    ..Limits::USUAL
};

fn send(at: SocketAddr, bytes: &str) -> TcpStream {
    let mut stream = connect(at);
    stream.write_all(bytes.as_bytes()).unwrap();
    stream
}

#[test]
fn who_sends_nothing_is_dropped() {
    story(async |world| {
        let said = served(world, Limits { first_byte: SHORT, ..PATIENT }, |at| rest(&mut connect(at))).await;
        assert_eq!(said, "");
    });
}

#[test]
fn who_never_ends_a_head_is_dropped() {
    story(async |world| {
        let limits = Limits { head: SHORT, ..PATIENT };
        let said = served(world, limits, |at| rest(&mut send(at, "GET /about HTTP/1.1\r\nX-Slow: "))).await;
        assert_eq!(said, "");
    });
}

#[test]
fn who_goes_quiet_after_an_answer_is_dropped_later() {
    story(async |world| {
        let limits = Limits { idle: SHORT, ..PATIENT };
        let said =
            served(world, limits, |at| rest(&mut send(at, &format!("GET /about HTTP/1.1\r\nHost: {at}\r\n\r\n"))))
                .await;
        assert_eq!(status(&said), 200);
    });
}

#[test]
fn a_body_that_trickles_is_answered_as_too_slow_and_ends_the_connection() {
    story(async |world| {
        let limits = Limits { body_grace: SHORT, ..PATIENT };
        let (said, chunked) = served(world, limits, |at| {
            let head = |length: &str| {
                format!(
                    "POST /sign-in HTTP/1.1\r\nHost: {at}\r\nSec-Fetch-Site: same-origin\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n"
                )
            };
            let said = rest(&mut send(at, &(head("Content-Length: 100") + "a")));
            (said, rest(&mut send(at, &(head("Transfer-Encoding: chunked") + "1\r\na\r\n"))))
        })
        .await;
        for said in [said, chunked] {
            assert_eq!(status(&said), 408, "{said}");
            assert!(said.contains("This took too long to arrive"));
        }
    });
}

#[test]
fn who_does_not_read_is_dropped() {
    story(async |world| {
        let limits = Limits { unread: SHORT, ..PATIENT };
        served(world, limits, |at| {
            let mut stream = connect(at);
            let many = format!("GET /about HTTP/1.1\r\nHost: {at}\r\n\r\n").repeat(100);
            // Until writing fails: the other side read nothing more and then went.
            while stream.write_all(many.as_bytes()).is_ok() {}
            assert_eq!(status(&fetch(at, "/health/live")), 200);
        })
        .await;
    });
}

#[test]
fn silent_clients_by_the_hundred_keep_nobody_waiting() {
    story(async |world| {
        // No limit of time helps here: whoever waits longest makes room.
        let limits = Limits { connections: 16, settle: Duration::ZERO, ..PATIENT };
        served(world, limits, |at| {
            let silent: Vec<TcpStream> = (0..300).map(|_| connect(at)).collect();
            let half: Vec<TcpStream> = (0..100).map(|_| send(at, "GET /ab")).collect();
            assert_eq!(status(&fetch(at, "/about")), 200);
            for mut stream in silent.into_iter().take(200) {
                assert_eq!(rest(&mut stream), "");
            }
            drop(half);
            assert_eq!(status(&exchange(at, b"GET /about HTTP/1.0\r\n\r\n")), 200);
        })
        .await;
    });
}

#[test]
fn a_crowd_that_asks_at_once_is_answered_to_the_last() {
    story(async |world| {
        // Whoever finds no place waits at the door, or is told to come again when everybody inside is being answered;
        // nobody is dropped who asked and was not looked at yet.
        let limits = Limits { connections: 16, settle: NEVER, ..PATIENT };
        served(world, limits, |at| {
            let crowd: Vec<TcpStream> = (0..300).map(|_| send(at, "GET /about HTTP/1.0\r\n\r\n")).collect();
            let mut shown = 0;
            for mut stream in crowd {
                let answer = rest(&mut stream);
                match status(&answer) {
                    200 => shown += 1,
                    503 => assert!(answer.contains("retry-after: 2"), "{answer}"),
                    _ => panic!("{answer}"),
                }
            }
            assert!(shown >= 16, "{shown}");
        })
        .await;
    });
}
