//! Hostile HTTP, cases 81 to 90 of reliability.md section 6: each is answered once and clearly, or the connection ends,
//! and Kith goes on.

use std::io::Write;

use kith_web::Limits;

use super::wire::{connect, exchange, exchange_half_closed, fetch, rest, served, status};
use super::world::story;

/// What a case must lead to.
enum Then {
    /// One answer with this status.
    Answered(u16),
    /// An answer, and not the foreign host in it.
    Ordinary,
}

#[test]
fn hostile_requests_are_answered_once_and_clearly() {
    story(async |world| {
        served(world, Limits::USUAL, |at| {
            use Then::{Answered, Ordinary};
            let host = format!("Host: {at}\r\n");
            let get = |more: &str| format!("GET /sign-in HTTP/1.1\r\n{host}Connection: close\r\n{more}\r\n");
            let post = |more: &str, body: &str| {
                format!(
                    "POST /sign-in HTTP/1.1\r\n{host}Connection: close\r\nSec-Fetch-Site: same-origin\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\n{more}\r\n{body}"
                )
            };
            let smuggled = format!("0\r\n\r\nGET /about HTTP/1.1\r\n{host}\r\n");
            let many: String = (0..500).map(|n| format!("X-{n}: 1\r\n")).collect();
            let cookies: String = (0..90).map(|n| format!("Cookie: a{n}=b\r\n")).collect();
            let ranges: Vec<String> = (0..1000).map(|n| format!("{n}-{n}")).collect();
            let cases: Vec<(&str, String, Then)> = vec![
                ("CL and TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", &smuggled), Answered(400)),
                ("TE and CL", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", &smuggled), Answered(400)),
                ("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "a=b"), Answered(400)),
                ("the same length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "a=b"), Answered(400)),
                ("two lengths in one", post("Content-Length: 3, 3\r\n", "a=b"), Answered(400)),
                ("length below nothing", post("Content-Length: -1\r\n", ""), Answered(400)),
                ("length with a sign", post("Content-Length: +3\r\n", "a=b"), Answered(400)),
                ("length beyond numbers", post("Content-Length: 99999999999999999999\r\n", ""), Answered(400)),
                ("ten megabytes announced", post("Content-Length: 10485760\r\n", "a"), Answered(413)),
                ("unknown encoding", post("Transfer-Encoding: xchunked\r\n", &smuggled), Answered(400)),
                ("encoding before a colon", post("Transfer-Encoding : chunked\r\n", &smuggled), Answered(400)),
                ("vast chunk", post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF\r\na"), Answered(400)),
                ("vaster chunk", post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\na"), Answered(400)),
                ("chunk below nothing", post("Transfer-Encoding: chunked\r\n", "-1\r\na"), Answered(400)),
                ("chunk that is no number", post("Transfer-Encoding: chunked\r\n", "zz\r\na"), Answered(400)),
                ("chunk without an end", post("Transfer-Encoding: chunked\r\n", "1\r\naa\r\n0\r\n\r\n"), Answered(400)),
                ("500 headers", get(&many), Answered(431)),
                ("a header of 1 MiB", get(&format!("X: {}\r\n", "x".repeat(1 << 20))), Answered(431)),
                ("NUL in a header", get("X: a\0b\r\n"), Answered(400)),
                ("bare LF", format!("GET /sign-in HTTP/1.1\n{host}\r\n"), Answered(400)),
                ("bare LF at the end", format!("GET /sign-in HTTP/1.1\r\n{host}\n"), Answered(400)),
                ("bare CR", get("X: a\rb\r\n"), Answered(400)),
                ("folded header", get("X: a\r\n b\r\n"), Answered(400)),
                ("no host", "GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), Answered(400)),
                ("no host, as of old", "GET /about HTTP/1.0\r\n\r\n".to_owned(), Answered(200)),
                ("two hosts", get("Host: evil.example.org\r\n"), Answered(400)),
                (
                    "another host",
                    "GET /about HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n".to_owned(),
                    Ordinary,
                ),
                (
                    "another host, whole address",
                    format!("GET http://evil.example.org/about HTTP/1.1\r\n{host}Connection: close\r\n\r\n"),
                    Ordinary,
                ),
                ("forwarded for many", get(&"X-Forwarded-For: 192.0.2.1\r\n".repeat(90)), Answered(200)),
                ("another method by header", get("X-HTTP-Method-Override: DELETE\r\n"), Answered(200)),
                ("1,000 ranges", get(&format!("Range: bytes={}\r\n", ranges.join(","))), Answered(200)),
                (
                    "packed body",
                    post("Content-Encoding: gzip\r\nContent-Length: 4\r\n", "\x1f\u{8b}\x01"),
                    Answered(400),
                ),
                ("HTTP/2 unasked", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), Answered(400)),
                ("HTTP/2 by upgrade", get("Upgrade: h2c\r\nHTTP2-Settings: AA\r\n"), Answered(200)),
                ("a cookie of 100 KB", get(&format!("Cookie: a={}\r\n", "x".repeat(100_000))), Answered(431)),
                ("90 cookies", get(&cookies), Answered(200)),
                ("two sessions", get("Cookie: __Host-kith=a\r\nCookie: __Host-kith=b\r\n"), Answered(200)),
                ("FOO", format!("FOO /sign-in HTTP/1.1\r\n{host}Connection: close\r\n\r\n"), Answered(405)),
                ("TRACE", format!("TRACE /sign-in HTTP/1.1\r\n{host}Connection: close\r\n\r\n"), Answered(405)),
                ("GET with a body", get("Content-Length: 3\r\n") + "a=b", Answered(200)),
                (
                    "a path of 12 KB",
                    format!("GET /{} HTTP/1.1\r\n{host}Connection: close\r\n\r\n", "a".repeat(12_000)),
                    Answered(400),
                ),
                ("a path of 64 KB", format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(65_536)), Answered(431)),
                ("no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n".to_owned(), Answered(400)),
                ("leading empty lines", "\r\n\r\n".to_owned() + &get(""), Answered(200)),
            ];
            for (name, request, then) in cases {
                // A chunk that never comes would be waited for until it is too slow; here the client ends instead.
                let send = if name.contains("chunk") { exchange_half_closed } else { exchange };
                let answer = send(at, request.as_bytes());
                assert_eq!(answer.matches("HTTP/1.").count(), 1, "{name}: {answer}");
                match then {
                    Answered(expected) => assert_eq!(status(&answer), expected, "{name}: {answer}"),
                    Ordinary => {
                        assert_eq!(status(&answer), 200, "{name}: {answer}");
                        assert!(!answer.contains("evil.example.org"), "{name}: {answer}");
                    }
                }
                assert!(!answer.contains("panick"), "{name}: {answer}");
                assert_eq!(status(&fetch(at, "/health/live")), 200, "after {name}");
            }
        })
        .await;
    });
}

#[test]
fn whoever_closes_its_half_still_gets_its_answer() {
    story(async |world| {
        served(world, Limits::USUAL, |at| {
            let answer = exchange_half_closed(at, format!("GET /about HTTP/1.1\r\nHost: {at}\r\n\r\n").as_bytes());
            assert_eq!(status(&answer), 200);
            // Nothing at all, and half of something, end without a word.
            assert_eq!(exchange_half_closed(at, b""), "");
            let half = exchange_half_closed(at, b"GET /abo");
            assert!(half.is_empty() || status(&half) == 400, "{half}");
        })
        .await;
    });
}

#[test]
fn requests_sent_together_are_answered_one_after_the_other() {
    story(async |world| {
        served(world, Limits::USUAL, |at| {
            let body = "email=a%40example.org&password=not-it&next=";
            let post = format!(
                "POST /sign-in HTTP/1.1\r\nHost: {at}\r\nSec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let get = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: {at}\r\n{more}\r\n");
            let all = [get("/health/live", ""), post, get("/nothing", ""), get("/about", "Connection: close\r\n")];
            let answers = exchange(at, all.concat().as_bytes());
            let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)).collect();
            assert_eq!(statuses, ["200", "422", "404", "200"]);
            // A head that cannot be believed ends the connection, and what hides behind it is not read.
            let smuggling = [get("/health/live", ""), get("/about", "X: a\n"), get("/about", "")].concat();
            let answers = exchange(at, smuggling.as_bytes());
            let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)).collect();
            assert_eq!(statuses, ["200", "400"]);
        })
        .await;
    });
}

#[test]
fn a_client_that_waits_to_be_told_to_go_on_is_told() {
    story(async |world| {
        served(world, Limits::USUAL, |at| {
            let mut stream = connect(at);
            let head = format!(
                "POST /sign-in HTTP/1.1\r\nHost: {at}\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            let mut told = [0; 25];
            std::io::Read::read_exact(&mut stream, &mut told).unwrap();
            assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
            stream.write_all(b"a=b").unwrap();
            assert_eq!(status(&rest(&mut stream)), 422);
        })
        .await;
    });
}
