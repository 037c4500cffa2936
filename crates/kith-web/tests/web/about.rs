//! Every link of the tour is followed: each finding leads to a record of the demo that shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::date;
use kith_app::demo::{self, Plan, Size};
use kith_app::{App, Chance, Clock};
use kith_domain::time;
use kith_store::{Place, Store};

use super::client::{Answer, Client, attribute};
use super::findings::main;
use super::world::story;

const DOCUMENT: &str = include_str!("../../../../docs/from-the-studies.md");

/// What must stand on the page of each finding for its situation to be seen.
const SHOWN: [(&str, &[&str]); 26] = [
    ("many-ways-of-working", &["Offered options and they chose", "Listened; no goal today", "Went with them"]),
    ("choice-became-dominant", &["Walked to the second bridge and back.", "No need is recorded.", "The case Active"]),
    (
        "slow-change-is-explained-by-context",
        &["Both ways of working can be right.", "New template for reviews", "Debt advice at the library closed"],
    ),
    ("choice-can-hide-what-is-missing", &["Company on a weekday evening", "There is none here", "it is saved"]),
    ("care-keeps-trying", &["phoned; no answer", "Wrote by hand", "spoke by phone for 70 minutes", "The case Active"]),
    ("lifestyle-or-circumstances", &["BMI 38", "“The wall behind the cot is black", "“I put twenty on the meter"]),
    ("assessments-that-pay", &["Why does support end?", "More about it, if you like", "Close the case"]),
    ("measures-shape-the-day", &["A note alone is enough.", "No answer", "Save"]),
    (
        "referrals-had-to-be-won",
        &["Messages to read", "Waiting for the team to look at it.", "Being supported;", "Support has ended for now"],
    ),
    ("helped-and-not-helped", &["Reason: Not known.", "I do not know what became of him."]),
    ("where-the-role-ends", &["Waiting 5 working days", "panic at the last two", "accept, allocate or give it back"]),
    ("credibility-with-the-practice", &["What mattered: Having his own papers", "Opened at the practice on"]),
    (
        "medical-frame-and-other-need",
        &["Blood pressure up again", "“They keep my passport", "Later, once we knew each other."],
    ),
    ("unsure-of-the-role", &["What they were told", "Only that somebody would ring her.", "panic at the last two"]),
    ("someone-to-come-back-to", &["opened the case again", "No new referral was needed.", "to the end and back"]),
    ("ready-in-their-own-time", &["Where it stands The person is not ready", "They want this"]),
    ("limits-nobody-here-controls", &["“A place with two rooms", "Gap recorded", "nothing could change this"]),
    ("holding", &["Listened; no goal today", "Breakfast had", "No connection has been made."]),
    ("bearing-witness", &["You believe me, then.", "Stayed with something that could not be changed"]),
    ("waiting-for-somebody-else", &["Where it stands On the waiting list, 8 weeks quoted"]),
    (
        "caseloads-that-silt-up",
        &[
            "Link worker New Active Holding Waiting Door open",
            "1 holding with Amina Farouqi",
            "2 waiting with Amina Farouqi",
        ],
    ),
    ("judgement-beyond-the-script", &["Would I stop ringing", "The case Holding", "Breakfast had"]),
    (
        "organisations-decide-for-themselves",
        &[
            "A request from",
            "That she once grew beans",
            "Yes, they can come",
            "Would she come on a Wednesday",
            "Are you full?",
        ],
    ),
    ("going-along", &["went there with", "Where it stands Attending"]),
    (
        "access-to-records-differs",
        &["Support has ended for now", "What mattered Having his own papers", "What you sent"],
    ),
    (
        "several-practices-at-once",
        &["Someone is waiting for you", "no contact yet", "Keep in mind", "Cold and bright.", "about four weeks more."],
    ),
];

struct Morning;

impl Clock for Morning {
    fn now(&self) -> Timestamp {
        time::moment_on(date(2026, 11, 20), 8, 0).unwrap()
    }
}

#[derive(Default)]
struct Counted(AtomicU64);

impl Chance for Counted {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [9; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        seed
    }
}

/// Looks at a demo of its own on each engine there is.
fn in_the_demo(look: impl AsyncFn(&Router)) {
    for database in super::world::prepared() {
        let place = Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) };
        let store = Store::open(&place).unwrap();
        demo::fill(&store, &Plan { size: Size::Tour, seed: 7, as_of: date(2026, 11, 20) }).unwrap();
        let app = App::new(store, Arc::new(Morning), Arc::new(Counted::default()));
        let settings = kith_web::Settings {
            listen: "127.0.0.1:8080".parse().unwrap(),
            public_url: None,
            demo: true,
            has_post: true,
            trusted_proxies: Vec::new(),
            second_factor: kith_app::accounts::Rule::Optional,
        };
        let router = kith_web::router(app.clone(), settings);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(look(&router));
        drop(runtime);
        drop((router, app));
    }
}

/// Finding and page of the document, in its order.
fn findings() -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    let mut slug = "";
    for line in DOCUMENT.lines() {
        slug = line.strip_prefix("### ").unwrap_or(slug);
        all.extend(line.strip_prefix("- Page: ").map(|page| (slug, page.trim())));
    }
    all
}

/// Account and address of the button within a part of a page.
fn button(part: &str) -> Option<(String, String)> {
    let form = part.split("action=\"/demo/sign-in\"").nth(1)?.split("</form>").next()?;
    let of = |name: &str| {
        let tag = form.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        Some(attribute(tag, "value"))
    };
    Some((of("account")?, of("next")?))
}

/// The part of the page about Kith that tells a finding.
fn told<'a>(about: &'a Answer, slug: &str) -> &'a str {
    let begin = format!("id=\"{slug}\"");
    let part = about.body.split("<section").find(|part| part.contains(&begin));
    part.unwrap_or_else(|| panic!("{slug} is not told")).split("</section>").next().unwrap()
}

/// Presses a button of the tour and gives the page it leads to.
async fn pressed(router: &Router, (account, next): (String, String)) -> (Client, Answer) {
    let mut client = Client::new(router);
    let signed_in = client.post("/demo/sign-in", &[("account", &account), ("next", &next)]).await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER, "{next}: {}", signed_in.text());
    assert_eq!(signed_in.location(), next);
    let page = client.get(&next).await;
    assert_eq!(page.status, StatusCode::OK, "{next}: {}", page.text());
    (client, page)
}

#[test]
fn every_finding_leads_to_a_record_that_shows_its_situation() {
    in_the_demo(async |router| {
        let findings = findings();
        let slugs: Vec<&str> = findings.iter().map(|(slug, _)| *slug).collect();
        assert_eq!(slugs, SHOWN.map(|(slug, _)| slug), "each finding of the document has its line in this table");
        let about = Client::new(router).get("/about").await;
        assert_eq!(about.status, StatusCode::OK);
        for ((slug, pattern), (_, words)) in findings.into_iter().zip(SHOWN) {
            let (account, next) = button(told(&about, slug)).unwrap_or_else(|| panic!("{slug} has no button"));
            let (before, after) = pattern
                .split_once("{demo:")
                .map_or((pattern, ""), |(before, rest)| (before, rest.split_once('}').unwrap().1));
            assert!(next.starts_with(before) && next.ends_with(after), "{slug}: {next} is not {pattern}");
            let (_, page) = pressed(router, (account, next)).await;
            let text = main(&page).text();
            for word in words {
                assert!(text.contains(word), "{slug}: “{word}” is not seen:\n{text}");
            }
        }
    });
}

#[test]
fn the_first_page_shows_the_first_stops_and_they_open() {
    in_the_demo(async |router| {
        let front = Client::new(router).get("/").await;
        let tour = front.body.split("id=\"tour\"").nth(1).unwrap();
        let stops: Vec<_> = tour.split("<li>").skip(1).map(|part| button(part).unwrap()).collect();
        let about = Client::new(router).get("/about").await;
        let first: Vec<_> = findings().iter().take(8).map(|(slug, _)| button(told(&about, slug)).unwrap()).collect();
        assert_eq!(stops, first);
        for stop in stops {
            pressed(router, stop).await;
        }
    });
}

#[test]
fn the_day_of_a_link_worker_holds_people_of_more_than_one_practice() {
    in_the_demo(async |router| {
        let about = Client::new(router).get("/about").await;
        let (mut worker, today) = pressed(router, button(told(&about, "several-practices-at-once")).unwrap()).await;
        let mut practices = std::collections::BTreeSet::new();
        for part in main(&today).body.split("kith-row__name\" href=\"").skip(1) {
            let page = worker.get(part.split('"').next().unwrap()).await.text();
            let before = page.split(" referred ").next().unwrap();
            practices.insert(before.rsplit([':', '.']).next().unwrap()[5..].trim().to_owned());
        }
        assert!(practices.len() >= 2, "{practices:?}");
    });
}

#[test]
fn outside_a_demo_the_findings_are_told_without_buttons() {
    story(async |world| {
        let about = Client::new(&world.router).get("/about").await;
        assert_eq!(about.status, StatusCode::OK);
        for (slug, _) in findings() {
            assert!(told(&about, slug).contains("In Kith:"), "{slug}");
        }
        assert!(!about.body.contains("/demo/") && !about.body.contains("<form"), "{}", about.text());
    });
}
