//! Telling of concerns by e-mail: to whoever is named, when one is written; to those who lead the service, when one has
//! waited for a working day. The letters name nobody, and say nothing of what was written.

use jiff::Timestamp;
use kith_domain::boundary::safeguarding::Concern;
use kith_domain::id::Id;
use kith_domain::staff::{Account, Role, Service};
use kith_store::house::Letter;
use kith_store::{DbError, Isolation, Reach, ReadTx, concerns, house, settings, staff, table};

use crate::app::App;
use crate::ctx::Ctx;

/// The notice that a concern was written, to somebody who is named.
pub(crate) fn notice(ctx: &Ctx, concern: &Concern, to: Id<Account>, base: &str) -> Letter {
    let body = format!(
        "A safeguarding concern was written in Kith and waits for you to acknowledge it.\n\n\
         Read it here after signing in:\n{base}/concerns\n\n\
         This e-mail names nobody on purpose. Please do not reply to it.\n"
    );
    letter(ctx, concern, to, "A safeguarding concern waits for you", body)
}

/// The notice that one has waited for a working day.
fn overdue(ctx: &Ctx, concern: &Concern, to: Id<Account>) -> Letter {
    let body = "A safeguarding concern was written in Kith more than a working day ago, and nobody has acknowledged it.\n\n\
        Ring whoever is named safeguarding lead of your service now, and make sure that somebody has it. Who is named \
        stands in Kith; the concern itself is open to them alone.\n\n\
        This e-mail names nobody on purpose. Please do not reply to it.\n";
    letter(ctx, concern, to, "A safeguarding concern has waited for a working day", body.to_owned())
}

fn letter(ctx: &Ctx, concern: &Concern, to: Id<Account>, subject: &str, body: String) -> Letter {
    Letter {
        subject: subject.to_owned(),
        body,
        about: Some(concern.id.uuid()),
        to_account: Some(to),
        ..Letter::blank(ctx.id::<Letter>().uuid(), concern.service.uuid(), "concern", ctx.now())
    }
}

/// Tells those who lead a service, and whoever is named, of each concern that has waited for a working day by the
/// service's own calendar: once. Returns how many concerns were told on.
///
/// # Errors
/// When the store fails; what is left is told at the next turn.
pub fn tell_waiting(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let late = app.store().read(&Reach::maintenance(), |tx| {
        let mut late = Vec::new();
        for service in staff::services(tx)? {
            let waiting = concerns::not_told(tx, service.id)?;
            if waiting.is_empty() {
                continue;
            }
            let calendar = settings::of(tx, service.id)?.it.calendar();
            let is_late =
                |at: Timestamp| Concern::has_waited(at, now, |from, to| calendar.working_days_between(from, to));
            late.extend(waiting.into_iter().filter(|(_, at)| is_late(*at)).map(|(id, _)| (service.id, id)));
        }
        Ok::<_, DbError>(late)
    })?;
    let mut told = 0;
    for (service, id) in late {
        let seed = app.seed(kith_domain::policy::Actor::Nobody);
        let once = app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
            let ctx = Ctx::begin(&seed);
            let Some(kept) = table::find::<Concern>(tx, id.uuid())? else { return Ok(false) };
            if !concerns::tell(tx, id, service, ctx.now())? {
                return Ok(false);
            }
            for account in told_of(tx, service)? {
                house::post(tx, &overdue(&ctx, &kept.it, account))?;
            }
            Ok::<_, DbError>(true)
        })?;
        told += usize::from(once);
    }
    Ok(told)
}

/// Team leads, managers and whoever is named, each once.
fn told_of(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Id<Account>>, DbError> {
    let mut all: Vec<Id<Account>> = concerns::leads(tx, service)?.into_iter().map(|kept| kept.it.account).collect();
    for role in [Role::TeamLead, Role::ServiceManager] {
        all.extend(staff::in_role(tx, service, role)?.into_iter().map(|it| it.account));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
