//! Letters that are held: those that had not left when the backup was made that was restored. An administrator lets
//! them go or throws them away; until then none leaves.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_store::house::Letter;
use kith_store::{NO_SERVICE, outbox, save, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// The first of a service's letters that are held, and of those that belong to no service (about passwords), oldest
/// first; at most 50 of each.
///
/// # Errors
/// When the store cannot answer.
pub fn list(look: &mut Look<'_, '_>, permit: &Permit<act::SettleLetters, Id<Service>>) -> Result<Vec<Letter>, Refusal> {
    let mut all = outbox::held(look.tx(), permit.key().uuid())?;
    all.extend(outbox::held(look.tx(), NO_SERVICE)?);
    all.sort_by_key(|letter| (letter.made, letter.id));
    Ok(all)
}

/// What is done with held letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// They leave, if what they open still works.
    Release,
    /// They are thrown away.
    ThrowAway,
}

/// Which of them.
#[derive(Debug, Clone)]
pub enum Which {
    /// Every one.
    All,
    /// These, by their identifiers as sent.
    These(Vec<String>),
}

/// Why a letter stands as dropped that an administrator threw away.
const THROWN_AWAY: &str = "An administrator threw it away after a restore.";

/// Lets held letters go, or throws them away. That it was done is history of the service.
///
/// # Errors
/// [`Refusal::Rejected`] when none was chosen, or none of those is held any more.
pub fn settle(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SettleLetters, Id<Service>>,
    settle: Settle,
    which: &Which,
) -> Result<u64, Refusal> {
    let places = [permit.key().uuid(), NO_SERVICE];
    let mut settled = 0;
    match which {
        Which::All => {
            for place in places {
                settled += match settle {
                    Settle::Release => outbox::release_all(work.tx(), place, ctx.now())?,
                    Settle::ThrowAway => outbox::drop_all(work.tx(), place, THROWN_AWAY)?,
                };
            }
        }
        Which::These(typed) if typed.is_empty() => {
            return Err(Rejection::of_field("which", "held.none_chosen", "Choose at least one e-mail.").into());
        }
        Which::These(typed) => {
            for id in typed {
                // What is of another service, or is held no more, is not there.
                let Ok(id) = id.parse::<Id<Letter>>() else { continue };
                let mine = outbox::one(work.tx(), id.uuid())?
                    .filter(|letter| letter.state == "held" && places.contains(&letter.service));
                let Some(letter) = mine else { continue };
                match settle {
                    Settle::Release => drop(outbox::release(work.tx(), letter.id, letter.service, ctx.now())?),
                    Settle::ThrowAway => outbox::drop_it(work.tx(), letter.id, THROWN_AWAY)?,
                }
                settled += 1;
            }
        }
    }
    if settled == 0 {
        return Err(Rejection::of_field(
            "which",
            "held.none",
            "None of these is held any more. The list below is as it is now.",
        )
        .into());
    }
    let service = table::find::<Service>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let kind = match settle {
        Settle::Release => "letters.released",
        Settle::ThrowAway => "letters.thrown_away",
    };
    let event = Event::new(kind).with("letters", i64::try_from(settled).unwrap_or(i64::MAX));
    save::change(work.tx(), &ctx.writ::<act::SettleLetters>(), service.version, &service.it, &event)?;
    Ok(settled)
}
