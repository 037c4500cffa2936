//! How a team works: shown to those it is for, hers alone where it is a worker's own, and nowhere with a target.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::story;

/// What no page of this room says, and no address is called.
const NEVER: [&str; 12] = [
    "league",
    "ranking",
    "ranked",
    "threshold",
    "traffic light",
    "score",
    "care-to-choice",
    "choice-to-care",
    " ratio",
    "best practice",
    "underperform",
    "per worker",
];

#[test]
fn a_context_event_is_written_corrected_taken_away_and_read_by_the_team() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let (new, list) = ("/how-we-work/context/new", "/how-we-work/context");
        let empty = lead.fill(new, new, &[("words", "CANARY-OAK kept")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        for says in
            ["Enter the day from which it held", "Choose what kind of event it was.", "Say in a line what it was"]
        {
            assert!(empty.text().contains(says), "{says}: {}", empty.text());
        }
        assert!(empty.body.contains("CANARY-OAK kept"), "what was typed is kept");
        let fields = [("on", "3 March 2026"), ("kind", "target"), ("what", "CANARY-OAK six sessions"), ("words", "")];
        let saved = lead.fill(new, new, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let event = lead.get(list).await.link("/how-we-work/context/0", "");
        let late = lead.get(&event).await.hidden(&event);
        let fields = [("on", "4 March 2026"), ("kind", "target"), ("what", "CANARY-OAK a guide"), ("words", "")];
        let corrected = lead.fill(&event, &event, &fields).await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        let mut form: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend([("on", "5 March 2026"), ("kind", "other"), ("what", "something else")]);
        let overtaken = lead.post(&event, &form).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT);
        assert!(overtaken.text().contains("CANARY-OAK a guide") && overtaken.body.contains("something else"));
        let history = lead.get(&event).await.text();
        assert!(history.contains("six sessions") && history.contains("wrote it down"), "{history}");
        // Everybody who sees how the team works reads it; nobody else writes it, and another service has none of it.
        for role in [Role::LinkWorker, Role::ServiceManager, Role::Commissioner] {
            let mut reader = Client::signed_in(&world.router, &world.one.email(role)).await;
            for page in [list, "/how-we-work"] {
                let shown = reader.get(page).await;
                assert_eq!(shown.status, StatusCode::OK, "{role:?} {page}");
                assert!(shown.body.contains("CANARY-OAK a guide"), "{role:?} {page}: {}", shown.text());
            }
            let opened = reader.get(&event).await.status;
            let want = if role == Role::ServiceManager { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(opened, want, "{role:?}");
        }
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(!foreign.get(list).await.body.contains("CANARY-OAK"));
        let absent = foreign.get("/how-we-work/context/01900000-0000-7000-8000-000000000000").await;
        let there = foreign.get(&event).await;
        assert_eq!((there.status, there.body), (StatusCode::NOT_FOUND, absent.body));
        let stand = format!("{event}/stand");
        for (wish, is_there) in [("away", false), ("back", true)] {
            let led = lead.fill(list, &stand, &[]).await;
            assert_eq!(led.status, StatusCode::SEE_OTHER, "{wish}: {}", led.text());
            let mut reader = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
            assert_eq!(reader.get("/how-we-work").await.body.contains("CANARY-OAK"), is_there, "{wish}");
        }
    });
}

#[test]
fn what_shapes_the_work_in_the_settings_is_a_context_event_by_itself() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(!lead.get("/how-we-work/context").await.text().contains("Changed in the settings"));
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = "/service/lists/closing";
        let form = manager.get(page).await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.text());
        let mut fields: Vec<(String, String)> = Vec::new();
        for reason in kith_domain::support::case::ClosureReason::ALL {
            fields.push((format!("label-{}", reason.code()), reason.label().to_owned()));
            if reason.code() != "limit" {
                fields.push((format!("offered-{}", reason.code()), "yes".to_owned()));
            }
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = manager.fill(page, page, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let listed = lead.get("/how-we-work/context").await.text();
        assert!(listed.contains("Changed in the settings: reasons for closing"), "{listed}");
        assert!(lead.get("/how-we-work").await.text().contains("known to Kith by itself"));
    });
}

#[test]
fn a_lens_is_copied_and_changed_in_versions_that_stay() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let ours = lead.get("/how-we-work/lenses/show?lens=ours.1").await;
        let text = ours.text();
        for part in ["Our reading of Griffith et al. 2023", "not checked by the authors", "no finding is claimed"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let show = "/how-we-work/lenses/show?lens=ours.1";
        let copy = "/how-we-work/lenses/copy";
        let unnamed = lead.fill(show, copy, &[("name", "  ")]).await;
        assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
        let taken = lead.fill(show, copy, &[("name", "Our reading of Griffith et al. 2023")]).await;
        assert!(taken.text().contains("Another lens has this name"), "{}", taken.text());
        let copied = lead.fill(show, copy, &[("name", "CANARY-ELM of our team")]).await;
        assert_eq!(copied.status, StatusCode::SEE_OTHER, "{}", copied.text());
        let first = copied.location().split('&').next().unwrap().to_owned();
        let change = "/how-we-work/lenses/change";
        let lens = first.split("lens=").nth(1).unwrap().to_owned();
        // A reading without its basis is sent back with everything that was typed.
        let bare =
            [("name", "CANARY-ELM of our team"), ("mark-0", "way:P08"), ("reading-0", "choice"), ("basis-0", "")];
        let refused = lead.fill(&first, change, &bare).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("on what this reading rests"), "{}", refused.text());
        let late = lead.get(&first).await.hidden(change);
        let whole = [
            ("name", "CANARY-ELM of our team"),
            ("mark-0", "way:P08"),
            ("reading-0", "depends"),
            ("basis-0", "We say"),
        ];
        let changed = lead.fill(&first, change, &whole).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let second = changed.location().split('&').next().unwrap().to_owned();
        assert!(second.ends_with(".2"), "{second}");
        let mut form: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend(whole);
        assert_eq!(lead.post(change, &form).await.status, StatusCode::CONFLICT, "the first is not the newest any more");
        // The first version still reads as it did, and the page can be drawn with either.
        let before = lead.get(&format!("/how-we-work/lenses/show?lens={lens}")).await.text();
        let now = lead.get(&second).await.text();
        assert!(before.contains("no finding is claimed") && !now.contains("no finding is claimed"));
        for version in [lens.as_str(), second.split("lens=").nth(1).unwrap()] {
            assert_eq!(lead.get(&format!("/how-we-work?lens={version}")).await.status, StatusCode::OK);
        }
        let other = lens.split('.').next().unwrap();
        for wrong in [format!("{other}.9"), "ours.2".to_owned(), "x".to_owned()] {
            assert_eq!(lead.get(&format!("/how-we-work?lens={wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(foreign.get(&second).await.status, StatusCode::NOT_FOUND);
        assert!(!foreign.get("/how-we-work/lenses").await.body.contains("CANARY-ELM"));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert_eq!(worker.get(&second).await.status, StatusCode::OK);
        assert_eq!(worker.get(&first).await.status, StatusCode::FORBIDDEN);
        let compared = worker.get(&format!("/how-we-work/lenses/compare?one=ours.1&other={lens}")).await;
        assert!(compared.text().contains("There is nothing to lay side by side yet"), "{}", compared.text());
    });
}

#[test]
fn a_workers_own_series_is_hers_until_she_shares_it_and_again_when_she_takes_it_back() {
    story(async |world| {
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mine = worker.get("/how-we-work/mine").await;
        assert!(mine.text().contains("You share it with nobody."), "{}", mine.text());
        let none = worker.fill("/how-we-work/mine", "/how-we-work/mine/share", &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let with = mine.body.split("name=\"with\"").nth(1).and_then(|it| it.split("value=\"").nth(1)).unwrap();
        let with = with.split('"').next().unwrap().to_owned();
        let shared = worker.fill("/how-we-work/mine", "/how-we-work/mine/share", &[("with", &with)]).await;
        assert_eq!(shared.status, StatusCode::SEE_OTHER, "{}", shared.text());
        let body = worker.get("/how-we-work/mine").await.body;
        let share = body.split("/how-we-work/shares/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let page = format!("/how-we-work/shares/{share}");
        let absent = "/how-we-work/shares/01900000-0000-7000-8000-000000000000";
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&page).await.status, StatusCode::OK);
        assert!(lead.get("/how-we-work").await.body.contains(&page), "the lead finds it");
        // To everybody else it is not there, and nobody but a link worker has a page of her own.
        let mut others = vec![
            Client::signed_in(&world.router, &world.one.colleague()).await,
            Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await,
        ];
        for role in [Role::ServiceManager, Role::Commissioner, Role::Administrator, Role::Practice, Role::Evaluator] {
            others.push(Client::signed_in(&world.router, &world.one.email(role)).await);
        }
        for other in &mut others {
            let (there, none) = (other.get(&page).await, other.get(absent).await);
            assert_eq!((there.status, there.body), (StatusCode::NOT_FOUND, none.body));
            let end = other.post(&format!("{page}/end"), &[]).await.status;
            assert!(end == StatusCode::NOT_FOUND || end == StatusCode::CONFLICT, "{end}");
        }
        assert_eq!(lead.get("/how-we-work/mine").await.status, StatusCode::FORBIDDEN);
        let ended = worker.fill("/how-we-work/mine", &format!("{page}/end"), &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        let (gone, none) = (lead.get(&page).await, lead.get(absent).await);
        assert_eq!((gone.status, gone.body), (StatusCode::NOT_FOUND, none.body));
        assert!(!lead.get("/how-we-work").await.body.contains(&page));
    });
}

#[test]
fn below_the_minimum_the_page_says_why_and_leads_to_what_is_open() {
    story(async |world| {
        for role in [Role::LinkWorker, Role::TeamLead, Role::ServiceManager, Role::Commissioner] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            let page = client.get("/how-we-work").await;
            let text = page.text();
            assert!(
                text.contains("Both ways of working can be right. This shows what the service makes easy."),
                "{text}"
            );
            assert!(text.contains("Nothing can be shown of the team yet."), "{role:?}: {text}");
            assert!(
                page.body.contains("/reports/unmet-need") && !page.body.contains("<svg viewBox=\"0 0 340"),
                "{role:?}"
            );
        }
        for role in [Role::Practice, Role::Organisation, Role::Administrator, Role::Evaluator] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(client.get("/how-we-work").await.status, StatusCode::FORBIDDEN, "{role:?}");
        }
    });
}

/// Warning 3 and 4 of the build warnings, and requirement 9: what is not there cannot be set, and is said nowhere.
#[test]
fn no_target_rank_or_colour_is_offered_set_or_said_anywhere_in_the_room() {
    story(async |world| {
        for route in kith_web::routes().iter().filter(|route| route.path.starts_with("/how-we-work")) {
            for never in NEVER.iter().chain(&["target", "rank", "limit"]) {
                assert!(!route.path.contains(never), "{} {never}", route.path);
            }
            // One file, of the team; nothing of a worker leaves.
            let is_file = route.path.contains("csv") || route.path.contains("file") || route.path.contains("export");
            assert!(!is_file || route.path == "/how-we-work/csv", "{}", route.path);
        }
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let pages = [
            "/how-we-work",
            "/how-we-work/mine",
            "/how-we-work/lenses",
            "/how-we-work/lenses/show?lens=ours.1",
            "/how-we-work/lenses/compare",
            "/how-we-work/context",
        ];
        for page in pages {
            let text = worker.get(page).await.text().to_lowercase();
            for never in NEVER {
                assert!(!text.contains(never), "{page}: {never}");
            }
        }
        // The minimum and everything else of this room stand in no settings page.
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let service = manager.get("/service").await.text().to_lowercase();
        for never in ["minimum", "how we work", "lens"] {
            assert!(!service.contains(never), "{never}: {service}");
        }
        // Charts are grey and ink: no colour of them is more red, green or blue than the others by much.
        let css = include_str!("../../assets/kith.css");
        let mut colours = 0;
        for rule in css.split('}').filter(|rule| rule.contains(".kith-chart") || rule.contains(".kith-multiple")) {
            for colour in rule.split('#').skip(1).filter_map(|rest| rest.get(..6)) {
                let part = |at: usize| i32::from_str_radix(&colour[at..at + 2], 16).ok();
                let Some(parts) = [0, 2, 4].into_iter().map(part).collect::<Option<Vec<i32>>>() else { continue };
                colours += 1;
                let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
                assert!(most - least < 45, "#{colour}");
            }
        }
        assert!(colours > 5, "the rules are found");
    });
}
