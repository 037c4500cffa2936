//! The message back: written by the link worker, read by the practice.

use kith_domain::id::Id;
use kith_domain::message::{Content, MessageBack};
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::{Kept, cases, messages, news, referrals, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::protection;
use crate::refusal::{Faults, Refusal};
use crate::sharing;

/// A message as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// What mattered to the person.
    pub mattered: String,
    /// What has been done or happened.
    pub happened: String,
    /// What could not be found.
    pub missing: String,
}

/// Sends a message to the practice that referred the person, and a notice that names nobody. About somebody whose
/// record is marked *do not show online* no e-mail leaves at all: the practice finds the message after signing in.
/// `base` is the public address of this Kith, for the link in the notice.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written, or the person was not referred by a practice.
pub fn send(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SendMessage, Id<Person>>,
    input: &Input,
    base: &str,
) -> Result<Id<MessageBack>, Refusal> {
    let mut faults = Faults::new();
    let content = Content {
        mattered: faults.optional("mattered", Words::optional(&input.mattered)),
        happened: faults.optional("happened", Words::optional(&input.happened)),
        missing: faults.optional("missing", Words::optional(&input.missing)),
    };
    faults.finish()?;
    let referral = referrals::of_person(work.tx(), permit.key())?.into_iter().next().ok_or_else(no_practice)?;
    let practice = referral.route.practice().ok_or_else(no_practice)?;
    sharing::allowed(work.tx(), ctx, permit.key(), Recipient::Practice(practice))?;
    let (message, event) = MessageBack::send(ctx.id(), &referral, ctx.account()?, content, ctx.now())?;
    let practice = table::find::<Practice>(work.tx(), message.practice.uuid())?;
    let email = practice.and_then(|practice| practice.it.email);
    let rules = news::rules(work.tx(), referral.service)?.it;
    let email = if protection::is_kept_offline(work.tx(), referral.person)? { None } else { email };
    let letters: Vec<Letter> = match email {
        Some(email) if rules.is_secure(email.as_str()) => {
            let person = table::find::<Person>(work.tx(), referral.person.uuid())?.ok_or(Refusal::Hidden)?.it;
            let names: Names = staff::names(work.tx(), referral.service)?.into_iter().collect();
            let from = names.get(&message.author).map_or("a link worker", String::as_str);
            vec![with_text(notice(ctx, &referral, email.to_string(), base), &as_text(&person, &message, from))]
        }
        Some(email) => vec![notice(ctx, &referral, email.to_string(), base)],
        None => Vec::new(),
    };
    save::new_with_letters(work.tx(), &ctx.writ::<act::SendMessage>(), &message, &event, &letters)?;
    Ok(message.id)
}

/// What is said where no practice referred.
fn no_practice() -> Rejection {
    Rejection::new("message.no_practice", "No practice referred this person, so there is nobody to write to.")
}

/// What a message says, as plain text that a practice can paste into its own system.
#[must_use]
pub fn as_text(person: &Person, message: &MessageBack, from: &str) -> String {
    let identity = &person.identity;
    let number = match identity.nhs_number {
        Ok(number) => number.to_string(),
        Err(why) => format!("not given: {}", why.label().to_lowercase()),
    };
    let mut text = format!(
        "{}\nBorn {}. NHS number {number}.\nFrom {from}, link worker, {}.\n",
        identity.formal_name(),
        time::date_in_words(identity.born),
        time::date_in_words(time::day_of(message.sent)),
    );
    let parts = [
        ("What mattered to the patient", &message.content.mattered),
        ("What has happened", &message.content.happened),
        ("What could not be found", &message.content.missing),
    ];
    for (heading, words) in parts {
        if let Some(words) = words {
            text.push_str(&format!("\n{heading}\n{words}\n"));
        }
    }
    text
}

/// The letter to an address that the administrator marked as secure: the text itself, and the link. Its subject still
/// names nobody.
fn with_text(notice: Letter, text: &str) -> Letter {
    let link = notice.body.lines().find(|line| line.contains("/my-referrals/")).unwrap_or_default().to_owned();
    Letter {
        kind: "message-text".to_owned(),
        body: format!("{text}\nIt is here too, after signing in:\n{link}\n\nPlease do not reply to this e-mail.\n"),
        ..notice
    }
}

/// The notice: it names no person and no health fact, and cannot be understood without signing in.
fn notice(ctx: &Ctx, referral: &Referral, recipient: String, base: &str) -> Letter {
    Letter {
        id: ctx.id::<Letter>().uuid(),
        service: referral.service.uuid(),
        kind: "message-back".to_owned(),
        recipient,
        subject: "A message about one of your referrals".to_owned(),
        body: format!(
            "A link worker has written to your practice about one of its referrals.\n\n\
             Read it here after signing in:\n{base}/my-referrals/{}\n\n\
             This e-mail names nobody on purpose. Please do not reply to it.\n",
            referral.id
        ),
        made: ctx.now(),
        state: "waiting".to_owned(),
        attempts: 0,
        left: None,
        trouble: None,
    }
}

/// A referral as its practice reads it.
#[derive(Debug, Clone)]
pub struct ForPractice {
    /// The referral.
    pub referral: Referral,
    /// The person.
    pub person: Person,
    /// Name of the case's state.
    pub case_state: Option<&'static str>,
    /// When the latest contact was.
    pub last_contact: Option<jiff::Timestamp>,
    /// Messages back, newest first.
    pub messages: Vec<Kept<MessageBack>>,
    /// Whether the record is marked *do not show online*, which the practice must know before it files anything.
    pub kept_offline: bool,
    /// Names of the staff.
    pub names: Names,
}

/// Opens a referral for the practice that made it.
///
/// # Errors
/// [`Refusal::Hidden`] when it does not exist.
pub fn for_practice(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeMyReferral, Id<Referral>>,
) -> Result<ForPractice, Refusal> {
    let referral = table::find::<Referral>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let person = table::find::<Person>(look.tx(), referral.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeeMyReferral, referral.service, person.id);
    let case = cases::of_referral(look.tx(), referral.id)?;
    let messages = messages::of_referral(look.tx(), referral.id)?;
    let kept_offline = protection::is_kept_offline(look.tx(), person.id)?;
    let names = staff::names(look.tx(), referral.service)?.into_iter().collect();
    let last_contact = match case.as_ref().map(|kept| &kept.it.state) {
        Some(kith_domain::support::case::State::Active { first_contact, .. }) => {
            Some(cases::last_contact(look.tx(), referral.id)?.unwrap_or(*first_contact))
        }
        _ => None,
    };
    Ok(ForPractice {
        case_state: case.map(|kept| kept.it.state.name()),
        referral,
        person,
        last_contact,
        messages,
        kept_offline,
        names,
    })
}

/// Notes that somebody at the practice opened the messages of a referral.
///
/// # Errors
/// When the store fails.
pub fn mark_read(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ReadMessage, Id<Referral>>,
) -> Result<usize, Refusal> {
    let mut read = 0;
    for kept in messages::of_referral(work.tx(), permit.key())? {
        let (message, event) = kept.it.open(ctx.account()?, ctx.now());
        if let Some(event) = event {
            save::change(work.tx(), &ctx.writ::<act::ReadMessage>(), kept.version, &message, &event)?;
            read += 1;
        }
    }
    Ok(read)
}
