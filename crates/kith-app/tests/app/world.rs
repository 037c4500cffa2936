//! A store with services, practices and staff, a clock that stands until it is moved, and chance that
//! comes again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::Timestamp;
use kith_app::asking::{self, AgreedInput};
use kith_app::referring::{self, Input};
use kith_app::support::{self, ContactInput};
use kith_app::{App, Chance, Clock, Ctx, Delivery, Refusal, Seed, Work, accounts, connecting, setup, triage};
use kith_app::{door, permit};
use kith_domain::directory::{CommunityService, Connection};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::person::Person;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, act};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::referral::Referral;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::text::Line;
use kith_store::save::{self, SaveError, Writ};
use kith_store::seam::{Setup, statement};
use kith_store::staff::Relation;
use kith_store::{
    Isolation, Kept, NO_SERVICE, Place, Reach, Saved, Statement, Store, audit, house, people, referrals, table,
};
use kith_testkit::TestDatabase;

/// A clock that a test moves.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn forward(&self, span: jiff::SignedDuration) {
        self.0.fetch_add(i64::try_from(span.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// Chance that is different every time, and the same in every run.
#[derive(Debug)]
pub(crate) struct TestChance(AtomicU64);

impl Chance for TestChance {
    fn seed(&self) -> [u8; 32] {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        seed
    }
}

/// The application over a fresh store.
pub(crate) struct Kith {
    pub(crate) app: App,
    pub(crate) clock: Arc<TestClock>,
    next: AtomicU64,
    _database: TestDatabase,
}

/// What tests ask that no page does.
pub(crate) static REFUSALS: Statement = statement(
    "tests::REFUSALS",
    "SELECT account_id, action, outcome, request_id FROM access WHERE outcome = 'refused' ORDER BY at, id",
);
/// The joined words of every entry go, as if they had been saved before there were any.
pub(crate) static FORGET_JOINED: Statement =
    statement("tests::FORGET_JOINED", "DELETE FROM directory_word WHERE word = 'foodbank'");
/// Nobody knows of any place how it is known where it is, as before that was kept.
pub(crate) static FORGET_HOW_PLACED: Statement =
    statement("tests::FORGET_HOW_PLACED", "UPDATE directory_place SET is_by_postcode = NULL");
/// Which entries hold a joined word.
pub(crate) static JOINED: Statement = statement(
    "tests::JOINED",
    "SELECT community_service_id FROM directory_word WHERE word = 'foodbank' ORDER BY community_service_id",
);
static ROOM: &[&Statement] = &[&REFUSALS, &FORGET_JOINED, &JOINED, &FORGET_HOW_PLACED];

/// Runs a test on each engine there is.
pub(crate) fn on_each(test: impl Fn(&Kith)) {
    for database in kith_testkit::prepared(migrate) {
        test(&Kith::over(database));
    }
}

/// Makes the tables of a store.
pub(crate) fn migrate(data: &Path, database: Option<&str>) {
    Store::migrate(&Place { data: data.to_owned(), database: database.map(str::to_owned) }).unwrap();
}

impl Kith {
    fn over(database: TestDatabase) -> Self {
        let place = Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) };
        let shipped = Setup::shipped();
        let rooms: Vec<&'static [&'static Statement]> =
            shipped.rooms.iter().copied().chain(std::iter::once(ROOM)).collect();
        let store = Store::open_with(&place, &Setup { rooms: rooms.leak(), ..shipped }).unwrap();
        let morning: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(morning.as_microsecond())));
        let app = App::new(store, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(TestChance(AtomicU64::new(1))));
        let kith = Self { app, clock, next: AtomicU64::new(1), _database: database };
        // Lets tests sign in without the time that a password takes.
        kith.below(|tx| Ok(house::set(tx, setup::DEMO, "test")?));
        kith
    }

    /// An identifier that no other call gives.
    pub(crate) fn id<T>(&self) -> Id<T> {
        let mut chance = [0xEE; 10];
        chance[2..].copy_from_slice(&self.next.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Id::from_parts(u64::try_from(self.app.now().as_millisecond()).unwrap(), chance)
    }

    /// A number that no other call gives, for names and addresses.
    pub(crate) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::SeqCst)
    }

    /// Writes below the application, for what has no use case yet.
    pub(crate) fn below<T: Send + 'static>(
        &self,
        f: impl Fn(&mut kith_store::Tx<'_>) -> Result<T, SaveError> + Send + 'static,
    ) -> T {
        self.app.store().write(&Reach::maintenance(), Isolation::Ordinary, f).unwrap()
    }

    fn writ(&self) -> Writ {
        Writ {
            at: self.app.now(),
            actor: "operator",
            account: None,
            action: "set-up",
            request: self.id::<Writ>().uuid(),
            event_id: self.id::<Event>().uuid(),
            audit_id: self.id::<Writ>().uuid(),
            salt: [3; 16],
        }
    }

    pub(crate) fn add<T: Saved + Clone + Send + 'static>(&self, it: &T) {
        let (it, writ) = (it.clone(), self.writ());
        self.below(move |tx| save::new(tx, &writ, &it, &Event::new("test.saved")));
    }

    /// Changes what no use case changes yet.
    pub(crate) fn change<T: Saved + Send + 'static>(&self, id: uuid::Uuid, f: impl Fn(T) -> T + Send + 'static) {
        let writ = self.writ();
        self.below(move |tx| {
            let kept = table::find::<T>(tx, id)?.unwrap();
            save::change(tx, &writ, kept.version, &f(kept.it), &Event::new("test.changed")).map(drop)
        });
    }

    pub(crate) fn service(&self, slug: &str) -> Id<Service> {
        let service =
            Service { id: self.id(), slug: slug.to_owned(), name: Line::new("A service").unwrap(), phone: None };
        self.add(&service);
        service.id
    }

    pub(crate) fn practice(&self, services: &[Id<Service>]) -> (Id<Practice>, Vec<Id<Relation>>) {
        let practice = Practice {
            id: self.id(),
            ods_code: OdsCode::parse(&format!("A{:05}", self.number())).unwrap(),
            name: Line::new("A practice").unwrap(),
            email: Line::new("practice@example.org").ok(),
        };
        self.add(&practice);
        let relate = |service: &Id<Service>| {
            let relation = Relation::begin(self.id(), *service, practice.id);
            self.add(&relation);
            relation.id
        };
        (practice.id, services.iter().map(relate).collect())
    }

    /// Somebody with one standing.
    pub(crate) fn staff(
        &self,
        role: Role,
        service: Option<Id<Service>>,
        practice: Option<Id<Practice>>,
    ) -> Id<Account> {
        let email = format!("somebody{}@example.org", self.number());
        let account = Account {
            id: self.id(),
            email: Line::new(&email).unwrap(),
            name: Line::new(&email).unwrap(),
            password: None,
            disabled: None,
        };
        self.add(&account);
        self.stand(account.id, role, service, practice);
        account.id
    }

    pub(crate) fn stand(
        &self,
        account: Id<Account>,
        role: Role,
        service: Option<Id<Service>>,
        practice: Option<Id<Practice>>,
    ) -> Id<Standing> {
        let name = Line::new("Somebody").unwrap();
        let standing =
            Standing { id: self.id(), account, role, service, practice, organisation: None, name, ended: None };
        self.add(&standing);
        standing.id
    }

    /// Whoever an account is now: signs in and asks the session, as every page does.
    pub(crate) fn actor(&self, account: Id<Account>) -> Actor {
        let token = accounts::sign_in_to_demo(&self.app, account).unwrap();
        accounts::resolve(&self.app, token.as_str()).unwrap().unwrap().actor()
    }

    /// What an account is now, without signing in.
    pub(crate) fn post(&self, account: Id<Account>) -> Post {
        let identity = Reach { services: vec![NO_SERVICE], purpose: "identity" };
        let standings = self.app.store().read(&identity, |tx| kith_store::staff::standings_of(tx, account));
        standings.unwrap().iter().find_map(Post::of).unwrap()
    }

    pub(crate) fn seed(&self, actor: &Actor) -> Seed {
        self.app.seed(actor.clone())
    }

    /// Does something as somebody.
    pub(crate) fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        f: impl Fn(&mut Work<'_, '_>, &Ctx) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.app.write(&self.seed(actor), f)
    }

    pub(crate) fn refer(&self, actor: &Actor, service: Id<Service>, input: &Input) -> Result<Id<Referral>, Refusal> {
        let input = input.clone();
        self.act(actor, move |work, ctx| {
            let permit = permit::service::<act::Refer>(ctx, service)?;
            referring::refer(work, ctx, &permit, &input)
        })
    }

    /// Somebody asks at the public door of a service, each time from another address.
    pub(crate) fn ask(&self, service: Id<Service>, who: door::Who, input: &door::Input) -> Result<(), Refusal> {
        let service = door::services(&self.app)?.into_iter().find(|one| one.id == service).unwrap();
        let [.., a, b] = self.number().to_be_bytes();
        let sent = door::Sent {
            nonce: &format!("{:032x}", self.number()),
            content: "typed",
            address: std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, a, b)),
            request: self.id::<Writ>().uuid(),
        };
        door::ask(&self.app, &service, who, input, &sent).map(drop)
    }

    pub(crate) fn allocate(&self, lead: &Actor, referral: Id<Referral>, worker: Id<Account>) -> Result<(), Refusal> {
        self.act(lead, move |work, ctx| {
            let permit = permit::referral::<act::Allocate>(work.tx(), ctx, referral)?;
            triage::allocate(work, ctx, &permit, &worker.to_string()).map(drop)
        })
    }

    pub(crate) fn log_contact(&self, worker: &Actor, person: Id<Person>, input: &ContactInput) -> Result<(), Refusal> {
        let input = input.clone();
        self.act(worker, move |work, ctx| {
            let permit = permit::person::<act::LogContact>(work.tx(), ctx, person)?;
            support::log_contact(work, ctx, &permit, &input).map(drop)
        })
    }

    /// The person of a referral, whoever asks.
    pub(crate) fn person_of(&self, referral: Id<Referral>) -> Id<Person> {
        let found = self.app.store().read(&Reach::maintenance(), |tx| table::find::<Referral>(tx, referral.uuid()));
        found.unwrap().unwrap().it.person
    }

    pub(crate) fn everybody(&self) -> Vec<Id<Person>> {
        self.app.store().read(&Reach::maintenance(), people::everybody).unwrap()
    }

    pub(crate) fn every_referral(&self) -> Vec<Id<Referral>> {
        let every = self.app.store().read(&Reach::maintenance(), referrals::every).unwrap();
        every.into_iter().map(|(id, ..)| id).collect()
    }

    /// How many changes the trail tells of, chained or not.
    pub(crate) fn changes(&self) -> i64 {
        let count = |tx: &mut kith_store::ReadTx<'_>| {
            Ok::<_, kith_store::DbError>(audit::head(tx)?.position + audit::unsealed(tx)?)
        };
        self.app.store().read(&Reach::maintenance(), count).unwrap()
    }
}

/// A service with a practice, a lead and a link worker, and who they are.
pub(crate) struct Team {
    pub(crate) service: Id<Service>,
    pub(crate) practice: Id<Practice>,
    pub(crate) referrer: Actor,
    pub(crate) lead: Actor,
    pub(crate) worker: Actor,
}

impl Team {
    pub(crate) fn of(kith: &Kith) -> Self {
        let service = kith.service(&format!("team-{}", kith.number()));
        let (practice, _) = kith.practice(&[service]);
        let who = |role, service, practice| kith.actor(kith.staff(role, service, practice));
        Self {
            service,
            practice,
            referrer: who(Role::Practice, None, Some(practice)),
            lead: who(Role::TeamLead, Some(service), None),
            worker: who(Role::LinkWorker, Some(service), None),
        }
    }

    /// A person whom the worker has.
    pub(crate) fn supported(&self, kith: &Kith) -> (Id<Person>, Id<Referral>) {
        let referral = kith.refer(&self.referrer, self.service, &form(kith.number())).unwrap();
        kith.allocate(&self.lead, referral, self.worker.account().unwrap()).unwrap();
        (kith.person_of(referral), referral)
    }
}

/// A referral's form as a receptionist fills it in, for the n-th person.
pub(crate) fn form(number: u64) -> Input {
    let serial = (0..).map(|n| u32::try_from(number).unwrap() * 20 + n).find_map(NhsNumber::synthetic);
    Input {
        nhs_number: serial.unwrap().digits(),
        family_name: format!("Family{number}"),
        given_names: "Ann".to_owned(),
        born: ("27".to_owned(), "3".to_owned(), "1951".to_owned()),
        reason: "Lonely since her sister died".to_owned(),
        told: "agreed".to_owned(),
        ..Input::default()
    }
}

/// What the n-th person, or somebody for them, types at the public door.
pub(crate) fn door_form(number: u64) -> door::Input {
    door::Input {
        family_name: format!("Doorstep{number}"),
        born: ("27".to_owned(), "3".to_owned(), "1951".to_owned()),
        phone: "01632 960005".to_owned(),
        reason: "I would like company".to_owned(),
        told: "agreed".to_owned(),
        sender_name: "Jo Ng".to_owned(),
        sender_from: "Harbour Housing".to_owned(),
        sender_reach: "01632 960002".to_owned(),
        receipt: format!("{number:043}"),
        ..door::Input::default()
    }
}

/// A contact with a note and nothing else.
pub(crate) fn note(text: &str) -> ContactInput {
    ContactInput { mode: "phone".to_owned(), note: text.to_owned(), ..ContactInput::default() }
}

/// The codes of a rejection; none for any other answer.
pub(crate) fn codes<T>(result: &Result<T, Refusal>) -> Vec<&'static str> {
    match result {
        Err(Refusal::Rejected(rejections)) => rejections.iter().map(|rejection| rejection.code).collect(),
        _ => Vec::new(),
    }
}

/// What every reach of a service's own staff is, for reading below the application.
pub(crate) fn reach(service: Id<Service>) -> Reach {
    Reach { services: vec![service.uuid(), NO_SERVICE], purpose: "care" }
}

/// Connects somebody and asks the organisation by e-mail. Gives the connection as it was before it was asked.
pub(crate) fn ask_about(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Id<Person>,
    to: Id<CommunityService>,
) -> Result<Kept<Connection>, Refusal> {
    let agreed = AgreedInput::in_words("her first name");
    let permit = permit::person::<act::Connect>(work.tx(), ctx, person)?;
    let (connection, _) = connecting::connect(work, ctx, &permit, to, "", &agreed)?;
    let (permit, kept) = permit::connection::<act::AskByLink>(work.tx(), ctx, connection)?;
    asking::ask(work, ctx, &permit, kept.version, &agreed, &Delivery::mail("https://kith.example.org"))?;
    Ok(kept)
}
