//! The envelope of a backup: the age format (<https://age-encryption.org/v1>), so that a backup can be opened without
//! Kith as well.

use std::io::{Read, Write};

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor};

use super::BackupError;

/// Who a backup is encrypted for.
pub struct Sealer(Vec<Box<dyn age::Recipient + Send>>);

/// What opens a backup.
pub struct Opener(Box<dyn age::Identity>);

/// A new pair of keys.
pub struct NewKey {
    /// The secret half: it opens backups and belongs on no machine that makes them.
    secret: SecretString,
    /// The half that backups are made for.
    pub recipient: String,
}

impl NewKey {
    /// Draws a pair.
    #[must_use]
    pub fn draw() -> Self {
        let identity = age::x25519::Identity::generate();
        Self { secret: identity.to_string(), recipient: identity.to_public().to_string() }
    }

    /// The text of the file of the secret half, to be written and to be shown nowhere.
    #[must_use]
    pub fn file(&self) -> String {
        format!("# opens backups made for {}\n{}\n", self.recipient, self.secret.expose_secret())
    }
}

impl Sealer {
    /// For everybody who has the secret half of one of these.
    ///
    /// # Errors
    /// [`BackupError::Key`] when one cannot be read, or there is none.
    pub fn for_recipients<'r>(recipients: impl IntoIterator<Item = &'r str>) -> Result<Self, BackupError> {
        let read = |text: &str| -> Result<Box<dyn age::Recipient + Send>, BackupError> {
            let recipient: age::x25519::Recipient = text.trim().parse().map_err(|_| {
                BackupError::Key("a recipient begins with age1; `kith backup --new-key FILE` makes one")
            })?;
            Ok(Box::new(recipient))
        };
        let all: Vec<_> = recipients.into_iter().map(read).collect::<Result<_, _>>()?;
        if all.is_empty() { Err(BackupError::Key("nobody is named who could open the backup")) } else { Ok(Self(all)) }
    }

    /// For whoever knows a passphrase.
    ///
    /// # Errors
    /// [`BackupError::Key`] when it is too short to protect anything.
    pub fn for_passphrase(passphrase: String) -> Result<Self, BackupError> {
        const FEWEST: usize = 16;
        if passphrase.chars().count() < FEWEST {
            return Err(BackupError::Key("a passphrase has at least 16 characters"));
        }
        Ok(Self(vec![Box::new(age::scrypt::Recipient::new(passphrase.into()))]))
    }

    pub(super) fn begin<W: Write>(&self, out: W) -> Result<StreamWriter<W>, BackupError> {
        let recipients = self.0.iter().map(|recipient| &**recipient as &dyn age::Recipient);
        let sealed = Encryptor::with_recipients(recipients)
            .map_err(|_| BackupError::Key("these recipients cannot be taken together"))?;
        sealed.wrap_output(out).map_err(BackupError::Write)
    }
}

impl Opener {
    /// With a secret half, as the file holds it.
    ///
    /// # Errors
    /// [`BackupError::Key`] when there is none in it.
    pub fn with_key(file: &str) -> Result<Self, BackupError> {
        let line = file.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        let identity: Option<age::x25519::Identity> = line.and_then(|line| line.parse().ok());
        let identity =
            identity.ok_or(BackupError::Key("the key file holds no key; it begins with AGE-SECRET-KEY-1"))?;
        Ok(Self(Box::new(identity)))
    }

    /// With a passphrase.
    #[must_use]
    pub fn with_passphrase(passphrase: String) -> Self {
        Self(Box::new(age::scrypt::Identity::new(passphrase.into())))
    }

    pub(super) fn open<R: Read>(&self, input: R) -> Result<StreamReader<R>, BackupError> {
        let told = |error: DecryptError| match error {
            DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                BackupError::WrongKey
            }
            other => BackupError::Damaged(other.to_string()),
        };
        Decryptor::new(input).and_then(|sealed| sealed.decrypt(std::iter::once(&*self.0))).map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(opener: &Opener, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut plain = Vec::new();
        let mut reader = opener.open(bytes).map_err(|error| error.to_string())?;
        reader.read_to_end(&mut plain).map_err(|error| error.to_string())?;
        Ok(plain)
    }

    #[test]
    fn only_the_right_key_opens_and_every_changed_byte_is_noticed() {
        let (own, other) = (NewKey::draw(), NewKey::draw());
        let sealer = Sealer::for_recipients([own.recipient.as_str()]).unwrap();
        let mut writer = sealer.begin(Vec::new()).unwrap();
        writer.write_all(b"the content").unwrap();
        let sealed = writer.finish().unwrap();
        let opener = |key: &NewKey| Opener::with_key(&key.file()).unwrap();
        assert_eq!(opened(&opener(&own), &sealed), Ok(b"the content".to_vec()));
        assert_eq!(opened(&opener(&other), &sealed), Err(BackupError::WrongKey.to_string()));
        assert!(!sealed.windows(11).any(|window| window == b"the content"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(opened(&opener(&own), &changed).is_err(), "byte {at}");
            assert!(opened(&opener(&own), &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn what_is_no_key_is_said() {
        assert!(Sealer::for_recipients(["kith"]).is_err());
        assert!(Sealer::for_recipients([]).is_err());
        assert!(Sealer::for_passphrase("too short".to_owned()).is_err());
        for file in ["", "# only a remark", "age1notasecret"] {
            assert!(Opener::with_key(file).is_err(), "{file}");
        }
    }
}
