//! Taking a directory file: Open Referral UK records become entries in plain words.
//!
//! A faulty record never stops the rest; what was taken, changed and refused is said row by row. The
//! same file taken twice changes nothing the second time.
//!
//! # Invariants
//! - What a feed lists is that feed's word: another feed or a file does not change it, nor where requests to it go. Of
//!   several feeds that list it, it is the word of the one that was added first.

use jiff::Timestamp;
use kith_domain::directory::{Capacity, CommunityService, Entry, Feed as Source, Here, Organisation, Status};
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::text::{Line, Words};
use kith_interop::oruk::{
    CapacityDraft, Feed, LocationDraft, OrganisationDraft, ServiceDraft, ServiceStatus, Severity,
};
use kith_store::feeds::{self, Keeper};
use kith_store::{Isolation, directory, save, table};

use super::partial;
use super::record::Taker;
use crate::app::{App, Work, reach};
use crate::ctx::Ctx;
use crate::entries::corrections;
use crate::permit::{self, Permit};
use crate::refusal::Refusal;

/// How many services one unit of work takes: long work goes in slices, so that others can write.
const SLICE: usize = 100;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that are new.
    pub taken: usize,
    /// Entries that were there and say something else now.
    pub changed: usize,
    /// Entries that were there and say the same.
    pub unchanged: usize,
    /// Records that could not be taken.
    pub refused: usize,
    /// Organisations that are new or changed.
    pub organisations: usize,
    /// What is to be said of single records, in file order.
    pub lines: Vec<String>,
}

/// Takes a feed that was read from a file. A file that only names its services erases nothing of them.
///
/// # Errors
/// As [`take`].
pub fn take_file(app: &App, mut feed: Feed, progress: &dyn Fn(usize, usize)) -> Result<Report, Refusal> {
    if feed.services.iter().all(ServiceDraft::is_bare) {
        for service in &mut feed.services {
            service.is_summary = true;
        }
    }
    take(app, &feed, None, progress)
}

/// Takes what was read of a feed; `from` is the feed, where its address is known. `progress` is told how many services
/// are done.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails; the slices before that stay taken.
pub fn take(
    app: &App,
    feed: &Feed,
    from: Option<Id<Source>>,
    progress: &dyn Fn(usize, usize),
) -> Result<Report, Refusal> {
    let mut report = Report { refused: feed.refused, ..Report::default() };
    for issue in &feed.issues {
        let what = match issue.severity {
            Severity::Refused => "refused",
            Severity::Changed => "changed",
            Severity::Ignored => "left out",
        };
        let record = issue.record.as_deref().map(|record| format!(" ({record})")).unwrap_or_default();
        report.lines.push(format!("{what}: {}{record}: {}", issue.path, issue.message));
    }
    if feed.unlisted_issues > 0 {
        report.lines.push(format!("and {} more remarks of the same kind", feed.unlisted_issues));
    }
    if feed.older {
        report.lines.push("note: this has the older structure, 1.0; it was read as such".to_owned());
    }
    report.lines.extend(feed.notes.iter().map(|note| format!("note: {note}")));
    let total = feed.services.len();
    let mut done = 0;
    for slice in feed.services.chunks(SLICE) {
        let services = slice.to_vec();
        let organisations = feed.organisations.clone();
        let seed = app.seed(Actor::Operator);
        let part = app.write_with(&seed, Isolation::Ordinary, reach(&seed.actor, "care"), move |work, ctx| {
            let permit = permit::directory::<act::ImportDirectory>(ctx)?;
            let mut part = Report::default();
            let source = match from {
                Some(id) => table::find::<Source>(work.tx(), id.uuid())?.map(|kept| (kept.it.at, id)),
                None => None,
            };
            for draft in &services {
                take_one(work, ctx, &permit, (draft, source), &organisations, &mut part)?;
            }
            Ok(part)
        })?;
        report.taken += part.taken;
        report.changed += part.changed;
        report.unchanged += part.unchanged;
        report.refused += part.refused;
        report.organisations += part.organisations;
        report.lines.extend(part.lines);
        done += slice.len();
        progress(done, total);
    }
    Ok(report)
}

/// Where something is taken from: a feed and when it was added, or a file.
type From = Option<(Timestamp, Id<Source>)>;

/// Whether what a feed keeps is not for this source to change.
fn is_anothers(keeper: &Keeper, from: From) -> bool {
    from.is_none_or(|from| (keeper.at, keeper.id) < from)
}

fn take_one(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ImportDirectory, ()>,
    (draft, from): (&ServiceDraft, From),
    organisations: &[OrganisationDraft],
    report: &mut Report,
) -> Result<(), Refusal> {
    if let Some(own) = table::find::<CommunityService>(work.tx(), draft.source_id)?
        && own.it.is_by_hand()
    {
        // Our own entry, published and read again: the team keeps it, and a file does not change it.
        report.unchanged += 1;
        return Ok(());
    }
    let mut refuse = |why: &str| {
        report.refused += 1;
        report.lines.push(format!("refused: {} ({}): {why}", draft.name, draft.source_id));
    };
    let whose = draft
        .organisation
        .as_ref()
        .or_else(|| organisations.iter().find(|one| Some(one.source_id) == draft.organisation_id));
    let mut taker = Taker::default();
    let Some(entry) = entry(&mut taker, draft) else {
        refuse("its name is empty. Give it a name.");
        return Ok(());
    };
    let known = directory::service_by_source(work.tx(), draft.source_id)?;
    if let Some(kept) = &known
        && let Some(keeper) = feeds::keeper(work.tx(), kept.it.id)?
        && is_anothers(&keeper, from)
    {
        report.unchanged += 1;
        report.lines.push(format!(
            "left as it is: {} ({}): the feed at {} lists it too, and it is as that has it",
            draft.name, draft.source_id, keeper.url
        ));
        return Ok(());
    }
    let entry = match &known {
        Some(kept) if draft.is_summary => partial::entry(draft, entry, kept.it.theirs()),
        _ => entry,
    };
    let organisation = match (whose, draft.organisation_id) {
        (Some(whose), _) => organisation(work, ctx, permit, (whose, draft.is_summary, from), report)?,
        (None, Some(id)) => directory::organisation_by_source(work.tx(), id)?.map(|kept| kept.it),
        (None, None) => None,
    };
    let Some(organisation) = organisation else {
        report.refused += 1;
        report.lines.push(format!(
            "refused: {} ({}): the file does not say whose it is. Add its organization.",
            draft.name, draft.source_id
        ));
        return Ok(());
    };
    // What an organisation said of its room stays until the feed says something else than it did.
    let room = match &known {
        Some(kept) if kept.it.entry.record.places == entry.record.places => kept.it.capacity,
        _ => capacity(&draft.capacity),
    };
    let checked = known.as_ref().and_then(|kept| kept.it.checked);
    let is_later = draft.assured_date > checked;
    let known_here = known.as_ref().map(|kept| kept.it.here.clone()).unwrap_or_default();
    // Whoever is named by the feed checked it after whoever did here.
    let checked_by = known_here.checked_by.filter(|_| !is_later);
    let (entry, theirs) = match &known {
        Some(kept) if kept.it.here.theirs.is_some() => {
            corrections::meet::<act::ImportDirectory>(work, ctx, kept.it.id, entry)?
        }
        _ => (entry, None),
    };
    let next = CommunityService {
        id: known.as_ref().map_or_else(|| ctx.id(), |kept| kept.it.id),
        organisation: organisation.id,
        source: Some(draft.source_id),
        entry,
        capacity: room,
        checked: draft.assured_date.max(checked),
        vanished: None,
        here: Here { theirs, checked_by, ..known_here },
    };
    let mut say = |what: &str, why: &str| {
        report.lines.push(format!("{what}: {} ({}){why}", draft.name, draft.source_id));
    };
    for cut in taker.cut {
        say("changed", &format!(": {cut}"));
    }
    let writ = ctx.writ::<act::ImportDirectory>();
    match known {
        None => {
            say("taken", "");
            directory::save_new(work.tx(), &writ, &next, &organisation, &next.listed("directory.entry_taken"))?;
            report.taken += 1;
        }
        Some(kept) if kept.it == next => report.unchanged += 1,
        Some(kept) => {
            say("updated", &format!(": {}", differing(&kept.it, &next)));
            let event = next.listed("directory.entry_changed");
            directory::save_change(work.tx(), &writ, kept.version, &next, &organisation, &event)?;
            report.changed += 1;
        }
    }
    Ok(())
}

/// What an entry says otherwise than before, for the line of an import.
fn differing(was: &CommunityService, is: &CommunityService) -> String {
    let (a, b) = (&was.entry, &is.entry);
    let parts = [
        ("name", a.name != b.name),
        ("description", a.description != b.description),
        ("status", a.status != b.status),
        ("who it is for", a.audience != b.audience),
        ("times", a.times != b.times),
        ("place", a.place != b.place),
        ("cost", a.cost != b.cost),
        ("access", a.access != b.access),
        ("languages", a.languages != b.languages),
        ("telephone", a.phone != b.phone),
        ("e-mail", a.email != b.email),
        ("web address", a.url != b.url),
        ("room", was.capacity != is.capacity),
        ("day of the last check", was.checked != is.checked),
        ("who runs it", was.organisation != is.organisation),
        ("what is corrected here", was.here.theirs != is.here.theirs),
        ("it is listed again", was.vanished.is_some() && is.vanished.is_none()),
    ];
    let named: Vec<&str> = parts.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    if named.is_empty() { "details".to_owned() } else { named.join(", ") }
}

/// Takes or finds an organisation.
fn organisation(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<act::ImportDirectory, ()>,
    (draft, is_summary, from): (&OrganisationDraft, bool, From),
    report: &mut Report,
) -> Result<Option<Organisation>, Refusal> {
    let mut taker = Taker::default();
    let Some(name) = taker.line("name", Some(&draft.name)) else { return Ok(None) };
    let known = directory::organisation_by_source(work.tx(), draft.source_id)?;
    if let Some(kept) = &known
        && let Some(keeper) = feeds::keeper_of_all(work.tx(), kept.it.id)?
        && is_anothers(&keeper, from)
    {
        return Ok(Some(kept.it.clone()));
    }
    let next = Organisation {
        id: known.as_ref().map_or_else(|| ctx.id(), |kept| kept.it.id),
        source: Some(draft.source_id),
        name,
        description: taker.words("description", draft.description.as_deref()),
        email: taker.address("e-mail address", draft.email.as_deref()),
        url: taker.address("web address", draft.website.as_deref()),
    };
    let next = match &known {
        Some(kept) if is_summary => partial::organisation(next, &kept.it),
        _ => next,
    };
    let writ = ctx.writ::<act::ImportDirectory>();
    match known {
        None => {
            save::new(work.tx(), &writ, &next, &next.listed("directory.organisation_taken"))?;
            report.organisations += 1;
        }
        Some(kept) if kept.it == next => {}
        Some(kept) => {
            save::change(work.tx(), &writ, kept.version, &next, &next.listed("directory.organisation_changed"))?;
            if kept.it.name != next.name {
                directory::follow_name(work.tx(), &next)?;
            }
            report.organisations += 1;
        }
    }
    Ok(Some(next))
}

/// An entry in plain words and in structured form; `None` when it has no name.
fn entry(taker: &mut Taker, draft: &ServiceDraft) -> Option<Entry> {
    let phone = draft
        .phones
        .iter()
        .chain(draft.contacts.iter().flat_map(|contact| &contact.phones))
        .chain(draft.locations.iter().flat_map(|location| &location.phones))
        .next();
    let email = draft.email.as_deref().or_else(|| draft.contacts.iter().find_map(|contact| contact.email.as_deref()));
    let places: Vec<String> = draft.locations.iter().filter_map(place).collect();
    let accesses = draft.locations.iter().flat_map(|place| &place.accessibility);
    let languages = draft.languages.iter().map(|language| language.name.as_str()).collect::<Vec<_>>().join(", ");
    Some(Entry {
        name: taker.line("name", Some(&draft.name))?,
        description: taker.words("description", draft.description.as_deref()),
        status: match draft.status {
            ServiceStatus::Active => Status::Active,
            ServiceStatus::Inactive => Status::Inactive,
            ServiceStatus::Defunct => Status::Defunct,
            ServiceStatus::TemporarilyClosed => Status::TemporarilyClosed,
        },
        audience: shortened(&audience_of(draft.eligibility.clone(), draft.minimum_age, draft.maximum_age)),
        times: joined(taker, "opening hours", times(draft).iter().map(String::as_str), "\n"),
        place: joined(taker, "places", places.iter().map(String::as_str), "\n"),
        cost: shortened(&cost(draft)),
        access: joined(taker, "accessibility", accesses.map(|access| access.description.as_str()), "; "),
        languages: shortened(&languages),
        phone: taker.line("telephone number", phone.map(|phone| phone.number.as_str())),
        email: taker.address("e-mail address", email),
        url: taker.address("web address", draft.url.as_deref()),
        record: taker.record(draft),
    })
}

/// A line that stands for what is kept in full beside it; cut after a word, with a sign that there is more.
pub(super) fn shortened(text: &str) -> Option<Line> {
    if text.chars().count() <= Line::MOST {
        return Line::new(text).ok();
    }
    let cut: String = text.chars().take(Line::MOST - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    Line::new(&format!("{}…", cut.get(..end).unwrap_or(&cut))).ok()
}

/// Joins what is there, each thing once.
fn joined<'a>(taker: &mut Taker, what: &str, parts: impl Iterator<Item = &'a str>, between: &str) -> Option<Words> {
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    taker.words(what, Some(&kept.join(between)))
}

pub(super) fn audience_of(eligibility: Option<String>, least: Option<u8>, most: Option<u8>) -> String {
    let age = match (least, most) {
        (None | Some(0), None) => None,
        (Some(least), None) => Some(format!("aged {least} and over")),
        (None, Some(most)) => Some(format!("up to age {most}")),
        (Some(least), Some(most)) => Some(format!("aged {least} to {most}")),
    };
    eligibility.into_iter().chain(age).collect::<Vec<_>>().join("; ")
}

fn times(draft: &ServiceDraft) -> Vec<String> {
    draft
        .schedules
        .iter()
        .chain(draft.locations.iter().flat_map(|location| &location.schedules))
        .filter_map(kith_interop::oruk::ScheduleDraft::in_words)
        .collect()
}

fn place(location: &LocationDraft) -> Option<String> {
    let mut parts: Vec<&str> = location.name.as_deref().into_iter().collect();
    if let Some(address) = location.addresses.first() {
        let lines = [&address.line_1, &address.line_2, &address.city, &address.postcode];
        for line in lines.into_iter().flatten() {
            if !parts.contains(&line.as_str()) {
                parts.push(line);
            }
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn cost(draft: &ServiceDraft) -> String {
    let options = draft.cost_options.iter();
    cost_of(draft.fees.clone(), options.map(|it| (it.amount_pence, it.option.clone(), it.amount_description.clone())))
}

/// A price, for whom it holds, and in words.
type Price = (Option<u32>, Option<String>, Option<String>);

pub(super) fn cost_of(fees: Option<String>, prices: impl Iterator<Item = Price>) -> String {
    let options = prices.filter_map(|(pence, option, words)| {
        let amount = pence.map(|pence| match pence {
            0 => "Free".to_owned(),
            pence => format!("£{}.{:02}", pence / 100, pence % 100),
        });
        let parts: Vec<String> = amount.into_iter().chain(option).chain(words).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    });
    fees.into_iter().chain(options).collect::<Vec<_>>().join("; ")
}

/// Room, as the feed says it: places open, none open, or nothing said.
fn capacity(drafts: &[CapacityDraft]) -> Capacity {
    match drafts.iter().filter_map(|draft| draft.available).max() {
        None => Capacity::NotSaid,
        Some(0) => Capacity::Full,
        Some(_) => Capacity::Room,
    }
}
