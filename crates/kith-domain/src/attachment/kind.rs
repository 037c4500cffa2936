//! What a file is, by its first bytes.

use crate::support::contact::coded;

coded!(/** A kind of file that is taken. */ Kind {
    /** Portable document. */ Pdf = "pdf", "PDF";
    /** Photograph. */ Jpeg = "jpeg", "Photograph (JPEG)";
    /** Picture. */ Png = "png", "Picture (PNG)";
    /** Word document without macros. */ Docx = "docx", "Word document";
    /** Plain text. */ Text = "text", "Plain text";
});

impl Kind {
    /// What these bytes are. Nothing for every kind that is not taken.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Some(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            // The names of a zip's parts stand in it uncompressed; nothing of it is ever unpacked here.
            let holds = |name: &[u8]| bytes.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name));
            let is_document = holds(b"word/document.xml") && holds(b"[Content_Types].xml");
            return (is_document && !holds(b"vbaProject")).then_some(Self::Docx);
        }
        let is_text = std::str::from_utf8(bytes).is_ok_and(|text| {
            text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')) && !looks_like_markup(text)
        });
        is_text.then_some(Self::Text)
    }

    /// The endings that a name of this kind may have.
    #[must_use]
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Docx => &["docx"],
            Self::Text => &["txt"],
        }
    }

    /// How it is named on the wire.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// A page or a drawing that calls itself text.
fn looks_like_markup(text: &str) -> bool {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    start.starts_with('<')
}
