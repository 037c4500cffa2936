//! Pages about accounts and roles.

use jiff::Timestamp;
use kith_app::accounts::{Offer, OwnAccount, OwnSession};
use kith_app::roles::{List, OneRole, Wanted, Who};
use kith_app::store::{Kept, Page, RoleLine};
use kith_domain::id::Id;
use kith_domain::invitation::{Invitation, Invited};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::{Account, Role, Standing};
use kith_domain::text::Line;
use uuid::Uuid;

use super::{HOSTILE, Sample, frame, public_frame, sample};
use crate::account::Account as AccountPage;
use crate::account::password::Password;
use crate::components::{Form, Frame};
use crate::confirm::Confirm;
use crate::join::Join;
use crate::reset::{Ask, Reset};
use crate::roles::change::ChangePage;
use crate::roles::invite::InvitePage;
use crate::roles::leave::LeavePage;
use crate::roles::{ListPage, ShowPage};

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_795_521_600 + minutes * 60).unwrap()
}

fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1_795_521_600_000, [n; 10])
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn account() -> Account {
    Account { id: id(1), email: line("amina@example.org"), name: line("Amina Yusuf"), password: None, disabled: None }
}

fn standing(n: u8, role: Role, ended: Option<Timestamp>) -> Standing {
    Standing {
        id: id(n),
        account: id(1),
        role,
        service: Some(id(9)),
        practice: None,
        organisation: None,
        name: line("Amina Yusuf"),
        ended,
    }
}

fn practice() -> Practice {
    Practice { id: id(5), ods_code: OdsCode::parse("A99101").unwrap(), name: line("Harbour Lane Surgery"), email: None }
}

fn session(n: u8, device: &str) -> OwnSession {
    OwnSession {
        id: Some(id(n)),
        device: Some(device.to_owned()),
        address: Some("198.51.100.7".parse().unwrap()),
        began: at(i64::from(n)),
        seen: at(90),
        is_this: n == 1,
    }
}

fn own(sessions: Vec<OwnSession>) -> OwnAccount {
    OwnAccount {
        account: Kept { version: 3, it: account() },
        standings: vec![standing(2, Role::LinkWorker, None)],
        sessions,
    }
}

fn role_line(n: u8, name: &str, role: Role, practice: Option<&str>, ended: Option<Timestamp>) -> RoleLine {
    RoleLine {
        id: id(n),
        account: id(n),
        role,
        name: line(name),
        email: line("somebody@example.org"),
        practice: practice.map(str::to_owned),
        ended,
    }
}

fn invitation(name: &str, made: Timestamp) -> Invitation {
    let whom = Invited { email: line("ben@example.org"), name: line(name), role: Role::TeamLead, practice: None };
    Invitation::send(id(7), id(9), whom, String::new(), Some(id(1)), made).0
}

fn list(lines: Vec<RoleLine>, invited: Vec<Invitation>) -> List {
    let next = (lines.len() > 2).then(|| ("harbour".to_owned(), Uuid::from_u128(7)));
    List { page: Page { lines, next }, invited }
}

fn one(role: Role, ended: Option<Timestamp>, open_cases: i64) -> OneRole {
    OneRole {
        standing: standing(2, role, ended),
        version: 1,
        account: account(),
        practice: None,
        others: vec![standing(3, Role::TeamLead, Some(at(-9000)))],
        history: vec![
            ("standing.given".to_owned(), at(-9000), Some(HOSTILE.to_owned())),
            ("standing.renamed".to_owned(), at(-4000), None),
        ],
        open_cases,
        was_used: true,
    }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0123456789abcdef")
}

fn wrong(field: &str, message: &str) -> Form {
    let mut form = Form::typed([("name".to_owned(), HOSTILE.to_owned())]).carrying("nonce", "0123456789abcdef");
    form.problem(field, message);
    form
}

fn error(title: &str) -> Frame {
    Frame { error_title: true, ..frame(title) }
}

pub(super) fn samples() -> Vec<Sample> {
    let offer = |has_account| Offer {
        service: "Harbour social prescribing".to_owned(),
        role: Role::Practice,
        practice: Some("Harbour Lane Surgery".to_owned()),
        email: "ben@example.org".to_owned(),
        name: HOSTILE.to_owned(),
        has_account,
    };
    let forms = |_: &str| form();
    let two = vec![session(1, "Firefox on Linux"), session(2, "Safari on iPhone")];
    let lines = vec![
        role_line(2, "Amina Yusuf", Role::LinkWorker, None, None),
        role_line(3, HOSTILE, Role::Practice, Some("Harbour Lane Surgery"), None),
        role_line(4, "Kit Marlowe", Role::TeamLead, None, Some(at(0))),
    ];
    let everybody = Wanted { words: HOSTILE.to_owned(), who: Who::Everybody, ..Wanted::default() };
    let invited = vec![invitation("Ben Carter", at(0)), invitation(HOSTILE, at(-9000))];
    let typed = vec![("role".to_owned(), "team_lead".to_owned()), ("words".to_owned(), HOSTILE.to_owned())];
    let confirm = |form: Form, demo, typed| Confirm {
        frame: frame("Confirm that it is you"),
        form,
        to: "/people-and-roles/1/change".to_owned(),
        typed,
        demo,
    };
    vec![
        sample("account", &AccountPage::new(frame("Your account"), &own(two), form(), forms)),
        sample(
            "account-wrong",
            &AccountPage::new(
                error("Your account"),
                &own(vec![session(1, "Firefox on Linux")]),
                wrong("name", "Enter your name, as your colleagues know it."),
                forms,
            ),
        ),
        sample("account-password", &Password { frame: frame("Change your password"), form: form() }),
        sample(
            "account-password-wrong",
            &Password {
                frame: error("Change your password"),
                form: wrong("password-now", "This is not your password. Check it and try again."),
            },
        ),
        sample("confirm", &confirm(Form::blank(), false, typed.clone())),
        sample(
            "confirm-wrong",
            &confirm(wrong("password-confirm", "This is not your password. Check it and try again."), false, typed),
        ),
        sample("confirm-demo", &confirm(Form::blank(), true, vec![])),
        sample("join", &Join::new(public_frame("You are invited to Kith"), &offer(false), Form::blank())),
        sample("join-known", &Join::new(public_frame("You are invited to Kith"), &offer(true), Form::blank())),
        sample(
            "join-wrong",
            &Join::new(
                Frame { error_title: true, ..public_frame("You are invited to Kith") },
                &offer(false),
                wrong("password", "Choose a password of 12 to 256 characters."),
            ),
        ),
        sample(
            "forgotten",
            &Ask { frame: public_frame("I have forgotten my password"), form: Form::blank(), done: false },
        ),
        sample("forgotten-done", &Ask { frame: public_frame("Look at your e-mail"), form: Form::blank(), done: true }),
        sample("reset", &Reset { frame: public_frame("Choose a new password"), form: Form::blank() }),
        sample("roles", &ListPage::new(frame("People and roles"), &list(lines, invited), &everybody, forms, at(0))),
        sample(
            "roles-empty",
            &ListPage::new(frame("People and roles"), &list(vec![], vec![]), &Wanted::default(), forms, at(0)),
        ),
        sample("role", &ShowPage::new(frame("Amina Yusuf"), &one(Role::LinkWorker, None, 12), false)),
        sample("role-oneself", &ShowPage::new(frame("Amina Yusuf"), &one(Role::ServiceManager, None, 0), true)),
        sample("role-ended", &ShowPage::new(frame("Amina Yusuf"), &one(Role::LinkWorker, Some(at(0)), 0), false)),
        sample("role-invite", &InvitePage::new(frame("Invite somebody"), &[practice()], form())),
        sample(
            "role-invite-wrong",
            &InvitePage::new(error("Invite somebody"), &[], wrong("email", "Enter their e-mail address.")),
        ),
        sample(
            "role-change",
            &ChangePage::new(frame("Change the role of Amina Yusuf"), &one(Role::LinkWorker, None, 1), form()),
        ),
        sample(
            "role-leave",
            &LeavePage::new(frame("Amina Yusuf is leaving"), &one(Role::LinkWorker, None, 12), true, form()),
        ),
        sample(
            "role-left",
            &LeavePage::new(frame("Amina Yusuf is leaving"), &one(Role::LinkWorker, Some(at(0)), 0), false, form()),
        ),
    ]
}
