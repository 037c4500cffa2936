//! Scope agreements: written by the service, agreed by both sides, in versions.
//!
//! # Invariants
//! - The version that both agreed stays in force until both have agreed to a later one.
//! - Whoever writes a version agrees to nothing by it: agreeing is an act of its own, for each side.
//! - A link opens one version, agrees to it, and shows nothing of any person.

use jiff::civil::Date;
use kith_domain::boundary::agreement::{Access, ForPractice, Reach, ScopeAgreement, State, Terms};
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::link::{Opens, Way};
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Act, Actor, Holder, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::{
    Kept, NO_SERVICE, Reach as Within, ReadTx, agreements as stored, house, practices, save, staff, table,
};

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::delivery::Delivery;
use crate::links::{digest_of, is_secret};
use crate::people::Names;
use crate::permit::{Between, OnEntry, Permit};
use crate::refusal::{Faults, Refusal};

/// The version in force between a service and a practice.
pub(crate) fn in_force(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
) -> Result<Option<ScopeAgreement>, Refusal> {
    let all = stored::of_practice(tx, service, practice)?;
    Ok(all.into_iter().map(|kept| kept.it).find(|it| it.state() == State::Agreed))
}

/// The versions in force of a service, for where a request crosses one.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn all_in_force(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<ScopeAgreement>, Refusal> {
    Ok(stored::standing(tx, service)?.into_iter().filter(|it| it.state() == State::Agreed).collect())
}

/// The agreement with one practice.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The service.
    pub service: Service,
    /// The practice.
    pub practice: Practice,
    /// Whether it refers here no more.
    pub has_ended: bool,
    /// The version that is in force.
    pub in_force: Option<Kept<ScopeAgreement>>,
    /// The version that is not agreed by both yet.
    pub proposed: Option<Kept<ScopeAgreement>>,
    /// The versions before, newest first.
    pub before: Vec<ScopeAgreement>,
    /// Links to the proposed version that were sent, newest first. For the service's side.
    pub links: Vec<AgreementLink>,
    /// When it is read.
    pub now: jiff::Timestamp,
    /// Names of whoever wrote or agreed.
    pub names: Names,
}

impl Opened {
    /// The version to begin a new one from: the newest.
    #[must_use]
    pub fn newest(&self) -> Option<&ScopeAgreement> {
        self.proposed.as_ref().or(self.in_force.as_ref()).map(|kept| &kept.it).or(self.before.first())
    }
}

fn opened(tx: &mut ReadTx<'_>, ctx: &Ctx, (service, practice): Between) -> Result<Opened, Refusal> {
    let known = practices::find(tx, service, practice)?.ok_or(Refusal::Hidden)?.it;
    let (mut in_force, mut proposed, mut before) = (None, None, Vec::new());
    for kept in stored::of_practice(tx, service, practice)? {
        match kept.it.state() {
            State::Agreed if in_force.is_none() => in_force = Some(kept),
            State::Proposed if proposed.is_none() => proposed = Some(kept),
            _ => before.push(kept.it),
        }
    }
    let all = in_force.iter().chain(&proposed).map(|kept| &kept.it).chain(&before);
    let mut staff_ids = Vec::new();
    for it in all {
        staff_ids.push(it.written.0);
        staff_ids.extend(it.service_agreed.map(|(_, by)| by));
        if let Some((_, ForPractice::Account(by))) = &it.practice_agreed {
            staff_ids.push(*by);
        }
    }
    let links = match (&proposed, ctx.actor().post()) {
        (Some(kept), Some(Post::TeamLead(_) | Post::ServiceManager(_))) => stored::links(tx, kept.it.id)?,
        _ => Vec::new(),
    };
    Ok(Opened {
        service: table::find::<Service>(tx, service.uuid())?.ok_or(Refusal::Hidden)?.it,
        practice: known.practice,
        has_ended: known.relation.ended.is_some(),
        names: staff::names_of(tx, service, staff_ids.into_iter())?.into_iter().collect(),
        links: links.into_iter().map(|kept| kept.it).collect(),
        now: ctx.now(),
        in_force,
        proposed,
        before,
    })
}

/// Opens the agreement with a practice.
///
/// # Errors
/// When the store cannot answer.
pub fn open<A: Act>(look: &mut Look<'_, '_>, ctx: &Ctx, permit: &Permit<A, Between>) -> Result<Opened, Refusal> {
    opened(look.tx(), ctx, permit.key())
}

/// A version as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// What the role is, a line each.
    pub is: String,
    /// What it is not, a line each.
    pub is_not: String,
    /// Whom to reach on the same day.
    pub who: String,
    /// On which number.
    pub phone: String,
    /// When.
    pub hours: String,
    /// Who answers otherwise.
    pub deputy: String,
    /// Code of [`Access`], or empty.
    pub access: String,
    /// Since when.
    pub access_since: String,
    /// Which meetings.
    pub meetings: String,
    /// How often.
    pub often: String,
    /// Since when invited.
    pub invited_since: String,
    /// Who supervises clinically.
    pub clinical: String,
    /// Who supervises as a manager.
    pub managerial: String,
}

/// A text as its lines; an empty one says nothing.
fn lines(faults: &mut Faults, field: &'static str, typed: &str) -> Vec<Line> {
    let mut all = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Line::optional(line) {
            Ok(line) => all.extend(line),
            Err(_) => {
                let start: String = line.chars().take(30).collect();
                faults.add(Rejection::of_field(
                    field,
                    "agreement.line",
                    format!("Shorten the line that begins “{start}” to 200 characters or fewer."),
                ));
            }
        }
    }
    all
}

fn read(ctx: &Ctx, input: &Input) -> Result<Terms, Refusal> {
    let mut faults = Faults::new();
    let today = ctx.today();
    let day = |faults: &mut Faults, field: &'static str, typed: &str| -> Option<Date> {
        match typed.trim() {
            "" => None,
            typed => faults.take(dates::read_one(field, typed, today, Meant::Past)),
        }
    };
    let access_since = day(&mut faults, "access_since", &input.access_since);
    let invited_since = day(&mut faults, "invited_since", &input.invited_since);
    let access = match input.access.as_str() {
        "" => None,
        code => faults.take(
            Access::from_code(code)
                .ok_or_else(|| Rejection::of_field("access", "agreement.access", "Choose from the list.")),
        ),
    };
    let terms = Terms {
        is: lines(&mut faults, "is", &input.is),
        is_not: lines(&mut faults, "is_not", &input.is_not),
        reach: Reach {
            who: faults.optional("who", Line::optional(&input.who)),
            phone: faults.optional("phone", Line::optional(&input.phone)),
            hours: faults.optional("hours", Line::optional(&input.hours)),
            deputy: faults.optional("deputy", Line::optional(&input.deputy)),
        },
        access,
        access_since,
        meetings: faults.optional("meetings", Line::optional(&input.meetings)),
        often: faults.optional("often", Line::optional(&input.often)),
        invited_since,
        clinical: faults.optional("clinical", Line::optional(&input.clinical)),
        managerial: faults.optional("managerial", Line::optional(&input.managerial)),
    };
    faults.finish()?;
    Ok(terms.checked()?)
}

/// Writes a new version. One that was not agreed by both yet is replaced; the one in force stays.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, or when the practice refers here no more;
/// [`Refusal::Stale`] when somebody else wrote one meanwhile: `number` is of the newest that was read, 0 for none.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAgreement, Between>,
    number: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let (service, practice) = permit.key();
    only_while_it_refers(work.tx(), permit.key())?;
    let all = stored::of_practice(work.tx(), service, practice)?;
    let newest = all.first().map_or(0, |kept| kept.it.number);
    if i64::from(newest) != number {
        return Err(Refusal::Stale);
    }
    let terms = read(ctx, input)?;
    for kept in all.into_iter().filter(|kept| kept.it.state() == State::Proposed) {
        replace::<act::WriteAgreement>(work, ctx, kept)?;
    }
    let by = (ctx.account()?, ctx.now());
    let (it, event) = ScopeAgreement::write(ctx.id(), permit.key(), newest.saturating_add(1), terms, by);
    save::new(work.tx(), &ctx.writ::<act::WriteAgreement>(), &it, &event)?;
    Ok(())
}

fn only_while_it_refers(tx: &mut ReadTx<'_>, (service, practice): Between) -> Result<Practice, Refusal> {
    let known = practices::find(tx, service, practice)?.ok_or(Refusal::Hidden)?.it;
    if known.relation.ended.is_some() {
        return Err(Rejection::new(
            "agreement.ended",
            "This practice does not refer here any more, so nothing is agreed with it. What was agreed stays here to read.",
        )
        .into());
    }
    Ok(known.practice)
}

fn replace<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, kept: Kept<ScopeAgreement>) -> Result<(), Refusal> {
    if let Some((it, event)) = kept.it.replace(ctx.now()) {
        save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    }
    Ok(())
}

/// Saves a version to which a side agreed; the one that was in force is replaced once both have.
fn agreed(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    version: i64,
    (it, event): (ScopeAgreement, kith_domain::event::Event),
) -> Result<(), Refusal> {
    if it.state() == State::Agreed {
        for kept in stored::of_practice(work.tx(), it.service, it.practice)? {
            if kept.it.id != it.id && kept.it.state() == State::Agreed {
                replace::<act::AgreeScope>(work, ctx, kept)?;
            }
        }
    }
    save::change(work.tx(), &ctx.writ::<act::AgreeScope>(), version, &it, &event)?;
    Ok(())
}

/// Somebody who signed in agrees to a version, for their own side.
///
/// # Errors
/// [`Refusal::Rejected`] when their side has agreed already or a later version has been written since;
/// [`Refusal::Hidden`] when there is no such version.
pub fn agree(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AgreeScope, Between>,
    number: &str,
) -> Result<(), Refusal> {
    only_while_it_refers(work.tx(), permit.key())?;
    let kept = numbered(work.tx(), permit.key(), number)?;
    let (by, at) = (ctx.account()?, ctx.now());
    let done = match ctx.actor().post() {
        Some(Post::Practice(_)) => kept.it.agree_for_practice(ForPractice::Account(by), at)?,
        _ => kept.it.agree_for_service(by, at)?,
    };
    agreed(work, ctx, kept.version, done)
}

fn numbered(tx: &mut ReadTx<'_>, between: Between, number: &str) -> Result<Kept<ScopeAgreement>, Refusal> {
    let all = stored::of_practice(tx, between.0, between.1)?;
    all.into_iter().find(|kept| kept.it.number.to_string() == number).ok_or(Refusal::OtherRecord)
}

/// Somebody at the practice who signed in says what they would have otherwise.
///
/// # Errors
/// As for [`agree`], and when nothing is written.
pub fn wish(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AgreeScope, Between>,
    (number, words): (&str, &str),
) -> Result<(), Refusal> {
    let Some(Post::Practice(_)) = ctx.actor().post() else { return Err(Refusal::Denied) };
    let kept = numbered(work.tx(), permit.key(), number)?;
    wished(work, ctx, kept, words)
}

fn wished(work: &mut Work<'_, '_>, ctx: &Ctx, kept: Kept<ScopeAgreement>, words: &str) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("words", "Write what you would have otherwise.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let version = kept.version;
    let (it, event) = kept.it.wish(words, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AgreeScope>(), version, &it, &event)?;
    Ok(())
}

/// Sends the practice a link to the version that waits for it. Links to it that were sent before are stopped.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing waits for the practice, or no e-mail address of it is known.
pub fn send(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAgreement, Between>,
    delivery: &Delivery,
) -> Result<String, Refusal> {
    let practice = only_while_it_refers(work.tx(), permit.key())?;
    let all = stored::of_practice(work.tx(), permit.key().0, permit.key().1)?;
    let waits = all.into_iter().map(|kept| kept.it).find(|it| it.state() == State::Proposed);
    let Some(it) = waits.filter(|it| it.practice_agreed.is_none()) else {
        return Err(Rejection::new(
            "agreement.waits_for_nobody",
            "No version waits for the practice to agree, so nothing was sent.",
        )
        .into());
    };
    let Some(recipient) = practice.email else {
        return Err(Rejection::new(
            "agreement.no_address",
            "No e-mail address of the practice is known. Add one on the practice’s page first.",
        )
        .into());
    };
    stop_links(work, ctx, permit)?;
    let secret = delivery.secret(ctx);
    let digest = digest_of(&secret);
    let way = if delivery.base().is_some() { Way::ByMail } else { Way::ByHand };
    let (link, event) =
        AgreementLink::send(ctx.id(), &it, (recipient, way), digest.clone(), (ctx.account()?, ctx.now()));
    stored::save_new_link(work.tx(), &ctx.writ::<act::WriteAgreement>(), &link, &event)?;
    if let Some(base) = delivery.base() {
        let service = table::find::<Service>(work.tx(), it.service.uuid())?.ok_or(Refusal::Hidden)?.it;
        house::post(
            work.tx(),
            &Letter {
                about: Some(link.id.uuid()),
                opens: Some(digest),
                recipient: link.recipient.to_string(),
                subject: format!("What link workers do at your practice: please read and agree, from {}", service.name),
                body: letter(&service, &format!("{base}{PATH}{secret}"), &link),
                ..Letter::blank(ctx.id::<Letter>().uuid(), it.service.uuid(), "agreement", ctx.now())
            },
        )?;
    }
    Ok(secret)
}

/// The path of an agreement without its secret.
pub const PATH: &str = "/agreement/";

/// What the letter says. It is about no person.
fn letter(service: &Service, address: &str, link: &AgreementLink) -> String {
    let name = &service.name;
    let ring = service.phone.as_ref().map(|phone| format!(" or ring {phone}")).unwrap_or_default();
    format!(
        "{name} has written down what its link workers do at your practice and what they do not do, whom they can reach \
         at the practice on the same day, and what else is agreed.\n\n\
         Please read it, and agree or say what you would change. You need no account and no password:\n\n{address}\n\n\
         The link works until {}.\n\
         Whoever has it can agree for your practice, so please pass it on only to whoever may.\n\
         It names no patient. Please do not reply to this e-mail: write on the page{ring}.\n",
        time::day_in_words(time::day_of(link.expires))
    )
}

/// Stops every link to the version that waits. Says how many worked.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn stop_links(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteAgreement, Between>,
) -> Result<usize, Refusal> {
    let mut stopped = 0;
    let all = stored::of_practice(work.tx(), permit.key().0, permit.key().1)?;
    let waits = all.into_iter().find(|kept| kept.it.state() == State::Proposed);
    let links = match waits {
        Some(kept) => stored::links(work.tx(), kept.it.id)?,
        None => Vec::new(),
    };
    for Kept { version, it } in links {
        let works = it.works_at(ctx.now());
        if let Some((link, event)) = it.stop(ctx.account()?, ctx.now()) {
            save::change(work.tx(), &ctx.writ::<act::WriteAgreement>(), version, &link, &event)?;
            stopped += usize::from(works);
        }
    }
    Ok(stopped)
}

/// Who comes with the secret of a link, and by which link.
///
/// # Errors
/// [`Refusal::Hidden`] when no link that works has this secret.
pub fn holder(app: &App, secret: &str) -> Result<(Actor, Id<AgreementLink>), Refusal> {
    if !is_secret(secret) {
        return Err(Refusal::Hidden);
    }
    let digest = digest_of(secret);
    let public = Within { services: vec![NO_SERVICE], purpose: "public" };
    // What is not there takes the same way as what is: its absence is found at the end of it.
    let door = app.peek(&public, |tx| Ok(stored::door(tx, &digest)?))?;
    let (service, id) = door.unwrap_or((Id::from_uuid(NO_SERVICE), Id::from_uuid(NO_SERVICE)));
    let of_service = Within { services: vec![service.uuid()], purpose: "care" };
    let link =
        app.peek(&of_service, |tx| Ok(table::find::<AgreementLink>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it))?;
    if !link.works_at(app.now()) {
        return Err(Refusal::Hidden);
    }
    Ok((Actor::Holder(Holder { service, opens: Opens::Agreement(link.agreement) }), id))
}

/// What whoever holds a link reads.
#[derive(Debug, Clone)]
pub struct ByLink {
    /// The service.
    pub service: Service,
    /// The practice.
    pub practice: Practice,
    /// The version.
    pub it: ScopeAgreement,
    /// The version that is in force, when it is another.
    pub in_force: Option<ScopeAgreement>,
    /// Until when the link works.
    pub expires: jiff::Timestamp,
}

/// Opens the version of a link.
///
/// # Errors
/// When the store cannot answer.
pub fn open_linked(
    look: &mut Look<'_, '_>,
    ((_, kept), link): &(OnEntry<act::SeeAgreement, ScopeAgreement>, AgreementLink),
) -> Result<ByLink, Refusal> {
    let it = kept.it.clone();
    let service = table::find::<Service>(look.tx(), it.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let practice = practices::find(look.tx(), it.service, it.practice)?.ok_or(Refusal::Hidden)?.it.practice;
    let in_force = in_force(look.tx(), it.service, it.practice)?.filter(|other| other.id != it.id);
    Ok(ByLink { service, practice, it, in_force, expires: link.expires })
}

/// Whoever holds a link agrees for the practice, by the name that they give.
///
/// # Errors
/// [`Refusal::Rejected`] when no name is given, the practice has agreed already, or a later version has been written.
pub fn agree_linked(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    ((_, kept), _): (OnEntry<act::AgreeScope, ScopeAgreement>, AgreementLink),
    name: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter your name and what you do at the practice.", Line::new(name));
    faults.finish()?;
    let Some(name) = name else { unreachable!("a missing name was noted as a fault") };
    let done = kept.it.agree_for_practice(ForPractice::Named(name), ctx.now())?;
    agreed(work, ctx, kept.version, done)
}

/// Whoever holds a link says what the practice would have otherwise.
///
/// # Errors
/// As for [`agree_linked`], and when nothing is written.
pub fn wish_linked(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    ((_, kept), _): (OnEntry<act::AgreeScope, ScopeAgreement>, AgreementLink),
    words: &str,
) -> Result<(), Refusal> {
    wished(work, ctx, kept, words)
}
