use jiff::SignedDuration;
use jiff::civil::date;

use super::*;
use crate::nhs_number::NumberMissing;
use crate::person::Identity;
use crate::support::contact::Mode;
use crate::time;

fn id<T>(number: u8) -> Id<T> {
    Id::from_parts(1, [number; 10])
}

fn now() -> Timestamp {
    "2026-11-26T10:00:00Z".parse().expect("a moment")
}

fn person() -> Person {
    let identity = Identity {
        nhs_number: Err(NumberMissing::NotKnown),
        family_name: Line::new("Okafor").expect("a name"),
        given_names: None,
        preferred_name: None,
        born: date(1951, 3, 27).into(),
    };
    Person::register(id(2), id(1), identity, None).0
}

fn on(when: When) -> Booking {
    Booking { when, minutes: None, mode: Mode::Phone, place: None, place_words: None, why: None, together: None }
}

fn thursday() -> Booking {
    on(When::Day(date(2026, 12, 3)))
}

fn standing(state: State) -> Appointment {
    let (booked, _) = Appointment::book(id(3), &person(), thursday(), id(4), now()).expect("booked");
    Appointment { state, ..booked }
}

fn every_state() -> Vec<State> {
    vec![
        State::Booked,
        State::Kept { contact: id(9) },
        State::NoAnswer { contact: id(9) },
        State::DidNotAttend { contact: id(9) },
        State::Cancelled { by: CancelledBy::Person, reason: None },
    ]
}

fn act(it: Appointment, act: &str) -> Result<(Appointment, Event), Rejection> {
    match act {
        "move" => it.reschedule(thursday(), now()),
        "cancel" => it.cancel(CancelledBy::Worker, None, now()),
        "put-back" => it.put_back(now()),
        "keep" => it.settle(Reached::Yes, id(8), now()),
        "no-answer" => it.settle(Reached::NoAnswer, id(8), now()),
        "not-attend" => it.settle(Reached::DidNotAttend, id(8), now()),
        other => unreachable!("{other} is no act"),
    }
}

#[test]
fn the_machine_does_what_its_table_says() {
    for state in every_state() {
        for name in ["move", "cancel", "put-back", "keep", "no-answer", "not-attend"] {
            let expected = TABLE.iter().find(|t| t.from == Some(state.name()) && t.act == name).map(|t| t.to);
            let found = act(standing(state.clone()), name).ok().map(|(it, _)| it.state.name());
            assert_eq!(found, expected, "{} × {name}", state.name());
        }
    }
}

#[test]
fn a_day_alone_is_enough_and_did_not_attend_is_not_a_cancellation() {
    let (booked, event) = Appointment::book(id(3), &person(), thursday(), id(4), now()).expect("booked");
    assert_eq!((booked.state.name(), event.kind), ("booked", "appointment.booked"));
    let (missed, event) = booked.settle(Reached::DidNotAttend, id(8), now()).expect("settled");
    assert_eq!((missed.state.name(), event.kind), ("did-not-attend", "appointment.settled"));
    assert!(missed.clone().cancel(CancelledBy::Person, None, now()).is_err(), "what happened is not called off");
    // The contact was corrected: they had come after all.
    assert_eq!(missed.settle(Reached::Yes, id(8), now()).expect("settled").0.state, State::Kept { contact: id(8) });
}

#[test]
fn what_cannot_be_booked_says_why() {
    let at = |text: &str| When::At(text.parse().expect("a moment"));
    let cases = [
        (on(When::Day(date(2026, 11, 25))), "appointment.past"),
        (on(at("2026-11-26T09:00:00Z")), "appointment.past"),
        (on(When::Day(date(2028, 11, 27))), "appointment.too_far"),
        (Booking { minutes: Some(1_441), ..thursday() }, "appointment.too_long"),
    ];
    for (booking, code) in cases {
        let refused = Appointment::book(id(3), &person(), booking, id(4), now());
        assert_eq!(refused.err().map(|r| r.code), Some(code));
    }
    for fine in [on(When::Day(date(2026, 11, 26))), on(at("2026-11-26T09:50:00Z")), on(When::Day(date(2028, 11, 26)))] {
        assert!(Appointment::book(id(3), &person(), fine, id(4), now()).is_ok());
    }
}

#[test]
fn what_was_called_off_is_put_back_only_while_its_day_is_to_come() {
    let (off, _) =
        standing(State::Booked).cancel(CancelledBy::SomeoneElse, Line::new("Snow").ok(), now()).expect("off");
    assert!(off.clone().put_back(now()).is_ok());
    let later = "2026-12-04T10:00:00Z".parse().expect("a moment");
    assert_eq!(off.put_back(later).err().map(|r| r.code), Some("appointment.past"));
}

#[test]
fn a_day_begins_where_its_clock_does_and_a_time_shown_twice_says_which() {
    let day = date(2026, 7, 1);
    assert_eq!(When::Day(day).start().to_string(), "2026-06-30T23:00:00Z");
    assert_eq!(When::from_start(When::Day(day).start(), false), When::Day(day));
    let first = time::moment_on(date(2026, 10, 25), 1, 30).expect("a moment");
    let second = first + SignedDuration::from_hours(1);
    assert_eq!(When::At(first).in_words(), "Sunday 25 October 2026, 1.30am (the first, before the clocks go back)");
    assert_eq!(When::At(second).in_words(), "Sunday 25 October 2026, 1.30am (the second, after the clocks went back)");
    assert_eq!(When::At(now()).time_in_words().as_deref(), Some("10am"));
}
