//! The register of gaps: rows for whoever may see the people, narrowed by what stands in the address, and taken away as a
//! file without anybody's name.
//!
//! # Invariants
//! - A row is there when the policy would open its person ([`kith_domain::policy::decide`]); restricted records that do not
//!   name the reader are neither listed nor counted.
//! - The file names nobody and holds nothing that anybody wrote in their own words: neither the worker's nor the person's
//!   (ADR 0069). That it was taken is in the access log, with whose rows it held.

use kith_domain::id::Id;
use kith_domain::need::Domain;
use kith_domain::need::gap::{Instead, Reason, Sector};
use kith_domain::policy::{Action, act};
use kith_domain::settings::Settings;
use kith_domain::staff::Service;
use kith_domain::time;
use kith_store::gap_register;
use kith_store::page::{Mark, Page};
use kith_store::settings;

use crate::accounts::Fresh;
use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

pub use kith_store::gap_register::{Filter, NOT_KNOWN, NOT_SAID, Order, RegisterLine};

/// How many rows one page holds.
pub const PAGE: u32 = 50;
/// How many rows a file holds at most.
pub const MOST: usize = 10_000;

/// A page of the register.
#[derive(Debug, Clone)]
pub struct Register {
    /// The rows.
    pub page: Page<RegisterLine>,
    /// The words of the service's lists.
    pub settings: Settings,
    /// The districts, by code and name; none where no places were imported.
    pub districts: Vec<(String, String)>,
}

/// Opens a page of the register.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeGaps, Id<Service>>,
    filter: &Filter,
    after: Option<Mark>,
) -> Result<Register, Refusal> {
    let page = gap_register::register(look.tx(), permit.scope(), filter, after, PAGE)?;
    for line in &page.lines {
        look.shows(Action::SeeGaps, permit.key(), line.person);
    }
    Ok(Register {
        page,
        settings: settings::of(look.tx(), permit.key())?.it,
        districts: gap_register::districts(look.tx())?,
    })
}

/// The register as a file: a row for each gap, and below it what each column means. Without names, without words.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn file(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ExportGaps, Id<Service>>,
    fresh: &Fresh,
    filter: &Filter,
) -> Result<Vec<u8>, Refusal> {
    fresh.of(ctx)?;
    let words = settings::of(look.tx(), permit.key())?.it;
    let mut rows: Vec<Vec<String>> = vec![COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()];
    let mut after = None;
    let is_cut = loop {
        let page = gap_register::register(look.tx(), permit.scope(), filter, after, 500)?;
        for line in &page.lines {
            look.shows(Action::ExportGaps, permit.key(), line.person);
            rows.push(cells(line, &words));
        }
        after = page.next;
        if after.is_none() || rows.len() > MOST {
            break after.is_some();
        }
    };
    rows.push(Vec::new());
    if is_cut {
        rows.push(vec![format!("Only the first {MOST} or so are here. Narrow the register to take the rest.")]);
    }
    rows.push(vec!["What the columns mean".to_owned()]);
    rows.extend(COLUMNS.iter().map(|(name, meaning)| vec![(*name).to_owned(), (*meaning).to_owned()]));
    Ok(kith_interop::csv::write(rows.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect())))
}

/// The columns of the file, each with what it means.
const COLUMNS: [(&str, &str); 10] = [
    ("Month", "The month in which the gap was recorded. The day is left out, so that no row points at anybody."),
    ("Whose part", "The first split, worked out from the kind of service, what stands in the way, and the reason."),
    ("Need", "What the need is about, as the link worker coded it."),
    ("Why", "Why nothing answered the need."),
    ("Weeks", "The wait that was quoted, in weeks, where the reason is a waiting list."),
    ("Meanwhile", "What was done instead."),
    ("Noticed", "Where the gap was noticed: at a need, in a search, on a connection, in a note."),
    (
        "District",
        "The district that the person’s postcode lies in. Not known where there is no postcode, or places were not imported.",
    ),
    ("Stands", "Open, or answered after all."),
    ("Weeks until answered", "Whole weeks from recording to the answer, where it was answered."),
];

fn cells(line: &RegisterLine, words: &Settings) -> Vec<String> {
    let recorded = time::day_of(line.at);
    let weeks = line.answered.map(|at| (at.duration_since(line.at).as_hours() / 168).max(0).to_string());
    vec![
        format!("{:04}-{:02}", recorded.year(), recorded.month()),
        sector_in_words(line.sector()).to_owned(),
        domain_in_words(line.domain, words),
        line.reason.label().to_owned(),
        line.weeks.map(|weeks| weeks.to_string()).unwrap_or_default(),
        line.instead.map_or("Not said", Instead::label).to_owned(),
        line.origin.label().to_owned(),
        line.district.as_ref().map_or("Not known", |(_, name)| name.as_str()).to_owned(),
        if line.answered.is_some() { "Answered" } else { "Open" }.to_owned(),
        weeks.unwrap_or_default(),
    ]
}

/// Whose part a gap is, in words.
#[must_use]
pub fn sector_in_words(sector: Option<Sector>) -> &'static str {
    sector.map_or("Not said", Sector::label)
}

/// What a need is about, in the service's words.
#[must_use]
pub fn domain_in_words(domain: Option<Domain>, words: &Settings) -> String {
    domain.map_or_else(|| "Not said".to_owned(), |domain| words.need_domain(domain))
}

/// Whether the codes of a filter are known, each of them or empty.
#[must_use]
pub fn is_known(filter: &Filter) -> bool {
    let either = |code: &str, is_one: bool| code.is_empty() || is_one;
    let district = filter.district.as_str();
    either(&filter.sector, filter.sector == NOT_SAID || Sector::from_code(&filter.sector).is_some())
        && either(&filter.domain, filter.domain == NOT_SAID || Domain::from_code(&filter.domain).is_some())
        && either(&filter.reason, Reason::from_code(&filter.reason).is_some())
        && either(&filter.state, matches!(filter.state.as_str(), "open" | "answered"))
        && either(district, district.len() <= 20 && district.chars().all(|it| it.is_ascii_alphanumeric() || it == '-'))
}
