//! A practice code: how a practice that keeps no accounts shows, on the form for organisations, that it
//! is the practice it says.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};

/// The letters and digits of a code: none that looks like another.
pub const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many there are in a code: 60 bits.
pub const LENGTH: usize = 12;

/// The code of one practice at one service. The code itself stands nowhere; this holds its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeCode {
    /// Identifier.
    pub id: Id<PracticeCode>,
    /// The service.
    pub service: Id<Service>,
    /// The practice.
    pub practice: Id<Practice>,
    /// SHA-256 of the code as [`tidied`] gives it, in hexadecimal.
    pub digest: String,
    /// Who made it.
    pub made_by: Id<Account>,
    /// When.
    pub made: Timestamp,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

impl PracticeCode {
    /// Makes a code for a practice.
    #[must_use]
    pub fn make(
        id: Id<Self>,
        service: Id<Service>,
        practice: Id<Practice>,
        digest: String,
        made_by: Id<Account>,
        made: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("practice_code.made").with("practice", practice);
        (Self { id, service, practice, digest, made_by, made, revoked: None }, event)
    }

    /// Revokes it.
    ///
    /// # Errors
    /// When it has been revoked already.
    pub fn revoke(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.revoked.is_some() {
            return Err(Rejection::new("practice_code.revoked", "This code has already been revoked."));
        }
        let event = Event::new("practice_code.revoked").with("practice", self.practice);
        Ok((Self { revoked: Some(at), ..self }, event))
    }
}

/// A code out of eight bytes of chance, in three groups of four: `K7QM-2XRA-9DWE`.
#[must_use]
pub fn written(chance: [u8; 8]) -> String {
    let mut rest = u64::from_be_bytes(chance);
    let mut code = String::with_capacity(LENGTH + 2);
    for n in 0..LENGTH {
        if n > 0 && n % 4 == 0 {
            code.push('-');
        }
        let place = usize::try_from(rest % 32).unwrap_or(0);
        code.push(ALPHABET.get(place).copied().map_or('2', char::from));
        rest /= 32;
    }
    code
}

/// A code as typed, without what does not matter: case, spaces and hyphens. `None` when it cannot be one.
#[must_use]
pub fn tidied(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    (code.len() == LENGTH && code.bytes().all(|b| ALPHABET.contains(&b))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = written([0xAB, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(code.len(), LENGTH + 2);
        let plain = code.replace('-', "");
        assert_eq!(tidied(&code).as_deref(), Some(plain.as_str()));
        assert_eq!(tidied(&format!(" {} ", code.to_lowercase().replace('-', " "))).as_deref(), Some(plain.as_str()));
        for wrong in ["", "K7QM", "K7QM-2XRA-9DW0", "K7QM-2XRA-9DWEE", "ÄÄÄÄÄÄÄÄÄÄÄÄ"] {
            assert_eq!(tidied(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_is_revoked_once() {
        let id = |n| Id::from_parts(1, [n; 10]);
        let made = Timestamp::UNIX_EPOCH;
        let by = Id::from_parts(1, [4; 10]);
        let (code, _) =
            PracticeCode::make(id(1), Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]), "d".into(), by, made);
        let (revoked, _) = code.revoke(made).expect("revoked");
        assert_eq!(revoked.revoke(made).map(drop).map_err(|r| r.code), Err("practice_code.revoked"));
    }
}
