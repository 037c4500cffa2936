//! A QR code as a drawing within the page: made here, asked of nobody.

use std::fmt::Write as _;

use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

use super::html_safe;

/// A text as a QR code, dark on light whatever the page's colours, with its quiet zone.
#[derive(Template, Clone, Debug)]
#[template(
    source = r##"<svg class="kith-qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ size }} {{ size }}" width="240" height="240" role="img" aria-label="{{ label }}"><rect width="{{ size }}" height="{{ size }}" fill="#ffffff"/><path d="{{ path }}" fill="#000000"/></svg>"##,
    ext = "html"
)]
pub struct Qr {
    size: i32,
    path: String,
    label: &'static str,
}
html_safe!(Qr);

/// Modules of light around the code, which readers need.
const QUIET: i32 = 4;

impl Qr {
    /// Draws a text. `None` when it is longer than a code holds.
    #[must_use]
    pub fn of(text: &str, label: &'static str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let begins = x;
                while x < code.size() && code.get_module(x, y) {
                    x += 1;
                }
                if x > begins {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{} {}h{}v1h-{}z", begins + QUIET, y + QUIET, x - begins, x - begins);
                }
                x += 1;
            }
        }
        Some(Self { size: code.size() + 2 * QUIET, path, label })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_corners_and_nothing_of_the_text() {
        let drawn = Qr::of("otpauth://totp/Kith:a?secret=SECRET", "A QR code").unwrap().to_string();
        // The first row of the first corner: seven dark modules.
        assert!(drawn.contains("d=\"M4 4h7v1h-7z"), "{drawn}");
        assert!(!drawn.contains("SECRET") && !drawn.contains("style"));
        assert!(Qr::of(&"x".repeat(5000), "A QR code").is_none());
    }
}
