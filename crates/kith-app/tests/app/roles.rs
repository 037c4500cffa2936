//! People and roles: the list holds what the policy shows and no more, and two who act at once are told.

use kith_app::roles::{self, Input, Order, Wanted, Who};
use kith_app::{Refusal, accounts, concerns, permit};
use kith_domain::id::Id;
use kith_domain::policy::{Action, Actor, Decision, Resource, RoleFacts, act, decide};
use kith_domain::staff::{Role, Service, Standing};
use kith_domain::text::Line;
use kith_store::{Reach, practices, staff, table};

use crate::world::{Kith, codes, on_each, reach};

/// Every standing there is, with the services it is held at.
fn every(kith: &Kith, accounts: &[Id<kith_domain::staff::Account>]) -> Vec<(Id<Standing>, RoleFacts)> {
    let read = |tx: &mut kith_store::ReadTx<'_>| -> Result<Vec<_>, kith_store::DbError> {
        let mut all = Vec::new();
        for account in accounts {
            for kept in staff::every_standing_of(tx, *account)? {
                let services = match (kept.it.service, kept.it.practice) {
                    (Some(service), _) => vec![service],
                    (None, Some(practice)) => {
                        staff::services_of_practice(tx, practice)?.iter().map(|it| it.id).collect()
                    }
                    (None, None) => Vec::new(),
                };
                all.push((kept.it.id, RoleFacts { services, account: Some(*account), sent_by: None }));
            }
        }
        Ok(all)
    };
    kith.app.store().read(&Reach { services: vec![kith_store::NO_SERVICE], purpose: "identity" }, read).unwrap()
}

fn listed(kith: &Kith, actor: &Actor, service: Id<Service>, wanted: &Wanted) -> Result<Vec<Id<Standing>>, Refusal> {
    let mut found = Vec::new();
    let mut wanted = wanted.clone();
    loop {
        let page = kith.app.read_about_accounts(&kith.seed(actor), |look, ctx| {
            let permit = permit::service::<act::SeeRoles>(ctx, service)?;
            roles::list(look, &permit, &wanted)
        })?;
        found.extend(page.page.lines.iter().map(|line| line.id));
        match page.page.next {
            Some(key) => wanted.after = Some(key),
            None => return Ok(found),
        }
    }
}

#[test]
fn the_list_of_roles_holds_what_the_policy_shows_in_every_order() {
    on_each(|kith| {
        let services = ["north", "south"].map(|slug| kith.service(slug));
        let (one, _) = kith.practice(&services[..1]);
        let (both, _) = kith.practice(&services);
        let mut accounts = Vec::new();
        for service in services {
            accounts.extend(
                Role::ALL
                    .into_iter()
                    .filter(|role| !matches!(role, Role::Practice | Role::Organisation))
                    .map(|role| kith.staff(role, Some(service), None)),
            );
            // More than a page of them, many with the same name.
            accounts.extend((0..60).map(|_| kith.staff(Role::LinkWorker, Some(service), None)));
        }
        accounts.extend([one, both].map(|practice| kith.staff(Role::Practice, None, Some(practice))));
        let (gone, now) = (accounts[3], kith.app.now());
        let standing = every(kith, &[gone])[0].0;
        kith.change::<Standing>(standing.uuid(), move |it| Standing { ended: Some(now), ..it });
        let all = every(kith, &accounts);
        for account in &accounts {
            let Some(actor) = (*account != gone).then(|| kith.actor(*account)) else { continue };
            for service in services {
                let expected = decide(&actor, Action::SeeRoles, &Resource::Service(service)) == Decision::Allow;
                let mut shown: Vec<_> = all
                    .iter()
                    .filter(|(_, facts)| facts.services.contains(&service))
                    .filter(|(_, facts)| {
                        decide(&actor, Action::SeeRole, &Resource::Role(facts.clone())) == Decision::Allow
                    })
                    .map(|(id, _)| *id)
                    .collect();
                shown.sort();
                for order in [Order::Name, Order::Role, Order::Place] {
                    let wanted = Wanted { order, who: Who::Everybody, ..Wanted::default() };
                    match listed(kith, &actor, service, &wanted) {
                        Ok(mut found) => {
                            assert!(expected);
                            found.sort();
                            assert_eq!(found, shown, "{order:?}");
                        }
                        Err(_) => assert!(
                            !expected
                                && (shown.is_empty()
                                    || decide(&actor, Action::SeeRoles, &Resource::Service(service))
                                        == Decision::Hidden)
                        ),
                    }
                    if !expected {
                        break;
                    }
                }
            }
            // Sixty alike are enough to ask two.
            if kith.post(*account).role() == Role::LinkWorker && accounts.iter().position(|it| it == account) > Some(12)
            {
                break;
            }
        }
    });
}

#[test]
fn of_two_who_take_one_invitation_one_joins() {
    on_each(|kith| {
        kith.service("north");
        let input = Input {
            email: "rowan@example.org".to_owned(),
            name: "Rowan".to_owned(),
            role: "link_worker".to_owned(),
            ..Input::default()
        };
        let secret = roles::add(&kith.app, None, &input).unwrap();
        let results: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|n| {
                    let (app, secret) = (kith.app.clone(), secret.as_str());
                    scope.spawn(move || {
                        let joining = accounts::Joining {
                            name: "Rowan".to_owned(),
                            password: format!("copper kettle on the hob {n}"),
                        };
                        accounts::join(&app, secret, &joining, &accounts::Whence::here())
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        let identity = Reach { services: vec![kith_store::NO_SERVICE], purpose: "identity" };
        let account = kith.app.store().read(&identity, |tx| staff::account_by_email(tx, "rowan@example.org")).unwrap();
        let account = account.unwrap().it.id;
        assert_eq!(every(kith, &[account]).len(), 1);
    });
}

#[test]
fn a_practice_that_is_new_to_a_service_is_named_by_it_whatever_another_calls_it() {
    on_each(|kith| {
        let services = ["north", "south"].map(|slug| kith.service(slug));
        let input = |email: &str, name: &str| Input {
            email: format!("{email}@example.org"),
            name: "Robin".to_owned(),
            role: "practice".to_owned(),
            practice: "A99042".to_owned(),
            practice_name: name.to_owned(),
        };
        let unnamed = roles::add(&kith.app, Some("north"), &input("one", ""));
        assert_eq!(codes(&unnamed), ["invite.practice_name"]);
        roles::add(&kith.app, Some("north"), &input("one", "Words of the north")).unwrap();
        // That the code is known elsewhere changes nothing: the south is asked for a name as the north was.
        let unnamed = roles::add(&kith.app, Some("south"), &input("two", ""));
        assert_eq!(codes(&unnamed), ["invite.practice_name"]);
        roles::add(&kith.app, Some("south"), &input("two", "Words of the south")).unwrap();
        // Whoever knows it is not asked again.
        roles::add(&kith.app, Some("south"), &input("three", "")).unwrap();
        for (service, words) in services.into_iter().zip(["Words of the north", "Words of the south"]) {
            let known = kith.app.store().read(&reach(service), |tx| practices::of_service(tx, service)).unwrap();
            let names: Vec<String> = known.iter().map(|it| it.it.practice.name.to_string()).collect();
            assert_eq!(names, [words]);
        }
    });
}

#[test]
fn whoever_has_a_name_in_two_services_is_called_in_each_as_it_knows_them() {
    on_each(|kith| {
        let [north, south, west] = ["north", "south", "west"].map(|slug| kith.service(slug));
        let account = kith.staff(Role::LinkWorker, Some(north), None);
        kith.stand(account, Role::LinkWorker, Some(south), None);
        for (service, name) in [(north, "Jo North"), (south, "Jo South")] {
            let of_service = |tx: &mut kith_store::ReadTx<'_>| staff::standings_of(tx, account);
            let all = kith.app.store().read(&Reach::maintenance(), of_service).unwrap();
            let standing = all.iter().find(|it| it.service == Some(service)).unwrap().id;
            kith.change::<Standing>(standing.uuid(), move |it| Standing { name: Line::new(name).unwrap(), ..it });
        }
        for (service, name) in [(north, "Jo North"), (south, "Jo South"), (west, "Jo South")] {
            let named = |tx: &mut kith_store::ReadTx<'_>| staff::names_of(tx, service, [account].into_iter());
            let names = kith.app.store().read(&Reach::maintenance(), named).unwrap();
            assert_eq!(names.last().map(|(_, name)| name.as_str()), Some(name));
        }
    });
}

#[test]
fn whoever_runs_the_machine_disables_an_account_with_everything_that_hangs_on_it() {
    on_each(|kith| {
        let (north, south) = (kith.service("north"), kith.service("south"));
        let account = kith.staff(Role::LinkWorker, Some(north), None);
        kith.stand(account, Role::TeamLead, Some(south), None);
        let token = accounts::sign_in_to_demo(&kith.app, account).unwrap();
        let kept = kith
            .app
            .store()
            .read(&Reach::maintenance(), |tx| table::find::<kith_domain::staff::Account>(tx, account.uuid()));
        let email = kept.unwrap().unwrap().it.email.to_string();
        let input =
            Input { email: email.clone(), name: "N".to_owned(), role: "evaluator".to_owned(), ..Input::default() };
        let which = roles::add(&kith.app, None, &input);
        assert_eq!(codes(&which), ["user.which_service"]);
        let invited = roles::add(&kith.app, Some("south"), &input).unwrap();
        let reset = accounts::new_reset_link(&kith.app, &email).unwrap();
        assert!(
            accounts::offer(&kith.app, invited.as_str()).is_ok()
                && accounts::reset_works(&kith.app, reset.as_str()).unwrap()
        );
        roles::disable(&kith.app, &email.to_uppercase(), roles::Last::Stays).unwrap();
        assert!(accounts::resolve(&kith.app, token.as_str()).unwrap().is_none());
        assert!(accounts::offer(&kith.app, invited.as_str()).is_err());
        assert!(!accounts::reset_works(&kith.app, reset.as_str()).unwrap());
        assert!(accounts::new_reset_link(&kith.app, &email).is_err());
        assert!(roles::disable(&kith.app, "nobody@example.org", roles::Last::Stays).is_err());
        roles::disable(&kith.app, &email, roles::Last::Stays).unwrap();
    });
}

/// Two who end each other's roles in the same moment, each from a page drawn before.
fn both_end(
    kith: &Kith,
    service: Id<Service>,
    pair: &[(Actor, Id<Standing>); 2],
    round: usize,
) -> Vec<Result<kith_app::Led, Refusal>> {
    let together = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        let threads: Vec<_> = [(0, 1), (1, 0)]
            .map(|(me, other)| {
                let (seed, theirs, together) = (kith.seed(&pair[me].0), pair[other].1, &together);
                scope.spawn(move || {
                    let nonce = format!("nonce-{round}-{me}");
                    together.wait();
                    kith.app.submit_about_accounts(&seed, &nonce, "end-role", "", move |work, ctx| {
                        let on = permit::role::<act::EndRole>(work.tx(), ctx, theirs)?;
                        roles::end_roles(work, ctx, service, on, roles::Warned::No)?;
                        Ok("/people-and-roles".to_owned())
                    })
                })
            })
            .into_iter()
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn of_two_who_end_each_other_at_once_one_stays() {
    on_each(|kith| {
        for round in 0..25 {
            let service = kith.service(&format!("north-{round}"));
            let accounts = [(); 2].map(|()| kith.staff(Role::Administrator, Some(service), None));
            let pair = accounts.map(|account| (kith.actor(account), every(kith, &[account])[0].0));
            let outcomes = both_end(kith, service, &pair, round);
            let left =
                kith.app.store().read(&Reach::maintenance(), |tx| staff::in_role(tx, service, Role::Administrator));
            assert_eq!(left.unwrap().len(), 1, "round {round}: {outcomes:?}");
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "round {round}: {outcomes:?}");
        }
    });
}

#[test]
fn of_two_safeguarding_leads_who_are_ended_at_once_one_stays() {
    on_each(|kith| {
        for round in 0..25 {
            let service = kith.service(&format!("north-{round}"));
            let manager = kith.actor(kith.staff(Role::ServiceManager, Some(service), None));
            let nonce = |what: &str, n: usize| format!("nonce-{round}-{what}-{n}");
            for n in 0..2 {
                let account = kith.staff(Role::LinkWorker, Some(service), None).to_string();
                let named = kith.app.submit(&kith.seed(&manager), &nonce("name", n), LEADS, "", move |work, ctx| {
                    let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
                    concerns::name_lead(work, ctx, &permit, &account)?;
                    Ok("/team/safeguarding".to_owned())
                });
                named.unwrap();
            }
            let leads = || kith.app.store().read(&Reach::maintenance(), |tx| kith_store::concerns::leads(tx, service));
            let grants: Vec<_> = leads().unwrap().into_iter().map(|kept| kept.it.id).collect();
            let together = std::sync::Barrier::new(2);
            let outcomes: Vec<_> = std::thread::scope(|scope| {
                let threads: Vec<_> = grants
                    .iter()
                    .enumerate()
                    .map(|(n, grant)| {
                        let (seed, nonce, grant, together) = (kith.seed(&manager), nonce("end", n), *grant, &together);
                        scope.spawn(move || {
                            together.wait();
                            kith.app.submit(&seed, &nonce, LEADS, "", move |work, ctx| {
                                let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
                                concerns::end_lead(work, ctx, &permit, grant)?;
                                Ok("/team/safeguarding".to_owned())
                            })
                        })
                    })
                    .collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(leads().unwrap().len(), 1, "round {round}: {outcomes:?}");
        }
    });
}

/// The code of the act that names safeguarding leads and ends them.
const LEADS: &str = "name-safeguarding-leads";
