//! A second service in one store: added by whoever runs the machine, with its first lists and one invitation.

use kith_app::services::{self, Input};
use kith_app::{accounts, permit, roles, setup};
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_store::{Reach, staff, support};

use crate::world::{Kith, Team, codes, on_each};

const PASSWORD: &str = "copper kettle on the hob";

fn quay() -> Input {
    Input {
        name: "Quay Link Workers".to_owned(),
        phone: "01632 960 100".to_owned(),
        person: "Odile Farrant".to_owned(),
        email: "odile@example.org".to_owned(),
        role: "administrator".to_owned(),
    }
}

fn join(kith: &Kith, secret: &accounts::Secret, password: &str) {
    let joining = accounts::Joining { name: "Odile Farrant".to_owned(), password: password.to_owned() };
    accounts::join(&kith.app, secret.as_str(), &joining, &accounts::Whence::here()).unwrap();
}

#[test]
fn a_second_service_has_its_lists_and_an_invitation_and_nobody_of_the_first() {
    on_each(|kith| {
        let team = Team::of(kith);
        team.supported(kith);
        let added = services::add(&kith.app, &quay()).unwrap();
        assert_eq!(added.service.slug, "quay-link-workers");
        let id = added.service.id;
        let read = kith.app.store().read(&Reach::maintenance(), |tx| {
            Ok::<_, kith_store::DbError>((support::ways(tx, id)?.len(), support::ways(tx, team.service)?.len()))
        });
        assert!(read.unwrap().0 >= 20, "its own list of what is done");
        join(kith, &added.secret, PASSWORD);
        assert!(accounts::offer(&kith.app, added.secret.as_str()).is_err(), "it works once");

        let identity = Reach { services: vec![kith_store::NO_SERVICE], purpose: "identity" };
        let account = kith.app.store().read(&identity, |tx| staff::account_by_email(tx, "odile@example.org"));
        let odile = kith.actor(account.unwrap().unwrap().it.id);
        let listed = |service| {
            kith.app.read_about_accounts(&kith.seed(&odile), move |look, ctx| {
                let permit = permit::service::<act::SeeRoles>(ctx, service)?;
                roles::list(look, &permit, &roles::Wanted::default())
            })
        };
        assert_eq!(listed(id).unwrap().page.lines.len(), 1, "herself alone");
        assert!(listed(team.service).is_err(), "the first service is not there");
        kith_app::jobs::seal(&kith.app).unwrap();
        assert_eq!(kith_store::verify::run(kith.app.store()).unwrap().wrong, Vec::<String>::new());
    });
}

#[test]
fn a_name_that_is_there_is_refused_and_a_short_name_that_is_taken_is_numbered() {
    on_each(|kith| {
        services::add(&kith.app, &quay()).unwrap();
        let again = Input { name: "quay  LINK workers".to_owned(), ..quay() };
        assert_eq!(codes(&services::add(&kith.app, &again)), ["service.same_name"]);
        let (one, other) = ("Link workers of the whole of the long estuary, north", ", south of the water");
        let slug = |name: &str| {
            let input = Input { name: name.to_owned(), email: format!("{}@example.org", name.len()), ..quay() };
            services::add(&kith.app, &input).unwrap().service.slug
        };
        let first = slug(one);
        assert_eq!(slug(&format!("{one}{other}")), format!("{first}-2"), "of forty letters the first are the same");
        let all = services::list(&kith.app).unwrap();
        assert_eq!(all.len(), 3);
    });
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_added() {
    on_each(|kith| {
        let wrong = [
            (Input { name: " ".to_owned(), ..quay() }, "name"),
            (Input { name: "\u{0}".to_owned(), ..quay() }, "name"),
            (Input { name: "x".repeat(5_000), ..quay() }, "name"),
            (Input { phone: "ring us".to_owned(), ..quay() }, "phone"),
            (Input { email: "nobody".to_owned(), ..quay() }, "email"),
            (Input { person: String::new(), ..quay() }, "name"),
            (Input { role: Role::LinkWorker.code().to_owned(), ..quay() }, "role"),
            (Input { role: "god".to_owned(), ..quay() }, "role"),
        ];
        for (input, field) in wrong {
            match services::add(&kith.app, &input) {
                Err(kith_app::Refusal::Rejected(all)) => assert_eq!(all.first().and_then(|it| it.field), Some(field)),
                Err(other) => panic!("{other:?}"),
                Ok(_) => panic!("{field} was taken"),
            }
        }
        assert!(services::list(&kith.app).unwrap().is_empty());
        assert!(setup::is_empty(&kith.app).unwrap());
    });
}

#[test]
fn in_an_empty_store_it_is_the_first_and_the_set_up_link_stops() {
    on_each(|kith| {
        let link = setup::new_link(&kith.app).unwrap().unwrap();
        services::add(&kith.app, &quay()).unwrap();
        assert!(!setup::link_works(&kith.app, &link).unwrap());
        assert!(setup::new_link(&kith.app).unwrap().is_none());
    });
}

#[test]
fn a_link_that_was_lost_is_printed_anew_and_the_one_before_stops() {
    on_each(|kith| {
        kith.service("north");
        let added = services::add(&kith.app, &quay()).unwrap();
        let slug = Some(added.service.slug.as_str());
        // Too old by now, and nobody is there who could send it again.
        kith.clock.forward(jiff::SignedDuration::from_hours(73));
        assert!(accounts::offer(&kith.app, added.secret.as_str()).is_err());
        let nobody = roles::add_again(&kith.app, slug, ("nobody@example.org", "administrator"), None);
        assert_eq!(codes(&nobody), ["invite.none"]);
        assert_eq!(
            codes(&roles::add_again(&kith.app, slug, ("odile@example.org", "team_lead"), None)),
            ["invite.none"]
        );
        assert_eq!(
            codes(&roles::add_again(&kith.app, Some("north"), ("odile@example.org", "administrator"), None)),
            ["invite.none"],
            "the other service knows nothing of it"
        );
        let again = roles::add_again(&kith.app, slug, ("ODILE@example.org", "administrator"), None).unwrap();
        let once_more = roles::add_again(&kith.app, slug, ("odile@example.org", "administrator"), None).unwrap();
        assert!(accounts::offer(&kith.app, again.as_str()).is_err(), "the one before stops");
        join(kith, &once_more, PASSWORD);
        assert_eq!(
            codes(&roles::add_again(&kith.app, slug, ("odile@example.org", "administrator"), None)),
            ["invite.none"],
            "she has joined"
        );
    });
}
