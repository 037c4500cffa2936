//! That a practice code was typed: the code itself, or a pass that is worth it for half an hour.
//!
//! A pass is worked out of the digest of the code, of the way in and of its last moment, and kept nowhere: whoever does
//! not know the code cannot make one, and it ends at once when the code is revoked or the link stopped.

use std::net::IpAddr;

use jiff::{Timestamp, ToSpan};
use kith_domain::id::Id;
use kith_domain::link::Link;
use kith_domain::practice::Practice;
use kith_domain::practice_code;
use kith_domain::rejection::Rejection;
use kith_store::{ReadTx, practice_codes, table};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Came, Way};
use crate::app::App;
use crate::door::{Buckets, hex, too_many_wrong_codes};
use crate::refusal::Refusal;

/// How long a pass is worth the code.
pub const MINUTES: i64 = 30;

/// That somebody knows the code of the practice that a message is for. Only [`prove`] gives one.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The digest of the code.
    code: String,
    pub(super) practice: Id<Practice>,
    /// The pass to show next time.
    pass: String,
}

impl Proof {
    /// The pass to show instead of the code, for [`MINUTES`].
    #[must_use]
    pub fn pass(&self) -> &str {
        &self.pass
    }

    /// That the code still works, in the unit of work that uses it.
    pub(super) fn still_works(&self, tx: &mut ReadTx<'_>, came: &Came) -> Result<(), Refusal> {
        match practice_codes::practice_of(tx, came.service.id, &self.code)? {
            Some(practice) if practice == self.practice => Ok(()),
            _ => Err(code_is_wrong()),
        }
    }
}

/// What a code or a pass is shown as.
fn code_is_wrong() -> Refusal {
    Rejection::of_field(
        "code",
        "written.code",
        "This practice code is not right. Look at it again, or call the team for a new one.",
    )
    .into()
}

/// Proves that somebody knows the code: by a pass that was given before, or by typing it.
///
/// # Errors
/// [`Refusal::Rejected`] when neither is right; [`Refusal::Wait`] after too many wrong codes from one address, which
/// never shuts out a right one.
pub fn prove(
    app: &App,
    came: &Came,
    pass: Option<&str>,
    typed: &str,
    (address, request): (IpAddr, Uuid),
) -> Result<Proof, Refusal> {
    let way = way_of(app, came)?;
    let now = app.now();
    let digest = practice_code::tidied(typed).map(|code| hex(&code));
    let found = app.peek(&came.reach(), |tx| {
        if let Some(digest) = &digest {
            let practice = practice_codes::practice_of(tx, came.service.id, digest)?;
            return Ok(practice.filter(|practice| *practice == came.practice).map(|_| digest.clone()));
        }
        let Some((until, signed)) = pass.and_then(parts) else { return Ok(None) };
        if now >= until {
            return Ok(None);
        }
        let codes = practice_codes::of_practice(tx, came.service.id, came.practice)?;
        let working = codes.into_iter().filter(|kept| kept.it.revoked.is_none()).map(|kept| kept.it.digest);
        Ok(working.into_iter().find(|code| is_same(&sign(code, &way, until), signed)))
    })?;
    if let Some(code) = found {
        let until = now.checked_add(MINUTES.minutes()).unwrap_or(now);
        let pass = format!("{}.{}", until.as_second(), sign(&code, &way, until));
        return Ok(Proof { code, practice: came.practice, pass });
    }
    if typed.trim().is_empty() {
        return Err(Rejection::of_field("code", "written.no_code", "Type the practice code.").into());
    }
    let seed = came.seed(app, request);
    Err(too_many_wrong_codes(app, &seed, &came.service, &Buckets::of(came.service.id, address), code_is_wrong))
}

/// The digest of the way in.
fn way_of(app: &App, came: &Came) -> Result<String, Refusal> {
    match &came.way {
        Way::Receipt(digest) => Ok(digest.clone()),
        Way::Link(link) => {
            app.peek(&came.reach(), |tx| Ok(table::find::<Link>(tx, link.uuid())?.ok_or(Refusal::Hidden)?.it.digest))
        }
    }
}

/// The last moment of a pass and what proves it.
fn parts(pass: &str) -> Option<(Timestamp, &str)> {
    let (until, signed) = pass.split_once('.')?;
    Some((Timestamp::from_second(until.parse().ok()?).ok()?, signed))
}

fn sign(code: &str, way: &str, until: Timestamp) -> String {
    hex(&format!("a practice code was typed\n{code}\n{way}\n{}", until.as_second()))
}

/// Compared by their digests, so that how long it takes tells nothing.
fn is_same(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_worth_one_code_for_one_way_until_one_moment() {
        let until = Timestamp::from_second(1_790_000_000).expect("a moment");
        let right = sign("code", "way", until);
        assert!(is_same(&right, &sign("code", "way", until)));
        let later = Timestamp::from_second(1_790_000_001).expect("a moment");
        for wrong in [sign("other", "way", until), sign("code", "other", until), sign("code", "way", later)] {
            assert!(!is_same(&right, &wrong));
        }
        assert_eq!(parts(&format!("1790000000.{right}")), Some((until, right.as_str())));
        for wrong in ["", ".", "x.y", "99999999999999999999.a", "179"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
