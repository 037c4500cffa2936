//! Two services that know nothing of each other, on each engine, with everybody who can sign in.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use jiff::Timestamp;
use kith_app::import::fetch::{Answer, Ask, Fetch, NotFetched, Roads, Tags};
use kith_app::{App, Chance, Clock};
use kith_domain::directory::{Capacity, CommunityService, Entry, Organisation, Status};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::WayOfWorking;
use kith_domain::support::way_of_working::FIRST_LIST;
use kith_domain::text::{Line, Words};
use kith_store::save::{self, Writ};
use kith_store::staff::Relation;
use kith_store::{Isolation, NO_SERVICE, Place, Reach, Store, Tx, directory};
use kith_testkit::TestDatabase;
use uuid::Uuid;

/// Everybody's password.
pub(super) const PASSWORD: &str = "three plain words here";

/// Chance that is the same at every run and never twice the same within one.
#[derive(Default)]
struct Counted(AtomicU64);

impl Chance for Counted {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        seed
    }
}

/// The clock stands at noon of a Tuesday, moves a little at every look, and more when a story says so.
#[derive(Default)]
pub(super) struct Ticking(AtomicU64);

impl Ticking {
    pub(super) fn forward(&self, time: std::time::Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap() / 10, Ordering::Relaxed);
    }

    /// Days go by. Whoever was signed in is not any more.
    pub(super) fn forward_days(&self, days: u64) {
        self.0.fetch_add(days * 24 * 60 * 60 * 100, Ordering::Relaxed);
    }
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        let ticks = i64::try_from(self.0.fetch_add(1, Ordering::Relaxed)).unwrap();
        Timestamp::from_millisecond(1_795_521_600_000 + ticks * 10).unwrap()
    }
}

/// One service and its people.
pub(super) struct Home {
    pub(super) service: Id<Service>,
    /// A word that stands in everything of this service, and must be seen nowhere else.
    pub(super) canary: String,
    slug: &'static str,
}

impl Home {
    /// The e-mail address of somebody in a role.
    pub(super) fn email(&self, role: Role) -> String {
        format!("{}@{}.example.org", role.code(), self.slug)
    }

    /// The receptionist of a second practice that refers to the same service.
    pub(super) fn second_practice(&self) -> String {
        format!("second@{}.example.org", self.slug)
    }

    /// A second link worker of the same service.
    pub(super) fn colleague(&self) -> String {
        format!("colleague@{}.example.org", self.slug)
    }
}

/// The world.
pub(super) struct World {
    pub(super) clock: Arc<Ticking>,
    pub(super) router: Router,
    pub(super) app: App,
    pub(super) one: Home,
    pub(super) two: Home,
    pub(super) community_service: Id<CommunityService>,
    /// The feeds that there are.
    pub(super) feeds: Arc<Shelf>,
    _database: TestDatabase,
}

/// Feeds in memory, by the address of their only page.
#[derive(Default)]
pub(super) struct Shelf {
    pages: Mutex<BTreeMap<String, String>>,
    /// How often anything was asked for.
    asked: AtomicUsize,
}

impl Shelf {
    pub(super) fn put(&self, url: &str, json: String) {
        self.pages.lock().unwrap().insert(url.to_owned(), json);
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// The way to them.
struct Way(Arc<Shelf>);

impl Fetch for Way {
    fn get(&self, ask: &Ask) -> Result<Answer, NotFetched> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let url = ask.url.split('?').next().unwrap_or_default();
        match self.0.pages.lock().unwrap().get(url) {
            Some(json) => Ok(Answer::Body { bytes: json.clone().into_bytes(), tags: Tags::default() }),
            None => Err(NotFetched::Absent("the feed has nothing there (404)".to_owned())),
        }
    }
}

impl Roads for Way {
    fn to(&self, url: &str) -> Result<Box<dyn Fetch>, String> {
        if url.starts_with("https://feeds.example.org/") {
            return Ok(Box::new(Self(Arc::clone(&self.0))));
        }
        Err("That is no address of a feed on these shelves.".to_owned())
    }
}

/// A migrated place on each engine there is.
pub(super) fn prepared() -> Vec<TestDatabase> {
    kith_testkit::prepared(|data, database| {
        Store::migrate(&Place { data: data.to_owned(), database: database.map(str::to_owned) }).unwrap();
    })
}

/// Tells a story in a world of its own on each engine there is. At the end everything that was done
/// must stand in a whole audit chain: a change without its audit row fails the story that made it.
pub(super) fn story(tell: impl AsyncFn(&World)) {
    for database in prepared() {
        // Built and dropped outside the runtime: the blocking PostgreSQL client cannot be used inside.
        let world = build(database);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(tell(&world));
        drop(runtime);
        kith_app::jobs::seal(&world.app).unwrap();
        let report = kith_store::verify::run(world.app.store()).unwrap();
        assert_eq!(report.wrong, Vec::<String>::new());
        assert!(report.rows > 0 && report.links > 0);
    }
}

/// Tells a story that begins with an empty store, on each engine there is; it gets the secret of the set-up link. At the
/// end the audit chain must be whole.
pub(super) fn from_nothing(tell: impl AsyncFn(&App, &axum::Router, &str)) {
    for database in prepared() {
        let place = Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) };
        let clock = Arc::new(Ticking::default());
        let app = App::new(Store::open(&place).unwrap(), clock as Arc<dyn Clock>, Arc::new(Counted::default()));
        let router = kith_web::router(app.clone(), settings());
        let secret = kith_app::setup::new_link(&app).unwrap().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(tell(&app, &router, &secret));
        drop(runtime);
        kith_app::jobs::seal(&app).unwrap();
        assert_eq!(kith_store::verify::run(app.store()).unwrap().wrong, Vec::<String>::new());
    }
}

pub(crate) fn settings() -> kith_web::Settings {
    kith_web::Settings {
        listen: "127.0.0.1:8080".parse().unwrap(),
        public_url: None,
        demo: false,
        has_post: true,
        trusted_proxies: Vec::new(),
        second_factor: kith_app::accounts::Rule::Optional,
    }
}

fn build(database: TestDatabase) -> World {
    let place = Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) };
    let store = Store::open(&place).unwrap();
    let password = kith_app::accounts::hash(PASSWORD, &[3; 16]).unwrap();
    let one = home(&store, "alder", "CANARY-ALDER", "A99101", &password);
    let two = home(&store, "birch", "CANARY-BIRCH", "A99102", &password);
    let community_service = entry(&store, None);
    let clock = Arc::new(Ticking::default());
    let app = App::new(store, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(Counted::default()));
    let feeds: Arc<Shelf> = Arc::default();
    let app = app.fetching_feeds(Arc::new(Way(Arc::clone(&feeds))));
    World {
        feeds,
        router: kith_web::router(app.clone(), settings()),
        app,
        clock,
        one,
        two,
        community_service,
        _database: database,
    }
}

pub(super) fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

pub(super) fn writ() -> Writ {
    Writ {
        at: Timestamp::from_second(1_790_000_000).unwrap(),
        actor: "operator",
        account: None,
        action: "set-up",
        request: Uuid::nil(),
        event_id: fresh(),
        audit_id: fresh(),
        salt: [1; 16],
    }
}

fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut chance = [0; 10];
    chance[2..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Id::<()>::from_parts(1_790_000_000_000, chance).uuid()
}

pub(super) fn id<T>() -> Id<T> {
    Id::from_uuid(fresh())
}

fn home(store: &Store, slug: &'static str, canary: &str, ods: &str, password: &str) -> Home {
    let service = Service {
        id: id(),
        slug: slug.to_owned(),
        name: line(&format!("{canary} link workers")),
        phone: Some(line("01632 960000")),
    };
    let service_id = service.id;
    let practice = Practice {
        id: id(),
        ods_code: OdsCode::parse(ods).unwrap(),
        name: line(&format!("{canary} surgery")),
        email: Some(line(&format!("surgery@{slug}.example.org"))),
    };
    let (canary, password, owned) = (canary.to_owned(), password.to_owned(), canary.to_owned());
    let reach = Reach { services: vec![service_id.uuid(), NO_SERVICE], purpose: "identity" };
    store
        .write(&reach, Isolation::Ordinary, move |tx| -> Result<(), save::SaveError> {
            let event = Event::new("test.built");
            save::new(tx, &writ(), &service, &event)?;
            save::new(tx, &writ(), &practice, &event)?;
            let relation = Relation::begin(id(), service.id, practice.id);
            save::new(tx, &writ(), &relation, &event)?;
            for (position, (code, heading, words)) in (1..).zip(FIRST_LIST) {
                let way = WayOfWorking {
                    id: id(),
                    service: service.id,
                    code: line(code),
                    label: line(words),
                    heading,
                    position,
                };
                save::new(tx, &writ(), &way, &event)?;
            }
            for role in Role::ALL {
                somebody(tx, slug, &canary, role.code(), role, &service, &practice, &password)?;
            }
            somebody(tx, slug, &canary, "colleague", Role::LinkWorker, &service, &practice, &password)?;
            let code = format!("{}9", practice.ods_code.as_str());
            let second = Practice {
                id: id(),
                ods_code: OdsCode::parse(&code).unwrap(),
                name: line(&format!("{canary} second surgery")),
                email: None,
            };
            save::new(tx, &writ(), &second, &event)?;
            let relation = Relation::begin(id(), service.id, second.id);
            save::new(tx, &writ(), &relation, &event)?;
            somebody(tx, slug, &canary, "second", Role::Practice, &service, &second, &password)
        })
        .unwrap();
    Home { service: service_id, canary: owned, slug }
}

#[expect(clippy::too_many_arguments, reason = "a test's helper")]
fn somebody(
    tx: &mut Tx<'_>,
    slug: &str,
    canary: &str,
    name: &str,
    role: Role,
    service: &Service,
    practice: &Practice,
    password: &str,
) -> Result<(), save::SaveError> {
    let event = Event::new("test.built");
    let account = Account {
        id: id(),
        email: line(&format!("{name}@{slug}.example.org")),
        name: line(&format!("{canary} {name}")),
        password: Some(password.to_owned()),
        disabled: None,
    };
    save::new(tx, &writ(), &account, &event)?;
    let standing = Standing {
        id: id(),
        account: account.id,
        role,
        service: (role != Role::Practice).then_some(service.id),
        practice: (role == Role::Practice).then_some(practice.id),
        organisation: (role == Role::Organisation).then(lantern),
        name: account.name.clone(),
        ended: None,
    };
    save::new(tx, &writ(), &standing, &event)
}

/// The organisation of the one entry, for which the organisation's accounts speak.
pub(super) fn lantern() -> Id<Organisation> {
    Id::from_parts(1_790_000_000_000, [0xEE; 10])
}

/// One public entry of the directory that came from a feed.
pub(super) fn imported(world: &World) -> Id<CommunityService> {
    // A thread of its own: the store waits for its database.
    std::thread::scope(|scope| {
        let source = Some(id::<CommunityService>().uuid());
        scope.spawn(move || entry(world.app.store(), source)).join().unwrap()
    })
}

/// One public entry of the directory: of a feed, or kept by the team.
fn entry(store: &Store, source: Option<uuid::Uuid>) -> Id<CommunityService> {
    let organisation = Organisation {
        id: if source.is_none() { lantern() } else { id() },
        source: None,
        name: line("Lantern Allotments"),
        description: None,
        email: Some(line("hello@lantern.example.org")),
        url: None,
    };
    let service = CommunityService {
        id: id(),
        organisation: organisation.id,
        source,
        entry: Entry {
            name: line("Gardening together"),
            description: Some(Words::new("Grow vegetables with others, tea included.").unwrap()),
            status: Status::Active,
            audience: Some(line("Adults")),
            times: Some(Words::new("Every Tuesday, 10am to 12pm").unwrap()),
            place: Some(Words::new("Lantern Field, ZZ1 1ZZ").unwrap()),
            cost: Some(line("Free")),
            access: None,
            languages: None,
            phone: None,
            email: Some(line("hello@lantern.example.org")),
            url: None,
            record: kith_domain::directory::Record::default(),
        },
        capacity: Capacity::Room,
        checked: None,
        vanished: None,
        here: kith_domain::directory::Here::published(),
    };
    let found = service.id;
    let reach = Reach { services: vec![NO_SERVICE], purpose: "care" };
    store
        .write(&reach, Isolation::Ordinary, move |tx| -> Result<(), save::SaveError> {
            let event = Event::new("test.built");
            save::new(tx, &writ(), &organisation, &event)?;
            directory::save_new(tx, &writ(), &service, &organisation, &event)
        })
        .unwrap();
    found
}

/// What a referral needs, with a text of one's own in it.
pub(super) fn referral_fields<'a>(family: &'a str, reason: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("nhs_number", ""),
        ("number_missing", "not-to-hand"),
        ("family_name", family),
        ("given_names", "Rosa"),
        ("preferred_name", ""),
        ("born-day", "27"),
        ("born-month", "3"),
        ("born-year", "1951"),
        ("phone", "01632 960001"),
        ("reason", reason),
        ("told", "agreed"),
        ("told_words", ""),
    ]
}
