//! Stopping in the middle of work.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::http::get;
use crate::referrals::{Practice, stored};
use crate::serve::serve;
use crate::stage::{sqlite, stages};

/// Refers and reads until nobody answers any more. Gives the tokens that were acknowledged.
fn work(at: SocketAddr, practice: &Practice, writer: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let token = format!("token-{writer}-{number:05}");
        let Ok(form) = practice.form(at, &token) else { break };
        let Ok(answer) = practice.send(at, &form) else { break };
        match answer.status {
            303 => acknowledged.push(token),
            status => assert_eq!(status, 503, "{answer:?}"),
        }
        let Ok(page) = get(at, "/about", "") else { break };
        let length = page.header("content-length").next().and_then(|length| length.parse().ok());
        assert_eq!(Some(page.body.len()), length, "a truncated page");
    }
    acknowledged
}

#[test]
fn a_stop_under_load_truncates_nothing_and_loses_nothing() {
    for stage in stages() {
        let stage = stage.with_tour();
        let serving = serve(&stage, &[]);
        let at = serving.address;
        let practices: Vec<Practice> = (0..4).map(|_| Practice::sign_in(at)).collect();
        let acknowledged: Vec<String> = std::thread::scope(|scope| {
            let writers: Vec<_> = practices
                .iter()
                .enumerate()
                .map(|(writer, practice)| scope.spawn(move || work(at, practice, writer)))
                .collect();
            while stored(&stage).len() < 8 {}
            serving.stop("-TERM").fine();
            writers.into_iter().flat_map(|writer| writer.join().expect("a writer")).collect()
        });
        let stored = stored(&stage);
        for token in &acknowledged {
            assert!(stored.binary_search(token).is_ok(), "{token} was acknowledged and is lost");
        }
        assert!(!acknowledged.is_empty());
        stage.run(["verify"]).fine();
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let stage = sqlite();
    let serving = serve(&stage, &[]);
    // A request whose body does not come keeps it from ending; that it is being read is told to go on.
    let mut stream = TcpStream::connect(serving.address).expect("connected");
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n",
        serving.address
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.read_exact(&mut [0; 25]).expect("told to go on");
    serving.signal("-TERM");
    while TcpStream::connect(serving.address).is_ok() {}
    let ended = serving.stop("-TERM");
    assert!(ended.err.contains("stopped at once"), "{ended:?}");
    assert_eq!(ended.code, Some(1));
}
