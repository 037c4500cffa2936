//! People brought in from a file: nothing while a row is wrong, nobody twice, and no right that was not there.

use std::cell::Cell;

use kith_app::import::people::{self, Choices, ChoicesInput, OnMachine, Opened, Verdict, Whence};
use kith_app::store::Narrowed;
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::import::{Counts, Import, Kind, State};
use kith_domain::policy::{Actor, act};
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_interop::csv::Sheet;
use kith_store::{Reach, imports, referrals, table};

use crate::world::{Kith, Team, codes, on_each};

/// A service with somebody in every role that a file needs.
struct Office {
    team: Team,
    manager: Actor,
    code: String,
    worker: String,
}

impl Office {
    fn of(kith: &Kith) -> Self {
        let team = Team::of(kith);
        let manager = kith.actor(kith.staff(Role::ServiceManager, Some(team.service), None));
        let (practice, worker) = (team.practice, team.worker.account().unwrap());
        let read = kith.app.store().read(&Reach::maintenance(), |tx| {
            let practice = table::find::<Practice>(tx, practice.uuid())?.unwrap().it;
            let worker = table::find::<Account>(tx, worker.uuid())?.unwrap().it;
            Ok::<_, kith_store::DbError>((practice.ods_code.as_str().to_owned(), worker.email.to_string()))
        });
        let (code, worker) = read.unwrap();
        Self { team, manager, code, worker }
    }

    fn referrals(&self, count: usize) -> String {
        let rows: Vec<String> =
            (0..count).map(|n| format!("R{n},Family{n},Ann,27/3/1951,{},Lonely,agreed", self.code)).collect();
        format!("Ref,Surname,First name,DOB,Practice,Reason,Consent\n{}\n", rows.join("\n"))
    }

    fn caseload(&self) -> String {
        format!(
            "Ref,Surname,First name,DOB,Practice,Link worker,Status,Date opened,Last contact,Mode,Note\n\
             1,Okafor,Rosa,27/3/1951,{0},{1},Active,1/9/2026,20/11/2026,Phone,She laughed.\n\
             2,Shah,Anil,1/2/1960,{0},,Waiting,2/11/2026,,,\n\
             3,Ng,Li,5/5/1970,{0},{1},Door open,3/6/2026,4/7/2026,Visit,\n\
             4,Obi,,6/6/1980,{0},{1},,4/6/2026,,,\n",
            self.code,
            self.worker.to_uppercase()
        )
    }
}

fn bring(kith: &Kith, actor: &Actor, kind: Kind, text: &str) -> Result<Id<Import>, Refusal> {
    let text = text.to_owned();
    kith.act(actor, move |work, ctx| {
        let permit = permit::imports(ctx)?;
        people::bring_in(work, ctx, &permit, kind.code(), "people.csv", text.as_bytes())
    })
}

fn look(kith: &Kith, actor: &Actor, id: Id<Import>) -> Result<Opened, Refusal> {
    people::open(&kith.app, &kith.seed(actor), id)
}

/// Chooses where people came from of whom the file does not say it.
fn choose(kith: &Kith, actor: &Actor, id: Id<Import>, whence: &str) {
    let choices = look(kith, actor, id).unwrap().looked.unwrap().choices;
    let columns = choices.columns.pairs().map(|(field, heading)| (field, heading.to_owned())).collect();
    let (order, whence) = (choices.order.code().to_owned(), whence.to_owned());
    let input = ChoicesInput { columns, order, whence, ..ChoicesInput::default() };
    kith.act(actor, move |work, ctx| {
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        people::choose(work, ctx, &permit, &input)
    })
    .unwrap();
}

fn begin(kith: &Kith, actor: &Actor, id: Id<Import>, good_rows_only: bool) -> Result<(), Refusal> {
    let seen = std::sync::Arc::new(look(kith, actor, id)?);
    kith.act(actor, move |work, ctx| {
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        people::begin(work, ctx, &permit, &seen, good_rows_only)
    })
}

fn run(kith: &Kith, actor: &Actor, id: Id<Import>) -> Result<Counts, Refusal> {
    people::run(&kith.app, &kith.seed(actor), id, actor.account().unwrap(), &|_, _| true)
}

fn counts(taken: u32, known: u32, changed: u32, refused: u32) -> Counts {
    Counts { taken, known, changed, refused }
}

fn in_queue(kith: &Kith) -> usize {
    let every = kith.app.store().read(&Reach::maintenance(), referrals::every).unwrap();
    every.iter().filter(|(.., in_queue)| *in_queue).count()
}

#[test]
fn referrals_come_into_the_queue_once_however_often_the_file_is_taken() {
    on_each(|kith| {
        let office = Office::of(kith);
        let lead = &office.team.lead;
        let id = bring(kith, lead, Kind::Referrals, &office.referrals(120)).unwrap();
        assert_eq!(kith.everybody().len(), 0, "looking takes nothing");
        begin(kith, lead, id, false).unwrap();
        assert_eq!(run(kith, lead, id).unwrap(), counts(120, 0, 0, 0));
        assert_eq!((kith.everybody().len(), in_queue(kith)), (120, 120));
        let opened = look(kith, lead, id).unwrap();
        assert!(matches!(opened.import.it.state, State::Taken { .. }) && opened.looked.is_none(), "its bytes are gone");
        assert_eq!(codes(&begin(kith, lead, id, false)), ["import.not_looking"]);
        // The same file again: there is nothing to take. One more row: that one. One row that says something else:
        // reported, and not written over.
        let again = bring(kith, lead, Kind::Referrals, &office.referrals(120)).unwrap();
        assert_eq!(codes(&begin(kith, lead, again, false)), ["import.nothing_to_take"]);
        let more = office.referrals(121).replace("Family7,Ann", "Family7,Anne");
        let more = bring(kith, lead, Kind::Referrals, &more).unwrap();
        assert_eq!(look(kith, lead, more).unwrap().looked.unwrap().checked.counts(), (1, 0, 119, 1));
        begin(kith, lead, more, false).unwrap();
        assert_eq!(run(kith, lead, more).unwrap(), counts(1, 119, 1, 0));
        assert_eq!(kith.everybody().len(), 121);
        let rest = String::from_utf8(people::refused_rows(&kith.app, &kith.seed(lead), more).unwrap()).unwrap();
        assert_eq!(rest.lines().count(), 2, "{rest}");
        assert!(rest.contains("Anne") && rest.contains("change the record by hand"), "{rest}");
    });
}

#[test]
fn a_caseload_becomes_cases_with_their_workers_and_last_notes() {
    on_each(|kith| {
        let office = Office::of(kith);
        let id = bring(kith, &office.manager, Kind::Caseload, &office.caseload()).unwrap();
        let opened = look(kith, &office.manager, id).unwrap();
        assert_eq!(opened.looked.as_ref().unwrap().checked.issues, []);
        begin(kith, &office.manager, id, false).unwrap();
        assert_eq!(run(kith, &office.manager, id).unwrap(), counts(4, 0, 0, 0));
        let service = office.team.service;
        let people = kith.app.read(&kith.seed(&office.team.worker), |look, ctx| {
            let permit = permit::service::<act::ListPeople>(ctx, service)?;
            kith_app::people::list(look, &permit, &Narrowed::default(), None)
        });
        let mut lines: Vec<(String, String)> = people
            .unwrap()
            .unwrap()
            .page
            .lines
            .iter()
            .map(|line| (line.name.family.clone(), line.state.clone()))
            .collect();
        lines.sort();
        let expected = [("Ng", "door-open"), ("Obi", "new"), ("Okafor", "active")];
        assert_eq!(lines, expected.map(|(name, state)| (name.to_owned(), state.to_owned())));
        assert_eq!(in_queue(kith), 1, "whoever waits stands in the queue");
        let rosa = kith.everybody().into_iter().find_map(|person| {
            let story = kith.app.read(&kith.seed(&office.team.lead), |look, ctx| {
                let permit = permit::person::<act::SeePerson>(look.tx(), ctx, person)?;
                kith_app::people::story(look, &permit)
            });
            story.ok().filter(|story| story.person.it.identity.family_name.as_str() == "Okafor")
        });
        let rosa = rosa.unwrap();
        let note = rosa.contacts[0].it.details.note.as_ref().unwrap().to_string();
        assert_eq!(note, "She laughed.\nBrought over from an earlier record on Saturday 21 November 2026.");
        assert_eq!(Some(rosa.contacts[0].it.author), office.team.worker.account());
        // The manager brought it in, and still opens no record.
        let refused = kith.app.read(&kith.seed(&office.manager), |look, ctx| {
            permit::person::<act::SeePerson>(look.tx(), ctx, rosa.person.it.id).map(drop)
        });
        assert!(matches!(refused, Err(Refusal::Hidden)));
    });
}

#[test]
fn nothing_is_taken_while_a_row_is_wrong_unless_the_good_ones_are_enough() {
    on_each(|kith| {
        let office = Office::of(kith);
        let lead = &office.team.lead;
        // One wrong row among many stops them all.
        let text = office.referrals(300).replace("R150,Family150,Ann,27/3/1951", "R150,Family150,Ann,31/2/1951");
        let id = bring(kith, lead, Kind::Referrals, &text).unwrap();
        assert_eq!(codes(&begin(kith, lead, id, false)), ["import.rows_are_wrong"]);
        assert_eq!(kith.everybody().len(), 0);
        let looked = look(kith, lead, id).unwrap().looked.unwrap();
        assert_eq!((looked.checked.issues[0].row, looked.checked.issues[0].column.as_str()), (152, "DOB"));
        begin(kith, lead, id, true).unwrap();
        assert_eq!(run(kith, lead, id).unwrap(), counts(299, 0, 0, 1));
        assert_eq!(kith.everybody().len(), 299);
        let rest = String::from_utf8(people::refused_rows(&kith.app, &kith.seed(lead), id).unwrap()).unwrap();
        assert_eq!(rest.lines().count(), 2, "{rest}");
        // Mended, the rest is taken, and nobody twice.
        let mended = rest.replace("31/2/1951", "28/2/1951");
        let id = bring(kith, lead, Kind::Referrals, &mended).unwrap();
        begin(kith, lead, id, false).unwrap();
        assert_eq!(run(kith, lead, id).unwrap(), counts(1, 0, 0, 0));
        assert_eq!(kith.everybody().len(), 300);
    });
}

#[test]
fn broken_off_at_any_slice_it_goes_on_without_doubles() {
    on_each(|kith| {
        let office = Office::of(kith);
        let lead = &office.team.lead;
        let id = bring(kith, lead, Kind::Referrals, &office.referrals(230)).unwrap();
        begin(kith, lead, id, false).unwrap();
        for slices in 1..4 {
            let left = Cell::new(slices);
            let broken = people::run(&kith.app, &kith.seed(lead), id, lead.account().unwrap(), &|_, _| {
                left.set(left.get() - 1);
                left.get() > 0
            });
            assert_eq!(codes(&broken), ["import.broken_off"]);
            assert_eq!(kith.everybody().len(), slices * 50);
        }
        // Two go on at the same moment: from two pages, or after a restart that was none.
        let (one, two) = (kith.seed(lead), kith.seed(lead));
        let account = lead.account().unwrap();
        let (first, second) = std::thread::scope(|threads| {
            let first = threads.spawn(|| people::run(&kith.app, &one, id, account, &|_, _| true));
            let second = threads.spawn(|| people::run(&kith.app, &two, id, account, &|_, _| true));
            (first.join().unwrap(), second.join().unwrap())
        });
        let done = |it: &Result<Counts, Refusal>| matches!(it, Ok(it) if *it == counts(230, 0, 0, 0));
        // The later one may find the file finished and its bytes deleted; at least one says what became of it.
        assert!(done(&first) || done(&second), "{first:?} {second:?}");
        assert_eq!((kith.everybody().len(), in_queue(kith)), (230, 230));
    });
}

#[test]
fn a_row_says_where_somebody_came_from_and_no_practice_is_needed() {
    on_each(|kith| {
        let office = Office::of(kith);
        let text = format!(
            "Ref,Surname,DOB,Practice,Source,Link worker,Date opened\n\
             1,Okafor,27/3/1951,,Self-referral,{0},1/9/2026\n\
             2,Shah,1/2/1960,self,,{0},1/9/2026\n\
             3,Ng,5/5/1970,,Harbour Housing,{0},1/9/2026\n\
             4,Obi,6/6/1980,{1},GP,{0},1/9/2026\n\
             5,Roe,7/7/1980,,,{0},1/9/2026\n",
            office.worker, office.code
        );
        let lead = &office.team.lead;
        let id = bring(kith, lead, Kind::Caseload, &text).unwrap();
        let checked = look(kith, lead, id).unwrap().looked.unwrap().checked;
        let said: Vec<(usize, &str)> = checked.issues.iter().map(|it| (it.row, it.sentence.as_str())).collect();
        assert!(matches!(said.as_slice(), [(6, it)] if it.contains("where the person came from")), "{said:?}");
        choose(kith, lead, id, Whence::ONESELF);
        begin(kith, lead, id, false).unwrap();
        assert_eq!(run(kith, lead, id).unwrap(), counts(5, 0, 0, 0));
        let all = kith.app.store().read(&Reach::maintenance(), |tx| {
            let every = referrals::every(tx)?;
            every.iter().map(|(id, ..)| Ok(table::find::<Referral>(tx, id.uuid())?.unwrap().it)).collect()
        });
        let all: Vec<Referral> = all.map_err(|it: kith_store::DbError| it).unwrap();
        let mut routes: Vec<String> = all.iter().map(|it| it.route.code().to_owned()).collect();
        routes.sort();
        assert_eq!(routes, ["agency", "oneself", "oneself", "oneself", "practice"]);
        let sent = all.iter().find_map(|it| it.route.sender()).unwrap();
        assert_eq!(sent.from.as_str(), "Harbour Housing");
    });
}

#[test]
fn everything_that_is_wrong_with_a_row_is_told_at_once() {
    on_each(|kith| {
        let office = Office::of(kith);
        let text = "Surname,DOB,Practice,Link worker,Date opened\n,31/2/1960,Nowhere,nobody@example.org,1/9/2026\n";
        let id = bring(kith, &office.team.lead, Kind::Caseload, text).unwrap();
        let checked = look(kith, &office.team.lead, id).unwrap().looked.unwrap().checked;
        let columns: Vec<&str> = checked.issues.iter().map(|it| it.column.as_str()).collect();
        assert_eq!(columns, ["Surname", "DOB", "Practice", "Link worker"]);
    });
}

#[test]
fn nobody_and_no_practice_is_invented() {
    on_each(|kith| {
        let office = Office::of(kith);
        let other = Office::of(kith);
        let text = office.caseload().replace(&office.worker.to_uppercase(), &other.worker).replacen(
            &office.code,
            &other.code,
            1,
        );
        let id = bring(kith, &office.team.lead, Kind::Caseload, &text).unwrap();
        let checked = look(kith, &office.team.lead, id).unwrap().looked.unwrap().checked;
        let said: Vec<&str> = checked.issues.iter().map(|issue| issue.sentence.as_str()).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said[0].contains("none of your service’s practices"), "{said:?}");
        assert!(said[1..].iter().all(|it| it.contains("No link worker of your service signs in")), "{said:?}");
        assert_eq!(codes(&begin(kith, &office.team.lead, id, false)), ["import.rows_are_wrong"]);
    });
}

#[test]
fn the_bytes_of_a_file_that_nobody_finished_with_are_deleted_after_a_week() {
    on_each(|kith| {
        let office = Office::of(kith);
        let id = bring(kith, &office.team.lead, Kind::Referrals, &office.referrals(2)).unwrap();
        assert_eq!(kith_app::jobs::forget_files(&kith.app).unwrap(), 0);
        kith.clock.forward(jiff::SignedDuration::from_hours(7 * 24 + 1));
        assert_eq!(kith_app::jobs::forget_files(&kith.app).unwrap(), 1);
        let lead = kith.actor(office.team.lead.account().unwrap());
        assert!(look(kith, &lead, id).unwrap().looked.is_none());
        assert_eq!(codes(&begin(kith, &lead, id, false)), ["import.gone"]);
    });
}

#[test]
fn who_may_bring_in_open_and_take() {
    on_each(|kith| {
        let (office, other) = (Office::of(kith), Office::of(kith));
        let text = office.referrals(2);
        for actor in [&office.team.worker, &office.team.referrer] {
            assert!(matches!(bring(kith, actor, Kind::Referrals, &text), Err(Refusal::Denied)));
        }
        let of_lead = bring(kith, &office.team.lead, Kind::Referrals, &text).unwrap();
        let of_manager = bring(kith, &office.manager, Kind::Referrals, &text).unwrap();
        let can_open = |actor: &Actor, id| look(kith, actor, id).is_ok();
        assert!(can_open(&office.team.lead, of_lead) && can_open(&office.team.lead, of_manager));
        assert!(can_open(&office.manager, of_manager) && !can_open(&office.manager, of_lead), "she sees no records");
        for actor in [&office.team.worker, &office.team.referrer, &other.team.lead, &other.manager] {
            for id in [of_lead, of_manager] {
                assert!(matches!(look(kith, actor, id), Err(Refusal::Hidden)));
                assert!(matches!(begin(kith, actor, id, false), Err(Refusal::Hidden)));
                assert!(matches!(people::refused_rows(&kith.app, &kith.seed(actor), id), Err(Refusal::Hidden)));
            }
        }
        // The rows of the list are those that the policy opens, for everybody.
        let every = kith.app.store().read(&Reach::maintenance(), imports::every).unwrap();
        for actor in [&office.team.lead, &office.manager, &other.team.lead, &other.manager] {
            let listed = kith.app.read(&kith.seed(actor), |look, ctx| people::list(look, &permit::imports(ctx)?, None));
            let mut listed: Vec<Id<Import>> = listed.unwrap().page.lines.iter().map(|kept| kept.it.id).collect();
            listed.sort();
            let allowed = |(service, by): (Id<Service>, Option<Id<Account>>)| {
                let resource = kith_domain::policy::Resource::Import { service, by };
                kith_domain::policy::decide(actor, kith_domain::policy::Action::SeeImport, &resource)
                    == kith_domain::policy::Decision::Allow
            };
            let expected: Vec<Id<Import>> =
                every.iter().filter(|(_, facts)| allowed(*facts)).map(|(id, _)| *id).collect();
            assert_eq!(listed, expected);
        }
        // A right that ends in the middle ends the work in the middle.
        let id = bring(kith, &office.team.lead, Kind::Referrals, &office.referrals(120)).unwrap();
        begin(kith, &office.team.lead, id, false).unwrap();
        let Actor::Staff(staff) = &office.team.lead else { unreachable!("a lead is staff") };
        let now = kith.app.now();
        let ended = Cell::new(false);
        let stopped = people::run(&kith.app, &kith.seed(&office.team.lead), id, staff.account, &|_, _| {
            if !ended.replace(true) {
                kith.change::<Standing>(staff.standing.uuid(), move |it| Standing { ended: Some(now), ..it });
            }
            true
        });
        assert!(matches!(stopped, Err(Refusal::Hidden)), "{stopped:?}");
        assert_eq!(kith.everybody().len(), 50);
    });
}

#[test]
fn the_operator_brings_a_file_in_whole_and_again_without_doubles() {
    on_each(|kith| {
        let office = Office::of(kith);
        let service =
            kith.app.store().read(&Reach::maintenance(), |tx| table::find::<Service>(tx, office.team.service.uuid()));
        let service = service.unwrap().unwrap().it;
        let text = office.caseload();
        let sheet = Sheet::read(text.as_bytes()).unwrap();
        let choices = people::from_pairs(Kind::Caseload, &sheet, &[], None).unwrap();
        let looked = people::rehearse(&kith.app, &service, Kind::Caseload, &sheet, &choices).unwrap();
        assert_eq!(looked.checked.counts(), (4, 0, 0, 0));
        assert!(looked.checked.rows.iter().all(|row| matches!(row.verdict, Verdict::Good(_))));
        let file = OnMachine { kind: Kind::Caseload, name: "people.csv", bytes: text.as_bytes(), choices: &choices };
        let take = || people::bring_in_whole(&kith.app, &service, &file, false, &|_, _| {});
        assert_eq!(take().unwrap(), counts(4, 0, 0, 0));
        assert_eq!(codes(&take()), ["import.nothing_to_take"]);
        assert_eq!(kith.everybody().len(), 4);
        // Neither a choice that fits no column nor a service that is not there is guessed.
        let wrong = people::from_pairs(Kind::Caseload, &sheet, &[("born".to_owned(), "Nope".to_owned())], None);
        assert_eq!(codes(&wrong.map(|_: Choices| ())), ["import.heading"]);
        assert_eq!(codes(&people::service_named(&kith.app, Some("nowhere")).map(drop)), ["import.service"]);
        // What each made hangs together, row by row and in the trail.
        let every = kith.app.store().read(&Reach::maintenance(), referrals::every).unwrap();
        for (id, ..) in every {
            let found = kith.app.store().read(&Reach::maintenance(), |tx| table::find::<Referral>(tx, id.uuid()));
            assert!(found.unwrap().unwrap().it.received <= kith.app.now());
        }
        kith_app::jobs::seal(&kith.app).unwrap();
        assert_eq!(kith_store::verify::run(kith.app.store()).unwrap().wrong, Vec::<String>::new());
    });
}
