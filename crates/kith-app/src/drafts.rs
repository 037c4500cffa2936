//! Drafts: what a worker has begun to write, kept on the server for herself alone.
//!
//! # Invariants
//! - Only its author ever sees a draft, and only while the person's record is open to her.
//! - No event, audit row or search holds anything of it; the story does not know of it.
//! - It goes when what it became is saved, when it is thrown away, and after [`KEPT_DAYS`].

use jiff::ToSpan;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Act, Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::letter_template::Shipped;
use kith_store::drafts::{self, BegunLine, Draft, Place};
use kith_store::{DbError, Isolation, Reach, house};

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::permit::{self, Permit};
use crate::refusal::Refusal;
use crate::support::the_person;

/// After this many days without a change a draft is thrown away.
pub const KEPT_DAYS: i64 = 14;
/// The most that a draft holds, in bytes: more than the largest note with everything beside it.
const MOST_BYTES: usize = 512 * 1024;
/// The most answers that a draft holds.
const MOST_FIELDS: usize = 200;

/// The form of a contact.
pub const CONTACT: &str = "contact";
/// The form of a message to the practice.
pub const MESSAGE: &str = "message";
/// The form of a safeguarding concern: like every draft, its writer's alone, whoever is named safeguarding lead.
pub const CONCERN: &str = "concern";
/// The form of a letter.
pub const LETTER: &str = "letter";
/// The form of *About Me*.
pub const ABOUT_ME: &str = "about-me";
/// The form of a need.
pub const NEED: &str = "need";
/// The form of a goal.
pub const GOAL: &str = "goal";
/// The form of something to do.
pub const ACTION: &str = "action";
/// The form of what matters.
pub const MATTERS: &str = "what-matters";

/// The form of a letter that begins with a template: each template has a draft of its own, and so has the empty page. A
/// code that no template can have is the empty page's.
#[must_use]
pub fn of_letter(template: &str) -> String {
    let is_own = template
        .strip_prefix('T')
        .is_some_and(|number| matches!(number.len(), 2 | 3) && number.bytes().all(|it| it.is_ascii_digit()));
    if is_own || Shipped::of(template).is_some() { format!("{LETTER}:{template}") } else { LETTER.to_owned() }
}

/// The template of a letter's draft, empty for the empty page; `None` for the draft of anything else.
#[must_use]
pub fn template_of(form: &str) -> Option<&str> {
    match form.strip_prefix(LETTER)? {
        "" => Some(""),
        rest => rest.strip_prefix(':'),
    }
}

fn place<'a, A: Act>(ctx: &Ctx, permit: &Permit<A, Id<Person>>, form: &'a str) -> Result<Place<'a>, Refusal> {
    Ok(Place { account: ctx.account()?, person: permit.key(), form })
}

/// Keeps a draft, over the one before. A draft in which nothing is written throws the one before away; one of a form
/// that has been saved meanwhile comes too late and is not kept. `nonce` is the form's.
///
/// # Errors
/// [`Refusal::Rejected`] when it is longer than any form.
pub fn keep<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<A, Id<Person>>,
    form: &str,
    nonce: &str,
    fields: &[(String, String)],
) -> Result<(), Refusal> {
    let at = place(ctx, permit, form)?;
    if house::used_form(work.tx(), nonce)?.is_some() {
        return Ok(());
    }
    let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > MOST_BYTES || fields.len() > MOST_FIELDS {
        return Err(Rejection::new("draft.too_long", "This is longer than what can be saved. Shorten it.").into());
    }
    // What no database text can hold is left out; saving for good says so where it stands.
    let clean = |text: &str| text.replace('\0', "");
    let fields: Vec<(String, String)> =
        fields.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (clean(name), clean(value))).collect();
    if fields.is_empty() {
        return Ok(drafts::discard(work.tx(), at)?);
    }
    let person = the_person(work, permit.key())?;
    Ok(drafts::keep(work.tx(), at, person.service, &Draft { fields, saved: ctx.now() })?)
}

/// One's own draft of a form about a person.
///
/// # Errors
/// When the store cannot answer.
pub fn mine<A: Act>(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<A, Id<Person>>,
    form: &str,
) -> Result<Option<Draft>, Refusal> {
    let at = place(ctx, permit, form)?;
    Ok(drafts::find(look.tx(), at)?)
}

/// How many drafts are brought to mind at most.
const BROUGHT_TO_MIND: usize = 20;

/// What one has begun and not saved, begun last first: only about people whose record is open to one, and without what
/// was written.
///
/// # Errors
/// When the store cannot answer.
pub fn begun(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeToday, Id<Service>>,
) -> Result<Vec<BegunLine>, Refusal> {
    let mut begun = Vec::new();
    for line in drafts::of_account(look.tx(), ctx.account()?, permit.key())? {
        if begun.len() == BROUGHT_TO_MIND {
            break;
        }
        // The record may have gone to somebody else since, or been restricted.
        match permit::person::<act::SeePerson>(look.tx(), ctx, line.person) {
            Ok(_) => begun.push(line),
            Err(Refusal::Hidden | Refusal::Denied) => {}
            Err(other) => return Err(other),
        }
    }
    for line in &begun {
        look.shows(Action::SeeToday, permit.key(), line.person);
    }
    Ok(begun)
}

/// What one has begun about a person and not saved: forms, each with when it was kept.
///
/// # Errors
/// When the store cannot answer.
pub fn begun_about<A: Act>(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<A, Id<Person>>,
) -> Result<Vec<(String, jiff::Timestamp)>, Refusal> {
    Ok(drafts::about(look.tx(), ctx.account()?, permit.key())?)
}

/// Throws one's own draft away.
///
/// # Errors
/// When the store fails.
pub fn discard<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<A, Id<Person>>,
    form: &str,
) -> Result<(), Refusal> {
    let at = place(ctx, permit, form)?;
    Ok(drafts::discard(work.tx(), at)?)
}

/// Throws every draft away that nobody has touched for [`KEPT_DAYS`]. Returns how many.
///
/// # Errors
/// When the store fails; it is tried again at the next turn.
pub fn expire(app: &App) -> Result<u64, DbError> {
    let before = app.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| drafts::expire(tx, before))
}
