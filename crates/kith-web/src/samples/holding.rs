//! Holding, readiness, guides and the closing policy in every state.

use jiff::civil::date;
use kith_app::closing_policy::{self, Effect, Span};
use kith_app::holding::{Beginning, CauseLine, Opened};
use kith_app::people::Story;
use kith_app::readiness;
use kith_app::settings::Change;
use kith_app::store::{CaseLine, DueReview, Kept, Named};
use kith_app::unmet::Shown;
use kith_domain::measure::Month;
use kith_domain::staff::Role;
use kith_domain::support::attempts::ClosingPolicy;
use kith_domain::support::contact::Reached;
use kith_domain::support::guide::{self, BeyondGuide, Guide, Guides};
use kith_domain::support::holding::{Cause, Function, Outcome, Says, Went};
use kith_domain::support::readiness::{Demand, Readiness, Says as ReadinessSays, Stands};
use kith_domain::support::{Contact, Holding};

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::components::{Form, Frame};
use crate::holding::begin::{BeginPage, TITLE as BEGIN};
use crate::holding::beyond::BeyondPage;
use crate::holding::correct::CorrectPage;
use crate::holding::readiness::{ReadinessPage, TITLE as READINESS};
use crate::holding::review::ReviewPage;
use crate::people::May;
use crate::people::drawn::{Filter, PersonPage, Turn, full_name};
use crate::service::closing_policy::PolicyPage;
use crate::service::guides::GuidesPage;
use crate::today::{Line, Review, review};

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn causes(say: Say) -> Vec<CauseLine> {
    vec![
        CauseLine {
            cause: Cause::Connection(id(91)),
            words: say("Memory clinic: on the waiting list, 18 weeks quoted"),
            need: Some(id(92)),
            has_gap: false,
        },
        CauseLine {
            cause: Cause::Gap(id(93)),
            words: say("A ground-floor flat: there is none here"),
            need: Some(id(94)),
            has_gap: true,
        },
    ]
}

fn says(say: Say) -> Says {
    Says {
        function: Function::Waiting,
        cause: Some(Cause::Connection(id(91))),
        awaited: Some(line(say("the first appointment at the memory clinic"))),
        began: date(2026, 10, 12),
        review_on: date(2026, 11, 24),
    }
}

/// What happens to a holding, from its beginning to its end; and how it stands after each.
fn told(story: &Story, say: Say) -> Opened {
    let case = &story.cases.first().unwrap().it;
    let (it, began) = Holding::begin(id(95), case, says(say), (id(AMINA), at(2, 14, 0))).unwrap();
    let note = words(say("She rings less at night. Nothing from the clinic yet."));
    let (it, looked) = it.review(Outcome::Still, Some(note), date(2026, 11, 25), at(9, 9, 0)).unwrap();
    let changed = Says { function: Function::Witnessing, ..it.says.clone() };
    let (it, corrected) = it.correct(changed, at(16, 9, 0)).unwrap();
    let subject = it.id.uuid();
    Opened {
        holding: Kept { version: 3, it },
        head: head(story),
        causes: causes(say),
        cause: Some(say("Memory clinic: on the waiting list, 18 weeks quoted")),
        happened: vec![
            happened(corrected, subject, at(16, 9, 0), AMINA),
            happened(looked, subject, at(9, 9, 0), AMINA),
            happened(began, subject, at(2, 14, 0), AMINA),
        ],
        names: story.names.clone(),
    }
}

fn ended(story: &Story) -> Opened {
    let mut opened = told(story, plainly);
    let it = opened.holding.it;
    let (it, event) = it.end(Went::Began, Some(words("She went on Monday.".to_owned())), at(25, 9, 0)).unwrap();
    opened.happened.insert(0, happened(event, it.id.uuid(), at(25, 9, 0), AMINA));
    opened.holding = Kept { version: 4, it };
    opened
}

/// The case of a story, held.
fn held(story: &mut Story, say: Say) {
    let opened = told(story, say);
    let case = story.cases.remove(0);
    story.cases.insert(0, Kept { version: case.version + 1, it: case.it.hold().unwrap().0 });
    story.happened.splice(0..0, opened.happened);
    story.holdings = vec![opened.holding];
    story.readiness = notes(story, say);
    story.settings.guides = Guides { contacts: Some(1), months: Some(12), caseload: Some(40) };
    let case = &story.cases.first().unwrap().it;
    let why = (Guide::Contacts, guide::Reason::Waiting);
    let more = Some(words(say("The clinic is the fourth letter.")));
    story.beyond = vec![BeyondGuide::say(id(97), case, why, more, (id(AMINA), at(20, 9, 0))).0];
}

fn notes(story: &Story, say: Say) -> Vec<Readiness> {
    let person = &story.person.it;
    let note = |number: u8, stands, text: Option<&str>, demands: &[Demand], day: i8| {
        let says = ReadinessSays { stands, words: text.map(|text| words(say(text))), demands: demands.to_vec() };
        Readiness::write(id(number), person, says, id(AMINA), at(day, 11, 0)).unwrap().0
    };
    vec![
        note(98, Some(Stands::NotNow), Some("After the funeral, she says."), &[Demand::Grief, Demand::Caring], 19),
        note(99, Some(Stands::NoAnswer), None, &[], 4),
    ]
}

/// A story of somebody who did not answer, in a service that follows a rule.
fn tried() -> Story {
    let mut story = new_story(little_known(), plainly);
    let case = story.cases.remove(0).it;
    let (case, _) = case.contacted(at(3, 10, 0)).unwrap();
    let contact = |number: u8, day: i8| {
        let said =
            details(at(day, 10, 0), kith_domain::support::contact::Mode::Phone, Reached::NoAnswer, None, plainly);
        Contact::log(id(number), &case, id(AMINA), said, None, at(26, 10, 0)).unwrap().0
    };
    story.contacts = [(103, 24), (102, 11), (101, 3)].map(|(n, day)| Kept { version: 1, it: contact(n, day) }).to_vec();
    story.cases = vec![Kept { version: 3, it: case }];
    story.settings.closing_policy = Some(policy());
    story
}

fn policy() -> ClosingPolicy {
    ClosingPolicy {
        attempts: 3,
        weeks: Some(2),
        since: date(2026, 9, 1),
        words: Some(words("Agreed with the commissioner. We send a card first.".to_owned())),
    }
}

fn person_page(name: &'static str, story: &Story) -> Sample {
    let person = &story.person.it;
    let may = May::opened(amina(), person);
    let frame = Frame { wide: true, ..frame_about(&full_name(person), person, Role::LinkWorker) };
    let mut page = PersonPage::new(frame, story, &may, (Filter::All, Turn::Newest), form());
    page.taps = crate::people::drawn::taps(story, &may, |_| form());
    sample(name, &page)
}

/// Reviews that are due, for *Today*.
pub(super) fn reviews() -> Vec<Review> {
    let due = |number: u8, say: Say| DueReview {
        holding: id(number),
        version: 2,
        function: Function::Waiting,
        awaited: Some(line(say("the first appointment at the memory clinic"))),
        began: date(2026, 10, 12),
        review_on: date(2026, 11, 24),
        line: CaseLine {
            case: id(1),
            person: id(2),
            worker: Some(id(AMINA)),
            state: "holding".to_owned(),
            since: at(2, 9, 0),
            last_contact: Some(at(17, 9, 0)),
            sort_name: String::new(),
            name: Named {
                family: say("Okafor"),
                given: Some("Rosa".to_owned()),
                preferred: None,
                born: kith_domain::person::Born::In(1951),
            },
        },
    };
    let line = |say: Say| Line {
        href: "/people/1".to_owned(),
        name: say("OKAFOR, Rosa"),
        why: "To be looked at since Tuesday 24 November".to_owned(),
        last: Some(say("She rings less at night.")),
    };
    vec![review(&due(1, plainly), (line(plainly), form())), review(&due(2, hostile), (line(hostile), form()))]
}

fn policies() -> Vec<Sample> {
    let frame = |title: &str| frame(title, Role::ServiceManager, "/service");
    let version = |before: &str, after: &str| Change {
        at: at(3, 9, 0),
        by: "Rowan Hale".to_owned(),
        what: "closing policy".to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let span = |first: &str, last: &str, ended, no_answer| Span {
        first: Month::parse(first).unwrap(),
        last: Month::parse(last).unwrap(),
        ended: Shown::Count(ended),
        no_answer,
    };
    let effect = Effect {
        before: span("2026-07", "2026-08", 65, Shown::Hidden),
        since: span("2026-09", "2026-10", 80, Shown::Count(25)),
    };
    let opened = |policy: Option<ClosingPolicy>, effect| closing_policy::Opened {
        policy: Kept { version: 4, it: policy },
        versions: vec![version("no rule", HOSTILE)],
        effect,
    };
    let with = opened(Some(policy()), Some(effect));
    let young = opened(Some(policy()), None);
    let none = closing_policy::Opened { versions: Vec::new(), ..opened(None, None) };
    let page = |name, it: &closing_policy::Opened, form: Option<Form>| {
        let error_title = form.as_ref().is_some_and(|form| !form.is_fine());
        let frame = Frame { error_title, ..frame("Closing policy") };
        sample(name, &PolicyPage::new(frame, it, form))
    };
    let mut wrong = typed(&[("is", "rule"), ("attempts", "0"), ("words", HOSTILE)]);
    wrong.problem("attempts", "Enter after how many attempts without an answer, a number from 1 to 50.");
    let mut bounds = typed(&[("contacts", "0"), ("caseload", HOSTILE)]);
    bounds.problem("contacts", "Enter a whole number from 1 to 200, or leave it empty for no guide.");
    let guides = |title| Frame { error_title: title, ..frame("Guide lengths") };
    vec![
        page("closing-policy", &with, Some(PolicyPage::filled(form(), &with))),
        page("closing-policy-read", &with, None),
        page("closing-policy-young", &young, None),
        page("closing-policy-none", &none, Some(PolicyPage::filled(form(), &none))),
        page("closing-policy-wrong", &none, Some(wrong)),
        sample("service-guides", &GuidesPage { frame: guides(false), form: form().prefill("contacts", "6") }),
        sample("service-guides-wrong", &GuidesPage { frame: guides(true), form: bounds }),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    let story = full_story(plainly);
    let about = |title: &str, form: &Form| Frame {
        error_title: !form.is_fine(),
        ..frame_about(title, &story.person.it, Role::LinkWorker)
    };
    let beginning = |say: Say| Beginning { head: head(&story), causes: causes(say), going_on: None };
    let begin = |name, it: &Beginning, form: Form| sample(name, &BeginPage::new(about(BEGIN, &form), it, form));
    let mut wrong = typed(&[("awaited", HOSTILE), ("began", "3 May 2031"), ("as_gap", "yes")]);
    wrong.problem("function", "Choose what you hold them for.");
    wrong.problem(
        "began",
        "This day is still to come. Enter the day on which holding began, or leave it empty for today.",
    );
    let review =
        |name, opened: &Opened, form: Form| sample(name, &ReviewPage::new(about("Holding", &form), opened, form));
    let mut unsaid = typed(&[("note", HOSTILE)]);
    unsaid.problem("went", "Choose where it went.");
    let correct = |name, opened: &Opened| {
        let form = CorrectPage::filled(form(), opened);
        sample(name, &CorrectPage::new(about("Change what is written down", &form), opened, form))
    };
    let ready = |name, say: Say, notes: bool, form: Form| {
        let written = if notes { self::notes(&story, say) } else { Vec::new() };
        let opened = readiness::Opened { head: head(&story), notes: written, names: story.names.clone() };
        sample(name, &ReadinessPage::new(about(READINESS, &form), &opened, (self::form(), form)))
    };
    let mut nothing = typed(&[("words", "")]);
    nothing.problem(
        "words",
        "Say something: press one of the buttons, write a few words, or tick what is going on. One is enough.",
    );
    let mut unpressed = typed(&[("words", HOSTILE)]);
    unpressed.problem("reason", "Press why it goes on.");
    let beyond = |name, form: Form| {
        let title = BeyondPage::title(Guide::Contacts);
        sample(name, &BeyondPage::new(about(title, &form), &story.person.it, form.carrying("guide", "contacts")))
    };
    let no_case = Beginning { head: head(&new_story(little_known(), plainly)), ..beginning(plainly) };
    let (mut is_held, mut is_hostile) = (full_story(plainly), full_story(hostile));
    held(&mut is_held, plainly);
    held(&mut is_hostile, hostile);
    let mut asks = full_story(plainly);
    if let Some(last) = asks.contacts.iter_mut().find(|kept| kept.it.details.reached == Reached::Yes) {
        last.it.details.ways = asks.ways.iter().filter(|way| way.code.as_str() == "P09").map(|way| way.id).collect();
    }
    [
        vec![
            begin("holding-begin", &beginning(plainly), form()),
            begin("holding-begin-hostile", &beginning(hostile), wrong),
            begin("holding-begin-plain", &Beginning { causes: Vec::new(), ..beginning(plainly) }, form()),
            begin("holding-begin-held", &Beginning { going_on: Some(id(95)), ..beginning(plainly) }, form()),
            begin("holding-begin-too-soon", &no_case, form()),
            review("holding", &told(&story, plainly), form()),
            review("holding-hostile", &told(&story, hostile), unsaid),
            review("holding-ended", &ended(&story), form()),
            correct("holding-correct", &told(&story, plainly)),
            correct("holding-correct-ended", &ended(&story)),
            ready("readiness", plainly, true, form()),
            ready("readiness-hostile", hostile, true, typed(&[("words", HOSTILE), ("demands", "grief")])),
            ready("readiness-empty", plainly, false, nothing),
            beyond("beyond-guide", form()),
            beyond("beyond-guide-wrong", unpressed),
            person_page("person-held", &is_held),
            person_page("person-held-hostile", &is_hostile),
            person_page("person-asks-holding", &asks),
            person_page("person-tried", &tried()),
        ],
        policies(),
    ]
    .concat()
}
