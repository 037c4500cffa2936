//! Passwords: what may be one, and how it is kept.

use std::collections::BTreeSet;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use kith_domain::rejection::Rejection;
use sha2::{Digest, Sha256};

use super::MOST_PASSWORD_BYTES;
use crate::app::App;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

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

/// A new password's hash, made outside any unit of work: it takes long, and nothing waits for it.
#[derive(Clone)]
pub struct Hashed(pub(super) String);

impl Hashed {
    /// The text for the store.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashed(…)")
    }
}

/// Checks a new password and hashes it when its turn comes.
///
/// # Errors
/// [`Refusal::Rejected`] when it is none that may be used; [`Refusal::Busy`] when too many wait.
pub fn hash_new(app: &App, password: &str, email: &str, names: &str) -> Result<Hashed, Refusal> {
    check_password(password, email, names)?;
    app.denied().check(password)?;
    let salt = Ctx::begin(&app.seed(kith_domain::policy::Actor::Nobody)).salt();
    let _turn = app.hashing().turn()?;
    hash(password, &salt).map(Hashed)
}

/// Checks a new password: 12 to 256 characters of any kind, and not made of what everybody would try.
///
/// # Errors
/// A [`Rejection`] of the field `password`.
pub fn check_password(password: &str, email: &str, names: &str) -> Result<(), Rejection> {
    let length = password.chars().count();
    if !(12..=256).contains(&length) {
        return Err(Rejection::of_field(
            "password",
            "password.length",
            "Choose a password of 12 to 256 characters. Three or four words are easy to remember.",
        ));
    }
    let mut rest = password.to_lowercase();
    let mine = [email.to_lowercase(), names.to_lowercase()];
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

/// Passwords that are known to have been stolen somewhere, from a file that whoever runs Kith loads.
/// Eight bytes of a digest stand for each, so that a million take eight megabytes.
#[derive(Debug, Default)]
pub struct Denied(BTreeSet<u64>);

impl Denied {
    /// Reads a list, one password on each line; case does not matter.
    #[must_use]
    pub fn read(list: &str) -> Self {
        let lines = list.lines().map(str::trim_end).filter(|line| !line.is_empty());
        Self(lines.map(|line| short(&line.to_lowercase())).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn check(&self, password: &str) -> Result<(), Rejection> {
        if !self.0.contains(&short(&password.to_lowercase())) {
            return Ok(());
        }
        Err(Rejection::of_field(
            "password",
            "password.known",
            "This password has been stolen from some other service, so it is among the first that somebody would try. Choose another.",
        ))
    }
}

fn short(text: &str) -> u64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |all, byte| (all << 8) | u64::from(*byte))
}

/// Compares a password with what is stored; with nothing stored it takes as long and says no.
pub(super) fn verify(stored: Option<&str>, password: &str) -> bool {
    // A hash of chance made once with the same cost, so that an unknown account takes as long.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$QUFBQUFBQUFBQUFBQUFBQQ$q1eDxMdxvyv0L9GdbYyuQTPBGSnWbUQFhM0Cg1jY3Xg";
    let text = stored.unwrap_or(NOBODY);
    let Ok(parsed) = PasswordHash::new(text) else { return false };
    let same = argon().verify_password(password.as_bytes(), &parsed).is_ok();
    same && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_checked_by_length_and_guessing_not_by_composition() {
        let check = |password: &str| check_password(password, "amina@example.org", "Amina Rahman").map_err(|r| r.code);
        assert_eq!(check("correct horse battery"), Ok(()));
        assert_eq!(check("correct\0horse battery"), Ok(()), "any character will do");
        assert_eq!(check(&"abcdefgh".repeat(32)), Ok(()));
        assert_eq!(check(&format!("{}x", "abcdefgh".repeat(32))), Err("password.length"));
        assert_eq!(check("short"), Err("password.length"));
        assert_eq!(check("amina rahman"), Err("password.guessable"));
        assert_eq!(check("passwordpassword"), Err("password.guessable"));
        assert_eq!(check("aaaaaaaaaaaaaaaa"), Err("password.guessable"));
    }

    #[test]
    fn a_password_that_was_stolen_elsewhere_is_refused_in_any_case() {
        let denied = Denied::read("correct horse battery\r\n\r\nTrustno1Trustno1\n");
        assert_eq!(denied.len(), 2);
        for known in ["Correct Horse Battery", "trustno1trustno1"] {
            assert_eq!(denied.check(known).map_err(|r| r.code), Err("password.known"));
        }
        assert_eq!(denied.check("correct horse batter"), Ok(()));
        assert_eq!(Denied::default().check("correct horse battery"), Ok(()));
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

    /// Neither a NUL nor the seventy-second byte ends a password, as they do in older ways of hashing.
    #[test]
    fn every_byte_of_a_password_counts() {
        let long = "correct horse battery ".repeat(4);
        for (one, other) in [("three words\0one", "three words\0two"), (&*format!("{long}a"), &*format!("{long}b"))] {
            let stored = hash(one, &[7; 16]).expect("hashed");
            assert!(verify(Some(&stored), one));
            assert!(!verify(Some(&stored), other), "{other:?}");
        }
        assert!(hash(&"x".repeat(MOST_PASSWORD_BYTES + 1), &[7; 16]).is_err());
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
