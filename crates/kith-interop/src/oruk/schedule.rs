//! When a service runs.

use jiff::civil::{Date, Time, Weekday};

use super::issue::Severity;
use super::limits;
use super::reader::Reader;
use super::schedule_parse;

/// How often a schedule repeats. The UK profile knows these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// By weeks.
    Weekly,
    /// By months.
    Monthly,
}

/// A day of the week, or one particular such day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRule {
    /// Which one in the month: 1 to 5 from the start, -1 to -5 from the end.
    /// `None` for each of them.
    pub ordinal: Option<i8>,
    /// The day of the week.
    pub weekday: Weekday,
}

/// One regular opening of a service or place, after RFC 5545.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScheduleDraft {
    /// The first day on which it holds.
    pub valid_from: Option<Date>,
    /// The last day on which it holds.
    pub valid_to: Option<Date>,
    /// The day of the first event, from which the interval counts.
    pub starts_on: Option<Date>,
    /// How often it repeats.
    pub frequency: Option<Frequency>,
    /// Every how many weeks or months; 1 when it is not said.
    pub interval: u32,
    /// On which days of the week.
    pub by_day: Vec<DayRule>,
    /// On which days of the month: 1 to 31, or -1 to -31 from the end.
    pub by_month_day: Vec<i8>,
    /// When it opens, on the clock of the place.
    pub opens_at: Option<Time>,
    /// When it closes, on the clock of the place.
    pub closes_at: Option<Time>,
    /// The opening hours in the provider's words.
    pub description: Option<String>,
    /// Where single sessions can be seen or booked.
    pub link: Option<String>,
    /// How one attends (in person, by phone …), in the provider's words.
    pub attending: Option<String>,
    /// Anything else the provider says about it.
    pub notes: Option<String>,
}

impl ScheduleDraft {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<ScheduleDraft> {
        let mut schedule = ScheduleDraft {
            valid_from: reader.date("valid_from"),
            valid_to: reader.date("valid_to"),
            starts_on: reader.date("dtstart"),
            frequency: frequency(reader),
            interval: interval(reader),
            by_day: by_day(reader),
            by_month_day: by_month_day(reader),
            opens_at: reader.time("opens_at"),
            closes_at: reader.time("closes_at"),
            description: reader.block("description"),
            link: reader.link("schedule_link"),
            attending: reader.block("attending_type"),
            notes: reader.block("notes"),
        };
        schedule.settle(reader);
        if schedule == ScheduleDraft::nothing_said() {
            reader.note(
                Severity::Ignored,
                "",
                "The schedule does not say when the service runs, so it was left out; \
                 give days and times, or a description.",
            );
            return None;
        }
        Some(schedule)
    }

    fn nothing_said() -> ScheduleDraft {
        ScheduleDraft { interval: 1, ..ScheduleDraft::default() }
    }

    /// Removes contradictions, so that nobody is sent to a closed door.
    fn settle(&mut self, reader: &mut Reader<'_>) {
        let counted = self.by_day.iter().any(|rule| rule.ordinal.is_some());
        if counted && self.frequency != Some(Frequency::Monthly) {
            if self.frequency.is_some() {
                reader.note(
                    Severity::Changed,
                    "freq",
                    "byday counts days within the month, so the schedule was read as monthly; \
                     give freq as MONTHLY.",
                );
            }
            self.frequency = Some(Frequency::Monthly);
        }
        if self.frequency == Some(Frequency::Weekly) && !self.by_month_day.is_empty() {
            reader.note(
                Severity::Ignored,
                "bymonthday",
                "A weekly schedule has no days of the month, so they were left out; \
                 leave bymonthday out or give freq as MONTHLY.",
            );
            self.by_month_day.clear();
        }
        if self.frequency.is_none() {
            // Days without a frequency have only one sensible reading.
            if !self.by_month_day.is_empty() {
                self.frequency = Some(Frequency::Monthly);
            } else if !self.by_day.is_empty() {
                self.frequency = Some(Frequency::Weekly);
            }
        }
        if let (Some(from), Some(to)) = (self.valid_from, self.valid_to)
            && from > to
        {
            reader.note(
                Severity::Ignored,
                "valid_to",
                "The last day is before the first day, so both were left out; \
                 check valid_from and valid_to.",
            );
            self.valid_from = None;
            self.valid_to = None;
        }
    }
}

fn frequency(reader: &mut Reader<'_>) -> Option<Frequency> {
    let word = reader.line("freq", limits::LINE)?;
    match word.to_ascii_uppercase().as_str() {
        "WEEKLY" => Some(Frequency::Weekly),
        "MONTHLY" => Some(Frequency::Monthly),
        _ => {
            reader.note(
                Severity::Ignored,
                "freq",
                "The frequency is not one the standard has, so it was left out; \
                 give WEEKLY or MONTHLY.",
            );
            None
        }
    }
}

fn interval(reader: &mut Reader<'_>) -> u32 {
    match reader.whole("interval", 52) {
        None => 1,
        Some(0) => {
            reader.note(
                Severity::Changed,
                "interval",
                "An interval of 0 was read as 1; give 1 for every week or month.",
            );
            1
        }
        Some(interval) => interval,
    }
}

fn by_day(reader: &mut Reader<'_>) -> Vec<DayRule> {
    let Some(text) = reader.line("byday", limits::LINE) else {
        return Vec::new();
    };
    schedule_parse::by_day(&text).unwrap_or_else(|| {
        reader.note(
            Severity::Ignored,
            "byday",
            "These are not days of the week, so they were left out; \
             give for example TU,TH or, in a monthly schedule, 1MO or -1FR.",
        );
        Vec::new()
    })
}

fn by_month_day(reader: &mut Reader<'_>) -> Vec<i8> {
    let Some(text) = reader.line("bymonthday", limits::LINE) else {
        return Vec::new();
    };
    schedule_parse::by_month_day(&text).unwrap_or_else(|| {
        reader.note(
            Severity::Ignored,
            "bymonthday",
            "These are not days of a month, so they were left out; \
             give numbers from 1 to 31, or -1 for the last day.",
        );
        Vec::new()
    })
}
