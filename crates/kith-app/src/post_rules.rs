//! The rules of a service's post, which its administrator changes: from when silence is a task, and which addresses
//! may be sent text.

use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::post_rules::PostRules;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, looks_like_email};
use kith_store::story::{self, Happened};
use kith_store::{Kept, news, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::number;

/// The rules as they are, with their version.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn read(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ChangePostRules, Id<Service>>,
) -> Result<Kept<PostRules>, Refusal> {
    Ok(news::rules(look.tx(), permit.key())?)
}

/// How the rules were changed, latest first, with the names of whoever did.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn history(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ChangePostRules, Id<Service>>,
) -> Result<(Vec<Happened>, Names), Refusal> {
    let mut all = story::of_subject(look.tx(), permit.key().uuid())?;
    all.retain(|it| it.kind == "post_rules.changed");
    all.reverse();
    all.truncate(20);
    Ok((all, staff::names(look.tx(), permit.key())?.into_iter().collect()))
}

/// Changes the rules. Every address stands on a line of its own.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong; [`Refusal::Stale`] when somebody else changed them meanwhile.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangePostRules, Id<Service>>,
    version: i64,
    (silence_days, silence_times): (&str, &str),
    secure: &str,
) -> Result<(), Refusal> {
    let kept = news::rules(work.tx(), permit.key())?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let days = faults.take(number("silence_days", silence_days)).flatten();
    let times = faults.take(number("silence_times", silence_times)).flatten();
    let mut addresses: Vec<Line> = Vec::new();
    for typed in secure.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Line::new(typed) {
            Ok(line) if looks_like_email(line.as_str()) => {
                if !addresses.iter().any(|known| known.as_str().eq_ignore_ascii_case(line.as_str())) {
                    addresses.push(line);
                }
            }
            _ => {
                let shown: String = typed.chars().filter(|c| !c.is_control()).take(60).collect();
                faults.add(Rejection::of_field(
                    "secure",
                    "post_rules.address",
                    format!(
                        "“{shown}” is not an e-mail address. Write one address on each line, like name@example.org."
                    ),
                ));
                break;
            }
        }
    }
    faults.finish()?;
    let (rules, event) = kept.it.change(days.unwrap_or(0), times.unwrap_or(0), addresses)?;
    let writ = ctx.writ::<act::ChangePostRules>();
    if version == 0 {
        save::new(work.tx(), &writ, &rules, &event)?;
    } else {
        save::change(work.tx(), &writ, version, &rules, &event)?;
    }
    Ok(())
}
