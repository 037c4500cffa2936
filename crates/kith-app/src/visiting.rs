//! Going alone: a colleague is told, sees when somebody is not back, and is sent one e-mail then.
//!
//! # Invariants
//! - A clock tells here and closes nothing: a visit is over when whoever went says that she is back.
//! - Whoever is told reads where she went only while she is out; nobody else reads it at all, the lead among them.
//! - What was told is deleted thirty days after she was back, and no figure is made of it.

use jiff::{Timestamp, ToSpan};
use kith_domain::boundary::visit::{KEPT_DAYS, Told, Visit};
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::text::{Line, Words};
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::save::SaveError;
use kith_store::visits::{self as stored, ToldVisit};
use kith_store::{DbError, Isolation, Kept, Reach, ReadTx, house, save, settings, staff, table};

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::{OnEntry, Permit};
use crate::refusal::{Faults, Refusal};

/// Whom somebody can tell: everybody of the service who could ring her, by name.
fn colleagues(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    me: Id<Account>,
) -> Result<Vec<(Id<Account>, String)>, Refusal> {
    let mut all: Vec<(Id<Account>, String)> = Vec::new();
    for role in [Role::LinkWorker, Role::TeamLead, Role::ServiceManager] {
        for it in staff::in_role(tx, service, role)? {
            if it.account != me && all.iter().all(|(known, _)| *known != it.account) {
                all.push((it.account, it.name.to_string()));
            }
        }
    }
    all.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(all)
}

/// What somebody sees of visits alone.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Her own of the last thirty days, newest first.
    pub own: Vec<ToldVisit>,
    /// Whom she can tell.
    pub colleagues: Vec<(Id<Account>, String)>,
    /// What the service wants done when somebody is not back.
    pub words: Option<Words>,
    /// Names of whoever is told.
    pub names: Names,
    /// Now.
    pub now: Timestamp,
}

/// Somebody's own visits.
///
/// # Errors
/// When the store cannot answer.
pub fn mine(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepVisits, Id<Service>>,
) -> Result<Mine, Refusal> {
    let (service, me) = (permit.key(), ctx.account()?);
    let since = ctx.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(ctx.now());
    let own = stored::of_owner(look.tx(), (service, me), since)?;
    let told: Vec<Id<Account>> = own.iter().map(|it| it.told.whom).collect();
    Ok(Mine {
        own,
        colleagues: colleagues(look.tx(), service, me)?,
        words: settings::of(look.tx(), service)?.it.visit_words,
        names: staff::names_of(look.tx(), service, told.into_iter())?.into_iter().collect(),
        now: ctx.now(),
    })
}

/// A visit as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Whom is told.
    pub whom: String,
    /// Where.
    pub place: String,
    /// The number to ring.
    pub ring: String,
    /// When she expects to be back.
    pub due: String,
}

/// A time of today, or of tomorrow when it is earlier than now, as somebody who goes means it.
fn due(ctx: &Ctx, field: &'static str, typed: &str) -> Result<Timestamp, Rejection> {
    let wrong = || {
        Rejection::of_field(
            field,
            "visit.time",
            "Enter when you expect to be back, as a time, such as 3.30pm or 15:30.",
        )
    };
    let (hour, minute) = time::clock_as_typed(typed).ok_or_else(wrong)?;
    let today = ctx.today();
    let at = time::moment_on(today, hour, minute).ok_or_else(wrong)?;
    if at > ctx.now() {
        return Ok(at);
    }
    let tomorrow = today.checked_add(1.day()).map_err(|_| wrong())?;
    time::moment_on(tomorrow, hour, minute).ok_or_else(wrong)
}

/// Somebody goes.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn go(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepVisits, Id<Service>>,
    input: &Input,
) -> Result<Id<Visit>, Refusal> {
    let (service, me) = (permit.key(), ctx.account()?);
    let since = ctx.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(ctx.now());
    if stored::of_owner(work.tx(), (service, me), since)?.iter().any(|it| it.told.back.is_none()) {
        return Err(Rejection::new(
            "visit.out",
            "You are out already. Say above that you are back, or that you will be later, first.",
        )
        .into());
    }
    let mut faults = Faults::new();
    let known = colleagues(work.tx(), service, me)?.into_iter().find(|(id, _)| id.to_string() == input.whom);
    let whom = faults.take(known.map(|(id, _)| id).ok_or_else(|| {
        Rejection::of_field("whom", "visit.whom", "Choose the colleague who is to notice when you are not back.")
    }));
    let place = faults.text("place", "Write where you go: a place, no name of anybody.", Line::new(&input.place));
    let ring =
        faults.text("ring", "Enter the number on which you can be rung while you are out.", Line::new(&input.ring));
    let due = faults.take(due(ctx, "due", &input.due));
    faults.finish()?;
    let (Some(whom), Some(place), Some(ring), Some(due)) = (whom, place, ring, due) else {
        unreachable!("what is missing was noted as a fault")
    };
    let told = Told { whom, place, ring, began: ctx.now(), due, back: None };
    let (it, event) = Visit::go(ctx.id(), (service, me), &told)?;
    save::new(work.tx(), &ctx.writ::<act::KeepVisits>(), &it, &event)?;
    stored::tell(work.tx(), &it, &told)?;
    Ok(it.id)
}

/// Whoever went is back. What is so already stays so.
///
/// # Errors
/// [`Refusal::Hidden`] when what was told of it was deleted.
pub fn back(work: &mut Work<'_, '_>, ctx: &Ctx, (_, kept): OnEntry<act::KeepVisits, Visit>) -> Result<(), Refusal> {
    let told = stored::of_visit(work.tx(), kept.it.id)?.ok_or(Refusal::Hidden)?.told;
    if let Some((it, event)) = kept.it.back() {
        save::change(work.tx(), &ctx.writ::<act::KeepVisits>(), kept.version, &it, &event)?;
        stored::tell(work.tx(), &it, &Told { back: Some(ctx.now()), ..told })?;
    }
    Ok(())
}

/// Whoever went will be later.
///
/// # Errors
/// [`Refusal::Rejected`] when it is no time that can be, or she is back.
pub fn later(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepVisits, Visit>,
    typed: &str,
) -> Result<(), Refusal> {
    let told = stored::of_visit(work.tx(), kept.it.id)?.ok_or(Refusal::Hidden)?.told;
    let due = due(ctx, "later", typed)?;
    let version = kept.version;
    let at_field = |refused: Rejection| Rejection { field: refused.field.map(|_| "later"), ..refused };
    let (it, event) = kept.it.later(due, ctx.now()).map_err(at_field)?;
    save::change(work.tx(), &ctx.writ::<act::KeepVisits>(), version, &it, &event)?;
    stored::tell(work.tx(), &it, &Told { due, ..told })?;
    Ok(())
}

/// What *Today* says of visits alone.
#[derive(Debug, Clone, Default)]
pub struct Out {
    /// Those of one's own that are open.
    pub own: Vec<ToldVisit>,
    /// Those of colleagues who told one, that are open.
    pub told: Vec<ToldVisit>,
    /// What the service wants done when somebody is not back.
    pub words: Option<Words>,
    /// Names.
    pub names: Names,
}

/// Who is out alone, for whoever is out herself or was told.
///
/// # Errors
/// When the store cannot answer.
pub fn out(look: &mut Look<'_, '_>, ctx: &Ctx, service: Id<Service>) -> Result<Out, Refusal> {
    let me = ctx.account()?;
    let since = ctx.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(ctx.now());
    let own: Vec<ToldVisit> =
        stored::of_owner(look.tx(), (service, me), since)?.into_iter().filter(|it| it.told.back.is_none()).collect();
    let told = stored::told_to(look.tx(), service, me)?;
    if own.is_empty() && told.is_empty() {
        return Ok(Out::default());
    }
    let accounts: Vec<Id<Account>> = own.iter().map(|it| it.told.whom).chain(told.iter().map(|it| it.owner)).collect();
    let names = staff::names_of(look.tx(), service, accounts.into_iter())?.into_iter().collect();
    Ok(Out { own, told, words: settings::of(look.tx(), service)?.it.visit_words, names })
}

/// One open visit, for whoever was told.
///
/// # Errors
/// [`Refusal::Hidden`] when what was told of it was deleted.
pub fn open(
    look: &mut Look<'_, '_>,
    (_, kept): OnEntry<act::SeeVisit, Visit>,
) -> Result<(ToldVisit, String, Option<Words>), Refusal> {
    let it = stored::of_visit(look.tx(), kept.it.id)?.ok_or(Refusal::Hidden)?;
    let names: Names = staff::names_of(look.tx(), it.service, std::iter::once(it.owner))?.into_iter().collect();
    let name = names.get(&it.owner).cloned().unwrap_or_else(|| "A colleague".to_owned());
    let words = settings::of(look.tx(), it.service)?.it.visit_words;
    Ok((it, name, words))
}

/// Sends one e-mail to whoever was told, for each visit whose time is over. Gives how many.
///
/// # Errors
/// When the store fails; what is left is told at the next turn.
pub fn tell_late(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let late = app.store().read(&Reach::maintenance(), |tx| stored::late(tx, now))?;
    let mut sent = 0;
    for it in late {
        let seed = app.seed(Actor::Nobody);
        let once = app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
            let ctx = Ctx::begin(&seed);
            if !stored::mailed(tx, it.id, ctx.now())? {
                return Ok(false);
            }
            let letter = Letter {
                subject: "A colleague is not back from a visit".to_owned(),
                body: "A colleague told you of a visit alone, and has not said that they are back.\n\n\
                       Ring them now. Who it is, where they went and on which number they are reached stands in Kith, on \
                       your first page after signing in.\n\n\
                       This e-mail names nobody on purpose. Please do not reply to it.\n"
                    .to_owned(),
                about: Some(it.id.uuid()),
                to_account: Some(it.told.whom),
                ..Letter::blank(ctx.id::<Letter>().uuid(), it.service.uuid(), "visit", ctx.now())
            };
            house::post(tx, &letter)?;
            Ok::<_, DbError>(true)
        })?;
        sent += usize::from(once);
    }
    Ok(sent)
}

/// Deletes what was told of visits that ended thirty days ago. Gives how many.
///
/// # Errors
/// When the store fails; what is left is deleted at the next turn.
pub fn forget_old(app: &App) -> Result<usize, DbError> {
    let before = app.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(Timestamp::UNIX_EPOCH);
    let old = app.store().read(&Reach::maintenance(), |tx| stored::old(tx, before))?;
    let mut forgotten = 0;
    for Kept { it, .. } in old {
        let (seed, id) = (app.seed(Actor::Nobody), it.id);
        let done = app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
            let ctx = Ctx::begin(&seed);
            if let Some(kept) = table::find::<Visit>(tx, id.uuid())?
                && let Some((it, event)) = kept.it.forget()
            {
                match save::change(tx, &ctx.writ_named("forget-visit"), kept.version, &it, &event) {
                    Ok(_) => {}
                    Err(SaveError::Stale) => return Ok(false),
                    Err(SaveError::Db(error)) => return Err(error),
                }
            }
            stored::forget(tx, id)?;
            Ok::<_, DbError>(true)
        })?;
        forgotten += usize::from(done);
    }
    Ok(forgotten)
}
