//! Looking in the directory: the index and the database answer alike, words are forgiven, what is full or closed steps
//! down and says why, and what was not found is counted without anybody.

use http::StatusCode;
use kith_domain::directory::record::Position;
use kith_domain::staff::Role;
use kith_store::places::{Postcode, put_postcode};
use kith_store::{Isolation, NO_SERVICE, Reach};

use super::client::{Answer, Client};
use super::people::with_person;
use super::world::{World, story};

/// Runs what waits for the database by itself, which it may not within the runtime of the story.
fn apart<T: Send + 'static>(world: &World, f: impl FnOnce(kith_app::App) -> T + Send + 'static) -> T {
    let app = world.app.clone();
    std::thread::spawn(move || f(app)).join().unwrap()
}

fn make_index(world: &World) {
    apart(world, |app| kith_app::searching::make(&app).unwrap());
    assert!(world.app.directory().is_ready());
}

fn drop_index(world: &World) {
    world.app.directory().drop_index();
}

/// The lead writes entries down.
async fn entries(lead: &mut Client) {
    let all: [&[(&str, &str)]; 7] = [
        &[
            ("name", "Walking group"),
            ("organisation", "Towpath"),
            ("room", "full"),
            ("checked", "yes"),
            ("postcode", "ZZ1 1AA"),
            ("days", "tuesday"),
            ("opens", "10am"),
            ("closes", "12pm"),
            ("price", "0"),
        ],
        &[
            ("name", "Slow walks"),
            ("organisation", "Towpath"),
            ("description", "A walk, and then soup."),
            ("room", "room"),
            ("checked", "yes"),
            ("postcode", "ZZ9 9AA"),
            ("days", "tuesday"),
            ("opens", "2pm"),
            ("closes", "4pm"),
            ("price", "3"),
        ],
        &[
            ("name", "Walks with a guide"),
            ("organisation", "Lowfield"),
            ("room", "room"),
            ("checked", "yes"),
            ("access", "Step-free, hearing loop"),
            ("from_age", "50"),
            ("days", "saturday"),
        ],
        &[
            ("name", "Visits at home"),
            ("organisation", "Good neighbours"),
            ("description", "Befriending for people who are housebound."),
            ("room", "room"),
        ],
        &[
            ("name", "Debt advice"),
            ("organisation", "The Shop"),
            ("description", "Money worries, arrears."),
            ("room", "wait"),
            ("weeks", "30"),
            ("checked", "yes"),
        ],
        &[
            ("name", "Knit and natter"),
            ("organisation", "Library"),
            ("description", "Wool, tea and walking sticks to borrow."),
            ("room", "room"),
            ("checked", "yes"),
        ],
        &[
            ("name", "Przyjaciele"),
            ("organisation", "Dom"),
            ("description", "Walking and talking in Polish"),
            ("languages", "Polish"),
            ("room", "room"),
            ("checked", "yes"),
        ],
    ];
    for fields in all {
        let saved = lead.fill("/directory/new", "/directory/new", fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{fields:?}: {}", saved.text());
    }
}

/// The names on the cards, in their order.
fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let cards = answer.body.split("kith-card__name\"><a href=\"").skip(1);
    cards.map(|card| card.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

fn locate(world: &World) {
    apart(world, |app| {
        let at = |code: &str, latitude, longitude| Postcode {
            code: code.to_owned(),
            position: Some(Position { latitude, longitude }),
            area: None,
            district: None,
            ended: None,
        };
        let all = [
            at("ZZ11AA", 54_978_000, -1_617_000),
            at("ZZ99AA", 55_100_000, -1_617_000),
            at("ZZ12BB", 54_979_000, -1_617_000),
        ];
        let reach = Reach { services: vec![NO_SERVICE], purpose: "operation" };
        let written = app
            .store()
            .write(&reach, Isolation::Ordinary, move |tx| all.iter().try_for_each(|it| put_postcode(tx, it)));
        written.unwrap();
    });
}

#[test]
fn the_index_and_the_database_show_the_same_page() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        locate(world);
        entries(&mut lead).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let asked = [
            "/directory",
            "/directory?q=walk",
            "/directory?q=walkin",
            "/directory?q=wlaking",
            "/directory?q=skint",
            "/directory?q=she%20can%27t%20get%20out",
            "/directory?q=walk%20soup",
            "/directory?q=walk%20debt%20soup",
            "/directory?q=zzzzzz",
            "/directory?q=bills",
            "/directory?q=stuck%20indoors",
            "/directory?q=coffee",
            "/directory?q=food-bank",
            "/directory?q=leaking%20roof",
            "/directory?q=sticks%20room",
            "/directory?day=tu&part=evening",
            "/directory?part=morning&q=walk",
            "/directory?q=the",
            "/directory?q=%25%00",
            "/directory?about=money",
            "/directory?about=connection&q=walk",
            "/directory?day=tu",
            "/directory?day=tu&part=morning",
            "/directory?part=afternoon&q=walk",
            "/directory?age=30&q=walk",
            "/directory?free=yes",
            "/directory?access=step-free&q=walk",
            "/directory?from=zz12bb&q=walk",
            "/directory?from=ZZ1+2BB&within=1",
            "/directory?from=ZZ1+2BB&within=25&q=walk",
        ];
        let mut by_database = Vec::new();
        for path in asked {
            by_database.push(worker.get(path).await);
        }
        make_index(world);
        for (path, before) in asked.iter().zip(by_database) {
            let now = worker.get(path).await;
            assert_eq!(before.status, now.status, "{path}");
            assert_eq!(now.text(), before.text(), "{path}");
        }
        for path in [
            "search=walk",
            "search=walk&day=TU",
            "minimum_age=50",
            "day=TU",
            "day=TU&start_time=13:00",
            "search=walk&per_page=2&page=2",
        ] {
            for list in ["services", "service_at_locations"] {
                let path = format!("/oruk/{list}?{path}");
                let indexed = Client::at(&world.router, "10.9.0.1").get(&path).await;
                drop_index(world);
                let asked = Client::at(&world.router, "10.9.0.2").get(&path).await;
                make_index(world);
                assert_eq!((indexed.status, &indexed.body), (asked.status, &asked.body), "{path}");
                assert!(indexed.body.contains("total_items"));
            }
        }
    });
}

#[test]
fn a_tired_person_finds_what_is_there_and_what_is_full_steps_down_and_says_so() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        entries(&mut lead).await;
        for is_indexed in [false, true] {
            if is_indexed {
                make_index(world);
            }
            let found = lead.get("/directory?q=walk").await;
            let walks = ["Slow walks", "Walks with a guide", "Walking group", "Knit and natter", "Przyjaciele"];
            assert_eq!(names(&found), walks, "by name what has room, the full one, then what mentions it");
            assert!(found.text().contains("Stands further down: Full since"), "{}", found.text());
            assert_eq!(names(&lead.get("/directory?q=skint").await), ["Debt advice"]);
            assert_eq!(names(&lead.get("/directory?q=can%27t+get+out").await), ["Visits at home"]);
            let slip = lead.get("/directory?q=wlaks").await;
            assert!(slip.text().contains("Did you mean “walks”"), "{}", slip.text());
            let partly = lead.get("/directory?q=wool+soup").await;
            assert!(partly.text().contains("Nothing has all of “wool soup”. 2 with some of it"), "{}", partly.text());
            let unchecked = lead.get("/directory?q=housebound").await;
            assert!(unchecked.text().contains("Never checked by anybody."), "{}", unchecked.text());
            assert_eq!(names(&lead.get("/directory?q=walk&access=step-free").await)[0], "Walks with a guide");
            let saturday = lead.get("/directory?q=walk&day=sa").await;
            let when = ["Walks with a guide", "Knit and natter", "Przyjaciele"];
            assert_eq!(names(&saturday), when, "what does not say when stands further down");
            assert!(saturday.text().contains("It does not say when."), "{}", saturday.text());
        }
        // What is saved is found at once, and by its new words alone.
        let found = lead.get("/directory?q=wool").await.link("/directory/", "");
        let changed = found.split_once('?').map_or(found.as_str(), |(path, _)| path).to_owned();
        let change = format!("{changed}/change");
        let fields = [
            ("name", "Crochet evening"),
            ("organisation", "Library"),
            ("description", "Hooks"),
            ("room", "room"),
            ("status", "active"),
        ];
        let saved = lead.fill(&change, &change, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert_eq!(names(&lead.get("/directory?q=crochet").await), ["Crochet evening"]);
        assert!(names(&lead.get("/directory?q=wool").await).is_empty());
    });
}

#[test]
fn for_somebody_their_record_ranks_and_nothing_of_it_stands_in_an_address() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        locate(world);
        entries(&mut lead).await;
        make_index(world);
        let (mut worker, person) = with_person(world, "Knitter").await;
        let connect = format!("{person}/connect");
        let plain = worker.get(&format!("{connect}?q=walk")).await;
        assert_eq!(names(&plain)[0], "Slow walks");
        assert!(plain.text().contains("The record has no postcode that is known"), "{}", plain.text());
        let safely = format!("{person}/contact-rules");
        let facts = [("adjustments", "step-free"), ("supports", "loop"), ("language", "Polish")];
        let told = worker.fill(&safely, &safely, &facts).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
        let ranked = worker.get(&format!("{connect}?q=walk")).await;
        assert_eq!(names(&ranked)[0], "Walks with a guide", "{}", ranked.text());
        assert!(
            ranked
                .text()
                .contains("as their record asks: No stairs, room for a wheelchair; Hearing loop; Polish is spoken")
        );
        assert!(
            !ranked.body.contains("access=") && !ranked.body.contains("adjustments="),
            "nothing of it in an address"
        );
        // The words of the search stand in the gap, one tap away.
        let none = worker.get(&format!("{connect}?q=kabaddi")).await;
        assert!(none.text().contains("Nothing found for “kabaddi”"), "{}", none.text());
        assert!(none.body.contains("/needs/new?stated=kabaddi") && none.body.contains("/gap?sought=kabaddi"));
        // Without a postcode of theirs, a place can be typed.
        let from = worker.get(&format!("{connect}?q=walk&from=ZZ1+2BB&within=1")).await;
        assert!(names(&from).contains(&"Walking group".to_owned()), "{}", from.text());
        assert!(!names(&from).contains(&"Slow walks".to_owned()), "{}", from.text());
        let unknown = worker.get(&format!("{connect}?q=walk&from=the+moon")).await;
        assert!(unknown.text().contains("No postcode and no district is called so."), "{}", unknown.text());
        assert!(unknown.body.contains("value=\"walk\"") && unknown.body.contains("value=\"the moon\""));
        // What belongs to the whole directory is not asked here, nor is what there is not.
        for wrong in ["age=30", "access=loop", "about=nothing", "day=someday", "their_age=30", "within=7", "need=x"] {
            assert_eq!(worker.get(&format!("{connect}?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    });
}

#[test]
fn what_was_not_found_is_counted_in_words_of_the_list_and_shown_to_those_who_keep_entries() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert!(!lead.get("/directory").await.body.contains("Looked for and not found"));
        for typed in ["kabaddi", "Kabaddi", "Rosalind+Okonkwo", "999+000+0018", "07700+900123", "gardening"] {
            worker.get(&format!("/directory?q={typed}")).await;
        }
        practice.get("/directory?q=archery").await;
        worker.get("/directory?q=archery&day=mo").await;
        let page = lead.get("/directory").await;
        let text = page.text();
        assert!(text.contains("Looked for and not found") && text.contains("kabaddi 2"), "{text}");
        assert!(text.contains("Other words 3"), "{text}");
        for never in ["osalind", "konkwo", "0018", "900123", "archery"] {
            assert!(!text.contains(never), "{never}: {text}");
        }
        assert!(!worker.get("/directory").await.body.contains("Looked for and not found"));
        assert!(
            !other.get("/directory").await.body.contains("Looked for and not found"),
            "another service sees nothing"
        );
    });
}

#[test]
fn what_cannot_be_understood_is_said_and_nothing_typed_is_lost() {
    story(async |world| {
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        locate(world);
        for (path, says) in [
            ("age=old&q=tea", "Enter an age in years, like 67, or leave it out."),
            ("age=999", "Enter an age in years"),
            ("from=the+moon&q=tea", "No postcode and no district is called so."),
            ("from=NE1+4LP", "Enter a postcode, like NE1 4LP, or the name of a district."),
            ("from=%00", "No postcode and no district"),
            ("age=%22%27%3E%3Cx-kith-7%3E", "&#60;x-kith-7"),
        ] {
            let page = worker.get(&format!("/directory?{path}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.body.contains(says) && !page.body.contains("<x-kith-7"), "{path}: {}", page.text());
            assert!(!path.contains("q=tea") || page.body.contains("value=\"tea\""), "{path} keeps the words");
        }
        for wrong in [
            "about=x",
            "day=x",
            "part=night",
            "within=2",
            "free=maybe",
            "access=fly",
            "after=x",
            "q=tea&q=talk",
            "unknown=1",
            "q=tea&after=zz%7C00000000-0000-0000-0000-000000000000",
        ] {
            let refused = worker.get(&format!("/directory?{wrong}")).await;
            assert!(refused.status.is_client_error(), "{wrong}: {}", refused.status);
        }
        let long = "walk ".repeat(2_000);
        let page = worker.get(&format!("/directory?q={}", long.replace(' ', "+"))).await;
        assert!(page.status == StatusCode::OK || page.status.is_client_error(), "{}", page.status);
    });
}
