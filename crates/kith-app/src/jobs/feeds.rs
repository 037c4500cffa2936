//! Taking feeds: every nightly one once a night, those that somebody asked for soon, and those that were cut again.
//!
//! *Invariants*
//! - One feed at a time, on a thread of its own, in the same small units of work as by command.
//! - What runs is decided by what the store says, so that any number of processes may look, and a restart forgets nothing.
//! - An address is held against the rules of pages again before each run: what was typed by command is not fetched here
//!   because it is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use kith_domain::directory::Feed;
use kith_domain::directory::feed::How;
use kith_domain::id::Id;
use kith_store::feeds::Run;
use kith_store::{Reach, feeds};

use crate::app::App;
use crate::import::feed::{self, By, Ran, Wish};
use crate::import::fetch::{Answer, Ask, Fetch, NotFetched, Roads};
use crate::refusal::Refusal;

/// How often it is looked whether a feed is due.
pub(super) const LOOK: Duration = Duration::from_secs(5);
/// The most pages of a run.
const MOST_PAGES: u32 = 10_000;
/// How long a run may take.
const MOST_TIME: SignedDuration = SignedDuration::from_hours(2);

/// Takes every feed that is due, one after the other. How many were.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn take_feeds(app: &App, roads: &dyn Roads, stop: &Arc<AtomicBool>) -> Result<usize, Refusal> {
    let mut taken = 0;
    let mut seen: Vec<Id<Feed>> = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let now = app.now();
        let all = app.store().read(&Reach::maintenance(), feeds::all)?;
        // Whoever waits longest comes first, and in one turn each feed once.
        let due =
            all.into_iter().filter(|(kept, run)| kept.it.is_due(&run.latest(), now) && !seen.contains(&kept.it.id));
        let Some((kept, run)) = due.min_by_key(|(kept, run)| (run.asked.is_none(), run.asked, run.ended, kept.it.id))
        else {
            break;
        };
        seen.push(kept.it.id);
        take(app, roads, stop, &kept.it, &run);
        taken += 1;
    }
    Ok(taken)
}

/// Takes one feed. Whatever becomes of it stands on its page.
fn take(app: &App, roads: &dyn Roads, stop: &Arc<AtomicBool>, it: &Feed, run: &Run) {
    let how = run.asked_how.filter(|_| run.asked.is_some()).unwrap_or(How::AsUsual);
    let wish = Wish {
        url: it.url.to_string(),
        afresh: how == How::Afresh,
        pages: MOST_PAGES,
        time: MOST_TIME,
        is_believed: how == How::Shrunken,
        // It was begun after it was asked for, and nobody ended it.
        is_gone_on_with: run.ended.is_none() && run.began.is_some_and(|began| run.asked.is_none_or(|at| at <= began)),
        by: By::Page,
        stop: Arc::clone(stop),
    };
    let fetch = roads.to(it.url.as_str()).unwrap_or_else(|why| Box::new(Barred(why)));
    let done =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| feed::run(app, fetch.as_ref(), &wish, &|_, _| {})));
    match done {
        Ok(Ok(ran)) => tell(it, &ran),
        // Another process takes it, or somebody paused it in this moment: nothing is wrong.
        Ok(Err(Refusal::Rejected(_))) => tracing::debug!(feed.id = %it.id, "a feed that was due is taken elsewhere"),
        Ok(Err(error)) => {
            tracing::error!(error = %error, feed.id = %it.id, "a feed could not be taken; it is tried again later");
        }
        Err(_) => {
            // What the panic said is not logged: it may hold content.
            tracing::error!(feed.id = %it.id, "taking a feed ended by a panic");
            if let Err(error) = feed::give_up(app, it.id) {
                tracing::error!(error = %error, feed.id = %it.id, "a feed that broke off could not be ended");
            }
        }
    }
}

fn tell(it: &Feed, ran: &Ran) {
    let report = &ran.report;
    tracing::info!(
        feed.id = %it.id,
        pages = ran.pages,
        pages_as_they_were = ran.same,
        taken = report.taken,
        changed = report.changed,
        refused = report.refused,
        no_longer_listed = ran.vanished,
        came_to_the_end = ran.stopped.is_none(),
        "a feed was taken"
    );
}

/// An address that a page does not ask: every question is answered with why.
struct Barred(String);

impl Fetch for Barred {
    fn get(&self, _ask: &Ask) -> Result<Answer, NotFetched> {
        Err(NotFetched::Forbidden(self.0.clone()))
    }
}
