//! The one function that decides.

use super::actor::{Actor, Holder, ListHolder, Post, Staff};
use super::resource::{
    AgreementFacts, ConcernFacts, LostFacts, OwnFacts, PersonFacts, PracticeRecord, Resource, RoleFacts, SharedFacts,
    VisitFacts,
};
use super::{Action, Decision};
use crate::id::Id;
use crate::link::Opens;
use crate::staff::{Account, Service};

/// Decides. Pure and total: every actor, action and resource has an answer, and whatever is not
/// named here is hidden.
#[must_use]
pub fn decide(actor: &Actor, action: Action, resource: &Resource) -> Decision {
    match actor {
        Actor::Nobody => nobody(action, resource),
        Actor::Operator => operator(action, resource),
        Actor::Holder(holder) => of_link(*holder, action, resource),
        Actor::ListHolder(holder) => of_list(holder, action, resource),
        Actor::Staff(staff) => match resource {
            Resource::Service(service) => of_service(staff, action, *service),
            Resource::Person(person) => of_person(staff, action, person),
            Resource::Referral { service } => of_referral(staff, action, *service),
            Resource::Practice(record) => of_practice(staff, action, *record),
            Resource::Import { service, by } => of_import(staff, action, *service, *by),
            // A link is for whoever it was sent to; signing in opens none.
            Resource::Linked(_) => Decision::Hidden,
            Resource::Organisation(_) | Resource::Request(_) | Resource::OwnEntry(_) => {
                of_organisation(staff, action, resource)
            }
            Resource::Concern(concern) => of_concern(staff, action, concern),
            Resource::Lost(lost) => of_lost(staff, action, lost),
            Resource::Own(own) => of_own(staff, action, *own),
            Resource::Shared(shared) => of_shared(staff, action, *shared),
            Resource::Agreement(agreement) => of_agreement(staff, action, *agreement),
            Resource::Visit(visit) => of_visit(staff, action, *visit),
            // A door is gone through as nobody, whoever has signed in beside it.
            Resource::Door { .. } => Decision::Hidden,
            Resource::Directory => match action {
                Action::SeeDirectory | Action::ReadPublished => Decision::Allow,
                _ => Decision::Hidden,
            },
            Resource::Account(account) => of_account(staff, action, *account),
            Resource::Role(role) => of_role(staff, action, role),
        },
    }
}

/// Without an account: ask for support at a service's door, and see by the link of the receipt, whose
/// secret is checked where it is looked up, what became of it; with the code of a practice besides, read and answer
/// what was written to that practice. Nothing else.
const fn nobody(action: Action, resource: &Resource) -> Decision {
    match (action, resource) {
        (
            Action::AskForSupport
            | Action::SeeReceipt
            | Action::AnswerQuestion
            | Action::ReadMessage
            | Action::ReplyToMessage,
            Resource::Door { .. },
        ) => Decision::Allow,
        // What is published is for anybody.
        (Action::ReadPublished, Resource::Directory) => Decision::Allow,
        _ => Decision::Hidden,
    }
}

/// Commands on the machine fill and check the store; they open no records.
const fn operator(action: Action, resource: &Resource) -> Decision {
    match (action, resource) {
        // A file of people lies on the machine already; the operator brings it in and opens no record.
        (
            Action::ImportDirectory | Action::ImportPlaces | Action::SeeDirectory | Action::ReadPublished,
            Resource::Directory,
        )
        | (Action::Invite | Action::ImportPeople, Resource::Service(_))
        | (Action::SeeImport | Action::TakeImport, Resource::Import { .. })
        | (Action::EndRole | Action::ResetFactor, Resource::Account(_)) => Decision::Allow,
        _ => Decision::Hidden,
    }
}

/// What a link opens, it opens to its holder, and nothing beside it.
fn of_link(holder: Holder, action: Action, resource: &Resource) -> Decision {
    match (resource, holder.opens, action) {
        (
            Resource::Linked(linked),
            Opens::Connection(_),
            Action::OpenRequest | Action::AnswerRequest | Action::AskForList,
        ) if *linked == holder => Decision::Allow,
        // The code of the practice is checked where the message is opened.
        (Resource::Linked(linked), Opens::Message(_), Action::ReadMessage | Action::ReplyToMessage)
            if *linked == holder =>
        {
            Decision::Allow
        }
        // Whoever the practice sent its link to agrees for it, and does nothing else.
        (Resource::Linked(linked), Opens::Agreement(_), Action::SeeAgreement | Action::AgreeScope)
            if *linked == holder =>
        {
            Decision::Allow
        }
        _ => Decision::Hidden,
    }
}

/// Whoever holds a link to a list answers what was sent to the address that the link went to, and keeps the entries that
/// name this address.
fn of_list(holder: &ListHolder, action: Action, resource: &Resource) -> Decision {
    let (is_own, may) = match resource {
        Resource::Organisation(it) => (*it == holder.organisation, action == Action::SeeRequests),
        Resource::Request(it) => (
            it.service == holder.service
                && it.organisation == holder.organisation
                && it.addresses.contains(&holder.address),
            matches!(action, Action::OpenRequest | Action::AnswerRequest),
        ),
        Resource::OwnEntry(it) => (
            it.organisation == holder.organisation && it.address.as_ref() == Some(&holder.address),
            action == Action::KeepOwnEntry,
        ),
        _ => (false, false),
    };
    if is_own && may { Decision::Allow } else { Decision::Hidden }
}

/// Somebody with an account of an organisation: what was sent to it, by every service that asks it, and its entries.
fn of_organisation(staff: &Staff, action: Action, resource: &Resource) -> Decision {
    let Post::Organisation(own) = staff.post else { return Decision::Hidden };
    let (is_own, may) = match resource {
        Resource::Organisation(it) => (*it == own, action == Action::SeeRequests),
        Resource::Request(it) => (
            it.organisation == own && staff.services.contains(&it.service) && !it.addresses.is_empty(),
            matches!(action, Action::OpenRequest | Action::AnswerRequest),
        ),
        Resource::OwnEntry(it) => (it.organisation == own, action == Action::KeepOwnEntry),
        _ => (false, false),
    };
    match (is_own, may) {
        (true, true) => Decision::Allow,
        (true, false) => Decision::Deny,
        (false, _) => Decision::Hidden,
    }
}

/// A service as a whole. A page of the own service that is not for this role is denied, not hidden:
/// that a service has a queue is no secret. Another service is hidden.
fn of_service(staff: &Staff, action: Action, service: Id<Service>) -> Decision {
    if !staff.services.contains(&service) {
        return Decision::Hidden;
    }
    let allowed = match (action, staff.post) {
        (Action::Refer | Action::ListMyReferrals | Action::InviteColleague, Post::Practice(_)) => true,
        (Action::SeeQueue | Action::SeeTeam | Action::RetryLetter, Post::TeamLead(own)) => own == service,
        // Who keeps the directory (access matrix, *public entry*).
        (Action::KeepEntry, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (
            Action::TellOfEntry | Action::KeepTeamNotes | Action::KeepFavourite,
            Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own),
        ) => own == service,
        // Whoever supports people, or leads those who do, meets limits of the role. Each reads their own alone.
        // How a team works is the team's own to see, and from more workers the commissioner's (access matrix, *ways of
        // working*). A worker's own series is hers alone.
        (Action::SeeHowWeWork, Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own)) => {
            own == service
        }
        (Action::SeeHowWeWork, Post::Commissioner) => true,
        (Action::SeeOwnSeries, Post::LinkWorker(own)) => own == service,
        (Action::KeepContext | Action::KeepLenses, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (
            Action::KeepBoundaries | Action::SeeOwnTaps | Action::KeepDiscretion | Action::KeepVisits,
            Post::LinkWorker(own) | Post::TeamLead(own),
        ) => own == service,
        // A feed fills the directory of the whole store, and Kith goes out for it: whoever answers for the directory
        // (access matrix, *public entry*, A), and whoever keeps Kith running.
        (Action::KeepFeeds, Post::ServiceManager(own) | Post::Administrator(own)) => own == service,
        // Who speaks for an organisation reads what every service asks of it: whoever keeps entries invites them.
        (Action::InviteOrganisation, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (Action::MoveCaseload | Action::ArrangeCover, Post::TeamLead(own)) => own == service,
        (Action::ManagePracticeCodes, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        // Who refers to the service is agreed by its manager; a lead keeps the addresses, and opens every record anyway.
        (Action::KeepPractice, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (Action::AgreePractice, Post::ServiceManager(own)) => own == service,
        // A manager sees counts, never the referrals behind them without a step-up (later).
        (Action::SeeTeam, Post::ServiceManager(own)) => own == service,
        (Action::SeeToday | Action::ListPeople | Action::SearchPeople, Post::LinkWorker(own) | Post::TeamLead(own)) => {
            own == service
        }
        // Rows of the people whom each may open anyway; the file of them names nobody, and is the lead's to take.
        (Action::SeeGaps | Action::SeeWaits | Action::SeeUnanswered, Post::LinkWorker(own) | Post::TeamLead(own)) => {
            own == service
        }
        (Action::ExportGaps, Post::TeamLead(own)) => own == service,
        (Action::SeeConcerns, Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own)) => {
            own == service
        }
        (Action::ListNamed, Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (Action::NameSafeguardingLeads, Post::ServiceManager(own)) => own == service,
        (Action::SeeWorkersDay, Post::TeamLead(own)) => own == service,
        (Action::KeepCalendar, Post::LinkWorker(own)) => own == service,
        (Action::ImportPeople, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        // A manager sees the figures and never the people behind them.
        (Action::SeeReports, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (Action::OpenFigure, Post::TeamLead(own)) => own == service,
        // Counts of people with the small ones hidden, the same for everybody (access matrix, *unmet need*): the only
        // thing of a service that a commissioner or an evaluator sees.
        (Action::SeeUnmetNeed, Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own)) => {
            own == service
        }
        (Action::SeeUnmetNeed, Post::Commissioner | Post::Evaluator) => true,
        (Action::AskForInvestment, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        (
            Action::SeeRoles | Action::Invite,
            Post::TeamLead(own) | Post::ServiceManager(own) | Post::Administrator(own),
        ) => own == service,
        (Action::SeeSettings | Action::ChangePostRules | Action::SettleLetters, Post::Administrator(own)) => {
            own == service
        }
        // What a service says of itself is its manager's; its leads and whoever keeps it running may read it.
        (Action::SeeService | Action::ChangeService, Post::ServiceManager(own)) => own == service,
        (Action::SeeService, Post::TeamLead(own) | Post::Administrator(own)) => own == service,
        // What the work is called is for those who do it and lead it.
        (Action::ChangeWays, Post::TeamLead(own) | Post::ServiceManager(own)) => own == service,
        _ => false,
    };
    if allowed { Decision::Allow } else { Decision::Deny }
}

/// A person's record: the worker who has (or had last) a case of theirs, whoever covers that worker today,
/// and the team lead. A restricted one: the staff of the service who are named on it, and nobody else.
fn of_person(staff: &Staff, action: Action, person: &PersonFacts) -> Decision {
    // A restriction takes away from everybody who is not named, the lead and whoever covers among them.
    let is_named = person.restricted_to.as_ref().is_some_and(|named| named.contains(&staff.account));
    if person.restricted_to.is_some() && !is_named {
        return Decision::Hidden;
    }
    let holds = person.workers.iter().any(|worker| *worker == staff.account || staff.covers.contains(worker));
    match staff.post {
        // Whoever is named opens it whether or not the case is theirs: otherwise one of two names would be nobody.
        Post::LinkWorker(own) if own == person.service && (holds || is_named) => match action {
            Action::SeePerson
            | Action::SeeWhoLooked
            | Action::ChangeContactRules
            | Action::WriteEquality
            | Action::CorrectIdentity
            | Action::WriteAround
            | Action::ProtectRecord
            | Action::DecideSharing
            | Action::LogContact
            | Action::BookAppointment
            | Action::ChangeAppointment
            | Action::WriteLetter
            | Action::AttachFile
            | Action::OpenFile
            | Action::WriteWhatMatters
            | Action::WriteAboutMe
            | Action::WritePlan
            | Action::RecordNeed
            | Action::RecordGap
            // Needs, gaps and endings are the person's more than their author's: whoever supports them puts them right.
            | Action::CorrectNeed
            | Action::SayNeed
            | Action::CorrectGap
            | Action::CorrectEnding
            | Action::RecordChange
            // Holding and readiness are the person's support more than their author's: whoever supports them goes on.
            | Action::KeepHolding
            | Action::WriteReadiness
            | Action::SayBeyondGuide
            | Action::WriteConcern
            | Action::Connect
            | Action::MoveConnection
            | Action::AskByLink
            | Action::StopLinks
            | Action::SendMessage
            | Action::AskSameDay
            | Action::Close
            | Action::Reopen => Decision::Allow,
            // What somebody wrote is theirs to correct, nobody else's.
            Action::CorrectContact | Action::CorrectLetter | Action::CorrectMatters | Action::TakeFileAway => {
                if person.author == Some(staff.account) {
                    Decision::Allow
                } else {
                    Decision::Deny
                }
            }
            _ => Decision::Deny,
        },
        Post::TeamLead(own) if own == person.service => match action {
            Action::SeePerson
            | Action::OpenFile
            | Action::TakeFileAway
            | Action::SeeWhoLooked
            | Action::ChangeContactRules
            | Action::WriteEquality
            | Action::CorrectIdentity
            | Action::WriteAround
            | Action::ProtectRecord
            | Action::MoveCase
            | Action::DecideSharing
            | Action::StopLinks
            | Action::Close
            | Action::Reopen
            | Action::CorrectEnding
            // Whoever leads the team writes down an answer that came to her.
            | Action::AskSameDay
            | Action::WriteConcern => Decision::Allow,
            _ => Decision::Deny,
        },
        // A manager opens no records but those that name her, and is named so that somebody can move the case.
        Post::ServiceManager(own) if own == person.service && is_named => match action {
            Action::SeePerson
            | Action::OpenFile
            | Action::SeeWhoLooked
            | Action::ProtectRecord
            | Action::MoveCase
            | Action::WriteConcern => Decision::Allow,
            _ => Decision::Deny,
        },
        _ => Decision::Hidden,
    }
}

/// A safeguarding concern: for whoever is named safeguarding lead; its author sees their own entry. For everybody else
/// it does not exist, and for nobody outside the service does it.
fn of_concern(staff: &Staff, action: Action, concern: &ConcernFacts) -> Decision {
    let (Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own)) = staff.post else {
        return Decision::Hidden;
    };
    if own != concern.service {
        return Decision::Hidden;
    }
    let is_lead = concern.leads.contains(&staff.account);
    match action {
        Action::SeeConcern if is_lead || concern.author == staff.account => Decision::Allow,
        Action::AcknowledgeConcern if is_lead => Decision::Allow,
        _ if is_lead || concern.author == staff.account => Decision::Deny,
        _ => Decision::Hidden,
    }
}

/// What somebody wrote of their own work is theirs. For leads, managers and everybody else it does not exist
/// (domain.md 8.5; requirement 10).
fn of_own(staff: &Staff, action: Action, it: OwnFacts) -> Decision {
    match staff.post {
        Post::LinkWorker(own) | Post::TeamLead(own) if own == it.service && it.owner == staff.account => match action {
            Action::KeepOwn | Action::SeeMyOwn => Decision::Allow,
            _ => Decision::Deny,
        },
        _ => Decision::Hidden,
    }
}

/// What a colleague shows somebody of their own, for as long as they show it: for that lead or manager, and for nobody
/// else. Reading is all that it gives.
fn of_shared(staff: &Staff, action: Action, it: SharedFacts) -> Decision {
    match staff.post {
        Post::TeamLead(own) | Post::ServiceManager(own) if own == it.service && it.with == Some(staff.account) => {
            match (action, staff.post) {
                (Action::ReadShared, _) | (Action::SeeSharedSeries, Post::TeamLead(_)) => Decision::Allow,
                _ => Decision::Deny,
            }
        }
        _ => Decision::Hidden,
    }
}

/// A scope agreement: everybody who works in the service reads it, its leads and manager write it and agree for it, and
/// the practice reads it and agrees for itself.
fn of_agreement(staff: &Staff, action: Action, it: AgreementFacts) -> Decision {
    let allowed = match staff.post {
        Post::LinkWorker(own) if own == it.service => action == Action::SeeAgreement,
        Post::TeamLead(own) | Post::ServiceManager(own) if own == it.service => {
            matches!(action, Action::SeeAgreement | Action::WriteAgreement | Action::AgreeScope)
        }
        Post::Practice(own) if own == it.practice && staff.services.contains(&it.service) => {
            matches!(action, Action::SeeAgreement | Action::SeeMyPractice | Action::AgreeScope)
        }
        _ => return Decision::Hidden,
    };
    if allowed { Decision::Allow } else { Decision::Deny }
}

/// A visit alone is its owner's. Whoever was told reads of it while it is open; nobody else does, the lead among them.
fn of_visit(staff: &Staff, action: Action, it: VisitFacts) -> Decision {
    let own = match staff.post {
        Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own) => own,
        _ => return Decision::Hidden,
    };
    if own != it.service {
        return Decision::Hidden;
    }
    let is_owner = it.owner == staff.account && !matches!(staff.post, Post::ServiceManager(_));
    let is_told = it.told == Some(staff.account);
    match action {
        Action::KeepVisits if is_owner => Decision::Allow,
        Action::SeeVisit if is_told => Decision::Allow,
        _ if is_owner || is_told => Decision::Deny,
        _ => Decision::Hidden,
    }
}

/// Restricted records that nobody who is named can open: whoever is named safeguarding lead, or keeps Kith running,
/// names new people on them, and opens none.
fn of_lost(staff: &Staff, action: Action, lost: &LostFacts) -> Decision {
    let may = match staff.post {
        Post::Administrator(own) => own == lost.service,
        Post::LinkWorker(own) | Post::TeamLead(own) | Post::ServiceManager(own) => {
            own == lost.service && lost.leads.contains(&staff.account)
        }
        _ => false,
    };
    match (may, action) {
        (true, Action::NameAnew) => Decision::Allow,
        (true, _) => Decision::Deny,
        (false, _) => Decision::Hidden,
    }
}

/// A referral in triage belongs to the lead.
fn of_referral(staff: &Staff, action: Action, service: Id<Service>) -> Decision {
    match staff.post {
        Post::TeamLead(own) if own == service => match action {
            Action::SeeReferral
            | Action::Accept
            | Action::GiveBack
            | Action::Redirect
            | Action::AskReferrer
            | Action::AnswerQuestion
            | Action::Allocate
            | Action::RevokeStatusLink => Decision::Allow,
            _ => Decision::Deny,
        },
        _ => Decision::Hidden,
    }
}

/// What the practice that referred may read of it.
fn of_practice(staff: &Staff, action: Action, record: PracticeRecord) -> Decision {
    match staff.post {
        Post::Practice(own) if own == record.practice && staff.services.contains(&record.service) => match action {
            Action::SeeMyReferral | Action::ReadMessage | Action::AnswerQuestion | Action::ReplyToMessage => {
                Decision::Allow
            }
            _ => Decision::Deny,
        },
        _ => Decision::Hidden,
    }
}

/// A file of people shows what it holds before anything of it is a record. A lead opens what was brought into her
/// service; a manager, who sees no records, only what she brought in herself.
fn of_import(staff: &Staff, action: Action, service: Id<Service>, by: Option<Id<Account>>) -> Decision {
    let may_open = match staff.post {
        Post::TeamLead(own) => own == service,
        Post::ServiceManager(own) => own == service && by == Some(staff.account),
        _ => false,
    };
    match (may_open, action) {
        (true, Action::SeeImport | Action::TakeImport) => Decision::Allow,
        (true, _) => Decision::Deny,
        (false, _) => Decision::Hidden,
    }
}

/// An account is its owner's. What others may do about somebody stands at their roles.
fn of_account(staff: &Staff, action: Action, account: Id<Account>) -> Decision {
    let own = matches!(
        action,
        Action::SeeAccount | Action::ChangeAccount | Action::EndSession | Action::ChooseRole | Action::ConfirmSelf
    );
    if own && account == staff.account { Decision::Allow } else { Decision::Hidden }
}

/// A role is changed and ended by the manager and the administrator of its service, and by nobody
/// for themselves. A lost second factor is reset by the manager alone: an administrator may also run the
/// mail server, and would hold both factors of everybody. A lead, and somebody at a practice, may take
/// back an invitation of their own, and a lead is told that the rest is not theirs.
fn of_role(staff: &Staff, action: Action, role: &RoleFacts) -> Decision {
    let has_sent = role.account.is_none() && role.sent_by == Some(staff.account);
    let own = match staff.post {
        Post::ServiceManager(own) | Post::Administrator(own) | Post::TeamLead(own) => own,
        Post::Practice(_) if has_sent && role.services.iter().any(|it| staff.services.contains(it)) => {
            return if action == Action::SettleInvitation { Decision::Allow } else { Decision::Deny };
        }
        _ => return Decision::Hidden,
    };
    if !role.services.contains(&own) {
        return Decision::Hidden;
    }
    if matches!(staff.post, Post::TeamLead(_)) {
        let allowed = match action {
            Action::SeeRole => role.account.is_some(),
            Action::SettleInvitation => has_sent,
            _ => false,
        };
        return if allowed { Decision::Allow } else { Decision::Deny };
    }
    let of_oneself = role.account == Some(staff.account);
    let allowed = match action {
        Action::SeeRole => role.account.is_some(),
        Action::SettleInvitation => role.account.is_none(),
        Action::ChangeRole | Action::EndRole => role.account.is_some() && !of_oneself,
        Action::ResetFactor => role.account.is_some() && !of_oneself && matches!(staff.post, Post::ServiceManager(_)),
        _ => false,
    };
    if allowed { Decision::Allow } else { Decision::Deny }
}
