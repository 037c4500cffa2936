//! The queue: one line for each referral, opened for triage.

pub(crate) mod entries;

use askama::Template;
use http::StatusCode;
use kith_app::store::Letter;
use kith_app::team::WorkerCounts;
use kith_app::{Refusal, permit, settings, triage};
use kith_domain::policy::act;
use kith_domain::referral::{Referral, State, risk_words, route_label};
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList, Tag};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One line of the queue.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) born: String,
    pub(crate) waiting: String,
    /// "From Elm Surgery", "From Harbour Housing (an organisation)", "Asked for it themselves".
    pub(crate) from: String,
    pub(crate) reason: String,
    pub(crate) is_accepted: bool,
    pub(crate) risk: Vec<String>,
    pub(crate) may_be_known: bool,
}

#[derive(Template)]
#[template(path = "queue/list.html")]
pub(crate) struct List {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: Option<String>,
    pub(crate) is_first: bool,
    pub(crate) stuck: Vec<Stuck>,
    /// How many organisations said something of their entries.
    pub(crate) entries: usize,
}

/// An e-mail that could not leave, for the lead to see to.
pub(crate) struct Stuck {
    pub(crate) words: String,
    pub(crate) action: String,
    pub(crate) form: Form,
}

/// The queue, oldest first.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["after"])?;
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let (page, stuck, calendar, entries) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeQueue>(ctx)?;
        let calendar = settings::calendar(look, &permit, permit.key())?;
        let keep = permit::own_service::<act::KeepEntry>(ctx)?;
        let entries = kith_app::entries::to_see_to(look, &keep)?.len();
        Ok((triage::queue(look, &permit, after)?, triage::stuck_letters(look, &permit)?, calendar, entries))
    })?;
    let stuck = stuck
        .iter()
        .map(|letter| Stuck {
            words: format!(
                "The e-mail “{}” to {} has not left since {}.",
                letter.subject,
                letter.recipient,
                time::moment_in_words(letter.made)
            ),
            action: format!("/letters/{}/retry", letter.id),
            form: visit.fresh_form(&letter.id.to_string()),
        })
        .collect();
    let today = time::day_of(visit.site.app.now());
    let lines = page
        .lines
        .iter()
        .map(|it| Line {
            href: format!("/referrals/{}/triage", it.id),
            name: it.name.formal(),
            born: time::date_in_words(it.name.born),
            waiting: match calendar.working_days_between(time::day_of(it.received), today) {
                ..=0 => "Arrived today".to_owned(),
                days => format!("Waiting {}", time::working_days_in_words(days)),
            },
            from: from_in_words(&it.route, it.practice.as_deref(), it.sender_from.as_deref()),
            risk: risk_words(&it.reason),
            reason: it.reason.clone(),
            is_accepted: it.accepted,
            may_be_known: it.may_be_known,
        })
        .collect();
    let mut frame = visit.frame("Queue", Some("/queue"));
    frame.notice = crate::concerns::notice(visit)?;
    frame.wide = true;
    let next = page.next.as_ref().map(|mark| format!("/queue?after={}", mark_text(mark)));
    Reply::page(&List { frame, lines, next, is_first: after.is_none(), stuck, entries })
}

/// Who sent a referral, and by which way it came.
fn from_in_words(route: &str, practice: Option<&str>, sender: Option<&str>) -> String {
    match (route, practice, sender) {
        ("practice", Some(practice), _) => format!("From {practice}."),
        ("practice-code", Some(practice), _) => format!("From {practice}, by its code."),
        ("agency", _, Some(sender)) => format!("From an organisation: {sender}."),
        ("friend", _, Some(sender)) => format!("From somebody who knows them: {sender}."),
        ("oneself", ..) => "They asked themselves.".to_owned(),
        _ => format!("{}.", route_label(route)),
    }
}

/// Lets a stuck e-mail try again.
pub(crate) fn retry(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Letter>("id")?;
    let led = visit.submit::<act::RetryLetter>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::RetryLetter>(ctx)?;
        triage::retry_letter(work, ctx, &permit, id)?;
        Ok("/queue?said=letter-retried".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// Somebody who may be the same person.
pub(crate) struct MayBe {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) agrees: &'static str,
}

#[derive(Template)]
#[template(path = "queue/triage.html")]
pub(crate) struct Triage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    pub(crate) reason: String,
    pub(crate) risk: Vec<String>,
    pub(crate) may_be: Vec<MayBe>,
    /// Whether a practice sent it.
    pub(crate) is_practice: bool,
    pub(crate) can_stop_link: bool,
    pub(crate) stop_link: Form,
    pub(crate) can_accept: bool,
    pub(crate) can_allocate: bool,
    pub(crate) settled: Option<String>,
    pub(crate) workers: Vec<Choice>,
    pub(crate) base: String,
    pub(crate) accept: Form,
    pub(crate) allocate: Form,
    pub(crate) give_back: Form,
}

impl Triage {
    /// Who reads why it was given back.
    fn reason_hint(&self) -> &'static str {
        if self.is_practice {
            "The practice reads this. Say what would help the person instead."
        } else {
            "Kept in the record. Their link only says to call, so that you tell them yourself."
        }
    }
}

/// The three forms of the page, of which one may have been sent.
#[derive(Default)]
struct Forms {
    allocate: Option<Form>,
    give_back: Option<Form>,
}

/// One referral, opened for triage.
pub(crate) fn triage(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, Forms::default())?)
}

fn page(visit: &Visit, forms: Forms) -> Result<Triage, Problem> {
    let id = visit.id::<Referral>("id")?;
    let (it, calendar) = visit.read(|look, ctx| {
        let permit = permit::referral::<act::SeeReferral>(look.tx(), ctx, id)?;
        let it = triage::open(look, &permit)?;
        let calendar = settings::calendar(look, &permit, it.referral.it.service)?;
        Ok((it, calendar))
    })?;
    let today = time::day_of(visit.site.app.now());
    let referral = &it.referral.it;
    let told = referral.told.answer.label();
    let told = match &referral.told.words {
        Some(words) => format!("{told}. {words}"),
        None => told.to_owned(),
    };
    let age = calendar.working_days_between(time::day_of(referral.received), today);
    let mut rows = vec![Row::new("Came from", referral.route.label())];
    if let Some(practice) = &it.practice {
        rows.push(Row::new("Practice", practice.name.as_str()));
    }
    if let Some(sender) = referral.route.sender() {
        rows.push(Row::new("Sent by", &format!("{}, {}", sender.name, sender.from)));
        rows.push(Row::new("How to reach them", sender.reach.as_str()));
    }
    rows.extend([
        Row::new(
            "Arrived",
            &format!("{} ({})", time::moment_in_words(referral.received), time::working_days_in_words(age)),
        ),
        Row::new("What they were told", &told),
        Row::new("Telephone", it.person.phone.as_ref().map_or("Not given", |phone| phone.as_str())),
    ]);
    let now = visit.site.app.now();
    let link = it.links.iter().find(|link| link.works(now));
    if let Some(link) = link {
        let until = time::day_in_words(time::day_of(link.expires));
        let says = if it.kept_offline {
            "Opens nothing while the record is marked “do not show online”. Ring them instead.".to_owned()
        } else {
            format!("Works until {until}. It shows a sentence and no name.")
        };
        rows.push(Row::new("Link of the receipt", &says));
    }
    let can_stop_link = link.is_some();
    let is_practice = referral.route.practice().is_some();
    let settled = match &referral.state {
        State::Received | State::Accepted { .. } => None,
        State::Allocated { worker, at, .. } => {
            let name = it.workers.iter().find(|one| one.account == *worker).map_or("a link worker", |one| &one.name);
            Some(format!("Allocated to {name} on {}.", time::day_in_words(time::day_of(*at))))
        }
        State::Returned { reason, at, .. } => {
            Some(format!("Given back on {}: {reason}", time::day_in_words(time::day_of(*at))))
        }
    };
    let record = id.to_string();
    let refused = forms.allocate.is_some() || forms.give_back.is_some();
    let mut frame = visit.frame(&format!("Referral of {}", it.person.identity.formal_name()), Some("/queue"));
    frame.banner = Some(visit.banner(&it.person));
    frame.error_title = refused;
    Ok(Triage {
        frame,
        rows,
        risk: risk_words(referral.reason.as_str()),
        reason: referral.reason.to_string(),
        may_be: it
            .may_be
            .iter()
            .map(|one| MayBe { href: format!("/people/{}", one.person), name: one.name.clone(), agrees: one.agrees })
            .collect(),
        is_practice,
        can_stop_link,
        stop_link: visit.fresh_form(&record),
        can_accept: referral.state == State::Received,
        can_allocate: settled.is_none(),
        settled,
        workers: it.workers.iter().map(choice).collect(),
        base: format!("/referrals/{id}"),
        accept: visit.fresh_form(&record),
        allocate: forms.allocate.unwrap_or_else(|| visit.fresh_form(&record)),
        give_back: forms.give_back.unwrap_or_else(|| visit.fresh_form(&record)),
    })
}

/// A link worker with her counts, beside her name.
pub(crate) fn choice(worker: &WorkerCounts) -> Choice {
    let hint = format!("{} new, {} active, {} door open", worker.new, worker.active, worker.door_open);
    Choice::new(&worker.account.to_string(), &worker.name).hint(&hint)
}

/// Accepts.
pub(crate) fn accept(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let result = visit.submit::<act::Accept>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::Accept>(work.tx(), ctx, id)?;
        triage::accept(work, ctx, &permit)?;
        Ok(format!("/referrals/{id}/triage?said=accepted"))
    });
    settle(visit, result, |form| Forms { allocate: Some(form), ..Forms::default() })
}

/// Gives back.
pub(crate) fn give_back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let reason = visit.field("return_reason");
    let result = visit.submit::<act::GiveBack>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::GiveBack>(work.tx(), ctx, id)?;
        triage::give_back(work, ctx, &permit, &reason)?;
        Ok("/queue?said=returned".to_owned())
    });
    settle(visit, result, |form| Forms { give_back: Some(form), ..Forms::default() })
}

/// Stops the link of the receipt.
pub(crate) fn stop_links(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let led = visit.submit::<act::RevokeStatusLink>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::RevokeStatusLink>(work.tx(), ctx, id)?;
        kith_app::door::revoke_links(work, ctx, &permit)?;
        Ok(format!("/referrals/{id}/triage?said=links-stopped"))
    })?;
    Ok(Reply::see(led.to))
}

/// Allocates.
pub(crate) fn allocate(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let worker = visit.field("worker");
    let result = visit.submit::<act::Allocate>(&id.to_string(), move |work, ctx| {
        let permit = permit::referral::<act::Allocate>(work.tx(), ctx, id)?;
        triage::allocate(work, ctx, &permit, &worker)?;
        Ok("/queue?said=allocated".to_owned())
    });
    settle(visit, result, |form| Forms { allocate: Some(form), ..Forms::default() })
}

/// Goes on, or shows the page again with what is wrong. What somebody else decided meanwhile is a
/// conflict (409), and the page then says what it is.
fn settle(
    visit: &Visit,
    result: Result<kith_app::Led, Refusal>,
    forms: impl Fn(Form) -> Forms,
) -> Result<Reply, Problem> {
    let refusal = match result {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let id = visit.id::<Referral>("id")?;
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        form.general_problem("Somebody else changed this referral while you looked at it. Nothing was changed.");
    } else if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let already = match &refusal {
        Refusal::Rejected(all) => {
            all.iter().any(|one| one.code.starts_with("referral.already") || one.code.starts_with("case.already"))
        }
        _ => true,
    };
    let status = if already { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Reply::page_with(status, &page(visit, forms(form))?)
}
