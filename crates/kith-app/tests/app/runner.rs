//! The threads of the jobs: a panic ends none of them, and the post goes on when it can.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use kith_app::jobs::{NotSent, Post, Runner};
use kith_app::store::Letter;
use kith_store::{Isolation, NO_SERVICE, Reach, anchor, audit, outbox};

use crate::world::on_each;

/// A post that panics at its first letters, and then takes them.
struct Panics {
    times: usize,
    asked: AtomicUsize,
    taken: Sender<uuid::Uuid>,
}

impl Post for Panics {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        assert!(asked >= self.times, "PANIC-CANARY");
        let _ = self.taken.send(letter.id);
        Ok(())
    }
}

#[test]
fn a_panic_in_a_turn_ends_no_thread_and_the_letter_leaves_at_a_later_one() {
    on_each(|kith| {
        let id = kith.id::<Letter>().uuid();
        let letter = Letter {
            recipient: "somebody@example.org".to_owned(),
            ..Letter::blank(id, NO_SERVICE, "account", kith.app.now())
        };
        kith.app
            .store()
            .write(&Reach::maintenance(), Isolation::Ordinary, move |tx| outbox::post(tx, &letter))
            .unwrap();
        let (taken, told) = channel();
        let post = Panics { times: 3, asked: AtomicUsize::new(0), taken };
        let runner = Runner::begin_every(&kith.app, Some(Box::new(post)), Duration::from_millis(1)).unwrap();
        assert_eq!(told.recv().unwrap(), id);
        assert!(kith.app.turns().are_lately(kith.app.now()));
        // Both threads are waited for; then everything is sealed and nothing is late any more.
        let unfinished = runner.end(Duration::from_secs(60), Duration::from_secs(60));
        assert!(!unfinished.jobs && !unfinished.post, "{unfinished:?}");
        let head = kith.app.store().read(&Reach::maintenance(), audit::head).unwrap();
        let anchored = anchor::read(kith.app.store().data()).unwrap();
        assert_eq!(anchored.map_or(0, |link| link.position), head.position);
        kith.clock.forward(jiff::SignedDuration::from_hours(24));
        assert!(kith.app.turns().are_lately(kith.app.now()), "what was stopped misses no turn");
        let state = kith.app.store().read(&Reach::maintenance(), |tx| outbox::one(tx, id)).unwrap().unwrap().state;
        assert_eq!(state, "left");
    });
}

#[test]
fn without_a_turn_for_five_minutes_it_is_known() {
    on_each(|kith| {
        let runner = Runner::begin_every(&kith.app, None, Duration::from_secs(3_600)).unwrap();
        assert!(kith.app.turns().are_lately(kith.app.now()), "it has just begun");
        kith.clock.forward(jiff::SignedDuration::from_mins(5));
        assert!(!kith.app.turns().are_lately(kith.app.now()), "its next turn is an hour away");
        assert_eq!(runner.end(Duration::from_secs(60), Duration::ZERO), kith_app::jobs::Unfinished::default());
        assert!(kith.app.turns().are_lately(kith.app.now()));
    });
}
