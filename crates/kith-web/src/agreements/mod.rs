//! The scope agreement with a practice: for a lead who writes down what the role is there and what it is not, for the
//! practice that agrees, and for a link worker who is asked for something else and wishes to see what was agreed.

pub(crate) mod link;
mod says;
pub(crate) mod write;

pub(crate) use link::{agree as agree_by_link, show as show_by_link};
pub(crate) use says::Says;
pub(crate) use write::{show as show_write, take as take_write};

use askama::Template;
use kith_app::agreements::{self, Opened, PATH};
use kith_app::{Refusal, permit};
use kith_domain::boundary::agreement::{ForPractice, ScopeAgreement};
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::practice::Practice;
use kith_domain::staff::Role;
use kith_domain::time::{day_in_words, day_of};
use kith_interop::pdf::{Block, Document, Level, Setting};

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::hand_over::{HandOver, delivery, link as address};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// What the page is called.
pub(crate) const TITLE: &str = "What link workers do at this practice";

/// Who reads the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A lead or manager, who writes and agrees for the service.
    Service,
    /// The practice, which agrees for itself.
    Practice,
    /// A link worker, who reads.
    Worker,
}

impl Reader {
    fn of(visit: &Visit) -> Result<Self, Problem> {
        Ok(match visit.staff()?.role() {
            Role::Practice => Self::Practice,
            Role::TeamLead | Role::ServiceManager => Self::Service,
            _ => Self::Worker,
        })
    }
}

/// One version, drawn.
pub(crate) struct Version {
    /// "Version 2, in force since Tuesday 3 March".
    head: String,
    says: Says,
    /// Who agreed, and when: a sentence each.
    agreed: Vec<String>,
    /// What the practice would have otherwise.
    wished: Option<(String, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "agreements/page.html")]
pub(crate) struct Page {
    frame: Frame,
    back: Option<(String, &'static str)>,
    here: String,
    practice: String,
    has_ended: bool,
    in_force: Option<Version>,
    proposed: Option<Version>,
    before: Vec<Version>,
    /// The form by which the reader's side agrees to what is proposed; nothing when it has, or when they may not.
    agree: Option<Form>,
    /// Whether the practice reads, which may wish for something else.
    is_practice: bool,
    may_write: bool,
    /// The form by which a link is sent; nothing when there is nothing to send.
    send: Option<Form>,
    /// Why no link can be sent, where one should be.
    no_address: bool,
    /// Links that were sent, a sentence each, and whether one of them works.
    links: Vec<String>,
    link_works: bool,
    by_hand: bool,
    pdf: String,
}

/// Who agreed, a sentence each.
pub(crate) fn agreed(it: &ScopeAgreement, name: impl Fn(Id<kith_domain::staff::Account>) -> String) -> Vec<String> {
    let service = it
        .service_agreed
        .map(|(at, by)| format!("For the service: {} agreed on {}.", name(by), day_in_words(day_of(at))));
    let practice = it.practice_agreed.as_ref().map(|(at, by)| {
        let (who, how) = match by {
            ForPractice::Account(by) => (name(*by), ""),
            ForPractice::Named(name) => (name.to_string(), " by the link that was sent"),
        };
        format!("For the practice: {who} agreed on {}{how}.", day_in_words(day_of(*at)))
    });
    [
        service.unwrap_or_else(|| "For the service: nobody has agreed yet.".to_owned()),
        practice.unwrap_or_else(|| "For the practice: nobody has agreed yet.".to_owned()),
    ]
    .into_iter()
    .collect()
}

impl Page {
    /// The page; `fresh` makes a form.
    pub(crate) fn new(frame: Frame, it: &Opened, reader: Reader, sent: Option<Form>, fresh: impl Fn() -> Form) -> Self {
        let name = |id| it.names.get(&id).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned());
        let version = |of: &ScopeAgreement, head: String| Version {
            head,
            says: Says::whole(of),
            agreed: agreed(of, name),
            wished: of.wished.as_ref().map(|(at, words)| (day_in_words(day_of(*at)), words.to_string())),
        };
        let since = |of: &ScopeAgreement| {
            let at = of.service_agreed.map(|(at, _)| at).max(of.practice_agreed.as_ref().map(|(at, _)| *at));
            at.map(|at| day_in_words(day_of(at))).unwrap_or_default()
        };
        let waits = it.proposed.as_ref().map(|kept| &kept.it);
        let agrees = waits.is_some_and(|of| match reader {
            Reader::Service => of.service_agreed.is_none(),
            Reader::Practice => of.practice_agreed.is_none(),
            Reader::Worker => false,
        });
        let to_send = reader == Reader::Service && waits.is_some_and(|of| of.practice_agreed.is_none());
        let numbered = |form: Form| match waits {
            Some(of) => form.carrying("number", &of.number.to_string()),
            None => form,
        };
        let link_works = it.links.iter().any(|link| link.works_at(it.now));
        Self {
            back: match reader {
                Reader::Service => Some((format!("/practices/{}", it.practice.id), "The practice")),
                Reader::Worker => Some(("/boundaries".to_owned(), "My boundary entries")),
                Reader::Practice => None,
            },
            here: format!("/practices/{}/agreement", it.practice.id),
            practice: it.practice.name.to_string(),
            has_ended: it.has_ended,
            in_force: it.in_force.as_ref().map(|kept| {
                version(&kept.it, format!("Version {}, in force since {}", kept.it.number, since(&kept.it)))
            }),
            proposed: waits.map(|of| {
                let day = day_in_words(day_of(of.written.1));
                version(of, format!("Version {}, written by {} on {day}", of.number, name(of.written.0)))
            }),
            before: it
                .before
                .iter()
                .map(|of| version(of, format!("Version {}, of {}", of.number, day_in_words(day_of(of.written.1)))))
                .collect(),
            agree: (agrees && !it.has_ended).then(|| numbered(sent.unwrap_or_else(&fresh))),
            is_practice: reader == Reader::Practice,
            may_write: reader == Reader::Service && !it.has_ended,
            send: (to_send && !it.has_ended && it.practice.email.is_some()).then(&fresh),
            no_address: to_send && it.practice.email.is_none(),
            links: it
                .links
                .iter()
                .map(|link| {
                    let day = day_in_words(day_of(link.sent));
                    let until = day_in_words(day_of(link.expires));
                    let stands = if link.stopped.is_some() {
                        "It has been stopped.".to_owned()
                    } else if link.works_at(it.now) {
                        format!("It works until {until}.")
                    } else {
                        format!("It has not worked since {until}.")
                    };
                    format!("A link was made for {} on {day}. {stands}", link.recipient)
                })
                .collect(),
            link_works,
            by_hand: frame.by_hand,
            pdf: if reader == Reader::Practice {
                "/my-practice/pdf".to_owned()
            } else {
                format!("/practices/{}/agreement/pdf", it.practice.id)
            },
            frame,
        }
    }
}

fn opened<A: Act>(visit: &Visit, id: Id<Practice>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::agreement::<A>(look.tx(), ctx, id)?;
        agreements::open(look, ctx, &permit)
    })
}

fn mine(visit: &Visit) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::my_practice::<act::SeeMyPractice>(look.tx(), ctx)?;
        agreements::open(look, ctx, &permit)
    })
}

fn page(visit: &Visit, it: &Opened, sent: Option<Form>) -> Result<Page, Problem> {
    let reader = Reader::of(visit)?;
    let place = match reader {
        Reader::Service => "/service",
        Reader::Practice => "/my-practice",
        Reader::Worker => "/boundaries",
    };
    let title = if reader == Reader::Practice { "My practice" } else { TITLE };
    let is_refused = sent.as_ref().is_some_and(|form| !form.is_fine());
    let frame = Frame { error_title: is_refused, ..visit.frame(title, Some(place)) };
    Ok(Page::new(frame, it, reader, sent, || visit.fresh_form(&it.practice.id.to_string())))
}

/// `GET /practices/{id}/agreement`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened::<act::SeeAgreement>(visit, visit.id::<Practice>("id")?)?;
    Reply::page(&page(visit, &it, None)?)
}

/// `GET /my-practice`.
pub(crate) fn my_practice(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = mine(visit)?;
    Reply::page(&page(visit, &it, None)?)
}

/// `POST /practices/{id}/agreement/agree`: the reader's side agrees, or the practice says what it would have otherwise.
pub(crate) fn agree(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    // Whoever may not is told so, or finds nothing, before anything that was sent is read.
    visit.read(|look, ctx| permit::agreement::<act::AgreeScope>(look.tx(), ctx, id))?;
    let (number, wish, words) = (visit.field("number"), visit.field("do"), visit.field("words"));
    let to = match Reader::of(visit)? {
        Reader::Practice => "/my-practice".to_owned(),
        _ => format!("/practices/{id}/agreement"),
    };
    let sent = visit.submit::<act::AgreeScope>(&id.to_string(), move |work, ctx| {
        let permit = permit::agreement::<act::AgreeScope>(work.tx(), ctx, id)?;
        if wish == "wish" {
            agreements::wish(work, ctx, &permit, (&number, &words))?;
            return Ok(format!("{to}?said=agreement-wished"));
        }
        agreements::agree(work, ctx, &permit, &number)?;
        Ok(format!("{to}?said=agreement-agreed"))
    });
    match sent {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => again(visit, id, refusal),
    }
}

/// The page with what was wrong.
fn again(visit: &Visit, id: Id<Practice>, refusal: Refusal) -> Result<Reply, Problem> {
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let it = opened::<act::SeeAgreement>(visit, id)?;
    Reply::again(&page(visit, &it, Some(form))?)
}

/// `POST /practices/{id}/agreement/send`: a link for the practice.
pub(crate) fn send(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    let may = || visit.read(|look, ctx| permit::agreement::<act::WriteAgreement>(look.tx(), ctx, id)).map(drop);
    may()?;
    let record = id.to_string();
    let delivery = delivery(visit, may)?;
    let by_hand = delivery.shown().map(|secret| address(visit, PATH, secret));
    let led = visit.submit::<act::WriteAgreement>(&record, move |work, ctx| {
        let permit = permit::agreement::<act::WriteAgreement>(work.tx(), ctx, id)?;
        agreements::send(work, ctx, &permit, &delivery)?;
        Ok(format!("/practices/{id}/agreement?said=agreement-sent"))
    });
    let led = match led {
        Ok(led) => led,
        Err(refusal) => return again(visit, id, refusal),
    };
    match by_hand {
        Some(link) if !led.again => {
            let it = opened::<act::SeeAgreement>(visit, id)?;
            Reply::page(&HandOver {
                frame: visit.frame("A link for the practice", Some("/service")),
                whom: format!("For whoever may agree for {}.", it.practice.name),
                link,
                works: "It works for 28 days, shows this version of the agreement and nothing of anybody, and agrees to it."
                    .to_owned(),
                lost: "Make a new link; the one before stops working.",
                on: format!("/practices/{id}/agreement"),
            })
        }
        _ => Ok(Reply::see(led.to)),
    }
}

/// `POST /practices/{id}/agreement/stop-links`.
pub(crate) fn stop_links(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    visit.read(|look, ctx| permit::agreement::<act::WriteAgreement>(look.tx(), ctx, id))?;
    let led = visit.submit::<act::WriteAgreement>(&id.to_string(), move |work, ctx| {
        let permit = permit::agreement::<act::WriteAgreement>(work.tx(), ctx, id)?;
        agreements::stop_links(work, ctx, &permit)?;
        Ok(format!("/practices/{id}/agreement?said=request-stopped"))
    })?;
    Ok(Reply::see(led.to))
}

/// The version that is in force, or the one that waits, as a document.
fn document(it: &Opened) -> Option<Document> {
    let of = it.in_force.as_ref().or(it.proposed.as_ref()).map(|kept| &kept.it)?;
    let name = |id| it.names.get(&id).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned());
    let mut blocks = vec![
        Block::heading(Level::One, format!("What link workers do at {}", it.practice.name)),
        Block::Paragraph(format!("Scope agreement with {}, version {}.", it.service.name, of.number)),
    ];
    let says = Says::whole(of);
    for (heading, lines) in says.lists() {
        blocks.push(Block::heading(Level::Two, heading));
        blocks.push(Block::List(lines.to_vec()));
    }
    let facts = says.facts();
    if !facts.is_empty() {
        blocks.push(Block::heading(Level::Two, "What else is agreed"));
        blocks.extend(facts.into_iter().map(|(what, how)| Block::Paragraph(format!("{what}: {how}"))));
    }
    blocks.push(Block::heading(Level::Two, "Who agreed"));
    blocks.extend(agreed(of, name).into_iter().map(Block::Paragraph));
    Some(Document { title: "Scope agreement".to_owned(), language: "en-GB".to_owned(), blocks })
}

fn as_pdf(it: &Opened) -> Result<Reply, Problem> {
    let document = document(it).ok_or(Problem::NotFound)?;
    let bytes = kith_interop::pdf::write_in(Setting::Roomy, &document, it.now).map_err(|error| {
        tracing::error!(error = %error, "a scope agreement could not be made into a PDF");
        Problem::Fault
    })?;
    let name = format!("scope-agreement-{}.pdf", it.practice.ods_code.as_str());
    Ok(Reply::File { kind: "application/pdf", name, bytes })
}

/// `GET /practices/{id}/agreement/pdf`.
pub(crate) fn pdf(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    as_pdf(&opened::<act::SeeAgreement>(visit, visit.id::<Practice>("id")?)?)
}

/// `GET /my-practice/pdf`.
pub(crate) fn my_pdf(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    as_pdf(&mine(visit)?)
}
