//! Who may do what to which record: one pure function, total, deny by default.
//!
//! # Invariants
//! - [`decide()`] is the only place where access is decided.
//! - What somebody may not see is [`Decision::Hidden`]: it looks exactly like what does not exist.
//!   What they may see and not do is [`Decision::Deny`].
//! - An administrator opens no record, and nobody acts as somebody else.
//! - The matrix of all answers is a snapshot (`docs/reference/policy.md`), read in review.

pub mod actor;
mod decide;
pub mod resource;

pub use actor::{Actor, Holder, ListHolder, Staff};
pub use decide::decide;
pub use resource::{
    AgreementFacts, ConcernFacts, LostFacts, OwnEntryFacts, OwnFacts, PersonFacts, PracticeRecord, RequestFacts,
    Resource, RoleFacts, SharedFacts, VisitFacts,
};

use crate::directory::Organisation;
use crate::id::Id;
use crate::practice::Practice;
use crate::staff::{Account, Service};
use crate::text::Line;

/// The answer to "may they?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// They may.
    Allow,
    /// They may know of it, and may not do this (answered 403).
    Deny,
    /// They may not know of it (answered 404, as if it did not exist).
    Hidden,
}

/// Which rows a list may hold. Comes out of a permit and goes into the SQL, so that filters, counts,
/// order and hints obey it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every row of one service, but of restricted records only those that name the viewer.
    Service {
        /// The service.
        service: Id<Service>,
        /// Who looks.
        viewer: Id<Account>,
    },
    /// The people whose case this worker has or had last, those of colleagues covered today, and whoever's restricted
    /// record names the worker; of restricted records only these: a cover opens none of them.
    Worker {
        /// The service.
        service: Id<Service>,
        /// The worker.
        worker: Id<Account>,
        /// The colleagues.
        covers: Vec<Id<Account>>,
    },
    /// What one practice referred to the services it has a relationship with. When a relationship ends,
    /// what was sent through it leaves the practice's lists, as [`decide()`] hides each record of it.
    Practice {
        /// The practice.
        practice: Id<Practice>,
        /// The services it has a relationship with.
        services: Vec<Id<Service>>,
    },
    /// What was asked of one organisation by these services.
    Asked {
        /// The organisation.
        organisation: Id<Organisation>,
        /// The services.
        services: Vec<Id<Service>>,
        /// Only what was sent to this address, for whoever came by a link to it.
        address: Option<Line>,
    },
    /// What is public to everyone signed in.
    Public,
}

impl Scope {
    /// Whose people the lists of a link worker hold: their own, and those of the colleagues they cover today; each
    /// once. Empty for everybody else.
    #[must_use]
    pub fn whose(&self) -> Vec<Id<Account>> {
        let Self::Worker { worker, covers, .. } = self else { return Vec::new() };
        let mut whose = vec![*worker];
        for covered in covers {
            if !whose.contains(covered) {
                whose.push(*covered);
            }
        }
        whose
    }

    /// The service whose people a list holds, and who of its staff looks; nothing for everybody else, whose lists hold
    /// no people by name.
    #[must_use]
    pub const fn of_staff(&self) -> Option<(Id<Service>, Id<Account>)> {
        match self {
            Self::Service { service, viewer } => Some((*service, *viewer)),
            Self::Worker { service, worker, .. } => Some((*service, *worker)),
            Self::Practice { .. } | Self::Asked { .. } | Self::Public => None,
        }
    }
}

impl Action {
    /// Whether what is done would tell others of a safeguarding concern, if they read that it was done.
    #[must_use]
    pub const fn is_restricted(self) -> bool {
        matches!(self, Self::WriteConcern | Self::SeeConcerns | Self::SeeConcern | Self::AcknowledgeConcern)
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $label:literal;)+) => {
        /// Everything that can be done. A new page or form begins with a new line here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $name,)+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What it is, in words, for the policy page.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }
        }

        /// One marker type for each action, so that a permit for one is no key to another.
        pub mod act {
            use super::{Act, Action};
            $(
                $(#[$doc])*
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl Act for $name {
                    const ACTION: Action = Action::$name;
                }
            )+
        }
    };
}

/// A marker type of an action; see [`act`].
pub trait Act {
    /// The action it stands for.
    const ACTION: Action;
}

actions! {
    /** Refer a person to a service. */ Refer = "refer", "Refer a person";
    /** List the referrals of one's practice. */ ListMyReferrals = "list-my-referrals", "List my practice's referrals";
    /** See what became of a referral. */ SeeMyReferral = "see-my-referral", "See what became of my practice's referral";
    /** Read a message back. */ ReadMessage = "read-message", "Read a message back";
    /** Ask for support at the public door. */ AskForSupport = "ask-for-support", "Ask for support without an account";
    /** See by the link of a receipt what became of it. */ SeeReceipt = "see-receipt", "See by a receipt's link what became of it";
    /** Answer a message back. */ ReplyToMessage = "reply-to-message", "Answer a message back";
    /** See the queue. */ SeeQueue = "see-queue", "See the queue";
    /** Open a referral for triage. */ SeeReferral = "see-referral", "Open a referral for triage";
    /** Accept a referral. */ Accept = "accept", "Accept a referral";
    /** Give a referral back. */ GiveBack = "give-back", "Give a referral back to the practice";
    /** Redirect a referral. */ Redirect = "redirect", "Redirect a referral to somebody who can help better";
    /** Ask whoever sent a referral. */ AskReferrer = "ask-referrer", "Ask whoever sent a referral";
    /** Answer a question about a referral. */ AnswerQuestion = "answer-question", "Answer a question about a referral";
    /** Allocate a referral. */ Allocate = "allocate", "Allocate a referral";
    /** Stop the link of a receipt. */ RevokeStatusLink = "revoke-status-link", "Stop the link of a receipt";
    /** See, make and revoke the codes of practices. */ ManagePracticeCodes = "manage-practice-codes", "Make and revoke practice codes";
    /** Say what a practice is called and where e-mail reaches it. */ KeepPractice = "keep-practice", "Say what a practice is called and where e-mail reaches it";
    /** Add a practice, or end that it refers to the service. */ AgreePractice = "agree-practice", "Add a practice, or end that it refers to the service";
    /** Let an e-mail that is stuck try again. */ RetryLetter = "retry-letter", "Let a stuck e-mail try again";
    /** Move a case to another link worker. */ MoveCase = "move-case", "Move a case to another link worker";
    /** Move a caseload to other link workers. */ MoveCaseload = "move-caseload", "Move a caseload to another link worker";
    /** Arrange dated cover. */ ArrangeCover = "arrange-cover", "Arrange dated cover";
    /** See the team's caseloads. */ SeeTeam = "see-team", "See the team's caseloads";
    /** See one's day. */ SeeToday = "see-today", "See Today";
    /** List people. */ ListPeople = "list-people", "List people";
    /** List the restricted records that name one. */ ListNamed = "list-named", "List the restricted records that name one";
    /** Search for people. */ SearchPeople = "search-people", "Search for people";
    /** Open a person's page. */ SeePerson = "see-person", "Open a person's page";
    /** See who looked at a person's record. */ SeeWhoLooked = "see-who-looked", "See who looked at a record";
    /** Change how a person is contacted. */ ChangeContactRules = "change-contact-rules", "Change how a person is contacted safely";
    /** Write down what a person says of themselves. */ WriteEquality = "write-equality", "Write down what a person says of themselves, for fairness";
    /** Correct who somebody is. */ CorrectIdentity = "correct-identity", "Correct who a person is and where they live";
    /** Write down who is around a person. */ WriteAround = "write-around", "Write down who is around a person";
    /** Say who may see a record. */ ProtectRecord = "protect-record", "Say who may see a record";
    /** Write down what a person decided about sharing. */ DecideSharing = "decide-sharing", "Write down a sharing decision";
    /** Log a contact. */ LogContact = "log-contact", "Log a contact";
    /** Correct a contact. */ CorrectContact = "correct-contact", "Correct a contact of one's own";
    /** Book an appointment. */ BookAppointment = "book-appointment", "Book a next contact or appointment";
    /** Move, cancel or put back an appointment. */ ChangeAppointment = "change-appointment", "Move or cancel an appointment";
    /** See a link worker's day. */ SeeWorkersDay = "see-workers-day", "See a link worker's day";
    /** Keep one's own calendar link. */ KeepCalendar = "keep-calendar", "Make or revoke one's own calendar link";
    /** Write a letter. */ WriteLetter = "write-letter", "Write a letter";
    /** Correct a letter. */ CorrectLetter = "correct-letter", "Correct a letter of one's own";
    /** Attach a file. */ AttachFile = "attach-file", "Attach a file to a contact or a letter";
    /** Take a file away. */ TakeFileAway = "take-file-away", "Take away a file that was attached by mistake";
    /** Open a file. */ OpenFile = "open-file", "Open an attached file";
    /** Write what matters. */ WriteWhatMatters = "write-what-matters", "Write what matters";
    /** Correct how what matters was written down. */ CorrectMatters = "correct-what-matters", "Correct what matters, of one's own writing";
    /** Write About Me. */ WriteAboutMe = "write-about-me", "Write About Me";
    /** Write the plan: goals, actions, what surrounds them. */ WritePlan = "write-plan", "Write the plan";
    /** Record a need. */ RecordNeed = "record-need", "Record a need";
    /** Correct a need. */ CorrectNeed = "correct-need", "Correct a need";
    /** Say where a need stands. */ SayNeed = "say-need", "Say where a need stands";
    /** Record a gap. */ RecordGap = "record-gap", "Record a gap";
    /** Correct a gap. */ CorrectGap = "correct-gap", "Correct a gap";
    /** See the register of gaps. */ SeeGaps = "see-gaps", "See the register of gaps";
    /** Take the register of gaps away. */ ExportGaps = "export-gaps", "Take the register of gaps away as a file, without names";
    /** See who is on a waiting list. */ SeeWaits = "see-waits", "See who is on a waiting list";
    /** See which requests have no answer. */ SeeUnanswered = "see-unanswered", "See which requests nobody has answered";
    /** Make a connection. */ Connect = "connect", "Make a connection";
    /** Record what happened to a connection. */ MoveConnection = "move-connection", "Record what became of a connection";
    /** Ask an organisation by an e-mailed link. */ AskByLink = "ask-by-link", "Ask an organisation by e-mail";
    /** Open a request by an e-mailed link. */ OpenRequest = "open-request", "Open a request by the link that was e-mailed";
    /** Answer a request by an e-mailed link. */ AnswerRequest = "answer-request", "Answer a request by the link that was e-mailed";
    /** Stop the links about a connection. */ StopLinks = "stop-links", "Stop the links that were sent about a connection";
    /** Ask for a link to everything that waits. */ AskForList = "ask-for-list", "Ask to be e-mailed a link to everything that waits for one's organisation";
    /** See the requests to one's organisation. */ SeeRequests = "see-requests", "See the requests to one's organisation";
    /** Keep an entry of one's organisation true. */ KeepOwnEntry = "keep-own-entry", "Say whether there is room, and keep one's own entry true";
    /** Keep the directory: entries of one's own, and what organisations say of theirs. */ KeepEntry = "keep-entry", "Write entries of the directory, and see to what organisations say of theirs";
    /** Send a message back. */ SendMessage = "send-message", "Send a message back";
    /** Close a case. */ Close = "close", "Close a case";
    /** Correct why a case ended. */ CorrectEnding = "correct-ending", "Correct why a case ended";
    /** Record or correct what changed. */ RecordChange = "record-change", "Record what changed";
    /** Begin, review, correct and end holding. */ KeepHolding = "keep-holding", "Write down, review and end holding";
    /** Write how ready somebody is. */ WriteReadiness = "write-readiness", "Write how ready a person is, and what else asks for their strength";
    /** Say why a case goes beyond a guide. */ SayBeyondGuide = "say-beyond-guide", "Say why a case goes beyond a guide length";
    /** Reopen a case. */ Reopen = "reopen", "Reopen a case";
    /** Write a safeguarding concern. */ WriteConcern = "write-concern", "Write a safeguarding concern";
    /** List the safeguarding concerns that are for one, or that one wrote. */ SeeConcerns = "see-concerns", "List safeguarding concerns for one, or of one's own writing";
    /** Open a safeguarding concern. */ SeeConcern = "see-concern", "Open a safeguarding concern";
    /** Acknowledge a safeguarding concern. */ AcknowledgeConcern = "acknowledge-concern", "Acknowledge a safeguarding concern";
    /** Name new people on a record that nobody can open. */ NameAnew = "name-anew", "Name new people on a record that nobody could open";
    /** Name the safeguarding leads. */ NameSafeguardingLeads = "name-safeguarding-leads", "Name the safeguarding leads";
    /** Keep what the team knows of an entry. */ KeepTeamNotes = "keep-team-notes", "Read and keep what the team knows of an entry of the directory";
    /** Say that something is wrong with an entry of the directory. */ TellOfEntry = "tell-of-entry", "Say that something is wrong with an entry of the directory";
    /** Keep an entry of the directory for oneself. */ KeepFavourite = "keep-favourite", "Keep an entry of the directory for oneself";
    /** Keep boundary entries of one's own. */ KeepBoundaries = "keep-boundaries", "List and write boundary entries of one's own";
    /** List what one noted of oneself. */ SeeOwnTaps = "see-own-taps", "List and take along what one noted of oneself";
    /** Open and change something of one's own. */ KeepOwn = "keep-own", "Open, change and take away what is one's own";
    /** See how a team works. */ SeeHowWeWork = "see-how-we-work", "See how a team works: shares, from a minimum of workers";
    /** See one's own series and share it. */ SeeOwnSeries = "see-own-series", "See one's own series, and share it with a lead";
    /** See a series that was shared with one. */ SeeSharedSeries = "see-shared-series", "See the series that a link worker shared with one";
    /** Keep context events. */ KeepContext = "keep-context", "Write down, correct and take away context events";
    /** Keep lenses. */ KeepLenses = "keep-lenses", "Copy and change lenses";
    /** Keep discretion notes of one's own. */ KeepDiscretion = "keep-discretion", "List and write discretion notes of one's own";
    /** See what is one's own. */ SeeMyOwn = "see-my-own", "See what is one's own, and set one's own quiet hours";
    /** Read what colleagues show one. */ ReadShared = "read-shared", "Read what a colleague shows one of their own";
    /** Ask somebody at a practice on the same day. */ AskSameDay = "ask-same-day", "Write down that a practice is asked on the same day, and what it answered";
    /** Read a scope agreement. */ SeeAgreement = "see-agreement", "Read the scope agreement with a practice";
    /** Open one's own practice's page. */ SeeMyPractice = "see-my-practice", "Open the scope agreement of one's own practice";
    /** Write a scope agreement. */ WriteAgreement = "write-agreement", "Write a scope agreement, and send a link to it";
    /** Agree to a scope agreement. */ AgreeScope = "agree-scope", "Agree to a scope agreement for one's own side";
    /** Tell a colleague of a visit. */ KeepVisits = "keep-visits", "Tell a colleague of a visit alone, and say that one is back";
    /** Read of a visit that one was told of. */ SeeVisit = "see-visit", "Read of a visit alone that one was told of";
    /** Look in the directory. */ SeeDirectory = "see-directory", "Look in the directory";
    /** Read the published directory. */ ReadPublished = "read-published", "Read the published directory, as anybody may";
    /** Take a directory file. */ ImportDirectory = "import-directory", "Import a directory file";
    /** Keep the feeds that the directory is taken from. */ KeepFeeds = "keep-feeds", "Add, pause and end the feeds that the directory is taken from";
    /** Take a file of postcodes or areas. */ ImportPlaces = "import-places", "Import a file of postcodes or areas";
    /** Bring people in from a file. */ ImportPeople = "import-people", "Bring people in from a file";
    /** Open a file that was brought in. */ SeeImport = "see-import", "Open a file that was brought in";
    /** Take a file that was brought in. */ TakeImport = "take-import", "Take or throw away a file that was brought in";
    /** See the figures of a month. */ SeeReports = "see-reports", "See the figures of a month";
    /** See the report of what was missing. */ SeeUnmetNeed = "see-unmet-need", "See the report of what was missing: counts of people, small ones hidden";
    /** Write what is asked for in a case for investment. */ AskForInvestment = "ask-for-investment", "Write what is asked for in a case for investment";
    /** Open the people behind a figure. */ OpenFigure = "open-figure", "Open the people behind a figure";
    /** See one's own account. */ SeeAccount = "see-account", "See one's own account";
    /** Change one's own name, password or second factor. */ ChangeAccount = "change-account", "Change one's own name, password or second factor";
    /** End one's own sessions. */ EndSession = "end-session", "End one's own sessions";
    /** Choose in which role one acts. */ ChooseRole = "choose-role", "Choose in which of one's roles one acts";
    /** Confirm that it is oneself. */ ConfirmSelf = "confirm-self", "Confirm that it is oneself";
    /** See people and roles. */ SeeRoles = "see-roles", "See people and roles";
    /** Invite somebody. */ Invite = "invite", "Invite somebody to a role";
    /** Invite a colleague to one's own practice. */ InviteColleague = "invite-colleague", "Invite a colleague to one's own practice";
    /** Invite somebody to speak for an organisation. */ InviteOrganisation = "invite-organisation", "Invite somebody to speak for a community organisation";
    /** Send an invitation again or withdraw it. */ SettleInvitation = "settle-invitation", "Send an invitation again, or withdraw it";
    /** See one person's roles. */ SeeRole = "see-role", "See what roles somebody has had";
    /** Change somebody's role. */ ChangeRole = "change-role", "Change somebody's role";
    /** End somebody's roles. */ EndRole = "end-role", "End somebody's roles when they leave";
    /** Reset a lost second factor. */ ResetFactor = "reset-factor", "Reset somebody's lost second factor";
    /** Change the rules of a service's post. */ ChangePostRules = "change-post-rules", "Change the rules for e-mail";
    /** Let letters go that are held, or throw them away. */ SettleLetters = "settle-letters", "Let e-mail go that is held after a restore, or throw it away";
    /** See what a service says of itself. */ SeeService = "see-service", "See what the service says of itself";
    /** Change the list of what we did. */ ChangeWays = "change-ways", "Change the list of what we did, and how often a contact asks";
    /** Change what a service says of itself. */ ChangeService = "change-service", "Change what the service says of itself";
    /** See the settings. */ SeeSettings = "see-settings", "See settings and integrity";
}
