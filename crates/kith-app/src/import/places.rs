//! Taking files of postcodes and small areas: in slices, row by row, and a second time without effect.
//!
//! # Invariants
//! - However large the file, a slice of it is in memory and no more, apart from one number for each small area.
//! - What a file has no column for stays as it was: Code-Point Open moves a postcode and leaves its small area.
//! - A row that cannot be read is counted by its reason, the first ones by their numbers, and the next row is read.
//! - Every slice that changes something is audited as the operator's; broken off, the next run goes on.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

use kith_domain::directory::record::Position;
use kith_domain::operation::{Kind as Done, Operation};
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::text::Line;
use kith_interop::places::{AreaDraft, Draft, Kind, PostcodeDraft, Reader, Wrong, tenth};
use kith_store::places::{self, Area, Postcode};
use kith_store::{Isolation, NO_SERVICE, Reach, directory_follow, house, places_held, published_near, save};

use crate::app::{App, Work};
use crate::ctx::{Ctx, Seed};
use crate::permit::{self, Permit};
use crate::refusal::Refusal;

/// How many rows one unit of work takes.
const SLICE: usize = 5_000;
/// How many refused rows are named.
const NAMED: usize = 20;
/// More small areas than any census had: what names more is no such file, and its ranks are left.
const MOST_AREAS: usize = 60_000;

/// How many of one kind of record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// That were not there.
    pub new: u64,
    /// That say something else now.
    pub changed: u64,
    /// That say the same.
    pub unchanged: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }

    const fn moved(self) -> u64 {
        self.new + self.changed
    }
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows below the headings, empty ones apart.
    pub rows: u64,
    /// Postcodes.
    pub postcodes: Tally,
    /// Small areas.
    pub areas: Tally,
    /// Names of districts.
    pub districts: Tally,
    /// Rows that were refused.
    pub refused: u64,
    /// The first of them: the row, and why.
    pub named: Vec<(u64, Wrong)>,
    /// How many of them for each reason.
    pub reasons: BTreeMap<Wrong, u64>,
    /// Postcodes without a position.
    pub nowhere: u64,
    /// Small areas whose rows gave them different ranks; they were left without one.
    pub contradicted: u64,
}

impl Report {
    /// Whether anything of the file was of use.
    #[must_use]
    pub const fn is_of_use(&self) -> bool {
        self.rows > self.refused
    }

    fn refuse(&mut self, row: u64, why: Wrong) {
        self.refused += 1;
        *self.reasons.entry(why).or_default() += 1;
        if self.named.len() < NAMED {
            self.named.push((row, why));
        }
    }
}

/// The tallies of one slice.
type Tallies = [Tally; 3];

/// The operation under which a run is audited, as the last slice left it.
struct Trail {
    operation: Operation,
    version: i64,
}

fn reach() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "operation" }
}

/// Takes the rows of a file. `name` is the file's own name, which often says its edition; `progress` is told how many
/// bytes are done.
///
/// # Errors
/// [`Refusal::Rejected`] when the file cannot be read to its end, [`Refusal::Fault`] when the store fails; the slices
/// before that stay taken.
pub fn take<R: BufRead>(
    app: &App,
    reader: &mut Reader<R>,
    name: &str,
    progress: &dyn Fn(u64),
) -> Result<Report, Refusal> {
    let seed = app.seed(Actor::Operator);
    let kind = reader.kind();
    let census = reader.census();
    let ranked = reader.ranked();
    let mut report = Report::default();
    let mut trail: Option<Trail> = None;
    // The rank of each small area that a postcode directory names; `None` where its rows contradict each other.
    let mut ranks: BTreeMap<String, Option<u32>> = BTreeMap::new();
    loop {
        let mut slice = Vec::with_capacity(SLICE);
        let mut bytes = 0;
        while slice.len() < SLICE {
            let row = reader.next_row().map_err(|_| {
                Rejection::new("places.unreadable", "The file could not be read to its end. What was read is kept.")
            })?;
            let Some(row) = row else { break };
            bytes = row.bytes;
            report.rows += 1;
            match row.draft {
                Err(why) => report.refuse(row.number, why),
                Ok(draft) => {
                    if let Draft::Postcode(it) = &draft {
                        report.nowhere += u64::from(it.position.is_none());
                        note_rank(&mut ranks, it);
                    }
                    slice.push(draft);
                }
            }
        }
        if slice.is_empty() {
            break;
        }
        progress(bytes);
        let tallies = take_slice(app, &seed, &mut trail, kind, census, report.rows, slice)?;
        add(&mut report, tallies);
    }
    if let (Some(census), Some(ranked), Kind::PostcodeDirectory) = (census, ranked, kind) {
        report.contradicted = ranks.values().filter(|rank| rank.is_none()).count() as u64;
        let found: Vec<Draft> = ranks
            .into_iter()
            .filter_map(|(code, rank)| {
                let rank = rank?;
                Some(Draft::Area(AreaDraft { code, name: None, district: None, tenth: tenth(rank, ranked)?, rank }))
            })
            .collect();
        for slice in found.chunks(SLICE) {
            let tallies = take_slice(app, &seed, &mut trail, kind, Some(census), report.rows, slice.to_vec())?;
            add(&mut report, tallies);
        }
    }
    finish(app, &seed, trail, kind, &report, &edition(name, reader.edition()))?;
    Ok(report)
}

fn add(report: &mut Report, [postcodes, areas, districts]: Tallies) {
    report.postcodes.add(postcodes);
    report.areas.add(areas);
    report.districts.add(districts);
}

/// Notes the rank that a row gives to its small area.
fn note_rank(ranks: &mut BTreeMap<String, Option<u32>>, it: &PostcodeDraft) {
    let (Some(area), Some(rank)) = (&it.area, it.rank) else { return };
    if let Some(known) = ranks.get_mut(area) {
        if *known != Some(rank) {
            *known = None;
        }
    } else if ranks.len() < MOST_AREAS {
        ranks.insert(area.clone(), Some(rank));
    }
}

/// Takes some rows in one unit of work, with the audit row of it where something changed.
fn take_slice(
    app: &App,
    seed: &Seed,
    trail: &mut Option<Trail>,
    kind: Kind,
    census: Option<u16>,
    rows: u64,
    slice: Vec<Draft>,
) -> Result<Tallies, Refusal> {
    let slice = Arc::new(slice);
    let before = trail.as_ref().map(|trail| (trail.operation.clone(), trail.version));
    // Every unit of work has chance of its own, or two of them would make the same identifiers.
    let seed = Seed { chance: app.seed(Actor::Operator).chance, ..seed.clone() };
    let (tallies, operation) = app.write_with(&seed, Isolation::Ordinary, reach(), move |work, ctx| {
        let permit = permit::directory::<act::ImportPlaces>(ctx)?;
        let tallies = put(work, &permit, kind, census, &slice)?;
        if tallies.iter().all(|tally| tally.moved() == 0) {
            return Ok((tallies, None));
        }
        Ok((tallies, Some(note(work, ctx, before.as_ref(), kind, rows, tallies)?)))
    })?;
    if let Some((operation, version)) = operation {
        *trail = Some(Trail { operation, version });
    }
    Ok(tallies)
}

/// Writes a slice, or its going on, into the trail.
fn note(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    before: Option<&(Operation, i64)>,
    kind: Kind,
    rows: u64,
    [postcodes, areas, districts]: Tallies,
) -> Result<(Operation, i64), Refusal> {
    let entries = i64::try_from(rows).unwrap_or(i64::MAX);
    let at = ctx.now();
    let told = |it: &Operation| {
        it.done()
            .with("file", kind.code())
            .with("postcodes", i64::try_from(postcodes.moved()).unwrap_or(i64::MAX))
            .with("areas", i64::try_from(areas.moved()).unwrap_or(i64::MAX))
            .with("districts", i64::try_from(districts.moved()).unwrap_or(i64::MAX))
    };
    let writ = ctx.writ::<act::ImportPlaces>();
    match before {
        None => {
            let it = Operation { id: ctx.id(), kind: Done::PlacesTaken, at, of: None, entries };
            save::new(work.tx(), &writ, &it, &told(&it))?;
            Ok((it, 1))
        }
        Some((before, version)) => {
            let it = Operation { at, entries, ..before.clone() };
            let kept = save::change(work.tx(), &writ, *version, &it, &told(&it))?;
            Ok((it, kept.version))
        }
    }
}

/// What is known of a file's edition: its name, and what its columns say.
fn edition(name: &str, columns: Option<&str>) -> String {
    let name = Line::new(name).map_or_else(|_| "a file without a name".to_owned(), |name| name.to_string());
    columns.map_or_else(|| name.clone(), |columns| format!("{name} ({columns})"))
}

/// Notes the end of a run, also when nothing changed, and what the store now holds came from.
fn finish(
    app: &App,
    seed: &Seed,
    trail: Option<Trail>,
    kind: Kind,
    report: &Report,
    edition: &str,
) -> Result<(), Refusal> {
    if !report.is_of_use() {
        return Ok(());
    }
    let (rows, edition) = (report.rows, edition.to_owned());
    let seed = Seed { chance: app.seed(Actor::Operator).chance, ..seed.clone() };
    let before = trail.map(|trail| (trail.operation, trail.version));
    app.write_with(&seed, Isolation::Ordinary, reach(), move |work, ctx| {
        note(work, ctx, before.as_ref(), kind, rows, Tallies::default())?;
        // Entries that have a postcode and no position are now somewhere.
        published_near::locate(work.tx())?;
        house::set(work.tx(), setting(kind), &format!("{}\t{edition}", ctx.today()))?;
        // What was worked out from postcodes is made anew.
        directory_follow::read_anew(work.tx())?;
        Ok(())
    })
}

/// Under which name the store remembers the last file of a kind.
pub(crate) const fn setting(kind: Kind) -> &'static str {
    match kind {
        Kind::PostcodeDirectory => "places:postcode-directory",
        Kind::CodePoint => "places:code-point-open",
        Kind::Deprivation => "places:deprivation",
    }
}

/// Writes down what differs from what is held.
fn put(
    work: &mut Work<'_, '_>,
    _permit: &Permit<act::ImportPlaces, ()>,
    kind: Kind,
    census: Option<u16>,
    slice: &[Draft],
) -> Result<Tallies, Refusal> {
    let mut tallies = Tallies::default();
    let [postcodes, areas, districts] = &mut tallies;
    let codes = slice.iter().filter_map(|draft| match draft {
        Draft::Postcode(it) => Some(it.code.as_str()),
        Draft::Area(_) => None,
    });
    let mut held = places_held::postcodes(work.tx(), codes)?;
    let census = census.map(i64::from);
    let mut held_areas = match census {
        Some(census) => {
            let codes = slice.iter().filter_map(|draft| match draft {
                Draft::Area(it) => Some(it.code.as_str()),
                Draft::Postcode(_) => None,
            });
            places_held::areas(work.tx(), codes, census)?
        }
        None => BTreeMap::new(),
    };
    let is_named = slice.iter().any(|draft| matches!(draft, Draft::Area(it) if it.district.is_some()));
    let mut names: BTreeMap<String, String> =
        if is_named { places_held::districts(work.tx())?.into_iter().collect() } else { BTreeMap::new() };
    for draft in slice {
        match draft {
            Draft::Postcode(draft) => {
                let known = held.get(&draft.code);
                let next = postcode(draft, known, census, kind);
                if count(postcodes, known, &next) {
                    places::put_postcode(work.tx(), &next)?;
                    held.insert(next.code.clone(), next);
                }
            }
            Draft::Area(draft) => {
                let Some(census) = census else { continue };
                let known = held_areas.get(&draft.code);
                let next = area(draft, known, census, kind);
                if count(areas, known, &next) {
                    places::put_area(work.tx(), &next)?;
                    held_areas.insert(next.code.clone(), next);
                }
                if let Some((code, Some(name))) = &draft.district {
                    let known = names.get(code);
                    if known.map(String::as_str) != Some(name) {
                        count(districts, known, name);
                        places::put_district(work.tx(), code, name)?;
                        names.insert(code.clone(), name.clone());
                    }
                }
            }
        }
    }
    Ok(tallies)
}

/// Counts a record and says whether it is to be written.
fn count<T: PartialEq>(tally: &mut Tally, known: Option<&T>, next: &T) -> bool {
    match known {
        None => tally.new += 1,
        Some(known) if known == next => {
            tally.unchanged += 1;
            return false;
        }
        Some(_) => tally.changed += 1,
    }
    true
}

/// What is known of a postcode after a row: what the row says, and what it cannot say as it was.
fn postcode(draft: &PostcodeDraft, known: Option<&Postcode>, census: Option<i64>, kind: Kind) -> Postcode {
    let area = match census {
        Some(census) => draft.area.clone().map(|code| (code, census)),
        None => known.and_then(|known| known.area.clone()),
    };
    let position = draft.position.map(|(latitude, longitude)| Position { latitude, longitude });
    Postcode {
        code: draft.code.clone(),
        position: position.or_else(|| known.and_then(|known| known.position)),
        area,
        district: draft.district.clone().or_else(|| known.and_then(|known| known.district.clone())),
        ended: match kind {
            Kind::CodePoint => known.and_then(|known| known.ended.clone()),
            _ => draft.ended.clone(),
        },
    }
}

/// What is known of a small area after a row. A rank from the deprivation file itself stands before one that a postcode
/// directory repeats.
fn area(draft: &AreaDraft, known: Option<&Area>, census: i64, kind: Kind) -> Area {
    let repeated = match kind {
        Kind::Deprivation => None,
        _ => known.filter(|known| known.rank.is_some()),
    };
    let (rank, tenth) = match repeated {
        Some(known) => (known.rank, known.tenth),
        None => (Some(i64::from(draft.rank)), Some(i64::from(draft.tenth))),
    };
    Area {
        code: draft.code.clone(),
        edition: census,
        name: draft.name.clone().or_else(|| known.and_then(|known| known.name.clone())),
        district: draft
            .district
            .as_ref()
            .map(|(code, _)| code.clone())
            .or_else(|| known.and_then(|known| known.district.clone())),
        rank,
        tenth,
    }
}
