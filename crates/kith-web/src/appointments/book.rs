//! Booking a next contact or an appointment, and moving one: the day is all that is asked.

use askama::Template;
use kith_app::appointments::{self, BookingInput};
use kith_app::people::Head;
use kith_app::{Refusal, permit};
use kith_domain::appointment::Appointment;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::contact::{Mode, Place};
use kith_domain::time;

use super::one::{open, says};
use super::words;
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::{Back, frame_about, head, safely};
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The form, for a new one or for one that is moved.
#[derive(Template)]
#[template(path = "appointments/book.html")]
pub(crate) struct BookPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    modes: Vec<Choice>,
    places: Vec<Choice>,
    save: &'static str,
    /// No case of theirs is open, so that nothing can be booked; whom it is about.
    no_case: Option<(String, String)>,
    /// What is asked about the place.
    where_exactly: &'static str,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl BookPage {
    /// The form for a person.
    pub(crate) fn new(frame: Frame, head: &Head, form: Form) -> Self {
        let person = &head.person.it;
        Self {
            frame,
            form,
            to: format!("/people/{}/appointments/new", person.id),
            back: Back::to(person),
            modes: safely::modes(&head.reaching),
            places: safely::places(&head.reaching),
            save: "Book it",
            no_case: head
                .has_no_open_case()
                .then(|| (format!("/people/{}", person.id), person.identity.called().to_string())),
            where_exactly: "Where exactly?",
            says_now: Vec::new(),
        }
    }

    /// The form for going somewhere together for the first time.
    pub(crate) fn together(frame: Frame, head: &Head, to: Id<Connection>, form: Form) -> Self {
        let back = Back { href: format!("/connections/{to}"), text: "Back to the connection".to_owned() };
        let form = form.carrying("connection", &to.to_string());
        Self { back, where_exactly: "Where do you meet?", save: "Plan it", ..Self::new(frame, head, form) }
    }

    /// The form for moving this one.
    pub(crate) fn moving(frame: Frame, head: &Head, id: Id<Appointment>, form: Form) -> Self {
        let back = Back { href: format!("/appointments/{id}"), text: "Back to what is booked".to_owned() };
        Self {
            to: format!("/appointments/{id}/move"),
            back,
            save: "Save",
            no_case: None,
            ..Self::new(frame, head, form)
        }
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, now: &Appointment) -> Self {
        self.says_now = says(now);
        self
    }
}

/// The form with what is booked.
pub(crate) fn filled(form: Form, it: &Appointment, version: i64) -> Form {
    let it = &it.booking;
    let text = |line: Option<String>| line.unwrap_or_default();
    let clock = if it.when.is_timed() { time::clock_for_form(it.when.start()) } else { String::new() };
    form.carrying(VERSION, &version.to_string())
        .prefill("day", &time::date_in_words(it.when.day()))
        .prefill("time", &clock)
        .prefill("minutes", &text(it.minutes.map(|minutes| minutes.to_string())))
        .prefill("mode", it.mode.code())
        .prefill("place", it.place.map_or("", Place::code))
        .prefill("place_words", &text(it.place_words.as_ref().map(ToString::to_string)))
        .prefill("why", &text(it.why.as_ref().map(ToString::to_string)))
}

fn input(visit: &Visit) -> BookingInput {
    BookingInput {
        day: visit.field("day"),
        time: visit.field("time"),
        minutes: visit.field("minutes"),
        mode: visit.field("mode"),
        place: visit.field("place"),
        place_words: visit.field("place_words"),
        why: visit.field("why"),
        together: visit.field("connection"),
    }
}

const TITLE: &str = "Book a next contact";

fn draw(visit: &Visit, head: &Head, form: Form, connection: &str) -> BookPage {
    let line = head.connections.iter().find(|line| line.kept.it.id.to_string() == connection);
    let title = line.map_or_else(|| TITLE.to_owned(), |line| format!("Plan to go to {} together", line.to));
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &head.person.it, &title) };
    match line {
        Some(line) => BookPage::together(frame, head, line.kept.it.id, form),
        None => BookPage::new(frame, head, form),
    }
}

/// `GET /people/{id}/appointments/new`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["connection"])?;
    let id = visit.id::<Person>("id")?;
    let head = head::<act::BookAppointment>(visit, id)?;
    let connection = visit.query("connection")?.unwrap_or_default();
    let together = head.connections.iter().find(|line| line.kept.it.id.to_string() == connection);
    if !connection.is_empty() && together.is_none() {
        return Err(Problem::Bad("The address names a connection that this person does not have."));
    }
    let last = head.last.as_ref().map_or(Mode::Phone, |contact| contact.details.mode);
    let mode = together.map_or(last, |_| Mode::FaceToFace);
    let mut form = visit.form(&id.to_string()).prefill("mode", mode.code());
    if let Some(line) = together {
        form = form.prefill("why", &format!("Go to {} together", line.to)).prefill("place", Place::Venue.code());
    }
    Reply::page(&draw(visit, &head, form, connection))
}

/// `POST /people/{id}/appointments/new`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let taken = visit.submit::<act::BookAppointment>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::BookAppointment>(work.tx(), ctx, id)?;
        let (_, hint) = appointments::book(work, ctx, &permit, &input)?;
        let said = match hint {
            None => "booked",
            Some(appointments::Hint::Twice) => "booked-twice",
            Some(appointments::Hint::Closed) => "booked-closed",
        };
        Ok(match input.together.as_str() {
            "" => format!("/people/{id}?said={said}"),
            together => format!("/connections/{together}?said={said}"),
        })
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let head = head::<act::BookAppointment>(visit, id)?;
            Reply::again(&draw(visit, &head, form, &visit.field("connection")))
        }
    }
}

const MOVE: &str = "Move or change what is booked";

fn draw_moving(visit: &Visit, one: &appointments::One, form: Form) -> BookPage {
    let person = &one.head.person.it;
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, person, MOVE) };
    BookPage::moving(frame, &one.head, one.kept.it.id, form)
}

/// `GET /appointments/{id}/move`.
pub(crate) fn show_move(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Appointment>("id")?;
    let one = open::<act::ChangeAppointment>(visit, id)?;
    if !one.kept.it.state.is_open() {
        return Ok(Reply::see(format!("/appointments/{id}")));
    }
    let form = filled(visit.form(&id.to_string()), &one.kept.it, one.kept.version);
    Reply::page(&draw_moving(visit, &one, form))
}

/// `POST /appointments/{id}/move`.
pub(crate) fn take_move(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Appointment>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    let taken = visit.submit::<act::ChangeAppointment>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::appointment::<act::ChangeAppointment>(work.tx(), ctx, id)?;
        appointments::reschedule(work, ctx, &permit, version, &input)?;
        Ok(format!("/appointments/{id}?said=moved"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let one = open::<act::ChangeAppointment>(visit, id)?;
        let form = overtaken(form, one.kept.version);
        let page = draw_moving(visit, &one, form).beside(&one.kept.it);
        return Reply::page_with(http::StatusCode::CONFLICT, &page);
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let one = open::<act::ChangeAppointment>(visit, id)?;
    Reply::again(&draw_moving(visit, &one, form))
}

/// The rows that say what is booked.
pub(crate) fn rows(it: &Appointment) -> Vec<Row> {
    let mut rows = vec![Row::new("When", &it.booking.when.in_words()), Row::new("How", &words::how(&it.booking))];
    rows.extend(it.booking.why.as_ref().map(|why| Row::new("Why", why.as_str())));
    rows
}
