//! One request out of the list: the same page as by a link to it alone.

use kith_app::asking::{Asked, requests};
use kith_app::connecting::{StepInput, words_field};
use kith_app::{Led, Refusal, permit};
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::policy::act;

use super::Came;
use crate::asked::{AskedPage, Forms};
use crate::components::Frame;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

fn read(visit: &Visit, came: &Came, id: Id<Connection>) -> Result<Asked, Problem> {
    if came.by_link {
        return Ok(requests::open_one(&visit.site.app, &visit.seed_as(came.actor.clone()), id)?);
    }
    visit.read(|look, ctx| {
        let on = permit::request::<act::OpenRequest>(look.tx(), ctx, id)?;
        requests::see_one(look, ctx, on)
    })
}

fn draw(visit: &Visit, came: &Came, asked: &Asked, forms: Forms) -> AskedPage {
    let title = format!("A request from {}", asked.service.name);
    let frame = came.frame(visit, &title, asked.service.name.as_str());
    let frame = Frame { error_title: !forms.answer.is_fine() || !forms.question.is_fine(), ..frame };
    let entry = format!("{}/{}", came.services, asked.to.id);
    AskedPage::new(frame, asked, "", forms).out_of_a_list(came.request(&asked.record), came.requests.clone(), entry)
}

fn blank(visit: &Visit, record: &str) -> Forms {
    Forms { answer: visit.fresh_form(record), question: visit.fresh_form(record), ..Forms::default() }
}

/// `GET /asked-of-us/{secret}/requests/{id}` and `GET /requests-to-us/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    visit.only(&[])?;
    let id = visit.id::<Connection>("id")?;
    let asked = read(visit, &came, id)?;
    Reply::page(&draw(visit, &came, &asked, blank(visit, &id.to_string())))
}

/// What comes of a form: on, or the page again with what was wrong.
fn finish(
    visit: &Visit,
    came: &Came,
    id: Id<Connection>,
    taken: Result<Led, Refusal>,
    into: impl Fn(&mut Forms, crate::components::Form),
) -> Result<Reply, Problem> {
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let asked = read(visit, came, id)?;
    let mut forms = blank(visit, &id.to_string());
    into(&mut forms, form);
    Reply::again(&draw(visit, came, &asked, forms))
}

/// `POST` to the same: yes, later, no, or how it went on.
pub(crate) fn answer(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    let id = visit.id::<Connection>("id")?;
    let input = StepInput {
        step: visit.field("step"),
        weeks: visit.field("weeks"),
        reason: visit.field("reason"),
        words: visit.field(words_field(&visit.field("step"))),
        ..StepInput::default()
    };
    let to = came.request(id);
    let version = visit.version().ok();
    let taken = visit.submit_as::<act::AnswerRequest>(came.actor.clone(), &id.to_string(), move |work, ctx| {
        let on = permit::request::<act::AnswerRequest>(work.tx(), ctx, id)?;
        requests::answer(work, ctx, on, version.ok_or(Refusal::OtherRecord)?, &input)?;
        Ok(format!("{to}?said=request-answered"))
    });
    finish(visit, &came, id, taken, |forms, form| forms.answer = form)
}

/// `POST` to its `/question`.
pub(crate) fn question(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    let id = visit.id::<Connection>("id")?;
    let question = visit.field("question");
    let to = came.request(id);
    let said = if visit.site.settings.has_post { "question-asked" } else { "question-asked-by-hand" };
    let taken = visit.submit_as::<act::AnswerRequest>(came.actor.clone(), &id.to_string(), move |work, ctx| {
        let on = permit::request::<act::AnswerRequest>(work.tx(), ctx, id)?;
        requests::enquire(work, ctx, on, &question)?;
        Ok(format!("{to}?said={said}"))
    });
    finish(visit, &came, id, taken, |forms, form| forms.question = form)
}
