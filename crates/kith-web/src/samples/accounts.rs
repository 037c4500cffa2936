//! Pages about accounts and roles.

use jiff::Timestamp;
use kith_app::accounts::{Enrolment, FactorState, Offer, OwnAccount, OwnRole, OwnSession, Rule};
use kith_app::lost::LostRecord;
use kith_app::roles::{Colleagues, List, OneRole, Wanted, Who};
use kith_app::store::{Kept, Page, RoleLine};
use kith_domain::id::Id;
use kith_domain::invitation::{Invitation, Invited};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::{Account, Role, Standing};
use kith_domain::support::Cover;
use kith_domain::text::Line;
use uuid::Uuid;

use super::{HOSTILE, Sample, frame, public_frame, sample};
use crate::account::Account as AccountPage;
use crate::account::factor::Factor;
use crate::account::password::Password;
use crate::account::role::Roles;
use crate::colleagues::Page as ColleaguesPage;
use crate::components::{Form, Frame};
use crate::confirm::Confirm;
use crate::join::Join;
use crate::lost::{ListPage as LostPage, NamePage};
use crate::reset::{Ask, Reset};
use crate::roles::change::ChangePage;
use crate::roles::invite::InvitePage;
use crate::roles::leave::LeavePage;
use crate::roles::reset_factor::ResetPage;
use crate::roles::{ListPage, ShowPage};
use crate::sign_in::code::{CodePage, CodesPage, EnrolPage};

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

pub(super) fn practice() -> Practice {
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
        factor: FactorState::On { since: at(0), codes: 9 },
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
        practice_id: None,
        ended,
    }
}

fn invitation(name: &str, made: Timestamp) -> Invitation {
    let whom = Invited {
        email: line("ben@example.org"),
        name: line(name),
        role: Role::TeamLead,
        practice: None,
        organisation: None,
    };
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
        is_last_lead: role == Role::TeamLead && ended.is_none(),
        leaves_no_lead: role == Role::TeamLead && ended.is_none(),
        covers: Vec::new(),
        was_used: true,
        has_factor: role != Role::ServiceManager,
    }
}

/// Somebody who covers and is covered.
fn covering(mut it: OneRole) -> OneRole {
    let cover = |worker, by| Cover {
        id: id(31),
        service: id(7),
        worker,
        by,
        from: jiff::civil::date(2026, 11, 27),
        until: jiff::civil::date(2026, 12, 4),
        note: None,
        set_by: id(1),
        set: at(0),
        ended: None,
    };
    it.covers =
        vec![(cover(id(1), it.account.id), HOSTILE.to_owned()), (cover(it.account.id, id(1)), "Ben Carter".to_owned())];
    it
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0123456789abcdef")
}

fn wrong(field: &str, message: &str) -> Form {
    let mut form = Form::typed([("name".to_owned(), HOSTILE.to_owned())]).carrying("nonce", "0123456789abcdef");
    form.problem(field, message);
    form
}

fn second_factor() -> Vec<Sample> {
    let it = Enrolment {
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        uri: "otpauth://totp/Kith:amina%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kith".to_owned(),
    };
    let first = "/sign-in/second-factor";
    let own = |role, place: &str, is_this| OwnRole { id: id(2), role, place: place.to_owned(), is_this };
    let factor = |state, rule| Factor::new(frame("Your second factor"), state, rule, form());
    let reset = |has_factor| ResetPage {
        frame: frame("Reset the second factor of Amina Yusuf"),
        form: form(),
        back: "/people-and-roles/1".to_owned(),
        has_factor,
    };
    vec![
        sample(
            "sign-in-code",
            &CodePage { frame: public_frame("Enter your code"), form: Form::blank(), next: "/today".to_owned() },
        ),
        sample(
            "sign-in-code-wrong",
            &CodePage {
                frame: Frame { error_title: true, ..public_frame("Enter your code") },
                form: wrong("code", "This code is not right."),
                next: HOSTILE.to_owned(),
            },
        ),
        sample("factor-enrol", &EnrolPage::new(public_frame("Set up your second factor"), &it, first, true, form())),
        sample(
            "factor-enrol-wrong",
            &EnrolPage::new(
                error("Set up your second factor"),
                &it,
                first,
                false,
                wrong("code", "This code is not right."),
            ),
        ),
        sample(
            "factor-codes",
            &CodesPage {
                frame: frame("Your recovery codes"),
                codes: (0..10).map(|n| format!("abcd-efgh-ijkl-mno{}", n % 6 + 2)).collect(),
                onward: "/today".to_owned(),
            },
        ),
        sample("factor-on", &factor(FactorState::On { since: at(0), codes: 1 }, Rule::Compulsory)),
        sample("factor-on-demo", &factor(FactorState::On { since: at(0), codes: 10 }, Rule::Optional)),
        sample("factor-off", &factor(FactorState::Off, Rule::Optional)),
        sample("factor-reset", &reset(true)),
        sample("factor-reset-none", &reset(false)),
        sample(
            "choose-role",
            &Roles::new(
                Frame { can_change_role: true, ..frame("In which role do you act now?") },
                &[own(Role::LinkWorker, "Harbour social prescribing", true), own(Role::Practice, HOSTILE, false)],
                "/today".to_owned(),
                form(),
            ),
        ),
    ]
}

fn error(title: &str) -> Frame {
    Frame { error_title: true, ..frame(title) }
}

fn lost() -> LostRecord {
    LostRecord { person: id(6), version: 3, since: at(0), named: vec!["Amina Yusuf".to_owned(), HOSTILE.to_owned()] }
}

fn colleagues(frame: Frame, invited: Vec<Invitation>, form: Form) -> ColleaguesPage {
    let here = vec![role_line(3, HOSTILE, Role::Practice, None, None)];
    let it = Colleagues { practice: practice(), here, invited };
    ColleaguesPage::new(frame, &it, form, |_| self::form(), at(0), |it| it.name.as_str() == "Ben Carter")
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
    let could_be = [(id(4), "Kit Marlowe, team lead".to_owned()), (id(5), HOSTILE.to_owned())];
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
    let mut all = vec![
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
        sample(
            "roles",
            &ListPage::new(frame("People and roles"), &list(lines, invited.clone()), &everybody, forms, at(0), |_| {
                true
            }),
        ),
        sample(
            "roles-for-lead",
            &ListPage::new(
                frame("People and roles"),
                &list(vec![], invited.clone()),
                &Wanted::default(),
                forms,
                at(0),
                |_| false,
            ),
        ),
        sample("colleagues", &colleagues(frame("Colleagues at your practice"), invited.clone(), form())),
        sample(
            "colleagues-wrong",
            &colleagues(
                error("Colleagues at your practice"),
                vec![],
                wrong("email", "Enter an e-mail address, like name@example.org."),
            ),
        ),
        sample(
            "roles-empty",
            &ListPage::new(frame("People and roles"), &list(vec![], vec![]), &Wanted::default(), forms, at(0), |_| {
                true
            }),
        ),
        sample(
            "role",
            &ShowPage::new(frame("Amina Yusuf"), &one(Role::LinkWorker, None, 12), Role::ServiceManager, false),
        ),
        sample(
            "role-oneself",
            &ShowPage::new(frame("Amina Yusuf"), &one(Role::ServiceManager, None, 0), Role::ServiceManager, true),
        ),
        sample(
            "role-ended",
            &ShowPage::new(frame("Amina Yusuf"), &one(Role::LinkWorker, Some(at(0)), 0), Role::Administrator, false),
        ),
        sample("lost", &LostPage::new(frame("Records that nobody can open"), &[lost()])),
        sample("lost-none", &LostPage::new(frame("Records that nobody can open"), &[])),
        sample("lost-name", &NamePage::new(frame("Name new people"), &lost(), &could_be, form())),
        sample(
            "lost-name-wrong",
            &NamePage::new(
                error("Name new people"),
                &lost(),
                &could_be,
                wrong("named", "Name at least two people, so that the record is not lost when one of them leaves."),
            ),
        ),
        sample("role-invite", &InvitePage::new(frame("Invite somebody"), Role::ServiceManager, &[practice()], form())),
        sample(
            "role-invite-wrong",
            &InvitePage::new(
                error("Invite somebody"),
                Role::TeamLead,
                &[],
                wrong("email", "Enter their e-mail address."),
            ),
        ),
        sample(
            "role-change",
            &ChangePage::new(frame("Change the role of Amina Yusuf"), &one(Role::LinkWorker, None, 1), form()),
        ),
        sample(
            "role-leave-last-lead",
            &LeavePage::new(
                frame("Amina Yusuf is leaving"),
                &covering(one(Role::TeamLead, None, 0)),
                true,
                wrong(
                    "no_lead",
                    "This service would have no team lead. Tick that you know what this means, or invite another first.",
                ),
            ),
        ),
        sample(
            "role-leave",
            &LeavePage::new(frame("Amina Yusuf is leaving"), &one(Role::LinkWorker, None, 12), true, form()),
        ),
        sample(
            "role-left",
            &LeavePage::new(frame("Amina Yusuf is leaving"), &one(Role::LinkWorker, Some(at(0)), 0), false, form()),
        ),
    ];
    all.extend(second_factor());
    all
}
