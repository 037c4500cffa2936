//! Looks into a file before it is kept: nothing in it runs, fetches, hides another file, or unpacks to far more than it is.

use kith_domain::attachment::{Checked, Kind};
use kith_domain::rejection::Rejection;

use super::zip::Odd;
use super::{pdf, picture, word};

fn refuse(code: &'static str, sentence: &'static str) -> Rejection {
    Rejection::of_field("file", code, sentence)
}

fn odd(why: Odd) -> Rejection {
    match why {
        Odd::Damaged => refuse(
            "attachment.damaged",
            "This file is damaged and cannot be kept. Save it again where it comes from, and attach that.",
        ),
        Odd::Bomb => refuse(
            "attachment.bomb",
            "This file would unpack to far more than it is, so it is not taken. Save it as a PDF and attach that.",
        ),
        Odd::Locked => locked(),
    }
}

fn locked() -> Rejection {
    refuse(
        "attachment.locked",
        "This file is locked with a password, so it cannot be checked. Save it without one, and attach that.",
    )
}

fn embeds() -> Rejection {
    refuse(
        "attachment.embeds",
        "Another file is hidden in this one, so it is not taken. Attach each file by itself, or print it to a PDF.",
    )
}

/// Looks into a file that was checked by its name and its first bytes.
pub(super) fn inspect(file: &Checked) -> Result<(), Rejection> {
    match file.kind {
        Kind::Docx => word::inspect(&file.bytes).map_err(|why| match why {
            word::Refused::Odd(why) => odd(why),
            word::Refused::Macros => refuse(
                "attachment.macros",
                "This Word file carries macros, so it is not taken. Save it as a plain Word document (docx) or a PDF.",
            ),
            word::Refused::Fetches => refuse(
                "attachment.fetches",
                "This Word file fetches something from elsewhere when it is opened, such as its template, so it is not \
                 taken. Save it as a PDF and attach that.",
            ),
            word::Refused::Embeds => embeds(),
        }),
        Kind::Pdf => pdf::inspect(&file.bytes).map_err(|why| match why {
            pdf::Refused::Acts => refuse(
                "attachment.acts",
                "This PDF does something by itself when it is opened, so it is not taken. Print it to a new PDF, and \
                 attach that.",
            ),
            pdf::Refused::Embeds => embeds(),
            pdf::Refused::Locked => locked(),
            pdf::Refused::Bomb => odd(Odd::Bomb),
        }),
        Kind::Jpeg | Kind::Png => match picture::is_too_large(&file.bytes) {
            Some(false) => Ok(()),
            Some(true) => Err(refuse(
                "attachment.points",
                "This picture has more than 50 million points. Make it smaller, and attach it again.",
            )),
            None => Err(odd(Odd::Damaged)),
        },
        Kind::Text => Ok(()),
    }
}
