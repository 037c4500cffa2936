//! Taking a file's rows in slices. Broken off at any moment, it goes on where it was, or from the beginning: a row
//! that was taken is known by its key.

use std::sync::Arc;

use kith_domain::id::Id;
use kith_domain::import::{Counts, Import, State};
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_store::{DbError, Isolation, imports, save, staff, table};

use super::check::{Row, Verdict};
use super::{gone, look_at, reach_of, record};
use crate::app::App;
use crate::ctx::Seed;
use crate::permit;
use crate::refusal::Refusal;

/// How many rows one unit of work goes through: long work goes in slices, so that others can write.
const SLICE: usize = 50;

/// Takes the rows of a file that was begun. `progress` is told how many rows have been gone through, and says
/// whether to go on.
///
/// # Errors
/// What the policy or the store says; the slices before that stay taken, and it can be run again.
pub fn run(
    app: &App,
    seed: &Seed,
    id: Id<Import>,
    answers: Id<Account>,
    progress: &dyn Fn(usize, usize) -> bool,
) -> Result<Counts, Refusal> {
    let service = super::service_of(app, seed, id)?;
    let reach = reach_of(seed, service, "care");
    let (import, file, practices) = app.read_with(seed, &reach, |look, ctx| {
        let permit = permit::import::<act::TakeImport>(look.tx(), ctx, id)?;
        let import = table::find::<Import>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
        let file = imports::file(look.tx(), id)?.ok_or_else(gone)?;
        Ok((import, file, staff::practices_of_service(look.tx(), service)?))
    })?;
    if !matches!(import.it.state, State::Taking { .. }) {
        return Err(Rejection::new("import.not_begun", "This file is not being taken.").into());
    }
    let looked = look_at(app, seed, &import.it, &file, &practices)?;
    let rows: Arc<[Row]> = looked.checked.rows.clone().into();
    let total = rows.len();
    let mut begin = 0;
    while begin < total {
        still_stands(app, &seed.actor)?;
        let end = total.min(begin + SLICE);
        slice(app, seed, &import.it, answers, &rows, (begin, end))?;
        begin = end;
        if !progress(begin, total) {
            return Err(Rejection::new("import.broken_off", "It was broken off. Run it again to go on.").into());
        }
    }
    finish(app, seed, &import.it, &rows)
}

/// Takes one slice. Two that run at once meet at the keys; the slower one goes again and finds them.
fn slice(
    app: &App,
    seed: &Seed,
    import: &Import,
    answers: Id<Account>,
    rows: &Arc<[Row]>,
    (begin, end): (usize, usize),
) -> Result<(), Refusal> {
    let attempt = || {
        let (rows, import) = (Arc::clone(rows), import.clone());
        // Each slice has its own identifiers and its own moment.
        let seed = Seed { request: seed.request, ..app.seed(seed.actor.clone()) };
        let reach = reach_of(&seed, import.service, "care");
        app.write_with(&seed, Isolation::Ordinary, reach, move |work, ctx| {
            let permit = permit::import::<act::TakeImport>(work.tx(), ctx, import.id)?;
            let slice = rows.get(begin..end).unwrap_or_default();
            let keys: Vec<&str> = slice.iter().map(|row| row.key.as_str()).collect();
            let before = imports::known(work.tx(), import.service, import.kind, &keys)?;
            for row in slice {
                let Verdict::Good(ready) = &row.verdict else { continue };
                if before.iter().any(|it| it.key == row.key) {
                    continue;
                }
                let person = record::make(work, ctx, &import, ready, answers)?;
                let took =
                    imports::Took { import: &import, key: &row.key, content: &row.content, person, at: ctx.now() };
                imports::took(work.tx(), &took)?;
            }
            let done = u32::try_from(end).unwrap_or(u32::MAX);
            Ok(imports::note_progress(work.tx(), permit.key(), done, ctx.now())?)
        })
    };
    match attempt() {
        Err(Refusal::Fault(DbError::Unique { .. })) => attempt(),
        other => other,
    }
}

/// Notes what became of it all, and deletes the bytes when nothing is left to fetch.
fn finish(app: &App, seed: &Seed, import: &Import, rows: &[Row]) -> Result<Counts, Refusal> {
    let of = |wanted: fn(&Verdict) -> bool| {
        u32::try_from(rows.iter().filter(|row| wanted(&row.verdict)).count()).unwrap_or(u32::MAX)
    };
    let counts = Counts {
        taken: of(|it| matches!(it, Verdict::Good(_))),
        known: of(|it| *it == Verdict::Known),
        changed: of(|it| *it == Verdict::Changed),
        refused: of(|it| *it == Verdict::Wrong),
    };
    let seed = Seed { request: seed.request, ..app.seed(seed.actor.clone()) };
    let reach = reach_of(&seed, import.service, "care");
    let id = import.id;
    app.write_with(&seed, Isolation::Ordinary, reach, move |work, ctx| {
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        let kept = table::find::<Import>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
        // Two that ran at once: the other one has finished it.
        if let State::Taken { counts, .. } = kept.it.state {
            return Ok(counts);
        }
        let (taken, event) = kept.it.finish(counts, ctx.now())?;
        save::change(work.tx(), &ctx.writ::<act::TakeImport>(), kept.version, &taken, &event)?;
        if counts.refused == 0 && counts.changed == 0 {
            imports::forget(work.tx(), id)?;
        }
        Ok(counts)
    })
}

/// Whether whoever began it may still act: long work ends when a right does.
fn still_stands(app: &App, actor: &Actor) -> Result<(), Refusal> {
    let Actor::Staff(staff) = actor else { return Ok(()) };
    let (account, standing) = (staff.account, staff.standing);
    let reach = kith_store::Reach { purpose: "identity", ..crate::app::reach(actor, "identity") };
    app.peek(&reach, |tx| {
        let account = table::find::<Account>(tx, account.uuid())?.is_some_and(|kept| kept.it.disabled.is_none());
        let standing = table::find::<Standing>(tx, standing.uuid())?.is_some_and(|kept| kept.it.ended.is_none());
        if account && standing { Ok(()) } else { Err(Refusal::Hidden) }
    })
}

/// Who answers for a file that the operator brings in: the manager of the service, else a lead, else its administrator.
///
/// # Errors
/// [`Refusal::Rejected`] when the service has none of them.
pub fn answerable(app: &App, service: Id<Service>) -> Result<Id<Account>, Refusal> {
    let reach = kith_store::Reach { services: vec![service.uuid(), kith_store::NO_SERVICE], purpose: "identity" };
    app.peek(&reach, |tx| {
        for role in [Role::ServiceManager, Role::TeamLead, Role::Administrator] {
            if let Some(standing) = staff::in_role(tx, service, role)?.into_iter().next() {
                return Ok(standing.account);
            }
        }
        Err(Rejection::new(
            "import.nobody_answers",
            "This service has no manager, team lead or administrator yet who could answer for the file.",
        )
        .into())
    })
}
