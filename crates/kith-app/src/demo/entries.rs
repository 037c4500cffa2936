//! How the demo's directory is written down; what it lists stands in `entries/listed.rs`.

mod listed;

use jiff::civil::Time;
use kith_domain::day::WEEKDAYS;
use kith_domain::directory::record::{ByHand, postcode};
use kith_domain::directory::search::told_times;
use kith_domain::directory::{Capacity, Entry, Organisation, Record, Status};
use kith_domain::id::Id;
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, NotText, Words};

use super::agenda::{Act, Agenda, Days, Key};
use crate::refusal::Refusal;

/// A community organisation with what it offers.
pub(super) struct Listed {
    pub(super) key: Key,
    name: &'static str,
    about: &'static str,
    /// What stands before `@example.org`.
    mail: &'static str,
    pub(super) offers: &'static [Offer],
}

/// A community service. Empty means that nothing is said.
pub(super) struct Offer {
    pub(super) key: Key,
    name: &'static str,
    about: &'static str,
    for_whom: &'static str,
    times: &'static str,
    place: &'static str,
    cost: &'static str,
    access: &'static str,
    languages: &'static str,
    phone: &'static str,
    status: Status,
    room: Room,
    /// How many days before the last day somebody made sure of it.
    checked: i64,
}

/// Whether there is room.
#[derive(Clone, Copy)]
enum Room {
    NotSaid,
    Yes,
    Wait(u32),
    Full,
}

/// Nothing said of anything.
const OFFER: Offer = Offer {
    key: "",
    name: "",
    about: "",
    for_whom: "Adults",
    times: "",
    place: "",
    cost: "Free",
    access: "",
    languages: "",
    phone: "",
    status: Status::Active,
    room: Room::Yes,
    checked: 20,
};

/// How many days before the last day the directory was taken up: a little before the first referral.
const TAKEN_UP: i64 = 545;

/// Every organisation.
pub(super) fn all() -> &'static [Listed] {
    listed::ORGANISATIONS
}

/// The postcodes that entries are at.
pub(super) fn postcodes() -> impl Iterator<Item = String> {
    let places = all().iter().flat_map(|listed| listed.offers).map(|offer| offer.place);
    places.filter_map(|place| place.rsplit(',').next().and_then(postcode)).map(|it| it.to_string())
}

/// Finds an offer with whose it is.
pub(super) fn called(key: &str) -> Option<(&'static Listed, &'static Offer)> {
    all().iter().find_map(|whose| whose.offers.iter().find(|offer| offer.key == key).map(|offer| (whose, offer)))
}

/// Plans the directory: taken up at once, and each entry made sure of once since.
pub(super) fn plan(agenda: &mut Agenda) {
    for offer in all().iter().flat_map(|whose| whose.offers) {
        let stem = format!("directory/{}", offer.key);
        let mut days = Days::new();
        agenda.plan(&mut days, stem.clone(), TAKEN_UP, None, Act::List { entry: offer.key });
        let capacity = match offer.room {
            Room::NotSaid => Capacity::NotSaid,
            Room::Yes => Capacity::Room,
            Room::Wait(weeks) => Capacity::Wait { weeks: Some(weeks) },
            Room::Full => Capacity::Full,
        };
        agenda.plan(&mut days, stem, offer.checked, None, Act::Check { entry: offer.key, capacity });
    }
    // The café speaks for itself: its table is right, and its shelf is being built anew.
    let mut days = Days::new();
    agenda.plan(&mut days, "directory/cafe/own".to_owned(), 4, Some("bashir"), Act::Confirm { entry: "cafe" });
    let pause = Act::Pause { entry: "pantry", days: 30 };
    agenda.plan(&mut days, "directory/pantry/own".to_owned(), 3, Some("bashir"), pause);
}

/// Text of the script that no field would take is a fault of the script, and is said.
fn said(_: NotText) -> Refusal {
    Rejection::new("demo.script", "The demo's script holds text that a field does not take.").into()
}

impl Listed {
    /// The organisation.
    pub(super) fn made(&self, id: Id<Organisation>) -> Result<Organisation, Refusal> {
        Ok(Organisation {
            id,
            source: None,
            name: Line::new(self.name).map_err(said)?,
            description: Words::optional(self.about).map_err(said)?,
            email: Line::optional(&format!("{}@example.org", self.mail)).map_err(said)?,
            url: Line::optional(&format!("https://{}.example.org", self.mail)).map_err(said)?,
        })
    }
}

impl Offer {
    /// The entry.
    pub(super) fn made(&self) -> Result<Entry, Refusal> {
        let whose = called(self.key).map_or("", |(whose, _)| whose.mail);
        let entry = Entry {
            name: Line::new(self.name).map_err(said)?,
            description: Words::optional(self.about).map_err(said)?,
            status: self.status,
            audience: Line::optional(self.for_whom).map_err(said)?,
            times: Words::optional(self.times).map_err(said)?,
            place: Words::optional(self.place).map_err(said)?,
            cost: Line::optional(self.cost).map_err(said)?,
            access: Words::optional(self.access).map_err(said)?,
            languages: Line::optional(self.languages).map_err(said)?,
            phone: Line::optional(self.phone).map_err(said)?,
            email: Line::optional(&format!("{whose}@example.org")).map_err(said)?,
            url: None,
            record: Record::default(),
        };
        let record = self.by_hand().record(&entry);
        Ok(Entry { record, ..entry })
    }

    /// What its words say that a team would have answered too: the price, the days, the postcode at the end.
    fn by_hand(&self) -> ByHand {
        let pounds = self.cost.strip_prefix('£').map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
        let times = self.times.to_lowercase();
        let told = told_times::read(self.times);
        let same = told.first().filter(|one| told.iter().all(|it| (it.opens, it.closes) == (one.opens, one.closes)));
        let clock = |minutes: Option<u16>| {
            let minutes = i8::try_from(minutes? / 60).ok().zip(i8::try_from(minutes? % 60).ok())?;
            Time::new(minutes.0, minutes.1, 0, 0).ok()
        };
        ByHand {
            minimum_age: (self.for_whom.starts_with("Adults") || self.for_whom.contains("over 18")).then_some(18),
            opens: same.and_then(|it| clock(it.opens)),
            closes: same.and_then(|it| clock(it.closes)),
            pence: match pounds.flatten().and_then(|pounds| pounds.parse::<u32>().ok()) {
                Some(pounds) => Some(pounds * 100),
                None => self.cost.starts_with("Free").then_some(0),
            },
            weekdays: WEEKDAYS.into_iter().filter(|(name, _)| times.contains(name)).map(|(_, day)| day).collect(),
            postcode: self.place.rsplit(',').next().and_then(postcode),
            ..ByHand::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_by_its_own_name_and_can_be_made() {
        let mut keys: Vec<&str> = all().iter().flat_map(|whose| whose.offers).map(|offer| offer.key).collect();
        for key in &keys {
            let (_, offer) = called(key).expect("listed");
            assert!(offer.made().is_ok(), "{key}");
        }
        let listed = keys.len();
        assert!(listed >= 25, "{listed} entries");
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), listed, "a name stands twice");
    }
}
