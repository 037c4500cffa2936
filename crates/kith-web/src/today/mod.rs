//! Today: what a link worker opens in the morning.

pub(crate) mod for_lead;
mod waiting;

use askama::Template;
use kith_app::people::More;
use kith_app::store::{BegunLine, CaseLine, DueReview};
use kith_app::{people, permit, team};
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time;

use crate::components::{Button, Form, Frame, Slot};
use crate::error::Problem;
use crate::people::begun_form;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};
use crate::visits::OnToday;

pub(crate) use waiting::{Waiting, waiting};

/// One person of a list.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) why: String,
    pub(crate) last: Option<String>,
}

#[derive(Template)]
#[template(path = "today/page.html")]
pub(crate) struct Today {
    pub(crate) frame: Frame,
    pub(crate) day: String,
    pub(crate) booked: Slot,
    pub(crate) new: Vec<Line>,
    pub(crate) quiet: Vec<Line>,
    /// Holding that is to be looked at again, each with its one press.
    pub(crate) reviews: Vec<Review>,
    /// What is due of plans, with when.
    pub(crate) due: Vec<Line>,
    /// What came back from outside, and who has not answered; whom was asked about a risk first.
    pub(crate) waiting: Vec<Waiting>,
    /// Who is out alone.
    pub(crate) alone_now: Option<Slot>,
    /// People handed over lately, with the note.
    pub(crate) handed: Vec<Line>,
    /// What was begun and not saved.
    pub(crate) begun: Vec<Waiting>,
    /// Which lists go on beyond what is shown.
    pub(crate) more: More,
    /// Restricted records that name the viewer and are nobody's: a sentence, and where the case is moved.
    pub(crate) alone: Vec<(String, String)>,
    /// Who covers for whom today, in a sentence each.
    pub(crate) covers: Vec<Covering>,
}

/// Holding that is to be looked at again.
pub(crate) struct Review {
    pub(crate) line: Line,
    /// What it is for.
    pub(crate) what: String,
    /// The form of the one press.
    pub(crate) form: Form,
    /// Where more is said than in one press.
    pub(crate) href: String,
}

/// A sentence about cover, and what whoever covers should know.
pub(crate) struct Covering {
    pub(crate) words: String,
    pub(crate) note: Option<String>,
}

impl Covering {
    /// Without a note.
    pub(crate) const fn saying(words: String) -> Self {
        Self { words, note: None }
    }
}

/// The page.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeToday>(ctx)?;
        people::today(look, ctx, &permit)
    })?;
    let today = time::day_of(visit.site.app.now());
    let me = visit.actor().account();
    let name_of = |account| it.names.get(&account).map_or("a colleague", String::as_str);
    // Whose person it is, when it is a colleague's whom one covers.
    let whose = |line: &CaseLine| match line.worker {
        Some(worker) if Some(worker) != me => format!(", for {}", name_of(worker)),
        _ => String::new(),
    };
    let uncovered = if visit.staff()?.role() == Role::TeamLead {
        visit.read(|look, ctx| {
            let permit = permit::own_service::<act::SeeTeam>(ctx)?;
            team::uncovered(look, ctx, &permit)
        })?
    } else {
        Vec::new()
    };
    let alone = match visit.staff()?.role() {
        Role::TeamLead => crate::team::left_behind(visit)?,
        _ => Vec::new(),
    };
    let nobody_covers = uncovered.iter().map(crate::team::uncovered_in_words);
    let covers = it
        .covers
        .iter()
        .map(|cover| {
            let until = time::day_in_words(cover.until);
            if Some(cover.by) == me {
                Covering {
                    words: format!(
                        "You cover for {} until {until}. Their people stand below with yours.",
                        name_of(cover.worker)
                    ),
                    note: cover.note.as_ref().map(ToString::to_string),
                }
            } else {
                Covering::saying(format!("{} covers for you until {until}.", name_of(cover.by)))
            }
        })
        .chain(nobody_covers.map(Covering::saying))
        .collect();
    let handed = it
        .handed
        .iter()
        .map(|line| Line {
            href: format!("/people/{}", line.person),
            name: line.name.formal(),
            why: format!("From {}", name_of(line.from)),
            last: Some(line.note.clone()),
        })
        .collect();
    let new = it
        .new
        .iter()
        .map(|line| {
            let days = it.calendar.working_days_between(time::day_of(line.since), today);
            let why = match days {
                ..=0 => "New today, no contact yet".to_owned(),
                days => format!("New for {}, no contact yet", time::working_days_in_words(days)),
            };
            named(line, format!("{why}{}", whose(line)), None)
        })
        .collect();
    let quiet = it
        .quiet
        .iter()
        .map(|(line, last)| {
            let when = line.last_contact.map(|at| time::day_in_words(time::day_of(at))).unwrap_or_default();
            named(line, format!("Last contact {when}{}", whose(line)), last.clone())
        })
        .collect();
    let reviews = it
        .reviews
        .iter()
        .map(|(due, last)| {
            let record = due.holding.to_string();
            let when = if due.review_on == today {
                "To be looked at today".to_owned()
            } else {
                format!("To be looked at since {}", time::day_in_words(due.review_on))
            };
            let form = visit.fresh_form(&record).carrying(VERSION, &due.version.to_string());
            review(due, (named(&due.line, format!("{when}{}", whose(&due.line)), last.clone()), form))
        })
        .collect();
    let due = it
        .due
        .iter()
        .map(|line| Line {
            href: format!("/people/{}", line.person),
            name: line.name.formal(),
            why: due_in_words(line.due, today),
            last: Some(match (&line.owner, &line.who) {
                (_, Some(who)) => format!("{} ({who})", line.what),
                (owner, None) => format!("{} ({})", line.what, owner.label().to_lowercase()),
            }),
        })
        .collect();
    let mut frame = visit.frame("Today", Some("/today"));
    frame.notice = crate::concerns::notice(visit)?;
    frame.wide = true;
    let booked = match visit.staff()?.role() {
        Role::TeamLead => crate::appointments::day::booked_for_lead(&it.booked, today, &it.names),
        _ => crate::appointments::day::booked(&it.booked, today, &it.names),
    };
    let begun = it.begun.iter().map(begun).collect();
    let mut asked: Vec<Waiting> =
        it.asked.iter().map(|ask| waiting::asked(ask, name_of(ask.asker), me, (&it.calendar, today))).collect();
    asked.extend(waiting(&it.waiting, &it.calendar, today));
    let waiting = asked;
    let alone_now = OnToday::of(&it.out, visit.site.app.now(), |id| visit.fresh_form(id));
    Reply::page(&Today {
        frame,
        booked,
        day: time::day_in_words(today),
        new,
        quiet,
        reviews,
        due,
        waiting,
        alone_now,
        handed,
        begun,
        more: it.more,
        alone,
        covers,
    })
}

/// A review with its one press.
pub(crate) fn review(due: &DueReview, (line, form): (Line, Form)) -> Review {
    let awaited = due.awaited.as_ref().map_or_else(String::new, |awaited| format!(" Awaited: {awaited}."));
    Review {
        line,
        what: format!("Held since {}. {}.{awaited}", time::day_in_words(due.began), due.function.label()),
        form: form.carrying("outcome", "still").carrying("from", "today"),
        href: format!("/holdings/{}", due.holding),
    }
}

/// That something was begun, and where it is gone on with.
fn begun(line: &BegunLine) -> Waiting {
    let (what, at) = begun_form(&line.form);
    let day = time::day_in_words(time::day_of(line.saved));
    Waiting {
        person: format!("/people/{}", line.person),
        name: line.name.formal(),
        why: format!("Begun on {day}"),
        what: format!("You began {what} and have not saved it."),
        href: format!("/people/{}/{at}", line.person),
        act: "Go on with it",
    }
}

/// When something agreed is due, without alarm.
fn due_in_words(due: jiff::civil::Date, today: jiff::civil::Date) -> String {
    if due == today { "Agreed for today".to_owned() } else { format!("Agreed for {}", time::day_in_words(due)) }
}

fn named(line: &CaseLine, why: String, last: Option<String>) -> Line {
    Line { href: format!("/people/{}", line.person), name: line.name.formal(), why, last }
}
