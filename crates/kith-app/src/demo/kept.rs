//! What a service keeps of long support: holding with its reviews, how ready somebody is, why a case goes beyond a guide;
//! and the guides and the closing policy themselves.

use kith_domain::policy::act;
use kith_store::{gaps, holdings, settings};

use super::agenda::{Act, Key};
use super::later::Later;
use super::script::Story;
use super::world::{World, known};
use crate::app::Work;
use crate::closing_policy;
use crate::ctx::Ctx;
use crate::guides;
use crate::holding;
use crate::permit;
use crate::readiness;
use crate::refusal::Refusal;

/// One such act.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// Somebody is held: what for, because of which connection of the script (or of the latest gap, `gap`), and what is
    /// awaited.
    Hold { function: Key, cause: Key, awaited: Key },
    /// It is looked at again, with a note or none.
    Review(Key),
    /// How ready somebody is: where they stand, words, what else asks for their strength.
    Ready { stands: Key, words: Key, demands: &'static [&'static str] },
    /// Why a case goes beyond the guide of contacts.
    Beyond { reason: Key, words: Key },
    /// What the service calls usual: contacts, months, people.
    Guides(Key, Key, Key),
    /// The rule that is followed when somebody does not answer: attempts, weeks, why.
    Policy(Key, Key, Key),
}

/// Does it by the same use case as the page.
pub(super) fn perform(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Key,
    kept: &Kept,
    world: &World,
) -> Result<(), Refusal> {
    match kept {
        Kept::Hold { function, cause, awaited } => {
            let id = known(&world.people, person)?;
            let cause = match *cause {
                "" => String::new(),
                "gap" => {
                    gaps::of_person(work.tx(), id)?.first().map(|gap| format!("gap-{}", gap.id)).unwrap_or_default()
                }
                connection => format!("connection-{}", known(&world.connections, connection)?),
            };
            let input = holding::Input {
                function: (*function).to_owned(),
                cause,
                awaited: (*awaited).to_owned(),
                ..holding::Input::default()
            };
            let permit = permit::person(work.tx(), ctx, id)?;
            holding::begin(work, ctx, &permit, &input).map(drop)
        }
        Kept::Review(note) => {
            let id = known(&world.people, person)?;
            let all = holdings::of_person(work.tx(), id)?;
            let going_on = all.into_iter().find(|kept| kept.it.ended.is_none()).ok_or(Refusal::Hidden)?;
            let on = permit::holding::<act::KeepHolding>(work.tx(), ctx, going_on.it.id)?;
            let input = holding::ReviewInput {
                outcome: "still".to_owned(),
                note: (*note).to_owned(),
                ..holding::ReviewInput::default()
            };
            holding::review(work, ctx, on, going_on.version, &input).map(drop)
        }
        Kept::Ready { stands, words, demands } => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            let demands = demands.iter().map(|&it| it.to_owned()).collect();
            let input = readiness::Input { stands: (*stands).to_owned(), words: (*words).to_owned(), demands };
            readiness::write(work, ctx, &permit, &input).map(drop)
        }
        Kept::Beyond { reason, words } => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            guides::go_beyond(work, ctx, &permit, ("contacts", reason, words))
        }
        Kept::Guides(contacts, months, caseload) => {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            let version = settings::of(work.tx(), permit.key())?.version;
            let input = guides::Input {
                contacts: (*contacts).to_owned(),
                months: (*months).to_owned(),
                caseload: (*caseload).to_owned(),
            };
            guides::set(work, ctx, &permit, version, &input)
        }
        Kept::Policy(attempts, weeks, words) => {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            let version = settings::of(work.tx(), permit.key())?.version;
            let input = closing_policy::Input {
                is: "rule".to_owned(),
                attempts: (*attempts).to_owned(),
                weeks: (*weeks).to_owned(),
                since: String::new(),
                words: (*words).to_owned(),
            };
            closing_policy::set(work, ctx, &permit, version, &input)
        }
    }
}

impl Story<'_> {
    fn kept(&mut self, ago: i64, kept: Kept) -> &mut Self {
        let person = self.person();
        self.by_worker(ago, "kept", Act::Later { person, later: Later::Kept(kept) })
    }

    /// Somebody is held: what for, because of which connection, and what is awaited.
    pub(super) fn holds(&mut self, ago: i64, function: Key, cause: Key, awaited: Key) -> &mut Self {
        self.kept(ago, Kept::Hold { function, cause, awaited })
    }

    /// It is looked at again.
    pub(super) fn looks(&mut self, ago: i64, note: Key) -> &mut Self {
        self.kept(ago, Kept::Review(note))
    }

    /// How ready they are.
    pub(super) fn ready(&mut self, ago: i64, stands: Key, words: Key, demands: &'static [&'static str]) -> &mut Self {
        self.kept(ago, Kept::Ready { stands, words, demands })
    }

    /// Why it goes on beyond the guide.
    pub(super) fn goes_beyond(&mut self, ago: i64, reason: Key, words: Key) -> &mut Self {
        self.kept(ago, Kept::Beyond { reason, words })
    }
}
