//! *Requests to us*: what an organisation was asked, for whoever speaks for it, by a link to the list or an account of
//! the organisation's own.
//!
//! # Invariants
//! - A request is what was sent by a link that was not stopped. Who withdrew is left out, at every opening anew.
//! - A list holds what the scope of its permit lets through, and nothing of any other organisation.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use kith_domain::directory::connection::{Agreed, Connection, State};
use kith_domain::directory::{CommunityService, Dealings, Organisation};
use kith_domain::id::Id;
use kith_domain::policy::{Action, Actor, Scope, act};
use kith_domain::staff::Service;
use kith_store::connections::Asker;
use kith_store::page::{Mark, Page};
pub use kith_store::requests::Which;
use kith_store::{Kept, ReadTx, requests as stored, table};

use super::agreed;
use super::answered::{self, Asked, Come};
use super::dealings::of_a_year;
use super::lists;
use crate::app::{App, Look, Work};
use crate::connecting::StepInput;
use crate::ctx::{Ctx, Seed};
use crate::permit::{self, OnEntry, Permit};
use crate::refusal::Refusal;

/// How many requests of one kind stand on a page for each service.
const PAGE: u32 = 25;

/// Which part of a list is asked for: the beginning of everything, or how one list of one service goes on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part {
    /// How one list goes on: of which service, which, and after which line.
    pub on: Option<(Id<Service>, Which, Mark)>,
}

/// What an organisation was asked.
#[derive(Debug, Clone)]
pub struct Requests {
    /// The organisation.
    pub organisation: Organisation,
    /// By each service.
    pub by: Vec<ByService>,
    /// Until when the link works; nothing for an account.
    pub expires: Option<jiff::Timestamp>,
}

/// What one service asked.
#[derive(Debug, Clone)]
pub struct ByService {
    /// The service.
    pub service: Service,
    /// What waits for an answer, longest ago first.
    pub waiting: Page<RequestLine>,
    /// What was answered, latest first.
    pub answered: Page<RequestLine>,
    /// What came of it.
    pub dealings: Dealings,
}

/// One request in a list.
#[derive(Debug, Clone)]
pub struct RequestLine {
    /// The request.
    pub id: Id<Connection>,
    /// Name of the entry that it is about.
    pub to: String,
    /// What the person agreed to share.
    pub agreed: Agreed,
    /// Where it stands.
    pub state: State,
    /// What can be answered, in order.
    pub answers: Vec<&'static str>,
    /// When it was first sent by a link that works or ran out.
    pub asked: Option<jiff::Timestamp>,
    /// The version that was read; an answer says which it answers.
    pub version: i64,
    /// Whose record it is in, for the log of who looked; shown to nobody.
    person: (Id<Service>, Id<kith_domain::person::Person>),
}

impl RequestLine {
    /// A line by itself, for a page without a store.
    #[must_use]
    pub fn of(Kept { version, it }: &Kept<Connection>, to: &str, asked: Option<jiff::Timestamp>) -> Self {
        Self {
            version: *version,
            id: it.id,
            to: to.to_owned(),
            agreed: it.agreed.clone(),
            state: it.state.clone(),
            answers: it.answers(),
            asked,
            person: (it.service, it.person),
        }
    }
}

/// The list, for somebody who signed in. Whose records are shown is noted.
///
/// # Errors
/// When the store cannot answer.
pub fn see(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeRequests, Id<Organisation>>,
    part: Part,
) -> Result<Requests, Refusal> {
    let all = list(look.tx(), ctx, permit, part)?;
    for line in all.by.iter().flat_map(|it| it.waiting.lines.iter().chain(&it.answered.lines)) {
        look.shows(Action::SeeRequests, line.person.0, line.person.1);
    }
    Ok(all)
}

/// The list, for whoever holds a link to it. The opening is written down.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work; [`Refusal::Wait`] when it is opened over and over.
pub fn open(app: &App, seed: &Seed, part: Part) -> Result<Requests, Refusal> {
    app.write(seed, move |work, ctx| {
        let permit = permit::own_organisation::<act::SeeRequests>(work.tx(), ctx)?;
        lists::note::<act::SeeRequests>(work, ctx, None)?;
        list(work.tx(), ctx, &permit, part)
    })
}

fn list(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeRequests, Id<Organisation>>,
    part: Part,
) -> Result<Requests, Refusal> {
    let organisation = table::find::<Organisation>(tx, permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let Scope::Asked { services, .. } = permit.scope() else { return Err(Refusal::Hidden) };
    let mut by = Vec::new();
    for &service in services {
        let on = match part.on {
            Some((of, ..)) if of != service => continue,
            Some((_, which, after)) => Some((which, after)),
            None => None,
        };
        let Some(kept) = table::find::<Service>(tx, service.uuid())? else { continue };
        let mut of = |which| match on {
            Some((only, _)) if only != which => Ok(Page::empty()),
            on => page(tx, ctx, permit.scope(), (service, which), on.map(|(_, after)| after)),
        };
        let (waiting, answered) = (of(Which::Waiting)?, of(Which::Answered)?);
        let dealings = of_a_year(tx, ctx, (service, organisation.id), Asker::Itself)?;
        by.push(ByService { service: kept.it, waiting, answered, dealings });
    }
    let expires = match ctx.actor() {
        Actor::ListHolder(holder) => Some(lists::working(tx, ctx.now(), holder.link)?.expires),
        _ => None,
    };
    Ok(Requests { organisation, by, expires })
}

fn page(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    scope: &Scope,
    of: (Id<Service>, Which),
    after: Option<Mark>,
) -> Result<Page<RequestLine>, Refusal> {
    let Page { lines, next } = stored::of_scope(tx, scope, of, after, PAGE)?;
    let mut names: BTreeMap<Id<CommunityService>, String> = BTreeMap::new();
    let mut told = Vec::new();
    for kept in lines {
        let it = &kept.it;
        let sent = stored::sent(tx, it.id)?;
        let Some(newest) = sent.first() else { continue };
        if answered::is_withdrawn(tx, ctx, it, newest.promised)? {
            continue;
        }
        let name = match names.entry(it.to) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let entry = table::find::<CommunityService>(tx, it.to.uuid())?.ok_or(Refusal::Hidden)?.it;
                new.insert(entry.entry.name.to_string())
            }
        };
        let mut line = RequestLine::of(&kept, name, sent.last().map(|sending| sending.at));
        line.agreed = agreed::still_told(tx, it.person, line.agreed, &it.state)?;
        told.push(line);
    }
    Ok(Page { lines: told, next })
}

/// A request as whoever speaks for the organisation comes to it.
pub(crate) fn come(tx: &mut ReadTx<'_>, kept: Kept<Connection>) -> Result<Come, Refusal> {
    let newest = stored::sent(tx, kept.it.id)?.into_iter().next().ok_or(Refusal::Hidden)?;
    Ok(Come { kept, promised: newest.promised })
}

/// One request, for somebody who signed in.
///
/// # Errors
/// When the store cannot answer.
pub fn see_one(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::OpenRequest, Connection>,
) -> Result<Asked, Refusal> {
    look.shows(Action::OpenRequest, kept.it.service, kept.it.person);
    let come = come(look.tx(), kept)?;
    answered::asked(look.tx(), ctx, come)
}

/// One request, for whoever holds a link to the list. The opening is written down.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work or the request is not for it; [`Refusal::Wait`] when it is opened
/// over and over.
pub fn open_one(app: &App, seed: &Seed, id: Id<Connection>) -> Result<Asked, Refusal> {
    app.write(seed, move |work, ctx| {
        let (_, kept) = permit::request::<act::OpenRequest>(work.tx(), ctx, id)?;
        lists::note::<act::OpenRequest>(work, ctx, Some(id))?;
        let come = come(work.tx(), kept)?;
        answered::asked(work.tx(), ctx, come)
    })
}

/// The organisation answers one request of its list.
///
/// # Errors
/// [`Refusal::Rejected`] when the answer is incomplete, does not follow, or the request was withdrawn.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::AnswerRequest, Connection>,
    version: i64,
    input: &StepInput,
) -> Result<(), Refusal> {
    lists::note::<act::AnswerRequest>(work, ctx, Some(kept.it.id))?;
    let come = come(work.tx(), kept)?;
    answered::take(work, ctx, come, version, input)
}

/// The organisation asks something about one request of its list.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written or the request was withdrawn.
pub fn enquire(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::AnswerRequest, Connection>,
    question: &str,
) -> Result<(), Refusal> {
    lists::note::<act::AnswerRequest>(work, ctx, Some(kept.it.id))?;
    let come = come(work.tx(), kept)?;
    answered::take_question(work, ctx, come, question)
}
