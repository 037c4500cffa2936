//! Reads what was typed at the door: everything that is wrong is said at once.

use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::{ContactRules, Identity};
use kith_domain::practice::Practice;
use kith_domain::referral::{Reasons, Route, Sender, Told, ToldAnswer};
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, Words};

use super::{Input, WAYS, Who};
use crate::ctx::Ctx;
use crate::dates;
use crate::refusal::{Faults, Refusal};

/// A form that is in order.
pub(super) struct Checked {
    pub(super) identity: Identity,
    pub(super) phone: Option<Line>,
    pub(super) rules: ContactRules,
    pub(super) route: Route,
    pub(super) reasons: Reasons,
}

/// Checks the whole form and says everything that is wrong at once.
pub(super) fn check(
    ctx: &Ctx,
    (who, practice): (Who, Option<Id<Practice>>),
    input: &Input,
) -> Result<Checked, Refusal> {
    let mut faults = Faults::new();
    let family_name = faults.text(
        "family_name",
        "Enter the family name. If there is one name only, enter it here.",
        Line::new(&input.family_name),
    );
    let given_names = faults.optional("given_names", Line::optional(&input.given_names));
    let preferred_name = faults.optional("preferred_name", Line::optional(&input.preferred_name));
    let born = faults.take(dates::read_born(&input.born, &input.born_missing, ctx.today()));
    let nhs_number = match input.nhs_number.trim() {
        "" => Some(Err(NumberMissing::NotToHand)),
        text => faults.take(NhsNumber::parse(text).map(Ok).map_err(|why| {
            Rejection::of_field("nhs_number", "referral.nhs_number", format!("{why} You can also leave it out."))
        })),
    };
    let phone = faults.phone("phone", &input.phone);
    let address = faults.optional("address", Line::optional(&input.address));
    if phone.is_none() && address.is_none() {
        faults.add(Rejection::of_field(
            "phone",
            "door.no_way_to_reach",
            "Enter a telephone number, or an e-mail or postal address below, so that we can be in touch.",
        ));
    }
    let rules = ContactRules {
        safe_contact: faults.optional("times", reach_in_words(input, address.as_ref())),
        communication: faults.optional("talking", Words::optional(&input.talking)),
        language: faults.optional("language", Line::optional(&input.language)),
        interpreter: input.interpreter,
    };
    let reason = faults.text("reason", "Say in a few words what you would like help with.", Words::new(&input.reason));
    let told = match who {
        Who::Me => Some(ToldAnswer::Asked),
        _ => faults.take(told(who, &input.told)),
    };
    let sender = if who == Who::Me { None } else { sender(&mut faults, who, input) };
    faults.finish()?;
    let route = match (who, practice, sender) {
        (Who::Me, ..) => Some(Route::Oneself),
        (Who::Somebody, _, Some(sender)) => Some(Route::Friend(sender)),
        (Who::Organisation, Some(practice), Some(sender)) => Some(Route::PracticeCode { practice, sender }),
        (Who::Organisation, None, Some(sender)) => Some(Route::Agency(sender)),
        (_, _, None) => None,
    };
    match (nhs_number, family_name, born, reason, told, route) {
        (Some(nhs_number), Some(family_name), Some(born), Some(reason), Some(answer), Some(route)) => Ok(Checked {
            identity: Identity { nhs_number, family_name, given_names, preferred_name, born },
            phone,
            rules,
            route,
            reasons: Reasons { reason, told: Told { answer, words: None } },
        }),
        _ => unreachable!("every missing part was noted as a fault"),
    }
}

/// Whether the person knows. An organisation sends nobody who has not agreed.
fn told(who: Who, code: &str) -> Result<ToldAnswer, Rejection> {
    let answer = ToldAnswer::from_code(code)
        .ok_or_else(|| Rejection::of_field("told", "referral.told", "Choose whether the person knows about this."))?;
    match (who, answer) {
        (Who::Organisation, ToldAnswer::Unsure | ToldAnswer::NotYet) => Err(Rejection::of_field(
            "told",
            "door.not_agreed",
            "Speak with the person first, and send this form when they agree. To talk it over, ask the team.",
        )),
        _ => Ok(answer),
    }
}

fn sender(faults: &mut Faults, who: Who, input: &Input) -> Option<Sender> {
    let name = faults.text("sender_name", "Enter your name.", Line::new(&input.sender_name));
    let empty = if who == Who::Somebody {
        "Say how you know them, for example: neighbour."
    } else {
        "Enter the name of your organisation."
    };
    let from = faults.text("sender_from", empty, Line::new(&input.sender_from));
    let reach = faults.text(
        "sender_reach",
        "Enter a telephone number or e-mail address at which we reach you.",
        Line::new(&input.sender_reach),
    );
    Some(Sender { name: name?, from: from?, reach: reach? })
}

/// How to reach them, in the words that stand at the head of every page about them.
pub(super) fn reach_in_words(
    input: &Input,
    address: Option<&Line>,
) -> Result<Option<Words>, kith_domain::text::NotText> {
    let mut parts: Vec<String> = Vec::new();
    let ways: Vec<&str> =
        WAYS.iter().filter(|(code, _)| input.ways.iter().any(|way| way == code)).map(|(_, words)| *words).collect();
    if !ways.is_empty() {
        parts.push(format!("Prefers: {}.", ways.join(", ").to_lowercase()));
    }
    if let Some(address) = address {
        parts.push(format!("E-mail or post: {address}."));
    }
    if let Some(times) = Line::optional(&input.times)? {
        parts.push(format!("Best times: {times}."));
    }
    match input.message.as_str() {
        "yes" => parts.push("A message may be left.".to_owned()),
        "no" => parts.push("Do not leave a message.".to_owned()),
        _ => {}
    }
    Words::optional(&parts.join(" "))
}
