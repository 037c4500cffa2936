//! One's own account: what it says, its name, its password.

use std::net::IpAddr;

use jiff::Timestamp;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service, Standing};
use kith_domain::text::Line;
use kith_store::house::{self, Letter};
use kith_store::sessions::{self as stored, Session};
use kith_store::{Kept, ReadTx, save, staff, table};

use super::{ABSOLUTE_HOURS, FactorState, Hashed, SignedIn, Whence, over, password, right_password};
use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// One of one's own sessions.
#[derive(Debug, Clone)]
pub struct OwnSession {
    /// What it is called where it is ended.
    pub id: Option<Id<Session>>,
    /// The device, in words.
    pub device: Option<String>,
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// One's own account.
#[derive(Debug, Clone)]
pub struct OwnAccount {
    /// The account, with its version.
    pub account: Kept<Account>,
    /// What one may be.
    pub standings: Vec<Standing>,
    /// Where one is signed in, latest first.
    pub sessions: Vec<OwnSession>,
    /// How one's second factor stands.
    pub factor: FactorState,
}

/// One's own account, as seen from the session with this digest.
///
/// # Errors
/// When the store cannot answer.
pub fn see(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeAccount, Id<Account>>,
    current: &str,
) -> Result<OwnAccount, Refusal> {
    let account = table::find::<Account>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let standings = staff::standings_of(look.tx(), permit.key())?;
    let factor = super::factor_state(look.tx(), permit.key())?;
    let mut sessions: Vec<OwnSession> = stored::of_account(look.tx(), permit.key())?
        .into_iter()
        .filter(|it| it.stage.is_none())
        .filter(|it| !over(it.seen, super::idle_of(&standings, it.standing), ctx.now()))
        .filter(|it| !over(it.began, jiff::Span::new().hours(ABSOLUTE_HOURS), ctx.now()))
        .map(|it| OwnSession {
            id: it.id,
            is_this: it.digest == current,
            device: it.device,
            address: it.address.and_then(|address| address.parse().ok()),
            began: it.began,
            seen: it.seen,
        })
        .collect();
    sessions.reverse();
    Ok(OwnAccount { account, standings, sessions, factor })
}

/// Changes one's own name, in every role one has.
///
/// # Errors
/// [`Refusal::Rejected`] when it is none; [`Refusal::Stale`] when the account was changed meanwhile.
pub fn rename(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAccount, Id<Account>>,
    name: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter your name, as your colleagues know it.", Line::new(name));
    faults.finish()?;
    let Some(name) = name else { unreachable!("a missing name was noted as a fault") };
    let kept = table::find::<Account>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let event = Event::new("account.renamed").with("name", &name);
    let account = Account { name: name.clone(), ..kept.it };
    save::change(work.tx(), &ctx.writ::<act::ChangeAccount>(), kept.version, &account, &event)?;
    let reached = ctx.actor().services().to_vec();
    for Kept { version, it } in staff::every_standing_of(work.tx(), permit.key())? {
        // A role in a service that this unit does not reach keeps its name until one acts there.
        let within = it.service.is_none_or(|service| reached.contains(&service));
        if it.ended.is_none() && within && it.name != name {
            let event = Event::new("standing.renamed").with("name", &name);
            let it = Standing { name: name.clone(), ..it };
            save::change(work.tx(), &ctx.writ::<act::ChangeAccount>(), version, &it, &event)?;
        }
    }
    Ok(())
}

/// Checks one's present password and hashes a new one, before the unit of work in which it is set.
///
/// # Errors
/// [`Refusal::Rejected`] when the present one is wrong, which counts as a failure, or the new one may
/// not be used; [`Refusal::Wait`] and [`Refusal::Busy`] as when signing in.
pub fn prove_and_hash(app: &App, who: &SignedIn, now: &str, new: &str, from: &Whence) -> Result<Hashed, Refusal> {
    let account = who.staff.account;
    let kept = app.peek(&super::identity(), |tx| Ok(table::find::<Account>(tx, account.uuid())?))?;
    let kept = kept.ok_or(Refusal::Hidden)?.it;
    let (email, name) = (kept.email.to_string(), kept.name.to_string());
    right_password(app, &app.seed(who.actor()), &email, now, from).map_err(|refusal| match refusal {
        Refusal::Rejected(_) => Refusal::from(Rejection::of_field(
            "password-now",
            "password.not_yours",
            "This is not your password. Check it and try again.",
        )),
        other => other,
    })?;
    let service = who.service.as_ref().map(|service| service.name.to_string()).unwrap_or_default();
    password::hash_new(app, new, &email, &format!("{name} {service}"))
}

/// Sets one's own password. All other sessions end, and so does every link to choose it anew; an e-mail
/// says that it was changed.
///
/// # Errors
/// [`Refusal::Stale`] when the account was changed meanwhile.
pub fn set_password(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAccount, Id<Account>>,
    hashed: &Hashed,
    current: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Account>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let account = Account { password: Some(hashed.0.clone()), ..kept.it };
    let event = Event::new("account.password_changed");
    save::change(work.tx(), &ctx.writ::<act::ChangeAccount>(), kept.version, &account, &event)?;
    stored::end_others(work.tx(), account.id, current, ctx.now())?;
    stored::end_links(work.tx(), account.id, ctx.now())?;
    let service = service_of(work.tx(), account.id)?;
    let body = "Your password for Kith was changed just now, and you were signed out everywhere else.\n\n\
                If this was not you, tell whoever runs your service at once.\n\n\
                Please do not reply to this e-mail.\n";
    let subject = "Your password was changed";
    house::post(work.tx(), &letter(ctx, service, "account", account.email.as_str(), subject, body))?;
    Ok(())
}

/// The service that an account's letters are from: that of its first role.
pub(crate) fn service_of(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Option<Id<Service>>, Refusal> {
    let standings = staff::standings_of(tx, account)?;
    for standing in standings {
        match (standing.service, standing.practice) {
            (Some(service), _) => return Ok(Some(service)),
            (None, Some(practice)) => {
                if let Some(service) = staff::services_of_practice(tx, practice)?.first() {
                    return Ok(Some(service.id));
                }
            }
            (None, None) => {}
        }
    }
    Ok(None)
}

/// A letter to somebody with an account. It names nobody whom the service supports.
pub(crate) fn letter(
    ctx: &Ctx,
    service: Option<Id<Service>>,
    kind: &str,
    to: &str,
    subject: &str,
    body: &str,
) -> Letter {
    // Within reach of the unit: its own service, or none.
    let within = service.filter(|service| ctx.actor().services().contains(service));
    Letter {
        recipient: to.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        ..Letter::blank(ctx.id::<Letter>().uuid(), within.map_or(kith_store::NO_SERVICE, Id::uuid), kind, ctx.now())
    }
}
