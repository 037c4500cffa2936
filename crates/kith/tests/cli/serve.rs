//! `kith serve`: what it says, and how it ends.

use std::net::TcpListener;

use crate::http::get;
use crate::program::{Serving, kith, ran};
use crate::referrals::{Practice, stored};
use crate::stage::{Stage, sqlite, stages};

pub(crate) fn serve(stage: &Stage, more: &[&str]) -> Serving {
    Serving::begin(kith().args(["serve", "--listen", "127.0.0.1:0"]).args(more).args(stage.arguments()))
}

#[test]
fn an_empty_store_gets_a_link_that_sets_it_up_once() {
    for stage in stages() {
        let mut serving = serve(&stage, &[]);
        let line = serving.line();
        let secret = line.rsplit('/').next().expect("a secret").trim().to_owned();
        assert!(line.contains(&format!("http://{}/set-up/", serving.address)), "{line}");
        assert!(secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
        let page = get(serving.address, &format!("/set-up/{secret}"), "").expect("a page");
        assert_eq!(page.status, 200, "{page:?}");
        let wrong = get(serving.address, &format!("/set-up/{}", "0".repeat(64)), "").expect("a page");
        assert_eq!(wrong.status, 404);
        serving.stop("-TERM").fine();
        // The next start makes a new link, and the old one stops working.
        let mut serving = serve(&stage, &[]);
        assert!(!serving.line().contains(&secret));
        let old = get(serving.address, &format!("/set-up/{secret}"), "").expect("a page");
        assert_eq!(old.status, 404);
        serving.stop("-INT").fine();
    }
}

#[test]
fn a_demo_is_served_without_a_link_and_ends_sealed() {
    for stage in stages() {
        let stage = stage.with_tour();
        let serving = serve(&stage, &[]);
        let practice = Practice::sign_in(serving.address);
        let form = practice.form(serving.address, "token-sealed").expect("a form");
        assert_eq!(practice.send(serving.address, &form).expect("an answer").status, 303);
        let ended = serving.stop("-TERM");
        assert!(!ended.out.contains("/set-up/"), "{ended:?}");
        assert!(!ended.err.contains("token-sealed"), "the log holds no content: {ended:?}");
        ended.fine();
        assert_eq!(stored(&stage), ["token-sealed"]);
        let verified = stage.run(["verify", "--json"]).json();
        assert_eq!((verified["unsealed"].as_u64(), &verified["anchor"]), (Some(0), &verified["entries"]));
    }
}

#[test]
fn listening_beyond_this_machine_without_https_is_said() {
    let stage = sqlite();
    for (arguments, warned) in
        [(&["serve", "--listen", "127.0.0.1:0"][..], false), (&["serve", "--listen", "0.0.0.0:0"], true)]
    {
        let serving = Serving::begin(kith().args(arguments).args(stage.arguments()));
        let ended = serving.stop("-TERM");
        assert_eq!(ended.err.contains("without https"), warned, "{ended:?}");
        ended.fine();
    }
    // With a public address of https, that address is the one to tell.
    let mut command = kith();
    command.args(["serve", "--listen", "0.0.0.0:0", "--public-url", "https://kith.example.org/"]);
    let mut child = command
        .args(stage.arguments())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("started");
    let mut out = std::io::BufReader::new(child.stdout.take().expect("its output"));
    let mut first = String::new();
    std::io::BufRead::read_line(&mut out, &mut first).expect("a line");
    let stopped = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("sent");
    let ended = child.wait_with_output().expect("ended");
    assert!(stopped.success() && ended.status.success());
    assert_eq!(first, "Kith is at https://kith.example.org\n");
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("without https"));
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn a_server_begins_with_two_heaps_unless_its_environment_says_how_many() {
    let stage = sqlite();
    for (said, kept) in [(None, "2"), (Some("5"), "5")] {
        let mut command = kith();
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(stage.arguments());
        command.env_remove("MALLOC_ARENA_MAX").envs(said.map(|heaps| ("MALLOC_ARENA_MAX", heaps)));
        let serving = Serving::begin(&mut command);
        let environment = std::fs::read(format!("/proc/{}/environ", serving.child.id())).expect("its environment");
        let heaps = environment.split(|byte| *byte == 0).find_map(|line| line.strip_prefix(b"MALLOC_ARENA_MAX="));
        assert_eq!(heaps.map(String::from_utf8_lossy).as_deref(), Some(kept));
        serving.stop("-TERM").fine();
    }
}

#[test]
fn a_port_that_is_taken_is_a_failure_in_one_line() {
    let stage = sqlite();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let said = ran(kith().args(["serve", "--listen", &address]).args(stage.arguments())).failed(1);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(&address), "{said}");
}
