//! Telling somebody that their account is being guessed at.
//!
//! Waiting slows guesses down and shuts nobody out; whoever guesses patiently is noticed by this.

use jiff::ToSpan;
use kith_domain::staff::Account;
use kith_store::{failures, house};

use super::throttle::{self, Bucket};
use super::{letter, own};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// As many wrong passwords and codes within a day are told to whoever the account belongs to, once a day.
const MANY: usize = 100;

/// Counts a wrong password or code for good (a success forgives none of these), and tells its owner when there are many.
pub(super) fn note(work: &mut Work<'_, '_>, ctx: &Ctx, account: &Account) -> Result<(), Refusal> {
    let (guesses, told) = (bucket("guess", account), bucket("guess-told", account));
    throttle::count(work, ctx, &[&guesses])?;
    let day = ctx.now().checked_sub(24.hours()).unwrap_or(ctx.now());
    let is_many = failures::at(work.tx(), guesses.as_str(), day)?.len() >= MANY;
    if !is_many || !failures::at(work.tx(), told.as_str(), day)?.is_empty() {
        return Ok(());
    }
    throttle::count(work, ctx, &[&told])?;
    let service = own::service_of(work.tx(), account.id)?;
    let body = "Within a day, somebody tried a hundred wrong passwords or codes for your account for Kith.\n\n\
                If this was not you, choose a new password and tell whoever runs your service. \
                Nothing was opened with the wrong ones.\n\n\
                Please do not reply to this e-mail.\n";
    let subject = "Somebody may be guessing your password";
    house::post(work.tx(), &letter(ctx, service, "account", account.email.as_str(), subject, body))?;
    tracing::warn!(account.id = %account.id, "a hundred wrong passwords or codes within a day");
    Ok(())
}

fn bucket(kind: &str, account: &Account) -> Bucket {
    Bucket::of(kind, &account.id.to_string())
}
