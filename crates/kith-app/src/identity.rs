//! Correcting who somebody is and where they live, and what was written before.

use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::identity::{Address, Parts, postcode};
use kith_domain::person::{Identity, Person};
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, Words, looks_like_email};
use kith_store::story::{self, Happened};
use kith_store::{Kept, address, person_search, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// Who somebody is and where they live.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Kept<Person>,
    /// Where they live, if it was ever written down.
    pub address: Option<Kept<Address>>,
}

impl Opened {
    /// The version of both together: either changing changes it, for both only rise.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.person.version + self.address.as_ref().map_or(0, |kept| kept.version)
    }
}

/// Opens the form.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::CorrectIdentity, Id<Person>>) -> Result<Opened, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    look.shows(Action::CorrectIdentity, person.it.service, person.it.id);
    let address = address::of_person(look.tx(), person.it.id)?;
    Ok(Opened { person, address })
}

/// Everything that was ever written of who somebody is.
#[derive(Debug, Clone)]
pub struct History {
    /// The person.
    pub person: Person,
    /// What was written, newest first.
    pub happened: Vec<Happened>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens the history.
///
/// # Errors
/// When the store cannot answer.
pub fn history(look: &mut Look<'_, '_>, permit: &Permit<act::SeePerson, Id<Person>>) -> Result<History, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeePerson, person.service, person.id);
    let mut happened = story::of_subject(look.tx(), person.id.uuid())?;
    if let Some(kept) = address::of_person(look.tx(), person.id)? {
        happened.extend(story::of_subject(look.tx(), kept.it.id.uuid())?);
    }
    let kinds = ["person.registered", "person.identity_corrected", "person.address_changed"];
    happened.retain(|it| kinds.contains(&it.kind.as_str()));
    happened.sort_by_key(|it| std::cmp::Reverse(it.at));
    let names = staff::names(look.tx(), person.service)?.into_iter().collect();
    Ok(History { person, happened, names })
}

/// Who somebody is, as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// NHS number in any spacing.
    pub nhs_number: String,
    /// Code of [`NumberMissing`], when there is none.
    pub number_missing: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they like to be called.
    pub preferred_name: String,
    /// Date of birth.
    pub born: dates::Typed,
    /// Code of why it is not known, or empty.
    pub born_missing: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub lines: String,
    /// Postcode.
    pub postcode: String,
    /// E-mail.
    pub email: String,
    /// Why it is corrected.
    pub why: String,
}

/// Corrects who somebody is and where they live. What is not different is not written again.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, [`Refusal::Stale`] when somebody else changed it.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectIdentity, Id<Person>>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let mut faults = Faults::new();
    let nhs_number = faults.take(number(input));
    let family_name = faults.text(
        "family_name",
        "Enter the family name. If the person has one name only, enter it here.",
        Line::new(&input.family_name),
    );
    let given_names = faults.optional("given_names", Line::optional(&input.given_names));
    let preferred_name = faults.optional("preferred_name", Line::optional(&input.preferred_name));
    let born = faults.take(dates::read_born(&input.born, &input.born_missing, ctx.today()));
    let phone = faults.phone_or_kept("phone", &input.phone, person.it.phone.as_ref());
    let lines = faults.optional("lines", Words::optional(&input.lines));
    let postcode = faults.take(read_postcode(&input.postcode)).flatten();
    let email = faults.optional("email", Line::optional(&input.email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "identity.email", "Enter an e-mail address like name@example.org."));
    }
    let why = faults.text(
        "why",
        "Say why it is corrected, in a few words: misspelt, moved, new surname.",
        Line::new(&input.why),
    );
    faults.finish()?;
    let (Some(nhs_number), Some(family_name), Some(born), Some(why)) = (nhs_number, family_name, born, why) else {
        unreachable!("every missing part was noted as a fault")
    };
    let kept = address::of_person(work.tx(), person.it.id)?;
    let opened = Opened { person, address: kept };
    if opened.version() != version {
        return Err(Refusal::Stale);
    }
    let Opened { person, address: kept } = opened;
    let identity = Identity { nhs_number, family_name, given_names, preferred_name, born };
    let parts = Parts { lines, postcode, email };
    let known = kept.as_ref().map(|kept| kept.it.parts.clone()).unwrap_or_default();
    let is_same_person = person.it.identity == identity && person.it.phone == phone;
    if is_same_person && known == parts {
        return Err(Rejection::new("identity.same", "Nothing here is different from what the record says.").into());
    }
    if known != parts {
        match kept {
            Some(kept) => {
                let (it, event) = kept.it.change(parts, &why, ctx.account()?, ctx.now());
                save::change(work.tx(), &ctx.writ::<act::CorrectIdentity>(), kept.version, &it, &event)?;
            }
            None => {
                let (it, event) = Address::begin(ctx.id(), &person.it, parts, &why, ctx.account()?, ctx.now());
                save::new(work.tx(), &ctx.writ::<act::CorrectIdentity>(), &it, &event)?;
            }
        }
    }
    if !is_same_person {
        let before = person.it.clone();
        let (it, event) = person.it.correct_identity(identity, phone, &why);
        person_search::keep_earlier(work.tx(), &before, &it)?;
        save::change(work.tx(), &ctx.writ::<act::CorrectIdentity>(), person.version, &it, &event)?;
    }
    Ok(())
}

/// The number, or why there is none.
fn number(input: &Input) -> Result<Result<NhsNumber, NumberMissing>, Rejection> {
    match (input.nhs_number.trim(), input.number_missing.as_str()) {
        ("", "") => Err(Rejection::of_field(
            "nhs_number",
            "identity.number_or_reason",
            "Enter the NHS number, or say why it is missing.",
        )),
        ("", code) => NumberMissing::from_code(code).map(Err).ok_or_else(|| {
            Rejection::of_field("number_missing", "identity.unknown_reason", "Choose why the NHS number is missing.")
        }),
        (text, _) => NhsNumber::parse(text)
            .map(Ok)
            .map_err(|why| Rejection::of_field("nhs_number", "identity.nhs_number", why.to_string())),
    }
}

fn read_postcode(typed: &str) -> Result<Option<Line>, Rejection> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    postcode(typed).map(Some).ok_or_else(|| {
        Rejection::of_field("postcode", "identity.postcode", "Enter a full postcode like ZZ99 3CZ, or leave it out.")
    })
}
