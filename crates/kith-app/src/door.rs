//! The public door of a service: asking for support without an account, and the link of the receipt.
//!
//! # Invariants
//! - Whoever comes through the door acts as nobody, also when they have signed in beside it.
//! - The answer is the same whether somebody is known to the service or not.
//! - What the receipt's link opens names nobody and says nothing of anybody's health.
//! - Five referrals an hour from one address and sixty an hour to one service; then people are given the
//!   telephone number (reliability.md section 7).

use jiff::{Timestamp, ToSpan};
use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::{Identity, Person, check_born};
use kith_domain::policy::{Actor, act};
use kith_domain::practice::Practice;
use kith_domain::practice_code;
use kith_domain::referral::{Reasons, Referral, Route, Sender, StatusLink, Told, ToldAnswer};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::{Line, Words};
use kith_store::{Isolation, NO_SERVICE, Reach, cases, practice_codes, save, staff, status_links, table};
use sha2::{Digest, Sha256};

use crate::app::{App, Led, Sending, Work};
use crate::ctx::{Ctx, Seed};
use crate::permit::{self, Permit};
use crate::protection;
use crate::referring::date;
use crate::refusal::{Faults, Refusal};

/// Referrals an hour from one address.
pub const ADDRESS_AN_HOUR: i64 = 5;
/// Referrals an hour to one service.
pub const SERVICE_AN_HOUR: i64 = 60;
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

/// Units of work at a door: the one service, and what counts against too many.
fn public(service: Option<Id<Service>>) -> Reach {
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
    /// The language, or what else helps to talk.
    pub language: String,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Why, in their words.
    pub reason: String,
    /// Code of [`ToldAnswer`], where somebody else than the person sends it.
    pub told: String,
    /// Who sends it.
    pub sender_name: String,
    /// Their organisation, or how they know the person.
    pub sender_from: String,
    /// How to reach them.
    pub sender_reach: String,
    /// The code of a practice.
    pub practice_code: String,
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
fn digest_of_secret(secret: &str) -> Option<String> {
    let fits = secret.len() == 43 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    fits.then(|| hex(secret))
}

/// The digest under which a practice code is known.
pub(crate) fn hex(text: &str) -> String {
    kith_store::anchor::to_hex(&Sha256::digest(text.as_bytes()))
}

/// Where an address counts: the address itself, or the network of an IPv6 address, of which one
/// household has as many as it likes.
fn network(address: std::net::IpAddr) -> String {
    match address {
        std::net::IpAddr::V4(four) => four.to_string(),
        std::net::IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => four.to_string(),
            None => {
                let [a, b, c, d, ..] = six.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    }
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
        let (known, wrong) = (code.clone(), buckets.wrong_code.clone());
        let since = an_hour_before(seed.now);
        let (right, failures) = app.peek(&public(Some(id)), move |tx| {
            let right = match &known {
                Some(digest) => practice_codes::practice_of(tx, id, digest)?.is_some(),
                None => false,
            };
            Ok((right, staff::failures(tx, &wrong, since)?))
        })?;
        if failures >= WRONG_CODES_AN_HOUR {
            return Err(Refusal::Wait(3600));
        }
        if !right {
            return Err(wrong_code(app, &seed, id, buckets.wrong_code));
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
        let since = an_hour_before(ctx.now());
        if staff::failures(work.tx(), &buckets.address, since)? >= ADDRESS_AN_HOUR
            || staff::failures(work.tx(), &buckets.service, since)? >= SERVICE_AN_HOUR
        {
            return Err(Refusal::Wait(3600));
        }
        let practice = match &code {
            Some(code) => Some(practice_codes::practice_of(work.tx(), id, code)?.ok_or_else(code_is_wrong)?),
            None => None,
        };
        receive(work, ctx, &permit, (who, practice), &input, &digest)?;
        for bucket in [&buckets.address, &buckets.service] {
            staff::count_failure(work.tx(), ctx.id::<Account>().uuid(), bucket, ctx.now())?;
        }
        Ok(format!("/ask-for-support/{slug}"))
    })
}

/// What counts against whom.
#[derive(Debug, Clone)]
struct Buckets {
    address: String,
    service: String,
    wrong_code: String,
}

impl Buckets {
    fn of(service: Id<Service>, address: std::net::IpAddr) -> Self {
        let address = hex(&network(address));
        Self {
            address: format!("door-address:{address}"),
            service: format!("door-service:{}", hex(&service.to_string())),
            wrong_code: format!("door-code:{address}"),
        }
    }
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

/// Counts a wrong code outside the unit of work that it ends.
fn wrong_code(app: &App, seed: &Seed, service: Id<Service>, bucket: String) -> Refusal {
    let counted = app.write_with(seed, Isolation::Ordinary, public(Some(service)), move |work, ctx| {
        Ok(staff::count_failure(work.tx(), ctx.id::<Account>().uuid(), &bucket, ctx.now())?)
    });
    match counted {
        Ok(()) => code_is_wrong(),
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
    let checked = check(ctx, from, input)?;
    let (person, registered) = Person::register(ctx.id(), permit.key(), checked.identity, checked.phone);
    save::new(work.tx(), &ctx.writ::<act::AskForSupport>(), &person, &registered)?;
    let person = match (checked.safe_contact, checked.communication) {
        (None, None) => person,
        (safe, communication) => {
            let (person, told) = person.tell_contact_rules(safe, communication);
            save::change(work.tx(), &ctx.writ::<act::AskForSupport>(), 1, &person, &told)?;
            person
        }
    };
    let (referral, event) = Referral::receive(ctx.id(), &person, checked.route, checked.reasons, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AskForSupport>(), &referral, &event)?;
    let (link, event) = StatusLink::give(ctx.id(), &referral, digest.to_owned(), ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AskForSupport>(), &link, &event)?;
    Ok(referral.id)
}

struct Checked {
    identity: Identity,
    phone: Option<Line>,
    safe_contact: Option<Words>,
    communication: Option<Words>,
    route: Route,
    reasons: Reasons,
}

/// Checks the whole form and says everything that is wrong at once.
fn check(ctx: &Ctx, (who, practice): (Who, Option<Id<Practice>>), input: &Input) -> Result<Checked, Refusal> {
    let mut faults = Faults::new();
    let family_name = faults.text(
        "family_name",
        "Enter the family name. If there is one name only, enter it here.",
        Line::new(&input.family_name),
    );
    let given_names = faults.optional("given_names", Line::optional(&input.given_names));
    let preferred_name = faults.optional("preferred_name", Line::optional(&input.preferred_name));
    let (day, month, year) = &input.born;
    let born = faults.take(date(day, month, year).and_then(|born| check_born(born, ctx.today())));
    let nhs_number = match input.nhs_number.trim() {
        "" => Some(Err(NumberMissing::NotToHand)),
        text => faults.take(NhsNumber::parse(text).map(Ok).map_err(|why| {
            Rejection::of_field("nhs_number", "referral.nhs_number", format!("{why} You can also leave it out."))
        })),
    };
    let phone = faults.optional("phone", Line::optional(&input.phone));
    let address = faults.optional("address", Line::optional(&input.address));
    if phone.is_none() && address.is_none() {
        faults.add(Rejection::of_field(
            "phone",
            "door.no_way_to_reach",
            "Enter a telephone number, or an e-mail or postal address below, so that we can be in touch.",
        ));
    }
    let safe_contact = faults.optional("times", reach_in_words(input, address.as_ref()));
    let communication = faults.optional("language", communication_in_words(input));
    let reason = faults.text("reason", "Say in a few words what you would like help with.", Words::new(&input.reason));
    let told = match who {
        Who::Me => Some(ToldAnswer::Asked),
        _ => faults.take(told(who, &input.told)),
    };
    let sender = if who == Who::Me { None } else { sender(&mut faults, who, input) };
    faults.finish()?;
    let route = match (who, practice, sender) {
        (Who::Me, ..) => Some(Route::Oneself),
        (Who::Somebody, _, Some(sender)) => Some(Route::Friend(sender)),
        (Who::Organisation, Some(practice), Some(sender)) => Some(Route::PracticeCode { practice, sender }),
        (Who::Organisation, None, Some(sender)) => Some(Route::Agency(sender)),
        (_, _, None) => None,
    };
    match (nhs_number, family_name, born, reason, told, route) {
        (Some(nhs_number), Some(family_name), Some(born), Some(reason), Some(answer), Some(route)) => Ok(Checked {
            identity: Identity { nhs_number, family_name, given_names, preferred_name, born },
            phone,
            safe_contact,
            communication,
            route,
            reasons: Reasons { reason, told: Told { answer, words: None } },
        }),
        _ => unreachable!("every missing part was noted as a fault"),
    }
}

/// Whether the person knows. An organisation sends nobody who has not agreed.
fn told(who: Who, code: &str) -> Result<ToldAnswer, Rejection> {
    let answer = ToldAnswer::from_code(code)
        .ok_or_else(|| Rejection::of_field("told", "referral.told", "Choose whether the person knows about this."))?;
    match (who, answer) {
        (Who::Organisation, ToldAnswer::Unsure | ToldAnswer::NotYet) => Err(Rejection::of_field(
            "told",
            "door.not_agreed",
            "Speak with the person first, and send this form when they agree. To talk it over, call the team.",
        )),
        _ => Ok(answer),
    }
}

fn sender(faults: &mut Faults, who: Who, input: &Input) -> Option<Sender> {
    let name = faults.text("sender_name", "Enter your name.", Line::new(&input.sender_name));
    let empty = if who == Who::Somebody {
        "Say how you know them, for example: neighbour."
    } else {
        "Enter the name of your organisation."
    };
    let from = faults.text("sender_from", empty, Line::new(&input.sender_from));
    let reach = faults.text(
        "sender_reach",
        "Enter a telephone number or e-mail address at which we reach you.",
        Line::new(&input.sender_reach),
    );
    Some(Sender { name: name?, from: from?, reach: reach? })
}

/// How to reach them, in the words that stand at the head of every page about them.
fn reach_in_words(input: &Input, address: Option<&Line>) -> Result<Option<Words>, kith_domain::text::NotText> {
    let mut parts: Vec<String> = Vec::new();
    let ways: Vec<&str> =
        WAYS.iter().filter(|(code, _)| input.ways.iter().any(|way| way == code)).map(|(_, words)| *words).collect();
    if !ways.is_empty() {
        parts.push(format!("Prefers: {}.", ways.join(", ").to_lowercase()));
    }
    if let Some(address) = address {
        parts.push(format!("E-mail or post: {address}."));
    }
    if let Some(times) = Line::optional(&input.times)? {
        parts.push(format!("Best times: {times}."));
    }
    match input.message.as_str() {
        "yes" => parts.push("A message may be left.".to_owned()),
        "no" => parts.push("Do not leave a message.".to_owned()),
        _ => {}
    }
    Words::optional(&parts.join(" "))
}

fn communication_in_words(input: &Input) -> Result<Option<Words>, kith_domain::text::NotText> {
    let mut parts: Vec<String> = Vec::new();
    if let Some(language) = Line::optional(&input.language)? {
        parts.push(format!("{language}."));
    }
    if input.interpreter {
        parts.push("Needs an interpreter.".to_owned());
    }
    Words::optional(&parts.join(" "))
}

/// What the link of a receipt opens: a sentence, and nothing of the person.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The referral, for its reference.
    pub referral: Id<Referral>,
    /// When it was sent.
    pub received: Timestamp,
    /// Until when the link works.
    pub expires: Timestamp,
    /// Name of the referral's state.
    pub state: &'static str,
    /// Name of the case's state, once there is a case.
    pub case: Option<&'static str>,
    /// Whether a practice sent it by its code.
    pub is_practice: bool,
}

/// Opens a receipt by the secret of its link.
///
/// # Errors
/// [`Refusal::Hidden`] when no such link works, and never why.
pub fn receipt(app: &App, service: Id<Service>, secret: &str) -> Result<Receipt, Refusal> {
    let digest = digest_of_secret(secret).ok_or(Refusal::Hidden)?;
    let seed = app.seed(Actor::Nobody);
    let permit = permit::door::<act::SeeReceipt>(&Ctx::begin(&seed), service)?;
    app.peek(&public(Some(permit.key())), |tx| {
        let link = status_links::by_digest(tx, &digest)?.ok_or(Refusal::Hidden)?.it;
        if link.service != service || !link.works(seed.now) {
            return Err(Refusal::Hidden);
        }
        let referral = table::find::<Referral>(tx, link.referral.uuid())?.ok_or(Refusal::Hidden)?.it;
        if protection::is_kept_offline(tx, referral.person)? {
            return Err(Refusal::Hidden);
        }
        let case = cases::of_referral(tx, referral.id)?.map(|kept| kept.it.state.name());
        Ok(Receipt {
            referral: referral.id,
            received: referral.received,
            expires: link.expires,
            state: referral.state.name(),
            case,
            is_practice: referral.route.practice().is_some(),
        })
    })
}

/// What became of it, in one sentence that anybody may read.
#[must_use]
pub fn status_in_words(state: &str, case: Option<&str>) -> &'static str {
    match (state, case) {
        ("received", _) => "The team has it, and will look at it soon.",
        ("accepted", _) => "The team has said yes. A link worker will be found.",
        ("returned", _) => "The team could not take this on. Call the team to hear why.",
        (_, Some("new")) => "A link worker has it, and will be in touch.",
        (_, Some("active")) => "A link worker is in touch.",
        (_, Some("door-open")) => {
            "Support has ended for now. There is no need for a new form to come back: call the team."
        }
        (_, Some("closed")) => "Support has ended.",
        _ => "The team has it.",
    }
}

/// Stops the links of a referral's receipt.
///
/// # Errors
/// [`Refusal::Rejected`] when none works.
pub fn revoke_links(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RevokeStatusLink, Id<Referral>>,
) -> Result<(), Refusal> {
    let mut stopped = 0;
    for kept in status_links::of_referral(work.tx(), permit.key())? {
        if kept.it.revoked.is_none() {
            let (link, event) = kept.it.revoke(ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::RevokeStatusLink>(), kept.version, &link, &event)?;
            stopped += 1;
        }
    }
    if stopped == 0 {
        return Err(
            Rejection::new("status_link.none", "This referral has no link that works. Nothing was changed.").into()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_counts_as_one_address() {
        let net = |text: &str| network(text.parse().expect("an address"));
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
