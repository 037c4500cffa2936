//! The letter that goes with a message: the text to an address marked as secure, else a link that names nobody.

use kith_domain::message::{Carried, Held, MessageBack};
use kith_domain::person::Person;
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_store::house::Letter;
use kith_store::{news, staff, table};

use super::text;
use crate::app::Work;
use crate::ctx::Ctx;
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
    let practice = table::find::<Practice>(work.tx(), message.practice.uuid())?;
    let Some(email) = practice.and_then(|practice| practice.it.email) else { return Ok(None) };
    let notice = notice(ctx, referral, email.to_string(), base);
    if !news::rules(work.tx(), referral.service)?.it.is_secure(email.as_str()) {
        return Ok(Some((notice, Held::Link)));
    }
    let person = table::find::<Person>(work.tx(), referral.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let names: Names = staff::names(work.tx(), referral.service)?.into_iter().collect();
    let from = names.get(&message.author).map_or("a link worker", String::as_str);
    let body = format!(
        "{}\nIt is here too, and can be answered here after signing in:\n{}\n\nPlease do not reply to this e-mail.\n",
        text::plain(&person, message, from, Some(going), text::Filing::Ordinary),
        address(referral, base)
    );
    Ok(Some((Letter { kind: "message-text".to_owned(), body, ..notice }, Held::Text)))
}

fn address(referral: &Referral, base: &str) -> String {
    format!("{base}/my-referrals/{}", referral.id)
}

/// The notice: it names no person and no health fact, and cannot be understood without signing in.
fn notice(ctx: &Ctx, referral: &Referral, recipient: String, base: &str) -> Letter {
    Letter {
        id: ctx.id::<Letter>().uuid(),
        service: referral.service.uuid(),
        kind: "message-back".to_owned(),
        recipient,
        subject: "A message about one of your referrals".to_owned(),
        body: format!(
            "A link worker has written to your practice about one of its referrals.\n\n\
             Read it here after signing in:\n{}\n\n\
             This e-mail names nobody on purpose. Please do not reply to it.\n",
            address(referral, base)
        ),
        made: ctx.now(),
        state: "waiting".to_owned(),
        attempts: 0,
        left: None,
        trouble: None,
    }
}
