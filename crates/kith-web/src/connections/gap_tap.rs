//! Recording a gap with one tap where a connection came to nothing, to a wait, or to a service that closed; and what comes
//! next where an answer is waited for.

use kith_app::connecting::Opened;
use kith_domain::directory::chase::{Chase, Patience};
use kith_domain::directory::connection::State;
use kith_domain::need::gap::{Kind, Reason};
use kith_domain::time::{day_in_words, working_days_in_words};

use crate::components::Form;

/// The tap.
pub(crate) struct GapTap {
    /// Why a gap is offered, in a sentence.
    pub(crate) why: String,
    /// Where one tap records it: address, form, and what the button says. Nothing where no need is known, or no reason.
    pub(crate) tap: Option<(String, Form, String)>,
    /// Where more is said first.
    pub(crate) more: String,
}

impl GapTap {
    /// For a connection; nothing where nothing is missing, or it was recorded already.
    pub(crate) fn new(opened: &Opened, form: Form) -> Option<Self> {
        let it = &opened.connection.it;
        if !opened.gaps.is_empty() {
            return None;
        }
        let name = opened.to.entry.name.as_str();
        let goes_on = !matches!(
            it.state,
            State::Suggested
                | State::Ended
                | State::PersonDeclined
                | State::PersonNotReady
                | State::PersonNotNow
                | State::DidNotStart { .. }
        );
        let (why, reason) = if opened.to.has_closed() && goes_on {
            let says = match opened.to.vanished {
                Some(_) => "is no longer listed in the directory it came from".to_owned(),
                None => format!("is marked in the directory: {}", opened.to.entry.status.label().to_lowercase()),
            };
            (format!("{name} {says}. If it has closed for them, that is a gap."), Some(Reason::Closed))
        } else {
            let why = match it.state {
                State::DeclinedByService { .. } => "What was looked for is not there. That is a gap.",
                State::WaitListed { .. } => "A wait can be a gap: what is needed is not there now.",
                State::NotAnswered | State::DidNotStart { .. } => {
                    "If what was looked for is not there, record it. Silence alone is no reason."
                }
                _ => return None,
            };
            (why.to_owned(), Reason::by_state(&it.state))
        };
        let weeks = it.waits().and_then(|wait| wait.weeks).map(|weeks| weeks.to_string());
        let meanwhile = it.waits().and_then(|wait| wait.meanwhile).map(kith_domain::need::gap::Instead::code);
        let tap = it.need.zip(reason).map(|(need, reason)| {
            let form = form
                .carrying("from", &it.id.to_string())
                .carrying("sought", name)
                .carrying("kind", Kind::Community.code())
                .carrying("weeks", weeks.as_deref().unwrap_or_default())
                .carrying("instead", meanwhile.unwrap_or_default())
                .carrying("reason", reason.code());
            (format!("/needs/{need}/gap"), form, format!("Record a gap: {}", reason.label().to_lowercase()))
        });
        let more = match it.need {
            Some(need) => format!("/needs/{need}/gap?from={}", it.id),
            None => format!("/people/{}/gap?from={}", it.person, it.id),
        };
        Some(Self { why, tap, more })
    }
}

/// What comes next while an answer is waited for.
pub(crate) fn chase_in_words(chase: Chase, patience: Patience) -> String {
    let days = working_days_in_words(i64::from(patience.days));
    let nothing = "Nothing is closed by waiting: it stays as it was asked until somebody writes down how it stands.";
    match chase {
        Chase::Later { on, nth } => format!(
            "If they do not answer, it comes to your Today on {}, {} ({nth} of {}). {nothing}",
            day_in_words(on),
            format_args!("when {days} have gone by"),
            patience.times
        ),
        Chase::Now { nth } => format!(
            "They have not answered, and it stands on your Today ({nth} of {}). Remind them, ring them, or write down how \
             it stands. {nothing}",
            patience.times
        ),
        Chase::Over => format!(
            "They have not answered. It has come to your Today as often as your service set ({}), and does not come \
             again. It stands under “Still without an answer”. {nothing}",
            patience.times
        ),
    }
}
