//! The people behind a count of *Team*: for the lead who wants to know who they are, and for a link worker her own.

use askama::Template;
use kith_app::{permit, team};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::{Account, Role};
use kith_domain::support::caseload::Counted;
use kith_domain::time;

use crate::components::{BackLink, Frame, Tag};
use crate::error::Problem;
use crate::people::born_in_words;
use crate::reply::Reply;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "team/people.html")]
pub(crate) struct TheirPage {
    pub(crate) frame: Frame,
    pub(crate) back: BackLink<'static>,
    /// What is counted so, in a sentence.
    pub(crate) meaning: &'static str,
    pub(crate) lines: Vec<Line>,
    /// How many there are, where not all are shown.
    pub(crate) of: Option<usize>,
    /// The other counts of the same worker: address, words.
    pub(crate) others: Vec<(String, &'static str)>,
}

/// One person.
pub(crate) struct Line {
    href: String,
    name: String,
    born: String,
    counted: &'static str,
    last: String,
}

/// What a count counts.
const fn meaning(counted: Option<Counted>) -> &'static str {
    match counted {
        None => "Everybody whose case is open.",
        Some(Counted::New) => "Nobody has spoken with them yet.",
        Some(Counted::Holding) => "It is written down that somebody stays with them for a purpose, and it is reviewed.",
        Some(Counted::Waiting) => "They wait for a place or an answer elsewhere, and are not written down as held.",
        Some(Counted::Active) => "Their case is open, they have been reached, and they are neither held nor waiting.",
        Some(Counted::DoorOpen) => "Support has ended for now. They can come back without a new referral.",
    }
}

impl TheirPage {
    /// The people of one worker.
    pub(crate) fn new(
        mut frame: Frame,
        it: &team::TheirPeople,
        (worker, counted): (Id<Account>, Option<Counted>),
        back: BackLink<'static>,
    ) -> Self {
        let which = counted.map_or("Open cases", Counted::label);
        frame.title = format!("{}: {which}", it.name);
        let address = |counted: Counted| format!("/team/{worker}/people?counted={}", counted.code());
        Self {
            frame,
            back,
            meaning: meaning(counted),
            lines: it.lines.iter().map(Line::new).collect(),
            of: (it.all > it.lines.len()).then_some(it.all),
            others: Counted::ALL
                .iter()
                .filter(|one| counted != Some(**one))
                .map(|one| (address(*one), one.label()))
                .collect(),
        }
    }
}

impl Line {
    fn new(it: &kith_app::store::CountedLine) -> Self {
        let line = &it.line;
        Self {
            href: format!("/people/{}", line.person),
            name: line.name.formal(),
            born: born_in_words(line.name.born),
            counted: it.counted.label(),
            last: match line.last_contact {
                Some(at) => format!("Last contact {}", time::day_in_words(time::day_of(at))),
                None => format!("No contact yet; here since {}", time::day_in_words(time::day_of(line.since))),
            },
        }
    }
}

/// `GET /team/{id}/people`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["counted"])?;
    let worker = visit.id::<Account>("id")?;
    let wrong = || Problem::Bad("The address asks for a count that there is not. Begin from Team.");
    let counted = match visit.query("counted")? {
        None => None,
        Some(code) => Some(Counted::from_code(code).ok_or_else(wrong)?),
    };
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ListPeople>(ctx)?;
        team::people_of(look, &permit, worker, counted)
    })?;
    let is_lead = visit.staff()?.role() == Role::TeamLead;
    let (back, active) = if is_lead {
        (BackLink::new("/team", "Team"), "/team")
    } else {
        (BackLink::new("/people", "People"), "/people")
    };
    let frame = visit.frame("People", Some(active));
    Reply::page(&TheirPage::new(frame, &it, (worker, counted), back))
}
