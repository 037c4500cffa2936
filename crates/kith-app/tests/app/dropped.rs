//! A letter leaves only while it has its point: asked directly before it leaves, whatever happened since it was written.

use std::sync::Mutex;

use jiff::SignedDuration;
use kith_app::jobs::{self, Carried, NotSent};
use kith_app::store::Letter;
use kith_app::{Delivery, accounts, asking, messages, permit, post_rules, protection, roles, sharing};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, act};
use kith_domain::staff::{Account, Role};
use kith_store::{NO_SERVICE, Reach, house, outbox};

use crate::asking::entry;
use crate::world::{Kith, Team, ask_about, on_each};

const BASE: &str = "https://kith.example.org";

/// A post that takes everything and keeps what it was handed.
#[derive(Default)]
struct Keeps(Mutex<Vec<Letter>>);

impl jobs::Post for Keeps {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(())
    }
}

fn letters(kith: &Kith) -> Vec<Letter> {
    kith.app.store().read(&Reach::maintenance(), house::latest_letters).unwrap()
}

/// Carries what is due. Gives how many left, and why each of the others did not.
fn carried(kith: &Kith) -> (usize, Vec<String>) {
    let before: Vec<uuid::Uuid> = dropped(kith).into_iter().map(|letter| letter.id).collect();
    let post = Keeps::default();
    let Carried { left, not_sent, .. } = jobs::carry(&kith.app, &post).unwrap();
    assert_eq!(left, post.0.lock().unwrap().len());
    let new: Vec<Letter> = dropped(kith).into_iter().filter(|letter| !before.contains(&letter.id)).collect();
    assert!(new.iter().all(|letter| letter.body.is_empty()), "what it said is forgotten");
    let why: Vec<String> = new.into_iter().map(|letter| letter.trouble.unwrap()).collect();
    assert_eq!(not_sent, why.len(), "{why:?}");
    assert!(letters(kith).iter().all(|letter| letter.state != "waiting"));
    (left, why)
}

fn dropped(kith: &Kith) -> Vec<Letter> {
    letters(kith).into_iter().filter(|letter| letter.state == "dropped").collect()
}

fn write_to_practice(kith: &Kith, worker: &Actor, person: Id<Person>) {
    let sent = kith.act(worker, move |work, ctx| {
        let permit = permit::person::<act::SendMessage>(work.tx(), ctx, person)?;
        let input = messages::Input { happened: "Met twice, about her garden".to_owned(), ..Default::default() };
        messages::send(work, ctx, &permit, &input, BASE).map(drop)
    });
    sent.unwrap();
}

/// Connects the person and asks the organisation by e-mail.
fn ask(kith: &Kith, worker: &Actor, person: Id<Person>) -> Id<kith_domain::directory::Connection> {
    let to = entry(kith);
    let asked = kith.act(worker, move |work, ctx| Ok(ask_about(work, ctx, person, to)?.it.id));
    asked.unwrap()
}

fn mark_offline(kith: &Kith, worker: &Actor, person: Id<Person>) {
    let marked = kith.act(worker, move |work, ctx| {
        let permit = permit::person::<act::ProtectRecord>(work.tx(), ctx, person)?;
        let input = protection::Input { not_online: true, ..Default::default() };
        protection::change(work, ctx, &permit, 0, &input)
    });
    marked.unwrap();
}

#[test]
fn nothing_leaves_about_somebody_who_was_marked_meanwhile_neither_a_link_nor_a_text() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        // The practice's address may be sent text.
        let administrator = kith.actor(kith.staff(Role::Administrator, Some(team.service), None));
        let service = team.service;
        let kept = kith.act(&administrator, move |work, ctx| {
            let permit = permit::service::<act::ChangePostRules>(ctx, service)?;
            post_rules::change(work, ctx, &permit, 0, ("5", "3"), "practice@example.org")
        });
        kept.unwrap();
        write_to_practice(kith, &team.worker, person);
        let text = letters(kith).remove(0);
        assert!(text.kind == "message-text" && text.body.contains("garden"), "{text:?}");
        ask(kith, &team.worker, person);
        mark_offline(kith, &team.worker, person);
        let (left, why) = carried(kith);
        assert_eq!((left, why.len()), (0, 2), "{why:?}");
        assert!(why.iter().all(|why| why.contains("do not show online")), "{why:?}");
    });
}

#[test]
fn a_decision_that_was_taken_back_stops_what_waits() {
    on_each(|kith| {
        let team = Team::of(kith);
        let Actor::Staff(referrer) = &team.referrer else { panic!("staff") };
        let Post::Practice(practice) = referrer.post else { panic!("at a practice") };
        for recipient in [Recipient::Practice(practice), Recipient::Organisations] {
            let (person, _) = team.supported(kith);
            write_to_practice(kith, &team.worker, person);
            ask(kith, &team.worker, person);
            let decided = kith.act(&team.worker, move |work, ctx| {
                let permit = permit::person::<act::DecideSharing>(work.tx(), ctx, person)?;
                let (recipient, says) = (sharing::key_of(recipient), "nothing".to_owned());
                sharing::decide(work, ctx, &permit, &sharing::Input { recipient, says, ..Default::default() })
            });
            decided.unwrap();
            let (left, why) = carried(kith);
            assert_eq!((left, why.len()), (1, 1), "{recipient:?}: the other leaves: {why:?}");
            assert!(why[0].contains("decided that nothing is to be shared"), "{why:?}");
        }
    });
}

#[test]
fn a_link_that_was_stopped_taken_or_replaced_is_not_sent() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        // A request whose link was stopped.
        let connection = ask(kith, &team.worker, person);
        let stopped = kith.act(&team.worker, move |work, ctx| {
            let (permit, _) = permit::connection::<act::StopLinks>(work.tx(), ctx, connection)?;
            asking::stop(work, ctx, &permit)
        });
        assert_eq!(stopped.unwrap(), 1);
        // Three invitations: one is withdrawn, one sent again (so that its first link is dead), one stands.
        let manager = kith.actor(kith.staff(Role::ServiceManager, Some(team.service), None));
        let service = team.service;
        let invite = |name: &'static str| {
            let input = roles::Input {
                email: format!("{name}@example.org"),
                name: name.to_owned(),
                role: "link_worker".to_owned(),
                ..Default::default()
            };
            let seed = kith.seed(&manager);
            let nonce: String = format!("nonce{:0>20}", kith.number());
            let asked = kith.app.submit_about_accounts(&seed, &nonce, "invite", name, move |work, ctx| {
                let permit = permit::service::<act::Invite>(ctx, service)?;
                roles::invite(work, ctx, &permit, &input, &Delivery::mail(BASE)).map(|(id, _)| id.to_string())
            });
            asked.unwrap().to.parse::<Id<kith_domain::invitation::Invitation>>().unwrap()
        };
        let (withdrawn, again, _) = (invite("one"), invite("two"), invite("three"));
        let settle = |id, withdraw: bool| {
            let nonce: String = format!("nonce{:0>20}", kith.number());
            let settled =
                kith.app.submit_about_accounts(&kith.seed(&manager), &nonce, "settle", "", move |work, ctx| {
                    let on = permit::invitation::<act::SettleInvitation>(work.tx(), ctx, id)?;
                    if withdraw {
                        roles::withdraw(work, ctx, on)?;
                    } else {
                        roles::send_again(work, ctx, on, &Delivery::mail(BASE))?;
                    }
                    Ok(String::new())
                });
            settled.unwrap();
        };
        settle(withdrawn, true);
        settle(again, false);
        let (left, why) = carried(kith);
        assert_eq!((left, why.len()), (2, 3), "{why:?}");
        assert!(why.iter().all(|why| why == "Its link does not work any more."), "{why:?}");
    });
}

#[test]
fn whoever_forgot_their_password_leaves_the_same_behind_whether_or_not_there_is_an_account() {
    on_each(|kith| {
        let team = Team::of(kith);
        let account: Id<Account> = team.worker.account().unwrap();
        let known = kith
            .app
            .store()
            .read(&Reach::maintenance(), |tx| kith_store::table::find::<Account>(tx, account.uuid()))
            .unwrap()
            .unwrap()
            .it
            .email
            .to_string();
        let from = accounts::Whence::here();
        let before = kith.changes();
        for email in [known.as_str(), "nobody@example.org"] {
            accounts::ask_for_reset(&kith.app, email, &from, BASE).unwrap();
        }
        let asked = kith
            .app
            .store()
            .read(&Reach { services: vec![NO_SERVICE], purpose: "identity" }, outbox::asked_reset)
            .unwrap();
        assert_eq!(asked.len(), 2, "one row each");
        assert_eq!((letters(kith).len(), kith.changes()), (0, before), "and nothing else for either");
        // Out of sight, one of them is answered, and neither address is kept.
        assert_eq!(accounts::answer_resets(&kith.app).unwrap(), 2);
        assert_eq!(accounts::answer_resets(&kith.app).unwrap(), 0);
        let sent = letters(kith);
        assert_eq!(sent.iter().map(|letter| letter.recipient.as_str()).collect::<Vec<_>>(), [known.as_str()]);
        // A link that is older than an hour is not sent any more.
        kith.clock.forward(SignedDuration::from_hours(2));
        assert_eq!(carried(kith), (0, vec!["Its link does not work any more.".to_owned()]));
    });
}

#[test]
fn what_waited_when_a_backup_was_made_is_held_until_an_administrator_has_seen_to_it() {
    on_each(|kith| {
        let team = Team::of(kith);
        let other = Team::of(kith);
        for team in [&team, &team, &team, &other] {
            let (person, _) = team.supported(kith);
            write_to_practice(kith, &team.worker, person);
        }
        let held = kith
            .app
            .store()
            .write(&Reach::maintenance(), kith_store::Isolation::Ordinary, |tx| outbox::hold_all(tx, "It waited."));
        assert_eq!(held.unwrap(), 4);
        kith.clock.forward(SignedDuration::from_hours(24));
        assert_eq!(jobs::carry(&kith.app, &Keeps::default()).unwrap(), Carried::default(), "nothing leaves by itself");

        let administrator = kith.actor(kith.staff(Role::Administrator, Some(team.service), None));
        let service = team.service;
        let settle = |settle, which: kith_app::held::Which| {
            let nonce: String = format!("nonce{:0>20}", kith.number());
            kith.app.submit_about_accounts(&kith.seed(&administrator), &nonce, "settle", "", move |work, ctx| {
                let permit = permit::service::<act::SettleLetters>(ctx, service)?;
                kith_app::held::settle(work, ctx, &permit, settle, &which).map(|settled| settled.to_string())
            })
        };
        use kith_app::held::{Settle, Which};
        let ids = |service: Id<_>| -> Vec<String> {
            let held = letters(kith).into_iter().filter(move |it| it.state == "held" && it.service == service.uuid());
            held.map(|it| Id::<Letter>::from_uuid(it.id).to_string()).collect()
        };
        // What is another service's is not there, and choosing nothing is said.
        let theirs = ids(other.service);
        assert_eq!(crate::world::codes(&settle(Settle::Release, Which::These(theirs))), ["held.none"]);
        assert_eq!(crate::world::codes(&settle(Settle::Release, Which::These(Vec::new()))), ["held.none_chosen"]);
        let mine = ids(team.service);
        assert_eq!(settle(Settle::Release, Which::These(vec![mine[0].clone()])).unwrap().to, "1");
        assert_eq!(settle(Settle::ThrowAway, Which::These(vec![mine[1].clone()])).unwrap().to, "1");
        assert_eq!(settle(Settle::ThrowAway, Which::All).unwrap().to, "1");
        let post = Keeps::default();
        assert_eq!(jobs::carry(&kith.app, &post).unwrap().left, 1);
        assert_eq!(Id::<Letter>::from_uuid(post.0.lock().unwrap()[0].id).to_string(), mine[0]);
        assert_eq!(ids(other.service).len(), 1, "the other service's is held still");
    });
}
