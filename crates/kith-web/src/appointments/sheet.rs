//! The day on paper, for a pocket: who enough to know them by, when, where, what for. No surname in full, no date of
//! birth, no number: paper is left on buses.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use kith_app::appointments::{self, Day};
use kith_app::people::Names;
use kith_app::permit;
use kith_app::store::{DayLine, Named};
use kith_domain::policy::act;
use kith_domain::support::contact::Mode;
use kith_domain::time;

use super::words::{clock, day_asked, how};
use crate::components::{BackLink, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// One line of the sheet.
struct Line {
    when: String,
    who: String,
    /// Whose people they are, when it is a colleague's whom one covers.
    whose: Option<String>,
    why: Option<String>,
    how: String,
    /// The number to ring, where it is by telephone.
    phone: Option<String>,
    /// How they may be reached safely.
    safe: Option<String>,
}

/// The sheet.
#[derive(Template)]
#[template(path = "appointments/sheet.html")]
pub(crate) struct SheetPage {
    frame: Frame,
    day: String,
    lines: Vec<Line>,
    before: String,
    after: String,
}

/// "Rosie O.": what they are called, and the first letter of the surname.
fn known_by(name: &Named) -> String {
    let first = name.preferred.as_deref().or(name.given.as_deref());
    match (first, name.family.chars().next()) {
        (Some(first), Some(initial)) => format!("{first} {initial}."),
        (Some(first), None) => first.to_owned(),
        (None, _) => name.family.clone(),
    }
}

fn line(it: &DayLine, day: &Day, names: &Names) -> Line {
    let booking = &it.kept.it.booking;
    let by_phone = matches!(booking.mode, Mode::Phone | Mode::Text);
    Line {
        when: clock(booking.when),
        who: known_by(&it.name),
        whose: day
            .covered
            .get(&it.kept.it.id)
            .map(|worker| format!("For {}, whom you cover", names.get(worker).map_or("a colleague", String::as_str))),
        why: booking.why.as_ref().map(ToString::to_string),
        how: how(booking),
        phone: it.phone.clone().filter(|_| by_phone),
        safe: it.safe_contact.clone(),
    }
}

impl SheetPage {
    /// The sheet of a day: what is still to come.
    pub(crate) fn new(frame: Frame, day: &Day, date: Date, names: &Names) -> Self {
        let link = |days: i64| format!("/today/sheet?day={}", date.checked_add(days.days()).unwrap_or(date));
        let open = day.day.iter().filter(|it| it.kept.it.state.is_open());
        let lines = open.map(|it| line(it, day, names)).collect();
        Self { frame, day: time::day_in_words(date), lines, before: link(-1), after: link(1) }
    }
}

/// `GET /today/sheet`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["day"])?;
    let date = day_asked(visit, time::day_of(visit.site.app.now()))?;
    let (day, names) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeToday>(ctx)?;
        let day = appointments::my_day(look, ctx, &permit, date)?;
        let names = appointments::covered_names(look, permit.key(), &day)?;
        Ok((day, names))
    })?;
    Reply::page(&SheetPage::new(visit.frame("Your day", Some("/today")), &day, date, &names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_says_who_without_the_surname() {
        let named = |given: Option<&str>, preferred: Option<&str>| Named {
            family: "Okafor".to_owned(),
            given: given.map(str::to_owned),
            preferred: preferred.map(str::to_owned),
            born: jiff::civil::date(1951, 3, 27).into(),
        };
        assert_eq!(known_by(&named(Some("Rosa"), Some("Rosie"))), "Rosie O.");
        assert_eq!(known_by(&named(Some("Rosa"), None)), "Rosa O.");
        assert_eq!(known_by(&named(None, None)), "Okafor");
    }
}
