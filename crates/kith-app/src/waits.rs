//! Waits: who is on a waiting list, for how long, what was said, and what came of it.
//!
//! # Invariants
//! - What happened to a wait is a step of its connection; there is no second account of it.
//! - No clock ends a wait. *They gave it up* is one of four different facts, chosen by a human.

use kith_domain::directory::Connection;
use kith_domain::directory::connection::{DeclineReason, Step};
use kith_domain::id::Id;
use kith_domain::need::gap::Instead;
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_store::page::{Mark, Page};
use kith_store::waits::{self, WaitLine};
use kith_store::{save, table};

use crate::app::{Look, Work};
use crate::asking;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::number;

/// How many one page holds.
pub const PAGE: u32 = 50;

/// Who waits, what is due longest first.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeWaits, Id<Service>>,
    after: Option<Mark>,
) -> Result<Page<WaitLine>, Refusal> {
    let page = waits::list(look.tx(), permit.scope(), after, PAGE)?;
    for line in &page.lines {
        look.shows(Action::SeeWaits, permit.key(), line.line.kept.it.person);
    }
    Ok(page)
}

/// Why a wait was given up: five different facts.
pub const GIVEN_UP: [(&str, &str); 5] = [
    ("person-not-ready", "They are not ready for it"),
    ("person-not-now", "They say not now"),
    ("person-decline", "They said no: they do not want it any more"),
    ("not-start", "The wait was too long, or something else got in the way"),
    ("decline", "The organisation closed its list, or said no"),
];

/// What happened to a wait, as typed.
#[derive(Debug, Clone, Default)]
pub struct WaitInput {
    /// `still`, `came`, `gave-up`, or `meanwhile`.
    pub act: String,
    /// Weeks that they say now, for `still`.
    pub weeks: String,
    /// A code of [`GIVEN_UP`], for `gave-up`.
    pub why: String,
    /// More, in words, where they are kept.
    pub words: String,
    /// Code of [`Instead`], or empty.
    pub meanwhile: String,
}

/// Records what happened to a wait.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong; [`Refusal::Stale`] when somebody else moved the connection meanwhile.
pub fn update(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveConnection, Id<Connection>>,
    version: i64,
    input: &WaitInput,
) -> Result<(), Refusal> {
    let kept = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    if kept.it.waits().is_none() {
        return Err(Rejection::new("wait.over", "This wait is over already. Nothing was changed.").into());
    }
    let mut faults = Faults::new();
    let weeks = faults.take(number("weeks", &input.weeks)).flatten();
    let words = faults.optional("words", Words::optional(&input.words));
    let meanwhile = match input.meanwhile.as_str() {
        "" => None,
        code => faults.take(Instead::from_code(code).ok_or_else(|| {
            Rejection::of_field("meanwhile", "wait.meanwhile", "Choose what is done meanwhile, or leave it out.")
        })),
    };
    let step = match (input.act.as_str(), input.why.as_str()) {
        ("still", _) => Some(Step::WaitList { weeks }),
        ("came", _) => Some(Step::Accept { words: words.clone() }),
        ("meanwhile", _) => None,
        ("gave-up", "person-decline") => Some(Step::PersonDecline),
        ("gave-up", "person-not-ready") => Some(Step::PersonNotReady),
        ("gave-up", "person-not-now") => Some(Step::PersonNotNow),
        ("gave-up", "not-start") => Some(Step::NotStart { words: words.clone() }),
        ("gave-up", "decline") => Some(Step::Decline { reason: DeclineReason::NotSaid, words: words.clone() }),
        ("gave-up", _) => {
            faults.add(Rejection::of_field("why", "wait.why", "Choose why the wait was given up."));
            None
        }
        _ => {
            faults.add(Rejection::new("wait.act", "Choose what happened. Nothing was saved."));
            None
        }
    };
    faults.finish()?;
    let (moved, event) = match step {
        Some(step) => kept.it.take(step, ctx.now())?,
        None => kept.it.meanwhile(meanwhile)?,
    };
    save::change(work.tx(), &ctx.writ::<act::MoveConnection>(), version, &moved, &event)?;
    asking::see_about::<act::MoveConnection>(work, ctx, moved.id.uuid())
}
