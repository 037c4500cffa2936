//! One request, as a handler sees it: who came, with what, and what they may be shown around a page.

use std::net::IpAddr;
use std::str::FromStr;

use kith_app::accounts::{Fresh, Half, SignedIn, Whence};
use kith_app::{Ctx, Led, Refusal, Seed, Work};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Act, Actor};
use kith_domain::staff::Role;
use kith_domain::time;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::components::{Form, Frame, NavItem, PersonBanner};
use crate::error::Problem;
use crate::request::multipart::Sent;
use crate::site::Site;

/// One request.
#[derive(Clone)]
pub(crate) struct Visit {
    /// The site.
    pub(crate) site: Site,
    /// Who signed in.
    pub(crate) who: Option<SignedIn>,
    /// Who has given a password and must still give a code.
    pub(crate) half: Option<Half>,
    /// Where it came from.
    pub(crate) address: IpAddr,
    /// The device, in words.
    pub(crate) device: String,
    /// The host that the browser asked for.
    pub(crate) host: String,
    /// The path asked for.
    pub(crate) path: String,
    /// Parts of the path, by name.
    pub(crate) params: Vec<(String, String)>,
    /// What stands after the question mark.
    pub(crate) query: Vec<(String, String)>,
    /// What the form sent.
    pub(crate) form: Vec<(String, String)>,
    /// The files that the form sent.
    pub(crate) files: Vec<Sent>,
    /// The pass that a practice code is worth, where one was given.
    pub(crate) pass: Option<String>,
    /// Content types the client asks for.
    pub(crate) accept: String,
    /// The request.
    pub(crate) request_id: Uuid,
}

/// A form that can be sent again as it came. Its nonce makes that have one effect.
pub(crate) struct Sendable {
    /// Where to.
    pub(crate) path: String,
    /// Names and values.
    pub(crate) fields: Vec<(String, String)>,
}

/// Hidden fields that every form carries.
pub(crate) const NONCE: &str = "nonce";
/// The service that the form was drawn for.
pub(crate) const FOR_SERVICE: &str = "for-service";
/// The role that the form was drawn in.
pub(crate) const FOR_ROLE: &str = "for-role";
/// The record that the form was drawn for.
pub(crate) const FOR_RECORD: &str = "for-record";
/// The version of the record that the form was drawn from.
pub(crate) const VERSION: &str = "version";

impl Visit {
    /// Whether the client is a machine that asks for JSON.
    pub(crate) fn wants_json(&self) -> bool {
        crate::oruk::is_published(&self.path) || (self.accept.contains("json") && !self.accept.contains("text/html"))
    }

    /// A part of the path that is an identifier. Anything else is not found, whatever it is.
    pub(crate) fn id<T>(&self, name: &str) -> Result<Id<T>, Problem> {
        let text = self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        text.and_then(|text| Id::from_str(text).ok()).ok_or(Problem::NotFound)
    }

    /// A part of the path as it stands.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The only value of a query parameter; twice is an error, never a choice.
    pub(crate) fn query(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut found = self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = found.next();
        if found.next().is_some() {
            return Err(Problem::Bad("The address names the same thing twice. Take one of them out."));
        }
        Ok(first)
    }

    /// Refuses query parameters that this page does not know: an unknown filter is never ignored.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        if self.query.iter().all(|(name, _)| name == "said" || known.contains(&name.as_str())) {
            Ok(())
        } else {
            Err(Problem::Bad("The address asks for something this page does not know. Take it out and try again."))
        }
    }

    /// A field of the form; empty when it was not sent. The first value counts for single questions.
    pub(crate) fn field(&self, name: &str) -> String {
        self.form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// A day typed in three boxes.
    pub(crate) fn day(&self, name: &str) -> kith_app::dates::Typed {
        let part = |part: &str| self.field(&format!("{name}-{part}"));
        (part("day"), part("month"), part("year"))
    }

    /// Every value of a field, for checkboxes.
    pub(crate) fn fields(&self, name: &str) -> Vec<String> {
        self.form.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// The file that answers a question; `None` when none was chosen.
    pub(crate) fn file(&self, name: &str) -> Option<&Sent> {
        self.files.iter().find(|file| file.field == name)
    }

    /// Whoever signed in.
    pub(crate) fn staff(&self) -> Result<&SignedIn, Problem> {
        self.who.as_ref().ok_or(Problem::SignIn)
    }

    /// The actor.
    pub(crate) fn actor(&self) -> Actor {
        self.who.as_ref().map_or(Actor::Nobody, SignedIn::actor)
    }

    /// The seed of a unit of work of this request.
    pub(crate) fn seed(&self) -> Seed {
        Seed { request: self.request_id, ..self.site.app.seed(self.actor()) }
    }

    /// The seed of a unit of work of this request, for somebody who did not sign in: the holder of a link.
    pub(crate) fn seed_as(&self, actor: Actor) -> Seed {
        Seed { request: self.request_id, ..self.site.app.seed(actor) }
    }

    /// Reads, as whoever came.
    pub(crate) fn read<T>(
        &self,
        f: impl Fn(&mut kith_app::Look<'_, '_>, &Ctx) -> Result<T, Refusal>,
    ) -> Result<T, Problem> {
        Ok(self.site.app.read(&self.seed(), f)?)
    }

    /// Reads about accounts and roles, as whoever came.
    pub(crate) fn read_about_accounts<T>(
        &self,
        f: impl Fn(&mut kith_app::Look<'_, '_>, &Ctx) -> Result<T, Refusal>,
    ) -> Result<T, Problem> {
        Ok(self.site.app.read_about_accounts(&self.seed(), f)?)
    }

    /// That whoever came has confirmed within five minutes that it is them, for a dangerous act. Where
    /// they have not, `?` answers with a page that asks, keeps what was typed, and then goes on.
    pub(crate) fn fresh(&self) -> Result<Fresh, Problem> {
        self.staff()?.fresh(self.site.app.now()).ok_or(Problem::Confirm)
    }

    /// Where it came from, as a session remembers it.
    pub(crate) fn whence(&self) -> Whence {
        Whence { address: self.address, device: self.device.clone() }
    }

    /// A form for an action on a record: what was typed, or nothing yet, with the hidden fields.
    pub(crate) fn form(&self, record: &str) -> Form {
        let nonce = self.field(NONCE);
        let nonce = if nonce.is_empty() { self.new_nonce() } else { nonce };
        let kept = self.form.iter().filter(|(name, _)| !is_hidden(name) && !is_secret(name));
        let mut form = Form::typed(kept.cloned())
            .carrying(NONCE, &nonce)
            .carrying(FOR_SERVICE, &self.service_key())
            .carrying(FOR_ROLE, &self.role_key())
            .carrying(FOR_RECORD, record);
        let version = self.field(VERSION);
        if !version.is_empty() {
            form = form.carrying(VERSION, &version);
        }
        form
    }

    /// A form that begins anew beside the one that was sent (another button of the same page).
    pub(crate) fn fresh_form(&self, record: &str) -> Form {
        Form::blank()
            .carrying(NONCE, &self.new_nonce())
            .carrying(FOR_SERVICE, &self.service_key())
            .carrying(FOR_ROLE, &self.role_key())
            .carrying(FOR_RECORD, record)
    }

    pub(crate) fn new_nonce(&self) -> String {
        Ctx::begin(&self.seed()).salt().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The service that forms are drawn for.
    pub(crate) fn service_key(&self) -> String {
        self.who.as_ref().and_then(|who| who.service.as_ref()).map(|service| service.id.to_string()).unwrap_or_default()
    }

    /// The role that forms are drawn in.
    fn role_key(&self) -> String {
        self.who.as_ref().map(|who| who.staff.standing.to_string()).unwrap_or_default()
    }

    /// Checks that a form was drawn for this service, in this role and for this record, where its work has
    /// no nonce of its own.
    pub(crate) fn belongs_to(&self, record: &str) -> Result<(), Problem> {
        Ok(self.nonce_of(record).map(drop)?)
    }

    /// The version that the form was drawn from.
    pub(crate) fn version(&self) -> Result<i64, Refusal> {
        self.field(VERSION).parse().map_err(|_| Refusal::OtherRecord)
    }

    /// Takes a form once: checks that it was drawn for this service and record, and runs the work
    /// under its nonce. A repeat leads to where the first use led.
    pub(crate) fn submit<A: Act>(
        &self,
        record: &str,
        f: impl Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync + 'static,
    ) -> Result<Led, Refusal> {
        self.submit_as::<A>(self.actor(), record, f)
    }

    /// The same for a form about accounts and roles.
    pub(crate) fn submit_about_accounts<A: Act>(
        &self,
        record: &str,
        f: impl Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync + 'static,
    ) -> Result<Led, Refusal> {
        let nonce = self.nonce_of(record)?;
        self.site.app.submit_about_accounts(&self.seed(), &nonce, A::ACTION.code(), &self.content(), f)
    }

    /// Where this form led when it was used before, for what is worked out before its unit of work.
    pub(crate) fn led<A: Act>(&self, record: &str) -> Result<Option<Led>, Refusal> {
        let nonce = self.nonce_of(record)?;
        self.site.app.led(&self.seed(), &nonce, A::ACTION.code(), &self.content())
    }

    /// When the form that was sent was used before by whoever sends it now, whatever it said then: it came back by the
    /// browser, and was changed.
    pub(crate) fn used_at<A: Act>(&self, record: &str) -> Result<Option<jiff::Timestamp>, Refusal> {
        let nonce = self.nonce_of(record)?;
        self.site.app.used_at(&self.seed(), &nonce, A::ACTION.code())
    }

    /// The nonce of a form that was drawn for this service and record.
    fn nonce_of(&self, record: &str) -> Result<String, Refusal> {
        if self.field(FOR_SERVICE) != self.service_key() || self.field(FOR_RECORD) != record {
            return Err(Refusal::OtherRecord);
        }
        // Every form that is drawn says in which role; what was typed in one is never saved in another.
        let role = self.field(FOR_ROLE);
        if !role.is_empty() && role != self.role_key() {
            return Err(Refusal::OtherRecord);
        }
        self.nonce()
    }

    /// Takes a form as [`Visit::submit`] does, from somebody who did not sign in: the holder of a link.
    pub(crate) fn submit_as<A: Act>(
        &self,
        actor: Actor,
        record: &str,
        f: impl Fn(&mut Work<'_, '_>, &Ctx) -> Result<String, Refusal> + Send + Sync + 'static,
    ) -> Result<Led, Refusal> {
        let nonce = self.nonce_of(record)?;
        self.site.app.submit(&self.seed_as(actor), &nonce, A::ACTION.code(), &self.content(), f)
    }

    /// The nonce of the form that was sent.
    pub(crate) fn nonce(&self) -> Result<String, Refusal> {
        let nonce = self.field(NONCE);
        let fits = (16..=64).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(nonce) } else { Err(Refusal::OtherRecord) }
    }

    /// SHA-256 over the path and everything the form sent but its secrets, which could be guessed from it,
    /// in lower-case hexadecimal. Each part is told from the next by its length, so that no two forms
    /// share their bytes.
    pub(crate) fn content(&self) -> String {
        let mut sha = Sha256::new();
        let fields = self.form.iter().filter(|(name, _)| !is_secret(name)).flat_map(|(name, value)| [name, value]);
        for part in std::iter::once(&self.path).chain(fields) {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part);
        }
        for file in &self.files {
            for part in [file.field.as_bytes(), file.name.as_bytes(), &file.bytes] {
                sha.update((part.len() as u64).to_be_bytes());
                sha.update(part);
            }
        }
        sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What was typed into the form that was sent, for reading: no hidden fields and no password.
    pub(crate) fn typed(&self) -> Vec<(String, String)> {
        self.form
            .iter()
            .filter(|(name, value)| !is_hidden(name) && !is_secret(name) && !value.trim().is_empty())
            .map(|(name, value)| (name.replace(['_', '-'], " "), value.clone()))
            .collect()
    }

    /// What the form sent, to be sent again from a page that says why it was not taken; `None` when there is
    /// nothing, or a secret that no page may show.
    pub(crate) fn sendable(&self) -> Option<Sendable> {
        let is_secret = |name: &str| name.contains("password") || name == "code";
        let has_secret = self.form.iter().any(|(name, value)| is_secret(name) && !value.is_empty());
        let has_nonce = self.form.iter().any(|(name, _)| name == NONCE);
        (has_nonce && !has_secret).then(|| Sendable { path: self.path.clone(), fields: self.form.clone() })
    }

    /// The frame around a page. `current` is the place in the navigation.
    pub(crate) fn frame(&self, title: &str, current: Option<&str>) -> Frame {
        let flash = self
            .query
            .iter()
            .find(|(name, _)| name == "said")
            .and_then(|(_, code)| crate::words::said(code))
            .map(str::to_owned);
        let Some(who) = &self.who else {
            let by_hand = !self.site.settings.has_post;
            return Frame { demo: self.site.settings.demo, flash, by_hand, ..Frame::public(title, "") };
        };
        let finds_people = matches!(who.role(), Role::LinkWorker | Role::TeamLead);
        // Whoever is named safeguarding lead has one place more.
        let may_be_named = matches!(who.role(), Role::LinkWorker | Role::TeamLead | Role::ServiceManager);
        let is_named = may_be_named && self.read(kith_app::concerns::is_named).unwrap_or(false);
        let concerns: &[(&str, &str)] = if is_named { &[("/concerns", "Concerns")] } else { &[] };
        let nav = places(who.role())
            .iter()
            .chain(concerns)
            .map(|(href, text)| {
                let item = NavItem::new(href, text);
                if current == Some(*href) { item.current() } else { item }
            })
            .collect();
        Frame {
            title: title.to_owned(),
            service_name: who.service.as_ref().map(|service| service.name.to_string()).unwrap_or_default(),
            organisation: who.practice.as_ref().map(|practice| practice.name.to_string()).unwrap_or_default(),
            nav,
            who: Some(format!("{}, {}", who.name, who.role().label())),
            can_change_role: who.has_other_roles,
            search: finds_people.then(|| "/people/search".to_owned()),
            search_posts: finds_people,
            demo: self.site.settings.demo,
            by_hand: !self.site.settings.has_post,
            banner: None,
            flash,
            notice: None,
            wide: false,
            error_title: false,
            shortcuts: crate::components::Shortcuts::On,
        }
    }

    /// Whether whoever looks keeps entries of the directory: the offer alone, the policy decides.
    pub(crate) fn may_keep_entries(&self) -> bool {
        self.who.as_ref().is_some_and(|who| matches!(who.role(), Role::TeamLead | Role::ServiceManager))
    }

    /// Whether whoever looks keeps the feeds of the directory: the offer alone.
    pub(crate) fn may_keep_feeds(&self) -> bool {
        self.who.as_ref().is_some_and(|who| matches!(who.role(), Role::ServiceManager | Role::Administrator))
    }

    /// Whether whoever looks may say that something is wrong with an entry: the offer alone.
    pub(crate) fn may_tell_of_entries(&self) -> bool {
        let may = |role| matches!(role, Role::LinkWorker | Role::TeamLead | Role::ServiceManager);
        self.who.as_ref().is_some_and(|who| may(who.role()))
    }

    /// The frame of a page for somebody without an account, in the name of the service that wrote to them.
    pub(crate) fn public_frame(&self, title: &str, service: &str) -> Frame {
        let around = self.frame(title, None);
        Frame { demo: around.demo, flash: around.flash, by_hand: around.by_hand, ..Frame::public(title, service) }
    }

    /// The banner of a person's pages.
    pub(crate) fn banner(&self, person: &Person) -> PersonBanner {
        let today = time::day_of(self.site.app.now());
        let born = person.identity.born;
        // A warning that cannot be read is said, never left out.
        let unread = || kith_app::glance::Glance {
            warnings: vec!["How to be in touch safely could not be read. Open the page again first.".to_owned()],
            ..kith_app::glance::Glance::default()
        };
        let glance = self.read(|look, _| kith_app::glance::of(look, person)).unwrap_or_else(|_| unread());
        PersonBanner {
            name: person.identity.formal_name(),
            href: format!("/people/{}", person.id),
            born: match born.age_in_words(today) {
                Some(age) => format!("{} ({age})", born.in_words()),
                None => born.in_words(),
            },
            nhs_number: match person.identity.nhs_number {
                Ok(number) => number.to_string(),
                Err(why) => format!("Not given: {}", why.as_fact()),
            },
            communication: glance.communication,
            warnings: glance.warnings,
            is_restricted: glance.is_restricted,
            is_kept_offline: glance.is_kept_offline,
        }
    }
}

/// Whether a field holds what nobody may read again: a password or a code. It is drawn into no page and
/// enters no digest.
pub(crate) fn is_secret(name: &str) -> bool {
    name == "code" || name.starts_with("password")
}

pub(crate) fn is_hidden(name: &str) -> bool {
    matches!(name, NONCE | FOR_SERVICE | FOR_ROLE | FOR_RECORD | VERSION)
}

/// The first page of a role.
pub(crate) fn home(role: Role) -> &'static str {
    places(role).first().map_or("/directory", |(href, _)| href)
}

/// The places a role can go, left to right.
pub(crate) const fn places(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::LinkWorker => &[
            ("/today", "Today"),
            ("/people", "People"),
            ("/directory", "Directory"),
            ("/waits", "Waits"),
            ("/gaps", "Gaps"),
            ("/boundaries", "Boundaries"),
        ],
        Role::TeamLead => &[
            ("/queue", "Queue"),
            ("/people", "People"),
            ("/directory", "Directory"),
            ("/team", "Team"),
            ("/reports/this-month", "Reports"),
            ("/imports", "Files"),
            ("/service", "Service"),
        ],
        Role::ServiceManager => &[
            ("/team", "Team"),
            ("/people-and-roles", "People and roles"),
            ("/directory", "Directory"),
            ("/reports/this-month", "Reports"),
            ("/imports", "Files"),
            ("/service", "Service"),
        ],
        Role::Practice => &[
            ("/refer", "Refer"),
            ("/my-referrals", "My referrals"),
            ("/my-practice", "My practice"),
            ("/directory", "Directory"),
        ],
        Role::Administrator => &[
            ("/settings", "Settings"),
            ("/people-and-roles", "People and roles"),
            ("/service", "Service"),
            ("/directory", "Directory"),
        ],
        Role::Organisation => {
            &[("/requests-to-us", "Requests to us"), ("/our-services", "Our services"), ("/directory", "Directory")]
        }
        Role::Commissioner | Role::Evaluator => &[("/reports", "Reports"), ("/directory", "Directory")],
    }
}

/// Puts what the rules said into a form, field by field. `false` when it is no such refusal.
pub(crate) fn explain(form: &mut Form, refusal: &Refusal) -> bool {
    let Refusal::Rejected(rejections) = refusal else { return false };
    for rejection in rejections {
        let sentence = rejection.sentence.to_string();
        match rejection.field {
            Some(field @ ("born" | "from" | "until" | "agreed" | "due" | "review" | "said_on" | "which")) => {
                form.date_problem(field, crate::components::DatePart::Whole, sentence);
            }
            Some(field) => form.problem(field, sentence),
            None => form.general_problem(sentence),
        }
    }
    true
}
