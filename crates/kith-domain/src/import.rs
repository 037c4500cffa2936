//! A file of people that is brought into a service: looked at, taken, or thrown away.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Line;

coded!(/** What a file holds. */ Kind {
    /** Referrals that nobody has yet. */ Referrals = "referrals", "New referrals";
    /** People whom link workers support already. */ Caseload = "caseload", "An existing caseload";
});

/// A file that somebody brings in. Its rows are kept apart from it until it is taken or thrown away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Identifier.
    pub id: Id<Import>,
    /// The service it is brought into.
    pub service: Id<Service>,
    /// What it holds.
    pub kind: Kind,
    /// The file's name where it came from.
    pub name: Line,
    /// Who brought it; `None` for the operator of the machine.
    pub by: Option<Id<Account>>,
    /// When.
    pub at: Timestamp,
    /// Rows below the headings.
    pub rows: u32,
    /// Where it stands.
    pub state: State,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody is looking at it; nothing has been taken.
    Looking,
    /// Its rows are being taken, in slices.
    Taking {
        /// Since when.
        since: Timestamp,
    },
    /// Everything that could be taken has been.
    Taken {
        /// When.
        at: Timestamp,
        /// How many of each.
        counts: Counts,
    },
    /// It was thrown away before it was taken.
    ThrownAway {
        /// When.
        at: Timestamp,
    },
}

/// What became of the rows of a file. They sum to its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New records.
    pub taken: u32,
    /// Rows that had been taken before and say the same.
    pub known: u32,
    /// Rows that had been taken before and say something else now: reported, never written over.
    pub changed: u32,
    /// Rows in which something was wrong.
    pub refused: u32,
}

impl Counts {
    /// All rows together.
    #[must_use]
    pub const fn all(&self) -> u32 {
        self.taken + self.known + self.changed + self.refused
    }
}

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Taking { .. } => "taking",
            Self::Taken { .. } => "taken",
            Self::ThrownAway { .. } => "thrown-away",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Looking => "Being looked at; nothing taken yet",
            Self::Taking { .. } => "Being taken",
            Self::Taken { .. } => "Taken",
            Self::ThrownAway { .. } => "Thrown away; nothing taken",
        }
    }
}

/// Every transition there is. Taking begins again where it was broken off.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "bring-in", to: "looking" },
    Transition { from: Some("looking"), act: "take", to: "taking" },
    Transition { from: Some("taking"), act: "finish", to: "taken" },
    Transition { from: Some("looking"), act: "throw-away", to: "thrown-away" },
];

/// What is known of a file when it is brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The service.
    pub service: Id<Service>,
    /// What it holds.
    pub kind: Kind,
    /// The file's name.
    pub name: Line,
    /// Rows below the headings.
    pub rows: u32,
    /// SHA-256 of its bytes, in hexadecimal, so that it can be told later which file it was.
    pub digest: String,
}

impl Import {
    /// Brings a file in.
    #[must_use]
    pub fn bring_in(id: Id<Self>, brought: Brought, by: Option<Id<Account>>, at: Timestamp) -> (Self, Event) {
        let Brought { service, kind, name, rows, digest } = brought;
        let event = Event::new("import.brought_in")
            .with("kind", kind.code())
            .with("name", &name)
            .with("rows", rows)
            .with("sha256", digest.as_str());
        (Self { id, service, kind, name, by, at, rows, state: State::Looking }, event)
    }

    /// Begins to take its rows.
    ///
    /// # Errors
    /// When it is being taken already, has been, or was thrown away.
    pub fn take(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Looking => {
                let event = Event::new("import.begun").with("rows", self.rows);
                Ok((Self { state: State::Taking { since: at }, ..self }, event))
            }
            _ => Err(already(&self.state)),
        }
    }

    /// Notes that everything has been taken that could be.
    ///
    /// # Errors
    /// When it is not being taken.
    pub fn finish(self, counts: Counts, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Taking { .. } => {
                let event = Event::new("import.taken")
                    .with("taken", counts.taken)
                    .with("known", counts.known)
                    .with("changed", counts.changed)
                    .with("refused", counts.refused);
                Ok((Self { state: State::Taken { at, counts }, ..self }, event))
            }
            _ => Err(already(&self.state)),
        }
    }

    /// Throws it away before anything was taken.
    ///
    /// # Errors
    /// When it is being taken or has been.
    pub fn throw_away(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Looking => Ok((Self { state: State::ThrownAway { at }, ..self }, Event::new("import.thrown_away"))),
            _ => Err(already(&self.state)),
        }
    }
}

fn already(state: &State) -> Rejection {
    Rejection::new(
        "import.already",
        match state {
            State::Looking => "This file is not being taken yet.",
            State::Taking { .. } => "This file is being taken already. Nothing more is needed.",
            State::Taken { .. } => "This file has been taken already. Nothing was done now.",
            State::ThrownAway { .. } => "This file was thrown away. Bring it in again if you need it.",
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_does_what_its_table_says() {
        let at = Timestamp::UNIX_EPOCH;
        let counts = Counts { taken: 1, ..Counts::default() };
        for state in
            [State::Looking, State::Taking { since: at }, State::Taken { at, counts }, State::ThrownAway { at }]
        {
            for act in ["take", "finish", "throw-away"] {
                let it = Import {
                    id: Id::from_parts(1, [1; 10]),
                    service: Id::from_parts(1, [2; 10]),
                    kind: Kind::Referrals,
                    name: Line::new("people.csv").expect("a name"),
                    by: None,
                    at,
                    rows: 1,
                    state,
                };
                let result = match act {
                    "take" => it.take(at),
                    "finish" => it.finish(counts, at),
                    _ => it.throw_away(at),
                };
                let expected = TABLE.iter().find(|t| t.from == Some(state.name()) && t.act == act).map(|t| t.to);
                assert_eq!(result.ok().map(|(it, _)| it.state.name()), expected, "{} × {act}", state.name());
            }
        }
        assert_eq!(Counts { taken: 1, known: 2, changed: 3, refused: 4 }.all(), 10);
    }
}
