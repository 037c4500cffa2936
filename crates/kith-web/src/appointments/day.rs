//! A worker's day: drawn into *Today*, and as a page of its own for the lead.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use kith_app::appointments::{self, Day};
use kith_app::people::Names;
use kith_app::permit;
use kith_app::store::DayLine;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::time;

use super::words::{clock, day_asked, how, standing};
use crate::components::{BackLink, Frame, Slot, html_safe};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// One appointment of a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The day, when the list holds several, and the time.
    pub(crate) when: String,
    /// Whom it is with.
    pub(crate) name: String,
    /// Whose people they are, when it is a colleague's whom one covers.
    pub(crate) whose: Option<String>,
    /// Their page.
    pub(crate) person: String,
    /// Its own page.
    pub(crate) href: String,
    /// Why, in one line.
    pub(crate) why: Option<String>,
    /// How and where.
    pub(crate) how: String,
    /// What became of it.
    pub(crate) became: Option<String>,
    /// Where its contact is logged.
    pub(crate) log: Option<String>,
}

/// Whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The viewer's own: contacts can be logged.
    Mine,
    /// Somebody else's.
    Theirs,
}

/// Whether a line says its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Time,
    DayAndTime,
}

fn line(it: &DayLine, whose: Whose, says: Says, covered: Option<String>) -> Line {
    let appointment = &it.kept.it;
    let when = appointment.booking.when;
    let is_open = appointment.state.is_open();
    let log = format!("/people/{}/contacts/new?appointment={}", appointment.person, appointment.id);
    Line {
        when: match says {
            Says::Time => clock(when),
            Says::DayAndTime => when.in_words(),
        },
        name: it.name.formal(),
        whose: covered,
        person: format!("/people/{}", appointment.person),
        href: format!("/appointments/{}", appointment.id),
        why: appointment.booking.why.as_ref().map(ToString::to_string),
        how: how(&appointment.booking),
        became: (!is_open).then(|| standing(appointment)),
        log: (is_open && whose == Whose::Mine).then_some(log),
    }
}

/// A day's three lists.
#[derive(Template, Debug, Clone)]
#[template(path = "appointments/lines.html")]
pub(crate) struct Lines {
    before: Vec<Line>,
    day: Vec<Line>,
    after: Vec<Line>,
    heading: String,
    /// The sheet to print, for one's own day.
    sheet: Option<String>,
}
html_safe!(Lines);

/// The lists of a day. `names` knows the colleagues whom one covers.
fn lines(day: &Day, date: Date, heading: String, whose: Whose, names: &Names) -> Lines {
    let covered = |it: &DayLine| {
        let worker = day.covered.get(&it.kept.it.id)?;
        let name = names.get(worker).map_or("a colleague", String::as_str);
        Some(format!("For {name}, whom you cover"))
    };
    let all = |lines: &[DayLine], says| lines.iter().map(|it| line(it, whose, says, covered(it))).collect::<Vec<_>>();
    Lines {
        before: all(&day.before, Says::DayAndTime),
        day: all(&day.day, Says::Time),
        after: all(&day.after, Says::DayAndTime),
        heading,
        sheet: (whose == Whose::Mine).then(|| format!("/today/sheet?day={date}")),
    }
}

/// What is booked, for *Today*.
pub(crate) fn booked(day: &Day, date: Date, names: &Names) -> Slot {
    Slot::of(&lines(day, date, "Booked today".to_owned(), Whose::Mine, names))
}

/// The same for a lead, who has no calendar of her own to take away.
pub(crate) fn booked_for_lead(day: &Day, date: Date, names: &Names) -> Slot {
    Slot::of(&Lines { sheet: None, ..lines(day, date, "Booked today".to_owned(), Whose::Mine, names) })
}

/// A worker's day, for the lead.
#[derive(Template)]
#[template(path = "appointments/day.html")]
pub(crate) struct DayPage {
    frame: Frame,
    lines: Lines,
    before: String,
    after: String,
}

impl DayPage {
    /// The page of a day.
    pub(crate) fn new(frame: Frame, worker: &str, day: &Day, date: Date) -> Self {
        let at = |days: i64| date.checked_add(days.days()).unwrap_or(date);
        let link = |date: Date| format!("/team/{worker}/day?day={date}");
        Self {
            frame,
            lines: lines(day, date, time::day_in_words(date), Whose::Theirs, &Names::new()),
            before: link(at(-1)),
            after: link(at(1)),
        }
    }
}

/// `GET /team/{id}/day`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["day"])?;
    let date = day_asked(visit, time::day_of(visit.site.app.now()))?;
    let worker = visit.id::<Account>("id")?;
    let (name, day) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeWorkersDay>(ctx)?;
        appointments::workers_day(look, &permit, worker, date)
    })?;
    let frame = Frame { wide: true, ..visit.frame(&format!("The day of {name}"), Some("/team")) };
    Reply::page(&DayPage::new(frame, &worker.to_string(), &day, date))
}
