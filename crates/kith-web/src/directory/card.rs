//! An entry in plain words, for cards and for its own page.

use jiff::civil::Date;
use kith_app::searching::Card;
use kith_domain::directory::distance_in_words;
use kith_domain::directory::search::rank::whys;
use kith_domain::directory::{Capacity, CommunityService, Intake, Status};
use kith_domain::text::{Line, Words};
use kith_domain::time::{date_in_words, day_of};

/// An entry ready to show.
#[derive(Debug, Clone)]
pub(crate) struct CardView {
    /// Where it leads.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
    /// Its organisation.
    pub(crate) organisation: String,
    /// What it is, shortened.
    pub(crate) what: Option<String>,
    /// Something to know for the time being.
    pub(crate) alert: Option<String>,
    /// What it is, in full.
    pub(crate) what_in_full: Option<String>,
    /// States with the colour of their tag.
    pub(crate) tags: Vec<(String, &'static str)>,
    /// For whom, where, when, cost, access.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Why it stands further down than its words alone would put it.
    pub(crate) why: Option<String>,
    /// When somebody last made sure of it.
    pub(crate) checked: String,
    /// Whether to make sure before relying on it.
    pub(crate) is_stale: bool,
}

/// How much of a description stands on a card, in characters.
const SHORT: usize = 180;

impl CardView {
    /// A card of a search.
    pub(crate) fn new(card: &Card, today: Date, href: String) -> Self {
        let view = Self::of(&card.service, &card.organisation, today, href);
        let mut view = view.taking(card.intake.as_ref(), &card.service, today);
        let away = card.metres.map(|metres| ("How far", distance_in_words(metres)));
        let meets: Vec<&str> = card.meets.iter().map(|need| need.label()).collect();
        let meets = (!meets.is_empty()).then(|| ("Says of access", meets.join("; ")));
        view.facts.extend(away.into_iter().chain(meets));
        view
    }

    /// With what the organisation itself says of taking people: a pause stands in the place of room, and a check by the
    /// organisation says so.
    pub(crate) fn taking(mut self, intake: Option<&Intake>, service: &CommunityService, today: Date) -> Self {
        let Some(intake) = intake else { return self };
        let room = service.capacity.in_words();
        if let Some(pause) = intake.pause_in_words(today) {
            self.tags.retain(|(text, _)| *text != room);
            self.tags.push((pause, "grey"));
        } else if let Some(places) = intake.places_in_words(service.capacity) {
            for (text, _) in self.tags.iter_mut().filter(|(text, _)| *text == room) {
                text.clone_from(&places);
            }
        }
        let is_theirs = intake.confirmed.is_some() && intake.confirmed == service.checked && service.vanished.is_none();
        if let (true, Some(day)) = (is_theirs, service.checked) {
            let long_ago = if service.is_stale(today) { ", long ago. Make sure before you rely on it." } else { "." };
            self.checked = format!("Last checked by the organisation on {}{long_ago}", date_in_words(day));
        }
        if service.capacity != Capacity::NotSaid && service.checked.is_none_or(|day| day < intake.said) {
            let said = format!(" The organisation last spoke of its room on {}.", date_in_words(intake.said));
            self.checked.push_str(&said);
        }
        self
    }

    /// With its telephone number, where it has one.
    pub(crate) fn with_phone(mut self, service: &CommunityService) -> Self {
        self.facts.extend(service.entry.phone.as_ref().map(|phone| ("Phone", phone.to_string())));
        self
    }

    /// With the reasons for which it stands further down.
    pub(crate) fn with_whys(mut self, card: &Card, today: Date) -> Self {
        let pause = card.intake.as_ref().and_then(|it| it.pause_in_words(today)).map(|words| format!("{words}."));
        let when = (!card.says_when).then(|| "It does not say when.".to_owned());
        let whys: Vec<String> =
            when.into_iter().chain(pause).chain(whys(&card.service, card.intake.as_ref(), today)).collect();
        self.why = (!whys.is_empty()).then(|| format!("Stands further down: {}", whys.join(" ")));
        self
    }

    /// The same, checked last by somebody of the own service.
    pub(crate) fn checked_by(self, name: Option<&str>) -> Self {
        match (name, self.checked.split_once('.'), self.checked.split_once(", long ago.")) {
            (Some(name), _, Some((day, rest))) => Self { checked: format!("{day} by {name}, long ago.{rest}"), ..self },
            (Some(name), Some((day, rest)), None) => Self { checked: format!("{day} by {name}.{rest}"), ..self },
            _ => self,
        }
    }

    /// An entry.
    pub(crate) fn of(service: &CommunityService, organisation: &str, today: Date, href: String) -> Self {
        let it = &service.entry;
        let line = |heading: &'static str, line: &Option<Line>| Some((heading, line.as_ref()?.to_string()));
        let words = |heading: &'static str, words: &Option<Words>| Some((heading, words.as_ref()?.to_string()));
        let mut tags = Vec::new();
        if it.status != Status::Active {
            tags.push((it.status.label().to_owned(), "grey"));
        }
        let room = match service.capacity {
            Capacity::NotSaid => None,
            Capacity::Room => Some("green"),
            Capacity::Wait { .. } => Some("yellow"),
            Capacity::Full => Some("grey"),
        };
        tags.extend(room.map(|colour| (service.capacity.in_words(), colour)));
        let [audience, place, times, cost] = if service.is_by_hand() {
            super::details::told(it)
        } else {
            let (line, words) = (
                |it: &Option<Line>| Some(it.as_ref()?.to_string()),
                |it: &Option<Words>| Some(it.as_ref()?.to_string()),
            );
            [line(&it.audience), words(&it.place), words(&it.times), line(&it.cost)]
        };
        let facts = [
            audience.map(|it| ("For", it)),
            place.map(|it| ("Where", it)),
            times.map(|it| ("When", it)),
            cost.map(|it| ("Cost", it)),
            words("Access", &it.access),
            line("Languages", &it.languages),
            (service.capacity == Capacity::NotSaid).then(|| ("Room", "Nobody has said".to_owned())),
        ];
        Self {
            href,
            name: it.name.to_string(),
            organisation: organisation.to_owned(),
            what: it.description.as_ref().map(|words| shortened(words.as_str())),
            alert: it.record.alert.as_ref().map(ToString::to_string),
            what_in_full: it.description.as_ref().map(ToString::to_string),
            tags,
            facts: facts.into_iter().flatten().collect(),
            why: None,
            checked: checked(service, today),
            is_stale: service.is_stale(today) || service.vanished.is_some(),
        }
    }
}

/// When somebody last made sure of an entry, and what follows from that.
fn checked(service: &CommunityService, today: Date) -> String {
    if let Some(at) = service.vanished {
        let day = date_in_words(day_of(at));
        return format!("No longer in its feed since {day}. Make sure before you rely on it.");
    }
    let record = &service.entry.record;
    let by = record
        .assured_by
        .as_ref()
        .filter(|_| record.assured_on == service.checked && service.here.checked_by.is_none())
        .map(|who| format!(" by {who}"))
        .unwrap_or_default();
    match service.checked {
        None => "Nobody has checked this yet. Make sure before you rely on it.".to_owned(),
        Some(day) if service.is_stale(today) => {
            format!("Last checked on {}{by}, long ago. Make sure before you rely on it.", date_in_words(day))
        }
        Some(day) => format!("Last checked on {}{by}.", date_in_words(day)),
    }
}

/// The beginning of a description, cut after a word.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    let cut: String = line.chars().take(SHORT).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut).trim_end_matches([',', ';', ':', '.', '-', '–']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_is_cut_after_a_word() {
        let text = "Slow walks by the water, ".repeat(20);
        let cut = shortened(&text);
        assert!(cut.chars().count() <= SHORT + 1 && cut.ends_with('…'), "{cut}");
        assert!(text.starts_with(cut.trim_end_matches('…')));
        assert_eq!(shortened("Tea\n and   talk"), "Tea and talk");
        assert_eq!(shortened(&"é".repeat(300)).chars().count(), SHORT + 1);
    }
}
