//! "And also": the part of the contact's form for what a contact brought up. Nothing in it is ever needed.

use jiff::ToSpan;
use jiff::civil::Date;
use kith_app::also::{AlsoInput, ConnectInput, Logged, NONE_OF_THESE, THE_NEW_NEED};
use kith_app::appointments::{BookingInput, Hint};
use kith_app::gaps::GapInput;
use kith_app::people::Head;
use kith_app::planning::ActionInput;
use kith_app::support::NeedInput;
use kith_domain::appointment::Appointment;
use kith_domain::directory::CommunityService;
use kith_domain::need::Known;
use kith_domain::need::gap::{Instead, Reason};
use kith_domain::support::contact::{Mode, Place, Reached};
use kith_domain::support::plan::action::Owner;
use kith_domain::time;

use crate::components::{Choice, Form};
use crate::visit::Visit;

/// The questions that stand closed until they are opened, or something is written there. When a need came to light is
/// filled in beforehand, and opens nothing.
pub(super) const NAMES: &[&str] = &[
    "next_date",
    "next_time",
    "next_minutes",
    "next_mode",
    "next_place",
    "next_place_words",
    "need_stated",
    "need_domain",
    "gap_need",
    "gap_sought",
    "gap_reason",
    "gap_weeks",
    "gap_instead",
    "gap_words",
    "connect_name",
    "connect_to",
    "connect_agreed",
    "action_what",
    "action_owner",
    "action_who",
    "action_due",
];

/// What is said after a contact was saved with what stands beside it.
pub(super) fn said(logged: &Logged) -> &'static str {
    match logged.next {
        Some((_, Some(Hint::Twice))) => "contact-logged-booked-twice",
        Some((_, Some(Hint::Closed))) => "contact-logged-booked-closed",
        _ if logged.is_second_connection => "contact-logged-connected-again",
        Some(_) => "contact-logged-and-booked",
        None => "contact-logged",
    }
}

/// How many days to come are offered by name; a later one is written.
const DAYS_BY_NAME: i64 = 14;

/// The lists of the questions beside a contact.
#[derive(Debug, Clone)]
pub(super) struct Also {
    pub(super) days: Vec<Choice>,
    pub(super) next_modes: Vec<Choice>,
    pub(super) next_places: Vec<Choice>,
    pub(super) domains: Vec<Choice>,
    pub(super) known: Vec<Choice>,
    pub(super) gap_needs: Vec<Choice>,
    pub(super) reasons: Vec<Choice>,
    pub(super) instead: Vec<Choice>,
    pub(super) owners: Vec<Choice>,
    /// What the directory has under the name that was typed, when it did not say which is meant.
    pub(super) connect: Vec<Choice>,
}

impl Also {
    /// For a person, on a day.
    pub(super) fn of(head: &Head, today: Date) -> Self {
        let none = |words: &str| std::iter::once(Choice::new("", words));
        let days = (1..=DAYS_BY_NAME).filter_map(|ahead| today.checked_add(ahead.days()).ok());
        let day = |day: Date| Choice::new(&day.to_string(), &day.strftime("%A %-d %B").to_string());
        let needs = head.needs.iter().map(|need| Choice::new(&need.id.to_string(), &short(need.stated.as_str())));
        Self {
            days: none("No day").chain(days.map(day)).collect(),
            next_modes: none("The same way as now")
                .chain(Mode::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
                .collect(),
            next_places: none("Not said")
                .chain(Place::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
                .collect(),
            domains: none("Leave it open for now")
                .chain(head.settings.need_domains().into_iter().map(|(it, label)| Choice::new(it.code(), &label)))
                .collect(),
            known: Known::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            gap_needs: none("No gap")
                .chain([Choice::new(THE_NEW_NEED, "The need written above")])
                .chain(needs)
                .collect(),
            reasons: none("Not said").chain(Reason::ALL.iter().map(|it| Choice::new(it.code(), it.label()))).collect(),
            instead: none("Not said").chain(Instead::ALL.iter().map(|it| Choice::new(it.code(), it.label()))).collect(),
            owners: none("Not said").chain(Owner::ALL.iter().map(|it| Choice::new(it.code(), it.label()))).collect(),
            connect: Vec::new(),
        }
    }

    /// With what may be meant by the name that was typed for a connection.
    pub(super) fn offering(mut self, found: &[CommunityService]) -> Self {
        self.connect = (found.iter())
            .map(|it| Choice::new(&it.id.to_string(), it.entry.name.as_str()))
            .chain([Choice::new(NONE_OF_THESE, "None of these: save without a connection")])
            .collect();
        self
    }
}

/// The beginning of a need, for a list.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 80 { line } else { line.chars().take(79).chain(['…']).collect() }
}

/// What the form sent beside the contact.
pub(super) fn input(visit: &Visit) -> AlsoInput {
    let field = |name| visit.field(name);
    // A day that is written out is meant more than one of the list.
    let written = field("next_date");
    AlsoInput {
        appointment: field("appointment"),
        next: BookingInput {
            day: if written.is_empty() { field("next_day") } else { written },
            time: field("next_time"),
            minutes: field("next_minutes"),
            mode: field("next_mode"),
            place: field("next_place"),
            place_words: field("next_place_words"),
            why: String::new(),
            together: String::new(),
        },
        need: NeedInput {
            stated: field("need_stated"),
            domain: field("need_domain"),
            known: field("need_known"),
            ..NeedInput::default()
        },
        gap_need: field("gap_need"),
        gap: GapInput {
            sought: field("gap_sought"),
            reason: field("gap_reason"),
            weeks: field("gap_weeks"),
            instead: field("gap_instead"),
            words: field("gap_words"),
            ..GapInput::default()
        },
        connect: ConnectInput { name: field("connect_name"), to: field("connect_to"), agreed: field("connect_agreed") },
        action: ActionInput {
            what: field("action_what"),
            owner: field("action_owner"),
            who: field("action_who"),
            due: (field("action_due"), String::new(), String::new()),
            ..ActionInput::default()
        },
    }
}

/// The form filled in from the appointment that the contact tells of.
pub(super) fn prefilled(form: Form, it: &Appointment, reached: Reached, today: Date) -> Form {
    let booking = &it.booking;
    let day = booking.when.day();
    let form = form
        .prefill("mode", booking.mode.code())
        .prefill("reached", reached.code())
        .prefill("place", booking.place.map_or("", Place::code));
    // What was booked for a day to come happens now, when it is written down.
    if day > today {
        return form;
    }
    let clock = if booking.when.is_timed() { time::clock_for_form(booking.when.start()) } else { String::new() };
    if day == today && clock.is_empty() {
        return form;
    }
    form.prefill("day", &time::date_in_words(day)).prefill("time", &clock)
}
