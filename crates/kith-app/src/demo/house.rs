//! The house before anybody is in it: the service, its practices, its staff and their accounts.

use std::sync::Arc;

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, Staff};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Line;
use kith_domain::time;
use kith_store::staff::{Relation, services};
use kith_store::{Isolation, NO_SERVICE, Reach, Store, directory, house, save, support};

use super::agenda::Agenda;
use super::cast::{self, At, Member};
use super::chance::Tree;
use super::world::{World, known};
use super::{DemoAccount, Plan, entries, ground, numbers, seed};
use crate::accounts;
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;
use crate::setup::{self, Place};

/// How many days before the last day the service begins: eighteen months.
const BEGINS: i64 = 548;

/// The house as it begins.
pub(super) struct Built {
    pub(super) world: World,
    /// Who can sign in.
    pub(super) accounts: Vec<DemoAccount>,
    /// With which password.
    pub(super) password: String,
    /// And its hash: one for all, as it costs as much as it should.
    pub(super) hash: Arc<str>,
}

/// Builds the house in one transaction.
pub(super) fn build(store: &Store, tree: Tree, plan: &Plan) -> Result<Built, Refusal> {
    let first = Agenda::new(tree, plan.as_of).day(BEGINS);
    let now = time::moment_on(first, 8, 30).ok_or(Refusal::Hidden)?;
    let of = move |label: &str| Ctx::begin(&seed(tree, label, Actor::Operator, now));
    // The unit of work reaches rows of a service that it makes itself, so its identifier comes first.
    let service: Id<Service> = of("house/service").id();
    let password = tree.password();
    let hash: Arc<str> = accounts::hash(&password, &of("house/salt").salt())?.into();
    let (size, for_all) = (plan.size, Arc::clone(&hash));
    let reach = Reach { services: vec![service.uuid(), NO_SERVICE], purpose: "identity" };
    let (world, accounts) = store.write(&reach, Isolation::Serializable, move |tx| {
        let mut work = Work::over(tx);
        if !services(work.tx())?.is_empty() || directory::count(work.tx())? > 0 {
            return Err(Refusal::from(Rejection::new(
                "demo.not_empty",
                "This store is not empty. A demo fills an empty one only; choose another place with --data or --database.",
            )));
        }
        house::set(work.tx(), setup::DEMO, size.code())?;
        ground::lay(work.tx(), entries::postcodes())?;
        let mut world = World::of(service);
        add_service(&mut work, &of("house/service"), &mut world)?;
        for practice in cast::PRACTICES {
            add_practice(&mut work, &of(&format!("house/practice/{}", practice.key)), practice, &mut world)?;
        }
        for whose in entries::all() {
            world.organisations.insert(whose.key, of(&format!("house/organisation/{}", whose.key)).id());
        }
        let mut accounts = Vec::new();
        for member in cast::STAFF {
            let ctx = of(&format!("house/staff/{}", member.key));
            accounts.push(add_member(&mut work, &ctx, member, &for_all, &mut world)?);
        }
        // The list of what is done is fenced by service; it is read once here.
        for way in support::ways(work.tx(), service)? {
            world.ways.insert(way.code.to_string(), way.id);
        }
        // The manager says whom to ring, on the first day.
        let manager = Actor::Staff(known(&world.staff, "dev")?);
        let ctx = Ctx::begin(&seed(tree, "house/numbers", manager, now));
        numbers::tell(&mut work, &ctx)?;
        Ok((world, accounts))
    })?;
    let accounts = accounts
        .into_iter()
        .zip(cast::STAFF)
        .map(|(account, member)| DemoAccount {
            role: member.role,
            name: member.name.to_owned(),
            email: member.email.to_owned(),
            password: password.clone(),
            account,
        })
        .collect();
    Ok(Built { world, accounts, password, hash })
}

/// A line of the cast. Text that does not fit is a fault of the script, and is said.
fn line(text: &str) -> Result<Line, Refusal> {
    Line::new(text).map_err(|_| Rejection::new("demo.script", "The demo's cast holds text that does not fit.").into())
}

fn add_service(work: &mut Work<'_, '_>, ctx: &Ctx, world: &mut World) -> Result<(), Refusal> {
    let (name, slug, phone) = cast::SERVICE;
    // The first identifier of this context is the service's own.
    let id = ctx.id();
    let it = Service { id, slug: slug.to_owned(), name: line(name)?, phone: Some(line(phone)?) };
    setup::add_service(work, ctx, &it)?;
    world.service = id;
    Ok(())
}

fn add_practice(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    practice: &cast::Practice,
    world: &mut World,
) -> Result<(), Refusal> {
    let ods_code = OdsCode::parse(practice.ods_code).ok_or(Refusal::Hidden)?;
    let it = Practice { id: ctx.id(), ods_code, name: line(practice.name)?, email: Some(line(practice.email)?) };
    let event = Event::new("practice.added").with("ods_code", it.ods_code.as_str()).with("name", &it.name);
    save::new(work.tx(), &ctx.writ_named("set-up"), &it, &event)?;
    let relation = Relation::begin(ctx.id(), world.service, it.id);
    save::new(work.tx(), &ctx.writ_named("set-up"), &relation, &relation.begun())?;
    world.practices.insert(practice.key, it.id);
    Ok(())
}

fn add_member(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    member: &Member,
    hash: &str,
    world: &mut World,
) -> Result<Id<Account>, Refusal> {
    let account = Account {
        id: ctx.id(),
        email: line(member.email)?,
        name: line(member.name)?,
        password: Some(hash.to_owned()),
        disabled: None,
    };
    let (service, practice, organisation) = match member.at {
        At::Service => (Some(world.service), None, None),
        // A practice reaches services through its relationships, not by its standing.
        At::Practice(key) => (None, Some(known(&world.practices, key)?), None),
        At::Organisation(key) => (Some(world.service), None, Some(known(&world.organisations, key)?)),
    };
    let place = Place { role: member.role, service, practice, organisation };
    let standing = setup::add_account(work, ctx, &account, place)?;
    let post = Post::of(&standing).ok_or(Refusal::Hidden)?;
    let staff =
        Staff { account: account.id, standing: standing.id, post, services: vec![world.service], covers: Vec::new() };
    world.staff.insert(member.key, staff);
    Ok(account.id)
}
