//! Pages about e-mail: links that are handed over where there is no mail server, and what is held after a restore.

use jiff::Timestamp;
use kith_app::roles::Colleagues;
use kith_app::store::Letter;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::Role;
use kith_domain::text::Line;
use uuid::Uuid;

use super::{HOSTILE, Sample, frame, public_frame, sample};
use crate::colleagues::Page as ColleaguesPage;
use crate::components::{Form, Frame};
use crate::hand_over::HandOver;
use crate::reset::Ask;
use crate::roles::invite::InvitePage;
use crate::settings::held::HeldPage;

fn by_hand(title: &str) -> Frame {
    Frame { by_hand: true, ..frame(title) }
}

fn letter(n: u8, kind: &str, recipient: &str) -> Letter {
    let at = Timestamp::from_second(1_795_521_600 + i64::from(n) * 60).unwrap();
    let id = Uuid::from_bytes([n; 16]);
    Letter { recipient: recipient.to_owned(), ..Letter::blank(id, id, kind, at) }
}

pub(super) fn samples() -> Vec<Sample> {
    let link = |path: &str| format!("https://kith.example.org/{path}/{}", "0123456789abcdef".repeat(4));
    let hand_over = |whom: String, link: String| HandOver {
        frame: by_hand("Hand over the invitation"),
        whom,
        link,
        works: "It works once, for 72 hours. With it they choose their own password.".to_owned(),
        lost: "If it is lost, or gets into other hands, withdraw the invitation or make a new link: the old one ends.",
        on: "/people-and-roles".to_owned(),
    };
    let letters = [
        letter(1, "invitation", "rowan@example.org"),
        letter(2, "message-back", "surgery@example.org"),
        letter(3, "concern", ""),
        letter(4, "request", HOSTILE),
    ];
    let mut none = Form::blank();
    none.problem("which", "Choose at least one e-mail.");
    let practice = Practice {
        id: kith_domain::id::Id::from_parts(1, [4; 10]),
        ods_code: OdsCode::parse("A81001").unwrap(),
        name: Line::new("Harbour Lane Surgery").unwrap(),
        email: None,
    };
    let colleagues = Colleagues { practice: practice.clone(), here: Vec::new(), invited: Vec::new() };
    let now = Timestamp::from_second(1_795_521_600).unwrap();
    vec![
        sample(
            "hand-over",
            &hand_over("Hand this link to Rowan Ash (rowan@example.org) yourself.".to_owned(), link("join")),
        ),
        sample("hand-over-hostile", &hand_over(format!("Hand this link to {HOSTILE} yourself."), link("join"))),
        sample(
            "role-invite-by-hand",
            &InvitePage::new(by_hand("Invite somebody"), Role::ServiceManager, &[practice], Form::blank()),
        ),
        sample(
            "colleagues-by-hand",
            &ColleaguesPage::new(
                by_hand("Colleagues at your practice"),
                &colleagues,
                Form::blank(),
                |_| Form::blank(),
                now,
                |_| true,
            ),
        ),
        sample(
            "forgotten-by-hand",
            &Ask {
                frame: Frame { by_hand: true, ..public_frame("I have forgotten my password") },
                form: Form::blank(),
                done: false,
            },
        ),
        sample("held", &HeldPage::new(frame("E-mail held after a restore"), &letters, Form::blank())),
        sample(
            "held-wrong",
            &HeldPage::new(Frame { error_title: true, ..frame("E-mail held after a restore") }, &letters, none),
        ),
        sample("held-none", &HeldPage::new(frame("E-mail held after a restore"), &[], Form::blank())),
    ]
}

#[test]
fn pages_about_e_mail_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
