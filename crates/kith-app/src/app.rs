//! The application: opens units of work, and keeps the promises around them.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Actor};
use kith_domain::staff::{Account, Service};
use kith_store::access_log::{self, Access, Outcome};
use kith_store::{DbError, Isolation, NO_SERVICE, Reach, ReadTx, Store, Tx, house};
use uuid::Uuid;

use crate::accounts::{Denied, Hashing};
use crate::ctx::{Chance, Clock, Ctx, Seed};
use crate::import::fetch::Roads;
use crate::jobs::Turns;
use crate::refusal::Refusal;
use crate::searching::Directory;
use crate::unmet::Decided;

/// A writing unit of work.
pub struct Work<'a, 'b> {
    tx: &'a mut Tx<'b>,
}

impl<'a, 'b> Work<'a, 'b> {
    /// A unit over a transaction that is open already: for the demo, which runs many acts of many
    /// people in one.
    pub(crate) const fn over(tx: &'a mut Tx<'b>) -> Self {
        Self { tx }
    }

    /// The transaction, for the store's rooms.
    pub fn tx(&mut self) -> &mut Tx<'b> {
        self.tx
    }
}

/// Whose records were shown, by service.
type Shown = BTreeMap<Id<Service>, Vec<Id<Person>>>;

/// A reading unit of work. It remembers whose records it showed.
pub struct Look<'a, 'b> {
    tx: &'a mut ReadTx<'b>,
    today: jiff::civil::Date,
    shown: Shown,
    action: Option<&'static str>,
    directory: Arc<Directory>,
    decided: Arc<Decided>,
}

impl<'b> Look<'_, 'b> {
    /// The transaction, for the store's rooms.
    pub fn tx(&mut self) -> &mut ReadTx<'b> {
        self.tx
    }

    /// The index of the directory, where there is one.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory)
    }

    /// What was decided before for reports.
    pub(crate) fn decided(&self) -> Arc<Decided> {
        Arc::clone(&self.decided)
    }

    /// The day on which it is read, in the United Kingdom.
    #[must_use]
    pub const fn today(&self) -> jiff::civil::Date {
        self.today
    }

    /// Notes that a person's record is shown by an action.
    pub fn shows(&mut self, action: Action, service: Id<Service>, person: Id<Person>) {
        self.action.get_or_insert(action.code());
        let people = self.shown.entry(service).or_default();
        if !people.contains(&person) {
            people.push(person);
        }
    }
}

/// Where a form led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    /// The address to go to.
    pub to: String,
    /// Whether the form had been used before, so that this time nothing was done.
    pub again: bool,
}

/// A form on its way in: what it is known by, and how its unit of work runs.
pub(crate) struct Sending<'a> {
    pub(crate) nonce: &'a str,
    pub(crate) action: &'static str,
    pub(crate) content: &'a str,
    pub(crate) isolation: Isolation,
    pub(crate) reach: Reach,
}

/// What a writing unit of work does.
type Act<T> = Box<dyn Fn(&mut Work<'_, '_>, &Ctx) -> Result<T, Refusal> + Send>;

/// What a reading unit of work looks at.
type Glance<'f, T> = &'f dyn Fn(&mut Look<'_, '_>, &Ctx) -> Result<T, Refusal>;

/// What a form does, which may be tried twice: where it leads.
type FormAct = Arc<dyn Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync>;

/// The application. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct App {
    store: Store,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    hashing: Arc<Hashing>,
    denied: Arc<Denied>,
    turns: Arc<Turns>,
    directory: Arc<Directory>,
    decided: Arc<Decided>,
    roads: Option<Arc<dyn Roads>>,
}

impl App {
    /// Puts an application over an open store.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        let (hashing, denied, turns, directory, decided) = Default::default();
        Self { store, clock, chance, hashing, denied, turns, directory, decided, roads: None }
    }

    /// Fetches feeds whose addresses are typed on a page, on these roads. Without any none is.
    #[must_use]
    pub fn fetching_feeds(self, roads: Arc<dyn Roads>) -> Self {
        Self { roads: Some(roads), ..self }
    }

    /// The roads to feeds whose addresses are typed on a page.
    #[must_use]
    pub fn roads(&self) -> Option<&Arc<dyn Roads>> {
        self.roads.as_ref()
    }

    /// Refuses these passwords when somebody chooses one.
    #[must_use]
    pub fn refusing_passwords(self, denied: Denied) -> Self {
        Self { denied: Arc::new(denied), ..self }
    }

    /// The passwords that nobody may choose.
    #[must_use]
    pub fn denied(&self) -> &Denied {
        &self.denied
    }

    /// When the jobs last had a turn.
    #[must_use]
    pub fn turns(&self) -> &Turns {
        &self.turns
    }

    /// The index of the directory.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The turns at hashing passwords.
    #[must_use]
    pub fn hashing(&self) -> &Hashing {
        &self.hashing
    }

    /// The store, for commands on the machine.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// A seed for an act of somebody, now.
    #[must_use]
    pub fn seed(&self, actor: Actor) -> Seed {
        let chance = self.chance.seed();
        let now = self.clock.now();
        let request = Ctx::begin(&Seed { actor: Actor::Nobody, now, request: Uuid::nil(), chance: self.chance.seed() })
            .id::<Seed>()
            .uuid();
        Seed { actor, now, request, chance }
    }

    /// Runs a writing unit of work. When it answers, the change is on disk with its audit rows.
    ///
    /// # Errors
    /// The closure's refusal, or [`Refusal::Fault`].
    pub fn write<T, F>(&self, seed: &Seed, f: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_, '_>, &Ctx) -> Result<T, Refusal> + Send + 'static,
    {
        self.write_with(seed, Isolation::Ordinary, reach(&seed.actor, "care"), f)
    }

    /// A writing unit of work with another reach: signing in, setting up, the operator's commands.
    pub(crate) fn write_with<T, F>(&self, seed: &Seed, isolation: Isolation, reach: Reach, f: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_, '_>, &Ctx) -> Result<T, Refusal> + Send + 'static,
    {
        self.write_boxed(seed, isolation, &reach, Box::new(f))
    }

    /// The same once for each type of answer, and not once for each closure: there are hundreds of those.
    fn write_boxed<T: Send + 'static>(
        &self,
        seed: &Seed,
        isolation: Isolation,
        reach: &Reach,
        f: Act<T>,
    ) -> Result<T, Refusal> {
        let begin = seed.clone();
        let result = self.store.write(reach, isolation, move |tx| f(&mut Work { tx }, &Ctx::begin(&begin)));
        self.note_refusal(seed, result.as_ref().err());
        result
    }

    /// Takes a form: the first use of its nonce does the work, every other use leads to the same
    /// place and does nothing. `content` is a digest of the form's address and everything it sent.
    ///
    /// # Errors
    /// The closure's refusal, or [`Refusal::Fault`]. A nonce that was used by another account, for
    /// another action or with other content is [`Refusal::OtherRecord`]: what was typed since would
    /// otherwise be lost without a word.
    pub fn submit<F>(&self, seed: &Seed, nonce: &str, action: &'static str, content: &str, f: F) -> Result<Led, Refusal>
    where
        F: Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync + 'static,
    {
        let (isolation, reach) = (isolation_of(action), reach(&seed.actor, "care"));
        self.submit_with(seed, &Sending { nonce, action, content, isolation, reach }, f)
    }

    /// The same for a form about accounts and roles: its unit of work reaches accounts, sessions and
    /// invitations.
    ///
    /// # Errors
    /// As for [`Self::submit`].
    pub fn submit_about_accounts<F>(
        &self,
        seed: &Seed,
        nonce: &str,
        action: &'static str,
        content: &str,
        f: F,
    ) -> Result<Led, Refusal>
    where
        F: Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync + 'static,
    {
        let (isolation, reach) = (isolation_of(action), reach(&seed.actor, "identity"));
        self.submit_with(seed, &Sending { nonce, action, content, isolation, reach }, f)
    }

    /// Where a form led that was used before, with the same content and by the same account.
    ///
    /// # Errors
    /// [`Refusal::Fault`] when the store cannot answer.
    pub fn led(&self, seed: &Seed, nonce: &str, action: &str, content: &str) -> Result<Option<Led>, Refusal> {
        let used = self.peek(&reach(&seed.actor, "identity"), |tx| Ok(house::used_form(tx, nonce)?))?;
        let same = used
            .filter(|used| used.account == seed.actor.account() && used.action == action && used.content == content);
        Ok(same.map(|used| Led { to: used.led_to, again: true }))
    }

    /// When somebody used a form for an action, whatever it said then.
    ///
    /// # Errors
    /// [`Refusal::Fault`] when the store cannot answer.
    pub fn used_at(&self, seed: &Seed, nonce: &str, action: &str) -> Result<Option<jiff::Timestamp>, Refusal> {
        let used = self.peek(&reach(&seed.actor, "identity"), |tx| Ok(house::used_form(tx, nonce)?))?;
        Ok(used.filter(|used| used.account == seed.actor.account() && used.action == action).map(|used| used.at))
    }

    /// Takes a form with another reach: what is sent without an account.
    pub(crate) fn submit_with<F>(&self, seed: &Seed, sending: &Sending<'_>, f: F) -> Result<Led, Refusal>
    where
        F: Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync + 'static,
    {
        self.submit_shared(seed, sending, &(Arc::new(f) as FormAct))
    }

    fn submit_shared(&self, seed: &Seed, sending: &Sending<'_>, f: &FormAct) -> Result<Led, Refusal> {
        let action = sending.action;
        let attempt = || {
            let (nonce, content) = (sending.nonce.to_owned(), sending.content.to_owned());
            let f = Arc::clone(f);
            self.write_with(seed, sending.isolation, sending.reach.clone(), move |work, ctx| {
                if let Some(used) = house::used_form(work.tx(), &nonce)? {
                    let same =
                        used.account == ctx.actor().account() && used.action == action && used.content == content;
                    return if same { Ok(Led { to: used.led_to, again: true }) } else { Err(Refusal::OtherRecord) };
                }
                let to = f(work, ctx)?;
                house::use_form(work.tx(), &nonce, ctx.actor().account(), action, &content, &to, ctx.now())?;
                Ok(Led { to, again: false })
            })
        };
        match attempt() {
            // The same form arrived twice at once, and the other one won: now it is known.
            Err(Refusal::Fault(DbError::Unique { .. })) => attempt(),
            // Or the other one had won already when the rules were asked, and they saw what it had made.
            Err(refusal @ (Refusal::Rejected(_) | Refusal::Stale | Refusal::Denied | Refusal::Hidden)) => {
                let used = self.peek(&sending.reach, |tx| Ok(house::used_form(tx, sending.nonce)?))?;
                match used {
                    Some(used)
                        if used.account == seed.actor.account()
                            && used.action == action
                            && used.content == sending.content =>
                    {
                        Ok(Led { to: used.led_to, again: true })
                    }
                    _ => Err(refusal),
                }
            }
            other => other,
        }
    }

    /// Runs a reading unit of work. Whoever it shows is logged, and the log committed, before this
    /// returns; when the log cannot be written, nothing is shown.
    ///
    /// # Errors
    /// The closure's refusal, or [`Refusal::Fault`].
    pub fn read<T, F>(&self, seed: &Seed, f: F) -> Result<T, Refusal>
    where
        F: Fn(&mut Look<'_, '_>, &Ctx) -> Result<T, Refusal>,
    {
        self.read_for(seed, "care", f)
    }

    /// The same for a page about accounts and roles.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn read_about_accounts<T, F>(&self, seed: &Seed, f: F) -> Result<T, Refusal>
    where
        F: Fn(&mut Look<'_, '_>, &Ctx) -> Result<T, Refusal>,
    {
        self.read_for(seed, "identity", f)
    }

    fn read_for<T, F>(&self, seed: &Seed, purpose: &'static str, f: F) -> Result<T, Refusal>
    where
        F: Fn(&mut Look<'_, '_>, &Ctx) -> Result<T, Refusal>,
    {
        self.read_with(seed, &reach(&seed.actor, purpose), f)
    }

    /// A reading unit of work with another reach: the operator's commands act for the service that they name.
    pub(crate) fn read_with<T, F>(&self, seed: &Seed, reached: &Reach, f: F) -> Result<T, Refusal>
    where
        F: Fn(&mut Look<'_, '_>, &Ctx) -> Result<T, Refusal>,
    {
        self.read_through(seed, reached, &f)
    }

    fn read_through<T>(&self, seed: &Seed, reached: &Reach, f: Glance<'_, T>) -> Result<T, Refusal> {
        let result = self.store.read(reached, |tx| {
            let today = kith_domain::time::day_of(seed.now);
            let (directory, decided) = (Arc::clone(&self.directory), Arc::clone(&self.decided));
            let mut look = Look { tx, today, shown: BTreeMap::new(), action: None, directory, decided };
            let value = f(&mut look, &Ctx::begin(seed))?;
            Ok((value, look.shown, look.action))
        });
        match result {
            Ok((value, shown, action)) => {
                if let (Some(account), Some(action), false) = (seed.actor.account(), action, shown.is_empty()) {
                    self.log_look(seed, account, action, shown)?;
                }
                Ok(value)
            }
            Err(refusal) => {
                self.note_refusal(seed, Some(&refusal));
                Err(refusal)
            }
        }
    }

    /// Writes down who was shown to whom, durably, before anybody sees it.
    fn log_look(&self, seed: &Seed, account: Id<Account>, action: &'static str, shown: Shown) -> Result<(), Refusal> {
        let begin = seed.clone();
        let log = move |tx: &mut Tx<'_>| {
            let ctx = Ctx::begin(&begin);
            for (service, people) in &shown {
                let access = Access {
                    id: ctx.id::<Access>().uuid(),
                    service: service.uuid(),
                    at: ctx.now(),
                    account,
                    action,
                    request: ctx.request(),
                    outcome: Outcome::Shown,
                    people: people.clone(),
                };
                access_log::log(tx, &access)?;
            }
            Ok::<_, Refusal>(())
        };
        let reach = reach(&seed.actor, "care");
        match self.store.write(&reach, Isolation::Ordinary, log.clone()) {
            // On a full disk looking goes on for as long as there is room for its log.
            Err(Refusal::Fault(DbError::Full)) if self.store.give_up_reserve() => {
                self.store.write_from_reserve(&reach, Isolation::Ordinary, log)
            }
            other => other,
        }
    }

    /// A reading unit of work that shows nobody, with another reach.
    pub(crate) fn peek<T, F>(&self, reach: &Reach, f: F) -> Result<T, Refusal>
    where
        F: Fn(&mut ReadTx<'_>) -> Result<T, Refusal>,
    {
        self.store.read(reach, f)
    }

    /// A refusal is logged outside the unit of work that was rolled back.
    fn note_refusal(&self, seed: &Seed, refusal: Option<&Refusal>) {
        let (Some(Refusal::Hidden | Refusal::Denied), Actor::Staff(staff)) = (refusal, &seed.actor) else { return };
        let account = staff.account;
        let service = staff.services.first().map_or(NO_SERVICE, |service| service.uuid());
        let begin = seed.clone();
        let logged = self.store.write(&reach(&seed.actor, "care"), Isolation::Ordinary, move |tx| {
            let ctx = Ctx::begin(&begin);
            access_log::log(
                tx,
                &Access {
                    id: ctx.id::<Access>().uuid(),
                    service,
                    at: ctx.now(),
                    account,
                    action: "refused",
                    request: ctx.request(),
                    outcome: Outcome::Refused,
                    people: Vec::new(),
                },
            )
        });
        if let Err(error) = logged {
            tracing::error!(error = %error, "a refusal could not be logged");
        }
    }
}

/// Acts whose rule spans several records run as if alone; every other form is held together by its
/// nonce and the versions of its records, and does not pay for conflicts that are none.
fn isolation_of(action: &str) -> Isolation {
    let spanning = [
        Action::Accept,
        Action::Allocate,
        Action::GiveBack,
        Action::Redirect,
        Action::AskReferrer,
        Action::AnswerQuestion,
        Action::MoveCase,
        Action::MoveCaseload,
        Action::ArrangeCover,
        Action::Close,
        Action::Reopen,
        Action::ChangeRole,
        Action::EndRole,
        Action::NameSafeguardingLeads,
        Action::KeepEntry,
    ];
    if spanning.iter().any(|one| one.code() == action) { Isolation::Serializable } else { Isolation::Ordinary }
}

/// What an actor's units of work may reach in the database: the second wall on PostgreSQL.
pub(crate) fn reach(actor: &Actor, purpose: &'static str) -> Reach {
    let mut services: Vec<Uuid> = actor.services().iter().map(|service| service.uuid()).collect();
    services.push(NO_SERVICE);
    Reach { services, purpose }
}
