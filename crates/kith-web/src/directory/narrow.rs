//! What a search of the directory is narrowed to: the fields beside its box, as they are chosen, and as they stand in an
//! address. Of a person nothing stands there: what their record says comes with the search and not with the address.

use jiff::civil::Weekday;
use kith_domain::day::weekday_named;
use kith_domain::directory::access::AccessNeed;
use kith_domain::directory::record::weekday_code;
use kith_domain::directory::search::{Asked, DayPart, Near, Within};
use kith_domain::need::Domain;

use super::searched::Searched;
use crate::components::{Choice, Form};
use crate::error::Problem;
use crate::request::encode;
use crate::visit::Visit;

/// The parameters that narrow a search of the whole directory.
pub(crate) const OF_DIRECTORY: [&str; 10] =
    ["q", "after", "about", "day", "part", "free", "within", "age", "from", "access"];
/// The parameters that narrow a search for a person: age and access come from their record, and so does the place where
/// it has one.
pub(crate) const FOR_SOMEBODY: [&str; 10] =
    ["q", "after", "need", "about", "day", "part", "free", "within", "their_age", "from"];

/// What is chosen.
#[derive(Debug, Clone)]
pub(crate) struct Narrow {
    /// As it was typed and chosen, with what is wrong about it.
    pub(crate) form: Form,
    /// As it is asked, without words and without a place.
    asked: Asked,
    /// The place in what was found at which the page begins, as its address has it.
    after: String,
}

const BAD: Problem =
    Problem::Bad("The address asks for a part of the directory that there is not. Choose it on the page.");

impl Narrow {
    /// Nothing chosen, for samples.
    #[cfg(test)]
    pub(crate) fn nothing(typed: &str) -> Self {
        Self { form: Form::blank().prefill("q", typed), asked: Asked::default(), after: String::new() }
    }

    /// What an address asks for. A code that there is not is an error; what was typed and cannot be understood is said on
    /// the page, beside everything that was typed.
    pub(crate) fn read(visit: &Visit) -> Result<Self, Problem> {
        for (name, _) in &visit.query {
            if name != "access" {
                visit.query(name)?;
            }
        }
        let chosen = visit.query.iter().filter(|(name, _)| !matches!(name.as_str(), "after" | "need" | "said"));
        let narrow = Self::chosen(chosen.cloned())?;
        Ok(Self { after: visit.query("after")?.unwrap_or_default().to_owned(), ..narrow })
    }

    /// The same of pairs that a sample gives.
    #[cfg(test)]
    pub(crate) fn of(chosen: &[(&str, &str)]) -> Self {
        let pairs = chosen.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self::chosen(pairs).unwrap_or_else(|_| unreachable!("a sample is well chosen"))
    }

    fn chosen(pairs: impl Iterator<Item = (String, String)>) -> Result<Self, Problem> {
        let mut form = Form::typed(pairs);
        let mut asked = Asked::default();
        let chosen = |form: &Form, name| Some(form.value(name).to_owned()).filter(|it| !it.is_empty());
        asked.need = chosen(&form, "about").map(|code| Domain::from_code(&code).ok_or(BAD)).transpose()?;
        asked.day = chosen(&form, "day").map(|code| weekday_named(&code, 2).ok_or(BAD)).transpose()?;
        asked.part = chosen(&form, "part").map(|code| DayPart::from_code(&code).ok_or(BAD)).transpose()?;
        asked.within = chosen(&form, "within").map(|code| Within::from_code(&code).ok_or(BAD)).transpose()?;
        for name in ["free", "their_age"] {
            if chosen(&form, name).is_some_and(|code| code != "yes") {
                return Err(BAD);
            }
        }
        asked.is_free = chosen(&form, "free").is_some();
        for code in form.values("access") {
            asked.access = asked.access.with(AccessNeed::from_code(code).ok_or(BAD)?);
        }
        if let Some(age) = chosen(&form, "age") {
            match age.trim().parse::<u8>().ok().filter(|age| *age <= 120) {
                Some(age) => asked.age = Some(age),
                None => form.problem("age", "Enter an age in years, like 67, or leave it out."),
            }
        }
        Ok(Self { form, asked, after: String::new() })
    }

    /// The words that were typed.
    pub(crate) fn typed(&self) -> &str {
        self.form.value("q")
    }

    /// The place that was typed.
    pub(crate) fn from(&self) -> Option<&str> {
        Some(self.form.value("from").trim()).filter(|it| !it.is_empty())
    }

    /// Says what is wrong with the place that was typed.
    pub(crate) fn place_is_not_known(&mut self, several: &[String]) {
        let sentence = if several.is_empty() {
            "No postcode and no district is called so. Enter a postcode, like NE1 4LP, or the name of a district."
                .to_owned()
        } else {
            format!("Several districts are called so: {}. Enter one of them.", several.join(", "))
        };
        self.form.problem("from", sentence);
    }

    /// What is asked of the directory, from a place.
    pub(crate) fn asked(&self, near: Option<Near>) -> Asked {
        Asked { near, ..self.asked.clone() }
    }

    /// Whether anything beside the words is chosen, or wrong: then the fields are open.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.asked != Asked::default()
            || self.from().is_some()
            || !self.form.value("their_age").is_empty()
            || !self.form.is_fine()
    }

    /// The same in an address, each part with the sign that parts it from the next.
    pub(crate) fn address(&self) -> String {
        let mut parts = Vec::new();
        for name in ["q", "about", "day", "part", "free", "within", "age", "from", "access", "their_age"] {
            for value in self.form.values(name).filter(|it| !it.is_empty()) {
                parts.push(format!("{name}={}", encode(value)));
            }
        }
        parts.join("&")
    }

    /// The search as it stands, with what else its address says, to be carried to the cards and back.
    pub(crate) fn searched(&self, more: &str) -> Searched {
        let after = if self.after.is_empty() { String::new() } else { format!("after={}", encode(&self.after)) };
        let parts = [more, &self.address(), &after].map(str::to_owned);
        Searched::of(&parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("&"))
    }

    /// The choices of the fields.
    pub(crate) fn choices() -> Choices {
        let any = |text: &str| vec![Choice::new("", text)];
        let with = |text: &str, more: Vec<Choice>| any(text).into_iter().chain(more).collect();
        let days = [
            (Weekday::Monday, "Monday"),
            (Weekday::Tuesday, "Tuesday"),
            (Weekday::Wednesday, "Wednesday"),
            (Weekday::Thursday, "Thursday"),
            (Weekday::Friday, "Friday"),
            (Weekday::Saturday, "Saturday"),
            (Weekday::Sunday, "Sunday"),
        ];
        Choices {
            needs: with("Any need", Domain::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()),
            days: with(
                "Any day",
                days.iter().map(|(day, name)| Choice::new(&weekday_code(*day).to_ascii_lowercase(), name)).collect(),
            ),
            parts: with("Any time", DayPart::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()),
            within: with("Any distance", Within::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()),
            access: AccessNeed::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            free: vec![Choice::new("yes", "Free only")],
            their_age: vec![Choice::new("yes", "For their age")],
        }
    }
}

/// The choices of the fields.
pub(crate) struct Choices {
    pub(crate) needs: Vec<Choice>,
    pub(crate) days: Vec<Choice>,
    pub(crate) parts: Vec<Choice>,
    pub(crate) within: Vec<Choice>,
    pub(crate) access: Vec<Choice>,
    pub(crate) free: Vec<Choice>,
    pub(crate) their_age: Vec<Choice>,
}
