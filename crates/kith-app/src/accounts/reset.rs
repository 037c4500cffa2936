//! Choosing a forgotten password anew, by a link that works once. It opens nothing by itself: whoever
//! has a second factor still needs it to sign in.

use jiff::{Span, ToSpan};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::staff::{Account, fold_email};
use kith_store::house::Letter;
use kith_store::sessions as stored;
use kith_store::{Isolation, ReadTx, house, outbox, save, staff, table};

use super::throttle::{self, Bucket};
use super::{Secret, Whence, account_bucket, digest_of_secret, identity, new_secret, note, own, password};
use crate::app::{App, Work};
use crate::ctx::Ctx;
use crate::permit;
use crate::refusal::Refusal;

/// How long an e-mailed link works, in hours.
const HOURS: i64 = 1;
/// How long a link works that whoever runs the machine hands over, in hours.
const HOURS_BY_HAND: i64 = 24;
/// How often a link is sent for one account within an hour.
const MOST_PER_ACCOUNT: usize = 3;
/// How often links are asked for from one place within an hour.
const MOST_PER_PLACE: usize = 30;

/// Asks for a link. The answer is the same whether or not there is such an account, and so is what is done for it: one
/// row, which [`answer_asked`] sees to out of sight. Where there is no post, nobody may ask.
///
/// # Errors
/// [`Refusal::Wait`] when it was asked for too often, again whether or not there is such an account.
pub fn ask(app: &App, email: &str, from: &Whence, base: &str) -> Result<(), Refusal> {
    let seed = app.seed(Actor::Nobody);
    let account = Bucket::of("reset", &fold_email(email));
    let place = Bucket::of_place("reset-from", from.address);
    let (email, base) = (fold_email(email), base.to_owned());
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        throttle::allow(work, ctx, &place, MOST_PER_PLACE, 1.hour())?;
        throttle::allow(work, ctx, &account, MOST_PER_ACCOUNT, 1.hour())?;
        outbox::ask_reset(work.tx(), ctx.id::<Letter>().uuid(), &email, &base, ctx.now())?;
        Ok(())
    })
}

/// Answers whoever asked: a link for each address that has a usable account, nothing for every other. Returns how many
/// were seen to.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails; those that are left are seen to at the next turn.
pub fn answer_asked(app: &App) -> Result<usize, Refusal> {
    let asked = app.peek(&identity(), |tx| Ok(outbox::asked_reset(tx)?))?;
    let seen_to = asked.len();
    for it in asked {
        answer(app, it)?;
    }
    Ok(seen_to)
}

fn answer(app: &App, asked: outbox::Asked) -> Result<(), Refusal> {
    let seed = app.seed(Actor::Nobody);
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        let outbox::Asked { id, email, base } = &asked;
        if !outbox::forget_reset(work.tx(), *id)? {
            // Another process was faster.
            return Ok(());
        }
        let Some(found) = usable(work.tx(), email)? else { return Ok(()) };
        let (secret, digest) = make(work, ctx, found.id, HOURS.hours())?;
        let body = format!(
            "Somebody, probably you, asked to choose a new password for Kith.\n\n\
             Choose it here. The link works once, for an hour:\n{base}/reset/{}\n\n\
             If you did not ask for it, do nothing: your password stays as it is.\n\
             Please do not reply to this e-mail.\n",
            secret.as_str()
        );
        let to = found.email.as_str();
        let letter = own::letter(ctx, None, "reset", to, "Choose a new password for Kith", &body);
        house::post(work.tx(), &Letter { opens: Some(digest), ..letter })?;
        Ok(())
    })
}

/// The account with an address, if it may be used.
fn usable(tx: &mut ReadTx<'_>, email: &str) -> Result<Option<Account>, Refusal> {
    let found = staff::account_by_email(tx, email)?.map(|kept| kept.it);
    let Some(found) = found.filter(|account| account.disabled.is_none()) else { return Ok(None) };
    Ok((!staff::standings_of(tx, found.id)?.is_empty()).then_some(found))
}

fn make(work: &mut Work<'_, '_>, ctx: &Ctx, account: Id<Account>, lasts: Span) -> Result<(Secret, String), Refusal> {
    let (secret, digest) = new_secret(ctx);
    let until = ctx.now().checked_add(lasts).unwrap_or(ctx.now());
    stored::new_link(work.tx(), &digest, account, ctx.now(), until)?;
    note(work, ctx, account, "reset-link", Event::new("account.reset_link_made"))?;
    Ok((secret, digest))
}

/// Makes a link for whoever runs commands on the machine to hand over. It works for a day.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no usable account with this address.
pub fn new_link(app: &App, email: &str) -> Result<Secret, Refusal> {
    let seed = app.seed(Actor::Operator);
    let email = email.to_owned();
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        let found = usable(work.tx(), &email)?.ok_or(Refusal::Hidden)?;
        let permit = permit::account::<act::ResetFactor>(ctx, found.id)?;
        Ok(make(work, ctx, permit.key(), HOURS_BY_HAND.hours())?.0)
    })
}

/// Whether a link works now.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn works(app: &App, secret: &str) -> Result<bool, Refusal> {
    Ok(whose(app, secret)?.is_some())
}

fn whose(app: &App, secret: &str) -> Result<Option<Account>, Refusal> {
    let Some(digest) = digest_of_secret(secret) else { return Ok(None) };
    let now = app.now();
    app.peek(&identity(), |tx| {
        let Some(account) = stored::link(tx, &digest, now)? else { return Ok(None) };
        let kept = table::find::<Account>(tx, account.uuid())?.map(|kept| kept.it);
        Ok(kept.filter(|account| account.disabled.is_none()))
    })
}

/// Chooses a new password. The link stops working, and so does every session of the account.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work; [`Refusal::Rejected`] when the password may not be
/// used; [`Refusal::Busy`] when too many wait to be hashed.
pub fn take(app: &App, secret: &str, new: &str) -> Result<(), Refusal> {
    let (Some(account), Some(digest)) = (whose(app, secret)?, digest_of_secret(secret)) else {
        return Err(Refusal::Hidden);
    };
    let hashed = password::hash_new(app, new, account.email.as_str(), account.name.as_str())?;
    let seed = app.seed(Actor::Nobody);
    app.write_with(&seed, Isolation::Serializable, identity(), move |work, ctx| {
        let account = stored::link(work.tx(), &digest, ctx.now())?.ok_or(Refusal::Hidden)?;
        let kept = table::find::<Account>(work.tx(), account.uuid())?.ok_or(Refusal::Hidden)?;
        if kept.it.disabled.is_some() {
            return Err(Refusal::Hidden);
        }
        let changed = Account { password: Some(hashed.0.clone()), ..kept.it };
        let event = Event::new("account.password_reset");
        save::change(work.tx(), &ctx.writ_named("reset-password"), kept.version, &changed, &event)?;
        stored::end_links(work.tx(), account, ctx.now())?;
        stored::end_all(work.tx(), account, ctx.now())?;
        // Whoever reads the mail of this address has proved more than a guess.
        throttle::forgive(work, &account_bucket(changed.email.as_str()))?;
        let body = "A new password for Kith was chosen just now by a link sent to this address.\n\n\
                    If this was not you, tell whoever runs your service at once.\n\n\
                    Please do not reply to this e-mail.\n";
        let to = changed.email.as_str();
        house::post(work.tx(), &own::letter(ctx, None, "account", to, "Your password was changed", body))?;
        Ok(())
    })
}
