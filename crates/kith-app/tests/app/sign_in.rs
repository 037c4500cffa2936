//! Signing in: what counts failures, and how long a session lasts.

use jiff::SignedDuration;
use kith_app::accounts::{Rule, Whence};
use kith_app::{App, Refusal, accounts};
use kith_domain::id::Id;
use kith_domain::staff::{Account, Role, Standing};
use kith_store::table;

use crate::world::{Kith, codes, on_each};

const PASSWORD: &str = "correct horse battery";

/// A link worker with a password, and the address she signs in with.
fn somebody(kith: &Kith, role: Role) -> (Id<Account>, String) {
    let service = kith.service(&format!("team-{}", kith.number()));
    let account = kith.staff(role, Some(service), None);
    let hash = accounts::hash(PASSWORD, &[9; 16]).unwrap();
    kith.change::<Account>(account.uuid(), move |account| Account { password: Some(hash.clone()), ..account });
    let kept = kith.app.store().read(&identity(), |tx| table::find::<Account>(tx, account.uuid()));
    (account, kept.unwrap().unwrap().it.email.to_string())
}

fn identity() -> kith_store::Reach {
    kith_store::Reach { services: vec![kith_store::NO_SERVICE], purpose: "identity" }
}

fn sign_in(kith: &Kith, email: &str, password: &str) -> Result<accounts::Token, Refusal> {
    accounts::sign_in(&kith.app, email, password, &from("198.51.100.7"), Rule::Optional)
}

fn from(address: &str) -> Whence {
    Whence { address: address.parse().unwrap(), device: "A browser".to_owned() }
}

fn is_in(app: &App, token: &accounts::Token) -> bool {
    accounts::resolve(app, token.as_str()).unwrap().is_some()
}

/// What an attempt was answered with, in one word.
fn answer(result: Result<accounts::Token, Refusal>) -> &'static str {
    match &result {
        Ok(_) => "in",
        Err(Refusal::Wait(1..=300)) => "wait",
        Err(_) if codes(&result) == ["sign_in.wrong"] => "wrong",
        Err(_) => "something else",
    }
}

#[test]
fn ten_failures_make_an_address_wait_whether_it_is_known_or_not() {
    on_each(|kith| {
        let (_, known) = somebody(kith, Role::LinkWorker);
        for email in [known.as_str(), "unknown@example.org"] {
            let answers: Vec<_> = (0..12).map(|n| answer(sign_in(kith, email, &format!("wrong horse {n}")))).collect();
            assert_eq!(answers, ["wrong"; 10].into_iter().chain(["wait"; 2]).collect::<Vec<_>>(), "{email}");
        }
        // The right password waits too, in any spelling of the address, until the failures are old.
        assert_eq!(answer(sign_in(kith, &known.to_uppercase(), PASSWORD)), "wait");
        kith.clock.forward(SignedDuration::from_secs(299));
        assert_eq!(answer(sign_in(kith, &known, PASSWORD)), "wait");
        kith.clock.forward(SignedDuration::from_secs(1));
        assert_eq!(answer(sign_in(kith, &known.to_uppercase(), PASSWORD)), "in");
    });
}

#[test]
fn a_success_forgives_the_failures_before_it() {
    on_each(|kith| {
        let (_, email) = somebody(kith, Role::LinkWorker);
        for _ in 0..2 {
            for _ in 0..9 {
                assert_eq!(answer(sign_in(kith, &email, "wrong horse")), "wrong");
            }
            assert_eq!(answer(sign_in(kith, &email, PASSWORD)), "in");
        }
    });
}

#[test]
fn a_hundred_wrong_passwords_within_a_day_are_told_to_whoever_they_were_guessed_of_once() {
    on_each(|kith| {
        let (account, email) = somebody(kith, Role::LinkWorker);
        let warned = || {
            let letters = kith.app.store().read(&kith_store::Reach::maintenance(), kith_store::house::latest_letters);
            let about = |it: &&kith_store::house::Letter| {
                it.recipient == email && it.subject == "Somebody may be guessing your password"
            };
            letters.unwrap().iter().filter(about).count()
        };
        // As the door counts them, ten minutes apart, so that nobody has to wait; one success in between forgives none.
        let bucket = format!("guess:{}", kith_store::anchor::to_hex(&sha256(&account.to_string())));
        let now = kith.app.now();
        let ids: Vec<_> = (0..98).map(|_| kith.id::<Account>().uuid()).collect();
        kith.below(move |tx| Ok(ids.iter().try_for_each(|id| kith_store::failures::count(tx, *id, &bucket, now))?));
        assert_eq!(answer(sign_in(kith, &email, "wrong horse")), "wrong");
        assert_eq!(answer(sign_in(kith, &email, PASSWORD)), "in");
        assert_eq!(warned(), 0, "ninety-nine are not a hundred");
        for _ in 0..3 {
            assert_eq!(answer(sign_in(kith, &email, "wrong horse")), "wrong");
            assert_eq!(warned(), 1);
        }
        kith.clock.forward(SignedDuration::from_hours(25));
        assert_eq!(answer(sign_in(kith, &email, "wrong horse")), "wrong");
        assert_eq!(warned(), 1, "forgotten after a day");
    });
}

#[test]
fn a_hundred_failures_from_one_place_make_that_place_wait_and_no_other() {
    on_each(|kith| {
        let (_, email) = somebody(kith, Role::LinkWorker);
        // The first came through the door; the rest are counted as the door counts them.
        assert_eq!(answer(sign_in(kith, "a@example.org", "wrong horse")), "wrong");
        let bucket = format!("address:{}", kith_store::anchor::to_hex(&sha256("198.51.100.7")));
        let now = kith.app.now();
        let ids: Vec<_> = (0..99).map(|_| kith.id::<Account>().uuid()).collect();
        let (all_but_one, last) = ids.split_at(98);
        let count = |ids: Vec<uuid::Uuid>| {
            let bucket = bucket.clone();
            kith.below(move |tx| {
                Ok(ids.iter().try_for_each(|id| kith_store::failures::count(tx, *id, &bucket, now))?)
            });
        };
        count(all_but_one.to_vec());
        assert_eq!(answer(sign_in(kith, &email, PASSWORD)), "in", "ninety-nine are not a hundred");
        count(last.to_vec());
        assert_eq!(answer(sign_in(kith, &email, PASSWORD)), "wait");
        assert_eq!(answer(accounts::sign_in(&kith.app, &email, PASSWORD, &from("203.0.113.9"), Rule::Optional)), "in");
    });
}

fn sha256(text: &str) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).to_vec()
}

#[test]
fn every_reason_not_to_let_somebody_in_is_answered_alike() {
    on_each(|kith| {
        let (account, email) = somebody(kith, Role::LinkWorker);
        assert_eq!(answer(sign_in(kith, &email, "")), "wrong");
        assert_eq!(answer(sign_in(kith, &email, &"x".repeat(accounts::MOST_PASSWORD_BYTES + 1))), "wrong");
        assert_eq!(answer(sign_in(kith, "", PASSWORD)), "wrong");
        let now = kith.app.now();
        kith.change::<Account>(account.uuid(), move |account| Account { disabled: Some(now), ..account });
        assert_eq!(answer(sign_in(kith, &email, PASSWORD)), "wrong", "disabled");
        let (account, email) = somebody(kith, Role::LinkWorker);
        end_standing(kith, account);
        assert_eq!(answer(sign_in(kith, &email, PASSWORD)), "wrong", "without a standing");
    });
}

fn end_standing(kith: &Kith, account: Id<Account>) {
    let standings = kith.app.store().read(&identity(), |tx| kith_store::staff::standings_of(tx, account)).unwrap();
    let now = kith.app.now();
    kith.change::<Standing>(standings[0].id.uuid(), move |standing| Standing { ended: Some(now), ..standing });
}

#[test]
fn a_session_ends_when_it_is_idle_and_sooner_for_an_administrator() {
    on_each(|kith| {
        for (role, minutes) in [(Role::LinkWorker, 30), (Role::Practice, 30), (Role::Administrator, 15)] {
            let account = match role {
                Role::Practice => kith.staff(role, None, Some(kith.practice(&[]).0)),
                _ => kith.staff(role, Some(kith.service(&format!("team-{}", kith.number()))), None),
            };
            let token = accounts::sign_in_to_demo(&kith.app, account).unwrap();
            for _ in 0..3 {
                kith.clock.forward(SignedDuration::from_secs(minutes * 60 - 1));
                assert!(is_in(&kith.app, &token), "{role:?}: using it keeps it");
            }
            kith.clock.forward(SignedDuration::from_mins(minutes));
            assert!(!is_in(&kith.app, &token), "{role:?}: idle");
        }
    });
}

#[test]
fn a_session_ends_after_twelve_hours_however_busy_it_is() {
    on_each(|kith| {
        let account = kith.staff(Role::LinkWorker, Some(kith.service("north")), None);
        let token = accounts::sign_in_to_demo(&kith.app, account).unwrap();
        for _ in 0..35 {
            kith.clock.forward(SignedDuration::from_mins(20));
            assert!(is_in(&kith.app, &token));
        }
        kith.clock.forward(SignedDuration::from_secs(20 * 60 - 1));
        assert!(is_in(&kith.app, &token));
        kith.clock.forward(SignedDuration::from_secs(1));
        assert!(!is_in(&kith.app, &token));
    });
}

#[test]
fn a_disabled_account_and_an_ended_standing_stop_at_once() {
    on_each(|kith| {
        let service = kith.service("north");
        let (one, two) =
            (kith.staff(Role::LinkWorker, Some(service), None), kith.staff(Role::TeamLead, Some(service), None));
        let tokens = [one, two].map(|account| accounts::sign_in_to_demo(&kith.app, account).unwrap());
        assert!(tokens.iter().all(|token| is_in(&kith.app, token)));
        let now = kith.app.now();
        kith.change::<Account>(one.uuid(), move |account| Account { disabled: Some(now), ..account });
        assert_eq!(tokens.each_ref().map(|token| is_in(&kith.app, token)), [false, true]);
        end_standing(kith, two);
        assert!(!is_in(&kith.app, &tokens[1]));
        assert!(accounts::sign_in_to_demo(&kith.app, two).is_err());
    });
}

#[test]
fn a_disabled_account_cannot_be_opened_from_the_demos_page() {
    on_each(|kith| {
        let account = kith.staff(Role::LinkWorker, Some(kith.service("north")), None);
        let now = kith.app.now();
        kith.change::<Account>(account.uuid(), move |account| Account { disabled: Some(now), ..account });
        let refused = accounts::sign_in_to_demo(&kith.app, account);
        assert!(matches!(refused, Err(Refusal::Hidden)));
    });
}

#[test]
fn a_sixth_session_ends_the_oldest_and_signing_out_ends_ones_own() {
    on_each(|kith| {
        let service = kith.service("north");
        let account = kith.staff(Role::LinkWorker, Some(service), None);
        let mut tokens = Vec::new();
        for _ in 0..7 {
            kith.clock.forward(SignedDuration::from_secs(1));
            tokens.push(accounts::sign_in_to_demo(&kith.app, account).unwrap());
        }
        let open: Vec<bool> = tokens.iter().map(|token| is_in(&kith.app, token)).collect();
        assert_eq!(open, [false, false, true, true, true, true, true]);
        let signed_in = accounts::resolve(&kith.app, tokens[4].as_str()).unwrap().unwrap();
        assert_eq!(signed_in.service.as_ref().map(|it| it.id), Some(service));
        accounts::sign_out(&kith.app, &signed_in).unwrap();
        let open: Vec<bool> = tokens.iter().map(|token| is_in(&kith.app, token)).collect();
        assert_eq!(open, [false, false, true, true, false, true, true]);
        // The token itself stands nowhere.
        let sessions = kith.app.store().read(&identity(), |tx| kith_store::sessions::of_account(tx, account)).unwrap();
        assert_eq!(sessions.len(), 4);
        assert!(sessions.iter().all(|session| tokens.iter().all(|token| !session.digest.contains(token.as_str()))));
    });
}

#[test]
fn what_is_not_a_token_is_nobodys() {
    on_each(|kith| {
        let (account, _) = somebody(kith, Role::LinkWorker);
        let token = accounts::sign_in_to_demo(&kith.app, account).unwrap();
        let text = token.as_str();
        assert_eq!(text.len(), 43);
        let swapped: String = text.chars().rev().collect();
        for wrong in
            ["", "x", &text[..42], &format!("{text}x"), &format!(" {}", &text[1..]), &swapped, &"\u{e9}".repeat(43)]
        {
            assert!(accounts::resolve(&kith.app, wrong).unwrap().is_none(), "{wrong:?}");
        }
    });
}
