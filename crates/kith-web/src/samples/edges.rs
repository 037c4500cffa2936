//! The edges of the role in every state: scope agreements, asks of the same day, discretion notes, quiet hours, visits
//! alone, and what colleagues show one.

use jiff::civil::date;
use kith_app::agreements::{ByLink, Opened as Agreement};
use kith_app::discretion::{Listed, Opened as OpenNote};
use kith_app::own::{MyOwn, OfMonth};
use kith_app::same_day::{Opened as SameDay, Whom};
use kith_app::showing::ShownToMe;
use kith_app::store::{Kept, ToldVisit};
use kith_app::visiting::{Mine, Out};
use kith_domain::boundary::agreement::{Access, ForPractice, Reach, ScopeAgreement, Terms};
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::boundary::discretion::{DiscretionNote, Told};
use kith_domain::boundary::entry::{Again, Answer, Asker, BoundaryEntry, Kind, Says};
use kith_domain::boundary::quiet::{QuietHours, Weekends};
use kith_domain::boundary::same_day::{Answered, SameDayAsk};
use kith_domain::boundary::shown::Shown;
use kith_domain::boundary::visit::Told as ToldOfVisit;
use kith_domain::link::Way;
use kith_domain::settings::Settings;
use kith_domain::staff::{Role, Service};

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::agreements::link::LinkPage;
use crate::agreements::write::WritePage as WriteAgreement;
use crate::agreements::{Page as AgreementPage, Reader, Says as AgreementSays, TITLE as AGREEMENT};
use crate::boundaries::shared::{SharedPage, TITLE as SHARED};
use crate::components::{Form, Frame, Slot};
use crate::discretion::one::OnePage as NotePage;
use crate::discretion::{ListPage, TITLE as NOTES, WRITE as NOTE, WritePage};
use crate::own::{Page as OwnPage, TITLE as OWN};
use crate::same_day::one::OnePage as AskPage;
use crate::same_day::{Page as SameDayPage, TITLE as SAME_DAY};
use crate::visits::{OnToday, OnePage as VisitPage, Page as VisitsPage, TITLE as VISITS};

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn terms(say: Say) -> Terms {
    let some = |text: &str| Some(line(say(text)));
    Terms {
        is: vec![line(say("Listening to what matters to somebody")), line(say("Going with people where that helps"))],
        is_not: vec![line(say("Ringing through lists of patients")), line(say("Holding a clinical risk alone"))],
        reach: Reach {
            who: some("Dr Sol, the duty doctor"),
            phone: some("01632 960 201"),
            hours: some("Weekdays, 8.30am to 6pm"),
            deputy: some("The practice manager, 01632 960 202"),
        },
        access: Some(Access::Read),
        access_since: Some(date(2026, 3, 2)),
        meetings: some("The team meeting"),
        often: some("every other Wednesday"),
        invited_since: None,
        clinical: some("Dr Ada Sol"),
        managerial: some("Rowan Hale"),
    }
}

fn version(say: Say, number: u32) -> ScopeAgreement {
    let by = (id(ROWAN), at(2, 9, 0));
    let number_id = u8::try_from(number).unwrap_or(0);
    ScopeAgreement::write(id(120 + number_id), (service(), id(50)), number, terms(say), by).0
}

/// A version that is in force.
pub(super) fn agreement(say: Say) -> ScopeAgreement {
    let (it, _) = version(say, 2).agree_for_service(id(ROWAN), at(3, 9, 0)).unwrap();
    it.agree_for_practice(ForPractice::Named(line(say("Pat Moss, practice manager"))), at(5, 9, 0)).unwrap().0
}

/// What is agreed, where a request crosses it.
pub(super) fn crossed() -> Slot {
    Slot::of(&AgreementSays::of(&agreement(hostile), HOSTILE))
}

fn the_service(say: Say) -> Service {
    Service {
        id: service(),
        slug: "harbour".to_owned(),
        name: line(say("Harbour social prescribing")),
        phone: Some(line(say("01632 960 000"))),
    }
}

fn opened(say: Say, has_any: bool) -> Agreement {
    let (proposed, _) = version(say, 3).agree_for_service(id(ROWAN), at(20, 9, 0)).unwrap();
    let (proposed, _) =
        proposed.wish(words(say("Could it say who tells us when a person stops coming?")), at(21, 9, 0)).unwrap();
    let sent = (line("office@elm.example.org".to_owned()), Way::ByMail);
    let by = (id(ROWAN), at(20, 9, 5));
    let link = AgreementLink::send(id(130), &proposed, sent, "d".repeat(64), by).0;
    let practice =
        kith_domain::practice::Practice { email: Some(line("office@elm.example.org".to_owned())), ..practice(say) };
    Agreement {
        service: the_service(say),
        practice,
        has_ended: false,
        in_force: has_any.then(|| Kept { version: 3, it: agreement(say) }),
        proposed: has_any.then_some(Kept { version: 2, it: proposed }),
        before: if has_any { vec![version(say, 1).replace(at(5, 9, 0)).unwrap().0] } else { Vec::new() },
        links: if has_any { vec![link] } else { Vec::new() },
        now: at(24, 9, 0),
        names: [(id(ROWAN), say("Rowan Hale"))].into(),
    }
}

fn agreements(all: &mut Vec<Sample>) {
    let frame = |title: &str, role: Role| {
        let place = if role == Role::Practice { "/my-practice" } else { "/service" };
        frame(title, role, place)
    };
    let mut page = |name, say: Say, has_any: bool, role: Role, reader: Reader, sent: Option<Form>| {
        let title = if role == Role::Practice { "My practice" } else { AGREEMENT };
        let frame = Frame { error_title: sent.is_some(), ..frame(title, role) };
        all.push(sample(name, &AgreementPage::new(frame, &opened(say, has_any), reader, sent, form)));
    };
    page("agreement", plainly, true, Role::TeamLead, Reader::Service, None);
    page("agreement-none", plainly, false, Role::TeamLead, Reader::Service, None);
    page("agreement-hostile", hostile, true, Role::TeamLead, Reader::Service, None);
    page("agreement-worker", plainly, true, Role::LinkWorker, Reader::Worker, None);
    page("my-practice", plainly, true, Role::Practice, Reader::Practice, None);
    page("my-practice-none", plainly, false, Role::Practice, Reader::Practice, None);
    let mut wrong = form();
    wrong.problem("words", "Write what you would have otherwise.");
    page("my-practice-error", plainly, true, Role::Practice, Reader::Practice, Some(wrong));
    let write = |name, form: Form, it: &Agreement| {
        let frame = Frame { error_title: !form.is_fine(), ..frame("Write a scope agreement", Role::TeamLead) };
        sample(name, &WriteAgreement::new(frame, form, it))
    };
    all.push(write(
        "agreement-write-first",
        WriteAgreement::filled(form(), &opened(plainly, false)),
        &opened(plainly, false),
    ));
    all.push(write("agreement-write", WriteAgreement::filled(form(), &opened(hostile, true)), &opened(hostile, true)));
    let mut wrong = WriteAgreement::filled(form(), &opened(plainly, true));
    wrong.problem("is", "Write at least one line of what the role is or is not.");
    wrong.problem("access_since", "Enter a day, such as 3 March 2026.");
    all.push(write("agreement-write-error", wrong, &opened(plainly, true)));
    let by_link = |say: Say, it: ScopeAgreement| ByLink {
        service: the_service(say),
        practice: practice(say),
        it,
        in_force: Some(agreement(say)),
        expires: at(30, 9, 0),
    };
    let mut link = |name, form: Form, it: ByLink| {
        let frame = Frame { error_title: !form.is_fine(), ..Frame::public(AGREEMENT, "Harbour social prescribing") };
        all.push(sample(name, &LinkPage::new(frame, form, "/agreement/5e".to_owned(), &it)));
    };
    link("agreement-by-link", form(), by_link(plainly, version(plainly, 3)));
    link("agreement-by-link-hostile", form(), by_link(hostile, version(hostile, 3)));
    link("agreement-by-link-agreed", form(), by_link(plainly, agreement(plainly)));
    let mut wrong = form();
    wrong.problem("name", "Enter your name and what you do at the practice.");
    link("agreement-by-link-error", wrong, by_link(plainly, version(plainly, 3)));
}

fn ask(number: u8, say: Say, is_answered: bool) -> Kept<SameDayAsk> {
    let whom = (Some(id(50)), line(say("Dr Sol, the duty doctor, 01632 960 201")));
    let (it, _) = SameDayAsk::ask(id(number), (service(), id(4)), whom, id(AMINA), at(24, 14, 5));
    let answered = Answered {
        at: at(24, 14, 40),
        by: Some(line(say("Dr Sol"))),
        agreed: Some(words(say("She rings her this afternoon."))),
        noted_by: id(AMINA),
    };
    let it = if is_answered { it.answer(answered, at(24, 15, 0)).unwrap().0 } else { it };
    Kept { version: 2, it }
}

fn same_day(all: &mut Vec<Sample>) {
    let person = little_known();
    let opened = |say: Say, agreed: bool, asks: Vec<Kept<SameDayAsk>>| SameDay {
        person: little_known(),
        whom: Whom {
            practice: Some(practice(say)),
            agreed: agreed.then(|| terms(say).reach),
            numbers: Settings::first(service()).risk_numbers(None),
        },
        asks,
        calendar: Settings::first(service()).calendar(),
        names: [(id(AMINA), say("Amina Yusuf"))].into(),
    };
    let frame = |title: &str| frame_about(title, &person, Role::LinkWorker);
    let now = at(26, 9, 0);
    let mut page = |name, form: Form, it: SameDay| {
        let frame = Frame { error_title: !form.is_fine(), ..frame(SAME_DAY) };
        all.push(sample(name, &SameDayPage::new(frame, form, &it, now, |_| self::form())));
    };
    page("same-day", form(), opened(plainly, true, vec![ask(140, plainly, false), ask(141, plainly, true)]));
    page("same-day-nobody", form(), opened(plainly, false, Vec::new()));
    page("same-day-hostile", form(), opened(hostile, true, vec![ask(140, hostile, false), ask(141, hostile, true)]));
    let mut wrong = form();
    wrong.problem("whom", "Write whom you ask, and on which number: for example the duty doctor, 01632 960201.");
    page("same-day-error", wrong, opened(plainly, false, Vec::new()));
    let one = |name, kept: Kept<SameDayAsk>, change: fn(Form) -> Form| {
        let filled = change(AskPage::filled(form(), &kept));
        let frame = Frame { error_title: !filled.is_fine(), ..frame("What came of it") };
        sample(name, &AskPage::new(frame, (filled, form()), &kept.it))
    };
    all.push(one("same-day-one", ask(140, plainly, false), |form| form));
    all.push(one("same-day-one-answered", ask(141, hostile, true), |form| form));
    all.push(one("same-day-one-error", ask(141, plainly, true), |mut form| {
        form.problem("answered", "They would have answered before they were asked. Put one of the two times right.");
        form
    }));
    let kept = ask(141, plainly, true);
    let overtaken = crate::taken::overtaken(AskPage::filled(form(), &kept), 3);
    let page = AskPage::new(frame("What came of it"), (overtaken, form()), &kept.it).overtaken(&kept.it);
    all.push(sample("same-day-one-overtaken", &page));
}

fn note(number: u8, say: Say, until: Option<jiff::civil::Date>, shown: bool) -> (Kept<DiscretionNote>, Told) {
    let whose = (service(), id(AMINA));
    let (it, _) = DiscretionNote::write(id(number), whose, date(2026, 11, 20), at(23, 17, 0)).unwrap();
    let shown = shown.then(|| Shown { with: id(ROWAN), at: at(24, 9, 0) });
    let told = Told {
        what: words(say("Stayed an hour past the end of the visit and walked to the chemist with her.")),
        why: Some(words(say("She would not have gone alone."))),
        again: Some(Again::Yes),
    };
    (Kept { version: 2, it: DiscretionNote { until, shown, ..it } }, told)
}

fn notes(all: &mut Vec<Sample>) {
    let frame = |title: &str| frame(title, Role::LinkWorker, "/boundaries");
    let until = Some(date(2027, 5, 23));
    let list = |name, notes: Vec<(Kept<DiscretionNote>, Told)>, is_first| {
        let listed = Listed { notes, next: None, today: today() };
        sample(name, &ListPage::new(frame(NOTES), &listed, is_first))
    };
    let soon = Some(date(2026, 12, 3));
    let several =
        vec![note(150, plainly, until, true), note(151, plainly, soon, false), note(152, plainly, None, false)];
    all.push(list("discretion", several, true));
    all.push(list("discretion-none", Vec::new(), true));
    all.push(list("discretion-hostile", vec![note(150, hostile, soon, true)], true));
    all.push(sample("discretion-write", &WritePage::new(frame(NOTE), form())));
    let mut wrong = Form::typed([("why".to_owned(), HOSTILE.to_owned())]);
    wrong.problem("what", "Write what you did beyond the script.");
    let error = Frame { error_title: true, ..frame(NOTE) };
    all.push(sample("discretion-write-error", &WritePage::new(error, wrong)));
    let opened = |say: Say, until, shown| {
        let (note, told) = note(150, say, until, shown);
        OpenNote { note, told, readers: vec![(id(ROWAN), say("Rowan Hale, team lead"))], today: today() }
    };
    let one = |it: &OpenNote| {
        let filled = NotePage::filled(form(), it.note.version, &it.note.it, &it.told);
        NotePage::new(frame("Your note"), filled, it, form)
    };
    all.push(sample("discretion-one", &one(&opened(plainly, until, false))));
    all.push(sample("discretion-one-hostile", &one(&opened(hostile, None, true))));
    let it = opened(plainly, until, false);
    all.push(sample("discretion-one-overtaken", &one(&it).overtaken(&it)));
}

fn own(all: &mut Vec<Sample>) {
    let hours = QuietHours {
        id: id(160),
        service: service(),
        owner: id(AMINA),
        from: 18 * 60,
        until: 8 * 60,
        weekends: Weekends::Quiet,
        at: at(2, 9, 0),
    };
    let month = OfMonth { contacts: 3, minutes: 95, asks: 1, entries: 2 };
    let mine = |has_hours: bool| MyOwn {
        hours: has_hours.then(|| Kept { version: 1, it: hours.clone() }),
        months: if has_hours {
            vec![(date(2026, 11, 1), month), (date(2026, 10, 1), OfMonth::default())]
        } else {
            Vec::new()
        },
        since: date(2026, 6, 1),
    };
    let frame = || frame(OWN, Role::LinkWorker, "/boundaries");
    for (name, it) in [("my-own", mine(true)), ("my-own-first", mine(false))] {
        all.push(sample(name, &OwnPage::new(frame(), OwnPage::filled(form(), &it), &it)));
    }
    let mut wrong = Form::typed([("from".to_owned(), HOSTILE.to_owned())]);
    wrong.problem("from", "Enter a time, such as 6pm or 18:00.");
    all.push(sample("my-own-error", &OwnPage::new(Frame { error_title: true, ..frame() }, wrong, &mine(true))));
}

fn visit(number: u8, say: Say, (owner, whom): (u8, u8), due: jiff::Timestamp, is_back: bool) -> ToldVisit {
    ToldVisit {
        id: id(number),
        service: service(),
        owner: id(owner),
        told: ToldOfVisit {
            whom: id(whom),
            place: line(say("12 Harbour Lane, top flat")),
            ring: line(say("07700 900123")),
            began: at(24, 13, 0),
            due,
            back: is_back.then(|| at(24, 14, 10)),
        },
    }
}

fn colleagues(say: Say) -> kith_app::people::Names {
    [(id(AMINA), say("Amina Yusuf")), (id(ROWAN), say("Rowan Hale"))].into()
}

/// What *Today* says: of oneself and of two colleagues, one of whom is late.
pub(super) fn on_today() -> Option<Slot> {
    let out = Out {
        own: vec![visit(170, plainly, (AMINA, ROWAN), at(24, 15, 0), false)],
        told: vec![
            visit(171, hostile, (ROWAN, AMINA), at(24, 13, 30), false),
            visit(172, plainly, (ROWAN, AMINA), at(24, 16, 0), false),
        ],
        words: Some(words(HOSTILE.to_owned())),
        names: colleagues(plainly),
    };
    OnToday::of(&out, at(24, 14, 0), |_| form())
}

fn visits(all: &mut Vec<Sample>) {
    let frame = |title: &str| frame(title, Role::LinkWorker, "/today");
    let mine = |say: Say, own: Vec<ToldVisit>, colleague: bool| Mine {
        own,
        colleagues: if colleague { vec![(id(ROWAN), say("Rowan Hale"))] } else { Vec::new() },
        words: Some(words(say("Ring twice, then ring Rowan on 01632 960 210, then 999."))),
        names: colleagues(say),
        now: at(24, 14, 0),
    };
    let mut page = |name, form: Form, it: Mine| {
        let frame = Frame { error_title: !form.is_fine(), ..frame(VISITS) };
        all.push(sample(name, &VisitsPage::new(frame, form, &it, |_| self::form())));
    };
    let both = |say: Say| {
        vec![
            visit(170, say, (AMINA, ROWAN), at(24, 13, 30), false),
            visit(173, say, (AMINA, ROWAN), at(24, 15, 0), true),
        ]
    };
    page("visits", form(), mine(plainly, both(plainly), true));
    page("visits-hostile", form(), mine(hostile, both(hostile), true));
    page("visits-none", form(), mine(plainly, Vec::new(), true));
    page("visits-nobody", form(), mine(plainly, Vec::new(), false));
    let mut wrong = form();
    wrong.problem("place", "Write where you go: a place, no name of anybody.");
    wrong.problem("due", "Enter when you expect to be back, as a time, such as 3.30pm or 15:30.");
    page("visits-error", wrong, mine(plainly, Vec::new(), true));
    for (name, due) in [("visit-late", at(24, 13, 30)), ("visit-out", at(24, 16, 0))] {
        let it = visit(171, hostile, (ROWAN, AMINA), due, false);
        let opened = (it, "Rowan Hale".to_owned(), None);
        all.push(sample(name, &VisitPage::new(frame("Rowan Hale is out alone"), &opened, at(24, 14, 0))));
    }
}

fn shared(all: &mut Vec<Sample>) {
    let frame = || frame(SHARED, Role::TeamLead, "/team");
    let says = |say: Say| Says {
        on: date(2026, 11, 23),
        kind: Kind::OutOfRole,
        asker: Some(Asker::Reception),
        practice: Some(practice(say).id),
        answer: Answer::Negotiated,
        minutes: Some(45),
        why: None,
        cost: Some(line(say("Two visits had to wait"))),
        again: None,
        words: Some(words(say("Asked to ring round for the flu clinic."))),
        person: None,
    };
    let it = |say: Say, has_any: bool| ShownToMe {
        entries: if has_any {
            let (entry, _) = BoundaryEntry::write(id(180), service(), id(AMINA), says(say), at(23, 17, 0));
            vec![entry]
        } else {
            Vec::new()
        },
        notes: if has_any {
            let (kept, told) = note(150, say, None, true);
            vec![(kept.it, told)]
        } else {
            Vec::new()
        },
        practices: vec![practice(say)],
        names: [(id(AMINA), say("Amina Yusuf"))].into(),
    };
    all.push(sample("boundaries-shared", &SharedPage::new(frame(), &it(plainly, true))));
    all.push(sample("boundaries-shared-hostile", &SharedPage::new(frame(), &it(hostile, true))));
    all.push(sample("boundaries-shared-none", &SharedPage::new(frame(), &it(plainly, false))));
}

pub(super) fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    agreements(&mut all);
    same_day(&mut all);
    notes(&mut all);
    own(&mut all);
    visits(&mut all);
    shared(&mut all);
    all
}

#[test]
fn pages_of_edges_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
