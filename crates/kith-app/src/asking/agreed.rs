//! What a person agreed may be told, as ticked and typed, and what their record offers for it.

use kith_domain::directory::connection::{Agreed, May, Offer, State, offers};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_store::{ReadTx, address, table};

use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::reaching;
use crate::refusal::{Faults, Refusal};
use crate::sharing::Sharing;

/// What was agreed, as typed.
#[derive(Debug, Clone, Default)]
pub struct AgreedInput {
    /// Codes of [`kith_domain::directory::connection::Part`].
    pub parts: Vec<String>,
    /// More, in words.
    pub words: String,
}

impl AgreedInput {
    /// What was typed, with no box ticked.
    #[must_use]
    pub fn in_words(words: &str) -> Self {
        Self { parts: Vec::new(), words: words.to_owned() }
    }

    /// What is agreed already, as it would be ticked and typed again.
    #[must_use]
    pub fn of(agreed: &Agreed) -> Self {
        Self {
            parts: agreed.parts.iter().map(|(part, _)| part.code().to_owned()).collect(),
            words: agreed.words.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// The parts of a person's record that could be told today.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn offered(tx: &mut ReadTx<'_>, person: &Person) -> Result<Vec<Offer>, Refusal> {
    let (facts, _) = reaching::of(tx, person)?;
    let email = address::of_person(tx, person.id)?.and_then(|kept| kept.it.parts.email);
    Ok(offers(person, email.as_ref(), &facts))
}

/// What a person decided about sharing and what their record offers, before they are connected to anything.
///
/// # Errors
/// When the store cannot answer.
pub fn before_connecting(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Connect, Id<Person>>,
) -> Result<(Sharing, Vec<Offer>), Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    Ok((Sharing::read(look.tx(), ctx.today(), person.id)?, offered(look.tx(), &person)?))
}

/// What was ticked and typed, with the values that the record gives today.
///
/// # Errors
/// When the store cannot answer; what is wrong with the form is added to the faults.
pub(crate) fn read(
    tx: &mut ReadTx<'_>,
    faults: &mut Faults,
    person: Id<Person>,
    input: &AgreedInput,
) -> Result<Agreed, Refusal> {
    let person = table::find::<Person>(tx, person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let offered = offered(tx, &person)?;
    Ok(pick(&offered, faults, input))
}

/// What would be read of what was ticked and typed, with nothing saved.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong with it.
pub fn look_at(offered: &[Offer], input: &AgreedInput) -> Result<Agreed, Refusal> {
    let mut faults = Faults::new();
    let agreed = pick(offered, &mut faults, input);
    faults.finish()?;
    Ok(agreed)
}

/// The same from what the record offers.
fn pick(offered: &[Offer], faults: &mut Faults, input: &AgreedInput) -> Agreed {
    for code in &input.parts {
        let sentence = match offered.iter().find(|it| it.part.code() == code) {
            Some(Offer { may: May::Tick, .. }) => continue,
            Some(it @ Offer { may: May::NeverSafe, .. }) => {
                format!("{} cannot be shared: the record says that it is never safe.", it.part.label())
            }
            None => "The record no longer has what was ticked. Read the boxes again.".to_owned(),
        };
        faults.add(Rejection::of_field("shared", "connection.shared", sentence));
    }
    let ticked = |it: &&Offer| it.may == May::Tick && input.parts.iter().any(|code| code == it.part.code());
    Agreed {
        parts: offered.iter().filter(ticked).map(|it| (it.part, it.value.clone())).collect(),
        words: faults.optional("agreed", Words::optional(&input.words)),
    }
}

/// What may still be told of what was agreed: nothing once the organisation has no more to do with it, and a way to be in
/// touch that has become unsafe since is told no more.
pub(crate) fn still_told(
    tx: &mut ReadTx<'_>,
    person: Id<Person>,
    agreed: Agreed,
    state: &State,
) -> Result<Agreed, Refusal> {
    if !state.is_told() {
        return Ok(Agreed::default());
    }
    if agreed.parts.is_empty() {
        return Ok(agreed);
    }
    let person = table::find::<Person>(tx, person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (facts, _) = reaching::of(tx, &person)?;
    Ok(agreed.as_far_as_safe(&facts))
}
