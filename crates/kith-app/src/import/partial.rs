//! A service that is known in full, and of which only what a list says could be had: what the list does not state stays.
//!
//! # Invariants
//! - What a list leaves out erases nothing; what it states to be empty is empty.
//! - The parts that make a service full (places, times, contacts, telephone numbers, prices, areas) are never a list's
//!   to take away: it was taken for a list because it has none of them.

use kith_domain::directory::record::Record;
use kith_domain::directory::{Entry, Organisation};
use kith_interop::oruk::ServiceDraft;

use super::directory::{audience_of, cost_of, shortened};

/// What is stated, else what was known.
fn pick<T: Clone>(is_stated: bool, said: &T, known: &T) -> T {
    if is_stated { said.clone() } else { known.clone() }
}

/// An entry after a list named it.
pub(super) fn entry(draft: &ServiceDraft, said: Entry, known: &Entry) -> Entry {
    let record = record(draft, &said.record, &known.record);
    let states = |member: &str| draft.states(member);
    let is_audience = states("eligibility_description") || states("minimum_age") || states("maximum_age");
    let audience = || {
        let eligibility = record.eligibility.as_ref().map(ToString::to_string);
        shortened(&audience_of(eligibility, record.minimum_age, record.maximum_age))
    };
    let cost = || {
        let fees = record.fees.as_ref().map(ToString::to_string);
        let text = |words: &Option<kith_domain::text::Words>| words.as_ref().map(ToString::to_string);
        shortened(&cost_of(fees, record.costs.iter().map(|it| (it.pence, text(&it.option), text(&it.words)))))
    };
    Entry {
        description: pick(states("description"), &said.description, &known.description),
        status: pick(states("status"), &said.status, &known.status),
        audience: if is_audience { audience() } else { known.audience.clone() },
        times: known.times.clone(),
        place: known.place.clone(),
        cost: if states("fees") { cost() } else { known.cost.clone() },
        access: known.access.clone(),
        languages: pick(states("languages"), &said.languages, &known.languages),
        phone: known.phone.clone(),
        email: pick(states("email"), &said.email, &known.email),
        url: pick(states("url"), &said.url, &known.url),
        name: said.name,
        record,
    }
}

fn record(draft: &ServiceDraft, said: &Record, known: &Record) -> Record {
    let states = |member: &str| draft.states(member);
    let mut record = Record {
        minimum_age: pick(states("minimum_age"), &said.minimum_age, &known.minimum_age),
        maximum_age: pick(states("maximum_age"), &said.maximum_age, &known.maximum_age),
        eligibility: pick(states("eligibility_description"), &said.eligibility, &known.eligibility),
        how_to_refer: pick(states("application_process"), &said.how_to_refer, &known.how_to_refer),
        fees: pick(states("fees"), &said.fees, &known.fees),
        accreditations: pick(states("accreditations"), &said.accreditations, &known.accreditations),
        alert: pick(states("alert"), &said.alert, &known.alert),
        assured_on: pick(states("assured_date"), &said.assured_on, &known.assured_on),
        assured_by: pick(states("assurer_email"), &said.assured_by, &known.assured_by),
        modified: pick(states("last_modified"), &said.modified, &known.modified),
        languages: pick(states("languages"), &said.languages, &known.languages),
        terms: pick(states("attributes"), &said.terms, &known.terms),
        places: pick(states("capacities"), &said.places, &known.places),
        ..known.clone()
    };
    if let (Some(least), Some(most)) = (record.minimum_age, record.maximum_age)
        && least > most
    {
        // The list states one of the two, and the other was of before.
        if states("minimum_age") {
            record.maximum_age = None;
        } else {
            record.minimum_age = None;
        }
    }
    record
}

/// An organisation after a list mentioned it.
pub(super) fn organisation(said: Organisation, known: &Organisation) -> Organisation {
    Organisation {
        description: said.description.or_else(|| known.description.clone()),
        email: said.email.or_else(|| known.email.clone()),
        url: said.url.or_else(|| known.url.clone()),
        ..said
    }
}
