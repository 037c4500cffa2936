//! Holding, readiness and guides as sentences, for the story and the pages.

use kith_app::store::Happened;
use kith_domain::event::Fact;
use kith_domain::support::Holding;
use kith_domain::support::guide;
use kith_domain::support::holding::{Function, Outcome, Went};
use kith_domain::time::day_in_words;

/// "Tuesday 3 November".
pub(crate) fn since(it: &Holding) -> String {
    day_in_words(it.says.began)
}

/// What it is for, in a sentence: "Held: they wait for another service. Awaited: the memory clinic."
pub(crate) fn sentence(it: &Holding) -> String {
    let awaited = it.says.awaited.as_ref().map_or_else(String::new, |awaited| format!(" Awaited: {awaited}."));
    format!("{}.{awaited}", it.says.function.label())
}

fn day(happened: &Happened, name: &str) -> Option<String> {
    happened.facts.iter().find_map(|(found, fact)| match fact {
        Fact::Day(day) if found == name => Some(day_in_words(*day)),
        _ => None,
    })
}

/// One thing that happened to a holding: a sentence, and what more is known. Nothing for what is told elsewhere.
pub(crate) fn told(who: &str, called: &str, it: &Happened) -> Option<(String, Vec<String>)> {
    let function = it.text("function").and_then(Function::from_code).map(|it| format!("For: {}.", lower(it.label())));
    let awaited = it.text("awaited").map(|awaited| format!("Awaited: {awaited}."));
    let since = day(it, "began").map(|day| format!("Since {day}."));
    let review = day(it, "review_on").map(|day| format!("To be looked at again on {day}."));
    let of_it = || [function.clone(), awaited.clone(), since.clone(), review.clone()].into_iter().flatten().collect();
    let went = it.text("went").and_then(Went::from_code).map(|went| format!("Where it went: {}.", lower(went.label())));
    let words = it.text("words").map(str::to_owned);
    Some(match it.kind.as_str() {
        "holding.began" => (format!("{who} wrote down that {called} is held."), of_it()),
        "holding.corrected" => (format!("{who} changed what is written down of holding {called}."), of_it()),
        "holding.reviewed" => {
            let found = it.text("outcome").and_then(Outcome::from_code);
            let sentence = match found {
                Some(Outcome::Changed) => format!("{who} looked at holding {called}: something changed."),
                _ => format!("{who} looked at holding {called}: still holding."),
            };
            (sentence, [it.text("note").map(str::to_owned), review].into_iter().flatten().collect())
        }
        "holding.ended" => (format!("{who} ended holding {called}."), went.into_iter().chain(words).collect()),
        "holding.ending_corrected" => {
            (format!("{who} corrected where holding {called} went."), went.into_iter().chain(words).collect())
        }
        _ => return None,
    })
}

/// Why a case goes beyond a guide.
pub(crate) fn beyond(reason: guide::Reason) -> String {
    lower(reason.label())
}

/// The first letter small, so that a label stands within a sentence.
pub(crate) fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
