//! The practices that refer to a service: added, called by a name, reached by e-mail, ended and begun again.
//!
//! # Invariants
//! - What a service says of a practice stands with its own relationship and changes nothing for another service.
//! - A new address may be sent no text before an administrator has marked it as secure.
//! - A practice that has ended keeps everything it sent; it opens nothing, and its code stops.

use jiff::Timestamp;
use kith_domain::boundary::agreement::State;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, fold, looks_like_email};
use kith_store::practices::{Known, Unfinished};
use kith_store::staff::Relation;
use kith_store::{Kept, agreements, news, practice_codes as codes, practices as stored, save, settings, staff};

use crate::accounts::Fresh;
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::practice_codes;
use crate::refusal::{Faults, Refusal};

/// A practice as a list shows it.
#[derive(Debug, Clone)]
pub struct InList {
    /// The practice and its relationship.
    pub known: Known,
    /// How many people there have a role, and so an account.
    pub accounts: i64,
    /// Whether it has a practice code that works.
    pub has_code: bool,
}

/// The practices of a service, by name; those that have ended last.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeService, Id<Service>>,
    words: &str,
) -> Result<Vec<InList>, Refusal> {
    let accounts = stored::accounts(look.tx(), permit.key())?;
    let working: Vec<Id<Practice>> =
        codes::working(look.tx(), permit.key())?.into_iter().map(|kept| kept.it.practice).collect();
    let words: Vec<String> = fold(words).split_whitespace().map(str::to_owned).collect();
    let mut lines: Vec<InList> = stored::of_service(look.tx(), permit.key())?
        .into_iter()
        .map(|kept| kept.it)
        .filter(|known| {
            let it = &known.practice;
            let email = it.email.as_ref().map_or("", Line::as_str);
            let all = fold(&format!("{} {} {email}", it.name, it.ods_code.as_str()));
            words.iter().all(|word| all.contains(word.as_str()))
        })
        .map(|known| InList {
            accounts: accounts.get(&known.practice.id).copied().unwrap_or(0),
            has_code: working.contains(&known.practice.id),
            known,
        })
        .collect();
    lines.sort_by_cached_key(|line| {
        let it = &line.known;
        (it.relation.ended.is_some(), fold(it.practice.name.as_str()), it.practice.id.uuid())
    });
    Ok(lines)
}

/// One change of what a service says of a practice.
#[derive(Debug, Clone)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was done, in words.
    pub what: String,
    /// What it says now, line by line.
    pub lines: Vec<String>,
}

/// One practice with everything about it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The practice and its relationship, with the version of the latter.
    pub known: Kept<Known>,
    /// How many people there have a role.
    pub accounts: i64,
    /// Whether it has a practice code that works.
    pub has_code: bool,
    /// Whether text may be sent to its address.
    pub is_secure: bool,
    /// Whom to ring there for a risk that must be seen to the same day.
    pub same_day: Option<Line>,
    /// Where the scope agreement stands: the number of the version in force, and of one that waits.
    pub agreement: (Option<u32>, Option<u32>),
    /// What is open with it.
    pub unfinished: Unfinished,
    /// What was changed, newest first.
    pub history: Vec<Change>,
}

/// Opens one practice.
///
/// # Errors
/// [`Refusal::Hidden`] when the service has and had no relationship with it.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeService, Id<Service>>,
    practice: Id<Practice>,
) -> Result<Opened, Refusal> {
    let service = permit.key();
    let known = stored::find(look.tx(), service, practice)?.ok_or(Refusal::Hidden)?;
    let names: Names = staff::names(look.tx(), service)?.into_iter().collect();
    let email = known.it.practice.email.as_ref();
    let rules = news::rules(look.tx(), service)?.it;
    let kept = settings::of(look.tx(), service)?.it;
    let history = stored::history(look.tx(), known.it.relation.id)?;
    let versions = agreements::of_practice(look.tx(), service, practice)?;
    let number = |state| versions.iter().find(|kept| kept.it.state() == state).map(|kept| kept.it.number);
    Ok(Opened {
        accounts: stored::accounts(look.tx(), service)?.get(&practice).copied().unwrap_or(0),
        has_code: codes::working(look.tx(), service)?.iter().any(|kept| kept.it.practice == practice),
        is_secure: email.is_some_and(|email| rules.is_secure(email.as_str())),
        same_day: kept.same_day.into_iter().find(|(of, _)| *of == practice).map(|(_, number)| number),
        agreement: (number(State::Agreed), number(State::Proposed)),
        unfinished: stored::unfinished(look.tx(), service, practice)?,
        history: history.iter().filter_map(|it| in_words(it, &names)).collect(),
        known,
    })
}

/// One event in words; nothing for what is no change of a practice.
fn in_words(it: &kith_store::story::Happened, names: &Names) -> Option<Change> {
    let said = |key: &str| it.text(key).filter(|text| !text.is_empty());
    let mut lines = Vec::new();
    let what = match it.kind.as_str() {
        "relation.begun" => "added the practice",
        "relation.added" => {
            lines.extend(said("name").map(|name| format!("Name: {name}")));
            lines.extend(said("email").map(|email| format!("E-mail address: {email}")));
            "added the practice"
        }
        "relation.begun_again" => "let the practice refer again",
        "relation.ended" => {
            lines.extend(said("why").map(|why| format!("Why: {why}")));
            "ended that the practice refers here"
        }
        "relation.called" => {
            let or_none = |key: &str| said(key).unwrap_or("none").to_owned();
            if said("name_before") != said("name") {
                lines.push(format!("Name: {}, before: {}", or_none("name"), or_none("name_before")));
            }
            if said("email_before") != said("email") {
                lines.push(format!("E-mail address: {}, before: {}", or_none("email"), or_none("email_before")));
            }
            "changed what is known of the practice"
        }
        _ => return None,
    };
    let by = match it.account {
        Some(account) => names.get(&account).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned()),
        None => "The operator of the machine".to_owned(),
    };
    Some(Change { at: it.at, by, what: what.to_owned(), lines })
}

/// What is typed about a practice.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its ODS code; only for a new one.
    pub ods_code: String,
    /// Its e-mail address; empty when it has none.
    pub email: String,
}

/// The name and the address as typed.
fn card(faults: &mut Faults, input: &Input) -> (Option<Line>, Option<Line>) {
    let name = faults.text("name", "Enter the name of the practice.", Line::new(&input.name));
    let email = faults.optional("email", Line::optional(&input.email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "practice.email", "Enter an e-mail address, like name@example.org."));
    }
    (name, email)
}

/// Calls a practice by a name and an address, where either is another than before.
fn call<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<Relation>,
    before: &Practice,
    (name, email): (Line, Option<Line>),
) -> Result<(), Refusal> {
    if before.name == name && before.email == email {
        return Ok(());
    }
    let text = |line: Option<&Line>| line.map_or("", Line::as_str).to_owned();
    let event = Event::new("relation.called")
        .with("practice", before.id)
        .with("name_before", before.name.as_str())
        .with("name", &name)
        .with("email_before", text(before.email.as_ref()))
        .with("email", text(email.as_ref()));
    let it = Relation { name: Some(name), email, ..kept.it };
    save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    Ok(())
}

/// Adds a practice: one that is new to the store, or one that is known there and does not refer to this service yet. One
/// that did once begins again.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, or when it refers here already.
pub fn add(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AgreePractice, Id<Service>>,
    fresh: &Fresh,
    input: &Input,
) -> Result<Id<Practice>, Refusal> {
    // One that begins again gets the address that is typed.
    fresh.of(ctx)?;
    let service = permit.key();
    let mut faults = Faults::new();
    let (name, email) = card(&mut faults, input);
    let ods_code = faults.take(OdsCode::parse(&input.ods_code).ok_or_else(|| {
        Rejection::of_field(
            "ods_code",
            "practice.ods_code",
            "Enter the practice’s ODS code: 3 to 10 letters and digits, like A81001.",
        )
    }));
    faults.finish()?;
    let (Some(name), Some(ods_code)) = (name, ods_code) else {
        unreachable!("every missing part was noted as a fault")
    };
    let writ = || ctx.writ::<act::AgreePractice>();
    let known = staff::practice_by_code(work.tx(), &ods_code)?;
    let practice = match known {
        Some(known) => known,
        None => {
            let it = Practice { id: ctx.id(), ods_code, name: name.clone(), email: None };
            let event = Event::new("practice.added").with("ods_code", it.ods_code.as_str()).with("name", &it.name);
            save::new(work.tx(), &writ(), &it, &event)?;
            it
        }
    };
    let (kept, before) = match stored::find(work.tx(), service, practice.id)? {
        Some(Kept { it, .. }) if it.relation.ended.is_none() => {
            return Err(Rejection::of_field(
                "ods_code",
                "practice.known",
                format!("The practice with this code refers to your service already: {}.", it.practice.name),
            )
            .into());
        }
        Some(Kept { version, it }) => {
            let begun = Relation { ended: None, ..it.relation };
            let event = Event::new("relation.begun_again").with("practice", practice.id);
            let saved = save::change(work.tx(), &writ(), version, &begun, &event)?;
            (Kept { version: saved.version, it: begun }, it.practice)
        }
        None => {
            // What another service calls it is not told: this one begins with its own words.
            let it = Relation { name: Some(name), email, ..Relation::begin(ctx.id(), service, practice.id) };
            let event = Event::new("relation.added")
                .with("practice", practice.id)
                .with("name", it.name.as_ref())
                .with("email", it.email.as_ref());
            save::new(work.tx(), &writ(), &it, &event)?;
            return Ok(practice.id);
        }
    };
    call::<act::AgreePractice>(work, ctx, kept, &before, (name, email))?;
    Ok(before.id)
}

/// Changes what a practice is called and where it is sent e-mail.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong; [`Refusal::Stale`] when somebody changed it meanwhile;
/// [`Refusal::Hidden`] when it has nothing to do with the service.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepPractice, Id<Service>>,
    fresh: &Fresh,
    (practice, version): (Id<Practice>, i64),
    input: &Input,
) -> Result<(), Refusal> {
    fresh.of(ctx)?;
    let kept = stored::find(work.tx(), permit.key(), practice)?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let (name, email) = card(&mut faults, input);
    faults.finish()?;
    let Some(name) = name else { unreachable!("a missing name was noted as a fault") };
    let relation = Kept { version, it: kept.it.relation };
    call::<act::KeepPractice>(work, ctx, relation, &kept.it.practice, (name, email))
}

/// Ends that a practice refers to the service. Its code stops; what it sent stays.
///
/// # Errors
/// [`Refusal::Rejected`] when no reason is given or it has ended already; [`Refusal::Stale`]; [`Refusal::Hidden`].
pub fn end(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AgreePractice, Id<Service>>,
    (practice, version): (Id<Practice>, i64),
    why: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let why = faults.text("why", "Say why, in a few words, like “Merged with Harbour Lane”.", Line::new(why));
    faults.finish()?;
    let Some(why) = why else { unreachable!("a missing reason was noted as a fault") };
    let kept = stored::find(work.tx(), permit.key(), practice)?.ok_or(Refusal::Hidden)?;
    if kept.it.relation.ended.is_some() {
        return Err(Rejection::new("practice.ended", "This practice has ended already. Nothing was changed.").into());
    }
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    practice_codes::stop::<act::AgreePractice>(work, ctx, permit.key(), practice)?;
    let it = Relation { ended: Some(ctx.now()), ..kept.it.relation };
    let event = Event::new("relation.ended").with("practice", practice).with("why", &why);
    save::change(work.tx(), &ctx.writ::<act::AgreePractice>(), version, &it, &event)?;
    Ok(())
}

/// Lets a practice that has ended refer again.
///
/// # Errors
/// [`Refusal::Rejected`] when it has not ended; [`Refusal::Stale`]; [`Refusal::Hidden`].
pub fn begin_again(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AgreePractice, Id<Service>>,
    (practice, version): (Id<Practice>, i64),
) -> Result<(), Refusal> {
    let kept = stored::find(work.tx(), permit.key(), practice)?.ok_or(Refusal::Hidden)?;
    if kept.it.relation.ended.is_none() {
        return Err(Rejection::new(
            "practice.refers",
            "This practice refers to your service already. Nothing was changed.",
        )
        .into());
    }
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let it = Relation { ended: None, ..kept.it.relation };
    let event = Event::new("relation.begun_again").with("practice", practice);
    save::change(work.tx(), &ctx.writ::<act::AgreePractice>(), version, &it, &event)?;
    Ok(())
}
