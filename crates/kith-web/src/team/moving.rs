//! Moving a whole caseload, or part of it, when a link worker leaves or is away for long: for the lead.

use askama::Template;
use http::StatusCode;
use kith_app::moving::{self, Caseload};
use kith_app::store::CaseLine;
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::support::Case;
use kith_domain::support::caseload::Counted;
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::queue::choice;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One person of the caseload.
pub(crate) struct Line {
    /// The case.
    pub(crate) case: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) is_ticked: bool,
    /// Names of the fields of the note, which the person's name tells apart for screen readers.
    pub(crate) note: String,
    pub(crate) note_title: String,
}

#[derive(Template)]
#[template(path = "team/moving.html")]
pub(crate) struct MovingPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) to: String,
    pub(crate) form: Form,
    pub(crate) workers: Vec<Choice>,
    pub(crate) lines: Vec<Line>,
    /// What is wrong with who is moved, or with a note.
    pub(crate) problem: Option<String>,
    pub(crate) has_more: bool,
}

/// `GET /team/{id}/move`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Account>("id")?;
    Reply::page(&page(visit, id, visit.form(&id.to_string()))?)
}

fn page(visit: &Visit, id: Id<Account>, form: Form) -> Result<MovingPage, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::MoveCaseload>(ctx)?;
        moving::caseload(look, ctx, &permit, id)
    })?;
    let mut frame = visit.frame(&format!("Move the people of {}", it.name), Some("/team"));
    frame.error_title = !form.is_fine();
    Ok(drawn(frame, &it, form))
}

/// The page of a caseload.
pub(crate) fn drawn(frame: Frame, it: &Caseload, form: Form) -> MovingPage {
    // At first everybody is ticked; a form that came back keeps what was ticked.
    let was_sent = form.values("worker").next().is_some() || form.values("people").next().is_some() || !form.is_fine();
    let ticked: Vec<String> = form.values("people").map(str::to_owned).collect();
    let lines = it
        .lines
        .iter()
        .map(|line| {
            let case = line.case.to_string();
            let last = match line.last_contact {
                Some(at) => format!("last contact {}", time::day_in_words(time::day_of(at))),
                None => "no contact yet".to_owned(),
            };
            Line {
                is_ticked: !was_sent || ticked.contains(&case),
                name: line.name.formal(),
                about: format!("{}, {last}", counted_in_words(it, line)),
                note: format!("note-{case}"),
                note_title: format!("What should the next worker know about {}?", line.name.formal()),
                case,
            }
        })
        .collect();
    MovingPage {
        frame,
        name: it.name.clone(),
        to: format!("/team/{}/move", it.from),
        problem: form.message_of("people").map(str::to_owned),
        form,
        workers: it.others.iter().map(choice).collect(),
        lines,
        has_more: it.has_more,
    }
}

/// What a person counts as, in the words of *Team*.
fn counted_in_words(it: &Caseload, line: &CaseLine) -> &'static str {
    match it.counted.get(&line.case) {
        Some(counted) => counted.label(),
        None => Counted::DoorOpen.label(),
    }
}

/// `POST /team/{id}/move`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Account>("id")?;
    let to = visit.field("worker");
    let for_all = visit.field("note-all");
    let mut notes: Vec<(Id<Case>, String)> = Vec::new();
    for case in visit.fields("people") {
        let parsed = case.parse::<Id<Case>>().map_err(|_| Refusal::OtherRecord)?;
        if notes.iter().all(|(known, _)| *known != parsed) {
            let own = visit.field(&format!("note-{case}"));
            notes.push((parsed, if own.trim().is_empty() { for_all.clone() } else { own }));
        }
    }
    let result = visit.submit::<act::MoveCaseload>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::MoveCaseload>(ctx)?;
        moving::move_caseload(work, ctx, &permit, id, &to, &notes)?;
        // Whoever has left has no page any more once nobody is with them.
        Ok("/team?said=case-moved".to_owned())
    });
    let refusal = match result {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        form.general_problem("Somebody else changed one of these cases meanwhile. Nobody was moved.");
    } else if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let overtaken = match &refusal {
        Refusal::Rejected(all) => all.iter().any(|one| one.code == "moving.already"),
        _ => true,
    };
    let status = if overtaken { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Reply::page_with(status, &page(visit, id, form)?)
}
