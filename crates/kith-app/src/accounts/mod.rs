//! Signing in, sessions, and what counts failed attempts.
//!
//! # Invariants
//! - A session's token is 256 bits of chance and stands nowhere; the store holds its SHA-256.
//! - What a session may do is read from the store at every request, so a disabled account or an ended
//!   standing stops at once.
//! - An unknown address costs as much time as a wrong password, and is answered alike.

mod choose;
mod confirm;
mod factor;
mod guessed;
mod hashing;
mod joining;
mod own;
mod password;
mod reset;
mod sessions;
pub mod throttle;
mod totp;

use std::net::{IpAddr, Ipv4Addr};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{Timestamp, ToSpan};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, Staff};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing, fold_email};
use kith_store::sessions::{self as stored, Session};
use kith_store::{DbError, Isolation, NO_SERVICE, Reach, ReadTx, covers, factors, list_links, save, staff, table};
use sha2::{Digest, Sha256};

use crate::app::{App, Work};
use crate::ctx::{Ctx, Seed};
use crate::delivery::Delivery;
use crate::refusal::Refusal;
use throttle::Bucket;

pub use choose::{OwnRole, choose as choose_role, own_roles};
pub use confirm::{Fresh, Proof, confirm};
pub use factor::{
    Codes, Enrolment, FactorState, Rule, begin as begin_factor, complete, enrol_and_complete, enrolment_of,
    remove as remove_factor, renew_codes, reset as reset_factor, see as see_factor, turn_on as turn_on_factor,
};
pub(crate) use factor::{reset_of as reset_factor_of, state as factor_state};
pub use hashing::{Hashing, Turn};
pub use joining::{Joining, Offer, join, offer};
pub(crate) use own::letter;
pub use own::{OwnAccount, OwnSession, prove_and_hash, rename, see as see_own, set_password};
pub use password::{Denied, Hashed, check_password, hash, hash_new};
pub use reset::{
    answer_asked as answer_resets, ask as ask_for_reset, new_link as new_reset_link, take as take_reset,
    works as reset_works,
};
pub use sessions::{end as end_session, end_others as end_other_sessions};

/// Idle time after which a session ends, in minutes (reliability.md section 7).
pub const IDLE_MINUTES: i64 = 30;
/// The same for administrators.
pub const IDLE_MINUTES_ADMINISTRATOR: i64 = 15;
/// After this many hours a session ends however busy it is.
pub const ABSOLUTE_HOURS: i64 = 12;
/// An account has at most this many sessions; the oldest ends when one more begins.
pub const MOST_SESSIONS: usize = 5;
/// Failures of one account within [`WINDOW_MINUTES`] after which it has to wait.
pub const ACCOUNT_FAILURES: i64 = 10;
/// Failures from one address within [`WINDOW_MINUTES`] after which it has to wait.
pub const ADDRESS_FAILURES: i64 = 100;
/// How long a failure counts, in minutes.
pub const WINDOW_MINUTES: i64 = 5;
/// A longer password is refused before it is hashed, in bytes.
pub const MOST_PASSWORD_BYTES: usize = 1024;

/// Units of work that know nobody yet.
pub(crate) fn identity() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "identity" }
}

/// Where a request came from, as a session remembers it.
#[derive(Debug, Clone)]
pub struct Whence {
    /// The address.
    pub address: IpAddr,
    /// The device, in words.
    pub device: String,
}

impl Whence {
    /// This machine itself.
    #[must_use]
    pub fn here() -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::LOCALHOST), device: String::new() }
    }
}

/// Whoever signed in, and everything a page's head needs.
#[derive(Clone)]
pub struct SignedIn {
    /// Who acts.
    pub staff: Staff,
    /// Their name.
    pub name: String,
    /// Their service, or the first that their practice refers to.
    pub service: Option<Service>,
    /// Their practice.
    pub practice: Option<Practice>,
    /// Digest of the session's token.
    pub session: String,
    /// When they last proved that it is them.
    pub confirmed: Option<Timestamp>,
    /// Whether they have other roles that they could act in.
    pub has_other_roles: bool,
}

/// What a sign-in still needs after the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A code of the second factor.
    Code,
    /// Setting the second factor up.
    Enrol,
}

impl Stage {
    const fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Enrol => "enrol",
        }
    }
}

/// Somebody who has given their password and nothing else yet: their session opens only what completes it.
#[derive(Clone)]
pub struct Half {
    /// The account.
    pub account: Id<Account>,
    /// What is still needed.
    pub stage: Stage,
    /// Digest of the session's token.
    pub(crate) session: String,
}

/// For how many minutes a password that was given counts towards a sign-in.
const HALF_MINUTES: i64 = 15;

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("staff", &self.staff).finish_non_exhaustive()
    }
}

impl SignedIn {
    /// The actor.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff.clone())
    }

    /// The role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.staff.post.role()
    }
}

/// A new session's token, for the cookie. It is shown to nobody else and never logged.
pub struct Token(String);

impl Token {
    /// The text for the cookie: 43 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The secret of a link that works once. It goes to one person, and the store holds its digest only.
pub struct Secret(String);

impl Secret {
    /// The text for the link: 64 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new secret for a link, and its digest.
pub(crate) fn new_secret(ctx: &Ctx) -> (Secret, String) {
    secret_of(&Delivery::hand(ctx), ctx)
}

/// The secret of a link that is delivered, and its digest.
pub(crate) fn secret_of(delivery: &Delivery, ctx: &Ctx) -> (Secret, String) {
    let secret = delivery.secret(ctx);
    let digest = digest_of(&secret);
    (Secret(secret), digest)
}

/// The digest of what somebody typed as a link's secret; `None` when it has not the shape of one.
fn digest_of_secret(text: &str) -> Option<String> {
    let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    fits.then(|| digest_of(text))
}

/// The digest under which a token is known.
fn digest_of(token: &str) -> String {
    kith_store::anchor::to_hex(&Sha256::digest(token.as_bytes()))
}

/// Signs somebody in with a password. Whoever has a second factor, or must have one, gets a session that
/// opens nothing until it is completed ([`half`]).
///
/// # Errors
/// [`Refusal::Wait`] after too many failures; [`Refusal::Busy`] when too many passwords wait to be
/// compared; [`Refusal::Rejected`] with one and the same sentence for an unknown address, a wrong
/// password, a disabled account and an account without standing.
pub fn sign_in(app: &App, email: &str, password: &str, from: &Whence, rule: Rule) -> Result<Token, Refusal> {
    let seed = app.seed(Actor::Nobody);
    let account_bucket = account_bucket(email);
    let kept = right_password(app, &seed, email, password, from)?;
    let account = kept.id;
    let standing = app.peek(&identity(), |tx| usable_standing(tx, account))?;
    let Some(standing) = standing else {
        return Err(count_failure(app, &seed, email, from));
    };
    let factor = app.peek(&identity(), |tx| factor_state(tx, account))?;
    let stage = match (factor, rule) {
        (FactorState::On { .. }, _) => Some(Stage::Code),
        (_, Rule::Compulsory) => Some(Stage::Enrol),
        (_, Rule::Optional) => None,
    };
    begin(app, &seed, account, standing.id, Begun { stage, forgive: Some(account_bucket) }, from)
}

/// The bucket in which an account's failures are counted, whether or not there is such an account.
pub(crate) fn account_bucket(email: &str) -> Bucket {
    Bucket::of("account", &fold_email(email))
}

/// The usable account with an address and a password. A failure is counted.
fn right_password(app: &App, seed: &Seed, email: &str, password: &str, from: &Whence) -> Result<Account, Refusal> {
    let account_bucket = account_bucket(email);
    let place = Bucket::of_place("address", from.address);
    // Whether to wait is asked when the turn has come, so that those who guess all at once cannot pass
    // before their failures are counted.
    let turn = app.hashing().turn()?;
    let known = app.peek(&identity(), |tx| {
        throttle::check(tx, &account_bucket, &place, seed.now)?;
        Ok(staff::account_by_email(tx, email)?)
    })?;
    let stored = known.as_ref().and_then(|kept| kept.it.password.as_deref());
    let right = password.len() <= MOST_PASSWORD_BYTES && password::verify(stored, password);
    let usable = known.filter(|kept| right && kept.it.disabled.is_none());
    let found = usable.map(|kept| kept.it).ok_or_else(|| count_failure(app, seed, email, from));
    drop(turn);
    found
}

/// Signs somebody in without a password: only ever called for the accounts of a demo store.
///
/// # Errors
/// [`Refusal::Hidden`] when the account is none of the demo's, or is disabled.
pub fn sign_in_to_demo(app: &App, account: Id<Account>) -> Result<Token, Refusal> {
    if !crate::setup::is_demo(app)? {
        return Err(Refusal::Hidden);
    }
    let standing = app.peek(&identity(), |tx| {
        let known = table::find::<Account>(tx, account.uuid())?.filter(|kept| kept.it.disabled.is_none());
        if known.is_some() { usable_standing(tx, account) } else { Ok(None) }
    })?;
    let standing = standing.ok_or(Refusal::Hidden)?;
    let seed = app.seed(Actor::Nobody);
    begin(app, &seed, account, standing.id, Begun { stage: None, forgive: None }, &Whence::here())
}

/// The first standing that opens something.
fn usable_standing(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Option<Standing>, Refusal> {
    Ok(staff::standings_of(tx, account)?.into_iter().find(|standing| Post::of(standing).is_some()))
}

fn count_failure(app: &App, seed: &Seed, email: &str, from: &Whence) -> Refusal {
    let (account, place) = (account_bucket(email), Bucket::of_place("address", from.address));
    let email = email.to_owned();
    let counted = app.write_with(seed, Isolation::Ordinary, identity(), move |work, ctx| {
        throttle::count(work, ctx, &[&account, &place])?;
        match staff::account_by_email(work.tx(), &email)? {
            Some(kept) => guessed::note(work, ctx, &kept.it),
            None => Ok(()),
        }
    });
    match counted {
        Ok(()) => Rejection::of_field(
            "email",
            "sign_in.wrong",
            "The e-mail address or the password is not right. Check both and try again.",
        )
        .into(),
        Err(refusal) => refusal,
    }
}

/// How a session begins.
struct Begun {
    /// What it still needs.
    stage: Option<Stage>,
    /// Whose failures a whole sign-in forgives.
    forgive: Option<Bucket>,
}

fn begin(
    app: &App,
    seed: &Seed,
    account: Id<Account>,
    standing: Id<Standing>,
    how: Begun,
    from: &Whence,
) -> Result<Token, Refusal> {
    let from = from.clone();
    let Begun { stage, forgive } = how;
    app.write_with(seed, Isolation::Serializable, identity(), move |work, ctx| {
        match (stage, &forgive) {
            // A password that is only half of it forgives nothing.
            (None, Some(bucket)) => throttle::forgive(work, bucket)?,
            (Some(Stage::Enrol), _) => factor::begin_for(work, ctx, account)?,
            _ => {}
        }
        sessions::make_room(work, ctx, account, stage)?;
        let (token, digest) = new_token(ctx);
        let session = Session {
            digest,
            id: Some(ctx.id()),
            account,
            standing,
            began: ctx.now(),
            seen: ctx.now(),
            stage: stage.map(|stage| stage.code().to_owned()),
            device: Some(from.device.clone()).filter(|device| !device.is_empty()),
            address: Some(from.address.to_string()),
            // Whoever has just signed in has just proved that it is them.
            confirmed: stage.is_none().then_some(ctx.now()),
        };
        stored::begin(work.tx(), &session)?;
        let kind = if stage.is_none() { "account.signed_in" } else { "account.password_given" };
        note(work, ctx, account, "sign-in", Event::new(kind).with("standing", standing))?;
        tracing::info!(account.id = %account, whole = stage.is_none(), "signed in");
        Ok(token)
    })
}

/// A token of chance, and its digest.
fn new_token(ctx: &Ctx) -> (Token, String) {
    let token = URL_SAFE_NO_PAD.encode(ctx.secret());
    let digest = digest_of(&token);
    (Token(token), digest)
}

/// That somebody signed in or out is history of their account, with its audit row.
fn note(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    account: Id<Account>,
    action: &'static str,
    event: Event,
) -> Result<(), Refusal> {
    let kept = table::find::<Account>(work.tx(), account.uuid())?.ok_or(Refusal::Hidden)?;
    save::change(work.tx(), &ctx.writ_named(action), kept.version, &kept.it, &event)?;
    Ok(())
}

/// Who a session's token belongs to; `None` when it has ended or never was.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn resolve(app: &App, token: &str) -> Result<Option<SignedIn>, Refusal> {
    // A token is 43 characters of its alphabet; anything else is not looked up.
    if token.len() != 43 || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Ok(None);
    }
    let digest = digest_of(token);
    let now = app.now();
    let found = app.peek(&identity(), |tx| {
        let whole = stored::by_digest(tx, &digest)?.filter(|session| session.stage.is_none());
        let Some(session) = whole else { return Ok(None) };
        let Some(account) = table::find::<Account>(tx, session.account.uuid())? else { return Ok(None) };
        let Some(standing) = table::find::<Standing>(tx, session.standing.uuid())? else { return Ok(None) };
        let post = Post::of(&standing.it);
        let usable = account.it.disabled.is_none() && standing.it.ended.is_none();
        let (Some(post), true) = (post, usable) else { return Ok(None) };
        let idle = match post.role() {
            Role::Administrator => IDLE_MINUTES_ADMINISTRATOR,
            _ => IDLE_MINUTES,
        };
        if over(session.seen, idle.minutes(), now) || over(session.began, ABSOLUTE_HOURS.hours(), now) {
            return Ok(None);
        }
        let (services, practice) = match post {
            Post::Practice(practice) => (
                staff::services_of_practice(tx, practice)?,
                table::find::<Practice>(tx, practice.uuid())?.map(|kept| kept.it),
            ),
            Post::Organisation(organisation) => {
                // The service that invited it comes first. What other services ask is for the mailbox that they write to:
                // no employer decides alone who reads another one's requests.
                let mut ids: Vec<Id<Service>> = standing.it.service.into_iter().collect();
                let address = fold_email(account.it.email.as_str());
                let addresses = crate::entries::own::addresses(tx, organisation)?;
                if addresses.iter().any(|known| fold_email(known.as_str()) == address) {
                    let asks = list_links::that_ask(tx, organisation)?;
                    ids.extend(asks.into_iter().filter(|asks| Some(*asks) != standing.it.service));
                }
                let mut services = Vec::new();
                for id in ids {
                    services.extend(table::find::<Service>(tx, id.uuid())?.map(|kept| kept.it));
                }
                (services, None)
            }
            _ => (
                match standing.it.service {
                    Some(service) => {
                        table::find::<Service>(tx, service.uuid())?.into_iter().map(|kept| kept.it).collect()
                    }
                    None => Vec::new(),
                },
                None,
            ),
        };
        let covers = match post {
            Post::LinkWorker(service) => {
                covers::covered_by(tx, account.it.id, service, kith_domain::time::day_of(now))?
            }
            _ => Vec::new(),
        };
        let staff = Staff {
            covers,
            account: account.it.id,
            standing: standing.it.id,
            post,
            services: services.iter().map(|service| service.id).collect(),
        };
        let signed_in = SignedIn {
            staff,
            name: standing.it.name.to_string(),
            service: services.into_iter().next(),
            practice,
            session: session.digest,
            confirmed: session.confirmed,
            has_other_roles: staff::standings_of(tx, account.it.id)?.iter().filter(|it| Post::of(it).is_some()).count()
                > 1,
        };
        Ok(Some((signed_in, session.seen)))
    })?;
    let Some((signed_in, seen)) = found else { return Ok(None) };
    // Noted at most once a minute: a page that loads ten times a minute writes once.
    if over(seen, 1.minute(), now) {
        let digest = signed_in.session.clone();
        let seed = app.seed(signed_in.actor());
        let noted = app.write_with(&seed, Isolation::Ordinary, identity(), move |work, ctx| {
            Ok(stored::seen(work.tx(), &digest, ctx.now())?)
        });
        match noted {
            // The session is as long as it was; whoever is in it goes on reading.
            Err(Refusal::Fault(DbError::Full)) => {}
            other => other?,
        }
    }
    Ok(Some(signed_in))
}

/// How long a session in one of these standings may be idle.
fn idle_of(standings: &[Standing], acts_in: Id<Standing>) -> jiff::Span {
    match standings.iter().find(|standing| standing.id == acts_in).map(|standing| standing.role) {
        Some(Role::Administrator) => IDLE_MINUTES_ADMINISTRATOR.minutes(),
        _ => IDLE_MINUTES.minutes(),
    }
}

/// Whose token this is, when the sign-in it stands for is not complete.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn half(app: &App, token: &str) -> Result<Option<Half>, Refusal> {
    let digest = digest_of(token);
    let now = app.now();
    app.peek(&identity(), |tx| {
        let Some(session) = stored::by_digest(tx, &digest)? else { return Ok(None) };
        let stage = match session.stage.as_deref() {
            Some("code") => Stage::Code,
            Some("enrol") => Stage::Enrol,
            _ => return Ok(None),
        };
        let account = table::find::<Account>(tx, session.account.uuid())?.filter(|kept| kept.it.disabled.is_none());
        if account.is_none() || over(session.began, HALF_MINUTES.minutes(), now) {
            return Ok(None);
        }
        // Begun on another device meanwhile: then its code is what is needed.
        let on = factors::of_account(tx, session.account)?.is_some_and(|factor| factor.confirmed.is_some());
        let usable = on == (stage == Stage::Code);
        Ok(usable.then_some(Half { account: session.account, stage, session: session.digest }))
    })
}

/// Whether a span has passed since a moment. A clock that was set back makes nothing last longer than
/// the span from when it was set.
fn over(since: Timestamp, span: jiff::Span, now: Timestamp) -> bool {
    since.checked_add(span).is_ok_and(|end| now >= end)
}

/// Ends a session.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails; then the session goes on, and the caller says so.
pub fn sign_out(app: &App, signed_in: &SignedIn) -> Result<(), Refusal> {
    let (digest, account) = (signed_in.session.clone(), signed_in.staff.account);
    let seed = app.seed(signed_in.actor());
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        stored::end(work.tx(), &digest, ctx.now())?;
        note(work, ctx, account, "sign-out", Event::new("account.signed_out"))
    })
}
