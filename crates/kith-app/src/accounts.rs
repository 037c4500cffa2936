//! Signing in, sessions, and what counts failed attempts.
//!
//! # Invariants
//! - A session's token is 256 bits of chance and stands nowhere; the store holds its SHA-256.
//! - What a session may do is read from the store at every request, so a disabled account or an ended
//!   standing stops at once.
//! - An unknown address costs as much time as a wrong password, and is answered alike.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
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
use kith_store::{DbError, Isolation, NO_SERVICE, Reach, ReadTx, save, staff, table};
use sha2::{Digest, Sha256};

use crate::app::{App, Work};
use crate::ctx::{Ctx, Seed};
use crate::refusal::Refusal;

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
fn identity() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "identity" }
}

/// The floor that OWASP gives for Argon2id: 19 MiB, two passes, one lane.
fn argon() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, Some(32)).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password with sixteen bytes of salt.
///
/// # Errors
/// [`Refusal::Rejected`] when it is too long to be hashed safely.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String, Refusal> {
    let refuse =
        || Rejection::of_field("password", "password.unusable", "This password cannot be used. Choose another.");
    if password.len() > MOST_PASSWORD_BYTES {
        return Err(refuse().into());
    }
    let salt = SaltString::encode_b64(salt).map_err(|_| refuse())?;
    Ok(argon().hash_password(password.as_bytes(), &salt).map_err(|_| refuse())?.to_string())
}

/// Checks a new password: 12 to 256 characters of any kind, and not made of what everybody would try.
///
/// # Errors
/// A [`Rejection`] of the field `password`.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), Rejection> {
    let length = password.chars().count();
    if !(12..=256).contains(&length) {
        return Err(Rejection::of_field(
            "password",
            "password.length",
            "Choose a password of 12 to 256 characters. Three or four words are easy to remember.",
        ));
    }
    let mut rest = password.to_lowercase();
    let mine = [email.to_lowercase(), name.to_lowercase()];
    let own = mine.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    for word in own.chain(["password", "kith", "nhs", "service", "practice", "welcome", "letmein", "qwerty"]) {
        if word.chars().count() >= 3 {
            rest = rest.replace(word, "");
        }
    }
    let mut kinds: Vec<char> = rest.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < 6 {
        return Err(Rejection::of_field(
            "password",
            "password.guessable",
            "This password is easy to guess: it is made of your name, well-known words or repeated signs. Choose another.",
        ));
    }
    Ok(())
}

/// Whoever signed in, and everything a page's head needs.
#[derive(Debug, Clone)]
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

/// The digest under which a token is known.
fn digest_of(token: &str) -> String {
    kith_store::anchor::to_hex(&Sha256::digest(token.as_bytes()))
}

/// Signs somebody in with a password. `address` is where the request came from.
///
/// # Errors
/// [`Refusal::Wait`] after too many failures; [`Refusal::Rejected`] with one and the same sentence
/// for an unknown address, a wrong password, a disabled account and an account without standing.
pub fn sign_in(app: &App, email: &str, password: &str, address: &str) -> Result<Token, Refusal> {
    let seed = app.seed(Actor::Nobody);
    let account_bucket = bucket("account", &fold_email(email));
    let address_bucket = bucket("address", address);
    let since = seed.now.checked_sub(WINDOW_MINUTES.minutes()).unwrap_or(seed.now);
    let (failures_account, failures_address, known) = app.peek(&identity(), |tx| {
        Ok((
            staff::failures(tx, &account_bucket, since)?,
            staff::failures(tx, &address_bucket, since)?,
            staff::account_by_email(tx, email)?,
        ))
    })?;
    if failures_account >= ACCOUNT_FAILURES || failures_address >= ADDRESS_FAILURES {
        return Err(Refusal::Wait(WINDOW_MINUTES.unsigned_abs() * 60));
    }
    let stored = known.as_ref().and_then(|kept| kept.it.password.as_deref());
    let right = password.len() <= MOST_PASSWORD_BYTES && verify(stored, password);
    let usable = known.filter(|kept| right && kept.it.disabled.is_none());
    let standing = match &usable {
        Some(kept) => {
            let account = kept.it.id;
            app.peek(&identity(), |tx| usable_standing(tx, account))?
        }
        None => None,
    };
    let (Some(kept), Some(standing)) = (usable, standing) else {
        return Err(count_failure(app, &seed, &account_bucket, &address_bucket));
    };
    let forgive = account_bucket;
    begin(app, &seed, kept.it.id, standing.id, Some(forgive))
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
    begin(app, &seed, account, standing.id, None)
}

/// The first standing that opens something.
fn usable_standing(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Option<Standing>, Refusal> {
    Ok(staff::standings_of(tx, account)?.into_iter().find(|standing| Post::of(standing).is_some()))
}

/// Compares a password with what is stored; with nothing stored it takes as long and says no.
fn verify(stored: Option<&str>, password: &str) -> bool {
    // A hash of chance made once with the same cost, so that an unknown account takes as long.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$QUFBQUFBQUFBQUFBQUFBQQ$q1eDxMdxvyv0L9GdbYyuQTPBGSnWbUQFhM0Cg1jY3Xg";
    let text = stored.unwrap_or(NOBODY);
    let Ok(parsed) = PasswordHash::new(text) else { return false };
    let same = argon().verify_password(password.as_bytes(), &parsed).is_ok();
    same && stored.is_some()
}

fn bucket(kind: &str, of: &str) -> String {
    format!("{kind}:{}", kith_store::anchor::to_hex(&Sha256::digest(of.as_bytes())))
}

fn count_failure(app: &App, seed: &Seed, account: &str, address: &str) -> Refusal {
    let (account, address) = (account.to_owned(), address.to_owned());
    let counted = app.write_with(seed, Isolation::Ordinary, identity(), move |work, ctx| {
        let old = ctx.now().checked_sub(1.hour()).unwrap_or(ctx.now());
        staff::forget_failures(work.tx(), old)?;
        staff::count_failure(work.tx(), ctx.id::<Account>().uuid(), &account, ctx.now())?;
        staff::count_failure(work.tx(), ctx.id::<Account>().uuid(), &address, ctx.now())?;
        Ok(())
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

fn begin(
    app: &App,
    seed: &Seed,
    account: Id<Account>,
    standing: Id<Standing>,
    forgive: Option<String>,
) -> Result<Token, Refusal> {
    app.write_with(seed, Isolation::Serializable, identity(), move |work, ctx| {
        let token = URL_SAFE_NO_PAD.encode(ctx.secret());
        if let Some(bucket) = &forgive {
            staff::forgive(work.tx(), bucket)?;
        }
        let open = staff::sessions_of(work.tx(), account)?;
        let too_many = (open.len() + 1).saturating_sub(MOST_SESSIONS);
        for oldest in open.iter().take(too_many) {
            staff::end_session(work.tx(), &oldest.digest, ctx.now())?;
        }
        staff::begin_session(work.tx(), &digest_of(&token), account, standing, ctx.now())?;
        note(work, ctx, account, "sign-in", Event::new("account.signed_in").with("standing", standing))?;
        tracing::info!(account.id = %account, "signed in");
        Ok(Token(token))
    })
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
        let Some(session) = staff::session_by_digest(tx, &digest)? else { return Ok(None) };
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
        let staff = Staff {
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
        };
        Ok(Some((signed_in, session.seen)))
    })?;
    let Some((signed_in, seen)) = found else { return Ok(None) };
    // Noted at most once a minute: a page that loads ten times a minute writes once.
    if over(seen, 1.minute(), now) {
        let digest = signed_in.session.clone();
        let seed = app.seed(signed_in.actor());
        let noted = app.write_with(&seed, Isolation::Ordinary, identity(), move |work, ctx| {
            Ok(staff::session_seen(work.tx(), &digest, ctx.now())?)
        });
        match noted {
            // The session is as long as it was; whoever is in it goes on reading.
            Err(Refusal::Fault(DbError::Full)) => {}
            other => other?,
        }
    }
    Ok(Some(signed_in))
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
        staff::end_session(work.tx(), &digest, ctx.now())?;
        note(work, ctx, account, "sign-out", Event::new("account.signed_out"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_checked_by_length_and_guessing_not_by_composition() {
        let check = |password: &str| check_password(password, "amina@example.org", "Amina Rahman").map_err(|r| r.code);
        assert_eq!(check("correct horse battery"), Ok(()));
        assert_eq!(check("short"), Err("password.length"));
        assert_eq!(check("amina rahman"), Err("password.guessable"));
        assert_eq!(check("passwordpassword"), Err("password.guessable"));
        assert_eq!(check("aaaaaaaaaaaaaaaa"), Err("password.guessable"));
    }

    #[test]
    fn only_the_password_that_was_hashed_is_right() {
        let stored = hash("correct horse battery", &[7; 16]).expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(Some(&stored), "correct horse battery"));
        assert!(!verify(Some(&stored), "correct horse batterY"));
        assert!(!verify(None, "correct horse battery"));
        assert!(PasswordHash::new(&stored).is_ok());
    }

    #[test]
    fn the_hash_for_nobody_costs_as_much_as_a_real_one() {
        // If it did not parse, an unknown address would be answered at once and could be told apart.
        let started_with = "$argon2id$v=19$m=19456,t=2,p=1$";
        let stored = hash("anything at all", &[1; 16]).expect("hashed");
        assert!(stored.starts_with(started_with));
        assert!(!verify(None, "anything at all"));
    }
}
