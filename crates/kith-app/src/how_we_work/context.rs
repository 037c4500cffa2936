//! Context events: what is written down by a lead or manager, and what Kith derives from the history of its own settings
//! and from who came and left.
//!
//! # Invariants
//! - What Kith knows by itself is typed by nobody, and cannot be taken away.
//! - A correction keeps what was said before in the history of the event.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::context::{ContextEvent, Kind, Says, of_setting};
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::way_list::Change;
use kith_domain::text::{Line, Words};
use kith_domain::time;
use kith_store::{Kept, ReadTx, context, save, settings, staff, story, table, ways};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// A context event as it stands on the axis of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The day.
    pub on: Date,
    /// The kind.
    pub kind: Kind,
    /// What it was.
    pub what: String,
    /// More about it.
    pub words: Option<String>,
    /// Whether Kith knows of it by itself.
    pub derived: bool,
}

/// What the list of what we did is called in the history of the settings.
const WHAT_WE_DID: &str = "what we did";

/// Every context event of a service that was not taken away, in the order of time.
pub(super) fn noted(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Noted>, Refusal> {
    let written = context::of_service(tx, service)?.into_iter().filter(|kept| kept.it.gone.is_none()).map(|kept| {
        let it = kept.it.says;
        let words = it.words.map(|words| words.to_string());
        Noted { on: it.on, kind: it.kind, what: it.what.to_string(), words, derived: false }
    });
    let mut all: Vec<Noted> = written.collect();
    // The list of what we did says line by line what changed; the first version is none.
    let versions = ways::versions(tx, service)?;
    for (now, was) in versions.iter().zip(versions.iter().skip(1)) {
        let changes: Vec<String> = now.changes_from(was).iter().map(Change::in_words).collect();
        let words = (!changes.is_empty()).then(|| changes.join(" "));
        let (on, what) = (time::day_of(now.at), format!("Changed in the settings: {WHAT_WE_DID}"));
        all.push(Noted { on, kind: Kind::Template, what, words, derived: true });
    }
    let listed: Vec<Date> = all.iter().filter(|it| it.derived).map(|it| it.on).collect();
    for it in settings::history(tx, service)? {
        let what = it.text("what").unwrap_or_default();
        if what == WHAT_WE_DID && listed.contains(&time::day_of(it.at)) {
            continue;
        }
        if let Some(kind) = of_setting(what) {
            let words = format!(
                "From “{}” to “{}”.",
                it.text("before").unwrap_or_default(),
                it.text("after").unwrap_or_default()
            );
            let what = format!("Changed in the settings: {what}");
            all.push(Noted { on: time::day_of(it.at), kind, what, words: Some(words), derived: true });
        }
    }
    all.extend(staffed(&context::staffing(tx, service)?));
    all.sort_by_key(|it| it.on);
    Ok(all)
}

/// Who came and left, a line for each day. Whoever was there when the first of all came began with the service.
fn staffed(all: &[context::Staffed]) -> Vec<Noted> {
    let Some(first) = all.first().map(|it| time::day_of(it.at)) else { return Vec::new() };
    let mut days: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
    for it in all {
        let of = days.entry(time::day_of(it.at)).or_default();
        if it.came { of.0 += 1 } else { of.1 += 1 }
    }
    let count = |many: usize| match many {
        1 => "A link worker".to_owned(),
        many => format!("{many} link workers"),
    };
    let line = |(on, (came, left)): (Date, (usize, usize))| {
        let what = match (came, left) {
            (came, 0) => format!("{} joined", count(came)),
            (0, left) => format!("{} left", count(left)),
            (came, left) => format!("{} joined and {left} left", count(came)),
        };
        Noted { on, kind: Kind::Staffing, what, words: None, derived: true }
    };
    days.into_iter().filter(|(day, _)| *day > first).map(line).collect()
}

/// The list of context events.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What was written down, latest day first, with what was taken away.
    pub written: Vec<Kept<ContextEvent>>,
    /// What Kith knows by itself, latest first.
    pub derived: Vec<Noted>,
}

/// The list of context events of a service, for whoever may see how it works.
///
/// # Errors
/// When the store cannot answer.
pub fn list<A: Act>(look: &mut Look<'_, '_>, permit: &Permit<A, Id<Service>>) -> Result<Listed, Refusal> {
    let written = context::of_service(look.tx(), permit.key())?;
    let mut derived: Vec<Noted> = noted(look.tx(), permit.key())?.into_iter().filter(|it| it.derived).collect();
    derived.reverse();
    Ok(Listed { written, derived })
}

/// A context event as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The day.
    pub on: String,
    /// Code of [`Kind`].
    pub kind: String,
    /// What it was.
    pub what: String,
    /// More about it.
    pub words: String,
}

fn read(ctx: &Ctx, input: &Input) -> Result<Says, Refusal> {
    let mut faults = Faults::new();
    let on = faults.take(if input.on.trim().is_empty() {
        Err(Rejection::of_field("on", "context.no_day", "Enter the day from which it held, such as 3 March 2026."))
    } else {
        dates::read_one("on", &input.on, ctx.today(), Meant::Past)
    });
    let kind = faults.take(
        Kind::from_code(&input.kind)
            .ok_or_else(|| Rejection::of_field("kind", "context.kind", "Choose what kind of event it was.")),
    );
    let what = faults.text(
        "what",
        "Say in a line what it was, such as “New template for first meetings”.",
        Line::new(&input.what),
    );
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    let (Some(on), Some(kind), Some(what)) = (on, kind, what) else {
        unreachable!("what is missing was noted as a fault")
    };
    Ok(Says { on, kind, what, words })
}

/// Writes a context event down.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepContext, Id<Service>>,
    input: &Input,
) -> Result<Id<ContextEvent>, Refusal> {
    let (it, event) = ContextEvent::write(ctx.id(), permit.key(), read(ctx, input)?, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::KeepContext>(), &it, &event)?;
    Ok(it.id)
}

/// One entry of the history of an event.
#[derive(Debug, Clone)]
pub struct Before {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was done: written, corrected, taken away, put back.
    pub did: &'static str,
    /// What it said then.
    pub said: String,
}

/// One context event, opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The event.
    pub event: Kept<ContextEvent>,
    /// What it said and who changed it, oldest first.
    pub history: Vec<Before>,
}

fn load(tx: &mut ReadTx<'_>, service: Id<Service>, id: Id<ContextEvent>) -> Result<Kept<ContextEvent>, Refusal> {
    table::find::<ContextEvent>(tx, id.uuid())?.filter(|kept| kept.it.service == service).ok_or(Refusal::Hidden)
}

/// Opens a context event.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepContext, Id<Service>>,
    id: Id<ContextEvent>,
) -> Result<Opened, Refusal> {
    let event = load(look.tx(), permit.key(), id)?;
    let names: BTreeMap<_, _> = staff::names(look.tx(), permit.key())?.into_iter().collect();
    let history = story::of_subject(look.tx(), id.uuid())?.into_iter().map(|it| {
        let day = it.facts.iter().find_map(|(name, fact)| match fact {
            kith_domain::event::Fact::Day(day) if name == "on" => Some(time::date_in_words(*day)),
            _ => None,
        });
        let kind = it.text("kind").and_then(Kind::from_code).map(Kind::label);
        let parts = [day.as_deref(), kind, it.text("what"), it.text("words")];
        let did = match it.kind.as_str() {
            "context.written" => "wrote it down",
            "context.corrected" => "corrected it",
            "context.taken_away" => "took it away",
            _ => "put it back",
        };
        let by = it.account.and_then(|account| names.get(&account).cloned());
        Before {
            at: it.at,
            by: by.unwrap_or_else(|| "Somebody no longer here".to_owned()),
            did,
            said: parts.into_iter().flatten().collect::<Vec<_>>().join(". "),
        }
    });
    Ok(Opened { event, history: history.collect() })
}

/// Corrects a context event.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Stale`] when it was changed meanwhile; [`Refusal::Rejected`] with
/// everything that is wrong with the form.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepContext, Id<Service>>,
    (id, version): (Id<ContextEvent>, i64),
    input: &Input,
) -> Result<(), Refusal> {
    let kept = load(work.tx(), permit.key(), id)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (it, event) = kept.it.correct(read(ctx, input)?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::KeepContext>(), version, &it, &event)?;
    Ok(())
}

/// Takes a context event away, or puts it back. What is so already stays so.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none; [`Refusal::Rejected`] when it is neither wish.
pub fn stand(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepContext, Id<Service>>,
    id: Id<ContextEvent>,
    wish: &str,
) -> Result<&'static str, Refusal> {
    let kept = load(work.tx(), permit.key(), id)?;
    let (is_there, said) = match wish {
        "away" => (false, "context-taken-away"),
        "back" => (true, "context-put-back"),
        _ => {
            let how = "The form says neither to take the event away nor to put it back. Open it again.";
            return Err(Rejection::new("context.wish", how).into());
        }
    };
    if let Some((it, event)) = kept.it.stand(is_there, ctx.now()) {
        save::change(work.tx(), &ctx.writ::<act::KeepContext>(), kept.version, &it, &event)?;
    }
    Ok(said)
}
