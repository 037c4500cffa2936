//! How to communicate with a person and be in touch safely.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::reaching::{Adjustment, Channel, Facts, Format, Message, Reaching, Safe, Support};
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, Words};
use kith_store::{ReadTx, reaching, save, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// The facts of a person, with the version they were read at: 0 when nobody saved any yet. Then they hold the two texts
/// of earlier versions, word for word.
///
/// # Errors
/// When the store cannot answer.
pub fn of(tx: &mut ReadTx<'_>, person: &Person) -> Result<(Facts, i64), Refusal> {
    Ok(match reaching::of_person(tx, person.id)? {
        Some(kept) => (kept.it.facts, kept.version),
        None => (Facts::of_earlier(person), 0),
    })
}

/// The page.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// The facts.
    pub facts: Facts,
    /// The version they were read at.
    pub version: i64,
}

/// Opens the page.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::ChangeContactRules, Id<Person>>) -> Result<Opened, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::ChangeContactRules, person.service, person.id);
    let (facts, version) = of(look.tx(), &person)?;
    Ok(Opened { person, facts, version })
}

/// The facts as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Language.
    pub language: String,
    /// Codes of [`Format`].
    pub formats: Vec<String>,
    /// Codes of [`Support`].
    pub supports: Vec<String>,
    /// Codes of [`Adjustment`].
    pub adjustments: Vec<String>,
    /// How they communicate.
    pub communication: String,
    /// Code of [`Safe`] for each of [`Channel::ALL`], or empty.
    pub channels: Vec<(Channel, String)>,
    /// Code of [`Message`], or empty.
    pub message: String,
    /// Who may answer.
    pub who_answers: String,
    /// When.
    pub when: String,
    /// How to be in touch safely.
    pub safe_contact: String,
}

/// Reads the codes of a list of boxes; one that is not known is said at its field.
fn picked<T: PartialEq>(
    faults: &mut Faults,
    field: &'static str,
    typed: &[String],
    from: fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut all = Vec::new();
    for code in typed {
        match from(code) {
            Some(it) if !all.contains(&it) => all.push(it),
            Some(_) => {}
            None => {
                faults.add(Rejection::of_field(field, "reaching.code", "Choose from the list. Open the form again."))
            }
        }
    }
    all
}

/// The field of a way to be in touch.
#[must_use]
pub const fn field_of(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "by_phone",
        Channel::Text => "by_text",
        Channel::Email => "by_email",
        Channel::Letter => "by_letter",
        Channel::Visit => "by_visit",
    }
}

/// Changes the facts.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, [`Refusal::Stale`] when somebody else changed them.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeContactRules, Id<Person>>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let mut channels = Vec::new();
    for (channel, typed) in input.channels.iter().filter(|(_, typed)| !typed.is_empty()) {
        let safe = Safe::from_code(typed).ok_or_else(|| {
            Rejection::of_field(field_of(*channel), "reaching.channel", "Choose one of the answers, or none.")
        });
        channels.extend(faults.take(safe).map(|safe| (*channel, safe)));
    }
    let message =
        match input.message.as_str() {
            "" => None,
            code => faults.take(Message::from_code(code).ok_or_else(|| {
                Rejection::of_field("message", "reaching.message", "Choose one of the answers, or none.")
            })),
        };
    let facts = Facts {
        language: faults.optional("language", Line::optional(&input.language)),
        formats: picked(&mut faults, "formats", &input.formats, Format::from_code),
        supports: picked(&mut faults, "supports", &input.supports, Support::from_code),
        adjustments: picked(&mut faults, "adjustments", &input.adjustments, Adjustment::from_code),
        communication: faults.optional("communication", Words::optional(&input.communication)),
        channels,
        message,
        who_answers: faults.optional("who_answers", Line::optional(&input.who_answers)),
        when: faults.optional("when", Line::optional(&input.when)),
        safe_contact: faults.optional("safe_contact", Words::optional(&input.safe_contact)),
    };
    faults.finish()?;
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let kept = reaching::of_person(work.tx(), person.id)?;
    if kept.as_ref().map_or(0, |kept| kept.version) != version {
        return Err(Refusal::Stale);
    }
    let writ = ctx.writ::<act::ChangeContactRules>();
    match kept {
        Some(kept) => {
            let (it, event) = kept.it.change(facts, ctx.account()?, ctx.now());
            save::change(work.tx(), &writ, version, &it, &event)?;
        }
        None => {
            let (it, event) = Reaching::begin(ctx.id(), &person, facts, ctx.account()?, ctx.now());
            save::new(work.tx(), &writ, &it, &event)?;
        }
    }
    Ok(())
}
