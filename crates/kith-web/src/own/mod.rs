//! My own: a worker's quiet hours and what fell into them, for her own eyes. For everybody else it does not exist.

use askama::Template;
use kith_app::own::{self, Input, MyOwn};
use kith_app::permit;
use kith_domain::boundary::quiet::{Weekends, minute_for_form};
use kith_domain::policy::act;

use crate::components::{BackLink, Button, Cell, Choice, Form, Frame, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "My own";

/// The page.
#[derive(Template)]
#[template(path = "own/page.html")]
pub(crate) struct Page {
    frame: Frame,
    form: Form,
    weekends: Vec<Choice>,
    /// What fell into them; nothing until they are set.
    table: Option<Table>,
}

/// Name of a month, as "November 2026".
fn month(day: jiff::civil::Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let name = usize::try_from(day.month()).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    format!("{} {}", name.unwrap_or(&""), day.year())
}

impl Page {
    /// The page.
    pub(crate) fn new(frame: Frame, form: Form, it: &MyOwn) -> Self {
        let table = it.hours.as_ref().map(|_| {
            let number = |n: u32| Cell::number(&n.to_string());
            let rows = it.months.iter().map(|(first, of)| {
                vec![
                    Cell::text(&month(*first)),
                    number(of.contacts),
                    number(of.minutes),
                    number(of.asks),
                    number(of.entries),
                ]
            });
            let head = [
                Cell::text("Month"),
                Cell::number("Contacts"),
                Cell::number("Their minutes"),
                Cell::number("Asks on the same day"),
                Cell::number("Boundary entries: my own number, or out of hours"),
            ];
            Table::new("quiet", "What fell into your quiet hours", head.to_vec(), rows.collect())
        });
        Self { frame, form, weekends: vec![Choice::new("quiet", "Saturdays and Sundays are quiet all day")], table }
    }

    /// The form with what is set.
    pub(crate) fn filled(form: Form, it: &MyOwn) -> Form {
        match &it.hours {
            Some(kept) => {
                let quiet = if kept.it.weekends == Weekends::Quiet { "quiet" } else { "" };
                form.prefill("from", &minute_for_form(kept.it.from))
                    .prefill("until", &minute_for_form(kept.it.until))
                    .prefill("weekends", quiet)
            }
            None => form.prefill("from", "18:00").prefill("until", "08:00").prefill("weekends", "quiet"),
        }
    }
}

/// What the form is drawn for.
const RECORD: &str = "quiet-hours";

fn mine(visit: &Visit) -> Result<MyOwn, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::my_own::<act::SeeMyOwn>(ctx)?;
        own::mine(look, ctx, &permit)
    })
}

fn frame(visit: &Visit) -> Frame {
    visit.frame(TITLE, Some("/boundaries"))
}

/// `GET /my-own`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = mine(visit)?;
    Reply::page(&Page::new(frame(visit), Page::filled(visit.form(RECORD), &it), &it))
}

/// `POST /my-own/quiet-hours`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    // Whoever has nothing of the kind finds nothing, whatever the form says.
    visit.read(|_, ctx| permit::my_own::<act::SeeMyOwn>(ctx))?;
    let typed = Input { from: visit.field("from"), until: visit.field("until"), weekends: visit.field("weekends") };
    let sent = visit.submit::<act::SeeMyOwn>(RECORD, move |work, ctx| {
        let permit = permit::my_own::<act::SeeMyOwn>(ctx)?;
        own::set(work, ctx, &permit, &typed)?;
        Ok("/my-own?said=quiet-hours-set".to_owned())
    });
    taken(visit, RECORD, sent)?.answer(|back| {
        let it = mine(visit)?;
        let frame = Frame { error_title: true, ..frame(visit) };
        Ok(Page::new(frame, back.at(0).0, &it))
    })
}
