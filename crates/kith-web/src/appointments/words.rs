//! An appointment in words: for lists, for its page, and for the story.

use jiff::civil::Date;
use kith_app::store::Happened;
use kith_domain::appointment::{Appointment, Booking, CancelledBy, State, When};
use kith_domain::event::Fact;
use kith_domain::support::contact::{Mode, Place};

use crate::error::Problem;
use crate::visit::Visit;

/// How and where: "Face to face, their home, 12 Quay Street, 45 minutes".
pub(crate) fn how(it: &Booking) -> String {
    let mut parts = vec![it.mode.label().to_owned()];
    parts.extend(it.place.map(|place| place.label().to_lowercase()));
    parts.extend(it.place_words.as_ref().map(ToString::to_string));
    parts.extend(
        it.minutes.map(|minutes| if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") }),
    );
    parts.join(", ")
}

/// "2.30pm", or "Any time" on its day.
pub(crate) fn clock(when: When) -> String {
    when.time_in_words().unwrap_or_else(|| "Any time".to_owned())
}

/// Where it stands, in a sentence.
pub(crate) fn standing(it: &Appointment) -> String {
    match &it.state {
        State::Booked => "Booked.".to_owned(),
        State::Kept { .. } => "It took place.".to_owned(),
        State::NoAnswer { .. } => "It was tried; nobody answered.".to_owned(),
        State::DidNotAttend { .. } => "They did not attend.".to_owned(),
        State::Cancelled { by, reason } => {
            let by = match by {
                CancelledBy::Person => "the person",
                CancelledBy::Worker => "the link worker",
                CancelledBy::SomeoneElse => "someone else",
            };
            match reason {
                Some(reason) => format!("Cancelled by {by}: {reason}"),
                None => format!("Cancelled by {by}."),
            }
        }
    }
}

/// The day in an address; today when it names none.
pub(crate) fn day_asked(visit: &Visit, today: Date) -> Result<Date, Problem> {
    let wrong = Problem::Bad("The address names a day that there is not. Go back and follow a link.");
    match visit.query("day")? {
        None => Ok(today),
        Some(day) => day.parse().ok().filter(|day: &Date| (1900..=2200).contains(&day.year())).ok_or(wrong),
    }
}

fn moment(it: &Happened, timed: &str, at: &str) -> Option<When> {
    let fact = |wanted: &str| it.facts.iter().find(|(name, _)| name == wanted).map(|(_, fact)| fact);
    match (fact(timed)?, fact(at)?) {
        (Fact::Bool(timed), Fact::Moment(at)) => Some(When::from_start(*at, *timed)),
        _ => None,
    }
}

/// What happened to an appointment, as a sentence with what belongs to it. `None` for an event of another kind.
pub(crate) fn told(who: &str, called: &str, it: &Happened) -> Option<(String, Vec<String>)> {
    let when = || moment(it, "timed", "at").map_or_else(|| "a day".to_owned(), When::in_words);
    let mut lines = Vec::new();
    let what = match it.kind.as_str() {
        "appointment.booked" => {
            lines.extend(place_line(it));
            lines.extend(it.text("why").map(|why| format!("Why: {why}")));
            format!("{who} booked {} with {called}.", when())
        }
        "appointment.moved" => {
            lines.extend(place_line(it));
            lines.extend(it.text("why").map(|why| format!("Why: {why}")));
            let from = moment(it, "from_timed", "from").map(When::in_words);
            match from {
                Some(from) if from != when() => {
                    format!("{who} moved what was booked with {called}, from {from} to {}.", when())
                }
                _ => format!("{who} changed what is booked with {called} for {}.", when()),
            }
        }
        "appointment.cancelled" => {
            let by = it.text("by").and_then(CancelledBy::from_code);
            let by = match by {
                Some(CancelledBy::Person) => called,
                Some(CancelledBy::SomeoneElse) => "someone else",
                Some(CancelledBy::Worker) | None => who,
            };
            lines.extend(it.text("reason").map(|reason| format!("Why: {reason}")));
            format!("What was booked for {} was cancelled by {by}.", when())
        }
        "appointment.put_back" => format!("{who} put back what was booked for {}.", when()),
        "appointment.settled" => match it.text("to") {
            Some("did-not-attend") => format!("{called} did not attend what was booked for {}.", when()),
            Some("no-answer") => format!("Nobody answered at what was booked for {}.", when()),
            _ => format!("What was booked for {} took place.", when()),
        },
        _ => return None,
    };
    Some((what, lines))
}

fn place_line(it: &Happened) -> Option<String> {
    let mode = it.text("mode").and_then(Mode::from_code).map(|mode| mode.label().to_owned());
    let place = it.text("place").and_then(Place::from_code).map(|place| place.label().to_lowercase());
    let parts: Vec<String> = [mode, place, it.text("place_words").map(str::to_owned)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join(", ").trim_end_matches('.')))
}
