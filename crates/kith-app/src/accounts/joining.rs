//! Taking an invitation: the invited person writes their name and chooses their password, or, with an
//! account already, proves that it is theirs.

use kith_domain::event::Event;
use kith_domain::invitation::Invitation;
use kith_domain::policy::Actor;
use kith_domain::practice::Practice;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::text::Line;
use kith_store::{Isolation, Kept, NO_SERVICE, Reach, ReadTx, invitations, save, staff, table};

use super::{Whence, digest_of_secret, identity, password, right_password};
use crate::app::App;
use crate::refusal::{Faults, Refusal};

/// What an invitation offers.
#[derive(Clone)]
pub struct Offer {
    /// The service that invites.
    pub service: String,
    /// The role.
    pub role: Role,
    /// The practice, for a role at a practice.
    pub practice: Option<String>,
    /// The address that was invited.
    pub email: String,
    /// The name as whoever invites knows it.
    pub name: String,
    /// Whether there is an account with this address, so that its password is asked for and not chosen.
    pub has_account: bool,
}

/// What the invited person wrote.
#[derive(Clone, Default)]
pub struct Joining {
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: String,
}

/// The invitation of a link that works now.
fn open(
    tx: &mut ReadTx<'_>,
    digest: &str,
    now: jiff::Timestamp,
) -> Result<(Kept<Invitation>, Option<Kept<Account>>), Refusal> {
    let kept = invitations::by_digest(tx, digest)?.filter(|kept| kept.it.works(now)).ok_or(Refusal::Hidden)?;
    let account = staff::account_by_email(tx, kept.it.email.as_str())?;
    Ok((kept, account))
}

/// Whether an account is one whose password its owner knows and may use.
fn is_in_use(account: &Account) -> bool {
    account.disabled.is_none() && account.password.is_some()
}

/// What a link offers.
///
/// # Errors
/// [`Refusal::Hidden`] when it does not work: used, too old, withdrawn or never made.
pub fn offer(app: &App, secret: &str) -> Result<Offer, Refusal> {
    let digest = digest_of_secret(secret).ok_or(Refusal::Hidden)?;
    let now = app.now();
    app.peek(&identity(), |tx| {
        let (kept, account) = open(tx, &digest, now)?;
        let it = kept.it;
        let service = table::find::<Service>(tx, it.service.uuid())?.ok_or(Refusal::Hidden)?.it;
        let practice = match it.practice {
            Some(practice) => table::find::<Practice>(tx, practice.uuid())?.map(|kept| kept.it.name.to_string()),
            None => None,
        };
        Ok(Offer {
            service: service.name.to_string(),
            role: it.role,
            practice,
            email: it.email.to_string(),
            name: it.name.to_string(),
            has_account: account.is_some_and(|account| is_in_use(&account.it)),
        })
    })
}

/// Takes an invitation. The link stops working.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work; [`Refusal::Rejected`] with what is wrong;
/// [`Refusal::Wait`] and [`Refusal::Busy`] as when signing in.
pub fn join(app: &App, secret: &str, input: &Joining, from: &Whence) -> Result<(), Refusal> {
    let digest = digest_of_secret(secret).ok_or(Refusal::Hidden)?;
    let now = app.now();
    let (offered, account) = app.peek(&identity(), |tx| open(tx, &digest, now))?;
    let seed = app.seed(Actor::Nobody);
    let email = offered.it.email.to_string();
    let (name, hashed) = if account.is_some_and(|account| is_in_use(&account.it)) {
        right_password(app, &seed, &email, &input.password, from).map_err(|refusal| match refusal {
            Refusal::Rejected(_) => kith_domain::rejection::Rejection::of_field(
                "password",
                "join.wrong",
                "This is not the password of your account. Check it and try again.",
            )
            .into(),
            other => other,
        })?;
        (None, None)
    } else {
        let mut faults = Faults::new();
        let name = faults.text("name", "Enter your name, as your colleagues know it.", Line::new(&input.name));
        faults.take(password::check_password(&input.password, &email, &input.name));
        faults.finish()?;
        (name, Some(password::hash_new(app, &input.password, &email, &input.name)?))
    };
    let reach = Reach { services: vec![NO_SERVICE, offered.it.service.uuid()], purpose: "identity" };
    app.write_with(&seed, Isolation::Serializable, reach, move |work, ctx| {
        let (kept, account) = open(work.tx(), &digest, ctx.now())?;
        let writ = || ctx.writ_named("join");
        let account = match (account, &hashed) {
            (Some(known), None) => known.it,
            // Somebody who has left comes back: the account is theirs again, with a new password.
            (Some(known), Some(hashed)) => {
                let name = name.clone().unwrap_or(known.it.name);
                let event = Event::new("account.taken_up_again").with("name", &name);
                let it = Account { name, password: Some(hashed.0.clone()), disabled: None, ..known.it };
                save::change(work.tx(), &writ(), known.version, &it, &event)?;
                it
            }
            (None, Some(hashed)) => {
                let it = Account {
                    id: ctx.id(),
                    email: kept.it.email.clone(),
                    name: name.clone().unwrap_or_else(|| kept.it.name.clone()),
                    password: Some(hashed.0.clone()),
                    disabled: None,
                };
                let event = Event::new("account.added").with("email", &it.email).with("name", &it.name);
                save::new(work.tx(), &writ(), &it, &event)?;
                it
            }
            // The account was disabled between the two looks: begin again.
            (None, None) => return Err(Refusal::Hidden),
        };
        if hashed.is_none() && !is_in_use(&account) {
            return Err(Refusal::Hidden);
        }
        let standing = kept.it.standing(ctx.id(), account.id, account.name.clone());
        let event = Event::new("standing.given").with("account", account.id).with("role", standing.role.code());
        save::new(work.tx(), &writ(), &standing, &event)?;
        let (settled, event) = kept.it.accept(account.id, ctx.now())?;
        save::change(work.tx(), &writ(), kept.version, &settled, &event)?;
        tracing::info!(account.id = %account.id, "joined");
        Ok(())
    })
}
