//! Searching the directory: by words that forgive, by need, day, age, cost and distance, ranked for whoever it is for.
//!
//! The index answers where there is one, and the database where there is none yet; which of them answered nobody can
//! tell by the page. What is forgiven comes in this order: everything that was typed; each word that nothing holds
//! replaced by the nearest that something holds, unless it is English that we know; and at last those that hold some of
//! the words that say something.
//!
//! # Invariants
//! - Nothing of a person is in the index, in an address or in what is counted: what a person needs comes with the
//!   question and goes with the answer.

mod database;
mod index;
mod laid_out;
mod nothing;
mod partly;

pub use index::{Directory, follow, make};
pub use kith_search::Mark;
pub use laid_out::lay_out;
pub use nothing::{Nothing, looked_for, note_nothing};

use std::sync::Arc;

use kith_domain::directory::access::{AccessNeed, said_of};
use kith_domain::directory::search::{Asked, Near, Sought, Times, everyday, known};
use kith_domain::directory::{CommunityService, Intake};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::text::fold;
use kith_store::page::Page;
use kith_store::{directory, directory_follow, intakes};
use uuid::Uuid;

use crate::app::Look;
use crate::permit::Permit;
use crate::places::{self, OfPerson, Typed};
use crate::referring::PAGE;
use crate::refusal::Refusal;
use index::{Followed, Located};

/// A card of the directory.
#[derive(Debug, Clone)]
pub struct Card {
    /// The community service.
    pub service: CommunityService,
    /// Its organisation.
    pub organisation: String,
    /// How far away the nearest of its places is, in metres, where a place was asked from.
    pub metres: Option<u32>,
    /// What it says of the access needs that were asked for.
    pub meets: Vec<AccessNeed>,
    /// What its organisation says of taking people.
    pub intake: Option<Intake>,
    /// Whether it says when it is open, where a day or a part of the day was asked for.
    pub says_when: bool,
}

impl Card {
    /// A card of which nothing was asked.
    #[must_use]
    pub const fn plain(service: CommunityService, organisation: String) -> Self {
        Self { service, organisation, metres: None, meets: Vec::new(), intake: None, says_when: true }
    }
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The cards, best first, or by name when nothing was asked for.
    pub page: Page<Card, (String, Uuid)>,
    /// How many there are in all; nothing for everything by name.
    pub total: Option<usize>,
    /// Whether more words were typed than are looked up.
    pub words_ignored: bool,
    /// What was looked for instead, because nothing holds what was typed: nearly the same, as it stands in the directory.
    pub meant: Option<String>,
    /// Whether nothing holds all of the words, and these hold some.
    pub is_partly: bool,
}

/// What answers a search.
enum Source {
    Index(Arc<Followed>),
    Database,
}

/// Searches the directory, or lists it by name when nothing is asked for.
///
/// # Errors
/// When the store cannot answer; [`Refusal::Rejected`] for a page that no search leads to.
pub fn search(
    look: &mut Look<'_, '_>,
    _permit: &Permit<act::SeeDirectory, ()>,
    typed: &str,
    asked: &Asked,
    after: Option<(String, Uuid)>,
) -> Result<Found, Refusal> {
    let words_ignored = Sought::all(typed).len() > Asked::MOST_WORDS;
    let asked = Asked { words: Asked::of_words(typed).words, ..asked.clone() };
    if asked.is_everything() {
        let page = directory::by_name(look.tx(), after, PAGE)?;
        let lines = cards(look, page.lines, &asked)?;
        let page = Page { lines, next: page.next };
        return Ok(Found { page, total: None, words_ignored, meant: None, is_partly: false });
    }
    let after = after.map(|key| mark(&key)).transpose()?;
    let directory = look.directory();
    let source = directory.up_to_date(look.tx())?.map_or(Source::Database, Source::Index);
    let all = asked.words.len();
    let mut found = find(look, &source, &asked, all, after.as_ref())?;
    let (mut meant, mut is_partly) = (None, false);
    let near = if found.total == 0 { nearest(look, &source, &asked.words)? } else { None };
    let instead = near.map(|words| Asked { words, ..asked.clone() });
    if let Some(instead) = &instead {
        let other = find(look, &source, instead, instead.words.len(), after.as_ref())?;
        if other.total > 0 {
            meant = Some(instead.words.iter().map(|it| it.word.as_str()).collect::<Vec<_>>().join(" "));
            found = other;
        }
    }
    // Of words with a slip the corrected ones: only what is no English that we know was corrected.
    for asked in instead.iter().chain(std::iter::once(&asked)) {
        if found.total == 0 && all > 1 {
            found = partly::find(look, &source, asked, after.as_ref())?;
            is_partly = found.total > 0;
        }
    }
    let ids: Vec<Uuid> = found.hits.iter().map(|hit| hit.id).collect();
    let services = directory_follow::some(look.tx(), ids.clone())?;
    let services = ids.iter().filter_map(|id| services.iter().find(|it| it.id.uuid() == *id).cloned()).collect();
    let has_more = found.hits.len() > PAGE as usize;
    let mut lines = cards(look, services, &asked)?;
    lines.truncate(PAGE as usize);
    let last = has_more.then(|| found.hits.get(PAGE as usize - 1)).flatten();
    let next = last.map(|it| (format!("{:016x} {}", it.rank.number(), it.name), it.id));
    Ok(Found { page: Page { lines, next }, total: Some(found.total), words_ignored, meant, is_partly })
}

/// The place in what was found that an address names.
fn mark((text, id): &(String, Uuid)) -> Result<Mark, Refusal> {
    use kith_domain::directory::search::Rank;
    let parts = text.split_at_checked(16).and_then(|(rank, name)| {
        Some(Mark {
            rank: Rank::from_number(u64::from_str_radix(rank, 16).ok()?),
            name: name.strip_prefix(' ')?.to_owned(),
            id: *id,
        })
    });
    parts.ok_or_else(|| {
        let sentence = "The address names a place in the list that cannot be read. Begin from the first page.";
        kith_domain::rejection::Rejection::new("directory.after", sentence).into()
    })
}

fn find(
    look: &mut Look<'_, '_>,
    source: &Source,
    asked: &Asked,
    least: usize,
    after: Option<&Mark>,
) -> Result<kith_search::Found, Refusal> {
    let (today, most) = (look.today(), PAGE as usize + 1);
    match source {
        Source::Index(it) => Ok(it.index.find(asked, least, today, after, most)),
        Source::Database => database::find(look.tx(), asked, least, today, after, most),
    }
}

/// What was probably meant: each word that nothing holds becomes the nearest one that is there, and English that we know
/// stays as it is: who looks for bills did not mean "fills". Nothing when all words are held by something, or one of
/// them is near none.
fn nearest(look: &mut Look<'_, '_>, source: &Source, sought: &[Sought]) -> Result<Option<Vec<Sought>>, Refusal> {
    let mut holds = |word: &Sought| match source {
        Source::Index(it) => Ok(it.index.holds(word)),
        Source::Database => directory::holds(look.tx(), word).map_err(Refusal::from),
    };
    let mut near: Vec<Option<Sought>> = Vec::new();
    for word in sought {
        let everyday = everyday(&word.word).map(Sought::of);
        near.push(match everyday {
            _ if known::is_known_of(word) || holds(word)? => Some(word.clone()),
            Some(it) if holds(&it)? => Some(it),
            _ => None,
        });
    }
    let mut is_other = false;
    let mut all = Vec::new();
    for (word, near) in sought.iter().zip(near) {
        let meant = match (near, source) {
            (Some(near), _) => Some(near),
            (None, Source::Index(it)) => it.index.meant(&word.word).map(|it| Sought::of(&it)),
            (None, Source::Database) => directory::meant(look.tx(), &word.word)?.map(|it| Sought::of(&it)),
        };
        let Some(meant) = meant else { return Ok(None) };
        is_other |= meant.word != word.word;
        all.push(meant);
    }
    Ok(is_other.then_some(all))
}

/// How many of what has vanished are looked through.
const MOST_VANISHED: u32 = 1000;

/// What is no longer in the feed it came from, latest first; with words, what of it holds each of their beginnings.
///
/// # Errors
/// When the store cannot answer.
pub fn vanished(
    look: &mut Look<'_, '_>,
    _permit: &Permit<act::SeeDirectory, ()>,
    typed: &str,
) -> Result<Vec<Card>, Refusal> {
    let words: Vec<String> = fold(typed).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let all = directory::vanished(look.tx(), MOST_VANISHED)?;
    let organisations = directory::organisations_of(look.tx(), &all)?;
    let cards = all.into_iter().map(|service| {
        let organisation = organisations.get(&service.organisation).map_or_else(String::new, |it| it.name.to_string());
        Card::plain(service, organisation)
    });
    let holds = |card: &Card| {
        let what = card.service.entry.description.as_ref().map_or("", |it| it.as_str());
        let text = fold(&format!("{} {} {what}", card.service.entry.name, card.organisation));
        words.iter().all(|word| text.split(' ').any(|one| one.starts_with(word.as_str())))
    };
    Ok(cards.filter(holds).take(PAGE as usize).collect())
}

/// The entries as cards.
fn cards(look: &mut Look<'_, '_>, services: Vec<CommunityService>, asked: &Asked) -> Result<Vec<Card>, Refusal> {
    let organisations = directory::organisations_of(look.tx(), &services)?;
    let mut intakes = intakes::of_entries(look.tx(), services.iter().map(|it| it.id))?;
    let mut located = Located::default();
    let mut cards = Vec::with_capacity(services.len());
    for service in services {
        let is_timed = asked.day.is_some() || asked.part.is_some();
        let facts = if asked.near.is_some() || is_timed { Some(located.facts(look.tx(), &service)?) } else { None };
        let metres = asked.near.as_ref().zip(facts.as_ref()).and_then(|(near, facts)| near.metres(&facts.places));
        let says_when = facts.is_none_or(|facts| asked.times(&facts, look.today()) != Times::NotSaid);
        let said = said_of(&service.entry);
        cards.push(Card {
            organisation: organisations.get(&service.organisation).map_or_else(String::new, |it| it.name.to_string()),
            metres,
            meets: asked.access.all().filter(|need| said.has(*need)).collect(),
            intake: intakes.remove(&service.id),
            says_when,
            service,
        });
    }
    Ok(cards)
}

/// What is known of a place that was typed.
///
/// # Errors
/// When the store cannot answer.
pub fn place(look: &mut Look<'_, '_>, _permit: &Permit<act::SeeDirectory, ()>, typed: &str) -> Result<Typed, Refusal> {
    places::of_typed(look.tx(), typed)
}

/// Whether there are postcodes to say how far away something is.
///
/// # Errors
/// When the store cannot answer.
pub fn has_places(look: &mut Look<'_, '_>) -> Result<bool, Refusal> {
    places::is_any(look.tx())
}

/// From where distances are counted for a person: the postcode of their address. The position goes no further than the
/// search.
///
/// # Errors
/// When the store cannot answer.
pub fn home(look: &mut Look<'_, '_>, permit: &Permit<act::Connect, Id<Person>>) -> Result<OfPerson, Refusal> {
    places::of_person(look.tx(), permit)
}

/// The place of a search.
#[must_use]
pub fn near(spot: places::Spot) -> Near {
    Near::to(spot.position())
}
