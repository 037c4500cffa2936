//! The second step of signing in: a code from the app, or a recovery code; and, at the first sign-in of a real store,
//! setting the app up.

use askama::Template;
use kith_app::Refusal;
use kith_app::accounts::{self, Enrolment, Half, Stage};

use super::{is_here, refuse_plain_http};
use crate::components::{Button, Form, Frame, Qr};
use crate::error::Problem;
use crate::reply::Reply;
use crate::session;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "sign_in/code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) next: String,
}

/// Whoever has given their password, and must give a code or set their app up.
fn half(visit: &Visit, stage: Stage) -> Result<Half, Reply> {
    match &visit.half {
        Some(half) if half.stage == stage => Ok(half.clone()),
        Some(half) => Err(Reply::see(next_step(half.stage, ""))),
        None => Err(Reply::see("/sign-in")),
    }
}

/// The address of the step that a sign-in still needs.
pub(crate) fn next_step(stage: Stage, next: &str) -> String {
    let page = match stage {
        Stage::Code => "/sign-in/code",
        Stage::Enrol => "/sign-in/second-factor",
    };
    if is_here(next) { format!("{page}?next={}", crate::request::encode(next)) } else { page.to_owned() }
}

/// `GET /sign-in/code`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["next"])?;
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    if let Err(elsewhere) = half(visit, Stage::Code) {
        return Ok(elsewhere);
    }
    let next = visit.query("next")?.unwrap_or_default().to_owned();
    Reply::page(&CodePage { frame: visit.frame(TITLE, None), form: Form::blank(), next })
}

const TITLE: &str = "Enter your code";

/// `POST /sign-in/code`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let half = match half(visit, Stage::Code) {
        Ok(half) => half,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let next = visit.field("next");
    match accounts::complete(&visit.site.app, &half, &visit.field("code"), &visit.whence()) {
        Ok(token) => {
            let to = super::whither(&visit.site.app, &token, &next)?;
            Ok(Reply::See { to, cookie: Some(session::begin(&visit.site, token.as_str())), forget: false })
        }
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = Form::blank();
            explain(&mut form, &refusal);
            let frame = Frame { error_title: true, ..visit.frame(TITLE, None) };
            Reply::again(&CodePage { frame, form, next })
        }
        Err(refusal) => Err(refusal.into()),
    }
}

#[derive(Template)]
#[template(path = "sign_in/enrol.html")]
pub(crate) struct EnrolPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    /// Where the first code goes.
    pub(crate) to: &'static str,
    /// Whether it is a step of signing in.
    pub(crate) is_first: bool,
    pub(crate) secret: String,
    pub(crate) uri: String,
    pub(crate) qr: Option<Qr>,
}

impl EnrolPage {
    pub(crate) fn new(frame: Frame, it: &Enrolment, to: &'static str, is_first: bool, form: Form) -> Self {
        let groups: Vec<String> =
            it.secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        let qr = Qr::of(&it.uri, "QR code for your authenticator app; the key in letters stands below");
        Self { frame, form, to, is_first, secret: groups.join(" "), uri: it.uri.clone(), qr }
    }
}

const ENROL: &str = "/sign-in/second-factor";
const ENROL_TITLE: &str = "Set up your second factor";

/// `GET /sign-in/second-factor`.
pub(crate) fn show_enrol(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["next"])?;
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let half = match half(visit, Stage::Enrol) {
        Ok(half) => half,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let it = accounts::enrolment_of(&visit.site.app, &half)?;
    Reply::page(&EnrolPage::new(visit.frame(ENROL_TITLE, None), &it, ENROL, true, Form::blank()))
}

/// `POST /sign-in/second-factor`.
pub(crate) fn take_enrol(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let half = match half(visit, Stage::Enrol) {
        Ok(half) => half,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match accounts::enrol_and_complete(&visit.site.app, &half, &visit.field("code"), &visit.whence()) {
        Ok((token, codes)) => {
            let onward = super::whither(&visit.site.app, &token, "")?;
            let page = CodesPage { frame: visit.frame(CODES_TITLE, None), codes: codes.lines().to_vec(), onward };
            Ok(Reply::page(&page)?.with_cookie(session::begin(&visit.site, token.as_str())))
        }
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = Form::blank();
            explain(&mut form, &refusal);
            let it = accounts::enrolment_of(&visit.site.app, &half)?;
            let frame = Frame { error_title: true, ..visit.frame(ENROL_TITLE, None) };
            Reply::again(&EnrolPage::new(frame, &it, ENROL, true, form))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "sign_in/codes.html")]
pub(crate) struct CodesPage {
    pub(crate) frame: Frame,
    pub(crate) codes: Vec<String>,
    pub(crate) onward: String,
}

pub(crate) const CODES_TITLE: &str = "Your recovery codes";
