//! A whole house for the tests of the rooms: the shipped schema, and one of everything in it.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{Timestamp, ToSpan};
use kith_domain::directory::connection::Agreed;
use kith_domain::directory::{Capacity, CommunityService, Connection, Entry, Organisation, Status};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens, Promised, Sending, Why};
use kith_domain::message::{Content, MessageBack};
use kith_domain::need::{Known, Need, Telling};
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::around::{Around, MayKnow, OwnAgreement};
use kith_domain::person::{Identity, Person};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::referral::{Reasons, Referral, Route, Told, ToldAnswer};
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Case;
use kith_domain::support::contact::{Contact, Details, Mode, Reached};
use kith_domain::text::{Line, Note, Words};
use kith_store::save::{self, SaveError, Writ};
use kith_store::staff::Relation;
use kith_store::{Isolation, NO_SERVICE, Place, Reach, ReadTx, Saved, Store, Tx, cases, directory};
use kith_testkit::TestDatabase;

use crate::house::place;

/// Runs a test on a fresh house on each engine there is.
pub fn on_each(test: impl Fn(&TestDatabase, &Store)) {
    for database in prepared() {
        test(&database, &open(&database));
    }
}

/// A migrated place on each engine there is.
pub fn prepared() -> Vec<TestDatabase> {
    kith_testkit::prepared(|data, database| {
        Store::migrate(&Place { data: data.to_owned(), database: database.map(str::to_owned) }).unwrap();
    })
}

pub fn open(database: &TestDatabase) -> Store {
    Store::migrate(&place(database)).unwrap();
    Store::open(&place(database)).unwrap()
}

/// An identifier that no other call gives.
pub fn id<T>() -> Id<T> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut chance = [0; 10];
    chance[2..].copy_from_slice(&number.to_be_bytes());
    Id::from_parts(1_790_000_000_000, chance)
}

/// A moment some minutes after the morning on which every test begins.
pub fn at(minutes: i64) -> Timestamp {
    let morning: Timestamp = "2026-11-21T09:00:00.000001Z".parse().unwrap();
    morning.checked_add(minutes.minutes()).unwrap()
}

pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

pub fn words(text: &str) -> Words {
    Words::new(text).unwrap()
}

pub fn writ(minutes: i64) -> Writ {
    Writ {
        at: at(minutes),
        actor: "staff",
        account: Some(id::<Account>().uuid()),
        action: "test",
        request: id::<Writ>().uuid(),
        event_id: id::<Event>().uuid(),
        audit_id: id::<Writ>().uuid(),
        salt: [7; 16],
    }
}

/// What a change is written down as in these tests.
pub fn event() -> Event {
    Event::new("test.saved")
        .with("words", "Ω “quoted” 'single' \\ and\na line")
        .with("count", 3_i64)
        .with("none", None::<bool>)
}

pub fn identity() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "identity" }
}

pub fn write<T: Send + 'static>(
    store: &Store,
    reach: &Reach,
    f: impl Fn(&mut Tx<'_>) -> Result<T, SaveError> + Send + 'static,
) -> T {
    store.write(reach, Isolation::Ordinary, f).unwrap()
}

pub fn read<T>(store: &Store, reach: &Reach, f: impl Fn(&mut ReadTx<'_>) -> Result<T, kith_store::DbError>) -> T {
    store.read(reach, f).unwrap()
}

pub fn add<T: Saved + Clone + Send + 'static>(store: &Store, reach: &Reach, it: &T) {
    let (it, writ) = (it.clone(), writ(0));
    write(store, reach, move |tx| save::new(tx, &writ, &it, &event()));
}

/// A service with a practice, a lead and a link worker.
#[derive(Clone)]
pub struct World {
    pub service: Service,
    pub practice: Practice,
    pub relation: Relation,
    pub worker: Account,
    pub standing: Standing,
}

impl World {
    pub fn set_up(store: &Store, slug: &str) -> Self {
        let service = Service { id: id(), slug: slug.to_owned(), name: line("Service of a place"), phone: None };
        let number = i64::from(slug.bytes().map(u32::from).sum::<u32>());
        let practice = Practice {
            id: id(),
            ods_code: OdsCode::parse(&format!("A{:05}", number % 100_000)).unwrap(),
            name: line("The Practice"),
            email: None,
        };
        let relation = Relation::begin(id(), service.id, practice.id);
        let worker = account(&format!("worker@{slug}.example.org"));
        let standing = standing(&worker, Role::LinkWorker, Some(service.id));
        let world = Self { service, practice, relation, worker, standing };
        let reach = Reach { purpose: "identity", ..world.reach() };
        add(store, &reach, &world.service);
        add(store, &reach, &world.practice);
        add(store, &reach, &world.relation);
        add(store, &reach, &world.worker);
        add(store, &reach, &world.standing);
        world
    }

    pub fn reach(&self) -> Reach {
        Reach { services: vec![self.service.id.uuid(), NO_SERVICE], purpose: "care" }
    }

    pub fn person(&self, serial: u32, family: &str, given: &str) -> Person {
        let identity = Identity {
            nhs_number: NhsNumber::synthetic(serial).ok_or(NumberMissing::NotKnown),
            family_name: line(family),
            given_names: Line::optional(given).unwrap(),
            preferred_name: None,
            born: jiff::civil::date(1951, 3, 27).into(),
        };
        Person::register(id(), self.service.id, identity, None).0
    }

    pub fn referral(&self, person: &Person, minutes: i64) -> Referral {
        let told = Told { answer: ToldAnswer::Agreed, words: None };
        let reasons = Reasons { reason: words("Lonely since her sister died"), told };
        let route = Route::Practice { practice: self.practice.id, referrer: self.worker.id };
        Referral::receive(id(), person, route, reasons, at(minutes)).0
    }

    /// A person with a referral, both saved.
    pub fn referred(&self, store: &Store, serial: u32, family: &str, minutes: i64) -> (Person, Referral) {
        let person = self.person(serial, family, "Ann");
        let referral = self.referral(&person, minutes);
        add(store, &self.reach(), &person);
        add(store, &self.reach(), &referral);
        (person, referral)
    }

    /// A person whose case a worker has, all saved.
    pub fn supported(&self, store: &Store, serial: u32, family: &str, worker: Id<Account>) -> (Person, Referral, Case) {
        let (person, referral) = self.referred(store, serial, family, 0);
        let by = self.worker.id;
        let referral = referral.accept(by, at(1)).and_then(|(r, _)| r.allocate(worker, by, at(2))).unwrap().0;
        let (case, _) = Case::open(id(), &referral, at(1));
        let (case, _) = case.allocate(worker, at(2)).unwrap();
        let (saved, whose, line) = (referral.clone(), person.clone(), case.clone());
        let (one, two) = (writ(2), writ(2));
        write(store, &self.reach(), move |tx| {
            save::change(tx, &one, 1, &saved, &event())?;
            cases::save_new(tx, &two, &line, &whose, &event())
        });
        (person, referral, case)
    }

    pub fn contact(&self, case: &Case, minutes: i64) -> Contact {
        let details = Details {
            at: at(minutes),
            mode: Mode::Phone,
            place: None,
            started_by: None,
            reached: Reached::Yes,
            others: None,
            minutes: None,
            note: Some(Note::new("Spoke about her sister.").unwrap()),
            ways: Vec::new(),
            list: 1,
            accompanied: None,
            next: None,
        };
        Contact::log(id(), case, self.worker.id, details, None, at(minutes)).unwrap().0
    }

    pub fn need(&self, person: &Person, minutes: i64) -> Need {
        let telling = Telling { stated: words("Somebody to talk to"), domain: None, known: Known::Later, heard: None };
        Need::record(id(), person, telling, self.worker.id, at(minutes)).0
    }

    pub fn link(&self, connection: &Connection, minutes: i64) -> Link {
        let sending = Sending {
            service: self.service.id,
            person: connection.person,
            opens: Opens::Connection(connection.id),
            recipient: line("hello@example.org"),
            promised: Promised::Something,
            why: Why::Ask,
        };
        let digest = id::<Link>().uuid().simple().to_string().repeat(2);
        Link::send(id(), sending, digest, (self.worker.id, kith_domain::link::Way::ByMail), at(minutes)).0
    }

    pub fn message(&self, referral: &Referral, minutes: i64) -> MessageBack {
        let content = Content { mattered: None, happened: Some(words("Met twice")), missing: None };
        MessageBack::send(id(), referral, self.worker.id, content, at(minutes)).unwrap().0
    }
}

pub fn account(email: &str) -> Account {
    Account { id: id(), email: line(email), name: line("Somebody"), password: None, disabled: None }
}

pub fn standing(of: &Account, role: Role, service: Option<Id<Service>>) -> Standing {
    Standing {
        id: id(),
        account: of.id,
        role,
        service,
        practice: None,
        organisation: None,
        name: of.name.clone(),
        ended: None,
    }
}

pub fn organisation(name: &str) -> Organisation {
    Organisation { id: id(), source: None, name: line(name), description: None, email: None, url: None }
}

pub fn community_service(of: &Organisation, name: &str) -> CommunityService {
    let entry = Entry {
        name: line(name),
        description: None,
        status: Status::Active,
        audience: None,
        times: None,
        place: None,
        cost: None,
        access: None,
        languages: None,
        phone: None,
        email: None,
        url: None,
        record: kith_domain::directory::Record::default(),
    };
    CommunityService {
        id: id(),
        organisation: of.id,
        source: None,
        entry,
        capacity: Capacity::NotSaid,
        checked: None,
        vanished: None,
        here: kith_domain::directory::Here::published(),
    }
}

/// Saves an entry with its words.
pub fn list_entry(store: &Store, of: &Organisation, it: &CommunityService) {
    let (of, it, writ) = (of.clone(), it.clone(), writ(0));
    let public = Reach { services: vec![NO_SERVICE], purpose: "care" };
    write(store, &public, move |tx| directory::save_new(tx, &writ, &it, &of, &event()));
}

/// Somebody around a person, of whom little is said.
pub fn around(person: &Person, author: Id<Account>) -> Around {
    let details = kith_domain::person::around::Details {
        name: line("Jo"),
        relation: kith_domain::person::around::Relation::Child,
        relation_words: None,
        phone: None,
        email: None,
        may_know: MayKnow::NotAsked,
        what: None,
        agreed_on: None,
        own_agreement: OwnAgreement::NotAsked,
        is_emergency: false,
        words: None,
    };
    Around::add(id(), person, details, author, at(4), jiff::civil::date(2026, 11, 21)).unwrap().0
}

/// Somebody chooses an entry, with nothing agreed to be told; with the event that says so.
pub fn chosen(person: &Person, to: &CommunityService, by: Id<Account>, minute: i64) -> (Connection, Event) {
    Connection::choose(id(), person, None, to, Agreed::default(), by, at(minute))
}
