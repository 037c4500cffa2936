//! Who else refers for one's own practice, and inviting them: for somebody at a practice.

use askama::Template;
use kith_app::permit;
use kith_app::roles::{self, Colleagues};
use kith_domain::invitation::Invitation;
use kith_domain::policy::act;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::hand_over::delivery;
use crate::reply::Reply;
use crate::roles::invite::{invited, said_of};
use crate::roles::{Guest, guest};
use crate::visit::{Visit, explain};

/// Where this page is.
pub(crate) const HERE: &str = "/colleagues";

#[derive(Template)]
#[template(path = "colleagues/page.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    practice: String,
    /// Names and addresses.
    here: Vec<(String, String)>,
    guests: Vec<Guest>,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        it: &Colleagues,
        form: Form,
        forms: impl Fn(&str) -> Form,
        now: jiff::Timestamp,
        settles: impl Fn(&Invitation) -> bool,
    ) -> Self {
        Self {
            practice: it.practice.name.to_string(),
            here: it.here.iter().map(|line| (line.name.to_string(), line.email.to_string())).collect(),
            guests: it.invited.iter().map(|one| guest(one, &forms, now, settles(one), frame.by_hand)).collect(),
            frame,
            form,
        }
    }
}

/// What the form is about.
const RECORD: &str = "colleague";

fn page(visit: &Visit, form: Form) -> Result<Page, Problem> {
    let it = visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_service::<act::InviteColleague>(ctx)?;
        roles::colleagues(look, ctx, &permit)
    })?;
    let own = visit.staff()?.staff.account;
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("Colleagues at your practice", None) };
    let settles = |it: &Invitation| it.by == Some(own);
    Ok(Page::new(frame, &it, form, |record| visit.fresh_form(record), visit.site.app.now(), settles))
}

/// `GET /colleagues`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(RECORD))?)
}

/// `POST /colleagues`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let (name, email) = (visit.field("name"), visit.field("email"));
    let delivery = delivery(visit, || {
        visit.read_about_accounts(|_, ctx| permit::own_service::<act::InviteColleague>(ctx).map(drop))
    })?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "invited"));
    let done = visit.submit_about_accounts::<act::InviteColleague>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::InviteColleague>(ctx)?;
        roles::invite_colleague(work, ctx, &permit, (&name, &email), &how)?;
        Ok(format!("{HERE}?said={said}"))
    });
    match done {
        Ok(led) => invited(visit, &led, &delivery, (&visit.field("name"), &visit.field("email"))),
        Err(refusal) => {
            let mut form = visit.form(RECORD);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, form)?)
        }
    }
}
