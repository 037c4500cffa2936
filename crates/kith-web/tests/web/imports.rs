//! A lead brings referrals in from a file without JavaScript: chooses, looks, mends, takes.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::world::{World, story};

const HEAD: &str = "Ref,Surname,First name,DOB,Practice,Reason";

fn rows(world: &World, count: usize, canary: &str) -> String {
    let surgery = format!("{} surgery", world.one.canary);
    let rows: Vec<String> = (0..count).map(|n| format!("{n},{canary}{n},Ann,27/3/1951,{surgery},Lonely")).collect();
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

/// Opens the list and sends a file.
async fn bring(client: &mut Client, kind: &str, name: &str, bytes: &[u8]) -> Answer {
    let hidden = client.get("/imports").await.hidden("/imports");
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    fields.push(("kind", kind));
    client.send_file("/imports", &fields, Some(("file", name, bytes))).await
}

/// Chooses what holds for all, and waits until the rows have been taken.
async fn take(client: &mut Client, page: &str, rows: &[(&str, &str)]) -> Answer {
    let answer = client.fill(page, &format!("{page}/take"), rows).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    for _ in 0..2_000 {
        let answer = client.get(page).await;
        if !answer.text().contains("been gone through") {
            return answer;
        }
        tokio::task::yield_now().await;
    }
    panic!("the rows were not taken in time");
}

async fn choose(client: &mut Client, page: &str, with: &[(&str, &str)]) -> Answer {
    let columns = [
        ("reference", "Ref"),
        ("family-name", "Surname"),
        ("given-names", "First name"),
        ("born", "DOB"),
        ("practice", "Practice"),
        ("reason", "Reason"),
        ("order", "day-first"),
    ];
    let kept = columns.iter().filter(|(name, _)| !with.iter().any(|(other, _)| other == name));
    let fields: Vec<(&str, &str)> = kept.chain(with).copied().collect();
    client.fill(page, &format!("{page}/columns"), &fields).await
}

#[test]
fn a_lead_brings_referrals_in_and_finds_them_in_the_queue() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let sent = bring(&mut lead, "referrals", "people.csv", rows(world, 70, "Brought").as_bytes()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let page = sent.location().to_owned();
        let looked = lead.get(&page).await;
        for said in ["UTF-8", "commas", "BROUGHT0, Ann", "27 March 1951", "Choose what holds for all of them"] {
            assert!(looked.text().contains(said), "{said}: {}", looked.text());
        }
        assert!(!looked.body.contains(">Take 70 rows<"), "it cannot be taken yet");
        assert!(!lead.get("/queue").await.text().contains("BROUGHT"), "looking takes nothing");
        let chosen = choose(&mut lead, &page, &[("default-told", "agreed")]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
        let done = take(&mut lead, &page, &[]).await.text();
        assert!(done.contains("70 new."), "{done}");
        assert!(lead.get("/queue").await.text().contains("BROUGHT"), "a page of them");
        // The same file again, under another name: what was chosen is remembered, and nobody is taken twice.
        let again = bring(&mut lead, "referrals", "again.csv", rows(world, 70, "Brought").as_bytes()).await;
        let looked = lead.get(again.location()).await.text();
        assert!(looked.contains("70 rows were taken before and will not be taken twice"), "{looked}");
        let list = lead.get("/imports").await.text();
        assert!(list.contains("people.csv") && list.contains("again.csv") && list.contains("70 new"), "{list}");
    });
}

#[test]
fn what_a_file_knows_by_the_day_is_told_by_the_day_and_in_order() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let rows = format!(
            "Surname,First name,DOB,Practice,Reason,Date of referral,Link worker,Status,Last contact,Mode,Note\n\
             Dayfile,Rosa,27/3/1951,self,Lonely,20/11/2026,{},Open,20/11/2026,phone,She laughed.\n",
            world.one.email(Role::LinkWorker)
        );
        let sent = bring(&mut lead, "caseload", "people.csv", rows.as_bytes()).await;
        let page = sent.location().to_owned();
        choose(&mut lead, &page, &[("default-told", "agreed")]).await;
        let done = take(&mut lead, &page, &[]).await.text();
        assert!(done.contains("1 new."), "{done}");
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let person = worker.get("/people").await.link("/people/0", "");
        let told = worker.get(&person).await.text();
        let story = told.split("The story").nth(1).unwrap();
        let days = "Friday 20 November 2026";
        assert!(story.contains(days) && !story.contains(&format!("{days},")), "{story}");
        let at = |words: &str| story.find(words).unwrap_or_else(|| panic!("{words}: {story}"));
        // The latest stands first, also of one day; what was done on bringing it in has its moment.
        assert!(
            at("gave the case to") < at("accepted the referral.") && at("accepted the referral.") < at("She laughed.")
        );
        assert!(at("She laughed.") < at("Lonely"), "{story}");
    });
}

#[test]
fn rows_that_are_wrong_are_said_and_can_be_fetched_and_left_out() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let text = format!(
            "{}=1+1,\"'\"\"><x-kith-7>\",Ann,31/2/1951,Nowhere,Lonely\n",
            rows(world, 3, "Mostly").replace("\r", "")
        );
        let page = bring(&mut lead, "referrals", "<x-kith-7>.csv", text.as_bytes()).await.location().to_owned();
        choose(&mut lead, &page, &[("default-told", "agreed")]).await;
        let looked = lead.get(&page).await;
        for said in [
            "3 rows can be taken; in 1 row something is wrong",
            "no day of the calendar",
            "Take 3 rows and leave 1 out",
        ] {
            assert!(looked.text().contains(said), "{said}: {}", looked.text());
        }
        assert!(!looked.body.contains("<x-kith-7"), "markup stays text");
        let whole = lead.fill(&page, &format!("{page}/take"), &[]).await;
        assert_eq!(whole.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(whole.text().contains("Some rows are wrong, so nothing was taken"), "{}", whole.text());
        let file = lead.get(&format!("{page}/refused")).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"rows-to-mend.csv\""));
        assert!(file.header("content-security-policy").contains("default-src 'none'"));
        assert!(file.body.contains("'=1+1") && file.body.contains("What is wrong and what to do"), "{}", file.body);
        let done = take(&mut lead, &page, &[("rows", "good")]).await.text();
        assert!(done.contains("3 new, 1 left out because something is wrong with them."), "{done}");
        assert_eq!(lead.get(&format!("{page}/refused")).await.status, StatusCode::OK);
        let gone = lead.fill(&page, &format!("{page}/throw-away"), &[]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        assert_eq!(lead.get(&format!("{page}/refused")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn files_that_are_none_are_refused_in_words() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let nul = format!("{HEAD}\n1,a\0b,Ann,27/3/1951,x,y\n");
        let open = format!("{HEAD}\n1,\"a,b\n");
        for (bytes, says) in [
            (&b""[..], "The file is empty"),
            (b"PK\x03\x04", "Excel workbook"),
            (HEAD.as_bytes(), "no rows below them"),
            (open.as_bytes(), "never closed"),
        ] {
            let answer = bring(&mut lead, "referrals", "x.csv", bytes).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
            assert!(answer.text().contains(says), "{says}: {}", answer.text());
            assert!(answer.body.contains("checked"), "the kind that was chosen is kept");
        }
        assert_eq!(bring(&mut lead, "referrals", "x.csv", nul.as_bytes()).await.status, StatusCode::SEE_OTHER);
        let none = bring(&mut lead, "people", "x.csv", b"a\nb\n").await;
        assert!(none.text().contains("Choose what the file holds"), "{}", none.text());
        let hidden = lead.get("/imports").await.hidden("/imports");
        let fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let nothing = lead.send_file("/imports", &fields, None).await;
        assert!(nothing.text().contains("Choose a file"), "{}", nothing.text());
        let huge = vec![b'x'; 26 << 20];
        let large = bring(&mut lead, "referrals", "x.csv", &huge).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        // Nobody who has not signed in has a file read, and a broken form is said to be one.
        let mut nobody = Client::new(&world.router);
        let refused = nobody.send_file("/imports", &[], Some(("file", "x.csv", &huge))).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        for (kind, body) in
            [("multipart/form-data; boundary=x", "--x\r\nbroken"), ("text/plain", "a=b"), ("multipart/form-data", "x")]
        {
            let answer = lead.send_body("/imports", kind, body.as_bytes().to_vec()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}: {}", answer.text());
        }
    });
}

#[test]
fn a_manager_opens_only_what_she_brought_in_and_others_nothing() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let text = rows(world, 2, &world.one.canary);
        let of_lead = bring(&mut lead, "referrals", "lead.csv", text.as_bytes()).await.location().to_owned();
        let of_manager = bring(&mut manager, "referrals", "manager.csv", text.as_bytes()).await.location().to_owned();
        assert_eq!(manager.get(&of_manager).await.status, StatusCode::OK);
        assert_eq!(manager.get(&of_lead).await.status, StatusCode::NOT_FOUND);
        assert!(!manager.get("/imports").await.text().contains("lead.csv"));
        assert_eq!(lead.get(&of_manager).await.status, StatusCode::OK);
        for email in [world.two.email(Role::TeamLead), world.two.email(Role::ServiceManager)] {
            let mut other = Client::signed_in(&world.router, &email).await;
            let absent = other.get("/imports/01900000-0000-7000-8000-000000000000").await;
            for page in [&of_lead, &of_manager] {
                let answer = other.get(page).await;
                assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &absent.body));
                assert_eq!(other.get(&format!("{page}/refused")).await.status, StatusCode::NOT_FOUND);
            }
            assert!(!other.get("/imports").await.body.contains(&world.one.canary));
        }
    });
}

#[test]
fn the_same_form_sent_twice_brings_one_file_in() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let hidden = lead.get("/imports").await.hidden("/imports");
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.push(("kind", "referrals"));
        let text = rows(world, 2, "Once");
        let first = lead.send_file("/imports", &fields, Some(("file", "once.csv", text.as_bytes()))).await;
        let second = lead.send_file("/imports", &fields, Some(("file", "once.csv", text.as_bytes()))).await;
        assert_eq!((first.status, first.location()), (StatusCode::SEE_OTHER, second.location()));
        let other = lead.send_file("/imports", &fields, Some(("file", "once.csv", b"Surname\nElse\n"))).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "another file under the same form is no repeat");
        assert_eq!(lead.get("/imports").await.text().matches("once.csv").count(), 1);
    });
}
