//! What an entry says in structured form, in words.

use kith_domain::directory::record::{ByHand, Contact, Location, LocationKind, Phone, Places};
use kith_domain::directory::search::facts::openings;
use kith_domain::directory::search::{Opening, told_times};
use kith_domain::directory::{CommunityService, Entry};

/// What the entry's own page shows beside the facts of the card.
pub(super) fn details(service: &CommunityService) -> Vec<(&'static str, String)> {
    let it = &service.entry.record;
    let lines = |all: Vec<String>| all.join("\n");
    let terms: Vec<String> = it.terms.iter().map(|term| term.name.to_string()).collect();
    let areas: Vec<String> = it.areas.iter().map(|area| area.name.to_string()).collect();
    let notes = it.languages.iter().filter_map(|it| Some(format!("{}: {}", it.name, it.note.as_ref()?)));
    let access = it.locations.iter().flat_map(|place| &place.access);
    let parts = [
        ("How to refer", it.how_to_refer.as_ref().map_or_else(String::new, ToString::to_string)),
        (
            "Getting there",
            lines(it.locations.iter().filter_map(|place| getting_there(&service.entry, place)).collect()),
        ),
        ("More about access", lines(access.filter_map(|it| it.details.as_ref().map(ToString::to_string)).collect())),
        ("About the languages", lines(notes.collect())),
        ("For people who live in", lines(areas)),
        ("Places", lines(it.places.iter().filter_map(places).collect())),
        ("Whom to ask", lines(contacts(service))),
        ("Other numbers", lines(numbers(service))),
        ("Accreditations", it.accreditations.as_ref().map_or_else(String::new, ToString::to_string)),
        ("Kind of service", terms.join(", ")),
    ];
    parts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// What a place is like, unless the entry's own words say the same.
fn getting_there(entry: &Entry, place: &Location) -> Option<String> {
    let words = place.words.as_ref().filter(|words| entry.place.as_ref() != Some(words));
    let kind = (place.kind == LocationKind::Virtual).then(|| LocationKind::Virtual.label().to_owned());
    let parts: Vec<String> = kind.into_iter().chain(words.map(ToString::to_string)).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

fn places(it: &Places) -> Option<String> {
    let unit = it.unit.as_ref().map_or("places", |unit| unit.as_str());
    let count = match (it.available, it.maximum) {
        (None, _) => None,
        (Some(free), Some(all)) => Some(format!("{free} of {all} {unit} free")),
        (Some(free), None) => Some(format!("{free} {unit} free")),
    };
    let said =
        it.updated.map(|at| format!("said on {}", kith_domain::time::date_in_words(kith_domain::time::day_of(at))));
    let parts: Vec<String> = count.into_iter().chain(it.words.as_ref().map(ToString::to_string)).chain(said).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn number(phone: &Phone) -> String {
    let extension = phone.extension.as_ref().map(|it| format!(" extension {it}")).unwrap_or_default();
    let words = phone.words.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}{extension}{words}", phone.number)
}

fn contacts(service: &CommunityService) -> Vec<String> {
    let it = &service.entry.record;
    let one = |contact: &Contact| {
        let parts = [&contact.name, &contact.title, &contact.email].into_iter().flatten().map(ToString::to_string);
        parts.chain(contact.phones.iter().map(number)).collect::<Vec<_>>().join(", ")
    };
    it.contacts.iter().chain(it.locations.iter().flat_map(|place| &place.contacts)).map(one).collect()
}

/// Numbers beyond the one that the card shows.
fn numbers(service: &CommunityService) -> Vec<String> {
    let it = &service.entry.record;
    let all = it.phones.iter().chain(it.locations.iter().flat_map(|place| &place.phones));
    let is_new = |phone: &&Phone| service.entry.phone.as_ref() != Some(&phone.number) || phone.words.is_some();
    all.filter(is_new).map(number).collect()
}

/// Whether words of when tell the days and times of the record, and no others.
fn tells_the_same(words: &str, openings: &[Opening]) -> bool {
    let told = told_times::read(words);
    !told.is_empty() && told.len() == openings.len() && told.iter().all(|it| openings.contains(it))
}

/// The facts of an entry that a team keeps itself: its words, and what it answered beside them where they do not say it.
pub(super) fn told(entry: &Entry) -> [Option<String>; 4] {
    let hand = ByHand::of(&entry.record);
    let both = |one: Option<String>, other: Option<String>, between: &str| match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one}{between}{other}")),
        (one, other) => one.or(other),
    };
    let audience = entry.audience.as_ref().map(ToString::to_string);
    let says_age = audience.as_ref().is_some_and(|words| {
        words.contains(|c: char| c.is_ascii_digit())
            || ((hand.minimum_age, hand.maximum_age) == (Some(18), None) && words.to_lowercase().contains("adult"))
    });
    let ages = hand.ages_in_words().filter(|_| !says_age);
    let times = entry.times.as_ref().map(ToString::to_string);
    let says_times = times.as_ref().is_some_and(|words| {
        (hand.opens.is_none() && hand.closes.is_none()) || tells_the_same(words, &openings(&entry.record))
    });
    let opening = hand.times_in_words().filter(|_| !says_times);
    let cost = entry.cost.as_ref().map(ToString::to_string);
    let price = hand.price_in_words().filter(|price| !cost.as_ref().is_some_and(|cost| cost.contains(price.as_str())));
    let place = entry.place.as_ref().map(ToString::to_string);
    let postcode = hand.postcode.map(|it| it.to_string());
    let postcode = postcode.filter(|it| !place.as_ref().is_some_and(|place| place.contains(it.as_str())));
    [both(audience, ages, "; "), both(place, postcode, ", "), both(opening, times, "\n"), both(price, cost, ". ")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    #[test]
    fn what_the_words_tell_already_is_not_said_twice() {
        let open = |day| Opening { day: Some(day), opens: Some(600), closes: Some(720), last: None };
        let openings = [open(Weekday::Thursday), open(Weekday::Tuesday)];
        for (words, is_same) in [
            ("Every Tuesday and Thursday, 10am to 12pm", true),
            ("Tuesdays, 10am to 12pm", false),
            ("Every Tuesday and Thursday, 10am to 1pm", false),
            ("Tuesdays, Thursdays and Fridays 10am to 12pm", false),
            ("By appointment", false),
        ] {
            assert_eq!(tells_the_same(words, &openings), is_same, "{words}");
        }
    }
}
