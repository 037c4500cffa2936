//! Settings of a service's post: from when silence is a task, and which addresses may be sent text.

use askama::Template;
use kith_app::store::Happened;
use kith_app::{Refusal, permit, post_rules};
use kith_domain::event::Fact;
use kith_domain::policy::act;
use kith_domain::post_rules::PostRules;
use kith_domain::time::{moment_in_words, working_days_in_words};

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "settings/post.html")]
pub(crate) struct PostPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    /// How the rules were changed, latest first.
    pub(crate) before: Vec<String>,
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

fn draw(visit: &Visit, form: Form) -> Result<PostPage, Problem> {
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("E-mail and waiting", Some("/settings")) };
    let (changes, names) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ChangePostRules>(ctx)?;
        post_rules::history(look, &permit)
    })?;
    let named =
        |it: &Happened| it.account.and_then(|id| names.get(&id)).map_or("Somebody no longer here", String::as_str);
    let before = changes.iter().map(|it| changed_in_words(it, named(it))).collect();
    Ok(PostPage { frame, form, before })
}

/// One change of the rules, as a sentence. The addresses are counted: there may be many.
pub(crate) fn changed_in_words(it: &Happened, who: &str) -> String {
    let number = |wanted: &str| {
        it.facts.iter().find_map(|(name, fact)| match fact {
            Fact::Int(number) if name == wanted => Some(*number),
            _ => None,
        })
    };
    let days = working_days_in_words(number("silence_days").unwrap_or_default());
    let times = number("silence_times").map_or(String::new(), |times| match times {
        1 => ", once".to_owned(),
        times => format!(", {times} times"),
    });
    let addresses = match it.text("secure").map_or(0, |listed| listed.split_whitespace().count()) {
        0 => "no address may be sent text".to_owned(),
        1 => "1 address may be sent text".to_owned(),
        many => format!("{many} addresses may be sent text"),
    };
    format!("{}, {who}: no answer comes to mind after {days}{times}; {addresses}.", moment_in_words(it.at))
}

/// The form with what holds now.
pub(crate) fn filled(form: Form, version: i64, rules: &PostRules) -> Form {
    let secure: Vec<&str> = rules.secure.iter().map(kith_domain::text::Line::as_str).collect();
    form.carrying(VERSION, &version.to_string())
        .prefill("silence_days", &rules.silence_days.to_string())
        .prefill("silence_times", &rules.silence_times.to_string())
        .prefill("secure", &secure.join("\n"))
}

/// `GET /settings/post`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let (version, rules) = read(visit)?;
    Reply::page(&draw(visit, filled(visit.form(RECORD), version, &rules))?)
}

/// `POST /settings/post`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let version = visit.version()?;
    let (days, times, secure) = (visit.field("silence_days"), visit.field("silence_times"), visit.field("secure"));
    let taken = visit.submit::<act::ChangePostRules>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::ChangePostRules>(ctx)?;
        post_rules::change(work, ctx, &permit, version, (&days, &times), &secure)?;
        Ok("/settings/post?said=post-rules-changed".to_owned())
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(RECORD);
    if matches!(refusal, Refusal::Stale) {
        let (version, _) = read(visit)?;
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, overtaken(form, version))?);
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, form)?)
}
