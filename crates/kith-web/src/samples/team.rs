//! Pages of the practice and of the lead, and Today.

use kith_app::people::More;
use kith_app::team::{Away, Team, Uncovered, Why, WorkerCounts};
use kith_domain::id::Id;

use super::{HOSTILE, Sample, banner, frame, sample};
use crate::components::{Cell, Choice, Form, Row, Table};
use crate::my_referrals::{Line as MyLine, List as MyList, Message, Show};
use crate::queue::{self, Line as QueueLine, List as Queue, Triage};
use crate::refer;
use crate::today::{Covering, Line as TodayLine, Today, Waiting};

fn waiting(text: &str) -> Waiting {
    Waiting {
        person: "/people/1".to_owned(),
        name: text.to_owned(),
        why: "No answer for 6 working days".to_owned(),
        what: format!("{text} was asked on Monday 16 November 2026 and has not answered."),
        href: "/connections/1".to_owned(),
        act: "Open the connection",
    }
}

fn counts(name: &str, n: i64) -> WorkerCounts {
    WorkerCounts {
        account: Id::from_parts(1, [1; 10]),
        name: name.to_owned(),
        new: n,
        active: n * 7,
        holding: n,
        waiting: n * 2,
        door_open: n,
        away: None,
    }
}

fn uncovered(name: &str, why: Why) -> Uncovered {
    Uncovered {
        account: Id::from_parts(1, [1; 10]),
        name: name.to_owned(),
        from: jiff::civil::date(2026, 11, 27),
        until: jiff::civil::date(2026, 12, 4),
        by: HOSTILE.to_owned(),
        why,
    }
}

fn away_counts(name: &str) -> WorkerCounts {
    let away =
        Away { from: jiff::civil::date(2026, 11, 27), until: jiff::civil::date(2026, 12, 4), by: HOSTILE.to_owned() };
    WorkerCounts { away: Some(away), ..counts(name, 1) }
}

fn my_line(name: &str) -> MyLine {
    MyLine {
        href: "/my-referrals/1".to_owned(),
        name: name.to_owned(),
        born: "27 March 1951".to_owned(),
        sent: "Tuesday 24 November 2026".to_owned(),
        status: "Being supported; last contact Monday 23 November 2026.".to_owned(),
    }
}

fn my_found(lines: Vec<MyLine>) -> MyList {
    MyList {
        frame: frame("My referrals"),
        unread: vec![],
        to_answer: vec![],
        lines,
        next: None,
        is_first: true,
        find: Form::typed([("q".to_owned(), HOSTILE.to_owned())]),
        is_found: true,
    }
}

fn show(received: bool, returned: Option<&str>, messages: Vec<Message>) -> Show {
    let messages_are_unread = messages.iter().all(|message| !message.is_read);
    Show {
        frame: frame("Referral of OKAFOR, Rosa"),
        received,
        reference: "Your reference is 1A2B-3C4D".to_owned(),
        sent_rows: vec![Row::new("Name", "OKAFOR, Rosa"), Row::new("Why you referred them", HOSTILE)],
        action: "/my-referrals/1/read".to_owned(),
        status: "A link worker has it and will be in touch.".to_owned(),
        returned: returned.map(str::to_owned),
        redirected: (messages.len() == 2).then(|| (HOSTILE.to_owned(), HOSTILE.to_owned())),
        asked: if received { vec![asked(None), asked(Some(HOSTILE))] } else { vec![] },
        can_answer: received,
        answer: Form::blank().carrying("nonce", "0123456789abcdef"),
        answer_to: "/my-referrals/1/answer".to_owned(),
        kept_offline: false,
        unread: messages.iter().filter(|message| !message.is_read).count(),
        messages,
        form: Form::blank().carrying("nonce", "0123456789abcdef"),
        reply: (!messages_are_unread).then(|| Form::blank().carrying("nonce", "0192")),
        replies: vec![("Tuesday 24 November 2026, 3.10pm".to_owned(), HOSTILE.to_owned())],
        here: "/my-referrals/1".to_owned(),
    }
}

fn asked(answer: Option<&str>) -> queue::Asked {
    queue::Asked {
        when: "Tuesday 24 November 2026, 2.30pm".to_owned(),
        words: HOSTILE.to_owned(),
        answer: answer.map(|words| ("Wednesday 25 November 2026, 9am".to_owned(), words.to_owned())),
    }
}

fn message(is_read: bool) -> Message {
    Message {
        when: "Tuesday 24 November 2026, 2.30pm".to_owned(),
        from: "Amina Yusuf".to_owned(),
        named: "1".to_owned(),
        is_read,
        correction: is_read.then_some("It corrects an earlier message."),
        not_in_pdf: None,
        code: is_read.then(|| "871731000000106 Referral to social prescribing service (procedure)".to_owned()),
        parts: vec![("What mattered", "Her garden.".to_owned()), ("What could not be found", HOSTILE.to_owned())],
    }
}

fn found(is_something: bool) -> queue::find::Find {
    queue::find::Find {
        form: Form::blank().prefill("q", if is_something { HOSTILE } else { "" }),
        is_something,
        practices: vec![Choice::new("", "Any practice"), Choice::new("1", HOSTILE)],
        routes: vec![Choice::new("", "Any way"), Choice::new("oneself", "The person themselves")],
    }
}

fn stuck() -> queue::Stuck {
    queue::Stuck {
        words: format!("The e-mail “A message” to {HOSTILE} has not left since Tuesday."),
        action: "/letters/1/retry".to_owned(),
        form: Form::blank().carrying("nonce", "0123456789abcdef"),
    }
}

fn triage(can_accept: bool, settled: Option<&str>, give_back: Form) -> Triage {
    let mut frame = frame("Referral of OKAFOR, Rosa");
    frame.banner = Some(banner());
    Triage {
        frame,
        rows: vec![Row::new("From", "Harbour Lane Surgery"), Row::new("Arrived", "Tuesday (3 working days)")],
        reason: HOSTILE.to_owned(),
        agreed: Some(super::edges::crossed()),
        risk: vec!["suicide".to_owned(), "evicted".to_owned()],
        ask_first: Some(crate::queue::ask_first_in_words(kith_app::triage::AskFirst::Manager)),
        compare: Some(Table::new(
            "same",
            "May be the same person",
            ["", "Name", "Agrees"].map(Cell::text).into(),
            vec![vec![Cell::text("Known"), Cell::text(HOSTILE), Cell::text("same date of birth and family name")]],
        )),
        asked: vec![asked(None), asked(Some("Flat 4"))],
        turned_away: if can_accept { vec![] } else { vec![format!("Turned away by a rule: {HOSTILE}")] },
        domains: queue::about_what(),
        on_link: Some(queue::on_link()),
        ask: Form::blank(),
        answer: Form::blank(),
        redirect: Form::blank(),
        can_ask: can_accept,
        can_answer: can_accept,
        is_practice: can_accept,
        by_code: !can_accept,
        can_stop_link: !can_accept,
        stop_link: Form::blank(),
        can_accept,
        can_allocate: settled.is_none(),
        settled: settled.map(str::to_owned),
        workers: vec![queue::choice(&counts("Amina Yusuf", 2)), queue::choice(&counts(HOSTILE, 0))],
        base: "/referrals/1".to_owned(),
        accept: Form::blank(),
        allocate: Form::blank(),
        give_back,
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let mut wrong =
        Form::typed([("family_name".to_owned(), HOSTILE.to_owned()), ("born-day".to_owned(), "31".to_owned())]);
    wrong.problem("nhs_number", "Enter the NHS number, or say why it is missing.");
    wrong.date_problem(
        "born",
        crate::components::DatePart::Whole,
        "Enter the date of birth in numbers, like 27 3 1951.",
    );
    wrong.problem("told", "Choose what the person was told. Every answer is fine.");
    let mut twice = Form::typed([("family_name".to_owned(), "Okafor".to_owned())]);
    twice.problem(
        "not_a_duplicate",
        "Your practice referred somebody with this name before. If you mean a new referral, tick the box.",
    );
    let mut no_reason = Form::blank();
    no_reason.problem("return_reason", "Say why, so that the practice knows what to do.");
    let refer_page = |form: Form| {
        let mut page = refer::blank(form);
        page.frame = frame("Refer somebody");
        page.phone = Some("01632 960000".to_owned());
        page
    };
    let queue_line = QueueLine {
        href: "/referrals/1/triage".to_owned(),
        name: "OKAFOR, Rosa".to_owned(),
        born: "27 March 1951".to_owned(),
        waiting: "Waiting 3 working days".to_owned(),
        from: format!("From an organisation: {HOSTILE}."),
        reason: HOSTILE.to_owned(),
        is_accepted: true,
        is_asked: false,
        is_answered: true,
        told: "They know what it is and agree",
        open: None,
        opens: "/queue?open=1".to_owned(),
        phone: Some("01632 960000".to_owned()),
        risk: vec!["suicide".to_owned()],
        may_be_known: true,
    };
    let queue_open = QueueLine {
        href: "/referrals/2/triage".to_owned(),
        name: "BELL, Tom".to_owned(),
        born: "1 May 1960".to_owned(),
        waiting: "Arrived today".to_owned(),
        from: "They asked themselves.".to_owned(),
        reason: "Somebody to talk to.".to_owned(),
        is_accepted: false,
        is_asked: true,
        is_answered: false,
        told: "They asked for it themselves",
        open: Some(("/referrals/2/allocate".to_owned(), Form::blank().carrying("nonce", "0123456789abcdef"))),
        opens: "/queue?open=2".to_owned(),
        phone: None,
        risk: vec![],
        may_be_known: false,
    };
    let today_line = || TodayLine {
        href: "/people/1".to_owned(),
        name: "OKAFOR, Rosa".to_owned(),
        why: "New today, no contact yet".to_owned(),
        last: Some("She laughed about the tomatoes.".to_owned()),
    };
    vec![
        sample("refer", &refer_page(Form::blank().carrying("nonce", "0123456789abcdef"))),
        sample("refer-wrong", &refer_page(wrong)),
        sample("refer-twice", &refer_page(twice)),
        sample(
            "my-referrals",
            &MyList {
                frame: frame("My referrals"),
                unread: vec![(my_line("OKAFOR, Rosa"), Form::blank().carrying("nonce", "0123456789abcdef"))],
                to_answer: vec![my_line(HOSTILE)],
                lines: vec![my_line("OKAFOR, Rosa"), my_line(HOSTILE)],
                next: Some("/my-referrals?before=1.2".to_owned()),
                is_first: true,
                find: Form::blank(),
                is_found: false,
            },
        ),
        sample("my-referrals-found", &my_found(vec![my_line("OKAFOR, Rosa"), my_line(HOSTILE)])),
        sample("my-referrals-found-nothing", &my_found(vec![])),
        sample(
            "my-referrals-empty",
            &MyList {
                frame: frame("My referrals"),
                unread: vec![],
                to_answer: vec![],
                lines: vec![],
                next: None,
                is_first: true,
                find: Form::blank(),
                is_found: false,
            },
        ),
        sample("my-referral-receipt", &show(true, None, vec![])),
        sample("my-referral-messages", &show(false, None, vec![message(false), message(true)])),
        sample(
            "my-referral-kept-offline",
            &Show {
                kept_offline: true,
                ..show(
                    false,
                    None,
                    vec![message(false), Message { not_in_pdf: Some("“রহিমা”".to_owned()), ..message(true) }],
                )
            },
        ),
        sample("my-referral-returned", &show(false, Some("Needs a clinician first."), vec![])),
        sample(
            "queue",
            &Queue {
                frame: frame("Queue"),
                lines: vec![queue_line, queue_open],
                next: Some("/queue?after=1.2".to_owned()),
                is_first: true,
                stuck: vec![],
                left: vec![],
                uncovered: vec![],
                entries: crate::queue::entries::said_of_entries(2, 1),
                waiting: 41,
                elsewhere: vec![(HOSTILE.to_owned(), "/referrals/2/triage".to_owned(), "“end my life”".to_owned())],
                workers: vec![queue::choice(&counts("Amina Yusuf", 2)), queue::choice(&away_counts(HOSTILE))],
                find: found(false),
            },
        ),
        sample(
            "queue-empty",
            &Queue {
                frame: frame("Queue"),
                lines: vec![],
                next: None,
                is_first: true,
                stuck: vec![stuck()],
                left: vec![(format!("{HOSTILE} is no link worker here any more."), "/team/1/move".to_owned())],
                uncovered: vec![(format!("{HOSTILE} is away, and nobody covers."), "/team/1/cover".to_owned())],
                entries: None,
                waiting: 0,
                elsewhere: vec![],
                workers: vec![],
                find: found(false),
            },
        ),
        sample(
            "queue-found-nobody",
            &Queue {
                frame: frame("Queue"),
                lines: vec![],
                next: None,
                is_first: true,
                stuck: vec![],
                left: vec![],
                uncovered: vec![],
                entries: None,
                waiting: 41,
                elsewhere: vec![],
                workers: vec![],
                find: found(true),
            },
        ),
        sample("triage", &triage(true, None, Form::blank())),
        sample("triage-wrong", &triage(true, None, no_reason)),
        sample("triage-settled", &triage(false, Some("Allocated to Amina Yusuf on Tuesday."), Form::blank())),
        sample(
            "team",
            &crate::team::page(
                frame("Team"),
                &Team {
                    workers: vec![counts("Amina Yusuf", 2), away_counts(HOSTILE)],
                    left: vec![counts(HOSTILE, 1)],
                    waiting: 3,
                    uncovered: vec![uncovered("Amina Yusuf", Why::Left), uncovered(HOSTILE, Why::AwayToo)],
                    guide: Some(40),
                },
                true,
            ),
        ),
        sample(
            "team-empty",
            &crate::team::page(
                frame("Team"),
                &Team { workers: vec![], left: vec![], waiting: 0, uncovered: vec![], guide: None },
                false,
            ),
        ),
        sample(
            "today",
            &Today {
                frame: frame("Today"),
                day: "Tuesday 24 November 2026".to_owned(),
                booked: super::appointments::booked(),
                new: vec![today_line()],
                quiet: vec![today_line()],
                reviews: super::holding::reviews(),
                due: vec![today_line()],
                waiting: vec![waiting("OKAFOR, Rosa"), waiting(HOSTILE)],
                alone_now: super::edges::on_today(),
                handed: vec![today_line()],
                begun: vec![waiting(HOSTILE)],
                more: More { new: true, quiet: true, due: true, handed: true, reviews: true },
                alone: vec![(HOSTILE.to_owned(), "/people/1/move".to_owned())],
                covers: vec![
                    Covering {
                        words: format!("You cover for {HOSTILE} until Friday 4 December 2026."),
                        note: Some(HOSTILE.to_owned()),
                    },
                    Covering::saying(format!("{HOSTILE} covers for you until Friday 4 December 2026.")),
                ],
            },
        ),
        sample(
            "today-empty",
            &Today {
                frame: frame("Today"),
                day: "Tuesday 24 November 2026".to_owned(),
                booked: super::appointments::nothing_booked(),
                new: vec![],
                quiet: vec![],
                reviews: vec![],
                due: vec![],
                waiting: vec![],
                alone_now: None,
                handed: vec![],
                begun: vec![],
                more: More::default(),
                alone: vec![],
                covers: vec![],
            },
        ),
    ]
}
