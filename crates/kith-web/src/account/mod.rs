//! One's own account, for everybody: name, password, and where one is signed in. Ending a session takes one press.

pub(crate) mod factor;
pub(crate) mod password;
pub(crate) mod role;

use askama::Template;
use kith_app::accounts::{self, FactorState, OwnAccount};
use kith_app::permit;
use kith_app::store::Session;
use kith_domain::policy::act;
use kith_domain::time;

use crate::components::{Button, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// One of one's sessions.
pub(crate) struct SessionLine {
    pub(crate) device: String,
    pub(crate) when: String,
    pub(crate) is_this: bool,
    /// The form that ends it.
    pub(crate) end: Option<(String, Form)>,
}

#[derive(Template)]
#[template(path = "account/page.html")]
pub(crate) struct Account {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    pub(crate) name: Form,
    pub(crate) sessions: Vec<SessionLine>,
    pub(crate) end_others: Option<Form>,
}

impl Account {
    pub(crate) fn new(frame: Frame, it: &OwnAccount, name: Form, forms: impl Fn(&str) -> Form) -> Self {
        let account = &it.account.it;
        let roles: Vec<String> = it.standings.iter().map(|one| one.role.label().to_owned()).collect();
        let rows = vec![
            Row::new("E-mail address", account.email.as_str()),
            Row::new(if roles.len() == 1 { "Role" } else { "Roles" }, &roles.join(", ")),
            Row::new("Password", "••••••••").change("/account/password", "password"),
            Row::new(
                "Second factor",
                match it.factor {
                    FactorState::On { .. } => "On",
                    FactorState::Begun => "Begun, not on yet",
                    FactorState::Off => "Off",
                },
            )
            .change("/account/second-factor", "second factor"),
        ];
        let sessions: Vec<SessionLine> = it
            .sessions
            .iter()
            .map(|one| SessionLine {
                device: one.device.clone().unwrap_or_else(|| "A browser".to_owned()),
                when: format!(
                    "Since {}{}",
                    time::moment_in_words(one.began),
                    one.address.map_or_else(String::new, |address| format!(", from {address}"))
                ),
                is_this: one.is_this,
                end: one.id.filter(|_| !one.is_this).map(|id| {
                    let id = id.to_string();
                    (format!("/account/sessions/{id}/end"), forms(&id))
                }),
            })
            .collect();
        let end_others = (sessions.len() > 1).then(|| forms(OTHERS));
        let name = name.prefill("name", account.name.as_str());
        Self { frame, rows, name, sessions, end_others }
    }
}

/// What the form that ends all other sessions is about.
const OTHERS: &str = "others";
/// What the form for the name is about.
const NAME: &str = "name";

fn own(visit: &Visit) -> Result<OwnAccount, Problem> {
    let current = visit.staff()?.session.clone();
    visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_account::<act::SeeAccount>(ctx)?;
        accounts::see_own(look, ctx, &permit, &current)
    })
}

/// `GET /account`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let own = own(visit)?;
    let name = visit.form(NAME).carrying(VERSION, &own.account.version.to_string());
    Reply::page(&Account::new(visit.frame("Your account", None), &own, name, |record| visit.fresh_form(record)))
}

/// `POST /account/name`.
pub(crate) fn rename(visit: &Visit) -> Result<Reply, Problem> {
    let name = visit.field("name");
    let done = visit.submit_about_accounts::<act::ChangeAccount>(NAME, move |work, ctx| {
        let permit = permit::own_account::<act::ChangeAccount>(ctx)?;
        accounts::rename(work, ctx, &permit, &name)?;
        Ok("/account?said=renamed".to_owned())
    });
    match done {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(NAME);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let frame = Frame { error_title: true, ..visit.frame("Your account", None) };
            Reply::again(&Account::new(frame, &own(visit)?, form, |record| visit.fresh_form(record)))
        }
    }
}

/// `POST /account/sessions/{id}/end`.
pub(crate) fn end_session(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Session>("id")?;
    let done = visit.submit_about_accounts::<act::EndSession>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_account::<act::EndSession>(ctx)?;
        accounts::end_session(work, ctx, &permit, id)?;
        Ok("/account?said=session-ended".to_owned())
    })?;
    Ok(Reply::see(done.to))
}

/// `POST /account/sessions/end-others`.
pub(crate) fn end_others(visit: &Visit) -> Result<Reply, Problem> {
    let current = visit.staff()?.session.clone();
    let done = visit.submit_about_accounts::<act::EndSession>(OTHERS, move |work, ctx| {
        let permit = permit::own_account::<act::EndSession>(ctx)?;
        accounts::end_other_sessions(work, ctx, &permit, &current)?;
        Ok("/account?said=sessions-ended".to_owned())
    })?;
    Ok(Reply::see(done.to))
}
