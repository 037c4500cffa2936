//! Lenses: the one that comes with Kith, and those that a team copied from it and changed.
//!
//! # Invariants
//! - A version never changes; every change makes the next one, with who made it and when.
//! - Which version a page is drawn with stands in its address, so that it can be drawn again.

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::lens::{Lens, LensLine, LensVersion, Mark, OURS, Reading, Sign, ours};
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::WayOfWorking;
use kith_domain::text::Line;
use kith_store::{ReadTx, lenses, save, staff, support};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// Which version of which lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one that comes with Kith.
    Ours,
    /// One of the service's own, in a version.
    Own(Id<Lens>, u32),
}

impl Which {
    /// Reads `ours.1` or an identifier with a number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (lens, number) = text.split_once('.')?;
        let number: u32 = number.parse().ok().filter(|it| *it > 0)?;
        if lens == OURS {
            return (number == 1).then_some(Self::Ours);
        }
        lens.parse().ok().map(|lens| Self::Own(lens, number))
    }

    /// The version that it is.
    #[must_use]
    pub fn of(it: &LensVersion) -> Self {
        if it.by.uuid().is_nil() || it.lens == ours(it.service).lens {
            Self::Ours
        } else {
            Self::Own(it.lens, it.number)
        }
    }

    /// As it stands in an address.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Ours => format!("{OURS}.1"),
            Self::Own(lens, number) => format!("{lens}.{number}"),
        }
    }
}

/// Every version that a service may look through: the one that comes with Kith, then its own, each lens with its newest
/// version first.
pub(super) fn all(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<LensVersion>, Refusal> {
    let mut own = lenses::of_service(tx, service)?;
    let newest: BTreeMap<Id<Lens>, (String, Id<Lens>)> =
        own.iter().map(|it| (it.lens, (it.name.to_string(), it.lens))).collect();
    own.sort_by(|a, b| newest.get(&a.lens).cmp(&newest.get(&b.lens)).then(b.number.cmp(&a.number)));
    Ok(std::iter::once(ours(service)).chain(own).collect())
}

/// One of them.
pub(super) fn one(all: &[LensVersion], which: Which) -> Option<&LensVersion> {
    all.iter().find(|it| Which::of(it) == which)
}

/// A lens with what its page needs.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The version that is looked at.
    pub version: LensVersion,
    /// Every version of every lens.
    pub all: Vec<LensVersion>,
    /// The service's list of what is done.
    pub ways: Vec<WayOfWorking>,
    /// Who made what.
    pub names: BTreeMap<Id<kith_domain::staff::Account>, String>,
}

impl Opened {
    /// The words of a mark.
    #[must_use]
    pub fn label(&self, mark: &Mark) -> String {
        match mark {
            Mark::Sign(sign) => sign.label().to_owned(),
            Mark::Way(code) => {
                let known = self.ways.iter().find(|way| way.code == *code);
                known.map_or_else(|| format!("{code} (no longer in the list)"), |way| way.label.to_string())
            }
        }
    }

    /// Whether a newer version of the same lens exists.
    #[must_use]
    pub fn is_newest(&self) -> bool {
        let newest = self.all.iter().filter(|it| it.lens == self.version.lens).map(|it| it.number).max();
        newest == Some(self.version.number)
    }

    /// Every mark that a line may be about: the taps about the person in the order of the list, the signs, and whatever
    /// else the version reads.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let ways = self.ways.iter().filter(|way| !way.is_own()).map(|way| Mark::Way(way.code.clone()));
        let mut marks: Vec<Mark> = ways.chain(Sign::ALL.iter().copied().map(Mark::Sign)).collect();
        let more: Vec<Mark> =
            self.version.lines.iter().map(|line| line.mark.clone()).filter(|mark| !marks.contains(mark)).collect();
        marks.extend(more);
        marks
    }
}

/// Opens a version of a lens.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn open<A: Act>(look: &mut Look<'_, '_>, permit: &Permit<A, Id<Service>>, which: Which) -> Result<Opened, Refusal> {
    let service = permit.key();
    let all = all(look.tx(), service)?;
    let version = one(&all, which).cloned().ok_or(Refusal::Hidden)?;
    let names = staff::names(look.tx(), service)?.into_iter().collect();
    Ok(Opened { version, all, ways: support::ways(look.tx(), service)?, names })
}

/// Copies a version as the first version of a lens of the service's own.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Rejected`] when the name is none, or taken.
pub fn copy(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepLenses, Id<Service>>,
    which: Which,
    name: &str,
) -> Result<Which, Refusal> {
    let all = all(work.tx(), permit.key())?;
    let from = one(&all, which).ok_or(Refusal::Hidden)?;
    let name = named(name, &all, None)?;
    let (it, event) =
        LensVersion::begin((ctx.id(), ctx.id()), permit.key(), (name, from.lines.clone()), ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::KeepLenses>(), &it, &event)?;
    Ok(Which::of(&it))
}

/// The name of a lens, which no other lens of the service has.
fn named(name: &str, all: &[LensVersion], of: Option<Id<Lens>>) -> Result<Line, Refusal> {
    let mut faults = Faults::new();
    let name = faults.text("name", "Give the lens a name, such as “How our team reads it”.", Line::new(name));
    let taken = |name: &Line| all.iter().any(|it| Some(it.lens) != of && it.name == *name);
    if name.as_ref().is_some_and(taken) {
        faults.add(Rejection::of_field(
            "name",
            "lens.name_taken",
            "Another lens has this name. Give this one a name of its own, so that a chart says which it was drawn with.",
        ));
    }
    faults.finish()?;
    name.ok_or(Refusal::Hidden)
}

/// A line as typed: the code of its mark, of its reading (or nothing), and its basis.
#[derive(Debug, Clone, Default)]
pub struct LineInput {
    /// The mark.
    pub mark: String,
    /// The reading; empty where the lens has no such line.
    pub reading: String,
    /// On what it rests.
    pub basis: String,
}

/// What stands where nobody said on what a line rests.
const NO_BASIS: &str = "Say in a few words on what this reading rests, or take the reading out.";

/// Makes the next version of a lens of the service's own.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Stale`] when it is not the newest version;
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepLenses, Id<Service>>,
    which: Which,
    (name, typed): (&str, &[LineInput]),
) -> Result<Which, Refusal> {
    let all = all(work.tx(), permit.key())?;
    let from = one(&all, which).filter(|_| which != Which::Ours).ok_or(Refusal::Hidden)?;
    if all.iter().any(|it| it.lens == from.lens && it.number > from.number) {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let name = match named(name, &all, Some(from.lens)) {
        Ok(name) => Some(name),
        Err(Refusal::Rejected(why)) => {
            why.into_iter().for_each(|one| faults.add(one));
            None
        }
        Err(other) => return Err(other),
    };
    let mut lines = Vec::new();
    for (at, line) in typed.iter().enumerate().filter(|(_, line)| !line.reading.is_empty()) {
        let Some((mark, reading)) = Mark::from_code(&line.mark).zip(Reading::from_code(&line.reading)) else {
            let how = "The list has changed since the page was opened. Open it again. Nothing was saved.";
            return Err(Rejection::new("lens.lines", how).into());
        };
        match Line::new(&line.basis) {
            Ok(basis) => lines.push(LensLine { mark, reading, basis }),
            Err(_) => faults.add(Rejection::of_field(field(at), "lens.basis", NO_BASIS)),
        }
    }
    faults.finish()?;
    let name = name.ok_or(Refusal::Hidden)?;
    let (it, event) = from.next(ctx.id(), (name, lines), ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::KeepLenses>(), &it, &event)?;
    Ok(Which::of(&it))
}

/// The field of the basis of a line, by its place.
#[must_use]
pub fn field(at: usize) -> &'static str {
    BASES.get(at).copied().unwrap_or("basis")
}

macro_rules! bases {
    ($($number:literal)*) => { &[$(concat!("basis-", $number)),*] };
}

/// The names of the fields, which a rejection carries as constants.
const BASES: &[&str] = bases!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41
    42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_one_way_in_an_address() {
        let lens: Id<Lens> = Id::from_parts(1, [7; 10]);
        for which in [Which::Ours, Which::Own(lens, 3)] {
            assert_eq!(Which::parse(&which.code()), Some(which));
        }
        for wrong in ["", "ours", "ours.2", "ours.0", "x.1", "ours.1.1"] {
            assert_eq!(Which::parse(wrong), None, "{wrong}");
        }
        let service = Id::from_parts(1, [1; 10]);
        assert_eq!(Which::of(&ours(service)), Which::Ours);
    }
}
