//! Invitations: how somebody comes by an account and a role, without anybody choosing a password for them.

use jiff::{Timestamp, ToSpan};

use crate::directory::Organisation;
use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Role, Service, Standing};
use crate::text::Line;

/// How long the link of an invitation works, in hours (reliability.md section 7).
pub const HOURS: i64 = 72;

/// Somebody is invited to a role. They choose their password themselves, by a link that works once.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Identifier.
    pub id: Id<Invitation>,
    /// The service that invites.
    pub service: Id<Service>,
    /// Where the link goes; the account gets this address.
    pub email: Line,
    /// Name as whoever invites knows it; the invited person may write it better.
    pub name: Line,
    /// The role.
    pub role: Role,
    /// The practice, for [`Role::Practice`].
    pub practice: Option<Id<Practice>>,
    /// The community organisation, for [`Role::Organisation`].
    pub organisation: Option<Id<Organisation>>,
    /// Digest of the link's secret, which itself stands nowhere.
    pub digest: String,
    /// When it was made.
    pub made: Timestamp,
    /// By whom; `None` by whoever runs commands on the machine.
    pub by: Option<Id<Account>>,
    /// Where it stands.
    pub state: State,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// Open, accepted or withdrawn. An open one that is too old is open still, and its link does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The link works until then.
    Open {
        /// Until when.
        until: Timestamp,
    },
    /// It led to a standing.
    Accepted {
        /// When.
        at: Timestamp,
        /// Of whom.
        account: Id<Account>,
    },
    /// It was taken back.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// By whom; `None` by whoever runs commands on the machine.
        by: Option<Id<Account>>,
    },
}

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Accepted { .. } => "accepted",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "invite", to: "open" },
    Transition { from: Some("open"), act: "send-again", to: "open" },
    Transition { from: Some("open"), act: "accept", to: "accepted" },
    Transition { from: Some("open"), act: "withdraw", to: "withdrawn" },
];

/// Who is invited, to what.
#[derive(Clone)]
pub struct Invited {
    /// Where the link goes.
    pub email: Line,
    /// Their name.
    pub name: Line,
    /// The role.
    pub role: Role,
    /// The practice, for [`Role::Practice`].
    pub practice: Option<Id<Practice>>,
    /// The community organisation, for [`Role::Organisation`].
    pub organisation: Option<Id<Organisation>>,
}

impl Invitation {
    /// Invites somebody. `digest` is that of the link's secret.
    #[must_use]
    pub fn send(
        id: Id<Self>,
        service: Id<Service>,
        whom: Invited,
        digest: String,
        by: Option<Id<Account>>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("invitation.sent")
            .with("email", &whom.email)
            .with("name", &whom.name)
            .with("role", whom.role.code())
            .with("practice", whom.practice);
        let event = match whom.organisation {
            Some(organisation) => event.with("organisation", organisation),
            None => event,
        };
        let Invited { email, name, role, practice, organisation } = whom;
        let state = State::Open { until: end(at) };
        (Self { id, service, email, name, role, practice, organisation, digest, made: at, by, state }, event)
    }

    /// Sends it once more: the link before stops working, and the time begins again.
    ///
    /// # Errors
    /// When it was accepted or withdrawn.
    pub fn send_again(self, digest: String, at: Timestamp) -> Result<(Self, Event), Rejection> {
        self.still_open()?;
        let event = Event::new("invitation.sent_again");
        Ok((Self { digest, state: State::Open { until: end(at) }, ..self }, event))
    }

    /// The invited person has taken it.
    ///
    /// # Errors
    /// When it was accepted, withdrawn, or is too old.
    pub fn accept(self, account: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if !self.works(at) {
            return Err(over());
        }
        let event = Event::new("invitation.accepted").with("account", account);
        Ok((Self { state: State::Accepted { at, account }, ..self }, event))
    }

    /// Takes it back: the link stops working.
    ///
    /// # Errors
    /// When it was accepted or withdrawn already.
    pub fn withdraw(self, by: Option<Id<Account>>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        self.still_open()?;
        Ok((Self { state: State::Withdrawn { at, by }, ..self }, Event::new("invitation.withdrawn")))
    }

    /// Whether its link works at a moment.
    #[must_use]
    pub fn works(&self, at: Timestamp) -> bool {
        matches!(self.state, State::Open { until } if at < until)
    }

    /// The standing that it leads to.
    #[must_use]
    pub fn standing(&self, id: Id<Standing>, account: Id<Account>, name: Line) -> Standing {
        Standing {
            id,
            account,
            role: self.role,
            service: (self.role != Role::Practice).then_some(self.service),
            practice: self.practice,
            organisation: self.organisation,
            name,
            ended: None,
        }
    }

    fn still_open(&self) -> Result<(), Rejection> {
        if matches!(self.state, State::Open { .. }) { Ok(()) } else { Err(over()) }
    }
}

fn end(at: Timestamp) -> Timestamp {
    at.checked_add(HOURS.hours()).unwrap_or(at)
}

fn over() -> Rejection {
    Rejection::new(
        "invitation.over",
        "This invitation has been accepted or withdrawn, or is too old. Look at the list again to see how it stands.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH.checked_add(hours.hours()).expect("a moment")
    }

    fn invitation() -> Invitation {
        let whom = Invited {
            email: Line::new("amina@example.org").expect("a line"),
            name: Line::new("Amina Yusuf").expect("a line"),
            role: Role::LinkWorker,
            practice: None,
            organisation: None,
        };
        Invitation::send(Id::from_parts(1, [0; 10]), Id::from_parts(1, [1; 10]), whom, "d".to_owned(), None, at(0)).0
    }

    #[test]
    fn the_machine_does_what_its_table_says() {
        let account: Id<Account> = Id::from_parts(1, [2; 10]);
        let states = [
            invitation(),
            invitation().accept(account, at(1)).expect("accepted").0,
            invitation().withdraw(Some(account), at(1)).expect("withdrawn").0,
        ];
        for it in states {
            let from = it.state.name();
            let became = |act: &str| {
                let it = it.clone();
                match act {
                    "send-again" => it.send_again("e".to_owned(), at(2)).map(|(it, _)| it.state.name()),
                    "accept" => it.accept(account, at(2)).map(|(it, _)| it.state.name()),
                    _ => it.withdraw(None, at(2)).map(|(it, _)| it.state.name()),
                }
            };
            for act in ["send-again", "accept", "withdraw"] {
                let expected = TABLE.iter().find(|line| line.from == Some(from) && line.act == act).map(|line| line.to);
                assert_eq!(became(act).ok(), expected, "{act} in {from}");
            }
        }
    }

    #[test]
    fn a_link_works_for_seventy_two_hours_and_anew_when_it_is_sent_again() {
        let it = invitation();
        assert!(it.works(at(71)) && !it.works(at(72)));
        assert!(it.clone().accept(Id::from_parts(1, [2; 10]), at(72)).is_err());
        let (again, _) = it.send_again("e".to_owned(), at(80)).expect("still open");
        assert!(again.works(at(151)) && !again.works(at(152)));
        assert_eq!(again.digest, "e", "the link before is another");
    }

    #[test]
    fn nothing_of_an_invitation_shows_in_a_log() {
        let said = format!("{:?}", Invitation { digest: "feed".to_owned(), ..invitation() });
        assert!(!said.contains("feed") && !said.contains("amina") && !said.contains("Amina"), "{said}");
    }
}
