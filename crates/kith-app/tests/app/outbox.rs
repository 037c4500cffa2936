//! What leaves Kith leaves at least once, under one identifier, and is never lost in silence.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use jiff::SignedDuration;
use kith_app::jobs::{self, MOST_ATTEMPTS, NotSent, Post};
use kith_app::store::Letter;
use kith_app::{messages, permit};
use kith_domain::policy::act;
use kith_store::{Reach, house};
use uuid::Uuid;

use crate::world::{Kith, Team, on_each};

/// A post whose next answers are given, and which keeps what it was handed.
struct TestPost {
    handed: Mutex<Vec<Letter>>,
    answers: Mutex<Vec<Answer>>,
}

#[derive(Clone, Copy)]
enum Answer {
    Taken,
    Refused,
    /// The server takes nothing.
    Silent,
    /// The letter was taken, and then the process ended before Kith could note it.
    TakenAndGone,
}

impl TestPost {
    fn answering(answers: &[Answer]) -> Self {
        Self { handed: Mutex::default(), answers: Mutex::new(answers.iter().rev().copied().collect()) }
    }

    fn handed(&self) -> Vec<Uuid> {
        self.handed.lock().unwrap().iter().map(|letter| letter.id).collect()
    }
}

impl Post for TestPost {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        self.handed.lock().unwrap().push(letter.clone());
        let answer = self.answers.lock().unwrap().pop().unwrap_or(Answer::Refused);
        match answer {
            Answer::Taken => Ok(()),
            Answer::Refused => Err(NotSent::Letter("the server answers 451".to_owned())),
            Answer::Silent => Err(NotSent::Server("the mail server did not answer in time".to_owned())),
            Answer::TakenAndGone => panic!("the process ends here"),
        }
    }
}

/// Writes to a practice, so that a notice waits in the outbox.
fn write_to_practice(kith: &Kith, team: &Team) {
    let (person, _) = team.supported(kith);
    kith.act(&team.worker, move |work, ctx| {
        let permit = permit::person::<act::SendMessage>(work.tx(), ctx, person)?;
        let input = messages::Input { happened: "Met twice, about her garden".to_owned(), ..Default::default() };
        messages::send(work, ctx, &permit, &input, "https://kith.example.org").map(drop)
    })
    .unwrap();
}

fn letters(kith: &Kith) -> Vec<Letter> {
    kith.app.store().read(&Reach::maintenance(), house::latest_letters).unwrap()
}

#[test]
fn a_letter_that_was_refused_is_tried_again_later_under_the_same_identifier() {
    on_each(|kith| {
        let team = Team::of(kith);
        write_to_practice(kith, &team);
        let post = TestPost::answering(&[Answer::Refused, Answer::Refused, Answer::Taken]);
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 0);
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 0, "not before it is due again");
        assert_eq!(post.handed().len(), 1);
        kith.clock.forward(SignedDuration::from_mins(1));
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 0, "the second time, after a minute");
        kith.clock.forward(SignedDuration::from_mins(1));
        assert_eq!(post.handed().len(), 2);
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 0, "then after two");
        let waiting = letters(kith).remove(0);
        assert_eq!((waiting.state.as_str(), waiting.attempts), ("waiting", 2));
        assert_eq!(waiting.trouble.as_deref(), Some("the server answers 451"));
        kith.clock.forward(SignedDuration::from_mins(1));
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 1);
        let left = letters(kith).remove(0);
        assert_eq!((left.state.as_str(), left.attempts, left.left), ("left", 3, Some(kith.app.now())));
        assert_eq!(left.trouble, None);
        assert_eq!(post.handed(), [left.id; 3]);
        kith.clock.forward(SignedDuration::from_hours(24));
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 0, "what has left stays away");
        assert_eq!(post.handed().len(), 3);
    });
}

#[test]
fn a_letter_whose_leaving_was_not_noted_leaves_again_under_the_same_identifier() {
    on_each(|kith| {
        let team = Team::of(kith);
        write_to_practice(kith, &team);
        let post = TestPost::answering(&[Answer::TakenAndGone, Answer::Taken]);
        assert!(catch_unwind(AssertUnwindSafe(|| jobs::carry(&kith.app, &post))).is_err());
        assert_eq!(letters(kith)[0].state, "waiting");
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 1);
        assert_eq!(post.handed(), [letters(kith)[0].id; 2]);
    });
}

#[test]
fn a_letter_is_stuck_after_the_last_attempt_and_waits_for_a_human() {
    on_each(|kith| {
        let team = Team::of(kith);
        write_to_practice(kith, &team);
        let post = TestPost::answering(&[]);
        let mut pauses = Vec::new();
        for attempt in 1..=MOST_ATTEMPTS {
            let before = kith.app.now();
            while post.handed().len() < usize::try_from(attempt).unwrap() {
                jobs::carry(&kith.app, &post).unwrap();
                if post.handed().len() < usize::try_from(attempt).unwrap() {
                    kith.clock.forward(SignedDuration::from_mins(1));
                }
            }
            pauses.push(kith.app.now().duration_since(before).as_mins());
        }
        assert_eq!(pauses, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        let stuck = letters(kith).remove(0);
        assert_eq!((stuck.state.as_str(), stuck.attempts), ("stuck", MOST_ATTEMPTS));
        kith.clock.forward(SignedDuration::from_hours(48));
        assert_eq!(jobs::carry(&kith.app, &TestPost::answering(&[Answer::Taken])).unwrap().left, 0);
        let counts = kith.app.store().read(&Reach::maintenance(), house::letter_counts).unwrap();
        assert_eq!(counts, [("stuck".to_owned(), 1)]);
    });
}

#[test]
fn one_letter_that_cannot_leave_holds_up_no_other() {
    on_each(|kith| {
        let team = Team::of(kith);
        write_to_practice(kith, &team);
        write_to_practice(kith, &team);
        let post = TestPost::answering(&[Answer::Refused, Answer::Taken]);
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 1);
        let mut states: Vec<_> = letters(kith).into_iter().map(|letter| letter.state).collect();
        states.sort();
        assert_eq!(states, ["left", "waiting"]);
    });
}

#[test]
fn a_server_that_takes_nothing_is_asked_for_one_letter_of_a_turn() {
    on_each(|kith| {
        let team = Team::of(kith);
        for _ in 0..3 {
            write_to_practice(kith, &team);
        }
        let post = TestPost::answering(&[Answer::Silent]);
        let carried = jobs::carry(&kith.app, &post).unwrap();
        assert_eq!((carried.left, carried.broke_off, post.handed().len()), (0, true, 1));
        let attempts: i64 = letters(kith).iter().map(|letter| letter.attempts).sum();
        assert_eq!(attempts, 1, "the others were not tried, and nothing counts against them");
        let post = TestPost::answering(&[Answer::Taken; 3]);
        kith.clock.forward(SignedDuration::from_mins(1));
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 3);
    });
}

#[test]
fn a_notice_names_nobody_and_a_message_that_was_not_sent_leaves_none() {
    on_each(|kith| {
        let team = Team::of(kith);
        write_to_practice(kith, &team);
        let letter = letters(kith).remove(0);
        let text = format!("{} {}", letter.subject, letter.body);
        for word in ["Family", "Ann", "garden", "1951", "sister"] {
            assert!(!text.contains(word), "{text}");
        }
        assert!(text.contains("https://kith.example.org/my-referrals/"));
        let (person, _) = team.supported(kith);
        let refused = kith.act(&team.worker, move |work, ctx| {
            let permit = permit::person::<act::SendMessage>(work.tx(), ctx, person)?;
            messages::send(work, ctx, &permit, &messages::Input::default(), "https://kith.example.org").map(drop)
        });
        assert_eq!(crate::world::codes(&refused), ["message.says_nothing"]);
        assert_eq!(letters(kith).len(), 1);
    });
}
