//! What `docs/from-the-studies.md` claims of study 1, each claim as a short story.

use std::collections::BTreeSet;

use http::StatusCode;
use kith_domain::staff::Role;
use kith_domain::support::way_of_working::{FIRST_LIST, OWN};

use super::client::{Answer, Client};
use super::thread::{allocate, refer};
use super::world::{World, story};

/// One person with a link worker, and everybody around them signed in.
pub(super) struct Support {
    pub(super) practice: Client,
    pub(super) lead: Client,
    pub(super) worker: Client,
    /// `/my-referrals/…`
    pub(super) referral: String,
    /// `/people/…`
    pub(super) person: String,
}

impl Support {
    /// Refers somebody and gives them to a link worker.
    pub(super) async fn begin(world: &World) -> Self {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let referral = refer(world, &mut practice, "Okafor", "Weight. Please get her into a class.").await;
        allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/people").await.link("/people/", "");
        Self { practice, lead, worker, referral, person }
    }

    /// Sends a form of the person's and expects it to be taken.
    pub(super) async fn send(&mut self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("{}/{page}", self.person);
        let answer = self.worker.fill(&path, &path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
        answer
    }

    /// Logs a contact with a note and what was done.
    pub(super) async fn contact(&mut self, reached: &str, note: &str, ways: &[&str]) {
        let form = self.worker.get(&format!("{}/contacts/new", self.person)).await;
        let list_of = |way: &str| {
            let own = FIRST_LIST.iter().any(|(code, _, words)| *words == way && OWN.contains(code));
            if own { "own" } else { "ways" }
        };
        let ways: Vec<(&str, String)> = ways.iter().map(|way| (list_of(way), form.choice(list_of(way), way))).collect();
        let mut fields = vec![("mode", "phone"), ("reached", reached), ("note", note), ("once_more", "yes")];
        fields.extend(ways.iter().map(|(list, way)| (*list, way.as_str())));
        self.send("contacts/new", &fields).await;
    }

    /// Records a need and gives the address at which its gap is recorded.
    pub(super) async fn need(&mut self, stated: &str, domain: &str, known: &str) -> String {
        self.send("needs/new", &[("stated", stated), ("domain", domain), ("known", known)]).await;
        let page = self.worker.get(&self.person).await;
        let at = page.body.find(&format!("<p class=\"kith-words\">“{stated}”")).unwrap();
        Answer { body: page.body[at..].to_owned(), ..page }.link("/needs/", "/gap")
    }

    /// Records a gap with its reason alone: the second tap.
    pub(super) async fn gap(&mut self, address: &str, reason: &str) {
        let answer = self.worker.fill(address, address, &[("reason", reason)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }

    /// Makes a connection and takes steps.
    pub(super) async fn connect(&mut self, world: &World, steps: &[(&str, &str)]) -> String {
        let made = self.send(&format!("connect/{}", world.community_service), &[("need", ""), ("agreed", "")]).await;
        let connection = made.location().split('?').next().unwrap().to_owned();
        for (step, reason) in steps {
            let fields = [("step", *step), ("reason", *reason)];
            let moved = self.worker.fill(&connection, &connection, &fields).await;
            assert_eq!(moved.status, StatusCode::SEE_OTHER, "{step}: {}", moved.text());
        }
        connection
    }

    /// The text of the person's page.
    pub(super) async fn page(&mut self) -> String {
        main(&self.worker.get(&self.person.clone()).await).text()
    }
}

/// The part of a page between its navigation and its footer.
pub(super) fn main(page: &Answer) -> Answer {
    let body = page.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    Answer { body: format!("<main{body}"), ..page.clone() }
}

/// The names of everything that a page asks.
fn asked(page: &Answer) -> BTreeSet<String> {
    let body = main(page).body;
    let tags = ["<input", "<textarea", "<select", "<button"].iter().flat_map(|tag| {
        body.split(*tag).skip(1).map(|rest| rest.split('>').next().unwrap().to_owned()).collect::<Vec<_>>()
    });
    tags.filter(|tag| !tag.contains("type=\"hidden\""))
        .filter_map(|tag| Some(tag.split("name=\"").nth(1)?.split('"').next()?.to_owned()))
        .collect()
}

/// Asserts that none of these stands in a text as words of their own, whatever their case.
pub(super) fn nowhere(text: &str, words: &[&str]) {
    let said: String =
        text.to_lowercase().chars().map(|c| if c.is_alphanumeric() || c == '%' { c } else { ' ' }).collect();
    let said = format!(" {} ", said.split_whitespace().collect::<Vec<_>>().join(" "));
    for word in words {
        assert!(!said.contains(&format!(" {word} ")), "“{word}” is said:\n{text}");
    }
}

#[test]
fn all_24_ways_can_be_tapped_together_and_none_is_called_choice_or_care() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let form = it.worker.get(&format!("{}/contacts/new", it.person)).await;
        // Three of them are about the worker herself, and stand apart.
        let count = |name: &str| form.body.matches(&format!("name=\"{name}\"")).count();
        assert_eq!((count("ways"), count("own")), (21, 3));
        let all: Vec<&str> = FIRST_LIST.iter().map(|(_, _, words)| *words).collect();
        let part =
            form.text().split("What we did").nth(1).unwrap().split("More Where was it?").next().unwrap().to_owned();
        assert!(all.iter().all(|words| part.contains(words)), "{part}");
        nowhere(&part, &["choice", "choices", "care", "caring", "logic", "logics"]);
        it.contact("yes", "All of it, in one long afternoon.", &all).await;
        let page = it.page().await;
        for (code, _, words) in FIRST_LIST {
            assert_eq!(page.contains(words), !OWN.contains(&code), "{words}: {page}");
        }
        let noted = it.worker.get("/what-i-noted").await.text();
        for (code, _, words) in FIRST_LIST {
            assert_eq!(noted.contains(words), OWN.contains(&code), "{words}: {noted}");
        }
    });
}

#[test]
fn a_contact_with_only_a_note_saves_and_no_page_calls_the_record_incomplete() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.contact("yes", "We walked to the second bridge.", &[]).await;
        let mut said = it.page().await;
        assert!(said.contains("We walked to the second bridge."), "{said}");
        for page in [it.worker.get("/people").await, it.worker.get("/today").await, it.lead.get("/team").await] {
            said.push_str(&main(&page).text());
        }
        nowhere(&said, &["incomplete", "complete", "missing", "overdue", "required", "to do", "not set"]);
    });
}

#[test]
fn no_page_of_support_asks_for_a_goal_a_score_a_plan_or_an_end_date() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let of = |page: &Answer| asked(page).into_iter().collect::<Vec<_>>().join(" ");
        let contact = it.worker.get(&format!("{}/contacts/new", it.person)).await;
        // Where it asks what was done, one more question stands beneath the list (`tapped.rs`).
        assert_eq!(
            of(&contact).replace(" unticked", ""),
            "action_due action_owner action_what action_who connect_agreed connect_name day gap_instead gap_need gap_reason gap_sought gap_weeks gap_words minutes mode need_domain need_known \
             need_stated next next_date next_day next_minutes next_mode next_place next_place_words next_time note \
             others own place reached started_by then time ways"
        );
        let close = it.worker.get(&format!("{}/close", it.person)).await;
        // `then` is the second of two buttons, which goes on to what changed.
        assert_eq!(of(&close), "door_open reason then words");
        let person = it.worker.get(&it.person).await;
        assert_eq!(of(&person), "", "a person's page asks nothing");
        for page in [contact, close, person] {
            // What can be tapped may well have been a goal; nothing asks for one.
            let text = FIRST_LIST.iter().fold(main(&page).text(), |text, (_, _, words)| text.replace(words, ""));
            let text = text.replace("Information, options and plans", "");
            // Nor do the doors to a plan, for those who want one.
            let text = text.replace("The plan", "").replace("Plan and changes", "");
            nowhere(&text, &["goal", "goals", "score", "scores", "plan", "plans", "target", "end date", "outcome"]);
        }
    });
}

#[test]
fn a_gap_takes_two_taps_and_no_referral_to_anywhere() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let gap = it.need("Company on a weekday evening", "connection", "first-conversation").await;
        assert!(it.worker.get(&it.person).await.body.contains(&format!("href=\"{gap}\"")), "the first tap");
        let taps = it.worker.get(&gap).await;
        assert!(taps.body.contains("name=\"reason\" value=\"none-exists\""), "the second tap: {}", taps.body);
        it.gap(&gap, "none-exists").await;
        let page = it.page().await;
        for said in ["Gap recorded", "there is none here", "No connection has been made."] {
            assert!(page.contains(said), "{said}: {page}");
        }
    });
}

#[test]
fn unanswered_attempts_never_become_a_decline_nor_close_the_case() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        for _ in 0..15 {
            it.contact("no-answer", "", &[]).await;
        }
        let page = it.page().await;
        assert_eq!(page.matches("phoned; no answer").count(), 15, "{page}");
        assert!(page.contains("The case Active"), "{page}");
        nowhere(&page, &["declined", "said no", "closed", "ended", "disengaged", "did not engage"]);
        let status = it.practice.get(&it.referral).await.text();
        assert!(status.contains("Being supported"), "{status}");
    });
}

#[test]
fn what_the_person_said_stands_beside_the_code_and_is_not_replaced_by_it() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.need("The wall behind the cot is black", "housing", "first-conversation").await;
        it.need("I have stopped opening the letters", "", "first-conversation").await;
        let form = it.worker.get(&format!("{}/needs/new", it.person)).await.body;
        let at = |name: &str| form.find(&format!("name=\"{name}\"")).unwrap();
        assert!(at("stated") < at("domain"), "the person's words come first");
        let page = it.page().await;
        assert!(page.contains("“The wall behind the cot is black” Nothing yet Housing"), "{page}");
        assert!(page.contains("The wall behind the cot is black It is about: housing."), "{page}");
        assert!(page.contains("“I have stopped opening the letters” Nothing yet Find"), "no code is made up: {page}");
    });
}

#[test]
fn a_case_in_which_nothing_was_measured_closes_with_a_reason_alone() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.send("close", &[("reason", "done")]).await;
        assert!(it.page().await.contains("The case Closed"));
    });
}

#[test]
fn an_unanswered_call_is_logged_with_one_short_note() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let form = it.worker.get(&format!("{}/contacts/new", it.person)).await;
        let begun = |name: &str, value: &str| {
            form.body.split("<input").any(|rest| {
                let tag = rest.split('>').next().unwrap();
                tag.contains(&format!("name=\"{name}\""))
                    && tag.contains(&format!("value=\"{value}\""))
                    && tag.contains("checked")
            })
        };
        assert!(begun("mode", "phone") && begun("reached", "yes"), "the rest is filled in already");
        it.send("contacts/new", &[("mode", "phone"), ("reached", "no-answer"), ("note", "Will try Thursday")]).await;
        let page = it.page().await;
        assert!(page.contains("phoned; no answer. Will try Thursday"), "{page}");
    });
}

#[test]
fn a_practice_sees_in_a_sentence_what_became_of_its_referral() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let referral = refer(world, &mut practice, "Okafor", "I do not think it is her knees that hurt most.").await;
        let sent = practice.get(&referral).await.text();
        assert!(sent.contains("I do not think it is her knees that hurt most."), "{sent}");
        assert!(practice.get("/my-referrals").await.text().contains("Waiting for the team to look at it."));
        allocate(&mut lead, &referral, "link_worker").await;
        assert!(practice.get("/my-referrals").await.text().contains("A link worker has it and will be in touch."));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let person = worker.get("/people").await.link("/people/", "");
        let mut it = Support { practice, lead, worker, referral, person };
        it.contact("yes", "We spoke.", &[]).await;
        assert!(it.practice.get("/my-referrals").await.text().contains("Being supported; last contact"));
        it.send("close", &[("reason", "done")]).await;
        assert!(it.practice.get("/my-referrals").await.text().contains("Support has ended."));
    });
}

#[test]
fn a_case_can_close_as_not_known_and_no_outcome_is_made_up() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.contact("no-answer", "The number is not in service any more.", &[]).await;
        it.send("close", &[("reason", "unknown"), ("words", "I do not know what became of her.")]).await;
        let page = it.page().await;
        for said in ["Reason: Not known.", "I do not know what became of her."] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let words = ["outcome", "outcomes", "successful", "unsuccessful", "failed", "improved", "declined", "helped"];
        nowhere(&page, &words);
        nowhere(&it.practice.get(&it.referral).await.text(), &words);
    });
}
