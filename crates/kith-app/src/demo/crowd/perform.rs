//! Does one turn of a life by the same use case as the page.

use kith_domain::appointment::Appointment;
use kith_domain::boundary::safeguarding::Concern;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::link::Opens;
use kith_domain::message::MessageBack;
use kith_domain::need::Need;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Actor, Holder, Staff, act};
use kith_domain::referral::Referral;
use kith_domain::rejection::Rejection;
use kith_domain::support::plan::{Action as PlanAction, Goal};
use kith_store::access_log::{self, Access, Outcome};
use kith_store::table;

use super::super::perform::BASE;
use super::super::tapped;
use super::super::told::told;
use super::super::world::World;
use super::agreed_perform;
use super::outside_perform;
use super::site::Site;
use super::step::{Step, Tells, Turn, Who};
use crate::also::{self, AlsoInput};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;
use crate::support::{CloseInput, ContactInput};
use crate::{connecting, holding, messages, permit, referring, support, triage};

/// What a life has made so far.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Made {
    pub(super) referral: Option<Id<Referral>>,
    pub(super) person: Option<Id<Person>>,
    pub(super) needs: Vec<Id<Need>>,
    pub(super) connections: Vec<Id<Connection>>,
    pub(super) booked: Option<Id<Appointment>>,
    pub(super) goals: Vec<Id<Goal>>,
    pub(super) actions: Vec<Id<PlanAction>>,
    pub(super) concern: Option<Id<Concern>>,
    pub(super) message: Option<Id<MessageBack>>,
}

/// Who does a turn: each life has one practice and one worker.
pub(super) fn who(site: &Site, turn: &Turn, made: &Made) -> Option<Actor> {
    let of = |from: &[Staff]| from.get(turn.life as usize % from.len().max(1)).cloned().map(Actor::Staff);
    match turn.who {
        Who::Practice => of(&site.practices),
        Who::Door => Some(Actor::Nobody),
        Who::Lead => Some(Actor::Staff(site.lead.clone())),
        Who::Worker => of(&site.workers),
        Who::Group => {
            let Step::Answered(connection, _) = &turn.step else { return None };
            let opens = Opens::Connection(made.connections.get(*connection).copied()?);
            Some(Actor::Holder(Holder { service: site.service, opens }))
        }
        Who::Reader => Some(Actor::Holder(Holder { service: site.service, opens: Opens::Message(made.message?) })),
    }
}

/// Does a turn, and notes what it made.
pub(super) fn perform(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    site: &Site,
    turn: &Turn,
    made: &mut Made,
    world: &mut World,
) -> Result<(), Refusal> {
    match &turn.step {
        Step::Refer(input) => refer(work, ctx, input, made, world),
        Step::GiveBack(reason) => {
            let permit = permit::referral(work.tx(), ctx, there(made.referral)?)?;
            let input = triage::NotTaken { reason: (*reason).to_owned(), ..triage::NotTaken::default() };
            triage::give_back(work, ctx, &permit, &input)
        }
        Step::Allocate => {
            let of = |from: &[Staff]| from.get(turn.life as usize % from.len().max(1)).map(|it| it.account.to_string());
            let worker = of(&site.workers).unwrap_or_default();
            let permit = permit::referral(work.tx(), ctx, there(made.referral)?)?;
            triage::allocate(work, ctx, &permit, &worker).map(drop)
        }
        Step::Contact(input, tells) => contact(work, ctx, site, input, *tells, made, world),
        Step::Matters(words) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            support::write_what_matters(work, ctx, &permit, words)
        }
        Step::Need(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            made.needs.push(support::record_need(work, ctx, &permit, input)?);
            world.counts.needs += 1;
            Ok(())
        }
        Step::Gap(need, input) => {
            let need = there(made.needs.get(*need).copied())?;
            let (permit, _) = permit::need::<act::RecordGap>(work.tx(), ctx, need)?;
            crate::gaps::record(work, ctx, &permit, input)?;
            world.counts.gaps += 1;
            Ok(())
        }
        Step::Connect(need, entry, agreed) => {
            let need = there(made.needs.get(*need).copied())?.to_string();
            let to = there(world.services.get(entry).copied())?;
            let person = there(made.person)?;
            let permit = permit::person(work.tx(), ctx, person)?;
            let agreed = told(work, person, agreed)?;
            made.connections.push(connecting::connect(work, ctx, &permit, to, &need, &agreed)?.0);
            world.counts.connections += 1;
            Ok(())
        }
        Step::Move(connection, input) => {
            let id = there(made.connections.get(*connection).copied())?;
            let (permit, kept) = permit::connection(work.tx(), ctx, id)?;
            connecting::take_step(work, ctx, &permit, kept.version, input)
        }
        Step::Message(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            made.message = Some(messages::send(work, ctx, &permit, input, BASE)?.message);
            world.counts.messages += 1;
            outside_perform::catch(work, ctx)
        }
        Step::Read => {
            let permit = permit::practice_record(work.tx(), ctx, there(made.referral)?)?;
            messages::mark_read(work, ctx, &permit).map(drop)
        }
        Step::Close(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            // Where the service follows a rule and the case fits it, the ending names it.
            if input.reason == "no-answer" {
                let by_policy = CloseInput { by_policy: true, ..input.clone() };
                match support::close(work, ctx, &permit, &by_policy) {
                    Err(Refusal::Rejected(why)) if why.iter().any(|one| one.code == "policy.not_met") => {}
                    other => return other,
                }
            }
            support::close(work, ctx, &permit, input)
        }
        Step::Hold => {
            let person = there(made.person)?;
            let cause = kith_store::gaps::of_person(work.tx(), person)?.first().map(|gap| format!("gap-{}", gap.id));
            let permit = permit::person(work.tx(), ctx, person)?;
            let input = holding::Input {
                function: "waiting".to_owned(),
                cause: cause.unwrap_or_default(),
                ..holding::Input::default()
            };
            holding::begin(work, ctx, &permit, &input).map(drop)
        }
        Step::LookAgain => {
            let all = kith_store::holdings::of_person(work.tx(), there(made.person)?)?;
            let going_on = there(all.into_iter().find(|kept| kept.it.ended.is_none()))?;
            let on = permit::holding::<act::KeepHolding>(work.tx(), ctx, going_on.it.id)?;
            let input = holding::ReviewInput { outcome: "still".to_owned(), ..holding::ReviewInput::default() };
            holding::review(work, ctx, on, going_on.version, &input).map(drop)
        }
        Step::Reopen => {
            let id = opened(work, ctx, site, made)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            support::reopen(work, ctx, &permit)
        }
        other @ (Step::AskReferrer(_)
        | Step::AnswerReferrer(_)
        | Step::Redirect(..)
        | Step::AskByMail(_)
        | Step::Answered(..)
        | Step::SeenAnswer(_)
        | Step::ReadByCode(_)
        | Step::SeenReply
        | Step::Cover) => outside_perform::perform(work, ctx, site, (turn, other), made),
        other => agreed_perform::perform(work, ctx, site, (turn, other), made, world),
    }
}

/// Something that an earlier turn made. A life that speaks of more than it made is a fault of the script.
pub(super) fn there<T>(made: Option<T>) -> Result<T, Refusal> {
    made.ok_or_else(|| Rejection::new("demo.script", "A life of the demo speaks of what it never made.").into())
}

fn refer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    input: &referring::Input,
    made: &mut Made,
    world: &mut World,
) -> Result<(), Refusal> {
    let permit = permit::own_service(ctx)?;
    let id = match referring::refer(work, ctx, &permit, input) {
        // Two people of the crowd may share a name and a birthday, as people do.
        Err(Refusal::Rejected(why)) if why.iter().any(|one| one.code == "referral.may_be_duplicate") => {
            let meant = referring::Input { not_a_duplicate: true, ..input.clone() };
            referring::refer(work, ctx, &permit, &meant)?
        }
        other => other?,
    };
    made.person = Some(table::find::<Referral>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it.person);
    made.referral = Some(id);
    world.counts.referrals += 1;
    world.counts.people += 1;
    Ok(())
}

fn contact(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    site: &Site,
    input: &ContactInput,
    tells: Tells,
    made: &Made,
    world: &mut World,
) -> Result<(), Refusal> {
    let id = opened(work, ctx, site, made)?;
    // Whatever the demonstration logs, it means.
    let mut input = ContactInput { once_more: "yes".to_owned(), ..input.clone() };
    let person = table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
    tapped::answer(work, ctx, &person, tells.mood, &mut input)?;
    // A code that is not in the list stays as it is, and the use case refuses it.
    input.ways = input.ways.into_iter().map(|code| site.ways.get(&code).map_or(code, ToString::to_string)).collect();
    if let Some(number) = tells.along {
        input.accompanied = there(made.connections.get(number).copied())?.to_string();
    }
    let permit = permit::person(work.tx(), ctx, id)?;
    let appointment = if tells.booked { there(made.booked)?.to_string() } else { String::new() };
    also::log_contact(work, ctx, &permit, &input, &AlsoInput { appointment, ..AlsoInput::default() })?;
    world.counts.contacts += 1;
    Ok(())
}

/// Opens a person's page: who looked is part of the demo too.
pub(super) fn opened(work: &mut Work<'_, '_>, ctx: &Ctx, site: &Site, made: &Made) -> Result<Id<Person>, Refusal> {
    let permit = permit::person::<act::SeePerson>(work.tx(), ctx, there(made.person)?)?;
    let access = Access {
        id: ctx.id::<Access>().uuid(),
        service: site.service.uuid(),
        at: ctx.now(),
        account: ctx.account()?,
        action: Action::SeePerson.code(),
        request: ctx.request(),
        outcome: Outcome::Shown,
        people: vec![permit.key()],
    };
    access_log::log(work.tx(), &access)?;
    Ok(permit.key())
}
