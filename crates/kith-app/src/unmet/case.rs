//! A case for investment: one page for a need and a place, out of the figures of a year, with what is asked for.
//!
//! # Invariants
//! - Every figure is one of the report; the minutes of link workers are shown only where so many people stand behind them
//!   as a figure of people would need, decided together for every need and place.
//! - It is of whole years: the minutes run from a gap to the end of its year.
//! - A person's own words stand only under needs and places that together are still so many people (`stand_under`).
//! - What is asked for is the only thing that anybody types, and it is kept as it was typed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kith_analysis::suppression::cube::{Cube, NoCube, Row};
use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, Figure, GapFact, Minutes, TimeFact, minutes, weeks_held};
use kith_domain::need::InvestmentAsk;
use kith_domain::need::ask::About;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_store::{Kept, asks, save, unmet};

use super::edition::{Edition, Filter};
use super::{Asked, BadAsk, Decided, Report, Shown, with_facts};
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// A case for investment.
#[derive(Debug, Clone)]
pub struct Case {
    /// The figures.
    pub report: Report,
    /// Whole weeks in which somebody was held because of it; nothing where too few people stand behind them.
    pub weeks_held: Option<u64>,
    /// Minutes of holding; nothing where too few people stand behind them.
    pub holding: Option<u64>,
    /// Minutes of standing in.
    pub substituting: Option<u64>,
    /// What people said would have helped, where they agreed that it is used without their name.
    pub voices: Vec<String>,
    /// What is asked for, if anything was written.
    pub ask: Option<Kept<InvestmentAsk>>,
}

/// Opens the case of a year, a need and a place.
///
/// # Errors
/// When the store cannot answer; [`BadAsk`] for what is not offered, a quarter and no need among them.
pub fn open(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeUnmetNeed, Id<Service>>,
    asked: &Asked,
) -> Result<Result<Case, BadAsk>, Refusal> {
    if asked.period.quarter().is_some() {
        return Ok(Err(BadAsk::Period));
    }
    if asked.need.is_empty() {
        return Ok(Err(BadAsk::Need));
    }
    let (report, facts) = match with_facts(look, ctx, permit, asked)? {
        Ok(both) => both,
        Err(why) => return Ok(Err(why)),
    };
    let service = permit.key();
    let contacts = unmet::contacts_since(look.tx(), service, asked.period.moments())?;
    let spent = Spent::of(&look.decided(), &report.edition, &facts, &contacts)?;
    let (weeks_held, holding, substituting) = spent.of_filter(&report, &facts, &contacts);
    let voices = voices(&report, &facts);
    let ask = asks::find(look.tx(), service, asked.period, &asked.need, &asked.place)?;
    Ok(Ok(Case { report, weeks_held, holding, substituting, voices, ask }))
}

/// Behind whom minutes stand.
struct Spent {
    held: Arc<Cube>,
    holding: Arc<Cube>,
    substituting: Arc<Cube>,
}

impl Spent {
    /// Decides for every need and place whether so many people stand behind the minutes that they may be shown.
    fn of(decided: &Decided, edition: &Edition, facts: &[GapFact], contacts: &[TimeFact]) -> Result<Self, NoCube> {
        let of_person = by_person(contacts);
        let mut units: HashMap<Id<Person>, u64> = HashMap::new();
        let (mut held, mut holding, mut substituting) = (Vec::new(), Vec::new(), Vec::new());
        for fact in facts {
            let theirs = of_person.get(&fact.person).map(Vec::as_slice).unwrap_or_default();
            let sum = minutes(&[fact], theirs, edition.year);
            let next = units.len() as u64;
            let unit = *units.entry(fact.person).or_insert(next);
            let row =
                || Row { unit, values: edition.axes.iter().map(|axis| axis.place(&fact.value(axis.by))).collect() };
            if !fact.held.is_empty() {
                held.push(row());
            }
            if sum.holding > 0 {
                holding.push(row());
            }
            if sum.substituting > 0 {
                substituting.push(row());
            }
        }
        let sizes: Vec<usize> = edition.axes.iter().map(|axis| axis.values.len()).collect();
        let tables = super::axes::needs_and_places(&edition.axes);
        let tables: Vec<&[usize]> = tables.iter().map(Vec::as_slice).collect();
        let cube = |rows: &[Row]| decided.cube(&sizes, &tables, &[], rows);
        Ok(Self { held: cube(&held)?, holding: cube(&holding)?, substituting: cube(&substituting)? })
    }

    /// The weeks held and the minutes of a report's need and place, rounded to the nearest 5; nothing where they may not
    /// be shown.
    fn of_filter(
        &self,
        report: &Report,
        facts: &[GapFact],
        contacts: &[TimeFact],
    ) -> (Option<u64>, Option<u64>, Option<u64>) {
        let fixed = report.filter();
        let gaps = of_filter(&report.edition, fixed, facts);
        let people: BTreeSet<Id<Person>> = gaps.iter().map(|gap| gap.person).collect();
        let theirs: Vec<TimeFact> = contacts.iter().filter(|it| people.contains(&it.person)).cloned().collect();
        let Minutes { holding, substituting } = minutes(&gaps, &theirs, report.edition.year);
        let shown = |cube: &Cube, minutes: u64| {
            let filter = report.edition.filled(fixed);
            match (report.affected, cube.figure(&filter)) {
                (Shown::Count(_), Some(Shown::Count(_))) => Some((minutes + 2) / 5 * 5),
                _ => None,
            }
        };
        let weeks = u64::from(weeks_held(gaps.iter().copied()));
        (shown(&self.held, weeks), shown(&self.holding, holding), shown(&self.substituting, substituting))
    }
}

fn by_person(contacts: &[TimeFact]) -> BTreeMap<Id<Person>, Vec<TimeFact>> {
    let mut all: BTreeMap<Id<Person>, Vec<TimeFact>> = BTreeMap::new();
    for it in contacts {
        all.entry(it.person).or_default().push(it.clone());
    }
    all
}

/// The gaps that a filter counts.
fn of_filter<'a>(edition: &Edition, filter: &Filter, facts: &'a [GapFact]) -> Vec<&'a GapFact> {
    facts.iter().filter(|fact| edition.counts(filter, fact)).collect()
}

/// The filters under which words may be printed, in the order in which they are chosen: those that a case may have.
const UNDER: [&[By]; 12] = [
    &[By::Domain],
    &[By::Sector],
    &[By::Domain, By::District],
    &[By::Sector, By::District],
    &[By::Domain, By::Practice],
    &[By::Sector, By::Practice],
    &[By::Domain, By::Quarter],
    &[By::Sector, By::Quarter],
    &[By::Domain, By::District, By::Quarter],
    &[By::Sector, By::District, By::Quarter],
    &[By::Domain, By::Practice, By::Quarter],
    &[By::Sector, By::Practice, By::Quarter],
];

/// Whether the words of a gap are printed under a filter. Words that stand under "housing" and under "community" are those
/// of somebody who needs housing from the community; so they stand only under filters of which all together may still be
/// shown, the wider ones first.
fn stand_under(edition: &Edition, gap: &GapFact, filter: &Filter) -> bool {
    let of = |by: By| edition.axis(by).map(|axis| (by, axis.place(&gap.value(by))));
    let is_asked = |under: &[By]| under.len() == filter.len() && filter.iter().all(|(by, _)| under.contains(by));
    let mut all_together: Filter = Vec::new();
    for under in UNDER {
        let Some(these) = under.iter().map(|by| of(*by)).collect::<Option<Filter>>() else { continue };
        let mut together = all_together.clone();
        together.extend(these.into_iter().filter(|it| !all_together.contains(it)));
        if !matches!(edition.figure(&together), Shown::Count(count) if count > 0) {
            continue;
        }
        if is_asked(under) {
            return true;
        }
        all_together = together;
    }
    false
}

/// What people said would have helped, each once, where so many are counted that nobody is pointed at; by the alphabet, so
/// that the order tells nothing.
pub(super) fn voices(report: &Report, facts: &[GapFact]) -> Vec<String> {
    if !matches!(report.affected, Shown::Count(count) if count > 0) {
        return Vec::new();
    }
    let gaps = of_filter(&report.edition, report.filter(), facts);
    let stands = gaps.iter().filter(|gap| stand_under(&report.edition, gap, report.filter()));
    let all: BTreeSet<String> = stands.filter_map(|gap| gap.voice.as_ref().map(ToString::to_string)).collect();
    all.into_iter().collect()
}

/// What is typed.
#[derive(Debug, Clone, Default)]
pub struct AskInput {
    /// Code of the year.
    pub period: String,
    /// The need, as the report writes it.
    pub need: String,
    /// The place, or empty.
    pub place: String,
    /// What is asked for.
    pub words: String,
}

/// Writes down what is asked for. `version` is 0 where nothing was written before.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when somebody else wrote meanwhile.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskForInvestment, Id<Service>>,
    version: i64,
    input: &AskInput,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let period = Period::parse(&input.period).filter(|it| it.quarter().is_none());
    let period = faults.take(period.ok_or_else(|| Rejection::new("ask.period", BadAsk::Period.sentence())));
    let need = Line::new(&input.need).map_err(|_| Rejection::new("ask.need", BadAsk::Need.sentence()));
    let need = faults.take(need);
    let place = Line::optional(&input.place).map_err(|_| Rejection::new("ask.place", BadAsk::Place.sentence()));
    let place = faults.take(place);
    let words = faults.text("words", "Write what is asked for.", Words::new(&input.words));
    faults.finish()?;
    let (Some(period), Some(need), Some(place), Some(words)) = (period, need, place, words) else {
        unreachable!("what is missing was noted as a fault")
    };
    let by = (ctx.account()?, ctx.now());
    let before = asks::find(work.tx(), permit.key(), period, need.as_str(), &input.place)?;
    match before {
        None if version == 0 => {
            let about = About { period, need, place };
            let (it, event) = InvestmentAsk::write(ctx.id(), permit.key(), about, words, by);
            save::new(work.tx(), &ctx.writ::<act::AskForInvestment>(), &it, &event)?;
        }
        Some(kept) if kept.version == version => {
            let (it, event) = kept.it.rewrite(words, by)?;
            save::change(work.tx(), &ctx.writ::<act::AskForInvestment>(), version, &it, &event)?;
        }
        _ => return Err(Refusal::Stale),
    }
    Ok(())
}

/// How many weeks somebody was held, for the page and the files.
pub(super) fn weeks_in_words(weeks: Option<u64>) -> String {
    let what = Figure::WeeksHeld.label();
    match weeks {
        Some(0) => format!("{what}: none was written down."),
        Some(weeks) => format!("{what}: about {weeks}, of everybody together."),
        None => format!("{what}: too few people stand behind it to say how many."),
    }
}

/// What a line of the case is called, for the page and the files.
pub(super) fn minutes_in_words(figure: Figure, minutes: Option<u64>) -> String {
    match minutes {
        Some(0) => format!("{}: none was written down.", figure.label()),
        Some(minutes) => format!("{}: about {minutes} minutes ({:.0} hours).", figure.label(), minutes as f64 / 60.0),
        None => format!("{}: too few people stand behind it to say how much.", figure.label()),
    }
}
