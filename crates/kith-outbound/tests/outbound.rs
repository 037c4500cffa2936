//! Letters sent to a tiny mail server in this process, and feeds asked of tiny web servers, encrypted or not.

#![expect(clippy::expect_used, reason = "tests fail by panicking")]

#[path = "outbound/encrypted.rs"]
mod encrypted;
#[path = "outbound/feeds.rs"]
mod feeds;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};

use kith_app::jobs::{NotSent, Post};
use kith_app::store::Letter;
use kith_domain::id::Id;
use kith_outbound::Smtp;

/// Takes one connection, answers every command, and hands over what it was told. `to_recipient` is the answer to
/// the recipient's address.
fn sink(to_recipient: &'static str) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut out = stream.try_clone().expect("both ways");
        let mut said = String::new();
        let mut in_data = false;
        out.write_all(b"220 sink\r\n").expect("greeted");
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { break };
            said.push_str(&line);
            said.push('\n');
            let answer = match (in_data, line.as_str()) {
                (true, ".") => {
                    in_data = false;
                    "250 taken"
                }
                (true, _) => continue,
                (false, "DATA") => {
                    in_data = true;
                    "354 go on"
                }
                (false, "QUIT") => break,
                (false, to) if to.starts_with("RCPT") => to_recipient,
                (false, _) => "250 fine",
            };
            if out.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                break;
            }
        }
        let _ = tell.send(said);
    });
    (address, told)
}

fn letter(recipient: &str, subject: &str) -> Letter {
    let service = Id::<Letter>::from_parts(1, [0; 10]).uuid();
    let made = "2026-11-20T09:30:00Z".parse().expect("a moment");
    Letter {
        recipient: recipient.to_owned(),
        subject: subject.to_owned(),
        body: "Read it here after signing in:\nhttps://kith.example.org/x\n.\nZażółć\n".to_owned(),
        ..Letter::blank(Id::<Letter>::from_parts(1_763_000_000_000, [7; 10]).uuid(), service, "message-back", made)
    }
}

fn of_letter(why: &str) -> NotSent {
    NotSent::Letter(why.to_owned())
}

fn of_server(why: &str) -> NotSent {
    NotSent::Server(why.to_owned())
}

fn post(address: SocketAddr) -> Smtp {
    Smtp::new(&format!("smtp://{address}"), Some("kith@example.org")).expect("set up")
}

#[test]
fn a_letter_arrives_with_its_own_lasting_identifier() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let (address, told) = sink("250 fine");
        post(address).send(&letter("reception@example.org", "A message about one of your referrals")).expect("sent");
        seen.push(told.recv().expect("what the server was told"));
    }
    let id = letter("a@example.org", "x").id;
    for said in &seen {
        assert!(said.contains("MAIL FROM:<kith@example.org>"), "{said}");
        assert!(said.contains("RCPT TO:<reception@example.org>"), "{said}");
        assert!(said.contains(&format!("Message-ID: <{id}@example.org>")), "{said}");
        assert!(said.contains("MIME-Version: 1.0"), "{said}");
        assert!(said.contains("Subject: A message about one of your referrals"), "{said}");
        assert!(said.contains("Date: Fri, 20 Nov 2026 09:30:00 +0000"), "{said}");
    }
    assert_eq!(seen[0], seen[1], "a repeat is the same letter");
}

#[test]
fn a_header_cannot_be_smuggled_in() {
    // Nothing listens: whatever tried to connect would be told apart by its words.
    let nobody = post("127.0.0.1:9".parse().expect("an address"));
    for (recipient, subject) in [
        ("a@example.org\r\nBcc: b@example.org", "x"),
        ("a@example.org", "x\r\nBcc: b@example.org"),
        ("a@example.org", "x\nBcc: b@example.org"),
        ("a@example.org\0", "x"),
    ] {
        let refused = nobody.send(&letter(recipient, subject)).unwrap_err();
        assert_eq!(refused, of_letter("its recipient or subject holds a control character"));
    }
    assert_eq!(nobody.send(&letter("nobody", "x")).unwrap_err(), of_letter("its recipient is not an e-mail address"));
}

#[test]
fn what_went_wrong_is_said_without_content() {
    for (answer, expected) in [
        ("450 <reception@example.org> is busy", of_letter("the mail server would not take it now (450)")),
        ("550 <reception@example.org> is unknown", of_letter("the mail server refused it (550)")),
        ("421 closing", of_server("the mail server would not take it now (421)")),
        ("535 wrong password", of_server("the mail server refused it (535)")),
    ] {
        let (address, told) = sink(answer);
        let refused = post(address).send(&letter("reception@example.org", "x")).unwrap_err();
        assert_eq!(refused, expected);
        assert!(told.recv().is_ok());
    }
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    let unreached = post(free).send(&letter("a@example.org", "x")).unwrap_err();
    assert_eq!(unreached, of_server("the mail server could not be reached"), "no other letter would leave either");
}
