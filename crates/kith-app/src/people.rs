//! *Today*, the list of people, a person's story, and who looked at it.

mod today;

use std::collections::{BTreeMap, BTreeSet};

use kith_domain::appointment::Appointment;
use kith_domain::attachment::Attachment;
use kith_domain::boundary::same_day::SameDayAsk;
use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::message::MessageBack;
use kith_domain::need::{Gap, Need};
use kith_domain::person::Person;
use kith_domain::person::around::Around;
use kith_domain::person::identity::Address;
use kith_domain::person::protection::Protection;
use kith_domain::person::reaching::Facts;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_domain::settings::Settings;
use kith_domain::staff::{Account, Service};
use kith_domain::support::attempts::Attempts;
use kith_domain::support::case::State;
use kith_domain::support::contact::Reached;
use kith_domain::support::guide::{self, Beside, BeyondGuide, Guides};
use kith_domain::support::{
    AboutMe, Case, Changed, Contact, Cover, Handover, Holding, Letter, Readiness, WayList, WayOfWorking, WhatMatters,
};
use kith_store::access_log::{self, Look as LookedAt, Looker};
use kith_store::appointments;
use kith_store::cases::{self, CaseLine};
use kith_store::connections::{self, ConnectionLine};
use kith_store::efforts::{self, Effort};
use kith_store::holdings::{self};
use kith_store::page::{Mark, Page};
use kith_store::people_list::{self, Narrowed};
use kith_store::plan::{self, Plan};
use kith_store::same_day::{self};
use kith_store::story::{self, Happened};
use kith_store::{
    Kept, about_me, address, around, attachments, changed, covers, gaps, handovers, letters, messages, practices,
    protection, readiness, referrals, settings, staff, support, table,
};

use crate::app::Look;
use crate::permit::Permit;
use crate::reaching;
use crate::referring::PAGE;
use crate::refusal::Refusal;
use crate::same_day::Whom;
use crate::sharing::Sharing;

pub use today::{DUE_AHEAD_DAYS, More, QUIET_DAYS, Today, today};

/// Names of the staff, by account.
pub type Names = BTreeMap<Id<Account>, String>;

/// The people within reach.
#[derive(Debug, Clone)]
pub struct PeopleList {
    /// The lines.
    pub page: Page<CaseLine, Id<Case>>,
    /// The practices to which the list can be narrowed, by name.
    pub practices: Vec<(Id<Practice>, String)>,
    /// How many there are in each state, by its name, however the list is narrowed.
    pub totals: BTreeMap<String, i64>,
    /// Names of the workers.
    pub names: Names,
    /// What was done in the open cases of the page.
    pub efforts: BTreeMap<Id<Case>, Effort>,
    /// What the service calls usual.
    pub guides: Guides,
}

/// Lists people: a link worker's own, a lead's whole team's. `None` when the page is to begin after a case that is
/// not on the list.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ListPeople, Id<Service>>,
    narrowed: &Narrowed,
    after: Option<Id<Case>>,
) -> Result<Option<PeopleList>, Refusal> {
    let Some(page) = people_list::people(look.tx(), permit.scope(), narrowed, after, PAGE)? else { return Ok(None) };
    for line in &page.lines {
        look.shows(Action::ListPeople, permit.key(), line.person);
    }
    let practices = people_list::practices(look.tx(), permit.key())?;
    let workers = page.lines.iter().filter_map(|line| line.worker);
    let names = staff::names_of(look.tx(), permit.key(), workers)?.into_iter().collect();
    let totals = people_list::totals(look.tx(), permit.scope())?;
    let with_worker = page.lines.iter().filter(|line| matches!(line.state.as_str(), "new" | "active" | "holding"));
    let efforts = efforts::of_cases(look.tx(), with_worker.map(|line| line.case))?;
    let guides = settings::of(look.tx(), permit.key())?.it.guides;
    Ok(Some(PeopleList { page, practices, totals, names, efforts, guides }))
}

/// Everything known of one person.
#[derive(Debug, Clone)]
pub struct Story {
    /// The beginning of the day on which it was read.
    pub now: jiff::Timestamp,
    /// The person.
    pub person: Kept<Person>,
    /// Their cases, newest first.
    pub cases: Vec<Kept<Case>>,
    /// Their referrals with the practices, newest first.
    pub referrals: Vec<(Referral, Option<Practice>)>,
    /// What matters, newest telling first.
    pub what_matters: Vec<WhatMatters>,
    /// Needs, oldest first.
    pub needs: Vec<Need>,
    /// Gaps, newest first.
    pub gaps: Vec<Gap>,
    /// Holding, the latest stretch first.
    pub holdings: Vec<Kept<Holding>>,
    /// Notes on how ready they are, newest first.
    pub readiness: Vec<Readiness>,
    /// Why cases go beyond a guide, newest first.
    pub beyond: Vec<BeyondGuide>,
    /// About Me, newest telling first.
    pub about_me: Vec<AboutMe>,
    /// The plan, as far as there is one.
    pub plan: Plan,
    /// What changed, newest first.
    pub changed: Vec<Kept<Changed>>,
    /// Connections, latest change first.
    pub connections: Vec<ConnectionLine>,
    /// Contacts, newest first.
    pub contacts: Vec<Kept<Contact>>,
    /// Letters, newest first.
    pub letters: Vec<Kept<Letter>>,
    /// Attached files, oldest first.
    pub files: Vec<Attachment>,
    /// Next contacts and appointments, latest first.
    pub appointments: Vec<Kept<Appointment>>,
    /// Messages to the practice, newest first.
    pub messages: Vec<Kept<MessageBack>>,
    /// What was handed over from worker to worker, newest first.
    pub handovers: Vec<Handover>,
    /// Everything else that happened, newest first.
    pub happened: Vec<Happened>,
    /// How to communicate and be in touch.
    pub reaching: Facts,
    /// Where they live, if it was written down.
    pub address: Option<Address>,
    /// Who is or was around them, by name.
    pub around: Vec<Kept<Around>>,
    /// How their record is protected.
    pub protection: Option<Protection>,
    /// What they decided about sharing.
    pub sharing: Sharing,
    /// The service's list of what is done.
    pub ways: Vec<WayOfWorking>,
    /// Its versions, newest first; none until it was changed.
    pub lists: Vec<WayList>,
    /// Whom to ring when it cannot wait, at their practice and beyond.
    pub whom: Whom,
    /// What was asked on the same day, newest first.
    pub same_day: Vec<Kept<SameDayAsk>>,
    /// Whether the worker of the current case works in the service no longer.
    pub worker_has_left: bool,
    /// Covers of the service that hold today.
    pub covers: Vec<Cover>,
    /// Names of the staff.
    pub names: Names,
    /// What the service says of itself: the words of its lists.
    pub settings: Settings,
}

impl Story {
    /// The case that is open, or the latest one.
    #[must_use]
    pub fn current_case(&self) -> Option<&Kept<Case>> {
        self.cases.iter().find(|kept| kept.it.state.is_open()).or_else(|| self.cases.first())
    }

    /// The case that a link worker has now.
    #[must_use]
    pub fn case_with_worker(&self) -> Option<&Case> {
        self.current_case().map(|kept| &kept.it).filter(|case| case.state.is_with_worker())
    }

    /// The holding that goes on.
    #[must_use]
    pub fn going_on(&self) -> Option<&Kept<Holding>> {
        self.holdings.iter().find(|kept| kept.it.ended.is_none())
    }

    /// The attempts without an answer since they were reached last, by whoever has the case now.
    #[must_use]
    pub fn attempts(&self) -> Option<Attempts> {
        let case = self.case_with_worker()?;
        let (State::New { since, .. } | State::Active { since, .. } | State::Holding { since, .. }) = &case.state
        else {
            return None;
        };
        let of_case = self.contacts.iter().filter(|kept| kept.it.case == case.id);
        Attempts::since_reached(of_case.map(|kept| (kept.it.details.at, kept.it.details.reached)), *since)
    }

    /// The open case beside the guides of the service.
    #[must_use]
    pub fn beside_guides(&self) -> Option<Beside> {
        let case = self.case_with_worker()?;
        let reached = |kept: &&Kept<Contact>| kept.it.case == case.id && kept.it.details.reached == Reached::Yes;
        let contacts = u32::try_from(self.contacts.iter().filter(reached).count()).unwrap_or(u32::MAX);
        let today = kith_domain::time::day_of(self.now);
        Some(self.settings.guides.beside(contacts, guide::months_since(case.opened, today)))
    }

    /// Name of somebody on the staff.
    #[must_use]
    pub fn name_of(&self, account: Id<Account>) -> &str {
        self.names.get(&account).map_or("Somebody no longer here", String::as_str)
    }

    /// Name of whoever did something; what nobody did, Kith did.
    #[must_use]
    pub fn who_did(&self, it: &Happened) -> &str {
        it.account.map_or("Kith", |account| self.name_of(account))
    }
}

/// Opens a person's page.
///
/// # Errors
/// When the store cannot answer.
pub fn story(look: &mut Look<'_, '_>, permit: &Permit<act::SeePerson, Id<Person>>) -> Result<Story, Refusal> {
    let id = permit.key();
    let person = table::find::<Person>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    let service = person.it.service;
    look.shows(Action::SeePerson, service, id);
    let mut with_practice = Vec::new();
    for referral in referrals::of_person(look.tx(), id)? {
        let practice = match referral.route.practice() {
            Some(practice) => practices::named(look.tx(), service, practice)?,
            None => None,
        };
        with_practice.push((referral, practice));
    }
    let mut story = Story {
        now: kith_domain::time::start_of(look.today()),
        cases: cases::of_person(look.tx(), id)?,
        referrals: with_practice,
        what_matters: support::what_matters(look.tx(), id)?,
        needs: support::needs(look.tx(), id)?,
        gaps: gaps::of_person(look.tx(), id)?,
        holdings: holdings::of_person(look.tx(), id)?,
        readiness: readiness::of_person(look.tx(), id)?,
        beyond: efforts::beyond(look.tx(), id)?,
        about_me: about_me::of_person(look.tx(), id)?,
        plan: plan::of_person(look.tx(), id)?,
        changed: changed::of_person(look.tx(), id)?,
        connections: connections::of_person(look.tx(), id)?,
        contacts: support::contacts(look.tx(), id)?,
        letters: letters::of_person(look.tx(), id)?,
        files: attachments::of_person(look.tx(), id)?,
        appointments: appointments::of_person(look.tx(), id)?,
        messages: messages::of_person(look.tx(), id)?,
        handovers: handovers::of_person(look.tx(), id)?,
        happened: story::of_person(look.tx(), id)?,
        reaching: reaching::of(look.tx(), &person.it)?.0,
        address: address::of_person(look.tx(), id)?.map(|kept| kept.it),
        around: around::of_person(look.tx(), id)?,
        protection: protection::of_person(look.tx(), id)?.map(|kept| kept.it),
        whom: crate::same_day::whom(look.tx(), service, id)?,
        same_day: same_day::of_person(look.tx(), id)?,
        worker_has_left: crate::ending::worker_has_left(look.tx(), permit, id)?,
        covers: {
            let today = look.today();
            let all = covers::of_service(look.tx(), service, today)?;
            all.into_iter().map(|kept| kept.it).filter(|it| it.holds_on(today)).collect()
        },
        sharing: {
            let today = look.today();
            Sharing::read(look.tx(), today, id)?
        },
        ways: support::ways(look.tx(), service)?,
        lists: kith_store::ways::versions(look.tx(), service)?,
        names: Names::new(),
        settings: settings::of(look.tx(), service)?.it,
        person,
    };
    let named = named(&story);
    story.names = staff::names_of(look.tx(), service, named.into_iter())?.into_iter().collect();
    Ok(story)
}

/// Everybody on the staff whom a story may name, and a few identifiers more: whoever did something that happened, and
/// whoever it says it of. A service's whole staff is hundreds of names for the few that stand here.
fn named(story: &Story) -> BTreeSet<Id<Account>> {
    let mut named: BTreeSet<Id<Account>> = BTreeSet::new();
    for it in &story.happened {
        named.extend(it.account);
        named.extend(it.facts.iter().filter_map(|(_, fact)| match fact {
            Fact::Id(id) => Some(Id::from_uuid(*id)),
            _ => None,
        }));
    }
    named.extend(story.cases.iter().filter_map(|kept| kept.it.state.worker()));
    named.extend(story.contacts.iter().map(|kept| kept.it.author));
    named.extend(story.what_matters.iter().map(|it| it.author));
    named.extend(story.about_me.iter().map(|it| it.author));
    named.extend(story.needs.iter().flat_map(|it| [Some(it.author), it.said.as_ref().map(|said| said.by)]).flatten());
    named.extend(story.gaps.iter().flat_map(|it| [Some(it.author), it.answered.as_ref().map(|it| it.by)]).flatten());
    named.extend(story.holdings.iter().map(|kept| kept.it.author));
    named.extend(story.readiness.iter().map(|it| it.author));
    named.extend(story.beyond.iter().map(|it| it.author));
    named.extend(story.files.iter().map(|it| it.author));
    named.extend(story.messages.iter().map(|kept| kept.it.author));
    named.extend(
        story
            .same_day
            .iter()
            .flat_map(|kept| std::iter::once(kept.it.asker).chain(kept.it.answered.as_ref().map(|it| it.noted_by))),
    );
    named.extend(story.handovers.iter().flat_map(|it| [it.from, it.to, it.by]));
    named.extend(story.covers.iter().flat_map(|it| [it.worker, it.by]));
    named.extend(story.protection.iter().flat_map(|it| it.terms.named.iter().copied()));
    named
}

/// A person for the head of a form about them.
#[derive(Debug, Clone)]
pub struct Head {
    /// The person.
    pub person: Kept<Person>,
    /// The case that is open, or the latest one.
    pub case: Option<Kept<Case>>,
    /// What the service does, for a contact's taps.
    pub ways: Vec<WayOfWorking>,
    /// The versions of that list, newest first; none until it was changed.
    pub lists: Vec<WayList>,
    /// Needs, oldest first.
    pub needs: Vec<Need>,
    /// Connections, latest change first.
    pub connections: Vec<ConnectionLine>,
    /// Who is around them, by name.
    pub around: Vec<Kept<Around>>,
    /// How to communicate and be in touch.
    pub reaching: Facts,
    /// The latest contact, for the mode that is offered first.
    pub last: Option<Contact>,
    /// Contacts, newest first, for what came to light at one.
    pub contacts: Vec<Kept<Contact>>,
    /// What the service says of itself: the words of its lists.
    pub settings: Settings,
}

impl Head {
    /// Whether no case is open: a contact is logged and a next one booked only in an open one.
    #[must_use]
    pub fn has_no_open_case(&self) -> bool {
        !self.case.as_ref().is_some_and(|kept| kept.it.state.is_open())
    }
}

/// Opens a form about a person. The action is the one that the form is for.
///
/// # Errors
/// When the store cannot answer.
pub fn head<A: kith_domain::policy::Act>(
    look: &mut Look<'_, '_>,
    permit: &Permit<A, Id<Person>>,
) -> Result<Head, Refusal> {
    head_of(look, A::ACTION, permit.key())
}

pub(crate) fn head_of(look: &mut Look<'_, '_>, action: Action, id: Id<Person>) -> Result<Head, Refusal> {
    let person = table::find::<Person>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    look.shows(action, person.it.service, id);
    let cases = cases::of_person(look.tx(), id)?;
    let case = cases.iter().find(|kept| kept.it.state.is_open()).or_else(|| cases.first()).cloned();
    let contacts = support::contacts(look.tx(), id)?;
    Ok(Head {
        ways: support::ways(look.tx(), person.it.service)?,
        lists: kith_store::ways::versions(look.tx(), person.it.service)?,
        needs: support::needs(look.tx(), id)?,
        connections: connections::of_person(look.tx(), id)?,
        around: around::of_person(look.tx(), id)?,
        reaching: reaching::of(look.tx(), &person.it)?.0,
        last: contacts.first().map(|kept| kept.it.clone()),
        contacts,
        settings: settings::of(look.tx(), person.it.service)?.it,
        case,
        person,
    })
}

/// Who looked at a person's record.
#[derive(Debug, Clone)]
pub struct WhoLooked {
    /// The person.
    pub person: Person,
    /// Everybody who ever looked, whoever looked last first.
    pub lookers: Vec<Looker>,
    /// Looks of the page, newest first.
    pub looks: Vec<LookedAt>,
    /// Where earlier looks begin.
    pub next: Option<Mark>,
    /// Every cover of the service, for saying who looked while covering for whom.
    pub covers: Vec<Cover>,
    /// The link workers who have or had the person.
    pub workers: Vec<Id<Account>>,
    /// Names of the staff.
    pub names: Names,
}

/// Lists who looked at a person's record.
///
/// # Errors
/// When the store cannot answer.
pub fn who_looked(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeWhoLooked, Id<Person>>,
    before: Option<Mark>,
) -> Result<WhoLooked, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeeWhoLooked, person.service, person.id);
    let access_log::Looks { lookers: of_actions, page: mut looks, next } =
        access_log::who_looked(look.tx(), person.id, before)?;
    // That somebody opened a concern would tell every reader of this page that there is one.
    let restricted = |code: &str| Action::ALL.iter().any(|action| action.is_restricted() && action.code() == code);
    looks.retain(|look| !restricted(&look.action));
    let mut lookers: Vec<Looker> = Vec::new();
    for it in of_actions.into_iter().filter(|it| !restricted(&it.action)) {
        match lookers.iter_mut().find(|looker| looker.account == it.account) {
            Some(looker) => {
                looker.times = looker.times.saturating_add(it.times);
                looker.first = looker.first.min(it.first);
                looker.last = looker.last.max(it.last);
            }
            None => lookers.push(it),
        }
    }
    let names = staff::names(look.tx(), person.service)?.into_iter().collect();
    let covers = covers::of_service(look.tx(), person.service, jiff::civil::Date::constant(2000, 1, 1))?;
    let covers = covers.into_iter().map(|kept| kept.it).collect();
    let mut workers: Vec<Id<Account>> =
        cases::of_person(look.tx(), person.id)?.iter().filter_map(|kept| kept.it.state.worker()).collect();
    workers.extend(handovers::of_person(look.tx(), person.id)?.iter().map(|it| it.from));
    Ok(WhoLooked { person, lookers, looks, next, covers, workers, names })
}
