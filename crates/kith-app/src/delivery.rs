//! How a link reaches whoever it is for: by e-mail, or, where there is no mail server, by the hand of whoever made it.
//!
//! A link that is handed over is shown once, to the person who made it, and stands nowhere else: the store knows its
//! digest. That it was shown is written into the trail.

use kith_store::anchor;

use crate::ctx::Ctx;

/// How a link reaches whoever it is for.
#[derive(Clone)]
pub enum Delivery {
    /// By e-mail.
    Mail {
        /// Where links begin.
        base: String,
    },
    /// By hand, with a secret that is made before its unit of work, so that it can be shown after it.
    Hand {
        /// The secret.
        secret: String,
    },
}

impl Delivery {
    /// By e-mail, with links that begin here.
    #[must_use]
    pub fn mail(base: &str) -> Self {
        Self::Mail { base: base.to_owned() }
    }

    /// By hand.
    #[must_use]
    pub fn hand(ctx: &Ctx) -> Self {
        Self::Hand { secret: new_secret(ctx) }
    }

    /// The secret to show, when it is handed over.
    #[must_use]
    pub fn shown(&self) -> Option<&str> {
        match self {
            Self::Mail { .. } => None,
            Self::Hand { secret } => Some(secret),
        }
    }

    /// The secret of the link, new for each unit of work that sends it by e-mail.
    pub(crate) fn secret(&self, ctx: &Ctx) -> String {
        match self {
            Self::Mail { .. } => new_secret(ctx),
            Self::Hand { secret } => secret.clone(),
        }
    }

    /// Where links begin, when a letter is written.
    pub(crate) fn base(&self) -> Option<&str> {
        match self {
            Self::Mail { base } => Some(base),
            Self::Hand { .. } => None,
        }
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.shown().is_some() { "Hand" } else { "Mail" })
    }
}

fn new_secret(ctx: &Ctx) -> String {
    anchor::to_hex(&ctx.secret())
}
