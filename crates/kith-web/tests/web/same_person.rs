//! Somebody who is referred twice: hints for a human, and nothing told to a practice.

use http::StatusCode;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::{referral_fields, story};

/// The fields of a referral with an NHS number.
fn with_number<'a>(number: &'a str, family: &'a str, given: &'a str, year: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = referral_fields(family, "Referred with a number.");
    for (name, value) in &mut fields {
        match *name {
            "nhs_number" => *value = number,
            "number_missing" => *value = "",
            "given_names" => *value = given,
            "born-year" => *value = year,
            _ => {}
        }
    }
    fields
}

#[test]
fn a_practice_learns_nothing_from_a_number_that_is_known_and_reads_back_what_it_sent() {
    story(async |world| {
        let number = NhsNumber::synthetic(123_457).unwrap().to_string();
        let mut one = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut two = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let first = one.fill("/refer", "/refer", &with_number(&number, "Mensah", "Patience", "1951")).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        // Another practice gives the same number with other details, and with the same ones.
        for (family, given, year) in [("Quibell", "Gladys", "1960"), ("Mensah", "Gladys", "1951")] {
            let mut fields = with_number(&number, family, given, year);
            // Of the number that it gave itself just before it is asked, as it may be a slip of its own.
            if family == "Mensah" {
                let asked = two.fill("/refer", "/refer", &fields).await;
                assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.text());
                assert!(asked.text().contains("with this NHS number") && !asked.text().contains("Patience"));
                fields.push(("not_a_duplicate", "yes"));
            }
            let sent = two.fill("/refer", "/refer", &fields).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "as for a number that nobody knows: {}", sent.text());
            let receipt = two.get(sent.location()).await.text();
            assert!(receipt.contains(&format!("{}, {given}", family.to_uppercase())), "{receipt}");
            assert!(!receipt.contains("Patience"), "{receipt}");
        }
        // The lead is told, in the queue and when a referral is opened.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let queue = lead.get("/queue").await;
        assert_eq!(queue.text().matches("May be somebody we know already").count(), 3, "{}", queue.text());
        let opened = lead.get(&queue.link("/referrals/", "/triage")).await.text();
        assert!(opened.contains("same NHS number, other details differ"), "{opened}");
        assert!(opened.contains("same NHS number, date of birth and family name"), "{opened}");
    });
}

#[test]
fn a_second_referral_of_somebody_touches_nothing_of_the_support_they_have() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut two = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let first = refer(world, &mut practice, "Keeley", "The first referral.").await;
        allocate(&mut lead, &first, &format!("{} link_worker", world.one.canary)).await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let second = refer(world, &mut two, "Keeley", "The second referral, of another practice.").await;
        allocate(&mut lead, &second, &format!("{} colleague", world.one.canary)).await;

        // The first worker logs, writes to the practice and closes: her own case, her own practice.
        let contact = format!("{person}/contacts/new");
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Only hers.")];
        assert_eq!(worker.fill(&contact, &contact, &fields).await.status, StatusCode::SEE_OTHER);
        let back = format!("{person}/message-back");
        let fields = [("mattered", "Said to the first practice."), ("happened", ""), ("missing", "")];
        assert_eq!(worker.fill(&back, &back, &fields).await.status, StatusCode::SEE_OTHER);
        let close = format!("{person}/close");
        assert_eq!(
            worker.fill(&close, &close, &[("reason", "done"), ("words", "")]).await.status,
            StatusCode::SEE_OTHER
        );

        assert!(practice.get("/my-referrals").await.text().contains("Messages to read"));
        assert!(!two.get("/my-referrals").await.text().contains("Messages to read"));
        assert!(practice.get(&first).await.text().contains("Support has ended"));
        let other = two.get(&second).await.text();
        assert!(other.contains("A link worker has it and will be in touch"), "{other}");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let today = colleague.get("/today").await;
        assert!(today.text().contains("KEELEY, Rosa") && !today.body.contains(&person), "{}", today.text());
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);
    });
}

/// The fields of a referral of a name born on a day.
fn born_on<'a>(
    family: &'a str,
    given: &'a str,
    (day, month, year): (&'a str, &'a str, &'a str),
) -> Vec<(&'a str, &'a str)> {
    let mut fields = referral_fields(family, "Referred once more.");
    for (name, value) in &mut fields {
        match *name {
            "given_names" => *value = given,
            "born-day" => *value = day,
            "born-month" => *value = month,
            "born-year" => *value = year,
            _ => {}
        }
    }
    fields
}

#[test]
fn a_name_that_sounds_alike_and_a_mistyped_day_of_birth_are_hinted_at_with_the_reason() {
    story(async |world| {
        let mut one = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut two = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let mut far = Client::signed_in(&world.router, &world.two.email(Role::Practice)).await;
        let first = born_on("Hussain", "Mohammed", ("7", "3", "1948"));
        assert_eq!(one.fill("/refer", "/refer", &first).await.status, StatusCode::SEE_OTHER);
        assert_eq!(far.fill("/refer", "/refer", &first).await.status, StatusCode::SEE_OTHER);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for (family, given, day, why, asks) in [
            (
                "Husayn",
                "Muhammad",
                ("7", "3", "1948"),
                "same date of birth, name sounds alike",
                "whose name sounds alike",
            ),
            (
                "Mohammed",
                "Hussain",
                ("7", "3", "1948"),
                "same date of birth, family and given names swapped",
                "whose family and given names are swapped",
            ),
            (
                "Hussain",
                "Mohammed",
                ("3", "7", "1948"),
                "same name, day and month of birth swapped",
                "whose day and month of birth are swapped",
            ),
            (
                "Hussain",
                "Muhamad",
                ("7", "3", "1943"),
                "name sounds alike, one digit of the date of birth differs",
                "whose date of birth differs in one digit",
            ),
        ] {
            let fields = born_on(family, given, day);
            // Another practice is told nothing, and asked of its own alone; the lead sees why.
            let mut again = fields.clone();
            if family != "Husayn" {
                again.push(("not_a_duplicate", "yes"));
            }
            let sent = two.fill("/refer", "/refer", &again).await;
            if sent.status == StatusCode::SEE_OTHER {
                let id = sent.location().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
                let opened = lead.get(&format!("/referrals/{id}/triage")).await.text();
                assert!(opened.contains(why), "{why}: {opened}");
            } else {
                panic!("{}", sent.text());
            }
            // The practice that referred them is asked, with the reason, and goes on with a tick.
            let asked = one.fill("/refer", "/refer", &fields).await;
            assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(asked.text().contains(asks), "{asks}: {}", asked.text());
        }
        // The number of somebody they referred, with another name and day: a slip of the desk that only it can see.
        let numbered = |family, given, day| -> Vec<(&str, &str)> {
            let fields: Vec<(&str, &str)> = born_on(family, given, day);
            let kept = fields.into_iter().filter(|(name, _)| !matches!(*name, "nhs_number" | "number_missing"));
            kept.chain([("nhs_number", "999 000 0018")]).collect()
        };
        let first = one.fill("/refer", "/refer", &numbered("Quay", "Mary", ("1", "2", "1952"))).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        let slip = one.fill("/refer", "/refer", &numbered("Other", "Quite", ("5", "5", "1988"))).await;
        assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", slip.text());
        assert!(slip.text().contains("with this NHS number"), "{}", slip.text());
        // Nobody is hinted at who only shares a name, or only a day.
        for (family, given, day) in
            [("Hussain", "Mohammed", ("21", "11", "1990")), ("Pryce", "Gwen", ("7", "3", "1948"))]
        {
            let other = one.fill("/refer", "/refer", &born_on(family, given, day)).await;
            assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
        }
    });
}
