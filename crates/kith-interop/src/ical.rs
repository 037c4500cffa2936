//! iCalendar (RFC 5545), written and never read: what a subscribed calendar needs and no more.
//!
//! Moments are written in universal time, which every client turns into its own, so that no table of time zones can be
//! wrong or old. Lines are folded at 75 octets without parting a character.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

/// A calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// What the client calls it.
    pub name: String,
    /// When it was written.
    pub stamp: Timestamp,
    /// Its entries.
    pub events: Vec<Event>,
}

/// When an entry begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starts {
    /// The whole day.
    Day(Date),
    /// A moment, and how long from then.
    At {
        /// The moment.
        at: Timestamp,
        /// Minutes.
        minutes: u32,
    },
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Event {
    /// The same for ever, and nobody else's.
    pub uid: String,
    /// When.
    pub starts: Starts,
    /// What is shown.
    pub summary: String,
    /// Where it leads.
    pub url: String,
    /// How often it was changed.
    pub sequence: i64,
    /// When it was changed last.
    pub changed: Timestamp,
}

impl Calendar {
    /// The calendar as it is sent, as `text/calendar; charset=utf-8`.
    #[must_use]
    pub fn to_wire(&self) -> String {
        let mut out = String::new();
        line(&mut out, "BEGIN:VCALENDAR");
        line(&mut out, "VERSION:2.0");
        line(&mut out, "PRODID:-//Kith//Appointments//EN");
        line(&mut out, "CALSCALE:GREGORIAN");
        line(&mut out, "METHOD:PUBLISH");
        line(&mut out, &format!("X-WR-CALNAME:{}", escaped(&self.name)));
        line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT15M");
        for event in &self.events {
            event.write(&mut out, self.stamp);
        }
        line(&mut out, "END:VCALENDAR");
        out
    }
}

impl Event {
    fn write(&self, out: &mut String, stamp: Timestamp) {
        line(out, "BEGIN:VEVENT");
        line(out, &format!("UID:{}", escaped(&self.uid)));
        line(out, &format!("DTSTAMP:{}", moment(stamp)));
        match self.starts {
            Starts::Day(day) => {
                line(out, &format!("DTSTART;VALUE=DATE:{}", date(day)));
                let next = day.checked_add(1.day()).unwrap_or(day);
                line(out, &format!("DTEND;VALUE=DATE:{}", date(next)));
                line(out, "TRANSP:TRANSPARENT");
            }
            Starts::At { at, minutes } => {
                let end = at.checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(at);
                line(out, &format!("DTSTART:{}", moment(at)));
                line(out, &format!("DTEND:{}", moment(end)));
            }
        }
        line(out, &format!("SUMMARY:{}", escaped(&self.summary)));
        // A URI is not text: it is written as it is, and holds no line end.
        line(out, &format!("URL:{}", self.url.replace(['\r', '\n'], "")));
        line(out, &format!("SEQUENCE:{}", self.sequence));
        line(out, &format!("LAST-MODIFIED:{}", moment(self.changed)));
        line(out, "CLASS:PRIVATE");
        line(out, "STATUS:CONFIRMED");
        line(out, "END:VEVENT");
    }
}

/// Text as RFC 5545 section 3.3.11 has it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line: folded so that no line has more than 75 octets, its continuation after a space (section 3.1).
fn line(out: &mut String, content: &str) {
    let mut octets = 0;
    for c in content.chars() {
        if octets + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn date(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn event(summary: &str) -> Event {
        Event {
            uid: "01940000-0000-7000-8000-000000000001@kith".to_owned(),
            starts: Starts::At { at: at("2026-10-25T00:30:00Z"), minutes: 45 },
            summary: summary.to_owned(),
            url: "https://kith.example.org/appointments/01940000-0000-7000-8000-000000000001".to_owned(),
            sequence: 2,
            changed: at("2026-10-01T09:00:00.5Z"),
        }
    }

    fn written(events: Vec<Event>) -> String {
        Calendar { name: "Kith; appointments, mine".to_owned(), stamp: at("2026-10-02T08:00:00Z"), events }.to_wire()
    }

    /// The content lines again, unfolded as a reader does.
    fn unfolded(wire: &str) -> Vec<String> {
        wire.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_entry_is_written_in_universal_time_with_its_length() {
        let wire = written(vec![
            event("Appointment: phone"),
            Event { starts: Starts::Day(jiff::civil::date(2026, 12, 31)), ..event("x") },
        ]);
        let lines = unfolded(&wire);
        for expected in [
            "X-WR-CALNAME:Kith\\; appointments\\, mine",
            "DTSTART:20261025T003000Z",
            "DTEND:20261025T011500Z",
            "SEQUENCE:2",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "URL:https://kith.example.org/appointments/01940000-0000-7000-8000-000000000001",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{expected} is not in\n{wire}");
        }
        assert!(wire.starts_with("BEGIN:VCALENDAR\r\n") && wire.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn nothing_that_is_shown_can_become_a_line_of_its_own() {
        let wire = written(vec![event("a\r\nATTENDEE:mailto:x@example.org\rb\nEND:VEVENT")]);
        let lines = unfolded(&wire);
        assert!(lines.contains(&"SUMMARY:a\\nATTENDEE:mailto:x@example.org\\nb\\nEND:VEVENT".to_owned()), "{wire}");
        assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_unfolding_gives_back_what_was_written(summary in "\\PC{0,300}") {
            let wire = written(vec![event(&summary)]);
            for line in wire.split("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets: {line}", line.len());
            }
            let expected = format!("SUMMARY:{}", escaped(&summary));
            prop_assert!(unfolded(&wire).contains(&expected));
        }
    }
}
