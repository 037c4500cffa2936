//! What workers had noted of themselves in contacts before it had a table of its own: taken out of them, some at each turn
//! of the jobs, until all is.
//!
//! # Invariants
//! - Each contact is changed by the use of its own version, event and audit row; the event does not say what was taken.
//! - What is done is written down with it, so that a restart goes on where it was.

use kith_domain::support::OwnTap;
use kith_store::{Isolation, Reach, house, save, ways};
use uuid::Uuid;

use crate::app::App;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// Under which name the store remembers how far the older contacts are done: the last one, or [`ALL`].
const SET_APART: &str = "contacts:own-set-apart";
const ALL: &str = "all";
/// The lock: one process at a time.
const SETTING_APART: i64 = 5;
/// How many contacts at a turn.
const SLICE: u32 = 1_000;

/// Takes what workers had noted of themselves in older contacts out of them, into the table of their own, some at each
/// turn. Gives whether there may be more.
///
/// # Errors
/// When the store cannot do it; it is tried again at the next turn.
pub fn set_apart(app: &App) -> Result<bool, Refusal> {
    let reach = Reach::maintenance();
    if app.store().read(&reach, |tx| house::setting(tx, SET_APART))?.as_deref() == Some(ALL) {
        return Ok(false);
    }
    let seed = app.seed(kith_domain::policy::Actor::Nobody);
    app.store().write(&reach, Isolation::Ordinary, move |tx| {
        tx.lock(SETTING_APART)?;
        let ctx = Ctx::begin(&seed);
        let writ = || ctx.writ_named("set-own-apart");
        let noted = house::setting(tx, SET_APART)?.unwrap_or_default();
        if noted == ALL {
            return Ok(false);
        }
        let own = ways::own_lines(tx)?;
        let slice = ways::contacts_after(tx, noted.parse().unwrap_or(Uuid::nil()), SLICE)?;
        let last = slice.last().map(|kept| kept.it.id.uuid());
        for kept in slice {
            let list = kept.it.details.list;
            let Some((contact, taps, event)) = kept.it.set_own_apart(&own) else { continue };
            save::change(tx, &writ(), kept.version, &contact, &event)?;
            match ways::beside(tx, contact.id, contact.author)? {
                None => {
                    if let Some((it, event)) = OwnTap::keep(ctx.id(), &contact, (taps, list), ctx.now()) {
                        save::new(tx, &writ(), &it, &event)?;
                    }
                }
                Some(own) => {
                    let (version, day, list) = (own.version, own.it.day, own.it.list);
                    let mut all = own.it.ways.clone();
                    all.extend(taps.into_iter().filter(|way| !own.it.ways.contains(way)));
                    if let Some((it, event)) = own.it.change(day, (all, list), ctx.now()) {
                        save::change(tx, &writ(), version, &it, &event)?;
                    }
                }
            }
        }
        house::set(tx, SET_APART, &last.map_or_else(|| ALL.to_owned(), |last| last.to_string()))?;
        Ok(last.is_some())
    })
}
