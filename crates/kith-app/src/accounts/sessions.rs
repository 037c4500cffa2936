//! A person's own sessions: seen, ended one by one or all but this one; and the change of a session's
//! token at every step that gives it more.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_store::sessions::{self as stored, Session};

use super::{MOST_SESSIONS, Stage, Token, new_token, note};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// Ends one of one's own sessions. One that has ended already, or is somebody else's, is not there.
///
/// # Errors
/// [`Refusal::Hidden`] when it is not there.
pub fn end(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::EndSession, Id<Account>>,
    session: Id<Session>,
) -> Result<(), Refusal> {
    let open = stored::of_account(work.tx(), permit.key())?;
    let it = open.iter().find(|it| it.id == Some(session)).ok_or(Refusal::Hidden)?;
    stored::end(work.tx(), &it.digest, ctx.now())?;
    note(work, ctx, permit.key(), "end-session", Event::new("account.session_ended").with("session", session))
}

/// Ends all of one's own sessions but the one with this digest.
///
/// # Errors
/// When the store fails.
pub fn end_others(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::EndSession, Id<Account>>,
    current: &str,
) -> Result<(), Refusal> {
    stored::end_others(work.tx(), permit.key(), current, ctx.now())?;
    note(work, ctx, permit.key(), "end-session", Event::new("account.other_sessions_ended"))
}

/// Ends the oldest sessions of an account when one more would be too many. Those that only a password was
/// given for are counted apart: they push nobody out who has given both.
pub(super) fn make_room(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    account: Id<Account>,
    stage: Option<Stage>,
) -> Result<(), Refusal> {
    let mut open = stored::of_account(work.tx(), account)?;
    open.retain(|it| it.stage.is_some() == stage.is_some());
    let too_many = (open.len() + 1).saturating_sub(MOST_SESSIONS);
    for oldest in open.iter().take(too_many) {
        stored::end(work.tx(), &oldest.digest, ctx.now())?;
    }
    Ok(())
}

/// Makes a session whole after the second factor, under a new token.
pub(super) fn complete(work: &mut Work<'_, '_>, ctx: &Ctx, digest: &str) -> Result<Token, Refusal> {
    let it = stored::by_digest(work.tx(), digest)?.ok_or(Refusal::Hidden)?;
    make_room(work, ctx, it.account, None)?;
    let now = ctx.now();
    renew(work, ctx, digest, |it| Session { stage: None, began: now, confirmed: Some(now), ..it })
}

/// Gives a session a new token, as it is from now on: the token before ends, and so does whatever
/// somebody learned of it. When the session began stays, so that it lasts no longer.
pub(super) fn renew(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    digest: &str,
    become_: impl Fn(Session) -> Session,
) -> Result<Token, Refusal> {
    let it = stored::by_digest(work.tx(), digest)?.ok_or(Refusal::Hidden)?;
    stored::end(work.tx(), digest, ctx.now())?;
    let (token, digest) = new_token(ctx);
    stored::begin(work.tx(), &Session { digest, seen: ctx.now(), ..become_(it) })?;
    Ok(token)
}
