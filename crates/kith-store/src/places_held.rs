//! What is held of postcodes, areas and districts as a whole: how many, the middle of an outward code or of a district,
//! and what a slice of a file would change.

use std::collections::BTreeMap;

use kith_domain::directory::record::Position;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::places::{Area, Postcode};

statements! {
    /// Whether there is any postcode.
    list ANY = "SELECT code FROM postcode WHERE code > $1 ORDER BY code LIMIT 1";
    /// How many postcodes there are.
    COUNT_POSTCODES = "SELECT CAST(count(*) AS BIGINT) AS number FROM postcode";
    /// How many small areas there are of each census, and how many have a tenth.
    COUNT_AREAS = "SELECT edition, CAST(count(*) AS BIGINT) AS number, CAST(count(deprivation_tenth) AS BIGINT) AS ranked
        FROM area GROUP BY edition ORDER BY edition";
    /// How many districts have names.
    COUNT_DISTRICTS = "SELECT CAST(count(*) AS BIGINT) AS number FROM district";
    /// The names of districts.
    list DISTRICTS = "SELECT code, name FROM district WHERE code > $1 ORDER BY code LIMIT 2000";
    /// The middle of the postcodes in use whose codes begin so and are so long.
    list MIDDLE_OF_OUTWARD = "SELECT CAST(sum(latitude) AS BIGINT) AS north, CAST(sum(longitude) AS BIGINT) AS east,
            CAST(count(latitude) AS BIGINT) AS number
        FROM postcode WHERE code >= $1 AND code < $2 AND length(code) = $3 AND ended IS NULL AND longitude IS NOT NULL";
    /// The middle of the postcodes in use of a district.
    list MIDDLE_OF_DISTRICT = "SELECT CAST(sum(latitude) AS BIGINT) AS north, CAST(sum(longitude) AS BIGINT) AS east,
            CAST(count(latitude) AS BIGINT) AS number
        FROM postcode WHERE district = $1 AND ended IS NULL AND longitude IS NOT NULL";
    /// Some postcodes as they are held.
    list POSTCODES = "SELECT code, latitude, longitude, area, edition, district, ended FROM postcode
        WHERE code IN (SELECT value FROM {each}($1))";
    /// Some small areas of a census as they are held.
    list AREAS = "SELECT code, edition, name, district, deprivation_rank, deprivation_tenth FROM area
        WHERE edition = $2 AND code IN (SELECT value FROM {each}($1))";
}

/// What is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Postcodes.
    pub postcodes: i64,
    /// Small areas of each census: which, how many, and how many of them have a tenth of deprivation.
    pub areas: Vec<(i64, i64, i64)>,
    /// Districts with names.
    pub districts: i64,
}

/// Whether there are any postcodes.
///
/// # Errors
/// When the database cannot answer.
pub fn is_any(tx: &mut ReadTx<'_>) -> Result<bool, DbError> {
    Ok(tx.fetch_optional(&ANY, &["".into()], |_| Ok(()))?.is_some())
}

/// How many of everything are held.
///
/// # Errors
/// When the database cannot answer.
pub fn held(tx: &mut ReadTx<'_>) -> Result<Held, DbError> {
    let number = |row: &Row<'_>| row.get::<i64>("number");
    Ok(Held {
        postcodes: tx.fetch_optional(&COUNT_POSTCODES, &[], number)?.unwrap_or(0),
        areas: tx
            .fetch_all(&COUNT_AREAS, &[], |row| Ok((row.get("edition")?, row.get("number")?, row.get("ranked")?)))?,
        districts: tx.fetch_optional(&COUNT_DISTRICTS, &[], number)?.unwrap_or(0),
    })
}

/// The codes and names of districts.
///
/// # Errors
/// When the database cannot answer.
pub fn districts(tx: &mut ReadTx<'_>) -> Result<Vec<(String, String)>, DbError> {
    tx.fetch_all(&DISTRICTS, &["".into()], |row| Ok((row.get("code")?, row.get("name")?)))
}

fn middle(row: &Row<'_>) -> Result<Option<Position>, DbError> {
    let number: i64 = row.get("number")?;
    let side = |column| -> Result<Option<i32>, DbError> {
        let sum: Option<i64> = row.get(column)?;
        Ok(sum.and_then(|sum| sum.checked_div(number)).and_then(|mean| i32::try_from(mean).ok()))
    };
    let (north, east) = (side("north")?, side("east")?);
    Ok(north.zip(east).map(|(latitude, longitude)| Position { latitude, longitude }))
}

/// The middle of the postcodes of an outward code, such as `NE1`, in capitals.
///
/// # Errors
/// When the database cannot answer.
pub fn middle_of_outward(tx: &mut ReadTx<'_>, outward: &str) -> Result<Option<Position>, DbError> {
    // The inward code begins with a digit, and a colon comes directly after the digits.
    let length = i64::try_from(outward.len() + 3).unwrap_or(0);
    let values: [Value; 3] = [format!("{outward}0").into(), format!("{outward}:").into(), length.into()];
    Ok(tx.fetch_optional(&MIDDLE_OF_OUTWARD, &values, middle)?.flatten())
}

/// The middle of the postcodes of a district.
///
/// # Errors
/// When the database cannot answer.
pub fn middle_of_district(tx: &mut ReadTx<'_>, district: &str) -> Result<Option<Position>, DbError> {
    Ok(tx.fetch_optional(&MIDDLE_OF_DISTRICT, &[district.into()], middle)?.flatten())
}

fn each<'a>(codes: impl Iterator<Item = &'a str>) -> Value {
    Value::Json(codes.map(serde_json::Value::from).collect())
}

fn side(row: &Row<'_>, column: &'static str) -> Result<Option<i32>, DbError> {
    Ok(row.get::<Option<i64>>(column)?.and_then(|it| i32::try_from(it).ok()))
}

/// Those of some postcodes that are held, by their codes.
///
/// # Errors
/// When the database cannot answer.
pub fn postcodes<'a>(
    tx: &mut ReadTx<'_>,
    codes: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, Postcode>, DbError> {
    let all = tx.fetch_all(&POSTCODES, &[each(codes)], |row| {
        let area: Option<String> = row.get("area")?;
        let latitude = side(row, "latitude")?;
        Ok(Postcode {
            code: row.get("code")?,
            position: latitude
                .zip(side(row, "longitude")?)
                .map(|(latitude, longitude)| Position { latitude, longitude }),
            area: area.zip(row.get::<Option<i64>>("edition")?),
            district: row.get("district")?,
            ended: row.get("ended")?,
        })
    })?;
    Ok(all.into_iter().map(|it| (it.code.clone(), it)).collect())
}

/// Those of some small areas of a census that are held, by their codes.
///
/// # Errors
/// When the database cannot answer.
pub fn areas<'a>(
    tx: &mut ReadTx<'_>,
    codes: impl Iterator<Item = &'a str>,
    census: i64,
) -> Result<BTreeMap<String, Area>, DbError> {
    let all = tx.fetch_all(&AREAS, &[each(codes), census.into()], |row| {
        Ok(Area {
            code: row.get("code")?,
            edition: row.get("edition")?,
            name: row.get("name")?,
            district: row.get("district")?,
            rank: row.get("deprivation_rank")?,
            tenth: row.get("deprivation_tenth")?,
        })
    })?;
    Ok(all.into_iter().map(|it| (it.code.clone(), it)).collect())
}
