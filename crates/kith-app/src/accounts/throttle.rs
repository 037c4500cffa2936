//! What keeps somebody from guessing: failures are counted, and after ten the wait grows. Nobody is
//! ever shut out for good.

use std::net::IpAddr;

use jiff::{Span, Timestamp, ToSpan};
use kith_domain::staff::Account;
use kith_store::{ReadTx, failures};
use sha2::{Digest, Sha256};

use super::{ACCOUNT_FAILURES, ADDRESS_FAILURES, WINDOW_MINUTES};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// The longest wait, in seconds.
const LONGEST: i64 = 15 * 60;
/// A failure is forgotten after this many hours.
const KEPT_HOURS: i64 = 24;

/// What is counted together: the failures of one account, or those from one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket(String);

impl Bucket {
    /// Of something that has a name: an account's address, whoever invites.
    #[must_use]
    pub fn of(kind: &str, what: &str) -> Self {
        Self(format!("{kind}:{}", kith_store::anchor::to_hex(&Sha256::digest(what.as_bytes()))))
    }

    /// Of a place: an IPv4 address, or the /64 of an IPv6 address, which is what one subscriber has.
    #[must_use]
    pub fn of_place(kind: &str, address: IpAddr) -> Self {
        Self::of(kind, &place(address))
    }

    /// How it is called in the store.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of a place.
#[must_use]
pub fn place(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    }
}

/// How many seconds an account has to wait, from its failures (newest first): none before ten within
/// five minutes; then five minutes after the last one, ten after the next, and never more than fifteen.
/// An hour without a failure ends it.
fn wait_of_account(newest_first: &[Timestamp], now: Timestamp) -> Option<u64> {
    let failures: Vec<i64> = newest_first.iter().rev().map(|at| at.as_second()).collect();
    let many = usize::try_from(ACCOUNT_FAILURES).unwrap_or(usize::MAX);
    let mut doublings: Option<u32> = None;
    for (n, at) in failures.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| failures.get(n)).copied().unwrap_or(*at);
        doublings = match doublings {
            Some(so_far) if at - before <= 3600 => Some(so_far.saturating_add(1)),
            _ => {
                let tenth = (n + 1).checked_sub(many).and_then(|n| failures.get(n));
                tenth.filter(|tenth| at - **tenth < WINDOW_MINUTES * 60).map(|_| 0)
            }
        };
    }
    let last = failures.last()?;
    let wait = (WINDOW_MINUTES * 60).saturating_mul(1 << doublings?.min(8)).min(LONGEST);
    remaining(last + wait, now)
}

/// How many seconds a place has to wait: until its hundredth latest failure is five minutes old.
fn wait_of_place(newest_first: &[Timestamp], now: Timestamp) -> Option<u64> {
    let many = usize::try_from(ADDRESS_FAILURES).unwrap_or(usize::MAX);
    let hundredth = newest_first.get(many - 1)?;
    remaining(hundredth.as_second() + WINDOW_MINUTES * 60, now)
}

fn remaining(until: i64, now: Timestamp) -> Option<u64> {
    u64::try_from(until - now.as_second()).ok().filter(|seconds| *seconds > 0)
}

/// Refuses while an account or a place has to wait.
pub(super) fn check(tx: &mut ReadTx<'_>, account: &Bucket, place: &Bucket, now: Timestamp) -> Result<(), Refusal> {
    let day = now.checked_sub(KEPT_HOURS.hours()).unwrap_or(now);
    let window = now.checked_sub(WINDOW_MINUTES.minutes()).unwrap_or(now);
    let account = wait_of_account(&failures::at(tx, &account.0, day)?, now);
    let place = wait_of_place(&failures::at(tx, &place.0, window)?, now);
    match account.max(place) {
        Some(seconds) => Err(Refusal::Wait(seconds)),
        None => Ok(()),
    }
}

/// Counts a failure against an account and a place.
pub(super) fn count(work: &mut Work<'_, '_>, ctx: &Ctx, buckets: &[&Bucket]) -> Result<(), Refusal> {
    let old = ctx.now().checked_sub(KEPT_HOURS.hours()).unwrap_or(ctx.now());
    failures::forget(work.tx(), old)?;
    for bucket in buckets {
        failures::count(work.tx(), ctx.id::<Account>().uuid(), &bucket.0, ctx.now())?;
    }
    Ok(())
}

/// Forgets what was counted.
pub(super) fn forgive(work: &mut Work<'_, '_>, bucket: &Bucket) -> Result<(), Refusal> {
    Ok(failures::forgive(work.tx(), &bucket.0)?)
}

/// Counts an act that may be done only so often (invitations, links to a new password): `most` times
/// within `within`. The unit of work must be one about accounts.
///
/// # Errors
/// [`Refusal::Wait`] when it was done that often already.
pub fn allow(work: &mut Work<'_, '_>, ctx: &Ctx, bucket: &Bucket, most: usize, within: Span) -> Result<(), Refusal> {
    let since = ctx.now().checked_sub(within).unwrap_or(ctx.now());
    let times = failures::at(work.tx(), &bucket.0, since)?;
    if let Some(first) = most.checked_sub(1).and_then(|n| times.get(n)) {
        let until = first.checked_add(within).unwrap_or(ctx.now());
        return Err(Refusal::Wait(remaining(until.as_second(), ctx.now()).unwrap_or(1)));
    }
    count(work, ctx, &[bucket])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    fn waits(failures: &[i64], now: i64) -> Option<u64> {
        let newest_first: Vec<Timestamp> = failures.iter().rev().map(|second| at(*second)).collect();
        wait_of_account(&newest_first, at(now))
    }

    #[test]
    fn ten_failures_in_five_minutes_make_an_account_wait_and_each_further_one_longer() {
        let mut failures: Vec<i64> = (0..9).collect();
        assert_eq!(waits(&failures, 9), None);
        failures.push(9);
        assert_eq!(waits(&failures, 9), Some(300));
        assert_eq!((waits(&failures, 308), waits(&failures, 309)), (Some(1), None));
        failures.push(309);
        assert_eq!(waits(&failures, 309), Some(600));
        failures.push(909);
        assert_eq!(waits(&failures, 909), Some(900));
        failures.push(1809);
        assert_eq!(waits(&failures, 1809), Some(900), "never more than a quarter of an hour");
        failures.push(1809 + 3601);
        assert_eq!(waits(&failures, 1809 + 3601), None, "an hour without a failure ends it");
    }

    #[test]
    fn ten_failures_over_a_longer_time_make_nobody_wait() {
        let failures: Vec<i64> = (0..40).map(|n| n * 34).collect();
        assert_eq!(waits(&failures, 40 * 34), None);
        assert_eq!(waits(&[], 0), None);
    }

    #[test]
    fn a_place_waits_until_its_hundredth_latest_failure_is_old() {
        let failures: Vec<Timestamp> = (0..100).rev().map(at).collect();
        assert_eq!(wait_of_place(&failures, at(99)), Some(201));
        assert_eq!(wait_of_place(&failures, at(300)), None);
        assert_eq!(wait_of_place(failures.get(1..).unwrap_or_default(), at(99)), None);
    }

    #[test]
    fn one_subscriber_is_one_place() {
        let of = |text: &str| place(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:198.51.100.7"), of("198.51.100.7"));
        assert_ne!(of("198.51.100.7"), of("198.51.100.8"));
    }
}
