//! Does the turns that come and go between the team and others, by the same use cases as the pages.

use kith_domain::directory::Connection;
use kith_domain::message::MessageBack;
use kith_domain::policy::act;
use kith_domain::time;
use kith_store::{house, links, table};

use super::super::perform::BASE;
use super::perform::{Made, there};
use super::site::Site;
use super::step::{Step, Turn, Who};
use crate::app::Work;
use crate::asking::AgreedInput;
use crate::connecting::StepInput;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::refusal::Refusal;
use crate::written::{self, Came};
use crate::{asking, covering, permit, questioning, replies, triage};

/// Does a turn.
pub(super) fn perform(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    site: &Site,
    (turn, step): (&Turn, &Step),
    made: &Made,
) -> Result<(), Refusal> {
    match step {
        Step::AskReferrer(words) => {
            let permit = permit::referral(work.tx(), ctx, there(made.referral)?)?;
            questioning::ask(work, ctx, &permit, words, BASE).map(drop)
        }
        Step::AnswerReferrer(words) if turn.who == Who::Practice => {
            let permit = permit::practice_record(work.tx(), ctx, there(made.referral)?)?;
            questioning::answer(work, ctx, &permit, words)
        }
        Step::AnswerReferrer(words) => {
            permit::door::<act::AnswerQuestion>(ctx, site.service)?;
            questioning::take_answer(work, ctx, there(made.referral)?, words, None)
        }
        Step::Redirect(to, words) => {
            let permit = permit::referral(work.tx(), ctx, there(made.referral)?)?;
            let input =
                triage::NotTaken { to: (*to).to_owned(), reason: (*words).to_owned(), ..triage::NotTaken::default() };
            triage::redirect(work, ctx, &permit, &input)
        }
        Step::AskByMail(connection) => {
            let id = there(made.connections.get(*connection).copied())?;
            let (permit, kept) = permit::connection::<act::AskByLink>(work.tx(), ctx, id)?;
            let agreed = AgreedInput::of(&kept.it.agreed);
            asking::ask(work, ctx, &permit, kept.version, &agreed, &Delivery::mail(BASE))?;
            catch(work, ctx)
        }
        Step::Answered(connection, input) => answered(work, ctx, *connection, input, made),
        Step::SeenAnswer(connection) => {
            let id = there(made.connections.get(*connection).copied())?;
            let (permit, _) = permit::connection::<act::MoveConnection>(work.tx(), ctx, id)?;
            asking::see(work, ctx, &permit)
        }
        Step::ReadByCode(back) => read(work, ctx, site, back, made),
        Step::SeenReply => {
            let (permit, _) = permit::message::<act::SendMessage>(work.tx(), ctx, there(made.message)?)?;
            replies::see(work, ctx, &permit)
        }
        Step::Cover => cover(work, ctx, site, turn),
        // Everything else is done where this was called from; a step that nobody does is a fault of the script.
        _ => there(None),
    }
}

/// The demo's post catches everything at once; nothing of it ever leaves.
pub(super) fn catch(work: &mut Work<'_, '_>, ctx: &Ctx) -> Result<(), Refusal> {
    for letter in house::due(work.tx(), ctx.now())? {
        house::attempted(work.tx(), letter.id, "left", 1, ctx.now(), Some(ctx.now()), None)?;
    }
    Ok(())
}

fn answered(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    connection: usize,
    input: &StepInput,
    made: &Made,
) -> Result<(), Refusal> {
    let id = there::<kith_domain::id::Id<Connection>>(made.connections.get(connection).copied())?;
    let link = there(links::of_subject(work.tx(), id.uuid())?.into_iter().next())?.it.id;
    let linked = permit::linked(work.tx(), ctx, link)?;
    let version = there(table::find::<Connection>(work.tx(), id.uuid())?)?.version;
    asking::answer(work, ctx, &linked, version, input)
}

/// Types the code and reads; what no link opens is read by nobody.
fn read(work: &mut Work<'_, '_>, ctx: &Ctx, site: &Site, back: &str, made: &Made) -> Result<(), Refusal> {
    let id = there(made.message)?;
    let Some(link) = links::of_subject(work.tx(), id.uuid())?.into_iter().next() else { return Ok(()) };
    let message = there(table::find::<MessageBack>(work.tx(), id.uuid())?)?.it;
    let came = Came::of_link(work.tx(), ctx, (site.service, message.practice), link.it.id)?;
    match written::open_all(work, ctx, &came) {
        Err(Refusal::Hidden) => Ok(()),
        Err(other) => Err(other),
        Ok(()) if back.is_empty() => Ok(()),
        Ok(()) => written::write_back(work, ctx, &came, back),
    }
}

/// The next worker covers this one, from today over the last day.
fn cover(work: &mut Work<'_, '_>, ctx: &Ctx, site: &Site, turn: &Turn) -> Result<(), Refusal> {
    let of = |nth: usize| there(site.workers.get(nth % site.workers.len().max(1))).map(|staff| staff.account);
    let nth = turn.life as usize;
    let (worker, by) = (of(nth)?, of(nth + 1)?);
    let day = |ahead: i64| {
        let day = ctx.today().saturating_add(jiff::ToSpan::days(ahead));
        (day.day().to_string(), day.month().to_string(), day.year().to_string())
    };
    let permit = permit::own_service::<act::ArrangeCover>(ctx)?;
    let note = "Nobody needs to be rung every day. The numbers of the groups hang by the telephone.".to_owned();
    let input = covering::Input { by: by.to_string(), from: day(0), until: day(9), note };
    covering::arrange(work, ctx, &permit, worker, &input)?;
    debug_assert!(time::day_of(turn.at) == ctx.today());
    Ok(())
}
