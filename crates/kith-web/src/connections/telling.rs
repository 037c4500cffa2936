//! What may be told to an organisation: the boxes and the words of a form, how the person decided about sharing, and what
//! the organisation then reads.

use kith_app::Refusal;
use kith_app::asking::{AgreedInput, agreed};
use kith_app::sharing::{Line as SharingLine, Sharing};
use kith_domain::directory::Organisation;
use kith_domain::directory::connection::{Agreed, May, Offer, State};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;

use crate::components::{Choice, Form, Row};
use crate::people::sharing::standing_with;
use crate::visit::Visit;

/// The field of the boxes.
pub(crate) const SHARED: &str = "shared";

/// What an organisation reads about somebody.
pub(crate) struct Read {
    /// Parts of the record, each with its value.
    pub(crate) rows: Vec<Row>,
    /// Words.
    pub(crate) words: Option<String>,
    /// What is said where there is nothing to read.
    pub(crate) nothing: &'static str,
}

impl Read {
    /// What is read of what was agreed.
    pub(crate) fn of(agreed: &Agreed) -> Self {
        Self {
            rows: agreed.parts.iter().map(|(part, value)| Row::new(part.label(), value.as_str())).collect(),
            words: agreed.words.as_ref().map(ToString::to_string),
            nothing: "Nothing yet. Tell us whether there is room, and we ask them before we tell you more.",
        }
    }

    /// The same for an organisation that has answered.
    pub(crate) fn once_answered(agreed: &Agreed, state: &State) -> Self {
        let nothing = if state.is_told() {
            "Nothing yet. We ask them before we tell you more."
        } else {
            "What they had agreed to share is not shown any more, because you no longer need it."
        };
        Self { nothing, ..Self::of(agreed) }
    }

    /// Whether nothing is read.
    pub(crate) const fn is_nothing(&self) -> bool {
        self.rows.is_empty() && self.words.is_none()
    }
}

/// The same in one line, for a list.
pub(crate) fn in_a_line(agreed: &Agreed) -> Option<String> {
    let parts = agreed.parts.iter().map(|(part, value)| format!("{}: {value}", part.label()));
    let all: Vec<String> = parts.chain(agreed.words.as_ref().map(ToString::to_string)).collect();
    (!all.is_empty()).then(|| all.join(". "))
}

/// The part of a form that asks what may be told.
pub(crate) struct Telling {
    /// Parts of the record that can be ticked, each with its value.
    pub(crate) parts: Vec<Choice>,
    /// How the person decided about sharing with the organisation.
    pub(crate) stands: Option<SharingLine>,
    /// Where a decision is written down.
    pub(crate) decide: String,
    /// What the organisation would read, once somebody looks at it first.
    pub(crate) preview: Option<Read>,
}

impl Telling {
    /// The part of a form about a person and an organisation.
    pub(crate) fn new(person: Id<Person>, to: Id<Organisation>, sharing: &Sharing, offered: &[Offer]) -> Self {
        Self {
            parts: offered.iter().map(choice).collect(),
            stands: standing_with(sharing, Recipient::Organisation(to)),
            decide: format!("/people/{person}/sharing"),
            preview: None,
        }
    }

    /// With what the organisation would read.
    pub(crate) fn looked_at(self, preview: Option<Read>) -> Self {
        Self { preview, ..self }
    }

    /// Why nothing may be told now, where it may not.
    pub(crate) fn stops(&self) -> bool {
        self.stands.as_ref().is_some_and(|line| line.is_refused || line.has_ended)
    }
}

/// One part to tick. What is not safe cannot be, and says why.
fn choice(it: &Offer) -> Choice {
    let choice = Choice::new(it.part.code(), it.part.label());
    match it.may {
        May::Tick => choice.hint(it.value.as_str()),
        May::NeverSafe => {
            let why = format!("{}. The record says that this is never safe, so it cannot be shared.", it.value);
            let mut choice = choice.hint(&why);
            choice.is_disabled = true;
            choice
        }
    }
}

/// What was ticked and typed.
pub(crate) fn typed(visit: &Visit) -> AgreedInput {
    AgreedInput { parts: visit.fields(SHARED), words: visit.field("agreed") }
}

/// A form that begins with what is agreed already.
pub(crate) fn begin(form: Form, agreed: &Agreed) -> Form {
    let input = AgreedInput::of(agreed);
    form.prefill_all(SHARED, input.parts).prefill("agreed", &input.words)
}

/// What the organisation would read of what was ticked and typed.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong with it.
pub(crate) fn look_at(visit: &Visit, offered: &[Offer]) -> Result<Read, Refusal> {
    Ok(Read::of(&agreed::look_at(offered, &typed(visit))?))
}
