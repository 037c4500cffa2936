//! The rows that an entry is published by, written anew with every save of it: of what its feed says, whatever was
//! corrected here.

use std::collections::BTreeSet;

use jiff::civil::Time;
use kith_domain::directory::CommunityService;
use kith_domain::directory::record::{DayRule, Schedule, Term};

use crate::db::{DbError, Tx, Value, statements};

statements! {
    /// Forgets what an entry is filtered by.
    FORGET_FACET = "DELETE FROM directory_facet WHERE community_service_id = $1";
    /// Forgets when an entry is open.
    FORGET_OPENINGS = "DELETE FROM directory_opening WHERE community_service_id = $1";
    /// Forgets where an entry is.
    FORGET_PLACES = "DELETE FROM directory_place WHERE community_service_id = $1";
    /// Forgets the terms of an entry.
    FORGET_TERMS = "DELETE FROM directory_term_held WHERE community_service_id = $1";
    /// What an entry is filtered by.
    FACET = "INSERT INTO directory_facet (community_service_id, published, minimum_age, maximum_age, pence, is_open)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// One day of an opening.
    OPENING = "INSERT INTO directory_opening (community_service_id, day, opens, closes, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// A place of an entry.
    PLACE = "INSERT INTO directory_place (community_service_id, number, is_open, published, postcode, latitude, longitude,
            is_by_postcode)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A term as an entry gives it.
    TERM = "INSERT INTO directory_term_known (id, taxonomy_id, taxonomy, name, code, words, uri)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET taxonomy_id = excluded.taxonomy_id, taxonomy = excluded.taxonomy,
            name = excluded.name, code = excluded.code, words = excluded.words, uri = excluded.uri";
    /// That an entry has a term.
    HELD = "INSERT INTO directory_term_held (term_id, community_service_id) VALUES ($1, $2)";
}

/// Minutes after midnight.
pub(crate) fn minutes(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// When something closes: midnight is the end of the day.
pub(crate) fn until(time: Time) -> i64 {
    match minutes(time) {
        0 => 24 * 60,
        other => other,
    }
}

/// Writes down what an entry is filtered by, in place of what it was.
pub(crate) fn follow(tx: &mut Tx<'_>, service: &CommunityService) -> Result<(), DbError> {
    let id = service.id;
    for forget in [&FORGET_FACET, &FORGET_OPENINGS, &FORGET_PLACES, &FORGET_TERMS] {
        tx.execute(forget, &[id.into()])?;
    }
    if service.vanished.is_some() {
        return Ok(());
    }
    let it = &service.theirs().record;
    let age = |age: Option<u8>| Value::from(age.map(i64::from));
    let published = service.published_id();
    let (least, most, pence) = (age(it.minimum_age), age(it.maximum_age), it.cheapest().into());
    let is_open = service.is_published();
    tx.execute(&FACET, &[id.into(), published.into(), least, most, pence, is_open.into()])?;
    let openings: Vec<Vec<Value>> = it.all_schedules().flat_map(|schedule| openings(service, schedule)).collect();
    tx.batch(&OPENING, &openings)?;
    let mut places: Vec<Vec<Value>> = Vec::new();
    for (number, place) in it.locations.iter().enumerate() {
        // A place without a position of its own is where its postcode is, if postcodes were imported.
        let position = match (place.position, place.postcode()) {
            (Some(position), _) => Some(position),
            (None, Some(postcode)) => crate::places::find(tx, postcode.as_str())?.and_then(|it| it.position),
            (None, None) => None,
        };
        places.push(vec![
            id.into(),
            i64::try_from(number).unwrap_or(i64::MAX).into(),
            is_open.into(),
            place.published_link(published, number).into(),
            place.postcode().map(|it| it.to_string()).into(),
            position.map(|it| it.latitude).into(),
            position.map(|it| it.longitude).into(),
            (place.position.is_none() && place.postcode().is_some()).into(),
        ]);
    }
    tx.batch(&PLACE, &places)?;
    let mut held = BTreeSet::new();
    for term in it.terms.iter().filter(|term| !term.is_label()) {
        tx.execute(&TERM, &known(term))?;
        held.insert(term.key());
    }
    let held: Vec<Vec<Value>> = held.into_iter().map(|term| vec![term.into(), id.into()]).collect();
    tx.batch(&HELD, &held)?;
    Ok(())
}

fn known(term: &Term) -> Vec<Value> {
    vec![
        term.key().into(),
        term.taxonomy_key().into(),
        term.taxonomy.as_ref().map(ToString::to_string).into(),
        term.name.to_string().into(),
        term.code.as_ref().map(ToString::to_string).into(),
        term.words.as_ref().map(ToString::to_string).into(),
        term.uri.as_ref().map(ToString::to_string).into(),
    ]
}

/// The days of a schedule, or one line without a day where none of the week is said.
fn openings(service: &CommunityService, schedule: &Schedule) -> Vec<Vec<Value>> {
    let of = |day: Option<&DayRule>| {
        vec![
            service.id.into(),
            day.map(|rule| i64::from(rule.weekday.to_monday_zero_offset())).into(),
            schedule.opens.map(minutes).into(),
            schedule.closes.map(until).into(),
            schedule.valid_from.into(),
            schedule.valid_to.into(),
        ]
    };
    if schedule.days.is_empty() { vec![of(None)] } else { schedule.days.iter().map(|day| of(Some(day))).collect() }
}
