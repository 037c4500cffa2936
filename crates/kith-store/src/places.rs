//! Postcodes, small areas and districts as they are published. They say nothing of anybody.

use kith_domain::directory::record::Position;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};

/// What is known of a postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The postcode without its space.
    pub code: String,
    /// Where it is.
    pub position: Option<Position>,
    /// The small area it lies in.
    pub area: Option<String>,
    /// Of which census that area is: 2011 or 2021.
    pub edition: Option<i64>,
    /// The code of the district.
    pub district: Option<String>,
    /// What the district is called.
    pub district_name: Option<String>,
    /// The tenth of deprivation of the small area, 1 the most deprived.
    pub tenth: Option<i64>,
    /// The month it was ended, where it was.
    pub ended: Option<String>,
}

/// A postcode as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcode {
    /// Without its space, in capitals.
    pub code: String,
    /// Where it is.
    pub position: Option<Position>,
    /// The small area, with the census it is of.
    pub area: Option<(String, i64)>,
    /// The code of the district.
    pub district: Option<String>,
    /// The month it was ended.
    pub ended: Option<String>,
}

/// A small area as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its code.
    pub code: String,
    /// Of which census: 2011 or 2021.
    pub edition: i64,
    /// What it is called.
    pub name: Option<String>,
    /// The code of its district.
    pub district: Option<String>,
    /// Its rank, 1 the most deprived.
    pub rank: Option<i64>,
    /// Its tenth, 1 to 10.
    pub tenth: Option<i64>,
}

statements! {
    /// What is known of a postcode.
    FIND = "SELECT p.code, p.latitude, p.longitude, p.area, p.edition, p.district, d.name AS district_name,
            a.deprivation_tenth, p.ended
        FROM postcode p
        LEFT JOIN district d ON d.code = p.district
        LEFT JOIN area a ON a.code = p.area AND a.edition = p.edition
        WHERE p.code = $1";
    /// A postcode as the last file gives it.
    PUT_POSTCODE = "INSERT INTO postcode (code, latitude, longitude, area, edition, district, ended)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (code) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude,
            area = excluded.area, edition = excluded.edition, district = excluded.district, ended = excluded.ended";
    /// A small area as the last file gives it.
    PUT_AREA = "INSERT INTO area (code, edition, name, district, deprivation_rank, deprivation_tenth)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (code, edition) DO UPDATE SET name = excluded.name, district = excluded.district,
            deprivation_rank = excluded.deprivation_rank, deprivation_tenth = excluded.deprivation_tenth";
    /// What a district is called.
    PUT_DISTRICT = "INSERT INTO district (code, name) VALUES ($1, $2)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name";
}

/// A postcode as it is looked for: letters and digits alone, in capitals.
#[must_use]
pub fn key(postcode: &str) -> String {
    postcode.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_uppercase()).collect()
}

fn position(row: &Row<'_>) -> Result<Option<Position>, DbError> {
    let side = |column| -> Result<Option<i32>, DbError> {
        Ok(row.get::<Option<i64>>(column)?.and_then(|it| i32::try_from(it).ok()))
    };
    let (latitude, longitude) = (side("latitude")?, side("longitude")?);
    Ok(latitude.zip(longitude).map(|(latitude, longitude)| Position { latitude, longitude }))
}

/// What is known of a postcode, however it is written.
///
/// # Errors
/// When the database cannot answer.
pub fn find(tx: &mut ReadTx<'_>, postcode: &str) -> Result<Option<Known>, DbError> {
    tx.fetch_optional(&FIND, &[key(postcode).into()], |row| {
        Ok(Known {
            code: row.get("code")?,
            position: position(row)?,
            area: row.get("area")?,
            edition: row.get("edition")?,
            district: row.get("district")?,
            district_name: row.get("district_name")?,
            tenth: row.get("deprivation_tenth")?,
            ended: row.get("ended")?,
        })
    })
}

/// Writes a postcode down, in place of what was known of it.
///
/// # Errors
/// When the database cannot take it.
pub fn put_postcode(tx: &mut Tx<'_>, it: &Postcode) -> Result<(), DbError> {
    let values: [Value; 7] = [
        it.code.as_str().into(),
        it.position.map(|at| at.latitude).into(),
        it.position.map(|at| at.longitude).into(),
        it.area.as_ref().map(|(code, _)| code.as_str()).into(),
        it.area.as_ref().map(|(_, edition)| *edition).into(),
        it.district.as_deref().into(),
        it.ended.as_deref().into(),
    ];
    tx.execute(&PUT_POSTCODE, &values)?;
    Ok(())
}

/// Writes a small area down, in place of what was known of it.
///
/// # Errors
/// When the database cannot take it.
pub fn put_area(tx: &mut Tx<'_>, it: &Area) -> Result<(), DbError> {
    let values: [Value; 6] = [
        it.code.as_str().into(),
        it.edition.into(),
        it.name.as_deref().into(),
        it.district.as_deref().into(),
        it.rank.into(),
        it.tenth.into(),
    ];
    tx.execute(&PUT_AREA, &values)?;
    Ok(())
}

/// Writes down what a district is called.
///
/// # Errors
/// When the database cannot take it.
pub fn put_district(tx: &mut Tx<'_>, code: &str, name: &str) -> Result<(), DbError> {
    tx.execute(&PUT_DISTRICT, &[code.into(), name.into()])?;
    Ok(())
}
