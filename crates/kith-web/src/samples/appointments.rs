//! Next contacts and appointments in every state.

use askama::Template;
use jiff::civil::Date;
use kith_app::appointments::{Day, One};
use kith_app::people::Names;
use kith_app::store::{DayLine, Happened, Kept, Named};
use kith_domain::appointment::{Appointment, Booking, CancelledBy, When};
use kith_domain::event::Event;
use kith_domain::person::Person;
use kith_domain::support::contact::{Mode, Place, Reached};
use kith_domain::text::Line;

use super::Sample;
use super::made_up::*;
use crate::appointments::book::filled;
use crate::appointments::day::booked as booked_slot;
use crate::appointments::drawn::*;
use crate::components::{Form, Frame, Slot};
use crate::people::May;
use crate::taken::overtaken;

fn drawn(name: &'static str, page: &impl Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn visit_together(when: When, say: Say) -> Booking {
    Booking {
        when,
        minutes: Some(45),
        mode: Mode::FaceToFace,
        place: Some(Place::Community),
        place_words: Some(Line::new(&say("The café by the station")).unwrap()),
        why: Some(Line::new(&say("Fill in the housing form together")).unwrap()),
        together: None,
    }
}

fn call(day: Date) -> Booking {
    Booking {
        when: When::Day(day),
        minutes: None,
        mode: Mode::Phone,
        place: None,
        place_words: None,
        why: None,
        together: None,
    }
}

/// An appointment with what happened to it, booked on the 20th.
pub(super) fn made(n: u8, person: &Person, booking: Booking) -> (Appointment, Vec<Happened>) {
    let (it, event) = Appointment::book(id(n), person, booking, id(AMINA), at(20, 9, 0)).unwrap();
    let happened = vec![told(event, &it)];
    (it, happened)
}

fn told(event: Event, it: &Appointment) -> Happened {
    Happened {
        kind: event.kind.to_owned(),
        subject: it.id.uuid(),
        at: at(20, 9, 0),
        account: Some(id(AMINA)),
        facts: event.facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
    }
}

fn line(person: &Person, it: Appointment) -> DayLine {
    DayLine {
        kept: Kept { version: 1, it },
        name: Named {
            family: person.identity.family_name.to_string(),
            given: person.identity.given_names.as_ref().map(ToString::to_string),
            preferred: person.identity.preferred_name.as_ref().map(ToString::to_string),
            born: person.identity.born,
        },
        phone: person.phone.as_ref().map(ToString::to_string),
        safe_contact: person.safe_contact.as_ref().map(ToString::to_string),
    }
}

fn day(say: Say) -> Day {
    let story = full_story(say);
    let person = &story.person.it;
    let (missed, _) = made(130, person, visit_together(When::At(at(24, 11, 0)), say));
    let (missed, _) = missed.settle(Reached::DidNotAttend, id(60), at(24, 11, 30)).unwrap();
    let (off, _) = made(131, person, call(today()));
    let (off, _) = off.cancel(CancelledBy::Person, Line::new(&say("Her sister visits")).ok(), at(23, 9, 0)).unwrap();
    Day {
        before: vec![line(person, made(132, person, visit_together(When::At(at(21, 10, 0)), say)).0)],
        day: vec![
            line(person, made(133, &little_known(), call(today())).0),
            line(person, off),
            line(person, missed),
            line(person, made(134, person, visit_together(When::At(at(24, 14, 30)), say)).0),
        ],
        after: vec![line(person, made(135, person, visit_together(When::At(at(26, 9, 15)), say)).0)],
        covered: [(id(134), id(AMINA))].into(),
    }
}

/// The colleagues whom one covers.
fn covered() -> Names {
    [(id(AMINA), "Amina Yusuf".to_owned())].into()
}

/// What is booked, as *Today* shows it.
pub(super) fn booked() -> Slot {
    booked_slot(&day(plainly), today(), &covered())
}

/// A day with nothing in it.
pub(super) fn nothing_booked() -> Slot {
    booked_slot(&Day::default(), today(), &covered())
}

fn one(booking: Booking, say: Say, further: impl Fn(Appointment) -> (Appointment, Option<Event>)) -> One {
    let story = full_story(say);
    let (it, mut happened) = made(136, &story.person.it, booking);
    let (it, event) = further(it);
    happened.extend(event.map(|event| told(event, &it)));
    One { head: head(&story), kept: Kept { version: 2, it }, happened, names: story.names }
}

fn about(one: &One, title: &str, form: &Form) -> Frame {
    let role = kith_domain::staff::Role::LinkWorker;
    Frame { error_title: !form.is_fine(), ..frame_about(title, &one.head.person.it, role) }
}

fn one_page(name: &'static str, one: &One, actor: kith_domain::policy::Actor, form: Form) -> Sample {
    let may = May::opened(actor, &one.head.person.it);
    drawn(name, &OnePage::new(about(one, "What is booked", &form), one, &may, form))
}

fn pages() -> Vec<Sample> {
    let stays = |it: Appointment| (it, None);
    let soon = When::At(at(26, 14, 30));
    let open = one(visit_together(soon, plainly), plainly, stays);
    let off = one(visit_together(soon, hostile), hostile, |it| {
        let (it, event) = it.cancel(CancelledBy::SomeoneElse, Line::new(HOSTILE).ok(), at(22, 9, 0)).unwrap();
        (it, Some(event))
    });
    let moved = one(call(today()), plainly, |it| {
        let (it, event) = it.reschedule(visit_together(When::At(at(27, 9, 0)), plainly), at(22, 9, 0)).unwrap();
        (it, Some(event))
    });
    let missed = one(visit_together(soon, plainly), plainly, |it| {
        let (it, event) = it.settle(Reached::DidNotAttend, id(60), at(26, 15, 0)).unwrap();
        (it, Some(event))
    });
    let mut too_late = form();
    too_late.general_problem("This is over. Enter a day and time to come, or log a contact for what has happened.");
    vec![
        one_page("appointment", &open, amina(), form()),
        one_page("appointment-for-lead", &open, rowan(), form()),
        one_page("appointment-cancelled", &off, amina(), form()),
        one_page("appointment-too-late-to-put-back", &off, amina(), too_late),
        one_page("appointment-moved", &moved, amina(), form()),
        one_page("appointment-missed", &missed, amina(), form()),
    ]
}

fn forms() -> Vec<Sample> {
    let open = one(visit_together(When::At(at(26, 14, 30)), plainly), plainly, |it| (it, None));
    let blank = form().prefill("mode", "phone");
    let mut wrong = typed(&[
        ("day", "2026-02-30"),
        ("time", "25:00"),
        ("why", HOSTILE),
        ("place_words", HOSTILE),
        ("minutes", "a while"),
    ]);
    wrong.problem("day", "Enter the day, like 3 December. The time may be left out.");
    wrong.problem("mode", "Choose how you will be in contact.");
    wrong.problem("minutes", "Enter a whole number, like 20, or leave it out.");
    let moving = filled(form(), &open.kept.it, 2);
    let late = overtaken(typed(&[("day", "2026-11-27"), ("time", "09:00"), ("mode", "phone"), ("why", HOSTILE)]), 3);
    let mut nobody = typed(&[("reason", HOSTILE)]);
    nobody.problem("by", "Choose who cancelled it.");
    let (book, moved, cancel) = ("Book a next contact", "Move or change what is booked", "Cancel what is booked");
    let it = &open.kept.it;
    vec![
        drawn("appointment-book", &BookPage::new(about(&open, book, &blank), &open.head, blank)),
        drawn("appointment-book-errors", &BookPage::new(about(&open, book, &wrong), &open.head, wrong)),
        drawn("appointment-move", &BookPage::moving(about(&open, moved, &moving), &open.head, it.id, moving)),
        drawn(
            "appointment-move-overtaken",
            &BookPage::moving(about(&open, moved, &late), &open.head, it.id, late).beside(it),
        ),
        drawn("appointment-cancel", &CancelPage::new(about(&open, cancel, &form()), it, form())),
        drawn("appointment-cancel-errors", &CancelPage::new(about(&open, cancel, &nobody), it, nobody)),
    ]
}

fn days() -> Vec<Sample> {
    let lead = |title: &str| frame(title, kith_domain::staff::Role::TeamLead, "/team");
    let mine = |title: &str| frame(title, kith_domain::staff::Role::LinkWorker, "/today");
    let worker = "01940000-0000-7000-8000-000000000001";
    let title = "The day of Amina Yusuf";
    vec![
        drawn("team-day", &DayPage::new(Frame { wide: true, ..lead(title) }, worker, &day(plainly), today())),
        drawn("team-day-hostile", &DayPage::new(lead(title), worker, &day(hostile), today())),
        drawn("team-day-empty", &DayPage::new(lead(title), worker, &Day::default(), today())),
        drawn("today-sheet", &SheetPage::new(mine("Your day"), &day(plainly), today(), &covered())),
        drawn("today-sheet-hostile", &SheetPage::new(mine("Your day"), &day(hostile), today(), &covered())),
        drawn("today-sheet-empty", &SheetPage::new(mine("Your day"), &Day::default(), today(), &covered())),
    ]
}

fn calendars() -> Vec<Sample> {
    let page = |name, link: Option<&str>, since: Option<&str>| {
        let frame = frame("Your calendar link", kith_domain::staff::Role::LinkWorker, "/today");
        let forms = (form(), form());
        drawn(name, &CalendarPage::new(frame, forms, link.map(str::to_owned), since.map(str::to_owned)))
    };
    let made = Some("Tuesday 24 November 2026");
    let link = format!("https://kith.example.org/calendar/{}.ics", "0a".repeat(32));
    vec![page("calendar", None, None), page("calendar-made", Some(&link), made), page("calendar-kept", None, made)]
}

/// Every state.
pub(super) fn samples() -> Vec<Sample> {
    [pages(), forms(), days(), calendars()].into_iter().flatten().collect()
}

#[test]
fn every_page_of_appointments_is_a_snapshot() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
