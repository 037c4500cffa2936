//! Looking for something for a person: the directory, and what to do when nothing fits.

use askama::Template;
use kith_app::people::{self, Head};
use kith_app::permit;
use kith_app::places::{OfPerson, Typed};
use kith_app::searching::{self, Found};
use kith_domain::directory::access::{AccessNeed, of_person};
use kith_domain::directory::search::Asked;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::text::fold;
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame, Pagination};
use crate::directory::narrow::{Choices, FOR_SOMEBODY, Narrow};
use crate::directory::{CardView, Checkers, cards, checkers, found_in_words, note_nothing, pages};
use crate::error::Problem;
use crate::mark;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::Visit;

/// The search within connecting.
#[derive(Template)]
#[template(path = "connections/choose.html")]
pub(crate) struct ChoosePage {
    frame: Frame,
    back: Back,
    to: String,
    form: Form,
    choices: Choices,
    is_narrowed: bool,
    typed: String,
    /// The need that something is looked for, as address part and words.
    need: Option<(String, String)>,
    found: String,
    cards: Vec<CardView>,
    words_ignored: bool,
    is_partly: bool,
    pages: Pagination,
    /// What the record says that ranks entries up, in words.
    ranked_by: Option<String>,
    /// From where distances are counted.
    distance: Distance,
    /// Whether the year of birth is known.
    has_age: bool,
    /// The page on which a postcode is written down.
    identity: String,
    /// Where to record that nothing is there, for each need: address and the need's words.
    gaps: Vec<(String, String)>,
    /// Where to record that nothing is there for a need that is not written down yet.
    new_gap: Option<String>,
    /// Where to record a need with the words that were looked for.
    new_need: Option<String>,
}

/// Whether distances can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Distance {
    /// From the person's postcode.
    FromHome,
    /// The record has no postcode, or one that is not known.
    NoPostcode,
    /// From a place that was typed.
    FromTyped,
    /// No postcodes were taken in.
    NoPlaces,
}

/// What was asked for in the address, and what the record adds to it.
#[derive(Debug, Clone)]
pub(crate) struct Sought {
    /// What was typed and chosen.
    pub(crate) narrow: Narrow,
    /// The need that something is looked for.
    pub(crate) need: String,
    /// Whether this is the first page.
    pub(crate) is_beginning: bool,
    /// Whether distances can be told.
    pub(crate) distance: Distance,
}

impl ChoosePage {
    /// The page of what was found.
    pub(crate) fn new(
        frame: Frame,
        head: &Head,
        found: Option<&Found>,
        sought: &Sought,
        today: jiff::civil::Date,
        (may, checkers): (&May, &Checkers),
    ) -> Self {
        let person = &head.person.it;
        let base = format!("/people/{}/connect", person.id);
        let need = head.needs.iter().find(|need| need.id.to_string() == sought.need);
        let of_need = need.map_or_else(String::new, |need| format!("?need={}", need.id));
        let typed = encode(sought.narrow.typed());
        let mut address = need.map_or_else(String::new, |need| format!("need={}", need.id));
        let narrowed = sought.narrow.address();
        if !address.is_empty() && !narrowed.is_empty() {
            address.push('&');
        }
        address.push_str(&narrowed);
        let searched = sought.narrow.searched(&need.map_or_else(String::new, |need| format!("need={}", need.id)));
        let to = |id| searched.with(&format!("{base}/{id}{of_need}"));
        let mut all = found.map_or_else(Vec::new, |found| cards(found, today, to, checkers));
        if let Some(found) = found {
            let lines = found.page.lines.iter();
            all = all.into_iter().zip(lines).map(|(view, card)| view.with_phone(&card.service)).collect();
        }
        let words = if typed.is_empty() { String::new() } else { format!("?sought={typed}") };
        let gaps = head
            .needs
            .iter()
            .filter(|it| may.allows(Action::RecordGap) && !it.is_decided())
            .filter(|it| need.is_none_or(|need| need.id == it.id))
            .map(|need| (format!("/needs/{}/gap{words}", need.id), need.stated.to_string()));
        let is_searched = need.is_none() && !typed.is_empty() && may.allows(Action::RecordGap);
        let new_gap = is_searched.then(|| format!("/people/{}/gap{words}", person.id));
        let stated = if typed.is_empty() { String::new() } else { format!("?stated={typed}") };
        Self {
            frame: Frame { error_title: !sought.narrow.form.is_fine(), ..frame },
            back: Back::to(person),
            form: sought.narrow.form.clone(),
            choices: Narrow::choices(),
            is_narrowed: sought.narrow.is_narrowed(),
            typed: sought.narrow.typed().to_owned(),
            need: need.map(|need| (need.id.to_string(), need.stated.to_string())),
            found: found.map_or_else(String::new, |found| found_in_words(found, sought.narrow.typed())),
            cards: all,
            words_ignored: found.is_some_and(|found| found.words_ignored),
            is_partly: found.is_some_and(|found| found.is_partly),
            pages: found.map_or_else(Pagination::default, |it| pages(it, &base, &address, sought.is_beginning)),
            ranked_by: ranked_by(head),
            distance: sought.distance,
            has_age: years(person, today).is_some(),
            identity: format!("/people/{}/identity", person.id),
            gaps: gaps.collect(),
            new_gap,
            new_need: may.allows(Action::RecordNeed).then(|| format!("/people/{}/needs/new{stated}", person.id)),
            to: base,
        }
    }

    fn need_field(&self) -> Form {
        match &self.need {
            Some((id, _)) => Form::blank().carrying("need", id),
            None => Form::blank(),
        }
    }
}

/// How old somebody is, as far as it is known, for what is for an age.
fn years(person: &Person, today: jiff::civil::Date) -> Option<u8> {
    u8::try_from(time::age_on(person.identity.born.day()?, today)).ok()
}

/// What the record adds to the search: it ranks, and leaves nothing out.
fn of_record(head: &Head, asked: Asked) -> Asked {
    let language = head.reaching.language.as_ref().map(|it| fold(it.as_str()));
    let language = language.filter(|it| !it.is_empty() && it != "english");
    Asked { access: of_person(&head.reaching), language, ..asked }
}

/// What of the record ranks entries up, in words.
fn ranked_by(head: &Head) -> Option<String> {
    let needs = of_person(&head.reaching).all().map(AccessNeed::label).map(str::to_owned);
    let language = of_record(head, Asked::default()).language.and(head.reaching.language.as_ref());
    let all: Vec<String> = needs.chain(language.map(|it| format!("{it} is spoken"))).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// `GET /people/{id}/connect`.
pub(crate) fn choose(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&FOR_SOMEBODY)?;
    let id = visit.id::<Person>("id")?;
    let after = visit.query("after")?.map(mark::read).transpose()?;
    let mut narrow = Narrow::read(visit)?;
    let need = visit.query("need")?.unwrap_or_default().to_owned();
    let of_their_age = visit.query("their_age")?.is_some_and(|it| !it.is_empty());
    let today = time::day_of(visit.site.app.now());
    let typed = visit.read(|look, ctx| {
        permit::person::<act::Connect>(look.tx(), ctx, id)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        narrow.from().map(|typed| searching::place(look, &directory, typed)).transpose()
    })?;
    let typed = match typed {
        Some(Typed::At(spot, _)) => Some(searching::near(spot)),
        Some(Typed::Several(names)) => {
            narrow.place_is_not_known(&names);
            None
        }
        Some(Typed::NotKnown) => {
            narrow.place_is_not_known(&[]);
            None
        }
        // The page says why there is no field for it.
        Some(Typed::NoPlaces) | None => None,
    };
    let (head, found, distance) = visit.read(|look, ctx| {
        let permit = permit::person::<act::Connect>(look.tx(), ctx, id)?;
        let head = people::head(look, &permit)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        let (home, distance) = match searching::home(look, &permit)? {
            OfPerson::At(spot) => (Some(searching::near(spot)), Distance::FromHome),
            OfPerson::NoPostcode | OfPerson::NotKnown => (None, Distance::NoPostcode),
            OfPerson::NoPlaces => (None, Distance::NoPlaces),
        };
        // A place that was typed is meant, whatever the record says.
        let is_typed = narrow.from().is_some() && distance != Distance::NoPlaces;
        let (home, distance) = if is_typed { (typed, Distance::FromTyped) } else { (home, distance) };
        let age = if of_their_age { years(&head.person.it, today) } else { None };
        let asked = of_record(&head, Asked { age, ..narrow.asked(home) });
        // Without anything asked the whole directory stands by name; what is known of the person ranks what was found.
        let is_plain = narrow.typed().trim().is_empty() && !narrow.is_narrowed();
        let asked = if is_plain { Asked::default() } else { asked };
        let found = if narrow.form.is_fine() {
            Some(searching::search(look, &directory, narrow.typed(), &asked, after.clone())?)
        } else {
            None
        };
        Ok((head, found, distance))
    })?;
    if !need.is_empty() && !head.needs.iter().any(|it| it.id.to_string() == need) {
        return Err(Problem::Bad("The address names a need that this person does not have."));
    }
    let is_beginning = after.is_none();
    if let Some(found) = &found {
        note_nothing(visit, found, &narrow, is_beginning);
    }
    let checkers = checkers(visit, found.as_ref())?;
    let person = &head.person.it;
    let frame = frame_about(visit, person, &format!("Find something for {}", person.identity.called()));
    let may = May::opened(visit.actor(), person);
    let sought = Sought { narrow, need, is_beginning, distance };
    Reply::page(&ChoosePage::new(frame, &head, found.as_ref(), &sought, today, (&may, &checkers)))
}
