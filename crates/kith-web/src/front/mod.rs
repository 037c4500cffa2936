//! The first page: to one's work, to signing in, or, in a demo, "choose who you are" and the tour.

use askama::Template;
use kith_domain::staff::Role;

use crate::about::{self, Stop};
use crate::components::{Button, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, home};

/// One button of the demo.
pub(crate) struct Door {
    pub(crate) account: String,
    pub(crate) text: String,
    pub(crate) what: &'static str,
}

#[derive(Template)]
#[template(path = "front/demo.html")]
pub(crate) struct Front {
    pub(crate) frame: Frame,
    pub(crate) doors: Vec<Door>,
    pub(crate) tour: Vec<Stop>,
}

/// What each kind of user opens.
const fn opens(role: Role) -> &'static str {
    match role {
        Role::LinkWorker => "Today, and the people she supports",
        Role::TeamLead => "The queue of referrals, and the team",
        Role::ServiceManager => "The team’s caseloads in plain counts",
        Role::Practice => "Refer somebody, and read what became of it",
        Role::Organisation => "What was asked of them, and their own entries",
        Role::Commissioner => "What was missing, in counts, and the directory; no record of anybody",
        Role::Evaluator => "What was missing, in counts, and the directory; no record of anybody",
        Role::Administrator => "Settings; no record of anybody",
    }
}

/// How many stops the first page shows; the page about Kith shows them all.
const STOPS: usize = 8;

/// The first page.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    if !visit.site.settings.demo {
        return Ok(Reply::see(visit.who.as_ref().map_or("/sign-in", |who| home(who.role()))));
    }
    let mut doors: Vec<Door> = Vec::new();
    let guests = kith_app::demo::guests(&visit.site.app).map_err(Problem::from)?;
    for role in Role::ALL {
        // One button per kind of user: the first guest of each role.
        if let Some(guest) = guests.iter().find(|guest| guest.role == role) {
            doors.push(Door {
                account: guest.account.to_string(),
                text: format!("Open as {}, {}", guest.name, guest.words),
                what: opens(role),
            });
        }
    }
    let mut frame = visit.frame("Kith: choose who you are", None);
    frame.wide = true;
    Reply::page(&Front { frame, doors, tour: about::tour(visit).into_iter().take(STOPS).collect() })
}
