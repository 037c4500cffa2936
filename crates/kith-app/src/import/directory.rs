//! Taking a directory file: Open Referral UK records become entries in plain words.
//!
//! A faulty record never stops the rest; what was taken, changed and refused is said row by row. The
//! same file taken twice changes nothing the second time.

use kith_domain::directory::{Capacity, CommunityService, Entry, Organisation, Status};
use kith_domain::policy::{Actor, act};
use kith_domain::text::{Line, Words};
use kith_interop::oruk::{
    CapacityDraft, Feed, LocationDraft, OrganisationDraft, ServiceDraft, ServiceStatus, Severity,
};
use kith_store::{Isolation, directory, save};

use crate::app::{App, Work, reach};
use crate::ctx::Ctx;
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

/// Takes a feed that was read from a file. `progress` is told how many services are done.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails; the slices before that stay taken.
pub fn take(app: &App, feed: &Feed, progress: &dyn Fn(usize, usize)) -> Result<Report, Refusal> {
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
            for draft in &services {
                take_one(work, ctx, &permit, draft, &organisations, &mut part)?;
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

fn take_one(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ImportDirectory, ()>,
    draft: &ServiceDraft,
    organisations: &[OrganisationDraft],
    report: &mut Report,
) -> Result<(), Refusal> {
    let mut refuse = |why: &str| {
        report.refused += 1;
        report.lines.push(format!("refused: {} ({}): {why}", draft.name, draft.source_id));
    };
    let whose = draft
        .organisation
        .as_ref()
        .or_else(|| organisations.iter().find(|one| Some(one.source_id) == draft.organisation_id));
    let Some(entry) = entry(draft) else {
        refuse("its name is empty. Give it a name.");
        return Ok(());
    };
    let organisation = match (whose, draft.organisation_id) {
        (Some(whose), _) => organisation(work, ctx, permit, whose, report)?,
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
    let known = directory::service_by_source(work.tx(), draft.source_id)?;
    let next = CommunityService {
        id: known.as_ref().map_or_else(|| ctx.id(), |kept| kept.it.id),
        organisation: organisation.id,
        source: Some(draft.source_id),
        entry,
        capacity: capacity(&draft.capacity),
        checked: draft.assured_date,
        vanished: None,
    };
    let writ = ctx.writ::<act::ImportDirectory>();
    match known {
        None => {
            directory::save_new(work.tx(), &writ, &next, &organisation, &next.listed("directory.entry_taken"))?;
            report.taken += 1;
        }
        Some(kept) if kept.it == next => report.unchanged += 1,
        Some(kept) => {
            let event = next.listed("directory.entry_changed");
            directory::save_change(work.tx(), &writ, kept.version, &next, &organisation, &event)?;
            report.changed += 1;
        }
    }
    Ok(())
}

/// Takes or finds an organisation.
fn organisation(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<act::ImportDirectory, ()>,
    draft: &OrganisationDraft,
    report: &mut Report,
) -> Result<Option<Organisation>, Refusal> {
    let Some(name) = directory::as_line(&draft.name) else { return Ok(None) };
    let known = directory::organisation_by_source(work.tx(), draft.source_id)?;
    let next = Organisation {
        id: known.as_ref().map_or_else(|| ctx.id(), |kept| kept.it.id),
        source: Some(draft.source_id),
        name,
        description: draft.description.as_deref().and_then(directory::as_words),
        email: draft.email.as_deref().and_then(directory::as_line),
        url: draft.website.as_deref().and_then(directory::as_line),
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
            report.organisations += 1;
        }
    }
    Ok(Some(next))
}

/// An entry in plain words; `None` when it has no name.
fn entry(draft: &ServiceDraft) -> Option<Entry> {
    let line = |text: Option<&str>| text.and_then(directory::as_line);
    let description = [draft.alert.as_deref(), draft.description.as_deref()];
    let phone = draft
        .phones
        .iter()
        .chain(draft.contacts.iter().flat_map(|contact| &contact.phones))
        .chain(draft.locations.iter().flat_map(|location| &location.phones))
        .next();
    let email = draft.email.as_deref().or_else(|| draft.contacts.iter().find_map(|contact| contact.email.as_deref()));
    Some(Entry {
        name: directory::as_line(&draft.name)?,
        description: joined(description.into_iter().flatten(), "\n\n"),
        status: match draft.status {
            ServiceStatus::Active => Status::Active,
            ServiceStatus::Inactive => Status::Inactive,
            ServiceStatus::Defunct => Status::Defunct,
            ServiceStatus::TemporarilyClosed => Status::TemporarilyClosed,
        },
        audience: audience(draft),
        times: times(draft),
        place: joined(draft.locations.iter().filter_map(place).collect::<Vec<_>>().iter().map(String::as_str), "\n"),
        cost: cost(draft),
        access: joined(
            draft.locations.iter().flat_map(|place| &place.accessibility).map(|access| access.description.as_str()),
            "; ",
        ),
        languages: line(Some(
            draft.languages.iter().map(|language| language.name.as_str()).collect::<Vec<_>>().join(", ").as_str(),
        )),
        phone: phone.and_then(|phone| directory::as_line(&phone.number)),
        email: line(email),
        url: line(draft.url.as_deref()),
    })
}

/// Joins what is there, each thing once.
fn joined<'a>(parts: impl Iterator<Item = &'a str>, between: &str) -> Option<Words> {
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    directory::as_words(&kept.join(between))
}

fn audience(draft: &ServiceDraft) -> Option<Line> {
    let age = match (draft.minimum_age, draft.maximum_age) {
        (None | Some(0), None) => None,
        (Some(least), None) => Some(format!("aged {least} and over")),
        (None, Some(most)) => Some(format!("up to age {most}")),
        (Some(least), Some(most)) => Some(format!("aged {least} to {most}")),
    };
    let parts: Vec<String> = draft.eligibility.clone().into_iter().chain(age).collect();
    directory::as_line(&parts.join("; "))
}

fn times(draft: &ServiceDraft) -> Option<Words> {
    let all: Vec<String> = draft
        .schedules
        .iter()
        .chain(draft.locations.iter().flat_map(|location| &location.schedules))
        .filter_map(kith_interop::oruk::ScheduleDraft::in_words)
        .collect();
    joined(all.iter().map(String::as_str), "\n")
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

fn cost(draft: &ServiceDraft) -> Option<Line> {
    let options = draft.cost_options.iter().filter_map(|cost| {
        let amount = cost.amount_pence.map(|pence| match pence {
            0 => "Free".to_owned(),
            pence => format!("£{}.{:02}", pence / 100, pence % 100),
        });
        let parts: Vec<String> =
            amount.into_iter().chain(cost.option.clone()).chain(cost.amount_description.clone()).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    });
    let all: Vec<String> = draft.fees.clone().into_iter().chain(options).collect();
    directory::as_line(&all.join("; "))
}

/// Room, as the feed says it: places open, none open, or nothing said.
fn capacity(drafts: &[CapacityDraft]) -> Capacity {
    match drafts.iter().filter_map(|draft| draft.available).max() {
        None => Capacity::NotSaid,
        Some(0) => Capacity::Full,
        Some(_) => Capacity::Room,
    }
}
