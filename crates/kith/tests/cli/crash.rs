//! The program is killed while practices refer: whatever it acknowledged is there, once.

use std::net::SocketAddr;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use crate::program::{Serving, kith};
use crate::referrals::{Practice, stored};
use crate::stage::{Stage, sqlite, stages};

const WRITERS: usize = 4;
/// Kills on each engine, unless `cargo xtask crash --kills N` asks for more.
const KILLS: usize = 20;

fn kills() -> usize {
    std::env::var("KITH_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

/// Where the program is now; `None` between a kill and the next start, and after the end.
#[derive(Default)]
struct Door {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    at: Option<SocketAddr>,
    is_over: bool,
}

impl Door {
    fn set(&self, at: Option<SocketAddr>) {
        self.state.lock().expect("the door").at = at;
        self.changed.notify_all();
    }

    fn end(&self) {
        self.state.lock().expect("the door").is_over = true;
        self.changed.notify_all();
    }

    /// Waits until the program is somewhere other than where it failed; `None` when all is over.
    fn other_than(&self, failed: Option<SocketAddr>) -> Option<SocketAddr> {
        let state = self.state.lock().expect("the door");
        let state = self
            .changed
            .wait_while(state, |state| !state.is_over && (state.at.is_none() || state.at == failed))
            .expect("the door");
        state.at.filter(|_| !state.is_over)
    }

    fn is_over(&self) -> bool {
        self.state.lock().expect("the door").is_over
    }
}

/// Refers one person after the other until all is over. Gives the tokens that were acknowledged.
fn write(door: &Door, practice: &Practice, writer: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let mut at = door.other_than(None);
    let mut number = 0;
    while let Some(place) = at {
        if door.is_over() {
            break;
        }
        number += 1;
        let token = format!("token-{writer}-{number:05}");
        let Ok(form) = practice.form(place, &token) else {
            at = door.other_than(Some(place));
            continue;
        };
        // The same form again and again until somebody answers: a repeat must have one effect.
        loop {
            let Some(place) = at else { return acknowledged };
            match practice.send(place, &form) {
                // Too busy is an honest answer: nothing was acknowledged, and the same form comes again.
                Ok(answer) if answer.status == 503 => {}
                Ok(answer) => {
                    assert_eq!(answer.status, 303, "{answer:?}");
                    acknowledged.push(token);
                    break;
                }
                Err(_) => at = door.other_than(Some(place)),
            }
        }
    }
    acknowledged
}

fn start(stage: &Stage) -> Serving {
    let mut command = kith();
    command.env("KITH_LOG", "error").args(["serve", "--listen", "127.0.0.1:0"]).args(stage.arguments());
    Serving::begin(&mut command)
}

/// Some span from 50 to 500 milliseconds.
fn span() -> Duration {
    let mut chance = [0; 2];
    getrandom::fill(&mut chance).expect("chance");
    Duration::from_millis(50 + u64::from(u16::from_be_bytes(chance)) % 451)
}

/// One test for each engine, so that they run beside each other.
#[test]
fn what_was_acknowledged_survives_every_kill_exactly_once_on_sqlite() {
    killed_and_killed_again(sqlite());
}

#[test]
fn what_was_acknowledged_survives_every_kill_exactly_once_on_postgresql() {
    stages().into_iter().filter(|stage| !stage.is_sqlite()).for_each(killed_and_killed_again);
}

fn killed_and_killed_again(stage: Stage) {
    let kills = kills();
    {
        let stage = stage.with_tour();
        let door = Door::default();
        let mut serving = start(&stage);
        let practices: Vec<Practice> = (0..WRITERS).map(|_| Practice::sign_in(serving.address)).collect();
        let (acknowledged, serving) = std::thread::scope(|scope| {
            let door = &door;
            let writers: Vec<_> = practices
                .iter()
                .enumerate()
                .map(|(writer, practice)| scope.spawn(move || write(door, practice, writer)))
                .collect();
            door.set(Some(serving.address));
            for _ in 0..kills {
                pause(span());
                door.set(None);
                serving.kill();
                serving = start(&stage);
                door.set(Some(serving.address));
            }
            pause(span());
            door.end();
            let acknowledged: Vec<String> =
                writers.into_iter().flat_map(|writer| writer.join().expect("a writer")).collect();
            (acknowledged, serving)
        });
        serving.stop("-TERM").fine();
        let stored = stored(&stage);
        let mut once = stored.clone();
        once.dedup();
        assert_eq!(once, stored, "something is there twice");
        for token in &acknowledged {
            assert!(stored.binary_search(token).is_ok(), "{token} was acknowledged and is lost");
        }
        assert!(acknowledged.len() >= WRITERS * kills / 2, "only {} were acknowledged", acknowledged.len());
        eprintln!("{} acknowledged, {} stored, {kills} kills", acknowledged.len(), stored.len());
        stage.run(["verify"]).fine();
    }
}

/// Waits without holding anything; the program is doing the work meanwhile.
fn pause(span: Duration) {
    let (_hold, ended) = channel::<()>();
    assert_eq!(ended.recv_timeout(span), Err(RecvTimeoutError::Timeout));
}
