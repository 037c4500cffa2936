//! What a link worker does: asks, reminds, answers a question, changes what may be told, stops the links.

use kith_domain::directory::connection::{Agreed, Connection, Offer, State};
use kith_domain::directory::{CommunityService, Dealings, Enquiry, Intake, Organisation};
use kith_domain::id::Id;
use kith_domain::link::{Opens, Promised, Sending, Why};
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::{Act, Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words, looks_like_email};
use kith_store::connections::Asker;
use kith_store::{Kept, connections, enquiries, intakes, links as stored, list_links, news, save, table};

use super::agreed::{self, AgreedInput};
use super::dealings::of_a_year;
use super::lists::{SentList, living};
use super::see_about;
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::glance;
use crate::links::{self, Sent};
use crate::permit::{OnEntry, Permit};
use crate::protection;
use crate::refusal::{Faults, Refusal};
use crate::sharing::{self, Sharing};

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
    /// What came of the requests to them before.
    pub dealings: Dealings,
    /// What they say of taking people.
    pub intake: Option<Intake>,
    /// What the person decided about sharing.
    pub sharing: Sharing,
    /// What their record offers to be told.
    pub offered: Vec<Offer>,
}

/// The address that requests to an entry go to.
#[must_use]
pub fn recipient(to: &CommunityService, organisation: &Organisation) -> Option<Line> {
    // What the entry says of itself comes before what its organisation says of all that it does.
    let known = [to.entry.email.as_ref(), organisation.email.as_ref()];
    known.into_iter().flatten().find(|email| looks_like_email(email.as_str())).cloned()
}

/// Makes sure that a request goes where the page said: an entry may be changed by somebody else meanwhile, also by another
/// employer's team.
///
/// # Errors
/// [`Refusal::Stale`] when the directory gives another address now.
pub fn goes_where_shown(
    work: &mut Work<'_, '_>,
    permit: &Permit<act::AskByLink, Id<Connection>>,
    shown: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (to, organisation) = connections::target(work.tx(), kept.it.to)?.ok_or(Refusal::Hidden)?;
    let now = recipient(&to, &organisation);
    if now.as_ref().map_or("", Line::as_str) == shown { Ok(()) } else { Err(Refusal::Stale) }
}

/// Why a letter would be sent about a connection as it stands. `None`: the person does not want it (yet).
#[must_use]
pub fn why_now(connection: &Connection, sent: usize) -> Option<Why> {
    match &connection.state {
        State::Suggested | State::PersonDeclined | State::PersonNotReady | State::PersonNotNow => None,
        State::Chosen | State::DidNotStart { .. } | State::DeclinedByService { .. } => Some(Why::Ask),
        State::Asked | State::NotAnswered if sent == 0 => Some(Why::Ask),
        State::Asked | State::NotAnswered => Some(Why::Remind),
        State::Accepted { .. }
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
pub fn prepare(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::AskByLink, Connection>,
) -> Result<Asking, Refusal> {
    let it = &kept.it;
    let person = table::find::<Person>(look.tx(), it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::AskByLink, person.service, person.id);
    let (to, organisation) = connections::target(look.tx(), it.to)?.ok_or(Refusal::Hidden)?;
    let service = table::find::<Service>(look.tx(), it.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let sent = stored::of_subject(look.tx(), it.id.uuid())?.len();
    Ok(Asking {
        recipient: recipient(&to, &organisation),
        why: if glance::has_died(look.tx(), person.id)? { None } else { why_now(it, sent) },
        kept_offline: protection::is_kept_offline(look.tx(), person.id)?,
        dealings: of_a_year(look.tx(), ctx, (it.service, it.organisation), Asker::Staff(ctx.account()?))?,
        intake: intakes::of_entry(look.tx(), to.id)?.map(|kept| kept.it),
        sharing: Sharing::read(look.tx(), ctx.today(), person.id)?,
        offered: agreed::offered(look.tx(), &person)?,
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
    agreed: &AgreedInput,
    delivery: &Delivery,
) -> Result<String, Refusal> {
    let (kept, agreed) = read(work, permit.key(), version, agreed)?;
    only_of_the_living(work, &kept.it, "nobody is asked any more")?;
    let sent = stored::of_subject(work.tx(), kept.it.id.uuid())?.len();
    let why = why_now(&kept.it, sent).ok_or_else(|| {
        Rejection::new("asking.not_wanted", "The person does not want this at the moment, so nobody was asked.")
    })?;
    sharing::stands(work.tx(), ctx, kept.it.person, Recipient::Organisation(kept.it.organisation))?;
    let mut kept = agree_if_changed::<act::AskByLink>(work, ctx, kept, agreed)?;
    if kept.it.state != State::Asked && why != Why::Renew {
        let (asked, event) = kept.it.take(kith_domain::directory::connection::Step::Ask, ctx.now())?;
        let saved = save::change(work.tx(), &ctx.writ::<act::AskByLink>(), kept.version, &asked, &event)?;
        kept = Kept { version: saved.version, it: asked };
    }
    let secret = post(work, ctx, &kept.it, why, delivery)?;
    see_about::<act::AskByLink>(work, ctx, kept.it.id.uuid())?;
    Ok(secret)
}

/// Refuses to tell anybody more about somebody who died; `so` says what is therefore not done.
pub(super) fn only_of_the_living(work: &mut Work<'_, '_>, it: &Connection, so: &str) -> Result<(), Refusal> {
    if glance::has_died(work.tx(), it.person)? {
        return Err(Rejection::new("asking.died", format!("The record says that they died, so {so}.")).into());
    }
    Ok(())
}

pub(super) fn agree_if_changed<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<Connection>,
    agreed: Agreed,
) -> Result<Kept<Connection>, Refusal> {
    if kept.it.agreed == agreed {
        return Ok(kept);
    }
    let (it, event) = kept.it.agree(agreed);
    let saved = save::change(work.tx(), &ctx.writ::<A>(), kept.version, &it, &event)?;
    Ok(Kept { version: saved.version, it })
}

/// Puts the letter with a fresh link into the outbox, or makes a link that is handed over.
pub(super) fn post(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    connection: &Connection,
    why: Why,
    delivery: &Delivery,
) -> Result<String, Refusal> {
    let (to, organisation) = connections::target(work.tx(), connection.to)?.ok_or(Refusal::Hidden)?;
    let recipient = recipient(&to, &organisation).ok_or_else(|| {
        Rejection::new(
            "asking.no_address",
            "The directory has no e-mail address for this organisation. Ring them, and record here that you asked.",
        )
    })?;
    let service = table::find::<Service>(work.tx(), connection.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let promised = if connection.agreed.is_nothing() { Promised::Nothing } else { Promised::Something };
    let sending = Sending {
        service: connection.service,
        person: connection.person,
        opens: Opens::Connection(connection.id),
        recipient,
        promised,
        why,
    };
    list_links::asks(work.tx(), connection.service, connection.organisation, ctx.now())?;
    links::send::<act::AskByLink>(work, ctx, sending, &letter(&service, why), delivery)
}

/// What the letter says. It names nobody, not even what is asked about: who reads it on the way learns nothing.
fn letter(service: &Service, why: Why) -> links::Words {
    let name = &service.name;
    let (subject, before) = match why {
        Why::Ask | Why::Tell => {
            (format!("A request from {name}"), format!("{name} has a request for your organisation."))
        }
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
        Why::Introduce => (
            format!("An introduction from {name}"),
            format!("{name} introduces somebody for whom your organisation said yes."),
        ),
        Why::Answer => (
            format!("An answer from {name}"),
            format!("You asked {name} something about a request. Here is the answer."),
        ),
    };
    let ring = service.phone.as_ref().map(|phone| format!(" or ring {phone}")).unwrap_or_default();
    links::Words {
        kind: if why == Why::Introduce { "introduction" } else { "request" },
        subject,
        before: format!("{before}\n\nRead it and answer it here. You need no account and no password:"),
        after: format!(
            "Whoever has the link can answer for you, so please pass it on only within your organisation.\n\
             This e-mail names nobody on purpose. Please do not reply to it: ask on the page{ring}."
        ),
        path: "/asked/",
    }
}

/// The connection as it was seen, and what the person agreed may be told.
pub(super) fn read(
    work: &mut Work<'_, '_>,
    connection: Id<Connection>,
    version: i64,
    agreed: &AgreedInput,
) -> Result<(Kept<Connection>, Agreed), Refusal> {
    let kept = table::find::<Connection>(work.tx(), connection.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let agreed = agreed::read(work.tx(), &mut faults, kept.it.person, agreed)?;
    faults.finish()?;
    Ok((kept, agreed))
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
    agreed: &AgreedInput,
) -> Result<(), Refusal> {
    let (kept, agreed) = read(work, permit.key(), version, agreed)?;
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
    permit: &Permit<act::StopLinks, Id<Connection>>,
) -> Result<usize, Refusal> {
    links::stop_all::<act::StopLinks>(work, ctx, permit.key().uuid())
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
    delivery: &Delivery,
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
    sharing::stands(work.tx(), ctx, connection.person, Recipient::Organisation(connection.organisation))?;
    let secret = post(work, ctx, &connection, Why::Answer, delivery)?;
    see_about::<act::AskByLink>(work, ctx, connection.id.uuid())?;
    Ok(secret)
}

/// What was asked by e-mail about a connection, for its page.
#[derive(Debug, Clone, Default)]
pub struct ByMail {
    /// Links, newest first.
    pub sent: Vec<Sent>,
    /// Links to everything that the organisation is asked, which work now.
    pub lists: Vec<SentList>,
    /// Questions, newest first.
    pub enquiries: Vec<Enquiry>,
    /// Whether something came that nobody has seen.
    pub has_news: bool,
    /// Where a letter would go; `None` when the directory has no address.
    pub recipient: Option<Line>,
    /// Whether the record is marked *do not show online*: nothing can be sent, and what was sent opens nothing.
    pub kept_offline: bool,
    /// Whether the record says that the person died: nobody is asked any more.
    pub has_died: bool,
}

/// Reads what was asked by e-mail about a connection that was opened.
pub(crate) fn by_mail(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    connection: &Connection,
    recipient: Option<Line>,
) -> Result<ByMail, Refusal> {
    let lists = living(look.tx(), ctx, connection)?;
    let (person, connection) = (connection.person, connection.id);
    Ok(ByMail {
        lists,
        has_died: glance::has_died(look.tx(), person)?,
        kept_offline: protection::is_kept_offline(look.tx(), person)?,
        sent: links::sent(look.tx(), ctx, connection.uuid())?,
        enquiries: enquiries::of_connection(look.tx(), connection)?.into_iter().map(|kept| kept.it).collect(),
        has_news: !news::unseen_about(look.tx(), connection.uuid())?.is_empty(),
        recipient,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_names_neither_a_person_nor_what_it_is_about() {
        let service = Service {
            id: Id::from_parts(1, [1; 10]),
            slug: "harbour".to_owned(),
            name: Line::new("Harbour link workers").expect("a line"),
            phone: Line::new("01632 960 000").ok(),
        };
        for why in [Why::Ask, Why::Remind, Why::Renew, Why::Answer, Why::Introduce] {
            let words = letter(&service, why);
            let text = format!("{} {} {}", words.subject, words.before, words.after);
            assert!(text.contains("Harbour link workers") && text.contains("01632 960 000"), "{text}");
            assert!(words.path == "/asked/");
        }
    }
}
