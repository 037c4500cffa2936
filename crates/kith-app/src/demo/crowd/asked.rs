//! What somebody of the crowd says of themselves when they are met, and where they live.
//!
//! The shares are made up: they are there so that every answer, and every missing one, is seen in a report.

use super::dice::Dice;
use super::life::Pen;
use super::step::{Step, Who};
use crate::demo::ground;
use crate::equality::Input;

/// Ethnic groups by weight.
const GROUPS: &[(&str, u32)] = &[
    ("A", 70),
    ("B", 2),
    ("C", 7),
    ("D", 1),
    ("F", 1),
    ("H", 3),
    ("J", 5),
    ("K", 2),
    ("L", 1),
    ("M", 2),
    ("N", 3),
    ("S", 2),
    ("Z", 3),
];

/// Languages by weight.
const LANGUAGES: &[(&str, u32)] =
    &[("English", 88), ("Polish", 3), ("Urdu", 3), ("Punjabi", 2), ("Romanian", 2), ("Arabic", 1), ("Somali", 1)];

impl Pen<'_> {
    /// Asks where they live, and what they say of themselves; one in eight is asked nothing.
    pub(super) fn asked_of_themselves(&mut self) {
        // A stream beside that of the life, so that nothing else of it comes out differently.
        let mut beside = self.dice.0.clone();
        beside.set_stream(1);
        let mut dice = Dice(beside);
        let number = dice.between(0, ground::PEOPLE_LIVE_IN - 1);
        // Each service has two wards that most of its people come from.
        let ward = if dice.percent(60) { self.life % 2 } else { dice.between(0, 4) };
        if dice.percent(92) {
            self.beside(Who::Worker, Step::Lives(ground::postcode(ward, number)));
        }
        if dice.percent(88) {
            let group = dice.weighted(GROUPS, |(_, weight)| *weight).map_or("Z", |(code, _)| code);
            self.beside(
                Who::Worker,
                Step::Says(Box::new(Input {
                    sex: dice.pick(&["female", "female", "female", "male", "male", "not-said"]).to_owned(),
                    ethnic_group: group.to_owned(),
                    ethnic_words: String::new(),
                    disability: dice.pick(&["yes", "yes", "no", "no", "no", "not-said", ""]).to_owned(),
                })),
            );
        }
        // Whoever named their language when they came is not asked again.
        if !self.has_named_language && dice.percent(80) {
            let language = dice.weighted(LANGUAGES, |(_, weight)| *weight).map_or("English", |(name, _)| name);
            self.beside(Who::Worker, Step::Speaks(language));
        }
    }
}
