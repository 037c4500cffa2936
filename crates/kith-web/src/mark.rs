//! Where a page of a list by name begins, as it stands in an address: the sort key of the line before it.

use uuid::Uuid;

use crate::error::Problem;

/// The key as text. It still has to be encoded for an address.
pub(crate) fn written((name, id): &(String, Uuid)) -> String {
    format!("{name}|{id}")
}

/// Reads a key out of an address. One that cannot be read is an error, never the first page.
pub(crate) fn read(text: &str) -> Result<(String, Uuid), Problem> {
    text.rsplit_once('|')
        .and_then(|(name, id)| Some((name.to_owned(), id.parse().ok()?)))
        .ok_or(Problem::Bad("The address names a place in the list that cannot be read. Begin from the first page."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_address_whatever_the_name() {
        let id = Uuid::from_u128(7);
        for name in ["o|neill ann", "", "ng"] {
            let key = (name.to_owned(), id);
            assert_eq!(read(&written(&key)).ok(), Some(key));
        }
        for wrong in ["", "name", "name|", "name|x", "|"] {
            assert!(matches!(read(wrong), Err(Problem::Bad(_))), "{wrong}");
        }
    }
}
