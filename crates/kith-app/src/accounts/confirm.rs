//! Confirming that it is oneself, shortly before a dangerous act.
//!
//! A use case that is dangerous takes a [`Fresh`], so that it cannot be called without one; a page gets
//! it from `Visit::fresh`, which asks for the password when too much time has passed.

use jiff::{Timestamp, ToSpan};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Account;
use kith_store::sessions::Session;
use kith_store::{Isolation, table};

use super::{FactorState, SignedIn, Token, Whence, factor, identity, note, over, right_password, sessions, totp};
use crate::app::App;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// For how many minutes a confirmation holds (reliability.md section 7).
pub(super) const MINUTES: i64 = 5;

/// That somebody proved, at most five minutes ago, that it is them.
#[derive(Debug, Clone)]
pub struct Fresh {
    account: Id<Account>,
}

impl Fresh {
    /// Checks that it is the confirmation of whoever acts.
    ///
    /// # Errors
    /// [`Refusal::Hidden`] when it is somebody else's.
    pub fn of(&self, ctx: &Ctx) -> Result<(), Refusal> {
        if ctx.account()? == self.account { Ok(()) } else { Err(Refusal::Hidden) }
    }

    /// The account, when it is that of whoever signed in.
    pub(super) fn account_of(&self, who: &SignedIn) -> Result<Id<Account>, Refusal> {
        if who.staff.account == self.account { Ok(self.account) } else { Err(Refusal::Hidden) }
    }
}

impl SignedIn {
    /// The confirmation, if it is at most five minutes old.
    #[must_use]
    pub fn fresh(&self, now: Timestamp) -> Option<Fresh> {
        let confirmed = self.confirmed?;
        (!over(confirmed, MINUTES.minutes(), now)).then_some(Fresh { account: self.staff.account })
    }
}

/// What somebody proves with that it is them.
pub enum Proof<'a> {
    /// Their password, or a code of their second factor.
    Typed(&'a str),
    /// Nothing: in a demo, where anybody opens as anybody.
    Demo,
}

/// Confirms that it is oneself. The session gets a new token; the one before ends.
///
/// # Errors
/// [`Refusal::Rejected`] when the proof is wrong, which counts as a failure; [`Refusal::Wait`] after too
/// many; [`Refusal::Hidden`] for nothing as a proof in a real store.
pub fn confirm(app: &App, who: &SignedIn, proof: &Proof<'_>, from: &Whence) -> Result<Token, Refusal> {
    let seed = app.seed(who.actor());
    match proof {
        Proof::Demo if crate::setup::is_demo(app)? => {}
        Proof::Demo => return Err(Refusal::Hidden),
        Proof::Typed(password) => {
            let account = who.staff.account;
            let is_on = app.peek(&identity(), |tx| super::factor_state(tx, account))?;
            if totp::digits(password).is_some() && matches!(is_on, FactorState::On { .. }) {
                factor::proves(app, account, password, from)?;
                return renew(app, who);
            }
            let kept = app.peek(&identity(), |tx| Ok(table::find::<Account>(tx, account.uuid())?))?;
            let email = kept.ok_or(Refusal::Hidden)?.it.email.to_string();
            right_password(app, &seed, &email, password, from).map_err(wrong)?;
        }
    }
    renew(app, who)
}

fn renew(app: &App, who: &SignedIn) -> Result<Token, Refusal> {
    let seed = app.seed(who.actor());
    let (digest, account) = (who.session.clone(), who.staff.account);
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        let now = ctx.now();
        let token = sessions::renew(work, ctx, &digest, |it| Session { confirmed: Some(now), ..it })?;
        note(work, ctx, account, "confirm-self", Event::new("account.confirmed"))?;
        Ok(token)
    })
}

/// The sentence for somebody whose address is known.
fn wrong(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Rejected(_) => Rejection::of_field(
            "password-confirm",
            "confirm.wrong",
            "This is not your password. Check it and try again.",
        )
        .into(),
        other => other,
    }
}
