//! Gaps: what was looked for and not there, recorded in two taps, corrected, and answered after all.
//!
//! # Invariants
//! - A gap needs no connection and no referral to exist. One that comes from a connection keeps which.
//! - Something that came later closes no gap by itself: a human says so, and the gap stays counted.
//! - Where it was noticed is worked out from what it names, and never typed.

use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::gap::{Findings, Instead, Kind, Reason, Structure};
use kith_domain::need::{Agreement, Gap, Known, Need, Origin};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::Contact;
use kith_domain::support::contact::Reached;
use kith_domain::text::{Line, Words};
use kith_store::connections::ConnectionLine;
use kith_store::story::{self, Happened};
use kith_store::{connections, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::{NeedInput, number, record_need};

/// A gap as typed. Only the reason is needed.
#[derive(Debug, Clone, Default)]
pub struct GapInput {
    /// What was sought.
    pub sought: String,
    /// Code of [`Kind`], or empty.
    pub kind: String,
    /// Code of [`Reason`].
    pub reason: String,
    /// Code of [`Structure`], or empty.
    pub structure: String,
    /// Weeks quoted.
    pub weeks: String,
    /// Code of [`Instead`], or empty.
    pub instead: String,
    /// More.
    pub words: String,
    /// Identifier of the connection that it comes from, or empty.
    pub from: String,
    /// Identifier of the contact in whose note it was noticed, or empty.
    pub contact: String,
    /// `search` when it was noticed in a search.
    pub origin: String,
    /// What would have helped, in the person's own words.
    pub own_words: String,
    /// Code of [`Agreement`], or empty.
    pub own_agreement: String,
}

/// A gap where the need is chosen, or is written down with it.
#[derive(Debug, Clone, Default)]
pub struct GapForInput {
    /// The gap.
    pub gap: GapInput,
    /// Identifier of a need of this person, or `new`.
    pub need: String,
    /// A new need, as the person said it. Left empty, what was sought stands for it.
    pub stated: String,
    /// What a new need is about.
    pub domain: String,
    /// The sentence of the note that was picked. What is typed as sought comes before it.
    pub sentence: String,
}

/// Records that nothing answered a need.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn record(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Need>>,
    input: &GapInput,
) -> Result<Id<Person>, Refusal> {
    let need = table::find::<Need>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let findings = traced(work, need.person, input)?;
    write(work, ctx, &need, findings, input)
}

/// The right to record a gap of a person, and to record a need.
type Both<'p> = (&'p Permit<act::RecordGap, Id<Person>>, &'p Permit<act::RecordNeed, Id<Person>>);

/// Records a gap where the need is chosen in the same form, or is written down with it.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong with the form; then neither is saved.
pub fn record_for(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (gap, need): Both<'_>,
    input: &GapForInput,
) -> Result<Id<Person>, Refusal> {
    let person = gap.key();
    let mut of_gap = input.gap.clone();
    if of_gap.sought.trim().is_empty() {
        of_gap.sought.clone_from(&input.sentence);
    }
    let findings = traced(work, person, &of_gap)?;
    let about = if input.need == "new" {
        let stated = if input.stated.trim().is_empty() { &of_gap.sought } else { &input.stated };
        let telling = NeedInput {
            stated: stated.clone(),
            domain: input.domain.clone(),
            known: likely(work, person, &of_gap.contact)?.code().to_owned(),
            heard: of_gap.contact.clone(),
        };
        record_need(work, ctx, need, &telling)?
    } else {
        let all = kith_store::support::needs(work.tx(), person)?;
        let found = all.iter().map(|it| it.id).find(|id| id.to_string() == input.need);
        found.ok_or_else(|| {
            Rejection::of_field("need", "gap.need", "Choose which need it leaves open, or that it is a new one.")
        })?
    };
    let about = table::find::<Need>(work.tx(), about.uuid())?.ok_or(Refusal::Hidden)?.it;
    if about.person != person {
        return Err(Refusal::Hidden);
    }
    write(work, ctx, &about, findings, &of_gap)
}

/// When a need came to light that is written down with a gap.
fn likely(work: &mut Work<'_, '_>, person: Id<Person>, contact: &str) -> Result<Known, Refusal> {
    let all = kith_store::support::contacts(work.tx(), person)?;
    let spoken = || all.iter().filter(|kept| kept.it.details.reached == Reached::Yes);
    let known = match all.iter().find(|kept| kept.it.id.to_string() == contact) {
        Some(beside) => Known::likely(spoken().filter(|kept| kept.it.details.at < beside.it.details.at).count(), true),
        None => Known::likely(spoken().count(), false),
    };
    // Somebody looked and found nothing: it was not the referral that said so.
    Ok(if known == Known::Referral { Known::FirstConversation } else { known })
}

fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    need: &Need,
    findings: Findings,
    input: &GapInput,
) -> Result<Id<Person>, Refusal> {
    let (words, agreement) = own(&input.own_words, &input.own_agreement)?;
    let (gap, event) = Gap::record(ctx.id(), need, findings, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::RecordGap>(), &gap, &event)?;
    let person = gap.person;
    if words.is_some() || agreement != Agreement::NotAsked {
        let (heard, event) = gap.hear(words, agreement, ctx.account()?, ctx.now())?;
        save::change(work.tx(), &ctx.writ::<act::RecordGap>(), 1, &heard, &event)?;
    }
    Ok(person)
}

/// What the form says, with where it was noticed.
fn traced(work: &mut Work<'_, '_>, person: Id<Person>, input: &GapInput) -> Result<Findings, Refusal> {
    let findings = found(input)?;
    let line = came_from(work, person, &input.from)?;
    let contact = heard_at(work, person, &input.contact)?;
    let origin = match (&line, contact) {
        (_, Some(_)) => Origin::Note,
        (Some(line), None) => origin_of(work, &line.kept.it)?,
        (None, None) if input.origin == Origin::Search.code() => Origin::Search,
        (None, None) => Origin::Need,
    };
    Ok(Findings { from: line.map(|line| line.kept.it.id), origin, contact, ..findings })
}

/// Where a gap was noticed that comes from a connection: what the directory says of the service comes before where the
/// connection stands.
fn origin_of(work: &mut Work<'_, '_>, connection: &Connection) -> Result<Origin, Refusal> {
    let target = connections::target(work.tx(), connection.to)?;
    let has_closed = target.is_some_and(|(service, _)| service.has_closed());
    Ok(if has_closed { Origin::Closed } else { Origin::by_state(&connection.state) })
}

/// The contact in whose note a gap was noticed.
fn heard_at(work: &mut Work<'_, '_>, person: Id<Person>, typed: &str) -> Result<Option<Id<Contact>>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        Rejection::new(
            "gap.contact",
            "The contact that this comes from is not this person’s. Open it again from there.",
        )
    };
    let id: Id<Contact> = typed.parse().map_err(|_| wrong())?;
    let kept = table::find::<Contact>(work.tx(), id.uuid())?.ok_or_else(wrong)?;
    if kept.it.person == person { Ok(Some(id)) } else { Err(wrong().into()) }
}

/// The connection that a gap comes from.
fn came_from(work: &mut Work<'_, '_>, person: Id<Person>, typed: &str) -> Result<Option<ConnectionLine>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let all = connections::of_person(work.tx(), person)?;
    let found = all.into_iter().find(|line| line.kept.it.id.to_string() == typed);
    Ok(Some(found.ok_or_else(|| {
        Rejection::new(
            "gap.from",
            "The connection that this comes from is not this person’s. Open it again from there.",
        )
    })?))
}

/// The person's own words and what they said of their use, as typed.
fn own(words: &str, agreement: &str) -> Result<(Option<Words>, Agreement), Refusal> {
    let mut faults = Faults::new();
    let words = faults.optional("own_words", Words::optional(words));
    let agreement = match agreement {
        "" => Some(Agreement::NotAsked),
        code => faults.take(Agreement::from_code(code).ok_or_else(|| {
            Rejection::of_field("own_agreement", "voice.agreement", "Choose what the person said of their use.")
        })),
    };
    faults.finish()?;
    Ok((words, agreement.unwrap_or(Agreement::NotAsked)))
}

/// Writes down the person's own words, and what they said of their use.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when the gap was changed meanwhile.
pub fn hear(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
    (words, agreement): (&str, &str),
) -> Result<Id<Person>, Refusal> {
    let (words, agreement) = own(words, agreement)?;
    change(work, ctx, permit, version, |gap| {
        gap.hear(words, agreement, ctx.account()?, ctx.now()).map_err(Refusal::from)
    })
}

/// Checks the form of a gap and says everything that is wrong at once.
pub(crate) fn found(input: &GapInput) -> Result<Findings, Refusal> {
    let mut faults = Faults::new();
    let sought = faults.optional("sought", Line::optional(&input.sought));
    let kind = match input.kind.as_str() {
        "" => None,
        code => faults.take(Kind::from_code(code).ok_or_else(|| {
            Rejection::of_field("kind", "gap.kind", "Choose what kind of service it was, or leave it out.")
        })),
    };
    let reason = faults.take(
        Reason::from_code(&input.reason)
            .ok_or_else(|| Rejection::of_field("reason", "gap.reason", "Choose why it was not there.")),
    );
    let structure = match input.structure.as_str() {
        "" => None,
        code => faults.take(Structure::from_code(code).ok_or_else(|| {
            Rejection::of_field("structure", "gap.structure", "Choose what stands in the way, or leave it out.")
        })),
    };
    let weeks = faults.take(number("weeks", &input.weeks)).flatten();
    let instead = match input.instead.as_str() {
        "" => None,
        code => faults.take(Instead::from_code(code).ok_or_else(|| {
            Rejection::of_field("instead", "gap.instead", "Choose what is done meanwhile, or leave it out.")
        })),
    };
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    Ok(Findings { sought, kind, structure, weeks, instead, words, ..Findings::only(reason) })
}

/// Corrects a gap. What it said before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectGap, Id<Gap>>,
    version: i64,
    input: &GapInput,
) -> Result<Id<Person>, Refusal> {
    let findings = found(input)?;
    let kept = table::find::<Gap>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let need = table::find::<Need>(work.tx(), kept.it.need.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (gap, event) = kept.it.correct(&need, findings)?;
    save::change(work.tx(), &ctx.writ::<act::CorrectGap>(), version, &gap, &event)?;
    Ok(gap.person)
}

/// Takes back that a gap was answered.
///
/// # Errors
/// [`Refusal::Rejected`] when it is open, [`Refusal::Stale`] when it was changed meanwhile.
pub fn open_again(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
) -> Result<Id<Person>, Refusal> {
    change(work, ctx, permit, version, |gap| gap.open_again().map_err(Refusal::from))
}

pub(crate) fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
    with: impl FnOnce(Gap) -> Result<(Gap, kith_domain::event::Event), Refusal>,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Gap>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (gap, event) = with(kept.it)?;
    save::change(work.tx(), &ctx.writ::<act::RecordGap>(), version, &gap, &event)?;
    Ok(gap.person)
}

/// What happened to a gap, oldest first, with the names of whoever did it.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn history(look: &mut Look<'_, '_>, gap: &Gap) -> Result<(Vec<Happened>, Names), Refusal> {
    let happened = story::of_subject(look.tx(), gap.id.uuid())?;
    Ok((happened, staff::names(look.tx(), gap.service)?.into_iter().collect()))
}
