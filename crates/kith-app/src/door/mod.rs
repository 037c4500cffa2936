//! The public door of a service: asking for support without an account, and the link of the receipt.
//!
//! # Invariants
//! - Whoever comes through the door acts as nobody, also when they have signed in beside it.
//! - The answer is the same whether somebody is known to the service or not.
//! - What the receipt's link opens names nobody and says nothing of anybody's health.
//! - That a form for the same person came before is said to organisations only, where it came from, for an hour.
//! - While the door is closed nothing is taken, except from a practice with its code, and the form says so first.
//! - Five referrals an hour from one address and sixty an hour to one service; then people are given the
//!   telephone number (reliability.md section 7). A practice with its code counts for itself, sixty an hour: it shares
//!   its address with others, and neither they nor wrong codes shut it out.

mod form;
mod receipt;

pub use receipt::{Receipt, answer, receipt, revoke_links, status_in_words};

use jiff::{Timestamp, ToSpan};
use kith_domain::id::Id;
use kith_domain::person::{ContactRules, Identity, Person};
use kith_domain::policy::{Actor, act};
use kith_domain::practice::Practice;
use kith_domain::practice_code;
use kith_domain::referral::{Referral, StatusLink};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Words;
use kith_domain::time;
use kith_store::save::SaveError;
use kith_store::{
    DbError, Isolation, NO_SERVICE, Reach, failures, practice_codes, save, settings, staff, status_links,
};
use sha2::{Digest, Sha256};

use crate::accounts::throttle;
use crate::app::{App, Led, Sending, Work};
use crate::ctx::{Ctx, Seed};
use crate::permit::{self, Permit};
use crate::refusal::Refusal;

/// Code of the rejection of a form for somebody whose form came from the same place within the hour.
pub const SAME: &str = "door.same";
/// Code of the rejection of what was sent while the door is closed.
pub const CLOSED: &str = "door.closed";
/// Referrals an hour from one address.
pub const ADDRESS_AN_HOUR: i64 = 5;
/// Referrals an hour to one service.
pub const SERVICE_AN_HOUR: i64 = 60;
/// Referrals an hour by one practice code.
pub const CODE_AN_HOUR: i64 = 60;
/// Wrong practice codes an hour from one address.
pub const WRONG_CODES_AN_HOUR: i64 = 10;

/// The services that have a door: every one of the store.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn services(app: &App) -> Result<Vec<Service>, Refusal> {
    app.peek(&public(None), |tx| Ok(staff::services(tx)?))
}

/// The service whose door has a short name.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn service(app: &App, slug: &str) -> Result<Service, Refusal> {
    services(app)?.into_iter().find(|service| service.slug == slug).ok_or(Refusal::Hidden)
}

/// What people read while the door of a service is closed; nothing while it is open.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn closed(app: &App, service: Id<Service>) -> Result<Option<Words>, Refusal> {
    app.peek(&public(Some(service)), |tx| Ok(settings::of(tx, service)?.it.door_closed))
}

/// Units of work at a door: the one service, and what counts against too many.
pub(crate) fn public(service: Option<Id<Service>>) -> Reach {
    let services = service.into_iter().map(Id::uuid).chain([NO_SERVICE]).collect();
    Reach { services, purpose: "identity" }
}

/// Who stands at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person themselves.
    Me,
    /// Somebody who knows them.
    Somebody,
    /// An organisation, or a practice with its code.
    Organisation,
}

impl Who {
    /// Each, in the order offered.
    pub const ALL: [Self; 3] = [Self::Me, Self::Somebody, Self::Organisation];

    /// The part of the address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Somebody => "somebody",
            Self::Organisation => "organisation",
        }
    }

    /// Finds it by the part of the address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.code() == code)
    }
}

/// The ways in which somebody may be reached: code, words.
pub const WAYS: [(&str, &str); 4] =
    [("call", "A telephone call"), ("text", "A text message"), ("email", "E-mail"), ("letter", "A letter")];

/// What is typed at the door.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they like to be called.
    pub preferred_name: String,
    /// Date of birth: day, month, year.
    pub born: (String, String, String),
    /// Code of why it is not known, or empty.
    pub born_missing: String,
    /// NHS number; nobody needs one.
    pub nhs_number: String,
    /// Telephone.
    pub phone: String,
    /// E-mail or postal address.
    pub address: String,
    /// Codes of [`WAYS`].
    pub ways: Vec<String>,
    /// When to reach them.
    pub times: String,
    /// `yes` or `no`: whether a message may be left.
    pub message: String,
    /// The language they speak best.
    pub language: String,
    /// What else helps to talk.
    pub talking: String,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Why, in their words.
    pub reason: String,
    /// Code of [`ToldAnswer`](kith_domain::referral::ToldAnswer), where somebody else than the person sends it.
    pub told: String,
    /// Who sends it.
    pub sender_name: String,
    /// Their organisation, or how they know the person.
    pub sender_from: String,
    /// How to reach them.
    pub sender_reach: String,
    /// The code of a practice.
    pub practice_code: String,
    /// `yes` when a form for the same person came from here before, and this one is sent as an addition.
    pub addition: String,
    /// The secret of the receipt's link, made when the form was drawn.
    pub receipt: String,
}

/// A form sent at a door.
#[derive(Debug, Clone)]
pub struct Sent<'a> {
    /// Its nonce.
    pub nonce: &'a str,
    /// Digest of everything it sent.
    pub content: &'a str,
    /// Where it came from.
    pub address: std::net::IpAddr,
    /// The request.
    pub request: uuid::Uuid,
}

/// A new secret for a receipt's link: 256 bits.
#[must_use]
pub fn new_secret(ctx: &Ctx) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(ctx.secret())
}

/// The digest under which a secret is known; `None` when it cannot be one.
pub(crate) fn digest_of_secret(secret: &str) -> Option<String> {
    let fits = secret.len() == 43 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    fits.then(|| hex(secret))
}

/// The digest under which a practice code is known.
pub(crate) fn hex(text: &str) -> String {
    kith_store::anchor::to_hex(&Sha256::digest(text.as_bytes()))
}

/// Takes what was sent at the door of a service.
///
/// # Errors
/// [`Refusal::Wait`] after too many; [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn ask(app: &App, service: &Service, who: Who, input: &Input, sent: &Sent<'_>) -> Result<Led, Refusal> {
    let digest = digest_of_secret(&input.receipt).ok_or(Refusal::OtherRecord)?;
    let seed = Seed { request: sent.request, ..app.seed(Actor::Nobody) };
    let buckets = Buckets::of(service.id, sent.address);
    let id = service.id;
    let code = practice_code::tidied(&input.practice_code).map(|code| hex(&code));
    let has_code = !input.practice_code.trim().is_empty() && who == Who::Organisation;
    if has_code {
        let known = code.clone();
        let right = app.peek(&public(Some(id)), move |tx| match &known {
            Some(digest) => Ok(practice_codes::practice_of(tx, id, digest)?.is_some()),
            None => Ok(false),
        })?;
        if !right {
            return Err(too_many_wrong_codes(app, &seed, service, &buckets, code_is_wrong));
        }
    }
    let sending = Sending {
        nonce: sent.nonce,
        action: "ask-for-support",
        content: sent.content,
        isolation: Isolation::Serializable,
        reach: public(Some(id)),
    };
    let (input, slug) = (input.clone(), service.slug.clone());
    let code = code.filter(|_| has_code);
    app.submit_with(&seed, &sending, move |work, ctx| {
        let permit = permit::door::<act::AskForSupport>(ctx, id)?;
        // A practice with its code still comes in: it has no other way.
        if code.is_none() && settings::of(work.tx(), permit.key())?.it.door_closed.is_some() {
            return Err(Rejection::new(CLOSED, "The service takes no requests here for the moment.").into());
        }
        let counted = buckets.counted(code.as_deref());
        for (bucket, most) in &counted {
            if failures::since(work.tx(), bucket, an_hour_before(ctx.now()))? >= *most {
                return Err(Refusal::Wait(3600));
            }
        }
        let practice = match &code {
            Some(code) => Some(practice_codes::practice_of(work.tx(), id, code)?.ok_or_else(code_is_wrong)?),
            None => None,
        };
        // The very form that came before is known by its receipt, and whoever has that is told more.
        if status_links::by_digest(work.tx(), &digest)?.is_some() {
            return Err(Refusal::OtherRecord);
        }
        let identity = form::check(ctx, (who, practice), &input)?.identity;
        // An organisation alone is told. At home, whoever watches somebody could learn that they asked for help.
        let same = (who == Who::Organisation).then(|| same_person(&counted, id, &identity));
        if let (Some(same), false) = (&same, input.addition == "yes")
            && let Some(at) = failures::at(work.tx(), same, an_hour_before(ctx.now()))?.first()
        {
            let at = time::time_in_words(*at);
            let sentence = format!("We already have a form for this person, sent from here at {at}.");
            return Err(Rejection::new(SAME, sentence).into());
        }
        receive(work, ctx, &permit, (who, practice), &input, &digest)?;
        if let Some(same) = same {
            failures::count(work.tx(), ctx.id::<Account>().uuid(), &same, ctx.now())?;
        }
        for (bucket, _) in &counted {
            failures::count(work.tx(), ctx.id::<Account>().uuid(), bucket, ctx.now())?;
        }
        Ok(format!("/ask-for-support/{slug}"))
    })
}

/// What counts against whom.
#[derive(Debug, Clone)]
pub(crate) struct Buckets {
    address: String,
    service: String,
    wrong_code: String,
}

impl Buckets {
    pub(crate) fn of(service: Id<Service>, address: std::net::IpAddr) -> Self {
        let address = hex(&throttle::place(address));
        Self {
            address: format!("door-address:{address}"),
            service: format!("door-service:{}", hex(&service.to_string())),
            wrong_code: format!("door-code:{address}"),
        }
    }

    /// What a referral counts against, and how many an hour each bears: a practice's own code, or where it came from
    /// and where it goes.
    fn counted(&self, code: Option<&str>) -> Vec<(String, i64)> {
        match code {
            Some(code) => vec![(format!("door-practice:{}", hex(code)), CODE_AN_HOUR)],
            None => vec![(self.address.clone(), ADDRESS_AN_HOUR), (self.service.clone(), SERVICE_AN_HOUR)],
        }
    }
}

/// What is known for an hour of a form that an organisation sent: that it came from this place, or with this practice
/// code, for somebody of this name and birth. Kept as a digest. Whoever sits elsewhere is never told that somebody is
/// known.
fn same_person(counted: &[(String, i64)], service: Id<Service>, identity: &Identity) -> String {
    let (family, given) = identity.folded();
    let from = counted.first().map_or("", |(bucket, _)| bucket.as_str());
    let parts = [from, &service.to_string(), &family, &given, &identity.born.in_words()];
    let parts: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    format!("door-same:{}", hex(&parts.join("|")))
}

fn an_hour_before(now: Timestamp) -> Timestamp {
    now.checked_sub(1.hour()).unwrap_or(now)
}

/// One answer for a code that never was, was revoked, or is of another service.
fn code_is_wrong() -> Refusal {
    Rejection::of_field(
        "practice_code",
        "door.practice_code",
        "This practice code is not right. Ask the team for a new one, or leave it out and send the form without it.",
    )
    .into()
}

/// Counts a wrong code outside the unit of work that it ends: the sentence of `wrong`, or to wait after too many. Only
/// wrong codes come here, so that they never shut out a right one: sixty bits are not guessed at any pace.
pub(crate) fn too_many_wrong_codes(
    app: &App,
    seed: &Seed,
    service: &Service,
    buckets: &Buckets,
    wrong: fn() -> Refusal,
) -> Refusal {
    let (bucket, since) = (buckets.wrong_code.clone(), an_hour_before(seed.now));
    let counted = app.write_with(seed, Isolation::Ordinary, public(Some(service.id)), move |work, ctx| {
        if failures::since(work.tx(), &bucket, since)? >= WRONG_CODES_AN_HOUR {
            return Err(Refusal::Wait(3600));
        }
        Ok(failures::count(work.tx(), ctx.id::<Account>().uuid(), &bucket, ctx.now())?)
    });
    match counted {
        Ok(()) => wrong(),
        Err(refusal) => refusal,
    }
}

/// Registers the person, receives the referral, gives the link. `from` is who stands at the door, and the
/// practice whose code they know.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong.
pub(crate) fn receive(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskForSupport, Id<Service>>,
    from: (Who, Option<Id<Practice>>),
    input: &Input,
    digest: &str,
) -> Result<Id<Referral>, Refusal> {
    let checked = form::check(ctx, from, input)?;
    let (person, registered) = Person::register(ctx.id(), permit.key(), checked.identity, checked.phone);
    save::new(work.tx(), &ctx.writ::<act::AskForSupport>(), &person, &registered)?;
    let person = if checked.rules == ContactRules::default() {
        person
    } else {
        let (person, told) = person.tell_contact_rules(checked.rules);
        save::change(work.tx(), &ctx.writ::<act::AskForSupport>(), 1, &person, &told)?;
        person
    };
    let (referral, event) = Referral::receive(ctx.id(), &person, checked.route, checked.reasons, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AskForSupport>(), &referral, &event)?;
    let (link, event) = StatusLink::give(ctx.id(), &referral, digest.to_owned(), ctx.now());
    match save::new(work.tx(), &ctx.writ::<act::AskForSupport>(), &link, &event) {
        // The receipt of a form that came before: the same page was sent again with other words.
        Err(SaveError::Db(DbError::Unique { .. })) => return Err(Refusal::OtherRecord),
        saved => saved?,
    }
    Ok(referral.id)
}

#[cfg(test)]
mod tests {
    use super::form::reach_in_words;
    use super::*;

    #[test]
    fn a_household_counts_as_one_address() {
        let net = |text: &str| throttle::place(text.parse().expect("an address"));
        assert_eq!(net("2001:db8:1:2::5"), net("2001:db8:1:2:ffff::9"));
        assert_ne!(net("2001:db8:1:2::5"), net("2001:db8:1:3::5"));
        assert_eq!(net("::ffff:192.0.2.1"), net("192.0.2.1"));
        assert_ne!(net("192.0.2.1"), net("192.0.2.2"));
    }

    #[test]
    fn how_to_reach_somebody_is_said_in_a_sentence_each() {
        let input = Input {
            ways: vec!["text".to_owned(), "call".to_owned(), "pigeon".to_owned()],
            times: "mornings".to_owned(),
            message: "no".to_owned(),
            ..Input::default()
        };
        let words = reach_in_words(&input, None).expect("text").expect("words");
        assert_eq!(
            words.as_str(),
            "Prefers: a telephone call, a text message. Best times: mornings. Do not leave a message."
        );
        assert_eq!(reach_in_words(&Input::default(), None), Ok(None));
    }

    #[test]
    fn only_a_secret_is_looked_up() {
        assert!(digest_of_secret(&"a".repeat(43)).is_some());
        for wrong in ["", "a", &"a".repeat(44), &"é".repeat(22), &format!("{}/", "a".repeat(42))] {
            assert!(digest_of_secret(wrong).is_none(), "{wrong}");
        }
    }
}
