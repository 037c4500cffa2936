//! What a person decided about sharing, and the question that everything asks before it sends: [`allowed`].

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::sharing::{Recipient, Says, SharingDecision, Standing, Terms, standing};
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_domain::time;
use kith_store::{ReadTx, connections, practices, referrals, save, sharing, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// Whether something may be sent to a recipient today. Everything that leaves Kith about a person asks this in the
/// same unit of work in which it sends.
///
/// The answer is the decision that agrees, or `None` when nothing is decided (or what was decided has ended): then
/// whoever sends asks the person first, as the page says.
///
/// # Errors
/// [`Refusal::Rejected`] with a plain sentence when the person said no.
pub fn allowed(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    person: Id<Person>,
    recipient: Recipient,
) -> Result<Option<SharingDecision>, Refusal> {
    let decisions = sharing::of_person(tx, person)?;
    match standing(&decisions, recipient, ctx.today()) {
        Standing::Agreed(it) => Ok(Some(it.clone())),
        Standing::NotDecided | Standing::Ended(_) => Ok(None),
        Standing::Refused(it) => Err(Rejection::new("sharing.refused", refusal_in_words(it)).into()),
    }
}

/// Whether something may be sent to a recipient today that is not answered by asking the person on the way: what they
/// agreed to must not have ended either, for then whoever gets it would read that it was withdrawn.
///
/// # Errors
/// [`Refusal::Rejected`] with a plain sentence when the person said no, or what they agreed to has ended.
pub(crate) fn stands(tx: &mut ReadTx<'_>, ctx: &Ctx, person: Id<Person>, recipient: Recipient) -> Result<(), Refusal> {
    let decisions = sharing::of_person(tx, person)?;
    match standing(&decisions, recipient, ctx.today()) {
        Standing::Ended(it) => Err(Rejection::new(
            "sharing.ended",
            format!(
                "Nothing was sent: what was decided on {} has ended. Ask the person first, and write down what they \
                 decide under Sharing.",
                time::day_in_words(time::day_of(it.at))
            ),
        )
        .into()),
        Standing::Refused(it) => Err(Rejection::new("sharing.refused", refusal_in_words(it)).into()),
        Standing::NotDecided | Standing::Agreed(_) => Ok(()),
    }
}

/// Whether the person decided that a recipient is told nothing, or what they agreed to has ended.
pub(crate) fn is_refused(look: &mut Look<'_, '_>, person: Id<Person>, to: Recipient) -> Result<bool, Refusal> {
    let today = look.today();
    let decisions = sharing::of_person(look.tx(), person)?;
    Ok(matches!(standing(&decisions, to, today), Standing::Refused(_) | Standing::Ended(_)))
}

/// Why nothing may be sent, and what to do.
fn refusal_in_words(it: &SharingDecision) -> String {
    let whom = match it.recipient {
        Recipient::Practice(_) => "the practice",
        Recipient::Organisation(_) => "this organisation",
        Recipient::Organisations => "community organisations",
        Recipient::Family => "family and friends",
        Recipient::Study => "research",
    };
    format!(
        "Nothing was sent: on {} it was written down that nothing is to be shared with {whom}. \
         If the person has changed their mind, write that down under Sharing first.",
        time::day_in_words(time::day_of(it.at))
    )
}

/// A recipient with how things stand today, in words.
#[derive(Debug, Clone)]
pub struct Line {
    /// Whom it is about.
    pub recipient: Recipient,
    /// What they are called.
    pub name: String,
    /// How things stand, in a sentence without a full stop.
    pub stands: String,
    /// Whether sharing is refused.
    pub is_refused: bool,
    /// Whether what was decided has ended, so that the person is asked again first.
    pub has_ended: bool,
    /// What may or may not be shared, in words.
    pub what: Option<String>,
}

impl Line {
    /// How things stand with a recipient today.
    fn of(decisions: &[SharingDecision], recipient: Recipient, name: String, today: Date) -> Self {
        let on = |it: &SharingDecision| time::date_in_words(time::day_of(it.at));
        let found = standing(decisions, recipient, today);
        let until = |it: &SharingDecision| {
            it.terms.until.map_or_else(String::new, |day| format!(", until {}", time::date_in_words(day)))
        };
        let (stands, decision) = match found {
            Standing::NotDecided => ("Nothing decided yet: ask first".to_owned(), None),
            Standing::Ended(it) => (format!("What was decided on {} has ended: ask again", on(it)), None),
            Standing::Agreed(it) if it.terms.says == Says::Part => {
                (format!("Only what is written here (decided on {}{})", on(it), until(it)), Some(it))
            }
            Standing::Agreed(it) => {
                (format!("May be told what is needed (decided on {}{})", on(it), until(it)), Some(it))
            }
            Standing::Refused(it) => {
                (format!("Not to be told anything (decided on {}{})", on(it), until(it)), Some(it))
            }
        };
        Self {
            recipient,
            name,
            stands,
            is_refused: matches!(found, Standing::Refused(_)),
            has_ended: matches!(found, Standing::Ended(_)),
            what: decision.and_then(|it| it.terms.what.as_ref()).map(ToString::to_string),
        }
    }
}

/// Everything about sharing, for the page and for the right-hand side of the person's page.
#[derive(Debug, Clone, Default)]
pub struct Sharing {
    /// Every recipient that may be chosen, with how things stand today: practices and organisations of this person
    /// first, then the kinds.
    pub lines: Vec<Line>,
    /// Every decision, latest written first.
    pub decisions: Vec<SharingDecision>,
}

impl Sharing {
    /// What a recipient is called; one that is no longer connected keeps the name of its kind.
    #[must_use]
    pub fn name_of(&self, recipient: Recipient) -> String {
        let known = self.lines.iter().find(|line| line.recipient == recipient);
        known.map_or_else(|| "A practice or organisation of earlier".to_owned(), |line| line.name.clone())
    }

    /// How things stand with a recipient today.
    #[must_use]
    pub fn line(&self, recipient: Recipient) -> Option<&Line> {
        self.lines.iter().find(|line| line.recipient == recipient)
    }

    /// Reads everything about a person's sharing.
    pub(crate) fn read(tx: &mut ReadTx<'_>, today: Date, person: Id<Person>) -> Result<Self, Refusal> {
        let decisions = sharing::of_person(tx, person)?;
        let mut named: BTreeMap<Recipient, String> = BTreeMap::new();
        let mut practices: Vec<Id<Practice>> =
            referrals::of_person(tx, person)?.into_iter().filter_map(|referral| referral.route.practice()).collect();
        practices.extend(decisions.iter().filter_map(|it| match it.recipient {
            Recipient::Practice(id) => Some(id),
            _ => None,
        }));
        let service = table::find::<Person>(tx, person.uuid())?.ok_or(Refusal::Hidden)?.it.service;
        for id in practices {
            if let std::collections::btree_map::Entry::Vacant(place) = named.entry(Recipient::Practice(id))
                && let Some(it) = practices::named(tx, service, id)?
            {
                place.insert(it.name.to_string());
            }
        }
        for line in connections::of_person(tx, person)? {
            named.insert(Recipient::Organisation(line.kept.it.organisation), line.organisation);
        }
        for it in &decisions {
            if let Recipient::Organisation(id) = it.recipient
                && !named.contains_key(&it.recipient)
                && let Some(kept) = table::find::<kith_domain::directory::Organisation>(tx, id.uuid())?
            {
                named.insert(it.recipient, kept.it.name.to_string());
            }
        }
        Ok(Self::of(decisions, named.into_iter().collect(), today))
    }

    /// How things stand on a day, from every decision, latest written first, and the names of practices and
    /// organisations.
    #[must_use]
    pub fn of(decisions: Vec<SharingDecision>, named: Vec<(Recipient, String)>, today: Date) -> Self {
        let kinds = [
            (Recipient::Organisations, "Any other community organisation"),
            (Recipient::Family, "Family and friends"),
            (Recipient::Study, "Research"),
        ];
        let named = named.into_iter().chain(kinds.map(|(recipient, name)| (recipient, name.to_owned())));
        let lines = named.map(|(recipient, name)| Line::of(&decisions, recipient, name, today)).collect();
        Self { lines, decisions }
    }
}

/// The page about a person's sharing.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// Everything about their sharing.
    pub sharing: Sharing,
    /// Names of the staff.
    pub names: Names,
}

/// Opens the page.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::DecideSharing, Id<Person>>) -> Result<Opened, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::DecideSharing, person.service, person.id);
    let today = look.today();
    let sharing = Sharing::read(look.tx(), today, person.id)?;
    let names = staff::names(look.tx(), person.service)?.into_iter().collect();
    Ok(Opened { person, sharing, names })
}

/// A decision as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// `kind` or `kind:identifier`.
    pub recipient: String,
    /// Code of [`Says`].
    pub says: String,
    /// What may or may not be shared.
    pub what: String,
    /// First day; today when nothing is typed.
    pub from: dates::Typed,
    /// Last day, or nothing.
    pub until: dates::Typed,
}

/// How a recipient stands in a form.
#[must_use]
pub fn key_of(recipient: Recipient) -> String {
    match recipient.id() {
        Some(id) => format!("{}:{id}", recipient.kind()),
        None => recipient.kind().to_owned(),
    }
}

/// Writes down what the person decided.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn decide(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::DecideSharing, Id<Person>>,
    input: &Input,
) -> Result<(), Refusal> {
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let known = Sharing::read(work.tx(), ctx.today(), person.id)?;
    let mut faults = Faults::new();
    // Only those whom the page offers: an identifier from elsewhere is nobody.
    let recipient =
        faults.take(
            known.lines.iter().map(|line| line.recipient).find(|it| key_of(*it) == input.recipient).ok_or_else(|| {
                Rejection::of_field("recipient", "sharing.recipient", "Choose whom the decision is about.")
            }),
        );
    let says = faults.take(
        Says::from_code(&input.says)
            .ok_or_else(|| Rejection::of_field("says", "sharing.says", "Choose what the person decided.")),
    );
    let what = faults.optional("what", Words::optional(&input.what));
    let from = faults
        .take(dates::read_optional("from", &input.from, ctx.today(), Meant::ToCome))
        .flatten()
        .unwrap_or(ctx.today());
    let until = faults.take(dates::read_optional("until", &input.until, ctx.today(), Meant::ToCome)).flatten();
    let terms = says.map(|says| Terms { says, what, from, until });
    let terms = terms.and_then(|terms| faults.take(terms.check()));
    faults.finish()?;
    let (Some(recipient), Some(terms)) = (recipient, terms) else {
        unreachable!("every missing part was noted as a fault")
    };
    let (decision, event) = SharingDecision::decide(ctx.id(), &person, recipient, terms, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::DecideSharing>(), &decision, &event)?;
    Ok(())
}
