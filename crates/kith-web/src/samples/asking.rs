//! Asking by an e-mailed link, the organisation's page, and what waits because of it, in every state.

use kith_app::asking::lists::SentList;
use kith_app::asking::{Asked, Asking, ByMail, Request, Told};
use kith_app::entries::team_notes::Known;
use kith_app::entries::wrong::Told as ToldOfEntry;
use kith_app::entries::{Correctable, Taking, ToSeeTo};
use kith_app::links::Sent;
use kith_app::store::{Kept, SuggestionLine};
use kith_domain::directory::connection::{Agreed, DeclineReason, State};
use kith_domain::directory::proposal::Field;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::team_note::{Matter, TeamNote};
use kith_domain::directory::{Capacity, Dealings, Enquiry, Proposal, Suggestion};
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens, Promised, Sending, Why};
use kith_domain::list_link::ListLink;
use kith_domain::person::Person;
use kith_domain::post_rules::PostRules;
use kith_domain::staff::{Role, Service};

use super::made_up::*;
use super::requests::paused;
use super::{HOSTILE, Sample, public_frame, sample};
use crate::asked::{AskedPage, Forms, ThanksPage};
use crate::components::{Form, Frame};
use crate::connections::drawn::{AgreedPage, AskPage, IntroducePage, QuestionPage};
use crate::connections::telling;
use crate::directory::drawn::{TeamNotesPage, WrongPage};
use crate::queue::entries::{Entries, Line};
use crate::settings::post::{PostPage, filled};

const SECRET: &str = "5e";

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn forms() -> Forms {
    Forms { answer: form(), question: form(), entry: form().prefill("room", ""), list: form() }
}

fn service(say: Say) -> Service {
    Service {
        id: id(1),
        slug: "harbour".to_owned(),
        name: line(say("Harbour social prescribing")),
        phone: Some(line(say("01632 960 000"))),
    }
}

/// A question of an organisation.
pub(super) fn enquiry(say: Say, answered: bool) -> Enquiry {
    Enquiry {
        id: id(91),
        service: id(1),
        person: id(2),
        connection: id(41),
        question: words(say("Can she manage three steps? The ramp is being mended.")),
        asked: at(24, 10, 0),
        answer: answered.then(|| (words(say("Yes, with a hand to hold.")), at(24, 12, 0), id(71))),
    }
}

/// A link that was sent, and how often it was opened.
pub(super) fn sent(say: Say, times: usize) -> Sent {
    let sending = Sending {
        service: id(1),
        person: id(2),
        opens: Opens::Connection(id(41)),
        recipient: line(say("hello@harbour.example.org")),
        promised: Promised::Something,
        why: Why::Ask,
    };
    let (link, _) = Link::send(id(90), sending, "0".repeat(64), (id(71), kith_domain::link::Way::ByMail), at(23, 9, 0));
    Sent { works: times < 100, times, last: (times > 0).then(|| at(24, 9, 30)), link }
}

/// A link to everything that an organisation is asked, and how often it was used.
fn sent_list(say: Say, times: usize) -> SentList {
    let to = (id(62), line(say("hello@harbour.example.org")));
    let (link, _) = ListLink::send(id(93), &sent(say, 0).link, to, "0".repeat(64), at(24, 9, 0));
    SentList { times, last: (times > 0).then(|| at(24, 9, 30)), link }
}

/// What was asked by e-mail: a link, a question, news.
pub(super) fn by_mail(say: Say) -> ByMail {
    ByMail {
        has_died: false,
        lists: vec![sent_list(say, 0), sent_list(say, 3)],
        sent: vec![sent(say, 2), sent(say, 0)],
        enquiries: vec![enquiry(say, false), enquiry(say, true)],
        has_news: true,
        recipient: Some(line(say("hello@harbour.example.org"))),
        kept_offline: false,
    }
}

fn asked(say: Say, request: Option<Request>) -> Asked {
    Asked {
        service: service(say),
        to: walks(say),
        organisation: organisation(say),
        request,
        record: id::<Link>(90).to_string(),
        expires: Some(at(30, 9, 0)),
        today: today(),
    }
}

/// What came of requests before, one of each kind.
pub(crate) fn dealings() -> Dealings {
    Dealings {
        asked: 12,
        waiting: 2,
        by_phone: 0,
        longest: Some(6),
        longest_by_link: Some(6),
        yes: 1,
        began: 4,
        not_begun: 1,
        listed: 1,
        declined: vec![(DeclineReason::Full, 1), (DeclineReason::NotUs, 1)],
        withdrawn: 1,
        answers: Some((3, 9)),
    }
}

fn request(say: Say, state: State, answers: &[&'static str]) -> Request {
    Request {
        agreed: shared(say, "That she comes alone, and about her hearing."),
        state,
        answers: answers.to_vec(),
        enquiries: Vec::new(),
        dealings: dealings(),
        history: vec![
            Told { at: at(23, 9, 0), step: "ask".to_owned(), is_theirs: false },
            Told { at: at(24, 9, 0), step: "accept".to_owned(), is_theirs: true },
            Told { at: at(25, 9, 0), step: "introduce".to_owned(), is_theirs: false },
        ],
        version: 3,
    }
}

fn organisations_page() -> Vec<Sample> {
    let page = |name, asked: &Asked, forms: Forms| {
        let is_fine = forms.answer.is_fine() && forms.question.is_fine() && forms.entry.is_fine();
        let frame = public_frame(&format!("A request from {}", asked.service.name));
        let frame = Frame { service_name: asked.service.name.to_string(), error_title: !is_fine, ..frame };
        sample(name, &AskedPage::new(frame, asked, SECRET, forms))
    };
    let thanks = |name, asked: &Asked| {
        let frame = public_frame("Thank you. We have your answer");
        let frame = Frame { service_name: asked.service.name.to_string(), ..frame };
        sample(name, &ThanksPage::new(frame, asked, SECRET))
    };
    let said_yes = State::Accepted { words: Some(words(hostile("Ask for Joan"))) };
    let first = ["accept", "wait-list", "decline"];
    let nothing = Request { agreed: Agreed::default(), ..request(plainly, State::Asked, &first) };
    let mut waiting = request(plainly, State::WaitListed { weeks: Some(6) }, &first);
    waiting.enquiries = vec![enquiry(plainly, false), enquiry(plainly, true)];
    let mut bad = request(hostile, State::Asked, &first);
    bad.enquiries = vec![enquiry(hostile, true)];
    let said_no = State::DeclinedByService { reason: DeclineReason::Full, words: None };
    let mut no_reason = typed(&[("step", "decline"), ("words", HOSTILE)]);
    no_reason.problem("reason", "Choose a reason. “We would rather not say” is one.");
    let mut no_question = typed(&[("question", "")]);
    no_question.problem("question", "Write your question.");
    let mut wrong_weeks = typed(&[("room", "wait"), ("room_weeks", "soon"), ("entry_words", HOSTILE)]);
    wrong_weeks.problem("room_weeks", "Enter a whole number, like 20, or leave it out.");
    vec![
        page("asked", &asked(plainly, Some(request(plainly, State::Asked, &first))), forms()),
        page("asked-nothing-agreed", &asked(plainly, Some(nothing)), forms()),
        page("asked-waiting", &asked(plainly, Some(waiting)), forms()),
        page(
            "asked-yes",
            &asked(
                plainly,
                Some(request(
                    plainly,
                    State::Accepted { words: Some(words("Wednesday at 10, ask for Joan.".to_owned())) },
                    &["accept", "wait-list", "decline", "start", "not-start"],
                )),
            ),
            forms(),
        ),
        page(
            "asked-no",
            &asked(plainly, Some(request(plainly, said_no, &["accept", "wait-list", "decline"]))),
            forms(),
        ),
        page("asked-going", &asked(plainly, Some(request(plainly, State::Started, &["attend", "end"]))), forms()),
        page(
            "asked-introduced",
            &asked(plainly, Some(request(plainly, State::Introduced, &["start", "not-start"]))),
            forms(),
        ),
        thanks("asked-thanks", &asked(hostile, Some(request(hostile, said_yes, &[])))),
        thanks("asked-thanks-withdrawn", &asked(plainly, None)),
        page("asked-withdrawn", &asked(plainly, None), forms()),
        page("asked-hostile", &asked(hostile, Some(bad.clone())), Forms { answer: no_reason, ..forms() }),
        page("asked-question-error", &asked(plainly, Some(bad.clone())), Forms { question: no_question, ..forms() }),
        page("asked-entry-error", &asked(plainly, Some(bad)), Forms { entry: wrong_weeks, ..forms() }),
    ]
}

/// Asking about the first connection of a story.
fn asking_of(story: &kith_app::people::Story, say: Say) -> Asking {
    let opened = super::connections::opened(story, 0, say);
    Asking {
        person: opened.person,
        connection: opened.connection,
        to: walks(say),
        organisation: organisation(say),
        recipient: Some(line(say("hello@harbour.example.org"))),
        service: service(say),
        why: Some(Why::Ask),
        kept_offline: false,
        dealings: dealings(),
        intake: None,
        sharing: opened.sharing,
        offered: opened.offered_parts,
    }
}

fn workers_pages() -> Vec<Sample> {
    let story = full_story(plainly);
    let bad = full_story(hostile);
    let ask = |name, person: &Person, say: Say, change: fn(&mut Asking), form: Form| {
        let mut asking = Asking { person: person.clone(), ..asking_of(&story, say) };
        change(&mut asking);
        let title = format!("Ask {} by e-mail", asking.to.entry.name);
        let (error_title, by_hand) = (!form.is_fine(), name == "ask-by-hand");
        let frame = Frame { error_title, by_hand, ..frame_about(&title, person, Role::LinkWorker) };
        sample(name, &AskPage::new(frame, &asking, today(), form))
    };
    let looked = |name, say: Say| {
        let told = shared(say, "That she walks slowly.");
        let story = full_story(say);
        let asking = asking_of(&story, say);
        let frame = frame_about("Ask Harbour Walks by e-mail", &story.person.it, Role::LinkWorker);
        let mut page = AskPage::new(frame, &asking, today(), telling::begin(form(), &told));
        page.telling = page.telling.looked_at(Some(telling::Read::of(&told)));
        sample(name, &page)
    };
    let introduced = |name, say: Say, state: State, look: bool| {
        let told = shared(say, "That she walks slowly. She comes on Wednesday with Amina.");
        let mut asking = asking_of(&full_story(say), say);
        asking.connection.it.state = state;
        asking.why = Some(Why::Renew);
        let frame = frame_about("Introduce Rosa by e-mail", &asking.person, Role::LinkWorker);
        let mut page = IntroducePage::new(frame, &asking, telling::begin(form(), &told));
        page.telling = page.telling.looked_at(look.then(|| telling::Read::of(&told)));
        sample(name, &page)
    };
    let (rosa, bad_name) = (&story.person.it, &bad.person.it);
    let mut long = typed(&[("agreed", HOSTILE)]);
    long.problem("agreed", "This is 4,100 characters long. Shorten it to 4000 characters or fewer.");
    let opened = super::connections::opened(&story, 1, plainly);
    let hostile_one = super::connections::opened(&bad, 1, hostile);
    let question = |name, opened: &kith_app::connecting::Opened, enquiry: &Enquiry, form: Form| {
        let frame = frame_about("Answer a question", &opened.person, Role::LinkWorker);
        let frame = Frame { error_title: !form.is_fine(), ..frame };
        sample(name, &QuestionPage::new(frame, opened, enquiry, form))
    };
    let mut empty = typed(&[("answer", " ")]);
    empty.problem("answer", "Write the answer, as the organisation will read it.");
    let agreed = |name, opened: &kith_app::connecting::Opened, form: Form| {
        let frame = frame_about("What they agreed to share", &opened.person, Role::LinkWorker);
        sample(name, &AgreedPage::new(Frame { error_title: !form.is_fine(), ..frame }, opened, form))
    };
    vec![
        ask("ask-by-mail", rosa, plainly, |_| (), telling::begin(form(), &shared(plainly, "That she walks slowly."))),
        ask(
            "ask-by-mail-refused",
            rosa,
            plainly,
            |it| it.sharing = super::connections::refused(&full_story(plainly), plainly),
            form(),
        ),
        introduced("introduce", plainly, State::Accepted { words: None }, false),
        introduced("introduce-looked-at-hostile", hostile, State::Accepted { words: None }, true),
        introduced("introduce-too-early", plainly, State::Asked, false),
        looked("ask-by-mail-looked-at", plainly),
        looked("ask-by-mail-looked-at-hostile", hostile),
        ask("ask-by-mail-remind", rosa, plainly, |it| it.why = Some(Why::Remind), form()),
        ask("ask-by-mail-no-address", rosa, plainly, |it| it.recipient = None, form()),
        ask("ask-by-mail-not-wanted", rosa, plainly, |it| it.why = None, form()),
        ask("ask-by-mail-kept-offline", rosa, plainly, |it| it.kept_offline = true, form()),
        ask("ask-by-mail-vanished", rosa, plainly, |it| it.to.vanished = Some(at(3, 4, 0)), form()),
        ask("ask-by-mail-paused", rosa, plainly, |it| it.intake = Some(paused()), form()),
        ask("ask-by-hand", rosa, plainly, |_| (), form()),
        ask("ask-by-mail-error", bad_name, hostile, |_| (), long.clone()),
        agreed("agreed", &opened, telling::begin(form(), &shared(plainly, "That she walks slowly."))),
        agreed("agreed-error", &hostile_one, long),
        question("answer-question", &opened, &enquiry(plainly, false), form()),
        question("answer-question-before", &opened, &enquiry(plainly, true), form()),
        question("answer-question-error", &hostile_one, &enquiry(hostile, false), empty),
    ]
}

fn keepers_pages() -> Vec<Sample> {
    let said = |say: Say, capacity, text: Option<&str>| SuggestionLine {
        kept: Kept {
            version: 1,
            it: Suggestion {
                id: id(95),
                service: id(1),
                entry: id(61),
                capacity,
                words: text.map(|text| words(say(text))),
                at: at(24, 9, 0),
                done: None,
                by: None,
                answer: None,
                proposed: Vec::new(),
            },
        },
        entry: say("Harbour Walks"),
    };
    let proposed = |say: Say, taking| {
        let mut line = said(say, None, None);
        let change = |field, was: Option<&str>, is: Option<&str>| {
            let text = |text: Option<&str>| text.map(|text| words(say(text)));
            Proposal { field, was: text(was), is: text(is) }
        };
        line.kept.it.proposed = vec![
            change(Field::Times, Some("Every Tuesday, 10am"), Some("Every Wednesday, 10am")),
            change(Field::Cost, Some("Free"), None),
            change(Field::HowToRefer, None, Some("Ring Joan")),
        ];
        ToSeeTo { line, taking }
    };
    let mut of_colleague = said(plainly, None, None);
    of_colleague.kept.it.by = Some(id(AMINA));
    let told = |say: Say| {
        let mut done = said(say, None, Some("They have moved.")).kept.it;
        (done.by, done.done, done.answer) = (Some(id(AMINA)), Some((at(25, 9, 0), id(AMINA))), Some(Answer::Right));
        let names = [(id(AMINA), say("Amina Reyes"))].into();
        ToldOfEntry {
            name: say("Harbour Walks"),
            said: vec![said(say, Some(Capacity::Full), None).kept.it, done],
            names,
        }
    };
    let entry_wrong = |told: &ToldOfEntry, form: Form| {
        let frame = frame("Is something wrong with Harbour Walks?", Role::LinkWorker, "/directory");
        WrongPage::new(frame, &id::<Suggestion>(61).to_string(), told, form)
    };
    let team_knows = |say: Say, changing: Option<Id<TeamNote>>, form: Form| {
        let frame = frame("What your team knows of Harbour Walks", Role::LinkWorker, "/directory");
        let known = known_by_the_team(say);
        TeamNotesPage::new(frame, &id::<Suggestion>(61).to_string(), &known, (changing, form), self::form)
    };
    let mut no_matter = typed(&[("words", HOSTILE)]);
    no_matter.problem("matter", "Choose what kind of thing this is.");
    let mut long_words = typed(&[("words", HOSTILE)]);
    long_words.problem("words", "Shorten this to 4,000 characters.");
    let plain = |line: SuggestionLine| ToSeeTo { line, taking: Taking::Not };
    let page = |name, said: &[ToSeeTo]| {
        let frame = frame("What people say is wrong in the directory", Role::TeamLead, "/queue");
        let names = [(id(AMINA), "Amina Reyes".to_owned())].into();
        let lines = said.iter().map(|said| Line::new(said, &names, form())).collect();
        sample(name, &Entries { frame, lines, overtaken: Vec::new(), failing: Vec::new() })
    };
    let rules = |name, form: Form| {
        let frame = frame("E-mail and waiting", Role::Administrator, "/settings");
        sample(name, &PostPage { frame: Frame { error_title: !form.is_fine(), ..frame }, form, before: Vec::new() })
    };
    let mut wrong = typed(&[("silence_days", "soon"), ("secure", HOSTILE)]);
    wrong.problem("silence_days", "Enter a whole number, like 20, or leave it out.");
    wrong.problem("secure", format!("“{HOSTILE}” is not an e-mail address. Write one address on each line."));
    let known = PostRules { secure: vec![line("reception@surgery.example.org".to_owned())], ..PostRules::usual(id(1)) };
    vec![
        page(
            "entries-to-see-to",
            &[
                plain(said(plainly, Some(Capacity::Wait { weeks: Some(6) }), None)),
                plain(said(plainly, Some(Capacity::Full), Some("We have moved to Wednesdays."))),
                plain(said(hostile, None, Some("x"))),
                plain(of_colleague),
                proposed(plainly, Taking::Change),
                proposed(hostile, Taking::Not),
                proposed(
                    plainly,
                    Taking::Correct(Correctable {
                        corrects: vec![Field::Times, Field::Cost],
                        leaves: vec![Field::Days, Field::Postcode, Field::Email],
                        held: vec![Field::Phone],
                    }),
                ),
                proposed(
                    plainly,
                    Taking::Correct(Correctable { leaves: vec![Field::Price], ..Correctable::default() }),
                ),
            ],
        ),
        sample("team-notes", &team_knows(plainly, None, form())),
        sample("team-notes-change", &team_knows(hostile, Some(id(64)), form().prefill("words", "Ask for Jo."))),
        sample("team-notes-error", &team_knows(plainly, None, no_matter)),
        sample("entry-wrong", &entry_wrong(&told(plainly), form())),
        sample("entry-wrong-error", &entry_wrong(&told(hostile), long_words)),
        page("entries-to-see-to-nothing", &[]),
        rules("post-rules", filled(form(), 1, &known)),
        rules("post-rules-error", wrong),
    ]
}

/// What a team knows of an entry, with something that was taken away.
fn known_by_the_team(say: Say) -> Known {
    let note = |number, matter, text: &str, gone| Kept {
        version: 1,
        it: TeamNote {
            id: id(number),
            service: id(1),
            entry: id(61),
            matter,
            words: words(say(text)),
            author: id(AMINA),
            at: at(25, 9, 0),
            gone,
        },
    };
    let names = [(id(AMINA), say("Amina Reyes"))].into();
    let notes = vec![
        note(64, Matter::AskFor, "Ask for Jo, who rings back the same day.", None),
        note(65, Matter::TakeCare, "The hall is cold. Say so beforehand.", None),
        note(66, Matter::Other, "Closed in August.", Some((at(25, 9, 30), id(AMINA)))),
    ];
    Known { name: say("Harbour Walks"), notes, names }
}

pub(super) fn samples() -> Vec<Sample> {
    [organisations_page(), workers_pages(), keepers_pages()].into_iter().flatten().collect()
}

#[test]
fn asking_and_being_asked_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

fn html(name: &str) -> String {
    samples().into_iter().find(|sample| sample.name == name).map(|sample| sample.html).unwrap()
}

#[test]
fn a_request_that_was_withdrawn_says_that_and_nothing_else() {
    let page = html("asked-withdrawn");
    assert!(page.contains("This request was withdrawn."));
    for secret in ["Harbour Walks", "first name", "<form", "Community Trust"] {
        assert!(!page.contains(secret), "{secret}");
    }
}

#[test]
fn what_was_wrong_with_an_answer_stands_open() {
    let page = html("asked-hostile");
    assert_eq!(page.matches("<details class=\"nhsuk-details nhsuk-expander\" open>").count(), 1);
    assert_eq!(html("asked").matches(" open>").count(), 0);
}
