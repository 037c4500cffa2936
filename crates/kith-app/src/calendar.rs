//! A worker's own calendar link, and what a calendar reads through it.

use jiff::ToSpan;
use kith_domain::appointment::{Appointment, CalendarLink, State, When};
use kith_domain::id::Id;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, Staff, act};
use kith_domain::staff::{Account, Service, Standing};
use kith_interop::ical::{Calendar, Event, Starts};
use kith_store::appointments::{self, Span, Which};
use kith_store::{Kept, NO_SERVICE, Reach, covers, protection, save, table};
use sha2::{Digest, Sha256};

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::permit::{self, Permit};
use crate::refusal::Refusal;

/// How far back a calendar reaches, in days.
const BACK_DAYS: i64 = 30;
/// How far ahead it reaches, in days.
const AHEAD_DAYS: i64 = 400;
/// How long an appointment is shown when nothing is said of its length, in minutes.
const USUAL_MINUTES: u32 = 30;

/// The digest under which a link's secret is known.
#[must_use]
pub fn digest_of(secret: &str) -> String {
    kith_store::anchor::to_hex(&Sha256::digest(secret.as_bytes()))
}

/// One's own link, when there is one.
///
/// # Errors
/// When the store cannot answer.
pub fn mine(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<act::KeepCalendar, Id<Service>>,
) -> Result<Option<Kept<CalendarLink>>, Refusal> {
    let all = appointments::links_of(look.tx(), ctx.account()?)?;
    Ok(all.into_iter().find(|kept| kept.it.revoked.is_none()))
}

/// Makes a link for the secret of this digest, and revokes the one before.
///
/// # Errors
/// When the store fails.
pub fn make(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepCalendar, Id<Service>>,
    digest: &str,
) -> Result<(), Refusal> {
    revoke(work, ctx, permit)?;
    let staff = ctx.staff()?;
    let (link, event) =
        CalendarLink::make(ctx.id(), permit.key(), staff.account, staff.standing, digest.to_owned(), ctx.now());
    save::new(work.tx(), &ctx.writ::<act::KeepCalendar>(), &link, &event)?;
    Ok(())
}

/// Revokes one's own link. Without one nothing is done.
///
/// # Errors
/// When the store fails.
pub fn revoke(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<act::KeepCalendar, Id<Service>>,
) -> Result<(), Refusal> {
    let all = appointments::links_of(work.tx(), ctx.account()?)?;
    for kept in all.into_iter().filter(|kept| kept.it.revoked.is_none()) {
        let (revoked, event) = kept.it.revoke(ctx.now())?;
        save::change(work.tx(), &ctx.writ::<act::KeepCalendar>(), kept.version, &revoked, &event)?;
    }
    Ok(())
}

/// What a calendar reads through a link: no name and no word that anybody wrote. `base` is the address of this site,
/// to which each entry leads whoever can sign in there.
///
/// # Errors
/// [`Refusal::Hidden`] for a link that is unknown, revoked, or of somebody who works here no longer: all alike.
pub fn read(app: &App, secret: &str, base: &str) -> Result<String, Refusal> {
    let digest = digest_of(secret);
    let identity = Reach { services: vec![NO_SERVICE], purpose: "identity" };
    let staff = app.peek(&identity, |tx| {
        let Some(link) = appointments::link_by_digest(tx, &digest)? else { return Ok(None) };
        let link = link.it;
        let account = table::find::<Account>(tx, link.account.uuid())?.filter(|kept| kept.it.disabled.is_none());
        let standing = table::find::<Standing>(tx, link.standing.uuid())?.filter(|kept| kept.it.ended.is_none());
        let (None, Some(account), Some(standing)) = (link.revoked, account, standing) else { return Ok(None) };
        let post = Post::of(&standing.it).filter(|post| *post == Post::LinkWorker(link.service));
        Ok(post.map(|post| Staff {
            account: account.it.id,
            standing: standing.it.id,
            post,
            services: vec![link.service],
            covers: Vec::new(),
        }))
    })?;
    let staff = staff.ok_or(Refusal::Hidden)?;
    let seed = app.seed(Actor::Staff(staff));
    let now = seed.now;
    // Nobody's record is shown: what is given out says neither who nor why (docs/adr/0025).
    let all = app.read(&seed, |look, ctx| {
        let permit = permit::own_service::<act::SeeToday>(ctx)?;
        let span = Span {
            from: now.checked_sub((BACK_DAYS * 24).hours()).unwrap_or(now),
            to: now.checked_add((AHEAD_DAYS * 24).hours()).unwrap_or(now),
        };
        let mut all = Vec::new();
        for which in [Which::Open, Which::Settled] {
            all.extend(appointments::of_worker(look.tx(), permit.key(), ctx.account()?, ctx.account()?, which, span)?);
        }
        // Those of colleagues on the days on which one covers them, and no others.
        for cover in covers::of_service(look.tx(), permit.key(), kith_domain::time::day_of(span.from))? {
            let cover = cover.it;
            if cover.by != ctx.account()? || cover.ended.is_some() {
                continue;
            }
            for which in [Which::Open, Which::Settled] {
                let theirs = appointments::of_worker(look.tx(), permit.key(), cover.worker, cover.by, which, span)?;
                all.extend(theirs.into_iter().filter(|line| {
                    let day = line.kept.it.booking.when.day();
                    cover.from <= day && day <= cover.until
                }));
            }
        }
        all.sort_by_key(|line| line.kept.it.id);
        all.dedup_by_key(|line| line.kept.it.id);
        // Whoever is not shown online stands in nobody's telephone either; *Today* has the appointment.
        let offline = protection::not_online(look.tx(), permit.key())?;
        all.retain(|line| !offline.contains(&line.kept.it.person));
        Ok(all)
    })?;
    let events = all
        .iter()
        .filter(|line| !matches!(line.kept.it.state, State::Cancelled { .. }))
        .map(|line| entry(&line.kept, base))
        .collect();
    Ok(Calendar { name: "Kith appointments".to_owned(), stamp: now, events }.to_wire())
}

/// One appointment as a calendar may know it.
fn entry(kept: &Kept<Appointment>, base: &str) -> Event {
    let it = &kept.it;
    let minutes = it.booking.minutes.filter(|minutes| *minutes > 0).unwrap_or(USUAL_MINUTES);
    Event {
        uid: format!("{}@kith", it.id),
        starts: match it.booking.when {
            When::Day(day) => Starts::Day(day),
            When::At(at) => Starts::At { at, minutes },
        },
        summary: format!("Appointment: {}", it.booking.mode.label().to_lowercase()),
        url: format!("{base}/appointments/{}", it.id),
        sequence: kept.version - 1,
        changed: it.since,
    }
}
