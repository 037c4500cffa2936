//! Pages of the house: first page, signing in, setting up, about, settings, caught post, errors.

use super::{HOSTILE, Sample, frame, public_frame, sample};
use crate::about::{self, Stop};
use crate::components::{Form, Row};
use crate::demo::{Caught, Line, Post};
use crate::error::{ErrorPage, Problem};
use crate::front::{Door, Front};
use crate::set_up::SetUp;
use crate::settings::Settings;
use crate::sign_in::{Again, SignIn};
use crate::visit::Sendable;

fn stop() -> Stop {
    Stop {
        finding: "Link workers worked in many different ways.".to_owned(),
        source: "Griffith et al. (2023)".to_owned(),
        does: "A contact with only a note is complete.".to_owned(),
        situation: "A visit with nothing but a note".to_owned(),
        address: "/people/01900000-0000-7000-8000-000000000000".to_owned(),
        account: "01900000-0000-7000-8000-000000000001".to_owned(),
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let mut wrong = Form::typed([("email".to_owned(), HOSTILE.to_owned())]);
    wrong.problem("email", "The e-mail address or the password is not right. Check both and try again.");
    let mut weak = Form::typed([("service".to_owned(), "Harbour".to_owned())]);
    weak.problem("name", "Enter your name.");
    weak.problem("password", "Choose a password of 12 to 256 characters.");
    let error = |problem: Problem, reference: Option<&str>| {
        let (_, title, detail) = problem.said();
        ErrorPage {
            frame: public_frame(title),
            detail,
            reference: reference.map(str::to_owned),
            typed: vec![],
            again: None,
        }
    };
    let waits = |problem: Problem| ErrorPage {
        again: Some(Sendable {
            path: "/people/1/contacts/new".to_owned(),
            fields: vec![("nonce".to_owned(), "0123456789abcdef".to_owned()), ("note".to_owned(), HOSTILE.to_owned())],
        }),
        ..error(problem, Some("01900000-0000-7000-8000-000000000000"))
    };
    let letter = Caught {
        when: "Tuesday 24 November 2026, 2.30pm".to_owned(),
        to: "surgery@example.org".to_owned(),
        subject: "A message about one of your referrals".to_owned(),
        lines: vec![
            Line { text: "A link worker has written to your practice.".to_owned(), href: None },
            Line { text: "http://127.0.0.1:8080/my-referrals/1".to_owned(), href: Some("/my-referrals/1".to_owned()) },
        ],
    };
    vec![
        sample(
            "front-demo",
            &Front {
                frame: public_frame("Kith: choose who you are"),
                doors: vec![
                    Door {
                        account: "1".to_owned(),
                        text: "Open as Amina Yusuf, link worker".to_owned(),
                        what: "Today",
                    },
                    Door { account: "2".to_owned(), text: format!("Open as {HOSTILE}"), what: "The queue" },
                ],
                tour: vec![stop()],
            },
        ),
        sample("front-demo-bare", &Front { frame: public_frame("Kith"), doors: vec![], tour: vec![] }),
        sample(
            "sign-in",
            &SignIn { frame: public_frame("Sign in"), form: Form::blank(), next: String::new(), is_empty: false },
        ),
        sample(
            "sign-in-not-set-up",
            &SignIn { frame: public_frame("Sign in"), form: Form::blank(), next: String::new(), is_empty: true },
        ),
        sample(
            "sign-in-wrong",
            &SignIn { frame: public_frame("Sign in"), form: wrong, next: "/today".to_owned(), is_empty: false },
        ),
        sample(
            "signed-out",
            &Again {
                frame: public_frame("You have been signed out"),
                path: "/people/1/contacts/new".to_owned(),
                typed: vec![("note".to_owned(), HOSTILE.to_owned())],
            },
        ),
        sample("set-up", &SetUp { frame: public_frame("Set up your service"), form: Form::blank() }),
        sample("set-up-wrong", &SetUp { frame: public_frame("Set up your service"), form: weak }),
        sample("about", &about::page(public_frame("About Kith"), &[])),
        sample(
            "settings",
            &Settings {
                frame: frame("Settings"),
                store: vec![Row::new("Database", "SQLite"), Row::new("Audit entries chained", "1204")],
                address: vec![Row::new("Reached over https", "No")],
                no_post: None,
                held: 0,
                failing: Vec::new(),
            },
        ),
        sample(
            "settings-no-post",
            &Settings {
                frame: frame("Settings"),
                store: vec![Row::new("E-mail waiting to leave", "3")],
                address: vec![Row::new("E-mail leaves", "No: no mail server is set")],
                no_post: Some(3),
                held: 2,
                failing: vec![(
                    format!("The feed https://feeds.example.org/{HOSTILE} has not been read to its end for 3 nights."),
                    "/settings/directory-feeds/1".to_owned(),
                )],
            },
        ),
        sample("post", &Post { frame: public_frame("Caught post"), letters: vec![letter] }),
        sample("post-empty", &Post { frame: public_frame("Caught post"), letters: vec![] }),
        sample("error-not-found", &error(Problem::NotFound, None)),
        sample(
            "error-used",
            &ErrorPage {
                typed: vec![("note".to_owned(), HOSTILE.to_owned())],
                ..error(Problem::from(kith_app::Refusal::OtherRecord), None)
            },
        ),
        sample("error-not-for-you", &error(Problem::NotForYou, None)),
        sample("error-fault", &error(Problem::Fault, Some("01900000-0000-7000-8000-000000000000"))),
        sample("error-full", &waits(Problem::Full)),
        sample("error-broken", &waits(Problem::Broken)),
        sample("error-unknown", &waits(Problem::Unknown)),
        sample("error-busy", &waits(Problem::Busy)),
        sample("error-long", &error(Problem::Long, Some("01900000-0000-7000-8000-000000000000"))),
        sample("error-slow", &error(Problem::Slow, None)),
    ]
}
