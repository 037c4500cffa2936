//! The directory, connections to what stands in it, and what came of them.

use jiff::Timestamp;
use kith_domain::appointment::Appointment;
use kith_domain::directory::chase::{Chase, Patience};
use kith_domain::directory::connection::{
    Afterwards, Agreed, Connection, DeclineReason, Offer, Step, TABLE, Whose, WhyEnded,
};
use kith_domain::directory::{CommunityService, Intake, Organisation};
use kith_domain::id::Id;
use kith_domain::machine;
use kith_domain::need::{Gap, Need};
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Account;
use kith_domain::text::Words;
use kith_store::story::{self, Happened};
use kith_store::{Kept, appointments, connections, gaps, intakes, save, staff, support, table};

use crate::app::{Look, Work};
use crate::asking::{self, AgreedInput, ByMail};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::sharing::{self, Sharing};
use crate::support::number;

/// One entry of the directory.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn entry(
    look: &mut Look<'_, '_>,
    _permit: &Permit<act::SeeDirectory, ()>,
    id: Id<CommunityService>,
) -> Result<(CommunityService, Organisation), Refusal> {
    connections::target(look.tx(), id)?.ok_or(Refusal::Hidden)
}

/// What its organisation says of taking people, beside an entry.
///
/// # Errors
/// When the store cannot answer.
pub fn intake(
    look: &mut Look<'_, '_>,
    _permit: &Permit<act::SeeDirectory, ()>,
    id: Id<CommunityService>,
) -> Result<Option<Intake>, Refusal> {
    Ok(intakes::of_entry(look.tx(), id)?.map(|kept| kept.it))
}

/// Makes a connection that the person wants. Gives whether there was one to the same thing that goes on.
///
/// # Errors
/// [`Refusal::Rejected`] when the need is not this person's or a text is too long.
pub fn connect(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Connect, Id<Person>>,
    to: Id<CommunityService>,
    need: &str,
    agreed: &AgreedInput,
) -> Result<(Id<Connection>, bool), Refusal> {
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let (service, _) = connections::target(work.tx(), to)?.ok_or(Refusal::Hidden)?;
    let mut faults = Faults::new();
    let agreed = asking::agreed::read(work.tx(), &mut faults, person.id, agreed)?;
    let need: Option<Id<Need>> = match need {
        "" => None,
        typed => {
            let found = support::needs(work.tx(), person.id)?.into_iter().find(|need| need.id.to_string() == typed);
            if found.is_none() {
                faults.add(Rejection::of_field(
                    "need",
                    "connection.need",
                    "Choose one of this person's needs, or none.",
                ));
            }
            found.map(|need| need.id)
        }
    };
    faults.finish()?;
    choose(work, ctx, &person, need, &service, agreed)
}

/// Makes a connection of which everything was checked. Gives whether there was one to the same thing that goes on: that
/// is worth a hint, and may be meant.
pub(crate) fn choose(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    need: Option<Id<Need>>,
    service: &CommunityService,
    agreed: Agreed,
) -> Result<(Id<Connection>, bool), Refusal> {
    let before = connections::of_person(work.tx(), person.id)?;
    let over =
        ["declined-by-service", "ended", "did-not-start", "person-declined", "person-not-ready", "person-not-now"];
    let goes_on = |it: &Connection| !over.contains(&it.state.name());
    let is_second = before.iter().any(|line| line.kept.it.to == service.id && goes_on(&line.kept.it));
    let (connection, event) = Connection::choose(ctx.id(), person, need, service, agreed, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::Connect>(), &connection, &event)?;
    Ok((connection.id, is_second))
}

/// One connection with everything about it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The connection.
    pub connection: Kept<Connection>,
    /// The person.
    pub person: Person,
    /// What the person decided about sharing.
    pub sharing: Sharing,
    /// What their record offers to be told.
    pub offered_parts: Vec<Offer>,
    /// What it is to.
    pub to: CommunityService,
    /// Whose that is.
    pub organisation: Organisation,
    /// The need it is for.
    pub need: Option<Need>,
    /// What happened to it, oldest first.
    pub happened: Vec<Happened>,
    /// Names of the staff.
    pub names: Names,
    /// Codes of the steps that can follow, in table order.
    pub offered: Vec<&'static str>,
    /// When a member of staff went there with the person, and who, oldest first: a fact beside the state.
    pub together: Vec<(Timestamp, Id<Account>)>,
    /// What is booked to go there together and is not written down yet, soonest first.
    pub planned: Vec<Appointment>,
    /// What was asked by e-mail.
    pub by_mail: ByMail,
    /// Gaps that were recorded from it, newest first.
    pub gaps: Vec<Gap>,
    /// When it was read.
    pub now: Timestamp,
    /// When it comes to mind again, where an answer is waited for, and by which rule.
    pub chase: Option<(Chase, Patience)>,
}

/// Opens a connection.
///
/// # Errors
/// [`Refusal::Hidden`] when it does not exist.
pub fn open(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeePerson, Id<Connection>>,
    connection: Kept<Connection>,
) -> Result<Opened, Refusal> {
    debug_assert_eq!(permit.key(), connection.it.id);
    let it = &connection.it;
    let person = table::find::<Person>(look.tx(), it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (to, organisation) = connections::target(look.tx(), it.to)?.ok_or(Refusal::Hidden)?;
    let need = match it.need {
        Some(need) => table::find::<Need>(look.tx(), need.uuid())?.map(|kept| kept.it),
        None => None,
    };
    look.shows(Action::SeePerson, person.service, person.id);
    let happened = story::of_subject(look.tx(), it.id.uuid())?;
    let names = staff::names(look.tx(), person.service)?.into_iter().collect();
    let offered = machine::offered(TABLE, it.state.name());
    let mut together: Vec<(Timestamp, Id<Account>)> = support::contacts(look.tx(), person.id)?
        .into_iter()
        .filter(|kept| kept.it.details.accompanied == Some(it.id))
        .map(|kept| (kept.it.details.at, kept.it.author))
        .collect();
    together.sort_unstable_by_key(|(at, _)| *at);
    let booked = appointments::of_person(look.tx(), person.id)?.into_iter().map(|kept| kept.it);
    let mut planned: Vec<Appointment> =
        booked.filter(|booked| booked.booking.together == Some(it.id) && booked.state.is_open()).collect();
    planned.sort_by_key(|booked| booked.booking.when.start());
    let by_mail = asking::by_mail(look, ctx, it, asking::recipient(&to, &organisation))?;
    let sharing = Sharing::read(look.tx(), ctx.today(), person.id)?;
    let offered_parts = asking::agreed::offered(look.tx(), &person)?;
    let mut gaps = gaps::of_person(look.tx(), person.id)?;
    gaps.retain(|gap| gap.from == Some(it.id));
    let chase = asking::chase(look, ctx, it)?;
    Ok(Opened {
        person,
        sharing,
        offered_parts,
        to,
        organisation,
        need,
        happened,
        names,
        offered,
        together,
        planned,
        by_mail,
        gaps,
        now: ctx.now(),
        chase,
        connection,
    })
}

/// A step as typed.
#[derive(Debug, Clone, Default)]
pub struct StepInput {
    /// Code of a [`Step`].
    pub step: String,
    /// Weeks quoted, for a waiting list.
    pub weeks: String,
    /// Code of [`DeclineReason`], for a decline.
    pub reason: String,
    /// More, in words.
    pub words: String,
    /// Code of [`WhyEnded`], for an end, or empty.
    pub why: String,
    /// How it was for the person.
    pub how: String,
    /// Code of [`Whose`] words these are; empty for those of whoever writes.
    pub whose: String,
}

/// Records what happened to a connection.
///
/// # Errors
/// [`Refusal::Rejected`] when it cannot follow from where the connection stands;
/// [`Refusal::Stale`] when somebody else moved it meanwhile.
pub fn take_step(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveConnection, Id<Connection>>,
    version: i64,
    input: &StepInput,
) -> Result<(), Refusal> {
    let kept = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let step = step(input, "Choose the reason the organisation gave. “No reason given” is a proper answer.")?;
    // Asking and introducing tell the organisation of the person.
    if matches!(step, Step::Ask | Step::Introduce) {
        sharing::allowed(work.tx(), ctx, kept.it.person, Recipient::Organisation(kept.it.organisation))?;
    }
    let (moved, event) = kept.it.take(step, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::MoveConnection>(), version, &moved, &event)?;
    asking::see_about::<act::MoveConnection>(work, ctx, moved.id.uuid())
}

/// The field in which more is said about a step. Several stand on one page, so each has its own.
#[must_use]
pub fn words_field(step: &str) -> &'static str {
    match step {
        "accept" => "accept_words",
        "not-start" => "not_start_words",
        _ => "words",
    }
}

/// The field in which is said how it was for the person, and the one that says whose words these are. Several steps
/// stand on one page, so each has its own.
#[must_use]
pub fn how_field(step: &str) -> &'static str {
    match step {
        "attend" => "attend_how",
        "end" => "end_how",
        _ => "start_how",
    }
}

/// The field that says whose words are in [`how_field`].
#[must_use]
pub fn whose_field(step: &str) -> &'static str {
    match step {
        "attend" => "attend_whose",
        "end" => "end_whose",
        _ => "start_whose",
    }
}

/// Reads a step out of a form; `no_reason` is said where a no has none, in the words of whoever reads it.
pub(crate) fn step(input: &StepInput, no_reason: &'static str) -> Result<Step, Refusal> {
    let mut faults = Faults::new();
    let words = faults.optional(words_field(&input.step), Words::optional(&input.words));
    let weeks = faults.take(number("weeks", &input.weeks)).flatten();
    let whose = Whose::from_code(&input.whose).unwrap_or(Whose::Ours);
    let how = faults.optional(how_field(&input.step), Words::optional(&input.how));
    let how = how.map(|words| Afterwards { words, whose });
    let step = match input.step.as_str() {
        "choose" => Some(Step::Choose),
        "ask" => Some(Step::Ask),
        "accept" => Some(Step::Accept { words }),
        "wait-list" => Some(Step::WaitList { weeks }),
        "decline" => match DeclineReason::from_code(&input.reason) {
            Some(reason) => Some(Step::Decline { reason, words }),
            None => {
                faults.add(Rejection::of_field("reason", "connection.reason", no_reason));
                None
            }
        },
        "no-answer" => Some(Step::NoAnswer),
        "introduce" => Some(Step::Introduce),
        "start" => Some(Step::Start { how }),
        "attend" => Some(Step::Attend { how }),
        "end" => Some(Step::End { why: WhyEnded::from_code(&input.why), how }),
        "not-start" => Some(Step::NotStart { words }),
        "person-decline" => Some(Step::PersonDecline),
        "person-not-ready" => Some(Step::PersonNotReady),
        "person-not-now" => Some(Step::PersonNotNow),
        _ => {
            faults.add(Rejection::of_field("step", "connection.step", "Choose what happened."));
            None
        }
    };
    faults.finish()?;
    step.ok_or(Refusal::Hidden)
}
