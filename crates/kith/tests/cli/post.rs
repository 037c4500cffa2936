//! A mail server that takes the connection and says nothing: it delays nothing else, is asked for one letter, and keeps
//! nobody from stopping.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use kith_app::jobs::Runner;
use kith_app::store::{Letter, Place, Store};
use kith_app::{App, SystemChance, SystemClock};
use kith_outbound::Smtp;
use kith_store::{Isolation, NO_SERVICE, Reach, anchor, audit, outbox};

use crate::backup::Keys;
use crate::http::get;
use crate::program::{Serving, kith};
use crate::serve::serve;
use crate::stage::{Stage, sqlite, stages};

fn app(data: &std::path::Path) -> App {
    let place = Place { data: data.to_owned(), database: None };
    Store::migrate(&place).expect("a store");
    App::new(Store::open(&place).expect("a store"), Arc::new(SystemClock), Arc::new(SystemChance))
}

fn letter(app: &App) -> Letter {
    let id = app.seed(kith_domain::policy::Actor::Nobody).request;
    Letter {
        recipient: "somebody@example.org".to_owned(),
        subject: "SUBJECT-CANARY".to_owned(),
        ..Letter::blank(id, NO_SERVICE, "account", app.now())
    }
}

#[test]
fn a_silent_mail_server_delays_no_other_job_and_is_asked_for_one_letter() {
    let stage = sqlite();
    let app = app(stage.data());
    let letters: Vec<Letter> = (0..5).map(|_| letter(&app)).collect();
    let posted = app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
        letters.iter().try_for_each(|letter| outbox::post(tx, letter))
    });
    posted.expect("posted");
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = server.local_addr().expect("an address");
    let smtp = Smtp::new(&format!("smtp://{address}"), Some("kith@example.org")).expect("set up");
    let runner = Runner::begin_every(&app, Some(Box::new(smtp)), Duration::from_millis(1)).expect("threads");
    // The post hangs from here on: nobody says a word to it.
    let (silent, _) = server.accept().expect("a connection");

    // Meanwhile what is written is anchored, which is the work of the other thread.
    kith_app::operations::note(&app, kith_domain::operation::Kind::BackedUp, 0, None).expect("noted");
    let head = app.store().read(&Reach::maintenance(), audit::head).expect("a head").position;
    assert!(head > 0);
    while anchor::read(app.store().data()).expect("an anchor").map(|link| link.position) != Some(head) {
        std::thread::yield_now();
    }
    // No other letter was tried, and nothing counts against any.
    server.set_nonblocking(true).expect("set");
    assert!(server.accept().is_err(), "one connection");
    let waiting = app.store().read(&Reach::maintenance(), outbox::latest).expect("letters");
    assert!(waiting.iter().all(|letter| letter.state == "waiting" && letter.attempts == 0));
    assert!(app.turns().are_lately(app.now()));

    // The jobs are waited for; the letter on its way is not, and it is said.
    let unfinished = runner.end(Duration::from_millis(50), Duration::from_secs(60));
    assert!(!unfinished.jobs && unfinished.post, "{unfinished:?}");
    drop(silent);
}

#[test]
fn the_program_is_ready_and_stops_in_time_while_a_mail_server_says_nothing() {
    let stage = sqlite();
    let before = app(stage.data());
    let waits = letter(&before);
    let posted = before.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| outbox::post(tx, &waits));
    posted.expect("posted");
    before.store().stop();
    drop(before);
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", server.local_addr().expect("an address"));
    let serving = Serving::begin(
        kith()
            .args(["serve", "--listen", "127.0.0.1:0", "--smtp", &url, "--mail-from", "kith@example.org"])
            .args(stage.arguments()),
    );
    let (silent, _) = server.accept().expect("a connection");
    assert_eq!(get(serving.address, "/health/ready", "").expect("an answer").status, 200);
    let ended = serving.stop("-TERM");
    assert!(ended.err.contains("an e-mail was on its way"), "{ended:?}");
    assert!(!ended.err.contains("CANARY"), "{ended:?}");
    ended.fine();
    drop(silent);
    // Nothing counts against it, and the store is whole.
    let after = app(stage.data());
    let letters = after.store().read(&Reach::maintenance(), outbox::latest).expect("letters");
    assert_eq!((letters[0].state.as_str(), letters[0].attempts), ("waiting", 0));
    after.store().stop();
    drop(after);
    stage.run(["verify"]).fine();
}

#[test]
fn a_restored_store_holds_what_waited_and_sends_none_of_it() {
    let from = sqlite().with_tour();
    let before = app(from.data());
    let waits = letter(&before);
    let posted = before.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| outbox::post(tx, &waits));
    posted.expect("posted");
    before.store().stop();
    drop(before);
    let keys = Keys::new();
    keys.backup(&from, "with-a-letter");
    let counts = |stage: &Stage| {
        let json = stage.run(["check", "--json"]).json();
        (json["letters_waiting"].as_i64(), json["letters_held"].as_i64())
    };
    assert_eq!(counts(&from), (Some(1), Some(0)));
    for to in stages() {
        let restored = keys.restore(&to, "with-a-letter", &[]);
        assert!(restored.err.contains("had not left when the backup was made: 1."), "{restored:?}");
        restored.fine();
        assert_eq!(counts(&to), (Some(0), Some(1)));
        // Not even the demo's own post, which takes everything, is handed it.
        serve(&to, &[]).stop("-TERM").fine();
        assert_eq!(counts(&to), (Some(0), Some(1)));
        to.run(["verify"]).fine();
    }
}

#[test]
fn what_waits_is_told_and_so_is_a_missing_mail_server_and_a_missing_proxy() {
    let stage = sqlite().with_tour();
    let checked = stage.run(["check", "--public-url", "https://kith.example.org"]);
    assert!(checked.out.contains("no mail server is set (--smtp)"), "{checked:?}");
    assert!(checked.out.contains("0 wait, 0 are held after a restore"), "{checked:?}");
    assert!(checked.err.contains("--trusted-proxy"), "{checked:?}");
    let named = ["check", "--json", "--public-url", "https://kith.example.org", "--trusted-proxy", "127.0.0.1"];
    let json = stage.run(named).json();
    assert_eq!((json["letters_waiting"].as_i64(), json["letters_held"].as_i64()), (Some(0), Some(0)));
    assert_eq!(json["warnings"].as_array().map(Vec::len), Some(0));
    let json = stage.run(["check", "--json", "--public-url", "https://kith.example.org"]).json();
    assert_eq!(json["warnings"].as_array().map(Vec::len), Some(1));
}
