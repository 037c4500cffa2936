//! Settings of a service's post: from when silence is a task, and which addresses may be sent text.

use askama::Template;
use kith_app::{Refusal, permit, post_rules};
use kith_domain::policy::act;
use kith_domain::post_rules::PostRules;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::people::overtaken;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "settings/post.html")]
pub(crate) struct PostPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// The form is for the service as a whole, and no one record of it.
const RECORD: &str = "";

fn read(visit: &Visit) -> Result<(i64, PostRules), Problem> {
    let kept = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ChangePostRules>(ctx)?;
        post_rules::read(look, &permit)
    })?;
    Ok((kept.version, kept.it))
}

fn draw(visit: &Visit, form: Form) -> PostPage {
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("E-mail and waiting", Some("/settings")) };
    PostPage { frame, form }
}

/// The form with what holds now.
pub(crate) fn filled(form: Form, version: i64, rules: &PostRules) -> Form {
    let secure: Vec<&str> = rules.secure.iter().map(kith_domain::text::Line::as_str).collect();
    form.carrying(VERSION, &version.to_string())
        .prefill("silence_days", &rules.silence_days.to_string())
        .prefill("secure", &secure.join("\n"))
}

/// `GET /settings/post`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let (version, rules) = read(visit)?;
    Reply::page(&draw(visit, filled(visit.form(RECORD), version, &rules)))
}

/// `POST /settings/post`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let version = visit.version()?;
    let (days, secure) = (visit.field("silence_days"), visit.field("secure"));
    let taken = visit.submit::<act::ChangePostRules>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::ChangePostRules>(ctx)?;
        post_rules::change(work, ctx, &permit, version, &days, &secure)?;
        Ok("/settings/post?said=post-rules-changed".to_owned())
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(RECORD);
    if matches!(refusal, Refusal::Stale) {
        let (version, _) = read(visit)?;
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, overtaken(form, version)));
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, form))
}
