//! The name of a file: safe in every place where a name can do harm.

use std::fmt;

use super::Kind;

/// A name with the ending of what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(String);

/// Names that some systems take for a device.
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "com1", "lpt1", "clock$"];

impl FileName {
    /// The most characters it has, the ending among them.
    pub const MOST: usize = 120;

    /// Takes a name as it was sent. Folders, control characters, signs that mean something to a system and changes of
    /// direction go; what is left must end as its kind does.
    #[must_use]
    pub fn new(raw: &str, kind: Kind) -> Option<Self> {
        let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last
            .chars()
            .filter(|c| {
                !c.is_control()
                    && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
                    && !matches!(c, '"' | '\'' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%')
            })
            .collect();
        let kept = kept.trim().trim_start_matches('.').trim();
        let (stem, ending) = kept.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        if !kind.endings().contains(&ending.as_str()) {
            return None;
        }
        let room = Self::MOST - ending.chars().count() - 1;
        let stem: String = stem.trim_end_matches(['.', ' ']).chars().take(room).collect();
        let stem = stem.trim();
        let is_device = DEVICES.contains(&stem.to_ascii_lowercase().as_str());
        let stem = if stem.is_empty() || is_device { "file" } else { stem };
        Some(Self(format!("{stem}.{ending}")))
    }

    /// Reads one that was kept.
    #[must_use]
    pub fn kept(text: &str, kind: Kind) -> Option<Self> {
        Self::new(text, kind).filter(|name| name.0 == text)
    }

    /// The name of a file that was taken away: what it was called may have named somebody.
    #[must_use]
    pub(super) fn of_nothing(kind: Kind) -> Self {
        Self(format!("file.{}", kind.endings().first().copied().unwrap_or("txt")))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileName(…{} characters)", self.0.chars().count())
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
