//! What a service says of itself: read by its leads and administrators, changed by its manager.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::calendar::{Calendar, Nation, OpeningDays};
use kith_domain::day::Meant;
use kith_domain::event::{Event, Fact};
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::settings::{Day, Listed, Settings, Urgent, changed};
use kith_domain::staff::Service;
use kith_domain::support::WayOfWorking;
use kith_domain::text::{Line, Words};
use kith_store::save::{self, SaveError};
use kith_store::{DbError, Kept, settings, staff, support, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::letter_templates;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// What a service says of itself, with what its pages need beside it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The settings; version 0 until anything was changed.
    pub settings: Kept<Settings>,
    /// The service, for its name and telephone number.
    pub service: Kept<Service>,
    /// The practices that refer to it, by name.
    pub practices: Vec<Practice>,
    /// What we did: the whole list, in its order.
    pub ways: Vec<Kept<WayOfWorking>>,
}

/// Opens what the service says of itself.
///
/// # Errors
/// When the store cannot answer.
pub fn open<A: Act>(look: &mut Look<'_, '_>, permit: &Permit<A, Id<Service>>) -> Result<Opened, Refusal> {
    let service = permit.key();
    Ok(Opened {
        settings: settings::of(look.tx(), service)?,
        service: table::find::<Service>(look.tx(), service.uuid())?.ok_or(Refusal::Hidden)?,
        practices: staff::practices_of_service(look.tx(), service)?,
        ways: support::kept_ways(look.tx(), service)?,
    })
}

/// When the service works, for counting waits on pages that have a permit for something else.
///
/// # Errors
/// When the store cannot answer.
pub fn calendar<A: Act, K: Copy>(
    look: &mut Look<'_, '_>,
    _permit: &Permit<A, K>,
    service: Id<Service>,
) -> Result<Calendar, Refusal> {
    Ok(settings::of(look.tx(), service)?.it.calendar())
}

/// The service's own words, for pages that have a permit for something else.
///
/// # Errors
/// When the store cannot answer.
pub fn words<A: Act>(look: &mut Look<'_, '_>, permit: &Permit<A, Id<Service>>) -> Result<Settings, Refusal> {
    Ok(settings::of(look.tx(), permit.key())?.it)
}

/// One change: who, when, what it said before and what it says now.
#[derive(Debug, Clone)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was changed.
    pub what: String,
    /// What it said before; empty when nothing was said.
    pub before: String,
    /// What it says now.
    pub after: String,
}

/// Everything that was changed, newest first.
///
/// # Errors
/// When the store cannot answer.
pub fn history(look: &mut Look<'_, '_>, permit: &Permit<act::SeeService, Id<Service>>) -> Result<Vec<Change>, Refusal> {
    let names: BTreeMap<_, _> = staff::names(look.tx(), permit.key())?.into_iter().collect();
    let said = |facts: &[(String, Fact)], name: &str| {
        facts.iter().find_map(|(found, fact)| match fact {
            Fact::Text(text) if found == name => Some(text.clone()),
            _ => None,
        })
    };
    let who = |account: Option<Id<kith_domain::staff::Account>>| match account {
        Some(account) => names.get(&account).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned()),
        None => "The operator of the machine".to_owned(),
    };
    let templates = letter_templates::changes(look.tx(), permit.key())?.into_iter().map(|(it, before, after)| Change {
        at: it.at,
        by: who(it.account),
        what: format!("letter template “{}”", it.text("title").unwrap_or_default()),
        before,
        after,
    });
    let lines = settings::history(look.tx(), permit.key())?.into_iter().map(|it| Change {
        at: it.at,
        by: who(it.account),
        what: said(&it.facts, "what").unwrap_or_default(),
        before: said(&it.facts, "before").unwrap_or_default(),
        after: said(&it.facts, "after").unwrap_or_default(),
    });
    let mut all: Vec<Change> = lines.chain(templates).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.at));
    Ok(all)
}

/// Loads the settings as they were when the form was drawn.
pub(crate) fn load(work: &mut Work<'_, '_>, service: Id<Service>, version: i64) -> Result<Kept<Settings>, Refusal> {
    let kept = settings::of(work.tx(), service)?;
    if kept.version == version { Ok(kept) } else { Err(Refusal::Stale) }
}

/// Saves settings that were read at a version; the first change of all makes the row.
fn save(work: &mut Work<'_, '_>, ctx: &Ctx, version: i64, it: &Settings, event: &Event) -> Result<(), Refusal> {
    save_as::<act::ChangeService>(work, ctx, version, it, event)
}

/// The same for another action.
pub(crate) fn save_as<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    version: i64,
    it: &Settings,
    event: &Event,
) -> Result<(), Refusal> {
    let writ = ctx.writ::<A>();
    if version > 0 {
        save::change(work.tx(), &writ, version, it, event)?;
        return Ok(());
    }
    match save::new(work.tx(), &writ, it, event) {
        // Somebody else made the first change of all in the same moment.
        Err(SaveError::Db(DbError::Unique { .. })) => Err(Refusal::Stale),
        other => Ok(other?),
    }
}

/// Saves settings of a room of their own, that were read at a version.
pub(crate) fn save_changed(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    version: i64,
    it: &Settings,
    event: &Event,
) -> Result<(), Refusal> {
    save(work, ctx, version, it, event)
}

/// Opening days as sent.
#[derive(Debug, Clone, Default)]
pub struct OpeningInput {
    /// Codes of the days of the week.
    pub days: Vec<String>,
    /// Code of [`Nation`].
    pub nation: String,
}

/// Sets the days of the week and whose bank holidays are kept.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when somebody changed the settings meanwhile.
pub fn open_on(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    input: &OpeningInput,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let days = faults.take(OpeningDays::of(input.days.iter().map(String::as_str)).ok_or_else(|| {
        Rejection::of_field("days", "settings.no_day", "Tick at least one day on which the service works.")
    }));
    let nation = faults.take(Nation::from_code(&input.nation).ok_or_else(|| {
        Rejection::of_field("nation", "settings.nation", "Choose whose bank holidays you keep, or none.")
    }));
    faults.finish()?;
    let (Some(days), Some(nation)) = (days, nation) else { unreachable!("what is missing was noted as a fault") };
    let kept = load(work, permit.key(), version)?;
    let (it, event) = kept.it.open_on(days, nation);
    save(work, ctx, kept.version, &it, &event)
}

/// One day by hand, as typed.
#[derive(Debug, Clone, Default)]
pub struct DayInput {
    /// Day, month, year as typed.
    pub day: (String, String, String),
    /// Why.
    pub name: String,
    /// `open` or `closed`.
    pub is: String,
}

/// Says of one day whether the service is open.
///
/// # Errors
/// As for [`open_on`].
pub fn set_day(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    input: &DayInput,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let day = faults.take(date(&input.day, ctx.today()));
    let name = faults.text("name", "Say why, in a few words, like “Team day”.", Line::new(&input.name));
    let is_open = faults.take(match input.is.as_str() {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => {
            Err(Rejection::of_field("is", "settings.open_or_closed", "Choose whether you are open or closed that day."))
        }
    });
    faults.finish()?;
    let (Some(day), Some(name), Some(is_open)) = (day, name, is_open) else {
        unreachable!("what is missing was noted as a fault")
    };
    let kept = load(work, permit.key(), version)?;
    let (it, event) = kept.it.set_day(Day { day, name, is_open })?;
    save(work, ctx, kept.version, &it, &event)
}

/// Reads a day typed in three boxes; between 2000 and 2100, so that a slip in the year is noticed.
fn date(typed: &dates::Typed, today: Date) -> Result<Date, Rejection> {
    let date = dates::read("which", typed, today, Meant::ToCome)?;
    if (2000..=2100).contains(&date.year()) {
        return Ok(date);
    }
    Err(Rejection::of_field("which", "settings.day", "Enter a day between 2000 and 2100, like 24 12 2026."))
}

/// Takes back what was said of a day.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing was said of it, [`Refusal::Stale`] when somebody changed the settings meanwhile.
pub fn clear_day(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    day: &str,
) -> Result<(), Refusal> {
    let kept = load(work, permit.key(), version)?;
    let day = day.parse().map_err(|_| Rejection::new("settings.no_such_day", "Choose a day of the list."))?;
    let (it, event) = kept.it.clear_day(day)?;
    save(work, ctx, kept.version, &it, &event)
}

/// Whom to ring, as typed.
#[derive(Debug, Clone, Default)]
pub struct UrgentInput {
    /// The service's telephone number.
    pub phone: String,
    /// The notice, in the service's words.
    pub words: String,
    /// The crisis number.
    pub crisis: String,
    /// Safeguarding of adults.
    pub adults: String,
    /// Safeguarding of children.
    pub children: String,
}

/// Sets the telephone number of the service and whom to ring when something cannot wait.
///
/// # Errors
/// As for [`open_on`].
pub fn tell_urgent(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    input: &UrgentInput,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let phone = faults.phone("phone", &input.phone);
    let urgent = Urgent {
        words: faults.optional("words", Words::optional(&input.words)),
        crisis: faults.optional("crisis", Line::optional(&input.crisis)),
        safeguarding_adults: faults.optional("adults", Line::optional(&input.adults)),
        safeguarding_children: faults.optional("children", Line::optional(&input.children)),
    };
    faults.finish()?;
    let kept = load(work, permit.key(), version)?;
    let service = table::find::<Service>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if service.it.phone != phone {
        let said = |phone: &Option<Line>| phone.as_ref().map_or("", Line::as_str).to_owned();
        let event = changed("telephone number", &said(&service.it.phone), &said(&phone));
        let it = Service { phone, ..service.it };
        save::change(work.tx(), &ctx.writ::<act::ChangeService>(), service.version, &it, &event)?;
    }
    let (it, event) = kept.it.tell_urgent(urgent);
    // The version moves on also when only the telephone number changed, so that an older form is refused.
    save(work, ctx, kept.version, &it, &event)
}

/// Closes the public door with a sentence, or opens it again.
///
/// # Errors
/// [`Refusal::Rejected`] when it is not said what people read, or the door stands like that already;
/// [`Refusal::Stale`] when somebody changed the settings meanwhile.
pub fn set_door(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    (door, words): (&str, &str),
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let closed = match door {
        "open" => None,
        "closed" => {
            let empty = "Write what people read while the door is closed, and where else they can turn.";
            faults.text("words", empty, Words::new(words))
        }
        _ => {
            faults.add(Rejection::of_field(
                "door",
                "settings.door_choice",
                "Choose whether the door is open or closed.",
            ));
            None
        }
    };
    faults.finish()?;
    let kept = load(work, permit.key(), version)?;
    let (it, event) = kept.it.set_door(closed)?;
    save(work, ctx, kept.version, &it, &event)
}

/// Sets the number at each practice for a risk that must be seen to the same day.
///
/// # Errors
/// [`Refusal::Rejected`] when a practice is none of this service's or a number is too long; [`Refusal::Stale`].
pub fn tell_same_day(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    input: &[(Id<Practice>, String)],
) -> Result<(), Refusal> {
    let kept = load(work, permit.key(), version)?;
    let practices = staff::practices_of_service(work.tx(), permit.key())?;
    let names: Vec<(Id<Practice>, String)> = practices.iter().map(|it| (it.id, it.name.to_string())).collect();
    let mut numbers = Vec::new();
    for (practice, typed) in input {
        if !names.iter().any(|(id, _)| id == practice) {
            return Err(Rejection::new(
                "settings.no_such_practice",
                "One of these practices does not refer to your service any more. Open the page again. Nothing was saved.",
            )
            .into());
        }
        let number = Line::optional(typed).map_err(|_| {
            Rejection::new("settings.number", "A contact is at most 200 characters. Shorten it. Nothing was saved.")
        })?;
        numbers.extend(number.map(|number| (*practice, number)));
    }
    let (it, event) = kept.it.tell_same_day(numbers, &names);
    save(work, ctx, kept.version, &it, &event)
}

/// Says what is to be done when somebody who goes alone is not back and does not answer.
///
/// # Errors
/// [`Refusal::Rejected`] when it is too long; [`Refusal::Stale`].
pub fn tell_visits(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let kept = load(work, permit.key(), version)?;
    let (it, event) = kept.it.tell_visits(words);
    save(work, ctx, kept.version, &it, &event)
}

/// Changes the list of reasons for closing.
///
/// # Errors
/// As for [`open_on`].
pub fn word_closing(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    lines: &[Listed],
) -> Result<(), Refusal> {
    let kept = load(work, permit.key(), version)?;
    let (it, event) = kept.it.word_closing(lines)?;
    save(work, ctx, kept.version, &it, &event)
}

/// Changes the list of what a need may be about.
///
/// # Errors
/// As for [`open_on`].
pub fn word_needs(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    lines: &[Listed],
) -> Result<(), Refusal> {
    let kept = load(work, permit.key(), version)?;
    let (it, event) = kept.it.word_needs(lines)?;
    save(work, ctx, kept.version, &it, &event)
}
