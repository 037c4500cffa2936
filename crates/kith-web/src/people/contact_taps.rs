//! What we did, on the form of a contact: the service's list under its four headings, in the same order for everyone, and
//! apart from it what one notes of oneself.

use kith_app::people::Head;
use kith_app::what_we_did::{NONE_FITS, NOT_NOW};
use kith_domain::support::WayOfWorking;
use kith_domain::support::way_of_working::Heading;

use crate::components::{Choice, Form, Slot};

/// What is said above the list where the contact asks.
pub(super) const ASKS: &str =
    "Some contacts ask this, picked by chance. Tick whatever fits. It does not rate anybody’s work.";
/// What is said above the list where it was opened unasked.
pub(super) const UNASKED: &str = "Tick whatever fits, or nothing. This describes the work; it does not rate it.";
/// Whose it is what one notes of oneself.
const WHOSE: &str =
    "Only you see these. They are no part of the person’s record, and count in nobody’s figures but yours.";

/// The list as a form shows it.
#[derive(Debug, Clone)]
pub(super) struct Taps {
    /// Headings with what may have been done under each.
    headings: Vec<(&'static str, Vec<Choice>)>,
    /// What may be noted of oneself.
    own: Vec<Choice>,
    /// Whether the contact asks.
    pub(super) asks: bool,
    unticked: Vec<Choice>,
}

impl Taps {
    /// What a service offers, with what a form holds already.
    pub(super) fn of(head: &Head, form: &Form) -> Self {
        // What is not offered any more still stands where it was tapped before.
        let is_tapped = |way: &WayOfWorking| {
            let id = way.id.to_string();
            form.values("ways").chain(form.values("own")).any(|value| value == id)
        };
        let is_here = |way: &WayOfWorking| head.settings.offers_way(&way.code) || is_tapped(way);
        let choice = |way: &WayOfWorking| Choice::new(&way.id.to_string(), way.label.as_str());
        let under = |heading: Heading| -> Vec<Choice> {
            let here = |way: &&WayOfWorking| way.heading == heading && !way.is_own() && is_here(way);
            head.ways.iter().filter(here).map(choice).collect()
        };
        let headings = Heading::ALL.iter().map(|heading| (heading.label(), under(*heading)));
        Self {
            headings: headings.filter(|(_, ways)| !ways.is_empty()).collect(),
            own: head.ways.iter().filter(|way| way.is_own() && is_here(way)).map(choice).collect(),
            asks: false,
            unticked: Choice::list(&[(NONE_FITS, "None of these fits"), (NOT_NOW, "Not now")]),
        }
    }

    /// Whether there is nothing to tick.
    pub(super) fn is_empty(&self) -> bool {
        self.headings.is_empty() && self.own.is_empty()
    }

    /// Whether what one notes of oneself can be noted.
    pub(super) fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// The questions, heading by heading.
    pub(super) fn questions(&self, form: &Form) -> Vec<Slot> {
        let ids = ["ways", "ways-options", "ways-doing", "ways-limits"];
        let mut all: Vec<Slot> = self
            .headings
            .iter()
            .zip(ids)
            .map(|((heading, choices), id)| {
                let mut boxes = form.checkboxes("ways", heading, choices).id(id).small();
                if id != "ways" {
                    // One error for the whole list, at its head.
                    boxes.field.error = None;
                }
                Slot::of(&boxes)
            })
            .collect();
        if self.has_own() {
            all.push(Slot::of(&form.checkboxes("own", "About yourself", &self.own).hint(WHOSE).small()));
        }
        if self.asks {
            all.push(Slot::of(&form.radios("unticked", "If you tick nothing", &self.unticked).inline().small()));
        }
        all
    }
}
