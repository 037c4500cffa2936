//! What `kith user` does, audited as the operator.

use kith_domain::id::Id;
use kith_domain::invitation::Invitation;
use kith_domain::policy::{Actor, act};
use kith_domain::practice::OdsCode;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service, fold_email};
use kith_store::{Isolation, Kept, NO_SERVICE, Reach, invitations, save, staff};

use super::invite::{deliver, invite};
use super::{Input, change};
use crate::accounts::{Secret, identity, reset_factor_of, secret_of};
use crate::app::App;
use crate::delivery::Delivery;
use crate::permit;
use crate::refusal::Refusal;

/// Invites somebody to a service, found by its short name, or the only one there is. Gives the secret of
/// the link, and no e-mail is sent.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong.
pub fn add(app: &App, slug: Option<&str>, input: &Input) -> Result<Secret, Refusal> {
    let service = service(app, slug)?;
    let seed = app.seed(Actor::Operator);
    let input = input.clone();
    let reach = Reach { services: vec![NO_SERVICE, service.uuid()], purpose: "identity" };
    app.write_with(&seed, Isolation::Serializable, reach, move |work, ctx| {
        let permit = permit::service::<act::Invite>(ctx, service)?;
        invite(work, ctx, &permit, &input, &Delivery::hand(ctx)).map(|(_, secret)| secret)
    })
}

/// Invites somebody once more whose invitation is open, because the link was lost or is too old: for a service in which
/// nobody is yet who could do it. The link before stops working.
///
/// # Errors
/// [`Refusal::Rejected`] when nobody with this address is invited to this role.
pub fn add_again(
    app: &App,
    slug: Option<&str>,
    (email, role): (&str, &str),
    practice: Option<&str>,
) -> Result<Secret, Refusal> {
    let service = service(app, slug)?;
    let (email, role, practice) = (fold_email(email), role.to_owned(), practice.map(str::to_owned));
    let reach = Reach { services: vec![NO_SERVICE, service.uuid()], purpose: "identity" };
    app.write_with(&app.seed(Actor::Operator), Isolation::Serializable, reach, move |work, ctx| {
        permit::service::<act::Invite>(ctx, service)?;
        let open = invitations::open(work.tx(), service)?;
        let at = match practice.as_deref().map(OdsCode::parse) {
            Some(Some(code)) => staff::practice_by_code(work.tx(), &code)?.map(|it| it.id),
            Some(None) | None => None,
        };
        let is_meant = |it: &Invitation| {
            fold_email(it.email.as_str()) == email
                && it.role.code() == role
                && (practice.is_none() || (at.is_some() && it.practice == at))
        };
        let mut found: Vec<_> = open.into_iter().filter(|kept| is_meant(&kept.it)).collect();
        if found.len() > 1 {
            let which = "They are invited to several practices. Say which with --practice CODE.";
            return Err(Rejection::of_field("practice", "invite.which", which).into());
        }
        let kept = found.pop().ok_or_else(|| {
            Rejection::of_field(
                "email",
                "invite.none",
                "Nobody with this address is invited to this role, or they have joined already. Leave --again out to \
                 invite them.",
            )
        })?;
        let (secret, digest) = secret_of(&Delivery::hand(ctx), ctx);
        let (again, event) = kept.it.send_again(digest, ctx.now())?;
        let saved = save::change(work.tx(), &ctx.writ::<act::Invite>(), kept.version, &again, &event)?;
        let again = Kept { version: saved.version, it: &again };
        deliver::<act::Invite>(work, ctx, again, &secret, &Delivery::hand(ctx))?;
        Ok(secret)
    })
}

fn service(app: &App, slug: Option<&str>) -> Result<Id<Service>, Refusal> {
    let all = app.peek(&identity(), |tx| Ok(staff::services(tx)?))?;
    let found = match slug {
        Some(slug) => all.iter().find(|service| service.slug == slug),
        None if all.len() > 1 => {
            let names: Vec<&str> = all.iter().map(|service| service.slug.as_str()).collect();
            return Err(Rejection::new(
                "user.which_service",
                format!("This store holds several services. Say which with --service: {}.", names.join(", ")),
            )
            .into());
        }
        None => all.first(),
    };
    found.map(|service| service.id).ok_or_else(|| {
        Rejection::new("user.no_service", "There is no such service here. Set the store up first with `kith serve`.")
            .into()
    })
}

/// Resets the second factor of the account with an address: for whoever nobody else can reset it for.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no such account; [`Refusal::Rejected`] when it has no second factor.
pub fn reset_factor(app: &App, email: &str) -> Result<(), Refusal> {
    let seed = app.seed(Actor::Operator);
    let email = email.to_owned();
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        let account: Account = staff::account_by_email(work.tx(), &email)?.ok_or(Refusal::Hidden)?.it;
        let permit = permit::account::<act::ResetFactor>(ctx, account.id)?;
        reset_factor_of(work, ctx, permit.key())
    })
}

/// What becomes of the last manager or administrator of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// They stay until there is another.
    Stays,
    /// They end like everybody else: somebody has taken over their account.
    Ends,
}

/// Disables the account with an address: its roles end, and its sessions, links and invitations with
/// them.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Rejected`] when it is the last manager or administrator of a
/// service, and that was not asked for.
pub fn disable(app: &App, email: &str, last: Last) -> Result<(), Refusal> {
    let (account, services) = app.peek(&identity(), |tx| {
        let account: Account = staff::account_by_email(tx, email)?.ok_or(Refusal::Hidden)?.it;
        let mut services = vec![NO_SERVICE];
        services.extend(staff::standings_of(tx, account.id)?.iter().filter_map(|it| it.service).map(Id::uuid));
        services.extend(invitations::of_address(tx, email)?.iter().map(|kept| kept.it.service.uuid()));
        Ok((account.id, services))
    })?;
    let seed = app.seed(Actor::Operator);
    let reach = Reach { services, purpose: "identity" };
    app.write_with(&seed, Isolation::Serializable, reach, move |work, ctx| {
        let permit = permit::account::<act::EndRole>(ctx, account)?;
        change::close_everywhere(work, ctx, permit.key(), last)
    })
}
