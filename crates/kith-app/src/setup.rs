//! Setting up an empty store by its one-time link, and what a store says of itself.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::Actor;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::WayOfWorking;
use kith_domain::support::way_of_working::FIRST_LIST;
use kith_domain::text::{Line, fold, looks_like_email};
use kith_store::{Isolation, NO_SERVICE, Reach, anchor, house, save, staff};
use sha2::{Digest, Sha256};

use crate::accounts;
use crate::app::{App, Work};
use crate::ctx::Ctx;
use crate::refusal::{Faults, Refusal};

/// The setting that marks a store as a demo.
pub const DEMO: &str = "demo";
/// The setting with the digest of the set-up link's secret.
pub(crate) const SET_UP: &str = "set-up";

fn public() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "public" }
}

/// Whether the store holds a demo.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn is_demo(app: &App) -> Result<bool, Refusal> {
    app.peek(&public(), |tx| Ok(house::setting(tx, DEMO)?.is_some()))
}

/// Whether nothing has been set up yet.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn is_empty(app: &App) -> Result<bool, Refusal> {
    app.peek(&public(), |tx| Ok(staff::services(tx)?.is_empty()))
}

/// Makes a new secret for the one-time link of an empty store; an earlier one stops working.
/// `None` when the store has been set up.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn new_link(app: &App) -> Result<Option<String>, Refusal> {
    if !is_empty(app)? {
        return Ok(None);
    }
    let seed = app.seed(Actor::Operator);
    let secret = app.write_with(&seed, Isolation::Ordinary, public(), |work, ctx| {
        let secret = anchor::to_hex(&ctx.secret());
        house::set(work.tx(), SET_UP, &digest(&secret))?;
        Ok(secret)
    })?;
    Ok(Some(secret))
}

fn digest(secret: &str) -> String {
    anchor::to_hex(&Sha256::digest(secret.as_bytes()))
}

/// Whether a set-up link works now.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn link_works(app: &App, secret: &str) -> Result<bool, Refusal> {
    app.peek(&public(), |tx| {
        let empty = staff::services(tx)?.is_empty();
        Ok(empty && house::setting(tx, SET_UP)?.is_some_and(|known| known == digest(secret)))
    })
}

/// A set-up form as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Name of the service.
    pub service: String,
    /// Its telephone number.
    pub phone: String,
    /// Name of the first administrator.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Sets up the service and its first administrator. The link works once.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work; [`Refusal::Rejected`] with what is wrong.
pub fn set_up(app: &App, secret: &str, input: &Input) -> Result<(), Refusal> {
    if !link_works(app, secret)? {
        return Err(Refusal::Hidden);
    }
    let mut faults = Faults::new();
    let service = faults.text("service", "Enter the name of your service.", Line::new(&input.service));
    let phone = faults.phone("phone", &input.phone);
    let name = faults.text("name", "Enter your name.", Line::new(&input.name));
    let email = faults.text("email", "Enter your e-mail address.", Line::new(&input.email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "set_up.email", "Enter an e-mail address, like name@example.org."));
    }
    let names = format!("{} {}", input.name, input.service);
    faults.take(accounts::check_password(&input.password, &input.email, &names));
    faults.finish()?;
    let (Some(service), Some(name), Some(email)) = (service, name, email) else {
        unreachable!("every missing part was noted as a fault")
    };
    let seed = app.seed(Actor::Operator);
    let password = accounts::hash_new(app, &input.password, &input.email, &names)?.into_text();
    let secret = secret.to_owned();
    let slug = slug_of(service.as_str());
    // The new rows belong to a service that does not exist before this unit of work, so the unit
    // reaches it by the identifier that its context will make first.
    let new_id = Ctx::begin(&seed).id::<Service>();
    let reach = Reach { services: vec![NO_SERVICE, new_id.uuid()], purpose: "identity" };
    app.write_with(&seed, Isolation::Serializable, reach, move |work, ctx| {
        let id: Id<Service> = ctx.id();
        let still = staff::services(work.tx())?.is_empty()
            && house::setting(work.tx(), SET_UP)?.is_some_and(|known| known == digest(&secret));
        if !still {
            return Err(Refusal::Hidden);
        }
        let it = Service { id, slug: slug.clone(), name: service.clone(), phone: phone.clone() };
        add_service(work, ctx, &it)?;
        add_account(
            work,
            ctx,
            &Account {
                id: ctx.id(),
                email: email.clone(),
                name: name.clone(),
                password: Some(password.clone()),
                disabled: None,
            },
            Place { role: Role::Administrator, service: Some(id), practice: None, organisation: None },
        )?;
        house::set(work.tx(), SET_UP, "used")?;
        Ok(())
    })
}

/// A short name for the command line.
pub(crate) fn slug_of(name: &str) -> String {
    let slug = fold(name).replace(' ', "-");
    let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    if slug.is_empty() { "service".to_owned() } else { slug }
}

/// Saves a service with its first list of what is done.
pub(crate) fn add_service(work: &mut Work<'_, '_>, ctx: &Ctx, service: &Service) -> Result<(), Refusal> {
    let event = Event::new("service.set_up").with("name", &service.name).with("slug", service.slug.as_str());
    save::new(work.tx(), &ctx.writ_named("set-up"), service, &event)?;
    for (position, (code, heading, words)) in (1_i64..).zip(FIRST_LIST) {
        let (Ok(code), Ok(label)) = (Line::new(code), Line::new(words)) else { continue };
        let way = WayOfWorking { id: ctx.id(), service: service.id, code, label, heading, position };
        let event = Event::new("way_of_working.listed").with("code", &way.code).with("label", &way.label);
        save::new(work.tx(), &ctx.writ_named("set-up"), &way, &event)?;
    }
    Ok(())
}

/// What somebody is, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The role.
    pub(crate) role: Role,
    /// The service.
    pub(crate) service: Option<Id<Service>>,
    /// The practice.
    pub(crate) practice: Option<Id<kith_domain::practice::Practice>>,
    /// The community organisation.
    pub(crate) organisation: Option<Id<kith_domain::directory::Organisation>>,
}

/// Saves an account with one standing.
pub(crate) fn add_account(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    account: &Account,
    place: Place,
) -> Result<Standing, Refusal> {
    let event = Event::new("account.added").with("email", &account.email).with("name", &account.name);
    save::new(work.tx(), &ctx.writ_named("set-up"), account, &event)?;
    let standing = Standing {
        id: ctx.id(),
        account: account.id,
        role: place.role,
        service: place.service,
        practice: place.practice,
        organisation: place.organisation,
        name: account.name.clone(),
        ended: None,
    };
    let event = Event::new("standing.given").with("account", account.id).with("role", place.role.code());
    save::new(work.tx(), &ctx.writ_named("set-up"), &standing, &event)?;
    Ok(standing)
}
