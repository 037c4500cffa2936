//! Entries that a team keeps itself: what no feed lists, or where there is no feed at all.
//!
//! # Invariants
//! - What came from a feed is corrected beside what the feed says (next door); the next import would undo anything else.
//! - Everybody who looks in the directory sees an entry, whichever service wrote it; the service that wrote it changes it,
//!   and no other employer decides where its requests go.
//! - Nothing is deleted: what has ended says so.

use std::collections::BTreeMap;

use kith_domain::directory::record::ByHand;
use kith_domain::directory::{Capacity, CommunityService, Entry, Here, Organisation, Record, Status};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::{Line, Words, looks_like_email};
use kith_store::story::{self, Happened};
use kith_store::{Kept, ReadTx, directory, save, staff, table};

use super::hand_record::{self, HandInput};
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::number;

/// The longest wait that is written down, in weeks: ten years.
const MOST_WEEKS: u32 = 520;

/// An entry as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub organisation: String,
    /// What it is.
    pub description: String,
    /// Who it is for.
    pub audience: String,
    /// When.
    pub times: String,
    /// Where.
    pub place: String,
    /// What it costs.
    pub cost: String,
    /// Access.
    pub access: String,
    /// Languages.
    pub languages: String,
    /// Telephone number.
    pub phone: String,
    /// Where requests go.
    pub email: String,
    /// Web address.
    pub url: String,
    /// Code of [`Capacity`], or empty.
    pub room: String,
    /// Weeks, for a waiting list.
    pub weeks: String,
    /// Code of [`Status`], or empty for one that is going on.
    pub status: String,
    /// Ages, price, days and times, postcode.
    pub hand: HandInput,
    /// Whether whoever writes has made sure of it today.
    pub is_checked: bool,
    /// Whether it stays out of the open directory.
    pub is_kept_in: bool,
}

impl Input {
    /// What an entry says, as it would be typed.
    #[must_use]
    pub fn of(it: &CommunityService, organisation: &Organisation) -> Self {
        let entry = &it.entry;
        let line = |line: &Option<Line>| line.as_ref().map_or_else(String::new, ToString::to_string);
        let words = |words: &Option<Words>| words.as_ref().map_or_else(String::new, ToString::to_string);
        let weeks = match it.capacity {
            Capacity::Wait { weeks: Some(weeks) } => weeks.to_string(),
            _ => String::new(),
        };
        Self {
            name: entry.name.to_string(),
            organisation: organisation.name.to_string(),
            description: words(&entry.description),
            audience: line(&entry.audience),
            times: words(&entry.times),
            place: words(&entry.place),
            cost: line(&entry.cost),
            access: words(&entry.access),
            languages: line(&entry.languages),
            phone: line(&entry.phone),
            email: line(&entry.email),
            url: line(&entry.url),
            room: it.capacity.code().to_owned(),
            weeks,
            status: entry.status.code().to_owned(),
            hand: HandInput::of(&ByHand::of(&entry.record)),
            is_checked: false,
            is_kept_in: it.here.is_open != Some(true),
        }
    }
}

/// What was typed, read.
pub(super) struct Written {
    pub(super) entry: Entry,
    organisation: Line,
    capacity: Capacity,
}

pub(super) fn read(input: &Input, kept: Option<&Entry>) -> Result<Written, Refusal> {
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter what it is called.", Line::new(&input.name));
    let organisation = faults.text("organisation", "Enter who runs it.", Line::new(&input.organisation));
    let email = faults.optional("email", Line::optional(&input.email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "entry.email", "Enter an e-mail address, like name@example.org."));
    }
    let url = faults.optional("url", Line::optional(&web(&input.url)));
    if url.as_ref().is_some_and(|url| !is_web(url.as_str())) {
        faults.add(Rejection::of_field("url", "entry.url", "Enter a web address, like https://example.org."));
    }
    let weeks = faults.take(number("weeks", &input.weeks)).flatten();
    if weeks.is_some_and(|weeks| weeks > MOST_WEEKS) {
        let how = format!("Enter at most {MOST_WEEKS} weeks, or leave it out.");
        faults.add(Rejection::of_field("weeks", "entry.weeks", how));
    }
    let capacity = match input.room.as_str() {
        "" | "not-said" => Capacity::NotSaid,
        "room" => Capacity::Room,
        "wait" => Capacity::Wait { weeks },
        "full" => Capacity::Full,
        _ => {
            faults.add(Rejection::of_field("room", "entry.room", "Choose whether there is room."));
            Capacity::NotSaid
        }
    };
    let status = match input.status.as_str() {
        "" => Some(Status::Active),
        code => faults.take(
            Status::from_code(code)
                .ok_or_else(|| Rejection::of_field("status", "entry.status", "Choose whether it is going on.")),
        ),
    };
    let description = faults.optional("description", Words::optional(&input.description));
    let audience = faults.optional("audience", Line::optional(&input.audience));
    let times = faults.optional("times", Words::optional(&input.times));
    let place = faults.optional("place", Words::optional(&input.place));
    let cost = faults.optional("cost", Line::optional(&input.cost));
    let access = faults.optional("access", Words::optional(&input.access));
    let languages = faults.optional("languages", Line::optional(&input.languages));
    let phone = faults.phone_or_kept("phone", &input.phone, kept.and_then(|kept| kept.phone.as_ref()));
    let hand = hand_record::read(&mut faults, &input.hand);
    faults.finish()?;
    let (Some(name), Some(organisation), Some(status)) = (name, organisation, status) else {
        unreachable!("every missing part was noted as a fault")
    };
    let record = Record::default();
    let entry =
        Entry { name, description, status, audience, times, place, cost, access, languages, phone, email, url, record };
    let entry = Entry { record: hand.record(&entry), ..entry };
    Ok(Written { entry, organisation, capacity })
}

/// A web address as people type it, with what makes it one.
pub(super) fn web(typed: &str) -> String {
    let typed = typed.trim();
    let is_bare = !typed.is_empty() && !typed.contains(':') && typed.contains('.');
    if is_bare { format!("https://{typed}") } else { typed.to_owned() }
}

/// Whether a text is an address of the web: a scheme, a host with a dot, and nothing that ends a link.
pub(super) fn is_web(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_fine = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'\\@".contains(c);
    host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && text.chars().all(is_fine)
}

/// The organisation of that name: one that the team wrote down before, or a new one.
fn run_by(work: &mut Work<'_, '_>, ctx: &Ctx, name: Line) -> Result<Organisation, Refusal> {
    if let Some(kept) = directory::organisation_by_hand(work.tx(), &name)? {
        return Ok(kept.it);
    }
    let it = Organisation { id: ctx.id(), source: None, name, description: None, email: None, url: None };
    save::new(work.tx(), &ctx.writ::<act::KeepEntry>(), &it, &it.listed("directory.organisation_added"))?;
    Ok(it)
}

/// Adds an entry.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong.
pub fn add(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<act::KeepEntry, Id<Service>>,
    input: &Input,
) -> Result<Id<CommunityService>, Refusal> {
    let Written { entry, organisation, capacity } = read(input, None)?;
    let organisation = run_by(work, ctx, organisation)?;
    let it = CommunityService {
        id: ctx.id(),
        organisation: organisation.id,
        source: None,
        entry,
        capacity,
        checked: input.is_checked.then(|| ctx.today()),
        vanished: None,
        here: Here {
            theirs: None,
            is_open: Some(!input.is_kept_in),
            checked_by: if input.is_checked { Some(ctx.account()?) } else { None },
        },
    };
    let event = it.written("directory.entry_added", &organisation);
    directory::save_new(work.tx(), &ctx.writ::<act::KeepEntry>(), &it, &organisation, &event)?;
    Ok(it.id)
}

/// An entry that the team keeps, to be changed, and who wrote it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The entry.
    pub kept: Kept<CommunityService>,
    /// Whose it is.
    pub organisation: Organisation,
    /// What happened to it, oldest first.
    pub history: Vec<Happened>,
    /// Names of the staff of the own service.
    pub names: BTreeMap<Id<Account>, String>,
}

/// Whether a service keeps an entry: it was written by hand, by somebody of this service or by nobody of any.
///
/// # Errors
/// When the store cannot answer.
pub fn is_kept_by(tx: &mut ReadTx<'_>, service: Id<Service>, entry: &CommunityService) -> Result<bool, Refusal> {
    if !entry.is_by_hand() {
        return Ok(false);
    }
    let history = story::of_subject(tx, entry.id.uuid())?;
    match history.first().and_then(|first| first.account) {
        Some(writer) => Ok(staff::ever_worked(tx, service, writer)?.is_some()),
        None => Ok(true),
    }
}

/// Opens an entry to change it.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none that this service keeps.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<CommunityService>,
) -> Result<Opened, Refusal> {
    let kept = table::find::<CommunityService>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if !is_kept_by(look.tx(), permit.key(), &kept.it)? {
        return Err(Refusal::Hidden);
    }
    let organisation = table::find::<Organisation>(look.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let history = story::of_subject(look.tx(), id.uuid())?;
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Opened { kept, organisation, history, names })
}

/// Changes an entry. What it said before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong; [`Refusal::Stale`] when somebody changed it meanwhile;
/// [`Refusal::Hidden`] when there is none that this service keeps.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    (id, version): (Id<CommunityService>, i64),
    input: &Input,
) -> Result<(), Refusal> {
    let kept = table::find::<CommunityService>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if !is_kept_by(work.tx(), permit.key(), &kept.it)? {
        return Err(Refusal::Hidden);
    }
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let Written { entry, organisation, capacity } = read(input, Some(&kept.it.entry))?;
    let organisation = run_by(work, ctx, organisation)?;
    let checked = if input.is_checked { Some(ctx.today()) } else { kept.it.checked };
    let checked_by = if input.is_checked { Some(ctx.account()?) } else { kept.it.here.checked_by };
    let here = Here { theirs: None, is_open: Some(!input.is_kept_in), checked_by };
    let it = CommunityService { organisation: organisation.id, entry, capacity, checked, here, ..kept.it.clone() };
    if it == kept.it {
        return Ok(());
    }
    let event = it.written("directory.entry_changed", &organisation);
    directory::save_change(work.tx(), &ctx.writ::<act::KeepEntry>(), version, &it, &organisation, &event)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{is_web, web};

    #[test]
    fn a_web_address_is_taken_as_people_type_it_and_nothing_else_becomes_a_link() {
        for (typed, read) in [
            ("example.org", "https://example.org"),
            (" www.example.org/tea?x=1#when ", "https://www.example.org/tea?x=1#when"),
            ("http://example.org:8080/", "http://example.org:8080/"),
            ("HTTPS://Example.org", "HTTPS://Example.org"),
        ] {
            assert_eq!(web(typed), read);
            assert!(is_web(&web(typed)), "{typed}");
        }
        for typed in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://localhost",
            "a b.org",
            "x@example.org",
            "https://me:pw@example.org",
            "//example.org",
            "https://.org",
            "ftp://example.org",
            "https://a.org/\"x",
        ] {
            assert!(!is_web(&web(typed)), "{typed}");
        }
    }
}
