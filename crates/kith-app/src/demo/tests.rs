//! The demo on both engines, looked at through the same use cases as the pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_domain::id::Id;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::policy::{Actor, act};
use kith_domain::staff::{Account, Role};
use kith_domain::time;
use kith_store::{Place, Reach, Store, people, staff, story, table, verify};
use kith_testkit::TestDatabase;

use super::tour::{PAGES, STOPS, Shows};
use super::*;
use crate::app::App;
use crate::ctx::{Chance, Clock};
use crate::{
    accounts, appointments, connecting, how_we_work, jobs, messages, people as rooms, permit, referring, team, triage,
};

const DAY: Date = date(2026, 11, 20);

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[derive(Default)]
struct Counted(AtomicU64);

impl Chance for Counted {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        seed
    }
}

fn open(database: &TestDatabase) -> Store {
    let place = Place { data: database.data().to_owned(), database: database.database().map(str::to_owned) };
    Store::migrate(&place).expect("migrated");
    Store::open(&place).expect("opened")
}

fn app(store: &Store) -> App {
    app_on(store, DAY)
}

fn app_on(store: &Store, day: Date) -> App {
    let morning = time::moment_on(day, 8, 0).expect("a moment");
    App::new(store.clone(), Arc::new(At(morning)), Arc::new(Counted::default()))
}

fn plan(seed: u64, as_of: Date) -> Plan {
    Plan { size: Size::Tour, seed, as_of }
}

/// Who a guest is when they act.
fn actor(app: &App, account: Id<Account>) -> Actor {
    let token = accounts::sign_in_to_demo(app, account).expect("signed in");
    accounts::resolve(app, token.as_str()).expect("resolved").expect("a session").actor()
}

fn guest(app: &App, role: Role) -> Actor {
    let guest = guests(app).expect("guests").into_iter().find(|guest| guest.role == role).expect("one of each role");
    actor(app, guest.account)
}

/// The tour filled on each engine there is.
fn on_each_engine(check: impl Fn(&App, &Filled)) {
    for database in kith_testkit::engines() {
        let store = open(&database);
        let filled = fill(&store, &plan(7, DAY)).expect("filled");
        check(&app(&store), &filled);
    }
}

#[test]
fn the_same_seed_and_day_give_the_same_content_on_both_engines() {
    let digest = |database: &TestDatabase, seed, day| fill(&open(database), &plan(seed, day)).expect("filled").digest;
    let mut digests: Vec<String> = kith_testkit::engines().iter().map(|database| digest(database, 7, DAY)).collect();
    let again = digest(&kith_testkit::sqlite(), 7, DAY);
    digests.dedup();
    assert_eq!(digests.len(), 1, "{digests:?}");
    assert_eq!(digests[0], again);
    assert_ne!(digest(&kith_testkit::sqlite(), 8, DAY), again, "the seed matters");
    assert_ne!(digest(&kith_testkit::sqlite(), 7, date(2026, 11, 23)), again, "the day matters");
}

#[test]
fn the_digest_follows_every_row() {
    let database = kith_testkit::sqlite();
    let store = open(&database);
    let filled = fill(&store, &plan(7, DAY)).expect("filled");
    let app = app(&store);
    let lead = app.seed(guest(&app, Role::TeamLead));
    let stop = stop(&app, "/referrals/{demo:what-was-told}/triage").expect("read").expect("a stop");
    let id = stop.address.trim_start_matches("/referrals/").trim_end_matches("/triage").parse().expect("an identifier");
    app.write(&lead, move |work, ctx| {
        let permit = permit::referral::<act::GiveBack>(work.tx(), ctx, id)?;
        let input = triage::NotTaken { reason: "Not for us".to_owned(), ..triage::NotTaken::default() };
        triage::give_back(work, ctx, &permit, &input)
    })
    .expect("given back");
    let now = store.read(&Reach::maintenance(), kith_store::digest::of_content).expect("read");
    assert_ne!(now, filled.digest);
}

#[test]
fn a_store_that_is_not_empty_is_refused() {
    for database in kith_testkit::engines() {
        let store = open(&database);
        fill(&store, &plan(7, DAY)).expect("filled");
        let before = store.read(&Reach::maintenance(), kith_store::digest::of_content).expect("read");
        let refused = fill(&store, &plan(8, DAY));
        let Err(Refusal::Rejected(why)) = refused else { panic!("it was filled twice") };
        assert_eq!(why[0].code, "demo.not_empty");
        assert_eq!(store.read(&Reach::maintenance(), kith_store::digest::of_content).expect("read"), before);
    }
}

#[test]
fn days_out_of_range_are_refused_before_anything_is_written() {
    let database = kith_testkit::sqlite();
    let store = open(&database);
    assert!(fill(&store, &plan(7, date(1999, 12, 31))).is_err());
    fill(&store, &plan(7, date(2000, 1, 1))).expect("the store is still empty");
}

#[test]
fn every_role_can_sign_in_with_the_password_of_the_list() {
    on_each_engine(|app, filled| {
        for role in Role::ALL {
            assert!(filled.accounts.iter().any(|account| account.role == role), "{}", role.code());
        }
        let first = &filled.accounts[0];
        let token = accounts::sign_in(
            app,
            &first.email,
            &first.password,
            &crate::accounts::Whence::here(),
            crate::accounts::Rule::Optional,
        )
        .expect("signed in");
        assert_eq!(accounts::resolve(app, token.as_str()).expect("resolved").expect("a session").name, first.name);
        assert!(
            accounts::sign_in(
                app,
                &first.email,
                "something else",
                &crate::accounts::Whence::here(),
                crate::accounts::Rule::Optional
            )
            .is_err()
        );
        for account in &filled.accounts {
            assert!(account.email.ends_with("@example.org"));
        }
    });
}

#[test]
fn today_and_the_queue_are_never_empty() {
    on_each_engine(|app, _| {
        let amina = app.seed(guest(app, Role::LinkWorker));
        let today = app
            .read(&amina, |look, ctx| rooms::today(look, ctx, &permit::own_service::<act::SeeToday>(ctx)?))
            .expect("today");
        assert_eq!(today.new.len(), 1, "a new allocation");
        let reviews: Vec<bool> = today.reviews.iter().map(|(_, last)| last.is_some()).collect();
        assert_eq!(reviews, [true], "holding is to be looked at, with the last sentence beside it");
        let quiet: Vec<i64> = today
            .quiet
            .iter()
            .filter_map(|(line, _)| line.last_contact)
            .map(|last| i64::from(time::day_of(last).until(DAY).expect("a span").get_days()))
            .collect();
        assert_eq!(quiet.len(), 2, "somebody quiet, and a wait: {quiet:?}");
        assert!(quiet.iter().all(|days| *days > 14), "{quiet:?}");

        let lead = guest(app, Role::TeamLead);
        let queue = app
            .read(&app.seed(lead.clone()), |look, ctx| {
                triage::queue(look, &permit::own_service::<act::SeeQueue>(ctx)?, None)
            })
            .expect("the queue");
        assert!(queue.lines.len() >= 2);
        let hinted = queue.lines.iter().filter(|line| {
            let opened = app.read(&app.seed(lead.clone()), |look, ctx| {
                let permit = permit::referral::<act::SeeReferral>(look.tx(), ctx, line.id)?;
                triage::open(look, ctx, &permit)
            });
            !opened.expect("opened").may_be.is_empty()
        });
        assert_eq!(hinted.count(), 1, "one possible duplicate");

        let team = app
            .read(&app.seed(lead.clone()), |look, ctx| team::see(look, ctx, &permit::own_service::<act::SeeTeam>(ctx)?))
            .expect("the team");
        let made_up: Vec<[i64; 5]> =
            team.workers.iter().map(|w| [w.new, w.active, w.holding, w.waiting, w.door_open]).collect();
        assert_eq!(
            made_up,
            [[1, 1, 1, 2, 0], [0, 1, 0, 0, 1], [0, 0, 2, 0, 0]],
            "two caseloads of equal size and different make-up"
        );

        let practice = app.seed(guest(app, Role::Practice));
        let mine = app
            .read(&practice, |look, ctx| {
                referring::mine(look, &permit::own_service::<act::ListMyReferrals>(ctx)?, None)
            })
            .expect("my referrals");
        assert_eq!(mine.unread.len(), 1, "an unread message");
        let mut states: Vec<(String, Option<String>)> =
            mine.page.lines.iter().map(|line| (line.state.clone(), line.case_state.clone())).collect();
        states.sort();
        states.dedup();
        assert!(states.len() >= 5, "from just received to helped: {states:?}");
    });
}

#[test]
fn today_is_not_empty_when_the_last_day_is_at_a_weekend() {
    for day in [date(2026, 11, 28), date(2026, 11, 29)] {
        let database = kith_testkit::sqlite();
        let store = open(&database);
        fill(&store, &plan(7, day)).expect("filled");
        let app = app_on(&store, day);
        let amina = app.seed(guest(&app, Role::LinkWorker));
        let booked = app
            .read(&amina, |look, ctx| appointments::my_day(look, ctx, &permit::own_service::<act::SeeToday>(ctx)?, day))
            .expect("what is booked");
        assert_eq!(booked.day.len(), 1, "booked on {day}");
        assert!(booked.before.is_empty(), "nothing of a day before is left to write down on {day}");
    }
}

#[test]
fn every_stop_opens_for_whoever_it_names() {
    on_each_engine(|app, _| {
        for (slug, shows, _) in STOPS {
            let pattern = format!("{}{{demo:{slug}}}/after", shows.prefix());
            let stop = stop(app, &pattern).expect("read").expect("a stop");
            let id = stop.address.strip_prefix(shows.prefix()).and_then(|rest| rest.strip_suffix("/after"));
            let id = id.expect("the record between what stands before and after it").to_owned();
            let seed = app.seed(actor(app, stop.account));
            if let Shows::Asked(_) = shows {
                // Whoever has the link opens it, whoever that is.
                assert!(crate::links::holder(app, &id).is_ok(), "{pattern}");
                continue;
            }
            let opened = app.read(&seed, |look, ctx| match shows {
                Shows::Person(_) => {
                    let permit = permit::person(look.tx(), ctx, id.parse().expect("an identifier"))?;
                    rooms::story(look, &permit).map(drop)
                }
                Shows::Need(_) => {
                    let (permit, _) =
                        permit::need::<act::RecordGap>(look.tx(), ctx, id.parse().expect("an identifier"))?;
                    table::find::<kith_domain::need::Need>(look.tx(), permit.key().uuid())?
                        .ok_or(Refusal::Hidden)
                        .map(drop)
                }
                Shows::Connection(_) => {
                    let (permit, kept) = permit::connection(look.tx(), ctx, id.parse().expect("an identifier"))?;
                    connecting::open(look, ctx, &permit, kept).map(drop)
                }
                Shows::Asked(_) => Ok(()),
                Shows::Referral(_) => {
                    let permit = permit::referral(look.tx(), ctx, id.parse().expect("an identifier"))?;
                    triage::open(look, ctx, &permit).map(drop)
                }
                Shows::MyReferral(_) => {
                    let permit = permit::practice_record(look.tx(), ctx, id.parse().expect("an identifier"))?;
                    messages::for_practice(look, &permit).map(drop)
                }
            });
            assert!(opened.is_ok(), "{pattern}: {opened:?}");
        }
        for (page, _) in PAGES {
            assert_eq!(address(app, page).expect("read").as_deref(), Some(*page));
        }
        assert_eq!(address(app, "/people/{demo:nobody}").expect("read"), None);
        assert_eq!(address(app, "/needs/{demo:held}").expect("read"), None, "a person is no need");
    });
}

#[test]
fn everything_is_made_up_and_over_before_the_last_day() {
    on_each_engine(|app, filled| {
        let last_day = time::moment_on(DAY, 0, 0).expect("a moment");
        let first_day = time::moment_on(date(2025, 5, 1), 0, 0).expect("a moment");
        let all = app.store().read(&Reach::maintenance(), people::everybody).expect("read");
        // One person was referred, given back and referred again: each referral keeps a record of its own.
        assert_eq!((all.len(), filled.counts.people), (13, 12));
        for id in all {
            let (person, events) = app
                .store()
                .read(&Reach::maintenance(), |tx| {
                    let person = table::find::<kith_domain::person::Person>(tx, id.uuid())?;
                    Ok::<_, kith_store::DbError>((person.expect("a person").it, story::of_person(tx, id)?))
                })
                .expect("read");
            assert!(
                person.identity.nhs_number.is_ok_and(NhsNumber::is_synthetic) || person.identity.nhs_number.is_err()
            );
            assert!(person.phone.is_some_and(|phone| phone.as_str().starts_with("07700 900")));
            assert!(!events.is_empty());
            for event in events {
                assert!(event.at < last_day && event.at > first_day, "{} at {}", event.kind, event.at);
            }
        }
        let services = app.store().read(&Reach::maintenance(), staff::services).expect("read");
        assert_eq!(services.len(), 1);
    });
}

#[test]
fn the_proof_finds_nothing_wrong_and_no_letter_waits() {
    on_each_engine(|app, _| {
        jobs::seal(app).expect("sealed");
        let report = verify::run(app.store()).expect("a report");
        assert_eq!(report.wrong, Vec::<String>::new());
        assert!(report.links > 400 && report.rows > 200, "{report:?}");
        assert_eq!((report.unsealed, report.anchor), (0, Some(report.links)));
        assert_eq!(jobs::carry(app, &jobs::CaughtPost).expect("carried"), jobs::Carried::default());
        let letters = app.store().read(&Reach::maintenance(), kith_store::house::latest_letters).expect("read");
        assert!(letters.len() >= 3 && letters.iter().all(|letter| letter.state == "left"));
    });
}

#[test]
fn the_edges_of_the_role_are_shown_with_what_waits_and_what_is_agreed() {
    on_each_engine(|app, filled| {
        let of = |role: Role| filled.accounts.iter().find(|it| it.role == role).expect("somebody").account;
        let (amina, lead) = (actor(app, of(Role::LinkWorker)), actor(app, of(Role::TeamLead)));
        let service = amina.services().first().copied().expect("a service");
        let (standing, open) = app
            .read(&app.seed(lead.clone()), |look, ctx| {
                let permit = permit::own_service::<act::SeeToday>(ctx)?;
                let standing = kith_store::agreements::standing(look.tx(), service)?;
                Ok((standing, crate::same_day::waiting(look, &permit)?))
            })
            .expect("read");
        let states: Vec<&str> = standing.iter().map(|it| it.state().name()).collect();
        assert_eq!(states.iter().filter(|it| **it == "agreed").count(), 2, "{states:?}");
        assert_eq!(states.iter().filter(|it| **it == "proposed").count(), 2, "{states:?}");
        assert_eq!(open.len(), 1, "one waits for an answer");
        let shown = app
            .read(&app.seed(lead), |look, ctx| {
                let permit = permit::shown_to_me::<act::ReadShared>(ctx)?;
                crate::showing::to_me(look, ctx, &permit)
            })
            .expect("read");
        assert_eq!((shown.entries.len(), shown.notes.len()), (1, 1));
        let soon = app
            .read(&app.seed(amina), |look, ctx| {
                let permit = permit::own_service::<act::KeepDiscretion>(ctx)?;
                crate::discretion::list(look, ctx, &permit, None)
            })
            .expect("read");
        assert!(soon.notes.iter().any(|(kept, _)| kept.it.goes_soon(soon.today)), "one is deleted soon");
    });
}

#[test]
fn a_gap_for_the_need_without_one_is_two_taps_away() {
    on_each_engine(|app, _| {
        let stop = stop(app, "/needs/{demo:nothing-nearby}/gap").expect("read").expect("a stop");
        let id = stop.address.trim_start_matches("/needs/").trim_end_matches("/gap").parse().expect("an identifier");
        let gareth = app.seed(actor(app, stop.account));
        app.write(&gareth, move |work, ctx| {
            let (permit, need) = permit::need::<act::RecordGap>(work.tx(), ctx, id)?;
            assert!(kith_store::gaps::of_person(work.tx(), need.it.person)?.is_empty());
            let input = crate::gaps::GapInput { reason: "none-exists".to_owned(), ..crate::gaps::GapInput::default() };
            crate::gaps::record(work, ctx, &permit, &input)
        })
        .expect("recorded");
    });
}

/// What a service of a thousand people holds, by the name of each kind of row and state.
fn rooms(store: &Store) -> std::collections::BTreeMap<String, usize> {
    let read = store.read(&Reach::maintenance(), |tx| {
        let mut found = Vec::new();
        for (referral, ..) in kith_store::referrals::every(tx)? {
            let route =
                table::find::<kith_domain::referral::Referral>(tx, referral.uuid())?.expect("a referral").it.route;
            found.push(format!("referral {}", route.code()));
        }
        for concern in kith_store::concerns::every(tx)? {
            let it = table::find::<kith_domain::boundary::safeguarding::Concern>(tx, concern.uuid())?.expect("one").it;
            found.push(format!("concern {}", it.state.name()));
        }
        for person in people::everybody(tx)? {
            let booked = kith_store::appointments::of_person(tx, person)?;
            found.extend(booked.iter().map(|kept| format!("appointment {}", kept.it.state.name())));
            let plan = kith_store::plan::of_person(tx, person)?;
            found.extend(plan.goals.iter().map(|kept| format!("goal {}", kept.it.state.code())));
            found.extend(plan.actions.iter().map(|kept| format!("action {}", kept.it.state.code())));
            found.extend(kith_store::letters::of_person(tx, person)?.iter().map(|_| "letter".to_owned()));
            let decided = kith_store::sharing::of_person(tx, person)?;
            found.extend(decided.iter().map(|it| format!("sharing {}", it.terms.says.code())));
            let gaps = kith_store::gaps::of_person(tx, person)?;
            found.extend(gaps.iter().map(|kept| format!("gap {}", kept.reason.code())));
        }
        for service in staff::services(tx)? {
            let settings = kith_store::settings::of(tx, service.id)?.it;
            if settings.urgent.crisis.is_some() && !settings.same_day.is_empty() {
                found.push("numbers".to_owned());
            }
        }
        Ok::<_, kith_store::DbError>(found)
    });
    let mut counts = std::collections::BTreeMap::new();
    for one in read.expect("read") {
        *counts.entry(one).or_insert(0) += 1;
    }
    counts
}

/// A thousand people by the same use cases: two services that know nothing of each other, the same on both engines,
/// with a proof that finds nothing wrong.
#[test]
fn a_service_of_a_thousand_people_is_the_same_on_both_engines_and_sound() {
    let thousand = Plan { size: Size::Service, seed: 7, as_of: DAY };
    let mut digests = Vec::new();
    for database in kith_testkit::engines() {
        let store = open(&database);
        let said = std::cell::Cell::new((0, 0));
        let filled = fill_saying(&store, &thousand, &|come, all| said.set((come, all))).expect("filled");
        let counts = filled.counts;
        assert_eq!((counts.people, said.get()), (1_000, (988, 988)));
        assert!(counts.contacts > 4_000 && counts.gaps > 100 && counts.connections > 300, "{counts:?}");
        let app = app(&store);
        let services = store.read(&Reach::maintenance(), staff::services).expect("read");
        assert_eq!(services.len(), 2);
        // Every lead sees a team of their own service, and it is large enough.
        let mut teams = Vec::new();
        for lead in filled.accounts.iter().filter(|account| account.role == Role::TeamLead) {
            let seed = app.seed(actor(&app, lead.account));
            let see = |look: &mut crate::app::Look<'_, '_>, ctx: &Ctx| {
                let team = team::see(look, ctx, &permit::own_service::<act::SeeTeam>(ctx)?)?;
                let queue = triage::queue(look, &permit::own_service::<act::SeeQueue>(ctx)?, None)?;
                Ok((team.workers.len(), queue.lines.len()))
            };
            teams.push(app.read(&seed, see).expect("seen"));
        }
        assert!(matches!(teams[..], [(8, 2..), (5, 1..)]), "{teams:?}");
        // How they work: one changed slowly, and at once after its new template; the other did neither, and is told nothing.
        let mut told = Vec::new();
        for lead in filled.accounts.iter().filter(|account| account.role == Role::TeamLead) {
            let seed = app.seed(actor(&app, lead.account));
            let see = |look: &mut crate::app::Look<'_, '_>, ctx: &Ctx| {
                let asked = how_we_work::Asked { lens: how_we_work::Which::Ours, apart: None };
                let permit = permit::own_service::<act::SeeHowWeWork>(ctx)?;
                how_we_work::team(look, ctx, &permit, &asked)
            };
            let claims = app.read(&seed, see).expect("seen").claims;
            assert!(claims.looked_at > 30, "{}", claims.looked_at);
            told.push(claims.changes.into_iter().map(|it| it.words).collect::<Vec<_>>());
        }
        let [changed, same] = &told[..] else { panic!("{told:?}") };
        let step = |it: &&String| it.starts_with("After the template") && it.contains("Set or looked again at a goal");
        assert!(changed.iter().any(|it| step(&it) && it.contains(" rose from ")), "{changed:#?}");
        assert!(changed.iter().any(|it| it.contains("went slowly")), "{changed:#?}");
        assert_eq!(same, &Vec::<String>::new());
        let rooms = rooms(&store);
        for (room, least) in [
            ("referral practice", 500),
            ("referral practice-code", 50),
            ("referral oneself", 40),
            ("referral friend", 10),
            ("referral agency", 40),
            ("concern acknowledged", 2),
            ("concern written", 2),
            ("appointment booked", 20),
            ("appointment kept", 500),
            ("appointment cancelled", 50),
            ("appointment did-not-attend", 20),
            ("appointment no-answer", 20),
            ("goal reached", 10),
            ("goal open", 10),
            ("action done", 30),
            ("letter", 30),
            ("sharing share", 3),
            ("sharing part", 10),
            ("sharing nothing", 5),
            ("gap none-exists", 10),
            ("gap wait", 10),
            ("gap structural", 3),
            ("numbers", 2),
        ] {
            let found = rooms.get(room).copied().unwrap_or_default();
            assert!(found >= least, "{room}: {found} of {rooms:?}");
        }
        jobs::seal(&app).expect("sealed");
        let report = verify::run(app.store()).expect("a report");
        assert_eq!((report.wrong, report.unsealed), (Vec::<String>::new(), 0));
        digests.push(filled.digest);
    }
    digests.dedup();
    assert_eq!(digests.len(), 1, "{digests:?}");
}

#[test]
fn people_and_roles_shows_somebody_invited_somebody_who_left_and_somebody_with_two_roles() {
    on_each_engine(|app, _| {
        let manager = app.seed(guest(app, Role::ServiceManager));
        let list = |who| {
            app.read_about_accounts(&manager, move |look, ctx| {
                let permit = permit::own_service::<act::SeeRoles>(ctx)?;
                let wanted = crate::roles::Wanted { who, ..crate::roles::Wanted::default() };
                crate::roles::list(look, &permit, &wanted)
            })
            .expect("the list")
        };
        let here = list(crate::roles::Who::default());
        let all = list(crate::roles::Who::Everybody);
        let named = |list: &crate::roles::List, name: &str| {
            list.page.lines.iter().filter(|line| line.name.as_str() == name).count()
        };
        assert_eq!(here.invited.iter().filter(|it| it.name.as_str() == "Nia Fletcher").count(), 1);
        assert_eq!((named(&here, "Colin Marsh"), named(&all, "Colin Marsh")), (0, 1), "who left is no longer here");
        assert_eq!(named(&here, "Hannah Oduya"), 2, "two roles");
    });
}
