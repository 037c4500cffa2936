//! Another service, of another employer, in a store that has one: for whoever runs commands on the machine.
//!
//! # Invariants
//! - A service comes with its first lists and with an invitation to whoever will manage or administer it; nobody else
//!   reaches it, and they reach nothing of the others.
//! - Two services of a store have different names, because people who work for both tell them apart by these.

use std::collections::BTreeSet;

use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Role, Service};
use kith_domain::text::{Line, fold};
use kith_store::{Isolation, NO_SERVICE, Reach, house, staff};

use crate::accounts::{Secret, identity};
use crate::app::App;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::permit;
use crate::refusal::{Faults, Refusal};
use crate::roles;
use crate::setup::{self, add_service, slug_of};

/// The roles that begin a service: each of them may invite everybody else.
pub const FIRST: [Role; 2] = [Role::Administrator, Role::ServiceManager];

/// A service as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its telephone number.
    pub phone: String,
    /// Name of whoever is invited first.
    pub person: String,
    /// Their e-mail address: of somebody new, or of an account that is here already.
    pub email: String,
    /// Code of their role, one of [`FIRST`].
    pub role: String,
}

/// A service that was added.
pub struct Added {
    /// It.
    pub service: Service,
    /// The secret of the link that invites its first manager or administrator.
    pub secret: Secret,
}

/// Every service of the store, by short name.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn list(app: &App) -> Result<Vec<Service>, Refusal> {
    app.peek(&identity(), |tx| Ok(staff::services(tx)?))
}

/// Adds a service with its first lists, and invites whoever begins there. No e-mail is sent: the link is handed over.
/// In an empty store it is the first service, and the set-up link stops working.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong; then nothing was added.
pub fn add(app: &App, input: &Input) -> Result<Added, Refusal> {
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter the name of the service.", Line::new(&input.name));
    let phone = faults.phone("phone", &input.phone);
    if Role::from_code(&input.role).is_none_or(|role| !FIRST.contains(&role)) {
        faults.add(Rejection::of_field(
            "role",
            "service.role",
            "Whoever begins is an administrator or a service_manager; they invite everybody else.",
        ));
    }
    faults.finish()?;
    let Some(name) = name else { unreachable!("a missing name was noted as a fault") };
    let first = roles::Input {
        email: input.email.clone(),
        name: input.person.clone(),
        role: input.role.clone(),
        ..roles::Input::default()
    };
    let seed = app.seed(Actor::Operator);
    // The new rows belong to a service that does not exist before this unit of work, so the unit
    // reaches it by the identifier that its context will make first.
    let new_id = Ctx::begin(&seed).id::<Service>();
    let reach = Reach { services: vec![NO_SERVICE, new_id.uuid()], purpose: "identity" };
    app.write_with(&seed, Isolation::Serializable, reach, move |work, ctx| {
        let id: Id<Service> = ctx.id();
        let there = staff::services(work.tx())?;
        if let Some(same) = there.iter().find(|it| fold(it.name.as_str()) == fold(name.as_str())) {
            return Err(Rejection::of_field(
                "name",
                "service.same_name",
                format!(
                    "There is a service with this name already ({}). People who work for both could not tell them \
                     apart: give this one another name.",
                    same.slug
                ),
            )
            .into());
        }
        let slug = free_slug(name.as_str(), &there);
        let service = Service { id, slug, name: name.clone(), phone: phone.clone() };
        add_service(work, ctx, &service)?;
        if there.is_empty() {
            house::set(work.tx(), setup::SET_UP, "used")?;
        }
        let permit = permit::service::<act::Invite>(ctx, id)?;
        let (_, secret) = roles::invite(work, ctx, &permit, &first, &Delivery::hand(ctx))?;
        Ok(Added { service, secret })
    })
}

/// A short name that no other service has.
fn free_slug(name: &str, there: &[Service]) -> String {
    let taken: BTreeSet<&str> = there.iter().map(|it| it.slug.as_str()).collect();
    let slug = slug_of(name);
    if !taken.contains(slug.as_str()) {
        return slug;
    }
    // Of so many numbers as there are services and one more, one is free.
    let numbered = (2..=there.len() + 2).map(|number| format!("{slug}-{number}"));
    numbered.into_iter().find(|it| !taken.contains(it.as_str())).unwrap_or(slug)
}
