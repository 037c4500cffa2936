//! The second factor: enrolled with an app, asked for at every sign-in, reset when it is lost.
//!
//! # Invariants
//! - A code counts once, and so does a recovery code; of two who send the same, one is refused.
//! - Wrong codes are counted apart from wrong passwords, and only a whole sign-in forgives them: whoever
//!   knows the password gains no new guesses by typing it again.
//! - Secret and recovery codes are shown to their owner alone, the codes once.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Standing};
use kith_store::{Isolation, ReadTx, factors, house, sessions as stored, table};
use sha2::{Digest, Sha256};

use super::throttle::{self, Bucket};
use super::{Fresh, Half, SignedIn, Token, Whence, guessed, identity, letter, note, own, sessions, totp};
use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::permit::{OnEntry, Permit};
use crate::refusal::Refusal;

/// Whether whoever signs in must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Everybody must, and is led through enrolment at their first sign-in: every real store.
    Compulsory,
    /// Whoever wants one has one: a demo, in which anybody opens as anybody.
    Optional,
}

/// How many recovery codes there are.
const CODES: usize = 10;

/// What an app needs to know.
#[derive(Clone)]
pub struct Enrolment {
    /// The secret in base 32.
    pub secret: String,
    /// The address that a QR code holds.
    pub uri: String,
}

/// How somebody's second factor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorState {
    /// There is none.
    Off,
    /// It was begun, and no code of it was right yet.
    Begun,
    /// It is asked for.
    On {
        /// Since when.
        since: jiff::Timestamp,
        /// How many recovery codes are left.
        codes: i64,
    },
}

/// Recovery codes, shown once.
pub struct Codes(Vec<String>);

impl Codes {
    /// The codes as they are to be written down.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

/// How an account's second factor stands.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn state(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<FactorState, Refusal> {
    Ok(match factors::of_account(tx, account)? {
        None => FactorState::Off,
        Some(factor) => match factor.confirmed {
            None => FactorState::Begun,
            Some(since) => FactorState::On { since, codes: factors::codes_left(tx, account)? },
        },
    })
}

/// How one's own second factor stands, and what an app needs to know where it was only begun.
///
/// # Errors
/// When the store cannot answer.
pub fn see(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ChangeAccount, Id<Account>>,
) -> Result<(FactorState, Option<Enrolment>), Refusal> {
    let state = state(look.tx(), permit.key())?;
    let enrolment = match state {
        FactorState::Begun => Some(enrolment(look.tx(), permit.key())?),
        _ => None,
    };
    Ok((state, enrolment))
}

/// What an app needs to know about a factor that was begun.
fn enrolment(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Enrolment, Refusal> {
    let factor = factors::of_account(tx, account)?.filter(|factor| factor.confirmed.is_none());
    let secret = factor.ok_or(Refusal::Hidden)?.secret;
    let kept = table::find::<Account>(tx, account.uuid())?.ok_or(Refusal::Hidden)?.it;
    let label: String = kept.email.as_str().bytes().map(encoded).collect();
    let uri = format!("otpauth://totp/Kith:{label}?secret={secret}&issuer=Kith&algorithm=SHA1&digits=6&period=30");
    Ok(Enrolment { secret, uri })
}

/// One byte as it stands in an address.
fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// Begins a factor for somebody who has none; one that was begun before goes on.
pub(super) fn begin_for(work: &mut Work<'_, '_>, ctx: &Ctx, account: Id<Account>) -> Result<(), Refusal> {
    if factors::of_account(work.tx(), account)?.is_none() {
        let secret: Vec<u8> = ctx.secret().into_iter().take(20).collect();
        factors::begin(work.tx(), account, &totp::to_base32(&secret), ctx.now())?;
    }
    Ok(())
}

/// Begins one's own second factor.
///
/// # Errors
/// When the store fails.
pub fn begin(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAccount, Id<Account>>,
) -> Result<(), Refusal> {
    begin_for(work, ctx, permit.key())?;
    note(work, ctx, permit.key(), "second-factor", Event::new("account.factor_begun"))
}

/// The first right code of a factor that was begun makes it count. Gives the recovery codes.
fn enrol(work: &mut Work<'_, '_>, ctx: &Ctx, account: Id<Account>, code: &str) -> Result<Codes, Refusal> {
    let factor = factors::of_account(work.tx(), account)?.filter(|factor| factor.confirmed.is_none());
    let factor = factor.ok_or(Refusal::Hidden)?;
    let step = totp::step_of_code(&factor.secret, code, ctx.now(), factor.last_step);
    if !matches!(step, Some(step) if factors::use_step(work.tx(), account, step)?) {
        return Err(wrong("code"));
    }
    if !factors::confirm(work.tx(), account, ctx.now())? {
        return Err(Refusal::Hidden);
    }
    let codes = new_codes(work, ctx, account)?;
    note(work, ctx, account, "second-factor", Event::new("account.factor_on"))?;
    Ok(codes)
}

fn new_codes(work: &mut Work<'_, '_>, ctx: &Ctx, account: Id<Account>) -> Result<Codes, Refusal> {
    let mut codes = Vec::new();
    for _ in 0..CODES {
        // Ten bytes: eighty bits, sixteen letters in four groups.
        let chance: Vec<u8> = ctx.secret().into_iter().take(10).collect();
        let letters = totp::to_base32(&chance).to_lowercase();
        let groups: Vec<&str> = (0..4).filter_map(|n| letters.get(n * 4..n * 4 + 4)).collect();
        codes.push(groups.join("-"));
    }
    let digests: Vec<String> = codes.iter().map(|code| digest(account, code)).collect();
    factors::new_codes(work.tx(), account, &digests, ctx.now())?;
    Ok(Codes(codes))
}

/// The digest of a recovery code, however it was grouped and cased.
fn digest(account: Id<Account>, code: &str) -> String {
    let bare: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    kith_store::anchor::to_hex(&Sha256::digest(format!("{account}:{bare}")))
}

fn wrong(field: &'static str) -> Refusal {
    Rejection::of_field(
        field,
        "code.wrong",
        "This code is not right, is too old, or was used before. Wait for the next one and try again.",
    )
    .into()
}

/// Whether a code or recovery code is right, in a unit of work that uses it up.
fn right(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    account: Id<Account>,
    typed: &str,
) -> Result<Option<&'static str>, Refusal> {
    let Some(factor) = factors::of_account(work.tx(), account)?.filter(|factor| factor.confirmed.is_some()) else {
        return Ok(None);
    };
    if totp::digits(typed).is_some() {
        let step = totp::step_of_code(&factor.secret, typed, ctx.now(), factor.last_step);
        return Ok(match step {
            Some(step) if factors::use_step(work.tx(), account, step)? => Some("app"),
            _ => None,
        });
    }
    let known = typed.len() <= 64 && factors::use_code(work.tx(), account, &digest(account, typed), ctx.now())?;
    Ok(known.then_some("recovery"))
}

/// The bucket in which an account's wrong codes are counted.
fn bucket(account: Id<Account>) -> Bucket {
    Bucket::of("code", &account.to_string())
}

/// Does something with a code in a unit of work of its own; when the code is wrong, that counts.
fn with_code<T: Send + 'static>(
    app: &App,
    account: Id<Account>,
    from: &Whence,
    act: impl Fn(&mut Work<'_, '_>, &Ctx) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    // One at a time in this process, so that codes guessed all at once are counted before the next.
    let _turn = app.hashing().turn()?;
    let seed = app.seed(kith_domain::policy::Actor::Nobody);
    let (of_account, place) = (bucket(account), Bucket::of_place("address", from.address));
    app.peek(&identity(), |tx| throttle::check(tx, &of_account, &place, seed.now))?;
    match app.write_with(&seed, Isolation::Serializable, identity(), act) {
        Err(refusal @ Refusal::Rejected(_)) => {
            app.write_with(&seed, Isolation::Ordinary, identity(), move |work, ctx| {
                throttle::count(work, ctx, &[&of_account, &place])?;
                match table::find::<Account>(work.tx(), account.uuid())? {
                    Some(kept) => guessed::note(work, ctx, &kept.it),
                    None => Ok(()),
                }
            })?;
            Err(refusal)
        }
        other => other,
    }
}

/// Completes a sign-in with a code or a recovery code. The session gets a new token.
///
/// # Errors
/// [`Refusal::Rejected`] when the code is wrong, which counts; [`Refusal::Wait`] after too many.
pub fn complete(app: &App, half: &Half, typed: &str, from: &Whence) -> Result<Token, Refusal> {
    let (account, session, typed) = (half.account, half.session.clone(), typed.to_owned());
    if half.stage != super::Stage::Code {
        return Err(Refusal::Hidden);
    }
    with_code(app, account, from, move |work, ctx| {
        let Some(by) = right(work, ctx, account, &typed)? else { return Err(wrong("code")) };
        forgive(work, account)?;
        let token = sessions::complete(work, ctx, &session)?;
        note(work, ctx, account, "sign-in", Event::new("account.signed_in").with("factor", by))?;
        Ok(token)
    })
}

fn forgive(work: &mut Work<'_, '_>, account: Id<Account>) -> Result<(), Refusal> {
    throttle::forgive(work, &bucket(account))?;
    if let Some(kept) = table::find::<Account>(work.tx(), account.uuid())? {
        throttle::forgive(work, &super::account_bucket(kept.it.email.as_str()))?;
    }
    Ok(())
}

/// What an app needs to know, for somebody who is led through enrolment at their first sign-in.
///
/// # Errors
/// [`Refusal::Hidden`] when they are not.
pub fn enrolment_of(app: &App, half: &Half) -> Result<Enrolment, Refusal> {
    if half.stage != super::Stage::Enrol {
        return Err(Refusal::Hidden);
    }
    app.peek(&identity(), |tx| enrolment(tx, half.account))
}

/// Completes a first sign-in with the first right code.
///
/// # Errors
/// As for [`complete`].
pub fn enrol_and_complete(app: &App, half: &Half, code: &str, from: &Whence) -> Result<(Token, Codes), Refusal> {
    if half.stage != super::Stage::Enrol {
        return Err(Refusal::Hidden);
    }
    let (account, session, code) = (half.account, half.session.clone(), code.to_owned());
    with_code(app, account, from, move |work, ctx| {
        let codes = enrol(work, ctx, account, &code)?;
        forgive(work, account)?;
        let token = sessions::complete(work, ctx, &session)?;
        note(work, ctx, account, "sign-in", Event::new("account.signed_in").with("factor", "app"))?;
        Ok((token, codes))
    })
}

/// Turns one's own second factor on with the first right code.
///
/// # Errors
/// As for [`complete`].
pub fn turn_on(app: &App, who: &SignedIn, code: &str, from: &Whence) -> Result<Codes, Refusal> {
    let (account, code) = (who.staff.account, code.to_owned());
    with_code(app, account, from, move |work, ctx| enrol(work, ctx, account, &code))
}

/// Makes new recovery codes; those before stop working.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no second factor.
pub fn renew_codes(app: &App, who: &SignedIn, fresh: &Fresh) -> Result<Codes, Refusal> {
    let account = fresh.account_of(who)?;
    app.write_with(&app.seed(who.actor()), Isolation::Serializable, identity(), move |work, ctx| {
        if !matches!(state(work.tx(), account)?, FactorState::On { .. }) {
            return Err(Refusal::Hidden);
        }
        let codes = new_codes(work, ctx, account)?;
        note(work, ctx, account, "second-factor", Event::new("account.codes_renewed"))?;
        Ok(codes)
    })
}

/// Takes one's own second factor away, to enrol another app. Where a factor is compulsory the next is
/// begun at once.
///
/// # Errors
/// When the store fails.
pub fn remove(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAccount, Id<Account>>,
    fresh: &Fresh,
) -> Result<(), Refusal> {
    fresh.of(ctx)?;
    factors::remove(work.tx(), permit.key())?;
    note(work, ctx, permit.key(), "second-factor", Event::new("account.factor_off"))?;
    tell(work, ctx, permit.key(), "The second factor of your account for Kith was taken away just now.")
}

/// Resets somebody's lost second factor: it is gone with its recovery codes, every session of theirs
/// ends, and an e-mail tells them. They enrol anew when they next sign in.
///
/// # Errors
/// [`Refusal::Rejected`] when there is none.
pub fn reset(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    on: &OnEntry<act::ResetFactor, Standing>,
    fresh: &Fresh,
) -> Result<(), Refusal> {
    fresh.of(ctx)?;
    reset_of(work, ctx, on.1.it.account)
}

/// The same for whoever runs commands on the machine.
pub(crate) fn reset_of(work: &mut Work<'_, '_>, ctx: &Ctx, account: Id<Account>) -> Result<(), Refusal> {
    if factors::of_account(work.tx(), account)?.is_none() {
        return Err(Rejection::new("factor.none", "They have no second factor.").into());
    }
    factors::remove(work.tx(), account)?;
    stored::end_all(work.tx(), account, ctx.now())?;
    note(work, ctx, account, "reset-factor", Event::new("account.factor_reset"))?;
    tell(
        work,
        ctx,
        account,
        "The second factor of your account for Kith was reset just now, and you were signed out. \
         You set it up anew when you next sign in.",
    )
}

fn tell(work: &mut Work<'_, '_>, ctx: &Ctx, account: Id<Account>, what: &str) -> Result<(), Refusal> {
    let kept = table::find::<Account>(work.tx(), account.uuid())?.ok_or(Refusal::Hidden)?.it;
    let service = own::service_of(work.tx(), account)?;
    let body = format!(
        "{what}\n\nIf you did not ask for this, tell whoever runs your service at once.\n\n\
         Please do not reply to this e-mail.\n"
    );
    let subject = "Your second factor was changed";
    house::post(work.tx(), &letter(ctx, service, "account", kept.email.as_str(), subject, &body))?;
    Ok(())
}

/// Whether a code proves that it is them, for confirming; it is used up.
pub(super) fn proves(app: &App, account: Id<Account>, typed: &str, from: &Whence) -> Result<(), Refusal> {
    let typed = typed.to_owned();
    with_code(app, account, from, move |work, ctx| match right(work, ctx, account, &typed)? {
        Some(_) => throttle::forgive(work, &bucket(account)),
        None => Err(wrong("password-confirm")),
    })
}
