//! The letter that goes with a message: the text to an address marked as secure, else a link that names nobody.
//!
//! A practice that keeps no accounts gets a link of its own, which opens together with its practice code.

use kith_domain::id::Id;
use kith_domain::link::{Opens, Promised, Sending, Why};
use kith_domain::message::{Carried, Held, MessageBack};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::referral::{Referral, Route};
use kith_domain::staff::Service;
use kith_domain::text::Line;
use kith_store::house::Letter;
use kith_store::{ReadTx, news, practice_codes, practices, staff, table};

use super::text;
use crate::app::Work;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::links;
use crate::people::Names;
use crate::protection;
use crate::refusal::Refusal;

/// The letter and what it holds; nothing when the practice has no address, or when the record is marked *do not show
/// online*: then the practice finds the message after signing in, and no e-mail says that there is one. `base` is the public address of this Kith.
pub(super) fn letter(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    referral: &Referral,
    message: &MessageBack,
    going: &Carried,
    base: &str,
) -> Result<Option<(Letter, Held)>, Refusal> {
    if protection::is_kept_offline(work.tx(), referral.person)? {
        return Ok(None);
    }
    let Some(reach) = reach(work.tx(), referral, message.practice)? else { return Ok(None) };
    let Some(email) = reach.practice.email.filter(|_| reach.reads != Reads::Nowhere) else { return Ok(None) };
    let by_code = reach.reads.by_code();
    let (notice, how) = if by_code {
        let (_, notice) = by_link(work, ctx, message, email.clone(), Why::Tell, &Delivery::mail(base))?;
        let Some(notice) = notice else { return Ok(None) };
        let body = notice.body.clone();
        (notice, body)
    } else {
        let address = address(referral, base);
        let how = format!("It is here too, and can be answered here after signing in:\n{address}\n");
        (notice(ctx, referral, message, email.to_string(), base), how)
    };
    if !news::rules(work.tx(), referral.service)?.it.is_secure(email.as_str()) {
        return Ok(Some((notice, Held::Link)));
    }
    let person = table::find::<Person>(work.tx(), referral.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let names: Names = staff::names(work.tx(), referral.service)?.into_iter().collect();
    let from = names.get(&message.author).map_or("a link worker", String::as_str);
    let said = text::plain(&person, message, from, Some(going), text::Filing::Ordinary);
    let body = if by_code {
        format!("{said}\n{}", how.replace(NAMES_NOBODY, "Please do not reply to this e-mail"))
    } else {
        format!("{said}\n{how}\nPlease do not reply to this e-mail.\n")
    };
    Ok(Some((Letter { kind: "message-text".to_owned(), body, ..notice }, Held::Text)))
}

/// How a practice reads what is written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// After signing in: somebody there has an account.
    ByAccount,
    /// By a link, or by a receipt, with its practice code: nobody there has an account.
    ByCode,
    /// By either: the referral came with the practice code, and somebody there has an account too.
    ByBoth,
    /// Nowhere: it does not refer to the service any more.
    Nowhere,
}

impl Reads {
    /// Whether a link with the practice code opens it.
    #[must_use]
    pub const fn by_code(self) -> bool {
        matches!(self, Self::ByCode | Self::ByBoth)
    }
}

/// A practice, and how it reads what is written to it about one referral.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The practice, by the name and the address that the service gave it.
    pub practice: Practice,
    /// How.
    pub reads: Reads,
    /// Whether it has a practice code that works.
    pub has_code: bool,
    /// Whether the referral came with the code, so that there is a receipt.
    pub has_receipt: bool,
}

/// How a practice reads what is written about a referral; nothing when it has nothing to do with the service.
pub(crate) fn reach(
    tx: &mut ReadTx<'_>,
    referral: &Referral,
    practice: Id<Practice>,
) -> Result<Option<Reach>, Refusal> {
    let Some(known) = practices::find(tx, referral.service, practice)? else { return Ok(None) };
    let practice = known.it.practice;
    let codes = practice_codes::of_practice(tx, referral.service, practice.id)?;
    let has_code = codes.iter().any(|kept| kept.it.revoked.is_none());
    let has_receipt = came_by_code(referral);
    let reads = if known.it.relation.ended.is_some() {
        Reads::Nowhere
    } else if !practices::has_account(tx, practice.id)? {
        Reads::ByCode
    } else if has_receipt && has_code {
        Reads::ByBoth
    } else {
        Reads::ByAccount
    };
    Ok(Some(Reach { practice, reads, has_code, has_receipt }))
}

/// Whether a referral came with a practice code, so that its receipt opens with the code.
pub(crate) const fn came_by_code(referral: &Referral) -> bool {
    matches!(referral.route, Route::PracticeCode { .. })
}

/// A link to a message for a practice that keeps no accounts, and its letter.
pub(crate) fn by_link(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    message: &MessageBack,
    recipient: Line,
    why: Why,
    delivery: &Delivery,
) -> Result<(String, Option<Letter>), Refusal> {
    let service = table::find::<Service>(work.tx(), message.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let sending = Sending {
        service: message.service,
        person: message.person,
        opens: Opens::Message(message.id),
        recipient,
        promised: Promised::Something,
        why,
    };
    let (secret, letter) = links::make::<act::SendMessage>(work, ctx, sending, &words(&service), delivery)?;
    // Before it leaves, the message is asked whether it may still be told, and the link whether it works.
    Ok((secret, letter.map(|letter| Letter { about: Some(message.id.uuid()), ..letter })))
}

const NAMES_NOBODY: &str = "This e-mail names nobody on purpose. Please do not reply to it";

/// What the letter says. It names no person and no health fact.
fn words(service: &Service) -> links::Words {
    let name = &service.name;
    let ring = service.phone.as_ref().map(|phone| format!(" on {phone}")).unwrap_or_default();
    links::Words {
        kind: "message-back",
        subject: "A message about one of your referrals".to_owned(),
        before: format!(
            "A link worker of {name} has written to your practice about one of its referrals.\n\n\
             Read it here, and answer it. You need your practice code, and no account:"
        ),
        after: format!(
            "Without the code the link opens nothing. If you do not have the code, ring {name}{ring}.\n\
             {NAMES_NOBODY}: answer on the page."
        ),
        path: "/written/",
    }
}

fn address(referral: &Referral, base: &str) -> String {
    format!("{base}/my-referrals/{}", referral.id)
}

/// The notice: it names no person and no health fact, and cannot be understood without signing in.
fn notice(ctx: &Ctx, referral: &Referral, message: &MessageBack, recipient: String, base: &str) -> Letter {
    Letter {
        about: Some(message.id.uuid()),
        recipient,
        subject: "A message about one of your referrals".to_owned(),
        body: format!(
            "A link worker has written to your practice about one of its referrals.\n\n\
             Read it here after signing in:\n{}\n\n\
             This e-mail names nobody on purpose. Please do not reply to it.\n",
            address(referral, base)
        ),
        ..Letter::blank(ctx.id::<Letter>().uuid(), referral.service.uuid(), "message-back", ctx.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_of_a_message_names_nobody_and_says_that_a_code_is_needed() {
        let service = Service {
            id: Id::from_parts(1, [1; 10]),
            slug: "harbour".to_owned(),
            name: Line::new("Harbour link workers").expect("a line"),
            phone: Line::new("01632 960 000").ok(),
        };
        let words = words(&service);
        assert_eq!(words.path, "/written/");
        assert!(words.before.contains("practice code") && words.after.contains("01632 960 000"));
        assert!(words.after.contains(NAMES_NOBODY));
    }
}
