//! What was done beside a contact: asked by chance that a form carries, and what a worker notes of herself apart from it.

use jiff::SignedDuration;
use kith_app::support::{self, ContactInput};
use kith_app::what_we_did::{self, NONE_FITS, NOT_NOW};
use kith_app::{Refusal, jobs, permit};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Actor, act};
use kith_domain::support::asking::{Share, Turn};
use kith_domain::support::contact::Asked;
use kith_domain::support::way_of_working::FIRST_LIST;
use kith_domain::support::{Contact, OwnTap, WayOfWorking};
use kith_domain::text::Line;
use kith_store::{Kept, Reach, house, save, ways};

use crate::world::{Kith, Team, codes, note, on_each, reach};

/// A form as it is sent: the note, what was ticked, what was ticked of oneself, the line without a tick; and what is kept.
type Sent<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a str, Option<Asked>);

/// A team with the first list, and somebody whom its worker has.
fn begin(kith: &Kith) -> (Team, Id<Person>) {
    let team = Team::of(kith);
    for (position, (code, heading, words)) in (1..).zip(FIRST_LIST) {
        let (code, label) = (Line::new(code).unwrap(), Line::new(words).unwrap());
        kith.add(&WayOfWorking { id: kith.id(), service: team.service, code, label, heading, position });
    }
    let (person, _) = team.supported(kith);
    (team, person)
}

fn way(kith: &Kith, team: &Team, code: &str) -> Id<WayOfWorking> {
    let all = kith.app.store().read(&reach(team.service), |tx| kith_store::support::ways(tx, team.service)).unwrap();
    all.into_iter().find(|way| way.code.as_str() == code).unwrap().id
}

fn asking(kith: &Kith, team: &Team, person: Id<Person>, carried: &str) -> what_we_did::Asking {
    let carried = carried.to_owned();
    let asked = kith.app.read(&kith.seed(&team.worker), move |look, ctx| {
        let permit = permit::person::<act::LogContact>(look.tx(), ctx, person)?;
        what_we_did::asking(look, ctx, &permit, &carried)
    });
    asked.unwrap()
}

fn share(kith: &Kith, actor: &Actor, version: i64, share: &str) -> Result<(), Refusal> {
    let share = share.to_owned();
    kith.act(actor, move |work, ctx| {
        let permit = permit::own_service::<act::ChangeWays>(ctx)?;
        what_we_did::ask(work, ctx, &permit, version, &share)
    })
}

fn latest(kith: &Kith, team: &Team, person: Id<Person>) -> Kept<Contact> {
    let all = kith.app.store().read(&reach(team.service), |tx| kith_store::support::contacts(tx, person)).unwrap();
    all.into_iter().max_by_key(|kept| kept.it.logged).unwrap()
}

fn beside(kith: &Kith, contact: &Contact) -> Option<Kept<OwnTap>> {
    let (id, author) = (contact.id, contact.author);
    kith.app.store().read(&Reach::maintenance(), move |tx| ways::beside(tx, id, author)).unwrap()
}

#[test]
fn a_form_asks_by_the_share_and_what_came_of_it_is_kept() {
    on_each(|kith| {
        let (team, person) = begin(kith);
        share(kith, &team.lead, 0, "100").unwrap();
        assert_eq!(codes(&share(kith, &team.lead, 1, "17")), ["settings.asking"]);
        assert!(matches!(share(kith, &team.worker, 1, "0"), Err(Refusal::Denied)));
        let listened = way(kith, &team, "P08").to_string();
        let own = way(kith, &team, "P23").to_string();
        let cases: [Sent<'_>; 6] = [
            ("Left as it was.", &[], &[], "", Some(Asked::Skipped)),
            ("Not now.", &[], &[], NOT_NOW, Some(Asked::Skipped)),
            ("None fits.", &[], &[], NONE_FITS, Some(Asked::Answered)),
            ("Ticked.", &[&listened], &[], "", Some(Asked::Answered)),
            ("Ticked, though not now was chosen.", &[&listened], &[], NOT_NOW, Some(Asked::Answered)),
            ("Of herself alone.", &[], &[&own], "", Some(Asked::Answered)),
        ];
        for (text, ticked, of_oneself, unticked, asked) in cases {
            kith.clock.forward(SignedDuration::from_mins(10));
            let turn = asking(kith, &team, person, "").turn.code();
            let input = ContactInput {
                ways: ticked.iter().map(|&way| way.to_owned()).collect(),
                own: of_oneself.iter().map(|&way| way.to_owned()).collect(),
                unticked: unticked.to_owned(),
                turn,
                ..note(text)
            };
            kith.log_contact(&team.worker, person, &input).unwrap();
            assert_eq!(latest(kith, &team, person).it.asked, asked, "{text}");
        }
        // A correction says nothing new about it, whatever is ticked then.
        let kept = latest(kith, &team, person);
        let (id, version) = (kept.it.id, kept.version);
        let input = ContactInput { ways: vec![listened.clone()], ..note("Of herself alone, and she listened.") };
        kith.act(&team.worker, move |work, ctx| {
            let (permit, _) = permit::contact::<act::CorrectContact>(work.tx(), ctx, id)?;
            support::correct_contact(work, ctx, &permit, version, &input).map(drop)
        })
        .unwrap();
        assert_eq!(latest(kith, &team, person).it.asked, Some(Asked::Answered));
        // What no form asked is not asked, ticked or not; and so is what a machine writes.
        share(kith, &team.lead, 1, "0").unwrap();
        kith.clock.forward(SignedDuration::from_mins(10));
        let turn = asking(kith, &team, person, "").turn.code();
        let unasked = ContactInput { turn, ways: vec![listened.clone()], ..note("Ticked unasked.") };
        kith.log_contact(&team.worker, person, &unasked).unwrap();
        let kept = latest(kith, &team, person).it;
        assert_eq!((kept.asked, kept.details.ways.len()), (None, 1));
        share(kith, &team.lead, 2, "100").unwrap();
        kith.clock.forward(SignedDuration::from_mins(10));
        kith.log_contact(&team.worker, person, &note("From no form.")).unwrap();
        assert_eq!(latest(kith, &team, person).it.asked, None);
    });
}

#[test]
fn opening_a_form_again_asks_the_same_and_what_it_carries_holds_for_it() {
    on_each(|kith| {
        let (team, person) = begin(kith);
        let first = asking(kith, &team, person, "");
        assert_eq!(first, asking(kith, &team, person, ""));
        assert_eq!((first.turn.before, first.turn.share), (0, Share::USUAL));
        // Opened before midnight and saved after it, and however often the service asks by then.
        kith.clock.forward(SignedDuration::from_hours(24));
        share(kith, &team.lead, 0, "100").unwrap();
        assert_eq!(first, asking(kith, &team, person, &first.turn.code()));
        assert!(asking(kith, &team, person, "").asks);
        // What no form of this worker can have carried is not taken.
        let now = asking(kith, &team, person, "").turn;
        let old = Turn { day: now.day.saturating_sub(jiff::ToSpan::days(15)), ..now };
        let to_come = Turn { day: now.day.tomorrow().unwrap(), ..now };
        let never = Turn { before: 7, ..now };
        for carried in [old.code(), to_come.code(), never.code(), "nonsense".to_owned()] {
            assert_eq!(asking(kith, &team, person, &carried).turn, now, "{carried}");
        }
        // The next contact of the day has a chance of its own.
        kith.log_contact(&team.worker, person, &note("One.")).unwrap();
        assert_eq!(asking(kith, &team, person, "").turn.before, 1);
    });
}

#[test]
fn what_is_noted_of_oneself_never_stands_in_the_contact_and_follows_its_correction() {
    on_each(|kith| {
        let (team, person) = begin(kith);
        let (stayed, shared, listened) = (way(kith, &team, "P20"), way(kith, &team, "P22"), way(kith, &team, "P08"));
        // Also from the list of everything else, as an older form or a draft may send it.
        let ways = vec![listened.to_string(), stayed.to_string()];
        let input = ContactInput { ways, own: vec![shared.to_string()], ..note("Spoke about her garden.") };
        kith.log_contact(&team.worker, person, &input).unwrap();
        let kept = latest(kith, &team, person);
        assert_eq!(kept.it.details.ways, [listened]);
        let tap = beside(kith, &kept.it).unwrap();
        let mut own = tap.it.ways.clone();
        own.sort();
        let mut both = vec![stayed, shared];
        both.sort();
        assert_eq!(own, both);
        let correct = |version: i64, input: ContactInput| {
            let id = kept.it.id;
            kith.act(&team.worker, move |work, ctx| {
                let (permit, _) = permit::contact::<act::CorrectContact>(work.tx(), ctx, id)?;
                support::correct_contact(work, ctx, &permit, version, &input).map(drop)
            })
            .unwrap();
        };
        // A form that does not show it leaves it; the day follows.
        let day = |day: &str| ContactInput { day: day.to_owned(), time: "10:30".to_owned(), ..note("It was Friday.") };
        correct(1, day("2026-11-20"));
        let tap = beside(kith, &kept.it).unwrap();
        assert_eq!((tap.it.day.to_string(), tap.it.ways.len()), ("2026-11-20".to_owned(), 2));
        correct(2, ContactInput { own_shown: "yes".to_owned(), own: vec![stayed.to_string()], ..day("2026-11-20") });
        assert_eq!(beside(kith, &kept.it).unwrap().it.ways, [stayed]);
        correct(3, ContactInput { own_shown: "yes".to_owned(), ..day("2026-11-20") });
        assert!(beside(kith, &kept.it).unwrap().it.ways.is_empty());
    });
}

#[test]
fn what_older_contacts_hold_of_the_worker_is_set_apart_by_the_jobs_and_the_trail_stays_whole() {
    on_each(|kith| {
        let (team, person) = begin(kith);
        let (stayed, listened) = (way(kith, &team, "P20"), way(kith, &team, "P08"));
        kith.log_contact(&team.worker, person, &note("Spoke about her garden.")).unwrap();
        kith.clock.forward(SignedDuration::from_mins(10));
        kith.log_contact(&team.worker, person, &note("And about her brother.")).unwrap();
        // As an older program would have left the last one.
        let Kept { version, it } = latest(kith, &team, person);
        let mut older = it.clone();
        older.details.ways = vec![listened, stayed];
        kith.act(&team.worker, move |work, ctx| {
            let event = Event::new("contact.corrected");
            save::change(work.tx(), &ctx.writ::<act::CorrectContact>(), version, &older, &event)?;
            Ok(house::set(work.tx(), "contacts:own-set-apart", "")?)
        })
        .unwrap();
        let changes = kith.changes();
        while what_we_did::set_apart(&kith.app).unwrap() {}
        let now = latest(kith, &team, person);
        assert_eq!((now.version, now.it.details.ways), (version + 2, vec![listened]));
        let tap = beside(kith, &it).unwrap();
        assert_eq!((tap.it.owner, tap.it.ways), (it.author, vec![stayed]));
        assert_eq!(kith.changes(), changes + 2, "each with its entry in the trail");
        // And then nothing more.
        jobs::turn(&kith.app);
        assert!(!what_we_did::set_apart(&kith.app).unwrap());
        jobs::seal(&kith.app).unwrap();
        assert_eq!(kith_store::verify::run(kith.app.store()).unwrap().wrong, Vec::<String>::new());
    });
}
