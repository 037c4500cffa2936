//! One's own second factor: on, off, another app, new recovery codes.

use askama::Template;
use kith_app::accounts::{self, FactorState, Rule};
use kith_app::{Refusal, permit};
use kith_domain::policy::act;
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::sign_in::code::{CODES_TITLE, CodesPage, EnrolPage};
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "account/factor.html")]
pub(crate) struct Factor {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) state: FactorState,
    pub(crate) since: String,
    pub(crate) is_compulsory: bool,
}

impl Factor {
    pub(crate) fn new(frame: Frame, state: FactorState, rule: Rule, form: Form) -> Self {
        let since = match state {
            FactorState::On { since, .. } => time::day_in_words(time::day_of(since)),
            _ => String::new(),
        };
        Self { frame, form, state, since, is_compulsory: rule == Rule::Compulsory }
    }

    fn codes(&self) -> String {
        match self.state {
            FactorState::On { codes: 1, .. } => "1 recovery code is left.".to_owned(),
            FactorState::On { codes, .. } => format!("{codes} recovery codes are left."),
            _ => String::new(),
        }
    }

    fn is_on(&self) -> bool {
        matches!(self.state, FactorState::On { .. })
    }
}

/// What these forms are about.
const RECORD: &str = "second-factor";
const TITLE: &str = "Your second factor";
const ENROL: &str = "/account/second-factor/confirm";

/// `GET /account/second-factor`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    page(visit, Form::blank())
}

fn page(visit: &Visit, wrong: Form) -> Result<Reply, Problem> {
    let (state, enrolment) = visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_account::<act::ChangeAccount>(ctx)?;
        accounts::see_factor(look, &permit)
    })?;
    let error_title = !wrong.is_fine();
    let frame = Frame { error_title, ..visit.frame(TITLE, None) };
    if let Some(it) = enrolment {
        let frame = Frame { title: "Set up your second factor".to_owned(), ..frame };
        let page = EnrolPage::new(frame, &it, ENROL, false, wrong);
        return if error_title { Reply::again(&page) } else { Reply::page(&page) };
    }
    Reply::page(&Factor::new(frame, state, visit.site.settings.second_factor, visit.fresh_form(RECORD)))
}

/// `POST /account/second-factor`: begins.
pub(crate) fn begin(visit: &Visit) -> Result<Reply, Problem> {
    let done = visit.submit_about_accounts::<act::ChangeAccount>(RECORD, |work, ctx| {
        let permit = permit::own_account::<act::ChangeAccount>(ctx)?;
        accounts::begin_factor(work, ctx, &permit)?;
        Ok("/account/second-factor".to_owned())
    })?;
    Ok(Reply::see(done.to))
}

/// `POST /account/second-factor/confirm`: the first right code.
pub(crate) fn confirm(visit: &Visit) -> Result<Reply, Problem> {
    let who = visit.staff()?;
    match accounts::turn_on_factor(&visit.site.app, who, &visit.field("code"), &visit.whence()) {
        Ok(codes) => codes_page(visit, &codes),
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = Form::blank();
            explain(&mut form, &refusal);
            page(visit, form)
        }
        // Sent twice: it is on already.
        Err(Refusal::Hidden) => Ok(Reply::see("/account/second-factor")),
        Err(refusal) => Err(refusal.into()),
    }
}

fn codes_page(visit: &Visit, codes: &accounts::Codes) -> Result<Reply, Problem> {
    let onward = "/account/second-factor".to_owned();
    Reply::page(&CodesPage { frame: visit.frame(CODES_TITLE, None), codes: codes.lines().to_vec(), onward })
}

/// `POST /account/recovery-codes`.
pub(crate) fn renew_codes(visit: &Visit) -> Result<Reply, Problem> {
    visit.belongs_to(RECORD)?;
    let fresh = visit.fresh()?;
    let codes = accounts::renew_codes(&visit.site.app, visit.staff()?, &fresh)?;
    codes_page(visit, &codes)
}

/// `POST /account/second-factor/remove`: off, or begun anew with another app where it is compulsory.
pub(crate) fn remove(visit: &Visit) -> Result<Reply, Problem> {
    visit.belongs_to(RECORD)?;
    let fresh = visit.fresh()?;
    let rule = visit.site.settings.second_factor;
    let done = visit.submit_about_accounts::<act::ChangeAccount>(RECORD, move |work, ctx| {
        let permit = permit::own_account::<act::ChangeAccount>(ctx)?;
        accounts::remove_factor(work, ctx, &permit, &fresh)?;
        if rule == Rule::Compulsory {
            accounts::begin_factor(work, ctx, &permit)?;
        }
        Ok("/account/second-factor?said=factor-removed".to_owned())
    })?;
    Ok(Reply::see(done.to))
}
