//! Who somebody is, how to reach them, who is around them: written down, shown, corrected, never lost.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::sharing::with_person;
use super::world::story;

/// The form of a correction as it stands on the page, with some answers changed.
pub(super) async fn corrected(client: &mut Client, page: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("family_name", "Known"),
        ("given_names", "Rosa"),
        ("preferred_name", ""),
        ("born-day", "27"),
        ("born-month", "3"),
        ("born-year", "1951"),
        ("nhs_number", ""),
        ("number_missing", "not-to-hand"),
        ("phone", "01632 960001"),
        ("email", ""),
        ("lines", ""),
        ("postcode", ""),
        ("why", "Married."),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    client.fill(page, page, &fields).await
}

#[test]
fn a_correction_keeps_what_it_said_before_and_the_earlier_name_still_finds_the_person() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Known").await;
        let page = format!("{person}/identity");
        let moved = [("family_name", "Ngata-Bright"), ("postcode", "zz993cz"), ("lines", "3 Quay Street")];
        let stale = worker.get(&page).await.hidden(&page);
        let saved = corrected(&mut worker, &page, &moved).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let history = worker.get(saved.location()).await.text();
        for said in ["Married.", "Ngata-Bright", "ZZ99 3CZ", "First written down", "Known"] {
            assert!(history.contains(said), "{said}: {history}");
        }
        assert!(worker.get(&person).await.text().contains("NGATA-BRIGHT, Rosa"));
        for typed in ["ngata", "bright rosa", "known", "knwon"] {
            let kept = worker.post("/people/search", &[("q", typed)]).await;
            let found = worker.get(kept.location()).await.text();
            assert!(found.contains("NGATA-BRIGHT"), "{typed}: {found}");
            assert_eq!(found.contains("By an earlier name"), typed.starts_with('k'), "{typed}: {found}");
        }
        // The list is in the order of the name of today, and the derived line says what the record says.
        assert!(worker.get("/people").await.text().contains("NGATA-BRIGHT"));
        // Whoever began before is told, and sees both.
        let mut late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.extend([
            ("family_name", "Late"),
            ("born-day", "27"),
            ("born-month", "3"),
            ("born-year", "1951"),
            ("number_missing", "not-known"),
            ("why", "Late."),
        ]);
        let answer = worker.post(&page, &late).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(answer.text().contains("NGATA-BRIGHT") && answer.body.contains("value=\"Late\""), "{}", answer.text());
        // Nothing different is said, and not written again.
        let same = [moved[0], moved[1], moved[2]];
        let again = corrected(&mut worker, &page, &same).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
        assert!(again.text().contains("Nothing here is different"));
        let long = "x".repeat(201);
        for wrong in [
            [("family_name", ""), ("why", "x")],
            [("family_name", &long), ("why", "x")],
            [("family_name", "a\0b"), ("why", "x")],
            [("nhs_number", "999 000 0000"), ("why", "x")],
            [("postcode", "\"'><x-kith-7>"), ("why", "\"'><x-kith-7>")],
            [("email", "nobody"), ("why", "x")],
            [("born-year", "2099"), ("why", "x")],
            [("born-month", "13"), ("why", "x")],
            [("given_names", "Ann"), ("why", "")],
        ] {
            let answer = corrected(&mut worker, &page, &wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}: {}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"), "{wrong:?}");
        }
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        for path in [page.clone(), format!("{person}/identity-history")] {
            assert_eq!(colleague.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn an_earlier_number_and_an_earlier_day_of_birth_still_find_the_person_and_say_so() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Known").await;
        let page = format!("{person}/identity");
        let (first, second) = ("9990011206", "9990011214");
        let given = [("nhs_number", first), ("number_missing", ""), ("why", "Given.")];
        assert_eq!(corrected(&mut worker, &page, &given).await.status, StatusCode::SEE_OTHER);
        let right = [("nhs_number", second), ("number_missing", ""), ("born-day", "28"), ("why", "Misread.")];
        assert_eq!(corrected(&mut worker, &page, &right).await.status, StatusCode::SEE_OTHER);
        let both = format!("{first} 27 3 1951");
        for (typed, number, born) in [
            (second, false, false),
            (first, true, false),
            ("28 3 1951", false, false),
            ("rosa 27 3 1951", false, true),
            (&both, true, true),
        ] {
            let kept = worker.post("/people/search", &[("q", typed)]).await;
            let found = worker.get(kept.location()).await.text();
            assert!(found.contains("One person was found") && found.contains("KNOWN"), "{typed}: {found}");
            assert_eq!(found.contains("By an earlier NHS number"), number, "{typed}: {found}");
            assert_eq!(found.contains("By an earlier date of birth"), born, "{typed}: {found}");
        }
        // Put back, it is hers again, and no longer earlier. For a colleague there is nobody, as before.
        let back = [("nhs_number", first), ("number_missing", ""), ("why", "It was right.")];
        assert_eq!(corrected(&mut worker, &page, &back).await.status, StatusCode::SEE_OTHER);
        let kept = worker.post("/people/search", &[("q", first)]).await;
        let found = worker.get(kept.location()).await.text();
        assert!(found.contains("KNOWN") && !found.contains("By an earlier"), "{found}");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let kept = colleague.post("/people/search", &[("q", second)]).await;
        assert!(colleague.get(kept.location()).await.text().contains("Nobody was found"));
    });
}

#[test]
fn a_never_is_a_warning_on_every_page_about_the_person() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Known").await;
        let rules = format!("{person}/contact-rules");
        let facts = [
            ("by_phone", "arranged"),
            ("by_letter", "never"),
            ("message", "no"),
            ("who_answers", "her daughter Jo"),
            ("when", "after 10am"),
            ("safe_contact", "Her husband opens the post."),
            ("language", "Polish"),
            ("supports", "interpreter"),
            ("formats", "large-print"),
            ("adjustments", "longer"),
            ("communication", "Give her time."),
        ];
        let saved = worker.fill(&rules, &rules, &facts).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        for page in ["", "/contacts/new", "/message-back", "/sharing", "/identity"] {
            let text = worker.get(&format!("{person}{page}")).await.text();
            for said in ["Never: letter.", "Leave no message.", "Who may answer: her daughter Jo.", "Speaks Polish"] {
                assert!(text.contains(said), "{page}: {said}: {text}");
            }
        }
        let text = worker.get(&person).await.text();
        assert!(text.contains("01632 960001 (only when arranged before)"), "{text}");
        // Beside the very choice that would use it, and above a letter.
        for form in ["contacts/new", "appointments/new"] {
            let text = worker.get(&format!("{person}/{form}")).await.text();
            for said in ["Letter (never: not safe)", "Phone (only when arranged)"] {
                assert!(text.contains(said), "{form}: {said}: {text}");
            }
        }
        let letter = worker.get(&format!("{person}/letters/new?template=none")).await.text();
        assert!(letter.contains("Send Rosa nothing by post: it is not safe."), "{letter}");
        // The form comes back as it was saved, and an unknown code is refused with everything typed.
        let form = worker.get(&rules).await;
        assert!(form.body.contains("value=\"large-print\" checked") || form.body.contains("checked"), "{}", form.body);
        for wrong in [
            [("by_phone", "maybe"), ("when", "x")],
            [("formats", "\"'><x-kith-7>"), ("when", "x")],
            [("message", "shout"), ("when", "x")],
            [("language", "a\0b"), ("when", "x")],
        ] {
            let answer = worker.fill(&rules, &rules, &wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}: {}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"));
        }
    });
}

#[test]
fn who_is_around_a_person_stands_with_what_the_person_agreed() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Known").await;
        let new = format!("{person}/around/new");
        let jo = [
            ("name", "Jo"),
            ("relation", "child"),
            ("phone", "01632 960789"),
            ("is_emergency", "yes"),
            ("may_know", "part"),
            ("what", "When we meet."),
            ("agreed-day", "3"),
            ("agreed-month", "11"),
            ("agreed-year", "2026"),
            ("own_agreement", "agreed"),
        ];
        assert_eq!(worker.fill(&new, &new, &jo).await.status, StatusCode::SEE_OTHER);
        let page = worker.get(&person).await;
        let text = page.text();
        for said in
            ["Who is around Rosa", "Jo", "Emergency", "only what is written here", "When we meet.", "3 November 2026"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        let contact = worker.get(&format!("{person}/contacts/new")).await;
        assert!(contact.body.contains("value=\"Jo (son or daughter)\""), "a contact may pick her");
        let one = page.link("/around/", "");
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let stale = lead.get(&one).await.hidden(&one);
        let nothing = [
            ("name", "Jo"),
            ("relation", "child"),
            ("may_know", "nothing"),
            ("agreed-day", "4"),
            ("agreed-month", "11"),
            ("agreed-year", "2026"),
            ("own_agreement", "agreed"),
        ];
        assert_eq!(worker.fill(&one, &one, &nothing).await.status, StatusCode::SEE_OTHER);
        assert!(worker.get(&person).await.text().contains("Not to be told"));
        let mut late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.extend(jo);
        let answer = lead.post(&one, &late).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(answer.text().contains("What the record says now"));
        let long = "x".repeat(201);
        let cases: [&[(&str, &str)]; 6] = [
            &[],
            &[("name", &long), ("relation", "child"), ("may_know", "not-asked"), ("own_agreement", "agreed")],
            &[("name", "a\0b"), ("relation", "child"), ("may_know", "not-asked"), ("own_agreement", "agreed")],
            &[("name", "\"'><x-kith-7>"), ("relation", "\"'><x-kith-7>"), ("may_know", "x"), ("own_agreement", "x")],
            &[("name", "Jo"), ("relation", "child"), ("may_know", "nothing"), ("own_agreement", "agreed")],
            &[
                ("name", "Jo"),
                ("relation", "child"),
                ("may_know", "part"),
                ("own_agreement", "agreed"),
                ("agreed-day", "1"),
                ("agreed-month", "1"),
                ("agreed-year", "2099"),
                ("what", "x"),
            ],
        ];
        for case in cases {
            let answer = worker.fill(&new, &new, case).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{case:?}: {}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"), "{case:?}");
        }
        // No longer around: out of sight on the right, and still in the story.
        let ended = worker.fill(&one, &format!("{one}/end"), &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        let text = worker.get(&person).await.text();
        assert!(text.contains("Nobody is written down.") && text.contains("is no longer around"), "{text}");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&one).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_long_story_is_turned_page_by_page_and_prints_whole() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Long").await;
        let form = format!("{person}/contacts/new");
        for n in 0..54 {
            let note = format!("note number {n}.");
            let logged = [("mode", "phone"), ("reached", "yes"), ("note", note.as_str()), ("once_more", "yes")];
            assert_eq!(worker.fill(&form, &form, &logged).await.status, StatusCode::SEE_OTHER);
            world.clock.forward(std::time::Duration::from_secs(60));
        }
        let newest = worker.get(&person).await;
        let text = newest.text();
        assert!(text.contains("note number 53.") && !text.contains("note number 2."), "{text}");
        assert!(text.contains("50 of 57 entries."), "{text}");
        let href = |answer: &Answer, part: &str| {
            let at = answer.body.find(part).unwrap_or_else(|| panic!("{part}: {}", answer.text()));
            let start = answer.body[..at].rfind('"').unwrap() + 1;
            let end = at + answer.body[at..].find('"').unwrap();
            answer.body[start..end].replace("&#38;", "&").replace("&amp;", "&").replace("#story", "")
        };
        let earlier = worker.get(&href(&newest, "before=")).await;
        let text = earlier.text();
        assert!(text.contains("note number 2.") && !text.contains("note number 53."), "{text}");
        assert!(text.contains("referred Rosa"), "the first thing of all is met: {text}");
        let later = worker.get(&href(&earlier, "after=")).await.text();
        assert!(later.contains("note number 53.") || later.contains("note number 10."), "{later}");
        let all = worker.get(&href(&newest, "all=yes")).await.text();
        assert!(
            all.contains("note number 0.") && all.contains("note number 53.") && !all.contains("entries."),
            "{all}"
        );
        for wrong in ["before=x", "after=", "all=no", "before=1&after=1", "before=99999999999999999999"] {
            assert_eq!(worker.get(&format!("{person}?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    });
}

#[test]
fn what_a_search_found_is_turned_page_by_page_each_person_once() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        // Each of another name: the same name twice would be asked about.
        for name in ('a'..='z').flat_map(|one| ["n", "r", "s"].map(|other| format!("Manyfold{one}{other}"))).take(53) {
            // Some sound alike, and the practice says that each is meant.
            let mut fields = super::world::referral_fields(&name, "Lonely.");
            fields.push(("not_a_duplicate", "yes"));
            assert_eq!(practice.fill("/refer", "/refer", &fields).await.status, StatusCode::SEE_OTHER);
        }
        let kept = lead.post("/people/search", &[("q", "manyfold")]).await;
        let here = kept.location().to_owned();
        let first = lead.get(&here).await;
        assert!(first.text().contains("The first 50 people"), "{}", first.text());
        let next = first.link(&format!("{here}?after="), "");
        let second = lead.get(&next).await;
        assert!(second.text().contains("Further people"), "{}", second.text());
        let people = |answer: &Answer| -> std::collections::BTreeSet<String> {
            answer.body.split("kith-row__name\" href=\"").skip(1).map(|rest| rest[..44].to_owned()).collect()
        };
        assert_eq!((people(&first).len(), people(&second).len()), (50, 3));
        assert!(people(&first).is_disjoint(&people(&second)));
        let nobody = lead.get(&format!("{here}?after={}", world.two.service)).await;
        assert!(nobody.text().contains("There is nobody further down."), "{}", nobody.text());
        assert_eq!(lead.get(&format!("{here}?after=x")).await.status, StatusCode::BAD_REQUEST);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&next).await.status, StatusCode::NOT_FOUND, "a search is its account's own");
    });
}
