//! People around a person: adding, changing, ending.

use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::around::{Around, Details, MayKnow, OwnAgreement, Relation};
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, Words};
use kith_store::{Kept, save, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// Opens the form for somebody new.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::WriteAround, Id<Person>>) -> Result<Person, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::WriteAround, person.service, person.id);
    Ok(person)
}

/// Opens the form for somebody who is written down already.
///
/// # Errors
/// When the store cannot answer.
pub fn open_one(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::WriteAround, Id<Around>>,
) -> Result<(Person, Kept<Around>), Refusal> {
    let kept = table::find::<Around>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let person = table::find::<Person>(look.tx(), kept.it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::WriteAround, person.service, person.id);
    Ok((person, kept))
}

/// Somebody around, as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Name.
    pub name: String,
    /// Code of [`Relation`].
    pub relation: String,
    /// More about that.
    pub relation_words: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Code of [`MayKnow`].
    pub may_know: String,
    /// What they may know, in words.
    pub what: String,
    /// The day on which the person said so.
    pub agreed: dates::Typed,
    /// Code of [`OwnAgreement`].
    pub own_agreement: String,
    /// Whether they are to be told in an emergency.
    pub is_emergency: bool,
    /// Anything else.
    pub words: String,
}

fn details(input: &Input, kept: Option<&Around>, today: jiff::civil::Date) -> Result<Details, Refusal> {
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter their name, or what the person calls them.", Line::new(&input.name));
    let relation = faults.take(
        Relation::from_code(&input.relation)
            .ok_or_else(|| Rejection::of_field("relation", "around.relation", "Choose what they are to the person.")),
    );
    let relation_words = faults.optional("relation_words", Line::optional(&input.relation_words));
    let phone = faults.phone_or_kept("phone", &input.phone, kept.and_then(|kept| kept.details.phone.as_ref()));
    let email = faults.optional("email", Line::optional(&input.email));
    let may_know = faults.take(MayKnow::from_code(&input.may_know).ok_or_else(|| {
        Rejection::of_field(
            "may_know",
            "around.may_know",
            "Choose what they may know. “Not asked yet” is a proper answer.",
        )
    }));
    let what = faults.optional("what", Words::optional(&input.what));
    let agreed_on = faults.take(dates::read_optional("agreed", &input.agreed, today, Meant::Past)).flatten();
    let own_agreement = faults.take(OwnAgreement::from_code(&input.own_agreement).ok_or_else(|| {
        Rejection::of_field("own_agreement", "around.own", "Choose whether they know that they stand here.")
    }));
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    match (name, relation, may_know, own_agreement) {
        (Some(name), Some(relation), Some(may_know), Some(own_agreement)) => Ok(Details {
            name,
            relation,
            relation_words,
            phone,
            email,
            may_know,
            what,
            agreed_on,
            own_agreement,
            is_emergency: input.is_emergency,
            words,
        }),
        _ => unreachable!("every missing part was noted as a fault"),
    }
}

/// Adds somebody.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn add(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAround, Id<Person>>,
    input: &Input,
) -> Result<Id<Around>, Refusal> {
    let details = details(input, None, ctx.today())?;
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let (it, event) = Around::add(ctx.id(), &person, details, ctx.account()?, ctx.now(), ctx.today())?;
    save::new(work.tx(), &ctx.writ::<act::WriteAround>(), &it, &event)?;
    Ok(it.id)
}

/// Changes what is written of somebody.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, [`Refusal::Stale`] when somebody else changed it.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAround, Id<Around>>,
    version: i64,
    input: &Input,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Around>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let details = details(input, Some(&kept.it), ctx.today())?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (it, event) = kept.it.change(details, ctx.account()?, ctx.now(), ctx.today())?;
    save::change(work.tx(), &ctx.writ::<act::WriteAround>(), version, &it, &event)?;
    Ok(it.person)
}

/// Writes down that somebody is no longer around.
///
/// # Errors
/// [`Refusal::Rejected`] when that is written already.
pub fn end(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAround, Id<Around>>,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Around>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (it, event) = kept.it.end(ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::WriteAround>(), kept.version, &it, &event)?;
    Ok(it.person)
}
