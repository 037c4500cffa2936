//! What was typed at the door, question by question, for a page that could not take it.

use kith_app::door::{self, Who};
use kith_domain::person::BornMissing;
use kith_domain::referral::ToldAnswer;

use crate::visit::Visit;

/// The questions that are shown back, as they were asked, with what was answered. Never a hidden field, and of a
/// practice code that there is one.
pub(super) fn rows(visit: &Visit, who: Who) -> Vec<(String, String)> {
    let is_me = who == Who::Me;
    let whose = |mine: &'static str, theirs: &'static str| if is_me { mine } else { theirs };
    let born: Vec<String> = ["born-day", "born-month", "born-year"].map(|part| visit.field(part)).to_vec();
    let ways: Vec<&str> = visit
        .fields("ways")
        .iter()
        .filter_map(|code| door::WAYS.iter().find(|(known, _)| known == code).map(|(_, words)| *words))
        .collect();
    let told = ToldAnswer::from_code(&visit.field("told")).map(ToldAnswer::label).unwrap_or_default();
    let message = match visit.field("message").as_str() {
        "yes" => "Yes",
        "no" => "No, please do not",
        _ => "",
    };
    let interpreter = if visit.field("interpreter") == "yes" { "Needed" } else { "" };
    let from = if who == Who::Somebody { "How you know them" } else { "Your organisation" };
    let born_missing = BornMissing::from_code(&visit.field("born_missing")).map(BornMissing::label).unwrap_or_default();
    // That there is one is said; what it is, is nobody's to read over a shoulder.
    let has_code = who == Who::Organisation && !visit.field("practice_code").trim().is_empty();
    let code = if has_code { "Given" } else { "" };
    let rows: Vec<(&str, String)> = vec![
        ("Your name", visit.field("sender_name")),
        (from, visit.field("sender_from")),
        ("How we reach you", visit.field("sender_reach")),
        ("Practice code", code.to_owned()),
        ("Whether they know", told.to_owned()),
        ("First name", visit.field("given_names")),
        ("Family name", visit.field("family_name")),
        (whose("What we call you", "What they like to be called"), visit.field("preferred_name")),
        ("Date of birth", born.join(" ")),
        ("Why it is not known", born_missing.to_owned()),
        ("NHS number", visit.field("nhs_number")),
        (whose("What you would like help with", "What they would like help with"), visit.field("reason")),
        ("Telephone number", visit.field("phone")),
        ("E-mail or postal address", visit.field("address")),
        ("Best ways", ways.join(", ")),
        ("Best times", visit.field("times")),
        ("May we leave a message", message.to_owned()),
        (whose("The language you speak best", "The language they speak best"), visit.field("language")),
        ("Interpreter", interpreter.to_owned()),
        ("What else helps to talk", visit.field("talking")),
    ];
    rows.into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
