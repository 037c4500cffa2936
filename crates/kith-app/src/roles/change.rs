//! Changing a role, and leaving.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_store::{Kept, covers, invitations, save, sessions, staff, table};

use crate::accounts::Fresh;
use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::OnEntry;
use crate::refusal::Refusal;
use crate::roles::operator::Last;

/// Gives somebody another role in the same service. The one before ends with its sessions, and stays in
/// the history.
///
/// # Errors
/// [`Refusal::Rejected`] when the role is none they can have, or is theirs already; [`Refusal::Stale`]
/// when it was changed meanwhile.
pub fn change_role(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    on: OnEntry<act::ChangeRole, Standing>,
    fresh: &Fresh,
    role: &str,
) -> Result<Id<Standing>, Refusal> {
    fresh.of(ctx)?;
    let (_, Kept { version, it }) = on;
    let choose = |code, sentence| Rejection::of_field("role", code, sentence);
    if it.ended.is_some() {
        return Err(Rejection::new("role.ended", "This role has ended. Invite them again to give them another.").into());
    }
    let Some(service) = it.service else {
        return Err(Rejection::new(
            "role.practice",
            "A role at a practice cannot be changed into another. End it, and invite them to the other role.",
        )
        .into());
    };
    let role = Role::from_code(role).filter(|role| CHANGED_TO.contains(role));
    let role = role.ok_or_else(|| choose("role.choose", "Choose what they will be."))?;
    if role == it.role {
        return Err(choose("role.same", "They have this role already. Choose another, or go back.").into());
    }
    let held = staff::standings_of(work.tx(), it.account)?;
    if held.iter().any(|other| other.role == role && other.service == Some(service)) {
        return Err(choose("role.held", "They have this role too already. End the one they no longer need.").into());
    }
    leaves_somebody(work, service, std::slice::from_ref(&it))?;
    end(work, ctx, &ctx.writ::<act::ChangeRole>(), Kept { version, it: it.clone() })?;
    let before = it.id;
    let new = Standing { id: ctx.id(), role, ended: None, ..it };
    let event = Event::new("standing.given")
        .with("account", new.account)
        .with("role", new.role.code())
        .with("instead_of", before);
    save::new(work.tx(), &ctx.writ::<act::ChangeRole>(), &new, &event)?;
    Ok(new.id)
}

/// The roles that a role in a service can be changed to.
pub(super) const CHANGED_TO: [Role; 6] =
    [Role::LinkWorker, Role::TeamLead, Role::ServiceManager, Role::Commissioner, Role::Evaluator, Role::Administrator];

fn end(work: &mut Work<'_, '_>, ctx: &Ctx, writ: &save::Writ, kept: Kept<Standing>) -> Result<(), Refusal> {
    let event = Event::new("standing.ended").with("account", kept.it.account).with("role", kept.it.role.code());
    let it = Standing { ended: Some(ctx.now()), ..kept.it };
    save::change(work.tx(), writ, kept.version, &it, &event)?;
    Ok(())
}

/// Refuses to end the last manager or administrator of a service: nobody would be left to invite anybody, or to keep it
/// running.
pub(super) fn leaves_somebody(
    work: &mut Work<'_, '_>,
    service: Id<Service>,
    ending: &[Standing],
) -> Result<(), Refusal> {
    for role in [Role::ServiceManager, Role::Administrator] {
        let Some(it) = ending.iter().find(|it| it.role == role && it.service == Some(service)) else { continue };
        let mut is_last = true;
        for other in staff::in_role(work.tx(), service, role)? {
            let ends_too = ending.iter().any(|one| one.id == other.id) || other.account == it.account;
            let account = table::find::<Account>(work.tx(), other.account.uuid())?;
            if !ends_too && account.is_some_and(|kept| kept.it.disabled.is_none()) {
                is_last = false;
                break;
            }
        }
        if is_last {
            return Err(Rejection::new(
                "role.last",
                format!(
                    "{} is the last {} of this service, so this was not done. Invite another first, under People and \
                     roles; once they have joined, come back and do this.",
                    it.name,
                    role.label()
                ),
            )
            .into());
        }
    }
    Ok(())
}

/// Somebody leaves: all their roles in this service end, invitations to them are withdrawn, and an
/// account without any role left is disabled with its sessions and links.
///
/// # Errors
/// [`Refusal::Rejected`] when they have left already.
pub fn end_roles(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    service: Id<Service>,
    on: OnEntry<act::EndRole, Standing>,
) -> Result<(), Refusal> {
    let (_, kept) = on;
    let account = kept.it.account;
    let related = staff::practices_of_service(work.tx(), service)?;
    let here = |it: &Standing| {
        it.service == Some(service) || it.practice.is_some_and(|id| related.iter().any(|one| one.id == id))
    };
    let open: Vec<Kept<Standing>> =
        staff::every_standing_of(work.tx(), account)?.into_iter().filter(|kept| kept.it.ended.is_none()).collect();
    let (ending, staying): (Vec<_>, Vec<_>) = open.into_iter().partition(|kept| here(&kept.it));
    if ending.is_empty() {
        return Err(Rejection::new("role.ended", "They have left already.").into());
    }
    let standings: Vec<Standing> = ending.iter().map(|kept| kept.it.clone()).collect();
    leaves_somebody(work, service, &standings)?;
    for kept in ending {
        end(work, ctx, &ctx.writ::<act::EndRole>(), kept)?;
    }
    // Whoever has left covers nobody, and is covered by nobody: their people are moved.
    for kept in covers::of_service(work.tx(), service, ctx.today())? {
        if kept.it.ended.is_none() && (kept.it.by == account || kept.it.worker == account) {
            let (over, event) = kept.it.end(ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::EndRole>(), kept.version, &over, &event)?;
        }
    }
    let kept = table::find::<Account>(work.tx(), account.uuid())?.ok_or(Refusal::Hidden)?;
    for invited in invitations::of_address(work.tx(), kept.it.email.as_str())? {
        if invited.it.service == service {
            let (gone, event) = invited.it.withdraw(ctx.actor().account(), ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::EndRole>(), invited.version, &gone, &event)?;
        }
    }
    if staying.is_empty() {
        close(work, ctx, &ctx.writ::<act::EndRole>(), kept)?;
    }
    Ok(())
}

/// Disables an account, with its sessions and links.
pub(super) fn close(work: &mut Work<'_, '_>, ctx: &Ctx, writ: &save::Writ, kept: Kept<Account>) -> Result<(), Refusal> {
    let it = Account { disabled: Some(ctx.now()), ..kept.it };
    save::change(work.tx(), writ, kept.version, &it, &Event::new("account.disabled"))?;
    sessions::end_all(work.tx(), it.id, ctx.now())?;
    sessions::end_links(work.tx(), it.id, ctx.now())?;
    tracing::info!(account.id = %it.id, "account disabled");
    Ok(())
}

/// Ends every role of an account and disables it, whatever service they belong to: for whoever runs
/// commands on the machine.
pub(super) fn close_everywhere(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    account: Id<Account>,
    last: Last,
) -> Result<(), Refusal> {
    let kept = table::find::<Account>(work.tx(), account.uuid())?.ok_or(Refusal::Hidden)?;
    let all = staff::every_standing_of(work.tx(), account)?;
    if last == Last::Stays {
        let open: Vec<Standing> = all.iter().map(|kept| kept.it.clone()).filter(|it| it.ended.is_none()).collect();
        for service in open.iter().filter_map(|it| it.service) {
            leaves_somebody(work, service, &open)?;
        }
    }
    for standing in all {
        if standing.it.ended.is_none() {
            end(work, ctx, &ctx.writ::<act::EndRole>(), standing)?;
        }
    }
    for invited in invitations::of_address(work.tx(), kept.it.email.as_str())? {
        let (gone, event) = invited.it.withdraw(None, ctx.now())?;
        save::change(work.tx(), &ctx.writ::<act::EndRole>(), invited.version, &gone, &event)?;
    }
    if kept.it.disabled.is_none() {
        close(work, ctx, &ctx.writ::<act::EndRole>(), kept)?;
    }
    Ok(())
}
