//! Refer: who, why, and what the person was told.

use askama::Template;
use kith_app::{permit, referring};
use kith_domain::nhs_number::NumberMissing;
use kith_domain::person::BornMissing;
use kith_domain::policy::act;
use kith_domain::referral::ToldAnswer;

use crate::components::{Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "refer/page.html")]
pub(crate) struct Refer {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) missing: Vec<Choice>,
    /// Why a date of birth is not known.
    pub(crate) born_missing: Vec<Choice>,
    pub(crate) told: Vec<Choice>,
    pub(crate) duplicate: Vec<Choice>,
    pub(crate) phone: Option<String>,
}

/// The record that the form is drawn for: a person who is not there yet.
const NEW: &str = "new";

/// The form.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::Refer>(ctx).map(drop))?;
    Reply::page(&page(visit, visit.form(NEW)))
}

pub(crate) fn page(visit: &Visit, form: Form) -> Refer {
    let mut frame = visit.frame("Refer somebody", Some("/refer"));
    frame.error_title = !form.is_fine();
    Refer {
        frame,
        phone: visit
            .who
            .as_ref()
            .and_then(|who| who.service.as_ref())
            .and_then(|service| service.phone.as_ref())
            .map(ToString::to_string),
        ..blank(form)
    }
}

/// Why a date of birth is not known, as every form asks it.
pub(crate) fn born_missing() -> Vec<Choice> {
    BornMissing::ALL.iter().map(|why| Choice::new(why.code(), why.label())).collect()
}

/// The page without what depends on who looks at it.
pub(crate) fn blank(form: Form) -> Refer {
    let missing: Vec<(&str, &str)> = NumberMissing::ALL.iter().map(|why| (why.code(), why.label())).collect();
    let told: Vec<(&str, &str)> = ToldAnswer::ALL.iter().map(|answer| (answer.code(), answer.label())).collect();
    Refer {
        frame: Frame::default(),
        form,
        missing: Choice::list(&missing),
        born_missing: born_missing(),
        told: Choice::list(&told),
        duplicate: Choice::list(&[("yes", "This is a new referral")]),
        phone: None,
    }
}

/// Takes the form.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let input = referring::Input {
        nhs_number: visit.field("nhs_number"),
        number_missing: visit.field("number_missing"),
        family_name: visit.field("family_name"),
        given_names: visit.field("given_names"),
        preferred_name: visit.field("preferred_name"),
        born: (visit.field("born-day"), visit.field("born-month"), visit.field("born-year")),
        born_missing: visit.field("born_missing"),
        phone: visit.field("phone"),
        reason: visit.field("reason"),
        told: visit.field("told"),
        told_words: visit.field("told_words"),
        not_a_duplicate: visit.field("not_a_duplicate") == "yes",
    };
    let result = visit.submit::<act::Refer>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::Refer>(ctx)?;
        let referral = referring::refer(work, ctx, &permit, &input)?;
        Ok(format!("/my-referrals/{referral}?received=yes"))
    });
    match result {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(NEW);
            if explain(&mut form, &refusal) { Reply::again(&page(visit, form)) } else { Err(refusal.into()) }
        }
    }
}
