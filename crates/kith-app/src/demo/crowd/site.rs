//! The services of the crowd: their practices, their staff and their accounts.

use std::collections::BTreeMap;

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Staff, act};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::text::Line;
use kith_store::staff::Relation;
use kith_store::{save, support};

use super::super::world::World;
use super::super::{DemoAccount, cast, numbers};
use super::names;
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;
use crate::setup::{self, Place};
use crate::{concerns, permit, practice_codes};

/// How a service's ways of working go over the eighteen months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Slowly from care to choice: fewer visits, fewer accompanied, more information given.
    Drifting,
    /// As they began.
    Steady,
}

/// How large a service of the crowd is.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Measure {
    /// Its place in the list; 0 is the one that the cast works in.
    pub(super) number: u32,
    pub(super) people: u32,
    practices: u32,
    workers: u32,
}

/// The services of a demo of so many people, besides what the tour tells.
pub(in super::super) fn measures(size: super::super::Size) -> Vec<Measure> {
    use super::super::Size;
    let of = |number, people, practices, workers| Measure { number, people, practices, workers };
    let told = u32::try_from(cast::PEOPLE.len()).unwrap_or(0);
    match size {
        Size::Tour => Vec::new(),
        // One with seven practices and eight link workers, and one to compare it with.
        Size::Service => vec![of(0, 600 - told, 7, 8), of(1, 400, 4, 5)],
        Size::Place => (0..20).map(|n| of(n, if n == 0 { 1_000 - told } else { 1_000 }, 8, 13)).collect(),
        Size::System => (0..200).map(|n| of(n, if n == 0 { 1_000 - told } else { 1_000 }, 8, 13)).collect(),
    }
}

/// A service as the crowd knows it.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) service: Id<Service>,
    pub(super) course: Course,
    /// From which day on its template asks for a goal, where it does.
    pub(super) template: Option<jiff::civil::Date>,
    /// Whether as much is set and made late in support as at its beginning, so that a young service, which sees mostly
    /// beginnings, does not look as if it changed: the service to compare with.
    pub(super) is_even: bool,
    pub(super) lead: Staff,
    pub(super) workers: Vec<Staff>,
    /// Somebody at each practice.
    pub(super) practices: Vec<Staff>,
    /// What is done, by code.
    pub(super) ways: BTreeMap<String, Id<kith_domain::support::WayOfWorking>>,
    /// The code of the last practice, which keeps no accounts and sends by the public door.
    pub(super) code: Option<String>,
}

impl Site {
    /// Whether the practice of a life keeps no accounts.
    pub(super) fn keeps_no_accounts(&self, life: u32) -> bool {
        let all = self.practices.len();
        self.code.is_some() && all > 1 && life as usize % all == all - 1
    }
}

/// What is needed to build one.
pub(super) struct Builder<'a> {
    pub(super) measure: Measure,
    /// The day on which the first service began to use its template.
    pub(super) template: jiff::civil::Date,
    /// A context that grows from a label.
    pub(super) of: &'a dyn Fn(&str) -> Ctx,
    /// A context of somebody on the staff.
    pub(super) by: &'a dyn Fn(&str, Staff) -> Ctx,
    pub(super) hash: &'a str,
    pub(super) accounts: Vec<(Role, String, String, Id<Account>)>,
}

/// The label from which a service's own identifier comes first.
pub(super) fn label(number: u32) -> String {
    format!("crowd/service/{number}")
}

impl Builder<'_> {
    /// Builds a service, or what the crowd needs beside the cast of the first one.
    pub(super) fn build(&mut self, work: &mut Work<'_, '_>, world: &World) -> Result<Site, Refusal> {
        let number = self.measure.number;
        let place = place(number);
        let service = if number == 0 {
            world.service
        } else {
            let ctx = (self.of)(&label(number));
            let id = ctx.id();
            let phone = format!("01632 960{:03}", 300 + number % 600);
            let name = line(&format!("{place} Link Workers"))?;
            let it = Service { id, slug: place.to_lowercase(), name, phone: Some(line(&phone)?) };
            setup::add_service(work, &ctx, &it)?;
            id
        };
        let (mut site, manager) = if number == 0 {
            let of = |role: Role| {
                let all = cast::STAFF.iter().filter(move |member| member.role == role);
                all.filter_map(|member| world.staff.get(member.key).cloned()).collect::<Vec<_>>()
            };
            let lead = of(Role::TeamLead).into_iter().next().ok_or(Refusal::Hidden)?;
            let manager = of(Role::ServiceManager).into_iter().next().ok_or(Refusal::Hidden)?;
            let (workers, practices) = (of(Role::LinkWorker), of(Role::Practice));
            let course = Course::Drifting;
            (
                Site {
                    service,
                    course,
                    template: Some(self.template),
                    is_even: false,
                    lead,
                    workers,
                    practices,
                    ways: BTreeMap::new(),
                    code: None,
                },
                manager,
            )
        } else {
            let lead = self.member(work, Role::TeamLead, 0, service, None)?;
            let manager = self.member(work, Role::ServiceManager, 0, service, None)?;
            let course = if number.is_multiple_of(2) { Course::Drifting } else { Course::Steady };
            let (workers, practices, ways) = (Vec::new(), Vec::new(), BTreeMap::new());
            (
                Site {
                    service,
                    course,
                    template: None,
                    is_even: number == 1,
                    lead,
                    workers,
                    practices,
                    ways,
                    code: None,
                },
                manager,
            )
        };
        let (practices, workers) = (self.measure.practices, self.measure.workers);
        for n in u32::try_from(site.practices.len()).unwrap_or(0)..practices {
            let practice = self.practice(work, n, &place, service)?;
            // The last one keeps no accounts: it sends and reads by its code.
            let desk = n > 0 && n + 1 == practices;
            site.practices.push(if desk {
                self.desk(n, service, practice)
            } else {
                self.member(work, Role::Practice, n, service, Some(practice))?
            });
        }
        for n in u32::try_from(site.workers.len()).unwrap_or(0)..workers {
            site.workers.push(self.member(work, Role::LinkWorker, n, service, None)?);
        }
        for way in support::ways(work.tx(), service)? {
            site.ways.insert(way.code.to_string(), way.id);
        }
        numbers::tell(work, &(self.by)(&format!("crowd/numbers/{number}"), manager.clone()))?;
        if number > 0 {
            // The cast's own lead is named by the script.
            let ctx = (self.by)(&format!("crowd/safeguarding-lead/{number}"), manager);
            let permit = permit::own_service::<act::NameSafeguardingLeads>(&ctx)?;
            concerns::name_lead(work, &ctx, &permit, &site.lead.account.to_string())?;
        }
        site.code = self.code(work, &site)?;
        Ok(site)
    }

    /// The lead makes a code for the last practice, where there is more than one.
    fn code(&self, work: &mut Work<'_, '_>, site: &Site) -> Result<Option<String>, Refusal> {
        let Some(Staff { post: Post::Practice(last), .. }) = site.practices.last() else { return Ok(None) };
        let ctx = (self.by)(&format!("crowd/practice-code/{}", self.measure.number), site.lead.clone());
        let permit = permit::own_service::<act::ManagePracticeCodes>(&ctx)?;
        let code = practice_codes::new_code(&ctx);
        practice_codes::make(work, &ctx, &permit, *last, &code)?;
        Ok(Some(code))
    }

    fn practice(
        &self,
        work: &mut Work<'_, '_>,
        n: u32,
        place: &str,
        service: Id<Service>,
    ) -> Result<Id<Practice>, Refusal> {
        let number = self.measure.number;
        let ctx = (self.of)(&format!("crowd/practice/{number}/{n}"));
        // Codes of a letter that no practice has.
        let ods_code = OdsCode::parse(&format!("X{:05}", number * 20 + n)).ok_or(Refusal::Hidden)?;
        let called = names::PRACTICES.get(n as usize % names::PRACTICES.len()).copied().unwrap_or("Surgery");
        let email = format!("practice{n}.{}@example.org", place.to_lowercase());
        let name = line(&format!("{place} {called}"))?;
        let it = Practice { id: ctx.id(), ods_code, name, email: Some(line(&email)?) };
        let event = Event::new("practice.added").with("ods_code", it.ods_code.as_str()).with("name", &it.name);
        save::new(work.tx(), &ctx.writ_named("set-up"), &it, &event)?;
        let relation = Relation::begin(ctx.id(), service, it.id);
        save::new(work.tx(), &ctx.writ_named("set-up"), &relation, &relation.begun())?;
        Ok(it.id)
    }

    /// Stands for a practice where nobody has an account. Nobody acts as it.
    fn desk(&self, n: u32, service: Id<Service>, practice: Id<Practice>) -> Staff {
        let ctx = (self.of)(&format!("crowd/desk/{}/{n}", self.measure.number));
        let post = Post::Practice(practice);
        Staff { account: ctx.id(), standing: ctx.id(), post, services: vec![service], covers: Vec::new() }
    }

    fn member(
        &mut self,
        work: &mut Work<'_, '_>,
        role: Role,
        n: u32,
        service: Id<Service>,
        practice: Option<Id<Practice>>,
    ) -> Result<Staff, Refusal> {
        let number = self.measure.number;
        let stem = format!("crowd/staff/{number}/{}/{n}", role.code());
        let ctx = (self.of)(&stem);
        let salt = ctx.salt();
        let pick = |from: &[&'static str], at: usize| {
            let drawn = usize::from(salt.get(at).copied().unwrap_or(0)) << 8
                | usize::from(salt.get(at + 1).copied().unwrap_or(0));
            from.get(drawn % from.len()).copied().unwrap_or("Alex")
        };
        let name = format!("{} {}", pick(names::GIVEN, 0), pick(names::FAMILY, 2));
        let email = format!("{}{n}.{}@example.org", role.code().replace('_', "-"), place(number).to_lowercase());
        let password = Some(self.hash.to_owned());
        let account = Account { id: ctx.id(), email: line(&email)?, name: line(&name)?, password, disabled: None };
        let own = if practice.is_some() { None } else { Some(service) };
        let place = Place { role, service: own, practice, organisation: None };
        let standing = setup::add_account(work, &ctx, &account, place)?;
        let post = Post::of(&standing).ok_or(Refusal::Hidden)?;
        self.accounts.push((role, name, email, account.id));
        Ok(Staff { account: account.id, standing: standing.id, post, services: vec![service], covers: Vec::new() })
    }
}

/// The name of an invented place: the first is the cast's, the others are put together.
fn place(number: u32) -> String {
    let number = number as usize;
    let ends = names::PLACE_ENDS.len();
    let begin = names::PLACE_BEGINS.get(number / ends % names::PLACE_BEGINS.len()).copied().unwrap_or("Alder");
    let end = names::PLACE_ENDS.get(number % ends).copied().unwrap_or("wick");
    if number == 0 { "Lanternfield".to_owned() } else { format!("{begin}{end}") }
}

/// Text of the crowd that does not fit is a fault of the script, and is said.
fn line(text: &str) -> Result<Line, Refusal> {
    Line::new(text).map_err(|_| Rejection::new("demo.script", "The demo's crowd holds text that does not fit.").into())
}

/// Who can sign in, of the first two services: lists of thousands help nobody.
pub(super) fn guests(accounts: Vec<(Role, String, String, Id<Account>)>, password: &str) -> Vec<DemoAccount> {
    let of = |(role, name, email, account)| DemoAccount { role, name, email, password: password.to_owned(), account };
    accounts.into_iter().map(of).collect()
}
