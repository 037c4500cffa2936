//! Asking an organisation by an e-mailed link, what it answers, and what waits for a link worker because of it.
//!
//! # Invariants
//! - The letter names no person and no health fact.
//! - What the page shows is what the person has agreed to at that moment.
//! - Silence stays silence: it becomes a task for a human, never an answer.

use jiff::ToSpan;
use kith_domain::calendar::Calendar;
use kith_domain::directory::connection::{Connection, State};
use kith_domain::directory::{CommunityService, Enquiry, Organisation};
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens, Promised, Sending, Why};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::person::sharing::{Recipient, Standing, standing as sharing_stands};
use kith_domain::policy::{Act, Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_domain::time;
use kith_store::news::{NewsLine, UnansweredLine};
use kith_store::{Kept, connections, enquiries, links as stored, news, save, settings, table};
use uuid::Uuid;

use crate::app::{App, Look, Work};
use crate::connecting::{self, StepInput};
use crate::ctx::{Ctx, Seed};
use crate::links::{self, Sent};
use crate::permit::{self, OnEntry, Permit};
use crate::protection;
use crate::refusal::{Faults, Refusal};
use crate::setup::looks_like_email;
use crate::sharing;

/// Everything for the page that asks an organisation.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The person.
    pub person: Person,
    /// The connection.
    pub connection: Kept<Connection>,
    /// What it is to.
    pub to: CommunityService,
    /// Whose that is.
    pub organisation: Organisation,
    /// Where the letter goes; `None` when the directory has no address.
    pub recipient: Option<Line>,
    /// Who asks.
    pub service: Service,
    /// Why a letter would be sent now; `None` when nothing can be asked.
    pub why: Option<Why>,
    /// Whether the record is marked *do not show online*, so that nobody can be asked by a link.
    pub kept_offline: bool,
}

/// The address that requests to an entry go to.
#[must_use]
pub fn recipient(to: &CommunityService, organisation: &Organisation) -> Option<Line> {
    let known = [organisation.email.as_ref(), to.entry.email.as_ref()];
    known.into_iter().flatten().find(|email| looks_like_email(email.as_str())).cloned()
}

/// Why a letter would be sent about a connection as it stands. `None`: the person does not want it (yet).
#[must_use]
pub fn why_now(connection: &Connection, sent: usize) -> Option<Why> {
    match &connection.state {
        State::Suggested | State::PersonDeclined | State::PersonNotReady => None,
        State::Chosen | State::DidNotStart { .. } | State::DeclinedByService { .. } => Some(Why::Ask),
        State::Asked | State::NotAnswered if sent == 0 => Some(Why::Ask),
        State::Asked | State::NotAnswered => Some(Why::Remind),
        State::Accepted
        | State::WaitListed { .. }
        | State::Introduced
        | State::Started
        | State::Attending
        | State::Ended => Some(Why::Renew),
    }
}

/// Opens the page that asks.
///
/// # Errors
/// [`Refusal::Hidden`] when something of it does not exist.
pub fn prepare(look: &mut Look<'_, '_>, (_, kept): OnEntry<act::AskByLink, Connection>) -> Result<Asking, Refusal> {
    let it = &kept.it;
    let person = table::find::<Person>(look.tx(), it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::AskByLink, person.service, person.id);
    let (to, organisation) = connections::target(look.tx(), it.to)?.ok_or(Refusal::Hidden)?;
    let service = table::find::<Service>(look.tx(), it.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let sent = stored::of_subject(look.tx(), it.id.uuid())?.len();
    Ok(Asking {
        recipient: recipient(&to, &organisation),
        why: why_now(it, sent),
        kept_offline: protection::is_kept_offline(look.tx(), person.id)?,
        person,
        to,
        organisation,
        service,
        connection: kept,
    })
}

/// Asks the organisation, reminds it, or sends a fresh link. `agreed` is what the person agreed may be told, as the
/// organisation will read it. Gives the secret of the link, which only the demo needs.
///
/// # Errors
/// [`Refusal::Rejected`] when there is no address, the person does not want it, or the record is not shown online;
/// [`Refusal::Stale`] when somebody else changed the connection meanwhile.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskByLink, Id<Connection>>,
    version: i64,
    agreed: &str,
    base: &str,
) -> Result<String, Refusal> {
    let kept = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let agreed = faults.optional("agreed", Words::optional(agreed));
    faults.finish()?;
    let sent = stored::of_subject(work.tx(), kept.it.id.uuid())?.len();
    let why = why_now(&kept.it, sent).ok_or_else(|| {
        Rejection::new("asking.not_wanted", "The person does not want this at the moment, so nobody was asked.")
    })?;
    sharing::allowed(work.tx(), ctx, kept.it.person, Recipient::Organisation(kept.it.organisation))?;
    let mut kept = agree_if_changed::<act::AskByLink>(work, ctx, kept, agreed)?;
    if kept.it.state != State::Asked && why != Why::Renew {
        let (asked, event) = kept.it.take(kith_domain::directory::connection::Step::Ask, ctx.now())?;
        let saved = save::change(work.tx(), &ctx.writ::<act::AskByLink>(), kept.version, &asked, &event)?;
        kept = Kept { version: saved.version, it: asked };
    }
    let secret = post(work, ctx, &kept.it, why, base)?;
    see_about::<act::AskByLink>(work, ctx, kept.it.id.uuid())?;
    Ok(secret)
}

fn agree_if_changed<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<Connection>,
    agreed: Option<Words>,
) -> Result<Kept<Connection>, Refusal> {
    if kept.it.agreed == agreed {
        return Ok(kept);
    }
    let (it, event) = kept.it.agree(agreed);
    let saved = save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    Ok(Kept { version: saved.version, it })
}

/// Puts the letter with a fresh link into the outbox.
fn post(work: &mut Work<'_, '_>, ctx: &Ctx, connection: &Connection, why: Why, base: &str) -> Result<String, Refusal> {
    let (to, organisation) = connections::target(work.tx(), connection.to)?.ok_or(Refusal::Hidden)?;
    let recipient = recipient(&to, &organisation).ok_or_else(|| {
        Rejection::new(
            "asking.no_address",
            "The directory has no e-mail address for this organisation. Ring them, and record here that you asked.",
        )
    })?;
    let service = table::find::<Service>(work.tx(), connection.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let promised = if connection.agreed.is_some() { Promised::Something } else { Promised::Nothing };
    let sending = Sending {
        service: connection.service,
        person: connection.person,
        opens: Opens::Connection(connection.id),
        recipient,
        promised,
        why,
    };
    links::send::<act::AskByLink>(work, ctx, sending, &letter(&service, why, base))
}

/// What the letter says. It names nobody, not even what is asked about: who reads it on the way learns nothing.
fn letter(service: &Service, why: Why, base: &str) -> links::Words {
    let name = &service.name;
    let (subject, before) = match why {
        Why::Ask => (format!("A request from {name}"), format!("{name} has a request for your organisation.")),
        Why::Remind => (
            format!("A reminder from {name}"),
            format!(
                "{name} wrote to you before with a request. We have not heard from you yet; no answer is no answer, \
                     and we do not take it as a no."
            ),
        ),
        Why::Renew => (
            format!("How is it going? A question from {name}"),
            format!("{name} would like to know how a request to your organisation went on."),
        ),
        Why::Answer => (
            format!("An answer from {name}"),
            format!("You asked {name} something about a request. Here is the answer."),
        ),
    };
    let ring = service.phone.as_ref().map(|phone| format!(" or ring {phone}")).unwrap_or_default();
    links::Words {
        kind: "request",
        subject,
        before: format!("{before}\n\nRead it and answer it here. You need no account and no password:"),
        after: format!(
            "Whoever has the link can answer for you, so please pass it on only within your organisation.\n\
             This e-mail names nobody on purpose. Please do not reply to it: ask on the page{ring}."
        ),
        address: format!("{base}/asked/"),
    }
}

/// Changes what the person agreed may be told; empty when they take it back.
///
/// # Errors
/// [`Refusal::Stale`] when somebody else changed the connection meanwhile.
pub fn agree(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveConnection, Id<Connection>>,
    version: i64,
    agreed: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let agreed = faults.optional("agreed", Words::optional(agreed));
    faults.finish()?;
    agree_if_changed::<act::MoveConnection>(work, ctx, kept, agreed)?;
    Ok(())
}

/// Stops every link about a connection.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn stop(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskByLink, Id<Connection>>,
) -> Result<usize, Refusal> {
    links::stop_all::<act::AskByLink>(work, ctx, permit.key().uuid())
}

/// Answers a question of the organisation, and tells it by a fresh link.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written or it was answered before.
pub fn answer_question(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskByLink, Id<Connection>>,
    id: Id<Enquiry>,
    words: &str,
    base: &str,
) -> Result<String, Refusal> {
    let kept = table::find::<Enquiry>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.connection != permit.key() {
        return Err(Refusal::Hidden);
    }
    let mut faults = Faults::new();
    let words = faults.text("answer", "Write the answer, as the organisation will read it.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let (answered, event) = kept.it.answer(words, ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AskByLink>(), kept.version, &answered, &event)?;
    let connection = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    sharing::allowed(work.tx(), ctx, connection.person, Recipient::Organisation(connection.organisation))?;
    let secret = post(work, ctx, &connection, Why::Answer, base)?;
    see_about::<act::AskByLink>(work, ctx, connection.id.uuid())?;
    Ok(secret)
}

/// Says that the news about a connection was seen.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn see(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveConnection, Id<Connection>>,
) -> Result<(), Refusal> {
    see_about::<act::MoveConnection>(work, ctx, permit.key().uuid())
}

/// Whoever does something about a record has seen its news.
pub(crate) fn see_about<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, subject: Uuid) -> Result<(), Refusal> {
    for Kept { version, it } in news::unseen_about(work.tx(), subject)? {
        if let Some((seen, event)) = it.see(ctx.account()?, ctx.now()) {
            save::change(work.tx(), &ctx.writ::<A>(), version, &seen, &event)?;
        }
    }
    Ok(())
}

/// What was asked by e-mail about a connection, for its page.
#[derive(Debug, Clone, Default)]
pub struct ByMail {
    /// Links, newest first.
    pub sent: Vec<Sent>,
    /// Questions, newest first.
    pub enquiries: Vec<Enquiry>,
    /// Whether something came that nobody has seen.
    pub has_news: bool,
    /// Where a letter would go; `None` when the directory has no address.
    pub recipient: Option<Line>,
    /// Whether the record is marked *do not show online*: nothing can be sent, and what was sent opens nothing.
    pub kept_offline: bool,
}

/// Reads what was asked by e-mail about a connection that was opened.
pub(crate) fn by_mail(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    connection: &Connection,
    recipient: Option<Line>,
) -> Result<ByMail, Refusal> {
    let (person, connection) = (connection.person, connection.id);
    Ok(ByMail {
        kept_offline: protection::is_kept_offline(look.tx(), person)?,
        sent: links::sent(look.tx(), ctx, connection.uuid())?,
        enquiries: enquiries::of_connection(look.tx(), connection)?.into_iter().map(|kept| kept.it).collect(),
        has_news: !news::unseen_about(look.tx(), connection.uuid())?.is_empty(),
        recipient,
    })
}

/// What waits for a link worker: news, and organisations that have not answered.
#[derive(Debug, Clone, Default)]
pub struct WaitingForYou {
    /// News, oldest first.
    pub news: Vec<NewsLine>,
    /// Not answered, longest ago first.
    pub unanswered: Vec<UnansweredLine>,
}

/// What waits for whoever opens *Today*.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn waiting(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeToday, Id<Service>>,
) -> Result<WaitingForYou, Refusal> {
    let (worker, service) = (ctx.account()?, permit.key());
    let days = news::rules(look.tx(), service)?.it.silence_days;
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let before = asked_before(&calendar, ctx.today(), i64::from(days)).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let (mut news, mut unanswered) = (Vec::new(), Vec::new());
    for whose in permit.scope().whose() {
        news.extend(news::unseen(look.tx(), service, (whose, worker))?);
        unanswered.extend(news::unanswered(look.tx(), service, (whose, worker), before)?);
    }
    news.sort_by_key(|line| (line.at, line.id));
    unanswered.sort_by_key(|line| (line.since, line.connection));
    for person in news.iter().map(|line| line.person).chain(unanswered.iter().map(|line| line.person)) {
        look.shows(Action::SeeToday, service, person);
    }
    Ok(WaitingForYou { news, unanswered })
}

/// The moment before which somebody must have been asked for so many working days to have gone by.
fn asked_before(calendar: &Calendar, today: jiff::civil::Date, days: i64) -> Option<jiff::Timestamp> {
    let mut day = today;
    // A service that never opens waits for nobody; a year is longer than any wait that is counted here.
    for _ in 0..366 {
        if calendar.working_days_between(day, today) >= days {
            break;
        }
        day = day.checked_sub(1.day()).ok()?;
    }
    time::moment_on(day.checked_add(1.day()).ok()?, 0, 0)
}

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
    /// The link, for its forms.
    pub link: Id<Link>,
    /// Until when the link works.
    pub expires: jiff::Timestamp,
}

/// What may be told of a request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What the person agreed to share.
    pub agreed: Option<Words>,
    /// What was answered so far.
    pub state: State,
    /// What can be answered, in order.
    pub answers: Vec<&'static str>,
    /// Questions, newest first.
    pub enquiries: Vec<Enquiry>,
}

/// Opens a request by its link. The opening is written down; nothing else is changed.
///
/// # Errors
/// [`Refusal::Hidden`] when the link does not work; [`Refusal::Wait`] when it is opened over and over.
pub fn open(app: &App, seed: &Seed, link: Id<Link>) -> Result<Asked, Refusal> {
    app.write(seed, move |work, ctx| {
        let (_, link) = permit::linked::<act::OpenRequest>(work.tx(), ctx, link)?;
        links::note_opening::<act::OpenRequest>(work, ctx, &link)?;
        asked(work, ctx, &link)
    })
}

/// A request as it stands, without another opening: for a form that was not taken.
///
/// # Errors
/// As for [`open`].
pub fn look_again(app: &App, seed: &Seed, link: Id<Link>) -> Result<Asked, Refusal> {
    app.write(seed, move |work, ctx| {
        let (_, link) = permit::linked::<act::OpenRequest>(work.tx(), ctx, link)?;
        asked(work, ctx, &link)
    })
}

fn asked(work: &mut Work<'_, '_>, ctx: &Ctx, link: &Link) -> Result<Asked, Refusal> {
    let connection = of_link(work, link)?.it;
    let (to, organisation) = connections::target(work.tx(), connection.to)?.ok_or(Refusal::Hidden)?;
    let service = table::find::<Service>(work.tx(), connection.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let request = if is_withdrawn(work, ctx, &connection, link)? {
        None
    } else {
        Some(Request {
            answers: connection.answers(),
            enquiries: enquiries::of_connection(work.tx(), connection.id)?.into_iter().map(|kept| kept.it).collect(),
            agreed: connection.agreed,
            state: connection.state,
        })
    };
    Ok(Asked { service, to, organisation, request, link: link.id, expires: link.expires })
}

fn of_link(work: &mut Work<'_, '_>, link: &Link) -> Result<Kept<Connection>, Refusal> {
    let Opens::Connection(id) = link.opens;
    table::find::<Connection>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)
}

/// Whether the organisation now reads only that the request was withdrawn: by how the connection stands, or because
/// the person decided that nothing is to be shared with it, or what they decided has ended.
fn is_withdrawn(work: &mut Work<'_, '_>, ctx: &Ctx, connection: &Connection, link: &Link) -> Result<bool, Refusal> {
    let decisions = kith_store::sharing::of_person(work.tx(), connection.person)?;
    let recipient = Recipient::Organisation(connection.organisation);
    let refused =
        matches!(sharing_stands(&decisions, recipient, ctx.today()), Standing::Refused(_) | Standing::Ended(_));
    Ok(refused || connection.is_withdrawn(link.promised))
}

/// The connection of a request that still stands.
fn standing(work: &mut Work<'_, '_>, ctx: &Ctx, link: &Link) -> Result<Kept<Connection>, Refusal> {
    let kept = of_link(work, link)?;
    if is_withdrawn(work, ctx, &kept.it, link)? {
        return Err(Rejection::new("asking.withdrawn", "This request was withdrawn. Nothing was saved.").into());
    }
    Ok(kept)
}

/// The organisation answers: yes, later, no, or how it went on.
///
/// # Errors
/// [`Refusal::Rejected`] when the answer is incomplete, does not follow, or the request was withdrawn.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, link): &(Permit<act::AnswerRequest, Id<Link>>, Link),
    input: &StepInput,
) -> Result<(), Refusal> {
    let kept = standing(work, ctx, link)?;
    let step = connecting::step(input)?;
    let (moved, event) = kept.it.answer(step, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AnswerRequest>(), kept.version, &moved, &event)?;
    came(work, ctx, &moved, Kind::Answered)
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
    let connection = standing(work, ctx, link)?.it;
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
    let whose = (connection.service, connection.person);
    let (news, event) = News::came(ctx.id(), whose, About::Connection(connection.id), kind, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AnswerRequest>(), &news, &event)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn silence_is_counted_in_working_days() {
        let calendar = Calendar::usual();
        let before = |days| asked_before(&calendar, date(2026, 11, 26), days).map(time::day_of);
        // A Thursday. Five working days back is Thursday the week before, whatever the hour on that day.
        assert_eq!(before(5), Some(date(2026, 11, 20)));
        assert_eq!(before(1), Some(date(2026, 11, 26)), "whoever was asked yesterday has had one working day");
        let monday = asked_before(&calendar, date(2026, 11, 23), 1).map(time::day_of);
        let after_christmas = asked_before(&calendar, date(2026, 12, 29), 2).map(time::day_of);
        assert_eq!(after_christmas, Some(date(2026, 12, 24)), "bank holidays are no working days");
        assert_eq!(monday, Some(date(2026, 11, 23)), "asked on Friday, Saturday or Sunday: Monday is the first");
    }

    #[test]
    fn a_letter_names_neither_a_person_nor_what_it_is_about() {
        let service = Service {
            id: Id::from_parts(1, [1; 10]),
            slug: "harbour".to_owned(),
            name: Line::new("Harbour link workers").expect("a line"),
            phone: Line::new("01632 960 000").ok(),
        };
        for why in [Why::Ask, Why::Remind, Why::Renew, Why::Answer] {
            let words = letter(&service, why, "https://kith.example.org");
            let text = format!("{} {} {}", words.subject, words.before, words.after);
            assert!(text.contains("Harbour link workers") && text.contains("01632 960 000"), "{text}");
            assert!(words.address == "https://kith.example.org/asked/");
        }
    }
}
