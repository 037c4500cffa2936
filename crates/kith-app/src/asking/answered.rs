//! What an organisation reads by the link it was sent, and what it answers.

use kith_domain::directory::connection::{Agreed, Connection, State};
use kith_domain::directory::{CommunityService, Dealings, Enquiry, Organisation};
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens, Promised};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::sharing::{Recipient, Standing, standing as sharing_stands};
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_domain::time;
use kith_store::connections::Asker;
use kith_store::{Kept, ReadTx, connections, enquiries, news, save, story, table};

use super::agreed::still_told;
use super::dealings::of_a_year;
use crate::app::{App, Work};
use crate::connecting::{self, StepInput};
use crate::ctx::{Ctx, Seed};
use crate::glance;
use crate::links;
use crate::permit::{self, Permit};
use crate::refusal::{Faults, Refusal};

/// A request as the organisation reads it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who asks.
    pub service: Service,
    /// What it is about.
    pub to: CommunityService,
    /// Whose that is.
    pub organisation: Organisation,
    /// The request, while it stands; `None` when it was withdrawn, and then nothing more is said.
    pub request: Option<Request>,
    /// What its forms are drawn for.
    pub record: String,
    /// Until when the link works; nothing for whoever came by a list.
    pub expires: Option<jiff::Timestamp>,
    /// The day on which it is read.
    pub today: jiff::civil::Date,
}

/// What may be told of a request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What the person agreed to share.
    pub agreed: Agreed,
    /// What was answered so far.
    pub state: State,
    /// What can be answered, in order.
    pub answers: Vec<&'static str>,
    /// Questions, newest first.
    pub enquiries: Vec<Enquiry>,
    /// What came of all that the service asked them.
    pub dealings: Dealings,
    /// What was asked and answered so far, oldest first: each step with its moment, and whether it was the organisation's.
    pub history: Vec<Told>,
    /// The version that was read; an answer says which it answers.
    pub version: i64,
}

/// One step of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: jiff::Timestamp,
    /// Code of the step.
    pub step: String,
    /// Whether the organisation said it by its own page.
    pub is_theirs: bool,
}

/// A request as somebody came to it.
#[derive(Debug, Clone)]
pub(crate) struct Come {
    /// The connection.
    pub(crate) kept: Kept<Connection>,
    /// Whether something had been agreed to be shared when it was sent.
    pub(crate) promised: Promised,
}

/// Opens a request by its link. The opening is written down, also where a form is shown again that was not taken: what
/// was refused left nothing behind. Nothing else is changed.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work; [`Refusal::Wait`] when it is opened over and over.
pub fn open(app: &App, seed: &Seed, link: Id<Link>) -> Result<Asked, Refusal> {
    app.write(seed, move |work, ctx| {
        let (_, link) = permit::linked::<act::OpenRequest>(work.tx(), ctx, link)?;
        links::note_opening::<act::OpenRequest>(work, ctx, &link)?;
        asked_by(work.tx(), ctx, &link)
    })
}

fn asked_by(tx: &mut ReadTx<'_>, ctx: &Ctx, link: &Link) -> Result<Asked, Refusal> {
    let kept = of_link(tx, link)?;
    let asked = asked(tx, ctx, Come { kept, promised: link.promised })?;
    Ok(Asked { record: link.id.to_string(), expires: Some(link.expires), ..asked })
}

/// A request as it stands, as far as it may be told.
pub(crate) fn asked(tx: &mut ReadTx<'_>, ctx: &Ctx, come: Come) -> Result<Asked, Refusal> {
    let Kept { version, it: connection } = come.kept;
    let (to, organisation) = connections::target(tx, connection.to)?.ok_or(Refusal::Hidden)?;
    let service = table::find::<Service>(tx, connection.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let record = connection.id.to_string();
    let request = if is_withdrawn(tx, ctx, &connection, come.promised)? {
        None
    } else {
        Some(Request {
            answers: connection.answers(),
            dealings: of_a_year(tx, ctx, (connection.service, connection.organisation), Asker::Itself)?,
            enquiries: enquiries::of_connection(tx, connection.id)?.into_iter().map(|kept| kept.it).collect(),
            history: story::of_subject(tx, connection.id.uuid())?.iter().filter_map(told).collect(),
            agreed: still_told(tx, connection.person, connection.agreed, &connection.state)?,
            state: connection.state,
            version,
        })
    };
    Ok(Asked { service, to, organisation, request, record, expires: None, today: ctx.today() })
}

/// A step that the organisation took, or was told of by being asked. What the person and the service decided between
/// them is not theirs to read.
fn told(it: &story::Happened) -> Option<Told> {
    let step = it.text("step")?;
    let is_theirs = it.kind == "connection.answered";
    let is_known = is_theirs || matches!(step, "ask" | "introduce" | "accept" | "wait-list" | "decline");
    is_known.then(|| Told { at: it.at, step: step.to_owned(), is_theirs })
}

pub(crate) fn of_link(tx: &mut ReadTx<'_>, link: &Link) -> Result<Kept<Connection>, Refusal> {
    let Opens::Connection(id) = link.opens else { return Err(Refusal::Hidden) };
    table::find::<Connection>(tx, id.uuid())?.ok_or(Refusal::Hidden)
}

/// Whether the organisation now reads only that the request was withdrawn: by how the connection stands, or because
/// the person decided that nothing is to be shared with it, or what they decided has ended.
pub(crate) fn is_withdrawn(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    connection: &Connection,
    promised: Promised,
) -> Result<bool, Refusal> {
    let decisions = kith_store::sharing::of_person(tx, connection.person)?;
    let recipient = Recipient::Organisation(connection.organisation);
    let refused =
        matches!(sharing_stands(&decisions, recipient, ctx.today()), Standing::Refused(_) | Standing::Ended(_));
    Ok(refused || connection.is_withdrawn(promised) || glance::has_died(tx, connection.person)?)
}

/// A request that still stands.
fn standing(tx: &mut ReadTx<'_>, ctx: &Ctx, come: Come) -> Result<Kept<Connection>, Refusal> {
    if is_withdrawn(tx, ctx, &come.kept.it, come.promised)? {
        return Err(Rejection::new("asking.withdrawn", "This request was withdrawn. Nothing was saved.").into());
    }
    Ok(come.kept)
}

/// How many answers a link takes on one day: enough to say yes, be mistaken and put it right, and say how it went on.
const ANSWERS_A_DAY: usize = 6;

/// The organisation answers: yes, later, no, or how it went on.
///
/// # Errors
/// [`Refusal::Rejected`] when the answer is incomplete, does not follow, or the request was withdrawn.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, link): &(Permit<act::AnswerRequest, Id<Link>>, Link),
    version: i64,
    input: &StepInput,
) -> Result<(), Refusal> {
    let come = Come { kept: of_link(work.tx(), link)?, promised: link.promised };
    links::note_opening::<act::AnswerRequest>(work, ctx, link)?;
    take(work, ctx, come, version, input)
}

/// Takes an answer to a request, as it stood at the version that was read. Two people of an organisation may hold the
/// same link: whoever was overtaken reads what stands now before anything is saved.
pub(crate) fn take(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    come: Come,
    version: i64,
    input: &StepInput,
) -> Result<(), Refusal> {
    let kept = standing(work.tx(), ctx, come)?;
    if kept.version != version {
        return Err(overtaken().into());
    }
    let step = connecting::step(input, "Choose a reason. “We would rather not say” is one.")?;
    let today = |it: &story::Happened| it.kind == "connection.answered" && time::day_of(it.at) == ctx.today();
    if story::of_subject(work.tx(), kept.it.id.uuid())?.iter().filter(|it| today(it)).count() >= ANSWERS_A_DAY {
        return Err(Rejection::new(
            "asking.enough_today",
            "Six answers were given to this request today already, and the last of them stands. Nothing was saved. Answer \
             again tomorrow, or ring us if it cannot wait.",
        )
        .into());
    }
    let (moved, event) = kept.it.answer(step, ctx.now()).map_err(|rejection| match rejection.code {
        // An outsider's words: the page that comes with it says where things stand, and what can be answered now.
        "connection.not_possible" => overtaken(),
        _ => rejection,
    })?;
    save::change(work.tx(), &ctx.writ::<act::AnswerRequest>(), kept.version, &moved, &event)?;
    came(work, ctx, &moved, Kind::Answered)
}

fn overtaken() -> Rejection {
    Rejection::new(
        "asking.overtaken",
        "Things have moved on since this page was opened. Nothing was saved. Read below where it stands now, and answer \
         again if it still needs an answer.",
    )
}

/// The organisation asks something.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written or the request was withdrawn.
pub fn enquire(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, link): &(Permit<act::AnswerRequest, Id<Link>>, Link),
    question: &str,
) -> Result<(), Refusal> {
    let come = Come { kept: of_link(work.tx(), link)?, promised: link.promised };
    links::note_opening::<act::AnswerRequest>(work, ctx, link)?;
    take_question(work, ctx, come, question)
}

/// Takes a question about a request.
pub(crate) fn take_question(work: &mut Work<'_, '_>, ctx: &Ctx, come: Come, question: &str) -> Result<(), Refusal> {
    let connection = standing(work.tx(), ctx, come)?.it;
    let mut faults = Faults::new();
    let question = faults.text("question", "Write your question.", Words::new(question));
    let open = enquiries::of_connection(work.tx(), connection.id)?;
    if open.iter().filter(|kept| kept.it.answer.is_none()).count() >= 10 {
        faults.add(Rejection::of_field(
            "question",
            "enquiry.too_many",
            "Ten questions wait for an answer already. Please ring us instead.",
        ));
    }
    faults.finish()?;
    let Some(question) = question else { unreachable!("a missing question was noted as a fault") };
    let (enquiry, event) = Enquiry::ask(ctx.id(), &connection, question, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AnswerRequest>(), &enquiry, &event)?;
    came(work, ctx, &connection, Kind::Asked)
}

fn came(work: &mut Work<'_, '_>, ctx: &Ctx, connection: &Connection, kind: Kind) -> Result<(), Refusal> {
    // What waits unseen already says that something came: the page shows all of it.
    if news::unseen_about(work.tx(), connection.id.uuid())?.iter().any(|kept| kept.it.kind == kind) {
        return Ok(());
    }
    let whose = (connection.service, connection.person);
    let (news, event) = News::came(ctx.id(), whose, About::Connection(connection.id), kind, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AnswerRequest>(), &news, &event)?;
    Ok(())
}
