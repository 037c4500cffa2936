//! The directory as somebody looks in it who is tired: in the words of the street, at a time of day, for a person, and
//! back to the same search; and what is not there is a gap in one press.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::people::with_person;
use super::world::{World, story};

fn make_index(world: &World) {
    let app = world.app.clone();
    std::thread::spawn(move || kith_app::searching::make(&app).unwrap()).join().unwrap();
}

/// The names on the cards, in their order.
fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let cards = answer.body.split("kith-card__name\"><a href=\"").skip(1);
    cards.map(|card| card.split('>').nth(1).unwrap().split('<').next().unwrap().replace("&#39;", "'")).collect()
}

/// Where the first card leads.
fn first_card(answer: &Answer) -> String {
    let card = answer.body.split("kith-card__name\"><a href=\"").nth(1).unwrap();
    card.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// Where the way back leads.
fn back(answer: &Answer) -> String {
    let link = answer.body.split("nhsuk-back-link").nth(1).unwrap();
    let href = link.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    href.replace("&#38;", "&").replace("&amp;", "&")
}

/// A small town's directory: name, what it is, for whom, when, where.
const TOWN: [[&str; 5]; 12] = [
    ["Library at home", "A volunteer brings books.", "People who cannot get to the library", "", "At home"],
    ["Lifts to appointments", "Volunteer drivers and one minibus.", "", "Weekdays 8.30am to 5pm", "From your door"],
    ["Damp and draught visits", "Somebody measures the damp.", "Tenants", "By appointment", "At home"],
    ["Benefits check and forms", "An adviser fills them in with you.", "", "Mondays 9.30am to 12pm", ""],
    ["Debt advice", "Bring the unopened letters.", "", "By appointment", ""],
    ["The Shelf", "Food to take home.", "", "Every Friday, 2pm to 4pm", ""],
    ["Sunday shared supper", "A hot meal at one table.", "Everybody", "Every Sunday, 5pm to 7pm", ""],
    ["One-to-one counselling", "Up to twelve meetings.", "", "", ""],
    ["Women's sewing room", "Machines and tea.", "Women, with or without children", "Wednesdays, 10am to 12pm", ""],
    ["Housing advice", "Disrepair, notices, overcrowding.", "", "Tuesday and Friday, by appointment", ""],
    ["Chair stretches", "Sitting down.", "", "Every Monday, 2pm to 3pm", ""],
    ["Clay and quiet", "Hands in clay.", "", "Every Monday, 6pm to 8pm", ""],
];

async fn town(lead: &mut Client) {
    for [name, description, audience, times, place] in TOWN {
        let mut fields = vec![
            ("name", name),
            ("organisation", "The town"),
            ("description", description),
            ("audience", audience),
            ("times", times),
            ("place", place),
            ("phone", "01632 960305"),
            ("room", "room"),
            ("checked", "yes"),
        ];
        let days = ["monday", "tuesday", "wednesday", "friday", "sunday"];
        fields.extend(days.into_iter().filter(|day| times.to_lowercase().contains(day)).map(|day| ("days", day)));
        let saved = lead.fill("/directory/new", "/directory/new", &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{name}: {}", saved.text());
    }
}

#[test]
fn words_of_the_street_find_what_helps() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        town(&mut lead).await;
        for is_indexed in [false, true] {
            if is_indexed {
                make_index(world);
            }
            for typed in ["can%27t+get+out", "stuck+indoors", "can%27t+leave+the+house", "cannot+get+out+of+the+house"]
            {
                let found = names(&lead.get(&format!("/directory?q={typed}")).await);
                assert_eq!(found[..2], ["Library at home", "Lifts to appointments"], "{typed}: {found:?}");
            }
            let skint = names(&lead.get("/directory?q=skint").await);
            for helps in ["Benefits check and forms", "Debt advice", "The Shelf"] {
                assert!(skint.contains(&helps.to_owned()), "{helps}: {skint:?}");
            }
            for typed in ["food", "foodbank", "food+bank", "foodbnak", "food-bank"] {
                let found = names(&lead.get(&format!("/directory?q={typed}")).await);
                assert!(found.contains(&"The Shelf".to_owned()), "{typed}: {found:?}");
                assert!(found.contains(&"Sunday shared supper".to_owned()), "{typed}: {found:?}");
            }
            for (typed, first) in [
                ("kids", "Women's sewing room"),
                ("depressed", "One-to-one counselling"),
                ("leaking+roof", "Damp and draught visits"),
                ("bills", "Benefits check and forms"),
            ] {
                let page = lead.get(&format!("/directory?q={typed}")).await;
                assert_eq!(names(&page)[0], first, "{typed}: {}", page.text());
                assert!(!page.text().contains("Did you mean"), "{typed}: {}", page.text());
            }
            let roof = names(&lead.get("/directory?q=leaking+roof").await);
            assert_eq!(roof, ["Damp and draught visits", "Housing advice"], "and no room");
            // Of words that nothing holds together, one that many say leads nowhere.
            let nothing = lead.get("/directory?q=kabaddi+room").await;
            assert!(names(&nothing).is_empty(), "{}", nothing.text());
            let slip = names(&lead.get("/directory?q=dept+advise").await);
            assert_eq!(slip[0], "Debt advice", "of a slip and a word that another holds, the slip is put right");
            let partly = names(&lead.get("/directory?q=kabaddi+sewing+room").await);
            assert_eq!(partly, ["Women's sewing room"]);
        }
    });
}

#[test]
fn a_time_of_day_leaves_out_what_is_at_another_and_says_what_does_not_say_when() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        town(&mut lead).await;
        for is_indexed in [false, true] {
            if is_indexed {
                make_index(world);
            }
            let page = lead.get("/directory?part=evening").await;
            let evening = names(&page);
            assert_eq!(evening[..2], ["Clay and quiet", "Sunday shared supper"], "{evening:?}");
            for other in ["Chair stretches", "The Shelf", "Women's sewing room", "Lifts to appointments"] {
                assert!(!evening.contains(&other.to_owned()), "{other} is not in the evening: {evening:?}");
            }
            assert!(evening.contains(&"Debt advice".to_owned()), "it does not say, so it may be: {evening:?}");
            assert!(page.text().contains("Stands further down: It does not say when."), "{}", page.text());
            let monday = names(&lead.get("/directory?day=mo&part=evening").await);
            assert_eq!(monday[0], "Clay and quiet");
            assert!(!monday.contains(&"Chair stretches".to_owned()), "{monday:?}");
            assert!(!monday.contains(&"Sunday shared supper".to_owned()), "{monday:?}");
        }
    });
}

#[test]
fn the_way_back_leads_to_the_same_search_and_never_elsewhere() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        town(&mut lead).await;
        let (mut worker, person) = with_person(world, "Returning").await;
        for search in [format!("{person}/connect?q=advice&free="), "/directory?q=advice&age=40".to_owned()] {
            let found = worker.get(&search).await;
            let card = first_card(&found);
            let page = worker.get(&card).await;
            assert_eq!(page.status, StatusCode::OK, "{card}: {}", page.text());
            assert!(page.text().contains("Back to the search"), "{}", page.text());
            let to = back(&page);
            assert!(to.starts_with(search.split('?').next().unwrap()), "{to}");
            assert_eq!(names(&worker.get(&to).await), names(&found), "{to}");
        }
        // On the form, Cancel leads there too, and so does the page that comes back with a mistake.
        let card = first_card(&worker.get(&format!("{person}/connect?q=advice")).await);
        let form = worker.get(&card).await;
        assert_eq!(form.body.matches(&format!("href=\"{}\"", back(&form))).count(), 2, "back, and Cancel");
        let action = card.split('?').next().unwrap();
        let wrong = worker.fill(&card, action, &[("need", "moon"), ("search", "q=advice")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        assert_eq!(back(&wrong), back(&form));
        // Whatever is put in its place, the way leads to our own page.
        let entry = first_card(&worker.get("/directory?q=debt").await);
        let entry = entry.split('?').next().unwrap();
        for evil in
            ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "javascript%3Aalert(1)", "to%3Dhttps%3A%2F%2Fevil"]
        {
            for path in [entry, action] {
                let page = worker.get(&format!("{path}?search={evil}")).await;
                let to = back(&page);
                assert!(to == "/directory" || to == format!("{person}/connect"), "{evil}: {to}");
            }
        }
        assert_eq!(worker.get(&format!("{entry}?search=a&search=b")).await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn where_somebody_is_connected_all_that_is_needed_stands_there() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        town(&mut lead).await;
        let (mut worker, person) = with_person(world, "Ringing").await;
        let found = worker.get(&format!("{person}/connect?q=sewing")).await;
        assert!(found.text().contains("01632 960305"), "the number stands on the card: {}", found.text());
        assert!(found.text().contains("Last checked on") && found.text().contains(" by "), "{}", found.text());
        let card = first_card(&found);
        let path = card.split('?').next().unwrap().to_owned();
        let id = path.rsplit('/').next().unwrap().to_owned();
        let page = worker.get(&card).await;
        for holds in ["tel:01632960305", &format!("href=\"/directory/{id}\""), &format!("/short-list?picked={id}")] {
            assert!(page.body.contains(holds), "{holds}: {}", page.text());
        }
        assert!(!page.text().contains("record a gap"), "it runs");
        // A favourite, and back on the same page with the same way back.
        let kept = worker.send_hidden(&page, &format!("/directory/{id}/keep")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        assert!(kept.location().starts_with(&path), "{}", kept.location());
        let again = worker.get(kept.location()).await;
        assert!(again.text().contains("one of your favourites"), "{}", again.text());
        assert_eq!(back(&again), back(&page));
        // Another service is not told who checked it.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        let theirs = other.get("/directory?q=sewing").await;
        assert!(!theirs.text().contains(&format!("by {}", world.one.canary)), "{}", theirs.text());
        // Closed for now: said above the button, with the way to record a gap.
        let change = format!("/directory/{id}/change");
        let fields = [
            ("name", "Women's sewing room"),
            ("organisation", "The town"),
            ("room", "room"),
            ("status", "temporarily-closed"),
        ];
        let saved = lead.fill(&change, &change, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let closed = worker.get(&path).await;
        assert!(closed.text().contains("Closed for now."), "{}", closed.text());
        let (gap, button) =
            (closed.body.find("record a gap").unwrap(), closed.body.find("Make the connection").unwrap());
        assert!(gap < button, "before the button");
        // Without a postcode a place can be typed, and one that nobody knows is said.
        let wrong = worker.get(&format!("{person}/connect?q=advice&from=the+moon")).await;
        assert_eq!(wrong.status, StatusCode::OK);
        assert!(!wrong.body.contains("name=\"from\"") || wrong.text().contains("No postcode and no district"));
    });
}

#[test]
fn what_a_search_does_not_find_is_a_gap_in_one_press() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        town(&mut lead).await;
        let (mut worker, person) = with_person(world, "Missing").await;
        let new = format!("{person}/needs/new");
        let saved = worker.fill(&new, &new, &[("stated", "A warm room"), ("domain", "fuel"), ("known", "later")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let need = worker.get(&person).await.link("/needs/", "/gap").trim_end_matches("/gap").to_owned();
        let none = worker.get(&format!("{person}/connect?q=kabaddi")).await;
        let gap = format!("{person}/gap?sought=kabaddi");
        assert!(none.body.contains(&format!("href=\"{gap}\"")), "{}", none.body);
        assert!(none.text().contains("Nothing there for “A warm room”"), "{}", none.text());
        let form = worker.get(&gap).await;
        let at = |text: &str| form.body.find(text).unwrap_or_else(|| panic!("{text}: {}", form.text()));
        assert!(at("value=\"kabaddi\"") < at("Why was it not there?"));
        assert!(at("Why was it not there?") < at("Say more") && at("Say more") < at("Which need does it leave open?"));
        let said = [("sought", "kabaddi"), ("reason", "none-exists"), ("need", "new"), ("origin", "search")];
        let taken = worker.fill(&gap, &format!("{person}/gap"), &said).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert!(worker.get(&person).await.text().contains("kabaddi"));
        // What is met is not offered.
        let standing = format!("{need}/standing");
        let met = worker.fill(&standing, &standing, &[("stand", "met")]).await;
        assert_eq!(met.status, StatusCode::SEE_OTHER, "{}", met.text());
        let none = worker.get(&format!("{person}/connect?q=archery")).await;
        assert!(!none.text().contains("Nothing there for “A warm room”"), "{}", none.text());
        assert!(!worker.get(&format!("{person}/gap?sought=archery")).await.text().contains("A warm room"));
        // In the whole directory it is said how.
        let directory = worker.get("/directory?q=kabaddi").await;
        assert!(directory.body.contains("open them from <a href=\"/people\">your people</a>"), "{}", directory.text());
    });
}
