//! People and roles: who works in a service and who refers to it, whoever is invited, changes of role,
//! and leaving.
//!
//! # Invariants
//! - Nobody gives, changes or ends a role of their own.
//! - A role is never rewritten: a change ends one standing and begins another, so history stays.
//! - What ends takes effect at the next request: sessions, open pages and links stop with it.

mod change;
mod invite;
mod operator;

use kith_domain::id::Id;
use kith_domain::invitation::Invitation;
use kith_domain::policy::{Scope, act};
use kith_domain::practice::Practice;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Cover;
use kith_domain::text::fold;
use kith_store::page::Page;
use kith_store::staff::RoleLine;
use kith_store::{cases, covers, invitations, sessions, staff, table};
use uuid::Uuid;

use crate::accounts::{self, FactorState};
use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::{OnEntry, Permit};
use crate::refusal::Refusal;

pub use change::{Warned, change_role, end_roles};
pub use invite::{INVITED, Input, invite, invite_colleague, invite_of_organisation, may_give, send_again, withdraw};
pub use operator::{Last, add, add_again, disable, reset_factor};

/// How many lines a page of the list has.
pub const LINES: usize = 50;

/// In which order the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By role, then by name.
    Role,
    /// By practice (the service's own people first), then by name.
    Place,
}

/// Whether those who have left are in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Who {
    /// Only who is here.
    #[default]
    Here,
    /// Those who have left too.
    Everybody,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words of a name, an address, a role or a practice; each must be found.
    pub words: String,
    /// The order.
    pub order: Order,
    /// Who.
    pub who: Who,
    /// The key of the line before the page.
    pub after: Option<(String, Uuid)>,
}

/// The list.
#[derive(Debug, Clone)]
pub struct List {
    /// One page of it.
    pub page: Page<RoleLine, (String, Uuid)>,
    /// Everybody who is invited and has not come yet.
    pub invited: Vec<Invitation>,
}

/// Who has a role in a service, or at a practice that refers to it.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeRoles, Id<Service>>,
    wanted: &Wanted,
) -> Result<List, Refusal> {
    let words: Vec<String> = fold(&wanted.words).split_whitespace().map(str::to_owned).collect();
    let mut lines: Vec<((String, Uuid), RoleLine)> = staff::roles(look.tx(), permit.key())?
        .into_iter()
        .filter(|line| wanted.who == Who::Everybody || line.ended.is_none())
        .filter(|line| {
            let practice = line.practice.as_deref().unwrap_or_default();
            let all = fold(&format!("{} {} {} {practice}", line.name, line.email, line.role.label()));
            words.iter().all(|word| all.contains(word.as_str()))
        })
        .map(|line| (key(&line, wanted.order), line))
        .collect();
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    let from = wanted.after.as_ref().map_or(0, |after| lines.partition_point(|(key, _)| key <= after));
    let rest = lines.split_off(from);
    let next = (rest.len() > LINES).then(|| rest.get(LINES - 1).map(|(key, _)| key.clone())).flatten();
    let lines = rest.into_iter().take(LINES).map(|(_, line)| line).collect();
    let invited = invitations::open(look.tx(), permit.key())?.into_iter().map(|kept| kept.it).collect();
    Ok(List { page: Page { lines, next }, invited })
}

fn key(line: &RoleLine, order: Order) -> (String, Uuid) {
    let name = fold(line.name.as_str());
    let key = match order {
        Order::Name => name,
        Order::Role => format!("{} {name}", line.role.label()),
        Order::Place => format!("{} {name}", line.practice.as_deref().map(fold).unwrap_or_default()),
    };
    (key, line.id.uuid())
}

/// Everybody at one's own practice, and who is invited to it.
#[derive(Debug, Clone)]
pub struct Colleagues {
    /// The practice.
    pub practice: Practice,
    /// Who is here, by name.
    pub here: Vec<RoleLine>,
    /// Who is invited and has not come yet.
    pub invited: Vec<Invitation>,
}

/// Who refers for one's own practice. Of other practices and of the service's people it tells nothing.
///
/// # Errors
/// When the store cannot answer.
pub fn colleagues(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::InviteColleague, Id<Service>>,
) -> Result<Colleagues, Refusal> {
    let own = invite::own_practice(ctx)?;
    let practice = table::find::<Practice>(look.tx(), own.uuid())?.ok_or(Refusal::Hidden)?.it;
    let mut here: Vec<RoleLine> = staff::roles(look.tx(), permit.key())?
        .into_iter()
        .filter(|line| line.practice_id == Some(own) && line.ended.is_none())
        .collect();
    here.sort_by_key(|line| fold(line.name.as_str()));
    let invited = invitations::open(look.tx(), permit.key())?
        .into_iter()
        .map(|kept| kept.it)
        .filter(|it| it.practice == Some(own))
        .collect();
    Ok(Colleagues { practice, here, invited })
}

/// One role of somebody, as whoever manages the service sees it.
#[derive(Debug, Clone)]
pub struct OneRole {
    /// The role.
    pub standing: Standing,
    /// Its version.
    pub version: i64,
    /// Whose it is.
    pub account: Account,
    /// The practice, for a role at a practice.
    pub practice: Option<Practice>,
    /// Other roles of the same person in this service, oldest first, those that ended too.
    pub others: Vec<Standing>,
    /// What happened to this role, in order: what, when, and by whom where that is known.
    pub history: Vec<(String, jiff::Timestamp, Option<String>)>,
    /// How many open cases they have in this service.
    pub open_cases: i64,
    /// Whether the service would have no team lead without this role.
    pub is_last_lead: bool,
    /// Whether the service would have no team lead without any of their roles.
    pub leaves_no_lead: bool,
    /// Cover that runs or is planned and has to do with them, with the name of the other.
    pub covers: Vec<(Cover, String)>,
    /// Whether their account was ever used.
    pub was_used: bool,
    /// Whether they have a second factor, which can be lost.
    pub has_factor: bool,
}

/// One role of somebody.
///
/// # Errors
/// When the store cannot answer.
pub fn see(
    look: &mut Look<'_, '_>,
    service: Id<Service>,
    on: &OnEntry<act::SeeRole, Standing>,
) -> Result<OneRole, Refusal> {
    let (permit, kept) = on;
    let standing = kept.it.clone();
    let account = table::find::<Account>(look.tx(), standing.account.uuid())?.ok_or(Refusal::Hidden)?.it;
    let practice = match standing.practice {
        Some(practice) => table::find::<Practice>(look.tx(), practice.uuid())?.map(|kept| kept.it),
        None => None,
    };
    let related = staff::practices_of_service(look.tx(), service)?;
    let here = |it: &Standing| {
        it.service == Some(service) || it.practice.is_some_and(|id| related.iter().any(|one| one.id == id))
    };
    let others: Vec<Standing> = staff::every_standing_of(look.tx(), account.id)?
        .into_iter()
        .map(|kept| kept.it)
        .filter(|it| it.id != permit.key() && here(it))
        .collect();
    let names = staff::names(look.tx(), service)?;
    let history = staff::history(look.tx(), permit.key())?
        .into_iter()
        .map(|(kind, at, by)| {
            let name = by.and_then(|by| names.iter().find(|(account, _)| *account == by)).map(|(_, name)| name.clone());
            (kind, at, name)
        })
        .collect();
    let open_cases = match standing.role {
        Role::LinkWorker => open_cases(look.tx(), permit.scope(), account.id)?,
        _ => 0,
    };
    let is_last_lead = change::last_in(look.tx(), service, Role::TeamLead, &open_of([&standing]))?.is_some();
    let all = open_of(std::iter::once(&standing).chain(&others));
    let leaves_no_lead = change::last_in(look.tx(), service, Role::TeamLead, &all)?.is_some();
    let mut related = Vec::new();
    let today = look.today();
    for kept in covers::of_service(look.tx(), service, today)? {
        let it = kept.it;
        let other = if it.by == account.id { it.worker } else { it.by };
        if it.ended.is_none() && (it.by == account.id || it.worker == account.id) {
            let name = names.iter().find(|(known, _)| *known == other).map(|(_, name)| name.clone());
            related.push((it, name.unwrap_or_else(|| "somebody no longer here".to_owned())));
        }
    }
    let was_used = sessions::last_seen(look.tx(), account.id)?.is_some();
    let has_factor = matches!(accounts::factor_state(look.tx(), account.id)?, FactorState::On { .. });
    Ok(OneRole {
        has_factor,
        standing,
        version: kept.version,
        account,
        practice,
        others,
        history,
        open_cases,
        is_last_lead,
        leaves_no_lead,
        covers: related,
        was_used,
    })
}

/// Those of some roles that have not ended.
fn open_of<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Vec<Standing> {
    standings.into_iter().filter(|it| it.ended.is_none()).cloned().collect()
}

/// How many open cases somebody has in a service, as far as the viewer may know of them: a count, never who.
fn open_cases(tx: &mut kith_store::ReadTx<'_>, scope: &Scope, account: Id<Account>) -> Result<i64, Refusal> {
    let counts = cases::counts(tx, scope)?;
    let open = |state: &str| matches!(state, "new" | "active" | "waiting" | "door-open" | "holding");
    Ok(counts.iter().filter(|it| it.worker == Some(account) && open(&it.state)).map(|it| it.cases).sum())
}

/// The practices that refer to a service, by name.
///
/// # Errors
/// When the store cannot answer.
pub fn practices(look: &mut Look<'_, '_>, permit: &Permit<act::Invite, Id<Service>>) -> Result<Vec<Practice>, Refusal> {
    Ok(staff::practices_of_service(look.tx(), permit.key())?)
}
