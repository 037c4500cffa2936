//! Does the turns in which somebody comes by the public door, and those in which something is agreed or decided, by
//! the same use cases as the pages.

use kith_domain::id::Id;
use kith_domain::person::{Born, Person};
use kith_domain::policy::act;
use kith_domain::practice_code;
use kith_domain::referral::Referral;
use kith_domain::text::{Line, Words};
use kith_store::{practice_codes, table};

use super::super::perform::BASE;
use super::super::world::World;
use super::perform::{Made, opened, there};
use super::site::Site;
use super::step::{Step, Turn, With};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::planning::ActionInput;
use crate::refusal::Refusal;
use crate::{
    appointments, concerns, dates, door, ending, equality, identity, letters, needs, permit, planning, protection,
    reaching, sharing,
};

/// Does a turn, and notes what it made.
pub(super) fn perform(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    site: &Site,
    (turn, step): (&Turn, &Step),
    made: &mut Made,
    world: &mut World,
) -> Result<(), Refusal> {
    match step {
        Step::Ask(who, input) => ask(work, ctx, site, (*who, input), made, world),
        Step::AboutMe(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            planning::write_about_me(work, ctx, &permit, "", input)
        }
        Step::Lives(postcode) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            lives(work, ctx, &permit, postcode)
        }
        Step::Says(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            equality::change(work, ctx, &permit, 0, input)
        }
        Step::Speaks(language) => speaks(work, ctx, there(made.person)?, language),
        Step::Stands(need, stand, words) => {
            let id = there(made.needs.get(*need).copied())?;
            let (permit, kept) = permit::need::<act::SayNeed>(work.tx(), ctx, id)?;
            needs::say(work, ctx, &permit, kept.version, stand, words).map(drop)
        }
        Step::Book(input) => {
            let id = opened(work, ctx, site, made)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            made.booked = Some(appointments::book(work, ctx, &permit, input)?.0);
            Ok(())
        }
        Step::Rebook(input) => {
            let (permit, kept) = permit::appointment::<act::ChangeAppointment>(work.tx(), ctx, there(made.booked)?)?;
            appointments::reschedule(work, ctx, &permit, kept.version, input)
        }
        Step::CallOff(by, why) => {
            let (permit, kept) = permit::appointment::<act::ChangeAppointment>(work.tx(), ctx, there(made.booked)?)?;
            appointments::cancel(work, ctx, &permit, kept.version, by, why)
        }
        Step::Sheet(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            planning::write_sheet(work, ctx, &permit, 0, input)
        }
        Step::Goal(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            made.goals.push(planning::set_goal(work, ctx, &permit, input)?);
            Ok(())
        }
        Step::StandGoal(goal, input) => {
            let id = there(made.goals.get(*goal).copied())?;
            let (permit, kept) = permit::goal::<act::WritePlan>(work.tx(), ctx, id)?;
            planning::stand_goal(work, ctx, &permit, kept.version, input).map(drop)
        }
        Step::Agree(goal, input) => {
            let goal = match goal {
                Some(number) => there(made.goals.get(*number).copied())?.to_string(),
                None => String::new(),
            };
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            let input = ActionInput { goal, ..(**input).clone() };
            made.actions.push(planning::agree_action(work, ctx, &permit, &input)?);
            Ok(())
        }
        Step::Adjust(action, input) => {
            let id = there(made.actions.get(*action).copied())?;
            let (permit, kept) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, id)?;
            let goal = kept.it.terms.goal.map(|goal| goal.to_string()).unwrap_or_default();
            let input = ActionInput { goal, ..(**input).clone() };
            planning::change_action(work, ctx, &permit, kept.version, &input).map(drop)
        }
        Step::StandAction(action, input) => {
            let id = there(made.actions.get(*action).copied())?;
            let (permit, kept) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, id)?;
            planning::stand_action(work, ctx, &permit, kept.version, input).map(drop)
        }
        Step::Letter(input) => {
            let id = opened(work, ctx, site, made)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            letters::write(work, ctx, &permit, input).map(drop)
        }
        Step::Share(with, input) => share(work, ctx, *with, input, made),
        Step::NotOnline | Step::Restrict => protect(work, ctx, matches!(step, Step::Restrict), site, turn, made),
        Step::Concern(words, done) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            made.concern = Some(concerns::write(work, ctx, &permit, (words, done), BASE)?);
            Ok(())
        }
        Step::Acknowledge(words) => {
            let (permit, kept) = permit::concern::<act::AcknowledgeConcern>(work.tx(), ctx, there(made.concern)?)?;
            concerns::acknowledge(work, ctx, &permit, kept.version, words)
        }
        Step::Changed(input) => {
            let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
            ending::record_change(work, ctx, &permit, input).map(drop)
        }
        // Everything else is done where this was called from; a step that nobody does is a fault of the script.
        _ => there(None),
    }
}

/// Comes by the public door, with the receipt's link that whoever sent it gets.
fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    site: &Site,
    (who, input): (door::Who, &door::Input),
    made: &mut Made,
    world: &mut World,
) -> Result<(), Refusal> {
    let permit = permit::door::<act::AskForSupport>(ctx, site.service)?;
    let practice = match practice_code::tidied(&input.practice_code) {
        Some(code) => Some(there(practice_codes::practice_of(work.tx(), site.service, &door::hex(&code))?)?),
        None => None,
    };
    let receipt = door::hex(&door::new_secret(ctx));
    let id = door::receive(work, ctx, &permit, (who, practice), input, &receipt)?;
    made.person = Some(table::find::<Referral>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it.person);
    made.referral = Some(id);
    world.counts.referrals += 1;
    world.counts.people += 1;
    Ok(())
}

/// Writes down what the person decided about sharing.
fn share(work: &mut Work<'_, '_>, ctx: &Ctx, with: With, input: &sharing::Input, made: &Made) -> Result<(), Refusal> {
    let recipient = match with {
        With::Family => "family".to_owned(),
        With::Organisations => "organisations".to_owned(),
        With::Practice => {
            let referral = table::find::<Referral>(work.tx(), there(made.referral)?.uuid())?.ok_or(Refusal::Hidden)?;
            format!("practice:{}", there(referral.it.route.practice())?)
        }
    };
    let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
    sharing::decide(work, ctx, &permit, &sharing::Input { recipient, ..input.clone() })
}

/// Keeps a record from pages that somebody else may read, or for the worker and the lead alone.
fn protect(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    restricted: bool,
    site: &Site,
    turn: &Turn,
    made: &Made,
) -> Result<(), Refusal> {
    let worker = there(site.workers.get(turn.life as usize % site.workers.len().max(1)))?;
    let named = vec![worker.account.to_string(), site.lead.account.to_string()];
    let reason = if restricted { "Somebody who works here is a neighbour." } else { "He reads her telephone." };
    let input = protection::Input { restricted, named, reason: reason.to_owned(), not_online: !restricted };
    let permit = permit::person(work.tx(), ctx, there(made.person)?)?;
    protection::change(work, ctx, &permit, 0, &input)
}

/// Adds the language that somebody speaks best to what is known of how to reach them.
fn speaks(work: &mut Work<'_, '_>, ctx: &Ctx, id: Id<Person>, language: &str) -> Result<(), Refusal> {
    let permit = permit::person(work.tx(), ctx, id)?;
    let person = table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (facts, version) = reaching::of(work.tx(), &person)?;
    let said = |words: &Option<Words>| words.as_ref().map_or_else(String::new, ToString::to_string);
    let input = reaching::Input {
        language: language.to_owned(),
        communication: said(&facts.communication),
        safe_contact: said(&facts.safe_contact),
        ..reaching::Input::default()
    };
    reaching::change(work, ctx, &permit, version, &input)
}

/// Adds where somebody lives to what is known of them.
fn lives(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectIdentity, Id<Person>>,
    postcode: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let who = kept.it.identity;
    let said = |line: &Option<Line>| line.as_ref().map_or_else(String::new, ToString::to_string);
    let (born, born_missing) = match who.born {
        Born::On(day) => ((day.day().to_string(), day.month().to_string(), day.year().to_string()), ""),
        Born::In(year) => ((String::new(), String::new(), year.to_string()), ""),
        Born::NotKnown(why) => (dates::Typed::default(), why.code()),
    };
    let input = identity::Input {
        nhs_number: who.nhs_number.map_or_else(|_| String::new(), |number| number.to_string()),
        number_missing: who.nhs_number.err().map_or_else(String::new, |why| why.code().to_owned()),
        family_name: who.family_name.to_string(),
        given_names: said(&who.given_names),
        preferred_name: said(&who.preferred_name),
        born,
        born_missing: born_missing.to_owned(),
        phone: said(&kept.it.phone),
        postcode: postcode.to_owned(),
        why: "Asked when we met".to_owned(),
        ..identity::Input::default()
    };
    identity::correct(work, ctx, permit, kept.version, &input)
}
