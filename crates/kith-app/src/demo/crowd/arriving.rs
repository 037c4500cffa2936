//! How somebody comes: through a practice, or by the public door.
//!
//! Four in five come by medical routes, as in the schemes that report it (72 to 85 %).

use super::life::{Back, Pen};
use super::names::{FAMILY, GIVEN};
use super::spoken;
use super::step::{Step, Who};
use super::words::Theme;
use crate::{door, referring};

impl Pen<'_> {
    /// Comes, in the words of a need.
    pub(super) fn arrive(&mut self, theme: &Theme, nhs_number: String) {
        let by = match self.dice.between(1, 100) {
            n if n <= 9 => door::Who::Me,
            n if n <= 12 => door::Who::Somebody,
            n if n <= 20 => door::Who::Organisation,
            _ if self.site.keeps_no_accounts(self.life) => {
                let practice_code = self.site.code.clone().unwrap_or_default();
                self.back = Back::Post;
                let form = self.form(theme, nhs_number);
                let sent = door::Input { practice_code, ..self.sent(door::Who::Organisation, theme, form) };
                return self.then(Who::Door, Step::Ask(door::Who::Organisation, Box::new(sent)));
            }
            _ => {
                let form = self.form(theme, nhs_number);
                return self.then(Who::Practice, Step::Refer(Box::new(form)));
            }
        };
        self.back = Back::Nobody;
        let form = self.form(theme, nhs_number);
        let sent = self.sent(by, theme, form);
        self.then(Who::Door, Step::Ask(by, Box::new(sent)));
    }

    /// What is typed at the door.
    fn sent(&mut self, by: door::Who, theme: &Theme, it: referring::Input) -> door::Input {
        let dice = &mut self.dice;
        let speaks = if dice.percent(6) { dice.pick(spoken::LANGUAGES) } else { "" };
        self.has_named_language = !speaks.is_empty();
        let (sender_name, sender_from) = match by {
            door::Who::Me => (String::new(), ""),
            door::Who::Somebody => {
                (format!("{} {}", dice.pick(GIVEN), it.family_name), dice.pick(&["Daughter", "Neighbour", "Brother"]))
            }
            door::Who::Organisation => {
                (format!("{} {}", dice.pick(GIVEN), dice.pick(FAMILY)), dice.pick(spoken::AGENCIES))
            }
        };
        let own_words = by == door::Who::Me;
        door::Input {
            reason: if own_words { dice.pick(theme.stated).to_owned() } else { it.reason },
            // Hardly anybody knows their number by heart.
            nhs_number: if dice.percent(25) { it.nhs_number } else { String::new() },
            family_name: it.family_name,
            given_names: it.given_names,
            born: it.born,
            phone: it.phone,
            ways: vec![dice.pick(&["call", "call", "call", "text"]).to_owned()],
            times: dice.pick(&["", "", "Mornings", "After four", "Not on Mondays"]).to_owned(),
            message: dice.pick(&["yes", "no", ""]).to_owned(),
            language: speaks.to_owned(),
            interpreter: !speaks.is_empty(),
            told: if own_words { String::new() } else { "agreed".to_owned() },
            sender_reach: if own_words { String::new() } else { format!("01632 960{:03}", dice.between(400, 899)) },
            sender_name,
            sender_from: sender_from.to_owned(),
            ..door::Input::default()
        }
    }

    fn form(&mut self, theme: &Theme, nhs_number: String) -> referring::Input {
        let dice = &mut self.dice;
        let age = if dice.percent(30) { dice.between(70, 92) } else { dice.between(19, 69) };
        let year = i32::from(self.day.year()) - i32::try_from(age).unwrap_or(50);
        let missing = dice.percent(4) || nhs_number.is_empty();
        referring::Input {
            born_missing: String::new(),
            nhs_number: if missing { String::new() } else { nhs_number },
            number_missing: if missing { "not-to-hand".to_owned() } else { String::new() },
            family_name: dice.pick(FAMILY).to_owned(),
            given_names: dice.pick(GIVEN).to_owned(),
            preferred_name: String::new(),
            born: (dice.between(1, 28).to_string(), dice.between(1, 12).to_string(), year.to_string()),
            phone: format!("07700 900{:03}", dice.between(0, 999)),
            reason: dice.pick(theme.reasons).to_owned(),
            told: dice.pick(&["agreed", "agreed", "agreed", "unsure", "not-yet", "asked"]).to_owned(),
            told_words: String::new(),
            not_a_duplicate: false,
        }
    }
}
