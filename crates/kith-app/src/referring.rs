//! A practice refers a person, and sees what became of it.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::likeness::{self, Names, Slip};
use kith_domain::person::sharing::Recipient;
use kith_domain::person::{Identity, Person};
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Action, Scope, act};
use kith_domain::practice::Practice;
use kith_domain::referral::{Reasons, Referral, Route, Told, ToldAnswer};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_store::messages::{self, UnreadLine};
use kith_store::page::{Mark, Page};
use kith_store::questions::{self, AskedLine};
use kith_store::referrals::{self, MyLine};
use kith_store::save;
use uuid::Uuid;

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::finding;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// A referral as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// NHS number as typed; empty when it is missing.
    pub nhs_number: String,
    /// Code of [`NumberMissing`]; empty when the number is given.
    pub number_missing: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they like to be called.
    pub preferred_name: String,
    /// Date of birth: day, month, year as typed.
    pub born: (String, String, String),
    /// Code of why it is not known, or empty.
    pub born_missing: String,
    /// Telephone.
    pub phone: String,
    /// Why, in the practice's words.
    pub reason: String,
    /// Code of [`ToldAnswer`].
    pub told: String,
    /// More about what the person was told.
    pub told_words: String,
    /// Whether the referrer says that an earlier referral of the same person does not matter.
    pub not_a_duplicate: bool,
}

/// Where a referral that may be the same was found: only ever the practice's own.
#[derive(Debug, Clone)]
pub struct MayBeSame {
    /// The earlier referral.
    pub referral: Id<Referral>,
    /// When it was sent.
    pub received: Timestamp,
    /// What agrees, in words: "with this name and date of birth".
    pub agrees: &'static str,
}

/// Refers a person.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, or with the code
/// `referral.may_be_duplicate` when the practice referred somebody like this before and has not said
/// that it means a new referral.
pub fn refer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Refer, Id<Service>>,
    input: &Input,
) -> Result<Id<Referral>, Refusal> {
    let service = permit.key();
    let practice = own_practice(ctx)?;
    let (identity, phone, reasons) = check(ctx, input)?;
    if !input.not_a_duplicate
        && let Some(earlier) = earlier(work, service, practice, &identity)?
    {
        let day = kith_domain::time::day_in_words(kith_domain::time::day_of(earlier.received));
        return Err(Rejection::of_field(
            "not_a_duplicate",
            "referral.may_be_duplicate",
            format!(
                "Your practice referred somebody {} on {day}. \
                 If you mean a new referral, tick the box and send again.",
                earlier.agrees
            ),
        )
        .into());
    }
    // Each referral has a record of its own, with what its practice sent. Whether somebody known is the
    // same person is for a human to say at triage (hazards 1 to 3); and the answer here is the same
    // whether somebody is known or not, so that nobody learns from it who is.
    let (person, registered) = Person::register(ctx.id(), service, identity, phone);
    save::new(work.tx(), &ctx.writ::<act::Refer>(), &person, &registered)?;
    let route = Route::Practice { practice, referrer: ctx.account()? };
    let (referral, event) = Referral::receive(ctx.id(), &person, route, reasons, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::Refer>(), &referral, &event)?;
    Ok(referral.id)
}

/// The practice that somebody refers from.
fn own_practice(ctx: &Ctx) -> Result<Id<Practice>, Refusal> {
    match ctx.staff()?.post {
        Post::Practice(practice) => Ok(practice),
        _ => Err(Refusal::Denied),
    }
}

/// Checks the whole form and says everything that is wrong at once.
fn check(ctx: &Ctx, input: &Input) -> Result<(Identity, Option<Line>, Reasons), Refusal> {
    let mut faults = Faults::new();
    let nhs_number = match (input.nhs_number.trim(), input.number_missing.as_str()) {
        ("", "") => faults.take(Err(Rejection::of_field(
            "nhs_number",
            "referral.number_or_reason",
            "Enter the NHS number, or say why it is missing.",
        ))),
        ("", code) => faults.take(NumberMissing::from_code(code).map(Err).ok_or_else(|| {
            Rejection::of_field("number_missing", "referral.unknown_reason", "Choose why the NHS number is missing.")
        })),
        (text, _) => faults.take(
            NhsNumber::parse(text)
                .map(Ok)
                .map_err(|why| Rejection::of_field("nhs_number", "referral.nhs_number", why.to_string())),
        ),
    };
    let family_name = faults.text(
        "family_name",
        "Enter the family name. If the person has one name only, enter it here.",
        Line::new(&input.family_name),
    );
    let given_names = faults.optional("given_names", Line::optional(&input.given_names));
    let preferred_name = faults.optional("preferred_name", Line::optional(&input.preferred_name));
    let born = faults.take(dates::read_born(&input.born, &input.born_missing, ctx.today()));
    let phone = faults.phone("phone", &input.phone);
    let reason = faults.text("reason", "Say in your own words why you refer this person.", Words::new(&input.reason));
    let told = faults.take(ToldAnswer::from_code(&input.told).ok_or_else(|| {
        Rejection::of_field("told", "referral.told", "Choose what the person was told. Every answer is fine.")
    }));
    let told_words = faults.optional("told_words", Words::optional(&input.told_words));
    faults.finish()?;
    match (nhs_number, family_name, born, reason, told) {
        (Some(nhs_number), Some(family_name), Some(born), Some(reason), Some(answer)) => Ok((
            Identity { nhs_number, family_name, given_names, preferred_name, born },
            phone,
            Reasons { reason, told: Told { answer, words: told_words } },
        )),
        _ => unreachable!("every missing part was noted as a fault"),
    }
}

/// An earlier referral of the same practice for somebody who may be the same.
fn earlier(
    work: &mut Work<'_, '_>,
    service: Id<Service>,
    practice: Id<Practice>,
    identity: &Identity,
) -> Result<Option<MayBeSame>, Refusal> {
    let (family, given) = identity.folded();
    let number = identity.nhs_number.ok().map(NhsNumber::digits);
    let mut found = referrals::earlier_of_practice(work.tx(), service, practice, identity.born)?;
    if let Some(number) = &number {
        found.extend(referrals::earlier_of_practice_numbered(work.tx(), service, practice, number)?);
    }
    if let Some(day) = identity.born.day() {
        found.extend(referrals::earlier_of_practice_near(work.tx(), service, practice, &likeness::days_near(day))?);
    }
    Ok(found.into_iter().find_map(|earlier| {
        let same_day = earlier.born == identity.born && identity.born.day().is_some();
        let slip = earlier.born.day().zip(identity.born.day()).and_then(|(one, other)| likeness::slip(one, other));
        let alike = likeness::names((&earlier.family, &earlier.given), (&family, &given));
        let agrees = if number.is_some() && earlier.nhs_number == number {
            if same_day { "with this NHS number and date of birth" } else { "with this NHS number" }
        } else if same_day && earlier.family == family && names_meet(&earlier.given, &given) {
            "with this name and date of birth"
        } else if earlier.born == identity.born && earlier.family == family && names_meet(&earlier.given, &given) {
            // Of both it is known as little when they were born.
            "with this name"
        } else {
            match (same_day, slip, alike?) {
                (true, _, Names::Same | Names::Sound) => "with this date of birth, whose name sounds alike",
                (true, _, Names::Swapped) => "with this date of birth, whose family and given names are swapped",
                (false, Some(Slip::DayAndMonth), Names::Same) => {
                    "with this name, whose day and month of birth are swapped"
                }
                (false, Some(Slip::OneDigit), Names::Same) => {
                    "with this name, whose date of birth differs in one digit"
                }
                (false, Some(Slip::DayAndMonth), Names::Sound | Names::Swapped) => {
                    "with a name like this, whose day and month of birth are swapped"
                }
                (false, Some(Slip::OneDigit), Names::Sound | Names::Swapped) => {
                    "with a name like this, whose date of birth differs in one digit"
                }
                _ => return None,
            }
        };
        Some(MayBeSame { referral: earlier.id, received: earlier.received, agrees })
    }))
}

/// Whether two folded given names may be one person's: equal, or one begins the other, or one is missing.
pub(crate) fn names_meet(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one.starts_with(other) || other.starts_with(one)
}

/// *My referrals*: unread messages first, then every referral, newest first.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Messages that nobody at the practice has read.
    pub unread: Vec<UnreadLine>,
    /// Questions that nobody at the practice has answered.
    pub to_answer: Vec<AskedLine>,
    /// The referrals.
    pub page: Page<MyLine>,
}

/// How many lines a page of a list holds.
pub const PAGE: u32 = 25;

/// Lists a practice's referrals.
///
/// # Errors
/// When the store cannot answer.
pub fn mine(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ListMyReferrals, Id<Service>>,
    before: Option<Mark>,
) -> Result<Mine, Refusal> {
    let unread = messages::unread(look.tx(), permit.scope())?;
    let mut page = referrals::of_practice(look.tx(), permit.scope(), before, PAGE)?;
    let to_answer = questions::to_answer(look.tx(), permit.scope())?;
    for line in &to_answer {
        look.shows(Action::ListMyReferrals, line.record.service, line.person);
    }
    for line in &unread {
        look.shows(Action::ListMyReferrals, line.record.service, line.person);
    }
    tell(look, permit, &mut page)?;
    Ok(Mine { unread, to_answer, page })
}

/// Says who is shown, and takes out what the practice is not told.
fn tell(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ListMyReferrals, Id<Service>>,
    page: &mut Page<MyLine>,
) -> Result<(), Refusal> {
    for line in &mut page.lines {
        look.shows(Action::ListMyReferrals, line.service, line.person);
        if is_kept_from(look, line.person, permit.scope())? {
            (line.case_state, line.last_contact) = (None, None);
        }
    }
    Ok(())
}

/// How many referrals are read at once when one is looked for.
const AT_ONCE: u32 = 200;

/// A practice's referrals of whoever is looked for, in any spelling, newest first; and what was typed. `kept` is the
/// search as [`finding::keep`] kept it.
///
/// # Errors
/// [`Refusal::Hidden`] when this account has kept no such search.
pub fn found(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ListMyReferrals, Id<Service>>,
    kept: Uuid,
    before: Option<Mark>,
) -> Result<(String, Page<MyLine>), Refusal> {
    let (typed, query) = finding::kept(look, ctx, kept)?;
    let meets = |line: &MyLine| {
        let name = &line.name;
        let names: Vec<&str> = [Some(&name.family), name.given.as_ref(), name.preferred.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        query.is_met_by(&names, name.born, line.nhs_number.as_deref())
    };
    let mut lines: Vec<MyLine> = Vec::new();
    let mut begin = before;
    loop {
        let page = referrals::of_practice(look.tx(), permit.scope(), begin, AT_ONCE)?;
        lines.extend(page.lines.into_iter().filter(meets));
        begin = page.next;
        if begin.is_none() || lines.len() > PAGE as usize {
            break;
        }
    }
    let mut page = Page::cut(lines, PAGE, |line| Mark { at: line.received, id: line.id.uuid() });
    tell(look, permit, &mut page)?;
    Ok((typed, page))
}

/// Whether the person decided that the practice is told nothing: then it reads that the team has them, and no more.
fn is_kept_from(look: &mut Look<'_, '_>, person: Id<Person>, scope: &Scope) -> Result<bool, Refusal> {
    let Scope::Practice { practice, .. } = scope else { return Ok(false) };
    crate::sharing::is_refused(look, person, Recipient::Practice(*practice))
}

/// What became of a referral, in one sentence.
#[must_use]
pub fn status_in_words(state: &str, case: Option<&str>, last_contact: Option<Timestamp>) -> String {
    let last = last_contact.map(|at| kith_domain::time::day_in_words(kith_domain::time::day_of(at)));
    match (state, case, last) {
        ("received", _, _) => "Waiting for the team to look at it.".to_owned(),
        ("asked", _, _) => "The team has a question for you.".to_owned(),
        ("redirected", _, _) => "The team has pointed you to somebody who can help better.".to_owned(),
        ("accepted", _, _) => "Accepted; waiting for a link worker.".to_owned(),
        ("returned", _, _) => "Given back to you with a reason.".to_owned(),
        (_, Some("new"), _) => "A link worker has it and will be in touch.".to_owned(),
        (_, Some("active" | "holding"), Some(last)) => format!("Being supported; last contact {last}."),
        (_, Some("active" | "holding"), None) => "Being supported.".to_owned(),
        (_, Some("door-open"), _) => "Support has ended for now; they can come back without a new referral.".to_owned(),
        (_, Some("closed"), _) => "Support has ended.".to_owned(),
        _ => "With the team.".to_owned(),
    }
}
