//! What an import asks of the network, without knowing how it is reached.

/// Where one answer of a feed is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// The address.
    pub url: String,
    /// What was told with the answer that is known already.
    pub known: Tags,
}

/// By what a feed tells whether an answer is still the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Tags {
    /// Whether there is nothing to ask by.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What a feed answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is as it was.
    Same,
    /// The bytes of an answer, unpacked and of bounded size.
    Body {
        /// The bytes.
        bytes: Vec<u8>,
        /// By what to ask next time.
        tags: Tags,
    },
}

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFetched {
    /// The address is one Kith does not go to; no connection was made to it.
    #[error("{0}")]
    Forbidden(String),
    /// The feed could not be reached, or did not answer as it should. It may later.
    #[error("{0}")]
    Failed(String),
    /// The feed has nothing under this address.
    #[error("{0}")]
    Absent(String),
}

/// Fetches one answer. It is on whoever implements it to go to permitted places only, and to bound size and time.
pub trait Fetch: Send + Sync {
    /// Asks for an answer.
    ///
    /// # Errors
    /// [`NotFetched`], in a sentence for whoever runs the import.
    fn get(&self, ask: &Ask) -> Result<Answer, NotFetched>;
}

/// The way to feeds whose addresses the staff of a service typed: what they may ask for is narrower than what the operator
/// may by command.
pub trait Roads: Send + Sync {
    /// What fetches from the host of this address, and from no other.
    ///
    /// # Errors
    /// Why nothing may be asked there, in a sentence for whoever typed it. Nothing is looked up and no connection made.
    fn to(&self, url: &str) -> Result<Box<dyn Fetch>, String>;
}
