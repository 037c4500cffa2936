//! A short list of places sent to the person it is for, by e-mail.
//!
//! # Invariants
//! - It leaves only to an address that the person's record holds, where e-mail was said to be safe, a message may say
//!   where it is from, and the record is not marked *do not show online*; all of it is asked again before it leaves.
//! - What leaves is what entries say to everybody, the person's first name and the name and number of the service.
//!   Nothing that a worker typed leaves by it.
//! - What left stands in the story as a letter.

use jiff::civil::Date;
use kith_domain::directory::{Capacity, CommunityService, Intake, Organisation};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::reaching::{Channel, Facts, Message, Safe};
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::Letter;
use kith_domain::support::letter::Together;
use kith_domain::text::{Line, looks_like_email};
use kith_domain::time::date_in_words;
use kith_store::house::{self, Letter as Mail};
use kith_store::{ReadTx, address, cases, connections, intakes, protection, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::letters::{self, LetterInput};
use crate::permit::Permit;
use crate::reaching;
use crate::refusal::Refusal;

/// The template by which the story knows a short list that was put together.
pub const PUT_TOGETHER: &str = "short-list";
/// The template by which the story knows one that was sent by e-mail.
pub const SENT: &str = "short-list-sent";

/// At most so many entries: a list of more is not short.
pub const MOST: usize = 12;

/// Where a list may be sent, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByEmail {
    /// To this address.
    To(Line),
    /// Not, and this is why.
    Not(&'static str),
}

/// Whether a list may be sent to a person by e-mail.
///
/// # Errors
/// When the store cannot answer.
pub fn by_email(tx: &mut ReadTx<'_>, person: Id<Person>, facts: &Facts) -> Result<ByEmail, Refusal> {
    if protection::of_person(tx, person)?.is_some_and(|kept| kept.it.terms.not_online) {
        return Ok(ByEmail::Not("The record is marked “do not show online”, so nothing is sent by e-mail."));
    }
    if cases::has_died(tx, person)? {
        return Ok(ByEmail::Not("This person has died, so nothing is sent to them."));
    }
    match facts.channel(Channel::Email) {
        Some(Safe::Yes) => {}
        Some(Safe::Arranged) => {
            return Ok(ByEmail::Not("E-mail only when it was arranged before, so Kith sends nothing by itself."));
        }
        Some(Safe::Never) => return Ok(ByEmail::Not("E-mail is not safe, so nothing is sent by it.")),
        None => {
            return Ok(ByEmail::Not(
                "Nobody has said whether e-mail is safe. Ask, and write it down under How to reach them.",
            ));
        }
    }
    if matches!(facts.message, Some(Message::No | Message::NameOnly)) {
        return Ok(ByEmail::Not("A message must not say where it is from, so nothing is sent by e-mail."));
    }
    let email = address::of_person(tx, person)?.and_then(|kept| kept.it.parts.email);
    Ok(match email.filter(|email| looks_like_email(email.as_str())) {
        Some(email) => ByEmail::To(email),
        None => ByEmail::Not("The record has no e-mail address."),
    })
}

/// An entry of a list.
#[derive(Debug, Clone)]
pub struct Picked {
    /// The entry.
    pub service: CommunityService,
    /// Whose it is.
    pub organisation: Organisation,
    /// Whether it takes people, with the day on which that was said; nothing where nobody said.
    pub room: Option<String>,
}

/// An entry for a list, with whether it takes people today.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn pick(tx: &mut ReadTx<'_>, id: Id<CommunityService>, today: Date) -> Result<Picked, Refusal> {
    let (service, organisation) = connections::target(tx, id)?.ok_or(Refusal::Hidden)?;
    let intake = intakes::of_entry(tx, id)?.map(|kept| kept.it);
    let room = room(&service, intake.as_ref(), today);
    Ok(Picked { service, organisation, room })
}

/// Whether an entry takes people, in words for somebody who reads them on paper some days later.
fn room(service: &CommunityService, intake: Option<&Intake>, today: Date) -> Option<String> {
    if service.vanished.is_some() {
        return Some("May have closed: the list it came from does not name it any more. Ask first.".to_owned());
    }
    if service.has_closed() {
        return Some(format!("{}. Ask first.", service.entry.status.label()));
    }
    if let Some(pause) = intake.and_then(|it| it.pause_in_words(today)) {
        return Some(pause);
    }
    if service.capacity == Capacity::NotSaid {
        return None;
    }
    let counted = intake.and_then(|it| it.places_in_words(service.capacity));
    let said = counted.unwrap_or_else(|| service.capacity.in_words());
    Some(match service.checked {
        Some(day) if !service.is_stale(today) => format!("{said} (said on {})", date_in_words(day)),
        Some(day) => format!("{said} (said on {}, long ago: ask first)", date_in_words(day)),
        None => format!("{said} (ask first: nobody noted when that was said)"),
    })
}

/// Sends a list of entries to the person it is for, and writes it into the story. `compose` makes its heading and its
/// text of the entries and of how the person takes in information.
///
/// # Errors
/// [`Refusal::Rejected`] when it may not be sent, or nothing or too much is on the list; [`Refusal::Hidden`] when an
/// entry is not there.
pub fn send(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteLetter, Id<Person>>,
    entries: &[Id<CommunityService>],
    compose: impl Fn(&[Picked], &Facts) -> (String, String),
) -> Result<Id<Letter>, Refusal> {
    if entries.is_empty() || entries.len() > MOST {
        return Err(Rejection::new("short-list.size", "A short list holds from 1 to 12 entries.").into());
    }
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let service = table::find::<Service>(work.tx(), person.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (facts, _) = reaching::of(work.tx(), &person)?;
    let to = match by_email(work.tx(), person.id, &facts)? {
        ByEmail::To(to) => to,
        ByEmail::Not(why) => return Err(Rejection::new("short-list.e-mail", why).into()),
    };
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        all.push(pick(work.tx(), *entry, ctx.today())?);
    }
    let (subject, text) = compose(&all, &facts);
    let called = person.identity.called();
    let input = LetterInput {
        template: SENT.to_owned(),
        together: Together::For.code().to_owned(),
        to: format!("{called}, by e-mail"),
        subject: subject.clone(),
        text: text.clone(),
    };
    let letter = letters::write(work, ctx, permit, &input)?;
    let number = service.phone.as_ref().map_or_else(String::new, |phone| format!("\n{phone}"));
    let mail = Mail {
        recipient: to.to_string(),
        subject,
        body: format!(
            "Hello {called},\n\nHere are the places we talked about.\n\n{text}\n\n{}{number}\n\n\
             This e-mail is sent by a program that reads no answers.\n",
            service.name
        ),
        about: Some(letter.uuid()),
        ..Mail::blank(ctx.id::<Mail>().uuid(), person.service.uuid(), "short-list", ctx.now())
    };
    house::post(work.tx(), &mail)?;
    Ok(letter)
}
