//! Changing a role, and leaving.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_store::{Kept, ReadTx, concerns, covers, invitations, save, sessions, staff, table};

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
    warned: Warned,
) -> Result<Id<Standing>, Refusal> {
    fresh.of(ctx)?;
    let (_, Kept { version, it }) = on;
    let choose = |code, sentence| Rejection::of_field("role", code, sentence);
    if it.ended.is_some() {
        return Err(Rejection::new("role.ended", "This role has ended. Invite them again to give them another.").into());
    }
    if it.role == Role::Organisation {
        return Err(Rejection::new(
            "role.organisation",
            "A role at a community organisation cannot be changed into another. End it, and invite them to the other role.",
        )
        .into());
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
    leaves_somebody(work, service, std::slice::from_ref(&it), Some(role))?;
    has_read(work.tx(), service, std::slice::from_ref(&it), warned)?;
    end::<act::ChangeRole>(work, ctx, Kept { version, it: it.clone() })?;
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

fn end<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, kept: Kept<Standing>) -> Result<(), Refusal> {
    let event = Event::new("standing.ended").with("account", kept.it.account).with("role", kept.it.role.code());
    let it = Standing { ended: Some(ctx.now()), ..kept.it };
    save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    let (Role::LinkWorker, Some(service)) = (it.role, it.service) else { return Ok(()) };
    // Whoever is no link worker here any more covers nobody, and is covered by nobody: their people are moved.
    for kept in covers::of_service(work.tx(), service, ctx.today())? {
        if kept.it.ended.is_none() && (kept.it.by == it.account || kept.it.worker == it.account) {
            let (over, event) = kept.it.end(ctx.now())?;
            save::change(work.tx(), &ctx.writ::<A>(), kept.version, &over, &event)?;
        }
    }
    Ok(())
}

/// Whether whoever ends a role has read what the service is left without, and goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warned {
    /// They have.
    Yes,
    /// They have not.
    No,
}

/// What ending the last team lead means. A service may stand without one for some days: whoever leaves, leaves. So this
/// is said and confirmed, and not refused.
fn has_read(tx: &mut ReadTx<'_>, service: Id<Service>, ending: &[Standing], warned: Warned) -> Result<(), Refusal> {
    if warned == Warned::No && last_in(tx, service, Role::TeamLead, ending)?.is_some() {
        return Err(Rejection::of_field(
            "no_lead",
            "role.no_lead",
            "This service would have no team lead. Tick that you know what this means, or invite another first.",
        )
        .into());
    }
    Ok(())
}

/// Whoever among those that end is the last of a role in a service.
pub(super) fn last_in<'a>(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    role: Role,
    ending: &'a [Standing],
) -> Result<Option<&'a Standing>, Refusal> {
    let Some(it) = ending.iter().find(|it| it.role == role && it.service == Some(service)) else { return Ok(None) };
    for other in staff::in_role(tx, service, role)? {
        let ends_too = ending.iter().any(|one| one.id == other.id) || other.account == it.account;
        let account = table::find::<Account>(tx, other.account.uuid())?;
        if !ends_too && account.is_some_and(|kept| kept.it.disabled.is_none()) {
            return Ok(None);
        }
    }
    Ok(Some(it))
}

/// Refuses to leave a service without anybody who is named safeguarding lead: concerns would wait for nobody
/// (reliability.md C6). `becomes` is the role that is given instead.
fn keeps_safeguarding(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    ending: &[Standing],
    becomes: Option<Role>,
) -> Result<(), Refusal> {
    const NAMED: [Role; 3] = [Role::LinkWorker, Role::TeamLead, Role::ServiceManager];
    let leads = concerns::leads(tx, service)?;
    let ends = |standing: &Standing| ending.iter().any(|one| one.id == standing.id);
    for lead in &leads {
        let Some(it) = ending.iter().find(|it| it.account == lead.it.account) else { continue };
        let keeps_role = becomes.is_some_and(|role| NAMED.contains(&role))
            || staff::standings_of(tx, lead.it.account)?
                .iter()
                .any(|one| one.service == Some(service) && NAMED.contains(&one.role) && !ends(one));
        if !keeps_role && leads.iter().all(|other| other.it.account == lead.it.account) {
            return Err(Rejection::new(
                "role.last_safeguarding",
                format!(
                    "{} is the last safeguarding lead of this service, so this was not done: concerns would wait for \
                     nobody. The service manager names another first, on Team under Safeguarding leads; then come back \
                     and do this.",
                    it.name
                ),
            )
            .into());
        }
    }
    Ok(())
}

/// Refuses to end the last manager, administrator or safeguarding lead of a service: nobody would be left to invite
/// anybody, to keep it running, or to take a concern.
pub(super) fn leaves_somebody(
    work: &mut Work<'_, '_>,
    service: Id<Service>,
    ending: &[Standing],
    becomes: Option<Role>,
) -> Result<(), Refusal> {
    keeps_safeguarding(work.tx(), service, ending, becomes)?;
    for role in [Role::ServiceManager, Role::Administrator] {
        if let Some(it) = last_in(work.tx(), service, role, ending)? {
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
    warned: Warned,
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
    leaves_somebody(work, service, &standings, None)?;
    has_read(work.tx(), service, &standings, warned)?;
    for kept in ending {
        end::<act::EndRole>(work, ctx, kept)?;
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
            leaves_somebody(work, service, &open, None)?;
        }
    }
    for standing in all {
        if standing.it.ended.is_none() {
            end::<act::EndRole>(work, ctx, standing)?;
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
