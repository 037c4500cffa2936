//! The states that accounts can be in, for the page *People and roles*: somebody invited, somebody who has left, and
//! somebody with two roles and a second factor.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use kith_domain::event::Event;
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Standing};
use kith_domain::text::Line;
use kith_domain::time;
use kith_store::{Isolation, NO_SERVICE, Reach, Store, factors, house, save};

use super::agenda::Agenda;
use super::chance::Tree;
use super::perform::BASE;
use super::world::{World, known};
use super::{Plan, seed};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::refusal::Refusal;
use crate::setup::{self, Place};
use crate::{permit, roles};

/// Adds them, each at its moment. `hash` is everybody's password.
pub(super) fn add(store: &Store, tree: Tree, plan: &Plan, world: &World, hash: &Arc<str>) -> Result<(), Refusal> {
    let days = Agenda::new(tree, plan.as_of);
    let at = |ago: i64, hour: i8| time::moment_on(days.day(ago), hour, 20).ok_or(Refusal::Hidden);
    let moments = Moments { came: at(320, 9)?, left: at(70, 16)?, invited: at(3, 10)? };
    let reach = Reach { services: vec![world.service.uuid(), NO_SERVICE], purpose: "identity" };
    let (world, hash) = (world.clone(), Arc::clone(hash));
    store.write(&reach, Isolation::Serializable, move |tx| {
        let mut work = Work::over(tx);
        somebody_who_left(&mut work, tree, &moments, &world, &hash)?;
        somebody_with_two_roles(&mut work, tree, &moments, &world, &hash)?;
        somebody_invited(&mut work, tree, &moments, &world)
    })
}

struct Moments {
    came: Timestamp,
    left: Timestamp,
    invited: Timestamp,
}

fn line(text: &str) -> Result<Line, Refusal> {
    Line::new(text).map_err(|_| Rejection::new("demo.script", "The demo's cast holds text that does not fit.").into())
}

fn by_operator(tree: Tree, label: &str, at: Timestamp) -> Ctx {
    Ctx::begin(&seed(tree, label, Actor::Operator, at))
}

fn by_manager(tree: Tree, world: &World, label: &str, at: Timestamp) -> Result<Ctx, Refusal> {
    Ok(Ctx::begin(&seed(tree, label, Actor::Staff(known(&world.staff, "dev")?), at)))
}

/// An account with a role in the service.
fn of_the_service(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    world: &World,
    (role, name, email): (Role, &str, &str),
    hash: &str,
) -> Result<(Account, Standing), Refusal> {
    let password = Some(hash.to_owned());
    let account = Account { id: ctx.id(), email: line(email)?, name: line(name)?, password, disabled: None };
    let place = Place { role, service: Some(world.service), practice: None, organisation: None };
    let standing = setup::add_account(work, ctx, &account, place)?;
    Ok((account, standing))
}

/// A link worker of last year, whose roles the manager has ended.
fn somebody_who_left(
    work: &mut Work<'_, '_>,
    tree: Tree,
    moments: &Moments,
    world: &World,
    hash: &str,
) -> Result<(), Refusal> {
    let ctx = by_operator(tree, "states/left", moments.came);
    let (_, standing) =
        of_the_service(work, &ctx, world, (Role::LinkWorker, "Colin Marsh", "colin.marsh@example.org"), hash)?;
    let ctx = by_manager(tree, world, "states/leaves", moments.left)?;
    let on = permit::role::<act::EndRole>(work.tx(), &ctx, standing.id)?;
    roles::end_roles(work, &ctx, world.service, on, roles::Warned::No)
}

/// Somebody who manages and keeps Kith running, with a second factor set up.
fn somebody_with_two_roles(
    work: &mut Work<'_, '_>,
    tree: Tree,
    moments: &Moments,
    world: &World,
    hash: &str,
) -> Result<(), Refusal> {
    let ctx = by_operator(tree, "states/two-roles", moments.came);
    let (account, first) =
        of_the_service(work, &ctx, world, (Role::ServiceManager, "Hannah Oduya", "hannah.oduya@example.org"), hash)?;
    let second = Standing { id: ctx.id(), role: Role::Administrator, ..first };
    let event = Event::new("standing.given").with("account", account.id).with("role", Role::Administrator.code());
    save::new(work.tx(), &ctx.writ_named("set-up"), &second, &event)?;
    factors::begin(work.tx(), account.id, &shared_secret(&ctx), moments.came)?;
    let works = moments.came.checked_add(5.minutes()).unwrap_or(moments.came);
    factors::confirm(work.tx(), account.id, works)?;
    Ok(())
}

/// What an app would share, out of chance: 160 bits as RFC 4648 writes them.
fn shared_secret(ctx: &Ctx) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let sign = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('A', char::from);
    ctx.secret().iter().map(sign).collect()
}

/// A link worker to come, whose invitation lies in the post.
fn somebody_invited(work: &mut Work<'_, '_>, tree: Tree, moments: &Moments, world: &World) -> Result<(), Refusal> {
    let ctx = by_manager(tree, world, "states/invited", moments.invited)?;
    let permit = permit::own_service::<act::Invite>(&ctx)?;
    let input = roles::Input {
        email: "nia.fletcher@example.org".to_owned(),
        name: "Nia Fletcher".to_owned(),
        role: Role::LinkWorker.code().to_owned(),
        ..roles::Input::default()
    };
    roles::invite(work, &ctx, &permit, &input, &Delivery::mail(BASE))?;
    // The demo's post catches everything at once; nothing of it ever leaves.
    for letter in house::due(work.tx(), ctx.now())? {
        house::attempted(work.tx(), letter.id, "left", 1, ctx.now(), Some(ctx.now()), None)?;
    }
    Ok(())
}
