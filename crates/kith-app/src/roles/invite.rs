//! Inviting somebody to a role.

use jiff::ToSpan;
use kith_domain::directory::CommunityService;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::invitation::{Invitation, Invited};
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Act, Actor, act};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing, fold_email};
use kith_domain::text::{Line, looks_like_email};
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::staff::Relation;
use kith_store::{Kept, house, invitations, save, staff, table};

use crate::accounts::throttle::{self, Bucket};
use crate::accounts::{Secret, letter, secret_of};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::permit::{OnEntry, Permit};
use crate::refusal::{Faults, Refusal};

/// Invitations that one person sends within an hour.
const MOST_PER_HOUR: usize = 20;

/// The roles that somebody can be invited to here. Community organisations answer by e-mailed links and need no account;
/// who speaks for one is invited from its entry ([`invite_of_organisation`]).
pub const INVITED: [Role; 7] = [
    Role::LinkWorker,
    Role::TeamLead,
    Role::ServiceManager,
    Role::Practice,
    Role::Commissioner,
    Role::Evaluator,
    Role::Administrator,
];

/// What a team lead may invite somebody to. Who leads, manages and looks after Kith is not theirs to say.
const INVITED_BY_LEAD: [Role; 2] = [Role::LinkWorker, Role::Practice];

/// The roles that whoever acts may invite somebody to.
#[must_use]
pub const fn may_give(role: Role) -> &'static [Role] {
    match role {
        Role::ServiceManager | Role::Administrator => &INVITED,
        Role::TeamLead => &INVITED_BY_LEAD,
        _ => &[],
    }
}

/// An invitation as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// ODS code of the practice, for the role at a practice.
    pub practice: String,
    /// The practice's name, when it is new here.
    pub practice_name: String,
}

/// Invites somebody. Without a post no e-mail is sent, and whoever asked hands the link over.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong; [`Refusal::Wait`] after twenty in an hour.
pub fn invite(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Invite, Id<Service>>,
    input: &Input,
    delivery: &Delivery,
) -> Result<(Id<Invitation>, Secret), Refusal> {
    let service = permit.key();
    let mut faults = Faults::new();
    let email = faults.text("email", "Enter their e-mail address.", Line::new(&input.email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "invite.email", "Enter an e-mail address, like name@example.org."));
    }
    let name = faults.text("name", "Enter their name.", Line::new(&input.name));
    let leads = matches!(ctx.actor(), Actor::Staff(staff) if matches!(staff.post, Post::TeamLead(_)));
    let open_to: &[Role] = if leads { &INVITED_BY_LEAD } else { &INVITED };
    let role = Role::from_code(&input.role).filter(|role| open_to.contains(role));
    if role.is_none() {
        faults.add(Rejection::of_field("role", "invite.role", "Choose what they will be."));
    }
    let practice = match role {
        // That a practice refers to the service is agreed by whoever manages it.
        Some(Role::Practice) => match named_practice(work, service, input)? {
            Ok(Named::Ended(_) | Named::New(..)) | Err(Unnamed::Name) if leads => {
                faults.add(Rejection::of_field(
                    "practice",
                    "invite.new_practice",
                    "This practice does not refer to your service yet. Ask your service manager to add it.",
                ));
                None
            }
            named => faults.take(named.map_err(Rejection::from)),
        },
        _ => None,
    };
    faults.finish()?;
    let (Some(email), Some(name), Some(role)) = (email, name, role) else {
        unreachable!("every missing part was noted as a fault")
    };
    let practice = match practice {
        Some(named) => Some(here(work, ctx, service, named)?),
        None => None,
    };
    send::<act::Invite>(work, ctx, service, Invited { email, name, role, practice, organisation: None }, delivery)
}

/// Invites a colleague to one's own practice.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong; [`Refusal::Wait`] after twenty in an hour.
pub fn invite_colleague(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::InviteColleague, Id<Service>>,
    (name, email): (&str, &str),
    delivery: &Delivery,
) -> Result<(Id<Invitation>, Secret), Refusal> {
    let practice = own_practice(ctx)?;
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter their name.", Line::new(name));
    let email = faults.text("email", "Enter their e-mail address.", Line::new(email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "invite.email", "Enter an e-mail address, like name@example.org."));
    }
    faults.finish()?;
    let (Some(email), Some(name)) = (email, name) else { unreachable!("every missing part was noted as a fault") };
    let whom = Invited { email, name, role: Role::Practice, practice: Some(practice), organisation: None };
    send::<act::InviteColleague>(work, ctx, permit.key(), whom, delivery)
}

/// Invites somebody to speak for the organisation of an entry: to see what every service asks of it, and to keep its
/// entries.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no such entry; [`Refusal::Rejected`] with what is wrong; [`Refusal::Wait`] after
/// twenty in an hour.
pub fn invite_of_organisation(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::InviteOrganisation, Id<Service>>,
    entry: Id<CommunityService>,
    (name, email): (&str, &str),
    delivery: &Delivery,
) -> Result<(Id<Invitation>, Secret), Refusal> {
    let of = table::find::<CommunityService>(work.tx(), entry.uuid())?.ok_or(Refusal::Hidden)?.it.organisation;
    let mut faults = Faults::new();
    let name = faults.text("name", "Enter their name.", Line::new(name));
    let email = faults.text("email", "Enter their e-mail address.", Line::new(email));
    if email.as_ref().is_some_and(|email| !looks_like_email(email.as_str())) {
        faults.add(Rejection::of_field("email", "invite.email", "Enter an e-mail address, like name@example.org."));
    }
    faults.finish()?;
    let (Some(email), Some(name)) = (email, name) else { unreachable!("every missing part was noted as a fault") };
    let whom = Invited { email, name, role: Role::Organisation, practice: None, organisation: Some(of) };
    send::<act::InviteOrganisation>(work, ctx, permit.key(), whom, delivery)
}

/// The practice that whoever acts works at.
pub(super) fn own_practice(ctx: &Ctx) -> Result<Id<Practice>, Refusal> {
    match ctx.actor() {
        Actor::Staff(staff) => match staff.post {
            Post::Practice(own) => Ok(own),
            _ => Err(Refusal::Hidden),
        },
        _ => Err(Refusal::Hidden),
    }
}

/// Sends an invitation that is well formed.
fn send<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    service: Id<Service>,
    whom: Invited,
    delivery: &Delivery,
) -> Result<(Id<Invitation>, Secret), Refusal> {
    may_be_invited(work, ctx, service, &whom)?;
    let by = ctx.actor().account();
    if let Some(by) = by {
        throttle::allow(work, ctx, &Bucket::of("invite", &by.to_string()), MOST_PER_HOUR, 1.hour())?;
    }
    let (secret, digest) = secret_of(delivery, ctx);
    let (invitation, event) = Invitation::send(ctx.id(), service, whom, digest, by, ctx.now());
    save::new(work.tx(), &ctx.writ::<A>(), &invitation, &event)?;
    deliver::<A>(work, ctx, Kept { version: 1, it: &invitation }, &secret, delivery)?;
    Ok((invitation.id, secret))
}

/// A practice that was named.
enum Named {
    /// It refers to the service.
    Here(Id<Practice>),
    /// It did once.
    Ended(Kept<Relation>),
    /// It is new to the service, whatever other services know of it.
    New(OdsCode, Line),
}

/// What is missing of the name of a practice.
enum Unnamed {
    /// A code that can be read.
    Code,
    /// What a practice that is new here is called.
    Name,
}

impl From<Unnamed> for Rejection {
    fn from(unnamed: Unnamed) -> Self {
        match unnamed {
            Unnamed::Code => Self::of_field(
                "practice",
                "invite.practice",
                "Enter the practice’s ODS code: 3 to 10 letters and digits, like A81001.",
            ),
            Unnamed::Name => Self::of_field(
                "practice_name",
                "invite.practice_name",
                "This practice is new here. Enter its name too.",
            ),
        }
    }
}

/// Finds what was named. What another service calls a practice is not told: one that is new here is named here.
fn named_practice(
    work: &mut Work<'_, '_>,
    service: Id<Service>,
    input: &Input,
) -> Result<Result<Named, Unnamed>, Refusal> {
    let Some(code) = OdsCode::parse(&input.practice) else { return Ok(Err(Unnamed::Code)) };
    if let Some(known) = staff::practice_by_code(work.tx(), &code)?
        && let Some(kept) = staff::relation(work.tx(), service, known.id)?
    {
        return Ok(Ok(if kept.it.ended.is_none() { Named::Here(known.id) } else { Named::Ended(kept) }));
    }
    Ok(Line::new(&input.practice_name).map(|name| Named::New(code, name)).map_err(|_| Unnamed::Name))
}

/// The practice, made and related to the service where it is not yet.
fn here(work: &mut Work<'_, '_>, ctx: &Ctx, service: Id<Service>, named: Named) -> Result<Id<Practice>, Refusal> {
    let writ = || ctx.writ::<act::Invite>();
    match named {
        Named::Here(practice) => Ok(practice),
        Named::Ended(Kept { version, it }) => {
            let it = Relation { ended: None, ..it };
            let event = Event::new("relation.begun_again").with("practice", it.practice);
            save::change(work.tx(), &writ(), version, &it, &event)?;
            Ok(it.practice)
        }
        Named::New(ods_code, name) => {
            let practice = match staff::practice_by_code(work.tx(), &ods_code)? {
                Some(known) => known.id,
                None => {
                    let it = Practice { id: ctx.id(), ods_code, name: name.clone(), email: None };
                    let event =
                        Event::new("practice.added").with("ods_code", it.ods_code.as_str()).with("name", &it.name);
                    save::new(work.tx(), &writ(), &it, &event)?;
                    it.id
                }
            };
            let it = Relation { name: Some(name), ..Relation::begin(ctx.id(), service, practice) };
            save::new(work.tx(), &writ(), &it, &it.begun())?;
            Ok(practice)
        }
    }
}

/// Nobody invites themselves, twice, or to what they are already.
fn may_be_invited(work: &mut Work<'_, '_>, ctx: &Ctx, service: Id<Service>, whom: &Invited) -> Result<(), Refusal> {
    let (email, role) = (whom.email.as_str(), whom.role);
    let of_email = |code, sentence| Err(Rejection::of_field("email", code, sentence).into());
    let same_place = |it: &Standing| match (whom.practice, whom.organisation) {
        (Some(practice), _) => it.practice == Some(practice),
        (None, Some(organisation)) => it.organisation == Some(organisation),
        (None, None) => it.service == Some(service),
    };
    if let Some(kept) = staff::account_by_email(work.tx(), email)? {
        if ctx.actor().account() == Some(kept.it.id) {
            return of_email(
                "invite.oneself",
                "This is your own address. Nobody gives themselves a role; ask somebody else who manages the service.",
            );
        }
        let standings = staff::standings_of(work.tx(), kept.it.id)?;
        if standings.iter().any(|it| it.role == role && same_place(it)) {
            return of_email("invite.has_role", "They have this role already.");
        }
    }
    let open = invitations::open(work.tx(), service)?;
    let twice = |kept: &Kept<Invitation>| {
        fold_email(kept.it.email.as_str()) == fold_email(email)
            && kept.it.role == role
            && (kept.it.practice, kept.it.organisation) == (whom.practice, whom.organisation)
    };
    if open.iter().any(twice) {
        return of_email(
            "invite.twice",
            "They are invited to this role already. Send that invitation again, or withdraw it first.",
        );
    }
    Ok(())
}

/// Writes the e-mail with the link, or notes that it was shown to whoever made it.
pub(super) fn deliver<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    Kept { version, it }: Kept<&Invitation>,
    secret: &Secret,
    delivery: &Delivery,
) -> Result<(), Refusal> {
    match delivery.base() {
        Some(base) => post(work, ctx, it, secret, base),
        None => {
            let shown = Event::new("invitation.link_shown").with("to", ctx.actor().account());
            save::change(work.tx(), &ctx.writ::<A>(), version, it, &shown)?;
            Ok(())
        }
    }
}

/// The e-mail with the link.
fn post(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    invitation: &Invitation,
    secret: &Secret,
    base: &str,
) -> Result<(), Refusal> {
    let service = table::find::<Service>(work.tx(), invitation.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let until = match invitation.state {
        kith_domain::invitation::State::Open { until } => time::moment_in_words(until),
        _ => return Ok(()),
    };
    let body = format!(
        "{} invites you to Kith as {}.\n\n\
         Choose your password here. The link is for you alone and works once, until {until}:\n{base}/join/{}\n\n\
         If you did not expect this, do nothing.\n\
         Please do not reply to this e-mail.\n",
        service.name,
        a_role(invitation.role),
        secret.as_str()
    );
    let (to, subject) = (invitation.email.as_str(), format!("{} invites you to Kith", service.name));
    let letter = letter(ctx, Some(service.id), "invitation", to, &subject, &body);
    let (about, opens) = (Some(invitation.id.uuid()), Some(invitation.digest.clone()));
    house::post(work.tx(), &Letter { about, opens, ..letter })?;
    Ok(())
}

/// A role with its article.
fn a_role(role: Role) -> String {
    match role {
        Role::Practice => "somebody at a practice that refers to it".to_owned(),
        Role::Organisation => "somebody who speaks for your organisation".to_owned(),
        Role::Evaluator | Role::Administrator => format!("an {}", role.label()),
        _ => format!("a {}", role.label()),
    }
}

/// Sends an invitation once more; the link before stops working.
///
/// # Errors
/// [`Refusal::Rejected`] when it was accepted or withdrawn; [`Refusal::Wait`] after twenty in an hour.
pub fn send_again(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    on: OnEntry<act::SettleInvitation, Invitation>,
    delivery: &Delivery,
) -> Result<Invitation, Refusal> {
    let (_, kept) = on;
    let by: Id<Account> = ctx.account()?;
    throttle::allow(work, ctx, &Bucket::of("invite", &by.to_string()), MOST_PER_HOUR, 1.hour())?;
    let (secret, digest) = secret_of(delivery, ctx);
    let (again, event) = kept.it.send_again(digest, ctx.now())?;
    let saved = save::change(work.tx(), &ctx.writ::<act::SettleInvitation>(), kept.version, &again, &event)?;
    deliver::<act::SettleInvitation>(work, ctx, Kept { version: saved.version, it: &again }, &secret, delivery)?;
    Ok(again)
}

/// Withdraws an invitation; its link stops working at once.
///
/// # Errors
/// [`Refusal::Rejected`] when it was accepted or withdrawn already.
pub fn withdraw(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    on: OnEntry<act::SettleInvitation, Invitation>,
) -> Result<(), Refusal> {
    let (_, kept) = on;
    let (gone, event) = kept.it.withdraw(ctx.actor().account(), ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::SettleInvitation>(), kept.version, &gone, &event)?;
    Ok(())
}
